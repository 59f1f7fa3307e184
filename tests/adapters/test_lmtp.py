"""The LMTP door on real sockets: RFC 2033 replies, where a mail ends, who may get one, faults of ours."""

import asyncio
import logging
import os
import shutil
import smtplib
import socket
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotlined.adapters.lmtp import Limits, LmtpDoor, maildir
from hotlined.adapters.lmtp.door import parse_listen
from hotlined.adapters.lmtp.reception import Reception
from hotlined.app.ports import Permanent
from hotlined.domain.values.address import Address
from tests.support.lmtp import IDENTITIES, MAIL, Talk, opened, spools, stuffed
from tests.support.mails import MARKER

INTAKE = "intake@hotline.example.org"
LEA = "lea@hotline.example.org"
NTD = "ntd@hotline.example.org"
ENDS = (b"\n", b"\r", b"\r\n", b"\r\r\n", b"\n\r")
BEFORE = (*ENDS, b"\x00\r\n")
AFTER = (*ENDS, b"\r\x00\n")
FALSE_ENDS = [
    (before, after)
    for before, after in product(BEFORE, AFTER)
    if not (before.endswith(b"\r\n") and after == b"\r\n")
]


@pytest.fixture
def root() -> Iterator[Path]:
    """A folder with a short path, since sockets need one."""
    folder = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def tokens(count: int) -> list[str]:
    """So many addresses of the LEA mailbox."""
    return [f"lea+token{n}@hotline.example.org" for n in range(count)]


# --- replies (RFC 2033) ------------------------------------------------------------------------------


async def test_the_greeting_names_the_extensions_that_rfc_2033_asks_for(root: Path) -> None:
    def client(talk: Talk) -> list[str]:
        talk.send(b"LHLO mail.example.org\r\n")
        return talk.reply()

    async with opened(root) as rim:
        lines = await rim.call(client)

    assert lines[0] == "250-hotline.example.org"
    assert {line[4:].split()[0] for line in lines[1:]} == {
        "PIPELINING", "ENHANCEDSTATUSCODES", "SIZE", "8BITMIME", "SMTPUTF8",
    }  # fmt: skip


async def test_smtp_greetings_are_refused(root: Path) -> None:
    async with opened(root) as rim:
        replies = await rim.call(
            lambda talk: [talk.say("HELO x"), talk.say("EHLO x"), talk.say("MAIL FROM:<>")]
        )

    assert [reply[:3] for reply in replies] == ["500", "500", "503"]


async def test_a_plain_client_delivers(root: Path) -> None:
    def client() -> dict[str, tuple[int, bytes]]:
        with smtplib.LMTP(str(root / "lmtp")) as lmtp:
            return lmtp.sendmail("visitor@example.com", [INTAKE], MAIL)

    async with opened(root) as rim:
        refused = await asyncio.to_thread(client)
        mails = await rim.mails("intake")

    assert refused == {}
    assert mails == [
        b"Return-Path: <visitor@example.com>\r\nDelivered-To: " + INTAKE.encode() + b"\r\n" + MAIL
    ]


@pytest.mark.parametrize("count", [1, 2, 3, 50])
@pytest.mark.parametrize(
    ("raw", "reply"),
    [
        (MAIL, "250 2.1.5 "),
        (MAIL + b"x" * 10_000, "552 5.3.4 "),
        (MAIL + b"one\ntwo\r\n", "554 5.6.0 "),
        (MAIL + b"one\rtwo\r\n", "554 5.6.0 "),
    ],
    ids=["taken", "too large", "bare LF", "bare CR"],
)
async def test_each_recipient_has_a_reply_of_its_own(root: Path, count: int, raw: bytes, reply: str) -> None:
    async with opened(root, limits=Limits(size=5_000)) as rim:
        replies = await rim.call(lambda talk: talk.deliver(tokens(count), raw + b"\r\n"))
        mails = await rim.mails("lea")

    assert len(replies) == count
    assert all(one.startswith(reply) for one in replies)
    assert len(mails) == (1 if reply.startswith("250") else 0)


async def test_one_recipient_named_twice_has_two_replies_and_one_mail(root: Path) -> None:
    async with opened(root) as rim:
        replies = await rim.call(lambda talk: talk.deliver([LEA, LEA.upper()], MAIL))
        mails = await rim.mails("lea")

    assert [reply[:3] for reply in replies] == ["250", "250"]
    assert len(mails) == 1
    assert mails[0].count(b"Delivered-To:") == 1


