"""The store of one moment, taken while it is written; and a store put back together from it."""

import fcntl
import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hotlined.adapters.casefiles import CaseFiles, gate, restoring, snapshot, verify
from hotlined.adapters.casefiles.layout import Layout
from hotlined.app.ports import Permanent, Temporary
from hotlined.domain.record.destroyed import PurgeBegun
from tests.adapters.test_casefiles import fill
from tests.app.store_contract import CASE, DESK, OTHER, noted, seen, step

TAKEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
SPOOLED = "1764000000.M000001P1Rabc.hotlined"


def salt() -> str:
    return secrets.token_hex(16)


def taken(
    root: Path, meanwhile: Callable[[], None] = lambda: None
) -> tuple[dict[str, list[bytes]], dict[str, str]]:
    """All that is handed on, in order, and the list of the moment; `meanwhile` happens after each file."""
    handed: dict[str, list[bytes]] = {}

    def put(name: str, data: bytes) -> None:
        handed.setdefault(name, []).append(data)
        meanwhile()

    return handed, dict(snapshot.take(root, put))


def put_back(root: Path, handed: dict[str, list[bytes]], listed: dict[str, str]) -> None:
    with restoring.restoring(root) as target:
        for name, states in handed.items():
            for data in states:
                target.put(name, data)
        target.finish(listed, TAKEN)


def test_P1_a_store_put_back_holds_the_same_and_verifies(base: Path) -> None:
    with CaseFiles.open(base / "store", salt=salt) as store:
        fill(store)
        before = {name: store.load(name) for name in store.streams()}
        (base / "store" / "spool" / "lea" / "new").mkdir(parents=True)
        (base / "store" / "spool" / "lea" / "new" / SPOOLED).write_bytes(b"a mail")
        handed, listed = taken(base / "store")
    put_back(base / "new", handed, listed)
    assert list(verify(base / "new")) == []
    assert (base / "new" / "spool" / "lea" / "new" / SPOOLED).read_bytes() == b"a mail"
    with CaseFiles.open(base / "new", salt=salt) as store:
        assert {name: store.load(name) for name in store.streams()} == before
        assert store.next_serial(2025) == 4


def test_what_is_no_part_of_the_store_is_left_out(base: Path) -> None:
    root = base / "store"
    with CaseFiles.open(root, salt=salt) as store:
        fill(store)
        for name in ("gnupg/private-keys-v1.d/a.key", "open/notes.txt", "status.json", "open/x.json.tmp"):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(b"secret")
        (root / "open" / "HL-2026-000099-X.json").symlink_to(root / "status.json")
        _, listed = taken(root)
    assert not [name for name in listed if "gnupg" in name or name.endswith((".txt", ".tmp", ".1"))]
    assert "status.json" not in listed
    assert "lock" not in listed
    assert "open/HL-2026-000099-X.json" not in listed


def test_P13_a_backup_taken_while_two_streams_are_written_all_the_time_is_of_one_moment(base: Path) -> None:
    """Each write is to both streams: in a copy that was torn, one of them would be ahead."""
    root = base / "store"
    with CaseFiles.open(root, salt=salt) as store:
        over, written = threading.Event(), threading.Semaphore(0)

        def write() -> None:
            number = 0
            while not over.is_set():
                mark = f"{number:04}"
                store.commit([step(CASE, number, seen(mark)), step(DESK, number, seen(mark))])
                number += 1
                written.release()

        def another() -> None:
            """Let another write happen; nothing is handed on while the gate is shut."""
            while written.acquire(blocking=False):
                pass
            assert written.acquire(timeout=60.0)

        writer = threading.Thread(target=write)
        writer.start()
        try:
            another()
            takes = [taken(root, another) for _ in range(4)]
        finally:
            over.set()
            writer.join()
    assert any(len(states) > 1 for handed, _ in takes for states in handed.values())  # something did change
    for number, (handed, listed) in enumerate(takes):
        put_back(base / f"new{number}", handed, listed)
        assert list(verify(base / f"new{number}")) == []
        with CaseFiles.open(base / f"new{number}", salt=salt) as copy:
            case, desk = copy.load(CASE), copy.load(DESK)
            assert case is not None
            assert desk is not None
            assert len(case.entries) == len(desk.entries)


