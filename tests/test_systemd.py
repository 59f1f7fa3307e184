"""The units, looked at by systemd's own tools, offline: nothing starts, nothing of this machine changes."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.machine.guide import blocks
from tests.support.site import write_site
from tests.support.unit_file import UNITS, allowed_calls, kernel_can, settings

SERVICES = sorted(path.name for path in UNITS.glob("*.service"))
MOST = 15  # tenths, as systemd-analyze security --threshold= counts exposure
ANYWHERE = "/opt/hotlined/bin/hotlined"
pytestmark = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd is not installed (.ci/packages brings it)"
)


def said(*command: str) -> str:
    """What a program prints when all is well; else the test ends with it."""
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout + ended.stderr


@pytest.mark.parametrize("unit", SERVICES)
def test_a_service_is_exposed_to_no_more_than_was_promised(unit: str) -> None:
    said("systemd-analyze", "security", "--offline=yes", f"--threshold={MOST}", str(UNITS / unit))


def test_systemd_finds_nothing_wrong_in_any_unit(tmp_path: Path) -> None:
    """All of them together, since they name each other; of a program it only looks whether it is there."""
    units = [path for path in UNITS.iterdir() if path.is_file()]
    for path in units:
        text = path.read_text(encoding="utf-8").replace(ANYWHERE, sys.executable)
        (tmp_path / path.name).write_text(text, encoding="utf-8")

    found = said("systemd-analyze", "verify", "--man=no", *(str(tmp_path / path.name) for path in units))

    assert [line for line in found.splitlines() if "hotlined" in line] == []


def test_systemd_finds_nothing_wrong_in_the_units_that_the_guide_shows_for_verify(tmp_path: Path) -> None:
    shown = blocks("The record is checked", kind="ini")
    units = {"hotlined-verify.service": shown[0], "hotlined-verify.timer": shown[1]}
    for name, text in units.items():
        (tmp_path / name).write_text(text.replace(ANYWHERE, sys.executable), encoding="utf-8")

    found = said("systemd-analyze", "verify", "--man=no", *(str(tmp_path / name) for name in units))

    assert [line for line in found.splitlines() if "hotlined" in line] == []


def test_the_user_is_made_by_systemd_itself(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()  # systemd 252 does not make it
    said("systemd-sysusers", f"--root={tmp_path}", _copied("sysusers.d", tmp_path))

    name, _, _, _, _, home, shell = (
        (tmp_path / "etc/passwd").read_text(encoding="utf-8").split("\n")[0].split(":")
    )
    assert (name, home) == ("hotlined", "/var/lib/hotlined")
    assert shell.endswith("nologin")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives folders away")
def test_the_folders_are_made_with_their_modes(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()  # systemd 252 does not make it
    said("systemd-sysusers", f"--root={tmp_path}", _copied("sysusers.d", tmp_path))
    said("systemd-tmpfiles", "--create", f"--root={tmp_path}", _copied("tmpfiles.d", tmp_path))

    number = int((tmp_path / "etc/passwd").read_text(encoding="utf-8").split(":")[2])
    made = {
        name: (stat.st_mode & 0o777, stat.st_uid)
        for name in ("etc/hotlined", "etc/hotlined/secrets", "var/lib/hotlined", "var/lib/hotlined/gnupg")
        for stat in [(tmp_path / name).stat()]
    }
    assert made == {
        "etc/hotlined": (0o750, 0),
        "etc/hotlined/secrets": (0o700, 0),
        "var/lib/hotlined": (0o700, number),
        "var/lib/hotlined/gnupg": (0o700, number),
    }


def _copied(kind: str, root: Path) -> str:
    """The name under which the tool finds it below another root."""
    place = root / "usr" / "lib" / kind / "hotlined.conf"
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(UNITS / kind / "hotlined.conf", place)
    return place.name


def test_the_socket_is_the_one_that_the_daemon_looks_for() -> None:
    unit = settings("hotlined-lmtp.socket")

    assert unit["FileDescriptorName"] == ["lmtp"]
    assert unit["Service"] == ["hotlined.service"]
    assert unit["PartOf"] == ["hotlined.service"]
    assert int(unit["SocketMode"][0], 8) & 0o007 == 0


def test_the_filter_of_the_unit_leaves_what_gpg_and_the_reading_process_need() -> None:
    """gpg lowers its own core limit and pins its memory; the reading process takes limits upon itself."""
    calls = allowed_calls("hotlined.service")

    assert {"prlimit64", "setrlimit", "mlock", "execve", "setitimer", "prctl"} <= calls
    assert calls.isdisjoint({"chown", "mount", "ptrace", "bpf", "init_module", "reboot", "setuid", "swapon"})


@pytest.mark.skipif(not kernel_can(), reason="the kernel is older than 6.3")
def test_a_reload_asks_first_whether_the_files_are_fine_and_the_daemon_is_told_only_then(
    tmp_path: Path,
) -> None:
    """Under the unit's rules, and without the credentials, which a reload does not need."""
    unit = settings("hotlined.service")
    look, tell = unit["ExecReload"]
    program, *asked = look.split()
    (start,) = unit["ExecStart"]
    assert (program, asked[-2:]) == (start.split()[0], start.split()[-2:])
    assert tell == "/bin/kill -HUP $MAINPID"

    config = write_site(tmp_path)
    command = [
        *(sys.executable, "-m", "tests.support.unit_file", "hotlined.service"),
        *(sys.executable, "-m", "hotlined", *asked[:-1], str(config)),
    ]
    said(*command)
    with config.open("a", encoding="utf-8") as file:
        file.write("nonsense: 1\n")
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert "nonsense" in refused.stderr


LOOK = """
import ctypes, errno, json, mmap, os, socket
def refused(step):
    try:
        step()
    except OSError as error:
        return errno.errorcode[error.errno]
print(json.dumps({
    "owner": refused(lambda: os.chown("/tmp", 0, 0)),
    "netlink": refused(lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)),
    "internet": refused(lambda: socket.socket().close()),
    "written and run": refused(lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_WRITE | mmap.PROT_EXEC)),
}))
"""


@pytest.mark.skipif(not kernel_can(), reason="the kernel is older than 6.3")
def test_what_the_tests_take_from_a_confined_daemon_is_really_gone() -> None:
    """Otherwise tests/e2e/test_unit.py would prove nothing."""
    found = said(
        *(sys.executable, "-m", "tests.support.unit_file", "hotlined.service"), *(sys.executable, "-c", LOOK)
    )

    assert json.loads(found) == {
        "owner": "EPERM",
        "netlink": "EAFNOSUPPORT",
        "internet": None,
        "written and run": "EACCES",
    }
