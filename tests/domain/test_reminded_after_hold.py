"""Before a hold ends, and when it has, reminders of a notice that had left are told of (P6)."""

from datetime import timedelta

from hotlined.domain.ntd.foretold import Foretold
from tests.support.mails_in import police_mail
from tests.support.world import World, answered, noticed


def held(world: World) -> World:
    """The unit holds what left before; the hold comes to its end."""
    world.take(police_mail(subject=f"[{world.case.stream}] [HOLD:4d]", received_at=world.now))
    for days in (3, 1):
        world.wait(timedelta(days=days, minutes=1))
        world.sweep(world.fence())
    return world


def told(world: World) -> set[tuple[str, object]]:
    letters = [*world.letters("hold-warning"), *world.letters("hold-ended")]
    assert all(isinstance(one.values["notice"], Foretold) for one in letters)
    return {(one.kind, one.values["reminded"]) for one in letters}


def test_P6_where_the_notice_had_left_its_reminders_go_on_after_the_hold_and_that_is_told() -> None:
    world = held(noticed())

    assert told(world) == {("hold-warning", True), ("hold-ended", True)}
    world.sweep(world.fence())
    assert world.letters("ntd-reminder")


def test_where_the_provider_says_that_all_is_gone_no_reminder_is_told_of() -> None:
    world = held(answered(noticed(), "REMOVED"))

    assert told(world) == {("hold-warning", False), ("hold-ended", False)}
    world.sweep(world.fence())
    assert not world.letters("ntd-reminder")
