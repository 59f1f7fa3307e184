"""Raw bytes -> `Inbound`: text only from what gpg vouches for, and no exception but Temporary."""

from dataclasses import replace
from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotlined.adapters import mime_write
from hotlined.app.ports import Fetched, Found, Temporary
from hotlined.domain.mail.identity import mail_digest
from hotlined.domain.mail.message import CLOSED, INLINE, Inbound, MailClass
from tests.support.fake_clock import START
from tests.support.fake_openpgp import sealed, signature_of
from tests.support.lea_set import Desk
from tests.support.rig import ANN, LEA, PUBLIC, Rig
from tests.support.signed_mail import write_signed
from tests.support.site import ANALYST_KEY, HOTLINE_KEY, LEA_KEY

DSN = """\
From: MAILER-DAEMON@mx.example.com
To: lea+abcdefgh@hotline.example.org
Subject: Undelivered Mail Returned to Sender
Date: Mon, 02 Mar 2026 09:00:00 +0000
Message-ID: <dsn@mx.example.com>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; reports@police.example.com
Action: failed
Status: 5.1.1

--b
Content-Type: message/rfc822

Message-ID: <aaaa@hotline.example.org>
Subject: HL-2026-000001-C
Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="c"

--c
Content-Type: application/pgp-encrypted

Version: 1
--c
Content-Type: application/octet-stream

-----BEGIN PGP MESSAGE-----

AAAA
=AAAA
-----END PGP MESSAGE-----
--c--
--b--
"""


def read(rig: Rig, raw: bytes, mailbox: str = "lea") -> Inbound:
    return rig.reader.read(mailbox, Fetched(Found("INBOX", 1, 7, len(raw)), raw, rig.clock.now()))


