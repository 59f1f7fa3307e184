"""A sequence in pieces, so that nothing takes all of what may be much at once."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def batched(whole: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    """At most so many at a time, in order; as `itertools.batched` of Python 3.12, but slices."""
    return (whole[start : start + most] for start in range(0, len(whole), most))
