"""What a reply of an SMTP server means for the mail; and the form in which a mail is sent."""

import re
from dataclasses import replace

from hotlined.app.ports import Cause, Outcome, Verdict

_ENHANCED = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}(?=\s|$)")
_AUTH_CODES = frozenset({530, 534, 535, 538})  # RFC 4954: these speak of the account, not of the mail
_SENDER_CODES = frozenset({550, 553, 554})  # where no recipient is named yet: RFC 5321 section 4.2.3
_CLOSING = 421  # RFC 5321 section 3.8: it may come at any moment
_OF_THIS_MAIL = re.compile(rb"5\.(?:2\.3|3\.4|5\.\d+|6\.\d+)(?=\s|$)")  # its size, a parameter, its content
# What servers have against us and not against this mail, and say only where a recipient is named or all is
# sent: the quota of a day (Gmail, Exchange), an address that is not the account's (Exchange), what Postfix
# found at MAIL or before (`smtpd_delay_reject`).
_OF_US = re.compile(
    rb"[45]\.(?:4\.5|1\.90|7\.705|2\.252|7\.60)(?=\s|$)"
    rb"|5\.2\.0 STOREDRV\.Submission\.Exception:(?:SendAsDenied|OutboundSpam)"
    rb"|(?:[45]\.\d{1,3}\.\d{1,3} )?<[^<>\n]{0,320}>: "
    rb"(?:(?:Sender address|Client host|Helo command) rejected|Relay access denied)"
    rb"|(?:[45]\.\d{1,3}\.\d{1,3} )?Service unavailable; (?:Client host|Sender address) \["
)


def stuffed(data: bytes) -> bytes:
    """RFC 5321 section 4.5.2: a dot before a leading dot; ends with CRLF."""
    data = (b"." if data.startswith(b".") else b"") + data.replace(b"\n.", b"\n..")
    return data if data.endswith(b"\r\n") else data + b"\r\n"


def reply(code: int, text: bytes) -> str:
    """The code with the enhanced status (RFC 3463), never the text."""
    enhanced = _ENHANCED.match(text)
    return f"{code} {enhanced[0].decode()}" if enhanced else str(code)


def of_account(said: str, *, lasting: bool = True) -> Outcome:
    """What it says of our account, where it has let us in: with "auth" in front where that is to last."""
    return Outcome(Verdict.TEMPORARY, f"auth {said}" if lasting else said, Cause.ACCOUNT)


def shut_out(said: str, *, lasting: bool = True) -> Outcome:
    """It does not let us in, or we do not go in, whatever the mail is; `lasting` as above."""
    return replace(of_account(said, lasting=lasting), cause=Cause.AWAY)


def no(code: int, text: bytes) -> Outcome:
    """A reply before the dot other than the one hoped for."""
    if code in _AUTH_CODES or _speaks_of_us(code, text):
        return of_account(reply(code, text), lasting=code // 100 == 5)
    return _of_this_mail(code, text) or Outcome(Verdict.TEMPORARY, "garbled", Cause.BROKEN_OFF)


def of_sender(code: int, text: bytes, *, first: bool) -> Outcome:
    """A reply to MAIL other than the one hoped for: our account is refused, unless it speaks of this mail.

    `first` of its connection: a server that closes it even so is not available (RFC 5321 section 3.8), to any
    mail; after another mail it may only have had enough of this connection.
    """
    if code == _CLOSING and first:
        return shut_out(reply(code, text), lasting=False)
    if code in _SENDER_CODES and _OF_THIS_MAIL.match(text) is None:
        return of_account(reply(code, text))
    return no(code, text)


def after_dot(code: int, text: bytes) -> Outcome:
    """The reply to the final dot."""
    if _speaks_of_us(code, text):
        return of_account(reply(code, text), lasting=code // 100 == 5)
    if code // 100 == 2:
        return Outcome(Verdict.ACCEPTED, reply(code, text))
    return _of_this_mail(code, text) or Outcome(Verdict.UNKNOWN, "garbled")


def _of_this_mail(code: int, text: bytes) -> Outcome | None:
    """A no to the mail itself, for good or for now (RFC 5321 section 4.2.1); None where it is neither."""
    verdict = {5: Verdict.PERMANENT, 4: Verdict.TEMPORARY}.get(code // 100)
    return None if verdict is None else Outcome(verdict, reply(code, text))


def _speaks_of_us(code: int, text: bytes) -> bool:
    """Of the account, or of the whole server: 421 ends the connection, whatever it was asked for."""
    return code == _CLOSING or (code // 100 in (4, 5) and _OF_US.match(text) is not None)
