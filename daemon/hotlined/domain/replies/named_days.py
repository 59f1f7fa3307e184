"""Days that are told by less than a number and a month, behind a word that says until.

"Till Friday", "not before the 8th", "bis Monatsende", "t.o.m. vecka 50", "fram till 7/12".  Elsewhere a
number may be an item's, and a word a name.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from hotlined.domain.replies.day_words import (
    ALONE,
    BEGINS,
    BEHIND,
    END_BEFORE,
    END_BEHIND,
    KUUPAEV,
    LINKS,
    OF_A_DAY,
    ORDINALS,
    WEEK,
    WHOLE,
    ends_named,
    weekday_of,
)
from hotlined.domain.replies.days import DAY_FIRST, LONGEST, Calendar, Text, join_weekdays, made, near
from hotlined.domain.replies.folding import fold, folded
from hotlined.domain.values.units import read_number, read_unit

SHORTEST: Final = 5  # letters of a word that names a day by itself
FAR: Final = 3  # words behind "until" that are looked at
_ALONE: Final = re.compile(r"([0-9]{1,2})(st|nd|rd|th)?", re.IGNORECASE)
_SHORT: Final = re.compile(r"([0-9]{1,2})(?:ni)?")
_MONTH_FIRST: Final = frozenset(["en", "hu", "lt"])  # who may write the month in front of the day: "12/27"
_YEARS: Final = 10  # that a month may be ahead
_NUMBER_NI: Final = re.compile(r"[0-9]{1,2}ni")
_GOES_ON: Final = re.compile(r"[/.-]\d|:\d|\s?(?:uhr|h|am|pm)\b", re.IGNORECASE)
_PART: Final = re.compile(r"[,;!?()\u2013]|\s-\s")
_UNTIL: Final = fold("lõpuni")
# What a day of the week ends with where it says until: "péntekig"; "perjantaihin" with a word behind it:
# without one it is also what something is moved to.
_UNTIL_IT: Final[Mapping[str, tuple[str, ...]]] = {"fi": ("hin", "oon"), "hu": ("ig",)}
_BEHIND_IT: Final[Mapping[str, frozenset[str]]] = {"fi": folded("asti saakka")}
_OF_ANOTHER_WEEK: Final = folded("en que")  # "vendredi en huit", "el viernes que viene"
Marks = Sequence[tuple[int, int]]  # the words that say until: first, and the first one behind them


def own_marks(text: Text) -> Iterator[tuple[int, int]]:
    """Words that name a day and say until by their ending: "reedeni", "kuu lõpuni", "péntekig"."""
    language = text.languages[0] if text.languages else ""
    endings, behind = _UNTIL_IT.get(language, ()), _BEHIND_IT.get(language)
    yield from (
        (at, at)
        for at, one in enumerate(text.words)
        if weekday_of(one.group()) is not None
        and fold(one.group()).endswith(endings)
        and (behind is None or text.folded(at + 1) in behind)
    )
    if "et" not in text.languages[:2]:
        return
    for at, one in enumerate(text.words):
        word = one.group()
        if _NUMBER_NI.fullmatch(word):  # "10.12ni"
            yield at - 1, at - 1
        until = SHORTEST <= len(word) <= LONGEST and word.endswith("ni")
        day = until and (at in text.used or text.named(word) is not None)
        if day or fold(word) == _UNTIL:
            yield at, at


def read_named(text: Text, marks: Marks) -> None:
    """Read these days, and note which words name them."""
    _ends_of(text, marks)
    for start, end in marks:
        at = end
        while at < end + FAR and (text.folded(at) in LINKS or weekday_of(text.word(at)) is not None):
            at += 1
        if at not in text.used:
            _short(text, at)
        if at not in text.used:
            _alone(text, at)
        if at not in text.used:
            _week(text, start, at)
    join_weekdays(text)
    for at in sorted({at for _, end in marks for at in range(end, end + FAR)} - text.used):
        _named_at(text, at)


def _named_at(text: Text, at: int) -> None:
    """A day of the week, or "tomorrow"; "Thursday week" is another Thursday."""
    word, last = text.word(at), at
    if read_number(word) is not None:  # "eight" is the eighth for the library
        return
    if fold(word) == "i":  # "till i morgon"
        word, last = f"i {text.word(at + 1)}", at + 1
    # "Di" and "die" are a Tuesday for a library; a word for a day has to be one in full.
    day = text.named(word) if SHORTEST <= len(word) <= LONGEST else None
    if day is not None and fold(word) in ORDINALS and not _stands_alone(text, at):
        text.take(at, at, None)  # "até segunda busca"
    elif day is not None:
        behind = text.word(last + 1)
        other = read_unit(behind) or fold(behind) in BEGINS | _OF_ANOTHER_WEEK
        text.take(at, last, None if other else day)


def _ends_of(text: Text, marks: Marks) -> None:
    """The last day of this month, of a month by its name, of this year."""
    words = [fold(one.group()) for one in text.words]
    said = {at for start, end in marks for at in range(start, end + FAR)}
    for first, last, what in ends_named(words):
        if {first, last} & said and not text.used.intersection(range(first, last + 1)):
            behind = text.word(last + 1)  # "Monatsende April", "the end of the month after"
            another = behind.isalpha() and text.named(f"1 {behind}") is not None
            another = another or (tuple(words[first : last + 1]) in ALONE and not _stands_alone(text, last))
            day = _last_of(text.calendar.today.month if what == "month" else 12, None, text.calendar)
            text.take(first, last, None if another or fold(behind) in BEGINS else day)
    for first, month, last in _months_ending(words):
        if not said.intersection(range(first, last + 1)) or text.used.intersection(range(first, last + 1)):
            continue
        day = text.named(f"1 {text.word(month)}")
        if day is not None:
            year = int(words[last + 1]) if re.fullmatch("20[0-9]{2}", text.word(last + 1)) else None
            text.take(first, last + (year is not None), _last_of(day.month, year, text.calendar))


def _months_ending(words: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Where a month may stand that something is the end of: first word, month, last word."""
    for at in range(len(words)):
        for row in END_BEFORE:
            if tuple(words[at : at + len(row)]) == row and at + len(row) < len(words):
                yield at, at + len(row), at + len(row)
    for at, (_, behind) in enumerate(pairwise(words)):
        if behind in END_BEHIND:
            yield at, at, at + 1


