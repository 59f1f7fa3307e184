"""Which values the site's own templates ask for, beside those that the shipped ones do.

A value that is not there is an error only when the mail is made, and then the report stays: a misspelt one is
to be found before.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from functools import cache, partial
from pathlib import Path
from typing import Final

from jinja2 import Environment, TemplateSyntaxError, meta, nodes

from hotlined.adapters.render.files import FALLBACK, PARTS, sources

_WORDS: Final = "words"  # the folder of templates whose values are words of a language, `spoken` in others
# What may be asked of any value: `{{ reference.lower() }}`.
_METHODS: Final = frozenset(name for kind in (str, list, dict, datetime, int) for name in dir(kind))

# What a letter is about: its case or number, its items, and the code by which it is confirmed.
ESSENTIAL: Final = frozenset({"reference", "notice", "items", "code"})

# What shipped templates asked for once, and is still there: a site may have a copy of one.
STILL: Final = frozenset({"card.state", "case.holds", "case.pauses"})
# What they asked for and is gone, and what is there in its place.
NOW: Final = {"meanings": "tags", "ntd_body": "notice.kind", "when": "card.next_at"}


@dataclass(frozen=True, slots=True)
class _Read:
    """What there is to know of one template: values as `name` and `name.part`, each with its first line."""

    asked: Mapping[str, int]  # what it needs of others
    optional: Collection[str]  # of these, what it can do without
    sets: Collection[str]  # names that it sets for itself, and for what it includes
    prints: Collection[str] = ()  # what stands in the text, and does more than choose what does
    parts: Collection[str] | None = ()  # what it includes or extends; None where a value names that
    wanted: Collection[tuple[Sequence[str], int]] = ()  # of these what it needs one of, with the line

    @property
    def needs(self) -> Mapping[str, int]:
        """What it cannot do without."""
        spared = self.optional
        return {
            name: line
            for name, line in self.asked.items()
            if name not in spared and name.partition(".")[0] not in spared
        }


Reader = Callable[[Path], _Read]


def strange(environment: Environment, own: Sequence[Path], shipped: Path) -> Iterator[str]:
    """`file:line: sentence` for each value in one of `own` folders that no shipped template asks for.

    None of what a template says it can do without (`is defined`, `default`), or another of the site sets.
    """
    read = cache(partial(_read, environment))  # a template is read once, for all that is asked of it
    paths = [path for folder in own for path in sources(folder)]
    if not any(read(path).needs for path in paths):
        return
    theirs = sources(shipped)
    names = {f"{path.parent.name}/{path.name}" for path in paths}
    near = [one for one in theirs if one.name.startswith("en.") or f"{one.parent.name}/{one.name}" in names]
    if any(_odd(read, paths, near)):  # these ask for nearly all: to read the others takes seconds
        yield from _odd(read, paths, theirs)


def included(environment: Environment, own: Sequence[Path]) -> frozenset[str]:
    """The names of what templates in the site's `own` folders include or extend."""
    read = (_read(environment, path) for folder in own for path in sources(folder))
    return frozenset(name for one in read for name in one.parts or ())


def silent(environment: Environment, own: Sequence[Path], shipped: Path) -> Iterator[str]:
    """`file:line: sentence` for each letter in one of `own` folders without what makes it of use.

    A report without its items leaves as one with them does, and nobody here sees it.
    """
    read = cache(partial(_read, environment))
    folders = (*own, shipped)
    for path in (path for folder in own for path in sources(folder)):
        for names, line in read(path).wanted:
            if not any((at / name).is_file() for name in names for at in folders):
                yield f'{path}:{line}: "{names[0]}" is not there, so that no mail is made of this'
        theirs = shipped / path.parent.name / f"{FALLBACK}.{'.'.join(path.name.split('.')[-2:])}"
        if not path.name.endswith(PARTS) or not theirs.is_file():
            continue
        wholes = _wholes(read, path, folders)
        said = None if wholes is None else {name for one in wholes for name in one.asked}
        theirs_say = {name for one in _wholes(read, theirs, [shipped]) or () for name in one.prints}
        missing = [] if said is None else sorted(ESSENTIAL & theirs_say - said)
        if missing:
            names = " and ".join(f"{{{{ {name} }}}}" for name in missing)
            yield f"{path}:1: does not say {names}, which every such letter has to"


