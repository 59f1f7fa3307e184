"""format=flowed text (RFC 3676): lines that a mail program broke for transport are joined again."""

import re
from typing import Final

SHORT: Final = 40  # characters: no program has broken a line before, but in front of a word that is long
FITS: Final = 60  # characters: with a word that fits in, the break is no program's
LONGEST: Final = 100_000  # characters of one joined paragraph

_LABEL: Final = re.compile(r"[^\W\d_][^\n:]{0,60}:(?!//)")


def unflowed(text: str, *, delsp: bool) -> str:
    """The text with its soft line breaks undone and its stuffed blanks removed; quote marks stay.

    `delsp`: the blank at a soft break is not part of the text (section 4.2).  A short line above one that
    begins with a label stays a line: its blank was typed, and the label would be words of the field above.
    Here a program has said of each line whether it is quoted: one that is not, right below one that is and
    has ended, is no wrapped end of it, and gets an empty line above it.
    """
    joined: list[tuple[int, list[str]]] = []
    open_ = False
    length = last = 0  # characters of the paragraph, and of its last line
    for line in text.split("\n"):
        rest = line.lstrip(">")
        depth = len(line) - len(rest)
        rest = rest.removeprefix(" ")
        soft = rest.endswith(" ") and rest != "-- "
        piece = rest[:-1] if soft and delsp else rest
        typed = last < SHORT and _LABEL.match(rest) is not None and last + len(rest.split(" ", 1)[0]) < FITS
        if open_ and not typed and joined[-1][0] == depth and rest != "-- " and length < LONGEST:
            joined[-1][1].append(piece)
            length += len(piece)
        else:
            if joined and joined[-1][0] and not depth and not open_ and piece.strip():
                joined.append((0, [""]))
            joined.append((depth, [piece]))
            length = len(piece)
        open_, last = soft, len(line)
    return "\n".join(_line(depth, "".join(pieces)) for depth, pieces in joined)


def _line(depth: int, text: str) -> str:
    return f"{'>' * depth} {text}" if depth else text
