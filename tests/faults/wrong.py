"""Versions of store, spool, outbox and sealing that are wrong on purpose, and the run that finds each.

A harness that never found them proves nothing (threats 4.1, 7).  `MUTANTS` says for each what is put in place
of what, and the rounds that are tried in order until one has a violation.  An exception out of the program
("X ...") does not count: a version that only breaks is not thereby found.
"""

import hashlib
import logging
import os
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from email import message_from_bytes
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from unittest.mock import patch

from hotlined.adapters.casefiles import CaseFiles, disk, envelopes, heads, intents, lock, parts, shelf
from hotlined.adapters.casefiles.unsettled import Unsettled
from hotlined.adapters.lmtp import maildir
from hotlined.adapters.smtp import SmtpCourier
from hotlined.app import agenda, attempts, compose, gathering, last_look, outbox
from hotlined.app.audit import log
from hotlined.app.compose import Composer
from hotlined.app.copies import Copies
from hotlined.app.docket import Docket
from hotlined.app.earlier import Earlier, earlier
from hotlined.app.ports import Outcome, Permanent, Unsealable, Verdict
from hotlined.app.reading import Reader
from hotlined.app.watch import Watch
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.record.casework import CaseOpened
from hotlined.domain.record.correspondence import CopyFiled, MailSending
from hotlined.domain.record.noticed import ItemsRemoved
from tests.faults import store_runs
from tests.faults.crash_story import MARKER, Put, Strike, World, judge, tell, world
from tests.faults.place import FILES, Place
from tests.faults.store_runs import folder, guarded
from tests.faults.story_runs import crash, passed, smtp_peers
from tests.support.fake_openpgp import MADE_AT, sealed
from tests.support.rig import ANN
from tests.support.site import ANALYST_KEY, HOTLINE_KEY, LEA_KEY
from tests.support.store_cases import CASE, SCENARIOS, made, salt, small_parts

Round = Callable[[], list[str]]
Patches = Callable[[], list[Any]]


@dataclass(frozen=True, slots=True)
class Mutant:
    """What is wrong, and the run that has to find it, round by round."""

    patches: Patches
    run: str
    rounds: Sequence[Round]


# --- rounds ---------------------------------------------------------------------------------------


def _cuts(*names: str) -> tuple[Round, ...]:
    return tuple(lambda name=name: store_runs.power_cuts((name,)).violations for name in names)  # type: ignore[misc]


def _spool_cuts() -> list[str]:
    return store_runs.spool_power_cuts().violations


def _fails(name: str, *fails: str) -> tuple[Round, ...]:
    return tuple(lambda fail=fail: store_runs.failing((name,), (fail,)).violations for fail in fails)  # type: ignore[misc]


def _crashes(*points: str) -> tuple[Round, ...]:
    chance = random.Random(1)  # noqa: S311
    return tuple(lambda point=point: crash(point, "first", "plain", chance) for point in points)  # type: ignore[misc]


def _second(point: str) -> Round:
    return lambda: crash(point, "first", "plain", random.Random(1), n=2)  # noqa: S311


def _peer(moment: str, peer: str) -> Round:
    return lambda: smtp_peers(moment, (peer,), (0,)).violations


def plain_story() -> list[str]:
    """Nothing goes wrong from outside."""
    with folder() as base, world(base) as one:
        tell(one)
        return judge(one)


def spoiled(spoil: Callable[[bytes, bytes], bytes]) -> Round:
    """gpg gives something else than it should: nothing of it may leave, and somebody is told."""

    def round_() -> list[str]:
        with folder() as base, world(base, gpg=spoil) as one:
            one.act("assessment")
            one.live(600.0)
            clear = [mail for _, mail in one.left if MARKER in _text(mail.raw)]
            sealed = [mail for _, mail in one.left if b"multipart/encrypted" in mail.raw]
            told = [mail for _, mail in one.left if b"ALARM" in mail.raw]
            found = ["I2 a report left in clear"] if clear else []
            found += ["I3 a report left that only its recipient should be able to open"] if sealed else []
            return found + ([] if told else ["I11 nobody was told"])

    return round_


def _text(raw: bytes) -> str:
    """All that can be read without a key."""
    parts = message_from_bytes(raw).walk()
    return "".join(str(part.get_payload(decode=True)) for part in parts if not part.is_multipart())


