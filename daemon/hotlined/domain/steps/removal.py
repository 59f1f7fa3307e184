"""Whoever knows first that content is gone: the other side is told, per item, once; then the case closes."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from hotlined.domain.cases.case import with_events
from hotlined.domain.cases.item_state import ItemState
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, Letter, to_analysts, to_unit
from hotlined.domain.letters.told import goes_on
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Party
from hotlined.domain.mail.outgoing import ONLINE_AGAIN
from hotlined.domain.ntd.expected import expects_notice, purged_of
from hotlined.domain.ntd.lea_informed import lacking, untold
from hotlined.domain.record.casework import CaseClosed
from hotlined.domain.record.events import Event
from hotlined.domain.record.noticed import ItemsOnline, ItemsRemoved, RemovalClaimed, RemovalTold
from hotlined.domain.steps.withdrawing import taken_back

SETTLED: Final = "nothing more is to come of it"
ANOTHER: Final = "unit"  # for a unit of the LEA: that another one says so
UNTIMED: Final[Mapping[int, datetime | None]] = MappingProxyType({})


def removed(
    context: Context,
    case: Case,
    who: Who,
    *,
    items: tuple[int, ...],
    mail: str,
    times: Mapping[int, datetime | None] = UNTIMED,
) -> Effect:
    """Items removed on the word of an analyst or the LEA; a provider's word only asks the analyst, once.

    No items means all; numbers that the case does not have mean nothing, never all.  `times`: when each
    was removed, where that was said.
    """
    numbers = tuple(number for number in (items or case.numbers()) if number in case.numbers())
    if not numbers:
        return Effect()
    verified = who.party in (Party.ANALYST, Party.LEA)
    by_time: dict[datetime | None, list[int]] = {}
    for number in numbers:
        by_time.setdefault(times.get(number), []).append(number)
    facts = tuple(
        ItemsRemoved(items=tuple(some), party=who.party, by=who.id, verified=verified, mail=mail, when=when)
        for when, some in by_time.items()
    )
    effect = Effect(facts, (), taken_back(case, numbers))
    if who.party is Party.PROVIDER:
        return effect + _verify(context, case, who, numbers)
    return effect + _tell(context, case, who, numbers)


def online(context: Context, case: Case, who: Who, *, items: tuple[int, ...], mail: str) -> Effect:
    """Items found online: of those that it believes to be removed, the LEA is told.

    So it is once more of those of which it was told in vain, and then of all that it does not know yet.
    """
    fact = ItemsOnline(items=items, by=who.id, mail=mail)
    named = tuple(one for one in case.items if one.number in items)
    back = tuple(one.number for one in named if Party.LEA in one.told)
    if back or any(lacking(case, one) for one in named):
        gone = case.all_gone().difference(items)
        unknown = {one.number for one in untold(case)} - gone
        back = tuple(sorted({*back, *unknown}))
    never = {*purged_of(case, back), *(one.number for one in case.items if one.is_disowned)}
    notice = expects_notice(case, context.site) and not never.issuperset(back)
    values = {"items": back, "ntd": notice}
    letters: list[Letter] = []
    for unit in case.units_informed() if back else ():
        letters += to_unit(context, case, unit, ONLINE_AGAIN, values)
    return Effect((fact,), tuple(letters))


def _verify(context: Context, case: Case, who: Who, numbers: tuple[int, ...]) -> Effect:
    """An analyst looks at what a provider says is gone; not again at what was looked at, or is asked."""
    new = tuple(
        item.number
        for item in case.items
        if item.number in numbers and not item.verified and Party.PROVIDER not in item.told
        if item.claimed_at is None
    )
    return Effect(letters=tuple(ask_to_verify(context, case, who.id, new)))


def claimed(context: Context, case: Case, contact: str, *, items: tuple[int, ...], mail: str) -> Effect:
    """Items gone on the word of somebody to whom the provider passed the notice on, or who got hold of it.

    Analysts look; until then the notice and its reminders are as they were.
    """
    new = tuple(one.number for one in case.items if one.number in items and _unclaimed(one))
    if not new:
        return Effect()
    fact = RemovalClaimed(items=new, contact=contact, mail=mail)
    return Effect((fact,), tuple(ask_to_verify(context, case, contact, new, certain=False)))


def _unclaimed(item: ItemState) -> bool:
    return item.claimed_at is None and item.removed_by is None


def ask_to_verify(
    context: Context, case: Case, contact: str, items: tuple[int, ...], *, certain: bool = True
) -> Iterator[Letter]:
    """The question to the analysts whether items are gone; none about none."""
    if items:
        closed = case.closed is not None
        values = {"items": items, "provider": contact, "certain": certain, "closed": closed}
        yield from to_analysts(context, case, "verify-removal", values)


def _tell(context: Context, case: Case, who: Who, numbers: tuple[int, ...]) -> Effect:
    """The analysts, where the LEA knew first; the LEA units that know of the case, but for who says so."""
    effect = Effect()
    untold = _untold(case, numbers, Party.ANALYST) if who.party is Party.LEA else ()
    if untold:
        told = RemovalTold(items=untold, party=Party.ANALYST, who="")
        reported = bool(case.units_reported())
        values: dict[str, object] = {"items": untold, "by": who.party, "reported": reported}
        values |= {"informed": bool(case.iccam) and not reported}
        effect += Effect((told,), to_analysts(context, case, "removal", values))
    untold = _untold(case, numbers, Party.LEA)
    for unit in case.units_informed() if untold else ():
        if (who.party, who.id) == (Party.LEA, unit):
            continue
        informed = unit not in case.units_reported()  # only that others were told of it, by ICCAM
        values = {"items": untold, "by": ANOTHER if who.party is Party.LEA else who.party}
        values |= {"reported": True, "informed": informed}
        letters = to_unit(context, case, unit, "removal", values)
        effect += Effect((RemovalTold(items=untold, party=Party.LEA, who=unit),), letters)
    return effect


def _untold(case: Case, numbers: tuple[int, ...], party: Party) -> tuple[int, ...]:
    """Those of the items of which this side was not told, nor said it."""
    return tuple(one.number for one in case.items if one.number in numbers and party not in one.told)


def closing(context: Context, case: Case, events: tuple[Event, ...]) -> Effect:
    """Closes the case when, by these events, all is removed (verified) and all receipts are there.

    One that had all of it before was opened again by hand, for something that is still to come.
    """
    after = with_events(case, events, context.now)
    if not after.is_open or not _is_done(after) or _is_done(case):
        return Effect()
    closed = CaseClosed(by="hotlined", why="all items removed, all receipts there")
    return Effect((closed,), told_closed(context, after, closed.why))


def settled(context: Context) -> Effect:
    """Closes a case of which nothing is to come; the digest of the morning counts it, and no mail tells."""
    return Effect((CaseClosed(by="hotlined", why=SETTLED, settled_at=context.now),))


def _is_done(case: Case) -> bool:
    gone = all(item.removed_by is not None and item.verified for item in case.items)
    return bool(case.items) and gone and not case.pauses_open() and not case.unconfirmed()


def told_closed(context: Context, case: Case, why: str) -> tuple[Letter, ...]:
    """The letter to the analysts that a case is closed, and what goes on all the same."""
    values = {"why": why, "goes_on": tuple(goes_on(case, context.site))}
    return to_analysts(context, case, "closed", values)
