"""The disk is lost and a backup is put back, on real parts: nothing leaves twice, no hold is forgotten.

After the backup the LEA asks to wait in one case, the notice of a second leaves, and a third is opened and
reported.  The restored store knows nothing of it; the mailboxes do.
"""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hotlined.adapters.casefiles import CaseFiles, verify
from hotlined.cli import main
from hotlined.cli.operator import operator
from hotlined.demo.keys import Keyring
from hotlined.domain.cases.case import fold
from hotlined.domain.cases.state import Case
from hotlined.domain.mail.outgoing import OutboxRow
from hotlined.domain.record.correspondence import MailAccepted
from hotlined.machine import SystemClock
from tests.e2e.script import Script
from tests.e2e.world import PEOPLE, Scene, World, scene

FOLDER = Path(__file__).parent / "restored"
SIGNED = ", signed, encrypted"


@pytest.fixture(scope="module")
def safe() -> Iterator[tuple[Keyring, str]]:
    """The administrator's own gpg home, and the backup key in it."""
    with Keyring.throwaway() as ring:
        yield ring, ring.make("backups", "backups@hotline.example.org")


@pytest.fixture
def made(world: World, safe: tuple[Keyring, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    ring, key = safe
    world.rings["hotline"].import_(ring.export(key))
    with scene(world, FOLDER) as made:
        config = made.home / "mailboxes.yaml"
        config.write_text(config.read_text() + f"\nbackup: {{fingerprint: '{key}'}}\n")
        monkeypatch.setattr(SystemClock, "now", lambda _: made.daemon.clock.now())
        yield made


def command(made: Scene, *words: str) -> None:
    """A command as the administrator types it, beside the daemon or without it."""
    with pytest.raises(SystemExit) as ended:
        main([*words, "--config", str(made.home / "mailboxes.yaml")])
    assert not ended.value.code


def opened(script: Script, number: str) -> str:
    """Ann opens a case and it is reported; its reference."""
    for name in ("reference", "mistyped"):
        script.known.pop(name, None)
    script.sends("ann", f"{number}-illegal", SIGNED)
    script.gets("ann", f"opened-{number}", "sealed", "[{reference}] Case opened")
    script.gets("lea", f"annex-{number}", "sealed", "[{reference}] Report")
    return script.known["reference"]


def cases(made: Scene) -> dict[str, Case]:
    with CaseFiles.read(made.store) as store:
        found = (store.load(name) for name in store.streams())
        folded = [fold(one.stream, one.entries) for one in found if one is not None]
    return {case.stream: case for case in folded if case.opened is not None}


def to_others(made: Scene, since: int) -> list[str]:
    """Who but the analysts got something since."""
    return [one for way in made.taken[since:] for one in way.recipients if one != PEOPLE["ann"]]


def test_P2_after_a_restore_nothing_leaves_twice_and_the_hold_is_there_again(
    made: Scene, safe: tuple[Keyring, str], tmp_path: Path
) -> None:
    script = Script(FOLDER, made)
    second = opened(script, "02")
    first = opened(script, "01")
    made.daemon.settle()
    command(made, "backup", str(tmp_path / "backup.tar.gpg"))
    taken = made.daemon.clock.now()

    script.sends("lea", "05-wait", to="annex-01")
    script.gets("lea", "on-hold", "sealed", "[{reference}] On hold")
    made.daemon.settle()
    third = opened(script, "03")
    made.daemon.settle()
    made.daemon.step(timedelta(hours=25))
    script.gets("provider", "notice-02", None, f"Notice {second}-P1: illegal content on your service")
    made.daemon.settle()
    made.daemon.stop()
    before = script.unclaimed("lea")
    assert cases(made)[first].holds_in_force()

    shutil.rmtree(made.store)
    command(made, "restore", str(tmp_path / "backup.tar.gpg"), "--key-home", str(safe[0].home))
    assert set(cases(made)) == {first, second}
    assert not cases(made)[first].holds_in_force()
    since = len(made.taken)
    made.daemon.start()
    made.daemon.pass_until(lambda: bool(cases(made)[first].holds_in_force()))
    made.daemon.step(timedelta(days=3))
    made.daemon.pass_until(lambda: len(waiting(made, "ntd")) == 1)
    made.daemon.pass_until(lambda: len(waiting(made, "receipt-reminder")) == len((first, second)))
    assert to_others(made, since) == []
    assert [row.stream for row in waiting(made, "ntd")] == [second]
    told = next(text for text in alarms(made, since) if "ALARM: restored" in text)
    assert third in told
    assert "1 mails of analysts were carried out after that" in told
    assert f"{taken.astimezone(ZoneInfo('Europe/Tallinn')):%Y-%m-%d}" in told  # the zone of the site

    script.sends("ann", "04-illegal", SIGNED)
    made.daemon.pass_until(lambda: len(cases(made)) == 3)
    (fourth,) = set(cases(made)) - {first, second}
    assert number(fourth) > number(third)
    made.daemon.stop()
    assert to_others(made, since) == []

    # All of it left before, as the mail server's log says.
    command(made, "outbox", "left", *(row.message_id for row in waiting(made) if row.stream != fourth))
    with CaseFiles.open(made.store, salt=lambda: "salt") as store:
        events = [one.event for one in (store.load(second) or pytest.fail("no case")).entries]
    assert operator() in {one.by for one in events if isinstance(one, MailAccepted)}
    command(made, "outbox", "release", "--restored")
    made.daemon.start()
    made.daemon.settle()
    assert set(to_others(made, since)) == {PEOPLE["lea"]}
    script.gets("lea", "annex-04", "sealed", f"[{fourth}] Report")
    made.daemon.settle()
    assert script.unclaimed("lea") == before

    script.known["reference"] = first
    script.sends("lea", "06-release", SIGNED, to="annex-01")
    script.gets("provider", "notice-01", None, f"Notice {first}-P1: illegal content on your service")
    made.daemon.settle()
    made.daemon.stop()
    assert list(verify(made.store)) == []


def waiting(made: Scene, kind: str = "") -> list[OutboxRow]:
    with CaseFiles.read(made.store) as store:
        found = [store.load(name) for name in store.streams()]
    rows = [row for one in found if one for row in one.rows if row.state.waits]
    return [row for row in rows if kind in ("", row.kind)]


def alarms(made: Scene, since: int) -> Iterator[str]:
    for way in made.taken[since:]:
        yield way.raw.decode("utf-8", "replace").replace("=\r\n", "").replace("\r\n", " ")


def number(reference: str) -> int:
    return int(reference.split("-")[2])
