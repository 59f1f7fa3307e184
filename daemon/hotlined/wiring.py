"""The composition root: settings in, parts out; linear, and nothing clever.  `hotlined.service` runs them."""

import asyncio
import secrets
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import partial
from pathlib import Path

import hotlined
from hotlined.accounts import imap_account, smtp_account
from hotlined.adapters import mime_write
from hotlined.adapters.casefiles.restoring import Notes
from hotlined.adapters.config.edition import edition
from hotlined.adapters.config.ruleset import shipped
from hotlined.adapters.config.settings import Account, Settings
from hotlined.adapters.imap import ImapMailbox
from hotlined.adapters.lmtp import LmtpDoor, Spool
from hotlined.adapters.mail_worker.parent import WorkerParser
from hotlined.adapters.pager import Pager
from hotlined.adapters.pgp import GnuPG
from hotlined.adapters.rdap import Rdap
from hotlined.adapters.render import JinjaTemplates
from hotlined.adapters.slips import SlipBell, orders_in, releases_in
from hotlined.adapters.smtp import SmtpCourier
from hotlined.adapters.spoken import spoken_day
from hotlined.adapters.status_file import StatusFile, free_bytes
from hotlined.adapters.xarf import xarf_part
from hotlined.app.agenda import Agenda
from hotlined.app.board import Board
from hotlined.app.cards import Cards
from hotlined.app.compose import LOOP_HEADER, Composer
from hotlined.app.copies import Copies
from hotlined.app.daily import DailyDigest
from hotlined.app.digests import Digests
from hotlined.app.docket import Docket
from hotlined.app.double_fence import AllOf
from hotlined.app.enquiries import Enquiries
from hotlined.app.fences import Fences
from hotlined.app.gauges import Gauges
from hotlined.app.health import Health, Pulse
from hotlined.app.intake import Intake
from hotlined.app.keywatch import KeyWatch
from hotlined.app.marks import Marks
from hotlined.app.meetings import Meetings
from hotlined.app.others import Others
from hotlined.app.outbox import Outbox
from hotlined.app.pinboard import Pinboard
from hotlined.app.ports import Clock, Mailbox
from hotlined.app.purging import Purges
from hotlined.app.reading import Reader
from hotlined.app.recovery import Place, Recovery
from hotlined.app.releases import Releases
from hotlined.app.report_keywords import ReportKeywords
from hotlined.app.rests import Rests
from hotlined.app.searching import Box
from hotlined.app.shares import MailShare, Shares
from hotlined.app.surveyplan import SurveyPlan
from hotlined.app.tally import Tally
from hotlined.app.tenure import Lease, Leashed
from hotlined.app.watch import Folders, Watch
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.decision import Chance
from hotlined.domain.values.address import Address
from hotlined.domain.values.folders import Folder
from hotlined.domain.values.reference import receipt_code, token_text
from hotlined.exhibits import exhibits
from hotlined.stores import Kept

MOMENT = 0.5  # seconds without another mail: what arrived together is dealt with, the urgent one first


class SystemClock:
    """The machine's time."""

    def now(self) -> datetime:
        """Aware UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that no clock change moves."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


class SystemChance:
    """The machine's randomness."""

    def token(self) -> str:
        """128 bits."""
        return token_text(secrets.token_bytes(16))

    def code(self) -> str:
        """A receipt code."""
        return receipt_code(secrets.token_bytes(10))


@dataclass(slots=True)
class CurrentSite:
    """The site in force; a reload replaces it as a whole."""

    value: Site


@dataclass(slots=True)
class Parts:
    """The daemon's parts, before and while they run."""

    settings: Settings
    site: CurrentSite
    store: Kept
    openpgp: GnuPG
    parser: WorkerParser
    courier: SmtpCourier
    docket: Docket
    fences: Fences
    outbox: Outbox
    agenda: Agenda
    copies: Copies
    board: Board
    cards: Cards
    purges: Purges
    keywatch: KeyWatch
    daily: DailyDigest
    tally: Tally
    meetings: Meetings
    digests: Digests
    surveys: SurveyPlan
    rests: Rests
    watches: tuple[Watch, ...] = field(default_factory=tuple)
    health: Health = field(init=False)
    recovery: Recovery = field(init=False)
    keywords: ReportKeywords = field(init=False)
    bell: SlipBell = field(init=False)
    door: LmtpDoor | None = None
    enquiries: Enquiries | None = None

    @property
    def composer(self) -> Composer:
        """What turns drafts into mails."""
        return self.docket.composer


def site_of(settings: Settings) -> Site:
    """The site with its edition, able to read days as people name them, and to know our own mails."""
    ours = templates(settings).boilerplate()
    known = edition(settings.digests, settings.site)
    return replace(settings.site, spoken_day=spoken_day, ours=tuple(ours), edition=known)


