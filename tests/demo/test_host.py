"""The embedded mail host, keys and people: real IMAP, real SMTP, real gpg, all on loopback."""

import gc
import os
import select
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import imapclient
import pytest

from hotlined.demo.host import MailHost
from hotlined.demo.keys import GpgRefused, Keyring
from hotlined.demo.people import Correspondent, Ports

ANNA, BEN = "anna@example.com", "ben@example.org"
MAIL = b"From: <x@example.net>\r\nTo: <anna@example.com>\r\nSubject: item 1\r\n\r\nline 1\r\n"


@pytest.fixture
def host() -> Iterator[MailHost]:
    with MailHost({ANNA: "pw-a", BEN: "pw-b"}) as running:
        yield running


@pytest.fixture
def people(host: MailHost) -> Iterator[tuple[Correspondent, Correspondent]]:
    """Two people who know each other's keys."""
    with Keyring.throwaway() as ring_a, Keyring.throwaway() as ring_b:
        key_a, key_b = ring_a.make("Anna", ANNA), ring_b.make("Ben", BEN)
        ring_a.import_(ring_b.export(key_b))
        ring_b.import_(ring_a.export(key_a))
        ports = Ports(imap=host.imap_port, smtp=host.smtp_port)
        yield (
            Correspondent(ANNA, "pw-a", ports, keyring=ring_a, fingerprint=key_a),
            Correspondent(BEN, "pw-b", ports, keyring=ring_b, fingerprint=key_b),
        )


@contextmanager
def reading(host: MailHost, address: str = ANNA, word: str = "pw-a") -> Iterator[Any]:
    """An IMAP client with INBOX selected."""
    with imapclient.IMAPClient("127.0.0.1", host.imap_port, ssl=False, timeout=10) as client:
        client.login(address, word)
        client.select_folder("INBOX")
        yield client


def post(host: MailHost, to: str | list[str], raw: bytes = MAIL, sender: str = "x@example.net") -> None:
    """Hand a mail to the host by SMTP."""
    with smtplib.SMTP("127.0.0.1", host.smtp_port, timeout=10) as smtp:
        smtp.sendmail(sender, to, raw)


def test_two_people_exchange_signed_and_encrypted_mail(
    host: MailHost, people: tuple[Correspondent, Correspondent]
) -> None:
    anna, ben = people
    sent = anna.send(
        BEN, "Ünusual [HOLD]", "Grüße\nFrom here on  \n", sign=True, encrypt_to=[str(ben.fingerprint)],
        headers=[("Reply-To", "anna+token1@example.com")],
    )  # fmt: skip
    assert b"HOLD" not in sent
    assert b"\r\nSubject: ...\r\n" in sent
    got = ben.wait_for(lambda raw: True, timeout=5)
    opened = ben.open(got)
    assert (opened.subject, opened.text) == ("Ünusual [HOLD]", "Grüße\nFrom here on\n")
    assert (opened.signer_fingerprint, opened.encrypted) == (anna.fingerprint, True)

    answer = ben.reply(got, "received", sign=True, encrypt_to=[str(anna.fingerprint)])
    back = anna.wait_for(lambda raw: True, timeout=5)
    assert back.endswith(answer)
    assert b"Delivered-To: anna+token1@example.com\r\n" in back
    read = anna.open(back)
    assert read.subject == "Re: Ünusual [HOLD]"
    assert read.text.startswith("received\n\n")
    assert "> Grüße" in read.text
    assert read.signer_fingerprint == ben.fingerprint
    message_id = sent.partition(b"Message-ID: ")[2].partition(b"\r\n")[0]
    assert b"In-Reply-To: " + message_id in answer
    assert b"References: " + message_id in answer
    assert anna.open(sent).subject == "Ünusual [HOLD]"  # the writer can read their own mail


