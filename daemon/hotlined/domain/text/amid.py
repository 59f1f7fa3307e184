"""Words that somebody has typed into a program's quotation of our mail, without a mark of his own.

In an HTML mail people write between the lines that they answer, in another colour or in none, and the text
that is made of it has the quotation's ">" in front of them as well.  So what stands there and is not ours may
be theirs, or a value of our mail: a description, a comment.  Whoever knows the case tells the two apart.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import Final

from hotlined.domain.text.own_words import letters

MOST: Final = 2_000  # lines that are looked at


def amid(
    depths: Sequence[int], lengths: Sequence[int], aside: Collection[int], heads: Collection[int], sure: int
) -> Iterator[int]:
    """The lines in a quotation of ours that are not of it.

    `lengths`: of the runs of our own text, as of `own_words.stretches`, `sure` of which are ours; `aside`:
    lines that are read anyway, or nobody's; `heads`: those that introduce a quotation.
    """
    for first, end in pairwise([0, *sorted(heads), len(depths)]):
        ours = [at for at in range(first, end) if lengths[at] >= sure]
        deep = min((depths[at] for at in ours), default=len(depths))  # a colour makes it one mark deeper
        for at in range(first, end):
            # Without marks: above ours stands the answer, below it what gateways put there.
            inside = depths[at] > 0 or (ours and ours[0] < at < ours[-1])
            if inside and depths[at] >= deep and at not in aside:
                yield at


def typed_amid(text: str, values: Sequence[str]) -> str:
    """Of such lines those that are no values of our mail."""
    known = "\n".join(map(letters, values))
    lines = text.split("\n")[:MOST]
    return "\n".join("" if _is_a_value(line, known) else line for line in lines)


def _is_a_value(line: str, known: str) -> bool:
    """Whether a line, or what stands behind its label, stands in one of the values."""
    told = (letters(line), letters(line.partition(":")[2]))
    return any(one and one in known for one in told)
