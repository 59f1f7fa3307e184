"""Mails made by hand in the formats of many servers and programs, kept many to a file.

`tests/corpus/made/*.txt`: a line "#### name: kind address=disposition ... about" opens a mail; "about" says
that the notification names our Message-ID.  Four words stand for what all have: @TO@ for the usual header
lines, @REPORT@ for a Content-Type, @HEADERS@ and @MAIL@ for the mail of ours that comes back.
`absence-*.txt` has a line for each mail, "language | subject | text", and no header tells; "?language" is
one that is not told yet, and goes to a person: shown in the table of `make corpus`, in no test.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

MADE = Path(__file__).parents[1] / "corpus" / "made"
OWN = ("hotline.example.org",)
TOKEN = "ea5t3gxkxj2jmqhdwv7ydb2q3a"
ABOUT = "<a1b2c3d4e5f6g7h8@hotline.example.org>"
TO = f"""\
Delivered-To: lea+{TOKEN}@hotline.example.org
To: lea+{TOKEN}@hotline.example.org
Date: Mon, 3 Feb 2025 10:00:05 +0000
Message-ID: <n1@mx.example.net>
MIME-Version: 1.0"""
REPORT = 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"'
HEADERS = f"""\
Received: from mail.hotline.example.org (mail.hotline.example.org [192.0.2.25])
 by mx.example.net with ESMTPS; Mon, 3 Feb 2025 10:00:01 +0000
From: Hotline <lea@hotline.example.org>
Reply-To: lea+{TOKEN}@hotline.example.org
To: desk@police.example.com
Subject: ...
Message-ID: {ABOUT}
Date: Mon, 3 Feb 2025 10:00:00 +0000
Auto-Submitted: auto-generated
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8"""
WORDS = {"@TO@": TO, "@REPORT@": REPORT, "@HEADERS@": HEADERS, "@MAIL@": f"{HEADERS}\n\nitem 1"}
ABSENT = """\
From: Officer One <officer@police.example.com>
Subject: {}
@TO@
Content-Type: text/plain; charset=utf-8

{}
"""


@dataclass(frozen=True, slots=True)
class Made:
    """One made mail and what it is."""

    name: str
    kind: str  # of `MailClass`
    raw: bytes
    recipients: dict[str, str] = field(default_factory=dict)  # address to disposition
    about: bool = False
    told: bool = True  # False: taken for a person's, as is known


def made(pattern: str = "*.txt", folder: Path = MADE) -> Iterator[Made]:
    """All mails of the files that match, in order."""
    for path in sorted(folder.glob(pattern)):
        text = path.read_text("utf-8")
        yield from _absent(path.stem, text) if path.stem.startswith("absence") else _mails(text)


def _mails(text: str) -> Iterator[Made]:
    for block in text.split("#### ")[1:]:
        label, _, body = block.partition("\n")
        name, _, said = label.partition(": ")
        kind, *more = said.split()
        recipients = dict(word.split("=") for word in more if "=" in word)
        yield Made(name, kind, _raw(body), recipients, "about" in more)


def _absent(stem: str, text: str) -> Iterator[Made]:
    for number, line in enumerate(text.splitlines()):
        if not line.startswith("#"):
            language, subject, said = line.split(" | ")
            name = f"{stem}-{number}-{language.lstrip('?')}"
            told = not language.startswith("?")
            yield Made(name, "automatic", _raw(ABSENT.format(subject, said)), told=told)


def _raw(text: str) -> bytes:
    for word, meaning in WORDS.items():
        text = text.replace(word, meaning)
    return text.encode()
