"""The Annex I report as data: one value per field of the form, and how a value looks when it is in order."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class Answer(StrEnum):
    """The three boxes of a question in the form."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not-sure"


@dataclass(frozen=True, slots=True)
class Item:
    """One content item: a URL and what is known of the place it is hosted at."""

    url: str  # as written, refanged; never fetched
    access: str | None = None  # password or referral
    ip: str | None = None  # canonical text
    provider: str | None = None  # name of the hosting service provider
    hosting: str | None = None  # details of the hosting service
    host_country: str | None = None  # ISO 3166-1 alpha-2, upper case


@dataclass(frozen=True, slots=True)
class Form:
    """What an analyst fills in; texts may have several lines, times are aware UTC in whole seconds."""

    received_from_public: datetime | None = None
    received_from_iccam: datetime | None = None
    iccam_id: str | None = None
    offender_identifiable: Answer | None = None
    victim_identifiable: Answer | None = None
    victim_identified: Answer | None = None
    content_type: str | None = None  # description of the type of the content
    self_generated: Answer | None = None
    content_data: str | None = None
    useful_information: str | None = None
    metadata: str | None = None
    items: tuple[Item, ...] = ()
    screenshots: str | None = None
    comments: str | None = None
    cloudflare: Answer | None = None
    # Not of Annex I: they help to choose the LEA unit, and are shown only where they are filled in.
    region: str | None = None  # of the country, by the name that the LEA units are told apart with
    content_language: str | None = None  # ISO 639-1


class Kind(StrEnum):
    """What kind of value a field holds."""

    TEXT = "text"
    ANSWER = "answer"
    TIME = "time"
    URL = "url"
    IP = "ip"
    COUNTRY = "country"
    LANGUAGE = "language"
    NUMBER = "number"  # of an item that the case has; with [UPDATE]
    FILLED_BY_US = "filled-by-us"  # stands in the printed form; what is written there changes nothing
    URGENT = "urgent"  # stands in the printed form; the tag decides


# Every field in the order of the printed form.
KINDS: Final[Mapping[str, Kind]] = {
    "hotline": Kind.FILLED_BY_US,
    "received_from_public": Kind.TIME,
    "received_from_iccam": Kind.TIME,
    "iccam_id": Kind.TEXT,
    "forwarded_to_lea": Kind.FILLED_BY_US,
    "urgent": Kind.URGENT,
    "region": Kind.TEXT,
    "content_language": Kind.LANGUAGE,
    "offender_identifiable": Kind.ANSWER,
    "victim_identifiable": Kind.ANSWER,
    "victim_identified": Kind.ANSWER,
    "content_type": Kind.TEXT,
    "self_generated": Kind.ANSWER,
    "content_data": Kind.TEXT,
    "useful_information": Kind.TEXT,
    "metadata": Kind.TEXT,
    "item": Kind.NUMBER,
    "url": Kind.URL,
    "access": Kind.TEXT,
    "ip": Kind.IP,
    "provider": Kind.TEXT,
    "hosting": Kind.TEXT,
    "host_country": Kind.COUNTRY,
    "screenshots": Kind.TEXT,
    "comments": Kind.TEXT,
    "cloudflare": Kind.ANSWER,
    "ntd_sent": Kind.FILLED_BY_US,
}
LINE_BREAK: Final = re.compile("\r\n|[\n\r\v\f\u0085\u2028\u2029]")  # as programs paste them
BEYOND: Final = ("region", "content_language")  # not of Annex I
ITEM_FIELDS: Final = ("access", "ip", "provider", "hosting", "host_country")


def missing(form: Form) -> tuple[str, ...]:
    """The fields without which no report can go out: a URL and the description of the content's type."""
    wanted = {"url": bool(form.items), "content_type": form.content_type is not None}
    return tuple(name for name, there in wanted.items() if not there)


def normal_text(text: str) -> str | None:
    """A text value as the form keeps it: no blanks at line ends or around the whole; empty is None."""
    return "\n".join(line.rstrip() for line in LINE_BREAK.split(text)).strip() or None
