"""The newest server that this machine has met, in a file: one that was replaced may come back.

A machine that had failed starts its database again, as it was before the standby took over, and that takes
writes.  Whoever named both would find either of them, and work now on one record, now on the other.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hotlined.adapters.postgres.servers import is_successor
from hotlined.app.ports import Temporary

NAME: Final = "server"
_OLD: Final = (
    "the database that answers is an old one (timeline {}; another took over from it, timeline {}): stop it,"
    " or let it follow the new one; if it is meant to count, delete {} on each machine"
)


@dataclass(frozen=True, slots=True)
class Newest:
    """The file; `notes`: what is newer is written into it, which is the daemon's part."""

    file: Path
    notes: bool

    def refuse_older(self, server: str) -> None:
        """Raise Temporary where this one was replaced by one that is known here."""
        known = self._known()
        if server == known:
            return
        if is_successor(server, known) and _timeline(server) < _timeline(known):
            raise Temporary(_OLD.format(_timeline(server), _timeline(known), self.file))
        if self.notes:
            with suppress(OSError):  # it is known as long as nobody takes it away
                made = self.file.with_name(f"{self.file.name}.tmp")
                made.write_text(f"{server}\n", "ascii")
                os.replace(made, self.file)

    def _known(self) -> str:
        """ "" where none is."""
        with suppress(OSError, UnicodeDecodeError):
            return self.file.read_text("ascii").strip()
        return ""


def _timeline(server: str) -> int:
    """Of a server's name; 0 where it has none."""
    with suppress(ValueError):
        return int(server.rpartition("/")[2], 16)
    return 0
