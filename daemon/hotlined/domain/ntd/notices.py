"""The NTD policy: every reason why a notice may not go now (P5, P6, P7).

`obstacles` is asked twice, and is the same function each time: when the notice is due, before it is queued;
and by the outbox's gate (`gate`) directly before SMTP.  It goes from the inside out:

- `unfit`: whoever is notified, nothing may go: the case is closed, a hold, an open question, an item gone
- `standing`: that, and what is wrong with the contact; no passing of time removes it
- `obstacles`: that, and the time (`notice_time`), and a read of the LEA inbox (`unread`)

Beside it the same callers ask what other cases say of the same URL (`held_elsewhere`), and what the provider
directory says by now (`hosting`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from hotlined.domain.cases.state import Case
from hotlined.domain.cases.withheld import Hold
from hotlined.domain.hotline.site import NtdBody, Site
from hotlined.domain.hotline.url_key import url_key
from hotlined.domain.ntd.notice_time import OFF_HOURS, due_at, goes_at, is_untold
from hotlined.domain.ntd.sent_notices import failed

NOT_ILLEGAL = "not_illegal"
CDN = "a CDN stands in front: the origin is not known"
FORM = "the provider takes notices through its web form only"
UNCONFIRMED = "the provider's contact is not confirmed"
FAILED = "the last notice to the provider was not delivered"
ELSEWHERE = "is about the same URL"
NO_URLS = "the URLs are not in the record any more"
UNWRITABLE = "the provider's address cannot be written to"
UNREAD = "the LEA inbox was not read since the notice became due"
UNREAD_NOW = "the LEA inbox was not read just now"
UNTAKEN = "the LEA's server has not accepted the report"
UNTOLD = "the LEA's server has not accepted the mail that tells of it"
LOST = (NO_URLS, UNWRITABLE)  # obstacles that are met only when the notice is written, and stay
CONTACT_WANTED = (CDN, FORM, UNCONFIRMED, FAILED)  # obstacles that an analyst removes by naming the provider


@dataclass(frozen=True, slots=True)
class Fence:
    """A finished full read of the LEA inbox, Junk and quarantine included (aware UTC)."""

    began_at: datetime
    finished_at: datetime


def obstacles(
    case: Case,
    contact: str,
    items: tuple[int, ...],
    site: Site,
    *,
    now: datetime,
    fence: Fence | None,
    origin: bool = False,
    queued_at: datetime | None = None,
) -> Iterator[str]:
    """Each reason why a notice on these items may not be handed to SMTP now; none: it may.

    `origin`: it only asks a CDN where they are hosted.  A CDN passes mail on to its customer, so all else is
    the same.
    """
    yield from standing(case, contact, items, origin)
    due = due_at(case, items, site)
    if due is None:
        yield UNTOLD if is_untold(case, items, site) else UNTAKEN
    elif now < due:
        yield "not due yet"
    elif now < goes_at(case, due, site, now, queued_at=queued_at):
        yield OFF_HOURS
    yield from unread(fence, due, site, now=now)


def unread(fence: Fence | None, after: datetime | None, site: Site, *, now: datetime) -> Iterator[str]:
    """Why a read of the LEA inbox does not let a mail go that became due at `after`; none: it does."""
    if fence is None or after is None or fence.began_at <= after:
        yield UNREAD
    elif now - fence.finished_at > site.agreement.lea_inbox_fresh:
        yield UNREAD_NOW


def holds_on(case: Case, items: tuple[int, ...]) -> tuple[Hold, ...]:
    """The holds in force on any of these items, or on another item of the case that has one of their URLs."""
    if not case.holds:
        return ()
    if all(not hold.items or hold.lifted_at for hold in case.holds):
        return case.holds_in_force(items)
    alike = _alike(tuple(item.url for item in case.listed))
    same = {one for number in items for one in alike.get(number, ())}
    return case.holds_in_force(tuple(sorted({*items, *same})))


@lru_cache(maxsize=4)  # it is asked for each item of a case, of which there may be hundreds
def _alike(urls: tuple[str, ...]) -> Mapping[int, tuple[int, ...]]:
    """The numbers of the items that have the URL of an item, by its number; of URLs in their order."""
    numbers: dict[str, list[int]] = {}
    for number, url in enumerate(urls, 1):
        numbers.setdefault(url_key(url), []).append(number)
    return {number: tuple(some) for some in numbers.values() for number in some}


def given_up(case: Case, contact: str, items: tuple[int, ...]) -> bool:
    """Whether it was told that the notice cannot be written, and that is still so."""
    why = case.why_waits(contact)
    return why == UNWRITABLE or (why == NO_URLS and max(items, default=0) > len(case.listed))


def free_elsewhere(case: Case, items: tuple[int, ...], others: Iterable[Case]) -> tuple[int, ...]:
    """Those of the items whose URL nothing is held for in other cases."""
    held = waiting_elsewhere(case, others)
    return tuple(number for number, _ in _urls(case) if number in items and number not in held)


def waiting_elsewhere(case: Case, others: Iterable[Case]) -> frozenset[int]:
    """The items of a case for whose URL something is held in other cases."""
    return _of_urls(case, others, lambda other, number: any(_stopping(other, (number,))))


def on_hold_elsewhere(case: Case, others: Iterable[Case]) -> frozenset[int]:
    """Those of them for whose URL a hold is in force there, whatever else waits."""
    return _of_urls(case, others, lambda other, number: bool(other.holds_now((number,))))


def _of_urls(case: Case, others: Iterable[Case], stops: Callable[[Case, int], bool]) -> frozenset[int]:
    held = {url for other in others for number, url in _urls(other) if stops(other, number)}
    return frozenset(number for number, url in _urls(case) if url in held) if held else frozenset()


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
    if case.without_notice:
        yield "an analyst said that no notice is to be sent"
    for hold in holds_on(case, items):
        yield f"hold {hold.id} is in force"
    for pause in case.pauses_open():
        yield f"question {pause.id} is not answered"
    if any(one.removed_by is not None for one in case.states(items)):
        yield "an item is removed already"


def _contact_obstacles(case: Case, contact: str, items: tuple[int, ...], *, origin: bool) -> Iterator[str]:
    for item in case.states(items):
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
