"""The site as data: what was agreed, and all else about an installation that a decision may depend on.

Built by the adapters `settings` and `ruleset` out of mailboxes.yaml and rules/; frozen; handed to
`decide` as one value, so that a reload (SIGHUP) is one assignment.  Durations are `timedelta`; a
duration means elapsed seconds, never wall-clock hours (threats C3).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from hotlined.domain.form.labels import fold_label
from hotlined.domain.hotline.directory import Directory, Provider, directory_of
from hotlined.domain.hotline.people import Analyst, Hotline, Unit
from hotlined.domain.hotline.texts import NO_TEXT, Texts
from hotlined.domain.record.course import EVEN, Course
from hotlined.domain.values.address import Address
from hotlined.domain.values.folders import ROOT, Folder
from hotlined.domain.values.plain import plain
from hotlined.domain.values.worktime import WorkTime

NEVER = timedelta.max  # of a time after which something is destroyed
TEST_MARK = "[TEST]"  # in front of the subject of a mail to a provider, in test mode


class ProofLevel(StrEnum):
    """How sure we are who wrote a mail, weakest first; compare with `at_least`."""

    CLAIMED = "claimed"  # From matches
    AUTHENTICATED = "authenticated"  # our own mail server vouches for the From domain or login
    SIGNED = "signed"  # valid OpenPGP signature by a pinned key

    def at_least(self, needed: "ProofLevel") -> bool:
        """Whether this proof is as strong as the needed one."""
        order = list(ProofLevel)
        return order.index(self) >= order.index(needed)


class NtdBody(StrEnum):
    """Who sends the notice and takedown (guidelines: "Agree with LEA on 'NTD body'")."""

    HOTLINE = "hotline"
    LEA = "lea"


@dataclass(frozen=True, slots=True)
class TrustedFlagger:
    """The hotline's status under Article 22 of Regulation (EU) 2022/2065 (DSA)."""

    coordinator: str  # the Digital Services Coordinator that awarded it
    id: str = ""  # its number or link, where there is one
    field: str = ""  # the designated area of expertise


@dataclass(frozen=True, slots=True)
class Agreement:
    """The annex of the memorandum of understanding as configuration (rules/agreement.yaml).

    `docs/rules.md` explains each key and its default.
    """

    version: str
    date: str  # ISO 8601 date of the agreement
    parties: tuple[str, ...]
    ntd_body: NtdBody = NtdBody.HOTLINE
    ntd_delay: timedelta = timedelta(hours=24)  # 6-24 h by default, at most 6 days
    ntd_needs_receipt: bool = False
    ntd_calendar: bool = False  # a notice outside of working hours goes when these begin
    receipt_proof: frozenset[str] = frozenset({"signature", "code"})  # also: "authenticated", "claimed"
    machine_ack_stops_reminders: bool = False
    receipt_reminder: timedelta = timedelta(hours=24)
    receipt_reminder_urgent: timedelta = timedelta(hours=1)
    hold_review: timedelta = timedelta(days=14)
    hold_warning: timedelta = timedelta(hours=24)
    pause_alarm: timedelta = timedelta(hours=4)
    lea_attachments: str = "ask"  # ask | pass: a file beside the text of an LEA's mail, which nobody reads
    plain_statements: str = "pass"  # pass | ask: an unknown sentence of the LEA that tells of nothing
    lea_inbox_fresh: timedelta = timedelta(seconds=60)
    lea_followup: timedelta = timedelta(days=7)
    lea_followups: int = 3  # so many without an answer, then analysts are told
    lea_statistics: str = "none"  # quarter | half-year | none
    lea_statistics_reminder: timedelta = timedelta(days=14)
    ntd_reminder: timedelta = timedelta(days=2)
    ntd_reminders: int = 2
    ntd_alarm: timedelta = timedelta(hours=24)  # what only an analyst can settle: told again after this time
    ntd_jurisdiction: str = "eu"
    legal_ground: Texts = NO_TEXT
    trusted_flagger: TrustedFlagger | None = None  # said in notices under ntd_jurisdiction: eu
    url_style: str = "hxxp"  # in notices: "raw" or "hxxp"
    xarf_classification: str = "none"  # what XARF v4 calls what is found illegal: "baseline"; "none": no v4
    cdn_origin_request: bool = False  # a CDN may be asked for the origin, behind the same gate as a notice
    command_fresh: timedelta = timedelta(hours=24)
    clock_skew: timedelta = timedelta(minutes=5)  # how far in the future a signature may be
    analyst_proof: ProofLevel = ProofLevel.SIGNED
    answer_interval: timedelta = timedelta(hours=1)
    storm_brake: int = 200  # automatic mails per hour overall: answers, alarms, questions, reminders
    storm_brake_recipient: int = 60  # of them, to one recipient
    storm_brake_notices: int = 200  # notices per hour, counted by themselves
    deadline_warning: timedelta = timedelta(hours=1)  # before the end of the working day
    fragment_size: int = 50
    fragment_interval: timedelta = timedelta(hours=2)
    attachments_limit: int = 10_000_000  # bytes of all files that go with one report
    attachments_count: int = 20  # files that go with one report
    deaf_after: timedelta = timedelta(minutes=10)
    blocked_retry: timedelta = timedelta(minutes=15)
    not_illegal: str = "none"  # none | each | digest
    not_illegal_digest: str = "monthly"  # or weekly
    urgent_mark_outside: bool = False
    outbox_alarm_after: timedelta = timedelta(hours=1)
    outbox_give_up_after: timedelta = timedelta(days=5)
    purge_after: timedelta = NEVER  # after the last receipt: the material of a case is destroyed
    purge_urls_after: timedelta = timedelta(days=30)  # after the case is closed: URLs and IPs too
    purge_warning: timedelta = timedelta(days=7)  # so long before, analysts are told once
    statistics: tuple[str, ...] = ("month", "quarter", "year")  # to analysts, when each is over; also "week"
    joint_statistics: str = "none"  # to each LEA unit: quarter | half-year | year | none
    review: str = ""  # ISO 8601 date by which the agreement is to be reviewed; "": none is agreed
    meet_every: str = "none"  # quarter | half-year: analysts are told when there was no meeting in one
    contact_check: str = "none"  # half-year | year: the LEA is asked whether its contact data still hold
    daily_digest: bool = True  # to analysts and duty list, each working morning
    close_idle_after: timedelta = timedelta(days=30)  # nothing is to come of a case, and it is not at home
    anonymise_after: timedelta = NEVER  # closed cases and desk days: all content, receipts or not
    board: str = "numbers"  # what its cards say: "no" (there are none), "numbers", "fields", "sealed"
    board_moves: frozenset[str] = frozenset()  # of cards that count as tags: "hold", "done"
    board_done_for: timedelta = timedelta(days=30)  # then a card under Done goes
    report_keywords: frozenset[str] = frozenset()  # set on a report they bring the form: "illegal", ...

    def pace(self, *, urgent: bool) -> timedelta:
        """The time between two parts of a report: none where it is urgent."""
        return timedelta(0) if urgent else self.fragment_interval

    @property
    def receipt_is_signed(self) -> bool:
        """Whether nothing but a signed mail is a receipt, so that the LEA has to be told."""
        return self.receipt_proof == {"signature"}


