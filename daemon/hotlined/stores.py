"""Which store a site has, and how it is opened: a folder of this machine, or a database that machines share.

The database's libraries are an extra: they are loaded where the settings name one.
"""

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Final, Protocol

from hotlined.adapters import casefiles
from hotlined.adapters.casefiles import CaseFiles, codec, copying, disk, opening
from hotlined.adapters.casefiles.layout import Layout, is_desk
from hotlined.adapters.casefiles.lock import is_held
from hotlined.adapters.config.settings import DatabasePlace, Settings
from hotlined.adapters.slips import orders_in, releases_in
from hotlined.app.ports import Permanent, Resting, Store, Temporary, Whole
from hotlined.domain.record.chain import Finding
from hotlined.domain.values.reference import Reference, desk_of

if TYPE_CHECKING:
    from hotlined.adapters.postgres import Database, PostgresStore
    from hotlined.adapters.postgres.holders import Bell, Held
    from hotlined.adapters.postgres.lease import Lease
    from hotlined.adapters.postgres.newest import Newest
    from hotlined.adapters.postgres.together import Together

_SHORT: Final = 30.0  # seconds for one transaction at most
_LONG: Final = 4 * 3600.0  # for a whole record
TAKEN: Final = "another hotlined"  # how the sentence begins that somebody else has the store


def is_taken(error: Permanent) -> bool:
    """Whether it says that another process holds the store."""
    return str(error).startswith(TAKEN)


class Kept(Store, Resting, Protocol):
    """A store, and what the command line and the marks in the mailbox ask of it beyond the port."""

    @property
    def notes(self) -> tuple[str, ...]: ...

    def writes(self) -> int:
        """How often the store was written in all; never less than before."""

    def close(self) -> None:
        """It takes no commit any more."""


def salt() -> str:
    """Random hex, one for each piece of content."""
    return secrets.token_hex(16)


def database(place: DatabasePlace, *, patience: float | None = None) -> "Database":
    """The database of a site; raises Permanent where its libraries are not installed.

    `patience`: seconds for one transaction, instead of those of a lease.
    """
    with _extra():
        from hotlined.adapters.postgres import Database
    return Database(place.url, place.password, patience=patience or min(place.lease, _SHORT))


@contextmanager
def _extra() -> Iterator[None]:
    """Around an import of the extra's libraries; Permanent where one is not installed."""
    try:
        yield
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] == "hotlined":
            raise
        why = f"a database needs {missing.name}, which is not installed: pip install 'hotlined[postgres]'"
        raise Permanent(why) from None


def lease_of(settings: Settings, *, alone: bool = True, notes: bool = False) -> "Lease":
    """A new side of the site's lease, which nobody has taken yet; `alone`: others may not work beside it.

    `notes`: it is the daemon's, by which this machine knows the newest server.
    """
    place = place_of(settings)
    found = database(place)
    from hotlined.adapters.postgres.lease import Lease, new_holder

    known = _newest(settings, notes=notes)
    return Lease(found, place.lease, holder=new_holder(), alone=alone, newest=known)


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

    with PostgresStore.open(
        found, codec, salt=salt, fence=lease, writer=writer, passed_over=passed_over
    ) as store:
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


def place_of(settings: Settings) -> DatabasePlace:
    """The database of a site; raises Permanent where its store is a folder."""
    if settings.database is None:
        raise Permanent("store: names a folder, and no database")
    return settings.database


def make_folder(settings: Settings) -> None:
    """Beside a database: the folder for what is this machine's own; raises Permanent, Temporary."""
    with disk.refusals("the folder of this machine cannot be made"):
        opening.make_root(Layout(settings.store_root))


@contextmanager
def opened(settings: Settings) -> Iterator[Kept]:
    """The store, to this process alone; Permanent where another has it, Temporary."""
    if settings.database is None:
        with CaseFiles.open(settings.store_root, salt=salt) as store:
            yield store
        return
    lease = lease_of(settings)
    if (other := lease.take()) is not None:
        raise Permanent(f"{TAKEN} has this store open: {other.holder}")
    try:
        with shared(settings, lease) as store:
            yield store
    finally:
        lease.give_back()


def upgrade(settings: Settings) -> tuple[str | None, str]:
    """Bring the database's tables to this version's shape; the step before, and now.

    Raises Permanent, Temporary.
    """
    found = database(place_of(settings), patience=_LONG)
    from hotlined.adapters.postgres import schema

    with _extra():  # of Alembic, which is loaded there
        return schema.upgrade(found)


def copy_in(settings: Settings, folder: Path) -> int:
    """Every stream of the store in a folder into the site's database, which has none; how many.

    All or nothing.  Raises Permanent where a daemon has either, where one does not hold, or where something
    in the folder is not done yet; Temporary.
    """
    place_of(settings)
    with CaseFiles.open(folder, salt=salt):  # nobody else has it
        _refuse_undone(folder, stays=folder.resolve() == settings.store_root.resolve())
        if findings := [f"{one.stream or '-'}: {one.what}" for one in casefiles.verify(folder)]:
            raise Permanent("the store in the folder does not hold:\n" + "\n".join(findings))
        with _alone(settings) as (store, lease):
            return store.take_over(_while_ours(lease, copying.wholes(folder)))


