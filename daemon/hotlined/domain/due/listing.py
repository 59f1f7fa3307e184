"""The list of open cases, one line per case: how it stands and what is next, without any content.

A closed case that goes on has a line, too: with a hold for [LIST:held] (P6), with an open question as an
open case has (P7).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from hotlined.domain.cases.state import Case
from hotlined.domain.due.elsewhere import kept_back_of, steps_of
from hotlined.domain.due.step_words import in_short
from hotlined.domain.hotline.site import Site
from hotlined.domain.values.shown import spans

FIRST = 50  # lines of a list that is not asked for as a whole


@dataclass(frozen=True, slots=True)
class Line:
    """One case in the list; times are aware UTC."""

    reference: str
    opened_at: datetime
    urgent: bool
    held: bool
    state: str
    next: str = ""
    next_at: datetime | None = None
    closed: bool = False  # and goes on
    asks: bool = False  # closed, and a question waits for an answer

    def overdue(self, now: datetime) -> bool:
        """Whether the next step should have been by now."""
        return self.next_at is not None and self.next_at < now


def line_of(case: Case, site: Site, others: Sequence[Case] = ()) -> Line | None:
    """The line of a case; None where it is not open, and nothing goes on.

    `others`: cases about the same URLs in which something is held.
    """
    if case.opened is None or case.opened_at is None or not case.lives:
        return None
    steps = steps_of(case, site, others)
    kept = (f"notice waits: {one.why}" for one in kept_back_of(case, site, others))
    step = steps[0] if steps else None
    return Line(
        case.stream,
        case.opened_at,
        case.opened.urgent,
        bool(case.holds_now()),
        "; ".join((*_states(case), *dict.fromkeys(kept))) or "open",
        in_short(step, case, site) if step else "",
        step.at if step else None,
        closed=not case.is_open,
        asks=not case.is_open and bool(case.pauses_now()),
    )


def _states(case: Case) -> Iterator[str]:
    """What somebody who looks at it should know, most pressing first."""
    if case.closed is not None:
        yield from _questions(case)
        yield f"closed: {case.closed}"
        yield from _holds(case)
        return
    if any(one.blocked is not None for one in case.fragments):
        yield "report BLOCKED"
    yield from _questions(case)
    if any(case.stopped(one) for one in case.fragments):
        yield "parts of the report stopped"
    yield from _holds(case)
    for why in dict.fromkeys(case.whys().values()):
        yield f"notice waits: {why}"
    if case.fragments and not case.unconfirmed():
        yield "received"
    gone = sum(item.removed_by is not None for item in case.items)
    if gone:
        yield f"{gone} of {len(case.items)} items removed"


def _questions(case: Case) -> Iterator[str]:
    for pause in case.pauses_now():
        yield f"question {pause.id} is open"


def _holds(case: Case) -> Iterator[str]:
    for hold in case.holds_now():
        which = f" on item {spans(hold.items)}" if hold.items else ""
        yield f"hold {hold.id} by {hold.by}{which}"


def chosen(lines: Iterable[Line], which: str, now: datetime) -> tuple[Line, ...]:
    """The lines that [LIST:which] asks for, urgent first, then by the time of the next step.

    Of closed cases those that wait for an answer, as if they were open; those that are held or overdue, where
    just that is asked for.
    """

    def stands(line: Line) -> bool:
        return line.asks or not line.closed

    tests = {
        "urgent": lambda line: line.urgent and stands(line),
        "held": lambda line: line.held,
        "overdue": lambda line: line.overdue(now),
    }
    wanted = tests.get(which, stands)
    return tuple(sorted(filter(wanted, lines), key=_order))


def list_values(lines: Iterable[Line], argument: str, now: datetime) -> dict[str, object]:
    """What the template `list` shows: the first lines, or all where that is asked for, and their number."""
    which = argument.strip().casefold()
    found = chosen(lines, which, now)
    return {
        "which": which,
        "count": len(found),
        "closed": any(line.closed for line in found),
        "lines": found if which == "all" else found[:FIRST],
    }


def _order(line: Line) -> tuple[bool, bool, float, str]:
    at = line.next_at.timestamp() if line.next_at else 0.0
    return not line.urgent, line.next_at is None, at, line.reference
