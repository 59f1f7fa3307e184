"""The courier against a scripted server: each way to fail has exactly one outcome; and on a real server."""

import asyncio
import hashlib
import socket
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from hotlined.adapters.smtp import SmtpAccount, SmtpCourier
from hotlined.app.ports import NOT_NOW, Cause, Outcome, Passage, Permanent, Verdict
from hotlined.domain.mail.message import Envelope
from tests.support.dovecot import Dovecot
from tests.support.narrow import narrow
from tests.support.sink import CUT, ENDLESS, GARBAGE, RST, STALL, Say, Script, ScriptedSmtp, Sink

MAIL = b"Message-ID: <1@example.org>\r\nSubject: item 1\r\n\r\nfirst\r\n.second\r\n..third\r\n.\r\nlast\r\n"
BIG = b"Subject: item 2\r\n\r\n" + (b"z" * 70 + b"\r\n") * 60_000
ACCEPTED, TEMPORARY, PERMANENT, UNKNOWN = (
    Verdict.ACCEPTED,
    Verdict.TEMPORARY,
    Verdict.PERMANENT,
    Verdict.UNKNOWN,
)


LATE = Outcome(TEMPORARY, "deadline", Cause.BROKEN_OFF)


def ours(reply: str) -> Outcome:
    """What our own server has against us."""
    return Outcome(TEMPORARY, reply, Cause.ACCOUNT)


def away(reply: str) -> Outcome:
    """It was not reached, or did not let us in."""
    return Outcome(TEMPORARY, reply, Cause.AWAY)


def envelope(
    data: bytes = MAIL, sender: str = "lea+tok@example.org", recipient: str = "desk@example.com"
) -> Envelope:
    return Envelope("<1@example.org>", sender, recipient, data, hashlib.sha256(data).hexdigest())


def account(port: int, **more: object) -> SmtpAccount:
    """An account on this machine with short time-outs."""
    plain = SmtpAccount(
        "127.0.0.1", port, "none", timeout=0.5, deadline=1.5, answer=1.5, local_hostname="daemon.example.org"
    )
    return replace(plain, **more)  # type: ignore[arg-type]


@asynccontextmanager
async def courier(port: int, **more: object) -> AsyncIterator[SmtpCourier]:
    made = SmtpCourier({"lea": account(port, **more)})
    yield made
    await made.close()


async def outcome(script: Script, data: bytes = MAIL, **more: object) -> Outcome:
    """What comes of one mail when the server follows the script."""
    with ScriptedSmtp(script) as server:
        async with courier(server.port, **more) as sender:
            return await sender.send("lea", envelope(data))


# --- the matrix ------------------------------------------------------------------------------------

BEFORE_THE_DOT = ("greeting", "EHLO", "MAIL", "RCPT", "DATA", "body")


@pytest.mark.parametrize("moment", BEFORE_THE_DOT)
@pytest.mark.parametrize(
    "broken", [CUT, RST, STALL, GARBAGE, ENDLESS, Say(b"25", "cut"), Say(b"250-a\r\n550 b\r\n")]
)
async def test_whatever_breaks_before_the_dot_was_surely_not_accepted(moment: str, broken: Say) -> None:
    # during the body only what is larger than all socket buffers is surely not through
    came = await outcome({moment: broken}, BIG * 3 if moment == "body" else MAIL)
    assert came.verdict is TEMPORARY
    assert came.cause is (Cause.AWAY if moment in ("greeting", "EHLO") else Cause.BROKEN_OFF)


@pytest.mark.parametrize(
    ("broken", "word"),
    [
        (CUT, "cut"),
        (RST, "cut"),
        (STALL, "deadline"),
        (GARBAGE, "garbled"),
        (ENDLESS, "garbled"),
        (Say(b"250-a\r\n550 b\r\n"), "garbled"),
        (Say(b"354 more?\r\n"), "garbled"),
        (Say(b"2500 2.0.0 taken\r\n"), "garbled"),
        (Say(b"250-2.0.0 taken\r\n", "cut"), "cut"),
    ],
)
async def test_whatever_breaks_after_the_dot_is_unknown(broken: Say, word: str) -> None:
    assert await outcome({"dot": broken}) == Outcome(UNKNOWN, word)


