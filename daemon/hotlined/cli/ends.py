"""How a command ends that somebody foresaw: its sentences, and its exit code."""

from typing import Final

from hotlined.adapters.config.problems import ConfigProblems, Problem
from hotlined.app.ports import Permanent, Temporary
from hotlined.cli.say import CONFIGURATION, FOUND, Stop

FORESEEN: Final = (ConfigProblems, Stop, Permanent, Temporary)


def sentences(error: Exception) -> tuple[Problem | str, ...]:
    """What to say of one of FORESEEN: every problem of a configuration, else one sentence."""
    match error:
        case ConfigProblems():
            return error.problems
        case Temporary():
            return (f"{error}; try again",)
        case _:
            return (str(error),)


def code(error: Exception) -> int:
    """The exit code of one of FORESEEN."""
    match error:
        case Stop():
            return error.code
        case Temporary():
            return FOUND
        case _:
            return CONFIGURATION
