"""Where several holds end, a unit is told which of the others are its own, and what goes on then (P5, P6)."""

from datetime import timedelta

import pytest

from tests.domain.test_others_holds import held_beside, national, reported
from tests.support.mails_in import police_mail, signature
from tests.support.site import LEA_KEY
from tests.support.world import World


def ours(world: World, tag: str) -> None:
    world.take(police_mail(subject=f"[{world.case.stream}] {tag}", received_at=world.now))


def ended(world: World) -> None:
    """The unit's hold of three days is warned of, and ends."""
    for _ in range(2):
        world.wait(timedelta(days=2))
        world.sweep(world.fence())


@pytest.mark.parametrize("whose", ["Ann", "county"])
def test_P6_of_a_hold_of_its_own_it_is_not_said_that_it_is_somebody_elses(whose: str) -> None:
    world = reported()
    held_beside(world, whose)
    for tag in ("[HOLD:3d]", "[HOLD:items 1]"):
        ours(world, tag)
    ended(world)

    for kind in ("hold-warning", "hold-ended"):
        told = national(world, kind).values
        assert (told["on_hold"], told["beside"]) == ("1", "2"), kind


@pytest.mark.parametrize("whose", ["Ann", "county"])
def test_P6_a_notice_that_had_left_is_reminded_of_though_somebody_elses_hold_stays(whose: str) -> None:
    world = reported()
    world.wait(timedelta(days=2))
    world.sweep(world.fence())
    world.gate(fence=world.fence())
    assert world.letters("ntd")
    held_beside(world, whose)
    ours(world, "[HOLD:3d]")
    ended(world)

    for kind in ("hold-warning", "hold-ended"):
        told = national(world, kind).values
        assert (told["reminded"], told["on_hold"], told["beside"]) == (True, "", "1, 2"), kind


@pytest.mark.parametrize("whose", ["Ann", "county"])
def test_P6_who_lifts_its_hold_is_told_that_the_one_beside_it_is_somebody_elses(whose: str) -> None:
    world = reported()
    held_beside(world, whose)
    ours(world, "[HOLD]")
    mail = police_mail(
        f"[RELEASE:items 1]\n{world.case.stream}\n",
        subject=f"[{world.case.stream}]",
        signature=signature(LEA_KEY, made_at=world.now),
        received_at=world.now,
    )
    world.take(mail)

    told = national(world, "hold-lifted").values
    assert (told["on_hold"], told["beside"]) == ("2", "1")
