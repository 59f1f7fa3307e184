"""When the material of a case has to go, and what stands against that (P14); a function of the record (P15).

Two stages.  First the material: attachments, descriptions, the words of mails, our own copies of what was
sent, and the mails themselves in our mailboxes; of the form only what a notice needs is kept.  Then, once
the case is closed and no notice or removal needs them any more, the URLs and IPs too.  Numbers, times,
names of our own people and digests stay for ever, and so does the chain.

The first purge is announced once.  A mail that comes, or is written, after a purge began is purged again
after the same time; its words never reach the case file (`stripped`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from hotlined.domain.cases.clock import counted
from hotlined.domain.cases.sent import Sent
from hotlined.domain.cases.state import Case
from hotlined.domain.form.annex import Item
from hotlined.domain.hotline.site import NEVER, Agreement, Site
from hotlined.domain.mail.outgoing import TO_PROVIDERS, URGENT_CONTACT, RowState
from hotlined.domain.record.destroyed import PurgeBegun
from hotlined.domain.record.events import Entry, Event, without_content
from hotlined.domain.record.holding import HoldPlaced
from hotlined.domain.values.folders import Folder
from hotlined.domain.values.reference import is_question

_END = datetime.max.replace(tzinfo=UTC)
BEGUN, ASKED = "begun", "asked"  # why
GOES_ON = datetime(1970, 1, 1, tzinfo=UTC)  # when a purge looks at what has begun


class Stage(StrEnum):
    """How much is destroyed; the second includes the first."""

    MATERIAL = "material"
    URLS = "urls"


@dataclass(frozen=True, slots=True)
class Plan:
    """The next purge of a stream: `at` None is not known yet; `waits`: what else stands against it.

    `since`: what its time counts from.
    """

    stage: Stage
    why: str  # "receipts", "age", or one of the two above
    at: datetime | None
    announce_at: datetime | None = None  # None: it is announced, or need not be
    waits: str = ""
    since: datetime | None = field(default=None, compare=False)

    def is_ready(self, now: datetime) -> bool:
        """Whether it may begin, or go on, now."""
        if self.waits or self.announce_at is not None:
            return False
        return self.why == BEGUN or (self.at is not None and self.at <= now)


def plan(case: Case, site: Site) -> Plan | None:
    """What is destroyed next in a case or desk day; None where the agreement or the record has no more."""
    state, terms = case.purge, site.agreement
    if state.begun is not None:
        stage = Stage.URLS if state.begun == Stage.URLS else Stage.MATERIAL
        why = "" if state.legal_hold is None else "a legal hold"
        return Plan(stage, BEGUN, case.last_at, waits=why)
    planned = sorted(_plans(case, terms), key=lambda one: _truly(one, site) or _END)
    # What waits, as the URLs do for a hold, keeps nothing back that may go.
    free = (one for one in planned if not _waits(one, case, site))
    found = next(free, planned[0] if planned else None)
    return replace(_announced(found, case, site), waits=_waits(found, case, site)) if found else None


def _truly(found: Plan, site: Site, by: timedelta = timedelta(0)) -> datetime | None:
    """When its time, or so long before it, has come by the time that has passed, as for notices (C1).

    What a clock destroys that was set forward is gone.  Only what the purge counts from tells how late it is;
    what somebody asks for waits for no clock.
    """
    if found.at is None or found.why == ASKED:
        return found.at
    return counted(found.at - by, () if found.since is None else (found.since,), site.clock)


def look_at(case: Case, site: Site) -> datetime | None:
    """When a purge has to look at it: to announce what is planned, or to do it; None where nothing is."""
    found = plan(case, site)
    if found is None or found.waits:
        return None
    return GOES_ON if found.why == BEGUN else found.announce_at or found.at


def _plans(case: Case, terms: Agreement) -> Iterator[Plan]:
    yield from _by_age(case, terms)
    if is_question(case.stream) and (case.purge.done is None or is_touched(case)):
        # Its letter has the words of a mail that names no case.
        since = case.closed_at if case.purge.done is None else case.purge.touched_at
        at = _later(since, terms.purge_after)
        if at is not None:
            yield Plan(Stage.URLS, "age", at, since=since)
    if case.opened is None or terms.purge_after == NEVER:
        return
    done, received = case.purge.done, received_at(case)
    held = done is None and bool(case.outlasting())  # the URLs are: the words need not wait for its end (P6)
    urls = _later(case.closed_at, terms.purge_urls_after)
    if case.purge.asked and done != Stage.URLS:
        yield Plan(Stage.URLS if case.closed_at and not held else Stage.MATERIAL, ASKED, received)
    if done is None:
        at = _later(received, terms.purge_after)
        both = at is not None and urls is not None and urls <= at and not held
        yield Plan(Stage.URLS if both else Stage.MATERIAL, "receipts", at, since=received)
        return
    if is_touched(case):
        stage = Stage.URLS if done == Stage.URLS else Stage.MATERIAL
        since = case.purge.touched_at
        yield Plan(stage, "receipts", _later(since, terms.purge_after), since=since)
    if done == Stage.MATERIAL and urls is not None:
        yield Plan(Stage.URLS, "receipts", urls, since=case.closed_at)


def _by_age(case: Case, terms: Agreement) -> Iterator[Plan]:
    """What is closed, and a desk day, goes by its age, receipts or not."""
    if terms.anonymise_after == NEVER or (case.purge.done == Stage.URLS and not is_touched(case)):
        return
    since = case.closed_at if case.opened is not None else case.purge.touched_at
    if case.purge.done == Stage.URLS:
        since = case.purge.touched_at
    at = _later(since, terms.anonymise_after)
    if at is not None:
        yield Plan(Stage.URLS, "age", at, since=since)


def _later(moment: datetime | None, by: timedelta) -> datetime | None:
    return None if moment is None or by == NEVER else moment + by


def is_touched(case: Case) -> bool:
    """Whether a mail came or was written since the last purge began."""
    return case.purge.touched > case.purge.began


def received_at(case: Case) -> datetime | None:
    """When the last receipt came, once a person of each unit has confirmed every part (P8)."""
    if case.opened is None or not case.fragments or case.unconfirmed():
        return None
    if not {*case.units_reported()} >= {*case.opened.units}:
        return None
    return max(one.received_at for one in case.fragments if one.received_at is not None)


def _announced(found: Plan, case: Case, site: Site) -> Plan:
    """The first purge is announced half of its time before, at most `purge_warning`; never by surprise."""
    at, terms = _truly(found, site), site.agreement
    timed = replace(found, at=at)
    if case.opened is None or case.purge.done is not None or found.why == ASKED or at is None:
        return timed
    whole = terms.purge_after if found.why == "receipts" else terms.anonymise_after
    ahead = min(terms.purge_warning, whole / 2)
    if not ahead:
        return timed
    told = case.purge.announced_at
    if told is None:
        return replace(timed, announce_at=_truly(found, site, by=ahead))
    return replace(timed, at=max(at, counted(told + ahead, (told,), site.clock)))


def _waits(found: Plan, case: Case, site: Site) -> str:
    if case.purge.legal_hold is not None:
        return "a legal hold"
    if found.at is None:
        return "not every part of the report has a receipt"
    for pause in case.pauses_now():
        return f"question {pause.id} is not answered"
    for hold in case.outlasting() if found.stage is Stage.URLS else ():
        return f"hold {hold.id} is in force"  # on these URLs, also where another case has one of them (P6)
    for mail in case.sent.values():
        waits = mail.state.waits and not _is_over(mail, case)
        if waits and (found.stage is Stage.URLS or mail.kind not in TO_PROVIDERS):
            return "a mail waits to be sent"
        if mail.is_uncopied and case.is_open:
            return f"the copy of a report is not filed in {site.folder('lea', Folder.SENT)} yet"
    return ""


def _is_over(mail: Sent, case: Case) -> bool:
    """Whether it is given up, as one that may have left; of a closed case older versions said no more.

    They recorded mails to contact persons, too, that nobody had written, and that would wait for ever.
    """
    if mail.kind == URGENT_CONTACT:
        return mail.state is RowState.QUEUED
    return mail.kind in TO_PROVIDERS and mail.state is RowState.UNKNOWN and not case.is_open


# --- what stays, and what never gets in again ------------------------------------------------------


def kept_items(case: Case) -> tuple[Item, ...] | None:
    """What the first stage leaves of the form: URL, IP and how it is reached, for the notices."""
    return tuple(Item(url=one.url, access=one.access, ip=one.ip) for one in case.listed) or None


def keeps(stage: str, event: Event) -> bool:
    """Whether the content of an event outlives this stage: an LEA's own file number, and kept items."""
    return stage == Stage.MATERIAL and isinstance(event, HoldPlaced | PurgeBegun)


def kept_entries(stage: str, entries: tuple[Entry, ...]) -> frozenset[int]:
    """The places of the entries whose content outlives this stage; of kept items the last."""
    begun = [one.seq for one in entries if isinstance(one.event, PurgeBegun)]
    return frozenset(
        one.seq
        for one in entries
        if keeps(stage, one.event) and (one.seq in begun[-1:] or not isinstance(one.event, PurgeBegun))
    )


def stripped(case: Case, event: Event) -> Event:
    """The event as it may be written: without content, where the stream is purged or being purged."""
    stage = case.purge.begun or case.purge.done
    if stage is None or keeps(stage, event) or isinstance(event, PurgeBegun):
        return event
    return without_content(event)
