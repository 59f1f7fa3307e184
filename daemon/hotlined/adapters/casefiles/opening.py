"""What happens to the store at start, under the lock and before anybody may use it; and a look beside it.

At a start leftovers of interrupted writes are cleared away, intents carried out, streams that lie twice or in
the wrong folder put right.  Then everything that is open is read, but no case at rest whose file is as it was
(`resting`); a file that does not read, or that is an older copy, stops the start with all such files listed
at once: unreadable is never taken for empty.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from hotlined.adapters.casefiles import catalogue, copied, envelopes, heads, intents, parts, shelf
from hotlined.adapters.casefiles.archive import Archive
from hotlined.adapters.casefiles.disk import Disk, exists, make_folder
from hotlined.adapters.casefiles.heads import Heads
from hotlined.adapters.casefiles.layout import Layout, is_desk
from hotlined.adapters.casefiles.resting import Rests, mark
from hotlined.adapters.casefiles.stream import Stream, empty
from hotlined.app.ports import Permanent, Record
from hotlined.domain.record.events import Entry
from hotlined.machine import user_name

AT_HAND: Final = 10_000  # records that are kept until they are asked for the first time: some 40 MB
GONE: Final = "{} is gone: it was written, but there is no file of it; take it from a backup"
DESKS_KEPT: Final = 31  # desk days that stay in desk/, so that a start does not read years of them


@dataclass(frozen=True, slots=True)
class Home:
    """A stream in its home: whether a row of it waits, and the stream where the start has to do with it, for
    which `is_ahead` says that the line of its last write is missing.

    Of all others only the record is kept, of as many as `AT_HAND`: their tables are six times that memory.
    """

    waits: bool
    stream: Stream | None = None
    record: Record | None = None
    is_ahead: bool = False


@dataclass(slots=True)
class Opened:
    """The store as found: what is in its home, and what is archived."""

    archive: Archive
    homes: dict[str, Home] = field(default_factory=dict)
    newest: datetime | None = None  # time of an entry in them
    rests: Rests = field(init=False)  # not begun: for looking only
    resting: set[str] = field(default_factory=set)  # streams that were not read, since their lines still hold
    gone: dict[str, str] = field(
        default_factory=dict
    )  # for looking only: what is said of a stream without a file

    def __post_init__(self) -> None:
        self.rests = Rests(self.archive.layout)


def make_root(layout: Layout) -> None:
    """Make the store's folder, ours alone; raises OSError, Permanent if it is somebody else's."""
    layout.root.parent.mkdir(parents=True, exist_ok=True)
    refuse_others(layout)
    make_folder(layout.root)


def refuse_others(layout: Layout) -> None:
    """Permanent where the store's folder is somebody else's."""
    if exists(layout.root) and (owner := os.lstat(layout.root).st_uid) != os.geteuid():
        known = user_name(owner) or f"uid {owner}"
        raise Permanent(f"the store's folder belongs to another user: run this as {known}")


def half(layout: Layout) -> str:
    """Why the store is not whole, where a restore, or a copy out of a database, was cut off; else ""."""
    if not exists(layout.restoring):
        return ""
    return "a restore of this store was cut off: run `hotlined restore` again (or `hotlined store copy`)"


def prepare(layout: Layout) -> None:
    """Make all folders; raises OSError, Permanent where the store is not ours, or half restored."""
    make_root(layout)
    if why := half(layout):
        raise Permanent(why)
    for folder in layout.folders:
        make_folder(folder)


def start(layout: Layout, writer: Disk) -> Opened:
    """Put the store right and read what is open; raises OSError, Temporary, Permanent with what is wrong."""
    for folder in (*layout.folders, *layout.root.glob("parts/*")):
        writer.clean(folder)
    resumed = [one for path in intents.waiting(layout) for one in intents.resume(layout, writer, path)]
    noted = heads.read(layout)
    archive = Archive(layout, noted or Heads({}), writer)
    archive.notes.extend(f"{one.name}: a write that was cut off has been carried out" for one in resumed)
    opened = Opened(archive)
    try:
        _put_right(layout, writer, opened)
    except BaseException:
        archive.let_go()
        opened.rests.close()
        raise
    if noted is None and opened.homes:
        archive.notes.append("heads.tsv was missing: older copies put there before this start cannot be told")
    return opened


def look(layout: Layout) -> Opened:
    """The store as it is, for looking only, beside a running daemon; raises OSError, Temporary, Permanent."""
    opened = Opened(Archive(layout, heads.read(layout) or Heads({})))
    opened.archive.begin()
    opened.archive.notes.extend(filter(None, [half(layout), copied.why(layout)]))
    homes = layout.home_streams()
    for name in opened.archive.away(homes):
        if not exists(layout.home(name)):  # else it was taken up again while we looked
            opened.gone[name] = GONE.format(name)
            opened.homes[name] = Home(waits=False)  # nobody knows that it was closed
    opened.archive.notes.extend(opened.gone[name] for name in sorted(opened.gone))
    for name in homes:
        try:
            found = shelf.read_at(layout, name, layout.home(name)) or empty(name)
        except Permanent as error:
            opened.archive.notes.append(str(error))
            found = empty(name)  # listed all the same; `load` says what is wrong
        opened.newest = latest(opened.newest, found.record.entries)
        opened.homes[name] = Home(found.waits)
        opened.archive.catalogue.add(name, catalogue.keys_of(found.record.entries))
    return opened


def _put_right(layout: Layout, writer: Disk, opened: Opened) -> None:
    opened.archive.begin()
    if opened.archive.is_first:  # versions before the index left parts of mails and attachments there
        for folder in (path for name in ("envelopes/??", "files/??") for path in layout.root.glob(name)):
            writer.clean(folder)
    homes = layout.home_streams()
    opened.archive.meet(homes)
    opened.rests.begin(homes)
    twice = frozenset(filter(layout.is_archived, homes))
    problems = [*_read_homes(layout, opened, twice), *_lost(layout, opened)]
    if problems:
        raise Permanent("the store does not open:\n" + "\n".join(problems))
    for name in sorted(twice & opened.homes.keys()):
        shelf.discard_closed(layout, writer, name)
    shelf.clear_generations(layout)
    for home in opened.homes.values():
        if home.stream is None:
            continue
        shelf.sweep_parts(layout, writer, home.stream)
        if home.is_ahead:
            heads.note(layout, writer, home.stream, opened.archive.heads)
    _archive_finished(layout, writer, opened)
    opened.archive.put_right(opened.homes)
    # Written for a stream that a crash then kept from naming them: nobody would ever purge them.
    envelopes.forget(layout, writer, opened.archive.unknown("file", layout.stored_files()))
    heads.compact(layout, writer, opened.archive.heads)


def _read_homes(layout: Layout, opened: Opened, twice: Collection[str]) -> Iterator[str]:
    """Read every stream in its home; yields what is wrong."""
    in_parts, paths = parts.streams(layout), layout.home_files()
    several = in_parts.union(twice)
    _pass_over(opened, {name: path for name, path in paths.items() if name not in several})
    for name, path in paths.items():
        if name in opened.resting:
            continue
        try:
            stream = shelf.read_at(layout, name, path)
            closed = shelf.read_at(layout, name, layout.closed(name)) if name in twice else None
        except Permanent as error:
            yield str(error)
            continue
        if stream is None:
            continue
        noted = opened.archive.heads.streams.get(name)
        if fault := heads.fault(stream, noted):
            yield (
                f"{layout.named(path)} {fault}: put the newest copy back, or, if this one is"
                f" meant to count, take the lines of {name} out of heads.tsv, and go on as after a restore"
                f" ({shelf.AFTERWARDS})"
            )
        if closed is not None and closed.rev >= stream.rev:
            yield f"{name} lies in two places and {layout.named(layout.closed(name))} is not older: move one"
        opened.newest = latest(opened.newest, stream.record.entries)
        opened.archive.catalogue.add(name, catalogue.keys_of(stream.record.entries))
        is_ahead = noted is None or stream.rev > noted.rev  # a crash cut off the line of its last write
        cut_off = is_ahead or (name in in_parts and parts.there(layout, name))
        desk, waits = is_desk(name), stream.waits
        wanted = desk or stream.archived or cut_off
        at_hand = len(opened.homes) < AT_HAND and (waits or not desk)
        opened.homes[name] = Home(
            waits, stream if wanted else None, stream.record if at_hand else None, is_ahead
        )


def _pass_over(opened: Opened, paths: Mapping[str, Path]) -> None:
    """Learn of the streams that lie there as they did when all that counts was kept of them."""
    for line in opened.rests.every():
        path, noted = paths.get(line.stream), opened.archive.heads.streams.get(line.stream)
        if path is None or noted is None or (line.mark, line.rev) != (mark(path), noted.rev):
            continue
        opened.newest = line.newest if opened.newest is None else max(opened.newest, line.newest)
        opened.archive.catalogue.add(line.stream, line.keys)
        opened.homes[line.stream] = Home(waits=False)
        opened.resting.add(line.stream)


def latest(newest: datetime | None, entries: Iterable[Entry]) -> datetime | None:
    """The newest time, of these entries too."""
    return max((one for one in (newest, *(entry.at for entry in entries)) if one is not None), default=None)


def _lost(layout: Layout, opened: Opened) -> Iterator[str]:
    for name in opened.archive.lost(layout.home_streams()):
        yield GONE.format(name)


def _archive_finished(layout: Layout, writer: Disk, opened: Opened) -> None:
    """Move what a crash kept from being moved, and old desk days that have nothing left to send."""
    desks = sorted(name for name in opened.homes if is_desk(name))
    old = {name for name in desks[:-DESKS_KEPT] if not opened.homes[name].waits}
    for name, home in list(opened.homes.items()):
        if home.stream is not None and (home.stream.archived or name in old):
            shelf.archive(layout, writer, home.stream, opened.archive.enter)
            del opened.homes[name]
