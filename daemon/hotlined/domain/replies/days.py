"""The days that a sentence names, in numbers or by the name of a month, and which of its words do."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from hotlined.domain.hotline.site import Site, SpokenDay
from hotlined.domain.replies.day_words import DAY, LINKS, NEXT, OF_A_DAY, ORDINALS, weekday_of
from hotlined.domain.replies.folding import fold
from hotlined.domain.replies.lexicon import written
from hotlined.domain.values.written_times import latest

MOST: Final = 12  # day numbers of a sentence that are looked at: asking for the name of a day is slow
LONGEST: Final = 20  # letters of such a name
FAR: Final = timedelta(days=300)  # a day named without a year that is further off was meant otherwise
_WORD: Final = re.compile(r"[^\W_]+")
_YEAR_FIRST: Final = re.compile(r"(?<!\d)(?P<y>\d{4})(?P<s>[-./])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d)")
_DOTTED: Final = re.compile(
    r"(?<![\d.])(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.(?:\s?(?P<y>\d{4}|\d{2}(?![\d:]|\.\d)))?(?!\d)"
    r"|(?<![\d.])(?P<d2>\d{1,2})\.(?P<m2>\d{1,2})\.?\s?(?P<y2>\d{4})(?!\d)"
)
_SLASHED: Final = re.compile(r"(?<![\d/-])(?P<d>\d{1,2})[/-](?P<m>\d{1,2})[/-](?P<y>\d{4})(?![\d/-])")
_DAY_NUMBER: Final = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|er|e|η|ης)?", re.IGNORECASE)
# Between a day and its month: "the 8th of May", "den 8:e maj".
_GLUE: Final = frozenset(["of", "de", "ta", "den", "the", "d", "di", "do", "a", "e"])
# Who writes 7/12 or 7.12, and never the month first.
DAY_FIRST: Final = frozenset(["de", "el", "es", "et", "fr", "it", "nl", "pl", "pt", "sv"])
_YEAR_MARKS: Final = frozenset(["m", "gada"])  # "2026 m. gegužės 12 d.", "2026. gada 12. maijs"


@dataclass(frozen=True, slots=True)
class Calendar:
    """What reading a time needs: now (aware), the zone, and who knows the names of days."""

    now: datetime
    zone: tzinfo
    spoken_day: SpokenDay

    @property
    def today(self) -> date:
        """The day in the zone."""
        return self.now.astimezone(self.zone).date()

    def end_of(self, day: date) -> datetime:
        """The last second of a day, as aware UTC; the later one where clocks go back at midnight."""
        return latest(datetime.combine(day, time(23, 59, 59), self.zone)).astimezone(UTC)


def calendar_of(site: Site, now: datetime) -> Calendar:
    """What reading a time in a site's mails needs."""
    return Calendar(now, site.hotline.timezone, site.spoken_day)


@dataclass(slots=True)
class Text:
    """A sentence, its words with their places, and which of them have been read as part of a time."""

    text: str
    words: list[re.Match[str]]
    languages: Sequence[str]
    calendar: Calendar
    used: set[int] = field(default_factory=set)
    days: list[tuple[int, int, date]] = field(default_factory=list)  # first word, last word, day
    vague: bool = False

    def word(self, at: int) -> str:
        """A word as written; "" beyond the ends."""
        return self.words[at].group() if 0 <= at < len(self.words) else ""

    def folded(self, at: int) -> str:
        """The same, for comparing."""
        return fold(self.word(at))

    def behind(self, at: int) -> str:
        """What stands between a word and the next one."""
        return self.text[self.words[at].end() : self.words[at + 1].start()]

    def inside(self, start: int, end: int) -> range:
        """The words that a stretch of the text has."""
        found = [at for at, one in enumerate(self.words) if start <= one.start() < end]
        return range(found[0], found[-1] + 1) if found else range(0)

    def take(self, first: int, last: int, day: date | None) -> None:
        """Note a day; None: it looks like one, and there is no such day."""
        self.used |= set(range(first, last + 1))
        if day is None:
            self.vague = True
        else:
            self.days.append((first, last, day))

    def named(self, words: str) -> date | None:
        """The day to come that a word, or a day number beside a month's name, names."""
        return named(words, self.languages, self.calendar, ahead=True)


def read_days(sentence: str, languages: Sequence[str], calendar: Calendar, *, ahead: bool) -> Text:
    """The days in numbers, then those with a month's name."""
    plainly = written(sentence)
    text = Text(plainly, list(_WORD.finditer(plainly)), languages, calendar)
    for pattern in (_YEAR_FIRST, _DOTTED, _SLASHED):
        for match in pattern.finditer(plainly):
            inside = text.inside(*match.span())
            if inside and not text.used.intersection(inside):
                text.take(
                    inside[0],
                    inside[-1],
                    _numbered(match, calendar, languages if pattern is _SLASHED else None, ahead),
                )
    numbers = [at for at, one in enumerate(text.words) if _DAY_NUMBER.fullmatch(one.group())]
    text.vague = text.vague or len(numbers) > MOST
    for at in numbers[:MOST]:
        _month_at(text, at, ahead=ahead)
    join_weekdays(text)
    return text


