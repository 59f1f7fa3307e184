"""After a restore what the mailboxes know and the record does not comes back; nothing leaves twice (P2)."""

import asyncio
import gc
import itertools
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from hotlined import wiring
from hotlined.app.fetching import BATCH
from hotlined.app.marks import EVERY, FOLDER, Marks
from hotlined.app.own_folders import Folders
from hotlined.app.ports import Commit, Fetched, Found, Permanent, RestoreNote, Temporary
from hotlined.app.recovery import Recovery
from hotlined.app.unrecorded import Place
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.record.correspondence import CopyFiled, MailAccepted, MailSeen
from hotlined.domain.record.running import RestoreSettled, StoreRestored
from hotlined.domain.values.reference import desk_of
from tests.support.fake_clock import run_to_rest
from tests.support.fake_courier import LATER
from tests.support.memory_store import MemoryStore
from tests.support.rig import ANN, LEA, NAMES, PUBLIC, Rig

DAY = 86_400.0


@dataclass
class FakeNotes:
    """`ports.RestoreNotes` in memory."""

    note: RestoreNote | None = None

    def waiting(self) -> RestoreNote | None:
        """The note."""
        return self.note

    def done(self) -> None:
        """Taken away."""
        self.note = None


@dataclass
class Made:
    """A daemon on a store that may be an older one, and its recovery."""

    rig: Rig
    notes: FakeNotes
    recovery: Recovery = field(init=False)
    told: int = 0

    def __post_init__(self) -> None:
        rig = self.rig
        boxes = {name: rig.boxes[name].beside() for name in NAMES}
        places = [Place(box, name, Folders()) for name, box in boxes.items()]
        folder, writes = Folders().of(FOLDER), lambda: len(rig.store.commits)
        marks = Marks(rig.docket, rig.boxes["lea"].beside(), folder, writes, wiring.own_note)
        self.recovery = Recovery(rig.docket, rig.outbox.restores, places, rig.reader, self.notes, marks)
        self.recovery.waits = self._waits
        self.boxes = boxes

    def _waits(self) -> None:
        self.told += 1


def restored(rig: Rig, store: MemoryStore) -> Made:
    """The daemon after the loss of its store, with the backup in its place."""
    taken = rig.clock.now()
    fresh = replace_store(rig, store)
    return Made(fresh, FakeNotes(RestoreNote(taken, "backup")))


def replace_store(rig: Rig, store: MemoryStore) -> Rig:
    for box in rig.boxes.values():
        box.drop()
    fresh = Rig(rig.site, rig.clock, store, rig.openpgp, rig.chance, rig.boxes, rig.slips)
    fresh._mails = rig._mails
    return fresh


async def goes_on(made: Made) -> Rig:
    """The start of the daemon as `serving.work` makes it."""
    await made.recovery.run()
    await made.rig.start()
    await made.rig.also(made.recovery.marks.run)
    await made.rig.settled()
    return made.rig


def to_others(rig: Rig) -> list[str]:
    """Who but people of the hotline was sent something."""
    return [one.envelope.recipient for one in rig.courier.log if "@hotline." not in one.envelope.recipient]


def restored_alarms(rig: Rig) -> list[str]:
    """The alarms that tell of the restore, as text on one line."""
    texts = (one.data.decode() for one in rig.courier.accepted(ANN))
    return [" ".join(text.split()) for text in texts if "ALARM: restored" in text]


