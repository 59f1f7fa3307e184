"""Who the hotline is, and its people: the analysts, the units of the LEA, and their contact persons."""

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from hotlined.domain.hotline.texts import Texts
from hotlined.domain.values.address import Address


@dataclass(frozen=True, slots=True)
class Hotline:
    """The hotline itself: the form's contact block, and how it writes."""

    name: str
    description: Texts
    address: str  # physical address
    email: Address
    phone: str
    country: str  # ISO 3166-1 alpha-2, upper case
    timezone: ZoneInfo
    languages: tuple[str, ...]  # ISO 639-1, first is the default
    prefix: str  # of case references, e.g. "HL"
    fingerprint: str  # the hotline's own OpenPGP key, primary, upper-case hex
    networks: tuple[str, ...] = ()  # from which its people look at what was reported


@dataclass(frozen=True, slots=True)
class Analyst:
    """A member of the hotline's staff who may command the daemon."""

    name: str
    address: Address
    fingerprints: tuple[str, ...] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Contact:
    """An LEA contact person (guidelines: "Establish a contact person")."""

    name: str
    address: Address
    phone: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Unit:
    """An LEA unit: one agreed address and its pinned keys; `domains` are its officers' mail domains."""

    name: str
    address: Address
    fingerprints: tuple[str, ...]
    contact: Contact | None = None
    language: str = "en"
    level: str = "national"
    region: str | None = None  # named: chosen by its level only for cases of this region
    template: str = ""  # its own set of templates, which lies in front of the others
    domains: tuple[str, ...] = ()  # lower-case A-labels; an address there is one of the unit's officers
    officers: tuple[Address, ...] = ()
    officer_fingerprints: tuple[str, ...] = ()  # keys that may sign, besides the unit's own
    ntd_delay: timedelta | None = None  # overrides the agreement's
    attachments: bool = False
    images_only: bool = False  # of an analyst's files only pictures go along
    attachments_limit: int | None = None  # bytes with one report, where it is less than the agreement's
