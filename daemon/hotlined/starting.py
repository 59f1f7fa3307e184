"""How work begins: settings and templates read, the tools tried, the open cases brought into memory."""

import asyncio
import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import AsyncExitStack, ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import Final

from hotlined.adapters.config.problems import ConfigProblems, Problem
from hotlined.adapters.config.settings import DatabasePlace, Settings, load
from hotlined.adapters.pgp import GnuPG
from hotlined.adapters.render import JinjaTemplates
from hotlined.app import audit, clock_record
from hotlined.app.ports import Permanent, Temporary
from hotlined.attachments import attachments
from hotlined.domain.hotline.pins import pins
from hotlined.domain.hotline.site import Site
from hotlined.parts import Parts
from hotlined.wiring import site_of, templates

KEYS: Final = "gnupg"  # by that name what differs in the GnuPG homes is told
FAULTY: Final = "the new configuration has problems; the old one stays in force:"
TELLS: Final = "templates"  # the thread that looks through the site's own, while the loop goes on
LOOK: Final = "`hotlined check` says which open cases wait for it"
# What a start makes and a reload leaves as it is: a field of the settings, and its key for people.
_MADE_AT_START: Final = (
    ("accounts", "mailboxes"),
    ("store_root", "store"),
    ("gnupg_home", "gnupg"),
    ("gpg_binary", "gnupg"),
    ("lmtp", "lmtp"),
    ("status_file", "status_file"),
    ("metrics_file", "metrics_file"),
    ("alarm_command", "alarm_command"),
    ("rdap", "rdap"),
)


@dataclass(slots=True)
class InForce:
    """What a daemon on a shared database goes by: `parts` while it works, else the files as they are now."""

    path: Path
    settings: Settings  # as last read
    parts: Parts | None = None
    _gnupg: GnuPG | None = None  # of this home, and program
    _of: tuple[Path, str] | None = None
    _keys: str = ""

    def common(self) -> Mapping[str, str]:
        """Digests of what has to be the same on all machines; for a thread."""
        if (parts := self.parts) is not None:
            return self._with_keys(parts.settings, parts.site.value)
        with suppress(ConfigProblems, Permanent):  # its next turn goes by those from before, too
            self.settings = load(self.path)
        return self._with_keys(self.settings, self.settings.site)

    def _with_keys(self, settings: Settings, site: Site) -> Mapping[str, str]:
        """With the pinned keys in this machine's GnuPG home; as last seen where gpg does not answer.

        One that lacks an analyst's key does not obey her, and one that lacks a unit's sends it no report.
        """
        with suppress(Temporary, Permanent):
            if self._gnupg is None or self._of != (settings.gnupg_home, settings.gpg_binary):
                self._gnupg = GnuPG(settings.gnupg_home, site.hotline.fingerprint, binary=settings.gpg_binary)
                self._of = settings.gnupg_home, settings.gpg_binary
            self._keys = self._gnupg.keys_digest(one.fingerprint for one in pins(site))
        return {**site.common, KEYS: self._keys}


@contextmanager
def filling() -> Iterator[ExitStack]:
    """While rules and open cases come into memory nothing is garbage, and nobody looks through them later.

    A collection goes through everything there is, again and again while it grows.  It is over when what is
    given is closed.
    """
    with ExitStack() as stack:
        gc.disable()
        stack.callback(gc.enable)
        stack.callback(gc.freeze)
        yield stack


def loaded(path: Path) -> Settings:
    """The settings with their templates; raises ConfigProblems, Permanent."""
    settings = load(path)
    refuse_faulty(templates(settings))
    if settings.site.providers_to is not None:
        audit.test_mode()
    return settings


def refuse_faulty(made: JinjaTemplates) -> None:
    """Raise ConfigProblems where one of the site's own templates cannot be used."""
    if problems := made.check_own():
        raise ConfigProblems(map(Problem.read, problems))


async def as_changed(settings: Settings, path: Path, say: Callable[[str], None]) -> Settings:
    """The settings as they are in the files now; those from before where the files have problems."""
    try:
        return await asyncio.to_thread(loaded, path)
    except (ConfigProblems, Permanent) as error:
        say(FAULTY)
        say(str(error))
        return settings


