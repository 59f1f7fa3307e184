"""Mail values: what came in (`Inbound`), what is to be said (`Draft`), what is ready to leave (`Envelope`).

An `Inbound` is a mail that is decrypted, verified and classified already; who wrote it, and how sure that
is, is not in it, but judged with the configuration beside.  A `Draft` says *what* is to be told to *whom*;
it becomes an `Envelope`: finished bytes that pass the gate or do not exist.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from hotlined.domain.values.address import Address

BEHIND: Final = timedelta(minutes=2)  # that a mail server's clock may be; `cases.clock.TOLERANCE`

# Problems of a signature that make a mail unsigned, not suspicious:
INLINE = "inline"  # inline PGP: text may stand beside what is signed
WRAPPED = "wrapped"  # somewhere inside, not around the whole mail: forwarded, or added to on its way
FOREIGN = "foreign"  # S/MIME or the like
CLOSED = "closed"  # sealed with S/MIME, encrypted or signed: no word of it can be read
UNSIGNED = (INLINE, WRAPPED, FOREIGN, CLOSED)


DAMAGED: Final = "damaged, or without integrity protection"  # of a mail: why it cannot be read


class MailClass(StrEnum):
    """What a mail is; whether a machine wrote it is asked first, by its surest marks (threats G2-G5)."""

    DSN = "dsn"  # delivery status notification, RFC 3464
    MDN = "mdn"  # message disposition notification, RFC 8098
    FEEDBACK = "feedback"  # abuse feedback report, RFC 5965
    AUTOMATIC = "automatic"  # out of office, list mail, anything RFC 3834 calls automatic
    ROBOT = "robot"  # challenge, or a ticket system's acknowledgement
    HUMAN = "human"
    UNREADABLE = "unreadable"  # could not be parsed or decrypted; a person has to look


AUTOMATA: Final = (MailClass.MDN, MailClass.FEEDBACK, MailClass.AUTOMATIC, MailClass.ROBOT)


class Disposition(StrEnum):
    """What a delivery status notification says of one recipient (RFC 3464 section 2.3.3)."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"  # delivered, relayed, expanded


@dataclass(frozen=True, slots=True)
class Bounced:
    """One recipient in a delivery status notification."""

    recipient: str  # addr-spec as reported, lower case
    disposition: Disposition
    status: str | None = None  # enhanced status code, RFC 3463, e.g. "5.1.1"
    diagnostic: str = field(default="", compare=False)  # the server's words on it, shortened
    original: str | None = None  # whom we wrote to, where the server passed it on to the recipient


@dataclass(frozen=True, slots=True)
class Classified:
    """What the classifier found: the class, why, and for a DSN or MDN what it is about."""

    kind: MailClass
    why: str  # the rule that hit, for the trace; never text of the mail
    bounced: tuple[Bounced, ...] = ()
    about: tuple[str, ...] = ()  # Message-IDs (with <>) of ours that the notification returns or names
    anothers: bool = False  # what a DSN returns is a mail, and surely none of ours


@dataclass(frozen=True, slots=True)
class Signature:
    """One valid OpenPGP signature by a key in our keyring (whether it is pinned is not said here)."""

    fingerprint: str  # primary key, 40 or 64 upper-case hex digits
    made_at: datetime  # aware UTC, as claimed inside the signature
    digest: str  # sha256 hex of the signed bytes and the signature's time: the replay table's key


@dataclass(frozen=True, slots=True)
class Covered:
    """The fields beside Subject that the writer put inside of a valid signature (RFC 9788)."""

    authors: tuple[Address, ...] | None = None  # From; None: not there, () where it cannot be read
    addressees: tuple[Address, ...] = ()  # To and Cc
    references: tuple[str, ...] = ()  # In-Reply-To and References, with <>


@dataclass(frozen=True, slots=True)
class Attachment:
    """Metadata of an attachment; its bytes are never opened."""

    name: str  # safe file name, no path
    content_type: str
    size: int  # bytes, decoded
    sha256: str
    is_form: bool = False  # its text is `Inbound.attached_form`
    sealed: str = ""  # once it is encrypted to our own key: the file's name in the store


