"""`export`: the history of one case for a court: signed, and to be checked without hotlined (P13)."""

from pathlib import Path
from typing import Annotated

import typer

from hotlined import stores
from hotlined.cli.keys import opened_home
from hotlined.cli.render import refuse_there, write_new
from hotlined.cli.where import ConfigOption, looking_at, settings_of, stream_named, unread_is_found


def export(
    reference: Annotated[str, typer.Argument(metavar="REF", help="The case: HL-2026-000123-K.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Into this file, which must be new.")],
    config: ConfigOption = None,
    signed: Annotated[
        bool, typer.Option("--signed", help="With a detached signature of the hotline's key, FILE.asc.")
    ] = False,
    content: Annotated[
        bool,
        typer.Option("--content", help="Also URLs, descriptions and words: whoever has the file reads them."),
    ] = False,
) -> None:
    """Write the history of a case with its hash chain as JSON, once the chain is found to hold."""
    settings = settings_of(config)
    looking_at(settings)
    name = stream_named(reference, settings.site.hotline.prefix)
    with unread_is_found():
        data = stores.history(settings, name, content=content)
    made = {output: data}
    if signed:
        beside = output.with_name(output.name + ".asc")
        refuse_there(beside)  # before the first of the two is written
        with opened_home(settings) as openpgp:
            made[beside], _ = openpgp.sign(data)
    for path, one in made.items():
        write_new(path, one)
