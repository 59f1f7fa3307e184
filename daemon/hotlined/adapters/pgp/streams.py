"""Backups through gpg: a stream too large for memory is encrypted into a file, and read back out of one.

Only ciphertext ever reaches the disk.  What happened is told by gpg's status lines and exit code, as ever.
"""

import hashlib
import os
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

from hotlined.adapters.pgp.process import OPTIONS, environment
from hotlined.app.ports import Permanent, Temporary

_PIECE: Final = 2**20


@dataclass(slots=True)
class Sealing:
    """An encryption: write into `stream`; once it is over `sha256` and `size` are those of the ciphertext."""

    stream: IO[bytes]
    sha256: str = ""
    size: int = 0


@contextmanager
def sealing(home: Path, fingerprint: str, target: int, *, binary: str) -> Iterator[Sealing]:
    """Encrypt what is written, to this key alone, into the open file `target`; raises Temporary, OSError.

    The file is whole only if the block is left without an exception.
    """
    command = [binary, "--homedir", str(home), *OPTIONS, "--no-encrypt-to", "--recipient", fingerprint]
    with _running([*command, "--compress-level", "1", "--encrypt"], feeds=True) as run:
        made = Sealing(cast("IO[bytes]", run.process.stdin))
        carried = run.beside.submit(_carry, run.process, target, made)
        with suppress(BrokenPipeError):  # gpg is gone: said below
            yield made
            made.stream.close()
        carried.result()
        count = run.ended()
        if run.process.returncode != 0 or count["END_ENCRYPTION"] != 1:
            raise Temporary("gpg produced nothing that could be kept")


@contextmanager
def opening(file: Path, *, binary: str, home: Path | None) -> Iterator[IO[bytes]]:
    """The plaintext of a backup; Permanent, at the end of the block, where gpg does not vouch for it.

    The key is the administrator's: gpg asks for it as it is used to, on the terminal or a card; `home` None
    is gpg's own default.
    """
    where = ["--homedir", str(home)] if home is not None else []
    command = [binary, *where, "--no-auto-key-retrieve", "--trust-model", "always", "--decrypt"]
    with _running([*command, "--", str(file)], feeds=False) as run:
        output, refused = cast("IO[bytes]", run.process.stdout), None
        try:
            yield output
            while output.read(_PIECE):
                pass
        except Permanent as error:  # gpg may know better why it does not read
            refused = error
            output.close()
        count = run.ended()
        if not count["ENC_TO"]:
            raise Permanent("this is no backup that gpg can open")
        if count["NO_SECKEY"] and not count["DECRYPTION_KEY"]:
            raise Permanent("the backup key's secret part is not in this GnuPG home: name it with --key-home")
        if refused is None and (not count["DECRYPTION_OKAY"] or run.process.returncode != 0):
            refused = Permanent("the backup is damaged: gpg does not vouch for it")
        if refused is not None:
            raise refused


@dataclass(frozen=True, slots=True)
class _Run:
    """One gpg, what it says on its status pipe, and threads that are over when it is."""

    process: "subprocess.Popen[bytes]"
    status: "Future[bytes]"
    beside: Executor

    def ended(self) -> Counter[str]:
        """The status lines, counted by keyword, once it is over."""
        self.process.wait()
        lines = (line.split() for line in self.status.result().decode("utf-8", "replace").split("\n"))
        return Counter(words[1] for words in lines if words[:1] == ["[GNUPG:]"] and len(words) > 1)


def _carry(process: "subprocess.Popen[bytes]", target: int, made: Sealing) -> None:
    """Carry gpg's output into the file, in a thread, since gpg reads and writes at once; raises OSError."""
    digest, output = hashlib.sha256(), cast("IO[bytes]", process.stdout)
    try:
        with open(target, "wb", closefd=False) as file:
            while piece := os.read(output.fileno(), _PIECE):
                digest.update(piece)
                made.size += file.write(piece)
    except OSError:  # the disk is full, say: gpg must not wait for us
        process.kill()
        raise
    made.sha256 = digest.hexdigest()


@contextmanager
def _running(command: Sequence[str], *, feeds: bool) -> Iterator[_Run]:
    """A gpg with a status pipe of its own; killed if it is not over when the block is left."""
    reading, writing = os.pipe()
    told = ["--status-fd", str(writing), "--no-tty"] if feeds else ["--status-fd", str(writing)]
    try:
        process = subprocess.Popen(  # noqa: S603 - argument list, no shell
            [command[0], *told, *command[1:]],
            stdin=subprocess.PIPE if feeds else None,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=(writing,),
            env=environment() if feeds else None,  # opening may need a terminal, a card, an agent
        )
    except OSError:
        os.close(reading)
        raise Permanent(f"gpg is not installed or not at {command[0]}") from None
    finally:
        os.close(writing)
    with open(reading, "rb") as status, ThreadPoolExecutor() as beside:
        try:
            yield _Run(process, beside.submit(status.read), beside)
        finally:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with suppress(OSError):
                        stream.close()
