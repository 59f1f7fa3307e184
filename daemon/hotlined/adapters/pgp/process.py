"""One gpg process at a time: python-gnupg with a deadline and a status pipe of its own.

Status lines come on their own pipe, never mixed with messages for people, and are split at line feeds
only: a file name or user id with some other line break cannot add a line (compare CVE-2018-12020; the
text reader of python-gnupg splits at U+0085 and its like).  A gpg that hangs is killed with its group.
"""

import errno
import os
import signal
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import gnupg

from hotlined.app.crash_points import crash_point
from hotlined.app.ports import Temporary

OPTIONS: Final = (
    *("--no-options", "--batch", "--no-verbose", "--no-auto-key-retrieve", "--no-auto-key-locate"),
    *("--disable-dirmngr", "--no-random-seed-file", "--no-auto-check-trustdb"),
    *("--pinentry-mode", "loopback", "--trust-model", "always"),
)
ROOM: Final = 64 * 1024  # bytes; for the locks of keyring and agent


def insist_on_room(home: Path) -> None:
    """Raises Temporary where the home's disk is full: gpg cannot lock its keyring, and does not say so."""
    try:
        with tempfile.TemporaryFile(dir=home) as file:
            file.write(bytes(ROOM))
    except OSError as error:  # one that may not be written, say, is for a person to mend
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Temporary(f"gpg has no room to work in {home}") from None


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
        crash_point("gpg-started")
        process.stderr = os.fdopen(reading, "rb")  # where python-gnupg looks for status lines
        return process

    def _handle_io(
        self, args: list[str], stream: Any, result: Any, passphrase: str | None = None, binary: bool = False
    ) -> Any:
        self._exchange(self._open_subprocess(args), result, stream.read())
        return result

    def _collect_output(self, process: Any, result: Any, writer: Any = None, stdin: Any = None) -> int:
        if writer is not None:  # a thread of the library's feeds gpg, and closes the pipe
            process.stdin = None
        return self._exchange(process, result, b"")

    def _exchange(self, process: Any, result: Any, data: bytes) -> int:
        """Feed gpg, and take what it gives; python-gnupg has three threads for it."""
        with process:
            try:
                result.data, status = process.communicate(data, self.timeout)
            except subprocess.TimeoutExpired:
                _kill(process.pid)
                raise TimeoutError from None
            except BaseException:
                _kill(process.pid)
                raise
        result.stderr, result.told = "", []
        for line in status.split(b"\n"):
            self._take(line, result)
        result.returncode = process.returncode
        return int(process.returncode)

    @staticmethod
    def _take(line: bytes, result: Any) -> None:
        prefix, _, rest = line.rstrip(b"\r").decode("utf-8", "replace").partition(" ")
        if prefix != "[GNUPG:]" or not rest:
            return
        keyword, _, value = rest.partition(" ")
        result.told.append((keyword, value))
        try:
            result.handle_status(keyword, value)
        except Exception:  # garbage: the lines that follow are read all the same
            result.told.append(("GARBLED", keyword))


def _kill(pid: int) -> None:
    # The whole group: a child of gpg's that keeps the pipes open would keep us waiting.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


class Silent(Temporary):
    """gpg did not come to an answer: it hangs, was killed, or could not be started just now."""


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
    """Run a python-gnupg method; Silent when gpg is gone, hangs, is killed, or talks nonsense."""
    with faults():
        result = command()
    if result.returncode is None or result.returncode < 0:
        raise Silent("gpg did not finish in time, or was killed")
    crash_point("gpg-ended")
    return result


def ask(command: Callable[[], Any]) -> Answer:
    """As `call`, with the answer taken apart."""
    return Answer(call(command))


@contextmanager
def faults() -> Iterator[None]:
    """Whatever python-gnupg raises becomes Silent, without its text: that may name people."""
    try:
        yield
    except FileNotFoundError:
        raise Silent("gpg is not there any more") from None
    except TimeoutError:
        raise Silent("gpg did not finish in time, or was killed") from None
    except Exception as error:
        raise Silent(f"gpg failed ({type(error).__name__})") from None