@pytest.mark.parametrize("length", range(len(b"250 2.0.0 taken\r\n") - 1))
async def test_a_reply_cut_at_any_byte_is_no_reply(length: int) -> None:
    assert (await outcome({"dot": Say(b"250 2.0.0 taken\r\n"[:length], "cut")})).verdict is UNKNOWN


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ({}, Outcome(ACCEPTED, "250 2.0.0")),
        ({"dot": "250 queued as 12"}, Outcome(ACCEPTED, "250")),
        ({"dot": Say(b"250-2.6.0 one\r\n250 2.6.0 two\r\n")}, Outcome(ACCEPTED, "250 2.6.0")),
        ({"MAIL": "450 4.7.1 later"}, Outcome(TEMPORARY, "450 4.7.1")),
        ({"MAIL": "421 4.3.2 closing"}, away("421 4.3.2")),
        ({"RCPT": "451 4.7.1 greylisted a@example.com"}, Outcome(TEMPORARY, "451 4.7.1")),
        ({"DATA": "421 4.3.2 closing"}, ours("421 4.3.2")),
        ({"dot": "452 4.2.2 full"}, Outcome(TEMPORARY, "452 4.2.2")),
        ({"dot": "421 4.3.0 oh"}, ours("421 4.3.0")),
        ({"MAIL": "553 5.1.8 no"}, ours("auth 553 5.1.8")),
        ({"MAIL": "550 5.7.1 the account is blocked"}, ours("auth 550 5.7.1")),
        ({"MAIL": "554 no"}, ours("auth 554")),
        ({"MAIL": "552 5.3.4 too large"}, Outcome(PERMANENT, "552 5.3.4")),
        ({"MAIL": "554 5.3.4 too large"}, Outcome(PERMANENT, "554 5.3.4")),
        ({"MAIL": "555 5.5.4 what"}, Outcome(PERMANENT, "555 5.5.4")),
        ({"RCPT": "550 5.1.1 nobody"}, Outcome(PERMANENT, "550 5.1.1")),
        ({"DATA": "554 5.5.1 no"}, Outcome(PERMANENT, "554 5.5.1")),
        ({"dot": "554 5.7.1 spam"}, Outcome(PERMANENT, "554 5.7.1")),
        ({"greeting": "554 5.3.2 not you"}, away("auth 554 5.3.2")),
        ({"greeting": "421 4.3.2 busy"}, away("421 4.3.2")),
        ({"EHLO": "550 no", "HELO": "550 5.7.0 no"}, away("auth 550 5.7.0")),
        ({"EHLO": "502 no", "HELO": "250 hello"}, Outcome(ACCEPTED, "250 2.0.0")),
        ({"MAIL": "530 5.7.0 log in"}, ours("auth 530 5.7.0")),
        (
            {"RCPT": "450 4.7.1 <desk@example.com>: Client host rejected: no name"},
            ours("450 4.7.1"),
        ),
        (
            {"RCPT": "454 4.7.1 <desk@example.com>: Relay access denied"},
            ours("454 4.7.1"),
        ),
        ({"dot": "450 4.4.5 the day's mails are sent"}, ours("450 4.4.5")),
        ({"RCPT": "354 what"}, Outcome(TEMPORARY, "garbled", Cause.BROKEN_OFF)),
        # Postfix keeps what it has against us until a recipient is named (smtpd_delay_reject)
        (
            {"RCPT": "553 5.7.1 <lea+tok@example.org>: Sender address rejected: not owned by user lea"},
            ours("auth 553 5.7.1"),
        ),
        (
            {"RCPT": "554 5.7.1 <desk@example.com>: Relay access denied"},
            ours("auth 554 5.7.1"),
        ),
        (
            {"RCPT": "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using a list"},
            ours("auth 554 5.7.1"),
        ),
        (
            {"RCPT": "550 5.1.1 <desk@example.com>: Recipient address rejected: undeliverable address: host"},
            Outcome(PERMANENT, "550 5.1.1"),
        ),
        # Gmail and Exchange Online say after the body what they have against the account
        (
            {"dot": Say(b"550-5.4.5 Daily user sending limit exceeded. See\r\n550 5.4.5 there\r\n")},
            ours("auth 550 5.4.5"),
        ),
        ({"dot": "554 5.2.252 SendAsDenied; not allowed"}, ours("auth 554 5.2.252")),
        (
            {"dot": "554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiException"},
            ours("auth 554 5.2.0"),
        ),
        ({"dot": "554 5.2.0 STOREDRV.Deliver; mailbox is gone"}, Outcome(PERMANENT, "554 5.2.0")),
    ],
)
async def test_each_reply_has_its_outcome_and_no_free_text(script: Script, expected: Outcome) -> None:
    assert await outcome(script) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (Say(b"552 5.3.4 too big\r\n", "stall"), Outcome(PERMANENT, "552 5.3.4")),
        (Say(b"421 4.3.2 closing\r\n", "stall"), ours("421 4.3.2")),
        (Say(b"250 2.0.0 taken already\r\n"), Outcome(TEMPORARY, "garbled", Cause.BROKEN_OFF)),
    ],
)
async def test_a_server_that_answers_before_the_dot_is_sent_is_believed_only_its_no(
    said: Say, expected: Outcome
) -> None:
    said = Say(b"354 go on\r\n" + said.data, said.then)
    with ScriptedSmtp({"DATA": said}) as server:
        async with courier(server.port) as sender:
            assert await sender.send("lea", envelope()) == expected
        assert server.mails == []


