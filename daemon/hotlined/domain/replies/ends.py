"""Until when, and when: the days and durations that a sentence names, read strictly.

An end that is read too early breaks a hold.  So a day counts as an end only near a word that says so
("until", "before"), and whatever else looks like a time and is not understood makes the end unclear: the hold
is open then, and an analyst is asked.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from hotlined.domain.hotline.site import SpokenDay
from hotlined.domain.replies.lexicon import Lexicon, covered, fold, tokens
from hotlined.domain.values.units import read_number, read_unit

MOST: Final = 12  # day numbers of a sentence that are looked at: asking for the name of a day is slow
LONGEST: Final = 20  # letters of such a name
NEAR: Final = 5  # words between "until" and its day, or between a day and a word like it behind
SHORTEST: Final = 5  # letters of a word that names a day by itself
FAR: Final = timedelta(days=300)  # a day named without a year that is further off was meant otherwise
_WORD: Final = re.compile(r"[^\W_]+")
_YEAR_FIRST: Final = re.compile(r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)")
_DOTTED: Final = re.compile(
    r"(?<![\d.])(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.(?:\s?(?P<y>\d{4}|\d{2}(?![\d:.])))?(?!\d)"
    r"|(?<![\d.])(?P<d2>\d{1,2})\.(?P<m2>\d{1,2})\.?\s?(?P<y2>\d{4})(?!\d)"
)
_SLASHED: Final = re.compile(r"(?<![\d/-])(?P<d>\d{1,2})[/-](?P<m>\d{1,2})[/-](?P<y>\d{4})(?![\d/-])")
_CLOCK: Final = re.compile(r"(?<!\d)(?:[01]?\d|2[0-4])(?:[:.][0-5]\d|\s?(?:am|pm|uhr)\b)", re.IGNORECASE)
# A file's number, "EX-1", "K-2026/1188"; not a week's, "KW-50".
_FILE: Final = re.compile(r"(?<!\w)(?!(?:kw|w|v|wk)\b)[^\W\d_]{1,6}[-/]\d[\w/-]{0,20}", re.IGNORECASE)
_DAY_NUMBER: Final = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|er|e)?", re.IGNORECASE)
_LENGTH: Final = re.compile(r"([0-9]{1,4})([^\W\d_]+)")
_GLUE: Final = frozenset(
    ["of", "de", "ta", "den", "the", "d", "di", "do", "a"]
)  # between a day and its month
_THEN: Final = frozenset(
    ["in", "om", "nach", "after", "parast", "po"]
)  # "in two weeks" is when something happens
# Behind a length of time: it counts from something else than now, "48 hours after our confirmation".
_FROM: Final = frozenset(
    map(fold, ["after", "following", "nach", "seit", "pärast", "peale", "μετά", "po", "nuo", "efter"])
)
# How days of the week begin, folded; those of Lithuanian end in "-adienis".
_WEEKDAY_NAMES: Final = (
    "monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag "
    "samstag sonnabend sonntag esmaspäev teisipäev kolmapäev neljapäev reede laupäev pühapäev δευτέρα "
    "τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή måndag tisdag onsdag torsdag fredag lördag söndag"
)
_WEEKDAYS: Final = tuple(map(fold, _WEEKDAY_NAMES.split()))
_WEEKEND: Final = fold("σαββατοκύριακο")  # "have a nice weekend" names no Saturday
_YEAR_MARKS: Final = frozenset(["m", "gada"])  # "2026 m. gegužės 12 d.", "2026. gada 12. maijs"


@dataclass(frozen=True, slots=True)
class Times:
    """The times found, aware UTC, each once; and whether something that looks like one is not understood."""

    found: tuple[datetime, ...] = ()
    vague: bool = False


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
        """The last second of a day, as aware UTC."""
        return datetime.combine(day, time(23, 59, 59), self.zone).astimezone(UTC)


@dataclass(slots=True)
class _Text:
    """A sentence, its words with their places, and which of them have been read as part of a time."""

    text: str
    words: list[re.Match[str]]
    used: set[int] = field(default_factory=set)
    days: list[tuple[int, int, date]] = field(default_factory=list)  # first word, last word, day
    vague: bool = False

    def word(self, at: int) -> str:
        """A word as written; "" beyond the ends."""
        return self.words[at].group() if 0 <= at < len(self.words) else ""

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


def ends(sentence: str, words: Lexicon, languages: Sequence[str], calendar: Calendar) -> Times:
    """The ends that a sentence of a hold names."""
    return dated(sentence, words, languages, calendar)[0]


def dated(
    sentence: str, words: Lexicon, languages: Sequence[str], calendar: Calendar
) -> tuple[Times, frozenset[int]]:
    """The same, and the places of the words that name them."""
    text = _read_days(sentence, languages, calendar, ahead=True)
    marks = [(hit.start, hit.end) for hit in words.nested(tokens(text.text)) if hit.meaning == "until"]
    for at in sorted({start for _, end in marks for start in range(end, end + 3)} - text.used):
        word = text.word(at)
        # "Di" and "die" are a Tuesday for a library; a word for a day has to be one in full.
        day = _named(word, languages, calendar, ahead=True) if SHORTEST <= len(word) <= LONGEST else None
        if day is not None:  # "Thursday week" is another Thursday
            text.take(at, at, None if read_unit(text.word(at + 1)) else day)
    found = [calendar.now + length for length in _durations(text)]
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


def _units_left(text: _Text, words: Lexicon) -> bool:
    """Whether a word for a length of time stands there without a number; "Guten Tag" needs none."""
    greeted = covered(hit for hit in words.hits(tokens(text.text)) if hit.meaning == "harmless")
    left = set(range(len(text.words))) - text.used - greeted
    return any(len(text.word(at)) > 2 and read_unit(text.word(at)) is not None for at in left)


def looks_ahead(sentence: str, words: Lexicon, languages: Sequence[str], calendar: Calendar) -> bool:
    """Whether a sentence names a length of time or a day to come: whoever does may mean a hold by it."""
    text = _read_days(sentence, languages, calendar, ahead=True)
    timed = any(_durations(text)) or text.vague or _units_left(text, words)
    return timed or any(day > calendar.today for _, _, day in text.days)


def names_a_weekday(sentence: str) -> bool:
    """Whether a day of the week is named, in any of the six languages: "from Monday", "μέχρι την Τρίτη"."""
    words = (one.word for one in tokens(sentence) if not one.word.startswith(_WEEKEND))
    return any(word.startswith(_WEEKDAYS) or "adien" in word for word in words)


def is_month(word: str, languages: Sequence[str], calendar: Calendar) -> bool:
    """Whether a word is the name of a month."""
    named = 3 <= len(word) <= LONGEST and word.isalpha()
    return named and _named(f"1 {word}", languages, calendar, ahead=False) is not None


def moments(sentence: str, languages: Sequence[str], calendar: Calendar) -> Times:
    """The days on which a sentence says that something was done; today means now."""
    text = _read_days(sentence, languages, calendar, ahead=False)
    past = [day for _, _, day in text.days if day <= calendar.today]
    found = tuple(dict.fromkeys(min(calendar.end_of(day), calendar.now) for day in past))
    return Times(found, text.vague or len(past) < len(text.days) or len(found) > 1)


def _read_days(sentence: str, languages: Sequence[str], calendar: Calendar, *, ahead: bool) -> _Text:
    """The days in numbers, then those with a month's name."""
    written = unicodedata.normalize("NFC", sentence)
    text = _Text(written, list(_WORD.finditer(written)))
    for pattern in (_YEAR_FIRST, _DOTTED, _SLASHED):
        for match in pattern.finditer(written):
            inside = text.inside(*match.span())
            if inside and not text.used.intersection(inside):
                text.take(inside[0], inside[-1], _numbered(match, calendar, pattern is _SLASHED, ahead))
    numbers = [at for at, one in enumerate(text.words) if _DAY_NUMBER.fullmatch(one.group())]
    text.vague = text.vague or len(numbers) > MOST
    for at in numbers[:MOST]:
        _month_at(text, at, languages, calendar, ahead)
    if text.days:
        for match in (*_CLOCK.finditer(written), *_FILE.finditer(written)):
            text.used |= set(text.inside(*match.span()))
    return text


