"""Which store a site has, and how it is opened: a folder of this machine, or a database that many share."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from hotlined.adapters import casefiles
from hotlined.adapters.casefiles import CaseFiles
from hotlined.adapters.casefiles.layout import Layout, is_desk
from hotlined.adapters.casefiles.lock import is_in_memory
from hotlined.adapters.config.settings import Settings
from hotlined.app.ports import Resting, Store, Taken
from hotlined.database import database, first_of, lease_of, looked_at, salt, shared
from hotlined.domain.record.chain import Finding
from hotlined.domain.values.reference import desk_of


class Kept(Store, Resting, Protocol):
    """A store, and what the command line and the marks in the mailbox ask of it beyond the port."""

    @property
    def notes(self) -> tuple[str, ...]: ...

    def writes(self) -> int:
        """How often the store was written in all; never less than before."""

    def close(self) -> None:
        """It takes no commit any more."""


@contextmanager
def opened(settings: Settings) -> Iterator[Kept]:
    """The store, to this process alone; Permanent where another has it, Temporary."""
    if settings.database is None:
        with CaseFiles.open(settings.store_root, salt=salt) as store:
            yield store
        return
    lease = lease_of(settings)
    if (other := lease.take()) is not None:
        raise Taken(f"another hotlined has this store open: {other.holder}")
    try:
        with shared(settings, lease) as store:
            yield store
    finally:
        lease.give_back()


def read(settings: Settings) -> Kept:
    """The store for looking only, beside a running daemon; raises Permanent where there is none."""
    if settings.database is None:
        return CaseFiles.read(settings.store_root)
    found = database(settings.database)
    from hotlined.adapters.postgres import PostgresStore

    return PostgresStore.read(found)


def is_there(settings: Settings) -> bool:
    """Whether a store can be looked at: its folder exists, or it is a database."""
    return settings.database is not None or os.path.isdir(settings.store_root)


def running(settings: Settings) -> str:
    """Who has the store open; "": nobody.  Raises Temporary, Permanent."""
    if settings.database is None:
        return "a daemon on this machine" if is_in_memory(Layout(settings.store_root).lock) else ""
    return first_of(settings.database).holder


def verify(settings: Settings) -> Iterator[Finding]:
    """All that is wrong in the store; nothing if all is well.  Raises Permanent, Temporary."""
    if settings.database is None:
        yield from casefiles.verify(settings.store_root)
        return
    with looked_at(settings.database) as store:
        from hotlined.adapters import postgres

        yield from postgres.verify(store)


def history(settings: Settings, name: str, *, content: bool) -> bytes:
    """One stream with its chain as JSON; raises Permanent, Temporary."""
    if settings.database is None:
        return casefiles.history(settings.store_root, name, content=content)
    with looked_at(settings.database) as store:
        from hotlined.adapters import postgres

        return postgres.history(store, name, content=content)


def files_kept(settings: Settings) -> frozenset[str]:
    """The digests of all attachments that are there; raises Permanent, Temporary."""
    if settings.database is None:
        return frozenset(Layout(settings.store_root).stored_files())
    with looked_at(settings.database) as store:
        return store.files_kept()


def touched_since(settings: Settings, since: datetime) -> Iterator[str]:
    """The streams that may have an entry since then; in files archived ones by the time of their file."""
    if settings.database is not None:
        with looked_at(settings.database) as store:
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
