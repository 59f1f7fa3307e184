"""The board: each case as one card in one of six columns, so that a mail client shows what is on.

A card is a view of the record and never a source of truth: pure, without a clock, so that the same case gives
the same card.  Without content but for `fields`, which the agreement has to allow.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from hotlined.domain.analysts.coming import coming
from hotlined.domain.cases.state import Case
from hotlined.domain.cases.timeline import Moment, timeline
from hotlined.domain.due.listing import line_of
from hotlined.domain.due.outlook import (
    awaits_lea,
    awaits_notice,
    awaits_provider,
    ends_by_itself,
    nothing_to_come,
)
from hotlined.domain.form.annex import Form
from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.message import Party
from hotlined.domain.ntd.sent_notices import notice_alive
from hotlined.domain.overview.needs import Need, needs, received
from hotlined.domain.tagging.words import Tag, Word
from hotlined.domain.values.shown import items_argument

MOST_MOMENTS: Final = 25  # of the timeline, the last ones
MOST_ITEMS: Final = 20  # whose fields a card shows
MOST_STATES: Final = 2  # of what waits for an analyst, in the subject
IDLE: Final = Need(
    "nothing is planned",
    "Nothing is planned any more: close the case, or say what comes next.",
    (Tag(Word.CLOSE), Tag(Word.NTD, "now")),
)


class Column(StrEnum):
    """Where a card lies; the values are names of folders.  The first that applies wins, in this order."""

    NEEDS_YOU = "Needs you"
    ON_HOLD = "On hold"
    WAITING = "Waiting for LEA"
    PLANNED = "NTD planned"
    PROVIDER = "At provider"
    DONE = "Done"


@dataclass(frozen=True, slots=True)
class Card:
    """One case on the board; times are aware UTC, `changed_at` of the last event."""

    reference: str
    column: Column
    urgent: bool
    states: tuple[str, ...]  # how it stands, in few words each
    changed_at: datetime
    needs: tuple[str, ...] = ()
    next: str = ""
    next_at: datetime | None = None
    coming: tuple[str, ...] = ()
    moments: tuple[Moment, ...] = ()
    earlier: int = 0  # moments left out
    tags: tuple[Tag, ...] = ()  # that make sense next, the most pressing first
    form: Form | None = None  # only where the agreement lets the mailbox hold it
    more_items: int = 0  # left out of the form
    more: int = 0  # left out of the states

    @property
    def state(self) -> str:
        """The states in one line, in English."""
        return ", ".join((*self.states, *((f"{self.more} more",) if self.more else ())))

    @property
    def content(self) -> bool:
        """Whether it says more than numbers, times and names (P14)."""
        return self.form is not None


def card_of(case: Case, site: Site, *, fields: bool = False) -> Card | None:
    """The card of a case, None for what is none; `fields`: with the form, until the case is purged."""
    if case.opened is None or case.last_at is None:
        return None
    waiting = needs(case, site)
    column = _column(case, site, waiting)
    if column is Column.NEEDS_YOU and not waiting:
        waiting = (IDLE,)
    states = tuple(dict.fromkeys(_states(case, column, waiting)))
    line = line_of(case, site)
    moments = timeline(case)
    purged = case.purge.begun is not None or case.purge.done is not None
    form = case.form if fields and not purged else None
    return Card(
        reference=case.stream,
        column=column,
        urgent=case.opened.urgent,
        states=states[:MOST_STATES] if column is Column.NEEDS_YOU else states,
        more=max(0, len(states) - MOST_STATES) if column is Column.NEEDS_YOU else 0,
        changed_at=case.last_at,
        needs=tuple(dict.fromkeys(one.sentence for one in waiting)),
        next=line.next if line is not None else "",
        next_at=line.next_at if line is not None else None,
        coming=coming(case, site),
        moments=moments[-MOST_MOMENTS:],
        earlier=max(0, len(moments) - MOST_MOMENTS),
        tags=_tags(case, site, waiting),
        form=replace(form, items=form.items[:MOST_ITEMS]) if form is not None else None,
        more_items=max(0, len(form.items) - MOST_ITEMS) if form is not None else 0,
    )


def column_of(case: Case, site: Site) -> Column:
    """Where the card of a case lies."""
    return _column(case, site, needs(case, site))


def is_idle(case: Case, site: Site) -> bool:
    """Whether nothing waits for an analyst, and nothing is to come: somebody has to say what does."""
    return nothing_to_come(case, site) and not ends_by_itself(case, site) and not needs(case, site)


def done_at(case: Case, column: Column) -> datetime | None:
    """Since when a card lies under Done, to be taken away after a time; None where it stays.

    Of a case that closed by itself since the last that happened in it: its card may have gone long ago.
    """
    if column is not Column.DONE or case.outlasting():
        return None
    known = (case.closed_at or case.last_at, case.stirred_at)
    return min((one for one in known if one is not None), default=None)


def _column(case: Case, site: Site, waiting: tuple[Need, ...]) -> Column:
    if waiting:
        return Column.NEEDS_YOU
    if not case.is_open:
        return Column.DONE
    if case.holds_in_force():
        return Column.ON_HOLD
    if awaits_lea(case):
        return Column.WAITING
    if awaits_notice(case, site):
        return Column.PLANNED
    if awaits_provider(case, site):
        return Column.PROVIDER
    return Column.DONE if ends_by_itself(case, site) else Column.NEEDS_YOU


def _states(case: Case, column: Column, waiting: tuple[Need, ...]) -> Iterator[str]:
    match column:
        case Column.NEEDS_YOU:
            yield from (one.short for one in waiting)
            if case.closed is not None:
                yield case.closed
        case Column.ON_HOLD:
            yield from (f"hold {one.id} by {one.by}" for one in case.holds_in_force())
        case Column.WAITING:
            units = dict.fromkeys(one.unit for one in case.unconfirmed())
            yield f"no receipt from {', '.join(units)}" if units else "LEA sends the notice"
        case Column.PLANNED:
            yield "received" if case.fragments else "no report"
        case Column.PROVIDER:
            left = sum(item.removed_by is None for item in case.items)
            alive = [one for one in case.notices if notice_alive(case, one)]
            if alive and all(one.origin for one in alive):
                yield f"CDN asked, {left} of {len(case.items)} online"
            else:
                yield f"notice sent, {left} of {len(case.items)} online"
        case Column.DONE:
            yield case.closed or ("in ICCAM" if case.iccam else "not illegal")
            yield from (f"hold {one.id} by {one.by}" for one in case.outlasting())


def _tags(case: Case, site: Site, waiting: tuple[Need, ...]) -> tuple[Tag, ...]:
    """What makes sense next, the most pressing first, each once."""
    found = [tag for one in waiting for tag in one.tags]
    if case.is_open:
        words = {tag.word for tag in found}  # a button for each: an argument can be changed in the mail
        found += [tag for tag in _usual(case, site) if tag.word not in words]
    else:
        found.append(Tag(Word.REOPEN))
    return tuple(dict.fromkeys((*found, Tag(Word.NOTE), Tag(Word.STATUS))))


def _usual(case: Case, site: Site) -> Iterator[Tag]:
    yield from received(case)
    holds = case.holds_in_force()
    if any(one.party == Party.ANALYST for one in holds):
        yield Tag(Word.RELEASE)
    elif not holds and awaits_notice(case, site):
        yield Tag(Word.HOLD)
    left = [item.number for item in case.items if item.removed_by is None]
    if left:  # of several it says which, so that nobody tells the LEA that all are gone where one is
        yield Tag(Word.REMOVED, items_argument(left) if len(case.items) > 1 else None)
    yield Tag(Word.CLOSE)
