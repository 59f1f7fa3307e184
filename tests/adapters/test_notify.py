"""The line to systemd, against a real datagram socket."""

import socket
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from hotlined.adapters.notify import Notifier

PID = 4321


@pytest.fixture
def place() -> Iterator[str]:
    """A path short enough for a socket."""
    with TemporaryDirectory(prefix="hl-", dir="/tmp") as folder:
        yield f"{folder}/notify"


@pytest.fixture
def systemd(place: str) -> Iterator[socket.socket]:
    """What systemd listens on."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(place)
        listening.settimeout(5)
        yield listening


def test_each_call_sends_one_datagram_in_systemds_words(systemd: socket.socket, place: str) -> None:
    notifier = Notifier({"NOTIFY_SOCKET": place}, PID, monotonic_ns=lambda: 7_654_321)

    sent = [
        notifier.ready(),
        notifier.status("idle on 3 mailboxes"),
        notifier.watchdog(),
        notifier.reloading(),
        notifier.stopping(),
    ]

    assert [systemd.recv(999) for _ in sent] == [
        b"READY=1",
        b"STATUS=idle on 3 mailboxes",
        b"WATCHDOG=1",
        b"RELOADING=1\nMONOTONIC_USEC=7654",
        b"STOPPING=1",
    ]
    assert sent == [True] * 5


def test_a_status_cannot_smuggle_in_another_line(systemd: socket.socket, place: str) -> None:
    Notifier({"NOTIFY_SOCKET": place}, PID).status("waiting\nWATCHDOG=trigger\r\n")

    assert systemd.recv(999) == b"STATUS=waiting WATCHDOG=trigger"


def test_an_abstract_socket_is_reached() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind("")  # the kernel chooses a free abstract name
        listening.settimeout(5)
        name = listening.getsockname().decode()

        assert Notifier({"NOTIFY_SOCKET": "@" + name[1:]}, PID).ready()
        assert listening.recv(999) == b"READY=1"


@pytest.mark.parametrize("environ", [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "vsock:2:1234"}])
def test_without_systemds_socket_nothing_is_sent(environ: dict[str, str]) -> None:
    assert Notifier(environ, PID).ready() is False


def test_a_vanished_systemd_disturbs_nobody(systemd: socket.socket, place: str) -> None:
    notifier = Notifier({"NOTIFY_SOCKET": place}, PID)
    systemd.close()
    assert notifier.watchdog() is False

    Path(place).unlink()
    assert notifier.watchdog() is False


def test_a_full_queue_is_not_waited_for(systemd: socket.socket, place: str) -> None:
    notifier = Notifier({"NOTIFY_SOCKET": place}, PID)

    # Nobody reads; the kernel's bound on queued datagrams is far below this.
    assert not all(notifier.watchdog() for _ in range(10_000))


@pytest.mark.parametrize(
    ("environ", "interval"),
    [
        ({"WATCHDOG_USEC": "30000000"}, 15.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(PID)}, 15.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_the_watchdog_is_fed_twice_as_often_as_asked(environ: dict[str, str], interval: float | None) -> None:
    assert Notifier(environ, PID).watchdog_interval == interval
