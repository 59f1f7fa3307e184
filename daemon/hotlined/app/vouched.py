"""Which sentences of an LEA unit an analyst has vouched for, by the store's index: a look-up for each.

The newest word on a sentence counts, in whatever stream it stands.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import datetime

from hotlined.app.ports import Store
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.who import units_like
from hotlined.domain.mail.message import Inbound
from hotlined.domain.record.events import Entry
from hotlined.domain.record.holding import SentencesForgotten, SentencesVouched
from hotlined.domain.replies.days import calendar_of
from hotlined.domain.replies.hearing import sentences_of
from hotlined.domain.replies.vouching import HARMLESS, MARKS, RECEIVED, digest, of_mark

Told = SentencesVouched | SentencesForgotten


@dataclass(frozen=True, slots=True)
class Learned:
    """A sentence that is vouched for now; `text` is None once it is purged."""

    digest: str
    stream: str
    at: datetime
    fact: SentencesVouched

    @property
    def counts_as(self) -> str:
        """HARMLESS or RECEIVED."""
        return RECEIVED if self.digest in self.fact.received else HARMLESS

    @property
    def text(self) -> str | None:
        """Its words."""
        texts = self.fact.texts
        return texts[self.fact.digests.index(self.digest)] if texts is not None else None


def vouched_in(store: Store, mail: Inbound, site: Site, now: datetime) -> Mapping[str, str]:
    """The sentences of a mail that are vouched for, by digest: HARMLESS or RECEIVED."""
    units = [unit for unit in units_like(mail, site) if store.find("vouching", unit)]
    if not units:
        return {}
    calendar = calendar_of(site, now)
    said = tuple(sentences_of(mail.certain_text, site))
    named = {digest(unit, one, site, calendar) for unit in units for one in said}
    named |= {of_mark(unit, word) for unit in units for word in MARKS}
    return {one.digest: one.counts_as for one in _current(store, named)}


def learned(store: Store, unit: str) -> tuple[Learned, ...]:
    """All that is vouched for of a unit, oldest first."""
    facts = (fact for stream in store.find("vouching", unit) for _, fact in _told_in(store, stream))
    return tuple(_current(store, {one for fact in facts if fact.unit == unit for one in fact.digests}))


def _current(store: Store, digests: Set[str]) -> Iterator[Learned]:
    """Those of the sentences of which the newest word is that they are vouched for."""
    newest: dict[str, tuple[datetime, bool, str, Told]] = {}
    for stream in sorted({stream for one in digests for stream in store.find("vouched", one)}):
        for entry, fact in _told_in(store, stream):
            # At one moment the word that has it asked about wins.
            told = entry.at, isinstance(fact, SentencesForgotten), stream, fact
            for one in digests & {*fact.digests}:
                newest[one] = max(newest.get(one, told), told, key=lambda told: told[:2])
    for one, (at, _, stream, fact) in sorted(newest.items(), key=lambda pair: (pair[1][0], pair[0])):
        if isinstance(fact, SentencesVouched):
            yield Learned(one, stream, at, fact)


def _told_in(store: Store, stream: str) -> Iterator[tuple[Entry, Told]]:
    """What is recorded of such sentences in a stream, oldest first."""
    record = store.load(stream)
    for entry in record.entries if record is not None else ():
        if isinstance(entry.event, SentencesVouched | SentencesForgotten):
            yield entry, entry.event