async def test_P5_a_hold_that_came_after_the_backup_is_a_hold_again() -> None:
    rig = await Rig().start()
    case = await rig.opened()
    backup = rig.store.copy()
    rig.boxes["lea"].deliver(rig.reply("Please wait with the notice.", signed=False))
    await rig.settled()
    await Made(rig, FakeNotes()).recovery.marks.write(len(rig.store.commits))
    await rig.kill()

    made = restored(rig, backup)
    made.recovery.marks.older = made.recovery.older
    assert not (await made.rig.case(case)).holds_in_force()
    rig = await goes_on(made)
    assert (await rig.case(case)).holds_in_force()
    await rig.clock.advance(3 * DAY)
    assert to_others(rig) == []
    assert made.notes.note is None
    assert len(restored_alarms(rig)) == 1  # and none more for the mark, which is ahead of the backup
    days = [one for one in rig.store.streams() if one.startswith("desk-")]
    assert sum(len(rig.events(day, StoreRestored)) for day in days) == 1
    assert "1 mail that came since was put back" in restored_alarms(rig)[0]


@dataclass
class Moved:
    """A lease taken on another server; `before`: what the desk told when it was said to be seen to."""

    rig: Rig
    moved: bool = True
    before: list[StoreRestored] = field(default_factory=list)

    def arrived(self) -> None:
        days = [one for one in self.rig.store.streams() if one.startswith("desk-")]
        self.before = [found for day in days for found in self.rig.events(day, StoreRestored)]
        self.moved = False


async def test_P1_P5_what_another_server_of_the_database_lacks_is_found_in_the_mailboxes() -> None:
    rig = await Rig().start()
    case = await rig.opened()
    standby = rig.store.copy()
    rig.boxes["lea"].deliver(rig.reply("Please wait with the notice.", signed=False))
    await rig.settled()
    await rig.kill()

    fresh = replace_store(rig, standby)
    made, lease = Made(fresh, FakeNotes()), Moved(fresh)
    made.recovery.lease = lease
    rig = await goes_on(made)
    assert (await rig.case(case)).holds_in_force()
    assert [one.how for one in lease.before] == ["another server"]  # so that it is known after a crash, too
    assert lease.moved is False
    await rig.clock.advance(3 * DAY)
    assert to_others(rig) == []
    assert len(restored_alarms(rig)) == 1


async def test_P6_mails_are_dealt_with_again_in_the_order_of_their_arrival() -> None:
    rig = await Rig().start()
    case = await rig.opened()
    backup = rig.store.copy()
    for text in ("Please wait with the notice.", "[RELEASE]\n", "Please wait with the notice, again."):
        rig.boxes["lea"].deliver(rig.reply(text))
        await rig.clock.advance(60)
    before = [
        (one.placed_at < one.lifted_at if one.lifted_at else None) for one in (await rig.case(case)).holds
    ]
    await rig.kill()
    rig = await goes_on(restored(rig, backup))
    holds = (await rig.case(case)).holds
    assert [(one.placed_at <= one.lifted_at if one.lifted_at else None) for one in holds] == before


async def test_P2_a_notice_that_left_after_the_backup_does_not_leave_again_until_a_person_says_so() -> None:
    rig = await Rig().start()
    case = await rig.opened()
    backup = rig.store.copy()
    await rig.clock.advance(DAY + 60)
    assert len(rig.notices()) == 1
    await rig.kill()

    rig = await goes_on(restored(rig, backup))
    await rig.clock.advance(2 * DAY)
    assert to_others(rig) == []
    (held,) = [row for row in rig.outbox.waiting() if row.kind == "ntd"]
    assert "only alarms leave" in rig.outbox.status()
    await rig.kill()
    rig = rig.restarted()
    await rig.start()
    await rig.clock.advance(DAY)
    assert to_others(rig) == []

    gone = replace(held, state=RowState.ACCEPTED)
    async with rig.docket.locked([case]):
        await rig.docket.record(case, (MailAccepted(message_id=held.message_id),), (gone,))
    desk, since = desk_of(rig.clock.now()), rig.outbox.restores.last.since
    assert since is not None
    async with rig.docket.locked([desk]):
        await rig.docket.record(desk, (RestoreSettled(of=since, by="alice"),), ())
    await run_to_rest()
    assert LEA in to_others(rig)  # reminders go on, at once
    await rig.clock.advance(3600)
    assert rig.notices() == []


