"""Events and outbox rows as plain JSON data, and back; strict, so that nothing is read that we did not write.

The same for every store: a stream can be copied from one into another, and its chain holds there.

An event's kind is its class name in kebab case.  Fields marked as content are taken out of the data and
come back from beside it; a purged one reads as None.  Reading refuses an unknown kind, an unknown field
and a wrong type; a field that an older version did not have yet takes its default.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any, Final, get_args

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError, from_json, to_json

from hotlined.app.ports import Commit
from hotlined.domain.mail.outgoing import OutboxRow
from hotlined.domain.record import chain
from hotlined.domain.record.events import Entry, Event

Salt = Callable[[], str]


class Unreadable(Exception):
    """What does not hold what was written; the message says what is wrong, without content."""


class Newer(Unreadable):
    """What a newer hotlined has written: nothing is wrong with it."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How one dataclass is written: its fields, and which of them are content."""

    cls: type
    known: frozenset[str]
    content: frozenset[str]


@dataclass(frozen=True, slots=True)
class Encoded:
    """An event as JSON data, its content apart; content that is None is left out."""

    kind: str
    data: Mapping[str, Any]
    content: Mapping[str, Any]


def _shape(cls: type) -> Shape:
    content = (one.name for one in fields(cls) if one.metadata.get("content"))
    return Shape(cls, frozenset(one.name for one in fields(cls)), frozenset(content))


@cache
def _adapter(cls: type) -> TypeAdapter[Any]:
    """Made when the first event of its kind is met: all of them would be a twelfth of a command's start."""
    return TypeAdapter(cls)


@cache
def _validate(cls: type) -> Callable[..., Any]:
    return _adapter(cls).validator.validate_json


def kind_of(cls: type) -> str:
    """The kind under which events of a class are written, e.g. "case-opened"; never changes once used."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()


KINDS: Final[Mapping[str, Shape]] = MappingProxyType({kind_of(cls): _shape(cls) for cls in get_args(Event)})
_ROW: Final = _shape(OutboxRow)


def encode(event: Event) -> Encoded:
    """The event as JSON data; KeyError for what is no event."""
    kind = kind_of(type(event))
    shape = KINDS[kind]
    data = _plain(shape, event)
    content = {name: data.pop(name) for name in sorted(shape.content)}
    return Encoded(kind, data, {name: value for name, value in content.items() if value is not None})


def decode(kind: str, data: Mapping[str, Any], content: Mapping[str, Any]) -> Event:
    """The event out of its data and what is left of its content; raises Unreadable."""
    shape = KINDS.get(kind)
    if shape is None:
        raise Newer("it holds an event of a kind that this version does not know")
    if not data.keys().isdisjoint(shape.content) or not shape.content.issuperset(content):
        raise Unreadable(f"content of an event {kind} is not where it belongs")
    event: Event = _made(shape, {**data, **content} if content else data, kind)
    return event


def encode_row(row: OutboxRow) -> dict[str, Any]:
    """The row as JSON data."""
    return _plain(_ROW, row)


def decode_row(data: Mapping[str, Any]) -> OutboxRow:
    """The row out of its data; raises Unreadable."""
    row: OutboxRow = _made(_ROW, data, "row")
    return row


def _plain(shape: Shape, value: object) -> dict[str, Any]:
    """JSON data with valid Unicode only: half a surrogate pair, out of a broken mail, cannot be read back."""
    adapter = _adapter(shape.cls)
    try:
        text = adapter.dump_json(value, warnings="error")
    except PydanticSerializationError:  # of such a half, or of what can be no JSON at all
        dumped = adapter.dump_python(value, mode="json", warnings="error")
        text = json.dumps(dumped, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
    plain: dict[str, Any] = from_json(text)
    return plain


def _made(shape: Shape, data: Mapping[str, Any], kind: str) -> Any:
    if not shape.known.issuperset(data):
        raise Newer(f"{kind} has a field that this version does not know")
    try:
        # As JSON, since only there a list is a tuple and a text a time, and nothing else is.
        text = to_json(data, inf_nan_mode="constants")
        return _validate(shape.cls)(text, strict=True)
    except PydanticSerializationError:
        raise Unreadable(f"{kind} holds text that is not Unicode") from None
    except ValidationError as error:
        places = sorted({".".join(str(part) for part in one["loc"]) for one in error.errors()})
        raise Unreadable(f"{kind} has a wrong value in: {', '.join(places)}") from None


@dataclass(frozen=True, slots=True)
class Added:
    """What a commit adds to a stream: its entries, chained and as they read back, their content, its rows."""

    links: tuple[chain.Link, ...]
    content: Mapping[int, Mapping[str, chain.Salted]]
    entries: tuple[Entry, ...]
    rows: tuple[OutboxRow, ...]
    written: tuple[dict[str, Any], ...]  # the rows as JSON data


def added(commit: Commit, prev: str, salt: Salt) -> Added:
    """What a commit adds behind an entry with this hash; ValueError for what could not be read back.

    So that it is never written.
    """
    links: list[chain.Link] = []
    content: dict[int, dict[str, chain.Salted]] = {}
    for seq, event in enumerate(commit.events, start=commit.expected):
        encoded = encode(event)
        pieces = {name: chain.Salted(salt(), value) for name, value in encoded.content.items()}
        links.append(chain.following(prev, seq, commit.at, encoded.kind, encoded.data, pieces))
        prev = links[-1].hash
        if pieces:
            content[seq] = pieces
    try:
        written = tuple(map(encode_row, commit.rows))
        rows = tuple(map(decode_row, written))
        return Added(tuple(links), content, entries_of(links, content), rows, written)
    except Unreadable as error:
        raise ValueError(f"not written, as it could not be read back: {error}") from error


def entries_of(links: Sequence[chain.Link], content: chain.Content) -> tuple[Entry, ...]:
    """The entries as the domain knows them; raises Unreadable, ValueError."""
    return tuple(_entry(link, content.get(link.seq, {})) for link in links)


def _entry(link: chain.Link, pieces: Mapping[str, chain.Salted]) -> Entry:
    values = {name: piece.value for name, piece in pieces.items()}
    return Entry(link.seq, datetime.fromisoformat(link.at), decode(link.kind, link.data, values))
