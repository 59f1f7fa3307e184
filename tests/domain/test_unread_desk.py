"""An analyst's mail that cannot be read: its supposed author is told, and on a case the notices wait."""

from dataclasses import replace

import pytest

from hotlined.domain.mail.message import CLOSED, DAMAGED, Classified, Inbound, MailClass
from hotlined.domain.values.folders import Folder
from tests.support.mails_in import analyst_mail
from tests.support.world import World, queued, reported

NO_KEY = "not encrypted to our key"


def unread(world: World, why: str = NO_KEY, **fields: object) -> Inbound:
    """A mail of Ann's that our key does not open, or that cannot be taken apart."""
    mail = analyst_mail(signed=False, subject="...", received_at=world.now, **fields)
    return replace(mail, classified=Classified(MailClass.UNREADABLE, why), unreadable=why)


def test_P11_an_analyst_is_told_that_a_mail_cannot_be_read_and_no_one_else_is() -> None:
    world = World()

    decision = world.take(unread(world))

    assert decision.folder == Folder.UNREADABLE
    (told,) = world.drafts.values()
    assert (told.kind, told.to.id) == ("unproven", "Ann")


@pytest.mark.parametrize(
    ("why", "todo"),
    [(NO_KEY, "the hotline's key"), ("too large", "smaller"), ("nested too deeply", "another way")],
)
def test_the_advice_fits_the_reason_and_speaks_of_no_missing_signature(why: str, todo: str) -> None:
    world = World()

    world.take(unread(world, why))

    (told,) = world.drafts.values()
    said = told.values["advice"]["todo"]  # type: ignore[index]
    assert todo in said
    assert "no signature" not in said


def test_P12_it_is_said_once_in_an_interval() -> None:
    world = World()

    world.take(unread(world), answered_lately=True)

    assert not world.drafts


def test_P17_a_mail_sealed_with_smime_is_told_that_openpgp_is_needed_and_could_be_a_hold() -> None:
    world = queued()
    thread = (world.letters("opened")[0].message_id,)
    closed = analyst_mail(signed=False, signature_problem=CLOSED, references=thread, received_at=world.now)

    decision = world.take(closed)

    assert decision.folder == Folder.UNPROVEN
    told = world.letters("unproven")[-1].values
    assert "sealed with S/MIME" in str(told["why"])
    assert "OpenPGP" in str(told["why"])
    assert "no signature" not in str(told["advice"])
    assert len(world.case.pauses_open()) == 1


def test_P12_a_programs_mail_is_answered_to_nobody() -> None:
    world = World()

    decision = world.take(replace(unread(world), by_program=True))

    assert decision.folder == Folder.UNREADABLE
    assert not world.drafts


def test_P7_on_a_case_it_could_be_a_hold_and_the_queued_notice_waits_for_an_answer() -> None:
    world = queued()
    thread = (world.letters("done" if world.letters("done") else "opened")[0].message_id,)

    world.take(unread(world, references=thread))

    assert [one.why for one in world.case.pauses_open()] == [f"a mail cannot be read: {NO_KEY}"]
    world.gate(fence=world.fence())
    assert not world.sent


def test_what_cannot_be_read_and_says_nothing_of_why_is_called_damaged() -> None:
    world = queued()

    decision = world.take(replace(unread(world), unreadable=None))  # as a mail without a header is

    assert decision.reason == f"a mail cannot be read: {DAMAGED}"


def test_a_closed_case_is_not_asked_about() -> None:
    world = reported()
    thread = (world.letters("opened")[0].message_id,)
    world.take(
        analyst_mail("", subject=f"[CLOSE] [{world.case.stream}]", references=thread, received_at=world.now)
    )
    assert not world.case.is_open

    world.take(unread(world, references=thread))

    assert not world.case.pauses_open()
