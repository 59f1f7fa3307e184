"""A case after a step of a notice, or word of what it was about."""

from datetime import datetime

from hotlined.domain.cases.item_state import Escalation, ItemState, Notice
from hotlined.domain.cases.replacing import some_items, some_notices, waits_no_more
from hotlined.domain.cases.state import Case
from hotlined.domain.cases.withheld import Waits
from hotlined.domain.mail.message import Party
from hotlined.domain.record.events import Event
from hotlined.domain.record.noticed import (
    AnalystsChased,
    ItemsDisowned,
    ItemsOnline,
    ItemsRemoved,
    LeaAnswered,
    LeaAsked,
    NoticeHeld,
    NoticeLate,
    NoticeQueued,
    NoticeReminded,
    NtdSentByLea,
    NtdSet,
    ProviderAnswered,
    RemovalClaimed,
    RemovalTold,
    TicketGiven,
)
from hotlined.domain.values.quick import replace


def of_notice(case: Case, at: datetime, event: Event) -> Case | None:
    """The case after one of these facts; None for any other."""
    match event:
        case NtdSet():
            # The very time once more leaves the LEA what the first order gave it (P5).
            before = case.ntd if case.ntd is not None and event.kind == "at" else None
            same = before is not None and (before.kind, before.at) == (event.kind, event.at)
            after = replace(case, ntd=event, ntd_at=case.ntd_at if same else at, ntd_place=case.version)
            return waits_no_more(after, *case.waiting) if event.kind == "none" else after
        case NoticeQueued():
            notice = Notice(
                event.number,
                event.contact,
                event.items,
                event.message_id,
                at,
                test=event.test,
                origin=event.origin,
                place=case.version,
            )
            return waits_no_more(replace(case, notices=(*case.notices, notice)), event.contact)
        case NoticeReminded():
            return some_notices(
                waits_no_more(case, *(one.contact for one in case.notices if one.number == event.number)),
                lambda one: one.number == event.number,
                lambda one: _reminded(one, event, at, case.version),
            )
        case NoticeLate():
            return some_notices(
                case,
                lambda one: one.number == event.number,
                lambda one: replace(one, late=one.late | {event.hold}),
            )
        case ProviderAnswered():
            return some_notices(
                case,
                lambda one: one.contact == event.contact and event.number in (0, one.number),
                lambda one: _answered(one, event, at),
            )
        case TicketGiven():
            return some_notices(
                case, lambda one: one.number == event.number, lambda one: replace(one, ticket=event.ticket)
            )
        case NoticeHeld():
            waits = Waits(event.why, at, event.unsealed)
            return replace(case, waiting={**case.waiting, event.contact: waits})
        case AnalystsChased():
            return replace(case, chased={**case.chased, event.what: (event.n, at)})
        case LeaAsked():
            # Who was not asked is not silent; an alarm told the analysts to phone instead.
            return replace(case, lea_asked=case.lea_asked if event.told else event.n, lea_asked_at=at)
        case NtdSentByLea():
            told = some_items(case, event.items or case.numbers(), lambda item: _sent(item, event.when))
            return replace(told, lea_heard=case.lea_asked)
        case LeaAnswered():
            return replace(case, lea_heard=case.lea_asked)
        case _:
            return None


def of_removal(case: Case, at: datetime, event: Event) -> Case | None:
    """The case after one of these facts; None for any other."""
    match event:
        case ItemsRemoved():
            when = event.when or at

            def removed(item: ItemState) -> ItemState:
                claimed = item.claimed_at or (None if event.verified else at)
                return replace(
                    item,
                    claimed_at=claimed,
                    removed_by=item.removed_by or event.party,
                    removed_at=item.removed_at or when,
                    verified=item.verified or event.verified,
                    told=item.told | {event.party},
                )

            heard = case.lea_asked if event.party == Party.LEA else case.lea_heard
            return replace(waits_no_more(some_items(case, event.items, removed)), lea_heard=heard)
        case ItemsOnline():
            return some_items(case, event.items, lambda item: _online(item, at, case.version))
        case RemovalClaimed():
            return some_items(case, event.items, lambda one: replace(one, claimed_at=one.claimed_at or at))
        case ItemsDisowned():
            return some_items(
                case, event.items, lambda one: replace(one, disowned_by=event.contact, disowned_at=at)
            )
        case RemovalTold():
            return some_items(case, event.items, lambda item: replace(item, told=item.told | {event.party}))
        case _:
            return None


def _answered(notice: Notice, event: ProviderAnswered, at: datetime) -> Notice:
    """The time in which analysts answer counts from its first question: more of them do not put it off."""
    since = notice.asks_since if notice.asks else at
    return replace(notice, answered_at=at, asks=event.asks, asks_since=since if event.asks else None)


def _reminded(notice: Notice, event: NoticeReminded, at: datetime, place: int) -> Notice:
    told = (Escalation(at, event.items or notice.items, event.n),) if event.escalated else ()
    return replace(
        notice,
        reminders=event.n,
        reminded_at=at,
        reminded_place=place,
        reminder=event.message_id,
        reminded_of=event.items,
        asks=False,
        asks_since=None,
        told_asks=not event.message_id and not event.escalated,
        escalations=(*notice.escalations, *told),
    )


def _sent(item: ItemState, when: datetime | None) -> ItemState:
    """The LEA sent the notice about it; a time that it gave once stays."""
    return replace(item, lea_sent=True, lea_sent_at=when or item.lea_sent_at)


def _online(item: ItemState, at: datetime, place: int) -> ItemState:
    """Back online: a notice is due anew.  Still online: the notice that is on its way, or sent, counts on."""
    if item.removed_by is None:
        return replace(item, seen_at=at, claimed_at=None)
    return ItemState(
        item.number,
        item.provider,
        item.provider_at,
        item.disowned_by,
        item.disowned_at,
        seen_at=at,
        online_at=at,
        again_at=at if item.verified else item.again_at,
        provider_place=item.provider_place,
        online_place=place,
    )
