"""When each stream is to be looked at for its purge, also of those that nobody writes any more (P14)."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hotlined.app import audit
from hotlined.app.docket import Docket
from hotlined.app.ports import Permanent, Temporary
from hotlined.domain.cases.case import fold
from hotlined.domain.cases.retention import GOES_ON, look_at
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import NEVER, Site
from hotlined.domain.overview.rest import AtRest

WHOLE = timedelta(hours=12)  # between two looks at every stream, archived ones too


@dataclass(slots=True)
class PurgeTimes:
    """Told of every stream that changes; looks at the others by itself."""

    docket: Docket
    next: dict[str, datetime] = field(default_factory=dict)  # stream -> when something is to be done
    _looked: datetime | None = None  # at every stream
    _site: Site | None = None  # as it was then
    _unread: set[str] = field(default_factory=set)  # passed over, and said so

    def due(self, now: datetime) -> list[str]:
        """The streams whose time has come."""
        return [stream for stream, at in self.next.items() if at <= now]

    def rests(self, rest: AtRest) -> None:
        """A case that is at rest, at a start."""
        self.put(rest.stream, rest.purge_at)

    def learn(self, case: Case) -> None:
        """A stream has changed, or was looked at anew."""
        self.put(case.stream, look_at(case, self.docket.site()))

    def put(self, stream: str, moment: datetime | None) -> None:
        """It is to be looked at then; None: not at all."""
        if moment is None:
            self.next.pop(stream, None)
        else:
            self.next[stream] = moment

    def pass_over(self, stream: str, error: Permanent) -> None:
        """One that does not read holds up no other; it waits until all are looked at."""
        self.next.pop(stream, None)
        if stream not in self._unread:
            self._unread.add(stream)
            audit.unread(stream, error)

    async def look_at_all(self, now: datetime) -> None:
        """Archived streams are not among those that are open: they are looked at one by one, now and then."""
        site = self.docket.site()
        terms = site.agreement
        again = self._looked is None or not timedelta(0) <= now - self._looked < WHOLE
        if not again and site is self._site:
            return
        self._looked, self._site = now, site
        # What has begun goes on, whatever is agreed now, and whoever told of it.
        self.next = {stream: at for stream, at in self.next.items() if at == GOES_ON}
        self._unread.clear()
        if terms.purge_after == NEVER == terms.anonymise_after:
            return
        store, named, whole = self.docket.store, set[str](), True
        there = await asyncio.to_thread(store.envelopes_kept)  # before the streams, which may name more
        for stream in await asyncio.to_thread(store.streams):
            try:
                record = await asyncio.to_thread(store.load, stream)
            except Temporary as error:
                audit.unread(stream, error)
                whole = False
                continue
            except Permanent as error:
                self.pass_over(stream, error)
                whole = False
                continue
            if record is not None:
                named.update(row.digest for row in record.rows)
                self.learn(fold(stream, record.entries))
        if whole and there - named:
            await self._burn(there - named)

    async def _burn(self, unnamed: frozenset[str]) -> None:
        """Mails that a crash kept from being named: nobody sends them, and no case's purge finds them."""
        audit.burnt(await asyncio.to_thread(self.docket.store.burn, unnamed))
