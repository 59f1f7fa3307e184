"""The IMAP mailbox on real servers, and on connections that are cut, swallowed or reset."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from imapclient import IMAPClient

from hotlined.adapters.imap import ImapAccount, ImapMailbox
from hotlined.adapters.imap.filing import Filing
from hotlined.adapters.imap.session import MAX_TOP, Session
from hotlined.adapters.imap.wire import Client, Wire
from hotlined.app.ports import Found, Permanent, Temporary
from hotlined.demo.host import MailHost
from tests.adapters.conftest import ImapServer
from tests.support.dialects import DIALECTS, EXCHANGE, GMAIL
from tests.support.dovecot import Dovecot
from tests.support.imap_proxy import Proxy, Said
from tests.support.narrow import narrow
from tests.support.sink import ScriptedSmtp

FOLDERS = ("Hotline/Intake", "Hotline/Quarantine/unsigned")


def mail(n: int, size: int = 0) -> bytes:
    """A plain mail that ends in CRLF."""
    head = f"From: a@example.com\r\nMessage-ID: <{n}@example.com>\r\nSubject: item {n}\r\n"
    date = "Date: Mon, 02 Mar 2026 10:00:00 +0000\r\n\r\n"  # without it Cyrus writes one
    return (head + date).encode() + b"x" * 70 + b"\r\n" + (b"y" * 70 + b"\r\n") * (size // 72)


def account(port: int, user: str, password: str = "", **more: object) -> ImapAccount:
    """An account on this machine with short time-outs."""
    values: dict[str, object] = {"host": "127.0.0.1", "tls": "none", "read_timeout": 5.0, "call_timeout": 8.0}
    return ImapAccount(port=port, user=user, password=lambda: password, **(values | more))  # type: ignore[arg-type]


def mailbox_of(server: ImapServer, **more: object) -> ImapMailbox:
    return ImapMailbox("lea", account(server.port, server.user, server.password, **more))


@asynccontextmanager
async def opened(box: ImapMailbox) -> AsyncIterator[ImapMailbox]:
    """The mailbox with our folders, closed at the end."""
    await box.open(FOLDERS)
    try:
        yield box
    finally:
        await box.close()


@contextmanager
def person(server: ImapServer) -> Iterator[IMAPClient]:
    """Somebody who looks into the mailbox with a mail client."""
    client = IMAPClient("127.0.0.1", server.port, ssl=False, timeout=10)
    client.login(server.user, server.password)
    yield client
    client.logout()


def hide_move(server: ImapServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """As servers without MOVE; Exchange Online and Gmail have it."""
    if server.kind in DIALECTS:
        pytest.skip("it has MOVE")
    real = Client.has_capability
    monkeypatch.setattr(Client, "has_capability", lambda self, name: name != "MOVE" and real(self, name))


@pytest.fixture
def box(server: ImapServer) -> ImapMailbox:
    return mailbox_of(server)


@pytest.fixture
def proxy(dovecot: Dovecot) -> Iterator[Proxy]:
    with Proxy(dovecot.imap_port) as running:
        yield running


@pytest.fixture
def proxied(proxy: Proxy, user: str, dovecot: Dovecot) -> Callable[..., ImapMailbox]:
    """A mailbox on Dovecot behind the proxy."""
    return lambda **more: ImapMailbox("lea", account(proxy.port, user, dovecot.users[user], **more))


# --- reading ---------------------------------------------------------------------------------------


async def test_mail_is_listed_and_fetched_whole_in_utc_and_stays_unseen(
    server: ImapServer, box: ImapMailbox, dovecot: Dovecot
) -> None:
    for n in (1, 2, 3):
        server.deliver(mail(n))
    async with opened(box):
        found = await box.list("INBOX")
        fetched = await box.fetch(found)
    assert [one.uid for one in found] == sorted(one.uid for one in found)
    assert [one.raw.endswith(mail(n)) for n, one in zip((1, 2, 3), fetched, strict=True)] == [True] * 3
    if server.kind != EXCHANGE:  # which only estimates them
        assert [one.size for one in found] == [len(one.raw) for one in fetched]
    assert [one.raw for one in fetched] == list(server.messages("INBOX"))
    for one in fetched:
        assert one.received_at.tzinfo is UTC
        assert abs(datetime.now(UTC) - one.received_at) < timedelta(minutes=1)
    if server.kind == "dovecot":
        with dovecot.login(server.user) as client:
            client.select_folder("INBOX", readonly=True)
            assert client.search("SEEN") == []


async def test_a_folder_that_does_not_exist_is_empty(box: ImapMailbox) -> None:
    async with opened(box):
        assert await box.list("Hotline/Nowhere") == ()
        assert await box.list("INBOX") == ()


async def test_many_mails_come_in_several_batches_and_in_order(server: ImapServer, box: ImapMailbox) -> None:
    for n in range(45):
        server.deliver(mail(n))
    async with opened(box):
        found = await box.list("INBOX")
        fetched = await box.fetch(found)
    assert [one.found for one in fetched] == list(found)
    assert len({one.raw for one in fetched}) == 45


async def test_a_message_that_vanished_is_left_out(server: ImapServer, box: ImapMailbox) -> None:
    server.deliver(mail(1))
    server.deliver(mail(2))
    async with opened(box):
        first, second = await box.list("INBOX")
        await box.move(first, "Hotline/Intake")
        fetched = await box.fetch((first, second))
        assert [one.found for one in fetched] == [second]


async def test_the_header_of_a_large_message_comes_alone(server: ImapServer, box: ImapMailbox) -> None:
    server.deliver(mail(1, size=3_000_000))
    async with opened(box):
        (found,) = await box.list("INBOX")
        header = (await box.fetch_header(found)).raw
    assert found.size > 2_900_000
    assert b"Message-ID: <1@example.com>\r\n" in header
    assert header.endswith(b"\r\n\r\n")
    assert len(header) < 2000


async def test_a_changed_uidvalidity_is_noticed_before_anything_is_touched(
    server: ImapServer, box: ImapMailbox
) -> None:
    server.deliver(mail(1))
    async with opened(box):
        (found,) = await box.list("INBOX")
        other = Found(folder=found.folder, uidvalidity=found.uidvalidity + 1, uid=found.uid, size=found.size)
        for call in (box.fetch((other,)), box.fetch_header(other), box.move(other, "Hotline/Intake")):
            with pytest.raises(Temporary, match="UIDVALIDITY"):
                await call
            await box.open(FOLDERS)
        assert len(await box.list("INBOX")) == 1


async def test_a_folder_made_anew_has_a_new_uidvalidity(dovecot: Dovecot, user: str) -> None:
    async with opened(ImapMailbox("lea", account(dovecot.imap_port, user, dovecot.users[user]))) as box:
        await box.append("Hotline/Intake", mail(1))
        (found,) = await box.list("Hotline/Intake")
        with dovecot.login(user) as client:
            client.delete_folder("Hotline/Intake")
            await asyncio.sleep(1.1)  # Dovecot counts UIDVALIDITY in seconds
            client.create_folder("Hotline/Intake")
            client.append("Hotline/Intake", mail(2))
        with pytest.raises(Temporary, match=r"UIDVALIDITY|ended|refused"):
            await box.fetch((found,))


# --- filing ----------------------------------------------------------------------------------------


async def test_a_mail_is_moved_with_its_keywords_and_without_seen(
    server: ImapServer, box: ImapMailbox, dovecot: Dovecot
) -> None:
    server.deliver(mail(1))
    async with opened(box):
        (found,) = await box.list("INBOX")
        await box.move(found, "Hotline/Quarantine/unsigned", ("hotlined-done", "$Quarantine"))
        assert await box.list("INBOX") == ()
        assert len(await box.list("Hotline/Quarantine/unsigned")) == 1
        await box.move(found, "Hotline/Quarantine/unsigned")  # again: nothing is left to move
        assert len(await box.list("Hotline/Quarantine/unsigned")) == 1
    assert server.messages("Hotline/Quarantine/unsigned")[0].endswith(mail(1))
    if server.kind == "dovecot":
        with dovecot.login(server.user) as client:
            client.select_folder("Hotline/Quarantine/unsigned", readonly=True)
            (flags,) = client.get_flags(client.search("ALL")).values()
            assert {flag.lower() for flag in flags} >= {b"hotlined-done", b"$quarantine"}
            assert b"\\Seen" not in flags


async def test_mails_that_move_together_have_each_its_own_keywords(
    server: ImapServer, box: ImapMailbox, dovecot: Dovecot
) -> None:
    for n in range(3):
        server.deliver(mail(n))
    async with opened(box):
        found = await box.list("INBOX")
        await box.move_all([(one, ("$Quarantine", f"case-{one.uid}")) for one in found], "Hotline/Intake")
        assert await box.list("INBOX") == ()
        assert len(await box.list("Hotline/Intake")) == 3
    if server.kind == "dovecot":
        with dovecot.login(server.user) as client:
            client.select_folder("Hotline/Intake", readonly=True)
            flags = [
                {flag.decode().lower() for flag in each if not flag.startswith(b"\\")}
                for each in client.get_flags(client.search("ALL")).values()
            ]
            assert flags == [{"$quarantine", f"case-{one.uid}"} for one in found]


async def test_a_card_lies_where_the_server_says_seen_and_flagged_as_asked(
    server: ImapServer, box: ImapMailbox, dovecot: Dovecot
) -> None:
    folder = "Hotline/Board/Needs you"
    async with opened(box):
        quiet = await box.put(folder, mail(1), seen=True, flagged=False)
        loud = await box.put(folder, mail(2), seen=False, flagged=True)
        assert quiet is not None
        assert loud is not None
        assert [one.uid for one, _ in await box.identified(folder)] == [quiet.uid, loud.uid]
        status = await box.status(folder)
        assert status is not None
        assert (status.next_uid, status.messages) == (loud.uid + 1, 2)
    if server.kind == "dovecot":
        with dovecot.login(server.user) as client:
            client.select_folder(folder, readonly=True)
            flags = {uid: {flag.lower() for flag in found} for uid, found in client.get_flags([1, 2]).items()}
            wanted = {b"\\seen", b"\\flagged"}
            assert (flags[1] & wanted, flags[2] & wanted) == ({b"\\seen"}, {b"\\flagged"})
            assert folder in [name for _, _, name in client.list_sub_folders()]


async def test_a_mailbox_over_its_quota_takes_no_card_for_now(
    server: ImapServer, box: ImapMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Client, *args: object) -> None:
        raise Client.Error("[OVERQUOTA] Quota exceeded")

    async with opened(box):
        monkeypatch.setattr(Client, "append", full)
        with pytest.raises(Temporary, match="OVERQUOTA"):
            await box.put("Hotline/Intake", mail(1), seen=True, flagged=False)


async def test_without_move_a_mail_is_copied_and_only_it_is_expunged(
    server: ImapServer, box: ImapMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    hide_move(server, monkeypatch)
    for n in (1, 2, 3):
        server.deliver(mail(n))
    async with opened(box):
        first, second, third = await box.list("INBOX")
        with IMAPClient("127.0.0.1", server.port, ssl=False, timeout=10) as person:
            person.login(server.user, server.password)
            person.select_folder("INBOX")
            person.add_flags([first.uid], [b"\\Deleted"])  # to stay: deleting it is for that person
        await box.move(second, "Hotline/Intake")
        assert await box.list("INBOX") == (first, third)
        (moved,) = await box.fetch(await box.list("Hotline/Intake"))
        assert moved.raw.endswith(mail(2))


async def test_a_target_that_somebody_removed_is_made_again(dovecot: Dovecot, user: str) -> None:
    dovecot.deliver(user, mail(1))
    async with opened(ImapMailbox("lea", account(dovecot.imap_port, user, dovecot.users[user]))) as box:
        with dovecot.login(user) as client:
            client.delete_folder("Hotline/Quarantine/unsigned")
        (found,) = await box.list("INBOX")
        await box.move(found, "Hotline/Quarantine/unsigned")
        assert len(await box.list("Hotline/Quarantine/unsigned")) == 1


async def test_opening_twice_finds_the_folders_and_they_are_subscribed(
    box: ImapMailbox, server: ImapServer, dovecot: Dovecot
) -> None:
    async with opened(box):
        await box.open((*FOLDERS, "Prüfung/Neu & alt"))
        assert await box.list("Prüfung/Neu & alt") == ()
    if server.kind == "dovecot":
        with dovecot.login(server.user) as client:
            subscribed = {name for _, _, name in client.list_sub_folders()}
        assert {"Hotline", "Hotline/Intake", "Hotline/Quarantine/unsigned", "Prüfung/Neu & alt"} <= subscribed


async def test_a_copy_of_a_sent_mail_is_filed_as_read_byte_for_byte(
    server: ImapServer, box: ImapMailbox
) -> None:
    async with opened(box):
        await box.append("Sent", mail(1), ("hotlined",))
        (found,) = await box.list("Sent")
        (fetched,) = await box.fetch((found,))
    assert fetched.raw == mail(1)


@pytest.mark.parametrize(("separator", "prefix"), [(".", "INBOX."), (".", ""), ("/", "INBOX/")])
def test_folders_follow_the_namespace_of_the_server(separator: str, prefix: str) -> None:
    """Servers that name folders INBOX.Like.This, as Courier and Cyrus do; names are not only ASCII."""
    user, folder = "u0@example.org", "Prüfstelle & Co/Quarantine/unproven"

    async def story(port: int) -> tuple[Found, ...]:
        box = ImapMailbox("lea", account(port, user, "p0"))
        await box.open((folder,))
        (found,) = await box.list("INBOX")
        await box.move(found, folder, ("$Hotlined",))
        moved = await box.list(folder)
        await box.close()
        return moved

    with Dovecot({user: "p0"}, separator=separator, prefix=prefix) as dovecot:
        dovecot.deliver(user, mail(1))
        assert len(asyncio.run(story(dovecot.imap_port))) == 1
        there = prefix + folder.replace("/", separator)
        assert len(dovecot.messages(user, there)) == 1
        with dovecot.login(user) as client:
            assert there in {name for _, _, name in client.list_sub_folders()}


# --- what could break out of a command -------------------------------------------------------------


@pytest.mark.parametrize("evil", ["x\r\nA1 DELETE INBOX", "x\ny", "x\0", "a*", "a//b", ""])
async def test_a_line_end_in_a_folder_name_never_reaches_the_server(
    server: ImapServer, box: ImapMailbox, evil: str
) -> None:
    server.deliver(mail(1))
    async with opened(box):
        (found,) = await box.list("INBOX")
        for call in (box.list(evil), box.move(found, evil), box.append(evil, b"x"), box.wait(evil, 1)):
            with pytest.raises(Permanent):
                await call
            await box.open(FOLDERS)
    assert len(server.messages("INBOX")) == 1


@pytest.mark.parametrize("evil", ["a\r\nb", "a b", "\\Seen", "\\Deleted", "a)", "", "ä"])
async def test_a_keyword_that_is_no_plain_word_is_refused(
    server: ImapServer, box: ImapMailbox, evil: str
) -> None:
    server.deliver(mail(1))
    async with opened(box):
        (found,) = await box.list("INBOX")
        with pytest.raises(Permanent):
            await box.move(found, "Hotline/Intake", (evil,))
        assert len(await box.list("INBOX")) == 1


@pytest.mark.parametrize("evil", ["p\r\nA1 LOGOUT", "p\0"])
async def test_a_password_with_a_line_end_is_refused(dovecot: Dovecot, user: str, evil: str) -> None:
    with pytest.raises(Permanent, match="line end"):
        await ImapMailbox("lea", account(dovecot.imap_port, user, evil)).open(())


# --- connecting ------------------------------------------------------------------------------------


async def test_a_refused_login_is_permanent_and_names_no_password(server: ImapServer) -> None:
    box = ImapMailbox("lea", account(server.port, server.user, "wrong-word"))
    with pytest.raises(Permanent, match="lea: the IMAP server refused the login") as caught:
        await box.open(())
    assert "wrong-word" not in str(caught.value)
    with pytest.raises(Temporary, match="not connected"):
        await box.list("INBOX")


@pytest.mark.parametrize("tls", ["tls", "starttls"])
async def test_tls_works_with_the_right_certificate(dovecot: Dovecot, user: str, tls: str) -> None:
    port = dovecot.imaps_port if tls == "tls" else dovecot.imap_port
    dovecot.deliver(user, mail(1, size=300_000))
    box = ImapMailbox(
        "lea", account(port, user, dovecot.users[user], tls=tls, host="localhost", cafile=dovecot.cafile)
    )
    async with opened(box):
        (fetched,) = await box.fetch(await box.list("INBOX"))
        assert fetched.raw.endswith(mail(1, size=300_000))
        asyncio.get_running_loop().call_later(0.1, dovecot.deliver, user, mail(2))
        await asyncio.wait_for(box.wait("INBOX", 30), 8)
        assert len(await box.list("INBOX")) == 2


@pytest.mark.parametrize("tls", ["tls", "starttls"])
async def test_a_certificate_that_is_not_trusted_is_permanent(dovecot: Dovecot, user: str, tls: str) -> None:
    port = dovecot.imaps_port if tls == "tls" else dovecot.imap_port
    with pytest.raises(Permanent, match="certificate"):
        await ImapMailbox("lea", account(port, user, "p", tls=tls, host="localhost")).open(())


async def test_without_tls_only_this_machine_is_reached() -> None:
    with pytest.raises(Permanent, match="without TLS"):
        await ImapMailbox("lea", account(143, "u", "p", host="192.0.2.1")).open(())


async def test_starttls_that_is_not_offered_is_not_done_without(mail_host: MailHost, user: str) -> None:
    with pytest.raises(Permanent, match="STARTTLS"):
        await ImapMailbox("lea", account(mail_host.imap_port, user, tls="starttls")).open(())


async def test_a_port_where_nobody_listens_is_temporary(dovecot: Dovecot, user: str) -> None:
    with Proxy(1) as proxy:
        port = proxy.port
    with pytest.raises(Temporary):
        await ImapMailbox("lea", account(port, user, "p")).open(())


async def test_a_server_that_is_no_imap_server_is_temporary() -> None:
    with ScriptedSmtp() as smtp, pytest.raises(Temporary):
        await ImapMailbox("lea", account(smtp.port, "u", "p")).open(())


# --- waiting ---------------------------------------------------------------------------------------


async def test_new_mail_ends_the_wait_within_seconds(server: ImapServer, box: ImapMailbox) -> None:
    async with opened(box):
        await box.list("INBOX")
        waiting = asyncio.create_task(box.wait("INBOX", 60))
        await asyncio.sleep(0.2)  # so that IDLE runs in most runs; the test holds either way
        began = time.monotonic()
        await asyncio.to_thread(server.deliver, mail(1))
        await asyncio.wait_for(waiting, 8)
        assert time.monotonic() - began < 5
        assert len(await box.list("INBOX")) == 1


async def test_mail_that_came_between_listing_and_waiting_is_noticed(
    server: ImapServer, box: ImapMailbox
) -> None:
    async with opened(box):
        await box.list("INBOX")
        await asyncio.to_thread(server.deliver, mail(1))
        await asyncio.wait_for(box.wait("INBOX", 60), 5)


async def test_the_wait_ends_when_its_time_is_over(server: ImapServer) -> None:
    async with opened(mailbox_of(server, idle_seconds=0.3)) as box:
        await asyncio.wait_for(box.wait("INBOX", 3600), 5)  # bounded by idle_seconds
        await asyncio.wait_for(box.wait("INBOX", 0.1), 5)
        assert await box.list("INBOX") == ()


async def test_wake_ends_a_running_wait_and_the_next_one(box: ImapMailbox) -> None:
    async with opened(box):
        began = time.monotonic()
        asyncio.get_running_loop().call_later(0.2, box.wake)
        await box.wait("INBOX", 60)
        box.wake()
        await box.wait("INBOX", 60)
        assert time.monotonic() - began < 5
        waiting = asyncio.create_task(box.wait("INBOX", 60))
        done, _ = await asyncio.wait({waiting}, timeout=0.5)
        assert not done  # and both are used up
        await asyncio.to_thread(box.wake)  # from another thread
        await asyncio.wait_for(waiting, 5)


async def test_filing_a_copy_does_not_wait_for_idle(box: ImapMailbox) -> None:
    async with opened(box):
        waiting = asyncio.create_task(box.wait("INBOX", 60))
        await asyncio.sleep(0.1)
        await asyncio.wait_for(box.append("Sent", mail(1)), 5)
        await asyncio.wait_for(waiting, 5)


async def test_a_cancelled_wait_lets_go_of_the_connection(box: ImapMailbox) -> None:
    await box.open(FOLDERS)
    waiting = asyncio.create_task(box.wait("INBOX", 60))
    await asyncio.sleep(0.1)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    with pytest.raises(Temporary):
        await box.list("INBOX")
    await box.open(FOLDERS)
    await box.close()


# --- servers with habits of their own --------------------------------------------------------------

SELECTED = "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 2] ok\r\n"


@asynccontextmanager
async def scripted(
    answers: dict[str, str],
    capabilities: str = "IDLE MOVE",
    heard: list[str] | None = None,
    slow: str = "",
) -> AsyncIterator[int]:
    """A tiny IMAP server: for each verb what is said before the tagged OK; after IDLE there is no OK.

    "NO" as an answer refuses; what is `heard` is each verb, and after it the line without its tag.  The
    `slow` verb takes it a second.
    """
    usual = {
        "CAPABILITY": f"* CAPABILITY IMAP4rev1 {capabilities}\r\n",
        "LIST": '* LIST () "/" INBOX\r\n',
        "SELECT": SELECTED,
        "SEARCH": "* SEARCH 1\r\n",
        "FETCH": "* 1 FETCH (UID 1 RFC822.SIZE 9)\r\n",
        "LOGOUT": "* BYE\r\n",
    } | answers

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK hello\r\n")
        tag = ""
        while line := (await reader.readline()).decode().split():
            tag, verb = (tag, "DONE") if line[0] == "DONE" else (line[0], line[1].upper())
            verb = line[2].upper() if verb == "UID" else verb
            if heard is not None:
                heard.extend((verb, " ".join(line[1:])))
            if verb == slow:
                await asyncio.sleep(1.0)
            verb = "SPECIAL" if line[-1] == "(SPECIAL-USE)" else verb
            end = "" if verb == "IDLE" else f"{tag} OK done\r\n"
            said = usual.get(verb, "")
            if said == "NO":
                said, end = "", f"{tag} NO not here\r\n"
            writer.write((said.replace("OK", f"{tag} OK", 1) if verb == "STARTTLS" else said + end).encode())
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize(
    "said",
    ["+ idling\r\n* 2 EXISTS\r\n", "* 2 EXISTS\r\n+ idling\r\n* 2 EXISTS\r\n"],
    ids=["after", "before"],
)
async def test_news_in_one_packet_with_the_answer_to_idle_ends_the_wait(said: str) -> None:
    async with scripted({"IDLE": said}) as port, opened(ImapMailbox("lea", account(port, "u", "p"))) as box:
        assert [one.uid for one in await box.list("INBOX")] == [1]
        await asyncio.wait_for(box.wait("INBOX", 60), 3)


async def test_a_server_without_idle_is_asked_again_in_time_or_when_woken() -> None:
    async with (
        scripted({}, "MOVE") as port,
        opened(ImapMailbox("lea", account(port, "u", "p", idle_seconds=0.3))) as box,
    ):
        await box.list("INBOX")
        await asyncio.wait_for(box.wait("INBOX", 60), 3)


async def test_a_server_that_offers_idle_and_refuses_it_is_asked_in_time_on_the_same_connection() -> None:
    """As a proxy may: each refusal cost a connection, a login and a full read, every second or two."""
    heard: list[str] = []
    async with (
        scripted({"IDLE": "NO"}, heard=heard) as port,
        opened(ImapMailbox("lea", account(port, "u", "p", idle_seconds=0.3))) as box,
    ):
        for _ in range(3):
            await box.list("INBOX")
            await asyncio.wait_for(box.wait("INBOX", 60), 3)
    assert [heard[::2].count(verb) for verb in ("LOGIN", "IDLE", "NOOP")] == [1, 1, 3]


async def test_a_mailbox_that_may_only_be_read_is_called_so() -> None:
    """As one that is shared without the right to change it: it was said to end the connection."""
    async with (
        scripted({"SELECT": f"{SELECTED}* OK [READ-ONLY] so it is\r\n"}) as port,
        opened(ImapMailbox("lea", account(port, "u", "p"))) as box,
    ):
        with pytest.raises(Permanent, match="may only be read"):
            await box.list("INBOX")


async def test_P14_a_folder_that_may_only_be_read_is_looked_through_and_named_where_mail_has_to_leave_it(
    proxy: Proxy, proxied: Callable[..., ImapMailbox], dovecot: Dovecot, user: str
) -> None:
    """One folder of the account, with none of our mails, kept every purge from its end."""
    with dovecot.login(user) as client:
        for folder in ("Archive", "Other"):
            client.create_folder(folder)
            client.append(folder, mail(1))
    proxy.edits = lambda: _ReadOnly(b"Archive")
    async with opened(proxied()) as box:
        for folder in ("Archive", "Other", "Archive"):
            ((found, name),) = await box.identified(folder)
            assert name == "<1@example.com>"
            assert [one.raw for one in await box.fetch([found])] == [mail(1)]
            assert len(await box.fetch_tops([found])) == 1
            assert (await box.fetch_header(found)).raw.startswith(b"From: ")
        with pytest.raises(Permanent, match="the folder Archive may only be read"):
            await box.destroy([found])


@dataclass
class _ReadOnly:
    """`imap_proxy.Edit`: the server lets us look into this folder only."""

    name: bytes
    _here: bool = False

    def __call__(self, line: bytes, downward: bool) -> Said:
        if not downward and re.search(rb" (SELECT|EXAMINE) ", line):
            self._here = self.name in line
        return Said(line.replace(b"[READ-WRITE]", b"[READ-ONLY]") if downward and self._here else line)


async def test_a_folder_whose_name_is_none_does_not_make_the_others_unreadable() -> None:
    """A program that knows no modified UTF-7 (RFC 3501 section 5.1.3) has made "R&D": nobody can open it."""
    names = "".join(f'* LIST () "/" {name}\r\n' for name in ("INBOX", '"R&D"', '"Entw&APw-rfe"', "007"))
    async with (
        scripted({"LIST": names}) as port,
        opened(ImapMailbox("lea", account(port, "u", "p"))) as box,
    ):
        assert await box.every_folder() == ("INBOX", "Entwürfe", "007")
        assert await box.junk() == ()


async def test_P1_a_search_that_is_answered_in_several_lines_finds_all_mails() -> None:
    """As some servers answer from the hundredth mail on: the mailbox could not be read any more."""
    sizes = "".join(f"* {n} FETCH (UID {n} RFC822.SIZE 9)\r\n" for n in (1, 2, 3))
    found = "* SEARCH 3 1\r\n* 3 FETCH (UID 3 FLAGS ())\r\n* SEARCH\r\n* SEARCH 2\r\n"
    async with (
        scripted({"SEARCH": found, "FETCH": sizes}) as port,
        opened(ImapMailbox("lea", account(port, "u", "p"))) as box,
    ):
        assert [one.uid for one in await box.list("INBOX")] == [1, 2, 3]


async def test_P5_a_mail_whose_size_the_server_does_not_tell_is_listed() -> None:
    """It answered for fewer mails than it was asked for: the rest counted as gone, and the read as whole."""
    search = "* SEARCH 1 2 3\r\n"
    sizes = "* 1 FETCH (UID 1 RFC822.SIZE 9)\r\n* 3 FETCH (UID 3 RFC822.SIZE NIL)\r\n"
    async with (
        scripted({"SEARCH": search, "FETCH": sizes}) as port,
        opened(ImapMailbox("lea", account(port, "u", "p"))) as box,
    ):
        assert [(one.uid, one.size) for one in await box.list("INBOX")] == [(1, 9), (2, 0), (3, 0)]
        assert [one.uid for one, _ in await box.identified("INBOX")] == [1, 2, 3]


async def test_a_server_that_could_only_expunge_everything_is_not_used() -> None:
    async with scripted({}, "IDLE") as port:
        with pytest.raises(Permanent, match="neither MOVE nor UIDPLUS"):
            await ImapMailbox("lea", account(port, "u", "p")).open(())


async def test_P1_a_mark_for_deletion_does_not_move_along(server: ImapServer, box: ImapMailbox) -> None:
    """Else the next EXPUNGE in the other folder would take a mail that nobody has dealt with."""
    if server.kind == GMAIL:
        pytest.skip("a mail that is marked for deletion leaves the folder at once there")
    server.deliver(mail(1))
    async with opened(box):
        (found,) = await box.list("INBOX")
        with person(server) as client:
            client.select_folder("INBOX")
            client.add_flags([found.uid], [b"\\Deleted"])
        await box.move(found, "Hotline/Intake")
        with person(server) as client:
            client.select_folder("Hotline/Intake")
            client.expunge()
        assert len(await box.list("Hotline/Intake")) == 1


async def test_a_mail_whose_size_is_not_told_is_moved_without_move(
    server: ImapServer, box: ImapMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    hide_move(server, monkeypatch)
    server.deliver(mail(1))
    async with opened(box):
        (found,) = await box.list("INBOX")
        await box.move(found._replace(size=0), "Hotline/Intake")
        assert (await box.list("INBOX"), len(await box.list("Hotline/Intake"))) == ((), 1)


async def test_P2_stopped_between_copy_and_expunge_there_is_one_copy(
    server: ImapServer, box: ImapMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    hide_move(server, monkeypatch)
    with monkeypatch.context() as broken:

        def gone(self: object, messages: object) -> None:
            raise OSError("the line is dead")

        broken.setattr(Client, "uid_expunge", gone)
        server.deliver(mail(1))
        await box.open(FOLDERS)
        (found,) = await box.list("INBOX")
        with pytest.raises(Temporary):
            await box.move(found, "Hotline/Intake", ("$Hotlined",))
    async with opened(box):
        (found,) = await box.list("INBOX")
        await box.move(found, "Hotline/Intake", ("$Hotlined",))
        assert await box.list("INBOX") == ()
        assert len(await box.list("Hotline/Intake")) == 1
        with person(server) as client:
            client.select_folder("Hotline/Intake", readonly=True)
            (flags,) = client.get_flags(client.search("ALL")).values()
        assert b"\\Deleted" not in flags


async def test_P1_without_MOVE_each_mail_has_a_deadline_of_its_own(
    server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    hide_move(server, monkeypatch)
    copy = Filing._copy

    def slow(self: Filing, *args: Any) -> None:
        time.sleep(0.6)
        copy(self, *args)

    monkeypatch.setattr(Filing, "_copy", slow)
    for n in range(4):
        server.deliver(mail(n))
    async with opened(mailbox_of(server, call_timeout=2.0)) as box:
        found = await box.list("INBOX")
        await box.move_all([(one, ("$Hotlined",)) for one in found], "Hotline/Intake")
        assert await box.list("INBOX") == ()
        assert len(await box.list("Hotline/Intake")) == 4


PERMANENT = "* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $MDNSent)] ok\r\n"


async def test_a_server_without_keywords_files_all_the_same_and_the_log_says_so_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As Exchange does: no \\* among PERMANENTFLAGS."""
    caplog.set_level("INFO", logger="hotlined")
    said: list[str] = []
    answers = {"SELECT": PERMANENT + SELECTED, "FETCH": "* 1 FETCH (UID 1 FLAGS ())\r\n"}
    async with scripted(answers, "IDLE MOVE", said) as port:
        box = ImapMailbox("lea", account(port, "u", "p"))
        for _ in range(2):
            async with opened(box):
                await box.move(Found("INBOX", 7, 1, 9), "Hotline/Intake", ("$Hotlined", "HL-2026-000001-C"))
    assert said.count("MOVE") == 2
    assert "STORE" not in said
    assert [one.getMessage() for one in caplog.records] == ["no-keywords mailbox=lea"]


