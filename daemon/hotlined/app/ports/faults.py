"""The errors of the rim: what adapters raise.

`Temporary` (try again later) or `Permanent` (a person has to change something); an exception that is neither
is a bug, and is handled where one mail or one due step is carried out.  `TooOdd` is of the mail parser alone,
and `Conflict` of the store.
"""


class Temporary(Exception):
    """The outside failed for now: try again."""


class Permanent(Exception):
    """The outside refuses: a person has to change something first."""


class Taken(Permanent):
    """Another hotlined has the store; the sentence says which process."""


class Unsealable(Permanent):
    """A mail cannot be encrypted to a pinned key; `why` is a sentence for the analyst (P4)."""

    def __init__(self, fingerprint: str, why: str) -> None:
        super().__init__(f"{fingerprint}: {why}")
        self.fingerprint = fingerprint
        self.why = why


class Undecryptable(Permanent):
    """A ciphertext that our key does not open, or that is damaged; `why` names no content."""


class TooOdd(Exception):
    """A mail beyond the limits of bytes, depth, parts, time or memory; the message is the reason."""


class Conflict(Exception):
    """The stream has moved on since it was read: decide again."""
