"""adapters.mime_read: what counts as signed or encrypted, and what stands in a mail, however odd it is."""

import base64
import hashlib
import json
import time
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotlined.adapters.mime_read import (
    Crypto,
    Headers,
    read_content,
    read_structure,
    read_text,
    visible,
)
from hotlined.adapters.mime_read.content import READ
from hotlined.adapters.mime_write import write_mail
from hotlined.adapters.pgp import GnuPG
from hotlined.app.ports import Checked, Own, TooOdd
from hotlined.domain.values.address import parse_address
from hotlined.worker import PARSER
from tests.support.keys import People, people_fixture  # noqa: F401 - a fixture
from tests.support.mails import BOUNDARY, HEADERS, MARKER, TEXT, sealed_mail
from tests.support.signed_mail import write_signed

TORTURE = Path(__file__).parents[1] / "corpus" / "torture"
BROKEN = json.loads((TORTURE / "labels.json").read_text("utf-8"))["labels"]
NOBODY = Own((), (), (), (), 0, UTC)
SIGNATURE = b"-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----\n"
ARMOUR = b"-----BEGIN PGP MESSAGE-----\n\nhF4D\n=abcd\n-----END PGP MESSAGE-----\n"


@pytest.fixture
def hotline(people: People) -> GnuPG:
    return GnuPG(people.hotline.home, people.own)


def _signed(
    part: bytes, signature: bytes = SIGNATURE, *, protocol: str = "application/pgp-signature"
) -> bytes:
    """A hand-made multipart/signed as a Maildir holds it: LF line ends."""
    kind = f'multipart/signed; micalg=pgp-sha512; protocol="{protocol}"; boundary=b'
    head = f"From: a@example.com\nContent-Type: {kind}\n"
    tail = b"\n--b\nContent-Type: application/pgp-signature\n\n" + signature + b"\n--b--\n"
    return head.encode() + b"\npreamble\n--b  \n" + part + tail


def _mixed(part: bytes) -> bytes:
    return b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" + part + b"\n--b--\n"


# --- what is protected ---------------------------------------------------------------------------


def test_the_reader_finds_what_was_signed_with_its_protected_fields() -> None:
    kept: list[bytes] = []

    def sign(payload: bytes) -> tuple[bytes, str]:
        kept.append(payload)
        return b"-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----\n", "pgp-sha512"

    mail = write_signed(headers=HEADERS, text=TEXT, sign=sign, boundary=BOUNDARY)
    structure = read_structure(mail)
    content = read_content(structure.signed)
    assert structure.signed == kept[0]
    assert structure.signature.startswith(b"-----BEGIN PGP SIGNATURE-----")
    assert content.text == TEXT
    assert content.protected is not None
    assert content.protected["subject"] == f"Annex I: {MARKER}"
    assert read_structure(mail.replace(b"\r\n", b"\n")).signed == kept[0]


def test_a_signed_mail_verifies_and_a_changed_one_does_not(hotline: GnuPG, people: People) -> None:
    mail = write_signed(headers=HEADERS, text=TEXT, sign=hotline.sign, boundary=BOUNDARY)
    unit = GnuPG(people.lea.home, people.unit)
    good, bad = read_structure(mail), read_structure(mail.replace(b"item", b"itme"))
    assert good.crypto is Crypto.SIGNED
    assert unit.verify(good.signed, good.signature).problem is None
    assert unit.verify(bad.signed, bad.signature) == Checked(None, "bad")


def test_a_signed_part_with_odd_spacing_from_an_LF_store_verifies(hotline: GnuPG, people: People) -> None:
    part = (
        b"Content-Type:  text/plain;\n   charset=us-ascii\nX-Long: "
        + b"x " * 60
        + b"\n\n[ILLEGAL]\nitem 1  \n\n"
    )
    signature = people.lea.sign(part.replace(b"\n", b"\r\n"), people.unit)
    structure = read_structure(_signed(part, signature))
    assert structure.signed == part.replace(b"\n", b"\r\n")
    assert hotline.verify(structure.signed, structure.signature).problem is None
    assert read_content(structure.signed).text == "[ILLEGAL]\nitem 1  \n\n"


def test_P4_a_sealed_mail_reads_back_with_its_protected_subject(hotline: GnuPG, people: People) -> None:
    mail = sealed_mail(lambda payload: hotline.seal(payload, [people.unit]))
    structure = read_structure(mail)
    opened = GnuPG(people.lea.home, people.unit).open(structure.ciphertext)
    content = read_content(opened.plaintext)
    assert structure.crypto is Crypto.ENCRYPTED
    assert structure.headers.first("subject") == "HL-2026-000123-K"
    assert content.protected is not None
    assert content.protected["subject"] == f"Annex I: {MARKER}"
    assert "hp-outer" not in content.protected
    assert content.text == TEXT
    assert [(a.name, a.content_type, a.size) for a in content.attachments] == [
        ("annex-i.json", "application/json", 2)
    ]
    assert content.octets(content.attachments[0]) == b"{}"


