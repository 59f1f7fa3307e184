"""An SMTP sink in a process of its own: takes every mail and tells, one JSON line each, when it had it whole.

The daemon's counterpart must not share its interpreter, or a ratio would measure the sink.  Times are of
CLOCK_MONOTONIC, which all processes of a machine share.
"""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Self

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.sink import Sink


@dataclass(frozen=True, slots=True)
class Taken:
    """One mail that was accepted; `at` in seconds of the monotonic clock, `size` in bytes."""

    at: float
    recipient: str
    message_id: str
    answers: str  # the Message-ID in In-Reply-To, or ""
    auto: str
    size: int


class _Teller(Sink):
    """Says on standard output what it has taken; keeps the last mail to each recipient in a folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._seen: set[str] = set()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        at = time.monotonic()
        raw = bytes(envelope.original_content or b"")
        head = BytesHeaderParser().parsebytes(raw[: raw.find(b"\r\n\r\n") + 4])
        to = envelope.rcpt_tos[0]
        taken = {
            "at": at, "recipient": to, "message_id": str(head["Message-ID"]), "size": len(raw),
            "answers": str(head["In-Reply-To"] or ""), "auto": str(head["Auto-Submitted"] or ""),
        }  # fmt: skip
        if to not in self._seen:
            self._seen.add(to)
            (self._folder / f"{to}.eml").write_bytes(raw)
        sys.stdout.write(json.dumps(taken) + "\n")
        sys.stdout.flush()
        return "250 2.0.0 taken"


@dataclass(slots=True)
class SinkProcess:
    """The sink as a child; a context manager.  `taken` grows while it runs; `folder` has one mail for each
    recipient."""

    folder: Path
    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    _child: "subprocess.Popen[str] | None" = None
    _news: threading.Condition = field(default_factory=threading.Condition)

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "benchmarks.sink", str(self.folder)]
        self._child = subprocess.Popen(  # noqa: S603 - our own program
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._child.stdout is not None  # noqa: S101
        self.port = int(self._child.stdout.readline())
        threading.Thread(target=self._read, daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        if self._child is not None and self._child.stdin is not None:
            self._child.stdin.close()
            self._child.wait(10)

    def _read(self) -> None:
        assert self._child is not None  # noqa: S101
        assert self._child.stdout is not None  # noqa: S101
        for line in self._child.stdout:
            with self._news:
                self.taken.append(Taken(**json.loads(line)))
                self._news.notify_all()

    def wait(self, true: Callable[[list[Taken]], bool], seconds: float) -> list[Taken]:
        """All mails so far, once they are as they must be; raises TimeoutError when none comes any more."""
        with self._news:
            while not true(self.taken):
                if not self._news.wait(seconds):
                    raise TimeoutError(f"no mail for {seconds:.0f} seconds; {len(self.taken)} came in all")
            return list(self.taken)


def main() -> None:
    """Serve until standard input ends."""
    with _Teller(Path(sys.argv[1])) as sink:
        print(sink.port, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
