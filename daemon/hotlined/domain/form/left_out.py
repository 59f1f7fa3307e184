"""Form lines that are not read since a line above them could begin another mail: "----- Item 2 -----".

What stands below such a line may be a reporter's, and is never read (P10).  Where no mail's head follows it,
but a line of the form, the writer is asked: half of the items would be missing, and nobody would know.  So it
is where a second form stands below the last section of the printed one, or below a bare "--".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from hotlined.domain.form.annex import ITEM_FIELDS, KINDS, Kind
from hotlined.domain.form.entries import Entry
from hotlined.domain.form.form_end import ends, head_begins, heads_contact, is_attribution, is_head
from hotlined.domain.form.item_urls import read_urls, same_url
from hotlined.domain.form.lines import cut
from hotlined.domain.values.plain import lf_only

LONGEST: Final = 80  # characters of a line that parts, unless it is nothing but a rule
MOST: Final = 2_000  # lines that are looked at
_PARTING: Final = re.compile(r"[-_=*~#]{3,}(?:.*[-_=*~#])?")
_RULE: Final = re.compile("[-_=*~#\u2013\u2014]{3,}")
_TAIL: Final = "--"  # with its blank it is a signature's; without, it may part two items as well


def left_out(body: str, text: str, labels: Mapping[str, str]) -> Iterator[int]:
    """The lines of a mail, from 1, with a form line below that is not among those read from `text`."""
    lines = lf_only(body).split("\n")[:MOST]
    read: set[str] | None = None
    ended = False
    for at, line in enumerate(lines):
        if not ended and (line == _TAIL or heads_contact(line)):
            ended = True  # once: all that is below is looked at
            if _hides_item(lines[at + 1 :], text, labels):
                yield at + 1
                return
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


def passed_over(body: str, labels: Mapping[str, str]) -> int | None:
    """The line of a mail, from 1, that says who wrote what stands below it, and has form lines there.

    They may be the reporter's and are never read (P10); the writer is told, since they may be his own: a mail
    program names a day or an address in such a line, and "The visitor wrote:" has neither.
    """
    lines = lf_only(body).split("\n")[:MOST]
    for at, line in enumerate(lines):
        if line.startswith((">", " >")) or line.rstrip() == "--" or head_begins(lines, at):
            return None
        if is_attribution(line):
            own = not any(one.isdigit() or one == "@" for one in line)
            return at + 1 if own and any(_is_filled(one, labels) for one in lines[at + 1 :]) else None
    return None


def _parts(line: str) -> bool:
    """Whether a line parts what stands above it from what stands below, or is the first of a mail's head."""
    if _RULE.fullmatch(line.strip()):
        return True
    return len(line) <= LONGEST and (_PARTING.fullmatch(line.strip()) is not None or is_head(line))


def _is_filled(line: str, labels: Mapping[str, str]) -> bool:
    """Whether it is a line of a form; "Hotline: +372 ..." below a rule is of a signature."""
    return any(
        one.filled and KINDS.get(one.name) is not Kind.FILLED_BY_US for one in cut(line, labels).entries
    )


def _hides_item(below: Sequence[str], text: str, labels: Mapping[str, str]) -> bool:
    """Whether a whole item stands below: a URL that is not read, and another field; no signature has both."""
    hidden = [entry for entry in cut("\n".join(below), labels).entries if entry.filled]
    read = {url for entry in cut(text, labels).entries if entry.name == "url" for url in _urls(entry)}
    others = {entry.name for entry in hidden} & {*ITEM_FIELDS, "content_type"}
    return bool(others) and any(
        url not in read for entry in hidden if entry.name == "url" for url in _urls(entry)
    )


def _urls(entry: Entry) -> Iterator[str]:
    return (same_url(url) for _, _, url in read_urls(entry) if url is not None)