@pytest.mark.parametrize("reply", ["535 5.7.8 wrong", "534 5.7.9 no", "500 what"])
async def test_a_refused_login_is_temporary_for_the_mail_and_says_auth(reply: str) -> None:
    came = await outcome({"AUTH": reply}, user="lea", password=lambda: "p")
    assert came.verdict is TEMPORARY
    assert came.reply.startswith("auth ")


async def test_a_login_that_is_down_for_now_is_not_a_refused_login() -> None:
    came = await outcome({"AUTH": "454 4.7.0 later"}, user="lea", password=lambda: "p")
    assert came == away("454 4.7.0")


def _refused() -> str:
    raise Permanent("the token server refuses: invalid_client; check oauth2 and the secret")


async def test_B4_a_password_that_cannot_be_had_keeps_the_mail_here_and_says_auth() -> None:
    """A file that others may read, a client secret that has expired: the mail waits, and did not leave."""
    assert await outcome({}, user="lea", password=_refused) == away("auth no password")


async def test_a_challenge_that_is_no_base64_is_temporary() -> None:
    came = await outcome({"AUTH": "334 ok"}, user="lea", password=lambda: "p")
    assert came == away("auth no common method")


async def test_a_password_beyond_ascii_is_shown_as_utf_8() -> None:
    """RFC 4616 section 2; by IMAP it counts as well."""
    with Sink(users={"lea": "schön"}) as sink:
        async with courier(sink.port, user="lea", password=lambda: "schön") as sender:
            assert (await sender.send("lea", envelope())).verdict is ACCEPTED
        async with courier(sink.port, user="lea", password=lambda: "schon") as sender:
            assert await sender.send("lea", envelope()) == away("auth 535 5.7.8")


async def test_a_port_where_nobody_listens_is_temporary() -> None:
    with ScriptedSmtp() as server:
        port = server.port
    async with courier(port) as sender:
        assert await sender.send("lea", envelope()) == away("no connection")


async def test_a_server_that_drips_is_given_up_at_the_deadline() -> None:
    """Each read is in time, but there is no end: the total deadline counts."""
    with ScriptedSmtp({"EHLO": STALL}) as server:
        async with courier(server.port, timeout=60.0, deadline=0.4) as sender:
            began = time.monotonic()
            assert await sender.send("lea", envelope()) == away("deadline")
            assert time.monotonic() - began < 3


