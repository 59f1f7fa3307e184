"""Purging: what is gone, what stays, what comes back, and what stops it (P14)."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email.utils import format_datetime
from functools import partial

import pytest

from hotlined.app import purging
from hotlined.app.copies import Copies
from hotlined.app.ports import Commit, Found, Permanent, Record, Temporary
from hotlined.app.purge_times import WHOLE
from hotlined.app.purging import Purges
from hotlined.app.searching import Box, comes_late
from hotlined.domain.hotline.site import NEVER
from hotlined.domain.record.casework import CaseClosed, Noted
from hotlined.domain.record.destroyed import (
    LegalHoldSet,
    PurgeAnnounced,
    PurgeBegun,
    Purged,
    PurgesListed,
    PurgeWaits,
)
from hotlined.domain.record.holding import SentencesVouched
from hotlined.domain.record.noticed import ProviderAnswered
from hotlined.domain.record.order import Order, What
from hotlined.domain.record.running import RestoreSettled, StoreRestored
from hotlined.domain.values.reference import desk_of
from tests.app.test_watch import MIDDLE, stumbling
from tests.support.fake_mailbox import FakeMailbox
from tests.support.fake_openpgp import signature_of
from tests.support.rig import ABUSE, ANALYST_KEY, ANN, FORM, PUBLIC, Rig

WORDS = "PLANTED-WORDS"
URL = "https://files.example.net/PLANTED-URL"
PLANTED = f"URL: {URL}\nIP: 192.0.2.7\nDescription of the type of the content: {WORDS}\n"
DAY = timedelta(days=1)


@dataclass
class FakeOrders:
    """`ports.Orders` in memory."""

    given: list[Order] = field(default_factory=list)

    def waiting(self) -> tuple[Order, ...]:
        """Those not done."""
        return tuple(self.given)

    def done(self, order: Order) -> None:
        """Take it away."""
        self.given.remove(order)


@dataclass
class Office:
    """A running hotline with a purge beside it; its connections are its own."""

    rig: Rig
    orders: FakeOrders = field(default_factory=FakeOrders)
    boxes: dict[str, FakeMailbox] = field(default_factory=dict)
    given: int = 0

    def __post_init__(self) -> None:
        self.boxes = {name: box.beside() for name, box in self.rig.boxes.items()}
        boxes = [Box(box, "Hotline") for box in self.boxes.values()]
        self.purges = Purges(self.rig.docket, boxes, self.orders, course=self.rig.fences.looked)
        self.copies = Copies(self.rig.docket, self.rig.boxes["lea"].beside(), "Hotline/Sent")

    async def start(self) -> "Office":
        """Everything runs, the purge among it."""
        await self.rig.start()
        await self.rig.also(self.copies.run, self.purges.run)
        return self

    async def opened(self, form: str = PLANTED) -> str:
        """A case whose report the LEA's server took."""
        known = set(self.rig.store.streams())
        self.rig.boxes["intake"].deliver(self.rig.assessment(form=form))
        await self.rig.settled()
        (reference,) = {one for one in self.rig.store.streams() if one.startswith("HL-")} - known
        return reference

    async def received(self, form: str = PLANTED) -> str:
        """The same, confirmed by an officer."""
        reference = await self.opened(form)
        self.rig.boxes["lea"].deliver(self.rig.reply("[RECEIVED]"))
        await self.rig.settled()
        return reference

    async def after(self, by: timedelta) -> None:
        """So much later; of a long time only the end of each quarter is lived through."""
        for _ in range(4):
            lived = min(by / 4, timedelta(seconds=70))
            self.rig.clock.skip(by / 4 - lived)
            await self.rig.clock.advance(lived.total_seconds())

    async def closed(self, reference: str) -> None:
        """An analyst closes the case."""
        self.rig.boxes["intake"].deliver(self.rig.command("[CLOSE]", reference))
        await self.rig.settled()

    async def order(self, what: What, stream: str) -> None:
        """The administrator asks for something."""
        now = self.rig.clock.now()
        self.given += 1
        self.orders.given.append(Order(f"{self.given:08x}", stream, what, "alice", now, "a court"))
        await self.after(timedelta(seconds=30))

    def found(self, marker: str) -> list[str]:
        """Every place of ours in which a marker is found."""
        wanted = marker.encode()
        mails = [
            f"{name}: {folder}"
            for name, box in self.rig.boxes.items()
            for folder in box.folders()
            for raw in box.messages(folder)
            if wanted in raw
        ]
        store = self.rig.store
        events = [
            f"{stream}: {type(event).__name__}"
            for stream in store.streams()
            for event in self.rig.all_events(stream)
            if marker in repr(event)
        ]
        held = [
            f"memory: {one}"
            for one, held in self.rig.docket._cache.cases.items()
            if marker in repr(held.case)
        ]
        return [*mails, *events, *held, *(key for key, raw in store.envelopes.items() if wanted in raw)]


