"""Reads enough of a raw mail to say what it is: a report of a mail server, a machine's mail, or a person's.

`domain.mail.outline` does the MIME and `domain.programs.dsn`, `domain.programs.automatic` have the rules;
this module asks them in order.  Where the text of a bounce lists no recipient clearly, flufl.bounce is asked,
the detectors of Mailman; only behind the gate, since it finds addresses in people's mails too.
"""

import email
import logging
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from flufl.bounce import all_failures

from hotlined.domain.mail.message import Bounced, Classified, Disposition, MailClass
from hotlined.domain.mail.outline import DISPOSITION_TYPES, MAX_HEADER, Outline, cut, read_outline
from hotlined.domain.programs import (
    automatic,
    bounce_gate,
    bounce_text,
    brought_back,
    client_forms,
    dsn,
    moderated,
    robots,
)

MAX_FLUFL: Final = 64 * 1024  # bytes; its detectors try many patterns on each line
MAX_FLUFL_LINES: Final = 3_000

# Its detectors log what they meet on the way, and tracebacks of mail that they cannot read.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL + 1)


def classify(raw: bytes, own: Sequence[str]) -> Classified:
    """Classify a mail (`ports.Classifier`); `own` are our domains, for the Message-IDs it is about.

    Never raises: what cannot be read is UNREADABLE.  Linear in the bytes that `domain.mail.outline` reads."""
    try:
        outline = read_outline(raw)
        if not outline.headers:
            return Classified(MailClass.UNREADABLE, "no header")
        return _judge(raw, outline, own)
    except Exception:  # whatever a hostile mail breaks, a person has to see it
        return Classified(MailClass.UNREADABLE, "not readable as a mail")


def _judge(raw: bytes, outline: Outline, own: Sequence[str]) -> Classified:
    about = dsn.message_ids(_references(outline), own)
    if (answer := moderated.list_answer(outline)) is not None:
        return Classified(MailClass.DSN, answer[0], (answer[1],), about)
    challenge = robots.challenge_reason(outline)
    reason = bounce_gate.bounce_reason(outline, ours=bool(dsn.message_ids(_returned(outline), own)))
    gate = challenge and not bounce_gate.is_daemon(outline) and not _final(outline)
    if reason and not gate and not _complaint(outline):
        bounced = _recipients(raw, outline) or _owner(outline)
        return Classified(MailClass.DSN, reason, bounced, about, brought_back.is_anothers(outline))
    if outline.report_type == "disposition-notification" or outline.types & DISPOSITION_TYPES:
        why = _of_receipt(outline, "disposition-notification report")
        return Classified(MailClass.MDN, why, about=about)
    if client_forms.read_notice(outline) or client_forms.notes_receipt(outline):
        return Classified(MailClass.MDN, _of_receipt(outline, "read notice without a report"), about=about)
    # A notice of ours with XARF is one by its form: where it comes back it is our own mail.
    if client_forms.is_feedback(outline) and not outline.has(automatic.LOOP_HEADER):
        return Classified(MailClass.FEEDBACK, "feedback report", about=about)
    found = automatic.program_reason(outline)
    if found and found[0] is MailClass.AUTOMATIC and bounce_gate.machine_tells(outline):
        why, anothers = "a machine's, subject of a bounce", brought_back.is_anothers(outline)
        bounced = _recipients(raw, outline) or _owner(outline)
        return Classified(MailClass.DSN, why, bounced, about, anothers)
    if found:
        return Classified(found[0], found[1], about=about)
    if bounce_gate.may_be_bounce(outline):
        return Classified(MailClass.AUTOMATIC, "postmaster, perhaps a bounce", about=about)
    return Classified(MailClass.HUMAN, "no rule for machines hit")


def _complaint(outline: Outline) -> bool:
    """Whether it is a report about abuse (RFC 5965), also where the label says delivery and no field does."""
    labelled = outline.report_type == "feedback-report"
    return labelled or ("message/feedback-report" in outline.types and not outline.status.strip())


def _of_receipt(outline: Outline, rule: str) -> str:
    return client_forms.NOT_READ if client_forms.says_not_read(outline) else rule


