"""Slips: what was asked for on the command line, a small JSON file each in a folder of the store.

Releases lie in `release/`, orders about a case (a legal hold, the purge at once) in `order/`.

The one thing that another process writes there while the daemon runs; so a slip appears whole or not at
all (temporary file, fsync, rename), and the daemon believes nothing in it that does not read.
"""

import asyncio
import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Generic, Protocol, TypeVar

from pydantic import TypeAdapter, ValidationError

from hotlined.app import audit
from hotlined.app.crash_points import crash_point
from hotlined.app.ports import Clock, Permanent, Temporary
from hotlined.domain.record.order import Order
from hotlined.domain.release import Release
from hotlined.durable import created, fsync_folder, give

LARGEST: Final = 64 * 2**10  # bytes of a slip
LOOK: Final = 3.0  # seconds between two looks of the daemon
_ID: Final = re.compile(r"[0-9a-f]{8,64}")


class Slip(Protocol):
    """What every slip has."""

    @property
    def id(self) -> str: ...
    @property
    def asked_at(self) -> datetime: ...


S = TypeVar("S", bound=Slip)


@dataclass(frozen=True, slots=True)
class SlipFolder(Generic[S]):
    """The slips of one shape, in a folder of a store."""

    store: Path
    folder: str
    shape: TypeAdapter[S]

    @property
    def _root(self) -> Path:
        return self.store / self.folder

    def waiting(self) -> tuple[S, ...]:
        """All of them, oldest first; never raises."""
        found = []
        try:
            paths = sorted(self._root.glob("*.json"))
        except OSError:
            return ()
        for path in paths:
            try:
                slip = self.shape.validate_json(_bytes(path))
                if path.stem == slip.id and _ID.fullmatch(slip.id):
                    found.append(slip)
            except FileNotFoundError:
                continue
            except (OSError, ValidationError) as error:
                audit.bug(self.folder, error, path.name[:20])
        return tuple(sorted(found, key=lambda one: (one.asked_at, one.id)))

    def names(self) -> frozenset[str]:
        """The slips by name; cheap, never raises."""
        with suppress(OSError), os.scandir(self._root) as files:
            return frozenset(file.name for file in files if file.name.endswith(".json"))
        return frozenset()

    def add(self, slip: S) -> None:
        """Ask; on return it outlasts a power cut.  Raises Permanent with what to do."""
        try:
            self._root.mkdir(mode=0o700, exist_ok=True)
            temporary = self._root / f".{slip.id}.tmp"
            with open(created(temporary), "wb") as file:
                file.write(self.shape.dump_json(slip))
                file.flush()
                os.fsync(file.fileno())
            give(self.store, self._root, temporary)
            temporary.rename(self._root / f"{slip.id}.json")
            fsync_folder(self._root)
        except PermissionError:
            raise Permanent(
                f"{self._root} cannot be written: run this as the user that hotlined runs as"
            ) from None
        except OSError as error:
            raise Permanent(f"{self._root}: {error.strerror}: nothing was asked for") from None

    def done(self, slip: S) -> None:
        """Take the slip away; one that is gone is no error.  Raises Temporary."""
        try:
            (self._root / f"{slip.id}.json").unlink(missing_ok=True)
            crash_point("slip-removed")
            fsync_folder(self._root)
            crash_point("slip-gone")
        except OSError as error:
            raise Temporary(f"slip: {error.strerror}") from None


_RELEASE: Final = TypeAdapter(Release)
_ORDER: Final = TypeAdapter(Order)


def releases_in(store: Path) -> SlipFolder[Release]:
    """`app.ports.Slips`: the releases asked for in a store."""
    return SlipFolder(store, "release", _RELEASE)


def orders_in(store: Path) -> SlipFolder[Order]:
    """`app.ports.Orders`: the orders given in a store."""
    return SlipFolder(store, "order", _ORDER)


def _bytes(path: Path) -> bytes:
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        return file.read(LARGEST)


@dataclass(slots=True)
class SlipBell:
    """Wakes the mailboxes when a slip has come, so that a person does not wait for the next full read."""

    slips: SlipFolder[Release]
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
