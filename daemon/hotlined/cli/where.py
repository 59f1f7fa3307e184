"""Where the configuration and the store are, for every command; and the options that all share."""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from hotlined import stores
from hotlined.adapters.config.settings import Settings, load
from hotlined.app import clock_record
from hotlined.app.ports import Permanent, Record, Store, Temporary
from hotlined.cli.say import CONFIGURATION, Stop, complain_once, leave_out
from hotlined.database import is_here
from hotlined.domain.cases import clock
from hotlined.domain.cases.case import fold
from hotlined.domain.cases.state import Case
from hotlined.domain.cases.survey_state import PREFIX
from hotlined.domain.hotline.site import Site
from hotlined.domain.record.course import Course
from hotlined.domain.values.reference import find_miswritten, is_question, mistyped, parse_reference
from hotlined.stores import Kept

PLACES: Final = ("mailboxes.yaml", "/etc/hotlined/mailboxes.yaml")

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        metavar="PATH",
        envvar="HOTLINED_CONFIG",
        show_default=False,
        help="mailboxes.yaml; else the one here, else the one in /etc/hotlined.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON instead of tables.")]


def config_path(given: Path | None) -> Path:
    """The configuration to use; raises Stop when there is none."""
    if given is not None:
        return given
    for place in PLACES:
        if os.path.isfile(place):  # answers False where access is denied
            if not os.path.isabs(place):
                _refuse_foreign(Path(place))
            return Path(place)
    folder = Path(PLACES[-1]).parent
    if os.path.isdir(folder) and not os.access(folder, os.X_OK):
        raise Stop(
            f"{folder} cannot be entered by this user: type it as the user that hotlined runs as "
            "(as root: `runuser -u hotlined -- hotlined ...`)",
            CONFIGURATION,
        )
    raise Stop(
        "no mailboxes.yaml here or in /etc/hotlined: name one with --config PATH or HOTLINED_CONFIG",
        CONFIGURATION,
    )


def _refuse_foreign(path: Path) -> None:
    """Stop where somebody else may have put a file here: it names programs that are run (`gnupg.binary`)."""
    for one, name in ((path, "it"), (path.parent, "the folder")):
        found = one.stat()
        why = ""
        if found.st_uid not in (0, os.geteuid()):
            why = "belongs to another user"
        elif found.st_mode & stat.S_IWOTH or (found.st_mode & stat.S_IWGRP and found.st_gid != os.getegid()):
            why = "can be written by others"
        if why:
            raise Stop(
                f"the {path} here is not taken, since {name} {why}: name the one that you mean with"
                " --config PATH or HOTLINED_CONFIG",
                CONFIGURATION,
            )


def settings_of(given: Path | None) -> Settings:
    """The settings; raises ConfigProblems, Stop."""
    return load(config_path(given))


def looking_at(settings: Settings) -> Kept:
    """The store for looking only, beside a running daemon; what does not read is said on stderr."""
    if not stores.is_there(settings):
        raise Stop(f"there is no store in {settings.store_root} yet: `hotlined run` makes it", CONFIGURATION)
    try:
        store = stores.read(settings)
    except Temporary as error:
        if settings.database is not None:
            raise
        raise Stop(f"{error}: look as the user that hotlined runs as", CONFIGURATION) from None
    for note in store.notes:
        complain_once(note)
    return store


def is_running(settings: Settings) -> bool:
    """Whether a daemon has the store open, here or on another machine."""
    return bool(stores.running(settings))


def refuse_elsewhere(settings: Settings) -> None:
    """Stop where the daemon at work is not on this machine: what is asked for here would lie here unseen.

    Where none is at work, the next one may be another machine's.
    """
    if settings.database is None:
        return
    holder = stores.running(settings)
    if not holder:
        raise Stop("no hotlined works on the database just now: start it, and ask on the machine that works")
    if not is_here(settings, holder):
        raise Stop(f"hotlined works on another machine, {holder}: ask there")


@contextmanager
def unread_is_found() -> Iterator[None]:
    """Raises Stop for a stream that does not read: nothing is wrong in the configuration."""
    try:
        yield
    except Permanent as error:
        raise Stop(str(error)) from None


def loaded(store: Store, name: str) -> Record | None:
    """One stream, None if there is none; raises Stop where it does not read."""
    with unread_is_found():
        return store.load(name)


def records(store: Store, names: Iterable[str]) -> Iterator[Record]:
    """These streams; one that does not read is said on stderr and left out, and the exit code is 1."""
    for name in names:
        try:
            record = store.load(name)
        except (Permanent, Temporary) as error:
            leave_out(str(error))
            continue
        if record is not None:
            yield record


def cases(store: Store, names: Iterable[str], *, surveys: bool = False) -> Iterator[Case]:
    """The cases among these streams; with `surveys` what else has steps: statistics, and questions."""
    for record in records(store, names):
        case = fold(record.stream, record.entries)
        beside = case.survey is not None or is_question(case.stream)
        if case.opened is not None or (surveys and beside):
            yield case


def with_clock(site: Site, store: Store, now: datetime) -> Site:
    """The site as a daemon that starts now has it: knowing how the machine's clock was set."""
    desks = [fold(one.stream, one.entries) for one in records(store, store.find(*clock_record.KEY))]
    known = clock.settings(desks)
    floor, undone = clock.behind(desks, store.newest(), now), clock.undone(known, now)
    course = Course(known, floor=floor, undone=undone)
    return replace(site, clock=course)


def stream_named(text: str, prefix: str) -> str:
    """The stream that a person means: a case reference in any case, a desk day, and others; raises Stop.

    A subject has it in brackets.
    """
    text = text.strip(" []")
    reference = parse_reference(text)
    if reference is not None:
        return str(reference)
    if text.lower().startswith("desk-"):
        return text.lower()
    if text.lower().startswith(PREFIX):
        return PREFIX + text[len(PREFIX) :].upper()
    if is_question(text):
        return text.lower()
    if find_miswritten(text, prefix):
        raise Stop(mistyped(text, prefix))
    raise Stop(f"{text} is no case reference: expected one like {prefix}-2026-000123-K (`hotlined cases`)")
