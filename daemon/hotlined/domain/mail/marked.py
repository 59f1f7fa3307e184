"""Whose words the text of a mail is: a pair of marks around every value that is filled into a template.

So what the template says can be told from whatever a stranger wrote, character by character (threats I6).
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from hotlined.domain.values.shown import INVISIBLE, code_point

START: Final = "\ue000"
END: Final = "\ue001"
PLAIN: Final = frozenset({"\n", "\t"})  # controls that are shown as what they are
OURS: Final = b"\x01"  # a character of the template's own
THEIRS: Final = b"\x00"

_CUT: Final = re.compile(f"([{START}{END}\n])")


class Ours(str):
    """A value that we vouch for word by word: shown like the template's own text."""

    __slots__ = ()


def marked(value: object) -> str:
    """A value between marks, each invisible character in it as its code point; what is ours as it is."""
    if isinstance(value, Ours):
        return str(value)
    shown = str(value).replace("\r\n", "\n")
    if not (shown.isascii() and shown.isprintable()):
        shown = "".join(map(_visible, shown))
    return START + shown + END


def _visible(char: str) -> str:
    return char if char in PLAIN or unicodedata.category(char) not in INVISIBLE else code_point(char)


def unmarked(text: str) -> str:
    """The same without marks."""
    return text.replace(START, "").replace(END, "")


@dataclass(frozen=True, slots=True)
class Written:
    """A line with, for each character, whether it is the template's own."""

    text: str
    own: bytes  # OURS or THEIRS for each

    def part(self, start: int, end: int | None = None) -> "Written":
        """The characters from one place to another."""
        return Written(self.text[start:end], self.own[start:end])

    def with_line(self, text: str) -> "Written":
        """With another line of the same value."""
        return Written(f"{self.text}\n{text}", self.own + THEIRS * (len(text) + 1))

    @property
    def indent(self) -> int:
        """How many blanks of the template's own it begins with."""
        blanks = len(self.text) - len(self.text.lstrip(" ")) if self.text.strip() else 0
        return next((at for at in range(blanks) if not self.own[at]), blanks)

    @property
    def literal(self) -> bool:
        """Whether all of it is the template's own."""
        return all(self.own)

    def stripped(self) -> "Written":
        """The same without blanks at its ends."""
        left = len(self.text) - len(self.text.lstrip())
        return self.part(left, len(self.text.rstrip()) or None) if self.text.strip() else self.part(0, 0)


def lines_of(text: str) -> list[Written]:
    """The template's lines; a line end inside of a value ends none."""
    lines: list[Written] = []
    pieces: list[str] = []
    own = b""
    inside = False
    for piece in _CUT.split(text):
        if piece in (START, END):
            inside = piece == START
        elif piece == "\n" and not inside:
            lines.append(Written("".join(pieces), own))
            pieces, own = [], b""
        else:
            pieces.append(piece)
            own += (THEIRS if inside else OURS) * len(piece)
    lines.append(Written("".join(pieces), own))
    return lines
