"""`backup`: the store of one moment, encrypted to the backup key, into a file; hotlined goes on working.

What is plain exists in memory and in the pipe to gpg only.  The file appears under its name once it is
complete, read back and found to be what gpg wrote.
"""

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

import hotlined
from hotlined.adapters import archive
from hotlined.adapters.casefiles import snapshot
from hotlined.adapters.config.settings import Settings, load
from hotlined.adapters.pgp import GnuPG
from hotlined.adapters.pgp.streams import Sealing, sealing
from hotlined.app.ports import Permanent
from hotlined.cli.keys import opened_home
from hotlined.cli.say import CONFIGURATION, Stop, complain, line, print_json
from hotlined.cli.where import ConfigOption, JsonOption, config_path, looking_at
from hotlined.durable import fsync_folder
from hotlined.machine import SystemClock

SUFFIX: Final = ".tar.gpg"
_OURS: Final = re.compile(r"hotlined-[0-9]{8}T[0-9]{6}Z\.tar\.gpg")

Target = Annotated[
    Path, typer.Argument(metavar="TARGET", help="A new file; or a folder, for a file named by the time.")
]


def backup(
    target: Target,
    config: ConfigOption = None,
    keep: Annotated[
        int | None,
        typer.Option(min=1, help="Of a folder: keep so many backups, and delete the older ones."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Take a backup of the store, encrypted to the backup key, while hotlined runs.

    In it are cases, mails, attachments, the configuration and the public keys; no secret key and no
    password.
    """
    os.umask(0o077)
    path = config_path(config)
    settings = load(path)
    if settings.database is not None:
        raise Stop(
            "the store is a database: take its backup with pg_dump, and of this machine's folder by copying"
        )
    looking_at(settings)
    if keep and not target.is_dir():
        raise Stop(f"--keep is for a folder, and {target} is none: make it first")
    now = SystemClock().now()
    with opened_home(settings) as openpgp:
        fingerprint = _key(settings, openpgp)
        file = _file(target, settings.store_root, now)
        try:
            with _new(file) as fd:
                count, made = _written(fd, path, settings, openpgp, fingerprint, now)
                _read_back(fd, made)
        except Permanent as error:
            raise Stop(f"no backup: {error}") from None
    deleted = _pruned(file, keep) if keep else []
    if as_json:
        print_json(
            {"file": str(file), "taken_at": now, "files": count, "bytes": made.size, "sha256": made.sha256}
            | {"deleted": deleted}
        )
        return
    line(f"{file}: {count} files, {made.size} bytes, encrypted to {fingerprint}, read back")
    line("It holds no secret key and no password: keep a copy of those apart from it.")
    for name in deleted:
        line(f"deleted {name}")


def _key(settings: Settings, openpgp: GnuPG) -> str:
    fingerprint = settings.site.backup_key
    if fingerprint is None:
        raise Stop(
            "there is no backup key: write backup: {fingerprint: ...} into mailboxes.yaml, and bring its"
            " public part in with `hotlined keys import`",
            CONFIGURATION,
        )
    state = openpgp.key_state(fingerprint)
    if not state.usable:
        raise Stop(f"no backup: the backup key {fingerprint} cannot be used: {state.why}")
    return fingerprint


def _file(target: Path, store: Path, now: datetime) -> Path:
    """Where the backup goes; raises Stop."""
    file = target / f"hotlined-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}{SUFFIX}" if target.is_dir() else target
    if not file.parent.is_dir():
        raise Stop(f"{file.parent} is no folder: make it first")
    if file.parent.resolve().is_relative_to(store.resolve()):
        raise Stop(f"{file} lies inside of the store: choose another disk")
    if os.path.lexists(file):
        raise Stop(f"{file} exists already and is left alone; name another file")
    return file


@contextmanager
def _new(file: Path) -> Iterator[int]:
    """A new file, ours alone, that gets its name when the block is left in peace; else nothing remains."""
    _clear(file.parent)
    temporary = file.with_name(f".{file.name}.tmp")
    try:
        fd = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
            os.fchmod(fd, 0o600)
            yield fd
            os.fsync(fd)
            if os.path.lexists(file):
                raise Stop(f"{file} exists by now and is left alone; name another file")
            temporary.rename(file)
            fsync_folder(file.parent)
        finally:
            os.close(fd)
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise Stop(f"no backup: {file} cannot be written: {error.strerror}") from None


def _clear(folder: Path) -> None:
    """Delete what a backup that was killed left half written; it is ciphertext, and of no use."""
    for path in folder.glob(f".*{SUFFIX}.tmp"):
        with suppress(OSError):
            fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)  # refused while it is being written
                path.unlink()
            finally:
                os.close(fd)


def _written(
    fd: int, path: Path, settings: Settings, openpgp: GnuPG, fingerprint: str, now: datetime
) -> tuple[int, Sealing]:
    """How many files went in, and the ciphertext."""
    with (
        sealing(settings.gnupg_home, fingerprint, fd, binary=settings.gpg_binary) as made,
        archive.Writer(made.stream, now) as writer,
    ):
        for name, file in _configuration(path, settings):
            writer.add(f"{archive.CONFIG}{name}", file.read_bytes())
        writer.add(archive.KEYRING, openpgp.public_keys())
        files = dict(writer.digests)
        store = snapshot.take(
            settings.store_root, lambda name, data: writer.add(f"{archive.STORE}{name}", data)
        )
        files |= {f"{archive.STORE}{name}": digest for name, digest in store.items()}
        manifest = archive.Manifest(now, hotlined.__version__, files).data()
        writer.add(archive.MANIFEST, manifest)
        writer.add(archive.SIGNATURE, openpgp.sign(manifest)[0])
    return len(files), made


def _configuration(path: Path, settings: Settings) -> Iterator[tuple[str, Path]]:
    yield "mailboxes.yaml", path
    for name, folder in (("rules", settings.rules_dir), ("templates", settings.templates_dir)):
        if folder is not None:
            # Also behind a link to a folder, into which `rglob` does not go.
            found = sorted({*folder.rglob("*"), *folder.glob("*/*")})
            files = (file for file in found if file.is_file())
            yield from ((f"{name}/{file.relative_to(folder).as_posix()}", file) for file in files)


def _read_back(fd: int, made: Sealing) -> None:
    """What lies on the disk against what gpg wrote; raises Stop."""
    os.fsync(fd)
    os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)  # from the disk, where the system lets us
    with open(fd, "rb", closefd=False) as file:
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if (digest, os.fstat(fd).st_size) != (made.sha256, made.size):
        raise Stop("no backup: what was read back from the disk is not what was written")


def _pruned(made: Path, keep: int) -> list[str]:
    """Delete all but the newest backups beside this one, by the time in their names; their names.

    Those of a later time than this one are left alone, and do not count: the clock is wrong, or was.
    """
    names = sorted(path.name for path in made.parent.iterdir() if _OURS.fullmatch(path.name))
    for name in names:
        if name > made.name:
            complain(f"{name} is of a later time than now: the clock is wrong, or was; it is left alone")
    old = [name for name in names if name <= made.name][:-keep]
    for name in old:
        with suppress(OSError):
            (made.parent / name).unlink()
    return old
