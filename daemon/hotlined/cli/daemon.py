"""`run`, the daemon itself; `demo`, its story on an embedded mail host; `sandbox`, that host kept open."""

import asyncio
import importlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from hotlined import service, starting
from hotlined.adapters.config.durations import parse_duration
from hotlined.adapters.config.problems import Problem
from hotlined.app import audit
from hotlined.app.ports import Permanent, Taken
from hotlined.cli import ends
from hotlined.cli.logs import STDERR, Level, Shape, is_journal, log_to_stderr, marked
from hotlined.cli.say import CONFIGURATION, FOUND, Stop, complain, line
from hotlined.cli.where import PLACES, ConfigOption, config_path
from hotlined.database import extra


def run(
    config: ConfigOption = None,
    log_level: Annotated[Level, typer.Option(help="How much of its work hotlined logs.")] = "INFO",
    log: Annotated[
        Shape, typer.Option(envvar="HOTLINED_LOG", help="Lines for people, or JSON for a collector.")
    ] = "text",
) -> None:
    """Run the daemon until SIGTERM; SIGHUP reads people and rules again."""
    journal = is_journal(os.environ, STDERR)
    log_to_stderr(log_level, log, journal=journal)
    try:
        _serve(config, audit.said if log == "json" else complain)
    except ends.FORESEEN as error:
        for one in ends.sentences(error):
            if log != "json":
                complain(f"{marked('ERROR') if journal else ''}{one}")
                continue
            place = {"file": one.file, "line": one.line} if isinstance(one, Problem) else {}
            audit.failed(one.sentence if isinstance(one, Problem) else one, ends.code(error), **place)
        raise typer.Exit(ends.code(error)) from None
    except Exception as error:
        # Its text may hold what no log may (threats I4): the type and the place are enough to find it.
        for leaf in starting.leaves(error):
            audit.bug("daemon", leaf, "-")
        raise typer.Exit(FOUND) from None


def _serve(config: Path | None, say: Callable[[str], None]) -> None:
    try:
        asyncio.run(service.run(config_path(config), say))
    except Permanent as error:
        raise Stop(str(error), FOUND if isinstance(error, Taken) else CONFIGURATION) from None


def demo(
    folder: Annotated[
        Path | None, typer.Option(help="Where to leave mails and history; else a new temporary folder.")
    ] = None,
) -> None:
    """Play the whole story with an embedded mail host and real GnuPG."""
    play = _demo_part("play")
    with _files_named():
        _refuse_used(folder)
        raise typer.Exit(play.main(folder, Console(highlight=False)))


def sandbox(
    folder: Annotated[
        Path | None, typer.Option(help="Where to leave keys and log; else a new temporary folder.")
    ] = None,
    ntd_delay: Annotated[str, typer.Option(help="How long after the report the notice goes.")] = "5m",
    imap_port: Annotated[int, typer.Option(min=0, max=65535, help="On loopback; 0 for any.")] = 1143,
    smtp_port: Annotated[int, typer.Option(min=0, max=65535, help="On loopback; 0 for any.")] = 1025,
) -> None:
    """Keep the demo's mail host and daemon open, for your own mail program, until Ctrl-C."""
    if parse_duration(ntd_delay) is None:
        raise Stop(f"--ntd-delay {ntd_delay}: expected a duration like 90s or 5m", CONFIGURATION)
    box = _demo_part("sandbox")
    until = box.stop_by_signal()
    with _files_named():
        _refuse_used(folder)
        out = folder or Path(tempfile.mkdtemp(prefix="hotlined-sandbox-"))
        out.mkdir(parents=True, exist_ok=True)

    def tell(ready: Any) -> None:
        line(f"IMAP 127.0.0.1 port {ready.imap_port}, SMTP 127.0.0.1 port {ready.smtp_port}, no TLS;")
        line(f"SMTP takes no login. The password of all accounts is {ready.password}.")
        width = max(len(address) for address, _ in box.ACCOUNTS)
        for address, role in box.ACCOUNTS:
            line(f"  {address:<{width}}  {role}")
        line(f"Keys to import, and the daemon's log: {out}")
        line("Begin with a signed mail from the analyst, subject [HELP]. Ctrl-C ends all; no mail is kept.")

    try:
        with _files_named():
            alive = box.keep_open(
                out,
                ntd_delay=ntd_delay,
                imap_port=imap_port,
                smtp_port=smtp_port,
                tell=tell,
                until=until,
            )
    except OSError as error:
        ports = "choose others with --imap-port and --smtp-port, or 0"
        raise Stop(f"the mail host cannot listen: {error.strerror}; {ports}", CONFIGURATION) from None
    if not alive:
        raise Stop(f"the daemon has ended by itself: {out / 'daemon.log'} says why")


def _refuse_used(folder: Path | None) -> None:
    """Raises Stop for a folder with anything in it but what a demo has left: files there are written over."""
    if folder is None or not folder.is_dir():
        return
    names = {one.name for one in folder.iterdir()}
    if names and (PLACES[0] in names or "daemon.log" not in names):
        raise Stop(
            f"{folder} has other files in it, which may be written over: name a new folder", CONFIGURATION
        )


@contextmanager
def _files_named() -> Iterator[None]:
    """Raises Stop for a file or folder that cannot be written; what has no name, as a port, passes."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            raise
        raise Stop(f"{error.filename} cannot be written: {error.strerror}", CONFIGURATION) from None


def _demo_part(name: str) -> Any:
    """A module of the demo, whose mail host is an extra; raises Permanent where that is not installed."""
    with extra("the demo", "demo"):
        return importlib.import_module(f"hotlined.demo.{name}")
