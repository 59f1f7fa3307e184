"""The named log lines: case reference, Message-ID, kind, outcome; never a URL, an address of a reporter,
a subject or a body (P16).

Each line is one function, so that the vocabulary of the log is this page.
"""

import logging

from hotlined.domain.events import Event
from hotlined.domain.message import Inbound

log = logging.getLogger("hotlined")


def happened(stream: str, event: Event) -> None:
    """An event is on disk."""
    log.info("event stream=%s kind=%s", stream, type(event).__name__)


def filed(mail: Inbound, folder: str) -> None:
    """A mail has had its effect and is moved."""
    log.info("filed mail=%s class=%s folder=%s", mail.digest[:16], mail.classified.kind, folder)


def blocked(stream: str, message_id: str, kind: str) -> None:
    """A mail could not be sealed; it has not left (P4)."""
    log.error("blocked stream=%s message-id=%s kind=%s", stream, message_id, kind)


def unfit(stream: str, message_id: str) -> None:
    """The machine-readable part of a notice does not fit its schema: the notice goes as text alone."""
    log.warning("unfit stream=%s message-id=%s kind=xarf", stream, message_id)


def attempt(stream: str, message_id: str, kind: str, verdict: str, reply: str) -> None:
    """An attempt to send has ended."""
    log.info(
        "sent stream=%s message-id=%s kind=%s verdict=%s reply=%s", stream, message_id, kind, verdict, reply
    )


def gate_closed(stream: str, message_id: str, kind: str, why: str) -> None:
    """The gate did not let a mail pass."""
    log.warning("gate stream=%s message-id=%s kind=%s why=%s", stream, message_id, kind, why)


def synced(mailbox: str, mails: int, seconds: float, *, whole: bool) -> None:
    """A full read of a mailbox has ended; `whole`: every mail was dealt with."""
    log.debug("synced mailbox=%s mails=%d seconds=%.3f whole=%s", mailbox, mails, seconds, whole)


def deaf(mailbox: str, seconds: float) -> None:
    """A mailbox could not be read for too long."""
    log.error("deaf mailbox=%s seconds=%.0f", mailbox, seconds)


def unhealthy(error: BaseException) -> None:
    """The status could not be written, or the program of the second road does not do its work."""
    log.error("unhealthy error=%s: %s", type(error).__name__, error)


def lost(mailbox: str, error: BaseException, seconds: float) -> None:
    """A mailbox connection was given up; the next try is in so many seconds."""
    log.warning("lost mailbox=%s error=%s retry=%.1f", mailbox, type(error).__name__, seconds)


def released(mail: str, how: str, folder: str) -> None:
    """A mail was put back out of the drawer, and judged again."""
    log.info("released mail=%s how=%s folder=%s", mail, how, folder)


def purged(stream: str, stage: str, mails: int) -> None:
    """A stream's material is gone, and was looked for in vain."""
    log.info("purged stream=%s stage=%s mails=%d", stream, stage, mails)


def unread(stream: str, error: BaseException) -> None:
    """A stream that does not read was passed over by the purge."""
    log.error("unread stream=%s error=%s", stream, type(error).__name__)


def burnt(mails: int) -> None:
    """Finished mails that no stream names were destroyed: a crash had left them."""
    log.info("burnt mails=%d", mails)


def card(stream: str, column: str) -> None:
    """A card of the board was written."""
    log.debug("card stream=%s column=%s", stream, column.replace(" ", "-"))


def card_moved(stream: str, column: str, outcome: str) -> None:
    """Somebody moved a card by hand: it was a tag, or nothing."""
    log.info("card-moved stream=%s column=%s outcome=%s", stream, column.replace(" ", "-"), outcome)


def no_keywords(mailbox: str) -> None:
    """The server keeps no keywords: in the mail client only the folder says why a mail is there."""
    log.info("no-keywords mailbox=%s", mailbox)


def stays(mailbox: str, error: BaseException, mail: str) -> None:
    """A mail could not be dealt with for now; it stays where it is."""
    log.warning("stays mailbox=%s error=%s mail=%s", mailbox, type(error).__name__, mail)


def test_mode() -> None:
    """Every mail to a provider goes to the address of the test mode (`test_mode` in mailboxes.yaml)."""
    log.warning("test-mode no provider gets any mail until test_mode is taken out of mailboxes.yaml")


def bug(where: str, error: BaseException, key: str) -> None:
    """A step failed with an error nobody foresaw; its type and place, never its text (threats I4)."""
    place = "?"
    trace = error.__traceback__
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}"
        trace = trace.tb_next
    log.error("bug where=%s error=%s at=%s key=%s", where, type(error).__name__, place, key)
