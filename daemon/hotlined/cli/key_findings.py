"""`check`, of the GnuPG home and its keys: what cannot be used, or should not lie there, and what to do."""

import os
import stat
from collections.abc import Iterator
from os import scandir
from pathlib import Path
from typing import Final

from hotlined.adapters.config.newsite import ANALYST_PLACEHOLDER, OWN_PLACEHOLDER, UNIT_PLACEHOLDER
from hotlined.adapters.config.settings import Settings
from hotlined.adapters.pgp import EXTEND, GnuPG
from hotlined.app.ports import Permanent, Temporary
from hotlined.cli.finding import Finding
from hotlined.cli.keys import key_row, opened_home
from hotlined.domain.hotline.pins import ANALYST, BACKUPS, OFFICER, OWN, UNIT, Pin, pins
from hotlined.domain.hotline.site import Site
from hotlined.domain.values.address import parse_mailbox_list
from hotlined.machine import SystemClock, user_name

SOCKET: Final = "S.gpg-agent.browser"  # the longest name of those of an agent
WITHIN: Final = ("private-keys-v1.d", "public-keys.d")  # what of a home is not in the home itself
LONGEST: Final = 107  # bytes of a socket's path


def key_findings(settings: Settings) -> Iterator[Finding]:
    """What is to be said of the GnuPG home, our own key, and every key that is pinned."""
    home = settings.gnupg_home
    mode = stat.S_IMODE(os.stat(home).st_mode)
    if mode & 0o077:
        yield Finding("gpg home", "wrong", f"others may read it (mode {mode:04o}): chmod 700 {home}")
    yield from _theirs(home)
    try:
        with opened_home(settings) as openpgp:
            yield from _keys(settings, openpgp)
    except (Permanent, Temporary) as error:
        yield Finding("gpg", "wrong", f"{error}")


def _theirs(home: Path) -> Iterator[Finding]:
    """What gpg made there when it was called as another user: the daemon cannot use it, and finds no key."""
    owner = os.stat(home).st_uid
    known = user_name(owner) or str(owner)
    try:
        within = (home, *(one for name in WITHIN if (one := home / name).is_dir()))
        found = [
            str(Path(one.path).relative_to(home))
            for folder in within
            for one in scandir(folder)
            if one.stat(follow_symlinks=False).st_uid != owner
        ]
    except OSError as error:
        told = f"{error.filename or home} cannot be read: {error.strerror}; it belongs to {known}"
        yield Finding("gpg home", "wrong", told)
        return
    names = sorted(found)
    if names:
        todo = f"gpg was called as another user: chown -R {known}: {home}"
        yield Finding("gpg home", "wrong", f"{names[0]} in it does not belong to {known}: {todo}")


def _keys(settings: Settings, openpgp: GnuPG) -> Iterator[Finding]:
    try:
        openpgp.self_test()
    except Temporary as error:
        yield Finding("own key", "wrong", f"{error}: look for a full disk, or a gpg-agent that hangs")
    except Permanent as error:
        told = str(error).removesuffix(".")
        yield Finding("own key", "wrong", told if EXTEND in told else f"{told}: {_todo(settings)}")
    else:
        yield Finding("own key", "fine", "signs, and the signature verifies")
        yield from _addresses(settings, openpgp)
    now = SystemClock().now()
    for pin in pins(settings.site):
        row = key_row(openpgp, pin, now)
        todo = f" {_mended(pin)}" if row["state"] == "wrong" else ""
        short = pin.fingerprint[-16:]
        told = f"{row['why']}{todo}".strip() or f"{pin.role}, {short}"
        yield Finding(_called(pin), str(row["state"]), told)
    yield from _misplaced(settings, openpgp)


def _todo(settings: Settings) -> str:
    """What is to be done about an own key that does not sign."""
    if settings.site.hotline.fingerprint == OWN_PLACEHOLDER:
        return "make it, and write its fingerprint into mailboxes.yaml"
    if len(os.fsencode(settings.gnupg_home / SOCKET)) > LONGEST:
        most = LONGEST - len(SOCKET) - 1
        return f"the path of {settings.gnupg_home} is too long for gpg-agent; expected at most {most} bytes"
    todo = f"make or extend it, or import our secret key into {settings.gnupg_home}"
    return f"{todo}; take its passphrase off, if it has one"


def _called(pin: Pin) -> str:
    return "backup key" if pin.role == BACKUPS else f"key of {pin.owner}"


