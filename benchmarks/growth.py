"""Stores of many cases: start-up, memory, and what a mail then costs; the board; reading in a process.

Prepared cases are what the domain itself makes of an analyst's mail, of the report's acceptance and of its
receipt, written by the store's own adapter; one is made, the others are copies of it with names, tokens and
digests of their own.  Closed ones share few files by hard links, since a start never reads them, and have
lines of their own in the index.
"""

import asyncio
import hashlib
import json
import os
import re
import secrets
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from benchmarks import board as boards
from benchmarks import reading as readings
from benchmarks.figures import Section, bars
from benchmarks.path import Way
from benchmarks.stage import PATIENCE
from hotlined.adapters.casefiles import CaseFiles, codec
from hotlined.adapters.casefiles.catalogue import keys_of
from hotlined.adapters.casefiles.layout import Layout
from hotlined.adapters.casefiles.lines import line
from hotlined.adapters.config.settings import load
from hotlined.app.ports import Commit
from hotlined.domain.record.events import Entry, Event
from hotlined.domain.values.reference import next_reference, token_text
from hotlined.wiring import SystemChance
from tests.faults.rush import Made

_OWN = re.compile(r"\b[0-9a-f]{64}\b|\b[a-z2-7]{26}\b|mail-\d+(?=@)")
LINKS = 30_000  # names of one file


def copies(
    events: tuple[Event, ...], stream: str, names: Iterator[str]
) -> Iterator[tuple[str, tuple[Event, ...]]]:
    """The same case under each of these names, with identities of its own."""
    encoded = [codec.encode(one) for one in events]
    text = json.dumps([(one.kind, dict(one.data), dict(one.content)) for one in encoded])
    for number, name in enumerate(names, 1):
        mine = owned(text, name).replace(stream, name).replace("/item-1", f"/item-{number}")
        yield name, tuple(codec.decode(kind, data, content) for kind, data, content in json.loads(mine))


def owned(text: str, name: str) -> str:
    """JSON with the digests, tokens and Message-IDs of another case."""
    known: dict[str, str] = {}

    def own(match: re.Match[str]) -> str:
        old = match[0]
        if old not in known:
            digest = hashlib.sha256(f"{name} {old}".encode()).digest()
            known[old] = {64: digest.hex(), 26: token_text(digest[:16])}.get(len(old), f"{old}-{name}")
        return known[old]

    return _OWN.sub(own, text)


def references(year: int) -> Iterator[str]:
    """The names of a year's cases, in order."""
    serial = 0
    while True:
        reference = next_reference("HL", year, serial)
        serial = reference.serial
        yield str(reference)


def prepare(way: Way, count: int, closed: int, *, age: timedelta = timedelta(minutes=10)) -> None:
    """A store with so many open cases, reported so long ago, and so many closed ones."""
    stage = way.stage
    stage.anew()
    site = load(stage.config).site
    now = datetime.now(UTC) - age
    year = site.at(now).year
    key = str(stage.people["analyst"].fingerprint)
    stream, events, _ = Made(1, 1, now).case(site, key, SystemChance())
    with patch.object(os, "fsync"):
        with CaseFiles.open(stage.store, salt=lambda: secrets.token_hex(8)) as store:
            for _, (name, own) in zip(range(count), copies(events, stream, references(year)), strict=False):
                store.commit([Commit(name, 0, now, own)])
        archive(stage.store, events, stream, closed, year - 1)


def archive(root: Path, events: tuple[Event, ...], stream: str, count: int, year: int) -> None:
    """So many closed cases, under years before this one."""
    layout = Layout(root)
    names = (
        name for back in range(100) for _, name in zip(range(500_000), references(year - back), strict=False)
    )
    text, source = json.dumps(keys_of_events(events)), root
    with layout.index.open("ab") as index:
        for number, name in zip(range(count), names, strict=False):
            if number % LINKS == 0:
                source = root / f"closed-{number}"
                source.write_bytes(b"{}\n")
            path = layout.closed(name)
            path.parent.mkdir(mode=0o700, exist_ok=True)
            os.link(source, path)
            keys = json.loads(owned(text, name).replace(stream, name))
            index.write(line(name, 1, keys, len(events), hashlib.sha256(name.encode()).hexdigest()))
    for path in root.glob("closed-*"):
        path.unlink()


