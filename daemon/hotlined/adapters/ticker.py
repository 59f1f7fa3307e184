"""APScheduler as a clock, nothing more: wakes the agenda once a minute.

What is due lies in the cases, never in a job (docs/decisions/0002-schedule-as-data.md): a job that the
scheduler drops or runs twice costs nothing.  Its default drops late jobs, hence `misfire_grace_time`.
"""

from collections.abc import Callable
from datetime import UTC

from apscheduler.schedulers.asyncio import AsyncIOScheduler


class Ticker:
    """Calls `tick` in the event loop once a minute."""

    def __init__(self, tick: Callable[[], None]) -> None:
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._scheduler.add_job(
            tick, "interval", minutes=1, misfire_grace_time=None, coalesce=True, max_instances=1
        )

    def start(self) -> None:
        """Begin; must be called inside the running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """End; nothing is waited for."""
        self._scheduler.shutdown(wait=False)
