"""Phrases that programs write: how they and a text are folded, and whether one of them stands in it."""

import re
from collections.abc import Iterable
from typing import Final

from hotlined.domain.values.plain import plain

_NO_WORD: Final = re.compile(r"[\W_]+")


def bare(text: str) -> str:
    """The folded words of a text with one blank before, between and behind them."""
    return f" {_NO_WORD.sub(' ', plain(text)).strip()} "


def begins(*lines: str) -> tuple[str, ...]:
    """Phrases written as "a | b | c" lines, to be found in a `bare` text where a word begins."""
    return tuple(bare(phrase)[:-1] for line in lines for phrase in line.split("|"))


def has(text: str, phrases: Iterable[str]) -> bool:
    """Whether one of these phrases stands in a text that is folded as they are."""
    for phrase in phrases:  # noqa: SIM110 - in half the time; a mail of five lines is asked a thousand times
        if phrase in text:
            return True
    return False
