"""The command line: `hotlined COMMAND`.  Exit codes: 0 fine, 1 found something, 2 configuration.

Each module holds a group of commands and adds nothing that another layer could do: it reads settings,
asks, and prints.  What can be foreseen ends here as one sentence on stderr, never as a traceback.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from errno import EDQUOT, EFBIG, ENOSPC
from io import TextIOWrapper
from typing import Annotated, Final

import typer

import hotlined
from hotlined.adapters import core_dumps
from hotlined.cli import ends
from hotlined.cli.agreement import agreement as show_agreement
from hotlined.cli.agreement import introduce as print_introduction
from hotlined.cli.backup import backup as take_backup
from hotlined.cli.cases import cases as list_cases
from hotlined.cli.cases import show as show_case
from hotlined.cli.check import check as check_site
from hotlined.cli.daemon import demo as play_story
from hotlined.cli.daemon import run as run_daemon
from hotlined.cli.daemon import sandbox as open_sandbox
from hotlined.cli.due import due as list_due
from hotlined.cli.export import export as export_case
from hotlined.cli.init import init as init_site
from hotlined.cli.keys import app as keys_app
from hotlined.cli.outbox import app as outbox_app
from hotlined.cli.phrases import app as phrases_app
from hotlined.cli.providers import app as providers_app
from hotlined.cli.purge import legal_hold as hold_case
from hotlined.cli.purge import purge as purge_cases
from hotlined.cli.quarantine import app as quarantine_app
from hotlined.cli.render import render as render_report
from hotlined.cli.replay import replay as replay_mail
from hotlined.cli.restore import restore as restore_backup
from hotlined.cli.say import FOUND, complain, complain_once, left_out, line, said
from hotlined.cli.stats import stats as print_stats
from hotlined.cli.store import app as store_app
from hotlined.cli.verify import verify as verify_record

STDOUT: Final = 1
FULL: Final = frozenset({ENOSPC, EDQUOT, EFBIG})  # of the disk that the output goes to


def _ended(*_: object, **options: object) -> None:
    """What a command passed over, it has found."""
    if left_out:
        raise typer.Exit(FOUND)


app = typer.Typer(
    name="hotlined",
    result_callback=_ended,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="The mail daemon between a hotline, its analysts, the police and hosting providers.",
)
app.command("run")(run_daemon)
app.command("init")(init_site)
app.command("check")(check_site)
app.add_typer(keys_app, name="keys")
app.command("cases")(list_cases)
app.command("show")(show_case)
app.command("due")(list_due)
app.command("stats")(print_stats)
app.command("agreement")(show_agreement)
app.command("introduce")(print_introduction)
app.add_typer(outbox_app, name="outbox")
app.add_typer(quarantine_app, name="quarantine")
app.add_typer(providers_app, name="providers")
app.add_typer(phrases_app, name="phrases")
app.command("verify")(verify_record)
app.command("export")(export_case)
app.command("backup")(take_backup)
app.command("restore")(restore_backup)
app.add_typer(store_app, name="store")
app.command("purge")(purge_cases)
app.command("legal-hold")(hold_case)
app.command("replay")(replay_mail)
app.command("render")(render_report)
app.command("demo")(play_story)
app.command("sandbox")(open_sandbox)


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
    core_dumps.forbid()
    left_out.clear()
    said.clear()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # not every charset has every sign that is printed
    try:
        try:
            app(args, prog_name="hotlined")
        finally:
            with suppress(BrokenPipeError):  # nobody reads on
                sys.stdout.flush()  # else what it says at the very end is told by Python itself
    except ends.FORESEEN as error:
        for sentence in ends.sentences(error):
            complain_once(str(sentence))
        sys.exit(ends.code(error))
    except OSError as error:
        if error.errno not in FULL:
            raise
        with open(os.devnull, "wb") as nowhere:  # else the rest would be tried again at the end
            os.dup2(nowhere.fileno(), STDOUT)
        complain(f"what there is to say cannot be written: {error.strerror}")
        sys.exit(FOUND)
