"""`fold(entries)`: the state of a case out of its events, one pure step at a time; never fails.

An event that refers to something unknown (a hold that was never placed) changes nothing: an odd record
must still open, so that a person can look at it.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import reduce
from typing import Final

from hotlined.domain.cases import (
    after_casework,
    after_hold,
    after_mail,
    after_notice,
    after_purge,
    after_report,
    after_running,
    survey_state,
)
from hotlined.domain.cases.state import Case
from hotlined.domain.record.casework import CaseClosed
from hotlined.domain.record.correspondence import CopyFiled, MailQueued, MailSeen
from hotlined.domain.record.destroyed import (
    AttachmentsPurged,
    PurgeAnnounced,
    PurgeBegun,
    Purged,
    PurgeWaits,
)
from hotlined.domain.record.events import Entry, Event
from hotlined.domain.record.periodical import FiguresAsked, FiguresSent
from hotlined.domain.values.quick import completed, replace

Step = Callable[[Case, datetime, Event], Case | None]

_EMPTY: Final = Case("")
_TOUCHING: Final = (MailSeen, MailQueued, CopyFiled)  # after a purge they ask for another one
# Our own housekeeping, which is nothing that happens in a case.
_QUIET: Final = (CopyFiled, PurgeAnnounced, PurgeBegun, PurgeWaits, Purged, AttachmentsPurged)
# By class of event the step that has taken one, and is asked first: no other step ever does.
_takers: Final[dict[type, Step]] = {}


def fold(stream: str, entries: Iterable[Entry]) -> Case:
    """The case that these entries, oldest first, add up to."""
    return reduce(apply, entries, replace(_EMPTY, stream=stream))


def apply(case: Case, entry: Entry) -> Case:
    """The case after one more entry."""
    after = _apply(case, entry.at, entry.event)
    purge = after.purge
    if isinstance(entry.event, _TOUCHING):
        first = case.purge.touched <= case.purge.began
        touched_at = entry.at if first else case.purge.touched_at
        purge = replace(purge, touched=case.version, touched_at=touched_at)
    change = replace if after is case else completed
    stirred = case.stirred_at if _is_quiet(entry.event) else entry.at
    return change(after, version=case.version + 1, last_at=entry.at, stirred_at=stirred, purge=purge)


def _is_quiet(event: Event) -> bool:
    """Whether nothing happens in the case by it, not even that it closes since nothing did."""
    return isinstance(event, _QUIET) or (isinstance(event, CaseClosed) and event.settled_at is not None)


def with_events(case: Case, events: Iterable[Event], at: datetime) -> Case:
    """The case as it is once these events are written down, all at one moment."""
    for event in events:
        case = apply(case, Entry(case.version, at, event))
    return case


def _apply(case: Case, at: datetime, event: Event) -> Case:
    kind = type(event)
    taker = _takers.get(kind)
    if taker is not None and (after := taker(case, at, event)) is not None:
        return after
    for step in _STEPS:
        after = step(case, at, event)
        if after is not None:
            _takers[kind] = step
            return after
    return case


def _figures(case: Case, at: datetime, event: Event) -> Case | None:
    match event:
        case FiguresAsked():
            return replace(case, figures_asked={**case.figures_asked, event.mail: event})
        case FiguresSent():
            waiting = {mail: one for mail, one in case.figures_asked.items() if mail != event.mail}
            return replace(case, figures_asked=waiting)
        case _:
            return None


def _survey(case: Case, at: datetime, event: Event) -> Case | None:
    after = survey_state.apply(case.survey, at, event)
    return None if after is None else replace(case, survey=after)


_STEPS: Final[tuple[Step, ...]] = (
    after_casework.step,
    after_mail.step,
    after_report.step,
    after_hold.step,
    after_notice.of_notice,
    after_notice.of_removal,
    after_purge.step,
    after_running.step,
    _figures,
    _survey,
)
