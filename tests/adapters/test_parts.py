"""Long streams, which seal what changes no more into parts: the same to every reader, and flat to write."""

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotlined.adapters.casefiles import (
    CaseFiles,
    history,
    parts,
    restoring,
    revision,
    shelf,
    snapshot,
    verify,
)
from hotlined.adapters.casefiles.layout import Layout
from hotlined.adapters.casefiles.tinyfile import parse, render
from hotlined.app.ports import Commit, Permanent, Record, Temporary
from hotlined.domain.mail.outgoing import OutboxRow, RowState
from hotlined.domain.record.destroyed import PurgeBegun
from tests.adapters.test_snapshot import TAKEN
from tests.app.store_contract import AT, CASE, DESK, OTHER, digest, envelope, noted, row, seen, step
from tests.faults.store_runs import folder
from tests.support.store_cases import LONG, salt, small_parts, strays

SMALL = 4  # entries that fill a part here, by `small_parts`


@pytest.fixture(autouse=True)
def _small() -> Iterator[None]:
    with small_parts():
        yield


@pytest.fixture
def root(base: Path) -> Path:
    """A folder for a store that does not exist yet."""
    return base / "store"


def write(store: CaseFiles, name: str, *batches: Sequence[str]) -> None:
    """A commit for each batch, an entry with these words for each text."""
    for texts in batches:
        record = store.load(name)
        store.commit([step(name, len(record.entries) if record else 0, *map(noted, texts))])


def ten(store: CaseFiles, name: str = CASE) -> None:
    """Ten entries, one a commit: two parts and a tail of two."""
    write(store, name, *([f"item {number}"] for number in range(10)))


def tail(root: Path, name: str = CASE) -> dict[str, dict[str, object]]:
    """The tables of the stream's file."""
    return parse((root / "open" / f"{name}.json").read_bytes())


def part_files(root: Path, name: str = CASE) -> list[Path]:
    """In order."""
    return sorted((root / "parts" / name).iterdir())


def again(root: Path) -> CaseFiles:
    """The store after a restart."""
    return CaseFiles.open(root, salt=salt)


# --- what lies on the disk ------------------------------------------------------------------------


def test_a_long_stream_lies_in_parts_that_never_change_and_a_tail_that_names_them(root: Path) -> None:
    with again(root) as store:
        ten(store)
        files = part_files(root)
        before = [(path.stat().st_ino, path.read_bytes()) for path in files]
        write(store, CASE, ["item 10"])
        assert [(path.stat().st_ino, path.read_bytes()) for path in files] == before
    assert [path.name[:7] for path in files] == ["000000-", "000004-"]
    assert all(path.stem[7:] == hashlib.sha256(path.read_bytes()).hexdigest() for path in files)
    tables = tail(root)
    assert list(tables["entries"]) == list(tables["content"]) == ["8", "9", "10"]
    assert tables["parts"]["0"] == {"entries": 4, "sha256": files[0].stem[7:]}
    assert [len(parse(path.read_bytes())["entries"]) for path in files] == [4, 4]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert (root / "parts" / CASE).stat().st_mode & 0o777 == 0o700


def test_a_stream_that_fills_no_part_lies_on_the_disk_as_it_always_did(root: Path) -> None:
    """Byte for byte: an older version goes on with it."""
    with again(root) as store:
        write(store, CASE, ["item 1"], ["item 2", "item 3"])
        data = (root / "open" / f"{CASE}.json").read_bytes()
    assert data.startswith(b'{"format": 1, ')
    assert list(parse(data)) == ["meta", "entries", "content", "rows"]
    assert list((root / "parts").iterdir()) == []


def test_the_file_that_a_commit_writes_does_not_grow_with_the_stream(root: Path) -> None:
    sizes = []
    with patch.object(parts, "SIZE", 32), again(root) as store:
        for number in range(0, 32 * 24, 8):
            sent = replace(row("p", state=RowState.ACCEPTED), message_id=f"<{number}@example.com>")
            events = tuple(seen(f"{number} {n}") for n in range(8))
            store.commit([replace(step(CASE, number, *events), rows=(sent,))])
            sizes.append((root / "open" / f"{CASE}.json").stat().st_size)
    assert max(sizes[-4:]) < 1.2 * max(sizes[4:8])


