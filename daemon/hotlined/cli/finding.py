"""What `check` tells of one thing that it tried."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried: "fine", "soon" (will need somebody) or "wrong", and what to know or do."""

    what: str
    state: str
    told: str
