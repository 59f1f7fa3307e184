"""`outbox`: the mails that wait to leave; `outbox retry` and `outbox cancel` change one of them.

The daemon alone writes to the store while it runs, so that both commands ask for it to be stopped.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from hotlined import wiring
from hotlined.adapters import mime_write
from hotlined.adapters.config.settings import Settings
from hotlined.app.compose import Composer
from hotlined.app.docket import Docket
from hotlined.app.outbox import ready_at
from hotlined.app.ports import Permanent, Store
from hotlined.cli.daemon import is_taken
from hotlined.cli.keys import opened_home
from hotlined.cli.say import Row, Stop, line, listing
from hotlined.cli.where import ConfigOption, JsonOption, looking_at, records, settings_of
from hotlined.domain.events import Event, MailCancelled
from hotlined.domain.message import Gate
from hotlined.domain.outgoing import OutboxRow, RowState

SHORT = 10  # characters of a Message-ID that are shown, and enough to name it
MessageId = Annotated[str, typer.Argument(metavar="MESSAGE-ID", help="As listed; its first characters do.")]
Changed = tuple[OutboxRow, tuple[Event, ...], str]

app = typer.Typer(help="List the mails that wait to leave; retry or cancel one.", invoke_without_command=True)


@app.callback()
def outbox(context: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """List the mails that wait to leave, the next to go first; retry or cancel one."""
    context.obj = config
    if context.invoked_subcommand is not None:
        return
    settings = settings_of(config)
    rows = [_shown(row) for row in waiting(looking_at(settings))]
    columns = ("id", "case", "kind", "to", "standing", "next", "reply")
    zone = settings.site.hotline.timezone
    listing(columns, rows, zone, as_json=as_json, nothing="no mail waits to leave")


@app.command()
def retry(context: typer.Context, message_id: MessageId, config: ConfigOption = None) -> None:
    """Try a mail again at once when hotlined starts; hotlined must be stopped."""
    _change(config or _given(context), message_id, _tried_at_once)


@app.command()
def cancel(context: typer.Context, message_id: MessageId, config: ConfigOption = None) -> None:
    """Take a mail out of the outbox, if it has not left; hotlined must be stopped."""
    _change(config or _given(context), message_id, _taken_out)


def waiting(store: Store) -> list[OutboxRow]:
    """All rows that wait, the next to go first."""
    found = [row for record in records(store, store.open_streams()) for row in record.rows]
    return sorted((row for row in found if row.state.waits), key=lambda row: (ready_at(row), row.message_id))


def _given(context: typer.Context) -> Path | None:
    return context.obj if isinstance(context.obj, Path) else None


def _shown(row: OutboxRow) -> Row:
    return {
        "id": row.message_id.strip("<>")[:SHORT],
        "message_id": row.message_id,
        "case": row.stream,
        "kind": row.kind,
        "to": row.to_id,
        "state": row.state,
        "tries": row.attempts,
        "standing": f"{row.state}, {row.attempts} tries",
        "next": ready_at(row),
        "reply": row.last_reply,
    }


def _tried_at_once(row: OutboxRow) -> Changed:
    early = row.not_before is not None and row.not_before > datetime.now(UTC)
    told = "; it is planned for later, and that stays" if early else ""
    return replace(row, next_at=None), (), f"is tried when hotlined starts{told}"


def _taken_out(row: OutboxRow) -> Changed:
    if row.state is not RowState.QUEUED:
        raise Stop(f"{_name(row)} may have left already ({row.state}): only hotlined itself can settle it")
    fact = MailCancelled(message_id=row.message_id, why="cancelled by the administrator")
    told = {
        Gate.REPORT: f"does not leave; {row.to_id} has no report by mail now: phone the unit",
        Gate.NOTICE: "does not leave; a new one is planned unless an analyst sends [NTD:none] or [HOLD]",
        Gate.NONE: "does not leave",
    }
    return replace(row, state=RowState.CANCELLED, next_at=None), (fact,), told[row.gate]


def _name(row: OutboxRow) -> str:
    return f"{row.kind} to {row.to_id} ({row.stream})"


def _change(config: Path | None, wanted: str, change: Callable[[OutboxRow], Changed]) -> None:
    settings = settings_of(config)
    with _written(settings) as docket:
        row = _named(docket.store, wanted)
        after, events, told = change(row)
        asyncio.run(_record(docket, after, events))
    line(f"{_name(row)} {told}")


async def _record(docket: Docket, row: OutboxRow, events: tuple[Event, ...]) -> None:
    async with docket.locked([row.stream]):
        await docket.record(row.stream, events, (row,))


def _named(store: Store, wanted: str) -> OutboxRow:
    """The one row that waits under this Message-ID or its beginning; raises Stop."""
    start = wanted.strip("<> ")
    found = [row for row in waiting(store) if row.message_id.strip("<>").startswith(start)]
    if len(start) < 4 or not found:
        raise Stop(f"no mail with the Message-ID {wanted} waits: `hotlined outbox` lists those that do")
    if len(found) > 1:
        raise Stop(f"{len(found)} mails begin with {wanted}: name more of the Message-ID")
    return found[0]


@contextmanager
def _written(settings: Settings) -> Iterator[Docket]:
    """The docket on the locked store; raises Stop while the daemon runs."""
    looking_at(settings)  # else a mistaken path would get a store of its own
    with ExitStack() as stack:
        try:
            store = stack.enter_context(wiring.opened_store(settings))
        except Permanent as error:
            if is_taken(error):
                raise Stop(f"stop hotlined first: {error}") from None
            raise
        openpgp = stack.enter_context(opened_home(settings))
        composer = Composer(wiring.templates(settings), mime_write, openpgp)
        site = settings.site
        yield Docket(store, composer, wiring.SystemClock(), wiring.SystemChance(), lambda: site)
