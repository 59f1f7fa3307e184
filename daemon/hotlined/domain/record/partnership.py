"""How hotline and LEA keep their agreement: meetings, its review, their contact persons."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingInvited:
    """Analysts and LEA units were invited to a meeting, or told that it has changed (`sequence` above 0)."""

    meeting: str  # its name in rules/calendar.yaml
    start: datetime
    end: datetime
    place: str
    units: tuple[str, ...]  # without those whose mail could not be encrypted
    sequence: int  # RFC 5545
    turn: int = 0  # how many meetings of this name were over before
    lacking: tuple[str, ...] = ()  # who was invited before, and could not be told of this: not in `units`
    kind: str = ""  # of `Meeting`; "" in what is older than this field

    @property
    def known_to(self) -> tuple[str, ...]:
        """The units that know of the meeting, if only as it was."""
        return (*self.units, *self.lacking)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCancelled:
    """A meeting that was still to come is not in the calendar any more: who was invited was told."""

    meeting: str
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingUninvited:
    """A meeting has begun to which nobody was invited, its time for that was missed: analysts were told."""

    meeting: str
    start: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolAsked:
    """A meeting is over: analysts were sent the form for what was agreed."""

    meeting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingHeld:
    """An analyst told what a meeting with the LEA agreed; a later one of the same counts instead."""

    day: str  # 2026-12-10
    by: str
    mail: str
    agreed: tuple[str, ...]
    present: str = ""
    follow_up: str = ""
    units: tuple[str, ...] = ()  # that were there and got the protocol; () in what is older than this field
    at: str = ""  # when it began (10:00), where there were several that day

    @property
    def key(self) -> str:
        """Which meeting it is of: its day, and its time where there were several."""
        return f"{self.day} {self.at}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingMissed:
    """A period was looked at in which the hotline and the LEA were to meet; `told`: they did not."""

    period: str
    told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewReminded:
    """Analysts were told that the agreement is soon to be reviewed, or (`over`) that its time has come."""

    version: str
    review: str  # 2027-01-31
    over: bool


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


Fact = (
    MeetingInvited
    | MeetingCancelled
    | MeetingUninvited
    | ProtocolAsked
    | MeetingHeld
    | MeetingMissed
    | ReviewReminded
    | ContactsAsked
    | UnitIntroduced
)
