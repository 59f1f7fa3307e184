"""Whether the warning of a hold's end has arrived: until then the hold does not end (P6)."""

from collections.abc import Iterator
from datetime import datetime

from hotlined.domain.cases.sent import Sent
from hotlined.domain.cases.state import Case
from hotlined.domain.cases.withheld import Hold
from hotlined.domain.mail.message import Party
from hotlined.domain.mail.outgoing import HOLD_WARNING


def given_at(case: Case, hold: Hold) -> datetime | None:
    """When the servers of the unit and of an analyst had taken the warning; None: they have not.

    Where none could be written, its being recorded counts: somebody was told that it could not.
    """
    if hold.warned_at is None:
        return None
    moments = [max(taken, default=None) for taken in _arrived(case, hold)]
    if None in moments:
        return None
    return max((hold.warned_at, *(one for one in moments if one is not None)))


def is_lost(case: Case, hold: Hold) -> bool:
    """Whether the warning has not arrived, and none of its mails that matter is on its way."""
    waits = any(one.state.waits for some in _mails(case, hold) for one in some if not _taken([one]))
    return hold.warned_at is not None and given_at(case, hold) is None and not waits


def _arrived(case: Case, hold: Hold) -> Iterator[list[datetime]]:
    """When it came to the unit, all of its mails; and to the first of the analysts."""
    unit, analysts = _mails(case, hold)
    if unit:
        taken = _taken(unit)
        yield taken if len(taken) == len(unit) else []
    if analysts:
        yield sorted(_taken(analysts))[:1]


def _mails(case: Case, hold: Hold) -> tuple[list[Sent], list[Sent]]:
    """The mails of the last warning to the unit, and to the analysts: they were written with it."""
    now = [one for one in case.sent.values() if one.kind == HOLD_WARNING and one.at == hold.warned_at]
    unit = [one for one in now if (one.party, one.to_id) == (Party.LEA, hold.by)]
    return unit, [one for one in now if one.party == Party.ANALYST]


def _taken(mails: list[Sent]) -> list[datetime]:
    return [one.accepted_at for one in mails if one.accepted_at is not None and not one.bounced]
