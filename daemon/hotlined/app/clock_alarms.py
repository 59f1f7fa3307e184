"""The analysts are told how the machine's clock differs from the time that passes (C1)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from hotlined.app.desk_alarm import desk_alarm
from hotlined.app.docket import Docket
from hotlined.domain.record.running import ClockSet


async def tell_set(docket: Docket, ahead: timedelta, settings: Sequence[ClockSet]) -> None:
    """It was set, and these are written down with the alarm; raises as the docket."""
    sentence = (
        "The machine's clock was set:"
        f" it is {ahead.total_seconds() / 60:+.0f} minutes off the time that has passed."
    )
    todo = (
        "Notices and purges wait for that time, too. Set the clock right;"
        " if it is right now, restart hotlined."
    )
    await desk_alarm(docket, "clock", sentence, todo, settings)


async def tell_behind(docket: Docket, newest: datetime) -> None:
    """At the start it was behind the newest time in the record, if it still is; raises as the docket."""
    minutes = (newest - docket.clock.now()).total_seconds() / 60
    if minutes > 0:
        sentence = f"The machine's clock is {minutes:.0f} minutes behind the newest time in the record."
        todo = (
            "No notice leaves, nothing is purged and no hold ends until it has passed that time."
            " Set the clock right. If it is right, and was ahead before: stop hotlined,"
            " `hotlined outbox release --clock`, start it."
        )
        await desk_alarm(docket, "clock", sentence, todo)
