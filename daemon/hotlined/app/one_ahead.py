"""Work on what comes next while the one before it is dealt with."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")


async def one_ahead(
    work: Callable[[T], Coroutine[Any, Any, R]], given: Sequence[T], may: Callable[[T], bool]
) -> AsyncGenerator[tuple[T, R], None]:
    """Each with what `work` makes of it, in order; that of the next begins meanwhile, where it `may`.

    Raises what `work` raises, when its turn has come.  Who does not go on to the end has to close it: what
    was begun is cancelled.
    """
    begun: asyncio.Task[R] | None = None
    try:
        for at, one in enumerate(given):
            made = await (begun or work(one))
            following = given[at + 1 : at + 2]
            begun = asyncio.create_task(work(following[0])) if following and may(following[0]) else None
            yield one, made
    finally:
        if begun is not None:
            begun.cancel()
            await asyncio.gather(begun, return_exceptions=True)
