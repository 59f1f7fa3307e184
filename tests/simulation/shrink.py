"""Delta debugging: the fewest steps with which a schedule still fails in the same way."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Protocol, Self, TypeVar

from tests.simulation.schedule import BASES, Schedule

Fails = Callable[[Schedule], bool]


class Steps(Protocol):
    """A schedule of any kind."""

    @property
    def steps(self) -> Sequence[Any]: ...

    def without(self, steps: Iterable[Any]) -> Self:
        """The same with fewer steps."""


S = TypeVar("S", bound=Steps)


def shrink(schedule: Schedule, fails: Fails) -> Schedule:
    """One that fails like this, and no longer does without any one of its steps (Zeller's ddmin)."""
    schedule = fewer(schedule, fails)
    for simple in (replace(schedule, base=BASES[0]), replace(schedule, lags=(1,) * len(schedule.lags))):
        if simple != schedule and fails(simple):
            schedule = fewer(replace(schedule, base=simple.base, lags=simple.lags), fails)
    return schedule


def fewer(schedule: S, fails: Callable[[S], bool]) -> S:
    """One with as few steps as still fails."""
    size = max(1, len(schedule.steps) // 2)
    while True:
        steps = schedule.steps
        parts = [steps[at : at + size] for at in range(0, len(steps), size)]
        shorter = next((one for part in parts if fails(one := schedule.without(part))), None)
        if shorter is not None:
            schedule = shorter
        elif size == 1:
            return schedule
        else:
            size = max(1, size // 2)
