"""One loop per mailbox: moved only after the commit, once, whatever fails on either side."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from hotlined.app import dealing, fetching
from hotlined.app import watch as watch_module
from hotlined.app.dealing import Dealing
from hotlined.app.ports import Commit, Fetched, Found, Permanent, Record, Temporary
from hotlined.app.watch import Watch
from hotlined.domain.mail.message import Inbound, Original
from hotlined.domain.record.casework import CaseOpened
from hotlined.domain.record.correspondence import MailSeen, Struck
from hotlined.domain.record.holding import HoldPlaced, Paused
from hotlined.domain.values.address import Address
from tests.support.fake_clock import run_to_rest
from tests.support.fake_mailbox import FakeMailbox
from tests.support.memory_store import MemoryStore
from tests.support.rig import ANN, LEA, PUBLIC, Rig
from tests.support.site import ANALYST_KEY

DESK = "desk-2026-03-02"
MIDDLE = b"item that makes the reader stumble"


class Stumbling:
    """A reader with a bug: it does not survive a certain text."""

    def __init__(self, rig: Rig) -> None:
        self._reader = rig.reader
        self.reads: list[bytes] = []
        self.error: Exception | None = ZeroDivisionError()

    def read(self, mailbox: str, fetched: object) -> object:
        raw = fetched.raw  # type: ignore[attr-defined]
        self.reads.append(raw)
        if MIDDLE in raw and self.error is not None:
            raise self.error
        return self._reader.read(mailbox, fetched)  # type: ignore[arg-type]


def stumbling(rig: Rig) -> Stumbling:
    reader = Stumbling(rig)
    for watch in rig.watches.values():
        watch.dealing.reader = reader  # type: ignore[assignment]
        if watch.releases is not None:
            watch.releases.reader = reader  # type: ignore[assignment]
    return reader


def report(rig: Rig, text: str = "item 1") -> bytes:
    return rig.mail(PUBLIC, "a report", text)


# --- P1: first the disk, then the folder -------------------------------------------------------------


async def test_P1_a_mail_is_moved_only_after_its_effects_are_on_disk() -> None:
    rig = Rig()
    box = rig.boxes["intake"]
    moved_at_commit: list[int] = []

    class Watching(MemoryStore):
        def commit(self, commits: Sequence[Commit]) -> None:
            moved_at_commit.append(len(box.moves))
            super().commit(commits)

    rig.docket.store = rig.store = Watching()
    await rig.start()
    box.deliver(report(rig))
    await rig.settled()
    assert moved_at_commit == [0]
    assert box.folders() == {"Hotline/Intake": 1}


async def test_P1_while_the_disk_refuses_the_mail_stays_in_the_inbox_and_then_goes_by_itself() -> None:
    rig = await Rig().start()
    box = rig.boxes["intake"]
    rig.store.refuse = "disk full"
    box.deliver(report(rig))
    await rig.clock.advance(300)
    assert box.folders() == {"INBOX": 1}
    assert rig.alive()
    rig.store.refuse = None
    await rig.clock.advance(61)
    assert box.folders() == {"Hotline/Intake": 1}


@pytest.mark.parametrize("fault", [Temporary("cut"), Permanent("NO"), RuntimeError("bug")])
async def test_P1_P2_when_the_move_fails_the_second_read_finds_it_seen_and_only_files_it(
    fault: Exception,
) -> None:
    rig = await Rig().start()
    box = rig.boxes["intake"]
    box.faults["move"] = [fault]
    box.deliver(rig.assessment())
    await rig.settled()
    (reference,) = rig.store.open_streams()
    events = len(rig.all_events(reference))
    assert box.folders() == {"INBOX": 1}
    await rig.clock.advance(120)
    assert box.folders() == {"Hotline/Done": 1}
    assert rig.store.open_streams() == (reference,)
    assert len(rig.all_events(reference)) == events
    assert rig.alive()


async def test_P1_killed_between_commit_and_move_the_next_start_files_it() -> None:
    rig = await Rig().start()
    box = rig.boxes["intake"]
    stopped = asyncio.Event()

    async def never(*args: object) -> None:
        stopped.set()
        await asyncio.Event().wait()

    box.move = never  # type: ignore[assignment, method-assign]
    box.deliver(rig.assessment())
    await rig.settled()
    assert stopped.is_set()
    await rig.kill()
    del box.move
    again = await rig.restarted().start()
    assert "INBOX" not in box.folders()
    assert len([one for one in again.store.open_streams() if one.startswith("HL-")]) == 1


async def test_P1_a_stop_in_the_middle_of_a_mail_leaves_it_in_the_inbox_with_all_or_nothing() -> None:
    for turns in range(1, 120, 3):
        rig = await Rig().start(without=("outbox",))
        box = rig.boxes["intake"]
        box.deliver(rig.assessment())
        for _ in range(turns):
            await asyncio.sleep(0)
        await rig.kill()
        cases = [one for one in rig.store.open_streams() if one.startswith("HL-")]
        assert sum(box.folders().values()) == 1
        if "INBOX" not in box.folders():
            assert len(cases) == 1
        again = await rig.restarted().start()
        (reference,) = (one for one in again.store.open_streams() if one.startswith("HL-"))
        assert len(again.events(reference, CaseOpened)) == 1
        assert len(again.reports()) == 1
        assert "INBOX" not in box.folders()
        await again.kill()


# --- P2: once ----------------------------------------------------------------------------------------


async def test_P2_the_same_mail_twice_is_filed_twice_and_has_one_effect() -> None:
    rig = await Rig().start()
    box = rig.boxes["intake"]
    raw = rig.assessment()
    box.deliver(raw)
    await rig.clock.advance(1)
    box.deliver(raw)
    await rig.settled()
    assert box.folders() == {"Hotline/Done": 1, "Hotline/Duplicates": 1}
    assert len(rig.reports()) == 1


async def test_P2_a_new_uidvalidity_makes_nothing_happen_again() -> None:
    rig = await Rig().start()
    await rig.opened()
    box = rig.boxes["lea"]
    box.deliver(rig.reply("Please wait."))
    await rig.settled()
    box.deliver(box.messages("Hotline/LEA")[0], "Hotline/Quarantine/doubtful")
    for folder in ("INBOX", "Hotline/Quarantine/doubtful"):
        box.renumber(folder)
    sent = len(rig.courier.log)
    await rig.clock.advance(130)
    assert len(rig.events(rig.store.open_streams()[0], HoldPlaced)) == 1
    assert len(rig.courier.log) == sent


async def test_P2_a_folder_that_is_replaced_while_it_is_read_is_read_again() -> None:
    rig = Rig()
    box = rig.boxes["intake"]
    box.deliver(report(rig))
    listing = box.list

    async def replaced(folder: str, *, needed: bool = False) -> object:
        found = await listing(folder, needed=needed)
        if len(box.calls) < 10:
            box.renumber(folder)
        return found

    box.list = replaced  # type: ignore[assignment, method-assign]
    await rig.start()
    await rig.clock.advance(120)
    assert box.folders() == {"Hotline/Intake": 1}
    assert len(rig.events(DESK, MailSeen)) == 1


# --- faults ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [Permanent("the file does not read"), Temporary("no connection")])
async def test_a_mail_that_cannot_be_dealt_with_now_does_not_stop_the_others(fault: Exception) -> None:
    rig = Rig()
    box = rig.boxes["intake"]

    class Refusing(MemoryStore):
        def load(self, stream: str) -> Record | None:
            if stream == "HL-2026-000001-C":
                raise fault
            return super().load(stream)

    rig.docket.store = rig.store = Refusing()
    await rig.start()
    box.deliver(rig.mail(ANN, "a report", "[HL-2026-000001-C]\n[NOTE]\n", key=ANALYST_KEY))
    box.deliver(report(rig))
    await rig.settled()
    assert box.folders() == {"INBOX": 1, "Hotline/Intake": 1}
    assert rig.watches["intake"].deafness.last_whole == rig.clock.monotonic()  # only the empty read before it


async def test_P5_a_mail_that_is_found_and_cannot_be_dealt_with_voids_the_fence_before_it() -> None:
    rig = await Rig().start()
    await rig.opened()
    assert rig.fences.latest is not None
    rig.openpgp.hangs = True
    rig.boxes["lea"].deliver(rig.reply("Please wait."))
    await rig.settled()
    assert rig.fences.latest is None
    rig.openpgp.hangs = False
    await rig.clock.advance(60)
    assert rig.fences.latest is not None


async def test_P5_a_read_in_which_one_mail_was_left_moves_no_fence() -> None:
    rig = Rig()
    rig.openpgp.hangs = True
    box = rig.boxes["lea"]
    box.deliver(rig.mail(LEA, "a", "item 1", to="lea@hotline.example.org", key=ANALYST_KEY))
    await rig.start()
    await rig.clock.advance(60)
    assert rig.fences.latest is None
    rig.openpgp.hangs = False
    await rig.clock.advance(61)
    assert rig.fences.latest is not None


async def test_P5_a_mail_that_the_server_lists_and_does_not_give_moves_no_fence_and_stops_no_other() -> None:
    """It could be a hold.  Exchange gives words of its own in place of a mail that it cannot write as one."""
    rig = Rig()
    box = rig.boxes["lea"]
    fetch = box.fetch
    withheld = rig.mail(LEA, "a", "please wait", to="lea@hotline.example.org")

    async def given(found: Sequence[Found]) -> tuple[Fetched, ...]:
        return tuple(one for one in await fetch(found) if one.raw != withheld)

    box.fetch = given  # type: ignore[method-assign]
    box.deliver(withheld)
    box.deliver(rig.mail("visitor@example.com", "a", "item 1", to="lea@hotline.example.org"))
    await rig.start()
    await rig.clock.advance(60)
    assert box.folders() == {"INBOX": 1, "Hotline/Quarantine/stranger": 1}
    assert rig.fences.latest is None
    box.fetch = fetch  # type: ignore[method-assign]
    await rig.clock.advance(61)
    assert rig.fences.latest is not None


@pytest.mark.parametrize("mails", [5, 50])
async def test_P1_a_mail_at_which_the_server_breaks_off_holds_up_no_other(
    mails: int, caplog: pytest.LogCaptureFixture
) -> None:
    """As Dovecot does at a file that it may not read: all mails of the batch and behind it waited."""
    caplog.set_level("INFO", logger="hotlined")
    rig = Rig()
    box = rig.boxes["lea"]
    for number in range(mails):
        text = "cannot be read" if number == 1 else f"item {number}"
        box.deliver(rig.mail("visitor@example.com", "a", text, to="lea@hotline.example.org"))
    box.broken = b"cannot be read"
    await rig.start()
    await rig.clock.advance(300)
    assert box.folders() == {"INBOX": 1, "Hotline/Quarantine/stranger": mails - 1}
    assert rig.fences.latest is None  # it could be a hold (P5)
    box.deliver(rig.mail("visitor@example.com", "a", "item 99", to="lea@hotline.example.org"))
    await rig.clock.advance(61)
    assert box.folders() == {"INBOX": 1, "Hotline/Quarantine/stranger": mails}
    told = [one.getMessage() for one in caplog.records if "withheld" in one.getMessage()]
    assert told == ["withheld mailbox=lea folder=INBOX uid=2"]
    box.broken = None
    await rig.clock.advance(61)
    assert box.folders() == {"Hotline/Quarantine/stranger": mails + 1}
    assert rig.fences.latest is not None


async def test_P1_an_urgent_mail_is_found_behind_one_at_which_the_server_breaks_off() -> None:
    rig = Rig()
    box = rig.boxes["intake"]
    for _ in range(40):
        box.deliver(rig.assessment())
    box.deliver(rig.assessment("[ILLEGAL]\n[URGENT:item 1]\n[HOST:EE]"))
    box.broken = next(line for line in box.messages()[1].splitlines() if line.startswith(b"Message-ID:"))
    await rig.start()
    await rig.clock.advance(300)
    assert box.folders() == {"INBOX": 1, "Hotline/Done": 40}
    await rig.kill()


async def test_urgent_mails_still_come_first_where_one_mail_has_broken_the_look_ahead() -> None:
    """Three failures of the look ahead were the end of it, until the next start of the daemon."""
    rig = Rig()
    box = rig.boxes["intake"]
    for number in range(40):
        box.deliver(report(rig, f"item {number}" if number else "cannot be read"))
    box.broken = b"cannot be read"
    await rig.start()
    await rig.clock.advance(300)
    assert box.folders() == {"INBOX": 1, "Hotline/Intake": 39}
    for _ in range(40):
        box.deliver(rig.assessment())
    box.deliver(rig.assessment("[ILLEGAL]\n[URGENT:item 1]\n[HOST:EE]"))
    await rig.clock.advance(300)
    cases = sorted(name for name in rig.store.open_streams() if name.startswith("HL-"))
    assert [bool(rig.events(name, CaseOpened)[0].urgent) for name in cases] == [True, *[False] * 40]
    await rig.kill()


@pytest.mark.parametrize("name", ["open", "list", "fetch", "wait"])
async def test_any_fault_of_the_mailbox_rebuilds_the_connection_and_nothing_is_lost(name: str) -> None:
    rig = Rig()
    box = rig.boxes["intake"]
    box.faults[name] = [Temporary("cut"), RuntimeError("bug"), Permanent("refused")]
    await rig.start()
    box.deliver(report(rig))
    await rig.clock.advance(300)
    assert box.folders() == {"Hotline/Intake": 1}
    assert box.faults[name] == []
    assert rig.alive()


async def test_the_pauses_between_tries_grow_to_a_minute_and_start_anew_after_success() -> None:
    rig = Rig()
    box = rig.boxes["ntd"]
    box.down = Temporary("no route")
    await rig.start()
    await rig.clock.advance(3600)
    tries = box.calls.count("close")
    assert 60 <= tries <= 70
    assert rig.watches["ntd"].pauses.pause == watch_module.LONGEST_RETRY
    box.down = None
    await rig.clock.advance(61)
    assert rig.watches["ntd"].pauses.pause == watch_module.FIRST_RETRY


async def test_a_server_that_ends_each_wait_at_once_is_not_logged_in_to_every_second() -> None:
    """The read before had gone well, so that each failure was a first one."""
    rig = Rig()
    box = rig.boxes["ntd"]
    box.faults["wait"] = [Temporary("BYE")] * 100
    await rig.start()
    await rig.clock.advance(600)
    assert box.opened <= 20
    box.deliver(rig.mail("visitor@example.com", "a", "item 1", to="ntd@hotline.example.org"), quietly=True)
    await rig.clock.advance(61)
    assert box.folders() == {"Hotline/Quarantine/stranger": 1}
    box.faults.clear()
    await rig.clock.advance(240)
    box.faults["wait"] = [Temporary("cut")]
    box.deliver(rig.mail("visitor@example.com", "a", "item 2", to="ntd@hotline.example.org"))
    await rig.clock.advance(5)
    assert box.folders() == {"Hotline/Quarantine/stranger": 2}  # a single cut costs a second


async def test_a_lost_notification_costs_one_full_read_at_most() -> None:
    rig = await Rig(rest=None).start()
    box = rig.boxes["intake"]
    box.deliver(report(rig), quietly=True)
    await rig.clock.advance(watch_module.FULL_READ - 1)
    assert box.folders() == {"INBOX": 1}
    await rig.clock.advance(2)
    assert box.folders() == {"Hotline/Intake": 1}


async def test_an_idle_mailbox_is_not_read_in_a_hot_loop() -> None:
    rig = await Rig(rest=None).start()
    before = len(rig.boxes["lea"].calls)
    await rig.clock.advance(1200)
    assert len(rig.boxes["lea"].calls) - before <= 12 * 12


# --- deafness (E2, E6) -------------------------------------------------------------------------------


async def test_E6_a_mailbox_that_refuses_the_login_is_told_of_once() -> None:
    rig = Rig()
    rig.boxes["lea"].down = Permanent("login refused")
    await rig.start()
    await rig.clock.advance(599)
    assert rig.alarms("deaf") == 0
    await rig.clock.advance(61)
    assert rig.alarms("deaf") == 1
    await rig.clock.advance(3600)
    assert rig.alarms("deaf") == 1
    (told,) = (one for one in rig.courier.accepted(ANN) if b"ALARM: deaf" in one.data)
    assert b"withheld" in told.data, "all that is named first may be fine"


@pytest.mark.parametrize("name", ["intake", "lea", "ntd"])
async def test_E2_notices_are_said_to_wait_only_where_they_do(name: str) -> None:
    """An analyst who believed it of the intake mailbox had no hurry with the [HOLD] that lay there unread."""
    rig = Rig()
    rig.boxes[name].down = Temporary("no route")
    await rig.start()
    await rig.clock.advance(660)
    (told,) = (one for one in rig.courier.accepted(ANN) if b"ALARM: deaf" in one.data)
    body = message_from_bytes(told.data, policy=policy.SMTP).get_body(("plain",))
    words = " ".join(str(body.get_content()).split()) if body else ""
    assert ("Notices, reminders to the LEA and ends of holds wait meanwhile" in words) == (name == "lea")
    assert ("notices wait for the LEA's mailbox alone" in words) == (name != "lea")


async def test_E2_when_it_was_heard_again_the_next_deafness_is_told_again() -> None:
    rig = await Rig().start()
    box = rig.boxes["lea"]
    for _ in range(2):
        box.down = Temporary("no route")
        box.drop()
        await rig.clock.advance(700)
        box.down = None
        await rig.clock.advance(200)
    assert rig.alarms("deaf") == 2


async def test_E2_when_the_disk_refuses_the_alarm_too_it_is_given_later_and_the_watch_goes_on() -> None:
    rig = Rig()
    rig.boxes["lea"].down = Temporary("no route")
    rig.store.refuse = "disk full"
    await rig.start()
    await rig.clock.advance(1200)
    assert rig.alive()
    assert rig.alarms("deaf") == 0
    rig.store.refuse = None
    await rig.clock.advance(61)
    assert rig.alarms("deaf") == 1


# --- Junk and quarantine -----------------------------------------------------------------------------


async def test_G_a_hold_in_junk_is_obeyed_and_what_strangers_have_there_stays_unread() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    box = rig.boxes["lea"]
    box.deliver(rig.mail(PUBLIC, "buy", "item 1"), "Junk")
    box.deliver(rig.reply("Please wait."), "Junk")
    await rig.settled()
    assert len(rig.events(reference, HoldPlaced)) == 1
    assert box.folders() == {"Hotline/LEA": 1, "Junk": 1}
    fetches = box.calls.count("fetch")
    await rig.clock.advance(1000)
    assert box.calls.count("fetch") == fetches


async def test_P5_a_hold_in_junk_from_a_unit_that_is_known_since_a_reload_is_obeyed() -> None:
    rig = await Rig(rest=None).start()
    reference = await rig.opened()
    (unit,) = rig.site.units
    moved = replace(unit.address, domain="office.example.net")
    box = rig.boxes["lea"]
    raw = rig.mail(str(moved), f"Re: {reference}", "Please wait.", to="lea@hotline.example.org")
    box.deliver(raw, "Junk")
    await rig.settled()
    assert rig.events(reference, HoldPlaced) == []
    rig.site = replace(rig.site, units=(replace(unit, address=moved),))
    await rig.clock.advance(130)
    assert len(rig.events(reference, HoldPlaced)) == 1


async def test_P5_nor_is_one_lost_from_whoever_was_an_analyst_until_a_reload() -> None:
    """At an address in the LEA's mail domain: who is an analyst is no officer."""
    rig = Rig(rest=None)
    (unit,), analyst = rig.site.units, rig.site.analysts[0]
    max_ = replace(analyst, name="Max", address=Address("max", unit.domains[0]), fingerprints=())
    rig.site = replace(rig.site, analysts=(*rig.site.analysts, max_))
    await rig.start()
    reference = await rig.opened()
    raw = rig.mail(str(max_.address), "a question", "Please wait.", to="lea@hotline.example.org")
    rig.boxes["lea"].deliver(raw, "Junk")
    await rig.settled()
    assert rig.events(reference, HoldPlaced) == []
    rig.site = replace(rig.site, analysts=rig.site.analysts[:-1])
    await rig.clock.advance(130)
    assert len(rig.events(reference, HoldPlaced)) == 1