async def test_a_server_that_keeps_no_keywords_of_people_is_never_asked_for_any() -> None:
    """Exchange answers BAD to SEARCH KEYWORD."""
    said: list[str] = []
    selected = f"* FLAGS (\\Answered \\Seen $MDNSent)\r\n{PERMANENT}{SELECTED}"
    async with (
        scripted({"SELECT": selected, "SEARCH": "BAD"}, "IDLE MOVE", said) as port,
        opened(ImapMailbox("intake", account(port, "u", "p"))) as box,
    ):
        assert await box.with_keywords("Hotline/Intake", lambda one: one == "$illegal") == ()
    assert "SEARCH" not in said


@pytest.mark.parametrize(
    ("permanent", "kept"),
    [("(\\Seen \\*)", True), ("(\\Seen $Illegal)", False), ("(\\Seen)", False), ("()", False)],
)
async def test_whether_people_can_set_keywords_of_their_own_is_known(permanent: str, *, kept: bool) -> None:
    selected = f"* OK [PERMANENTFLAGS {permanent}] ok\r\n{SELECTED}"
    async with scripted({"SELECT": selected}, "IDLE MOVE", []) as port:
        told = await asyncio.to_thread(_keeps, account(port, "u", "p"))
    assert told is kept


def _keeps(known: ImapAccount) -> bool:
    wire = Wire("intake", known)
    session = Session(wire)
    session.open(())
    try:
        return session.keeps_keywords("Hotline/Intake")
    finally:
        session.logout()
        wire.close()


