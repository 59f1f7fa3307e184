"""Stream files: reading one wherever it lies, replacing it, moving it to the archive and back.

A stream lies in its home (`open/` or `desk/`) or under `closed/`.  A write always goes to the home; if the
stream was archived its old file is removed afterwards.  A crash in between leaves both, and the home's,
which has the higher revision, is the stream.  Its parts lie in a third place and never move.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from hotlined.adapters.casefiles import disk, indexlines, parts
from hotlined.adapters.casefiles.disk import Disk, make_folder
from hotlined.adapters.casefiles.indexlines import Archived
from hotlined.adapters.casefiles.layout import PREVIOUS, TEMPORARY, Layout, is_stream, previous
from hotlined.adapters.casefiles.stream import Stream, of_tables
from hotlined.adapters.casefiles.tinyfile import parse, render
from hotlined.app.crash_points import crash_point
from hotlined.app.ports import Permanent
from hotlined.codec import Newer, Unreadable

# An older copy of one case lacks what an older copy of the whole store lacks, a hold for example.
AFTERWARDS: Final = "docs/trouble.md, After the disk was lost, step 3"


def read(layout: Layout, name: str) -> Stream | None:
    """The stream, from its home first; raises Permanent if its file does not read, OSError."""
    home, closed = layout.home(name), layout.closed(name)
    for path in (home, closed, home):  # once more: it may be moved back while we look
        found = read_at(layout, name, path)
        if found is not None:
            return found
    return None


def read_at(layout: Layout, name: str, path: Path) -> Stream | None:
    """The stream in this very file; raises Permanent if it does not read, OSError."""
    data = disk.read(path)
    while data is not None:
        try:
            return _whole(layout, name, data)
        except Newer as error:
            raise Permanent(newer(layout, path, error)) from None
        except Unreadable as error:
            now = disk.read(path)
            if now == data:
                sentence = f"{layout.named(path)} does not read: {error}; {_advice(layout, name, path)}"
                raise Permanent(sentence) from None
            data = now  # a purge put another one there while we looked, and took parts of this one away
    return None


def _whole(layout: Layout, name: str, data: bytes) -> Stream:
    tables = parse(data)
    return of_tables(name, tables, parts.load(layout, name, tables))


def newer(layout: Layout, path: Path, error: Newer) -> str:
    """The sentence for a file that is whole: an earlier generation in its place would lose something."""
    return f"{layout.named(path)} was written by a newer hotlined: {error}; install that version again"


def _advice(layout: Layout, name: str, path: Path) -> str:
    before = previous(path)
    try:
        data = disk.read(before)
        kept = _whole(layout, name, data) if data is not None else None
    except (Unreadable, OSError):
        return f"the generation before it, {layout.named(before)}, does not read either"
    if kept is None:
        return "there is no generation before it: take it from a backup"
    return (
        f"the generation before it, {layout.named(before)}, reads (write {kept.rev},"
        f" {len(kept.record.entries)} entries) and can be put in its place, once the lines of {name} are"
        f" taken out of heads.tsv; then go on as after a restore ({AFTERWARDS})"
    )


def generation_faults(path: Path) -> str | None:
    """Why the generation before this file does not read; None if it does or there is none."""
    try:
        data = disk.read(previous(path))
        if data is not None:
            parse(data)
    except Unreadable as error:
        return str(error)
    except OSError:
        return "it cannot be opened"
    return None


def write(layout: Layout, writer: Disk, new: Stream) -> None:
    """Replace the stream's file, keeping the generation before; raises OSError."""
    home, closed = layout.home(new.name), layout.closed(new.name)
    archived = not home.exists() and closed.exists()
    writer.put(home, _bytes(new), label="stream", keep=closed if archived else home)
    if archived:
        with suppress(OSError):  # the home counts; the start removes what is left of the other
            discard_closed(layout, writer, new.name)


def rewrite(layout: Layout, writer: Disk, new: Stream) -> None:
    """Replace the stream's file, and let nothing of what it was before remain; raises OSError."""
    parts.write(layout, writer, new.name, new.fresh)
    writer.put(layout.home(new.name), _bytes(new), label="purge")
    drop_copies(layout, writer, new)


def _bytes(new: Stream) -> bytes:
    return render(new.tables, new.lines, number=new.number)


def drop_copies(layout: Layout, writer: Disk, now: Stream) -> None:
    """Delete the generation before, the archived file of a stream that lies in its home, and other parts."""
    home, closed = layout.home(now.name), layout.closed(now.name)
    old = [previous(home), previous(closed), *([closed] if disk.exists(home) else [])]
    for path in old:
        if disk.exists(path):
            writer.remove(path, label="purged-copy")
    parts.sweep(layout, writer, now.name, parts.named(layout, now.name, now.tables))


def sweep_parts(layout: Layout, writer: Disk, now: Stream) -> None:
    """Delete the parts that a crash left, which neither the stream nor the generation before names."""
    named = parts.named(layout, now.name, now.tables)
    with suppress(Unreadable, OSError):
        before = disk.read(previous(layout.home(now.name)))
        named |= parts.named(layout, now.name, parse(before)) if before is not None else frozenset()
    parts.sweep(layout, writer, now.name, named)


def copies(layout: Layout, name: str) -> tuple[Path, ...]:
    """Every file in which the stream lies, then earlier states of it, its parts, and what a crash left."""
    known = [layout.home(name), layout.closed(name)]
    beside = [*known, *map(previous, known)]
    found = (*beside, *(path.with_name(path.name + TEMPORARY) for path in beside))
    return (*(path for path in found if disk.exists(path)), *parts.there(layout, name))


def discard_closed(layout: Layout, writer: Disk, name: str) -> None:
    """Remove the archived file of a stream that is back in its home; raises OSError."""
    closed = layout.closed(name)
    previous(closed).unlink(missing_ok=True)
    writer.point("reopened-generation-removed")
    writer.remove(closed, label="reopened")


def clear_generations(layout: Layout) -> None:
    """Remove generations that a move left behind without their files; one whose file is lost stays."""
    for folder in layout.homes:
        names = set(os.listdir(folder))
        for before in sorted(name for name in names if name.endswith(".json" + PREVIOUS)):
            name = before.removesuffix(".json" + PREVIOUS)
            if f"{name}.json" not in names and is_stream(name) and disk.exists(layout.closed(name)):
                (folder / before).unlink(missing_ok=True)
                crash_point("generation-cleared")


def archive(layout: Layout, writer: Disk, old: Stream, enter: Callable[[Archived], None]) -> None:
    """Move the stream from its home to the archive, its index line first; raises OSError.

    The line is in index.tsv, whatever becomes of the move, and whoever takes that file in must `enter` it.
    """
    target = layout.closed(old.name)
    make_folder(target.parent)
    line = indexlines.of(old)
    indexlines.note(layout, writer, [line])
    try:
        writer.move(layout.home(old.name), target, label="archive")
    finally:
        enter(line)
