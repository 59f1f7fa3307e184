"""`keys`: each pinned OpenPGP key, whose it is, and until when it can be used; bring one in, try them all."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from hotlined.adapters.config.settings import Settings
from hotlined.adapters.pgp import GnuPG
from hotlined.app.ports import Permanent, Temporary, Unsealable
from hotlined.cli.say import FOUND, Row, Stop, line, listing
from hotlined.cli.where import ConfigOption, JsonOption, settings_of
from hotlined.domain.hotline.pins import FINGERPRINT, Pin, Seen, days_left, pins
from hotlined.domain.values.shown import grouped
from hotlined.machine import SystemClock

PROBE: Final = b"hotlined tries this key\n"
KeyFile = Annotated[Path, typer.Argument(metavar="FILE", help="The public key, as the owner sent it.")]
Fingerprint = Annotated[
    list[str], typer.Argument(metavar="FINGERPRINT", help="As read by phone; with blanks.")
]
SOON: Final = 30  # days; a new key has to be exchanged and checked by phone


app = typer.Typer(help="List the pinned keys; import one, or test them all.", invoke_without_command=True)


@app.callback()
def keys(context: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """List the pinned keys and whether they can be used; import one, or test them all."""
    context.obj = config  # for the word behind it, as in `keys --config PATH test`
    context.default_map = {"test": {"as_json": as_json}}  # `keys --json test`
    if context.invoked_subcommand is not None:
        return
    settings = settings_of(config)
    with opened_home(settings) as openpgp:
        rows = [key_row(openpgp, pin, SystemClock().now()) for pin in pins(settings.site)]
    _listed(("owner", "role", "state", "expires", "fingerprint", "why"), rows, settings, as_json=as_json)


@app.command("import")
def import_(
    context: typer.Context, file: KeyFile, fingerprint: Fingerprint, config: ConfigOption = None
) -> None:
    """Import one public key, if it is the one whose fingerprint was read to you by phone."""
    wanted = "".join(fingerprint).replace(" ", "").upper()
    if not FINGERPRINT.fullmatch(wanted):
        raise Stop("a fingerprint has 40 hexadecimal digits (or 64); expected all of them, blanks allowed")
    settings = settings_of(config or context.obj)
    with opened_home(settings) as openpgp:
        try:
            openpgp.import_key(file.read_bytes(), wanted)
        except OSError as error:
            raise Stop(f"{file} cannot be read: {error.strerror}") from None
        state = openpgp.key_state(wanted)
    line(f"imported {wanted}")
    for name in state.user_ids:
        line(f"It names {name}")
    if state.why:
        line(state.why)
    if wanted not in {pin.fingerprint for pin in pins(settings.site)}:
        line("It is not pinned: write the fingerprint into mailboxes.yaml, then reload hotlined.")


@app.command("test")
def try_all(context: typer.Context, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Encrypt a word to each pinned key, signed by our own, and read it back; nothing is sent."""
    settings = settings_of(config or context.obj)
    with opened_home(settings) as openpgp:
        rows = [_tried(openpgp, pin) for pin in pins(settings.site) if pin.seals]
    _listed(("owner", "role", "state", "why"), rows, settings, as_json=as_json)


def _listed(columns: Sequence[str], rows: Sequence[Row], settings: Settings, *, as_json: bool) -> None:
    listing(columns, rows, settings.site.hotline.timezone, as_json=as_json, nothing="no key is pinned")
    if any(row["state"] != "fine" for row in rows):
        raise typer.Exit(FOUND)


def _tried(openpgp: GnuPG, pin: Pin) -> Row:
    why = ""
    try:
        opened = openpgp.open(openpgp.seal(PROBE, [pin.fingerprint]))
        signature = opened.checked.signature
        if opened.plaintext != PROBE or signature is None or signature.fingerprint != openpgp.own:
            why = "What came back is not what was encrypted."
    except Unsealable as error:
        why = error.why
    except (Permanent, Temporary) as error:
        why = f"{error}."
    return {"owner": pin.owner, "role": pin.role, "state": "wrong" if why else "fine", "why": why}


def key_row(openpgp: GnuPG, pin: Pin, now: datetime) -> Row:
    """The state of one key: "fine", "soon" (to expire) or "wrong", and why."""
    state = openpgp.key_state(pin.fingerprint)
    seen = Seen(pin, bool(state.user_ids), state.usable, state.why, state.expires_at)
    left = days_left(seen, now)
    word, why = "fine", seen.why
    if seen.wrong:
        word = "wrong"
    elif left is not None and left < SOON:
        word = "soon"
        why = why or f"The key expires in {left} day{'' if left == 1 else 's'}; ask for the renewed key now."
    return {
        "owner": pin.owner,
        "role": pin.role,
        "fingerprint": grouped(pin.fingerprint),
        "state": word,
        "expires": seen.ends_at,
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
