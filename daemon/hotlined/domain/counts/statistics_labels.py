"""The labels of statistics, as the hotline and the LEA read them; data only, in the shipped languages."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hotlined.domain.counts.statistics_rows import germanic, others, romance


def _rows(text: str) -> Mapping[str, str]:
    pairs = (line.split(": ", 1) for line in text.strip().splitlines())
    return MappingProxyType({name.strip(): label.strip() for name, label in pairs})


LABELS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {language: _rows(text) for language, text in {**germanic.ROWS, **romance.ROWS, **others.ROWS}.items()}
)


def labels(language: str) -> Mapping[str, str]:
    """The labels of a language, English ones where it has none."""
    return LABELS.get(language, LABELS["en"])