@asynccontextmanager
async def office(**terms: object) -> AsyncIterator[Office]:
    """With these terms in the agreement."""
    rig = Rig()
    rig.agree(**{"purge_after": timedelta(0), "purge_urls_after": timedelta(0), **terms})
    made = await Office(rig).start()
    try:
        yield made
        assert rig.alive()
    finally:
        await rig.kill()


def forwarding(rig: Rig, form: str, raw: bytes, n: int) -> bytes:
    """An analyst's signed mail that opens a case, with a report attached as it came."""
    text = f"[ILLEGAL]\r\n[HOST:EE]\r\n\r\n{form}Comments: {n}\n".replace("\n", "\r\n").replace("\r\r", "\r")
    payload = (
        b'Content-Type: multipart/mixed; boundary="in"\r\n\r\n--in\r\nContent-Type: text/plain\r\n\r\n'
        + text.encode() + b"\r\n--in\r\nContent-Type: message/rfc822\r\n\r\n" + raw + b"\r\n--in--\r\n"
    )  # fmt: skip
    now = rig.clock.now()
    head = (
        f"From: {ANN}\r\nTo: intake@hotline.example.org\r\nSubject: a report\r\n"
        f"Date: {format_datetime(now)}\r\n"
        f"Message-ID: <forwarding-{n}@people.example>\r\nContent-Type: multipart/signed; micalg=pgp-sha256;"
        ' protocol="application/pgp-signature"; boundary="out"\r\n\r\n--out\r\n'
    ).encode()
    signature = signature_of(payload, ANALYST_KEY, now).replace(b"\n", b"\r\n")
    return (
        head
        + payload
        + b"\r\n--out\r\nContent-Type: application/pgp-signature\r\n\r\n"
        + signature
        + b"\r\n--out--\r\n"
    )


async def test_P14_on_the_last_receipt_the_words_go_everywhere_and_the_url_stays_for_the_notice() -> None:
    async with office(purge_after=DAY, purge_warning=timedelta(0), ntd_delay=3 * DAY) as made:
        reference = await made.received()
        assert len(made.found(WORDS)) == 3  # command, case, memory; what we sent is not readable here
        assert "Hotline/Sent" in made.rig.boxes["lea"].folders()
        await made.after(DAY)
        assert made.found(WORDS) == []
        assert "Hotline/Sent" not in made.rig.boxes["lea"].folders()
        assert made.rig.store.envelopes == {}
        assert {one.split(":")[0] for one in made.found(URL)} == {reference, "memory"}
        assert [one.stage for one in made.rig.events(reference, Purged)] == ["material"]
        await made.after(3 * DAY)
        (notice,) = made.rig.notices()
        assert b"PLANTED-URL" in notice.data.replace(b"=\r\n", b"")


async def test_P14_urls_follow_once_the_case_is_closed() -> None:
    async with office(purge_urls_after=DAY) as made:
        reference = await made.received()
        await made.after(timedelta(minutes=1))
        assert made.found(WORDS) == []
        await made.closed(reference)
        assert made.found(URL)
        await made.after(2 * DAY)
        assert made.found(URL) == []
        assert made.found("192.0.2.7") == []
        assert [one.stage for one in made.rig.events(reference, Purged)][-1] == "urls"


async def test_P14_without_a_word_in_the_agreement_nothing_is_destroyed() -> None:
    async with office(purge_after=NEVER) as made:
        reference = await made.received()
        await made.closed(reference)
        await made.after(400 * DAY)
        assert made.found(WORDS)
        assert made.rig.events(reference, PurgeBegun) == []


@pytest.mark.parametrize("kind", ["no receipt", "a robot"])
async def test_P8_no_receipt_of_a_person_no_purge(kind: str) -> None:
    async with office() as made:
        reference = await made.opened()
        if kind == "a robot":
            made.rig.agree(machine_ack_stops_reminders=True)
            robot = [("Auto-Submitted", "auto-replied")]
            mail = made.rig.mail(
                "reports@police.example.com", "Ticket 1", "We have received your mail.",
                to="lea@hotline.example.org", answers=made.rig.reports()[-1], more=robot,
            )  # fmt: skip
            made.rig.boxes["lea"].deliver(mail)
        await made.after(10 * DAY)
        assert made.rig.events(reference, PurgeBegun) == []
        assert made.found(WORDS)


async def test_P14_what_comes_later_brings_nothing_back_and_is_purged_in_its_turn() -> None:
    async with office(purge_after=2 * DAY, purge_warning=timedelta(0)) as made:
        reference = await made.received()
        await made.after(3 * DAY)
        notice = made.rig.notices()[-1]
        text = f"Which of them? {URL} {WORDS}"
        late = made.rig.mail(ABUSE, "Re: notice", text, to="notice@hotline.example.org", answers=notice)
        made.rig.boxes["ntd"].deliver(late)
        await made.rig.settled()
        answered = made.rig.events(reference, ProviderAnswered)
        assert [one.text for one in answered] == [None]
        assert not [one for one in made.found(WORDS) if one.startswith((reference, "memory"))]
        assert "ntd: Hotline/Provider" in made.found(WORDS)
        await made.after(3 * DAY)
        assert made.found(WORDS) == []
        assert len(made.rig.events(reference, Purged)) == 2


