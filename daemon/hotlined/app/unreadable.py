"""What goes on by itself, and cannot for a stream or keys that do not read: analysts are told, once.

The log says it at each turn.  But who waits for an invitation, a digest or statistics sees nothing of it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from hotlined.app import audit
from hotlined.app.desk_alarm import desk_alarm
from hotlined.app.docket import MEND, Docket
from hotlined.app.ports import Permanent
from hotlined.app.waiting import look_for_ever

MEND_GNUPG = "Tell the administrator: `hotlined check` says what is wrong with GnuPG."


async def look_and_tell(
    look: Callable[[], Awaitable[object]],
    docket: Docket,
    seconds: float,
    *,
    place: str,
    what: str,
    wake: asyncio.Event | None = None,
) -> None:
    """`look_for_ever`, by the clock of `docket`; analysts are told of a stream that does not read."""
    unreadable = Unreadable(docket, place)

    async def looked() -> None:
        try:
            await look()
        except Permanent as error:
            await unreadable.met(error)
        else:
            unreadable.well()

    await look_for_ever(looked, docket.clock, seconds, place=place, what=what, wake=wake)


class KeysUnseen(Permanent):
    """GnuPG does not show the pinned keys: nothing is wrong with the record."""


@dataclass(slots=True)
class Unreadable:
    """Of one loop; `place` is its name in the log."""

    docket: Docket
    place: str
    _told: bool = False

    def well(self) -> None:
        """It goes on: the next time they are told again."""
        self._told = False

    async def met(self, error: Permanent) -> None:
        """Log it, and tell; never raises, since the disk may refuse that as well."""
        audit.unread(self.place, error)
        if self._told:
            return
        sentence = f"What is due in {self.place} cannot be done: {error}."
        what, todo = ("key", MEND_GNUPG) if isinstance(error, KeysUnseen) else ("unread", MEND)
        try:
            await desk_alarm(self.docket, what, sentence, todo)
            self._told = True
        except Exception as fault:  # told with the next try
            audit.bug(self.place, fault, "unread")
