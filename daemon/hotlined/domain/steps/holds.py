"""Placing and lifting holds (P6)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hotlined.domain.cases.case import with_events
from hotlined.domain.cases.case_urls import ending_of
from hotlined.domain.cases.state import Case
from hotlined.domain.cases.withheld import Hold
from hotlined.domain.hotline.site import ProofLevel
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, to_analysts, to_unit
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Party
from hotlined.domain.ntd.foretold import foretold, kept_by
from hotlined.domain.ntd.reminders import goes_on
from hotlined.domain.record.correspondence import MailCancelled
from hotlined.domain.record.holding import HoldLifted, HoldPlaced
from hotlined.domain.steps.hold_answers import standing_of, told
from hotlined.domain.steps.wish import LONGEST, Wish, lengthened
from hotlined.domain.steps.withdrawing import notices_of, withdrawn
from hotlined.domain.values.shown import spans

MANY = "there are many requests to wait that nothing proves"
MOST_CLAIMED = 8  # holds of one side in force that nothing proves; the next is one with them


def place(context: Context, case: Case, who: Who, wish: Wish) -> Effect:
    """A new hold; queued notices on its items are taken back, to go without them.

    Those that may have left are told of at once.
    """
    wish = lengthened(context, case, who, wish)
    if wish.until is not None and wish.until - context.now > LONGEST:
        wish = replace(wish, until=None)  # no date of anybody's plans: asked about like any open-ended hold
    wish = _with_claimed(case, who, wish)
    hold = HoldPlaced(
        hold=f"H{len(case.holds) + 1}",
        party=who.party,
        by=who.id,
        proof=who.proof or ProofLevel.CLAIMED,
        until=wish.until,
        mail=wish.mail,
        items=wish.items,
        reference=wish.reference,
        asked_at=wish.asked_at,
    )
    older = _replaced(case, who, wish)
    replaced = tuple(HoldLifted(hold=old.id, by=who.id, why="replaced") for old in older)
    queued, left = notices_of(case, wish.items)
    effect = Effect((hold, *replaced), (), withdrawn(case, queued))
    after = state_after(context, case, effect)
    return effect + told(context, case, who, hold, left, after=after, wider=wish.wider)


def _with_claimed(case: Case, who: Who, wish: Wish) -> Wish:
    """What is asked for without proof, with the end and items of the many holds that it is one with then.

    Anybody can write in the LEA's name: each hold of its own would be warned of, asked about and kept.
    """
    loose = [
        old
        for old in case.holds_in_force()
        if (old.party, old.by, old.proof) == (who.party, who.id, ProofLevel.CLAIMED)
        if wish.comes_after(old)
    ]
    if who.proven(ProofLevel.AUTHENTICATED) or len(loose) < MOST_CLAIMED:
        return wish
    ends = [wish.until, *(old.until for old in loose)]
    until = None if None in ends else max(end for end in ends if end is not None)
    some = {*wish.items}.union(*(old.items for old in loose))
    whole = not wish.items or some >= {*case.numbers()} or any(old.onward or not old.items for old in loose)
    if not whole:
        return replace(wish, until=until, items=tuple(sorted(some)))
    return replace(wish, until=until, items=(), wider=wish.wider or (MANY if wish.items else ""))


def state_after(context: Context, case: Case, effect: Effect) -> Case:
    """The case with what an effect does to it, for the answers that tell of it."""
    cancelled = (MailCancelled(message_id=one, why="") for one in effect.cancel)
    return with_events(case, (*effect.events, *cancelled), context.now)


def _replaced(case: Case, who: Who, wish: Wish) -> Iterator[Hold]:
    """Older holds of the same side that the new one covers; a shorter one replaces only with full proof."""
    proven = wish.shortens and who.proven(ProofLevel.SIGNED)
    for old in case.holds_in_force():
        wider = not wish.items or (old.items and not old.onward and set(old.items) <= set(wish.items))
        longer = wish.until is None or (old.until is not None and wish.until >= old.until)
        own = (old.party, old.by) == (who.party, who.id) and wish.comes_after(old)
        if own and wider and (longer or proven):
            yield old


def lift(
    context: Context,
    case: Case,
    who: Who,
    holds: tuple[Hold, ...],
    *,
    items: tuple[int, ...],
    mail: str,
    twins: Sequence[Case] = (),
) -> Effect:
    """Holds released by who may, of these items only if some are named; LEA and analysts are told the state.

    A hold that stays on other items goes on as a new one, with the same end.  `twins`: cases about the same
    URLs in which something waits: their holds keep the notice back as well.
    """
    events, lifted = _released(case, who, holds, items, mail)
    effect = Effect(events)
    after = state_after(context, case, effect)
    about = items or _on(lifted)
    notice = foretold(after, about, context.site, now=context.now, others=twins)
    reminded = any(goes_on(after, one, about, context.site) for one in after.notices)
    if notice.kind in ("none", "lea") or (notice.kind == "sent" and not reminded):
        twins = ()  # nothing is to go that they could keep back
    now = replace(after, holds=after.holds_now())
    values: dict[str, object] = {
        "holds": lifted,
        "why": "released",  # of a site's own template: ours do not ask
        "by": who.id,
        "party": who.party,
        "items": spans(items),
        **ending_of(case),
        "notice": notice,
        "reminded": reminded,
        "asked": any(one.pauses_now() for one in (after, *twins)),  # an open question keeps the notice back
        **standing_of(after, context, twins),
        **kept_by(now, case.numbers(), "", twins),
    }
    letters = to_analysts(context, case, "hold-lifted", values)
    if who.party is Party.LEA:
        values |= kept_by(now, case.numbers(), who.id, twins)
        letters += to_unit(context, case, who.id, "hold-lifted", values, answer=True)
    return effect + Effect(letters=letters)


def _released(
    case: Case, who: Who, holds: tuple[Hold, ...], items: tuple[int, ...], mail: str
) -> tuple[tuple[HoldPlaced | HoldLifted, ...], tuple[Hold, ...]]:
    """What is recorded of the release, and the holds that it concerns."""
    events: list[HoldPlaced | HoldLifted] = []
    lifted = []
    for hold in holds:
        before = hold.items or case.numbers()
        rest = tuple(number for number in before if number not in items) if items else ()
        if rest and len(rest) == len(before):
            continue
        if rest:
            number = len(case.holds) + 1 + sum(isinstance(one, HoldPlaced) for one in events)
            events.append(_narrowed(hold, rest, f"H{number}", mail))
        events.append(HoldLifted(hold=hold.id, by=who.id, why="narrowed" if rest else "released"))
        lifted.append(hold)
    return tuple(events), tuple(lifted)


def _on(holds: tuple[Hold, ...]) -> tuple[int, ...]:
    """The items that any of them is on; () where one is on all."""
    return (
        () if any(not one.items for one in holds) else tuple(sorted({n for one in holds for n in one.items}))
    )


def _narrowed(hold: Hold, rest: tuple[int, ...], name: str, mail: str) -> HoldPlaced:
    """What is left of a hold when some of its items are released: warned of and asked about as before."""
    return HoldPlaced(
        hold=name,
        party=hold.party,
        by=hold.by,
        proof=hold.proof,
        until=hold.until,
        mail=mail,
        items=rest,
        onward=hold.onward or not hold.items,
        reference=hold.reference,
        asked_at=hold.asked_at,
        since=hold.placed_at,
        warned_at=hold.warned_at,
        reviews=hold.reviews,
        reviewed_at=hold.reviewed_at,
    )
