"""The folders of a mailbox on its server: found, named, created, subscribed; and which is for what."""

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from hotlined.adapters.imap.customs import NAMES
from hotlined.adapters.imap.lines import done
from hotlined.adapters.imap.names import FolderNames
from hotlined.app.ports import Permanent

Listing = Sequence[tuple[Sequence[bytes], bytes, str]]  # flags, delimiter, the server's name
JUNK, SENT, TRASH = b"\\junk", b"\\sent", b"\\trash"  # RFC 6154 section 2
USES = {JUNK, SENT, TRASH, b"\\all", b"\\archive", b"\\drafts", b"\\flagged", b"\\important"}


class Tree:
    """The folders of one connection; `client` is asked for at each step.

    Raises Permanent, and what the library raises when the connection ends.
    """

    def __init__(self, client: Callable[[], Any]) -> None:
        self._ask = client
        self._names = FolderNames("", "/")
        self._own_prefixes: tuple[str, ...] = ("",)
        self._others_prefixes: tuple[str, ...] = ()
        self._by_server: dict[str, str] = {}  # a name of ours -> the server's, where no rule leads there

    @property
    def _client(self) -> Any:
        return self._ask()

    def open(self, folders: Sequence[str]) -> None:
        """Create and subscribe these folders with their parents; what of them is hidden shows again."""
        self._names = self._namespace()
        present = {name for flags, _, name in self._client.list_folders() if _is_real(flags)}
        for folder in folders:
            self.create(folder, present)
        self._show(folders)

    def _namespace(self) -> FolderNames:
        if self._client.has_capability("NAMESPACE"):
            personal, other, shared = self._client.namespace()
            self._others_prefixes = tuple(one or "" for one, _ in (*(other or ()), *(shared or ())))
            self._own_prefixes = tuple(one or "" for one, _ in personal or ()) or ("",)
            if personal:
                return FolderNames(personal[0][0] or "", personal[0][1] or None)
        root = self._client.list_folders("", "")  # RFC 3501 section 6.3.8: asks for the delimiter
        delimiter = root[0][1] if root else b"/"
        return FolderNames("", delimiter.decode("ascii") if delimiter else None)

    def on_server(self, folder: str) -> str:
        """The server's name of a folder; raises Permanent for a name that cannot be one."""
        return self._by_server.get(folder) or self._names.on_server(folder)

    def create(self, folder: str, present: set[str]) -> None:
        """Create a folder with its parents, where they are not among those known to be `present`."""
        if folder.upper() == "INBOX" or folder in self._by_server:
            return
        wanted = self.on_server(folder)
        for name in map(self.on_server, FolderNames.with_parents(folder)):
            if name in present or name.upper() == "INBOX":
                continue
            # Refused: there already (not every server says ALREADYEXISTS), or a parent that holds no mail.
            if not done(self._client.create_folder, name) and name == wanted and not self.exists(name):
                raise Permanent(f"the IMAP server does not let us create the folder {folder}")
            present.add(name)
            done(self._client.subscribe_folder, name)  # refused: only people's clients miss it

    def _show(self, folders: Sequence[str]) -> None:
        """Subscribe what is there and is not subscribed: made by hand, or before a crash."""
        ours = {self.on_server(name) for folder in folders for name in FolderNames.with_parents(folder)}
        shown: set[str] = set()
        if done(lambda: shown.update(name for _, _, name in self._client.list_sub_folders())):
            for name in sorted(ours - shown):
                done(self._client.subscribe_folder, name)

    def exists(self, name: str) -> bool:
        """Whether the server has this folder (in the server's own name), and mail can lie in it."""
        return any(_is_real(flags) for flags, _, _ in self._client.list_folders("", name))

    def every(self) -> tuple[str, ...]:
        """Our names of all folders of our own in which mail can lie; not what others share with us."""
        return self._own(self._client.list_folders())

    def _own(self, listed: Listing) -> tuple[str, ...]:
        real = [name for flags, _, name in listed if _is_real(flags)]
        return tuple(self._known(name) for name in real if not self._is_others(name))

    def _is_others(self, name: str) -> bool:
        """Whether it belongs to another user, or is shared (RFC 2342): by the longest prefix.

        Cyrus may share under none whatever does not lie below INBOX.
        """

        def longest(prefixes: tuple[str, ...]) -> int:
            return max((len(one) for one in prefixes if name.startswith(one)), default=-1)

        return name.upper() != "INBOX" and longest(self._others_prefixes) > longest(self._own_prefixes)

    def of_no_use(self) -> tuple[str, ...]:
        """Our names of our own folders that the server marks for nothing, and people's programs neither."""
        listed = [row for row in self._client.list_folders() if not USES & {one.lower() for one in row[0]}]
        named = frozenset[str]().union(*NAMES.values())
        return tuple(one for one in self._own(listed) if _folded(one) not in named)

    def marked(self, mark: bytes) -> tuple[str, ...]:
        """Our names of our own folders that the server marks so, whatever it calls them."""
        return self._marked(mark, self._client.list_folders())

    def _marked(self, mark: bytes, listed: Listing) -> tuple[str, ...]:
        told = list(listed)
        if not any(_has(mark, flags) for flags, _, _ in told) and self._client.has_capability("SPECIAL-USE"):
            # RFC 6154 section 2: a plain LIST need not tell.
            done(lambda: told.extend(self._client.list_marked()))
        found = {name for flags, _, name in told if _has(mark, flags) and _is_real(flags)}
        return tuple(self._known(name) for name in sorted(found) if not self._is_others(name))

    def used_as(self, mark: bytes) -> tuple[str, ...]:
        """Those marked so, then those that are called so: a mail program makes them beside the server's."""
        names = NAMES.get(mark, frozenset[str]())
        listed = self._client.list_folders()
        called = [one for one in self._own(listed) if _folded(one) in names]
        return tuple(dict.fromkeys((*self._marked(mark, listed), *sorted(called))))

    def _known(self, name: str) -> str:
        ours = self._names.ours(name)
        if ours is None:  # outside of the personal namespace, or a name we could not write ourselves
            self._by_server[name] = name
            return name
        return ours


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _is_real(flags: Sequence[bytes]) -> bool:
    return not {flag.lower() for flag in flags} & {b"\\noselect", b"\\nonexistent"}


def _has(mark: bytes, flags: Sequence[bytes]) -> bool:
    return mark in {flag.lower() for flag in flags}
