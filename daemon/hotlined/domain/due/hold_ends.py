"""The end of a hold: when it is warned of, and what comes while the warning has not arrived (P6)."""

from datetime import datetime, timedelta
from typing import Final

from hotlined.domain.cases.hold_warned import is_lost
from hotlined.domain.cases.state import Case
from hotlined.domain.cases.withheld import Hold
from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.message import Party

MOMENT: Final = timedelta(minutes=15)
WEEK: Final = timedelta(days=7)
OFTEN: Final = 3  # so often analysts are told, and a unit is warned in vain; after that by the week


def notice_of_end(hold: Hold, site: Site) -> timedelta:
    """How long before its end a hold is warned of: as agreed, at most half of its length."""
    if hold.until is None:
        return site.agreement.hold_warning
    return max(timedelta(0), min(site.agreement.hold_warning, (hold.until - hold.placed_at) / 2))


def told_end(until: datetime, ends: datetime) -> datetime:
    """The end of a hold, to be shown: as it was asked for, unless its warning moved that by a while."""
    return ends if ends > until + MOMENT else until


def is_out_of_reach(hold: Hold, site: Site) -> bool:
    """Whether it is of a unit that is not configured any more, say under this name: nobody can warn it."""
    return hold.party == Party.LEA and site.unit(hold.by) is None


def warned_again_at(case: Case, hold: Hold, site: Site) -> datetime | None:
    """When a warning that came to nothing is written once more; a reload may have mended what kept it.

    Not as soon as a short `hold_warning` has passed: each one that is refused alarms the analysts, too.
    """
    if hold.warned_at is None or is_out_of_reach(hold, site) or not is_lost(case, hold):
        return None
    soon = hold.warned_at + max(site.agreement.hold_warning, site.agreement.ntd_alarm)
    later = soon if hold.warnings < OFTEN else max(soon, hold.warned_at + WEEK)
    mended = site.read_at if site.read_at is not None and site.read_at > hold.warned_at else later
    return min(later, max(soon, mended))


def alarmed_at(hold: Hold, n: int, told_at: datetime | None, site: Site) -> datetime:
    """When analysts are told that a hold with an end goes on, having been told n times, at last then."""
    if told_at is not None:
        pause = site.agreement.ntd_alarm
        return told_at + (pause if n < OFTEN else max(pause, WEEK))
    notice, until = notice_of_end(hold, site), hold.until or hold.placed_at
    # A late warning has the time on its way that it moved the end by.
    return until - notice if hold.warned_at is None else max(until, hold.warned_at + notice)
