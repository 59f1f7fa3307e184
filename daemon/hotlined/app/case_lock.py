"""The lock of one case over a long step, given up while others have to go before."""

from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from typing import Self

from hotlined.app.docket import Docket
from hotlined.app.ports import Temporary


@dataclass(slots=True)
class CaseLock:
    """The lock of a row's case, taken and given up in turn; left to nobody who goes before its end."""

    docket: Docket
    stream: str
    _held: AbstractAsyncContextManager[None] | None = None

    async def take(self) -> None:
        """Have it from now on, if it is not had yet; raises Temporary."""
        if self._held is None:
            lock = self.docket.locked([self.stream])
            await lock.__aenter__()
            self._held = lock

    async def give_up(self) -> None:
        """Have it no more."""
        lock, self._held = self._held, None
        if lock is not None:
            with suppress(Temporary):  # a database that is away has let it go
                await lock.__aexit__(None, None, None)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.give_up()
