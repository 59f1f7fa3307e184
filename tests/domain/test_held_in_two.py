"""One URL in two cases, both on hold: no letter says that the notice goes while one keeps it (P5, P6)."""

from datetime import timedelta

import pytest

from tests.support.mails_in import analyst_mail, police_mail
from tests.support.world import World, reported

FORM = "URL: https://media.provider.example.net/item1\nDescription of the type of the content: item 1\n"


def two_cases() -> tuple[World, str, str]:
    """The same URL was reported twice."""
    world = reported(form=FORM)
    first = world.case.stream
    world.take(analyst_mail(FORM, subject="[ILLEGAL]", received_at=world.now))
    world.deliver()
    (second,) = (one for one, case in world.streams.items() if case.opened and one != first)
    return world, first, second


def says(world: World, case: str, tag: str) -> None:
    text, report = f"{tag}\n{case}\n", next(one for one in world.letters("annex-i") if one.stream == case)
    thread = (report.message_id,)
    world.take(police_mail(text, references=thread, signed=True, received_at=world.now))


@pytest.mark.parametrize("tag", ["[HOLD]", "[HOLD:5d]"])
def test_P6_a_release_in_one_case_says_that_the_hold_of_the_other_keeps_the_notice(tag: str) -> None:
    world, first, second = two_cases()
    says(world, first, "[HOLD]")
    says(world, second, tag)

    says(world, first, "[RELEASE]")

    letters = [one for one in world.letters("hold-lifted") if one.stream == first]
    assert {one.to.party for one in letters} == {"analyst", "lea"}
    for one in letters:
        assert (one.values["on_hold"], one.values["kept_back"]) == ("1", second)
        assert not one.values["goes_on"]


@pytest.mark.parametrize("kind", ["hold-warning", "hold-ended"])
def test_P6_the_end_of_a_hold_in_one_case_says_that_the_hold_of_the_other_keeps_the_notice(kind: str) -> None:
    world, first, second = two_cases()
    says(world, first, "[HOLD:3d]")
    says(world, second, "[HOLD]")
    for _ in range(2):
        world.wait(timedelta(days=2))
        world.sweep(world.fence())

    letters = [one for one in world.letters(kind) if one.stream == first]
    assert {one.to.party for one in letters} == {"analyst", "lea"}
    for one in letters:
        assert (one.values["on_hold"], one.values["kept_back"]) == ("1", second)
        assert one.values["notice"].kind == "held"


def test_P6_of_a_hold_of_the_analysts_in_another_case_a_unit_reads_that_it_is_somebody_elses() -> None:
    world, first, second = two_cases()
    world.take(analyst_mail(subject=f"[{second}] [HOLD]", received_at=world.now))
    says(world, first, "[HOLD]")

    says(world, first, "[RELEASE]")

    (letter,) = (one for one in world.letters("hold-lifted") if one.to.party == "lea")
    assert (letter.values["on_hold"], letter.values["beside"]) == ("", "1")
    assert letter.values["kept_back"] == "", "it is not for its eyes"


def test_an_analyst_who_lifts_a_hold_reads_that_the_police_keep_the_notice_in_another_case() -> None:
    world, first, second = two_cases()
    says(world, second, "[HOLD]")
    for tag in ("HOLD", "RELEASE"):
        world.take(analyst_mail(subject=f"[{first}] [{tag}]", received_at=world.now))

    assert {one.values["kept_back"] for one in world.letters("hold-lifted")} == {second}


def test_once_the_other_case_has_let_go_the_notice_goes_and_the_letter_says_so() -> None:
    world, first, second = two_cases()
    for case in (first, second):
        says(world, case, "[HOLD]")
    says(world, second, "[RELEASE]")

    says(world, first, "[RELEASE]")

    for one in (one for one in world.letters("hold-lifted") if one.stream == first):
        assert (one.values["on_hold"], one.values["beside"], one.values["kept_back"]) == ("", "", "")