async def test_P17_a_note_on_a_purged_case_is_refused_rather_than_lost() -> None:
    async with office() as made:
        reference = await made.received()
        await made.after(timedelta(minutes=1))
        made.rig.boxes["intake"].deliver(made.rig.command("[NOTE]", reference, "a word"))
        await made.rig.settled()
        assert made.rig.events(reference, Noted) == []
        assert "Hotline/Refused" in made.rig.boxes["intake"].moves


async def test_a_report_of_the_public_goes_with_the_case_it_was_forwarded_for() -> None:
    async with office() as made:
        raw = made.rig.mail(PUBLIC, "a report", f"{WORDS} {URL}")
        other = made.rig.mail(PUBLIC, "another", "item 2")
        for one in (raw, other):
            made.rig.boxes["intake"].deliver(one)
        await made.rig.settled()
        made.rig.boxes["intake"].deliver(forwarding(made.rig, PLANTED, raw, 1))
        await made.rig.settled()
        made.rig.boxes["lea"].deliver(made.rig.reply("[RECEIVED]"))
        await made.after(timedelta(minutes=1))
        assert made.found(WORDS) == []
        assert made.rig.boxes["intake"].messages("Hotline/Intake") == (other,)


@pytest.mark.parametrize("tags", ["", "[ILEGAL]\n", "[ILLEGAL]\n[HOST:nowhere]\n"])
async def test_P14_an_order_that_was_refused_goes_with_the_case_that_its_correction_opens(tags: str) -> None:
    async with office() as made:
        rig = made.rig
        wrong = rig.mail(ANN, "a report", f"{tags}\n{PLANTED}", key=ANALYST_KEY)
        other = rig.mail(ANN, "another", "Comments: item 2\n", key=ANALYST_KEY)
        for one in (wrong, other):
            rig.boxes["intake"].deliver(one)
            await rig.settled()
        refusal, untouched = rig.courier.accepted(ANN)[:2]
        assert rig.boxes["intake"].messages("Hotline/Refused") == (wrong, other)
        ours = {refusal.data, untouched.data}
        for box in made.boxes.values():
            box.marked_sent = ("Sent",)
        for raw in (refusal.data, untouched.data):  # as Exchange Online and Gmail keep what they send
            rig.boxes["intake"].deliver(raw, "Sent")
        for n in range(2):
            text = f"[ILLEGAL]\n[HOST:EE]\n\n{FORM}Comments: {n}\n"
            right = rig.mail(ANN, "Re: a report", text, key=ANALYST_KEY, answers=refusal)
            rig.boxes["intake"].deliver(right)
            await rig.settled()
        first, second = rig.reports()[:2]
        rig.boxes["lea"].deliver(rig.reply("[RECEIVED]", answers=first))
        await made.after(timedelta(minutes=1))
        assert wrong in rig.boxes["intake"].messages("Hotline/Refused"), "the other case needs it still"
        assert ours <= {*rig.store.envelopes.values()}
        rig.boxes["lea"].deliver(rig.reply("[RECEIVED]", answers=second))
        await made.after(timedelta(minutes=1))
        assert rig.boxes["intake"].messages("Hotline/Refused") == (other,)
        assert rig.boxes["intake"].messages("Sent") == (untouched.data,), "the form that we sent back is gone"
        assert ours & {*rig.store.envelopes.values()} == {untouched.data}
        assert made.found(WORDS) == []


async def test_a_mail_that_another_case_needs_stays_until_that_one_is_purged_too() -> None:
    async with office() as made:
        raw = made.rig.mail(PUBLIC, "a report", f"{WORDS} {URL}")
        made.rig.boxes["intake"].deliver(raw)
        await made.rig.settled()
        for n in range(2):
            made.rig.boxes["intake"].deliver(forwarding(made.rig, FORM, raw, n))
            await made.rig.settled()
        first, second = made.rig.reports()[:2]
        made.rig.boxes["lea"].deliver(made.rig.reply("[RECEIVED]", answers=first))
        await made.after(timedelta(minutes=1))
        assert made.rig.boxes["intake"].messages("Hotline/Intake") == (raw,)
        made.rig.boxes["lea"].deliver(made.rig.reply("[RECEIVED]", answers=second))
        await made.after(timedelta(minutes=1))
        assert made.rig.boxes["intake"].messages("Hotline/Intake") == ()


