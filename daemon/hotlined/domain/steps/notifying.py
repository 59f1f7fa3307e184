"""The step on a notice that is due: to queue it, or to record why it waits.

It is pure and gives events and letters.  What a provider reads is built by `notice_text`, which cannot
see the case (P10).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from hotlined.domain.cases.item_state import Notice
from hotlined.domain.cases.state import Case
from hotlined.domain.due.deadlines import Due, tried_again
from hotlined.domain.hotline.directory import Provider
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, alarm, letter
from hotlined.domain.mail.message import Party, Recipient
from hotlined.domain.mail.outgoing import NOTICE, ORIGIN_REQUEST
from hotlined.domain.ntd import notice_time, notices, planning
from hotlined.domain.ntd.hosted import together
from hotlined.domain.ntd.hosting import rehosted
from hotlined.domain.ntd.notice_text import NoticeItem, notice_values, provider_recipient, wish_of
from hotlined.domain.record.noticed import NoticeHeld, NoticeQueued
from hotlined.domain.steps.withdrawing import notices_of
from hotlined.domain.values.shown import items_argument

NO_MORE = "Open a new case if it is to be sent; [NTD:none] or [CLOSE] ends this one."
HINTS: Mapping[str, str] = {
    notices.FORM: "Send it there by hand; or, if it does take mail: ",
    notices.CDN: "A notice to a CDN reaches its customer, and not the host. Find out who hosts it; or send "
    "[UPDATE] with the IP address of the origin. ",
}


def name_it(case: Case, items: Iterable[int], site: Site) -> str:
    """What an analyst does where a contact is wanted; with numbers, since others may be somebody else's."""
    tag = items_argument(together(case, items, site))
    return (
        f"Name the address, or confirm it, with [PROVIDER:abuse@... {tag}]; the notice then goes by itself."
    )


def notify(
    case: Case, due: Due, fence: notices.Fence | None, context: Context, others: Sequence[Case]
) -> Effect:
    """Queue the notice when nothing stands against it; else record why not, once per reason."""
    plan = _next(case, due.key, context, others)
    if plan is None or any(rehosted(case, context.site, plan.items)):
        return Effect()  # what the directory says by now is recorded first
    against = notices.obstacles(
        case, plan.contact, plan.items, context.site, now=context.now, fence=fence, origin=plan.origin
    )
    why = next(chain(against, notices.held_elsewhere(case, plan.items, others)), None)
    if why is not None:
        return kept_waiting(case, plan, why, context)
    if rests(case, plan.contact, context):
        return Effect()
    to = provider_recipient(plan.contact, language_of(case, plan.contact, context.site), context.site)
    if to is None:
        return kept_waiting(case, plan, notices.UNWRITABLE, context)
    items = listed(case, plan.items)
    if len(items) != len(plan.items):
        return kept_waiting(case, plan, notices.NO_URLS, context)
    return _queued(case, plan, items, to, context)


def stays(case: Case, due: Due, context: Context, others: Sequence[Case]) -> bool:
    """Whether the notice waits for another case, or for the working hours, as is recorded: no read of the
    LEA inbox changes that."""
    plan = _next(case, due.key, context, others)
    if plan is None:
        return False
    why, now = next(notices.held_elsewhere(case, plan.items, others), None), context.now
    if plan.due_at is not None and now < notice_time.goes_at(case, plan.due_at, context.site, now):
        why = notice_time.OFF_HOURS
    return why is not None and case.why_waits(plan.contact) == why


def _next(case: Case, contact: str, context: Context, others: Sequence[Case]) -> planning.Plan | None:
    """The notice to a contact that may go; where none may, one that waits, most of all for another case."""
    elsewhere = notices.waiting_elsewhere(case, others)
    # One and the same contact may be a CDN for one item, and the host of another.
    ours = planning.plans(case, context.site, now=context.now, elsewhere=elsewhere, only=contact)
    free = [one for one in ours if not any(notices.standing(case, one.contact, one.items, one.origin))]
    ready = [one for one in free if one.due_at is not None and one.due_at <= context.now]
    going = (one for one in ready if elsewhere.isdisjoint(one.items))
    return next(chain(going, ready, free, ours), None)


def rests(case: Case, contact: str, context: Context) -> bool:
    """Whether the notice, or its reminder, could not be sealed a moment ago: each try is recorded."""
    waits = case.waiting.get(contact)
    if waits is None or not waits.unsealed:
        return False
    return context.now < tried_again(waits.since, context.site)


def _others(case: Case, contact: str, why: str, context: Context) -> str:
    """Where a contact cannot be reached: whom else the directory has for its items."""
    if why != notices.FAILED:
        return ""
    items = tuple(one.number for one in case.items if one.provider and one.provider.contact == contact)
    known = ", ".join(str(one.contact) for one in upstream(case, contact, items, context))
    return f" Also in the directory: {known}." if known else ""


