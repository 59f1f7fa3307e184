"""The kinds of values that stand in the files, each with the words that say what is expected.

`Reads` hands over the written text; everything here answers None for what it does not take.
"""

import re
from collections.abc import Callable
from datetime import date, time, timedelta
from enum import StrEnum
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Annotated, Literal, TypeVar
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from hotlined.adapters.config.durations import duration_text, parse_duration
from hotlined.adapters.config.sentences import Reads, refuse, shown
from hotlined.domain.hotline.directory import WIDEST, too_wide
from hotlined.domain.hotline.pins import FINGERPRINT
from hotlined.domain.values.address import Address, parse_address
from hotlined.domain.values.country import COUNTRIES, read_country
from hotlined.domain.values.host import is_this_machine
from hotlined.domain.values.language import read_language
from hotlined.suffixes import is_suffix

_EnumT = TypeVar("_EnumT", bound=StrEnum)


def line(text: str) -> str | None:
    """One line of visible text: it may end in a header."""
    return text if 0 < len(text) <= 300 and text.isprintable() else None


def paragraph(text: str) -> str | None:
    """Visible text of several lines."""
    fits = 0 < len(text) <= 4000 and all(part.isprintable() for part in text.split("\n"))
    return text if fits else None


def path_text(text: str) -> str | None:
    """A path as it is written: no shell reads it, so that a folder called "~" would be made."""
    if text.startswith(("~", "$")):
        raise refuse(
            f'found {shown(text)}; expected a path without "{text[0]}", which stands for nothing here'
        )
    return line(text)


def country(text: str) -> str | None:
    """A country code; another code or a name of a country is told what its own is."""
    code = read_country(text)
    if code is not None and code != text:
        raise refuse(f'found {shown(text)}; expected "{code}", its code in ISO 3166-1')
    return text if text in COUNTRIES else None


def matching(pattern: str) -> Callable[[str], str | None]:
    """A reader of text that fits a pattern as a whole."""
    compiled = re.compile(pattern, re.ASCII)
    return lambda text: text if compiled.fullmatch(text) else None


def choice(kinds: type[_EnumT]) -> Reads:
    """An annotation for one word of an enumeration."""
    words = [kind.value for kind in kinds]
    return Reads(lambda text: kinds(text) if text in words else None, _either(words))


def word_of(*words: str) -> Reads:
    """An annotation for one of these words."""
    return Reads(lambda text: text if text in words else None, _either(words))


def lasting(least: str, most: str) -> Reads:
    """An annotation for a duration within limits, both inclusive."""
    shortest, longest = parse_duration(least), parse_duration(most)
    if shortest is None or longest is None:
        raise ValueError("the limits have to be durations")
    low, high = shortest, longest

    def read(text: str) -> timedelta | None:
        found = parse_duration(text)
        return found if found is not None and low <= found <= high else None

    limits = f"from {duration_text(low)} to {duration_text(high)}"
    return Reads(read, f'a duration {limits}, like "24h", "1h30m" or "2d"')


def _ntd_delay(text: str) -> timedelta | None:
    found = parse_duration(text)
    return found if found is not None and found <= timedelta(days=6) else None


def counted(least: int, most: int) -> Reads:
    """An annotation for a whole number within limits, both inclusive."""

    def read(text: str) -> int | None:
        digits = re.fullmatch(r"[0-9]{1,10}", text) is not None
        return int(text) if digits and least <= int(text) <= most else None

    return Reads(read, f"a whole number from {least} to {most}")


def _size(text: str) -> int | None:
    """Bytes, as people write them: "500 kB", "10 MB"."""
    found = re.fullmatch(r"([0-9]{1,6})\s?(k|M)B", text)
    size = int(found[1]) * (1_000 if found[2] == "k" else 1_000_000) if found else 0
    return size if 100_000 <= size <= 25_000_000 else None


def _either(words: list[str] | tuple[str, ...]) -> str:
    quoted = [f'"{word}"' for word in words]
    return f"{', '.join(quoted[:-1])} or {quoted[-1]}" if len(quoted) > 1 else quoted[0]


def _fingerprint(text: str) -> str | None:
    found = "".join(text.split()).upper()
    return found if FINGERPRINT.fullmatch(found) else None


def _zone(text: str) -> ZoneInfo | None:
    return ZoneInfo(text) if text in _zones() else None


@cache
def _zones() -> frozenset[str]:
    """Their names: a folder of six hundred files is gone through to find them."""
    return frozenset(available_timezones())


def _domain(text: str) -> str | None:
    address = parse_address(f"x@{text}")
    return address.domain if address and "." in address.domain else None


def _hosted_domain(text: str) -> str | None:
    domain = _domain(text)
    if domain is not None and is_suffix(domain):
        raise refuse(
            f'"{domain}" is a public suffix, below which anybody registers names; expected a domain of the '
            'provider\'s own, like "example.net"'
        )
    return domain


def _network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text, strict=True)
    except ValueError:
        return None


