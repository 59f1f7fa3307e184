"""How events and rows become plain JSON data and come back: handed in, since it is the same in every store.

A stream can be copied from one store into another, and its chain holds there, only because both write the
same data for the same event.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from hotlined.domain.mail.outgoing import OutboxRow
from hotlined.domain.record.events import Event

Data = Mapping[str, Any]


class Encoded(Protocol):
    """An event as JSON data, its content apart; content that is None is left out."""

    @property
    def kind(self) -> str: ...
    @property
    def data(self) -> Data: ...
    @property
    def content(self) -> Data: ...


class Codec(Protocol):
    """Strict: it reads nothing that it did not write, and then raises `Unreadable`."""

    @property
    def Unreadable(self) -> type[Exception]: ...

    def encode(self, event: Event, /) -> Encoded:
        """The event as JSON data."""

    def decode(self, kind: str, data: Data, content: Data, /) -> Event:
        """The event out of its data and what is left of its content."""

    def encode_row(self, row: OutboxRow, /) -> dict[str, Any]:
        """The row as JSON data."""

    def decode_row(self, data: Data, /) -> OutboxRow:
        """The row out of its data."""
