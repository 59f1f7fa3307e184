"""The private servers of the tests: one that does not start leaves nothing behind."""

import subprocess
from pathlib import Path

import pytest

from tests.e2e.world import World
from tests.support import dovecot, servers


def test_a_world_whose_server_does_not_greet_leaves_no_process_and_no_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[subprocess.Popen[bytes]] = []
    made: list[Path] = []

    def until_it_greets(name: str, process: "subprocess.Popen[bytes]", *rest: object) -> None:
        begun.append(process)
        made.append(Path(process.args[-1]).parent)  # type: ignore[index, arg-type]
        servers.until_it_greets(name, process, (1,), lambda: "its log")

    monkeypatch.setattr(dovecot, "until_it_greets", until_it_greets)
    monkeypatch.setattr(servers, "PATIENCE", 1.0)

    with pytest.raises(RuntimeError, match="Dovecot does not start:\nits log"), World():
        pass

    (process,) = begun
    assert process.poll() is not None
    assert not made[0].exists()
