"""What a report tells the LEA of the notice: the plan that the gate follows, never a longer time (P5)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hotlined.domain.cases.item_state import ItemState
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import NtdBody, Site
from hotlined.domain.mail.message import Party
from hotlined.domain.ntd.expected import expects_notice, is_abroad, purged_of
from hotlined.domain.ntd.notice_time import (
    LONGEST_DELAY,
    at_work,
    fragments_of,
    goes_at,
    hours_for,
    is_news,
    planned_at,
    window,
)
from hotlined.domain.ntd.notices import NOT_ILLEGAL, holds_on, on_hold_elsewhere
from hotlined.domain.ntd.sent_notices import concerns
from hotlined.domain.values.shown import few, spans


@dataclass(frozen=True, slots=True)
class Foretold:
    """When the hotline's notice goes, as far as it is known when the report is written.

    `kind`: "after" (`after` the LEA's server has taken this part), "at" (`at`, aware UTC), "now" (as
    soon as the server has it), "sent" (`at`), "held" (a hold is in force), "none",
    or "lea" (the LEA sends it).
    """

    kind: str
    after: timedelta | None = None
    at: datetime | None = None
    receipt: bool = False  # not before the LEA has confirmed the receipt; `after` counts from then
    calendar: bool = False  # `after` may end outside of working hours: then it goes when these begin


def foretold(
    case: Case,
    items: tuple[int, ...],
    site: Site,
    *,
    now: datetime,
    leaves: datetime | None = None,
    others: Sequence[Case] = (),
) -> Foretold:
    """The plan for these items, all of the case when none are named; of several moments the earliest.

    `leaves`: when the part of the report that brings them goes, None: now.  `others`: cases about the same
    URLs, whose holds count as well.
    """
    if case.opened is None or case.opened.assessment == NOT_ILLEGAL or is_abroad(case, site):
        return Foretold("none")
    if case.opened.ntd_body != NtdBody.HOTLINE:
        return Foretold("lea")
    chosen = [one for one in case.items if not items or one.number in items]
    left = {one.number: moment for one in chosen if (moment := _left_at(case, one)) is not None}
    numbers = _to_send(case, chosen, left)
    if left and not numbers:
        return Foretold("sent", at=max(left.values()))
    if not numbers or not case.is_open or case.without_notice:
        return Foretold("none")
    away = on_hold_elsewhere(case, others)
    if all(number in away or holds_on(case, (number,)) for number in numbers):
        return Foretold("held")
    known = [moment for number in numbers if (moment := planned_at(case, (number,), site)) is not None]
    if known:
        return _at(min(goes_at(case, moment, site, now) for moment in known), now)
    begins = leaves or now
    planned = _agreed(case, numbers, timedelta(seconds=case.opened.ntd_delay), now, begins)
    return _adapted(planned, case, site, begins)


def unsent(case: Case, site: Site) -> tuple[int, ...]:
    """The items of which a notice is still to leave, if nothing keeps it back."""
    if not case.is_open or not expects_notice(case, site):
        return ()
    left = [one.number for one in case.items if _left_at(case, one) is not None]
    lost = purged_of(case, case.numbers())
    return tuple(one for one in _to_send(case, case.items, left) if one not in lost)


def _to_send(case: Case, items: Iterable[ItemState], left: Collection[int]) -> tuple[int, ...]:
    gone = case.all_gone()
    return tuple(one.number for one in items if one.number not in left and one.number not in gone)


def as_unit_knows(case: Case, unit: str) -> Case:
    """The case without the holds of analysts and of other units.

    The unit is not told when these end, must not count on them, and another unit's are not for its eyes.
    """
    own = (one for one in case.holds if (one.party, one.by) == (Party.LEA, unit))
    return replace(case, holds=tuple(own))


def kept_by(case: Case, items: Sequence[int], unit: str, others: Sequence[Case] = ()) -> dict[str, str]:
    """What holds keep back of these items, for a letter to a unit, or to analysts without one.

    `on_hold`: by holds whose end it is told of; `beside`: by those of somebody else alone.  `others`: cases
    about the same URLs, whose holds count as well; `kept_back` names those of the former.
    """
    known = [as_unit_knows(one, unit) if unit else one for one in (case, *others)]
    away, own_away = on_hold_elsewhere(case, others), on_hold_elsewhere(case, known[1:])
    held = tuple(one for one in items if one in away or holds_on(case, (one,)))
    own = tuple(one for one in held if one in own_away or holds_on(known[0], (one,)))
    names = few([one.stream for one in known[1:] if on_hold_elsewhere(case, (one,)).intersection(items)])
    beside = spans(tuple(one for one in held if one not in own))
    return {"on_hold": spans(own), "beside": beside, "kept_back": names}


def notice_moment(plan: Foretold, now: datetime) -> datetime | None:
    """When the notice goes at the earliest by this plan; None where it tells no time to come."""
    match plan.kind:
        case "after" if plan.after is not None:
            return now + plan.after
        case "at":
            return plan.at
        case "now":
            return now
        case _:
            return None


def _agreed(
    case: Case, items: tuple[int, ...], delay: timedelta, now: datetime, leaves: datetime
) -> Foretold:
    """The LEA's server has not taken it yet; what is written `now` may leave later."""
    ntd = case.ntd
    if ntd is None or (ntd.at is not None and ntd.at < now and _is_new(case, items, ntd.at)):
        return Foretold("after", delay)
    if ntd.kind == "after" and ntd.seconds is not None:
        return Foretold("after", timedelta(seconds=ntd.seconds))
    if ntd.kind != "at" or ntd.at is None:
        return Foretold("now")
    return Foretold("at", at=ntd.at) if ntd.at > leaves else Foretold("after", window(case, ntd.at))


def _is_new(case: Case, items: tuple[int, ...], since: datetime) -> bool:
    """Whether a report before has left any of the items out, or told of them after this moment only."""
    told = {number for one in fragments_of(case, items) for number in one.items}
    return (bool(case.fragments) and not told.issuperset(items)) or is_news(case, items, since)


def _adapted(plan: Foretold, case: Case, site: Site, now: datetime) -> Foretold:
    """With what the agreement says of the receipt and of working hours."""
    plan = replace(plan, receipt=site.agreement.ntd_needs_receipt)
    if plan.kind != "after" or plan.after is None:
        return plan
    first = now + plan.after
    moved = at_work(case, first, site, latest=now + LONGEST_DELAY)
    if moved > first and not plan.receipt:
        return Foretold("at", at=moved)  # it is at the begin of work, however long the server takes
    return replace(plan, calendar=hours_for(case, site) is not None)


def _at(moment: datetime, now: datetime) -> Foretold:
    return Foretold("at", at=moment) if moment > now else Foretold("now")


def _left_at(case: Case, item: ItemState) -> datetime | None:
    """When a notice about the item left for its provider, or may have; a test is none."""
    mails = (
        case.sent.get(one.message_id)
        for one in case.notices
        if concerns(one, item) and not one.test and not one.origin
    )
    left = (mail.accepted_at or mail.at for mail in mails if mail and mail.may_have_left and not mail.bounced)
    return max(left, default=None)