async def test_P6_a_reload_in_which_no_unit_has_changed_does_not_read_all_of_junk_again() -> None:
    """With thousands of mails there a hold in the inbox waited minutes for them."""
    rig = await Rig(rest=None).start()
    box = rig.boxes["lea"]
    box.deliver(rig.mail(PUBLIC, "buy", "item 1"), "Junk")
    await rig.settled()
    fetches = box.calls.count("fetch")
    rig.site = replace(rig.site, analysts=rig.site.analysts[:1], units=tuple(rig.site.units))
    await rig.clock.advance(1000)
    assert box.calls.count("fetch") == fetches


async def test_junk_of_the_other_mailboxes_is_not_touched() -> None:
    rig = await Rig().start()
    box = rig.boxes["intake"]
    box.deliver(report(rig), "Junk")
    await rig.clock.advance(300)
    assert box.folders() == {"Junk": 1}


async def test_what_is_gone_from_junk_is_forgotten() -> None:
    rig = await Rig().start()
    box = rig.boxes["lea"]
    for n in range(5):
        box.deliver(rig.mail(PUBLIC, "buy", f"item {n}"), "Junk")
    await rig.settled()
    assert len(rig.watches["lea"]._known) == 5
    box.renumber("Junk")
    await rig.clock.advance(130)
    assert len(rig.watches["lea"]._known) == 5


