"""`python -m tests.machine FOLDER`: from a bare Debian to a service that reports, by the guide alone.

It needs root, mmdebstrap, systemd-nspawn, and the ports of a mail server free on this machine.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from tests.machine import slips, walk
from tests.machine.container import boot, halt, made
from tests.machine.table import row, walked

STEPS: tuple[Callable[[walk.Site], str], ...] = (
    walk.mail_server,
    walk.install,
    walk.passwords,
    walk.own_key,
    walk.other_keys,
    walk.check,
    walk.start,
    walk.report,
    walk.upgrade,
    walk.hold,
    walk.release,
    walk.reload_refused,
    walk.start_refused,
    walk.killed,
    walk.watchdog,
    slips.own_key_extended,
    slips.password_changed,
    walk.lmtp,
    walk.backup,
    walk.nothing_in_the_journal,
)


def main() -> int:
    """Play every step and print a row for each; 1 at the first that fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.machine", description=__doc__)
    parser.add_argument("folder", type=Path, help="an empty folder for the machine's disk (800 MB)")
    parser.add_argument("--before", metavar="COMMIT", help="install this one first, then upgrade to HEAD")
    parser.add_argument("--keep", action="store_true", help="leave the disk there")
    options = parser.parse_args()
    root = options.folder.resolve() / "root"
    if root.exists():  # it is removed at the end
        parser.error(f"{root} is there already")

    def walk_through() -> None:
        with row("Debian of its own") as say:
            made(root)
            say("mmdebstrap")
        _play(root, options.before)

    return walked(root, walk_through, keep=options.keep)


def _play(root: Path, before: str | None) -> None:
    process, machine = boot(root)
    site = walk.Site(machine, before)
    try:
        for step in STEPS:
            with row((step.__doc__ or "").rstrip(".")) as say:
                say(step(site))
        halt(process)
        with row("After the machine was started again, the service runs and knows its cases") as say:
            process, site.machine = boot(root)
            say(walk.after_reboot(site))
    finally:
        halt(process)


if __name__ == "__main__":
    sys.exit(main())
