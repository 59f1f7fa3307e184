"""A form of ours that a mail quotes: behind quote marks, or below the head that a mail program puts there."""

import re
from collections.abc import Sequence
from typing import Final

from hotlined.domain.form.form_end import ends, head_begins, head_label
from hotlined.domain.form.labels import HEADINGS

HEAD: Final = 8  # lines of the head of a quoted mail, at most
DEEPEST: Final = 9
_MARK: Final = re.compile(r"\s?[>|] ?")
_FIRST: Final = frozenset(headings[0] for headings in HEADINGS.values())


def quoted(body: str) -> str:
    """What stands behind quote marks, from our form's first heading on; without marks, below the first head.

    A quotation inside of the form stays one, and is not read.  What is typed between the marked lines is
    value, two blanks in; a line that ends a form, or begins another mail, ends it here, too (P10).
    """
    lines = body.split("\n")
    marked = [at for at, line in enumerate(lines) if _MARK.match(line)]
    if marked:
        typed = sorted(set(range(marked[0], marked[-1])) - set(marked))
        end = next((at for at in typed if ends(lines[at]) or head_begins(lines, at)), marked[-1] + 1)
        last = max(at for at in marked if at < end)
        return _unmarked(lines[marked[0] : last + 1])
    head = next((at for at, line in enumerate(lines) if ends(line)), len(lines))
    below = head
    for at, line in enumerate(lines[head : head + HEAD], head):
        if ends(line) or head_label(line) is not None:
            below = at
    return "\n".join(_from_heading(lines[below + 1 :]))


def _unmarked(lines: Sequence[str]) -> str:
    """The lines without the marks that the form's first heading has; what has fewer was typed between them.

    Below the last of them it is what somebody wrote who quoted the form before (P10).
    Our HTML in the quotation of a mail in HTML has one more, being in a colour of its own.
    """
    split = [_split(line) for line in lines]
    depth = next((marks for marks, text in split if _is_first(text)), 1)
    last = max((at for at, (marks, _) in enumerate(split) if marks >= depth), default=-1)
    pairs = zip(lines[: last + 1], split, strict=False)
    texts = [_without(line, marks, depth) for line, (marks, _) in pairs]
    return "\n".join(_from_heading(texts))


def _from_heading(lines: list[str]) -> list[str]:
    """The lines without what our mail says above its form; they keep their numbers."""
    start = next((at for at, line in enumerate(lines) if _is_first(line)), 0)
    return [""] * start + lines[start:]


def _is_first(line: str) -> bool:
    """Whether a line is the first heading of our form."""
    return line.startswith("#") and line.strip("# \t\r") in _FIRST


def _split(line: str) -> tuple[int, str]:
    """How many quote marks a line has, and what stands behind them."""
    for marks in range(DEEPEST):
        found = _MARK.match(line)
        if found is None:
            return marks, line
        line = line[found.end() :]
    return DEEPEST, line


def _without(line: str, marks: int, depth: int) -> str:
    for _ in range(min(marks, depth)):
        line = _MARK.sub("", line, count=1)
    if marks >= depth:
        return line
    return f"  {line.strip()}" if line.strip() else ""
