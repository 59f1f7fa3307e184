"""Several daemons on one store have to go by the same rules: whoever goes by others is told of.

Which of them decides of a mail, or is the next to work, nobody chooses.  With another list of people, other
rules or texts, or another hotlined, the same mail would come to another end on another machine.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from hotlined.app import audit
from hotlined.app.ports import Clock, Peer, Permanent, Roll, Temporary

LOOK: Final = 60.0  # seconds between two looks; a roll forgets whoever has said nothing for three


@dataclass(slots=True)
class Peers:
    """Says at each look by what this daemon works, and which of the others does otherwise.

    `ours` is called in a thread.  The log tells a difference at once, and its end; `trouble` only what has
    lasted for `after` seconds: an update goes from one machine to the next.
    """

    roll: Roll
    clock: Clock
    ours: Callable[[], Mapping[str, str]]
    after: float = 600.0
    unlike: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by the other's name, what differs
    _since: float | None = None
    _failed: str = ""

    async def run(self) -> None:
        """For ever; leaves the roll when cancelled."""
        try:
            while True:
                try:
                    await self.look()
                    self._failed = ""
                except (Temporary, Permanent) as error:
                    if str(error) != self._failed:
                        self._failed = str(error)
                        audit.apart(error)
                except Exception as error:
                    audit.bug("peers", error, "look")
                await self.clock.sleep(LOOK)
        finally:
            await asyncio.shield(asyncio.to_thread(self.roll.leave))

    async def look(self) -> None:
        """One look; raises Temporary, Permanent."""
        ours = await asyncio.to_thread(self.ours)
        others = await asyncio.to_thread(self.roll.answer, ours)
        found = {one.name: names for one in others if (names := _differ(ours, one))}
        for name, names in found.items():
            if self.unlike.get(name) != names:
                audit.unlike(name, names)
        for name in self.unlike.keys() - found.keys():
            audit.alike(name)
        self.unlike = found
        self._since = (self.clock.monotonic() if self._since is None else self._since) if found else None

    def trouble(self) -> str:
        """A sentence on what has lasted too long; "" while all is well."""
        if self._since is None or self.clock.monotonic() - self._since < self.after:
            return ""
        names = dict.fromkeys(name for names in self.unlike.values() for name in names)
        return f"the machines on the database do not have the same: {', '.join(names)}."


def _differ(ours: Mapping[str, str], other: Peer) -> tuple[str, ...]:
    names = dict.fromkeys((*ours, *other.parts))
    return tuple(name for name in names if ours.get(name) != other.parts.get(name))
