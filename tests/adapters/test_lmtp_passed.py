"""The LMTP door on a socket that somebody else has opened, handed over as sd_listen_fds(3) says."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from hotlined.adapters.lmtp.passed import passed_socket
from hotlined.app.ports import Permanent
from tests.support.lmtp import MAIL, Talk

BEGIN = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1", LISTEN_FDNAMES="lmtp")
os.execv(sys.argv[2], sys.argv[2:])
"""
PROGRAM = """
import asyncio, sys
from pathlib import Path
from hotlined.adapters.lmtp import LmtpDoor
from tests.support.lmtp import IDENTITIES, spools

async def main():
    door = LmtpDoor("systemd", spools(Path(sys.argv[1])), lambda: IDENTITIES)
    await door.open()
    print("open", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await door.close()

asyncio.run(main())
"""


@pytest.fixture
def root() -> Iterator[Path]:
    """A folder with a short path, since sockets need one."""
    folder = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def listening(root: Path) -> Iterator[socket.socket]:
    """What systemd listens on."""
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(root / "lmtp"))
        made.listen()
        yield made


def variables(pid: int, count: int = 1, names: str = "lmtp") -> Mapping[str, str]:
    return {"LISTEN_PID": str(pid), "LISTEN_FDS": str(count), "LISTEN_FDNAMES": names}


def test_a_mail_comes_in_by_the_descriptor_3_of_a_started_program(
    root: Path, listening: socket.socket
) -> None:
    """And in the end the socket is still there: it is not ours to remove."""
    command = [sys.executable, "-c", BEGIN, str(listening.fileno()), sys.executable, "-c", PROGRAM, str(root)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=(listening.fileno(),), text=True
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "open\n"
        with Talk(root / "lmtp") as talk:
            (reply,) = talk.deliver(["lea@hotline.example.org"], MAIL)
        program.communicate("")

    assert reply.startswith("250 ")
    assert program.returncode == 0
    assert len(list((root / "lea").rglob("new/*"))) == 1
    with socket.socket(socket.AF_UNIX) as next_one:
        next_one.connect(str(root / "lmtp"))  # waits for whoever is started next


def test_the_socket_of_that_name_is_taken_from_several(root: Path, listening: socket.socket) -> None:
    other = fcntl.fcntl(listening, fcntl.F_DUPFD, 300)  # where no two beside each other are taken
    mine = fcntl.fcntl(listening, fcntl.F_DUPFD, other + 1)
    assert mine == other + 1
    os.set_inheritable(mine, True)

    found = passed_socket(variables(7, 2, "other:lmtp"), 7, first=other)

    with found:
        os.close(other)
        assert found.fileno() == mine
        assert not os.get_inheritable(mine)


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {**variables(8)},
        {**variables(7), "LISTEN_FDS": "many"},
        {**variables(7), "LISTEN_FDNAMES": "other"},
        {"LISTEN_PID": "7", "LISTEN_FDS": "1"},
        {**variables(7, 2, "lmtp:lmtp")},
    ],
    ids=["nothing", "for another process", "no number", "another name", "no name", "two of that name"],
)
def test_without_exactly_one_socket_for_us_it_is_said_what_to_do(environ: Mapping[str, str]) -> None:
    with pytest.raises(Permanent, match=r"expected one: systemctl enable hotlined-lmtp\.socket"):
        passed_socket(environ, 7)


@pytest.mark.parametrize(
    "kind",
    [
        (socket.AF_INET, socket.SOCK_STREAM),
        (socket.AF_UNIX, socket.SOCK_DGRAM),
        (socket.AF_UNIX, socket.SOCK_STREAM),
    ],
    ids=["internet", "datagrams", "nobody listens"],
)
def test_any_other_socket_is_refused(kind: tuple[socket.AddressFamily, socket.SocketKind]) -> None:
    """Above all one that another machine could reach."""
    with socket.socket(*kind) as made, pytest.raises(Permanent, match="another socket than"):
        passed_socket(variables(7), 7, first=made.fileno())


def test_a_descriptor_that_is_no_socket_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "file").open("wb") as file, pytest.raises(Permanent, match="is no socket"):
        passed_socket(variables(7), 7, first=file.fileno())
