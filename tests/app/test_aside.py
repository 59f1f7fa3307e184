"""Mails aside of the inbox: in Junk, and in the quarantine where they were put as a stranger's (P5, P7)."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest

from hotlined.app.ports import Temporary
from hotlined.domain.cases.state import Case
from hotlined.domain.record.correspondence import MailSeen
from hotlined.domain.record.holding import HoldPlaced
from hotlined.domain.release import How
from hotlined.domain.values.address import Address
from hotlined.domain.values.reference import digest_of_code, receipt_code
from tests.app.test_state_words import bounced
from tests.support.rig import ABUSE, DELAY, LEA, PUBLIC, Rig

LEA_BOX = "lea@hotline.example.org"
OFFICER = "officer@example.com"
STRANGERS = "Hotline/Quarantine/stranger"
WAIT = "Please wait."
DAY = DELAY.total_seconds()

Writes = Callable[[Rig, Case], bytes]


# --- what Junk is read for ---------------------------------------------------------------------------


def in_the_thread(rig: Rig, case: Case) -> bytes:
    """An officer's answer to the report, from another address than the unit's."""
    return rig.mail(OFFICER, "Re: your report", WAIT, to=LEA_BOX, answers=rig.reports()[-1])


def unreadable_in_the_thread(rig: Rig, case: Case) -> bytes:
    """The same, and our key does not open it."""
    return rig.garbled(OFFICER, answers=rig.reports()[-1])


def to_the_token(rig: Rig, case: Case) -> bytes:
    """Without the thread, to the address that the report gave for its answer."""
    return rig.mail(OFFICER, "a", WAIT, to=rig.reports()[-1].sender)


def with_the_code(rig: Rig, case: Case) -> bytes:
    """It quotes what only the encrypted report says."""
    wanted = {code for one in case.fragments for code in one.codes}
    codes = (receipt_code(number.to_bytes(10, "big")) for number in count(1))
    code = next(one for one in codes if digest_of_code(one) in wanted)
    return rig.mail(OFFICER, "a", f"{code}\n\n{WAIT}", to=LEA_BOX)


def from_a_gateway(rig: Rig, case: Case) -> bytes:
    """From below the unit's mail domain."""
    return rig.mail("gateway@mx1.police.example.com", f"[{case.stream}]", WAIT, to=LEA_BOX)


def from_a_hosted_filter(rig: Rig, case: Case) -> bytes:
    """From nowhere, with what the envelope of the report shows."""
    text = f"A mail to {LEA} was held back."
    return rig.mail("notify@filter.example.net", f"[{case.stream}]", text, to=LEA_BOX)


def come_back(rig: Rig, case: Case) -> bytes:
    """Our own mail server says that the report did not arrive."""
    return bounced(rig.reports()[-1], LEA)


def come_back_nameless(rig: Rig, case: Case) -> bytes:
    """It says that something did not arrive there, and not what."""
    sent = replace(rig.reports()[-1], sender=LEA_BOX)
    return bounced(sent, LEA).replace(f"Message-ID: {sent.message_id}\r\n".encode(), b"Subject: a\r\n")


@pytest.mark.parametrize("folder", ["INBOX", "Junk"])
@pytest.mark.parametrize(
    ("written", "filed"),
    [
        (in_the_thread, "LEA"),
        (unreadable_in_the_thread, "Quarantine/unreadable"),
        (to_the_token, "LEA"),
        (with_the_code, "LEA"),
        (from_a_gateway, "Quarantine/stranger"),
        (from_a_hosted_filter, "Quarantine/stranger"),
        (come_back, "Bounces"),
        (come_back_nameless, "Bounces"),
    ],
)
async def test_P5_P7_what_is_about_a_mail_of_ours_keeps_the_notice_back_in_junk_as_in_the_inbox(
    written: Writes, filed: str, folder: str
) -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    await rig.clock.advance(DAY - 60)
    rig.boxes["lea"].deliver(written(rig, await rig.case(reference)), folder, quietly=True)
    await rig.clock.advance(2 * 3600)
    assert rig.courier.attempts(ABUSE) == []
    assert rig.boxes["lea"].folders() == {f"Hotline/{filed}": 1}


def spam(rig: Rig) -> list[bytes]:
    """What a filter puts into Junk: some of it in our name, or in nobody's, or come back to us."""
    to = "lea@hotline.example.org"
    plain = rig.mail(PUBLIC, "Re: item 1", WAIT, to=to)
    return [
        plain,
        rig.mail(PUBLIC, "Re: item 2", WAIT, to=to, more=[("In-Reply-To", "<1@example.com>")]),
        rig.mail(PUBLIC, "item 3", WAIT, to=to, more=[("Precedence", "bulk")]),
        rig.mail(to, "item 4", WAIT, to=to),
        plain.replace(PUBLIC.encode(), b"nobody", 1),
        rig.garbled(PUBLIC),
        bounced(replace(rig.reports()[-1], sender=to, message_id="<2@example.com>"), PUBLIC),
    ]


