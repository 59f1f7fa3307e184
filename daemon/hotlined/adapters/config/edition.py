"""An edition of the site: the same only where configuration, calendar and hotlined are the same to the byte.

What was reckoned of a case at one edition holds at another start of it, and at no other (`app.rests`).
"""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from hotlined import code_digest
from hotlined.domain.hotline.site import Site

_FIRST: Final = date(2024, 1, 1)
_DAYS: Final = 37 * 366  # of which a zone's offset is looked at: tables of time zones change, too


def edition(digests: Iterable[str], site: Site) -> str:
    """A digest of all that; `digests` are those of the files that the site was made of."""
    parts = [code_digest.digest(), *sorted(digests), _offsets(site.hotline.timezone)]
    if site.worktime is not None:  # its days as the library of public holidays has them today
        days = sorted(one.isoformat() for one in site.worktime.free | site.worktime.worked)
        parts += [*days, _offsets(site.worktime.zone)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@cache
def _offsets(zone: ZoneInfo) -> str:
    """The days on which the zone's offset is another one than the day before, and which."""
    found, before = [zone.key], None
    for number in range(_DAYS):
        day = _FIRST + timedelta(days=number)
        offset = zone.utcoffset(datetime.combine(day, time(12)))
        if offset != before:
            found.append(f"{day} {offset}")
            before = offset
    return "\n".join(found)