def test_a_signed_mail_inside_the_ciphertext_is_verified_in_a_second_step(
    hotline: GnuPG, people: People
) -> None:
    """RFC 3156 section 6.1, as some clients write it."""
    unit = GnuPG(people.lea.home, people.unit)
    inner = write_signed(headers=HEADERS, text="[RECEIVED]", sign=unit.sign, boundary=BOUNDARY)
    mail = sealed_mail(lambda _: people.lea.encrypt(inner, [people.own]))
    opened = hotline.open(read_structure(mail).ciphertext)
    assert opened.checked == Checked(None, None)
    second = read_structure(opened.plaintext)
    signature = hotline.verify(second.signed, second.signature).signature
    assert signature is not None
    assert signature.fingerprint == people.unit
    assert read_content(second.signed).text == "[RECEIVED]\n"


def test_the_way_exchange_mangles_an_encrypted_mail_is_read() -> None:
    mail = (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n \n--b\n"
        b"Content-Type: application/pgp-encrypted\n\nVersion: 1\n--b\n"
        b"Content-Type: application/octet-stream\n\n" + ARMOUR + b"\n--b--\n"
    )
    assert read_structure(mail).crypto is Crypto.ENCRYPTED
    assert read_structure(mail).ciphertext == ARMOUR.strip()
    assert read_structure(mail.replace(b"\n\n \n", b"\n\nitem 1\n")).crypto is not Crypto.ENCRYPTED


def test_P9_a_signature_that_is_not_around_the_whole_mail_does_not_count() -> None:
    part = b"Content-Type: text/plain\n\n[ILLEGAL]\n"
    good = _signed(part)
    wrapped = b"Content-Type: multipart/mixed; boundary=c\n\n--c\n" + good + b"\n--c--\n"
    footer = good.replace(b"--b--", b"--b\nContent-Type: text/plain\n\nfooter\n--b--")
    forwarded = b"Content-Type: message/rfc822\n\n" + good
    swapped = good.replace(b"application/pgp-signature\n\n", b"text/plain\n\n")
    smime = _signed(part, protocol="application/pkcs7-signature")
    unclosed = good.replace(b"--b--", b"")
    twice = good.replace(b"From:", b"Content-Type: text/plain\nFrom:")
    assert read_structure(good).crypto is Crypto.SIGNED
    for mail in (wrapped, footer, forwarded, swapped, smime, unclosed, twice):
        structure = read_structure(mail)
        assert structure.crypto is Crypto.NONE
        assert structure.signed == b""
    assert read_structure(footer).problem == "not exactly two parts"
    assert read_structure(smime).problem == "not an OpenPGP signature"
    assert read_structure(twice).problem == "several Content-Type fields"


def test_P9_text_around_the_signed_part_is_never_read() -> None:
    mail = (
        _signed(b"Content-Type: text/plain\n\n[ILLEGAL]\n").replace(b"preamble", b"[RELEASE]")
        + b"[RELEASE]\n"
    )
    assert read_content(read_structure(mail).signed).text == "[ILLEGAL]\n"