def read_again(parts: Parts, path: Path, say: Callable[[str], None]) -> None:
    """People and rules anew while the parts work, all or nothing; servers and paths need a restart."""
    try:
        settings = load(path)
        made = templates(settings)
        refuse_faulty(made)
    except (ConfigProblems, Permanent) as error:
        say(FAULTY)
        say(str(error))
        return
    site = replace(_as_started(site_of(settings), parts), read_at=parts.docket.clock.now())
    composer = replace(parts.docket.composer, templates=made, attachments=attachments(made))
    parts.site.value, parts.docket.composer = site, composer
    parts.keywatch.wake()
    parts.agenda.wake()
    say("the configuration was read again")
    if waiting := needs_a_start(settings, parts.settings):
        told = "changed, and counts from the next start only (systemctl restart hotlined)"
        say(f"{told}: {', '.join(waiting)}")
    for sentence in left_behind(settings.site, parts.settings.site):
        say(sentence)
    if together(settings) != together(parts.settings):
        say("postgresql.together was changed: that counts from this daemon's next turn, or its next start")
    if settings.site.providers_to is not None:
        audit.test_mode()
    if settings.templates_dir is not None:
        Thread(target=tell_strange, args=(settings,), name=TELLS, daemon=True).start()


def _as_started(site: Site, parts: Parts) -> Site:
    """With addresses and folders of the mailboxes that are in use, and the key that gpg signs with.

    A mail that asks for answers elsewhere would get them where nobody looks for a hold (P5), and the gate
    would take back what waits, alarms too.
    """
    at_start = parts.settings.site
    hotline = replace(site.hotline, fingerprint=at_start.hotline.fingerprint)
    return replace(site, hotline=hotline, identities=at_start.identities, roots=at_start.roots)


def tell_strange(settings: Settings) -> None:
    """Log each value in the site's own templates that no shipped one has: a mail with it stays here.

    It takes seconds.
    """
    for sentence in templates(settings).strange():
        audit.strange(sentence)


def needs_a_start(now: Settings, at_start: Settings) -> tuple[str, ...]:
    """The keys whose values a reload does not take, of those that the files have otherwise by now."""
    changed = [key for name, key in _MADE_AT_START if getattr(now, name) != getattr(at_start, name)]
    if _server(now) != _server(at_start):
        changed.append("store")
    if now.site.hotline.fingerprint != at_start.site.hotline.fingerprint:
        changed.append("hotline.fingerprint")
    return tuple(dict.fromkeys(changed))


def left_behind(now: Site, at_start: Site) -> Iterator[str]:
    """What open cases may know, and is configured otherwise by now: a sentence for each."""
    for unit in at_start.units:
        if now.unit(unit.name) is None:
            yield f"LEA unit {unit.name} is not configured any more: {LOOK}"
    if now.hotline.prefix != at_start.hotline.prefix:
        yield f"hotline.prefix is not {at_start.hotline.prefix} any more: {LOOK}"


def _server(settings: Settings) -> DatabasePlace | None:
    """The database and how it is reached; what is said of sharing the work has a sentence of its own."""
    return None if settings.database is None else replace(settings.database, together=False)


def together(settings: Settings) -> bool:
    """Whether daemons share the work, as these settings say."""
    return settings.database is not None and settings.database.together


def leaves(error: BaseException) -> list[BaseException]:
    """What failed, without the groups around it."""
    if isinstance(error, BaseExceptionGroup):
        return [leaf for inner in error.exceptions for leaf in leaves(inner)]
    return [error]


async def begin(parts: Parts, stack: AsyncExitStack) -> None:
    """Try what the work needs, and bring the open cases into memory; `stack` undoes it.

    Raises Permanent, Temporary.
    """
    stack.callback(parts.openpgp.close)
    await asyncio.to_thread(parts.openpgp.self_test)
    stack.callback(parts.parser.close)
    zone = parts.settings.site.hotline.timezone
    await asyncio.to_thread(parts.parser.begin, zone)  # it has the other core, until the cases are read
    stack.push_async_callback(parts.courier.close)
    await clock_record.begin(parts.docket, parts.fences)
    await parts.docket.resume()
    await asyncio.to_thread(parts.parser.start, zone)
