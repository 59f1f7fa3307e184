"""The words of rules/replies.yaml, and where they stand in a sentence: whole words, or stems ("postpon*").

Sentence and phrase are folded alike: case, accents, and the ways to write an umlaut.  A phrase that lies
inside a longer one is not looked at ("no need to wait" is not "wait"); phrases that only overlap both count.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, NamedTuple

from hotlined.domain.hotline.site import Phrase
from hotlined.domain.replies import go_ahead
from hotlined.domain.replies.folding import fold
from hotlined.domain.replies.sentence_words import ALREADY, ANY_ALREADY
from hotlined.domain.text.waiting import Watched
from hotlined.domain.values.plain import plain
from hotlined.domain.values.same import Same

KEPT: Final = 64  # sentences of which all is kept that is asked a dozen times; a mail has fewer
SHORTEST_STEM: Final = 3  # letters before the asterisk
SHORTEST_WATCHED: Final = 4  # letters of a single word that is looked for anywhere in a line
_WORD: Final = re.compile(r"[^\W_]+\*?")
_INSIDE: Final = re.compile(r"\*[^\W_]")  # an asterisk that ends no word
_CLAUSE: Final = re.compile(r"[,;:()\u2013\u2014]|\s[-\u2010]\s")
_SMALL: Final = frozenset({
    "negation", "until", "vague", "from", "asking", "lasting", "longer", "open", "action", "polite",
    "topic", "telling", "question", "disclaimer", "course", "thing", "unsure",
})  # fmt: skip
# What counts only close to a time; a shorter phrase inside of one, a negation or a word of waiting, does too.
_TIMED: Final = frozenset({"from", "asking", "lasting", "longer"})
TELLS: Final = 2  # words of a language that tell that a sentence is in it
FOREIGN: Final = 2.5  # times more words of another language in a sentence: then it is in that one
SHARE: Final = 2.0  # so many times fewer words than the first language's, and a text is in that one too
LONGEST: Final = 4_000  # characters by which the languages of a text are told
_NOTS: Final = frozenset({"negation", "not-yet"})
LONG: Final = 6  # letters of a word that is read with the usual slips of the keyboard
_DOUBLED: Final = re.compile(r"([^\W\d_])\1")
# The working days in Portuguese, which are nothing but ordinals without the second word.
_FEIRA: Final = re.compile(r"\b(segunda|ter[çc]a|quarta|quinta|sexta)[\s-]\s?feira\b", re.IGNORECASE)


class Token(NamedTuple):
    """A word of a sentence."""

    word: str  # folded
    loose: str  # the same, loosened
    raw: str
    clause: int  # counted from 0, by commas and the like

    @property
    def is_number(self) -> bool:
        """Whether a digit is in it, or it is one letter: a number, a date, part of a file reference."""
        return len(self.word) == 1 or (not self.word.isalpha() and any(map(str.isdigit, self.word)))

    @property
    def is_named(self) -> bool:
        """Whether it is written as a name is."""
        return self.raw[0].isupper()


class Hit(NamedTuple):
    """A phrase in a sentence: the tokens from `start` up to `end`, and as long as these.

    A mail makes hundreds of them, each of which is looked up by its value.
    """

    meaning: str
    language: str
    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def inside(self, ends: Mapping[int, int], longest: int) -> bool:
        """Whether it lies within one that is longer: `ends` by beginning, none longer than `longest`."""
        return any(
            self.end <= ends.get(start, 0) and ends[start] - start > len(self)
            for start in range(self.end - longest, self.start + 1)
        )


@lru_cache(maxsize=8192)
def loosened(word: str) -> str:
    """A folded word without what is mistyped most: "recieved", "motagen" (stems stay as they are)."""
    if len(word) < LONG:
        return word
    return _DOUBLED.sub(r"\1", word).replace("ie", "ei")


def written(sentence: str) -> str:
    """A sentence as its words are counted: without marks that no letter has taken up, which would part them.

    A word that is underlined by such marks is no row of single letters; nor is Arabic with its vowels.
    "Sexta-feira" is one word, since "sexta" is no day by itself.
    """
    text = unicodedata.normalize("NFC", sentence)
    if not text.isascii():
        text = "".join(c for c in text if unicodedata.category(c)[0] != "M")
    return _FEIRA.sub(r"\1feira", text) if "feira" in text.lower() else text


@lru_cache(maxsize=KEPT)
def tokens(sentence: str) -> tuple[Token, ...]:
    """The words of a sentence in their order; apostrophes part words."""
    return _tokens(sentence)


def _tokens(sentence: str) -> tuple[Token, ...]:
    text = written(sentence)
    found, clause, at = [], 0, 0
    for match in _WORD.finditer(text):
        clause += _CLAUSE.search(text, at, match.start()) is not None
        at = match.end()
        raw = match.group().rstrip("*")
        found.append(Token(fold(raw), loosened(fold(raw)), raw, clause))
    return tuple(found)


class Row(NamedTuple):
    """A phrase as it is looked up; `rest`: its words that this does not tell whole, a stem's all."""

    rest: tuple[str, ...]
    length: int  # in words
    meaning: str
    language: str


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """All phrases, by their first two words, or by what is known of them: one word, the head of a stem.

    `alert` are the languages that have words that tell of more.
    """

    rows: Mapping[tuple[str, ...], tuple[Row, ...]]
    alert: frozenset[str] = frozenset()

    def hits(self, words: Sequence[Token], spoken: Collection[str] = ()) -> tuple[Hit, ...]:
        """The phrases in a sentence, none that lies inside a longer one; `spoken`: the text's languages."""
        return _hits(self, tuple(words), frozenset(spoken))

    def nested(self, words: Sequence[Token]) -> tuple[Hit, ...]:
        """The phrases in a sentence, also those inside of longer ones."""
        return _nested(self, tuple(words), frozenset())

    def all(self, words: Sequence[Token]) -> Iterator[Hit]:
        """Every phrase of any language."""
        count = len(words)
        for start, token in enumerate(words):
            after = words[start + 1].loose if start + 1 < count else ""
            for key in ((token.loose,), (token.loose, after), (f"{token.word[:SHORTEST_STEM]}*",)):
                for rest, length, meaning, language in self.rows.get(key, ()):
                    end = start + length
                    if end <= count and (not rest or all(map(_fits, rest, words[end - len(rest) : end]))):
                        yield Hit(meaning, language, start, end)


