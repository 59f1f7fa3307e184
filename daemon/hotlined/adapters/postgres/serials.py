"""Case numbers where several daemons open cases at the same time: each keeps one for the next case.

Without that all of them would want the same next number, and all but one would have to begin again.  A number
that is kept by a daemon that is gone goes to the next that needs one, so that none is left out for good.
"""

from collections.abc import Callable
from typing import Final

from hotlined.adapters.postgres.transactions import Transactions

# A number of ours that no case has, else one of somebody who is gone and that nobody takes just now.
_FREE: Final = """
SELECT serial FROM serials WHERE year = %(year)s AND serial > %(above)s
 AND NOT EXISTS (SELECT FROM streams WHERE streams.year = serials.year
                 AND streams.serial = serials.serial AND rev > 0)
 AND (holder = %(me)s OR NOT EXISTS
      (SELECT FROM leases WHERE leases.holder = serials.holder))
 ORDER BY holder <> %(me)s, serial LIMIT 1 FOR UPDATE SKIP LOCKED
"""
_NEXT: Final = """
SELECT 1 + greatest(%(above)s,
 (SELECT coalesce(max(serial), 0) FROM streams WHERE year = %(year)s AND rev > 0),
 (SELECT coalesce(max(serial), 0) FROM serials WHERE year = %(year)s))
"""


PassedOver = Callable[[int, int], bool]


class Serials:
    """The numbers that this daemon keeps; thread-safe.

    `passed_over` says which number of a year no case gets: a daemon that kept one would use the next, which
    may be another's.
    """

    def __init__(self, base: Transactions, holder: str, passed_over: PassedOver) -> None:
        self._base = base
        self._holder = holder
        self._passed_over = passed_over
        self._kept: dict[int, int] = {}

    def kept(self, year: int, above: int) -> int:
        """This daemon's next case number of that year, over `above`; raises Temporary, Permanent."""
        known = self._kept.get(year, 0)
        if known > above and not self._base.fetched(
            "SELECT FROM streams WHERE year = %s AND serial = %s AND rev > 0", [year, known]
        ):
            return known
        self._kept[year] = self._reserved(year, above)
        return self._kept[year]

    def _reserved(self, year: int, above: int) -> int:
        values = {"year": year, "me": self._holder, "above": above}
        with self._base.writing() as cursor:
            cursor.execute(_FREE, values)
            found = cursor.fetchone()
            if found is None:
                # One after the other: all see what the one before has kept.
                cursor.execute("LOCK TABLE serials IN SHARE ROW EXCLUSIVE MODE")
                cursor.execute(_NEXT, values)
                (serial,) = cursor.fetchone() or (1,)
                while self._passed_over(year, serial):
                    serial += 1
                found = (serial,)
            cursor.execute(
                "INSERT INTO serials (year, serial, holder) VALUES (%s, %s, %s)"
                " ON CONFLICT (year, serial) DO UPDATE SET holder = excluded.holder",
                [year, found[0], self._holder],
            )
            cursor.execute(
                "DELETE FROM serials USING streams WHERE streams.year = serials.year"
                " AND streams.serial = serials.serial AND rev > 0 AND holder = %s",
                [self._holder],
            )
            return int(found[0])
