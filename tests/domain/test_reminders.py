"""Reminders to providers pass the gate that notices pass (P5), and do not name what is gone."""

from datetime import timedelta

import pytest

from hotlined.domain.analysts.coming import coming
from hotlined.domain.letters.decision import Change
from hotlined.domain.mail.message import Party
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.ntd.notices import Fence
from hotlined.domain.record.correspondence import MailCancelled, MailRefused
from hotlined.domain.record.destroyed import PurgeBegun, Purged
from hotlined.domain.record.holding import HoldLifted, HoldPlaced
from tests.support.mails_in import FORM, analyst_mail, dsn, hours, police_mail, provider_mail
from tests.support.world import World, held_elsewhere, noticed

TWO = FORM.replace("\nIP", "\nURL: https://media.provider.example.net/item2\nIP", 1)


def say(world: World, tags: str) -> None:
    subject = f"[{world.case.stream}] {tags}"
    decision = world.take(analyst_mail(subject=subject, received_at=world.now))
    assert decision.folder == "Done", decision.reason


def waiting(world: World) -> list[str]:
    """The reminders in the outbox that have not been handed over."""
    return [
        one.message_id
        for one in world.letters("ntd-reminder")
        if world.case.sent[one.message_id].state is RowState.QUEUED
    ]


def reminded(form: str = FORM) -> World:
    """A world whose provider is silent, and whose first reminder is in the outbox."""
    world = noticed(form=form)
    world.wait(hours(49))
    world.sweep(world.fence())
    assert len(waiting(world)) == 1
    return world


def left(world: World) -> int:
    """How many reminders have left."""
    sent = {message_id for message_id, _ in world.sent}
    return sum(one.message_id in sent for one in world.letters("ntd-reminder"))


def test_P5_a_reminder_leaves_when_nothing_stands_against_it() -> None:
    world = reminded()

    assert world.gate(fence=world.fence()) == []
    assert left(world) == 1
    assert [draft.kind for draft in world.letters("ntd-sent")] == ["ntd-sent"] * 3  # of the notice alone


def test_P5_no_reminder_without_a_read_of_the_LEA_inbox_that_began_after_it_was_written() -> None:
    world = reminded()
    before = Fence(world.now - timedelta(seconds=1), world.now)

    for fence in (None, before):
        assert world.gate(fence=fence) == ["the LEA inbox was not read since the notice became due"]
    fence = world.fence()
    world.wait(timedelta(minutes=2))
    assert world.gate(fence=fence) == ["the LEA inbox was not read just now"]

    assert left(world) == 0


def test_P5_a_hold_takes_a_queued_reminder_back_and_it_goes_when_the_hold_is_over() -> None:
    world = reminded()
    world.take(police_mail("[HOLD]", subject=world.case.stream, received_at=world.now))
    assert waiting(world) == []
    world.wait(timedelta(days=3))
    world.sweep(world.fence())
    assert waiting(world) == []

    world.record(HoldLifted(hold="H1", by="national", why="released"))
    world.sweep(world.fence())
    world.gate(fence=world.fence())

    assert left(world) == 1
    assert [one.values["n"] for one in world.letters("ntd-reminder")] == [1, 1]


def test_P5_a_hold_that_slips_in_before_the_gate_is_seen_there() -> None:
    world = reminded()
    world.record(HoldPlaced(hold="H1", party="lea", by="national", proof="claimed", until=None, mail="m"))

    assert "hold H1 is in force" in world.gate(fence=world.fence())
    assert left(world) == 0


def test_P5_a_hold_on_one_item_takes_the_reminder_back_and_the_next_names_the_others() -> None:
    world = reminded(TWO)
    world.record(
        HoldPlaced(hold="H1", party="lea", by="national", proof="claimed", until=None, mail="m", items=(2,))
    )
    assert "hold H1 is in force" in world.gate(fence=world.fence())
    world.record(MailCancelled(message_id=world.letters("ntd-reminder")[0].message_id, why="held"))

    world.sweep(world.fence())
    world.gate(fence=world.fence())

    assert left(world) == 1
    assert [one.values["items"] for one in world.letters("ntd-reminder")] == [(1, 2), (1,)]


def test_P5_a_hold_on_an_item_keeps_back_its_url_under_another_number_and_the_reminder_names_the_rest() -> (
    None
):
    spelt_twice = (
        "\nURL: http://media.provider.example.net/item2\nURL: https://media.provider.example.net/item2\nIP"
    )
    world = noticed(form=FORM.replace("\nIP", spelt_twice, 1))
    world.record(
        HoldPlaced(hold="H1", party="lea", by="national", proof="claimed", until=None, mail="m", items=(2,))
    )
    world.wait(hours(49))

    world.sweep(world.fence())
    world.gate(fence=world.fence())

    assert left(world) == 1
    assert [one.values["items"] for one in world.letters("ntd-reminder")] == [(1,)]


