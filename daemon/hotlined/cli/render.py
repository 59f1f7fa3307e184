"""`render annex-i REF --to text|pdf|json`: the report of a case as the LEA gets it, to look at or to print.

Nothing is sent.  The receipt code stands only in the mail that was sent, and is left out here: whoever
quotes it is taken for a reader of the encrypted report.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hotlined import wiring
from hotlined.adapters.config.settings import Settings
from hotlined.attachments import report_data, report_pdf
from hotlined.cli.say import Stop, line
from hotlined.cli.where import ConfigOption, loaded, looking_at, settings_of, stream_named
from hotlined.domain.cases.case import fold
from hotlined.domain.cases.sent import Fragment
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.people import Unit
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.reports import Part, enclosures, part_of, report_values
from hotlined.domain.letters.who import unit_recipient
from hotlined.durable import created
from hotlined.machine import SystemChance, SystemClock

NO_CODE = "only in the mail that was sent"


class Kind(StrEnum):
    """What can be rendered."""

    ANNEX_I = "annex-i"


class Shape(StrEnum):
    """The three shapes of a report."""

    TEXT = "text"
    PDF = "pdf"
    JSON = "json"


def render(
    kind: Annotated[Kind, typer.Argument(help="What to render.", show_default=False)],
    reference: Annotated[str, typer.Argument(metavar="REF", help="The case: HL-2026-000123-K.")],
    config: ConfigOption = None,
    to: Annotated[Shape, typer.Option("--to", help="The shape.")] = Shape.TEXT,
    unit: Annotated[str | None, typer.Option(help="For which LEA unit; default: the case's first.")] = None,
    part: Annotated[int, typer.Option(min=1, help="Which part of a voluminous report.")] = 1,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Into this file, which must be new.")
    ] = None,
) -> None:
    """Print the report of a case as the LEA unit gets it; nothing is sent."""
    settings = settings_of(config)
    name = stream_named(reference, settings.site.hotline.prefix)
    record = loaded(looking_at(settings), name)
    case = fold(name, record.entries) if record is not None else None
    if case is None or case.opened is None:
        raise Stop(f"there is no case {name}: `hotlined cases` lists the cases")
    if case.form is None:
        raise Stop(f"{name}: its content is purged; there is nothing to render any more")
    made = _made(case, _unit(case, unit, settings), part, to, settings)
    if output is not None:
        write_new(output, made)
    elif to is Shape.PDF and sys.stdout.isatty():
        raise Stop("a PDF is nothing for a terminal: name a file with --output FILE")
    else:
        sys.stdout.buffer.write(made)


def _unit(case: Case, wanted: str | None, settings: Settings) -> Unit:
    """The unit that is asked for; raises Stop, naming those of the case."""
    known = {unit.name.casefold(): unit for unit in settings.site.units}
    found = known.get((wanted or (case.units[0] if case.units else "")).casefold())
    if found is None:
        expected = ", ".join(case.units) or ", ".join(unit.name for unit in settings.site.units)
        raise Stop(f"{wanted or 'the unit of the case'} is not configured; expected one of: {expected}")
    return found


def _made(case: Case, unit: Unit, part: int, to: Shape, settings: Settings) -> bytes:
    site = settings.site
    clock = SystemClock()
    fragment = next((one for one in _fragments(case, unit) if one.number == part), None)
    if fragment is None and (part > 1 or case.fragments):
        count = len(tuple(_fragments(case, unit)))
        raise Stop(f"{case.stream} has no part {part} for {unit.name}; it has {count}")
    which = part_of(fragment) if fragment is not None else Part(1, 1, case.numbers())
    sent = case.sent.get((fragment.message_id if fragment else None) or "")
    now = sent.accepted_at or sent.at if sent is not None else clock.now()
    context = Context(site, now, SystemChance())
    recipient = unit_recipient(unit)
    values = {
        "hotline": site.hotline,
        "to": recipient,
        **report_values(context, case, which, NO_CODE, enclosures(case, unit, which), unit=unit.name),
        "now": now,
    }
    templates = wiring.templates(settings)
    match to:
        case Shape.TEXT:
            return templates.render(
                "annex-i", recipient.language, values, own=recipient.template
            ).text.encode()
        case Shape.PDF:
            return report_pdf(templates, site, recipient, values)
        case Shape.JSON:
            return report_data(templates, recipient, values)


def _fragments(case: Case, unit: Unit) -> Iterator[Fragment]:
    return (one for one in case.fragments if one.unit == unit.name)


def write_new(output: Path, made: bytes) -> None:
    """Into a new file that only its owner can read."""
    refuse_there(output)
    try:
        with open(created(output), "wb") as file, _all_or_nothing(output):
            file.write(made)
            file.flush()
    except OSError as error:
        raise Stop(f"{output} cannot be written: {error.strerror}") from None
    line(f"written to {output}")


def refuse_there(output: Path) -> None:
    """Stop where there is something of this name."""
    if os.path.lexists(output):
        raise Stop(f"{output} exists already and is left alone; name another file")


@contextmanager
def _all_or_nothing(output: Path) -> Iterator[None]:
    """On a full disk half a file would stand in the way of the next try."""
    try:
        yield
    except OSError:
        output.unlink(missing_ok=True)
        raise
