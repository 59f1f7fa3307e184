"""No memory image of hotlined: in a process of its own, since it cannot be taken back."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TELL = """
import ctypes, resource
from hotlined.adapters import core_dumps
core_dumps.forbid()
print(*resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


def said(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, check=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "daemon")},
    )  # fmt: skip
    return done.stdout.strip()


def test_P16_no_core_file_is_written_and_no_program_of_the_kernel_gets_one() -> None:
    assert said("-c", TELL) == "0 0 0"


def test_P16_every_command_forbids_it_before_it_does_anything() -> None:
    asks = "import atexit, ctypes; atexit.register(lambda: print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)))"
    assert said("-c", f"{asks}\nfrom hotlined.cli import main\nmain(['--version'])").splitlines()[-1] == "0"
