"""`verify`: does the record hold (P13)?"""

import typer

from hotlined import stores
from hotlined.cli.say import FOUND, line, print_json, table
from hotlined.cli.where import ConfigOption, JsonOption, looking_at, records, settings_of


def verify(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Check every stream of the record against its hash chain, heads and digests."""
    settings = settings_of(config)
    store = looking_at(settings)
    findings = [
        {"stream": one.stream or "-", "entry": one.seq, "what": one.what} for one in stores.verify(settings)
    ]
    names = set(store.streams())
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
