"""What the HTML of a mail says that its plain text does not.

The two are to say the same (RFC 2046 section 5.1.4), and the plain one is read.  But a gateway may cut it off
or put a note in its place, and a hold is not to be lost for that; and what ends something is to stand in both
(`replies.both`), since people see the HTML.
"""

import re
from collections.abc import Collection, Sequence
from typing import Final

from hotlined.domain.text.newtext import new_text
from hotlined.domain.text.sealed_words import sealed_words
from hotlined.domain.text.waiting import asks_to_wait
from hotlined.domain.values.plain import plain

_ENDS: Final = re.compile(r"[.!?]|\n\s*\n")  # of sentences; lines are wrapped


def waiting_beside(
    text: str, beside: str, *, ours: Collection[str] = (), own_addresses: Sequence[str] = ()
) -> str:
    """The new lines of the HTML that may ask to wait or are sealed, and not in the plain text; linear."""
    if not beside:
        return ""
    known = _letters(text)
    fresh = new_text(beside, ours=ours, own_addresses=own_addresses).for_holds
    asking = (line for line in fresh.splitlines() if asks_to_wait(line) or sealed_words(line))
    lines = [line for line in asking if _letters(line) not in known]
    return "\n".join(lines)


def said_otherwise(
    certain: str, again: str, *, ours: Collection[str] = (), own_addresses: Sequence[str] = ()
) -> str:
    """The new text of the HTML, where it has words, and others than the plain text's; linear."""
    if not again:
        return ""
    told = new_text(again, ours=ours, own_addresses=own_addresses).certain
    return told if _letters(told) not in ("", _letters(certain)) else ""


def repeats(certain: str, again: str) -> bool:
    """Whether the HTML has each sentence of the text as one of its own, and maybe others, as of a footer."""
    there = set(map(_letters, _ENDS.split(again)))
    return all(_letters(one) in there for one in _ENDS.split(certain) if _letters(one))


def _letters(text: str) -> str:
    """Letters and digits alone, folded: the two are wrapped and marked differently."""
    return "".join(letter for letter in plain(text) if letter.isalnum())
