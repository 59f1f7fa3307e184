"""`cases`: one line a case.  `show`: one case, or one day of the desk, with everything that happened.

URLs, descriptions and words of mails stay hidden unless `--content` asks for them.
"""

from datetime import datetime, tzinfo
from typing import Annotated

import typer

from hotlined.adapters.casefiles.layout import is_desk
from hotlined.app.ports import Record
from hotlined.cli import case_tables
from hotlined.cli.due import due_rows
from hotlined.cli.say import Row, Stop, left_out, line, listing, local, print_json, short
from hotlined.cli.timeline import contents, facts, sentence, title
from hotlined.cli.where import (
    ConfigOption,
    JsonOption,
    loaded,
    looking_at,
    settings_of,
    stream_named,
    with_clock,
)
from hotlined.cli.where import cases as cases_in
from hotlined.domain.cases.case import fold
from hotlined.domain.cases.state import Case
from hotlined.domain.due.deadlines import foreseen
from hotlined.domain.hotline.site import Site
from hotlined.machine import SystemClock


def cases(
    config: ConfigOption = None,
    only_open: Annotated[bool, typer.Option("--open", help="Only cases that are not closed.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List the cases, by reference."""
    settings = settings_of(config)
    store = looking_at(settings)
    names = [name for name in (store.open_streams() if only_open else store.streams()) if not is_desk(name)]
    found = [case for case in cases_in(store, names) if case.is_open or not only_open]
    columns = ("case", "since", "assessed", "items", "units", "state", "next due")
    site = with_clock(settings.site, store, SystemClock().now())
    rows = [_case_row(case, site) for case in found]
    nothing = "no case is open" if only_open else "there is no case yet"
    if left_out:
        nothing = "no case that reads is open" if only_open else "there is no case that reads"
    listing(columns, rows, settings.site.hotline.timezone, as_json=as_json, nothing=nothing)


def show(
    reference: Annotated[
        str,
        typer.Argument(
            metavar="REF", help="HL-2026-000123-K, desk-2026-11-24, stats-2026-Q3, which-2026-7k3qx2ma."
        ),
    ],
    config: ConfigOption = None,
    content: Annotated[
        bool, typer.Option("--content", help="Also URLs, descriptions and words of mails.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Show one case: its state, what is due, and everything that happened."""
    settings = settings_of(config)
    name = stream_named(reference, settings.site.hotline.prefix)
    store = looking_at(settings)
    record = loaded(store, name)
    if record is None:
        raise Stop(f"there is no {name} in the record: `hotlined cases` lists the cases")
    case = fold(name, record.entries)
    now = SystemClock().now()
    site = with_clock(settings.site, store, now)
    if as_json:
        print_json(_whole(case, record, site, now, content=content))
        return
    zone = site.hotline.timezone
    if case.opened is not None:
        case_tables.print_state(case, zone)
        case_tables.print_tables(case, record, tuple(due_rows(case, site, now)), zone)
    _print_timeline(record, zone, content=content)


def _case_row(case: Case, site: Site) -> Row:
    opened = case.opened
    steps = foreseen(case, site)
    return {
        "case": case.stream,
        "opened": case.opened_at,
        "since": f"{site.at(case.opened_at):%Y-%m-%d}" if case.opened_at else "",
        "assessed": f"{opened.assessment}{', urgent' if opened.urgent else ''}" if opened else "",
        "assessment": opened.assessment if opened else "",
        "urgent": case.urgent,
        "items": len(case.items),
        "units": case.units,
        "state": case_tables.state_words(case),
        "next due": f"{steps[0].kind} {short(steps[0].at, site.hotline.timezone)}" if steps else "",
        "due": [{"what": str(step.kind), "at": step.at} for step in steps],
    }


def _whole(case: Case, record: Record, site: Site, now: datetime, *, content: bool) -> Row:
    entries = [
        {
            "seq": one.seq,
            "at": one.at,
            "kind": type(one.event).__name__,
            "facts": facts(one.event, content=content),
        }
        for one in record.entries
    ]
    return {
        "case": case.stream,
        "state": case_tables.state_words(case),
        **{name: list(rows) for name, rows in case_tables.tables(case, record).items()},
        "due": list(due_rows(case, site, now)),
        "entries": entries,
    }


def _print_timeline(record: Record, zone: tzinfo, *, content: bool) -> None:
    line("")
    for entry in record.entries:
        told = sentence(entry.event, zone)
        line(f"{local(entry.at, zone)}  {title(entry.event)}" + (f": {told}" if told else ""))
        if content:
            for name, text in contents(entry.event, zone):
                line(f"    {name.replace('_', ' ')}:")
                for one in text.splitlines():
                    line(f"      {one}".rstrip())
