"""Words and phrases folded for comparing: case, accents, and the ways to write an umlaut."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from hotlined.domain.values.plain import plain, rows

_UMLAUTS: Final = (("ae", "a"), ("oe", "o"), ("ue", "u"))


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """A word for comparing."""
    folded = plain(word)
    for written, meant in _UMLAUTS:
        folded = folded.replace(written, meant)
    return folded


def folded(*lines: str) -> frozenset[str]:
    """The words of some lines, for comparing."""
    return frozenset(fold(word) for line in lines for word in line.split())


def phrases(*lines: str) -> tuple[str, ...]:
    """Phrases written as "a | b | c" lines, of whole words with one blank before, between and behind them."""
    return tuple(f" {' '.join(map(fold, phrase.split()))} " for phrase in rows(*lines))


def has(words: Iterable[str], some: Iterable[str]) -> bool:
    """Whether one of some `phrases` stands among folded words."""
    text = f" {' '.join(words)} "
    return any(phrase in text for phrase in some)
