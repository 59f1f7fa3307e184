"""What the use cases need of the outside, as Protocols; and the two errors of the rim.

Adapters raise only `Temporary` (try again later) or `Permanent` (a person has to change something);
an exception that is neither is a bug, and is handled where one mail or one due step is carried out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from email.message import Message
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

from hotlined.domain.mail.message import Attachment, Classified, Covered, Envelope, Original, Signature
from hotlined.domain.record import chain
from hotlined.domain.values.address import Address

if TYPE_CHECKING:  # the process that reads mails imports this module, and nothing of a case
    from hotlined.domain.mail.outgoing import OutboxRow
    from hotlined.domain.record.events import Entry, Event
    from hotlined.domain.record.order import Order
    from hotlined.domain.release import Release
    from hotlined.domain.steps.enquiry import About
    from hotlined.domain.tagging.buttons import Buttons


class Temporary(Exception):
    """The outside failed for now: try again."""


class Permanent(Exception):
    """The outside refuses: a person has to change something first."""


class Unsealable(Permanent):
    """A mail cannot be encrypted to a pinned key; `why` is a sentence for the analyst (P4)."""

    def __init__(self, fingerprint: str, why: str) -> None:
        super().__init__(f"{fingerprint}: {why}")
        self.fingerprint = fingerprint
        self.why = why


class Undecryptable(Permanent):
    """A ciphertext that our key does not open, or that is damaged; `why` names no content."""


# --- mailboxes -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """One message in a folder, as listed: identity within the mailbox, and its size in bytes."""

    folder: str
    uidvalidity: int
    uid: int
    size: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """The whole raw message; `received_at` is INTERNALDATE as aware UTC."""

    found: Found
    raw: bytes
    received_at: datetime


TOPS: Final = ("From", "Subject", "Message-ID", "Importance", "X-Priority")


class Mailbox(Protocol):
    """One watched mailbox; every method has its own deadline and raises Temporary or Permanent.

    After any exception the connection is closed; the caller opens it again with back-off.
    """

    name: str

    async def open(self, folders: Sequence[str]) -> None:
        """Connect, log in, create and subscribe the folders to move to (parents one by one)."""

    async def junk(self) -> tuple[str, ...]:
        """The folders marked as junk (RFC 6154), and those called so; by names that `list` takes."""

    async def sent(self) -> tuple[str, ...]:
        """The folders in which the service itself keeps mails that were sent by it; as `junk`."""

    async def list(self, folder: str, *, needed: bool = False) -> tuple[Found, ...]:
        """All messages of a folder, lowest UID first.

        () where the folder does not exist; Permanent if it is `needed`."""

    async def fetch(self, found: Sequence[Found]) -> tuple[Fetched, ...]:
        """Whole messages by BODY.PEEK[]; one that has vanished meanwhile is left out."""

    async def fetch_header(self, found: Found) -> bytes:
        """The header block only, for a message that is too large to read."""

    async def fetch_tops(self, found: Sequence[Found]) -> tuple[tuple[Found, bytes], ...]:
        """A header block of each message that has at least the fields TOPS; what has vanished is left out."""

    async def move(self, found: Found, target: str, keywords: Sequence[str] = ()) -> None:
        """Move to a folder (UID MOVE, or COPY + STORE + UID EXPUNGE), keywords where allowed."""

    async def move_all(self, mails: Sequence[tuple[Found, Sequence[str]]], target: str) -> None:
        """The same for messages of one folder, each with its keywords; what it raises leaves some moved."""

    async def append(self, folder: str, raw: bytes, keywords: Sequence[str] = ()) -> None:
        """File a copy of a mail, e.g. into Sent."""

    async def every_folder(self) -> tuple[str, ...]:
        """All folders in which mail can lie, ours and others, by names that `list` takes."""

    async def identified(self, folder: str) -> tuple[tuple[Found, str], ...]:
        """All messages of a folder with their Message-ID; "" where it is none or no plain one."""

    async def destroy(self, found: Sequence[Found]) -> None:
        """Delete exactly these messages of one folder for good (UID EXPUNGE); those that are gone are none.

        Raises Permanent where the server can only expunge a folder as a whole."""

    async def wait(self, folder: str, seconds: float) -> None:
        """IDLE on a folder until something changes, `wake` is called, or the time is over."""

    def wake(self) -> None:
        """End a running `wait` at once; may be called from the event loop at any time."""

    async def close(self) -> None:
        """Log out and close; never raises."""


@dataclass(frozen=True, slots=True)
class Tally:
    """A folder as counted: when it is the same again, nothing has come, gone or been moved."""

    uidvalidity: int
    next_uid: int
    messages: int


class BoardMailbox(Mailbox, Protocol):
    """A mailbox in which the board's cards lie."""

    async def put(self, folder: str, raw: bytes, *, seen: bool, flagged: bool) -> Found | None:
        """Write a card into a folder; None where the server does not say which message it has become."""

    async def tally(self, folder: str) -> Tally | None:
        """How many messages a folder has, by one cheap question; None where it does not exist."""


