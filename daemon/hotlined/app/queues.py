"""The mails that wait to leave, each identity's in a queue: who is next costs the same however many wait."""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

from hotlined.app.ports import Cause, Clock
from hotlined.app.retries import LONGEST_RETRY, Away
from hotlined.app.trials import Trials
from hotlined.domain.cases.clock import TOLERANCE
from hotlined.domain.mail.outgoing import OutboxRow

OUR_SERVER: Final = frozenset({Cause.AWAY, Cause.ACCOUNT})
Order = tuple[int, datetime, str]

T = TypeVar("T", Order, tuple[datetime, str])


def ready_at(row: OutboxRow) -> datetime:
    """When a row may be tried: its planned time, or the end of its back-off."""
    return row.next_at or row.not_before or row.created_at


def order(row: OutboxRow) -> Order:
    """By what it goes before others, once it may be tried: urgent first, then who waits longest."""
    return row.priority, ready_at(row), row.message_id


def in_turn(rows: Iterable[OutboxRow], now: datetime) -> list[OutboxRow]:
    """The next to go first: what may be tried now, by `order`, and then the rest by when each may be."""

    def turn(row: OutboxRow) -> tuple[datetime, Order]:
        return (datetime.min.replace(tzinfo=UTC) if may_be_tried(row, now) else ready_at(row)), order(row)

    return sorted(rows, key=turn)


@dataclass(slots=True)
class Queue:
    """The rows of one identity, by Message-ID; moments are aware UTC."""

    rows: dict[str, OutboxRow] = field(default_factory=dict)
    away: Away | None = None  # its server, which none but the next is tried with
    asked: datetime | None = None  # when the last attempt began
    _ready: list[Order] = field(default_factory=list)  # sorted, as is the other
    _later: list[tuple[datetime, str]] = field(default_factory=list)
    _planned: dict[str, datetime] = field(default_factory=dict)  # the times in it
    _ahead: dict[str, datetime] = field(default_factory=dict)  # made in the future, and first seen so then
    _latest: datetime | None = None  # that the clock has shown
    _for_account: dict[str, None] = field(default_factory=dict)  # what our own server keeps, by Message-ID

    @property
    def for_account(self) -> tuple[OutboxRow, ...]:
        """Those that our own server did not take, within their back-off."""
        return tuple(self.rows[message_id] for message_id in self._for_account)

    def put(self, row: OutboxRow, now: datetime) -> None:
        """A row that waits: a new one, or what has become of one."""
        ahead = self._ahead.get(row.message_id)
        self.drop(row.message_id)
        if ahead is not None:
            self._ahead[row.message_id] = ahead
        self._pass(now)
        self.rows[row.message_id] = row
        if row.next_at is not None and Trials.of(row).cause in OUR_SERVER:
            self._for_account[row.message_id] = None
        if (at := self._ready_at(row, now)) <= now:
            insort(self._ready, order(row))
        else:
            self._plan(row, at)

    def drop(self, message_id: str) -> None:
        """It waits no more."""
        row, planned = self.rows.pop(message_id, None), self._planned.pop(message_id, None)
        self._for_account.pop(message_id, None)
        self._ahead.pop(message_id, None)
        if planned is not None:
            _taken_out(self._later, (planned, message_id))
        elif row is not None:
            _taken_out(self._ready, order(row))

    def ready(self, now: datetime) -> Iterator[OutboxRow]:
        """Those that may be tried, the next to go first; the queue may not change meanwhile."""
        self._pass(now)
        rows = (self.rows[message_id] for _, _, message_id in self._ready)
        away = self.away
        if away is None:
            return rows
        if away.may_be_asked(None, now):
            return _untried_first(rows) if away.by_turns else rows
        if not away.may_be_asked(now, now):  # not even with one that comes now
            return iter(())
        return (row for row in rows if not row.attempts and away.may_be_asked(ready_at(row), now))

    def next_at(self, now: datetime) -> datetime | None:
        """When the next of the others may be tried."""
        moments = self.away.moments if self.away is not None else ()
        after = [one for one in moments if one > now]
        return min([*after, self._later[0][0]] if self._later else after, default=None)

    def _pass(self, now: datetime) -> None:
        """It is later now; where it is earlier, the clock was set back, and each is looked at anew."""
        come: list[OutboxRow] = []
        if self._latest is not None and now < self._latest:
            come = list(self.rows.values())
            self._ready.clear()
            self._later.clear()
        elif self._later and self._later[0][0] <= now:
            count = bisect_right(self._later, now, key=lambda one: one[0])
            come = [self.rows[message_id] for _, message_id in self._later[:count]]
            del self._later[:count]
        self._latest = now
        for row in come:
            self._planned.pop(row.message_id, None)
            if (at := self._ready_at(row, now)) <= now:
                self._ready.append(order(row))
            else:
                self._plan(row, at)
        if come:
            self._ready.sort()

    def _plan(self, row: OutboxRow, at: datetime) -> None:
        self._planned[row.message_id] = at
        insort(self._later, (at, row.message_id))

    def _ready_at(self, row: OutboxRow, now: datetime) -> datetime:
        """As `ready_at`; but what was made in the future waits from now on for as long as it then had to."""
        if may_be_tried(row, now):
            return now
        if row.next_at is not None or row.created_at <= now + TOLERANCE:
            self._ahead.pop(row.message_id, None)
            return ready_at(row)
        seen = self._ahead[row.message_id] = min(self._ahead.get(row.message_id, now), now)
        return seen + (ready_at(row) - row.created_at)


