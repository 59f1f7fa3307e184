"""Until when, and when: the days and durations that a sentence names, read strictly.

An end that is read too early breaks a hold.  So a day counts as an end only near a word that says so
("until", "before"), and whatever else looks like a time and is not understood makes the end unclear: the hold
is open then, and an analyst is asked.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Final

from hotlined.domain.replies.around import goes_on_behind, may_be_longer
from hotlined.domain.replies.day_words import OF_DAY, weekday_of
from hotlined.domain.replies.days import LONGEST, Calendar, Text, named, read_days
from hotlined.domain.replies.elsewhere import names_a_zone
from hotlined.domain.replies.folding import fold, folded
from hotlined.domain.replies.lengths import (
    OR,
    THEN,
    THEN_LITHUANIAN,
    begins_later,
    counted_from,
    is_from_today,
    is_further,
    lengths,
)
from hotlined.domain.replies.lexicon import KEPT, Hit, Lexicon, Token, covered, places, tokens
from hotlined.domain.replies.named_days import own_marks, read_named
from hotlined.domain.replies.no_end import LASTING, is_aside, is_no_end, is_quoted, with_reasons
from hotlined.domain.values.plain import rows
from hotlined.domain.values.units import read_unit

NEAR: Final = 5  # words between "until" and its day, or between a day and a word like it behind
MARKS: Final = frozenset({"until", "from"})  # meanings of the words that say so
_CLOCK: Final = re.compile(r"(?<!\d)(?:[01]?\d|2[0-4])(?:[:.][0-5]\d|\s?(?:am|pm|uhr)\b)", re.IGNORECASE)
# A file's number, "EX-1", "K-2026/1188"; not a week's, "KW-50".
_FILE: Final = re.compile(r"(?<!\w)(?!(?:kw|w|v|wk)\b)[^\W\d_]{1,6}[-/]\d[\w/-]{0,20}", re.IGNORECASE)
# What stands as often in front of no time ("this week") is a length of time beside a number only.
_COUNTED: Final = folded("nädala mėnesio val tim")
_DOUBTFUL: Final = re.compile(r"[~\u2248\u2243\u00b1]\s?\d|\(\?+\)|\?\?")  # "~24 hours", "8 December (?)"
_NOW: Final = frozenset(
    rows(
        "for the time being | for now | for the moment | at this stage | vorerst | vorläufig | einstweilen",
        "hetkel | προς το παρόν | για την ώρα | για τώρα | kol kas | laikinai",
        "just nu | för närvarande | i nuläget | än så länge",
    )
) | folded("praegu")
# In front of "if": a wish, and no condition.
_WISHING: Final = folded(
    "grateful obliged appreciate appreciated it good great helpful kind dankbar freuen hilfreich helfen nett",
    "verbunden",
    "dėkingi dėkinga dėkingas ευγνώμονες εκτιμούσαμε υπόχρεοι",
)
_ABOUT: Final = folded(
    "about around apie"
)  # in front of a time it is not certain, elsewhere what it is about
# Behind it: a courtesy.
_POSSIBLE: Final = folded("possible möglich machbar γίνεται δυνατόν δυνατό įmanoma galima möjligt")


@dataclass(frozen=True, slots=True)
class Times:
    """The times found, aware UTC, each once; and whether something that looks like one is not understood."""

    found: tuple[datetime, ...] = ()
    vague: bool = False
    doubted: bool = False  # a word beside them says that they are not certain: "or so"
    endless: bool = False  # until something happens; not only "for now"
    longer: bool = False  # what stands around them may make the hold longer
    counted: bool = False  # the one found is a length of time from now, and no day
    extends: bool = False  # the words say that it comes on top of an older end: "extend", "another week"


def ends(sentence: str, words: Lexicon, languages: tuple[str, ...], calendar: Calendar) -> Times:
    """The ends that a sentence of a hold names."""
    times, used = dated(sentence, words, languages, calendar)
    said = with_reasons(tokens(sentence))
    hits = words.hits(said)
    # "End of the month" is not "end of".
    unsure = places(hits, {"vague"}) - used
    unsure -= {at for at in unsure if _is_wish(said, at)}
    unsure -= {at for at in unsure if said[at].word in _ABOUT and not used & {at + 1, at + 2}}
    named = not times.found and names_a_weekday(sentence)  # "the search is on Monday, after that it is yours"
    endless = any(
        hit.meaning == "open" and not _is_now(said, hit, used if times.found else ()) for hit in hits
    )
    doubted = bool(unsure - _from_when(said, hits))
    vague = times.vague or named or is_aside(said, hits, used)
    nested = words.nested(said)
    longer = times.longer or is_quoted(sentence, used) or goes_on_behind(said, nested, used)
    longer = longer or (bool(times.found) and is_no_end(said, nested, languages, used))
    extends = times.extends or any(hit.meaning == "longer" for hit in hits)
    return replace(times, vague=vague, doubted=doubted, endless=endless, longer=longer, extends=extends)


def _is_wish(said: Sequence[Token], at: int) -> bool:
    """Whether an "if" is no condition: "we would be grateful if", "if possible"."""
    before = any(one.word in _WISHING for one in said[max(0, at - 2) : at])
    return before or any(one.word in _POSSIBLE for one in said[at + 1 : at + 3])


def _is_now(said: Sequence[Token], hit: Hit, used: Collection[int]) -> bool:
    """Whether "for now" is no more than that: an end, named in the same part of the sentence, is its end."""
    now = " ".join(one.word for one in said[hit.start : hit.end]) in _NOW
    return now and (not used or any(said[at].clause == said[hit.start].clause for at in used))


def _from_when(said: Sequence[Token], hits: Sequence[Hit]) -> frozenset[int]:
    """The places of "at the earliest" where it says when to do it: "bitte frühestens am 16.12. versenden"."""
    meanings = {hit.meaning for hit in hits}
    if meanings & {"hold", "open", "negation"}:
        return frozenset()
    deeds = {said[hit.start].clause for hit in hits if hit.meaning == "action"}
    return covered(hit for hit in hits if hit.meaning == "from" and said[hit.start].clause in deeds)


@lru_cache(maxsize=KEPT)
def dated(
    sentence: str, words: Lexicon, languages: tuple[str, ...], calendar: Calendar
) -> tuple[Times, frozenset[int]]:
    """The same, and the places of the words that name them."""
    said = tokens(sentence)
    hits = words.nested(said)
    lasting = [hit for hit in hits if hit.meaning == "lasting"]
    times, used = _read(sentence, hits, lasting, languages, calendar, words)
    known = places(hits, LASTING) | used
    if lasting and not all(at in known or one.is_number for at, one in enumerate(said)):
        # "Please hold, the deadline of the court is 4 December": that is not said of the hold.
        return _read(sentence, hits, (), languages, calendar, words)
    return times, used


def _read(
    sentence: str,
    hits: Sequence[Hit],
    lasting: Sequence[Hit],
    languages: Sequence[str],
    calendar: Calendar,
    words: Lexicon,
) -> tuple[Times, frozenset[int]]:
    text = read_days(sentence, languages, calendar, ahead=True)
    marks = [(hit.start, hit.end) for hit in (*(hit for hit in hits if hit.meaning in MARKS), *lasting)]
    marks += own_marks(text)
    read_named(text, marks)
    _pass_clocks(text)
    begun = {hit.end - 1 for hit in hits if hit.meaning in ("from", "asking")}
    then = THEN_LITHUANIAN if "lt" in languages[:1] else THEN
    counted = list(lengths(text, begun, then))
    found = [counted_from(text, one) for one in counted]
    text.vague = text.vague or (bool(found) and begins_later(text))
    ended: list[tuple[int, int]] = []
    for first, last, day in text.days:
        if any(first <= one.since <= last for one in counted):
            continue
        near = any(0 <= first - end < NEAR or 0 <= start - last <= 2 for start, end in marks)
        other = text.folded(last + 1) in OR or _is_of_something(text, first)
        if near and day >= calendar.today and not other:
            found.append(calendar.end_of(day))
            ended.append((first, last))
        else:
            text.vague = True
    # "Until Saturday 14/3, rather Sunday."
    weekdays = {weekday_of(one.group()) for one in _unused(text)} - {None}
    loose = bool(text.days) and bool(weekdays - {day.weekday() for _, _, day in text.days})
    left = loose or any(one.group()[0].isdigit() for one in _unused(text))
    left = left or _units_left(text, words) or _DOUBTFUL.search(text.text) is not None
    distinct = tuple(dict.fromkeys(found))
    vague = text.vague or left or len(distinct) > 1 or (bool(marks) and not distinct)
    days = {at: last for first, last, _ in text.days for at in range(first, last + 1)}
    spans = [(one.first, days.get(one.since, max(one.last, one.since))) for one in counted]
    longer = bool(distinct) and may_be_longer(tokens(sentence), hits, languages, ended, spans, marks)
    from_now = len(distinct) == 1 and bool(counted) and all(one.since < 0 for one in counted)
    extends = from_now and any(is_further(text, one) for one in counted)
    if extends or any(hit.meaning == "longer" for hit in hits):
        # "Extend it by three weeks from today" names its end.
        from_now = from_now and not any(is_from_today(text, one) for one in counted)
    return Times(distinct, vague, longer=longer, counted=from_now, extends=extends), frozenset(text.used)


def _unused(text: Text) -> Iterator[re.Match[str]]:
    return (one for at, one in enumerate(text.words) if at not in text.used)


def _is_of_something(text: Text, at: int) -> bool:
    """Whether a day belongs to something that may take longer: "the warrant of 8 December"."""
    before = at - 1 - (text.folded(at - 1) == "the")
    thing = text.folded(before - 1)
    return text.folded(before) in ("of", "vom") and thing not in OF_DAY | {"day"}


def _pass_clocks(text: Text) -> None:
    """Note the hours beside a day, and the numbers of files: they name no other day."""
    if text.days:
        files = [text.inside(*match.span()) for match in _FILE.finditer(text.text)]
        text.used |= {at for one in files if text.used.isdisjoint(one) for at in one}  # not of "8-Dec-27"
        for match in _CLOCK.finditer(text.text):
            text.used |= set(text.inside(*match.span()))
        text.vague = text.vague or names_a_zone(text.text, text.calendar)


def _units_left(text: Text, words: Lexicon) -> bool:
    """Whether a word for a length of time stands there without a number; "Guten Tag" needs none."""
    greeted = places(words.hits(tokens(text.text)), {"harmless"})
    left = set(range(len(text.words))) - text.used - greeted
    named = (text.word(at) for at in left if len(text.word(at)) > 2)
    return any(read_unit(word) is not None and fold(word) not in _COUNTED for word in named)


def looks_ahead(sentence: str, words: Lexicon, languages: Sequence[str], calendar: Calendar) -> bool:
    """Whether a sentence names a length of time or a day to come: whoever does may mean a hold by it."""
    text = read_days(sentence, languages, calendar, ahead=True)
    timed = any(lengths(text)) or text.vague or _units_left(text, words)
    return timed or any(day > calendar.today for _, _, day in text.days)


def names_a_day_to_come(sentence: str, languages: Sequence[str], calendar: Calendar) -> bool:
    """Whether a day is named, in numbers or with its month, that is yet to come."""
    text = read_days(sentence, languages, calendar, ahead=True)
    return any(day > calendar.today for _, _, day in text.days)


def names_a_weekday(sentence: str) -> bool:
    """Whether a day of the week is named, in any of the six languages: "from Monday", "μέχρι την Τρίτη"."""
    return any(weekday_of(one.word) is not None for one in tokens(sentence))


def is_month(word: str, languages: Sequence[str], calendar: Calendar) -> bool:
    """Whether a word is the name of a month."""
    possible = 3 <= len(word) <= LONGEST and word.isalpha()
    return possible and named(f"1 {word}", languages, calendar, ahead=False) is not None


def moments(sentence: str, languages: Sequence[str], calendar: Calendar) -> Times:
    """The days on which a sentence says that something was done; today means now."""
    text = read_days(sentence, languages, calendar, ahead=False)
    past = [day for _, _, day in text.days if day <= calendar.today]
    found = tuple(dict.fromkeys(min(calendar.end_of(day), calendar.now) for day in past))
    return Times(found, text.vague or len(past) < len(text.days) or len(found) > 1)
