"""`agreement`: which is in force, and what meetings have agreed; `introduce UNIT`: who we are, in print."""

import sys
from datetime import date
from typing import Annotated

import typer

from hotlined import wiring
from hotlined.cli.say import Row, Stop, line, listing, print_json
from hotlined.cli.where import ConfigOption, JsonOption, looking_at, records, settings_of
from hotlined.domain.hotline.site import Meeting, Site
from hotlined.domain.letters.introduction import INTRODUCTION, values
from hotlined.domain.letters.who import unit_recipient
from hotlined.domain.meeting_plan import Recorded, recorded
from hotlined.domain.steps.meeting_days import time_of
from hotlined.machine import SystemClock


def agreement(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Print the agreement in force, its review, the meetings, and what they agreed."""
    settings = settings_of(config)
    store = looking_at(settings)
    found = records(store, sorted(store.find("meetings", "all")))
    held = recorded([event for record in found for event in record.events])
    terms, zone = settings.site.agreement, settings.site.hotline.timezone
    today = settings.site.at(SystemClock().now()).date()
    rows = [_row(meeting, held, settings.site) for meeting in settings.site.meetings]
    agreed = [{"day": day, "agreed": one} for day, one in held.agreed]
    if as_json:
        facts = {name: getattr(terms, name) for name in ("version", "date", "parties", "review")}
        print_json({**facts, "meetings": rows, "agreed": agreed})
        return
    line(f"Agreement {terms.version} of {terms.date}: {', '.join(terms.parties)}")
    line(_review(terms.review, today))
    line("")
    columns = ("start", "meeting", "kind", "place", "standing")
    listing(columns, rows, zone, as_json=False, nothing="No meetings are in rules/calendar.yaml.")
    line("")
    listing(("day", "agreed"), agreed, zone, as_json=False, nothing="No meeting has agreed anything yet.")


def _review(review: str, today: date) -> str:
    if not review:
        return "No day for a review is set (review in rules/agreement.yaml)."
    left = (date.fromisoformat(review) - today).days
    return f"To be reviewed by {review}: " + (f"{left} days left." if left > 0 else "that day has come.")


def _row(meeting: Meeting, found: Recorded, site: Site) -> Row:
    known = found.known.get(meeting.name)
    if known is not None and known.invited.end <= meeting.start:
        known = None  # the one before it, of the same name
    day = site.at(meeting.start).date().isoformat()
    standing = "planned" if known is None or known.cancelled else "invited"
    if found.held.keys() & {day, f"{day} {time_of(meeting.start, site)}"}:
        standing = "held, protocol kept"
    elif known is not None and known.asked:
        standing = "held, protocol wanted"
    return {
        "start": meeting.start,
        "meeting": meeting.name,
        "kind": meeting.kind,
        "place": meeting.place,
        "standing": standing,
    }


def introduce(
    unit: Annotated[str, typer.Argument(metavar="UNIT", help="For which LEA unit.")],
    config: ConfigOption = None,
) -> None:
    """Print the introduction of the hotline to an LEA unit; [INTRODUCE:unit] sends it, encrypted."""
    settings = settings_of(config)
    site = settings.site
    found = next((one for one in site.units if one.name.casefold() == unit.casefold()), None)
    if found is None:
        known = ", ".join(one.name for one in site.units)
        raise Stop(f"{unit} is not configured; expected one of: {known}")
    told = {"hotline": site.hotline, "to": unit_recipient(found), **values(site, found)}
    made = wiring.templates(settings).render(INTRODUCTION, found.language, told, own=found.template)
    sys.stdout.write(f"{made.subject}\n\n{made.text}")
