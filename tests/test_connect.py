"""What `hotlined check --connect` says of IMAP servers that do not do all that others do."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from imaplib import IMAP4
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from imapclient import IMAPClient
from imapclient.imapclient import Quota

from hotlined.adapters.config.settings import load
from hotlined.app.own_folders import Folders
from hotlined.cli.connect import imap, smtp
from tests.support.dialects import EXCHANGE, GMAIL, DialectServer
from tests.support.dovecot import Dovecot
from tests.support.over import over
from tests.support.sink import Sink
from tests.support.site import write_site

ROOM = {f"{name}@hotline.example.org": "secret" for name in ("intake", "lea", "ntd")}


@pytest.fixture(scope="module")
def exchange() -> Iterator[DialectServer]:
    with DialectServer(EXCHANGE, ROOM) as running:
        yield running


@pytest.fixture(scope="module")
def gmail() -> Iterator[DialectServer]:
    with DialectServer(GMAIL, ROOM) as running:
        yield running


def told(
    folder: Path, server: DialectServer | Dovecot, *, keywords: bool = False, name: str = "lea"
) -> dict[str, tuple[str, str]]:
    """What was found at a mailbox: by what was tried, "fine", "soon" or "wrong", and the sentence."""
    users = {name.partition("@")[0]: (name, "secret") for name in ROOM}
    settings = load(write_site(folder, imap_port=server.imap_port, users=users))
    found = imap(settings.accounts[name], keywords=keywords)
    return {what.removeprefix(f"{name} IMAP "): (state, sentence) for what, state, sentence in found}


def test_what_exchange_online_cannot_do_is_said(tmp_path: Path, exchange: DialectServer) -> None:
    found = told(tmp_path, exchange)
    assert {state for state, _ in found.values()} == {"fine"}
    assert found["junk"][1] == "Junk-E-Mail is read too: the server marks no folder as junk"
    assert found["keywords"][1].startswith("the server keeps none")
    assert "Gesendete Elemente" in found["sent mail"][1]
    assert {"UIDPLUS", "labels"} & set(found) == set()


def test_keywords_that_were_agreed_and_that_exchange_online_does_not_keep_are_wrong(
    tmp_path: Path, exchange: DialectServer
) -> None:
    state, sentence = told(tmp_path, exchange, keywords=True)["keywords"]
    assert state == "wrong"
    assert "report_keywords in rules/agreement.yaml can bring no form" in sentence


def test_a_mailbox_that_exchange_online_does_not_open_is_said_to_be_that(
    tmp_path: Path, exchange: DialectServer
) -> None:
    exchange.moods.disconnected = True
    try:
        ((state, sentence),) = told(tmp_path, exchange).values()
    finally:
        exchange.moods.disconnected = False
    assert state == "wrong"
    assert "Add-MailboxPermission" in sentence


def test_what_gmail_does_otherwise_is_said(tmp_path: Path, gmail: DialectServer) -> None:
    found = told(tmp_path, gmail)
    assert {state for state, _ in found.values()} == {"fine"}
    assert found["junk"][1] == "[Gmail]/Spam is read too"
    assert "what is deleted stays in All Mail" in found["labels"][1]
    assert "[Gmail]/Papierkorb" in found["labels"][1]
    assert "keywords" not in found


def test_P11_what_a_filter_has_put_aside_where_junk_is_not_read_is_counted(
    tmp_path: Path, exchange: DialectServer
) -> None:
    assert told(tmp_path, exchange, name="intake")["junk"][0] == "fine"
    with exchange.behind.login("intake@hotline.example.org") as client:
        client.append(exchange.junk, b"From: visitor@example.com\r\nSubject: a report\r\n\r\nitem 1\r\n")
    state, sentence = told(tmp_path, exchange, name="intake")["junk"]
    assert state == "soon"
    assert sentence.startswith("1 mails in Junk-E-Mail: nobody is told of them")


def test_P5_a_junk_folder_that_was_named_and_is_not_there_is_told_though_another_one_is_known(
    tmp_path: Path,
) -> None:
    """A slip in its name: a hold lies in the right one, and nobody reads it."""
    with Dovecot(ROOM) as server:
        users = {name.partition("@")[0]: (name, "secret") for name in ROOM}
        lea = load(write_site(tmp_path, imap_port=server.imap_port, users=users)).accounts["lea"]

        def of(junk: str) -> tuple[str, str]:
            told = imap(replace(lea, folders=Folders(junk=junk)))
            return next((state, words) for what, state, words in told if what == "lea IMAP junk")

        with server.login("lea@hotline.example.org") as client:
            client.create_folder("Spam-Ordner")
        assert of("Spam-Ordner") == ("fine", "Spam-Ordner and Junk are read too")
        assert of("Spam-Order") == (
            "soon",
            "there is no Spam-Order, and Junk is read too; a hold could lie elsewhere: set"
            " mailboxes.lea.folders.junk to the one where junk lies (the server also has Spam-Ordner)",
        )


def test_P5_what_a_rule_of_the_server_puts_where_nobody_looks_is_told(tmp_path: Path) -> None:
    """A hold in such a folder is read by nobody, and the notice goes."""
    hold = b"From: reports@police.example.com\r\nSubject: please wait\r\n\r\nPlease wait.\r\n"
    with Dovecot(ROOM, separator=".", prefix="INBOX.") as server:
        with server.login("lea@hotline.example.org") as client:
            for folder, seen in (("INBOX.Police", False), ("INBOX.Old", True), ("INBOX.Sent", False)):
                client.create_folder(folder)
                client.append(folder, hold, [b"\\Seen"] if seen else [])
        found = told(tmp_path, server)
        again = told(tmp_path, server)

    state, sentence = found["others"]
    assert (state, again["others"]) == ("soon", (state, sentence))
    assert sentence.startswith("1 unread mails in Police: hotlined does not look there, and a hold would be")


def test_a_folder_that_may_not_be_looked_into_keeps_nothing_else_from_being_checked(
    tmp_path: Path, exchange: DialectServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else's, that is shared with the account for its name alone, say."""

    def refused(self: IMAPClient, folder: str, what: list[str]) -> None:
        raise IMAP4.error("status failed: [NOPERM] not yours")

    before = told(tmp_path, exchange)
    with exchange.behind.login("lea@hotline.example.org") as client:
        client.create_folder("Attic")
    monkeypatch.setattr(IMAPClient, "folder_status", refused)
    assert told(tmp_path, exchange) == before


