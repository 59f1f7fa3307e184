"""Days as people name them ("12 May", "Friday", "tomorrow"), per language, read by dateparser.

dateparser guesses at nearly anything, "12.05." as a time and "0100" as a year among it, so it is asked only
about a day number beside a word, or one word; numbers alone are read by `domain.tagging.arguments`.  Nothing
of today's date gets in but `base`; the library loads only when the first such word is met.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

_SETTINGS: Final[Mapping[str, object]] = {
    "DATE_ORDER": "DMY",
    "RETURN_AS_TIMEZONE_AWARE": False,
    "PREFER_DAY_OF_MONTH": "first",
}
# What a case puts behind a word, in languages whose cases the library's data (CLDR) does not have:
# "reedeni", "12. maini", "8. detsembrit", "penktadienio", "12. maijam", "perjantaihin".
_ENDINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "et": ("", "s", "er"),
    "fi": ("", "n"),
    "hu": ("",),
    "lt": ("", "s", "is"),
    "lv": ("", "s", "a"),
    "sl": ("",),
}
# Forms that the data does not have either, and that no ending explains; Greek words are not cut, since what
# is left of "κυρία" is a Sunday.
_FORMS: Final[Mapping[str, Mapping[str, str]]] = {
    language: dict(pair.split("=") for pair in pairs.split())
    for language, pairs in {
        "de": "sonnabend=samstag",
        "el": "δευτέρας=δευτέρα τρίτης=τρίτη τετάρτης=τετάρτη πέμπτης=πέμπτη παρασκευής=παρασκευή"
        " σαββάτου=σάββατο κυριακής=κυριακή ιανουάριο=ιανουαρίου φεβρουάριο=φεβρουαρίου μάρτιο=μαρτίου"
        " απρίλιο=απριλίου μάιο=μαΐου ιούνιο=ιουνίου ιούλιο=ιουλίου αύγουστο=αυγούστου"
        " σεπτέμβριο=σεπτεμβρίου οκτώβριο=οκτωβρίου νοέμβριο=νοεμβρίου δεκέμβριο=δεκεμβρίου"
        " ιανουάρη=ιανουαρίου φεβρουάρη=φεβρουαρίου μάρτη=μαρτίου απρίλη=απριλίου ιούνη=ιουνίου"
        " ιούλη=ιουλίου σεπτέμβρη=σεπτεμβρίου οκτώβρη=οκτωβρίου νοέμβρη=νοεμβρίου δεκέμβρη=δεκεμβρίου",
        "pl": "poniedziałku=poniedziałek wtorku=wtorek środy=środa czwartku=czwartek piątku=piątek"
        " soboty=sobota niedzieli=niedziela",
        "pt": "segundafeira=segunda terçafeira=terça tercafeira=terça quartafeira=quarta quintafeira=quinta"
        " sextafeira=sexta",
        "sv": "måndagen=måndag tisdagen=tisdag onsdagen=onsdag torsdagen=torsdag fredagen=fredag"
        " lördagen=lördag söndagen=söndag mar=mars",
    }.items()
}
# Words for tomorrow, and for the day after it, that it does not know.
_DAYS_ON: Final[Mapping[str, Mapping[str, int]]] = {
    "de": {"übermorgen": 2},
    "el": {"μεθαύριο": 2},
    "et": {"homset": 1, "homseni": 1, "ülehomme": 2, "ülehomseni": 2},
    "lt": {"poryt": 2, "poryto": 2},
    "sv": {"i morgon": 1, "i övermorgon": 2},
}
LONGEST_ENDING: Final = 4
SHORTEST_STEM: Final = 3


def spoken_day(words: str, language: str, base: datetime, *, ahead: bool = True) -> date | None:
    """The day that a day number beside a month's name, or one word, names; None where it names none.

    `base`: now, naive, in the hotline's zone.  Without a year the next such day, or with `ahead` false the
    last one.  A month alone is no day.
    """
    if not language.isascii() or not language.isalpha() or not words.strip():
        return None
    lower = words.strip().lower()
    if ahead and lower in _DAYS_ON.get(language, {}):
        return base.date() + timedelta(days=_DAYS_ON[language][lower])
    return next(
        (day for form in _forms(words, language) if (day := _read(form, language, base, ahead))), None
    )


def _forms(words: str, language: str) -> list[str]:
    """The words as written, then with the end of the month's or day's name cut off."""
    head, word, tail = _split(words)
    forms = [words]
    if known := _FORMS.get(language, {}).get(word.lower()):
        forms.append(f"{head}{known}{tail}")
    for cut in range(1, LONGEST_ENDING + 1):
        stem = word[:-cut]
        if len(stem) >= SHORTEST_STEM:
            forms += [f"{head}{stem}{end}{tail}" for end in _ENDINGS.get(language, ())]
    return list(dict.fromkeys(forms))


def _split(words: str) -> tuple[str, str, str]:
    """What stands before, as, and behind the longest word of letters."""
    word = max(words.split(), key=lambda one: (one.isalpha(), len(one)), default="")
    head, _, tail = words.partition(word)
    return head, word, tail


@lru_cache(maxsize=4096)
def _read(words: str, language: str, base: datetime, ahead: bool) -> date | None:
    from dateparser import parse  # a quarter of a second: not at every start of the command line

    settings: dict[str, Any] = {
        **_SETTINGS,
        "RELATIVE_BASE": base,
        "PREFER_DATES_FROM": "future" if ahead else "past",
    }
    numbered = any(character.isdigit() for character in words)
    if numbered:
        settings |= {"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month"]}
    else:
        settings |= {"PARSERS": ["relative-time", "absolute-time"]}
    try:
        found = parse(words, languages=[language], settings=settings)
        alone = {**settings, "PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["month"]}
        month = not numbered and parse(words, languages=[language], settings=alone)
    except (ValueError, OverflowError):  # a language that it does not know
        return None
    return None if found is None or month else found.date()
