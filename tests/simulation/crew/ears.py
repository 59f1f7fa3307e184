"""Being told that another daemon has written (NOTIFY); what is told while a process is deaf is lost."""

import asyncio
import contextvars
from typing import Final

from hotlined.app.ports import Temporary
from tests.simulation.crew.process import Process
from tests.support.fake_common import Hub

BY_ITSELF: Final = 1.0  # of the time that was asked for: then whoever is told of nothing looks all the same


class Ears:
    """One daemon's: `wait` in place of `FakeCommon.wait`."""

    def __init__(self, hub: Hub, process: Process, name: str) -> None:
        self._hub, self._process, self._name = hub, process, name
        self._waits: asyncio.Future[None] | None = None
        hub.ears.append(self.told)

    def told(self, writer: str) -> None:
        """Somebody has written."""
        if writer != self._name and not self._process.deaf:
            self._wake()

    def wait(self, seconds: float) -> "asyncio.Future[None]":
        """Until it is told, or the time is over."""
        if self._process.cut:
            raise Temporary("the store cannot be reached")
        loop = asyncio.get_running_loop()
        self._waits = waits = loop.create_future()
        over = loop.create_task(self._process.clock.sleep(seconds * BY_ITSELF), context=contextvars.Context())
        over.add_done_callback(lambda done: waits.done() or waits.set_result(None))
        waits.add_done_callback(lambda done: over.cancel())
        return waits

    def close(self) -> None:
        """Listen no more."""
        self._hub.ears.remove(self.told)
        self._wake()

    def _wake(self) -> None:
        if self._waits is not None and not self._waits.done():
            self._waits.set_result(None)
