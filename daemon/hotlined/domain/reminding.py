"""The steps after a notice that nobody answers: the provider is reminded, then LEA and analysts are told."""

from collections.abc import Sequence
from itertools import chain

from hotlined.domain import notices
from hotlined.domain.deadlines import Due
from hotlined.domain.decision import Context
from hotlined.domain.directory import Provider, a_labels, host_of
from hotlined.domain.drafts import Effect, alarm, letter, to_analysts, to_unit
from hotlined.domain.events import NoticeReminded
from hotlined.domain.message import Gate
from hotlined.domain.notice_text import provider_recipient
from hotlined.domain.notifying import HINTS, NAME_IT, held, language_of, listed, thread_with
from hotlined.domain.reminders import KIND
from hotlined.domain.state import Case, Notice
from hotlined.domain.urls import read_ip


def remind(case: Case, due: Due, context: Context, others: Sequence[Case] = ()) -> Effect:
    """Remind the provider of what is still open, as often as agreed; then LEA and analysts are told."""
    notice = next((one for one in case.notices if str(one.number) == due.key), None)
    if notice is None:
        return Effect()
    open_items = notices.open_items(case, notice)
    against = notices.standing(case, notice.contact, open_items, notice.origin)
    why = next(chain(against, notices.held_elsewhere(case, open_items, others)), None)
    if why is not None:
        return held(case, notice.contact, why, context, what="reminder")
    if notice.origin:
        return _no_origin(case, notice, due.n, context)
    if due.n > context.site.agreement.ntd_reminders:
        return _escalated(case, notice, open_items, due.n, context)
    to = provider_recipient(notice.contact, language_of(case, notice.contact), context.site)
    if to is None:
        return _escalated(case, notice, open_items, due.n, context)
    values = {
        "notice": f"{case.stream}-P{notice.number}",
        "items": open_items,
        "n": due.n,
        "sent_at": case.sent[notice.message_id].accepted_at,
        "ticket": notice.ticket,
    }
    # It answers the very notice, so that a reply to it is about the items of that one.
    before = (one for one in thread_with(case, notice.contact) if one != notice.message_id)
    thread = (*before, notice.message_id)
    written = letter(
        context,
        case.stream,
        to,
        KIND,
        values,
        gate=Gate.REMINDER,
        thread=thread,
        about={"notice": notice.number, "contact": notice.contact},
    )
    fact = NoticeReminded(
        number=notice.number, n=due.n, items=open_items, message_id=written.draft.message_id
    )
    return Effect((fact,), (written,))


def _no_origin(case: Case, notice: Notice, n: int, context: Context) -> Effect:
    """A CDN that was asked for the origin is silent: it is not pressed, the analysts look elsewhere."""
    fact = NoticeReminded(number=notice.number, n=n, escalated=True)
    sentence = f"{notice.contact} was asked where the content is hosted, and has not answered."
    return Effect((fact,), tuple(alarm(context, case, "no-origin", sentence, HINTS[notices.CDN] + NAME_IT)))


def _escalated(case: Case, notice: Notice, items: tuple[int, ...], n: int, context: Context) -> Effect:
    """The provider does not reply: LEA and analysts are told (guidelines: "Agree with LEA on 'NTD body'")."""
    fact = NoticeReminded(number=notice.number, n=n, escalated=True)
    values = {"provider": notice.contact, "items": items, "n": n - 1}
    elsewhere = {"upstream": _upstream(case, notice, items, context), "hosts": _hosts(case, items)}
    letters = list(to_analysts(context, case, "escalation", {**values, **elsewhere}, content=True))
    for unit in case.units_reported():
        letters += to_unit(context, case, unit, "escalation", values)
    return Effect((fact,), tuple(letters))


def _upstream(case: Case, notice: Notice, items: tuple[int, ...], context: Context) -> tuple[Provider, ...]:
    """Others that the directory has for the same addresses and names: a wider network, an operator."""
    hits = (
        hit.provider
        for item in listed(case, items)
        for hit in context.site.directory.hosting(item.url, item.ip)
        if str(hit.provider.contact) != notice.contact and not hit.provider.cdn
    )
    return tuple({provider.contact: provider for provider in hits}.values())


def _hosts(case: Case, items: tuple[int, ...]) -> tuple[str, ...]:
    """The host names of the items, whose registrar can be asked; addresses have none."""
    hosts = (host_of(item.url) for item in listed(case, items))
    return tuple(dict.fromkeys(a_labels(host) for host in hosts if host and read_ip(host) is None))
