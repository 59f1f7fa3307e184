"""Hostile mails: real ones changed, and new ones out of a grammar; one `Random` makes one mail.

Bases are the mails of `tests/corpus`, our own that came back, and people's on the cases of the fuzz world.
"""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

CORPUS: Final = tuple(
    path.read_bytes() for path in sorted((Path(__file__).parents[1] / "corpus").rglob("*.eml"))
)
LARGEST: Final = 60_000  # bytes of a mail that is made


@dataclass(frozen=True, slots=True)
class Pool:
    """What mails are made of: whole ones, and words that mean something in the fuzz world."""

    bases: tuple[bytes, ...]
    people: tuple[str, ...]  # addresses, known ones and strangers
    mailboxes: tuple[str, ...]  # our addresses, with and without tokens
    ids: tuple[str, ...]  # Message-IDs of ours
    words: tuple[str, ...]  # references, codes, phrases, form lines


TAGS: Final = (
    "ILLEGAL", "UNSURE", "NOT-ILLEGAL", "URGENT:now", "HOST:EE", "HOST:XX", "ICCAM:1", "ICCAM",
    "LEA:national", "NTD:+12h", "NTD:now", "NTD:none", "NTD:2026-13-45", "HOLD", "HOLD:48h",
    "HOLD:9999-12-31", "HOLD:-1h", "RELEASE", "RECEIVED", "RECEIVED:phone", "REMOVED", "REMOVED:1",
    "REMOVED:0,99999999999", "ONLINE", "UPDATE", "PROVIDER:a@example.net", "PROVIDER:x", "NOTE",
    "RESEND", "CLOSE", "REOPEN", "CONFIRM", "HELP", "FORM", "STATUS", "LIST", "STATS:2026-Q3", "NTD-SENT",
    "NTD-SENT:now", "FEEDBACK", "NOT-OURS", "QUESTION", "EXTERNAL", "X",
)  # fmt: skip
PHRASES: Final = (
    "received", "please wait", "do not send", "you may send", "has been removed",
    "the notice has been sent",
    "have you", "thank you", "kind regards", "not received", "wir bitten zu warten", "until 12 May",
    "for 3 days",
    "On Mon, 2 Mar 2026 <a@example.com> wrote:", "> quoted", "-----Original Message-----", "-- ",
    "From: a@example.com\nSent: 2026-03-02 09:00\nTo: b@example.com\nSubject: a",
    "From: a\nDate: 32.13.0000 99:99",
    "URL: hxxps://files[.]example[.]net/item-1", "URL:", "URL: \u202ehttp://example.net/\u0000",
    "Description: item 1",
    "Country of hosting: EE", "Known: y", "Number of items: 99999999999999999999", "# comment", "REMOVED 1",
    "NOT-OURS 1 other.example", "ticket #12345", "I am out of the office until 31.12.", "user unknown",
    "<lea@hotline.example.org>: 550 5.1.1", "\ud83d\ude00".encode("utf-16",
    "surrogatepass").decode("utf-16"),
    "\u0130\u0131\u017f\u1e9e", "a" * 3_000, "[" * 200, "((((", "\u202e\u2066", "\ufeff",
    "\x00\x07\x1b[31m", "=\n",
)  # fmt: skip
FROMS: Final = (
    "{0}", "<{0}>", "Ann <{0}>", '"{1}" <{0}>', "{1} <{0}>", "{0}, {1}", "{0} <{1}>",
    "undisclosed: {0};", "<{0}> (",
    "=?utf-8?q?=22a=22?= <{0}>", "=?utf-8?b?PGFAZXhhbXBsZS5jb20+?= <{0}>", "{0}\r\n ,{1}", "", "@", "<>",
    "{0}>",
    "\xff <{0}>", "a@[192.0.2.1]", "{0}\x00", "<@{1}:{0}>", "(" * 400, "{0}\u0430", '"' * 99,
)  # fmt: skip
HEADERS: Final = (
    "Auto-Submitted: auto-replied", "Auto-Submitted: no", "Precedence: bulk", "List-Id: <a.example.com>",
    "X-Loop: lea@hotline.example.org", "Return-Path: <>", "Content-Type: text/html",
    "Content-Type: multipart/mixed",
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
    "Content-Type: message/rfc822",
    "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=b",
    "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b",
    "Content-Type: text/plain; charset=utf-7", "Content-Type: text/plain; charset=utf-16",
    "Content-Type: \xff/\x00",
    "Content-Type: text/plain; charset*=utf-8''%ff%", "Content-Type: application/ms-tnef; name=winmail.dat",
    "Content-Type: text/plain; name*0*=a; name*2=b; name*1=c", "Content-Transfer-Encoding: base64",
    "Content-Transfer-Encoding: quoted-printable", "Content-Transfer-Encoding: uuencode",
    "Content-Transfer-Encoding: x", "Content-Disposition: attachment; filename=\"../../a\r\n.png\"",
    "Date: Fri, 99 Nov 99999 25:61:61 +9999", "Date: ", "Message-ID: <>", "Message-ID: <a@b> <c@d>",
    "Authentication-Results: mx; auth=pass", "Authentication-Results: hotline.example.org; dkim=pass",
    "Subject: ",
    "Subject: =?utf-8?q?=00=0A=0D?= =?x?y?z?=", "Subject: =?utf-7?q?+AGE-?=", "Subject: =?utf-8?b?=FF?=",
    "To: unlisted-recipients:; (no To-header on input)", "Reply-To: a@example.com",
    "Sender: lea@hotline.example.org",
    "X-Failed-Recipients: reports@police.example.com", "Received: from a", ": a", "a", " folded", "\t",
    "MIME-Version: 1.0 (\xff)",
    "X-Mailer: " + "a" * 2_000, "References: " + "<a@b>" * 300, "HP-Outer: Subject: a",
)  # fmt: skip


