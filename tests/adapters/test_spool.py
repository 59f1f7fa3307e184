"""The spool as a mailbox: what a watch needs of it, on a real disk."""

import asyncio
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hotlined.adapters.config.settings import load
from hotlined.adapters.imap import ImapAccount, ImapMailbox
from hotlined.adapters.lmtp import Full, Spool, maildir
from hotlined.app.dealing import Dealing
from hotlined.app.double_fence import NO_LISTENER
from hotlined.app.own_folders import Folders
from hotlined.app.ports import Mailbox, Permanent, Temporary
from hotlined.app.watch import Watch
from hotlined.domain.mail.identity import mail_digest
from hotlined.domain.record.events import Event
from hotlined.domain.values.folders import Folder
from hotlined.machine import SystemClock
from hotlined.roads import boxes
from tests.adapters.conftest import ImapServer
from tests.app.mailbox_contract import MailboxContract
from tests.support.fake_clock import FakeClock, InlineExecutor, run_to_rest
from tests.support.lmtp import MAIL, SENDER
from tests.support.rig import LEA, Rig
from tests.support.site import write_site

TO = ("intake@hotline.example.org",)
INTAKE = f"Hotline/{Folder.INTAKE}"
POISON = f"Hotline/{Folder.POISON}"


@pytest.fixture
def root() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def spool(root: Path, clock: FakeClock) -> Spool:
    return Spool("intake", root / "intake", clock, keep_free=0)


def mail(n: int) -> bytes:
    """A mail unlike the others."""
    return MAIL.replace(b"<1@", b"<%d@" % n)


async def filled(spool: Spool, count: int) -> Spool:
    """Opened, with so many mails."""
    await spool.open([INTAKE, POISON])
    for n in range(count):
        await spool.deliver(SENDER, TO, mail(n))
    return spool


def files(folder: Path) -> list[str]:
    """The names of all files below a folder."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


# --- the mailbox -------------------------------------------------------------------------------------


class NearSpool:
    """The door's side of a spool."""

    exact = True

    def __init__(self, root: Path) -> None:
        self.spool = Spool("lea", root / "lea", SystemClock(), keep_free=0)
        self.box: Mailbox = self.spool
        self.now = self.spool.clock.now

    def deliver(self, raw: bytes) -> None:
        """The bytes are there at once, as the contract's tests want it."""
        stamp = self.spool._stamp()
        maildir.write(self.spool.root, (b"Return-Path: <>\r\n", raw), stamp, lambda name: None)
        self.spool._news.set()

    def messages(self, folder: str) -> tuple[bytes, ...]:
        """The mails of a folder, oldest first."""
        return tuple(
            entry.path.read_bytes() for entry in maildir.entries(maildir.place(self.spool.root, folder))
        )

    def renumber(self, folder: str) -> None:
        """A Maildir has no UIDVALIDITY: its numbers are in the names."""
        pytest.skip("the numbers of a spool never change")


class TestContract(MailboxContract):
    """The contract of `ports.Mailbox`."""

    @pytest.fixture
    def far(self, root: Path) -> NearSpool:
        return NearSpool(root)


async def test_mails_are_listed_in_the_order_they_came_and_keep_their_numbers(spool: Spool) -> None:
    await filled(spool, 5)

    listed = await spool.list("INBOX")
    fetched = await spool.fetch(listed)

    assert [one.uid for one in listed] == sorted({one.uid for one in listed})
    assert [one.raw.endswith(mail(n)) for n, one in enumerate(fetched)] == [True] * 5
    assert [one.size for one in listed] == [len(one.raw) for one in fetched]
    again = Spool("intake", spool.root, spool.clock)
    await again.open([])
    assert await again.list("INBOX") == listed


async def test_a_mail_knows_when_it_came(spool: Spool, clock: FakeClock) -> None:
    came: datetime = clock.now()
    await filled(spool, 1)
    clock.jump(timedelta(days=1))

    (one,) = await spool.fetch(await spool.list("INBOX"))

    assert one.received_at == came


