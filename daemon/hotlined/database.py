"""The database that the machines of a site share, its lease, and how a daemon gets at both.

Its libraries are an extra: they are loaded where the settings name one.
"""

import fcntl
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hotlined.adapters.casefiles import disk, opening
from hotlined.adapters.casefiles.layout import Layout
from hotlined.adapters.config.settings import DatabasePlace, Settings
from hotlined.app.ports import Permanent, Temporary
from hotlined.domain.values.reference import Reference
from hotlined.durable import give

if TYPE_CHECKING:
    from hotlined.adapters.postgres import Database, PostgresStore
    from hotlined.adapters.postgres.holders import Bell, Held
    from hotlined.adapters.postgres.lease import Lease
    from hotlined.adapters.postgres.newest import Newest
    from hotlined.adapters.postgres.roll import PostgresRoll
    from hotlined.adapters.postgres.together import Together

_SHORT: Final = 30.0  # seconds for one transaction at most
LONG: Final = 4 * 3600.0  # for a whole record
_OURS: Final = "holder"  # a file: by which name this machine's daemon is known to the others
_LOCKED: Final[dict[Path, int]] = {}  # the folders in which we were the first; to the end of the process


def salt() -> str:
    """Random hex, one for each piece of content."""
    return secrets.token_hex(16)


def database(place: DatabasePlace, *, patience: float | None = None) -> "Database":
    """The database of a site; raises Permanent where its libraries are not installed.

    `patience`: seconds for one transaction, instead of those of a lease.
    """
    with extra():
        from hotlined.adapters.postgres import Database
    return Database(place.url, place.password, patience=patience or min(place.lease, _SHORT))


@contextmanager
def extra(what: str = "a database", name: str = "postgres") -> Iterator[None]:
    """Around an import of what an extra brings; Permanent where it is not installed."""
    try:
        yield
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] == "hotlined":
            raise
        todo = f"in hotlined's checkout, pip install '.[{name}]'"
        raise Permanent(f"{what} needs {missing.name}, which is not installed: {todo}") from None


def place_of(settings: Settings) -> DatabasePlace:
    """The database of a site; raises Permanent where its store is a folder."""
    if settings.database is None:
        raise Permanent("store: names a folder, and no database")
    return settings.database


def make_folder(settings: Settings) -> None:
    """Beside a database: the folder for what is this machine's own; raises Permanent, Temporary."""
    with disk.refusals("the folder of this machine cannot be made"):
        opening.make_root(Layout(settings.store_root))


def lease_of(settings: Settings, *, alone: bool = True, notes: bool = False) -> "Lease":
    """A new side of the site's lease, which nobody has taken yet; `alone`: others may not work beside it.

    `notes`: it is the daemon's, by which this machine knows the newest server, and its own turns.
    """
    place = place_of(settings)
    found = database(place)
    from hotlined.adapters.postgres.lease import Lease, new_holder

    known, holder, file = _newest(settings, notes=notes), new_holder(), settings.store_root / _OURS
    taken = partial(_note_holder, file, holder)
    if not notes:
        return Lease(found, place.lease, holder=holder, alone=alone, newest=known)
    # So that it is known where one works that never took it here; and a machine that was copied from another
    # while that one's daemon worked takes it for its own no longer.
    if _begins_here(settings.store_root) or not file.exists():
        taken()
    return Lease(found, place.lease, holder=holder, alone=alone, newest=known, taken=taken)


def _begins_here(folder: Path) -> bool:
    """Whether this process is the first daemon at work in the folder, and asks for the first time."""
    if folder in _LOCKED:
        return False
    with suppress(OSError):
        fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(fd)
            raise
        _LOCKED[folder] = fd
        return True
    return False


def _note_holder(file: Path, holder: str) -> None:
    """What cannot be noted is refused later: the daemon does not seem to be this machine's."""
    made = file.with_name(f"{file.name}.tmp")
    with suppress(OSError):
        made.write_text(holder, encoding="utf-8")
        give(file.parent, made)
        os.replace(made, file)


