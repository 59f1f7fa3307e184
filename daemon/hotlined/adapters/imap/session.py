"""What a mailbox does, on one connection and synchronously: list, fetch, move, append, wait.

Each step selects its folder anew and compares UIDVALIDITY (threats E1); messages are named by UID only
(E4).  `\\Seen` is never set on a mail that came in, and no command says EXPUNGE without UIDs.
"""

import imaplib
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from hotlined.adapters.imap.customs import has_labels, into_trash, is_withheld, trash_of
from hotlined.adapters.imap.names import checked_keywords, permitted, searchable
from hotlined.adapters.imap.tree import JUNK, SENT, TRASH, Tree
from hotlined.adapters.imap.wire import Wire
from hotlined.app import audit
from hotlined.app.ports import TOPS, Fetched, Found, Permanent, Tally, Temporary
from hotlined.domain.mail.identity import plain_message_id

MESSAGE_ID = "HEADER.FIELDS (MESSAGE-ID)"
MAX_HEADER = 256 * 1024  # bytes of a header block that are read
SIZES_AT_ONCE = 500  # messages whose size or Message-ID one FETCH asks for
MAILS_AT_ONCE = 20  # of one FETCH of whole messages; and together no more bytes than
BYTES_AT_ONCE = 16 * 1024 * 1024
COPIED = b"$hotlined-copied"  # on the original, when its copy lies in the other folder (no MOVE)
_APPENDED = re.compile(rb"\[APPENDUID ([0-9]{1,10}) ([0-9]{1,10})\]")  # RFC 4315 section 3
MOST_KEYWORDS = 100  # of a folder; one that has more gets no rare ones from us
Marked = tuple[Found, tuple[str, ...]]  # a message with its keywords


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
        self._tree = Tree(lambda: self._wire.client)
        self._told = set() if told is None else told
        self._listed: dict[str, tuple[int, int]] = {}  # folder -> UIDVALIDITY and UIDNEXT when last listed

    @property
    def _client(self) -> Any:
        return self._wire.client

    def open(self, folders: Sequence[str]) -> None:
        """Connect, and create and subscribe the folders."""
        self._wire.connect()
        if not (self._client.has_capability("MOVE") or self._client.has_capability("UIDPLUS")):
            raise Permanent("the IMAP server offers neither MOVE nor UIDPLUS: no mail could be filed safely")
        self._tree.open(folders)

    def junk(self) -> tuple[str, ...]:
        """The folders that the server marks as junk, and those that are called so."""
        return self._tree.used_as(JUNK)

    def marks_junk(self) -> bool:
        """Whether it marks any."""
        return bool(self._tree.marked(JUNK))

    def sent(self) -> tuple[str, ...]:
        """Where the service itself keeps mails of ours: sent ones, at Gmail also half-destroyed ones."""
        trash = self._tree.used_as(TRASH) if has_labels(self._client) else ()
        return (*self._tree.used_as(SENT), *trash)

    def trash(self) -> str | None:
        """Gmail's Trash, where alone a mail is destroyed, or Permanent if it is hidden; None elsewhere."""
        return trash_of(self._tree.used_as(TRASH)) if has_labels(self._client) else None

    def destroys(self) -> bool:
        """Whether single mails can be destroyed (RFC 4315)."""
        return bool(self._client.has_capability("UIDPLUS"))

    def has(self, folder: str) -> bool:
        """Whether the folder exists."""
        return self._tree.exists(self._tree.on_server(folder))

    def _select(self, folder: str) -> Mapping[bytes, Any] | None:
        """The answer to SELECT; None where the folder does not exist."""
        name = self._tree.on_server(folder)
        try:
            info: Mapping[bytes, Any] = self._client.select_folder(name)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            if self._tree.exists(name):
                raise
            return None
        if b"UIDVALIDITY" not in info:
            raise Temporary("the IMAP server names no UIDVALIDITY")
        return info

    def _select_same(self, found: Found) -> Mapping[bytes, Any]:
        """SELECT for a message that was listed before: the UIDs must still mean the same."""
        info = self._select(found.folder)
        if info is None or info[b"UIDVALIDITY"] != found.uidvalidity:
            raise Temporary("the folder was replaced since it was listed (UIDVALIDITY)")
        return info

    def list(self, folder: str, *, needed: bool = False) -> tuple[Found, ...]:
        """All messages of the folder with their sizes, lowest UID first."""
        info = self._select(folder)
        if info is None and needed:
            raise Permanent(f"the mailbox has no folder {folder}")
        if info is None:
            return ()
        validity = info[b"UIDVALIDITY"]
        uids = sorted(self._client.search("ALL")) if info.get(b"EXISTS") != 0 else []
        self._listed[folder] = (validity, self._next_uid(info))
        return tuple(Found(folder, validity, uid, size) for uid, size in self._sizes(uids).items())

    def _sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """The sizes of these messages, lowest UID first, without those that have vanished."""
        sizes: dict[int, int] = {}
        for start in range(0, len(uids), SIZES_AT_ONCE):
            told = self._client.fetch(uids[start : start + SIZES_AT_ONCE], ["RFC822.SIZE"])
            sizes |= {
                uid: values[b"RFC822.SIZE"]
                for uid, values in sorted(told.items())
                if b"RFC822.SIZE" in values
            }
        return sizes

    def _next_uid(self, info: Mapping[bytes, Any]) -> int:
        """UIDNEXT as of the SELECT; where the server keeps it to itself, one more than the highest UID."""
        told = info.get(b"UIDNEXT")
        return int(told) if told else max(self._client.search("ALL"), default=0) + 1

    def fetch(self, batch: Sequence[Found]) -> tuple[Fetched, ...]:
        """The whole messages of one batch, without those that have vanished, or that the server withholds."""
        self._select_same(batch[0])
        answers = self._client.fetch([one.uid for one in batch], ["BODY.PEEK[]", "INTERNALDATE"])
        return tuple(
            _fetched(one, answers[one.uid])
            for one in batch
            if one.uid in answers and self._is_given(one, answers[one.uid].get(b"BODY[]", b""))
        )

    def _is_given(self, one: Found, raw: bytes | None) -> bool:
        """Whether it is the message; one that the server cannot give stays where it is, told of once."""
        if not raw or not is_withheld(raw):
            return raw is not None
        if (what := f"withheld {one.folder} {one.uidvalidity} {one.uid}") not in self._told:
            self._told.add(what)
            audit.withheld(self._wire.name, one.folder, one.uid)
        return False

    def fetch_header(self, found: Found) -> bytes:
        """The header block, cut after MAX_HEADER bytes."""
        self._select_same(found)
        answer = self._client.fetch([found.uid], [f"BODY.PEEK[HEADER]<0.{MAX_HEADER}>"]).get(found.uid, {})
        for key, value in answer.items():
            if key.startswith(b"BODY[HEADER]") and isinstance(value, bytes):
                return value
        raise Temporary("the message has vanished")

    def fetch_tops(self, batch: Sequence[Found]) -> tuple[tuple[Found, bytes], ...]:
        """A few header fields of each message of one folder, in one FETCH (RFC 3501 section 6.4.5)."""
        self._select_same(batch[0])
        wanted = f"BODY.PEEK[HEADER.FIELDS ({' '.join(TOPS)})]"
        answers = self._client.fetch([one.uid for one in batch], [wanted])
        return tuple((one, top) for one in batch if (top := _top(answers.get(one.uid, {}))) is not None)

    def move(self, found: Found, target: str, keywords: tuple[str, ...]) -> None:
        """Move the message; one that is gone already is none to move."""
        self.move_all([(found, keywords)], target)

    def together(self, mails: Sequence[Marked]) -> tuple[Sequence[Marked], ...]:
        """The messages in parts that the server moves in one command each."""
        return (mails,) if self._client.has_capability("MOVE") else tuple((one,) for one in mails)

    def move_all(self, mails: Sequence[Marked], target: str) -> None:
        """Move these messages of one folder, with one MOVE where the server has it."""
        info = self._select_same(mails[0][0])
        if any(found.uidvalidity != info[b"UIDVALIDITY"] for found, _ in mails):
            raise Temporary("the folder was replaced since it was listed (UIDVALIDITY)")
        flags = self._flags([found.uid for found, _ in mails])
        there = [(found, keywords) for found, keywords in mails if found.uid in flags]
        # Somebody's mark, and it would move along: the next EXPUNGE there would take the mail (P1).
        marked = [uid for uid, each in flags.items() if b"\\deleted" in each and COPIED not in each]
        if marked:
            self._client.remove_flags(marked, [b"\\Deleted"], silent=True)
        self._mark(there, info, flags)
        if not self._client.has_capability("MOVE"):
            for found, _ in there:
                self._copy(found, target, info, flags[found.uid])
        elif there:
            name = self._tree.on_server(target)
            self._into(target, self._client.move, [found.uid for found, _ in there], name)

    def _copy(self, found: Found, target: str, info: Mapping[bytes, Any], flags: frozenset[bytes]) -> None:
        """What MOVE would do, so that it can be gone on with where it was stopped."""
        name = self._tree.on_server(target)
        marked = COPIED in flags and b"\\deleted" in flags  # we were stopped before the EXPUNGE
        if not marked and not self._lies_in(name, found):
            self._into(target, self._client.copy, [found.uid], name)
        copied = permitted([COPIED.decode()], info.get(b"PERMANENTFLAGS", ()))
        self._client.add_flags([found.uid], [b"\\Deleted", *(one.encode() for one in copied)], silent=True)
        self._client.uid_expunge([found.uid])

    def _flags(self, uids: Sequence[int]) -> dict[int, frozenset[bytes]]:
        """The flags of messages in lower case, without those that are gone."""
        answers = self._client.fetch(uids, ["FLAGS"])
        return {
            uid: frozenset(flag.lower() for flag in answers[uid].get(b"FLAGS", ()))
            for uid in uids
            if uid in answers
        }

    def _mark(
        self,
        mails: Sequence[tuple[Found, Sequence[str]]],
        info: Mapping[bytes, Any],
        flags: Mapping[int, frozenset[bytes]],
    ) -> None:
        """Set the keywords the server takes, so that a person sees in any client why the mail is there.

        Those with "$" are few and always set.  Others, as case references, only while the folder has room:
        servers bound its keywords (Cyrus: 128), and people need some for themselves.
        """
        allowed = info.get(b"PERMANENTFLAGS", ())
        known = {flag.lower() for flag in info.get(b"FLAGS", ())}
        wanted: dict[tuple[str, ...], list[int]] = {}  # what is set in one command, and for which
        for found, keywords in mails:
            taken = permitted(keywords, allowed)
            if keywords and not taken and "keywords" not in self._told:
                self._told.add("keywords")
                audit.no_keywords(self._wire.name)
            words = [word for word in taken if word.lower().encode() not in flags[found.uid]]
            full = len(known) >= MOST_KEYWORDS
            rare = [one for one in words if one[0] != "$" and (not full or one.lower().encode() in known)]
            known.update(one.lower().encode() for one in rare)
            # Two commands, so that the second may be refused alone.
            for group in (tuple(one for one in words if one[0] == "$"), tuple(rare)):
                if group:
                    wanted.setdefault(group, []).append(found.uid)
        for group, uids in wanted.items():
            self._try(self._client.add_flags, uids, [word.encode() for word in group], silent=True)

    def _lies_in(self, name: str, found: Found) -> bool:
        """Whether a folder has these very bytes: the copy was made, and then the connection broke (A5).

        Leaves the message's own folder selected.
        """
        mine = self._body([found.uid])
        copied = False
        if self._try(self._client.select_folder, name, readonly=True):
            size = ["LARGER", found.size - 1, "SMALLER", found.size + 1]
            copied = bool(mine) and any(self._body([uid]) == mine for uid in self._client.search(size))
        self._select_same(found)
        return copied

    def _body(self, uids: Sequence[int]) -> bytes:
        """The bytes of one message; b"" when it is gone."""
        answers = self._client.fetch(uids, ["BODY.PEEK[]"])
        return next((answer.get(b"BODY[]") or b"" for answer in answers.values()), b"")

    def _try(self, command: Any, *args: Any, **options: Any) -> bool:
        """Whether the server did it; what ends the connection is raised."""
        try:
            command(*args, **options)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            return False
        return True

    def _into(self, folder: str, command: Any, *args: Any, **options: Any) -> None:
        """Do something that needs a folder; if refused, create it (somebody removed it) and try again."""
        if not self._try(command, *args, **options):
            self._tree.create(folder, set())
            command(*args, **options)

    def append(self, folder: str, raw: bytes, keywords: tuple[str, ...]) -> None:
        """File a mail of ours as read, with keywords where the server takes them."""
        name = self._tree.on_server(folder)
        flags = [b"\\Seen", *(word.encode() for word in checked_keywords(keywords))]
        if not self._try(self._client.append, name, raw, flags):
            self._into(folder, self._client.append, name, raw, flags[:1])

    def put(self, folder: str, raw: bytes, *, seen: bool, flagged: bool) -> Found | None:
        """APPEND, as seen and flagged or not; where it lies, if the server says so (UIDPLUS)."""
        name = self._tree.on_server(folder)
        flags = [flag for flag, wanted in ((b"\\Seen", seen), (b"\\Flagged", flagged)) if wanted]
        answers: list[object] = []
        self._into(folder, lambda: answers.append(self._client.append(name, raw, flags)))
        told = answers[-1]
        where = _APPENDED.search(told) if isinstance(told, bytes) else None
        return Found(folder, int(where[1]), int(where[2]), len(raw)) if where is not None else None

    def tally(self, folder: str) -> Tally | None:
        """By SELECT, since STATUS of a folder that is selected may be stale (RFC 9051 section 6.3.11)."""
        info = self._select(folder)
        if info is None:
            return None
        return Tally(info[b"UIDVALIDITY"], self._next_uid(info), info[b"EXISTS"])

    def every_folder(self) -> tuple[str, ...]:
        """All folders that can hold mail, by our names."""
        return self._tree.every()

    def identified(self, folder: str) -> tuple[tuple[Found, str], ...]:
        """All messages of a folder with their Message-ID, "" where there is no plain one."""
        found = self.list(folder)
        names: dict[int, str] = {}
        for start in range(0, len(found), SIZES_AT_ONCE):
            uids = [one.uid for one in found[start : start + SIZES_AT_ONCE]]
            for uid, answer in self._client.fetch(uids, [f"BODY.PEEK[{MESSAGE_ID}]"]).items():
                names[uid] = plain_message_id(next((v for v in answer.values() if isinstance(v, bytes)), b""))
        return tuple((one, names[one.uid]) for one in found if one.uid in names)

    def with_keywords(
        self, folder: str, wanted: Callable[[str], bool]
    ) -> tuple[tuple[Found, tuple[str, ...]], ...]:
        """By one SEARCH for each keyword that the folder knows at all (FLAGS) and that is wanted.

        Exchange knows none, and answers BAD to such a SEARCH: it is never asked.
        """
        info = self._select(folder)
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
        info = self._select(folder)
        return info is not None and b"\\*" in info.get(b"PERMANENTFLAGS", ())

    def destroy(self, found: Sequence[Found]) -> None:
        """UID EXPUNGE of exactly these messages of one folder (RFC 4315 section 2.1); at Gmail in Trash."""
        if not found:
            return
        if not self.destroys():
            raise Permanent(
                "the IMAP server offers no UIDPLUS: a mail cannot be destroyed there without others; delete"
                " the mails of purged cases by hand, or have the server updated"
            )
        self._select_same(found[0])
        uids = [one.uid for one in found]
        if (trash := self.trash()) is not None and found[0].folder != trash:
            into_trash(self._client, uids, self._tree.on_server(trash))
            return
        self._client.add_flags(uids, [b"\\Deleted"], silent=True)
        self._client.uid_expunge(uids)

    def wait(self, folder: str, seconds: float) -> None:
        """IDLE; returns at once if mail came between the last `list` and now, which IDLE would not tell."""
        info = self._select(folder)
        if info is None:
            raise Temporary("the folder to watch does not exist")
        now = (info[b"UIDVALIDITY"], self._next_uid(info))
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