async def test_numbers_rise_also_when_the_clock_is_set_back(spool: Spool, clock: FakeClock) -> None:
    await filled(spool, 1)
    clock.jump(timedelta(hours=-1))
    await spool.deliver(SENDER, TO, mail(2))

    first, second = await spool.fetch(await spool.list("INBOX"))

    assert first.raw.endswith(mail(0))
    assert second.raw.endswith(mail(2))


async def test_two_mails_of_one_moment_are_two(spool: Spool, clock: FakeClock) -> None:
    """As after a restart with the clock set back."""
    await filled(spool, 1)
    await Spool("intake", spool.root, clock, keep_free=0).deliver(SENDER, TO, mail(1))

    listed = await spool.list("INBOX")

    assert len({one.uid for one in listed}) == 2
    assert len(await spool.fetch(listed)) == 2


async def test_a_moved_mail_is_kept_in_its_folder(spool: Spool) -> None:
    await filled(spool, 2)
    one, two = await spool.list("INBOX")

    await spool.move(one, INTAKE, ["seen"])
    await spool.move(one, INTAKE)

    assert await spool.list("INBOX") == (two,)
    (moved,) = await spool.fetch(await spool.list(INTAKE))
    assert moved.raw.endswith(mail(0))
    assert moved.found.uid == one.uid
    assert (spool.root / ".Hotline.Intake" / "new").is_dir()


async def test_a_move_never_overwrites_another_mail(spool: Spool) -> None:
    await filled(spool, 1)
    (one,) = await spool.list("INBOX")
    (source,) = (spool.root / "new").iterdir()
    target = spool.root / ".Hotline.Intake" / "new" / source.name
    target.write_bytes(b"other")

    await spool.move(one, INTAKE)

    held = {path.read_bytes() for path in target.parent.iterdir()}
    assert len(held) == 2
    assert b"other" in held


async def test_a_folder_that_was_never_made_is_empty_and_is_made_by_a_move(spool: Spool) -> None:
    await filled(spool, 1)

    assert await spool.list("Hotline/Own") == ()
    await spool.move((await spool.list("INBOX"))[0], "Hotline/Own")
    assert len(await spool.list("Hotline/Own")) == 1


@pytest.mark.parametrize("name", ["", "a//b", "../x", "a.b", "a/../b", "a\x00", "Hotline/", "/etc"])
async def test_a_folder_lies_in_the_spool_or_is_refused(spool: Spool, name: str) -> None:
    await filled(spool, 0)

    with pytest.raises(Permanent, match="folder name"):
        await spool.list(name)


def test_every_folder_of_ours_can_be_one(root: Path) -> None:
    assert len({maildir.place(root, Folders().of(folder)) for folder in Folder}) == len(Folder)


async def test_what_a_person_has_opened_is_found_under_its_new_name(spool: Spool) -> None:
    await filled(spool, 1)
    listed = await spool.list("INBOX")
    (path,) = (spool.root / "new").iterdir()
    path.rename(spool.root / "cur" / f"{path.name}:2,S")

    (one,) = await spool.fetch(listed)
    assert one.raw.endswith(mail(0))
    assert await spool.list("INBOX") == listed
    await spool.move(listed[0], INTAKE)
    assert [path.name for path in (spool.root / ".Hotline.Intake" / "new").iterdir()] == [path.name]


async def test_a_mail_that_a_person_lays_back_is_read_and_what_is_no_mail_is_not(spool: Spool) -> None:
    await filled(spool, 0)
    (spool.root / "new" / "item-1.eml").write_bytes(MAIL)
    (spool.root / "new" / ".hidden").write_bytes(MAIL)
    (spool.root / "new" / "folder").mkdir()
    (spool.root / "new" / "link").symlink_to("/etc/passwd")
    os.mkfifo(spool.root / "new" / "pipe")

    (one,) = await spool.fetch(await spool.list("INBOX"))

    assert one.raw == MAIL


