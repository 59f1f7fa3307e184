"""The real daemon and the command line beside it: a mail in the quarantine is shown, and released once."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Any

import pytest

from hotlined.cli import main
from hotlined.demo.stage import BOXES, Stage
from tests.support.warm_stage import WarmStage

PATIENCE = 20.0


def eventually(look: Callable[[], Any]) -> Any:
    """The first answer that is not empty."""
    deadline = time.monotonic() + PATIENCE
    while not (found := look()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


@dataclass(frozen=True, slots=True)
class Done:
    """What a command came to."""

    code: int
    out: str
    err: str


class CommandLine:
    """Commands beside the daemon, as an administrator types them."""

    def __init__(self, stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
        self._config = str(stage.config)
        self._capsys = capsys

    def __call__(self, group: str, *args: str) -> Done:
        """A command that reads the record of this site; in this process, which has all modules already."""
        words = [group, *args[:1], "--config", self._config, *args[1:]]
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(words)
        said = self._capsys.readouterr()
        return Done(int(ended.value.code or 0), said.out, said.err)

    def quarantine(self) -> list[dict[str, Any]]:
        """What waits there; nothing while there is no store yet."""
        listed: list[dict[str, Any]] = json.loads(self("quarantine", "list", "--json").out or "[]")
        return listed


def test_P2_a_report_at_the_wrong_address_is_released_once_beside_the_running_daemon(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    now, identity = format_datetime(datetime.now(UTC)), make_msgid(domain="example.com")
    text = (
        f"From: visitor@example.com\r\nTo: {BOXES['lea']}\r\nSubject: item 1\r\n"
        f"Date: {now}\r\nMessage-ID: {identity}\r\n\r\nitem 1\r\n"
    )
    with WarmStage(tmp_path) as stage:
        hotlined = CommandLine(stage, capsys)
        stage.start()
        stage.host.deliver(BOXES["lea"], text.encode())
        (waiting,) = eventually(hotlined.quarantine)
        shown = hotlined("quarantine", "show", waiting["id"])
        assert (waiting["folder"], waiting["size"] > 0) == ("Quarantine/stranger", True)
        assert "subject: item 1" in shown.out, shown.err

        command = ("quarantine", "release", waiting["id"], "--as", "report", "--reason", "a visitor")
        first = hotlined(*command)
        assert first.code == 0, first.err
        assert "Intake, a report, as the administrator says" in first.out
        assert eventually(lambda: stage.host.messages(BOXES["lea"], "Hotline/Intake"))
        assert stage.host.messages(BOXES["lea"], "Hotline/Quarantine/stranger") == ()
        assert hotlined.quarantine() == []
        again = hotlined(*command)
        assert (again.code, "it has had its effect" in again.err) == (1, True)
        assert stage.stop() == 0
        assert hotlined("verify").code == 0
