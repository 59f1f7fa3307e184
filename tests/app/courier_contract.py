"""What every `ports.Courier` has to do; run on the fake and on the real one by a subclass with a fixture."""

import asyncio
import hashlib
from typing import Protocol

import pytest

from hotlined.app.ports import NOT_NOW, Courier, Passage, Permanent, Verdict
from hotlined.domain.mail.message import Envelope

TO = "desk@example.com"


class FarSmtp(Protocol):
    """The server's side; `answer` is what the next transaction comes to."""

    courier: Courier

    def answer(self, verdict: Verdict) -> None:
        """Script the next transactions."""

    def stall(self) -> None:
        """The next transaction gets no answer, for ever."""

    async def stalled(self) -> None:
        """Until the transaction that gets no answer has begun."""

    def taken(self) -> list[bytes]:
        """The mails accepted, oldest first."""


def envelope(n: int = 1) -> Envelope:
    """A finished mail."""
    data = f"Message-ID: <{n}@example.org>\r\nSubject: item {n}\r\n\r\nitem\r\n.\r\n..two\r\n".encode()
    return Envelope(f"<{n}@example.org>", "lea+tok@example.org", TO, data, hashlib.sha256(data).hexdigest())


class CourierContract:
    """The contract."""

    async def test_what_is_accepted_has_arrived_byte_for_byte(self, far: FarSmtp) -> None:
        outcomes = [await far.courier.send("lea", envelope(n)) for n in (1, 2)]
        assert [one.verdict for one in outcomes] == [Verdict.ACCEPTED] * 2
        assert far.taken() == [envelope(1).data, envelope(2).data]

    @pytest.mark.parametrize("verdict", [Verdict.TEMPORARY, Verdict.PERMANENT, Verdict.UNKNOWN])
    async def test_each_way_to_fail_is_its_own_verdict_and_raises_nothing(
        self, far: FarSmtp, verdict: Verdict
    ) -> None:
        far.answer(verdict)
        outcome = await far.courier.send("lea", envelope())
        assert outcome.verdict is verdict
        assert len(outcome.reply) < 30
        assert "@" not in outcome.reply
        assert far.taken() == []

    async def test_a_mail_that_may_not_go_when_the_server_is_ready_surely_has_not_gone(
        self, far: FarSmtp
    ) -> None:
        async def no() -> bool:
            return False

        async def yes() -> bool:
            return True

        assert await far.courier.send("lea", envelope(1), Passage(no)) == NOT_NOW
        assert far.taken() == []
        assert (await far.courier.send("lea", envelope(2), Passage(yes))).verdict is Verdict.ACCEPTED
        assert far.taken() == [envelope(2).data]

    async def test_an_identity_without_account_is_permanent(self, far: FarSmtp) -> None:
        with pytest.raises(Permanent):
            await far.courier.send("nobody", envelope())

    async def test_a_cancelled_send_gives_no_outcome(self, far: FarSmtp) -> None:
        far.stall()
        sending = asyncio.create_task(far.courier.send("lea", envelope()))
        await far.stalled()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        assert far.taken() == []