async def test_a_vanished_mail_is_left_out(spool: Spool) -> None:
    await filled(spool, 2)
    listed = await spool.list("INBOX")
    next(path for path in (spool.root / "new").iterdir() if path.read_bytes().endswith(mail(0))).unlink()

    (one,) = await spool.fetch(listed)
    assert one.raw.endswith(mail(1))
    with pytest.raises(Temporary, match="gone"):
        await spool.fetch_header(listed[0])


async def test_only_the_header_of_a_large_mail_is_read(spool: Spool) -> None:
    await spool.open([])
    await spool.deliver(SENDER, TO, MAIL + b"x" * 2**20)

    head = (await spool.fetch_header((await spool.list("INBOX"))[0])).raw

    assert head.startswith(b"Return-Path: <visitor@example.com>\r\n")
    assert head.endswith(b"<1@example.com>\r\n\r\n")


async def test_a_copy_of_ours_is_filed(spool: Spool) -> None:
    await spool.open([])
    await spool.append("Sent", MAIL)

    (one,) = await spool.fetch(await spool.list("Sent"))
    assert one.raw == MAIL


async def test_a_delivery_ends_a_wait_and_so_does_wake_and_so_does_time(
    spool: Spool, clock: FakeClock
) -> None:
    await spool.open([])
    await spool.deliver(SENDER, TO, MAIL)
    await asyncio.wait_for(spool.wait("INBOX", 100), 5)  # what came before the wait counts

    waiting = asyncio.create_task(spool.wait("INBOX", 100))
    await run_to_rest()
    assert not waiting.done()
    await spool.deliver(SENDER, TO, MAIL)
    await asyncio.wait_for(waiting, 5)

    spool.wake()
    await asyncio.wait_for(spool.wait("INBOX", 100), 5)

    waiting = asyncio.create_task(spool.wait("INBOX", 100))
    await clock.advance(99)
    assert not waiting.done()
    await clock.advance(1)
    await asyncio.wait_for(waiting, 5)


# --- what goes wrong ---------------------------------------------------------------------------------


@pytest.mark.parametrize("steps", range(12))
async def test_a_reader_that_is_told_to_end_ends_whatever_the_disk_just_answers(
    spool: Spool, steps: int
) -> None:
    """A daemon that is stopped while it lists the spool must not go on waiting for mail."""
    await filled(spool, 0)

    async def reads() -> None:
        while True:
            await spool.list(INTAKE)

    with InlineExecutor(1) as inline:
        asyncio.get_running_loop().set_default_executor(inline)
        reading = asyncio.create_task(reads())
        for _ in range(steps):
            await asyncio.sleep(0)
        reading.cancel()
        for _ in range(20):
            await asyncio.sleep(0)
        ended = reading.done()
        while not reading.done():
            reading.cancel()
            await asyncio.sleep(0)
    assert ended


