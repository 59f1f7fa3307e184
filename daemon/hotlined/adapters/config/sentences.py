"""pydantic's errors as sentences: which key, what was found, what was expected.

A scalar is read by a `Reads` annotation, which knows what it expects in words; so a sentence is made out
of the very thing that refused.
"""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, ClassVar, Final, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError, core_schema

from hotlined.adapters.config.problems import Problem
from hotlined.adapters.config.yamlfile import KEPT, Where, YamlFile, dotted

_SHOWN: Final = 60  # characters of a found value
_LIST: Final = "a list"
_KEYS: Final = "keys with values"
_HOMES: Final = 3  # places that are told for a key in a wrong one


class Block(BaseModel):
    """A block of keys in a file: no unknown key, never changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)
    FILE: ClassVar[str] = ""  # the name of the file, of a block that is the whole of one


BlockT = TypeVar("BlockT", bound=Block)


@dataclass(frozen=True, slots=True)
class Reads:
    """Annotation of a field: `parse` reads the text and answers None when it is not `what`."""

    parse: Callable[[str], object]
    what: str
    hidden: bool = False  # never print what was found: it may be a password

    def __get_pydantic_core_schema__(
        self, _source: Any, _handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self._validate)

    def _validate(self, value: object) -> object:
        read = self.parse(value.strip()) if isinstance(value, str) else None
        if read is None and self.hidden:
            raise refuse(f"expected {self.what}")
        if read is None:
            raise PydanticCustomError("expected", "{what}", {"what": self.what})
        return read


def refuse(sentence: str) -> PydanticCustomError:
    """An error whose sentence is printed as it is, without the value that was found."""
    return PydanticCustomError("sentence", "{text}", {"text": sentence})


def validate(file: YamlFile, model: type[BlockT]) -> tuple[BlockT | None, tuple[Problem, ...]]:
    """The file's data as a model, or None and everything that is wrong with it."""
    found, problems = _validated(file, model)
    return (found if isinstance(found, model) else None), problems


@lru_cache(maxsize=KEPT)
def _validated(file: YamlFile, model: type[Block]) -> tuple[Block | None, tuple[Problem, ...]]:
    try:
        return model.model_validate({} if file.data is None else file.data), ()
    except ValidationError as error:
        details = error.errors(include_url=False)
        return None, tuple(_problem(file, model, detail) for detail in details if not _told(file, detail))


def _told(file: YamlFile, detail: Mapping[str, Any]) -> bool:
    """Whether another problem says it: a value refused as YAML, or a list whose entries are wrong."""
    return tuple(detail["loc"]) in file.refused or (detail["type"] == "too_short" and bool(detail["input"]))


def shown(value: object) -> str:
    """A found value in a sentence."""
    match value:
        case None:
            return "nothing"
        case str():
            cut = value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
            return '"' + "".join(c if c.isprintable() else "·" for c in cut) + '"'
        case Mapping():
            return _KEYS
        case _:
            return _LIST


def nearest(word: str, known: list[str]) -> str | None:
    """The known word that was probably meant."""
    folded = {name.casefold(): name for name in known}
    close = get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def did_you_mean(word: str, known: list[str], otherwise: str) -> str:
    """The question about a word that is not known; `otherwise` where none is near.

    A letter that only looks like one of ours makes of the question a riddle, so it is told.
    """
    guess = nearest(word, known)
    return (f'did you mean "{guess}"?' if guess else otherwise) + _odd_letter(word, "".join(known))


def _odd_letter(word: str, ours: str) -> str:
    """Which character of a word is not ASCII, nor in any word of ours; "" where all are."""
    odd = next((one for one in word if not one.isascii() and one not in ours), None)
    return "" if odd is None else f' (its "{odd}" is not ASCII: {unicodedata.name(odd, f"U+{ord(odd):04X}")})'


def _problem(file: YamlFile, model: type[Block], detail: Mapping[str, Any]) -> Problem:
    where: Where = tuple(step for step in detail["loc"] if step != "[key]")
    return file.problem(where, _sentence(model, where, detail))


