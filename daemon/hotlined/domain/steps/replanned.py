"""What becomes of notices when their time, or their case, is set anew, and what the LEA hears of it (P5).

A unit is told what it would otherwise believe wrongly: that a notice goes earlier, later, or not at all.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from hotlined.domain.cases.case import with_events
from hotlined.domain.cases.state import Case
from hotlined.domain.form.amendment import Amendment
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect
from hotlined.domain.letters.reports import in_parts
from hotlined.domain.ntd.foretold import Foretold, as_unit_knows, foretold, notice_moment
from hotlined.domain.ntd.notice_time import LONGEST_DELAY, at_work
from hotlined.domain.record.casework import CaseClosed, CaseReopened, FormUpdated
from hotlined.domain.record.events import Event
from hotlined.domain.record.noticed import NtdSet
from hotlined.domain.steps.resending import renewed
from hotlined.domain.steps.withdrawing import taken_back
from hotlined.domain.values.shown import local_time

COMING: Final = frozenset({"after", "at", "now"})  # `Foretold.kind` of what is still to go


@dataclass(frozen=True, slots=True)
class Planned:
    """What it does: the events, the mails taken back, and what the units are to be told."""

    facts: tuple[Event, ...] = ()
    cancel: tuple[str, ...] = ()
    changes: tuple[Amendment, ...] = ()
    units: tuple[str, ...] = ()  # those that the change of time is news for
    sooner: bool = False  # one of them counts on a later notice, or on none


def planned(context: Context, case: Case, facts: tuple[Event, ...], cancel: tuple[str, ...]) -> Planned:
    """The plan by these events, and for which units that is news."""
    after = with_events(case, facts, context.now)
    told = _other_times(context, case, after) if case.fragments else {}
    sooner = any(_is_sooner(unit, context, case, after) for unit in told)
    return Planned(facts, cancel, tuple(told.values())[:1], tuple(told), sooner)


def closed(context: Context, case: Case, by: str, mail: str) -> Effect:
    """An analyst closes the case: none goes any more, and who counts on one is told."""
    fact = CaseClosed(by=by, why="closed by an analyst")
    plan = planned(context, case, (fact,), taken_back(case))
    return _told(context, case, plan, by, mail, ends=True)


def reopened(
    context: Context,
    case: Case,
    fact: CaseReopened,
    mail: str,
    ntd: NtdSet | None = None,
    *,
    without: Collection[str] = (),
) -> Effect:
    """A closed case is open again; `ntd`: as is said with it; `without`: units that no mail reaches.

    The times of its notices have passed, and its units count on none: what has not left gets the delay anew.
    Where a unit cannot be told, none goes until an analyst says so.
    """
    anew = _from_now(ntd, context) if ntd is not None else _anew(context, case, fact)
    plan = planned(context, case, (fact, anew) if anew is not None else (fact,), ())
    units = tuple(one for one in plan.units if one not in without)
    if plan.sooner and (case.form is None or any(context.site.unit(one) is None for one in units)):
        return Effect((fact, NtdSet(kind="none", by=fact.by)))
    return _told(context, case, replace(plan, units=units), fact.by, mail)


def _anew(context: Context, case: Case, fact: CaseReopened) -> NtdSet | None:
    """The time of the notices that are left, as if they were reported now; None where none is left."""
    after, ntd = with_events(case, (fact,), context.now), case.ntd
    free = replace(after, holds=())  # a hold may end, and must not let them go at once
    if case.opened is None or foretold(free, (), context.site, now=context.now).kind not in COMING:
        return None
    if ntd is not None and ntd.kind == "now":
        return replace(ntd, by=fact.by)
    if ntd is not None and ntd.kind == "after":
        return _from_now(replace(ntd, by=fact.by), context)
    due = context.now + timedelta(seconds=case.opened.ntd_delay)
    at = at_work(case, due, context.site, latest=context.now + LONGEST_DELAY)
    return NtdSet(kind="at", by=fact.by, at=max(at, ntd.at) if ntd is not None and ntd.at is not None else at)


def _from_now(ntd: NtdSet, context: Context) -> NtdSet:
    """A delay counts from now: since the report left, it would be over, and the notice would go at once."""
    if ntd.kind != "after" or ntd.seconds is None:
        return ntd
    return NtdSet(kind="at", by=ntd.by, at=context.now + timedelta(seconds=ntd.seconds))


def _told(context: Context, case: Case, plan: Planned, by: str, mail: str, *, ends: bool = False) -> Effect:
    """The events, with a supplement to the units that they are news for; without a form there is none."""
    effect = Effect(plan.facts, (), plan.cancel)
    if case.form is None or not plan.changes or not plan.units:
        return effect
    fact = FormUpdated(
        by=by,
        mail=mail,
        items=len(case.items),
        supplement=max((one.supplement for one in case.supplements), default=0) + 1,
        ends=ends,
        form=case.form,
        changes=plan.changes,
    )
    after = with_events(case, (*plan.facts, fact), context.now)
    telling = in_parts(context, after, (), supplement=fact.supplement, units=plan.units)
    return Effect((fact,)) + telling + renewed(context, after) + effect


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
