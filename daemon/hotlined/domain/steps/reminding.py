"""The steps after a notice that nobody answers: the provider is reminded, then LEA and analysts are told."""

from collections.abc import Sequence
from itertools import chain

from hotlined.domain.cases.item_state import Notice
from hotlined.domain.cases.state import Case
from hotlined.domain.due.deadlines import Due
from hotlined.domain.hotline.directory import a_labels, host_of
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, alarm, letter, to_analysts, to_unit
from hotlined.domain.mail.message import Recipient
from hotlined.domain.mail.outgoing import REMINDER
from hotlined.domain.ntd import notices, reminders
from hotlined.domain.ntd.notice_text import listed_again, provider_recipient
from hotlined.domain.record.noticed import NoticeReminded
from hotlined.domain.steps.notifying import (
    HINTS,
    kept_waiting,
    language_of,
    listed,
    name_it,
    rests,
    thread_with,
    upstream,
)
from hotlined.domain.values.shown import duration, local_time
from hotlined.domain.values.urls import read_ip


def remind(
    case: Case, due: Due, fence: notices.Fence | None, context: Context, others: Sequence[Case]
) -> Effect:
    """Remind the provider of what is still open, as often as agreed; then LEA and analysts are told.

    `fence`: a read of the LEA inbox since it fell due; without it only analysts are told what is theirs.
    """
    notice = case.notice_numbered(due.key)
    if notice is None:
        return Effect()
    open_items = _open_items(case, notice, others)
    against = reminders.against(case, notice, open_items, context.site)
    why = next(chain(against, notices.held_elsewhere(case, open_items, others)), None)
    if why is not None:
        return kept_waiting(case, notice, why, context, open_items)
    if reminders.asks_first(notice):
        return _unanswered(case, notice, open_items, context)
    if notice.origin:
        return _no_origin(case, notice, open_items, due.n, context)
    if fence is None:
        return Effect()
    if due.n - notice.counted_from > context.site.agreement.ntd_reminders:
        return _escalated(case, notice, open_items, due.n, context)
    if rests(case, notice.contact, context):
        return Effect()
    to = provider_recipient(notice.contact, language_of(case, notice.contact, context.site), context.site)
    if to is None:
        return _escalated(case, notice, open_items, due.n, context)
    return _reminded(case, notice, to, open_items, due.n, context)


def stays(case: Case, due: Due, others: Sequence[Case]) -> bool:
    """Whether the reminder waits for another case, as is recorded."""
    notice = case.notice_numbered(due.key)
    if notice is None:
        return False
    why = next(notices.held_elsewhere(case, _open_items(case, notice, others), others), None)
    return why is not None and case.why_waits(notice.contact) == why


def _open_items(case: Case, notice: Notice, others: Sequence[Case]) -> tuple[int, ...]:
    """What it is reminded of: what another case holds waits alone."""
    pressed = reminders.pressed(case, notice)
    return notices.free_elsewhere(case, pressed, others) or pressed


def _reminded(
    case: Case, notice: Notice, to: Recipient, items: tuple[int, ...], n: int, context: Context
) -> Effect:
    """The provider is asked once more, in the thread of the very notice."""
    values = {
        "notice": f"{case.stream}-P{notice.number}",
        "items": items,
        "n": n,
        "sent_at": case.sent[notice.message_id].accepted_at,
        "ticket": notice.ticket,
        "answered": notice.answered_at,
        **listed_again(listed(case, items), context.site),
    }
    # So a reply to it is about the items of that one.
    before = (one for one in thread_with(case, notice.contact) if one != notice.message_id)
    thread = (*before, notice.message_id)
    written = letter(
        context,
        case.stream,
        to,
        REMINDER,
        values,
        thread=thread,
        about={"notice": notice.number, "contact": notice.contact},
    )
    fact = NoticeReminded(number=notice.number, n=n, items=items, message_id=written.draft.message_id)
    return Effect((fact,), (written,))


def _unanswered(case: Case, notice: Notice, items: tuple[int, ...], context: Context) -> Effect:
    """The provider asked something, or was not understood: analysts are told before it is reminded again."""
    # One that waits to leave is taken back at the gate by this: it may say what was answered since.
    fact = NoticeReminded(number=notice.number, n=reminders.counted(case, notice))
    when = local_time(notice.answered_at or context.now, context.site.hotline.timezone)
    named = ", ".join(str(number) for number in items)
    sentence = f"{notice.contact} wrote on {when}, and waits for an answer; item {named} is not told removed."
    after = duration(context.site.agreement.ntd_reminder)
    todo = f"Answer it by mail or phone; its words are in this thread. It is reminded in {after}."
    return Effect((fact,), alarm(context, case, "provider-asks", sentence, todo))


def _no_origin(case: Case, notice: Notice, items: tuple[int, ...], n: int, context: Context) -> Effect:
    """A CDN that was asked for the origin is silent: it is not pressed, the analysts look elsewhere."""
    fact = NoticeReminded(number=notice.number, n=n, escalated=True)
    silent = "has not answered" if notice.answered_at is None else "has not named anybody"
    sentence = f"{notice.contact} was asked where the content is hosted, and {silent}."
    todo = HINTS[notices.CDN] + name_it(case, items, context.site)
    return Effect((fact,), alarm(context, case, "no-origin", sentence, todo))


def _escalated(case: Case, notice: Notice, items: tuple[int, ...], n: int, context: Context) -> Effect:
    """The provider does not reply, or not to the point: LEA and analysts are told.

    Guidelines: "Agree with LEA on 'NTD body'".
    """
    fact = NoticeReminded(number=notice.number, n=n, escalated=True, items=items)
    reminders = n - 1 - notice.counted_from
    values = {"provider": notice.contact, "items": items, "n": reminders, "answered": notice.answered_at}
    elsewhere = {"upstream": upstream(case, notice.contact, items, context), "hosts": _hosts(case, items)}
    letters = to_analysts(context, case, "escalation", {**values, **elsewhere}, content=True)
    for unit in case.units_reported():
        letters += to_unit(context, case, unit, "escalation", values)
    return Effect((fact,), letters)


def _hosts(case: Case, items: tuple[int, ...]) -> tuple[str, ...]:
    """The host names of the items, whose registrar can be asked; addresses have none."""
    hosts = (host_of(item.url) for item in listed(case, items))
    return tuple(dict.fromkeys(a_labels(host) for host in hosts if host and read_ip(host) is None))
