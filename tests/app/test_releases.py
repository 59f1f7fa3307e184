"""Mails put back out of the quarantine: judged again once, proven no better than before, whatever fails."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hotlined.adapters.lmtp import Spool
from hotlined.app.double_fence import NO_LISTENER
from hotlined.app.own_folders import Folders
from hotlined.app.ports import Temporary
from hotlined.app.releases import Releases
from hotlined.domain.record.casework import Noted, ReportRegistered
from hotlined.domain.record.correspondence import MailReleased
from hotlined.domain.record.holding import HoldPlaced, Paused, PauseLifted
from hotlined.domain.record.noticed import ItemsRemoved, NtdSet, ProviderAnswered, RemovalClaimed
from hotlined.domain.release import How
from hotlined.domain.values.address import Address
from tests.app.test_watch import MIDDLE, stumbling
from tests.support.fake_clock import run_to_rest
from tests.support.rig import ABUSE, ANN, BEN, DELAY, LEA, PUBLIC, Rig
from tests.support.site import LEA_KEY, make_unit

DESK = "desk-2026-03-02"
UNREADABLE = "Hotline/Quarantine/unreadable"
STRANGER = "Hotline/Quarantine/stranger"
HOLD = "Please wait with the notice."


def released(rig: Rig) -> list[MailReleased]:
    """Every record of a release, each once."""
    found = [
        one
        for name in sorted({c.stream for c in rig.store.commits})
        for one in rig.events(name, MailReleased)
    ]
    return list({one.release: one for one in found}.values())


async def unreadable_hold(rig: Rig) -> tuple[str, bytes]:
    """An LEA's hold encrypted to a key that we do not have yet; it has paused its case."""
    await rig.start()
    case = await rig.opened()
    raw = rig.garbled(text=HOLD, answers=rig.reports()[-1])
    rig.boxes["lea"].deliver(raw)
    await rig.settled()
    assert rig.boxes["lea"].folders()[UNREADABLE] == 1
    assert len((await rig.case(case)).pauses_open()) == 1
    return case, raw


async def test_P2_a_mail_that_can_be_read_now_has_its_effect_once_and_answers_its_question() -> None:
    rig = Rig()
    case, raw = await unreadable_hold(rig)
    rig.openpgp.imported.add(LEA_KEY)
    asked = await rig.release(raw)
    assert len(rig.events(case, HoldPlaced)) == 1
    assert (await rig.case(case)).pauses_open() == ()
    assert rig.boxes["lea"].folders() == {"Hotline/LEA": 1}
    (fact,) = rig.events(case, MailReleased)
    assert (fact.by, fact.why, fact.how, fact.folder) == ("alice", "looked at it", "again", "LEA")
    assert rig.events(case, PauseLifted)[0].by == "administrator alice"
    assert rig.alarms("questions answered") == 1
    assert rig.slips.asked == []
    rig.slips.asked.append(asked)  # the same slip once more
    await rig.clock.advance(300)
    assert len(rig.events(case, HoldPlaced)) == 1
    await rig.kill()


async def test_a_mail_that_still_cannot_be_read_stays_and_asks_nothing_again() -> None:
    rig = Rig()
    case, raw = await unreadable_hold(rig)
    await rig.release(raw)
    assert rig.boxes["lea"].folders() == {UNREADABLE: 1}
    assert len(rig.events(case, Paused)) == 1
    assert len((await rig.case(case)).pauses_open()) == 1
    assert [one.folder for one in released(rig)] == ["Quarantine/unreadable"]
    assert rig.slips.asked == []
    await rig.kill()


async def test_P9_a_forged_command_that_is_released_stays_unproven() -> None:
    rig = await Rig().start()
    case = await rig.opened()
    raw = rig.mail(ANN, f"[NTD:now] [{case}]", "a")
    rig.boxes["intake"].deliver(raw)
    await rig.settled()
    told = len(rig.courier.accepted(ANN))
    for how in (How.AGAIN, How.LEA, How.PROVIDER, How.HARMLESS):
        await rig.release(raw, how, mailbox="intake", case=case)
    assert rig.events(case, NtdSet) == []
    assert rig.boxes["intake"].folders()["Hotline/Quarantine/unproven"] == 1
    assert len(released(rig)) == 4
    assert len(rig.courier.accepted(ANN)) == told
    await rig.kill()


