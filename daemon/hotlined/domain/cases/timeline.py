"""The main moments of a case, oldest first: times, numbers, names of units and providers; no content."""

from collections.abc import Iterator
from datetime import datetime

from hotlined.domain.cases.state import Case
from hotlined.domain.mail.message import Party

Moment = tuple[datetime, str]


def timeline(case: Case) -> tuple[Moment, ...]:
    """What has happened in the case, as far as it has left a time; aware UTC."""
    # Of one moment, what opened the case comes first, and what closed it last.
    moments = (*_opened(case), *_reports(case), *_stops(case), *_notices(case), *_items(case), *_closed(case))
    return tuple(sorted(moments, key=lambda one: one[0]))


def _opened(case: Case) -> Iterator[Moment]:
    if case.opened is not None and case.opened_at is not None:
        yield case.opened_at, f"opened: {case.opened.assessment.replace('_', ' ')}"


def _closed(case: Case) -> Iterator[Moment]:
    if case.closed is not None and case.closed_at is not None:
        yield case.closed_at, f"closed: {case.closed}"
        for hold in case.holds:
            there = hold.placed_at <= case.closed_at and (
                hold.lifted_at is None or hold.lifted_at > case.closed_at
            )
            if there and hold.party == Party.LEA:
                yield case.closed_at, f"hold {hold.id} goes on"


def _reports(case: Case) -> Iterator[Moment]:
    for one in case.fragments:
        what = f"report to {one.unit}" + (f", {one.name}" if one.name else "")
        if one.blocked is not None:
            yield one.at, f"{what} BLOCKED"
        for copy in one.copies:
            mail = case.sent.get(copy)
            if mail is not None and mail.accepted_at is not None:
                yield mail.accepted_at, f"{what} sent" + (", came back" if mail.bounced else "")
        if one.received_at is not None:
            yield one.received_at, f"{what} received ({one.received_how})"
        if one.reminded_at is not None:
            yield one.reminded_at, f"{what}: reminder {one.reminders}"


def _stops(case: Case) -> Iterator[Moment]:
    for hold in case.holds:
        yield hold.placed_at, f"hold {hold.id} by {hold.by}"
        if hold.lifted_at is not None:
            yield hold.lifted_at, f"hold {hold.id} lifted"
    for pause in case.pauses:
        yield pause.at, f"question {pause.id}: {pause.why}"


def _notices(case: Case) -> Iterator[Moment]:
    for one in case.notices:
        what = "question to the CDN" if one.origin else f"notice {one.number} to {one.contact}"
        mail = case.sent.get(one.message_id)
        if mail is not None and mail.accepted_at is not None:
            tested = f"notice {one.number} only tested, {one.contact} was not told"
            sent = f"{what} sent" + (", came back" if mail.bounced else "")
            yield mail.accepted_at, tested if one.test else sent
        if one.reminded_at is not None:
            yield one.reminded_at, f"{what}: reminder {one.reminders}"
    if case.lea_asked and case.lea_asked_at is not None:
        yield case.lea_asked_at, f"LEA asked about its notice, {case.lea_asked}"


def _items(case: Case) -> Iterator[Moment]:
    for item in case.items:
        if item.removed_at is not None:
            who = "the provider" if item.removed_by == Party.PROVIDER else f"the {item.removed_by}"
            yield item.removed_at, f"item {item.number} removed, says {who}"
        if item.online_at is not None:
            yield item.online_at, f"item {item.number} found online"
