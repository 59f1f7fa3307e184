"""A case at rest: nothing of it waits, until its next step is due or somebody writes.

What a start has to know of such a case is a function of the record and the site, so that it may be kept
beside the case and be learned without reading it (docs/decisions/at-rest.md).  Whatever might stop a notice
is not at rest: a hold, a question, a mail under way (P5, P6, P7).
"""

import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

from hotlined.domain.cases.brake import LOOK_BACK, last_departure
from hotlined.domain.cases.case_urls import urls_of
from hotlined.domain.cases.restore import NONE
from hotlined.domain.cases.retention import look_at
from hotlined.domain.cases.state import Case
from hotlined.domain.due.deadlines import due, is_closing, moments
from hotlined.domain.due.listing import Line, line_of
from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.outgoing import OutboxRow
from hotlined.domain.overview.board import Column
from hotlined.domain.overview.daily import HandedIn, handed_in
from hotlined.domain.overview.gauge import Gauge, gauge
from hotlined.domain.overview.pressing import Note, notes
from hotlined.domain.steps.enquiry import questions

CALM = timedelta(minutes=5)  # a step that is due sooner is looked at with the case itself


@dataclass(frozen=True, slots=True)
class AtRest:
    """What is known of an open case at rest; all moments are aware UTC.

    `next_at` is the next step, `other_at` the next that is no notice, `purge_at` when a purge looks at it,
    `left_at` when a mail that a storm brake counts was handed over last; `urls` as they are compared.
    """

    stream: str
    next_at: datetime | None
    other_at: datetime | None
    purge_at: datetime | None
    left_at: datetime | None
    urls: frozenset[str]
    line: Line
    notes: tuple[Note, ...]
    handed: HandedIn | None
    gauge: Gauge
    uncopied: tuple[str, ...]  # Message-IDs of reports whose copy is not filed yet
    asks: bool  # a registry something
    closes: bool  # by itself, and that is its next step

    @property
    def urgent(self) -> bool:
        """Whether the case is."""
        return self.line.urgent

    def lasts(self, now: datetime) -> bool:
        """Whether it is at rest now: no step is due or about to be, and no storm brake counts its mails."""
        soon = min((one for one in (self.next_at, self.purge_at) if one is not None), default=None)
        calm = soon is None or now + CALM < soon
        return calm and (self.left_at is None or self.left_at <= now - LOOK_BACK)


def at_rest(case: Case, rows: Mapping[str, OutboxRow], site: Site) -> AtRest | None:
    """What is known of a case, where it is an open one at rest; None where a start has to read it."""
    if not case.is_open or _stirs(case, rows):
        return None
    line, counted = line_of(case, site), gauge(case, site)
    if line is None or counted is None:
        return None
    steps = due(case, site)
    next_at, other_at = moments(steps)
    return AtRest(
        stream=case.stream,
        next_at=next_at,
        other_at=other_at,
        purge_at=look_at(case, site),
        left_at=last_departure(case),
        urls=urls_of(case),
        line=line,
        notes=notes(case, site),
        handed=handed_in(case),
        gauge=counted,
        uncopied=tuple(name for name, sent in case.sent.items() if sent.is_uncopied),
        asks=next(questions(case, site), None) is not None,
        closes=is_closing(steps),
    )


def _stirs(case: Case, rows: Mapping[str, OutboxRow]) -> bool:
    """Whether anything of it waits for somebody, or for us, beside the clock."""
    return (
        any(row.state.waits for row in rows.values())
        or any(one.lifted_at is None for one in case.holds)
        or bool(case.pauses_open())
        or case.purge.begun is not None
        # Of a desk, and never of a case; but who keeps what a case says has to know all of it.
        or bool(case.figures_asked)
        or case.brake_released_at is not None
        or case.restore != NONE
    )


# --- as it is kept ---------------------------------------------------------------------------------


def written(rest: AtRest) -> str:
    """As one line of text, from which `read` makes the same again."""
    line, one, handed = rest.line, rest.gauge, rest.handed
    return json.dumps(
        [
            *map(_moment, (rest.next_at, rest.other_at, rest.purge_at, rest.left_at)),
            sorted(rest.urls),
            [_moment(line.opened_at), line.urgent, line.held, line.state, line.next, _moment(line.next_at)],
            [
                [note.what, _moment(note.at), note.key, note.urgent, _moment(note.since), note.why]
                for note in rest.notes
            ],
            handed and [_moment(handed.deadline), _moment(handed.reported_at)],
            astuple(one),
            rest.uncopied,
            rest.asks,
            rest.closes,
        ],
        separators=(",", ":"),
    )


def read(stream: str, text: str) -> AtRest:
    """What `written` has made of a case; raises ValueError for anything else."""
    try:
        *moments_, urls, line, told, handed, (column, *counts), uncopied, asks, closes = json.loads(text)
        next_at, other_at, purge_at, left_at = map(_at, moments_)
        opened_at, urgent, held, state, step, step_at = line
        return AtRest(
            stream, next_at, other_at, purge_at, left_at, frozenset(urls),
            Line(stream, datetime.fromisoformat(opened_at), urgent, held, state, step, _at(step_at)),
            tuple(
                Note(stream, what, _at(at), key, now, _at(since), why)
                for what, at, key, now, since, why in told
            ),
            handed and HandedIn(stream, datetime.fromisoformat(handed[0]), _at(handed[1])),
            Gauge(Column(column), *counts),
            tuple(uncopied),
            asks,
            closes,
        )  # fmt: skip
    except (TypeError, KeyError, IndexError) as error:
        raise ValueError("not what is kept of a case at rest") from error


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text is not None else None
