"""adapters.mime_write: what leaves reads the same with the standard library, and survives transport."""

import email
import email.policy
from email.header import decode_header, make_header

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotlined.adapters.mime_write import write_mail, write_sealed
from hotlined.app.ports import Permanent
from hotlined.domain.mail.seal import headers_match
from tests.support.mails import BOUNDARY, HEADERS, MARKER, NEUTRAL, TEXT, sealed_mail

printable = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=300)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=400)


def _armour(payload: bytes) -> bytes:
    """A `seal` that keeps the payload readable, to look inside."""
    return b"-----BEGIN PGP MESSAGE-----\n\n" + payload.hex().encode() + b"\n-----END PGP MESSAGE-----\n"


def _inside(mail: bytes) -> bytes:
    text = mail.partition(b"MESSAGE-----\r\n\r\n")[2].partition(b"\r\n")[0]
    return bytes.fromhex(text.decode())


def _parsed(mail: bytes) -> email.message.EmailMessage:
    message = email.message_from_bytes(mail, policy=email.policy.default)
    assert isinstance(message, email.message.EmailMessage)
    return message


@given(texts)
def test_a_text_arrives_as_it_was_written(text: str) -> None:
    mail = write_mail(headers=HEADERS, text=text)
    assert _parsed(mail).get_content().replace("\r\n", "\n") == text.rstrip("\n") + "\n"


@given(texts)
def test_every_mail_is_seven_bit_with_short_lines_that_no_transport_touches(text: str) -> None:
    mail = write_mail(headers=HEADERS, text=text, attachments=[("ä.bin", "application/pdf", text.encode())])
    lines = mail.split(b"\r\n")
    assert mail.isascii()
    assert b"\n" not in mail.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 78
    body = lines[lines.index(b"") :]
    assert not any(line.startswith(b"From ") or line == b"." or line.endswith((b" ", b"\t")) for line in body)


@settings(max_examples=200)
@given(printable, printable)
def test_a_header_value_of_any_characters_arrives(subject: str, name: str) -> None:
    name = " ".join(name.replace("<", "").replace('"', "").split())
    subject = subject.strip()
    headers = [("From", f"{name} <a@example.com>"), ("Subject", subject), *HEADERS[1:4]]
    mail = write_mail(headers=headers, text="item 1")
    message = email.message_from_bytes(mail)
    unfolded = message["Subject"].replace("\r\n", "").replace("\n", "")
    assert str(make_header(decode_header(unfolded))) == subject or subject != " ".join(subject.split())
    assert (
        headers_match(
            mail,
            sender="a@example.com",
            recipient="unit@police.example",
            message_id="<0123456789abcdefghijklmnop.hl@hotline.example>",
        )
        is None
    )


@pytest.mark.parametrize("bad", ["x\r\nBcc: y@example.org", "x\ny", "x\0y", "x\ry", "x\u2028y"])
def test_a_line_break_in_a_header_value_or_file_name_is_refused(bad: str) -> None:
    for name in ("Subject", "From", "References", "X-Hotlined-Case"):
        with pytest.raises(Permanent) as refused:
            write_mail(headers=[(name, bad)], text="")
        assert "example.org" not in str(refused.value)
    with pytest.raises(Permanent):
        write_mail(headers=HEADERS, text="", attachments=[(bad, "image/png", b"")])
    with pytest.raises(Permanent):
        write_sealed(headers=HEADERS, outer_subject=bad, text="", seal=_armour, boundary=BOUNDARY)


@pytest.mark.parametrize("header", ["Content-Type", "MIME-Version", "HP-Outer", "X Y", "X:", ""])
def test_headers_that_the_writer_makes_itself_are_refused(header: str) -> None:
    with pytest.raises(Permanent):
        write_mail(headers=[(header, "x")], text="")


@pytest.mark.parametrize("kind", ["multipart/mixed", "message/rfc822", "text/plain; x=y", "x\r\ny"])
def test_attachments_have_a_plain_type(kind: str) -> None:
    with pytest.raises(Permanent):
        write_mail(headers=HEADERS, text="", attachments=[("a", kind, b"")])


@given(st.text("aäα😀 ", min_size=1, max_size=200))
def test_no_line_with_an_encoded_word_is_longer_than_76(text: str) -> None:
    headers = [("From", f"{text} <a@example.com>"), ("Subject", text), *HEADERS[1:4]]
    mail = write_sealed(headers=headers, outer_subject=text, text=TEXT, seal=_armour, boundary=BOUNDARY)
    lines = (mail + _inside(mail)).split(b"\r\n")
    assert all(len(line) <= 76 for line in lines if b"=?utf-8?" in line)


def test_long_message_ids_are_folded_and_never_encoded() -> None:
    references = " ".join(f"<{n}{'x' * 70}@hotline.example>" for n in range(9))
    mail = write_mail(headers=[*HEADERS, ("References", references)], text="")
    assert b"=?" not in mail
    assert email.message_from_bytes(mail)["References"].replace("\n", "").replace("\r", "") == references


def test_the_same_input_gives_the_same_bytes() -> None:
    assert sealed_mail(_armour) == sealed_mail(_armour)
    assert write_mail(headers=HEADERS, text=TEXT, attachments=[("a", "image/png", b"x")]) == write_mail(
        headers=HEADERS, text=TEXT, attachments=[("a", "image/png", b"x")]
    )


def test_attachments_arrive_with_name_type_and_bytes() -> None:
    data = bytes(range(256)) * 5
    sent = [("annex-i.json", "application/json", b"{}"), ('Ānnex "I".pdf', "application/pdf", data)]
    message = _parsed(write_mail(headers=HEADERS, text=TEXT, attachments=sent))
    arrived = [
        (a.get_filename(), a.get_content_type(), a.get_payload(decode=True))
        for a in message.iter_attachments()
    ]
    assert arrived == sent
    body = message.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == TEXT


def test_P4_the_real_subject_stands_inside_and_the_neutral_one_outside() -> None:
    mail = sealed_mail(_armour)
    inner = _parsed(_inside(mail))
    assert MARKER.encode() not in mail
    assert email.message_from_bytes(mail)["Subject"] == NEUTRAL
    assert inner["Subject"] == f"Annex I: {MARKER}"
    assert inner.get_content_type() == "multipart/mixed"
    assert inner.get_param("protected-headers") == "v1"
    assert inner.get_param("hp") == "cipher"
    outer = inner.get_all("HP-Outer") or []
    assert f"Subject: {NEUTRAL}" in outer
    assert [line.partition(":")[0] for line in outer] == [name for name, _ in HEADERS]


def test_P4_what_seal_returns_without_armour_does_not_leave() -> None:
    for returned in (b"", b"text", b"-----BEGIN PGP SIGNED MESSAGE-----"):
        with pytest.raises(Permanent):
            sealed_mail(lambda _, returned=returned: returned)
