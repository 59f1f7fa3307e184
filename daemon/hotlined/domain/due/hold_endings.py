"""How long before its end a hold is warned of, and which end is shown (P6)."""

from datetime import datetime, timedelta
from typing import Final

from hotlined.domain.cases.withheld import Hold
from hotlined.domain.hotline.site import Site

A_WHILE: Final = timedelta(minutes=15)


def notice_of_end(hold: Hold, site: Site) -> timedelta:
    """How long before its end a hold is warned of: as agreed, at most half of its length."""
    if hold.until is None:
        return site.agreement.hold_warning
    return max(timedelta(0), min(site.agreement.hold_warning, (hold.until - hold.placed_at) / 2))


def told_end(until: datetime, ends: datetime) -> datetime:
    """The end of a hold, to be shown: as it was asked for, unless its warning moved that by a while."""
    return ends if ends > until + A_WHILE else until
