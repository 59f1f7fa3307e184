"""[RESEND]: the report once more, freshly sealed; its notice goes once all the same (P4, P5, P8, P11)."""

import pytest

from hotlined.domain.due.deadlines import due
from hotlined.domain.letters.decision import Decision
from hotlined.domain.mail.message import Security
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.ntd.planning import plans
from hotlined.domain.record.correspondence import MailAccepted, MailBounced, MailRefused
from hotlined.domain.record.reporting import ReportBlocked
from hotlined.domain.values.folders import Folder
from tests.support.mails_in import FORM, T0, analyst_mail, hours, police_mail
from tests.support.site import make_agreement, make_unit
from tests.support.world import World, home_site, noticed, opened, reported

PARTS = "".join(f"URL: https://media.provider.example.net/item{n}\n" for n in (1, 2, 3))


def resend(world: World, tag: str = "[RESEND]") -> Decision:
    """A signed [RESEND] of Ann's on the one case."""
    return world.take(analyst_mail(subject=f"[{world.case.stream}] {tag}", received_at=world.now))


def in_parts() -> World:
    """A case whose report goes in three parts, two hours apart."""
    site = home_site(agreement=make_agreement(fragment_size=1))
    return opened(World(site), form=PARTS + "Description of the type of the content: items\n")


def test_P4_the_same_report_goes_again_sealed_anew_under_another_Message_ID() -> None:
    world = reported()
    world.wait(hours(5))
    assert resend(world).folder == Folder.DONE

    first, second = world.letters("annex-i")
    assert second.security is Security.SEALED
    assert second.message_id != first.message_id
    same = ("items", "form", "fragment", "of", "supplement", "forwarded_at")
    assert {name: second.values[name] for name in same} | {"forwarded_at": T0} == {
        name: first.values[name] for name in same
    } | {"forwarded_at": T0}
    assert second.values["forwarded_at"] == T0
    assert (first.values["again"], second.values["again"]) == (False, True)
    assert len(world.case.fragments) == 1


def test_a_report_that_came_back_goes_as_one_that_is_new() -> None:
    world = reported()
    sent = world.letters("annex-i")[0].message_id
    back = MailBounced(
        message_id=sent, recipient="a@b.example", disposition="failed", status="5.1.1", mail="m"
    )
    world.record(back)
    world.wait(hours(5))
    resend(world)

    second = world.letters("annex-i")[1]
    assert (second.values["again"], second.values["forwarded_at"]) == (False, world.now)
    world.deliver()
    (plan,) = plans(world.case, world.site)
    assert plan.due_at == world.now + hours(24)  # the notice counts from it


@pytest.mark.parametrize("copy", [0, 1])
def test_P8_the_receipt_of_either_copy_counts(copy: int) -> None:
    world = reported()
    resend(world)
    world.deliver()
    code = world.letters("annex-i")[copy].values["code"]

    world.take(police_mail(f"received {code}", subject=world.case.stream))

    assert world.case.fragments[0].received_how == "code"


def test_an_answer_to_the_first_copy_is_an_answer_to_the_report() -> None:
    world = reported()
    first = world.letters("annex-i")[0]
    resend(world)

    world.take(police_mail("received", signed=True, references=(first.message_id,)))

    assert world.case.unconfirmed() == ()


def test_P5_where_a_receipt_is_needed_a_copy_after_it_moves_no_notice() -> None:
    world = reported(World(home_site(agreement=make_agreement(ntd_needs_receipt=True))))
    thread = (world.letters("annex-i")[0].message_id,)
    world.take(police_mail("[RECEIVED]\n", signed=True, references=thread))
    (before,) = plans(world.case, world.site)
    world.wait(hours(5))

    assert resend(world, "[RESEND:all]").folder == Folder.DONE
    world.deliver()

    assert len(world.letters("annex-i")) == 2
    assert plans(world.case, world.site) == (before,)
    assert before.due_at == T0 + hours(24)


def test_P5_a_copy_moves_no_notice_and_brings_no_second_one() -> None:
    world = reported()
    before = plans(world.case, world.site)
    world.wait(hours(5))
    resend(world)
    assert plans(world.case, world.site) == before
    world.deliver()
    assert plans(world.case, world.site) == before

    world = noticed()
    resend(world, "[RESEND:all]")
    world.deliver()
    world.wait(hours(100))
    world.sweep(world.fence())
    assert len(world.letters("ntd")) == 1


@pytest.mark.parametrize("bounce", [True, False])
def test_P5_where_the_first_copy_never_arrived_the_second_sets_the_time(bounce: bool) -> None:
    world = opened()
    first = world.letters("annex-i")[0].message_id
    if bounce:
        world.deliver()
        world.record(
            MailBounced(message_id=first, recipient="x", disposition="failed", status=None, mail="d")
        )
    else:
        world.record(MailRefused(message_id=first, reply="550"))
    world.wait(hours(5))
    assert resend(world).folder == Folder.DONE
    assert plans(world.case, world.site)[0].due_at is None
    world.deliver()

    assert plans(world.case, world.site)[0].due_at == T0 + hours(5 + 24)


