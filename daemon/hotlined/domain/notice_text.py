"""What a provider may read, and nothing else (P10).

This module cannot see a case: it is given item numbers, URLs, addresses and times, and builds the values
of the notice from that whitelist.  No reporter, analyst, LEA, officer, hold or assessment of a person is
in reach.  Elements: Regulation (EU) 2022/2065 (DSA), Article 16(2); see docs/decisions/notice.md.
"""

from dataclasses import dataclass
from datetime import datetime

from hotlined.domain.address import parse_address
from hotlined.domain.message import Party, Recipient
from hotlined.domain.site import Site


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """One content item as a provider sees it."""

    number: int
    url: str
    ip: str | None = None
    access: str | None = None  # password or referral needed to find it


def notice_values(
    notice: str, items: tuple[NoticeItem, ...], observed: datetime, site: Site
) -> dict[str, object]:
    """The values of the template `ntd`."""
    return {
        "notice": notice,
        "items": items,
        "observed": observed,
        "legal_ground": site.agreement.legal_ground,
        "jurisdiction": site.agreement.ntd_jurisdiction,
        "url_style": site.agreement.url_style,
    }


def provider_recipient(contact: str, language: str, site: Site) -> Recipient | None:
    """The provider as somebody to write to; None when the contact is not one mail address."""
    address = parse_address(contact)
    if address is None:
        return None
    known = site.directory.contacts.get(address)
    return Recipient(Party.PROVIDER, contact, address, known.fingerprints if known else (), language)
