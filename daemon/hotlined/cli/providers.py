"""`providers`: the directory of hosting providers: `list`, `search`, `check`, `import`.

Nothing is looked up in the network: an answer is what rules/providers.yaml says, and that file is never
written to: what `import` proposes is for a person to put into it.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Final

import typer
from ruamel.yaml import YAML

from hotlined.adapters.abuse_data import decoded, read_csv, read_rpsl
from hotlined.cli.say import (
    CONFIGURATION,
    FOUND,
    Row,
    Stop,
    complain,
    line,
    listing,
    print_json,
    printable,
    raw,
    table,
)
from hotlined.cli.where import ConfigOption, JsonOption, settings_of
from hotlined.domain.hotline.directory import Directory, Hit, Provider
from hotlined.domain.hotline.site import Site
from hotlined.domain.ntd.planning import may_be_asked
from hotlined.domain.values.shown import some

COLUMNS: Final = ("name", "contact", "confirmed", "channel", "cdn", "hosts")
SHOWN: Final = 4  # networks and domains of a row in a table; JSON has all


class Format(StrEnum):
    """How an imported file is written."""

    CSV = "csv"
    RIPE = "ripe"


app = typer.Typer(help="The directory of hosting providers: list it, search it, find what is doubtful in it.")


@app.command("list")
def list_rows(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """List the rows of rules/providers.yaml."""
    site = settings_of(config).site
    rows = [_row(one) for one in site.providers]
    nothing = "the directory is empty: rules/providers.yaml says how a row looks"
    listing(COLUMNS, rows, site.hotline.timezone, as_json=as_json, nothing=nothing)


@app.command()
def search(
    what: Annotated[str, typer.Argument(metavar="URL|IP|DOMAIN|ASN|NAME", help="What to look for.")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say which row wins for a URL, an address, a domain, an AS number or a name, and why; exit 1: none."""
    site = settings_of(config).site
    found = [
        {"standing": "wins" if not number else "shadowed", "by": hit.by, **_row(hit.provider)}
        for number, hit in enumerate(_hits(what.strip(), site))
    ]
    if as_json:
        print_json(found)
    elif found:
        table(("standing", "by", *COLUMNS), found, site.hotline.timezone)
        line(_why(found, site))
    else:
        line(f"no row of the directory matches {what}: an analyst is asked for [PROVIDER:address]")
    if not found:
        raise typer.Exit(FOUND)


