"""The roads by which mails reach us, and where they lie: mailboxes, and the spools of the LMTP door."""

from pathlib import Path

from hotlined.accounts import imap_account
from hotlined.adapters.config.settings import Account, Settings
from hotlined.adapters.imap import ImapMailbox
from hotlined.adapters.lmtp import LmtpDoor, Spool
from hotlined.adapters.slips import releases_in
from hotlined.app.dealing import Dealing
from hotlined.app.double_fence import NO_LISTENER, AllOf, ReadListener
from hotlined.app.intake import Intake
from hotlined.app.own_folders import Folders
from hotlined.app.ports import Clock, Mailbox
from hotlined.app.releases import Releases
from hotlined.app.searching import Box
from hotlined.app.shares import MailShare
from hotlined.app.watch import Watch
from hotlined.parts import Parts

MOMENT = 0.5  # seconds without another mail: what arrived together is dealt with, the urgent one first


def watch_of(parts: Parts, account: Account, inboxes: AllOf) -> Watch:
    """What watches an account; the LEA's is one of the roads that the fence needs."""
    mailbox = ImapMailbox(account.name, imap_account(account))
    if account.name == "lea":
        return watching(parts, mailbox, account.folders, inboxes.join("imap", mailbox.wake))
    watch = watching(parts, mailbox, account.folders, NO_LISTENER)
    if (shares := parts.outbox.shares) is not None:
        watch.share = MailShare(shares, mailbox, parts.docket.site)
    return watch


def watching(parts: Parts, mailbox: Mailbox, folders: Folders, listener: ReadListener) -> Watch:
    """What watches a mailbox, or a spool, with all that it needs for that."""
    docket, intake = parts.docket, Intake(parts.docket, parts.board)
    slips = releases_in(parts.settings.store_root)
    releases = Releases(slips, mailbox, folders, parts.reader, intake)
    dealing = Dealing(mailbox.name, folders, parts.reader, intake)
    watch = Watch(mailbox, dealing, docket, docket.clock, listener, releases)
    if mailbox.name != "lea":  # a hold is read at once
        watch.moment = MOMENT
    return watch


def open_door(parts: Parts, listen: str, inboxes: AllOf) -> None:
    """The LMTP door: a spool per mailbox, watched like one; the fence needs both roads of the LEA's mail."""
    root = spool_root(parts.settings)
    spools = {name: Spool(name, root / name, parts.docket.clock) for name in parts.settings.accounts}
    for name, spool in spools.items():
        listener = inboxes.join("lmtp", spool.wake) if name == "lea" else NO_LISTENER
        parts.watches += (watching(parts, spool, Folders(junk=None), listener),)
    site = parts.site
    parts.door = LmtpDoor(listen, spools, lambda: site.value.identities, former=lambda: site.value.former)


def spool_root(settings: Settings) -> Path:
    """The folder of the LMTP door's spools, one for each mailbox."""
    return settings.store_root / "spool"


def spools_for(settings: Settings, why: str, clock: Clock, *, given_up: bool = False) -> dict[str, Spool]:
    """The LMTP door's spools by mailbox, for another reader of them; without a door those `given_up`."""
    root = spool_root(settings)
    names = set(settings.accounts) if settings.lmtp is not None else set()
    if given_up and root.is_dir():
        names |= {path.name for path in root.iterdir() if path.is_dir()}
    return {name: Spool(f"{name}-{why}", root / name, clock) for name in sorted(names)}


def boxes(settings: Settings, clock: Clock) -> tuple[Box, ...]:
    """Every place of ours in which mails lie, each by a connection of its own.

    The spools of a door that was given up, too: what was delivered there is still on the disk.
    """
    accounts = settings.accounts
    found = [
        Box(ImapMailbox(f"{name}-purge", imap_account(account)), account.folders.root)
        for name, account in accounts.items()
    ]
    spools = spools_for(settings, "purge", clock, given_up=True)
    return (*found, *(Box(spool, Folders().root) for spool in spools.values()))