@dataclass(slots=True)
class Queues:
    """The queue of each identity, by its name."""

    clock: Clock
    _queues: defaultdict[str, Queue] = field(default_factory=lambda: defaultdict(Queue))
    _mended: dict[str, float] = field(default_factory=dict)  # when an identity's rows went on at once

    def __getitem__(self, identity: str) -> Queue:
        return self._queues[identity]

    def __iter__(self) -> Iterator[OutboxRow]:
        return (row for queue in self._queues.values() for row in queue.rows.values())

    def __len__(self) -> int:
        return sum(len(queue.rows) for queue in self._queues.values())

    def put(self, row: OutboxRow) -> None:
        """This row waits, as it is here."""
        self._queues[row.identity].put(row, self.clock.now())

    def drop(self, row: OutboxRow) -> None:
        """It waits no more."""
        self._queues[row.identity].drop(row.message_id)

    def later(self, row: OutboxRow, delay: timedelta) -> None:
        """Look at it again after a while; kept in memory only: after a restart it is looked at at once."""
        current = self._queues[row.identity].rows.get(row.message_id)
        if current is not None:
            self.put(replace(current, next_at=self.clock.now() + delay))

    def away(self, identity: str) -> None:
        """Its server was not reached, or did not let us in: for now none is tried; kept in memory only."""
        queue, now = self._queues[identity], self.clock.now()
        asked = min(queue.asked or now, now)
        queue.away = queue.away.once_more(asked, now) if queue.away is not None else Away(now, asked, now)

    def asks(self, identity: str) -> None:
        """Its server is asked now: what comes from now on has not been asked about."""
        self._queues[identity].asked = self.clock.now()

    def let_in(self, identity: str) -> None:
        """Its server has let us in, whatever became of the mail."""
        self._queues[identity].away = None

    def mended(self, identity: str) -> None:
        """Its server takes mails: those that it kept waiting go on at once, in the order they were made.

        Kept in memory only, and not again within the longest pause: it may take one and not the other.
        """
        self.let_in(identity)
        now, longest = self.clock.monotonic(), LONGEST_RETRY.total_seconds()
        if now - self._mended.get(identity, -longest) < longest:
            return
        rows = self._queues[identity].for_account
        if not rows:
            return
        self._mended[identity] = now
        for row in rows:
            self.put(replace(row, next_at=None))


def goes_on(known: OutboxRow | None, stored: OutboxRow) -> bool:
    """Whether a row that waits goes on before the stored end of its back-off, and is the same otherwise."""
    return known is not None and known.next_at is None and replace(stored, next_at=None) == known


def may_be_tried(row: OutboxRow, now: datetime) -> bool:
    """Whether its time has come.

    A back-off longer than there are any, or a mail made in the future, is of a clock that was set back since;
    a later part of a report waits all the same (`Queue`).
    """
    if ready_at(row) <= now:
        return True
    if row.next_at is not None:
        return row.next_at > now + LONGEST_RETRY
    return row.created_at > now + TOLERANCE and row.not_before is None


def _untried_first(rows: Iterator[OutboxRow]) -> Iterator[OutboxRow]:
    """Those that were never tried, and then the others by when they were."""
    tried = []
    for row in rows:
        if row.attempts:
            tried.append(row)
        else:
            yield row
    yield from sorted(tried, key=ready_at)


def _taken_out(entries: list[T], one: T) -> bool:
    at = bisect_left(entries, one)
    if at == len(entries) or entries[at] != one:
        return False
    del entries[at]
    return True
