"""The items of a notice by their URLs: in an answer "item 2" stands for the URL of item 2."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.uri import written_for_robots
from hotlined.domain.values.urls import read_url, trimmed

LINK: Final = re.compile(r"<?\b(?:h(?:tt|xx)ps?|hxxps?)(?:\[?:\]?)//[^\s<>]+>?", re.IGNORECASE)


def numbers_of(case: Case) -> Mapping[str, Sequence[int]]:
    """The numbers of the items that a notice may name by each URL, which it may write as a URI, too."""
    numbers: dict[str, list[int]] = {}
    for number, one in enumerate(case.listed, 1):
        for url in dict.fromkeys(filter(None, (one.url, written_for_robots(one.url)))):
            numbers.setdefault(url, []).append(number)
    return numbers


def numbered(text: str, numbers: Mapping[str, Sequence[int]]) -> str:
    """A text with "item 2" in place of the URL of item 2; other URLs, and one of two items, stay."""

    def named(found: re.Match[str]) -> str:
        written = trimmed(found[0])
        items = numbers.get(read_url(written) or "", [])
        return found[0].replace(written, f"item {items[0]}") if len(items) == 1 else found[0]

    return LINK.sub(named, text)
