"""The shape of mailboxes.yaml: who the hotline is, its accounts, its people, and the paths."""

from pathlib import Path
from typing import Annotated, Final
from urllib.parse import unquote, urlsplit

from pydantic import Field

from hotlined.adapters.config.database import PostgresBlock, database_url, is_database
from hotlined.adapters.config.secrets import PasswordPlace
from hotlined.adapters.config.sentences import Block, Reads
from hotlined.adapters.config.shapes import (
    AttachmentsLimit,
    Country,
    Domain,
    Fingerprint,
    Host,
    Language,
    Level,
    Line,
    MailAddress,
    Network,
    NtdDelay,
    Paragraph,
    PathText,
    Port,
    Prefix,
    TemplateSet,
    Tls,
    TokenUrl,
    UnitName,
    YesNo,
    Zone,
    counted,
    path_text,
    word_of,
)
from hotlined.adapters.config.texts import OwnText
from hotlined.app.listening import EXPECTED, listening_place
from hotlined.domain.hotline.site import Analyst, Contact, Hotline, Unit

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


class ImapBlock(Block):
    """`imap:` of a mailbox; the port follows from `tls` when it is not given."""

    host: Host
    user: Line
    port: Port | None = None
    tls: Tls = "tls"
    cafile: PathText | None = None


class SmtpBlock(Block):
    """`smtp:` of a mailbox; without `user` there is no login."""

    host: Host
    user: Line | None = None
    port: Port | None = None
    tls: Tls = "tls"
    cafile: PathText | None = None


class OAuth2Block(Block):
    """`oauth2:` of a mailbox; the mailbox's `password` is the client's secret, or the refresh token."""

    token_url: TokenUrl
    client_id: Line
    scope: Line | None = None
    grant: Annotated[str, word_of("client_credentials", "refresh_token")] = "client_credentials"
    client_secret: PasswordPlace | None = None
    cafile: PathText | None = None


class FoldersBlock(Block):
    """`folders:` of a mailbox: what is read, and below which folder mail is filed."""

    inbox: Line = "INBOX"
    junk: Line = "Junk"
    root: Line = "Hotline"


class MailboxBlock(Block):
    """One of the accounts that are watched and sent from."""

    address: MailAddress
    imap: ImapBlock
    smtp: SmtpBlock
    password: PasswordPlace
    auth: Annotated[str, word_of("password", "oauth2")] = "password"
    oauth2: OAuth2Block | None = None
    folders: FoldersBlock = FoldersBlock()


class MailboxesBlock(Block):
    """`mailboxes:`; without `ntd`, notices leave as `intake`."""

    intake: MailboxBlock
    lea: MailboxBlock
    ntd: MailboxBlock | None = None

    def there(self) -> dict[str, MailboxBlock]:
        """Those that are configured, by name."""
        named = {"intake": self.intake, "lea": self.lea, "ntd": self.ntd}
        return {name: box for name, box in named.items() if box is not None}


class AnalystBlock(Block):
    """One of `people.analysts`."""

    name: Line
    address: MailAddress
    fingerprints: tuple[Fingerprint, ...] = ()
    language: Language | None = None  # None: the default of whoever it belongs to

    def analyst(self, language: str) -> Analyst:
        """The analyst as the domain knows one, written to in `language` unless another is named."""
        return Analyst(**{**dict(self), "language": self.language or language})


class ContactBlock(Block):
    """The contact person of a unit."""

    name: Line
    address: MailAddress
    phone: Line
    language: Language | None = None  # None: the default of whoever it belongs to

    def person(self, language: str) -> Contact:
        """The contact person as the domain knows one, written to in the unit's `language` by default."""
        return Contact(**{**dict(self), "language": self.language or language})


class OfficerBlock(Block):
    """An officer with an address of their own, and perhaps a key."""

    address: MailAddress
    fingerprints: tuple[Fingerprint, ...] = ()


def _attachments(text: str) -> str | None:
    yes_no = {"yes": "yes", "true": "yes", "no": "no", "false": "no"}
    return yes_no.get(text.lower(), text if text == "images" else None)


class UnitBlock(Block):
    """One of `people.lea_units`."""

    name: UnitName
    address: MailAddress
    fingerprints: tuple[Fingerprint, ...] = ()
    contact: ContactBlock | None = None
    language: Language | None = None  # None: the default of whoever it belongs to
    level: Level = "national"
    region: Line | None = None
    template: TemplateSet | None = None
    domains: tuple[Domain, ...] = ()
    officers: tuple[OfficerBlock, ...] = ()
    ntd_delay: NtdDelay | None = None
    attachments: Annotated[str, Reads(_attachments, 'yes, no or "images"')] = "no"
    attachments_limit: AttachmentsLimit | None = None

    def unit(self, language: str) -> Unit:
        """The unit as the domain knows one, written to in `language` unless another is named."""
        spoken = self.language or language
        return Unit(
            name=self.name,
            address=self.address,
            fingerprints=self.fingerprints,
            contact=self.contact.person(spoken) if self.contact else None,
            language=spoken,
            level=self.level,
            region=self.region,
            domains=self.domains,
            officers=tuple(officer.address for officer in self.officers),
            officer_fingerprints=tuple(key for officer in self.officers for key in officer.fingerprints),
            ntd_delay=self.ntd_delay,
            attachments=self.attachments != "no",
            images_only=self.attachments == "images",
            attachments_limit=self.attachments_limit,
            template=self.template or "",
        )


class PeopleBlock(Block):
    """`people:`"""

    analysts: Annotated[tuple[AnalystBlock, ...], Field(min_length=1)]
    duty: tuple[MailAddress, ...] = ()
    lea_units: Annotated[tuple[UnitBlock, ...], Field(min_length=1)]


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
