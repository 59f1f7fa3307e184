"""The facts a stream is made of; `case.fold` turns those of a case into its state.

Events are never changed.  A field made with `content()` holds material (URLs, descriptions, words of a
mail): the store keeps it beside the event, which carries only a salted digest of it, so that a purge
(P14) leaves the hash chain whole (P13); after a purge the field reads as None.  All other fields are
numbers, times, names of our own people and units, and digests.

Times inside events are aware UTC.  `mail` is always the digest of the mail that caused the event.
"""

from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from hotlined.domain.form import Form
from hotlined.domain.form.amendment import Amendment
from hotlined.domain.form.annex import Item


def content() -> Any:
    """Mark a field as material that a purge destroys; its type must allow None."""
    return field(default=None, metadata={"content": True})


# --- the case ------------------------------------------------------------------------------------


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
    """A registry was asked, as `enquiry.Question.key` says; what it gave is proposed to the analysts."""

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
class AttachmentsPurged:
    """All files of the case are destroyed, or are about to be (P14)."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed:
    """Nothing more is to be done."""

    by: str  # analyst, or "hotlined"
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReopened:
    """Taken up again: by an analyst, or because a report bounced."""

    by: str
    why: str


# --- mail in and out -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSeen:
    """A mail that concerned this stream has had its effect on it (P2); where it was filed and why."""

    mail: str
    message_id: str | None
    mailbox: str
    kind: str  # MailClass
    party: str
    who: str  # name in the configuration; "" for strangers
    proof: str | None  # ProofLevel
    folder: str
    reason: str
    signature: str | None = None  # digest: the replay table
    meaning: tuple[str, ...] = ()
    size: int = 0  # bytes as it arrived; 0 where an older version did not record it
    words: str | None = content()  # digest of who says what, where the same again is not answered again


@dataclass(frozen=True, slots=True, kw_only=True)
class MailReleased:
    """Somebody who had looked at a mail in the drawer put it back for a new judgement, once."""

    mail: str
    release: str  # drawn when it was asked for
    how: str  # `domain.release.How`
    by: str  # the operating system's user
    asked_at: datetime
    folder: str  # where it went, or stayed
    refused: str = ""  # why it had no effect
    why: str | None = content()


@dataclass(frozen=True, slots=True, kw_only=True)
class MailQueued:
    """A mail was put into the outbox (P3); its Message-ID and token lead replies back here."""

    message_id: str
    kind: str
    party: str
    to_id: str
    token: str
    answer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSending:
    """The connection is about to be made: from here on the mail may have left."""

    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAccepted:
    """The recipient's server said 250."""

    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailDelayed:
    """The recipient's server said 4xx: the mail has certainly not left, and is tried again."""

    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailUncertain:
    """Cut after the final dot: nobody can know; the same bytes go again."""

    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRefused:
    """The recipient's server said 5xx, or 4xx for longer than agreed."""

    message_id: str
    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailCancelled:
    """Taken out of the outbox before it left."""

    message_id: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailBounced:
    """A delivery status notification came back for a mail of ours."""

    message_id: str | None
    recipient: str
    disposition: str
    status: str | None
    mail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyFiled:
    """A copy of a report that left, encrypted as it was sent, lies in our own mailbox."""

    message_id: str


# --- the report to the LEA -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportQueued:
    """A fragment of the Annex I report to a unit is sealed and in the outbox, for the first time or again.

    `fragment` counts through all that the unit gets in this case; part `fragment - before` of `of` of the
    report, or of a supplement to it.
    """

    unit: str
    fragment: int
    of: int
    items: tuple[int, ...]
    message_id: str
    code: str  # sha256 hex of the receipt code inside the ciphertext
    supplement: int = 0  # 0: the report itself
    before: int = 0  # fragments sent before this report or supplement


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportBlocked:
    """The report could not be sealed: nothing has left (P4)."""

    unit: str
    fragment: int
    of: int
    items: tuple[int, ...]
    why: str
    supplement: int = 0
    before: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptGiven:
    """The LEA unit has confirmed these fragments (P8)."""

    unit: str
    fragments: tuple[int, ...]
    how: str  # "signature", "code", "authenticated", "claimed", "analyst", "machine"
    by: str
    mail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptReminded:
    """The unit was reminded of a missing receipt for the n-th time; who was told."""

    unit: str
    fragment: int
    n: int
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackGiven:
    """The LEA told something about the case: in words, in the form's lines, or both."""

    unit: str
    mail: str
    victim: str | None = None  # identified: "yes", "no", "not-sure"
    offender: str | None = None
    investigation: str | None = None  # "open", "closed", "none"
    useful: str | None = None
    proof: str | None = None  # ProofLevel; None where an older version did not record it
    text: str | None = content()