def _last_of(month: int, year: int | None, calendar: Calendar) -> date | None:
    """The last day of a month, of the next such month if no year is given."""
    whole = year or calendar.today.year + (month < calendar.today.month)
    day = date(whole, month, monthrange(whole, month)[1])
    return day if year else near(day, calendar)


def _short(text: Text, at: int) -> None:
    """Day and month in numbers without a year and a last full stop: "7/12", "10.12", "10.12ni"."""
    one, two = _SHORT.fullmatch(text.word(at)), _SHORT.fullmatch(text.word(at + 1))
    if not one or not two or not text.languages:
        return
    joint, language = text.behind(at), text.languages[0]
    behind = text.text[text.words[at + 1].end() :]
    if joint not in ("/", ".", "-") or _GOES_ON.match(behind) or (joint == "-" and language != "lt"):
        return
    numbers = int(one[1]), int(two[1])
    month_first = language in _MONTH_FIRST and (joint == "/" or language == "lt")
    orders = [numbers, numbers[::-1]] if month_first else [numbers]
    found = (_ahead(*order, text.calendar) for order in orders)
    days = list(dict.fromkeys(day for day in found if day is not None))
    named_so = (weekday_of(text.word(place)) for place in (at - 1, at - 2))
    weekday = next((one for one in named_so if one is not None), None)
    if len(days) > 1 and weekday is not None:  # "Monday 7/12"
        days = [one for one in days if one.weekday() == weekday]
    if len(days) > 1 and language in DAY_FIRST:
        days = days[:1]
    fits = len(days) == 1 and days[0].weekday() == weekday  # "Sunday 12/27"
    sure = len(days) == 1 and (fits or joint != "/" or not _may_be_a_month(*numbers, text.calendar))
    text.take(at, at + 1, days[0] if sure else None)


def _may_be_a_month(month: int, year: int, calendar: Calendar) -> bool:
    """Whether "12/27" may be December 2027, and no day."""
    return month <= 12 and year > 12 and 0 <= year - calendar.today.year % 100 < _YEARS


def _ahead(day: int, month: int, calendar: Calendar) -> date | None:
    """The next such day."""
    this = made(calendar.today.year, month, day)
    if this is not None and this < calendar.today:
        this = made(calendar.today.year + 1, month, day)
    return near(this, calendar)


def _alone(text: Text, at: int) -> None:
    """A day without its month: "the 8th", "vor dem 3.", "den 4:e", "16. kuupäeva", "iki 8 dienos".

    "Iki 8 d." may be the 8th, and up to eight days.
    """
    number = _ALONE.fullmatch(text.word(at))
    if not number:
        return
    last = at
    behind = text.folded(at + 1)
    marked = number[2] is not None or text.folded(at - 1) in LINKS
    if (
        (behind in ("e", "a") and text.text[text.words[at].end()] == ":")
        or behind.startswith(KUUPAEV)
        or ("lt" in text.languages[:1] and behind in OF_A_DAY)
    ):
        last, marked = at + 1, True
    if not marked or (last == at and not _stands_alone(text, at)):
        return
    today = text.calendar.today
    later = int(number[1]) > today.day
    month = today.month if later else today.month % 12 + 1
    day = made(today.year + (not later and month == 1), month, int(number[1]))
    text.take(at, last, None if int(number[1]) == today.day or behind == "d" else day)


def _stands_alone(text: Text, at: int) -> bool:
    """Whether no word follows that a number may belong to: "the 2nd search", "zum 2. Termin"."""
    if at + 1 >= len(text.words):
        return True
    between = text.behind(at)
    return _PART.search(between) is not None or text.folded(at + 1) in BEHIND


def _week(text: Text, start: int, at: int) -> None:
    """A day of a week by its number, "fredag v. 50"; its Sunday where all is meant, "t.o.m. vecka 50"."""
    number, before = text.word(at + 1), weekday_of(text.word(at - 1))
    if text.folded(at) not in WEEK or not (number.isascii() and number.isdigit()):
        return
    if before is not None and text.behind(at - 1).strip():
        before = None  # "Friday, KW 50"
    whole = any(text.folded(one) in WHOLE for one in range(start, at))
    year, week, _ = text.calendar.today.isocalendar()
    try:
        in_year = year + (int(number) < week)
        day = date.fromisocalendar(in_year, int(number), 7 if before is None else before + 1)
    except ValueError:
        return
    text.take(at, at + 1, day if whole or before is not None else None)
