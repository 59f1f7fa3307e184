"""New items that are found illegal later reach the LEA on the same working day, as the report does."""

from datetime import timedelta

from hotlined.domain.due.deadlines import DueKind, due
from hotlined.domain.overview.gauge import gauge
from hotlined.domain.overview.needs import needs
from tests.domain.test_dues import alarms_of, at_work, check_alarms_of_day_end
from tests.domain.test_updating import NEW, done
from tests.support.mails_in import T0, dsn, hours
from tests.support.world import World, kinds_due, opened, reported


def supplemented(text: str = NEW) -> World:
    """A case whose report the LEA has, and the next day at 11:00 an update of it that it does not have."""
    world = reported(at_work())
    world.wait(hours(24))
    return done(world, text)


def test_a_supplement_with_new_items_that_has_not_left_alarms_before_the_day_ends_and_when_it_is_over() -> (
    None
):
    world = supplemented()
    world.now = T0.replace(day=3, hour=14)  # 16:00 in Tallinn
    check_alarms_of_day_end(
        world, "Supplement 1 has not reached national; the working day ends at 2026-03-03 17:00 EET"
    )
    assert [one.short for one in needs(world.case, world.site)] == ["deadline missed"]
    found = gauge(world.case, world.site)
    assert found is not None
    assert found.missed == 1

    world.deliver()
    assert needs(world.case, world.site) == ()


def test_a_supplement_that_has_left_has_no_deadline_any_more() -> None:
    world = supplemented()
    assert DueKind.DEADLINE in kinds_due(world)
    world.deliver()

    assert DueKind.DEADLINE not in kinds_due(world)


def test_a_supplement_without_new_items_has_no_working_day_of_its_own() -> None:
    assert DueKind.DEADLINE not in kinds_due(supplemented("Victim identifiable: yes\n"))


def test_each_supplement_has_its_own_day() -> None:
    world = supplemented()
    world.wait(hours(7))
    world.sweep()
    done(world, "URL: https://media.provider.example.net/item3\nIP address: 192.0.2.3\n")

    assert [(one.key, one.at) for one in due(world.case, world.site) if one.kind is DueKind.DEADLINE] == [
        ("deadline-near:2", T0.replace(day=4, hour=14)),
        ("deadline-missed:2", T0.replace(day=4, hour=15)),
    ]


def test_a_unit_that_lacks_the_report_itself_is_told_of_once() -> None:
    world = done(opened(at_work()), NEW)
    world.now = T0.replace(hour=14)
    world.sweep()

    assert len(alarms_of(world, "deadline-near")) == len(world.site.analysts)


def test_a_supplement_that_bounces_after_its_day_is_a_missed_one() -> None:
    world = supplemented()
    world.deliver()
    world.wait(timedelta(days=1))
    world.take(dsn(world.letters("annex-i")[-1].message_id))
    world.sweep()

    assert len(alarms_of(world, "deadline-missed")) == len(world.site.analysts)


def test_several_supplements_of_one_day_that_have_not_left_are_told_of_in_one_mail() -> None:
    world = supplemented()
    done(world, "URL: https://media.provider.example.net/item3\nIP address: 192.0.2.3\n")
    for hour in (14, 15):
        world.now = T0.replace(day=3, hour=hour)
        world.sweep()
        world.sweep()

    for what in ("deadline-near", "deadline-missed"):
        told = alarms_of(world, what)
        assert len(told) == len(world.site.analysts)
        assert "Supplements 1, 2 have not reached national" in told[0]
    assert DueKind.DEADLINE not in kinds_due(world)


def test_of_supplements_long_past_that_an_update_finds_the_digest_tells_and_no_storm_of_alarms() -> None:
    world = supplemented()
    world.wait(timedelta(days=30))
    world.sweep()

    assert alarms_of(world, "deadline-near") == alarms_of(world, "deadline-missed") == []
    assert [one.short for one in needs(world.case, world.site)][-1:] == ["deadline missed"]