# --- holds and pauses ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldPlaced:
    """The LEA, or an analyst, asked to wait with the notice (P6)."""

    hold: str  # "H1", "H2", ... within the case
    party: str
    by: str
    proof: str
    until: datetime | None  # None: open-ended
    mail: str
    items: tuple[int, ...] = ()  # () means all
    reference: str | None = content()
    asked_at: datetime | None = None  # when the mail came, which may be long before it is read
    # Of what is left of an older hold: when that was placed, when its end was announced, how often it was
    # asked about.
    since: datetime | None = None
    warned_at: datetime | None = None
    reviews: int = 0
    reviewed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldLifted:
    """A hold is over: released by whoever may, or its own end has come."""

    hold: str
    by: str
    why: str  # "released" or "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldWarned:
    """LEA and analysts were told that the hold is about to end."""

    hold: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldReviewed:
    """The LEA was asked whether an open-ended hold is still needed."""

    hold: str
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """A mail was not fully understood: notices wait for a person's answer (P7)."""

    pause: str  # "Q1", "Q2", ...
    party: str
    who: str
    why: str
    mail: str
    text: str | None = content()
    within: str | None = None  # stream of the question that asks about this case and others at once


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseLifted:
    """An analyst has answered the question."""

    pause: str
    by: str
    mail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentencesVouched:
    """An analyst vouched for sentences of a unit: in its mails they ask nobody any more."""

    unit: str
    by: str
    mail: str
    pause: str  # the question that they were part of
    digests: tuple[str, ...]  # `vouching.digest`
    received: tuple[str, ...] = ()  # of these, those that confirm the receipt of a report
    texts: tuple[str, ...] | None = content()


@dataclass(frozen=True, slots=True, kw_only=True)
class SentencesForgotten:
    """What an analyst vouched for is asked about again."""

    unit: str
    digests: tuple[str, ...]
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseAlarmed:
    """The question has waited long: analysts were alarmed for the n-th time."""

    pause: str
    n: int


# --- notices and removal -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class NtdSet:
    """An analyst changed when the notice goes: `kind` is "after", "at", "now" or "none"."""

    kind: str
    by: str
    seconds: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeHeld:
    """Why a due notice does not go at present; recorded when the reason changes."""

    contact: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeQueued:
    """The notice `number` to a provider is in the outbox; it still has to pass the gate."""

    contact: str
    number: int
    items: tuple[int, ...]
    message_id: str
    test: bool = False  # in test mode: the provider does not get it
    origin: bool = False  # no notice: a CDN is asked where the content is hosted


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeReminded:
    """A provider was reminded of a notice, or analysts and LEA were told that it does not answer."""

    number: int
    n: int
    escalated: bool = False
    items: tuple[int, ...] = ()  # that the reminder names
    message_id: str = ""  # of the reminder to the provider; "" where none was written


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLate:
    """A hold came when the notice had left or may have left; LEA and analysts were told."""

    number: int
    hold: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderAnswered:
    """A provider replied."""

    contact: str
    mail: str
    meaning: tuple[str, ...]
    text: str | None = content()
    number: int = 0  # of the notice that it answers; 0: it is about all of this contact's
    asks: bool = False  # a person of the hotline has to answer it, or to find out what it means


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketGiven:
    """A provider's system gave notice `number` a ticket, written as its subject has it."""

    number: int
    ticket: str
    mail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsRemoved:
    """Somebody says these items are gone; `verified` once an analyst or the LEA says so."""

    items: tuple[int, ...]
    party: str
    by: str
    verified: bool
    mail: str
    when: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalClaimed:
    """An answer to a notice says that these items are gone, but not from the provider's own address."""

    items: tuple[int, ...]
    contact: str
    mail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsDisowned:
    """A provider says that it does not host these items; `who` as it names whoever does."""

    items: tuple[int, ...]
    contact: str
    mail: str
    who: str | None = content()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalystsChased:
    """Analysts were reminded for the n-th time of what only they can settle; `what` as `unsettled.What`."""

    what: str
    items: tuple[int, ...]
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsOnline:
    """An analyst found these items (still, or again) online."""

    items: tuple[int, ...]
    by: str
    mail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalTold:
    """The other side was told of the removal, once per item."""

    items: tuple[int, ...]
    party: str
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaAsked:
    """The LEA is the NTD body and was asked whether and when it sent the notice."""

    unit: str
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NtdSentByLea:
    """The LEA says that it sent the notice about these items itself."""

    unit: str
    mail: str
    when: datetime | None = None
    items: tuple[int, ...] = ()  # () means all there were then


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaAnswered:
    """The LEA has answered our question about its notices, and nothing is new: "not yet"."""

    unit: str
    mail: str


