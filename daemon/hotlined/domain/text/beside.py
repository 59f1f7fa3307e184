"""What the HTML of a mail says that its plain text does not.

The two are to say the same (RFC 2046 section 5.1.4), and the plain one is read.  But a gateway may cut it off
or put a note in its place, and a hold is not to be lost for that; and what ends something is to stand in both
(`replies.both`), since people see the HTML.
"""

import re
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Final

from hotlined.domain.text.newtext import new_text
from hotlined.domain.text.own_words import letters
from hotlined.domain.text.sealed_words import sealed_words
from hotlined.domain.text.waiting import asks_to_wait

LONGEST: Final = 1000  # letters of a sentence that is looked for among paragraphs
_BEGINS: Final = re.compile(r"[.!?,:;\n]")
_ENDS: Final = re.compile(r"[.!?]|\n\s*\n")  # of sentences; lines are wrapped


def waiting_beside(
    text: str, beside: str, *, ours: Collection[str] = (), own_addresses: Sequence[str] = ()
) -> str:
    """The new lines of the HTML that may ask to wait or are sealed, and not in the plain text; linear."""
    if not beside:
        return ""
    known, begins = "", {0}
    for one in _BEGINS.split(text):
        known += letters(one)
        begins.add(len(known))
    fresh = new_text(beside, ours=ours, own_addresses=own_addresses).for_holds
    asking = dict.fromkeys(line for line in fresh.splitlines() if asks_to_wait(line) or sealed_words(line))
    return "\n".join(line for line in asking if not _begun(letters(line), known, begins))


def _begun(line: str, known: str, begins: Collection[int]) -> bool:
    """Whether a line stands where one begins: "wait" of "you need not wait" is another word."""
    at = known.find(line)
    while at >= 0 and at not in begins:
        at = known.find(line, at + 1)
    return at >= 0


def said_otherwise(
    certain: str, again: str, *, ours: Collection[str] = (), own_addresses: Sequence[str] = ()
) -> str:
    """The new text of the HTML, where it has words, and others than the plain text's; linear."""
    if not again:
        return ""
    told = new_text(again, ours=ours, own_addresses=own_addresses).certain
    return told if letters(told) not in ("", letters(certain)) else ""


def in_rows(
    certain: str, again: str, *, ours: Collection[str] = (), own_addresses: Sequence[str] = ()
) -> str:
    """The new text of the HTML where it has tables, and the words of the plain text; else "".

    Programs write each cell of a table on a line of its own into the plain text.
    """
    if "\t" not in again:
        return ""
    told = new_text(again, ours=ours, own_addresses=own_addresses).certain
    return told if "\t" in told and letters(told) == letters(certain) else ""


def repeats(certain: str, again: str) -> bool:
    """Whether the HTML has each sentence of the text as its own, and maybe others, as of a footer; linear.

    A mail client makes a paragraph of each line, so that one of the text may be several of the HTML's.
    """
    whole, starts, ends = "", [0], {0}
    for sentence in _ENDS.split(again):
        for line in sentence.split("\n"):
            whole += letters(line)
            ends.add(len(whole))
        starts.append(len(whole))
    there = {whole[start:end] for start, end in pairwise(starts)}
    rest = iter(starts)
    told = [said for one in _ENDS.split(certain) if (said := letters(one)) not in there and said]
    return all(
        len(one) <= LONGEST
        and any(whole.startswith(one, start) and start + len(one) in ends for start in rest)
        for one in told
    )