@pytest.mark.parametrize(("later", "obeyed"), [(timedelta(hours=1), True), (timedelta(days=7), False)])
async def test_P9_a_command_is_obeyed_after_its_key_was_pinned_only_while_it_is_fresh(
    later: timedelta, obeyed: bool
) -> None:
    rig = Rig()
    pinned = rig.site
    strangers = tuple(replace(one, fingerprints=()) for one in pinned.analysts)
    rig.site = replace(pinned, analysts=strangers)
    await rig.start()
    raw = rig.assessment()
    rig.boxes["intake"].deliver(raw)
    await rig.settled()
    assert rig.boxes["intake"].folders() == {"Hotline/Quarantine/doubtful": 1}
    rig.site = pinned
    await rig.clock.advance(later.total_seconds())
    await rig.release(raw, mailbox="intake")
    opened = [one for one in rig.store.open_streams() if one.startswith("HL-")]
    assert len(opened) == obeyed
    assert rig.boxes["intake"].folders() == {"Hotline/Done" if obeyed else "Hotline/Quarantine/stale": 1}
    await rig.release(raw, mailbox="intake")
    await rig.release(raw, mailbox="intake", folder="Done")
    assert [one for one in rig.store.open_streams() if one.startswith("HL-")] == opened
    assert rig.slips.asked == []
    await rig.kill()


async def test_P2_a_copy_of_an_obeyed_command_stays_replayed() -> None:
    rig = await Rig().start()
    case = await rig.opened()
    raw = rig.command("[REMOVED:1]", case)
    rig.boxes["intake"].deliver(raw)
    copy = raw.replace(b"@people.example", b"@copy.example", 1)
    rig.boxes["intake"].deliver(copy)
    await rig.settled()
    assert rig.boxes["intake"].folders()["Hotline/Quarantine/replayed"] == 1
    before = len(rig.all_events(case))
    await rig.release(copy, mailbox="intake")
    assert rig.boxes["intake"].folders()["Hotline/Quarantine/replayed"] == 1
    assert len(rig.all_events(case)) == before
    await rig.kill()


# --- what the person says of it ------------------------------------------------------------------


async def from_private_address(rig: Rig, text: str) -> tuple[str, bytes]:
    """An officer writes from an address that nobody knows: a stranger in the LEA's mailbox."""
    await rig.start()
    case = await rig.opened()
    raw = rig.mail("officer@example.com", "the case", text, to="lea@hotline.example.org")
    rig.boxes["lea"].deliver(raw)
    await rig.settled()
    assert rig.boxes["lea"].folders()[STRANGER] == 1
    return case, raw


async def test_what_the_administrator_says_is_the_leas_may_hold() -> None:
    rig = Rig()
    case, raw = await from_private_address(rig, HOLD)
    await rig.release(raw, How.LEA, case=case)
    (hold,) = rig.events(case, HoldPlaced)
    assert (hold.party, hold.by, hold.proof) == ("lea", "national", "claimed")
    await rig.clock.advance(DELAY.total_seconds() + 3600)
    assert rig.notices() == []
    await rig.kill()


async def from_one_of_two_units() -> tuple[Rig, str, bytes]:
    """A stranger's hold on a case that is with alpha and beta."""
    rig = Rig()
    beta = make_unit(
        "beta", address=Address("tips", "beta.example.com"), domains=("beta.example.com",), contact=None
    )
    routes = (replace(rig.site.routes[0], units=("alpha", "beta")),)
    rig.site = replace(rig.site, units=(make_unit("alpha"), beta), routes=routes)
    await rig.start()
    case = await rig.opened()
    raw = rig.mail("kim@office.example", "please", HOLD, to="lea@hotline.example.org")
    rig.boxes["lea"].deliver(raw)
    await rig.settled()
    return rig, case, raw


async def test_P6_of_two_units_of_a_case_the_administrator_says_whose_hold_a_mail_is() -> None:
    rig, case, raw = await from_one_of_two_units()

    await rig.release(raw, How.LEA, case=case)
    assert not rig.events(case, HoldPlaced)
    assert "is with alpha, beta" in released(rig)[-1].refused
    await rig.release(raw, How.LEA, case=case, unit="gamma")
    assert not rig.events(case, HoldPlaced)
    await rig.release(raw, How.LEA, case=case, unit="beta")

    assert [one.by for one in rig.events(case, HoldPlaced)] == ["beta"]
    await rig.kill()


