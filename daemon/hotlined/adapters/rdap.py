"""RDAP (RFC 7480, 9082, 9083): the abuse contact that a registry gives for an IP address or a domain name.

Asked are only the registries that the configuration names.  One GET, a few redirects to another registry
(RFC 7480 section 5.2), a limit on bytes and on time; the answer is somebody else's text: of it only mail
addresses are taken, and proposed to an analyst.  Why no library: docs/decisions/rdap.md.
"""

import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urljoin, urlsplit

from hotlined.app.ports import Permanent, Temporary
from hotlined.domain.steps.enquiry import About
from hotlined.domain.values.address import Address, parse_address
from hotlined.domain.values.host import is_this_machine
from hotlined.suffixes import registered

LARGEST: Final = 512_000  # bytes of one answer
HOPS: Final = 3  # redirects
DEEPEST: Final = 6  # entities inside of entities
MOST: Final = 500  # entities that are looked at
CONTACTS: Final = 3  # that are proposed


@dataclass(frozen=True, slots=True)
class Rdap:
    """Implements `ports.Registry`; thread-safe.

    `networks` is the base URL for IP addresses, `domains` those for names by top-level domain; `timeout` in
    seconds for a question as a whole.
    """

    networks: str | None
    domains: Mapping[str, str]
    timeout: float = 15.0

    def abuse_contacts(self, about: About, value: str) -> tuple[Address, ...]:
        """The contacts, the first few; raises Temporary, or Permanent when asking again is no use."""
        url = self._question(about, value)
        answer = _object(_get(url, time.monotonic() + self.timeout))
        found = _abuse(answer, registrar=about is About.REGISTRAR)
        return tuple(dict.fromkeys(found))[:CONTACTS]

    def _question(self, about: About, value: str) -> str:
        if about is About.NETWORK and self.networks is not None:
            return f"{self.networks.rstrip('/')}/ip/{quote(value, safe=':')}"
        name = registered(value) if about is About.REGISTRAR else None
        base = self.domains.get((name or "").rpartition(".")[2])
        if name is None or base is None:
            raise Permanent("no registry is configured for that")
        return f"{base.rstrip('/')}/domain/{quote(name, safe='')}"


def _get(url: str, until: float) -> bytes:
    """The body of the answer; never more than LARGEST bytes, never later than `until`."""
    for _ in range(HOPS + 1):
        parts = urlsplit(url)
        connection = _connection(parts.scheme, parts.hostname or "", parts.port, until)
        # A time limit of a socket is for each byte; this one is for all of them, headers too.
        limit = threading.Timer(until - time.monotonic(), _cut, [connection])
        try:
            limit.start()
            asked = f"{parts.path or '/'}{parts.query and f'?{parts.query}'}"  # a redirect may have a query
            connection.request("GET", asked, headers={"Accept": "application/rdap+json"})
            answer = connection.getresponse()
            if answer.status in (301, 302, 303, 307, 308):
                url = _next(url, answer.getheader("Location") or "")
                continue
            return _body(answer, until)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Temporary(f"the registry does not answer: {type(error).__name__}") from None
        finally:
            limit.cancel()
            connection.close()
    raise Permanent("the registry sends from one to the next")


def _cut(connection: http.client.HTTPConnection) -> None:
    if connection.sock is not None:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


def _connection(scheme: str, host: str, port: int | None, until: float) -> http.client.HTTPConnection:
    left = until - time.monotonic()
    if left <= 0:
        raise Temporary("the registry is too slow")
    if scheme == "https" and host:
        return http.client.HTTPSConnection(host, port, timeout=left, context=ssl.create_default_context())
    if scheme == "http" and is_this_machine(host):
        return http.client.HTTPConnection(host, port, timeout=left)
    raise Permanent("a registry is asked by https only")


def _next(url: str, location: str) -> str:
    """Where a redirect leads: to another registry by its name, never to an address or to this machine."""
    try:
        target = urljoin(url, location)
        old, new = urlsplit(url), urlsplit(target)
        _ = new.port
    except ValueError:
        raise Permanent("the registry sends to what is no URL") from None
    if new.netloc != old.netloc and not _is_public_name(new.hostname or ""):
        raise Permanent("the registry sends to an address that is no registry's")
    return target


def _is_public_name(host: str) -> bool:
    """Whether it is a name with a top-level domain: "127.1" and "0x7f.1" are addresses to a resolver."""
    named = parse_address(f"x@{host}")  # the strict reader of domain names
    top = named.domain.rpartition(".")[2] if named is not None and "." in named.domain else ""
    return bool(top) and not top[0].isdigit() and top != "localhost"


def _body(answer: http.client.HTTPResponse, until: float) -> bytes:
    _in_time(until)
    if answer.status == 404:
        raise Permanent("the registry knows nothing of it")
    if answer.status != 200:
        raise Temporary(f"the registry answers {answer.status}")
    data = b""
    while chunk := answer.read1(65_536):
        data += chunk
        if len(data) > LARGEST:
            raise Permanent("the registry's answer is too long")
        _in_time(until)
    _in_time(until)
    return data


def _in_time(until: float) -> None:
    """What was read later may be half of the answer, since the connection was cut."""
    if time.monotonic() > until:
        raise Temporary("the registry is too slow")


def _object(data: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise Permanent("the registry's answer is no JSON") from None
    if not isinstance(found, dict):
        raise Permanent("the registry's answer is no object")
    return found


def _abuse(answer: Mapping[str, Any], *, registrar: bool) -> Iterator[Address]:
    """Mail addresses of entities with the role "abuse"; of a registrar's, where that is asked for."""
    waiting: list[tuple[Any, int, bool]] = [(answer, 0, not registrar)]
    for _ in range(MOST):
        if not waiting:
            return
        entity, depth, counts = waiting.pop(0)
        if not isinstance(entity, dict):
            continue
        roles = entity.get("roles")
        named = {role for role in roles if isinstance(role, str)} if isinstance(roles, list) else set()
        counts = counts or "registrar" in named
        if counts and "abuse" in named:
            yield from _mails(entity.get("vcardArray"))
        inner = entity.get("entities")
        if isinstance(inner, list) and depth < DEEPEST:
            waiting += [(one, depth + 1, counts) for one in inner[:MOST]]


def _mails(card: Any) -> Iterator[Address]:
    """The addresses of a jCard (RFC 7095): rows of name, parameters, type and value."""
    rows = card[1] if isinstance(card, list) and len(card) > 1 and isinstance(card[1], list) else []
    for row in rows[:MOST]:
        if isinstance(row, list) and len(row) > 3 and row[0] == "email" and isinstance(row[3], str):
            address = parse_address(row[3].strip().removeprefix("mailto:"))
            if address is not None:
                yield address
