"""The URLs of a form's line: as people and their mail programs write them."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from hotlined.domain.values.urls import carries, read_url, trimmed, url_doubt

if TYPE_CHECKING:  # which reads tables, whose cells are read here
    from hotlined.domain.form.entries import Entry

_BULLET: Final = re.compile(r"^(?:[-*\u2022\u2013]|\(?(?:[0-9]{1,3}|[a-zA-Z])[.)])\s+")
_TWICE: Final = re.compile(r"(?<![^\s<>])([^\s<>]+)\s?<([^\s<>]+)>")
_LOOSE: Final = re.compile(r"<\s([^\s<>]+)\s?>|<([^\s<>]+)\s>")  # `< u >`
_MARKED: Final = re.compile(r"\[([^\s\[\]<>]+)\]\(([^\s()<>]+)\)")  # a link in Markdown
_SPACED: Final = (  # harmless and spaced out: `https : // example [.] org`
    (re.compile(r"\s*([\[({])\s*(\.|dot|:|://|/)\s*([\])}])\s*", re.IGNORECASE), r"\1\2\3"),
    (re.compile(r"(?<=[a-z*])\s*:\s*//\s*", re.IGNORECASE), "://"),
)
BROKEN_OFF: Final = (
    "the whole URL in one line; it seems to go on in the line below. If it does not, write it in <...>"
)
GOES_ON: Final = (
    "a whole URL that begins with http or the like; what belongs to the URL before it stands in one line"
    " with it, a blank as %20"
)


def same_url(url: str) -> str:
    """A URL as it is compared within a case: scheme and host in lower case, the rest as it is.

    In doubt they are two items, since what is one item loses a spelling that was reported; holds look wider
    (docs/decisions/same-url.md).
    """
    scheme, mark, rest = url.partition("://")
    end = next((at for at, c in enumerate(rest) if c in "/?#"), len(rest))
    return f"{scheme.lower()}{mark}{rest[:end].lower()}{rest[end:] or '/'}"


def read_urls(entry: "Entry") -> Iterator[tuple[int, str, str | None]]:
    """Each URL of a `URL:` entry: its line, as written, and as it is read (None: none, or doubtful)."""
    lines = _unfolded(entry.filled)
    for at, (line, text) in enumerate(lines):
        followed = at + 1 < len(lines) and lines[at + 1][0] == line + 1
        for word in url_words(text):
            # Whether "?url=" is all of it, and what below belongs to it, nobody knows; half a URL is another.
            broken = followed and word.endswith("=") and text.rstrip().endswith("=")
            yield line, word, None if broken or url_doubt(word) else read_url(word)


def _unfolded(lines: tuple[tuple[int, str], ...]) -> tuple[tuple[int, str], ...]:
    """A URL in `<...>` that was broken over lines, in one again (RFC 3986 appendix C)."""
    whole: list[tuple[int, str]] = []
    for line, text in lines:
        if whole and whole[-1][1].count("<") > whole[-1][1].count(">") and len(whole[-1][1]) < 8_000:
            whole[-1] = (whole[-1][0], whole[-1][1] + text)
        else:
            whole.append((line, text))
    return tuple(whole)


def url_words(text: str) -> list[str]:
    """The words of a line that should be URLs, each once: `<u>`, `u<u>`, `u <u>` and `[u](u)` are one."""
    line = " ".join(text.split())  # the patterns take long over many blanks
    line = _LOOSE.sub(lambda found: f"<{found[1] or found[2]}>", line)
    line = _TWICE.sub(_once, _MARKED.sub(_once, _BULLET.sub("", line)))
    for pattern, instead in _SPACED:
        line = pattern.sub(instead, line)
    return [word for found in line.split() if (word := trimmed(found))]


def _once(match: re.Match[str]) -> str:
    """What a mail program writes behind a link it made itself, left out; two URLs are asked about.

    Of a URL that is written without its scheme it is the whole one.
    """
    words, link = match[1].rstrip("/"), match[2].rstrip("/")
    if words == link or carries(match[2], match[1]):
        return match[1]
    if link in (f"http://{words}", f"https://{words}"):
        return match[2]
    return match[0] if match.re is _MARKED else f"{match[1]}<{match[2]}>"
