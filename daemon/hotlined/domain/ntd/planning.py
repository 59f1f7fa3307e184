"""Which notices a case has still to send, to whom, about which items and when; computed, never stored."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from hotlined.domain.cases.item_state import ItemState, Notice
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import NtdBody, Site
from hotlined.domain.ntd.notice_text import ONE_EACH, wish_of
from hotlined.domain.ntd.notice_time import due_at
from hotlined.domain.ntd.notices import NOT_ILLEGAL, holds_on
from hotlined.domain.ntd.sent_notices import concerns, notice_alive, notices_about

UNBROUGHT: Final = 1_000_000  # of no supplement: behind all of these


@dataclass(frozen=True, slots=True)
class Plan:
    """One notice that is to go: to whom, about which items, when."""

    contact: str
    items: tuple[int, ...]
    due_at: datetime | None  # None: not yet known, since the LEA's server has not accepted the report
    origin: bool = False  # no notice: a CDN is asked where the content is hosted
    apart: bool = False  # one mail per URL: this is the next of several


def plans(
    case: Case,
    site: Site,
    *,
    now: datetime | None = None,
    elsewhere: frozenset[int] = frozenset(),
    only: str | None = None,
) -> tuple[Plan, ...]:
    """The next notice still to be sent to each provider, or to `only` this contact; empty when none are.

    To a provider some of whose items are on hold, there are two: the one that goes, and the one that waits.
    `elsewhere` are items that wait for a hold in another case, so that no other waits behind them.
    Items that a supplement brought have their own time, and wait for no other's: those that are due first
    go first, and by `now` all that are due go together; but to a provider that wants one mail per URL, one
    after the other.
    """
    if not case.is_open or case.opened is None or case.opened.ntd_body != NtdBody.HOTLINE:
        return ()
    if case.opened.assessment == NOT_ILLEGAL or case.without_notice:
        return ()
    found = []
    for (contact, cdn), numbers in _unnoticed(case, only).items():
        apart = not cdn and wish_of(contact, site) in ONE_EACH
        origin = cdn and may_be_asked(contact, site)
        for some in by_hold(case, tuple(numbers), elsewhere):
            waves = _waves(case, some)
            if apart:
                waves = tuple((number,) for wave in waves for number in wave)
            planned = [Plan(contact, items, due_at(case, items, site), origin, apart) for items in waves]
            found.append(_next(planned, now))
    return tuple(found)


def by_hold(case: Case, items: tuple[int, ...], elsewhere: frozenset[int]) -> Iterator[tuple[int, ...]]:
    """Items that no hold is on, and then those on hold: the notice on the former does not wait for these."""
    held = elsewhere.union(number for number in items if holds_on(case, (number,)))
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
    """The items by what brought them to the LEA: the report first, then each supplement; or back online.

    What nothing has brought there has no time yet, and the others do not wait for it.
    """
    again = {one.number: one.again_at for one in case.states(items)}
    waves: dict[tuple[int, str], list[int]] = {}
    for number in items:
        brought = (one.supplement for one in case.fragments if number in one.items)
        at = again.get(number)
        waves.setdefault((min(brought, default=UNBROUGHT), at.isoformat() if at else ""), []).append(number)
    return tuple(tuple(waves[wave]) for wave in sorted(waves))


def _unnoticed(case: Case, only: str | None) -> dict[tuple[str, bool], list[int]]:
    """By provider, items that are not gone and not in a notice that left or waits to leave.

    One that denies an item gets no notice about it: an analyst finds out who hosts it, or names it anew.
    """
    found: dict[tuple[str, bool], list[int]] = {}
    for item in case.items:
        host = item.provider
        if host is None or (only is not None and host.contact != only):
            continue
        theirs = found.setdefault((host.contact, host.cdn), [])
        if item.removed_by is None and not item.is_disowned and not _noticed(case, item):
            theirs.append(item.number)
    return found


def _noticed(case: Case, item: ItemState) -> bool:
    """Whether a notice to its provider, as it was last found online, has left or waits to leave."""
    return any(
        concerns(notice, item) and notice_alive(case, notice) and not _only_tested(case, notice)
        for notice in notices_about(case, item.number)
    )


def _only_tested(case: Case, notice: Notice) -> bool:
    """Whether it was a test, and an analyst has said since when the notice goes.

    By itself no notice follows a test when the test mode ends: the case may be made up, or its notice was
    sent by hand.
    """
    return notice.test and case.ntd_place > notice.place
