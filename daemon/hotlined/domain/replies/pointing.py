"""What people write above words of theirs that stand further down: in a table of ours, in what is quoted."""

import re
from typing import Final

_BELOW: Final = re.compile(
    r"\b(?:please see below|see below|siehe unten|s\. ?u\.|(?:palun )?vt\.? allpool|(?:δείτε|βλ\.) παρακάτω"
    r"|(?:žr\.|žiūrėkite) žemiau|se nedan)",
    re.IGNORECASE,
)


def points_below(text: str) -> bool:
    """Whether a text points to what stands below it."""
    return _BELOW.search(text) is not None


def without_pointing(text: str) -> str:
    """A text without these words."""
    return _BELOW.sub(" ", text)
