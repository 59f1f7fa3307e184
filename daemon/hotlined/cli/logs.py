"""The shape of the daemon's log on stderr: lines for people, or an object of JSON each.

Our own lines are those of `app.audit`; of a library's error only type and place are shown, since its text
may hold a URL, an address, a subject (P16).
"""

import json
import logging
import os
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, Literal

from hotlined.app.audit import place_of

Level = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
Shape = Literal["text", "json"]
STDERR: Final = 2
LINE: Final = "%(levelname)s %(name)s: %(message)s"
STAMP: Final = "%(asctime)s.%(msecs)03dZ "
PRIORITIES: Final = {"DEBUG": 7, "INFO": 6, "WARNING": 4, "ERROR": 3, "CRITICAL": 2}  # sd-daemon(3)


def log_to_stderr(level: Level, shape: Shape, *, journal: bool) -> None:
    """Our own lines at `level`, the libraries' warnings only; `journal`: journald reads them."""
    made = _Json() if shape == "json" else _Quiet(LINE if journal else STAMP + LINE)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Marked(made) if journal else made)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("hotlined").setLevel(level)


def is_journal(environ: Mapping[str, str], descriptor: int) -> bool:
    """Whether journald is at its other end, and not only at that of who started us (systemd.exec(5))."""
    try:
        found = os.fstat(descriptor)
    except OSError:
        return False
    return environ.get("JOURNAL_STREAM") == f"{found.st_dev}:{found.st_ino}"


def marked(level: str) -> str:
    """What journald takes for a line's priority when it stands in front of it (sd-daemon(3))."""
    return f"<{PRIORITIES.get(level, 6)}>"


class _Quiet(logging.Formatter):
    """Of an exception only its type and place."""

    def __init__(self, line: str) -> None:
        super().__init__(line, "%Y-%m-%dT%H:%M:%S")
        self.converter = time.gmtime

    def formatException(self, ei: object) -> str:
        error = ei[1] if isinstance(ei, tuple) and isinstance(ei[1], BaseException) else None
        return f"{type(error).__name__} at {place_of(error)}"


class _Json(_Quiet):
    """One object on one line: time, level, event, and the fields of the event; ASCII."""

    def __init__(self) -> None:
        super().__init__("%(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """A line of a library has its `logger` and `message` in place of an event."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        found: dict[str, object] = {"time": at, "level": record.levelname.lower()}
        event = getattr(record, "event", None)
        if event is None:
            found |= {"logger": record.name, "message": super().format(record)}
        else:
            found |= {"event": event, **getattr(record, "fields", {})}
            if sentence := getattr(record, "sentence", ""):
                found["message"] = sentence
        return json.dumps(found, default=str)


class _Marked(logging.Formatter):
    """With the priority in front of each line, which journald takes off again; it knows the time itself."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self._inner = inner

    def format(self, record: logging.LogRecord) -> str:
        """Each line is an entry of its own there."""
        mark = marked(record.levelname)
        return "\n".join(mark + line for line in self._inner.format(record).splitlines())
