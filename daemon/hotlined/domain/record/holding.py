"""What keeps notices back: holds, and questions to the analysts, with the sentences that ask no more."""

from dataclasses import dataclass
from datetime import datetime

from hotlined.domain.record.material import content


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldPlaced:
    """The LEA, or an analyst, asked to wait with the notice (P6)."""

    hold: str  # "H1", "H2", ... within the case
    party: str
    by: str
    proof: str
    until: datetime | None  # None: open-ended
    mail: str
    items: tuple[int, ...] = ()  # () means all, also those to come
    onward: bool = False  # also those to come: what is left of a hold on all
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
    why: str  # "released", "ended"; "narrowed", "replaced": another one is there in its place


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
    loose: bool = False  # nothing proves who wrote the mail
    listed: int | None = None  # sentences that its letter lists to be vouched for; None: nobody knows
    server: bool = False  # a mail server wrote, of a mail to them


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseLifted:
    """An analyst has answered the question."""

    pause: str
    by: str
    mail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseAlarmed:
    """The question has waited long: analysts were alarmed for the n-th time."""

    pause: str
    n: int


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


Fact = (
    HoldPlaced
    | HoldLifted
    | HoldWarned
    | HoldReviewed
    | Paused
    | PauseLifted
    | PauseAlarmed
    | SentencesVouched
    | SentencesForgotten
)
