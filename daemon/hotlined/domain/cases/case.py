"""`fold(entries)`: the state of a case out of its events, one pure step at a time; never fails.

An event that refers to something unknown (a hold that was never placed) changes nothing: an odd record
must still open, so that a person can look at it.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import reduce
from typing import Final

from hotlined.domain.cases import survey_state
from hotlined.domain.cases.replacing import (
    longer_thread,
    one_hold,
    one_pause,
    one_sent,
    some_fragments,
    some_items,
    some_notices,
    with_fragment,
    without_material,
)
from hotlined.domain.cases.state import Case, Hold, ItemState, Notice, Pause, Sent
from hotlined.domain.mail.message import Enclosed, Party
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.record.casework import (
    AttachmentKept,
    CaseClosed,
    CaseOpened,
    CaseReopened,
    ContactSought,
    FormUpdated,
    IccamRecorded,
    ProviderSet,
    ReportMarked,
    ReportRegistered,
    UrgencyRaised,
)
from hotlined.domain.record.correspondence import (
    CopyFiled,
    MailAccepted,
    MailBounced,
    MailCancelled,
    MailDelayed,
    MailQueued,
    MailRefused,
    MailSeen,
    MailSending,
    MailUncertain,
    Struck,
)
from hotlined.domain.record.destroyed import (
    AttachmentsPurged,
    LegalHoldSet,
    PurgeAnnounced,
    PurgeAsked,
    PurgeBegun,
    Purged,
    PurgesListed,
    PurgeWaits,
)
from hotlined.domain.record.events import Entry, Event
from hotlined.domain.record.holding import (
    HoldLifted,
    HoldPlaced,
    HoldReviewed,
    HoldWarned,
    PauseAlarmed,
    Paused,
    PauseLifted,
    SentencesVouched,
)
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
from hotlined.domain.record.periodical import FiguresAsked, FiguresSent
from hotlined.domain.record.reporting import ReceiptGiven, ReceiptReminded, ReportBlocked, ReportQueued
from hotlined.domain.record.running import (
    AlarmRaised,
    BrakeReleased,
    ClockBelieved,
    ClockSet,
    MailboxesCompared,
    RestoreSettled,
    StoreRestored,
)
from hotlined.domain.values.quick import completed, replace
from hotlined.domain.values.reference import is_question

Step = Callable[[Case, datetime, Event], Case | None]

_EMPTY: Final = Case("")
_TOUCHING: Final = (MailSeen, MailQueued, CopyFiled)  # after a purge they ask for another one
# By class of event the step that has taken one, and is asked first: no other step ever does.
_takers: Final[dict[type, Step]] = {}


def fold(stream: str, entries: Iterable[Entry]) -> Case:
    """The case that these entries, oldest first, add up to."""
    return reduce(apply, entries, replace(_EMPTY, stream=stream))


def apply(case: Case, entry: Entry) -> Case:
    """The case after one more entry."""
    after = _apply(case, entry.at, entry.event)
    purge = after.purge
    if isinstance(entry.event, _TOUCHING):
        first = case.purge.touched <= case.purge.began
        touched_at = entry.at if first else case.purge.touched_at
        purge = replace(purge, touched=case.version, touched_at=touched_at)
    change = replace if after is case else completed
    return change(after, version=case.version + 1, last_at=entry.at, purge=purge)


def with_events(case: Case, events: Iterable[Event], at: datetime) -> Case:
    """The case as it is once these events are written down, all at one moment."""
    for event in events:
        case = apply(case, Entry(case.version, at, event))
    return case


def _apply(case: Case, at: datetime, event: Event) -> Case:
    kind = type(event)
    taker = _takers.get(kind)
    if taker is not None and (after := taker(case, at, event)) is not None:
        return after
    for step in (_case, _mail, _outgoing, _report, _hold, _pause, _notice, _removal, _survey, _purge):
        after = step(case, at, event)
        if after is not None:
            _takers[kind] = step
            return after
    return case


def _case(case: Case, at: datetime, event: Event) -> Case | None:
    match event:
        case CaseOpened():
            return replace(
                case,
                opened=event,
                opened_at=at,
                form=event.form,
                iccam=event.iccam,
                items=tuple(ItemState(number) for number in range(1, max(event.items, 0) + 1)),
            )
        case FormUpdated():
            more = range(len(case.items) + 1, event.items + 1)
            told = (event,) if event.supplement else ()
            return replace(
                case,
                form=event.form,
                items=case.items + tuple(ItemState(number, seen_at=at) for number in more),
                supplements=case.supplements + told,
            )
        case UrgencyRaised():
            if case.opened is None:
                return case
            return replace(case, opened=replace(case.opened, urgent=True, urgent_reason=event.reason))
        case ProviderSet():
            return some_items(
                case,
                event.items,
                lambda item: replace(item, provider=event, provider_at=at, disowned_by="", disowned_at=None),
            )
        case ContactSought():
            return replace(case, sought=case.sought | {event.key})
        case IccamRecorded():
            return replace(case, iccam=event.report_id)
        case AttachmentKept() if event.sha256 is not None:
            kept = Enclosed(
                event.file, event.content_type, event.size, event.sealed, event.sha256, event.supplement
            )
            return replace(case, attachments=(*case.attachments, kept))
        case AttachmentsPurged():
            return replace(case, attachments=())
        case CaseClosed():
            ended = tuple(replace(one, afterwards=False) if one.afterwards else one for one in case.pauses)
            return replace(case, closed=event.why, closed_at=at, pauses=ended)
        case CaseReopened():
            # Meanwhile the question about several cases may be over: what is open here is asked for itself.
            own = tuple(replace(one, within=None) if one.within else one for one in case.pauses)
            return replace(case, closed=None, closed_at=None, pauses=own)
        case AlarmRaised():
            return replace(case, alarms=case.alarms | {event.what})
        case NtdSet():
            return replace(case, ntd=event, ntd_at=at)
        case _:
            return None


def _mail(case: Case, at: datetime, event: Event) -> Case | None:
    match event:
        case MailSeen():
            threads = longer_thread(case, event.party, event.who, event.message_id)
            signatures = case.signatures | ({event.signature} if event.signature else set())
            words = {**case.words, event.words: at} if event.words else case.words
            return replace(
                case, seen=case.seen | {event.mail}, threads=threads, signatures=signatures, words=words
            )
        case ReportRegistered() if event.message_id:
            return replace(case, reports={**case.reports, event.message_id: event.received_at})
        case ReportMarked() if event.letters:
            return replace(case, marked=(*case.marked, (at, event)))
        case BrakeReleased():
            return replace(case, brake_released_at=at)
        case ClockSet():
            return replace(case, clock_set=(*case.clock_set, event))
        case ClockBelieved():
            return replace(case, clock_believed=(*case.clock_believed, event))
        case StoreRestored():
            return replace(case, restore=replace(case.restore, restored_at=at, taken_at=event.taken_at))
        case MailboxesCompared():
            return replace(case, restore=replace(case.restore, compared=event.of, serials=event.serials))
        case RestoreSettled():
            return replace(case, restore=replace(case.restore, settled=event.of))
        case FiguresAsked():
            return replace(case, figures_asked={**case.figures_asked, event.mail: event})
        case FiguresSent():
            waiting = {mail: one for mail, one in case.figures_asked.items() if mail != event.mail}
            return replace(case, figures_asked=waiting)
        case Struck():
            return replace(case, strikes={**case.strikes, event.mail: event.n})
        case MailQueued():
            sent = Sent(event.message_id, event.kind, event.party, event.to_id, event.token, at, event.answer)
            threads = longer_thread(case, event.party, event.to_id, event.message_id)
            return replace(case, sent={**case.sent, event.message_id: sent}, threads=threads)
        case _:
            return None


def _outgoing(case: Case, at: datetime, event: Event) -> Case | None:
    match event:
        case MailSending():
            return one_sent(case, event.message_id, lambda mail: _sending(mail, at))
        case MailAccepted():
            return one_sent(
                case, event.message_id, lambda mail: replace(mail, state=RowState.ACCEPTED, accepted_at=at)
            )
        case MailDelayed():
            return one_sent(case, event.message_id, lambda mail: replace(mail, state=RowState.QUEUED))
        case MailUncertain():
            return one_sent(
                case, event.message_id, lambda mail: replace(mail, state=RowState.UNKNOWN, uncertain=True)
            )
        case MailRefused():
            return one_sent(case, event.message_id, lambda mail: replace(mail, state=RowState.REFUSED))
        case MailCancelled():
            return one_sent(case, event.message_id, lambda mail: replace(mail, state=RowState.CANCELLED))
        case CopyFiled():
            return one_sent(case, event.message_id, lambda mail: replace(mail, copied=True))
        case MailBounced():
            if event.disposition != "failed" or event.message_id is None:
                return case
            return one_sent(case, event.message_id, lambda mail: replace(mail, bounced=True))
        case _:
            return None


def _sending(mail: Sent, at: datetime) -> Sent:
    """One more attempt; where the last one was cut off, by a crash for instance, it may have left before."""
    uncertain = mail.uncertain or mail.state is RowState.SENDING
    return replace(mail, state=RowState.SENDING, sending_at=at, uncertain=uncertain)


def _report(case: Case, at: datetime, event: Event) -> Case | None:
    match event:
        case ReportQueued():
            return with_fragment(case, event, at)
        case ReportBlocked():
            return with_fragment(case, event, at)
        case ReceiptGiven():
            return some_fragments(
                case,
                lambda one: one.unit == event.unit and one.number in event.fragments and not one.is_confirmed,
                lambda one: replace(one, received_at=at, received_how=event.how),
            )
        case ReceiptReminded():
            return some_fragments(
                case,
                lambda one: one.unit == event.unit and one.number == event.fragment,
                lambda one: replace(one, reminders=event.n, reminded_at=at),
            )
        case LeaAsked():
            return replace(case, lea_asked=event.n, lea_asked_at=at)
        case NtdSentByLea():
            told = some_items(case, event.items or case.numbers(), lambda item: _sent(item, event.when))
            return replace(told, lea_heard=case.lea_asked)
        case LeaAnswered():
            return replace(case, lea_heard=case.lea_asked)
        case _:
            return None


def _hold(case: Case, at: datetime, event: Event) -> Case | None:
    match event:
        case HoldPlaced():
            hold = Hold(
                event.hold,
                event.party,
                event.by,
                event.proof,
                event.since or at,
                event.until,
                event.items,
                event.reference,
                warned_at=event.warned_at,
                reviews=event.reviews,
                reviewed_at=event.reviewed_at,
                asked_at=event.asked_at,
            )
            return replace(case, holds=(*(one for one in case.holds if one.id != event.hold), hold))
        case HoldLifted():
            return one_hold(case, event.hold, lambda hold: replace(hold, lifted_at=hold.lifted_at or at))
        case HoldWarned():
            return one_hold(case, event.hold, lambda hold: replace(hold, warned_at=at))
        case HoldReviewed():
            return one_hold(case, event.hold, lambda hold: replace(hold, reviews=event.n, reviewed_at=at))
        case _:
            return None


def _pause(case: Case, at: datetime, event: Event) -> Case | None:
    match event:
        case Paused():
            pause = Pause(
                event.pause,
                event.party,
                event.who,
                event.why,
                at,
                event.text,
                mail=event.mail,
                within=event.within,
                afterwards=case.opened is not None and case.closed is not None,
            )
            pauses = (*(one for one in case.pauses if one.id != event.pause), pause)
            if is_question(case.stream):  # asked again, it is open again
                return replace(case, pauses=pauses, closed=None, closed_at=None)
            return replace(case, pauses=pauses)
        case PauseLifted():
            return one_pause(case, event.pause, lambda pause: replace(pause, lifted=True))
        case SentencesVouched():
            return replace(case, vouched=(*case.vouched, event))
        case PauseAlarmed():
            return one_pause(case, event.pause, lambda pause: replace(pause, alarms=event.n, alarmed_at=at))
        case _:
            return None


def _notice(case: Case, at: datetime, event: Event) -> Case | None:
    match event:
        case NoticeQueued():
            notice = Notice(
                event.number,
                event.contact,
                event.items,
                event.message_id,
                at,
                test=event.test,
                origin=event.origin,
            )
            waiting = {contact: why for contact, why in case.waiting.items() if contact != event.contact}
            return replace(case, notices=(*case.notices, notice), waiting=waiting)
        case NoticeReminded():
            return some_notices(
                case,
                lambda one: one.number == event.number,
                lambda one: _reminded(one, event, at),
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
                lambda one: replace(one, answered_at=at, asks=event.asks),
            )
        case TicketGiven():
            return some_notices(
                case, lambda one: one.number == event.number, lambda one: replace(one, ticket=event.ticket)
            )
        case NoticeHeld():
            return replace(
                case,
                waiting={**case.waiting, event.contact: event.why},
                waits_since={**case.waits_since, event.contact: at},
            )
        case AnalystsChased():
            return replace(case, chased={**case.chased, event.what: (event.n, at)})
        case _:
            return None


def _reminded(notice: Notice, event: NoticeReminded, at: datetime) -> Notice:
    return replace(
        notice,
        reminders=event.n,
        reminded_at=at,
        reminder=event.message_id,
        reminded_of=event.items,
        asks=False,
        escalated=notice.escalated or event.escalated,
    )


def _removal(case: Case, at: datetime, event: Event) -> Case | None:
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
            return replace(some_items(case, event.items, removed), lea_heard=heard)
        case ItemsOnline():
            return some_items(case, event.items, lambda item: _online(item, at))
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


def _purge(case: Case, at: datetime, event: Event) -> Case | None:
    state = case.purge
    match event:
        case LegalHoldSet():
            return replace(case, purge=replace(state, legal_hold=event if event.on else None))
        case PurgeAsked():
            return replace(case, purge=replace(state, asked=True))
        case PurgeAnnounced():
            return replace(case, purge=replace(state, announced_at=state.announced_at or at))
        case PurgeBegun():
            begun = replace(state, begun=event.stage, began=case.version, waits="")
            return replace(without_material(case), kept=event.items or (), purge=begun)
        case PurgeWaits():
            return replace(case, purge=replace(state, waits=event.why))
        case Purged():
            done = replace(state, begun=None, done=event.stage, asked=False, waits="")
            return replace(case, purge=done)
        case PurgesListed():
            return replace(case, purges_listed=True)
        case _:
            return None


def _survey(case: Case, at: datetime, event: Event) -> Case | None:
    after = survey_state.apply(case.survey, at, event)
    return None if after is None else replace(case, survey=after)


def _sent(item: ItemState, when: datetime | None) -> ItemState:
    """The LEA sent the notice about it; a time that it gave once stays."""
    return replace(item, lea_sent=True, lea_sent_at=when or item.lea_sent_at)


def _online(item: ItemState, at: datetime) -> ItemState:
    """Back online: a notice is due anew.  Still online: the notice on its way stays the one that counts."""
    online = at if item.removed_by is not None else item.online_at
    again = at if item.removed_by is not None and item.verified else item.again_at
    return ItemState(
        item.number,
        item.provider,
        item.provider_at,
        item.disowned_by,
        item.disowned_at,
        seen_at=at,
        online_at=online,
        again_at=again,
    )