@dataclass(frozen=True, slots=True)
class Meeting:
    """A row of `meetings:` in rules/calendar.yaml; its name tells it from the others when it is moved."""

    name: str
    start: datetime  # aware
    duration: timedelta
    place: str = ""
    kind: str = "meeting"  # meeting | study-visit | training
    units: tuple[str, ...] = ()  # (): each
    invite: timedelta = timedelta(days=14)  # so long before

    @property
    def end(self) -> datetime:
        """When it is over."""
        return self.start + self.duration


@dataclass(frozen=True, slots=True)
class Route:
    """One row of rules/routing.yaml: first match wins; an empty condition matches everything."""

    name: str
    units: tuple[str, ...]
    assessment: tuple[str, ...] = ()
    country: tuple[str, ...] = ()  # hosting country; "home" and "abroad" are understood
    urgent: bool | None = None
    region: tuple[str, ...] = ()
    language: tuple[str, ...] = ()  # of the content, ISO 639-1
    levels: tuple[str, ...] = ()  # beside `units`: all of these levels, of the case's region or of none


@dataclass(frozen=True, slots=True)
class Phrase:
    """A row of rules/replies.yaml: words of a reply in one language, and what they mean."""

    meaning: str  # a key of rules/replies.yaml, or "negation"
    text: str  # words; one that ends with * stands for all that begin so
    language: str = "en"  # ISO 639-1


class SpokenDay(Protocol):
    """Reads a day as people name it in a language."""

    def __call__(self, words: str, language: str, base: datetime, *, ahead: bool = True) -> date | None:
        """The day that a day number beside a month's name, or one word, names; None: not understood.

        `base`: now, naive, in the zone; without a year the next such day, or (`ahead` false) the last one.
        """


def no_spoken_day(words: str, language: str, base: datetime, *, ahead: bool = True) -> date | None:
    """Understands none: a hold then has no end, and an analyst is asked."""
    return None


def as_it_is(host: str) -> str:
    """Knows no registry's suffixes: each host name is a domain of its own."""
    return host


