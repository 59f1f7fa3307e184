"""Slips: releases asked for on the command line, a small JSON file each in `release/` of the store.

The one thing that another process writes there while the daemon runs; so a slip appears whole or not at
all (temporary file, fsync, rename), and the daemon believes nothing in it that does not read.
"""

import asyncio
import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from hotlined.app import audit
from hotlined.app.ports import Clock, Permanent, Temporary
from hotlined.domain.release import Release

FOLDER: Final = "release"
LARGEST: Final = 64 * 2**10  # bytes of a slip
LOOK: Final = 3.0  # seconds between two looks of the daemon
_SLIP: Final = TypeAdapter(Release)
_ID: Final = re.compile(r"[0-9a-f]{8,64}")


@dataclass(frozen=True, slots=True)
class SlipFolder:
    """`app.ports.Slips` in the folder of a store."""

    store: Path

    @property
    def _root(self) -> Path:
        return self.store / FOLDER

    def waiting(self) -> tuple[Release, ...]:
        """All of them, oldest first; never raises."""
        found = []
        try:
            paths = sorted(self._root.glob("*.json"))
        except OSError:
            return ()
        for path in paths:
            try:
                release = _SLIP.validate_json(_bytes(path))
                if path.stem == release.id and _ID.fullmatch(release.id):
                    found.append(release)
            except FileNotFoundError:
                continue
            except (OSError, ValidationError) as error:
                audit.bug("release", error, path.name[:20])
        return tuple(sorted(found, key=lambda one: (one.asked_at, one.id)))

    def names(self) -> frozenset[str]:
        """The slips by name; cheap, never raises."""
        with suppress(OSError), os.scandir(self._root) as files:
            return frozenset(file.name for file in files if file.name.endswith(".json"))
        return frozenset()

    def add(self, release: Release) -> None:
        """Ask; on return it outlasts a power cut.  Raises Permanent with what to do."""
        try:
            owner = self.store.stat()
            made = not self._root.exists()
            self._root.mkdir(mode=0o700, exist_ok=True)
            temporary = self._root / f".{release.id}.tmp"
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            with open(os.open(temporary, flags, 0o600), "wb") as file:
                file.write(_SLIP.dump_json(release))
                file.flush()
                os.fsync(file.fileno())
            if os.geteuid() == 0:  # the daemon has to read it, and to take it away
                for path in (self._root, temporary) if made else (temporary,):
                    os.chown(path, owner.st_uid, owner.st_gid)
            temporary.rename(self._root / f"{release.id}.json")
            _fsync(self._root)
        except PermissionError:
            raise Permanent(
                f"{self._root} cannot be written: run this as the user that hotlined runs as"
            ) from None
        except OSError as error:
            raise Permanent(f"{self._root}: {error.strerror}: nothing was asked for") from None

    def done(self, release: Release) -> None:
        """Take the slip away; one that is gone is no error.  Raises Temporary."""
        try:
            (self._root / f"{release.id}.json").unlink(missing_ok=True)
            _fsync(self._root)
        except OSError as error:
            raise Temporary(f"slip: {error.strerror}") from None


def _bytes(path: Path) -> bytes:
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        return file.read(LARGEST)


def _fsync(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


@dataclass(slots=True)
class SlipBell:
    """Wakes the mailboxes when a slip has come, so that a person does not wait for the next full read."""

    slips: SlipFolder
    clock: Clock
    wake: Callable[[], None]

    async def run(self) -> None:
        """Look for ever; once for each slip it rings."""
        known: frozenset[str] = frozenset()
        while True:
            there = await asyncio.to_thread(self.slips.names)
            if there - known:
                self.wake()
            known = there
            await self.clock.sleep(LOOK)