def test_inline_openpgp_is_told_apart() -> None:
    head = b"Content-Type: text/plain\n\n"
    alone = read_structure(head + b"\n" + ARMOUR)
    assert (alone.crypto, alone.ciphertext, alone.problem) == (Crypto.INLINE, ARMOUR.strip(), None)
    beside = read_structure(head + b"text\n" + ARMOUR)
    assert (beside.crypto, beside.ciphertext, beside.problem) == (Crypto.INLINE, b"", "inline")
    clear = read_structure(head + b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n[HOLD]\n" + SIGNATURE)
    assert (clear.crypto, clear.problem) == (Crypto.INLINE, "inline")
    assert read_structure(head + b"> " + ARMOUR).crypto is Crypto.NONE
    assert read_text(b"[HOLD]\r\n\xe4").text == "[HOLD]\n\xe4"


# --- limits --------------------------------------------------------------------------------------


def test_a_mail_beyond_the_limits_is_too_odd_with_a_reason_and_in_time() -> None:
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (depth, depth) for depth in range(2_000)
    )
    forwards = b"Content-Type: message/rfc822\n\n" * 3_000
    parts = b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 20_000
    began = time.process_time()
    for mail, reason in (
        (nested, "nested too deeply"),
        (forwards, "nested too deeply"),
        (parts, "too many parts"),
        (b"X: " + b"x" * 200_000 + b"\n\n", "the header block is too long"),
        (b"Content-Type: multipart/signed" + b";a" * 50_000 + b"\n\n", "a Content field is too long"),
        (_mixed(b"Content-Type: text/plain" + b"; a" * 900_000 + b"\n\n"), "a Content field is too long"),
        (b"\n" * (64 * 2**20 + 1), "too large"),
    ):
        for read in (read_structure, read_content):
            with pytest.raises(TooOdd, match=reason):
                read(mail)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("mail", "reason"),
    [
        (_mixed(b"--b\n\nx\n" * 10_000), "too many parts"),
        (_mixed(b"--b\r\rx\r" * 10_000).replace(b"\n--b", b"\r--b"), "too many parts"),
        (b"Content-Type: multipart/mixed; boundary=--b\n\n" + b"----b\n\nx\n" * 2_500, "too many parts"),
        (b"a: b\n\n" + b"\n" * 2_000_001, "too many lines"),
        (b"a: b\n\n" + b"\r" * 2_000_001, "too many lines"),
        (b"Content-Type: Message/Delivery-Status\n\n" + b"\n" * 150_000, "too many parts"),
        (b"Content-Type: message/delivery-status\r\n\r\n" + b"\r\n" * 150_000, "too many parts"),
        (b"boundary " * 100 + b"\n" * 100_001, "too many lines in too many multiparts"),
        (b"From: a@example.com\n" * 1_001, "too many header fields"),
        (b"\n" + b"item 1 " * 30_000, "more text than hotlined reads"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_would_take_the_parser_or_a_person_too_long_is_too_odd(mail: bytes, reason: str) -> None:
    with pytest.raises(TooOdd, match=f"^{reason}$"):
        read_content(mail)


def test_I7_a_report_of_blank_lines_is_refused_before_each_of_them_becomes_a_part() -> None:
    mail = b"Content-Type: message/delivery-status\n\n" + b"\n" * 1_500_000
    began = time.process_time()

    with pytest.raises(TooOdd, match="too many parts"):
        read_structure(mail)

    assert time.process_time() - began < 1  # it was four seconds, and 300 MB


def test_P16_what_is_not_known_in_a_mail_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    part = b"Content-Type: item-1/item-2; name=a.png\nContent-Disposition: attachment\n\nx\n--b--"
    content = read_content(_mixed(part))
    assert [one.name for one in content.attachments] == ["a.png"]
    assert not caplog.records


def test_a_message_id_is_ascii_or_none() -> None:
    assert Headers([("Message-ID", "<1\u00e4@example.com>")]).message_id() is None
    assert Headers([("Message-ID", "<1@example.com>")]).message_id() == "<1@example.com>"


@pytest.mark.parametrize("charset", ["charset*=utf-8''%ff%", 'charset="a\0b"'])
def test_a_charset_that_cannot_be_one_breaks_nothing(charset: str) -> None:
    mail = b"Content-Type: text/plain; " + charset.encode() + b"\n\nplease wait \xe4\n"
    assert read_content(mail).text.startswith("please wait")
    assert read_structure(mail).crypto is Crypto.NONE


def test_nesting_up_to_the_limit_is_read() -> None:
    depth = 140
    mail = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (d, d) for d in range(depth))
    assert read_content(mail + b"\nitem 1\n").text.strip() == "item 1"
    read_structure(mail)


@pytest.mark.parametrize(
    "markup",
    [
        "<a " * 60_000,
        "<" * 200_000,
        "<!--" * 50_000,
        "<a b='" * 30_000,
        "</" * 90_000,
        "<a a=" * 40_000,
        "&" * 200_000,
        "<table><tr>" + "<td>a" * 20_000,
    ],
)
def test_broken_markup_is_read_in_time(markup: str) -> None:
    began = time.process_time()
    read_content(b"Content-Type: text/html\n\n" + markup.encode())
    assert time.process_time() - began < 3


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                b"Content-Type: ",
                b"multipart/mixed",
                b"multipart/signed",
                b"; boundary=b",
                b"\n",
                b"\r\n",
                b"--b",
                b"--b--",
                b"text/html",
                b"message/rfc822",
                b"; charset=",
                b"utf-7",
                b"base64",
                b"Content-Transfer-Encoding: ",
                b"To: unlisted:; (x)",
                b"=?utf-8?b?x?=",
                b"; filename*=x''%",
                b"Content-Disposition: attachment",
                b"\xff\0(",
                ARMOUR,
                b"Date: Fri, 99 Nov 99999",
                b"protected-headers=v1",
                b"uuencode",
                b"begin 644 x\n",
            ]
        )
        | st.binary(max_size=8),
        max_size=40,
    ).map(b"".join)
)
def test_no_mail_raises_anything_but_too_odd(raw: bytes) -> None:
    for read in (read_structure, read_content):
        try:
            found = read(raw)
        except TooOdd:
            continue
        for name in found.headers.names():
            found.headers.all(name)
        found.headers.message_id()
        found.headers.references()


