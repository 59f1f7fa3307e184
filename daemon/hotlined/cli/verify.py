"""`verify`: does the record hold (P13)?  `quarantine`: which mails wait in the drawer for a person (P11)?"""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated

import typer

from hotlined import wiring
from hotlined.adapters.casefiles import verify as verified
from hotlined.adapters.casefiles.layout import Layout, is_desk
from hotlined.adapters.config.settings import Settings
from hotlined.app.ports import Record
from hotlined.app.watch import STRIKES
from hotlined.cli.say import FOUND, Row, line, listing, print_json, table
from hotlined.cli.where import ConfigOption, JsonOption, looking_at, records, settings_of
from hotlined.domain.events import Entry, MailSeen, Struck
from hotlined.domain.folders import Folder


def verify(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Check every stream of the record against its hash chain, heads and digests."""
    settings = settings_of(config)
    store = looking_at(settings)
    findings = [
        {"stream": one.stream or "-", "entry": one.seq, "what": one.what}
        for one in verified(settings.store_root)
    ]
    layout = Layout(settings.store_root)
    names = {*layout.home_streams(), *layout.closed_streams()}
    found = list(records(store, sorted(names - {str(one["stream"]) for one in findings})))
    entries = sum(len(record.entries) for record in found)
    if as_json:
        print_json({"streams": len(names), "entries": entries, "findings": findings})
    elif findings:
        table(("stream", "entry", "what"), findings, settings.site.hotline.timezone)
    else:
        line(f"{len(names)} streams, {entries} entries: all chains hold")
    if findings:
        raise typer.Exit(FOUND)


def quarantine(
    config: ConfigOption = None,
    days: Annotated[int, typer.Option(min=1, help="How far to look back.")] = 30,
    as_json: JsonOption = False,
) -> None:
    """List the mails that were put into the drawer, with the reason."""
    settings = settings_of(config)
    since = wiring.SystemClock().now() - timedelta(days=days)
    store = looking_at(settings)
    rows: dict[tuple[str, str], Row] = {}
    for record in records(store, _touched_since(settings, since)):
        for entry in record.entries:
            row = _drawer_row(record, entry) if entry.at >= since else None
            if row is not None:
                rows.setdefault((str(row["mail"]), str(row["folder"])), row)
    shown = sorted(rows.values(), key=lambda row: str(row["at"]))
    columns = ("at", "mailbox", "folder", "from", "reason", "mail")
    nothing = f"nothing was put into the drawer in the last {days} days"
    listing(columns, shown, settings.site.hotline.timezone, as_json=as_json, nothing=nothing)


def _touched_since(settings: Settings, since: datetime) -> Iterator[str]:
    """The streams that may have an entry since then; archived ones by the time of their file."""
    layout = Layout(settings.store_root)
    for name in layout.home_streams():
        if not is_desk(name) or name >= f"desk-{since:%Y-%m-%d}":
            yield name
    for name in layout.closed_streams():
        path = layout.closed(name)
        if os.path.exists(path) and path.stat().st_mtime >= since.timestamp():
            yield name


def _drawer_row(record: Record, entry: Entry) -> Row | None:
    match entry.event:
        case MailSeen() as seen if seen.folder.startswith("Quarantine/"):
            who = f"{seen.party} {seen.who}".strip()
            about = {"mailbox": seen.mailbox, "folder": seen.folder, "from": who, "reason": seen.reason}
        case Struck() as struck if struck.n >= STRIKES:
            reason = f"made hotlined stumble {struck.n} times ({struck.where})"
            about = {"mailbox": "", "folder": str(Folder.POISON), "from": "", "reason": reason}
        case _:
            return None
    return {"at": entry.at, **about, "mail": entry.event.mail[:12], "stream": record.stream}