@dataclass(frozen=True, slots=True)
class Site:
    """Everything about this installation that a decision may depend on."""

    hotline: Hotline
    agreement: Agreement
    analysts: tuple[Analyst, ...]
    units: tuple[Unit, ...]
    identities: Mapping[str, Address]  # mailbox name ("intake", "lea", "ntd") -> our address
    roots: Mapping[str, str] = field(
        default_factory=dict
    )  # mailbox name -> what its folders of ours lie below
    former: Mapping[str, tuple[Address, ...]] = field(default_factory=dict)  # addresses that they had before
    providers: tuple[Provider, ...] = ()
    routes: tuple[Route, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    spoken_day: SpokenDay = no_spoken_day
    registered: Callable[[str], str] = as_it_is  # a host name -> the name below its registry's suffix
    held_by_one: Callable[[str], str] = as_it_is  # a host name -> the name below which all is one holder's
    ours: tuple[str, ...] = ()  # the texts of our own mails without their values, to know them in a reply
    our_subjects: tuple[str, ...] = ()  # the same of their subjects
    tag_aliases: Mapping[str, str] = field(default_factory=dict)  # folded alias -> word
    tag_words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # language -> word -> its word
    labels: Mapping[str, str] = field(default_factory=dict)  # folded form label -> field name
    reply_prefixes: tuple[str, ...] = ()  # beside "Re", "AW", "SV", ...; without the colon
    gateway_marks: tuple[str, ...] = ()  # "[EXTERNAL]", ...
    authserv_ids: tuple[str, ...] = ()
    authserv_below: int = 0  # Received fields that our own servers put above their Authentication-Results
    reply_plain: bool = False  # encrypted mails are answered to the plain address, which our key names
    verp: bool = True  # the envelope sender carries a token: local+token@domain
    worktime: WorkTime | None = None  # None: no day is told from another, and no deadline watched
    meetings: tuple[Meeting, ...] = ()
    duty: tuple[Address, ...] = ()  # who gets the digest of the morning beside the analysts
    providers_to: Address | None = None  # test mode: where every mail to a provider goes instead
    backup_key: str | None = None  # fingerprint; its secret part lies elsewhere
    clock: Course = EVEN  # of the machine: what is shown of the future goes by it
    read_at: datetime | None = None  # when a reload read it: what was blocked before is tried anew
    edition: str = ""  # the same only where the configuration is, and hotlined itself; "": not known
    common: Mapping[str, str] = field(default_factory=dict)  # digests of what is the same on all machines
    directory: Directory = field(init=False, repr=False, compare=False)  # `providers` to look up in

    def __post_init__(self) -> None:
        object.__setattr__(self, "directory", directory_of(self.providers))

    @property
    def own_addresses(self) -> tuple[Address, ...]:
        """Our mailboxes' addresses, and those that they had before: people still answer to these."""
        return (*self.identities.values(), *(one for some in self.former.values() for one in some))

    @property
    def own_domains(self) -> frozenset[str]:
        """The mail domains of the hotline and its analysts; those of before may be anybody's by now."""
        people = (analyst.address for analyst in self.analysts)
        return frozenset(one.domain for one in (self.hotline.email, *self.identities.values(), *people))

    @property
    def signers(self) -> frozenset[str]:
        """The names at the end of an analyst's mail, folded: whole, the first of them, the hotline's."""
        names = (one.name for one in self.analysts)
        return frozenset(plain(said) for name in names for said in (name, *name.split()[:1])) | {
            plain(self.hotline.name)
        }

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions that a case can be routed by, as the configuration writes them, each once."""
        named = (
            *(region for row in self.routes for region in row.region),
            *(unit.region for unit in self.units if unit.region is not None),
        )
        found: dict[str, str] = {}
        for one in named:
            found.setdefault(fold_label(one), one)
        return tuple(found.values())

    @property
    def routed_by(self) -> tuple[str, ...]:
        """The fields of the form, beyond Annex I, that a unit is chosen by here."""
        by_language = any(row.language for row in self.routes)
        by_region = any(row.region for row in self.routes) or any(row.levels for row in self.routes)
        return (*(("region",) if by_region else ()), *(("content_language",) if by_language else ()))

    def analyst(self, name: str) -> Analyst | None:
        """The analyst of that name."""
        return next((analyst for analyst in self.analysts if analyst.name == name), None)

    def unit(self, name: str) -> Unit | None:
        """The LEA unit of that name."""
        return next((unit for unit in self.units if unit.name == name), None)

    def units_there(self, names: Iterable[str]) -> tuple[Unit, ...]:
        """The LEA units of these names, in their order; without those that are configured no more."""
        return tuple(unit for name in names if (unit := self.unit(name)) is not None)

    def folder(self, mailbox: str, name: Folder) -> str:
        """A folder of ours in a mailbox, as a person finds it there."""
        return f"{self.roots.get(mailbox, ROOT)}/{name}"

    def at(self, moment: datetime) -> datetime:
        """A moment in the hotline's own zone, for display only (P15)."""
        return moment.astimezone(self.hotline.timezone)