async def test_of_the_mails_that_are_put_back_no_more_are_in_memory_than_were_fetched_together() -> None:
    rig = await Rig().start()
    backup = rig.store.copy()
    for number in range(100):
        rig.boxes["intake"].deliver(rig.mail(PUBLIC, "a report", f"item {number}"))
    await rig.settled()
    await rig.kill()
    made = restored(rig, backup)
    held: list[int] = []
    moved: list[Found] = []
    move = made.boxes["intake"].move

    async def counted(found: Found, target: str, keywords: Sequence[str] = ()) -> None:
        if len(moved) % 10 == 0:  # it goes through all of this process
            held.append(sum(isinstance(one, Fetched) for one in gc.get_objects()))
        moved.append(found)
        await move(found, target, keywords)

    made.boxes["intake"].move = counted  # type: ignore[method-assign]
    await made.recovery.run()
    assert len(moved) == len(rig.boxes["intake"].messages()) == 100
    assert max(held) <= 2 * BATCH


async def test_P2_orders_of_analysts_are_not_carried_out_again_and_are_listed() -> None:
    rig = await Rig().start()
    await rig.opened()
    backup = rig.store.copy()
    lost = await rig.opened(form="URL: https://files.example.net/item-2\nDescription: item 2\n")
    rig.boxes["lea"].deliver(rig.reports()[-1].data, folder="Hotline/Sent")
    await rig.kill()

    made = restored(rig, backup)
    rig = await goes_on(made)
    assert lost not in rig.store.open_streams()
    (text,) = restored_alarms(rig)
    assert "1 mails of analysts were carried out after that" in text
    assert "Ann" in text
    assert lost in text
    rig.boxes["intake"].deliver(rig.assessment())
    await rig.settled()
    serials = sorted(int(one.split("-")[2]) for one in rig.store.open_streams() if one.startswith("HL-"))
    assert serials[-1] > int(lost.split("-")[2]) + 90


async def test_an_order_is_listed_once_though_the_mailbox_fails_while_it_is_looked_through() -> None:
    rig = await Rig().start()
    await rig.opened()
    backup = rig.store.copy()
    await rig.opened(form="URL: https://files.example.net/item-2\nDescription: item 2\n")
    await rig.kill()

    made = restored(rig, backup)
    rig.boxes["intake"].deliver(rig.mail(PUBLIC, "a report", "item 3"), folder="Hotline/Intake")
    made.boxes["intake"].faults["move"] = [Temporary("cut")]
    running = asyncio.create_task(made.recovery.run())
    await made.rig.clock.advance(600)
    assert running.done()
    await goes_on(made)
    (text,) = restored_alarms(made.rig)
    assert "1 mails of analysts were carried out after that" in text


async def test_P9_a_hold_of_an_analyst_is_placed_again_since_it_is_the_safe_direction() -> None:
    rig = await Rig().start()
    case = await rig.opened()
    backup = rig.store.copy()
    rig.boxes["intake"].deliver(rig.command("[HOLD]", case))
    await rig.settled()
    assert (await rig.case(case)).holds_in_force()
    await rig.kill()
    rig = await goes_on(restored(rig, backup))
    assert (await rig.case(case)).holds_in_force()


async def test_a_mail_under_a_message_id_that_is_known_already_is_read_all_the_same() -> None:
    rig = await Rig().start()
    case = await rig.opened()
    first = rig.reply("Thank you.", signed=False)
    rig.boxes["lea"].deliver(first)
    await rig.settled()
    backup = rig.store.copy()
    rig.boxes["lea"].deliver(first.replace(b"Thank you.", b"Please wait with the notice."))
    await rig.settled()
    await rig.kill()
    rig = await goes_on(restored(rig, backup))
    assert (await rig.case(case)).holds_in_force()


