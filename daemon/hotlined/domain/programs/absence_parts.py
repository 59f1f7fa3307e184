"""Absence put together: "I", "not" and "at work"; "back" and a day; "not", "read" and "mail".

Phrases (`absence_words`) are what somebody once wrote; a notice that nobody has seen is made of the
same parts in another order.  So this looks for parts in one sentence, all of one language, since "en" says
"not" in one and "in" in another.  No part proves anything by itself, and no sentence does: `voice`
says what they have to come to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Final

from hotlined.domain.programs.absence_table import LANGUAGES, Parts
from hotlined.domain.programs.voice_words import bare

NEAR: Final = 5  # words between two parts


class _Part:
    """One part of one language: whole words, beginnings of words, and runs of words."""

    def __init__(self, row: str) -> None:
        each = [one.strip() for one in row.split("|")]
        self.whole = frozenset(bare(one[:-1]).strip() for one in each if one.endswith("="))
        self.stems = tuple(bare(one).strip() for one in each if not one.endswith("="))

    def places(self, words: Sequence[str]) -> list[int]:
        """Where in a sentence one of them stands."""
        return [
            number
            for number, word in enumerate(words)
            if word in self.whole or (self.stems and word.startswith(self.stems))
        ]


_TABLE: Final = tuple(
    {each.name: _Part(getattr(row, each.name)) for each in fields(Parts)} for row in LANGUAGES.values()
)
_NO_MORE: Final = tuple(
    tuple(f"{bare(run)[:-1]}" for run in row.no_more.split("|")) for row in LANGUAGES.values()
)


def says_away(said: str) -> bool:
    """Whether a sentence (as of `voice_words.bare`, without addresses) has "I", "not" and "at work"."""
    words = said.split()
    return any(
        _near(row, words, "himself", "not_") and _near(row, words, "not_", "at_work") for row in _TABLE
    )


def says_back(said: str) -> bool:
    """Whether it has "back" and a day."""
    words = said.split()
    numbered = any(word.isdigit() for word in words)
    return any(row["back"].places(words) and (numbered or row["day"].places(words)) for row in _TABLE)


def says_unread(said: str) -> bool:
    """Whether it has "not", "read" and "mail"."""
    words = said.split()
    return any(row["mail"].places(words) and _near(row, words, "not_", "read") for row in _TABLE)


def says_gone(said: str) -> bool:
    """Whether "mail" or "address" and "no longer" stand near each other."""
    for row, runs in zip(_TABLE, _NO_MORE, strict=True):
        for run in runs:
            before, found, after = said.partition(run)
            if found and row["mail"].places((*before.split()[-NEAR:], *after.split()[: NEAR + 1])):
                return True
    return False


def names_colleague(said: str) -> bool:
    """Whether it names a colleague."""
    words = said.split()
    return any(row["colleague"].places(words) for row in _TABLE)


def _near(row: Mapping[str, _Part], words: Sequence[str], one: str, other: str) -> bool:
    others = row[other].places(words)
    return any(abs(here - there) <= NEAR for here in row[one].places(words) for there in others)