async def test_a_full_folder_gets_the_common_keywords_and_no_more_case_numbers() -> None:
    said: list[str] = []
    many = " ".join(f"k{n}" for n in range(120))
    selected = f"* FLAGS ({many} HL-2026-000002-A)\r\n* OK [PERMANENTFLAGS (\\*)] ok\r\n{SELECTED}"
    answers = {"SELECT": selected, "FETCH": "* 1 FETCH (UID 1 FLAGS ())\r\n"}
    words = ("$Hotlined", "HL-2026-000001-C", "HL-2026-000002-A")
    async with (
        scripted(answers, "IDLE MOVE", said) as port,
        opened(ImapMailbox("lea", account(port, "u", "p"))) as box,
    ):
        await box.move(Found("INBOX", 7, 1, 9), "Hotline/Intake", words)
    stores = [line for line in said if "FLAGS.SILENT" in line]
    assert [line.split("FLAGS.SILENT ")[1] for line in stores] == ["($Hotlined)", "(HL-2026-000002-A)"]


async def test_a_keyword_that_is_refused_does_not_stop_the_filing() -> None:
    said: list[str] = []
    selected = f"* OK [PERMANENTFLAGS (\\*)] ok\r\n{SELECTED}"
    answers = {"SELECT": selected, "FETCH": "* 1 FETCH (UID 1 FLAGS ())\r\n", "STORE": "NO"}
    async with (
        scripted(answers, "IDLE MOVE", said) as port,
        opened(ImapMailbox("lea", account(port, "u", "p"))) as box,
    ):
        await box.move(Found("INBOX", 7, 1, 9), "Hotline/Intake", ("$Hotlined",))
    assert "MOVE" in said