# --- fields --------------------------------------------------------------------------------------


def test_a_decoded_field_hides_nothing() -> None:
    headers = Headers(
        [
            ("Subject", "=?utf-8?q?=5BHOLD=5D_=E2=80=AEtxt?=\r\n =?utf-8?q?=0D=0Ax?="),
            ("From", "=?utf-8?q?lea=40police=2Eexample_=3Cx?= <y@example.org>"),
            ("X", "=?no-such?q?=E4?= =?utf-8?b?!!!?="),
        ]
    )
    assert headers.first("SUBJECT") == "[HOLD] \\u202etxt\\u000d\nx"
    assert headers.raw("from") == ("=?utf-8?q?lea=40police=2Eexample_=3Cx?= <y@example.org>",)
    assert headers.first("x").startswith("ä")
    assert headers.first("absent") == ""
    assert visible("äö € \u200b\u2066") == "äö € \\u200b\\u2066"


def test_thread_ids_come_nearest_first_and_once() -> None:
    headers = Headers(
        [
            ("Message-ID", " <m@example.com> "),
            ("In-Reply-To", "Your mail <3@x> of today"),
            ("References", "<1@x>\r\n <2@x>\t<3@x>"),
        ]
    )
    assert headers.message_id() == "<m@example.com>"
    assert headers.references() == ("<3@x>", "<2@x>", "<1@x>")
    assert Headers([("Message-ID", "<a@x>"), ("Message-ID", "<b@x>")]).message_id() is None


# --- content -------------------------------------------------------------------------------------


def test_plain_text_is_preferred_and_html_read_only_where_it_is_alone() -> None:
    message = EmailMessage()
    message.set_content("item 1\n")
    message.add_alternative("<p>item 2</p>", subtype="html")
    assert read_content(bytes(message)).text == "item 1\n"
    assert read_content(bytes(message)).attachments == ()
    only = EmailMessage()
    only.set_content(
        "<style>x</style><p>item&nbsp;1<br>item 2</p><div>[HOLD]<!-- no --></div>", subtype="html"
    )
    assert read_content(bytes(only)).text == "item 1\nitem 2\n\n[HOLD]\n"


@pytest.mark.parametrize(
    ("charset", "octets", "text"),
    [
        ("utf-8", "ä".encode(), "ä"),
        ("iso-8859-7", b"\xe1", "α"),
        ("no-such-charset", "ä".encode(), "ä"),
        ("no-such-charset", b"\xe4", "ä"),
        ("utf-7", b"+AOQ-", "+AOQ-"),
        ("iso-8859-5", "Моля, изчакайте\x85".encode("iso8859-5"), "Моля, изчакайте\x85"),
        ("iso-8859-5", "Моля, изчакайте…".encode("cp1251"), "Моля, изчакайте…"),
        ("iso-8859-2", "Proszę zaczekać do piątku\x85".encode("iso8859-2"), "Proszę zaczekać do piątku\x85"),
        ("iso-8859-2", "Proszę zaczekać do piątku…".encode("cp1250"), "Proszę zaczekać do piątku…"),
        ("iso-8859-6", "يرجى الانتظار\x85".encode("iso8859-6"), "يرجى الانتظار\x85"),
        ("iso-8859-6", "يرجى الانتظار…".encode("cp1256"), "يرجى الانتظار…"),
        ("rot13", b"abc", "abc"),
        ("unicode_escape", b"\\u202e", "\\u202e"),
    ],
)
def test_any_charset_becomes_text(charset: str, octets: bytes, text: str) -> None:
    raw = (
        f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n".encode() + octets
    )
    assert read_content(raw).text == text


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="a.pdf"', "a.pdf"),
        ("attachment; filename*=utf-8''%C3%A4%E2%80%AEfdp.exe", "ä_u202efdp.exe"),
        ("attachment", "unnamed"),
        ('attachment; filename=""', "unnamed"),
    ],
)
def test_an_attachment_is_listed_with_a_safe_name_and_its_digest(disposition: str, name: str) -> None:
    head = "Content-Type: image/png\nContent-Transfer-Encoding: base64\n"
    raw = f"{head}Content-Disposition: {disposition}\n\naXRlbSAx\n"
    content = read_content(raw.encode())
    (attachment,) = content.attachments
    assert attachment.name == name
    assert (attachment.content_type, attachment.size) == ("image/png", 6)
    assert attachment.sha256 == hashlib.sha256(b"item 1").hexdigest()
    assert content.octets(attachment) == b"item 1"
    assert content.text == ""