@app.command()
def check(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Find what is doubtful; what is wrong, such as a public suffix, every command refuses. Exit 1: some."""
    site = settings_of(config).site
    found = [{"provider": name, "finding": finding} for name, finding in _doubts(site)]
    listing(
        ("provider", "finding"),
        found,
        site.hotline.timezone,
        as_json=as_json,
        nothing=f"nothing is doubtful in {len(site.providers)} rows",
    )
    if found:
        raise typer.Exit(FOUND)


@app.command("import")
def import_rows(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file, or a dump of registry objects.")],
    config: ConfigOption = None,
    kind: Annotated[Format, typer.Option("--format", help="How it is written.")] = Format.CSV,
    out: Annotated[Path | None, typer.Option(metavar="PATH", help="Write a new file.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Propose unconfirmed rows from a file, without what the directory says. Exit 1: some left out."""
    site = settings_of(config).site
    try:
        text = decoded(file.read_bytes())
        proposed = read_csv(text) if kind is Format.CSV else read_rpsl(text, site.directory.asns)
    except OSError as error:
        raise Stop(f"{file} cannot be read: {error.strerror}", CONFIGURATION) from None
    except ValueError as error:
        raise Stop(f"{file}: {error}", CONFIGURATION) from None
    left_out = [*proposed.left_out]
    rows = [row for one in proposed.rows if (row := _new(one, site, left_out)) is not None]
    for sentence in left_out:
        complain(f"{file}: {sentence}; left out")
    if as_json:
        print_json([_row(one) for one in rows])
    else:
        _write(rows, out)
    if left_out:
        raise typer.Exit(FOUND)


def _new(row: Provider, site: Site, left_out: list[str]) -> Provider | None:
    """What the directory does not say yet; what it says with another contact is told."""
    maps = site.directory
    networks, domains = [], []
    for network in row.networks:
        known = next((hit for hit in maps.at(network.network_address) if hit.by == str(network)), None)
        if known is None:
            networks.append(network)
        elif known.provider.contact != row.contact:
            left_out.append(
                f"{network} of {row.contact} stands in the directory with {known.provider.contact}"
            )
    for domain in row.domains:
        provider = maps.domains.get(domain)
        if provider is None:
            domains.append(domain)
        elif provider.contact != row.contact:
            left_out.append(f"{domain} of {row.contact} stands in the directory with {provider.contact}")
    asns = tuple(one for one in row.asns if one not in maps.asns)
    fresh = replace(row, networks=tuple(networks), domains=tuple(domains), asns=asns)
    return fresh if networks or domains or asns else None


def _write(rows: list[Provider], out: Path | None) -> None:
    """The rows as YAML, for rules/providers.yaml; a file that is there already is never touched."""
    names = ("name", "contact", "language", "networks", "domains", "asns")
    data = [
        {name: value for name in names if (value := _row(one)[name])} | {"confirmed": "no"} for one in rows
    ]
    text = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # the library types it as None
    yaml.dump({"providers": data}, text)
    if out is None:
        raw(printable(text.getvalue()))  # a terminal's width would break what is copied from it
        return
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(text.getvalue())
    except OSError as error:
        raise Stop(f"{out} cannot be written: {error.strerror}; name a new file", CONFIGURATION) from None
    line(f"{len(rows)} rows in {out}: put those you want into rules/providers.yaml")


def _row(provider: Provider) -> Row:
    return {
        "name": provider.name,
        "contact": str(provider.contact),
        "language": provider.language,
        "confirmed": provider.confirmed,
        "channel": provider.channel,
        "cdn": provider.cdn,
        "hosts": _hosts(provider),
        "networks": [str(one) for one in provider.networks],
        "domains": list(provider.domains),
        "asns": list(provider.asns),
        "fingerprints": list(provider.fingerprints),
        "xarf": provider.xarf,
    }


def _hosts(provider: Provider) -> str:
    things = [*map(str, provider.networks), *provider.domains, *(f"AS{one}" for one in provider.asns)]
    return some(things, SHOWN)


def _hits(what: str, site: Site) -> Iterator[Hit]:
    """The rows for what was typed, as the daemon would choose; a name is looked for in names and contacts."""
    asn = re.fullmatch(r"AS([0-9]{1,10})", what, re.IGNORECASE | re.ASCII)
    if asn is not None:
        yield from site.directory.numbered(int(asn[1]))
    elif "://" in what:
        yield from site.directory.hosting(what)
    elif _is_address(what):
        yield from site.directory.hosting("", what)
    else:
        found = list(site.directory.hosting(f"https://{what}/"))  # a host, as it stands in a URL
        words = what.casefold()
        named = [one for one in site.providers if words and words in f"{one.name} {one.contact}".casefold()]
        yield from found or (Hit(one, "name") for one in named)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _why(found: list[dict[str, object]], site: Site) -> str:
    winner = found[0]
    if winner["by"] == "name":
        count = "1 row is" if len(found) == 1 else f"{len(found)} rows are"
        return f"{count} named so; a URL or an address says which of them would win"
    sentence = f"{winner['name']} wins by {winner['by']}"
    if len(found) > 1:
        sentence += ", the longest network, else the longest domain"
    if winner["cdn"]:
        asked = "it is asked" if may_be_asked(str(winner["contact"]), site) else "the analysts are asked"
        return f"{sentence}. It is a CDN: no notice goes there, {asked} for the real host."
    if winner["channel"] == "form":
        return f"{sentence}. It takes notices through its web form only: the analysts send them."
    if not winner["confirmed"]:
        return f"{sentence}. Not confirmed: a notice waits for an analyst's [PROVIDER:{winner['contact']}]."
    return f"{sentence}. A notice goes to {winner['contact']}."


def _doubts(site: Site) -> Iterator[tuple[str, str]]:
    for number, row in enumerate(site.providers, 1):
        if not (row.confirmed or row.cdn):
            yield row.name, f"row {number} is not confirmed: a notice waits for [PROVIDER:{row.contact}]"
        if not (row.networks or row.domains):
            yield row.name, f"row {number} has neither network nor domain: it is never found for an item"
        yield from _repeated(row, number, site)
        yield from _shadowed(row, number, site.directory)


def _repeated(row: Provider, number: int, site: Site) -> Iterator[tuple[str, str]]:
    """What an earlier row says already; the earlier one counts."""
    maps = site.directory
    for asn in row.asns:
        if (known := maps.asns[asn]) is not row:
            same = "" if known.contact == row.contact else ", with another contact"
            yield row.name, f"row {number} repeats AS{asn} of {known.name}{same}"
    for domain in row.domains:
        if (named := maps.domains[domain]) is not row:
            yield row.name, f"row {number} repeats {domain} of {named.name}"
    for network in row.networks:
        first = next(maps.at(network.network_address), None)
        if first is not None and first.by == str(network) and first.provider is not row:
            yield row.name, f"row {number} repeats {network} of {first.provider.name}"
    if (first_row := maps.contacts[row.contact]) is not row and _says(first_row) != _says(row):
        sentence = f"row {number} says something else of {row.contact} than {first_row.name}"
        yield row.name, f"{sentence} (language, confirmed, cdn, channel, keys or xarf)"


def _says(row: Provider) -> tuple[object, ...]:
    return (row.language, row.confirmed, row.cdn, row.channel, row.fingerprints, row.xarf)


def _shadowed(row: Provider, number: int, maps: Directory) -> Iterator[tuple[str, str]]:
    """A network of its own inside one of somebody else's: meant so for a customer, or a mistake."""
    for network in row.networks:
        hits = maps.at(network.network_address)
        outer = next((hit for hit in hits if ip_network(hit.by).prefixlen < network.prefixlen), None)
        if outer is not None and outer.provider.contact != row.contact:
            yield (
                row.name,
                f"row {number}: {network} lies within {outer.by} of {outer.provider.name}, and wins there",
            )
