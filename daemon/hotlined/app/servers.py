"""A mail server of ours that takes no mails of a mailbox: analysts are told once for all of them (P11).

The alarm is about the mailbox, comes again each day while that lasts, and names the reports that wait.  It is
no word about any of the mails: they are tried on, and go by themselves.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from hotlined.app import audit
from hotlined.app.docket import Docket
from hotlined.app.ports import Conflict, Permanent, Temporary
from hotlined.app.queues import Queues
from hotlined.app.trials import Trials
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.drafts import Effect, alarm
from hotlined.domain.mail.outgoing import ALARMS, REPORT, OutboxRow
from hotlined.domain.record.running import AlarmRaised
from hotlined.domain.values.reference import desk_of
from hotlined.domain.values.shown import few

LOOK: Final = 60.0  # seconds between two looks at the mails of a mailbox, of which there may be thousands
DAY: Final = timedelta(days=1)
TODO: Final = (
    "Tell the administrator: `hotlined outbox` says what the server replies. The mails go by themselves once"
    " that is mended; phone where it is a report."
)


@dataclass(slots=True)
class Servers:
    """Looks after each attempt; the log says what it could not tell, which is tried again."""

    docket: Docket
    queues: Queues
    free: Callable[[], Iterable[OutboxRow]]  # the mails that nothing else keeps
    _looked: dict[str, float] = field(default_factory=dict)  # by mailbox (monotonic)

    async def look(self, identity: str) -> None:
        """Tell of this mailbox's server, if that is due; never raises."""
        now = self.docket.clock.monotonic()
        if now - self._looked.get(identity, -LOOK) < LOOK:
            return
        self._looked[identity] = now
        try:
            await self._look(identity)
        except (Temporary, Permanent, Conflict):  # the store says what it is
            return
        except Exception as error:
            audit.bug("servers", error, identity)

    async def _look(self, identity: str) -> None:
        now = self.docket.clock.now()
        longest = self.docket.site().agreement.outbox_alarm_after
        kept = [(row, since) for row in self.free() if (since := self._since(row)) is not None]
        deaf = {row.to_id for row, _ in kept if row.kind in ALARMS}
        if deaf and deaf.issuperset(one.name for one in self.docket.site().analysts):
            return  # one more would reach nobody either: the second road tells of that
        own = [row for row, since in kept if row.identity == identity and now - since >= longest]
        if own:
            await self._tell(identity, own)

    def _since(self, row: OutboxRow) -> datetime | None:
        """Since when our own server does not take it, or would not: it was not asked for each."""
        away = self.queues[row.identity].away
        # Without a back-off it has its next turn, unless the server is away.
        tried = Trials.of(row).ours_since if row.next_at is not None else None
        waits = max(away.since, row.not_before or row.created_at) if away is not None else None
        return min((one for one in (tried, waits) if one is not None), default=None)

    async def _tell(self, identity: str, rows: Sequence[OutboxRow]) -> None:
        context = self.docket.context()
        today, yesterday = desk_of(context.now), desk_of(context.now - DAY)
        fact = AlarmRaised(what=f"mail-server:{identity}")
        async with self.docket.locked([today]):
            if await asyncio.to_thread(self._is_told, fact, (today, yesterday)):
                return
            letters = alarm(context, Case(today), "mail-server", told(identity, rows), TODO)
            await self.docket.commit([Effect((fact,), letters).change(today)])

    def _is_told(self, fact: AlarmRaised, desks: Sequence[str]) -> bool:
        """Whether it was told within a day; a time that is ahead is of a clock that was set back since."""
        now = self.docket.clock.now()
        records = (record for record in map(self.docket.store.load, desks) if record is not None)
        return any(
            one.event == fact and now - DAY < one.at <= now for record in records for one in record.entries
        )


def told(identity: str, rows: Sequence[OutboxRow]) -> str:
    """How many mails wait, and for whose reports somebody may have to phone."""
    number = len(rows)
    reports = few(sorted({row.stream for row in rows if row.kind == REPORT}))
    if not reports:
        return f"Our own mail server does not take the mails of the {identity} mailbox: {number} wait."
    return (
        f"Our own mail server does not take the mails of the {identity} mailbox: {number} wait,"
        f" reports of these cases among them: {reports}."
    )
