"""`run`, the daemon itself, and `demo`, its story on an embedded mail host."""

import asyncio
import logging
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final, Literal

import typer
from rich.console import Console

from hotlined import wiring
from hotlined.adapters.config.problems import ConfigProblems
from hotlined.app import audit
from hotlined.app.ports import Permanent, Temporary
from hotlined.cli.say import CONFIGURATION, FOUND, Stop, complain
from hotlined.cli.where import ConfigOption, config_path

TAKEN: Final = "another hotlined"  # how the store's lock begins its sentence

Level = Literal["DEBUG", "INFO", "WARNING", "ERROR"]


def run(
    config: ConfigOption = None,
    log_level: Annotated[Level, typer.Option(help="How much of its work hotlined logs.")] = "INFO",
) -> None:
    """Run the daemon until SIGTERM; SIGHUP reads people and rules again."""
    path = config_path(config)
    _log_to_stderr(log_level)
    try:
        asyncio.run(wiring.run(path, complain))
    except Permanent as error:
        raise Stop(str(error), FOUND if is_taken(error) else CONFIGURATION) from None
    except (ConfigProblems, Temporary):
        raise
    except Exception as error:
        # Its text may hold what no log may (threats I4): the type and the place are enough to find it.
        for leaf in _leaves(error):
            audit.bug("daemon", leaf, "-")
        raise typer.Exit(FOUND) from None


def demo(
    folder: Annotated[
        Path | None, typer.Option(help="Where to leave mails and history; else a new temporary folder.")
    ] = None,
) -> None:
    """Play the whole story with an embedded mail host and real GnuPG."""
    try:
        from hotlined.demo.story import main as play  # its mail host is an extra
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] == "hotlined":
            raise
        sentence = f"the demo needs {missing.name}, which is not installed: pip install 'hotlined[demo]'"
        raise Stop(sentence, CONFIGURATION) from None
    raise typer.Exit(play(folder, Console(highlight=False)))


def is_taken(error: Permanent) -> bool:
    """Whether it says that another process holds the store."""
    return str(error).startswith(TAKEN)


class _Quiet(logging.Formatter):
    """Of an exception only its type and place: its text may hold a URL, an address, a subject (P16)."""

    def formatException(self, ei: object) -> str:
        error = ei[1] if isinstance(ei, tuple) else None
        place = "?"
        trace = error.__traceback__ if isinstance(error, BaseException) else None
        while trace is not None:
            place = f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}"
            trace = trace.tb_next
        return f"{type(error).__name__} at {place}"


def _log_to_stderr(level: Level) -> None:
    """Plain lines; our own at `level`, the libraries' warnings only.  journald knows the time itself."""
    stamp = "" if "JOURNAL_STREAM" in os.environ else "%(asctime)s.%(msecs)03dZ "
    handler = logging.StreamHandler(sys.stderr)
    formatter = _Quiet(f"{stamp}%(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("hotlined").setLevel(level)


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from _leaves(one)
    else:
        yield error