@dataclass(frozen=True, slots=True)
class Enclosed:
    """An analyst's file as it goes along with a report, inside the encryption."""

    file: str  # a neutral name, e.g. "attachment-1.png"
    content_type: str  # one of a few that nothing starts by itself
    size: int  # bytes
    sealed: str  # sha256 hex of the encrypted bytes: its name in the store
    sha256: str  # of the bytes inside
    supplement: int = 0  # which one it goes with; 0: the report itself


@dataclass(frozen=True, slots=True)
class Original:
    """A mail forwarded inside another one: only what the form needs, and never who wrote it (P10), unless it
    was an officer whose words may ask to wait (P5).

    Its subject is there to be told from the analyst's own words, which a mail program puts in front of it;
    that of one forwarded inline is read where it is needed (`text.inline_head`).
    """

    message_id: str | None
    date: datetime | None  # aware UTC
    subject: str = ""
    author: Address | None = None  # an officer, of one that is attached and may ask to wait
    wish: str = ""  # what that says; "" where nobody can read it


@dataclass(frozen=True, slots=True)
class Inbound:
    """One mail that arrived, read: decrypted, verified, classified.

    `body`, `protected_subject` and `new_text` come only from the signed part when `signature` is set,
    so that text beside a signature can never be read as signed.  Times are aware UTC.
    """

    digest: str  # sha256 hex, the mail's identity (`identity`)
    mailbox: str  # "intake", "lea" or "ntd"
    received_at: datetime
    classified: Classified
    from_: tuple[Address, ...] = ()  # empty: absent or not readable as RFC 5322 mailbox-list
    from_problem: str | None = None  # why From is not believed although an address could be read in it
    message_id: str | None = None  # with <>
    references: tuple[str, ...] = ()  # In-Reply-To first, then References from last to first
    recipients: tuple[Address, ...] = ()  # Delivered-To, X-Original-To, To, Cc: where tokens may stand
    subject: str = ""  # outer
    protected_subject: str | None = None  # from inside a valid signature or ciphertext
    inner_subject: str = ""  # inside, but not said to be protected: names a case, and proves nothing
    covered: Covered | None = None  # what else stands inside of a valid signature
    body: str = ""
    new_text: str = ""  # body without quotes and our own sentences; doubtful lines are in: for holds
    certain_text: str = ""  # the same without the doubtful lines: for receipts and for form lines
    typed_text: str = ""  # of the doubtful lines those in no place where programs quote
    amid_text: str = ""  # in a quotation of our mail, and not ours: typed into it, or its values
    again: str = ""  # that of the HTML beside the text, where it has other words
    in_rows: str = ""  # the same words as `certain_text`, where the HTML has them in the cells of tables
    date: datetime | None = None  # aware UTC; the one inside of the signature where there is one
    signature: Signature | None = None
    signature_problem: str | None = None  # e.g. "bad", "expired key", "two signatures", "inline"
    encrypted: bool = False
    authenticated: bool = False  # the configured authserv-id says the From domain passed, RFC 8601
    refuted: bool = False  # it says that DMARC failed for that domain
    attachments: tuple[Attachment, ...] = ()
    attachments_problem: str | None = None  # why they cannot be kept, although that is wanted
    originals: tuple[Original, ...] = ()  # forwarded in it, as attachments or inline
    attached_form: str = ""  # text of the attachment that is the form, from the signed part like `body`
    links: tuple[str, ...] = ()  # behind words of its HTML, where somebody sees them
    mislinked: tuple[tuple[str, str], ...] = ()  # a URL that is shown, and the other one behind it
    unreadable: str | None = None  # why, when classified as UNREADABLE
    by_program: bool = False  # unreadable, and a program's by its header: answered to nobody (P12)
    size: int = 0  # bytes
    released_at: datetime | None = None  # put back by a person; its signature is as old as it is then

    @property
    def sender(self) -> Address | None:
        """The one address in From; None when there is none or more than one."""
        return self.from_[0] if len(self.from_) == 1 else None

    @property
    def tokens(self) -> frozenset[str]:
        """The tokens in the addresses that it went to."""
        return frozenset(address.token for address in self.recipients if address.token)

    @property
    def here_by(self) -> datetime:
        """The latest moment by our clock at which it can have come; the mail server's tells seconds."""
        return self.received_at + BEHIND

    @property
    def judged_at(self) -> datetime:
        """The moment for which a signature has to be fresh: the arrival, or the release."""
        return self.released_at or self.received_at

    @property
    def signed_subject(self) -> str:
        """The protected subject; the outer one only where nothing was signed or encrypted."""
        if self.protected_subject is not None:
            return self.protected_subject
        return "" if self.signature else self.subject

    def without_lines(self, is_read: Callable[[str], bool]) -> "Inbound":
        """The mail without those lines of its new text that have been read already."""

        def rest(text: str) -> str:
            return "\n".join(line for line in text.split("\n") if not is_read(line))

        return replace(self, new_text=rest(self.new_text), certain_text=rest(self.certain_text))