def _final(outline: Outline) -> bool:
    """Whether delivery-status fields say for at least one recipient that it failed."""
    reported = dsn.fields(outline.status, Disposition.DELAYED)
    return any(b.disposition is Disposition.FAILED and (b.status or "5").startswith("5") for b in reported)


def _recipients(raw: bytes, outline: Outline) -> tuple[Bounced, ...]:
    """Out of fields, the X- header, a list in the text; flufl.bounce, the likeliest address; abuse@ last."""
    kind = dsn.disposition(outline.get("subject"), outline.text)
    found = dsn.fields(outline.status, kind) or dsn.fields(outline.text, kind)
    if found:
        return found
    named = tuple(a.lower() for a in bounce_text.ADDRESS.findall(outline.get("x-failed-recipients")))
    if named:
        status = {b.recipient: b.status for b in bounce_text.prose(outline.text, kind)}
        return tuple(Bounced(address, kind, status.get(address)) for address in dict.fromkeys(named))
    avoid = _addresses(outline, "to", "delivered-to", "from", "return-path", "reply-to")
    sent_to = tuple(dict.fromkeys(_sent_to(outline)))
    others = avoid - set(sent_to)
    return (
        bounce_text.listed(outline.text, kind, avoid=others, sent_to=sent_to)
        or _by_flufl(raw, kind, avoid=others)
        or bounce_text.prose(outline.text, kind, avoid=others, sent_to=sent_to)
        or bounce_text.listed(outline.text, kind, avoid=others, sent_to=sent_to, offices=True)
    )


def _owner(outline: Outline) -> tuple[Bounced, ...]:
    """The sender, where a mailbox refuses in its owner's name and names nobody; servers are no recipients."""
    if bounce_gate.is_daemon(outline) or bounce_gate.is_master(outline):
        return ()
    kind = dsn.disposition(outline.get("subject"), outline.text)
    return tuple(Bounced(address, kind) for address in sorted(_addresses(outline, "from"))[:1])


def _by_flufl(raw: bytes, kind: Disposition, *, avoid: set[str]) -> tuple[Bounced, ...]:
    start = b"\n".join(cut(raw)[:MAX_FLUFL].split(b"\n", MAX_FLUFL_LINES)[:MAX_FLUFL_LINES])
    try:
        temporary, permanent = all_failures(email.message_from_bytes(start))
    except Exception:  # a detector that cannot read this mail knows nothing about it
        return ()
    found: dict[str, Bounced] = {}
    for group, verdict in ((permanent, kind), (temporary, Disposition.DELAYED)):
        for address in sorted(group):
            match = bounce_text.ADDRESS.fullmatch(address.decode("utf-8", "replace"))
            if match and match.group().lower() not in avoid:
                found.setdefault(match.group().lower(), Bounced(match.group().lower(), verdict))
    return tuple(found.values())[: bounce_text.MAX_RECIPIENTS]


def _addresses(outline: Outline, *names: str) -> set[str]:
    values = " ".join(value for name in names for value in outline.every(name))[:MAX_HEADER]
    return bounce_text.addresses(values)


def _sent_to(outline: Outline) -> Iterator[str]:
    """The To addresses of the returned message, in whichever part its headers stand."""
    for text in (outline.returned, outline.text):
        for line, after in pairwise([*text.splitlines()[: bounce_text.MAX_LINES], ""]):
            if line[:3].lower() == "to:":
                value = line[3:MAX_HEADER] + (after[:MAX_HEADER] if after[:1] in (" ", "\t") else "")
                yield from (address.lower() for address in bounce_text.ADDRESS.findall(value)[:20])
                return


def _returned(outline: Outline) -> tuple[str, ...]:
    """Where a mail comes back: in a part of its own, or in the text, but not in a person's quotes."""
    unquoted = "\n".join(line for line in outline.text.splitlines() if line[:1] not in (">", "|"))
    return (outline.returned, unquoted)


def _references(outline: Outline) -> tuple[str, ...]:
    own = "\n".join(
        f"{name}: {value}"
        for name in (
            "in-reply-to",
            "references",
            "x-original-message-id",
            "x-failed-message-id",
            "original-message-id",
            "x-riferimento-message-id",  # of certified mail
        )
        for value in outline.every(name)
    )
    return (outline.disposition, outline.status, outline.returned, outline.text, own)
