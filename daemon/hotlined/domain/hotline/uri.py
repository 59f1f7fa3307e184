"""A URL as a URI: what a robot follows, and what tells letters apart that look the same on paper."""

from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from hotlined.domain.hotline.directory import a_labels, host_of

_SAFE: Final = "!#$%&'()*+,/:;=?@[]~"  # what may stand in a URI as it is (RFC 3986)


def as_uri(url: str) -> str:
    """A URL as a URI: other letters of the host as A-labels, of the rest as %XX (RFC 3987 section 3.1)."""
    if url.isascii():
        return url
    parts = urlsplit(url)
    user, at, place = parts.netloc.rpartition("@")
    port = place.rpartition(":")[2] if parts.port is not None else ""
    host = a_labels(host_of(url))
    host = (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")
    rest = (quote(one, safe=_SAFE) for one in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, quote(user, safe=_SAFE) + at + host, *rest))


def told_apart(url: str) -> str:
    """The same where a reader needs it beside the URL, whose letters are not all of ASCII; else "".

    A Cyrillic "a" is no other letter to the eye, and paper cannot be asked which one it has.
    """
    try:
        return "" if url.isascii() else as_uri(url)
    except ValueError:  # no URL that the form takes; a report does not wait for it
        return ""
