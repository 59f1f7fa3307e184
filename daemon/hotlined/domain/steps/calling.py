"""The note without content that asks a unit to call: its key cannot be used, and it has to know (P4, P6).

It goes in clear, so it says nothing but the case's number; to the unit's own address, as to a contact person.
"""

from typing import Final

from hotlined.domain.cases.state import Case
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Letter, letter
from hotlined.domain.mail.message import Party, Recipient
from hotlined.domain.mail.outgoing import HOLD_WARNING, ICCAM_INFORMED, ONLINE_AGAIN, REPORT

PLEASE_CALL: Final = "please-call"
# What the LEA acts on: what is reported, or online again, so that a notice goes; and how its hold stands, or
# one would lapse silently.
_OF_HOLDS: Final = (
    "hold-state",
    HOLD_WARNING,
    "hold-ended",
    "hold-lifted",
    "hold-review",
    "release-unproven",
)
WANTED: Final = frozenset({REPORT, ICCAM_INFORMED, ONLINE_AGAIN, *_OF_HOLDS})


def please_call(context: Context, case: Case, unit: str, kind: str) -> tuple[Letter, ...]:
    """The note, where a mail of this kind to the unit cannot leave; none where it was asked a moment ago.

    Nor of a unit that is not configured any more.
    """
    found = context.site.unit(unit)
    since = context.now - context.site.agreement.answer_interval
    sent = (one for one in case.sent.values() if (one.kind, one.to_id) == (PLEASE_CALL, unit))
    if kind not in WANTED or found is None or any(one.at > since for one in sent):
        return ()
    to = Recipient(Party.LEA_CONTACT, unit, found.address, (), found.language)
    return (letter(context, case.stream, to, PLEASE_CALL, {"reference": case.stream}),)
