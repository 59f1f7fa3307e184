"""What is kept of cases at rest: the contract, and files and a database that are not as they were left."""

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hotlined import code_digest
from hotlined.adapters.casefiles import CaseFiles, shelf, verify
from hotlined.app.ports import Permanent, RestLine
from tests.app.resting_contract import BOTH, Again, LastingContract, RestingContract, RestingStore
from tests.app.store_contract import (
    CASE,
    DESK,
    OTHER,
    envelope,
    noted,
    queued,
    row,
    sealed,
    seen,
    step,
)  # fmt: skip
from tests.app.store_contract import (
    kept as attached,
)
from tests.support.memory_store import MemoryStore
from tests.support.store_cases import salt

FLIPS = 60  # bytes of the database, one after the other


@pytest.fixture
def root(base: Path) -> Path:
    """A folder for a store that does not exist yet."""
    return base / "store"


def opened(root: Path) -> CaseFiles:
    """The store as a start finds it."""
    return CaseFiles.open(root, salt=salt)


class TestMemory(RestingContract):
    """The fake."""

    @pytest.fixture
    def store(self) -> RestingStore:
        return MemoryStore()

    @pytest.fixture
    def again(self) -> Again:
        """A fake has no second process."""
        return lambda store: store


class TestFiles(LastingContract):
    """The files."""

    @pytest.fixture
    def opens(self, root: Path) -> Callable[[], CaseFiles]:
        return lambda: opened(root)