async def test_spam_in_junk_stays_there_and_is_asked_nothing_about() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    before = {stream: len(rig.all_events(stream)) for stream in rig.store.open_streams()}
    box = rig.boxes["lea"]
    some = spam(rig)
    for raw in some:
        box.deliver(raw, "Junk")
    await rig.settled()
    assert box.folders() == {"Junk": len(some)}
    assert {stream: len(rig.all_events(stream)) for stream in rig.store.open_streams()} == before
    fetches = box.calls.count("fetch")
    await rig.clock.advance(DAY + 60)
    assert box.calls.count("fetch") == fetches
    assert len(rig.notices()) == 1, reference


async def test_spam_in_junk_that_answers_nothing_is_not_even_looked_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rig = await Rig(rest=None).start()
    asked: list[tuple[str, str]] = []
    find = rig.store.find
    monkeypatch.setattr(rig.store, "find", lambda kind, key: asked.append((kind, key)) or find(kind, key))
    for number in range(100):
        rig.boxes["lea"].deliver(rig.mail(PUBLIC, f"item {number}", WAIT, to=LEA_BOX), "Junk")
    await rig.clock.advance(600)
    assert rig.boxes["lea"].folders() == {"Junk": 100}
    assert {kind for kind, _ in asked} & {"mail", "message-id", "token", "code"} == set()


# --- put aside as a stranger's -----------------------------------------------------------------------


async def put_aside() -> tuple[Rig, str]:
    """A hold lies in quarantine, since nobody knows yet that it is from the unit; nothing else came of it."""
    rig = await Rig(rest=None).start()
    reference = await rig.opened()
    rig.boxes["lea"].deliver(rig.mail(OFFICER, f"Re: {reference}", WAIT, to=LEA_BOX))
    await rig.settled()
    assert rig.boxes["lea"].folders() == {STRANGERS: 1}
    assert rig.events(reference, HoldPlaced) == []
    return rig, reference


def moved(rig: Rig) -> None:
    """The officer's address is given to the unit, as by a reload."""
    (unit,) = rig.site.units
    rig.site = replace(rig.site, units=(replace(unit, officers=(Address("officer", "example.com"),)),))


async def test_P5_a_hold_put_aside_as_a_strangers_counts_when_the_unit_gets_its_address() -> None:
    rig, reference = await put_aside()
    moved(rig)
    await rig.clock.advance(130)
    assert len(rig.events(reference, HoldPlaced)) == 1
    assert rig.boxes["lea"].folders() == {"Hotline/LEA": 1}
    await rig.clock.advance(2 * DAY)
    assert rig.courier.attempts(ABUSE) == []


async def test_P5_the_same_before_the_notice_that_is_due_leaves() -> None:
    rig, reference = await put_aside()
    await rig.clock.advance(DAY - 1)
    moved(rig)
    await rig.clock.advance(60)
    assert rig.courier.attempts(ABUSE) == []
    assert len(rig.events(reference, HoldPlaced)) == 1


async def test_P2_it_counts_once_and_after_a_restart_too() -> None:
    rig, reference = await put_aside()
    (raw,) = rig.boxes["lea"].messages(STRANGERS)
    await rig.kill()
    moved(rig)
    again = await rig.restarted().start()
    assert len(again.events(reference, HoldPlaced)) == 1
    await again.clock.advance(1)
    for folder in ("INBOX", "Junk", STRANGERS):
        again.boxes["lea"].deliver(raw, folder)
    await again.clock.advance(130)
    assert len(again.events(reference, HoldPlaced)) == 1
    assert len(again.events(reference, MailSeen)) == 2  # the assessment, and the hold
    assert again.boxes["lea"].folders() == {"Hotline/Duplicates": 2, "Hotline/LEA": 1, STRANGERS: 1}


@pytest.mark.parametrize("killed", [False, True])
async def test_P11_it_leaves_the_quarantine_though_the_first_move_fails(killed: bool) -> None:
    """Its effect was written down, and it lay there for ever as a stranger's."""
    rig, reference = await put_aside()
    box = rig.boxes["lea"]
    box.faults["move"] = [Temporary("the connection broke")] * (9 if killed else 1)
    moved(rig)
    await rig.clock.advance(121)
    if killed:
        await rig.kill()
        box.faults.clear()
        rig = await rig.restarted().start()
    await rig.clock.advance(300)
    assert len(rig.events(reference, HoldPlaced)) == 1
    assert box.folders() == {"Hotline/LEA": 1}


async def test_P2_what_the_administrator_has_said_of_it_is_not_judged_again() -> None:
    rig, reference = await put_aside()
    (raw,) = rig.boxes["lea"].messages(STRANGERS)
    await rig.release(raw, How.NOTE, case=reference)
    rig.boxes["lea"].deliver(raw, STRANGERS)
    moved(rig)
    await rig.clock.advance(130)
    assert rig.events(reference, HoldPlaced) == []
