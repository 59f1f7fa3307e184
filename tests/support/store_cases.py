"""Commits of every shape to a store with a little of everything, and what has to be there after a fault."""

import secrets
from dataclasses import replace
from pathlib import Path

from hotlined.adapters.casefiles import CaseFiles, verify
from hotlined.app.ports import Commit
from hotlined.domain.events import CaseClosed, CaseReopened
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
}


def salt() -> str:
    """A salt as `Chance` would give it."""
    return secrets.token_hex(16)


def made(root: Path) -> Path:
    """A closed store with a little of everything."""
    with CaseFiles.open(root, salt=salt) as store:
        store.commit([step(CASE, 0, seen("a")), step(DESK, 0, seen("a"))])
        store.commit([step(OTHER, 0, noted("item 2"))])
        store.commit([step(CLOSED, 0, seen("c"), archive=True)])
    return root


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
    return new


def assert_carried_out(store: CaseFiles, commits: list[Commit]) -> None:
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
