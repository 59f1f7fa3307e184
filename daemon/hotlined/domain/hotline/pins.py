"""Every OpenPGP key that the configuration pins, whose it is, and when its end is to be spoken of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from hotlined.domain.hotline.site import Site

FINGERPRINT: Final = re.compile(r"[0-9A-F]{40}|[0-9A-F]{64}")  # of OpenPGP, versions 4 and 6
OWN, UNIT, OFFICER, ANALYST, PROVIDER = "our own", "LEA unit", "officer", "analyst", "provider"
BACKUPS = "backups"
WARNED_AHEAD = (1, 7, 14, 30, 60)  # days; a new key has to be made, exchanged, and checked by phone
DAILY = (OWN, UNIT)  # without these no report leaves


@dataclass(frozen=True, slots=True)
class Pin:
    """A fingerprint of the configuration; `seals`: mails are encrypted to it, else it only signs."""

    owner: str  # name in the configuration
    role: str
    fingerprint: str
    seals: bool = True


@dataclass(frozen=True, slots=True)
class Seen:
    """A pinned key as the keyring has it."""

    pin: Pin
    there: bool
    usable: bool  # to encrypt to
    why: str  # "" when usable, else a sentence
    ends_at: datetime | None
    replaced: bool = False  # its owner has another one that can be used, and for longer

    @property
    def wrong(self) -> bool:
        """Whether it cannot do what it is pinned for."""
        return not self.usable and (self.pin.seals or not self.there)


def pins(site: Site) -> Iterator[Pin]:
    """Every key that the configuration names, our own first."""
    yield Pin(site.hotline.name, OWN, site.hotline.fingerprint)
    if site.backup_key is not None:
        yield Pin(site.hotline.name, BACKUPS, site.backup_key)
    for unit in site.units:
        yield from (Pin(unit.name, UNIT, one) for one in unit.fingerprints)
        yield from (Pin(unit.name, OFFICER, one, seals=False) for one in unit.officer_fingerprints)
    for analyst in site.analysts:
        yield from (Pin(analyst.name, ANALYST, one) for one in analyst.fingerprints)
    for provider in site.providers:
        yield from (Pin(provider.name, PROVIDER, one) for one in provider.fingerprints)


def compared(found: Sequence[Seen]) -> list[Seen]:
    """The same, those known as `replaced` that are: what is sealed goes to the owner's other key anyway."""
    return [replace(one, replaced=any(_replaces(other, one) for other in found)) for one in found]


def _replaces(new: Seen, old: Seen) -> bool:
    mine = (new.pin.owner, new.pin.role) == (old.pin.owner, old.pin.role)
    if new.pin.fingerprint == old.pin.fingerprint or not (mine and old.pin.seals and new.usable):
        return False
    if old.wrong or new.ends_at is None:
        return old.wrong or old.ends_at is not None
    return old.ends_at is not None and new.ends_at > old.ends_at


def days_left(seen: Seen, now: datetime) -> int | None:
    """Whole days until the key ends; None when it has no end."""
    return None if seen.ends_at is None else (seen.ends_at - now) // timedelta(days=1)


def warning(seen: Seen, now: datetime) -> str | None:
    """What is to be warned of now, as a word that is the same until there is more to say; None for nothing.

    Each of `WARNED_AHEAD` once for each end that a key has; of a key that cannot be used, each day or week;
    once of one that is replaced.
    """
    if seen.wrong and seen.replaced:
        return "unusable/replaced"
    if seen.wrong:
        return f"unusable/{now:%Y-%m-%d}" if seen.pin.role in DAILY else f"unusable/{now:%G-W%V}"
    left = days_left(seen, now)
    step = next((days for days in WARNED_AHEAD if left is not None and left < days), None)
    return None if step is None or seen.ends_at is None else f"{seen.ends_at:%Y-%m-%d}/{step}"


def sentence(seen: Seen, now: datetime) -> str:
    """The warning for people of the hotline: "The key of unit national (LEA unit) expires in 6 days."."""
    own = {OWN: "the hotline itself", BACKUPS: "the backups"}
    owner = own.get(seen.pin.role, f"{seen.pin.role} {seen.pin.owner}")
    left = days_left(seen, now)
    if seen.wrong or left is None or left < 0:
        return f"The key of {owner} cannot be used: {seen.why or 'The key has expired.'}"
    return f"The key of {owner} expires in {left} day{'' if left == 1 else 's'}."
