"""A hold that is extended: what comes on top of an end counts from that end, and makes no hold shorter (P6).

The first hold is asked for on Thursday 26 November 2026 until 10 December.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hotlined.domain.letters.drafts import Draft
from tests.domain.test_item_holds import FORM, written
from tests.domain.test_receipts import SITE
from tests.support.over import over
from tests.support.world import World, reported

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
FIRST = "Please hold it until 10 December."


def world() -> World:
    """A case of three items."""
    site = replace(World().site, phrases=SITE.phrases, spoken_day=SITE.spoken_day)
    return reported(World(site=site, now=NOW), form=FORM)


def asked(case: World, *texts: str, signed: bool = True) -> World:
    """Each of these replies a day after the one before."""
    for text in texts:
        case.take(written(case, text, signed=signed))
        case.wait(timedelta(days=1))
    return case


def ends(case: World) -> list[str | None]:
    """The days on which the holds in force end."""
    return [f"{one.until:%m-%d %H}" if one.until else None for one in case.case.holds_in_force()]


def answer(case: World) -> Draft:
    return case.letters("hold-state")[-1]


MORE = [
    ("Please extend the hold by one week.", "12-17 21"),
    ("Please prolong the hold by 7 days.", "12-17 21"),
    ("Please hold another week.", "12-17 21"),
    ("Please hold it for two more weeks.", "12-24 21"),
    ("Please extend the hold for another 5 days.", "12-15 21"),
    ("Please postpone it by a week.", "12-17 21"),
    ("Bitte um eine Woche verschieben.", "12-17 21"),
    ("Bitte verlängern Sie um eine Woche.", "12-17 21"),
    ("Bitte warten Sie noch eine Woche.", "12-17 21"),
    ("Bitte warten Sie weitere 5 Tage.", "12-15 21"),
    ("Palun pikendage veel nädal.", "12-17 21"),
    ("Palun oodake veel kaks nädalat.", "12-24 21"),
    ("Prašome pratęsti dar savaitę.", "12-17 21"),
    ("Prašome palaukti dar dvi savaites.", "12-24 21"),
    ("Vänta en vecka till.", "12-17 21"),
    ("Vänta ytterligare två veckor.", "12-24 21"),
    ("Παρακαλώ περιμένετε ακόμη δύο εβδομάδες.", "12-24 21"),
    ("Merci de prolonger d'une semaine.", "12-17 21"),
    ("Veuillez prolonger le délai d'une semaine.", "12-17 21"),
    ("Por favor aguardem mais uma semana.", "12-17 21"),
    ("Vent yderligere 3 uger.", "12-31 21"),
    ("[HOLD:7d]\n\nPlease hold another week.", "12-17 21"),
]


@over(("text", "end"), MORE)
def test_P6_a_length_of_time_that_comes_on_top_counts_from_the_end_in_force(text: str, end: str) -> None:
    for signed in (True, False):
        case = asked(world(), FIRST, text, signed=signed)

        assert ends(case)[-1] == end
        assert len(ends(case)) == 1
        assert not case.case.pauses_open()
        assert f"{answer(case).values['still'][0]['until']:%m-%d %H}" == end  # type: ignore[index]


def test_P6_on_the_last_day_one_more_day_is_the_whole_next_day() -> None:
    case = asked(world(), FIRST)
    case.now = datetime(2026, 12, 10, 8, 0, tzinfo=UTC)

    assert ends(asked(case, "Please extend the hold by one day.")) == ["12-11 21"]


@over(
    "text",
    [
        "Please hold it for one week.",
        "Bitte warten Sie eine Woche.",
        "Palun oodake nädal.",
        "Prašome palaukti savaitę.",
        "Vänta fem dagar.",
        "Παρακαλώ περιμένετε μία εβδομάδα.",
        "Please extend the hold until 4 December.",
    ],
)
def test_P6_no_length_of_time_and_no_extension_makes_a_hold_shorter_and_an_analyst_asks(text: str) -> None:
    case = asked(world(), FIRST, text)

    assert "12-10 21" in ends(case)
    (pause,) = case.case.pauses_open()
    assert pause.why.startswith("the time that it asks for would end before its hold in force")
    assert len(answer(case).values["still"]) == 2  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["Please extend the hold by one week.", "Please hold another week."])
def test_P6_an_extension_ends_no_hold_that_has_no_end(text: str) -> None:
    case = asked(world(), "Please hold it.", text)

    assert None in ends(case)
    assert case.case.pauses_open()


def test_P6_several_extensions_add_up() -> None:
    case = asked(world(), FIRST, "Please extend the hold by one week.", "Please hold another week.")

    assert ends(case) == ["12-24 21"]


def test_P6_an_extension_counts_from_the_end_of_its_own_items() -> None:
    case = asked(world(), "Please hold item 1 until 10 December.", "Please hold item 2 for another week.")

    assert ends(case) == ["12-10 21", "12-04 10"]


@over(
    ("texts", "end"),
    [
        ((FIRST, "Please hold it until 4 December."), "12-04 21"),
        ((FIRST, "Please hold it only until Monday."), "11-30 21"),
        ((FIRST, "Please hold it for three weeks."), "12-18 10"),
        ((FIRST, "[HOLD:3d]"), "11-30 10"),
        (("Please hold it.", "Please hold it for two weeks."), "12-11 10"),
        (("Please hold another week.",), "12-03 10"),
    ],
)
def test_a_signed_hold_that_names_its_own_end_takes_the_place_of_the_first(
    texts: tuple[str, ...], end: str
) -> None:
    case = asked(world(), *texts)

    assert ends(case) == [end]
    assert not case.case.pauses_open()


def test_P6_an_extension_of_a_hold_whose_end_has_passed_counts_from_now() -> None:
    case = asked(world(), FIRST)
    case.now = datetime(2026, 12, 20, 8, 0, tzinfo=UTC)  # its warning has not arrived

    assert ends(asked(case, "Please extend the hold by one week.")) == ["12-27 08"]


def test_P6_an_extension_counts_from_the_end_that_a_late_warning_has_told() -> None:
    case = asked(world(), FIRST)
    case.now = datetime(2026, 12, 10, 20, 0, tzinfo=UTC)
    case.sweep()
    (warning, *_) = case.letters("hold-warning")

    assert f"{warning.values['hold'].until:%m-%d %H}" == "12-11 20"  # type: ignore[attr-defined]
    assert ends(asked(case, "Please extend the hold by one week.")) == ["12-18 20"]


@pytest.mark.parametrize("signed", [True, False])
def test_the_same_extension_asked_for_twice_in_an_hour_is_one(signed: bool) -> None:
    case = asked(world(), FIRST, signed=signed)
    for _ in range(4):
        case.take(written(case, "Please extend the hold by one week.", signed=signed))
        case.wait(timedelta(minutes=20))

    assert ends(case) == ["12-17 21"]
    assert f"{answer(case).values['still'][0]['until']:%m-%d %H}" == "12-17 21"  # type: ignore[index]


@over(
    "text",
    [
        "Bitte warten Sie drei Wochen, um die Ermittlungen nicht zu stören.",
        "Please hold it for three weeks, further mails will follow.",
        "Please extend the hold by three weeks from today.",
        "Bitte verlängern Sie um drei Wochen ab heute.",
        "Please hold another three weeks from now.",
    ],
)
def test_a_length_of_time_that_says_so_counts_from_now(text: str) -> None:
    case = asked(world(), FIRST, text)

    assert ends(case) == ["12-18 10"]
    assert not case.case.pauses_open()


@over("text", ["Please extend the hold by one week from today.", "Please hold another week from today."])
def test_P6_an_extension_from_today_makes_no_hold_shorter(text: str) -> None:
    case = asked(world(), FIRST, text)

    assert "12-10 21" in ends(case)
    assert case.case.pauses_open()
