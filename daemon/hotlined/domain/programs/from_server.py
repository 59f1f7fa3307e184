"""Whether a notification about delivery, of no mail of ours that is known, is surely a mail server's own.

People forward what came back to them, with the server's report as a file, and some programs leave From
empty: in the intake box that may be a report.
"""

from typing import Final

from hotlined.domain.mail.message import Inbound
from hotlined.domain.programs.bounce_gate import SERVER
from hotlined.domain.programs.bounce_words import DAEMONS, MASTERS, SHARED
from hotlined.domain.values.plain import plain

_NAMES: Final = (DAEMONS | MASTERS) - SHARED


def from_server(mail: Inbound) -> bool:
    """Whether From is an address of mail servers, or it tells of what a server tells and nobody sent it."""
    if mail.classified.about or mail.sender is None:
        return bool(mail.classified.about or mail.classified.bounced)
    local = plain(mail.sender.local)
    return local in _NAMES or SERVER.match(local) is not None
