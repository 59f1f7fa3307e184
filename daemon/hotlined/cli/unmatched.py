"""`check`, of the open cases: what they were opened with, and the configuration calls otherwise by now.

A case knows an LEA unit by its name, and is known by its number.  Neither follows a change of the files.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from typing import Final

from hotlined import stores
from hotlined.adapters.config.settings import Settings
from hotlined.app.ports import Permanent, Temporary
from hotlined.cli.where import cases
from hotlined.domain.letters.who import units_of
from hotlined.domain.values.reference import parse_reference
from hotlined.stores import Kept

UNIT: Final = (
    "what it answers there is asked about, and its holds and receipts wait for it;"
    " a unit that is called otherwise now keeps its name in mailboxes.yaml"
)
NUMBER: Final = "a mail that names one of them, and answers no mail of ours, finds no case"


def unmatched(settings: Settings) -> Iterator[tuple[str, str]]:
    """What is not there any more, and a sentence; nothing of a store that does not read."""
    if not stores.is_there(settings):
        return
    try:
        with closing(stores.read(settings)) as store:
            yield from _prefixes(store, settings.site.hotline.prefix)
            yield from _units(store, {unit.name for unit in settings.site.units})
            if settings.site.providers_to is None:
                yield from _tested(store)
    except (Permanent, Temporary):
        return  # `check` has said so


def _prefixes(store: Kept, prefix: str) -> Iterator[tuple[str, str]]:
    named = filter(None, map(parse_reference, store.open_streams()))
    found = Counter(one.prefix for one in named if one.prefix != prefix)
    for other, count in sorted(found.items()):
        yield "hotline.prefix", f"{_counted(count)} with {other}- in front: {NUMBER}"


def _units(store: Kept, known: set[str]) -> Iterator[tuple[str, str]]:
    found: dict[str, list[str]] = {}
    for case in cases(store, store.open_streams()):
        for unit in units_of(case) - known:
            found.setdefault(unit, []).append(case.stream)
    for unit, names in sorted(found.items()):
        yield (
            f"LEA unit {unit}",
            f"{_counted(len(names))} went to it ({min(names)}), and it is not configured: {UNIT}",
        )


def _tested(store: Kept) -> Iterator[tuple[str, str]]:
    """What test mode has left when it is over: no notice of it follows by itself."""
    names = [
        case.stream
        for case in cases(store, store.open_streams())
        if case.notices
        and all(one.test for one in case.notices)
        and not all(case.gone(item.number) for item in case.items)
    ]
    if names:
        told = f"{_counted(len(names))} had a notice in test mode only ({min(names)}): no provider was told"
        yield "test mode", f"{told}; an analyst sends it with [NTD:now], or closes the case"


def _counted(number: int) -> str:
    return f"{number} open case{'' if number == 1 else 's'}"
