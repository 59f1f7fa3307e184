"""The store of one daemon: streams as files, their index in memory (`memory`), all under one lock.

`CaseFiles.open` takes the lock and puts the store right (`opening`); `CaseFiles.read` looks at the files
of a running daemon without a lock and never writes.

A commit writes the mails first, then what long streams seal (`parts`), then the streams: one stream by one
atomic replacement, several through an intent.  Where the disk refuses, Temporary is raised and the old state
stands.  If it refuses so late that the new state may already be on the disk, the streams concerned are
*unsettled* (`unsettled`) until a later try.
"""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from os import strerror
from pathlib import Path
from threading import RLock
from typing import Self

from hotlined.adapters.casefiles import copied, envelopes, gate, lock, opening, parts, purging, shelf
from hotlined.adapters.casefiles.catalogue import keys_of
from hotlined.adapters.casefiles.disk import Disk, refusals
from hotlined.adapters.casefiles.layout import Layout, is_stream
from hotlined.adapters.casefiles.memory import Memory
from hotlined.adapters.casefiles.opening import Opened
from hotlined.adapters.casefiles.revision import extended
from hotlined.adapters.casefiles.stream import Stream
from hotlined.adapters.casefiles.unsettled import Unsettled
from hotlined.app.crash_points import CrashPoint, crash_point
from hotlined.app.ports import Commit, Conflict, Permanent, Record, RestLine, Temporary
from hotlined.codec import Salt


