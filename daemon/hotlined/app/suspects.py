"""Mails at which the server may break off, as at a file that it cannot read: they hold up no other mail.

Dovecot ends the connection there, Gmail refuses the whole batch, and neither says at which mail.  So all
mails of a batch that failed twice come last, each alone, the one that failed most often at the end.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from hotlined.app import audit
from hotlined.app.fetching import fetch
from hotlined.app.ports import Fetched, Found, Mailbox, Permanent, Temporary

TWICE: Final = 2  # a line may break once


@dataclass(slots=True)
class Suspects:
    """The mails of one mailbox that were asked for in vain, and how often in a row."""

    mailbox: Mailbox
    _failed: dict[Found, int] = field(default_factory=dict)

    def __contains__(self, found: Found) -> bool:
        """Whether it has to come last, and alone."""
        return self._failed.get(found, 0) >= TWICE

    def failures(self, found: Found) -> int:
        """How often it was asked for in vain."""
        return self._failed.get(found, 0)

    async def fetch(self, found: Sequence[Found]) -> list[Fetched]:
        """As `fetching.fetch`, noting what was asked for in vain; raises as the mailbox does."""
        try:
            fetched = await fetch(self.mailbox, found)
        except (Temporary, Permanent):
            for one in found:
                self._blame(one, alone=len(found) == 1)
            raise
        self.acquit(found)
        return fetched

    def acquit(self, found: Iterable[Found]) -> None:
        """These are given, or gone."""
        for one in found:
            self._failed.pop(one, None)

    def gone(self, folder: str, there: Iterable[Found]) -> None:
        """Forget what does not lie in this folder any more."""
        self.acquit({one for one in self._failed if one.folder == folder} - {*there})

    def _blame(self, found: Found, *, alone: bool) -> None:
        self._failed[found] = self._failed.get(found, 0) + 1
        if alone and self._failed[found] == 2 * TWICE:  # told once
            audit.withheld(self.mailbox.name, found.folder, found.uid)