def test_with_the_gate_shut_only_folders_that_have_changed_are_gone_through(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A walk through all closed cases and old mails took longer than a write waits."""
    monkeypatch.setattr(snapshot, "SETTLED", 50_000_000)
    root = base / "store"
    true_shut, true_walk = gate.shut, snapshot._Look._gone_through
    walked: list[str] = []

    def walk(look: snapshot._Look, name: str, state: tuple[int, int, int]) -> snapshot._Folder:
        walked.append(name)
        return true_walk(look, name, state)

    @contextmanager
    def shut(path: Path) -> Iterator[None]:
        store.commit([step(OTHER, 2, seen("d"))])
        with true_shut(path):
            walked.clear()
            yield

    monkeypatch.setattr(gate, "shut", shut)
    monkeypatch.setattr(snapshot._Look, "_gone_through", walk)
    with CaseFiles.open(root, salt=salt) as store:
        fill(store)
        old = root / "envelopes" / "aa"
        old.mkdir(parents=True, exist_ok=True)
        (old / f"{'a' * 64}.eml").write_bytes(b"a mail")
        time.sleep(0.2)
        handed, listed = taken(root)
        at_the_moment = [*walked]
        now = store.load(OTHER)
    assert "open" in at_the_moment
    assert not {"envelopes/aa", "envelopes", "closed/2025", "desk"} & {*at_the_moment}
    assert f"envelopes/aa/{'a' * 64}.eml" in listed
    put_back(base / "new", handed, listed)
    with CaseFiles.open(base / "new", salt=salt) as copy:
        assert copy.load(OTHER) == now


def test_a_large_folder_that_has_just_changed_is_gone_through_once_more_before_the_gate_is_shut(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a year in which a case was archived a moment ago: seconds, in which nobody could write."""
    root, shut_in, walked = base / "store", threading.Event(), list[str]()
    true_shut, true_walk = gate.shut, snapshot._Look._gone_through
    monkeypatch.setattr(snapshot, "SETTLED", 300_000_000)
    monkeypatch.setattr(snapshot, "MANY", 3)

    @contextmanager
    def shut(path: Path) -> Iterator[None]:
        with true_shut(path):
            shut_in.set()
            yield

    def walk(look: snapshot._Look, name: str, state: tuple[int, int, int]) -> snapshot._Folder:
        if shut_in.is_set():
            walked.append(name)
        return true_walk(look, name, state)

    monkeypatch.setattr(gate, "shut", shut)
    monkeypatch.setattr(snapshot._Look, "_gone_through", walk)
    with CaseFiles.open(root, salt=salt) as store:
        fill(store)
        year = root / "closed" / "2026"
        year.mkdir(parents=True, exist_ok=True)
        time.sleep(0.4)
        for number in range(9):
            (year / f"HL-2026-00009{number}-X.json").write_bytes(b"{}")
        taken(root)
    assert "closed/2026" not in walked


def test_what_is_put_in_taken_away_or_replaced_between_two_looks_is_seen(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "SETTLED", 50_000_000)
    folder = base / "closed" / "2025"
    folder.mkdir(parents=True)
    index = base / "closed" / "index.tsv"
    names = [f"HL-2025-00000{n}-A.json" for n in range(6)]
    for name in names[:4]:
        (folder / name).write_bytes(b"{}")
    index.write_bytes(b"")
    look = snapshot._Look(base)

    def seen_now() -> dict[str, snapshot.Stamp]:
        time.sleep(0.1)
        look.again()
        return {name: stamp for one in look.again()[0] for name, stamp in one.files.items()}

    before = seen_now()
    (base / "beside").write_bytes(b"[]")
    (base / "beside").rename(folder / names[0])
    (folder / names[1]).unlink()
    (folder / names[2]).rename(folder / names[4])
    index.open("ab").write(b"a line")
    after = seen_now()
    assert {name.rpartition("/")[2] for name in before} == {*names[:4], "index.tsv"}
    assert {name.rpartition("/")[2] for name in after} == {names[0], *names[3:5], "index.tsv"}
    assert {name for name in after if before.get(name) not in (None, after[name])} == {
        f"closed/2025/{names[0]}",
        "closed/index.tsv",
    }


def test_a_write_waits_for_a_backup_and_gives_up_on_one_that_hangs(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with CaseFiles.open(base / "store", salt=salt) as store:
        monkeypatch.setattr(gate, "PATIENCE", 0.01)
        with (
            gate.shut(Layout(base / "store").gate),
            pytest.raises(Temporary, match="a backup does not let go"),
        ):
            store.commit([step(CASE, 0, seen("a"))])
        store.commit([step(CASE, 0, seen("a"))])
        fd = gate.opened(Layout(base / "store").gate)
        fcntl.flock(fd, fcntl.LOCK_SH)
        with pytest.raises(Temporary, match="written all the time"):
            taken(base / "store")
        os.close(fd)


def test_a_mail_that_is_moved_while_it_is_taken_is_there_once_or_twice_and_never_not(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = base / "store"
    with CaseFiles.open(root, salt=salt):
        inbox, done = root / "spool" / "lea" / "new", root / "spool" / "lea" / ".Hotline.LEA" / "new"
        inbox.mkdir(parents=True)
        done.mkdir(parents=True)
        (inbox / SPOOLED).write_bytes(b"a mail")
        true_read = snapshot.disk.read

        def moving(path: Path) -> bytes | None:
            if path == inbox / SPOOLED and path.exists():
                path.rename(done / SPOOLED)
            return true_read(path)

        monkeypatch.setattr(snapshot.disk, "read", moving)
        _, listed = taken(root)
    assert [name for name in listed if name.endswith(SPOOLED)] == [f"spool/lea/.Hotline.LEA/new/{SPOOLED}"]


def test_a_store_that_is_there_is_never_restored_over(base: Path) -> None:
    with CaseFiles.open(base / "store", salt=salt) as store:
        fill(store)
        handed, listed = taken(base / "store")
    before = {path: path.read_bytes() for path in (base / "store").rglob("*") if path.is_file()}
    with pytest.raises(Permanent, match="there is a store in this folder already"):
        put_back(base / "store", handed, listed)
    assert {path: path.read_bytes() for path in (base / "store").rglob("*") if path.is_file()} == before


def test_a_store_that_was_started_once_and_holds_nothing_is_restored_over(base: Path) -> None:
    with CaseFiles.open(base / "store", salt=salt) as store:
        fill(store)
        handed, listed = taken(base / "store")
    with CaseFiles.open(base / "new", salt=salt):
        pass
    put_back(base / "new", handed, listed)
    assert not (base / "new" / "open" / "rest.sqlite").exists()
    with CaseFiles.open(base / "new", salt=salt) as store:
        assert store.load(CASE) is not None


def test_a_restore_that_was_cut_off_stops_the_start_until_it_is_done_again(base: Path) -> None:
    with CaseFiles.open(base / "store", salt=salt) as store:
        fill(store)
        handed, listed = taken(base / "store")
    with suppress(ZeroDivisionError), restoring.restoring(base / "new") as target:
        target.put(f"open/{OTHER}.json", b"half")
        raise ZeroDivisionError
    with pytest.raises(Permanent, match="run `hotlined restore` again"):
        CaseFiles.open(base / "new", salt=salt)
    put_back(base / "new", handed, listed)
    with CaseFiles.open(base / "new", salt=salt) as store:
        assert store.load(CASE) is not None


@pytest.mark.parametrize("name", ["../x", "lock", "open/../../x.json", "/etc/x", "gnupg/a", "open/a.json.1"])
def test_a_name_that_no_store_has_is_refused(base: Path, name: str) -> None:
    with pytest.raises(Permanent, match="belongs to no store"), restoring.restoring(base / "new") as target:
        target.put(name, b"x")


def test_P14_what_was_purged_is_not_in_the_next_backup(base: Path) -> None:
    root = base / "store"
    with CaseFiles.open(root, salt=salt) as store:
        store.commit([step(CASE, 0, noted("planted-words"))])
        handed, _ = taken(root)
        assert any(b"planted-words" in data for states in handed.values() for data in states)
        store.commit([step(CASE, 1, PurgeBegun(stage="material", why="asked", items=()))])
        store.purge(CASE, ())
        handed, _ = taken(root)
    assert not any(b"planted-words" in data for states in handed.values() for data in states)