def test_P5_a_hold_in_another_case_with_the_url_keeps_the_reminder_back_and_analysts_are_told() -> None:
    world = noticed()
    second = held_elsewhere(world)
    world.wait(hours(49))

    for _ in range(3):
        world.sweep(world.fence())

    assert world.letters("ntd-reminder") == []
    said = [one.values["sentence"] for one in world.letters("alarm")]
    assert [one for one in said if "reminder is due" in str(one)] == [
        f"A reminder is due and waits: hold H1 of {second} is about the same URL."
    ] * 2  # one to each analyst


def test_P5_an_item_that_is_held_in_another_case_keeps_the_reminder_of_no_other_back() -> None:
    world = noticed(form=TWO)
    held_elsewhere(world)
    world.wait(hours(49))

    world.sweep(world.fence())
    world.gate(fence=world.fence())

    assert [one.values["items"] for one in world.letters("ntd-reminder")] == [(2,)]
    assert left(world) == 1


def test_an_item_that_was_on_hold_when_the_others_were_escalated_is_reminded_of_once_it_is_free() -> None:
    world = noticed(form=TWO)
    world.record(
        HoldPlaced(hold="H1", party="lea", by="national", proof="claimed", until=None, mail="m", items=(1,))
    )
    for _ in range(4):
        press(world)
    assert [one.values["items"] for one in world.letters("ntd-reminder")] == [(2,), (2,)]
    assert {one.values["items"] for one in world.letters("escalation")} == {(2,)}
    escalated = len(world.letters("escalation"))

    world.record(HoldLifted(hold="H1", by="national", why="released"))
    for _ in range(4):
        press(world)

    assert [one.values["items"] for one in world.letters("ntd-reminder")] == [(2,), (2,), (1,), (1,)]
    later = world.letters("escalation")[escalated:]
    assert len(later) == escalated
    assert {(one.values["items"], one.values["n"]) for one in later} == {((1,), 2)}


def press(world: World) -> None:
    """Two days without a word of the provider."""
    world.wait(hours(49))
    world.sweep(world.fence())
    world.gate(fence=world.fence())


@pytest.mark.parametrize("who", ["analyst", "provider"])
def test_a_queued_reminder_is_withdrawn_when_an_item_is_gone_and_the_next_names_the_others(who: str) -> None:
    world = reminded(TWO)
    if who == "analyst":
        say(world, "[REMOVED:1]")
    else:
        world.take(provider_mail("REMOVED 1", references=(world.case.notices[0].message_id,)))
    assert waiting(world) == [], world.case.items

    world.sweep(world.fence())
    world.gate(fence=world.fence())

    assert left(world) == 1
    assert [one.values["items"] for one in world.letters("ntd-reminder")] == [(1, 2), (2,)]


@pytest.mark.parametrize("tags", ["[CLOSE]", "[REMOVED]", "[NTD:none]", "[PROVIDER:abuse@other.example]"])
def test_a_reminder_that_has_lost_its_reason_is_withdrawn_from_the_outbox(tags: str) -> None:
    world = reminded()

    say(world, tags)

    assert waiting(world) == []
    world.wait(timedelta(days=30))
    world.sweep(world.fence())
    about = [one for one in world.letters("ntd-reminder") if one.to.party is Party.PROVIDER]
    assert len(about) == 1


def test_P7_an_open_question_withdraws_it_too() -> None:
    world = reminded()

    world.take(police_mail("Xyzzy.", subject=world.case.stream, received_at=world.now))

    assert waiting(world) == []


def test_a_provider_that_asks_every_day_is_reminded_and_the_LEA_told_all_the_same() -> None:
    world = noticed()
    about = (world.case.notices[0].message_id,)

    for _ in range(20):
        world.wait(hours(20))
        world.take(provider_mail("We are looking at it.", references=about, received_at=world.now))
        world.sweep(world.fence())
        world.gate(fence=world.fence())

    asked = [one for one in world.letters("alarm") if one.values["what"] == "provider-asks"]
    assert left(world) == 2
    assert [one.to.party for one in world.letters("escalation")].count(Party.LEA) == 1
    assert len(asked) == 2 * 3  # to each analyst, before each reminder, and before the LEA is told


