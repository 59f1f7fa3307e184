"""Form lines that are not read since a line above them could begin another mail: "----- Item 2 -----".

What stands below such a line may be a reporter's, and is never read (P10).  Where no mail's head follows it,
but a line of the form, the writer is asked: half of the items would be missing, and nobody would know.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from hotlined.domain.form.annex import KINDS, Kind
from hotlined.domain.form.lines import cut, ends, head_begins, is_attribution, is_head

LONGEST: Final = 80  # characters of a line that parts
MOST: Final = 2_000  # lines that are looked at
_PARTING: Final = re.compile(r"[-_=*~#]{3,}(?:.*[-_=*~#])?")


def left_out(body: str, text: str, labels: Mapping[str, str]) -> Iterator[int]:
    """The lines of a mail, from 1, with a form line below that is not among those read from `text`."""
    lines = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:MOST]
    read: set[str] | None = None
    for at, line in enumerate(lines):
        if (
            line.startswith((">", " >"))
            or line.rstrip() == "--"
            or is_attribution(line)
            or head_begins(lines, at)
        ):
            return
        if not _parts(line):
            continue
        below = next((one for one in lines[at + 1 : at + 4] if one.strip()), "")
        read = read if read is not None else {entry.raw for entry in cut(text, labels).entries}
        if below.strip() not in read and not ends(below) and _is_filled(below, labels):
            yield at + 1


def _parts(line: str) -> bool:
    """Whether a line parts what stands above it from what stands below, or is the first of a mail's head."""
    return len(line) <= LONGEST and (_PARTING.fullmatch(line.strip()) is not None or is_head(line))


def _is_filled(line: str, labels: Mapping[str, str]) -> bool:
    """Whether it is a line of a form; "Hotline: +372 ..." below a rule is of a signature."""
    return any(
        one.filled and KINDS.get(one.name) is not Kind.FILLED_BY_US for one in cut(line, labels).entries
    )
