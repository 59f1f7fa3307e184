"""The text of a mail to an analyst, cut into blocks that can be shown as HTML: headings, rows, choices.

The one source of such a mail is its text template, its values `marked`, so that only what the template
itself says makes a block, a heading or a button: whatever a stranger wrote stays one piece of text inside of
one block (threats I6).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

from hotlined.domain.mail.marked import OURS, THEIRS, Written, lines_of

MOST: Final = 200  # characters of a tag that can become a button

_TAG: Final = re.compile(r"\[([^\W\d_][^\W\d_-]*(?:-[^\W\d_]+)*)(?::([^\[\]\n]*))?\]")
_REFERENCE: Final = re.compile(r" \[([A-Z]{1,8}-[0-9]{4}-[0-9]{6}-[0-9A-Z])\]")
_NUMBER: Final = re.compile(r"[0-9]+\. ")
_GAP: Final = re.compile(r" {2,}")
_CALL: Final = re.compile(r"([^\W\d_][^:\n\[]{3,40}):")
_TAIL: Final = "-- "


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line: text, somebody's `value`, or, with `href`, a button."""

    text: str
    value: bool = False
    href: str = ""


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One block: `kind` names its macro in templates/base/mail.html.j2.

    heading, paragraph, lead (ends in a colon), callout: one line.  aside: indented lines.  bullets, steps:
    each entry's lines.  rows, choices: each entry's head, then its lines.  quote, form: a text as it stands.
    """

    kind: str
    lines: tuple[Line, ...] = ()
    entries: tuple[tuple[Line, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """The blocks of a mail, and what stands below its signature line."""

    blocks: tuple[Block, ...]
    foot: tuple[Line, ...] = ()


# Word, argument, reference beside it -> address of a button; "" where the word is no tag.
Links = Callable[[str, str, str], str]


def read_page(text: str, links: Links) -> Page:
    """Cut a filled template, whose values are `marked`, into blocks."""
    lines, links = lines_of(text), cache(links)  # a line is asked more than once for its buttons
    tails = [at for at, line in enumerate(lines) if line.literal and line.text == _TAIL]
    tail = tails[-1] if tails else len(lines)
    foot = tuple(_runs(line, links) for line in lines[tail + 1 :] if line.text.strip())
    return Page(tuple(_merged(_blocks(_above(lines[:tail], frozenset(tails)), links))), foot)


def _above(lines: Sequence[Written], tails: frozenset[int]) -> list[Written]:
    """The lines above the signature; what marks the end of a form is a part of it.

    It comes back in a mail in HTML, and what our mail says below it is no value.
    """
    above: list[Written] = []
    for at, line in enumerate(lines):
        if at not in tails:
            above.append(line)
        elif above and "\n" in above[-1].text:
            above[-1] = above[-1].with_line(_TAIL)
    return above


def _blocks(lines: list[Written], links: Links) -> Iterator[Block]:
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.text.strip():
            at += 1
            continue
        kind = _kind(line, links)
        end = at + 1
        while end < len(lines) and _goes_on(kind, line, lines[end], links):
            end += 1
        yield _block(kind, lines[at:end], links)
        at = end


def _kind(line: Written, links: Links) -> str:
    text = line.stripped()
    if "\n" in line.text or (line.text.startswith("    ") and not line.own[0]):
        return "quote" if line.text.startswith("    ") else "form" if not text.own[0] else "paragraph"
    if not line.indent and line.literal and text.text.isupper() and not text.text.endswith("."):
        return "heading"
    if line.indent and text.own[0]:
        if text.text.startswith("- "):
            return "bullets"
        if _first_tag(text, links):
            return "choices"
    if line.indent and _NUMBER.match(text.text):
        return "steps"
    if _row(text) is not None:
        return "rows"
    if line.indent:
        return "aside"
    return "callout" if _calls(text) else "paragraph"


def _goes_on(kind: str, first: Written, line: Written, links: Links) -> bool:
    if not line.text.strip() or kind in ("heading", "quote", "form"):
        return False
    if kind in ("bullets", "steps", "rows", "choices"):
        return line.indent > first.indent and "\n" not in line.text
    alike = line.indent == first.indent or (kind == "aside" and line.indent > first.indent)
    return alike and _kind(line, links) in (kind, "paragraph", "aside")


def _block(kind: str, lines: list[Written], links: Links) -> Block:
    first = lines[0].stripped()
    rest = tuple(_runs(line.stripped(), links) for line in lines[1:])
    match kind:
        case "aside" if not _ends(lines[-1]):
            return Block(kind, (_runs(first, links), *rest))
        case "quote" | "form":
            return Block(kind, ((Run(_dedented(lines[0].text), value=True),),))
        case "bullets":
            return Block(kind, entries=((_runs(first.part(2), links), *rest),))
        case "steps":
            found = _NUMBER.match(first.text)
            return Block(kind, entries=((_runs(first.part(found.end() if found else 0), links), *rest),))
        case "choices":
            head, below = _choice(first, links)
            listed = [_row(line.stripped()) is not None for line in lines]
            goes_on = [not (one or before) for before, one in pairwise((False, *listed[1:]))]
            return Block(kind, entries=((head, *_flowed((below, *rest), goes_on)),))
        case "rows":
            split = _row(first)
            start, end = split if split else (0, 0)
            column = lines[0].indent + end
            value = _flowed(
                (_runs(first.part(end), links), *rest), [line.indent == column for line in lines[1:]]
            )
            return Block(kind, entries=((_runs(first.part(0, start), links), *value),))
    whole = _joined(_runs(line.stripped(), links) for line in lines)
    return Block("lead" if kind != "callout" and _ends(lines[-1]) else kind, (whole,))


def _merged(blocks: Iterable[Block]) -> Iterator[Block]:
    """Neighbours that are one list."""
    last: Block | None = None
    for block in blocks:
        if last is not None and block.entries and block.kind == last.kind:
            last = Block(last.kind, last.lines, (*last.entries, *block.entries))
            continue
        if last is not None:
            yield last
        last = block
    if last is not None:
        yield last


def _ends(line: Written) -> bool:
    """Whether it ends in the template's own colon: what it speaks of comes below."""
    return line.text.endswith(":") and bool(line.own[-1])


