"""Which sentences behind one that names an end may make it later: "then we will see", "the date may move".

Nobody can list what people write there.  So it is enough that such a sentence is not known to be harmless and
has a word of more, of later or of doubt, a number, or a time.  A sentence that is understood loses the end
only by the plainer ones of these words.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from hotlined.domain.replies.around import AFTERWARDS
from hotlined.domain.replies.days import Calendar
from hotlined.domain.replies.ends import looks_ahead, names_a_weekday
from hotlined.domain.replies.folding import fold, folded
from hotlined.domain.replies.hearing import VOUCHED
from hotlined.domain.replies.later_words import LATER, LOOSELY_LATER, MORE
from hotlined.domain.replies.letter import PASSED_OVER
from hotlined.domain.replies.lexicon import Lexicon, Token, places, tokens
from hotlined.domain.replies.no_end import says_a_number
from hotlined.domain.replies.sentence import Said

_HARMLESS: Final = frozenset({"harmless", "closing", "received", "disclaimer", "rank"})
_Words = Mapping[str, tuple[frozenset[str], tuple[str, ...]]]  # by language whole words, and the stems


def _made(rows: Mapping[str, str]) -> _Words:
    return {
        language: (
            folded(*(word for word in text.replace("-", " ").split() if not word.endswith("*"))),
            tuple(fold(word[:-1]) for word in text.split() if word.endswith("*")),
        )
        for language, text in rows.items()
    }


_PLAIN_WORDS: Final = _made(LATER)
_LOOSE_WORDS: Final = _made(LOOSELY_LATER)
_MORE: Final = folded(MORE)


def may_be_later(
    sentence: str, said: Said, words: Lexicon, languages: Collection[str], calendar: Calendar
) -> bool:
    """Whether a sentence behind an end may make it later; `languages`: those of the sentence with the end."""
    if said.clear and (said.hints & {PASSED_OVER, VOUCHED} or _is_signed(sentence, said)):
        return False
    known = tokens(sentence)
    hits = words.hits(known)
    aside = places(hits, _HARMLESS)
    denied = (hit for hit in words.nested(known) if hit.meaning == "negation")
    nots = [(known[hit.start].clause, hit.start) for hit in denied]
    spoken = {*languages, *said.languages[:1]}
    left = [
        one
        for at, one in enumerate(known)
        if at not in aside
        and not (one.word in _MORE and any(clause == one.clause and no < at for clause, no in nots))
    ]
    if _has(left, _PLAIN_WORDS, spoken):
        return True
    if said.clear and "question" not in said.meanings:
        return False
    then = any(one.word in AFTERWARDS for one in known[:2])
    timed = names_a_weekday(sentence) or looks_ahead(sentence, words, said.languages, calendar)
    return then or timed or _has(left, _LOOSE_WORDS, spoken) or any(map(says_a_number, left))


def _is_signed(sentence: str, said: Said) -> bool:
    """Whether it is a name or an office without a full stop."""
    return said.title and not sentence.rstrip().endswith((".", "!", "…"))


def _has(said: Sequence[Token], rows: _Words, languages: Collection[str]) -> bool:
    """Whether a word of one of these languages is there."""
    found = [rows[one] for one in languages if one in rows]
    return any(
        token.word in whole or token.word.startswith(stems or "\0")
        for whole, stems in found
        for token in said
    )