@over(("usage", "state"), [(40, "fine"), (95, "soon"), (101, "wrong")])
def test_a_mailbox_that_is_nearly_full_or_full_is_told(
    tmp_path: Path, exchange: DialectServer, monkeypatch: pytest.MonkeyPatch, usage: int, state: str
) -> None:
    """The server refuses each move then: mails stay, and notices wait."""
    has, rows = (
        IMAPClient.has_capability,
        [Quota("User", "STORAGE", usage, 100), Quota("User", "MESSAGE", 1, 0)],
    )
    monkeypatch.setattr(IMAPClient, "has_capability", lambda self, name: name == "QUOTA" or has(self, name))
    monkeypatch.setattr(IMAPClient, "get_quota_root", lambda self, folder: (None, rows))

    found, sentence = told(tmp_path, exchange)["space"]

    assert (found, sentence.startswith(f"{usage}% of its space is taken")) == (state, True)
    assert sentence.endswith("nothing can be filed, and no notice goes") == (state != "fine")


def test_P14_at_gmail_nothing_can_be_destroyed_while_it_hides_its_trash(
    tmp_path: Path, gmail: DialectServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotlined.adapters.imap.tree.Tree.used_as", lambda self, mark: ())
    state, sentence = told(tmp_path, gmail)["labels"]
    assert state == "wrong"
    assert "let the Trash (Bin) show in IMAP" in sentence


def test_what_a_server_without_uidplus_cannot_do_is_said(
    tmp_path: Path, exchange: DialectServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    has = IMAPClient.has_capability
    monkeypatch.setattr(
        IMAPClient, "has_capability", lambda self, name: name != "UIDPLUS" and has(self, name)
    )
    state, sentence = told(tmp_path, exchange)["UIDPLUS"]
    assert state == "soon"
    assert "the purge waits" in sentence


def of_plus_addresses(folder: Path, sink: Sink, **more: bool) -> tuple[str, str]:
    settings = load(write_site(folder, smtp_port=sink.port, **more))
    found = {what: rest for what, *rest in smtp(settings.accounts["lea"], verp=settings.site.verp)}
    state, sentence = found["lea SMTP plus"]
    return state, sentence


def test_a_server_that_knows_no_plus_addresses_is_found_before_a_hold_comes_back_to_the_lea(
    tmp_path: Path,
) -> None:
    """The answer to a report goes to one: with the mailbox alone it is a stranger's address there."""
    with Sink() as sink:
        assert of_plus_addresses(tmp_path, sink)[0] == "fine"
        sink.refuse("lea+check@hotline.example.org", "450 4.2.0 greylisted")
        assert of_plus_addresses(tmp_path, sink)[0] == "soon"
        sink.refuse("lea+check@hotline.example.org", "550 5.1.1 no such user")
        state, sentence = of_plus_addresses(tmp_path, sink)
        assert sink.taken == (), "no mail is sent"

    assert state == "wrong"
    assert sentence.startswith("the server refuses mail to lea+check@hotline.example.org (550 5.1.1)")


def test_a_server_that_lets_the_account_send_as_its_plain_address_only_is_found(tmp_path: Path) -> None:
    """As with Postfix and `reject_sender_login_mismatch`: no report would leave."""

    class Strict(Sink):
        async def handle_MAIL(
            self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
        ) -> str:
            envelope.mail_from = address
            return "553 5.7.1 not owned by user" if "+" in address else "250 2.1.0 OK"

    with Strict() as sink:
        state, sentence = of_plus_addresses(tmp_path, sink)
        without = of_plus_addresses(tmp_path, sink, verp=False)

    assert state == "wrong"
    assert "refuses lea+check@hotline.example.org as the sender (553 5.7.1)" in sentence
    assert "verp: no" in sentence
    assert without[0] == "fine"


def test_a_server_that_asks_to_try_later_in_between_is_not_called_wrong(tmp_path: Path) -> None:
    """It counts the mails of a minute, or has not seen this sender yet."""

    class Busy(Sink):
        async def handle_MAIL(
            self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
        ) -> str:
            envelope.mail_from = address
            return "553 5.7.1 not owned by user" if "+" in address else "450 4.7.1 too many mails"

    with Busy() as sink:
        assert of_plus_addresses(tmp_path, sink)[0] == "soon"


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        ("530 5.7.0 authentication required", "it wants a login"),
        ("550 5.7.1 relaying denied", "from lea@hotline.example.org to itself as well (550 5.7.1)"),
    ],
)
def test_a_server_that_takes_no_mail_at_all_is_not_said_to_lack_plus_addresses(
    tmp_path: Path, reply: str, told: str
) -> None:
    class Closed(Sink):
        async def handle_MAIL(
            self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
        ) -> str:
            return reply

    with Closed() as sink:
        state, sentence = of_plus_addresses(tmp_path, sink)

    assert state == "wrong"
    assert told in sentence
    assert "plus addresses on" not in sentence


