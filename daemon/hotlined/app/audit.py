"""The named log lines: case reference, Message-ID, kind, outcome; never a URL, an address of a reporter,
a subject or a body (P16).

Each line is one function, so that the vocabulary of the log is this page.  A line is an event's name and
its fields: as text `name key=value ...`, and as data in the record's `event` and `fields`.
"""

import logging
from collections.abc import Iterable, Sequence
from typing import Final

from hotlined.app.ports import Outcome, Permanent, Temporary, Verdict
from hotlined.domain.mail.message import Inbound
from hotlined.domain.record.events import Event

log: Final = logging.getLogger("hotlined")


def _line(level: int, event: str, sentence: str = "", /, **fields: object) -> None:
    """One line; the sentence is for what has no fields."""
    if not log.isEnabledFor(level):
        return
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    words = [event, *(f"{name}={value}" for name, value in named.items()), *filter(None, (sentence,))]
    log.log(level, "%s", " ".join(words), extra={"event": event, "fields": named, "sentence": sentence})


def _foreseen(error: BaseException) -> str:
    """What the rim raises has a sentence of ours, and none of a server's; of what else fails, none."""
    return str(error) if isinstance(error, Temporary | Permanent) else ""


def happened(stream: str, event: Event) -> None:
    """An event is on disk."""
    _line(logging.INFO, "event", stream=stream, kind=type(event).__name__)


def filed(mail: Inbound, folder: str) -> None:
    """A mail has had its effect and is moved."""
    kind = {"class": mail.classified.kind}
    _line(logging.INFO, "filed", mail=mail.digest[:16], **kind, folder=folder)


def blocked(stream: str, message_id: str, kind: str) -> None:
    """A mail could not be sealed; it has not left (P4)."""
    _line(logging.ERROR, "blocked", stream=stream, message_id=message_id, kind=kind)


def unfit(stream: str, message_id: str) -> None:
    """The machine-readable part of a notice does not fit its schema: the notice goes as text alone."""
    _line(logging.WARNING, "unfit", stream=stream, message_id=message_id, kind="xarf")


def attempt(stream: str, message_id: str, kind: str, outcome: Outcome) -> None:
    """An attempt to send has ended; what it is about is said where that was no yes."""
    fields = {"stream": stream, "message_id": message_id, "kind": kind, "verdict": outcome.verdict}
    cause = {} if outcome.verdict is Verdict.ACCEPTED else {"cause": outcome.cause}
    _line(logging.INFO, "sent", **fields, **cause, reply=outcome.reply)


def gate_closed(stream: str, message_id: str, kind: str, why: str) -> None:
    """The gate did not let a mail pass."""
    _line(logging.WARNING, "gate", stream=stream, message_id=message_id, kind=kind, why=why)


def readdressed(stream: str, message_id: str, kind: str) -> None:
    """A mail that waited goes to the address that was corrected meanwhile."""
    _line(logging.INFO, "readdressed", stream=stream, message_id=message_id, kind=kind)


def synced(mailbox: str, mails: int, seconds: float, *, whole: bool) -> None:
    """A full read of a mailbox has ended; `whole`: every mail was dealt with."""
    _line(logging.DEBUG, "synced", mailbox=mailbox, mails=mails, seconds=round(seconds, 3), whole=whole)


def deaf(mailbox: str, seconds: float) -> None:
    """A mailbox could not be read for too long."""
    _line(logging.ERROR, "deaf", mailbox=mailbox, seconds=round(seconds))


def trouble(kind: str, sentence: str) -> None:
    """Something that a mail may not tell has begun: as in the status file."""
    _line(logging.ERROR, "trouble", sentence, kind=kind.replace(" ", "-"))


def strange(sentence: str) -> None:
    """One of the site's own templates asks for a value that is not there: such a mail stays here."""
    _line(logging.WARNING, "strange", f"{sentence}: a mail with a value that is not there stays here")


def unhealthy(error: BaseException) -> None:
    """The status could not be written, or the program of the second road does not do its work."""
    _line(logging.ERROR, "unhealthy", str(error), error=type(error).__name__)


def lost(mailbox: str, error: BaseException, seconds: float) -> None:
    """A mailbox connection was given up; the next try is in so many seconds: is it password, name or line?"""
    fields = {"mailbox": mailbox, "error": type(error).__name__, "retry": round(seconds, 1)}
    _line(logging.WARNING, "lost", _foreseen(error), **fields)


def unvacuumed(table: str, error: BaseException, *, tried: int) -> None:
    """What a purge has deleted from a table of the database may still lie in its files, and why."""
    _line(
        logging.WARNING, "unvacuumed", _foreseen(error), table=table, error=type(error).__name__, tried=tried
    )


