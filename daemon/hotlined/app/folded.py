"""A stream as it is kept in memory: its events folded, its rows by Message-ID."""

from collections.abc import Mapping
from dataclasses import dataclass

from hotlined.app.ports import Commit, Record
from hotlined.domain.cases.case import fold, with_events
from hotlined.domain.cases.state import Case
from hotlined.domain.mail.outgoing import OutboxRow


@dataclass(frozen=True, slots=True)
class Folded:
    """A stream as kept in memory."""

    case: Case
    rows: Mapping[str, OutboxRow]

    @property
    def is_done(self) -> bool:
        """Whether it can leave the open ones: closed, nothing of it waits or goes on (P6, P7).

        Nor a purge, which each start has to find, whatever the agreement says by then (P14).
        """
        waits = any(row.state.waits for row in self.rows.values()) or self.case.purge.begun is not None
        return self.case.closed is not None and not waits and not self.case.goes_on


def folded_of(record: Record) -> Folded:
    """The stream as it is stored."""
    rows = {row.message_id: row for row in record.rows}
    return Folded(fold(record.stream, record.entries), rows)


def grown(before: Folded, commit: Commit) -> Folded:
    """The stream with what is added."""
    case = with_events(before.case, commit.events, commit.at)
    return Folded(case, {**before.rows, **{row.message_id: row for row in commit.rows}})
