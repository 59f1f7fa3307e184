"""The table that a walk prints: a row for each step, as it stands in docs/runs.md afterwards."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.machine.container import Failed


@contextmanager
def row(name: str) -> Iterator[Callable[[str], None]]:
    """A line of the table: step, seconds, what was seen."""
    began = time.monotonic()
    seen: list[str] = []
    yield seen.append
    sys.stdout.write(f"| {name} | {time.monotonic() - began:.1f} s | {'; '.join(seen)} |\n")
    sys.stdout.flush()


def walked(root: Path, walk: Callable[[], None], *, keep: bool = False) -> int:
    """1 if a step fails, which is told, else 0; the machine's disk is removed unless it is to be kept."""
    began = time.monotonic()
    try:
        walk()
    except (Failed, subprocess.CalledProcessError, KeyError, AssertionError) as error:
        sys.stdout.write(f"FAILED: {error}\n")
        return 1
    finally:
        if not keep:
            shutil.rmtree(root, ignore_errors=True)
    sys.stdout.write(f"all steps passed, {time.monotonic() - began:.0f} s\n")
    return 0
