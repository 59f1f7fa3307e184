"""Routing: ordered rows, first match wins, each outcome names the row that hit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from hotlined.domain.form.labels import fold_label
from hotlined.domain.hotline.people import Unit
from hotlined.domain.hotline.site import Route, Site

ASSESSMENTS: Final = ("illegal", "unsure", "not_illegal")
SOMEWHERE: Final = "??"  # abroad, in a country that no row names
CHOSEN: Final = "tag:LEA:"  # in the rules of a case, before a unit's name: an analyst named it


@dataclass(frozen=True, slots=True)
class Routed:
    """The LEA units that get the report, and the rows that said so; no row: nobody gets it."""

    units: tuple[str, ...]
    hits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bearing:
    """What of a case its route depends on; None: nobody has said."""

    assessment: str
    country: str | None
    urgent: bool = False
    region: str | None = None
    language: str | None = None  # of the content, ISO 639-1


def route(site: Site, bearing: Bearing) -> Routed:
    """The first row of rules/routing.yaml that matches, and chooses anybody."""
    found = _row(site, bearing)
    if found is None:
        return Routed((), ("routing:none",))
    return Routed(chosen(found, site.units, bearing.region), (f"routing:{found.name}",))


def _row(site: Site, bearing: Bearing) -> Route | None:
    home = site.hotline.country
    return next(
        (
            row
            for row in site.routes
            if matches(row, bearing, home) and chosen(row, site.units, bearing.region)
        ),
        None,
    )


def unreached(site: Site) -> Iterator[Route]:
    """The rows that no case can reach, since earlier ones take all that they would.

    Not the last row without conditions, which is asked for whatever the others take."""
    rest = next((row for row in site.routes if _takes_all(row)), None)
    for row in site.routes:
        if row is not rest and not any(_row(site, one) is row for one in _bearings(site, row)):
            yield row


def _takes_all(row: Route) -> bool:
    return not (row.assessment or row.country or row.region or row.language) and row.urgent is None


def _bearings(site: Site, row: Route) -> Iterator[Bearing]:
    """Every kind of case that meets the conditions of a row, as far as any row tells them apart."""
    home = site.hotline.country
    regions: tuple[str | None, ...] = row.region or (None, *site.regions)
    spoken = {one for other in site.routes for one in other.language}
    languages: tuple[str | None, ...] = row.language or (None, *sorted(spoken))
    told = {one for other in site.routes for one in other.country if one not in ("home", "abroad")}
    for assessment, country, urgent, region, language in product(
        row.assessment or ASSESSMENTS,
        (home, SOMEWHERE, *sorted(told - {home})),
        (False, True) if row.urgent is None else (row.urgent,),
        regions,
        languages,
    ):
        bearing = Bearing(assessment, country, urgent, region, language)
        if matches(row, bearing, home):
            yield bearing


def matches(row: Route, bearing: Bearing, home: str) -> bool:
    """Whether all conditions of a row hold; what nobody has said meets no condition."""
    place = "home" if bearing.country == home else "abroad"
    if row.assessment and bearing.assessment not in row.assessment:
        return False
    if row.country and not {place, bearing.country or ""} & set(row.country):
        return False
    if row.region and not any(_same(bearing.region, one) for one in row.region):
        return False
    if row.language and bearing.language not in row.language:
        return False
    return row.urgent is None or row.urgent == bearing.urgent


def chosen(row: Route, units: Sequence[Unit], region: str | None) -> tuple[str, ...]:
    """The units of a row: those it names, and those of its levels that are of this region or of none."""
    by_level = (
        unit.name
        for unit in units
        if unit.level in row.levels and (unit.region is None or _same(region, unit.region))
    )
    return tuple(dict.fromkeys((*row.units, *by_level)))


def unknown_region(region: str | None, site: Site) -> str | None:
    """What is wrong with a region that is none of those known here; where none is, any will do."""
    known = site.regions
    if region is None or not known or any(_same(region, one) for one in known):
        return None
    return f"Region: there is no such region in the rules; expected one of: {', '.join(known)}, or none"


def _same(region: str | None, name: str) -> bool:
    return region is not None and fold_label(region) == fold_label(name)
