"""The bench's stage: real Dovecot, GnuPG and SMTP sink, people who write, the daemon as a process of its own.

`workers` are the processor cores that daemon and gpg may use (sched_setaffinity); servers may use all.
"""

import os
import shutil
import smtplib
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Self

from benchmarks.sink import SinkProcess, Taken
from hotlined.demo.stage import AGREEMENT, BOXES, PASSWORD, PEOPLE, Stage, write
from tests.support.dovecot import Dovecot

MANY = 100_000  # mails an hour: no storm brake goes on
TERMS = {
    "ntd_delay": "24h", "storm_brake": MANY, "storm_brake_recipient": MANY, "storm_brake_notices": MANY,
}  # fmt: skip
FORM = """URL: https://files.example.net/item-{n}
IP address: 192.0.2.10
Hosting provider: Example Provider
Description of the type of the content: item 1
Offender identifiable: not sure
Victim identifiable: no
"""
PATIENCE = 120.0  # seconds without any progress


@dataclass(slots=True)
class BenchStage(Stage):
    """A site on real servers; a context manager."""

    agreement: dict[str, object] = field(default_factory=lambda: dict(TERMS))
    workers: int = 0  # cores of the daemon; 0: all
    dovecot: Dovecot = field(init=False)
    sink: SinkProcess = field(init=False)
    imap_port: int = field(init=False, default=0)
    smtp_port: int = field(init=False, default=0)
    _servers: ExitStack = field(init=False, default_factory=ExitStack)

    def __enter__(self) -> Self:
        self.home = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
        self.folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            self.dovecot = stack.enter_context(Dovecot(dict.fromkeys(BOXES.values(), PASSWORD)))
            for user in BOXES.values():
                self.dovecot.messages(user)  # made at its first use, and two uses at once do not go well
            self.sink = stack.enter_context(SinkProcess(self.folder))
            self._servers = stack.pop_all()
        self.host = self  # type: ignore[assignment]  # two ports and stop() are all that is used
        self.imap_port, self.smtp_port = self.dovecot.imap_port, self.sink.port
        self._people()
        self._site()
        write(self.home / "site" / "rules" / "calendar.yaml", {"working_hours": {}})
        return self

    def stop(self, *args: object, **more: object) -> int | None:
        """The daemon, and the second time the servers."""
        if self.daemon is None:
            self._servers.close()
            return None
        return Stage.stop(self, *args, **more)  # type: ignore[arg-type]

    def agree(self, **terms: object) -> None:
        """The agreement with these terms besides, from the next start on."""
        path = self.home / "site" / "rules" / "agreement.yaml"
        write(path, {**AGREEMENT, **self.agreement, **terms})

    @property
    def store(self) -> Path:
        """The root of the store."""
        return self.home / "site" / "store"

    def begin(self) -> float:
        """Start the daemon and wait until it says that it runs; the seconds that it took."""
        log = self.folder / "daemon.log"
        log.unlink(missing_ok=True)
        began = time.monotonic()
        ours = os.sched_getaffinity(0)
        if self.workers:  # a child has what its parent has when it begins
            os.sched_setaffinity(0, sorted(ours)[: self.workers])
        self.start()
        os.sched_setaffinity(0, ours)
        assert self.daemon is not None  # noqa: S101
        while b"hotlined is running" not in log.read_bytes():
            if self.daemon.poll() is not None or time.monotonic() > began + 20 * PATIENCE:
                raise RuntimeError(log.read_text(encoding="utf-8"))
            time.sleep(0.01)
        return time.monotonic() - began

    def anew(self) -> None:
        """Forget all mail and the store; the daemon must have been stopped."""
        shutil.rmtree(self.store, ignore_errors=True)
        for home in (self.dovecot.base / "mail").iterdir():
            shutil.rmtree(home)
        for user in BOXES.values():
            self.dovecot.messages(user)

    def resident(self, what: str = "VmHWM") -> float:
        """Memory of the daemon's process in MiB: the most so far, or "VmRSS", now."""
        assert self.daemon is not None  # noqa: S101
        status = Path(f"/proc/{self.daemon.pid}/status").read_text(encoding="ascii")
        return int(next(line.split()[1] for line in status.splitlines() if line.startswith(what))) / 1024

    def processor(self) -> float:
        """Seconds of processor time so far: the daemon, each gpg that has ended, and the process that reads
        mails; without gpg-agent."""
        assert self.daemon is not None  # noqa: S101
        ticks = sum(_ticks(self.daemon.pid))
        for thread in Path(f"/proc/{self.daemon.pid}/task").iterdir():
            with suppress(OSError):  # a thread, or a gpg, that has just ended
                ticks += sum(
                    sum(_ticks(int(child))[:2]) for child in (thread / "children").read_text().split()
                )
        return ticks / os.sysconf("SC_CLK_TCK")

    # --- mails ---------------------------------------------------------------------------------

    def assessment(self, n: int, *, tags: str = "[ILLEGAL] [HOST:EE]") -> bytes:
        """An analyst's signed and encrypted mail about item n."""
        ann, box = self.people["analyst"], BOXES["intake"]
        visible = (("From", ann.address), ("To", box), ("Subject", tags), *identity())
        return ann.compose(visible, FORM.format(n=n), sign=True, encrypt_to=(self.hotline_key,))

    def officer(self, report: str, text: str, *, sealed: bool = True) -> bytes:
        """A mail of the LEA in the thread of a report (Message-ID); signed and encrypted, or neither."""
        lea, box = self.people["lea"], BOXES["lea"]
        visible = (("From", lea.address), ("To", box), ("Subject", "Re: report"), *identity())
        visible = (*visible, ("In-Reply-To", report))
        keys = (self.hotline_key,) if sealed else ()
        return lea.compose(visible, text, sign=sealed, encrypt_to=keys)

    def deliver(self, box: str, mails: Sequence[bytes]) -> None:
        """Hand finished mails of people to Dovecot, over one connection."""
        sender = PEOPLE["lea" if box == "lea" else "analyst"]
        with smtplib.LMTP("127.0.0.1", self.dovecot.lmtp_port, local_hostname="localhost") as lmtp:
            for raw in mails:
                lmtp.sendmail(sender, [BOXES[box]], raw)

    def waiting(self, box: str) -> int:
        """Mails that lie in an INBOX, seen on the disk."""
        home = self.dovecot.base / "mail" / BOXES[box] / "Maildir"
        return sum(len(os.listdir(home / part)) for part in ("new", "cur") if (home / part).is_dir())

    def filed(self, box: str, seconds: float = PATIENCE) -> float:
        """Wait until an INBOX is empty; seconds a mail, from when the first ones were filed to the last."""
        left = all_there = self.waiting(box)
        since = began = time.monotonic()
        behind = 0  # how many were left once the first ones were filed
        while left:
            time.sleep(0.002)
            now = self.waiting(box)
            if now != left:
                left, since = now, time.monotonic()
                if not behind:
                    behind, began = left, since
            elif time.monotonic() > since + seconds:
                raise TimeoutError(f"{left} mails stay in {box}")
        return (since - began) / (behind or all_there)

    def to(self, person: str) -> list[Taken]:
        """What a person was sent so far."""
        return [one for one in list(self.sink.taken) if one.recipient == PEOPLE[person]]

    @property
    def reports(self) -> list[float]:
        """When the LEA's server had each mail for the unit."""
        return [one.at for one in self.to("lea")]


def _ticks(process: int) -> tuple[int, ...]:
    """utime, stime and the same of its children that have ended (proc_pid_stat(5))."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
    return tuple(map(int, fields[11:15]))


def identity() -> tuple[tuple[str, str], ...]:
    """Date and Message-ID of a new mail."""
    return (("Date", formatdate()), ("Message-ID", make_msgid(domain="people.example")))


def commit_of(root: Path) -> str:
    """The revision of the sources, or "unknown"."""
    found = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return found.stdout.strip() or "unknown"
