"""Notifications about delivery: is this one, whom and what is it about, and is it final?

Servers that follow RFC 3464 say so in fields, and fields win; `domain.bounce_text` reads the text of the
rest.  The gate asks for the sender first: MAILER-DAEMON is nobody's name, postmaster is some people's, so
there the words have to be a bounce's too.  An answer to a bounce, or one that is forwarded, is a person's.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from hotlined.domain import bounce_words
from hotlined.domain.bounce_text import (
    ADDRESS,
    MAX_LINE,
    MAX_LINES,
    MAX_RECIPIENTS,
    REPLY,
    STATUS,
    end_of_report,
    lists_address,
)
from hotlined.domain.message import Bounced, Disposition
from hotlined.domain.outline import Outline
from hotlined.domain.robot_words import REPLY_PREFIXES, plain

_ID: Final = re.compile(
    r"(?:message[- ]?id(?:entifier)?|references|in-reply-to|msgid)\b[^<@\w]{0,10}(?:is|was)?[^<@\w]{0,10}",
    re.IGNORECASE,
)
_ANGLED: Final = re.compile(r"<?([^\s<>@\"',;()]{1,250}@[^\s<>@\"',;()]{1,250})>?")


def is_daemon(outline: Outline) -> bool:
    """Whether only a mail server uses such a sender: MAILER-DAEMON, or an empty From."""
    sender = plain(outline.get("from"))
    local = sender.rpartition("<")[2].partition("@")[0].strip("<> \"'") or sender.strip("<> \"'")
    if local in bounce_words.DAEMONS or (outline.has("from") and sender.endswith("<>")):
        return True
    path = plain(outline.get("return-path")).strip("<> ")
    return path.startswith("mailer-daemon") or any(n in sender for n in bounce_words.NAMES[:6])


def is_master(outline: Outline) -> bool:
    """Whether mail servers often use such a sender, and people sometimes: postmaster, a null path."""
    sender = plain(outline.get("from"))
    local = sender.rpartition("<")[2].partition("@")[0].strip("<> \"'")
    null = outline.get("return-path").strip() == "<>"
    return null or local in bounce_words.MASTERS or any(name in sender for name in bounce_words.NAMES)


def bounce_reason(outline: Outline) -> str | None:
    """Why this is a notification about delivery (a rule's name); None when it is not.

    An answer to a bounce, or one that a person forwards, has a reply prefix and is none."""
    if outline.report_type == "delivery-status" or outline.status:
        return "delivery-status report"
    if outline.has("x-failed-recipients"):
        return "X-Failed-Recipients"
    if is_daemon(outline):
        return "from a mail server"
    subject = bounce_subject(outline.get("subject"))
    if _has_fields(outline.text) and (subject or is_master(outline)):
        return "delivery-status fields in the text"
    answer = answered(outline)
    client = by_client(outline)
    evidence = _evidence(outline.text)
    if outline.get("return-path").strip() == "<>" and subject and not answer:
        return "null sender, subject of a bounce"
    if is_master(outline) and evidence and (subject or evidence > 1) and not (answer or client):
        return "postmaster, words of a bounce"
    references = outline.has("in-reply-to", "references")
    listed = not client and evidence > 1 and lists_address(outline.text)
    if listed and (is_master(outline) or (subject and not references)):
        return "words of a bounce, address listed"
    return None


def bounce_subject(subject: str) -> bool:
    """Whether a subject announces that a mail was not delivered; with a reply prefix only in brackets."""
    folded = plain(subject).lstrip("*[({ !\"'")
    common = bounce_words.TEXT[:16]
    if folded.partition(":")[0] in REPLY_PREFIXES:
        return any(f"({phrase})" in folded for phrase in common)
    tail = folded.partition("]")[2].strip() or folded
    begins = folded.startswith(bounce_words.SUBJECT) or tail.startswith(bounce_words.SUBJECT)
    return begins or any(phrase in folded for phrase in common)


def answered(outline: Outline) -> bool:
    """Whether the subject begins with a prefix that mail clients give answers and forwarded mail."""
    return plain(outline.get("subject")).partition(":")[0] in REPLY_PREFIXES and ":" in outline.get("subject")


def by_client(outline: Outline) -> bool:
    """Whether a header names a mail client that people use; servers write X-Mailer too."""
    value = plain(outline.get("x-mailer") + " " + outline.get("user-agent"))
    return outline.has("user-agent", "x-mimeole") or any(name in value for name in bounce_words.CLIENTS)


def _evidence(text: str) -> int:
    """How many different words of mail servers stand in the text, quoted lines left out."""
    spoken = "\n".join(line for line in text[:20_000].splitlines() if not line.startswith("> "))
    folded = plain(spoken)
    count = sum(phrase in folded for phrase in bounce_words.TEXT)
    return count + (REPLY.search(spoken) is not None) + (STATUS.search(folded) is not None)


def _has_fields(text: str) -> bool:
    folded = text[:50_000].lower()
    return "final-recipient:" in folded and ("reporting-mta:" in folded or "action:" in folded)


def fields(text: str, default: Disposition) -> tuple[Bounced, ...]:
    """Recipients out of delivery-status fields, a blank line between recipients (RFC 3464 section 2.3).

    Unfolds lines; where both are given, Final-Recipient counts unless only the original is an address.
    A block without Action is judged by its Status, and failing that is `default`."""
    found: dict[str, Bounced] = {}
    for block in _blocks(text):
        final = _field_address(block.get("final-recipient", ""))
        original = _field_address(block.get("original-recipient", ""))
        address = final if final and "." in final.partition("@")[2] else original or final
        if address is None:
            continue
        status = STATUS.search(block.get("status", "")) or STATUS.search(block.get("diagnostic-code", ""))
        bounced = Bounced(
            address,
            _action(block.get("action", ""), block.get("status", ""), default),
            status and status.group(1),
        )
        found.setdefault(address, bounced)
        if len(found) >= MAX_RECIPIENTS:
            break
    return tuple(found.values())


def _blocks(text: str) -> Iterator[dict[str, str]]:
    """Each run of "name: value" lines, unfolded; a recipient field that comes again opens a new one."""
    block: dict[str, str] = {}
    name = ""
    for line in [*text.splitlines()[:MAX_LINES], ""]:
        line = line[:MAX_LINE]
        if not line.strip():
            if block:
                yield block
            block, name = {}, ""
        elif line[0] in " \t" and name:
            block[name] += " " + line.strip()
        else:
            head, colon, value = line.partition(":")
            name = head.strip().lower() if colon and " " not in head.strip() else ""
            if name == "final-recipient" and name in block:
                yield block
                block = {}
            if name:
                block.setdefault(name, "")
                block[name] = block[name] or value.strip()


def _field_address(value: str) -> str | None:
    found = ADDRESS.search(value.rpartition(";")[2] or value)
    return found.group().lower().strip(".'") if found else None


def _action(action: str, status: str, default: Disposition) -> Disposition:
    match plain(action).partition(" ")[0].strip("().;,"):
        case "failed" | "failure" | "fail" | "deleted":
            return Disposition.FAILED
        case "delayed" | "delay":
            return Disposition.DELAYED
        case "delivered" | "relayed" | "expanded" | "deliverable":
            return Disposition.DELIVERED
    match status.strip()[:2]:
        case "2.":
            return Disposition.DELIVERED
        case "5.":
            return Disposition.FAILED
    return default


def disposition(subject: str, text: str) -> Disposition:
    """What the words of a notification without fields say; FAILED unless it speaks of going on."""
    lines = text[:20_000].splitlines()
    folded = plain("\n".join([subject, *lines[: end_of_report(lines)]]))
    if any(word in folded for word in bounce_words.SURELY_DELAY):
        return Disposition.DELAYED
    if any(word in folded for word in bounce_words.FINAL):
        return Disposition.FAILED
    warned = plain(subject).startswith(("warning", "delayed", "delay")) and not any(
        word in folded for word in bounce_words.REJECTED
    )
    if warned or any(word in folded for word in bounce_words.DELAY):
        return Disposition.DELAYED
    success = (
        "successfully delivered",
        "was successfully",
        '"notificationtype":"delivery"',
        "successful delivery",
    )
    return Disposition.DELIVERED if any(word in folded for word in success) else Disposition.FAILED


def message_ids(texts: Sequence[str], own: Collection[str]) -> tuple[str, ...]:
    """Message-IDs of ours that stand behind a field name in these texts, with <>, first seen first.

    An ID is ours when its right side is one of the `own` domains; an address in From or To is no ID."""
    domains = {domain.lower().rstrip(".") for domain in own}
    found: dict[str, None] = {}
    for text in texts:
        lines = text.splitlines()[:MAX_LINES]
        for number, line in enumerate(lines):
            named = _ID.search(line[:MAX_LINE])
            if named is None:
                continue
            value = line[named.end() : MAX_LINE]
            for more in lines[number + 1 : number + 20]:
                if more[:1] not in (" ", "\t"):
                    break
                value += " " + more[:MAX_LINE]
            for match in _ANGLED.finditer(value):
                identity = match.group(1).rstrip(".")
                if identity.rpartition("@")[2].lower() in domains:
                    found[f"<{identity}>"] = None
    return tuple(found)
