"""The store on files: the contract, what lies on the disk, and what it does when the disk is not as left."""

import errno
import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Timer
from typing import get_args

import pytest

from hotlined import codec
from hotlined.adapters.casefiles import CaseFiles, lock, opening, shelf, verify
from hotlined.adapters.casefiles.layout import Layout
from hotlined.adapters.casefiles.stream import Stream
from hotlined.app.ports import Conflict, Permanent, Store, Temporary
from hotlined.codec import Unreadable
from hotlined.domain.form import Answer, Form, Item
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.record.casework import (
    AttachmentKept,
    CaseOpened,
    CaseReopened,
    ContactSought,
    FormUpdated,
    ProviderSet,
)
from hotlined.domain.record.correspondence import MailReleased, MailSeen, MailSending, Struck
from hotlined.domain.record.destroyed import PurgeBegun
from hotlined.domain.record.events import Event
from hotlined.domain.record.holding import HoldPlaced
from hotlined.domain.record.noticed import NoticeQueued, TicketGiven
from hotlined.domain.record.periodical import DigestSent
from tests.app.store_contract import (
    AT,
    CASE,
    DESK,
    MAILS,
    OTHER,
    StoreContract,
    correcting,
    digest,
    envelope,
    kept,
    noted,
    queued,
    refusal,
    row,
    sealed,
    seen,
    step,
)
from tests.support.memory_store import MemoryStore


def salt() -> str:
    """A salt as `Chance` would give it."""
    return secrets.token_hex(16)


@pytest.fixture
def root(base: Path) -> Path:
    """A folder for a store that does not exist yet."""
    return base / "store"


@pytest.fixture
def files(root: Path) -> Iterator[CaseFiles]:
    """An open store."""
    with CaseFiles.open(root, salt=salt) as store:
        yield store


class TestMemoryStore(StoreContract):
    """The fake keeps the contract."""

    @pytest.fixture
    def store(self) -> Store:
        """The store under test."""
        return MemoryStore()

    @pytest.fixture
    def again(self) -> Callable[[Store], Store]:
        """A fake has no second process."""
        return lambda store: store


class TestCaseFiles(StoreContract):
    """The files keep the contract, for this process, after a restart, and for a reader beside."""

    @pytest.fixture
    def store(self, root: Path) -> Iterator[Store]:
        """The store under test."""
        opened = [CaseFiles.open(root, salt=salt)]
        self.opened = opened
        yield opened[0]
        opened[-1].close()

    @pytest.fixture(params=["restart", "reader"])
    def again(self, root: Path, request: pytest.FixtureRequest) -> Callable[[Store], Store]:
        """The store as another process finds it."""

        def another(_store: Store) -> Store:
            if request.param == "reader":
                return CaseFiles.read(root)
            self.opened[-1].close()
            self.opened.append(CaseFiles.open(root, salt=salt))
            assert self.opened[-1].notes == ()
            return self.opened[-1]

        return another


def fill(store: CaseFiles) -> None:
    """Two open cases, an archived one, a desk day; a mail waits."""
    mails = (envelope("q"),)
    store.commit([replace(step(CASE, 0, noted("item 1"), queued("q")), rows=(row("q"),), envelopes=mails)])
    store.commit([step(CASE, 2, seen("a")), step(DESK, 0, seen("a"))])
    store.commit([step(OTHER, 0, noted("item 2"), seen("b"))])
    store.commit([step("HL-2025-000003-C", 0, seen("c"), archive=True)])


def reopened(root: Path) -> CaseFiles:
    """The store after a restart."""
    return CaseFiles.open(root, salt=salt)


# --- what the start has read ---------------------------------------------------------------------


@pytest.mark.parametrize("at_hand", [0, 1, opening.AT_HAND])
def test_a_stream_that_the_start_has_read_is_given_as_it_is_by_then(
    root: Path, files: CaseFiles, at_hand: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "AT_HAND", at_hand)
    fill(files)
    before = {name: files.load(name) for name in (CASE, OTHER, DESK)}
    files.close()
    with reopened(root) as store:
        assert {name: store.load(name) for name in before} == before
        assert {name: store.load(name) for name in before} == before, "the second time"
    with reopened(root) as store:
        store.commit([step(CASE, 3, seen("late"))])
        changed = store.load(CASE)
        assert changed is not None
        assert [one.event for one in changed.entries][3:] == [seen("late")]
        assert store.load(OTHER) == before[OTHER]


def test_P14_what_was_purged_after_the_start_is_not_given_as_the_start_has_read_it(
    root: Path, files: CaseFiles
) -> None:
    fill(files)
    files.close()
    with reopened(root) as store:
        store.purge(OTHER, ())
        record = store.load(OTHER)
    assert record is not None
    assert record.entries[0].event == noted(None)


# --- what lies on the disk -----------------------------------------------------------------------


def test_a_case_is_a_file_that_a_person_can_read(root: Path, files: CaseFiles) -> None:
    fill(files)
    text = (root / "open" / f"{CASE}.json").read_text()
    tables = json.loads(text)
    assert tables["entries"]["0"]["kind"] == "noted"
    assert tables["content"]["0"]["text"]["value"] == "item 1"
    assert "item 1" not in json.dumps(tables["entries"])
    assert max(len(line) for line in text.splitlines()) < 1000
    assert all(line.startswith(('{"', '"', "}")) for line in text.splitlines())


