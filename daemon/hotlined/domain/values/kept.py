"""What a function said of the last few things is kept, as long as these are small."""

from collections.abc import Callable, Sized
from functools import lru_cache
from typing import TypeVar, TypeVarTuple, cast

S = TypeVar("S", bound=Sized)
Ts = TypeVarTuple("Ts")
R = TypeVar("R")


def kept_of_short(most: int, longest: int) -> Callable[[Callable[[S, *Ts], R]], Callable[[S, *Ts], R]]:
    """A decorator: as `lru_cache(most)`, but of no first argument that is longer than `longest`.

    The arguments are hashable.  Of what is large the memory would be dearer than the work.
    """

    def kept(function: Callable[[S, *Ts], R]) -> Callable[[S, *Ts], R]:
        known = cast(Callable[[S, *Ts], R], lru_cache(most)(function))

        def asked(first: S, *rest: *Ts) -> R:
            return (known if len(first) <= longest else function)(first, *rest)

        return asked

    return kept
