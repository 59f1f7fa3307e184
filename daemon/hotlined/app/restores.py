"""After a restore nothing leaves but alarms to analysts, until a person has looked at the outbox (P2).

What happened after the backup was taken is not in the record.  So each mail that waits in it, and each one
that falls due anew, may have left already; only a person, with the mailboxes and the mail server's log, can
tell.  All of it follows from the record (`domain.cases.restore`), so that a restart changes nothing.
"""

from dataclasses import dataclass, field

from hotlined.app.docket import Docket
from hotlined.domain.cases.restore import NONE, Restore, joined, waits
from hotlined.domain.cases.state import Case
from hotlined.domain.mail.outgoing import OutboxRow


@dataclass(slots=True)
class Restores:
    """The last restore, out of the desks that tell of one."""

    docket: Docket
    last: Restore = field(default_factory=Restore)

    async def resume(self) -> None:
        """Read what the record has of restores; case numbers go on above what they say."""
        for stream in self.docket.store.find("restore", "seen"):
            self.learn(await self.docket.case(stream))

    def learn(self, case: Case) -> bool:
        """A stream has changed: whether it says that mails need not wait any more."""
        if case.restore == NONE:
            return False
        before, self.last = self.last, joined(self.last, case.restore)
        for year, number in case.restore.serials:
            self.docket.floors[year] = max(number, self.docket.floors.get(year, 0))
        return before.since is not None and self.last.since is None

    def holds(self, row: OutboxRow) -> bool:
        """Whether a mail has to wait: it may have left before, or follow from what we do not know."""
        return waits(row, self.last)
