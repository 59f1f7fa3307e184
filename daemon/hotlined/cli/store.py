"""`store`: the tables of a database that daemons share, and a record copied from files into it or back."""

from pathlib import Path
from typing import Annotated

import typer

from hotlined import database, store_copy
from hotlined.adapters.config.settings import Settings
from hotlined.app.ports import Permanent, Taken
from hotlined.cli.say import CONFIGURATION, Stop, line
from hotlined.cli.where import ConfigOption, settings_of

app = typer.Typer(help="A store in a database: its tables, and a record copied into it or out of it.")


def _with_database(config: Path | None) -> Settings:
    settings = settings_of(config)
    if settings.database is None:
        raise Stop(
            "the store is a folder: write store: postgresql://... and postgresql: {folder: PATH} into"
            " mailboxes.yaml first",
            CONFIGURATION,
        )
    return settings


@app.command()
def upgrade(config: ConfigOption = None) -> None:
    """Make the tables in an empty database, or bring older ones to this version; take a dump before."""
    before, now = database.upgrade(_with_database(config))
    if before == now:
        line(f"the tables are at step {now} already")
    elif before is None:
        line(f"the tables are made, step {now}")
    else:
        line(f"the tables have gone from step {before} to {now}")


@app.command()
def copy(
    config: ConfigOption = None,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="FOLDER", help="From files in this folder.")
    ] = None,
    target: Annotated[
        Path | None, typer.Option("--to", metavar="FOLDER", help="To files in this folder.")
    ] = None,
) -> None:
    """Copy a whole record into the database of mailboxes.yaml (--from), or out of it (--to).

    Every chain is verified before, and each stream is read back as it was.  The target has to be empty, no
    hotlined may run, and a copy that was cut off can simply be repeated.
    """
    settings = _with_database(config)
    if (source is None) == (target is None):
        raise Stop("expected --from FOLDER, or --to FOLDER", CONFIGURATION)
    try:
        if source is not None:
            if not source.is_dir():
                raise Stop(f"there is no store in {source}", CONFIGURATION)
            count = store_copy.copy_in(settings, source)
            line(f"{count} streams copied into the database: `hotlined verify` looks at them once more")
            line(f"No hotlined starts on what is in {source} any more: move it away once all is well.")
        elif target is not None:
            count = store_copy.copy_out(settings, target)
            line(f"{count} streams copied into {target}; name it under `store:` to use it")
    except Permanent as error:
        if isinstance(error, Taken):
            raise Stop(f"stop hotlined first, everywhere: {error}") from None
        raise Stop(f"not copied: {error}") from None
