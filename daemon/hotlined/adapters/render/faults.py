"""What is wrong with templates, one sentence each: `file:line: sentence`."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from os import R_OK, X_OK, access
from os.path import isdir, isfile
from pathlib import Path
from typing import Final

from jinja2 import Environment, TemplateSyntaxError

from hotlined.adapters.render.files import FALLBACK, PARTS, SAYINGS, Files, sources, whose
from hotlined.adapters.render.said import read_catalogue

# Digests of the sources in which `check` found no fault: all environments have the same filters, so it finds
# none in them later either.
_FAULTLESS: Final[set[bytes]] = set()


def uncompilable(environment: Environment, folders: Sequence[Path]) -> Iterator[str]:
    """The files that do not read; it compiles them, which takes seconds when done first in a process."""
    for folder in folders:
        yield from _shut(folder)
        for path in sources(folder):
            try:
                source = _text(path)
                digest = sha256(source.encode()).digest()
                if digest not in _FAULTLESS:
                    environment.compile(source, path.name, str(path))
                    _FAULTLESS.add(digest)
            except TemplateSyntaxError as error:
                yield f"{path}:{error.lineno}: {error.message}"
            except (OSError, UnicodeDecodeError):
                yield f"{path}:1: is not UTF-8 text that can be read"
        for path in sorted(folder.glob(SAYINGS.format("*"))):
            try:
                read_catalogue(_text(path))
            except (OSError, ValueError) as error:
                yield f"{path}:1: {error}"


def _text(path: Path) -> str:
    """Raises OSError for what is no file: a pipe would be waited for, and a reload with it."""
    if not isfile(path):
        raise OSError(f"{path.name} is no file")
    return path.read_text(encoding="utf-8")


def _shut(folder: Path) -> Iterator[str]:
    """The folders that this user may not look into: the shipped files would count in place of theirs."""
    for one in (folder, *sorted(folder.glob("*"))):
        if isdir(one) and not access(one, R_OK | X_OK, effective_ids=True):
            yield f"{one}:1: the folder cannot be read by this user: chmod g+rx, for the group of hotlined"


def incomplete(files: Files) -> Iterator[str]:
    """The parts that are missing."""
    # A unit's own set may hold one file only: the others stand in for the rest.
    found = {(path.parent.name, whose(path)[1]) for path in files.paths()}
    wanted = found | {(kind, FALLBACK) for kind, _ in found}
    if not wanted:
        yield f"{files.folders[-1]}:1: holds no templates"
    for kind, language in wanted:
        for part in PARTS:
            if not files.exists(f"{kind}/{language}.{part}"):
                yield f"{files.folders[-1] / kind}/{language}.{part}:1: is missing"