class KeywordMailbox(Mailbox, Protocol):
    """A mailbox in which people set keywords on mails."""

    async def with_keywords(
        self, folder: str, wanted: Callable[[str], bool]
    ) -> tuple[tuple[Found, tuple[str, ...]], ...]:
        """The messages of a folder that have any wanted keyword, with these, lowest UID first.

        () where the folder does not exist, or the server keeps no keywords."""


class Slips(Protocol):
    """Releases that a person asked for and that are not carried out yet; synchronous, raises Temporary."""

    def waiting(self) -> tuple[Release, ...]:
        """All of them, oldest first; what does not read is left out, and said in the log."""

    def done(self, release: Release) -> None:
        """Take the slip away."""


class Orders(Protocol):
    """What an administrator asked for on the command line; synchronous, raises Temporary."""

    def waiting(self) -> tuple[Order, ...]:
        """All of them, oldest first; what does not read is left out, and said in the log."""

    def done(self, order: Order) -> None:
        """Take the slip away."""


@dataclass(frozen=True, slots=True)
class RestoreNote:
    """That the store came out of a backup taken at this time, or was found to be a copy as old."""

    taken_at: datetime
    how: str  # as in `domain.record.events.StoreRestored`


class RestoreNotes(Protocol):
    """What says that the store is an older one; synchronous, raises Temporary, Permanent."""

    def waiting(self) -> RestoreNote | None:
        """The note that nobody has looked at yet."""

    def done(self) -> None:
        """Take it away."""


# --- sending -------------------------------------------------------------------------------------


class Verdict(StrEnum):
    """What an attempt to send came to (threats B3)."""

    ACCEPTED = "accepted"
    TEMPORARY = "temporary"  # 4xx, or no connection: surely not accepted
    PERMANENT = "permanent"  # 5xx: surely not accepted
    UNKNOWN = "unknown"  # cut after the final dot: nobody can know


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict, and the server's reply code with enhanced status, e.g. "250 2.0.0"; no free text."""

    verdict: Verdict
    reply: str


class Courier(Protocol):
    """Hands one finished mail to an SMTP server; never raises for what a server does."""

    async def send(self, identity: str, envelope: Envelope) -> Outcome:
        """Send as the identity ("intake", "lea", "ntd"); one transaction, one recipient."""