# --- what the LEA units are asked for: their statistics (those of the hotline are `Figures...`) -----


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsPlanned:
    """The LEA units will be asked for their statistics of this period when it is over."""

    period: str  # "2026-Q3", "2026-H2"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsAsked:
    """A unit was asked for the first time (n = 1), or reminded."""

    unit: str
    n: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsAnswered:
    """A unit gave numbers; those of a later answer count instead of its former ones."""

    unit: str
    mail: str
    proof: str | None
    numbers: tuple[tuple[str, int], ...]  # field and number
    confirmed: bool  # False: an analyst has to confirm that they are the unit's
    sender: str | None = content()
    remarks: str | None = content()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsConfirmed:
    """An analyst says that the answer in this mail is the unit's."""

    unit: str
    mail: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsOverdue:
    """A unit was asked and reminded and did not answer: analysts were told."""

    unit: str


# --- warnings ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRaised:
    """Analysts were alarmed of something, once per `what`."""

    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyWarned:
    """People were told that a pinned key ends soon or cannot be used; `what` as `hotline.pins.warning`."""

    fingerprint: str
    what: str
    ends_at: datetime | None = None

    @property
    def key(self) -> str:
        """How the store's index finds it, so that nobody is told twice."""
        return f"{self.fingerprint}/{self.what}"


# --- the purge (P14) -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHoldSet:
    """An administrator stopped every purge of this stream, or let it go on; `why` stays in the record."""

    on: bool
    by: str  # the operating system's user
    why: str
    order: str  # id of the slip, so that it is carried out once


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeAsked:
    """An administrator asked for the purge at once, instead of after the agreed time."""

    by: str
    order: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeAnnounced:
    """Analysts were told, once, that the material is about to be destroyed; `at`: not before."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeBegun:
    """From here on the material is not used any more, and is being destroyed; `items`: for notices."""

    stage: str  # domain.cases.retention.Stage
    why: str  # "receipts", "age", "asked"
    items: tuple[Item, ...] | None = content()


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeWaits:
    """Why a purge that has begun cannot be brought to its end; recorded when the reason changes."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """Everything of this stage is gone, and was looked for in vain; how many of each were destroyed."""

    stage: str
    mails: int  # in our mailboxes, Hotline/Sent among them


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgesListed:
    """Of a desk: analysts were told today of what is about to be destroyed."""

    cases: int


# --- the desk ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class BrakeReleased:
    """The storm brake was released by hand: mails that left before count no more."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSet:
    """A daemon noticed that the machine's clock was set, by so many seconds (negative: back).

    What was written down between `since` and `until` was by the clock as it was before.
    """

    number: int  # from 1, through all that was ever noticed
    since: datetime
    until: datetime
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockBelieved:
    """An administrator has said that the clock is right: nothing waits for it to pass `newest`."""

    newest: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreRestored:
    """What happened after `taken_at` is not in the record: mails wait until a person has looked."""

    taken_at: datetime
    how: str  # "backup", or "older copy": put there without `hotlined restore`


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxesCompared:
    """After that the mailboxes were looked through, once; case numbers go on above `serials`."""

    of: datetime  # when it was recorded that the store was restored
    put_back: int  # mails that are dealt with again
    orders: int  # of analysts, not carried out again
    reports: int  # that left, and nobody knows here
    serials: tuple[tuple[int, int], ...] = ()  # year, number


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreSettled:
    """An administrator has looked at the outbox: what is left in it may leave."""

    of: datetime  # as in `MailboxesCompared`
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestSent:
    """A unit was told of what is not illegal; the next digest begins at `end`.

    Without a `message_id` nothing was sent: the plan begins.
    """

    unit: str
    start: datetime
    end: datetime
    message_id: str | None = None
    cases: tuple[str, ...] = ()  # references, those listed in it