def other_subject() -> list[str]:
    """Somebody writes an order over an analyst's signed mail."""
    with folder() as base, world(base) as one:
        one.act("assessment")
        one.live(60.0)
        raw = one.pen.mail(ANN, f"[{one.reference}] item 1", f"[{one.reference}]\n", key=ANALYST_KEY)
        head, blank, body = raw.partition(b"\r\n\r\n")
        forged = head.replace(b"] item 1", b"] [REMOVED:1]")
        one.puts.append(Put("intake", forged + blank + body))
        one.live(120.0)
        return ["I8 an order in an unsigned subject was carried out"] if _has(one, ItemsRemoved) else []


def replayed() -> list[str]:
    """An analyst's signed assessment is sent once more, in another wrapping."""
    with folder() as base, world(base) as one:
        one.act("assessment")
        one.live(60.0)
        one.puts.append(Put("intake", one.puts[0].raw.replace(b"people-0001", b"again-0001")))
        one.live(120.0)
        return ["I8 a signed order counted twice"] if _has(one, CaseOpened) > 1 else []


def _has(one: World, kind: type) -> int:
    files = CaseFiles.read(one.root / "store")
    records = [files.load(name) for name in files.streams()]
    return sum(isinstance(entry.event, kind) for record in records if record for entry in record.entries)


def changed_mail() -> list[str]:
    """One bit of a finished mail changes on the disk before it is sent."""

    def look() -> None:
        with folder() as base:
            root = made(base / "store")
            (commit,) = SCENARIOS["mail to send"]
            with CaseFiles.open(root, salt=salt) as files:
                files.commit([commit])
                (path,) = (root / "envelopes").rglob(f"{commit.envelopes[0].digest}.eml")
                data = bytearray(path.read_bytes())
                data[20] ^= 1
                path.write_bytes(data)
                with suppress(Permanent):
                    files.envelope(commit.envelopes[0].digest)
                    raise AssertionError("changed bytes are given out as the mail")

    return _told(guarded("D3", look))


def changed_story() -> list[str]:
    """The same in the story: what lies in the store is changed while the mail waits."""
    with folder() as base, world(base) as one:
        one.act("assessment")
        one.live(60.0, Strike("gate-passed"))
        for path in (one.root / "store" / "envelopes").rglob("*.eml"):
            path.write_bytes(path.read_bytes().replace(b"Subject: HL", b"Subject: XX"))
        one.live(600.0)
        return ["I4 a changed mail left"] if any(b"Subject: XX" in mail.raw for _, mail in one.left) else []


def damaged_file() -> list[str]:
    """A case's file is cut: the start has to stop."""
    return _refused(lambda path: path.write_bytes(path.read_bytes()[:-20]))


def older_file() -> list[str]:
    """The generation before is put in a case's place: the start has to stop."""
    return _refused(lambda path: os.replace(path.with_name(path.name + ".prev"), path))


def lost_part() -> list[str]:
    """A part of a long case is deleted: the start has to stop."""

    def look() -> None:
        with folder() as base, small_parts():
            root = made(base / "store")
            (path,) = root.glob("parts/*/*.json")
            path.unlink()
            with suppress(Permanent):
                CaseFiles.open(root, salt=salt).close()
                raise AssertionError("the store opens without a part of a case")

    return _told(guarded("D3/D4", look))


def _refused(damage: Callable[[Path], object]) -> list[str]:
    def look() -> None:
        with folder() as base:
            root = made(base / "store")
            with CaseFiles.open(root, salt=salt) as files:
                files.commit(SCENARIOS["mail to send"])
            home = root / "open" / f"{CASE}.json"
            before = home.with_name(home.name + ".prev")
            if not before.exists():
                (before,) = [path for path in home.parent.iterdir() if CASE in path.name and path != home]
                before.rename(home.with_name(home.name + ".prev"))
            damage(home)
            with suppress(Permanent):
                CaseFiles.open(root, salt=salt).close()
                raise AssertionError("the store opens with a file that is not the one that was written")

    return _told(guarded("D3/D4", look))


def two_at_once() -> list[str]:
    """A second daemon opens the same store."""

    def look() -> None:
        with folder() as base:
            root = made(base / "store")
            with CaseFiles.open(root, salt=salt):
                pid = os.fork()
                if pid == 0:
                    try:
                        CaseFiles.open(root, salt=salt)
                    except Permanent:
                        os._exit(0)
                    finally:
                        os._exit(1)
                code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
                assert code == 0, "two daemons have the store open"

    return _told(guarded("D5", look))


