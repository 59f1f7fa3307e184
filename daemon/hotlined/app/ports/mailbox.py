"""Mailboxes: what is found in them, and what may be done there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple, Protocol


class Found(NamedTuple):
    """One message in a folder, as listed: identity within the mailbox, and its size in bytes.

    A tuple, since each look at a folder asks of each message in it whether it is known.
    """

    folder: str
    uidvalidity: int
    uid: int
    size: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """The whole raw message; `received_at` is INTERNALDATE as aware UTC."""

    found: Found
    raw: bytes
    received_at: datetime


TOPS: Final = ("From", "Subject", "Message-ID", "Importance", "X-Priority")


class Mailbox(Protocol):
    """One watched mailbox; every method has its own deadline and raises Temporary or Permanent.

    After any exception the connection is closed; the caller opens it again with back-off.
    """

    name: str

    async def open(self, folders: Sequence[str]) -> None:
        """Connect, log in, create and subscribe the folders to move to (parents one by one)."""

    async def junk(self) -> tuple[str, ...]:
        """The folders marked as junk (RFC 6154), and those called so; by names that `list` takes."""

    async def sent(self) -> tuple[str, ...]:
        """The folders in which the service itself keeps mails that were sent by it; as `junk`."""

    async def list(self, folder: str, *, needed: bool = False) -> tuple[Found, ...]:
        """All messages of a folder, lowest UID first.

        () where the folder does not exist; Permanent if it is `needed`."""

    async def fetch(self, found: Sequence[Found]) -> tuple[Fetched, ...]:
        """Whole messages by BODY.PEEK[]; one that has vanished meanwhile is left out."""

    async def fetch_header(self, found: Found) -> Fetched:
        """As `fetch` with the header block only, for a message that is too large; Temporary if it is gone."""

    async def fetch_tops(self, found: Sequence[Found]) -> tuple[tuple[Found, bytes], ...]:
        """A header block of each message that has at least the fields TOPS; what has vanished is left out."""

    async def move(self, found: Found, target: str, keywords: Sequence[str] = ()) -> None:
        """Move to a folder (UID MOVE, or COPY + STORE + UID EXPUNGE), keywords where allowed."""

    async def move_all(self, mails: Sequence[tuple[Found, Sequence[str]]], target: str) -> None:
        """The same for messages of one folder, each with its keywords; what it raises leaves some moved."""

    async def append(self, folder: str, raw: bytes, keywords: Sequence[str] = ()) -> None:
        """File a copy of a mail, e.g. into Sent."""

    async def every_folder(self) -> tuple[str, ...]:
        """All folders in which mail can lie, ours and others, by names that `list` takes."""

    async def identified(self, folder: str) -> tuple[tuple[Found, str], ...]:
        """All messages of a folder with their Message-ID; "" where it is none or no plain one."""

    async def destroy(self, found: Sequence[Found]) -> None:
        """Delete exactly these messages of one folder for good (UID EXPUNGE); those that are gone are none.

        Raises Permanent where the server can only expunge a folder as a whole."""

    async def wait(self, folder: str, seconds: float) -> None:
        """IDLE on a folder until something changes, `wake` is called, or the time is over."""

    def wake(self) -> None:
        """End a running `wait` at once; may be called from the event loop at any time."""

    async def close(self) -> None:
        """Log out and close; never raises."""


@dataclass(frozen=True, slots=True)
class FolderStatus:
    """As IMAP's STATUS has it (RFC 9051): when it is the same again, nothing has come, gone or been moved."""

    uidvalidity: int
    next_uid: int
    messages: int


class BoardMailbox(Mailbox, Protocol):
    """A mailbox in which the board's cards lie."""

    async def put(self, folder: str, raw: bytes, *, seen: bool, flagged: bool) -> Found | None:
        """Write a card into a folder; None where the server does not say which message it has become."""

    async def status(self, folder: str) -> FolderStatus | None:
        """How many messages a folder has, by one cheap question; None where it does not exist."""


class KeywordMailbox(Mailbox, Protocol):
    """A mailbox in which people set keywords on mails."""

    async def with_keywords(
        self, folder: str, wanted: Callable[[str], bool]
    ) -> tuple[tuple[Found, tuple[str, ...]], ...]:
        """The messages of a folder that have any wanted keyword, with these, lowest UID first.

        () where the folder does not exist, or the server keeps no keywords."""
