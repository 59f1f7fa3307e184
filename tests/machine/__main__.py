"""`python -m tests.machine FOLDER`: from a bare Debian to a service that reports, by the guide alone.

It needs root, mmdebstrap, systemd-nspawn, and the ports of a mail server free on this machine.
"""

import argparse
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.machine import walk
from tests.machine.container import Failed, boot, halt, made

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
    started = time.monotonic()
    try:
        with _row("Debian of its own") as say:
            made(root)
            say("mmdebstrap")
        _play(root, options.before)
    except (Failed, subprocess.CalledProcessError, KeyError, AssertionError) as error:
        sys.stdout.write(f"FAILED: {error}\n")
        return 1
    finally:
        if not options.keep:
            shutil.rmtree(root, ignore_errors=True)
    sys.stdout.write(f"all steps passed, {time.monotonic() - started:.0f} s\n")
    return 0


def _play(root: Path, before: str | None) -> None:
    process, machine = boot(root)
    site = walk.Site(machine, before)
    try:
        for step in STEPS:
            with _row((step.__doc__ or "").rstrip(".")) as say:
                say(step(site))
        halt(process)
        with _row("After the machine was started again, the service runs and knows its cases") as say:
            process, site.machine = boot(root)
            say(walk.after_reboot(site))
    finally:
        halt(process)


@contextmanager
def _row(name: str) -> Iterator[Callable[[str], None]]:
    """A line of the table: step, seconds, what was seen."""
    began = time.monotonic()
    seen: list[str] = []
    yield seen.append
    sys.stdout.write(f"| {name} | {time.monotonic() - began:.1f} s | {'; '.join(seen)} |\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
