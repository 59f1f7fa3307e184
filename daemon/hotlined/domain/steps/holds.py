"""Placing and lifting holds (P6)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hotlined.domain.cases.case import with_events
from hotlined.domain.cases.case_urls import ending_of
from hotlined.domain.cases.item_state import Notice
from hotlined.domain.cases.state import Case
from hotlined.domain.cases.withheld import Hold
from hotlined.domain.hotline.site import ProofLevel
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, to_analysts, to_phone, to_unit
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Party
from hotlined.domain.mail.outgoing import REMINDER, RowState
from hotlined.domain.ntd.foretold import as_unit_knows, foretold, kept_by
from hotlined.domain.ntd.notices import holds_on, standing
from hotlined.domain.ntd.planning import plans
from hotlined.domain.ntd.reminders import goes_on, reminders_of
from hotlined.domain.record.correspondence import MailCancelled
from hotlined.domain.record.holding import HoldLifted, HoldPlaced
from hotlined.domain.record.noticed import NoticeLate
from hotlined.domain.values.shown import spans

MANY = "there are many requests to wait that nothing proves"
LONGEST = timedelta(days=3650)
SAME_HOLDS = 2  # in an `answer_interval` are told of
MOST_CLAIMED = 8  # holds of one side in force that nothing proves; the next is one with them
DAY = timedelta(days=1)
CHANGED_ANSWERS = 3  # in a day, of any kind, before a hold that nothing proves has one for its end or items
SIGNED_ANSWERS = 6  # in an `answer_interval`: a person corrects himself a few times, a robot does not stop


@dataclass(frozen=True, slots=True)
class Wish:
    """That notices wait: until when, None without an end, on these items, () for all; by which mail.

    `reference`: the LEA's own.  `asked_at`: when the mail came, None: now.  `wider`: why it is on all items
    although the mail names some.  Unless it `shortens`, an older hold that lasts longer stays beside it: it
    may be meant for another case.
    """

    until: datetime | None
    mail: str
    items: tuple[int, ...] = ()
    reference: str | None = None
    asked_at: datetime | None = None
    wider: str = ""
    shortens: bool = True

    def comes_after(self, hold: Hold) -> bool:
        """Whether the hold was asked for before: one asked for later is not replaced."""
        return self.asked_at is None or hold.asked_by(self.asked_at)


def place(context: Context, case: Case, who: Who, wish: Wish) -> Effect:
    """A new hold; queued notices on its items are taken back, to go without them.

    Those that may have left are told of at once.
    """
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
    return effect + _told(context, case, who, hold, left, after=after, wider=wish.wider)


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


def notices_of(case: Case, items: tuple[int, ...]) -> tuple[tuple[Notice, ...], tuple[Notice, ...]]:
    """The notices on these items (all when none are named): still queued, and maybe left already."""
    queued = []
    left = []
    for notice in case.notices:
        mail = case.sent.get(notice.message_id)
        if mail is None or mail.bounced or (items and not set(items) & set(notice.items)):
            continue
        if mail.state is RowState.QUEUED:
            queued.append(notice)
        elif (mail.may_have_left or mail.uncertain) and not notice.test:
            left.append(notice)
    return tuple(queued), tuple(left)


def taken_back(case: Case, items: tuple[int, ...] = ()) -> tuple[str, ...]:
    """Message-IDs of the notices on these items, () for all, and of their reminders, that wait to leave."""
    queued, _ = notices_of(case, items)
    return (*(notice.message_id for notice in queued), *reminders_of(case, items))


def withdrawn(case: Case, notices: tuple[Notice, ...]) -> tuple[str, ...]:
    """Message-IDs of what does not go to providers now: the notices, and reminders that have not left."""
    reminders = (one for one in case.sent.values() if one.kind == REMINDER)
    waiting = (one.message_id for one in reminders if one.state is RowState.QUEUED)
    return (*(notice.message_id for notice in notices), *waiting)


def _told(
    context: Context,
    case: Case,
    who: Who,
    hold: HoldPlaced,
    left: tuple[Notice, ...],
    *,
    after: Case,
    wider: str,
) -> Effect:
    times = tuple(
        {
            "number": notice.number,
            "numbers": notice.items,
            "at": mail.accepted_at or mail.sending_at,
            "sure": mail.accepted_at is not None,
            "origin": notice.origin,
        }
        for notice in left
        if (mail := case.sent.get(notice.message_id)) is not None
    )
    # What an analyst, or another unit, was told by a hold of theirs is still news to this one.
    own = {one.id for one in case.holds if (one.party, one.by) == (who.party, who.id)}
    news = any(not notice.late & own for notice in left)
    late = tuple(NoticeLate(number=notice.number, hold=hold.hold) for notice in left)
    if not news and _told_already(context, case, hold):
        return Effect(late)
    values = {"hold": hold, "late": times, "others": (), "wider": wider, **standing_of(after, context)}
    calls = to_phone(context, (who.id,) if times and who.party is Party.LEA else ())
    letters = to_analysts(context, case, "hold-placed", {**values, **ending_of(case), "calls": calls})
    if who.party is Party.LEA and (news or _answered(context, case, who, hold)):
        values["still"] = _still(after, hold)
        values |= standing_of(as_unit_knows(after, who.id), context)  # nobody else's hold is its concern
        letters += to_unit(context, case, who.id, "hold-state", {**values, **ending_of(case)}, answer=True)
    return Effect(late, letters)


def _told_already(context: Context, case: Case, hold: HoldPlaced) -> bool:
    """Whether the very same hold was placed, and told of, twice within `answer_interval` (P12).

    A gateway that signs a robot's mail, with our words of waiting in it, is not answered again and again.
    """
    since = context.now - context.site.agreement.answer_interval
    what = (hold.party, hold.by, hold.proof, hold.until, hold.items)
    same = [one for one in case.holds if (one.party, one.by, one.proof, one.until, one.items) == what]
    return sum(one.placed_at > since for one in same) >= SAME_HOLDS


def _answered(context: Context, case: Case, who: Who, hold: HoldPlaced) -> bool:
    """Whether a hold is answered now: where nothing proves it, also one with another end, or on other items.

    Whoever wrote it has to know that it counts, and which one lasts longer; but a robot may speak of another
    end each time, so no more than `CHANGED_ANSWERS` are given in a day for that (P12).
    """
    if may_answer(context, case, who):
        return True
    since = context.now - context.site.agreement.answer_interval
    lately = (one for one in case.holds if one.placed_at > since)
    what = (hold.party, hold.by, hold.until, hold.items)
    if any((one.party, one.by, one.until, one.items) == what for one in lately):
        return False
    return _answers(case, who, context.now - DAY) < CHANGED_ANSWERS


def _still(case: Case, hold: HoldPlaced) -> tuple[dict[str, object], ...]:
    """A new hold, and those of the same side on any of its items that last longer, for the answer to it."""
    older = (
        one
        for one in case.holds_in_force(hold.items or case.numbers())
        if (one.party, one.by) == (hold.party, hold.by) and one.id != hold.hold
        if hold.until is not None and (one.until is None or one.until > hold.until)
    )
    known = ((hold.hold, hold.until), *((one.id, one.until) for one in older))
    return tuple({"hold": name, "until": until} for name, until in known)


def may_answer(context: Context, case: Case, who: Who) -> bool:
    """Whether a mail is answered now: `SIGNED_ANSWERS` signed ones per `answer_interval`, else one (P12)."""
    since = context.now - context.site.agreement.answer_interval
    return _answers(case, who, since) < (SIGNED_ANSWERS if who.signs else 1)


def _answers(case: Case, who: Who, since: datetime) -> int:
    return sum(
        one.answer and (one.party, one.to_id) == (who.party, who.id) and one.at > since
        for one in case.sent.values()
    )


def standing_of(case: Case, context: Context) -> dict[str, object]:
    """What answers tell of all holds together: `on_hold`, items; `whole`: all are; and what goes on.

    `goes_on`: each notice that nothing but time stands against, with its items, time and provider.
    """
    now = case.holds_now()
    held = tuple(number for number in case.numbers() if any(one in now for one in holds_on(case, (number,))))
    free = tuple(
        {"numbers": spans(plan.items), "at": max(plan.due_at, context.now), "contact": plan.contact}
        for plan in plans(case, context.site, now=context.now)
        if plan.due_at is not None and not any(standing(case, plan.contact, plan.items, plan.origin))
    )
    return {"on_hold": spans(held), "whole": set(held) == set(case.numbers()), "goes_on": free}


def lift(
    context: Context,
    case: Case,
    who: Who,
    holds: tuple[Hold, ...],
    *,
    items: tuple[int, ...],
    mail: str,
) -> Effect:
    """Holds released by who may, of these items only if some are named; LEA and analysts are told the state.

    A hold that stays on other items goes on as a new one, with the same end.
    """
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
    effect = Effect(tuple(events))
    after = state_after(context, case, effect)
    values = {
        "holds": tuple(lifted),
        "why": "released",  # of a site's own template: ours do not ask
        "by": who.id,
        "party": who.party,
        "items": spans(items),
        **ending_of(case),
        "notice": foretold(after, items or _on(lifted), context.site, now=context.now),
        "reminded": any(goes_on(after, one, items or _on(lifted), context.site) for one in after.notices),
        "asked": bool(after.pauses_now()),  # an open question keeps the notice back
        **standing_of(after, context),
        "beside": "",
    }
    letters = to_analysts(context, case, "hold-lifted", values)
    if who.party is Party.LEA:
        now = after.holds_now()
        values |= kept_by(replace(after, holds=now), case.numbers(), who.id)
        letters += to_unit(context, case, who.id, "hold-lifted", values, answer=True)
    return effect + Effect(letters=letters)


def _on(holds: list[Hold]) -> tuple[int, ...]:
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