def greets(listening: socket.socket) -> None:
    """Say in clear who one is, and stay until the other leaves: who is gone first may be heard first."""
    with listening.accept()[0] as one, suppress(ConnectionError):
        one.sendall(b"* OK ready\r\n")
        while one.recv(1024):
            pass


def test_a_port_that_speaks_no_tls_is_told_as_that_by_imap_too(tmp_path: Path) -> None:
    """The library's "[SSL: WRONG_VERSION_NUMBER] wrong version number" sends people to look for updates."""
    users = {name.partition("@")[0]: (name, "secret") for name in ROOM}
    with socket.create_server(("127.0.0.1", 0)) as listening:
        settings = load(write_site(tmp_path, imap_port=listening.getsockname()[1], users=users, tls="tls"))
        threading.Thread(target=greets, args=(listening,), daemon=True).start()
        ((_, state, sentence),) = imap(settings.accounts["lea"])

    assert state == "wrong"
    assert sentence.startswith("lea: no TLS connection comes about: this port speaks none (127.0.0.1:")


def test_a_wrong_password_is_told_as_that_by_smtp_too(tmp_path: Path) -> None:
    with Sink(users={"lea@hotline.example.org": "right"}) as sink:
        users = {name.partition("@")[0]: (name, "wrong") for name in ROOM}
        settings = load(write_site(tmp_path, smtp_port=sink.port, users=users))
        account = settings.accounts["lea"]
        ((_, state, sentence),) = smtp(
            replace(account, smtp=replace(account.smtp, user="lea@hotline.example.org")), verp=True
        )

    assert state == "wrong"
    assert sentence.startswith("the server refuses the login, 535")
