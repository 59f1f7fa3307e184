"""`fold(entries)`: the state of a case out of its events, one pure step at a time; never fails.

An event that refers to something unknown (a hold that was never placed) changes nothing: an odd record
must still open, so that a person can look at it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import reduce

from hotlined.domain import events as e
from hotlined.domain.outgoing import RowState
from hotlined.domain.state import Case, Fragment, Hold, ItemState, Notice, Pause, Sent


def fold(stream: str, entries: Iterable[e.Entry]) -> Case:
    """The case that these entries, oldest first, add up to."""
    return reduce(apply, entries, Case(stream))


def apply(case: Case, entry: e.Entry) -> Case:
    """The case after one more entry."""
    after = _apply(case, entry.at, entry.event)
    return replace(after, version=case.version + 1, last_at=entry.at)


def _apply(case: Case, at: datetime, event: e.Event) -> Case:
    for step in (_case, _mail, _outgoing, _report, _hold, _pause, _notice, _removal):
        after = step(case, at, event)
        if after is not None:
            return after
    return case


def _case(case: Case, at: datetime, event: e.Event) -> Case | None:
    match event:
        case e.CaseOpened():
            return replace(
                case,
                opened=event,
                opened_at=at,
                form=event.form,
                iccam=event.iccam,
                items=tuple(ItemState(number) for number in range(1, max(event.items, 0) + 1)),
            )
        case e.FormUpdated():
            more = range(len(case.items) + 1, event.items + 1)
            return replace(
                case, form=event.form, items=case.items + tuple(ItemState(number) for number in more)
            )
        case e.ProviderSet():
            return _items(case, event.items, lambda item: replace(item, provider=event))
        case e.IccamRecorded():
            return replace(case, iccam=event.report_id)
        case e.CaseClosed():
            return replace(case, closed=event.why)
        case e.CaseReopened():
            return replace(case, closed=None)
        case e.AlarmRaised():
            return replace(case, alarms=case.alarms | {event.what})
        case e.NtdSet():
            return replace(case, ntd=event)
        case _:
            return None


def _mail(case: Case, at: datetime, event: e.Event) -> Case | None:
    match event:
        case e.MailSeen():
            threads = _thread(case, event.party, event.who, event.message_id)
            signatures = case.signatures | ({event.signature} if event.signature else set())
            return replace(case, seen=case.seen | {event.mail}, threads=threads, signatures=signatures)
        case e.ReportRegistered() if event.message_id:
            return replace(case, reports={**case.reports, event.message_id: event.received_at})
        case e.Struck():
            return replace(case, strikes={**case.strikes, event.mail: event.n})
        case e.MailQueued():
            sent = Sent(event.message_id, event.kind, event.party, event.to_id, event.token, at, event.answer)
            threads = _thread(case, event.party, event.to_id, event.message_id)
            return replace(case, sent={**case.sent, event.message_id: sent}, threads=threads)
        case _:
            return None


def _outgoing(case: Case, at: datetime, event: e.Event) -> Case | None:
    match event:
        case e.MailSending():
            return _sent(
                case, event.message_id, lambda mail: replace(mail, state=RowState.SENDING, sending_at=at)
            )
        case e.MailAccepted():
            return _sent(
                case, event.message_id, lambda mail: replace(mail, state=RowState.ACCEPTED, accepted_at=at)
            )
        case e.MailUncertain():
            return _sent(case, event.message_id, lambda mail: replace(mail, state=RowState.UNKNOWN))
        case e.MailRefused():
            return _sent(case, event.message_id, lambda mail: replace(mail, state=RowState.REFUSED))
        case e.MailCancelled():
            return _sent(case, event.message_id, lambda mail: replace(mail, state=RowState.CANCELLED))
        case e.MailBounced():
            if event.disposition != "failed" or event.message_id is None:
                return case
            return _sent(case, event.message_id, lambda mail: replace(mail, bounced=True))
        case _:
            return None


def _report(case: Case, at: datetime, event: e.Event) -> Case | None:
    match event:
        case e.ReportQueued():
            fragment = Fragment(
                event.unit, event.fragment, event.of, event.items, event.message_id, event.code, at
            )
            return replace(case, fragments=(*_without(case, event.unit, event.fragment), fragment))
        case e.ReportBlocked():
            fragment = Fragment(
                event.unit, event.fragment, event.of, event.items, None, None, at, blocked=event.why
            )
            return replace(case, fragments=(*_without(case, event.unit, event.fragment), fragment))
        case e.ReceiptGiven():
            return _fragments(
                case,
                lambda one: (
                    one.unit == event.unit
                    and one.number in event.fragments
                    and (one.received_at is None or one.received_how == "machine")
                ),
                lambda one: replace(one, received_at=at, received_how=event.how),
            )
        case e.ReceiptReminded():
            return _fragments(
                case,
                lambda one: one.unit == event.unit and one.number == event.fragment,
                lambda one: replace(one, reminders=event.n, reminded_at=at),
            )
        case e.LeaAsked():
            return replace(case, lea_asked=event.n, lea_asked_at=at)
        case e.NtdSentByLea():
            return replace(case, ntd_by_lea=True)
        case _:
            return None


def _hold(case: Case, at: datetime, event: e.Event) -> Case | None:
    match event:
        case e.HoldPlaced():
            hold = Hold(
                event.hold, event.party, event.by, event.proof, at, event.until, event.items, event.reference
            )
            return replace(case, holds=(*(one for one in case.holds if one.id != event.hold), hold))
        case e.HoldLifted():
            return _holds(case, event.hold, lambda hold: replace(hold, lifted_at=hold.lifted_at or at))
        case e.HoldWarned():
            return _holds(case, event.hold, lambda hold: replace(hold, warned_at=at))
        case e.HoldReviewed():
            return _holds(case, event.hold, lambda hold: replace(hold, reviews=event.n, reviewed_at=at))
        case _:
            return None


def _pause(case: Case, at: datetime, event: e.Event) -> Case | None:
    match event:
        case e.Paused():
            pause = Pause(event.pause, event.party, event.who, event.why, at, event.text)
            return replace(case, pauses=(*(one for one in case.pauses if one.id != event.pause), pause))
        case e.PauseLifted():
            return _pauses(case, event.pause, lambda pause: replace(pause, lifted=True))
        case e.PauseAlarmed():
            return _pauses(case, event.pause, lambda pause: replace(pause, alarms=event.n))
        case _:
            return None


def _notice(case: Case, at: datetime, event: e.Event) -> Case | None:
    match event:
        case e.NoticeQueued():
            notice = Notice(event.number, event.contact, event.items, event.message_id, at)
            waiting = {contact: why for contact, why in case.waiting.items() if contact != event.contact}
            return replace(case, notices=(*case.notices, notice), waiting=waiting)
        case e.NoticeReminded():
            return _notices(
                case,
                lambda one: one.number == event.number,
                lambda one: replace(
                    one, reminders=event.n, reminded_at=at, escalated=one.escalated or event.escalated
                ),
            )
        case e.NoticeLate():
            return _notices(
                case,
                lambda one: one.number == event.number,
                lambda one: replace(one, late=one.late | {event.hold}),
            )
        case e.ProviderAnswered():
            return _notices(
                case, lambda one: one.contact == event.contact, lambda one: replace(one, answered=True)
            )
        case e.NoticeHeld():
            return replace(case, waiting={**case.waiting, event.contact: event.why})
        case _:
            return None


def _removal(case: Case, at: datetime, event: e.Event) -> Case | None:
    match event:
        case e.ItemsRemoved():
            when = event.when or at

            def removed(item: ItemState) -> ItemState:
                return replace(
                    item,
                    removed_by=item.removed_by or event.party,
                    removed_at=item.removed_at or when,
                    verified=item.verified or event.verified,
                    told=item.told | {event.party},
                )

            return _items(case, event.items, removed)
        case e.ItemsOnline():
            return _items(case, event.items, lambda item: ItemState(item.number, item.provider, online_at=at))
        case e.RemovalTold():
            return _items(case, event.items, lambda item: replace(item, told=item.told | {event.party}))
        case _:
            return None


def _thread(case: Case, party: str, who: str, message_id: str | None) -> Mapping[str, tuple[str, ...]]:
    key = f"{party}/{who}"
    if not message_id:
        return case.threads
    return {**case.threads, key: (*case.threads.get(key, ()), message_id)}


# --- changing one of several -----------------------------------------------------------------------


def _sent(case: Case, message_id: str, change: Callable[[Sent], Sent]) -> Case:
    mail = case.sent.get(message_id)
    return case if mail is None else replace(case, sent={**case.sent, message_id: change(mail)})


def _items(case: Case, numbers: tuple[int, ...], change: Callable[[ItemState], ItemState]) -> Case:
    return replace(case, items=tuple(change(item) if item.number in numbers else item for item in case.items))


def _holds(case: Case, hold_id: str, change: Callable[[Hold], Hold]) -> Case:
    return replace(case, holds=tuple(change(hold) if hold.id == hold_id else hold for hold in case.holds))


def _pauses(case: Case, pause_id: str, change: Callable[[Pause], Pause]) -> Case:
    return replace(
        case, pauses=tuple(change(pause) if pause.id == pause_id else pause for pause in case.pauses)
    )


def _notices(case: Case, which: Callable[[Notice], bool], change: Callable[[Notice], Notice]) -> Case:
    return replace(case, notices=tuple(change(one) if which(one) else one for one in case.notices))


def _fragments(case: Case, which: Callable[[Fragment], bool], change: Callable[[Fragment], Fragment]) -> Case:
    return replace(case, fragments=tuple(change(one) if which(one) else one for one in case.fragments))


def _without(case: Case, unit: str, number: int) -> tuple[Fragment, ...]:
    return tuple(one for one in case.fragments if (one.unit, one.number) != (unit, number))
