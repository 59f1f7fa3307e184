"""The mails that carry statistics: to analysts with all figures, to LEA units with figures alone, sealed."""

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta, tzinfo
from typing import Final

from hotlined.domain.cases.state import Case
from hotlined.domain.counts.statistics import Statistics
from hotlined.domain.counts.statistics_charts import charts
from hotlined.domain.counts.statistics_table import sections
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, Letter, letter, to_analysts
from hotlined.domain.letters.who import unit_recipient
from hotlined.domain.record.correspondence import MailQueued
from hotlined.domain.record.events import Event
from hotlined.domain.record.periodical import FiguresAsked, FiguresSent
from hotlined.domain.steps.failing import JOINT, taken_back
from hotlined.domain.values.period import read_period

KIND: Final = "statistics"
ANALYSTS: Final = "analysts"
LEA: Final = "lea"


def regular(
    stream: str, to: str, found: Statistics, context: Context, only: Collection[str] | None = None
) -> Effect:
    """The mails of a period that is over, and the event by which a restart knows of them.

    `only`: LEA units that lack theirs, where the others have them.
    """
    if to == LEA:
        letters = tuple(_to_units(context, stream, found, only))
    else:
        letters = tuple(_to_analysts(context, Case(stream), found))
    return Effect((FiguresSent(period=found.period, to=to, mails=len(letters)),), letters)


def answer(desk: Case, asked: FiguresAsked, found: Statistics, context: Context) -> Effect:
    """The answer to an analyst's [STATS]."""
    letters = tuple(_to_analysts(context, desk, found, only=asked.analyst))
    fact = FiguresSent(period=found.period, to=asked.analyst, mails=len(letters), mail=asked.mail)
    return Effect((fact,), letters)


def begun(to: str, period: str) -> Effect:
    """The first time: nothing is sent of what was over before."""
    return Effect((FiguresSent(period=period, to=to, mails=0),))


def lacking(events: Sequence[Event], period: str) -> frozenset[str]:
    """The LEA units without the statistics of a period: no key could seal theirs, or the gate took them back.

    `events`: of the days on which they were sent, oldest first; the mails stand behind what records them.
    """
    back, sent = taken_back(events), False
    unsealed: tuple[str, ...] = ()
    last: dict[str, str] = {}  # unit -> Message-ID
    for event in events:
        match event:
            case FiguresSent():
                sent = (event.to, event.period, event.mail) == (LEA, period, "")
                unsealed = event.lacking if sent else unsealed
            case MailQueued(kind=kind, to_id=unit, message_id=mail) if sent and kind == JOINT:
                last[unit] = mail
            case _:
                pass
    return frozenset(unsealed) | {unit for unit, mail in last.items() if mail in back}


def values(found: Statistics, language: str, zone: tzinfo, *, names: bool) -> dict[str, object]:
    """What the templates show, and what the files that go along are made of; `zone`: the hotline's."""
    period = read_period(found.period)
    return {
        "period": found.period,
        "first": f"{period.first}" if period else "",
        "last": f"{period.after - timedelta(days=1)}" if period else "",
        "counted_at": found.counted_at,
        "whole": period is not None and period.after <= found.counted_at.astimezone(zone).date(),
        "sections": sections(found, language, names=names),
        "charts": charts(found, language),
        "statistics": found,
        "names": names,
    }


def _to_analysts(
    context: Context, desk: Case, found: Statistics, *, only: str | None = None
) -> Iterator[Letter]:
    zone = context.site.hotline.timezone
    for analyst in context.site.analysts:
        if only in (None, analyst.name):
            told = values(found, analyst.language, zone, names=True)
            asked = only is not None
            yield from to_analysts(context, desk, KIND, told, only=analyst.name, answer=asked)


def _to_units(
    context: Context, stream: str, found: Statistics, only: Collection[str] | None
) -> Iterator[Letter]:
    zone = context.site.hotline.timezone
    for unit in context.site.units:
        if only is not None and unit.name not in only:
            continue
        told = values(found, unit.language, zone, names=False)
        yield letter(context, stream, unit_recipient(unit), JOINT, told).to_people()