def test_the_reminders_begin_anew_with_the_copy() -> None:
    world = reported()
    world.wait(hours(25))
    world.sweep()
    resend(world)
    world.deliver()

    (reminder,) = (step for step in due(world.case, world.site) if step.key == "national/1")
    assert (reminder.n, reminder.at) == (1, world.now + hours(24))


def test_only_what_is_not_confirmed_goes_again_unless_all_is_asked_for() -> None:
    world = in_parts()
    world.deliver()
    code = world.letters("annex-i")[0].values["code"]
    world.take(police_mail(f"received {code}", subject=world.case.stream))

    resend(world)
    assert [one.values["fragment"] for one in world.letters("annex-i")[3:]] == [2, 3]
    world.deliver()
    resend(world, "[RESEND:1]")
    resend(world, "[RESEND:all]")
    assert [one.values["fragment"] for one in world.letters("annex-i")[5:]] == [1, 2, 3]
    assert world.case.fragments[-1].received_at is None
    assert any(one.received_at for one in world.case.fragments)


def test_copies_of_several_parts_keep_their_distance() -> None:
    world = in_parts()
    world.deliver()
    resend(world)

    waits = [one.not_before for one in world.letters("annex-i")[3:]]
    assert waits == [None, world.now + hours(2), world.now + hours(4)]


def test_every_unit_gets_its_copy() -> None:
    site = home_site(units=(make_unit(), make_unit("state", fingerprints=("D" * 40,))))
    world = reported(World(site), subject="[ILLEGAL] [LEA:national] [LEA:state]")
    resend(world)

    assert [one.to.id for one in world.letters("annex-i")] == ["national", "state"] * 2


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("[RESEND:9]", "has no such part"),
        ("[RESEND:soon]", "all, stop, go, or numbers"),
        ("[RESEND:stop]", "no part of the report waits"),
        ("[RESEND:go]", "no part of the report is stopped"),
    ],
)
def test_P17_what_cannot_be_sent_again_is_said(tag: str, expected: str) -> None:
    decision = resend(reported(), tag)

    assert decision.folder == Folder.REFUSED
    assert expected in decision.reason


def test_P17_a_blocked_report_is_refused_with_the_reason() -> None:
    world = reported()
    world.record(ReportBlocked(unit="national", fragment=1, of=1, items=(1,), why="the key has expired"))

    assert "the key has expired" in resend(world).reason


def test_P17_what_waits_to_be_sent_is_not_sent_twice() -> None:
    world = opened()

    assert "waits to be sent already" in resend(world).reason
    assert len(world.letters("annex-i")) == 1


def test_P17_a_confirmed_report_goes_again_only_by_all() -> None:
    world = reported()
    code = world.letters("annex-i")[0].values["code"]
    world.take(police_mail(f"received {code}", subject=world.case.stream))

    assert "[RESEND:all]" in resend(world).reason
    assert resend(world, "[RESEND:all]").folder == Folder.DONE
    assert world.case.unconfirmed() == ()


def test_P17_without_a_report_there_is_nothing_to_send_again() -> None:
    assert "no report of" in resend(opened(subject="[NOT-ILLEGAL]")).reason


def test_P5_a_copy_that_cannot_be_sealed_leaves_the_first_one_as_it_was() -> None:
    """The LEA has the report, whatever becomes of the copy."""
    world = reported()
    before = plans(world.case, world.site)
    resend(world)
    world.record(ReportBlocked(unit="national", fragment=1, of=1, items=(1,), why="the key has expired"))

    assert plans(world.case, world.site) == before


# --- later parts, stopped and let go ---------------------------------------------------------------


def test_the_parts_that_wait_are_stopped_and_go_later_by_tag() -> None:
    world = in_parts()
    world.record(MailAccepted(message_id=world.letters("annex-i")[0].message_id))
    decision = resend(world, "[RESEND:stop]")
    assert decision.folder == Folder.DONE
    states = [world.case.sent[str(one.message_id)].state for one in world.case.fragments]
    assert states == [RowState.ACCEPTED, RowState.CANCELLED, RowState.CANCELLED]
    assert "2/3 to national is stopped" in str(world.letters("done")[-1].values["transcript"])

    world.wait(hours(30))
    assert [one.values["fragment"] for one in world.letters("annex-i")] == [1, 2, 3]
    resend(world)
    assert [one.values["fragment"] for one in world.letters("annex-i")] == [1, 2, 3, 1]
    resend(world, "[RESEND:all]")  # part 1 waits in the outbox, the others are stopped: nothing goes
    assert [one.values["fragment"] for one in world.letters("annex-i")] == [1, 2, 3, 1]
    resend(world, "[RESEND:go]")
    assert [one.values["fragment"] for one in world.letters("annex-i")] == [1, 2, 3, 1, 2, 3]
    assert [one.not_before for one in world.letters("annex-i")[4:]] == [None, world.now + hours(2)]
    assert world.letters("annex-i")[4].values["again"] is False


