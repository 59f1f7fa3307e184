"""The end of the working day for what is hosted abroad: one mail about all that nobody has entered (P11)."""

import asyncio
import email
from datetime import time, timedelta
from email import policy
from zoneinfo import ZoneInfo

import pytest

from hotlined.adapters.postgres import together
from hotlined.app import day_end
from hotlined.app.agenda import Agenda
from hotlined.domain.record.running import AlarmRaised
from hotlined.domain.values.reference import desk_of
from hotlined.domain.values.worktime import WorkTime
from tests.support.rig import ANN, Rig
from tests.support.site import make_site

OFFICE = WorkTime(ZoneInfo("Europe/Tallinn"), ((time(9), time(17)),) * 5 + (None, None))
HOUR = 3600.0
NEAR, MISSED = "deadline-near", "deadline-missed"


async def abroad(count: int) -> tuple[Rig, list[str]]:
    """A running daemon, at 11:00 in its office, with so many cases that have no ICCAM number."""
    rig = Rig(site=make_site(worktime=OFFICE))
    await rig.start()
    for n in range(count):
        form = f"URL: https://files.example.net/item-{n}\nType of content: item {n}\n"
        rig.boxes["intake"].deliver(rig.assessment("[ILLEGAL]\n[HOST:DE]", form))
        await rig.settled()
    return rig, sorted(one for one in rig.store.open_streams() if one.startswith("HL-"))


def alarms(rig: Rig, what: str) -> list[str]:
    """The alarms of this kind that Ann got, as they read, on one line."""
    mails = [one.data for one in rig.courier.accepted(ANN) if what.encode() in one.data.split(b"\r\n\r\n")[0]]
    made = (email.message_from_bytes(one, policy=policy.default).get_body(("plain",)) for one in mails)
    return [" ".join(one.get_content().split()) for one in made if one is not None]


async def test_the_cases_abroad_that_nobody_entered_stand_in_one_mail_before_the_day_ends_and_after() -> None:
    rig, cases = await abroad(3)
    await rig.clock.advance(5 * HOUR)

    (near,) = alarms(rig, NEAR)
    assert "3 cases hosted abroad have no ICCAM number yet" in near
    assert "the working day ends at 2026-03-02 17:00" in near
    assert ", ".join(cases) in near

    rig.boxes["intake"].deliver(rig.command("[ICCAM:123456]", cases[1]))
    await rig.settled()
    await rig.clock.advance(HOUR + 60)
    (missed,) = alarms(rig, MISSED)
    assert "2 cases hosted abroad" in missed
    assert f"{cases[0]}, {cases[2]}" in missed
    assert cases[1] not in missed
    await rig.clock.advance(12 * HOUR)
    assert (len(alarms(rig, NEAR)), len(alarms(rig, MISSED))) == (1, 1)
    await rig.kill()


async def test_one_case_alone_is_told_of_in_its_own_thread() -> None:
    rig, (case,) = await abroad(1)
    await rig.clock.advance(5 * HOUR)

    (near,) = alarms(rig, NEAR)
    assert "It is hosted abroad and has no ICCAM number yet" in near
    assert [one.what for one in rig.events(case, AlarmRaised)] == [NEAR]
    await rig.kill()


async def test_P15_two_that_look_at_the_same_time_tell_of_the_day_once() -> None:
    rig, cases = await abroad(2)
    await rig.kill()
    rig.clock.skip(timedelta(hours=5))
    rig = rig.restarted()
    await rig.docket.resume()
    twice = [Agenda(rig.docket, rig.fences) for _ in range(2)]
    for agenda in twice:
        for case in cases:
            agenda.changed(await rig.docket.folded(case))
    await asyncio.gather(*(agenda.sweep(case) for agenda in twice for case in cases))
    await rig.also(rig.outbox.run)

    assert len(alarms(rig, NEAR)) == 1
    assert [[one.what for one in rig.events(case, AlarmRaised)] for case in cases] == [[NEAR], [NEAR]]


async def test_of_very_many_each_mail_tells_of_as_many_as_are_done_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(day_end, "MOST", 2)
    rig, _ = await abroad(5)
    await rig.clock.advance(5 * HOUR)

    told = alarms(rig, NEAR)
    assert [one.count("2 cases hosted abroad") for one in told] == [1, 1, 0]
    assert "It is hosted abroad" in told[2]
    await rig.kill()


async def test_where_they_cannot_be_told_of_together_each_is_told_of_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(day_end, "together", fails)
    rig, cases = await abroad(3)
    await rig.clock.advance(5 * HOUR)

    assert len(alarms(rig, NEAR)) == len(cases)
    await rig.kill()


async def test_one_that_cannot_be_read_keeps_the_others_from_nothing() -> None:
    rig, cases = await abroad(3)
    rig.spoil(cases[2])
    rig.docket._cache.cases.clear()
    await rig.clock.advance(5 * HOUR)

    (near,) = alarms(rig, NEAR)
    assert "2 cases hosted abroad" in near
    assert rig.alarms("unread") == 1
    await rig.kill()


async def test_each_case_that_is_told_of_with_others_is_named_however_many_they_are() -> None:
    rig, cases = await abroad(13)
    await rig.clock.advance(5 * HOUR)

    (near,) = alarms(rig, NEAR)
    assert "13 cases hosted abroad" in near
    assert [one for one in cases if one not in near] == []
    assert "..." not in near
    await rig.kill()


async def test_where_the_mail_about_all_cannot_be_written_each_case_is_told_of_in_its_own_thread() -> None:
    rig, cases = await abroad(2)
    rig.spoil(desk_of(rig.clock.now()))
    rig.docket._cache.cases.clear()
    rig.docket._cache.absent.clear()
    await rig.clock.advance(5 * HOUR)

    assert len(alarms(rig, NEAR)) == len(cases)
    assert [[one.what for one in rig.events(case, AlarmRaised)] for case in cases] == [[NEAR], [NEAR]]
    await rig.kill()


def test_so_many_cases_at_once_shut_no_other_daemon_out_of_the_database() -> None:
    assert day_end.MOST + 1 <= together.MOST  # with the desk's own lock
