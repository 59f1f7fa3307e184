"""Stores of many cases, made in bulk: each file is what the store's own adapter would have written.

One case is real, as the daemon left it after a tagged mail and its receipt.  The others are copies with
names, tokens, digests and times of their own: each has its own chain, file and head and, where it is closed,
its own line in the index.  What is left out is the wait for the disk; and finished mails and earlier
generations, of which a start reads neither.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count, islice
from pathlib import Path
from types import MappingProxyType
from typing import Final
from unittest.mock import patch

from hotlined import codec
from hotlined.adapters.casefiles import indexlines, opening, revision, shelf, stream
from hotlined.adapters.casefiles.catalogue import keys_of
from hotlined.adapters.casefiles.disk import Disk, make_folder
from hotlined.adapters.casefiles.heads import Noted
from hotlined.adapters.casefiles.indexlines import Archived
from hotlined.adapters.casefiles.layout import Layout
from hotlined.adapters.casefiles.lines import line
from hotlined.adapters.casefiles.stream import Stream
from hotlined.adapters.casefiles.tinyfile import render
from hotlined.app.ports import Commit
from hotlined.domain.record import chain
from hotlined.domain.record.casework import CaseClosed
from hotlined.domain.record.chain import Head
from hotlined.domain.record.events import Event
from hotlined.domain.values.reference import next_reference, token_text

# What each case has for itself: digests, tokens, left halves of Message-IDs, the number of its content item.
_OWN: Final = r"\b[0-9a-f]{64}\b|\b[a-z2-7]{26}\b|(?<=<)[^<>@\s]+(?=@)|/item-\d+"
_TIME: Final = re.compile(r"\b(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)(Z|\+00:00)")
A_DAY: Final = 1_000  # closed cases of one day
LONG_AGO: Final = 400  # days since the last of them was opened
NOW: Final = timedelta()
SOON: Final = tuple(timedelta(hours=hours) for hours in range(3, 22))  # ages at which no notice is due yet


@dataclass(frozen=True, slots=True)
class Copied:
    """A case under a name of its own: its file, and its line, which has its head and its index keys."""

    data: bytes
    line: Archived


class _Known(dict[str, str]):
    """What stands in a copy in place of what the one case has for itself."""

    def __init__(self, name: str, number: int) -> None:
        super().__init__()
        self._name, self._number = name, number

    def __missing__(self, piece: str) -> str:
        if piece.startswith("/"):
            found = f"/item-{self._number}"
        else:
            digest = hashlib.sha256(f"{self._name} {piece}".encode())
            match len(piece):
                case 64:
                    found = digest.hexdigest()
                case 26:
                    found = token_text(digest.digest()[:16])
                case _:
                    found = f"{piece}-{self._name}"
        self[piece] = found
        return found

    def filled(self, pieces: list[str]) -> str:
        """The text: every second piece is to be replaced."""
        text = list(pieces)
        text[1::2] = [self[one] for one in pieces[1::2]]
        return "".join(text)


class Pattern:
    """A stream as text with places for what is another in each copy; `age` makes it so much older."""

    def __init__(self, one: Stream, *, age: timedelta = NOW, closed: bool = False) -> None:
        self._stream = made = _again(one, age, closed=closed)
        self._first, rest = render(made.tables).decode().split("\n", 1)
        self._rest = self._split(rest)
        keys = keys_of(made.record.entries)
        self._keys = self._split(json.dumps(keys))
        content = made.tables["content"]
        # Each digest with what it is of, as `domain.record.chain` reckons it.
        self._digests = [
            (digest, b"hotlined content\0", self._split(_plain([piece["salt"], piece["value"]])))
            for seq, pieces in content.items()
            for name, piece in pieces.items()
            for digest in [made.tables["entries"][seq]["digests"][name]]
        ]
        self._digests += (
            (link["hash"], b"hotlined entry\0", self._split(_plain([link[name] for name in _LINK])))
            for link in made.tables["entries"].values()
        )

    def _split(self, text: str) -> list[str]:
        return re.split(f"({re.escape(self._stream.name)}|{_OWN})", text)

    def said(self, text: str, name: str) -> str:
        """What is a Message-ID, a token or a digest in the one case, in the copy of this name."""
        return _Known(name, 0).filled(self._split(text))

    def under(self, name: str, number: int) -> Copied:
        """The copy of this name; `number` is that of its content item."""
        known = _Known(name, number)
        known[self._stream.name] = name
        known[chain.genesis(self._stream.name)] = chain.genesis(name)
        for old, what, pieces in self._digests:
            known[old] = hashlib.sha256(what + known.filled(pieces).encode()).hexdigest()
        rest = known.filled(self._rest).encode()
        first = re.sub("[0-9a-f]{64}", hashlib.sha256(rest).hexdigest(), self._first)
        head = Head(len(self._stream.record.entries), known[self._stream.hash])
        keys = tuple((kind, key) for kind, key in json.loads(known.filled(self._keys)))
        return Copied(f"{first}\n".encode() + rest, Archived(name, Noted(self._stream.rev, head), keys))


_LINK: Final = ("prev", "seq", "at", "kind", "data", "digests")


def _plain(value: object) -> str:
    return chain.canonical(value).decode()


def _again(one: Stream, age: timedelta, *, closed: bool) -> Stream:
    """The same stream, written anew entry by entry as if it had been so long ago."""
    events = [_aged(entry.event, age) for entry in one.record.entries]
    times = [entry.at - age for entry in one.record.entries]
    if closed:
        events, times = [*events, CaseClosed(by="Ann", why="over")], [*times, times[-1]]
    rows = tuple(replace(row, created_at=row.created_at - age) for row in one.record.rows)
    made = stream.empty(one.name)
    for seq, (event, at) in enumerate(zip(events, times, strict=True)):
        commit = Commit(one.name, seq, at, (event,), () if seq else rows, archive=closed)
        made = revision.extended(made, commit, lambda: "0" * 32)
    return made


def _aged(event: Event, age: timedelta) -> Event:
    encoded = codec.encode(event)
    text = json.dumps([dict(encoded.data), dict(encoded.content)])
    return codec.decode(encoded.kind, *json.loads(_TIME.sub(lambda at: _earlier(at[1], age) + at[2], text)))


def _earlier(time: str, age: timedelta) -> str:
    return (datetime.fromisoformat(time) - age).isoformat()


def references(year: int) -> Iterator[str]:
    """The names of a year's cases, in order."""
    serial = 0
    while True:
        reference = next_reference("HL", year, serial)
        serial = reference.serial
        yield str(reference)


