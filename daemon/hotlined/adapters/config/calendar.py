"""rules/calendar.yaml as working time: the public holidays come from the library `holidays`."""

from collections.abc import Iterator
from datetime import UTC, date
from typing import Final

import holidays

from hotlined.adapters.config.problems import Problem
from hotlined.adapters.config.ruleset import Ruleset
from hotlined.adapters.config.yamlfile import YamlFile
from hotlined.domain.hotline.people import Hotline
from hotlined.domain.hotline.site import Meeting
from hotlined.domain.values.worktime import WorkTime

YEARS: Final = range(2024, 2061)  # all at once, so that a daemon that runs for years needs no new look


def worktime(ruleset: Ruleset, hotline: Hotline) -> WorkTime:
    """The hotline's working time; zone and country are its own unless the file says otherwise."""
    file = ruleset.calendar
    block = file.holidays
    return WorkTime(
        zone=file.timezone or hotline.timezone,
        week=file.working_hours.days(),
        free=_public(block.country or hotline.country, block.subdivision) | frozenset(block.days),
        worked=frozenset(block.working),
    )


def meetings(ruleset: Ruleset, hotline: Hotline) -> tuple[Meeting, ...]:
    """The meetings; a time is meant in the calendar's zone."""
    zone = ruleset.calendar.timezone or hotline.timezone
    rows = ruleset.calendar.meetings
    starts = (row.start.replace(tzinfo=zone).astimezone(UTC) for row in rows)
    return tuple(Meeting(**{**dict(row), "start": start}) for row, start in zip(rows, starts, strict=True))


def calendar_problems(ruleset: Ruleset) -> Iterator[Problem]:
    """Two meetings of one name; a country, or a part of one, whose holidays are not known."""
    file = ruleset.files.get("calendar", YamlFile("calendar.yaml", None))
    seen: set[str] = set()
    for number, row in enumerate(ruleset.calendar.meetings):
        if row.name.casefold() in seen:
            yield file.wrong(("meetings", number, "name"), f'a second "{row.name}"; expected another name')
        seen.add(row.name.casefold())
    block = ruleset.calendar.holidays
    if block.country is None and block.subdivision is None:
        return  # the list of all would be loaded for nothing, the rules of 250 countries
    known = holidays.list_supported_countries()
    if block.country is not None and block.country not in known:
        sentence = f"the public holidays of {block.country} are not known"
        yield file.wrong(("holidays", "country"), f"{sentence}; leave it out and list the days below days:")
    elif block.subdivision is not None and block.subdivision not in known.get(block.country or "", ()):
        parts = ", ".join(known.get(block.country or "", ())) or "none; country: is missing or has no parts"
        told = f"found {block.subdivision}; expected one of: {parts}"
        yield file.wrong(("holidays", "subdivision"), told)


def _public(country: str, subdivision: str | None) -> frozenset[date]:
    """The public holidays of a country; none where they are not known and nobody asked for them."""
    try:
        return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=YEARS))
    except NotImplementedError:
        return frozenset()