def _hosted_network(text: str) -> IPv4Network | IPv6Network | None:
    network = _network(text)
    if network is not None and too_wide(network):
        raise refuse(
            f"{network} is more than any provider has, and notices about others would go to this contact; "
            f"expected /{WIDEST[network.version]} or longer"
        )
    return network


def _host(text: str) -> str | None:
    """A name or an address: a colon stands in those of IPv6 only, since the port has a key of its own."""
    if ":" not in text:
        return text if re.fullmatch("[A-Za-z0-9._-]{1,255}", text) else None
    try:
        ip_address(text)
    except ValueError:
        return None
    return text


def _asn(text: str) -> int | None:
    found = re.fullmatch(r"(?:AS)?([0-9]{1,10})", text, re.IGNORECASE | re.ASCII)
    number = int(found.group(1)) if found else 0
    return number if 0 < number < 2**32 - 1 else None


def day(text: str) -> date | None:
    """A day of the calendar."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _hours(text: str) -> tuple[time, time] | None:
    found = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])\s?-\s?([01][0-9]|2[0-3]):([0-5][0-9])", text)
    if found is None:
        return None
    hour, minute, until_hour, until_minute = (int(number) for number in found.groups())
    begin, end = time(hour, minute), time(until_hour, until_minute)
    return (begin, end) if begin < end else None


def secure_url(text: str) -> SplitResult | None:
    """An https URL with a host, in its parts; http on this very machine only."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    local = parts.scheme == "http" and is_this_machine(parts.hostname or "")
    return parts if (parts.scheme == "https" or local) and parts.hostname and text.isprintable() else None


def _token_url(text: str) -> str | None:
    """A URL to which a secret is shown, and that has none in it."""
    parts = secure_url(text)
    return text if parts and parts.username is None else None


def _yes_no(text: str) -> bool | None:
    return {"yes": True, "true": True, "no": False, "false": False}.get(text.lower())


Line = Annotated[str, Reads(line, "one line of text")]
Paragraph = Annotated[str, Reads(paragraph, "text")]
PathText = Annotated[str, Reads(path_text, "a path (relative ones count from this file)")]
YesNo = Annotated[bool, Reads(_yes_no, "yes or no")]
MailAddress = Annotated[
    Address, Reads(parse_address, 'a single address like "desk@example.org", without a name')
]
Fingerprint = Annotated[
    str, Reads(_fingerprint, "an OpenPGP fingerprint: 40 or 64 hexadecimal digits (spaces allowed)")
]
Country = Annotated[
    str, Reads(country, 'a country code of ISO 3166-1: two capital letters like "EE" (Greece is GR)')
]
Zone = Annotated[ZoneInfo, Reads(_zone, 'a time zone of the IANA database like "Europe/Tallinn"')]
Language = Annotated[str, Reads(matching("[a-z]{2}"), 'a language code of ISO 639-1 like "en"')]
Tongue = Annotated[str, Reads(read_language, 'the code of a language in ISO 639-1 like "en"')]
Level = Annotated[str, word_of("national", "federal", "state", "regional", "local")]
TemplateSet = Annotated[
    str, Reads(matching("[a-z][a-z0-9-]{1,39}"), "a name of small letters, digits and hyphens")
]
Prefix = Annotated[
    str,
    Reads(matching("[A-Z][A-Z0-9]{0,9}"), '1 to 10 capital letters and digits, a letter first, like "HL"'),
]
UnitName = Annotated[
    str,
    Reads(
        matching("[A-Za-z0-9][A-Za-z0-9_-]{0,39}"),
        'a name of letters a to z, digits, hyphens like "national" (it is used in tags)',
    ),
]
Host = Annotated[str, Reads(_host, "a host name or an IP address (the port is a key of its own)")]
Port = Annotated[int, counted(1, 65535)]
AttachmentsLimit = Annotated[int, Reads(_size, 'a size from 100 kB to 25 MB, like "10 MB"')]
Domain = Annotated[str, Reads(_domain, 'a domain name like "example.org"')]
HostedDomain = Annotated[str, Reads(_hosted_domain, 'a domain name like "example.org"')]
Network = Annotated[
    IPv4Network | IPv6Network,
    Reads(_network, 'a network like "192.0.2.0/24" or "2001:db8::/32", whose host bits are zero'),
]
HostedNetwork = Annotated[
    IPv4Network | IPv6Network,
    Reads(_hosted_network, 'a network like "192.0.2.0/24" or "2001:db8::/32", whose host bits are zero'),
]
Asn = Annotated[int, Reads(_asn, 'an autonomous system number like "AS64496"')]
TokenUrl = Annotated[str, Reads(_token_url, "the https URL of the token server")]
Day = Annotated[date, Reads(day, "a date like 2026-01-31")]
Hours = Annotated[
    tuple[time, time],
    Reads(_hours, 'the hours of one day like "09:00-17:00", one range that ends on the same day'),
]
# What is under an hour is told by the cross-checks, since `short_delays` allows it (`agreement.TOO_SHORT`).
NtdDelay = Annotated[timedelta, Reads(_ntd_delay, 'a duration from 1h to 6d, like "24h"')]
Tls = Annotated[Literal["tls", "starttls", "none"], word_of("tls", "starttls", "none")]