async def test_P1_a_mail_in_an_inbox_that_only_bears_our_message_id_is_not_destroyed() -> None:
    async with office(purge_after=DAY, purge_warning=timedelta(0)) as made:
        await made.received()
        report = made.rig.reports()[-1]
        forged = f"From: a@example.com\r\nMessage-ID: {report.message_id}\r\n\r\nhold\r\n".encode()
        await made.rig.kill()  # nobody reads the inbox
        made.rig.boxes["lea"].deliver(forged)
        made.rig.clock.skip(2 * DAY)
        await made.purges.turn()
        assert made.found(WORDS) == []
        assert made.rig.boxes["lea"].messages() == (forged,)
        await made.rig.start()


async def test_P14_what_the_service_keeps_of_what_was_sent_goes_too() -> None:
    """Exchange Online and Gmail put a copy of all that leaves by SMTP into a folder of their own."""
    async with office(purge_after=DAY, purge_warning=timedelta(0)) as made:
        await made.received()
        lea, report = made.boxes["lea"], made.rig.reports()[-1]
        lea.marked_sent = ("Sent Items",)
        other = b"From: lea@hotline.example.org\r\nMessage-ID: <1@hotline.example.org>\r\n\r\nitem\r\n"
        for raw in (report.data, other):
            made.rig.boxes["lea"].deliver(raw, "Sent Items")
            made.rig.boxes["lea"].deliver(raw, "Elsewhere")
        await made.after(2 * DAY)
        assert made.rig.boxes["lea"].messages("Sent Items") == (other,)
        assert made.rig.boxes["lea"].messages("Elsewhere") == (report.data, other)


async def test_a_legal_hold_stops_every_purge_until_it_is_lifted() -> None:
    async with office(purge_after=DAY, purge_warning=timedelta(0)) as made:
        reference = await made.received()
        await made.order(What.HOLD, reference)
        await made.closed(reference)
        await made.after(100 * DAY)
        assert made.found(WORDS)
        await made.order(What.FREE, reference)
        await made.after(DAY)
        assert made.found(WORDS) == []
        held = made.rig.events(reference, LegalHoldSet)
        assert [(one.on, one.by, one.why) for one in held] == [
            (True, "alice", "a court"),
            (False, "alice", "a court"),
        ]


async def test_P2_an_order_that_outlives_a_crash_is_carried_out_once() -> None:
    async with office(purge_after=DAY) as made:
        reference = await made.received()
        await made.order(What.HOLD, reference)
        again = Order("00000001", reference, What.HOLD, "alice", made.rig.clock.now(), "a court")
        made.orders.given.append(again)
        await made.after(timedelta(minutes=1))
        assert len(made.rig.events(reference, LegalHoldSet)) == 1
        assert made.orders.given == []


async def test_an_order_purges_at_once_but_not_without_a_receipt() -> None:
    async with office(purge_after=30 * DAY) as made:
        first = await made.opened()
        await made.order(What.PURGE, first)
        assert made.rig.events(first, PurgeBegun) == []
        made.rig.boxes["lea"].deliver(made.rig.reply("[RECEIVED]"))
        await made.after(timedelta(minutes=1))
        assert [one.why for one in made.rig.events(first, PurgeBegun)] == ["asked"]
        assert made.found(WORDS) == []


async def test_analysts_are_told_once_and_in_one_mail_a_day() -> None:
    async with office(purge_after=10 * DAY, purge_warning=3 * DAY) as made:
        cases = [await made.received() for _ in range(3)]
        await made.after(6 * DAY)
        assert [made.rig.events(one, PurgeAnnounced) for one in cases] == [[], [], []]
        for _ in range(8):
            await made.after(DAY / 2)
        told = [one for one in made.rig.courier.accepted(ANN) if b"soon without material" in one.data]
        desks = [one for one in made.rig.store.streams() if one.startswith("desk-")]
        listed = [one for desk in desks for one in made.rig.events(desk, PurgesListed)]
        assert (len(told), [one.cases for one in listed]) == (1, [3])
        assert all(one.encode() in told[0].data for one in cases)
        assert all(len(made.rig.events(one, PurgeAnnounced)) == 1 for one in cases)
        await made.after(2 * DAY)
        assert made.found(WORDS) == []


async def test_P15_a_purge_that_was_announced_late_still_gives_its_time() -> None:
    async with office(purge_after=10 * DAY, purge_warning=3 * DAY) as made:
        reference = await made.received()
        await made.rig.kill()
        made.rig.clock.skip(50 * DAY)
        await made.purges.turn()
        assert len(made.rig.events(reference, PurgeAnnounced)) == 1
        made.rig.clock.skip(2 * DAY)
        await made.purges.turn()
        assert made.rig.events(reference, PurgeBegun) == []
        made.rig.clock.skip(DAY)
        await made.purges.turn()
        assert len(made.rig.events(reference, Purged)) == 1
        await made.rig.start()


