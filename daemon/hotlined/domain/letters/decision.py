"""What `decide` needs to know, and what it answers; nothing has happened yet when it has answered."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from hotlined.domain.cases.state import Case
from hotlined.domain.due.listing import Line
from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.message import Draft
from hotlined.domain.record.events import Event
from hotlined.domain.record.partnership import MeetingInvited


class Chance(Protocol):
    """Randomness as an argument."""

    def token(self) -> str:
        """128 random bits in lower-case letters and digits, usable in an address and a Message-ID."""

    def code(self) -> str:
        """A receipt code as `domain.values.reference.receipt_code` writes it."""


@dataclass(frozen=True, slots=True)
class Match:
    """The cases a mail belongs to, and how that was found (`letters.matching`)."""

    streams: tuple[str, ...] = ()
    # "message-id", "token", "code", "protected-subject", "subject", "text"; "administrator"; "none"
    how: str = "none"
    others: tuple[str, ...] = ()  # cases that a weaker clue names: two different cases hit, so ask
    answered: str | None = None  # our Message-ID that the mail answers
    miswritten: tuple[str, ...] = ()  # references with a wrong check character
    unknown: tuple[str, ...] = ()  # well-formed references of no case


@dataclass(frozen=True, slots=True)
class Which:
    """A question about several cases, as its stream has it, and the cases that still wait for it."""

    question: Case
    cases: tuple[Case, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known around one mail, gathered before deciding."""

    match: Match = field(default_factory=Match)
    cases: Mapping[str, Case] = field(default_factory=dict)  # those matched or named
    seen: bool = False  # this mail has had its effect already (P2)
    filed: str | None = None  # seen, and this may be the very copy: where the record says it was to go
    purged: tuple[str, ...] = ()  # seen, and these were purged with it: what comes again has to be, too (P14)
    replayed: bool = False  # its signature was seen in another mail (P9)
    copied: tuple[str, ...] = ()  # where that one, by the same author and Message-ID, has had its effect
    unit_cases: tuple[Case, ...] = ()  # open cases of the LEA unit, where no case was matched
    listed: tuple[Line, ...] = ()  # the open cases; gathered only where [LIST] asks for them
    urls: Mapping[str, Collection[str]] = field(default_factory=dict)  # as compared -> open cases with it
    # The same of cases in which anything is in force, also closed ones that go on.
    stopping: Mapping[str, Collection[str]] = field(default_factory=dict)
    urls_edition: int = 0  # tells facts apart: each of these two is one mapping that goes on changing
    twins: tuple[Case, ...] = ()  # about a URL of the one case matched, and something waits in them
    # Open cases about a URL that the mail finds not illegal; or of the one case matched, where items of it
    # may be said to be gone, or online.
    alike: tuple[Case, ...] = ()
    serial: int = 1  # of the next case
    report_at: datetime | None = None  # when the forwarded original was registered
    answers_form: bool = False  # it answers a mail of ours to this analyst that holds a form to fill in
    answers_report: str = ""  # the report that such a mail of ours speaks of, as `ReportMarked.original`
    corrects: tuple[str, ...] = ()  # digests of this analyst's refused mails, where it answers our refusal
    answers_us: bool = False  # it answers a mail of ours to this analyst, or to the LEA where it is the LEA's
    answered_lately: bool = False  # "unproven" went to this sender within `answer_interval` (P12)
    refused_lately: bool = False  # a refusal of no case went to this sender within `answer_interval` (P12)
    said_lately: bool = False  # a mail of this sender that asked for nothing had the same words lately (P12)
    untagged: tuple[str, ...] = ()  # Message-IDs of our answers to such mails within `answer_interval`
    survey: Case | None = None  # the statistics of a period that it answers, or that it confirms
    elsewhere: Case | None = None  # of no case: where the mail of ours stands that comes back with this one
    which: Which | None = None  # the question about several cases that an analyst's [CONFIRM] is about
    vouched: Mapping[str, str] = field(default_factory=dict)  # sentences of its unit: digest -> what they are
    invited: tuple[MeetingInvited, ...] = ()  # to meetings, by the record; only where [MEETING] asks for them

    def matched(self) -> tuple[Case, ...]:
        """The cases that the mail was matched to, each once."""
        streams = dict.fromkeys(self.match.streams)
        return tuple(self.cases[stream] for stream in streams if stream in self.cases)


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be added to one stream in one atomic write; drafts are sealed before it."""

    stream: str
    events: tuple[Event, ...] = ()
    drafts: tuple[Draft, ...] = ()
    cancel: tuple[str, ...] = ()  # Message-IDs of outbox rows that are not to leave any more

    def __add__(self, more: "Change") -> "Change":
        """Both in one write, since one stream has one change; `more` is to the same stream."""
        return Change(
            self.stream, self.events + more.events, self.drafts + more.drafts, self.cancel + more.cancel
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done about one mail: changes, the folder it ends in (P11), and why."""

    changes: tuple[Change, ...]
    folder: str
    reason: str
    trace: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """The arguments that every deciding function shares."""

    site: Site
    now: datetime
    chance: Chance