def rehost(case: Case, context: Context) -> Effect:
    """What the directory says by now is recorded; a notice queued to the contact before is taken back.

    Whoever is new has a notice planned from now on, after a new read of the LEA inbox.
    """
    moved = []
    for host in rehosted(case, context.site, case.numbers()):
        at = notice_time.due_at(case, host.items, context.site)
        if at is not None and at <= context.now:
            moved.append(host)
    items = tuple(number for host in moved for number in host.items)
    queued, _ = notices_of(case, items) if items else ((), ())
    return Effect(tuple(moved), (), tuple(notice.message_id for notice in queued))


def listed(case: Case, numbers: tuple[int, ...]) -> tuple[NoticeItem, ...]:
    """What a provider may know of these items; fewer when the form does not hold them (any more)."""
    seen = {one.number: one.seen_at for one in case.items}
    return tuple(
        NoticeItem(number=number, url=item.url, ip=item.ip, access=item.access, observed=seen.get(number))
        for number, item in enumerate(case.listed, 1)
        if number in numbers
    )


def _queued(
    case: Case, plan: planning.Plan, items: tuple[NoticeItem, ...], to: Recipient, context: Context
) -> Effect:
    number = len(case.notices) + 1
    found_at = case.opened.found_at if case.opened else context.now
    times = {one.observed or found_at for one in items}
    observed = max(times)
    same = len(times) == 1
    items = tuple(replace(one, observed=None if same else one.observed or found_at) for one in items)
    values = notice_values(
        f"{case.stream}-P{number}",
        items,
        observed,
        context.site,
        certain=case.opened is not None and case.opened.assessment == "illegal",
        xarf="none" if plan.origin else wish_of(plan.contact, context.site),
        ticket=_ticket(case, plan),
    )
    written = letter(
        context,
        case.stream,
        to,
        ORIGIN_REQUEST if plan.origin else NOTICE,
        values,
        thread=thread_with(case, plan.contact),
        about={"notice": number, "contact": plan.contact},
    )
    queued = NoticeQueued(
        contact=plan.contact,
        number=number,
        items=plan.items,
        message_id=written.draft.message_id,
        test=written.draft.test,
        origin=plan.origin,
    )
    return Effect((queued,), (written,))


def _ticket(case: Case, plan: planning.Plan) -> str:
    """The ticket of the last notice to the same provider about any of these items; of no test."""
    told = (one for one in reversed(case.notices) if one.contact == plan.contact and not one.test)
    earlier = (one for one in told if one.ticket)
    return next((one.ticket for one in earlier if set(one.items) & set(plan.items)), "")


def thread_with(case: Case, contact: str) -> tuple[str, ...]:
    """The Message-IDs of our own mails to a provider, oldest first.

    Not those of the replies, since anybody to whom the provider passed a notice on may have written one; nor
    those of tests, which went to somebody else (P10).
    """
    tests = {notice.message_id for notice in case.notices if notice.test}
    known = case.thread(Party.PROVIDER, contact)
    return tuple(one for one in known if one in case.sent and one not in tests)


def language_of(case: Case, contact: str, site: Site) -> str:
    """The language that a provider of the case is written to in; that of its row, where it has changed."""
    providers = (item.provider for item in case.items if item.provider and item.provider.contact == contact)
    known = next((provider.language for provider in providers), "en")
    row = site.directory.row_of(contact)
    if row is None or row.language == known:
        return known
    others = (one.language for one in site.providers if one.contact == row.contact)
    return known if known in others else row.language  # of several rows the one that fits the item counts


def kept_waiting(
    case: Case, plan: planning.Plan | Notice, why: str, context: Context, items: Iterable[int] = ()
) -> Effect:
    """It is recorded why a notice, or its reminder about `items`, does not go; analysts read what to do."""
    contact, what = plan.contact, "reminder" if isinstance(plan, Notice) else "notice"
    if case.why_waits(contact) == why:
        return Effect()
    fact = NoticeHeld(contact=contact, why=why)
    sentence = f"A {what} is due and waits: {why}."
    if why in notices.CONTACT_WANTED:
        todo = (
            HINTS.get(why, "")
            + name_it(case, items or plan.items, context.site)
            + _others(case, contact, why, context)
        )
    elif notices.ELSEWHERE in why:
        todo = "It goes by itself when that case lets go; ask the LEA there whether it may go now."
    elif why in (notices.UNREAD, notices.UNREAD_NOW):
        sentence += " A hold could be lying there unread."
        todo = "Check the LEA mailbox and its server; the notice goes by itself once the inbox is read."
    elif why in notices.LOST:
        todo = NO_MORE if why == notices.NO_URLS else name_it(case, items or plan.items, context.site)
    else:
        return Effect((fact,))
    return Effect((fact,), alarm(context, case, "notice-waits", sentence, todo))


def upstream(case: Case, contact: str, items: tuple[int, ...], context: Context) -> tuple[Provider, ...]:
    """Others than this contact that the directory has for the same items: a wider network, an operator."""
    hits = (
        hit.provider
        for item in listed(case, items)
        for hit in context.site.directory.hosting(item.url, item.ip)
        if str(hit.provider.contact) != contact and not hit.provider.cdn
    )
    return tuple({provider.contact: provider for provider in hits}.values())
