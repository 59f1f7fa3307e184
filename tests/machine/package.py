"""`python -m tests.machine.package FOLDER`: the Debian package on a bare Debian, from nothing to its purge.

It is built, looked at by lintian, installed, configured, upgraded and removed as the administrator's guide
says; it reports in between, and the record stays.  It needs what `tests.machine` needs.
"""

import argparse
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.machine import walk
from tests.machine.built import built, packages, tree
from tests.machine.container import PLACE, boot, halt, made
from tests.machine.guide import block, blocks
from tests.machine.table import row, walked

OLD, NEW = "0~before-1", "0.1.0-1"
KEPT = ("/etc/hotlined", "/var/lib/hotlined", "/var/backups/hotlined")


@dataclass
class Packaged(walk.Site):
    """A site whose hotlined comes from one of two Debian packages."""

    old: str = ""
    new: str = ""

    def apt(self, typed: str, package: str = "") -> str:
        """A block with `apt-get` as it is typed, with the name of our file in place of the guide's."""
        line = re.sub(r"\./hotlined_\S+\.deb", f"{PLACE}/{package}", typed).replace("hotlined init\n", "")
        assert line != typed or not package, "the guide does not name the package"
        return self.machine.shell(line.replace("apt-get", "apt-get -y -q"))


def install(site: Packaged) -> str:
    """`apt-get install` as the guide says; nothing runs; the questions of `init` answered."""
    typed = blocks("As a Debian package")[0]
    told = site.apt(typed, site.old)
    assert "hotlined is not configured yet" in told, told
    assert _units(site) == {"hotlined.service": "disabled inactive", **IDLE}, _units(site)
    assert site.machine.shell("find /etc -path '*hotlined*' -type f").strip() == ""
    site.machine.shell(walk.answered(typed.splitlines()[-1]))
    return site.machine.shell("stat -c '%n %A %U' /etc/hotlined /var/lib/hotlined").replace("\n", "; ")


def program(site: Packaged) -> str:
    """The command, its man page and its completion are there; `hotlined demo` plays the whole story."""
    site.machine.shell(
        "test -s /usr/share/man/man1/hotlined.1.gz; test -s /usr/share/doc/hotlined/licences.md"
    )
    site.machine.shell("bash -c '. /usr/share/bash-completion/completions/hotlined; complete -p hotlined'")
    told = site.machine.shell("runuser -u nobody -- env HOME=/tmp hotlined demo").splitlines()
    assert told[-1].startswith("The whole story was observed"), told
    return site.machine.run("hotlined", "--version").strip()


def upgrade(site: Packaged) -> str:
    """`apt-get install` of a newer package: stopped, exchanged, started; files and open case as they were."""
    before, cases = _files(site), site.hotlined("cases")
    pid = site.machine.run("systemctl", "show", "hotlined", "-p", "MainPID", "--value")
    site.apt(blocks("As a Debian package")[0], site.new)
    assert _version(site) == NEW
    assert walk.active(site)
    assert site.machine.run("systemctl", "show", "hotlined", "-p", "MainPID", "--value") != pid
    after = _files(site)
    assert after == before, sorted(set(after) ^ set(before))
    assert site.hotlined("cases").split() == cases.split(), site.hotlined("cases")
    assert _units(site) == {"hotlined.service": "enabled active", **IDLE}, _units(site)
    journal = site.machine.run("journalctl", "-u", "hotlined", "-o", "cat")
    return f"{OLD} to {_version(site)}; {journal.count('hotlined is running')} starts in the journal"


def faulty(site: Packaged) -> str:
    """An upgrade whose start is refused, for a fault in the files, says so, and apt goes on."""
    typed = blocks("As a Debian package")[0].replace("install ./", "install --reinstall ./")
    site.machine.shell(f"cp -p {walk.CONFIG} right.yaml; echo 'nonsense: 1' >> {walk.CONFIG}")
    told = site.apt(typed, site.new)
    assert "hotlined does not run" in told, told
    site.machine.shell(f"cp -p right.yaml {walk.CONFIG}; systemctl start hotlined")
    return next(line for line in told.splitlines() if line.startswith("hotlined does not run"))


def removed(site: Packaged) -> str:
    """`apt-get remove`: stopped, and gone but for the site's files and the record."""
    before = _files(site)
    site.apt("apt-get remove hotlined")
    assert not walk.active(site)
    site.machine.shell("! test -e /opt/hotlined; ! test -e /usr/bin/hotlined; id hotlined")
    assert _files(site) == before
    return f"{len(before)} files stay"


def again(site: Packaged) -> str:
    """Installed again, it is enabled as before, and knows its case."""
    site.apt(blocks("As a Debian package")[0], site.new)
    walk.until(lambda: True if walk.active(site) else None, "it was not started")
    assert site.case in site.hotlined("cases")
    return site.hotlined("verify").splitlines()[-1]


