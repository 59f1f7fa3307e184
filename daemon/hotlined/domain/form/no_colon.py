"""A line of a form whose colon was forgotten: "Hosting country LV" below a text is no text.

As text it would be in the report's words, and the case would go where nobody meant it to.  So a line that is
a label of several words, or a long one, and a whole value as such a field has it, is asked about.  The end of
a sentence is none: "we do not know what the hosting country is".
"""

import re
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Final

from hotlined.domain.form.annex import KINDS, Kind
from hotlined.domain.form.by_hand import unlisted
from hotlined.domain.form.labels import fold_label, read_answer
from hotlined.domain.values.country import read_country
from hotlined.domain.values.urls import read_ip

LONGEST: Final = 80  # characters of such a line
MOST_WORDS: Final = 8  # of its label
SHORTEST: Final = 7  # of its label: "land" and "ip" begin lines of texts
WRAPPED: Final = 55  # characters of a line, at least, whose sentence may go on below it
_STOPS: Final = tuple(".:!?;")
# Codes of countries that are small words in the shipped languages; behind a capital letter they are codes.
_WORDS: Final = frozenset(
    "al am as at be by do er es in ir is it la me my ne no so to us".split()  # noqa: SIM905 - a row to read
)
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
    if len(line) > LONGEST or is_indented(line):
        return ""
    plain = (unlisted(line) or line).strip()
    for mark in islice(_MARK.finditer(plain), MOST_WORDS):
        label, value = fold_label(plain[: mark.start()]), plain[mark.end() :].strip()
        kind = KINDS.get(labels.get(label, ""), Kind.TEXT)
        read = _READ.get(kind)
        if read is None or len(label) < SHORTEST or read(value) is None:
            continue
        in_words = kind is Kind.COUNTRY and plain[0].islower() and value.strip(".") in _WORDS
        return "" if in_words else label
    return ""


def is_indented(line: str) -> bool:
    """Whether a line is a value's, whatever it looks like; programs write other blanks for ours."""
    return line.replace("\u00a0", " ").replace("\u202f", " ").startswith(("  ", "\t"))


def ends_sentence(line: str, above: str) -> bool:
    """Whether a line may go on in the sentence above: it begins small, below a long line without its end."""
    before = above.rstrip()
    return line[:1].islower() and len(before) >= WRAPPED and not before.endswith(_STOPS)
