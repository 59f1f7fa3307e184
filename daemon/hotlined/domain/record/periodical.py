"""What is told and asked in its turn: digests, figures of the hotline, statistics of the LEA units."""

from dataclasses import dataclass
from datetime import datetime

from hotlined.domain.record.material import content


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
    lacking: tuple[str, ...] = ()  # LEA units whose mail could not be encrypted: theirs is tried again


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


Fact = (
    DigestSent
    | DailySent
    | FiguresAsked
    | FiguresSent
    | StatisticsPlanned
    | StatisticsAsked
    | StatisticsAnswered
    | StatisticsConfirmed
    | StatisticsOverdue
)
