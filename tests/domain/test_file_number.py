"""The LEA's file number beside a hold, and numbers that are no time (P6)."""

from datetime import timedelta

import pytest

from hotlined.domain.text.file_number import file_number, without_numbers
from tests.support.lea_set import Desk
from tests.support.mails_in import T0, police_mail
from tests.support.world import World, reported


def taken(text: str) -> World:
    """A reported case, read with the real phrases and days, after a hold in these words."""
    world = reported(World(Desk().site))
    world.take(police_mail(text, references=(world.letters("annex-i")[0].message_id,)))
    return world


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Please wait two weeks, file K-33/2026.", "K-33/2026"),
        ("Please wait two weeks, our ref 33/2026", "33/2026"),
        ("Please wait two weeks. Our reference: 33-2026.", "33-2026"),
        ("Please wait two weeks, Az. 123 Js 4711/26.", "123 Js 4711/26"),
    ],
)
def test_P6_a_hold_keeps_the_units_file_number_and_its_end(text: str, number: str) -> None:
    world = taken(text)

    (hold,) = world.case.holds_in_force()
    assert (hold.reference, hold.until) == (number, T0 + timedelta(weeks=2))
    assert world.case.pauses_open() == ()
    assert world.letters("hold-state")[0].values["hold"].reference == number  # type: ignore[attr-defined]  # a hold


def test_P6_a_hold_without_a_case_keeps_the_file_number_too() -> None:
    world = reported(World(Desk().site))

    world.take(police_mail("Please do not send any notice until we call you. Our ref K-33/2026."))

    assert [hold.reference for hold in world.case.holds] == ["K-33/2026"]


def test_P6_a_hold_that_names_items_holds_all_of_them_until_its_end() -> None:
    world = taken("Hold item 2 until 12 May 2027.")

    (hold,) = world.case.holds_in_force()
    assert hold.items == ()
    assert hold.until is not None
    assert hold.until.date().isoformat() == "2027-05-12"
    assert world.case.pauses_open() == ()


@pytest.mark.parametrize(
    "text",
    [
        "Hold, ref 12/05/2027",
        "Hold, ref 2027-05-12",
        "Hold, ref HL-2026-000123-K",
        "Hold, ref RC-7K3M-9PXQ-2VDR-8TWN",
        "Hold. Ref K-33/2026. Ref K-34/2026.",
        "Hold, reference-number unknown",
        "Hold until K-33/2026",
    ],
)
def test_P6_a_day_a_number_of_ours_or_one_of_several_is_no_file_number(text: str) -> None:
    assert file_number(police_mail(text), "HL") is None


@pytest.mark.parametrize(
    "text",
    [
        "Hold item 3 days.",
        "Hold item 1, 3 days.",
        "Hold item 1.12.2027",
        "Hold until 5/6/2027",
        "ref 5/6/2027",
    ],
)
def test_P6_what_could_be_a_time_stays(text: str) -> None:
    mail = police_mail(text)

    assert without_numbers(mail, "HL") == mail
