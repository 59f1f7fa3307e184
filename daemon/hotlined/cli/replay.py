"""`replay`: what a mail would come to, with everything that led there.  It does nothing.

The same reading, gathering and deciding as in the daemon, on the store as it is now, read without its
lock; then it stops.
"""

import asyncio
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal

import typer

from hotlined import wiring
from hotlined.adapters import mime_read, mime_write
from hotlined.adapters.bounces import classify
from hotlined.adapters.casefiles import CaseFiles
from hotlined.adapters.config.settings import Settings
from hotlined.app.compose import Composer
from hotlined.app.docket import Docket
from hotlined.app.intake import Intake
from hotlined.app.ports import Fetched, Found
from hotlined.app.reading import Reader
from hotlined.cli.keys import opened_home
from hotlined.cli.say import CONFIGURATION, Row, Stop, complain, line, print_json, words
from hotlined.cli.timeline import facts, sentence, title
from hotlined.cli.where import ConfigOption, JsonOption, looking_at, settings_of
from hotlined.domain.decision import Change, Decision, Facts
from hotlined.domain.events import MailQueued, MailSeen
from hotlined.domain.filing import read_tags
from hotlined.domain.message import Inbound
from hotlined.domain.site import Site
from hotlined.domain.who import Who, identify, in_thread


@dataclass(frozen=True, slots=True)
class StoppedClock:
    """A clock that stands still."""

    at: datetime

    def now(self) -> datetime:
        """Always the same moment."""
        return self.at

    def monotonic(self) -> float:
        """Never moves."""
        return 0.0

    async def sleep(self, seconds: float) -> None:
        """No time passes."""


def replay(
    mail: Annotated[Path, typer.Argument(metavar="FILE.eml", help="A mail as it was received.")],
    at: Annotated[
        str | None, typer.Option(metavar="TIME", help="When it arrives, ISO 8601; else now.")
    ] = None,
    mailbox: Annotated[Literal["intake", "lea", "ntd"], typer.Option(help="Where it arrives.")] = "intake",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print what a mail would come to, and why; nothing is done."""
    settings = settings_of(config)
    moment = _moment(at, settings.site)
    raw = _bytes(mail)
    with ExitStack() as stack:
        store = _store(settings, stack)
        openpgp = stack.enter_context(opened_home(settings))
        site = settings.site
        reader = Reader(mime_read, openpgp, classify, lambda: site)
        composer = Composer(wiring.templates(settings), mime_write, openpgp)
        docket = Docket(store, composer, StoppedClock(moment), wiring.SystemChance(), lambda: site)
        found = Found(settings.sender(mailbox).folders.inbox, uidvalidity=0, uid=0, size=len(raw))
        inbound = reader.read(mailbox, Fetched(found, raw, moment))
        decision, gathered = asyncio.run(_weighed(Intake(docket), inbound))
        earlier = list(_earlier(store, inbound))
    report = _report(inbound, decision, gathered, earlier, site)
    if as_json:
        print_json({**report, "changes": [_change(one) for one in decision.changes]})
    else:
        _print(report, decision, site)


async def _weighed(intake: Intake, mail: Inbound) -> tuple[Decision, Facts]:
    return await intake.weigh(mail), await intake.gather(mail)


def _moment(text: str | None, site: Site) -> datetime:
    """The time to replay at, aware; one without an offset is in the hotline's zone."""
    if text is None:
        return wiring.SystemClock().now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Stop(f"--at {text}: expected a time like 2026-11-24T16:05", CONFIGURATION) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=site.hotline.timezone)