class Party(StrEnum):
    """The kinds of people a mail goes to or comes from."""

    ANALYST = "analyst"
    LEA = "lea"
    LEA_CONTACT = "lea_contact"
    PROVIDER = "provider"
    STRANGER = "stranger"


class Security(StrEnum):
    """How a draft has to leave."""

    SEALED = "sealed"  # signed and encrypted to pinned keys, or it does not leave (P4)
    ENCRYPT_IF_KEY = "encrypt-if-key"  # to analysts: encrypted where they have a key, else plain
    PLAIN = "plain"  # carries no content


class Gate(StrEnum):
    """Which conditions the outbox checks once more directly before SMTP."""

    NONE = "none"
    REPORT = "report"  # proven ciphertext for exactly the pinned keys (P4)
    NOTICE = "notice"  # every condition of P5
    REMINDER = "reminder"  # the same, of a notice that has left


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom: the party, its id in the configuration, its one address and its pinned key."""

    party: Party
    id: str  # analyst name, LEA unit name, provider address
    address: Address
    fingerprints: tuple[str, ...] = ()
    language: str = "en"
    template: str = ""  # the set of templates that lies in front of the others


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be said to whom; no bytes yet.

    `values` are handed to the template `kind` and hold plain data only.  `stream` is the case
    reference, or the desk's day for mails that belong to no case.  `message_id` and `token` are drawn
    by the caller, so that the same decision gives the same mail.
    """

    kind: str  # template folder, e.g. "annex-i"
    stream: str
    to: Recipient
    mailbox: str  # which of our identities sends it: "intake", "lea" or "ntd"
    message_id: str  # with <>
    token: str  # plus-address token of Reply-To and of the envelope sender
    values: Mapping[str, object] = field(default_factory=dict)
    security: Security = Security.PLAIN
    gate: Gate = Gate.NONE
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    answer: bool = False  # Auto-Submitted: auto-replied instead of auto-generated
    urgent: bool = False
    not_before: datetime | None = None  # aware UTC; None: at once
    about: Mapping[str, int | str] = field(default_factory=dict)  # e.g. {"fragment": 1}; ends in the row
    enclosed: tuple[Enclosed, ...] = ()  # only in what is sealed
    test: bool = False  # to a provider, in test mode: it goes elsewhere, and subject and text say so
    to_people: bool = False  # answers go to the hotline's people: they are about no case, and would pause all


@dataclass(frozen=True, slots=True)
class Envelope:
    """A finished mail: the bytes, and what SMTP has to be told."""

    message_id: str
    sender: str  # envelope sender (RFC 5321 MAIL FROM)
    recipient: str  # one transaction per recipient (findings, gotcha 8)
    data: bytes
    digest: str  # sha256 hex of data: its file name in the store
