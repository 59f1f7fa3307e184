"""rules/ as data: the shipped files, the site's in front of them file by file, read and validated.

Only agreement.yaml is never taken from the shipped set: what was agreed with whom is the site's own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from errno import ENOENT, ENOTDIR
from importlib import resources
from os import lstat
from os.path import isdir  # unlike pathlib's it answers False where access is denied
from pathlib import Path
from typing import Any, Final

import hotlined
from hotlined.adapters.config.agreement import AgreementFile
from hotlined.adapters.config.problems import Problem, absent
from hotlined.adapters.config.rulefiles import (
    CalendarFile,
    ProvidersFile,
    RoutingFile,
)
from hotlined.adapters.config.sentences import Block, nearest, validate
from hotlined.adapters.config.wordfiles import RepliesFile, TagsFile
from hotlined.adapters.config.yamlfile import YamlFile, read_yaml

MODELS: Final[Mapping[str, type[Block]]] = {
    "agreement": AgreementFile,
    "tags": TagsFile,
    "routing": RoutingFile,
    "replies": RepliesFile,
    "providers": ProvidersFile,
    "calendar": CalendarFile,
}


@dataclass(frozen=True, slots=True)
class Ruleset:
    """The files that could be read, by name without ".yaml", and what they hold where that is valid."""

    files: Mapping[str, YamlFile]
    agreement: AgreementFile | None = None
    tags: TagsFile = field(default_factory=TagsFile)
    routing: RoutingFile | None = None
    replies: RepliesFile = field(default_factory=RepliesFile)
    providers: ProvidersFile = field(default_factory=ProvidersFile)
    calendar: CalendarFile = field(default_factory=CalendarFile)


def shipped(kind: str) -> Path:
    """The folder of shipped "rules" or "templates": inside the package, or beside it in a checkout."""
    packaged = Path(str(resources.files("hotlined"))) / "_data" / kind
    return packaged if packaged.is_dir() else Path(hotlined.__file__).parents[2] / kind


def shipped_mailboxes() -> Path:
    """The shipped, commented mailboxes.yaml, from which a new site is made."""
    packaged = Path(str(resources.files("hotlined"))) / "_data" / "mailboxes.yaml"
    return packaged if packaged.is_file() else Path(hotlined.__file__).parents[2] / "mailboxes.yaml"


def read_rules(site: Path, defaults: Path) -> tuple[Ruleset, tuple[Problem, ...]]:
    """All rule files of the site, the shipped ones where the site has none, and what is wrong."""
    if not isdir(site):
        return Ruleset({}), (Problem(str(site), 1, f"the folder of the site's rules {absent(site)}"),)
    problems = list(_strays(site))
    files: dict[str, YamlFile] = {}
    models: dict[str, Any] = {}
    for name, model in MODELS.items():
        path = site / f"{name}.yaml"
        missing = _is_absent(path)
        if missing and name == "agreement":
            problems.append(Problem(str(path), 1, _NO_AGREEMENT))
            continue
        file, wrong = read_yaml(defaults / f"{name}.yaml" if missing else path)
        problems += wrong
        if file is None:
            continue
        files[name] = file
        valid, wrong = validate(file, model)
        problems += wrong
        if valid is not None:
            models[name] = valid
    return Ruleset(files, **models), tuple(problems)


_NO_AGREEMENT: Final = (
    "is missing; what was agreed with the LEA has no default: copy the shipped agreement.yaml and fill it in"
)


def _is_absent(path: Path) -> bool:
    """Whether the site has no such file; a link to nothing and one behind a closed door it has.

    The shipped one in its place would send reports to other units, and nobody would be told.
    """
    try:
        lstat(path)
    except OSError as error:
        return error.errno in (ENOENT, ENOTDIR)
    return False


def _looks_like_rules(name: str) -> bool:
    """Whether somebody may think that a file is read: YAML, or one of ours as an editor of texts names it."""
    stem, _, ending = name.casefold().partition(".")
    is_ours = stem in MODELS and ending in ("", "txt", "yaml.txt", "yml.txt", "json")
    return name.casefold().endswith((".yaml", ".yml")) or is_ours


def _strays(site: Path) -> Iterator[Problem]:
    """Files that look like rules and would never be read."""
    known = [f"{name}.yaml" for name in MODELS]
    for path in sorted(site.glob("*")):
        if path.name not in known and _looks_like_rules(path.name) and not isdir(path):
            guess = nearest(path.name.partition(".")[0], list(MODELS))
            hint = f'did you mean "{guess}.yaml"?' if guess else f"known here: {', '.join(known)}"
            yield Problem(str(path), 1, f"is no rules file; {hint}")
