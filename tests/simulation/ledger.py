"""What is true in a simulated town, written down outside of the daemon, and the verdicts (threats 4.2).

A hold (or a question, or a bounce of the report) stands against a notice when it was known, or had to be:
the daemon was served a listing of its folder; or it had come before the notice was due, or before the
command by which a notice goes early; or longer ago than `lea_inbox_fresh`.  What comes in the last moment
and is in no listing yet cannot be known: it is counted, and must be answered with the time at which the
notice left.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from tests.simulation.people import ITEMS, SHARED, UNITS, Truth
from tests.simulation.schedule import DAY, LATE_B, MINUTE, SECOND, Schedule

FRESH = 60 * SECOND  # `lea_inbox_fresh`
STOPS = ("hold", "riddle", "bounce")
LEA_FOLDERS = ("INBOX", "Junk")


@dataclass(slots=True)
class Arrived:
    """A mail in an inbox; `listed` is the moment of the first listing of its folder after that."""

    seq: int
    at: int
    truth: Truth
    folder: str
    listed: int | None = None
    wrong: int = 0  # ms that the machine's clock was off by, at most, until then


@dataclass(slots=True)
class HandedOver:
    """One hand-over of a notice to SMTP; `fate`: what came of it."""

    seq: int
    at: int
    case: str
    contact: str
    items: tuple[int, ...]
    message_id: str
    fate: str = "cut"


@dataclass(slots=True)
class Ledger:
    """One run; `violations` are sentences that begin with the invariant."""

    schedule: Schedule
    seq: int = 0
    arrived: list[Arrived] = field(default_factory=list)
    handed: list[HandedOver] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    close: int = 0  # stops that came in the last moment, too late for anybody
    wrong: int = 0  # ms that the machine's clock was off by, at most
    jumps: list[int] = field(default_factory=list)  # when it was set
    offs: list[int] = field(default_factory=list)  # and by how many ms it was off from then
    believed: bool = False  # restarted with a wrong clock: there is nothing to compare it with
    twins: bool = False  # who runs knows of the same URL in the other case; the quick town does not

    # --- what happens ----------------------------------------------------------------------------------

    def tick(self) -> int:
        """The next number in the order of events."""
        self.seq += 1
        return self.seq

    def mail(self, at: int, truth: Truth, folder: str) -> None:
        """A mail has come into a mailbox."""
        self.arrived.append(Arrived(self.tick(), at, truth, folder, wrong=self.wrong))
        if truth.asked:
            riddle = replace(truth, kind="riddle", items=(), ends=None, asked=False)
            self.arrived.append(Arrived(self.tick(), at, riddle, folder, wrong=self.wrong))

    def placed(self, at: int, truth: Truth) -> None:
        """Something was put into the record directly, as by phone."""
        seq = self.tick()
        self.arrived.append(Arrived(seq, at, truth, "record", listed=seq))

    def listing(self, folder: str) -> None:
        """The server has told the daemon all mails of a folder."""
        seq = self.tick()
        for one in self.arrived:
            if one.folder == folder and one.listed is None:
                one.listed = seq

    def clock(self, at: int, off: int) -> None:
        """The machine's clock is set; it is off by so many ms now."""
        self.jumps.append(at)
        self.offs.append(off)
        self.wrong = max(self.wrong, abs(off))

    def hand_over(
        self,
        at: int,
        case: str,
        contact: str,
        items: tuple[int, ...],
        message_id: str,
        *,
        warned: Sequence[int],
    ) -> HandedOver:
        """A notice goes to SMTP now; `warned`: when the LEA was told of the coming end of a hold."""
        seq = self.tick()
        one = HandedOver(seq, at, case, contact, items, message_id)
        self.handed.append(one)
        if at < (due := self.earliest(case, at)):
            self._against("I6", one, f"{due - at} ms before it was due")
        for stop in self.standing(case, items, seq, at):
            if self._known(stop, case, at):
                self._against("I5", one, f"{stop.truth.kind} of {stop.at} ms stood")
            else:
                self.close += 1
        if self.twins and SHARED in items:
            self._against_twins(one, seq)
        ended = [one for one in self.of(case, "hold") if one.truth.ends is not None and at >= one.truth.ends]
        for hold in ended:
            concerned = self._left(hold, case, seq) & set(items)
            if concerned and not any(self._in_time(hold, when, at) for when in warned):
                self._against("P6", one, f"the hold of {hold.at} ms ended and nobody was warned in time")
        return one

    def _against_twins(self, one: HandedOver, seq: int) -> None:
        """What the LEA asks in another case about the URL, unless an analyst has said there: it is gone."""
        for other in ITEMS.keys() - {one.case}:
            if any(self.of(other, "gone")):
                continue
            for stop in self.standing(other, (SHARED,), seq, one.at):
                if stop.truth.kind in ("hold", "riddle") and self._known(stop, other, one.at):
                    why = f"{stop.truth.kind} of {stop.at} ms on {other}, about the same URL, stood"
                    self._against("I5", one, why)

    def spoken(self, at: int, case: str, what: str) -> None:
        """The LEA is told of a hold, or reminded: what it had written a while before was read (P6, P8)."""
        for one in self.of(case):
            if one.folder in LEA_FOLDERS and one.listed is None and one.at < at - FRESH:
                self.violations.append(f"P8: {what} on {case} at {at} ms: a mail of {one.at} ms lay unread")

    def _in_time(self, hold: Arrived, warned: int, at: int) -> bool:
        """Whether a warning came half the length of the hold, or a day, before its end."""
        length = (hold.truth.ends or 0) - hold.at
        return warned >= hold.at and at - warned >= min(DAY, length // 2) - 2 * MINUTE - self.wrong

    def _against(self, what: str, one: HandedOver, why: str) -> None:
        self.violations.append(f"{what}: notice on {one.case}{list(one.items)} at {one.at} ms: {why}")

    # --- what was true -----------------------------------------------------------------------------------

    def accepted(self, case: str) -> int:
        """When the LEA's server had the report."""
        return LATE_B if case == "B" else 0

    def came_again(self, case: str) -> bool:
        """Whether the clock showed the moment of the report again, later: nobody can tell which it was.

        Nor of the minute before: so late it may be seen that the clock was set.
        """
        shown, slack = self.accepted(case), 2_000
        spans = zip(self.jumps, self.offs, [*self.jumps[1:], None], strict=True)
        return any(
            at + off - MINUTE - slack <= shown and (end is None or shown <= end + off + slack)
            for at, off, end in spans
        )

    def earliest(self, case: str, at: int) -> int:
        """The earliest moment at which a notice can be due, by what has come in."""
        delays = [
            self.schedule.delay,
            *(one.truth.due for one in self.of(case, "due") if one.truth.due is not None),
        ]
        start, slack = self.accepted(case), 0
        if self.schedule.base == "receipt":
            firsts = [self._received(case, unit) for unit in UNITS[case]]
            if None in firsts:
                return 1 << 60
            start = max(start, *(one for one in firsts if one is not None))
            slack = self.wrong
        if self.believed:
            slack = self.wrong
        return start + min(delays) - slack

    def _received(self, case: str, unit: str) -> int | None:
        """When a unit (or an analyst for it) confirmed the report for the first time."""
        found = (one for one in self.of(case) if one.truth.received and one.truth.unit == unit)
        yes = (one for one in self.of(case, "confirm"))
        return min((one.at for one in (*found, *yes)), default=None)

    def of(self, case: str, *kinds: str) -> Iterator[Arrived]:
        """What has come on a case."""
        for one in self.arrived:
            if case in one.truth.cases and (not kinds or one.truth.kind in kinds):
                yield one

    def standing(self, case: str, items: tuple[int, ...], seq: int, at: int) -> Iterator[Arrived]:
        """What has come and stands against a notice."""
        for one in self.of(case, *STOPS):
            concerned = one.seq < seq and self._left(one, case, seq) & set(items)
            if concerned and not self._ended(one, case, at):
                yield one

    def _left(self, stop: Arrived, case: str, seq: int) -> set[int]:
        """The items that it still stands against: all, or those it names, without those released since."""
        if self._over(stop, case, seq):
            return set()
        left = set(stop.truth.items or ITEMS[case])
        if stop.truth.kind == "hold":
            for later in self.of(case, "release"):
                if stop.seq < later.seq < seq and later.truth.unit == stop.truth.unit:
                    left -= set(later.truth.items)
        return left

    def _over(self, stop: Arrived, case: str, seq: int) -> bool:
        """Whether what came later has ended it."""
        if stop.truth.kind == "bounce":
            received = self._received(case, stop.truth.unit)
            return received is not None
        for later in self.of(case):
            # Whether a question was there before its answer cannot be seen where the clock was set between.
            blurred = bool(self.jumps) and (stop.truth.kind, later.truth.kind) == ("riddle", "confirm")
            if not (stop.seq < later.seq or blurred) or later.seq >= seq:
                continue
            same = later.truth.unit == stop.truth.unit
            if stop.truth.kind == "riddle" and later.truth.kind in ("confirm", "close"):
                return True
            mine = set(stop.truth.items or ITEMS[case])
            wider = mine <= set(later.truth.items or ITEMS[case])
            replaced = later.truth.kind == "hold" and later.truth.proven and wider
            released = later.truth.kind == "release" and not later.truth.items
            if stop.truth.kind == "hold" and same and (released or replaced):
                return True
        return False

    def _ended(self, stop: Arrived, case: str, at: int) -> bool:
        """Whether the hold's own end has come; one that was understood by a wrong clock is not judged."""
        if stop.truth.kind != "hold" or stop.truth.ends is None or case not in stop.truth.cases:
            return False
        soon = stop.at + 5 * MINUTE  # by then it was read
        doubtful = stop.wrong or self.believed or any(stop.at <= one <= soon for one in self.jumps)
        return at >= stop.truth.ends - (self.wrong if doubtful else 0)

    def _known(self, stop: Arrived, case: str, at: int) -> bool:
        due = self.accepted(case) + self.schedule.delay
        # What goes before the agreed time goes by a command: the inbox is read after that.
        commands = [one.at for one in self.of(case, "due")] if at < due and not self.believed else []
        return (
            (stop.listed is not None)
            or stop.at <= min(commands, default=-1)
            or (stop.at <= due and self.earliest(case, at) >= due)
            or stop.at < at - FRESH
        )

    # --- verdicts at the end -----------------------------------------------------------------------------

    def arrived_notices(self) -> list[HandedOver]:
        """The notices that the provider's server took, or may have taken."""
        return [one for one in self.handed if one.fate in ("accepted", "unknown", "cut")]

    def twice(self) -> None:
        """No item is in two different notices to one provider, unless an analyst asked for it (I4)."""
        seen: dict[tuple[str, str, int], set[str]] = {}
        for one in self.arrived_notices():
            for item in one.items:
                seen.setdefault((one.case, one.contact, item), set()).add(one.message_id)
        for (case, contact, item), ids in seen.items():
            if len(ids) > 1:
                self.violations.append(f"I4: {case} item {item}: {len(ids)} notices to {contact}")

    def undisturbed(self, case: str, item: int) -> bool:
        """Whether nobody has written anything that could stop the notice on an item."""
        return not any(
            one.truth.kind not in ("due", "receipt")
            and (not one.truth.items or item in one.truth.items or self._meets(one, case))
            for one in self.of(case)
        )

    def _meets(self, release: Arrived, case: str) -> bool:
        """Whether a release is of what another unit holds, or its numbers may be a supplement's."""
        grown = any(step.do == "items" and case in step.on for step in self.schedule.steps)
        others = (one for one in self.of(case, "hold") if one.truth.unit != release.truth.unit)
        mine = set(release.truth.items or ITEMS[case])
        meant = (mine & set(one.truth.items or ITEMS[case]) for one in others)
        return release.truth.kind == "release" and (grown or any(meant))

    def blurred(self, one: Arrived) -> bool:
        """Whether a mail may have been read by a wrong clock: it was wrong, or set before it was read."""
        return bool(one.wrong) or any(one.at <= jump <= one.at + 5 * MINUTE for jump in self.jumps)

    def delays(self, hold: Arrived) -> bool:
        """Whether a hold may have been written down by a wrong clock, mail or not."""
        before = [off for jump, off in zip(self.jumps, self.offs, strict=True) if jump <= hold.at]
        return self.blurred(hold) or any(before[-1:])

    def late(self, case: str) -> list[Arrived]:
        """The holds that came after a notice of the case had left."""
        left = [one for one in self.arrived_notices() if one.case == case and one.fate == "accepted"]
        return [
            hold
            for hold in self.of(case, "hold")
            if any(hold.seq > one.seq and self._concerns(hold, one) for one in left)
        ]

    def _concerns(self, hold: Arrived, notice: HandedOver) -> bool:
        return not hold.truth.items or bool(set(hold.truth.items) & set(notice.items))

    def receipts(self, case: str, given: Iterable[str]) -> None:
        """Each unit that counts as having confirmed has done so (I8)."""
        for unit in given:
            if self._received(case, unit) is None:
                self.violations.append(f"I8: {case} counts as received by {unit}, who never said so")
