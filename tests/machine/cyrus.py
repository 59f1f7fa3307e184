"""`python -m tests.machine.cyrus FOLDER`: the tests of the IMAP adapter, and all stories, on Cyrus."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.machine.container import made
from tests.support.cyrus import CYRUS, PACKAGES

TESTS = ("tests/adapters/test_imap.py", "tests/e2e/test_scenarios.py", "tests/e2e/test_urgent_first.py")

if __name__ == "__main__":
    root = Path(sys.argv[1]).resolve() / "root"
    if root.exists():  # it is removed at the end
        sys.exit(f"{root} is there already")
    made(root, PACKAGES)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", *TESTS], env={**os.environ, CYRUS: str(root)}, check=False
        )
    finally:
        shutil.rmtree(root, ignore_errors=True)
    sys.exit(ended.returncode)
