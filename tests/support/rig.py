"""The use cases wired together without a rim: fake clock, mailboxes, courier, gpg and store, real mail code.

`Rig` is what `wiring` builds, on fakes.  `restarted` is the daemon after a crash: everything that was in
memory is gone, store and mailboxes are as they were.
"""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta, tzinfo
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import TypeVar

from hotlined.adapters import mime_write
from hotlined.adapters.render import JinjaTemplates
from hotlined.adapters.xarf import xarf_part
from hotlined.app import clock_record
from hotlined.app.agenda import Agenda
from hotlined.app.attempts import Attempts
from hotlined.app.board import Board
from hotlined.app.compose import Composer
from hotlined.app.dealing import Dealing
from hotlined.app.docket import Docket
from hotlined.app.double_fence import NO_LISTENER, ReadListener
from hotlined.app.fences import Fences
from hotlined.app.intake import Intake
from hotlined.app.outbox import Outbox
from hotlined.app.own_folders import Folders
from hotlined.app.ports import Mailbox, Permanent, Record
from hotlined.app.reading import Reader
from hotlined.app.releases import Releases
from hotlined.app.rests import Rests
from hotlined.app.watch import Watch
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import Provider, Site
from hotlined.domain.mail.identity import mail_digest
from hotlined.domain.mail.message import Envelope
from hotlined.domain.record.events import Event
from hotlined.domain.release import How, Release
from hotlined.domain.values.address import Address
from hotlined.domain.values.reference import receipt_code, token_text
from hotlined.worker import PARSER
from tests.support.fake_clock import FakeClock, run_to_rest
from tests.support.fake_courier import FakeCourier
from tests.support.fake_mailbox import FakeMailbox
from tests.support.fake_openpgp import FakeOpenPGP, sealed, signature_of
from tests.support.memory_store import MemoryStore
from tests.support.signed_mail import write_signed
from tests.support.site import ANALYST_KEY, HOTLINE_KEY, LEA_KEY, make_site

ANN = "ann@hotline.example.org"
BEN = "ben@hotline.example.org"
LEA = "reports@police.example.com"
CONTACT = "lee@police.example.com"
ABUSE = "abuse@provider.example.net"
PUBLIC = "visitor@example.com"
PROVIDER = Provider(
    "Example Provider", Address("abuse", "provider.example.net"), confirmed=True, domains=("example.net",)
)
TEMPLATES = Path(__file__).parents[2] / "templates"
FORM = "URL: https://files.example.net/item-1\nDescription of the type of the content: item 1\n"
NAMES = ("intake", "lea", "ntd")
E = TypeVar("E")


@cache
def templates_in(zone: tzinfo) -> JinjaTemplates:
    """The shipped templates, read once: a daemon keeps them too, and nothing in them changes."""
    return JinjaTemplates(None, TEMPLATES, zone=zone)


class FakeSlips:
    """`ports.Slips` in memory; `faults` are raised by the next calls of `done`."""

    def __init__(self) -> None:
        self.asked: list[Release] = []
        self.faults: list[BaseException] = []

    def waiting(self) -> tuple[Release, ...]:
        """Those not done."""
        return tuple(self.asked)

    def done(self, release: Release) -> None:
        """Take it away."""
        if self.faults:
            raise self.faults.pop(0)
        self.asked.remove(release)


class FakeChance:
    """Tokens and codes one after the other."""

    def __init__(self) -> None:
        self._n = 0

    def token(self) -> str:
        """A token that was never given."""
        self._n += 1
        return token_text(self._n.to_bytes(16, "big"))

    def code(self) -> str:
        """A code that was never given."""
        self._n += 1
        return receipt_code(self._n.to_bytes(10, "big"))


