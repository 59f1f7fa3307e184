"""When a notice is due: the agreed delay after the LEA's server took the report, or as an analyst set it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from hotlined.domain.cases.sent import Fragment
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import Site
from hotlined.domain.ntd.lea_informed import again_told, time_told, written_at
from hotlined.domain.values.same import Same
from hotlined.domain.values.worktime import WorkTime

MINUTE = timedelta(minutes=1)
A_MOMENT = timedelta(minutes=15)  # so late at the end of the working day it goes all the same
LONGEST_DELAY = timedelta(days=6)  # guidelines: "Agree with LEA on fixed time"
OFF_HOURS = "it is outside of working hours"


def fragments_of(case: Case, items: tuple[int, ...]) -> tuple[Fragment, ...]:
    """The Annex I fragments that brought any of these items to each unit first.

    A supplement that changes an item which the unit has already moves no notice.
    """
    first = _first(Same(case.fragments))
    places = {place for number in items for place in first.get(number, ())}
    return tuple(case.fragments[place] for place in sorted(places))


@lru_cache(maxsize=4)  # it is asked for each provider of a case, of which there may be hundreds
def _first(fragments: Same[tuple[Fragment, ...]]) -> Mapping[int, tuple[int, ...]]:
    """The places of the fragments that brought each item to each unit first, by its number."""
    found: dict[int, dict[str, int]] = {}
    places = sorted(range(len(fragments.value)), key=lambda place: fragments.value[place].number)
    for place in places:
        for number in fragments.value[place].items:
            found.setdefault(number, {}).setdefault(fragments.value[place].unit, place)
    return {number: tuple(units.values()) for number, units in found.items()}


def accepted_at(case: Case, items: tuple[int, ...], *, needs_receipt: bool) -> datetime | None:
    """When the last LEA server had accepted (or the last unit received) the report on these items."""
    moments: list[datetime] = []
    brought = fragments_of(case, items)
    for fragment in brought:
        # Whoever has confirmed the report has it, whatever some relay says of a copy.
        received = fragment.is_confirmed
        mails = case.mails_of(fragment)
        taken = [one.accepted_at for one in mails if one.accepted_at and (received or not one.bounced)]
        if not taken or (needs_receipt and not received):
            return None
        # A copy sent again does not move the notice.
        moments.append(max(min(taken), fragment.received_at or min(taken)) if needs_receipt else min(taken))
    known = _first(Same(case.fragments))
    return max(moments) if moments and all(number in known for number in items) else None


def due_at(case: Case, items: tuple[int, ...], site: Site) -> datetime | None:
    """When the notice on these items is due; None: not before the LEA's server has taken what tells of it.

    A time that passes before the LEA was told of it becomes as much later as it would have had (`window`).
    """
    moments = [moment for one in case.states(items) for moment in again_told(case, one)]
    times = [*time_told(case)]
    if None in moments or None in times:
        return None
    again, last = (max((one for one in some if one), default=None) for some in (moments, times))
    due = planned_at(case, items, site, again=again)
    if due is None or last is None or last <= due:
        return due
    at_once = case.ntd_at is None or due <= case.ntd_at
    return last if at_once else last + window(case, due)


def is_untold(case: Case, items: tuple[int, ...], site: Site) -> bool:
    """Whether the notice waits for no more than that the LEA's server takes what tells of it."""
    return due_at(case, items, site) is None and planned_at(case, items, site) is not None


def planned_at(
    case: Case, items: tuple[int, ...], site: Site, *, again: datetime | None = None
) -> datetime | None:
    """When it is due where the LEA knows of it: the agreed delay after acceptance, or what an analyst set.

    Where a set time passes before that, the LEA gets as long after it as it would have had (`window`).
    What was removed, and is online again, is news to the LEA: the delay counts from then, or from `again`,
    when its server took the mail that says so.  Where it is news after the very time that an analyst had set,
    the LEA gets the agreed delay.  Never before the moment at which an analyst set the time, or the provider
    was named: a read of the LEA inbox that began earlier could not yet know that the notice goes now (P5).
    """
    if case.opened is None:
        return None
    start = accepted_at(case, items, needs_receipt=site.agreement.ntd_needs_receipt)
    if start is None:
        return None
    ours = case.states(items)
    news = (again, *(one.again_at for one in ours))
    start = max((start, *(moment for moment in news if moment)))
    delay = _delay(case, start, items)
    if delay is None:
        return None
    said = (case.ntd_at, *(one.provider_at for one in ours))
    due = max((start + delay, *(moment for moment in said if moment)))
    if hours_for(case, site) is None:
        return due
    free = _let_go_at(case, items)
    if free is not None and free > due:  # what a hold made later has no longest delay after the report
        return at_work(case, free, site, latest=free + LONGEST_DELAY)
    return at_work(case, due, site, latest=start + LONGEST_DELAY)


