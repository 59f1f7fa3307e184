"""Routing and the provider directory: ordered rows, first match wins, each outcome names the row that hit."""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from hotlined.domain.form import Item
from hotlined.domain.site import Provider, Route, Site


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


def provider_of(item: Item, site: Site) -> Provider | None:
    """The provider that hosts an item: longest network prefix of its IP, else longest domain of its URL."""
    by_network = max(_by_network(item, site), key=lambda hit: hit[0], default=None)
    if by_network is not None:
        return by_network[1]
    by_domain = max(_by_domain(item, site), key=lambda hit: hit[0], default=None)
    return by_domain[1] if by_domain else None


def _by_network(item: Item, site: Site) -> Iterator[tuple[int, Provider]]:
    host = host_of(item.url)
    for text in (item.ip, host):
        try:
            address = ip_address(text or "")
        except ValueError:
            continue
        for provider in site.providers:
            for network in provider.networks:
                if address.version == network.version and address in network:
                    yield network.prefixlen, provider
        return


def _by_domain(item: Item, site: Site) -> Iterator[tuple[int, Provider]]:
    host = host_of(item.url)
    for provider in site.providers:
        for domain in provider.domains:
            if host == domain or host.endswith("." + domain):
                yield len(domain), provider


def host_of(url: str) -> str:
    """The host of a URL in lower case, without brackets and trailing dot; "" when there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""
