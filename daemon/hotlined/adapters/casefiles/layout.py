"""Where everything lies under the store's root.

lock                                   held by the one daemon, says which
gate                                   shared by each write, shut by a backup for a moment
restoring, restored.json               a restore that is under way; one that the daemon has not looked at yet
copied                                 names the database that the store was copied into; no daemon starts
heads.tsv                              how far each stream has come
open/HL-2026-000123-K.json             open cases; `.json.1` is the generation before
open/stats-2026-Q3.json                the LEA's statistics of a period, until every unit has answered
open/which-2026-7k3qx2ma.json          a question about several cases, until it is answered
open/rest.sqlite                       what a start has to know of cases at rest; in no backup
desk/desk-2026-11-24.json              what belongs to no case, one stream a day
closed/2026/HL-2026-000123-K.json      archived cases and old desk days
closed/index.tsv                       the index keys and heads of what is archived
closed/index.sqlite                    the same to look up; made of index.tsv, and in no backup
envelopes/3f/3f0a....eml               finished mails by the SHA-256 of their bytes
files/5a/5a70....asc                   an analyst's attachments, encrypted to our own key, by SHA-256
parts/desk-2026-11-24/000256-9d21....json    entries of a long stream that change no more, 256 a file
intent/<digest>.json                   a write to several streams that is under way

Beside these, not written by the store, but in its backup: `release/` and `order/` (slips of the command line,
`adapters.slips`) and `spool/` (mails that came by LMTP).
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_CASE: Final = re.compile(r"[A-Z][A-Z0-9]{0,9}-([0-9]{4})-([0-9]{6,12})-[0-9A-Z]")
_DESK: Final = re.compile(r"desk-([0-9]{4})-[0-9]{2}-[0-9]{2}")
_STATS: Final = re.compile(r"stats-([0-9]{4})-(?:Q[1-4]|H[12])")
_QUESTION: Final = re.compile(r"which-([0-9]{4})-[a-z2-7]{8}")
_OTHERS: Final = (_DESK, _STATS, _QUESTION)
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
# What a backup takes and a restore brings back, by name below the root; anything else is none of the store's.
_KEPT: Final = re.compile(
    r"(?:heads\.tsv|closed/index\.tsv|(?:open|desk|closed/[0-9]{4})/[A-Za-z0-9-]+\.json|intent/[0-9a-f]{64}\.json"
    r"|parts/[A-Za-z0-9-]+/[0-9]{6,12}-[0-9a-f]{64}\.json"
    r"|envelopes/[0-9a-f]{2}/[0-9a-f]{64}\.eml|files/[0-9a-f]{2}/[0-9a-f]{64}\.asc"
    r"|(?:release|order)/[0-9a-f]{8,64}\.json"
    r"|spool/[a-z]+/(?:\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*/)?(?:new|cur)/[A-Za-z0-9_][A-Za-z0-9_.,:=-]{0,200})"
)
PREVIOUS: Final = ".1"
TEMPORARY: Final = ".tmp"


def is_desk(stream: str) -> bool:
    """Whether this is a desk stream; raises ValueError if it is no stream's name at all."""
    if _CASE.fullmatch(stream):  # nearly all
        return False
    return bool(year_of(stream)) and _DESK.fullmatch(stream) is not None


def is_stream(name: str) -> bool:
    """Whether this can be a stream's name: a case's, `desk-YYYY-MM-DD`, `stats-YYYY-Qn`, `which-YYYY-…`."""
    return _CASE.fullmatch(name) is not None or any(one.fullmatch(name) for one in _OTHERS)


def is_kept(name: str) -> bool:
    """Whether this can be a file of a store that a backup holds, named from the root on."""
    return _KEPT.fullmatch(name) is not None


def serial(stream: str) -> tuple[int, int] | None:
    """Year and serial of a case reference, None for anything else."""
    match = _CASE.fullmatch(stream)
    return (int(match[1]), int(match[2])) if match else None


def year_of(stream: str) -> str:
    """The year of a stream, by which it is archived; ValueError for what is no stream's name."""
    match = _CASE.fullmatch(stream) or next(filter(None, (one.fullmatch(stream) for one in _OTHERS)), None)
    if match is None:
        raise ValueError(
            "not the name of a stream: a case reference, desk-YYYY-MM-DD, stats-YYYY-Qn or which-YYYY-… is"
            " expected"
        )
    return match[1]


