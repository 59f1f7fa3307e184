"""What an `[NTD:...]` on an open case changes, and what its units have to hear of it (P5)."""

from dataclasses import dataclass, replace

from hotlined.domain.analysts.command import Command
from hotlined.domain.analysts.opening import ntd_set
from hotlined.domain.cases.case import with_events
from hotlined.domain.cases.state import Case
from hotlined.domain.form.amendment import Amendment
from hotlined.domain.letters.decision import Context
from hotlined.domain.ntd.foretold import Foretold, as_unit_knows, foretold, notice_moment
from hotlined.domain.ntd.reminders import reminders_of
from hotlined.domain.record.events import Event
from hotlined.domain.steps.withdrawing import notices_of
from hotlined.domain.tagging.arguments import NtdTime
from hotlined.domain.values.shown import local_time


@dataclass(frozen=True, slots=True)
class Planned:
    """What an `[NTD:...]` does: the event, the mails taken back, and what the units are to be told."""

    facts: tuple[Event, ...] = ()
    cancel: tuple[str, ...] = ()
    changes: tuple[Amendment, ...] = ()
    units: tuple[str, ...] = ()  # those that the change of time is news for
    sooner: bool = False  # one of them counts on a later notice, or on none


def planned_anew(command: Command, ntd: NtdTime | None) -> Planned:
    """What becomes of the notices of a case by this argument; nothing without one."""
    if ntd is None:
        return Planned()
    context, case = command.context, command.case
    fact = ntd_set(ntd, command.who.id)
    queued, _ = notices_of(case, ())
    reminders = reminders_of(case) if ntd.kind == "none" else ()
    after = with_events(case, (fact,), context.now)
    told = _other_times(context, case, after) if case.fragments else {}
    cancel = (*(notice.message_id for notice in queued), *reminders)
    sooner = any(_is_sooner(unit, context, case, after) for unit in told)
    return Planned((fact,), cancel, tuple(told.values())[:1], tuple(told), sooner)


def _other_times(context: Context, case: Case, after: Case) -> dict[str, Amendment]:
    """What units are to be told of the notice; none that know it so, or wait for their own hold as before.

    A unit knows nothing of an analyst's hold, or another unit's, and is not told when that ends.
    """
    told = ((unit, _other_time_for(unit, context, case, after)) for unit in case.units_reported())
    return {unit: one for unit, one in told if one is not None}


def _other_time_for(unit: str, context: Context, case: Case, after: Case) -> Amendment | None:
    zone = context.site.hotline.timezone
    known, plan = _plans_for(unit, context, case, after)
    if plan.kind == "none" and known.kind not in ("none", "sent"):
        return Amendment(0, "ntd", None, None)
    goes = notice_moment(plan, context.now)
    if goes is None or goes == notice_moment(known, context.now):
        return None
    return Amendment(0, "ntd", None, local_time(goes, zone))


def _plans_for(unit: str, context: Context, case: Case, after: Case) -> tuple[Foretold, Foretold]:
    """What a unit knows of the notice, and what it is to know."""
    ours = (as_unit_knows(one, unit) for one in (case, after))
    known, plan = (foretold(one, (), context.site, now=context.now) for one in ours)
    if known.kind == "none" and plan.kind == "held":  # they were told that none goes, and need to hear of one
        plan = foretold(replace(after, holds=()), (), context.site, now=context.now)
    return known, plan


def _is_sooner(unit: str, context: Context, case: Case, after: Case) -> bool:
    before, goes = (notice_moment(one, context.now) for one in _plans_for(unit, context, case, after))
    return goes is not None and (before is None or goes < before)
