"""In which order mails that wait together are dealt with: urgent ones first (docs/decisions/urgent-first.md).

Of many mails the headers are looked at first.  They say who writes, and so which mails to open before the
others; whether one is urgent often stands inside the encryption only.  Only the order depends on any of it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.who import identify
from hotlined.domain.mail.message import Inbound, Party
from hotlined.domain.steps.filing import read_tags
from hotlined.domain.tagging.tags import read_subject
from hotlined.domain.tagging.words import Word

_FOLD: Final = re.compile(r"\r?\n(?=[ \t])")
_MESSAGE_ID: Final = re.compile(r"<[^<>\s]{1,998}>")
_ADDR_SPEC: Final = re.compile(r"<([^<>]*)>\s*$")
_HIGH: Final = re.compile(r"(?:importance:\s*high|x-priority:\s*[12]\b|subject:.*urgent).*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Glance:
    """What a mail's header says at a glance."""

    by_analyst: bool  # it bears an analyst's address, whoever wrote it
    marked: bool  # the header says that it is urgent
    message_id: str | None
    sender: str  # the addr-spec that it names, whoever wrote it


def glance(top: bytes, site: Site) -> Glance:
    """A header block, or a part of one, looked at; never raises."""
    fields = _FOLD.sub("", top.decode("latin-1")).splitlines()
    named = {name.strip().lower(): value for name, _, value in (one.partition(":") for one in fields)}
    sender = named.get("from", "").lower()
    known = _MESSAGE_ID.search(named.get("message-id", ""))
    spec = _ADDR_SPEC.search(sender)
    return Glance(
        any(str(one.address).lower() in sender for one in site.analysts),
        any(_HIGH.fullmatch(one) for one in fields),
        known[0] if known else None,
        (spec[1] if spec else sender).strip(),
    )


def first_to_open(glances: Sequence[Glance]) -> tuple[int, ...]:
    """The places of the mails that could be urgent; those that are marked so come first."""
    places = (at for at, one in enumerate(glances) if one.by_analyst)
    return tuple(sorted(places, key=lambda at: not glances[at].marked))


def in_turn(mails: Sequence[Inbound], site: Site) -> tuple[int, ...]:
    """The places of the mails in the order in which they are dealt with; the rest as they arrived.

    The public's report that an urgent mail forwards goes before it, so that its time of arrival is known.
    """
    urgent = {at for at, mail in enumerate(mails) if is_urgent(mail, site)}
    wanted = {one.message_id for at in urgent for one in mails[at].originals if one.message_id}
    ahead = {at for at, mail in enumerate(mails) if mail.message_id in wanted}
    return tuple(sorted(range(len(mails)), key=lambda at: (at not in ahead | urgent, at not in ahead, at)))


def is_urgent(mail: Inbound, site: Site) -> bool:
    """Whether an analyst, or somebody in an analyst's name, says [URGENT]: only the order depends on it.

    So the outer subject counts too, whatever the signature covers.
    """
    if identify(mail, site).party is not Party.ANALYST:
        return False
    tags, _ = read_tags(mail, site)
    outer = read_subject(
        mail.subject, prefix=site.hotline.prefix, aliases=site.tag_aliases, gateway_marks=site.gateway_marks
    )
    return tags.get(Word.URGENT) is not None or outer.get(Word.URGENT) is not None
