"""`check`: everything the daemon needs, tried one by one; what works, what to do, and the plan in words.

Problems of the files come first and alone, as `file:line: sentence`, exit 2.  Then keys, passwords and
store, and with `--connect` the servers; exit 1 if anything is not fine.  With `--files` it looks at the files
only, as a reload does, so that nothing else keeps a reload back (systemd/hotlined.service).
"""

import os
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from hotlined import database, stores, wiring
from hotlined.adapters.casefiles import CaseFiles
from hotlined.adapters.config.settings import DatabasePlace, Settings
from hotlined.adapters.status_file import free_bytes
from hotlined.app.health import LEAST_FOR_KEYS, LEAST_FREE
from hotlined.app.ports import Permanent, Temporary
from hotlined.cli.connect import imap, smtp
from hotlined.cli.finding import Finding
from hotlined.cli.free_mail import open_to_all
from hotlined.cli.key_findings import key_findings
from hotlined.cli.outbox import UNSEEN, is_unseen, lacking, restored_in
from hotlined.cli.own_texts import missing_texts
from hotlined.cli.plan import sentences
from hotlined.cli.say import CONFIGURATION, FOUND, complain, line, print_json, said, short, table
from hotlined.cli.unmatched import unmatched
from hotlined.cli.where import ConfigOption, JsonOption, config_path, settings_of
from hotlined.domain.hotline.rules import unreached
from hotlined.domain.hotline.site import ProofLevel, Site
from hotlined.machine import SystemClock
from hotlined.stores import Kept


