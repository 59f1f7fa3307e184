"""The fakes keep the ports' contracts, as the real adapters do on real servers."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace

import pytest
from imapclient import IMAPClient

from hotlined.adapters.smtp import SmtpAccount, SmtpCourier
from hotlined.app.ports import BoardMailbox, Courier, KeywordMailbox, Mailbox, Permanent, Verdict
from hotlined.domain.mail.message import Envelope
from hotlined.domain.mail.seal import prove_sealed
from tests.app.common_contract import CommonContract, Near, Two
from tests.app.courier_contract import CourierContract, envelope
from tests.app.lease_contract import LeaseContract
from tests.app.mailbox_contract import (
    BoardMailboxContract,
    KeywordMailboxContract,
    MailboxContract,
    body,
    mail,
)
from tests.support.dovecot import Dovecot
from tests.support.fake_clock import FakeClock
from tests.support.fake_common import Hub
from tests.support.fake_courier import ACCEPTED, LATER, NEVER, UNKNOWN, FakeCourier
from tests.support.fake_lease import BESIDE, SITE, FakeLease, Leases
from tests.support.fake_mailbox import FakeMailbox
from tests.support.fake_openpgp import FakeOpenPGP
from tests.support.far_server import FarServer
from tests.support.mails import NEUTRAL, sealed_mail
from tests.support.sink import CUT, STALL, Script, ScriptedSmtp
from tests.support.site import HOTLINE_KEY, LEA_KEY

USERS = {f"c{n}@example.org": f"p{n}" for n in range(40)}
_users = iter(USERS)


# --- mailboxes -------------------------------------------------------------------------------------


@dataclass
class NearFake:
    """The fake's side."""

    clock: FakeClock = field(default_factory=FakeClock)
    exact: bool = True

    def __post_init__(self) -> None:
        self.fake = FakeMailbox("lea", self.clock)
        self.box: Mailbox = self.fake
        self.board: BoardMailbox = self.fake
        self.marked: KeywordMailbox = self.fake
        self.mark = self.fake.mark
        self.deliver = self.fake.deliver
        self.messages = self.fake.messages
        self.renumber = self.fake.renumber
        self.now = self.clock.now


class TestFakeMailbox(MailboxContract, BoardMailboxContract, KeywordMailboxContract):
    """The contract on the fake."""

    @pytest.fixture
    def far(self) -> NearFake:
        return NearFake()


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with Dovecot(USERS) as running:
        yield running