def crlf(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def encrypted(
    rig: Rig, entity: bytes | None = None, *, signer: str = LEA_KEY, to: str = HOTLINE_KEY
) -> bytes:
    """An encrypted mail of the LEA with a protected subject."""
    headers = [("From", LEA), ("To", "lea@hotline.example.org"), ("Subject", "the inner subject"),
               ("Date", "Mon, 02 Mar 2026 09:00:00 +0000"), ("Message-ID", "<1@police.example>")]  # fmt: skip
    return mime_write.write_sealed(
        headers=headers,
        outer_subject="the outer subject",
        text="Please wait.",
        seal=lambda payload: sealed(entity or payload, [to], signer, START),
        boundary="people-sealed",
    )


def test_a_plain_mail_is_read_with_its_time_and_identity() -> None:
    rig = Rig()
    raw = rig.mail(PUBLIC, "a report", "item 1")
    mail = read(rig, raw, "intake")
    assert mail.digest == mail_digest(raw)
    assert mail.mailbox == "intake"
    assert mail.received_at == rig.clock.now()
    assert mail.received_at.tzinfo is UTC
    assert [str(one) for one in mail.from_] == [PUBLIC]
    assert mail.subject == "a report"
    assert mail.body.strip() == "item 1"
    assert mail.classified.kind is MailClass.HUMAN
    assert (mail.signature, mail.signature_problem) == (None, None)
    assert not mail.encrypted


def test_a_signed_mail_has_its_signer_and_protected_subject() -> None:
    rig = Rig()
    mail = read(rig, rig.mail(ANN, "a command", "[HELP]", key=ANALYST_KEY), "intake")
    assert mail.signature is not None
    assert mail.signature.fingerprint == ANALYST_KEY
    assert mail.protected_subject == "a command"


@pytest.mark.parametrize(
    ("html", "again"),
    [
        ("<p>Removed,<br>thank you.</p>", ""),
        ("<p>Not removed.</p>", "Not removed."),
        ('<p>Removed, thank you.</p><p style="display:none">Not removed.</p>', ""),
    ],
)
def test_html_that_says_something_else_than_the_text_is_kept_as_it_is_seen(html: str, again: str) -> None:
    raw = crlf(
        "From: abuse@provider.example\nMessage-ID: <1@provider.example>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/alternative; boundary="b"\n\n--b\nContent-Type: text/plain\n\n'
        f"Removed, thank you.\n\n--b\nContent-Type: text/html\n\n{html}\n\n--b--\n"
    )
    mail = read(Rig(), raw, "ntd")
    assert (mail.certain_text, mail.again) == ("Removed, thank you.", again)


@pytest.mark.parametrize(("sender", "heard"), [(LEA, (LEA, "Please wait with item 1.")), (PUBLIC, ("", ""))])
def test_P5_P10_of_attached_mails_an_officers_wish_is_read_and_nobody_elses(
    sender: str, heard: tuple[str, str]
) -> None:
    head = f"From: {ANN}\nMessage-ID: <1@people.example>\nContent-Type: message/rfc822\n\n"
    raw = crlf(f"{head}From: {sender}\nMessage-ID: <2@people.example>\n\nPlease wait with item 1.\n")
    (original,) = read(Rig(), raw, "intake").originals
    assert (str(original.author or ""), original.wish) == heard


@pytest.mark.parametrize("top", [b"\r\n", b"\n", b"\r\n\r\n"])
def test_P2_a_blank_line_above_the_headers_changes_neither_mail_nor_identity(top: bytes) -> None:
    rig = Rig()
    for raw in (
        rig.mail(PUBLIC, "a report", "item 1"),
        rig.mail(ANN, "a command", "[HELP]", key=ANALYST_KEY),
        encrypted(rig),
        crlf(DSN),
    ):
        assert replace(read(rig, top + raw), size=0) == replace(read(rig, raw), size=0)


@pytest.mark.parametrize("text", ["\r\nHello\r\nFrom: x\r\n", "\r\nNote: a line\r\n\r\nHello\r\n", "\r\n"])
def test_a_text_without_a_header_block_gets_none(text: str) -> None:
    mail = read(Rig(), text.encode())

    assert (mail.from_, mail.message_id, mail.subject) == ((), None, "")


def test_P9_below_a_blank_line_no_server_has_vouched_for_the_sender() -> None:
    desk = Desk()
    lines = (
        "Authentication-Results: mx.hotline.example.org; dkim=pass header.d=police.example.com",
        "From: officer@police.example.com",
        "Subject: Report",
        "Date: Mon, 02 Mar 2026 09:00:00 +0000",
    )
    raw = crlf("\n".join((*lines, "", "Received.", "")))

    def authenticated(one: bytes) -> bool:
        return desk.reader.read("lea", Fetched(Found("INBOX", 1, 7, len(one)), one, START)).authenticated

    assert authenticated(raw)
    assert not authenticated(b"\r\n" + raw)


def test_P9_of_a_mail_whose_signature_is_bad_no_subject_is_protected() -> None:
    rig = Rig()
    raw = rig.mail(ANN, "a command", "[HELP]", key=ANALYST_KEY).replace(b"[HELP]", b"[HOLD]")
    mail = read(rig, raw, "intake")
    assert mail.signature is None
    assert mail.signature_problem == "bad"
    assert mail.protected_subject is None


def test_an_encrypted_mail_is_opened_and_its_inner_subject_counts() -> None:
    rig = Rig()
    mail = read(rig, encrypted(rig))
    assert mail.encrypted
    assert mail.signature is not None
    assert mail.signature.fingerprint == LEA_KEY
    assert (mail.subject, mail.protected_subject) == ("the outer subject", "the inner subject")
    assert mail.body.strip() == "Please wait."
    assert rig.openpgp.opens == 1


def test_P9_text_beside_the_signed_part_is_never_read() -> None:
    rig = Rig()
    signed = rig.mail(ANN, "a", "[HELP]", key=ANALYST_KEY)
    head, _, rest = signed.partition(b"\r\n\r\n")
    wrapped = (
        b"From: ann@hotline.example.org\r\nTo: intake@hotline.example.org\r\nMessage-ID: <w@x.example>\r\n"
        b"Date: Mon, 02 Mar 2026 09:00:00 +0000\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="w"\r\n\r\n--w\r\nContent-Type: text/plain\r\n\r\n'
        b"[RELEASE]\r\n--w\r\n" + head + b"\r\n\r\n" + rest + b"\r\n--w--\r\n"
    )
    mail = read(rig, wrapped, "intake")
    assert mail.signature is None


def test_a_signature_inside_the_encryption_counts() -> None:
    rig = Rig()
    inner = write_signed(
        headers=[("Subject", "inner")],
        text="Please wait.",
        sign=lambda payload: (signature_of(payload, LEA_KEY, START), "pgp-sha256"),
        boundary="people-inside",
    )

    class Unsigned:
        def open(self, ciphertext: bytes) -> object:
            opened = rig.openpgp.open(ciphertext)
            return replace(opened, checked=replace(opened.checked, signature=None))

        def __getattr__(self, name: str) -> object:
            return getattr(rig.openpgp, name)

    rig.reader = replace(rig.reader, openpgp=Unsigned())  # type: ignore[arg-type]
    mail = read(rig, encrypted(rig, inner))
    assert mail.signature is not None
    assert mail.signature.fingerprint == LEA_KEY
    assert mail.body.strip() == "Please wait."


@pytest.mark.parametrize(
    ("head", "heard"),
    [
        ("Subject: please wait\nContent-Type: text/plain\n", True),
        ('Subject: a\nSubject: please wait\nContent-Type: text/plain; hp="cipher"\n', True),
        ("Subject: Re: please wait\nContent-Type: text/plain\n", False),
        ('Subject: please wait\nContent-Type: text/plain; hp="cipher"\n', False),  # the protected one
        ("Subject: the outer subject\nContent-Type: text/plain\n", False),
    ],
)
def test_P7_a_subject_inside_that_no_header_protects_may_ask_to_wait_and_proves_nothing(
    head: str, heard: bool
) -> None:
    rig = Rig()
    mail = read(rig, encrypted(rig, crlf(f"{head}\nReceived.\n")))

    assert ("please wait" in mail.new_text) is heard
    assert mail.certain_text.strip() == "Received."
    assert ("please wait" in mail.inner_subject) is (mail.protected_subject is None and "wait" in head)


def test_P7_so_may_one_around_a_signature_inside_the_encryption() -> None:
    rig = Rig()
    inner = write_signed(
        headers=[("From", LEA)],
        text="Received.",
        sign=lambda payload: (signature_of(payload, LEA_KEY, START), "pgp-sha256"),
        boundary="people-inside",
    )
    mail = read(rig, encrypted(rig, b"Subject: please wait, HL-2026-000001-C\r\n" + inner))

    assert "please wait" in mail.new_text
    assert "HL-2026-000001-C" in mail.inner_subject
    assert mail.protected_subject is None


def test_inline_pgp_is_read_and_never_counts_as_signed() -> None:
    rig = Rig()
    armour = sealed(b"Please wait.", [HOTLINE_KEY], LEA_KEY, START).decode()
    mail = read(rig, rig.mail(LEA, "a", armour))
    assert mail.encrypted
    assert "Please wait." in mail.body
    assert mail.signature is None
    assert mail.signature_problem == INLINE


def test_F16_a_bounce_is_recognised_before_anything_in_it_is_decrypted() -> None:
    rig = Rig()
    mail = read(rig, crlf(DSN))
    assert mail.classified.kind is MailClass.DSN
    assert mail.classified.about == ("<aaaa@hotline.example.org>",)
    assert [address.token for address in mail.recipients] == ["abcdefgh"]
    assert rig.openpgp.opens == 0


def test_a_ciphertext_that_our_key_does_not_open_is_unreadable_and_keeps_its_sender() -> None:
    rig = Rig()
    mail = read(rig, rig.garbled())
    assert mail.classified.kind is MailClass.UNREADABLE
    assert mail.unreadable
    assert [str(one) for one in mail.from_] == [LEA]
    assert mail.body == mail.new_text == mail.certain_text == ""


@pytest.mark.parametrize("kind", ["application/pkcs7-mime", "application/x-pkcs7-mime"])
@pytest.mark.parametrize("how", ["enveloped-data", "signed-data"])
def test_P9_a_mail_that_is_sealed_with_smime_is_told_from_one_without_a_signature(
    kind: str, how: str
) -> None:
    head = f"From: {ANN}\r\nContent-Type: {kind}; smime-type={how}; name=smime.p7m\r\n"
    raw = f"{head}Content-Transfer-Encoding: base64\r\n\r\nMIAGCSqGSIb3DQEHA6CAMIACAQAxggEw\r\n".encode()

    mail = read(Rig(), raw)

    assert mail.signature_problem == CLOSED
    assert mail.certain_text == ""


@pytest.mark.parametrize("mark", ["Auto-Submitted: auto-replied", "Precedence: bulk"])
def test_P12_of_an_automatic_mail_that_cannot_be_read_it_stays_known_that_a_program_sent_it(
    mark: str,
) -> None:
    rig = Rig()
    unopened = read(rig, f"{mark}\r\n".encode() + rig.garbled())
    too_odd = read(rig, f"{mark}\r\nFrom: a@example.com\r\n".encode() + b"X: y\r\n" * 9_000 + b"\r\nitem\r\n")

    assert unopened.unreadable
    assert unopened.by_program
    assert too_odd.unreadable
    assert not read(rig, rig.garbled()).by_program


@pytest.mark.parametrize("kind", ["signed", "encrypted"])
def test_a_gpg_that_hangs_is_temporary(kind: str) -> None:
    rig = Rig()
    raw = encrypted(rig) if kind == "encrypted" else rig.mail(ANN, "a", "[HELP]", key=ANALYST_KEY)
    rig.openpgp.hangs = True
    with pytest.raises(Temporary):
        read(rig, raw)


def test_a_mail_beyond_the_limits_is_unreadable_and_has_an_identity() -> None:
    rig = Rig()
    raw = b"From: a@example.com\r\n" + b"X: y\r\n" * 40_000 + b"\r\nitem\r\n"
    mail = read(rig, raw)
    assert mail.classified.kind is MailClass.UNREADABLE
    assert mail.digest == mail_digest(raw)


def test_several_authors_are_all_seen() -> None:
    rig = Rig()
    raw = rig.mail(f"{ANN}, {PUBLIC}", "a", "item")
    assert [str(one) for one in read(rig, raw).from_] == [ANN, PUBLIC]


@settings(max_examples=150)
@given(
    st.one_of(
        st.binary(max_size=400),
        st.builds(
            lambda head, body: (
                b"From: " + head + b"\r\nContent-Type: multipart/signed; boundary=b\r\n\r\n" + body
            ),
            st.binary(max_size=60),
            st.binary(max_size=200),
        ),
    )
)
def test_whatever_bytes_come_reading_them_raises_nothing(raw: bytes) -> None:
    mail = read(Rig(), raw)
    assert len(mail.digest) == 64
