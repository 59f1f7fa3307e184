"""What the text of a form is cut into (`lines`): labelled values, and what is none."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Entry:
    """One labelled value: the field, where it starts, the line as written, and (line number, text) pairs."""

    name: str
    line: int
    raw: str
    label: str = ""  # as written
    values: list[tuple[int, str]] = field(default_factory=list)
    flush: list[int] = field(default_factory=list)  # lines below the label's that begin at the margin
    item: str = ""  # of a URL: its item's number, in front of its label or in the heading above

    @property
    def text(self) -> str:
        """The value's lines together."""
        return "\n".join(text for _, text in self.values)

    @property
    def filled(self) -> tuple[tuple[int, str], ...]:
        """The lines of the value that are not blank."""
        return tuple((line, text.strip()) for line, text in self.values if text.strip())


@dataclass(slots=True)
class Cut:
    """A text cut up: entries, labels that are nearly known as (line, text, nearest), and the rest.

    `closings` are the lines at which a value ended because the writer's name follows; `plain` those of the
    rest, with their numbers, that stand in no value, quotation or closing; `odd` those for which the table
    above them was not read; `hashed` are the lines that begin with #.
    """

    entries: list[Entry] = field(default_factory=list)
    nearly: list[tuple[int, str, str]] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    closings: list[int] = field(default_factory=list)
    plain: list[tuple[int, str]] = field(default_factory=list)
    odd: list[tuple[int, str]] = field(default_factory=list)
    hashed: set[int] = field(default_factory=set)