def purged(site: Packaged) -> str:
    """`apt-get purge`: the same, and each folder that stays is named."""
    before = _files(site)
    told = site.apt("apt-get purge hotlined")
    assert _files(site) == before
    assert [name for name in KEPT if f"{name} stays" not in told] == [], told
    left = site.machine.shell("find /etc/systemd /var/lib/systemd -name '*hotlined*' -not -name '*.d'")
    assert left.strip() == "", left
    return f"{len(before)} files stay"


def by_hand(site: Packaged) -> str:
    """Over an installation by hand it refuses; moved away as the guide says, it takes its place."""
    site.machine.shell("systemctl daemon-reload")
    walk.checkout(site, "HEAD")
    typed = blocks("Install")[0].replace("apt-get install", "apt-get install -y -q")
    site.machine.shell(typed.replace("hotlined init\n", ""), folder=walk.CHECKOUT)
    site.machine.shell("systemctl enable --now hotlined")
    told = site.machine.run("apt-get", "install", "-y", "-q", f"{PLACE}/{site.new}", fails=True)
    assert "hotlined was installed by hand here" in told, told
    assert walk.active(site)
    site.apt(block("From an installation by hand", "rm -r"), site.new)
    assert _units(site)["hotlined.service"] == "enabled active"
    assert site.case in site.hotlined("cases")
    return next(line for line in told.splitlines() if "by hand" in line)


IDLE = {
    "hotlined-backup.service": "static inactive",
    "hotlined-backup.timer": "disabled inactive",
    "hotlined-lmtp.socket": "disabled inactive",
}
STEPS: tuple[Callable[[Packaged], str], ...] = (
    walk.mail_server, install, program, walk.passwords, walk.own_key, walk.other_keys, walk.check, walk.start,
    walk.report, upgrade, walk.hold, walk.release, faulty, removed, again, purged, by_hand,
    walk.nothing_in_the_journal,
)  # fmt: skip


def _units(site: Packaged) -> dict[str, str]:
    """Of each of our units whether it is enabled, and whether it runs."""
    shown = site.machine.run(
        "systemctl", "show", "hotlined.service", *IDLE, "-p", "Id,UnitFileState,ActiveState"
    )
    found = [dict(line.split("=", 1) for line in one.splitlines()) for one in shown.strip().split("\n\n")]
    return {one["Id"]: f"{one['UnitFileState']} {one['ActiveState']}" for one in found}


def _files(site: Packaged) -> list[str]:
    """What is the site's own, as digest and name; but for what a daemon writes all the time or for itself."""
    passing = "-name lock -o -name 'rest.sqlite*' -o -path '*/gnupg/*'"
    script = rf"find {' '.join(KEPT)} -type f -not \( {passing} \) -exec sha256sum {{}} +"
    return sorted(site.machine.shell(script).splitlines())


def _version(site: Packaged) -> str:
    return site.machine.run("dpkg-query", "--show", "--showformat=${Version}", "hotlined")


def main() -> int:
    """Play every step and print a row for each; 1 at the first that fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.machine.package", description=__doc__)
    parser.add_argument("folder", type=Path, help="an empty folder for the machine's disk (1.5 GB)")
    parser.add_argument(
        "--before", default="HEAD", metavar="COMMIT", help="build the older package of this one"
    )
    parser.add_argument("--keep", action="store_true", help="leave disk and packages there")
    options = parser.parse_args()
    folder = options.folder.resolve()
    root = folder / "root"
    if folder.exists() and any(folder.iterdir()):
        parser.error(f"{folder} is not empty")
    return walked(root, lambda: _play(root, folder, options.before), keep=options.keep)


def _play(root: Path, folder: Path, before: str) -> None:
    with row("Debian of its own") as say:
        made(root)
        say("mmdebstrap")
    with row("Two packages, built in a copy of it; lintian has nothing to say") as say:
        trees = (tree(before, folder / "before"), tree("HEAD", folder / "after"))
        sdists = [built("sdist", one, one.with_suffix(".dist")) for one in trees]
        old, new = packages(root, folder, dict(zip((OLD, NEW), sdists, strict=True)))
        say(f"{new.name}, {new.stat().st_size / 1e6:.0f} MB")
    for one in (old, new):
        (root / PLACE.lstrip("/") / one.name).write_bytes(one.read_bytes())
    process, machine = boot(root)
    site = Packaged(machine, None, old=old.name, new=new.name)
    try:
        for step in STEPS:
            with row((step.__doc__ or "").rstrip(".")) as say:
                say(step(site))
    finally:
        halt(process)


if __name__ == "__main__":
    sys.exit(main())