def test_everything_is_ours_alone_whatever_the_umask(root: Path) -> None:
    old = os.umask(0)
    try:
        with CaseFiles.open(root, salt=salt) as store:
            fill(store)
    finally:
        os.umask(old)
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in (root, *root.rglob("*"))}
    assert modes == {(True, 0o700), (False, 0o600)}


def test_a_tight_umask_does_not_lock_us_out(root: Path) -> None:
    old = os.umask(0o777)
    try:
        with CaseFiles.open(root, salt=salt) as store:
            fill(store)
    finally:
        os.umask(old)
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in (root, *root.rglob("*"))}
    assert modes == {(True, 0o700), (False, 0o600)}


def test_no_temporary_file_and_no_intent_is_left(root: Path, files: CaseFiles) -> None:
    fill(files)
    assert [path for path in root.rglob("*") if path.suffix == ".tmp"] == []
    assert list((root / "intent").iterdir()) == []


def test_the_generation_before_is_kept(root: Path, files: CaseFiles) -> None:
    files.commit([step(CASE, 0, seen("a"))])
    first = (root / "open" / f"{CASE}.json").read_bytes()
    files.commit([step(CASE, 1, seen("b"))])
    assert (root / "open" / f"{CASE}.json.1").read_bytes() == first


def test_a_purged_field_reads_as_none_and_the_chain_stays_whole(root: Path, files: CaseFiles) -> None:
    fill(files)
    files.close()
    without_content(root / "open" / f"{CASE}.json")
    with reopened(root) as store:
        record = store.load(CASE)
    assert record is not None
    assert record.entries[0].event == noted(None)
    lost = "has lost its content 'text', and no purge has begun"
    assert [one.what for one in verify(root)] == [lost]
    with reopened(root) as store:
        store.commit([step(CASE, len(record.entries), PurgeBegun(stage="urls", why="age"))])
    assert list(verify(root)) == []


def without_content(path: Path) -> None:
    """What a purge will do to a file."""
    from hotlined.adapters.casefiles.tinyfile import parse, render

    path.write_bytes(render({**parse(path.read_bytes()), "content": {}}))


def test_a_planted_link_is_not_followed(root: Path, files: CaseFiles) -> None:
    target = root.parent / "elsewhere"
    target.write_text("untouched")
    (root / "open" / f"{CASE}.json.tmp").symlink_to(target)
    files.commit([step(CASE, 0, seen("a"))])
    assert target.read_text() == "untouched"
    files.close()
    (root / "open" / f"{OTHER}.json").symlink_to(root / "open" / f"{CASE}.json")
    with pytest.raises(Permanent, match="cannot be opened"):
        reopened(root)


PLACES = (
    "lock", "gate", "heads.tsv", "closed/index.tsv", f"open/{CASE}.json", "desk/desk-2026-03-01.json",
    "open", "desk", "closed", "envelopes", "files", "parts", "intent",
)  # fmt: skip


@pytest.mark.parametrize("name", PLACES)
def test_a_link_in_the_place_of_what_is_ours_is_named_and_what_it_points_to_stays(
    root: Path, files: CaseFiles, name: str
) -> None:
    fill(files)
    files.close()
    moved = root.parent / "moved"
    os.rename(root / name, moved)
    (root / name).symlink_to(moved)
    before = there(moved)

    with pytest.raises(Permanent, match=f"{Path(name).name} is a symbolic link, and none is followed here"):
        reopened(root)

    assert there(moved) == before
    assert (root / name).is_symlink()


def there(place: Path) -> dict[str, tuple[int, bytes]]:
    """A file, or a folder with all that is in it: modes and bytes."""
    paths = [place, *place.rglob("*")]
    return {str(one): (one.stat().st_mode, one.read_bytes() if one.is_file() else b"") for one in paths}


# --- files that do not read ----------------------------------------------------------------------