async def test_each_identity_has_its_own_mail_with_its_own_recipients_only(root: Path) -> None:
    async with opened(root) as rim:
        await rim.call(lambda talk: talk.deliver(["lea+a@hotline.example.org", NTD], MAIL))
        lea, ntd, intake = [await rim.mails(name) for name in ("lea", "ntd", "intake")]

    assert len(lea) == len(ntd) == 1
    assert intake == []
    assert b"lea+a@" in lea[0]
    assert b"ntd@" not in lea[0]
    assert b"lea+a@" not in ntd[0]


async def test_commands_and_mails_may_come_in_one_piece(root: Path) -> None:
    def client(talk: Talk) -> list[str]:
        first = b"LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<%s>\r\nRCPT TO:<nobody@example.org>\r\nDATA\r\n"
        talk.send(
            first % LEA.encode()
            + MAIL
            + b".\r\nRSET\r\nMAIL FROM:<>\r\nRCPT TO:<nobody@example.org>\r\nDATA\r\n"
        )
        talk.send(b"RCPT TO:<%s>\r\nDATA\r\n" % INTAKE.encode() + MAIL + b".\r\nQUIT\r\n")
        return [talk.reply()[-1][:3] for _ in range(14)]

    async with opened(root) as rim:
        replies = await rim.call(client)

        assert replies == [
            "250", "250", "250", "550", "354", "250", "250", "250", "550", "503", "250", "354", "250", "221",
        ]  # fmt: skip
        assert (len(await rim.mails("lea")), len(await rim.mails("intake"))) == (1, 1)


async def test_data_without_a_recipient_is_refused_once(root: Path) -> None:
    async with opened(root) as rim:
        replies = await rim.call(
            lambda talk: [*talk.start(["nobody@example.org"]), talk.say("DATA"), talk.say("NOOP")]
        )

    assert [reply[:9] for reply in replies] == ["550 5.1.1", "503 5.5.1", "250 2.0.0"]


@pytest.mark.skipif(shutil.which("swaks") is None, reason="swaks is not installed")
async def test_swaks_delivers_to_a_port(root: Path) -> None:
    own = spools(root)
    door = LmtpDoor("127.0.0.1:0", own, lambda: IDENTITIES)
    await door.open()
    try:
        command = ["swaks", "--protocol", "LMTP", "--server", "127.0.0.1", "--port", str(door.port)]
        more = ["--from", "a@example.com", "--to", f"{LEA},{NTD},no@example.org", "--timeout", "10"]
        run = await asyncio.to_thread(
            subprocess.run, [*command, *more], capture_output=True, text=True, check=False
        )
        found = [len(maildir.entries(own[name].root)) for name in ("lea", "ntd", "intake")]
    finally:
        await door.close()

    assert run.stdout.count("250 2.1.5 Spooled") == 2
    assert run.stdout.count("550 5.1.1") == 1
    assert found == [1, 1, 0]


# --- where a mail ends -------------------------------------------------------------------------------


@pytest.mark.parametrize(("before", "after"), FALSE_ENDS)
async def test_nothing_but_crlf_dot_crlf_ends_a_mail(root: Path, before: bytes, after: bytes) -> None:
    """What follows a false end is text of a mail that is refused as a whole, never a command."""
    smuggled = b"MAIL FROM:<x@example.com>\r\nRCPT TO:<%s>\r\nDATA\r\n%s" % (LEA.encode(), MAIL)

    def client(talk: Talk) -> list[str]:
        talk.start([INTAKE])
        talk.say("DATA")
        talk.send(b"Subject: a\r\n\r\nitem 1" + before + b"." + after + smuggled + b"\r\n.\r\nQUIT\r\n")
        return [line for _ in range(3) for line in talk.reply()]

    async with opened(root) as rim:
        replies = await rim.call(client)
        stored = [mail for name in IDENTITIES for mail in await rim.mails(name)]

    assert [reply[:9] for reply in replies] == ["554 5.6.0", "221 2.0.0"]
    assert stored == []


def test_there_are_at_least_32_false_ends() -> None:
    assert len(FALSE_ENDS) >= 32