def keys_of_events(events: tuple[Event, ...]) -> list[tuple[str, str]]:
    """The index keys of a stream's events."""
    at = datetime(2020, 1, 1, tzinfo=UTC)
    return keys_of(Entry(number, at, one) for number, one in enumerate(events))


def grown(way: Way, sizes: list[int], closed: int) -> Section:
    """(e): start, memory and a mail's cost at each size, against those of an empty store."""
    section = Section("Growth", GROWTH)
    starts: dict[str, float] = {}
    costs: dict[str, float] = {}
    floor = least = 0.0
    way.stage.workers = 0
    for count, old in (
        (0, 0),
        *((one, 0) for one in sizes),
        *(((sizes[-1], closed),) if closed and sizes else ()),
    ):
        label = f"{count:,} open" + (f", {old:,} closed" if old else "")
        began = time.monotonic()
        prepare(way, count, old)
        print(f"prepared {label} in {time.monotonic() - began:.0f} s", flush=True)
        mails = way.mails(max(way.sizes.single, 4))
        start = way.stage.begin()
        way.rest()
        if old:
            section.add(f"the first start, {label}", start, "s")
            way.stage.stop()
            start = way.stage.begin()
            way.rest()
        memory = way.stage.resident("VmRSS")
        most = way.stage.resident()
        each = way.burst(mails)
        way.rest()
        way.stage.stop()
        if not count:
            floor, least = start, each
        starts[label], costs[label] = start, 1e3 * each
        section.add(f"start, {label}", start, "s", ratio=start / floor, against="the start of an empty store",
                    **_goal(old, "at most 5 s", start <= 5))  # fmt: skip
        section.add(
            f"memory after the start, {label}", memory, "MiB", **_goal(old, "at most 250 MiB", memory <= 250)
        )
        section.add(f"most memory, {label}", most, "MiB")
        section.add(
            f"a case, {label}", 1e3 * each, "ms", ratio=each / least, against="a case in an empty store"
        )
    section.charts += [
        bars("start", "Start", starts, "s"),
        bars("cost", "A case, by size of the store", costs, "ms"),
    ]
    return section


def due(way: Way, count: int) -> Section:
    """(d): notices of as many cases that are all due at the start, behind the fence over the LEA's inbox."""
    section = Section("Notices", DUE)
    stage = way.stage
    stage.workers = 0
    prepare(way, count, 0, age=load(stage.config).site.agreement.ntd_delay + timedelta(minutes=1))
    before = len(stage.to("provider"))
    stage.begin()
    stage.sink.wait(lambda taken: len(stage.to("provider")) >= before + count, PATIENCE)
    found = [one.at for one in stage.to("provider")][before:]
    each = (found[-1] - found[0]) / (count - 1)
    way.rest()
    stage.stop()
    stage.anew()
    section.add("notices due at once", 1 / each, "a second")
    section.add("a notice", 1e3 * each, "ms")
    return section


def _goal(closed: int, goal: str, met: bool) -> dict[str, object]:
    return {"goal": goal, "met": met} if closed else {}


def board(count: int) -> Section:
    """(f): the board of so many open cases, against reading them at start."""
    section = Section("The board", BOARD)
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(boards.measured(Path(folder) / "store", count))
    section.add(f"board: reading {count:,} cases at start", found.start, "s")
    for what, value in (
        ("every card for the first time", found.first),
        ("a look at all, nothing changed", found.again),
        ("one case changed", found.one),
    ):
        section.add(f"board: {what}", value, "s", ratio=value / found.start, against="reading them at start")
    return section


def reading() -> Section:
    """What a process of its own costs in reading a mail."""
    section = Section("Reading in a process of its own", READING)
    for size, here, there in readings.rows():
        section.add(
            f"reading {size}", 1e3 * there, "ms", ratio=there / here, against="reading it in the daemon"
        )
    return section


GROWTH = """Prepared open cases have a receipt, and a notice that is due tomorrow. Start: from the command
to *hotlined is running*, with Python, configuration and gpg. Memory is the resident set of the daemon
alone, without the process that reads mails (40 MiB). The first start beside closed cases makes the index of
them, once."""
DUE = """Notices that are due when the daemon starts, from the first one's acceptance to the last
one's; each is told to the LEA and to the analyst besides, encrypted, so that it is three mails."""
BOARD = """Processor time over a mailbox in memory; pauses left out."""
READING = """The median of each; a mail is taken apart in a process that may be killed
(docs/decisions/mail-worker.md)."""
