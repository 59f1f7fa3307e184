"""A step on a connection that takes too long is cut, and a step costs no thread."""

import socket
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest

from hotlined.adapters.postgres import cutting
from hotlined.adapters.postgres.cutting import ended_after

LONG = 60.0  # seconds
SHORT = 0.02


@pytest.fixture
def pair() -> Iterator[tuple[Any, socket.socket]]:
    """A connection as far as it is used, and the server's end of it."""
    ours, theirs = socket.socketpair()
    theirs.settimeout(LONG)
    with ours, theirs:
        yield SimpleNamespace(fileno=ours.fileno), theirs


def test_a_step_that_takes_too_long_is_cut(pair: tuple[Any, socket.socket]) -> None:
    connection, server = pair
    with ended_after(SHORT, connection):
        assert server.recv(1) == b""  # the end; until then this waits


def test_a_shorter_patience_counts_while_a_longer_one_is_watched(pair: tuple[Any, socket.socket]) -> None:
    connection, server = pair
    with socket.socket() as other:
        longer = ended_after(LONG, cast(Any, other))
        with longer, ended_after(SHORT, connection):
            assert server.recv(1) == b""


def test_a_step_that_has_ended_is_not_cut_when_its_time_comes(pair: tuple[Any, socket.socket]) -> None:
    connection, server = pair
    with ended_after(SHORT, connection):
        pass
    server.settimeout(2 * SHORT)
    with pytest.raises(TimeoutError):
        server.recv(1)


def test_a_thread_that_could_not_be_had_is_asked_for_again(
    pair: tuple[Any, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    connection, server = pair
    monkeypatch.setattr(cutting, "_CUTTER", cutting._Cutter())
    with monkeypatch.context() as full:
        full.setattr(threading.Thread, "start", refused)
        with pytest.raises(RuntimeError), ended_after(LONG, connection):
            pass
    with ended_after(SHORT, connection):
        assert server.recv(1) == b""


def test_a_thousand_steps_cost_one_thread(pair: tuple[Any, socket.socket]) -> None:
    connection, _ = pair
    with ended_after(LONG, connection):
        before = threading.active_count()
        for _ in range(1_000):
            with ended_after(LONG, connection):
                assert threading.active_count() == before