def build(
    settings: Settings,
    store: Kept,
    clock: Clock | None = None,
    chance: Chance | None = None,
    lease: Lease | None = None,
    shares: Shares | None = None,
) -> Parts:
    """All parts for these settings; raises Permanent when gpg or its home is not there.

    `lease`: what lets mails leave, where several daemons share the store; `shares`: where also the work.
    """
    site = CurrentSite(site_of(settings))
    clock = clock or SystemClock()
    openpgp = GnuPG(settings.gnupg_home, settings.site.hotline.fingerprint, binary=settings.gpg_binary)
    made = templates(settings)
    composer = Composer(made, mime_write, openpgp, exhibits(made), store.file, xarf_part)
    docket = Docket(store, composer, clock, chance or SystemChance(), lambda: site.value)
    if shares is not None:
        docket.others = Others(shares.common, clock, docket.learn)
    fences = Fences(clock)
    leash = None if lease is None else partial(_left, lease)
    accounts = {name: smtp_account(settings.sender(name), leash) for name in settings.site.identities}
    courier = SmtpCourier(accounts)
    cards = _cards(docket, settings.sender("intake"))
    keywatch, tally = KeyWatch(docket, openpgp), Tally(docket)
    daily = DailyDigest(docket, keywatch.seen)
    parts = Parts(
        settings=settings,
        site=site,
        store=store,
        openpgp=openpgp,
        parser=parser(),
        courier=courier,
        docket=docket,
        fences=fences,
        outbox=Outbox(docket, courier if lease is None else Leashed(courier, lease), fences, shares),
        agenda=Agenda(docket, fences),
        copies=_copies(docket, settings.sender("lea")),
        board=Board(docket),
        cards=cards,
        purges=Purges(docket, boxes(settings, clock), orders_in(settings.store_root), cards.settled),
        keywatch=keywatch,
        daily=daily,
        tally=tally,
        meetings=Meetings(docket, tally, daily.notes),
        digests=Digests(docket),
        surveys=SurveyPlan(docket),
        rests=Rests(docket, store),
    )
    inboxes = AllOf(clock, fences.read, fences.news)
    fences.wake = inboxes.wake
    parts.watches = tuple(_watch(parts, account, inboxes) for account in settings.accounts.values())
    if settings.rdap is not None:
        parts.enquiries = Enquiries(docket, Rdap(settings.rdap.networks, settings.rdap.domains))
    if settings.lmtp is not None:
        _open_door(parts, settings.lmtp, inboxes)
    parts.health = _health(parts)
    parts.recovery = _recovery(parts, clock)
    parts.keywords = _keywords(parts)
    parts.bell = _bell(parts)
    return parts


def _left(lease: Lease) -> float:
    """For how many seconds a mail may still be finished: not to the very end of the lease."""
    return lease.left() - lease.every


def _recovery(parts: Parts, clock: Clock) -> Recovery:
    settings = parts.settings
    places = [
        Place(ImapMailbox(f"{name}-recovery", imap_account(one)), name, one.folders.inbox, one.folders.root)
        for name, one in settings.accounts.items()
    ]
    for name, spool in _spools(settings, "recovery", clock).items():
        places.append(Place(spool, name, Folders().inbox, Folders().root))
    lea = settings.accounts["lea"]
    mailbox = ImapMailbox("lea-marks", imap_account(lea))
    marks = Marks(parts.docket, mailbox, lea.folders.root, parts.store.writes, own_note)
    restores = parts.outbox.restores
    recovery = Recovery(parts.docket, restores, places, reader(parts), Notes(settings.store_root), marks)
    marks.older = recovery.older

    def waits() -> None:  # what is not read yet is deaf, after its time
        for watch in parts.watches:
            watch.last_whole = clock.monotonic() if watch.last_whole is None else watch.last_whole

    recovery.waits = waits
    return recovery


def own_note(message_id: str, sender: Address, text: str) -> bytes:
    """A mail to ourselves, that is filed and never sent."""
    headers = {
        "From": str(sender),
        "To": str(sender),
        "Subject": "hotlined",
        "Date": format_datetime(SystemClock().now()),
        "Message-ID": message_id,
        "Auto-Submitted": "auto-generated",
        LOOP_HEADER: "mark",
    }
    return mime_write.write_mail(headers=list(headers.items()), text=text)


def spool_root(settings: Settings) -> Path:
    """The folder of the LMTP door's spools, one for each mailbox."""
    return settings.store_root / "spool"


def _spools(settings: Settings, why: str, clock: Clock, *, given_up: bool = False) -> dict[str, Spool]:
    """The LMTP door's spools by mailbox, for another reader of them; without a door those `given_up`."""
    root = spool_root(settings)
    names = set(settings.accounts) if settings.lmtp is not None else set()
    if given_up and root.is_dir():
        names |= {path.name for path in root.iterdir() if path.is_dir()}
    return {name: Spool(f"{name}-{why}", root / name, clock) for name in sorted(names)}


def _health(parts: Parts) -> Health:
    settings = parts.settings
    health = Health(parts.docket, parts.outbox, parts.watches, partial(free_bytes, settings.store_root))
    health.looked = lambda: parts.agenda.looked
    shown: list[Callable[[Pulse], None]] = []
    if settings.status_file is not None:
        file = StatusFile(settings.status_file)
        shown.append(lambda pulse: file.write(pulse.plain()))
    if settings.metrics_file is not None:
        shown.append(_metrics(parts.docket, settings.metrics_file))
    health.show = partial(_to_all, shown)
    if settings.alarm_command:
        health.call = Pager(settings.alarm_command).call
    return health


