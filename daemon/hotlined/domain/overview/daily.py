"""The digest of each working morning, to the analysts and the duty list: what needs a person, first.

It holds numbers, times, names of units and contacts of providers, and no content, so that it may be read
on any device (docs/decisions/answers-content-free.md).  However many cases are open, it is one short mail:
the first of each kind, and the number of the rest.  Which morning was served is in the record (P15).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from hotlined.domain.cases.state import Case
from hotlined.domain.due.reported import reported_at
from hotlined.domain.hotline.periods import MORNING
from hotlined.domain.hotline.pins import Seen, days_left
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, Letter, letter, to_analysts
from hotlined.domain.mail.message import Party, Recipient
from hotlined.domain.overview.pressing import DEADLINE, HOLD, NEEDS, Note
from hotlined.domain.record.casework import ReportRegistered
from hotlined.domain.record.correspondence import MailReleased, MailSeen, Struck
from hotlined.domain.record.events import Entry
from hotlined.domain.record.periodical import DailySent
from hotlined.domain.values.address import Address
from hotlined.domain.values.folders import STRIKES, Folder, is_quarantine
from hotlined.domain.values.worktime import HORIZON

KIND: Final = "daily"
DUTY: Final = "duty list"
MOST: Final = 12  # lines of one kind
SLACK: Final = timedelta(minutes=15)  # a step that is this late is overdue, and not just about to be done
SOON: Final = timedelta(days=7)  # holds that end by then are spoken of
KEYS_SOON: Final = 60  # days
SHORT: Final = 12  # characters of a mail's digest, as `hotlined quarantine` takes it


@dataclass(frozen=True, slots=True)
class InDrawer:
    """A mail that waits in the quarantine: nothing of what it says, and not from whom a stranger's is."""

    id: str
    at: datetime
    mailbox: str
    folder: str
    reason: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A case whose deadline was over since the last digest, and when the LEA had its report."""

    reference: str
    deadline: datetime
    reported_at: datetime | None

    @property
    def in_time(self) -> bool:
        """Whether the report was at the LEA by the deadline."""
        return self.reported_at is not None and self.reported_at <= self.deadline


def handed_in(case: Case) -> HandedIn | None:
    """When its report had to be at the LEA, and was; None where no time was set."""
    opened = case.opened
    if opened is None or opened.deadline is None:
        return None
    return HandedIn(case.stream, opened.deadline, reported_at(case))


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is gathered for one digest."""

    since: datetime
    notes: Sequence[Note] = ()
    open: int = 0
    urgent: int = 0
    held: int = 0
    put: Sequence[InDrawer] = ()
    arrived: int = 0
    handed: Sequence[HandedIn] = ()
    keys: Sequence[Seen] = ()
    settled: int = 0  # cases that closed by themselves, in whole hours since then


@dataclass(frozen=True, slots=True)
class Section:
    """The first notes of a kind, and how many there are."""

    notes: tuple[Note, ...] = ()
    count: int = 0

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.notes)


@dataclass(frozen=True, slots=True)
class Ending:
    """A key of the configuration that ends soon, or cannot be used."""

    owner: str
    role: str
    days: int | None
    wrong: bool


@dataclass(frozen=True, slots=True)
class Morning:
    """The working day that a digest is for, and when it is due."""

    day: date
    at: datetime

    @property
    def name(self) -> str:
        """The day as the record has it; a later one is greater."""
        return self.day.isoformat()


def morning_of(now: datetime, site: Site) -> Morning | None:
    """The last working day that has begun; None where no day is ever worked."""
    zone = site.worktime.zone if site.worktime is not None else site.hotline.timezone
    day = now.astimezone(zone).date()
    for back in range(HORIZON.days + 1):
        one = day - timedelta(days=back)
        begin = datetime.combine(one, MORNING, zone)
        if site.worktime is not None:
            hours = site.worktime.hours(one)
            if hours is None:
                continue
            begin = hours[0]
        if begin <= now:
            return Morning(one, begin.astimezone(UTC))
    return None


def begun(morning: Morning, now: datetime) -> Effect:
    """The first time: nothing is sent, but the next morning is."""
    return Effect((DailySent(day=morning.name, until=now, mails=0),))


def digest(stream: str, morning: Morning, gathered: Gathered, context: Context) -> Effect:
    """The mails, and the event by which a restart knows of them."""
    told = values(morning, gathered, context)
    desk = Case(stream)
    letters = (*to_analysts(context, desk, KIND, told), *_to_duty(context, stream, told))
    fact = DailySent(day=morning.name, until=context.now, mails=len(letters))
    return Effect((fact,), letters)


def _to_duty(context: Context, stream: str, told: dict[str, object]) -> Iterable[Letter]:
    language = context.site.hotline.languages[0]
    known = {analyst.address for analyst in context.site.analysts}
    for address in context.site.duty:
        if address not in known:
            to = Recipient(Party.ANALYST, _duty(address), address, (), language)
            yield letter(context, stream, to, KIND, {"reference": stream, **told})


