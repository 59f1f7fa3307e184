"""A URL as it is compared across cases: the spellings by which a browser gets to the same place are one.

For comparing only; what is shown and sent is always the URL as it was reported.  Two URLs that are taken for
one make a notice wait for a hold too many, two spellings that are taken for two warn a suspect: in doubt
they are one (P5).
"""

import re
from contextlib import suppress
from functools import lru_cache
from ipaddress import ip_address
from typing import Final
from urllib.parse import quote, unquote_to_bytes

from hotlined.domain.hotline.directory import a_labels, unmapped

_WEB: Final = frozenset({"http", "https"})
_PORTS: Final = {"ftp": "21", "ftps": "990", "sftp": "22", "rtsp": "554", "gemini": "1965", "gopher": "70"}
_KEPT: Final = 4096  # URLs in memory
_PARTS: Final = re.compile(r"([^:]*)://([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
# Characters that mean the same whether they are encoded or not; the others are kept apart (RFC 3986, 2.2).
_IN_PATH: Final = "!$&'()*+,;=:@-._~"
_IN_QUERY: Final = "!$'()*,:@/?-._~"
_PLAIN: Final = re.compile(r"[A-Za-z0-9!$'()*,:@/._~-]*")  # has one spelling in a path and in a query
_ENCODED: Final = re.compile(r"(?:%[0-9A-Fa-f]{2})+|[^%]+|%")


@lru_cache(maxsize=_KEPT)
def url_key(url: str) -> str:
    """The same text for all spellings of one URL (RFC 3986 section 6.2); http and https are one.

    Scheme and host in lower case, the host as the DNS has it and without its last dot, no user name, no
    default port, letters encoded only where they must be, no `.` and `..`.  Never fails.
    """
    text = url.strip()
    if text.lower().startswith(("http:", "https:")):
        text = text.replace("\\", "/")  # as a browser reads it
    parts = _PARTS.fullmatch(text)
    if parts is None:
        return text
    scheme, authority, path, query, fragment = (part or "" for part in parts.groups())
    scheme = scheme.lower()
    host, port = _host_and_port(authority.rpartition("@")[2])
    usual = ("", "80", "443") if scheme in _WEB else ("", _PORTS.get(scheme, ""))
    name = "web" if scheme in _WEB else scheme
    shown = host if port in usual else f"{host}:{port}"
    rest = (_spelt(query, _IN_QUERY), _spelt(fragment, _IN_QUERY))
    tail = "".join(f"{mark}{part}" for mark, part in zip("?#", rest, strict=True) if part)
    return f"{name}://{shown}{_without_dots(_spelt(path, _IN_PATH))}{tail}"


def _host_and_port(authority: str) -> tuple[str, str]:
    host, colon, port = authority.rpartition(":")
    if not colon or not port.isdecimal() or (host.startswith("[") and not host.endswith("]")):
        host, port = authority.removesuffix(":"), ""
    return _host(host), port.lstrip("0")


def _host(host: str) -> str:
    plain = host.removeprefix("[").removesuffix("]")
    if plain[:1].isdigit() or ":" in plain:  # else it is no address, and `ip_address` takes long to say so
        with suppress(ValueError):
            return str(unmapped(ip_address(plain.rstrip("."))))
    return a_labels(unquote_to_bytes(host).decode("utf-8", "replace"))


def _spelt(text: str, plain: str) -> str:
    """Each character in its one spelling: encoded unless it may stand there plainly."""
    if _PLAIN.fullmatch(text):
        return text
    return "".join(_one(match[0], plain) for match in _ENCODED.finditer(text))


def _one(run: str, plain: str) -> str:
    if run[0] != "%" or len(run) < 3:
        return quote(run, safe=plain + '%&=+;/?#[]{}|^`"<>\\') if run != "%" else "%25"
    return quote(unquote_to_bytes(run), safe=plain)


def _without_dots(path: str) -> str:
    """A path without `.` and `..` (RFC 3986 section 5.2.4)."""
    out: list[str] = []
    steps = path.split("/")[1:]
    for step in steps:
        if step == "..":
            out = out[:-1]
        elif step != ".":
            out.append(step)
    if steps and steps[-1] in (".", ".."):
        out.append("")
    return "/" + "/".join(out)