class TestImapMailbox(MailboxContract, BoardMailboxContract, KeywordMailboxContract):
    """The contract on the real adapter and a real server."""

    @pytest.fixture
    def far(self, dovecot: Dovecot) -> FarServer:
        return FarServer(dovecot, next(_users))

    async def test_P14_what_a_person_marked_for_deletion_is_not_destroyed_along(self, far: FarServer) -> None:
        await far.box.open(())
        for n in (1, 2):
            far.deliver(mail(n))
        with far.server.login(far.user) as client:
            client.select_folder("INBOX")
            client.add_flags([1, 2], [b"\\Deleted"])
        (first, _), _ = await far.box.identified("INBOX")
        await far.box.destroy([first])
        assert [body(raw) for raw in far.messages("INBOX")] == [mail(2)]
        await far.box.close()

    async def test_P14_without_uidplus_nothing_is_destroyed_and_the_reason_is_said(
        self, far: FarServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        has = IMAPClient.has_capability
        monkeypatch.setattr(
            IMAPClient, "has_capability", lambda self, name: name != "UIDPLUS" and has(self, name)
        )
        await far.box.open(())
        far.deliver(mail(1))
        found = await far.box.list("INBOX")
        with pytest.raises(Permanent, match="offers no UIDPLUS"):
            await far.box.destroy(found)
        assert len(far.messages("INBOX")) == 1


# --- couriers --------------------------------------------------------------------------------------

FAKED = {
    Verdict.ACCEPTED: ACCEPTED,
    Verdict.TEMPORARY: LATER,
    Verdict.PERMANENT: NEVER,
    Verdict.UNKNOWN: UNKNOWN,
}


class FakeSmtp:
    """The fake's side."""

    def __init__(self) -> None:
        self.fake = FakeCourier(FakeClock(), ("lea",))
        self.courier: Courier = self.fake
        self._begun = asyncio.Event()

    def answer(self, verdict: Verdict) -> None:
        self.fake.answers[envelope().recipient] = [FAKED[verdict]]

    def stall(self) -> None:
        async def for_ever(identity: str, envelope: Envelope) -> None:
            self._begun.set()
            await asyncio.Event().wait()

        self.fake.during = for_ever

    async def stalled(self) -> None:
        await self._begun.wait()

    def taken(self) -> list[bytes]:
        return [one.data for one in self.fake.accepted(envelope().recipient)]


class TestFakeCourier(CourierContract):
    """The contract on the fake."""

    @pytest.fixture
    def far(self) -> FakeSmtp:
        return FakeSmtp()


SCRIPTS: Mapping[Verdict, Script] = {
    Verdict.TEMPORARY: {"RCPT": "451 4.7.1 a@example.com"},
    Verdict.PERMANENT: {"dot": "550 5.1.1 no"},
    Verdict.UNKNOWN: {"dot": CUT},
}


class RealSmtp:
    """A scripted server's side, and the real adapter."""

    def __init__(self, server: ScriptedSmtp) -> None:
        self.server = server
        self.refused = False
        account = SmtpAccount(
            "127.0.0.1",
            server.port,
            "none",
            timeout=2.0,
            deadline=5.0,
            answer=5.0,
            local_hostname="d.example",
        )
        self.courier: Courier = SmtpCourier({"lea": account})

    def answer(self, verdict: Verdict) -> None:
        self.refused = True
        self.server.scripts = (SCRIPTS[verdict],)

    def stall(self) -> None:
        self.refused = True
        self.server.scripts = ({"DATA": STALL},)

    async def stalled(self) -> None:
        for _ in range(500):
            if "DATA" in self.server.commands:
                return
            await asyncio.sleep(0.01)
        raise TimeoutError

    def taken(self) -> list[bytes]:
        mails = [] if self.refused else self.server.mails
        return [raw.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.") for raw in mails]


class TestSmtpCourier(CourierContract):
    """The contract on the real adapter."""

    @pytest.fixture
    def far(self) -> Iterator[RealSmtp]:
        with ScriptedSmtp() as server:
            yield RealSmtp(server)


# --- time, gpg -------------------------------------------------------------------------------------


async def test_the_fake_clock_wakes_each_sleeper_at_its_time_and_no_earlier() -> None:
    clock = FakeClock()
    start, woken = clock.now(), list[tuple[float, float]]()

    async def sleeper(seconds: float) -> None:
        began = clock.monotonic()
        await clock.sleep(seconds)
        woken.append((seconds, clock.monotonic() - began))

    tasks = [asyncio.create_task(sleeper(seconds)) for seconds in (3.0, 1.0, 2.0, 9.0)]
    await clock.advance(4)
    assert woken == [(1.0, 1.0), (2.0, 2.0), (3.0, 3.0)]
    await clock.advance(5)
    assert woken[3:] == [(9.0, 9.0)]
    assert clock.now() - start == timedelta(seconds=9)
    await asyncio.gather(*tasks)


async def test_the_fake_clock_jumps_without_time_passing() -> None:
    clock = FakeClock()
    elapsed = clock.monotonic()
    clock.jump(timedelta(hours=1))
    assert clock.now() - FakeClock().now() == timedelta(hours=1)
    assert clock.monotonic() == elapsed


def test_what_the_fake_gpg_seals_passes_the_proof_and_is_opened_again() -> None:
    gpg = FakeOpenPGP(HOTLINE_KEY)
    mail = sealed_mail(lambda payload: gpg.seal(payload, [LEA_KEY]))
    ids = [gpg.key_state(LEA_KEY).encryption_key_ids]
    own = gpg.key_state(HOTLINE_KEY).encryption_key_ids
    assert prove_sealed(mail, key_ids=ids, own_key_ids=own, subject=NEUTRAL) is None
    opened = gpg.open(gpg.seal(b"item 1", [LEA_KEY]))
    assert opened.plaintext == b"item 1"
    assert opened.checked.signature is not None
    assert opened.checked.signature.fingerprint == HOTLINE_KEY


def test_the_fake_gpg_sees_a_changed_byte_under_a_signature() -> None:
    gpg = FakeOpenPGP(HOTLINE_KEY)
    signature, _ = gpg.sign(b"item 1")
    assert gpg.verify(b"item 1", signature).signature is not None
    assert gpg.verify(b"item 2", signature).problem == "bad"


# --- daemons that work at the same time ------------------------------------------------------------


class TestFakeCommon(CommonContract):
    """The contract on the fake."""

    @pytest.fixture
    def two(self) -> Two:
        hub = Hub()
        return Two(Near(*hub.daemon("one")), Near(*hub.daemon("two")))


class FakeSite:
    """Daemons on one hub."""

    def __init__(self) -> None:
        self.now = 0.0
        self.hub = Hub(leases=Leases(lambda: self.now))
        self.made: list[FakeLease] = []

    def first(self, name: str) -> SimpleNamespace:
        """With the site's lease."""
        return self._placed(name, SITE)

    def beside(self, name: str) -> SimpleNamespace:
        """With its own."""
        return self._placed(name, BESIDE + name)

    def _placed(self, name: str, of: str) -> SimpleNamespace:
        assert self.hub.leases is not None
        lease = FakeLease(self.hub.leases, name, of)
        self.made.append(lease)
        store, common = self.hub.daemon(name, lease)
        return SimpleNamespace(lease=lease, store=store, common=common)

    def ended(self, name: str) -> None:
        """All but one renew theirs halfway."""
        for _ in range(2):
            self.now += 30.0
            for lease in self.made:
                if lease.holder != name and lease.left() > 0:
                    lease.renew()


class TestFakeLease(LeaseContract):
    """The contract on the fake."""

    @pytest.fixture
    def site(self) -> FakeSite:
        return FakeSite()