async def test_P2_a_report_that_the_backup_knows_to_have_left_does_not_leave_a_second_time() -> None:
    rig = await Rig().start()
    case = await rig.opened()
    (report,) = rig.reports()
    rig.boxes["lea"].deliver(report.data, folder="Hotline/Sent")
    at = (await rig.case(case)).sent[report.message_id].accepted_at
    backup = rig.store.copy()
    await rig.clock.advance(3600)
    await rig.kill()

    rig = await goes_on(restored(rig, backup))

    assert at is not None
    assert (await rig.case(case)).sent[report.message_id].accepted_at == at
    assert [one.message_id for one in rig.events(case, MailAccepted)].count(report.message_id) == 1


async def test_P3_a_report_that_waits_in_the_backup_and_lies_in_sent_has_left() -> None:
    rig = Rig()
    rig.courier.answers[LEA] = [LATER]
    await rig.start()
    case = await rig.opened()
    backup = rig.store.copy()
    (row,) = [row for row in rig.outbox.waiting() if row.kind == "annex-i"]
    rig.boxes["lea"].deliver(rig.store.envelope(row.digest), folder="Hotline/Sent")
    await rig.kill()
    made = restored(rig, backup)
    rig = await goes_on(made)
    assert [row.kind for row in rig.outbox.waiting() if row.kind == "annex-i"] == []
    assert MailAccepted(message_id=row.message_id) in rig.all_events(case)
    assert CopyFiled(message_id=row.message_id) in rig.all_events(case)
    assert to_others(rig) == []


@pytest.mark.parametrize("method", ["open", "every_folder", "list", "fetch", "fetch_tops", "move"])
async def test_a_start_that_is_killed_in_the_middle_is_done_again_to_the_same_end(method: str) -> None:
    rig = await Rig().start()
    case = await rig.opened()
    rig.boxes["lea"].deliver(rig.reports()[-1].data, folder="Hotline/Sent")
    backup = rig.store.copy()
    for text in ("Please wait with the notice.", "Thank you."):
        rig.boxes["lea"].deliver(rig.reply(text, signed=False))
        await rig.settled()
    await rig.kill()
    made = restored(rig, backup)
    made.boxes["lea"].faults[method] = [ZeroDivisionError()]
    if method == "move":
        made.boxes["lea"].faults[method].insert(0, None)
    with pytest.raises(ZeroDivisionError):
        await made.recovery.run()
    again = Made(replace_store(rig, backup), made.notes)
    rig = await goes_on(again)
    assert (await rig.case(case)).holds_in_force()
    assert len(rig.events(desk_of(rig.clock.now()), StoreRestored)) == 1
    assert len([one for one in rig.all_events(case) if isinstance(one, MailSeen) and one.party == "lea"]) == 2


async def test_a_mailbox_that_cannot_be_read_is_waited_for_and_nothing_else_begins() -> None:
    rig = await Rig().start()
    await rig.opened()
    backup = rig.store.copy()
    await rig.kill()
    made = restored(rig, backup)
    made.boxes["lea"].down = Temporary("no answer")
    running = asyncio.create_task(made.recovery.run())
    await made.rig.clock.advance(3600)
    assert not running.done()
    assert made.told > 3
    made.boxes["lea"].down = None
    await made.rig.clock.advance(600)
    assert running.done()


async def test_an_older_copy_of_the_store_that_was_put_back_in_silence_is_noticed() -> None:
    rig = await Rig().start()
    case = await rig.opened()
    made = Made(rig, FakeNotes())
    await made.recovery.run()
    old = rig.store.copy()
    rig.boxes["lea"].deliver(rig.reply("Please wait with the notice.", signed=False))
    await rig.settled()
    await made.recovery.marks.write(len(rig.store.commits))
    await rig.kill()

    newest = Made(rig.restarted(), FakeNotes())
    await newest.recovery.run()
    assert newest.rig.outbox.restores.last.since is None
    rig = await goes_on(Made(replace_store(rig, old), FakeNotes()))
    assert (await rig.case(case)).holds_in_force()
    assert len(restored_alarms(rig)) == 1
    await rig.clock.advance(2 * DAY)
    assert to_others(rig) == []


