"""`purge`: what is destroyed when, and the purge at once; `legal-hold`: stop every purge of a case (P14).

Both leave an order in the store, which the running daemon carries out: only it may write there.
"""

import time
from collections.abc import Callable
from contextlib import closing
from secrets import token_hex
from typing import Annotated, Final, Literal

import typer

from hotlined import stores
from hotlined.adapters.config.settings import Settings
from hotlined.adapters.slips import orders_in
from hotlined.app.ports import Record
from hotlined.cli.operator import operator, reason_of
from hotlined.cli.outbox import restored_in
from hotlined.cli.say import CONFIGURATION, Row, Stop, complain, line, listing
from hotlined.cli.where import (
    ConfigOption,
    JsonOption,
    is_running,
    loaded,
    looking_at,
    records,
    refuse_elsewhere,
    settings_of,
    stream_named,
    with_clock,
)
from hotlined.domain.cases.case import fold
from hotlined.domain.cases.retention import Plan, kept_entries, plan
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import NEVER, Site
from hotlined.domain.record.casework import AttachmentKept
from hotlined.domain.record.correspondence import MailQueued, MailSeen
from hotlined.domain.record.events import without_content
from hotlined.domain.record.order import Order, What
from hotlined.machine import SystemClock
from hotlined.stores import Kept

PATIENCE: Final = 60  # seconds that a person waits for the daemon
COLUMNS: Final = ("case", "stage", "why", "not before", "waits for", "content", "files", "envelopes", "mails")

FOR_EVER: Final = (
    "refused commands, the quarantine and reports that became no case keep their words for ever:"
    " anonymise_after is never"
)

RESTORED: Final = (
    "nothing is purged: the store was restored, and what was ordered after the backup, a legal hold for"
    " instance, is not in it; set it again, then say `hotlined outbox release --restored`"
)

Reference = Annotated[str, typer.Argument(metavar="REF", help="The case, e.g. HL-2026-000123-K.")]


