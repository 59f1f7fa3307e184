"""What a provider may read, and nothing else (P10).

This module cannot see a case: it is given item numbers, URLs, addresses and times, and builds the values
of the notice from that whitelist.  No reporter, analyst, LEA, officer, hold or assessment of a person is
in reach.  Elements: Regulation (EU) 2022/2065 (DSA), Article 16(2); see docs/decisions/notice.md.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from hotlined.domain.hotline.site import Site, TrustedFlagger
from hotlined.domain.mail.message import Party, Recipient
from hotlined.domain.values.address import parse_address

ONE_EACH: Final = frozenset({"v3", "v4"})  # a provider that asks for XARF gets one mail per URL
UNCLASSIFIED: Final = "none"
DSA: Final = "Regulation (EU) 2022/2065"


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """One content item as a provider sees it."""

    number: int
    url: str
    ip: str | None = None
    access: str | None = None  # password or referral needed to find it
    observed: datetime | None = None  # when it was seen; None where that is the same for all of the notice


@dataclass(frozen=True, slots=True)
class MachineNotice:
    """What the machine-readable part (XARF) of a notice says; a subset of what its text says."""

    version: str  # "v3" or "v4"
    notice: str  # number of the notice
    url: str
    ip: str | None
    observed: datetime
    classification: str  # of XARF v4; "none" where none is agreed
    flagger: str = ""  # the hotline's status as trusted flagger, in words


def notice_values(
    notice: str,
    items: tuple[NoticeItem, ...],
    observed: datetime,
    site: Site,
    *,
    certain: bool,
    xarf: str,
    ticket: str,
) -> dict[str, object]:
    """The values of the template `ntd`.

    `certain`: it was found illegal, and not only likely to be.  `xarf` is the provider's wish as in
    `directory.Provider`.  `ticket` is the number that the provider's own system gave.
    """
    return {
        "notice": notice,
        "items": items,
        "observed": observed,
        "legal_ground": site.agreement.legal_ground,
        "jurisdiction": site.agreement.ntd_jurisdiction,
        "trusted_flagger": _flagger(site),
        "url_style": site.agreement.url_style,
        "certain": certain,
        "ticket": ticket,
        "machine": _machine(notice, items, observed, site, certain=certain, wish=xarf),
    }


def listed_again(items: tuple[NoticeItem, ...], site: Site) -> dict[str, object]:
    """The values of the template `ntd-reminder` that say where the content is, as the notice did."""
    return {
        "listed": tuple(replace(one, observed=None) for one in items),
        "url_style": site.agreement.url_style,
    }


def _machine(
    notice: str, items: tuple[NoticeItem, ...], observed: datetime, site: Site, *, certain: bool, wish: str
) -> MachineNotice | None:
    """The machine-readable part: of one URL, of what is certain, and as v4 only where its class is agreed.

    XARF v4 demands a class of an industry's scale; it is not guessed.
    """
    if len(items) != 1 or wish == "none" or not certain:
        return None
    version = wish if wish in ONE_EACH else "v4"
    classification = site.agreement.xarf_classification
    if version == "v4" and classification == UNCLASSIFIED:
        return None
    (item,) = items
    status = _flagger(site)
    named = f"Trusted flagger ({DSA}, Article 22): " if status else ""
    words = ", ".join(filter(None, (status.coordinator, status.id))) if status else ""
    return MachineNotice(version, notice, item.url, item.ip, observed, classification, f"{named}{words}")


def _flagger(site: Site) -> TrustedFlagger | None:
    """The status where its law is that of the notice."""
    return site.agreement.trusted_flagger if site.agreement.ntd_jurisdiction == "eu" else None


def wish_of(contact: str, site: Site) -> str:
    """What the provider wants of XARF; where its notices are encrypted, no robot reads them."""
    row = site.directory.row_of(contact)
    if row is None:
        return "auto"
    return "none" if row.fingerprints else row.xarf


def provider_recipient(contact: str, language: str, site: Site) -> Recipient | None:
    """The provider as somebody to write to; None when the contact is not one mail address."""
    address = parse_address(contact)
    if address is None:
        return None
    row = site.directory.row_of(contact)
    return Recipient(Party.PROVIDER, contact, address, row.fingerprints if row else (), language)