async def test_a_folder_that_somebody_renamed_is_made_again_and_subscribed(
    dovecot: Dovecot, user: str
) -> None:
    dovecot.deliver(user, mail(1))
    async with opened(ImapMailbox("lea", account(dovecot.imap_port, user, dovecot.users[user]))) as box:
        with dovecot.login(user) as client:
            client.rename_folder("Hotline", "Old")
            client.unsubscribe_folder("Hotline/Intake")
        (found,) = await box.list("INBOX")
        await box.move(found, "Hotline/Intake")
        assert len(await box.list("Hotline/Intake")) == 1
    with dovecot.login(user) as client:
        assert "Hotline/Intake" in {name for _, _, name in client.list_sub_folders()}


async def test_folders_made_by_hand_are_subscribed_too(dovecot: Dovecot, user: str) -> None:
    with dovecot.login(user) as client:
        for name in ("Hotline", "Hotline/Intake"):
            client.create_folder(name)
    async with opened(ImapMailbox("lea", account(dovecot.imap_port, user, dovecot.users[user]))):
        pass
    with dovecot.login(user) as client:
        shown = {name for _, _, name in client.list_sub_folders()}
    assert {"Hotline", "Hotline/Intake"} <= shown


LISTED = '* LIST (\\HasNoChildren) "/" INBOX\r\n* LIST (\\HasNoChildren \\Junk) "/" "{name}"\r\n'


