"""Due steps that failed: each waits by itself, and all others of its case go on.

What is due is never dropped (P15), so it is tried again for ever: soon at first, and after the third time
seldom.  No step places a hold or asks a question, so none has to come before a notice; all that stops one
stands in the case.  But where we stumble over a hold or a question, we may not trust what we make of that:
the notices of the case wait (P5, P7).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from hotlined.app.docket import Docket
from hotlined.app.strikes import Strikes
from hotlined.domain.due.deadlines import STOPS, Due, DueKind

SOON: Final = timedelta(seconds=15)
SELDOM: Final = timedelta(minutes=10)
TO_PROVIDERS: Final = (DueKind.NOTICE, DueKind.NOTICE_REMINDER)

_Step = tuple[DueKind, str]


def _named(step: Due) -> _Step:
    """A step without its time, which may become another while it fails."""
    return step.kind, step.key


@dataclass(slots=True)
class FailedSteps:
    """By case: which steps have failed, and until when each rests (monotonic)."""

    docket: Docket
    strikes: Strikes = field(init=False)
    _rests: dict[str, dict[_Step, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.strikes = Strikes(self.docket, "agenda")

    def any_of(self, stream: str) -> bool:
        """Whether a step of this case has failed and was not done since."""
        return stream in self._rests

    def left(self, stream: str, step: Due) -> timedelta:
        """For how long a step is not tried; nothing where it may be tried now."""
        failed = self._rests.get(stream)
        if failed is None:
            return timedelta(0)
        now, least = self.docket.clock.monotonic(), 0.0
        until = [failed[_named(step)]] if _named(step) in failed else []
        if step.kind in TO_PROVIDERS and (stops := [at for (kind, _), at in failed.items() if kind in STOPS]):
            until += stops
            least = SOON.total_seconds()  # as long as one of them has failed, whatever its rest
        return timedelta(seconds=max([least, *(at - now for at in until)]))

    async def unplanned(self, stream: str, error: Exception) -> timedelta:
        """A bug in finding out what is due at all; when to try again."""
        sentence = f"What is due in {stream} has made hotlined stumble three times."
        return SELDOM if await self.strikes.struck(stream, error, sentence) else SOON

    async def stumbled(self, stream: str, step: Due, error: Exception) -> None:
        """A bug: tried again soon, and when the analysts were told of it seldom."""
        sentence = f"What is due in {stream} has made hotlined stumble three times: {step.kind}."
        if step.kind in STOPS:
            sentence = (
                f"What is due in {stream} has made hotlined stumble three times: {step.kind}."
                " The notices of the case wait meanwhile."
            )
        told = await self.strikes.struck(_name(stream, _named(step)), error, sentence)
        self.rest(stream, step, SELDOM if told else SOON)

    def rest(self, stream: str, step: Due, pause: timedelta) -> None:
        """Do not try this step for so long."""
        until = self.docket.clock.monotonic() + pause.total_seconds()
        self._rests.setdefault(stream, {})[_named(step)] = until

    def done(self, stream: str, step: Due) -> None:
        """It did not fail this time."""
        self._over(stream, (_named(step),))

    def keep(self, stream: str, steps: Iterable[Due]) -> None:
        """These are due, as was found out; forget those that are not any more."""
        self.strikes.over(stream)
        if stream in self._rests:
            self._over(stream, set(self._rests[stream]) - {_named(step) for step in steps})

    def _over(self, stream: str, steps: Collection[_Step]) -> None:
        failed = self._rests.get(stream, {})
        for step in steps:
            if failed.pop(step, None) is not None:
                self.strikes.over(_name(stream, step))
        if not failed:
            self._rests.pop(stream, None)


def _name(stream: str, step: _Step) -> str:
    """For the log: without the key, which may be an address (P16); two of a kind share their strikes."""
    return f"{stream}/{step[0]}"
