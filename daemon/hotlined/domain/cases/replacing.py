"""A case with one of its several parts changed: the steps of `case.fold` in small; all pure."""

from collections.abc import Callable, Mapping
from datetime import datetime

from hotlined.domain.cases.item_state import ItemState, Notice
from hotlined.domain.cases.sent import Fragment, Sent
from hotlined.domain.cases.state import Case
from hotlined.domain.cases.withheld import Hold, Pause
from hotlined.domain.record.reporting import ReportBlocked, ReportQueued
from hotlined.domain.values.quick import replace


def longer_thread(case: Case, party: str, who: str, message_id: str | None) -> Mapping[str, tuple[str, ...]]:
    """The threads with one more Message-ID at the end of one of them."""
    key = f"{party}/{who}"
    if not message_id:
        return case.threads
    return {**case.threads, key: (*case.threads.get(key, ()), message_id)}


def one_sent(case: Case, message_id: str, change: Callable[[Sent], Sent]) -> Case:
    """The case with one mail of ours changed; unchanged where there is no such mail."""
    mail = case.sent.get(message_id)
    return case if mail is None else replace(case, sent={**case.sent, message_id: change(mail)})


def some_items(case: Case, numbers: tuple[int, ...], change: Callable[[ItemState], ItemState]) -> Case:
    """The case with these content items changed."""
    return replace(case, items=tuple(change(item) if item.number in numbers else item for item in case.items))


def one_hold(case: Case, hold_id: str, change: Callable[[Hold], Hold]) -> Case:
    """The case with one hold changed."""
    return replace(case, holds=tuple(change(hold) if hold.id == hold_id else hold for hold in case.holds))


def one_pause(case: Case, pause_id: str, change: Callable[[Pause], Pause]) -> Case:
    """The case with one question changed."""
    return replace(
        case, pauses=tuple(change(pause) if pause.id == pause_id else pause for pause in case.pauses)
    )


def some_notices(case: Case, which: Callable[[Notice], bool], change: Callable[[Notice], Notice]) -> Case:
    """The case with those notices changed that the test picks."""
    return replace(case, notices=tuple(change(one) if which(one) else one for one in case.notices))


def waits_no_more(case: Case, *contacts: str) -> Case:
    """The case without what mails to these contacts wait for, nor to any that has no item there any more."""
    there = (one.provider for one in case.items if one.removed_by is None)
    hosts = {provider.contact for provider in there if provider is not None}
    waiting = {to: waits for to, waits in case.waiting.items() if to in hosts and to not in contacts}
    return case if len(waiting) == len(case.waiting) else replace(case, waiting=waiting)


def some_fragments(
    case: Case, which: Callable[[Fragment], bool], change: Callable[[Fragment], Fragment]
) -> Case:
    """The case with those fragments changed that the test picks."""
    return replace(case, fragments=tuple(change(one) if which(one) else one for one in case.fragments))


def with_fragment(case: Case, event: ReportQueued | ReportBlocked, at: datetime) -> Case:
    """The case with a fragment sealed, or blocked; what was sent and received of it before stays known."""
    old = case.fragment(event.unit, event.fragment)
    queued = event if isinstance(event, ReportQueued) else None
    before = () if old is None or old.message_id is None else ((old.message_id, old.code),)
    fragment = Fragment(
        event.unit,
        event.fragment,
        event.of,
        event.items,
        queued.message_id if queued else None,
        queued.code if queued else None,
        at,
        blocked=None if isinstance(event, ReportQueued) else event.why,
        received_at=old.received_at if old else None,
        received_how=old.received_how if old else None,
        supplement=event.supplement,
        before=event.before,
        earlier=(*old.earlier, *before) if old else (),
        ends=any(one.ends and one.supplement == event.supplement for one in case.supplements),
    )
    others = tuple(one for one in case.fragments if one is not old)
    return replace(case, fragments=(*others, fragment))


def without_material(case: Case) -> Case:
    """The case without what a purge destroys, so that nothing is composed with it from now on."""
    opened = replace(case.opened, form=None, urgent_reason=None) if case.opened else None
    supplements = tuple(replace(one, form=None, changes=None) for one in case.supplements)
    pauses = tuple(replace(one, text=None) for one in case.pauses)
    return replace(case, opened=opened, form=None, attachments=(), supplements=supplements, pauses=pauses)
