"""Versions of the store on PostgreSQL that are wrong on purpose, and the run that finds each.

As `wrong` has them for files.  Some of the program around the store are here as well: they show that the
crash points find on this store what they find on the other.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from unittest.mock import patch

import psycopg

from hotlined.adapters.postgres import PostgresStore, database, store
from hotlined.adapters.postgres.lease import Lease
from hotlined.adapters.postgres.transactions import Transactions
from hotlined.adapters.postgres.unknown import Unknown
from hotlined.app.ports import Temporary
from tests.app.store_contract import CASE, seen, step
from tests.faults import wrong
from tests.faults.database_runs import NOWHERE, failing_statements
from tests.faults.place import Place
from tests.faults.store_kills import kills, ten_at_once
from tests.faults.store_runs import guarded
from tests.faults.story_runs import crash
from tests.support.store_cases import fill

Round = Callable[[Place], list[str]]


@dataclass(frozen=True, slots=True)
class Mutant:
    """What is wrong, and the run that has to find it, round by round."""

    patches: Callable[[], list[Any]]
    run: str
    rounds: Sequence[Round]


# --- rounds ---------------------------------------------------------------------------------------


def _statements(name: str, *fails: str) -> tuple[Round, ...]:
    return tuple(
        lambda place, fail=fail: failing_statements(place, (name,), (fail,)).violations  # type: ignore[misc]
        for fail in fails
    )


def _crashes(*points: str) -> tuple[Round, ...]:
    def round_(place: Place, point: str) -> list[str]:
        return crash(point, "first", "plain", random.Random(1), place=place)  # noqa: S311

    return tuple(partial(round_, point=point) for point in points)


def server_killed(place: Place) -> list[str]:
    """A careless server is killed."""
    with place.emptied(), place.careless():
        return _told(guarded("D1/I9", lambda: kills(NOWHERE, 20, 1, place, server=True)))


def several_at_once(place: Place) -> list[str]:
    """Ten daemons are started at once."""
    with place.emptied():
        with place.opened(NOWHERE) as made:
            fill(made)
        return _told(ten_at_once(NOWHERE, place))


def stood_still(place: Place) -> list[str]:
    """A daemon stands still until another has the lease, and then writes."""

    def look() -> None:
        with place.emptied(), place.opened(NOWHERE) as sleeper:
            place.freed()
            with place.opened(NOWHERE):
                try:
                    sleeper.commit([step(CASE, 0, seen("a"))])
                except Temporary:
                    return
                raise AssertionError("a daemon writes whose lease is another's")

    return _told(guarded("D5", look))


def _told(why: str | None) -> list[str]:
    return [] if why is None else [why]


# --- what is wrong --------------------------------------------------------------------------------


def not_on_the_disk() -> list[Any]:
    return [patch.object(database, "_ours", lambda connection: None)]


def no_transaction() -> list[Any]:
    real = psycopg.Connection.execute

    def execute(self: Any, query: Any, *args: Any, **more: Any) -> Any:
        return real(self, "SELECT 1" if query == "BEGIN" else query, *args, **more)

    return [patch.object(psycopg.Connection, "execute", execute)]


def unknown_is(kept: bool) -> Callable[[], list[Any]]:
    return lambda: [patch.object(Unknown, "settled", lambda self, connection: kept)]


def refusal_passed_over() -> list[Any]:
    real = Transactions._broken_off

    def wrong_(self: Transactions, *args: Any) -> None:
        try:
            real(self, *args)
        except psycopg.Error:
            return

    return [patch.object(Transactions, "_broken_off", wrong_)]


def mails_after_the_commit() -> list[Any]:
    late: list[tuple[str, Mapping[str, bytes]]] = []
    commit, put = PostgresStore.commit, store.put_bytes

    def wrong_(self: PostgresStore, commits: Any) -> None:
        late.clear()
        commit(self, commits)
        with self._base.writing() as cursor:
            for table, named in late:
                put(cursor, table, named)

    return [
        patch.object(store, "put_bytes", lambda cursor, table, named: late.append((table, named))),
        patch.object(PostgresStore, "commit", wrong_),
    ]


def lease_not_proved() -> list[Any]:
    return [patch.object(Lease, "hold", lambda self, cursor: None)]


def lease_everybodys() -> list[Any]:
    return [patch.object(Lease, "take", lambda self: None), *lease_not_proved()]


def _as_on_files(name: str) -> tuple[str, Mutant]:
    points = {
        "a mail is moved before its effects": ("read", "weighed"),
        "a mail that was seen has its effects again": ("read", "recorded"),
        "an outcome is recorded before the attempt": ("claimed", "smtp-connected"),
        "an attempt is not written down": ("smtp-dot",),
        "a mail that was being sent is forgotten": ("listed", "claimed"),
    }[name]
    return name, Mutant(wrong.MUTANTS[name].patches, "crash matrix", _crashes(*points))


MUTANTS: Final[dict[str, Mutant]] = {
    "a commit need not be on the server's disk": Mutant(
        not_on_the_disk, "kill -9, the server", (server_killed,)
    ),
    "each statement of a commit is for itself": Mutant(
        no_transaction, "n-th statement", _statements("two streams", "disk full")
    ),
    "a write whose answer is lost counts as not done": Mutant(
        unknown_is(False), "n-th statement", _statements("mail to send", "line cut after")
    ),
    "a write whose answer is lost counts as done": Mutant(
        unknown_is(True), "n-th statement", _statements("mail to send", "line cut before")
    ),
    "what the server refuses is passed over": Mutant(
        refusal_passed_over, "n-th statement", _statements("mail to send", "disk full")
    ),
    "mails are written after what names them": Mutant(
        mails_after_the_commit, "n-th statement", _statements("mail to send", "cancelled")
    ),
    "a write does not prove its lease": Mutant(lease_not_proved, "two daemons", (stood_still,)),
    "everybody gets the lease": Mutant(lease_everybodys, "two daemons", (several_at_once,)),
    **dict(
        map(
            _as_on_files,
            (
                "a mail is moved before its effects",
                "a mail that was seen has its effects again",
                "an outcome is recorded before the attempt",
                "an attempt is not written down",
                "a mail that was being sent is forgotten",
            ),
        )
    ),
}


def hunt(name: str, place: Place) -> tuple[int, str] | None:
    """After how many rounds it was found, and by which violation; None: it was not."""
    one = MUTANTS[name]
    wrong.ready(one.run, place)
    return wrong.search(one.patches(), [partial(round_, place) for round_ in one.rounds])
