"""What is read of a mailbox, on one connection and synchronously: list, fetch, look up, wait.

Each step selects its folder anew and compares UIDVALIDITY (threats E1); messages are named by UID only (E4).
What changes a mailbox is its `filing`.
"""

import imaplib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from hotlined.adapters.imap.customs import has_labels, is_withheld
from hotlined.adapters.imap.filing import Filing
from hotlined.adapters.imap.folders import Folders
from hotlined.adapters.imap.lines import done
from hotlined.adapters.imap.names import searchable
from hotlined.adapters.imap.tree import JUNK, SENT, TRASH
from hotlined.adapters.imap.wire import Wire
from hotlined.app import audit
from hotlined.app.ports import TOPS, Fetched, FolderStatus, Found, Permanent, Temporary
from hotlined.domain.mail.identity import plain_message_id
from hotlined.domain.values.batches import batched

MESSAGE_ID = "HEADER.FIELDS (MESSAGE-ID)"
MAX_HEADER = 256 * 1024  # bytes of a header block that are read
MAX_TOP = 8 * 1024  # bytes of header fields that are read of each of many messages
SIZES_AT_ONCE = 500  # messages whose size or Message-ID one FETCH asks for
MAILS_AT_ONCE = 20  # of one FETCH of whole messages; and together no more bytes than
BYTES_AT_ONCE = 16 * 1024 * 1024


def batches(found: Sequence[Found]) -> tuple[tuple[Found, ...], ...]:
    """Messages in the order given, in runs of one folder that are small enough for one FETCH."""
    made: list[list[Found]] = []
    size = 0
    for one in found:
        last = made[-1] if made else []
        same = bool(last) and (last[0].folder, last[0].uidvalidity) == (one.folder, one.uidvalidity)
        if same and len(last) < MAILS_AT_ONCE and size + one.size <= BYTES_AT_ONCE:
            last.append(one)
            size += one.size
        else:
            made.append([one])
            size = one.size
    return tuple(tuple(batch) for batch in made)


def _top(answer: Mapping[bytes, Any]) -> bytes | None:
    """The header fields of one message; servers write the section's name in more than one way."""
    found = (value for key, value in answer.items() if key.upper().startswith(b"BODY[HEADER"))
    return next((value for value in found if isinstance(value, bytes)), None)


