"""The storm brake at work: what left lately, as the record says, and the one alarm when it goes on (P12)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hotlined.app import audit
from hotlined.app.departed import Departed
from hotlined.app.docket import Docket
from hotlined.app.ports import Conflict, Temporary
from hotlined.domain.cases.brake import (
    LOOK_BACK,
    WHOLE,
    Brake,
    Departure,
    Limit,
    departures,
    nameless,
)
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.drafts import Effect, to_analysts
from hotlined.domain.mail.outgoing import OutboxRow
from hotlined.domain.record.running import AlarmRaised
from hotlined.domain.values.reference import desk_of

DAY = timedelta(days=1)


@dataclass(slots=True)
class Brakes:
    """What left lately, by Message-ID; fed by every change of a stream, and by `begin` for the moment before.

    After a restart it is learned anew from the open streams and the desk; a case that was closed meanwhile
    is not read for it.
    """

    docket: Docket
    _left: Departed = field(default_factory=Departed)
    _begun: dict[str, Departure | None] = field(default_factory=dict)  # under way; what the record says of it
    _released_at: datetime | None = None
    _told: set[str] = field(default_factory=set)

    async def resume(self) -> None:
        """Read the desk of today and yesterday, which is not open when nothing of it waits."""
        for stream in self._desks():
            self.learn(await self.docket.case(stream))

    def learn(self, case: Case) -> bool:
        """A stream has changed: what of it has left; whether it says that the brake was released by hand."""
        agreement = self.docket.site().agreement
        for message_id, one in departures(case, self.docket.clock.now()):
            if message_id in self._begun:
                self._begun[message_id] = one
            else:
                self._left.put(message_id, one, agreement)
        released = case.brake_released_at
        if released is None or (self._released_at is not None and released <= self._released_at):
            return False
        self._released_at = released
        return True

    def begin(self, row: OutboxRow) -> None:
        """An attempt begins: it counts from now on, so that two workers do not take the last place twice."""
        self._begun[row.message_id] = self._left.get(row.message_id)
        begun = Departure(self.docket.clock.now(), row.kind, row.party, row.to_id)
        self._left.put(row.message_id, begun, self.docket.site().agreement)

    def end(self, row: OutboxRow) -> None:
        """The attempt is over: from here on the record says whether it counts."""
        recorded = self._begun.pop(row.message_id, None)
        if recorded is None:
            self._left.drop(row.message_id)
        else:
            self._left.put(row.message_id, recorded, self.docket.site().agreement)

    def now(self) -> Brake:
        """The brakes at this moment."""
        agreement = self.docket.site().agreement
        return self._left.brake(agreement, self.docket.clock.now(), after=self._released_at)

    async def passing(self, rows: Sequence[OutboxRow], on: Brake) -> Sequence[OutboxRow]:
        """Of the rows that may be tried those that no brake holds; where one holds any, analysts are told."""
        known: dict[tuple[str, str, str], Limit | None] = {}  # thousands of rows are of few kinds
        limits: list[tuple[OutboxRow, Limit | None]] = []
        for row in rows:
            key = (row.kind, row.party, row.to_id)
            if key not in known:
                known[key] = on.holds(*key)
            limits.append((row, known[key]))
        held = [(row, limit) for row, limit in limits if limit is not None]
        if held:
            await self._tell(held, on)
        return [row for row, limit in limits if limit is None]

    async def _tell(self, held: Iterable[tuple[OutboxRow, Limit]], on: Brake) -> None:
        """One alarm each time a brake goes on and mails wait for it; what fails is tried at the next turn."""
        by_limit: dict[Limit, Counter[str]] = {}
        for row, limit in held:
            by_limit.setdefault(limit, Counter())[row.kind] += 1
        for limit, kinds in by_limit.items():
            what = f"storm:{nameless(limit.scope)}:{on.on[limit.scope]:%Y-%m-%dT%H:%M:%SZ}"
            if what in self._told:
                continue
            try:
                await self._alarmed(limit, kinds, on, what)
            except (Temporary, Conflict):
                continue
            except Exception as error:
                audit.bug("brake", error, nameless(limit.scope))
            self._told.add(what)

    async def _alarmed(self, limit: Limit, kinds: Counter[str], on: Brake, what: str) -> None:
        today, yesterday = self._desks()
        async with self.docket.locked([today]):
            cases = [await self.docket.case(stream) for stream in (today, yesterday)]
            if any(what in case.alarms for case in cases):
                return
            context = self.docket.context()
            effect = Effect((AlarmRaised(what=what),))
            if limit.scope in WHOLE or not _told_lately(cases, context.now):
                values = {
                    "scope": limit.scope,
                    "most": limit.most,
                    "since": on.on[limit.scope],
                    "kinds": tuple(kinds.most_common()),
                    "total": kinds.total(),
                }
                effect += Effect(letters=to_analysts(context, cases[0], "storm", values))
            await self.docket.commit([effect.change(today)])

    def _desks(self) -> tuple[str, str]:
        now = self.docket.clock.now()
        return desk_of(now), desk_of(now - DAY)


def _told_lately(cases: Iterable[Case], now: datetime) -> bool:
    """Whether analysts had such an alarm within the hour: a storm over many recipients is told of once."""
    return any(
        one.kind == "storm" and one.at > now - LOOK_BACK / 2 for case in cases for one in case.sent.values()
    )
