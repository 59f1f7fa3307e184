"""What our own mail server says of a sender, in Authentication-Results (RFC 8601): a hint, never a key.

Only a field of a configured authserv-id counts, and only where our server wrote it: above everything
that came with the mail, that is before the second Received.  A field that is not understood proves
nothing.  Three statements count: the sender has logged in (`auth=pass smtp.auth=…`), DMARC passed for
the domain of From, or DKIM passed for exactly that domain.
"""

import re
from collections.abc import Collection, Sequence
from typing import Final

from hotlined.domain.address import Address

LONGEST: Final = 8_192  # characters of one field that are read
_COMMENT: Final = re.compile(r"\([^()]*\)")
_QUOTED: Final = re.compile(r'"[^"]*"')
_PROPERTY: Final = re.compile(r"([a-z]+)\.([a-z-]+)\s*=\s*\"?([^\s;\"]+)")
_RESULT: Final = re.compile(r"\s*([a-z-]+)\s*=\s*([a-z]+)\b")


def vouched(
    fields: Sequence[tuple[str, str]],
    sender: Address,
    authserv_ids: Collection[str],
    own_domains: Collection[str] = (),
) -> bool:
    """Whether our server vouches for this sender; `fields` are all header fields in order, unfolded."""
    methods = ("auth",) if sender.domain in own_domains else ("auth", "dmarc", "dkim")
    received = 0
    for name, value in fields:
        if name.lower() == "received":
            received += 1
            if received == 2:
                return False
        elif name.lower() == "authentication-results" and len(value) <= LONGEST:
            found = _says(value, sender, authserv_ids, methods)
            if found is not None:
                return found
    return False


def _says(
    value: str, sender: Address, authserv_ids: Collection[str], methods: Collection[str]
) -> bool | None:
    """What one field says; None when it is not our server's."""
    # A quoted reason may hold what somebody else wrote: with a semicolon in it, it is no value we read.
    plain = _QUOTED.sub(lambda match: "" if ";" in match[0] else match[0], value)
    while (without := _COMMENT.sub(" ", plain)) != plain:
        plain = without
    server, *results = plain.lower().split(";")
    named = server.split()
    if not named or named[0] not in {one.lower() for one in authserv_ids}:
        return None
    return any(_passes(result, sender, methods) for result in results)


def _passes(result: str, sender: Address, methods: Collection[str]) -> bool:
    method = _RESULT.match(result)
    if method is None or method[2] != "pass" or method[1] not in methods:
        return False
    properties = {f"{kind}.{name}": text for kind, name, text in _PROPERTY.findall(result)}
    match method[1]:
        case "auth":
            return properties.get("smtp.auth") in (str(sender), sender.local)
        case "dmarc":
            return properties.get("header.from") == sender.domain
        case "dkim":
            return properties.get("header.d") == sender.domain
        case _:
            return False