def _bytes(path: Path) -> bytes:
    """The mail with CRLF line ends, which a file saved by a mail program may have lost."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Stop(f"{path} cannot be read: {error.strerror}", CONFIGURATION) from None
    if not raw.strip():
        raise Stop(f"{path} is empty: expected a whole mail, as `message/rfc822`", CONFIGURATION)
    return raw if b"\r\n" in raw else raw.replace(b"\n", b"\r\n")


def _store(settings: Settings, stack: ExitStack) -> CaseFiles:
    """The store as it is; an empty one where the daemon has not run yet."""
    if os.path.isdir(settings.store_root):
        return looking_at(settings)
    complain("there is no store yet: replayed without any case")
    return CaseFiles.read(Path(stack.enter_context(TemporaryDirectory(prefix="hl-"))))


def _earlier(store: CaseFiles, mail: Inbound) -> Iterator[str]:
    """What this very mail came to when it was dealt with before."""
    for stream in store.find("mail", mail.digest):
        record = store.load(stream)
        for entry in record.entries if record else ():
            if isinstance(entry.event, MailSeen) and entry.event.mail == mail.digest:
                yield f"{stream}: filed in {entry.event.folder}, {entry.event.reason}"


def _report(
    mail: Inbound, decision: Decision, gathered: Facts, earlier: list[str], site: Site
) -> dict[str, object]:
    who = _who(mail, gathered, site)
    tags, _ = read_tags(mail, site)
    match = gathered.match
    return {
        "mail": mail.digest[:12],
        "received at": mail.received_at,
        "class": f"{mail.classified.kind}: {mail.classified.why}",
        "from": f"{who.party} {who.id}".strip(),
        "proof": str(who.proof) if who.proof else "none",
        "trouble": who.trouble or mail.signature_problem or "",
        "encrypted": mail.encrypted,
        "tags": tuple(str(tag) for tag in tags.tags),
        "unknown tags": tuple(one.raw for one in tags.unknown),
        "cases": match.streams,
        "matched by": match.how,
        "other cases named": match.others,
        "mistyped": match.miswritten,
        "no such case": match.unknown,
        "seen before": gathered.seen,
        "earlier": tuple(earlier),
        "signature replayed": gathered.replayed,
        "trace": decision.trace,
        "folder": str(decision.folder),
        "reason": decision.reason,
    }


def _who(mail: Inbound, gathered: Facts, site: Site) -> Who:
    """The person as `decide` sees one: by key and address, then by the thread it answers in."""
    who = identify(mail, site)
    if len(gathered.match.streams) != 1:
        return who
    case = gathered.cases.get(gathered.match.streams[0])
    return in_thread(who, case, gathered.match.answered) if case is not None else who


def _change(change: Change) -> Row:
    return {
        "stream": change.stream,
        "events": [
            {"kind": type(one).__name__, "facts": facts(one)}
            for one in change.events
            if not isinstance(one, MailQueued)  # says what the drafts say
        ],
        "mails": list(_mails(change)),
        "cancelled": len(change.cancel),
    }


def _mails(change: Change) -> Iterator[Mapping[str, str]]:
    for draft in change.drafts:
        to = f"{draft.to.party} {draft.to.id}"
        keyless = draft.security == "encrypt-if-key" and not draft.to.fingerprints
        how = "plain, no key is pinned" if keyless else str(draft.security)
        yield {"kind": draft.kind, "to": to, "from": draft.mailbox, "security": how}


def _print(report: Mapping[str, object], decision: Decision, site: Site) -> None:
    zone = site.hotline.timezone
    for name, value in report.items():
        text = words(value, zone)
        if text:
            line(f"{name:>18}  {text}")
    for change in decision.changes:
        line(f"would be recorded in {change.stream}:", style="bold")
        for event in change.events:
            if not isinstance(event, MailQueued):
                told = sentence(event, zone)
                line(f"    {title(event)}" + (f": {told}" if told else ""))
        for mail in _mails(change):
            line(f"    would send {mail['kind']} to {mail['to']} ({mail['security']}) from {mail['from']}")
        if change.cancel:
            line(f"    would take {len(change.cancel)} mails out of the outbox")
    line("nothing was done", style="dim")
