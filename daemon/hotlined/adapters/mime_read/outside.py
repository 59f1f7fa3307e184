"""Words of a mail that stand in none of its parts: above the first delimiter line, and below the last.

RFC 2046 section 5.1.1 has them ignored, and clients show none.  But a gateway that adds a line at the end of
a mail, or a client that miscounts its delimiters, leaves a person's words there.
"""

from email.message import Message
from typing import Final

from hotlined.adapters.mime_read.part_text import tidy
from hotlined.adapters.mime_read.structure import children_of
from hotlined.domain.mail.charsets import decoded_bytes

LONGEST: Final = 200_000  # characters


def words_outside(root: "Message[str, str]") -> str:
    """These words, of every multipart that is not within a forwarded mail; LF line ends."""
    found: list[str] = []
    waiting = [root]
    while waiting:
        part = waiting.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            found += [_decoded(part.preamble), _decoded(part.epilogue)]
            waiting.extend(reversed(children_of(part)))
    return "\n".join(filter(None, found))[:LONGEST]


def _decoded(words: str | None) -> str:
    return tidy(decoded_bytes((words or "").encode("ascii", "surrogateescape"), None)).strip()
