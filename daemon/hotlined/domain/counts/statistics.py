"""The hotline's statistics of a period, counted from the record; also of cases that are purged (P14).

What belongs to a period: reports by when they came in; cases by when they were assessed, with all that
became of them until now; notices (DSA) by when the provider's server took them, of cases of the same year and
the one before it (`figures.concerned`: to find later ones all cases of all years would be read); feedback by
when it came.
A share in so many days is of those that have had so many days.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

from hotlined.domain.counts.figures import ANSWERS, CaseFigures, ItemFigures, NoticeFigures
from hotlined.domain.hotline.rules import ASSESSMENTS
from hotlined.domain.hotline.site import ProofLevel
from hotlined.domain.values.period import Period
from hotlined.domain.values.spread import Spread, spread

UNKNOWN: Final = "?"  # a country or provider that nobody has named
DAYS: Final = (1, 3, 7)
TIMES: Final = ("public_lea", "found_lea", "lea_receipt", "lea_notice", "notice_removed", "public_removed")
LONG_HOLD: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    n: int
    of: int

    @property
    def percent(self) -> int | None:
        """Rounded down, so that 100 is all of them; None of nothing."""
        return self.n * 100 // self.of if self.of else None


@dataclass(frozen=True, slots=True)
class ProviderYear:
    """What DSA Article 22(3) asks for: of one provider and kind of content the notices and their effect."""

    provider: str
    kind: str  # the assessment: "illegal", "unsure"
    notices: int
    items: int
    removed: int
    claimed: int  # only the provider says so
    answered: int  # notices
    took: Spread

    @property
    def no_action(self) -> int:
        """Items of which no action is known."""
        return self.items - self.removed - self.claimed


@dataclass(frozen=True, slots=True)
class Told:
    """What the LEA told about single cases: mails, cases, mails not proven, and of each answer how many."""

    mails: int
    cases: int
    unproven: int
    said: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Statistics:
    """All figures of a period; mappings go from the most to the least."""

    period: str
    counted_at: datetime
    reports: int
    assessed: Mapping[str, int]  # "illegal", "unsure", "not_illegal"
    urgent: int
    items: int
    abroad: int  # cases hosted abroad
    iccam: int  # of them reported through ICCAM
    countries: Mapping[str, int]  # items, by ISO 3166-1 code
    providers: Mapping[str, int]  # items hosted at home
    reported: int  # cases that the LEA's server took
    same_day: Share
    received: Share
    reminders: int
    holds: int
    long_holds: int
    questions: int
    times: Mapping[str, Spread]
    removed: Share  # items hosted at home
    claimed: int
    removed_within: Mapping[int, Share]  # days since they were assessed
    noticed_within: Mapping[int, Share]  # days since the notice
    feedback: Told
    dsa: tuple[ProviderYear, ...]
    unread: tuple[str, ...] = ()  # streams that did not read, and are not in the figures

    @property
    def cases(self) -> int:
        """All cases of the period."""
        return sum(self.assessed.values())


def count(
    period: Period, cases: Iterable[CaseFigures], reports: int, now: datetime, zone: tzinfo, home: str
) -> Statistics:
    """The statistics; `cases` may be more than those of the period, `reports` are the period's."""
    known = tuple(cases)
    mine = [one for one in known if period.holds(one.found_at, zone)]
    illegal = [one for one in mine if one.assessment != "not_illegal"]
    here = [(case, item) for case in illegal if case.country == home for item in case.items]
    abroad = [one for one in illegal if one.country != home]
    told = [one for one in mine if one.reported_at is not None]
    due = [one for one in mine if one.deadline is not None and one.deadline <= now]
    in_time = [one for one in due if one.reported_at and one.deadline and one.reported_at <= one.deadline]
    holds = [hold for case in mine for hold in case.holds]
    gone = sum(item.removed_at is not None for _, item in here)
    lives = [(item.added_at or case.found_at, item.removed_at) for case, item in here]
    notices = [(item.noticed_at, item.removed_at) for _, item in here if item.is_answer]
    return Statistics(
        period=period.name,
        counted_at=now,
        reports=reports,
        assessed={name: sum(one.assessment == name for one in mine) for name in ASSESSMENTS},
        urgent=sum(one.urgent for one in mine),
        items=sum(len(one.items) for one in mine),
        abroad=len(abroad),
        iccam=sum(one.iccam for one in abroad),
        countries=_most(Counter(one.country or UNKNOWN for one in illegal for _ in one.items)),
        providers=_most(Counter(item.provider or UNKNOWN for _, item in here)),
        reported=len(told),
        same_day=Share(len(in_time), len(due)),
        received=Share(sum(one.received_at is not None for one in told), len(told)),
        reminders=sum(one.reminders for one in mine),
        holds=len(holds),
        long_holds=sum(one.length(now) > LONG_HOLD for one in holds if not one.prolonged),
        questions=len({mail for one in mine for mail in one.questions}),
        times=_times(illegal, here),
        removed=Share(gone, len(here)),
        claimed=sum(item.claimed for _, item in here),
        removed_within=_shares(lives, now),
        noticed_within=_shares(notices, now),
        feedback=told_of(known, period, zone),
        dsa=_dsa(known, period, zone),
    )