def test_a_file_cut_at_any_byte_stops_the_start(root: Path, files: CaseFiles) -> None:
    fill(files)
    files.close()
    path = root / "open" / f"{OTHER}.json"
    whole = path.read_bytes()
    for length in range(len(whole)):
        with pytest.raises(Unreadable):
            codec_read(OTHER, whole[:length])
    for length in (0, 1, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(Permanent, match=f"open/{OTHER}.json does not read"):
            reopened(root)
        assert path.read_bytes() == whole[:length]


def codec_read(name: str, data: bytes) -> object:
    """Read a stream out of bytes."""
    from hotlined.adapters.casefiles import stream
    from hotlined.adapters.casefiles.tinyfile import parse

    return stream.of_tables(name, parse(data))


def test_any_flipped_bit_is_found(root: Path, files: CaseFiles) -> None:
    fill(files)
    whole = (root / "open" / f"{OTHER}.json").read_bytes()
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << place % 8
        with pytest.raises(Unreadable):
            codec_read(OTHER, bytes(damaged))


def test_the_start_lists_every_file_that_does_not_read_and_what_could_stand_in(
    root: Path, files: CaseFiles
) -> None:
    fill(files)
    files.close()
    (root / "open" / f"{CASE}.json").write_bytes(b"")
    (root / "open" / f"{OTHER}.json").write_bytes(b"\0" * 500)
    with pytest.raises(Permanent) as caught:
        reopened(root)
    lines = str(caught.value).splitlines()[1:]
    assert lines == [
        f"open/{CASE}.json does not read: it is empty (0 bytes); the generation before it,"
        f" open/{CASE}.json.1, reads (write 1, 2 entries) and can be put in its place, once the lines of"
        f" {CASE} are taken out of heads.tsv; then go on as after a restore (docs/trouble.md, After the disk"
        " was lost, step 3)",
        f"open/{OTHER}.json does not read: its first line is not that of a store file;"
        " there is no generation before it: take it from a backup",
    ]


NEWER = {
    "format": (b'{"format": 1', b'{"format": 3', "it has format 3, this version of hotlined reads 1 to 2"),
    "event": (b'"kind": "contact-sought"', b'"kind": "moon-sought"', "an event of a kind that this version"),
    "field": (b'"data": {"key"', b'"data": {"moon": 1, "key"', "has a field that this version does not know"),
}


@pytest.mark.parametrize("what", NEWER)
def test_what_a_newer_version_wrote_is_refused_and_nobody_is_told_to_put_an_older_file_there(
    root: Path, files: CaseFiles, what: str
) -> None:
    """As after a downgrade; the files are left as they are."""
    old, new, sentence = NEWER[what]
    files.commit([step(OTHER, 0, seen("b"))])
    files.commit([step(OTHER, 1, ContactSought(key="about ip"))])
    files.close()
    path = root / "open" / f"{OTHER}.json"
    head, rest = path.read_bytes().split(b"\n", 1)
    assert old in head + b"\n" + rest
    rest = rest.replace(old, new)
    head = re.sub(rb"[0-9a-f]{64}", hashlib.sha256(rest).hexdigest().encode(), head).replace(old, new)
    path.write_bytes(head + b"\n" + rest)
    before = path.read_bytes()
    with pytest.raises(
        Permanent, match=r"was written by a newer hotlined: .*; install that version again"
    ) as no:
        reopened(root)
    assert sentence in str(no.value)
    assert "in its place" not in str(no.value)
    assert path.read_bytes() == before


def test_a_case_file_under_another_name_is_refused(root: Path, files: CaseFiles) -> None:
    fill(files)
    files.close()
    shutil.copy(root / "open" / f"{OTHER}.json", root / "open" / "HL-2026-000011-X.json")
    with pytest.raises(Permanent, match="it belongs to another stream"):
        reopened(root)


def test_an_archived_file_that_does_not_read_is_said_when_it_is_asked_for(
    root: Path, files: CaseFiles
) -> None:
    fill(files)
    files.close()
    (root / "closed" / "2025" / "HL-2025-000003-C.json").write_bytes(b"")
    with reopened(root) as store, pytest.raises(Permanent, match=r"HL-2025-000003-C\.json does not"):
        store.load("HL-2025-000003-C")


def test_a_reader_shows_what_reads_and_names_what_does_not(root: Path, files: CaseFiles) -> None:
    fill(files)
    (root / "open" / f"{OTHER}.json").write_bytes(b"")
    reader = CaseFiles.read(root)
    assert reader.load(CASE) is not None
    assert reader.open_streams() == (CASE, OTHER)
    assert len(reader.notes) == 1
    with pytest.raises(Permanent, match="0 bytes"):
        reader.load(OTHER)


def test_an_older_copy_of_a_file_stops_the_start(root: Path, files: CaseFiles) -> None:
    fill(files)
    path = root / "open" / f"{CASE}.json"
    older = path.read_bytes()
    files.commit([replace(step(CASE, 3), rows=(row("q", state=RowState.ACCEPTED),))])
    files.close()
    path.write_bytes(older)
    with pytest.raises(Permanent, match=r"is an older copy \(write 2 of 3\)"):
        reopened(root)
    assert [finding.what for finding in verify(root)] == ["is an older copy (write 2 of 3)"]
    heads = root / "heads.tsv"
    heads.write_bytes(b"".join(line for line in heads.open("rb") if CASE.encode() not in line))
    with reopened(root) as store:
        assert store.load(CASE) is not None


@pytest.mark.parametrize("name", [f"open/{OTHER}.json", "closed/2025/HL-2025-000003-C.json"])
def test_a_stream_whose_file_is_gone_stops_the_start(root: Path, files: CaseFiles, name: str) -> None:
    fill(files)
    files.close()
    (root / name).unlink()
    with pytest.raises(Permanent, match=f"{Path(name).stem} is gone"):
        reopened(root)


def test_an_empty_store_in_place_of_a_full_one_stops_the_start(root: Path, files: CaseFiles) -> None:
    fill(files)
    files.close()
    shutil.rmtree(root / "open")
    with pytest.raises(Permanent, match="is gone"):
        reopened(root)


def test_missing_heads_are_made_anew_and_said(root: Path, files: CaseFiles) -> None:
    fill(files)
    files.close()
    (root / "heads.tsv").unlink()
    with reopened(root) as store:
        assert len(store.notes) == 1
    assert list(verify(root)) == []


def test_a_torn_line_in_the_heads_costs_that_line_only(root: Path, files: CaseFiles) -> None:
    fill(files)
    files.close()
    heads = root / "heads.tsv"
    heads.write_bytes(heads.read_bytes()[:-20])
    with reopened(root) as store:
        store.commit([step(OTHER, 2, seen("d"))])
    assert list(verify(root)) == []


# --- verify --------------------------------------------------------------------------------------


def test_verify_finds_nothing_in_a_good_store(root: Path, files: CaseFiles) -> None:
    fill(files)
    assert list(verify(root)) == []


def test_verify_finds_an_entry_changed_with_the_checksum_made_anew(root: Path, files: CaseFiles) -> None:
    from hotlined.adapters.casefiles.tinyfile import parse, render

    fill(files)
    path = root / "open" / f"{CASE}.json"
    tables = parse(path.read_bytes())
    tables["entries"]["2"]["data"]["who"] = "state"
    tables["content"]["0"]["text"]["value"] = "item 9"
    path.write_bytes(render(tables))
    assert [(finding.stream, finding.seq) for finding in verify(root)] == [(CASE, 0), (CASE, 2)]


def test_verify_finds_a_mail_that_is_gone_or_changed_until_it_is_purged(root: Path, files: CaseFiles) -> None:
    fill(files)
    digest_ = envelope("q").digest
    path = root / "envelopes" / digest_[:2] / f"{digest_}.eml"
    path.write_bytes(b"other")
    assert [finding.stream for finding in verify(root)] == [CASE]
    with pytest.raises(Permanent, match="changed"):
        files.envelope(digest_)
    path.unlink()
    assert [finding.stream for finding in verify(root)] == [CASE]
    sent = replace(row("q"), state=RowState.ACCEPTED)
    files.commit([replace(step(CASE, 3, MailSending(message_id=sent.message_id)), rows=(sent,))])
    assert [finding.stream for finding in verify(root)] == [CASE]  # nothing but a purge may take it away
    files.commit([step(CASE, 4, PurgeBegun(stage="material", why="receipts"))])
    assert list(verify(root)) == []
    later = replace(step(CASE, 5, seen("later")), rows=(row("later"),), envelopes=(envelope("later"),))
    files.commit([later])
    assert list(verify(root)) == []  # that another mail waits makes none of it missed
    digest_ = envelope("later").digest
    (root / "envelopes" / digest_[:2] / f"{digest_}.eml").unlink()
    assert [finding.stream for finding in verify(root)] == [CASE]  # what waits is to be there


@pytest.mark.parametrize("archived", [False, True])
def test_P14_verify_misses_no_refusal_that_went_with_the_case_of_its_correction(
    root: Path, files: CaseFiles, *, archived: bool
) -> None:
    sent = row("q", DESK, RowState.ACCEPTED)
    files.commit([replace(step(DESK, 0, *refusal("q")), rows=(sent,), envelopes=(envelope("q"),))])
    files.commit([step(CASE, 0, correcting("q"))])
    files.burn({sent.digest})
    assert [finding.stream for finding in verify(root)] == [DESK]  # nothing but a purge may take it away
    files.commit([step(CASE, 1, PurgeBegun(stage="material", why="receipts"), archive=archived)])
    assert list(verify(root)) == []


def test_verify_reads_a_purged_case_once_and_not_once_for_each_mail_that_is_gone(
    root: Path, files: CaseFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"m{n}" for n in range(20)]
    rows = tuple(row(name, state=RowState.ACCEPTED) for name in names)
    files.commit(
        [replace(step(CASE, 0, *map(queued, names)), rows=rows, envelopes=tuple(map(envelope, names)))]
    )
    files.commit([step(CASE, 20, PurgeBegun(stage="material", why="receipts"), archive=True)])
    files.purge(CASE, ())
    reads: list[str] = []
    whole = shelf._whole

    def counted(layout: Layout, name: str, data: bytes) -> Stream:
        reads.append(name)
        return whole(layout, name, data)

    monkeypatch.setattr(shelf, "_whole", counted)
    assert list(verify(root)) == []
    assert reads.count(CASE) == 1


def test_P13_verify_finds_a_case_that_lies_where_nobody_looks_for_it(root: Path, files: CaseFiles) -> None:
    """The start refuses such a store, and finds the case nowhere."""
    files.commit([step("HL-2025-000003-C", 0, noted("item 3"), archive=True)])
    files.close()
    (root / "closed" / "2024").mkdir()
    there = root / "closed" / "2025" / "HL-2025-000003-C.json"
    there.rename(root / "closed" / "2024" / there.name)
    (found,) = verify(root)
    assert found.stream == there.stem
    right = f"open/{there.name} or closed/2025/{there.name}"
    assert found.what == f"closed/2024/{there.name} lies in the wrong place: expected {right}"


def test_P14_verify_names_a_copy_among_the_cases_since_no_purge_reaches_it(
    root: Path, files: CaseFiles
) -> None:
    fill(files)
    with CaseFiles.read(root) as reader:
        assert len(reader.streams()) == 4
    assert list(verify(root)) == []  # with the lock, generations, indexes and whatever else is ours
    files.close()
    for name in (f"open/{CASE}.json.bak", f"open/{CASE} (copy).json", "closed/2025/notes.txt"):
        copy = root / name
        copy.write_bytes((root / "open" / f"{CASE}.json").read_bytes())
        (found,) = verify(root)
        assert found.what == f"{name} is no file of the store: no purge reaches it; move it away"
        copy.unlink()


def test_P13_a_file_that_cannot_be_opened_is_named_and_keeps_verify_from_no_other(
    root: Path, files: CaseFiles
) -> None:
    fill(files)
    files.close()
    (root / "open" / f"{CASE}.json").unlink()
    (root / "open" / f"{CASE}.json").mkdir()
    without_content(root / "open" / f"{OTHER}.json")
    found = [(one.stream, one.what) for one in verify(root)]
    assert (CASE, f"it cannot be read: Is a directory: {CASE}.json") in found
    assert (OTHER, "has lost its content 'text', and no purge has begun") in found


def test_verify_names_a_damaged_previous_generation(root: Path, files: CaseFiles) -> None:
    fill(files)
    (root / "open" / f"{CASE}.json.1").write_bytes(b"{}")
    assert [finding.stream for finding in verify(root)] == [CASE]


# --- one daemon, readers -------------------------------------------------------------------------


def test_a_second_daemon_is_told_who_holds_the_store(root: Path, files: CaseFiles) -> None:
    with pytest.raises(Permanent, match=f"another hotlined has this store open: pid {os.getpid()} on "):
        reopened(root)


def test_a_lock_that_names_a_living_process_which_does_not_hold_it_refuses_nobody(root: Path) -> None:
    """The number of a daemon that was killed may be another process's by now."""
    CaseFiles.open(root, salt=salt).close()
    (root / "lock").write_text(f"pid {os.getppid()} on server\n")
    CaseFiles.refuse_second(root)
    with CaseFiles.open(root, salt=salt), pytest.raises(Permanent, match="another hotlined"):
        CaseFiles.refuse_second(root)
    CaseFiles.refuse_second(root / "nowhere")


@pytest.mark.parametrize(
    "noted", [f"pid {os.getppid()} on server\n", "pid 0 on server\n", f"pid {9**40}\n", "pid"]
)
def test_who_is_named_in_a_lock_and_does_not_hold_it_is_no_daemon_that_runs(root: Path, noted: str) -> None:
    """A restore was refused by it, and other commands waited for a daemon that was not there."""
    CaseFiles.open(root, salt=salt).close()
    path = root / "lock"
    assert not lock.is_in_memory(path)
    path.write_text(noted)
    assert not lock.is_in_memory(path)
    with CaseFiles.open(root, salt=salt):
        assert lock.is_in_memory(path)
    assert not lock.is_in_memory(path)
    assert not lock.is_in_memory(root / "nowhere")


def test_a_daemon_that_starts_while_somebody_asks_for_it_starts_all_the_same(root: Path) -> None:
    """Who finds a living process named in the lock takes it for a moment, beside others."""
    CaseFiles.open(root, salt=salt).close()
    with (root / "lock").open("rb") as asks:
        fcntl.flock(asks, fcntl.LOCK_SH)
        Timer(0.05, fcntl.flock, (asks, fcntl.LOCK_UN)).start()
        with CaseFiles.open(root, salt=salt):
            assert lock.is_in_memory(root / "lock")


def test_a_daemon_that_runs_as_another_user_is_told_as_whom_before_it_reads_anything(
    root: Path, files: CaseFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It could not read the lock, and said no more than "Permission denied: lock"."""
    files.close()
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(Permanent, match="belongs to another user: run this as"):
        CaseFiles.refuse_second(root)


def test_the_lock_is_given_back_when_the_start_fails(root: Path, files: CaseFiles) -> None:
    fill(files)
    files.close()
    path = root / "open" / f"{CASE}.json"
    whole = path.read_bytes()
    path.write_bytes(b"")
    with pytest.raises(Permanent, match="does not read"):
        reopened(root)
    path.write_bytes(whole)
    reopened(root).close()


def test_a_reader_writes_nothing(root: Path, files: CaseFiles) -> None:
    fill(files)
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    reader = CaseFiles.read(root)
    assert reader.find("mail", digest("c")) == ("HL-2025-000003-C",)
    with pytest.raises(Permanent, match="not open for writing"):
        reader.commit([step(OTHER, 2, seen("d"))])
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before


def test_a_reader_sees_what_the_daemon_writes_meanwhile(root: Path, files: CaseFiles) -> None:
    fill(files)
    reader = CaseFiles.read(root)
    files.commit([step(OTHER, 2, seen("d"), archive=True)])
    record = reader.load(OTHER)
    assert record is not None
    assert len(record.entries) == 3


def test_a_reader_of_nothing_is_refused(root: Path) -> None:
    with pytest.raises(Permanent, match="no store"):
        CaseFiles.read(root)


def test_a_closed_store_takes_no_commit(files: CaseFiles) -> None:
    files.close()
    with pytest.raises(Permanent, match="not open for writing"):
        files.commit([step(CASE, 0, seen("a"))])


@pytest.mark.parametrize(
    "name", ["", "..", "../x", "HL-2026-1-A", "desk-2026", "a/b", "stats-2026-Q5", "which-2026-1"]
)
def test_what_is_no_stream_name_never_becomes_a_path(files: CaseFiles, name: str) -> None:
    assert files.load(name) is None
    with pytest.raises(ValueError, match="not the name of a stream"):
        files.commit([step(name, 0, seen("a"))])


# --- archive -------------------------------------------------------------------------------------


def test_an_archived_case_lies_with_its_year(root: Path, files: CaseFiles) -> None:
    fill(files)
    files.commit([step(CASE, 3, seen("d"), archive=True)])
    assert not list((root / "open").glob(f"{CASE}*"))
    names = {path.name for path in (root / "closed" / "2026").iterdir()}
    assert names == {f"{CASE}.json", f"{CASE}.json.1"}


def test_a_case_taken_up_again_lies_in_one_place(root: Path, files: CaseFiles) -> None:
    fill(files)
    files.commit([step("HL-2025-000003-C", 1, CaseReopened(by="anna", why="bounced"))])
    assert list(root.rglob("HL-2025-000003-C.json")) == [root / "open" / "HL-2025-000003-C.json"]
    files.close()
    with reopened(root) as store:
        assert "HL-2025-000003-C" in store.open_streams()


@pytest.mark.parametrize("damage", ["missing", "cut", "flipped"])
def test_a_damaged_index_of_the_archive_is_made_anew(root: Path, files: CaseFiles, damage: str) -> None:
    fill(files)
    files.commit([step(OTHER, 2, seen("d"), archive=True)])
    files.close()
    path = root / "closed" / "index.tsv"
    data = bytearray(path.read_bytes())
    if damage == "missing":
        path.unlink()
    else:
        if damage == "cut":
            del data[-30:]
        else:
            data[30] ^= 1
        path.write_bytes(bytes(data))
    with reopened(root) as store:
        assert store.notes != ()
        assert store.find("mail", digest("c")) == ("HL-2025-000003-C",)
        assert store.find("mail", digest("d")) == (OTHER,)
    with reopened(root) as store:
        assert store.notes == ()
        assert store.find("mail", digest("c")) == ("HL-2025-000003-C",)


def test_an_older_index_of_the_archive_is_told_by_its_revisions(root: Path, files: CaseFiles) -> None:
    fill(files)
    files.commit([step(OTHER, 2, seen("d"), archive=True)])
    older = (root / "closed" / "index.tsv").read_bytes()
    files.commit([step(OTHER, 3, seen("e"), archive=True)])
    files.close()
    (root / "closed" / "index.tsv").write_bytes(older)
    with reopened(root) as store:
        assert store.find("mail", digest("e")) == (OTHER,)


def test_old_desk_days_are_archived_at_start_unless_they_have_mail_to_send(
    root: Path, files: CaseFiles
) -> None:
    days = [f"desk-{(AT + timedelta(days=n)).date()}" for n in range(40)]
    for number, day in enumerate(days):
        files.commit([step(day, 0, seen(day))])
        if number == 3:
            mail = envelope("q")
            files.commit([replace(step(day, 1, queued("q")), rows=(row("q", day),), envelopes=(mail,))])
    files.close()
    with reopened(root) as store:
        assert {path.stem for path in (root / "desk").glob("*.json")} == {days[3], *days[9:]}
        assert store.open_streams() == (days[3],)
        assert store.find("mail", digest(days[0])) == (days[0],)
        store.commit([step(days[0], 1, seen("late"))])
    with reopened(root) as store:
        record = store.load(days[0])
    assert record is not None
    assert len(record.entries) == 2


# --- when the disk refuses -----------------------------------------------------------------------


class FaultyDisk:
    """Lets the n-th operation of a commit fail with an errno; counts them."""

    names = ("open", "fsync", "replace", "link", "mkdir", "unlink", "chmod", "fchmod")

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.fail_at: int | None = None
        self.code = errno.ENOSPC
        self.count = 0
        for name in self.names:
            monkeypatch.setattr(os, name, self._wrapped(getattr(os, name)))

    def _wrapped(self, real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            at, self.count = self.count, self.count + 1
            if at == self.fail_at:
                raise OSError(self.code, os.strerror(self.code))
            return real(*args, **kwargs)

        return call

    def arm(self, at: int | None, code: int = errno.ENOSPC) -> None:
        """Fail operation `at`, counted from now; None: never."""
        self.fail_at, self.code, self.count = at, code, 0


def test_streams_in_doubt_wait_until_the_disk_is_well_again_and_others_go_on(
    root: Path, files: CaseFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(files)
    disk = FaultyDisk(monkeypatch)
    files.commit([step(CASE, 3, seen("n")), step(DESK, 1, seen("n"))])
    total = disk.count
    two = [step(CASE, 4, seen("m")), step(DESK, 2, seen("m"))]
    disk.arm(total - 3)
    with pytest.raises(Temporary):
        files.commit(two)
    ((stuck),) = list((root / "intent").iterdir())
    moved = stuck.with_name("kept")
    os.rename(stuck, moved)
    stuck.mkdir()  # a folder in place of the file: it cannot be read
    with pytest.raises(Permanent):
        files.load(CASE)
    with pytest.raises((Temporary, Permanent)):
        files.commit([step(DESK, 2, seen("o"))])
    files.commit([step(OTHER, 2, seen("o"))])
    stuck.rmdir()
    os.rename(moved, stuck)
    record = files.load(CASE)
    assert record is not None
    assert len(record.entries) == 5
    assert files.find("mail", digest("m")) == (CASE, DESK)
    assert list((root / "intent").iterdir()) == []


def test_threads_commit_one_after_the_other(root: Path, files: CaseFiles) -> None:
    """Eight threads fight for one case; each entry is there once, each loser got Conflict."""

    def add(number: int) -> int:
        conflicts = 0
        while True:
            record = files.load(CASE)
            try:
                files.commit([step(CASE, len(record.entries) if record else 0, seen(f"t{number}"))])
            except Conflict:
                conflicts += 1
            else:
                return conflicts

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(60)))
    record = files.load(CASE)
    assert record is not None
    mails = [entry.event.mail for entry in record.entries if isinstance(entry.event, MailSeen)]
    assert sorted(mails) == sorted(digest(f"t{number}") for number in range(60))
    assert list(verify(root)) == []


# --- codec ---------------------------------------------------------------------------------------


def test_half_a_surrogate_pair_from_a_broken_mail_is_replaced_and_reads_back(
    root: Path, files: CaseFiles
) -> None:
    files.commit([step(CASE, 0, noted("item \udce4 1"))])
    files.close()
    with reopened(root) as store:
        record = store.load(CASE)
    assert record is not None
    assert record.entries[0].event == noted("item ? 1")


def test_what_could_not_be_read_back_is_never_written(root: Path, files: CaseFiles) -> None:
    wrong = replace(noted("item 1"), by=7)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"."):
        files.commit([step(CASE, 0, wrong)])
    assert files.load(CASE) is None
    assert not list((root / "open").glob("*.json*"))


def test_a_step_refused_for_its_second_stream_leaves_no_trace_in_the_first(
    root: Path, files: CaseFiles
) -> None:
    fill(files)
    wrong = replace(noted("item 1"), by=7)  # type: ignore[arg-type]
    changed = replace(step(CASE, 3), rows=(row("q", state=RowState.SENDING),))
    with pytest.raises(ValueError, match=r"."):
        files.commit([changed, step(OTHER, 2, wrong)])
    files.commit([step(CASE, 3, seen("d"))])
    files.close()
    with reopened(root) as store:
        record = store.load(CASE)
    assert record is not None
    assert record.rows == (row("q"),)


def test_an_unknown_kind_field_or_type_is_unreadable() -> None:
    encoded = codec.encode(noted("item 1"))
    assert codec.decode(encoded.kind, encoded.data, encoded.content) == noted("item 1")
    for kind, data, content in (
        ("from-the-future", encoded.data, encoded.content),
        (encoded.kind, {**encoded.data, "more": 1}, encoded.content),
        (encoded.kind, {**encoded.data, "by": 7}, encoded.content),
        (encoded.kind, {**encoded.data, "text": "item 1"}, {}),
        (encoded.kind, {"by": "anna"}, encoded.content),
        (encoded.kind, encoded.data, {"mail": "x"}),
    ):
        with pytest.raises(Unreadable):
            codec.decode(kind, data, content)
    with pytest.raises(Unreadable):
        codec.decode_row({**codec.encode_row(row("q")), "state": "lost"})


def test_a_field_that_an_older_version_did_not_have_takes_its_default() -> None:
    encoded = codec.encode(seen("a"))
    data = {name: value for name, value in encoded.data.items() if name not in ("signature", "meaning")}
    assert codec.decode(encoded.kind, data, {}) == replace(seen("a"), meaning=())
    sized = {name: value for name, value in encoded.data.items() if name != "size"}
    assert codec.decode(encoded.kind, sized, {}) == replace(seen("a"), size=0)
    struck = codec.encode(Struck(mail=digest("a"), n=3, where="ValueError", mailbox="lea"))
    older = {name: value for name, value in struck.data.items() if name != "mailbox"}
    assert codec.decode(struck.kind, older, {}) == Struck(mail=digest("a"), n=3, where="ValueError")
    hold = HoldPlaced(hold="H1", party="lea", by="national", proof="claimed", until=None, mail=digest("a"))
    asked = codec.encode(replace(hold, asked_at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC)))
    before = {name: value for name, value in asked.data.items() if name != "asked_at"}
    assert codec.decode(asked.kind, before, {}) == hold


NAMED = ProviderSet(items=(1,), name="Example Net", contact="abuse@example.net", confirmed=True)
SENT = NoticeQueued(contact="abuse@example.net", number=1, items=(1,), message_id="<a@b.example>")


@pytest.mark.parametrize(
    ("event", "later"),
    [
        (NAMED, {"channel": "form"}),
        (NAMED, {"cdn": True}),
        (SENT, {"test": True}),
        (SENT, {"origin": True}),
        (ContactSought(key="network:1"), {"contacts": ("abuse@example.net",)}),
    ],
)
def test_what_an_older_version_did_not_write_reads_as_it_was_and_what_is_there_is_kept(
    event: ProviderSet | NoticeQueued | ContactSought, later: dict[str, object]
) -> None:
    now = codec.encode(replace(event, **later))  # type: ignore[arg-type]  # the table names the fields
    before = {name: value for name, value in now.data.items() if name not in later}

    assert codec.decode(now.kind, now.data, {}) == replace(event, **later)  # type: ignore[arg-type]
    assert codec.decode(now.kind, before, {}) == event


def test_a_ticket_is_written_and_read() -> None:
    event = TicketGiven(number=2, ticket="[Ticket#123]", mail=digest("a"))
    encoded = codec.encode(event)

    assert (encoded.kind, dict(encoded.content)) == ("ticket-given", {})
    assert codec.decode(encoded.kind, encoded.data, {}) == event


def test_records_from_before_supplements_had_files_and_cases_a_region_read_as_they_were() -> None:
    file = AttachmentKept(
        by="Ann",
        mail=digest("a"),
        file="a.png",
        content_type="image/png",
        size=1,
        sealed=digest("b"),
        supplement=2,
    )
    encoded = codec.encode(file)
    older = {name: value for name, value in encoded.data.items() if name != "supplement"}
    assert codec.decode(encoded.kind, encoded.data, encoded.content) == file
    assert codec.decode(encoded.kind, older, encoded.content) == replace(file, supplement=0)
    form = Form(content_type="item 1", region="North", content_language="et")
    noted = codec.encode(FormUpdated(by="Ann", mail=digest("a"), items=0, form=form))
    bare = {
        name: value for name, value in noted.content["form"].items() if "region" != name != "content_language"
    }
    found = codec.decode(noted.kind, noted.data, {**noted.content, "form": bare})
    assert isinstance(found, FormUpdated)
    assert found.form == Form(content_type="item 1")
    assert codec.decode(noted.kind, noted.data, noted.content).form == form  # type: ignore[union-attr]


def test_a_digest_is_kept_with_what_it_told_of_and_no_content() -> None:
    made = DigestSent(
        unit="national", start=AT, end=AT, message_id="<1@example.com>", cases=("HL-2026-000001-A",)
    )
    encoded = codec.encode(made)
    assert encoded.content == {}
    assert codec.decode(encoded.kind, encoded.data, {}) == made
    plain = {name: encoded.data[name] for name in ("unit", "start", "end")}
    assert codec.decode(encoded.kind, plain, {}) == DigestSent(unit="national", start=AT, end=AT)


def test_a_release_keeps_who_and_when_and_its_reason_only_as_content() -> None:
    released = MailReleased(
        mail=digest("a"), release="1", how="lea", by="alice", asked_at=AT, folder="LEA", why="item 1"
    )
    encoded = codec.encode(released)
    assert encoded.content == {"why": "item 1"}
    assert codec.decode(encoded.kind, encoded.data, {}) == replace(released, why=None)


def test_kinds_of_events_keep_their_names() -> None:
    assert {"case-opened", "mail-seen", "ntd-set", "report-queued", "hold-placed"} <= set(codec.KINDS)
    assert len(codec.KINDS) == len(get_args(Event))
    assert codec.KINDS["case-opened"].content == {"form", "urgent_reason"}


def test_a_case_opened_keeps_its_times_and_nothing_of_its_content() -> None:
    opened = CaseOpened(
        assessment="illegal", analyst="anna", mail=digest("a"), thread=None, found_at=AT,
        received_from_public=None, country="EE", urgent=True, units=("federal",), ntd_body="hotline",
        ntd_delay=86400, rules=("home",), items=1, urgent_reason="item 1",
    )  # fmt: skip
    encoded = codec.encode(opened)
    assert set(encoded.content) == {"urgent_reason"}
    assert codec.decode(encoded.kind, encoded.data, {}) == replace(opened, urgent_reason=None)


def test_a_form_comes_back_as_it_was_and_lies_only_in_the_content(root: Path, files: CaseFiles) -> None:
    items = (
        Item("https://example.com/1", ip="2001:db8::1", host_country="EE"),
        Item("https://example.org/2"),
    )
    form = Form(received_from_public=AT, victim_identified=Answer.NOT_SURE, items=items, comments="a\nb")
    event = FormUpdated(by="anna", mail=digest("a"), items=2, form=form)
    files.commit([step(CASE, 0, event)])
    files.close()
    assert list(verify(root)) == []
    tables = json.loads((root / "open" / f"{CASE}.json").read_text())
    assert "example.com" not in json.dumps(tables["entries"])
    with reopened(root) as store:
        record = store.load(CASE)
    assert record is not None
    assert record.entries[0].event == event


# --- attachments ---------------------------------------------------------------------------------


def test_an_attachments_name_and_digest_lie_only_in_the_content(root: Path, files: CaseFiles) -> None:
    files.commit([replace(step(CASE, 0, kept("x")), files={sealed("x"): b"x"})])
    entries = json.dumps(json.loads((root / "open" / f"{CASE}.json").read_text())["entries"])
    assert sealed("x") in entries
    assert "item 1.png" not in entries
    assert digest("inside x") not in entries
    encoded = codec.encode(kept("x"))
    purged = codec.decode(encoded.kind, encoded.data, {})
    assert purged == replace(kept("x"), name=None, sha256=None)


def test_only_we_can_read_an_attachment_and_a_change_is_found(root: Path, files: CaseFiles) -> None:
    files.commit([replace(step(CASE, 0, kept("x")), files={sealed("x"): b"x"})])
    (path,) = (root / "files").rglob("*.asc")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_bytes(b"z")
    with pytest.raises(Permanent, match="changed"):
        files.file(sealed("x"))


def test_P14_at_start_a_file_that_no_stream_names_is_deleted_and_no_other(
    root: Path, files: CaseFiles
) -> None:
    files.commit([replace(step(CASE, 0, kept("x")), files={sealed("x"): b"x"})])
    files.commit([replace(step(OTHER, 0, kept("y")), files={sealed("y"): b"y"}, archive=True)])
    # As a crash leaves it: the file is there, the stream that was to name it is not.
    orphan = root / "files" / sealed("z")[:2] / f"{sealed('z')}.asc"
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"z")
    (root / "closed" / "index.tsv").unlink()
    files.close()
    with reopened(root) as store:
        assert not orphan.exists()
        assert (store.file(sealed("x")), store.file(sealed("y"))) == (b"x", b"y")


def test_a_store_that_only_reads_deletes_no_attachment(root: Path, files: CaseFiles) -> None:
    files.commit([replace(step(CASE, 0, kept("x")), files={sealed("x"): b"x"})])
    reader = CaseFiles.read(root)
    with pytest.raises(Permanent):
        reader.forget([sealed("x")])
    assert reader.file(sealed("x")) == b"x"


def test_P14_a_mail_that_a_crash_kept_from_being_named_is_listed_and_burnt(root: Path) -> None:
    class Killed(BaseException):
        """As if by kill -9."""

    def point(name: str) -> None:
        if name == "stream-begun":
            raise Killed

    with pytest.raises(Killed), CaseFiles.open(root, salt=salt, point=point) as store:
        store.commit([replace(step(CASE, 0, noted("item 1")), rows=(row("p"), row("q")), envelopes=MAILS)])
    with reopened(root) as store:
        assert store.load(CASE) is None
        assert len(store.envelopes_kept()) == 2
        assert store.burn(store.envelopes_kept()) == 2
    assert list(root.rglob("*.eml")) == []


def test_a_store_that_only_reads_burns_no_mail(root: Path, files: CaseFiles) -> None:
    fill(files)
    reader = CaseFiles.read(root)
    kept = reader.envelopes_kept()
    with pytest.raises(Permanent):
        reader.burn(kept)
    assert reader.envelopes_kept() == kept != frozenset()
