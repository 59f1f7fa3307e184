"""The NTD policy: when a notice is due, and every reason why it may not go now (P5, P6, P7).

`obstacles` is asked twice, and is the same function each time: when the notice is due, before it is queued;
and by the outbox's gate (`gate`) directly before SMTP.  It goes from the inside out:

- `unfit`: whoever is notified, nothing may go: the case is closed, a hold, an open question, an item gone
- `standing`: that, and what is wrong with the contact; no passing of time removes it
- `obstacles`: that, and the time, and a read of the LEA inbox (`unread`)

Beside it the same callers ask what other cases say of the same URL (`held_elsewhere`), and what the provider
directory says by now (`hosting`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hotlined.domain.cases.state import Case, Fragment, Hold, ItemState, Notice
from hotlined.domain.hotline.site import NtdBody, Site
from hotlined.domain.hotline.url_key import url_key
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.ntd.notice_text import ONE_EACH, wish_of
from hotlined.domain.values.worktime import WorkTime

LONGEST_DELAY = timedelta(days=6)  # guidelines: "Agree with LEA on fixed time"
NOT_ILLEGAL = "not_illegal"
CDN = "a CDN stands in front: the origin is not known"
FORM = "the provider takes notices through its web form only"
UNCONFIRMED = "the provider's contact is not confirmed"
FAILED = "the last notice to the provider was not delivered"
ELSEWHERE = "is about the same URL"
CONTACT_WANTED = (CDN, FORM, UNCONFIRMED, FAILED)  # obstacles that an analyst removes by naming the provider


@dataclass(frozen=True, slots=True)
class Fence:
    """A finished full read of the LEA inbox, Junk and drawer included (aware UTC)."""

    began_at: datetime
    finished_at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """One notice that is to go: to whom, about which items, when."""

    contact: str
    items: tuple[int, ...]
    due_at: datetime | None  # None: not yet known, since the LEA's server has not accepted the report
    origin: bool = False  # no notice: a CDN is asked where the content is hosted
    apart: bool = False  # one mail per URL: this is the next of several


def plans(case: Case, site: Site, *, now: datetime | None = None) -> tuple[Plan, ...]:
    """The next notice still to be sent to each provider; empty when none are to be sent at all.

    To a provider some of whose items are on hold, there are two: the one that goes, and the one that waits.
    Items that a supplement brought have their own time, and wait for no other's: those that are due first
    go first, and by `now` all that are due go together; but to a provider that wants one mail per URL, one
    after the other.
    """
    if not case.is_open or case.opened is None or case.opened.ntd_body != NtdBody.HOTLINE:
        return ()
    if case.opened.assessment == NOT_ILLEGAL or (case.ntd is not None and case.ntd.kind == "none"):
        return ()
    found = []
    hosts = (item.provider for item in case.items if item.provider)
    for contact, cdn in dict.fromkeys((host.contact, host.cdn) for host in hosts):
        apart = not cdn and wish_of(contact, site) in ONE_EACH
        origin = cdn and may_be_asked(contact, site)
        for some in by_hold(case, _unnoticed(case, contact, cdn=cdn)):
            waves = _waves(case, some)
            if apart:
                waves = tuple((number,) for wave in waves for number in wave)
            planned = [Plan(contact, items, due_at(case, items, site), origin, apart) for items in waves]
            found.append(_next(planned, now))
    return tuple(found)


def by_hold(case: Case, items: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Items that no hold is on, and then those on hold: the notice on the former does not wait for these."""
    held = frozenset(number for number in items if holds_on(case, (number,)))
    for some in ([one for one in items if one not in held], [one for one in items if one in held]):
        if some:
            yield tuple(some)