def test_analysts_have_the_agreed_time_to_answer_from_the_first_question_on() -> None:
    world = noticed()
    about = (world.case.notices[0].message_id,)

    for _ in range(3):
        world.take(provider_mail("Which page?", references=about, received_at=world.now))
        world.wait(hours(11))
    world.sweep(world.fence())

    assert [one.values["what"] for one in world.letters("alarm")] == ["provider-asks"] * 2


@pytest.mark.parametrize("how", ["bounced", "refused"])
def test_a_reminder_that_does_not_arrive_waits_for_a_contact_and_the_LEA_is_not_told_of_silence(
    how: str,
) -> None:
    world = reminded()
    (mail,) = waiting(world)
    if how == "refused":
        world.carry(Change(world.case.stream, (MailRefused(message_id=mail, reply="550"),)))
    else:
        world.gate(fence=world.fence())
        world.take(dsn(mail))

    for _ in range(6):
        world.wait(hours(49))
        world.sweep(world.fence())
        world.gate(fence=world.fence())

    assert len(world.letters("ntd-reminder")) == 1
    assert world.letters("escalation") == []
    assert "notice-waits" in [one.values["what"] for one in world.letters("alarm")]

    say(world, f"[PROVIDER:{world.case.notices[0].contact}]")
    world.wait(hours(1))
    world.sweep(world.fence())
    assert len(world.letters("ntd-reminder")) == 2


def comes_next(world: World) -> list[str]:
    """What an analyst is told of what comes next, without its time."""
    return [one.partition(": ")[2] for one in coming(world.case, world.site)]


def test_what_comes_next_tells_reminder_alarm_and_the_word_to_the_LEA_apart() -> None:
    world = noticed()
    about = (world.case.notices[0].message_id,)
    assert "the provider is reminded of notice 1" in comes_next(world)

    world.take(provider_mail("Which page?", references=about, received_at=world.now))
    assert "an alarm, if the provider's question has no answer by then" in comes_next(world)

    for _ in range(3):
        world.wait(hours(49))
        world.sweep(world.fence())
        world.gate(fence=world.fence())
    told = "LEA and analysts are told that notice 1 was in vain, if it is not settled by then"
    assert told in comes_next(world)


def test_P5_no_reminder_leaves_once_the_urls_are_purged_and_analysts_are_told_once() -> None:
    world = noticed()
    say(world, "[CLOSE]")
    world.record(PurgeBegun(stage="urls", why="asked"), Purged(stage="urls", mails=0))
    say(world, "[REOPEN]")
    assert "provider is reminded" not in str(world.letters("done")[-1].values["transcript"])
    for _ in range(5):
        world.wait(hours(49))
        world.sweep(world.fence())

    assert world.letters("ntd-reminder") == []
    assert world.letters("escalation") == []
    told = [one for one in world.letters("alarm") if "URLs are not in the record" in str(one.values)]
    assert len({one.to.id for one in told}) == len(told) > 0


def passes(world: World, days: int, *, takes: bool) -> None:
    """Days pass in which our server lets notices and reminders in, or does not."""
    for _ in range(days * 4):
        world.wait(hours(6))
        world.sweep(world.fence())
        if takes:
            world.gate(fence=world.fence())


def test_P11_a_provider_is_not_called_silent_for_reminders_that_never_left() -> None:
    world = noticed()
    passes(world, 12, takes=False)

    assert len(waiting(world)) == 1, "it is not reminded a second time of what it has not read"
    assert world.letters("escalation") == []
    passes(world, 3, takes=True)
    assert left(world) == 2
    assert world.letters("escalation") == []
    passes(world, 2, takes=True)
    assert {one.values["n"] for one in world.letters("escalation")} == {2}
    assert left(world) == 2


def test_the_time_for_an_answer_counts_from_when_the_reminder_was_taken() -> None:
    world = noticed()
    passes(world, 4, takes=False)
    world.gate(fence=world.fence())
    assert left(world) == 1

    world.wait(hours(47))
    world.sweep(world.fence())
    assert waiting(world) == []
    world.wait(hours(2))
    world.sweep(world.fence())
    assert len(waiting(world)) == 1


def test_a_reminder_that_a_question_of_the_provider_overtakes_does_not_count() -> None:
    world = reminded()
    world.wait(hours(1))
    (notice,) = world.letters("ntd")
    asks = provider_mail("Which file is it?", references=(notice.message_id,), received_at=world.now)
    world.take(asks)
    passes(world, 2, takes=False)
    assert any(one.values["what"] == "provider-asks" for one in world.letters("alarm"))

    passes(world, 9, takes=True)
    assert left(world) == 2
    assert {one.values["n"] for one in world.letters("escalation")} == {2}