def _metrics(docket: Docket, path: Path) -> Callable[[Pulse], None]:
    """What writes the figures for Prometheus; its library is loaded here, for those who want it."""
    from hotlined.adapters.metrics import exposition

    gauges, file = Gauges(docket), StatusFile(path, "metrics_file")
    return lambda pulse: file.replace(exposition(pulse, gauges.sums(), hotlined.__version__))


def _to_all(shown: Iterable[Callable[[Pulse], None]], pulse: Pulse) -> None:
    """Show it to each, also where one fails; that one's error is raised in the end."""
    with ExitStack() as stack:
        for one in shown:
            stack.callback(one, pulse)


def reader(parts: Parts) -> Reader:
    """What reads a mail's bytes."""
    ours = parts.composer.templates.boilerplate()
    return Reader(parts.parser, parts.openpgp, lambda: parts.site.value, lambda: ours)


def parser() -> WorkerParser:
    """What takes mails apart, in a process of its own; it is started at the first mail."""
    return WorkerParser("hotlined.worker")


def templates(settings: Settings) -> JinjaTemplates:
    """The site's templates in front of the shipped ones."""
    return JinjaTemplates(settings.templates_dir, shipped("templates"), zone=settings.site.hotline.timezone)


def _copies(docket: Docket, account: Account) -> Copies:
    """Copies go through a connection of their own, since the watch's one waits for news."""
    mailbox = ImapMailbox(f"{account.name}-copies", imap_account(account))
    return Copies(docket, mailbox, Folders(root=account.folders.root).of(Folder.SENT))


def _cards(docket: Docket, account: Account) -> Cards:
    """The board, in the mailbox that the analysts share, through a connection of its own."""
    mailbox = ImapMailbox(f"{account.name}-board", imap_account(account))
    return Cards(docket, Pinboard(mailbox, account.folders.root))


def _bell(parts: Parts) -> SlipBell:
    """What wakes every mailbox when a release is asked for."""

    def wake() -> None:
        for watch in parts.watches:
            watch.mailbox.wake()

    return SlipBell(releases_in(parts.settings.store_root), parts.docket.clock, wake)


def _keywords(parts: Parts) -> ReportKeywords:
    """What sees keywords on reports, through a connection of its own, since the watch waits in INBOX."""
    account = parts.settings.sender("intake")
    mailbox = ImapMailbox("intake-keywords", imap_account(account))
    folder = Folders(root=account.folders.root).of(Folder.INTAKE)
    return ReportKeywords(parts.docket, mailbox, reader(parts), folder)


def boxes(settings: Settings, clock: Clock) -> tuple[Box, ...]:
    """Every place of ours in which mails lie, each by a connection of its own.

    The spools of a door that was given up, too: what was delivered there is still on the disk.
    """
    accounts = settings.accounts
    found = [
        Box(ImapMailbox(f"{name}-purge", imap_account(account)), account.folders.root)
        for name, account in accounts.items()
    ]
    spools = _spools(settings, "purge", clock, given_up=True)
    return (*found, *(Box(spool, Folders().root) for spool in spools.values()))


def _watch(parts: Parts, account: Account, inboxes: AllOf) -> Watch:
    mailbox = ImapMailbox(account.name, imap_account(account))
    folders = Folders(account.folders.inbox, account.folders.junk or None, account.folders.root)
    watch = _watching(parts, mailbox, folders)
    if account.name == "lea":
        watch.read = inboxes.join("imap", mailbox.wake)
        watch.news = partial(inboxes.news, "imap")
    elif (shares := parts.outbox.shares) is not None:
        watch.share = MailShare(shares, mailbox, parts.docket.site)
    return watch


def _watching(parts: Parts, mailbox: Mailbox, folders: Folders) -> Watch:
    docket, intake, reads = parts.docket, Intake(parts.docket, parts.board), reader(parts)
    slips = releases_in(parts.settings.store_root)
    releases = Releases(slips, mailbox, folders.root, reads, intake)
    watch = Watch(mailbox, folders, reads, intake, docket, docket.clock, releases=releases)
    if mailbox.name != "lea":  # a hold is read at once
        watch.moment = MOMENT
    return watch


def _open_door(parts: Parts, listen: str, inboxes: AllOf) -> None:
    """The LMTP door: a spool per mailbox, watched like one; the fence needs both roads of the LEA's mail."""
    root = spool_root(parts.settings)
    spools = {name: Spool(name, root / name, parts.docket.clock) for name in parts.settings.accounts}
    for name, spool in spools.items():
        watch = _watching(parts, spool, Folders(junk=None))
        if name == "lea":
            watch.read = inboxes.join("lmtp", spool.wake)
            watch.news = partial(inboxes.news, "lmtp")
        parts.watches += (watch,)
    parts.door = LmtpDoor(listen, spools, lambda: parts.site.value.identities)
