"""What a notice, or a reminder, waited for is said no more once it is not so: in list, state and digest."""

from dataclasses import replace

import pytest

from hotlined.cli.due import due_rows
from hotlined.domain.analysts.coming import coming
from hotlined.domain.due.listing import line_of
from hotlined.domain.overview.pressing import notes
from hotlined.domain.record.holding import HoldLifted, HoldPlaced
from tests.support.mails_in import FORM, PROVIDER, analyst_mail, hours
from tests.support.world import World, held_elsewhere, home_site, noticed, reported


def say(world: World, tags: str) -> None:
    subject = f"[{world.case.stream}] {tags}"
    decision = world.take(analyst_mail(subject=subject, received_at=world.now))
    assert decision.folder == "Done", decision.reason


def told(world: World, stream: str = "") -> str:
    """What [LIST], [STATUS] and the digest of the morning say of a case."""
    case = world.streams[stream] if stream else world.case
    line = line_of(case, world.site)
    wanted = [f"contact wanted: {one.key}" for one in notes(case, world.site) if one.what == "contact"]
    return "\n".join((line.state if line else "", *coming(case, world.site), *wanted))


def unconfirmed() -> World:
    """A notice is due, and waits for its contact to be confirmed."""
    site = home_site()
    rows = tuple(replace(one, confirmed=False) for one in site.providers)
    world = reported(World(replace(site, providers=rows)))
    world.wait(hours(25))
    world.sweep(world.fence())
    assert f"contact wanted: {PROVIDER}" in told(world)
    assert told(world).count("not confirmed") == 2
    return world


def test_another_provider_is_named_for_the_items() -> None:
    world = unconfirmed()

    say(world, "[PROVIDER:abuse@other.example.org]")
    world.sweep(world.fence())
    world.gate(fence=world.fence())

    assert [one.contact for one in world.case.notices] == ["abuse@other.example.org"]
    assert "not confirmed" not in told(world)
    assert "contact wanted" not in told(world)


@pytest.mark.parametrize("tags", ["[NTD:none]", "[REMOVED]", f"[PROVIDER:{PROVIDER}] [HOLD]"])
def test_no_notice_is_to_go_any_more_or_it_waits_for_something_else(tags: str) -> None:
    world = unconfirmed()

    say(world, tags)

    assert world.case.is_open
    assert "not confirmed" not in told(world)
    assert "contact wanted" not in told(world)


def test_the_reminder_is_written_once_another_case_lets_go() -> None:
    world = noticed()
    first = world.case.stream
    second = held_elsewhere(world)
    world.wait(hours(49))
    world.sweep(world.fence())
    assert "same URL" in told(world, first)

    world.record(HoldLifted(hold="H1", by="national", why="released"), stream=second)
    world.sweep(world.fence())

    assert world.streams[first].notices[0].reminders == 1
    assert "same URL" not in told(world, first)


@pytest.mark.parametrize("sent", [False, True], ids=["notice", "reminder"])
def test_what_is_overdue_since_another_case_holds_it_is_told_with_the_reason(sent: bool) -> None:
    world = noticed() if sent else reported()
    first = world.case.stream
    second = held_elsewhere(world)
    world.wait(hours(49))
    world.sweep(world.fence())

    case = world.streams[first]
    why = f"hold H1 of {second} is about the same URL"
    what = "notice-reminder" if sent else "notice"
    assert [one.why for one in notes(case, world.site) if one.what == what] == [why]
    assert [row["waits"] for row in due_rows(case, world.site, world.now) if row["what"] == what] == [why]

    world.record(HoldLifted(hold="H1", by="national", why="released"), stream=second)
    world.sweep(world.fence())
    assert [one.why for one in notes(world.streams[first], world.site) if one.why] == []


def test_a_reminder_whose_time_is_to_come_waits_for_nothing_that_keeps_back_another_notice() -> None:
    world = noticed()
    world.wait(hours(1))
    more, tags = "URL: https://media.provider.example.net/item2\n", "[UPDATE] [NTD:now]"
    mail = analyst_mail(more, subject=f"[{world.case.stream}] {tags}", received_at=world.now)
    assert world.take(mail).folder == "Done"
    first = world.case.stream
    world.deliver()
    form = FORM.replace("item1", "item2")
    before = set(world.streams)
    world.take(analyst_mail(form, subject="[ILLEGAL]", received_at=world.now))
    (second,) = (name for name in world.streams if name.startswith("HL-") and name not in before)
    held = HoldPlaced(hold="H1", party="lea", by="national", proof="claimed", until=None, mail="m")
    world.record(held, stream=second)
    world.wait(hours(1))
    world.sweep(world.fence())

    case = world.streams[first]
    assert {one.what: one.why for one in notes(case, world.site) if one.key in ("1", str(PROVIDER))} == {
        "notice": f"hold H1 of {second} is about the same URL",
        "notice-reminder": "",
    }
    reminders = [row for row in due_rows(case, world.site, world.now) if row["what"] == "notice-reminder"]
    assert [row["waits"] for row in reminders] == [""]