async def test_P6_what_the_administrator_says_is_the_leas_never_releases_and_never_confirms() -> None:
    rig = Rig()
    case, raw = await from_private_address(rig, "We release the hold. We have received your report.")
    rig.boxes["lea"].deliver(rig.reply(HOLD))
    await rig.settled()
    await rig.release(raw, How.LEA, case=case)
    now = await rig.case(case)
    assert now.holds_in_force()
    assert now.unconfirmed()
    await rig.kill()


async def test_an_answer_of_a_machine_is_asked_about_when_it_is_said_to_be_the_leas() -> None:
    rig = await Rig().start()
    case = await rig.opened()
    raw = rig.mail(
        "officer@example.com", "a", "We have received your report.", more=[("Auto-Submitted", "auto-replied")]
    )
    rig.boxes["lea"].deliver(raw)
    await rig.settled()
    assert rig.boxes["lea"].folders()["Hotline/Automatic"] == 1
    await rig.release(raw, How.LEA, case=case, folder="Automatic")
    now = await rig.case(case)
    assert now.unconfirmed()
    assert len(now.pauses_open()) == 1
    await rig.kill()


async def test_a_report_that_went_to_the_wrong_address_is_registered() -> None:
    rig = await Rig().start()
    raw = rig.mail(PUBLIC, "item 1", "item 1", to="lea@hotline.example.org")
    rig.boxes["lea"].deliver(raw)
    await rig.settled()
    await rig.release(raw, How.REPORT)
    assert len(rig.events(DESK, ReportRegistered)) == 1
    assert rig.boxes["lea"].folders() == {"Hotline/Intake": 1}
    assert rig.courier.accepted(PUBLIC) == []
    await rig.kill()


async def test_P10_a_mail_filed_as_a_note_reaches_nobody_outside() -> None:
    rig = Rig()
    case, raw = await from_private_address(rig, "item 2")
    before = len(rig.courier.accepted(LEA)), len(rig.courier.accepted(ABUSE))
    await rig.release(raw, How.NOTE, case=case)
    (note,) = rig.events(case, Noted)
    assert (note.by, note.text) == ("administrator alice", "item 2")
    assert (len(rig.courier.accepted(LEA)), len(rig.courier.accepted(ABUSE))) == before
    await rig.kill()


async def test_a_providers_answer_from_another_address_is_shown_and_has_to_be_verified() -> None:
    rig = await Rig().start()
    case = await rig.opened()
    await rig.clock.advance(DELAY.total_seconds() + 300)
    assert len(rig.notices()) == 1
    raw = rig.mail("tickets@desk.example", "done", "REMOVED 1", to="ntd@hotline.example.org")
    rig.boxes["ntd"].deliver(raw)
    await rig.settled()
    await rig.release(raw, How.PROVIDER, mailbox="ntd", case=case)
    (fact,) = rig.events(case, ProviderAnswered)
    assert fact.contact == ABUSE
    assert [one.items for one in rig.events(case, RemovalClaimed)] == [(1,)]
    assert rig.events(case, ItemsRemoved) == []
    await rig.kill()


async def test_what_made_us_stumble_is_harmless_when_a_person_says_so_and_every_question_is_answered() -> (
    None
):
    rig = await Rig().start()
    cases = [await rig.opened() for _ in range(3)]
    stumbling(rig)
    raw = rig.mail(LEA, "a", MIDDLE.decode(), to="lea@hotline.example.org")
    rig.boxes["lea"].deliver(raw)
    await rig.clock.advance(10)
    assert all([(await rig.case(one)).pauses_open() for one in cases])
    await rig.release(raw)  # nothing has changed: it stumbles again
    assert rig.boxes["lea"].folders() == {"Hotline/Quarantine/poison": 1}
    assert all([(await rig.case(one)).pauses_open() for one in cases])
    assert [one.refused for one in released(rig)] == ["it made hotlined stumble again"]
    await rig.release(raw, How.HARMLESS)
    assert not any([(await rig.case(one)).pauses_open() for one in cases])
    assert rig.boxes["lea"].folders() == {"Hotline/LEA": 1}
    assert rig.alarms("questions answered") == 1
    assert len(rig.courier.accepted(BEN)) > 0
    await rig.kill()


