"""The second road: a program of the administrator's that reaches a person without our mail.

No shell: the words of `alarm_command` are the program and its arguments; the line to pass on comes on its
standard input.  It gets no secret in its environment, and half a minute.
"""

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from hotlined.app.crash_points import crash_point
from hotlined.app.ports import Temporary

PATIENCE: Final = 30.0  # seconds
_ENVIRONMENT: Final = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}


class Pager:
    """`alarm_command` of mailboxes.yaml."""

    def __init__(self, command: Sequence[str], *, patience: float = PATIENCE) -> None:
        self._command = tuple(command)
        self._patience = patience

    async def call(self, line: str) -> None:
        """Hand the line over; raises Temporary when the program is not there, fails, or takes too long."""
        quiet = asyncio.subprocess.DEVNULL
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE, stdout=quiet, stderr=quiet,
                env=_ENVIRONMENT, cwd="/", start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            raise Temporary(f"alarm_command cannot be started: {error.strerror}") from error
        crash_point("pager-started")
        try:
            async with asyncio.timeout(self._patience):
                await process.communicate(f"{line}\n".encode())
        except TimeoutError as error:
            raise Temporary(f"alarm_command was not done in {self._patience:.0f} seconds") from error
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)  # what a script has started, too
                await process.wait()
        if process.returncode:
            raise Temporary(f"alarm_command ended with {process.returncode}")
