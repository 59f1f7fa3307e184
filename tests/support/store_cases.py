"""Commits of every shape to a store with a little of everything, and what has to be there after a fault."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from hotlined.adapters.casefiles import CaseFiles, parts, shelf, verify
from hotlined.adapters.casefiles.layout import Layout
from hotlined.app.ports import Commit, Store
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.record.casework import CaseClosed, CaseReopened
from tests.app.store_contract import (
    CASE,
    DESK,
    OTHER,
    envelope,
    kept,
    noted,
    queued,
    row,
    sealed,
    seen,
    step,
)  # fmt: skip

CLOSED = "HL-2025-000003-C"
LONG = "HL-2026-000050-L"  # with `small_parts`: one is sealed, the next commit seals another
FULL = 8  # entries in it
SCENARIOS: dict[str, list[Commit]] = {
    "new case": [step("HL-2026-000042-X", 0, noted("item 1"))],
    "mail to send": [
        replace(step(CASE, 1, seen("n"), queued("n")), rows=(row("n"),), envelopes=(envelope("n"),))
    ],
    "attachment": [
        replace(
            step(CASE, 1, kept("x")), rows=(row("n"),), envelopes=(envelope("n"),), files={sealed("x"): b"x"}
        )
    ],
    "two streams": [
        replace(step(CASE, 1, seen("n"), queued("n")), rows=(row("n"),), envelopes=(envelope("n"),)),
        step(DESK, 1, seen("n")),
    ],
    "archive": [step(CASE, 1, CaseClosed(by="anna", why="done"), archive=True)],
    "reopen": [step(CLOSED, 1, CaseReopened(by="anna", why="bounced"))],
    "reopen, archive and a new one": [
        step(CLOSED, 1, CaseReopened(by="anna", why="bounced")),
        step(CASE, 1, CaseClosed(by="anna", why="done"), archive=True),
        step("HL-2026-000042-X", 0, seen("n")),
    ],
    "a part": [replace(step(LONG, FULL, seen("n"), noted("item 5")), rows=(row("q", LONG),))],
    "a part, and another case": [step(LONG, FULL, seen("n")), step(CASE, 1, seen("n"))],
}


@contextmanager
def small_parts() -> Iterator[None]:
    """Four entries fill a part, so that short streams have some."""
    with patch.object(parts, "SIZE", FULL // 2):
        yield


def salt() -> str:
    """A salt as `Chance` would give it."""
    return secrets.token_hex(16)


def made(root: Path) -> Path:
    """A closed store with a little of everything."""
    with CaseFiles.open(root, salt=salt) as store:
        fill(store)
    return root


def fill(store: Store) -> None:
    """A little of everything, into an empty store."""
    store.commit([step(CASE, 0, seen("a")), step(DESK, 0, seen("a"))])
    store.commit([step(OTHER, 0, noted("item 2"))])
    store.commit([step(CLOSED, 0, seen("c"), archive=True)])
    sent = replace(row("p", LONG), state=RowState.ACCEPTED)
    mails = (envelope("p"), envelope("q"))
    first = step(LONG, 0, noted("item 3"), *map(seen, "efg"))
    store.commit([replace(first, rows=(sent, row("q", LONG)), envelopes=mails)])
    store.commit([step(LONG, FULL // 2, noted("item 4"), *map(seen, "hij"))])


def outcome(root: Path, commits: list[Commit]) -> bool:
    """Open the store after a crash: whether all of the commits are there; some of them is a failure."""
    with CaseFiles.open(root, salt=salt) as store:
        files = {path.stem for path in (root / "files").rglob("*.asc")}
        assert all(store.find("file", name) for name in files)  # else nobody would ever purge it
        there = set()
        for one in commits:
            record = store.load(one.stream)
            there.add((len(record.entries) if record else 0) - one.expected > 0)
        assert len(there) == 1
        new = there == {True}
        if new:
            assert_carried_out(store, commits)
    assert list(verify(root)) == []
    assert [path for path in root.rglob("*") if path.suffix == ".tmp"] == []
    assert list((root / "intent").iterdir()) == []
    assert strays(root) == []
    return new


def strays(root: Path) -> list[Path]:
    """Files among the parts that no stream names."""
    layout = Layout(root)
    folders = [path for path in root.glob("parts/*") if path.is_dir()]
    streams = [found for one in folders if (found := shelf.read(layout, one.name)) is not None]
    named = {path for one in streams for path in parts.named(layout, one.name, one.tables)}
    return [path for path in root.glob("parts/*/*") if path not in named]


def assert_carried_out(store: Store, commits: Sequence[Commit]) -> None:
    """Everything that the commits say is in the store, and in the right place."""
    for one in commits:
        record = store.load(one.stream)
        assert record is not None
        assert tuple(entry.event for entry in record.entries[one.expected :]) == one.events
        assert all(wanted in record.rows for wanted in one.rows)
        assert all(store.envelope(mail.digest) == mail.data for mail in one.envelopes)
        assert all(store.file(name) == data for name, data in one.files.items())
        if not one.stream.startswith("desk-"):
            assert (one.stream in store.open_streams()) == (not one.archive)
