"""The ledger of a kill loop: what the world put in and saw leave, out of the daemon's reach (threats 4.1).

Every mail that the town writes bears its entry in a header of its own, `X-Town: kind case serial`, which the
daemon does not read; so a copy of it is known again in whatever folder it lies.  Times are seconds since 1970
of one clock.  Each moment is noted on the side where a verdict can only be too mild, never wrong: a hold once
it can be read, a release before it is handed over, a notice when its MAIL command comes.
"""

import hashlib
import re
import threading
from collections import defaultdict
from dataclasses import dataclass, field

_TOWN = re.compile(rb"^X-Town: (\S+) (\d+) (\d+)\r?$", re.MULTILINE)
_MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>]*>)", re.MULTILINE | re.IGNORECASE)
LAG = 0.25  # seconds in which bytes of a dead daemon may still be on their way into the sink


@dataclass(frozen=True, slots=True)
class Put:
    """One delivery of a mail into a mailbox of the hotline."""

    kind: str
    case: int  # 0: of no case
    serial: int  # the mail; its duplicates bear the same
    box: str
    begun: float  # about to be handed over
    readable: float  # LMTP has said 250
    raw: bytes


@dataclass(frozen=True, slots=True)
class Left:
    """One transaction that the sink has answered with 250."""

    message_id: str
    sha256: str
    recipient: str
    begun: float  # its MAIL command came
    whole: float  # its last byte had come
    raw: bytes


@dataclass(frozen=True, slots=True)
class Life:
    """One daemon process, from before its start to after its death."""

    pid: int
    started: float
    ended: float


@dataclass(slots=True)
class Ledger:
    """Everything in the order it happened; may be written from any thread."""

    puts: list[Put] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    lives: list[Life] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)

    def put(self, box: str, raw: bytes, begun: float, readable: float) -> None:
        """A mail of the town can be read from now on."""
        kind, case, serial = town_mark(raw) or ("?", 0, 0)
        with self.news:
            self.puts.append(Put(kind, case, serial, box, begun, readable, raw))

    def leave(self, recipient: str, raw: bytes, begun: float, whole: float) -> None:
        """The sink has taken a mail of the daemon."""
        found = _MESSAGE_ID.search(raw)
        name = found[1].decode() if found else "-"
        with self.news:
            self.left.append(Left(name, hashlib.sha256(raw).hexdigest(), recipient, begun, whole, raw))

    def lived(self, pid: int, started: float, ended: float) -> None:
        """A daemon is dead."""
        with self.news:
            self.lives.append(Life(pid, started, ended))

    def of_kind(self, *kinds: str) -> list[Put]:
        """The first delivery of each mail of these kinds."""
        first: dict[int, Put] = {}
        for one in self.puts:
            if one.kind in kinds:
                first.setdefault(one.serial, one)
        return list(first.values())

    def copies(self) -> dict[str, list[Left]]:
        """What left, by Message-ID, each oldest first."""
        found: dict[str, list[Left]] = defaultdict(list)
        for one in sorted(self.left, key=lambda one: one.whole):
            found[one.message_id].append(one)
        return found

    def life_began(self, moment: float) -> float:
        """When the daemon was started that surely sent what came at this moment (or an earlier one was)."""
        return max((one.started for one in self.lives if one.started <= moment - LAG), default=0.0)

    def killed_between(self, first: float, second: float) -> bool:
        """Whether a daemon died between the acceptances of two copies."""
        return any(first - LAG <= one.ended <= second for one in self.lives)

    def held(self, case: int, moment: float) -> list[Put]:
        """The holds that could be read before `moment` and that no later release had answered by then."""
        releases = [one.begun for one in self.of_kind("release") if one.case == case]
        return [
            hold
            for hold in self.of_kind("hold")
            if hold.case == case and hold.readable < moment
            if not any(hold.readable <= begun <= moment for begun in releases)
        ]


def town_mark(raw: bytes) -> tuple[str, int, int] | None:
    """Kind, case and serial of a mail of the town; None for any other mail."""
    found = _TOWN.search(raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0])
    return (found[1].decode(), int(found[2]), int(found[3])) if found else None
