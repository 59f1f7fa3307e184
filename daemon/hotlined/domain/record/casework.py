"""What was reported, and the case that analysts made of it."""

from dataclasses import dataclass
from datetime import datetime

from hotlined.domain.form import Form
from hotlined.domain.form.amendment import Amendment
from hotlined.domain.record.material import content


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRegistered:
    """A report from the public arrived; who sent it is not recorded (P10)."""

    mail: str
    message_id: str | None
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportMarked:
    """Somebody set keywords on a report in the mailbox; the analysts were sent the form for it.

    Without `letters`: it lies at another place now, and its keywords were answered before.
    """

    mail: str
    words: tuple[str, ...]  # the tags that the keywords stand for, those answered now
    place: str  # UIDVALIDITY and UID, so that a restart need not read it again: "1700000000/42"
    original: str = ""  # `identity.id_digest` of the report; "" where it has no Message-ID
    letters: tuple[str, ...] = ()  # Message-IDs of ours: who answers one of them speaks of this report


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened:
    """An analyst's mail became a case."""

    assessment: str  # "illegal", "unsure", "not_illegal"
    analyst: str
    mail: str
    thread: str | None  # Message-ID of the analyst's mail
    found_at: datetime  # when it was found illegal: the analyst's mail arrived
    received_from_public: datetime | None
    country: str | None  # hosting country, ISO 3166-1 alpha-2
    urgent: bool
    units: tuple[str, ...]  # LEA units the routing chose
    ntd_body: str
    ntd_delay: int  # seconds
    rules: tuple[str, ...]  # the rules that hit (style: each outcome names its rows)
    items: int
    iccam: str | None = None
    form: Form | None = content()
    urgent_reason: str | None = content()
    deadline: datetime | None = None  # end of the working day; None: nothing is reported to the LEA now
    originals: tuple[str, ...] = ()  # `identity.id_digest` of each report that the analyst's mail forwarded
    corrects: tuple[str, ...] = ()  # digests of the mails that were refused before it, in its thread


@dataclass(frozen=True, slots=True, kw_only=True)
class FormUpdated:
    """The analyst changed or added fields; `form` is the whole form as it is now."""

    by: str
    mail: str
    items: int
    supplement: int = 0  # number of the supplement that tells the LEA, from 1; 0: none was sent
    touched: tuple[int, ...] = ()  # items that are new or changed
    ends: bool = False  # it only tells that no notice goes, since the case is closed: no receipt is awaited
    form: Form | None = content()
    changes: tuple[Amendment, ...] | None = content()


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgencyRaised:
    """The analyst marked an open case urgent."""

    by: str
    mail: str
    reason: str | None = content()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSet:
    """Which provider hosts these items, from the directory or from an analyst."""

    items: tuple[int, ...]  # numbers as printed, from 1
    name: str
    contact: str
    confirmed: bool
    language: str = "en"
    by: str = "directory"
    cdn: bool = False
    channel: str = "mail"  # "form": a person has to send the notice


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactSought:
    """A registry was asked, as `enquiry.Question.keys` say; what it gave is proposed to the analysts."""

    key: str
    contacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IccamRecorded:
    """The report ID that ICCAM gave."""

    report_id: str
    by: str
    mail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A remark of an analyst."""

    by: str
    mail: str
    text: str | None = content()


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentKept:
    """A file of an analyst's mail is in the store, encrypted to our own key, to go with the reports."""

    by: str
    mail: str
    file: str  # the neutral name it goes under
    content_type: str
    size: int  # bytes
    sealed: str  # sha256 hex of the encrypted bytes: its name in the store
    supplement: int = 0  # which one it goes with; 0: the report itself
    name: str | None = content()  # as the analyst had it
    sha256: str | None = content()  # of the file itself


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed:
    """Nothing more is to be done."""

    by: str  # analyst, or "hotlined"
    why: str
    settled_at: datetime | None = None  # now, where it closed since nothing was to come; None: otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReopened:
    """Taken up again: by an analyst, or because a report bounced."""

    by: str
    why: str


Fact = (
    ReportRegistered
    | ReportMarked
    | CaseOpened
    | FormUpdated
    | UrgencyRaised
    | ProviderSet
    | ContactSought
    | IccamRecorded
    | Noted
    | AttachmentKept
    | CaseClosed
    | CaseReopened
)