# --- OpenPGP -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of verifying: exactly one valid signature, or the problem in a word or two."""

    signature: Signature | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A decrypted message and what was signed inside it."""

    plaintext: bytes
    checked: Checked


@dataclass(frozen=True, slots=True)
class KeyState:
    """Whether a pinned key can be used, and until when."""

    fingerprint: str
    usable: bool
    why: str  # "" when usable, else a sentence
    expires_at: datetime | None
    encryption_key_ids: frozenset[str]  # 16 upper-case hex digits of each usable encryption subkey
    user_ids: tuple[str, ...] = ()


class Keyring(Protocol):
    """The keys that gpg has; thread-safe."""

    def key_state(self, fingerprint: str) -> KeyState:
        """The state of a key in our keyring; Temporary when gpg fails, never anything for a missing key."""


class OpenPGP(Keyring, Protocol):
    """GnuPG behind deadlines; thread-safe."""

    def seal(self, payload: bytes, fingerprints: Sequence[str]) -> bytes:
        """Sign with our key and encrypt to exactly these and our own; ASCII armour.

        Raises Unsealable (key missing, expired, revoked), Temporary (gpg hangs, produced nothing)."""

    def sign(self, payload: bytes) -> tuple[bytes, str]:
        """A detached ASCII-armoured signature, and micalg (RFC 3156 section 5)."""

    def open(self, ciphertext: bytes) -> Opened:
        """Decrypt and verify in one call; raises Undecryptable or Temporary."""

    def verify(self, signed: bytes, signature: bytes) -> Checked:
        """Verify a detached signature over exactly these bytes; raises Temporary."""


class Registry(Protocol):
    """Who is in charge of addresses and names (RDAP); synchronous and slow, for a thread."""

    def abuse_contacts(self, about: About, value: str) -> tuple[Address, ...]:
        """Mail addresses, if any; raises Temporary, or Permanent when asking again is no use."""


# --- MIME ----------------------------------------------------------------------------------------


class TooOdd(Exception):
    """A mail beyond the limits of bytes, depth, parts, time or memory; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A filled template: subject and plain text (LF line ends)."""

    subject: str
    text: str


class Headers(Protocol):
    """The fields of one header block; reading one never raises."""

    def raw(self, name: str) -> tuple[str, ...]:
        """All values of that name, unfolded, not decoded."""

    def all(self, name: str) -> tuple[str, ...]:
        """All values of that name, decoded and made visible."""

    def fields(self) -> tuple[tuple[str, str], ...]:
        """All fields in order: names in lower case, values unfolded, not decoded."""

    def first(self, name: str) -> str:
        """The first value of that name, decoded and made visible; "" when there is none."""

    def message_id(self) -> str | None:
        """The Message-ID with its brackets."""

    def references(self) -> tuple[str, ...]:
        """In-Reply-To first, then References from the last to the first."""

    def date(self) -> datetime | None:
        """The one Date as aware UTC; None when absent, twice there, or not readable."""


class Structure(Protocol):
    """How a whole mail is protected: "none", "encrypted", "signed" or "inline", and the bytes for gpg."""

    @property
    def headers(self) -> Headers: ...
    @property
    def crypto(self) -> str: ...
    @property
    def ciphertext(self) -> bytes: ...
    @property
    def signed(self) -> bytes: ...
    @property
    def signature(self) -> bytes: ...
    @property
    def problem(self) -> str | None: ...
    @property
    def tree(self) -> Message[str, str]: ...


class Content(Protocol):
    """One MIME entity, read; `protected` are its headers where it says that they are protected."""

    @property
    def headers(self) -> Headers: ...
    @property
    def text(self) -> str: ...
    @property
    def attachments(self) -> tuple[Attachment, ...]: ...
    @property
    def originals(self) -> tuple[Original, ...]: ...
    @property
    def attached_form(self) -> str: ...
    @property
    def protected(self) -> Mapping[str, str] | None: ...
    @property
    def beside(self) -> str: ...

    def octets(self, attachment: Attachment) -> bytes:
        """The decoded bytes of one of its attachments, unopened."""


class MailReader(Protocol):
    """The adapter `mime_read`; raises TooOdd and nothing else."""

    def read_structure(self, raw: bytes) -> Structure:
        """Measure, parse and classify how it is protected."""

    def read_content(self, part_raw: bytes, *, zone: tzinfo) -> Content:
        """Text, attachments, forwarded originals, the attached form, protected headers of one entity."""

    def content_of(self, structure: Structure, *, zone: tzinfo) -> Content:
        """`read_content` of a mail whose structure was read, without parsing it once more."""

    def read_text(self, plaintext: bytes, *, zone: tzinfo) -> Content:
        """Content that is no MIME entity: what an inline-encrypted text was."""


MailHeaders = Sequence[tuple[str, str]]


class MailWriter(Protocol):
    """The adapter `mime_write`; raises Permanent on a value that no mail may hold."""

    def write_mail(
        self,
        *,
        headers: MailHeaders,
        text: str,
        html: str | None = None,
        attachments: Sequence[tuple[str, str, bytes]] = (),
        pictures: Sequence[tuple[str, str, bytes]] = (),
    ) -> bytes:
        """A plain mail, the same as HTML beside the text, files, and pictures of the HTML by Content-ID."""

    def write_report(self, *, headers: MailHeaders, text: str, data: bytes, name: str) -> bytes:
        """multipart/report: the text, the feedback report, and `data` as JSON under that name."""

    def write_sealed(
        self,
        *,
        headers: MailHeaders,
        outer_subject: str,
        text: str,
        attachments: Sequence[tuple[str, str, bytes]] = (),
        seal: Callable[[bytes], bytes],
        boundary: str,
        html: str | None = None,
    ) -> bytes:
        """multipart/encrypted: all headers inside, the same outside with `outer_subject`."""


class Templates(Protocol):
    """templates/<kind>/<language>.subject.j2 and .txt.j2, the site's in front of the shipped ones."""

    def render(self, kind: str, language: str, values: Mapping[str, object], *, own: str = "") -> Rendered:
        """Fill both; an unknown language falls back to "en"; raises Permanent on an undefined value."""

    def page(
        self, kind: str, language: str, values: Mapping[str, object], subject: str, buttons: Buttons
    ) -> str:
        """The same as HTML, for analysts only: one base template shows the blocks of the text."""

    def boilerplate(self) -> Sequence[str]:
        """The fixed text of every template, so that what we wrote is not taken for somebody's answer."""