def is_here(settings: Settings, holder: str) -> bool:
    """Whether it is this machine's daemon, and no other's of the same hostname."""
    try:
        return (settings.store_root / _OURS).read_text("utf-8", "replace") == holder
    except OSError:  # a daemon that was started before it was updated
        return holder.split()[0] == socket.gethostname()


def _newest(settings: Settings, *, notes: bool = False) -> "Newest":
    from hotlined.adapters.postgres import newest

    return newest.Newest(settings.store_root / newest.NAME, notes)


def lease_beside(place: DatabasePlace) -> "Lease":
    """A daemon's own lease, under which it works beside the one that has the site's."""
    found = database(place)
    from hotlined.adapters.postgres.holders import BESIDE
    from hotlined.adapters.postgres.lease import Lease, new_holder

    holder = new_holder()
    return Lease(found, place.lease, holder=holder, name=f"{BESIDE}{holder}")


def take_beside(place: DatabasePlace, lease: "Lease") -> None:
    """Take such a lease; raises Temporary where nobody lets others work beside it (any more), Permanent."""
    lease.take()
    if not first_of(place).ready:
        raise Temporary("nobody lets others work beside it just now")


@contextmanager
def shared(settings: Settings, lease: "Lease") -> "Iterator[PostgresStore]":
    """The database's store, for whoever has the lease; raises Permanent, Temporary."""
    place = place_of(settings)
    found = database(place)
    from hotlined.adapters.postgres import PostgresStore

    writer = lease.holder if place.together else ""
    prefix = settings.site.hotline.prefix

    def passed_over(year: int, serial: int) -> bool:
        return Reference(prefix, year, serial).has_twin

    with PostgresStore.open(found, salt=salt, fence=lease, writer=writer, passed_over=passed_over) as store:
        yield store


@contextmanager
def together(settings: Settings, lease: "Lease") -> "Iterator[Together]":
    """What the daemons that share the work have between them; raises Permanent, Temporary."""
    found = database(place_of(settings))
    from hotlined.adapters.postgres.together import Together

    made = Together(found, lease.holder)
    try:
        made.begin()
        yield made
    finally:
        made.close()


def roll(settings: Settings) -> "PostgresRoll":
    """Where the daemons on the site's database say that they live, and by what."""
    found = database(place_of(settings))
    from hotlined.adapters.postgres.lease import new_holder
    from hotlined.adapters.postgres.roll import PostgresRoll

    return PostgresRoll(found, new_holder())


@contextmanager
def bell(settings: Settings) -> "Iterator[Bell]":
    """What rings when the lease of the site's database is given back."""
    found = database(place_of(settings))
    from hotlined.adapters.postgres.holders import Bell

    made = Bell(found)
    try:
        yield made
    finally:
        made.close()


def upgrade(settings: Settings) -> tuple[str | None, str]:
    """Bring the database's tables to this version's shape; the step before, and now.

    Raises Permanent, Temporary.
    """
    found = database(place_of(settings), patience=LONG)
    from hotlined.adapters.postgres import schema

    with extra():  # of Alembic, which is loaded there
        return schema.upgrade(found)


@contextmanager
def looked_at(place: DatabasePlace) -> "Iterator[PostgresStore]":
    found = database(place)
    from hotlined.adapters.postgres import PostgresStore

    with PostgresStore.read(found) as store:
        yield store


def first_of(place: DatabasePlace) -> "Held":
    """Who has the site's lease, and whether others may work beside it; raises Temporary, Permanent."""
    found = database(place)
    from hotlined.adapters.postgres.database import refusals
    from hotlined.adapters.postgres.holders import held

    with refusals(), found.connect("hotlined look") as connection:
        return held(connection)


def cautions(settings: Settings) -> tuple[tuple[bool, str], ...]:
    """Of the site's database: whether something is wrong, and a sentence; raises Temporary, Permanent."""
    found = database(place_of(settings))
    from hotlined.adapters.postgres import servers
    from hotlined.adapters.postgres.database import refusals

    with refusals(), found.connect("hotlined look") as connection:
        return tuple(servers.cautions(connection, _newest(settings).refuse_older))
