"""YAML as text with line numbers: every scalar stays the text that was written.

The field that takes a scalar says what it is, not YAML: `country: NO` is Norway, `phone: +372123` keeps
its plus, a fingerprint of digits only is no number.  Only an empty value (or `null`) becomes None.
By libyaml (PyYAML): the shipped phrases are read in a fifteenth of the time that a parser in Python takes.
No tags, no anchors, no second document, no duplicate keys, at most 4 MB.
"""

import hashlib
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from hotlined.adapters.config.problems import Problem
from hotlined.adapters.config.unreadable import NO_ALIAS, hidden_end, what_is_wrong

MAX_BYTES: Final = 4_000_000
MAX_DEPTH: Final = 20
# A reload seldom changes the shipped phrases, which are the longest of all.
KEPT: Final = 16  # texts

Where = tuple[str | int, ...]  # the way to a value: keys, and list positions from 0

_NO_TAG: Final = 'YAML tags are not used here; quote a value that begins with "!"'
# What editors, chats and web pages make of plain quotes; around a whole value they are never meant.
_QUOTED: Final = re.compile("[“”„‟‘’‚‛«»‹›]([^“”„‟«»‹›]*)[“”„‟‘’‛«»‹›]")
_TYPOGRAPHIC: Final = (
    'typographic quotes are a part of the text to YAML; expected plain ones ("), or none'
    " (where they are meant, put plain ones around them)"
)
_PLAIN_TAGS: Final = frozenset(
    f"tag:yaml.org,2002:{kind}"
    for kind in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge", "value")
)


@dataclass(frozen=True, slots=True, eq=False)
class YamlFile:
    """A file as data (dict, list, str, None) and the line of each value.

    It equals itself only, so that what is made of a text is looked up by it; the same text is the same one.
    """

    shown: str  # the file's name in sentences
    data: object
    lines: Mapping[Where, int] = field(default_factory=dict)
    refused: frozenset[Where] = frozenset()  # values left out as None, with a problem told already
    digest: str = ""  # of the text

    def problem(self, where: Where, sentence: str) -> Problem:
        """A problem at a value; where the value is absent, at what should hold it."""
        while where and where not in self.lines:
            where = where[:-1]
        return Problem(self.shown, self.lines.get(where, 1), sentence)

    def wrong(self, where: Where, sentence: str) -> Problem:
        """The same, of a sentence in front of which the place stands."""
        return self.problem(where, f"{dotted(where)}: {sentence}")


def dotted(where: Where) -> str:
    """A place in a file as text: `people.analysts[2].address`, counting from 1."""
    text = ""
    for step in where:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return text.lstrip(".")


def read_yaml(path: Path) -> tuple[YamlFile | None, tuple[Problem, ...]]:
    """The file and the problems of its form; None when nothing of it can be read.  Never raises."""
    shown = str(path)
    try:
        if _may_block(path):
            return None, (Problem(shown, 1, f"is no file, but a pipe or a device{_linked(path)}"),)
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        return None, (Problem(shown, 1, f"cannot be read: {error.strerror}{_linked(path)}"),)
    if len(raw) > MAX_BYTES:
        return None, (Problem(shown, 1, f"is larger than {MAX_BYTES} bytes"),)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return None, (Problem(shown, line, "is not UTF-8 text"),)
    return parse_yaml(text, shown)


def _may_block(path: Path) -> bool:
    """Whether a read may wait for ever, and with it a reload; a link to /dev/null is an empty file."""
    mode = path.stat().st_mode
    return stat.S_ISFIFO(mode) or (stat.S_ISCHR(mode) and not path.samefile(os.devnull))


def _linked(path: Path) -> str:
    """Where a link leads, which `ls` shows as a file that is there."""
    try:
        return f"; it is a link to {os.readlink(path)}"
    except (OSError, ValueError):
        return ""


@lru_cache(maxsize=KEPT)  # nobody changes what is in it
def parse_yaml(text: str, shown: str) -> tuple[YamlFile | None, tuple[Problem, ...]]:
    """The same for text that is already there."""
    if hidden := hidden_end(text):
        return None, (Problem(shown, *hidden),)
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError) as error:
        return None, (Problem(shown, *what_is_wrong(error, text)),)
    walk = _Walk(shown)
    data = None if root is None else walk.value(root, ())
    digest = hashlib.sha256(text.encode()).hexdigest()
    return YamlFile(shown, data, walk.lines, frozenset(walk.refused), digest), tuple(walk.problems)


class _Walk:
    """One walk over the nodes of a file, collecting lines and problems."""

    def __init__(self, shown: str) -> None:
        self.lines: dict[Where, int] = {}
        self.problems: list[Problem] = []
        self.refused: set[Where] = set()
        self._shown = shown
        self._seen: set[int] = set()

    def value(self, node: Node, where: Where) -> object:
        self.lines.setdefault(where, _line(node))
        if id(node) in self._seen or len(where) > MAX_DEPTH:  # an alias returns the very same node
            known = id(node) in self._seen
            self._refuse(node, where, NO_ALIAS if known else "is nested too deep")
            return None
        self._seen.add(id(node))
        if str(node.tag) not in _PLAIN_TAGS:
            self._refuse(node, where, _NO_TAG)
            return None
        match node:
            case MappingNode():
                return self._mapping(node, where)
            case SequenceNode():
                return [self.value(item, (*where, number)) for number, item in enumerate(node.value)]
            case ScalarNode(style=None | "") if _QUOTED.fullmatch(str(node.value)):
                self._refuse(node, where, _TYPOGRAPHIC)
                return None
            case _:
                return None if str(node.tag).endswith(":null") else str(node.value)

    def _refuse(self, node: Node, where: Where, sentence: str) -> None:
        self.refused.add(where)
        self._problem(node, sentence)

    def _mapping(self, node: MappingNode, where: Where) -> dict[str, object]:
        found: dict[str, object] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self._problem(key_node, "a key has to be a word")
                continue
            key = str(key_node.value)
            if key in found:
                first = self.lines[(*where, key)]
                self._problem(key_node, f'the key "{key}" stands here a second time; first on line {first}')
                continue
            self.lines[(*where, key)] = _line(key_node)
            found[key] = self.value(value_node, (*where, key))
        return found

    def _problem(self, node: Node, sentence: str) -> None:
        self.problems.append(Problem(self._shown, _line(node), sentence))


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1
