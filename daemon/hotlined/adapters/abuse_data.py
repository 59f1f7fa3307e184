"""Abuse contacts from files that others made: CSV with a header, and dumps of a registry's objects (RPSL).

What they say is a proposal, never believed: each row comes out unconfirmed.  RPSL is RFC 2622 section 2;
`abuse-c`, `abuse-mailbox`, `org` as in the documentation of the RIPE database.  A contact is looked for in
the network's object, then in its `abuse-c`, then in its organisation.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address, ip_network, summarize_address_range
from types import MappingProxyType
from typing import Final

from hotlined.domain.hotline.directory import WIDEST, IPNetwork, Provider, too_wide
from hotlined.domain.values.address import Address, parse_address
from hotlined.domain.values.plain import lf_only
from hotlined.suffixes import is_suffix

COLUMNS: Final = ("name", "contact", "language", "networks", "domains", "asns")
NEEDED: Final = ("name", "contact")
ROUTES: Final = ("route", "route6")
NO_SYSTEMS: Final[Mapping[int, Provider]] = MappingProxyType({})

Fields = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Proposed:
    """Unconfirmed rows, one per name and contact, and a sentence with its line for each thing left out."""

    rows: tuple[Provider, ...]
    left_out: tuple[str, ...]


class _Heap:
    """Rows that grow while the file is read."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, Address, str], tuple[list[IPNetwork], list[str], list[int]]] = {}
        self.left_out: list[str] = []

    def add(
        self,
        name: str,
        contact: Address,
        *,
        language: str = "en",
        networks: Iterable[IPNetwork] = (),
        domains: Iterable[str] = (),
        asns: Iterable[int] = (),
    ) -> None:
        row = self.rows.setdefault((name, contact, language), ([], [], []))
        row[0].extend(networks)
        row[1].extend(domains)
        row[2].extend(asns)

    def proposed(self) -> Proposed:
        rows = [
            Provider(
                name,
                contact,
                language,
                networks=tuple(dict.fromkeys(networks)),
                domains=tuple(dict.fromkeys(domains)),
                asns=tuple(dict.fromkeys(asns)),
            )
            for (name, contact, language), (networks, domains, asns) in self.rows.items()
        ]
        return Proposed(tuple(rows), tuple(self.left_out))


def read_csv(text: str) -> Proposed:
    """Rows of a CSV file whose first line names the columns; blanks part the networks in a cell.

    Raises ValueError, with a sentence, for a header without name and contact or with an unknown column, and
    where it is not sure any more what is a row, as behind a quotation mark that is never closed.
    """
    text = lf_only(text.removeprefix("\ufeff"))  # also of an old Macintosh
    lines = io.StringIO(text)
    table = csv.DictReader(lines, restkey="more", restval="", strict=True)
    heap = _Heap()
    try:
        table.fieldnames = _header(table.fieldnames or ())
        for row in table:
            try:
                _csv_row(row, heap)
            except ValueError as error:
                heap.left_out.append(f"line {table.line_num}: {error}")
    except csv.Error as error:
        raise ValueError(f"line {table.reader.line_num}: {error}") from None
    return heap.proposed()


