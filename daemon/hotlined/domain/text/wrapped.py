"""Whether a line without marks, right below a quoted one, may be its end: a program has wrapped it there."""

from collections.abc import Sequence
from typing import Final

WIDE: Final = 36  # characters of a quoted line from which on a client may have wrapped it
TYPED: Final = 3  # words of a line that is more than what is left of a sentence
SEVERAL: Final = 4  # words of a line that shows how wide a client lets them be
LONG: Final = 18  # characters of a word, as of a link, that makes its line wider than others can be
_LOOKED_AT: Final = 500  # characters of a line
_ENDS: Final = frozenset(".!?:;,)>\"'…·”»")


def widest(texts: Sequence[str], depths: Sequence[int]) -> int:
    """How wide the quoted lines are, with their marks; 0 where none tells."""
    quoted = (at for at, depth in enumerate(depths) if depth)
    return max((_width(texts, depths, at) for at in quoted if _is_prose(texts[at])), default=0)


def may_be_wrapped(texts: Sequence[str], depths: Sequence[int], number: int, wide: int) -> bool:
    """Whether line `number` stands right below a quoted one that goes on below, or ends in mid-sentence.

    A program wraps where the next word fits in no more: with room for it above, a line with several words, or
    with a capital, was typed there.  `wide` is as `widest` says."""
    if not number or not depths[number - 1] or not texts[number].strip():
        return False
    if _is_typed(texts[number], wide - _width(texts, depths, number - 1)):
        return False
    above = texts[number - 1].rstrip()
    goes_on = number + 1 < len(texts) and depths[number + 1] > 0
    broken = len(above) >= WIDE and above[-1] not in _ENDS
    return broken or (goes_on and bool(above or texts[number].rstrip().endswith(") >")))


def _width(texts: Sequence[str], depths: Sequence[int], number: int) -> int:
    return 2 * depths[number] + len(texts[number].rstrip())


def _is_prose(text: str) -> bool:
    words = text[:_LOOKED_AT].split()
    return len(words) >= SEVERAL and max(map(len, words)) < LONG


def _is_typed(text: str, room: int) -> bool:
    words = text[:_LOOKED_AT].split(maxsplit=TYPED)
    told = len(words) >= TYPED or any(word[0].isupper() for word in words[:1])
    return told and "://" not in text and 1 + len(words[0]) < room