async def test_any_bytes_come_in_whole_or_are_refused(root: Path) -> None:
    """A model that looks for the end in the whole byte string agrees with the door."""
    piece = st.sampled_from([b"\r\n", b".", b"\r", b"\n", b"a", b"\x00", b"\xff", b"\r\n.", b" "])

    async with opened(root) as rim:

        @settings(max_examples=80)
        @given(st.lists(piece, max_size=12).map(b"".join))
        def agrees(text: bytes) -> None:
            whole = (b"\r\n" + text + b"\r\n.\r\n").partition(b"\r\n.\r\n")[0][2:]
            if b"\r\n.\r\n" in b"\r\n" + text + b"\r\n":
                return  # ends earlier, and the rest is commands: that is another test's
            bare = whole.replace(b"\r\n", b"")
            with Talk(rim.path) as talk:
                talk.start([INTAKE])
                talk.say("DATA")
                talk.send(text + b"\r\n.\r\n")
                reply = talk.reply()[-1]
                assert talk.say("NOOP") == "250 2.0.0 OK"
            assert reply[:3] == ("554" if b"\r" in bare or b"\n" in bare else "250")

        await asyncio.to_thread(agrees)


@pytest.mark.parametrize(
    "text", [b"", b".\r\n", b"..\r\n.a\r\n", b"\r\n\r\n", b"a\x00b\xff\xfe\r\n", b".x\r\n" * 3]
)
async def test_dots_and_odd_bytes_come_back_as_they_were(root: Path, text: bytes) -> None:
    async with opened(root) as rim:
        replies = await rim.call(lambda talk: talk.deliver([INTAKE], text))
        (mail,) = await rim.mails("intake")

    assert replies == ["250 2.1.5 Spooled"]
    assert mail.partition(b".org\r\n")[2] == text


@pytest.mark.parametrize(
    "length", [998, 1001, 65_533, 65_534, 65_535, 65_536, 65_537, 65_538, 131_072, 1_000_000]
)
async def test_a_line_may_be_of_any_length(root: Path, length: int) -> None:
    raw = MAIL + b"." * length + b"\r\n.\r\nend\r\n"

    async with opened(root) as rim:
        replies = await rim.call(lambda talk: talk.deliver([INTAKE], raw))
        (mail,) = await rim.mails("intake")

    assert replies == ["250 2.1.5 Spooled"]
    assert mail.endswith(raw)


async def test_a_bare_cr_is_seen_also_where_a_long_line_is_read_in_parts(root: Path) -> None:
    async with opened(root) as rim:
        for length in range(65_530, 65_542):
            raw = MAIL + b"x" * length + b"\rx\r\n"
            assert await rim.call(lambda talk, raw=raw: talk.deliver([INTAKE], raw)) == [
                "554 5.6.0 A bare CR or LF is not allowed (RFC 5321 section 2.3.8)"
            ]


async def test_a_mail_may_come_byte_by_byte(root: Path) -> None:
    def client(talk: Talk) -> list[str]:
        talk.start([INTAKE])
        talk.say("DATA")
        talk.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
        for octet in stuffed(MAIL + b".\r\n") + b".\r\n":
            talk.send(bytes((octet,)))
        return talk.reply()

    async with opened(root) as rim:
        assert await rim.call(client) == ["250 2.1.5 Spooled"]
        (mail,) = await rim.mails("intake")

    assert mail.endswith(MAIL + b".\r\n")


@pytest.mark.slow
async def test_a_large_mail_comes_in_whole_and_a_larger_one_is_refused(root: Path) -> None:
    large = MAIL + (b"x" * 76 + b"\r\n") * 400_000
    async with opened(root, limits=Limits(size=len(large))) as rim:
        taken = await rim.call(lambda talk: talk.deliver([INTAKE], large))
        refused = await rim.call(lambda talk: talk.deliver([INTAKE, LEA], large + large))
        (mail,) = await rim.mails("intake")

    assert taken == ["250 2.1.5 Spooled"]
    assert [reply[:9] for reply in refused] == ["552 5.3.4"] * 2
    assert mail.endswith(large)


async def test_a_size_beyond_the_limit_is_refused_before_the_data(root: Path) -> None:
    async with opened(root, limits=Limits(size=5_000)) as rim:
        replies = await rim.call(lambda talk: [talk.say("LHLO x"), talk.say("MAIL FROM:<> SIZE=5001")])

    assert replies[1].startswith("552 ")


