"""What a unit is told of its own hold says nothing of, and counts on no hold of somebody else (P5, P6)."""

from datetime import timedelta

import pytest

from hotlined.domain.mail.message import Draft, Inbound, Party
from hotlined.domain.ntd.foretold import Foretold
from hotlined.domain.values.address import Address
from tests.support.mails_in import analyst_mail, mail_in, police_mail
from tests.support.site import make_unit
from tests.support.world import World, home_site

COUNTY = Address("reports", "county.example")
THREE = (
    "URL: https://provider.example.net/item1\nURL: https://provider.example.net/item2\n"
    "Description of the type of the content: item 1\n"
)


def reported() -> World:
    """A case of two items that is with two units."""
    county = make_unit(
        "county", address=COUNTY, fingerprints=("E" * 40,), domains=("county.example",), contact=None
    )
    world = World(home_site(units=(make_unit(), county)))
    world.take(analyst_mail(THREE, subject="[ILLEGAL] [LEA:national] [LEA:county]"))
    world.deliver()
    return world


def of_county(world: World, text: str) -> Inbound:
    """A mail of the other unit."""
    report = next(one for one in world.letters("annex-i") if one.to.id == "county")
    return mail_in(
        text, mailbox="lea", from_=(COUNTY,), references=(report.message_id,), received_at=world.now
    )


def held_beside(world: World, whose: str) -> None:
    """A hold without an end that is not national's."""
    if whose == "Ann":
        mail = analyst_mail(subject=f"[{world.case.stream}] [HOLD]", received_at=world.now)
    else:
        mail = of_county(world, "[HOLD]")
    world.take(mail)
    assert {one.by for one in world.case.holds_in_force()} == {whose}


def national(world: World, kind: str) -> Draft:
    """The newest letter of a kind to the unit."""
    return next(one for one in reversed(world.letters(kind)) if one.to.id == "national")


@pytest.mark.parametrize("whose", ["Ann", "county"])
def test_P6_the_warning_and_the_end_of_a_hold_say_that_the_one_beside_it_is_somebody_elses(
    whose: str,
) -> None:
    world = reported()
    held_beside(world, whose)
    world.take(police_mail(subject=f"[{world.case.stream}] [HOLD:3d]", received_at=world.now))
    for _ in range(2):
        world.wait(timedelta(days=2))
        world.sweep(world.fence())

    for kind in ("hold-warning", "hold-ended"):
        told = national(world, kind).values
        assert (told["on_hold"], told["notice"]) == ("", Foretold("held")), kind
        assert told["beside"] == "1, 2", kind
        ours = next(one for one in world.letters(kind) if one.to.party is Party.ANALYST)
        assert (ours.values["on_hold"], ours.values["beside"]) == ("1, 2", ""), kind


def test_P6_of_a_second_hold_of_its_own_the_unit_hears() -> None:
    world = reported()
    for tag in ("[HOLD:3d]", "[HOLD:items 1]"):
        world.take(police_mail(subject=f"[{world.case.stream}] {tag}", received_at=world.now))
    for _ in range(2):
        world.wait(timedelta(days=2))
        world.sweep(world.fence())

    told = national(world, "hold-ended").values
    assert (told["on_hold"], told["beside"]) == ("1", "")


@pytest.mark.parametrize("whose", ["Ann", "county"])
def test_P5_the_answer_to_a_hold_of_some_items_tells_when_the_notice_on_the_others_is_due(whose: str) -> None:
    world = reported()
    held_beside(world, whose)
    world.take(police_mail(subject=f"[{world.case.stream}] [HOLD:items 1]", received_at=world.now))

    told = national(world, "hold-state").values
    assert (told["on_hold"], told["whole"]) == ("1", False)
    assert [one["numbers"] for one in told["goes_on"]] == ["2"]  # type: ignore[attr-defined]
    ours = world.letters("hold-placed")[-1].values
    assert (ours["on_hold"], ours["whole"], ours["goes_on"]) == ("1, 2", True, ())


@pytest.mark.parametrize("whose", ["Ann", "county"])
def test_P5_a_supplement_counts_on_nobody_elses_hold(whose: str) -> None:
    world = reported()
    held_beside(world, whose)
    world.take(
        analyst_mail("Comments: more", subject=f"[{world.case.stream}] [UPDATE]", received_at=world.now)
    )

    plan = national(world, "annex-i").values["notice"]
    assert isinstance(plan, Foretold)
    assert plan.kind == "at"


def test_P5_a_unit_is_told_of_another_time_that_is_set_under_another_units_hold() -> None:
    world = reported()
    held_beside(world, "county")
    world.take(analyst_mail(subject=f"[{world.case.stream}] [NTD:now]", received_at=world.now))

    (change,) = national(world, "annex-i").values["changes"]  # type: ignore[misc, attr-defined]
    assert change.field == "ntd"
