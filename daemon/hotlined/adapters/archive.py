"""A backup as a stream of files: a tar that any machine reads, whose last two members say what is valid.

    store/...                 the store's files; one that comes again is the newer state
    config/..., keyring.asc   mailboxes.yaml, rules, templates; the public keys
    manifest.json             format, version, when it was taken, and the SHA-256 of each valid file
    manifest.json.asc         the hotline's detached signature of it: the backup key alone forges none

The stream goes through gpg on its way (`adapters.pgp.streams`); nothing here touches the disk.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, Final, Self

from hotlined.app.ports import Permanent

FORMAT: Final = 1
STORE: Final = "store/"
CONFIG: Final = "config/"
KEYRING: Final = "keyring.asc"
MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.json.asc"
LARGEST: Final = 4 * 2**30  # bytes of one file; the list of a million archived cases is the largest by far

_CUT = "the backup does not read to its end: it was cut off or changed, or is none"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds; `files` are names in the archive with their SHA-256, `taken_at` is aware UTC."""

    taken_at: datetime
    version: str  # of the hotlined that took it
    files: Mapping[str, str]

    def data(self) -> bytes:
        """As JSON."""
        plain = {
            "format": FORMAT,
            "version": self.version,
            "taken_at": self.taken_at.astimezone(UTC).isoformat(),
            "files": dict(self.files),
        }
        return json.dumps(plain, indent=1).encode("ascii") + b"\n"


def manifest_of(data: bytes) -> Manifest:
    """The manifest out of its bytes; raises Permanent, also for a newer format."""
    try:
        plain = json.loads(data)
        if plain["format"] != FORMAT:
            raise Permanent(
                f"the backup has format {plain['format']}, this version of hotlined reads format {FORMAT}:"
                f" it was taken by hotlined {plain['version']}"
            )
        files = {str(name): str(digest) for name, digest in plain["files"].items()}
        return Manifest(datetime.fromisoformat(plain["taken_at"]), str(plain["version"]), files)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Permanent("the backup's list of files does not read") from None


@dataclass(slots=True)
class Writer:
    """Writes members into a stream, one after the other; raises OSError as the stream does.

    Permanent for a file that could not be read back.
    """

    stream: IO[bytes]
    at: datetime
    digests: dict[str, str] = field(default_factory=dict)
    _tar: tarfile.TarFile = field(init=False)

    def __post_init__(self) -> None:
        self._tar = tarfile.open(fileobj=self.stream, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - see __exit__

    def add(self, name: str, data: bytes) -> None:
        """One file."""
        if len(data) > LARGEST:
            raise Permanent(
                f"{name} has {len(data)} bytes, and no restore takes more than {LARGEST} of one file"
            )
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = len(data), 0o600, int(self.at.timestamp())
        self._tar.addfile(member, io.BytesIO(data))
        self.digests[name] = hashlib.sha256(data).hexdigest()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Write the end of the archive, if all of it was; the stream stays open."""
        if kind is None:
            self._tar.close()
        else:
            self._tar.fileobj.closed = True  # type: ignore[attr-defined]  # writes no end later


def members(stream: IO[bytes]) -> Iterator[tuple[str, bytes]]:
    """The files of an archive as they come; raises Permanent where it is damaged."""
    try:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            for member in tar:
                if not member.isreg() or member.size > LARGEST:
                    raise Permanent(f"the backup holds what is no file of ours: {member.name[:80]!r}")
                file = tar.extractfile(member)
                data = file.read() if file is not None else b""
                if len(data) != member.size:
                    raise Permanent(_CUT)
                yield member.name, data
    except (tarfile.TarError, EOFError, OSError):
        raise Permanent(_CUT) from None
