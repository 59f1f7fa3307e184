"""Words amid a text that nobody has read: an OpenPGP message between sentences, which is not decrypted.

A text is opened where it is nothing but one such message.  Beside a sentence, or below a gateway's line, it
stands as it came, and what it says may be a request to wait (P7).
"""

from collections.abc import Collection
from typing import Final

from hotlined.domain.text.quoting import is_label, names_the_sender

BEGINS: Final = "-----BEGIN PGP MESSAGE-----"
_FIRST_PART: Final = "Version: 1"  # of a sealed mail, as it stands above the other (RFC 3156 section 4)


def sealed_words(text: str, body: str = "", own: Collection[str] = ()) -> tuple[str, ...]:
    """The line with which such a message begins, once; marks of quoting in front of it are passed over.

    `body`: the mail of which `text` is what is new.  Where one stands there right below the From and To of a
    mail of our own, a program has quoted our report; `own` are the addresses and the name in there."""
    lines = [line.lstrip("> \t").rstrip() for line in text.splitlines()]
    ours = _quoted_of_ours(body, own) if BEGINS in lines else 0
    return (BEGINS,) if lines.count(BEGINS) > ours else ()


def _quoted_of_ours(body: str, own: Collection[str]) -> int:
    """How many stand without a mark below the fields of a mail that we sent."""
    count, sender = 0, ""
    for line in map(str.strip, body.splitlines()):
        if line == BEGINS and _names_one(sender, own):
            count += 1
        if names_the_sender(line):
            sender = line.lower()
        elif line and not is_label(line) and line != _FIRST_PART:
            sender = ""
    return count


def _names_one(sender: str, own: Collection[str]) -> bool:
    """Whether the line has an address of ours, or nothing but our name: Outlook shows known people so."""
    alone = sender.partition(":")[2].strip(' *"')
    return any(one.lower() in sender if "@" in one else one.lower() == alone for one in own)
