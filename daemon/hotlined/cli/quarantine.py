"""`quarantine`: the mails that wait for a person (P11); `show` one of them, `release` one.

The record says which there are and why.  `show` looks into the mailbox or the spool itself; `release`
leaves a slip that the running daemon carries out under its own locks, or does when it starts.
"""

import time
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Annotated, Final

import typer

from hotlined import stores
from hotlined.adapters.config.settings import Settings
from hotlined.adapters.slips import SlipFolder, releases_in
from hotlined.app.releases import record_of
from hotlined.cli.operator import operator, reason_of
from hotlined.cli.quarantine_show import print_mail
from hotlined.cli.quarantined import Item, items
from hotlined.cli.say import CONFIGURATION, Row, Stop, line, listing, local, the_one
from hotlined.cli.where import (
    ConfigOption,
    JsonOption,
    is_running,
    loaded,
    looking_at,
    refuse_elsewhere,
    settings_of,
    stream_named,
)
from hotlined.domain.cases.case import fold
from hotlined.domain.letters.who import units_of
from hotlined.domain.release import How, Release, is_releasable, refusals
from hotlined.domain.values.reference import parse_reference
from hotlined.machine import SystemClock
from hotlined.stores import Kept

DAYS: Final = 30  # that are looked back
PATIENCE: Final = 20  # seconds that `release` waits for the daemon to have done it
ON_A_CASE: Final = (How.NOTE, How.LEA, How.PROVIDER)

app = typer.Typer(
    help="List the mails that wait for a person; show or release one.", invoke_without_command=True
)

MailId = Annotated[str, typer.Argument(metavar="ID", help="As listed; its first characters do.")]
DaysOption = Annotated[int, typer.Option("--days", min=1, max=36_500, help="How far to look back.")]
AllOption = Annotated[bool, typer.Option("--all", help="Also those released, and what machines wrote.")]


@app.callback()
def quarantine(
    context: typer.Context,
    config: ConfigOption = None,
    days: DaysOption = DAYS,
    everything: AllOption = False,
    as_json: JsonOption = False,
) -> None:
    """List the mails that wait for a person, with the reason; show or release one."""
    context.obj = config  # for the word behind it, as in `quarantine --config PATH list`
    # what stands before the word: `quarantine --json list`
    context.default_map = {"list": {"days": days, "everything": everything, "as_json": as_json}}
    if context.invoked_subcommand is None:
        list_(context, config, days, everything=everything, as_json=as_json)


@app.command("list")
def list_(
    context: typer.Context,
    config: ConfigOption = None,
    days: DaysOption = DAYS,
    everything: AllOption = False,
    as_json: JsonOption = False,
) -> None:
    """List the mails that wait for a person, with the reason."""
    settings = settings_of(config or context.obj)
    since = SystemClock().now() - timedelta(days=days)
    waiting = {one.mail: one for one in releases_in(settings.store_root).waiting()}
    found = [
        _row(item, waiting.get(item.mail))
        for item in items(settings, looking_at(settings), since)
        if everything or item.waits
    ]
    columns = ("id", "at", "mailbox", "folder", "from", "size", "state", "reason")
    nothing = f"nothing was put into the quarantine in the last {days} days and still waits there"
    listing(columns, found, settings.site.hotline.timezone, as_json=as_json, nothing=nothing)


@app.command()
def show(
    context: typer.Context,
    mail_id: MailId,
    config: ConfigOption = None,
    decrypt: Annotated[bool, typer.Option("--decrypt", help="Also what is encrypted to us.")] = False,
) -> None:
    """Print a mail as plain text: nothing in it is opened, fetched or run."""
    settings = settings_of(config or context.obj)
    print_mail(settings, _named(settings, mail_id), decrypt=decrypt)


@app.command()
def release(
    context: typer.Context,
    mail_id: MailId,
    config: ConfigOption = None,
    how: Annotated[
        str, typer.Option("--as", metavar="WHAT", help=f"What you say it is: {', '.join(How)}.")
    ] = How.AGAIN.value,
    reference: Annotated[
        str | None, typer.Option("--case", metavar="REF", help="On which case (note, lea, provider).")
    ] = None,
    contact: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Which provider of the case, if several.")
    ] = None,
    unit: Annotated[
        str | None, typer.Option(metavar="NAME", help="Which LEA unit of the case, if several.")
    ] = None,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; it is kept in the record.")] = "",
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Take back a release that was not carried out yet.")
    ] = False,
) -> None:
    """Have a mail judged once more, after you have looked at it.

    again: by the same rules, e.g. after a key was imported.  report: from the public.  note: kept with
    --case.  lea, provider: a stranger's mail that is theirs, on --case.  harmless: the LEA's, and asks for
    nothing.  No release makes a command proven.
    """
    settings = settings_of(config or context.obj)
    item = _named(settings, mail_id)
    slips = releases_in(settings.store_root)
    if withdraw:
        _withdrawn(slips, item)
        return
    refuse_elsewhere(settings)
    asked = _asked(settings, item, _how(how), reference, contact, reason)
    asked = replace(asked, unit=_unit(settings, item, asked, unit))
    if any(one.mail == item.mail for one in slips.waiting()):
        raise Stop(f"{item.id}: its release was asked for already, and waits; --withdraw takes it back")
    slips.add(asked)
    _await(settings, asked)


