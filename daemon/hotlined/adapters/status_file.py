"""The status file: one JSON object, replaced as a whole at each look, for whatever monitors the machine.

The file of metrics is written in the same way.

A reader sees the old one or the new one, never half.  One that is older than two minutes means that the
daemon hangs or is gone; after a clean stop it says `"running": false`.
"""

import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hotlined.app.crash_points import crash_point
from hotlined.app.ports import Temporary
from hotlined.durable import created


@dataclass(frozen=True, slots=True)
class StatusFile:
    """`status_file` of mailboxes.yaml; readable for everybody, since nothing of a report is in it."""

    path: Path
    key: str = "status_file"

    def write(self, status: Mapping[str, object]) -> None:
        """Replace the file; raises Temporary when the folder refuses."""
        self.replace(json.dumps(status, indent=2) + "\n")

    def replace(self, text: str) -> None:
        """The same with any text."""
        fresh = self.path.with_name(f".{self.path.name}.new")
        # Others may write to the folder, too: a link of theirs must not make us overwrite what is ours.
        try:
            fresh.unlink(missing_ok=True)
            with open(created(fresh), "w", encoding="utf-8") as file:
                os.fchmod(file.fileno(), 0o644)
                file.write(text)
            crash_point("status-written")
            os.replace(fresh, self.path)
            crash_point("status-shown")
        except OSError as error:
            raise Temporary(f"{self.key} cannot be written: {error.strerror}") from error

    def over(self) -> None:
        """What a turn has left that ended without a word says that it is over; raises Temporary."""
        with suppress(OSError, ValueError):
            told = json.loads(self.path.read_text("utf-8"))
            if isinstance(told, dict) and told.get("running"):
                self.write({**told, "running": False, "troubles": []})

    def gone(self) -> None:
        """There is no such file any more; raises Temporary."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise Temporary(f"{self.key} cannot be taken away: {error.strerror}") from error


def free_bytes(folder: Path, whose: str = "store") -> int:
    """What is left on a folder's disk for a user who is not root; raises Temporary."""
    try:
        return shutil.disk_usage(folder).free
    except OSError as error:
        raise Temporary(f"the {whose}'s disk does not answer: {error.strerror}") from error


def free_elsewhere(folder: Path, root: Path, whose: str) -> int | None:
    """The same where it is on another disk than `root`; else None, and while it is not there."""
    try:
        here = os.stat(folder).st_dev == os.stat(root).st_dev
    except OSError as error:
        here = isinstance(error, FileNotFoundError)
    return None if here else free_bytes(folder, whose)