async def test_P15_a_clock_that_is_set_forward_destroys_nothing_before_its_time() -> None:
    """A notice waits for the time that has passed; what a purge takes does not come back at all."""
    terms = {"purge_after": 30 * DAY, "purge_urls_after": 30 * DAY, "anonymise_after": 90 * DAY}
    async with office(**terms, purge_warning=timedelta(0)) as made:
        reference = await made.received()
        made.rig.boxes["lea"].deliver(
            made.rig.mail("who@example.net", "hello", WORDS, to="lea@hotline.example.org")
        )
        await made.closed(reference)
        before = made.found(WORDS)
        made.rig.clock.jump(5 * 365 * DAY)
        await made.rig.clock.advance(5.0)  # nobody else has looked at the clock yet
        await made.after(DAY)
        assert made.found(WORDS) == before
        assert made.rig.events(reference, PurgeBegun) == []
        made.rig.clock.jump(-5 * 365 * DAY)
        await made.after(27 * DAY)
        assert made.rig.events(reference, PurgeBegun) == []
        await made.after(3 * DAY)
        assert [one.stage for one in made.rig.events(reference, Purged)] == ["urls"]


async def test_P15_a_fault_by_a_clock_that_was_ahead_does_not_keep_purges_waiting_by_the_right_one() -> None:
    """By a clock years ahead no certificate of a server is good any more."""
    async with office(purge_after=30 * DAY, purge_warning=timedelta(0)) as made:
        reference = await made.received()
        made.rig.clock.jump(5 * 365 * DAY)
        await made.after(29 * DAY)
        made.purges._rest(Temporary("the certificate has expired"))
        made.rig.clock.jump(-5 * 365 * DAY)
        await made.after(2 * DAY)
        assert [one.stage for one in made.rig.events(reference, Purged)] == ["material"]


@pytest.mark.parametrize("step", ["open", "every_folder", "list", "fetch", "destroy"])
async def test_P14_a_purge_that_is_cut_off_anywhere_is_done_again_and_only_then_called_done(
    step: str,
) -> None:
    async with office(purge_after=DAY, purge_warning=timedelta(0)) as made:
        reference = await made.received()
        made.boxes["intake"].faults[step] = [Temporary("cut")]
        await made.after(DAY)
        assert made.boxes["intake"].faults[step] == []
        await made.after(timedelta(minutes=10))
        assert made.found(WORDS) == []
        assert len(made.rig.events(reference, Purged)) == 1


async def test_P14_a_daemon_that_dies_in_the_middle_goes_on_after_its_start() -> None:
    async with office(purge_after=DAY, purge_warning=timedelta(0)) as made:
        reference = await made.received()
        made.boxes["intake"].faults["destroy"] = [Temporary("cut")] * 100
        await made.after(DAY)
        assert made.rig.events(reference, Purged) == []
        assert made.found(WORDS)
        await made.rig.kill()
        fresh = await Office(made.rig.restarted()).start()
        await fresh.after(timedelta(minutes=10))
        assert fresh.found(WORDS) == []
        assert len(fresh.rig.events(reference, Purged)) == 1
        await fresh.rig.kill()
        await made.rig.start()


async def test_a_server_that_cannot_expunge_single_mails_is_said_once_and_nothing_is_called_done() -> None:
    async with office() as made:
        for box in made.boxes.values():
            box.faults["destroy"] = [Permanent("no UIDPLUS")] * 20
        reference = await made.received()
        await made.after(DAY)
        assert made.rig.events(reference, Purged) == []
        assert [one.why for one in made.rig.events(reference, PurgeWaits)] == ["no UIDPLUS"]


async def test_an_archived_case_is_found_when_the_agreement_changes() -> None:
    async with office(purge_after=NEVER) as made:
        reference = await made.received()
        await made.closed(reference)
        await made.after(DAY)
        made.rig.agree(purge_after=timedelta(0))
        await made.after(timedelta(minutes=1))
        assert [one.stage for one in made.rig.events(reference, Purged)] == ["urls"]


async def test_P14_mails_that_belong_to_no_stream_are_destroyed_and_no_others() -> None:
    """A crash between a mail and the stream that was to name it leaves one that no case's purge finds."""
    async with office(purge_after=400 * DAY) as made:
        await made.received()
        named = dict(made.rig.store.envelopes)
        assert named
        made.rig.store.envelopes["f" * 64] = WORDS.encode()
        await made.after(2 * WHOLE)
        assert made.rig.store.envelopes.keys() >= named.keys()
        assert "f" * 64 not in made.rig.store.envelopes


async def test_P14_a_stream_that_does_not_read_holds_up_no_other_and_nothing_is_taken_for_unnamed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with office(purge_after=NEVER) as made:
        broken, reference = (
            await made.received(),
            await made.received(f"{PLANTED}URL: https://example.com/2\n"),
        )
        for one in (broken, reference):
            await made.closed(one)
        read, kept = made.rig.store.load, len(made.rig.store.envelopes)

        def load(stream: str) -> object:
            if stream == broken:
                raise Permanent("it does not read")
            return read(stream)

        monkeypatch.setattr(made.rig.store, "load", load)
        monkeypatch.setattr(
            made.rig.store, "burn", lambda digests: pytest.fail("nothing is known to be unnamed")
        )
        made.rig.agree(purge_after=timedelta(0), purge_warning=timedelta(0))
        await made.after(timedelta(minutes=1))
        assert [one.stage for one in made.rig.events(reference, Purged)] == ["urls"]
        assert 0 < len(made.rig.store.envelopes) < kept


