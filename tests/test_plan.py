"""The plan that `hotlined check` prints is read off the rules that decide."""

from datetime import timedelta

import pytest

from hotlined.cli.plan import sentences
from hotlined.domain.hotline.site import NEVER, Route
from tests.support.site import make_agreement, make_site, make_unit

UNITS = (make_unit(level="federal"), make_unit("north", level="state", region="North"))
ROUTES = (
    Route("states", (), levels=("state",)),
    Route("in Swedish", ("north",), language=("sv",)),
    Route("the rest", ("national",)),
)


def test_where_region_or_language_lead_elsewhere_it_says_so() -> None:
    said = list(sentences(make_site(units=UNITS, routes=ROUTES)))
    north = "it goes encrypted to north <reports@police.example.com>"
    assert said.count(f"With the region North {north} (rule: states).") == 2  # illegal, and perhaps illegal
    assert said.count(f"With content in the language sv {north} (rule: in Swedish).") == 2
    assert not any("region" in one for one in sentences(make_site()))


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("none", "A case that is not illegal is reported to nobody."),
        ("each", "A case that is not illegal goes encrypted to national <reports@police.example.com>"),
        ("digest", "Cases that are not illegal are listed in a weekly digest to national, north."),
    ],
)
def test_it_says_what_becomes_of_what_is_not_illegal(how: str, expected: str) -> None:
    agreement = make_agreement(not_illegal=how, not_illegal_digest="weekly")
    said = sentences(make_site(units=UNITS, routes=ROUTES, agreement=agreement))
    assert sum(one.startswith(expected) for one in said) == 1


def test_P14_it_says_what_is_destroyed_and_when() -> None:
    """A slip in a unit ("6m" for six months) would show only when the content is gone."""

    def said(**agreed: timedelta) -> list[str]:
        return [
            one
            for one in sentences(make_site(agreement=make_agreement(**agreed)))
            if "destroy" in one or "loses" in one
        ]

    assert said() == ["Nothing of a case is destroyed."]
    assert said(purge_after=timedelta(days=90)) == [
        "A case loses attachments, descriptions and mails 90 days after the last receipt; "
        "its URLs and IP addresses follow 30 days after it is closed."
    ]
    assert said(purge_after=timedelta(), purge_urls_after=NEVER, anonymise_after=timedelta(days=365)) == [
        "A case loses attachments, descriptions and mails with the last receipt; "
        "its URLs and IP addresses stay.",
        "A case loses all content 365 days after it is closed, with receipts or without.",
    ]


def test_it_names_a_unit_that_no_row_chooses() -> None:
    units = (make_unit(), make_unit("county"), make_unit("north", level="state"))
    rows = (Route("states", (), levels=("state",)), Route("the rest", ("national",)))

    said = [one for one in sentences(make_site(units=units, routes=rows)) if "only where" in one]

    assert said == ["county gets a report only where an analyst names it: [LEA:county]."]
