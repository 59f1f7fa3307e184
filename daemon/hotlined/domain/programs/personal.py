"""What only a person says who has dealt with our mail: asked before words alone make a mail a machine's."""

from itertools import takewhile
from typing import Final

from hotlined.domain.programs import voice_words as words
from hotlined.domain.programs.phrases import bare, has

MAX_TEXT: Final = 4_000  # characters; notices are short
_CLOSING: Final = tuple(f"{phrase} " for phrase in words.CLOSING)
WRAPPED: Final = 50  # characters from which on a line without a full stop goes on in the next


def personal(text: str) -> bool:
    """Whether a text has a word that only somebody says who has dealt with our mail, or a question."""
    own = " ".join(takewhile(lambda line: not closes(line), text[:MAX_TEXT].splitlines()))
    said = bare(own)
    return "?" in own or has(said, words.PERSONAL)


def closes(line: str) -> bool:
    """Whether a person or a signature closes with this line."""
    return len(line) < WRAPPED and bare(line).startswith(_CLOSING)