@pytest.mark.parametrize(
    ("name", "namespace", "ours"),
    [
        ("Junk E-mail", "NIL NIL NIL", "Junk E-mail"),
        ("[Gmail]/Spam", '(("" "/")) NIL NIL', "[Gmail]/Spam"),
        ("INBOX.Spam", '(("INBOX." ".")) NIL NIL', "Spam"),
        ("INBOX.Mail.Spam", '(("INBOX." ".")) NIL NIL', "Mail/Spam"),
        ("Elsewhere", '(("INBOX." ".")) NIL NIL', "Elsewhere"),  # outside of the namespace
    ],
)
async def test_junk_is_found_by_its_mark_whatever_the_server_calls_it(
    name: str, namespace: str, ours: str
) -> None:
    said: list[str] = []
    separator = "." if "INBOX." in namespace else "/"
    listed = LISTED.format(name=name).replace('"/"', f'"{separator}"')
    answers = {"LIST": listed, "NAMESPACE": f"* NAMESPACE {namespace}\r\n"}
    async with scripted(answers, "IDLE MOVE NAMESPACE", said) as port:
        box = ImapMailbox("lea", account(port, "u", "p"))
        await box.open(())
        assert await box.junk() == (ours,)
        await box.list(ours)
        await box.close()
    assert any(line.replace('"', "") == f"SELECT {name}" for line in said)