def spoil(made: Office, broken: str) -> Callable[[], None]:
    """From now on this stream does not read, until it is put right."""
    store, docket = made.rig.store, made.rig.docket
    read, whole = store.load, [False]

    def load(stream: str) -> Record | None:
        if stream == broken and not whole[0]:
            raise Permanent("it does not read")
        return read(stream)

    store.load = load  # type: ignore[method-assign]
    docket._cache.cases.pop(broken)
    return lambda: whole.__setitem__(0, True)


async def test_P14_a_case_that_is_spoilt_when_its_purge_is_due_holds_up_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with office(purge_after=timedelta(hours=2), purge_warning=timedelta(0)) as made:
        broken, reference = await made.received(), await made.received(f"{PLANTED}Comments: 2\n")
        mend = spoil(made, broken)
        await made.after(timedelta(hours=4))
        assert [one.stage for one in made.rig.events(reference, Purged)] == ["material"]
        assert len([one for one in caplog.messages if f"unread stream={broken}" in one]) == 1
        mend()
        await made.after(2 * WHOLE)
        assert [one.stage for one in made.rig.events(broken, Purged)] == ["material"]


async def test_P14_an_order_on_a_case_that_does_not_read_keeps_no_legal_hold_and_no_purge_back() -> None:
    async with office(purge_after=timedelta(hours=2), purge_warning=timedelta(0)) as made:
        broken = await made.received()
        held = await made.received(f"{PLANTED}Comments: 2\n")
        due = await made.received(f"{PLANTED}Comments: 3\n")
        mend = spoil(made, broken)
        await made.order(What.HOLD, broken)
        await made.order(What.HOLD, held)
        await made.after(timedelta(hours=4))
        assert made.rig.events(held, LegalHoldSet)
        assert [one.stage for one in made.rig.events(due, Purged)] == ["material"]
        mend()
        await made.after(timedelta(minutes=1))
        assert made.rig.events(broken, LegalHoldSet)


async def test_P14_a_case_is_not_purged_while_an_order_on_it_waits_to_be_written_down() -> None:
    """Its file may read again in the middle of a turn; and the order may be a legal hold."""
    async with office(purge_after=timedelta(hours=2), purge_warning=timedelta(0)) as made:
        case = await made.received()
        record, faulty = made.rig.store.commit, [True]

        def commit(commits: Sequence[Commit]) -> None:
            if faulty[0] and any(isinstance(one, LegalHoldSet) for each in commits for one in each.events):
                raise Permanent("it does not read")
            record(commits)

        made.rig.store.commit = commit  # type: ignore[method-assign]
        await made.order(What.HOLD, case)
        await made.after(3 * WHOLE)
        assert not made.rig.events(case, PurgeBegun)
        faulty[0] = False
        await made.after(2 * WHOLE)
        assert made.rig.events(case, LegalHoldSet)
        assert not made.rig.events(case, PurgeBegun)


async def test_P14_a_case_that_shares_a_mail_with_one_that_does_not_read_waits_alone() -> None:
    async with office() as made:
        raw = made.rig.mail(PUBLIC, "a report", f"{WORDS} {URL}")
        made.rig.boxes["intake"].deliver(raw)
        await made.rig.settled()
        for n in range(2):
            made.rig.boxes["intake"].deliver(forwarding(made.rig, FORM, raw, n))
            await made.rig.settled()
        broken, shares = [one for one in made.rig.store.streams() if one.startswith("HL-")]
        alone = await made.opened(f"{PLANTED}Comments: 2\n")
        mend = spoil(made, broken)
        for sent in made.rig.reports()[1:]:
            made.rig.boxes["lea"].deliver(made.rig.reply("[RECEIVED]", answers=sent))
        await made.after(timedelta(minutes=2))
        assert made.rig.events(alone, Purged)
        assert not made.rig.events(shares, Purged)
        assert len(made.rig.events(shares, PurgeWaits)) == 1
        mend()
        await made.after(2 * WHOLE)
        assert made.rig.events(shares, Purged)
        assert made.rig.boxes["intake"].messages("Hotline/Intake") == (raw,)


