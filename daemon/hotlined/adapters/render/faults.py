"""What is wrong with templates, one sentence each: `file:line: sentence`."""

import re
from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches
from hashlib import sha256
from os import R_OK, X_OK, access
from os.path import isdir, isfile
from pathlib import Path
from typing import Final

from jinja2 import Environment, TemplateSyntaxError

from hotlined.adapters.render.files import FALLBACK, LANGUAGE, PARTS, SAYINGS, Files, sources, whose
from hotlined.adapters.render.said import read_catalogue

_NO_KINDS: Final = ("base", "words")
# What an editor of texts, or somebody in a hurry, calls a template.
_LOOKS_LIKE: Final = re.compile(
    r"([\w-]+\.)?[A-Za-z]{2}(\.(subject|txt|html)(\.txt|\.j2\.txt|\.jinja2?)?|\.j2|\.jinja2?)"
)
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
    """The parts that are missing, in the folder that has the rest."""
    # A unit's own set may hold one file only: the others stand in for the rest.
    found = {(path.parent.name, whose(path)[1]): path.parent for path in files.paths()}
    if not found:
        yield f"{files.folders[-1]}:1: holds no templates"
    for (kind, language), folder in found.items():
        for name in (language, FALLBACK):
            for part in PARTS:
                if not files.exists(f"{kind}/{name}.{part}"):
                    why = _misnamed(kind, language, files.folders[-1])
                    yield f"{folder}/{name}.{part}:1: is missing{why and f'; {why}'}"


def unread(own: Sequence[Path], shipped: Path, parts: Collection[str]) -> Iterator[str]:
    """Files in `own` folders that look like templates, and that no mail is made of; `parts` are included."""
    for folder in own:
        for path in sorted(folder.glob("*/*")):
            kind, name = path.parent.name, path.name
            if kind in _NO_KINDS or f"{kind}/{name}" in parts:
                continue
            if name.endswith((*PARTS, "html.j2")):
                if why := _misnamed(kind, whose(path)[1], shipped):
                    yield f"{path}:1: {why}"
            elif (shipped / kind).is_dir() and _LOOKS_LIKE.fullmatch(name):
                yield f"{path}:1: is not read; expected a name like en.txt.j2 or en.subject.j2"


def _misnamed(kind: str, language: str, shipped: Path) -> str:
    """Why no mail takes a template of this name; "" where one does."""
    kinds = [path.name for path in shipped.glob("*") if path.name not in _NO_KINDS]
    if kind not in kinds:
        near = get_close_matches(kind, kinds, n=1)
        hint = f', did you mean "{near[0]}"?' if near else ""
        return f'no mail is called "{kind}"{hint}'
    if not LANGUAGE.fullmatch(language):
        return f'"{language}" is no language code like "en"'
    return ""
