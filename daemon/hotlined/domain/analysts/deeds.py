"""What commands did, in sentences for analysts: numbers, times, units, contacts; no content.

Times are shown in the hotline's zone (P15).
"""

from collections.abc import Iterator
from datetime import timedelta

from hotlined.domain.analysts.overriding import overridden
from hotlined.domain.cases.item_state import ItemState, Notice
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.drafts import Effect
from hotlined.domain.letters.told import told_of
from hotlined.domain.mail.message import Party
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.ntd.expected import expects_notice, purged_of
from hotlined.domain.ntd.sent_notices import concerns, notice_alive, open_items
from hotlined.domain.record.casework import CaseClosed, CaseReopened, IccamRecorded, Noted, ProviderSet
from hotlined.domain.record.events import Event
from hotlined.domain.record.holding import (
    HoldLifted,
    HoldPlaced,
    PauseLifted,
    SentencesForgotten,
    SentencesVouched,
)
from hotlined.domain.record.noticed import ItemsOnline, ItemsRemoved, NoticeLate, NtdSet
from hotlined.domain.record.reporting import ReceiptGiven
from hotlined.domain.steps.withdrawing import notices_of
from hotlined.domain.values.shown import duration, local_time, spans


def done(effect: Effect, case: Case, site: Site) -> str:
    """What an effect did to the case (as it was before), and which LEA units are told of it."""
    own = (_deed(event, case, site) for event in effect.events)
    deeds = [*told_of(effect, case, site), *filter(None, own), *_in_place(effect, case, site)]
    deeds += _too_late(effect, case)
    told = dict.fromkeys(
        one.draft.to.id for one in effect.letters if one.draft.to.party in (Party.LEA, Party.LEA_CONTACT)
    )
    if {*effect.cancel} - {fragment.message_id for fragment in case.fragments}:
        deeds.append("a mail that had not left yet is taken back")
    return "; ".join((*deeds, *(f"{unit} is told" for unit in told)))


def _in_place(effect: Effect, case: Case, site: Site) -> Iterator[str]:
    for author in overridden(effect, case):
        if any(author == one.name for one in site.analysts):
            yield f"that is in place of what {author} had said, who is told"


def _too_late(effect: Effect, case: Case) -> Iterator[str]:
    """Notices that have left, or may have, for which a hold or another time comes too late."""
    late = [event.number for event in effect.events if isinstance(event, NoticeLate)]
    for event in (one for one in effect.events if isinstance(one, NtdSet)):
        left = _left(case)
        states = {notice.number: case.sent[notice.message_id].state for notice in left}
        given_up = {number for number, state in states.items() if state is RowState.CANCELLED}
        stand = {item for notice in left if notice.number not in given_up for item in notice.items}
        for notice in left:
            wanted = event.kind != "none"
            if wanted and notice.number in given_up and stand.isdisjoint(notice.items):
                yield (
                    f"notice {notice.number} to {notice.contact} may have left before, and another one is"
                    " planned: ask there whether it came"
                )
            elif states[notice.number].waits and not wanted:
                yield _not_again(notice)
            else:
                late.append(notice.number)
    if any(isinstance(one, CaseClosed) for one in effect.events):
        yield from (_not_again(one) for one in _left(case) if case.sent[one.message_id].state.waits)
    if any(isinstance(one, CaseReopened) for one in effect.events):
        yield from (_before(one) for one in _given_up(case))
    for number in dict.fromkeys(late):
        yield f"notice {number} has left before, or may have, and stays as it is"


def _not_again(notice: Notice) -> str:
    return (
        f"notice {notice.number} to {notice.contact} may have left, and is not tried again: ask there whether"
        " it came"
    )


def _before(notice: Notice) -> str:
    return f"notice {notice.number} to {notice.contact} may have left before: ask there whether it came"


def _left(case: Case) -> tuple[Notice, ...]:
    """The notices that have left, or may have."""
    return notices_of(case, ())[1]


def _given_up(case: Case) -> Iterator[Notice]:
    """Notices that may have left, are not tried again, and are not followed by another one yet."""
    stand = {number for one in case.notices if notice_alive(case, one) for number in one.items}
    for notice in _left(case):
        given_up = case.sent[notice.message_id].state is RowState.CANCELLED
        if given_up and set(open_items(case, notice)) - stand:
            yield notice