def _wholes(read: Reader, path: Path, folders: Sequence[Path]) -> list[_Read] | None:
    """A template, and all that it includes; None where that is not known before."""
    found: dict[Path, _Read] = {}
    waiting = [path]
    while waiting:
        one = waiting.pop()
        found[one] = read(one)
        if (parts := found[one].parts) is None:
            return None
        for name in parts:
            there = next((at / name for at in folders if (at / name).is_file()), None)
            waiting += [there] if there is not None and there not in found else []
    return list(found.values())


def _odd(read: Reader, paths: Sequence[Path], theirs: Sequence[Path]) -> Iterator[str]:
    """Of what the site's own templates ask for: what none of these does, and none of the site's sets."""
    known = STILL | {name for path in theirs for name in read(path).asked}
    made = {name for path in paths for name in read(path).sets}
    words = (path for path in (*paths, *theirs) if path.parent.name == _WORDS)
    known |= {f"spoken.{name}" for path in words for name in read(path).sets}
    for path in paths:
        for name, line in read(path).needs.items():
            first, _, part = name.partition(".")
            if name in known or part in _METHODS or first not in (known if part else known | {name} - made):
                continue
            yield f'{path}:{line}: "{name}" is a value that no shipped template asks for{_hint(name, known)}'


def _hint(name: str, known: Collection[str]) -> str:
    if NOW.get(name) in known:
        return f'; it is "{NOW[name]}" now'
    near = get_close_matches(name, sorted(known), n=1)
    return f'; did you mean "{near[0]}"?' if near else ""


def _read(environment: Environment, path: Path) -> _Read:
    """A template; an empty one where the check of the templates themselves tells what is wrong with it."""
    try:
        tree = environment.parse(path.read_text(encoding="utf-8"))
        given = meta.find_undeclared_variables(tree)  # raises as well, for an unknown filter
    except (OSError, UnicodeDecodeError, TemplateSyntaxError):
        return _Read({}, frozenset(), frozenset())
    asked: dict[str, int] = {}
    sets = set()
    for node in tree.find_all((nodes.Name, nodes.Getattr)):
        name = _name(node)
        if name.partition(".")[0] in given:
            asked[name] = min(node.lineno, asked.get(name, node.lineno))
        if isinstance(node, nodes.Name) and node.ctx == "store":
            sets.add(node.name)
    names = [*meta.find_referenced_templates(tree)]
    parts = None if None in names else [name for name in names if name is not None]
    prints = frozenset(_printed(tree)) & asked.keys()  # none of its own loops
    return _Read(asked, frozenset(_optional(tree)), frozenset(sets), prints, parts, tuple(_wanted(tree)))


def _printed(tree: nodes.Template) -> Iterator[str]:
    for node in (*tree.find_all(nodes.Output), *(one.iter for one in tree.find_all(nodes.For))):
        yield from (name.name for name in node.find_all(nodes.Name))
        if isinstance(node, nodes.Name):
            yield node.name


def _wanted(tree: nodes.Template) -> Iterator[tuple[Sequence[str], int]]:
    for node in tree.find_all((nodes.Include, nodes.Extends, nodes.Import, nodes.FromImport)):
        named = getattr(node, "template")  # noqa: B009 - each of these kinds has it
        listed = named.items if isinstance(named, nodes.List) else [named]
        names = [str(one.value) for one in listed if isinstance(one, nodes.Const)]
        if len(names) == len(listed) and not getattr(node, "ignore_missing", False):
            yield names, node.lineno


def _optional(tree: nodes.Template) -> Iterator[str]:
    """What it asks for with a way out: `x is defined`, `x | default(...)`."""
    for test in tree.find_all(nodes.Test):
        if test.name in ("defined", "undefined"):
            yield _name(test.node)
    for one in tree.find_all(nodes.Filter):
        if one.name in ("default", "d") and one.node is not None:
            yield _name(one.node)


def _name(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return str(node.name)
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        return f"{node.node.name}.{node.attr}"
    return ""