def _header(names: Iterable[str]) -> list[str]:
    header = [name.strip().lower() for name in names]
    unknown = [name for name in header if name not in COLUMNS]
    if unknown or not set(NEEDED) <= set(header):
        said = f"the first line is {', '.join(header) or 'empty'}"
        raise ValueError(f"{said}; expected name, contact, and any of {', '.join(COLUMNS[2:])}")
    twice = next((name for name in header if header.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"the first line is {', '.join(header)}; {twice} stands there twice")
    return header


def _csv_row(row: Mapping[str, str], heap: _Heap) -> None:
    if "more" in row:
        raise ValueError("more cells than the first line has")
    networks = [_network(one) for one in row.get("networks", "").split()]
    asns = [_asn(one) for one in row.get("asns", "").split()]
    domains = [_domain(one) for one in row.get("domains", "").split()]
    heap.add(
        _name(row["name"]), _contact(row["contact"]), language=_language(row.get("language", "")),
        networks=networks, domains=domains, asns=asns,
    )  # fmt: skip


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8, or UTF-16 by its mark, else Latin-1, as the dumps of registries are."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def read_rpsl(text: str, systems: Mapping[int, Provider] = NO_SYSTEMS) -> Proposed:
    """Rows out of inetnum, inet6num and aut-num objects and the organisations and roles beside them.

    A route object gives its network to whoever has its origin: the aut-num in the same file, else the row of
    `systems`, which are autonomous systems that are known already.
    """
    objects = list(_objects(text))
    others = {
        fields[kind][0].upper(): fields
        for _, fields in objects
        for kind in ("organisation", "nic-hdl", "aut-num")
        if kind in fields
    }
    heap = _Heap()
    for line, fields in objects:
        kind = next(iter(fields))
        if kind not in ("inetnum", "inet6num", "aut-num", *ROUTES):
            continue
        try:
            if kind in ROUTES:
                _route_object(kind, fields, others, heap, systems)
            else:
                _network_object(kind, fields, others, heap)
        except ValueError as error:
            heap.left_out.append(f"line {line}: {kind} {fields[kind][0]}: {error}")
    return heap.proposed()


def _route_object(
    kind: str,
    fields: Fields,
    others: Mapping[str, Fields],
    heap: _Heap,
    systems: Mapping[int, Provider],
) -> None:
    number = _asn(_first(fields, "origin"))
    network = _network(fields[kind][0])
    system = others.get(f"AS{number}")
    known = systems.get(number)
    if system is not None:
        heap.add(*_owner(system, others), networks=[network])
    elif known is not None:
        heap.add(known.name, known.contact, language=known.language, networks=[network])
    else:
        raise ValueError(f"its origin AS{number} is neither in the file nor in the directory")


def _owner(fields: Fields, others: Mapping[str, Fields]) -> tuple[str, Address]:
    """Name and abuse contact of an object."""
    owner = others.get(_first(fields, "org").upper(), {})
    contact = _contact(_abuse(fields, others) or _abuse(owner, others))
    names = (_first(owner, "org-name"), _first(fields, "netname"), _first(fields, "as-name"), contact.domain)
    return _name(next(name for name in names if name)), contact


def _network_object(kind: str, fields: Fields, others: Mapping[str, Fields], heap: _Heap) -> None:
    name, contact = _owner(fields, others)
    if kind == "aut-num":
        heap.add(name, contact, asns=[_asn(fields[kind][0])])
    else:
        heap.add(name, contact, networks=_networks(fields[kind][0]))


def _abuse(fields: Fields, others: Mapping[str, Fields]) -> str:
    role = others.get(_first(fields, "abuse-c").upper(), {})
    return _first(fields, "abuse-mailbox") or _first(role, "abuse-mailbox")


def _first(fields: Fields, key: str) -> str:
    return fields.get(key, [""])[0]


def _objects(text: str) -> Iterator[tuple[int, Fields]]:
    """Each object with the line it begins on; without comments, continued lines (blank or +) joined.

    Only an end of line ends a line: what a network's owner wrote may have other characters that could.  A
    bare carriage return is one where there is no other, as in a file of an old Macintosh.
    """
    text = text if "\n" in text else text.replace("\r", "\n")
    fields: Fields = {}
    begin, key = 0, ""
    for number, written in enumerate((*text.split("\n"), ""), 1):
        if written[:1] in ("%", "#"):
            continue
        if not written.strip():
            if fields:
                yield begin, fields
            fields, key = {}, ""
            continue
        line = written.partition("#")[0]
        if line[:1] in (" ", "\t", "+"):
            if key:
                fields[key][-1] = f"{fields[key][-1]} {line[1:].strip()}".strip()
            continue
        name, colon, value = line.partition(":")
        if colon:
            key = name.strip().lower()
            begin = begin if fields else number
            fields.setdefault(key, []).append(value.strip())


def _networks(text: str) -> Sequence[IPNetwork]:
    first, dash, last = (part.strip() for part in text.partition("-"))
    if not dash:
        return (_network(first),)
    begin, end = ip_address(first), ip_address(last)
    if begin.version != end.version:
        raise ValueError("a range from one IP version to the other")
    return tuple(_narrow(one) for one in summarize_address_range(begin, end))


def _network(text: str) -> IPNetwork:
    return _narrow(ip_network(text))


def _narrow(network: IPNetwork) -> IPNetwork:
    if too_wide(network):
        least = WIDEST[network.version]
        raise ValueError(f"{network} is wider than any provider's network; expected /{least} or longer")
    return network


def _language(text: str) -> str:
    language = text.strip().lower() or "en"
    if re.fullmatch("[a-z]{2}", language) is None:
        raise ValueError(f'no language code of ISO 639-1 like "en": {text[:80]!r}')
    return language


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > 300 or not name.isprintable():
        raise ValueError("no name")
    return name


def _contact(text: str) -> Address:
    address = parse_address(text.strip())
    if address is None:
        raise ValueError(f"no abuse contact, or not one mail address: {text[:80]!r}")
    return address


def _domain(text: str) -> str:
    address = parse_address(f"x@{text}")
    if address is None:
        raise ValueError(f"no domain name: {text[:80]!r}")
    if is_suffix(address.domain):
        raise ValueError(f"{address.domain} is a public suffix, below which anybody registers names")
    return address.domain


def _asn(text: str) -> int:
    found = re.fullmatch(r"(?:AS)?([0-9]{1,10})", text.strip(), re.IGNORECASE | re.ASCII)
    if found is None or not 0 < int(found[1]) < 2**32 - 1:
        raise ValueError(f"no AS number: {text[:80]!r}")
    return int(found[1])