async def test_an_empty_store_in_place_of_a_full_one_is_noticed_and_an_unreachable_mark_later() -> None:
    rig = await Rig().start()
    await rig.opened()
    made = Made(rig, FakeNotes())
    await made.recovery.marks.write(len(rig.store.commits))
    await rig.kill()
    made = Made(replace_store(rig, MemoryStore()), FakeNotes())
    marks = made.recovery.marks
    marks.mailbox.down = Temporary("no answer")  # type: ignore[attr-defined]  # it is the fake
    await made.recovery.run()
    assert made.rig.outbox.restores.last.since is None
    marks.mailbox.down = None  # type: ignore[attr-defined]
    marks.older = made.recovery.older
    await made.rig.also(marks.run)
    assert made.rig.outbox.restores.last.since is not None
    assert len(made.rig.boxes["lea"].messages(f"Hotline/{FOLDER}")) == 1  # the mark is of this store now
    await made.rig.kill()
    again = Made(made.rig.restarted(), FakeNotes())
    await again.recovery.run()
    assert len(again.rig.events(desk_of(again.rig.clock.now()), StoreRestored)) == 1


async def test_P2_a_store_that_is_put_away_right_after_its_first_case_is_missed_at_the_next_start() -> None:
    """It was moved to another disk, and the files name the old place: the number came a second time."""
    rig = await Rig().start()
    made = Made(rig, FakeNotes())
    marks = made.recovery.marks
    marks.split_brain = made.recovery.split_brain
    await made.recovery.run()
    await rig.also(marks.run)
    await rig.opened()  # long before the next mark
    await marks.last()
    await rig.kill()

    again = Made(rig.restarted(), FakeNotes())
    await again.recovery.run()
    assert again.rig.outbox.restores.last.since is None
    await again.rig.kill()
    empty = Made(replace_store(again.rig, MemoryStore()), FakeNotes())
    await empty.recovery.run()
    assert empty.rig.outbox.restores.last.since is not None


async def test_P5_a_stop_notes_how_far_a_database_has_come_too_while_it_is_ours() -> None:
    """Whoever goes on with an older copy of it does that then, and has none of the holds since."""
    rig = await Rig().start()
    made = Made(rig, FakeNotes())
    marks, box = made.recovery.marks, rig.boxes["lea"]
    await made.recovery.run()
    copy = rig.store.copy()
    await rig.opened()
    marks.is_ours = lambda: False
    await marks.last()
    assert not box.messages(f"Hotline/{FOLDER}")
    marks.is_ours = lambda: True
    await marks.last()
    await rig.kill()
    older = Made(replace_store(rig, copy), FakeNotes())
    await older.recovery.run()
    assert older.rig.outbox.restores.last.since is not None


async def test_P2_a_stop_writes_no_mark_over_one_that_tells_of_an_older_store() -> None:
    made = await emptied()
    marks, box = made.recovery.marks, made.rig.boxes["lea"]
    marks.split_brain = made.recovery.split_brain
    before = box.messages(f"Hotline/{FOLDER}")
    await marks.last()
    assert box.messages(f"Hotline/{FOLDER}") == before

    marks.known()
    marks.mailbox.down = Temporary("no answer")  # type: ignore[attr-defined]  # it is the fake
    await marks.last()
    assert box.messages(f"Hotline/{FOLDER}") == before


async def emptied() -> Made:
    """A daemon on an empty store in place of a full one, of which only its marks can tell."""
    rig = await Rig().start()
    await rig.opened()
    await Made(rig, FakeNotes()).recovery.marks.write(len(rig.store.commits))
    await rig.kill()
    made = Made(replace_store(rig, MemoryStore()), FakeNotes())
    made.recovery.marks.older = made.recovery.older
    return made


