"""A URL as a URI: what a robot follows, and what tells letters apart that look the same on paper."""

import re
from typing import Final
from urllib.parse import quote, urlsplit

from hotlined.domain.hotline.directory import a_labels, host_of

# What may stand in a URI as it is, besides letters and digits (RFC 3986 section 3.2.1, 3.3 to 3.5).
_USER: Final = "!$&'()*+,;=:%~"
_PATH: Final = "!$&'()*+,;=:%~/@"
_REST: Final = f"{_PATH}?"  # of query and fragment
_PARTS: Final = re.compile(r"([^:/?#]+://[^/?#]*)([^?#]*)(?:(\?)([^#]*))?(?:(#)(.*))?", re.DOTALL)
_NO_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")


def as_uri(url: str) -> str:
    """A URL as a URI: other letters of the host as A-labels, what else a URI has not as %XX (RFC 3987, 3.1).

    A robot with a strict parser refuses the brackets of "?list[]=1" that every browser takes.
    """
    found = _PARTS.fullmatch(url)
    if found is None:
        return url
    place, path, mark, query, hash_, fragment = (one or "" for one in found.groups())
    place = place if url.isascii() else _place(url)
    return f"{place}{_quoted(path, _PATH)}{mark}{_quoted(query, _REST)}{hash_}{_quoted(fragment, _REST)}"


def _place(url: str) -> str:
    """Scheme, user, host and port."""
    parts = urlsplit(url)
    user, at, place = parts.netloc.rpartition("@")
    port = place.rpartition(":")[2] if parts.port is not None else ""
    host = a_labels(host_of(url))
    host = (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")
    return f"{parts.scheme}://{_quoted(user, _USER)}{at}{host}"


def _quoted(text: str, safe: str) -> str:
    return _NO_ESCAPE.sub("%25", quote(text, safe=safe))


def told_apart(url: str) -> str:
    """The same where a reader needs it beside the URL, whose letters are not all of ASCII; else "".

    A Cyrillic "a" is no other letter to the eye, and paper cannot be asked which one it has.
    """
    return "" if url.isascii() else written_for_robots(url)


def written_for_robots(url: str) -> str:
    """As the machine-readable part of a notice has it; "" for what is no URL."""
    try:
        return as_uri(url)
    except ValueError:  # no URL that the form takes; a report does not wait for it
        return ""