async def test_a_large_mail_has_the_time_that_a_slow_line_needs() -> None:
    """A report with pictures on a line of 1 Mbit/s took longer than a deadline that is the same for all."""

    async def slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 slow\r\n")
        for reply in (b"250 slow", b"250 fine", b"250 fine", b"354 go on"):
            await reader.readline()
            writer.write(reply + b"\r\n")
        await asyncio.sleep(0.3)
        end = b""
        while end != b"\r\n.\r\n" and (piece := await reader.read(2**20)):
            end = (end + piece)[-5:]
        writer.write(b"250 2.0.0 taken\r\n")

    async with await asyncio.start_server(slowly, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with courier(port, timeout=5.0, deadline=0.1) as sender:
            assert await sender.send("lea", envelope(BIG)) == Outcome(ACCEPTED, "250 2.0.0")


async def test_a_line_that_carries_slowly_is_not_taken_for_one_that_carries_nothing() -> None:
    """The time-out was for half of the mail at once, however steadily the line took it."""

    async def steadily(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 slow\r\n")
        for reply in (b"250 slow", b"250 fine", b"250 fine", b"354 go on"):
            await reader.readline()
            writer.write(reply + b"\r\n")
        end = b""
        while end != b"\r\n.\r\n" and (piece := await reader.read(2**17)):
            end = (end + piece)[-5:]
            await asyncio.sleep(0.02)
        writer.write(b"250 2.0.0 taken\r\n")

    async with await asyncio.start_server(steadily, sock=narrow(), limit=2**17) as server:
        port = server.sockets[0].getsockname()[1]
        async with courier(port, timeout=0.5, deadline=60.0) as sender:
            assert await sender.send("lea", envelope(BIG * 3)) == Outcome(ACCEPTED, "250 2.0.0")


async def test_P2_a_server_that_filters_the_mail_before_it_answers_has_the_time_for_it() -> None:
    """RFC 5321 section 4.5.3.2.6: to give up after the dot is to send the same mail again, and again."""
    taken = 0
    gone = asyncio.Event()  # said once the time for all but the answer is over

    async def filtering(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal taken
        writer.write(b"220 slow\r\n")
        for reply in (b"250 slow", b"250 fine", b"250 fine", b"354 go on"):
            await reader.readline()
            writer.write(reply + b"\r\n")
        await reader.readuntil(b"\r\n.\r\n")
        taken += 1
        await asyncio.wait_for(gone.wait(), 10)
        await asyncio.sleep(0.3)
        writer.write(b"250 2.0.0 taken\r\n")

    async with await asyncio.start_server(filtering, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with courier(port, deadline=2.0, answer=10.0) as sender:
            assert await sender.send("lea", envelope(), Passage(gone=gone)) == Outcome(ACCEPTED, "250 2.0.0")
    assert taken == 1
    assert gone.is_set()


@pytest.mark.parametrize(("step", "deadline"), [("MAIL", 0.4), ("dot", 2.0)])  # a busy machine gets to it
async def test_P5_a_mail_is_said_to_be_gone_once_all_of_it_has_left_and_no_earlier(
    step: str, deadline: float
) -> None:
    with ScriptedSmtp({step: STALL}) as server:
        async with courier(server.port, timeout=60.0, deadline=deadline, answer=2.5) as sender:
            gone = asyncio.Event()
            outcome = await sender.send("lea", envelope(), Passage(gone=gone))
    assert (outcome.verdict is UNKNOWN) is gone.is_set() is (step == "dot")


async def test_a_cancelled_send_ends_its_connection() -> None:
    with ScriptedSmtp({"MAIL": STALL}, {}) as server:
        async with courier(server.port, timeout=60.0, deadline=60.0) as sender:
            sending = asyncio.create_task(sender.send("lea", envelope()))
            await asyncio.to_thread(server.wait_for, "MAIL")
            sending.cancel()
            with pytest.raises(asyncio.CancelledError):
                await sending
            assert (await asyncio.wait_for(sender.send("lea", envelope()), 5)).verdict is ACCEPTED


# --- what is sent ----------------------------------------------------------------------------------


async def test_dots_are_stuffed_and_the_envelope_is_exact() -> None:
    with ScriptedSmtp() as server:
        async with courier(server.port) as sender:
            await sender.send("lea", envelope(sender=""))
    assert server.mails == [MAIL.replace(b"\r\n.", b"\r\n..") + b".\r\n"]
    assert server.commands[:3] == ["ehlo daemon.example.org", "MAIL FROM:<>", "RCPT TO:<desk@example.com>"]


async def test_the_size_is_announced_where_the_server_asks_for_it() -> None:
    with ScriptedSmtp({"EHLO": Say(b"250-scripted\r\n250 SIZE 1000000\r\n")}) as server:
        async with courier(server.port) as sender:
            await sender.send("lea", envelope())
    assert server.commands[1] == f"MAIL FROM:<lea+tok@example.org> SIZE={len(MAIL)}"


async def test_the_bytes_arrive_unchanged() -> None:
    with Sink() as sink:
        async with courier(sink.port, timeout=5.0, deadline=10.0) as sender:
            for data in (MAIL, BIG, b".\r\n", b"a: b\r\n\r\n..\r\n"):
                assert (await sender.send("lea", envelope(data))).verdict is ACCEPTED
        taken = sink.wait_for(4)
    assert [one.raw for one in taken] == [MAIL, BIG, b".\r\n", b"a: b\r\n\r\n..\r\n"]
    assert {(one.sender, one.recipients) for one in taken} == {("lea+tok@example.org", ("desk@example.com",))}


@pytest.mark.parametrize(
    "address",
    [
        "a@example.com\r\nRCPT TO:<b@example.com>",
        "a b@example.com",
        "<a@example.com>",
        "a@example.com>",
        "a\0@b",
        "ä@b",
        "a@b" * 100,
    ],
)
@pytest.mark.parametrize("field", ["sender", "recipient"])
async def test_an_address_that_could_break_out_never_reaches_the_server(field: str, address: str) -> None:
    with ScriptedSmtp() as server:
        async with courier(server.port) as sender:
            assert await sender.send("lea", replace(envelope(), **{field: address})) == Outcome(
                PERMANENT, "bad address"
            )
            assert await sender.send("lea", envelope(recipient="")) == Outcome(PERMANENT, "bad address")
        assert server.connections == 0


@pytest.mark.parametrize("data", [b"a: b\n", b"a\rb\r\n", b"a: b\r\n\r\n\n.\n", b"a\0b\r\n", b""])
async def test_data_with_a_bare_line_end_is_refused(data: bytes) -> None:
    with ScriptedSmtp() as server:
        async with courier(server.port) as sender:
            assert await sender.send("lea", envelope(data)) == Outcome(PERMANENT, "bad data")
        assert server.connections == 0


async def test_eight_bit_data_needs_a_server_that_takes_it() -> None:
    data = "a: b\r\n\r\nä\r\n".encode()
    assert await outcome({}, data) == Outcome(ACCEPTED, "250 2.0.0")
    assert await outcome({"EHLO": "250 scripted"}, data) == Outcome(PERMANENT, "bad data")


async def test_an_identity_without_account_is_a_mistake_of_the_configuration() -> None:
    with pytest.raises(Permanent, match="ntd"):
        await SmtpCourier({}).send("ntd", envelope())


# --- connections -----------------------------------------------------------------------------------


async def test_a_connection_is_used_again_after_an_accepted_mail_only() -> None:
    with ScriptedSmtp({"RCPT": "550 5.1.1 nobody"}, {}) as server:
        async with courier(server.port) as sender:
            verdicts = [(await sender.send("lea", envelope())).verdict for _ in range(3)]
        assert verdicts == [PERMANENT, ACCEPTED, ACCEPTED]
        assert server.connections == 2


async def test_a_kept_connection_that_died_is_replaced_without_harm() -> None:
    with ScriptedSmtp({"NOOP": CUT}, {"NOOP": "421 4.3.2 closing"}, {}) as server:
        async with courier(server.port) as sender:
            verdicts = [(await sender.send("lea", envelope())).verdict for _ in range(4)]
        assert verdicts == [ACCEPTED] * 4
        assert server.connections == 3
        assert len(server.mails) == 4


async def test_a_server_that_has_had_enough_of_a_connection_is_not_away() -> None:
    """Some take only so many mails of one, or close one that was idle."""
    script: dict[str, Say | str] = {}
    with ScriptedSmtp(script, {}) as server:
        async with courier(server.port) as sender:
            assert (await sender.send("lea", envelope())).verdict is ACCEPTED
            script["MAIL"] = "421 4.7.0 too many of one"
            assert await sender.send("lea", envelope()) == ours("421 4.7.0")
            assert (await sender.send("lea", envelope())).verdict is ACCEPTED


async def test_mails_of_one_identity_go_one_after_another() -> None:
    with ScriptedSmtp() as server:
        async with courier(server.port) as sender:
            outcomes = await asyncio.gather(*(sender.send("lea", envelope()) for _ in range(5)))
        assert [one.verdict for one in outcomes] == [ACCEPTED] * 5
        assert server.connections == 1


async def test_identities_do_not_wait_for_each_other() -> None:
    with ScriptedSmtp({"EHLO": STALL}) as slow, ScriptedSmtp() as quick:
        sender = SmtpCourier({"ntd": account(slow.port), "lea": account(quick.port)})
        waiting = asyncio.create_task(sender.send("ntd", envelope()))
        assert (await sender.send("lea", envelope())).verdict is ACCEPTED
        assert not waiting.done()
        assert (await waiting).verdict is TEMPORARY
        await sender.close()


# --- TLS and login on a real server ----------------------------------------------------------------


async def test_starttls_and_login_work_and_the_certificate_is_checked(dovecot: Dovecot) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(dovecot.cafile, dovecot.keyfile)
    with Sink(users={"lea": "p"}, tls=context) as sink:
        safe: dict[str, object] = {"host": "localhost", "tls": "starttls", "timeout": 5.0, "deadline": 10.0}
        login = {"user": "lea", "password": lambda: "p"}
        async with courier(sink.port, **safe, **login, cafile=dovecot.cafile) as sender:
            assert (await sender.send("lea", envelope())).verdict is ACCEPTED
        async with courier(sink.port, **safe, **login) as sender:
            told = "auth certificate: self-signed certificate"
            assert await sender.send("lea", envelope()) == away(told)
        login["password"] = lambda: "wrong"
        async with courier(sink.port, **safe, **login, cafile=dovecot.cafile) as sender:
            assert await sender.send("lea", envelope()) == away("auth 535 5.7.8")
        (taken,) = sink.taken
    assert (taken.login, taken.tls) == ("lea", True)


async def test_starttls_that_is_not_offered_is_not_done_without() -> None:
    assert await outcome({}, tls="starttls") == away("auth no STARTTLS")


async def test_bytes_slipped_in_before_the_handshake_are_refused() -> None:
    hello = Say(b"250-scripted\r\n250 STARTTLS\r\n")
    came = await outcome({"EHLO": hello, "STARTTLS": Say(b"220 go\r\n250 injected\r\n")}, tls="starttls")
    assert came == away("garbled")


async def test_a_mail_through_the_sink_arrives_in_dovecot(dovecot: Dovecot, user: str) -> None:
    def deliver(sender: str, recipient: str, raw: bytes) -> None:
        dovecot.deliver(recipient, raw, sender=sender)

    plus = user.replace("@", "+tok@")
    with Sink(deliver=deliver) as sink:
        async with courier(sink.port, timeout=5.0, deadline=10.0) as sender:
            assert (await sender.send("lea", envelope(recipient=plus))).verdict is ACCEPTED
    (raw,) = dovecot.messages(user)
    assert raw.endswith(MAIL)
    assert f"Delivered-To: {plus}".encode() in raw


# --- a lease, where several daemons share the store ------------------------------------------------


async def test_without_a_lease_the_dot_is_not_sent_and_the_mail_was_surely_not_accepted() -> None:
    with Sink() as server:
        async with courier(server.port, leash=lambda: 0.0) as sender:
            assert await sender.send("lea", envelope()) == Outcome(TEMPORARY, "cut", Cause.BROKEN_OFF)
        assert server.taken == ()


async def test_a_server_that_leaves_while_the_lease_is_asked_for_has_surely_not_accepted() -> None:
    """It is a database that is asked, which may take its time."""
    with ScriptedSmtp() as server:

        def asked() -> float:
            server._open[-1].shutdown(socket.SHUT_RDWR)
            time.sleep(0.1)
            return 30.0

        async with courier(server.port, leash=asked) as sender:
            assert (await sender.send("lea", envelope())).verdict is TEMPORARY
        assert server.mails == []


async def test_a_mail_that_may_be_finished_for_some_time_still_is() -> None:
    with Sink() as server:
        async with courier(server.port, leash=lambda: 30.0) as sender:
            for _ in range(2):  # the connection is used again
                assert (await sender.send("lea", envelope())).verdict is ACCEPTED
        assert len(server.taken) == 2


# --- a mail that may go until DATA -------------------------------------------------------------------


async def test_P5_whether_a_mail_may_still_go_is_asked_when_the_server_has_taken_the_recipient() -> None:
    with ScriptedSmtp({}) as server:
        known: list[list[str]] = []

        async def no() -> bool:
            known.append([*server.commands])
            return False

        async with courier(server.port) as sender:
            assert await sender.send("lea", envelope(), Passage(no)) == NOT_NOW
            assert (await sender.send("lea", envelope())).verdict is ACCEPTED
        asked = [line.split(" ")[0] for line in known[0]]
        after = [line.split(" ")[0].upper() for line in server.commands[len(asked) :]]
        assert asked[-2:] == ["MAIL", "RCPT"]
        assert after[:2] == ["RSET", "NOOP"]  # and the same connection serves the next one
        assert server.connections == 1
        assert len(server.mails) == 1


async def test_who_never_says_whether_a_mail_may_go_is_waited_for_no_longer_than_for_a_server() -> None:
    async def never() -> bool:
        await asyncio.Event().wait()
        return True

    with ScriptedSmtp({}) as server:
        async with courier(server.port, deadline=0.4) as sender:
            assert await sender.send("lea", envelope(), Passage(never)) == LATE
            assert (await sender.send("lea", envelope())).verdict is ACCEPTED
        assert len(server.mails) == 1


async def test_a_send_that_is_cancelled_while_it_is_asked_whether_the_mail_may_go_sends_nothing() -> None:
    asked, over = asyncio.Event(), asyncio.Event()

    async def never() -> bool:
        asked.set()
        try:
            await asyncio.Event().wait()
        finally:
            over.set()
        return True

    with ScriptedSmtp({}) as server:
        async with courier(server.port) as sender:
            sending = asyncio.create_task(sender.send("lea", envelope(), Passage(never)))
            await asked.wait()
            sending.cancel()
            with pytest.raises(asyncio.CancelledError):
                await sending
            await over.wait()
        assert server.mails == []


async def test_a_look_that_stumbles_lets_no_mail_go() -> None:
    async def stumbles() -> bool:
        raise ZeroDivisionError

    with ScriptedSmtp({}) as server:
        async with courier(server.port) as sender:
            with pytest.raises(ZeroDivisionError):
                await sender.send("lea", envelope(), Passage(stumbles))
            assert (await sender.send("lea", envelope())).verdict is ACCEPTED
        assert len(server.mails) == 1
