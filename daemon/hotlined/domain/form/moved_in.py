"""A form that stands moved in as a whole, as a list with bullets does in the plain text that Outlook writes.

A line two or more blanks in is a value's (`lines`); where no line at the margin has a label, there is no
value that it could be of, and the form has its own margin further in.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from hotlined.domain.form.form_end import ends, head_begins
from hotlined.domain.form.line_label import label_of
from hotlined.domain.form.no_colon import is_indented

FEWEST: Final = 2  # lines with a label; a single one is rather of somebody's text


def moved_out(lines: Sequence[str], labels: Mapping[str, str]) -> Sequence[str]:
    """The lines with their own margin as the margin, where all labels stand moved in; else as they are.

    Lines below the form's end are not looked at: what is forwarded is no form of the writer's (P10).
    """
    inner = {at for at, line in enumerate(lines) if is_indented(line) and _begins(line.lstrip(), labels)}
    if len(inner) < FEWEST:
        return lines
    end = next((at for at, line in enumerate(lines) if ends(line) or head_begins(lines, at)), len(lines))
    margins = [lines[at][: len(lines[at]) - len(lines[at].lstrip())] for at in sorted(inner) if at < end]
    outer = (line for line in lines[:end] if not line.startswith((">", " >")))
    if len(margins) < FEWEST or any(_begins(line, labels) for line in outer):
        return lines
    margin = min(margins, key=len)
    return [*(line.removeprefix(margin) for line in lines[:end]), *lines[end:]]


def _begins(line: str, labels: Mapping[str, str]) -> bool:
    """Whether a known label begins a line; never one that is moved in."""
    return label_of(line, labels)[0] in labels
