"""The command line: `hotlined COMMAND`.  Exit codes: 0 fine, 1 found something, 2 configuration.

Each module holds a group of commands and adds nothing that another layer could do: it reads settings,
asks, and prints.  What can be foreseen ends here as one sentence on stderr, never as a traceback.
"""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

import hotlined
from hotlined.adapters.config.problems import ConfigProblems
from hotlined.app.ports import Permanent, Temporary
from hotlined.cli import cases, check, daemon, due, keys, outbox, replay, verify
from hotlined.cli.say import CONFIGURATION, FOUND, Stop, complain, line

app = typer.Typer(
    name="hotlined",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The mail daemon between a hotline, its analysts, the police and hosting providers.",
)
app.command()(daemon.run)
app.command()(check.check)
app.command()(keys.keys)
app.command()(cases.cases)
app.command()(cases.show)
app.command()(due.due)
app.add_typer(outbox.app, name="outbox")
app.command()(verify.quarantine)
app.command()(verify.verify)
app.command()(replay.replay)
app.command()(daemon.demo)


def _version(wanted: bool) -> None:
    if wanted:
        line(f"hotlined {hotlined.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """The options before the command."""


def main(args: Sequence[str] | None = None) -> None:
    """Run one command and exit the process with its code."""
    try:
        app(args, prog_name="hotlined")
    except ConfigProblems as error:
        for problem in error.problems:
            complain(str(problem))
        sys.exit(CONFIGURATION)
    except Stop as stop:
        complain(str(stop))
        sys.exit(stop.code)
    except Permanent as error:
        complain(str(error))
        sys.exit(CONFIGURATION)
    except Temporary as error:
        complain(f"{error}; try again")
        sys.exit(FOUND)
