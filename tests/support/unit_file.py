"""What a unit of systemd/ says, and a program begun under those of its rules that need no systemd to hold.

`python -m tests.support.unit_file UNIT PROGRAM ...` takes from itself what the unit takes from the daemon:
system calls, kinds of sockets, memory that is written and then run, new privileges, core files.  Mounts and
namespaces (ProtectSystem=, PrivateUsers= and so on) need systemd as the first process, and are left out.
"""

import ctypes
import errno
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

UNITS = Path(__file__).parents[2] / "systemd"
_ALLOW, _REFUSE, _EQUAL = 0x7FFF0000, 0x00050000, 4  # seccomp.h: SCMP_ACT_ALLOW, SCMP_ACT_ERRNO, SCMP_CMP_EQ
_NO_NEW_PRIVILEGES, _NO_WRITE_THEN_RUN = 38, 65  # prctl(2): PR_SET_NO_NEW_PRIVS, PR_SET_MDWE
_GET_NO_WRITE_THEN_RUN = 66  # PR_GET_MDWE
_FAMILIES = 46  # AF_MAX of today's kernels


class _Argument(ctypes.Structure):
    _fields_ = (
        ("arg", ctypes.c_uint),
        ("op", ctypes.c_int),
        ("datum_a", ctypes.c_uint64),
        ("datum_b", ctypes.c_uint64),
    )


def kernel_can() -> bool:
    """Whether this kernel can take all of it away: since 6.3."""
    return ctypes.CDLL(None).prctl(_GET_NO_WRITE_THEN_RUN, 0, 0, 0, 0) >= 0


def settings(unit: str) -> dict[str, list[str]]:
    """The values of each setting, in the unit's order."""
    found: dict[str, list[str]] = {}
    for line in (UNITS / unit).read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith(("#", ";")):
            found.setdefault(name, []).append(value)
    return found


@cache
def members(group: str) -> frozenset[str]:
    """The system calls of a group like "@system-service", as systemd knows them."""
    shown = subprocess.run(
        ["systemd-analyze", "syscall-filter", group], capture_output=True, text=True, check=True
    )
    names = {line.strip() for line in shown.stdout.splitlines() if line.startswith("    ")}
    plain = {name for name in names if name[0] not in "@#"}
    return frozenset(plain.union(*(members(name) for name in names if name.startswith("@"))))


def allowed_calls(unit: str) -> frozenset[str]:
    """What is left of SystemCallFilter=; the first line of ours is a list of what is allowed."""
    left = set(members("@default"))  # systemd adds these to any such list
    for line in settings(unit)["SystemCallFilter"]:
        for word in line.removeprefix("~").split():
            calls = members(word) if word.startswith("@") else {word}
            left = left - calls if line.startswith("~") else left | calls
    return frozenset(left | members("@default"))


def confine(unit: str) -> None:
    """Take from this process, and from all that it will start, what the unit takes."""
    said = settings(unit)
    c = ctypes.CDLL(None, use_errno=True)
    _must(c.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0), "no new privileges")
    if said["MemoryDenyWriteExecute"] == ["yes"]:
        _must(c.prctl(_NO_WRITE_THEN_RUN, 1, 0, 0, 0), "memory that is written and then run")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    families = {getattr(socket, name) for name in " ".join(said["RestrictAddressFamilies"]).split()}
    calls = allowed_calls(unit)
    seccomp = ctypes.CDLL("libseccomp.so.2")
    seccomp.seccomp_init.restype = ctypes.c_void_p
    refused = ctypes.c_uint32(_REFUSE | errno.EPERM)
    listed = ctypes.c_void_p(seccomp.seccomp_init(refused))
    for name in calls:
        number = seccomp.seccomp_syscall_resolve_name(name.encode())
        if number >= 0:  # others are of another machine's kind
            _must(seccomp.seccomp_rule_add(listed, ctypes.c_uint32(_ALLOW), number, 0), name)
    sockets = ctypes.c_void_p(seccomp.seccomp_init(ctypes.c_uint32(_ALLOW)))
    number = seccomp.seccomp_syscall_resolve_name(b"socket")
    for family in set(range(_FAMILIES)) - families:
        which = (_Argument * 1)(_Argument(0, _EQUAL, family, 0))
        action = ctypes.c_uint32(_REFUSE | errno.EAFNOSUPPORT)
        _must(seccomp.seccomp_rule_add_array(sockets, action, number, 1, which), f"family {family}")
    _must(seccomp.seccomp_load(sockets), "the filter of sockets")
    _must(seccomp.seccomp_load(listed), "the filter of system calls")


def _must(code: int, what: str) -> None:
    if code != 0:
        raise SystemExit(f"this kernel does not confine {what} ({code})")


def main(words: Sequence[str]) -> None:
    """Confine this process as the unit says, and become the program."""
    unit, program, *arguments = words
    confine(unit)
    os.execvp(program, [program, *arguments])  # noqa: S606 - no shell


if __name__ == "__main__":
    main(sys.argv[1:])
