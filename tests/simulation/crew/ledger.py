"""What is true in a town of several daemons, written down outside of them, and the verdicts.

- L: nothing is written by who has no lease any more.
- P1: each mail lies in one folder, as often as it came, and has had its effect; no daemon has stumbled.
- P2: a mail opens at most one case, an item that is reported twice has one, and a case has one report.
- P3: a mail leaves again only where whoever sent it was struck down before its outcome was written, the same
  bytes, each attempt written down before; and all that waits leaves in the end.
- P5: a notice leaves by the first daemon alone, against nothing that stands in the record, and after no hold,
  question or bounce that could have been read.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from hotlined.app.ports import Commit, Conflict, Outcome, Temporary, Verdict
from hotlined.domain.cases.case import fold
from hotlined.domain.cases.state import Case
from hotlined.domain.mail.identity import mail_digest
from hotlined.domain.mail.message import Envelope
from hotlined.domain.mail.outgoing import OutboxRow
from hotlined.domain.record.events import CaseOpened, MailSeen, MailSending
from tests.simulation.crew.process import Process
from tests.simulation.crew.schedule import DELAY, Step
from tests.support.fake_clock import FakeClock
from tests.support.fake_common import Hub, SharedStore
from tests.support.fake_lease import SITE, FakeLease, Row
from tests.support.fake_mailbox import FakeMailbox

READABLE: Final = 150.0  # seconds before a notice: what came before must have been read, lags and all
STOPS: Final = ("hold", "riddle", "bounce")
REPORT, NOTICE = "annex-i", "ntd"


@dataclass(frozen=True, slots=True)
class Arrived:
    """A mail that came."""

    at: float
    step: Step
    digest: str
    box: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A mail that a server took."""

    seq: int
    at: float
    process: str
    envelope: Envelope
    outcome: Outcome
    cut: bool  # from the store, or told to end: the outcome could not be written
    slow: str  # whose lease it was, where the server takes longer than the end of a turn does


