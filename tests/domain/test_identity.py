"""domain.mail.identity: transport does not change which mail it is; its author does."""

from hypothesis import given
from hypothesis import strategies as st

from hotlined.domain.mail.identity import mail_digest

MAIL = (
    b"From: <a@example.com>\r\nDate: Tue, 24 Nov 2026 15:33:08 +0000\r\nMessage-ID: <1@example.com>\r\n"
    b"Subject: item 1 and\r\n item 2\r\nTo: lea@example.org\r\nContent-Type: text/plain\r\n"
    b"\r\nitem 1\r\n\r\nitem 2\r\n"
)


def test_P2_a_mail_delivered_again_is_the_same_mail() -> None:
    again = [
        b"Return-Path: <a@example.com>\r\nReceived: by mx\r\n\tfor <lea@example.org>\r\n" + MAIL,
        MAIL.replace(
            b"To:", b"Delivered-To: lea@example.org\r\nX-Spam: no\r\nAuthentication-Results: mx; x\r\nTo:"
        ),
        MAIL.replace(b"\r\n", b"\n"),
        MAIL + b"\r\n\r\n",
        MAIL.rstrip(),
        MAIL.replace(b"and\r\n item", b"and\r\n\t item"),
        MAIL.replace(b"and\r\n item", b"and item"),
        MAIL.replace(b"From:", b"FROM:").replace(b"Date: ", b"Date:"),
    ]
    assert {mail_digest(mail) for mail in again} == {mail_digest(MAIL)}


def test_what_the_author_wrote_makes_another_mail() -> None:
    other = [
        MAIL.replace(b"<a@", b"<b@"),
        MAIL.replace(b"<1@", b"<2@"),
        MAIL.replace(b"15:33", b"15:34"),
        MAIL.replace(b"Subject: item 1", b"Subject: item 3"),
        MAIL.replace(b"text/plain", b"text/html"),
        MAIL.replace(b"\r\nitem 2", b"\r\nitem 3"),
        MAIL.replace(b"From:", b"From: <c@example.com>\r\nFrom:"),
        MAIL.replace(b"\r\n\r\nitem 1", b"\r\n\r\n\r\nitem 1"),
    ]
    assert len({mail_digest(mail) for mail in (MAIL, *other)}) == len(other) + 1


def test_without_message_id_and_date_the_whole_header_block_counts() -> None:
    bare = MAIL.replace(b"Message-ID", b"X-A").replace(b"Date", b"X-B")
    assert mail_digest(bare) != mail_digest(b"Received: by mx\r\n" + bare)


@given(st.binary(max_size=500))
def test_any_bytes_have_an_identity_that_line_ends_do_not_change(raw: bytes) -> None:
    digest = mail_digest(raw)
    assert len(digest) == 64
    assert mail_digest(raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")) == digest
    assert mail_digest(raw + b"\n") == digest or not raw.strip(b"\r\n") or b"\n\n" not in raw


def test_a_large_mail_takes_linear_time() -> None:
    for filler in (b"\n", b"a:\n ", b" ", b":", b"\r"):
        assert len(mail_digest(filler * 300_000)) == 64
