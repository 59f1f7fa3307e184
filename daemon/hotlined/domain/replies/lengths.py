"""Lengths of time that a sentence names, "two more weeks".

None that may be longer, or that counts from something else than now.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from hotlined.domain.replies.day_words import BEGINS, END_BEHIND, LINKS, NEXT, SINCE_NOW, WORKING, weekday_of
from hotlined.domain.replies.days import LONGEST, Text
from hotlined.domain.replies.folding import fold, folded
from hotlined.domain.values.units import read_number, read_tens, read_unit

SHORTEST: Final = 5  # letters of a word that names a day by itself
_LENGTH: Final = re.compile(r"([0-9]{1,4})([^\W\d_]+)")
_RANGE: Final = re.compile(
    r"\d\s?[-\u2013/]\s?$|\w[-\u2013]$|[>\u2265]=?\s?$"
)  # "2 - 3 weeks", "two-three", ">2 weeks"
# "In two weeks" is when something happens, "within" it when at the latest.
THEN: Final = folded("in om nach after pärast po within inom binnen innerhalb εντός σε")
THEN_LITHUANIAN: Final = THEN | {"per"}  # "for" in other languages
# Behind a length of time: it counts from something else than now, "48 hours after our confirmation".
_FROM: Final = BEGINS | folded("jooksul nuo from ab från räknat από od desde partir")
# Between a number and its unit: "two more weeks".
_MORE: Final = folded(
    "more further additional extra full whole weitere weiteren zusätzliche zusätzlichen volle vollen täis",
    "lisa ytterligare hela fler ακόμη ακόμα επιπλέον papildomas papildomų",
)
_BY: Final = folded("by um κατά")  # in front of a length of time: "postpone it by a week", not "um ... zu"
# Beside a length of time: it comes on top of what was asked for before, "another week", "nädala võrra".
_FURTHER: Final = folded(
    "võrra another more further additional extra longer noch weitere weiterer weiteren weiteres zusätzlich",
    "zusätzliche zusätzlichen länger lisa täiendav täiendavat täiendavaks veel kauem ytterligare till",
    "fler längre ακόμη ακόμα επιπλέον πρόσθετη πρόσθετες άλλη άλλες άλλον άλλους dar papildomas papildomų",
    "papildomą papildomai ilgiau vēl papildu ilgāk encore autre autres plus supplémentaire",
    "supplémentaires otra otro otras otros más adicional adicionales altra altre altro altri ancora",
    "ulteriore ulteriori più nog andere langer endnu yderligere mere jeszcze kolejny kolejne kolejnych",
    "dodatkowy dodatkowe dodatkowych dłużej mais outra outras outro outros adicionais ještě další dalších",
    "ešte ďalší ďalšie ďalších še dodatne dodatnih još vielä lisää még további încă mai suplimentar",
    "suplimentare още допълнително eile oħra",
)
_AND: Final = folded("and ar und ja και ir och et и y e i og și")
# Behind a length of time: it may be longer, "a week or two", "a week and a half".
OR: Final = folded("or oder või ή arba eller ou o lub of nebo alebo tai plus")
_HALF: Final = folded(
    "a half halbe halb pool μισή μισό pusė pusę pusės halv en demie demi media medio mezza mezzo meia meio"
)
_HUNDREDS: Final = folded("hundred hundert sada εκατό εκατόν šimtas šimtą hundra cent cien sto")
_TODAY: Final = folded(
    "today now heute jetzt sofort täna tänasest praegusest σήμερα τώρα šiandien dabar idag nu",
    "aujourd maintenant hoy ahora hoje agora oggi vandaag dziś dzisiaj dnes dneška tänään ma danes danas mai",
)
_APART: Final = re.compile(r"[,;()\u2013]")
# A unit in the case of a length of time is one, behind these words: "palaukti savaitę", "veel nädal".
_LASTS_ONE: Final = folded("savaitę mėnesį nädal nädala kuu tydzień týden")
_ONE_BEHIND: Final = folded(
    "dar palaukti palaukite palaukit palauktumėte veel oodata oodake poczekać zaczekać počkat vyčkat ještě"
)


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time, its first and last word, and the word that it counts from, -1: from now."""

    first: int
    last: int
    length: timedelta
    since: int = -1