async def test_P6_harmless_answers_a_question_and_never_lifts_a_hold() -> None:
    rig = await Rig().start()
    case = await rig.opened()
    raw = rig.mail(f"{LEA}, other@example.com", "a", HOLD, answers=rig.reports()[-1])
    rig.boxes["lea"].deliver(raw)
    await rig.settled()
    assert rig.boxes["lea"].folders() == {"Hotline/Quarantine/doubtful": 1}
    await rig.release(raw, How.HARMLESS)
    now = await rig.case(case)
    assert now.pauses_open() == ()
    assert len(now.holds_in_force()) == 1
    await rig.kill()


async def test_a_mail_of_the_lea_is_no_report_and_one_of_an_analyst_is_not_the_leas() -> None:
    rig = Rig()
    case, raw = await unreadable_hold(rig)
    await rig.release(raw, How.REPORT)
    forged = rig.mail(ANN, f"[{case}] [REMOVED]", HOLD)
    rig.boxes["lea"].deliver(forged)
    await rig.settled()
    await rig.release(forged, How.LEA, case=case)
    assert [bool(one.refused) for one in released(rig)] == [True, True]
    assert rig.events(DESK, ReportRegistered) == []
    assert rig.events(case, HoldPlaced) == []
    assert len((await rig.case(case)).pauses_open()) == 1
    await rig.kill()


async def test_a_case_that_does_not_exist_is_refused_and_the_mail_stays() -> None:
    rig = Rig()
    _, raw = await from_private_address(rig, HOLD)
    await rig.release(raw, How.LEA, case="HL-2026-000099-X")
    assert [one.refused for one in released(rig)] == ["there is no case HL-2026-000099-X"]
    assert rig.boxes["lea"].folders() == {STRANGER: 1}
    await rig.kill()


# --- whatever fails ------------------------------------------------------------------------------


async def test_P2_when_the_move_fails_it_is_made_up_for_and_nothing_happens_twice() -> None:
    rig = Rig()
    case, raw = await unreadable_hold(rig)
    rig.openpgp.imported.add(LEA_KEY)
    rig.boxes["lea"].faults["move"] = [Temporary("gone")]
    await rig.release(raw)
    await rig.clock.advance(10)
    assert rig.boxes["lea"].folders() == {"Hotline/LEA": 1}
    assert len(rig.events(case, HoldPlaced)) == 1
    assert len(rig.events(case, MailReleased)) == 1
    streams = {commit.stream for commit in rig.store.commits}
    assert not any(one.refused for name in streams for one in rig.events(name, MailReleased))
    assert rig.slips.asked == []
    await rig.kill()


@pytest.mark.parametrize("moved", [False, True])
async def test_P2_killed_in_the_middle_the_next_start_only_files_it(moved: bool) -> None:
    rig = Rig()
    case, raw = await unreadable_hold(rig)
    rig.openpgp.imported.add(LEA_KEY)
    if moved:
        rig.slips.faults = [Temporary("disk"), Temporary("disk")]
    else:
        rig.boxes["lea"].faults["move"] = [Temporary("gone")]
    await rig.release(raw)
    await rig.kill()
    assert len(rig.slips.asked) == 1
    rig.slips.faults = []
    again = await rig.restarted().start()
    assert again.boxes["lea"].folders() == {"Hotline/LEA": 1}
    assert len(again.events(case, HoldPlaced)) == 1
    assert again.slips.asked == []
    await again.kill()


async def test_a_slip_waits_while_the_mailbox_is_away_and_while_hotlined_is_down() -> None:
    rig = Rig()
    case, raw = await unreadable_hold(rig)
    rig.openpgp.imported.add(LEA_KEY)
    rig.boxes["lea"].down = Temporary("away")
    rig.boxes["lea"].drop()
    await rig.release(raw)
    await rig.clock.advance(30)
    assert rig.events(case, HoldPlaced) == []
    await rig.kill()
    rig.boxes["lea"].down = None
    again = await rig.restarted().start()
    assert len(again.events(case, HoldPlaced)) == 1
    await again.kill()


