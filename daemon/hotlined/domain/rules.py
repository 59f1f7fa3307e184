"""Routing: ordered rows, first match wins, each outcome names the row that hit."""

from dataclasses import dataclass

from hotlined.domain.site import Route, Site


@dataclass(frozen=True, slots=True)
class Routed:
    """The LEA units that get the report, and the rows that said so; no row: nobody gets it."""

    units: tuple[str, ...]
    hits: tuple[str, ...]


def route(site: Site, *, assessment: str, country: str | None, urgent: bool) -> Routed:
    """The first row of rules/routing.yaml that matches."""
    for row in site.routes:
        if _matches(row, site, assessment=assessment, country=country, urgent=urgent):
            return Routed(row.units, (f"routing:{row.name}",))
    return Routed((), ("routing:none",))


def _matches(row: Route, site: Site, *, assessment: str, country: str | None, urgent: bool) -> bool:
    place = "home" if country == site.hotline.country else "abroad"
    if row.assessment and assessment not in row.assessment:
        return False
    if row.country and not {place, country or ""} & set(row.country):
        return False
    return row.urgent is None or row.urgent == urgent