def _row(item: Item, asked: Release | None) -> Row:
    state = f"release asked: {asked.how}" if asked else "waits" if item.waits else "filed"
    if item.released is not None and not asked:
        state = f"{'waits, ' if item.waits else ''}released by {item.released.by}"
    return {
        "id": item.id,
        "at": item.at,
        "mailbox": item.mailbox,
        "folder": item.folder,
        "from": item.sender,
        "size": item.size or None,
        "state": state,
        "reason": item.reason,
        "mail": item.mail,
        "stream": item.stream,
        "released": item.released,
    }


def _named(settings: Settings, wanted: str) -> Item:
    """The one mail whose id begins so, however long ago; raises Stop."""
    start = wanted.strip().lower()
    beginning = datetime.min.replace(tzinfo=settings.site.hotline.timezone)
    found = [one for one in items(settings, looking_at(settings), beginning) if one.mail.startswith(start)]
    nothing = f"no mail {wanted} is in the quarantine: `hotlined quarantine list` shows those that are"
    return the_one(found, start, nothing, f"mails begin with {wanted}: name more of it")


def _how(text: str) -> How:
    if text.lower() in ("analyst", "command"):
        raise Stop(
            "a release never makes a command proven: the analyst signs it and sends it anew"
            " (or, if only the key was missing, import and pin it, and release without --as)",
            CONFIGURATION,
        )
    try:
        return How(text.lower())
    except ValueError:
        raise Stop(f"--as {text}: expected one of {', '.join(How)}", CONFIGURATION) from None


def _asked(
    settings: Settings, item: Item, how: How, reference: str | None, contact: str | None, reason: str
) -> Release:
    """The release, or Stop with why it could only be refused."""
    if not is_releasable(item.folder):
        raise Stop(f"{item.id} lies in {item.folder}: it has had its effect")
    problem = next(refusals(item.seen, how), "")
    if not problem and how in ON_A_CASE and reference is None:
        problem = f"--as {how} needs --case REF"
    if not problem and how not in ON_A_CASE and reference is not None:
        problem = f"--case does not go with --as {how}"
    if not problem and how is How.HARMLESS and not reason.strip():
        problem = "--as harmless lets notices go: say why with --reason TEXT"
    if problem:
        raise Stop(f"{item.id}: {problem}")
    case = stream_named(reference, settings.site.hotline.prefix) if reference else None
    if case is not None and (parse_reference(case) is None or loaded(looking_at(settings), case) is None):
        raise Stop(f"there is no case {case}: `hotlined cases` lists them")
    return Release(
        id=token_hex(16),
        mail=item.mail,
        mailbox=item.mailbox,
        how=how,
        by=operator(),
        asked_at=SystemClock().now(),
        why=reason_of(reason),
        case=case,
        contact=contact.lower() if contact else None,
        folder=item.folder,
        size=item.size,
    )


def _unit(settings: Settings, item: Item, asked: Release, unit: str | None) -> str | None:
    """The unit that is named, or Stop; while nobody looks whom the mail answers it has to be, of several."""
    if asked.how is not How.LEA:
        if unit is not None:
            raise Stop(f"{item.id}: --unit does not go with --as {asked.how}")
        return None
    record = loaded(looking_at(settings), asked.case or "")
    known = sorted(units_of(fold(record.stream, record.entries))) if record is not None else []
    if (unit is None and len(known) > 1 and not is_running(settings)) or (unit and unit not in known):
        told = ", ".join(known) or "no unit"
        raise Stop(f"{item.id}: {asked.case} is with {told}; say whose mail it is with --unit NAME")
    return unit


def _withdrawn(slips: SlipFolder[Release], item: Item) -> None:
    asked = [one for one in slips.waiting() if one.mail == item.mail]
    if not asked:
        raise Stop(f"{item.id}: no release waits to be carried out")
    for one in asked:
        slips.done(one)
    line(f"{item.id} stays where it is")


def _await(settings: Settings, asked: Release) -> None:
    """Say what came of it; or that it waits, and for what."""
    if not is_running(settings):
        line("asked for; hotlined does not run, and does it when it starts")
        return
    for _ in range(PATIENCE):
        time.sleep(1)
        with closing(stores.read(settings)) as store:
            told = _outcome(store, asked, settings)
        if told:
            line(told)
            return
    line(
        "asked for, and not done yet: hotlined does it as soon as it can read the mailbox and finds the mail;"
        " `hotlined quarantine list` shows when"
    )


def _outcome(store: Kept, asked: Release, settings: Settings) -> str:
    fact = record_of(store, asked.id)
    if fact is None:
        return ""
    if fact.refused:
        raise Stop(f"not done: {fact.refused}")
    beginning = asked.asked_at - timedelta(seconds=1)
    now = next((one for one in items(settings, store, beginning) if one.mail == asked.mail), None)
    if now is None or now.at < asked.asked_at:
        return f"judged again, to the same end: it stays in {fact.folder}"
    return f"judged again at {local(now.at, settings.site.hotline.timezone)}: {fact.folder}, {now.reason}"
