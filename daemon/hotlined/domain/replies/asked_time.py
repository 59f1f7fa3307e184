"""Sentences that ask to wait by the time they name, and with no word of waiting.

"Give us a fortnight", "the host may be told from 8 December onwards", "not before the 8th"; and behind a hold
the sentence that says how long it lasts, "one week will be enough".  Such a phrase counts only close to a
time.
"""

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from typing import Final

from hotlined.domain.replies.day_words import LINKS
from hotlined.domain.replies.days import Calendar
from hotlined.domain.replies.ends import Times, dated, ends, names_a_day_to_come
from hotlined.domain.replies.groups import KNOWN
from hotlined.domain.replies.lexicon import Hit, Lexicon, Token, places, tokens, untold
from hotlined.domain.replies.no_end import LASTING
from hotlined.domain.replies.sentence import Said
from hotlined.domain.replies.wait import Wait

CLOSE: Final = 3  # words between such a phrase and the time
LATER: Final = frozenset({"from", "asking"})
_MATTER: Final = frozenset(
    {"topic", "action"}
)  # what a time is asked for, so that other words may be unknown
_DONE: Final = frozenset({"needless", "removed", "ntd-sent", "sent"})
_BESIDE: Final = KNOWN | LATER | _MATTER | {"negation", "until", "open", "hold", "telling", "question"}
_PLEA: Final = frozenset({"negation", "polite", "until"})
_COURTESIES: Final = frozenset({"polite", "harmless"})
_SMALL: Final = frozenset({"polite", "harmless", "filler", "until", "telling"})
_CLOCK: Final = re.compile(r"(?<!\d)\d{1,2}:\d{2}(?!\d)")  # no length of time: "03:40 val."
_NOT_LASTING: Final = frozenset(
    {"negation", "not-yet", "question", "release", "needless", "vague", "received"}
)


def asks_by_time(said: Said, text: str, words: Lexicon, calendar: Calendar) -> Said:
    """A sentence as what it asks for: one that asks for time, or says from when on, asks to wait.

    So does "please not ... before Monday", whatever the word for the deed is.
    """
    if "hold" in said.meanings or said.wait is Wait.DOUBTED or said.hints & _DONE or not _may_ask(said):
        return said
    known = tokens(text)
    hits = words.hits(known, said.languages)
    clauses = _clauses(known, hits)
    if "from" not in said.hints and clauses["negation"] & clauses["asking"]:  # "we need no time"
        return said
    matter = bool(said.hints & _MATTER)
    # "Postponed for more than 30 days: 4".
    if "vague" in said.hints and not matter and "polite" not in said.hints:
        return said
    times, named = dated(text, words, said.languages, calendar)
    others = untold(known, hits, _BESIDE) - named
    asked = clauses["from"] | clauses["asking"]
    beside = {at for at in others if known[at].clause in asked}  # in the part that asks
    sure = times.found or (times.vague and matter)
    near = (matter or len(beside) <= ("polite" in said.hints)) and _is_close(hits, named)
    plea = bool(clauses["negation"] & clauses["polite"] & clauses["until"] and times.found)
    asked_so = bool(sure and near) or plea
    if not asked_so and not _is_all(said, untold(known, hits, _SMALL) - named, calendar, times):
        return said
    received = said.meanings == {"received"} and said.clear
    return replace(
        said,
        meanings=frozenset({"hold", "received"} if received else {"hold"}),
        clear=(not said.hints & {"release", "received"} or received)
        and asked_so
        and (matter or len(others) <= 1),
        wait=Wait.YES,
        closing=False,
        title=False,
    )


def _may_ask(said: Said) -> bool:
    """Whether it is worth while to look for the times of a sentence."""
    short = bool(said.hints & _COURTESIES) and said.hints <= _SMALL
    return bool(said.hints & LATER) or said.hints >= _PLEA or short


def _clauses(known: Sequence[Token], hits: Iterable[Hit]) -> dict[str, set[int]]:
    """In which parts of a sentence there are phrases of some meanings."""
    found: dict[str, set[int]] = {name: set() for name in ("from", "asking", "negation", "polite", "until")}
    for hit in hits:
        if hit.meaning in found:
            found[hit.meaning] |= {known[at].clause for at in range(hit.start, hit.end)}
    return found


def _is_all(said: Said, others: Set[int], calendar: Calendar, times: Times) -> bool:
    """Whether a length of time is all that somebody asks for: "one more week, please", "noch eine Woche"."""
    if len(times.found) != 1 or times.vague or not said.hints <= _SMALL:
        return False
    at = times.found[0]
    if at == calendar.end_of(at.astimezone(calendar.zone).date()):  # "see you on 3 December, thanks"
        return False
    return not said.meanings and not others


def says_how_long(said: Said, before: Said, text: str, words: Lexicon, calendar: Calendar) -> bool:
    """Whether a sentence says how long the hold lasts that the sentence before it asks for."""
    if "hold" not in before.meanings or not said.hints & {"lasting", "until"} or said.hints & _NOT_LASTING:
        return False
    named = dated(text, words, said.languages, calendar)[1]
    times = ends(text, words, said.languages, calendar)
    sure = len(times.found) == 1 and not times.vague and not times.doubted
    known = tokens(text)
    return sure and not untold(known, words.hits(known, said.languages), LASTING) - named


def asks_beside(text: str, said: Said, words: Lexicon, calendar: Calendar) -> bool:
    """Whether time may be asked for beside a receipt: "received, until 8 December", "..., one more week"."""
    text = _CLOCK.sub(" ", text)
    known = tokens(text)
    hits = words.hits(known, said.languages)
    times, named = dated(text, words, said.languages, calendar)
    until = {_behind(known, hit.end) for hit in hits if hit.meaning == "until"}
    counted = any(known[at].raw[0].isdigit() for at in until if at < len(known))
    today = calendar.end_of(calendar.today)
    if until and (any(at > today or not times.longer for at in times.found) or (times.vague and counted)):
        return True
    small = named | places(hits, _SMALL)
    alone = {one.clause for at, one in enumerate(known) if at in named}
    alone -= {one.clause for at, one in enumerate(known) if at not in small}
    return bool(alone) and (bool(times.found) or names_a_day_to_come(text, said.languages, calendar))


def _behind(known: Sequence[Token], at: int) -> int:
    """The word behind one that says until, articles passed over."""
    while at < len(known) and known[at].word in LINKS:
        at += 1
    return at


def _is_close(hits: Iterable[Hit], named: Set[int]) -> bool:
    """Whether one of the phrases stands close to a word that names a time."""
    later = (hit for hit in hits if hit.meaning in LATER)
    return bool({at for hit in later for at in range(hit.start - CLOSE, hit.end + CLOSE)} & named)
