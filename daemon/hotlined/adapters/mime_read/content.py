"""What stands in a mail: its text, the list of its attachments, the date of what it forwards.

Reads one MIME entity - a whole unprotected mail, the signed bytes, or a plaintext - and nothing around it.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo
from email.message import Message
from typing import Final, NamedTuple

from hotlined.adapters.mime_read.alternatives import doubled
from hotlined.adapters.mime_read.attached import attachment, bytes_of, is_form, originals_of
from hotlined.adapters.mime_read.dates import forwarded_date
from hotlined.adapters.mime_read.headers import Headers, headers_of
from hotlined.adapters.mime_read.html import MOST_LINKS, Read, read_html
from hotlined.adapters.mime_read.markup import LONGEST as LONGEST_MARKUP
from hotlined.adapters.mime_read.markup import lightened
from hotlined.adapters.mime_read.outside import words_outside
from hotlined.adapters.mime_read.part_text import text_of, text_of_file, tidy
from hotlined.adapters.mime_read.roles import is_body, is_the_mail, may_be_read
from hotlined.adapters.mime_read.structure import (
    charset_of,
    outer_leaves,
    param_of,
    parsed,
)
from hotlined.app.ports import Structure, TooOdd
from hotlined.domain.mail.charsets import decoded_bytes
from hotlined.domain.mail.message import Attachment, Original
from hotlined.domain.mail.outline import MAILS
from hotlined.domain.mail.transfer import octets_of

STRUCTURAL: Final = ("content-", "mime-version", "hp-outer")
MOST: Final = 100  # forwarded mails that are looked at
READ: Final = 10  # of them in which an officer's wish is looked for; of later ones nobody knows
LONGEST_TEXT: Final = 200_000  # characters of all texts of a mail; decisions and letters are made of them
_FIELD: Final = re.compile(r"[A-Za-z][A-Za-z-]{0,60}:|[ \t]")


@dataclass(slots=True)
class _Parts:
    """The parts of an entity, sorted by what they are."""

    bodies: list[tuple["Message[str, str]", str]] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    octets: dict[str, bytes] = field(default_factory=dict)  # of the attachments, by SHA-256
    originals: list[Original] = field(default_factory=list)  # of the mails that are attached
    forms: list[tuple[int, str]] = field(default_factory=list)  # which attachment, and its text
    spare: list[str] = field(default_factory=list)  # texts of attachments, where the mail has no other


class _Said(NamedTuple):
    """The words of all bodies, and their links; as the fields of `Content`."""

    text: str
    again: str
    unseen: str
    links: tuple[str, ...]
    mislinked: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Content:
    """One MIME entity, read.  `protected` maps lower-case names to values where the root says that its
    fields are protected (`hp=`, or `protected-headers="v1"`), and is None elsewhere."""

    headers: Headers
    text: str  # LF line ends
    attachments: tuple[Attachment, ...] = ()
    originals: tuple[Original, ...] = ()
    attached_form: str = ""  # text of the one attachment that is named as a form; LF line ends
    protected: Mapping[str, str] | None = None
    links: tuple[str, ...] = ()  # of the HTML
    again: str = ""  # the words of the HTML, where `text` is a plain part's
    unseen: str = ""  # those that HTML hides, and those in no part
    mislinked: tuple[tuple[str, str], ...] = ()  # a URL that the HTML shows, and the other one behind it
    _octets: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def beside(self) -> str:
        """What stands beside the text, seen or not."""
        return "\n".join(filter(None, (self.again, self.unseen)))[:LONGEST_TEXT]

    def octets(self, attachment: Attachment) -> bytes:
        """The decoded bytes of an attachment, to be kept or passed on unopened."""
        return self._octets[attachment.sha256]


def read_content(part_raw: bytes, *, zone: tzinfo = UTC, lea: Collection[str] = ()) -> Content:
    """Read one entity; raises TooOdd, and nothing else.

    `zone` is the hotline's: an inline-forwarded "Sent:" line carries none.  `lea` are addresses and mail
    domains of LEA units.
    """
    root = parsed(part_raw)
    return _read(root, headers_of(root), zone, lea)


def content_of(structure: Structure, *, zone: tzinfo, lea: Collection[str]) -> Content:
    """`read_content` of a whole mail whose structure was read, without parsing it once more."""
    return _read(structure.tree, headers_of(structure.tree), zone, lea)


def _read(root: "Message[str, str]", headers: Headers, zone: tzinfo, lea: Collection[str]) -> Content:
    try:
        return _content(root, headers, zone, lea)
    except TooOdd:
        raise
    except Exception as error:  # RecursionError in a part, whatever `email` does not expect
        raise TooOdd(f"cannot be read ({type(error).__name__})") from None


def read_text(plaintext: bytes, *, zone: tzinfo = UTC) -> Content:
    """Content that is no MIME entity: what an inline-encrypted text was."""
    text = _whole(tidy(decoded_bytes(plaintext, None)))
    date = forwarded_date(text, zone)
    return Content(Headers(()), text, originals=(Original(None, date),) if date else ())


def _content(root: "Message[str, str]", headers: Headers, zone: tzinfo, lea: Collection[str]) -> Content:
    protected = _protected(root, headers)
    parts = _parts(root, lea, is_protected=protected is not None)
    said = _said(root, parts.bodies)
    text = said.text if _speaks(said.text) else _spoken("\n".join(parts.spare))
    originals = parts.originals
    if not originals and (date := forwarded_date(text, zone)) is not None:
        originals = [Original(None, date)]
    attachments, form = parts.attachments, ""
    if len(parts.forms) == 1:
        at, form = parts.forms[0][0], _whole(parts.forms[0][1])
        attachments[at] = replace(attachments[at], is_form=True)
    return Content(
        headers,
        text,
        tuple(attachments),
        tuple(originals[:MOST]),
        form,
        protected,
        links=said.links,
        again=said.again,
        unseen="\n".join(filter(None, (said.unseen, words_outside(root)))),
        mislinked=said.mislinked,
        _octets=parts.octets,
    )


def _parts(root: "Message[str, str]", lea: Collection[str], *, is_protected: bool) -> _Parts:
    """What each part is: a text of the mail, or attached."""
    found = _Parts()
    for part in outer_leaves(root):
        if part.get_content_type() in MAILS:
            found.originals += originals_of(part, lea, read=len(found.originals) < READ)
        elif part is not root and is_protected and _legacy_display(part):
            continue
        elif is_body(part):
            body = text_of(part)
            if param_of(part, "hp-legacy-display") == "1":  # RFC 9788 section 4.5.3
                body = _without_legacy_display(body)
            found.bodies.append((part, body))
            continue
        elif is_form(part):
            found.forms.append((len(found.attachments), text_of_file(part)))
        elif part is root and is_the_mail(part):
            found.bodies.append((part, text_of(part)))
            continue
        elif may_be_read(part):
            found.spare.append(text_of(part))
        data = bytes_of(part)
        found.attachments.append(attachment(part, data))
        found.octets[found.attachments[-1].sha256] = data
    return found


def _said(root: "Message[str, str]", bodies: Sequence[tuple["Message[str, str]", str]]) -> _Said:
    """The text of the bodies in their order, and what their HTML says beside a plain text."""
    worded = {part for part, body in bodies if part.get_content_type() == "text/plain" and _speaks(body)}
    doubles = doubled(root, worded.__contains__)
    markup = [lightened(body) for part, body in bodies if part.get_content_type() == "text/html"]
    seen = _words_of(markup)
    own: list[str] = []
    again: list[str] = []
    unseen: list[str] = []
    links: list[str] = []
    others: list[tuple[str, str]] = []
    reads_html = False
    for part, body in bodies:
        words = body
        if part.get_content_type() == "text/html":
            read = next(seen)
            words = read.text
            links += read.links
            others += read.mislinked
            unseen += [read.unseen] if read.unseen else []
            reads_html = reads_html or part not in doubles
        (again if part in doubles else own).append(words)
    if reads_html and sum(map(len, markup)) > LONGEST_MARKUP:
        raise TooOdd("more HTML than hotlined reads")  # as `_whole`
    text = _whole("\n".join(piece for piece in own if piece.strip()))
    return _Said(
        text,
        "\n".join(again)[:LONGEST_TEXT],
        "\n".join(unseen)[:LONGEST_TEXT],
        tuple(links)[:MOST_LINKS],
        tuple(others)[:MOST_LINKS],
    )


def _whole(text: str) -> str:
    """The text, if it is not more than is read: words behind a cut could ask to wait."""
    if len(text) > LONGEST_TEXT + len("\n"):  # of the last line
        raise TooOdd("more text than hotlined reads")
    return text


def _speaks(text: str) -> bool:
    """Whether a text has anything to be seen: some programs put a blank of no width where it has no words."""
    return any(letter.isprintable() and not letter.isspace() for letter in text)


def _spoken(spare: str) -> str:
    """What may be a person's words in a mail without any; more than is read is a file, and stays attached."""
    return spare if len(spare) <= LONGEST_TEXT else ""


