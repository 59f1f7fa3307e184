"""The newest server that this machine has met, in a file: one that was replaced may come back.

A machine that had failed starts its database again, as it was before the standby took over, and that takes
writes.  Whoever named both would find either of them, and work now on one record, now on the other.

A second line names the server on which no standby had to confirm, when it was met last.  A standby that was
away then, and takes over, has a row that still says that one had to.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hotlined.adapters.postgres.servers import is_successor
from hotlined.app.ports import Temporary
from hotlined.durable import fsync_folder, give

NAME: Final = "server"
_OLD: Final = (
    "the database that answers is an old one (timeline {}; another took over from it, timeline {}): stop it,"
    " or let it follow the new one; if it is meant to count, delete {} on each machine"
)
_UNREADABLE: Final = "{} cannot be read ({}): it says whether the database that answers is an old one"


@dataclass(frozen=True, slots=True)
class Newest:
    """The file; `notes`: what is newer is written into it, which is the daemon's part."""

    file: Path
    notes: bool

    def refuse_older(self, server: str) -> None:
        """Raise Temporary where this one was replaced by one that is known here, or nobody can say."""
        known, alone = self._known()
        if server == known:
            return
        if is_successor(server, known) and _timeline(server) < _timeline(known):
            raise Temporary(_OLD.format(_timeline(server), _timeline(known), self.file))
        self._note(server, alone)

    def met(self, server: str, *, alone: bool) -> None:
        """Note whether nobody has to confirm what is written there, where the lease is one of it."""
        found = server, server if alone else ""
        with suppress(Temporary):  # whoever takes the next lease is told
            if self._known() != found:
                self._note(*found)

    def was_alone(self, server: str) -> bool:
        """Whether nobody had to confirm there; raises Temporary where it cannot be said."""
        return self._known()[1] == server

    def _note(self, *lines: str) -> None:
        """It lasts: what ends all machines at once is what the old server starts again after."""
        if not self.notes:
            return
        made = self.file.with_name(f"{self.file.name}.tmp")
        with suppress(OSError):  # the next look tries it again
            with made.open("w", encoding="ascii") as file:
                file.writelines(f"{line}\n" for line in lines if line)
                file.flush()
                os.fsync(file.fileno())
            give(self.file.parent, made)
            os.replace(made, self.file)
            fsync_folder(self.file.parent)

    def _known(self) -> tuple[str, str]:
        """The newest, and the one alone; "" where none is; raises Temporary where that cannot be said."""
        try:
            newest, alone, *_ = [*self.file.read_text("ascii", "replace").splitlines(), "", ""]
            return newest, alone
        except FileNotFoundError:
            return "", ""
        except OSError as error:
            raise Temporary(_UNREADABLE.format(self.file, error.strerror)) from None


def _timeline(server: str) -> int:
    """Of a server's name; 0 where it has none."""
    with suppress(ValueError):
        return int(server.rpartition("/")[2], 16)
    return 0
