"""Folder names and keywords, ours and the server's, and what could end a command refused (threats E7).

We write "Hotline/Quarantine/unsigned"; a server may want "INBOX.Hotline.Quarantine.unsigned".  Modified
UTF-7 is done by the library.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hotlined.app.ports import Permanent

_UNSAFE = re.compile(r"[\x00-\x1f\x7f%*]")  # controls end a command, % and * are wildcards of LIST
_KEYWORD = re.compile(r"[A-Za-z0-9$_.-]{1,64}")  # an atom (RFC 9051 section 9); no system flag such as \Seen

_ATOM = re.compile(r'[^\x00-\x20\x7f-\uffff(){%*"\\\]]{1,200}')  # RFC 9051 section 9, flag-keyword


@dataclass(frozen=True, slots=True)
class FolderNames:
    """The personal namespace (RFC 2342): its prefix, e.g. "" or "INBOX.", and its delimiter, None if flat."""

    prefix: str
    delimiter: str | None

    def on_server(self, folder: str) -> str:
        """The server's name of a folder of ours; raises Permanent for a name that cannot be one."""
        parts = folder.split("/")
        if _UNSAFE.search(folder) or not all(parts):
            raise Permanent("a folder name is empty or has a control character or wildcard")
        if folder.upper() == "INBOX":
            return "INBOX"
        if len(parts) > 1 and not self.delimiter:
            raise Permanent("the IMAP server has no folders in folders")
        if self.delimiter and self.delimiter != "/" and self.delimiter in folder:
            raise Permanent(
                f"the IMAP server does not allow {self.delimiter!r} in a folder name: write / between levels"
            )
        return self.prefix + (self.delimiter or "").join(parts)

    def ours(self, name: str) -> str | None:
        """Our name of a folder of the server; None where `on_server` would not lead back to it."""
        if name.upper() == "INBOX":  # Exchange writes Inbox (RFC 9051 section 5.1: case does not matter)
            return "INBOX"
        inside = name.removeprefix(self.prefix)
        folder = inside.replace(self.delimiter, "/") if self.delimiter else inside
        try:
            return folder if self.on_server(folder) == name else None
        except Permanent:
            return None

    @staticmethod
    def with_parents(folder: str) -> tuple[str, ...]:
        """A folder of ours after all its parents: "A/B/C" gives "A", "A/B", "A/B/C"."""
        parts = folder.split("/")
        return tuple("/".join(parts[:n]) for n in range(1, len(parts) + 1))


def searchable(keyword: str) -> bool:
    """Whether it is a keyword, and no system flag, that SEARCH can be given as it is (an atom)."""
    return _ATOM.fullmatch(keyword) is not None


def permitted(keywords: Sequence[str], allowed: Sequence[bytes]) -> list[str]:
    r"""Those that PERMANENTFLAGS lets us set; "\\*" there means any (RFC 9051 section 7.1)."""
    known = {flag.lower() for flag in allowed}
    return [word for word in keywords if {b"\\*", word.lower().encode()} & known]


def checked_keywords(keywords: tuple[str, ...]) -> tuple[str, ...]:
    """The same keywords; raises Permanent for one that is no plain atom."""
    if not all(_KEYWORD.fullmatch(word) for word in keywords):
        raise Permanent("a keyword has a character that IMAP does not allow there")
    return keywords
