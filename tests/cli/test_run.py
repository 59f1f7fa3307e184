"""`hotlined run`: how the daemon begins, reloads and ends."""

import json
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from hotlined.adapters.casefiles import CaseFiles
from hotlined.app.ports import Temporary
from tests.cli.place import MARKER, Place
from tests.support.warm import Command


def started(*args: str, more: Mapping[str, str] = MappingProxyType({}), before: str = "") -> Command:
    """A command in a process of its own, which begins warm; `before`: what is run in it first."""
    return Command(*args, env={**os.environ, **more}, before=before)


@contextmanager
def fresh(*args: str) -> Iterator["subprocess.Popen[str]"]:
    """A command in an interpreter of its own, as it is typed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "hotlined", *args],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "daemon")},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_run_prints_problems_of_the_configuration_and_exits_2(place: Place) -> None:
    place.write(stor="store")

    process = started("run", "--config", str(place.config))
    out, err = process.communicate(timeout=60)

    assert (process.returncode, out) == (2, "")
    assert err.startswith(f"{place.config}:")
    assert "Traceback" not in err


def test_a_second_daemon_says_who_holds_the_store_and_exits_1(place: Place) -> None:
    """And at once: that its templates are broken would take it a second more to find out."""
    (place.folder / "templates" / "alarm").mkdir(parents=True)
    (place.folder / "templates" / "alarm" / "en.txt.j2").write_text("{% if %}")
    place.write(templates="templates")
    with CaseFiles.open(place.store, salt=lambda: "salt"):
        process = started("run", "--config", str(place.config))
        _, err = process.communicate(timeout=60)

    assert process.returncode == 1
    assert err.startswith("another hotlined has this store open: pid ")
    assert err.count("\n") == 1


def test_of_two_daemons_the_second_leaves_and_after_a_kill_the_next_takes_the_store(place: Place) -> None:
    """The second leaves before it reads the rules, and takes nothing of the first: door, status, lock."""
    door = place.folder / "door"
    place.write(imap_port=1, smtp_port=1, lmtp={"listen": str(door)}, status_file="status.json")
    agreement = place.folder / "rules" / "agreement.yaml"
    good = agreement.read_text()

    with started("run", "--config", str(place.config)) as first:
        begins(first)
        agreement.write_text("no agreement at all")
        second = started("run", "--config", str(place.config))
        _, err = second.communicate(timeout=60)
        agreement.write_text(good)

        assert second.returncode == 1
        here = f"pid {first.pid} on {socket.gethostname()}"
        assert err == f"another hotlined has this store open: {here}\n"
        assert (shown(place)["running"], greeting(door)[:3], first.poll()) == (True, "220", None)
        first.kill()
        first.wait()

    assert (place.store / "lock").read_text() == f"{here}\n"
    with started("run", "--config", str(place.config)) as third:
        begins(third)
        assert (place.store / "lock").read_text().startswith(f"pid {third.pid} on ")
        assert greeting(door)[:3] == "220"
        third.send_signal(signal.SIGTERM)
        third.communicate(timeout=30)
    assert third.returncode == 0


def test_systemd_hears_of_start_life_reload_and_end_and_the_status_file_says_the_same(place: Place) -> None:
    config = place.write(imap_port=1, smtp_port=1, status_file="status.json")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(place.folder / "notify"))
        systemd.settimeout(30)
        more = {"NOTIFY_SOCKET": str(place.folder / "notify"), "WATCHDOG_USEC": "2000000"}
        with started("run", "--config", str(config), more=more) as process:
            begins(process)
            beats = [heard(systemd, b"READY=1"), *(heard(systemd, b"WATCHDOG=1") for _ in range(2))]
            assert shown(place)["running"] is True
            process.send_signal(signal.SIGHUP)
            told = [heard(systemd, b"RELOADING=1\nMONOTONIC_USEC="), heard(systemd, b"READY=1")]
            process.send_signal(signal.SIGTERM)
            told.append(heard(systemd, b"STOPPING=1"))
            process.communicate(timeout=30)

    assert all([*beats, *told])
    assert (process.returncode, shown(place)["running"]) == (0, False)


@pytest.mark.parametrize("where", ["code_digest.digest", "service.loaded", "serving.begin"])
def test_a_reload_while_the_daemon_starts_does_not_end_it_and_is_done_when_it_runs(
    place: Place, where: str
) -> None:
    """systemd takes an end by SIGHUP for one that was wanted, and would not start it again."""
    config = place.write(imap_port=1, smtp_port=1)
    module, name = where.split(".")
    told = f"""
