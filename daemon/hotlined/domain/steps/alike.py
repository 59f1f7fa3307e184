"""What somebody whose word counts says of an item is so of the same URL in other open cases, too (P5).

What is gone is gone there as well: no notice may call it online.  Whether it is back there is asked: a notice
would be planned anew, by a case of which its analyst has said nothing.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace

from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.url_key import url_key
from hotlined.domain.letters.decision import Change, Context, Decision, Facts
from hotlined.domain.letters.drafts import Effect, to_analysts
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Inbound, Party
from hotlined.domain.ntd.notices import NOT_ILLEGAL
from hotlined.domain.record.noticed import ItemsOnline, ItemsRemoved
from hotlined.domain.steps.asking import Doubt, ask
from hotlined.domain.steps.filing import heard, on_case, seen
from hotlined.domain.steps.removal import removed
from hotlined.domain.values.shown import spans

Said = ItemsRemoved | ItemsOnline


def with_others(decision: Decision, mail: Inbound, facts: Facts, context: Context) -> Decision:
    """The decision, with what it means for the other cases that have one of the URLs."""
    changed = {change.stream for change in decision.changes}
    others = [case for case in facts.alike if _counts(case) and case.stream not in changed]
    if not others:
        return decision
    said = [(facts.cases[one.stream], one) for one in decision.changes if one.stream in facts.cases]
    more = [change for other in others for change in _of(other, said, decision, mail, facts, context)]
    return replace(decision, changes=(*decision.changes, *more))


def _counts(case: Case) -> bool:
    """Whether it is open, and calls its content illegal: nobody is told, or asked, of what was not."""
    return case.is_open and case.opened is not None and case.opened.assessment != NOT_ILLEGAL


def _of(
    other: Case,
    said: Collection[tuple[Case, Change]],
    decision: Decision,
    mail: Inbound,
    facts: Facts,
    context: Context,
) -> Iterator[Change]:
    effect, about = Effect(), None
    for case, change in said:
        for event in change.events:
            if not isinstance(event, Said):
                continue
            items = _same(case, event.items, other)
            who = Who(Party(event.party) if isinstance(event, ItemsRemoved) else Party.ANALYST, event.by)
            mark = seen(mail, who, decision.folder, decision.reason)
            now = heard(other, mark, context)
            done = _done(case, now, event, items, who, facts, context)
            about = mark if done.events else about
            effect += done
    if about is not None:
        yield on_case(other, about, effect, context)


def _done(
    case: Case,
    other: Case,
    event: Said,
    items: tuple[int, ...],
    who: Who,
    facts: Facts,
    context: Context,
) -> Effect:
    states = other.states(items)
    if isinstance(event, ItemsOnline):
        back = tuple(one.number for one in states if one.removed_by is not None)
        if not back:
            return Effect()
        why = (
            f"item {spans(back)} of this case is online again by {case.stream}; if so, send [ONLINE] with"
            " [CONFIRM]"
        )
        return ask(context, other, Doubt(who, why, event.mail), urls=facts.urls)
    gone = tuple(one.number for one in states if one.removed_by is None or not one.verified)
    if not gone or not event.verified:
        return Effect()
    effect = removed(context, other, who, items=gone, mail=event.mail, times=dict.fromkeys(gone, event.when))
    if who.party is Party.LEA:
        return effect  # which tells the analysts
    values = {"items": gone, "by": who.party, "reported": bool(other.units_reported()), "informed": False}
    return effect + Effect(letters=to_analysts(context, other, "removal", values))


def _same(case: Case, items: Collection[int], other: Case) -> tuple[int, ...]:
    """The items of another case that have the URL of one of these."""
    keys = {url_key(item.url) for number, item in enumerate(case.listed, 1) if number in items}
    return tuple(number for number, item in enumerate(other.listed, 1) if url_key(item.url) in keys)