def first_in(root: Path) -> Stream:
    """The first open case of a store; raises FileNotFoundError, Permanent."""
    layout = Layout(root)
    found = shelf.read(layout, min(layout.home_streams()))
    if found is None:
        raise FileNotFoundError(root)
    return found


def fill(
    root: Path,
    one: Stream,
    many: int,
    *,
    closed: int = 0,
    ages: Mapping[int, timedelta] = MappingProxyType({}),
) -> None:
    """A new store with so many open copies, spread over the last day or as old as `ages` says by number, and
    closed ones; none within the two hours of which a storm brake counts the mails.
    """
    layout = Layout(root)
    opening.prepare(layout)
    patterns = {age: Pattern(one, age=age) for age in {*SOON, *ages.values()}}
    with layout.heads.open("ab") as heads:
        for number, name in enumerate(islice(references(one.record.entries[0].at.year), many), 1):
            made = patterns[ages.get(number, SOON[number % len(SOON)])].under(name, number)
            _write(layout.home(name), made.data)
            noted = made.line.noted
            heads.write(line(name, noted.rev, noted.head.count, noted.head.hash))
    with patch.object(os, "fsync"):
        for day in _closed(one, closed):
            make_folder(layout.closed(day[0].line.stream).parent)
            for made in day:
                _write(layout.closed(made.line.stream), made.data)
            indexlines.note(layout, Disk(), [made.line for made in day])


def _closed(one: Stream, many: int) -> Iterator[list[Copied]]:
    """So many closed cases, a day at a time, the latest day first."""
    names: dict[int, Iterator[str]] = {}
    for days in count(LONG_AGO):
        if many <= 0:
            return
        age = timedelta(days=days)
        pattern, year = Pattern(one, age=age, closed=True), (one.record.entries[0].at - age).year
        some = islice(names.setdefault(year, references(year)), min(A_DAY, many))
        yield [pattern.under(name, many - at) for at, name in enumerate(some)]
        many -= A_DAY


def _write(path: Path, data: bytes) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", buffering=0) as file:
        file.write(data)
