"""Whether a sentence is one of our own mails', whatever values stood in it, pasted without a mark."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from hotlined.domain.values.plain import plain

OURS: Final = 25  # letters in a row that nobody writes anew by chance
OURS_NAMED: Final = 8  # the same in a sentence that names a hold as we do, H1
GAP: Final = 20  # letters that a value has at most, where it is no number
TRIES: Final = 40  # places at which a sentence of ours may begin
_HOLD_ID: Final = re.compile(r"\bH\d{1,3}\b")
_OFFERED: Final = re.compile(r"[\"“„«][^\"“”„«»]{1,80}[\"”“»]\W*")
_VALUE: Final = re.compile(  # "EET (UTC+02:00)", "item1", "24 h"
    r"(?:\b[A-Z]{2,5}\s)?\(UTC[^()]{0,9}\)|[^\s]{0,40}\d[^\s]{0,40}(?:\s(?:d|days?|h|min|s)\b)?"
)


def is_ours(text: str, ours: tuple[str, ...]) -> bool:
    """Whether a sentence stands in one of the known texts."""
    pieces = [letters for part in _VALUE.split(text) if (letters := _letters(part))]
    if not pieces:
        return False
    offered = _OFFERED.fullmatch(text.strip()) is not None  # an answer that we suggest, as we print it
    whole = sum(map(len, pieces))
    texts, together = known(ours)
    if pieces[0] not in together:  # of nearly all sentences: one look instead of one at each text
        return False
    if _HOLD_ID.search(text) and whole >= OURS_NAMED:  # what follows differs from hold to hold
        heads = (pieces, pieces[:1]) if len(pieces[0]) >= OURS_NAMED else (pieces,)
        return any(_in_a_row(head, one) for head in heads for one in texts)
    return (offered or whole >= OURS) and any(_in_a_row(pieces, one) for one in texts)


def is_a_value(text: str) -> bool:
    """Whether a line is nothing but such values: a time, a number."""
    return not any(map(_letters, _VALUE.split(text)))


def _in_a_row(pieces: Sequence[str], text: str) -> bool:
    """Whether the pieces stand in this order in a text, close to each other."""
    start = text.find(pieces[0])
    for _ in range(TRIES):
        if start < 0:
            return False
        at = start + len(pieces[0])
        for piece in pieces[1:]:
            found = text.find(piece, at, at + GAP + len(piece))
            at = found + len(piece) if found >= 0 else -1
            if at < 0:
                break
        if at >= 0:
            return True
        start = text.find(pieces[0], start + 1)
    return False


@lru_cache(maxsize=4)
def known(ours: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """The letters of each of our texts, and all of them with what is no letter between."""
    texts = tuple(map(_letters, ours))
    return texts, "\n".join(texts)


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, plain(text)))