def test_a_signed_mail_verifies_and_a_changed_one_does_not(
    people: tuple[Correspondent, Correspondent],
) -> None:
    anna, ben = people
    original = b"Subject: old\r\n\r\nbytes \xff kept  \r\n"
    anna.send(BEN, "[ILLEGAL] item 1", "url: 192.0.2.1", sign=True, attach_original=original)
    got = ben.wait_for(lambda raw: b"ILLEGAL" in raw, timeout=5)
    assert original in got
    opened = ben.open(got)
    assert (opened.signer_fingerprint, opened.encrypted) == (anna.fingerprint, False)
    assert opened.attachments == {"original.eml": original}
    assert ben.open(got.replace(b"192.0.2.1", b"192.0.2.2")).signer_fingerprint is None


def test_a_plain_mail_is_neither_signed_nor_encrypted(people: tuple[Correspondent, Correspondent]) -> None:
    anna, ben = people
    anna.send(BEN, "item 1", "text")
    opened = ben.open(ben.wait_for(lambda raw: True, timeout=5))
    assert (opened.subject, opened.text) == ("item 1", "text\n")
    assert (opened.signer_fingerprint, opened.encrypted, opened.attachments) == (None, False, {})


def test_waiting_gives_each_mail_out_once(
    host: MailHost, people: tuple[Correspondent, Correspondent]
) -> None:
    anna, _ = people
    host.deliver(ANNA, MAIL)
    host.deliver(ANNA, MAIL.replace(b"item 1", b"item 2"))
    assert b"item 2" in anna.wait_for(lambda raw: b"item 2" in raw, timeout=5)
    assert b"item 1" in anna.wait_for(lambda raw: True, timeout=5)
    with pytest.raises(TimeoutError):
        anna.wait_for(lambda raw: True, timeout=0)
    assert len(anna.inbox()) == 2


def test_a_plus_address_reaches_the_plain_inbox_with_trace_headers(host: MailHost) -> None:
    post(host, "Anna+Tok3n@example.com")
    trace = b"Return-Path: <x@example.net>\r\nDelivered-To: Anna+Tok3n@example.com\r\n"
    assert host.messages(ANNA) == (trace + MAIL,)
    (one,) = host.accepted
    assert (one.mail_from, one.rcpt, one.raw) == ("x@example.net", ("Anna+Tok3n@example.com",), MAIL)
    assert abs(datetime.now(UTC) - one.at) < timedelta(minutes=1)


def test_one_transaction_reaches_each_recipient_and_the_null_sender_is_kept(host: MailHost) -> None:
    post(host, [ANNA, BEN], sender="")
    assert [len(host.messages(one)) for one in (ANNA, BEN)] == [1, 1]
    assert host.messages(BEN)[0].startswith(b"Return-Path: <>\r\n")
    assert [one.rcpt for one in host.accepted] == [(ANNA, BEN)]


@pytest.mark.parametrize("stranger", ["nobody@example.com", "anna@example.net", "ben@example.com"])
def test_an_unknown_recipient_is_refused_and_nothing_is_relayed(host: MailHost, stranger: str) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        post(host, stranger)
    assert refused.value.recipients[stranger][0] == 550
    assert host.accepted == ()


def test_long_lines_and_bare_line_ends_come_through(host: MailHost) -> None:
    long = b"Subject: item 1\r\n\r\n" + b"x" * 100_000 + b"\r\n"
    post(host, ANNA, long)
    host.deliver(ANNA, b"Subject: item 2\n\nbody\n", "Junk")
    assert host.messages(ANNA)[0].endswith(long)
    assert host.messages(ANNA, "Junk") == (b"Subject: item 2\r\n\r\nbody\r\n",)


def test_users_have_their_folders_and_a_wrong_password_is_refused(host: MailHost) -> None:
    assert host.folders(BEN) == ("INBOX", "Junk", "Sent")
    with pytest.raises(imapclient.exceptions.LoginError), reading(host, BEN, "pw-a"):
        pass


def test_an_idling_client_is_told_of_new_mail(host: MailHost) -> None:
    with reading(host) as client:
        client.idle()
        post(host, ANNA)
        assert select.select([client.socket()], [], [], 5)[0]
        assert (1, b"EXISTS") in client.idle_done()[1]


