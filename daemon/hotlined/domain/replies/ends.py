"""Until when, and when: the days and durations that a sentence names, read strictly.

An end that is read too early breaks a hold.  So a day counts as an end only near a word that says so
("until", "before"), and whatever else looks like a time and is not understood makes the end unclear: the hold
is open then, and an analyst is asked.
"""

import re
from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from hotlined.domain.replies.day_words import END_BEHIND, NEXT, weekday_of
from hotlined.domain.replies.days import LONGEST, Calendar, Text, named, read_days
from hotlined.domain.replies.lexicon import Hit, Lexicon, Token, covered, fold, folded, tokens
from hotlined.domain.replies.named_days import own_marks, read_named
from hotlined.domain.values.plain import rows
from hotlined.domain.values.units import read_number, read_tens, read_unit

NEAR: Final = 5  # words between "until" and its day, or between a day and a word like it behind
FROM_A_DAY: Final = 4  # words behind a length of time where a day of the week may be its beginning
MARKS: Final = frozenset({"until", "from"})  # meanings of the words that say so
# All that may stand beside how long a hold lasts: "my leave ends on 10 December" is about something else.
LASTING: Final = frozenset({"lasting", "until", "hold", "topic", "polite", "filler"})
_CLOCK: Final = re.compile(r"(?<!\d)(?:[01]?\d|2[0-4])(?:[:.][0-5]\d|\s?(?:am|pm|uhr)\b)", re.IGNORECASE)
# A file's number, "EX-1", "K-2026/1188"; not a week's, "KW-50".
_FILE: Final = re.compile(r"(?<!\w)(?!(?:kw|w|v|wk)\b)[^\W\d_]{1,6}[-/]\d[\w/-]{0,20}", re.IGNORECASE)
_LENGTH: Final = re.compile(r"([0-9]{1,4})([^\W\d_]+)")
_RANGE: Final = re.compile(r"\d\s?[-\u2013/]\s?$|\w[-\u2013]$")  # "2 - 3 weeks", "two-three weeks"
# "In two weeks" is when something happens, "within" it when at the latest.
_THEN: Final = folded("in om nach after pärast po within inom binnen innerhalb εντός σε")
_THEN_LITHUANIAN: Final = _THEN | {"per"}  # "for" in other languages
# Behind a length of time: it counts from something else than now, "48 hours after our confirmation".
_FROM: Final = folded("after following nach seit pärast peale jooksul μετά po nuo efter")
# Between a number and its unit: "two more weeks".
_MORE: Final = folded(
    "more further additional extra full whole weitere weiteren zusätzliche zusätzlichen volle vollen täis",
    "lisa ytterligare hela fler ακόμη ακόμα επιπλέον papildomas papildomų",
)
_AND: Final = folded("and ar und ja και ir och et и y e i og și")
# Behind a length of time: it may be longer, "a week or two", "a week and a half".
_OR: Final = folded("or oder või ή arba eller ou o lub of nebo alebo tai plus")
_HALF: Final = folded("a half halbe halb pool μισή μισό pusė pusę pusės halv en demie")
_HUNDREDS: Final = folded("hundred hundert sada εκατό εκατόν šimtas šimtą hundra cent cien sto")
# What stands as often in front of no time ("this week") is a length of time beside a number only.
_COUNTED: Final = folded("nädala mėnesio val tim")
_NOW: Final = frozenset(
    rows(
        "for the time being | for now | for the moment | at this stage | vorerst | vorläufig | einstweilen",
        "zunächst | esialgu | hetkel | προς το παρόν | για την ώρα | για τώρα | kol kas | laikinai",
        "just nu | för närvarande | i nuläget | än så länge",
    )
) | folded("praegu")
# A unit in the case of a length of time is one, behind these words: "palaukti savaitę", "veel nädal".
_LASTS_ONE: Final = folded("savaitę mėnesį nädal nädala kuu")
_ONE_BEHIND: Final = folded("dar palaukti palaukite palaukit palauktumėte veel oodata oodake")
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


def ends(sentence: str, words: Lexicon, languages: Sequence[str], calendar: Calendar) -> Times:
    """The ends that a sentence of a hold names."""
    times, used = dated(sentence, words, languages, calendar)
    said = tokens(sentence)
    hits = words.hits(said)
    # "End of the month" is not "end of".
    unsure = covered(hit for hit in hits if hit.meaning == "vague") - used
    unsure -= {at for at in unsure if _is_wish(said, at)}
    unsure -= {at for at in unsure if said[at].word in _ABOUT and not used & {at + 1, at + 2}}
    named = not times.found and names_a_weekday(sentence)  # "the search is on Monday, after that it is yours"
    endless = any(
        hit.meaning == "open" and not _is_now(said, hit, used if times.found else ()) for hit in hits
    )
    doubted = bool(unsure - _from_when(said, hits))
    return replace(times, vague=times.vague or named, doubted=doubted, endless=endless)


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


