"""Which parts of a report a unit seems to have, by a mail that proves nothing (P8).

A mail says nothing of what left after it, nor anything of what another unit got.
"""

from collections.abc import Iterator
from datetime import datetime

from hotlined.domain.cases.sent import Fragment
from hotlined.domain.cases.state import Case


def left_by(case: Case, fragment: Fragment, moment: datetime) -> bool:
    """Whether a copy of a part that the recipient may have was on its way by then, or could have been."""
    return any(mail.left_by(moment) for mail in case.mails_of(fragment))


def hinted(case: Case, *, at: datetime | None = None, until: datetime | None = None) -> Iterator[Fragment]:
    """The unconfirmed parts that a unit seems to have.

    `at`: by the hint of that moment alone; `until`: by none that came later.
    """
    last = {
        unit: moment
        for unit, moment in case.hints
        if at in (None, moment) and (until is None or moment <= until)
    }
    for fragment in case.unconfirmed():
        moment = last.get(fragment.unit)
        if moment is not None and left_by(case, fragment, moment):
            yield fragment