class Classifier(Protocol):
    """DSN, MDN, feedback, automatic, robot, human: in this order, before anything is decrypted."""

    def __call__(self, raw: bytes, own: Sequence[str]) -> Classified:
        """Classify; `own` are our own domains, so that only Message-IDs of ours are reported."""


@dataclass(frozen=True, slots=True)
class Own:
    """What is ours, to be told apart in a mail of somebody else; `texts` are what our own mails say."""

    addresses: tuple[str, ...]  # of our mailboxes
    domains: tuple[str, ...]  # of these
    people: tuple[str, ...]  # domains of the hotline and its analysts
    authserv_ids: tuple[str, ...]
    authserv_below: int  # as in `domain.hotline.site.Site`
    zone: tzinfo  # the hotline's
    texts: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()  # phrases that ask to wait, seen even in a quote


@dataclass(frozen=True, slots=True)
class Inner:
    """One MIME entity, read to the end; the fields are those of `domain.mail.message.Inbound`.

    `protected_subject` and `covered` are there where its header says that its fields are protected.
    """

    body: str
    new_text: str
    certain_text: str
    attachments: tuple[Attachment, ...] = ()
    originals: tuple[Original, ...] = ()
    attached_form: str = ""
    protected_subject: str | None = None
    subjects: tuple[str, ...] = ()  # all at the root, whether its header says that they are protected or not
    covered: Covered | None = None
    date: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outer:
    """A whole mail as far as it can be read without a key.

    `crypto`, `problem` and the bytes for gpg are those of `Structure`.  `inner` is there where nothing is
    protected; `odd` says why it could not be read.  A notification (DSN) is not read further: it has neither.
    """

    classified: Classified
    from_: tuple[Address, ...] = ()
    from_problem: str | None = None
    date: datetime | None = None
    message_id: str | None = None
    references: tuple[str, ...] = ()
    recipients: tuple[Address, ...] = ()
    subject: str = ""
    authenticated: bool = False
    crypto: str = "none"
    problem: str | None = None
    ciphertext: bytes = b""
    signed: bytes = b""
    signature: bytes = b""
    inner: Inner | None = None
    odd: str | None = None


class Parser(Protocol):
    """Bytes of others -> values, without a key; raises TooOdd, and Temporary when it cannot work now.

    Thread-safe.  In the daemon it is a process of its own, since time and memory have no other end.
    """

    def outer(self, raw: bytes, own: Own) -> Outer:
        """A whole mail."""

    def inner(self, entity: bytes, own: Own) -> Inner:
        """The bytes that a signature covers, or a plaintext."""

    def inner_text(self, plaintext: bytes, own: Own) -> Inner:
        """A plaintext that is no MIME entity."""

    def octets(self, entity: bytes, wanted: Collection[str], own: Own) -> Mapping[str, bytes]:
        """The decoded bytes of those attachments of an entity whose SHA-256 is wanted, unopened."""


# --- the store -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Record:
    """A stream as stored: its entries oldest first, and its outbox rows in the order they were made."""

    stream: str
    entries: tuple[Entry, ...]
    rows: tuple[OutboxRow, ...]


