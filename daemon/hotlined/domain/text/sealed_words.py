"""Words amid a text that nobody has read: an OpenPGP message between sentences, which is not decrypted.

A text is opened where it is nothing but one such message.  Beside a sentence, or below a gateway's line, it
stands as it came, and what it says may be a request to wait (P7).
"""

from typing import Final

BEGINS: Final = "-----BEGIN PGP MESSAGE-----"


def sealed_words(text: str) -> tuple[str, ...]:
    """The line with which such a message begins, once; marks of quoting in front of it are passed over."""
    lines = (line.lstrip("> \t").rstrip() for line in text.splitlines())
    return (BEGINS,) if BEGINS in lines else ()
