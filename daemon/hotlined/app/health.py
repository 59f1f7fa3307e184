"""How the daemon is doing: for monitoring, and by a second road when mail itself may not get through.

An alarm is a mail, and a mail is of no use when the mail server, the network or the disk is what is wrong.
So a program of the administrator's (`alarm_command`: a pager, a phone gateway) is called with one line,
again each hour while it lasts, and once when all is well again: at once, but of what comes and goes only
when it has stayed away for an hour.  No reference, address or content is in it, nor in the status (P16).
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from hotlined.app import audit
from hotlined.app.agenda import Agenda
from hotlined.app.docket import Docket
from hotlined.app.outbox import Outbox
from hotlined.app.ports import Permanent, Temporary
from hotlined.app.trials import Trials
from hotlined.app.watch import Watch
from hotlined.domain.mail.outgoing import OutboxRow

ROUND: Final = 30.0  # seconds between two looks
AGAIN: Final = timedelta(hours=1)
STUCK: Final = 600.0  # seconds in which the agenda comes no step further; a notice keeps a case for three
LEAST_FREE: Final = 100_000_000  # bytes of disk below which the store may soon refuse
LEAST_FOR_KEYS: Final = 1_000_000  # bytes; on a disk of its own, which is small, gpg needs no more
WELL: Final = "all is well again."
# How kinds of trouble begin.
TROUBLES: Final = ("deaf", "outbox", "refused", "clock", "restored", "agenda", "disk", "unlike")


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong: of which kind ("deaf lea", "outbox"; one of TROUBLES begins it), and a sentence."""

    kind: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Disk:
    """A disk beside the store's: whose, the bytes below which it is a trouble, and those that are left.

    `free` is None where it is the store's own disk; it may raise Temporary.
    """

    name: str
    least: int
    free: Callable[[], int | None]


@dataclass(frozen=True, slots=True)
class Pulse:
    """One look; times in aware UTC, `unread`, `oldest` and `clock_ahead` in seconds, `free` in bytes.

    `unread` says for each mailbox how long ago it was read in full; `oldest`, for how long the oldest mail
    has been refused by our own mail server, or has not reached it.  `free` is 0 where the disk does not say.
    """

    at: datetime
    started_at: datetime
    running: bool
    unread: Mapping[str, float]
    waiting: int
    oldest: float
    brakes: tuple[str, ...]
    clock_ahead: float
    free: int
    troubles: tuple[Trouble, ...] = ()

    def plain(self) -> dict[str, object]:
        """The same for JSON: times in ISO 8601, seconds whole, troubles as sentences."""
        return {
            "at": self.at.isoformat(timespec="seconds"),
            "started_at": self.started_at.isoformat(timespec="seconds"),
            "running": self.running,
            "unread_seconds": {name: round(seconds) for name, seconds in self.unread.items()},
            "mails_waiting": self.waiting,
            "oldest_waiting_seconds": round(self.oldest),
            "storm_brakes": list(self.brakes),
            "clock_ahead_seconds": round(self.clock_ahead),
            "disk_free_bytes": self.free,
            "troubles": [one.sentence for one in self.troubles],
        }