def make(random: Random, pool: Pool) -> bytes:
    """One mail."""
    raw = random.choice((_changed, _changed, _composed))(random, pool)
    for _ in range(random.choice((0, 0, 0, 1, 1, 2, 3))):
        raw = random.choice(CHANGES)(random, pool, raw)[:LARGEST]
    return raw or b"\r\n"


def _changed(random: Random, pool: Pool) -> bytes:
    return random.choice(CORPUS if random.random() < 0.4 else pool.bases)


def _composed(random: Random, pool: Pool) -> bytes:
    lines = [f"From: {_sender(random, pool)}", f"To: {random.choice(pool.mailboxes)}"]
    lines += [f"Subject: {_line(random, pool)}", f"Message-ID: <{random.random()}@example.com>"]
    if random.random() < 0.6:
        lines.append(f"In-Reply-To: {random.choice(pool.ids)}")
    lines += random.sample(HEADERS, random.choice((0, 0, 1, 1, 2, 4)))
    text = "\r\n".join(lines) + "\r\n\r\n" + _text(random, pool).replace("\n", "\r\n")
    return _octets(random, text)


def _octets(random: Random, text: str) -> bytes:
    charset = random.choice(("utf-8", "utf-8", "utf-8", "latin-1", "utf-16", "cp1257", "iso-2022-jp"))
    return text.encode(charset, "replace")


def _sender(random: Random, pool: Pool) -> str:
    shape = "{0}" if random.random() < 0.6 else random.choice(FROMS)
    return shape.format(random.choice(pool.people), random.choice(pool.people))


def _line(random: Random, pool: Pool) -> str:
    kind = random.random()
    if kind < 0.4:
        return f"[{random.choice(TAGS)}]"
    if kind < 0.6:
        return f"Re: [{random.choice(pool.words)}]"
    return random.choice(pool.words if kind < 0.7 else PHRASES).replace("\n", " ")


def _text(random: Random, pool: Pool) -> str:
    lines = []
    for _ in range(random.choice((0, 1, 2, 5, 20))):
        kind = random.random()
        if kind < 0.3:
            lines.append(f"[{random.choice(TAGS)}]")
        else:
            lines.append(random.choice(pool.words if kind < 0.6 else PHRASES))
    return random.choice(("\n", "\n", "\n\n", " ")).join(lines)


# --- changes ---------------------------------------------------------------------------------------


