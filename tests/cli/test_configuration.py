"""`hotlined` itself: help, version, and what it says of a configuration that is wrong."""

import os
import re
import subprocess
import sys

import pytest

from tests.cli.place import Done, Place

COMMANDS = (
    "run", "init", "check", "keys", "cases", "show", "due", "stats", "agreement", "introduce", "outbox",
    "quarantine", "providers", "phrases", "verify", "export", "backup", "restore", "store", "purge",
    "legal-hold", "replay", "render", "demo", "sandbox",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_fits_80_columns(
    command: str, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    done = place.call(command, "--help")

    assert done.code == 0
    assert "Usage: hotlined" in done.out
    assert max(map(len, done.out.splitlines())) <= 80
    assert "…" not in done.out


def test_the_help_lists_every_command_and_no_other(place: Place) -> None:
    done = place.call("--help")

    assert set(re.findall(r"^│ ([a-z][a-z-]+) ", done.out, re.MULTILINE)) == set(COMMANDS)


def test_the_version_is_that_of_the_package(place: Place) -> None:
    import hotlined

    assert place.call("--version") == Done(0, f"hotlined {hotlined.__version__}\n", "")


def test_without_a_configuration_the_sentence_says_where_it_is_looked_for(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = place.folder / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    monkeypatch.setattr("hotlined.cli.where.PLACES", ("mailboxes.yaml",))

    done = place.call("cases")

    assert done.code == 2
    assert "--config" in done.err
    assert done.err.count("\n") == 1


def test_a_configuration_that_this_user_may_not_look_for_is_not_called_missing(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Typed as oneself: the folder is for root and the group of hotlined."""
    monkeypatch.chdir("/")
    monkeypatch.setattr("hotlined.cli.where.PLACES", ("mailboxes.yaml", str(place.folder / "mailboxes.yaml")))
    monkeypatch.setattr("os.path.isfile", lambda _: False)  # as where access is denied
    monkeypatch.setattr("os.access", lambda *_: False)

    done = place.call("cases")

    told = "cannot be entered by this user: type it as the user that hotlined runs as"
    how = "(as root: `runuser -u hotlined -- hotlined ...`)"
    assert (done.code, done.err) == (2, f"{place.folder} {told} {how}\n")


def test_the_configuration_is_found_in_the_environment_and_in_the_folder(
    filled: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(filled.folder)
    assert filled.call("cases").code == 0

    monkeypatch.chdir("/")
    monkeypatch.setenv("HOTLINED_CONFIG", str(filled.config))
    assert filled.call("cases").code == 0


@pytest.mark.parametrize("wrong", ["file", "folder"])
@pytest.mark.parametrize("mode", [0o602, 0o620])
def test_a_configuration_in_the_folder_that_others_may_write_to_is_refused_and_nothing_in_it_is_run(
    wrong: str, mode: int, filled: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It names the program that runs as who owns the secret key."""
    ran = filled.folder / "ran"
    program = filled.folder / "gpg"
    program.write_text(f"#!/bin/sh\ntouch {ran}\n")
    program.chmod(0o755)
    filled.write(gnupg={"home": str(filled.people.hotline.home), "binary": str(program)})
    monkeypatch.chdir(filled.folder)
    monkeypatch.setattr("os.getegid", lambda: -1)  # a group of other people
    (filled.config if wrong == "file" else filled.folder).chmod(mode | 0o100)

    done = filled.call("check")

    why = f"{'it' if wrong == 'file' else 'the folder'} can be written by others"
    todo = "name the one that you mean with --config PATH or HOTLINED_CONFIG"
    told = f"the mailboxes.yaml here is not taken, since {why}: {todo}"
    assert not ran.exists()
    assert (done.code, done.out, done.err) == (2, "", f"{told}\n")


@pytest.mark.parametrize("own", [False, True])
def test_a_configuration_in_the_folder_is_taken_of_root_and_oneself_alone(
    own: bool, filled: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(filled.folder)
    filled.config.chmod(0o664)  # one's own group may
    if not own:
        monkeypatch.setattr("os.geteuid", lambda: 54321)
        if os.getuid() == 0:
            os.chown(filled.config, 54320, -1)

    done = filled.call("cases")

    assert done.code == (0 if own else 2)
    assert own or "since it belongs to another user" in done.err


@pytest.mark.parametrize("command", ["check", "cases", "due", "outbox", "keys", "verify"])
def test_all_problems_of_the_configuration_come_with_file_and_line_and_exit_2(
    command: str, place: Place
) -> None:
    place.write(stor="store", verp="perhaps")

    done = place(command)

    assert done.code == 2
    assert len(done.err.splitlines()) >= 2
    assert all(line.startswith(f"{place.config}:") for line in done.err.splitlines())
    assert done.out == ""


def test_where_no_daemon_has_run_the_sentence_says_so(place: Place) -> None:
    done = place("cases")

    assert (done.code, done.out) == (2, "")
    assert "hotlined run" in done.err
    assert not place.store.exists()


@pytest.mark.parametrize("args", [("cases", "--json"), ("introduce", "national")])
def test_a_disk_that_is_full_where_the_output_goes_is_said_without_a_traceback(
    args: tuple[str, ...], filled: Place
) -> None:
    command = [sys.executable, "-m", "hotlined", *args, "--config", str(filled.config)]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, text=True)

    assert done.returncode == 1
    assert done.stderr == "what there is to say cannot be written: No space left on device\n"
