"""Routing: ordered rows, several levels of units, and no case that falls between them."""

from dataclasses import replace

import pytest

from hotlined.domain.hotline.rules import Bearing, Routed, route, unknown_region, unreached
from hotlined.domain.hotline.site import Route, Site
from tests.support.mails_in import FORM, analyst_mail
from tests.support.site import make_site, make_unit
from tests.support.world import World, home_site

UNITS = (
    make_unit(level="federal"),
    make_unit("north", level="state", region="Põhja"),
    make_unit("south", level="state", region="Lõuna"),
    make_unit("desk", level="state"),
    make_unit("east", level="regional", region="Ida"),
)
ROUTES = (
    Route("urgent", ("national",), urgent=True, levels=("state",)),
    Route("in the east", (), region=("Ida-Viru", "Ida"), levels=("regional",)),
    Route("in Swedish", ("south",), language=("sv",)),
    Route("the state", (), assessment=("illegal",), country=("home",), levels=("state",)),
    Route("the rest", ("national",)),
)
SITE = make_site(units=UNITS, routes=ROUTES)
ILLEGAL = Bearing("illegal", "EE")


def routed(site: Site = SITE, **known: object) -> Routed:
    return route(site, replace(ILLEGAL, **known))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "units", "row"),
    [
        ({"region": "Põhja"}, ("north", "desk"), "the state"),
        ({"region": "pohja "}, ("north", "desk"), "the state"),
        ({}, ("desk",), "the state"),
        ({"region": "Lõuna", "urgent": True}, ("national", "south", "desk"), "urgent"),
        ({"region": "Ida"}, ("east",), "in the east"),
        ({"region": "IDA"}, ("east",), "in the east"),
        ({"language": "sv", "region": "Põhja"}, ("south",), "in Swedish"),
        ({"language": "et"}, ("desk",), "the state"),
        ({"assessment": "unsure", "region": "Põhja"}, ("national",), "the rest"),
        ({"country": "DE"}, ("national",), "the rest"),
    ],
)
def test_the_first_row_that_matches_and_chooses_anybody_wins_and_is_named(
    known: dict[str, object], units: tuple[str, ...], row: str
) -> None:
    assert routed(**known) == Routed(units, (f"routing:{row}",))


def test_a_row_whose_level_has_nobody_in_the_region_is_passed_over() -> None:
    nobody = replace(SITE, units=tuple(one for one in UNITS if one.name != "desk"))
    assert routed(nobody, region="Ida-Viru") == Routed(("national",), ("routing:the rest",))
    assert routed(nobody) == Routed(("national",), ("routing:the rest",))


def test_where_no_row_is_left_nobody_is_chosen_and_the_trace_says_so() -> None:
    assert routed(replace(SITE, routes=ROUTES[:3])) == Routed((), ("routing:none",))


def test_what_nobody_has_said_meets_no_condition() -> None:
    only = replace(
        SITE, routes=(Route("a", ("east",), region=("Ida",)), Route("b", ("north",), language=("et",)))
    )
    assert routed(only).units == ()


def test_the_form_offers_region_and_language_where_the_rules_use_them() -> None:
    assert SITE.routed_by == ("region", "content_language")
    assert make_site().routed_by == ()
    assert make_site(routes=(Route("a", ("national",), levels=("national",)),)).routed_by == ("region",)


def test_a_region_that_the_rules_do_not_know_is_refused_with_those_they_know() -> None:
    problem = unknown_region("Pohjas", SITE)
    assert problem is not None
    assert "Ida-Viru, Ida, Põhja, Lõuna" in problem
    assert unknown_region("PÕHJA", SITE) is unknown_region(None, SITE) is None
    assert unknown_region("anything", make_site()) is None


def test_an_analysts_region_and_language_choose_the_unit_and_the_case_records_the_row() -> None:
    for lines, units, row in (
        ("Region: Põhja\n", ("north", "desk"), "routing:the state"),
        ("Language: SV\n", ("south",), "routing:in Swedish"),
        ("Sprache: sv\nPiirkond: Ida\n", ("east",), "routing:in the east"),
    ):
        world = World(home_site(units=UNITS, routes=ROUTES))
        world.take(analyst_mail(lines + FORM, subject="[ILLEGAL] [HOST:EE]"))
        opened = world.case.opened
        assert opened is not None
        assert (opened.units, opened.rules) == (units, (row,))
        assert {one.to.id for one in world.letters("annex-i")} == set(units)
        assert world.letters("opened")[0].values["opened"].rules == (row,)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Region: Pohjas", "Region: there is no such region in the rules; expected one of: "),
        ("Language: Swedish", "a language as its code of two letters (ISO 639-1), e.g. et"),
    ],
)
def test_P17_a_mistyped_region_or_language_leads_no_case_astray(line: str, expected: str) -> None:
    world = World(home_site(units=UNITS, routes=ROUTES))
    decision = world.take(analyst_mail(f"{line}\n{FORM}", subject="[ILLEGAL] [HOST:EE]"))
    assert decision.folder == "Refused"
    assert expected in decision.reason


def test_the_mail_with_the_form_has_the_lines_that_the_rules_use() -> None:
    for site, there in ((home_site(units=UNITS, routes=ROUTES), True), (home_site(), False)):
        world = World(site)
        world.take(analyst_mail("", subject="[FORM]"))
        form = str(world.letters("form")[0].values["form"])
        assert ("\nRegion:\nLanguage:\n" in form) is there


@pytest.mark.parametrize(
    ("row", "at"),
    [
        (Route("again", ("north",)), 5),  # behind the row that takes the rest
        (Route("urgent", ("north",), urgent=True, country=("DE",)), 1),  # named as another
        (Route("Ida", ("north",), region=("ida",), language=("et",)), 2),
        (Route("illegal here", ("desk",), assessment=("illegal",), country=("EE",)), 4),
        (Route("nobody's region", (), levels=("regional",), region=("Põhja",)), 0),  # it chooses nobody
    ],
)
def test_a_row_of_which_earlier_ones_take_all_is_found(row: Route, at: int) -> None:
    assert [*unreached(SITE)] == []

    routes = (*ROUTES[:at], row, *ROUTES[at:])
    assert [*unreached(replace(SITE, routes=routes))] == [row]


def test_a_last_row_without_conditions_is_no_mistake_where_the_others_take_all() -> None:
    here, abroad = Route("here", ("north",), country=("home",)), Route("else", ("desk",), country=("abroad",))

    assert [*unreached(replace(SITE, routes=(here, abroad, Route("the rest", ("desk",)))))] == []


def test_a_row_that_only_one_kind_of_case_can_reach_is_reached() -> None:
    row = Route("one kind", ("north",), assessment=("unsure",), country=("abroad",), language=("et", "sv"))

    assert [*unreached(replace(SITE, routes=(*ROUTES[:3], row, *ROUTES[3:])))] == []
