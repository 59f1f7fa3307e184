"""The subject of a mail that is forwarded inline: from the first header block ("From: ... Subject: ...").

And who wrote each of them, and what.

Whatever its date looks like, and also where a program has wrapped its lines or left out the date: all of it
is up to whoever wrote that mail, and so is the subject.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from hotlined.domain.text.quote_words import FROM, SENT, SUBJECT, TO
from hotlined.domain.text.quoting import bare, introduction, quotes_follow, says_who_wrote
from hotlined.domain.values.plain import plain

LONGEST: Final = 40_000  # characters of a text that are searched
MOST: Final = 100  # lines of a block: a list of addresses, or a subject, may be wrapped
HEADS: Final = 50  # lines that could begin a block are looked at
NEAR: Final = 6  # lines of one whose lines stand apart
_LABEL: Final = re.compile(r"[>*_\s]{0,20}([^\W\d_][^\n:*\uff1a]{0,28})\s?\*?[:\uff1a]\**")
_QUOTED: Final = re.compile(r"[>\s]{0,20}")
_MARKS: Final = " >*_\t\r\u00a0"
_KNOWN: Final = FROM | SENT | SUBJECT | TO


def subject_in(text: str) -> str:
    """The subject of the first mail that is forwarded in a text, on one line; "" where there is none."""
    lines, labels = _labelled_lines(text)
    ends = -1
    for at, label in enumerate(labels):
        if label not in FROM or at < ends:
            continue
        start, ends = _block(lines, at)
        for there in range(start, ends):
            if labels[there] in SUBJECT:
                return _said(lines, labels, there)
    return ""


def written_in(text: str) -> Iterator[tuple[str, str]]:
    """Of each mail that is forwarded in a text: what stands behind its From, and below its header block.

    Without the quote marks that the block has: what it quotes itself keeps its own.
    """
    lines, labels = _labelled_lines(text)
    blocks: list[tuple[int, int, str]] = []
    for at in [at for at, label in enumerate(labels) if label in FROM][:HEADS]:
        if blocks and at < blocks[-1][1]:
            continue
        first, last = _labelled(labels, at, -1), _labelled(labels, at, 1)
        if any(one in SUBJECT | SENT for one in labels[first : last + 1]):
            blocks.append((first, last + 1, _said(lines, labels, at)))
    ends = [*(start for start, _, _ in blocks[1:]), len(lines)] if blocks else []
    for (_, begin, sender), end in zip(blocks, ends, strict=True):
        marks = _QUOTED.match(lines[begin - 1])
        depth = marks[0].count(">") if marks else 0
        yield sender, "\n".join(_without(line, depth) for line in lines[begin : max(begin, end)])


def written_below(text: str) -> Iterator[tuple[str, str]]:
    """Of each mail below a line like "On Monday Officer <...> wrote:": that line, and what stands below it.

    Where quote marks follow, what they mark, without them; else all down to the next such line.
    """
    lines = text[:LONGEST].split("\n")
    pairs = [bare(line) for line in lines]
    depths, texts = [depth for depth, _ in pairs], [words for _, words in pairs]
    said = (introduction(texts, depths, at, ()) for at in range(len(lines)))
    told = ((one, " ".join(texts[one.start : one.end])) for one in said if one is not None and not one.labels)
    found = [*islice(((one, sender) for one, sender in told if says_who_wrote(sender)), HEADS)]
    ends = [*(one.start for one, _ in found[1:]), len(lines)]
    for (intro, sender), end in zip(found, ends, strict=False):
        depth = depths[intro.start]
        marked = quotes_follow(texts, depths, intro.end)
        below = _quoted(lines, depths, intro.end, depth) if marked else lines[intro.end : end]
        yield sender, "\n".join(_without(line, depth + marked) for line in below)


def _quoted(lines: Sequence[str], depths: Sequence[int], start: int, depth: int) -> Sequence[str]:
    """The lines from there on that are quoted deeper than `depth`; blank ones may stand above."""
    begin = next((at for at in range(start, len(lines)) if depths[at] > depth), len(lines))
    end = next((at for at in range(begin, len(lines)) if depths[at] <= depth), len(lines))
    return lines[begin:end]


def _labelled_lines(text: str) -> tuple[list[str], list[str]]:
    """Its lines, and of each the label in front, "" where there is none."""
    lines = text[:LONGEST].split("\n")
    return lines, [plain(found[1]).strip() if (found := _LABEL.match(line)) else "" for line in lines]


def _without(line: str, depth: int) -> str:
    for _ in range(depth):
        line = line.lstrip(" \t").removeprefix(">")
    return line.lstrip(" ") if depth else line


def _labelled(labels: Sequence[str], at: int, step: int) -> int:
    """The last line of a header block with a label, upwards or downwards; one line may stand between two."""
    last = at
    for there in range(at + step, at + step * MOST, step):
        if not 0 <= there < len(labels) or abs(there - last) > 2:
            break
        last = there if labels[there] in _KNOWN else last
    return last


def _block(lines: Sequence[str], at: int) -> tuple[int, int]:
    """Where the header block begins and ends that has this line."""
    start, end = at, at + 1
    while start > max(0, at - MOST) and lines[start - 1].strip(_MARKS):
        start -= 1
    while end < min(len(lines), at + MOST) and lines[end].strip(_MARKS):
        end += 1
    return min(start, max(0, at - NEAR)), max(end, min(len(lines), at + NEAR + 1))


def _said(lines: Sequence[str], labels: Sequence[str], at: int) -> str:
    """The value of the field in this line, and of those below that go on with it."""
    found = _LABEL.match(lines[at])
    said = [lines[at][found.end() :] if found else ""]
    for line, label in zip(lines[at + 1 : at + MOST], labels[at + 1 : at + MOST], strict=True):
        if label in _KNOWN or not line.strip(_MARKS):
            break
        said.append(line)
    return " ".join(" ".join(said).translate({ord(">"): " "}).split()).strip(" *")