def _next(planned: list[Plan], now: datetime | None) -> Plan:
    """Of one provider's plans the first to go; by `now` all that are due together, unless they go apart."""
    dated = [plan for plan in planned if plan.due_at is not None]
    first = min(dated, key=_moment, default=planned[0])
    ready = [plan for plan in dated if now is not None and _moment(plan) <= now]
    if first.apart or not ready:
        return first
    items = tuple(sorted(number for plan in ready for number in plan.items))
    return replace(first, items=items, due_at=max(_moment(plan) for plan in ready))


def may_be_asked(contact: str, site: Site) -> bool:
    """Whether the agreement and the directory allow to ask a CDN where the content is hosted."""
    row = site.directory.row_of(contact)
    allowed = site.agreement.cdn_origin_request
    return allowed and row is not None and row.cdn and row.confirmed and row.channel == "mail"


def _moment(plan: Plan) -> datetime:
    return plan.due_at or datetime.max.replace(tzinfo=UTC)


def _waves(case: Case, items: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """The items by what brought them to the LEA: the report first, then each supplement; or back online."""
    again = {one.number: one.again_at for one in case.items}
    waves: dict[tuple[int, str], list[int]] = {}
    for number in items:
        brought = (one.supplement for one in case.fragments if number in one.items)
        at = again.get(number)
        waves.setdefault((min(brought, default=0), at.isoformat() if at else ""), []).append(number)
    return tuple(tuple(waves[wave]) for wave in sorted(waves))


def _unnoticed(case: Case, contact: str, *, cdn: bool) -> tuple[int, ...]:
    """Items of a provider that are not gone and not in a notice that left or waits to leave."""
    gone = case.all_gone()
    return tuple(
        item.number
        for item in case.items
        if item.provider and item.provider.contact == contact and item.provider.cdn == cdn
        if item.number not in gone and not _noticed(case, item)
    )


def _noticed(case: Case, item: ItemState) -> bool:
    """Whether a notice to its provider, as it was last found online, has left or waits to leave."""
    return any(
        concerns(notice, item) and notice_alive(case, notice) and not _only_tested(case, notice)
        for notice in case.notices
    )


def _only_tested(case: Case, notice: Notice) -> bool:
    """Whether it was a test, and an analyst has said since when the notice goes.

    By itself no notice follows a test when the test mode ends: the case may be made up, or its notice was
    sent by hand.
    """
    return notice.test and case.ntd_at is not None and case.ntd_at > notice.at


def concerns(notice: Notice, item: ItemState) -> bool:
    """Whether it is about the item where it is now: same provider, not put online again since.

    That a CDN was asked for the origin is no notice to one that turned out to be the host itself.
    """
    return (
        item.number in notice.items
        and item.provider is not None
        and item.provider.contact == notice.contact
        and item.provider.cdn == notice.origin
        and (item.online_at is None or notice.at > item.online_at)
    )


def open_items(case: Case, notice: Notice) -> tuple[int, ...]:
    """The items for which the provider still has to act on this notice; none that it says is not its own."""
    return tuple(
        item.number
        for item in case.items
        if concerns(notice, item) and item.removed_by is None and item.disowned_by != notice.contact
    )


def failed(case: Case, item: ItemState) -> bool:
    """Whether a notice about the item came back or was refused since its provider was named.

    The next one would fare the same: it waits until an analyst names or confirms the address anew.
    """
    for notice in case.notices:
        mail = case.sent.get(notice.message_id)
        if mail is None or not concerns(notice, item) or not (mail.bounced or mail.state is RowState.REFUSED):
            continue
        if item.provider_at is None or notice.at >= item.provider_at:
            return True
    return False


def notice_alive(case: Case, notice: Notice) -> bool:
    """Whether the notice has left or still may: not cancelled, refused or bounced."""
    mail = case.sent.get(notice.message_id)
    return mail is not None and not mail.bounced and (mail.state.waits or mail.may_have_left)


def fragments_of(case: Case, items: tuple[int, ...]) -> tuple[Fragment, ...]:
    """The Annex I fragments that brought any of these items to each unit first.

    A supplement that changes an item which the unit has already moves no notice.
    """
    first: dict[tuple[str, int], Fragment] = {}
    for one in sorted(case.fragments, key=lambda fragment: fragment.number):
        for number in one.items:
            if number in items:
                first.setdefault((one.unit, number), one)
    return tuple(one for one in case.fragments if one in first.values())


def accepted_at(case: Case, items: tuple[int, ...], *, needs_receipt: bool) -> datetime | None:
    """When the last LEA server had accepted (or the last unit received) the report on these items."""
    moments: list[datetime] = []
    brought = fragments_of(case, items)
    for fragment in brought:
        # Whoever has confirmed the report has it, whatever some relay says of a copy.
        received = fragment.is_confirmed
        mails = case.mails_of(fragment)
        taken = [one.accepted_at for one in mails if one.accepted_at and (received or not one.bounced)]
        if not taken or (needs_receipt and not received):
            return None
        # A copy sent again does not move the notice.
        moments.append(max(min(taken), fragment.received_at or min(taken)) if needs_receipt else min(taken))
    covered = {number for fragment in brought for number in fragment.items}
    return max(moments) if moments and covered >= set(items) else None


def due_at(case: Case, items: tuple[int, ...], site: Site) -> datetime | None:
    """When the notice on these items is due: the agreed delay after acceptance, or what an analyst set.

    What was removed, and is online again, is news to the LEA: the delay counts from then.  Never before the
    moment at which an analyst set the time, or the provider was named: a read of the LEA inbox that began
    earlier could not yet know that the notice goes now (P5).
    """
    if case.opened is None:
        return None
    start = accepted_at(case, items, needs_receipt=site.agreement.ntd_needs_receipt)
    if start is None:
        return None
    ours = tuple(one for one in case.items if one.number in items)
    start = max((start, *(one.again_at for one in ours if one.again_at)))
    delay = _delay(case, start)
    if delay is None:
        return None
    said = (case.ntd_at, *(one.provider_at for one in ours))
    due = max((start + delay, *(moment for moment in said if moment)))
    return at_work(case, due, site, latest=start + LONGEST_DELAY)


def at_work(case: Case, due: datetime, site: Site, *, latest: datetime) -> datetime:
    """The time of a notice by the working calendar, where that is agreed: never past `latest`.

    It is for the agreed delay alone: not for what an analyst set, and not for urgent cases.
    """
    hours = hours_for(case, site)
    return due if hours is None else max(due, min(hours.at_work(due), latest))


def hours_for(case: Case, site: Site) -> WorkTime | None:
    """The working hours that the notices of a case keep to; None: they go at any time."""
    urgent = case.opened is not None and case.opened.urgent
    kept = site.agreement.ntd_calendar and not urgent and case.ntd is None
    return site.worktime if kept else None


def _delay(case: Case, start: datetime) -> timedelta | None:
    """How long after the start the notice goes: as agreed, or as an analyst set it; None: never."""
    match case.ntd:
        case None:
            return timedelta(seconds=case.opened.ntd_delay) if case.opened else None
        case ntd if ntd.kind == "after" and ntd.seconds is not None:
            return timedelta(seconds=ntd.seconds)
        case ntd if ntd.kind == "at" and ntd.at is not None:
            return max(timedelta(0), ntd.at - start)
        case ntd if ntd.kind == "now":
            return timedelta(0)
        case _:
            return None


def obstacles(
    case: Case,
    contact: str,
    items: tuple[int, ...],
    site: Site,
    *,
    now: datetime,
    fence: Fence | None,
    origin: bool = False,
) -> Iterator[str]:
    """Each reason why a notice on these items may not be handed to SMTP now; none: it may.

    `origin`: it only asks a CDN where they are hosted.  A CDN passes mail on to its customer, so all else is
    the same.
    """
    yield from standing(case, contact, items, origin)
    due = due_at(case, items, site)
    if due is None:
        yield "the LEA's server has not accepted the report"
    elif now < due:
        yield "not due yet"
    yield from unread(fence, due, site, now=now)


def unread(fence: Fence | None, after: datetime | None, site: Site, *, now: datetime) -> Iterator[str]:
    """Why a read of the LEA inbox does not let a mail go that became due at `after`; none: it does."""
    if fence is None or after is None or fence.began_at <= after:
        yield "the LEA inbox was not read since the notice became due"
    elif now - fence.finished_at > site.agreement.lea_inbox_fresh:
        yield "the LEA inbox was not read just now"


def holds_on(case: Case, items: tuple[int, ...]) -> tuple[Hold, ...]:
    """The holds in force on any of these items, or on another item of the case that has one of their URLs."""
    if not case.holds:
        return ()
    if all(not hold.items or hold.lifted_at for hold in case.holds):
        return case.holds_in_force(items)
    urls = {url for number, url in _urls(case) if number in items}
    same = {number for number, url in _urls(case) if url in urls}
    return case.holds_in_force(tuple(sorted({*items, *same})))


def free_elsewhere(case: Case, items: tuple[int, ...], others: Iterable[Case]) -> tuple[int, ...]:
    """Those of the items whose URL nothing is held for in other cases."""
    held = {url for other in others for number, url in _urls(other) if any(_stopping(other, (number,)))}
    return tuple(number for number, url in _urls(case) if number in items and url not in held)


def held_elsewhere(case: Case, items: tuple[int, ...], others: Iterable[Case]) -> Iterator[str]:
    """Each hold and open question of other cases on a URL of these items: a notice warns there too."""
    mine = {url for number, url in _urls(case) if number in items}
    for other in others:
        theirs = tuple(number for number, url in _urls(other) if url in mine)
        for what in _stopping(other, theirs) if theirs else ():
            yield f"{what} of {other.stream} {ELSEWHERE}"


def _stopping(other: Case, items: tuple[int, ...]) -> Iterator[str]:
    """What keeps back notices on these items of another case; of a closed one what goes on (P6, P7)."""
    for hold in other.holds_now(items):
        yield f"hold {hold.id}"
    for pause in other.pauses_now():
        yield f"question {pause.id}"


def _urls(case: Case) -> Iterator[tuple[int, str]]:
    """The number of each item, and its URL as it is compared."""
    yield from ((number, url_key(item.url)) for number, item in enumerate(case.listed, 1))


def standing(case: Case, contact: str, items: tuple[int, ...], origin: bool = False) -> Iterator[str]:
    """The obstacles that no passing of time removes, only another event in the case."""
    yield from unfit(case, items)
    if case.is_open:
        yield from _contact_obstacles(case, contact, items, origin=origin)


def unfit(case: Case, items: tuple[int, ...]) -> Iterator[str]:
    """The standing obstacles that have nothing to do with who is notified."""
    if not case.is_open or case.opened is None:
        yield "the case is closed"
        return
    if case.opened.assessment == NOT_ILLEGAL:
        yield "it was not found illegal"
    if case.opened.ntd_body != NtdBody.HOTLINE:
        yield "the LEA sends the notices"
    if case.ntd is not None and case.ntd.kind == "none":
        yield "an analyst said that no notice is to be sent"
    for hold in holds_on(case, items):
        yield f"hold {hold.id} is in force"
    for pause in case.pauses_open():
        yield f"question {pause.id} is not answered"
    if not case.all_gone().isdisjoint(items):
        yield "an item is removed already"


def _contact_obstacles(case: Case, contact: str, items: tuple[int, ...], *, origin: bool) -> Iterator[str]:
    for item in case.items:
        if item.number not in items:
            continue
        if item.provider is None or item.provider.contact != contact or (origin and not item.provider.cdn):
            yield "the provider has changed"
        elif item.provider.cdn and not origin:
            yield CDN
        elif item.provider.channel == "form":
            yield FORM
        elif not item.provider.confirmed:
            yield UNCONFIRMED
        elif failed(case, item):
            yield FAILED
        else:
            continue
        return