def test_P5_no_notice_on_items_whose_part_is_stopped() -> None:
    world = in_parts()
    world.record(MailAccepted(message_id=world.letters("annex-i")[0].message_id))
    resend(world, "[RESEND:stop]")
    world.wait(hours(200))
    world.sweep(world.fence())

    assert world.letters("ntd") == []


def test_P8_by_phone_confirms_nothing_that_is_stopped() -> None:
    world = in_parts()
    world.record(MailAccepted(message_id=world.letters("annex-i")[0].message_id))
    resend(world, "[RESEND:stop]")
    world.take(analyst_mail(subject=f"[{world.case.stream}] [RECEIVED:by phone]", received_at=world.now))

    assert [one.part for one in world.case.unconfirmed()] == [2, 3]


def test_a_form_of_one_item_is_one_part() -> None:
    assert [one.name for one in reported(form=FORM).case.fragments] == [""]


def test_an_urgent_report_in_parts_goes_whole_at_once() -> None:
    site = home_site(agreement=make_agreement(fragment_size=1))
    form = PARTS + "Description of the type of the content: items\n"
    world = opened(World(site), form=form, subject="[ILLEGAL] [URGENT:a person is in danger]")

    begins = [one.not_before for one in world.letters("annex-i")]
    assert len(begins) == 3
    assert all(one is None or one <= world.now for one in begins)


def test_what_waits_of_a_report_goes_at_once_when_it_becomes_urgent() -> None:
    world = in_parts()
    first, *later = (one.message_id for one in world.letters("annex-i"))
    world.record(MailAccepted(message_id=first))
    world.wait(hours(1))
    world.take(
        analyst_mail(subject=f"[{world.case.stream}] [URGENT:a person is in danger]", received_at=world.now)
    )

    assert [world.case.sent[one].state for one in later] == [RowState.CANCELLED] * 2
    copies = [one for one in world.letters("annex-i")[3:] if not one.values["supplement"]]
    assert [one.values["fragment"] for one in copies] == [2, 3]
    assert all(one.urgent and (one.not_before is None or one.not_before <= world.now) for one in copies)
    assert not any(world.case.stopped(one) for one in world.case.fragments)


def test_what_was_stopped_stays_stopped_when_the_case_becomes_urgent() -> None:
    world = in_parts()
    world.record(MailAccepted(message_id=world.letters("annex-i")[0].message_id))
    resend(world, "[RESEND:stop]")
    world.take(
        analyst_mail(subject=f"[{world.case.stream}] [URGENT:a person is in danger]", received_at=world.now)
    )

    assert [one.values["fragment"] for one in world.letters("annex-i") if not one.values["supplement"]] == [
        *(1, 2, 3)
    ]


@pytest.mark.parametrize(
    "tag",
    [
        "[RESEND] part 1",
        "[RESEND] 1",
        "[RESEND:1]",
        "[RESEND:part 1]",
        "[RESEND: Part 1]",
        "[RESEND] Teil 1.",
        "[RESEND] #1",
    ],
)
def test_a_part_named_behind_RESEND_goes_alone(tag: str) -> None:
    world = in_parts()
    world.deliver()

    assert resend(world, tag).folder == Folder.DONE

    assert [one.values["fragment"] for one in world.letters("annex-i")] == [1, 2, 3, 1]


def test_several_parts_behind_RESEND_go_and_no_other() -> None:
    world = in_parts()
    world.deliver()

    assert resend(world, "[RESEND] parts 1 and 3").folder == Folder.DONE

    assert [one.values["fragment"] for one in world.letters("annex-i")] == [1, 2, 3, 1, 3]


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("[RESEND] the first part", ""),
        ("[RESEND] part one", ""),
        ("[RESEND]", "only the first part please"),
        ("[RESEND]", "part 1"),
        ("[RESEND]", "1 of 3"),
        ("[RESEND]", "just the last one"),
    ],
)
def test_P17_a_RESEND_beside_words_about_some_parts_asks_which(tag: str, text: str) -> None:
    world = in_parts()
    world.deliver()

    mail = analyst_mail(text, subject=f"[{world.case.stream}] {tag}", received_at=world.now)
    assert "names parts" in world.take(mail).reason
    assert len(world.letters("annex-i")) == 3