def copy_out(settings: Settings, folder: Path) -> int:
    """Every stream of the site's database into an empty folder; how many.  Raises as `copy_in`."""
    from hotlined.adapters import postgres

    with _alone(settings) as (store, lease):
        _refuse_undone(settings.store_root, stays=False)
        if lease.moved:
            raise Permanent(
                "the database is on another server than before, which may lack what was written last, and no"
                " copy would know of that: start hotlined on it first"
            )
        if findings := [f"{one.stream}: {one.what}" for one in postgres.verify(store)]:
            raise Permanent("the record in the database does not hold:\n" + "\n".join(findings))
        return copying.take_over(folder, _while_ours(lease, store.wholes()))


def _refuse_undone(folder: Path, *, stays: bool) -> None:
    """Permanent where something lies beside the record for a daemon to do, and no copy would take it along.

    `stays`: it is beside the copy as well.  A mail of the LMTP spool never is: a database has no such door.
    """
    found = {
        "a restore that hotlined has not looked at": disk.exists(Layout(folder).restored) and not stays,
        "orders (purge, legal-hold)": orders_in(folder).names() and not stays,
        "releases out of the quarantine": releases_in(folder).names() and not stays,
        "mails of the LMTP spool": any(
            one for place in ("new", "cur") for one in folder.glob(f"spool/*/{place}/*")
        ),
    }
    if undone := ", ".join(what for what, there in found.items() if there):
        raise Permanent(
            f"{folder} holds what is not done yet, and would be lost: {undone}; start hotlined on it first"
        )


@contextmanager
def _alone(settings: Settings) -> "Iterator[tuple[PostgresStore, Lease]]":
    """The database, with a lease that is kept, and time for a long write.

    Raises Permanent where a daemon has it, Temporary.
    """
    place, lease = place_of(settings), lease_of(settings)
    if (other := lease.take()) is not None:
        raise Permanent(f"{TAKEN} has this store open: {other.holder}")
    found = database(place, patience=_LONG)
    from hotlined.adapters.postgres import PostgresStore

    try:
        with PostgresStore.open(found, codec, salt=salt, fence=lease) as store, _renewed(lease):
            yield store, lease
    finally:
        lease.give_back()


@contextmanager
def _renewed(lease: "Lease") -> Iterator[None]:
    """Renew the lease in a thread of its own, whatever takes long meanwhile."""
    over = Event()

    def renew() -> None:
        while not over.wait(lease.every):
            with suppress(Temporary, Permanent):  # `_while_ours` sees what comes of it
                lease.renew()

    thread = Thread(target=renew, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _while_ours(lease: "Lease", given: Iterable[Whole]) -> Iterator[Whole]:
    """The same; raises Temporary where the lease was lost by the time that one was taken over."""
    for whole in given:
        yield whole
        if not lease.holds():
            raise Temporary("the lease was lost while the record was copied: copy it again")


def read(settings: Settings) -> Kept:
    """The store for looking only, beside a running daemon; raises Permanent where there is none."""
    if settings.database is None:
        return CaseFiles.read(settings.store_root)
    found = database(settings.database)
    from hotlined.adapters.postgres import PostgresStore

    return PostgresStore.read(found, codec)


def is_there(settings: Settings) -> bool:
    """Whether a store can be looked at: its folder exists, or it is a database."""
    return settings.database is not None or os.path.isdir(settings.store_root)


def running(settings: Settings) -> str:
    """Who has the store open; "": nobody.  Raises Temporary, Permanent."""
    if settings.database is None:
        return "a daemon on this machine" if is_held(Layout(settings.store_root).lock) else ""
    return first_of(settings.database).holder


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


def verify(settings: Settings) -> Iterator[Finding]:
    """All that is wrong in the store; nothing if all is well.  Raises Permanent, Temporary."""
    if settings.database is None:
        yield from casefiles.verify(settings.store_root)
        return
    with _postgres(settings.database) as store:
        from hotlined.adapters import postgres

        yield from postgres.verify(store)


def history(settings: Settings, name: str, *, content: bool) -> bytes:
    """One stream with its chain as JSON; raises Permanent, Temporary."""
    if settings.database is None:
        return casefiles.history(settings.store_root, name, content=content)
    with _postgres(settings.database) as store:
        from hotlined.adapters import postgres

        return postgres.history(store, name, content=content)


def files_kept(settings: Settings) -> frozenset[str]:
    """The digests of all attachments that are there; raises Permanent, Temporary."""
    if settings.database is None:
        return frozenset(Layout(settings.store_root).stored_files())
    with _postgres(settings.database) as store:
        return store.files_kept()


@contextmanager
def _postgres(place: DatabasePlace) -> "Iterator[PostgresStore]":
    found = database(place)
    from hotlined.adapters.postgres import PostgresStore

    with PostgresStore.read(found, codec) as store:
        yield store


def touched_since(settings: Settings, since: datetime) -> Iterator[str]:
    """The streams that may have an entry since then; in files archived ones by the time of their file."""
    if settings.database is not None:
        with _postgres(settings.database) as store:
            yield from store.touched_since(since)
        return
    layout = Layout(settings.store_root)
    for name in layout.home_streams():
        if not is_desk(name) or name >= desk_of(since):
            yield name
    for name in layout.closed_streams():
        path: Path = layout.closed(name)
        if os.path.exists(path) and (since.year < 1971 or path.stat().st_mtime >= since.timestamp()):
            yield name
