"""The words of rules/replies.yaml, and where they stand in a sentence: whole words, or stems ("postpon*").

Sentence and phrase are folded alike: case, accents, and the ways to write an umlaut.  A phrase that lies
inside a longer one is not looked at ("no need to wait" is not "wait"); phrases that only overlap both count.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from hotlined.domain.robot_words import plain
from hotlined.domain.site import Phrase

SHORTEST_STEM: Final = 3  # letters before the asterisk
SHORTEST_WATCHED: Final = 4  # letters of a single word that is looked for anywhere in a line
_WORD: Final = re.compile(r"[^\W_]+\*?")
_CLAUSE: Final = re.compile(r"[,;:()\u2013\u2014]|\s[-\u2010]\s")
_SMALL: Final = frozenset(
    {"negation", "until", "vague", "open", "action", "polite", "topic", "telling", "question", "disclaimer"}
)
TELLS: Final = 2  # words of a language that tell that a sentence is in it
FOREIGN: Final = 2.5  # times more words of another language in a sentence: then it is in that one
SHARE: Final = 2.0  # so many times fewer words than the first language's, and a text is in that one too
LONGEST: Final = 4_000  # characters by which the languages of a text are told
_UMLAUTS: Final = (("ae", "a"), ("oe", "o"), ("ue", "u"))


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a sentence."""

    word: str  # folded
    raw: str
    clause: int  # counted from 0, by commas and the like

    @property
    def is_number(self) -> bool:
        """Whether a digit is in it, or it is one letter: a number, a date, part of a file reference."""
        return len(self.word) == 1 or any(character.isdigit() for character in self.word)

    @property
    def is_named(self) -> bool:
        """Whether it is written as a name is."""
        return self.raw[0].isupper()


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase in a sentence: the tokens from `start` up to `end`."""

    meaning: str
    language: str
    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def inside(self, other: "Hit") -> bool:
        """Whether it lies within another one that is longer."""
        return other.start <= self.start and self.end <= other.end and len(other) > len(self)


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """A word for comparing."""
    folded = plain(word)
    for written, meant in _UMLAUTS:
        folded = folded.replace(written, meant)
    return folded


def tokens(sentence: str) -> tuple[Token, ...]:
    """The words of a sentence in their order; apostrophes part words."""
    text = unicodedata.normalize("NFC", sentence)
    found, clause, at = [], 0, 0
    for match in _WORD.finditer(text):
        clause += _CLAUSE.search(text, at, match.start()) is not None
        at = match.end()
        raw = match.group().rstrip("*")
        found.append(Token(fold(raw), raw, clause))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All phrases, by their first word; `alert` are the languages that have words that tell of more."""

    whole: Mapping[str, tuple[tuple[tuple[str, ...], Phrase], ...]]
    stems: Mapping[str, tuple[tuple[tuple[str, ...], Phrase], ...]]
    alert: frozenset[str] = frozenset()

    def hits(self, words: Sequence[Token], spoken: Collection[str] = ()) -> tuple[Hit, ...]:
        """The phrases in a sentence, none that lies inside a longer one; `spoken`: the text's languages."""
        found = _spoken(tuple(dict.fromkeys(self.all(words))), spoken)
        near: dict[int, list[Hit]] = {}
        for hit in found:
            near.setdefault(hit.start, []).append(hit)
        longest = max(map(len, found), default=0)
        return tuple(
            hit
            for hit in found
            if not any(
                hit.inside(other)
                for start in range(hit.end - longest, hit.start + 1)
                for other in near.get(start, ())
            )
        )

    def nested(self, words: Sequence[Token]) -> tuple[Hit, ...]:
        """The phrases in a sentence, also those inside of longer ones."""
        return _spoken(tuple(dict.fromkeys(self.all(words))), ())

    def all(self, words: Sequence[Token]) -> Iterator[Hit]:
        """Every phrase of any language."""
        for start, token in enumerate(words):
            rows = (*self.whole.get(token.word, ()), *self.stems.get(token.word[:SHORTEST_STEM], ()))
            for pattern, phrase in rows:
                end = start + len(pattern)
                if end <= len(words) and all(map(_fits, pattern, words[start:end])):
                    yield Hit(phrase.meaning, phrase.language, start, end)


def _spoken(hits: Sequence[Hit], spoken: Collection[str]) -> tuple[Hit, ...]:
    """Without small words of languages that are not spoken: "mai" is never in Italian, a month in German.

    Spoken are those of the whole text, and the one that most words of the sentence are in, if two are."""
    weight = weights(hits)
    most = max(weight.values(), default=0)
    here = {language for language, words in weight.items() if FOREIGN * words >= most}
    if spoken:
        here = {one for one in here if one in spoken or (weight[one] == most and most >= TELLS)}
    return tuple(hit for hit in hits if hit.meaning not in _SMALL or hit.language in here)


def weights(hits: Iterable[Hit]) -> dict[str, int]:
    """How many words of a sentence each language's phrases take up."""
    places: dict[str, set[int]] = {}
    for hit in hits:
        places.setdefault(hit.language, set()).update(range(hit.start, hit.end))
    return {language: len(taken) for language, taken in places.items()}


def languages_of(text: str, words: Lexicon) -> frozenset[str]:
    """The languages that a text is written in: those with nearly as many known words as the first."""
    weight = weights(tuple(words.all(tokens(text[:LONGEST]))))
    most = max(weight.values(), default=0)
    return frozenset(language for language, count in weight.items() if SHARE * count >= most)


def _fits(pattern: str, token: Token) -> bool:
    return token.word.startswith(pattern[:-1]) if pattern.endswith("*") else token.word == pattern


@lru_cache(maxsize=8)
def lexicon(phrases: tuple[Phrase, ...]) -> Lexicon:
    """The phrases of a site, made ready for looking up."""
    whole: dict[str, list[tuple[tuple[str, ...], Phrase]]] = {}
    stems: dict[str, list[tuple[tuple[str, ...], Phrase]]] = {}
    for phrase in phrases:
        pattern = _pattern(phrase.text)
        if pattern and pattern[0].endswith("*"):
            stems.setdefault(pattern[0][:SHORTEST_STEM], []).append((pattern, phrase))
        elif pattern:
            whole.setdefault(pattern[0], []).append((pattern, phrase))
    return Lexicon(
        {word: tuple(rows) for word, rows in whole.items()},
        {word: tuple(rows) for word, rows in stems.items()},
        frozenset(phrase.language for phrase in phrases if phrase.meaning == "telling"),
    )


def _pattern(text: str) -> tuple[str, ...]:
    written = _WORD.findall(unicodedata.normalize("NFC", text))
    return tuple(fold(word.rstrip("*")) + ("*" if word.endswith("*") else "") for word in written)


def covered(hits: Iterable[Hit]) -> frozenset[int]:
    """The positions of the words that these phrases take up."""
    return frozenset(at for hit in hits for at in range(hit.start, hit.end))


def watchwords(phrases: Iterable[Phrase]) -> tuple[str, ...]:
    """The phrases of a hold, as they are looked for in what may be quoted: folded, and long enough."""
    found = (
        plain(phrase.text).replace("*", "")
        for phrase in phrases
        if phrase.meaning in ("hold", "open", "not-yet")
    )
    return tuple(dict.fromkeys(text for text in found if " " in text or len(text) >= SHORTEST_WATCHED))