import os, signal
from hotlined import {module} as there
as_it_is = there.{name}
def told_meanwhile(*args):
    there.{name} = as_it_is
    os.kill(os.getpid(), signal.SIGHUP)
    return as_it_is(*args)
there.{name} = told_meanwhile
"""
    with started("run", "--config", str(config), before=told) as process:
        begins(process)
        assert process.stderr is not None
        if module != "code_digest":  # before that no file was read
            assert "the configuration was read again\n" in process.stderr
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    assert process.returncode == 0


@pytest.mark.parametrize(
    "where",
    [
        "code_digest.digest = interrupted",
        "there.service.run = lambda *args: atexit.register(interrupted) and interrupted()",
    ],
    ids=["while it loads", "and again while it ends"],
)
def test_an_interrupt_while_the_daemon_starts_ends_it_without_a_traceback(place: Place, where: str) -> None:
    told = f"""
import atexit, os, signal
from hotlined import __main__, code_digest
from hotlined.cli import daemon as there
signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell starts behind `&` ignores it
def interrupted():
    os.kill(os.getpid(), signal.SIGINT)
    return "x"
{where}
__main__.main()
"""
    done = subprocess.run(
        [sys.executable, "-c", told, "run", "--config", str(place.config)],
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "daemon")},
    )
    assert (done.returncode, done.stderr) == (-signal.SIGINT, "")


def heard(systemd: socket.socket, words: bytes) -> bool:
    """Wait for a datagram that begins so."""
    while not systemd.recv(4096).startswith(words):
        pass
    return True


def shown(place: Place) -> Any:
    """What the status file says."""
    return json.loads((place.folder / "status.json").read_text())


def begins(process: Command) -> None:
    """Wait until the daemon says that it runs."""
    assert process.stderr is not None
    for line in process.stderr:
        if line == "hotlined is running\n":
            return
    pytest.fail(f"the daemon ended with {process.wait()}")


def greeting(door: Path) -> str:
    """The first line of who listens on a socket."""
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(door))
        return client.makefile().readline()


def test_run_without_gpg_says_so_and_exits_2(place: Place) -> None:
    place.write(gnupg={"home": str(place.people.hotline.home), "binary": "no-such-gpg"})

    process = started("run", "--config", str(place.config))
    _, err = process.communicate(timeout=60)

    assert process.returncode == 2
    assert "no-such-gpg" in err
    assert "Traceback" not in err


@pytest.fixture
def as_it_was() -> Iterator[None]:
    """What a daemon sets for its whole process."""
    kept, mask = (logging.root.handlers[:], logging.root.level), os.umask(0o022)
    os.umask(mask)
    yield
    logging.root.handlers[:], logging.root.level = kept
    os.umask(mask)


def test_why_it_does_not_start_is_an_error_in_the_journal(
    place: Place, monkeypatch: pytest.MonkeyPatch, as_it_was: None
) -> None:
    """`journalctl -p warning` shows it, as any other error."""
    place.write(stor="store", templates="no-such-folder")
    plain = place("run")
    monkeypatch.setattr("hotlined.cli.daemon.is_journal", lambda environ, descriptor: True)

    done = place("run")

    assert (done.code, plain.code) == (2, 2)
    assert done.err.splitlines() == [f"<3>{line}" for line in plain.err.splitlines()]
    assert done.err


def test_in_json_every_problem_of_the_configuration_is_an_object_with_its_place(
    place: Place, as_it_was: None
) -> None:
    place.write(stor="store", templates="no-such-folder")
    plain = place("run")

    done = place("run", "--log", "json")

    said = [json.loads(line) for line in done.err.splitlines()]
    assert (done.code, plain.code, done.out) == (2, 2, "")
    assert [f"{one['file']}:{one['line']}: {one['message']}" for one in said] == plain.err.splitlines()
    assert {(one["event"], one["level"], one["code"]) for one in said} == {("failed", "error", 2)}
    assert str(place.config) in {one["file"] for one in said}


def test_in_json_a_faulty_template_has_its_place_too(place: Place, as_it_was: None) -> None:
    faulty = place.folder / "templates" / "alarm" / "en.txt.j2"
    faulty.parent.mkdir(parents=True)
    faulty.write_text("fine\n{% if %}")
    place.write(templates="templates")

    plain, done = place("run"), place("run", "--log", "json")

    (one,) = map(json.loads, done.err.splitlines())
    assert plain.err == f"{faulty}:2: {one['message']}\n"
    assert (done.code, plain.code, one["file"], one["line"]) == (2, 2, str(faulty), 2)


def test_in_json_a_fault_without_a_place_is_its_sentence(
    place: Place, monkeypatch: pytest.MonkeyPatch, as_it_was: None
) -> None:
    """A store that another has, no gpg, no configuration; each with the exit code that it has otherwise."""
    monkeypatch.setenv("HOTLINED_LOG", "json")
    place.write(gnupg={"home": str(place.people.hotline.home), "binary": "no-such-gpg"})
    with CaseFiles.open(place.store, salt=lambda: "salt"):
        taken = place("run")
    without = place("run")
    monkeypatch.chdir(place.folder / "rules")
    monkeypatch.setattr("hotlined.cli.where.PLACES", ("mailboxes.yaml",))
    nowhere = place.call("run")

    told = [json.loads(done.err) for done in (taken, without, nowhere)]
    assert [(one["event"], one["code"]) for one in told] == [("failed", 1), ("failed", 2), ("failed", 2)]
    assert [done.code for done in (taken, without, nowhere)] == [1, 2, 2]
    words = ("another hotlined has this store open: pid ", "gpg is not installed", "no mailboxes.yaml here")
    assert all(one["message"].startswith(begin) for one, begin in zip(told, words, strict=True))
    assert not any("file" in one for one in told)


def test_in_json_what_may_pass_by_itself_says_so(
    place: Place, monkeypatch: pytest.MonkeyPatch, as_it_was: None
) -> None:
    async def fails(*_: object) -> None:
        raise Temporary("the disk is full")

    monkeypatch.setattr("hotlined.service.run", fails)
    plain, done = place("run"), place("run", "--log", "json")

    assert plain.err == "the disk is full; try again\n"
    assert json.loads(done.err)["message"] == "the disk is full; try again"
    assert (plain.code, done.code, json.loads(done.err)["code"]) == (1, 1, 1)


def test_run_logs_plain_lines_and_ends_on_sigterm(place: Place) -> None:
    place.write(imap_port=1, smtp_port=1)

    with fresh("run", "--config", str(place.config)) as process:
        assert process.stderr is not None
        lines = [process.stderr.readline() for _ in range(2)]
        process.send_signal(signal.SIGTERM)
        _, rest = process.communicate(timeout=30)

    assert process.returncode == 0

    said = "".join([*lines, rest])
    assert "hotlined is running" in said
    assert "WARNING hotlined: lost mailbox=" in said
    assert "hotlined stops" in said
    assert "Traceback" not in said


def test_a_bug_in_the_daemon_is_logged_without_its_words(
    place: Place, monkeypatch: pytest.MonkeyPatch, as_it_was: None
) -> None:
    async def fails(*_: object) -> None:
        raise ExceptionGroup(MARKER, [ValueError(MARKER)])

    monkeypatch.setattr("hotlined.service.run", fails)
    done = place("run")

    assert done.code == 1
    assert "error=ValueError" in done.err
    assert MARKER not in done.err


def test_tracebacks_of_libraries_are_logged_as_type_and_place(
    place: Place, monkeypatch: pytest.MonkeyPatch, as_it_was: None
) -> None:
    async def logs(*_: object) -> None:
        try:
            raise ValueError(MARKER)
        except ValueError:
            logging.getLogger("some.library").exception("it failed")
        logging.getLogger("some.library").info(MARKER)

    monkeypatch.setattr("hotlined.service.run", logs)
    done = place("run")

    assert "ERROR some.library: it failed" in done.err
    assert "ValueError at test_run.py:" in done.err
    assert MARKER not in done.err
