"""A Debian of its own under systemd-nspawn: a real systemd as first process, in a folder."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

BASE = ("systemd", "systemd-sysv", "dbus", "libpam-systemd", "iproute2", "procps", "ca-certificates")
SERVERS = ("postfix", "dovecot-imapd", "dovecot-lmtpd", "openssl")
PLACE = "/srv"  # where commands are typed, in the machine
HOST = "mail.hotline.example.org"
# How packages come onto this machine is how they come onto the new one.
SOURCES = ("/etc/apt/sources.list.d", "/etc/apt/apt.conf.d", "/etc/pip.conf")
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_BOOT = 60.0  # seconds
_NSPAWN = ("systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--resolv-conf=off")
_OUTSIDE = {**os.environ, "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"}


class Failed(Exception):
    """A command in the machine ended otherwise than it should; the text is what it printed."""


@dataclass(frozen=True)
class Machine:
    """A machine that runs: `first` is the process id of its systemd, as this one sees it."""

    root: Path
    first: int

    def run(self, *argv: str, given: str = "", fails: bool = False) -> str:
        """What a command prints on both streams; raises Failed if it ends with another code than 0.

        `fails`: it is expected to, and Failed is raised if it does not.
        """
        done = subprocess.run(
            ["nsenter", "-t", str(self.first), "-a", "env", "-i", *_environment(), *argv],
            input=given,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if (done.returncode != 0) is not fails:
            raise Failed(f"{' '.join(argv)[:200]}: exit code {done.returncode}\n{done.stdout[-4000:]}")
        return done.stdout

    def shell(self, script: str, *, given: str = "", folder: str = PLACE) -> str:
        """The same for lines of a shell, which ends at the first that fails."""
        return self.run("bash", "-c", f"set -e; cd {folder}\n{script}", given=given)

    def edit(self, unit: str, text: str, name: str = "override") -> None:
        """What `systemctl edit` leaves behind; it takes no text from a script before systemd 256."""
        folder = self.root / "etc/systemd/system" / f"{unit}.d"
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.conf").write_text(text, encoding="utf-8")
        self.run("systemctl", "daemon-reload")


def made(root: Path, packages: Sequence[str] = BASE) -> None:
    """Make the machine's disk: Debian of the release that HOTLINED_DEBIAN names, else of this machine's own,
    and what it boots with."""
    if missing := [name for name in ("mmdebstrap", "systemd-nspawn") if shutil.which(name) is None]:
        raise Failed(f"missing: {', '.join(missing)}; apt-get install mmdebstrap systemd-container")
    root.parent.mkdir(parents=True, exist_ok=True)
    debootstrap = ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={','.join(packages)}"]
    release = os.environ.get("HOTLINED_DEBIAN") or _release()
    subprocess.run([*debootstrap, release, root, *_lists(release, root.parent)], check=True)
    for name in SOURCES[1:]:
        if Path(name).is_dir():
            shutil.copytree(name, root / name.lstrip("/"), dirs_exist_ok=True)
        elif Path(name).is_file():
            shutil.copy(name, root / name.lstrip("/"))
    for key in Path("/usr/share/keyrings").glob("debian-archive-keyring.*"):  # named by the lists
        if not (root / str(key).lstrip("/")).exists():
            shutil.copy(key, root / str(key).lstrip("/"))
    (root / "etc/ssl").mkdir(exist_ok=True)
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    shutil.copy("/etc/ssl/certs/ca-certificates.crt", root / "etc/ssl/outside.pem")


def once(root: Path, script: str, **shared: Path) -> str:
    """What lines of a shell print in a copy of the machine that is thrown away; raises Failed.

    Nothing else runs in it, not even a systemd.  `shared`: folders of this machine, which it sees in PLACE.
    """
    done = subprocess.run(
        [*_NSPAWN, "--directory", root, "--ephemeral", "--pipe",
         *(f"--bind={path}:{PLACE}/{name}" for name, path in shared.items()),
         *(f"--setenv={one}" for one in _environment()), "bash", "-c", f"set -e; cd {PLACE}\n{script}"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        env=_OUTSIDE,
    )  # fmt: skip
    if done.returncode != 0:
        raise Failed(f"{script[:200]}: exit code {done.returncode}\n{done.stdout[-4000:]}")
    return done.stdout


def boot(root: Path) -> tuple[subprocess.Popen[bytes], Machine]:
    """Start it; raises Failed if its systemd does not come up.

    It shares this machine's network, so the ports of a mail server have to be free.
    """
    log = (root.parent / "boot.log").open("wb")
    process = subprocess.Popen(
        [*_NSPAWN, f"--hostname={HOST}", "--directory", root, "--boot"],
        stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, env=_OUTSIDE,
    )  # fmt: skip
    end = time.monotonic() + _BOOT
    while time.monotonic() < end and process.poll() is None:
        time.sleep(0.5)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        if not children:
            continue
        machine = Machine(root, int(children[0]))
        try:
            machine.run("systemctl", "is-system-running", "--wait")
        except Failed:
            continue
        return process, machine
    halt(process)
    raise Failed((root.parent / "boot.log").read_text(errors="replace")[-2000:])


def halt(process: subprocess.Popen[bytes]) -> None:
    """Shut it down, as the power button does."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _environment() -> Sequence[str]:
    return (
        f"PATH={_PATH}", f"HOME={PLACE}", "LANG=C.UTF-8", "DEBIAN_FRONTEND=noninteractive",
        "PIP_CERT=/etc/ssl/outside.pem",
    )  # fmt: skip


def _release() -> str:
    lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    return next(line.partition("=")[2] for line in lines if line.startswith("VERSION_CODENAME="))


def _lists(release: str, folder: Path) -> list[Path]:
    """Where packages of a release come from: as those of this machine do, but for folders of its own, which
    the new one does not have; written into the folder."""
    found = []
    for one in sorted(Path(SOURCES[0]).glob("*.sources")):
        told = one.read_text(encoding="utf-8")
        if "file:" not in told:
            found.append(folder / one.name)
            found[-1].write_text(told.replace(_release(), release), encoding="utf-8")
    return found
