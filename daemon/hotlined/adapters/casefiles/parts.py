"""What a long stream has sealed: files that never change, so that a commit writes the rest of it only.

Once 256 entries have gathered in a stream's file, the next commit seals them: the entries, their content, and
the rows that have ended by then go into a *part*, a file of its own, and the stream's file, the *tail*, keeps
what waits, what is new, and a list of the parts with the SHA-256 of each.  A row that moves on after it was
sealed (a person sends its mail again) lies in the tail once more, under the same number, and counts there.

A part is on the disk before the tail that names it, and a part that is missing, torn or another one makes
its stream unreadable, never shorter.  One that no tail names is what a crash left; the next start, or the
purge of its stream, removes it.  Since a part is made of what the tail before it held, a commit that is tried
again makes the same one.
"""

import hashlib
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hotlined.adapters.casefiles import disk
from hotlined.adapters.casefiles.disk import Disk, make_folder
from hotlined.adapters.casefiles.layout import Layout
from hotlined.adapters.casefiles.tinyfile import IN_PARTS, Lines, TableData, parse, render
from hotlined.codec import Unreadable
from hotlined.durable import fsync_folder

SIZE: Final = 256  # entries


@dataclass(frozen=True, slots=True)
class Part:
    """A part as it is on the disk: its first entry's number, how many there are, the file's SHA-256."""

    first: int
    count: int
    digest: str
    tables: TableData  # entries, content, rows


def made(stream: str, first: int, tables: TableData, known: Lines | None = None) -> tuple[Part, bytes]:
    """A part of these entries, content and rows, and the bytes of its file."""
    head = {"part": {"1": {"stream": stream, "first": first}}}
    data = render({**head, **tables}, known, number=IN_PARTS)
    return Part(first, len(tables["entries"]), hashlib.sha256(data).hexdigest(), tables), data


def listing(parts: Collection[Part]) -> dict[str, dict[str, object]]:
    """The tail's table of its parts, by the number of their first entry."""
    return {str(one.first): {"entries": one.count, "sha256": one.digest} for one in parts}


def load(layout: Layout, stream: str, tables: Mapping[str, Mapping[str, object]]) -> tuple[Part, ...]:
    """The parts that a tail names, in order; raises Unreadable for each that is not as it was, OSError."""
    found: list[Part] = []
    for path, first, count, digest in _named(layout, stream, tables):
        if first != (found[-1].first + found[-1].count if found else 0):
            raise Unreadable(f"its parts are not in order at {first}")
        data = disk.read(path)
        if data is None:
            raise Unreadable(f"a part of it is gone, {layout.named(path)}")
        if hashlib.sha256(data).hexdigest() != digest:
            raise Unreadable(f"a part of it is not the one that was written, {layout.named(path)}")
        part = {name: one for name, one in parse(data).items() if name != "part"}
        if part.keys() != {"entries", "content", "rows"} or len(part["entries"]) != count:
            raise Unreadable(f"a part of it holds something else, {layout.named(path)}")
        found.append(Part(first, count, digest, part))
    return tuple(found)


def write(layout: Layout, writer: Disk, stream: str, fresh: Collection[tuple[Part, bytes]]) -> None:
    """Put them on the disk, before their tail; what is there whole is made to last; raises OSError."""
    for part, data in fresh:
        path = layout.part(stream, part.first, part.digest)
        make_folder(path.parent)
        if disk.read(path) == data:
            fsync_folder(path.parent)
            writer.point("part-was-there")
        else:
            writer.put(path, data, label="part")


def named(layout: Layout, stream: str, tables: Mapping[str, Mapping[str, object]]) -> frozenset[Path]:
    """The files of the parts that a tail names; raises Unreadable."""
    return frozenset(path for path, *_ in _named(layout, stream, tables))


def streams(layout: Layout) -> frozenset[str]:
    """The streams that have a folder of parts; raises OSError."""
    return frozenset(os.listdir(layout.every_part))


def there(layout: Layout, stream: str) -> tuple[Path, ...]:
    """Every file among the parts of a stream, also what no tail names; raises OSError."""
    folder = layout.parts(stream)
    return tuple(sorted(folder.iterdir())) if disk.exists(folder) else ()


def sweep(layout: Layout, writer: Disk, stream: str, keep: Collection[Path]) -> None:
    """Delete the other files among the parts of a stream; raises OSError."""
    for path in there(layout, stream):
        if path not in keep:
            writer.remove(path, label="orphan-part")


def _named(
    layout: Layout, stream: str, tables: Mapping[str, Mapping[str, object]]
) -> Iterator[tuple[Path, int, int, str]]:
    for first, one in tables.get("parts", {}).items():
        match one:
            case {"entries": int(count), "sha256": str(digest)} if first.isdecimal() and count > 0:
                try:
                    yield layout.part(stream, int(first), digest), int(first), count, digest
                except ValueError as error:
                    raise Unreadable("its list of parts is not one") from error
            case _:
                raise Unreadable("its list of parts is not one")
