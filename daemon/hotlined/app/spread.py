"""Whose each part of the work is, where several daemons share it: a plan that each makes by itself.

The greatest weight decides (highest random weight, D. G. Thaler and C. V. Ravishankar, 1998): all come to the
same, and when a daemon comes or goes, only that one's parts change hands.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from hashlib import blake2b

EVEN = 20  # mails that one daemon may have alone; of more, none takes more than its part where it can be


def in_line(key: str, workers: Collection[str]) -> list[str]:
    """The workers, who has the greatest weight for this key first."""
    return sorted(workers, key=lambda one: (_weight(one, key), one), reverse=True)


def spread(senders: Sequence[str], workers: Collection[str]) -> dict[str, str]:
    """Whose the mails of each sender are; `senders` has one entry for each mail that lies there, in order.

    A sender's are all one worker's: the first's in line, unless that one would have more than its part of a
    burst; then the next one's.  Who has looked at another moment may come to something else: it is locks that
    keep two from dealing with the same mail.
    """
    room = max(EVEN, -(-len(senders) // len(workers)))
    counts = Counter(senders)
    load = dict.fromkeys(workers, 0)
    plan: dict[str, str] = {}
    for sender, count in counts.items():
        line = in_line(sender, workers)
        free = (one for one in line if load[one] + count <= room)
        plan[sender] = one = next(free, None) or min(line, key=load.__getitem__)
        load[one] += count
    return plan


def _weight(name: str, key: str) -> bytes:
    return blake2b(f"{name}\0{key}".encode("utf-8", "replace"), digest_size=8).digest()
