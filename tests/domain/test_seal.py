"""mail.seal: only whole ciphertext for exactly the pinned keys is proven, and nothing makes it raise."""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotlined.adapters.mime_write import write_mail
from hotlined.adapters.pgp import GnuPG
from hotlined.domain.mail.packets import dearmour, key_id, protects, split_packets
from hotlined.domain.mail.seal import headers_match, prove_sealed
from tests.support.keys import People, people_fixture  # noqa: F401 - a fixture
from tests.support.mails import HEADERS, MARKER, NEUTRAL, TEXT, sealed_mail


@dataclass(frozen=True, slots=True)
class Case:
    """A sealed mail, and what it has to be proven for."""

    people: People
    gpg: GnuPG
    mail: bytes
    unit: frozenset[str]
    own: frozenset[str]

    def proof(self, mail: bytes) -> str | None:
        return prove_sealed(mail, key_ids=[self.unit], own_key_ids=self.own, subject=NEUTRAL)


@pytest.fixture(scope="module")
def case(people: People) -> Case:
    gpg = GnuPG(people.hotline.home, people.own)
    mail = sealed_mail(lambda payload: gpg.seal(payload, [people.unit]))
    unit, own = (gpg.key_state(key).encryption_key_ids for key in (people.unit, people.own))
    return Case(people, gpg, mail, unit, own)


def test_P4_our_own_sealed_mail_is_proven_and_shows_nothing(case: Case) -> None:
    assert case.proof(case.mail) is None
    assert MARKER.encode() not in case.mail
    assert b"example.com" not in case.mail
    assert case.mail.isascii()


def test_P4_a_large_sealed_mail_in_partial_packets_is_proven(case: Case) -> None:
    mail = sealed_mail(
        lambda payload: case.gpg.seal(payload, [case.people.unit]),
        attachments=[("a.pdf", "application/pdf", bytes(range(256)) * 4_000)],
    )
    assert case.proof(mail) is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda m: m.replace(b"Subject: HL", b"Subject: Re: HL"), "the outer subject is not the neutral one"),
        (lambda m: m.replace(b"Date:", b"Bcc: x@example.org\r\nDate:"), "unexpected header bcc"),
        (lambda m: m.replace(b"Date:", b"Autocrypt: addr=x\r\nDate:"), "unexpected header autocrypt"),
        (lambda m: m.replace(b"Date:", b"Comments: text\r\nDate:"), "unexpected header comments"),
        (lambda m: m.replace(b"Date:", b"To: x@example.org\r\nDate:"), "more than one to"),
        (lambda m: re.sub(rb"Message-ID:.*\r\n", b"", m), "no message-id"),
        (lambda m: m.replace(b"multipart/encrypted", b"multipart/mixed"), "not multipart/encrypted"),
        (lambda m: m.replace(b'application/pgp-encrypted";', b'x";'), "not multipart/encrypted"),
        (lambda m: m.replace(b"Version: 1", b"Version: 2"), "not exactly the two parts of RFC 3156"),
        (lambda m: m.replace(b"(RFC 3156).", b"(RFC 3156). x"), "not exactly the two parts of RFC 3156"),
        (lambda m: m + b"text after\r\n", "not exactly the two parts of RFC 3156"),
        (
            lambda m: m.replace(b"OpenPGP encrypted message", b"item 1"),
            "not exactly the two parts of RFC 3156",
        ),
        (lambda m: m.replace(b"-----END PGP", b"text\r\n-----END PGP"), "damaged armour"),
        (
            lambda m: m.replace(b"MESSAGE-----\r\n\r\n", b"MESSAGE-----\r\nComment: x\r\n\r\n"),
            "damaged armour",
        ),
        (lambda m: m.replace(b"-----BEGIN", b"text\r\n-----BEGIN"), "damaged armour"),
        (lambda m: m.replace(b"\r\n", b"\n"), "line ends are not CRLF"),
        (lambda m: m.replace(b"Subject:", b"\rSubject:"), "line ends are not CRLF"),
        (lambda m: m.replace(b"Version", "Vérsion".encode()), "strange bytes"),
    ],
)
def test_P4_any_other_shape_is_not_proven(case: Case, change: Callable[[bytes], bytes], reason: str) -> None:
    changed = change(case.mail)
    assert changed != case.mail
    assert case.proof(changed) == reason


def test_P4_one_flipped_bit_in_the_armour_is_found(case: Case) -> None:
    start = case.mail.index(b"-----BEGIN") + 60
    for at in range(start, start + 400, 37):
        flipped = bytearray(case.mail)
        flipped[at] = ord("A") if flipped[at] != ord("A") else ord("B")
        assert case.proof(bytes(flipped)) is not None


