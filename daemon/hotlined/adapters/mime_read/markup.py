"""The parts of an HTML mail that hold no words: comments, style sheets, pictures written into attributes."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

LONGEST: Final = 200_000  # characters; the standard parser is not linear on broken markup
_PICTURE: Final = re.compile(
    r"data:image/[\w.+-]{1,40};base64,[A-Za-z0-9+/=%]{100,}", re.ASCII
)  # nobody's words
_OPENS: Final = re.compile(r"<!--|<style\b[^<>]*>", re.IGNORECASE)
_COMMENT_END: Final = re.compile(r"--!?>")  # as browsers read it
_STYLE_END: Final = re.compile(r"</style(?=[\s/>])", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r"""([^\s"'<>/=]+)\s*(?:=\s*(?:"([^"]*)"?|'([^']*)'?|([^\s"'>]+)))?""")


class Text(NamedTuple):
    """A style sheet as it is written."""

    rules: str
    media: str = ""  # where it counts


class _Piece(NamedTuple):
    words: str  # in front of it
    opening: str = ""  # of a style sheet
    sheet: str = ""


def lightened(markup: str) -> str:
    """The markup without what holds no words and much room: comments, pictures written into attributes,
    and style sheets where that is still more than is read."""
    pieces = list(_pieces(markup))
    light = _PICTURE.sub("", "".join(part for piece in pieces for part in piece))
    return light if len(light) <= LONGEST else _PICTURE.sub("", "".join(piece.words for piece in pieces))


def sheets(markup: str) -> tuple[Text, ...]:
    """The style sheets of a mail; what looks like a comment in them is none, as old programs hid them so."""
    return tuple(found for piece in _pieces(markup) if piece.sheet and (found := _text(piece)) is not None)


def _text(piece: _Piece) -> Text | None:
    """None: it is in a language that browsers do not read."""
    said: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(piece.opening):
        said.setdefault(name.lower(), "".join(values))
    known = said.get("type", "").lower() in ("", "text/css")
    return Text(piece.sheet, said.get("media", "")) if known else None


def _pieces(markup: str) -> Iterator[_Piece]:
    """The markup in pieces, each with the style sheet behind its words, and without the comments.

    A style sheet that is not closed goes to the end, and a comment that is not is left as it stands.  A
    comment's end is looked for two characters behind its beginning, as browsers do: `<!-->` is whole."""
    at = 0
    while (found := _OPENS.search(markup, at)) is not None:
        words = markup[at : found.start()]
        if found[0] == "<!--":
            end = _COMMENT_END.search(markup, found.start() + 2)
            if end is None:
                break
            yield _Piece(words)
            at = end.end()
        else:
            end = _STYLE_END.search(markup, found.end())
            at = end.start() if end else len(markup)
            yield _Piece(words, found[0], markup[found.end() : at])
    yield _Piece(markup[at:])