def _calls(text: Written) -> bool:
    """Whether a line begins with words in capitals and a colon: TO DO:, TOO LATE:."""
    found = _CALL.match(text.text)
    return found is not None and found[1].isupper() and all(text.own[: found.end()])


def _row(text: Written) -> tuple[int, int] | None:
    """Where the gap between a label and what it is said of begins and ends."""
    for gap in _GAP.finditer(text.text):
        before, after = text.own[gap.start()], text.own[gap.end() - 1]
        if gap.start() and (before or after or all(text.own[: gap.start()])):
            return gap.start(), gap.end()
    return None


def _choice(text: Written, links: Links) -> tuple[Line, Line]:
    """The tag in front, without the reference beside it, and what it is said to do."""
    found = _first_tag(text, links)
    if found is None:
        return (), _runs(text, links)
    run, end = found
    return (run,), _runs(text.part(end).stripped(), links)


def _first_tag(text: Written, links: Links) -> tuple[Run, int] | None:
    return next(((run, end) for run, start, end in _tags(text, links) if not start), None)


def _tags(text: Written, links: Links) -> Iterator[tuple[Run, int, int]]:
    """The tags that the template itself writes, each with its place; a value may be their argument."""
    for found in _TAG.finditer(text.text):
        word = all(text.own[found.start() : found.end(1)]) and bool(text.own[found.end() - 1])
        if not word or len(found[0]) > MOST:
            continue
        beside = _REFERENCE.match(text.text, found.end())
        href = links(found[1], (found[2] or "").strip(), beside[1] if beside else "")
        if href:
            yield Run(found[0], href=href), found.start(), beside.end() if beside else found.end()


def _runs(text: Written, links: Links) -> Line:
    runs: list[Run] = []
    at = 0
    for run, start, end in _tags(text, links):
        runs += [*_plain(text.part(at, start)), run]
        at = end
    return (*runs, *_plain(text.part(at)))


def _plain(text: Written) -> Iterator[Run]:
    at, whole = 0, len(text.text)
    while at < whole:
        other = text.own.find(THEIRS if text.own[at] else OURS, at)
        end = other if other >= 0 else whole
        yield Run(text.text[at:end], value=not text.own[at])
        at = end


def _flowed(lines: Sequence[Line], goes_on: Sequence[bool]) -> Iterator[Line]:
    """The lines, each that goes on, of all but the first, joined to the one before; no empty one."""
    held: list[Line] = [lines[0]]
    for line, on in zip(lines[1:], goes_on, strict=True):
        if not on:
            yield from filter(None, (_joined(held),))
            held = []
        held.append(line)
    yield from filter(None, (_joined(held),))


def _joined(lines: Iterable[Line]) -> Line:
    whole: Line = ()
    for line in lines:
        whole = (*whole, Run(" "), *line) if whole and line else (*whole, *line)
    return whole


def _dedented(text: str) -> str:
    lines = text.split("\n")
    cut = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), default=0)
    return "\n".join(line[cut:].rstrip() for line in lines).strip("\n")
