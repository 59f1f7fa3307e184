"""What a reply of an SMTP server means for the mail; and the form in which a mail is sent."""

import re

from hotlined.app.ports import Outcome, Verdict

_ENHANCED = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}(?=\s|$)")
_AUTH_CODES = frozenset({530, 534, 535, 538})  # RFC 4954: these speak of the account, not of the mail
_SENDER_CODES = frozenset({550, 553, 554})  # where no recipient is named yet: RFC 5321 section 4.2.3
_OF_THIS_MAIL = re.compile(rb"5\.(?:2\.3|3\.4|5\.\d+|6\.\d+)(?=\s|$)")  # its size, a parameter, its content


def stuffed(data: bytes) -> bytes:
    """RFC 5321 section 4.5.2: a dot before a leading dot; ends with CRLF."""
    data = (b"." if data.startswith(b".") else b"") + data.replace(b"\n.", b"\n..")
    return data if data.endswith(b"\r\n") else data + b"\r\n"


def reply(code: int, text: bytes) -> str:
    """The code with the enhanced status (RFC 3463), never the text."""
    enhanced = _ENHANCED.match(text)
    return f"{code} {enhanced[0].decode()}" if enhanced else str(code)


def no(code: int, text: bytes) -> Outcome:
    """A reply before the dot other than the one hoped for."""
    if code in _AUTH_CODES:
        return Outcome(Verdict.TEMPORARY, f"auth {reply(code, text)}")
    if code // 100 == 5:
        return Outcome(Verdict.PERMANENT, reply(code, text))
    return Outcome(Verdict.TEMPORARY, reply(code, text) if code // 100 == 4 else "garbled")


def of_sender(code: int, text: bytes) -> Outcome:
    """A reply to MAIL other than the one hoped for: our account is refused, unless it speaks of this mail."""
    if code in _SENDER_CODES and _OF_THIS_MAIL.match(text) is None:
        return Outcome(Verdict.TEMPORARY, f"auth {reply(code, text)}")
    return no(code, text)


def after_dot(code: int, text: bytes) -> Outcome:
    """The reply to the final dot."""
    match code // 100:
        case 2:
            return Outcome(Verdict.ACCEPTED, reply(code, text))
        case 4:
            return Outcome(Verdict.TEMPORARY, reply(code, text))
        case 5:
            return Outcome(Verdict.PERMANENT, reply(code, text))
        case _:
            return Outcome(Verdict.UNKNOWN, "garbled")
