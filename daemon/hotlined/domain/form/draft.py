"""A form while it is read, entry by entry; `read` makes of it what `reading` has."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any, Final

from hotlined.domain.form.annex import ITEM_FIELDS, normal_text
from hotlined.domain.form.entries import Entry
from hotlined.domain.form.reading import Block, Problem, Remark

_OF_ITEMS: Final = frozenset({*ITEM_FIELDS, "url", "item"})


@dataclass(slots=True)
class OpenBlock:
    """A block that is being read."""

    line: int
    number: int | None = None
    urls: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    cleared: set[str] = field(default_factory=set)
    seen: dict[str, str] = field(default_factory=dict)  # fields given in it, with their labels
    below: set[str] = field(default_factory=set)  # fields of the report that stand below it
    named: int | None = None  # the item's number as its URL has it, which is not what an update means
    lost: bool = False  # whether it has a URL whose label is nearly known
    given: dict[str, list[Entry]] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)  # names of those of which a line was not understood

    def closed(self) -> Block:
        """The block as it was read."""
        return Block(
            self.line,
            self.number,
            tuple(self.urls),
            self.values,
            frozenset(self.cleared),
            frozenset(self.below),
            unread(self),
        )


@dataclass(slots=True)
class Draft:
    """The form that is being read; naive times are in `zone`."""

    zone: tzinfo
    values: dict[str, Any] = field(default_factory=dict)
    cleared: set[str] = field(default_factory=set)
    seen: dict[str, str] = field(default_factory=dict)  # fields given, with their labels
    said: dict[str, str] = field(default_factory=dict)  # and their words
    given: dict[str, list[Entry]] = field(default_factory=dict)  # also an item's, above the first URL
    wrong: set[str] = field(default_factory=set)
    blocks: list[OpenBlock] = field(default_factory=list)
    block: OpenBlock | None = None  # the open one; None before the first URL
    unnumbered: bool = False  # whether a URL above has no number
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def problem(
        self, entry: Entry, expected: str, *, line: int | None = None, text: str | None = None
    ) -> None:
        """Note a line that cannot stand."""
        self.problems.append(Problem(line or entry.line, text or entry.raw, expected, entry.label))
        self._place(entry).wrong.add(entry.name)

    def give(self, entry: Entry) -> None:
        """Keep an entry as it is written, where it belongs."""
        self._place(entry).given.setdefault(entry.name, []).append(entry)

    def _place(self, entry: Entry) -> "Draft | OpenBlock":
        return self.block if self.block is not None and entry.name in _OF_ITEMS else self


def unread(place: Draft | OpenBlock) -> Mapping[str, str]:
    """The fields of which a line was not understood, all that was written of each."""
    texts = {name: dict.fromkeys(one.text.strip() for one in place.given[name]) for name in place.wrong}
    return {name: normal_text("\n".join(text)) or "" for name, text in texts.items()}
