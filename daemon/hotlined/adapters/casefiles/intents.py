"""Writes to several streams at once: written down whole first, then carried out, then struck off.

An intent holds the new tables of each stream.  From the moment its file has its name it will be carried
out: now, at the next try, or at the next start.  Until then its streams take no other write, so that a
stream whose revision has reached the intent's has had its part, and doing it again changes nothing.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from hotlined.adapters.casefiles import disk, parts, shelf
from hotlined.adapters.casefiles.disk import Disk
from hotlined.adapters.casefiles.layout import Layout, is_stream
from hotlined.adapters.casefiles.stream import Stream, of_tables
from hotlined.adapters.casefiles.tinyfile import FORMAT, parse, render
from hotlined.app.ports import Permanent
from hotlined.codec import Newer, Unreadable
from hotlined.durable import fsync_folder


def plan(layout: Layout, streams: Sequence[Stream]) -> tuple[Path, bytes]:
    """The file that will hold this intent, and its bytes."""
    number = max((one.number for one in streams), default=FORMAT)
    data = render({"intent": {one.name: one.tables for one in streams}}, number=number)
    return layout.intents / f"{hashlib.sha256(data).hexdigest()}.json", data


def waiting(layout: Layout) -> tuple[Path, ...]:
    """The intents on the disk, in a fixed order."""
    return tuple(sorted(layout.intents.glob("*.json")))


def read(layout: Layout, path: Path) -> tuple[Stream, ...]:
    """The streams as the intent wants them; raises Permanent if it does not read, OSError."""
    try:
        data = disk.read(path) or b""
        streams = parse(data)["intent"]
        if path.stem != hashlib.sha256(data).hexdigest() or not all(is_stream(name) for name in streams):
            raise Unreadable("it is not the one that was written")
        return tuple(
            of_tables(name, tables, parts.load(layout, name, tables)) for name, tables in streams.items()
        )
    except Newer as error:
        raise Permanent(shelf.newer(layout, path, error)) from None
    except (Unreadable, KeyError) as error:
        sentence = f"{layout.named(path)} does not read: {error}; take the store from a backup"
        raise Permanent(sentence) from None


def carry_out(layout: Layout, writer: Disk, path: Path, streams: Sequence[Stream]) -> None:
    """Write each stream, all of them at the revision before, and strike the intent off; raises OSError."""
    for new in streams:
        shelf.write(layout, writer, new)
    path.unlink(missing_ok=True)  # not fsynced: should it come back, it finds its work done
    writer.point("intent-removed")


def resume(layout: Layout, writer: Disk, path: Path) -> tuple[Stream, ...]:
    """Carry out what is left of an intent that was cut off; gives the streams as they then are.

    Raises OSError, and Permanent if a stream is neither where it was before the intent nor further.
    """
    streams = read(layout, path)
    behind = []
    for new in streams:
        now = shelf.read(layout, new.name)
        rev = now.rev if now else 0
        if rev < new.rev - 1 or (now is not None and rev == new.rev and now.hash != new.hash):
            raise Permanent(f"{layout.named(path)} does not fit {new.name}: take the store from a backup")
        if rev < new.rev:
            behind.append(new)
        else:
            fsync_folder(layout.home(new.name).parent)
            writer.point("intent-found-done")
    carry_out(layout, writer, path, behind)
    return tuple(now for now in (shelf.read(layout, new.name) for new in streams) if now is not None)
