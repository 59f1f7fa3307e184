"""What is no fault of a configuration, and probably not what was meant: `hotlined check` says it.

None of it keeps a start or a reload back; it may be right as it stands.
"""

from collections.abc import Iterator
from contextlib import suppress
from difflib import get_close_matches
from os import stat
from os.path import isdir, realpath  # unlike pathlib's they raise nothing where access is denied
from pathlib import Path
from stat import S_IWOTH
from typing import Final
from zoneinfo import ZoneInfo

from hotlined.adapters.config.claims import addresses
from hotlined.adapters.config.mailboxes import MailboxesFile
from hotlined.adapters.config.problems import Problem, absent
from hotlined.adapters.config.ruleset import Ruleset
from hotlined.adapters.config.yamlfile import Where, YamlFile
from hotlined.adapters.config.zones import clocks, zones_of
from hotlined.app.listening import listening_place
from hotlined.domain.hotline.site import NEVER
from hotlined.domain.values.address import suspicious_domain
from hotlined.domain.values.plain import plain

# What servers expect at the begin on the ports that are registered (RFC 8314, RFC 6409).
_USUAL: Final = {
    "imap": {143: "starttls", 993: "tls"},
    "smtp": {25: "starttls", 465: "tls", 587: "starttls"},
}
_LAW: Final = "eu"  # of the shipped notices
_SLIP: Final = 0.85  # how much of two names is the same, of which one is a slip of the other


def cautions(file: YamlFile, boxes: MailboxesFile, ruleset: Ruleset) -> tuple[Problem, ...]:
    """All of it, in the order of the files."""
    found = (
        *_ports(file, boxes),
        *_alike(file, boxes, ruleset),
        *_kept(ruleset),
        *_regions(boxes, ruleset),
        *_unknown_law(file, boxes, ruleset),
        *_nowhere(file, boxes),
        *_elsewhere(file, boxes),
        *_writable(file, ruleset),
    )
    return tuple(sorted(set(found)))


def _ports(file: YamlFile, boxes: MailboxesFile) -> Iterator[Problem]:
    """Ports on which servers begin otherwise: no connection comes about."""
    for name, box in boxes.mailboxes.there().items():
        for kind, server in (("imap", box.imap), ("smtp", box.smtp)):
            where: Where = ("mailboxes", name, kind, "port")
            other = "smtp" if kind == "imap" else "imap"
            usual = _USUAL[kind].get(server.port or 0)
            if usual is not None and server.tls not in (usual, "none"):
                told = f'{server.port} is usual with "tls: {usual}", and tls is "{server.tls}"'
                yield file.wrong(where, told)
            elif server.port in _USUAL[other]:
                yield file.wrong(where, f"{server.port} is a port of {other.upper()}")


def _alike(file: YamlFile, boxes: MailboxesFile, ruleset: Ruleset) -> Iterator[Problem]:
    """Addresses that look like others, as in a mail that somebody copied them from (threats F11)."""
    for claim, address in addresses(file, boxes, ruleset):
        if suspicious_domain(address):
            told = (
                f'"{address.domain}" has letters that look like those of another name; expected it typed anew'
            )
            yield claim.problem(told)


def _kept(ruleset: Ruleset) -> Iterator[Problem]:
    """A time after which URLs are destroyed, where nothing is."""
    agreement = ruleset.agreement
    if agreement is None or "purge_urls_after" not in agreement.model_fields_set:
        return
    if agreement.purge_after == NEVER != agreement.purge_urls_after:
        told = "counts only with purge_after, which is never: URLs and IP addresses stay"
        yield ruleset.files["agreement"].wrong(("purge_urls_after",), told)


def _regions(boxes: MailboxesFile, ruleset: Ruleset) -> Iterator[Problem]:
    """A region in the routing that is nearly a unit's: reports of that one take the rows below."""
    known = {plain(unit.region): unit.region for unit in boxes.people.lea_units if unit.region}
    for number, row in enumerate(ruleset.routing.routes if ruleset.routing else ()):
        for at, region in enumerate(row.region):
            close = [] if plain(region) in known else get_close_matches(plain(region), known, 1, _SLIP)
            if close:
                told = f'no LEA unit is for "{region}"; did you mean "{known[close[0]]}"?'
                yield ruleset.files["routing"].wrong(("routes", number, "region", at), told)


def _unknown_law(file: YamlFile, boxes: MailboxesFile, ruleset: Ruleset) -> Iterator[Problem]:
    """A word for the text of notices that no template knows: they leave without any of their sentences."""
    agreement = ruleset.agreement
    if agreement is None or agreement.ntd_jurisdiction == _LAW:
        return
    own = (Path(file.shown).parent / boxes.templates).glob("*/*.j2") if boxes.templates else ()
    with suppress(OSError, ValueError):
        if any(f'"{agreement.ntd_jurisdiction}"' in one.read_text(encoding="utf-8") for one in own):
            return
    told = f'no template asks for "{agreement.ntd_jurisdiction}"; the shipped ones know "{_LAW}"'
    yield ruleset.files["agreement"].wrong(("ntd_jurisdiction",), told)


def _nowhere(file: YamlFile, boxes: MailboxesFile) -> Iterator[Problem]:
    """What would be written into a folder that is not there; those in /run are made with the service."""
    wanted: dict[Where, str | None] = {
        ("status_file",): boxes.status_file,
        ("metrics_file",): boxes.metrics_file,
    }
    if boxes.lmtp is not None and isinstance(place := listening_place(boxes.lmtp.listen), Path):
        wanted["lmtp", "listen"] = str(place)
    for where, path in wanted.items():
        folder = (Path(file.shown).parent / path).absolute().parent if path else None
        if folder is None or isdir(folder):
            continue
        if not Path(realpath(folder)).is_relative_to("/run"):  # which is /var/run by its old name
            yield file.wrong(where, f"the folder {folder} {absent(folder)}")


def _elsewhere(file: YamlFile, boxes: MailboxesFile) -> Iterator[Problem]:
    """A time zone with other clocks than the hotline's country has: all hours and days would be wrong."""
    country, ours = boxes.hotline.country, boxes.hotline.timezone
    zones = zones_of(country)
    if zones and clocks(ours) not in [clocks(ZoneInfo(one)) for one in zones]:
        told = f'clocks in {country} show another time than "{ours.key}"; there it is "{zones[0]}"'
        more = f", or one of {len(zones) - 1} others" if len(zones) > 1 else ""
        yield file.wrong(("hotline", "timezone"), f"{told}{more}")


def _writable(file: YamlFile, ruleset: Ruleset) -> Iterator[Problem]:
    """Files that every user of the machine may change: who may, names the LEA's key."""
    for one in (file, *ruleset.files.values()):
        with suppress(OSError):
            if stat(one.shown).st_mode & S_IWOTH:
                yield one.problem((), f"everybody may write this file: chmod o-w {one.shown}")
