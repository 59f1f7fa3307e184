"""`outbox`: the mails that wait to leave; `retry` and `cancel` change one, `release` ends the storm brake.

The daemon alone writes to the store while it runs, so that these commands ask for it to be stopped.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from functools import partial, reduce
from pathlib import Path
from typing import Annotated

import typer

from hotlined import stores, wiring
from hotlined.adapters import mime_write
from hotlined.adapters.casefiles.disk import exists
from hotlined.adapters.casefiles.layout import Layout
from hotlined.adapters.config.settings import Settings
from hotlined.app import clock_record
from hotlined.app.compose import Composer
from hotlined.app.docket import Docket
from hotlined.app.ports import Permanent, Store, Taken
from hotlined.app.queues import in_turn, ready_at
from hotlined.app.restores import Restores
from hotlined.cli.keys import opened_home
from hotlined.cli.operator import operator
from hotlined.cli.say import Row, Stop, line, listing, short, the_one
from hotlined.cli.where import ConfigOption, JsonOption, looking_at, records, settings_of
from hotlined.domain.cases.brake import Brake, brake, departures
from hotlined.domain.cases.case import fold
from hotlined.domain.cases.restore import Restore, joined, waits
from hotlined.domain.hotline.site import Agreement
from hotlined.domain.mail.message import Gate
from hotlined.domain.mail.outgoing import BY_HAND, OutboxRow, RowState
from hotlined.domain.record.correspondence import MailCancelled
from hotlined.domain.record.events import Event
from hotlined.domain.record.running import BrakeReleased, RestoreSettled
from hotlined.domain.steps.accepted import left_before
from hotlined.domain.values.reference import desk_of
from hotlined.machine import SystemChance, SystemClock

SHORT = 10  # characters of a Message-ID that are shown, and enough to name it
MessageId = Annotated[str, typer.Argument(metavar="MESSAGE-ID", help="As listed; its first characters do.")]
MessageIds = Annotated[
    list[str], typer.Argument(metavar="MESSAGE-ID...", help="As listed; the first characters of each do.")
]
UNSEEN = "start hotlined first: it has not looked through the mailboxes since the restore"
Changed = tuple[OutboxRow, tuple[Event, ...], str]

app = typer.Typer(
    help="List the mails that wait to leave; retry or cancel one; release the storm brake.",
    invoke_without_command=True,
)


@app.callback()
def outbox(context: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """List the mails that wait to leave, the next to go first; retry or cancel one."""
    context.obj = config  # for the word behind it, as in `outbox --config PATH retry`
    if context.invoked_subcommand is not None:
        return
    settings = settings_of(config)
    store = looking_at(settings)
    brake = brake_of(store, settings.site.agreement, SystemClock().now())
    restored = restored_in(store)
    rows = [_shown(row, brake, restored) for row in waiting(store)]
    columns = ("id", "case", "kind", "to", "standing", "next", "reply")
    zone = settings.site.hotline.timezone
    listing(columns, rows, zone, as_json=as_json, nothing="no mail waits to leave")
    if not as_json:
        for sentence in _braked(brake, rows, zone):
            line(sentence)
        if is_unseen(settings):
            line(UNSEEN)
        if restored.since is not None and restored.taken_at is not None:
            line(
                f"{lacking(restored, short(restored.taken_at, zone))}: what waits since may"
                " have left before; `outbox left` or `cancel` takes out what has, then `release --restored`"
            )


@app.command()
def retry(context: typer.Context, message_id: MessageId, config: ConfigOption = None) -> None:
    """Try a mail again at once when hotlined starts; hotlined must be stopped."""
    _change(config or context.obj, (message_id,), _tried_at_once)


@app.command()
def cancel(context: typer.Context, message_id: MessageId, config: ConfigOption = None) -> None:
    """Take a mail out of the outbox, if it has not left; hotlined must be stopped."""
    _change(config or context.obj, (message_id,), _taken_out)


@app.command()
def left(context: typer.Context, message_ids: MessageIds, config: ConfigOption = None) -> None:
    """After a restore: say that mails have left before; they count as accepted, and are not sent again."""
    settings = settings_of(config or context.obj)
    restored = restored_in(looking_at(settings))
    if is_unseen(settings):
        raise Stop(UNSEEN)
    _change(config or context.obj, message_ids, partial(_has_left, restored))


@app.command()
def release(
    context: typer.Context,
    config: ConfigOption = None,
    restored: Annotated[
        bool, typer.Option("--restored", help="Let go what waits since a restore, once you have looked.")
    ] = False,
    clock: Annotated[
        bool, typer.Option("--clock", help="Say that the machine's clock is right, whatever the record says.")
    ] = False,
) -> None:
    """Release the storm brake: what left before counts no more; hotlined must be stopped."""
    settings = settings_of(config or context.obj)
    with locked_docket(settings) as docket:
        if restored and is_unseen(settings):
            raise Stop(UNSEEN)
        if clock:
            if not asyncio.run(clock_record.believe(docket, operator())):
                raise Stop("nothing waits for the clock: it is not behind the record, and was not set")
            line("the clock counts as right: what waited for it goes when hotlined starts, once it is due")
            return
        asyncio.run(_release(docket, restored=restored))
    what = "what waited since the restore" if restored else "the storm brake"
    line(f"{what} is released: what waits goes when hotlined starts, up to the storm brake's limit")


async def _release(docket: Docket, *, restored: bool) -> None:
    restores = Restores(docket)
    await restores.resume()
    if restored and restores.last.since is None:
        raise Stop("nothing waits for a restore")
    if restored and not restores.last.is_compared:
        raise Stop(UNSEEN)
    now = docket.clock.now()
    # Where none is on now, none will be at the start: the daemon learns it from the same streams.
    if not restored and not brake_of(docket.store, docket.site().agreement, now).on:
        since = restores.last.since
        more = "" if since is None else "; what waits since the restore goes with `--restored`"
        raise Stop(f"no storm brake is on: nothing waits for one{more}")
    desk = desk_of(now)
    event: Event = BrakeReleased(by=operator())
    if restored and restores.last.since is not None:
        event = RestoreSettled(of=restores.last.since, by=operator())
    async with docket.locked([desk]):
        await docket.record(desk, (event,))


def waiting(store: Store) -> list[OutboxRow]:
    """All rows that wait, the next to go first."""
    found = (row for record in records(store, store.open_streams()) for row in record.rows)
    return in_turn((row for row in found if row.state.waits), SystemClock().now())


def brake_of(store: Store, agreement: Agreement, now: datetime) -> Brake:
    """The storm brakes as the record has them: the open streams, and the desk of today and yesterday."""
    days = (desk_of(day) for day in (now, now - timedelta(days=1)))
    names = dict.fromkeys((*store.open_streams(), *days))
    found = [fold(record.stream, record.entries) for record in records(store, names)]
    after = max((one.brake_released_at for one in found if one.brake_released_at), default=None)
    left = dict(one for case in found for one in departures(case, now))
    return brake((one for one in left.values() if after is None or one.at >= after), agreement, now)


def restored_in(store: Store) -> Restore:
    """The last restore of the store, as the record has it."""
    found = records(store, store.find("restore", "seen"))
    return reduce(joined, (fold(one.stream, one.entries).restore for one in found), Restore())


def is_unseen(settings: Settings) -> bool:
    """Whether the store was restored, and no hotlined has run on it since: its record tells nothing of it."""
    return exists(Layout(settings.store_root).restored)


def lacking(restored: Restore, at: str) -> str:
    """What the store may lack, and since when."""
    beside = f"another hotlined worked beside this one at {at}"
    return beside if restored.split_brain else f"the store is a copy of {at}"


def _braked(on: Brake, rows: list[Row], zone: tzinfo) -> Iterator[str]:
    for scope, since in on.on.items():
        kinds = Counter(row["kind"] for row in rows if row["brake"] == scope)
        what = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common()) or "nothing"
        yield f"the storm brake is on since {short(since, zone)} ({scope}); waiting for it: {what}"


def _shown(row: OutboxRow, on: Brake, restore: Restore) -> Row:
    limit = on.holds(row.kind, row.party, row.to_id)
    held = ", since the restore" if waits(row, restore) else ""
    return {
        "id": row.message_id.strip("<>")[:SHORT],
        "message_id": row.message_id,
        "case": row.stream,
        "kind": row.kind,
        "to": row.to_id,
        "state": row.state,
        "tries": row.attempts,
        "brake": limit.scope if limit else None,
        "standing": f"{row.state}, {row.attempts} tries" + (", storm brake" if limit else "") + held,
        "restored": bool(held),
        "next": ready_at(row),
        "reply": row.last_reply,
    }


def _tried_at_once(row: OutboxRow) -> Changed:
    early = row.not_before is not None and row.not_before > SystemClock().now()
    told = "; it is planned for later, and that stays" if early else ""
    return replace(row, next_at=None), (), f"is tried when hotlined starts{told}"


def _taken_out(row: OutboxRow) -> Changed:
    if row.state is not RowState.QUEUED:
        raise Stop(f"{_name(row)} may have left already ({row.state}): only hotlined itself can settle it")
    fact = MailCancelled(message_id=row.message_id, why=f"{BY_HAND} {operator()}")
    told = {
        Gate.REPORT: f"does not leave; {row.to_id} has no report by mail now: phone the unit",
        Gate.NOTICE: "does not leave; a new one is planned unless an analyst sends [NTD:none] or [HOLD]",
        Gate.REMINDER: "does not leave; a new one is written unless an analyst sends [HOLD] or [REMOVED]",
        Gate.NONE: "does not leave",
    }
    return replace(row, state=RowState.CANCELLED, next_at=None), (fact,), told[row.gate]


def _has_left(restored: Restore, row: OutboxRow) -> Changed:
    if not waits(row, restored):
        raise Stop(f"{_name(row)} waits for no restore: hotlined itself records when it leaves; see `cancel`")
    done = replace(row, state=RowState.ACCEPTED, next_at=None)
    return done, left_before(row, operator()), "counts as accepted"


def _name(row: OutboxRow) -> str:
    return f"{row.kind} to {row.to_id} ({row.stream})"


def _change(config: Path | None, wanted: Sequence[str], change: Callable[[OutboxRow], Changed]) -> None:
    settings = settings_of(config)
    with locked_docket(settings) as docket:
        rows = [_named(docket.store, one) for one in wanted]  # all of them, before anything is changed
        changes = [change(row) for row in {row.message_id: row for row in rows}.values()]
        for after, events, told in changes:
            asyncio.run(_record(docket, after, events))
            line(f"{_name(after)} {told}")


async def _record(docket: Docket, row: OutboxRow, events: tuple[Event, ...]) -> None:
    async with docket.locked([row.stream]):
        await docket.record(row.stream, events, (row,))


def _named(store: Store, wanted: str) -> OutboxRow:
    """The one row that waits under this Message-ID or its beginning; raises Stop."""
    start = wanted.strip("<> ")
    found = [row for row in waiting(store) if row.message_id.strip("<>").startswith(start)]
    nothing = f"no mail with the Message-ID {wanted} waits: `hotlined outbox` lists those that do"
    return the_one(found, start, nothing, f"mails begin with {wanted}: name more of the Message-ID")


@contextmanager
def locked_docket(settings: Settings) -> Iterator[Docket]:
    """The docket on the locked store; raises Stop while the daemon runs."""
    looking_at(settings)  # else a mistaken path would get a store of its own
    with ExitStack() as stack:
        try:
            store = stack.enter_context(stores.opened(settings))
        except Permanent as error:
            if isinstance(error, Taken):
                raise Stop(f"stop hotlined first: {error}") from None
            raise
        openpgp = stack.enter_context(opened_home(settings))
        composer = Composer(wiring.templates(settings), mime_write, openpgp)
        site = settings.site
        yield Docket(store, composer, SystemClock(), SystemChance(), lambda: site)
