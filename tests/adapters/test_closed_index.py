"""What is asked about archived streams lies on the disk (`casefiles.closed`), and a start asks little."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest

from hotlined.adapters.casefiles import CaseFiles, archive, closed, closedtables, heads, indexlines, verify
from hotlined.adapters.casefiles.disk import Disk
from hotlined.adapters.casefiles.indexlines import Archived
from hotlined.adapters.casefiles.layout import Layout, is_kept
from hotlined.adapters.casefiles.lines import line, values
from hotlined.app.ports import Permanent, Temporary
from hotlined.domain.record.casework import CaseClosed, CaseReopened
from hotlined.domain.values.reference import next_reference
from tests.adapters import test_casefiles
from tests.app.store_contract import CASE, OTHER, digest, kept, sealed, seen, step
from tests.support.store_cases import salt

CHECKED = str(next_reference("HL", 2025, 6))
OLD = [f"HL-2025-{number:06d}-A" for number in range(1, 6)]
CLOSED = "closed/index.sqlite"


@pytest.fixture(autouse=True)
def _at_once() -> Iterator[None]:
    """Each archived stream goes to the disk by itself."""
    with patch.object(archive, "IN_MEMORY", 0):
        yield


class TestContract(test_casefiles.TestCaseFiles):
    """The store keeps its contract with every archived stream looked up on the disk."""

    @pytest.fixture
    def root(self, base: Path) -> Path:
        """A folder for a store that does not exist yet."""
        return base / "store"


@pytest.fixture
def root(base: Path) -> Path:
    """A closed store of an open case and five archived ones."""
    root = base / "store"
    with CaseFiles.open(root, salt=salt) as store:
        store.commit([step(CASE, 0, seen("a"))])
        for name in OLD:
            store.commit([step(name, 0, seen(name), archive=True)])
    return root


def opened(root: Path) -> CaseFiles:
    """The store for the daemon."""
    return CaseFiles.open(root, salt=salt)


def all_found(store: CaseFiles) -> bool:
    """Whether each archived stream is found by its key, and can be read."""
    return all(store.find("mail", digest(name)) == (name,) and store.load(name) for name in OLD)


def test_a_start_opens_no_archived_file_lists_no_folder_of_them_and_reads_no_line_of_the_index(
    root: Path,
) -> None:
    looked: list[str] = []
    real_open, real_list, real_scan = os.open, os.listdir, os.scandir

    def noted(call: Callable[..., object]) -> Callable[..., object]:
        def do(path: object = ".", *args: object, **more: object) -> object:
            looked.append(str(path))
            return call(path, *args, **more)

        return do

    with (
        patch.object(os, "open", noted(real_open)),
        patch.object(os, "listdir", noted(real_list)),
        patch.object(os, "scandir", noted(real_scan)),
        opened(root) as store,
    ):
        assert store.notes == ()
        assert [one for one in looked if one.endswith(f"{CASE}.json")]
        assert not [one for one in looked if "closed/2025" in one]
        assert not store._archived._fresh  # else its lines had been read
        assert all_found(store)


def test_what_was_archived_is_neither_in_memory_nor_among_the_heads_any_more(root: Path) -> None:
    with opened(root) as store:
        store.commit([step(CASE, 1, seen("b"), archive=True)])
        assert store._memory.catalogue._streams == {}
        assert store._memory.heads.streams == {}
        assert store.find("mail", digest("a")) == (CASE,)
        assert store.writes() == len(OLD) + 2
        assert store.next_serial(2025) == len(OLD) + 1
    with opened(root) as store:
        assert (root / "heads.tsv").read_bytes().count(b"\n") <= len(OLD) + 2
        assert store.writes() == len(OLD) + 2


def test_a_case_taken_up_again_is_found_by_old_keys_and_new_ones_and_archived_again(root: Path) -> None:
    with opened(root) as store:
        store.commit([step(OLD[0], 1, CaseReopened(by="anna", why="bounced"), seen("new"))])
        assert OLD[0] in store.open_streams()
        assert all_found(store)
    with opened(root) as store:
        assert store.notes == ()
        store.commit([step(OLD[0], 3, CaseClosed(by="anna", why="done"), archive=True)])
        assert store.find("mail", digest("new")) == (OLD[0],)
        assert store.writes() == len(OLD) + 3
    assert list(verify(root)) == []


def gone(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def torn(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def garbage(path: Path) -> None:
    path.write_bytes(b"x" * path.stat().st_size)


def pages_lost(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\0" * (len(data) - 4096))


def keys_lost(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'keys'").fetchone()
    data = bytearray(path.read_bytes())
    data[(page - 1) * 4096 : page * 4096] = b"\0" * 4096
    path.write_bytes(data)


def of_another_version(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("UPDATE about SET format = format + 1")


DAMAGES = (gone, empty, torn, garbage, pages_lost, keys_lost, of_another_version)


@pytest.mark.parametrize("damage", DAMAGES)
def test_an_index_that_is_missing_or_damaged_is_made_anew_and_nothing_is_lost(
    root: Path, damage: Callable[[Path], None]
) -> None:
    damage(root / CLOSED)
    if damage not in (gone, keys_lost):
        assert [one.what.partition(":")[0] for one in verify(root)] == [CLOSED]
    with opened(root) as store:
        assert all_found(store)
        if damage is not keys_lost:  # that is seen when a key is looked for
            assert store.notes[0].startswith(f"{CLOSED} is made anew: ")
    with opened(root) as store:
        assert store.notes == ()
        assert all_found(store)
    assert list(verify(root)) == []


def test_P2_while_a_damaged_index_cannot_be_made_anew_nothing_is_taken_for_new(root: Path) -> None:
    keys_lost(root / CLOSED)
    with opened(root) as store:
        with patch.object(closedtables, "fill", side_effect=OSError(28, "No space left on device")):
            for _ in range(2):
                with pytest.raises(Temporary, match="cannot be made anew"):
                    store.find("mail", digest(OLD[0]))
                with pytest.raises(Temporary, match="cannot be made anew"):
                    store.load(OLD[0])
        assert all_found(store)


def test_a_start_without_room_for_the_index_goes_on_with_its_lines_in_memory(root: Path) -> None:
    (root / CLOSED).unlink()
    with (
        patch.object(closedtables, "fill", side_effect=sqlite3.OperationalError("disk is full")),
        opened(root) as store,
    ):
        assert all_found(store)
        assert any("cannot be made: disk is full" in note for note in store.notes)
    with opened(root) as store:
        assert all_found(store)
        assert (root / CLOSED).exists()


def test_a_journal_of_an_index_that_is_gone_is_not_rolled_into_the_next_one(root: Path) -> None:
    path = root / CLOSED
    older = root.parent / "older"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:  # as a kill in the middle leaves it
        db.execute("PRAGMA cache_size = 0")
        db.execute("PRAGMA cache_spill = 1")
        db.execute("BEGIN EXCLUSIVE")
        db.execute("UPDATE about SET covered = 1")
        db.execute("INSERT INTO folders SELECT name || 'x' || hash, 0 FROM streams")
        db.execute("CREATE TABLE more AS SELECT * FROM streams")
        shutil.copy(root / f"{CLOSED}-journal", older)
    shutil.copy(older, root / f"{CLOSED}-journal")
    path.unlink()
    with opened(root) as store:
        assert all_found(store)
        assert not (root / f"{CLOSED}-journal").exists()
    assert list(verify(root)) == []


def test_an_older_index_takes_in_what_it_lacks_and_one_of_another_list_is_made_anew(root: Path) -> None:
    older = (root / CLOSED).read_bytes()
    with opened(root) as store:
        store.commit([step(OTHER, 0, seen("b"), archive=True)])
    (root / CLOSED).write_bytes(older)
    with opened(root) as store:
        assert store.notes == ()
        assert store.find("mail", digest("b")) == (OTHER,)
    lines = (root / "closed" / "index.tsv").read_bytes().splitlines(keepends=True)
    (root / "closed" / "index.tsv").write_bytes(b"".join(lines[1:]))
    with opened(root) as store:
        assert "another closed/index.tsv" in store.notes[0]
        assert all_found(store)


def test_a_line_in_which_one_letter_is_another_is_damaged_though_it_reads() -> None:
    whole = line("HL-2026-000001-C", 3, "item 1")
    assert values(whole) == ["HL-2026-000001-C", 3, "item 1"]
    assert values(whole.replace(b"item 1", b"item 2")) is None
    assert values(whole.replace(b"3", b"4", 1)) is None


def test_a_list_with_a_damaged_line_costs_nothing_when_the_index_is_made_anew(root: Path) -> None:
    path = root / "closed" / "index.tsv"
    data = bytearray(path.read_bytes())
    data[30] ^= 1
    path.write_bytes(data)
    (root / CLOSED).unlink()
    with opened(root) as store:
        assert any(OLD[0] in note for note in store.notes)
        assert all_found(store)


def archived_twice(root: Path, name: str) -> bytes:
    """The new line of a case that is taken up again, gets a mail, and is archived again."""
    with opened(root) as store:
        store.commit([step(name, 0, seen("old"), archive=True)])
        store.commit([step(name, 1, CaseReopened(by="anna", why="bounced"), seen("new"))])
        store.commit([step(name, 3, CaseClosed(by="anna", why="done"), archive=True)])
    return (root / "closed" / "index.tsv").read_bytes().splitlines(keepends=True)[-1]


@pytest.mark.parametrize("place", ["name", "keys"])
@pytest.mark.parametrize("lost", [gone, keys_lost])
@pytest.mark.parametrize("in_memory", [0, 4096])
def test_P2_where_the_newest_line_of_a_case_archived_twice_is_damaged_its_keys_are_found(
    root: Path, place: str, lost: Callable[[Path], None], in_memory: int
) -> None:
    newest = archived_twice(root, CHECKED)
    path = root / "closed" / "index.tsv"
    at = newest.index(b"HL-" if place == "name" else b"mail")
    damaged = newest[:at] + b"x" + newest[at + 1 :]
    path.write_bytes(path.read_bytes().replace(newest, damaged))
    lost(root / CLOSED)

    with patch.object(archive, "IN_MEMORY", in_memory), opened(root) as store:
        assert all_found(store)
        assert store.find("mail", digest("old")) == store.find("mail", digest("new")) == (CHECKED,)
    mended = path.read_bytes()
    with patch.object(archive, "IN_MEMORY", in_memory), opened(root) as store:
        assert store.find("mail", digest("new")) == (CHECKED,)
    assert path.read_bytes() == mended  # not a line more at each start
    assert list(verify(root)) == []


def test_P2_a_case_whose_move_was_not_known_to_last_is_found_after_others_were_taken_into_the_index(
    root: Path,
) -> None:
    def half(self: Disk, source: Path, target: Path, *, label: str) -> None:
        os.replace(source, target)
        raise OSError(5, "Input/output error")

    with opened(root) as store:
        with patch.object(Disk, "move", half):
            store.commit([step(CASE, 1, CaseClosed(by="anna", why="done"), archive=True)])
        store.commit([step(OTHER, 0, seen("b"), archive=True)])
    (root / "heads.tsv").unlink()  # a power cut may cost its last lines

    with opened(root) as store:
        assert store.find("mail", digest("a")) == (CASE,)


def test_a_case_that_somebody_put_into_the_archive_is_found_after_the_next_start(root: Path) -> None:
    other = root.parent / "other"
    with CaseFiles.open(other, salt=salt) as store:
        store.commit([step("HL-2025-000099-Z", 0, seen("z"), archive=True)])
    shutil.copy(other / "closed/2025/HL-2025-000099-Z.json", root / "closed/2025/HL-2025-000099-Z.json")
    with opened(root) as store:
        assert any("HL-2025-000099-Z" in note for note in store.notes)
        assert store.find("mail", digest("z")) == ("HL-2025-000099-Z",)
        assert store.next_serial(2025) == 100


def test_D4_an_archived_file_that_is_gone_stops_the_start(root: Path) -> None:
    (root / "closed" / "2025" / f"{OLD[1]}.json").unlink()

    with pytest.raises(Permanent, match=f"{OLD[1]} is gone"):
        opened(root)
    assert [(one.stream, one.what.partition(":")[0]) for one in verify(root)] == [(OLD[1], "is gone")]


def test_D4_a_folder_of_the_archive_that_is_gone_stops_the_start(root: Path) -> None:
    shutil.rmtree(root / "closed" / "2025")

    with pytest.raises(Permanent, match=f"{OLD[1]} is gone"):
        opened(root)


def test_D4_an_older_copy_written_over_an_archived_file_is_refused_when_it_is_read_and_found_by_verify(
    root: Path,
) -> None:
    path = root / "closed" / "2025" / f"{OLD[1]}.json"
    older = path.read_bytes()
    with opened(root) as store:
        store.commit([step(OLD[1], 1, seen("late"), archive=True)])
    path.write_bytes(older)  # the folder does not change by it, so that a start does not see it

    with opened(root) as store, pytest.raises(Permanent, match=r"is an older copy \(write 1 of 2\)"):
        store.load(OLD[1])
    assert "is an older copy (write 1 of 2)" in [one.what for one in verify(root)]


def test_a_store_of_an_older_version_is_taken_over_with_its_heads(root: Path) -> None:
    layout = Layout(root)
    lines = [one for _, one in indexlines.after(layout, 0) if isinstance(one, Archived)]
    layout.index.write_bytes(b"".join(line(one.stream, one.noted.rev, one.keys) for one in lines))
    noted = [(one.stream, one.noted.rev, one.noted.head.count, one.noted.head.hash) for one in lines]
    layout.heads.write_bytes(layout.heads.read_bytes() + b"".join(line(*one) for one in noted))
    layout.lookup.unlink()
    path = root / "closed" / "2025" / f"{OLD[1]}.json"

    with opened(root) as store:
        assert all_found(store)
    assert list(verify(root)) == []
    path.write_bytes(path.read_bytes().replace(b'"rev": 1', b'"rev": 0'))
    with opened(root), pytest.raises(Permanent):
        opened(root).load(OLD[1])
    assert heads.read(layout) is not None
    assert [one.stream for one in verify(root)] == [OLD[1]]


def test_verify_finds_an_archived_case_that_the_index_does_not_know(root: Path) -> None:
    with closing(sqlite3.connect(root / CLOSED, isolation_level=None)) as db:
        db.execute("DELETE FROM keys WHERE stream = 1")

    (found,) = verify(root)

    assert found.stream == OLD[0]
    assert "closed/index.sqlite" in found.what


def test_a_reader_beside_the_daemon_finds_what_was_archived_and_writes_nothing(root: Path) -> None:
    with opened(root) as store:
        store.commit([step(OTHER, 0, seen("b"), archive=True)])
        before = (root / CLOSED).stat()
        reader = CaseFiles.read(root)
        assert reader.find("mail", digest("b")) == (OTHER,)
        assert all_found(reader)
        store.commit([step(CASE, 1, seen("c"), archive=True)])
        assert reader.load(CASE) is not None
        assert before.st_ino == (root / CLOSED).stat().st_ino
        assert list(verify(root)) == []


def test_an_index_that_somebody_holds_locked_delays_nothing_for_good(root: Path) -> None:
    with patch.object(closedtables, "_PATIENCE", 0.01), opened(root) as store:
        with closing(sqlite3.connect(root / CLOSED, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            store.commit([step(OTHER, 0, seen("b"), archive=True)])
            assert store.find("mail", digest("b")) == (OTHER,)
        store.commit([step(CASE, 1, seen("c"), archive=True)])
        assert store._archived._fresh == {}
        assert store.find("mail", digest("b")) == (OTHER,)


def test_P14_an_attachment_of_an_archived_case_is_no_orphan(root: Path) -> None:
    with opened(root) as store:
        store.commit([replace(step(OTHER, 0, kept("x"), archive=True), files={sealed("x"): b"x"})])
    with opened(root) as store:
        assert store.file(sealed("x")) == b"x"


def test_P14_of_more_attachments_than_one_question_takes_only_those_go_that_no_case_has(root: Path) -> None:
    names = "vwxyz"
    with opened(root) as store:
        for name, case in zip(names, OLD, strict=True):
            store.commit([replace(step(case, 1, kept(name)), files={sealed(name): name.encode()})])
            store.commit([step(case, 2, CaseClosed(by="Ann", why=""), archive=True)])
    orphan = root / "files" / sealed("u")[:2] / f"{sealed('u')}.asc"
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"u")
    with patch.object(closed, "_AT_ONCE", 2), opened(root) as store:
        assert not orphan.exists()
        assert [store.file(sealed(name)) for name in names] == [name.encode() for name in names]


def test_the_index_is_in_no_backup_and_only_we_can_read_it(root: Path) -> None:
    assert not is_kept(CLOSED)
    assert (root / CLOSED).stat().st_mode & 0o777 == 0o600


def test_a_link_in_the_place_of_the_index_is_not_followed(root: Path) -> None:
    moved = root.parent / "moved"
    os.rename(root / CLOSED, moved)
    (root / CLOSED).symlink_to(moved)
    with pytest.raises(Permanent, match=r"index\.sqlite is a symbolic link"):
        opened(root)


@pytest.mark.parametrize("name", [f"envelopes/{'3f' * 32}.eml.tmp", f"envelopes/3f/{'3f' * 32}.eml.tmp"])
def test_P14_what_a_crash_left_of_a_mail_is_cleared_by_the_next_start(root: Path, name: str) -> None:
    """The second as versions without the index left it: it is looked for when the index is made."""
    left = root / name
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b"half of it")
    if left.parent.name == "3f":
        (root / CLOSED).unlink()
    opened(root).close()
    assert not left.exists()
