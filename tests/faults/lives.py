"""The daemon's lives: started as a process of its own, killed by its pid, started again at once.

`python -m hotlined` takes two seconds of a core to load its modules and to read the shipped phrases, in which
a kill can hit nothing.  So most lives begin warm (tests/support/warm.py).  Every `COLD`th is a cold start.
Both ask the kernel to die with the process that started them, so that a stopped test leaves nothing behind.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from tests.faults.ledger import Ledger
from tests.support.warm import Command

COLD = 16
CRASHED = 137
READY = b"hotlined is running"
PATIENCE = 30.0  # seconds until a daemon is ready
_MORTAL = "import ctypes; ctypes.CDLL(None).prctl(1, 9)\n"  # PR_SET_PDEATHSIG, SIGKILL
_ARMED = """
def arm(order):
    first, _, then = order.strip().rpartition(">")
    name, _, n = then.partition(":")
    if not name:
        return
    from hotlined.app import crash_points
    left = [int(n)]
    begun = [not first]
    def listener(passed):
        if passed == first:
            begun[0] = True
        if passed == name and begun[0]:
            left[0] -= 1
            if left[0] == 0 and not first:
                os._exit(137)
            if left[0] == 0:
                import signal, threading
                # at this very thread: else it goes on until the main one has begun to stand still
                signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)
    crash_points.listener = listener
"""
_COLD = (
    _MORTAL
    + "import os\n"
    + _ARMED
    + "arm(os.environ.get('CRASH_AT', ''))\n"
    + "import runpy; runpy.run_module('hotlined', run_name='__main__', alter_sys=True)"
)


class Lives:
    """One daemon at a time on one site; a context manager.  Every death is written into the ledger."""

    def __init__(self, config: Path, log: Path, ledger: Ledger, *, cold: int = COLD) -> None:
        self.count = 0
        self._arguments = ["run", "--config", str(config)]
        self._log = log
        self._ledger = ledger
        self._cold_every = cold
        self._life: subprocess.Popen[bytes] | Command | None = None
        self._started = 0.0
        self._from = 0
        log.touch()

    def __enter__(self) -> Self:
        return self

    @property
    def pid(self) -> int:
        """Of the daemon that lives; 0: none does."""
        return self._life.pid if self._life is not None else 0

    @property
    def living(self) -> bool:
        """Whether a daemon was started and not yet ended."""
        return self._life is not None

    def __exit__(self, *exc: object) -> None:
        if self.living:
            self.kill()

    def start(self, crash_at: str = "") -> None:
        """A new daemon; the call does not wait until it is ready.

        `crash_at` "name:n" ends it at the n-th time of a point; "other>name:n" lets it stand still at the
        n-th time after another point.
        """
        self._from = self._log.stat().st_size
        self._started = time.time()
        with self._log.open("ab") as log:
            if self.count % self._cold_every == 0:
                self._life = subprocess.Popen(
                    [sys.executable, "-c", _COLD, *self._arguments],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                    env={**os.environ, "CRASH_AT": crash_at},
                )  # fmt: skip
            else:
                self._life = Command(
                    *self._arguments, output=log, before=f"import os{_ARMED}arm({crash_at!r})"
                )
        self.count += 1

    def ready(self, also: Callable[[], bool] = lambda: True) -> None:
        """Wait until the daemon runs; raises RuntimeError with its log if it does not."""
        deadline = time.monotonic() + PATIENCE
        while not (self._is_ready() and also()):
            if time.monotonic() > deadline or not self.alive():
                raise RuntimeError(f"the daemon does not start:\n{self.said()}")
            time.sleep(0.005)

    def _is_ready(self) -> bool:
        return READY in self.said().encode()

    def alive(self) -> bool:
        """Whether the daemon has not ended by itself (a zombie has)."""
        with contextlib.suppress(OSError):
            return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
        return False

    def stands_still(self) -> bool:
        """Whether somebody has stopped it."""
        with contextlib.suppress(OSError):
            return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
        return False

    def said(self) -> str:
        """What this life has logged."""
        with self._log.open("rb") as log:
            log.seek(self._from)
            return log.read().decode(errors="replace")

    def kill(self) -> None:
        """The power goes; raises RuntimeError when the daemon had ended by itself before."""
        if (code := self.end(signal.SIGKILL)) != -signal.SIGKILL:
            raise RuntimeError(f"the daemon had ended by itself with {code}:\n{self.said()}")

    def crash(self, patience: float) -> bool:
        """Whether the daemon ends at its point within so many seconds; else it is killed."""
        deadline = time.monotonic() + patience
        while self.alive() and time.monotonic() < deadline:
            time.sleep(0.01)
        code = self.end(signal.SIGKILL)
        if code not in (CRASHED, -signal.SIGKILL):
            raise RuntimeError(f"the daemon had ended by itself with {code}:\n{self.said()}")
        return code == CRASHED

    def end(self, number: int) -> int:
        """Send a signal, wait for the end, and give the exit code."""
        if self._life is None:
            raise RuntimeError("no daemon lives")
        self._life.send_signal(number)
        code = self._life.wait(PATIENCE)
        self._ledger.lived(self.pid, self._started, time.time())
        self._life = None
        return code
