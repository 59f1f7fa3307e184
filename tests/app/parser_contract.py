"""What every `ports.Parser` keeps to: the same values out of the same bytes, and TooOdd for the rest."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hotlined.adapters.mime_write import write_mail
from hotlined.app.ports import Own, Parser, TooOdd
from hotlined.domain.mail.message import MailClass
from hotlined.worker import PARSER
from tests.support.over import over

CORPUS = sorted((Path(__file__).parents[1] / "corpus").rglob("*.eml"))
OWN = Own(
    addresses=("intake@hotline.example.org", "lea@hotline.example.org"),
    domains=("hotline.example.org",),
    people=("hotline.example.org",),
    authserv_ids=("mx.hotline.example.org",),
    authserv_below=0,
    zone=ZoneInfo("Europe/Tallinn"),
    texts=("We ask you to confirm that you received this report.",),
    holds=("please wait",),
    lea=("police.example.com",),
)
PLAIN = (
    b"From: Ann <ann@example.com>\r\nTo: lea+abc@hotline.example.org\r\n"
    b"Subject: =?utf-8?q?caf=C3=A9_=E2=80=AE?=\r\n"
    b"Message-ID: <1@example.com>\r\nIn-Reply-To: <2@example.com>\r\n"
    b"Date: Mon, 02 Mar 2026 09:00:00 +0000\r\n"
    b"Authentication-Results: mx.hotline.example.org; dkim=pass header.d=example.com\r\n"
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain; charset=iso-8859-7\r\n\r\n\xe1\xe2\r\n\r\n"
    b"Von: a\r\nDatum: 02.03.2026 09:00\r\n"
    b"--b\r\nContent-Type: image/png; name=item.png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    b"YQ==\r\n--b--\r\n"
)
ARMOUR = b"-----BEGIN PGP MESSAGE-----\r\n\r\nhF4D\r\n=abcd\r\n-----END PGP MESSAGE-----"


class ParserContract:
    """Needs a fixture `parser`."""

    def test_a_plain_mail_is_read_whole_at_once(self, parser: Parser) -> None:
        outer = parser.outer(PLAIN, OWN)
        assert [str(one) for one in outer.from_] == ["ann@example.com"]
        assert outer.authenticated
        assert (outer.message_id, outer.references) == ("<1@example.com>", ("<2@example.com>",))
        assert [str(one) for one in outer.recipients] == ["lea+abc@hotline.example.org"]
        assert outer.date == datetime(2026, 3, 2, 9, tzinfo=UTC)
        assert outer.subject == "caf\u00e9 \\u202e"
        assert outer.classified.kind is MailClass.HUMAN
        assert outer.inner is not None
        assert outer.inner.body.startswith("\u03b1\u03b2\n")
        assert [(one.name, one.size) for one in outer.inner.attachments] == [("item.png", 1)]
        (original,) = outer.inner.originals
        assert original.date == datetime(2026, 3, 2, 7, tzinfo=UTC)

    def test_P5_an_attached_mail_that_may_ask_to_wait_comes_with_its_author(self, parser: Parser) -> None:
        raw = (
            b"Content-Type: message/rfc822\r\n\r\nFrom: Kim <kim@police.example.com>\r\n"
            b"Message-ID: <k@example.com>\r\n\r\nPlease wait with the notice.\r\n"
        )
        inner = parser.outer(raw, OWN).inner
        assert inner is not None
        (original,) = inner.originals
        assert (str(original.author), original.wish) == (
            "kim@police.example.com",
            "Please wait with the notice.",
        )

    def test_what_is_protected_comes_as_bytes_and_is_read_afterwards(self, parser: Parser) -> None:
        part = (
            b"Content-Type: text/plain; protected-headers=v1\r\nSubject: a\r\nFrom: a@example.com\r\n"
            b"Date: Mon, 02 Mar 2026 09:00:00 +0000\r\n\r\nitem 1 \xff\x00\r\n"
        )
        signed = (
            b"From: a@example.com\r\nContent-Type: multipart/signed; boundary=b;"
            b' protocol="application/pgp-signature"\r\n\r\n--b\r\n' + part + b"\r\n--b\r\n"
            b"Content-Type: application/pgp-signature\r\n\r\nx\r\n--b--\r\n"
        )
        outer = parser.outer(signed, OWN)
        assert (outer.crypto, outer.signed, outer.signature.strip()) == ("signed", part, b"x")
        assert outer.inner is None
        inner = parser.inner(outer.signed, OWN)
        assert (inner.protected_subject, inner.body) == ("a", "item 1 \u00ff\n")
        assert inner.covered is not None
        assert [str(one) for one in inner.covered.authors or ()] == ["a@example.com"]
        assert inner.date == datetime(2026, 3, 2, 9, tzinfo=UTC)
        inline = parser.outer(b"From: a@example.com\r\n\r\n" + ARMOUR + b"\r\n", OWN)
        assert (inline.crypto, inline.ciphertext, inline.inner) == ("inline", ARMOUR, None)
        assert parser.inner_text(b"item 1\n", OWN).body == "item 1\n"

    def test_the_bytes_of_wanted_attachments_come_as_they_are_and_no_others(self, parser: Parser) -> None:
        files = [bytes(range(256)) * 300, b"\r\n.\r\nFrom \xff", b"item 3"]
        raw = write_mail(
            headers=[("From", "a@example.com")],
            text="item 1",
            attachments=[("a.png", "image/png", data) for data in files],
        )
        wanted = {hashlib.sha256(data).hexdigest(): data for data in files[:2]}
        assert parser.octets(raw, {*wanted, "0" * 64}, OWN) == wanted
        assert parser.octets(raw, (), OWN) == {}

    def test_our_own_words_and_what_is_quoted_are_not_new(self, parser: Parser) -> None:
        text = b"From: a@example.com\r\n\r\nPlease hold.\r\n\r\n> quoted\r\n> " + OWN.texts[0].encode()
        inner = parser.outer(text, OWN).inner
        assert inner is not None
        assert inner.certain_text == "Please hold."
        assert OWN.texts[0] not in inner.new_text

    def test_a_mail_beyond_the_limits_is_too_odd_and_the_next_is_read(self, parser: Parser) -> None:
        with pytest.raises(TooOdd, match="nested too deeply"):
            parser.outer(b"Content-Type: message/rfc822\r\n\r\n" * 3_000, OWN)
        assert parser.outer(PLAIN, OWN).inner is not None

    def test_text_that_is_too_long_has_a_sender_and_a_reason(self, parser: Parser) -> None:
        outer = parser.outer(b"From: a@example.com\r\n\r\n" + b"item 1 " * 200_000, OWN)
        assert outer.from_
        assert (outer.inner, outer.odd) == (None, "more text than hotlined reads")

    @over("path", CORPUS)
    def test_each_mail_of_the_corpus_is_the_same_everywhere(self, parser: Parser, path: Path) -> None:
        raw = path.read_bytes()
        assert parser.outer(raw, OWN) == PARSER.outer(raw, OWN)

    @over("path", CORPUS)
    def test_what_was_encrypted_is_read_as_the_same_mail_in_clear_would_be(
        self, parser: Parser, path: Path
    ) -> None:
        raw = path.read_bytes()
        clear, within = PARSER.outer(raw, OWN), parser.plaintext(raw, OWN)
        for name in ("crypto", "problem", "ciphertext", "signed", "signature", "odd", "subject", "inner"):
            if clear.classified.kind is not MailClass.DSN:  # which is not read where it comes in clear
                assert getattr(within, name) == getattr(clear, name), name
        if clear.classified.kind is MailClass.DSN:
            assert (within.inner or PARSER.inner(raw, OWN)) == PARSER.inner(raw, OWN)
