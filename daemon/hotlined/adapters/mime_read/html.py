"""The words of an HTML mail, for mails that have no plain text; standard library only, links unread."""

import re
from html.parser import HTMLParser
from typing import Final

LONGEST: Final = 200_000  # characters; the standard parser is not linear on broken markup
BREAKING: Final = frozenset(
    {"br", "p", "div", "li", "tr", "table", "h1", "h2", "h3", "h4", "blockquote", "pre", "hr", "ul", "ol"}
)
SILENT: Final = frozenset({"script", "style", "head", "title", "template"})
_SPACES: Final = re.compile(r"[ \t\r\f\v\u00a0]+")


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self._silent += 1
        elif tag in BREAKING:
            self.pieces.append("\n")
        elif tag in ("td", "th"):
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in BREAKING and tag != "br":
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(_SPACES.sub(" ", data.replace("\n", " ")))


def html_to_text(markup: str) -> str:
    """Text with one line per block, at most one empty line in a row; "" for markup nothing can read."""
    words = _Words()
    try:
        words.feed(_without_comments(markup[:LONGEST]))  # no close(): it reads broken markup again and again
    except Exception:
        return ""
    lines = [line.strip() for line in "".join(words.pieces).split("\n")]
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    return "\n".join(kept).strip() + "\n" if any(kept) else ""


def _without_comments(markup: str) -> str:
    pieces: list[str] = []
    at = 0
    while (start := markup.find("<!--", at)) >= 0:
        pieces.append(markup[at:start])
        end = markup.find("-->", start + 4)
        if end < 0:
            return "".join(pieces)
        at = end + 3
    return "".join((*pieces, markup[at:]))
