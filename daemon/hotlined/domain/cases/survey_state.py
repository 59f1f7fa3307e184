"""The statistics that the LEA gives for a period, as folded out of their stream `stats-2026-Q3`.

One stream a period, so that ten years of quarters are forty small files.  Numbers stay for good; remarks are
content (P14).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from hotlined.domain.hotline.periods import HALF_YEAR, QUARTER
from hotlined.domain.record.events import Event
from hotlined.domain.record.periodical import (
    StatisticsAnswered,
    StatisticsAsked,
    StatisticsConfirmed,
    StatisticsOverdue,
    StatisticsPlanned,
)
from hotlined.domain.values.period import Period, read_period

PREFIX: Final = "stats-"
_STREAM: Final = re.compile(r"stats-([0-9]{4}-(?:Q[1-4]|H[12]))")


@dataclass(frozen=True, slots=True)
class Given:
    """One answer of a unit: the numbers of that mail alone, by field."""

    mail: str
    at: datetime
    proof: str | None
    numbers: Mapping[str, int]
    confirmed: bool
    sender: str | None = None
    remarks: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What one unit was asked, and what it answered, oldest first."""

    unit: str
    fields: tuple[str, ...]
    first_at: datetime
    at: datetime  # last asked
    n: int = 1
    given: tuple[Given, ...] = ()
    overdue: bool = False  # analysts were told that it does not answer

    def numbers(self) -> Mapping[str, int]:
        """What counts now: of each field the last number that is confirmed."""
        return {name: one for given in self.given if given.confirmed for name, one in given.numbers.items()}

    def unconfirmed(self) -> tuple[Given, ...]:
        """The answers since the last one that counts, oldest first, of who sent the last."""
        found: list[Given] = []
        for one in reversed(self.given):
            if one.confirmed:
                break
            if one.sender == self.given[-1].sender:
                found.insert(0, one)
        return tuple(found)

    def waiting(self) -> Given | None:
        """The last answer, where an analyst has not confirmed it yet; with the numbers that it corrects."""
        found = self.unconfirmed()
        if not found:
            return None
        return replace(found[-1], numbers={name: n for one in found for name, n in one.numbers.items()})

    @property
    def settled(self) -> bool:
        """Whether nothing is waited for any more."""
        return (bool(self.given) and self.waiting() is None) or self.overdue


@dataclass(frozen=True, slots=True)
class Survey:
    """The statistics of one period, by unit."""

    period: str  # "2026-Q3", "2026-H2"
    units: Mapping[str, Asked] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """ "quarter" or "half-year"."""
        return kind_of(self.period)


def kind_of(period: str) -> str:
    """Which kind of period a name means."""
    return QUARTER if "-Q" in period else HALF_YEAR


def stream_of(period: str) -> str:
    """The stream of a period."""
    return f"{PREFIX}{period}"


def period_of(stream: str) -> Period | None:
    """The period of a stream of statistics; None for any other stream."""
    match = _STREAM.fullmatch(stream)
    return read_period(match[1]) if match else None


def apply(survey: Survey | None, at: datetime, event: Event) -> Survey | None:
    """The survey after one more event; None for an event that is not about statistics."""
    match event:
        case StatisticsPlanned(period=period):
            return survey or Survey(period)
        case StatisticsAsked(unit=unit):
            return _with(survey, unit, lambda old: _asked(old, event, at))
        case StatisticsAnswered(unit=unit):
            given = Given(
                event.mail,
                at,
                event.proof,
                dict(event.numbers),
                event.confirmed,
                sender=event.sender,
                remarks=event.remarks,
            )
            return _known(survey, unit, lambda old: replace(old, given=(*old.given, given)))
        case StatisticsConfirmed(unit=unit):
            return _known(survey, unit, lambda old: _confirmed(old, event))
        case StatisticsOverdue(unit=unit):
            return _known(survey, unit, lambda old: replace(old, overdue=True))
        case _:
            return None


Step = Callable[[Asked], Asked]


def _with(survey: Survey | None, unit: str, step: Callable[[Asked | None], Asked]) -> Survey | None:
    if survey is None:
        return None
    return replace(survey, units={**survey.units, unit: step(survey.units.get(unit))})


def _known(survey: Survey | None, unit: str, step: Step) -> Survey | None:
    """The same for a unit that was asked; any other event changes nothing."""
    if survey is None or unit not in survey.units:
        return survey
    return replace(survey, units={**survey.units, unit: step(survey.units[unit])})


def _asked(old: Asked | None, event: StatisticsAsked, at: datetime) -> Asked:
    if old is None:
        return Asked(event.unit, event.fields, at, at, event.n)
    return replace(old, at=at, n=event.n)


def _confirmed(old: Asked, event: StatisticsConfirmed) -> Asked:
    given = tuple(replace(one, confirmed=True) if one.mail == event.mail else one for one in old.given)
    return replace(old, given=given)
