"""Text as it is compared: case, blanks and marks folded, so that "Réponse" and "reponse" are one."""

import unicodedata
from typing import Final

_LETTERS: Final = str.maketrans(
    dict(zip("łøđıς’‘`´“”„«»‐‑–—\xa0", 'lodiσ\'\'\'\'"""""---- ', strict=True))  # one letter for one
    | {"æ": "ae", "œ": "oe", "ß": "ss"}
)


def plain(text: str) -> str:
    """The text for comparing: case, accents, typographic quotes and runs of blanks folded; linear."""
    spread = text.casefold().translate(_LETTERS)
    if not spread.isascii():
        letters = unicodedata.normalize("NFKD", spread)
        spread = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(spread.split())


def rows(*lines: str) -> tuple[str, ...]:
    """Phrases written as "a | b | c" lines, each brought into the folded form."""
    return tuple(plain(phrase) for line in lines for phrase in line.split("|"))
