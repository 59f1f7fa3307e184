"""`keys`: each pinned OpenPGP key, whose it is, and until when it can be used."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import typer

from hotlined import wiring
from hotlined.adapters.config.settings import Settings
from hotlined.adapters.pgp import GnuPG
from hotlined.cli.say import FOUND, Row, listing
from hotlined.cli.where import ConfigOption, JsonOption, settings_of
from hotlined.domain.site import Site

SOON: Final = timedelta(days=30)  # a new key has to be exchanged and checked by phone


@dataclass(frozen=True, slots=True)
class Pin:
    """A fingerprint of the configuration; `seals`: mails are encrypted to it, else it only signs."""

    owner: str
    role: str
    fingerprint: str
    seals: bool = True


def keys(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """List the pinned keys and whether they can be used."""
    settings = settings_of(config)
    with opened_home(settings) as openpgp:
        rows = [key_row(openpgp, pin, wiring.SystemClock().now()) for pin in pins(settings.site)]
    columns = ("owner", "role", "state", "expires", "fingerprint", "why")
    listing(columns, rows, settings.site.hotline.timezone, as_json=as_json, nothing="no key is pinned")
    if any(row["state"] != "fine" for row in rows):
        raise typer.Exit(FOUND)


def pins(site: Site) -> Iterator[Pin]:
    """Every key that the configuration names, our own first."""
    yield Pin(site.hotline.name, "our own", site.hotline.fingerprint)
    for unit in site.units:
        yield from (Pin(unit.name, "LEA unit", one) for one in unit.fingerprints)
        yield from (Pin(unit.name, "officer", one, seals=False) for one in unit.officer_fingerprints)
    for analyst in site.analysts:
        yield from (Pin(analyst.name, "analyst", one) for one in analyst.fingerprints)
    for provider in site.providers:
        yield from (Pin(provider.name, "provider", one) for one in provider.fingerprints)


def key_row(openpgp: GnuPG, pin: Pin, now: datetime) -> Row:
    """The state of one key: "fine", "soon" (to expire) or "wrong", and why."""
    state = openpgp.key_state(pin.fingerprint)
    there = bool(state.user_ids)
    word, why = "fine", state.why
    if not state.usable and (pin.seals or not there):
        word = "wrong"
    elif state.expires_at is not None and state.expires_at - now < SOON:
        word = "soon"
        days = (state.expires_at - now).days
        why = why or f"The key expires in {days} day{'' if days == 1 else 's'}; ask for the renewed key now."
    return {
        "owner": pin.owner,
        "role": pin.role,
        "fingerprint": " ".join(pin.fingerprint[at : at + 4] for at in range(0, len(pin.fingerprint), 4)),
        "state": word,
        "expires": state.expires_at,
        "why": why,
    }


@contextmanager
def opened_home(settings: Settings) -> Iterator[GnuPG]:
    """gpg on the daemon's home; an agent that was running before, perhaps the daemon's, goes on running."""
    running = _has_agent(settings.gnupg_home)
    openpgp = GnuPG(settings.gnupg_home, settings.site.hotline.fingerprint, binary=settings.gpg_binary)
    try:
        yield openpgp
    finally:
        if not running:
            openpgp.close()


def _has_agent(home: Path) -> bool:
    return os.path.exists(home / "S.gpg-agent")
