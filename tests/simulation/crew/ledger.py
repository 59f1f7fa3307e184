"""What is true in a town of several daemons, written down outside of them.

- L: nothing is written by who has no lease any more.
- P1: each mail lies in one folder, as often as it came, and has had its effect; no daemon has stumbled.
- P2: a mail opens at most one case, an item that is reported twice has one, and a case has one report.
- P3: a mail leaves again only where whoever sent it was struck down before its outcome was written, the same
  bytes, each attempt written down before; and all that waits leaves in the end.
- P5: a notice leaves by the first daemon alone, not against the record of its case or of another about the
  same, after no hold, question or bounce that could have been read, and no earlier before it is due than by
  what the clocks of machines that may work differ.
- B: each open case has one card on the board.
- P14: nothing is left of what was purged, and what is to be purged is.

The last word on a schedule has `ends`, and on what daemons keep in memory `beliefs`.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from hotlined.app.ports import Commit, Conflict, Outcome, Temporary, Verdict
from hotlined.domain.cases.case import fold, with_events
from hotlined.domain.cases.state import Case
from hotlined.domain.mail.identity import mail_digest
from hotlined.domain.mail.message import Envelope
from hotlined.domain.mail.outgoing import OutboxRow
from hotlined.domain.record.casework import CaseOpened
from hotlined.domain.record.correspondence import MailSending
from tests.simulation.crew.process import Process
from tests.simulation.crew.schedule import DELAY, Step
from tests.support.fake_clock import FakeClock
from tests.support.fake_common import Hub, SharedStore
from tests.support.fake_lease import SITE, TO_KEEP, FakeLease, Row

READABLE: Final = 150.0  # seconds before a notice: what came before must have been read, lags and all
LEARNT: Final = 5.0  # seconds until what stands in the record of another case is known
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
    cut: bool  # from the store, told to end, by a wrong clock: the outcome could not be written
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
    opened: dict[str, float] = field(default_factory=dict)  # case: when
    stopped: dict[str, float] = field(default_factory=dict)  # case: since when something stands against it
    offs: list[float] = field(default_factory=lambda: [0.0])  # by how much clocks were ahead
    believed: int = 0  # cases at rest
    purged: int = 0
    seq: int = 0

    @property
    def slack(self) -> float:
        """Seconds by which the clocks of machines that may work differ at most."""
        near = [off for off in self.offs if abs(off) <= TO_KEEP]
        return max(near) - min(near)

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
        now, cut = self.clock.monotonic(), process.cut or process.over or abs(process.off()) > TO_KEEP
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
        commit, purge = store.commit, store.purge

        def seen(commits: Sequence[Commit]) -> None:
            before = {one.stream: self.case(one.stream) for one in commits}
            try:
                commit(commits)
            except Temporary:
                raise
            except Conflict:
                self._proven(lease, process, commits[0].stream)  # the lease comes first
                raise
            self._proven(lease, process, commits[0].stream)
            for one in commits:
                self._written(one, before[one.stream])

        def destroyed(stream: str, keep: Collection[int]) -> None:
            purge(stream, keep)
            self._proven(lease, process, stream)
            self.purged += 1

        # Points at which something may befall the process.
        seen.__name__, destroyed.__name__ = "commit", "purge"
        store.commit, store.purge = seen, destroyed  # type: ignore[method-assign]

    def _proven(self, lease: FakeLease, process: Process, stream: str) -> None:
        assert self.hub.leases is not None
        row = self.hub.leases.rows.get(lease.name)
        if row is None or row.holder != lease.holder:
            self.wrong(f"L: {process.name} writes {stream} without a lease")

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
                    self.opened[commit.stream] = self.clock.monotonic()
                    for item in form.items:
                        self.cases[int(item.url.rpartition("-")[2])].append(commit.stream)
                case MailSending():
                    self.begun[event.message_id] += 1
                    row = self.rows.get(event.message_id)
                    if row is not None and row.kind == NOTICE:
                        self._handed_over(row, before)
        after = with_events(before, commit.events, commit.at)
        if after.holds_in_force() or after.pauses_open():
            self.stopped.setdefault(commit.stream, self.clock.monotonic())
        else:
            self.stopped.pop(commit.stream, None)

    def case(self, stream: str) -> Case:
        """As it stands in the record."""
        record = self.hub.store.load(stream)
        return fold(stream, record.entries) if record else Case(stream)

    # --- notices (P5) ----------------------------------------------------------------------------------

    def _handed_over(self, row: OutboxRow, case: Case) -> None:
        """A notice goes to SMTP now."""
        now = self.clock.monotonic()
        if case.holds_in_force() or case.pauses_open():
            self.wrong(f"P5: a notice of {row.stream} left against the record")
        for twin in self.twins(row.stream):
            if self.stopped.get(twin, now) < now - LEARNT:
                self.wrong(f"P5: a notice of {row.stream} left against the record of {twin}")
        report = self.reports.get(row.stream)
        accepted = [dot.at for dot in self.dots if dot.envelope.message_id == report]
        if not accepted or now < (due := min(accepted) + DELAY / 1_000 - self.slack) - 0.01:
            self.wrong(f"P5: a notice of {row.stream} left before it was due")
            return
        item = next(item for item, streams in self.cases.items() if row.stream in streams)
        for stop in self._standing(item, row.stream):
            if stop.at <= max(due, now - READABLE):
                self.wrong(f"P5: a notice of {row.stream} left {now - stop.at:.0f} s after a {stop.step.do}")

    def _standing(self, item: int, stream: str) -> Iterator[Arrived]:
        """What stands against the notices of an item, and no later mail has ended."""
        opened = self.opened.get(stream, float("inf"))
        mine = [one for one in self.mails if one.step.item == item or one.step.do == "riddle"]
        for one in mine:
            ends = {"hold": "release", "bounce": "received"}.get(one.step.do)
            # A receipt counts for more than a bounce, whichever comes first.
            over = any(other.step.do == ends and (other.at >= one.at or ends == "received") for other in mine)
            elsewhere = one.step.do == "bounce" and self.cases[item][0] != stream
            if one.step.do in STOPS and one.at > opened and not over and not elsewhere:
                yield one

    def twins(self, stream: str) -> Sequence[str]:
        """All cases about the same, this one among them."""
        return next((streams for streams in self.cases.values() if stream in streams), [stream])