# --- who gets mail -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (INTAKE, "intake"),
        ("LEA@Hotline.Example.ORG", "lea"),
        ("lea+abc@hotline.example.org", "lea"),
        ("lea+a+b@hotline.example.org", "lea"),
        ("lea+@hotline.example.org", None),
        ("leak@hotline.example.org", None),
        ("lea@example.org", None),
        ("lea@hotline.example.org.example.com", None),
        ("lea", None),
        ('"lea"@hotline.example.org', None),
        ("lea@[127.0.0.1]", None),
        ("lea%example.com@hotline.example.org", None),
        ("lea@hotline.example.org@example.com", None),
        ("lea\x00@hotline.example.org", None),
    ],
)
def test_recipients_are_our_addresses_with_any_token(root: Path, address: str, name: str | None) -> None:
    reception = Reception(spools(root), lambda: IDENTITIES, Limits())

    assert reception.spool_of(address) == name


def test_an_address_with_a_plus_of_its_own_is_told_from_its_base(root: Path) -> None:
    ours = {"intake": Address("desk", "example.org"), "lea": Address("desk+lea", "example.org")}
    reception = Reception(spools(root), lambda: ours, Limits())

    assert reception.spool_of("desk+lea+token@example.org") == "lea"
    assert reception.spool_of("desk+other@example.org") == "intake"


def test_an_address_of_two_identities_goes_to_the_first(root: Path) -> None:
    ours = {"intake": Address("desk", "example.org"), "ntd": Address("desk", "example.org")}

    assert Reception(spools(root), lambda: ours, Limits()).spool_of("desk+x@example.org") == "intake"


def test_an_address_that_an_identity_had_before_is_still_its_own(root: Path) -> None:
    former = {"lea": (Address("lea", "old.example.org"),), "ntd": (Address("ntd", "old.example.org"),)}
    here = {name: spool for name, spool in spools(root).items() if name != "ntd"}
    reception = Reception(here, lambda: IDENTITIES, Limits(), lambda: former)

    assert reception.spool_of("lea+token@old.example.org") == "lea"
    assert reception.spool_of("ntd+token@old.example.org") is None  # no spool of that name


async def test_others_are_refused_for_good_at_rcpt(root: Path) -> None:
    async with opened(root) as rim:
        replies = await rim.call(lambda talk: talk.start(["nobody@example.org", LEA, "<", ""]))

    assert replies[:2] == ["550 5.1.1 No such address here", "250 2.1.5 Recipient ok"]
    assert all(reply[0] in "45" for reply in replies[2:])


async def test_a_recipient_too_many_is_for_a_later_transaction(root: Path) -> None:
    async with opened(root, limits=Limits(recipients=2)) as rim:
        replies = await rim.call(lambda talk: talk.start(tokens(3)))

    assert [reply[:9] for reply in replies] == ["250 2.1.5", "250 2.1.5", "452 4.5.3"]


async def test_the_null_sender_is_kept_as_such(root: Path) -> None:
    async with opened(root) as rim:
        replies = await rim.call(lambda talk: talk.deliver([LEA], MAIL, sender=""))
        (mail,) = await rim.mails("lea")

    assert replies == ["250 2.1.5 Spooled"]
    assert mail.startswith(b"Return-Path: <>\r\nDelivered-To: lea@hotline.example.org\r\nFrom: ")


@pytest.mark.parametrize(
    "sender", [b"a\rDelivered-To: x@example.com", b"a\x00b@example.com", b"\xff@example.com", b"<>"]
)
async def test_a_sender_never_becomes_a_header_line_of_its_own(root: Path, sender: bytes) -> None:
    def client(talk: Talk) -> tuple[str, str]:
        talk.say("LHLO x")
        return talk.say(b"MAIL FROM:<" + sender + b">"), talk.say(f"RCPT TO:<{LEA}>")

    async with opened(root) as rim:
        replies = await rim.call(client)
        mails = await rim.mails("lea")

    assert [reply[0] for reply in replies] == ["5", "5"]
    assert mails == []


# --- limits, faults, the socket ----------------------------------------------------------------------


async def test_a_connection_too_many_is_told_to_come_again(root: Path) -> None:
    def client(talk: Talk) -> list[list[str]]:
        with Talk(root / "lmtp") as second, Talk(root / "lmtp") as third:
            greetings = [talk.greeting, second.greeting, third.greeting]
            assert third.reply() == []
            talk.say("QUIT")
            assert talk.reply() == []
            return greetings

    async with opened(root, limits=Limits(connections=2)) as rim:
        greetings = await rim.call(client)
        again = await rim.call(lambda talk: talk.greeting)

    assert [greeting[0][:3] for greeting in [*greetings, again]] == ["220", "220", "421", "220"]


