"""What [HELP] shows: every tag of an analyst once, with what it does and its word in their own language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hotlined.domain.mail.message import Party
from hotlined.domain.tagging.words import MEANINGS, Occasion, Word


@dataclass(frozen=True, slots=True)
class TagHelp:
    """One row."""

    written: str  # with an example of its argument: "[HOLD:2026-05-12]"
    sentence: str
    own: str  # the word in the analyst's language, or ""


def help_values(own: Mapping[str, str]) -> dict[str, object]:
    """The table in three parts; `own` are the words of the analyst's language, by our word.

    `meanings` and `words` are what templates of older sites use.
    """
    rows = {occasion.name.lower(): tuple(_rows(occasion, own)) for occasion in Occasion}
    return {"meanings": MEANINGS, "words": tuple(MEANINGS), "tags": rows}


def _rows(occasion: Occasion, own: Mapping[str, str]) -> Iterator[TagHelp]:
    for word, meaning in MEANINGS.items():
        if Party.ANALYST in meaning.who and _first(word) is occasion:
            example = f":{meaning.example}" if meaning.example else ""
            yield TagHelp(f"[{word}{example}]", meaning.sentence, own.get(word, ""))


def _first(word: Word) -> Occasion:
    """The part of the table in which a word stands."""
    occasions = MEANINGS[word].occasions
    order = (Occasion.NEW, Occasion.ASKING, Occasion.CASE)
    return next(one for one in order if one in occasions)
