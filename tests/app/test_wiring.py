"""What `wiring.build` joins: whoever has to tell another part does, by each road."""

from dataclasses import replace
from pathlib import Path

import pytest

from hotlined import stores, wiring
from hotlined.adapters.config.settings import load
from hotlined.adapters.imap import ImapMailbox
from hotlined.adapters.lmtp import Spool
from tests.support.fake_clock import FakeClock
from tests.support.site import write_site


@pytest.mark.parametrize("roads", [1, 2])
async def test_P5_mail_that_lies_unread_on_any_road_of_the_leas_voids_the_fence_and_who_wants_one_wakes_all(
    roads: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[ImapMailbox | Spool] = []
    for kind in (ImapMailbox, Spool):
        monkeypatch.setattr(kind, "wake", lambda self: woken.append(self))
    door = {"lmtp": {"listen": "/run/hotlined/lmtp"}} if roads == 2 else {}
    clock = FakeClock()
    settings = load(write_site(tmp_path, **door))
    with stores.opened(settings) as store:
        parts = wiring.build(settings, store, clock)
        lea = [watch for watch in parts.watches if watch.mailbox.name == "lea"]
        others = [watch for watch in parts.watches if watch.mailbox.name != "lea"]

        for found in lea:
            await clock.advance(1)
            for watch in lea:
                watch.listener.read(clock.now(), clock.now())
            assert parts.fences.latest is not None
            for watch in others:
                watch.listener.news()
            assert parts.fences.latest is not None
            found.listener.news()
            assert parts.fences.latest is None

        parts.fences.wake()

    assert len(lea) == roads
    assert len(woken) == roads
    assert {id(one) for one in woken} == {id(watch.mailbox) for watch in lea}


def test_P7_what_our_own_mails_say_since_a_reload_is_known_in_the_quotes_of_answers(tmp_path: Path) -> None:
    """It was asked for at the start only: words of a new template counted as an officer's own."""
    settings = load(write_site(tmp_path))
    with stores.opened(settings) as store:
        parts = wiring.build(settings, store, FakeClock())
        before = parts.reader.site().ours
        parts.site.value = replace(parts.site.value, ours=("item 1 of a new template",))

        assert before
        assert parts.reader.site().ours == ("item 1 of a new template",)
