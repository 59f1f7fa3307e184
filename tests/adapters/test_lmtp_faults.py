"""The door against kill -9 at every durable step, a full disk and a disk that breaks off (threats A1-A3, D1).

The door runs in a forked child; the ledger is what the client in the parent was told.
"""

import asyncio
import ctypes
import os
import resource
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hotlined.adapters.lmtp import Spool
from hotlined.app.dealing import Dealing
from hotlined.app.double_fence import NO_LISTENER
from hotlined.app.own_folders import Folders
from hotlined.app.watch import Watch
from hotlined.domain.mail.identity import mail_digest
from hotlined.domain.values.folders import Folder
from tests.support.lmtp import MAIL, NAMES, Talk, opened
from tests.support.rig import ANN, Rig

pytestmark = pytest.mark.faults

INTAKE = "intake@hotline.example.org"
LEA = "lea@hotline.example.org"
NO_ROOM = "452 4.3.1 Not enough room, please try again later"
FAULT = "451 4.3.0 Temporary fault, please try again"
NOT_ALLOWED = 77
POINTS = ("spool-written", "spool-fsynced", "spool-renamed", "spool-lasts")


@pytest.fixture
def root() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Daemon:
    """A door in a child process."""

    pid: int
    path: Path

    def ended(self) -> int:
        """Wait for its end; its exit code."""
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def killed(self) -> int:
        """End it as the kernel would, if it is not gone yet; its exit code."""
        os.kill(self.pid, signal.SIGKILL)
        return self.ended()


