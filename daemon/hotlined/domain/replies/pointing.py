"""What people write of words of theirs that stand elsewhere: further down, or in a file that they attach."""

import re
from typing import Final

_BELOW: Final = re.compile(
    r"\b(?:please see below|see below|siehe unten|s\. ?u\.|(?:palun )?vt\.? allpool|(?:δείτε|βλ\.) παρακάτω"
    r"|(?:žr\.|žiūrėkite) žemiau|se nedan)",
    re.IGNORECASE,
)
_FILE: Final = re.compile(
    r"\b(?:(?:see|find|review|read|note) (?:\w{1,9} ){0,2}(?:attach|enclos)"
    r"|siehe (?:\w{1,12} ){0,2}(?:anhang|anlage|beiliegend|schreiben anbei)"
    r"|anbei (?:unser|mein|das|die|der|den|ein)|(?:im|als) anhang (?:finden|erhalten|unser)"
    r"|(?:voir|trouver|trouverez) (?:\w{1,12} ){0,2}(?:pi[eè]ces? jointes?|ci[ -]joint)"
    r"|(?:vt\.?|vaata|vaadake|leiate) (?:palun )?(?:manus|lisa)|(?:žr\.|žiūrėkite|rasite) (?:\w{1,12} )?pried"
    r"|se (?:\w{1,12} )?(?:bilag|bifoga)|(?:βλέπε|βλ\.|δείτε) (?:\w{1,5} )?συνημμ"
    r"|v[ée]ase (?:\w{1,9} )?adjunt|vedi (?:l')?allegat|zie (?:de )?bijlage|w załączniku|katso liite)",
    re.IGNORECASE,
)
_HERE: Final = re.compile(r"[^.,;:\n]{0,20}:[ \t]*\w")  # "Anbei das Aktenzeichen: 55 Js 1/26"


def points_below(text: str) -> bool:
    """Whether a text points to what stands below it."""
    return _BELOW.search(text) is not None


def points_to_a_file(text: str) -> bool:
    """Whether a text points to a file that the writer attaches, and not to what stands behind it."""
    found = _FILE.search(text)
    return found is not None and _HERE.match(text, found.end()) is None


def without_pointing(text: str) -> str:
    """A text without these words."""
    return _BELOW.sub(" ", text)
