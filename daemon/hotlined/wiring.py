"""The composition root: settings in, parts out; linear, and nothing clever.  `hotlined.service` runs them."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
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
from hotlined.adapters.mail_worker.parent import WorkerParser
from hotlined.adapters.pager import Pager
from hotlined.adapters.pgp import GnuPG
from hotlined.adapters.rdap import Rdap
from hotlined.adapters.render import JinjaTemplates
from hotlined.adapters.slips import SlipBell, orders_in, releases_in
from hotlined.adapters.smtp import SmtpCourier
from hotlined.adapters.spoken import spoken_day
from hotlined.adapters.status_file import StatusFile, free_bytes, free_elsewhere
from hotlined.adapters.xarf import xarf_part
from hotlined.app.agenda import Agenda
from hotlined.app.attempts import Attempts
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
from hotlined.app.health import LEAST_FOR_KEYS, LEAST_FREE, Disk, Health, Pulse
from hotlined.app.keywatch import KeyWatch
from hotlined.app.lease import Lease, Leashed
from hotlined.app.marks import FOLDER, Marks
from hotlined.app.meetings import Meetings
from hotlined.app.others import Others
from hotlined.app.outbox import Outbox
from hotlined.app.own_folders import Folders
from hotlined.app.pinboard import Pinboard
from hotlined.app.ports import Clock
from hotlined.app.purging import Purges
from hotlined.app.reading import Reader
from hotlined.app.recovery import Recovery
from hotlined.app.report_keywords import ReportKeywords
from hotlined.app.rests import Rests
from hotlined.app.shares import Shares
from hotlined.app.surveyplan import SurveyPlan
from hotlined.app.tally import Tally
from hotlined.app.unrecorded import Place
from hotlined.attachments import attachments
from hotlined.domain.hotline.site import Site
from hotlined.domain.values.address import Address
from hotlined.domain.values.folders import Folder
from hotlined.machine import SystemChance, SystemClock
from hotlined.parts import CurrentSite, Parts
from hotlined.roads import boxes, open_door, spool_root, spools_for, watch_of
from hotlined.stores import Kept
from hotlined.suffixes import held_by_one, registrable


def site_of(settings: Settings) -> Site:
    """The site with its edition, able to read days as people name them, and to know our own mails."""
    made = templates(settings)
    return replace(
        settings.site,
        spoken_day=spoken_day,
        registered=registrable,
        held_by_one=held_by_one,
        ours=tuple(made.boilerplate()),
        our_subjects=made.subjects(),
        edition=edition(settings.digests, settings.site),
    )


def build(
    settings: Settings,
    store: Kept,
    clock: Clock | None = None,
    lease: Lease | None = None,
    shares: Shares | None = None,
) -> Parts:
    """All parts for these settings; raises Permanent when gpg or its home is not there.

    `lease`: what lets mails leave, where several daemons share the store; `shares`: where also the work.
    """
    site = CurrentSite(site_of(settings))
    clock = clock or SystemClock()
    openpgp = GnuPG(settings.gnupg_home, settings.site.hotline.fingerprint, binary=settings.gpg_binary)
    made, worker = templates(settings), parser()
    reader = Reader(worker, openpgp, lambda: site.value)
    composer = Composer(made, mime_write, openpgp, attachments(made), store.file, xarf_part)
    docket = Docket(store, composer, clock, SystemChance(), lambda: site.value)
    if shares is not None:
        docket.others = Others(shares.common, clock, docket.learn)
    fences = Fences(clock, wake=lambda: inboxes.wake())
    inboxes = AllOf(clock, fences.read, fences.news)
    cards = _cards(docket, settings.sender("intake"))
    keywatch, tally = KeyWatch(docket, openpgp), Tally(docket)
    daily = DailyDigest(docket, keywatch.seen)
    courier, outbox = _sending(settings, docket, fences, lease, shares)
    parts = Parts(
        settings=settings,
        site=site,
        store=store,
        openpgp=openpgp,
        parser=worker,
        reader=reader,
        courier=courier,
        docket=docket,
        fences=fences,
        outbox=outbox,
        agenda=Agenda(docket, fences),
        copies=_copies(docket, settings.sender("lea")),
        board=Board(docket),
        cards=cards,
        purges=Purges(
            docket, boxes(settings, clock), orders_in(settings.store_root), cards.settled, fences.looked
        ),
        keywatch=keywatch,
        daily=daily,
        tally=tally,
        meetings=Meetings(docket, tally, daily.notes),
        digests=Digests(docket),
        surveys=SurveyPlan(docket),
        rests=Rests(docket, store),
        keywords=_keywords(docket, reader, settings.sender("intake")),
    )
    parts.watches = tuple(watch_of(parts, account, inboxes) for account in settings.accounts.values())
    if settings.rdap is not None:
        parts.enquiries = Enquiries(docket, Rdap(settings.rdap.networks, settings.rdap.domains))
    if settings.lmtp is not None:
        open_door(parts, settings.lmtp, inboxes)
    parts.health = _health(parts)
    parts.recovery = _recovery(parts, clock, lease)
    parts.bell = _bell(parts)
    return parts


def _sending(
    settings: Settings, docket: Docket, fences: Fences, lease: Lease | None, shares: Shares | None
) -> tuple[SmtpCourier, Outbox]:
    """What takes mails to the servers, and the queue before it; with a lease none leaves unasked."""
    leash = None if lease is None else partial(_left, lease)
    courier = SmtpCourier(
        {name: smtp_account(settings.sender(name), leash) for name in settings.site.identities}
    )
    posted = courier if lease is None else Leashed(courier, lease)
    outbox = Outbox(docket, Attempts(docket, posted, fences))
    if shares is not None:
        outbox.share(shares)
    return courier, outbox


def _left(lease: Lease) -> float:
    """For how many seconds a mail may still be finished: not to the very end of the lease."""
    return lease.last_look() - lease.every


def _recovery(parts: Parts, clock: Clock, lease: Lease | None) -> Recovery:
    settings = parts.settings
    places = [
        Place(ImapMailbox(f"{name}-recovery", imap_account(one)), name, one.folders)
        for name, one in settings.accounts.items()
    ]
    for name, spool in spools_for(settings, "recovery", clock).items():
        places.append(Place(spool, name, Folders()))
    lea = settings.accounts["lea"]
    mailbox = ImapMailbox("lea-marks", imap_account(lea))
    marks = Marks(parts.docket, mailbox, lea.folders.of(FOLDER), parts.store.writes, own_note)
    restores = parts.outbox.restores
    notes = Notes(settings.store_root)
    recovery = Recovery(parts.docket, restores, places, parts.reader, notes, marks, lease)
    marks.older = recovery.older
    if lease is None:  # else others may work on the same store, in turn
        marks.split_brain = recovery.split_brain
    else:
        marks.is_ours = lease.confirm

    def waits() -> None:  # what is not read yet is deaf, after its time
        for watch in parts.watches:
            if watch.deafness.last_whole is None:
                watch.deafness.begin()

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


def _health(parts: Parts) -> Health:
    settings = parts.settings
    free = partial(free_bytes, settings.store_root)
    health = Health(parts.docket, parts.outbox, parts.agenda, parts.watches, free)
    health.disks = tuple(
        Disk(name, least, partial(free_elsewhere, folder, settings.store_root, name))
        for name, least, folder in (
            ("GnuPG home", LEAST_FOR_KEYS, settings.gnupg_home),
            ("spool", LEAST_FREE, spool_root(settings)),
        )
    )
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


def parser() -> WorkerParser:
    """What takes mails apart, in a process of its own; it is started at the first mail."""
    return WorkerParser("hotlined.worker")


def templates(settings: Settings) -> JinjaTemplates:
    """The site's templates in front of the shipped ones."""
    return JinjaTemplates(settings.templates_dir, shipped("templates"), zone=settings.site.hotline.timezone)


def _copies(docket: Docket, account: Account) -> Copies:
    """Copies go through a connection of their own, since the watch's one waits for news."""
    mailbox = ImapMailbox(f"{account.name}-copies", imap_account(account))
    return Copies(docket, mailbox, account.folders.of(Folder.SENT))


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


def _keywords(docket: Docket, reader: Reader, account: Account) -> ReportKeywords:
    """What sees keywords on reports, through a connection of its own, since the watch waits in INBOX."""
    mailbox = ImapMailbox("intake-keywords", imap_account(account))
    return ReportKeywords(docket, mailbox, reader, account.folders.of(Folder.INTAKE))
