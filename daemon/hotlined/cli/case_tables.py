"""A case at this moment in words and tables: items, reports, holds, questions, notices, waiting mails."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo

from hotlined.app.ports import Record
from hotlined.app.queues import ready_at
from hotlined.cli.say import Row, line, local, table
from hotlined.domain.cases.item_state import Notice
from hotlined.domain.cases.sent import Fragment
from hotlined.domain.cases.state import Case, Purge
from hotlined.domain.mail.outgoing import RowState

TITLES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "items": ("Content items", ("item", "provider", "contact", "confirmed", "removed by", "removed at")),
    "fragments": ("Reports", ("unit", "part", "items", "state", "received", "how", "reminders")),
    "holds": ("Holds", ("hold", "by", "proof", "placed", "until", "items", "lifted")),
    "questions": ("Questions", ("question", "from", "at", "why", "answered")),
    "notices": ("Notices", ("notice", "contact", "items", "state", "accepted", "reminders", "escalated")),
    "mails": ("Mails that wait", ("kind", "to", "state", "tries", "next", "reply")),
}


def state_words(case: Case) -> tuple[str, ...]:
    """Where the case stands, the most pressing first."""
    return tuple(_state_words(case))


def _state_words(case: Case) -> Iterator[str]:
    if case.closed is not None:
        yield f"closed: {case.closed}"
        yield from (f"question {one.id} open" for one in case.pauses_now())
        yield from (f"hold {one.id} goes on" for one in case.outlasting())
        return
    if any(one.blocked is not None for one in case.fragments):
        yield "blocked"
    if case.pauses_open():
        yield "question open"
    if case.holds_in_force():
        yield "held"
    received = [one.is_confirmed for one in case.fragments if not one.ends]
    if received:
        yield "received" if all(received) else f"receipts {sum(received)}/{len(received)}"
    else:
        yield "not reported"
    left = [one for one in case.notices if _mail_state(case, one.message_id) == RowState.ACCEPTED]
    if left:
        yield "notice only tested" if all(one.test for one in left) else "notice sent"
    gone = sum(case.gone(item.number) for item in case.items)
    if gone:
        yield f"removed {gone}/{len(case.items)}"


def print_state(case: Case, zone: tzinfo) -> None:
    """The head of a case in a few lines."""
    opened = case.opened
    if opened is None:
        return
    urgent = "urgent, " if opened.urgent else ""
    line(f"{case.stream}: {', '.join(state_words(case))}", style="bold")
    since = local(case.opened_at, zone) if case.opened_at else "?"
    hosted = f"hosted in {opened.country or '?'}"
    line(f"{urgent}{opened.assessment}, {hosted}, opened {since} by {opened.analyst}")
    line(f"LEA units: {', '.join(opened.units) or 'none'}; notices are sent by the {opened.ntd_body}")
    if case.ntd is not None:
        when = local(case.ntd.at, zone) if case.ntd.at else ""
        after = f"{case.ntd.seconds} s" if case.ntd.seconds is not None else ""
        line(f"notice as {case.ntd.by} set it: {' '.join(filter(None, (case.ntd.kind, after, when)))}")
    if case.iccam:
        line(f"ICCAM: {case.iccam}")
    line(f"rules: {', '.join(opened.rules)}")
    _print_purge(case.purge)


def _print_purge(state: Purge) -> None:
    held = state.legal_hold
    if held is not None:
        line(f"legal hold by {held.by}: {held.why}; nothing is purged")
    if state.begun is not None:
        line(f"its {state.begun} is being purged" + (f"; {state.waits}" if state.waits else ""))
    elif state.done is not None:
        line(f"its {state.done} is purged")


def print_tables(case: Case, record: Record, due: Sequence[Row], zone: tzinfo) -> None:
    """Each table that has rows."""
    for name, rows in tables(case, record).items():
        heading, columns = TITLES[name]
        if rows:
            table(columns, rows, zone, title=heading)
    if due:
        table(("at", "late", "what", "about", "waits"), due, zone, title="Due")


def tables(case: Case, record: Record) -> Mapping[str, Sequence[Row]]:
    """The parts of a case as rows, by the names of TITLES."""
    return {
        "items": list(_items(case)),
        "fragments": [_fragment(case, one) for one in case.fragments],
        "holds": list(_holds(case)),
        "questions": list(_questions(case)),
        "notices": [_notice(case, one) for one in case.notices],
        "mails": list(_mails(record)),
    }


def _items(case: Case) -> Iterator[Row]:
    for item in case.items:
        provider = item.provider
        verified = " (verified)" if item.verified else ""
        yield {
            "item": item.number,
            "provider": provider.name if provider else "",
            "contact": provider.contact if provider else "",
            "confirmed": provider.confirmed if provider else False,
            "removed by": f"{item.removed_by}{verified}" if item.removed_by else "",
            "removed at": item.removed_at,
        }


def _fragment(case: Case, one: Fragment) -> Row:
    return {
        "unit": one.unit,
        "part": one.name or f"{one.part}/{one.of}",
        "items": _numbers(one.items),
        "state": f"blocked: {one.blocked}" if one.blocked else _mail_state(case, one.message_id),
        "received": one.received_at,
        "how": one.received_how,
        "reminders": one.reminders,
    }


def _holds(case: Case) -> Iterator[Row]:
    for hold in case.holds:
        yield {
            "hold": hold.id,
            "by": f"{hold.party} {hold.by}",
            "proof": hold.proof,
            "placed": hold.placed_at,
            "until": hold.until or "open-ended",
            "items": _numbers(hold.items) or "all",
            "lifted": hold.lifted_at,
        }


def _questions(case: Case) -> Iterator[Row]:
    for pause in case.pauses:
        yield {
            "question": pause.id,
            "from": f"{pause.party} {pause.who}".strip(),
            "at": pause.at,
            "why": pause.why,
            "answered": pause.lifted,
        }


def _notice(case: Case, one: Notice) -> Row:
    mail = case.sent.get(one.message_id)
    return {
        "notice": f"P{one.number}",
        "contact": one.contact,
        "items": _numbers(one.items),
        "state": _mail_state(case, one.message_id) + (" (test)" if one.test else ""),
        "accepted": mail.accepted_at if mail else None,
        "reminders": one.reminders,
        "escalated": one.escalated,
    }


def _mails(record: Record) -> Iterator[Row]:
    for row in record.rows:
        if row.state.waits:
            yield {
                "kind": row.kind,
                "to": row.to_id,
                "state": row.state,
                "tries": row.attempts,
                "next": ready_at(row),
                "reply": row.last_reply,
            }


def _mail_state(case: Case, message_id: str | None) -> str:
    mail = case.sent.get(message_id or "")
    if mail is None:
        return ""
    return "bounced" if mail.bounced else str(mail.state)


def _numbers(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))
