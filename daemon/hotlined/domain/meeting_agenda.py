"""The agenda of a meeting with the LEA, made from the data: cases by number only, and what was agreed before.

Each unit gets its own: what another unit has, or has agreed, is not for its eyes.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hotlined.domain.counts.statistics import LONG_HOLD, Statistics
from hotlined.domain.overview.pressing import HOLD, Note
from hotlined.domain.record.partnership import MeetingHeld

RECEIPT: Final = "no-receipt"
DIFFICULT: Final = frozenset({"question", "silent-provider", "silent-lea", "undelivered"})
ANALYSTS: Final = ""  # whose agenda is that of all units who are invited

Whose = Mapping[str, Collection[str]]  # the units of a case, by its number


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a meeting is to speak of: cases by reference only, and what was agreed the last time."""

    receipts: tuple[str, ...] = ()  # not confirmed, although both reminders went out
    holds: tuple[str, ...] = ()  # in force for long
    difficult: tuple[str, ...] = ()  # questions, silent providers, reports that came back
    agreed: tuple[str, ...] = ()
    agreed_on: str = ""
    figures: Statistics | None = None  # of the last quarter


@dataclass(frozen=True, slots=True)
class Material:
    """What agendas are made of: the notes on open cases, whose these are, the protocols, figures."""

    notes: tuple[Note, ...]
    whose: Whose
    held: Mapping[str, MeetingHeld]
    figures: Statistics | None
    now: datetime


def agendas(found: Material, invited: Collection[str], known: Collection[str]) -> Mapping[str, Agenda]:
    """The agenda of each unit that is invited, by name, and that of the ANALYSTS; `known`: all units.

    Where all are invited the analysts' leaves nothing out; a unit that is the only one has the same.
    """
    alone = len(known) == 1
    each = {unit: agenda(found, () if alone else (unit,)) for unit in invited}
    return {**each, ANALYSTS: agenda(found, () if len(invited) == len(known) else invited)}


def agenda(found: Material, units: Collection[str]) -> Agenda:
    """What concerns these units; everything where none are named."""
    theirs = (one for one in found.notes if not units or _concerns(one, units, found.whose))
    every = sorted(theirs, key=lambda one: one.reference)

    def of(*what: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(note.reference for note in every if note.what in what))

    long = (note.reference for note in every if _is_long(note, found.now))
    met = (key for key, one in found.held.items() if not units or _were_there(one, units))
    last = found.held.get(max(met, default=""))
    return Agenda(
        receipts=of(RECEIPT),
        holds=tuple(dict.fromkeys(long)),
        difficult=of(*DIFFICULT),
        agreed=last.agreed if last else (),
        agreed_on=last.day if last else "",
        figures=found.figures,
    )


def _concerns(note: Note, units: Collection[str], whose: Whose) -> bool:
    if note.what == RECEIPT:  # of one of the case's units, which its key names
        return note.key in units
    return any(one in units for one in whose.get(note.reference, ()))


def _were_there(held: MeetingHeld, units: Collection[str]) -> bool:
    """Whether one of them got the protocol; of one that was kept before that was recorded, each did."""
    return not held.units or any(one in units for one in held.units)


def spoken_of(notes: Iterable[Note], now: datetime) -> frozenset[str]:
    """The cases that an agenda may name."""
    return frozenset(one.reference for one in notes if one.what in DIFFICULT or _is_long(one, now))


def _is_long(note: Note, now: datetime) -> bool:
    """Whether it is of a hold that has been in force for long."""
    return note.what == HOLD and note.since is not None and now - note.since > LONG_HOLD