@lru_cache(maxsize=KEPT)
def _nested(lexicon: Lexicon, words: tuple[Token, ...], spoken: frozenset[str]) -> tuple[Hit, ...]:
    known = tuple(lexicon.all(words))
    built = (Hit("release", language, start, end) for language, start, end in go_ahead.go_aheads(words))
    kept = [hit for hit in built if not _is_denied(hit, known)]
    # It names provider or notice, whose own hits lie inside of it.
    topics = (Hit("topic", hit.language, hit.start, hit.end) for hit in kept)
    found = (*known, *kept, *topics, *_already(lexicon, words))
    return _spoken(tuple(dict.fromkeys(found)), spoken)


def _is_denied(built: Hit, known: Sequence[Hit]) -> bool:
    """Whether a "not" of its language stands in the sentence: no release then, and maybe a plea to wait.

    One inside of a longer phrase, "no objection", denies nothing."""
    longer = covered(hit for hit in known if len(hit) > 1 and hit.meaning not in _NOTS)
    longer |= covered((built,))
    nots = (hit for hit in known if hit.meaning in _NOTS and hit.language == built.language)
    return any(not covered((hit,)) <= longer for hit in nots)


def _already(lexicon: Lexicon, words: tuple[Token, ...]) -> Iterator[Hit]:
    """Phrases that content is gone with an "already" of their language inside: "has already been removed"."""
    said = {at for at, one in enumerate(words) if one.word in ANY_ALREADY}
    kept = [at for at in range(len(words)) if at not in said]
    for hit in lexicon.all([words[at] for at in kept]) if said else ():
        start, end = kept[hit.start], kept[hit.end - 1] + 1
        inside = {words[at].word for at in said if start < at < end}
        if inside and hit.meaning == "removed" and inside <= ALREADY.get(hit.language, frozenset()):
            yield Hit(hit.meaning, hit.language, start, end)


@lru_cache(maxsize=KEPT)
def _hits(lexicon: Lexicon, words: tuple[Token, ...], spoken: frozenset[str]) -> tuple[Hit, ...]:
    found = _nested(lexicon, words, spoken)
    ends: dict[int, int] = {}  # where a phrase of several words begins -> where the longest one ends
    for hit in found:
        if len(hit) > 1 and hit.meaning not in _TIMED:
            ends[hit.start] = max(hit.end, ends.get(hit.start, 0))
    if not ends:
        return found
    longest = max(end - start for start, end in ends.items())
    return tuple(hit for hit in found if not hit.inside(ends, longest))


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
    weight = weights(tuple(words.all(_tokens(text[:LONGEST]))))
    most = max(weight.values(), default=0)
    return frozenset(language for language, count in weight.items() if SHARE * count >= most)


