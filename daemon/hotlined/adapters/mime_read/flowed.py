"""format=flowed text (RFC 3676): lines that a mail program broke for transport are joined again."""

from typing import Final

LONGEST: Final = 100_000  # characters of one joined paragraph


def unflowed(text: str, *, delsp: bool = False) -> str:
    """The text with its soft line breaks undone and its stuffed blanks removed; quote marks stay.

    `delsp`: the blank at a soft break is not part of the text (section 4.2).
    """
    joined: list[tuple[int, list[str]]] = []
    open_ = False
    length = 0
    for line in text.split("\n"):
        rest = line.lstrip(">")
        depth = len(line) - len(rest)
        rest = rest.removeprefix(" ")
        soft = rest.endswith(" ") and rest != "-- "
        piece = rest[:-1] if soft and delsp else rest
        if open_ and joined[-1][0] == depth and rest != "-- " and length < LONGEST:
            joined[-1][1].append(piece)
            length += len(piece)
        else:
            joined.append((depth, [piece]))
            length = len(piece)
        open_ = soft
    return "\n".join(_line(depth, "".join(pieces)) for depth, pieces in joined)


def _line(depth: int, text: str) -> str:
    return f"{'>' * depth} {text}" if depth else text
