"""What is wrong with a configuration: one sentence per problem, with the file and the line it stands in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from os import stat
from pathlib import Path
from typing import Final

_TOLD: Final = re.compile(r"(?P<file>.+?):(?P<line>[0-9]+): (?P<sentence>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One problem; sorts by file, then line.  `line` counts from 1; 1 also stands for the whole file."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        """One line, whatever stands in the file."""
        told = f"{self.file}:{self.line}: {self.sentence}"
        return "".join(character if character.isprintable() else "·" for character in told)

    @classmethod
    def read(cls, told: str) -> "Problem":
        """A problem as it is printed; raises ValueError for another text."""
        found = _TOLD.fullmatch(told)
        if found is None:
            raise ValueError(told)
        return cls(found["file"], int(found["line"]), found["sentence"])


class ConfigProblems(Exception):
    """The configuration cannot be used; `problems` holds all of them, sorted, each once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def absent(path: Path, todo: str = "") -> str:
    """How "the folder NAME" goes on for a path that is none for us; `todo` where nothing is there."""
    try:
        stat(path)
    except PermissionError as error:
        return (
            f"cannot be entered by this user ({error.strerror}): type it as the user that hotlined runs as "
            "(as root: `runuser -u hotlined -- hotlined ...`)"
        )
    except (OSError, ValueError):
        return f"does not exist{todo and f': {todo}'}"
    return "is no folder"
