"""Logging in to an SMTP server: by password, or by access token."""

import smtplib


class _Utf8(str):
    """smtplib encodes what is shown as ASCII, by name; RFC 4616 section 2 wants UTF-8."""

    __slots__ = ()

    def encode(self, *_: object) -> bytes:
        return super().encode("utf-8")


def log_in(smtp: smtplib.SMTP, user: str, password: str, *, bearer: bool) -> None:
    """By password, or by access token (XOAUTH2, else OAUTHBEARER of RFC 7628)."""
    offered = smtp.esmtp_features.get("auth", "").upper().split()
    if not bearer and "PLAIN" in offered and not f"{user}{password}".isascii():
        _say(smtp, "PLAIN", _Utf8(f"\0{user}\0{password}"), "")
    elif not bearer:
        smtp.login(user, password)
    elif "XOAUTH2" in offered:
        _say(smtp, "XOAUTH2", f"user={user}\x01auth=Bearer {password}\x01\x01", "")
    elif "OAUTHBEARER" in offered:
        name = user.replace("=", "=3D").replace(",", "=2C")
        _say(smtp, "OAUTHBEARER", f"n,a={name},\x01auth=Bearer {password}\x01\x01", "\x01")
    else:
        raise smtplib.SMTPException("no method for an access token")


def _say(smtp: smtplib.SMTP, method: str, first: str, after: str) -> None:
    """All at once; a server that refuses explains itself in a challenge, and `after` ends the exchange."""

    def answer(challenge: bytes | None = None, /) -> str:
        return first if challenge is None else after

    smtp.auth(method, answer)
