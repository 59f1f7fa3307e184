"""`replay`: what a mail would come to, with everything that led there.  It does nothing.

The same reading, gathering and deciding as in the daemon, on the store as it is now, read without its
lock; then it stops.
"""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Final, Literal

import typer

from hotlined import starting, stores, wiring
from hotlined.adapters import mime_write
from hotlined.adapters.casefiles import CaseFiles
from hotlined.adapters.config.settings import Settings
from hotlined.app.compose import Composer
from hotlined.app.docket import Docket
from hotlined.app.fetching import sized
from hotlined.app.gathering import Gathering
from hotlined.app.judged import seen_elsewhere
from hotlined.app.ports import Fetched, Found
from hotlined.app.reading import Reader
from hotlined.cli.explain import explained
from hotlined.cli.keys import opened_home
from hotlined.cli.say import CONFIGURATION, Row, Stop, complain, line, print_json, words
from hotlined.cli.timeline import facts, sentence, title
from hotlined.cli.where import ConfigOption, JsonOption, looking_at, settings_of
from hotlined.domain.decide import decide
from hotlined.domain.hotline.site import ProofLevel, Site
from hotlined.domain.letters.decision import Change, Decision
from hotlined.domain.letters.who import Who, identify
from hotlined.domain.mail.message import Inbound, Party
from hotlined.domain.record.correspondence import MailQueued, MailSeen
from hotlined.machine import SystemChance, SystemClock
from hotlined.stores import Kept

EARLIEST, LATEST = 1970, 9999  # years of a time to replay at; beside them a calendar ends
IN_LINES: Final = ("form", "clues", "earlier", "trace", "agreement", "rules")  # one line for each


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
    """Print what a mail would come to, and why; nothing is done.

    A mail that was dealt with is judged as if it came now for the first time; what it came to then is told.
    """
    settings = settings_of(config)
    moment = _moment(at, settings.site)
    raw = _bytes(mail)
    with ExitStack() as stack:
        store = _store(settings, stack)
        openpgp = stack.enter_context(opened_home(settings))
        templates = wiring.templates(settings)
        starting.refuse_faulty(templates)  # as a start does: else what it prints is of no daemon
        site = wiring.site_of(settings)
        parser = wiring.parser()
        stack.callback(parser.close)
        reader = Reader(parser, openpgp, lambda: site)
        composer = Composer(templates, mime_write, openpgp)
        docket = Docket(store, composer, StoppedClock(moment), SystemChance(), lambda: site)
        found = Found(settings.sender(mailbox).folders.inbox, uidvalidity=0, uid=0, size=len(raw))
        fetched = Fetched(found, raw, moment)
        inbound = sized(reader.read(mailbox, fetched), fetched)
        gathered = asyncio.run(Gathering(docket).facts(inbound))
        earlier = tuple(_earlier(store, inbound))
        replayed = gathered.replayed and seen_elsewhere(store, inbound)
        afresh = replace(gathered, seen=False, filed=None, replayed=replayed)
        decision = decide(inbound, afresh, docket.context())
        facts_shown = replace(gathered, replayed=replayed)
        who = _who(inbound, decision, site)
        report = explained(inbound, who, decision, facts_shown, earlier, docket.context())
    if as_json:
        print_json({**report, "changes": [_change(one) for one in decision.changes]})
    else:
        _print(report, decision, site)


def _moment(text: str | None, site: Site) -> datetime:
    """The time to replay at, aware; one without an offset is in the hotline's zone."""
    if text is None:
        return SystemClock().now()
    try:
        moment = datetime.fromisoformat(text)
        if not EARLIEST <= moment.year < LATEST:
            raise ValueError
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


def _store(settings: Settings, stack: ExitStack) -> Kept:
    """The store as it is; an empty one where the daemon has not run yet."""
    if stores.is_there(settings):
        return looking_at(settings)
    complain("there is no store yet: replayed without any case")
    return CaseFiles.read(Path(stack.enter_context(TemporaryDirectory(prefix="hl-"))))


def _earlier(store: Kept, mail: Inbound) -> Iterator[str]:
    """What this very mail came to when it was dealt with before."""
    for stream in store.find("mail", mail.digest):
        record = store.load(stream)
        for event in record.events if record else ():
            if isinstance(event, MailSeen) and event.mail == mail.digest:
                yield f"{stream}: filed in {event.folder}, {event.reason}"


def _who(mail: Inbound, decision: Decision, site: Site) -> Who:
    """The sender as the decision took them: by key and address, by the thread, by the case."""
    who = identify(mail, site)
    marks = (one for change in decision.changes for one in change.events if isinstance(one, MailSeen))
    mark = next(marks, None)
    if mark is None:
        return who
    proof = ProofLevel(mark.proof) if mark.proof else None
    return Who(Party(mark.party), mark.who, proof, who.trouble)


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


def _mails(change: Change) -> Iterator[Row]:
    for draft in change.drafts:
        to = f"{draft.to.party} {draft.to.id}"
        keyless = draft.security == "encrypt-if-key" and not draft.to.fingerprints
        how = "plain, no key is pinned" if keyless else str(draft.security)
        yield {
            "kind": draft.kind,
            "to": to,
            "address": str(draft.to.address),
            "from": draft.mailbox,
            "security": how,
            "keys": draft.to.fingerprints if draft.security != "plain" else (),
            "not before": draft.not_before,
            "gate": str(draft.gate),
        }


def _print(report: Mapping[str, object], decision: Decision, site: Site) -> None:
    zone = site.hotline.timezone
    for name, value in report.items():
        if name == "folder" and report["seen before"]:
            line("it has had its effect already and would only be filed; coming for the first time now:")
        parts = value if isinstance(value, tuple) and name in IN_LINES else (value,)
        for number, one in enumerate(parts):
            text = words(one, zone)
            if text:
                line(f"{name if number == 0 else '':>18}  {text}")
    for change in decision.changes:
        line(f"would be recorded in {change.stream}:", style="bold")
        for event in change.events:
            if not isinstance(event, MailQueued):
                told = sentence(event, zone)
                line(f"    {title(event)}" + (f": {told}" if told else ""))
        for mail in _mails(change):
            later = f", not before {words(mail['not before'], zone)}" if mail["not before"] else ""
            how = f"({mail['security']}) from {mail['from']}: {mail['address']}{later}"
            line(f"    would send {mail['kind']} to {mail['to']} {how}")
        if change.cancel:
            line(f"    would take {len(change.cancel)} mails out of the outbox")
    line("nothing was done", style="dim")
