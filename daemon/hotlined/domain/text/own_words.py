"""Which lines of a mail are stretches of a text that we know: however wrapped, quoted, indented,
turned into HTML and back, or with letters lost to a wrong charset.
"""

import re
from array import array
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Final

from hotlined.domain.values.plain import plain

MAX_KNOWN: Final = 1_000_000  # folded characters of known text: our templates, and a site's own besides
MAX_LINE: Final = 5_000  # characters of a line that are compared
SENTENCE: Final = 40  # folded characters: a sentence of ours amid other words
_NOWHERE: Final = "\0"  # stands in no folded text
_SPEAKS: Final = re.compile(r"[^\W_]")
_NOT_ASCII: Final = re.compile(r"[^0-9a-z]+")  # what is no letter or digit of ASCII, once it is folded
_PIECE: Final = re.compile(r"(?<=[.!?:])")
_THREE: Final = 3  # characters: nine thousand different ones stand in our texts, at 300,000 places
_PIECES: Final = 24  # of a line, among which one is rare enough
_NONE: Final = array("I")
_TRIES: Final = 4  # places of the known text at which a line may begin


def stretches(texts: Sequence[str], known: Collection[str]) -> list[int]:
    """For each line the folded length of the run of lines in a row of known text it belongs to, 0: none.

    Lines are folded to their letters and digits; and once more to those of ASCII alone, which is what
    a wrong charset leaves of them ("best?tigen", "bestÃ¤tigen").  Linear in the lines."""
    lengths = [0] * len(texts)
    for fold, source in zip((letters, _ascii), _folded(tuple(known)), strict=True):
        if source:
            _runs([_line(text[:MAX_LINE], fold) for text in texts], source, lengths)
    return lengths


@lru_cache(maxsize=4)
def headings(known: tuple[str, ...]) -> frozenset[str]:
    """The lines of the known texts that are nothing but words in capitals."""
    lines = (line.strip() for text in known for line in text.splitlines())
    return frozenset(line for line in lines if line.isupper() and line.replace(" ", "").isalpha())


def says_a_sentence(text: str, known: Collection[str]) -> bool:
    """Whether a line has a whole sentence of the known text among other words; a label is none."""
    source = _folded(tuple(known))[0]
    pieces = _PIECE.split(text[:MAX_LINE])[:40]
    folded = (letters(piece) for piece in pieces if piece.endswith((".", "!", "?")))
    return any(len(sentence) >= SENTENCE and sentence in source for sentence in folded)


def begins_as(text: str, known: Collection[str], length: int) -> bool:
    """Whether the first letters of a line stand in the known text, at least so many of them."""
    begin = letters(text[:MAX_LINE])[:length]
    return len(begin) == length and begin in _folded(tuple(known))[0]


@lru_cache(maxsize=4)
def _folded(known: tuple[str, ...]) -> tuple[str, str]:
    """The known texts, one after the other, in both foldings; kept, as each mail is asked the same."""
    whole = "\n".join(letters(text[:MAX_KNOWN]) for text in known)
    ascii_only = "\n".join(_ascii(text[:MAX_KNOWN]) for text in known)
    return whole[:MAX_KNOWN], "" if ascii_only == whole else ascii_only[:MAX_KNOWN]


def _line(text: str, fold: Callable[[str], str]) -> str:
    """A line folded; what the folding would drop as a whole word is somebody's word, and fits nowhere."""
    folded = fold(text)
    if fold is _ascii and any(
        not word.isascii() and not _ascii(word) for word in text.split() if len(word) > 1
    ):
        return _NOWHERE
    return folded if folded or not _SPEAKS.search(text) else _NOWHERE


def letters(text: str) -> str:
    """Letters and digits alone, folded: the same text may be wrapped and marked differently."""
    return "".join(filter(str.isalnum, plain(text)))


def _ascii(text: str) -> str:
    return _NOT_ASCII.sub("", text.casefold())


def _runs(folded: Sequence[str], source: str, lengths: list[int]) -> None:
    number = 0
    while number < len(folded):
        after, length = _run(folded, number, source)
        for at in range(number, after):
            lengths[at] = max(lengths[at], length)
        number = max(after, number + 1)


@lru_cache(maxsize=4)
def _threes(source: str) -> "dict[str, array[int]]":
    """Where each piece of three characters of a known text stands, from its beginning to its end."""
    found: dict[str, array[int]] = {}
    for at in range(len(source) - _THREE + 1):
        found.setdefault(source[at : at + _THREE], array("I")).append(at)
    return found


def _places(line: str, source: str) -> Iterator[int]:
    """Where a folded line stands in a known text: it is looked for where its rarest piece is, and not in the
    whole of it; of nearly all lines that are not ours, some piece stands nowhere.
    """
    if len(line) < _THREE:
        place = source.find(line) if line else -1
        while place >= 0:
            yield place
            place = source.find(line, place + 1)
        return
    known = _threes(source)
    pieces = [known.get(line[at : at + _THREE], _NONE) for at in range(min(len(line) - _THREE + 1, _PIECES))]
    rarest = min(range(len(pieces)), key=lambda at: len(pieces[at]))
    starts = (at - rarest for at in pieces[rarest] if at >= rarest)
    yield from (start for start in starts if source.startswith(line, start))


def _run(folded: Sequence[str], first: int, source: str) -> tuple[int, int]:
    """The line after the longest run of lines from `first` that stand in a row in `source`; its length."""
    best, longest = first + 1, 0
    for place in islice(_places(folded[first], source), _TRIES):
        at, number = place, first
        while number < len(folded) and source.startswith(folded[number], at):
            at += len(folded[number])
            number += 1
        if at - place > longest:
            best, longest = number, at - place
    return best, longest