@pytest.mark.parametrize("row", [row for row in BROKEN if "text" in row], ids=lambda row: row["file"])
def test_what_a_person_wrote_is_read_however_a_program_broke_the_mail(row: dict[str, Any]) -> None:
    outer = PARSER.outer((TORTURE / row["file"]).read_bytes(), NOBODY)
    assert outer.inner is not None
    assert row["text"] in outer.inner.body
    assert row["text"] in outer.inner.certain_text
    if "names" in row:
        assert [attachment.name for attachment in outer.inner.attachments] == row["names"]


@pytest.mark.parametrize(
    ("encoding", "coded"),
    [
        ("x-uue", b"begin 644 x\n&:71E;2`Q\n`\nend\n"),
        ("uuencode", b"begin 644 x\n&:71E;2`Q\n`\nend\n"),
        ("base64", b"  aXRl\t\n\nbSAx  \n"),
        ("base64", b"aXQ=\r\nZW0gMQ==\r\n"),  # each line by itself
        ("Base-64; x=y", b"aXRlbSAx"),
    ],
)
def test_each_spelling_of_an_encoding_is_decoded(encoding: str, coded: bytes) -> None:
    assert read_content(f"Content-Transfer-Encoding: {encoding}\n\n".encode() + coded).text == "item 1"


def test_a_blank_within_a_line_of_base64_is_ignored() -> None:
    coded = base64.b64encode(b"item 1, and item 2, and item 3, and item 4, and item 5")
    raw = b"Content-Transfer-Encoding: base64\n\n" + coded[:40] + b" " + coded[40:]
    assert read_content(raw).text == "item 1, and item 2, and item 3, and item 4, and item 5"


def test_P10_headers_of_another_mail_are_nobodys_words() -> None:
    headers = b"Content-Type: text/rfc822-headers\n\nReceived: from a.example.com\nSubject: [RECEIVED]\n"
    content = read_content(_mixed(headers))
    assert content.text == ""
    assert [attachment.content_type for attachment in content.attachments] == ["text/rfc822-headers"]


def test_a_long_text_of_another_kind_is_an_attachment_and_makes_no_mail_unreadable() -> None:
    content = read_content(_mixed(b"Content-Type: text/x-log\n\n" + b"item 1\n" * 40_000))
    assert content.text == ""
    assert [attachment.content_type for attachment in content.attachments] == ["text/x-log"]


def test_winmail_and_text_files_are_attachments() -> None:
    files = [("winmail.dat", "application/ms-tnef", b"\x78\x9f"), ("notes.txt", "text/plain", b"[RELEASE]")]
    content = read_content(write_mail(headers=HEADERS, text="item 1", attachments=files))
    assert [a.name for a in content.attachments] == ["winmail.dat", "notes.txt"]
    assert content.text == "item 1\n"


def test_P10_of_a_forwarded_mail_its_id_date_and_subject_are_taken_and_its_text_is_not_read() -> None:
    inner = EmailMessage()
    inner["From"], inner["Date"] = "reporter@example.net", "Tue, 24 Nov 2026 09:30:00 +0200"
    inner["Message-ID"], inner["Subject"] = "<r@example.net>", "[NTD:none] hällo"
    inner.set_content("[RELEASE] from the reporter\n")
    message = EmailMessage()
    message.set_content("[ILLEGAL]\n")
    message.add_attachment(inner)
    content = read_content(bytes(message))
    (original,) = content.originals
    assert original.message_id == "<r@example.net>"
    assert original.date == datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
    assert original.subject == "[NTD:none] hällo"
    assert content.text == "[ILLEGAL]\n"
    assert [(a.name, a.content_type) for a in content.attachments] == [("message.eml", "message/rfc822")]
    assert "example.net" not in repr(original.date) + content.text


