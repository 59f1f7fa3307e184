"""Whether a line may ask to wait: coarse, in any language, for lines that would else be left unread."""

import re
from collections.abc import Sequence
from typing import Final

from hotlined.domain.text import quote_words
from hotlined.domain.values.plain import plain

PICTURE: Final = "\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff"  # of a set of characters
_TAG: Final = re.compile(r"\[\s?[^\W\d_a-z]{3,20}\s?[\]:]")
_WORD: Final = re.compile(r"[^\W_]+")
_STEMS: Final = {
    first: tuple(stem for stem in quote_words.WAIT if stem[:3] == first)
    for first in {stem[:3] for stem in quote_words.WAIT}
}


def asks_to_wait(text: str, phrases: Sequence[str] = ()) -> bool:
    """Whether a line has a word of `quote_words` that asks to wait, one of these folded phrases, or a tag."""
    folded = plain(text)
    if _TAG.search(text) or any(phrase in folded for phrase in (*quote_words.NOT_YET, *phrases)):
        return True
    words = _WORD.findall(folded)
    if not quote_words.WAIT_WHOLE.isdisjoint(words):
        return True
    return any(word.startswith(_STEMS.get(word[:3], ("\0",))) for word in words)
