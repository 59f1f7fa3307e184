"""What makes us stumble again and again: at the third time the analysts are told, once (P11).

A mail that comes in and does so is quarantined (`stumbles`).  What is due, and a mail that is to leave,
can go nowhere: it is tried again for ever, and nobody would know.
"""

from dataclasses import dataclass, field
from typing import Final

from hotlined.app import audit
from hotlined.app.desk_alarm import desk_alarm
from hotlined.app.docket import Docket
from hotlined.domain.values.folders import STRIKES

TODO: Final = (
    "Look at the case and do by hand what cannot wait. Tell the administrator: the log says where, in a line"
    " that begins with bug."
)
MORE: Final = "More of what is due makes hotlined stumble, and of that no further alarm comes."
LOOK: Final = (
    "The administrator looks for lines that begin with bug in the log: each names its case. Look at these"
    " cases and do by hand what cannot wait."
)
MOST: Final = 5  # told of each by itself: one fault may be in hundreds of cases, and other alarms come after


@dataclass(slots=True)
class Strikes:
    """How often each thing has failed in a row, by any name of it; `where` is ours in the log."""

    docket: Docket
    where: str
    _counted: dict[str, int] = field(default_factory=dict)
    _told: set[str] = field(default_factory=set)

    def over(self, name: str) -> None:
        """It was done, or is not to be done any more: the next time they are told again."""
        self._counted.pop(name, None)
        self._told.discard(name)

    @property
    def out(self) -> frozenset[str]:
        """What has failed three times, and has not been done since."""
        return frozenset(name for name, n in self._counted.items() if n >= STRIKES)

    async def struck(self, name: str, error: Exception, sentence: str) -> bool:
        """Log a bug, and tell at the third, if there is a sentence; whether it was that, or more.

        Of very many together.  Never raises, since the disk may refuse the alarm as well.
        """
        audit.bug(self.where, error, name)
        self._counted[name] = self._counted.get(name, 0) + 1
        is_out = self._counted[name] >= STRIKES
        if is_out and sentence and name not in self._told:
            told, todo = (sentence, TODO) if len(self._told) < MOST else (MORE, LOOK)
            try:
                if len(self._told) <= MOST:
                    await desk_alarm(self.docket, "bug", told, todo)
                self._told.add(name)
            except Exception as fault:  # told with the next try
                audit.bug(self.where, fault, name)
        return is_out
