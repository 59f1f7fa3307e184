"""Words and phrases folded for comparing: case, accents, and the ways to write an umlaut."""

from collections.abc import Iterable, Mapping
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


def stems(*lines: str) -> tuple[str, ...]:
    """The same as beginnings of words."""
    return tuple(folded(*lines))


def by_language(**lines: str) -> Mapping[str, frozenset[str]]:
    """The words of a line for each language, for comparing: `en="that this"`."""
    return {language: folded(words) for language, words in lines.items()}


def runs(*lines: str) -> tuple[tuple[str, ...], ...]:
    """Phrases written as "a | b | c" lines, each as its words, for comparing."""
    return tuple(tuple(map(fold, phrase.split())) for phrase in rows(*lines))


def phrases(*lines: str) -> tuple[str, ...]:
    """The same as texts of whole words, with one blank before, between and behind them."""
    return tuple(f" {' '.join(words)} " for words in runs(*lines))


def has(words: Iterable[str], some: Iterable[str]) -> bool:
    """Whether one of some `phrases` stands among folded words."""
    text = f" {' '.join(words)} "
    return any(phrase in text for phrase in some)
