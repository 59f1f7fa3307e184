"""When the LEA's servers took what tells of a notice: a supplement with another time, or online again (P5).

Until then the LEA counts on none, or on a later one, and would have no reason to ask for a hold.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from hotlined.domain.cases.item_state import ItemState
from hotlined.domain.cases.sent import Fragment, Sent
from hotlined.domain.cases.state import Case
from hotlined.domain.mail.outgoing import ONLINE_AGAIN

NTD: Final = "ntd"  # `Amendment.field` of the time of the notice


def time_told(case: Case) -> Iterator[datetime | None]:
    """When each unit that an analyst's time was news for was told of it; None: it was not yet.

    What told of a closing tells of no time, and no receipt of it is to come.
    """
    if case.ntd is None:
        return
    telling = _telling_time(case)
    theirs: dict[str, list[Fragment]] = {}
    for one in case.fragments if telling else ():
        if one.supplement in telling:
            theirs.setdefault(one.unit, []).append(one)
    for parts in theirs.values():
        last = max(one.supplement for one in parts)
        yield from (_had(case, one) for one in parts if one.supplement == last and not one.ends)


def _telling_time(case: Case) -> frozenset[int]:
    """The supplements that tell of the time of the notice.

    A purge destroys what they say: then it is the first one since an analyst set the time, which was written
    with that.
    """
    known = (one for one in case.supplements if one.changes is not None)
    telling = {one.supplement for one in known if any(each.field == NTD for each in one.changes or ())}
    purged = {one.supplement for one in case.supplements if one.changes is None}
    if purged and case.ntd_at is not None:
        parts = (one for one in case.fragments if one.supplement in purged)
        since = {one.supplement for one in parts if written_at(case, one) >= case.ntd_at}
        telling.update(sorted(since)[:1])
    return frozenset(telling)


def written_at(case: Case, fragment: Fragment) -> datetime:
    """When the first copy of a part was written."""
    return min((mail.at for mail in case.mails_of(fragment)), default=fragment.at)


def again_told(case: Case, item: ItemState) -> Iterator[datetime | None]:
    """When each unit was told that an item is online again; None: it was not yet."""
    yield from _by_unit(case, item).values()


def lacking(case: Case, item: ItemState) -> tuple[str, ...]:
    """The units that do not know that an item is online again, and to whom no mail is on its way."""
    unknown = [unit for unit, at in _by_unit(case, item).items() if at is None]
    return tuple(one for one in unknown if not any(mail.state.waits for mail in _told(case, item, one)))


def untold(case: Case) -> tuple[ItemState, ...]:
    """The items of which a unit does not know yet that they are online again."""
    return tuple(item for item in case.items if None in again_told(case, item))


def _by_unit(case: Case, item: ItemState) -> Mapping[str, datetime | None]:
    if item.again_at is None:
        return {}
    units = dict.fromkeys(one.to_id for one in _told(case, item))
    return {unit: min(_taken(_telling(case, item, unit)), default=None) for unit in units}


def _told(case: Case, item: ItemState, unit: str | None = None) -> tuple[Sent, ...]:
    """The mails that say so, to a unit, or to all."""
    since = item.again_at
    mails = (one for one in case.sent.values() if one.kind == ONLINE_AGAIN and since and one.at >= since)
    return tuple(one for one in mails if unit in (None, one.to_id))


def _telling(case: Case, item: ItemState, unit: str) -> Iterator[Sent]:
    """Those, and what tells of the notice besides: a report that is sent again, a supplement."""
    yield from _told(case, item, unit)
    since = item.again_at
    for part in case.fragments:
        if part.unit == unit and (item.number in part.items or not part.items):
            yield from (mail for mail in case.mails_of(part) if since and mail.at >= since)


def _had(case: Case, fragment: Fragment) -> datetime | None:
    """When a unit had this part: its server took it, or a person says so."""
    mails = case.mails_of(fragment)
    taken = _taken(mails, received=fragment.is_confirmed)
    return min(taken, default=fragment.received_at if fragment.is_confirmed else None)


def _taken(mails: Iterable[Sent], *, received: bool = False) -> list[datetime]:
    return [one.accepted_at for one in mails if one.accepted_at and (received or not one.bounced)]
