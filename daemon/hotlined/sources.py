"""hotlined's own code, as what is kept of a reckoning names by what it was reckoned."""

import hashlib
from functools import cache
from pathlib import Path

import hotlined


@cache  # as it was when the daemon began: what is installed over it later does not run yet
def digest() -> str:
    """A digest of all modules and of the version, the same only where these are the same to the byte."""
    root = Path(hotlined.__file__).parent
    found = hashlib.sha256(hotlined.__version__.encode())
    for path in sorted(root.rglob("*.py")):
        found.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()