@pytest.mark.parametrize(
    ("kind", "words", "read"),
    [
        ("plain", "Please hold the notice until Friday.", "Please hold the notice until Friday."),
        ("html", "<p>Please hold the notice until Friday.</p>", "Please hold the notice until Friday."),
        ("plain", "See you on Monday.", None),
        ("plain", "-----BEGIN PGP MESSAGE-----\n\nhQ==\n-----END PGP MESSAGE-----", ""),
        ("plain", "", ""),
    ],
)
def test_P5_P10_of_an_attached_mail_is_read_only_what_may_ask_to_wait(
    kind: str, words: str, read: str | None
) -> None:
    inner, message = EmailMessage(), EmailMessage()
    inner["From"], inner["Message-ID"] = "Officer <officer@police.example.com>", "<o@police.example.com>"
    inner.set_content(words, subtype=kind)
    message.set_content("[NOTE]\n")
    message.add_attachment(inner)
    for police in ({"police.example.com"}, {"officer@police.example.com"}):
        (original,) = read_content(bytes(message), lea=police).originals
        author = None if read is None else parse_address("officer@police.example.com")
        assert (original.author, original.wish) == (author, read or "")
    (original,) = read_content(bytes(message), lea={"example.com"}).originals
    assert (original.author, original.wish) == (None, "")


def test_P5_an_officers_mail_behind_many_others_counts_as_one_that_nobody_has_read() -> None:
    message = EmailMessage()
    message.set_content("[NOTE]\n")
    for sender in ("someone@example.com",) * READ + ("officer@police.example.com",):
        inner = EmailMessage()
        inner["From"] = sender
        inner.set_content("Please hold the notice until Friday.")
        message.add_attachment(inner)
    *others, last = read_content(bytes(message), lea={"police.example.com"}).originals
    assert {one.author for one in others} == {None}
    assert (last.author, last.wish) == (parse_address("officer@police.example.com"), "")


@pytest.mark.parametrize("ends", [b"", b"=\r\n"], ids=["whole", "damaged"])
def test_a_forwarded_mail_in_base64_is_known_too(ends: bytes) -> None:
    """Against RFC 2046 section 5.2.1, as programs on the web attach a mail that was saved as a file."""
    inner = b"Message-ID: <r@example.net>\r\nDate: Tue, 24 Nov 2026 09:30:00 +0200\r\nSubject: item\r\n\r\nx"
    head = b"Content-Type: message/rfc822; name=a.eml\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    part = b"--b\r\n" + head + base64.encodebytes(inner).replace(b"\n", b"\r\n") + ends
    raw = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nitem 1\r\n" + part + b"--b--\r\n"
    content = read_content(raw)
    (original,) = content.originals
    assert original.message_id == "<r@example.net>"
    assert original.date == datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
    assert original.subject == "item"
    (attachment,) = content.attachments
    assert content.octets(attachment) == inner


def test_what_is_no_mail_in_base64_stays_an_attachment_of_which_nothing_is_known() -> None:
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(300))
    raw = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(deep)
    content = read_content(raw)
    assert [(one.message_id, one.date, one.subject) for one in content.originals] == [(None, None, "")]
    assert len(content.attachments) == 1


@pytest.mark.parametrize(
    "block",
    [
        "From: x\nDate: Tue, 24 Nov 2026 08:30:00 +0100\n",
        "> From: x\n> Sent: 24 November 2026 09:30\n> To: y\n",
        "Von: x\nGesendet: Dienstag, 24. November 2026 09:30\n".replace("November", "Nov"),
        "*From:* x\n*Sent:* Tuesday, November 24, 2026 9:30 AM\n",
        "De : x\nEnvoyé : 24/11/2026 09:30\n",
        "Lähettäjä: x\nLähetetty: 24.11.2026 klo 9.30\n",
        "From: x\nSent: 2026-11-24 09:30\n",
        "Von: x\nDatum: 24. November 2026 um 08:30:00 MEZ\nAn: y\n",
        "Saatja: x\nSaadetud: teisipäev, 24. november 2026 09:30\n",
        "Από: x\nΣτάλθηκε: Τρίτη, 24 Νοεμβρίου 2026 09:30\n",
        "Nuo: x\nIšsiųsta: 2026 m. lapkričio 24 d., antradienis 09:30\n",
        "Från: x\nSkickat: den 24 november 2026 09:30\n",
        "Lähettäjä: x\nLähetetty: tiistai 24. marraskuuta 2026 9.30\n",
        "Od: x\nWysłano: wtorek, 24 listopada 2026 09:30\n",
        "Feladó: x\nElküldve: 2026. november 24., kedd 09:30\n",
        "Van: x\nVerzonden: dinsdag 24 november 2026 09:30\n",
        "De: x\nEnviado el: martes, 24 de noviembre de 2026 09:30\n",
        "Da: x\nInviato: martedì 24 novembre 2026 09:30\n",
        "No: x\nNosūtīts: otrdiena, 2026. gada 24. novembris 09:30\n",
        "От: x\nИзпратено: вторник, 24 ноември 2026 г. 09:30\n",
        "From: x\nDate: Tue, Nov 24, 2026 at 9:30 AM\n",
        "> From: x\n> Date: 24 November 2026 at 09:30:00 EET\n",
    ],
)
def test_the_date_of_a_mail_forwarded_inline_is_found(block: str) -> None:
    raw = b"Content-Type: text/plain; charset=utf-8\n\n[ILLEGAL]\n\n---\n" + block.encode()
    (original,) = read_content(raw, zone=ZoneInfo("Europe/Tallinn")).originals
    assert original.message_id is None
    assert original.date == datetime(2026, 11, 24, 7, 30, tzinfo=UTC)


