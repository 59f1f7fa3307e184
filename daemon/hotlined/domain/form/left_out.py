"""Form lines that are not read since a line above them could begin another mail: "----- Item 2 -----".

What stands below such a line may be a reporter's, and is never read (P10).  Where no mail's head follows it,
but a line of the form, the writer is asked: half of the items would be missing, and nobody would know.  So it
is where items stand below the last section of the printed form, or below "--".  A signature has at most the
hotline's own URL; below "-- " the reporter's web form may be pasted, with their name, and is passed over.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Final
from urllib.parse import urlsplit

from hotlined.domain.form.annex import ITEM_FIELDS, KINDS, Kind
from hotlined.domain.form.entries import Entry
from hotlined.domain.form.form_end import ends, head_begins, heads_contact, is_attribution, is_head
from hotlined.domain.form.item_urls import read_urls, same_url
from hotlined.domain.form.lines import cut
from hotlined.domain.form.strangers import is_labelled
from hotlined.domain.values.plain import lf_only

LONGEST: Final = 80  # characters of a line that parts, unless it is nothing but a rule
MOST: Final = 2_000  # lines that are looked at
_PARTING: Final = re.compile(r"[-_=*~#]{3,}(?:.*[-_=*~#])?")
_RULE: Final = re.compile("[-_=*~#\u2013\u2014]{3,}")
_TAIL: Final = "--"  # with its blank it is a signature's; without, it may part two items as well


def left_out(body: str, text: str, labels: Mapping[str, str], ours: Collection[str] = ()) -> Iterator[int]:
    """The lines of a mail, from 1, with a form line below that is not among those read from `text`.

    `ours` are the hotline's domains: a URL there may be of a signature.
    """
    lines = lf_only(body).split("\n")[:MOST]
    read: set[str] | None = None
    ended = False
    for at, line in enumerate(lines):
        if not ended and (line.rstrip() == _TAIL or heads_contact(line)):
            ended = True  # once: all that is below is looked at
            if _hides_item(lines[at:], text, labels, ours):
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


def _hides_item(lines: Sequence[str], text: str, labels: Mapping[str, str], ours: Collection[str]) -> bool:
    """Whether an item stands below the first of these lines, and is not read.

    That is a URL with another field, or two, or one that is not the hotline's; or a field right below "--".
    """
    end, below = lines[0], lines[1:]
    if end == _TAIL and below and _is_filled(below[0], labels):
        return True
    if end.rstrip() == _TAIL != end:  # as a program writes it: what is parted off below is somebody else's
        below = [*takewhile(lambda line: not _parts(line), below)]
        if any(map(is_labelled, below)):
            return False
    read = {url for entry in cut(text, labels).entries if entry.name == "url" for url in _urls(entry)}
    hidden = [entry for entry in cut("\n".join(below), labels).entries if entry.filled]
    urls = {url for entry in hidden if entry.name == "url" for url in _urls(entry)} - read
    others = {entry.name for entry in hidden} & {*ITEM_FIELDS, "content_type"}
    return bool(urls) and (bool(others) or len(urls) > 1 or not all(_is_of(url, ours) for url in urls))


def _is_of(url: str, ours: Collection[str]) -> bool:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return any(host == one or host.endswith(f".{one}") or one.endswith(f".{host}") for one in ours)


def _urls(entry: Entry) -> Iterator[str]:
    return (same_url(url) for _, _, url in read_urls(entry) if url is not None)
