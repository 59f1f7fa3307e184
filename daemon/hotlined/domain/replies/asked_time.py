"""Sentences that ask to wait by the time they name, and with no word of waiting.

"Give us a fortnight", "the host may be told from 8 December onwards", "not before the 8th"; and behind a hold
the sentence that says how long it lasts, "one week will be enough".  Such a phrase counts only close to a
time.
"""

from dataclasses import replace
from typing import Final

from hotlined.domain.replies.days import Calendar
from hotlined.domain.replies.ends import dated, ends
from hotlined.domain.replies.lexicon import Lexicon, covered, tokens
from hotlined.domain.replies.sentence import KNOWN, Said, Wait

CLOSE: Final = 3  # words between such a phrase and the time
LATER: Final = frozenset({"from", "asking"})
_MATTER: Final = frozenset(
    {"topic", "action"}
)  # what a time is asked for, so that other words may be unknown
_DONE: Final = frozenset({"needless", "removed", "ntd-sent", "sent"})
_BESIDE: Final = KNOWN | LATER | _MATTER | {"negation", "until", "open", "hold", "telling", "question"}
# All that may stand beside how long a hold lasts: "my leave ends on 10 December" is about something else.
_LASTING: Final = frozenset({"lasting", "until", "hold", "topic", "polite", "filler"})
_NOT_LASTING: Final = frozenset(
    {"negation", "not-yet", "question", "release", "needless", "vague", "received"}
)


def asks_by_time(said: Said, text: str, words: Lexicon, calendar: Calendar) -> Said:
    """A sentence as what it asks for: one that asks for time, or says from when on, asks to wait."""
    if not said.hints & LATER or "hold" in said.meanings or said.hints & _DONE:
        return said
    if "from" not in said.hints and "negation" in said.hints:  # "we need no time"
        return said
    times, named = dated(text, words, said.languages, calendar)
    matter = bool(said.hints & _MATTER)
    few = len(_others(said, text, words, _BESIDE) - named) <= ("polite" in said.hints)
    sure = times.found or (times.vague and matter)
    if not sure or not (matter or few) or not _is_close(said, text, words, named):
        return said
    received = said.meanings == {"received"} and said.clear
    return replace(
        said,
        meanings=frozenset({"hold", "received"} if received else {"hold"}),
        clear=not said.hints & {"release", "received"} or received,
        wait=Wait.YES,
        closing=False,
        title=False,
    )


def says_how_long(said: Said, before: Said, text: str, words: Lexicon, calendar: Calendar) -> bool:
    """Whether a sentence says how long the hold lasts that the sentence before it asks for."""
    if "hold" not in before.meanings or not said.hints & {"lasting", "until"} or said.hints & _NOT_LASTING:
        return False
    named = dated(text, words, said.languages, calendar)[1]
    times = ends(text, words, said.languages, calendar)
    sure = len(times.found) == 1 and not times.vague and not times.doubted
    return sure and not _others(said, text, words, _LASTING) - named


def _others(said: Said, text: str, words: Lexicon, meanings: frozenset[str]) -> frozenset[int]:
    """The places of the words that no phrase of these meanings takes up."""
    known = tokens(text)
    told = covered(hit for hit in words.hits(known, said.languages) if hit.meaning in meanings)
    return frozenset(at for at, one in enumerate(known) if at not in told and not one.is_number)


def _is_close(said: Said, text: str, words: Lexicon, named: frozenset[int]) -> bool:
    """Whether one of the phrases stands close to a word that names a time."""
    hits = (hit for hit in words.hits(tokens(text), said.languages) if hit.meaning in LATER)
    return bool({at for hit in hits for at in range(hit.start - CLOSE, hit.end + CLOSE)} & named)
