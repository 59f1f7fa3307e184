"""Which code this is: a digest of it, by which what was worked out with another code is told apart."""

import hashlib
import sys
from functools import cache
from pathlib import Path

import hotlined


@cache  # as it was when the daemon began: what is installed over it later does not run yet
def digest() -> str:
    """A digest of all modules, of the version and of Python's, the same only where these are to the byte."""
    # Another Python may spell an IP or a host name another way, by which URLs are compared (P5).
    return hashlib.sha256(f"{hotlined.__version__}\0{sys.version}\0{code()}".encode()).hexdigest()


@cache
def code() -> str:
    """A digest of all modules alone."""
    root = Path(hotlined.__file__).parent
    found = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        found.update(path.relative_to(root).as_posix().encode() + b"\0" + _text(path))
    return found.hexdigest()


def _text(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # an editor's lock, or what an update takes away just now: nobody can run it, either
        return b""
