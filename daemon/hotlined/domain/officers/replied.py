"""A person's reply from the LEA, as one value: who wrote it, what it says, and what it answers."""

from dataclasses import dataclass

from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Inbound
from hotlined.domain.replies.lea_said import Lines
from hotlined.domain.replies.meaning import Meaning


@dataclass(frozen=True, slots=True)
class Reply:
    """What a unit writes; `lines` are in `meaning` already, item by item; `answered`: the mail of ours."""

    who: Who
    mail: Inbound
    meaning: Meaning
    lines: Lines
    answered: str | None
