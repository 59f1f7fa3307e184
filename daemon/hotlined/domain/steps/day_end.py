"""The end of the working day until which the LEA is told (guidelines: "Reporting"): near, and over.

Of a report that is not there each case says so itself.  What is hosted abroad waits for an analyst, who may
enter the whole day's at its end: where several cases do, all of them stand in one mail.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from hotlined.domain.cases.state import Case
from hotlined.domain.due.deadlines import Due, DueKind, due
from hotlined.domain.due.reported import NEAR, of_supplement, owed, owed_since
from hotlined.domain.letters.decision import Change, Context
from hotlined.domain.letters.drafts import Effect, alarm, to_phone
from hotlined.domain.ntd.expected import wants_entry
from hotlined.domain.record.running import AlarmRaised
from hotlined.domain.values.reference import desk_of
from hotlined.domain.values.shown import local_time

ENTER_IT: Final = "Enter it in ICCAM and answer with [ICCAM:number]: the LEA is then told by itself."
ENTER_THEM: Final = (
    "Enter each in ICCAM and answer its mail with [ICCAM:number]: the LEA is then told by itself."
)
# Since that day's end: an update may find hundreds, which each digest names.
LONG_OVER: Final = timedelta(days=1)  # of what is hosted abroad, and was told of on its day
LONG_PAST: Final = timedelta(days=7)  # of supplements, of which it was not: longer than a daemon stands still


def alone(case: Case, step: Due, context: Context) -> Effect:
    """The working day ends, or has ended, and the LEA has not been told of the case."""
    fact = AlarmRaised(what=step.key)
    key, _, number = step.key.partition(":")
    if number:
        return _supplements(case, key, int(number), context)
    end, late = owed(case, context.site)
    if end is None or not late or _says_nothing(case, step.key, end, context):
        return Effect((fact,))
    ends, units = _ends(step.key, end, context), ", ".join(late)
    if wants_entry(case, context.site):
        sentence = f"It is hosted abroad and has no ICCAM number yet, so the LEA ({units}) is not told of it;"
        sentence += f" {ends}."
        return Effect((fact,), alarm(context, case, step.key, sentence, ENTER_IT))
    sentence = f"The report has not reached {units}; {ends}."
    return Effect((fact,), alarm(context, case, step.key, sentence, _phone(late, context)))


def _supplements(case: Case, key: str, number: int, context: Context) -> Effect:
    """Of new items that the LEA has not been told of; the report itself it has.

    One alarm for all supplements whose day ends, or has ended, with this one's.
    """
    now, steps = context.now, due(case, context.site)
    if of_supplement(key, number) not in {one.key for one in steps}:  # told with another one, just now
        return Effect()
    come = {one.key for one in steps if one.kind is DueKind.DEADLINE and one.at <= now}
    owing = [*owed_since(case, context.site)]
    last = next((end for mine, _, end, _ in owing if mine == number), None)
    late = [
        (one, units)
        for one, _, end, units in owing
        if end == last and (one == number or of_supplement(key, one) in come)
    ]
    numbers = [one for one, _ in late] or [number]
    facts = tuple(AlarmRaised(what=of_supplement(key, one)) for one in numbers)
    if last is None or (now >= last if key == NEAR else now > last + LONG_PAST):
        return Effect(facts)
    those = {unit for _, units in late for unit in units}
    named = tuple(unit for unit in case.units if unit in those)
    which, where = ", ".join(map(str, numbers)), ", ".join(named)
    sentence = f"Supplement {which} has not reached {where}; {_ends(key, last, context)}."
    if len(numbers) > 1:
        sentence = f"Supplements {which} have not reached {where}; {_ends(key, last, context)}."
    return Effect(facts, alarm(context, case, key, sentence, _phone(named, context)))


def _ends(key: str, end: datetime, context: Context) -> str:
    when = local_time(end, context.site.hotline.timezone)
    return f"the working day {'ends' if key == NEAR else 'ended'} at {when}"


def _phone(units: tuple[str, ...], context: Context) -> str:
    call = "; ".join(f"{person.name}, {person.phone}" for _, person in to_phone(context, units))
    return f"Call the LEA: {call or 'no contact person is configured'}. `hotlined outbox` says why it waits."


def together(cases: Sequence[Case], key: str, context: Context) -> Iterator[Change]:
    """One mail about these cases, and a fact in each: `ending_with` gave the same end for all of them."""
    end, _ = owed(cases[0], context.site)
    if end is None:
        return
    for case in cases:
        yield Effect((AlarmRaised(what=key),)).change(case.stream)
    names = ", ".join(case.stream for case in cases)  # each: nothing else tells of it today
    sentence = f"{len(cases)} cases hosted abroad have no ICCAM number yet, so the LEA is not told of them;"
    sentence += f" {_ends(key, end, context)}: {names}."
    desk = desk_of(context.now)
    yield Effect((), alarm(context, Case(desk), key, sentence, ENTER_THEM)).change(desk)


def ending_with(case: Case, key: str, context: Context) -> datetime | None:
    """The end of the day that is to be told of a case abroad that nobody has entered; None: nothing is."""
    end, _ = owed(case, context.site)
    steps = (one for one in due(case, context.site) if one.kind is DueKind.DEADLINE and one.key == key)
    is_due = any(one.at <= context.now for one in steps)
    if end is None or not is_due or not wants_entry(case, context.site):
        return None
    return None if _says_nothing(case, key, end, context) else end


def _says_nothing(case: Case, key: str, end: datetime, context: Context) -> bool:
    """Whether it is noted only: a warning whose time is over, or what each morning has named since."""
    if key == NEAR:
        return context.now >= end
    return wants_entry(case, context.site) and context.now > end + LONG_OVER
