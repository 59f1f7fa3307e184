"""Answers that stand between the quoted lines of our notice, each below the item that it is about.

Without the quotation "deleted" below item 1 would say it of all that the notice names.  So such a line gets
the number of the item above it, as if its writer had put it there: "item 1: deleted".
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from hotlined.domain.providers.numbering import LINK, numbered

FAR: Final = 4  # quoted lines, such as the IP address, between an item's URL and its answer
_QUOTED: Final = re.compile(r"\s{0,3}(?:>\s?)+")
_NAMED: Final = re.compile(r"(?<!\w)item (\d+)(?!\w)")


def placed(
    text: str,
    body: str,
    numbers: Mapping[str, Sequence[int]],
    *,
    says_which: Callable[[str], bool],
    of_all: Callable[[str], bool],
) -> str:
    """The writer's own lines, with the item in front of each that stands below it in the quotation.

    Not what is written below all of the quotation: that is about the whole of it.  Nor a line that says by
    itself which items it is about, or below the last of them that it is about all.
    """
    lines, own = body.splitlines(), text.splitlines()
    if len(numbers) < 2 or len(lines) == len(own):
        return text
    named = [_named(line, numbers) for line in lines]
    end = max((at for at, item in enumerate(named) if item), default=0)
    found = tuple(_items(lines, own, named))
    told: list[str] = []
    for line, (at, item) in zip(own, found, strict=True):
        itself = not item or says_which(line) or (at > end and of_all(line))
        told.append(line if itself else f"item {item}: {line.strip()}")
    return "\n".join(told)


def _items(lines: Sequence[str], own: Sequence[str], named: Sequence[int]) -> Iterator[tuple[int, int]]:
    """For each line of the writer's own where it stands, and the item that it answers; 0: none."""
    last = max((at for at, one in enumerate(lines) if _QUOTED.match(one) or named[at]), default=0)
    at, item, since, split = 0, 0, 0, False
    for line in own:
        begin = at
        while line.strip() and at < len(lines) and lines[at].strip() != line.strip():
            since = 0 if named[at] else since + bool(_QUOTED.sub("", lines[at]).strip())
            item = named[at] or (item if since <= FAR else 0)
            at += 1
        if at == len(lines):  # not found as it stands: say nothing of it, nor of what follows
            at = begin
            item = 0
        answers = bool(item) and (at < last or split) and bool(line.strip())
        yield at, (item if answers else 0)
        split, item = split or answers, 0 if line.strip() else item
        at += bool(line.strip())


def _named(line: str, numbers: Mapping[str, Sequence[int]]) -> int:
    """The item whose URL stands in this line; 0 where it is none, or names several."""
    if LINK.search(line) is None:
        return 0
    found = {int(one) for one in _NAMED.findall(numbered(line, numbers))}
    return found.pop() if len(found) == 1 else 0