def lease_shaken(error: BaseException, left: float) -> None:
    """The lease could not be renewed; it lasts for so many seconds still."""
    _line(logging.WARNING, "lease-shaken", error=type(error).__name__, left=round(max(left, 0.0), 1))


def apart(error: Temporary | Permanent) -> None:
    """What the other daemons have done could not be learnt, and why; it is tried again."""
    _line(logging.WARNING, "apart", str(error), error=type(error).__name__)


def crew(first: str, beside: int) -> None:
    """Another daemon works now, or one less: which is the first, and how many work beside it."""
    _line(logging.INFO, "crew", first=first, beside=beside)


def unlike(daemon: str, names: Iterable[str]) -> None:
    """Another daemon on the database goes by other files than this one, or is another hotlined; by which."""
    _line(logging.WARNING, "unlike", f"not the same there: {', '.join(names)}", daemon=daemon)


def alike(daemon: str) -> None:
    """That is over: it goes by the same, or is gone."""
    _line(logging.INFO, "alike", daemon=daemon)


def released(mail: str, how: str, folder: str) -> None:
    """A mail was put back out of the quarantine, and judged again."""
    _line(logging.INFO, "released", mail=mail, how=how, folder=folder)


def purged(stream: str, stage: str, mails: int) -> None:
    """A stream's material is gone, and was looked for in vain."""
    _line(logging.INFO, "purged", stream=stream, stage=stage, mails=mails)


def unread(stream: str, error: BaseException) -> None:
    """A stream that does not read was passed over; or what goes through many cannot go on for one."""
    _line(logging.ERROR, "unread", _foreseen(error), stream=stream, error=type(error).__name__)


def burnt(mails: int) -> None:
    """Finished mails that no stream names were destroyed: a crash had left them."""
    _line(logging.INFO, "burnt", mails=mails)


def card(stream: str, column: str) -> None:
    """A card of the board was written."""
    _line(logging.DEBUG, "card", stream=stream, column=column.replace(" ", "-"))


def card_moved(stream: str, column: str, outcome: str) -> None:
    """Somebody moved a card by hand: it was a tag, or nothing."""
    _line(logging.INFO, "card-moved", stream=stream, column=column.replace(" ", "-"), outcome=outcome)


def no_keywords(mailbox: str) -> None:
    """The server keeps no keywords: in the mail client only the folder says why a mail is there."""
    _line(logging.INFO, "no-keywords", mailbox=mailbox)


def withheld(mailbox: str, folder: str, uid: int) -> None:
    """The server lists a mail and gives words of its own, nothing, or an error: the read is not whole."""
    _line(logging.WARNING, "withheld", mailbox=mailbox, folder=folder.replace(" ", "-"), uid=uid)


def unsaved(why: str) -> None:
    """A token server gave another refresh token, which is kept in memory alone."""
    _line(logging.WARNING, "unsaved", why=why)


def marked(mail: str, words: Sequence[str]) -> None:
    """Keywords on a report were seen: the form was sent for these, for none where that was done before."""
    _line(logging.INFO, "marked", mail=mail, words=",".join(words) or "-")


def stays(mailbox: str, error: BaseException, mail: str) -> None:
    """A mail could not be dealt with for now; it stays where it is: for gpg, the disk, the database?"""
    fields = {"mailbox": mailbox, "error": type(error).__name__, "mail": mail}
    _line(logging.WARNING, "stays", _foreseen(error), **fields)


def store(notes: Sequence[str]) -> None:
    """What the start has put right in the store, a line for each."""
    for note in notes:
        _line(logging.WARNING, "store", note)


def test_mode() -> None:
    """Every mail to a provider goes to the address of the test mode (`test_mode` in mailboxes.yaml)."""
    _line(
        logging.WARNING,
        "test-mode",
        "no provider gets any mail until test_mode is taken out of mailboxes.yaml",
    )


def bug(where: str, error: BaseException, key: str) -> None:
    """A step failed with an error nobody foresaw; its type and place, never its text (threats I4)."""
    _line(logging.ERROR, "bug", where=where, error=type(error).__name__, at=place_of(error), key=key)


def said(sentence: str) -> None:
    """What the daemon tells whoever runs it: that it runs, stops, has read its configuration again."""
    _line(logging.INFO, "said", sentence)


def failed(sentence: str, code: int, **place: object) -> None:
    """The daemon ends by itself; `code`: its exit code; `place`: `file` and `line` of a configuration."""
    _line(logging.ERROR, "failed", sentence, code=code, **place)


def place_of(error: BaseException | None) -> str:
    """Where it was raised, as file and line."""
    place = "?"
    trace = error.__traceback__ if error is not None else None
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
