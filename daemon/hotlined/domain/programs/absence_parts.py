"""Absence put together: "I", "not" and "at work"; "back" and a day; "not", "read" and "mail".

Phrases (`absence_words`) are what somebody once wrote; a notice that nobody has seen is made of the
same parts in another order.  So this looks for parts in one sentence, all of one language, since "en" says
"not" in one and "in" in another.  No part proves anything by itself, and no sentence does: `voice`
says what they have to come to.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

from hotlined.domain.programs.absence_table import LANGUAGES, Parts
from hotlined.domain.programs.absence_words import AWAY
from hotlined.domain.programs.phrases import bare, begins, has

NEAR: Final = 5  # words between two parts
# Not what is said of other things as well: "we leave it for now", "dar de baja".
_AWAY: Final = tuple(one for one in AWAY if one not in (" leave", " baja", " permiso"))
MOST_OF_ABSENCE: Final = 12  # words that say no more than that somebody is away
_START: Final = 2  # letters of a word by which the parts that may begin it are found

_Key = tuple[int, str]  # language and part
_ROWS: Final = range(len(LANGUAGES))
_NO_MORE: Final = tuple(begins(row.no_more) for row in LANGUAGES.values())


def _indexed() -> tuple[Mapping[str, list[_Key]], Mapping[str, list[tuple[str, _Key]]]]:
    """Whole words, and beginnings of words by their first letters, with the parts that they are."""
    whole: dict[str, list[_Key]] = {}
    begun: dict[str, list[tuple[str, _Key]]] = {}
    names = [each.name for each in fields(Parts) if each.name != "no_more"]
    for number, row in enumerate(LANGUAGES.values()):
        for name in names:
            for one in (each.strip() for each in getattr(row, name).split("|")):
                said = bare(one.removesuffix("=")).strip()
                if one.endswith("="):
                    whole.setdefault(said, []).append((number, name))
                else:
                    begun.setdefault(said[:_START], []).append((said, (number, name)))
    return whole, begun


_WHOLE, _BEGUN = _indexed()


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence (as of `phrases.bare`, without addresses), and where in it which parts stand."""

    said: str
    words: Sequence[str]
    places: Mapping[_Key, Sequence[int]]


def heard(said: str) -> Heard:
    """Look for all parts in a sentence, once."""
    words = said.split()
    return Heard(said, words, _places(words))


def _places(words: Sequence[str]) -> Mapping[_Key, Sequence[int]]:
    found: dict[_Key, list[int]] = {}
    for number, word in enumerate(words):
        for key in frozenset(_parts_of(word)):
            found.setdefault(key, []).append(number)
    return found


def _parts_of(word: str) -> Iterator[_Key]:
    yield from _WHOLE.get(word, ())
    yield from (key for stem, key in _BEGUN.get(word[:_START], ()) if word.startswith(stem))


def says_away(one: Heard) -> bool:
    """Whether a sentence has "I", "not" and "at work"."""
    return any(_near(one, row, "himself", "not_") and _near(one, row, "not_", "at_work") for row in _ROWS)


def tells_of_absence(words: Iterable[str]) -> bool:
    """Whether words of a person, too, say that the writer is not at work; "in" alone is no place of work."""
    one = heard(bare(" ".join(words)).replace(" in ", " "))
    himself = any((row, "himself") in one.places for row in _ROWS)
    return len(one.words) <= MOST_OF_ABSENCE and ((himself and has(one.said, _AWAY)) or says_away(one))


def says_back(one: Heard) -> bool:
    """Whether it has "back" and a day."""
    numbered = any(word.isdigit() for word in one.words)
    return any((row, "back") in one.places and (numbered or (row, "day") in one.places) for row in _ROWS)


def says_unread(one: Heard) -> bool:
    """Whether it has "not", "read" and "mail"."""
    return any((row, "mail") in one.places and _near(one, row, "not_", "read") for row in _ROWS)


def says_gone(one: Heard) -> bool:
    """Whether "mail" or "address" and "no longer" stand near each other."""
    for row, runs in enumerate(_NO_MORE):
        for run in runs:
            if run not in one.said:
                continue
            before, _, after = one.said.partition(run)
            around = (*before.split()[-NEAR:], *after.split()[: NEAR + 1])
            if (row, "mail") in _places(around):
                return True
    return False


def names_mail(one: Heard) -> bool:
    """Whether it names a mail, in whatever case."""
    return any((row, "mail") in one.places for row in _ROWS)


def names_colleague(one: Heard) -> bool:
    """Whether it names a colleague."""
    return any((row, "colleague") in one.places for row in _ROWS)


def _near(one: Heard, row: int, first: str, second: str) -> bool:
    here, there = one.places.get((row, first)), one.places.get((row, second))
    if not here or not there:
        return False
    return any(abs(mine - other) <= NEAR for mine in here for other in there)
