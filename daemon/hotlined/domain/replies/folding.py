"""Words folded for comparing: case, accents, and the ways to write an umlaut."""

from functools import lru_cache
from typing import Final

from hotlined.domain.values.plain import plain

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
