"""The verdicts on a kill loop: from the ledger, the mailboxes, and the store as a fresh process finds it.

Each invariant (threats 4.2) gives sentences, one a violation; the daemon's log is never evidence.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from hotlined.app.ports import Record
from hotlined.demo.stage import BOXES, PEOPLE
from hotlined.domain.cases.case import apply, fold
from hotlined.domain.cases.state import Case
from hotlined.domain.mail.identity import mail_digest
from hotlined.domain.mail.outgoing import OutboxRow, RowState
from hotlined.domain.record.casework import CaseOpened, ReportRegistered
from hotlined.domain.record.correspondence import MailSeen, MailSending
from hotlined.domain.record.events import Event
from hotlined.domain.record.holding import HoldPlaced, Paused
from hotlined.domain.record.noticed import ItemsRemoved, ProviderAnswered
from hotlined.domain.record.reporting import ReceiptGiven
from tests.faults.ledger import Left, Put, town_mark
from tests.faults.town import DELAY, TownStage, case_in
from tests.support.ours import is_ours

FRESH = 60.0  # seconds: `lea_inbox_fresh`
ONCE = ("opened", "annex-i", "ntd", "ntd-sent", "removal", "closed", "verify-removal")
ONE_EFFECT = (
    CaseOpened, MailSeen, HoldPlaced, ReceiptGiven, ReportRegistered,
    ProviderAnswered, ItemsRemoved, Paused,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filed:
    """A mail where it lies in the end."""

    box: str
    folder: str
    raw: bytes


@dataclass
class Aftermath:
    """Everything there is to judge by, once the daemon has stopped."""

    town: TownStage

    @cached_property
    def filed(self) -> list[Filed]:
        """Every mail in the hotline's mailboxes."""
        dovecot, found = self.town.world.dovecot, []
        for box in BOXES.values():
            with dovecot.login(box) as client:
                names = [name for flags, _, name in client.list_folders() if b"\\Noselect" not in flags]
            found += [Filed(box, name, raw) for name in names for raw in dovecot.messages(box, name)]
        return found

    @cached_property
    def records(self) -> dict[str, Record]:
        """Every stream, as a reader finds it."""
        return self.town.records()

    @cached_property
    def cases(self) -> dict[int, Case]:
        """The cases by the town's numbers."""
        thread = {message_id(put.raw): put.case for put in self.town.ledger.of_kind("case")}
        folded = (fold(name, record.entries) for name, record in self.records.items())
        return {
            thread[case.opened.thread or ""]: case
            for case in folded
            if case.opened is not None and case.opened.thread in thread
        }

    @cached_property
    def rows(self) -> dict[str, OutboxRow]:
        """Every outbox row by Message-ID."""
        return {row.message_id: row for record in self.records.values() for row in record.rows}

    @cached_property
    def on_hold(self) -> set[str]:
        """Cases with a hold that nobody has released: what may have left already waits there."""
        return {case.stream for number, case in self.cases.items() if self.town.ledger.held(number, 1e12)}

    @cached_property
    def reports(self) -> dict[int, list[Left]]:
        """What the LEA could decrypt as the report on a case, signed by the hotline, oldest first."""
        return self._opened("lea", PEOPLE["lea"], sealed=True)

    @cached_property
    def notices(self) -> dict[int, list[Left]]:
        """The notices on a case that the provider got, oldest first."""
        return self._opened("provider", PEOPLE["provider"], sealed=False)

    def _opened(self, who: str, address: str, *, sealed: bool) -> dict[int, list[Left]]:
        found: dict[int, list[Left]] = defaultdict(list)
        for copies in self.town.ledger.copies().values():
            if copies[0].recipient != address:
                continue
            opened = self.town.people[who].open(copies[0].raw)
            good = opened.encrypted and opened.signer_fingerprint == self.town.hotline_key
            if (number := case_in(opened)) and (good or not sealed):
                found[number] += copies
        return found

    def left(self, row: OutboxRow) -> bool:
        """Whether the sink has taken it at least once."""
        return row.message_id in self._copies

    def is_open(self, stream: str) -> bool:
        """Whether there is still something to be taken down in a case of the town."""
        case = next(case for case in self.cases.values() if case.stream == stream)
        return case.is_open and not all(case.gone(number) for number in case.numbers())

    @cached_property
    def _copies(self) -> dict[str, list[Left]]:
        return self.town.ledger.copies()

    def entries(self, *kinds: type) -> Iterator[tuple[str, Event]]:
        """All events of these kinds, with their streams."""
        for name, record in self.records.items():
            yield from ((name, one.event) for one in record.entries if isinstance(one.event, kinds))

    def problems(self) -> list[str]:
        """Every violation."""
        judges = (
            lost, misfiled, unreported, resent, unsettled,
            despite_hold, untimely, unfounded, repeated, unrecorded,
        )  # fmt: skip
        return [sentence for judge in judges for sentence in judge(self)]


