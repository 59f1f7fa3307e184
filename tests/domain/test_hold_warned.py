"""A hold does not end before the warning of its end has arrived: it never lapses silently (P6)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hotlined.domain.analysts.coming import coming
from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.message import Party
from hotlined.domain.overview.daily import Gathered, Morning, values
from hotlined.domain.overview.pressing import HOLD, Note, notes
from hotlined.domain.record.correspondence import MailAccepted, MailBounced, MailCancelled, MailRefused
from hotlined.domain.record.events import Event
from tests.support.mails_in import analyst_mail, hours, police_mail
from tests.support.world import World, home_site, kinds_due, reported

DAY = timedelta(days=1)


def held(days: int = 3, *, site: Site | None = None) -> World:
    """The LEA holds for some days; the servers of all recipients are slow from now on."""
    world = reported(World(site or home_site()))
    (report,) = world.letters("annex-i")
    text = f"[HOLD:{days}d]"
    world.take(police_mail(text, references=(report.message_id,), signed=True, received_at=world.now))
    world.prompt = False
    return world


def passes(world: World, time: timedelta) -> int:
    """Hours pass, and what is due is done in each; how many notices have left since the beginning."""
    end = world.now + time
    while world.now < end:
        world.wait(min(timedelta(hours=1), end - world.now))
        world.sweep(world.fence())
        world.gate(fence=world.fence())
    notices = {one.message_id for one in world.letters("ntd")}
    return sum(message_id in notices for message_id, _ in world.sent)


def arrives(world: World, *parties: Party) -> None:
    """The servers of these take the warnings that wait for them."""
    for draft in world.letters("hold-warning"):
        if draft.to.party in parties and world.case.sent[draft.message_id].state.waits:
            world.record(MailAccepted(message_id=draft.message_id))


def lost(world: World, event: type[Event]) -> None:
    """The LEA's copy of the last warning comes to nothing."""
    last = [one for one in world.letters("hold-warning") if one.to.party is Party.LEA][-1]
    if event is MailBounced:
        world.record(MailAccepted(message_id=last.message_id))
        told = {"recipient": "a@b.example", "disposition": "failed", "status": "5.1.1", "mail": "m"}
        world.record(MailBounced(message_id=last.message_id, **told))
    elif event is MailRefused:
        world.record(MailRefused(message_id=last.message_id, reply="550 5.1.1"))
    else:
        world.record(MailCancelled(message_id=last.message_id, why="cancelled by alice"))


def unwarned(world: World) -> int:
    """How often analysts were told that a hold goes on since its warning has not arrived."""
    return sum(one.values["what"] == "hold-unwarned" for one in world.letters("alarm")) // 2


def of_holds(world: World, section: str) -> list[Note]:
    """What a section of the digest says of holds, were it sent now."""
    gathered = Gathered(world.now, notes(world.case, world.site))
    found = values(Morning(world.now.date(), world.now), gathered, world.context)[section]
    return [one for one in found.notes if one.what == HOLD]  # type: ignore[attr-defined]


@pytest.mark.parametrize("late", [{Party.LEA}, {Party.ANALYST}, {Party.LEA, Party.ANALYST}])
def test_P6_a_hold_goes_on_until_its_warning_has_arrived_and_so_long_after(late: set[Party]) -> None:
    world = held()
    assert passes(world, 2 * DAY) == 0
    arrives(world, *({Party.LEA, Party.ANALYST} - late))

    assert passes(world, 5 * DAY) == 0
    assert world.case.holds_in_force()
    arrives(world, *late)
    assert passes(world, hours(23)) == 0
    assert passes(world, hours(2)) == 1