def _parts(raw: bytes) -> tuple[bytes, bytes]:
    head, _, body = raw.partition(b"\r\n\r\n" if b"\r\n\r\n" in raw else b"\n\n")
    return head, body


def _flip(random: Random, pool: Pool, raw: bytes) -> bytes:
    data = bytearray(raw)
    for _ in range(random.choice((1, 3, 20)) if data else 0):
        data[random.randrange(len(data))] = random.choice(
            (0, 9, 10, 13, 32, 34, 45, 58, 60, 91, 255, random.randrange(256))
        )
    return bytes(data)


def _cut(random: Random, pool: Pool, raw: bytes) -> bytes:
    return raw[: random.randrange(len(raw) + 1)]


def _without(random: Random, pool: Pool, raw: bytes) -> bytes:
    start = random.randrange(len(raw) + 1)
    return raw[:start] + raw[start + random.randrange(1, 200) :]


def _spliced(random: Random, pool: Pool, raw: bytes) -> bytes:
    other = random.choice((*pool.bases, *CORPUS))
    return raw[: random.randrange(len(raw) + 1)] + other[random.randrange(len(other) + 1) :]


def _field(random: Random, pool: Pool, raw: bytes) -> bytes:
    head, body = _parts(raw)
    lines = head.split(b"\r\n")
    lines.insert(random.randrange(len(lines) + 1), random.choice(HEADERS).encode("utf-8", "replace"))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def _from(random: Random, pool: Pool, raw: bytes) -> bytes:
    head, body = _parts(raw)
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"from:")]
    lines.insert(0, b"From: " + _sender(random, pool).encode("utf-8", "replace"))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def _thread(random: Random, pool: Pool, raw: bytes) -> bytes:
    return f"In-Reply-To: {random.choice(pool.ids)}\r\n".encode() + raw


def _worded(random: Random, pool: Pool, raw: bytes) -> bytes:
    head, body = _parts(raw)
    text = _octets(random, _text(random, pool))
    return head + b"\r\n\r\n" + random.choice((text, text + b"\r\n" + body, body + b"\r\n" + text))


def _mixed(random: Random, pool: Pool, raw: bytes) -> bytes:
    """The mail as a part of another one."""
    kind = random.choice(
        (b"mixed", b"alternative", b"signed", b"digest", b"related", b"report", b"encrypted")
    )
    inner = random.choice((b"Content-Type: message/rfc822\r\n\r\n" + raw, raw))
    part = _octets(random, _text(random, pool))
    head = f"From: {_sender(random, pool)}\r\nSubject: {_line(random, pool)}\r\n".encode("utf-8", "replace")
    pieces = [b"Content-Type: text/plain\r\n\r\n" + part, inner]
    random.shuffle(pieces)
    return (
        head
        + b"Content-Type: multipart/"
        + kind
        + b"; boundary=zz\r\n\r\n"
        + b"".join(b"--zz\r\n" + piece + b"\r\n" for piece in pieces)
        + random.choice((b"--zz--\r\n", b"", b"--zz--"))
    )


def _encoded(random: Random, pool: Pool, raw: bytes) -> bytes:
    head, body = _parts(raw)
    coded = base64.encodebytes(body)[: random.choice((10**6, 10**6, 77))]
    return b"Content-Transfer-Encoding: base64\r\n" + head + b"\r\n\r\n" + coded


def _lines(random: Random, pool: Pool, raw: bytes) -> bytes:
    unix = raw.replace(b"\r\n", b"\n")
    return random.choice(
        (unix, unix.replace(b"\n", b"\r"), unix.replace(b"\n", b"\r\r\n"), raw.replace(b"\r\n", b"\0\r\n", 3))
    )


def _doubled(random: Random, pool: Pool, raw: bytes) -> bytes:
    start = random.randrange(len(raw) + 1)
    piece = raw[start : start + random.randrange(1, 300)]
    return raw[:start] + piece * random.choice((2, 50)) + raw[start:]


CHANGES: Final[Sequence[Callable[[Random, Pool, bytes], bytes]]] = (
    _flip, _cut, _without, _spliced, _field, _field, _from, _from, _thread, _worded, _worded, _mixed,
    _encoded, _lines, _doubled,
)  # fmt: skip