Here = Sequence[tuple[CaseFigures, ItemFigures]]


def _times(cases: Sequence[CaseFigures], here: Here) -> dict[str, Spread]:
    first = [(case, item) for case, item in here if item.added_at is None]  # of others no report is known
    pairs: Mapping[str, Iterable[tuple[datetime | None, datetime | None]]] = {
        "public_lea": ((one.public_at, one.reported_at) for one in cases),
        "found_lea": ((one.found_at, one.reported_at) for one in cases),
        "lea_receipt": ((one.reported_at, one.received_at) for one in cases),
        "lea_notice": ((case.reported_at, item.noticed_at) for case, item in first),
        "notice_removed": ((item.noticed_at, item.removed_at) for _, item in here if item.is_answer),
        "public_removed": ((case.public_at, item.removed_at) for case, item in first),
    }
    return {
        name: spread(end - start for start, end in pairs[name] if start is not None and end is not None)
        for name in TIMES
    }


Spans = Sequence[tuple[datetime | None, datetime | None]]


def _shares(spans: Spans, now: datetime) -> dict[int, Share]:
    return {days: _within(spans, days, now) for days in DAYS}


def _within(spans: Spans, days: int, now: datetime) -> Share:
    """How many were gone so soon, of those whose time is over: what is gone sooner counts no sooner."""
    length = timedelta(days=days)
    counted = [
        end is not None and end - start <= length
        for start, end in spans
        if start is not None and start + length <= now
    ]
    return Share(sum(counted), len(counted))


def _most(counted: "Counter[str]") -> dict[str, int]:
    return dict(sorted(counted.items(), key=lambda one: (-one[1], one[0])))


def told_of(cases: Iterable[CaseFigures], period: Period, zone: tzinfo) -> Told:
    """What the LEA told about single cases in the period; of a case, the last word counts."""
    said: Counter[tuple[str, str]] = Counter()
    mails, unproven = set[str](), set[str]()
    with_any = 0
    for case in cases:
        found = [one for one in case.feedback if period.holds(one.at, zone)]
        mails |= {one.mail for one in found}
        with_any += bool(found)
        unproven |= {one.mail for one in found if one.proof in (None, ProofLevel.CLAIMED)}
        said.update({name: value for one in found for name, value in one.said}.items())
    counted = {
        name: {value: n for (field, value), n in sorted(said.items()) if field == name} for name in ANSWERS
    }
    return Told(len(mails), with_any, len(unproven), counted)


def _dsa(cases: Iterable[CaseFigures], period: Period, zone: tzinfo) -> tuple[ProviderYear, ...]:
    found: dict[tuple[str, str], list[NoticeFigures]] = {}
    for case in cases:
        for one in case.notices:
            if period.holds(one.at, zone):
                found.setdefault((one.provider, case.assessment), []).append(one)
    rows = (_provider_year(*key, notices) for key, notices in found.items())
    return tuple(sorted(rows, key=lambda row: (-row.notices, row.provider, row.kind)))


def _provider_year(provider: str, kind: str, notices: Sequence[NoticeFigures]) -> ProviderYear:
    return ProviderYear(
        provider=provider,
        kind=kind,
        notices=len(notices),
        items=sum(one.items for one in notices),
        removed=sum(one.removed for one in notices),
        claimed=sum(one.claimed for one in notices),
        answered=sum(one.answered for one in notices),
        took=spread(length for one in notices for length in one.took),
    )