def test_P6_P11_analysts_are_told_each_day_that_it_goes_on_and_see_it_coming() -> None:
    world = held()
    passes(world, 2 * DAY)
    said = "an alarm, if the warning that hold H1 ends has not arrived by then"
    assert any(said in one for one in coming(world.case, world.site))
    assert passes(world, hours(23)) == 0
    assert unwarned(world) == 0

    passes(world, hours(2))
    assert unwarned(world) == 1
    passes(world, 2 * DAY)
    assert unwarned(world) == 3
    (alarm, *_) = (one for one in world.letters("alarm") if one.values["what"] == "hold-unwarned")
    assert "Hold H1 would have ended 2026-03-05" in str(alarm.values["sentence"])
    assert [unit for unit, _ in alarm.values["calls"]] == ["national"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("event", [MailRefused, MailBounced, MailCancelled])
def test_P6_a_warning_that_came_to_nothing_is_written_again_after_a_day(event: type[Event]) -> None:
    world = held()
    passes(world, 2 * DAY)
    arrives(world, Party.ANALYST)
    lost(world, event)

    assert passes(world, hours(23)) == 0
    assert len(world.letters("hold-warning")) == 3
    assert passes(world, hours(2)) == 0
    assert len(world.letters("hold-warning")) == 6
    again = world.letters("hold-warning")[-1].values["hold"]
    assert again.until > world.now + hours(22)  # type: ignore[attr-defined]  # no end that has passed is told
    arrives(world, Party.ANALYST, Party.LEA)
    assert passes(world, hours(25)) == 1


def test_P6_a_warning_that_only_bounced_to_one_analyst_has_arrived() -> None:
    world = held()
    passes(world, 2 * DAY)
    first = next(one for one in world.letters("hold-warning") if one.to.party is Party.ANALYST)
    world.record(MailRefused(message_id=first.message_id, reply="550 5.1.1"))
    arrives(world, Party.LEA, Party.ANALYST)

    assert passes(world, hours(25)) == 1


@pytest.mark.parametrize("text", ["[RELEASE]", "[HOLD:9d]"])
def test_the_LEA_s_word_counts_as_before_while_the_warning_is_on_its_way(text: str) -> None:
    world = held()
    passes(world, 4 * DAY)
    (report,) = world.letters("annex-i")
    world.take(police_mail(text, references=(report.message_id,), signed=True, received_at=world.now))

    assert passes(world, 4 * DAY) == (text == "[RELEASE]")
    assert "hold-unwarned" not in kinds_due(world)


def test_P6_the_hold_of_an_analyst_waits_for_its_warning_and_its_release_counts() -> None:
    world = reported()
    tags = f"[{world.case.stream}] [HOLD:3d]"
    world.take(analyst_mail(subject=tags, received_at=world.now))
    world.prompt = False
    assert passes(world, 5 * DAY) == 0
    tags = f"[{world.case.stream}] [RELEASE]"
    world.take(analyst_mail(subject=tags, received_at=world.now))

    assert passes(world, hours(1)) == 1


def test_P6_a_hold_that_outlasts_its_closed_case_waits_for_its_warning_too() -> None:
    world = held()
    tags = f"[{world.case.stream}] [CLOSE]"
    world.take(analyst_mail(subject=tags, received_at=world.now))
    passes(world, 4 * DAY)
    assert world.case.holds_now()
    assert unwarned(world) >= 1

    arrives(world, Party.LEA, Party.ANALYST)
    passes(world, hours(24))
    assert not world.case.holds_now()


def test_P6_what_is_left_of_a_hold_counts_the_warning_of_the_whole() -> None:
    world = held()
    passes(world, 2 * DAY)
    arrives(world, Party.LEA, Party.ANALYST)
    tags = "[HOLD:item 1]"
    (report,) = world.letters("annex-i")
    world.take(police_mail(tags, references=(report.message_id,), received_at=world.now))

    passes(world, hours(25))
    assert "hold-unwarned" not in kinds_due(world)


def test_P6_P12_a_server_that_refuses_each_warning_gets_one_a_day_however_late_it_was_agreed_to_warn() -> (
    None
):
    terms = replace(home_site().agreement, hold_warning=timedelta(minutes=5))
    world = held(site=replace(home_site(), agreement=terms))
    passes(world, 3 * DAY)
    assert len(world.letters("hold-warning")) == 3
    for _ in range(48):
        for draft in world.letters("hold-warning"):
            if world.case.sent[draft.message_id].state.waits:
                world.record(MailRefused(message_id=draft.message_id, reply="550 5.1.1"))
        passes(world, hours(1))

    assert len(world.letters("hold-warning")) == 9


def test_P11_the_digest_tells_of_a_hold_past_its_end_and_letters_when_it_ended_indeed() -> None:
    world = held()
    passes(world, 4 * DAY)
    assert [one.key for one in of_holds(world, "overdue")] == ["H1, national"]
    assert not of_holds(world, "holds")

    arrives(world, Party.LEA, Party.ANALYST)
    (note,) = of_holds(world, "holds")
    assert note.at == world.now + DAY
    assert not of_holds(world, "overdue")
    passes(world, hours(25))
    told = {one.values["hold"].until for one in world.letters("hold-ended")}  # type: ignore[attr-defined]
    assert told == {note.at}


def test_the_end_that_was_asked_for_is_told_where_the_warning_took_a_moment() -> None:
    world = held()
    passes(world, 2 * DAY)
    world.wait(timedelta(minutes=10))
    arrives(world, Party.LEA, Party.ANALYST)
    (hold,) = world.case.holds

    assert [one.at for one in of_holds(world, "holds")] == [hold.until]
    passes(world, 2 * DAY)
    told = {one.values["hold"].until for one in world.letters("hold-ended")}  # type: ignore[attr-defined]
    assert told == {hold.until}


def test_P12_after_a_standstill_no_alarm_comes_before_the_late_warning_had_its_time() -> None:
    world = held()
    world.wait(5 * DAY)
    for _ in range(3):
        world.sweep(world.fence())
    assert len(world.letters("hold-warning")) == 3
    assert unwarned(world) == 0
    passes(world, hours(23))
    assert unwarned(world) == 0

    passes(world, hours(2))
    assert unwarned(world) == 1


def told_of(world: World) -> list[tuple[str, str]]:
    """Each alarm about a hold that goes on, to one analyst: what is said, and what is to be done."""
    alarms = [one for one in world.letters("alarm") if one.values["what"] == "hold-unwarned"]
    return [(str(one.values["sentence"]), str(one.values["todo"])) for one in alarms[::2]]


def bounces(world: World, time: timedelta) -> None:
    """Time passes, in which the unit's server accepts each mail, and sends it back."""
    end = world.now + time
    while world.now < end:
        for draft in world.letters("hold-warning"):
            if world.case.sent[draft.message_id].state.waits:
                world.record(MailAccepted(message_id=draft.message_id))
                if draft.to.party is Party.LEA:
                    told = {"recipient": "a@b.example", "disposition": "failed", "status": "5.1.1"}
                    world.record(MailBounced(message_id=draft.message_id, mail="m", **told))
        assert passes(world, hours(1)) == 0


def test_P6_P12_of_a_unit_whose_mail_always_comes_back_analysts_are_told_what_to_do_and_not_daily() -> None:
    world = held()
    bounces(world, 30 * DAY)
    assert world.case.holds_in_force()
    assert 5 <= len(told_of(world)) <= 7
    assert len(world.letters("hold-warning")) / 3 <= 8
    sentence, todo = told_of(world)[-1]
    assert "the warning of its end has not arrived" in sentence
    assert "Phone national" in todo
    assert "A signed [RELEASE] from there ends the hold" in todo
    assert [one.key for one in of_holds(world, "overdue")] == ["H1, national"]


def test_P6_a_reload_has_the_warning_written_again_that_came_back_for_weeks() -> None:
    world = held()
    bounces(world, 20 * DAY)
    before = len(world.letters("hold-warning"))
    world.wait(hours(30))
    world.site = replace(world.site, read_at=world.now)
    passes(world, hours(1))
    assert len(world.letters("hold-warning")) >= before + 3
    arrives(world, Party.ANALYST, Party.LEA)
    assert passes(world, hours(25)) == 1


def test_the_alarm_says_how_long_after_the_warning_the_hold_ends() -> None:
    terms = replace(home_site().agreement, hold_warning=hours(6))
    world = held(site=replace(home_site(), agreement=terms))
    passes(world, 4 * DAY)
    assert told_of(world)[0][1].endswith("The hold ends by itself 6 h after the warning has arrived.")


def renamed(world: World) -> None:
    """The unit has another name, as a reload brings it."""
    units = tuple(replace(one, name="federal") for one in world.site.units)
    world.site = replace(world.site, units=units, read_at=world.now)


def test_P6_the_hold_of_a_unit_with_another_name_goes_on_and_ends_once_it_is_warned() -> None:
    world = held()
    before = world.site
    renamed(world)
    assert passes(world, 10 * DAY) == 0
    assert world.case.holds_in_force()
    assert not world.letters("hold-warning")
    sentence, todo = told_of(world)[0]
    assert "the LEA unit national is not configured any more" in sentence
    assert "Put the unit back into mailboxes.yaml" in todo

    world.site = replace(before, read_at=world.now)
    passes(world, hours(1))
    arrives(world, Party.ANALYST, Party.LEA)
    assert passes(world, hours(22)) == 0
    assert passes(world, hours(3)) == 1


def test_P6_a_warning_that_the_unit_refused_before_it_was_renamed_is_none_to_the_analysts_alone() -> None:
    world = held()
    passes(world, 2 * DAY)
    arrives(world, Party.ANALYST)
    lost(world, MailRefused)
    renamed(world)
    assert passes(world, 3 * DAY) == 0
    arrives(world, Party.ANALYST)
    assert passes(world, 10 * DAY) == 0
