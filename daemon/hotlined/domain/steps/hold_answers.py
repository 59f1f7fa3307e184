"""What LEA and analysts are told of a hold that is placed, and which mails about holds are answered (P12)."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from hotlined.domain.cases.case_urls import ending_of
from hotlined.domain.cases.item_state import Notice
from hotlined.domain.cases.state import Case
from hotlined.domain.cases.withheld import Hold
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, to_analysts, to_phone, to_unit
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Party
from hotlined.domain.ntd.foretold import as_unit_knows
from hotlined.domain.ntd.notices import holds_on, standing, waiting_elsewhere
from hotlined.domain.ntd.planning import plans
from hotlined.domain.record.holding import HoldPlaced
from hotlined.domain.record.noticed import NoticeLate
from hotlined.domain.values.shown import spans

SAME_HOLDS = 2  # in an `answer_interval` are told of
DAY = timedelta(days=1)
CHANGED_ANSWERS = 3  # in a day, of any kind, before a hold that nothing proves has one for its end or items
SIGNED_ANSWERS = 6  # in an `answer_interval`: a person corrects himself a few times, a robot does not stop


def told(
    context: Context,
    case: Case,
    who: Who,
    hold: HoldPlaced,
    left: tuple[Notice, ...],
    *,
    after: Case,
    wider: str,
) -> Effect:
    """What LEA and analysts are told of a hold that is placed; of notices that may have `left`, each time.

    `after`: the case with it; `wider`: why it is on all items although the mail names some.
    """
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
    After a release it is news: people were told since that the notice goes.
    """
    what = (hold.proof, hold.until, hold.items)
    return (
        sum((one.proof, one.until, one.items) == what for one in _lately(context, case, hold)) >= SAME_HOLDS
    )


def _lately(context: Context, case: Case, hold: HoldPlaced) -> Iterator[Hold]:
    """The holds of its side in the last `answer_interval`, since people were told of the end of one."""
    own = [one for one in case.holds if (one.party, one.by) == (hold.party, hold.by)]
    ends = [one.lifted_at for one in own if one.lifted_at is not None and not one.replaced]
    since = max((context.now - context.site.agreement.answer_interval, *ends))
    return (one for one in own if one.placed_at > since)


def _answered(context: Context, case: Case, who: Who, hold: HoldPlaced) -> bool:
    """Whether a hold is answered now: where nothing proves it, also one with another end, or on other items.

    Whoever wrote it has to know that it counts, and which one lasts longer; but a robot may speak of another
    end each time, so no more than `CHANGED_ANSWERS` are given in a day for that (P12).
    """
    if may_answer(context, case, who):
        return True
    if any((one.until, one.items) == (hold.until, hold.items) for one in _lately(context, case, hold)):
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


def standing_of(case: Case, context: Context, twins: Sequence[Case] = ()) -> dict[str, object]:
    """What answers tell of all holds together: `on_hold`, items; `whole`: all are; and what goes on.

    `goes_on`: each notice that nothing but time stands against, with its items, time and provider; of these
    items none for whose URL something waits in `twins`.
    """
    away = waiting_elsewhere(case, twins)
    now = case.holds_now()
    held = tuple(number for number in case.numbers() if any(one in now for one in holds_on(case, (number,))))
    free = tuple(
        {"numbers": spans(plan.items), "at": max(plan.due_at, context.now), "contact": plan.contact}
        for plan in plans(case, context.site, now=context.now, elsewhere=away)
        if plan.due_at is not None and away.isdisjoint(plan.items)
        if not any(standing(case, plan.contact, plan.items, plan.origin))
    )
    return {"on_hold": spans(held), "whole": set(held) == set(case.numbers()), "goes_on": free}