def _numbered(match: re.Match[str], calendar: Calendar, slashed: bool, ahead: bool) -> date | None:
    """A day in numbers; None where it does not exist, or could be another one (12/05)."""
    groups = match.groupdict()
    day, month = int(groups["d"] or groups["d2"]), int(groups["m"] or groups["m2"])
    year = groups["y"] or groups.get("y2")
    if slashed and month > 12:
        day, month = month, day
    elif slashed and day <= 12 and day != month:
        return None
    if year:
        return _made(int(year) + (2000 if len(year) == 2 else 0), month, day)
    this = _made(calendar.today.year, month, day)
    if this is None or (this >= calendar.today if ahead else this <= calendar.today):
        return _near(this, calendar)
    return _near(_made(calendar.today.year + (1 if ahead else -1), month, day), calendar)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _near(day: date | None, calendar: Calendar) -> date | None:
    return day if day is not None and abs(day - calendar.today) <= FAR else None


def _month_at(text: _Text, at: int, languages: Sequence[str], calendar: Calendar, ahead: bool) -> None:
    """A day number beside a month's name, with or without a year, of which the first word stands here."""
    if at in text.used or not (number := _DAY_NUMBER.fullmatch(text.word(at))):
        return
    behind = at + 1 + (fold(text.word(at + 1)) in _GLUE)
    for month in (behind, at - 1):
        name = text.word(month)
        if month in text.used or not 3 <= len(name) <= LONGEST or not name.isalpha():
            continue
        year_at = next((one for one in _years(text, at, month)), None)
        year = f" {text.word(year_at)}" if year_at is not None else ""
        day = _named(f"{number[1]} {name}{year}", languages, calendar, ahead=ahead)
        if day is not None:
            places = [at, month, *([] if year_at is None else [year_at])]
            text.take(min(places), max(places), day if year else _near(day, calendar))
            return