def dated(
    sentence: str, words: Lexicon, languages: Sequence[str], calendar: Calendar
) -> tuple[Times, frozenset[int]]:
    """The same, and the places of the words that name them."""
    said = tokens(sentence)
    hits = words.nested(said)
    lasting = [hit for hit in hits if hit.meaning == "lasting"]
    times, used = _read(sentence, hits, lasting, languages, calendar, words)
    known = covered(hit for hit in hits if hit.meaning in LASTING) | used
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
    marks += own_marks(text, languages, calendar)
    read_named(text, marks, languages, calendar)
    _pass_clocks(text)
    begun = {hit.end - 1 for hit in hits if hit.meaning in ("from", "asking")}
    then = _THEN_LITHUANIAN if "lt" in languages[:1] else _THEN
    found = [calendar.now + length for length in _durations(text, begun, then)]
    for first, last, day in text.days:
        near = any(0 <= first - end < NEAR or 0 <= start - last <= 2 for start, end in marks)
        if near and day >= calendar.today:
            found.append(calendar.end_of(day))
        else:
            text.vague = True
    left = any(one.group()[0].isdigit() for at, one in enumerate(text.words) if at not in text.used)
    left = left or _units_left(text, words)
    distinct = tuple(dict.fromkeys(found))
    vague = text.vague or left or len(distinct) > 1 or (bool(marks) and not distinct)
    return Times(distinct, vague), frozenset(text.used)


def _pass_clocks(text: Text) -> None:
    """Note the hours beside a day, and the numbers of files: they name no other day."""
    if text.days:
        for match in (*_CLOCK.finditer(text.text), *_FILE.finditer(text.text)):
            text.used |= set(text.inside(*match.span()))


def _units_left(text: Text, words: Lexicon) -> bool:
    """Whether a word for a length of time stands there without a number; "Guten Tag" needs none."""
    greeted = covered(hit for hit in words.hits(tokens(text.text)) if hit.meaning == "harmless")
    left = set(range(len(text.words))) - text.used - greeted
    named = (text.word(at) for at in left if len(text.word(at)) > 2)
    return any(read_unit(word) is not None and fold(word) not in _COUNTED for word in named)


def looks_ahead(sentence: str, words: Lexicon, languages: Sequence[str], calendar: Calendar) -> bool:
    """Whether a sentence names a length of time or a day to come: whoever does may mean a hold by it."""
    text = read_days(sentence, languages, calendar, ahead=True)
    timed = any(_durations(text)) or text.vague or _units_left(text, words)
    return timed or any(day > calendar.today for _, _, day in text.days)


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


def _durations(text: Text, begun: Set[int] = frozenset(), then: Set[str] = _THEN) -> Iterator[timedelta]:
    """A number or a word for one beside a unit; one behind `then` says when something happens, and is no end.

    `begun`: the last words of phrases behind which it is one, "erst in zwei Wochen", "ber om fem dagar".
    """
    for at in range(len(text.words)):
        joined = _LENGTH.fullmatch(text.word(at))
        number = int(joined[1]) if joined else read_number(text.word(at))
        if _is_one(text, at):
            text.used |= {at - 1, at} if fold(text.word(at - 1)) in NEXT else {at}
            yield read_unit(text.word(at)) or timedelta()
            continue
        last = at if joined else at + 1 + (fold(text.word(at + 1)) in _MORE)
        unit = read_unit(joined[2] if joined else text.word(last))
        if at in text.used or number is None or unit is None or not number:
            continue
        first, tens = _tens(text, at, number)
        text.used |= set(range(first, last + 1))
        counted = _counts_from(text, last + 1) or _goes_on(text, last + 1)
        ranged = _RANGE.search(text.text[: text.words[first].start()]) is not None
        before = fold(text.word(first - 1))
        if before in NEXT:  # "the next 30 days" begin now
            text.used.add(first - 1)
        happens = first - 1 not in begun and (before in then or fold(text.word(first - 2)) == "innerhalb")
        if ranged or counted or happens or tens is None:
            text.vague = True
        else:
            yield (number + tens) * unit


def _counts_from(text: Text, at: int) -> bool:
    """Whether what stands behind a length of time lets it begin later: "two weeks from Monday"."""
    behind = set(range(at, at + FROM_A_DAY)) - text.used
    return fold(text.word(at)) in _FROM or any(weekday_of(text.word(one)) is not None for one in behind)


def _is_one(text: Text, at: int) -> bool:
    """Whether a unit alone is one of it: "dar savaitę palaukti", "for the next fortnight"."""
    word, before = fold(text.word(at)), fold(text.word(at - 1))
    if at in text.used or fold(text.word(at + 1)) in END_BEHIND or _goes_on(text, at + 1):
        return False
    return (word in _LASTS_ONE and before in _ONE_BEHIND) or (
        word == "fortnight" and before in ("next", "the")
    )


def _goes_on(text: Text, at: int) -> bool:
    """Whether a length of time may be longer than it seems: "a week or two", "a week and a half"."""
    word, after = fold(text.word(at)), text.word(at + 1)
    return word in _OR or (word in _AND and (fold(after) in _HALF or read_number(after) is not None))


def _tens(text: Text, at: int, number: int) -> tuple[int, int | None]:
    """Where a number in words begins, and its tens: "forty-eight hours"; None: it is another number."""
    if text.word(at).isdigit():
        return at, 0
    before = at - 1 - (fold(text.word(at - 1)) in _AND)
    tens = read_tens(text.word(before))
    if tens is not None and number < 10:
        return (before, tens) if fold(text.word(before - 1)) not in _HUNDREDS else (before, None)
    return at, None if tens is not None or fold(text.word(before)) in _HUNDREDS else 0