@pytest.fixture
def kept(root: Path) -> Path:
    """The root of a store with two open cases, both kept, and a desk day; nobody has it open."""
    with opened(root) as store:
        store.commit([step(CASE, 0, noted("item 1"), seen("a"))])
        store.commit([step(OTHER, 0, seen("b")), step(DESK, 0, seen("c"))])
        store.rest({CASE: RestLine(2, "one"), OTHER: RestLine(1, "two")}, "now")
    return root


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The streams whose files are read from here on."""
    names: list[str] = []
    true = shelf.read_at

    def reading(layout: object, name: str, path: Path) -> object:
        names.append(name)
        return true(layout, name, path)  # type: ignore[arg-type]

    monkeypatch.setattr(shelf, "read_at", reading)
    return names


def at_rest(root: Path) -> set[str]:
    """The cases that the next start takes as they were kept."""
    with opened(root) as store:
        return set(store.at_rest(BOTH, "now"))


def test_the_attachments_of_a_case_at_rest_outlive_a_start_and_those_of_no_case_do_not(
    kept: Path, read: list[str]
) -> None:
    with opened(kept) as store:
        files = {sealed("x"): b"x", sealed("y"): b"y"}
        store.commit([replace(step(CASE, 2, attached("x"), attached("y")), files=files)])
        store.rest({CASE: RestLine(4, "three")}, "now")
    nobody = kept / "files" / "00" / f"{'0' * 64}.asc"
    nobody.parent.mkdir(mode=0o700)
    nobody.write_bytes(b"z")
    read.clear()
    with opened(kept) as store:
        assert read == [DESK]
        assert [store.file(sealed(one)) for one in "xy"] == [b"x", b"y"]
    assert not nobody.exists()


def test_a_start_reads_no_case_that_is_at_rest_and_only_once_it_is_asked_for(
    kept: Path, read: list[str]
) -> None:
    with opened(kept) as store:
        assert read == [DESK]
        store.load(CASE)
        assert read == [DESK, CASE]


def test_where_one_has_changed_the_others_still_are(kept: Path, read: list[str]) -> None:
    with opened(kept) as store:
        store.commit([step(CASE, 2, seen("d"))])
    read.clear()
    with opened(kept) as store:
        assert sorted(read) == [CASE, DESK]
        assert store.find("mail", seen("d").mail) == (CASE,)


def test_a_case_with_a_mail_that_waits_is_read_whatever_was_kept(kept: Path) -> None:
    mails = (envelope("q"),)
    with opened(kept) as store:
        store.commit([replace(step(CASE, 2, queued("q")), rows=(row("q"),), envelopes=mails)])
    with opened(kept) as store:
        assert store.at_rest([CASE], "now") == {}
        record = store.load(CASE)
        assert record is not None
        assert [one.message_id for one in record.rows] == ["<q@example.com>"]


def test_D4_an_older_copy_in_the_place_of_a_case_at_rest_stops_the_start(kept: Path, base: Path) -> None:
    file = kept / "open" / f"{CASE}.json"
    shutil.copy2(file, base / "older.json")
    with opened(kept) as store:
        store.commit([step(CASE, 2, seen("d"))])
        store.rest({CASE: RestLine(3, "three")}, "now")
    shutil.copy2(base / "older.json", file)
    with pytest.raises(Permanent, match="is an older copy"):
        opened(kept)


def test_D4_a_case_at_rest_whose_file_is_gone_stops_the_start(kept: Path) -> None:
    (kept / "open" / f"{CASE}.json").unlink()
    with pytest.raises(Permanent, match=f"{CASE} is gone"):
        opened(kept)


@pytest.mark.parametrize("time", ["as it was", "another"])
def test_a_byte_that_was_changed_in_a_case_at_rest_stops_the_start(kept: Path, time: str) -> None:
    file = kept / "open" / f"{CASE}.json"
    before = file.stat()
    data = file.read_bytes()
    with file.open("r+b") as opened_file:
        opened_file.write(data.replace(b"item 1", b"item 2"))
    if time == "as it was":  # size and mtime are the same; ctime nobody sets
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(Permanent, match="its checksum is wrong"):
        opened(kept)


def test_a_copy_of_the_whole_store_is_read_anew(kept: Path, base: Path) -> None:
    shutil.copytree(kept, base / "copy", copy_function=shutil.copy2)
    assert at_rest(kept) == {*BOTH}
    assert at_rest(base / "copy") == set()


def test_a_case_in_two_places_is_read_whatever_was_kept(kept: Path, read: list[str]) -> None:
    (kept / "closed" / "2026").mkdir(mode=0o700, parents=True)
    shutil.copy2(kept / "open" / f"{CASE}.json", kept / "closed" / "2026")
    with pytest.raises(Permanent, match="lies in two places"):
        opened(kept)
    assert read.count(CASE) == 2


def test_without_heads_nothing_is_taken_as_it_was(kept: Path) -> None:
    (kept / "heads.tsv").unlink()
    assert at_rest(kept) == set()


def test_what_was_kept_by_an_older_write_than_the_heads_know_of_does_not_count(kept: Path) -> None:
    with sqlite3.connect(kept / "open" / "rest.sqlite") as db:
        db.execute("UPDATE rests SET rev = rev - 1 WHERE stream = ?", (CASE,))
    assert at_rest(kept) == {OTHER}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"not a database at all, but long enough to be looked at"),
        lambda path: os.truncate(path, path.stat().st_size // 2),
        lambda path: sqlite3.connect(path).executescript("DROP TABLE rests; CREATE TABLE rests (a, b);"),
        lambda path: (path.unlink(), path.symlink_to(path.parent / "elsewhere.sqlite")),
    ],
    ids=["gone", "empty", "no database", "cut off", "other tables", "a link"],
)
def test_a_database_that_is_not_one_is_made_anew(kept: Path, spoil: Callable[[Path], object]) -> None:
    path = kept / "open" / "rest.sqlite"
    spoil(path)
    assert at_rest(kept) == set()
    assert not (kept / "open" / "elsewhere.sqlite").exists()
    with opened(kept) as store:
        assert store.open_streams() == BOTH
        store.rest({CASE: RestLine(2, "one")}, "now")
    assert at_rest(kept) == {CASE}
    assert path.stat().st_mode & 0o777 == 0o600
    assert not path.is_symlink()


def test_whatever_byte_of_the_database_changes_the_store_opens_with_what_is_in_the_cases(kept: Path) -> None:
    path = kept / "open" / "rest.sqlite"
    whole = path.read_bytes()
    dice = random.Random(7)  # noqa: S311
    for _ in range(FLIPS):
        at = dice.randrange(len(whole))
        path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << dice.randrange(8))]) + whole[at + 1 :])
        with opened(kept) as store:
            assert store.open_streams() == BOTH
            assert store.find("mail", seen("a").mail) == (CASE,)
            assert store.find("seen-id", "<b@example.org>") == (OTHER,)
            assert store.at_rest(BOTH, "now").items() <= {CASE: "one", OTHER: "two"}.items()


def test_a_database_of_another_version_is_made_anew_since_other_keys_may_count_there(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code_digest, "digest", lambda: "another")
    assert at_rest(kept) == set()
    with opened(kept) as store:
        assert store.find("mail", seen("a").mail) == (CASE,)


def test_P14_a_purge_leaves_nothing_of_what_was_kept_on_the_disk(kept: Path) -> None:
    mark = b"item-1-kept-here"
    with opened(kept) as store:
        store.rest({CASE: RestLine(2, mark.decode())}, "now")
        assert mark in (kept / "open" / "rest.sqlite").read_bytes()
        store.purge(CASE, ())
        assert store.remains(CASE, ()) == ()
        assert not [path for path in kept.rglob("*") if path.is_file() and mark in path.read_bytes()]


def test_P14_what_could_not_be_taken_away_is_said(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from hotlined.adapters.casefiles.resting import Rests

    with opened(kept) as store:
        monkeypatch.setattr(Rests, "drop", lambda self, streams: None)
        store.purge(CASE, ())
        assert store.remains(CASE, ()) == ("a line in open/rest.sqlite",)


def test_the_line_of_a_case_that_was_closed_goes_at_the_next_start(kept: Path) -> None:
    with opened(kept) as store:
        store.commit([step(CASE, 2, seen("d"), archive=True)])
    with opened(kept):
        pass
    with sqlite3.connect(kept / "open" / "rest.sqlite") as db:
        assert [name for (name,) in db.execute("SELECT stream FROM rests")] == [OTHER]


def test_whoever_looks_only_and_verify_read_the_cases_themselves(kept: Path, read: list[str]) -> None:
    with CaseFiles.read(kept) as store:
        assert store.find("mail", seen("a").mail) == (CASE,)
        store.rest({CASE: RestLine(2, "four")}, "now")
        assert store.at_rest([CASE], "now") == {}
    assert {CASE, OTHER} <= set(read)
    read.clear()
    assert not list(verify(kept))
    assert {CASE, OTHER} <= set(read)
    assert at_rest(kept) == {*BOTH}


def test_a_stream_in_parts_is_always_read(root: Path) -> None:
    with opened(root) as store:
        for number in range(0, 700, 100):
            store.commit([step(CASE, number, *(seen(f"m{number + n}") for n in range(100)))])
        store.rest({CASE: RestLine(700, "long")}, "now")
        assert list((root / "parts" / CASE).iterdir()), "it is long enough to have parts"
    assert at_rest(root) == set()


def test_P14_a_purge_leaves_nothing_where_somebody_has_switched_the_journal(kept: Path) -> None:
    mark = b"item-1-kept-here"
    with sqlite3.connect(kept / "open" / "rest.sqlite") as db:
        assert db.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
    with opened(kept) as store:
        assert set(store.at_rest(BOTH, "now")) == {*BOTH}
        store.rest({CASE: RestLine(2, mark.decode())}, "now")
        store.purge(CASE, ())
        assert not [path for path in kept.rglob("*") if path.is_file() and mark in path.read_bytes()]


def test_a_database_that_is_made_anew_leaves_no_journal_of_the_old_one(kept: Path) -> None:
    folder = kept / "open"
    for name in ("rest.sqlite-journal", "rest.sqlite-wal", "rest.sqlite-shm"):
        (folder / name).write_bytes(b"item-1-kept-here")
    (folder / "rest.sqlite").write_bytes(b"not a database at all, but long enough to be looked at")
    assert at_rest(kept) == set()
    assert sorted(path.name for path in folder.glob("rest.*")) == ["rest.sqlite"]


def test_of_two_lines_of_one_case_that_a_damaged_index_lets_be_the_one_of_the_file_counts(
    kept: Path,
) -> None:
    path = kept / "open" / "rest.sqlite"
    with sqlite3.connect(path) as db:
        older = db.execute("SELECT * FROM rests WHERE stream = ?", (CASE,)).fetchone()
    with opened(kept) as store:
        store.commit([step(CASE, 2, seen("d"))])
        store.rest({CASE: RestLine(3, "three")}, "now")
    with sqlite3.connect(path) as db:  # without the index, as where it is not of the same moment
        db.execute("ALTER TABLE rests RENAME TO before")
        db.execute("CREATE TABLE rests AS SELECT * FROM before")
        db.execute("INSERT INTO rests VALUES (?, ?, ?, ?, ?, ?, ?, ?)", older)
    with opened(kept) as store:
        assert store.at_rest([CASE], "now") == {CASE: "three"}


def test_the_keys_of_cases_at_rest_take_no_more_memory_than_those_of_cases_that_are_read(kept: Path) -> None:
    def kinds() -> int:
        with opened(kept) as store:
            return len({id(kind) for kind, _ in store._memory.catalogue._streams if kind == "mail"})

    assert at_rest(kept) == {*BOTH}
    assert kinds() == 1
