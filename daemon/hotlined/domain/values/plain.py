"""Text as it is compared: case, blanks and marks folded, so that "Réponse" and "reponse" are one."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_LETTERS: Final = str.maketrans(
    dict(zip("łøđıς’‘`´“”„«»‐‑–—\xa0", 'lodiσ\'\'\'\'"""""---- ', strict=True))  # one letter for one
    | {"æ": "ae", "œ": "oe", "ß": "ss"}
)
# Letters of a Greek and of a Cyrillic keyboard that look like Latin ones.
_LOOKALIKES: Final = str.maketrans(
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf\u03bd\u03c1\u03b1\u03b9\u03ba\u03c4"
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0406",
    "ABEZHIKMNOPTYXovpaiktABEKMHOPCTXaeopcyxiI",
)
WORDS: Final = re.compile(r"[^\W\d_]+")  # of letters alone
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


def lf_only(text: str) -> str:
    """A text with LF at the end of each line, whichever ends it had."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def beginnings(phrases: Iterable[str], end: str = "") -> re.Pattern[str]:
    """Where a word of a folded text begins with one of these phrases; `end`: a pattern of what follows."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases))}){end}")


def rows(*lines: str) -> tuple[str, ...]:
    """Phrases written as "a | b | c" lines, each brought into the folded form."""
    return tuple(plain(phrase) for line in lines for phrase in line.split("|"))


def latin(text: str) -> str:
    """A text in Latin letters where all its others look like such, as on a Greek keyboard; else ""."""
    found = alike(text)
    return found if found.isascii() else ""


def alike(text: str) -> str:
    """A text with Latin letters for those of other alphabets that look like them."""
    return text.translate(_LOOKALIKES)
