"""Text as it is compared: case, blanks and marks folded, so that "Réponse" and "reponse" are one."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_LETTERS: Final = str.maketrans(
    dict(zip("łøđıς’‘`´“”„«»‐‑–—\xa0", 'lodiσ\'\'\'\'"""""---- ', strict=True))  # one letter for one
    | {"æ": "ae", "œ": "oe", "ß": "ss"}
)
_FIRST_MARK: Final = "\u0300"  # no letter before it is a combining one


def plain(text: str) -> str:
    """The text for comparing: case, accents, typographic quotes and runs of blanks folded; linear."""
    spread = text.casefold()
    if spread.isascii():
        spread = spread.replace("`", "'")
    else:
        letters = unicodedata.normalize("NFKD", spread.translate(_LETTERS))
        spread = "".join([c for c in letters if c < _FIRST_MARK or not unicodedata.combining(c)])
    return " ".join(spread.split())


def visible(text: str) -> str:
    """A text without format characters (zero-width blanks, soft hyphens, direction marks)."""
    return text if text.isascii() else "".join(c for c in text if unicodedata.category(c) != "Cf")


def beginnings(phrases: Iterable[str], end: str = "") -> re.Pattern[str]:
    """Where a word of a folded text begins with one of these phrases; `end`: a pattern of what follows."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases))}){end}")


def rows(*lines: str) -> tuple[str, ...]:
    """Phrases written as "a | b | c" lines, each brought into the folded form."""
    return tuple(plain(phrase) for line in lines for phrase in line.split("|"))
