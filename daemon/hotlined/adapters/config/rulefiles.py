"""The shapes of the files in rules/ but `agreement.yaml`, and their values as the domain knows them.

Field by field the same as `domain.hotline.site.Route` and `Provider`; a test compares them, so that a new
field there cannot be forgotten here.  `wordfiles` has the two with words to look for.
"""

from datetime import datetime, time, timedelta
from typing import Annotated

from pydantic import Field

from hotlined.adapters.config.sentences import Block, Reads
from hotlined.adapters.config.shapes import (
    Asn,
    Country,
    Day,
    Fingerprint,
    HostedDomain,
    HostedNetwork,
    Hours,
    Language,
    Level,
    Line,
    MailAddress,
    Tongue,
    UnitName,
    YesNo,
    Zone,
    country,
    lasting,
    matching,
    secure_url,
    word_of,
)
from hotlined.domain.hotline.directory import Provider
from hotlined.domain.hotline.rules import ASSESSMENTS


def _place(text: str) -> str | None:
    return text if text in ("home", "abroad") else country(text)


class RouteBlock(Block):
    """One row of `routes:`."""

    name: Line
    units: tuple[UnitName, ...] = ()
    levels: tuple[Level, ...] = ()
    assessment: tuple[Annotated[str, word_of(*ASSESSMENTS)], ...] = ()
    country: tuple[Annotated[str, Reads(_place, '"home", "abroad" or a country code')], ...] = ()
    urgent: YesNo | None = None
    region: tuple[Line, ...] = ()
    language: tuple[Tongue, ...] = ()


class RoutingFile(Block):
    """rules/routing.yaml"""

    FILE = "rules/routing.yaml"

    routes: Annotated[tuple[RouteBlock, ...], Field(min_length=1)]


class ProviderBlock(Block):
    """One row of `providers:`."""

    name: Line
    contact: MailAddress
    language: Language = "en"
    confirmed: YesNo = False
    networks: tuple[HostedNetwork, ...] = ()
    domains: tuple[HostedDomain, ...] = ()
    asns: tuple[Asn, ...] = ()
    cdn: YesNo = False
    channel: Annotated[str, word_of("mail", "form")] = "mail"
    fingerprints: tuple[Fingerprint, ...] = ()
    xarf: Annotated[str, word_of("auto", "v4", "v3", "none")] = "auto"

    def provider(self) -> Provider:
        """The provider as the domain knows one."""
        return Provider(**dict(self))


def _base_url(text: str) -> str | None:
    parts = secure_url(text)
    return text if parts and not parts.query else None


_BASE = Annotated[str, Reads(_base_url, 'the base URL of a registry, like "https://rdap.example.org/"')]


class RdapBlock(Block):
    """`rdap:`; not there: no registry is asked."""

    networks: _BASE | None = None
    domains: dict[str, _BASE] = Field(default_factory=dict)


class ProvidersFile(Block):
    """rules/providers.yaml"""

    FILE = "rules/providers.yaml"

    rdap: RdapBlock | None = None
    providers: tuple[ProviderBlock, ...] = ()


class WeekBlock(Block):
    """`working_hours:`; a day that is not named is free."""

    mon: Hours | None = None
    tue: Hours | None = None
    wed: Hours | None = None
    thu: Hours | None = None
    fri: Hours | None = None
    sat: Hours | None = None
    sun: Hours | None = None

    def days(self) -> tuple[tuple[time, time] | None, ...]:
        """Seven entries, Monday first; None is a free day."""
        return (self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun)


class HolidaysBlock(Block):
    """`holidays:`: of a country and its part, plus and minus single days."""

    country: Country | None = None
    subdivision: Annotated[str, Reads(matching("[A-Z0-9]{1,6}"), 'a code of ISO 3166-2 like "BY"')] | None = (
        None
    )
    days: tuple[Day, ...] = ()
    working: tuple[Day, ...] = ()


def _local(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text) if len(text) == 16 else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is None else None


class MeetingBlock(Block):
    """One of `meetings:`; `start` is meant in the zone of the calendar."""

    name: Line
    start: Annotated[datetime, Reads(_local, 'a time like "2026-12-10 10:00"')]
    duration: Annotated[timedelta, lasting("15m", "5d")] = timedelta(hours=2)
    place: Line = ""
    kind: Annotated[str, word_of("meeting", "study-visit", "training")] = "meeting"
    units: tuple[UnitName, ...] = ()
    invite: Annotated[timedelta, lasting("1h", "90d")] = timedelta(days=14)


class CalendarFile(Block):
    """rules/calendar.yaml"""

    FILE = "rules/calendar.yaml"

    timezone: Zone | None = None
    working_hours: WeekBlock = WeekBlock()
    holidays: HolidaysBlock = HolidaysBlock()
    meetings: tuple[MeetingBlock, ...] = ()