async def test_a_mail_that_cannot_be_read_holds_up_no_other_but_the_read_is_not_whole(
    spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filled(spool, 3)
    listed = await spool.list("INBOX")
    bad = spool._paths[listed[1]]
    real = maildir.read

    def damaged(path: Path, most: int = -1) -> bytes:
        if path == bad:
            raise OSError(errno.EIO, "", str(path))
        return real(path, most)

    monkeypatch.setattr(maildir, "read", damaged)

    assert [one.found for one in await spool.fetch(listed)] == [listed[0], listed[2]]
    with pytest.raises(Temporary, match=r"^intake spool: Input/output error$"):
        await spool.list(POISON)
    assert len(await spool.list("INBOX")) == 3
    await spool.fetch(listed)
    with pytest.raises(Temporary):
        await spool.wait("INBOX", 1)


async def test_a_nearly_full_disk_takes_nothing_more(root: Path, clock: FakeClock) -> None:
    spool = Spool("intake", root / "intake", clock, keep_free=2**60)
    await spool.open([])

    with pytest.raises(Full):
        await spool.deliver(SENDER, TO, MAIL)

    assert files(root) == []


@pytest.mark.parametrize(
    ("number", "error"), [(errno.ENOSPC, Full), (errno.EDQUOT, Full), (errno.EIO, Temporary)]
)
async def test_a_disk_that_fills_while_a_mail_is_written_is_full_and_nothing_stays(
    spool: Spool, number: int, error: type[Temporary]
) -> None:
    def refuses(name: str) -> None:
        raise OSError(number, os.strerror(number), "/somewhere")

    await spool.open([])
    spool.point = refuses

    with pytest.raises(Temporary) as raised:
        await spool.deliver(SENDER, TO, MAIL)

    assert type(raised.value) is error
    assert "somewhere" not in str(raised.value)
    assert files(spool.root) == []


async def test_what_a_crash_left_half_written_is_cleared_and_nothing_else(spool: Spool) -> None:
    await filled(spool, 1)
    (spool.root / "tmp" / "1.M1P1R1.hotlined").write_bytes(MAIL[:20])

    await spool.prepare()

    assert list((spool.root / "tmp").iterdir()) == []
    assert len(await spool.list("INBOX")) == 1


async def test_nobody_else_can_read_the_spool(spool: Spool) -> None:
    before = os.umask(0o022)
    try:
        await filled(spool, 1)
        await spool.move((await spool.list("INBOX"))[0], INTAKE)
    finally:
        os.umask(before)

    modes = {path.stat().st_mode & 0o777 for path in (spool.root, *spool.root.rglob("*"))}
    assert modes == {0o700, 0o600}


# --- the watch over it -------------------------------------------------------------------------------


def watch(rig: Rig, mailbox: Mailbox) -> Watch:
    """A watch as `wiring` would make it."""
    dealing = Dealing(mailbox.name, Folders(junk=None), rig.reader, rig.intake)
    return Watch(mailbox, dealing, rig.docket, rig.clock, NO_LISTENER)


def recorded(rig: Rig) -> list[Event]:
    """All events of all streams, in the order they were committed."""
    return [event for commit in rig.store.commits for event in commit.events]


async def test_a_watch_reads_a_spool_like_any_mailbox(root: Path) -> None:
    rig = Rig()
    spool = Spool("intake", root / "intake", rig.clock, keep_free=0)
    await spool.open([])
    await spool.deliver("ann@hotline.example.org", TO, rig.assessment())

    assert await watch(rig, spool).full_read()

    assert len([one for one in rig.store.open_streams() if one.startswith("HL-")]) == 1
    assert await spool.list("INBOX") == ()
    assert len(await spool.list(f"Hotline/{Folder.DONE}")) == 1


async def test_P14_a_spool_whose_door_was_given_up_is_looked_through_by_the_purge(
    root: Path, clock: FakeClock
) -> None:
    site = write_site(root, store="store")
    assert [box.mailbox.name for box in boxes(load(site), clock)] == [
        "intake-purge",
        "lea-purge",
        "ntd-purge",
    ]
    left = Spool("lea", root / "store" / "spool" / "lea", clock, keep_free=0)
    await left.open([INTAKE])
    await left.deliver(SENDER, TO, MAIL)

    (found,) = [box.mailbox for box in boxes(load(site), clock) if isinstance(box.mailbox, Spool)]

    await found.open(())
    (mail,) = await found.list("INBOX")
    await found.destroy([mail])
    assert files(root / "store") == []


@pytest.mark.parametrize("first", ["imap", "lmtp"])
async def test_the_same_mail_by_imap_and_by_lmtp_acts_once(root: Path, first: str) -> None:
    rig = Rig()
    raw = rig.assessment()
    spool = Spool("intake", root / "intake", rig.clock, keep_free=0)
    await spool.open([])
    await spool.deliver("ann@hotline.example.org", TO, raw)
    rig.boxes["intake"].deliver(b"Received: from a by b; Mon, 02 Mar 2026 10:00:00 +0000\r\n" + raw)
    await rig.boxes["intake"].open([])
    roads = {"imap": rig.watches["intake"], "lmtp": watch(rig, spool)}
    last = "lmtp" if first == "imap" else "imap"

    assert await roads[first].full_read()
    once = recorded(rig)
    assert await roads[last].full_read()

    assert once
    assert recorded(rig) == once
    assert len(rig.store.envelopes) > 0
    where = {"imap": rig.boxes["intake"].folders(), "lmtp": {
        str(folder): 1 for folder in Folder if await spool.list(f"Hotline/{folder}")
    }}  # fmt: skip
    assert [name.removeprefix("Hotline/") for name in where[first]] == [Folder.DONE]
    # It lay there before the first was recorded, so it could be the very copy: filed in the same folder.
    assert [name.removeprefix("Hotline/") for name in where[last]] == [Folder.DONE]


async def test_a_hold_in_the_spool_is_in_force_when_the_fence_moves(root: Path) -> None:
    asyncio.get_running_loop().set_default_executor(InlineExecutor(1))
    rig = await Rig().start()
    reference = await rig.opened()
    spool = Spool("lea", root / "lea", rig.clock, keep_free=0)
    await spool.open([])
    hold = rig.reply("[HOLD]\n")
    await spool.deliver(LEA, ("lea@hotline.example.org",), hold)
    over = watch(rig, spool)
    held_then: list[bool] = []
    case = await rig.case(reference)
    numbers = tuple(item.number for item in case.items)

    def read(began: datetime, finished: datetime) -> None:
        held = rig.docket._cache.cases[reference].case
        held_then.append(bool(tuple(held.holds_in_force(numbers))))

    over.listener = replace(NO_LISTENER, read=read)
    assert not tuple(case.holds_in_force(numbers))
    assert await over.full_read()
    await rig.kill()

    assert held_then == [True]


async def test_an_unreadable_file_of_the_lea_keeps_the_fence_where_it_is(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig = Rig()
    spool = Spool("lea", root / "lea", rig.clock, keep_free=0)
    await spool.open([])
    for n in range(2):
        await spool.deliver(SENDER, ("lea@hotline.example.org",), mail(n))
    bad = max((spool.root / "new").iterdir())
    real = maildir.read

    def damaged(path: Path, most: int = -1) -> bytes:
        if path == bad:
            raise OSError(errno.EIO, "", str(path))
        return real(path, most)

    monkeypatch.setattr(maildir, "read", damaged)
    over = watch(rig, spool)
    moved: list[datetime] = []
    over.listener = replace(NO_LISTENER, read=lambda began, finished: moved.append(finished))

    with pytest.raises(Temporary):
        await over.full_read()

    assert moved == []
    assert [one.uid for one in await spool.list("INBOX")] == [
        entry.uid for entry in maildir.entries(spool.root) if entry.path == bad
    ]
    monkeypatch.setattr(maildir, "read", real)
    assert await over.full_read()
    assert len(moved) == 1


async def test_a_mail_has_one_digest_by_imap_and_by_lmtp(server: ImapServer, spool: Spool) -> None:
    """A real server in between, with its own header lines and line ends."""
    raw = MAIL + b".dotted\r\ntr\xc3\xa4iling  \r\n\r\n"
    await spool.open([])
    await spool.deliver("", TO, raw)
    await asyncio.to_thread(server.deliver, raw)
    account = ImapAccount(
        host="127.0.0.1", port=server.port, tls="none", user=server.user, password=lambda: server.password
    )
    imap = ImapMailbox("intake", account)
    await imap.open([])
    try:
        (by_imap,) = await imap.fetch(await imap.list("INBOX"))
    finally:
        await imap.close()
    (by_lmtp,) = await spool.fetch(await spool.list("INBOX"))

    assert by_imap.raw != by_lmtp.raw
    assert mail_digest(by_imap.raw) == mail_digest(by_lmtp.raw) == mail_digest(raw)
