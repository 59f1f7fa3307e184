"""A form of ours that a mail quotes: behind quote marks, or below the head that a mail program puts there."""

import re
from typing import Final

from hotlined.domain.form.form_end import ends, head_begins, head_label

HEAD: Final = 8  # lines of the head of a quoted mail, at most
_MARK: Final = re.compile(r"\s?[>|] ?")


def quoted(body: str) -> str:
    """What stands behind quote marks, one of them taken off; without any, what the first head introduces.

    A quotation inside the quotation stays one, and is not read.  What is typed between the marked lines is
    value, two blanks in; a line that ends a form, or begins another mail, ends it here, too (P10).
    """
    lines = body.split("\n")
    marked = [at for at, line in enumerate(lines) if _MARK.match(line)]
    if marked:
        typed = sorted(set(range(marked[0], marked[-1])) - set(marked))
        end = next((at for at in typed if ends(lines[at]) or head_begins(lines, at)), marked[-1] + 1)
        last = max(at for at in marked if at < end)
        return "\n".join(map(_unmarked, lines[marked[0] : last + 1]))
    head = next((at for at, line in enumerate(lines) if ends(line)), len(lines))
    below = head
    for at, line in enumerate(lines[head : head + HEAD], head):
        if ends(line) or head_label(line) is not None:
            below = at
    return "\n".join(lines[below + 1 :])


def _unmarked(line: str) -> str:
    if _MARK.match(line):
        return _MARK.sub("", line, count=1)
    return f"  {line.strip()}" if line.strip() else ""
