"""Material in events: URLs, descriptions, words of a mail.

The store keeps it beside the event, which carries only a salted digest of it, so that a purge (P14) leaves
the hash chain whole (P13); after a purge the field reads as None.
"""

from dataclasses import field
from typing import Any


def content() -> Any:
    """Mark a field as material that a purge destroys; its type must allow None."""
    return field(default=None, metadata={"content": True})
