"""What a server may say at the wrong moment: edits for the proxy (`tests.support.imap_proxy.Edit`).

Each counts from its making and strikes once (or `times` times); `struck` says how often it has.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.support.imap_proxy import Said

_LITERAL = re.compile(rb"\{(\d+)\}\r?\n$")
_NUMBERS = (  # UIDs in commands, and in what the server says
    re.compile(rb"( UID (?:FETCH|STORE|MOVE) )([\d,]+)"),
    re.compile(rb"(\[UIDNEXT |FETCH \(UID |^\* SEARCH )([\d ]+)"),
)
_COMMAND = re.compile(rb"(\S+) ((?:UID )?[A-Z]+)\b")


@dataclass
class Line:
    """Say something of one's own before the nth line of the server, never inside of a literal."""

    nth: int
    words: bytes
    ends: bool = False  # and then hang up
    then: Callable[[], None] = lambda: None
    struck: int = 0
    _literal: int = 0

    def __call__(self, line: bytes, downward: bool) -> Said:
        """`imap_proxy.Edit`."""
        if not downward:
            return Said(line)
        inside, self._literal = self._literal > 0, self._literal - len(line)
        if found := _LITERAL.search(line):
            self._literal = int(found[1])
        if inside:
            return Said(line)
        self.nth -= 1
        if self.nth != -1:
            return Said(line)
        self.struck += 1
        self.then()
        return Said(self.words if self.ends else self.words + line, ends=self.ends)


@dataclass
class Refuse:
    """Answer a command in the server's place, which never sees it: the nth of all, or those that begin so."""

    words: bytes  # after the tag
    nth: int = 0
    verb: bytes = b""
    times: int = 1
    then: Callable[[], None] = lambda: None
    struck: int = 0

    def __call__(self, line: bytes, downward: bool) -> Said:
        """`imap_proxy.Edit`."""
        found = None if downward else _COMMAND.match(line)
        if found is None or self.struck >= self.times or (self.verb and found[2] != self.verb):
            return Said(line)
        self.nth -= 1
        if self.nth >= 0:
            return Said(line)
        self.struck += 1
        self.then()
        return Said(b"", back=found[1] + b" " + self.words + b"\r\n")


@dataclass
class Stuck:
    """A message that cannot be moved, nor others together with it: the first that is tried."""

    struck: int = 0
    _uid: bytes = b""

    def __call__(self, line: bytes, downward: bool) -> Said:
        """`imap_proxy.Edit`."""
        found = None if downward else re.match(rb"(\S+) UID MOVE ([\d,]+) ", line)
        uids = found[2].split(b",") if found else []
        self._uid = self._uid or (uids[0] if uids else b"")
        if found is None or self._uid not in uids:
            return Said(line)
        self.struck += 1
        return Said(b"", back=found[1] + b" NO [CANNOT] not this one\r\n")


@dataclass
class Moment:
    """Do something when the client says a verb for the nth time, before the server hears it."""

    verb: bytes
    act: Callable[[], None]
    nth: int = 0
    struck: int = 0

    def __call__(self, line: bytes, downward: bool) -> Said:
        """`imap_proxy.Edit`."""
        found = None if downward else _COMMAND.match(line)
        verb = found[2] if found else line.strip()
        if not downward and verb == self.verb:
            self.nth -= 1
            if self.nth == -1:
                self.struck += 1
                self.act()
        return Said(line)


@dataclass
class Validity:
    """Another UIDVALIDITY, and each UID one lower, from the nth SELECT to before the `until`th."""

    nth: int
    until: int
    struck: int = 0
    _selected: int = 0

    def __call__(self, line: bytes, downward: bool) -> Said:
        """`imap_proxy.Edit`."""
        if downward and b"[UIDVALIDITY " in line:
            self._selected += 1
        if not self.nth <= self._selected < self.until:
            return Said(line)
        if b"[UIDVALIDITY " in line:
            self.struck += 1
            return Said(
                re.sub(rb"(?<=UIDVALIDITY )\d", lambda digit: b"2" if digit[0] == b"1" else b"1", line)
            )
        return Said(_NUMBERS[downward].sub(lambda found: _moved(found, -1 if downward else 1), line))


def _moved(found: "re.Match[bytes]", by: int) -> bytes:
    return found[1] + re.sub(rb"\d+", lambda uid: str(int(uid[0]) + by).encode(), found[2])


def hide(capability: bytes) -> Callable[[bytes, bool], Said]:
    """A server that does not offer something."""

    def edit(line: bytes, downward: bool) -> Said:
        return Said(line.replace(b" " + capability, b"") if downward and b"CAPABILITY" in line else line)

    return edit
