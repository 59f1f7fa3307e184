"""What happens to the store at start, under the lock and before anybody may use it.

Leftovers of interrupted writes are cleared away, intents carried out, streams that lie twice or in the
wrong folder put right.  Then everything that is open is read; a file that does not read, or that is an
older copy, stops the start with all such files listed at once: unreadable is never taken for empty.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from hotlined.adapters.casefiles import catalogue, envelopes, heads, intents, parts, shelf
from hotlined.adapters.casefiles.catalogue import Catalogue
from hotlined.adapters.casefiles.disk import Disk, exists, make_folder
from hotlined.adapters.casefiles.heads import Heads
from hotlined.adapters.casefiles.layout import Layout, is_desk
from hotlined.adapters.casefiles.stream import Stream
from hotlined.app.ports import Permanent, Record
from hotlined.domain.record.events import Entry

AT_HAND: Final = 10_000  # records that are kept until they are asked for the first time: some 40 MB
DESKS_KEPT: Final = 31  # desk days that stay in desk/, so that a start does not read years of them


@dataclass(frozen=True, slots=True)
class Home:
    """A stream in its home: whether a row of it waits, and the stream where the start has to do with it.

    Of all others only the record is kept, of as many as `AT_HAND`: their tables are six times that memory.
    """

    waits: bool
    stream: Stream | None = None
    record: Record | None = None


@dataclass(slots=True)
class Opened:
    """The store as found: what is in its home, the index, the heads, and sentences for the log."""

    homes: dict[str, Home] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()  # what was archived before this start
    newest: datetime | None = None  # time of an entry in them
    catalogue: Catalogue = field(default_factory=Catalogue)
    heads: Heads = field(default_factory=lambda: Heads({}))
    notes: list[str] = field(default_factory=list)


def make_root(layout: Layout) -> None:
    """Make the store's folder, ours alone; raises OSError, Permanent if it is somebody else's."""
    layout.root.parent.mkdir(parents=True, exist_ok=True)
    if exists(layout.root) and os.lstat(layout.root).st_uid != os.geteuid():
        raise Permanent("the store's folder belongs to another user")
    make_folder(layout.root)


def prepare(layout: Layout) -> None:
    """Make all folders; raises OSError, Permanent where the store is not ours, or half restored."""
    make_root(layout)
    if exists(layout.restoring):
        raise Permanent("a restore of this store was cut off: run `hotlined restore` again")
    for folder in layout.folders:
        make_folder(folder)


def start(layout: Layout, writer: Disk) -> Opened:
    """Put the store right and read what is open; raises OSError, Permanent with all that is wrong."""
    opened = Opened()
    inner = ("closed/[0-9]*", "envelopes/??", "files/??", "parts/*")
    for folder in (*layout.folders, *(path for name in inner for path in layout.root.glob(name))):
        writer.clean(folder)
    for path in intents.waiting(layout):
        for stream in intents.resume(layout, writer, path):
            opened.notes.append(f"{stream.name}: a write that was cut off has been carried out")
    noted = heads.read(layout)
    opened.heads = noted or Heads({})
    opened.closed = frozenset(layout.closed_streams())
    problems = [*_read_homes(layout, opened), *_lost(layout, opened)]
    if problems:
        raise Permanent("the store does not open:\n" + "\n".join(problems))
    if noted is None and opened.homes:
        opened.notes.append("heads.tsv was missing: older copies put there before this start cannot be told")
    for name in sorted(opened.closed):
        if name in opened.homes:
            shelf.discard_closed(layout, writer, name)
        else:
            shelf.clear_generation(layout, name)
    for home in opened.homes.values():
        if home.stream is None:
            continue
        shelf.sweep_parts(layout, writer, home.stream)
        if _is_ahead(opened, home.stream):
            heads.note(layout, writer, home.stream, opened.heads)
    _archive_finished(layout, writer, opened)
    _index(layout, writer, opened)
    # Written for a stream that a crash then kept from naming them: nobody would ever purge them.
    orphans = [one for one in layout.stored_files() if not opened.catalogue.find("file", one)]
    envelopes.forget(layout, writer, orphans)
    heads.compact(layout, writer, opened.heads)
    return opened


def _read_homes(layout: Layout, opened: Opened) -> Iterator[str]:
    """Read every stream in its home; yields what is wrong."""
    in_parts = parts.streams(layout)
    for name in layout.home_streams():
        try:
            stream = shelf.read_at(layout, name, layout.home(name))
            closed = shelf.read_at(layout, name, layout.closed(name)) if name in opened.closed else None
        except Permanent as error:
            yield str(error)
            continue
        if stream is None:
            continue
        fault = opened.heads.check(stream)
        if fault:
            yield (
                f"{layout.named(layout.home(name))} {fault}: put the newest copy back, or, if this one is"
                f" meant to count, take the lines of {name} out of heads.tsv"
            )
        if closed is not None and closed.rev >= stream.rev:
            yield f"{name} lies in two places and {layout.named(layout.closed(name))} is not older: move one"
        opened.newest = latest(opened.newest, stream.record.entries)
        opened.catalogue.add(name, catalogue.keys_of(stream.record.entries))
        cut_off = _is_ahead(opened, stream) or (name in in_parts and parts.there(layout, name))
        wanted = is_desk(name) or stream.archived or cut_off
        at_hand = len(opened.homes) < AT_HAND and (stream.waits or not is_desk(name))
        opened.homes[name] = Home(
            stream.waits, stream if wanted else None, stream.record if at_hand else None
        )


def latest(newest: datetime | None, entries: Iterable[Entry]) -> datetime | None:
    """The newest time, of these entries too."""
    return max((one for one in (newest, *(entry.at for entry in entries)) if one is not None), default=None)


def _is_ahead(opened: Opened, stream: Stream) -> bool:
    """Whether a crash cut off the line of its last write."""
    known = opened.heads.streams.get(stream.name)
    return known is None or stream.rev > known.rev


def _lost(layout: Layout, opened: Opened) -> Iterator[str]:
    there = {*layout.home_streams(), *opened.closed}
    for name in sorted(opened.heads.streams.keys() - there):
        yield f"{name} is gone: it was written, but there is no file of it; take it from a backup"


def _archive_finished(layout: Layout, writer: Disk, opened: Opened) -> None:
    """Move what a crash kept from being moved, and old desk days that have nothing left to send."""
    desks = sorted(name for name in opened.homes if is_desk(name))
    old = {name for name in desks[:-DESKS_KEPT] if not opened.homes[name].waits}
    for name, home in list(opened.homes.items()):
        if home.stream is not None and (home.stream.archived or name in old):
            shelf.archive(layout, writer, home.stream)
            del opened.homes[name]


def _index(layout: Layout, writer: Disk, opened: Opened) -> None:
    """Fill the index with what is archived; an archived stream without a good line is read and gets one."""
    revisions = catalogue.read_archived(layout, opened.catalogue)
    for name in layout.closed_streams():
        noted = opened.heads.streams.get(name)
        if revisions.get(name, 0) >= (noted.rev if noted else 1):
            continue
        closed = shelf.read_at(layout, name, layout.closed(name))
        if closed is not None:
            catalogue.note_archived(layout, writer, closed)
            opened.catalogue.add(name, catalogue.keys_of(closed.record.entries))
            opened.notes.append(f"{name}: its line in closed/index.tsv was missing and is there again")