def check(
    config: ConfigOption = None,
    connected: Annotated[
        bool, typer.Option("--connect", help="Log in to every IMAP and SMTP server, and make the folders.")
    ] = False,
    only_files: Annotated[
        bool, typer.Option("--files", help="Only the files: whether a reload would take them.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Try everything the daemon needs, and say in words what it will do."""
    if connected and only_files:
        raise typer.BadParameter("it looks at no server; leave one of the two out", param_hint="--files")
    settings = settings_of(config)
    made = wiring.templates(settings)
    faulty = made.check_own() if only_files else made.check()
    for sentence in faulty:
        complain(sentence)
    if faulty:
        raise typer.Exit(CONFIGURATION)
    agreement = settings.site.agreement
    told_of = f"{config_path(config)}, agreement {agreement.version} of {agreement.date}"
    findings = [Finding("configuration", "fine", told_of)]
    told: tuple[str, ...] = ()
    if not only_files:
        findings += [Finding("configuration", "soon", str(one)) for one in settings.cautions]
        findings += _templates(made.strange(), made.useless())
        findings += [Finding(key, "soon", told) for key, told in missing_texts(settings.site, made.spoken)]
        findings += _findings(settings, connected=connected)
        told = tuple(sentences(settings.site))
    if as_json:
        print_json({"findings": findings, "plan": told})
    else:
        rows = [{"what": one.what, "state": one.state, "": one.told} for one in findings]
        table(("what", "state", ""), rows, settings.site.hotline.timezone)
        for sentence in told:
            line(sentence)
    if any(one.state != "fine" for one in findings):
        raise typer.Exit(FOUND)


def _templates(strange: tuple[str, ...], useless: tuple[str, ...]) -> Iterator[Finding]:
    for sentence in strange:
        yield Finding("templates", "wrong", f"{sentence}: a mail with a value that is not there stays here")
    for sentence in useless:
        yield Finding("templates", "wrong", sentence)
    if not strange and not useless:
        yield Finding("templates", "fine", "all can be filled")


def _findings(settings: Settings, *, connected: bool) -> Iterator[Finding]:
    if settings.site.providers_to is not None:
        told = f"ON: no provider gets any mail, {settings.site.providers_to} gets it instead"
        yield Finding("TEST MODE", "wrong", f"{told}; take test_mode out of mailboxes.yaml to end it")
    yield from _passwords(settings)
    yield from _store(settings)
    yield from (Finding(what, "wrong", told) for what, told in unmatched(settings))
    for row in unreached(settings.site):
        told = "no case comes to it, since rows above take all that it would; move it up, or take it out"
        yield Finding("rules/routing.yaml", "wrong", f'the row "{row.name}": {told}')
    yield from _disk(settings)
    yield from key_findings(settings)
    yield from _people(settings)
    yield from _calendar(settings)
    yield from _agreement(settings.site, SystemClock().now())
    if connected:
        for account in settings.accounts.values():
            keywords = account.name == "intake" and bool(settings.site.agreement.report_keywords)
            for one in (*imap(account, keywords=keywords), *smtp(account, verp=settings.site.verp)):
                yield Finding(*one)


def _passwords(settings: Settings) -> Iterator[Finding]:
    problems = settings.secret_problems()
    for problem in problems:
        yield Finding("passwords", "wrong", problem)
    if not problems:
        yield Finding("passwords", "fine", f"{len(settings.accounts)} can be read")


def _database(settings: Settings, place: DatabasePlace) -> Iterator[Finding]:
    try:
        store = stores.read(settings)
        first = database.first_of(place)
        cautions = database.cautions(settings)
    except (Permanent, Temporary) as error:
        yield Finding("store", "wrong", f"{error}")
        return
    told = f"in use by {first.holder}" if first.holder else "no hotlined has it open"
    yield Finding("store", "fine", f"database, {told}; {len(store.open_streams())} open")
    yield from _restored(store, settings)
    store.close()
    for is_wrong, told in cautions:
        yield Finding("database", "wrong" if is_wrong else "soon", told)
    if first.holder and first.ready != place.together:
        does, here = ("lets others", "no") if first.ready else ("does not let others", "yes")
        told = f"{first.holder} {does} work beside it, but the files say {here}"
        todo = "a change counts from a daemon's next turn; it may also just begin"
        yield Finding("together", "soon", f"{told}: {todo}")


def _store(settings: Settings) -> Iterator[Finding]:
    if settings.database is not None:
        yield from _database(settings, settings.database)
    root = settings.store_root
    what = "store" if settings.database is None else "folder"
    if not os.path.isdir(root):
        parent = next(one for one in root.parents if os.path.isdir(one))
        if os.access(parent, os.W_OK) and _is_disk(parent):
            yield Finding(what, "fine", f"{root} will be made at the first start")
        else:
            told = f"{root} cannot be made: make it, for the user that hotlined runs as, with mode 0700"
            yield Finding(what, "wrong", told)
        return
    if settings.database is not None:
        if not os.access(root, os.W_OK):
            yield Finding("folder", "wrong", f"{root} cannot be written by this user")
        return
    try:
        store = CaseFiles.read(root)
    except (Permanent, Temporary) as error:
        yield Finding("store", "wrong", f"{error}; check as the user that hotlined runs as")
        return
    for note in store.notes:
        said.add(note)
        yield Finding("store", "wrong", note)
    if not os.access(root, os.W_OK):
        yield Finding("store", "wrong", f"{root} cannot be written by this user")
    elif not store.notes:
        yield Finding("store", "fine", f"{len(store.open_streams())} open; `hotlined verify` looks closer")
    yield from _restored(store, settings)


def _restored(store: Kept, settings: Settings) -> Iterator[Finding]:
    """Whether what is said of reports and notices below is not so yet."""
    if is_unseen(settings):
        yield Finding(
            "store", "wrong", f"it was restored: {UNSEEN}; only alarms leave then, until you have looked"
        )
    restored = restored_in(store)
    if restored.since is not None and restored.taken_at is not None:
        at = short(restored.taken_at, settings.site.hotline.timezone)
        what = lacking(restored, at).removeprefix("the store ")
        told = f"{what}: only alarms leave, and nothing is purged, until you have looked"
        yield Finding("store", "wrong", f"{told} at `hotlined outbox`, and released it there")


def _disk(settings: Settings) -> Iterator[Finding]:
    """Only where there is too little: a full disk lets hotlined read and start, and do nothing."""
    disks: dict[int, Path] = {}
    for place, least in ((settings.store_root, LEAST_FREE), (settings.gnupg_home, LEAST_FOR_KEYS)):
        folder = next(one for one in (place, *place.parents) if os.path.isdir(one))
        known = disks.setdefault(os.stat(folder).st_dev, place)
        if not _is_disk(folder):
            continue  # nothing can be made there, as is said of the store, and of the keys
        if known == place and (free := free_bytes(folder)) < least:
            told = f"{free // 1_000_000} MB are left for {place}: make space, or nothing is done"
            yield Finding("disk", "wrong", told)


def _is_disk(folder: Path) -> bool:
    """Whether there is any space at all, for whoever it may be: not in /proc, which lets root write."""
    return os.statvfs(folder).f_blocks > 0


def _people(settings: Settings) -> Iterator[Finding]:
    """Analysts without a key, units without a contact: meant so, maybe; and whose domain is anybody's."""
    if len(settings.site.analysts) == 1 and not settings.alarm_command and settings.status_file is None:
        told = "neither this nor status_file is set, and there is one analyst: nobody hears of mail that does"
        yield Finding("alarm_command", "fine", f"{told} not arrive there, alarms among it")
    signed = settings.site.agreement.analyst_proof is ProofLevel.SIGNED
    for analyst in settings.site.analysts:
        if not analyst.fingerprints:
            told = "has no key: is answered without content, and gets the words of LEA and providers in clear"
            told += "; may ask to wait ([HOLD]), and order nothing else" if signed else ""
            yield Finding(f"analyst {analyst.name}", "fine", told)
    for unit in settings.site.units:
        if unit.contact is None:
            told = "has no contact person: an urgent report is told to its mailbox only, and no alarm names"
            yield Finding(f"lea {unit.name}", "fine", f"{told} a number to call")
        for domain in unit.domains:
            if why := open_to_all(domain):
                todo = "list its people under `officers` and take it out of `domains`"
                told = f"{domain} {why}, and whoever writes from there counts as an officer: {todo}"
                yield Finding(f"lea {unit.name}", "wrong", told)


def _agreement(site: Site, now: datetime) -> Iterator[Finding]:
    """A date of which no LEA can have agreed to it yet: a slip, or a text that does not count yet."""
    if date.fromisoformat(site.agreement.date) > site.at(now).date():
        told = f"the agreement is dated ahead ({site.agreement.date}), and counts already: is that meant so?"
        yield Finding("rules/agreement.yaml", "soon", told)


def _calendar(settings: Settings) -> Iterator[Finding]:
    """A file of the site's own replaces the shipped one as a whole: one for meetings alone has no hours."""
    worktime = settings.site.worktime
    if worktime is not None and not any(worktime.week):
        told = (
            "no working_hours: no report has a deadline to be warned of, and no digest comes in the morning"
        )
        yield Finding("calendar", "wrong", f"{told}; take them from the shipped rules/calendar.yaml")
