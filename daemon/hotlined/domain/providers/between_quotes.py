"""Answers that stand between the quoted lines of our notice, each below the item that it is about.

Without the quotation "deleted" below item 1 would say it of all that the notice names.  So such a line gets
the number of the item above it, as if its writer had put it there: "item 1: deleted".
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from hotlined.domain.cases.state import Case
from hotlined.domain.providers.numbering import LINK, numbered

FAR: Final = 4  # quoted lines, such as the IP address, between an item's URL and its answer
_QUOTED: Final = re.compile(r"\s{0,3}(?:>\s?)+")
_NAMED: Final = re.compile(r"(?<!\w)item (\d+)(?!\w)")


def placed(text: str, body: str, case: Case) -> str:
    """The writer's own lines, with the item in front of each that stands below it in the quotation.

    Not what is written below all of the quotation: that is about the whole of it.
    """
    lines, own = body.splitlines(), text.splitlines()
    if len(case.listed) < 2 or len(lines) == len(own):
        return text
    found = tuple(_items(lines, own, case))
    written = zip(own, found, strict=True)
    return "\n".join(f"item {item}: {line.strip()}" if item else line for line, item in written)


def _items(lines: Sequence[str], own: Sequence[str], case: Case) -> Iterator[int]:
    """For each line of the writer's own the item of the quotation that it answers; 0: none."""
    last = max((at for at, one in enumerate(lines) if _QUOTED.match(one) or _named(one, case)), default=0)
    at, item, since, split = 0, 0, 0, False
    for line in own:
        begin = at
        while line.strip() and at < len(lines) and lines[at].strip() != line.strip():
            named = _named(lines[at], case)
            since = 0 if named else since + bool(_QUOTED.sub("", lines[at]).strip())
            item = named or (item if since <= FAR else 0)
            at += 1
        if at == len(lines):  # not found as it stands: say nothing of it, nor of what follows
            at = begin
            item = 0
        answers = bool(item) and (at < last or split) and bool(line.strip())
        yield item if answers else 0
        split, item = split or answers, 0 if line.strip() else item
        at += bool(line.strip())


def _named(line: str, case: Case) -> int:
    """The item whose URL stands in this line; 0 where it is none, or names several."""
    if LINK.search(line) is None:
        return 0
    found = {int(one) for one in _NAMED.findall(numbered(line, case))}
    return found.pop() if len(found) == 1 else 0
