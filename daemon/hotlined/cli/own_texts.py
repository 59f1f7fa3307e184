"""`check`, of the hotline's own texts: in which languages mails leave that such a text is not written in."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Final

from hotlined.domain.hotline.site import NtdBody, Site
from hotlined.domain.hotline.texts import Texts
from hotlined.domain.letters.introduction import INTRODUCTION
from hotlined.domain.mail.outgoing import NOTICE, ORIGIN_REQUEST, REPORT

# Kind of mail and language wanted -> the language that it is really written in.
Spoken = Callable[[str, str], str]
# The language of a mail, and to whom it goes.
Mail = tuple[str, str]

UNLISTED: Final = "a provider that is in no row"


def missing_texts(site: Site, spoken: Spoken) -> Iterator[tuple[str, str]]:
    """The key of each text that a language of the mails lacks, and a sentence; none of one text for all."""
    to_providers, to_units = tuple(_to_providers(site, spoken)), _to_units(site, spoken)
    described, ground = site.hotline.description, site.agreement.legal_ground
    yield from _missing("hotline.description", described, chain(to_units, to_providers), "mailboxes.yaml")
    yield from _missing("legal_ground", ground, to_providers, "rules/agreement.yaml")


def _missing(key: str, texts: Texts, mails: Iterable[Mail], file: str) -> Iterator[tuple[str, str]]:
    if not texts.languages:
        return
    readers: dict[str, dict[str, None]] = {}
    for language, who in mails:
        if language not in texts.languages:
            readers.setdefault(language, {})[who] = None
    for language, (first, *others) in readers.items():
        who = f"{first} and {len(others)} more" if others else first
        told = f'has no text in "{language}", the language of mails to {who}'
        yield key, f'{told}: they have the one in "{texts.instead}"; write it into {file}'


def _to_units(site: Site, spoken: Spoken) -> Iterator[Mail]:
    for unit in site.units:
        for kind in (REPORT, INTRODUCTION):
            yield spoken(kind, unit.language), f"LEA unit {unit.name}"


def _to_providers(site: Site, spoken: Spoken) -> Iterator[Mail]:
    """Only where the hotline writes to providers; one that an analyst or a registry names reads English."""
    if site.agreement.ntd_body is not NtdBody.HOTLINE:
        return
    kinds = (NOTICE, ORIGIN_REQUEST) if site.agreement.cdn_origin_request else (NOTICE,)
    rows = ((row.language, f"provider {row.name}") for row in site.providers if row.channel == "mail")
    for language, who in chain(rows, [("en", UNLISTED)]):
        for kind in kinds:
            yield spoken(kind, language), who
