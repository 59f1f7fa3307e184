"""Mailbox servers that speak as Exchange Online or Gmail do: a proxy that edits the talk of a real Dovecot.

Only what is known of them is played.
**Exchange Online**: capabilities as sessions in public reports show them (mscdex/node-imap#523,
jstedfast/MailKit#1282), fewer before the login than after it; no keywords, and BAD to a search for one
(node-imap#214); no folder marked (huacnlee/omamail#90), names in the mailbox's language; `Inbox`; sizes
estimated (Microsoft's EnableExactRFC822Size); "Request is throttled" and BYE
(simonrob/email-oauth2-proxy#191); a login that is taken for a mailbox that is not opened (MailKit#1494);
PGP/MIME that came in as multipart/mixed.  That it refuses a keyword in STORE and APPEND is a guess, the
harder of what RFC 9051 allows.
**Gmail**: Google's page on its IMAP extensions, and sessions in public code: folders are labels, and marked;
people may set keywords; what is expunged from a label stays in All Mail, and leaves it by way of the Trash
only (ImapSettings of Gmail's API, by default autoExpunge and archive; imapsync/imapsync#501).  A mail has one
label here, and no copy of a mail is dropped.
**Both** keep a copy of what is sent by SMTP.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from tests.support.dovecot import ALL, Dovecot
from tests.support.imap_proxy import Proxy, Said
from tests.support.servers import Mailboxes

DIALECT = "HOTLINED_DIALECT"  # the environment names one by it: all that runs on Dovecot then runs on that
EXCHANGE: Final = "exchange"
GMAIL: Final = "gmail"
DIALECTS: Final = (EXCHANGE, GMAIL)

_LITERAL = re.compile(rb"\{(\d+)\+?\}\r?\n$")
_COMMAND = re.compile(rb"(\S+) ((?:UID )?[A-Za-z]+) ?(.*?)\r?\n$", re.DOTALL)
_THROTTLED = b"BAD Request is throttled. Suggested Backoff Time: 89117 milliseconds"
_BYE = b"* BYE Connection closed. 14\r\n"


@dataclass
class Moods:
    """What the server does to everybody now: refuses work, opens no mailbox, takes no more logins."""

    throttled: bool = False
    disconnected: bool = False
    crowded: bool = False


@dataclass
class _Dialect:
    """One connection's edits (`imap_proxy.Edit`); literals are never touched."""

    moods: Moods
    _left: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})
    _login: bytes = b""  # the tag of the command that logs in, once it was heard
    _in: bool = False  # logged in

    def __call__(self, line: bytes, downward: bool) -> Said:
        """`imap_proxy.Edit`."""
        inside = self._left[downward]
        if found := _LITERAL.search(line[inside:] if inside < len(line) else b""):
            self._left[downward] = int(found[1])
        else:
            self._left[downward] = max(0, inside - len(line))
        if inside:
            return Said(line)
        if downward:
            self._in = self._in or bool(self._login and line.startswith(self._login + b" OK "))
            return Said(self.says(line))
        command = _COMMAND.match(line)
        if command and command[2].upper() in (b"LOGIN", b"AUTHENTICATE"):
            self._login = command[1]
        said = self.hears(line, *command.groups()) if command else Said(line)
        if not said.on:
            self._left[downward] = 0  # refused: its literal never comes
        return said

    def says(self, line: bytes) -> bytes:
        """What becomes of a line of the server."""
        raise NotImplementedError

    def hears(self, line: bytes, tag: bytes, verb: bytes, rest: bytes) -> Said:
        """What becomes of a command."""
        raise NotImplementedError


# --- Exchange Online ---------------------------------------------------------------------------------

_BEFORE = (
    b"IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+"
)
_AFTER = (
    b"IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT CLIENTACCESSRULES"
    b" CLIENTNETWORKPRESENCELOCATION BACKENDAUTHENTICATE CHILDREN IDLE NAMESPACE LITERAL+"
)
_FLAGS = b"(\\Seen \\Answered \\Flagged \\Deleted \\Draft $MDNSent)"
_KNOWN = frozenset(_FLAGS.lower()[1:-1].split())
_BAD_ARGUMENT = b"BAD Command Argument Error. 11\r\n"
_WORKS = frozenset({b"SELECT", b"EXAMINE", b"NAMESPACE", b"LIST", b"LSUB", b"STATUS", b"CREATE", b"APPEND"})


def _keywords(flags: bytes) -> list[bytes]:
    return [word for word in flags.split() if word.lower() not in _KNOWN]


