"""Commands of ours that begin warm: in their own processes, with all modules loaded and the rules read.

`python -m hotlined` takes two seconds of a core for that, before it does what a test looks at.  So one
interpreter does it for all tests of a process, and runs nothing; each command is forked from it, with the
arguments, environment, folder and files of a new process, and runs there as `-m hotlined` does.  What a start
itself does or costs is for a fresh interpreter to show.

Between the two stands a keeper, which waits for the command's end and tells its code.  The interpreter ends
with its orders, and each after it asks the kernel to die with the one before: a stopped test leaves nothing
behind.
"""

import atexit
import ctypes
import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import IO, Any, Self

_LONGEST = 1 << 20  # bytes of an order: arguments and environment
_SHORT = 32  # bytes of an answer: a number
_FILES = 4  # of an order: where the keeper answers, standard input, output and errors
_ROOT = Path(__file__).parents[2]


class Command:
    """A command at work; `stdout` and `stderr` as text where they were not given."""

    def __init__(
        self,
        *arguments: str,
        env: Mapping[str, str] | None = None,
        output: IO[bytes] | None = None,
        before: str = "",
    ) -> None:
        """Begin it.

        `output`: a file for all that it says.  `before`: Python that is run in its process first.
        """
        order = {"argv": arguments, "env": dict(os.environ if env is None else env), "cwd": os.getcwd()}
        self.returncode: int | None = None
        self.stdout: IO[str] | None = None
        self.stderr: IO[str] | None = None
        self._keeper, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ExitStack() as stack:
            nothing = stack.enter_context(open(os.devnull, "rb"))
            if output is None:
                (reads, said), (reads_errors, complained) = os.pipe(), os.pipe()
                self.stdout, self.stderr = os.fdopen(reads), os.fdopen(reads_errors)
                stack.callback(os.close, said)
                stack.callback(os.close, complained)
            else:
                said = complained = output.fileno()
            files = [stack.enter_context(its).fileno(), nothing.fileno(), said, complained]
            socket.send_fds(_orders(), [json.dumps({**order, "before": before}).encode()], files)
        self.pid = int(self._keeper.recv(_SHORT))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.kill()
        self.wait()
        for one in (self.stdout, self.stderr):
            if one is not None:
                one.close()

    def poll(self) -> int | None:
        """Its exit code if it has ended, negative: by which signal."""
        try:
            return self.wait(0)
        except BlockingIOError:
            return None

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, once it has ended; raises subprocess.TimeoutExpired."""
        if self.returncode is None:
            self._keeper.settimeout(timeout)
            try:
                self.returncode = int(self._keeper.recv(_SHORT))
            except TimeoutError:
                raise subprocess.TimeoutExpired("hotlined", timeout or 0.0) from None
            self._keeper.close()
        return self.returncode

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """What else it says before it ends: output and errors, neither of them more than a pipe takes."""
        self.wait(timeout)
        assert self.stdout is not None
        assert self.stderr is not None
        with self.stdout, self.stderr:
            return self.stdout.read(), self.stderr.read()

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it, whatever it does."""
        self.send_signal(signal.SIGKILL)


@cache
def _orders() -> socket.socket:
    """Where the interpreter of this process of tests takes its orders."""
    orders, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    path = os.pathsep.join((str(_ROOT / "daemon"), str(_ROOT)))
    with its:
        server = subprocess.Popen(
            [sys.executable, "-m", __name__], stdin=its.fileno(), env={**os.environ, "PYTHONPATH": path}
        )
    atexit.register(server.wait)
    atexit.register(orders.close)  # first: it ends with its orders
    return orders


def _die_with_the_one_before() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def _serve() -> None:
    gc.disable()  # the command does so itself while it loads, and then freezes what is there
    _make_warm()
    orders = socket.socket(fileno=0)
    while True:
        order, files, _, _ = socket.recv_fds(orders, _LONGEST, _FILES)
        if not order:
            os._exit(0)  # to give back all that it has read takes a second, in which the commands would live
        keeper = os.fork()
        if keeper == 0:
            _keep(json.loads(order), files)
            return
        for one in files:
            os.close(one)
        _bury()


def _make_warm() -> None:
    import hotlined.adapters.pdf
    import hotlined.adapters.postgres.lease
    import hotlined.cli
    import hotlined.wiring  # noqa: F401
    from hotlined.adapters.config import values
    from hotlined.adapters.config.ruleset import read_rules, shipped
    from hotlined.domain.replies.lexicon import lexicon, watched_in_quotes

    phrases = values.phrases(read_rules(shipped("rules"), shipped("rules"))[0])
    lexicon(phrases)
    watched_in_quotes(phrases)


def _bury() -> None:
    """Those whose command has ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def _keep(order: dict[str, Any], files: Sequence[int]) -> None:
    """Fork the command, and return in it."""
    _die_with_the_one_before()
    tells, *its = files
    command = os.fork()
    if command == 0:
        _become(order, its)
        return
    for one in (0, *its):
        os.close(one)
    os.write(tells, str(command).encode())
    os.write(tells, str(os.waitstatus_to_exitcode(os.waitpid(command, 0)[1])).encode())
    os._exit(0)


def _become(order: dict[str, Any], files: Sequence[int]) -> None:
    _die_with_the_one_before()
    os.setsid()
    for target, source in enumerate(files):
        os.dup2(source, target)
    os.closerange(3, 256)
    sys.stdin, sys.stdout = os.fdopen(0, closefd=False), os.fdopen(1, "w", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace", closefd=False)
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    exec(order["before"], {})  # noqa: S102  # the tests wrote it
    sys.argv = ["hotlined", *order["argv"]]
    runpy.run_module("hotlined", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _serve()
