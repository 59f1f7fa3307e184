"""The directory of hosting providers, and which of its rows hosts an address or a name.

Built once from the rows of rules/providers.yaml; a question is then a few look-ups in maps, whatever the
number of rows: one per prefix length that occurs, one per label of a host name.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import urlsplit

from hotlined.domain.values.address import Address, parse_address

IPAddress = IPv4Address | IPv6Address


def unmapped(address: IPAddress) -> IPAddress:
    """An IPv4 address that is written as one of IPv6 (`::ffff:192.0.2.1`), as itself; any other as it is."""
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


IPNetwork = IPv4Network | IPv6Network

WIDEST: Final = {4: 8, 6: 16}  # IP version -> the shortest prefix that one provider may have


@dataclass(frozen=True, slots=True)
class Provider:
    """A row of the provider directory rules/providers.yaml."""

    name: str
    contact: Address
    language: str = "en"
    confirmed: bool = False  # an analyst has confirmed the contact (P5)
    networks: tuple[IPNetwork, ...] = ()
    domains: tuple[str, ...] = ()  # A-labels, lower case
    asns: tuple[int, ...] = ()
    cdn: bool = False
    channel: str = "mail"  # "form": takes notices by a web form only, so that a person has to send them
    fingerprints: tuple[str, ...] = ()
    # The machine-readable part: "v4" or "v3" asks for one mail per URL with it, "auto" has it where a notice
    # is about one URL anyway, "none" never.
    xarf: str = "auto"


@dataclass(frozen=True, slots=True)
class Hit:
    """A row, and what of it matched: the network, the domain or the AS number as text."""

    provider: Provider
    by: str

    @property
    def by_address(self) -> bool:
        """Whether it was the IP address that matched, and not the name."""
        return "/" in self.by


Rows = Mapping[int, Provider]  # AS number -> row


@dataclass(frozen=True, slots=True)
class Directory:
    """The rows as maps; where two rows name the very same thing, the first one counts."""

    networks: Mapping[int, tuple[tuple[int, Mapping[int, Hit]], ...]]  # IP version -> lengths, longest first
    domains: Mapping[str, Provider]
    asns: Rows
    contacts: Mapping[Address, Provider]
    written: Mapping[str, Provider]  # the same by their text, as a case has it

    def at(self, address: IPAddress) -> Iterator[Hit]:
        """The rows whose networks hold an address, the longest prefix first."""
        address = unmapped(address)
        for length, rows in self.networks.get(address.version, ()):
            start = int(address) >> (address.max_prefixlen - length) << (address.max_prefixlen - length)
            if (hit := rows.get(start)) is not None:
                yield hit

    def under(self, host: str) -> Iterator[Hit]:
        """The rows whose domains end a host name at a whole label, the longest domain first."""
        labels = a_labels(host).split(".")
        for first in range(len(labels)):
            domain = ".".join(labels[first:])
            if (provider := self.domains.get(domain)) is not None:
                yield Hit(provider, domain)

    def row_of(self, contact: str) -> Provider | None:
        """The row with this contact, written as a case has it; None where there is none."""
        row = self.written.get(contact)
        if row is None and (address := parse_address(contact)) is not None:
            row = self.contacts.get(address)
        return row

    def numbered(self, asn: int) -> Iterator[Hit]:
        """The row of an autonomous system."""
        if (provider := self.asns.get(asn)) is not None:
            yield Hit(provider, f"AS{asn}")

    def hosting(self, url: str, ip: str | None = None) -> Iterator[Hit]:
        """The rows for a content item, the one that counts first: by IP address, then by host name.

        Without a valid `ip`, an address in the URL itself counts as one.
        """
        address = _address(ip) if ip else None
        if address is not None:
            yield from self.at(address)
        host = host_of(url)
        if address is None and (address := _address(host)) is not None:
            yield from self.at(address)
        yield from self.under(host)


def directory_of(rows: Iterable[Provider]) -> Directory:
    """The maps of these rows."""
    networks: dict[int, dict[int, dict[int, Hit]]] = {}
    domains: dict[str, Provider] = {}
    asns: dict[int, Provider] = {}
    contacts: dict[Address, Provider] = {}
    for row in rows:
        for network in row.networks:
            lengths = networks.setdefault(network.version, {})
            starts = lengths.setdefault(network.prefixlen, {})
            starts.setdefault(int(network.network_address), Hit(row, str(network)))
        for domain in row.domains:
            domains.setdefault(domain, row)
        for asn in row.asns:
            asns.setdefault(asn, row)
        contacts.setdefault(row.contact, row)
    longest_first = {
        version: tuple(sorted(lengths.items(), reverse=True)) for version, lengths in networks.items()
    }
    return Directory(longest_first, domains, asns, contacts, {str(one): row for one, row in contacts.items()})


def too_wide(network: IPNetwork) -> bool:
    """Whether a network is more than any one provider has, such as all there is: a placeholder, or a slip."""
    return network.prefixlen < WIDEST[network.version]


def host_of(url: str) -> str:
    """The host of a URL in lower case, without brackets and trailing dot; "" when there is none.

    A backslash separates as a slash does, as it is for a browser (WHATWG URL Standard): what stands behind
    it is not the host.
    """
    try:
        return (urlsplit(url.replace("\\", "/")).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""


def a_labels(host: str) -> str:
    """A host name as it stands in DNS: lower case, other letters as `xn--` labels (RFC 5890 section 2.3.2.1).

    It checks nothing: a name that may not be registered just matches no row.
    """
    text = unicodedata.normalize("NFKC", host).replace("\u3002", ".").lower().rstrip(".")
    if text.isascii():
        return text
    return ".".join(_a_label(unicodedata.normalize("NFC", label)) for label in text.split("."))


def _a_label(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode", "replace").decode("ascii")


def _address(text: str) -> IPAddress | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
