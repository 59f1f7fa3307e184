"""Whether a notification about delivery, of no mail of ours that is known, is surely a mail server's own.

People forward what came back to them, with the server's report as a file, and some programs leave From
empty: in the intake box that may be a report.
"""

from typing import Final

from hotlined.domain.mail.message import Inbound
from hotlined.domain.programs.bounce_gate import FROM_SERVER, MARKED, SERVER
from hotlined.domain.programs.bounce_words import DAEMONS, MASTERS, SHARED
from hotlined.domain.programs.moderated import HELD, REJECTED
from hotlined.domain.values.plain import plain

_NAMES: Final = (DAEMONS | MASTERS) - SHARED


def from_server(mail: Inbound) -> bool:
    """Whether From or its form is a mail server's, or it tells what a server tells and nobody sent it."""
    found = mail.classified
    if found.why in (*MARKED, HELD, REJECTED):
        return True
    if found.about or mail.sender is None:
        return bool(found.about or found.bounced)
    local = plain(mail.sender.local)
    return found.why == FROM_SERVER or local in _NAMES or SERVER.match(local) is not None