def started(
    root: Path, point: Callable[[str], None] = lambda name: None, before: Callable[[], None] = lambda: None
) -> Daemon:
    """A child with an open door on `root`; `before` is called in it first."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(reading)
            before()
            asyncio.run(serve(root, point, writing))
        finally:
            os._exit(1)
    os.close(writing)
    with open(reading, "rb") as pipe:
        ready = pipe.read(1)
    if ready != b"r":
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        if code == NOT_ALLOWED:
            pytest.skip("no mount namespace")
        raise AssertionError(f"the child did not open its door: {code}")
    return Daemon(pid, root / "lmtp")


async def serve(root: Path, point: Callable[[str], None], ready: int) -> None:
    """The door, for ever."""
    async with opened(root) as rim:
        for spool in rim.spools.values():
            spool.point = point
        os.write(ready, b"r")
        os.close(ready)
        await asyncio.Event().wait()


def kill_at(wanted: str) -> Callable[[str], None]:
    """A `point` at which the process is gone."""

    def point(name: str) -> None:
        if name == wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    return point


def handed_in(daemon: Daemon, raw: bytes, recipients: list[str]) -> list[str]:
    """The replies after the data; [] for none."""
    with Talk(daemon.path) as talk:
        talk.start(recipients, ANN)
        assert talk.say("DATA").startswith("354")
        talk.send(raw + b".\r\n")
        try:
            return [reply[0] for _ in recipients if (reply := talk.reply())]
        except ConnectionResetError:
            return []


@pytest.mark.parametrize("point", POINTS)
async def test_a_kill_at_any_step_and_a_redelivery_come_to_one_case(root: Path, point: str) -> None:
    rig = Rig()
    raw = rig.assessment()
    daemon = started(root, kill_at(point))
    unanswered = handed_in(daemon, raw, [INTAKE])
    assert daemon.ended() == -signal.SIGKILL
    daemon = started(root)
    answered = handed_in(daemon, raw, [INTAKE])
    daemon.killed()

    spool = Spool("intake", root / "intake", rig.clock, keep_free=0)
    await spool.open([])
    copies = await spool.fetch(await spool.list("INBOX"))
    dealing = Dealing(spool.name, Folders(), rig.reader, rig.intake)
    assert await Watch(spool, dealing, rig.docket, rig.clock, NO_LISTENER).full_read()

    assert unanswered == []
    assert answered == ["250 2.1.5 Spooled"]
    assert len(copies) == (1 if point in ("spool-written", "spool-fsynced") else 2)
    assert {mail_digest(one.raw) for one in copies} == {mail_digest(raw)}
    assert len([one for one in rig.store.open_streams() if one.startswith("HL-")]) == 1
    assert await spool.list("INBOX") == ()
    # Both lay there before the first was recorded: either could be the very copy, both are filed alike.
    assert len(await spool.list(f"Hotline/{Folder.DONE}")) == len(copies)
    assert len(await spool.list(f"Hotline/{Folder.DUPLICATES}")) == 0
    assert list((root / "intake" / "tmp").iterdir()) == []


@pytest.mark.parametrize("point", POINTS)
async def test_two_identities_and_a_kill_at_any_step_lose_neither(root: Path, point: str) -> None:
    daemon = started(root, kill_at(point))
    assert handed_in(daemon, MAIL, [INTAKE, LEA]) == []
    assert daemon.ended() == -signal.SIGKILL
    daemon = started(root)
    assert [reply[:3] for reply in handed_in(daemon, MAIL, [INTAKE, LEA])] == ["250", "250"]
    daemon.killed()

    for name in ("intake", "lea"):
        spool = Spool(name, root / name, Rig().clock)
        await spool.open([])
        fetched = await spool.fetch(await spool.list("INBOX"))
        assert {mail_digest(one.raw) for one in fetched} == {mail_digest(MAIL)}


async def test_what_was_acknowledged_outlives_a_kill(root: Path) -> None:
    daemon = started(root)
    mails = [MAIL.replace(b"<1@", b"<%d@" % n) for n in range(20)]
    replies = [handed_in(daemon, raw, [LEA]) for raw in mails]
    assert daemon.killed() == -signal.SIGKILL

    spool = Spool("lea", root / "lea", Rig().clock)
    await spool.open([])
    fetched = await spool.fetch(await spool.list("INBOX"))

    assert replies == [["250 2.1.5 Spooled"]] * 20
    assert [mail_digest(one.raw) for one in fetched] == [mail_digest(raw) for raw in mails]


def test_a_write_that_breaks_off_is_a_temporary_fault_and_leaves_nothing(root: Path) -> None:
    """A real short write: the kernel refuses the bytes beyond the limit."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))

    daemon = started(root, before=limited)
    large = handed_in(daemon, MAIL + b"x" * 5_000 + b"\r\n", [LEA, INTAKE, LEA])
    small = handed_in(daemon, MAIL, [LEA])
    daemon.killed()

    assert large == [FAULT] * 3
    assert small == ["250 2.1.5 Spooled"]
    assert [len(list((root / name / "new").iterdir())) for name in NAMES] == [0, 1, 0]
    assert list((root / "lea" / "tmp").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_a_temporary_fault_until_it_is_mended(root: Path) -> None:
    daemon = started(root)
    (root / "lea" / "tmp").rename(root / "away")
    broken = handed_in(daemon, MAIL, [LEA, INTAKE])
    (root / "away").rename(root / "lea" / "tmp")
    mended = handed_in(daemon, MAIL, [LEA])
    daemon.killed()

    assert broken == [FAULT, "250 2.1.5 Spooled"]
    assert mended == ["250 2.1.5 Spooled"]


def test_a_read_only_file_system_is_a_temporary_fault(root: Path) -> None:
    """It becomes so, as after an error of the disk, when the first mail is in."""
    libc = ctypes.CDLL(None, use_errno=True)
    read_only, remount = 0x1, 0x20

    def unwritable(name: str) -> None:
        if name == "spool-lasts" and libc.mount(
            b"none", os.fsencode(root), b"tmpfs", read_only | remount, None
        ):
            os._exit(1)

    daemon = started(root, unwritable, lambda: in_tmpfs(libc, root))
    daemon.path = Path(f"/proc/{daemon.pid}/root{root}/lmtp")
    try:
        replies = [handed_in(daemon, MAIL, [LEA]) for _ in range(3)]
    finally:
        daemon.killed()

    assert replies == [["250 2.1.5 Spooled"], [FAULT], [FAULT]]


def test_on_a_full_disk_each_mail_is_told_to_wait_and_comes_in_when_there_is_room(root: Path) -> None:
    """A real file system of 1 MB in a mount namespace of the child, which makes room at the 20th refusal."""
    libc = ctypes.CDLL(None, use_errno=True)

    def mounted() -> None:
        in_tmpfs(libc, root)
        (root / "ballast").write_bytes(b"x" * 600_000)

    daemon = started(root, before=mounted)
    raw = MAIL + (b"x" * 70 + b"\r\n") * 1_000
    room = Path(f"/proc/{daemon.pid}/root{root}")
    daemon.path = room / "lmtp"
    try:
        replies = [handed_in(daemon, raw, [LEA])[0] for _ in range(20)]
        (room / "ballast").unlink()
        after = handed_in(daemon, raw, [LEA])
        stored = sorted(path.stat().st_size for path in (room / "lea" / "new").iterdir())
        left = list((room / "lea" / "tmp").iterdir())
    finally:
        daemon.killed()

    taken = replies.count("250 2.1.5 Spooled")
    assert 0 < taken < 20
    assert replies == ["250 2.1.5 Spooled"] * taken + [NO_ROOM] * (20 - taken)
    assert after == ["250 2.1.5 Spooled"]
    assert len(stored) == taken + 1
    assert len(set(stored)) == 1
    assert left == []


def in_tmpfs(libc: ctypes.CDLL, folder: Path) -> None:
    """A file system of 1 MB over a folder, seen by this process only; ends it where that is not allowed."""
    new_namespace, private = 0x00020000, 0x4C000
    if libc.unshare(new_namespace) or libc.mount(b"none", b"/", None, private, None):
        os._exit(NOT_ALLOWED)
    if libc.mount(b"none", os.fsencode(folder), b"tmpfs", 0, b"size=1m"):
        os._exit(NOT_ALLOWED)