def _misplaced(settings: Settings, openpgp: GnuPG) -> Iterator[Finding]:
    """Secret keys of others, which lie with their owners; and keys that say that they are somebody else's.

    Both come of `gpg --import` and of copied lines: a unit's reports would be readable by another unit.
    """
    secret = openpgp.secret_keys()
    people = _people(settings.site)
    for pin in pins(settings.site):
        if pin.role != OWN and pin.fingerprint in secret:
            todo = f"gpg --homedir {settings.gnupg_home} --delete-secret-keys {pin.fingerprint}"
            told = (
                "its secret part is in our keyring, and belongs to its owner alone; tell them, and delete it"
            )
            yield Finding(_called(pin), "wrong", f"{told}: {todo}")
        named = [(one, people[one]) for one in _named(openpgp, pin.fingerprint) if one in people]
        # Whoever of us keeps the backups may be an analyst, too.
        meant = {pin.owner, *((one.name for one in settings.site.analysts) if pin.role == BACKUPS else ())}
        if named and all(meant.isdisjoint(owners) for _, owners in named):
            address, (other, *_) = min(named)
            told = f"it names {address}, which is the address of {other}: compare the fingerprint by phone"
            yield Finding(_called(pin), "wrong", told)
        elif other := _strange(settings.site, pin, _named(openpgp, pin.fingerprint)):
            told = f"it names {other}, and nobody of theirs: compare the fingerprint by phone once more"
            yield Finding(_called(pin), "soon", told)


def _strange(site: Site, pin: Pin, named: set[str]) -> str:
    """An address in a key of which none is in a domain of its owner's; "" where one is, or it names none.

    The key of somebody else who wrote, or whose file lay beside it, is nobody's that the files know.
    """
    theirs: set[str] = set()
    for unit in site.units:
        if pin.role in (UNIT, OFFICER) and unit.name == pin.owner:
            people = (unit.address, *unit.officers, *((unit.contact.address,) if unit.contact else ()))
            theirs |= {*unit.domains, *(one.domain for one in people)}
    for analyst in site.analysts:
        if pin.role == ANALYST and analyst.name == pin.owner:
            theirs.add(analyst.address.domain)
    return min(named) if named and theirs and not any(_related(one, theirs) for one in named) else ""


def _related(address: str, domains: set[str]) -> bool:
    """Whether an address is in one of these domains, in one below it, or in the one above."""
    mine = f".{address.rpartition('@')[2]}"
    return any(mine.endswith(f".{one}") or f".{one}".endswith(mine) for one in domains)


def _people(site: Site) -> dict[str, list[str]]:
    """Each address of the configuration, and who has it: rows of providers may have one contact."""
    found: dict[str, list[str]] = {}
    rows = [(one, site.hotline.name) for one in (*site.own_addresses, site.hotline.email)]
    for unit in site.units:
        theirs = (unit.address, *unit.officers, *((unit.contact.address,) if unit.contact else ()))
        rows += [(one, unit.name) for one in theirs]
    rows += [(one.address, one.name) for one in site.analysts]
    rows += [(one.contact, one.name) for one in site.providers]
    for address, owner in rows:
        found.setdefault(str(address).lower(), []).append(owner)
    return found


def _named(openpgp: GnuPG, fingerprint: str) -> set[str]:
    """The addresses in the names of a key."""
    user_ids = openpgp.key_state(fingerprint).user_ids
    return {str(address).lower() for one in user_ids for address in parse_mailbox_list(one) or ()}


def _mended(pin: Pin) -> str:
    """What to do about a key that cannot be used: ours is extended here, others come from their owners."""
    still = (
        "The fingerprint is still the one that `hotlined init` wrote: write the key's own into mailboxes.yaml"
    )
    if pin.fingerprint == OWN_PLACEHOLDER:
        return still
    if pin.fingerprint in (ANALYST_PLACEHOLDER, UNIT_PLACEHOLDER):
        return f"{still}, and bring it in: hotlined keys import FILE FINGERPRINT"
    if pin.role == OWN:
        return "How it is made, and extended: docs/administrator.md, The hotline's key."
    return "Ask its owner for the key as it is now, then: hotlined keys import FILE FINGERPRINT"


def _addresses(settings: Settings, openpgp: GnuPG) -> Iterator[Finding]:
    """Mail programs look for the key of an address: ours must name every address that people answer to."""
    key = settings.site.hotline.fingerprint
    named = _named(openpgp, key)
    ours = dict.fromkeys(str(one) for one in settings.site.own_addresses)
    missing = [one for one in ours if one.lower() not in named]
    if missing:
        todo = f"gpg --homedir {settings.gnupg_home} --quick-add-uid {key} '<{missing[0]}>'"
        told = f"does not name {', '.join(missing)}: answers come unencrypted; {todo}, and hand it out again"
        yield Finding("own key", "soon", told)