@dataclass(frozen=True, slots=True, kw_only=True)
class DailySent:
    """Analysts and duty list got the digest of a working morning; the next one tells of what came after.

    Of no mails: the plan begins.
    """

    day: str  # 2026-11-26
    until: datetime
    mails: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresAsked:
    """An analyst asked for the hotline's statistics of a period; they are counted beside everything else."""

    period: str  # "2026-Q3"
    analyst: str
    mail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresSent:
    """Statistics of a period were sent: to the analysts or the LEA in their turn, or to who asked by `mail`.

    Of no mails: the plan begins after this period; or nobody is there any more to be answered.
    """

    period: str
    to: str  # "analysts", "lea", or the name of an analyst
    mails: int
    mail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingInvited:
    """Analysts and LEA units were invited to a meeting, or told that it has changed (`sequence` above 0)."""

    meeting: str  # its name in rules/calendar.yaml
    start: datetime
    end: datetime
    place: str
    units: tuple[str, ...]
    sequence: int  # RFC 5545


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCancelled:
    """A meeting that was still to come is not in the calendar any more: who was invited was told."""

    meeting: str
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolAsked:
    """A meeting is over: analysts were sent the form for what was agreed."""

    meeting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingHeld:
    """An analyst told what a meeting with the LEA agreed; a later one of the same day counts instead."""

    day: str  # 2026-12-10
    by: str
    mail: str
    agreed: tuple[str, ...]
    present: str = ""
    follow_up: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewReminded:
    """Analysts were told that the agreement is soon to be reviewed, or (`over`) that its time has come."""

    version: str
    review: str  # 2027-01-31
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingMissed:
    """A period was looked at in which the hotline and the LEA were to meet; `told`: they did not."""

    period: str
    told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsAsked:
    """The LEA's contact persons were asked whether their data still hold; of no mails: the plan begins."""

    period: str  # the one that was over
    mails: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitIntroduced:
    """An analyst had the introduction of the hotline sent to an LEA unit."""

    unit: str
    by: str
    mail: str


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
class Struck:
    """Carrying out this mail failed with a bug for the n-th time (three strikes: drawer)."""

    mail: str
    n: int
    where: str
    mailbox: str = ""  # "" where an older version did not record it


Event = (
    CaseOpened
    | FormUpdated
    | UrgencyRaised
    | ProviderSet
    | ContactSought
    | IccamRecorded
    | Noted
    | AttachmentKept
    | AttachmentsPurged
    | CaseClosed
    | CaseReopened
    | MailSeen
    | MailReleased
    | MailQueued
    | MailSending
    | MailAccepted
    | MailDelayed
    | MailUncertain
    | MailRefused
    | MailCancelled
    | MailBounced
    | ReportQueued
    | ReportBlocked
    | ReceiptGiven
    | ReceiptReminded
    | FeedbackGiven
    | HoldPlaced
    | HoldLifted
    | HoldWarned
    | HoldReviewed
    | Paused
    | PauseLifted
    | PauseAlarmed
    | SentencesVouched
    | SentencesForgotten
    | NtdSet
    | NoticeQueued
    | NoticeReminded
    | NoticeLate
    | ProviderAnswered
    | TicketGiven
    | ItemsRemoved
    | ItemsOnline
    | RemovalClaimed
    | ItemsDisowned
    | AnalystsChased
    | RemovalTold
    | LeaAsked
    | NtdSentByLea
    | LeaAnswered
    | StatisticsPlanned
    | StatisticsAsked
    | StatisticsAnswered
    | StatisticsConfirmed
    | StatisticsOverdue
    | AlarmRaised
    | BrakeReleased
    | ClockSet
    | ClockBelieved
    | StoreRestored
    | MailboxesCompared
    | RestoreSettled
    | ReportRegistered
    | ReportMarked
    | Struck
    | NoticeHeld
    | KeyWarned
    | CopyFiled
    | LegalHoldSet
    | PurgeAsked
    | PurgeAnnounced
    | PurgeBegun
    | PurgeWaits
    | Purged
    | PurgesListed
    | DigestSent
    | DailySent
    | FiguresAsked
    | FiguresSent
    | MeetingInvited
    | MeetingCancelled
    | ProtocolAsked
    | MeetingHeld
    | ReviewReminded
    | MeetingMissed
    | ContactsAsked
    | UnitIntroduced
)


def without_content(event: Event) -> Event:
    """The event as it reads after a purge."""
    named = {one.name: None for one in fields(event) if one.metadata.get("content")}
    return replace(event, **named) if named else event  # type: ignore[arg-type]  # content allows None


@dataclass(frozen=True, slots=True)
class Entry:
    """An event at its place in the stream."""

    seq: int  # from 0
    at: datetime
    event: Event