def lost(after: Aftermath) -> Iterator[str]:
    """I1: every delivery lies in exactly one folder of its mailbox, none in an inbox; each case once."""
    lies = Counter((one.box, mark[2]) for one in after.filed if (mark := town_mark(one.raw)))
    came = Counter((one.box, one.serial) for one in after.town.ledger.puts)
    for key in came | lies:
        if came[key] != lies[key]:
            yield f"I1 mail {key[1]} of {key[0]} came {came[key]} times and lies there {lies[key]} times"
    waiting = [one.box for one in after.filed if one.folder == "INBOX"]
    yield from (f"I1 a mail still lies in the inbox of {box}" for box in waiting)
    opened = Counter(getattr(event, "thread", None) for _, event in after.entries(CaseOpened))
    for put in after.town.ledger.of_kind("case"):
        if opened[message_id(put.raw)] != 1:
            yield f"I1 the mail of case {put.case} opened {opened[message_id(put.raw)]} cases"


def misfiled(after: Aftermath) -> Iterator[str]:
    """P11: one copy of each mail lies where the record says; only further ones count as duplicates."""
    lie = {(mail_digest(one.raw), one.folder.partition("/")[2]) for one in after.filed}
    for name, event in after.entries(MailSeen):
        mail, folder = getattr(event, "mail", ""), getattr(event, "folder", "")
        if (mail, folder) not in lie:
            where = sorted(place for digest, place in lie if digest == mail)
            yield f"P11 {name}: a mail lies in {where}, and not in {folder} as the record says"


def unreported(after: Aftermath) -> Iterator[str]:
    """I3: of each case the sink holds the report, as ciphertext that the LEA opens, and is signed."""
    for put in after.town.ledger.of_kind("case"):
        names = {one.message_id for one in after.reports.get(put.case, [])}
        if len(names) != 1:
            yield f"I3 the LEA has {len(names)} reports on case {put.case}"


def resent(after: Aftermath) -> Iterator[str]:
    """I4: one Message-ID for each thing said, the same bytes, and another copy only after a kill."""
    ledger = after.town.ledger
    for name, copies in ledger.copies().items():
        row = after.rows.get(name)
        if row is None:
            yield f"I4 a mail left under a Message-ID that is not in the record: {name}"
        elif {(one.sha256, one.recipient) for one in copies} != {(row.digest, row.recipient)}:
            yield f"I4 {row.kind} left in different bytes or to different recipients: {name}"
        for first, second in pairwise(copies):
            if not ledger.killed_between(first.whole, second.whole):
                yield f"I4 a second copy left without a kill between: {name}"
    said = Counter((row.stream, row.kind, row.recipient) for row in after.rows.values() if after.left(row))
    yield from (f"I4 {n} different mails: {key}" for key, n in said.items() if key[1] in ONCE and n > 1)
    holds = Counter(one.case for one in ledger.of_kind("hold"))
    states = Counter(row.stream for row in after.rows.values() if row.kind == "hold-state")
    for number, case in after.cases.items():
        if holds[number] != states[case.stream]:
            yield f"I4 {holds[number]} holds on {case.stream} were answered {states[case.stream]} times"


def unsettled(after: Aftermath) -> Iterator[str]:
    """I4, I7: in the end each mail has left, or was cancelled before; but one that may have left may wait
    for the end of a hold, and one that nobody needs any more may be given up."""
    for row in after.rows.values():
        left = after.left(row)
        match row.state:
            case RowState.ACCEPTED if left:
                continue
            case RowState.CANCELLED if not left:
                continue
            case RowState.SENDING if row.kind == "ntd" and row.stream in after.on_hold:
                continue
            case RowState.GIVEN_UP if row.kind == "ntd" and not after.is_open(row.stream):
                continue
        yield f"I4 {row.kind} of {row.stream} is {row.state} in the end, left: {left}: {row.message_id}"