def test_P4_only_the_planned_readers_are_proven(case: Case) -> None:
    people, ring = case.people, case.people.hotline

    def proof(to: list[str], *extra: str) -> str | None:
        mail = sealed_mail(lambda payload: ring.encrypt(payload, to, *extra, by=[people.own]))
        return case.proof(mail)

    assert proof([people.unit, people.own]) is None
    assert proof([people.unit, people.own, people.unknown]) == "a recipient too many"
    assert proof([people.own]) == "a recipient is missing"
    assert proof([people.unit], "--hidden-recipient", people.unknown) == "a hidden recipient"
    assert proof([people.unit], "--throw-keyids") == "a hidden recipient"
    password = ["--symmetric", "--passphrase", "x"]
    assert proof([people.unit], *password) == "something else than a key packet before the ciphertext"


def test_P4_what_is_only_signed_or_only_armoured_is_not_proven(case: Case) -> None:
    ring = case.people.hotline
    signed = sealed_mail(
        lambda payload: ring.run("--armor", "--local-user", case.people.own, "--sign", feed=payload)
    )
    stored = sealed_mail(lambda payload: ring.run("--armor", "--store", feed=payload))
    bare = sealed_mail(
        lambda payload: ring.encrypt(payload, [case.people.unit], "--rfc2440", "--disable-mdc")
    )
    for mail in (signed, stored, bare):
        assert case.proof(mail) in ("not one integrity-protected message", "damaged packets")


def test_P4_text_inside_a_packet_that_claims_to_be_ciphertext_is_not_proven(case: Case) -> None:
    key = b"\xc1\x14\x03" + bytes.fromhex(next(iter(case.unit))) + b"\x12" + b"\0" * 10
    body = b"\x01" + b"URL: hxxps://example.com/item-1 " * 5
    packets = key + b"\xd2" + bytes([len(body)]) + body
    assert case.proof(sealed_mail(lambda _: _armoured(packets))) == "the ciphertext is readable"


def test_P4_bytes_after_the_ciphertext_packet_are_not_proven(case: Case) -> None:
    text = case.mail.partition(b"-----BEGIN")[2].partition(b"\r\n--=-=")[0]
    packets = dearmour(b"-----BEGIN" + text)
    assert packets is not None
    assert case.proof(sealed_mail(lambda _: _armoured(packets))) is None
    for extra in (b"text", b"\xcb\x06b\0\0\0\0\0", packets):
        assert case.proof(sealed_mail(lambda _, extra=extra: _armoured(packets + extra))) is not None


def test_P4_a_plain_mail_is_not_proven(case: Case) -> None:
    assert case.proof(write_mail(headers=HEADERS, text=TEXT)) is not None
    assert prove_sealed(case.mail, key_ids=[], own_key_ids=case.own, subject=NEUTRAL) is not None
    assert prove_sealed(case.mail, key_ids=[frozenset()], own_key_ids=case.own, subject=NEUTRAL) is not None


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_mutation_makes_the_proof_raise_or_lets_text_through(case: Case, data: st.DataObject) -> None:
    mail = bytearray(case.mail)
    at = data.draw(st.integers(0, len(mail)))
    cut = data.draw(st.integers(0, 40))
    put = data.draw(st.binary(max_size=40) | st.sampled_from([b"\r\n", b"\r\n\r\n", b"--", MARKER.encode()]))
    mail[at : at + cut] = put
    changed = bytes(mail)
    reason = case.proof(changed)
    if reason is None:  # then only a header value, which no secret is written to, or a line's end may differ
        bodies = [whole.partition(b"\r\n\r\n")[2] for whole in (changed, case.mail)]
        assert b"".join(bodies[0].split()) == b"".join(bodies[1].split())


@given(st.binary(max_size=2_000) | st.text(max_size=2_000).map(lambda text: text.encode()))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    some = frozenset({"0123456789ABCDEF"})
    assert prove_sealed(data, key_ids=[some], own_key_ids=some, subject="x") is not None
    assert headers_match(data, sender="a@example.com", recipient="b@example.com", message_id="<x>")
    assert dearmour(data) is None
    packets = list(split_packets(data))
    for packet in packets:
        if packet is not None:
            key_id(*packet)
            protects(*packet)


@given(st.binary(min_size=120, max_size=600), st.sampled_from(["old", "new", "five", "partial"]))
def test_all_length_forms_of_a_packet_are_read(body: bytes, form: str) -> None:
    size = len(body)
    packet = {
        "old": b"\x85" + size.to_bytes(2, "big") + body,
        "new": b"\xc1"
        + (bytes([size]) if size < 192 else (size - 192 + (192 << 8)).to_bytes(2, "big"))
        + body,
        "five": b"\xc1\xff" + size.to_bytes(4, "big") + body,
        "partial": b"\xc1\xe6" + body[:64] + b"\xff" + (size - 64).to_bytes(4, "big") + body[64:],
    }[form]
    assert list(split_packets(packet * 2)) == [(1, body), (1, body)]
    assert list(split_packets(packet[:-1])) == [None]


