"""A bug while a mail is handed over: what became of it is in doubt, and that is written down at once."""

import pytest

from hotlined.app.attempts import Attempts
from hotlined.domain.cases.state import Case
from hotlined.domain.mail.message import Envelope
from hotlined.domain.mail.outgoing import OutboxRow, RowState
from hotlined.domain.record.holding import HoldPlaced
from hotlined.domain.record.noticed import NoticeLate
from tests.support.rig import ABUSE, DELAY, Rig


def states(rig: Rig, reference: str) -> list[RowState]:
    """Of the mails to the provider, as stored."""
    record = rig.store.load(reference)
    assert record is not None
    return [row.state for row in record.rows if row.recipient == ABUSE]


async def stumbles(identity: str, envelope: Envelope) -> None:
    """A courier's bug, of mails to the provider."""
    if envelope.recipient == ABUSE:
        raise ZeroDivisionError


async def test_P3_P11_a_mail_whose_handing_over_makes_us_stumble_is_in_doubt_but_not_for_ever() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    rig.courier.during = stumbles

    await rig.clock.advance(DELAY.total_seconds() + 60)
    assert states(rig, reference) == [RowState.UNKNOWN]
    await rig.clock.advance(3600)
    assert rig.alarms("bug") == 1
    await rig.clock.advance(6 * 24 * 3600)

    assert states(rig, reference) == [RowState.GIVEN_UP]
    assert rig.alarms("not-delivered") == 1
    assert rig.alarms("bug") == 1


async def test_P5_a_hold_after_we_stumbled_over_a_notice_keeps_it_back_and_is_told_of_it() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    rig.courier.during = stumbles
    await rig.clock.advance(DELAY.total_seconds() + 60)
    rig.courier.during = None

    rig.boxes["lea"].deliver(rig.reply("Please wait."))
    await rig.clock.advance(2 * 24 * 3600)

    assert [event.number for event in rig.events(reference, NoticeLate)] == [1]
    assert rig.courier.accepted(ABUSE) == []


async def test_P5_a_notice_whose_gate_makes_us_stumble_when_its_server_is_ready_has_surely_not_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The LEA would be told of a later hold that it may have come too late."""
    rig = await Rig().start()
    reference = await rig.opened()
    real, ready = Attempts._why_not, []

    async def before(identity: str, envelope: Envelope) -> None:
        if envelope.recipient == ABUSE:
            ready.append(envelope)

    async def why_not(self: Attempts, row: OutboxRow, case: Case) -> object:
        if ready:
            ready.clear()
            raise ZeroDivisionError
        return await real(self, row, case)

    monkeypatch.setattr(Attempts, "_why_not", why_not)
    rig.courier.before = before
    await rig.clock.advance(DELAY.total_seconds() + 60)
    assert states(rig, reference) == [RowState.QUEUED]
    await rig.clock.advance(3600)
    assert rig.alarms("bug") == 1

    rig.boxes["lea"].deliver(rig.reply("Please wait."))
    await rig.clock.advance(60)

    assert len(rig.events(reference, HoldPlaced)) == 1
    assert rig.events(reference, NoticeLate) == []