async def test_a_mail_of_the_lea_in_the_quarantine_has_its_effect_once_and_stays() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    box = rig.boxes["lea"]
    box.deliver(rig.garbled())
    await rig.settled()
    assert box.folders() == {"Hotline/Quarantine/unreadable": 1}
    await rig.clock.advance(600)
    assert box.folders() == {"Hotline/Quarantine/unreadable": 1}
    assert len(rig.events(reference, Paused)) == 1


# --- too large (E8) ----------------------------------------------------------------------------------


async def too_large(monkeypatch: pytest.MonkeyPatch) -> tuple[Rig, str, bytes]:
    """A rig with an open case, its number, and a mail of the LEA on it that is too large."""
    monkeypatch.setattr(fetching, "LARGEST", 3_000)
    rig = await Rig().start()
    reference = await rig.opened()
    text = "Please wait.\n" + "item\n" * 1_000
    return rig, reference, rig.mail(LEA, f"[{reference}]", text, to="lea@hotline.example.org")


async def test_E8_of_a_mail_that_is_too_large_only_the_header_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rig, reference, raw = await too_large(monkeypatch)
    box = rig.boxes["lea"]
    box.deliver(raw)
    await rig.settled()
    assert box.calls.count("fetch_header") == 2  # in the inbox, and once more in the quarantine
    assert box.wholes == []
    assert box.folders() == {"Hotline/Quarantine/unreadable": 1}
    assert len(rig.events(reference, Paused)) == 1