def join_weekdays(text: Text) -> None:
    """Make the names of days that stand beside a date part of it; one that is another day is a slip.

    Of "until Wednesday 4 December", a Friday, nobody knows which of the two is meant.
    """
    for number, (first, last, day) in enumerate(text.days):
        for at in (first - 1, first - 2, last + 1, last + 2):
            weekday = _weekday(text.word(at), before=at < first) if at not in text.used else None
            linked = all(_is_link(text, between) for between in (*range(at + 1, first), *range(last + 1, at)))
            if weekday is None or not linked:
                continue
            text.vague = text.vague or weekday != day.weekday()
            first, last = min(first, at), max(last, at)
        if text.folded(first - 1) in DAY and not _is_of_a_day(text, first - 1):
            first -= 1
        if text.folded(first - 1) in NEXT and weekday_of(text.word(first)) is not None:
            first -= 1
        if text.folded(last + 1) in OF_A_DAY:
            last += 1
        text.used |= set(range(first, last + 1))
        text.days[number] = (first, last, day)


def _is_of_a_day(text: Text, at: int) -> bool:
    """Whether "día" belongs to a "before": "antes del día 15" is the end of the 14th for some."""
    return text.folded(at) != "dnia" and text.folded(at - 1) in ("del", "do")


def _weekday(word: str, *, before: bool) -> int | None:
    """The day of the week that a word beside a date names; in front of it also "sexta" for "sexta-feira"."""
    ordinal = ORDINALS.get(fold(word)) if before else None
    return weekday_of(word) if ordinal is None else ordinal


def _is_link(text: Text, at: int) -> bool:
    return at not in text.used and text.folded(at) in LINKS


def _numbered(
    match: re.Match[str], calendar: Calendar, slashed: Sequence[str] | None, ahead: bool
) -> date | None:
    """A day in numbers; None where it does not exist, or could be another one (12/05).

    `slashed`: the languages of one with strokes, of which the month may stand first.
    """
    groups = match.groupdict()
    day, month = int(groups["d"] or groups["d2"]), int(groups["m"] or groups["m2"])
    year = groups["y"] or groups.get("y2")
    if slashed is not None and month > 12:
        day, month = month, day
    elif slashed is not None and day <= 12 and day != month and not DAY_FIRST.intersection(slashed[:1]):
        both = (made(int(match["y"]), month, day), made(int(match["y"]), day, month))
        to_come = [one for one in both if one is not None and one >= calendar.today]
        return to_come[0] if ahead and len(to_come) == 1 else None
    if year:
        return made(int(year) + (2000 if len(year) == 2 else 0), month, day)
    this = made(calendar.today.year, month, day)
    if this is None or (this >= calendar.today if ahead else this <= calendar.today):
        return near(this, calendar)
    return near(made(calendar.today.year + (1 if ahead else -1), month, day), calendar)


def made(year: int, month: int, day: int) -> date | None:
    """The day, if there is one, and its end is a moment in every zone."""
    try:
        return date(year, month, day) if year < MAXYEAR else None
    except ValueError:
        return None


def near(day: date | None, calendar: Calendar) -> date | None:
    """The day, if it is not so far off that another year's may be meant."""
    return day if day is not None and abs(day - calendar.today) <= FAR else None


def _month_at(text: Text, at: int, *, ahead: bool) -> None:
    """A day number beside a month's name, with or without a year, of which the first word stands here."""
    if at in text.used or not (number := _DAY_NUMBER.fullmatch(text.word(at))):
        return
    languages = text.languages
    behind = at + 1 + (text.folded(at + 1) in _GLUE)
    for month in (behind, at - 1):
        name = text.word(month)
        if month in text.used or not 3 <= len(name) <= LONGEST or not name.isalpha():
            continue
        year_at = next((one for one in _years(text, at, month)), None)
        year = f" {text.word(year_at)}" if year_at is not None else ""
        # "Kunnen jullie 3 dagen wachten": in Hungarian that would be 3 July.
        spoken = languages if month > at else [one for one in languages if one in ("en", languages[0])]
        day = named(f"{number[1]} {name}{year}", spoken, text.calendar, ahead=ahead)
        if day is not None:
            places = [at, month, *([] if year_at is None else [year_at])]
            text.take(min(places), max(places), day if year else near(day, text.calendar))
            return


def _years(text: Text, at: int, month: int) -> Iterator[int]:
    """Where the year stands: behind, or in front with its mark."""
    last, first = max(at, month), min(at, month)
    for one in (last + 1, last + 2, first - 1, first - 2):
        beside = one in (last + 1, first - 1) or fold(text.word(one + (-1 if one > last else 1))) in (
            _GLUE | _YEAR_MARKS
        )
        if beside and re.fullmatch(r"20[0-9]{2}", text.word(one)) and one not in text.used:
            yield one


def named(words: str, languages: Sequence[str], calendar: Calendar, *, ahead: bool) -> date | None:
    """The day that a day number beside a month's name, or a single word, names."""
    base = datetime.combine(calendar.today, time(12))
    for language in languages[:3]:
        if (day := calendar.spoken_day(words, language, base, ahead=ahead)) is not None:
            return day
    return None
