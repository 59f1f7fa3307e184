"""Meetings, the review of the agreement, and the check of contact data: looked at now and then (P15).

What was done is in a few desk days, found by the index; what is to be done follows from the configuration.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from hotlined.app.desk_alarm import look_and_tell
from hotlined.app.docket import Docket
from hotlined.app.tally import Tally
from hotlined.domain import meetings
from hotlined.domain.hotline.periods import QUARTER, over
from hotlined.domain.hotline.site import Meeting, Site
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect
from hotlined.domain.letters.who import units_of
from hotlined.domain.meeting_agenda import Material, Whose, agendas, spoken_of
from hotlined.domain.meeting_plan import Known, Recorded, due, recorded, units_named
from hotlined.domain.overview.pressing import Note
from hotlined.domain.record.events import Event
from hotlined.domain.record.partnership import ContactsAsked, MeetingMissed
from hotlined.domain.steps import upkeep
from hotlined.domain.values.reference import days_so_far, desk_of

LOOK = 900.0  # seconds between two looks
AGAIN = 6 * 3600.0  # seconds until who could not be invited, as no key sealed the mail, is invited again


@dataclass(slots=True)
class Meetings:
    """Looks at start and every quarter of an hour; `run` never returns."""

    docket: Docket
    tally: Tally
    notes: Callable[[], Sequence[Note]]  # on open cases
    _done: dict[str, tuple[object, float]] = field(
        default_factory=dict
    )  # the last of each name, among whom, when

    async def run(self) -> None:
        """Look, for ever; what fails is tried at the next turn."""
        await look_and_tell(self.look, self.docket, LOOK, place="meetings", what="the calendar")

    async def look(self) -> None:
        """Invite, cancel, ask and remind; raises Temporary."""
        events = await asyncio.to_thread(self.events)
        found = recorded(events)
        now = self.docket.clock.now()
        people = _people(self.docket.site())
        for what, about in tuple(due(self.docket.site(), found, now)):
            name = about.name if isinstance(about, Meeting) else about.invited.meeting
            last, at = self._done.get(name, (None, 0.0))
            if what == "invite" and (about, people) == last and self.docket.clock.monotonic() - at < AGAIN:
                continue
            await self._commit(await self._step(what, about, found))
            self._done[name] = (about, people), self.docket.clock.monotonic()
        fact = upkeep.review_due(self.docket.site().agreement, events, self.docket.site().at(now).date())
        if fact is not None:
            await self._commit(lambda stream, context: upkeep.review(stream, fact, context))
        await self._met(events)
        await self._contacts()

    def events(self) -> list[Event]:
        """Everything about meetings and reviews, oldest first."""
        desks = days_so_far(self.docket.store.find("meetings", "all"), self.docket.clock.now())
        records = map(self.docket.store.load, desks)
        return [event for record in records if record is not None for event in record.events]

    async def _step(
        self, what: str, about: Meeting | Known, found: Recorded
    ) -> Callable[[str, Context], Effect]:
        if isinstance(about, Known):
            return lambda stream, context: meetings.cancel(stream, about, context)
        if what == "ask":
            return lambda stream, context: meetings.ask(stream, about, found, context)
        if what == "late":
            return lambda stream, context: meetings.late(stream, about, found, context)
        now = self.docket.clock.now()
        site = self.docket.site()
        notes = tuple(self.notes())
        material = Material(
            notes=notes,
            whose=await self._whose(notes, now) if len(site.units) > 1 else {},
            held=found.held,
            figures=await self.tally.counted(over(QUARTER, now, site)),
            now=now,
        )
        invited = [unit.name for unit in units_named(about.units, site)]
        plans = agendas(material, invited, [unit.name for unit in site.units])
        return lambda stream, context: meetings.invite(stream, about, found, plans, context)

    async def _whose(self, notes: Sequence[Note], now: datetime) -> Whose:
        """The units of the cases that an agenda may name."""
        named = sorted(spoken_of(notes, now))
        return {name: units_of(await self.docket.case(name)) for name in named}

    async def _met(self, events: Sequence[Event]) -> None:
        """Once after each period in which there was to be a meeting; of the first nothing is said."""
        site, now = self.docket.site(), self.docket.clock.now()
        if site.agreement.meet_every == "none":
            return
        period = over(site.agreement.meet_every, now, site)
        looked = [one.period for one in events if isinstance(one, MeetingMissed)]
        if period.name in looked:
            return
        told = bool(looked) and not upkeep.met(period, events, site)
        await self._commit(lambda stream, context: upkeep.missed(stream, period, told, context))

    async def _contacts(self) -> None:
        """Once after each half-year or year; the first time only the plan begins."""
        site, now = self.docket.site(), self.docket.clock.now()
        if site.agreement.contact_check == "none":
            return
        period = over(site.agreement.contact_check, now, site).name
        find = partial(self._desks, now)
        if await asyncio.to_thread(find, period):
            return
        if not await asyncio.to_thread(find, "all"):
            await self._commit(lambda stream, context: Effect((ContactsAsked(period=period, mails=0),)))
            return
        await self._commit(lambda stream, context: upkeep.contacts(stream, period, context))

    def _desks(self, now: datetime, period: str) -> list[str]:
        """The days on which contact data were asked for after a period, or any."""
        return days_so_far(self.docket.store.find("contacts-asked", period), now)

    async def _commit(self, step: Callable[[str, Context], Effect]) -> None:
        stream = desk_of(self.docket.clock.now())
        async with self.docket.locked([stream]):
            await self.docket.commit([step(stream, self.docket.context()).change(stream)])


def _people(site: Site) -> list[tuple[str, tuple[str, ...]]]:
    """Who can be invited, and the keys; with another one it is tried at once."""
    units = [(unit.name, unit.fingerprints) for unit in site.units]
    return [*units, *((analyst.name, analyst.fingerprints) for analyst in site.analysts)]