def previous(path: Path) -> Path:
    """The generation before this file."""
    return path.with_name(path.name + PREVIOUS)


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths under one root."""

    root: Path

    @property
    def lock(self) -> Path:
        """The file that the running daemon holds locked."""
        return self.root / "lock"

    @property
    def gate(self) -> Path:
        """The file that a write locks shared, and a backup alone."""
        return self.root / "gate"

    @property
    def restoring(self) -> Path:
        """The mark of a restore that is under way, or was cut off."""
        return self.root / "restoring"

    @property
    def restored(self) -> Path:
        """The note of a restore that the daemon has not looked at yet."""
        return self.root / "restored.json"

    @property
    def copied(self) -> Path:
        """The note that the store was copied into a database."""
        return self.root / "copied"

    @property
    def heads(self) -> Path:
        """The note of how far each stream has come."""
        return self.root / "heads.tsv"

    @property
    def index(self) -> Path:
        """The index keys and heads of archived streams."""
        return self.root / "closed" / "index.tsv"

    @property
    def lookup(self) -> Path:
        """What is made of `index` to look them up."""
        return self.root / "closed" / "index.sqlite"

    @property
    def rests(self) -> Path:
        """What is kept of cases at rest."""
        return self.root / "open" / "rest.sqlite"

    @property
    def intents(self) -> Path:
        """The folder of writes to several streams that are under way."""
        return self.root / "intent"

    @property
    def files(self) -> Path:
        """The folder of encrypted attachments."""
        return self.root / "files"

    @property
    def homes(self) -> tuple[Path, Path]:
        """The folders of streams that are not archived."""
        return self.root / "open", self.root / "desk"

    @property
    def folders(self) -> tuple[Path, ...]:
        """All folders that must exist, parents first."""
        inner = (self.root / name for name in ("closed", "envelopes", "parts"))
        return self.root, *self.homes, *inner, self.files, self.intents

    @property
    def every_part(self) -> Path:
        """The folder of the folders of parts."""
        return self.root / "parts"

    def home(self, stream: str) -> Path:
        """The stream's file while it is open; ValueError for what is no stream's name."""
        return self.root / ("desk" if is_desk(stream) else "open") / f"{stream}.json"

    def closed(self, stream: str) -> Path:
        """The stream's file once it is archived."""
        return self.root / "closed" / year_of(stream) / f"{stream}.json"

    def is_archived(self, stream: str) -> bool:
        """Whether there is a file of it in the archive; in doubt yes; without a Path, for thousands."""
        try:
            os.lstat(f"{self.root}/closed/{year_of(stream)}/{stream}.json")
        except FileNotFoundError:
            return False
        except OSError:
            return True
        return True

    def parts(self, stream: str) -> Path:
        """The folder of the stream's parts, open or archived; ValueError for what is no stream's name."""
        return self.every_part / self.home(stream).stem

    def part(self, stream: str, first: int, digest: str) -> Path:
        """The file of the part that begins at this entry; ValueError as `parts`, or for what is no digest."""
        if not _DIGEST.fullmatch(digest):
            raise ValueError("not a SHA-256 digest in lower-case hex")
        return self.parts(stream) / f"{first:06d}-{digest}.json"

    def envelope(self, digest: str) -> Path:
        """The file of a finished mail; ValueError for what is no SHA-256 in lower-case hex."""
        return self._named(self.root / "envelopes", digest, ".eml")

    def file(self, digest: str) -> Path:
        """The file of an encrypted attachment; ValueError for what is no SHA-256 in lower-case hex."""
        return self._named(self.files, digest, ".asc")

    def stored_files(self) -> tuple[str, ...]:
        """The digests of the encrypted attachments that are there."""
        return tuple(path.stem for path in self.files.glob("??/*.asc") if _DIGEST.fullmatch(path.stem))

    def stored_mails(self) -> frozenset[str]:
        """The digests of the finished mails that are there."""
        paths = (self.root / "envelopes").glob("??/*.eml")
        return frozenset(path.stem for path in paths if _DIGEST.fullmatch(path.stem))

    @staticmethod
    def _named(folder: Path, digest: str, suffix: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise ValueError("not a SHA-256 digest in lower-case hex")
        return folder / digest[:2] / f"{digest}{suffix}"

    def named(self, path: Path) -> str:
        """A path as sentences name it: from the root on."""
        return path.relative_to(self.root).as_posix()

    def home_files(self) -> dict[str, Path]:
        """The files of the streams that are not archived, by the streams' names, in order."""
        open_, desk = self.homes
        return {name: (desk if is_desk(name) else open_) / f"{name}.json" for name in self.home_streams()}

    def home_streams(self) -> tuple[str, ...]:
        """The streams that are not archived, by name."""
        return _names(*self.homes)

    def closed_streams(self) -> tuple[str, ...]:
        """The archived streams, by name."""
        return _names(*self.closed_folders())

    def closed_folders(self) -> tuple[Path, ...]:
        """The folders of archived streams, one a year."""
        return tuple(sorted(path for path in (self.root / "closed").glob("[0-9]*") if path.is_dir()))

    def names_in(self, folder: str) -> frozenset[str]:
        """The archived streams that lie in a year's folder; none where it is gone."""
        return frozenset(_names(self.root / "closed" / folder))


def _names(*folders: Path) -> tuple[str, ...]:
    found = (name.removesuffix(".json") for one in folders for name in _listed(one) if name.endswith(".json"))
    return tuple(sorted(filter(is_stream, found)))


def _listed(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except FileNotFoundError:
        return []