async def test_a_slip_for_a_mail_that_is_nowhere_waits_and_costs_each_mail_one_look() -> None:
    rig = Rig()
    case, raw = await unreadable_hold(rig)
    other = rig.mail(PUBLIC, "item 1", "item 1")
    await rig.release(other)
    looks = len(rig.boxes["lea"].wholes)
    await rig.clock.advance(600)
    assert len(rig.slips.asked) == 1
    assert len(rig.boxes["lea"].wholes) == looks
    rig.openpgp.imported.add(LEA_KEY)
    await rig.release(raw)
    assert len(rig.events(case, HoldPlaced)) == 1  # it stops nobody else's
    await rig.kill()


async def test_a_bug_in_one_release_stops_no_mail() -> None:
    rig = Rig()
    case, raw = await unreadable_hold(rig)
    rig.slips.faults = [RuntimeError("a bug")] * 50
    await rig.release(raw)
    rig.boxes["lea"].deliver(rig.reply(HOLD))
    await rig.settled()
    assert len(rig.events(case, HoldPlaced)) == 1
    await rig.kill()


async def test_a_mail_that_came_by_lmtp_is_released_from_the_quarantine_of_the_spool(tmp_path: Path) -> None:
    rig = await Rig().start()
    case = await rig.opened()
    spool = Spool("lea", tmp_path / "lea", rig.clock, keep_free=0)
    await spool.prepare()
    watch = rig.watch_of(spool, Folders(junk=None), NO_LISTENER)
    assert isinstance(watch.releases, Releases)
    raw = rig.mail("officer@example.com", "the case", HOLD, to="lea@hotline.example.org")
    await spool.deliver("officer@example.com", ["lea@hotline.example.org"], raw)
    await spool.open([watch.folders.of("Quarantine/stranger")])
    assert await watch.full_read()
    assert len(await spool.list(STRANGER)) == 1
    await rig.release(raw, How.LEA, case=case)
    assert await watch.full_read()
    await run_to_rest()
    assert len(rig.events(case, HoldPlaced)) == 1
    assert (len(await spool.list(STRANGER)), len(await spool.list("Hotline/LEA"))) == (0, 1)
    await rig.kill()


async def test_P5_a_slip_that_cannot_be_taken_away_makes_no_mailbox_deaf() -> None:
    rig = Rig(rest=None)
    case, raw = await unreadable_hold(rig)
    rig.slips.faults = [Temporary("slip: Permission denied")] * 99
    await rig.release(raw)  # it cannot be read now either, and stays where it is
    rig.boxes["lea"].deliver(rig.reply(HOLD))
    await rig.clock.advance(300)
    assert len(rig.events(case, HoldPlaced)) == 1
    assert rig.watches["lea"].deafness.seconds() < 200
    rig.slips.faults = []
    await rig.clock.advance(130)
    assert rig.slips.asked == []
    await rig.kill()


async def test_P1_a_release_that_looks_where_the_server_breaks_off_holds_up_no_other_mail() -> None:
    """The quarantine is searched for its mail, and one in it may be a file that the server cannot read."""
    rig = await Rig().start()
    box = rig.boxes["lea"]
    to = "lea@hotline.example.org"
    box.deliver(rig.mail("visitor@example.com", "a", "cannot be read", to=to), STRANGER)
    box.broken = b"cannot be read"
    await rig.release(b"Subject: item 1\r\n\r\nis nowhere\r\n")
    box.deliver(rig.mail("visitor@example.com", "a", "item 2", to=to))
    await rig.clock.advance(300)
    assert box.messages() == ()
    await rig.kill()


async def test_a_mail_that_the_server_cannot_read_holds_up_no_release() -> None:
    rig = await Rig().start()
    box = rig.boxes["lea"]
    to = "lea@hotline.example.org"
    raw = rig.mail("visitor@example.com", "a", "item 1", to=to)
    box.deliver(raw)
    await rig.clock.advance(130)
    assert box.messages(STRANGER)
    box.deliver(rig.mail("visitor@example.com", "a", "cannot be read", to=to))
    box.broken = b"cannot be read"
    await rig.clock.advance(600)
    await rig.release(raw)
    await rig.clock.advance(300)
    assert rig.slips.asked == []
    await rig.kill()
