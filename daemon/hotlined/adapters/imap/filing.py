"""How mails are moved, filed and destroyed in a mailbox that is logged in.

Messages are named by UID only (E4).  `\\Seen` is never set on a mail that came in, and no command says
EXPUNGE without UIDs.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from hotlined.adapters.imap.customs import has_labels, into_trash, trash_of
from hotlined.adapters.imap.folders import Folders
from hotlined.adapters.imap.lines import done
from hotlined.adapters.imap.names import checked_keywords, permitted
from hotlined.adapters.imap.tree import TRASH
from hotlined.adapters.imap.wire import Wire
from hotlined.app import audit
from hotlined.app.ports import Found, Permanent, Temporary

COPIED = b"$hotlined-copied"  # on the original, when its copy lies in the other folder (no MOVE)
_APPENDED = re.compile(rb"\[APPENDUID ([0-9]{1,10}) ([0-9]{1,10})\]")  # RFC 4315 section 3
MOST_KEYWORDS = 100  # of a folder; one that has more gets no rare ones from us
Marked = tuple[Found, tuple[str, ...]]  # a message with its keywords


class Filing:
    """What changes a mailbox; raises Temporary, Permanent, and what the library raises."""

    def __init__(self, wire: Wire, folders: Folders, told: set[str]) -> None:
        """`told`: what was noted about this server already."""
        self._wire = wire
        self._folders = folders
        self._told = told

    @property
    def _client(self) -> Any:
        return self._wire.client

    def move(self, found: Found, target: str, keywords: tuple[str, ...]) -> None:
        """Move the message; one that is gone already is none to move."""
        self.move_all([(found, keywords)], target)

    def together(self, mails: Sequence[Marked]) -> tuple[Sequence[Marked], ...]:
        """The messages in parts that the server moves in one command each."""
        return (mails,) if self._client.has_capability("MOVE") else tuple((one,) for one in mails)

    def move_all(self, mails: Sequence[Marked], target: str) -> None:
        """Move these messages of one folder, with one MOVE where the server has it."""
        info = self._folders.select_same(mails[0][0])
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
            name = self._folders.tree.on_server(target)
            self._folders.into(target, self._client.move, [found.uid for found, _ in there], name)

    def _copy(self, found: Found, target: str, info: Mapping[bytes, Any], flags: frozenset[bytes]) -> None:
        """What MOVE would do, so that it can be gone on with where it was stopped."""
        name = self._folders.tree.on_server(target)
        marked = COPIED in flags and b"\\deleted" in flags  # we were stopped before the EXPUNGE
        if not marked and not self._lies_in(name, found):
            self._folders.into(target, self._client.copy, [found.uid], name)
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
            done(self._client.add_flags, uids, [word.encode() for word in group], silent=True)

    def _lies_in(self, name: str, found: Found) -> bool:
        """Whether a folder has these very bytes: the copy was made, and then the connection broke (A5).

        Leaves the message's own folder selected.
        """
        mine = self._body([found.uid])
        copied = False
        if done(self._client.select_folder, name, readonly=True):
            size = found.size or len(mine)  # 0: the server has not told it
            alike = ["LARGER", size - 1, "SMALLER", size + 1]
            copied = bool(mine) and any(self._body([uid]) == mine for uid in self._client.search(alike))
        self._folders.select_same(found)
        return copied

    def _body(self, uids: Sequence[int]) -> bytes:
        """The bytes of one message; b"" when it is gone."""
        answers = self._client.fetch(uids, ["BODY.PEEK[]"])
        return next((answer.get(b"BODY[]") or b"" for answer in answers.values()), b"")

    def append(self, folder: str, raw: bytes, keywords: tuple[str, ...]) -> None:
        """File a mail of ours as read, with keywords where the server takes them."""
        name = self._folders.tree.on_server(folder)
        flags = [b"\\Seen", *(word.encode() for word in checked_keywords(keywords))]
        if not done(self._client.append, name, raw, flags):
            self._folders.into(folder, self._client.append, name, raw, flags[:1])

    def put(self, folder: str, raw: bytes, *, seen: bool, flagged: bool) -> Found | None:
        """APPEND, as seen and flagged or not; where it lies, if the server says so (UIDPLUS)."""
        name = self._folders.tree.on_server(folder)
        flags = [flag for flag, wanted in ((b"\\Seen", seen), (b"\\Flagged", flagged)) if wanted]
        answers: list[object] = []
        self._folders.into(folder, lambda: answers.append(self._client.append(name, raw, flags)))
        told = answers[-1]
        where = _APPENDED.search(told) if isinstance(told, bytes) else None
        return Found(folder, int(where[1]), int(where[2]), len(raw)) if where is not None else None

    def destroys(self) -> bool:
        """Whether single mails can be destroyed (RFC 4315)."""
        return bool(self._client.has_capability("UIDPLUS"))

    def trash(self) -> str | None:
        """Gmail's Trash, where alone a mail is destroyed, or Permanent if it is hidden; None elsewhere."""
        return trash_of(self._folders.tree.used_as(TRASH)) if has_labels(self._client) else None

    def destroy(self, found: Sequence[Found]) -> None:
        """UID EXPUNGE of exactly these messages of one folder (RFC 4315 section 2.1); at Gmail in Trash."""
        if not found:
            return
        if not self.destroys():
            raise Permanent(
                "the IMAP server offers no UIDPLUS: a mail cannot be destroyed there without others; delete"
                " the mails of purged cases by hand, or have the server updated"
            )
        self._folders.select_same(found[0])
        uids = [one.uid for one in found]
        if (trash := self.trash()) is not None and found[0].folder != trash:
            into_trash(self._client, uids, self._folders.tree.on_server(trash))
            return
        self._client.add_flags(uids, [b"\\Deleted"], silent=True)
        self._client.uid_expunge(uids)