# The months as the languages of the EU write them in a date, where no other test has them.
MONTHS = {
    1: "January Januar janvier enero gennaio styczeń siječnja janeiro ledna ianuarie Eanáir Jannar",
    2: "February Februar février febrero febbraio luty veljače fevereiro února februarie Feabhra Frar",
    3: "March März mars marzo marzec ožujka março března martie Márta Marzu märts maaliskuuta kovo marts",
    4: "April avril abril aprile kwiecień travnja dubna aprilie Aibreán huhtikuuta balandžio aprill",
    5: "May Mai mayo maggio maj svibnja maio května Bealtaine Mejju toukokuuta gegužės maijs",
    6: "June Juni juin junio giugno czerwiec lipnja junho června iunie Meitheamh Ġunju kesäkuuta birželio",
    7: "July Juli juillet julio luglio lipiec lipca srpnja julho července červenec iulie Iúil Lulju liepos",
    8: "August août agosto sierpnia kolovoza srpna avgust Lúnasa Awwissu elokuuta rugpjūčio augusztus",
    9: "September septembre septiembre settembre wrzesień rujna září setembro szeptember syyskuuta rugsėjo",
    10: "October Oktober octobre octubre ottobre październik outubro října octombrie lokakuuta spalio",
    11: "November noviembre novembro listopada listopadu studenoga noiembrie Samhain marraskuuta lapkričio",
    12: "December Dezember décembre diciembre grudzień prosinca Nollaig joulukuuta gruodžio desember",
}


@pytest.mark.parametrize("month", MONTHS)
def test_a_month_is_known_in_the_languages_of_the_eu(month: int) -> None:
    for word in MONTHS[month].split():
        block = f"From: x\nSent: 24 {word} 2026 09:30\n"
        (original,) = read_content(b"Content-Type: text/plain; charset=utf-8\n\n" + block.encode()).originals
        assert original.date == datetime(2026, month, 24, 9, 30, tzinfo=UTC), word


@pytest.mark.parametrize(
    ("sent", "month"), [("Datum", 10), ("Poslano", 10), ("Data", 11), ("Wysłano", 11), ("Date", 11)]
)
def test_listopada_is_another_month_in_croatian_than_in_polish(sent: str, month: int) -> None:
    block = f"Od: x\n{sent}: 24. listopada 2026. 09:30\n"
    (original,) = read_content(b"Content-Type: text/plain; charset=utf-8\n\n" + block.encode()).originals
    assert original.date == datetime(2026, month, 24, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sent", "word", "month"),
    [
        *(("Poslano", word, month) for word, month in (("lip.", 6), ("srp.", 7), ("lis.", 10), ("pro.", 12))),
        *(("Wysłano", "lip", 7), ("Data", "lis", 11), ("Odesláno", "srp", 8), ("Odesláno", "lis", 11)),
        *((sent, word, None) for sent in ("Date", "Datum") for word in ("lip.", "srp.", "lis.", "lis")),
    ],
)
def test_a_months_abbreviation_that_is_another_month_elsewhere_is_no_date_unless_the_label_says_whose(
    sent: str, word: str, month: int | None
) -> None:
    block = f"Od: x\n{sent}: 24. {word} 2026. 09:30\n"
    found = read_content(b"Content-Type: text/plain; charset=utf-8\n\n" + block.encode()).originals
    expected = [] if month is None else [datetime(2026, month, 24, 9, 30, tzinfo=UTC)]
    assert [one.date for one in found] == expected


@pytest.mark.parametrize("field", [b"Subject", b"SUBJECT ", b"subject\t"])
def test_P9_of_two_subjects_of_a_forwarded_mail_both_are_known(field: bytes) -> None:
    inner = b"Subject: hello\n" + field + b": [NTD:none] hello\nFrom: x@example.net\n\nitem 1\n"
    raw = b'Content-Type: multipart/mixed; boundary="b"\n\n--b\n\n[ILLEGAL]\n--b\n'
    raw += b"Content-Type: message/rfc822\n\n" + inner + b"--b--\n"
    (original,) = read_content(raw).originals
    assert original.subject == "hello [NTD:none] hello"