@pytest.mark.parametrize("mark", ["", "\\Junk"])
@pytest.mark.parametrize(
    ("namespace", "theirs"),
    [
        ('(("INBOX." ".")) (("user." ".")) (("" "."))', ("spam", "user.ann.spam", "Inbox2.spam")),
        ('(("INBOX." ".")) NIL (("INBOX.shared." ".")("" "."))', ("spam", "INBOX.shared.spam")),
        ('(("" ".")) (("user." ".")) (("shared." "."))', ("user.ann.spam", "shared.spam")),
        ('NIL (("user." ".")) (("" "."))', ("user.ann.spam",)),  # it says nothing of our own
        ('(("" ".")) NIL (("" "."))', ()),
    ],
)
async def test_P5_our_own_junk_is_read_and_not_what_others_share_with_us(
    mark: str, namespace: str, theirs: tuple[str, ...]
) -> None:
    """Cyrus without altnamespace shares under no prefix, and its "spam" was read in place of our own."""
    ours = "INBOX.spam" if '(("INBOX."' in namespace else "spam"
    listed = "".join(f'* LIST ({mark}) "." {name}\r\n' for name in (ours, *theirs))
    answers = {"LIST": f'* LIST () "." INBOX\r\n{listed}', "NAMESPACE": f"* NAMESPACE {namespace}\r\n"}
    said: list[str] = []
    async with (
        scripted(answers, "IDLE MOVE NAMESPACE", said) as port,
        opened(ImapMailbox("lea", account(port, "u", "p"))) as box,
    ):
        assert await box.junk() == ("spam",)
        assert await box.every_folder() == ("INBOX", "spam")
        await box.list("spam")
    assert [line.replace('"', "") for line in said if "SELECT" in line][-1] == f"SELECT {ours}"