async def test_E8_a_large_mail_that_could_not_be_moved_goes_to_the_quarantine_and_is_no_second_copy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rig, reference, raw = await too_large(monkeypatch)
    box = rig.boxes["lea"]
    box.faults["move"] = [Temporary("cut")]
    box.deliver(raw)
    await rig.clock.advance(130)
    assert box.folders() == {"Hotline/Quarantine/unreadable": 1}
    assert len(rig.events(reference, Paused)) == 1


async def test_E8_a_large_mail_between_small_ones_stops_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "LARGEST", 3_000)
    rig = Rig()
    box = rig.boxes["intake"]
    for text in ("item 1", "item 2\n" * 1_000, "item 3"):
        box.deliver(report(rig, text))
    await rig.start()
    assert box.folders() == {"Hotline/Intake": 2, "Hotline/Quarantine/unreadable": 1}


# --- P11: three strikes ------------------------------------------------------------------------------


async def test_P11_a_mail_that_makes_us_stumble_three_times_goes_to_the_quarantine_with_one_alarm() -> None:
    rig = Rig()
    reader = stumbling(rig)
    box = rig.boxes["intake"]
    await rig.start()
    box.deliver(report(rig, MIDDLE.decode()))
    box.deliver(report(rig, "item 2"))
    await rig.settled()
    assert box.folders() == {"INBOX": 1, "Hotline/Intake": 1}
    await rig.clock.advance(10)
    assert box.folders() == {"Hotline/Intake": 1, "Hotline/Quarantine/poison": 1}
    assert [event.n for event in rig.events(DESK, Struck)] == [1, 2, 3]
    assert rig.alarms("poison") == 1
    reads = len(reader.reads)
    await rig.clock.advance(1000)
    assert rig.alarms("poison") == 1
    assert len(reader.reads) == reads


