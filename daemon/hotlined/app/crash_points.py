"""Crash points: a name at each step that lasts or goes out, where a test may end the process (threats 4.1).

Nobody listens in earnest, and then a point costs one comparison.  There is no setting for it: whoever wants
to kill the daemon at a point starts it from a program of their own that sets `listener` (tests/faults).
"""

from collections.abc import Callable

CrashPoint = Callable[[str], None]

listener: CrashPoint | None = None


def crash_point(name: str) -> None:
    """The step of this name has just been taken; called from any thread."""
    if listener is not None:
        listener(name)