class Exchange(_Dialect):
    """Exchange Online."""

    def says(self, line: bytes) -> bytes:
        """Its own words, where they differ."""
        if line.startswith(b"* OK [CAPABILITY"):
            return b"* OK The Microsoft Exchange IMAP4 service is ready. [QQA=]\r\n"
        if line.startswith(b"* CAPABILITY"):
            if self._login and not self._in:
                return b""  # it wants to be asked again
            return b"* CAPABILITY " + (_AFTER if self._in else _BEFORE) + b"\r\n"
        if self._login and line.startswith(self._login + b" OK "):
            return self._login + b" OK AUTHENTICATE completed.\r\n"
        if line.startswith((b"* LIST", b"* LSUB")):
            line = re.sub(rb" ?\\(?:Sent|Junk|Trash|Drafts|Archive|All)\b", b"", line)
            return re.sub(rb"INBOX(?=\r)", b"Inbox", line)
        if line.startswith(b"* FLAGS"):
            return b"* FLAGS " + _FLAGS + b"\r\n"
        if b"[PERMANENTFLAGS" in line:
            return b"* OK [PERMANENTFLAGS " + _FLAGS + b"] Permanent flags\r\n"
        if b"[HIGHESTMODSEQ" in line:
            return b""
        line = re.sub(rb"(?<=RFC822.SIZE )\d+", lambda size: b"%d" % _estimated(int(size[0])), line)
        return re.sub(rb"(?<=FLAGS \()[^)]*", _without_keywords, line) if b" FETCH (" in line else line

    def hears(self, line: bytes, tag: bytes, verb: bytes, rest: bytes) -> Said:
        """What it does not know is BAD; in a mood, everything is."""
        verb = verb.upper()
        if self._in and self.moods.disconnected and verb in _WORKS:
            return Said(b"", tag + b" BAD User is authenticated but not connected.\r\n")
        if self._in and self.moods.throttled and verb != b"LOGOUT":
            return Said(b"", tag + b" " + _THROTTLED + b"\r\n" + _BYE, ends=True)
        if verb.endswith(b"SEARCH") and re.search(rb"\b(?:UN)?KEYWORD\b|\bMODSEQ\b", rest.upper()):
            return Said(b"", tag + b" " + _BAD_ARGUMENT)
        if verb in (b"ENABLE", b"SORT", b"UID SORT", b"THREAD", b"UID THREAD", b"GETQUOTAROOT"):
            return Said(b"", tag + b" BAD Command Error. 12\r\n")
        if verb == b"LIST" and b"RETURN" in rest.upper():
            return Said(b"", tag + b" " + _BAD_ARGUMENT)
        flags = re.search(rb"\(([^()]*)\)", rest)
        if verb.endswith((b"STORE", b"APPEND")) and flags and _keywords(flags[1]):
            return Said(b"", tag + b" " + _BAD_ARGUMENT)
        return Said(line)


def _estimated(size: int) -> int:
    """As from other properties of the mail: near, and not right."""
    return size + size // 20 + 3


def _without_keywords(flags: "re.Match[bytes]") -> bytes:
    unknown = set(_keywords(flags[0])) - {b"\\Recent"}
    return b" ".join(word for word in flags[0].split() if word not in unknown)


def rewritten(raw: bytes) -> bytes:
    """A PGP/MIME mail as Exchange hands it on: multipart/mixed that begins with an empty text."""
    raw = re.sub(rb"\r?\n", b"\r\n", raw)
    head, _, body = raw.partition(b"\r\n\r\n")
    kind = re.search(rb"^Content-Type: multipart/encrypted(?:[^\r\n]*\r\n[ \t])*[^\r\n]*", head, re.I | re.M)
    mark = re.search(rb'boundary="?([^";\r\n]+)', kind[0]) if kind else None
    if kind is None or mark is None:
        return raw
    other = b'Content-Type: multipart/mixed;\r\n\tboundary="' + mark[1] + b'"'
    empty = b"--" + mark[1] + b'\r\nContent-Type: text/plain; charset="us-ascii"\r\n\r\n\r\n'
    return head.replace(kind[0], other) + b"\r\n\r\n" + empty + body[body.index(b"--" + mark[1]) :]


# --- Gmail -------------------------------------------------------------------------------------------

_GMAIL_BEFORE = (
    b"IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 XYZZY SASL-IR AUTH=XOAUTH2"
    b" AUTH=PLAIN AUTH=PLAIN-CLIENTTOKEN AUTH=OAUTHBEARER"
)
_GMAIL_AFTER = (
    b"IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 UIDPLUS COMPRESS=DEFLATE ENABLE"
    b" MOVE CONDSTORE ESEARCH UTF8=ACCEPT LIST-EXTENDED LIST-STATUS LITERAL- SPECIAL-USE APPENDLIMIT=35651584"
)
_ALL_MAIL = b"[Gmail]/Alle Nachrichten"
_ARCHIVE = b"[Gmail]/.archive"  # where Dovecot keeps what has no label left; nobody sees it
_FREED = (b"[Gmail]/Papierkorb", b"[Gmail]/Spam")  # what is expunged there is gone