def _fits(pattern: str, token: Token) -> bool:
    return token.word.startswith(pattern[:-1]) if pattern.endswith("*") else token.loose == pattern


def can_be_found(text: str) -> bool:
    """Whether a phrase can stand in a sentence: it has words, and each asterisk ends one that is looked up.

    A stem at its begin is looked up by its first letters, and has to have them.
    """
    if "*" not in text:
        return any(map(str.isalnum, text))
    words = [_looked_for(word) for word in _WORD.findall(written(text))]
    stems = sum(word.endswith("*") for word in words)
    first = words[0] if words else "*"
    apart = _INSIDE.search(text) is None
    return apart and stems == text.count("*") and (not first.endswith("*") or len(first) > SHORTEST_STEM)


def lexicon(phrases: tuple[Phrase, ...]) -> Lexicon:
    """The phrases of a site, made ready for looking up."""
    return _made(Same(phrases))


@lru_cache(maxsize=8)
def _made(same: Same[tuple[Phrase, ...]]) -> Lexicon:
    found: dict[tuple[str, ...], list[Row]] = {}
    looked_for = cache(_looked_for)  # most words stand in several phrases
    for phrase in same.value:
        if pattern := tuple(map(looked_for, _WORD.findall(written(phrase.text)))):
            key = _key(pattern)
            rest = pattern if pattern[0].endswith("*") else pattern[len(key) :]
            row = Row(rest, len(pattern), phrase.meaning, phrase.language)
            found.setdefault(key, []).append(row)
    alert = frozenset(phrase.language for phrase in same.value if phrase.meaning == "telling")
    return Lexicon({key: tuple(rows) for key, rows in found.items()}, alert)


def _key(pattern: tuple[str, ...]) -> tuple[str, ...]:
    """What a phrase is looked up by."""
    if pattern[0].endswith("*"):
        return (f"{pattern[0][:SHORTEST_STEM]}*",)
    return pattern[:2] if len(pattern) > 1 and not pattern[1].endswith("*") else pattern[:1]


def _looked_for(word: str) -> str:
    """A word of a phrase as those of sentences are compared with it; a stem keeps its asterisk."""
    return f"{fold(word.rstrip('*'))}*" if word.endswith("*") else loosened(fold(word))


def covered(hits: Iterable[Hit]) -> frozenset[int]:
    """The positions of the words that these phrases take up."""
    return frozenset(at for hit in hits for at in range(hit.start, hit.end))


def places(hits: Iterable[Hit], meanings: Set[str]) -> frozenset[int]:
    """The positions of the words that phrases of these meanings take up."""
    return covered(hit for hit in hits if hit.meaning in meanings)


def untold(said: Sequence[Token], hits: Iterable[Hit], meanings: Set[str]) -> frozenset[int]:
    """The positions of the words that no phrase of these meanings takes up; a number is none."""
    told = places(hits, meanings)
    return frozenset(at for at, one in enumerate(said) if at not in told and not one.is_number)


def watchwords(phrases: tuple[Phrase, ...]) -> tuple[str, ...]:
    """The phrases of a hold, folded, and long enough to be looked for outside of their sentences."""
    return _watched(Same(phrases), frozenset({"hold", "open", "not-yet"}))


@lru_cache(maxsize=8)
def _waits(same: Same[tuple[Phrase, ...]]) -> Watched:
    return Watched.of(watchwords(same.value))


def waits(phrases: tuple[Phrase, ...]) -> Watched:
    """`watchwords`, made ready to be looked for."""
    return _waits(Same(phrases))


def watched_in_quotes(phrases: tuple[Phrase, ...]) -> tuple[str, ...]:
    """`watchwords`, and the roundabout ones ("not before", "we need") for what may be no quote at all."""
    return _watched_in_quotes(Same(phrases))


@lru_cache(maxsize=8)
def _watched_in_quotes(same: Same[tuple[Phrase, ...]]) -> tuple[str, ...]:
    roundabout = _watched(same, frozenset({"from", "asking"}))
    return tuple(dict.fromkeys((*watchwords(same.value), *(text for text in roundabout if " " in text))))


@lru_cache(maxsize=8)
def _watched(same: Same[tuple[Phrase, ...]], meanings: frozenset[str]) -> tuple[str, ...]:
    found = (plain(phrase.text).replace("*", "") for phrase in same.value if phrase.meaning in meanings)
    return tuple(dict.fromkeys(text for text in found if " " in text or len(text) >= SHORTEST_WATCHED))
