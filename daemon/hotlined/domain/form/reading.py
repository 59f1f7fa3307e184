"""What a form in a text comes to: what was understood, what was not, what might surprise (P17)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hotlined.domain.form.annex import Form


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of a form that cannot stand as it is."""

    line: int  # 1 is the first line of the text
    text: str  # the line as written
    expected: str
    label: str = field(default="", compare=False)  # as written, where there is one

    def __str__(self) -> str:
        where = f"line {self.line} ({self.label})" if self.label else f"line {self.line}"
        return f"{where}: {self.expected}"


@dataclass(frozen=True, slots=True)
class Remark:
    """What was understood, and might surprise: which line, its label as written, what was made of it."""

    line: int
    said: str
    label: str = ""

    def at(self, line: int) -> str:
        """The sentence, with the line's number in the whole mail."""
        return f"line {line}{f' ({self.label})' if self.label else ''}: {self.said}"

    def __str__(self) -> str:
        return self.at(self.line)


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a form: the items it is about, and the fields given for them."""

    line: int
    number: int | None = None  # as in `Item: 2`
    urls: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    cleared: frozenset[str] = frozenset()
    below: frozenset[str] = frozenset()  # fields of the report that stand below it
    unread: Mapping[str, str] = field(default_factory=dict)  # its fields not understood, as written


@dataclass(frozen=True, slots=True)
class FormReading:
    """What was understood, what was not, and the text around the form."""

    form: Form
    problems: tuple[Problem, ...] = ()
    rest: str = ""
    blocks: tuple[Block, ...] = field(default=(), compare=False)
    cleared: frozenset[str] = field(default=frozenset(), compare=False)  # fields of the report
    remarks: tuple[Remark, ...] = field(default=(), compare=False)
    unread: Mapping[str, str] = field(default_factory=dict, compare=False)  # as a block's; of the report
    nearly: tuple[tuple[int, str], ...] = field(default=(), compare=False)  # no quite known label, and below
