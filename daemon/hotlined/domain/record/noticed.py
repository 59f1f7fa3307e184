"""What became of notices, whoever sends them, and whether the content is gone."""

from dataclasses import dataclass
from datetime import datetime

from hotlined.domain.record.material import content


@dataclass(frozen=True, slots=True, kw_only=True)
class NtdSet:
    """An analyst changed when the notice goes: `kind` is "after", "at", "now" or "none"."""

    kind: str
    by: str
    seconds: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeHeld:
    """Why a due notice does not go at present; recorded when the reason changes, or after another try."""

    contact: str
    why: str
    unsealed: bool = False  # it could not be written or encrypted, which is tried again in a while


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
    items: tuple[int, ...] = ()  # that the reminder names, or the escalation; there (): all of the notice
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
    told: str = ""  # "analysts": the mail could not be encrypted, and they are to phone


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaAsked:
    """The LEA is the NTD body and was asked whether and when it sent the notice."""

    unit: str
    n: int
    told: str = ""  # as in `RemovalTold`: the unit was not asked


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


Fact = (
    NtdSet
    | NoticeHeld
    | NoticeQueued
    | NoticeReminded
    | NoticeLate
    | ProviderAnswered
    | TicketGiven
    | ItemsRemoved
    | RemovalClaimed
    | ItemsDisowned
    | AnalystsChased
    | ItemsOnline
    | RemovalTold
    | LeaAsked
    | NtdSentByLea
    | LeaAnswered
)