def _sentence(model: type[Block], where: Where, detail: Mapping[str, Any]) -> str:
    place = dotted(where) or "this file"
    kind = str(detail["type"])
    if kind == "sentence":
        return f"{place}: {detail['ctx']['text']}"
    if kind == "extra_forbidden":
        return _unknown_key(model, where)
    if kind == "missing":
        return f"{place} is missing; expected {_expectation(model, where)}"
    if kind == "too_short":
        return f"{place}: found an empty list; expected at least one entry"
    expected = str(detail["ctx"]["what"]) if kind == "expected" else _structure(kind, model, where)
    return f"{place}: found {shown(detail['input'])}; expected {expected}"


def _structure(kind: str, model: type[Block], where: Where) -> str:
    if kind.startswith("tuple"):
        return 'a list (one line starting with "- " per entry, or [a, b])'
    first = next(iter(_keys(_block_at(model, where))), "") if kind.startswith("model") else ""
    return f'{_KEYS}, such as "{first}: ..."' if first else _KEYS


def _unknown_key(model: type[Block], where: Where) -> str:
    known = sorted(_keys(_block_at(model, where[:-1])))
    key = str(where[-1]).strip()
    homes = _homes(model, key) if key not in where[:-1] else ()
    if places := tuple(dict.fromkeys(homes))[:_HOMES]:
        hint = f'"{key}" stands {" or ".join(places)}'
    else:
        hint = did_you_mean(key, known, f"known here: {', '.join(known)}")
    return f"{dotted(where)}: unknown key; {hint}"


def _homes(model: type[Block], key: str) -> Iterator[str]:
    """Where a key belongs that stands in a wrong place: in this file, else in another one."""
    yield from (f"below {way}" if way else "at the left margin" for way in _holders(model, key))
    others = (one for one in Block.__subclasses__() if one.FILE and one is not model)
    for one in others:
        yield from (f"in {one.FILE}{way and f', below {way}'}" for way in _holders(one, key))


def _holders(block: type[Block], key: str, way: str = "") -> Iterator[str]:
    """The way to each block that has this key: "" for the file itself, else like `people.lea_units`."""
    if key in _keys(block):
        yield way
    for name, field in _keys(block).items():
        for inner in _blocks(field.annotation):
            yield from _holders(inner, key, f"{way}.{name}".lstrip("."))


def _expectation(model: type[Block], where: Where) -> str:
    field = _keys(_block_at(model, where[:-1])).get(str(where[-1]))
    if field is None:
        return _KEYS
    what = next((mark.what for mark in field.metadata if isinstance(mark, Reads)), None)
    if what is not None:
        return what
    return _LIST if str(field.annotation).startswith("tuple") else _KEYS


def reads_at(model: type[Block], place: str) -> Reads:
    """What reads the scalar (or each scalar of the list) at a place like `people.analysts.address`."""
    *way, name = place.split(".")
    field = _keys(_block_at(model, tuple(way)))[name]
    return next(mark for mark in (*field.metadata, *_marks(field.annotation)) if isinstance(mark, Reads))


def _marks(annotation: Any) -> Iterator[object]:
    """All marks inside of an annotation."""
    for inner in get_args(annotation):
        yield inner
        yield from _marks(inner)


def _block_at(model: type[Block], where: Where) -> type[Block] | None:
    """The block that a place lies in."""
    block: type[Block] | None = model
    for step in where:
        if isinstance(step, int):
            continue
        field = _keys(block).get(step)
        # A key that is no field is one of a mapping that the last field holds: the block stays.
        block = next(_blocks(field.annotation), None) if field else block
    return block


def _keys(block: type[Block] | None) -> dict[str, FieldInfo]:
    fields = block.model_fields if block else {}
    return {field.alias or name: field for name, field in fields.items()}


def _blocks(annotation: Any) -> Iterator[type[Block]]:
    if isinstance(annotation, type) and issubclass(annotation, Block):
        yield annotation
    for inner in get_args(annotation):
        yield from _blocks(inner)