@dataclass
class Gmail(_Dialect):
    """Gmail of somebody whose language is German; `_selected` is the folder."""

    _selected: bytes = b""

    def says(self, line: bytes) -> bytes:
        """Its own words, and names of folders."""
        if line.startswith(b"* OK [CAPABILITY"):
            return b"* OK Gimap ready for requests from 192.0.2.1 a1\r\n"
        if line.startswith(b"* CAPABILITY"):
            return b"* CAPABILITY " + (_GMAIL_AFTER if self._login else _GMAIL_BEFORE) + b"\r\n"
        if self._login and line.startswith(self._login + b" OK "):
            return self._login + b" OK somebody authenticated (Success)\r\n"
        if line.startswith((b"* LIST", b"* LSUB")):
            if _ARCHIVE in line or re.search(rb"Virtual(?=\r)", line):
                return b""
            all_mail = b'* LIST (\\All \\HasNoChildren) "/" "' + _ALL_MAIL + b'"\r\n'
            return all_mail if ALL.encode() in line else line
        return line.replace(ALL.encode(), _ALL_MAIL) if line.startswith(b"* STATUS") else line

    def hears(self, line: bytes, tag: bytes, verb: bytes, rest: bytes) -> Said:
        """A folder is a label: to take it off is to archive; All Mail gives away nothing but to the Trash."""
        verb = verb.upper()
        if verb in (b"AUTHENTICATE", b"LOGIN") and self.moods.crowded:
            return Said(b"", tag + b" NO [ALERT] Too many simultaneous connections. (Failure)\r\n")
        line = line.replace(_ALL_MAIL, ALL.encode())
        if verb in (b"SELECT", b"EXAMINE"):
            self._selected = rest.strip(b'"').partition(b'" (')[0]
        done = Said(b"", tag + b" OK Success\r\n")
        if self._selected == _ALL_MAIL and verb.endswith(b"EXPUNGE"):
            return done
        if verb.endswith(b"STORE") and b"+FLAGS" in rest and rb"\Deleted" in rest:
            if self._selected == _ALL_MAIL:
                return done
            if self._selected not in _FREED:
                uids = rest.split()[0]
                return Said(tag + b" " + verb[:-5] + b"MOVE " + uids + b' "' + _ARCHIVE + b'"\r\n')
        return Said(line)


# --- servers -----------------------------------------------------------------------------------------

_SPECIAL: Mapping[str, Mapping[str, str]] = {
    EXCHANGE: {"Gesendete Elemente": "\\Sent", "Junk-E-Mail": "\\Junk", "Gelöschte Elemente": "\\Trash"},
    GMAIL: {
        "[Gmail]/Gesendet": "\\Sent",
        "[Gmail]/Spam": "\\Junk",
        "[Gmail]/Papierkorb": "\\Trash",
        _ARCHIVE.decode(): "",
    },
}
_SPEAKS: Mapping[str, Callable[[Moods], _Dialect]] = {EXCHANGE: Exchange, GMAIL: Gmail}


class DialectServer(Mailboxes):
    """A Dovecot behind a front that speaks a dialect: what people see goes through it, deliveries do not.

    `mangled`: the addresses whose encrypted mail arrives as Exchange rewrites it.
    """

    def __init__(self, kind: str, users: Mapping[str, str], *, mangled: frozenset[str] = frozenset()) -> None:
        self.kind = kind
        self.users = dict(users)
        self.moods = Moods()
        self.keeps_keywords = kind != EXCHANGE
        self._mangled = mangled if kind == EXCHANGE else frozenset()
        self.behind = Dovecot(users, special=_SPECIAL[kind], all_mail=kind == GMAIL)
        self.junk, self.copies = (
            next(name for name, use in _SPECIAL[kind].items() if use == wanted)
            for wanted in ("\\Junk", "\\Sent")
        )
        self.proxy = Proxy(self.behind.imap_port)
        self.proxy.edits = self._speaker
        self.imap_port = self.imaps_port = self.proxy.port  # without TLS, which the front cannot look into
        self.lmtp_port = self.behind.lmtp_port
        self.cafile, self.keyfile = self.behind.cafile, self.behind.keyfile
        self.waiting, self.forget_mail = self.behind.waiting, self.behind.forget_mail
        self.log, self.base, self.forget_headers = (
            self.behind.log,
            self.behind.base,
            self.behind.forget_headers,
        )

    def _speaker(self) -> _Dialect:
        return _SPEAKS[self.kind](self.moods)

    def __enter__(self) -> Self:
        self.behind.start()
        self.proxy.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self.proxy.__exit__()
        self.behind.close()

    def submitted(self, sender: str, raw: bytes) -> None:
        """Both keep a copy with what was sent, unless it lies there already."""
        user = re.sub(r"\+[^@]*", "", sender)
        if user in self.users:
            with self.behind.login(user) as client:
                client.append(self.copies, raw, [b"\\Seen"])

    def deliver(self, recipient: str, raw: bytes, *, sender: str = "") -> None:
        """As Dovecot does; Exchange has rewritten the mail by then."""
        mangled = re.sub(r"\+[^@]*", "", recipient) in self._mangled
        self.behind.deliver(recipient, rewritten(raw) if mangled else raw, sender=sender)
