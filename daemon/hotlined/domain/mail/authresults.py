"""What our own mail server says of a sender, in Authentication-Results (RFC 8601): a hint, never a key.

Only a field of a configured authserv-id counts, and only where our server wrote it: above every Received,
or below as many of them as the site says that its own servers add.  Whatever stands lower came with the
mail, whoever's name it bears.  A field that is not understood proves nothing.  Three statements count:
the sender has logged in (`auth=pass smtp.auth=…`), DMARC passed for the domain of From, or DKIM passed for
exactly that domain; of our own people only the login.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from hotlined.domain.values.address import Address

LONGEST: Final = 8_192  # characters of one field that are read
_PROPERTY: Final = re.compile(r"([a-z]+)\.([a-z-]+)\s*=\s*([^\s=]+)")
_RESULT: Final = re.compile(r"\s*([a-z-]+)\s*=\s*([a-z]+)\b")
_PLAIN: Final = re.compile(r"[A-Za-z0-9.@+_-]{1,320}")


def vouched(
    fields: Sequence[tuple[str, str]],
    sender: Address,
    authserv_ids: Collection[str],
    own_domains: Collection[str] = (),
    *,
    below: int = 0,
) -> bool:
    """Whether our server vouches for this sender; `fields` are all header fields in order, unfolded.

    `own_domains` are the hotline's and its analysts': who writes from there has to have logged in.
    `below` is the number of Received fields that our own servers put above their results.
    """
    methods = ("auth",) if sender.domain in own_domains else ("auth", "dmarc", "dkim")
    accounts = {str(sender), sender.local} if sender.domain in own_domains else {str(sender)}
    results = _results(fields, authserv_ids, below)
    return any(_passes(result, sender, methods, accounts) for result in results)


def refuted(
    fields: Sequence[tuple[str, str]], sender: Address, authserv_ids: Collection[str], *, below: int = 0
) -> bool:
    """Whether our server says that DMARC failed for the domain of From: somebody may have forged it.

    So may mails that a list or a forwarder passed on; of whom it is told nothing is refused for that alone.
    """
    found = map(_stated, _results(fields, authserv_ids, below))
    return any(
        one is not None and one[:2] == ("dmarc", "fail") and one[2].get("header.from") == sender.domain
        for one in found
    )


def _results(fields: Sequence[tuple[str, str]], authserv_ids: Collection[str], below: int) -> Sequence[str]:
    """The statements of the first field that is our server's, and where it wrote it."""
    received = 0
    for name, value in fields:
        if name.lower() == "received":
            received += 1
            if received > below:
                break
        elif name.lower() == "authentication-results":
            found = _said_by_us(value, authserv_ids)
            if found is not None:
                return found
    return ()


def _said_by_us(value: str, authserv_ids: Collection[str]) -> Sequence[str] | None:
    """The statements of one field; None when it is not our server's."""
    server, *results = "".join(_plain(value[: LONGEST + 1])).lower().split(";")
    named = server.split()
    if not named or named[0] not in {one.lower() for one in authserv_ids}:
        return None
    if len(value) > LONGEST or named[1:] not in ([], ["1"]):  # of another version nothing is known
        return ()
    return results


def _plain(value: str) -> Iterator[str]:
    """The field without comments, quoted values bare; one that is no plain word becomes "?".

    Comments and quotes may hold what somebody else wrote (a HELO name, an envelope sender), and one may
    hold the marks of the other: so they are told apart in one walk.
    """
    depth, at = 0, 0
    while at < len(value):
        char = value[at]
        at += 1
        if depth:
            depth += {"(": 1, ")": -1}.get(char, 0)
            at += char == "\\"
        elif char == "(":
            depth = 1
            yield " "
        elif char == '"':
            end = at
            while end < len(value) and value[end] != '"':
                end += 1 + (value[end] == "\\")
            quoted = value[at:end]
            yield quoted if _PLAIN.fullmatch(quoted) else "?"
            at = end + 1
        else:
            yield char


def _stated(result: str) -> tuple[str, str, dict[str, str]] | None:
    """Method, outcome and properties of one statement; None where it is not plain."""
    method = _RESULT.match(result)
    found = [(f"{kind}.{name}", text) for kind, name, text in _PROPERTY.findall(result)]
    properties = dict(found)
    if method is None or len(properties) != len(found):
        return None  # said twice: which one is meant?
    return method[1], method[2], properties


def _passes(result: str, sender: Address, methods: Collection[str], accounts: Collection[str]) -> bool:
    stated = _stated(result)
    if stated is None or stated[1] != "pass" or stated[0] not in methods:
        return False
    method, _, properties = stated
    match method:
        case "auth":
            return properties.get("smtp.auth") in accounts
        case "dmarc":
            return properties.get("header.from") == sender.domain
        case "dkim":
            return properties.get("header.d") == sender.domain
        case _:
            return False
