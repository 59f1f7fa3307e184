"""The facts a stream is made of; `case.fold` turns those of a case into its state.

Each subject has its module: what was reported (`casework`), the mails (`correspondence`), the report to the
LEA (`reporting`), holds and questions (`holding`), notices (`noticed`), what goes out in its turn
(`periodical`), the agreement (`partnership`), the purge (`destroyed`), the daemon itself (`running`).

Events are never changed.  A field made with `material.content()` is destroyed by a purge; all other fields
are numbers, times, names of our own people and units, and digests.  Times are aware UTC.  `mail` is always
the digest of the mail that caused the event.
"""

from dataclasses import dataclass, fields, replace
from datetime import datetime

from hotlined.domain.record import (
    casework,
    correspondence,
    destroyed,
    holding,
    noticed,
    partnership,
    periodical,
    reporting,
    running,
)

Event = (
    casework.Fact
    | correspondence.Fact
    | reporting.Fact
    | holding.Fact
    | noticed.Fact
    | periodical.Fact
    | partnership.Fact
    | destroyed.Fact
    | running.Fact
)


def without_content(event: Event) -> Event:
    """The event as it reads after a purge."""
    named = {one.name: None for one in fields(event) if one.metadata.get("content")}
    return replace(event, **named) if named else event  # type: ignore[arg-type]  # content allows None


@dataclass(frozen=True, slots=True)
class Entry:
    """An event at its place in the stream."""

    seq: int  # from 0
    at: datetime
    event: Event
