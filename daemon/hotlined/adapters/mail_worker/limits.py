"""What one mail may cost in the worker; beyond it the worker is killed and the mail is unreadable.

Measured with Python 3.11 on two cores: a 6 kB mail takes 0.02 s; 25 MB with an attachment takes 1.4 s and
250 MB of memory; 40 MB, the largest that is fetched, 2.5 s and 400 MB.
"""

from dataclasses import dataclass
from typing import Final

MB: Final = 2**20
RETIRED_AFTER: Final = 10_000  # requests, two a mail; then a fresh process, so that nothing gathers in one
LARGE: Final = 8 * MB  # bytes; after a larger mail too, since its memory does not come back


@dataclass(frozen=True, slots=True)
class Cost:
    """Limits of one request; times in seconds.

    Processor time decides, so that a busy machine makes no mail unreadable; the time on the wall is for
    what waits without working.
    """

    cpu: float = 2.0
    cpu_per_mb: float = 0.1
    wall: float = 10.0
    wall_per_mb: float = 0.5
    start: float = 60.0  # on the wall, until a new process is ready
    memory: int = 768 * MB  # bytes of address space (RLIMIT_AS)
    depth: int = 1_000  # frames (sys.setrecursionlimit)

    def cpu_for(self, size: int) -> float:
        """For a request of so many bytes."""
        return self.cpu + self.cpu_per_mb * size / MB

    def wall_for(self, size: int) -> float:
        """For a request of so many bytes."""
        return self.wall + self.wall_per_mb * size / MB
