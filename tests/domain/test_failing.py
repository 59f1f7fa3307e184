"""What cannot be sealed or is refused: nothing in clear, nothing silent, no loop (P4, P12)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hotlined.domain.cases.state import Case
from hotlined.domain.decide import decide
from hotlined.domain.letters.decision import Change
from hotlined.domain.mail.message import Draft, Party, Security
from hotlined.domain.mail.outgoing import MOVED, RowState
from hotlined.domain.record.correspondence import MailQueued
from hotlined.domain.record.noticed import NoticeQueued
from hotlined.domain.record.reporting import ReceiptReminded, ReportBlocked, ReportQueued
from hotlined.domain.steps.dues import carry_out
from hotlined.domain.steps.failing import gate_closed, refused, unsealed
from hotlined.domain.steps.resending import resend
from tests.support.mails_in import FORM, analyst_mail, dsn, hours
from tests.support.site import make_agreement
from tests.support.world import World, home_site, kinds_due, noticed, opened, queued, ready, reported, row_of

WHY = "the key has expired"
ABOUT = "Description of the type of the content: item 1\n"


def sealed_or_not(
    world: World, change: Change, unusable: set[str], tries: int = 20, why: str = WHY
) -> Change:
    """What the docket does: each draft is composed; one of an unusable kind is replaced by what follows."""
    composed: set[str] = set()
    for _ in range(tries):
        draft = next((one for one in change.drafts if one.message_id not in composed), None)
        if draft is None:
            return change
        if draft.kind in unusable:
            change = unsealed(
                change, draft, why, world.streams.get(change.stream, Case(change.stream)), world.context
            )
        else:
            composed.add(draft.message_id)
    raise AssertionError("it never ends")


def opening(world: World) -> Change:
    """The change of a mail that opens a case."""
    mail = analyst_mail(FORM, subject="[ILLEGAL]")
    (change,) = decide(mail, world.facts(mail), world.context).changes
    return change


def test_P4_where_a_template_is_at_fault_the_alarm_speaks_of_it_and_of_no_key() -> None:
    world = World()
    why = "templates/annex-i/en.txt.j2:3: 'hotline' has no attribute 'nam'"

    world.carry(sealed_or_not(world, opening(world), {"annex-i"}, why=why))

    for alarm in world.letters("alarm"):
        assert f"could not be written, and has not left: {why}" in str(alarm.values["sentence"])
        assert "mends the template" in str(alarm.values["todo"])


def test_P4_a_report_that_cannot_be_sealed_is_blocked_alarmed_and_the_LEA_is_asked_to_call() -> None:
    world = World()

    world.carry(sealed_or_not(world, opening(world), {"annex-i"}))

    assert world.letters("annex-i") == []
    assert world.case.fragments[0].blocked == WHY
    assert len(world.letters("alarm")) == 2
    (note,) = world.letters("please-call")
    assert (note.to.party, note.security) == (Party.LEA_CONTACT, Security.PLAIN)
    assert set(note.values) == {"hotline", "to", "reference"}
    assert "unblock" in kinds_due(world)
    assert "notice" not in kinds_due(world)


def test_P4_every_mail_recorded_as_queued_has_its_bytes() -> None:
    world = World()

    change = sealed_or_not(world, opening(world), {"annex-i", "opened"})

    queued_ids = {event.message_id for event in change.events if isinstance(event, MailQueued)}
    assert queued_ids == {draft.message_id for draft in change.drafts}
    assert not any(isinstance(event, ReportQueued) for event in change.events)


def test_P4_a_report_blocked_again_for_the_same_reason_is_not_told_again() -> None:
    world = World()
    world.carry(sealed_or_not(world, opening(world), {"annex-i"}))
    told = len(world.drafts)

    for _ in range(3):
        world.wait(hours(1))
        (step,) = (step for _, step in world.dues() if step.kind == "unblock")
        change = carry_out(world.case, step, None, world.context)
        assert change is not None
        world.carry(sealed_or_not(world, change, {"annex-i"}))

    assert len(world.drafts) == told
    world.wait(hours(1))
    world.sweep()
    assert world.case.fragments[0].blocked is None


@pytest.mark.parametrize(("urgent", "apart"), [("", hours(2)), (" [URGENT:now]", hours(0))])
def test_the_parts_of_a_report_that_was_blocked_leave_the_agreed_time_apart(
    urgent: str, apart: timedelta
) -> None:
    """All at once, they were what the LEA had agreed not to get."""
    terms = make_agreement(fragment_size=1, fragment_interval=hours(2))
    world = World(home_site(agreement=terms))
    form = "".join(f"URL: https://provider.example.net/item{n}\n" for n in range(1, 4)) + ABOUT
    mail = analyst_mail(form, subject=f"[ILLEGAL]{urgent}")
    (change,) = decide(mail, world.facts(mail), world.context).changes
    world.carry(sealed_or_not(world, change, {"annex-i"}))
    assert all(one.blocked for one in world.case.fragments)

    world.wait(hours(1))
    world.sweep()

    begun = [max(one.not_before or world.now, world.now) for one in world.letters("annex-i")]
    assert begun == [world.now, world.now + apart, world.now + 2 * apart]
    assert "unblock" not in kinds_due(world)


def test_P14_an_urgent_report_that_stays_blocked_leaves_no_mail_that_would_wait_for_ever() -> None:
    """Each try recorded one to the contact person, though nobody had written it: no purge came any more."""
    world = World()
    mail = analyst_mail(FORM, subject="[ILLEGAL] [URGENT:now]")
    (change,) = decide(mail, world.facts(mail), world.context).changes
    world.carry(sealed_or_not(world, change, {"annex-i"}))

    for _ in range(3):
        world.wait(hours(1))
        (step,) = (step for _, step in world.dues() if step.kind == "unblock")
        again = carry_out(world.case, step, None, world.context)
        assert again is not None
        world.carry(sealed_or_not(world, again, {"annex-i"}))

    assert set(world.case.sent) == set(world.drafts)
    assert len(world.letters("urgent-contact")) == 1


def test_P12_an_alarm_that_cannot_be_written_asks_for_no_other() -> None:
    world = World()

    change = sealed_or_not(world, opening(world), {"annex-i", "alarm", "please-call", "opened"})

    assert change.drafts == ()
    assert any(isinstance(event, ReportBlocked) for event in change.events)


def test_a_notice_that_cannot_be_written_is_held_and_told_once() -> None:
    world = ready()

    for _ in range(3):
        change = due_step(world, "notice")
        assert change is not None
        change = sealed_or_not(world, change, {"ntd"})
        assert not any(isinstance(event, NoticeQueued) for event in change.events)
        world.carry(change)
        world.wait(hours(1))

    assert world.case.notices == ()
    assert len(world.letters("alarm")) == 2


def due_step(world: World, kind: str) -> Change | None:
    """What becomes of the one step of this kind that is due."""
    (step,) = (step for _, step in world.dues() if step.kind == kind)
    return carry_out(world.case, step, world.fence(), world.context)


def tried_again_in_a_while(world: World, step: str, mail: str) -> Change:
    """A step whose mail cannot be sealed rests for a quarter of an hour; what it then comes to."""
    change = due_step(world, step)
    assert change is not None
    world.carry(sealed_or_not(world, change, {mail}))

    world.wait(timedelta(minutes=14))
    assert due_step(world, step) is None

    world.wait(timedelta(minutes=1))
    change = due_step(world, step)
    assert change is not None
    return change


def test_a_notice_that_cannot_be_written_is_tried_again_in_a_while_and_stays_overdue_meanwhile() -> None:
    world = ready()
    change = tried_again_in_a_while(world, "notice", "ntd")
    assert any(isinstance(event, NoticeQueued) for event in change.events)


@pytest.mark.parametrize("mended", ["reload", "provider"])
def test_a_notice_that_could_not_be_written_goes_at_once_where_somebody_has_mended_it(mended: str) -> None:
    world = ready()
    change = due_step(world, "notice")
    assert change is not None
    world.carry(sealed_or_not(world, change, {"ntd"}))
    world.wait(timedelta(minutes=1))

    if mended == "reload":
        world.site = replace(world.site, read_at=world.now)
    else:
        tags = f"[{world.case.stream}] [PROVIDER:abuse@provider.example.net]"
        world.take(analyst_mail(subject=tags, received_at=world.now))

    assert due_step(world, "notice") is not None


def test_a_reminder_that_cannot_be_written_does_not_count_and_nobody_hears_that_the_provider_is_silent() -> (
    None
):
    world = noticed()
    for _ in range(4):
        world.wait(hours(49))
        change = due_step(world, "notice-reminder")
        assert change is not None
        world.carry(sealed_or_not(world, change, {"ntd-reminder"}))
        (notice,) = world.case.notices
        assert (notice.reminders, notice.escalated) == (0, False)

    assert world.letters("escalation") == []
    told = [one for one in world.letters("alarm") if one.values["what"] == "blocked"]
    assert len(told) == 2  # once, two analysts
    assert "notice-reminder" in kinds_due(world)


def test_a_reminder_that_could_not_be_written_is_tried_again_in_a_while() -> None:
    world = noticed()
    world.wait(hours(49))
    change = tried_again_in_a_while(world, "notice-reminder", "ntd-reminder")
    world.carry(change)
    assert world.case.notices[0].reminders == 1
    assert world.case.waiting == {}


def test_the_LEA_reminder_that_cannot_be_written_is_not_recorded_as_told_to_it_and_the_next_is_asked() -> (
    None
):
    world = reported()
    told = []
    for kind in ("receipt-reminder", "receipt-reminder-contact"):
        world.wait(hours(24))
        change = due_step(world, "receipt")
        assert change is not None
        change = sealed_or_not(world, change, {kind})
        told += [event.told for event in change.events if isinstance(event, ReceiptReminded)]
        world.carry(change)

    assert told == ["analysts", "analysts"]
    assert len([one for one in world.letters("alarm") if one.values["what"] == "blocked"]) == 4
    world.wait(hours(24))
    world.sweep()
    assert len([one for one in world.letters("alarm") if one.values["what"] == "no-receipt"]) == 2


@pytest.mark.parametrize(("kind", "notes"), [("hold-state", 1), ("annex-i", 1), ("removal", 0)])
def test_P4_what_the_gate_takes_back_is_told(kind: str, notes: int) -> None:
    world = reported()
    draft = replace(world.letters("annex-i")[0], kind=kind, message_id="<x@hotline.example.org>")
    draft = world.letters("annex-i")[0] if kind == "annex-i" else draft

    effect = gate_closed(row_of(draft), WHY, world.case, world.context)

    told = [one.draft.kind for one in effect.letters]
    assert (told.count("alarm"), told.count("please-call")) == (2, notes)
    assert any(isinstance(event, ReportBlocked) for event in effect.events) is (kind == "annex-i")


def test_where_an_address_was_corrected_the_advice_is_about_the_address() -> None:
    world = reported()
    draft = world.letters("annex-i")[0]
    effect = gate_closed(row_of(draft), MOVED, world.case, world.context)
    gone = replace(draft, kind="removal", message_id="<x@hotline.example.org>")
    other = gate_closed(row_of(gone), MOVED, world.case, world.context)
    world.carry(effect.change(world.case.stream))

    todo = [str(one.draft.values["todo"]) for one in (*effect.letters, *other.letters)]
    assert len(todo) == 4
    assert all("address" in one and "key" not in one for one in todo)
    assert resend(world.context, world.case, "all") == (
        f"the report to national is blocked: {MOVED}; it goes to the new address by itself"
    )


def alarm_draft(world: World) -> Draft:
    """An alarm of the world."""
    world.take(dsn(world.letters("annex-i")[0].message_id))
    return world.letters("alarm")[0]


def test_P12_alarms_never_alarm() -> None:
    world = reported()
    row = row_of(alarm_draft(world))

    assert gate_closed(row, WHY, world.case, world.context).letters == ()
    assert refused(row, "550", world.case, world.context).letters == ()


def test_a_refused_report_is_told_at_once_and_never_takes_the_notice_along() -> None:
    world = opened()
    (report,) = world.letters("annex-i")

    world.carry(refused(row_of(report), "550 5.1.1", world.case, world.context).change(world.case.stream))
    world.wait(hours(100))
    world.sweep(world.fence())

    assert world.case.sent[report.message_id].state is RowState.REFUSED
    assert len([one for one in world.letters("alarm") if one.values["what"] == "not-delivered"]) == 2
    assert world.letters("ntd") == []


def test_a_refused_notice_is_not_sent_again_and_again() -> None:
    world = queued()
    (draft,) = world.letters("ntd")
    world.carry(refused(row_of(draft), "550", world.case, world.context).change(world.case.stream))

    for _ in range(5):
        world.wait(hours(1))
        world.sweep(world.fence())

    assert len(world.letters("ntd")) == 1
    assert len([one for one in world.letters("alarm") if one.values["what"] == "notice-waits"]) == 2
