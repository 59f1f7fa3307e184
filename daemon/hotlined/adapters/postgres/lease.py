"""The lease: of several daemons on one database one works, the others stand by (threats A14, D5).

A lease is a row with an end and an epoch.  The database's clock says whether it is over; whoever takes it
raises the epoch, so that everything the daemon before may still try is told by its number:

- its commits, which hold the row as it was until they are done (`hold`); a lease is taken with a lock that
  waits for them, and renewed with one that does not;
- its mails: before each, the lease is renewed (`confirm`), and directly before the final dot it is looked
  whether it lasts still, by a clock that also runs while the process or the machine sleeps.

What the daemon believes ends before what the database believes: it counts from before it asked.

Whoever has the lease counts the times of notices by its machine's clock.  So that clock is compared with the
database's, which all daemons share, when the lease is taken, whenever it is renewed, and in each write; where
they disagree by more than the way there and back explains, the lease is not taken, or given up.

A database that was put back to an earlier moment, out of a dump or a snapshot, may have this very turn in it,
and lacks what the daemon knows.  The lease is over all the same: its row has gone back, too.

A lease is of one server.  Where another answers, such as a standby that was promoted, it is over: what the
daemon knows may not be in the database any more.  Whoever takes it there is told so (`moved`), unless what
was written before it ended lasts: a standby had to confirm it, or the lease was given back in order, last of
all.
"""

import os
import socket
from collections.abc import Callable
from threading import RLock
from typing import Final, LiteralString

import psycopg
from psycopg import Cursor, errors

from hotlined.adapters.postgres import lease_row
from hotlined.adapters.postgres.clocks import OURS, Clocks
from hotlined.adapters.postgres.cutting import ended_after
from hotlined.adapters.postgres.database import Database, Session
from hotlined.adapters.postgres.holders import BESIDE, CHANNEL, SITE, Held, ended, held
from hotlined.adapters.postgres.newest import Newest
from hotlined.adapters.postgres.servers import OTHER, UNSYNCED, is_successor, refuse_waiting
from hotlined.adapters.postgres.stream import Row
from hotlined.app.lease import ClockOff
from hotlined.app.ports import Permanent, Temporary

# A daemon that is killed is to be replaced within the lease, starting included: the row's end comes earlier.
_PART: Final = 0.75
_RENEWALS: Final = 6  # in this time
_PATIENCE: Final = 10.0  # seconds at most for one renewal
# Seconds that the clocks may differ for the lease to be taken, and to be kept; both below what is taken for a
# clock that was set, and apart, so that one that drifts does not hand the lease to and fro.
_TO_TAKE: Final = 30.0
_TO_KEEP: Final = 60.0
_ANOTHERS: Final = "another hotlined has taken over, or the database was put back as it was before"


def new_holder() -> str:
    """A name for one run of a daemon: host, process, and a part of chance."""
    return f"{socket.gethostname()} pid {os.getpid()} {os.urandom(4).hex()}"


