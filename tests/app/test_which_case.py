"""One question about several cases, through intake, agenda, restart and release."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hotlined.app.docket import Docket
from hotlined.app.stumbles import POISONED
from hotlined.domain.letters.decision import Change
from hotlined.domain.record.holding import Paused, PauseLifted
from hotlined.domain.release import How
from hotlined.domain.values.reference import is_question
from tests.app.test_watch import MIDDLE, stumbling
from tests.support.fake_clock import FakeClock
from tests.support.rig import ANN, LEA, Rig
from tests.support.site import ANALYST_KEY

RIDDLE = "Xyzzy, we shall see about it."


def unmatched(rig: Rig, text: str = RIDDLE) -> bytes:
    """A mail of the LEA that names no case."""
    raw = rig.mail(LEA, "one of yours", text, to="lea@hotline.example.org")
    rig.boxes["lea"].deliver(raw)
    return raw


def question(rig: Rig) -> str:
    """The stream of the one question about several cases."""
    (name,) = {one.stream for one in rig.store.commits if is_question(one.stream)}
    return name


async def waiting(rig: Rig, cases: list[str]) -> list[str]:
    return [one for one in cases if (await rig.case(one)).pauses_open()]


async def answer(rig: Rig, text: str) -> bytes:
    raw = rig.mail(ANN, "an answer", f"{text}\n", key=ANALYST_KEY)
    rig.boxes["intake"].deliver(raw)
    await rig.settled()
    return raw


async def asked(count: int = 3) -> tuple[Rig, list[str]]:
    """Cases that wait for one question."""
    rig = await Rig().start()
    cases = [await rig.opened() for _ in range(count)]
    unmatched(rig)
    await rig.settled()
    assert await waiting(rig, cases) == cases
    return rig, cases


async def test_G9_P3_question_pauses_and_letters_are_one_write() -> None:
    rig, cases = await asked()
    name = question(rig)
    (own,) = [one for one in rig.store.commits if one.stream == name and one.rows][:1]
    assert {row.kind for row in own.rows} == {"which-case"}
    assert len(own.rows) == len(rig.site.analysts)
    assert [len(rig.events(one, Paused)) for one in cases] == [1, 1, 1]
    assert name in rig.store.open_streams()
    await rig.kill()


async def test_one_signed_answer_lifts_all_and_the_question_is_archived_once_it_is_told() -> None:
    rig, cases = await asked()
    name = question(rig)
    raw = await answer(rig, f"[CONFIRM:{name}]")
    assert await waiting(rig, cases) == []
    assert name not in rig.store.open_streams()
    rig.boxes["intake"].deliver(raw)  # once more (P2)
    await rig.settled()
    assert [len(rig.events(one, PauseLifted)) for one in cases] == [1, 1, 1]
    await rig.kill()


async def test_P15_after_a_restart_the_alarm_speaks_once_for_all_and_the_answer_still_counts() -> None:
    rig, cases = await asked()
    name = question(rig)
    await rig.kill()
    rig = await rig.restarted().start()
    wait = rig.site.agreement.pause_alarm
    await rig.clock.advance((wait + timedelta(minutes=5)).total_seconds())
    assert rig.alarms("question-waits") == 1
    await answer(rig, f"[CONFIRM:{name} {cases[0]}]")
    assert await waiting(rig, cases) == cases[:1]
    await rig.clock.advance((wait + timedelta(minutes=5)).total_seconds())
    assert rig.alarms("question-waits") == 2, "of the one case that waits on"
    await rig.kill()


async def test_G9_poison_in_the_lea_mailbox_asks_one_question_and_harmless_ends_it() -> None:
    rig = await Rig().start()
    cases = [await rig.opened() for _ in range(3)]
    stumbling(rig)
    raw = unmatched(rig, MIDDLE.decode())
    await rig.clock.advance(10)
    name = question(rig)
    assert {one.why for case in cases for one in (await rig.case(case)).pauses} == {POISONED}
    await rig.release(raw, How.HARMLESS)
    assert await waiting(rig, cases) == []
    assert (await rig.case(name)).closed is not None
    assert rig.alarms("questions answered") == 1
    await rig.kill()


@pytest.mark.parametrize("count", [1, 3])
async def test_P7_a_second_poison_holds_on_when_the_first_is_said_to_ask_for_nothing(count: int) -> None:
    rig = await Rig().start()
    cases = [await rig.opened() for _ in range(count)]
    stumbling(rig)
    first = unmatched(rig, MIDDLE.decode())
    await rig.clock.advance(10)
    second = unmatched(rig, f"{MIDDLE.decode()}, the second")
    await rig.clock.advance(10)
    await rig.release(first, How.HARMLESS)
    assert await waiting(rig, cases) == cases
    await rig.release(second, How.HARMLESS)
    assert await waiting(rig, cases) == []
    await rig.kill()


@pytest.mark.parametrize("seconds", [19, 12])
async def test_P2_a_question_has_the_name_that_was_locked_also_where_the_year_ends_meanwhile(
    seconds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its name has the year, and its locks may be waited for."""
    rig = await Rig(clock=FakeClock(datetime(2026, 12, 31, 23, 59, 60 - seconds, tzinfo=UTC))).start()
    cases = [await rig.opened() for _ in range(2)]
    stumbling(rig)
    locked, commit = Docket.locked, Docket.commit
    has: ContextVar[frozenset[str]] = ContextVar("has", default=frozenset())
    wrote: list[bool] = []

    @asynccontextmanager
    async def slowly(self: Docket, streams: Iterable[str]) -> AsyncIterator[None]:
        names = frozenset(streams)
        async with locked(self, names):
            if any(map(is_question, names)):
                rig.clock.skip(timedelta(seconds=20))
            before = has.set(names)
            yield
            has.reset(before)

    async def noted(self: Docket, changes: Sequence[Change], *args: Any, **more: Any) -> None:
        wrote.extend(one.stream in has.get() for one in changes if is_question(one.stream))
        await commit(self, changes, *args, **more)

    monkeypatch.setattr(Docket, "locked", slowly)
    monkeypatch.setattr(Docket, "commit", noted)
    unmatched(rig, MIDDLE.decode())
    await rig.clock.advance(10)
    assert wrote[:1] == [True]
    assert all(wrote)
    assert question(rig).startswith("which-2027-")
    assert await waiting(rig, cases) == cases
    await rig.kill()


async def test_P7_a_mail_that_is_judged_anew_and_asks_again_has_a_question_of_its_own() -> None:
    rig = Rig()
    await rig.start()
    cases = [await rig.opened() for _ in range(2)]
    raw = rig.garbled(text=RIDDLE)
    rig.boxes["lea"].deliver(raw)
    await rig.settled()
    before = question(rig)
    rig.openpgp.imported.add(rig.site.units[0].fingerprints[0])
    await rig.release(raw)
    (after,) = {one.stream for one in rig.store.commits if is_question(one.stream)} - {before}
    assert (await rig.case(before)).closed is not None
    assert (await rig.case(after)).closed is None
    assert [[one.within for one in (await rig.case(case)).pauses_open()] for case in cases] == [[after]] * 2
    await rig.kill()