def _years(text: _Text, at: int, month: int) -> Iterator[int]:
    """Where the year stands: behind, or in front with its mark."""
    last, first = max(at, month), min(at, month)
    for one in (last + 1, last + 2, first - 1, first - 2):
        near = one in (last + 1, first - 1) or fold(text.word(one + (-1 if one > last else 1))) in (
            _GLUE | _YEAR_MARKS
        )
        if near and re.fullmatch(r"20[0-9]{2}", text.word(one)) and one not in text.used:
            yield one


def _named(words: str, languages: Sequence[str], calendar: Calendar, *, ahead: bool) -> date | None:
    base = datetime.combine(calendar.today, time(12))
    for language in languages[:3]:
        if (day := calendar.spoken_day(words, language, base, ahead=ahead)) is not None:
            return day
    return None


def _durations(text: _Text) -> Iterator[timedelta]:
    """A number or a word for one beside a unit; one that says when something happens is no end."""
    for at in range(len(text.words)):
        joined = _LENGTH.fullmatch(text.word(at))
        number = int(joined[1]) if joined else read_number(text.word(at))
        unit = read_unit(joined[2] if joined else text.word(at + 1))
        if at in text.used or number is None or unit is None or not number:
            continue
        text.used |= {at} if joined else {at, at + 1}
        counted = fold(text.word(at + 1 if joined else at + 2)) in _FROM
        ranged = re.search(r"\d\s?[-\u2013/]\s?$", text.text[: text.words[at].start()]) is not None
        if ranged or counted or fold(text.word(at - 1)) in _THEN:
            text.vague = True
        else:
            yield number * unit