class Lease:
    """One daemon's side of the lease; thread-safe.  `seconds`: within which a killed daemon is replaced.

    `alone`: whoever takes it learns nothing of what others write, so nobody works beside it from then on.
    `newest`: what keeps it from being taken on a server that was replaced.  `taken` is told of each time.
    """

    def __init__(
        self,
        database: Database,
        seconds: float,
        *,
        holder: str,
        name: str = SITE,
        alone: bool = False,
        newest: Newest | None = None,
        taken: Callable[[], None] = lambda: None,
        clocks: Clocks = OURS,
    ) -> None:
        self.seconds = seconds * _PART
        self.every = self.seconds / _RENEWALS
        self.holder = holder
        self._name = name
        self._alone = alone
        self._newest = newest
        self._was_taken = taken
        self._clocks = clocks
        self._session = Session(database, "hotlined lease")
        self._patience = min(self.seconds / 3, _PATIENCE)
        self._mutex = RLock()
        self._epoch: int | None = None
        self._server = ""
        self._lost = ""  # why it is ours no more, whatever another look may say
        self.moved = False
        self._until = float("-inf")
        self._ends = 0.0  # until when it is ours by its row, as last seen

    # --- standing by -----------------------------------------------------------------------------

    def take(self) -> Held | None:
        """Take the lease if it is nobody's: None when it is ours now, else who has it.

        Raises ClockOff, whoever has it; Temporary, Permanent where the database cannot be asked.
        """
        with self._mutex, self._session.refusals():
            connection = self._session.alive()
            asked = self._clocks.boot()
            with ended_after(self._patience, connection):
                before = self._clocks.wall()
                (told,) = connection.execute(lease_row.ASK).fetchone() or (before,)
                self._compare(before, told, _TO_TAKE)
                try:
                    with connection.transaction(), connection.cursor() as cursor:
                        found = self._taken(cursor)
                except errors.LockNotAvailable:  # somebody is writing under it
                    refuse_waiting(connection)
                    now = held(connection, self._name)
                    return Held(now.holder or "somebody who is writing", self.every, now.ready)
            if isinstance(found, Held):
                return found
            (self._epoch, self._ends), self._lost = found, ""
            self._until = asked + self.seconds
            self._was_taken()
            return None

    def _taken(self, cursor: "Cursor[Row]") -> Held | tuple[int, float]:
        """Our epoch, and until when it is ours by its row; or who has the lease."""
        cursor.execute("SET LOCAL lock_timeout = '1s'")
        cursor.execute(
            "INSERT INTO leases (name, epoch, holder, until) VALUES (%s, 0, '', 'epoch')"
            " ON CONFLICT DO NOTHING",
            [self._name],
        )
        # FOR UPDATE waits for commits under its epoch, which hold the row FOR KEY SHARE.
        cursor.execute(lease_row.ROW, {"name": self._name, "beside": BESIDE})
        found = cursor.fetchone() or ("", 0.0, False, "", False, "", True, False)
        holder, left, ready, before, lasting, here, syncs, beside = found
        if not syncs:
            raise Permanent(UNSYNCED)
        lasts = lasting and is_successor(here, before)
        if self._newest is not None:
            self._newest.refuse_older(here)
            lasts = lasts and not self._newest.was_alone(before)
            if before == here:
                self._newest.met(here, alone=not lasting)
        if holder not in ("", self.holder) and left > 0:  # ours: its answer was lost on the way
            return Held(holder, left, ready)
        in_order = not holder and not beside
        self._server, self.moved = here, before not in ("", here) and not in_order and not lasts
        values = {"name": self._name, "holder": self.holder, "seconds": self.seconds, "moved": self.moved}
        cursor.execute(lease_row.TAKE, {**values, "server": before if self.moved else here})
        epoch, until = cursor.fetchone() or (0, 0.0)
        ended(cursor, holder)
        if self._alone:  # waits for their commits, too
            cursor.execute("DELETE FROM leases WHERE starts_with(name, %s) RETURNING holder", [BESIDE])
            for (beside,) in cursor.fetchall():
                ended(cursor, beside)
        return int(epoch), float(until)

    # --- having it -------------------------------------------------------------------------------

    def left(self) -> float:
        """For how many seconds it surely is ours still."""
        return float("-inf") if self._lost else self._until - self._clocks.boot()

    def holds(self) -> bool:
        """Whether it surely is ours for some time still; asks nobody, at any moment."""
        return self.left() > self.every

    def renew(self) -> None:
        """Let it last longer; raises Temporary where it is another's by now, or nobody can say.

        Raises ClockOff where our clock is wrong: it is ours no more then.
        """
        with self._mutex, self._session.refusals():
            if self._lost:
                raise Temporary(self._lost)
            asked, before = self._clocks.boot(), self._clocks.wall()
            _, cursor = self._session.begun(lease_row.RENEW, self._values(), patience=self._patience)
            done = cursor.fetchone()
            if done is None:
                raise self._over(_ANOTHERS)
            self._ends = float(done[4])
            self._refuse_other(done[1])
            if not done[2]:
                self._until = float("-inf")
                raise Temporary(UNSYNCED)
            self._compare(before, done[0], _TO_KEEP)
            self._until = asked + self.seconds
            if self._newest is not None and not self.moved:
                self._newest.met(self._server, alone=not done[3])

    def _refuse_other(self, server: str) -> None:
        """Raise Temporary where it is not the server on which the lease was taken."""
        if server != self._server:
            raise self._over(OTHER)

    def _over(self, why: str) -> Temporary:
        """It is lost for good: a session that is on the right server still does not bring it back."""
        self._lost = why
        return Temporary(why)

    def _values(self) -> dict[str, object]:
        known = self._ends - _TO_KEEP  # the database's clock may be set, too
        ours = {"name": self._name, "epoch": self._epoch, "holder": self.holder, "known": known}
        return {**ours, "server": self._server, "seconds": self.seconds}

    def arrived(self) -> None:
        """What may be missing on this server was seen to; raises Temporary where the lease is another's."""
        with self._mutex, self._session.refusals():
            connection = self._session.alive()
            with ended_after(self._patience, connection):
                done = connection.execute(lease_row.ARRIVED, self._values())
            if done.rowcount != 1:
                raise Temporary(_ANOTHERS)
            self.moved = False

    def open_to_others(self) -> None:
        """From now on others may work beside us; raises Temporary where it is another's by now."""
        with self._mutex, self._session.refusals():
            connection = self._session.alive()
            with ended_after(self._patience, connection), connection.transaction():
                done = connection.execute(lease_row.OPEN, self._values())
                connection.execute("SELECT pg_notify(%s, '')", [CHANNEL])
            if done.rowcount != 1:
                raise Temporary(_ANOTHERS)

    def _compare(self, before: float, told: float, bound: float) -> None:
        """The database's clock with ours, as it was before it was asked and as it is now; raises ClockOff."""
        if why := self._clocks.differ(before, told, bound):
            self._until = float("-inf")
            raise ClockOff(why)

    def confirm(self) -> bool:
        """Whether the database says that it is ours, for some time still; asked before anything leaves."""
        try:
            self.renew()
        except (Temporary, Permanent):
            return False
        return self.holds()

    def last_look(self) -> float:
        """For how many seconds it is ours, as the database says now; asked before a mail's final dot.

        A machine that is paused from outside, as for a snapshot, has no clock that goes on meanwhile.
        """
        asked = self._clocks.boot()
        try:
            with self._mutex, self._session.refusals():
                _, cursor = self._session.begun(lease_row.LEFT, self._values(), patience=self._patience)
                (left,) = cursor.fetchone() or (float("-inf"),)
        except (Temporary, Permanent):
            return float("-inf")
        return min(self.left(), float(left) - (self._clocks.boot() - asked))

    def hold(self, cursor: "Cursor[Row]") -> None:
        """Within a write: nobody takes the lease until it is done; Temporary where somebody has.

        Raises ClockOff where our clock is wrong: the times of what is written would be.
        """
        before = self._clocks.wall()
        self._compare(before, self._told(cursor, lease_row.HOLD), _TO_KEEP)

    def look(self, cursor: "Cursor[Row]") -> None:
        """As `hold`, for a moment; it writes nothing, and so waits for no standby."""
        self._told(cursor, lease_row.LOOK)

    def _told(self, cursor: "Cursor[Row]", query: LiteralString) -> float:
        """The database's clock, where it says that the lease is ours; raises Temporary, psycopg.Error."""
        found = cursor.execute(query, self._values()).fetchone()
        if found is None:
            raise self._over(_ANOTHERS)
        self._refuse_other(found[1])
        return float(found[0])

    def give_back(self) -> None:
        """Let another take it at once; what fails is left to the end of the lease."""
        with self._mutex:
            values, self._epoch, self._until = self._values(), None, float("-inf")
            try:
                if values["epoch"] is not None:
                    connection = self._session.alive()
                    with ended_after(self._patience, connection), connection.transaction():
                        # A name of one beside never comes again.
                        given = lease_row.GONE if self._name.startswith(BESIDE) else lease_row.GIVEN_BACK
                        connection.execute(given, values)
                        connection.execute("SELECT pg_notify(%s, '')", [CHANNEL])
            except (psycopg.Error, Temporary, OSError):
                pass
            finally:
                self._session.drop()
