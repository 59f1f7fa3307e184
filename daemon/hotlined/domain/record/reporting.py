"""The report to the LEA: what of it was sent, confirmed and answered."""

from dataclasses import dataclass

from hotlined.domain.record.material import content


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
    told: str  # "unit", "contact", "analysts"


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


Fact = ReportQueued | ReportBlocked | ReceiptGiven | ReceiptReminded | FeedbackGiven