def lengths(text: Text, begun: Set[int] = frozenset(), then: Set[str] = THEN) -> Iterator[Length]:
    """A number or a word for one beside a unit; one behind `then` says when something happens, and is no end.

    `begun`: the last words of phrases behind which it is one, "erst in zwei Wochen", "ber om fem dagar".
    """
    for at in range(len(text.words)):
        joined = _LENGTH.fullmatch(text.word(at))
        number = int(joined[1]) if joined else read_number(text.word(at))
        if _is_one(text, at):
            text.used |= {at - 1, at} if text.folded(at - 1) in NEXT else {at}
            yield Length(at, at, read_unit(text.word(at)) or timedelta())
            continue
        last = at if joined else at + 1 + (text.folded(at + 1) in _MORE)
        unit = read_unit(joined[2] if joined else text.word(last))
        if at in text.used or number is None or unit is None or not number:
            continue
        first, tens = _tens(text, at, number)
        text.used |= set(range(first, last + 1))
        since = _since(text, last + 1)
        counted = _are_working(text, last) or _goes_on(text, last + 1)
        ranged = _RANGE.search(text.text[: text.words[first].start()]) is not None
        ranged = ranged or "+" in text.text[text.words[first].start() : text.words[last].end() + 2]
        before = text.folded(first - 1)
        if before in NEXT:  # "the next 30 days" begin now
            text.used.add(first - 1)
        happens = first - 1 not in begun and (before in then or text.folded(first - 2) == "innerhalb")
        months = fold(joined[2] if joined else text.word(last)) == "m"  # or minutes: "hold it for 6m"
        ordinal = text.word(at).isdigit() and text.text[text.words[at].end() :].startswith(".")  # "2. hétig"
        unread = ranged or happens or tens is None or months or ordinal
        text.vague = text.vague or unread or counted
        if not unread and tens is not None:  # one that counts from Friday is asked for, too
            yield Length(first, last, (number + tens) * unit, since)


def _are_working(text: Text, at: int) -> bool:
    """Whether only some of the days of a unit count; "10 d. d." are working days in Lithuanian, Latvian."""
    behind = text.folded(at + 1)
    return behind in WORKING or (behind == "d" and text.word(at).lstrip("0123456789").casefold() == "d")


def _since(text: Text, at: int) -> int:
    """The word behind a "from" that stands here, which a length of time counts from; -1: from now."""
    at += text.folded(at) == "a"  # "à partir de"
    behind, after = text.folded(at), text.folded(at + 1)
    if behind not in _FROM or after in SINCE_NOW or (behind, after) == ("ab", ""):
        return -1
    at += 1
    while text.folded(at) in LINKS | _FROM:  # "från och med den"
        at += 1
    return min(at, len(text.words) - 1)


def is_further(text: Text, one: Length) -> bool:
    """Whether a word beside a length of time says that it comes on top: "another week", "en vecka till"."""
    if any(text.folded(at) in _FURTHER | _BY for at in range(one.first - 2, one.first)):
        return True
    behind = range(one.first, min(one.last + 3, len(text.words)))
    end = text.words[one.last].end()
    return any(
        text.folded(at) in _FURTHER and not _APART.search(text.text[end : text.words[at].start()])
        for at in behind
    )


def is_from_today(text: Text, one: Length) -> bool:
    """Whether it says itself that it counts from now, and from no older end: "three weeks from today"."""
    behind = [text.folded(one.last + past) for past in (1, 2, 3)]
    return behind[0] in _FROM and not _TODAY.isdisjoint(behind)


def counted_from(text: Text, one: Length) -> datetime:
    """When a length of time is over, the last second of its day where it counts from a day: "ab Montag".

    Of any other beginning nobody knows when it is, and the text is vague then.
    """
    calendar = text.calendar
    if one.since < 0:
        return calendar.now + one.length
    places = range(one.last + 1, one.since + 1)
    day = next((day for first, last, day in text.days if first <= one.since <= last), None)
    word = text.word(one.since)
    if day is None and one.since not in text.used:
        weekday = weekday_of(word)
        if weekday is not None:
            day = calendar.today + timedelta(days=(weekday - calendar.today.weekday()) % 7)
        elif SHORTEST <= len(word) <= LONGEST and read_number(word) is None:
            day = text.named(word)
    if day is None or day <= calendar.today:
        text.vague = True
        return calendar.now + one.length
    text.used |= set(places)
    return calendar.end_of(day + one.length)


def _is_one(text: Text, at: int) -> bool:
    """Whether a unit alone is one of it: "dar savaitę palaukti", "for the next fortnight"."""
    word, before = text.folded(at), text.folded(at - 1)
    if at in text.used or text.folded(at + 1) in END_BEHIND or _goes_on(text, at + 1):
        return False
    return (word in _LASTS_ONE and before in _ONE_BEHIND) or (
        word == "fortnight" and before in ("next", "the")
    )


def _goes_on(text: Text, at: int) -> bool:
    """Whether a length of time may be longer than it seems: "a week or two", "a week and a half"."""
    word, after = text.folded(at), text.word(at + 1)
    return word in OR or (word in _AND and (fold(after) in _HALF or read_number(after) is not None))


def _tens(text: Text, at: int, number: int) -> tuple[int, int | None]:
    """Where a number in words begins, and its tens: "forty-eight hours"; None: it is another number."""
    if text.word(at).isdigit():
        return at, 0
    before = at - 1 - (text.folded(at - 1) in _AND)
    tens = read_tens(text.word(before))
    if tens is not None and number < 10:
        return (before, tens) if text.folded(before - 1) not in _HUNDREDS else (before, None)
    return at, None if tens is not None or text.folded(before) in _HUNDREDS else 0


def begins_later(text: Text) -> bool:
    """Whether a length of time may count from something else than now: "a week, starting on Monday"."""
    for at in set(range(len(text.words))) - text.used:
        word, after = text.folded(at), text.folded(at + 1)
        if weekday_of(word) is not None or (word in BEGINS and after not in SINCE_NOW):
            return True
    return False
