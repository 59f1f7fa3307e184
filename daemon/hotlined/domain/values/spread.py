"""How long something took, over many cases: number, median, ninth decile, distribution."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

# Upper ends of the distribution's classes; one more class is everything above.
CLASSES: Final = (
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
    timedelta(days=30),
)


@dataclass(frozen=True, slots=True)
class Spread:
    """`n` lengths of time; `median` and `p90` are None of none; `classes` counts them as CLASSES has it."""

    n: int
    median: timedelta | None
    p90: timedelta | None
    classes: tuple[int, ...]


def spread(lengths: Iterable[timedelta]) -> Spread:
    """The spread of some lengths of time, negative ones as nothing; whole seconds."""
    known = sorted(max(one, timedelta(0)) for one in lengths)
    counts = [0] * (len(CLASSES) + 1)
    for one in known:
        counts[next((at for at, end in enumerate(CLASSES) if one <= end), len(CLASSES))] += 1
    if not known:
        return Spread(0, None, None, tuple(counts))
    middle = (known[(len(known) - 1) // 2] + known[len(known) // 2]) / 2
    ninth = known[math.ceil(len(known) * 0.9) - 1]  # nearest rank: a length that there was
    return Spread(len(known), _whole(middle), _whole(ninth), tuple(counts))


def _whole(length: timedelta) -> timedelta:
    return timedelta(seconds=round(length.total_seconds()))
