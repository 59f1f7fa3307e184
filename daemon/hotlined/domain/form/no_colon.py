"""A line of a form whose colon was forgotten: "Hosting country LV" below a text is no text.

As text it would be in the report's words, and the case would go where nobody meant it to.  So a line that is
a label of several words, or a long one, and a whole value as such a field has it, is asked about.
"""

import re
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Final

from hotlined.domain.form.annex import KINDS, Kind
from hotlined.domain.form.labels import fold_label, read_answer
from hotlined.domain.values.country import read_country
from hotlined.domain.values.urls import read_ip

LONGEST: Final = 80  # characters of such a line
MOST_WORDS: Final = 8  # of its label
SHORTEST: Final = 7  # of its label: "land" and "ip" begin lines of texts
_CLOCK: Final = re.compile(
    r"[0-9./: TZ+-]*[0-9]{1,2}[:.][0-9]{2}[0-9./: TZ+-]*"
)  # a day, its hour, an offset
_MARK: Final = re.compile(r"\s*=\s*|\s+[\u2013\u2014-]\s+|\s+")
_READ: Final[Mapping[Kind, Callable[[str], object | None]]] = {
    Kind.ANSWER: read_answer,
    Kind.TIME: _CLOCK.fullmatch,
    Kind.IP: read_ip,
    Kind.COUNTRY: read_country,
}


def uncoloned(line: str, labels: Mapping[str, str]) -> str:
    """The folded label that the line begins with, where a value of its kind is all that follows; else ""."""
    if len(line) > LONGEST or line.startswith("  "):
        return ""
    plain = line.strip()
    for mark in islice(_MARK.finditer(plain), MOST_WORDS):
        label = fold_label(plain[: mark.start()])
        read = _READ.get(KINDS.get(labels.get(label, ""), Kind.TEXT))
        if read is not None and len(label) >= SHORTEST and read(plain[mark.end() :].strip()) is not None:
            return label
    return ""
