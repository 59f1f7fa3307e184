"""Whether an officer's mail that is attached to another may ask to wait: an analyst passes it on (P5).

Nobody else's is read, nor is it said who wrote it: it may be a reporter's (P10).
"""

from collections.abc import Collection, Iterator
from email.message import Message
from typing import Final, NamedTuple

from hotlined.adapters.mime_read.headers import Headers
from hotlined.adapters.mime_read.html import read_html
from hotlined.adapters.mime_read.part_text import text_of
from hotlined.adapters.mime_read.roles import is_body, is_the_mail
from hotlined.adapters.mime_read.structure import outer_leaves
from hotlined.domain.text.newtext import new_text
from hotlined.domain.text.sealed_words import BEGINS
from hotlined.domain.text.waiting import asks_to_wait
from hotlined.domain.values.address import Address, parse_mailbox_list

LONGEST: Final = 10_000  # characters of a mail that are looked at


class Wish(NamedTuple):
    """The officer who wrote a mail whose words may ask to wait, and these; "" where they cannot be read."""

    author: Address | None = None
    words: str = ""


def wish_of(mail: "Message[str, str]", headers: Headers, lea: Collection[str], *, read: bool = True) -> Wish:
    """What such a mail may ask for; nothing where it surely asks for nothing, or has another author.

    `lea`: addresses and mail domains of LEA units.  Its words cannot be read where they are not `read`."""
    authors = [one for value in headers.raw("from") for one in parse_mailbox_list(value) or ()]
    if len(authors) != 1 or not {str(authors[0]), authors[0].domain} & {*lea}:
        return Wish()
    words = "\n".join(_bodies(mail))[:LONGEST] if read else ""
    if BEGINS in words or not any(map(str.isalpha, words)):
        return Wish(authors[0])
    fresh = new_text(words).for_holds
    return Wish(authors[0], fresh) if any(map(asks_to_wait, fresh.splitlines())) else Wish()


def _bodies(mail: "Message[str, str]") -> Iterator[str]:
    for part in outer_leaves(mail):
        if is_body(part) or (part is mail and is_the_mail(part)):
            text = text_of(part)
            yield read_html(text[:LONGEST]).text if part.get_content_type() == "text/html" else text
