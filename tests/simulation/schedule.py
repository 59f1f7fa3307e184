"""A schedule: what happens around the daemon in one run, out of one integer; and as lines of text.

Times are milliseconds of true time since the LEA's server accepted the reports (`T0`).  Taking steps out
of a schedule does not move the others, so that a failing one can be made shorter.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from random import Random

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
BASES = ("plain", "spring", "autumn", "receipt")
LATE_B = 700  # ms: the second case's report is accepted later


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens: `do` is "mail", "down", "up", "crash", "jump", "smtp" or "items"."""

    at: int
    do: str
    who: str = ""  # who writes: see `people.truth`
    says: str = ""  # what: see `people.truth`; or the outcome of the next SMTP transactions
    on: str = ""  # cases: "A", "B", "AB" or none
    how: str = "subject"  # how the mail names the case: thread, token, subject, text or none
    signed: bool = False
    box: str = "INBOX"
    quiet: bool = False  # the server does not tell by IDLE
    n: int = 0  # ms of a crash, s of a clock jump, h of a hold, item of an item's hold
    item: int = 0  # that a mail names


@dataclass(frozen=True, slots=True)
class Schedule:
    """`base`: the start; `delay`: ms from acceptance to the notice; `lags`: ms, see `LAGS`."""

    seed: int
    base: str
    delay: int
    lags: tuple[int, ...]
    steps: tuple[Step, ...]

    def without(self, steps: Iterable[Step]) -> "Schedule":
        """The same with fewer steps."""
        gone = set(map(id, steps))
        return replace(self, steps=tuple(step for step in self.steps if id(step) not in gone))

    def written(self) -> str:
        """One line of JSON for the start, one for each step."""
        head = {"seed": self.seed, "base": self.base, "delay": self.delay, "lags": self.lags}
        return "\n".join(json.dumps(one) for one in (head, *map(_short, self.steps))) + "\n"


LAGS = ("list", "mail", "file", "gate", "smtp")