def _words_of(html: Sequence[str]) -> Iterator[Read]:
    """The words and links of HTML parts, up to what the parser of HTML can take in all."""
    left = LONGEST_MARKUP
    for piece in html:
        yield read_html(piece[:left])
        left = max(0, left - len(piece))


def _protected(root: "Message[str, str]", headers: Headers) -> Mapping[str, str] | None:
    if param_of(root, "protected-headers") != "v1" and param_of(root, "hp") not in ("clear", "cipher"):
        return None
    names = [name for name in headers.names() if not name.startswith(STRUCTURAL)]
    return {name: headers.first(name) for name in names if names.count(name) == 1}


def _legacy_display(part: "Message[str, str]") -> bool:
    """The part that older writers add, so that older readers show the protected subject: header lines alone.

    With anything else in it, it is text: a mark must not hide what somebody says.
    """
    if param_of(part, "protected-headers") != "v1" or part.get_content_maintype() != "text":
        return False
    return _only_fields(tidy(decoded_bytes(octets_of(part), charset_of(part))))


def _without_legacy_display(body: str) -> str:
    """A body without the header lines in front, or in HTML the div of that class."""
    before, found, after = body.partition('<div class="header-protection-legacy-display">')
    if found:
        return before + after.partition("</div>")[2]
    fields, _, rest = body.partition("\n\n")
    return rest if _only_fields(fields) else body


def _only_fields(text: str) -> bool:
    """Whether every line that is not blank is one of a header block."""
    return all(_FIELD.match(line) for line in text.split("\n") if line.strip())