class CaseFiles:
    """`ports.Store` on TinyDB files; thread-safe; `notes` are sentences for the log about the start."""

    def __init__(
        self,
        layout: Layout,
        opened: Opened,
        *,
        fd: int | None,
        salt: Salt,
        point: CrashPoint,
        at_gate: int = -1,
    ) -> None:
        self.notes: tuple[str, ...] = tuple(opened.archive.notes)
        self._layout = layout
        self._fd = fd  # of the lock; None: reading only, or closed
        self._at_gate = at_gate  # descriptor of the gate, where we write
        self._salt = salt
        self._disk = Disk(point)
        self._mutex = RLock()
        self._archived = opened.archive
        self._rests = opened.rests
        self._gone = opened.gone
        self._memory = Memory(layout, self._disk, opened, keeps=fd is not None)
        self._unsettled = Unsettled(layout, self._disk)

    @classmethod
    def open(
        cls, root: Path, *, salt: Salt, point: CrashPoint = crash_point, copied_into: str | None = None
    ) -> Self:
        """The store for the daemon; `salt` gives a random string at each call.

        Raises Permanent if another process holds it (at once), if a file does not read, or if it was copied
        into another database than `copied_into`; Temporary.
        """
        layout = Layout(root)
        with refusals("the store cannot be opened"):
            opening.prepare(layout)
            fd = lock.take(layout.lock)
            at_gate = -1
            try:
                copied.refuse(layout, copied_into)
                at_gate = gate.opened(layout.gate)
                with gate.passing(at_gate, layout.root):
                    opened = opening.start(layout, Disk(point))
                return cls(layout, opened, fd=fd, salt=salt, point=point, at_gate=at_gate)
            except BaseException:
                if at_gate >= 0:
                    os.close(at_gate)
                lock.release(fd)
                raise

    @staticmethod
    def refuse_second(root: Path) -> None:
        """Permanent at once where another process has this store open; `open` looks again, and for good."""
        with refusals("the store cannot be opened"):
            opening.refuse_others(Layout(root))  # of whom the lock cannot be read either
            lock.refuse_second(Layout(root).lock)

    @classmethod
    def read(cls, root: Path) -> Self:
        """The store for looking only, beside a running daemon; each stream is whole, `commit` refuses."""
        layout = Layout(root)
        if not root.is_dir():
            raise Permanent("there is no store in this folder")
        with refusals("the store cannot be read"):
            opened = opening.look(layout)
        return cls(layout, opened, fd=None, salt=str, point=crash_point)

    def close(self) -> None:
        """Give the lock back; the store takes no commit any more."""
        with self._mutex:
            if self._fd is not None:
                self._archived.close()
                self._rests.close()
                os.close(self._at_gate)
                lock.release(self._fd)
                self._fd = None
                self._memory.keeps = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- reading -----------------------------------------------------------------------------

    def load(self, stream: str) -> Record | None:
        """The stream, open or archived; None if there is none.

        Raises Permanent with the file and what could stand in for it, Temporary while it is unsettled.
        """
        if not is_stream(stream):
            return None
        with self._mutex, refusals(f"{stream} cannot be read"):
            if stream in self._unsettled:
                self._settle()
            if stream in self._gone:
                raise Permanent(self._gone[stream])
            at_hand = self._memory.at_hand(stream)
            if at_hand is not None:
                return at_hand
            found = self._memory.current(stream)
            return found.record if found.rev else None

    def find(self, kind: str, key: str) -> tuple[str, ...]:
        """The streams with this key, by name, archived ones too."""
        with self._mutex:
            return self._memory.catalogue.find(kind, key)

    def open_streams(self) -> tuple[str, ...]:
        """Cases that are not archived and desk days with rows to send, by name."""
        with self._mutex:
            return tuple(sorted(self._memory.open | self._memory.sending))

    def streams(self) -> tuple[str, ...]:
        """Every stream by name, archived ones too."""
        with self._mutex, refusals("the store cannot be read"):
            there = {*self._layout.home_streams(), *self._layout.closed_streams()}
            return tuple(sorted(there | self._gone.keys()))

    def remains(self, stream: str, keep: Collection[int]) -> tuple[str, ...]:
        """What a purge has left on the disk, as sentences."""
        with self._mutex, refusals(f"{stream} cannot be read"):
            self._settle_for([stream])
            line = f"a line in {self._layout.named(self._layout.rests)}"
            beside = [line] if self._rests.has(stream) else []
            return (*purging.remains(self._layout, self._memory.current(stream), keep), *beside)

    def envelope(self, digest: str) -> bytes:
        """The bytes of a finished mail; raises Permanent when they are gone or changed, Temporary."""
        with refusals("a mail cannot be read"):
            return envelopes.read(self._layout, digest)

    def file(self, digest: str) -> bytes:
        """The encrypted bytes of an attachment; raises Permanent when they are gone or changed, Temporary."""
        with refusals("an attachment cannot be read"):
            return envelopes.read_file(self._layout, digest)

    def envelopes_kept(self) -> frozenset[str]:
        """The digests of all finished mails that are there; none of a commit that is under way."""
        with self._mutex, refusals("the store cannot be read"):
            return self._layout.stored_mails()

    def next_serial(self, year: int) -> int:
        """One more than the highest case serial of that year in any file or head."""
        with self._mutex:
            return self._memory.highest(year) + 1

    def free_serial(self, year: int, above: int) -> int:
        """The same, or the first over `above`."""
        return max(self.next_serial(year), above + 1)

    def newest(self) -> datetime | None:
        """The newest time of any entry that was not archived at the start, or was written since."""
        with self._mutex:
            return self._memory.newest

    def writes(self) -> int:
        """How often the store was written in all; never less than before."""
        with self._mutex:
            return self._memory.writes

    def at_rest(self, streams: Collection[str], edition: str) -> dict[str, str]:
        """What is kept at this edition of those of these streams that are as they were at the start."""
        with self._mutex:
            return self._rests.texts([one for one in streams if one in self._memory.resting], edition)

    # --- writing -----------------------------------------------------------------------------

    def rest(self, lines: Mapping[str, RestLine | None], edition: str) -> None:
        """Keep this of streams as they were then; None: nothing.  What the disk refuses is not kept."""
        with self._mutex, suppress(OSError):
            if self._fd is not None:
                known = [one for one in lines if one in self._memory.open and one not in self._unsettled]
                heads = self._memory.heads.streams
                noted = {one: found for one in known if (found := heads.get(one)) is not None}
                self._rests.keep(lines, noted, edition)

    def commit(self, commits: Sequence[Commit]) -> None:
        """All of it, on the disk, or nothing.

        Raises Conflict before anything is written; Temporary when the disk refuses; ValueError for what
        could not be read back (a bug); Permanent on a store that was opened for reading or is closed.
        """
        with self._writing():
            self._settle_for([one.stream for one in commits])
            news = self._next(commits)
            added = [new.record.entries[one.expected :] for new, one in zip(news, commits, strict=True)]
            found = [keys_of(entries) for entries in added]
            for one in commits:
                mails = {mail.digest: mail.data for mail in one.envelopes}
                envelopes.write(self._layout, self._disk, mails, one.files)
                self._memory.forget(one.stream)  # whatever happens now, the disk knows
            for new in news:
                parts.write(self._layout, self._disk, new.name, new.fresh)
            self._unsettled.write(news)
            for new, keys in zip(news, found, strict=True):
                self._memory.adopt(new, keys)
            for new in news:
                self._archive(new)

    def forget(self, digests: Collection[str]) -> None:
        """Delete these encrypted attachments; raises Temporary, Permanent on a store that only reads."""
        with self._writing():
            envelopes.forget(self._layout, self._disk, digests)

    def burn(self, digests: Collection[str]) -> int:
        """Destroy these finished mails but those that a row waits to send; how many there were.

        Raises Temporary, Permanent on a store that only reads, or where an open stream does not read.
        """
        with self._writing():
            self._settle()
            homes = (self._memory.current(name) for name in self._memory.open | self._memory.sending)
            waiting = {row.digest for one in homes for row in one.record.rows if row.state.waits}
            burnt = self._layout.stored_mails() & frozenset(digests) - waiting
            envelopes.burn(self._layout, self._disk, burnt)
            return len(burnt)

    def purge(self, stream: str, keep: Collection[int]) -> None:
        """Destroy the stream's content but that at these places, and the mails of it that do not wait.

        Raises Temporary, Permanent on a store that only reads.
        """
        with self._writing():
            self._settle_for([stream])
            old = self._memory.current(stream)
            self._memory.forget(stream)
            self._rests.drop([stream])
            with self._unsettled.doubt([stream], None, lambda: True):
                new = purging.purge(self._layout, self._disk, old, keep)
            if new is not old:
                self._memory.adopt(new, ())
                self._archive(new)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """A write: alone in this process, and while no backup looks.

        Whatever the disk refuses in it may work later, and the old state stands.
        """
        with self._mutex:
            if self._fd is None:
                raise Permanent("the store is not open for writing")
            try:
                with gate.passing(self._at_gate, self._layout.root):
                    yield
            except OSError as error:
                sentence = f"the store cannot be written: {strerror(error.errno or 0)}"
                raise Temporary(sentence) from error

    def _next(self, commits: Sequence[Commit]) -> list[Stream]:
        """The streams as they will be; nothing is written yet."""
        if len({one.stream for one in commits}) < len(commits):
            raise ValueError("two commits to one stream in one step")
        before = [self._memory.current(one.stream) for one in commits]
        for old, one in zip(before, commits, strict=True):
            if len(old.record.entries) != one.expected:
                raise Conflict(f"{one.stream} has {len(old.record.entries)} entries, not {one.expected}")
            one.check_digests()
        return [extended(old, one, self._salt) for old, one in zip(before, commits, strict=True)]

    def _settle_for(self, names: Sequence[str]) -> None:
        """Settle what can be settled; raises OSError, Permanent if one of these streams stays in doubt."""
        try:
            self._settle()
        except (OSError, Permanent):
            if any(one in self._unsettled for one in names):
                raise

    def _settle(self) -> None:
        """Carry out waiting intents, make single writes last, and take over what is then on the disk."""
        for one in self._unsettled.settled():
            self._memory.adopt(one, keys_of(one.record.entries))

    def _archive(self, new: Stream) -> None:
        """Move a finished stream; where the disk refuses it stays, and the next start moves it."""
        if new.archived:
            try:
                shelf.archive(self._layout, self._disk, new, self._archived.enter)
            except OSError as error:
                self.notes = (*self.notes, f"{new.name} could not be archived: {strerror(error.errno or 0)}")
