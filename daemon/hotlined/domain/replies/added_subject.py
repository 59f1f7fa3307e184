"""The words that somebody adds to our subject in a reply: "Re: [HL-...] Report - please wait until Friday".

Behind "Re:" stand first of all our own words, and a hold among these asks for nothing.  So the fixed words
of our letters' subjects are taken off at the front, with the values between them; the rest is the writer's.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

MOST: Final = 8  # reply prefixes of a subject that are looked at
VALUE: Final = "\0"  # a value of a template
BREAK: Final = "\1"  # any other markup: what stands around it does not always stand there together

_CUT: Final = re.compile(f"([{VALUE}{BREAK}])")
_FILLED: Final = re.compile(  # "2026-03-09 10:00 EET (UTC+02:00)"
    r"\s?\S{0,40}\d\S{0,40}(?!\S)(?:\s\d\d:\d\d(?!\S))?(?:\s[A-Z]{2,5})?(?:\s\(?UTC[^()\s]{0,9}\)?(?!\S))?"
)
_ENCLOSED: Final = re.compile(r"\s?\(\S{0,40}\d\S{0,40}\)(?!\S)")  # a hold's number
_POINTS: Final = " .,:;?-\u2013\u2014"
_EDGES: Final = re.compile(r"^[\W_]+|[\W_]+$")


def added(subject: str, ours: tuple[str, ...]) -> str:
    """What a subject without prefix, tags and references has beyond that of a letter of ours.

    Of any of ours: whoever answers "On hold" without a Message-ID of ours asks for nothing either.
    """
    text = " ".join(subject.split())
    folded = text.casefold()
    near = {at for piece, having in _known(ours).items() if piece in folded for at in having}
    return min((_behind(text, words) for words in ("", *(ours[at] for at in sorted(near)))), key=len)


@lru_cache(maxsize=4)
def _known(ours: tuple[str, ...]) -> Mapping[str, Sequence[int]]:
    """The fixed pieces of all subjects, folded, with the subjects that have each: of five hundred a few have
    one in common with a reply's.
    """
    found: dict[str, list[int]] = {}
    for at, words in enumerate(ours):
        for piece in dict.fromkeys(_bare(one).casefold() for one in _CUT.split(words)):
            if piece:
                found.setdefault(piece, []).append(at)
    return found


def own_words(subject: str, ours: tuple[str, ...], prefixes: tuple[str, ...]) -> str:
    """What of a subject without tags and references is the writer's.

    Ours may stand behind a mark that a ticket system or a gateway has put in front of "Re:", too; what is in
    front of it stays.
    """
    for found in reversed([*_prefix(prefixes).finditer(subject)][-MOST:]):
        behind = subject[found.end() :].strip(_POINTS)
        rest = added(behind, ours)
        if rest != behind:
            return f"{subject[: found.start()].strip()} {rest}".strip()
    return subject


@lru_cache(maxsize=8)
def _prefix(prefixes: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(prefixes, key=len, reverse=True)))
    return re.compile(rf"(?<![^\s\])>*])(?:{words})\s?:", re.IGNORECASE)


def _behind(text: str, words: str) -> str:
    at = 0  # up to here it is ours
    may = 0  # and up to here, if words of ours follow, or nothing does
    after = True  # a word of ours, or the beginning
    for step in _steps(words):
        if step in (_FILLED, _ENCLOSED):
            found = step.match(text, may) if after else None
            may, after = (found.end(), False) if found else (may, after)
        elif found := step.match(text, may):
            at, may, after = found.end(), found.end(), True
        else:
            may, after = at, at == 0
    rest = text[may if at else 0 :].strip(_POINTS)
    return "" if _FILLED.fullmatch(rest) else rest


@lru_cache(maxsize=2048)
def _steps(words: str) -> tuple[re.Pattern[str], ...]:
    """What may stand there, one after the other; each may be missing, as a template has it under a condition.

    A value is one only right behind words of ours: in "Report 5 more days" the number is the writer's.
    """
    pieces = [one for one in _CUT.split(words) if one and one != BREAK]
    before = ["", *pieces]
    return tuple(
        (_ENCLOSED if last.endswith("(") else _FILLED) if one == VALUE else _fixed(one)
        for last, one in zip(before, pieces, strict=False)
        if one == VALUE or any(map(str.isalpha, one))
    )


def _bare(piece: str) -> str:
    return " ".join(_EDGES.sub("", piece).split())


def _fixed(piece: str) -> re.Pattern[str]:
    said = r"\s".join(map(re.escape, _bare(piece).split()))
    return re.compile(rf"[\W_]{{0,4}}{said}(?!\w)[.:,;?]?", re.IGNORECASE)
