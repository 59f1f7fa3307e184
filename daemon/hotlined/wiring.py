"""The composition root: settings in, running parts out; linear, and nothing clever.

`run` is the daemon.  Leaving the exit stack undoes everything in reverse; a SIGTERM cancels the task
group, so that a mail that is being dealt with is either committed or still in its mailbox.
"""

import asyncio
import os
import secrets
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import partial
from pathlib import Path

import hotlined
from hotlined import stores
from hotlined.adapters import mime_write
from hotlined.adapters.casefiles import CaseFiles
from hotlined.adapters.casefiles.restoring import Notes
from hotlined.adapters.charts import png_of
from hotlined.adapters.config.problems import ConfigProblems
from hotlined.adapters.config.ruleset import shipped
from hotlined.adapters.config.settings import Account, Endpoint, Settings, load, store_named
from hotlined.adapters.imap import ImapAccount, ImapMailbox
from hotlined.adapters.invitation import ics_of
from hotlined.adapters.lmtp import LmtpDoor, Spool
from hotlined.adapters.mail_worker import WorkerParser
from hotlined.adapters.notify import Notifier
from hotlined.adapters.oauth2 import AccessToken, TokenServer
from hotlined.adapters.pager import Pager
from hotlined.adapters.pgp import GnuPG
from hotlined.adapters.rdap import Rdap
from hotlined.adapters.render import JinjaTemplates
from hotlined.adapters.slips import SlipBell, orders_in, releases_in
from hotlined.adapters.smtp import SmtpAccount, SmtpCourier
from hotlined.adapters.spoken import spoken_day
from hotlined.adapters.status_file import StatusFile, free_bytes
from hotlined.adapters.ticker import Ticker
from hotlined.adapters.xarf import xarf_part
from hotlined.app import audit
from hotlined.app.agenda import Agenda
from hotlined.app.board import Board
from hotlined.app.cards import Cards
from hotlined.app.compose import LOOP_HEADER, Composer, Exhibits
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
from hotlined.app.outbox import Outbox
from hotlined.app.pinboard import Pinboard
from hotlined.app.ports import Clock, Mailbox, Permanent, Temporary
from hotlined.app.purging import Purges
from hotlined.app.reading import Reader
from hotlined.app.recovery import Place, Recovery
from hotlined.app.releases import Releases
from hotlined.app.report_keywords import ReportKeywords
from hotlined.app.searching import Box
from hotlined.app.surveyplan import SurveyPlan
from hotlined.app.tally import Tally
from hotlined.app.tenure import LOOK, Lease, LeaseLost, Leashed, Unreached, kept, until_ours
from hotlined.app.watch import Folders, Watch
from hotlined.domain import meetings
from hotlined.domain.address import Address
from hotlined.domain.annex_json import annex_json_file
from hotlined.domain.decision import Chance
from hotlined.domain.folders import Folder
from hotlined.domain.message import Draft, Recipient
from hotlined.domain.reference import receipt_code, token_text
from hotlined.domain.site import Site
from hotlined.domain.statistics import Statistics
from hotlined.domain.statistics_charts import charts
from hotlined.domain.statistics_mail import JOINT, KIND
from hotlined.domain.statistics_table import csv_of, dsa_csv, text_of
from hotlined.domain.survey import csv_file
from hotlined.domain.survey_read import FILE
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
    watches: tuple[Watch, ...] = field(default_factory=tuple)
    health: Health = field(init=False)
    recovery: Recovery = field(init=False)
    door: LmtpDoor | None = None
    enquiries: Enquiries | None = None

    @property
    def composer(self) -> Composer:
        """What turns drafts into mails."""
        return self.docket.composer


def site_of(settings: Settings) -> Site:
    """The site, able to read days as people name them, and to know our own mails."""
    ours = templates(settings).boilerplate()
    return replace(settings.site, spoken_day=spoken_day, ours=tuple(ours))


