"""Whether a line may ask to wait: coarse, in any language, for lines that would else be left unread."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Self

from hotlined.domain.text import quote_words
from hotlined.domain.values.plain import plain

PICTURE: Final = "\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff"  # of a set of characters
_START: Final = 3  # characters by which phrases are found
_TAG: Final = re.compile(r"\[\s?[^\W\d_a-z]{3,20}\s?[\]:]")
_WORD: Final = re.compile(r"[^\W_]+")
_STEMS: Final = {
    first: tuple(stem for stem in quote_words.WAIT if stem[:3] == first)
    for first in {stem[:3] for stem in quote_words.WAIT}
}


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """Folded phrases, found in a line without comparing it with each of them."""

    by_start: Mapping[str, tuple[str, ...]]
    short: tuple[str, ...]

    @classmethod
    def of(cls, phrases: Collection[str]) -> Self:
        """The same phrases, by their first letters."""
        by_start: dict[str, list[str]] = {}
        for phrase in phrases:
            if len(phrase) >= _START:
                by_start.setdefault(phrase[:_START], []).append(phrase)
        return cls(
            {start: tuple(found) for start, found in by_start.items()},
            tuple(phrase for phrase in phrases if 0 < len(phrase) < _START),
        )

    def stand_in(self, folded: str) -> bool:
        """Whether one of them stands somewhere in a folded line."""
        for at in range(len(folded)):
            found = self.by_start.get(folded[at : at + _START])
            if found is not None and folded.startswith(found, at):
                return True
        return any(phrase in folded for phrase in self.short)

    def has(self, folded: str) -> bool:
        """Whether a folded line is one of them."""
        return folded in self.by_start.get(folded[:_START], ()) or folded in self.short


_NOT_YET: Final = Watched.of(quote_words.NOT_YET)
NOTHING: Final = Watched.of(())


def asks_to_wait(text: str, watched: Watched = NOTHING) -> bool:
    """Whether a line has a word of `quote_words` that asks to wait, one of these phrases, or a tag."""
    folded = plain(text)
    if _TAG.search(text) or _NOT_YET.stand_in(folded) or watched.stand_in(folded):
        return True
    words = _WORD.findall(folded)
    if not quote_words.WAIT_WHOLE.isdisjoint(words):
        return True
    return any(word.startswith(_STEMS.get(word[:3], ("\0",))) for word in words)


def asks_to_wait_itself(text: str, watched: Watched = NOTHING) -> bool:
    """The same, but a phrase counts only where it is the whole line, and not within a word."""
    return watched.has(plain(text)) or asks_to_wait(text)
