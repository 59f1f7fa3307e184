"""`restore`: a backup back into an empty store; nothing leaves afterwards until an administrator says so."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Annotated, Final

import typer

from hotlined.adapters import archive
from hotlined.adapters.archive import (
    CONFIG,
    KEYRING,
    MANIFEST,
    SIGNATURE,
    STORE,
    Manifest,
    manifest_of,
)
from hotlined.adapters.casefiles import restoring, verify
from hotlined.adapters.casefiles.layout import Layout
from hotlined.adapters.config.settings import Settings
from hotlined.adapters.pgp.streams import opening
from hotlined.app.ports import Permanent, Taken
from hotlined.cli.keys import opened_home
from hotlined.cli.say import FOUND, Stop, line, local, print_json, table
from hotlined.cli.where import ConfigOption, JsonOption, is_running, settings_of

NEXT: Final = (
    "Nothing is sent to anybody but alarms to the analysts, and nothing is purged, until you say so. Start"
    " hotlined: it puts mails that came since back into the inboxes and tells the analysts what may be"
    " missing. Then stop it, look at `hotlined outbox`, and say `hotlined outbox release --restored`."
)


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")],
    config: ConfigOption = None,
    key_home: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="The GnuPG home with the backup key's secret part; else yours."),
    ] = None,
    rest: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Put configuration and public keys there; a new folder."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read and check all of it; write nothing.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Restore a backup into an empty store; refuses a store that is there, and a running hotlined."""
    os.umask(0o077)
    settings = settings_of(config)
    if not file.is_file():
        raise Stop(f"there is no file {file}")
    if settings.database is not None and not dry_run:
        raise Stop("the store is a database: bring a dump of it back with pg_restore")
    if not dry_run and is_running(settings):
        raise Stop("hotlined runs: stop it first")
    if rest is not None and os.path.lexists(rest):
        raise Stop(f"{rest} exists already and is left alone; name a new folder")
    with nullcontext() if rest is None or dry_run else _new_folder(rest):
        try:
            manifest, others = _read(file, settings, key_home, dry_run=dry_run)
        except Permanent as error:
            if isinstance(error, Taken):
                raise Stop(f"stop hotlined first: {error}") from None
            raise Stop(f"not restored: {error}") from None
    findings = [] if dry_run else [f"{one.stream or '-'}: {one.what}" for one in verify(settings.store_root)]
    _say(manifest, findings, settings, dry_run=dry_run, as_json=as_json)
    if rest is not None and not dry_run:
        _put_rest(rest, others)
    if findings:
        raise typer.Exit(FOUND)


def _read(
    file: Path, settings: Settings, key_home: Path | None, *, dry_run: bool
) -> tuple[Manifest, dict[str, bytes]]:
    """Carry the store's files over; the manifest, and what is not the store's.  Raises Permanent."""
    others: dict[str, bytes] = {}
    checked: dict[str, str] = {}
    with nullcontext() if dry_run else restoring.restoring(settings.store_root) as target:
        with opening(file, binary=settings.gpg_binary, home=key_home) as stream:
            for name, data in archive.members(stream):
                if name.startswith(STORE) and target is not None:
                    target.put(name.removeprefix(STORE), data)
                if not name.startswith(STORE):
                    others[name] = data
                checked[name] = hashlib.sha256(data).hexdigest()
        manifest = _manifest(others, settings)
        wrong = sorted(name for name, digest in manifest.files.items() if checked.get(name) != digest)
        if wrong:
            raise Permanent(
                f"{len(wrong)} files of the backup are missing or changed, the first is {wrong[0]}"
            )
        if target is not None:
            store = {name.removeprefix(STORE) for name in manifest.files if name.startswith(STORE)}
            target.finish(store, manifest.taken_at)
    return manifest, {name: others[name] for name in manifest.files if name in others}


def _manifest(others: dict[str, bytes], settings: Settings) -> Manifest:
    """The list of what is valid, signed by the hotline's own key."""
    data, signature = others.get(MANIFEST), others.get(SIGNATURE)
    if data is None or signature is None:
        raise Permanent("the backup ends before its list of files: it was cut off")
    with opened_home(settings) as openpgp:
        found = openpgp.verify(data, signature)
    own = settings.site.hotline.fingerprint
    if found.signature is None:
        raise Permanent(
            f"its list of files is not signed by the hotline's own key ({found.problem or 'no signature'});"
            " put the GnuPG home with that key back first"
        )
    if (signer := found.signature.fingerprint) != own:
        raise Permanent(
            f"its list of files is not signed by the hotline's own key, but signed by {signer}; if that was"
            " the hotline's key when the backup was taken, write it into `hotline: fingerprint:` of"
            " mailboxes.yaml for the restore, and the new one back after it"
        )
    return manifest_of(data)


@contextmanager
def _new_folder(folder: Path) -> Iterator[None]:
    """Made before the store is restored, which is done once; gone again where that fails.  Raises Stop."""
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise Stop(f"{folder} cannot be made: {error.strerror}; nothing was restored") from None
    try:
        yield
    except BaseException:
        with suppress(OSError):
            folder.rmdir()
        raise


def _put_rest(folder: Path, others: dict[str, bytes]) -> None:
    for name, data in others.items():
        if name != KEYRING and not name.startswith(CONFIG):
            continue
        path = folder / name
        if ".." in path.parts:
            raise Stop(f"the backup names a file outside: {name[:80]!r}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError as error:
            why = f"{path} cannot be written: {error.strerror}"
            raise Stop(f"the store is restored, but not configuration and keys: {why}") from None


def _say(
    manifest: Manifest, findings: list[str], settings: Settings, *, dry_run: bool, as_json: bool
) -> None:
    zone = settings.site.hotline.timezone
    streams = [] if dry_run else Layout(settings.store_root).home_streams()
    if as_json:
        print_json(
            {"taken_at": manifest.taken_at, "files": len(manifest.files), "restored": not dry_run}
            | {"findings": findings}
        )
        return
    told = f"{len(manifest.files)} files, taken at {local(manifest.taken_at, zone)}"
    if dry_run:
        line(f"the backup can be read to its end, and is the hotline's: {told}; nothing was written")
        return
    line(f"restored: {told}; {len(streams)} open streams")
    if findings:
        table(("what",), [{"what": one} for one in findings], zone, title="What does not hold")
    else:
        line("all chains hold")
    line(NEXT)