async def test_a_silent_client_is_cut_off(root: Path) -> None:
    async with opened(root, limits=Limits(idle=0.05)) as rim:
        assert await rim.call(lambda talk: talk.reply()) == []


async def test_a_cut_in_the_middle_of_the_data_leaves_nothing(root: Path) -> None:
    def client(talk: Talk) -> None:
        talk.start([LEA])
        talk.say("DATA")
        talk.send(MAIL)

    async with opened(root) as rim:
        await rim.call(client)
        assert await rim.call(lambda talk: talk.say("LHLO x")) == "250 SMTPUTF8"
        assert await rim.mails("lea") == []

    assert list((root / "lea" / "tmp").iterdir()) == []


async def test_a_bug_of_ours_is_a_temporary_fault_without_its_text(root: Path) -> None:
    def fails(point: str) -> None:
        raise RuntimeError(f"/var/lib/{MARKER}")

    def wrong() -> dict[str, Address]:
        raise RuntimeError(f"/var/lib/{MARKER}")

    async with opened(root) as rim:
        rim.spools["lea"].point = fails
        replies = await rim.call(lambda talk: talk.deliver([LEA, INTAKE, LEA], MAIL))
    async with opened(root, identities=wrong) as rim:
        (refused,) = await rim.call(lambda talk: talk.start([LEA]))

    fault = "451 4.3.0 Temporary fault, please try again"
    assert replies == [fault, "250 2.1.5 Spooled", fault]
    assert refused == fault


async def test_a_stale_socket_is_replaced_and_a_live_one_is_not(root: Path) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(root / "lmtp"))
    async with opened(root) as rim:
        assert stat.S_IMODE(os.stat(rim.path).st_mode) == 0o660
        with pytest.raises(Permanent, match="another process listens"):
            await LmtpDoor(str(rim.path), rim.spools, lambda: IDENTITIES).open()
        assert await rim.call(lambda talk: talk.deliver([LEA], MAIL)) == ["250 2.1.5 Spooled"]

    assert not rim.path.exists()


async def test_what_is_no_socket_is_left_alone(root: Path) -> None:
    (root / "lmtp").write_text("item 1")

    with pytest.raises(Permanent, match="is no socket"):
        await LmtpDoor(str(root / "lmtp"), spools(root), lambda: IDENTITIES).open()

    assert (root / "lmtp").read_text() == "item 1"


async def test_a_port_in_use_is_for_a_person(root: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(Permanent, match="Address already in use"):
            await LmtpDoor(f"127.0.0.1:{other.getsockname()[1]}", spools(root), lambda: IDENTITIES).open()


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("/run/hotlined/lmtp", Path("/run/hotlined/lmtp")),
        ("unix:/run/hotlined/lmtp", Path("/run/hotlined/lmtp")),
        ("127.0.0.1:2424", ("127.0.0.1", 2424)),
        ("localhost:2424", ("127.0.0.1", 2424)),
        ("[::1]:2424", ("::1", 2424)),
        ("systemd", "systemd"),
    ],
)
def test_the_door_is_a_socket_or_a_loopback_port(text: str, where: object) -> None:
    assert parse_listen(text) == where


@pytest.mark.parametrize(
    "text",
    [
        "0.0.0.0:2424",
        "192.0.2.1:24",
        "[::]:24",
        ":24",
        "example.org:24",
        "127.0.0.1",
        "127.0.0.1:65536",
        "lmtp",
        "",
    ],
)
def test_a_door_to_the_world_is_refused(text: str) -> None:
    with pytest.raises(Permanent, match=r"is not the path of a socket .* a loopback address"):
        parse_listen(text)


async def test_logs_have_no_address_subject_or_text(root: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    raw = MAIL.replace(b"item 1", MARKER.encode())

    async with opened(root) as rim:
        rim.spools["ntd"].root = rim.spools["ntd"].root / "absent"
        sender = f"{MARKER}@example.com"
        await rim.call(lambda talk: talk.deliver([f"lea+{MARKER}@hotline.example.org", NTD], raw, sender))
        await rim.call(lambda talk: talk.say(f"VRFY {MARKER}"))

    assert "lost mailbox=ntd-spool error=Temporary" in caplog.text
    assert MARKER not in caplog.text
    assert str(root) not in caplog.text