def test_a_version_six_key_packet_names_its_key() -> None:
    fingerprint = bytes(range(32))
    assert key_id(1, b"\x06\x21\x06" + fingerprint + b"\x19" + b"x" * 40) == "0001020304050607"
    assert key_id(1, b"\x06\x15\x04" + fingerprint[:20] + b"\x19" + b"x" * 40) == "0C0D0E0F10111213"
    assert key_id(1, b"\x06\x00" + b"\x19" + b"x" * 40) == "0" * 16


# --- headers of every mail -----------------------------------------------------------------------


def _planned(mail: bytes) -> str | None:
    return headers_match(
        mail,
        sender="lea@hotline.example",
        recipient="unit@police.example",
        message_id="<0123456789abcdefghijklmnop.hl@hotline.example>",
    )


def test_a_mail_as_planned_passes(case: Case) -> None:
    assert _planned(case.mail) is None
    assert _planned(write_mail(headers=HEADERS, text=TEXT)) is None


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (b"To: unit@", b"To: other@", "another recipient"),
        (b"To: unit@police.example", b"To: unit@police.example, x@example.org", "another recipient"),
        (b"<lea@hotline.example>", b"<lea@example.org>", "another sender"),
        (b"<0123", b"<1123", "another Message-ID"),
        (b"Date:", b"Cc: x@example.org\r\nDate:", "unexpected cc"),
        (b"Date:", b"Resent-To: x@example.org\r\nDate:", "unexpected resent-to"),
        (b"Date:", b"Subject: x\r\nDate:", "not exactly one subject"),
        (b"Date: Tue", b"X-Date: Tue", "not exactly one date"),
        (b"Date:", b" \r\nDate:", "strange folding"),
        (b"Date:", b"text\r\nDate:", "strange header line"),
        (b"Date:", b"X-Long: " + b"x" * 998 + b"\r\nDate:", "a line is too long"),
        (b"Date:", b"X: \nBcc: x@example.org\r\nDate:", "line ends are not CRLF"),
        (b"Date:", b"X: \0\r\nDate:", "strange bytes"),
        (b"Date:", "X: é\r\nDate:".encode(), "eight-bit header"),
    ],
)
def test_a_header_block_that_was_not_planned_is_refused(before: bytes, after: bytes, reason: str) -> None:
    mail = write_mail(headers=HEADERS, text=TEXT)
    assert before in mail
    assert _planned(mail.replace(before, after, 1)) == reason


def _armoured(packets: bytes) -> bytes:
    checksum = 0xB704CE
    for octet in packets:
        checksum ^= octet << 16
        for _ in range(8):
            checksum = (checksum << 1) ^ (0x1864CFB if checksum & 0x800000 else 0)
    lines = [base64.b64encode(packets[at : at + 48]) for at in range(0, len(packets), 48)]
    check = b"=" + base64.b64encode((checksum & 0xFFFFFF).to_bytes(3, "big"))
    head, end = b"-----BEGIN PGP MESSAGE-----\n\n", b"\n-----END PGP MESSAGE-----\n"
    return head + b"\n".join([*lines, check]) + end


def crc24(data: bytes) -> int:
    """RFC 9580 section 6.1.1, as printed there, bit by bit."""
    crc = 0xB704CE
    for octet in data:
        crc ^= octet << 16
        for _ in range(8):
            crc <<= 1
            if crc & 0x1000000:
                crc ^= 0x1864CFB
    return crc & 0xFFFFFF


def armoured(data: bytes, checksum: int) -> bytes:
    text = base64.b64encode(data)
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    end = b"=" + base64.b64encode(checksum.to_bytes(3, "big"))
    return b"\r\n".join([b"-----BEGIN PGP MESSAGE-----", b"", *lines, end, b"-----END PGP MESSAGE-----", b""])


@given(st.integers(1, 700).flatmap(lambda size: st.binary(min_size=size, max_size=size)), st.integers(0, 23))
def test_only_the_checksum_of_the_rfc_opens_an_armour(data: bytes, bit: int) -> None:
    right = crc24(data)

    assert dearmour(armoured(data, right)) == data
    assert dearmour(armoured(data, right ^ 1 << bit)) is None


@pytest.mark.parametrize(
    "size", [63, 64, 65, 66, 127, 128, 129, 130, 131, 132, 8191, 8192, 8193, 8196, 70_000]
)
def test_the_checksum_is_right_at_every_size_at_which_it_is_folded(size: int) -> None:
    data = (b"\x00\xff\x80\x01" + bytes(range(251))) * (size // 255 + 1)

    assert dearmour(armoured(data[:size], crc24(data[:size]))) == data[:size]