def _deed(event: Event, case: Case, site: Site) -> str:
    zone = site.hotline.timezone
    match event:
        case HoldPlaced(hold=hold, until=until, items=items):
            end = f" until {local_time(until, zone)}" if until is not None else ", without an end"
            which = f"the notices on item {spans(items)} wait" if items else "the notices wait"
            return f"hold {hold} is in force{end}: {which}"
        case HoldLifted(hold=hold, why=why):
            return f"hold {hold} is {why if why in ('replaced', 'narrowed') else 'lifted'}"
        case ReceiptGiven(unit=unit, fragments=parts):
            return f"the report to {unit} counts as received" + (
                f", part {spans(parts)}" if len(parts) > 1 else ""
            )
        case ItemsRemoved(items=items):
            return f"item {spans(items)} counts as removed"
        case ItemsOnline(items=items):
            return "; ".join(_online(items, case, site))
        case ProviderSet(items=items, contact=contact, confirmed=False, cdn=False, channel="mail"):
            return "; ".join(_unsure(items, contact, case, site))
        case ProviderSet(items=items, contact=contact):
            return "; ".join(_addressed(items, contact, case, site))
        case NtdSet():
            return _notice(event, site)
        case SentencesVouched(unit=unit, digests=digests):
            return f"{len(digests)} of its sentences ask nobody any more in mails of {unit}"
        case SentencesForgotten(unit=unit, digests=digests):
            return f"{len(digests)} sentences of {unit} are asked about again"
        case PauseLifted(pause=pause):
            return f"question {pause} is answered"
        case _:
            return _PLAIN.get(type(event), "")


def _online(items: tuple[int, ...], case: Case, site: Site) -> Iterator[str]:
    """Of what was gone a notice is planned anew; of what never was, the one that left counts on.

    Nor is one planned to a provider that denies it: an analyst names another first.
    """
    gone = tuple(one.number for one in case.items if one.number in items and one.removed_by is not None)
    lost = purged_of(case, gone)
    denied = {one.number for one in case.items if one.is_disowned}
    left = tuple(one for one in gone if one not in lost and one not in denied)
    back = left if expects_notice(case, site) else ()
    if back:
        yield f"item {spans(back)} counts as online; a notice is planned anew"
    if rest := tuple(number for number in items if number not in (*back, *lost)):
        yield f"item {spans(rest)} counts as online"
    if lost:
        yield f"item {spans(lost)} counts as online, but its URL is purged: open a new case with it"


def _addressed(items: tuple[int, ...], contact: str, case: Case, site: Site) -> Iterator[str]:
    """Where a notice has left to the same address, no other follows."""
    left = tuple(
        one.number
        for one in case.items
        if one.number in items and any(_has_left(notice, contact, one, case) for notice in case.notices)
    )
    never = case.all_gone() | set(purged_of(case, items)) if expects_notice(case, site) else set(items)
    none = tuple(number for number in items if number in never and number not in left)
    if rest := tuple(number for number in items if number not in (*left, *none)):
        yield f"the notice about item {spans(rest)} goes to {contact}"
    if none:
        yield f"item {spans(none)} is at {contact}, and no notice goes"
    if left:
        yield f"the notice about item {spans(left)} has left to {contact} before, and counts on"


def _unsure(items: tuple[int, ...], contact: str, case: Case, site: Site) -> Iterator[str]:
    """Nothing where no notice goes; of one that has left it is the reminder that waits."""
    gone = case.all_gone()
    open_ones = [one for one in case.items if one.number in items and one.number not in gone]
    if not open_ones or not expects_notice(case, site):
        return
    left = {one.number: [*_reminded(contact, one, case)] for one in open_ones}
    if first := tuple(number for number, notices in left.items() if not notices):
        yield f"{contact} is to be confirmed for item {spans(first)} before a notice goes there"
    if rest := tuple(number for number, notices in left.items() if any(notices)):
        yield (
            f"{contact} is to be confirmed for item {spans(rest)} before it is reminded of the notice that"
            " has left"
        )


def _reminded(contact: str, item: ItemState, case: Case) -> Iterator[bool]:
    """Of each notice about it that has left to the contact, whether a reminder of it may follow."""
    for notice in case.notices:
        if not notice.origin and not notice.test and _has_left(notice, contact, item, case):
            yield item.number not in notice.escalated_of


def _has_left(notice: Notice, contact: str, item: ItemState, case: Case) -> bool:
    if notice.contact != contact or not concerns(notice, item) or not notice_alive(case, notice):
        return False
    return not case.sent[notice.message_id].state.waits


_PLAIN = {
    IccamRecorded: "the ICCAM report ID is recorded",
    Noted: "the text of your mail is kept in the history",
    CaseClosed: "the case is closed",
    CaseReopened: "the case is open again",
}


def _notice(event: NtdSet, site: Site) -> str:
    match event:
        case NtdSet(kind="none"):
            return "no notice goes to a provider"
        case NtdSet(kind="now"):
            return "the notice goes as soon as the LEA's server has the report"
        case NtdSet(at=at) if at is not None:
            return f"the notice goes {local_time(at, site.hotline.timezone)}"
        case _:
            delay = duration(timedelta(seconds=event.seconds or 0))
            return f"the notice goes {delay} after the LEA's server has taken the report"