class Session:
    """A mailbox that is logged in; raises Temporary, Permanent, and what the library raises."""

    def __init__(self, wire: Wire, told: set[str] | None = None) -> None:
        """`told`: what was noted about this server in earlier sessions already."""
        self._wire = wire
        self._folders = Folders(wire)
        self._told: set[str] = set() if told is None else told
        self.filing = Filing(wire, self._folders, self._told)
        self._listed: dict[str, tuple[int, int]] = {}  # folder -> UIDVALIDITY and UIDNEXT when last listed

    @property
    def _client(self) -> Any:
        return self._wire.client

    def open(self, folders: Sequence[str]) -> None:
        """Connect, and create and subscribe the folders."""
        self._wire.connect()
        if not (self._client.has_capability("MOVE") or self._client.has_capability("UIDPLUS")):
            raise Permanent("the IMAP server offers neither MOVE nor UIDPLUS: no mail could be filed safely")
        self._folders.tree.open(folders)

    def junk(self) -> tuple[str, ...]:
        """The folders that the server marks as junk, and those that are called so."""
        return self._folders.tree.used_as(JUNK)

    def marks_junk(self) -> bool:
        """Whether it marks any."""
        return bool(self._folders.tree.marked(JUNK))

    def sent(self) -> tuple[str, ...]:
        """Where the service itself keeps mails of ours: sent ones, at Gmail also half-destroyed ones."""
        trash = self._folders.tree.used_as(TRASH) if has_labels(self._client) else ()
        return (*self._folders.tree.used_as(SENT), *trash)

    def has(self, folder: str) -> bool:
        """Whether the folder exists."""
        return self._folders.tree.exists(self._folders.tree.on_server(folder))

    def list(self, folder: str, *, needed: bool = False) -> tuple[Found, ...]:
        """All messages of the folder with their sizes, lowest UID first."""
        found = self._all(folder)
        if found is None and needed:
            raise Permanent(f"the mailbox has no folder {folder}")
        return found or ()

    def _all(self, folder: str, *, look: bool = False) -> tuple[Found, ...] | None:
        info = self._folders.select(folder, look=look)
        if info is None:
            return None
        validity = info[b"UIDVALIDITY"]
        uids = sorted(self._client.search("ALL")) if info.get(b"EXISTS") != 0 else []
        self._listed[folder] = (validity, self._folders.next_uid(info))
        return tuple(Found(folder, validity, uid, size) for uid, size in self._sizes(uids).items())

    def _sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """The sizes of these messages, lowest UID first, without those that have vanished.

        A server may answer for fewer than it was asked for, and a mail is not gone for that (P5): one whose
        size it keeps to itself is listed with 0.
        """
        sizes = self._told_sizes(uids)
        if missing := [uid for uid in uids if uid not in sizes]:
            there = self._there(missing)
            sizes |= dict.fromkeys(there, 0) | self._told_sizes(there)
        return dict(sorted(sizes.items()))

    def _there(self, uids: Sequence[int]) -> Sequence[int]:
        """Those of these messages that the server still has."""
        found: set[int] = set()
        for part in batched(uids, SIZES_AT_ONCE):
            found.update(self._client.search(["UID", ",".join(map(str, part))]))
        return [uid for uid in uids if uid in found]

    def _told_sizes(self, uids: Sequence[int]) -> dict[int, int]:
        sizes: dict[int, int] = {}
        for part in batched(uids, SIZES_AT_ONCE):
            told = self._client.fetch(part, ["RFC822.SIZE"])
            sizes |= {
                uid: values[b"RFC822.SIZE"]
                for uid, values in told.items()
                if isinstance(values.get(b"RFC822.SIZE"), int)
            }
        return sizes

    def fetch(self, batch: Sequence[Found]) -> tuple[Fetched, ...]:
        """The whole messages of one batch, without those that have vanished, or that the server withholds."""
        self._folders.select_same(batch[0], look=True)
        answers = self._client.fetch([one.uid for one in batch], ["BODY.PEEK[]", "INTERNALDATE"])
        return tuple(
            _fetched(one, answers[one.uid])
            for one in batch
            if one.uid in answers and self._is_given(one, answers[one.uid])
        )

    def _is_given(self, one: Found, answer: Mapping[bytes, Any]) -> bool:
        """Whether it is the message; one that the server cannot give stays where it is, told of once.

        NIL is said of one that was just moved away, too (RFC 2180): only the second is told of.  No octets
        are no message (RFC 5322 section 3.6 wants fields), and two of these would be the same to us (P5).
        """
        raw = answer.get(b"BODY[]")
        if b"BODY[]" not in answer or (raw and not is_withheld(raw)):
            return True
        name = f"{one.folder} {one.uidvalidity} {one.uid}"
        if raw is None and f"nil {name}" not in self._told:
            self._told.add(f"nil {name}")
        elif f"withheld {name}" not in self._told:
            self._told.add(f"withheld {name}")
            audit.withheld(self._wire.name, one.folder, one.uid)
        return False

    def fetch_header(self, found: Found) -> Fetched:
        """The header block, cut after MAX_HEADER bytes."""
        self._folders.select_same(found, look=True)
        wanted = [f"BODY.PEEK[HEADER]<0.{MAX_HEADER}>", "INTERNALDATE"]
        answer = self._client.fetch([found.uid], wanted).get(found.uid, {})
        for key, value in answer.items():
            if key.startswith(b"BODY[HEADER]") and isinstance(value, bytes) and value:
                return _fetched(found, {**answer, b"BODY[]": value})
        raise Temporary("the message has vanished")

    def fetch_tops(self, batch: Sequence[Found]) -> tuple[tuple[Found, bytes], ...]:
        """A few header fields of each message of one folder, in one FETCH, MAX_TOP bytes of each at most."""
        self._folders.select_same(batch[0], look=True)
        wanted = f"BODY.PEEK[HEADER.FIELDS ({' '.join(TOPS)})]<0.{MAX_TOP}>"  # RFC 3501 section 6.4.5
        answers = self._client.fetch([one.uid for one in batch], [wanted])
        return tuple((one, top) for one in batch if (top := _top(answers.get(one.uid, {}))) is not None)

    def status(self, folder: str) -> FolderStatus | None:
        """By SELECT, since STATUS of a folder that is selected may be stale (RFC 9051 section 6.3.11)."""
        info = self._folders.select(folder)
        if info is None:
            return None
        return FolderStatus(info[b"UIDVALIDITY"], self._folders.next_uid(info), info[b"EXISTS"])

    def every_folder(self) -> tuple[str, ...]:
        """All folders that can hold mail, by our names."""
        return self._folders.tree.every()

    def fullness(self) -> float | None:
        """How much of the account's space is taken, 1.0 for all (RFC 9208); None where nothing is told."""
        if not self._client.has_capability("QUOTA"):
            return None
        told: list[Any] = []
        done(lambda: told.extend(self._client.get_quota_root("INBOX")[1]))
        return max((one.usage / one.limit for one in told if one.limit), default=None)

    def unread(self) -> tuple[tuple[str, int], ...]:
        """The folders that are there for nothing that is known, and how many unread mails lie in each."""
        return tuple((one, self._unseen(one)) for one in self._folders.tree.of_no_use())

    def _unseen(self, folder: str) -> int:
        """0 of a folder that the account may see, and not look into."""
        state: dict[bytes, Any] = {}
        name = self._folders.tree.on_server(folder)
        done(lambda: state.update(self._client.folder_status(name, ["UNSEEN"])))
        return int(state.get(b"UNSEEN", 0))

    def identified(self, folder: str) -> tuple[tuple[Found, str], ...]:
        """All messages of a folder with their Message-ID, "" where there is no plain one."""
        found = self._all(folder, look=True) or ()
        names: dict[int, str] = {}
        for batch in batched(found, SIZES_AT_ONCE):
            uids = [one.uid for one in batch]
            for uid, answer in self._client.fetch(uids, [f"BODY.PEEK[{MESSAGE_ID}]<0.{MAX_TOP}>"]).items():
                given = _top(answer) or b""
                names[uid] = plain_message_id(given) if len(given) < MAX_TOP else ""
        # Of one that was not answered, or only in part, nothing is known, and it may be there (P14).
        return tuple((one, names.get(one.uid, "")) for one in found)

    def with_keywords(
        self, folder: str, wanted: Callable[[str], bool]
    ) -> tuple[tuple[Found, tuple[str, ...]], ...]:
        """By one SEARCH for each keyword that the folder knows at all (FLAGS) and that is wanted.

        Exchange knows none, and answers BAD to such a SEARCH: it is never asked.
        """
        info = self._folders.select(folder)
        known = [flag.decode("ascii", "replace") for flag in (info or {}).get(b"FLAGS", ())]
        words: dict[int, list[str]] = {}
        for word in known:
            if searchable(word) and wanted(word):
                for uid in self._client.search(["KEYWORD", word]):
                    words.setdefault(uid, []).append(word)
        validity = info[b"UIDVALIDITY"] if info else 0
        sizes = self._sizes(sorted(words))
        return tuple((Found(folder, validity, uid, sizes[uid]), tuple(words[uid])) for uid in sorted(sizes))

    def keeps_keywords(self, folder: str) -> bool:
        """Whether people can set keywords of their own in a folder (RFC 9051 section 7.1)."""
        info = self._folders.select(folder)
        return info is not None and b"\\*" in info.get(b"PERMANENTFLAGS", ())

    def wait(self, folder: str, seconds: float) -> None:
        """IDLE; returns at once if mail came between the last `list` and now, which IDLE would not tell."""
        info = self._folders.select(folder)
        if info is None:
            raise Temporary("the folder to watch does not exist")
        now = (info[b"UIDVALIDITY"], self._folders.next_uid(info))
        if self._listed.setdefault(folder, now) == now:
            self._wire.idle(seconds)
        self._listed[folder] = now

    def logout(self) -> None:
        """Say good-bye."""
        with suppress(imaplib.IMAP4.error, OSError):
            self._client.logout()


def _fetched(found: Found, answer: Mapping[bytes, Any]) -> Fetched:
    raw, date = answer.get(b"BODY[]"), answer.get(b"INTERNALDATE")
    if not isinstance(raw, bytes) or not isinstance(date, datetime) or date.tzinfo is None:
        raise Temporary("the IMAP server answered without the message")
    return Fetched(found=found, raw=raw, received_at=date.astimezone(UTC))