@dataclass
class Ledger:
    """One run; `violations` are sentences that begin with what was broken."""

    clock: FakeClock
    hub: Hub
    violations: list[str] = field(default_factory=list)
    mails: list[Arrived] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    cases: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))  # by item
    reports: dict[str, str] = field(default_factory=dict)  # case: Message-ID of its report
    rows: dict[str, OutboxRow] = field(default_factory=dict)
    ended: dict[str, int] = field(default_factory=dict)  # when a mail waited no more
    begun: Counter[str] = field(default_factory=Counter)  # attempts that were written down
    linked: dict[str, tuple[str, ...]] = field(default_factory=dict)  # which cases an answer names
    strikes: list[tuple[int, str]] = field(default_factory=list)
    seq: int = 0

    def wrong(self, what: str) -> None:
        """Something that must not be."""
        if what not in self.violations:
            self.violations.append(what)

    def tick(self) -> int:
        """The next number in the order of events."""
        self.seq += 1
        return self.seq

    # --- what happens ----------------------------------------------------------------------------------

    def arrived(self, step: Step, raw: bytes, box: str) -> None:
        """A mail has come."""
        self.mails.append(Arrived(self.clock.monotonic(), step, mail_digest(raw), box))

    def struck(self, process: Process) -> None:
        """Something befalls it: what it was sending may be sent again."""
        self.strikes.append((self.tick(), process.name))

    def taken(self, process: Process, envelope: Envelope, outcome: Outcome, slow: str) -> None:
        """A server has a mail, whatever it answers; `slow` is as in `Dot`."""
        now, cut = self.clock.monotonic(), process.cut or process.over
        one = Dot(self.tick(), now, process.name, envelope, outcome, cut, slow)
        row = self.rows.get(envelope.message_id)
        if row is None or self.hub.store.load(row.stream) is None:
            self.wrong(f"P3: {envelope.message_id} left and is not in the record")
            return
        if envelope.message_id in self.ended:
            self.wrong(f"P3: {row.kind} of {row.stream} left again after its outcome was written")
        for before in self.dots:
            if before.envelope.message_id == envelope.message_id:
                self._again(before, one, row)
        if self.begun[envelope.message_id] < 1 + sum(
            dot.envelope.message_id == envelope.message_id for dot in self.dots
        ):
            self.wrong(f"P3: an attempt of {row.kind} of {row.stream} is not in the record")
        if row.kind == NOTICE:
            self._as_first(process, row)
        self.dots.append(one)

    def _again(self, before: Dot, now: Dot, row: OutboxRow) -> None:
        cut = before.cut or any(
            before.seq < seq < now.seq and who == before.process for seq, who in self.strikes
        )
        assert self.hub.leases is not None
        cut = cut or (before.slow != "" and not self.hub.leases.works(before.slow))
        if not cut and before.outcome.verdict is not Verdict.UNKNOWN:
            self.wrong(
                f"P3: {row.kind} of {row.stream} left by {before.process} and by {now.process}, who both live"
            )
        if before.envelope.data != now.envelope.data:
            self.wrong(f"P3: {row.kind} of {row.stream} left again with other bytes")

    def _as_first(self, process: Process, row: OutboxRow) -> None:
        assert self.hub.leases is not None
        site = self.hub.leases.rows.get(SITE, Row())
        if site.holder not in process.names or site.until < self.clock.monotonic():
            self.wrong(f"P5: the notice of {row.stream} left by {process.name}, which is not the first")

    def looks_at(self, store: SharedStore, lease: FakeLease, process: Process) -> None:
        """See all that is written through this store."""
        commit = store.commit

        def seen(commits: Sequence[Commit]) -> None:
            before = {one.stream: self._case(one.stream) for one in commits}
            try:
                commit(commits)
            except Temporary:
                raise
            except Conflict:
                self._proven(lease, process, commits)  # the lease comes first
                raise
            self._proven(lease, process, commits)
            for one in commits:
                self._written(one, before[one.stream])

        seen.__name__ = "commit"  # a point at which something may befall the process
        store.commit = seen  # type: ignore[method-assign]

    def _proven(self, lease: FakeLease, process: Process, commits: Sequence[Commit]) -> None:
        assert self.hub.leases is not None
        row = self.hub.leases.rows.get(lease.name)
        if row is None or row.holder != lease.holder:
            self.wrong(f"L: {process.name} writes {commits[0].stream} without a lease")

    def _written(self, commit: Commit, before: Case) -> None:
        for row in commit.rows:
            self.rows[row.message_id] = row
            if not row.state.waits:
                self.ended.setdefault(row.message_id, self.tick())
            if row.kind == REPORT:
                self.reports[row.stream] = row.message_id
        for event in commit.events:
            match event:
                case CaseOpened(form=form) if form is not None:
                    if before.version:
                        self.wrong(f"P2: {commit.stream} was opened twice")
                    for item in form.items:
                        self.cases[int(item.url.rpartition("-")[2])].append(commit.stream)
                case MailSending():
                    self.begun[event.message_id] += 1
                    row = self.rows.get(event.message_id)
                    if row is not None and row.kind == NOTICE:
                        self._handed_over(row, before)

    def _case(self, stream: str) -> Case:
        record = self.hub.store.load(stream)
        return fold(stream, record.entries) if record else Case(stream)

    # --- notices (P5) ----------------------------------------------------------------------------------

    def _handed_over(self, row: OutboxRow, case: Case) -> None:
        """A notice goes to SMTP now."""
        now = self.clock.monotonic()
        if case.holds_in_force() or case.pauses_open():
            self.wrong(f"P5: a notice of {row.stream} left against the record")
        report = self.reports.get(row.stream)
        accepted = [dot.at for dot in self.dots if dot.envelope.message_id == report]
        if not accepted or now < min(accepted) + DELAY / 1_000 - 0.01:
            self.wrong(f"P5: a notice of {row.stream} left before it was due")
            return
        item = next(item for item, streams in self.cases.items() if row.stream in streams)
        bound = max(min(accepted) + DELAY / 1_000, now - READABLE)
        for stop in self._standing(item, row.stream):
            if stop.at <= bound:
                self.wrong(f"P5: a notice of {row.stream} left {now - stop.at:.0f} s after a {stop.step.do}")

    def _standing(self, item: int, stream: str) -> list[Arrived]:
        """What stands against the notices of an item, and no later mail has ended."""
        opened = self._opened(stream)
        mine = [one for one in self.mails if one.step.item == item or one.step.do == "riddle"]
        found = []
        for one in mine:
            ends = {"hold": "release", "bounce": "received"}.get(one.step.do)
            over = any(later.at >= one.at and later.step.do == ends for later in mine)
            elsewhere = one.step.do == "bounce" and self.cases[item][0] != stream
            if one.step.do in STOPS and one.at > opened and not over and not elsewhere:
                found.append(one)
        return found

    def _opened(self, stream: str) -> float:
        record = self.hub.store.load(stream)
        if record is None or not record.entries:
            return float("inf")
        return self.clock.monotonic() - (self.clock.now() - record.entries[0].at).total_seconds()

    # --- the end ---------------------------------------------------------------------------------------

    def waiting(self) -> list[OutboxRow]:
        """The rows that wait; not notices that may have left before somebody asked to wait."""
        records = (self.hub.store.load(name) for name in self.hub.store.streams())
        rows = [row for record in records if record for row in record.rows if row.state.waits]
        return [row for row in rows if row.kind != NOTICE or not self._stopped(row.stream)]

    def _stopped(self, stream: str) -> bool:
        """Whether something stands in the record against the notices of a case, or of one about the same."""
        twins = next((streams for streams in self.cases.values() if stream in streams), [stream])
        cases = [self._case(one) for one in twins]
        return any([*case.holds_in_force(), *case.pauses_open()] for case in cases)

    def left(self, kind: str) -> dict[str, set[str]]:
        """The mails of a kind that servers took, by case."""
        found: dict[str, set[str]] = defaultdict(set)
        for dot in self.dots:
            row = self.rows[dot.envelope.message_id]
            if row.kind == kind:
                found[row.stream].add(row.message_id)
        return found

    def is_settled(self, boxes: Mapping[str, FakeMailbox]) -> bool:
        """Whether nothing is to be waited for."""
        inboxes = any("INBOX" in box.folders() for box in boxes.values())
        return not inboxes and not self.waiting() and not self._missing(NOTICE)

    def _missing(self, kind: str) -> list[str]:
        """Cases whose mail of a kind has not left, though nothing stands against it."""
        gone = self.left(kind)
        return [stream for stream in self._free() if not gone[stream]]

    def _free(self) -> list[str]:
        """Cases of an item about which nobody has ever asked for anything."""
        asked = {one.step.item for one in self.mails if one.step.do in ("stop", *STOPS)}
        riddles = any(one.step.do == "riddle" for one in self.mails)
        return [
            stream
            for item, streams in self.cases.items()
            if item not in asked and not riddles
            for stream in streams[:1]
        ]

    def verdict(self, boxes: Mapping[str, FakeMailbox]) -> None:
        """Everything works again, and time has passed."""
        self._filed(boxes)
        for row in self.waiting():
            self.wrong(f"P3: {row.kind} of {row.stream} waits still: {row.state}")
        for kind in (REPORT, NOTICE):
            for stream in self._missing(kind):
                self.wrong(f"P3: {kind} of {stream} never left")
            for stream, ids in self.left(kind).items():
                if len(ids) > 1:
                    self.wrong(f"P2: {len(ids)} mails {kind} of {stream} left")
        for item, streams in self.cases.items():
            mails = {one.digest for one in self.mails if one.step.item == item and one.step.do == "report"}
            if len(streams) > len(mails):
                self.wrong(f"P2: {len(mails)} reports of item {item} have opened {streams}")
            for at, later in enumerate(streams):
                self._knows(later, streams[:at])
        for item in {one.step.item for one in self.mails if one.step.do == "report"}:
            if not self.cases.get(item):
                self.wrong(f"P1: the report of item {item} has no case")

    def _knows(self, later: str, before: Sequence[str]) -> None:
        """Whoever opened it was told which cases there were about the same."""
        for one in before:
            if one not in self.linked.get(later, ()):
                self.wrong(f"P2: {later} does not know {one}, which is about the same")

    def _filed(self, boxes: Mapping[str, FakeMailbox]) -> None:
        came = Counter((one.box, one.digest) for one in self.mails)
        lies = Counter(
            (name, mail_digest(raw))
            for name, box in boxes.items()
            for folder in box.folders()
            if folder != "INBOX"
            for raw in box.messages(folder)
        )
        for key, count in came.items():
            if lies[key] != count:
                self.wrong(f"P1: a mail that came {count} times at {key[0]} lies in {lies[key]} places")
            if not self.hub.store.find("mail", key[1]):
                self.wrong(f"P1: a mail at {key[0]} has had no effect")
        for name, box in boxes.items():
            if "INBOX" in box.folders():
                self.wrong(f"P1: {box.folders()['INBOX']} mails lie in the inbox of {name}")
        for streams in self._openings().values():
            if len(streams) > 1:
                self.wrong(f"P2: one mail has opened {sorted(streams)}")

    def _openings(self) -> dict[str, set[str]]:
        """The cases that each mail has opened."""
        found: dict[str, set[str]] = defaultdict(set)
        for name in self.hub.store.streams():
            record = self.hub.store.load(name)
            events = [entry.event for entry in record.entries] if record else []
            opened = next((at for at, one in enumerate(events) if isinstance(one, CaseOpened)), None)
            if opened is not None:
                seen = next((one for one in events if isinstance(one, MailSeen)), None)
                if seen is not None:
                    found[seen.mail].add(name)
        return found
