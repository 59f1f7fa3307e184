"""The IMAP mailbox on servers that speak as Exchange Online and Gmail do, and what those cannot do."""

from collections.abc import Iterator

import pytest

from hotlined.app.ports import Permanent, Temporary
from tests.app.mailbox_contract import (
    BoardMailboxContract,
    KeywordMailboxContract,
    MailboxContract,
    body,
    mail,
)
from tests.support.dialects import EXCHANGE, GMAIL, DialectServer, rewritten
from tests.support.far_server import FarServer

_USERS = {f"d{n}@example.org": f"p{n}" for n in range(80)}
_users = iter(_USERS)


@pytest.fixture(scope="module")
def exchange() -> Iterator[DialectServer]:
    with DialectServer(EXCHANGE, _USERS) as running:
        yield running


@pytest.fixture(scope="module")
def gmail() -> Iterator[DialectServer]:
    with DialectServer(GMAIL, _USERS) as running:
        yield running


class Unhurried:
    """IDLE passes the front as it is: what waits for Dovecot to tell is tried without it."""

    test_a_wait_ends_when_a_mail_comes = None
    test_a_mail_that_came_after_the_list_is_not_waited_for = None
    test_wake_ends_a_wait_and_also_the_next_one = None
    test_a_keyword_that_somebody_sets_ends_a_wait = None


class TestExchange(Unhurried, MailboxContract, BoardMailboxContract):
    """The contract, without keywords, which Exchange Online does not have."""

    @pytest.fixture
    def far(self, exchange: DialectServer) -> FarServer:
        return FarServer(exchange, next(_users), exact=False)


class TestGmail(Unhurried, MailboxContract, BoardMailboxContract, KeywordMailboxContract):
    """The whole contract."""

    @pytest.fixture
    def far(self, gmail: DialectServer) -> FarServer:
        return FarServer(gmail, next(_users))


# --- folders that nobody marks -----------------------------------------------------------------------


async def test_P5_junk_that_exchange_marks_nowhere_is_found_by_what_it_is_called(
    exchange: DialectServer,
) -> None:
    """A hold could lie there; the folder's name is in the mailbox's language."""
    far = FarServer(exchange, next(_users))
    await far.box.open(())
    assert await far.box.junk() == ("Junk-E-Mail",)
    with exchange.behind.login(far.user) as client:
        for name in ("Courrier indésirable", "Rämpspost", "junk email", "Project Junk", "Archive/Junk Email"):
            client.create_folder(name)
    assert set(await far.box.junk()) == {"Junk-E-Mail", "Courrier indésirable", "Rämpspost", "junk email"}
    await far.box.close()


async def test_P5_junk_is_what_gmail_marks_and_what_a_mail_program_calls_so(gmail: DialectServer) -> None:
    """Outlook's own filter moves mails of an IMAP account into a folder that it makes itself."""
    far = FarServer(gmail, next(_users))
    await far.box.open(())
    assert await far.box.junk() == ("[Gmail]/Spam",)
    with gmail.behind.login(far.user) as client:
        for name in ("Junk E-mail", "Søppelpost", "Ruslpóstur", "Poştă nedorită", "Spammed"):
            client.create_folder(name)
    made = {"Junk E-mail", "Søppelpost", "Ruslpóstur", "Poştă nedorită"}
    assert set(await far.box.junk()) == {"[Gmail]/Spam", *made}
    await far.box.close()


async def test_where_the_service_keeps_what_was_sent_is_known_by_mark_or_name(
    exchange: DialectServer, gmail: DialectServer
) -> None:
    """At Gmail the Trash too, where a mail lies while it is being destroyed."""
    kept = (exchange, ("Gesendete Elemente",)), (gmail, ("[Gmail]/Gesendet", "[Gmail]/Papierkorb"))
    for server, folders in kept:
        far = FarServer(server, next(_users))
        await far.box.open(())
        assert await far.box.sent() == folders
        await far.box.close()


# --- destroying --------------------------------------------------------------------------------------

ALL_MAIL = "[Gmail]/Alle Nachrichten"


async def test_P14_what_is_destroyed_at_gmail_lies_in_no_folder_any_more(gmail: DialectServer) -> None:
    """To expunge there is to archive: a mail is gone once it was expunged from the Trash."""
    far = FarServer(gmail, next(_users))
    await far.box.open(("Hotline/Done",))
    for n in (1, 2, 3):
        await far.box.append("Hotline/Done", mail(n))
    first, _, third = await far.box.list("Hotline/Done")
    await far.box.destroy([first, third])
    left = {folder: await far.box.list(folder) for folder in await far.box.every_folder()}
    assert {folder: len(found) for folder, found in left.items() if found} == {"Hotline/Done": 1, ALL_MAIL: 1}
    assert [body(raw) for raw in far.messages("Hotline/Done")] == [mail(2)]
    await far.box.destroy([first])  # gone already
    await far.box.close()


async def test_P14_what_somebody_archived_at_gmail_is_destroyed_out_of_all_mail(gmail: DialectServer) -> None:
    far = FarServer(gmail, next(_users))
    await far.box.open(("Hotline/Done",))
    for n in (1, 2):
        await far.box.append("Hotline/Done", mail(n))
    with gmail.login(far.user) as client:
        client.select_folder("Hotline/Done")
        client.add_flags([1], [b"\\Deleted"])
    named = {name: one for one, name in await far.box.identified(ALL_MAIL)}
    assert set(named) == {"<1@example.com>", "<2@example.com>"}
    await far.box.destroy([named["<1@example.com>"]])
    assert [name for _, name in await far.box.identified(ALL_MAIL)] == ["<2@example.com>"]
    assert [body(raw) for raw in far.messages("Hotline/Done")] == [mail(2)]
    await far.box.close()


