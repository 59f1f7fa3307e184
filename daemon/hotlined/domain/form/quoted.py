"""A form of ours that a mail quotes: behind quote marks, or below the head that a mail program puts there."""

import re
from typing import Final

from hotlined.domain.form.lines import ends, head_label

HEAD: Final = 8  # lines of the head of a quoted mail, at most
_MARK: Final = re.compile(r"\s?[>|] ?")


def quoted(body: str) -> str:
    """What stands behind quote marks, one of them taken off; without any, what the first head introduces.

    A quotation inside the quotation stays one, and is not read.
    """
    lines = body.split("\n")
    marked = [_MARK.sub("", line, count=1) for line in lines if _MARK.match(line)]
    if marked:
        return "\n".join(marked)
    head = next((at for at, line in enumerate(lines) if ends(line)), len(lines))
    below = head
    for at, line in enumerate(lines[head : head + HEAD], head):
        if ends(line) or head_label(line) is not None:
            below = at
    return "\n".join(lines[below + 1 :])