@dataclass(slots=True)
class Health:
    """Looks round every half minute; `run` never returns, and a look that fails stops nothing else."""

    docket: Docket
    outbox: Outbox
    agenda: Agenda
    watches: Sequence[Watch]
    free: Callable[[], int]  # bytes left for the store; may raise Temporary
    show: Callable[[Pulse], None] = lambda pulse: None  # may raise Temporary
    call: Callable[[str], Awaitable[None]] | None = None  # the second road; may raise Temporary
    unlike: Callable[[], str] = lambda: ""  # `Peers.trouble`
    disks: Sequence[Disk] = ()  # beside the store's
    _started_at: datetime = field(init=False)
    _called_at: datetime | None = None
    _called_for: frozenset[str] = frozenset()
    _called_off: dict[str, datetime] = field(default_factory=dict)  # by kind: when it was said to be over
    _well_since: datetime | None = None
    _unsteady: bool = False  # something has come back within the hour
    _said: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self._started_at = self.docket.clock.now()

    async def run(self) -> None:
        """Look, show, and call when something is wrong that a mail may not tell."""
        while True:
            try:
                await self.look()
            except (Temporary, Permanent) as error:
                audit.unhealthy(error)
            except Exception as error:
                audit.bug("health", error, "look")
            await self.docket.clock.sleep(ROUND)

    async def look(self) -> None:
        """One round; the call does not depend on the status file, nor the other way round."""
        pulse = self.pulse()
        self._say(pulse)
        try:
            self.show(pulse)
        finally:
            await self._call(pulse)

    def stopped(self) -> None:
        """A clean stop: the last status says so, or else monitoring would call it a crash."""
        try:
            self.show(self.pulse(running=False))
        except (Temporary, Permanent) as error:
            audit.unhealthy(error)

    def pulse(self, *, running: bool = True) -> Pulse:
        """How things are at this moment."""
        unread: dict[str, float] = {}
        for watch in self.watches:  # with an LMTP door a mailbox has two; the one that is read worse counts
            name = watch.mailbox.name
            unread[name] = max(watch.deafness.seconds(), unread.get(name, 0.0))
        brake = self.outbox.brakes.now()
        oldest, stuck = self._stuck()
        free, disk = self._disk()
        return Pulse(
            at=self.docket.clock.now(),
            started_at=self._started_at,
            running=running,
            unread=unread,
            waiting=self.outbox.count(),
            oldest=oldest,
            brakes=brake.shown,
            clock_ahead=self.outbox.attempts.fences.watch.ahead.total_seconds(),
            free=free,
            troubles=(*self._troubles(unread, oldest, stuck), *disk, *self._others()),
        )

    def _disk(self) -> tuple[int, tuple[Trouble, ...]]:
        """What is left on it, and what is wrong; one that does not answer is the worst of all."""
        try:
            free = self.free()
        except Temporary as error:
            return 0, (Trouble("disk", f"{error}."),)
        if free < LEAST_FREE:
            return free, (Trouble("disk", f"{free // 1_000_000} MB are left on the disk of the store."),)
        return free, ()

    def _others(self) -> Iterator[Trouble]:
        """What is wrong with the disks beside it: without the keys' gpg opens and seals no mail."""
        for disk in self.disks:
            kind = f"disk {disk.name}"
            try:
                free = disk.free()
            except Temporary as error:
                yield Trouble(kind, f"{error}.")
                continue
            if free is not None and free < disk.least:
                yield Trouble(kind, f"{free // 1_000_000} MB are left on the disk of the {disk.name}.")

    def _stuck(self) -> tuple[float, int]:
        """Mails that might have left, as no plan, brake, hold or fence keeps them: how old, and how many."""
        now, stumbles = self.docket.clock.now(), self.outbox.strikes.out

        def since_when(row: OutboxRow) -> datetime | None:
            failing, planned = Trials.of(row).failing_since, row.not_before or row.created_at
            if row.guarded and row.message_id not in stumbles:
                return failing
            # Made by a clock that was set back since, it was tried before its time.
            return planned if planned <= now else failing

        since = map(since_when, self.outbox.free())
        ages = [now - one for one in since if one is not None and one <= now]
        return max(ages, default=timedelta(0)).total_seconds(), len(ages)

    def _unheard(self) -> int:
        """How many people of the hotline an alarm has not reached, and no mail since."""
        site = self.docket.site()
        people = {str(one) for one in (*(one.address for one in site.analysts), *site.duty)}
        return len(self.outbox.unheard & people)

    def _troubles(self, unread: Mapping[str, float], oldest: float, stuck: int) -> Iterator[Trouble]:
        agreement = self.docket.site().agreement
        for name, seconds in sorted(unread.items()):
            if seconds >= agreement.deaf_after.total_seconds():
                text = f"the {name} mailbox could not be read in full for {seconds / 60:.0f} minutes."
                yield Trouble(f"deaf {name}", text)
        if oldest >= agreement.outbox_alarm_after.total_seconds():
            text = f"{stuck} mails could not be handed over, the oldest for {oldest / 60:.0f} minutes."
            yield Trouble("outbox", text)
        if lost := self._unheard():
            text = f"alarms to {lost} of the hotline's people did not arrive, and no mail was taken since."
            yield Trouble("refused", text)
        floor = self.outbox.attempts.fences.watch.floor
        if floor is not None and self.docket.clock.now() < floor:
            yield Trouble("clock", "the machine's clock is behind the record, and notices wait.")
        if self.outbox.restores.last.since is not None:
            text = "the store was restored, and mails wait until an administrator has looked."
            if self.outbox.restores.last.split_brain:
                text = "another hotlined works in the same mailboxes, and mails wait until one is stopped."
            yield Trouble("restored", text)
        looked = self.agenda.looked
        stuck_for = 0.0 if looked is None else self.docket.clock.monotonic() - looked
        if stuck_for >= STUCK:
            text = f"what is due was not looked at for {stuck_for / 60:.0f} minutes: restart hotlined."
            yield Trouble("agenda", text)
        if failed := len(self.agenda.failed.strikes.out):
            text = f"{failed} steps that are due make hotlined stumble: look for bug in the log."
            yield Trouble("agenda", text)
        if differs := self.unlike():
            yield Trouble("unlike", differs)

    def _say(self, pulse: Pulse) -> None:
        """Each trouble once in the log: a site may have neither status file nor second road."""
        for one in pulse.troubles:
            if one.kind not in self._said:
                audit.trouble(one.kind, one.sentence)
        self._said = frozenset(one.kind for one in pulse.troubles)

    async def _call(self, pulse: Pulse) -> None:
        """Tell of new troubles at once, of the same each hour, of their end once; what failed is repeated."""
        if self.call is None:
            return
        kinds = frozenset(one.kind for one in pulse.troubles)
        due = self._called_at is None or abs(pulse.at - self._called_at) >= AGAIN
        self._well_since = None if kinds else self._well_since or pulse.at
        if kinds and (kinds - self._called_for or due):
            await self.call(" ".join(("hotlined:", *(one.sentence for one in pulse.troubles))))
            back = (self._called_off[kind] for kind in kinds - self._called_for if kind in self._called_off)
            self._unsteady = self._unsteady or any(abs(pulse.at - at) < AGAIN for at in back)
        elif not kinds and self._called_for and self._is_over(pulse.at):
            await self.call(f"hotlined: {WELL}")
            self._called_off = dict.fromkeys(self._called_for, pulse.at)
            self._unsteady = False
        else:
            return
        self._called_at, self._called_for = pulse.at, kinds

    def _is_over(self, now: datetime) -> bool:
        """Whether all being well is worth a call: not while it comes and goes, which each time were two."""
        return not self._unsteady or (self._well_since is not None and abs(now - self._well_since) >= AGAIN)