def purge(
    reference: Annotated[
        str | None, typer.Argument(metavar="[REF]", help="The case; without one, all that there is to purge.")
    ] = None,
    config: ConfigOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be destroyed.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show what is destroyed when and what keeps it waiting; with REF alone, purge that case at once.

    The daemon purges by itself when the agreement says so; nothing goes without all receipts, nor against
    a legal hold.  Counted are pieces of content, attachments, finished mails in the store, and mails that
    are looked for in the mailboxes.
    """
    settings = settings_of(config)
    store = looking_at(settings)
    stream = stream_named(reference, settings.site.hotline.prefix) if reference else None
    if stream is not None and loaded(store, stream) is None:
        raise Stop(f"there is no case {stream}: `hotlined cases` lists them")
    if stream is None or dry_run:
        names = store.streams() if stream is None else (stream,)
        there = store.envelopes_kept() | stores.files_kept(settings)
        site = with_clock(settings.site, store, SystemClock().now())
        rows = [row for one in records(store, names) if (row := _row(one, site, there)) is not None]
        nothing = "nothing is to be purged" + ("" if _is_agreed(settings) else ": the agreement says never")
        listing(COLUMNS, rows, settings.site.hotline.timezone, as_json=as_json, nothing=nothing)
        if rows and restored_in(store).since:
            complain(RESTORED)
        if stream is None and _is_agreed(settings) and settings.site.agreement.anonymise_after == NEVER:
            complain(FOR_EVER)
        return
    _refuse(store, stream, settings)
    order = _given(settings, stream, What.PURGE, "")
    _await(settings, order, "purged: a look through store and mailboxes has found nothing more", _is_purged)


def legal_hold(
    reference: Reference,
    state: Annotated[Literal["on", "off"], typer.Argument(help="on stops every purge, off lets it go on.")],
    reason: Annotated[
        str, typer.Option(metavar="TEXT", help="Why; it stays in the record for good, so no names in it.")
    ],
    config: ConfigOption = None,
) -> None:
    """Keep all of a case for a court or an inquiry, whatever the agreement says, until you lift it."""
    settings = settings_of(config)
    store = looking_at(settings)
    stream = stream_named(reference, settings.site.hotline.prefix)
    last = _waiting(settings, stream)  # before the record, in which the daemon may write it meanwhile
    record = loaded(store, stream)
    if record is None:
        raise Stop(f"there is no case {stream}: `hotlined cases` lists them")
    if not reason.strip():
        raise Stop("say why with --reason TEXT", CONFIGURATION)
    case = fold(stream, record.entries)
    is_on = case.purge.legal_hold is not None if last is None else last.what is What.HOLD
    if (state == "on") == is_on:
        if last is not None:
            raise Stop(f"{stream}: that is asked for already; hotlined has not done it yet")
        raise Stop(f"{stream}: the legal hold is {state} already")
    if state == "on" and case.purge.begun is not None:
        line(f"{stream}: a purge has begun already; what is left of it stops")
    elif state == "on" and case.purge.done is not None:
        line(f"{stream}: its {case.purge.done} is purged already; only what is left is kept")
    order = _given(settings, stream, What.HOLD if state == "on" else What.FREE, reason)
    _await(settings, order, f"{stream}: the legal hold is {state}", lambda case: True)


def _waiting(settings: Settings, stream: str) -> Order | None:
    """The last order about a legal hold of the case that the daemon has not carried out yet."""
    asked = (one for one in orders_in(settings.store_root).waiting() if one.stream == stream)
    return next(reversed([one for one in asked if one.what in (What.HOLD, What.FREE)]), None)


def _row(record: Record, site: Site, there: frozenset[str]) -> Row | None:
    case = fold(record.stream, record.entries)
    found = plan(case, site)
    if found is None:
        return None
    return {
        "case": record.stream,
        "stage": str(found.stage),
        "why": found.why,
        "not before": found.at,
        "waits for": found.waits or case.purge.waits or ("the announcement" if found.announce_at else ""),
        **_counts(record, found, there),
        "announced": case.purge.announced_at,
        "purged": case.purge.done,
        "legal hold": case.purge.legal_hold,
    }


def _counts(record: Record, found: Plan, there: frozenset[str]) -> dict[str, object]:
    kept = kept_entries(found.stage, record.entries)
    gone = [one.event for one in record.entries if one.seq not in kept]
    files = {one.sealed for one in gone if isinstance(one, AttachmentKept)}
    finished = {row.digest for row in record.rows if not row.state.waits}
    mails = [one for one in gone if isinstance(one, MailSeen | MailQueued)]
    return {
        "content": sum(without_content(one) != one for one in gone),
        "files": len(files & there),
        "envelopes": len(finished & there),
        "mails": len(mails),
    }


def _is_agreed(settings: Settings) -> bool:
    terms = settings.site.agreement
    return terms.purge_after != NEVER or terms.anonymise_after != NEVER


def _refuse(store: Kept, stream: str, settings: Settings) -> None:
    """Stop where the order could only wait."""
    record = loaded(store, stream)
    case = fold(stream, record.entries) if record else Case(stream)
    if case.opened is None:
        raise Stop(f"{stream}: only a case can be purged at once; a desk day goes by anonymise_after")
    if settings.site.agreement.purge_after == NEVER:
        raise Stop(f"{stream}: the agreement says never: set purge_after in agreement.yaml", CONFIGURATION)
    found = plan(case, settings.site)
    if found is None:
        raise Stop(f"{stream}: nothing is left to purge now; URLs follow when the case is closed")
    if found.waits:
        raise Stop(f"{stream} is not purged: {found.waits}")
    if restored_in(store).since:
        raise Stop(RESTORED)


def _given(settings: Settings, stream: str, what: What, why: str) -> Order:
    order = Order(
        id=token_hex(16),
        stream=stream,
        what=what,
        by=operator(),
        asked_at=SystemClock().now(),
        why=reason_of(why),
    )
    refuse_elsewhere(settings)
    orders_in(settings.store_root).add(order)
    return order


def _is_purged(case: Case) -> bool:
    return case.purge.begun is None and not case.purge.asked


def _await(settings: Settings, order: Order, told: str, is_done: Callable[[Case], bool]) -> None:
    """Say what came of it; or that it waits, and for what."""
    if not is_running(settings):
        line("asked for; hotlined does not run, and does it first of all when it starts")
        return
    for _ in range(PATIENCE):
        time.sleep(1)
        if _is_over(settings, order, is_done):
            line(told)
            return
    line("asked for, and not done yet: `hotlined purge --dry-run` shows how it stands")


def _is_over(settings: Settings, order: Order, is_done: Callable[[Case], bool]) -> bool:
    if any(one.id == order.id for one in orders_in(settings.store_root).waiting()):
        return False
    with closing(stores.read(settings)) as store:
        record = loaded(store, order.stream)
    return record is not None and is_done(fold(record.stream, record.entries))