def test_a_keyword_is_kept_and_follows_a_move(host: MailHost) -> None:
    host.deliver(ANNA, MAIL)
    with reading(host) as client:
        client.create_folder("Hotline")
        client.create_folder("Hotline/Intake")
        (uid,) = client.search(["ALL"])
        client.add_flags([uid], ["$Hotlined"])
    with reading(host) as client:
        assert client.search(["KEYWORD", "$Hotlined"]) == [uid]
        client.move([uid], "Hotline/Intake")
        assert client.search(["ALL"]) == []
        client.select_folder("Hotline/Intake")
        (moved,) = client.search(["ALL"])
        assert b"$Hotlined" in client.get_flags([moved])[moved]
        client.add_flags([moved], ["$Second"])
        assert client.search(["KEYWORD", "$Second"]) == [moved]
    assert host.messages(ANNA, "Hotline/Intake") == (MAIL,)
    assert "Hotline/Intake" in host.folders(ANNA)


def test_fifty_idling_connections_survive_the_garbage_collector(host: MailHost) -> None:
    with ExitStack() as stack:
        clients = [stack.enter_context(reading(host)) for _ in range(50)]
        for client in clients:
            client.idle()
        for _ in range(3):
            gc.collect()
        host.deliver(ANNA, MAIL)
        gc.collect()
        for client in clients:
            assert select.select([client.socket()], [], [], 5)[0]
            assert (1, b"EXISTS") in client.idle_done()[1]
            assert len(client.search(["ALL"])) == 1


def test_stopping_ends_the_connections_and_the_thread() -> None:
    host = MailHost({ANNA: "pw-a"}).start()
    client = imapclient.IMAPClient("127.0.0.1", host.imap_port, ssl=False, timeout=10)
    client.login(ANNA, "pw-a")
    client.select_folder("INBOX")
    client.idle()
    host.stop()
    host.stop()
    with pytest.raises(ConnectionRefusedError):
        smtplib.SMTP("127.0.0.1", host.smtp_port, timeout=10)
    with pytest.raises(RuntimeError):
        host.messages(ANNA)
    with pytest.raises((OSError, imapclient.exceptions.IMAPClientAbortError)):
        client.idle_done()
    client.shutdown()


def test_an_address_that_cannot_be_bound_is_an_error_at_start() -> None:
    with pytest.raises(OSError, match="address"):
        MailHost({ANNA: "pw-a"}, host="192.0.2.1").start()


def test_without_pymap_the_import_says_what_to_install() -> None:
    code = "import sys; sys.modules['pymap'] = None; import hotlined.demo.host"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False, timeout=30
    )
    assert ran.returncode == 1
    assert ran.stderr.rstrip().endswith("not installed: in hotlined's checkout, pip install '.[demo]'")


def test_an_expired_key_neither_receives_nor_proves() -> None:
    with Keyring.throwaway() as ring, Keyring.throwaway() as other:
        birth = datetime.now(UTC) - timedelta(days=30)
        old = ring.make("Old", ANNA, expires="seconds=86400", at=birth)
        assert len(old) == 40
        with pytest.raises(GpgRefused):
            ring.seal(b"x", [old])
        with pytest.raises(GpgRefused):
            ring.sign(b"x", old)
        signature, _ = ring.sign(b"x", old, at=birth + timedelta(hours=1))
        other.import_(ring.export(old))
        assert other.verify(b"x", signature.encode()) is None


def test_a_living_key_proves_and_a_foreign_ciphertext_stays_shut() -> None:
    with Keyring.throwaway() as ring, Keyring.throwaway() as other:
        key = ring.make("Anna", ANNA)
        other.import_(ring.export(key))
        signature, micalg = ring.sign(b"x", key)
        assert other.verify(b"x", signature.encode()) == key
        assert micalg in ("pgp-sha512", "pgp-sha256")  # GnuPG 2.4, and 2.2
        assert other.verify(b"y", signature.encode()) is None
        with pytest.raises(GpgRefused):
            other.unseal(other.seal(b"x", [key]).encode())


def test_closing_a_throwaway_keyring_leaves_no_home() -> None:
    with Keyring.throwaway() as ring:
        ring.make("Anna", ANNA)
        assert ring.home.is_dir()
    assert not ring.home.exists()
