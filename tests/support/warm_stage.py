"""The demo's stage with a daemon that begins warm."""

from dataclasses import dataclass, field

from hotlined.demo.stage import Stage
from tests.support.warm import Command


@dataclass(slots=True)
class WarmStage(Stage):
    """Everything else is as the demo has it."""

    daemon: Command | None = field(init=False, default=None)  # type: ignore[assignment]

    def start(self) -> None:
        """Start the daemon; its log goes into the output folder."""
        with (self.folder / "daemon.log").open("ab") as log:
            self.daemon = Command("run", "--config", str(self.config), output=log)