def read(text: str) -> Schedule:
    """The schedule out of `written`; lines that begin with # are remarks."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    head, *steps = map(json.loads, lines)
    return Schedule(
        seed=head["seed"],
        base=head["base"],
        delay=head["delay"],
        lags=tuple(head["lags"]),
        steps=tuple(Step(**step) for step in steps),
    )


def _short(step: Step) -> dict[str, object]:
    told = {field.name: getattr(step, field.name) for field in fields(step)}
    plain = {field.name: field.default for field in fields(step)}
    return {name: value for name, value in told.items() if name in ("at", "do") or value != plain[name]}


def generate(seed: int, *, delay: int = DAY, longest: int = 12) -> Schedule:
    """The schedule of a seed; `delay` is short where true loops have to run through it."""
    chance = Random(seed)  # noqa: S311  # repeatable, and no secret
    lags = tuple(
        chance.choice(some) for some in ((1, 20, 300), (1, 30, 900), (1, 50), (1, 3, 200), (1, 40, 1500))
    )
    steps: list[Step] = []
    for _ in range(chance.randint(2, longest)):
        at = _moment(chance, delay)
        steps += _step(chance, at, delay)
    return Schedule(seed, chance.choices(BASES, (6, 1, 1, 1))[0], delay, lags, tuple(sorted(steps, key=_at)))


def _at(step: Step) -> int:
    return step.at


def _moment(chance: Random, delay: int) -> int:
    """Mostly within two seconds of the time at which a notice is due, in steps of 1 ms."""
    kind = chance.random()
    if kind < 0.5:
        return delay + chance.choice((0, LATE_B)) + chance.randint(-2_000, 2_000)
    if kind < 0.7:
        return chance.randint(1_000, delay)
    if kind < 0.9:
        return delay + chance.randint(0, 120 * SECOND)
    return delay + chance.randint(0, delay // 4)


KINDS = {
    "hold": 30,
    "release": 10,
    "receipt": 8,
    "riddle": 8,
    "machine": 9,
    "analyst": 9,
    "provider": 2,
    "imap": 9,
    "crash": 8,
    "jump": 5,
    "smtp": 5,
    "items": 2,
    "siege": 2,
    "some": 12,
}


def _step(chance: Random, at: int, delay: int) -> Sequence[Step]:
    kind = chance.choices([*KINDS], [*KINDS.values()])[0]
    match kind:
        case "siege":
            return _siege(chance, delay)
        case "imap":
            length = chance.choice((300, 3_000, 40_000, 400_000))
            return Step(at, "down"), Step(at + chance.randint(1, length), "up")
        case "crash":
            return (Step(at, "crash", n=chance.choice((1, 200, 3_000, 90_000))),)
        case "jump":
            return _jump(chance, at, delay)
        case "smtp":
            return (Step(at, "smtp", says=chance.choice(("unknown", "cut", "temporary", "permanent"))),)
        case "items":
            return (Step(at, "items", on="A", n=chance.choice((1, 2))),)
        case "analyst":
            soon = ("now", "+12h") if delay > 12 * HOUR else ("now",)
            says = chance.choice((*soon, "confirm", "hold", "release", "gone", "provider"))
            return (Step(at, "mail", "analyst", says, chance.choice("AB"), signed=chance.random() < 0.9),)
        case "provider":
            return (
                Step(at, "mail", "provider", chance.choice(("removed", "question")), chance.choice("AB")),
            )
        case "machine":
            return (_machine(chance, at),)
        case _:
            return (_police(chance, at, kind),)


def _siege(chance: Random, delay: int) -> Sequence[Step]:
    """The provider's server refuses for a while; the LEA's mailbox goes away, and a hold comes meanwhile."""
    down = delay + chance.randint(100, 5_000)
    hold = down + chance.randint(1_000, 300_000)
    return (
        *(Step(delay - 1, "smtp", says="temporary") for _ in range(chance.randint(2, 5))),
        Step(down, "down"),
        Step(hold, "mail", "national", "en", chance.choice("AB"), "thread"),
        Step(hold + chance.randint(1_000, 300_000), "up"),
    )


def _jump(chance: Random, at: int, delay: int) -> Sequence[Step]:
    far = (86_400, -86_400) if delay >= DAY else (900, -900)
    by = chance.choice((3_600, -3_600, *far, 300, -300, 7_200))
    back = Step(at + chance.randint(60_000, min(3_600_000, delay)), "jump", n=-by)
    return (Step(at, "jump", n=by), back) if chance.random() < 0.5 else (Step(at, "jump", n=by),)


def _machine(chance: Random, at: int) -> Step:
    who = chance.choice(("dsn", "delayed", "absent", "robot", "robot-waits"))
    return Step(at, "mail", who, "", chance.choice("AB"), chance.choice(("thread", "token")))


def _of_an_item(chance: Random, at: int, who: str) -> Step:
    """A hold on one item, or its release; mostly on the case that has several."""
    says = chance.choice(SAID["some"])
    return Step(
        at,
        "mail",
        who,
        says,
        chance.choices(("A", "B", "AB", ""), (16, 3, 2, 1))[0],
        chance.choice(("thread", "token", "subject", "text")),
        chance.random() < (0.7 if says in ("item-free", "item-freed") else 0.3),
        "Junk" if chance.random() < 0.1 else "INBOX",
        n=chance.choice((1, 3, 30)),
        item=chance.choices((1, 2, 3, 4), (5, 3, 5, 1))[0],
    )


SAID = {
    "hold": ("en", "de", "et", "el", "lt", "lv", "sv", "tag", "until", "with-receipt"),
    "release": ("release", "you-may"),
    "receipt": ("received", "code"),
    "some": (
        *("item-tag", "item-until", "item-en", "item-de", "item-below", "item-lt", "item-more"),
        *("item-free", "item-freed"),
    ),
    "riddle": ("riddle", "nothing", "question", "do-not", "other-language"),
}


def _police(chance: Random, at: int, kind: str) -> Step:
    who = chance.choices(("national", "regional", "officer", "forger", "stranger"), (10, 4, 4, 3, 1))[0]
    if kind == "some":
        return _of_an_item(chance, at, who)
    if kind == "release":
        signed, who = (
            chance.random() < 0.6,
            chance.choice(("national", "national", "regional", "forger", "stranger")),
        )
    else:
        signed = chance.random() < (0.6 if kind == "receipt" else 0.3)
    return Step(
        at,
        "mail",
        who,
        chance.choice(SAID[kind]),
        chance.choices(("A", "B", "AB", ""), (10, 6, 3, 2))[0],
        chance.choice(("thread", "token", "subject", "text")),
        signed,
        "Junk" if chance.random() < 0.1 else "INBOX",
        quiet=chance.random() < 0.15,
        n=chance.choice((1, 3, 30)),
    )
