"""Versions of the program that are wrong on purpose where several daemons share the work.

Each is in `MUTANTS`, or in `KEPT`; its name says what is wrong.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from typing import Any
from unittest.mock import patch

from hotlined.app import attempts, purging
from hotlined.app.fences import Fences
from hotlined.app.intake import Intake
from hotlined.app.lease import Leashed
from hotlined.app.others import Others
from hotlined.app.pinboard import Pinboard
from hotlined.app.ports import Outcome, RestLine, Temporary
from hotlined.app.shares import MailShare, Shares
from hotlined.domain.mail.message import Envelope
from hotlined.domain.ntd import notices
from tests.simulation.crew import ears
from tests.support.fake_common import FakeCommon, SharedStore
from tests.support.fake_lease import FakeLease
from tests.support.memory_store import MemoryStore

Patches = Callable[[], list[Any]]


def no_lock() -> list[Any]:
    @asynccontextmanager
    async def kept_out(self: Others, names: Sequence[str]) -> AsyncIterator[None]:
        await self.catch_up()
        yield

    return [patch.object(Others, "kept_out", kept_out)]


def only_streams_locked() -> list[Any]:
    def to_lock(self: Intake, mail: object, decision: Any) -> set[str]:
        return {change.stream for change in decision.changes}

    return [patch.object(Intake, "_to_lock", to_lock)]


def lease_not_proven() -> list[Any]:
    # Whoever has lost its lease has lost its locks, too, and is caught by that.
    return [patch.object(SharedStore, "_prove", lambda self: None), *writes_without_locks()]


def row_not_claimed() -> list[Any]:
    async def under_way(self: Shares, row: object) -> bool:
        return False

    return [patch.object(Shares, "is_under_way", under_way)]


def mails_not_claimed() -> list[Any]:
    return [patch.object(MailShare, "_claim", lambda self, names: frozenset(names))]


def notices_by_anybody() -> list[Any]:
    true = Shares.sends

    def sends(self: Shares, row: Any, now: Any) -> bool:
        return true(self, row, now) or (row.guarded and not self.leads)

    fence = patch.object(notices, "obstacles", lambda *args, **more: iter(()))
    return [patch.object(Shares, "sends", sends), fence, *_no_fence()]


def _no_fence() -> list[Any]:
    return [
        patch.object(attempts, "against", lambda *args, **more: iter(())),
        patch.object(Fences, "_good", lambda self, after, age: True),
    ]


def lease_not_asked_before_a_mail() -> list[Any]:
    async def send(self: Leashed, identity: str, envelope: Envelope, passage: Any = None) -> Outcome:
        return await self.courier.send(identity, envelope, passage)

    return [
        patch.object(Leashed, "send", send),
        patch.object(FakeLease, "left", lambda self: 1_000.0),
        patch.object(FakeLease, "last_look", lambda self: 1_000.0),
    ]


def news_not_learnt() -> list[Any]:
    async def learnt(self: Others) -> None:
        self._fresh.clear()

    return [patch.object(Others, "_learnt", learnt)]


def begun_mails_anybodys_at_once() -> list[Any]:
    return [patch.object(FakeCommon, "works", lambda self, name: False)]


# --- cases at rest -----------------------------------------------------------------------------------


def at_rest_whatever_was_written() -> list[Any]:
    def known(self: MemoryStore, streams: Sequence[str], edition: str) -> dict[str, str]:
        kept = {one: self._rests[one] for one in streams if one in self._rests}
        return {one: text for one, (_, at, text) in kept.items() if at == edition}

    return [patch.object(MemoryStore, "at_rest", known)]


def at_rest_by_other_rules() -> list[Any]:
    def known(self: MemoryStore, streams: Sequence[str], edition: str) -> dict[str, str]:
        kept = {one: self._rests[one] for one in streams if one in self._rests}
        return {one: text for one, (record, _, text) in kept.items() if self._records.get(one) is record}

    return [patch.object(MemoryStore, "at_rest", known)]


def rests_of_whatever_write() -> list[Any]:
    true = MemoryStore.rest

    def rest(self: MemoryStore, lines: Mapping[str, RestLine | None], edition: str) -> None:
        now = {one: len(record.entries) for one, record in self._records.items()}
        true(self, {one: line and RestLine(now[one], line.text) for one, line in lines.items()}, edition)

    return [patch.object(MemoryStore, "rest", rest)]


# --- being told, clocks, purges ----------------------------------------------------------------------


def looks_only_when_told() -> list[Any]:
    return [patch.object(ears, "BY_ITSELF", 1e6)]


def clock_not_compared() -> list[Any]:
    return [patch.object(FakeLease, "_compare", lambda self, bound: None)]


def writes_by_any_clock() -> list[Any]:
    def hold(self: FakeLease) -> None:
        if self._row() is None:
            raise Temporary("another hotlined has taken over: nothing was written")

    return [patch.object(FakeLease, "hold", hold)]


def mails_outlive_purges() -> list[Any]:
    async def swept(*args: object) -> dict[str, int]:
        return {}

    return [patch.object(purging, "swept", swept)]


def purges_without_lease() -> list[Any]:
    def purge(self: SharedStore, stream: str, keep: Any) -> None:
        self._hub.store.purge(stream, keep)
        self._hub.wrote(self._name, [stream])

    return [patch.object(SharedStore, "purge", purge)]


def writes_without_locks() -> list[Any]:
    return [patch.object(FakeCommon, "hold", lambda self, streams: None)]


def cards_not_looked_for() -> list[Any]:
    async def listed(self: Pinboard, column: object, prefix: str) -> set[str]:
        return set()

    return [patch.object(Pinboard, "_list", listed)]


MUTANTS: dict[str, Patches] = {
    "no lock is taken": no_lock,
    "only streams are locked": only_streams_locked,
    "the lease is not proven at the commit": lease_not_proven,
    "a mail that another is sending is sent": row_not_claimed,
    "a mail that another has claimed is read and moved": mails_not_claimed,
    "anybody sends notices": notices_by_anybody,
    "the lease is not asked before a mail": lease_not_asked_before_a_mail,
    "what others wrote is not learnt": news_not_learnt,
    "what a daemon has begun is anybody's while it works": begun_mails_anybodys_at_once,
}
# Chance seldom makes their day: each has a schedule in `kept`, which the true program passes.
KEPT: dict[str, tuple[Patches, str]] = {
    "a case is at rest whatever was written since": (at_rest_whatever_was_written, "rest-of-before"),
    "a case is at rest by other rules": (at_rest_by_other_rules, "rest-of-other-rules"),
    "a case at rest is kept of whatever write": (rests_of_whatever_write, "rest-without-its-lock"),
    "whoever is not told of a write does not look": (looks_only_when_told, "deaf-beside"),
    "the clock is not compared with the store's": (clock_not_compared, "clock-ahead"),
    "a wrong clock writes until the lease is renewed": (writes_by_any_clock, "clock-set-while-sending"),
    "a purge leaves the mails in the mailboxes": (mails_outlive_purges, "purge"),
    "what lies on the board is not looked for": (cards_not_looked_for, "board-of-the-next"),
    "a purge does not prove its lease": (purges_without_lease, "purge-while-replaced"),
    "a write does not prove its locks": (writes_without_locks, "locks-lost-in-hand"),
}


@contextmanager
def wrong(name: str) -> Iterator[None]:
    """A version that is wrong."""
    with ExitStack() as stack:
        for one in MUTANTS[name]() if name in MUTANTS else KEPT[name][0]():
            stack.enter_context(one)
        yield