@dataclass
class Rig:
    """The daemon's parts; `site` may be replaced at any time, as a reload does."""

    site: Site = field(default_factory=lambda: make_site(providers=(PROVIDER,)))
    clock: FakeClock = field(default_factory=FakeClock)
    store: MemoryStore = field(default_factory=MemoryStore)
    openpgp: FakeOpenPGP = field(default_factory=lambda: FakeOpenPGP(HOTLINE_KEY))
    chance: FakeChance = field(default_factory=FakeChance)
    boxes: dict[str, FakeMailbox] = field(default_factory=dict)
    courier: FakeCourier = field(init=False)
    slips: FakeSlips = field(default_factory=FakeSlips)
    editions: list[Site] = field(default_factory=list)
    tasks: list["asyncio.Task[None]"] = field(default_factory=list)
    rest: float | None = 1800.0  # seconds: so long watches and outbox wait for news; None: as in the daemon
    _mails: int = 0
    _loaded: tuple[Site, Site] | None = None

    def __post_init__(self) -> None:
        self.boxes = self.boxes or {name: FakeMailbox(name, self.clock) for name in NAMES}
        self.courier = FakeCourier(self.clock)
        templates = templates_in(self.site.hotline.timezone)
        self.composer = Composer(
            templates,
            mime_write,
            self.openpgp,
            files=lambda one: self.store.file(one),
            machine=xarf_part,
        )
        self.docket = Docket(self.store, self.composer, self.clock, self.chance, self.loaded)
        # The stores on a disk are there for their crashes, and are not asked after a kill.
        self.rests = Rests(self.docket, self.store) if isinstance(self.store, MemoryStore) else None
        self.fences = Fences(self.clock, self.boxes["lea"].wake)
        self.outbox = Outbox(self.docket, Attempts(self.docket, self.courier, self.fences))
        self.outbox.longest_rest = self.rest or self.outbox.longest_rest
        self.agenda = Agenda(self.docket, self.fences)
        self.board = Board(self.docket)
        self.intake = Intake(self.docket, self.board)
        self.reader = Reader(PARSER, self.openpgp, lambda: self.site)
        lea = ReadListener(self.fences.read, self.fences.news)
        self.watches = {
            name: self.watch_of(self.boxes[name], Folders(), lea if name == "lea" else NO_LISTENER)
            for name in NAMES
        }

    def loaded(self) -> Site:
        """The site with its edition, as a load of it gives it: another one for each that is another."""
        if self._loaded is None or self._loaded[0] is not self.site:
            if self.site not in self.editions:
                self.editions.append(self.site)
            number = self.editions.index(self.site)
            self._loaded = self.site, replace(self.site, edition=f"edition {number}")
        return self._loaded[1]

    def watch_of(self, box: Mailbox, folders: Folders, listener: ReadListener) -> Watch:
        """The loop of a mailbox, as `wiring` makes it."""
        releases = Releases(self.slips, box, folders, self.reader, self.intake)
        dealing = Dealing(box.name, folders, self.reader, self.intake)
        watch = Watch(box, dealing, self.docket, self.clock, listener, releases)
        watch.every = self.rest or watch.every
        return watch

    # --- running -----------------------------------------------------------------------------------

    async def start(self, *, without: Collection[str] = ()) -> "Rig":
        """Everything runs, as in `wiring`; but not the parts named: "outbox", "agenda", "watch"."""
        await clock_record.begin(self.docket, self.fences)
        await self.docket.resume()
        steps = {
            "outbox": [self.outbox.run],
            "agenda": [self.agenda.run],
            "watch": [watch.run for watch in self.watches.values()],
        }
        await self.also(*(run for name, runs in steps.items() if name not in without for run in runs))
        return self

    def spoil(self, stream: str) -> None:
        """This stream does not read from now on, until `mend`."""
        load = self.store.load

        def refused(name: str) -> Record | None:
            if name == stream:
                raise Permanent(f"{stream}.json does not read")
            return load(name)

        self.store.load = refused  # type: ignore[method-assign]

    def mend(self) -> None:
        """All streams read again."""
        del self.store.load

    async def believe_clock(self) -> bool:
        """What `hotlined outbox release --clock` does, while the daemon is stopped."""
        return await clock_record.believe(self.docket, "the administrator")

    async def also(self, *runs: Callable[[], Coroutine[None, None, None]]) -> None:
        """Start more parts."""
        self.tasks += [asyncio.create_task(run()) for run in runs]
        await run_to_rest()

    async def kill(self, *, keeps: bool = True) -> None:
        """The process is gone: all tasks end where they are; `keeps`: cases at rest were kept just before."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.tasks = []
        if keeps and self.rests is not None:
            await self.rests.finish()

    def restarted(self) -> "Rig":
        """A new daemon on the same store, mailboxes and keys; not started."""
        for box in self.boxes.values():
            box.drop()
        kept = (self.openpgp, self.chance, self.boxes, self.slips)
        fresh = Rig(self.site, self.clock, self.store, *kept, rest=self.rest)
        fresh.editions = self.editions
        fresh._mails = self._mails
        fresh.courier.answers = self.courier.answers
        return fresh

    def alive(self) -> bool:
        """Whether every part still runs."""
        return bool(self.tasks) and not any(task.done() for task in self.tasks)

    def agree(self, **terms: object) -> None:
        """Change the agreement, as a reload does."""
        agreement = replace(self.site.agreement, **terms)  # type: ignore[arg-type]
        self.site = replace(self.site, agreement=agreement)

    # --- mails that people write ---------------------------------------------------------------------

    def mail(
        self,
        sender: str,
        subject: str,
        text: str,
        *,
        to: str = "intake@hotline.example.org",
        key: str | None = None,
        answers: Envelope | None = None,
        more: Sequence[tuple[str, str]] = (),
        files: Sequence[tuple[str, str, bytes]] = (),
        secret: bool = False,
    ) -> bytes:
        """A new mail; signed by a key, or not; in a thread of ours, or not; `secret`: encrypted."""
        self._mails += 1
        now = self.clock.now()
        thread = [("In-Reply-To", answers.message_id)] if answers else []
        headers = [
            ("From", sender),
            ("To", to),
            ("Subject", subject),
            ("Date", format_datetime(now)),
            ("Message-ID", f"<{self._mails}@people.example>"),
            *thread,
            *more,
        ]
        boundary = f"people-{self._mails:04d}"
        if key is None:
            return mime_write.write_mail(headers=headers, text=text, attachments=files)
        if secret:
            return mime_write.write_sealed(
                headers=headers,
                outer_subject="...",
                text=text,
                attachments=files,
                seal=lambda payload: sealed(payload, [HOTLINE_KEY], key, now),
                boundary=boundary,
            )
        return write_signed(
            headers=headers,
            text=text,
            attachments=files,
            sign=lambda payload: (signature_of(payload, key, now), "pgp-sha256"),
            boundary=boundary,
        )

    def assessment(self, tags: str = "[ILLEGAL]\n[HOST:EE]", form: str = FORM) -> bytes:
        """An analyst's signed mail that opens a case."""
        return self.mail(ANN, "a report", f"{tags}\n\n{form}", key=ANALYST_KEY)

    def command(self, tags: str, reference: str, text: str = "") -> bytes:
        """An analyst's signed command on a case."""
        return self.mail(ANN, f"[{reference}]", f"{tags} [{reference}]\n\n{text}", key=ANALYST_KEY)

    def reply(self, text: str, *, signed: bool = True, answers: Envelope | None = None) -> bytes:
        """A mail of the LEA, in the thread of its last report if nothing else is named."""
        sent = answers or self.reports()[-1]
        return self.mail(
            LEA,
            "Re: your report",
            text,
            to="lea@hotline.example.org",
            key=LEA_KEY if signed else None,
            answers=sent,
        )

    def garbled(self, sender: str = LEA, text: str = "a", answers: Envelope | None = None) -> bytes:
        """An encrypted mail that our key does not open, but the LEA's own."""
        self._mails += 1
        now = self.clock.now()
        headers = [
            ("From", sender),
            ("To", "lea@hotline.example.org"),
            ("Subject", "a"),
            ("Date", format_datetime(now)),
            ("Message-ID", f"<{self._mails}@people.example>"),
            *([("In-Reply-To", answers.message_id)] if answers else []),
        ]
        return mime_write.write_sealed(
            headers=headers,
            outer_subject="...",
            text=text,
            seal=lambda payload: sealed(payload, [LEA_KEY], LEA_KEY, now),
            boundary="people-garbled",
        )

    async def release(
        self, raw: bytes, how: How = How.AGAIN, *, mailbox: str = "lea", **more: str
    ) -> Release:
        """The administrator puts a mail back; done as far as it can be done now."""
        asked = Release(
            id=f"{len(self.slips.asked) + self._mails:08x}", mail=mail_digest(raw), mailbox=mailbox, how=how,
            by="alice", asked_at=self.clock.now(), why="looked at it", **more,
        )  # fmt: skip
        self._mails += 1
        self.slips.asked.append(asked)
        for box in self.boxes.values():
            box.wake()
        await self.settled()
        return asked

    # --- what came of it -------------------------------------------------------------------------------

    async def settled(self) -> None:
        """Until everything waits; no time passes."""
        await run_to_rest()

    async def opened(self, *, form: str = FORM) -> str:
        """Open a case, its report accepted by the LEA's server; its reference."""
        known = set(self.store.open_streams())
        self.boxes["intake"].deliver(self.assessment(form=form))
        await self.settled()
        (reference,) = {one for one in self.store.open_streams() if one.startswith("HL-")} - known
        return reference

    async def case(self, reference: str) -> Case:
        """The case as the daemon sees it."""
        return await self.docket.case(reference)

    def events(self, stream: str, kind: type[E]) -> list[E]:
        """The events of a kind in a stream, as stored."""
        return [event for event in self.all_events(stream) if isinstance(event, kind)]

    def all_events(self, stream: str) -> list[Event]:
        """The events of a stream as stored."""
        record = self.store.load(stream)
        return [entry.event for entry in record.entries] if record else []

    def reports(self) -> list[Envelope]:
        """The encrypted mails that the LEA's server took."""
        return self.courier.accepted(LEA)

    def notices(self) -> list[Envelope]:
        """What the provider's server took."""
        return self.courier.accepted(ABUSE)

    def alarms(self, what: str) -> int:
        """How many alarms of a kind one analyst was sent, accepted or not."""
        mark = f"ALARM: {what}".encode()
        ids = {one.message_id for one in self.courier.attempts(ANN) if mark in one.data}
        return len(ids)


DELAY = timedelta(hours=24)
