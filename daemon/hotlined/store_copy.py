"""The whole record of a site, from a folder into its database and back: `hotlined store copy`."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from hotlined.adapters import casefiles
from hotlined.adapters.casefiles import CaseFiles, copied, copying, disk
from hotlined.adapters.casefiles.layout import Layout
from hotlined.adapters.config.settings import DatabasePlace, Settings
from hotlined.adapters.slips import orders_in, releases_in
from hotlined.app.ports import Permanent, Taken, Temporary, Whole
from hotlined.database import LONG, database, lease_of, place_of, salt

if TYPE_CHECKING:
    from hotlined.adapters.postgres import PostgresStore
    from hotlined.adapters.postgres.lease import Lease


def copy_in(settings: Settings, folder: Path) -> int:
    """Every stream of the store in a folder into the site's database, which has none; how many.

    All or nothing; no daemon starts on the folder afterwards.  Raises Permanent where a daemon has either,
    where one does not hold, or where something in the folder is not done yet; Temporary.
    """
    into = _named(place_of(settings))
    with CaseFiles.open(folder, salt=salt, copied_into=into):  # nobody else has it
        _refuse_undone(folder, stays=folder.resolve() == settings.store_root.resolve())
        if findings := [f"{one.stream or '-'}: {one.what}" for one in casefiles.verify(folder)]:
            raise Permanent("the store in the folder does not hold:\n" + "\n".join(findings))
        with _alone(settings) as (store, lease):
            given = copied.noted(Layout(folder), copying.wholes(folder), into)
            return store.take_over(_while_ours(lease, given))


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


def _named(place: DatabasePlace) -> str:
    """The database for people: where it is, and what it is called; nothing of how to get in."""
    return place.url.partition("://")[2].partition("?")[0].rpartition("@")[2].lstrip("/")


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
        raise Taken(f"another hotlined has this store open: {other.holder}")
    found = database(place, patience=LONG)
    from hotlined.adapters.postgres import PostgresStore

    try:
        with PostgresStore.open(found, salt=salt, fence=lease) as store, _renewed(lease):
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