def test_a_commit_that_seals_nothing_is_as_many_fsyncs_as_ever(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = os.fsync

    def fsync(fd: int) -> None:
        synced.append(Path(os.readlink(f"/proc/self/fd/{fd}")).relative_to(root).as_posix())
        real(fd)

    plain = [f"open/{CASE}.json.tmp", "open"]
    with again(root) as store:
        ten(store)
        monkeypatch.setattr(os, "fsync", fsync)
        write(store, CASE, ["item 10"])
        assert synced == plain
        write(store, CASE, ["item 11"])
        synced.clear()
        write(store, CASE, ["item 12"])
    (sealed,) = [path.relative_to(root).as_posix() for path in part_files(root)[2:]]
    assert synced == [f"{sealed}.tmp", f"parts/{CASE}", *plain]


def test_what_waits_stays_in_the_tail_and_what_has_ended_is_sealed(root: Path) -> None:
    with again(root) as store:
        sent, waiting = row("p", state=RowState.ACCEPTED), row("q")
        mails = (envelope("p"), envelope("q"))
        first = step(CASE, 0, *map(noted, ["item 1"] * SMALL))
        store.commit([replace(first, rows=(sent, waiting), envelopes=mails)])
        write(store, CASE, ["item 2"])
        assert list(tail(root)["rows"]) == ["2"]
        assert CASE in store.open_streams()
        assert store.burn([sent.digest, waiting.digest]) == 1


def test_a_row_that_was_sealed_and_moves_on_keeps_its_place_and_counts_as_it_is_now(root: Path) -> None:
    """As when a person sends a mail again that had failed."""
    with again(root) as store:
        failed, other = row("p", DESK, RowState.GIVEN_UP), row("q", DESK, RowState.ACCEPTED)
        mails = (envelope("p"), envelope("q"))
        first = step(DESK, 0, *map(noted, ["item 1"] * SMALL))
        store.commit([replace(first, rows=(failed, other), envelopes=mails)])
        write(store, DESK, ["item 2"])
        assert store.open_streams() == ()
        retried = replace(failed, state=RowState.QUEUED, attempts=0)
        store.commit([replace(step(DESK, SMALL + 1), rows=(retried,))])
        assert store.open_streams() == (DESK,)
        ended = replace(retried, state=RowState.ACCEPTED)
        store.commit([replace(step(DESK, SMALL + 1), rows=(ended,))])
        write(store, DESK, *[["item 3"]] * SMALL)  # sealed once more, in the next part
        assert rows_of(store, DESK) == (ended, other)
    with again(root) as store:
        assert rows_of(store, DESK) == (ended, other)
        assert store.open_streams() == ()
    assert tail_of_desk(root)["rows"] == {}


def tail_of_desk(root: Path) -> dict[str, dict[str, object]]:
    """The tables of the desk's file."""
    return parse((root / "desk" / f"{DESK}.json").read_bytes())


def rows_of(store: CaseFiles, name: str) -> tuple[OutboxRow, ...]:
    """The rows of a stream."""
    record = store.load(name)
    assert record is not None
    return record.rows


# --- the same to every reader ---------------------------------------------------------------------

STATES = (RowState.QUEUED, RowState.ACCEPTED, RowState.GIVEN_UP)
STEPS = st.lists(
    st.tuples(
        st.integers(0, 5),  # entries
        st.lists(st.tuples(st.integers(0, 6), st.sampled_from(STATES)), max_size=3),  # rows
        st.sampled_from(["", "archive", "restart", "failure"]),
    ),
    max_size=14,
)


@settings(max_examples=60)
@given(steps=STEPS, size=st.integers(1, 6))
def test_a_stream_in_parts_reads_the_same_as_one_that_is_whole(
    steps: list[tuple[int, list[tuple[int, RowState]], str]],
    size: int,
) -> None:
    """Entries, rows, state, index, chain; also after restarts, and after commits that the disk refused."""
    with folder() as base:
        told = [told_by(base / "whole", steps, 10**6), told_by(base / "parts", steps, size)]
    assert told[0] == told[1]


def told_by(
    root: Path, steps: Sequence[tuple[int, list[tuple[int, RowState]], str]], size: int
) -> tuple[Record | None, tuple[str, ...], tuple[str, ...], list[object], bytes | None]:
    """What a store tells of one stream in the end, with parts of this size."""
    seq = 0
    with patch.object(parts, "SIZE", size):
        store = CaseFiles.open(root, salt=lambda: "0" * 32)
        for number, (entries, rows, then) in enumerate(steps):
            events = tuple(noted(f"item {n}") if n % 2 else seen(str(n)) for n in range(seq, seq + entries))
            written = tuple(
                replace(row("q", state=state), message_id=f"<{n}@example.com>", attempts=number)
                for n, state in rows
            )
            one = Commit(CASE, seq, AT, events, written, (envelope("q"),), archive=then == "archive")
            if then == "failure":
                with patch.object(shelf, "write", side_effect=OSError), pytest.raises(Temporary):
                    store.commit([replace(one, rows=(*written, row("p")))])
            store.commit([one])
            seq += entries
            if then == "restart":
                store.close()
                store = CaseFiles.open(root, salt=lambda: "0" * 32)
        kept = store.load(CASE)
        store.close()
        with CaseFiles.open(root, salt=lambda: "0" * 32) as fresh:
            assert fresh.load(CASE) == kept
            found = fresh.find("mail", digest("2"))
            told = (kept, fresh.open_streams(), found, list(verify(root)))
        return (*told, history(root, CASE, content=True) if kept else None)


def test_several_streams_seal_in_one_step(root: Path) -> None:
    with again(root) as store:
        for name in (CASE, OTHER):
            write(store, name, ["item 1"] * SMALL)
        store.commit([step(CASE, SMALL, seen("n")), step(OTHER, SMALL, seen("n"))])
        assert [len(part_files(root, name)) for name in (CASE, OTHER)] == [1, 1]
    with again(root) as store:
        assert store.find("mail", digest("n")) == (CASE, OTHER)
    assert list(verify(root)) == []


def test_a_long_case_is_archived_found_opened_again_and_goes_on(root: Path) -> None:
    with again(root) as store:
        ten(store)
        store.commit([step(CASE, 10, seen("a"), archive=True)])
    with again(root) as store:
        assert store.open_streams() == ()
        assert store.find("mail", digest("a")) == (CASE,)
        write(store, CASE, *[["item 1"]] * SMALL)
    with again(root) as store:
        record = store.load(CASE)
        assert record is not None
        assert len(record.entries) == 11 + SMALL
        assert store.open_streams() == (CASE,)
    assert list(verify(root)) == []


def test_what_the_version_before_wrote_opens_and_is_sealed_by_the_next_commit(root: Path) -> None:
    """A long stream in one file, as there were before parts, with its rows; no step of its own is needed."""
    with patch.object(parts, "SIZE", 10**6), again(root) as store:
        ten(store, LONG)
        sent, waiting = row("p", LONG, RowState.ACCEPTED), row("q", LONG)
        mails = (envelope("p"), envelope("q"))
        store.commit([replace(step(LONG, 10, seen("a")), rows=(sent, waiting), envelopes=mails)])
        before = store.load(LONG)
    path = root / "open" / f"{LONG}.json"
    assert path.read_bytes().startswith(b'{"format": 1, ')
    (root / "parts").rmdir()
    with again(root) as store:
        assert store.load(LONG) == before
        assert path.read_bytes().startswith(b'{"format": 1, ')
        write(store, LONG, ["item 11"])
        record = store.load(LONG)
    assert before is not None
    assert record is not None
    assert record.entries[:-1] == before.entries
    assert record.rows == before.rows
    assert [len(tail(root, LONG)[name]) for name in ("parts", "entries", "rows")] == [2, 4, 1]
    assert list(verify(root)) == []


def test_a_version_that_knows_no_parts_refuses_what_has_some_with_a_sentence(root: Path) -> None:
    """It reads format 1 only, and says "was written by a newer hotlined" of any other."""
    with again(root) as store:
        write(store, OTHER, ["item 1"])
        ten(store)
    assert (root / "open" / f"{CASE}.json").read_bytes().startswith(b'{"format": 2, ')
    assert (root / "open" / f"{OTHER}.json").read_bytes().startswith(b'{"format": 1, ')
    assert all(path.read_bytes().startswith(b'{"format": 2, ') for path in part_files(root))


# --- parts that are not as they were --------------------------------------------------------------


def gone(path: Path) -> None:
    """Deleted."""
    path.unlink()


def empty(path: Path) -> None:
    """Truncated."""
    path.write_bytes(b"")


def torn(path: Path) -> None:
    """Cut off."""
    path.write_bytes(path.read_bytes()[:-20])


def flipped(path: Path) -> None:
    """One bit changed."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def foreign(path: Path) -> None:
    """Another whole part in its place."""
    (other,) = [one for one in path.parent.iterdir() if one != path]
    shutil.copy(other, path)


def linked(path: Path) -> None:
    """A link to where it was moved."""
    moved = path.parent.parent / "moved"
    os.rename(path, moved)
    path.symlink_to(moved)


@pytest.mark.parametrize("damage", [gone, empty, torn, flipped, foreign])
@pytest.mark.parametrize("which", [0, 1])
def test_a_part_that_is_not_as_it_was_makes_its_stream_unreadable_and_never_shorter(
    root: Path, damage: Callable[[Path], None], which: int
) -> None:
    with again(root) as store:
        ten(store)
        write(store, OTHER, ["item 1"])
    path = part_files(root)[which]
    name = f"parts/{CASE}/{path.name}"
    damage(path)
    with pytest.raises(Permanent, match=rf"open/{CASE}\.json does not read: .*{name}") as no:
        again(root)
    assert "the generation before it" in str(no.value)
    assert [(one.stream, name in one.what) for one in verify(root)] == [(CASE, True)]
    reader = CaseFiles.read(root)
    assert reader.load(OTHER) is not None
    with pytest.raises(Permanent, match=name):
        reader.load(CASE)


def test_a_link_in_the_place_of_a_part_is_not_followed(root: Path) -> None:
    with again(root) as store:
        ten(store)
    linked(part_files(root)[0])
    with pytest.raises(Permanent, match="is a symbolic link"):
        again(root)


@pytest.mark.parametrize(
    "listed",
    [
        {"0": {"entries": 4, "sha256": "../../heads"}},
        {"4": {"entries": 4, "sha256": "0" * 64}},
        {"0": {"entries": 4}},
        {"x": {"entries": 4, "sha256": "0" * 64}},
        {"0": {"entries": 0, "sha256": "0" * 64}},
    ],
)
def test_a_list_of_parts_that_is_none_is_unreadable(root: Path, listed: dict[str, object]) -> None:
    with again(root) as store:
        ten(store)
    path = root / "open" / f"{CASE}.json"
    path.write_bytes(render({**tail(root), "parts": listed}, number=2))
    with pytest.raises(Permanent, match=f"{CASE}.json does not read: "):
        again(root)


def test_a_change_within_a_part_with_every_checksum_made_anew_breaks_the_chain(root: Path) -> None:
    with again(root) as store:
        ten(store)
    layout, path = Layout(root), part_files(root)[0]
    tables = parse(path.read_bytes())
    tables["content"]["2"]["text"]["value"] = "item 9"
    tables["entries"]["3"]["data"]["by"] = "bob"
    data = render(tables, number=2)
    changed = hashlib.sha256(data).hexdigest()
    layout.part(CASE, 0, changed).write_bytes(data)
    whole = tail(root)
    whole["parts"]["0"] = {"entries": 4, "sha256": changed}
    (root / "open" / f"{CASE}.json").write_bytes(render(whole, number=2))
    assert [(one.stream, one.seq) for one in verify(root)] == [(CASE, 2), (CASE, 3)]
    with pytest.raises(Permanent, match="chain does not hold"):
        history(root, CASE, content=True)


def test_entries_cut_off_with_their_part_are_missed_by_the_head(root: Path) -> None:
    """Parts and tail fit together; that there were more is noted elsewhere."""
    with again(root) as store:
        write(store, CASE, *[["item 1"]] * 5)
        files = {path: path.read_bytes() for path in (root / "open").iterdir() if path.suffix == ".json"}
        ten(store, OTHER)
        write(store, CASE, *[["item 2"]] * 5)
    for path, data in files.items():
        path.write_bytes(data)
    with pytest.raises(Permanent, match="is an older copy"):
        again(root)


def test_the_generation_before_a_part_was_sealed_reads_and_can_take_its_place(root: Path) -> None:
    with again(root) as store:
        write(store, CASE, *[["item 1"]] * 5)
    path = root / "open" / f"{CASE}.json"
    path.write_bytes(b"")
    with pytest.raises(Permanent, match=r"reads \(write 4, 4 entries\) and can be put in its place"):
        again(root)
    (root / "heads.tsv").unlink()
    shutil.copy(path.with_name(path.name + ".1"), path)
    with again(root) as store:
        record = store.load(CASE)
    assert record is not None
    assert len(record.entries) == 4


# --- what a crash leaves --------------------------------------------------------------------------


class Killed(BaseException):
    """As if by kill -9."""


def killed(root: Path, at: str, work: Callable[[CaseFiles], None]) -> None:
    """Work that ends at a point."""

    def point(name: str) -> None:
        if name == at:
            raise Killed

    with pytest.raises(Killed), CaseFiles.open(root, salt=salt, point=point) as store:
        work(store)


@pytest.mark.parametrize(
    "at", ["part-begun", "part-fsynced", "part-renamed", "part-dir-fsynced", "stream-temp"]
)
def test_a_part_that_no_tail_names_harms_nobody_and_the_next_start_removes_it(root: Path, at: str) -> None:
    with again(root) as store:
        ten(store)
        write(store, CASE, ["item 10", "item 11"])
        before = store.load(CASE)
    killed(root, at, lambda store: write(store, CASE, ["item 12"]))
    assert len(part_files(root)) == 3
    assert list(verify(root)) == []
    assert CaseFiles.read(root).load(CASE) == before
    with again(root) as store:
        assert store.load(CASE) == before
        assert strays(root) == []
        write(store, CASE, ["item 12"])
    assert len(part_files(root)) == 3
    assert list(verify(root)) == []


def test_a_commit_that_the_disk_refused_after_its_part_makes_the_same_part_when_it_is_tried_again(
    root: Path,
) -> None:
    with again(root) as store:
        write(store, CASE, ["item 1"] * SMALL)
        for _ in range(3):
            with patch.object(shelf, "write", side_effect=OSError), pytest.raises(Temporary):
                write(store, CASE, ["item 2"])
        assert len(part_files(root)) == 1
        write(store, CASE, ["item 2"])
        assert len(part_files(root)) == 1
    assert list(verify(root)) == []


def test_a_part_that_the_generation_before_names_stays_while_that_one_does(root: Path) -> None:
    """As after a purge that was killed before it came to the copies: what is there of it fits together."""
    with again(root) as store:
        ten(store)
    killed(root, "purge-dir-fsynced", lambda store: store.purge(CASE, ()))
    with again(root) as store:
        kept = Layout(root).home(CASE).with_name(f"{CASE}.json.1").read_bytes()
        assert len(parts.load(Layout(root), CASE, parse(kept))) == 2
        assert store.remains(CASE, ()) != ()
        store.purge(CASE, ())
        assert store.remains(CASE, ()) == ()
    assert strays(root) == []


# --- P14 ------------------------------------------------------------------------------------------

WORDS = b"planted-words"


def with_words(root: Path) -> list[Path]:
    """Files in which they are."""
    return [path for path in root.rglob("*") if path.is_file() and WORDS in path.read_bytes()]


@pytest.mark.parametrize("archived", [False, True])
def test_P14_words_in_parts_are_found_nowhere_after_a_purge_and_the_chain_holds(
    root: Path, *, archived: bool
) -> None:
    with again(root) as store:
        write(store, CASE, *[["planted-words"]] * 13)
        store.commit([step(CASE, 13, PurgeBegun(stage="material", why="asked", items=()), archive=archived)])
        assert len(with_words(root)) >= 4
        assert store.remains(CASE, ())
        store.purge(CASE, ())
        assert with_words(root) == []
        assert store.remains(CASE, ()) == ()
        record = store.load(CASE)
    assert record is not None
    assert [entry.event for entry in record.entries[:-1]] == [noted(None)] * 13
    with again(root) as store:
        assert store.load(CASE) == record
        assert (CASE in store.open_streams()) is not archived
        write(store, CASE, *[["item 1"]] * 5)
    assert list(verify(root)) == []
    assert strays(root) == []


def test_P14_what_is_kept_stays_in_its_part_and_parts_without_content_stay_as_they_are(root: Path) -> None:
    with again(root) as store:
        write(store, CASE, *[["item 1"]] * 2, *[["planted-words"]] * 6, ["item 2"])
        first, second = part_files(root)
        store.purge(CASE, {0, 1, 8})
        assert with_words(root) == []
        record = store.load(CASE)
        now = part_files(root)
        assert record is not None
        assert [entry.event for entry in record.entries] == [
            *[noted("item 1")] * 2, *[noted(None)] * 6, noted("item 2"),
        ]  # fmt: skip
        assert {first, second}.isdisjoint(now)
        store.purge(CASE, {0, 8})
        assert part_files(root)[1] == now[1]


def test_P14_a_part_that_a_crash_left_is_purged_too(root: Path) -> None:
    """Also of an archived case, which no start reads, and one that was half written."""
    with again(root) as store:
        write(store, CASE, ["planted-words"] * 3)
        store.commit([step(CASE, 3, noted("planted-words"), archive=True)])
    killed(root, "part-dir-fsynced", lambda store: write(store, CASE, ["item 1"]))
    (orphan,) = part_files(root)
    orphan.with_name("000000-half.json.tmp").write_bytes(WORDS)
    with again(root) as store:
        assert part_files(root) == [orphan]  # what was half written is gone
        orphan.with_name("000000-half.json.tmp").write_bytes(WORDS)
        shutil.copy(orphan, orphan.with_name("other"))
        assert len(store.remains(CASE, ())) == 5  # the case, the generation before, and these
        store.purge(CASE, ())
        assert with_words(root) == []
        assert store.remains(CASE, ()) == ()
        shutil.copy(root / "heads.tsv", orphan)  # nothing of ours: it may hold anything
        assert store.remains(CASE, ()) != ()
        store.purge(CASE, ())
        assert store.remains(CASE, ()) == ()


def test_P14_what_was_purged_is_not_in_the_next_backup_and_a_backup_of_parts_can_be_put_back(
    base: Path, root: Path
) -> None:
    def taken() -> tuple[dict[str, bytes], dict[str, str]]:
        handed: dict[str, bytes] = {}
        listed = dict(snapshot.take(root, handed.__setitem__))
        return handed, listed

    with again(root) as store:
        write(store, CASE, *[["planted-words"]] * 10)
        handed, listed = taken()
        assert sum(name.startswith(f"parts/{CASE}/") for name in listed) == 2
        record = store.load(CASE)
        store.purge(CASE, ())
        assert not any(WORDS in data for data in taken()[0].values())
    with restoring.restoring(base / "new") as target:
        for name, data in handed.items():
            target.put(name, data)
        target.finish(listed, TAKEN)
    assert list(verify(base / "new")) == []
    with again(base / "new") as store:
        assert store.load(CASE) == record


def test_a_reader_beside_a_purge_sees_the_stream_as_it_was_or_as_it_is(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The purge takes the parts away between the reader's look at the tail and at them."""
    with again(root) as store:
        ten(store)
        reader, true = CaseFiles.read(root), parts.load
        waiting = [lambda: store.purge(CASE, ())]

        def load(*args: object) -> object:
            while waiting:
                waiting.pop()()
            return true(*args)  # type: ignore[arg-type]

        monkeypatch.setattr(parts, "load", load)
        record = reader.load(CASE)
    assert record is not None
    assert [entry.event for entry in record.entries] == [noted(None)] * 10


def test_a_history_for_others_to_check_holds_the_entries_of_the_parts(root: Path) -> None:
    with again(root) as store:
        ten(store)
    whole = json.loads(history(root, CASE, content=True))
    assert [one["seq"] for one in whole["entries"]] == list(range(10))
    assert list(whole["content"]) == [str(seq) for seq in range(10)]


def test_a_sealed_stream_is_made_of_what_was_written_and_nothing_of_the_next_commit(root: Path) -> None:
    with again(root) as store:
        write(store, CASE, ["item 1"] * SMALL)
        found = shelf.read(Layout(root), CASE)
        assert found is not None
        events = (seen("a"), seen("b"))
        news = [revision.extended(found, step(CASE, 4, one), secrets.token_hex) for one in events]
    assert len({one.fresh[0][1] for one in news}) == 1


def test_rows_of_a_step_that_was_refused_for_its_other_stream_take_no_place(root: Path) -> None:
    wrong = replace(noted("item 1"), by=7)  # type: ignore[arg-type]
    first, second = (replace(row(name, DESK, RowState.ACCEPTED), message_id=f"<{name}@b>") for name in "pq")
    with again(root) as store:
        write(store, DESK, ["item 1"])
        with pytest.raises(ValueError, match=r"."):
            store.commit([replace(step(DESK, 1), rows=(first,)), step(OTHER, 0, wrong)])
        for one in (second, first):
            store.commit([replace(step(DESK, 1), rows=(one,))])
        assert rows_of(store, DESK) == (second, first)
    with again(root) as store:
        assert rows_of(store, DESK) == (second, first)
