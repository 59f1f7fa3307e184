"""The servers of a kill loop: Dovecot for every mailbox, one SMTP sink as the hotline's relay, another as
everybody else's post office.  Both deliver by LMTP, and both write the ledger.
"""

import threading
import time
from typing import Self

from aiosmtpd.smtp import SMTP, Envelope, Session

from hotlined.demo.stage import BOXES, PASSWORD, PEOPLE
from tests.faults.ledger import Ledger
from tests.support.dovecot import Dovecot
from tests.support.sink import Sink, TimedSink


class Relay(TimedSink):
    """The sink that the daemon sends through; notes when MAIL came and when the last byte had come."""

    def __init__(self, dovecot: Dovecot, ledger: Ledger) -> None:
        super().__init__(deliver=lambda sender, to, raw: dovecot.deliver(to, raw, sender=sender))
        self._ledger = ledger
        self.whole = threading.Event()  # set at each last byte, before anything is delivered or answered
        self.notice = threading.Event()  # the same, for notices

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        whole = time.time()
        self.whole.set()
        if PEOPLE["provider"] in envelope.rcpt_tos:
            self.notice.set()
        reply = await super().handle_DATA(server, session, envelope)
        if reply.startswith("250"):
            raw = bytes(envelope.original_content or b"")
            self._ledger.leave(envelope.rcpt_tos[0], raw, session.begun, whole)  # type: ignore[attr-defined]
        return reply


class World:
    """The servers, in the place of the demo's mail host."""

    def __init__(self, ledger: Ledger) -> None:
        self.dovecot = Dovecot(dict.fromkeys((*BOXES.values(), *PEOPLE.values()), PASSWORD))
        self.relay = Relay(self.dovecot, ledger)
        self.post = Sink(deliver=self._posted)
        self._ledger = ledger
        self.smtp_port = 0

    def start(self) -> Self:
        """All servers listen."""
        self.dovecot.start()
        self.relay.start()
        self.post.start()
        return self

    @property
    def imap_port(self) -> int:
        """Of Dovecot."""
        return self.dovecot.imap_port

    def stop(self) -> None:
        """All servers end, and all mail with them."""
        self.post.stop()
        self.relay.stop()
        self.dovecot.close()

    def backlog(self) -> int:
        """Mails in the hotline's inboxes, read from their folders: no login at each look."""
        folders = [self.dovecot.base / "mail" / box / "Maildir" for box in BOXES.values()]
        new = [path for folder in folders for name in ("new", "cur") for path in (folder / name).glob("*")]
        return len(new)

    def _posted(self, sender: str, recipient: str, raw: bytes) -> None:
        begun = time.time()
        self.dovecot.deliver(recipient, raw, sender=sender)
        local, _, domain = recipient.partition("@")
        self._ledger.put(f"{local.partition('+')[0]}@{domain}", raw, begun, time.time())