def _duty(address: Address) -> str:
    return f"{DUTY} {address}"


def values(morning: Morning, gathered: Gathered, context: Context) -> dict[str, object]:
    """What the template shows."""
    now = context.now
    end = _end_of_day(now, context.site)
    needs, overdue, today, holds = _sorted(gathered.notes, now, end)
    keys = tuple(_endings(gathered.keys, now))
    put = gathered.put
    handed = tuple(gathered.handed)
    late = tuple(one.reference for one in handed if not one.in_time)
    return {
        "day": morning.name,
        "late_by": now - morning.at if now - morning.at > timedelta(hours=1) else None,
        "since": gathered.since,
        "counts": {"open": gathered.open, "urgent": gathered.urgent, "held": gathered.held},
        "arrived": gathered.arrived,
        "settled": gathered.settled,
        "needs": _first(needs),
        "overdue": _first(overdue),
        "today": _first(today),
        "holds": _first(holds),
        "put": tuple(put[:MOST]),
        "put_count": len(put),
        "strangers": sum(one.folder == Folder.STRANGERS for one in put),
        "handed": len(handed),
        "in_time": len(handed) - len(late),
        "late": late[:MOST],
        "keys": keys[:MOST],
        "key_count": len(keys),
        "well": not (needs or overdue or put or late or any(one.wrong for one in keys)),
    }


def _first(found: Sequence[Note]) -> Section:
    return Section(tuple(found[:MOST]), len(found))


def _end_of_day(now: datetime, site: Site) -> datetime:
    zone = site.worktime.zone if site.worktime is not None else site.hotline.timezone
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone)


def _sorted(
    found: Iterable[Note], now: datetime, end: datetime
) -> tuple[list[Note], list[Note], list[Note], list[Note]]:
    """What needs a person, what is overdue, what is due today, which holds end; each most pressing first."""
    needs: list[Note] = []
    overdue: list[Note] = []
    today: list[Note] = []
    holds: list[Note] = []
    for note in found:
        if note.what in NEEDS or (note.what == DEADLINE and note.at is not None and note.at <= now):
            needs.append(note)
        elif note.at is None:
            continue
        elif note.what == HOLD:  # past its end it goes on, since nobody could be warned of that
            if note.at < now + SOON:
                (overdue if note.at < now - SLACK else holds).append(note)
        elif note.at < now - SLACK:
            overdue.append(note)
        elif note.at < end:
            today.append(note)
    needs.sort(key=lambda one: (not one.urgent, _rank(one), *_oldest(one)))
    for section in (overdue, today, holds):
        section.sort(key=lambda one: (not one.urgent, *_oldest(one)))
    return needs, overdue, today, holds


def _rank(note: Note) -> int:
    """A missed deadline comes right after a report that is blocked, or came back."""
    return NEEDS.index(note.what) if note.what in NEEDS else NEEDS.index("stopped")


def _oldest(note: Note) -> tuple[float, str]:
    return note.at.timestamp() if note.at is not None else 0.0, note.reference


def _endings(keys: Iterable[Seen], now: datetime) -> Iterable[Ending]:
    for seen in keys:
        left = days_left(seen, now)
        if not seen.replaced and (seen.wrong or (left is not None and left < KEYS_SOON)):
            yield Ending(seen.pin.owner, seen.pin.role, left, seen.wrong)


def untold(entries: Sequence[Entry], last: DailySent) -> Sequence[Entry]:
    """What a desk day has that the last digest did not tell of: behind it on its own day, later on others.

    By place, where that can be: a mail that was decided on before the digest may be written after it.
    """
    for place, entry in enumerate(entries):
        if entry.event == last:
            return entries[place + 1 :]
    return [entry for entry in entries if entry.at > last.until]


def put_aside(entries: Iterable[Entry]) -> dict[str, InDrawer]:
    """The mails among these entries of a desk day that were put into the quarantine, by digest, oldest first.

    Without those of which the same desk says that they are elsewhere.
    """
    found: dict[str, InDrawer] = {}
    for entry in entries:
        match entry.event:
            case MailSeen() as seen if is_quarantine(seen.folder):
                found[seen.mail] = InDrawer(
                    seen.mail[:SHORT], entry.at, seen.mailbox, seen.folder, seen.reason, seen.who
                )
            case Struck(mail=mail, n=n, mailbox=mailbox) if n >= STRIKES:
                found[mail] = InDrawer(
                    mail[:SHORT], entry.at, mailbox, Folder.POISON, "made hotlined stumble"
                )
            case MailSeen(mail=mail) | MailReleased(mail=mail):
                found.pop(mail, None)
            case _:
                pass
    return found


def arrived(entries: Iterable[Entry]) -> int:
    """How many reports of the public were registered in these entries."""
    return sum(isinstance(entry.event, ReportRegistered) for entry in entries)