def despite_hold(after: Aftermath) -> Iterator[str]:
    """I5: a hold that could be read before the notice was due, or before the daemon began to live that sent
    it, or a minute before its transmission began, stops it; and in the record no attempt begins while a hold
    is in force."""
    ledger = after.town.ledger
    for number, copies in after.notices.items():
        reported = after.reports.get(number)
        due = reported[0].whole + DELAY if reported else 0.0
        for one in copies:
            known = max(due, ledger.life_began(one.begun), one.begun - FRESH)
            holds = [hold for hold in ledger.held(number, one.begun) if hold.readable < known]
            if holds:
                late = one.begun - holds[0].readable
                yield f"I5 a notice on case {number} left {late:.2f} s after a hold could be read"
    for name, record in after.records.items():
        case = Case(name)
        for entry in record.entries:
            match entry.event:
                case MailSending(message_id=sending):
                    items = next((one.items for one in case.notices if one.message_id == sending), None)
                    if items is not None and (case.holds_in_force(items) or case.pauses_open()):
                        yield f"I5 {name}: an attempt to send a notice began while it was held"
            case = apply(case, entry)


def untimely(after: Aftermath) -> Iterator[str]:
    """I6, I7: no notice before it is due; and in the end one on each case that is not held."""
    for number, copies in after.notices.items():
        reported = after.reports.get(number)
        early = reported[0].whole + DELAY - copies[0].begun if reported else 1e9
        if early > 0:
            yield f"I6 a notice on case {number} left {early:.2f} s before it was due"
    for put in after.town.ledger.of_kind("case"):
        if not after.notices.get(put.case) and not after.town.ledger.held(put.case, 1e12):
            yield f"I7 no notice on case {put.case}"


def unfounded(after: Aftermath) -> Iterator[str]:
    """I8: a receipt, a hold, a release exactly where somebody gave one."""
    given = {_digest(put): put for put in after.town.ledger.of_kind("receipt", "hold")}
    for name, event in after.entries(ReceiptGiven, HoldPlaced):
        put = given.get(getattr(event, "mail", ""))
        case = after.cases.get(put.case) if put else None
        kind = "receipt" if isinstance(event, ReceiptGiven) else "hold"
        if put is None or case is None or case.stream != name or put.kind != kind:
            yield f"I8 {name}: {type(event).__name__} without a {kind} of this case"
    for put in after.town.ledger.of_kind("receipt"):
        case = after.cases.get(put.case)
        if case is not None and not all(one.received_at for one in case.fragments):
            yield f"I8 the receipt of {case.stream} is not in the record"
    for number, case in after.cases.items():
        if bool(case.holds_in_force()) != bool(after.town.ledger.held(number, 1e12)):
            yield f"I8 {case.stream}: holds in force: {len(case.holds_in_force())}"


def repeated(after: Aftermath) -> Iterator[str]:
    """P2: no mail has an effect twice."""
    effects = after.entries(*ONE_EFFECT)
    done = Counter((name, type(one).__name__, getattr(one, "mail", "")) for name, one in effects)
    yield from (f"P2 {n} times {key[1]} in {key[0]} by one mail" for key, n in done.items() if n > 1)


def unrecorded(after: Aftermath) -> Iterator[str]:
    """I9: no mail was moved without its event, and each event has its mail."""
    recorded = {getattr(one, "mail", "") for _, one in after.entries(MailSeen)}
    filed = (one for one in after.filed if one.folder != "INBOX" and not is_ours(one.folder))
    lie = {mail_digest(one.raw) for one in filed}
    yield from (f"I9 a mail was filed without an event: {one[:12]}" for one in lie - recorded)
    yield from (f"I9 an event of a mail that is nowhere: {one[:12]}" for one in recorded - lie)


def message_id(raw: bytes) -> str:
    """Of a mail of the town."""
    line = next(line for line in raw.splitlines() if line.lower().startswith(b"message-id:"))
    return line.partition(b":")[2].strip().decode()


def _digest(put: Put) -> str:
    return mail_digest(put.raw)
