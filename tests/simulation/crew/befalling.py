"""What befalls one of several daemons, or its machine; `befall` finds each by its name in a schedule."""

from functools import partial
from typing import TYPE_CHECKING

from tests.simulation.crew.machine import Machine
from tests.simulation.crew.process import Process
from tests.simulation.crew.schedule import Step

if TYPE_CHECKING:
    from tests.simulation.crew.town import Town


class Befalling:
    """Of one town."""

    def __init__(self, town: "Town") -> None:
        self._town = town

    def on(self, machine: Machine, step: Step) -> "partial[None]":
        """What a step does to a machine, when it is called; nothing where its process has ended since."""
        return partial(self._befall, getattr(self, f"_{step.do}"), machine, machine.process, step.n)

    def _befall(self, what: "partial[None]", machine: Machine, process: Process, n: int) -> None:
        if not process.over:
            what(machine, process, n)

    def _kill(self, machine: Machine, process: Process, seconds: int) -> None:
        """`kill -9`: the server sees its connections end."""
        self._vanish(machine, process, seconds)
        self._lose(machine, process, 0)

    def _vanish(self, machine: Machine, process: Process, seconds: int) -> None:
        """The machine is gone, and the server is not told."""
        self._town.ledger.struck(process)
        process.kill()
        self._town.after(seconds, machine.start)

    def _lose(self, machine: Machine, process: Process, n: int) -> None:
        """The session in which it has its locks ends; it finds out when it asks for the next."""
        for name in process.names:
            self._town.hub.ended(name)

    def _pause(self, machine: Machine, process: Process, seconds: int) -> None:
        """It stands still."""
        if not process.stands:
            self._town.ledger.struck(process)
            process.freeze()
            self._town.after(seconds, process.thaw)

    def _cut(self, machine: Machine, process: Process, seconds: int) -> None:
        """It cannot reach the store."""

        def back() -> None:
            process.cut = False
            self._town.hub.cut -= {*process.names}

        self._town.ledger.struck(process)
        process.cut = True
        self._town.hub.cut |= {*process.names}
        self._town.after(seconds, back)

    def _deaf(self, machine: Machine, process: Process, seconds: int) -> None:
        """What the others tell is lost."""

        def back() -> None:
            process.deaf = False

        process.deaf = True
        self._town.after(seconds, back)

    def _clock(self, machine: Machine, process: Process, seconds: int) -> None:
        """Its machine's clock is set: so much ahead of the store's."""
        self._town.ledger.struck(process)  # nothing more is written by a clock that is far off
        machine.off = seconds
        self._town.ledger.offs.append(seconds)

    def _update(self, machine: Machine, process: Process, seconds: int) -> None:
        """A newer version is installed, with newer rules, and the daemon restarted."""
        machine.version = 1
        self._end(machine, process, seconds)

    def _end(self, machine: Machine, process: Process, seconds: int) -> None:
        """SIGTERM: it ends in order."""
        if process.stands or process.task is None:
            return

        def again() -> None:  # systemd does not wait for ever
            process.kill()
            self._lose(machine, process, 0)
            machine.start()

        self._town.ledger.struck(process)  # a mail on its way is cut off
        process.over = process.ends = True
        process.disarm()
        process.task.cancel()
        self._town.after(seconds, again)