async def test_a_server_that_marks_only_when_asked_is_asked() -> None:
    said: list[str] = []
    answers = {"LIST": '* LIST () "/" INBOX\r\n', "SPECIAL": '* LIST (\\Junk) "/" "Spam"\r\n'}
    async with scripted(answers, "IDLE MOVE SPECIAL-USE", said) as port:
        box = ImapMailbox("lea", account(port, "u", "p"))
        await box.open(())
        assert await box.junk() == ("Spam",)
        await box.close()


async def test_bytes_slipped_in_before_the_handshake_are_refused() -> None:
    injected = "OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n"
    async with scripted({"STARTTLS": injected}, "IDLE MOVE STARTTLS") as port:
        with pytest.raises(Temporary, match="the connection has ended"):
            await ImapMailbox("lea", account(port, "u", "p", tls="starttls")).open(())


@pytest.mark.parametrize(
    "said",
    [
        "* 1 FETCH (UID 1 BODY[] {9}\r\nA: b\r\n\r\n",  # no date, no end
        "* 1 FETCH (UID 1 FLAGS ())\r\n",
        "* 1 FETCH (UID 1 BODY[] {99999999999}\r\n",
        "* 1 FETCH (((((\r\n",
        "\x01\x02\r\n",
    ],
)
async def test_an_answer_without_the_whole_message_is_temporary(said: str) -> None:
    async with scripted({}) as port, opened(ImapMailbox("lea", account(port, "u", "p"))) as box:
        found = Found(folder="INBOX", uidvalidity=7, uid=1, size=9)
        assert await box.list("INBOX") == (found,)
    async with (
        scripted({"FETCH": said}) as port,
        opened(ImapMailbox("lea", account(port, "u", "p", read_timeout=0.5))) as box,
    ):
        with pytest.raises(Temporary):
            await box.fetch((found,))


# --- connections that break ------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["cut", "reset"])
async def test_a_connection_that_ends_during_idle_is_temporary_at_once(
    proxy: Proxy, proxied: Callable[..., ImapMailbox], how: str
) -> None:
    box = proxied()
    await box.open(FOLDERS)
    asyncio.get_running_loop().call_later(0.2, getattr(proxy, how))
    began = time.monotonic()
    with pytest.raises(Temporary):
        await box.wait("INBOX", 60)
    assert time.monotonic() - began < 4
    await box.open(FOLDERS)  # the next attempt is a new connection
    assert await box.list("INBOX") == ()
    await box.close()


async def test_a_connection_that_swallows_everything_is_given_up_within_the_read_timeout(
    proxy: Proxy, proxied: Callable[..., ImapMailbox]
) -> None:
    box = proxied(read_timeout=0.5, connect_timeout=0.5)
    await box.open(FOLDERS)
    proxy.blackhole()
    began = time.monotonic()
    with pytest.raises(Temporary, match="does not answer"):
        await box.list("INBOX")
    with pytest.raises(Temporary):
        await box.open(FOLDERS)
    assert time.monotonic() - began < 6


async def test_silence_during_idle_is_found_out_when_idle_ends(
    proxy: Proxy, proxied: Callable[..., ImapMailbox]
) -> None:
    box = proxied(read_timeout=0.5, idle_seconds=0.5)
    await box.open(FOLDERS)
    asyncio.get_running_loop().call_later(0.2, proxy.blackhole)
    with pytest.raises(Temporary):
        await asyncio.wait_for(box.wait("INBOX", 60), 5)


async def test_P14_more_mails_are_destroyed_than_one_command_can_name(dovecot: Dovecot, user: str) -> None:
    """A day's mails of strangers, say: Dovecot takes no line beyond 64 kB, others less."""
    dovecot.deliver(user, mail(1))
    async with opened(ImapMailbox("lea", account(dovecot.imap_port, user, dovecot.users[user]))) as box:
        (found,) = await box.list("INBOX")
        gone = [found._replace(uid=uid) for uid in range(100_000, 110_000)]
        await box.destroy([*gone, found])
        assert await box.list("INBOX") == ()


async def test_the_deadline_of_a_call_cuts_the_socket_and_ends_the_thread(
    proxy: Proxy, proxied: Callable[..., ImapMailbox]
) -> None:
    import threading

    box = proxied(read_timeout=60.0, call_timeout=0.5)
    await box.open(FOLDERS)
    proxy.blackhole()
    threads = [one for one in threading.enumerate() if one.name.startswith("imap-lea")]
    with pytest.raises(Temporary, match="no answer"):
        await box.list("INBOX")
    for thread in threads:
        await asyncio.to_thread(thread.join, 5)
    assert not any(thread.is_alive() for thread in threads)