def build(
    settings: Settings,
    store: Kept,
    clock: Clock | None = None,
    chance: Chance | None = None,
    lease: Lease | None = None,
) -> Parts:
    """All parts for these settings; raises Permanent when gpg or its home is not there.

    `lease`: what lets mails leave, where several daemons share the store.
    """
    site = CurrentSite(site_of(settings))
    clock = clock or SystemClock()
    openpgp = GnuPG(settings.gnupg_home, settings.site.hotline.fingerprint, binary=settings.gpg_binary)
    made = templates(settings)
    composer = Composer(made, mime_write, openpgp, exhibits(made), store.file, xarf_part)
    docket = Docket(store, composer, clock, chance or SystemChance(), lambda: site.value)
    fences = Fences(clock)
    leash = None if lease is None else partial(_left, lease)
    accounts = {name: smtp_account(settings.sender(name), leash) for name in settings.site.identities}
    courier = SmtpCourier(accounts)
    cards = _cards(docket, settings.sender("intake"))
    parts = Parts(
        settings=settings,
        site=site,
        store=store,
        openpgp=openpgp,
        parser=parser(),
        courier=courier,
        docket=docket,
        fences=fences,
        outbox=Outbox(docket, courier if lease is None else Leashed(courier, lease), fences),
        agenda=Agenda(docket, fences),
        copies=_copies(docket, settings.sender("lea")),
        board=Board(docket),
        cards=cards,
        purges=Purges(docket, boxes(settings, clock), orders_in(settings.store_root), cards.settled),
        keywatch=(keywatch := KeyWatch(docket, openpgp)),
        daily=DailyDigest(docket, keywatch.seen),
        tally=Tally(docket),
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


def _spools(settings: Settings, why: str, clock: Clock, *, given_up: bool = False) -> dict[str, Spool]:
    """The LMTP door's spools by mailbox, for another reader of them; without a door those `given_up`."""
    root = settings.store_root / "spool"
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


def exhibits(made: JinjaTemplates) -> Exhibits:
    """What goes along: with a report the printed form and the data, with a table to fill in its CSV."""
    _printer()  # what does not import is noticed at the start, not at the first report

    def of(draft: Draft, site: Site) -> tuple[tuple[str, str, bytes], ...]:
        if draft.kind in (KIND, JOINT):
            return tuple(_statistics_files(draft))
        if draft.kind in (meetings.INVITATION, meetings.CANCELLED):
            return tuple(_meeting_files(draft))
        if draft.kind == "lea-statistics":
            return ((FILE, "text/csv", csv_file(draft.values)),)
        if draft.kind != "annex-i":
            return ()
        return (
            ("annex-i.pdf", "application/pdf", report_pdf(made, site, draft.to, draft.values)),
            ("annex-i.json", "application/json", annex_json_file(draft.values)),
        )

    return of


def _meeting_files(draft: Draft) -> Iterator[tuple[str, str, bytes]]:
    """The invitation for a calendar, and the figures that the agenda speaks of."""
    invitation, plan = draft.values["invitation"], draft.values.get("plan")
    if isinstance(invitation, meetings.Invitation):
        kind = f"text/calendar; charset=utf-8; method={invitation.method}"
        yield "invite.ics", kind, ics_of(invitation)
    if isinstance(plan, meetings.Agenda) and plan.figures is not None:
        language = draft.to.language
        yield f"statistics-{plan.figures.period}.txt", "text/plain", text_of(plan.figures, language)


def _statistics_files(draft: Draft) -> Iterator[tuple[str, str, bytes]]:
    """The table as CSV, what the DSA asks for, and the charts."""
    found, language = draft.values["statistics"], draft.to.language
    if not isinstance(found, Statistics):
        return
    names = draft.kind == KIND
    yield f"statistics-{found.period}.csv", "text/csv", csv_of(found, language, names=names)
    if not names:
        yield f"statistics-{found.period}.txt", "text/plain", text_of(found, language)
    if names and found.dsa:
        yield f"dsa-notices-{found.period}.csv", "text/csv", dsa_csv(found)
    for chart in charts(found, language):
        yield f"{chart.name}-{found.period}.png", "image/png", png_of(chart)


def _printer() -> Callable[..., bytes]:
    """`annex_pdf`, imported late: fpdf2 takes a quarter of all that time, and few commands print."""
    from hotlined.adapters.pdf import annex_pdf

    return annex_pdf


def report_pdf(made: JinjaTemplates, site: Site, to: Recipient, values: Mapping[str, object]) -> bytes:
    """The printed form of a report, as its recipient gets it."""
    return _printer()(values, made.words(to.language), zone=site.hotline.timezone)


def _copies(docket: Docket, account: Account) -> Copies:
    """Copies go through a connection of their own, since the watch's one waits for news."""
    mailbox = ImapMailbox(f"{account.name}-copies", imap_account(account))
    return Copies(docket, mailbox, Folders(root=account.folders.root).of(Folder.SENT))


def _cards(docket: Docket, account: Account) -> Cards:
    """The board, in the mailbox that the analysts share, through a connection of its own."""
    mailbox = ImapMailbox(f"{account.name}-board", imap_account(account))
    return Cards(docket, Pinboard(mailbox, account.folders.root))


def _report_keywords(parts: Parts) -> ReportKeywords:
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
    root = parts.settings.store_root / "spool"
    spools = {name: Spool(name, root / name, parts.docket.clock) for name in parts.settings.accounts}
    for name, spool in spools.items():
        watch = _watching(parts, spool, Folders(junk=None))
        if name == "lea":
            watch.read = inboxes.join("lmtp", spool.wake)
            watch.news = partial(inboxes.news, "lmtp")
        parts.watches += (watch,)
    parts.door = LmtpDoor(listen, spools, lambda: parts.site.value.identities)


def imap_account(account: Account) -> ImapAccount:
    """How to reach a mailbox."""
    end = account.imap
    return ImapAccount(
        host=end.host,
        port=end.port,
        tls=end.tls,
        user=end.user or "",
        password=_secret(account),
        bearer=account.oauth2 is not None,
        cafile=_path(end),
    )


def smtp_account(account: Account, leash: Callable[[], float] | None = None) -> SmtpAccount:
    """How to send for a mailbox; `leash` says for how many seconds a mail may still be finished."""
    end = account.smtp
    return SmtpAccount(
        host=end.host,
        port=end.port,
        tls=end.tls,
        user=end.user,
        password=_secret(account) if end.user else None,
        bearer=account.oauth2 is not None,
        cafile=_path(end),
        leash=leash,
    )


def _secret(account: Account) -> Callable[[], str]:
    """What proves to the mail server who we are: the password, or an access token."""
    if account.oauth2 is None:
        return account.password
    given = account.oauth2
    server = TokenServer(
        url=given.token_url,
        client_id=given.client_id,
        grant=given.grant,
        secret=account.password,
        scope=given.scope,
        client_secret=given.client_secret,
        keep=account.password.replace,
        cafile=str(given.cafile) if given.cafile else None,
    )
    return AccessToken(server)


def _path(end: Endpoint) -> str | None:
    return str(end.cafile) if end.cafile else None


async def run(path: Path, say: Callable[[str], None] = lambda text: None) -> None:
    """The daemon on a site, until SIGTERM or SIGINT; raises ConfigProblems, Permanent at start."""
    if root := store_named(path):  # the rules take longer to read than a second daemon has
        CaseFiles.refuse_second(root)
    settings = _loaded(path)
    os.umask(0o077)
    notifier = Notifier(os.environ, os.getpid())
    if settings.database is not None:
        await _in_turn(settings, notifier, path, say)
        return
    with stores.opened(settings) as store:
        await _serve(build(settings, store), notifier, path, say)


def _loaded(path: Path) -> Settings:
    """The settings with their templates; raises ConfigProblems, Permanent."""
    settings = load(path)
    if problems := templates(settings).check_own():
        raise Permanent("\n".join(problems))
    if settings.site.providers_to is not None:
        audit.test_mode()
    return settings


@dataclass(slots=True)
class Told:
    """A signal to stop, while no work listens to one: it is remembered, and what waits is cancelled."""

    say: Callable[[str], None]
    task: "asyncio.Task[None] | None" = field(default_factory=asyncio.current_task)
    to_stop: bool = False

    def listen(self) -> None:
        """From now on."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        loop.add_signal_handler(signal.SIGHUP, self.say, "hotlined reads its configuration at its next turn")

    def stop(self) -> None:
        """The signal has come."""
        self.to_stop = True
        if self.task is not None:
            self.task.cancel()


async def _in_turn(settings: Settings, notifier: Notifier, path: Path, say: Callable[[str], None]) -> None:
    """One of several daemons: stand by, work while the lease is ours, stand by again; until told to stop."""
    clock, told = SystemClock(), Told(say)
    call = Pager(settings.alarm_command).call if settings.alarm_command else None
    unreached = Unreached(clock, call, settings.site.agreement.deaf_after.total_seconds())
    told.listen()
    try:
        while settings.database is not None:
            stores.make_folder(settings)
            lease = stores.lease_of(settings.database)
            try:
                await _stand_by(lease, unreached, settings, notifier, say)
                async with asyncio.TaskGroup() as group:
                    keeper = group.create_task(kept(lease, clock), name="lease")
                    settings = await asyncio.to_thread(_loaded, path)  # whatever was changed meanwhile
                    with stores.shared(settings, lease) as store:
                        parts = build(settings, store, lease=lease)
                        await _serve(parts, notifier, path, say, told.listen)
                    keeper.cancel()
                return
            except BaseExceptionGroup as failed:
                say(_put_up_with(failed))
            finally:
                await asyncio.to_thread(lease.give_back)
            if told.to_stop:  # just then
                raise asyncio.CancelledError
            await clock.sleep(LOOK)
    except asyncio.CancelledError:
        if not told.to_stop:
            raise
        notifier.stopping()
        say("hotlined stops")
    finally:
        _unlisten(asyncio.get_running_loop())


def _put_up_with(failed: BaseExceptionGroup[BaseException]) -> str:
    """A sentence for what goes by itself; raises the rest, a foreseen fault without a group around it."""
    _, others = failed.split(LeaseLost)
    if others is None:
        return "the lease is lost: hotlined sends and writes nothing any more"
    match others.exceptions:
        case (Temporary() as error,):
            return f"hotlined cannot work yet: {error}"
        case (ConfigProblems() | Permanent() as error,):
            raise error
    raise others


async def _stand_by(
    lease: Lease, unreached: Unreached, settings: Settings, notifier: Notifier, say: Callable[[str], None]
) -> None:
    """Wait for the lease; systemd is told what for."""
    told = ["waits for its turn"]

    def tell(sentence: str) -> None:
        told[0] = sentence
        say(f"hotlined {sentence}")

    alive = asyncio.create_task(_alive(lambda: told[0], notifier))
    notifier.ready()
    try:
        with stores.bell(settings) as bell:
            await until_ours(lease, bell, SystemClock(), tell, unreached)
    finally:
        alive.cancel()


async def _serve(
    parts: Parts,
    notifier: Notifier,
    path: Path,
    say: Callable[[str], None],
    then: Callable[[], None] = lambda: None,
) -> None:
    """All parts at work, until told to stop; `then` is called, and they are undone in reverse."""
    async with AsyncExitStack() as stack:
        stack.callback(parts.openpgp.close)
        await asyncio.to_thread(parts.openpgp.self_test)
        stack.callback(parts.parser.close)
        await asyncio.to_thread(parts.parser.start, parts.settings.site.hotline.timezone)
        stack.push_async_callback(parts.courier.close)
        if parts.door is not None:
            await parts.door.open()
            stack.push_async_callback(parts.door.close)
        ticker = Ticker(parts.agenda.wake)
        ticker.start()
        stack.callback(ticker.stop)
        await parts.docket.resume()
        stack.callback(parts.health.stopped)
        try:
            await _until_told(parts, notifier, path, say)
        finally:
            then()


async def _until_told(parts: Parts, notifier: Notifier, path: Path, say: Callable[[str], None]) -> None:
    loop = asyncio.get_running_loop()
    running = loop.create_task(work(parts, notifier))
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, running.cancel)
    loop.add_signal_handler(signal.SIGHUP, _reload, parts, notifier, path, say)
    notifier.ready()
    say("hotlined is running")
    try:
        await running
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():  # nobody has told us to: the lease is lost
            raise
        notifier.stopping()
        say("hotlined stops")
    finally:
        _unlisten(loop)


def _unlisten(loop: asyncio.AbstractEventLoop) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.remove_signal_handler(number)


async def work(parts: Parts, notifier: Notifier) -> None:
    """All loops of the daemon, until cancelled."""
    async with asyncio.TaskGroup() as group:
        group.create_task(parts.health.run(), name="health")
        group.create_task(_alive(parts.outbox.status, notifier), name="watchdog")
        await parts.recovery.run()
        for watch in parts.watches:
            group.create_task(watch.run(), name=f"watch-{watch.mailbox.name}")
        group.create_task(parts.outbox.run(), name="outbox")
        group.create_task(parts.agenda.run(), name="agenda")
        group.create_task(parts.copies.run(), name="copies")
        group.create_task(parts.purges.run(), name="purges")
        group.create_task(parts.cards.run(), name="board")
        group.create_task(_report_keywords(parts).run(), name="keywords")
        group.create_task(parts.recovery.marks.run(), name="marks")
        group.create_task(parts.keywatch.run(), name="keys")
        if parts.enquiries is not None:
            group.create_task(parts.enquiries.run(), name="enquiries")
        group.create_task(parts.daily.run(), name="daily")
        group.create_task(parts.tally.run(), name="tally")
        calendar = Meetings(parts.docket, parts.tally, parts.daily.notes)
        group.create_task(calendar.run(), name="meetings")
        group.create_task(Digests(parts.docket).run(), name="digests")
        group.create_task(SurveyPlan(parts.docket).run(), name="statistics")
        group.create_task(_bell(parts).run(), name="slips")


def _bell(parts: Parts) -> SlipBell:
    """What wakes every mailbox when a release is asked for."""

    def wake() -> None:
        for watch in parts.watches:
            watch.mailbox.wake()

    return SlipBell(releases_in(parts.settings.store_root), parts.docket.clock, wake)


async def _alive(status: Callable[[], str], notifier: Notifier) -> None:
    """Tell systemd that the event loop turns, and what `systemctl status` is to show."""
    while True:
        notifier.watchdog()
        notifier.status(status())
        await asyncio.sleep(notifier.watchdog_interval or 60.0)


def _reload(parts: Parts, notifier: Notifier, path: Path, say: Callable[[str], None]) -> None:
    """SIGHUP: people and rules anew, all or nothing; servers and paths need a restart."""
    notifier.reloading()
    try:
        settings = load(path)
        made = templates(settings)
        if problems := made.check_own():
            raise Permanent("\n".join(problems))
    except (ConfigProblems, Permanent) as error:
        say("the new configuration has problems; the old one stays in force:")
        say(str(error))
    else:
        parts.site.value = site_of(settings)
        parts.docket.composer = replace(parts.docket.composer, templates=made, exhibits=exhibits(made))
        say("the configuration was read again")
        if settings.site.providers_to is not None:
            audit.test_mode()
    notifier.ready()
