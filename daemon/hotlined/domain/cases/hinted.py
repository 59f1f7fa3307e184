"""Which parts of a report a unit seems to have, by a mail that proves nothing (P8).

A mail says nothing of what left after it, nor anything of what another unit got.
"""

from collections.abc import Iterator
from datetime import datetime

from hotlined.domain.cases.sent import Fragment, Sent
from hotlined.domain.cases.state import Case


def left_by(case: Case, fragment: Fragment, moment: datetime) -> bool:
    """Whether a copy of a part that the recipient may have was on its way by then, or could have been."""
    return any(_first_sent(mail) <= moment for mail in case.mails_of(fragment) if mail.may_have_left)


def _first_sent(mail: Sent) -> datetime:
    """When it left at the earliest; of several attempts only the time of the last one is known."""
    return mail.sending_at if mail.sending_at is not None and not mail.uncertain else mail.at


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
