"""The folders of a mailbox that is logged in: each step selects its own anew, and compares UIDVALIDITY."""

import imaplib
from collections.abc import Mapping
from typing import Any

from hotlined.adapters.imap.lines import done
from hotlined.adapters.imap.tree import Tree
from hotlined.adapters.imap.wire import Wire
from hotlined.app.ports import Found, Permanent, Temporary


class Folders:
    """What is selected, and what is done only where the server allows it; raises what the library raises."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self.tree = Tree(lambda: self._wire.client)

    @property
    def _client(self) -> Any:
        return self._wire.client

    def select(self, folder: str, *, look: bool = False) -> Mapping[bytes, Any] | None:
        """The answer to SELECT; None where the folder does not exist.

        `look`: nothing is to be changed there, and a folder that may only be read will do.
        """
        name = self.tree.on_server(folder)
        try:
            info: Mapping[bytes, Any] = self._selected(name, look=look)
        except imaplib.IMAP4.readonly:
            needs = "the account needs the right to file mails and delete them"
            raise Permanent(f"{self._wire.name}: the folder {folder} may only be read: {needs}") from None
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            if self.tree.exists(name):
                raise
            return None
        if b"UIDVALIDITY" not in info:
            raise Temporary("the IMAP server names no UIDVALIDITY")
        return info

    def _selected(self, name: str, *, look: bool) -> Any:
        try:
            return self._client.select_folder(name)
        except imaplib.IMAP4.readonly:  # the library's own word; the connection goes on
            if not look:
                raise
            return self._client.select_folder(name, readonly=True)

    def select_same(self, found: Found, *, look: bool = False) -> Mapping[bytes, Any]:
        """SELECT for a message that was listed before: the UIDs must still mean the same."""
        info = self.select(found.folder, look=look)
        if info is None or info[b"UIDVALIDITY"] != found.uidvalidity:
            raise Temporary("the folder was replaced since it was listed (UIDVALIDITY)")
        return info

    def next_uid(self, info: Mapping[bytes, Any]) -> int:
        """UIDNEXT as of the SELECT; where the server keeps it to itself, one more than the highest UID."""
        told = info.get(b"UIDNEXT")
        return int(told) if told else max(self._client.search("ALL"), default=0) + 1

    def into(self, folder: str, command: Any, *args: Any, **options: Any) -> None:
        """Do something that needs a folder; if refused, create it (somebody removed it) and try again."""
        if not done(command, *args, **options):
            self.tree.create(folder, set())
            command(*args, **options)
