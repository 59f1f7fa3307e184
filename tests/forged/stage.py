"""The stage of the forged mails: real gpg, real reader, real intake; each mail meets the same three cases.

Case `a` waits for its receipt and has a hold of the LEA, `b` has a hold of the analysts, `c` has none.
`Verdict` says what one mail has changed, by the record alone.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hotlined.adapters.pgp import GnuPG
from hotlined.app.docket import Docket
from hotlined.app.intake import Intake
from hotlined.app.ports import Fetched, Found
from hotlined.app.reading import Reader
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.decision import Decision
from hotlined.domain.mail.message import Envelope
from hotlined.domain.mail.outgoing import OutboxRow
from hotlined.domain.record.casework import ReportRegistered
from hotlined.domain.record.correspondence import MailSeen
from hotlined.domain.record.events import Event
from hotlined.domain.record.holding import HoldPlaced, Paused
from hotlined.domain.record.running import AlarmRaised
from hotlined.domain.values.reference import find_receipt_codes
from hotlined.worker import PARSER
from tests.forged import post
from tests.forged.people import Cast
from tests.support.fake_clock import FakeClock, InlineExecutor
from tests.support.rig import FORM, Rig

# What anybody may bring about: the mail is remembered, somebody is asked, a hold is put in place.
HARMLESS = (MailSeen, Paused, HoldPlaced, ReportRegistered, AlarmRaised)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one mail came to."""

    decision: Decision
    changed: tuple[Event, ...]  # events that only a proven mail may bring about
    events: tuple[Event, ...]  # all of them
    letters: tuple[OutboxRow, ...]
    case: dict[str, Case]

    @property
    def to(self) -> set[str]:
        """To whom something is written."""
        return {row.recipient for row in self.letters}


@dataclass
class Stage:
    """The base that every mail starts from; `site` may be replaced before a mail is taken."""

    cast: Cast
    site: Site
    rig: Rig
    gnupg: GnuPG
    names: dict[str, str]  # "a", "b", "c" -> case reference
    report: dict[str, Envelope]  # case name -> the report that left
    codes: dict[str, str]  # case name -> receipt code
    taken: list[bytes]  # what is in the record already

    def fresh(self, site: Site | None = None, moved: timedelta = timedelta()) -> "Table":
        """The base once more, `moved` later."""
        return Table(self, site or self.site, datetime.now(UTC) + moved)


class Table:
    """One copy of the base, to put mails on."""

    def __init__(self, stage: Stage, site: Site, now: datetime) -> None:
        self.stage, self.site = stage, site
        self.clock = FakeClock(now)
        self.store = stage.rig.store.copy()
        rig = stage.rig
        self.docket = Docket(self.store, rig.composer, self.clock, rig.chance, lambda: self.site)
        self.reader = Reader(PARSER, stage.gnupg, lambda: self.site)

    def take(self, raw: bytes, box: str, at: datetime | None = None) -> Verdict:
        """What comes of one mail in one mailbox; `at` is when the server received it."""
        return asyncio.run(self._take(raw, box, at or self.clock.now()))

    async def _take(self, raw: bytes, box: str, at: datetime) -> Verdict:
        before = len(self.store.commits)
        mail = self.reader.read(box, Fetched(Found("INBOX", 1, 7, len(raw)), raw, at))
        decision = await Intake(self.docket).take(mail)
        commits = self.store.commits[before:]
        events = tuple(event for one in commits for event in one.events)
        letters = tuple(row for one in commits for row in one.rows if row.state.waits)
        case = {name: await self.docket.case(stream) for name, stream in self.stage.names.items()}
        changed = tuple(event for event in events if not _harmless(event))
        return Verdict(decision, changed, events, letters, case)


def _harmless(event: Event) -> bool:
    queued = type(event).__name__ == "MailQueued"
    return queued or isinstance(event, HARMLESS)


async def build(cast: Cast) -> Stage:
    """Open the three cases by real signed mails, and let their reports leave."""
    asyncio.get_running_loop().set_default_executor(InlineExecutor(1))
    gnupg = GnuPG(cast.hotline.home, cast["hotline"])
    rig = Rig(site=cast.site, clock=FakeClock(datetime.now(UTC)), openpgp=gnupg)  # type: ignore[arg-type]
    await rig.start(without=("watch", "agenda"))
    names, report, codes = {}, {}, {}
    taken: list[bytes] = []

    async def take(raw: bytes, box: str = "intake") -> Decision:
        taken.append(raw)
        mail = rig.reader.read(box, Fetched(Found("INBOX", 1, 7, len(raw)), raw, rig.clock.now()))
        decision = await rig.intake.take(mail)
        await rig.settled()
        return decision

    for name in ("a", "b", "c"):
        text = f"[ILLEGAL]\n[HOST:EE]\n\n{FORM}".replace("item-1", f"item-{name}")
        decision = await take(post.signed(cast, post.entity(text, subject="a report"), post.head()))
        names[name] = decision.changes[0].stream
        report[name] = rig.reports()[-1]
        codes[name] = _code(cast, report[name])
    hold = post.entity(f"Please wait. {names['a']}", subject=f"Re: {names['a']}")
    held = await take(post.signed(cast, hold, post.head(post.LEA, post.TO_LEA), "lea"), "lea")
    assert held.folder == "LEA", held
    own = post.entity("", subject=f"[HOLD] [{names['b']}]")
    await take(post.signed(cast, own, post.head()))
    await rig.kill()
    return Stage(cast, cast.site, rig, gnupg, names, report, codes, taken)


def _code(cast: Cast, report: Envelope) -> str:
    """The receipt code inside the encryption, as the unit reads it."""
    armour = report.data.replace(b"\r\n", b"\n")
    start = armour.index(b"-----BEGIN PGP MESSAGE")
    plain = cast.friends.decrypt(armour[start:])
    return find_receipt_codes(plain.decode())[0]


Make = Callable[[Stage], bytes]


@dataclass(frozen=True, slots=True)
class Forged:
    """A mail that must change nothing: how it is made, where it ends, and a word of the reason."""

    name: str
    make: Make
    folder: str
    why: str = ""
    box: str = "intake"
    held: bool = False  # a hold in the name of a matching sender may come of it

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Good:
    """A mail made well: how it is made, and the events that come of it."""

    name: str
    make: Make
    does: Sequence[type]
    box: str = "intake"
    folder: str = "Done"

    def __str__(self) -> str:
        return self.name


def with_agreement(site: Site, **terms: object) -> Site:
    """The same site under other terms."""
    return replace(site, agreement=replace(site.agreement, **terms))  # type: ignore[arg-type]