@dataclass(frozen=True, slots=True)
class Commit:
    """What one step adds to one stream.

    `expected` is the number of entries the step was decided on; `rows` replace rows of the same
    Message-ID or are added; `envelopes` are the bytes of rows that are new; `files` are encrypted
    attachments that are new, by the SHA-256 of these bytes.
    """

    stream: str
    expected: int
    at: datetime
    events: tuple[Event, ...] = ()
    rows: tuple[OutboxRow, ...] = ()
    envelopes: tuple[Envelope, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    archive: bool = False  # the case is closed: move it out of the open ones after this write


@dataclass(frozen=True, slots=True)
class Stored:
    """A stream exactly as it lies in a store, so that another store can take it over with its chain.

    `rev` counts its writes, `content` is what lies beside the entries with its salts.
    """

    stream: str
    rev: int
    archived: bool
    links: tuple[chain.Link, ...]
    content: chain.Content
    rows: tuple[OutboxRow, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """A stream with the finished mails and attachments that it names and that are there, by SHA-256."""

    stored: Stored
    mails: Mapping[str, bytes]
    files: Mapping[str, bytes]


class Conflict(Exception):
    """The stream has moved on since it was read: decide again."""


class Store(Protocol):
    """Streams of events with their outbox rows: cases, and one desk stream a day.

    A stream's name is a case reference, `desk-YYYY-MM-DD`, `stats-YYYY-Qn` (or `-Hn`), or `which-YYYY-` and
    eight letters or digits.  Synchronous and thread-safe; the caller runs it in a thread.  Raises Temporary
    when the disk refuses (nothing has changed then).
    """

    def load(self, stream: str) -> Record | None:
        """The stream, open or archived."""

    def commit(self, commits: Sequence[Commit]) -> None:
        """Write all of it or nothing; on return it survives a power cut.  Raises Conflict, Temporary."""

    def find(self, kind: str, key: str) -> tuple[str, ...]:
        """Streams in which an event put this key into the index (`domain.record.index.keys`)."""

    def open_streams(self) -> tuple[str, ...]:
        """Cases and statistics that are not archived, and desk streams that still have rows to send."""

    def envelope(self, digest: str) -> bytes:
        """The bytes of a finished mail; raises Permanent when they are gone or changed."""

    def file(self, digest: str) -> bytes:
        """The encrypted bytes of an attachment; raises Permanent when they are gone or changed."""

    def forget(self, digests: Collection[str]) -> None:
        """Delete these encrypted attachments, for good; those that are gone already are passed over."""

    def envelopes_kept(self) -> frozenset[str]:
        """The digests of all finished mails that are there; none of a commit that is under way."""

    def burn(self, digests: Collection[str]) -> int:
        """Destroy these finished mails but those that a row waits to send; how many there were."""

    def streams(self) -> tuple[str, ...]:
        """Every stream by name, archived ones too."""

    def purge(self, stream: str, keep: Collection[int]) -> None:
        """Destroy the stream's content but that of the entries at these places, and every earlier copy of it.

        The envelopes of its mails that do not wait go too.  Again changes nothing; raises Temporary."""

    def remains(self, stream: str, keep: Collection[int]) -> tuple[str, ...]:
        """What such a purge has not destroyed, looked for on the disk, as sentences without content."""

    def next_serial(self, year: int) -> int:
        """One more than the highest case serial ever used in that year."""

    def free_serial(self, year: int, above: int) -> int:
        """A serial over `above` for the next case of that year; where several open cases, one of ours.

        Raises Temporary, Permanent.
        """

    def newest(self) -> datetime | None:
        """The newest time of any entry, of what is not archived at least; None: there is none."""


# --- daemons that work at the same time ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Crew:
    """The daemons at work on one store by name: the first, "" while there is none, and those beside it."""

    first: str = ""
    beside: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        """Everybody who works."""
        return self.beside | {self.first} if self.first else self.beside


@dataclass(frozen=True, slots=True)
class Grip:
    """How many steps of taking locks are done, and in which session; another session has none of them."""

    session: int = 0
    steps: int = 0
    whole: bool = False


class Common(Protocol):
    """What daemons that write one store at the same time have between them.

    Synchronous, thread-safe, raises Temporary, Permanent.  Locks are by any name, and go with the session of
    who has them; the store proves once more that nothing has come between (`Store.commit`, Conflict).
    """

    @property
    def name(self) -> str:
        """This daemon, as the others call it."""

    def enter(self, names: Sequence[str], grip: Grip) -> tuple[Grip, tuple[str, ...]]:
        """Go on from `grip` to take the locks of these names, in their order, until another has one.

        With what `news` says afterwards.
        """

    def leave(self, names: Sequence[str], grip: Grip) -> None:
        """Give back what `grip` has; never raises."""

    def claim(self, names: Sequence[str]) -> frozenset[str]:
        """Take the locks of those of these names that no other daemon has, whatever their order."""

    def unclaim(self, names: Sequence[str]) -> None:
        """Give these back; never raises."""

    def news(self) -> tuple[str, ...]:
        """The streams that others have written since the last call of this or of `enter`."""

    def wait(self, seconds: float) -> None:
        """Until others have written something, or come or gone, or the time is over."""

    def crew(self) -> Crew:
        """Who works now."""

    def works(self, name: str) -> bool:
        """Whether a daemon of that name may still be at work."""


# --- time and chance -----------------------------------------------------------------------------


class Clock(Protocol):
    """Time as an argument."""

    def now(self) -> datetime:
        """Aware UTC."""

    def monotonic(self) -> float:
        """Seconds that no clock change moves."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""
