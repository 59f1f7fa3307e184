"""The shape of mailboxes.yaml: who the hotline is, its accounts, its people, and the paths."""

from pathlib import Path
from typing import Annotated, Final
from urllib.parse import unquote, urlsplit

from pydantic import Field

from hotlined.adapters.config.accounts import MailboxesBlock
from hotlined.adapters.config.database import PostgresBlock, database_url, is_database
from hotlined.adapters.config.people import PeopleBlock
from hotlined.adapters.config.sentences import Block, Reads
from hotlined.adapters.config.shapes import (
    Country,
    Fingerprint,
    Language,
    Line,
    MailAddress,
    Network,
    Paragraph,
    PathText,
    Prefix,
    YesNo,
    Zone,
    counted,
    path_text,
    word_of,
)
from hotlined.adapters.config.texts import OwnText
from hotlined.app.listening import EXPECTED, listening_place
from hotlined.domain.hotline.people import Hotline

_METRICS: Final = 'a path that ends in ".prom"; the textfile collector reads no other files'
_STORE: Final = 'a folder like "/var/lib/hotlined" or "file:///var/lib/hotlined", or a database'


class HotlineBlock(Block):
    """`hotline:`"""

    name: Line
    description: OwnText
    address: Paragraph
    email: MailAddress
    phone: Line
    country: Country
    timezone: Zone
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    prefix: Prefix
    fingerprint: Fingerprint
    networks: tuple[Network, ...] = ()

    def hotline(self) -> Hotline:
        """The hotline as the domain knows it."""
        described = self.description.preferring(self.languages[0])
        networks = tuple(map(str, self.networks))
        return Hotline(**{**dict(self), "description": described, "networks": networks})


class GnupgBlock(Block):
    """`gnupg:`; the home holds our key pair and the public keys of our people, and nothing else."""

    home: PathText
    binary: Line = "gpg"


class BackupBlock(Block):
    """`backup:`; the key whose secret part lies off this machine."""

    fingerprint: Fingerprint


class TestModeBlock(Block):
    """`test_mode:`, while the hotline tries things out."""

    providers_to: MailAddress


def _listen(text: str) -> str | None:
    """The text, if the door can listen there and no other machine reaches it."""
    return text if listening_place(text) is not None else None


def _metrics_file(text: str) -> str | None:
    """The text, if the collector will read a file of that name."""
    return path_text(text) if text.endswith(".prom") else None


class LmtpBlock(Block):
    """`lmtp:`, the optional door for a mail server on the same machine."""

    listen: Annotated[str, Reads(_listen, EXPECTED)]


def _store(text: str) -> str | None:
    """The folder of a store URL or path; the URL of a database as it is."""
    scheme, colon, _ = text.partition("://")
    if not colon:
        return path_text(text)
    if is_database(text):
        return database_url(text)
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if scheme != "file" or parts.netloc not in ("", "localhost") or not parts.path:
        return None
    return unquote(parts.path)


class MailboxesFile(Block):
    """The whole of mailboxes.yaml."""

    FILE = "mailboxes.yaml"

    hotline: HotlineBlock
    mailboxes: MailboxesBlock
    people: PeopleBlock
    store: Annotated[str, Reads(_store, _STORE)]
    gnupg: GnupgBlock
    rules: PathText = "rules"
    templates: PathText | None = None
    status_file: PathText | None = None
    metrics_file: Annotated[str, Reads(_metrics_file, _METRICS)] | None = None
    alarm_command: tuple[Line, ...] = ()
    lmtp: LmtpBlock | None = None
    postgresql: PostgresBlock | None = None
    backup: BackupBlock | None = None
    test_mode: TestModeBlock | None = None
    authserv_ids: tuple[Line, ...] = ()
    authserv_below: Annotated[int, counted(0, 5)] = 0
    gateway_marks: tuple[Line, ...] = ()
    verp: YesNo = True
    reply_to: Annotated[str, word_of("token", "plain")] = "token"


def folder_of(boxes: MailboxesFile, base: Path) -> Path:
    """The folder of the store; with a database the one for what is this machine's own."""
    if not is_database(boxes.store):
        return base / boxes.store
    return base / (boxes.postgresql.folder if boxes.postgresql else "store")


def under(base: Path, text: str | None) -> Path | None:
    """A path of the file as an absolute one."""
    return (base / text).absolute() if text else None
