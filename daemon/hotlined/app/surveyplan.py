"""Planning the LEA's statistics: at start and four times a day it is looked what is to be planned.

A planned period is a stream of its own with one event in it; from there on the agenda does what is due, also
what became due while we were down (P15).
"""

import asyncio
from dataclasses import dataclass
from datetime import date

from hotlined.app.desk_alarm import look_and_tell
from hotlined.app.docket import Docket
from hotlined.domain.cases.survey_state import period_of, stream_of
from hotlined.domain.due.survey_plan import passed_over, to_plan
from hotlined.domain.record.periodical import StatisticsPlanned
from hotlined.domain.values.reference import day_of

LOOK = 6 * 3600.0  # seconds between two looks


@dataclass(slots=True)
class SurveyPlan:
    """Puts the current period, and what was missed, on record; `run` never returns."""

    docket: Docket

    async def run(self) -> None:
        """Look, for ever; what fails is tried at the next turn."""
        await look_and_tell(self.look, self.docket, LOOK, place="statistics", what="the plan")

    async def look(self) -> None:
        """Plan what is not planned yet; raises Temporary when the disk refuses."""
        site = self.docket.site()
        streams = await asyncio.to_thread(self.docket.store.find, "statistics", "planned")
        planned = [period.name for stream in streams if (period := period_of(stream)) is not None]
        today = site.at(self.docket.clock.now()).date()
        wanted = to_plan(site.agreement, today, planned)
        worked = await asyncio.to_thread(self._worked) if len(wanted) > 1 else frozenset[date]()
        for period in wanted:
            if period.after <= today and passed_over(period, worked):
                continue
            stream = stream_of(period.name)
            async with self.docket.locked([stream]):
                if (await self.docket.case(stream)).survey is None:
                    await self.docket.record(stream, (StatisticsPlanned(period=period.name),))

    def _worked(self) -> frozenset[date]:
        """The days on which something of no case was recorded."""
        return frozenset(day for name in self.docket.store.streams() if (day := day_of(name)) is not None)