async def test_by_its_age_a_closed_case_without_receipt_and_a_desk_day_lose_their_content() -> None:
    async with office(purge_after=NEVER, anonymise_after=30 * DAY, purge_warning=timedelta(0)) as made:
        reference = await made.opened()
        made.rig.boxes["intake"].deliver(made.rig.mail(PUBLIC, "a report", WORDS))
        made.rig.boxes["lea"].deliver(
            made.rig.mail("who@example.net", "hello", WORDS, to="lea@hotline.example.org")
        )
        made.rig.boxes["intake"].deliver(made.rig.assessment(form=f"{PLANTED}URL: nonsense {WORDS}\n"))
        await made.closed(reference)
        assert len(made.found(WORDS)) >= 6
        await made.after(29 * DAY)
        assert len(made.found(WORDS)) >= 6
        await made.after(2 * DAY)
        await made.after(WHOLE)
        assert made.found(WORDS) == []
        assert made.found(URL) == []
        closed = made.rig.events(reference, CaseClosed)
        assert len(closed) == 1  # what happened stays


async def test_an_open_question_keeps_the_words_that_it_is_about() -> None:
    async with office() as made:
        await made.opened()
        report = made.rig.reports()[-1]
        made.rig.boxes["lea"].deliver(made.rig.reply(f"What about {WORDS}?", answers=report))
        await made.rig.settled()
        made.rig.boxes["lea"].deliver(made.rig.reply("[RECEIVED]", answers=report))
        await made.after(DAY)
        assert made.found(WORDS)


async def test_P14_a_server_that_only_pretends_to_expunge_is_not_believed() -> None:
    async def nothing(found: Sequence[Found]) -> None:
        pass

    async with office() as made:
        for box in made.boxes.values():
            box.destroy = nothing  # type: ignore[method-assign]
        reference = await made.received()
        await made.after(DAY)
        assert len(made.rig.events(reference, PurgeBegun)) == 1
        assert made.rig.events(reference, Purged) == []


async def test_P14_a_store_that_still_has_something_is_not_called_purged() -> None:
    async with office() as made:
        made.rig.store.remains = lambda stream, keep: ("content",)  # type: ignore[method-assign]
        reference = await made.received()
        await made.after(DAY)
        assert len(made.rig.events(reference, PurgeBegun)) == 1
        assert made.rig.events(reference, Purged) == []


async def test_P14_words_of_the_lea_that_somebody_vouched_for_go_and_are_still_known() -> None:
    """The record keeps a digest of the sentence: it asks nobody again, and nobody can read it."""
    async with office(purge_after=DAY, purge_warning=timedelta(0)) as made:
        reference = await made.opened()
        made.rig.boxes["lea"].deliver(made.rig.reply(f"Blorf {WORDS} is here.\n"))
        await made.rig.settled()
        made.rig.boxes["intake"].deliver(made.rig.command("[CONFIRM:Q1 always]", reference))
        await made.rig.settled()
        (vouched,) = made.rig.events(reference, SentencesVouched)
        assert vouched.texts
        assert WORDS in vouched.texts[0]
        made.rig.boxes["lea"].deliver(made.rig.reply("[RECEIVED]"))
        await made.rig.settled()
        await made.after(2 * DAY)
        assert made.found(WORDS) == []
        assert made.rig.store.find("vouched", vouched.digests[0]) == (reference,)
        assert [one.digests for one in made.rig.events(reference, SentencesVouched)] == [vouched.digests]


async def test_P14_an_analyst_s_files_go_with_the_words() -> None:
    async with office() as made:
        units = tuple(replace(unit, attachments=True) for unit in made.rig.site.units)
        made.rig.site = replace(made.rig.site, units=units)
        mail = made.rig.mail(
            ANN, "a report", f"[ILLEGAL]\n[HOST:EE]\n\n{PLANTED}", key=ANALYST_KEY,
            files=(("shot.png", "image/png", b"\x89PNG\r\n\x1a\n"),), secret=True,
        )  # fmt: skip
        made.rig.boxes["intake"].deliver(mail)
        await made.rig.settled()
        assert len(made.rig.store.files) == 1
        made.rig.boxes["lea"].deliver(made.rig.reply("[RECEIVED]"))
        await made.after(timedelta(minutes=1))
        assert made.found(WORDS) == []
        assert made.rig.store.files == {}


async def test_a_case_that_comes_near_after_the_mail_of_the_day_is_told_of_the_next_day() -> None:
    async with office(purge_after=10 * DAY, purge_warning=3 * DAY) as made:
        first = await made.received()
        await made.after(timedelta(hours=2))
        second = await made.received()
        await made.after(7 * DAY - timedelta(hours=1))
        await made.after(timedelta(hours=2))
        assert [len(made.rig.events(one, PurgeAnnounced)) for one in (first, second)] == [1, 0]
        await made.after(DAY)
        assert [len(made.rig.events(one, PurgeAnnounced)) for one in (first, second)] == [1, 1]
        told = [one for one in made.rig.courier.accepted(ANN) if b"without material" in one.data]
        assert len(told) == 2


