"""What a signal asks of a daemon that does not work yet, or not at the moment."""

import asyncio
import signal
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class PendingReload:
    """SIGHUP while there is nothing yet that could read its files again: remembered until there is.

    Without somebody to hear it a SIGHUP ends a process, which systemd takes for an end that was wanted.
    """

    say: Callable[[str], None]
    asked: bool = False

    def listen(self) -> None:
        """From now on; before the files are read."""
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self.ask)

    def ask(self) -> None:
        """The signal has come."""
        self.asked = True
        self.say("hotlined is starting, and reads its configuration again when it runs")


@dataclass(slots=True)
class PendingStop:
    """A signal to stop, while no work listens to one: it is remembered, and what waits is cancelled."""

    say: Callable[[str], None]
    task: "asyncio.Task[None] | None" = field(default_factory=asyncio.current_task)
    to_stop: bool = False

    def listen(self) -> None:
        """From now on."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        loop.add_signal_handler(signal.SIGHUP, self.say, "hotlined reads its configuration at its next turn")

    def stop(self) -> None:
        """The signal has come."""
        self.to_stop = True
        if self.task is not None:
            self.task.cancel()