@pytest.mark.parametrize(
    "block",
    ["Date: tomorrow afternoon\n", "From: x\nSent: 99.99.2026 09:30\n", "From: x\nDate: soon enough\n"],
)
def test_a_date_that_is_not_sure_is_none(block: str) -> None:
    assert read_content(b"\n" + block.encode()).originals == ()


def test_protected_fields_need_the_mark_at_the_root_and_one_value() -> None:
    def entity(mark: str, subjects: int = 1) -> bytes:
        return (f"Content-Type: text/plain{mark}\n" + "Subject: [HOLD]\n" * subjects + "\nitem 1\n").encode()

    for mark in ('; protected-headers="v1"', "; protected-headers=v1", '; hp="cipher"', "; hp=clear"):
        protected = read_content(entity(mark)).protected
        assert protected is not None
        assert protected["subject"] == "[HOLD]"
    assert read_content(entity("")).protected is None
    assert read_content(entity("; hp=clear", 2)).protected == {}


def test_the_legacy_display_of_a_protected_subject_is_not_text() -> None:
    legacy = (
        b'Content-Type: text/plain; hp-legacy-display="1"; hp="cipher"\nSubject: x\n\nSubject: x\n\nitem 1\n'
    )
    older = (
        b'Content-Type: multipart/mixed; protected-headers="v1"; boundary=b\nSubject: x\n\n--b\n'
        b'Content-Type: text/rfc822-headers; protected-headers="v1"\n\nSubject: x\n--b\n'
        b"Content-Type: text/plain\n\nitem 1\n\n--b--\n"
    )
    assert read_content(legacy).text == "item 1\n"
    assert read_content(older).text == "item 1\n"
    assert read_content(older).attachments == ()


MIXED = b"Content-Type: multipart/mixed; boundary=mmmm\r\n\r\n"
FOOTER = b"--mmmm\r\nContent-Type: text/plain\r\n\r\nThis message is confidential.\r\n"
PAGE = b"--mmmm\r\nContent-Type: text/html\r\n\r\n<p>Talk to me first.</p>\r\n"
BOTH = (
    b"--mmmm\r\nContent-Type: multipart/alternative; boundary=aaaa\r\n\r\n"
    b"--aaaa\r\nContent-Type: text/plain\r\n\r\n%s\r\n"
    b"--aaaa\r\nContent-Type: text/html\r\n\r\n<p>Talk to me first.</p>\r\n--aaaa--\r\n"
)


@pytest.mark.parametrize(
    ("parts", "text", "beside"),
    [
        (PAGE + FOOTER, "Talk to me first. | This message is confidential.", ""),
        (FOOTER + PAGE, "This message is confidential. | Talk to me first.", ""),
        (
            BOTH % b"Talk to me first." + FOOTER,
            "Talk to me first. | This message is confidential.",
            "Talk to me first.",
        ),
        (BOTH % b" " + FOOTER, "Talk to me first. | This message is confidential.", ""),
        (BOTH % b"Talk to me." + PAGE, "Talk to me. | Talk to me first.", "Talk to me first."),
        (PAGE + PAGE, "Talk to me first. | Talk to me first.", ""),
    ],
    ids=["before a footer", "behind a text", "said twice", "beside an empty text", "behind both", "alone"],
)
def test_P7_html_that_no_plain_text_says_again_is_part_of_the_text(
    parts: bytes, text: str, beside: str
) -> None:
    """A gateway or a list appends a plain footer to an HTML mail: that alone was read."""
    content = read_content(MIXED + parts + b"--mmmm--\r\n")
    assert " | ".join(line for line in content.text.split("\n") if line) == text
    assert content.beside.strip() == beside


def test_P7_words_above_and_below_the_parts_are_kept_apart() -> None:
    inner = b"Content-Type: multipart/alternative; boundary=a\n\nabove one\n--a\n\nok\n--a--\nbelow one\n"
    raw = _mixed(inner).replace(b"\n\n--b", "\n\nüber zwei\n--b".encode(), 1) + b"\nunter zwei \xfc\n"
    content = read_content(raw)

    assert content.text.split() == ["ok"]
    assert content.unseen.splitlines() == ["über zwei", "unter zwei ü", "above one", "below one"]


def test_words_outside_the_parts_of_a_forwarded_mail_are_not_of_this_one() -> None:
    inner = b"Content-Type: multipart/mixed; boundary=a\n\nabove\n--a\n\nok\n--a--\n"

    assert read_content(_mixed(b"Content-Type: message/rfc822\n\n" + inner)).unseen == ""