async def test_P11_that_memory_ran_out_is_no_strike_of_the_mail_that_was_read_meanwhile() -> None:
    rig = Rig()
    reader = stumbling(rig)
    reader.error = MemoryError()
    box = rig.boxes["intake"]
    await rig.start()
    box.deliver(report(rig, MIDDLE.decode()))
    await rig.clock.advance(60)
    assert len(reader.reads) > 3
    assert (box.folders(), rig.events(DESK, Struck)) == ({"INBOX": 1}, [])
    reader.error = None
    await rig.clock.advance(60)
    assert (box.folders(), rig.alarms("poison")) == ({"Hotline/Intake": 1}, 0)


async def test_P6_a_hold_whose_cases_keep_changing_is_no_mail_that_makes_us_stumble(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One that names no case is about all open ones, and others are opened meanwhile."""
    rig = await Rig().start()
    reference = await rig.opened()
    with monkeypatch.context() as patched:

        async def overtaken(*_: object) -> None:
            return None

        patched.setattr("hotlined.app.intake.Intake._try", overtaken)
        rig.boxes["lea"].deliver(rig.mail(LEA, "hold", "Please hold.", to="lea@hotline.example.org"))
        await rig.clock.advance(60)
        assert rig.boxes["lea"].folders() == {"INBOX": 1}
    await rig.clock.advance(60)
    assert rig.events(DESK, Struck) == []
    assert len(rig.events(reference, HoldPlaced)) == 1


async def test_A15_strikes_are_on_disk_and_survive_a_restart() -> None:
    rig = Rig()
    stumbling(rig)
    box = rig.boxes["intake"]
    box.deliver(report(rig, MIDDLE.decode()))
    for _ in range(3):
        await rig.start()
        await rig.kill()
        rig = rig.restarted()
        stumbling(rig)
    assert box.folders() == {"Hotline/Quarantine/poison": 1}
    assert len(rig.events(DESK, Struck)) == 3


async def test_G9_poison_in_the_lea_mailbox_pauses_every_open_case_once() -> None:
    rig = await Rig().start()
    cases = [await rig.opened() for _ in range(3)]
    stumbling(rig)
    box = rig.boxes["lea"]
    box.deliver(rig.mail(LEA, "a", MIDDLE.decode(), to="lea@hotline.example.org"))
    await rig.clock.advance(10)
    assert box.folders() == {"Hotline/Quarantine/poison": 1}
    assert [len(rig.events(one, Paused)) for one in cases] == [1, 1, 1]
    assert rig.alarms("poison") == 1
    await rig.clock.advance(3600)
    assert [len(rig.events(one, Paused)) for one in cases] == [1, 1, 1]
    assert rig.alarms("poison") == 1


async def test_G9_after_a_restart_the_next_day_old_poison_does_nothing_again() -> None:
    rig = await Rig().start()
    case = await rig.opened()
    stumbling(rig)
    rig.boxes["lea"].deliver(rig.mail(LEA, "a", MIDDLE.decode(), to="lea@hotline.example.org"))
    await rig.clock.advance(10)
    await rig.kill()
    await rig.clock.advance(86_400)
    again = rig.restarted()
    stumbling(again)
    await again.start()
    await again.clock.advance(300)
    assert len(again.events(case, Paused)) == 1
    assert again.alarms("poison") == 0


async def test_when_the_disk_refuses_the_strike_the_mail_stays_and_the_others_go_on() -> None:
    rig = Rig()
    stumbling(rig)
    box = rig.boxes["lea"]
    await rig.start()
    rig.store.refuse = "disk full"
    box.deliver(rig.mail(LEA, "a", MIDDLE.decode(), to="lea@hotline.example.org"))
    await rig.clock.advance(300)
    assert box.folders() == {"INBOX": 1}
    assert rig.alive()
    rig.store.refuse = None
    await rig.clock.advance(300)
    assert box.folders() == {"Hotline/Quarantine/poison": 1}


async def test_when_the_move_to_the_quarantine_fails_nothing_is_told_twice() -> None:
    rig = await Rig().start()
    case = await rig.opened()
    stumbling(rig)
    box = rig.boxes["lea"]
    box.faults["move"] = [Temporary("cut")]
    box.deliver(rig.mail(LEA, "a", MIDDLE.decode(), to="lea@hotline.example.org"))
    await rig.clock.advance(300)
    assert box.folders() == {"Hotline/Quarantine/poison": 1}
    assert len(rig.events(case, Paused)) == 1
    assert rig.alarms("poison") == 1


# --- stopping ----------------------------------------------------------------------------------------


async def test_a_stop_closes_the_mailbox_and_leaves_no_task() -> None:
    before = asyncio.all_tasks()
    rig = await Rig().start()
    await rig.kill()
    await run_to_rest()
    assert [box.calls[-1] for box in rig.boxes.values()] == ["close"] * 3
    assert asyncio.all_tasks() == before


async def test_mail_of_a_stranger_in_the_lea_mailbox_is_put_aside_and_answered_to_nobody() -> None:
    rig = await Rig().start()
    rig.boxes["lea"].deliver(rig.mail(PUBLIC, "hello", "item 1", to="lea@hotline.example.org"))
    await rig.clock.advance(60)
    assert rig.boxes["lea"].folders() == {"Hotline/Quarantine/stranger": 1}
    assert rig.courier.log == []


async def test_three_days_of_mail_are_read_before_anything_that_is_due_is_done() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    await rig.kill()
    rig.boxes["lea"].deliver(rig.reply("Please wait."))
    await rig.clock.advance(timedelta(days=3).total_seconds())
    again = await rig.restarted().start()
    await again.clock.advance(300)
    assert again.notices() == []
    assert len(again.events(reference, HoldPlaced)) == 1


async def test_P11_a_filed_mail_says_in_its_keywords_what_it_is_and_why_it_is_there() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    rig.boxes["intake"].deliver(rig.mail(ANN, f"[REMOVED] [{reference}]", "item 1"))
    rig.boxes["lea"].deliver(rig.reply("received"))
    await rig.settled()
    (quarantine,) = rig.boxes["intake"].keywords("Hotline/Quarantine/unproven")
    why = "$hl-commands-must-be-signed-with-a-key-that-the"
    assert quarantine == ("$Hotlined", "$hl-human", why)
    assert rig.boxes["intake"].keywords("Hotline/Done") == (("$Hotlined", "$hl-human", reference),)
    assert rig.boxes["lea"].keywords("Hotline/LEA") == (("$Hotlined", "$hl-human", reference),)
    await rig.kill()


async def test_a_hold_in_the_folder_that_the_server_marks_as_junk_is_obeyed() -> None:
    rig = Rig()
    rig.boxes["lea"].marked_junk = ("[Gmail]/Spam", "Junk")
    await rig.start()
    reference = await rig.opened()
    rig.boxes["lea"].deliver(rig.reply("Please wait with the notice."), "[Gmail]/Spam")
    rig.boxes["lea"].wake()
    await rig.settled()
    assert rig.events(reference, HoldPlaced)
    assert not rig.boxes["lea"].messages("[Gmail]/Spam")
    await rig.kill()


async def test_P11_a_mail_of_the_lea_whose_move_out_of_junk_fails_is_filed_with_the_next_read() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    box = rig.boxes["lea"]
    box.faults["move"] = [Temporary("cut")]
    box.deliver(rig.reply("Please wait with the notice."), "Junk")
    await rig.clock.advance(130)
    assert len(rig.events(reference, HoldPlaced)) == 1
    assert box.folders() == {"Hotline/LEA": 1}
    await rig.kill()


async def test_P5_a_hold_in_a_junk_folder_that_was_made_after_the_connection_is_obeyed() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    box = rig.boxes["lea"]
    connections = box.opened
    box.marked_junk = ("Spam",)
    box.deliver(rig.reply("Please wait with the notice."), "Spam")
    await rig.clock.advance(130)
    assert rig.events(reference, HoldPlaced)
    assert box.opened == connections
    await rig.kill()


async def test_P2_uids_given_anew_to_other_mails_hide_none_and_repeat_none() -> None:
    """A new UIDVALIDITY, and the numbers of old mails now name new ones: only the digest decides."""
    rig = await Rig().start()
    box = rig.boxes["lea"]
    reference = await rig.opened()
    old = rig.mail("x@example.com", "item 1", "item 1")
    box.deliver(old, "Junk")
    box.wake()
    await rig.settled()
    hold = rig.reply("Please wait with the notice.")
    box.replace("Junk", [hold, old])  # the hold has the UID that the old mail had
    box.wake()
    await rig.settled()
    assert len(rig.events(reference, HoldPlaced)) == 1
    box.renumber("Junk")
    box.renumber("INBOX")
    box.deliver(hold)
    await rig.settled()
    assert len(rig.events(reference, HoldPlaced)) == 1
    await rig.kill()


# --- urgent first --------------------------------------------------------------------------------------


async def test_of_twenty_cases_that_arrive_at_once_the_urgent_one_leaves_first() -> None:
    rig = Rig()
    for _ in range(19):
        rig.boxes["intake"].deliver(rig.assessment())
    urgent = rig.assessment("[ILLEGAL]\n[URGENT:item 1]\n[HOST:EE]")
    rig.boxes["intake"].deliver(urgent)
    await rig.start()
    cases = [name for name in rig.store.open_streams() if name.startswith("HL-")]
    (first,) = (name for name in cases if rig.events(name, CaseOpened)[0].urgent)
    assert len(cases) == len(rig.reports()) == 20
    assert rig.store.find("message-id", rig.reports()[0].message_id) == (first,)
    assert rig.boxes["intake"].folders() == {"Hotline/Done": 20}
    await rig.kill()


async def test_of_sixty_mails_that_wait_the_last_one_that_is_urgent_leaves_first() -> None:
    rig = Rig()
    box = rig.boxes["intake"]
    reader = stumbling(rig)
    for _ in range(30):
        box.deliver(rig.assessment())
    for _ in range(29):
        box.deliver(report(rig))
    box.deliver(rig.assessment("[ILLEGAL]\n[URGENT:item 1]\n[HOST:EE]"))
    await rig.start()
    cases = [name for name in rig.store.open_streams() if name.startswith("HL-")]
    (first,) = (name for name in cases if rig.events(name, CaseOpened)[0].urgent)
    assert len(cases) == len(rig.reports()) == 31
    assert rig.store.find("message-id", rig.reports()[0].message_id) == (first,)
    assert box.folders() == {"Hotline/Done": 31, "Hotline/Intake": 29}
    assert len(reader.reads) == len(set(reader.reads)) == 60  # and each is opened once
    assert box.calls.count("fetch_tops") == 1
    await rig.kill()


async def test_after_a_fault_in_the_look_ahead_the_urgent_one_of_many_still_leaves_first() -> None:
    rig = Rig()
    box = rig.boxes["intake"]
    for _ in range(60):
        box.deliver(rig.assessment())
    box.deliver(rig.assessment("[ILLEGAL]\n[URGENT:item 1]\n[HOST:EE]"))
    box.faults["fetch"] = [Temporary("cut")]
    await rig.start()
    await rig.clock.advance(10)
    cases = sorted(name for name in rig.store.open_streams() if name.startswith("HL-"))
    assert [bool(rig.events(name, CaseOpened)[0].urgent) for name in cases] == [True, *[False] * 60]
    await rig.kill()


async def test_an_urgent_mail_that_arrives_while_many_are_dealt_with_does_not_wait_for_all_of_them() -> None:
    rig = Rig()
    box = rig.boxes["intake"]
    for _ in range(60):
        box.deliver(rig.assessment(), quietly=True)
    urgent = rig.assessment("[ILLEGAL]\n[URGENT:item 1]\n[HOST:EE]")
    later = rig.assessment()

    class Arriving(FakeMailbox):
        async def move(self, found: Found, target: str, keywords: Sequence[str] = ()) -> None:
            if len(self.moves) == 5:
                self.deliver(later, quietly=True)
                self.deliver(urgent, quietly=True)
            await super().move(found, target, keywords)

    box.__class__ = Arriving
    await rig.start()
    cases = sorted(name for name in rig.store.open_streams() if name.startswith("HL-"))
    places = [at for at, name in enumerate(cases, 1) if rig.events(name, CaseOpened)[0].urgent]
    assert (len(cases), places) == (62, [21])
    assert box.folders() == {"Hotline/Done": 62}  # nor does what came with it wait for the next full read
    await rig.kill()


async def test_P2_a_report_that_an_urgent_newcomer_forwards_is_dealt_with_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its turn comes before its batch, which has been fetched already."""
    dealt: list[int] = []
    real_parsed, real_deal = Dealing.parsed, Watch._deal

    async def parsed(dealing: Dealing, fetched: Fetched) -> Inbound | Exception:
        mail = await real_parsed(dealing, fetched)
        forwards = fetched.raw == urgent and isinstance(mail, Inbound)
        return (
            replace(mail, originals=(Original("<26@people.example>", rig.clock.now()),)) if forwards else mail
        )

    async def deal(watch: Watch, fetched: Fetched, mail: Inbound | Exception) -> bool:
        dealt.append(fetched.found.uid)
        return await real_deal(watch, fetched, mail)

    monkeypatch.setattr(Dealing, "parsed", parsed)
    monkeypatch.setattr(Watch, "_deal", deal)
    rig = Rig()
    box = rig.boxes["intake"]
    for number in range(1, 47):
        box.deliver(report(rig) if number == 26 else rig.assessment(), quietly=True)
    urgent = rig.assessment("[ILLEGAL]\n[URGENT:item 1]\n[HOST:EE]")

    class Arriving(FakeMailbox):
        async def move_all(self, mails: Sequence[tuple[Found, Sequence[str]]], target: str) -> None:
            if not self.moves:
                self.deliver(urgent, quietly=True)
            await super().move_all(mails, target)

    box.__class__ = Arriving
    await rig.start()

    assert dealt.index(26) < dealt.index(21)
    assert dealt.count(26) == 1
    assert box.folders() == {"Hotline/Done": 46, "Hotline/Intake": 1}
    await rig.kill()


async def test_where_a_server_does_not_give_headers_mails_are_dealt_with_as_they_arrived() -> None:
    rig = Rig()
    box = rig.boxes["intake"]
    for _ in range(21):
        box.deliver(rig.assessment())
    box.faults["fetch_tops"] = [Permanent("BAD unknown section")] * 99
    await rig.start()
    for _ in range(4):
        await rig.clock.advance(30)
    assert box.calls.count("fetch_tops") == 3
    assert box.folders() == {"Hotline/Done": 21}
    await rig.kill()


@pytest.mark.parametrize("told", [True, False], ids=["size", "no-size"])
async def test_of_large_mails_no_more_are_in_memory_than_have_room_together(
    monkeypatch: pytest.MonkeyPatch, told: bool
) -> None:
    """Twenty of a stranger filled it; the kernel killed the daemon, which began with the same twenty."""
    rig = Rig()
    box = rig.boxes["intake"]
    large = report(rig) + b"item\r\n" * 1000
    monkeypatch.setattr("hotlined.app.fetching.TOGETHER", 3 * len(large))
    monkeypatch.setattr("hotlined.app.fetching.LARGEST", 2 * len(large))
    monkeypatch.setattr("hotlined.app.fetching.LIGHT", 0)
    for _ in range(19):
        box.deliver(report(rig) + b"item\r\n" * 1000)
    box.deliver(rig.assessment("[ILLEGAL]\n[URGENT:item 1]\n[HOST:EE]"))
    asked: list[int] = []

    class Counted(FakeMailbox):
        async def list(self, folder: str, *, needed: bool = False) -> tuple[Found, ...]:
            found = await super().list(folder, needed=needed)
            return found if told else tuple(one._replace(size=0) for one in found)

        async def fetch(self, found: Sequence[Found]) -> tuple[Fetched, ...]:
            asked.append(len(found))
            return await super().fetch(found)

    box.__class__ = Counted
    await rig.start()
    assert box.folders() == {"Hotline/Intake": 19, "Hotline/Done": 1}
    assert max(asked) == (3 if told else 1)
    assert box.moves[0] == "Hotline/Done"  # they are more than a batch: what is urgent goes first
    await rig.kill()


async def test_of_many_mails_the_header_fields_of_a_part_are_fetched_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("hotlined.app.urgent_first.TOPS", 10)
    rig = Rig()
    box = rig.boxes["intake"]
    for _ in range(24):
        box.deliver(report(rig))
    box.deliver(rig.assessment("[ILLEGAL]\n[URGENT:item 1]\n[HOST:EE]"))
    await rig.start()
    assert box.calls.count("fetch_tops") == 3
    assert box.moves[0] == "Hotline/Done"
    await rig.kill()


async def test_each_mail_of_a_batch_is_read_once() -> None:
    rig = Rig()
    reader = stumbling(rig)
    for tags in ("[ILLEGAL]\n[HOST:EE]", "[ILLEGAL]\n[URGENT:item 1]\n[HOST:EE]"):
        rig.boxes["intake"].deliver(rig.assessment(tags))
    await rig.start()
    assert len(reader.reads) == len(set(reader.reads)) == 2
    await rig.kill()


async def test_a_mail_that_cannot_be_put_in_order_keeps_its_place_and_holds_up_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(mails: object, site: object) -> tuple[int, ...]:
        raise ZeroDivisionError

    monkeypatch.setattr(dealing, "in_turn", broken)
    rig = Rig()
    rig.boxes["intake"].deliver(rig.assessment())
    rig.boxes["intake"].deliver(report(rig))
    await rig.start()
    assert rig.boxes["intake"].folders() == {"Hotline/Done": 1, "Hotline/Intake": 1}
    await rig.kill()
