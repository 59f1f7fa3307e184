"""The storm brake (P12): so many automatic mails in an hour, and what is above waits in the outbox.

Whether a brake is on follows from the record alone, from the moments at which mails were handed over: it
is on from the mail that reached the limit until no more than half of it are left in the past hour.  While
it is on nothing of its kind leaves, so it goes off by itself within the hour.  Nothing is lost (P1, P3).
What must never wait is not counted at all: reports to the LEA, and the mails that say "call now".
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from hotlined.domain.cases.sent import Sent
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import Agreement
from hotlined.domain.mail.message import Party
from hotlined.domain.mail.outgoing import (
    ALARM,
    HOLD_WARNING,
    NOTICE,
    ORIGIN_REQUEST,
    REPORT,
    URGENT_CONTACT,
)

HOUR: Final = timedelta(hours=1)
LOOK_BACK: Final = 2 * HOUR  # a brake is on for an hour at most, by the mails of the hour before
OVERALL: Final = "overall"
NOTICES: Final = "notices"
ALARMS: Final = "alarms"
WHOLE: Final = (OVERALL, NOTICES, ALARMS)  # brakes that are about more than one recipient
FREE: Final = frozenset({REPORT, URGENT_CONTACT, "call-now", "please-call", "storm"})
# What tells the LEA how its own word was taken, and what informs it instead of a report.
TO_THE_LEA: Final = frozenset(
    {"hold-state", "hold-lifted", "hold-ended", HOLD_WARNING, "hold-review", "release-unproven"}
    | {"iccam-informed"}
)


class Lane(StrEnum):
    """Mails that are counted together; one lane in a storm does not stop another."""

    FREE = "free"  # never waits
    CONFIRMATION = "confirmation"  # to the LEA, about its holds: limited for each unit, not overall
    NOTICE = "notice"
    ALARM = "alarm"  # does not wait behind all the others
    OTHER = "other"  # answers, questions, reminders, information


def lane(kind: str, party: str) -> Lane:
    """The lane of a kind of mail; one that is not known here is braked with the others."""
    if kind in FREE:
        return Lane.FREE
    if kind in (NOTICE, ORIGIN_REQUEST):
        return Lane.NOTICE
    if kind == ALARM:
        return Lane.ALARM
    return Lane.CONFIRMATION if party == Party.LEA and kind in TO_THE_LEA else Lane.OTHER


@dataclass(frozen=True, slots=True)
class Departure:
    """A mail of ours that was handed to a server, or is being handed over; `at` is aware UTC."""

    at: datetime
    kind: str
    party: str
    to_id: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A brake: what it is about ("overall", "notices", "analyst Ann"), and how many mails an hour."""

    scope: str
    most: int


def nameless(scope: str) -> str:
    """What a log, a status or a record may say of a brake: a provider's name here is its address (P16)."""
    return "a provider" if scope.startswith(f"{Party.PROVIDER} ") else scope


def limits(kind: str, party: str, to_id: str, agreement: Agreement) -> tuple[Limit, ...]:
    """The brakes that a mail is under, the widest first; none for what never waits."""
    to_one = Limit(f"{party} {to_id}", agreement.storm_brake_recipient)
    match lane(kind, party):
        case Lane.FREE:
            return ()
        case Lane.NOTICE:
            return (Limit(NOTICES, agreement.storm_brake_notices),)
        case Lane.CONFIRMATION:
            return (Limit(f"holds of {to_id}", agreement.storm_brake_recipient),)
        case Lane.ALARM:
            to_one = Limit(f"{ALARMS} to {to_id}", agreement.storm_brake_recipient)
            return (Limit(ALARMS, agreement.storm_brake), to_one)
        case Lane.OTHER:
            return (Limit(OVERALL, agreement.storm_brake), to_one)


def departures(case: Case, now: datetime) -> Iterator[tuple[str, Departure]]:
    """The mails of a stream that were handed over lately, by Message-ID; a mail tried again counts once.

    A moment in the future is of a clock that was set back since: not counted, or the brake would stay on.
    """
    for at, one in _handed_over(case):
        if now - LOOK_BACK < at <= now:
            yield one.message_id, Departure(at, one.kind, one.party, one.to_id)


def last_departure(case: Case) -> datetime | None:
    """When a mail of a stream that any brake counts was handed over last."""
    return max((at for at, _ in _handed_over(case)), default=None)


def _handed_over(case: Case) -> Iterator[tuple[datetime, Sent]]:
    for one in case.sent.values():
        if one.sending_at is not None and lane(one.kind, one.party) is not Lane.FREE:
            yield one.sending_at, one


@dataclass(frozen=True, slots=True)
class Brake:
    """All brakes at one moment; those that are on, with since when."""

    on: dict[str, datetime]
    agreement: Agreement

    @property
    def shown(self) -> tuple[str, ...]:
        """What a status may say of those that are on."""
        return tuple(map(nameless, self.on))

    def holds(self, kind: str, party: str, to_id: str) -> Limit | None:
        """The brake for which a mail has to wait now; None when it may go."""
        return next((one for one in limits(kind, party, to_id, self.agreement) if one.scope in self.on), None)


def brake(found: Iterable[Departure], agreement: Agreement, now: datetime) -> Brake:
    """The brakes that these departures put on; pure, so after a restart it is the same (P15)."""
    times: dict[Limit, list[datetime]] = {}
    for one in found:
        for limit in limits(one.kind, one.party, one.to_id, agreement):
            times.setdefault(limit, []).append(one.at)
    states = ((limit.scope, on_since(moments, limit.most, now)) for limit, moments in times.items())
    return Brake({scope: since for scope, since in states if since is not None}, agreement)


def on_since(times: Iterable[datetime], most: int, now: datetime) -> datetime | None:
    """Since when a brake is on; None when it is off.  It goes off at half of the limit, not just below."""
    window: deque[datetime] = deque()
    since: datetime | None = None
    for at in sorted(times):
        since = _drained(window, at, most, since)
        window.append(at)
        if since is None and len(window) >= most:
            since = at
    return _drained(window, now, most, since)


def _drained(window: deque[datetime], now: datetime, most: int, since: datetime | None) -> datetime | None:
    while window and window[0] <= now - HOUR:
        window.popleft()
    return since if len(window) > most // 2 else None