def test_P14_a_mail_on_its_way_to_its_folder_is_met_by_the_look_for_what_has_to_go() -> None:
    """It looks where mails leave before it looks where they arrive, whatever order the server lists."""
    box = Box(FakeMailbox("lea", Rig().clock), "Hotline")
    listed = ["Hotline/LEA", "Hotline/Quarantine/stale", "INBOX", "Junk"]

    looked = sorted(listed, key=partial(comes_late, box))

    assert looked == ["INBOX", "Junk", "Hotline/Quarantine/stale", "Hotline/LEA"]


async def test_P14_a_legal_hold_that_is_asked_for_while_others_are_purged_comes_before_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A look through all folders of all mailboxes takes minutes, and a thousand cases many of them."""
    monkeypatch.setattr(purging, "BATCH", 1)
    async with office(purge_after=DAY, purge_warning=timedelta(0)) as made:
        first, second = await made.received(), await made.received(f"{PLANTED}Comments: 2\n")

        async def asked() -> None:
            if not made.given:
                made.given += 1
                order = Order("00000001", second, What.HOLD, "alice", made.rig.clock.now(), "a court")
                made.orders.given.append(order)

        made.purges.settled = asked
        await made.after(2 * DAY)
        assert made.rig.events(first, Purged)
        assert made.rig.events(second, LegalHoldSet)
        assert not made.rig.events(second, PurgeBegun)


async def test_P14_after_a_restore_nothing_is_purged_until_a_person_has_looked() -> None:
    """A legal hold that came after the backup is not in the record, and has to be set again."""
    async with office(purge_after=DAY, purge_warning=timedelta(0)) as made:
        reference, rig = await made.received(), made.rig
        at, desk = rig.clock.now(), desk_of(rig.clock.now())
        async with rig.docket.locked([desk]):
            await rig.docket.record(desk, (StoreRestored(taken_at=at, how="backup"),), ())
        await made.after(3 * DAY)
        assert not made.rig.events(reference, PurgeBegun)
        await made.order(What.HOLD, reference)
        assert made.rig.events(reference, LegalHoldSet), "orders are carried out"
        await made.order(What.FREE, reference)
        async with made.rig.docket.locked([desk]):
            await made.rig.docket.record(desk, (RestoreSettled(of=at, by="alice"),), ())
        await made.after(DAY)
        assert made.rig.events(reference, Purged)


async def test_P14_what_was_restored_before_a_start_is_not_purged_after_it_either() -> None:
    """The desk's day that tells of the restore may be an old one, which no start reads by itself."""
    rig = Rig()
    rig.agree(purge_after=30 * DAY, purge_warning=timedelta(0))
    made = await Office(rig).start()
    reference = await made.received()
    at, desk = rig.clock.now(), desk_of(rig.clock.now())
    async with rig.docket.locked([desk]):
        await rig.docket.record(desk, (StoreRestored(taken_at=at, how="backup"),), ())
    await made.after(20 * DAY)
    await rig.kill()

    rig = rig.restarted()
    made = await Office(rig).start()
    await made.after(20 * DAY)

    assert not rig.events(reference, PurgeBegun)
    async with rig.docket.locked([desk]):
        await rig.docket.record(desk, (RestoreSettled(of=at, by="alice"),), ())
    await made.after(DAY)
    assert rig.events(reference, Purged)
    await rig.kill()


async def test_P14_by_its_age_a_mail_over_which_hotlined_stumbled_goes_too() -> None:
    async with office(purge_after=NEVER, anonymise_after=30 * DAY, purge_warning=timedelta(0)) as made:
        stumbling(made.rig)
        box = made.rig.boxes["intake"]
        box.deliver(made.rig.mail(PUBLIC, "a report", f"{WORDS} {MIDDLE.decode()}"))
        await made.after(timedelta(minutes=2))
        assert box.folders() == {"Hotline/Quarantine/poison": 1}
        await made.after(32 * DAY)
        await made.after(WHOLE)
        assert made.found(WORDS) == []


@pytest.mark.parametrize("restarted", [False, True])
async def test_P14_a_purge_that_has_begun_is_brought_to_its_end_whatever_is_agreed_then(
    restarted: bool,
) -> None:
    """Of an archived case the mails stayed in the mailbox, and nobody was told."""
    rig = Rig()
    rig.agree(purge_after=DAY, purge_urls_after=DAY, purge_warning=timedelta(0))
    made = await Office(rig).start()
    reference = await made.received()
    await made.closed(reference)
    made.boxes["intake"].faults["destroy"] = [Temporary("cut")] * 100
    await made.after(2 * DAY)
    assert (await rig.case(reference)).purge.begun == "urls"
    assert made.found(WORDS) == ["intake: Hotline/Done"]

    rig.agree(purge_after=NEVER, purge_urls_after=NEVER)
    made.boxes["intake"].faults.clear()
    if restarted:
        await rig.kill()
        rig = rig.restarted()
        made = await Office(rig).start()
    await made.after(DAY)
    assert made.found(WORDS) == []
    assert [one.stage for one in rig.events(reference, Purged)] == ["urls"]
    assert reference not in rig.store.open_streams()
    await rig.kill()
