"""Sentences of an LEA unit that an analyst has vouched for: they ask nobody any more (P7).

An analyst who answers a question may say that the sentences nobody understood are harmless, or confirm the
receipt, in every mail of this unit.  Then exactly these sentences count so, with other numbers and dates:
never what has a word of waiting, negation, condition, plea or question in it, never a time to come, never
beside another word, never for another unit.  A sentence is known by a digest, so a purge takes its words away
and not what was learned.

So it is with a mark of an office that is the tag of a mere question of analysts, such as "[Status]": whoever
has vouched for it in mails of a unit is not asked about it again, as long as nothing else is in its brackets.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from hotlined.domain.hotline.site import Site
from hotlined.domain.replies.days import Calendar
from hotlined.domain.replies.ends import dated, looks_ahead
from hotlined.domain.replies.groups import CUES, SERIOUS
from hotlined.domain.replies.lexicon import Hit, Lexicon, Token, lexicon, tokens, waits
from hotlined.domain.replies.sentence import Said
from hotlined.domain.tagging.words import Word
from hotlined.domain.text.waiting import asks_to_wait

MARKS: Final = frozenset({Word.HELP, Word.FORM, Word.STATUS, Word.LIST})  # change nothing, whoever says them
MOST: Final = 20  # sentences of one mail
LONGEST: Final = 300  # characters of one
SHORTEST: Final = 3  # letters
HARMLESS: Final = "harmless"
RECEIVED: Final = "received"
# A receipt may be vouched for; a word like "until" or "send" alone asks for nothing.
_NEVER: Final = CUES | (SERIOUS - {"received"}) | {"vague", "needless", "from", "asking"}


@dataclass(frozen=True, slots=True)
class Vouched:
    """What is known of one unit's sentences: digest -> HARMLESS or RECEIVED."""

    unit: str = ""
    known: Mapping[str, str] = field(default_factory=dict)

    def meaning(self, sentence: str, said: Said, site: Site, calendar: Calendar) -> str | None:
        """What a sentence counts as; None where nobody has vouched for it, or nobody may."""
        if not self.known or said.meanings:
            return None
        found = self.known.get(digest(self.unit, sentence, site, calendar))
        return found if found and not refusal(sentence, said, site, calendar) else None


NOBODY: Final = Vouched()


def form(sentence: str, site: Site, calendar: Calendar) -> str:
    """A sentence as it is compared: words folded, numbers, days and single letters as "#", "?" if it asks."""
    words, known = tokens(sentence), lexicon(site.phrases)
    times = dated(sentence, known, _languages(words, known), calendar)[1]
    found: list[str] = []
    for at, one in enumerate(words):
        word = "#" if one.is_number or at in times else one.word
        if word != "#" or found[-1:] != ["#"]:
            found.append(word)
    return " ".join(found) + ("?" if sentence.rstrip().endswith(("?", ";", "\u037e")) else "")


def digest(unit: str, sentence: str, site: Site, calendar: Calendar) -> str:
    """What a sentence of a unit is known by; that of another unit differs."""
    return hashlib.sha256(f"{unit}\n{form(sentence, site, calendar)}".encode()).hexdigest()


def of_mark(unit: str, word: Word) -> str:
    """The same of a mark in brackets, which is no sentence's."""
    return hashlib.sha256(f"{unit}\n[{word}]".encode()).hexdigest()


def refusal(sentence: str, said: Said, site: Site, calendar: Calendar) -> str:
    """Why nobody can vouch for a sentence; "" where somebody can."""
    words, known = tokens(sentence), lexicon(site.phrases)
    if sum(len(one.word) for one in words if not one.is_number) < SHORTEST:
        return "too short"
    if len(sentence) > LONGEST:
        return "too long"
    asks = said.meanings or said.hints & _NEVER or any(_asks(hit, said) for hit in known.nested(words))
    if asks or sentence.rstrip().endswith("?"):
        return "it has a word that may ask for something"
    if asks_to_wait(sentence, waits(site.phrases)):
        return "it has a word of waiting"
    if looks_ahead(sentence, known, _languages(words, known), calendar):
        return "it names a time to come"
    return ""


def _asks(hit: Hit, said: Said) -> bool:
    """Whether a phrase, also one inside of a longer one, may ask for something in this sentence."""
    return hit.meaning in _NEVER and (hit.meaning == "hold" or hit.language in said.languages[:2])


def _languages(words: Sequence[Token], known: Lexicon) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hit.language for hit in known.nested(words)))[:3]


@dataclass(frozen=True, slots=True)
class Offered:
    """A sentence that was not understood, by its number in the question; `why` nobody can vouch for it."""

    number: int
    text: str
    why: str = ""