async def test_of_long_header_fields_a_part_is_read_and_no_name_that_may_go_on(
    server: ImapServer, box: ImapMailbox
) -> None:
    """Each of 500 messages that are asked about at once may have as many of them as there is room for."""
    long = b"".join(b"Subject: " + b"item " * 100 + b"\r\n" for _ in range(600))
    for n, more in enumerate((b"", long, b"Message-ID: <b@example.com>\r\n" * 9000)):
        server.deliver(more + mail(n))
    async with opened(box):
        found = await box.list("INBOX")
        tops = await box.fetch_tops(found)
        named = await box.identified("INBOX")
    assert [one for one, _ in tops] == list(found)
    assert b"<0@example.com>" in tops[0][1]
    assert all(len(top) <= MAX_TOP for _, top in tops)
    assert [name for _, name in named] == ["<0@example.com>", "<1@example.com>", ""]


async def test_a_large_mail_has_the_time_that_a_slow_line_needs() -> None:
    """It kept all mails behind it unread, again and again."""
    fetched = '* 1 FETCH (UID 1 INTERNALDATE "01-Jan-2026 10:00:00 +0000" BODY[] {3}\r\nabc)\r\n'
    async with (
        scripted({"FETCH": fetched}, slow="FETCH") as port,
        opened(ImapMailbox("lea", account(port, "u", "p", call_timeout=0.5))) as box,
    ):
        (mail,) = await box.fetch([Found("INBOX", 7, 1, 2**20)])
        assert mail.raw == b"abc"
        with pytest.raises(Temporary, match="no answer within"):
            await box.fetch([Found("INBOX", 7, 1, 3)])


async def test_a_line_that_carries_slowly_is_not_taken_for_one_that_carries_nothing() -> None:
    """The time-out was for the whole copy of a report at once, however steadily the line took it."""
    copy = b"z" * 12_000_000

    async def steadily(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK hello\r\n")
        while line := (await reader.readline()).split():
            if line[1:2] == [b"APPEND"]:
                writer.write(b"+ go on\r\n")
                left = len(copy)
                while left and (piece := await reader.read(min(left, 2**17))):
                    left -= len(piece)
                    await asyncio.sleep(0.02)
                await reader.readline()
            said = {b"CAPABILITY": b"* CAPABILITY IMAP4rev1 MOVE\r\n", b"LIST": b'* LIST () "/" INBOX\r\n'}
            writer.write(said.get(line[1], b"") + line[0] + b" OK done\r\n")

    async with await asyncio.start_server(steadily, sock=narrow(), limit=2**17) as server:
        port = server.sockets[0].getsockname()[1]
        async with opened(ImapMailbox("lea", account(port, "u", "p", read_timeout=0.5))) as box:
            await box.append("Hotline/Sent", copy)


async def test_a_reply_cut_at_any_byte_never_gives_half_a_mail(
    proxy: Proxy, proxied: Callable[..., ImapMailbox], dovecot: Dovecot, user: str
) -> None:
    dovecot.deliver(user, mail(1))
    box = proxied()
    await box.open(FOLDERS)
    (found,) = await box.list("INBOX")
    before = proxy.sent
    (whole,) = await box.fetch((found,))
    length = proxy.sent - before
    raised = 0
    for count in (*range(0, length, 31), *range(length - 4, length)):
        proxy.heal()
        await box.open(())
        proxy.cut_after(count)
        try:
            assert await box.fetch((found,)) == (whole,)
        except Temporary:
            raised += 1
        else:  # Dovecot tells the time taken, so a whole reply is some bytes longer or shorter
            assert count > length - 64
    assert raised >= (length - 64) // 31
    proxy.heal()
    await box.open(())
    assert await box.fetch((found,)) == (whole,)
    await box.close()


@pytest.mark.parametrize("given", [b"NIL", b'""', b"{0}\r\n"], ids=["nil", "no-text", "no-octets"])
async def test_P1_a_mail_of_which_the_server_gives_nothing_stays_and_is_named_in_the_log(
    proxy: Proxy,
    proxied: Callable[..., ImapMailbox],
    dovecot: Dovecot,
    user: str,
    caplog: pytest.LogCaptureFixture,
    given: bytes,
) -> None:
    """NIL: at the second time, since once it may just have been moved away; it was left out in silence.

    No text: two such mails were one mail to us, and the second one's hold had no effect (P5).
    """
    caplog.set_level("INFO", logger="hotlined")
    for n in (1, 2, 3):
        dovecot.deliver(user, mail(n))
    proxy.edits = lambda: _InsteadOfTheSecond(given)
    box = proxied()
    await box.open(())
    found = await box.list("INBOX")
    for named in (given != b"NIL", True, True):
        assert [one.found for one in await box.fetch(found)] == [found[0], found[2]]
        told = [one.getMessage() for one in caplog.records if "withheld" in one.getMessage()]
        assert told == [f"withheld mailbox=lea folder=INBOX uid={found[1].uid}"] * named
    await box.close()


@dataclass
class _InsteadOfTheSecond:
    """`imap_proxy.Edit`: in place of the second message's text the server says this."""

    given: bytes
    _left: int = 0  # bytes of the literal that are still to come

    def __call__(self, line: bytes, downward: bool) -> Said:
        if downward and self._left:
            dropped = min(self._left, len(line))
            self._left -= dropped
            return Said(line[dropped:])
        literal = re.search(rb"^\* 2 FETCH .*BODY\[\] (\{(\d+)\}\r\n)$", line) if downward else None
        if literal is None:
            return Said(line)
        self._left = int(literal[2])
        return Said(line[: literal.start(1)] + self.given)


async def test_closing_never_raises_and_leaves_no_descriptor_open(
    proxy: Proxy, proxied: Callable[..., ImapMailbox]
) -> None:
    box = proxied(read_timeout=0.5)
    await box.close()

    def mine() -> int:
        return sum(1 for one in Path("/proc/self/fd").iterdir() if one.exists() or one.is_symlink())

    await box.open(FOLDERS)
    await box.close()
    before = await settled(mine)
    for _ in range(5):
        await box.open(FOLDERS)
        await box.close()
    proxy.cut()
    assert await settled(mine) <= before + 1


async def settled(count: Callable[[], int]) -> int:
    """A count once it has stayed the same for a quarter of a second (the threads clean up on their own)."""
    last, since = count(), time.monotonic()
    while time.monotonic() - since < 0.25:
        await asyncio.sleep(0.02)
        if (now := count()) != last:
            last, since = now, time.monotonic()
    return last