@pytest.mark.parametrize("written", [0, 1], ids=["the restore", "the comparison"])
async def test_P2_an_older_copy_is_still_known_to_be_one_where_the_disk_refuses_at_first(
    written: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await emptied()
    commit, tries = made.rig.store.commit, itertools.count()

    def refusing(commits: Sequence[Commit]) -> None:
        if next(tries) == written:
            raise Temporary("no room")
        commit(commits)

    monkeypatch.setattr(made.rig.store, "commit", refusing)
    await made.rig.also(made.recovery.marks.run)
    assert made.told == 0
    await made.rig.clock.advance(EVERY + 1)
    restore = made.rig.outbox.restores.last
    assert restore.since is not None
    assert restore.is_compared
    assert len(made.rig.events(desk_of(made.rig.clock.now()), StoreRestored)) == 1
    assert len(made.rig.boxes["lea"].messages(f"Hotline/{FOLDER}")) == 1


async def test_P1_the_mark_of_a_store_that_is_put_back_while_it_works_is_not_written_over() -> None:
    """A database can be, beside the daemon; whatever ends its turn, the next one has to know of it."""
    made = Made(await Rig().start(), FakeNotes())
    marks, counts = made.recovery.marks, iter([7, 5])
    marks.writes, marks._began = lambda: next(counts, 6), 7
    await made.rig.also(marks.run)
    await made.rig.clock.advance(2 * EVERY + 2)
    assert next(counts, None) is None
    marks._began = 6
    assert await marks.is_older()


async def test_without_uidplus_marks_are_written_once_a_day_and_the_last_one_counts() -> None:
    rig = await Rig().start()
    marks = Made(rig, FakeNotes()).recovery.marks
    assert await marks.write(5)
    box = marks.mailbox
    box.faults["destroy"] = [Permanent("no UIDPLUS")]  # type: ignore[attr-defined]  # it is the fake
    assert not await marks.write(3)
    assert len(box.messages("Hotline/Marks")) == 2  # type: ignore[attr-defined]
    marks._began = 4
    assert not await marks.is_older()


def test_while_the_store_keeps_the_mark_waiting_the_daemon_goes_on() -> None:
    """A commit may have the database for as long as a lease lasts, and it is the loop that renews that."""
    marks = Made(Rig(), FakeNotes()).recovery.marks
    marks.known()
    free, waited = threading.Event(), list[bool]()

    def slow() -> int:
        waited.append(free.wait(5))
        raise asyncio.CancelledError

    async def goes_on() -> None:
        running = asyncio.create_task(marks.run())
        await asyncio.sleep(0)
        free.set()
        await asyncio.wait({running})

    marks.writes = slow
    asyncio.run(goes_on())
    assert waited == [True]


async def test_P6_a_hold_does_not_end_while_its_warning_waits_since_a_restore() -> None:
    rig = await Rig().start()
    case = await rig.opened()
    rig.boxes["lea"].deliver(rig.reply("[RECEIVED]\n[HOLD:3d]\n"))
    await rig.settled()
    backup = rig.store.copy()
    await rig.kill()

    rig = await goes_on(restored(rig, backup))
    await rig.clock.advance(5 * DAY + 3600)  # the warning was written a moment late
    assert rig.alarms("hold-unwarned") == 3, "on its last day, and each day since"
    desk, since = desk_of(rig.clock.now()), rig.outbox.restores.last.since
    assert since is not None
    async with rig.docket.locked([desk]):
        await rig.docket.record(desk, (RestoreSettled(of=since, by="alice"),), ())
    await rig.settled()

    assert len(rig.courier.accepted(LEA)) >= 1
    await rig.clock.advance(DAY - 600)
    assert rig.notices() == []
    assert (await rig.case(case)).holds_in_force()
    await rig.clock.advance(1200)
    assert len(rig.notices()) == 1
    await rig.kill()
