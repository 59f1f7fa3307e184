"""A schedule of several daemons: mails that come, and what befalls which daemon, out of one integer.

Times are milliseconds.  As in `tests.simulation.schedule`, taking steps out does not move the others.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from random import Random
from typing import Final

SECOND: Final = 1_000
DELAY: Final = 120 * SECOND  # from the acceptance of a report to the notice
PURGED_AFTER: Final = 30 * SECOND  # from the receipt, where there are purges
LAST: Final = 260 * SECOND  # when nothing more happens by itself


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens; `do` is one of `MAILS`, `BEFALLS` or `SERVERS`."""

    at: int
    do: str
    who: str = ""  # an analyst, or the number of a daemon
    item: int = 0  # that a mail is about; how many awaits later something befalls a daemon
    n: int = 0  # s that it lasts, or that a clock is ahead then; how many copies of a mail arrive
    more: str = ""  # what else is so: "signed", "after", an outcome of SMTP
    point: str = ""  # that a daemon is at when something befalls it; see `process`


@dataclass(frozen=True, slots=True)
class Schedule:
    """`lags`: ms that an answer of a mailbox and of a mail server take; `purges`: after a receipt."""

    seed: int
    daemons: int
    lags: tuple[int, int]
    steps: tuple[Step, ...]
    purges: bool = False

    def without(self, steps: Iterable[Step]) -> "Schedule":
        """The same with fewer steps."""
        gone = set(map(id, steps))
        return replace(self, steps=tuple(step for step in self.steps if id(step) not in gone))

    def written(self) -> str:
        """One line of JSON for the start, one for each step."""
        head = {"seed": self.seed, "daemons": self.daemons, "lags": self.lags}
        head |= {"purges": True} if self.purges else {}
        return "\n".join(json.dumps(one) for one in (head, *map(_short, self.steps))) + "\n"


def _short(step: Step) -> dict[str, object]:
    return {name: value for name, value in asdict(step).items() if value or name == "at"}


def read(text: str) -> Schedule:
    """The schedule out of `written`; lines that begin with # are remarks."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    head, *steps = map(json.loads, lines)
    lags = head["lags"][0], head["lags"][1]
    made = tuple(Step(**one) for one in steps)
    return Schedule(head["seed"], head["daemons"], lags, made, head.get("purges", False))


MAILS: Final = {
    "hold": 6,
    "release": 2,
    "received": 4,
    "riddle": 1,
    "bounce": 2,
    "stop": 5,
    "go": 2,
    "public": 3,
}
BEFALLS: Final = {  # a daemon: its process, its locks, what it is told, its clock, its version
    "kill": 6,
    "vanish": 3,
    "pause": 10,
    "cut": 4,
    "end": 4,
    "lose": 3,
    "deaf": 3,
    "clock": 4,
    "update": 2,
}
POINTS: Final = ("commit", "commit", "_enter", "_claim", "move", "dot", "dotted", "_kept", "purge")
_LONG: Final = (3, 12, 20, 40, 40, 70)  # s
CLOCKS: Final = (-200, -90, -50, -25, -5, 0, 5, 25, 50, 90, 200)  # s ahead
SERVERS: Final = {"smtp": 3, "down": 2}
_KINDS: Final = MAILS | BEFALLS | SERVERS


_LASTS: Final = {"pause": _LONG, "cut": _LONG, "deaf": _LONG, "clock": CLOCKS}


def generate(seed: int, *, longest: int = 12) -> Schedule:
    """The schedule of a seed."""
    chance = Random(seed)  # noqa: S311  # repeatable, and no secret
    daemons = chance.choice((2, 2, 3))
    items = chance.randint(1, 4)
    steps = [_report(chance, item) for item in range(1, items + 1)]
    if chance.random() < 0.3:  # both analysts about the same
        twin = chance.choice(steps)
        steps.append(replace(twin, who="ben" if twin.who == "ann" else "ann", n=1))
    for _ in range(chance.randint(1, longest)):
        kind = chance.choices([*_KINDS], [*_KINDS.values()])[0]
        steps.append(_step(chance, kind, _moment(chance, steps), items, daemons))
    lags = (chance.choice((0, 0, 200, 2_000)), chance.choice((0, 50, 1_000, 8_000, 25_000)))
    purges = chance.random() < 0.5
    if purges:
        near = steps[0]
        at = min(LAST, near.at + chance.randint(3 * SECOND, 60 * SECOND))
        steps.append(Step(at, "received", item=near.item, n=1, more="signed"))
    return Schedule(seed, daemons, lags, tuple(sorted(steps, key=lambda one: one.at)), purges)


def _report(chance: Random, item: int) -> Step:
    at = chance.choice((8_000, 8_000, chance.randint(0, 100 * SECOND)))
    return Step(at, "report", chance.choice(("ann", "ben")), item, chance.choice((1, 1, 1, 2)))


def _moment(chance: Random, steps: Sequence[Step]) -> int:
    """Mostly just after a mail has come, or when its notice falls due."""
    near = chance.choice(steps).at
    kind = chance.random()
    if kind < 0.4:
        return min(LAST, near + chance.randint(0, 3 * SECOND))
    if kind < 0.8:
        return min(LAST, near + DELAY + chance.randint(-3 * SECOND, 6 * SECOND))
    return chance.randint(0, LAST)


def _step(chance: Random, kind: str, at: int, items: int, daemons: int) -> Step:
    if kind in BEFALLS:
        lasts = chance.choice(_LASTS.get(kind, (1, 10, 40)))
        more = "after" if chance.random() < 0.5 else ""
        point = chance.choice(("", "", *POINTS))
        awaits = chance.randint(1, 3) if point else chance.choice((0, chance.randint(0, 200)))
        return Step(at, kind, str(chance.randrange(daemons)), awaits, lasts, more, point)
    match kind:
        case "smtp":
            return Step(at, kind, more=chance.choice(("unknown", "temporary", "lost")))
        case "down":
            return Step(at, kind, chance.choice(("lea", "intake")), n=chance.choice((2, 15, 50)))
        case _:
            signed = "signed" if kind == "release" or chance.random() < 0.5 else ""
            copies = chance.choice((1, 1, 1, 2))
            return Step(at, kind, chance.choice(("ann", "ben")), chance.randint(1, items), copies, signed)
