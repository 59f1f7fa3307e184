"""The real daemon and the command line beside it: a mail in the drawer is shown, and released once."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Any

from hotlined.demo.stage import BOXES, Stage

PATIENCE = 20.0


def eventually(look: Callable[[], Any]) -> Any:
    """The first answer that is not empty."""
    deadline = time.monotonic() + PATIENCE
    while not (found := look()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def hotlined(stage: Stage, *args: str) -> "subprocess.CompletedProcess[str]":
    """A command as an administrator types it."""
    environment = {**os.environ, "HOTLINED_CONFIG": str(stage.config), "COLUMNS": "200"}
    command = [sys.executable, "-m", "hotlined", *args]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def drawer(stage: Stage) -> list[dict[str, Any]]:
    """What waits there; nothing while there is no store yet."""
    listed: list[dict[str, Any]] = json.loads(hotlined(stage, "quarantine", "list", "--json").stdout or "[]")
    return listed


def test_P2_a_report_at_the_wrong_address_is_released_once_beside_the_running_daemon(tmp_path: Path) -> None:
    now, identity = format_datetime(datetime.now(UTC)), make_msgid(domain="example.com")
    text = (
        f"From: visitor@example.com\r\nTo: {BOXES['lea']}\r\nSubject: item 1\r\n"
        f"Date: {now}\r\nMessage-ID: {identity}\r\n\r\nitem 1\r\n"
    )
    with Stage(tmp_path) as stage:
        stage.start()
        stage.host.deliver(BOXES["lea"], text.encode())
        (waiting,) = eventually(lambda: drawer(stage))
        shown = hotlined(stage, "quarantine", "show", waiting["id"])
        assert (waiting["folder"], waiting["size"] > 0) == ("Quarantine/stranger", True)
        assert "subject: item 1" in shown.stdout, shown.stderr

        command = ("quarantine", "release", waiting["id"], "--as", "report", "--reason", "a visitor")
        first = hotlined(stage, *command)
        assert first.returncode == 0, first.stderr
        assert "Intake, a report, as the administrator says" in first.stdout
        assert eventually(lambda: stage.host.messages(BOXES["lea"], "Hotline/Intake"))
        assert stage.host.messages(BOXES["lea"], "Hotline/Quarantine/stranger") == ()
        assert drawer(stage) == []
        again = hotlined(stage, *command)
        assert (again.returncode, "it has had its effect" in again.stderr) == (1, True)
        assert stage.stop() == 0
        assert hotlined(stage, "verify").returncode == 0