async def test_P14_what_lies_in_the_trash_of_gmail_for_others_stays_there(gmail: DialectServer) -> None:
    far = FarServer(gmail, next(_users))
    await far.box.open(("Hotline/Done",))
    await far.box.append("[Gmail]/Papierkorb", mail(7))
    await far.box.append("Hotline/Done", mail(1))
    await far.box.destroy(await far.box.list("Hotline/Done"))
    assert [body(raw) for raw in far.messages("[Gmail]/Papierkorb")] == [mail(7)]
    await far.box.destroy(await far.box.list("[Gmail]/Papierkorb"))
    assert far.messages("[Gmail]/Papierkorb") == ()
    await far.box.close()


# --- moods -------------------------------------------------------------------------------------------


@pytest.fixture
def moody(exchange: DialectServer, gmail: DialectServer) -> Iterator[None]:
    """Both are well again afterwards."""
    yield
    for server in (exchange, gmail):
        server.moods.throttled = server.moods.disconnected = server.moods.crowded = False


@pytest.mark.usefixtures("moody")
async def test_an_exchange_that_throttles_is_tried_again(exchange: DialectServer) -> None:
    far = FarServer(exchange, next(_users))
    await far.box.open(())
    far.deliver(mail(1))
    exchange.moods.throttled = True
    with pytest.raises(Temporary):
        await far.box.list("INBOX")
    with pytest.raises(Temporary):
        await far.box.open(())
    exchange.moods.throttled = False
    await far.box.open(())
    assert len(await far.box.list("INBOX")) == 1
    await far.box.close()


@pytest.mark.usefixtures("moody")
async def test_a_login_that_exchange_opens_no_mailbox_for_is_said_to_be_that(exchange: DialectServer) -> None:
    """Else an administrator looks for what is wrong with the password, which was taken."""
    far = FarServer(exchange, next(_users))
    exchange.moods.disconnected = True
    with pytest.raises(Temporary, match="took the login and opens no mailbox"):
        await far.box.open(("Hotline/Done",))
    exchange.moods.disconnected = False
    await far.box.open(("Hotline/Done",))
    exchange.moods.disconnected = True
    with pytest.raises(Temporary, match="took the login and opens no mailbox"):
        await far.box.list("INBOX")


@pytest.mark.usefixtures("moody")
async def test_too_many_connections_to_gmail_are_no_wrong_password(gmail: DialectServer) -> None:
    far = FarServer(gmail, next(_users))
    gmail.moods.crowded = True
    with pytest.raises(Temporary, match="takes no logins at present"):
        await far.box.open(())
    gmail.moods.crowded = False
    gmail.users[far.user], right = "wrong", gmail.users[far.user]
    with pytest.raises(Permanent, match="refused the login"):
        await FarServer(gmail, far.user).box.open(())
    gmail.users[far.user] = right


# --- what is listed and not given --------------------------------------------------------------------

INSTEAD = (
    b'MIME-Version: 1.0\r\nContent-Type: text/plain; charset="us-ascii"\r\n'
    b"From: Microsoft Exchange Server\r\nTo: <lea@hotline.example.org>\r\n"
    b"Subject: Retrieval using the IMAP4 protocol failed for the following\r\n"
    b" message: 17\r\n\r\nThe server couldn't retrieve the following message:\r\n"
)


async def test_P1_P5_what_exchange_says_in_place_of_a_mail_is_not_taken_for_it(
    exchange: DialectServer, caplog: pytest.LogCaptureFixture
) -> None:
    """It could be a hold: left in the inbox, it keeps the read from being whole, and notices wait."""
    caplog.set_level("INFO", logger="hotlined")
    far = FarServer(exchange, next(_users), exact=False)
    await far.box.open(())
    far.deliver(mail(1))
    with exchange.behind.login(far.user) as client:
        client.append("INBOX", INSTEAD)
    far.deliver(mail(2))
    first, withheld, last = await far.box.list("INBOX")
    for _ in range(2):
        assert [one.found for one in await far.box.fetch((first, withheld, last))] == [first, last]
    told = [one.getMessage() for one in caplog.records if "withheld" in one.getMessage()]
    assert told == [f"withheld mailbox=lea folder=INBOX uid={withheld.uid}"]
    await far.box.close()


async def test_a_mail_sent_to_look_as_if_exchange_had_none_is_a_mail(
    exchange: DialectServer,
) -> None:
    """Else anybody could stop all notices: what came has a trace of its way, the server's words have none."""
    far = FarServer(exchange, next(_users), exact=False)
    await far.box.open(())
    far.deliver(INSTEAD)
    (found,) = await far.box.list("INBOX")
    (fetched,) = await far.box.fetch((found,))
    assert fetched.raw.endswith(INSTEAD)
    await far.box.close()


# --- mails -------------------------------------------------------------------------------------------


def test_a_mail_as_exchange_rewrites_it_has_all_that_it_had() -> None:
    raw = (
        b"From: a@example.com\nContent-Type: multipart/encrypted;\n boundary=b;\n"
        b' protocol="application/pgp-encrypted"\nSubject: ...\n\n--b\n'
        b"Content-Type: application/pgp-encrypted\n\nVersion: 1\n\n--b\n"
        b"Content-Type: application/octet-stream\n\narmour\n--b--\n"
    )
    made = rewritten(raw)
    assert made.startswith(
        b'From: a@example.com\r\nContent-Type: multipart/mixed;\r\n\tboundary="b"\r\nSubject:'
    )
    assert made.count(b"--b\r\n") == 3
    assert rewritten(mail(1)) == mail(1)
