"""`phrases`: sentences of LEA units that analysts have vouched for; `forget` has one asked about again."""

import asyncio
from collections.abc import Iterator
from typing import Annotated

import typer

from hotlined.app.docket import Docket
from hotlined.app.ports import Store
from hotlined.app.vouched import Learned, learned
from hotlined.cli.operator import operator
from hotlined.cli.outbox import locked_docket
from hotlined.cli.say import line, listing, the_one
from hotlined.cli.where import ConfigOption, JsonOption, looking_at, settings_of
from hotlined.domain.hotline.site import Site
from hotlined.domain.record.holding import SentencesForgotten
from hotlined.domain.values.reference import desk_of

SHORT = 10  # characters of a digest that are shown
UnitOption = Annotated[str, typer.Option("--unit", help="Only those of this LEA unit.")]

app = typer.Typer(
    help="List the sentences that analysts have vouched for; forget one.", invoke_without_command=True
)


@app.callback()
def phrases(
    context: typer.Context, config: ConfigOption = None, unit: UnitOption = "", as_json: JsonOption = False
) -> None:
    """List the sentences of LEA units that ask nobody any more, oldest first."""
    context.obj = config  # for the word behind it, as in `phrases --config PATH forget`
    if context.invoked_subcommand is not None:
        return
    settings = settings_of(config)
    rows = [
        {
            "id": one.digest[:SHORT],
            "unit": one.fact.unit,
            "counts_as": one.counts_as,
            "since": one.at,
            "by": one.fact.by,
            "case": f"{one.stream} {one.fact.pause}",
            "sentence": one.text if one.text is not None else "(purged)",
        }
        for one in _learned(looking_at(settings), settings.site)
        if unit in ("", one.fact.unit)
    ]
    columns = ("id", "unit", "counts_as", "since", "by", "case", "sentence")
    zone = settings.site.hotline.timezone
    listing(columns, rows, zone, as_json=as_json, nothing="nobody has vouched for any sentence")


@app.command()
def forget(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="As listed.")],
    config: ConfigOption = None,
) -> None:
    """Have a sentence asked about again; hotlined must be stopped."""
    settings = settings_of(config or context.obj)
    with locked_docket(settings) as docket:
        found = [one for one in _learned(docket.store, settings.site) if one.digest.startswith(name)]
        nothing = f"no sentence has the ID {name}: `hotlined phrases` lists them"
        one = the_one(found, name, nothing, f"sentences begin with {name}: name more of the ID")
        asyncio.run(_forget(docket, one))
    line(f"a sentence of {one.fact.unit} is asked about again, from the next mail on")


async def _forget(docket: Docket, one: Learned) -> None:
    desk = desk_of(docket.clock.now())
    fact = SentencesForgotten(unit=one.fact.unit, digests=(one.digest,), by=f"administrator {operator()}")
    async with docket.locked([desk]):
        await docket.record(desk, (fact,))


def _learned(store: Store, site: Site) -> Iterator[Learned]:
    for unit in site.units:
        yield from learned(store, unit.name)