def _let_go_at(case: Case, items: tuple[int, ...]) -> datetime | None:
    """When the last hold on any of these items ended, or the last question of the case was answered."""
    holds = (hold.lifted_at for hold in case.holds if not hold.items or not set(items).isdisjoint(hold.items))
    ends = (*holds, *(pause.lifted_at for pause in case.pauses))
    return max((moment for moment in ends if moment is not None), default=None)


def window(case: Case, at: datetime) -> timedelta:
    """The time that the LEA gets where a set time passes before it has the report: what it would have had.

    In whole minutes, and at most the agreed delay; that, too, where the time had passed when it was read.
    """
    agreed = timedelta(seconds=case.opened.ntd_delay) if case.opened else LONGEST_DELAY
    meant = at - case.ntd_at if case.ntd_at is not None else agreed
    return min(agreed, -(-meant // MINUTE) * MINUTE) if meant > timedelta(0) else agreed


def at_work(case: Case, due: datetime, site: Site, *, latest: datetime) -> datetime:
    """The time of a notice by the working calendar, where that is agreed: never past `latest`.

    It is for the agreed delay, and what kept the notice back beyond that: not for what an analyst set, and
    not for urgent cases.
    """
    hours = hours_for(case, site)
    return due if hours is None else max(due, min(hours.at_work(due), latest))


def goes_at(
    case: Case, due: datetime, site: Site, now: datetime, *, queued_at: datetime | None = None
) -> datetime:
    """When a notice that was due then goes, by now: one that is late waits for the working hours as well.

    Whatever made it late: a server that was down, a hold in another case, a case that was closed.  Not one
    whose longest delay was over outside of them, and none for longer than that is, say where hotlined never
    runs in them: once it was queued outside of them, late as it was, it goes.
    """
    hours = hours_for(case, site)
    if hours is None or now <= due + A_MOMENT or hours.at_work(due) > due:
        return due
    if queued_at is not None and queued_at > due + A_MOMENT and hours.at_work(queued_at) > queued_at:
        return due
    since = min((one.since for one in case.waiting.values() if one.why == OFF_HOURS), default=now)
    opens = hours.at_work(now)
    return opens if now < opens <= since + LONGEST_DELAY else due


def hours_for(case: Case, site: Site) -> WorkTime | None:
    """The working hours that the notices of a case keep to; None: they go at any time."""
    kept = site.agreement.ntd_calendar and not case.urgent and case.ntd is None
    return site.worktime if kept else None


def is_news(case: Case, items: tuple[int, ...], after: datetime) -> bool:
    """Whether the LEA was told of any of these items only after a moment: by a supplement, or once more."""
    again = (one.again_at for one in case.items if one.number in items)
    told = (written_at(case, one) for one in fragments_of(case, items) if one.supplement)
    return any(moment > after for moment in (*again, *told) if moment is not None)


def _delay(case: Case, start: datetime, items: tuple[int, ...]) -> timedelta | None:
    """How long after the start the notice goes: as agreed, or as an analyst set it; None: never."""
    agreed = timedelta(seconds=case.opened.ntd_delay) if case.opened else None
    match case.ntd:
        case None:
            return agreed
        case ntd if ntd.kind == "at" and ntd.at is not None and is_news(case, items, ntd.at):
            return agreed
        case ntd if ntd.kind == "after" and ntd.seconds is not None:
            return timedelta(seconds=ntd.seconds)
        case ntd if ntd.kind == "at" and ntd.at is not None:
            return ntd.at - start if start <= ntd.at else window(case, ntd.at)
        case ntd if ntd.kind == "now":
            return timedelta(0)
        case _:
            return None
