"""The ticket that a provider's system writes into a subject, kept as it is written.

Repeated in the subject of a reminder it leads there to the same ticket.  Only what looks like one is taken:
a short mark with a number of at least three digits, of plain characters.
"""

import re
from typing import Final

from hotlined.domain.values.reference import find_receipt_codes

LONGEST: Final = 40  # characters
_NUMBER: Final = r"[A-Z0-9][A-Z0-9_.-]*"
_NAMED: Final = "ticket|case|request|incident|issue|vorgang|anfrage|ärende|abuse"
_PATTERNS: Final = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        r"\[[A-Z0-9 .#:@/+_-]*\d{3}[A-Z0-9 .#:@/+_-]*\]",  # [Ticket#2026112410000123], [example.net #123456]
        r"\([A-Z0-9 .#:@/+_-]*#[A-Z0-9 .:@/+_-]*\d{3}[A-Z0-9 .:@/+_-]*\)",  # (Case #00123456)
        r"##[A-Z0-9_-]*\d{3,}[A-Z0-9_-]*##",  # ##12345##
        rf"\b(?:{_NAMED})[ -]?(?:id|no\.?|nr\.?|number)?\s?[:#]{{1,2}}\s?{_NUMBER}",  # Ticket ID: 123-456
        r"#[A-Z]{0,6}-?\d{4,}",  # #123456
    )
)


def ticket_in(subject: str, prefix: str) -> str:
    """The first mark of a ticket in a subject; "" where there is none.

    Our own case numbers, which begin with `prefix`, are none, nor are receipt codes.
    """
    ours = re.compile(rf"\b{re.escape(prefix)}-\d{{4}}-\S*", re.IGNORECASE)
    plain = ours.sub(" ", subject)
    for pattern in _PATTERNS:
        for found in pattern.finditer(plain):
            text = found.group().strip()
            if len(text) <= LONGEST and re.search(r"\d{3}", text) and not find_receipt_codes(text):
                return text
    return ""
