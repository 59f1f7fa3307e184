"""One gpg process at a time: python-gnupg with a deadline and a status pipe of its own.

Status lines come on their own pipe, never mixed with messages for people, and are split at line feeds
only: a file name or user id with some other line break cannot add a line (compare CVE-2018-12020; the
text reader of python-gnupg splits at U+0085 and its like).  A gpg that hangs is killed with its group.
"""

import os
import signal
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import gnupg

from hotlined.app.points import point
from hotlined.app.ports import Temporary

OPTIONS: Final = (
    *("--no-options", "--batch", "--no-verbose", "--no-auto-key-retrieve", "--no-auto-key-locate"),
    *("--disable-dirmngr", "--no-random-seed-file", "--no-auto-check-trustdb"),
    *("--pinentry-mode", "loopback", "--trust-model", "always"),
)


def environment() -> dict[str, str]:
    """What a gpg is told of ours: a password may stand in our own environment."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}


class Process(gnupg.GPG):  # type: ignore[misc]  # untyped base class
    """python-gnupg with a deadline, a status pipe of its own, and status lines kept as they came."""

    def __init__(self, home: Path, *, binary: str, timeout: float) -> None:
        self.timeout = timeout
        self.decode_errors = "replace"
        super().__init__(
            gpgbinary=binary, gnupghome=str(home), options=list(OPTIONS), env=environment(), encoding="utf-8"
        )

    def _open_subprocess(self, args: list[str], passphrase: bool = False) -> Any:
        command = self.make_args(args, passphrase)
        reading, writing = os.pipe()
        command[command.index("--status-fd") + 1] = str(writing)
        try:
            process: Any = subprocess.Popen(  # noqa: S603 - argument list, no shell
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=self.env,
                pass_fds=(writing,),
                start_new_session=True,
            )
        except BaseException:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        point("gpg-started")
        process.stderr = os.fdopen(reading, "rb")  # where python-gnupg looks for status lines
        timer = threading.Timer(self.timeout, _kill, (process.pid,))
        timer.daemon = True
        timer.start()
        process.wait = _then_cancel(process.wait, timer)
        return process

    def _read_response(self, stream: Any, result: Any) -> None:
        result.told = []
        result.stderr = ""
        for line in stream.stream:  # the bytes beneath python-gnupg's text reader
            prefix, _, rest = line.rstrip(b"\r\n").decode("utf-8", "replace").partition(" ")
            if prefix != "[GNUPG:]" or not rest:
                continue
            keyword, _, value = rest.partition(" ")
            result.told.append((keyword, value))
            try:
                result.handle_status(keyword, value)
            except Exception:  # garbage must not end the reading thread
                result.told.append(("GARBLED", keyword))


def _kill(pid: int) -> None:
    # The whole group: a child of gpg's that keeps the pipes open would keep us waiting.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _then_cancel(wait: Callable[[], int], timer: threading.Timer) -> Callable[[], int]:
    def wait_and_cancel() -> int:
        try:
            return wait()
        finally:
            timer.cancel()

    return wait_and_cancel


class Answer:
    """What one gpg process said: status lines, return code, output; decisions are made from these alone."""

    def __init__(self, result: Any) -> None:
        self.lines: Sequence[tuple[str, str]] = getattr(result, "told", [])
        self.count = Counter(keyword for keyword, _ in self.lines)
        self.code: int | None = result.returncode
        self.data = bytes(getattr(result, "data", b"") or b"")

    def values(self, keyword: str) -> list[list[str]]:
        """The words of each line with this keyword."""
        return [value.split() for key, value in self.lines if key == keyword]


def call(command: Callable[[], Any]) -> Any:
    """Run a python-gnupg method; Temporary when gpg is gone, hangs, is killed, or talks nonsense."""
    with faults():
        result = command()
    if result.returncode is None or result.returncode < 0:
        raise Temporary("gpg did not finish in time, or was killed")
    point("gpg-ended")
    return result


def ask(command: Callable[[], Any]) -> Answer:
    """As `call`, with the answer taken apart."""
    return Answer(call(command))


@contextmanager
def faults() -> Iterator[None]:
    """Whatever python-gnupg raises becomes Temporary, without its text: that may name people."""
    try:
        yield
    except FileNotFoundError:
        raise Temporary("gpg is not there any more") from None
    except Exception as error:
        raise Temporary(f"gpg failed ({type(error).__name__})") from None