def _told(why: str | None) -> list[str]:
    return [] if why is None else [why]


# --- the store ------------------------------------------------------------------------------------


def no_fsync() -> list[Any]:
    def wrong(self: disk.Disk, path: Path, data: bytes, *, label: str) -> Path:
        temporary = path.with_name(path.name + disk.TEMPORARY)
        temporary.unlink(missing_ok=True)
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
        return temporary

    return [patch.object(disk.Disk, "stage", wrong)]


def no_folder_fsync() -> list[Any]:
    return [patch.object(disk, "fsync_folder", lambda path: None)]


def in_place() -> list[Any]:
    def wrong(self: disk.Disk, path: Path, data: bytes, *, label: str, **_: object) -> None:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data[: len(data) // 2])
            file.flush()
            self.point(f"{label}-temp")
            file.write(data[len(data) // 2 :])
            file.flush()
            os.fsync(file.fileno())
        disk.fsync_folder(path.parent)

    return [patch.object(disk.Disk, "put", wrong)]


def no_intent() -> list[Any]:
    def wrong(self: Unsettled, news: Sequence[Any]) -> None:
        for new in news:
            shelf.write(self._layout, self._disk, new)

    return [patch.object(Unsettled, "write", wrong)]


def intent_struck_off_first() -> list[Any]:
    def wrong(layout: Any, writer: disk.Disk, path: Path, streams: Sequence[Any]) -> None:
        path.unlink(missing_ok=True)
        for new in streams:
            shelf.write(layout, writer, new)

    return [patch.object(intents, "carry_out", wrong)]


def mails_after_the_stream() -> list[Any]:
    late: list[tuple[Any, ...]] = []
    true, write = Unsettled.write, envelopes.write

    def wrong(self: Unsettled, news: Sequence[Any]) -> None:
        true(self, news)
        while late:
            write(*late.pop())

    return [
        patch.object(envelopes, "write", lambda *args: late.append(args)),
        patch.object(Unsettled, "write", wrong),
    ]


def parts_after_the_stream() -> list[Any]:
    late: list[tuple[Any, ...]] = []
    true, write = Unsettled.write, parts.write

    def wrong(self: Unsettled, news: Sequence[Any]) -> None:
        true(self, news)
        while late:
            write(*late.pop())

    return [
        patch.object(parts, "write", lambda *args: late.append(args)),
        patch.object(Unsettled, "write", wrong),
    ]


def lost_part_is_none() -> list[Any]:
    def wrong(layout: Any, stream: str, tables: Any) -> tuple[Any, ...]:
        try:
            return true(layout, stream, tables)
        except parts.Unreadable:
            # As if nothing had ever been sealed.
            tables["entries"] = {
                str(n): {**one, "seq": n} for n, one in enumerate(tables["entries"].values())
            }
            tables["rows"] = {str(n): one for n, one in enumerate(tables["rows"].values(), 1)}
            return ()

    true = parts.load
    return [patch.object(parts, "load", wrong), *older_copy_taken()]


def refusals_passed_over() -> list[Any]:
    @contextmanager
    def wrong(self: CaseFiles) -> Iterator[None]:
        with suppress(OSError):
            yield

    return [patch.object(CaseFiles, "_writing", wrong)]


def doubt_forgotten() -> list[Any]:
    @contextmanager
    def wrong(self: Unsettled, *args: object) -> Iterator[None]:
        yield

    return [patch.object(Unsettled, "doubt", wrong)]


def generation_moved() -> list[Any]:
    def wrong(self: disk.Disk, current: Path, before: Path, label: str) -> None:
        with suppress(FileNotFoundError):
            os.replace(current, before)
            disk.fsync_folder(before.parent)

    return [patch.object(disk.Disk, "_keep", wrong)]


def digest_not_checked() -> list[Any]:
    def wrong(path: Path, digest: str, what: str) -> bytes:
        data = disk.read(path)
        if data is None:
            raise Permanent("gone")
        return data

    return [patch.object(envelopes, "_read", wrong)]


def gate_without_digest() -> list[Any]:
    true = Composer.gate

    def wrong(self: Composer, row: Any, data: bytes, site: Any) -> str | None:
        return true(self, replace(row, digest=hashlib.sha256(data).hexdigest()), data, site) and None

    return [*digest_not_checked(), patch.object(Composer, "gate", wrong)]


def unreadable_is_empty() -> list[Any]:
    true = shelf.read_at

    def wrong(*args: Any) -> Any:
        try:
            return true(*args)
        except Permanent:
            return None

    return [patch.object(shelf, "read_at", wrong)]


def older_copy_taken() -> list[Any]:
    return [patch.object(heads, "fault", lambda stream, noted: None)]


def no_lock() -> list[Any]:
    return [patch.object(lock, "take", lambda path: os.open(path, os.O_RDWR | os.O_CREAT, 0o600))]


# --- the spool ------------------------------------------------------------------------------------


def spool_no_fsync() -> list[Any]:
    def wrong(folder: Path, pieces: Any, stamp: int, point: Any) -> None:
        name = maildir._unique(stamp)
        with open(os.open(folder / "tmp" / name, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.writelines(pieces)
        (folder / "tmp" / name).rename(folder / "new" / name)
        maildir.fsync_folder(folder / "new")

    return [patch.object(maildir, "write", wrong)]


def spool_no_folder_fsync() -> list[Any]:
    return [patch.object(maildir, "fsync_folder", lambda path: None)]


def spool_straight_into_new() -> list[Any]:
    def wrong(folder: Path, pieces: Any, stamp: int, point: Any) -> None:
        path = folder / "new" / maildir._unique(stamp)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        maildir.fsync_folder(folder / "new")

    return [patch.object(maildir, "write", wrong)]


# --- crashes --------------------------------------------------------------------------------------


def filed_before_commit() -> list[Any]:
    async def wrong(self: Watch, fetched: Any, mail: Any) -> bool:
        if fetched.found.folder == self.folders.inbox:
            await self.mailbox.move(fetched.found, "Hotline/Done", ())
        return await self.dealing.filed(fetched, mail) is not None

    return [patch.object(Watch, "_deal", wrong)]


def seen_mail_not_known() -> list[Any]:
    return [patch.object(gathering, "earlier", lambda store, mail, who: Earlier())]


def outcome_before_attempt() -> list[Any]:
    async def wrong(self: attempts.Attempts, row: Any) -> None:
        async with self.docket.locked([row.stream]):
            envelope = await self._passed(row)
            if envelope is None:
                return
            await self._ended(row, Outcome(Verdict.ACCEPTED, "250"))
        await self.courier.send(row.identity, envelope)

    return [patch.object(attempts.Attempts, "send", wrong)]


def attempt_not_written_down() -> list[Any]:
    true = Docket.record

    async def wrong(self: Docket, stream: str, events: Any, *args: Any, **more: Any) -> None:
        if not any(isinstance(event, MailSending) for event in events):
            await true(self, stream, events, *args, **more)

    return [patch.object(Docket, "record", wrong)]


def half_sent_forgotten() -> list[Any]:
    true = outbox.Outbox.changed

    def wrong(self: outbox.Outbox, held: Any) -> None:
        rows = {name: row for name, row in held.rows.items() if row.state is not RowState.SENDING}
        true(self, replace(held, rows=rows))

    return [patch.object(outbox.Outbox, "changed", wrong)]


def copy_recorded_before_filed() -> list[Any]:
    true = Copies._file

    async def wrong(self: Copies, name: str, stream: str) -> None:
        async with self.docket.locked([stream]):
            await self.docket.record(stream, (CopyFiled(message_id=name),), ())
        await true(self, name, stream)

    return [patch.object(Copies, "_file", wrong)]


def late_is_dropped() -> list[Any]:
    true = agenda.carry_out

    def wrong(case: Any, step: Any, fence: Any, context: Any, others: Any) -> Any:
        late = (context.now - step.at).total_seconds() > 1
        return None if late else true(case, step, fence, context, others)

    return [patch.object(agenda, "carry_out", wrong)]


# --- the post office ------------------------------------------------------------------------------


def outer_subject_counts() -> list[Any]:
    true = Reader.read

    def wrong(self: Reader, mailbox: str, fetched: Any) -> Any:
        outer = str(message_from_bytes(fetched.raw)["Subject"])
        mail = true(self, mailbox, fetched)
        return replace(
            mail, subject=outer, **({"protected_subject": outer} if mail.protected_subject else {})
        )

    return [patch.object(Reader, "read", wrong)]


def replay_counts() -> list[Any]:
    def wrong(store: Any, mail: Any, who: Any) -> Any:
        return earlier(store, mail, who)._replace(replayed=False, copied=())

    return [patch.object(gathering, "earlier", wrong)]


def _instead(of: Verdict, verdict: Verdict) -> Patches:
    def patches() -> list[Any]:
        true = SmtpCourier.send

        async def wrong(self: SmtpCourier, *args: Any) -> Outcome:
            outcome = await true(self, *args)
            return Outcome(verdict, outcome.reply) if outcome.verdict is of else outcome

        return [patch.object(SmtpCourier, "send", wrong)]

    return patches


# --- sealing --------------------------------------------------------------------------------------


def seal_not_proven() -> list[Any]:
    return [patch.object(last_look, "prove_sealed", lambda *args, **more: None)]


def plaintext_fallback() -> list[Any]:
    true = Composer._written

    def wrong(self: Composer, draft: Any, site: Any, now: Any, *args: Any) -> bytes:
        try:
            return true(self, draft, site, now, *args)
        except Unsealable:
            identity = site.identities[draft.mailbox]
            rendered = self.templates.render(draft.kind, draft.to.language, {**draft.values, "now": now})
            headers = compose._headers(draft, rendered.subject, identity, identity, site, now)
            return self.writer.write_mail(headers=headers, text=rendered.text)

    return [patch.object(Composer, "_written", wrong), *gate_is_open()]


def gate_is_open() -> list[Any]:
    return [patch.object(Composer, "gate", lambda *args: None)]


def _no_key(payload: bytes, ciphertext: bytes) -> bytes:
    raise Unsealable(LEA_KEY, "The key has expired.")


def _empty(payload: bytes, ciphertext: bytes) -> bytes:
    return b"-----BEGIN PGP MESSAGE-----\n\n-----END PGP MESSAGE-----\n"


def _half(payload: bytes, ciphertext: bytes) -> bytes:
    return ciphertext[: len(ciphertext) // 2]


def _third_key(payload: bytes, ciphertext: bytes) -> bytes:
    return sealed(payload, (LEA_KEY, HOTLINE_KEY, "F" * 40), HOTLINE_KEY, MADE_AT)


MUTANTS: dict[str, Mutant] = {
    "a file gets its name before it is fsynced": Mutant(no_fsync, "post-crash disks", _cuts("mail to send")),
    "a folder is never fsynced": Mutant(no_folder_fsync, "post-crash disks", _cuts("mail to send")),
    "a case is written in place": Mutant(in_place, "post-crash disks", _cuts("mail to send", "two streams")),
    "two cases are written without an intent": Mutant(no_intent, "post-crash disks", _cuts("two streams")),
    "an intent is struck off first": Mutant(
        intent_struck_off_first, "post-crash disks", _cuts("two streams")
    ),
    "mails are written after what names them": Mutant(
        mails_after_the_stream, "post-crash disks", _cuts("mail to send")
    ),
    "a part is written after what names it": Mutant(
        parts_after_the_stream, "post-crash disks", _cuts("a part")
    ),
    "a part that is lost counts as empty": Mutant(lost_part_is_none, "damaged store", (lost_part,)),
    "the generation before is moved away first": Mutant(
        generation_moved, "post-crash disks", _cuts("mail to send")
    ),
    "what the disk refuses is passed over": Mutant(
        refusals_passed_over, "n-th operation", _fails("mail to send", "ENOSPC")
    ),
    "a write in doubt counts as not done": Mutant(
        doubt_forgotten, "n-th operation", _fails("two streams", "EIO", "ENOSPC")
    ),
    "the digest of a mail is not checked": Mutant(digest_not_checked, "changed bytes", (changed_mail,)),
    "nor is it by the gate": Mutant(gate_without_digest, "changed bytes", (changed_story,)),
    "a file that does not read counts as empty": Mutant(
        unreadable_is_empty, "damaged store", (damaged_file,)
    ),
    "an older copy of a case is taken": Mutant(older_copy_taken, "damaged store", (older_file,)),
    "the store is not locked": Mutant(no_lock, "two daemons", (two_at_once,)),
    "250 before the mail is fsynced": Mutant(spool_no_fsync, "post-crash disks", (_spool_cuts,)),
    "250 before the spool's folder is fsynced": Mutant(
        spool_no_folder_fsync, "post-crash disks", (_spool_cuts,)
    ),
    "a mail is written where it is read": Mutant(spool_straight_into_new, "post-crash disks", (_spool_cuts,)),
    "a mail is moved before its effects": Mutant(
        filed_before_commit, "crash matrix", _crashes("read", "weighed")
    ),
    "a mail that was seen has its effects again": Mutant(
        seen_mail_not_known, "crash matrix", _crashes("read", "recorded")
    ),
    "an outcome is recorded before the attempt": Mutant(
        outcome_before_attempt, "crash matrix", _crashes("claimed", "smtp-connected")
    ),
    "an attempt is not written down": Mutant(attempt_not_written_down, "crash matrix", _crashes("smtp-dot")),
    "a mail that was being sent is forgotten": Mutant(
        half_sent_forgotten, "crash matrix", _crashes("listed", "claimed")
    ),
    "a copy is recorded before it is filed": Mutant(
        copy_recorded_before_filed, "crash matrix", (*_crashes("copy-filed"), _second("spool-begun"))
    ),
    "what is late is dropped": Mutant(late_is_dropped, "crash matrix", (plain_story,)),
    "unknown counts as accepted": Mutant(
        _instead(Verdict.UNKNOWN, Verdict.ACCEPTED), "SMTP peers", (_peer("dot", "RST"),)
    ),
    "unknown counts as refused": Mutant(
        _instead(Verdict.UNKNOWN, Verdict.PERMANENT), "SMTP peers", (_peer("dot", "RST"),)
    ),
    "4xx counts as refused": Mutant(
        _instead(Verdict.TEMPORARY, Verdict.PERMANENT), "SMTP peers", (_peer("RCPT", "451"),)
    ),
    "4xx counts as accepted": Mutant(
        _instead(Verdict.TEMPORARY, Verdict.ACCEPTED), "SMTP peers", (_peer("RCPT", "451"),)
    ),
    "5xx counts as accepted": Mutant(
        _instead(Verdict.PERMANENT, Verdict.ACCEPTED), "SMTP peers", (_peer("RCPT", "550"),)
    ),
    "plaintext where it cannot be sealed": Mutant(plaintext_fallback, "fake gpg", (spoiled(_no_key),)),
    "half a ciphertext passes": Mutant(seal_not_proven, "fake gpg", (spoiled(_half),)),
    "an empty ciphertext passes": Mutant(seal_not_proven, "fake gpg", (spoiled(_empty),)),
    "ciphertext for a third key passes": Mutant(seal_not_proven, "fake gpg", (spoiled(_third_key),)),
    "the subject outside counts": Mutant(outer_subject_counts, "forged orders", (other_subject,)),
    "a signed order counts again": Mutant(replay_counts, "forged orders", (replayed,)),
}


def ready(run: str, place: Place = FILES) -> None:
    """Learn where the story's points are while nothing is wrong: a wrong one may not come to its end."""
    if run == "crash matrix":
        passed(place)


def hunt(name: str, *, last: bool = False) -> tuple[int, str] | None:
    """After how many rounds it was found, and by which violation; None: it was not.  `last`: by the last."""
    mutant = MUTANTS[name]
    ready(mutant.run)
    return search(mutant.patches(), mutant.rounds, last=last)


OF_YESTERDAY = frozenset(one.__name__ for one in (TypeError, AttributeError, NameError))


class Broken(logging.Handler):
    """Where a wrong version takes other arguments, or names what is gone: it breaks, and is not wrong."""

    def __init__(self, file: int) -> None:
        super().__init__()
        self.file = file  # a daemon's life is a forked process

    def emit(self, record: logging.LogRecord) -> None:
        """A line of the log of a step that nobody foresaw to fail."""
        fields = getattr(record, "fields", {})
        if getattr(record, "event", "") == "bug" and fields["error"] in OF_YESTERDAY:
            os.write(self.file, f"{fields['at']}\n".encode())


@contextmanager
def whole() -> Iterator[None]:
    """Raises AssertionError at the end where a wrong version is of yesterday's program."""
    with TemporaryFile() as file:
        broken = Broken(file.fileno())
        log.addHandler(broken)
        try:
            yield
        finally:
            log.removeHandler(broken)
        file.seek(0)
        places = file.read().decode().split("\n")
    assert places == [""], f"arguments or names are others by now: {places[0]}"


def search(patches: Sequence[Any], rounds: Sequence[Round], *, last: bool = False) -> tuple[int, str] | None:
    """The same, of a program with these mistakes, by these rounds."""
    numbered = list(enumerate(rounds, 1))
    with whole(), ExitStack() as stack:
        for one in patches:
            stack.enter_context(one)
        for number, round_ in numbered[-1:] if last else numbered:
            found = [one for one in round_() if not one.startswith("X") and ": X " not in one]
            if found:
                return number, found[0]
    return None
