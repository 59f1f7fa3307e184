"""What a notification about delivery says: whom is it about, which mail of ours, and is it final?

Servers that follow RFC 3464 say so in fields, and fields win; `bounce_text` reads the text of the
rest.  Behind `bounce_gate`, which says whether a mail is a notification at all.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from hotlined.domain.mail.message import Bounced, Disposition
from hotlined.domain.mail.outline import SEARCHED
from hotlined.domain.programs import bounce_words
from hotlined.domain.programs.bounce_text import (
    ADDRESS,
    MAX_LINE,
    MAX_LINES,
    MAX_RECIPIENTS,
    REPLY,
    STATUS,
    end_of_report,
)
from hotlined.domain.programs.given_up import has_given_up
from hotlined.domain.programs.phrases import has
from hotlined.domain.values.plain import plain

MAX_DIAGNOSTIC: Final = 300  # characters of a server's words
_ID: Final = re.compile(
    r"(?:message[- ]?id(?:entifier)?|references|in-reply-to|msgid)\b[^<@\w]{0,10}(?:is|was)?[^<@\w]{0,10}",
    re.IGNORECASE,
)
_GRAVITY: Final = (Disposition.DELIVERED, Disposition.DELAYED, Disposition.FAILED)
# RFC 6762 and its appendix G; "internal" is ICANN's, 2024.
_HOUSES: Final = frozenset({"local", "localdomain", "lan", "internal", "intranet", "private", "corp", "home"})
_FIELD: Final = re.compile(r"\s{1,20}[A-Za-z][\w-]{0,40}:\s")
_ESCAPED: Final = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")  # utf-8-addr-xtext, RFC 6533 section 3
_ANGLED: Final = re.compile(r"<?([^\s<>@\"',;()]{1,250}@[^\s<>@\"',;()]{1,250})>?")


def fields(text: str, default: Disposition) -> tuple[Bounced, ...]:
    """Recipients out of delivery-status fields, a blank line between recipients (RFC 3464 section 2.3).

    Unfolds lines; where both are given, Final-Recipient counts unless only the original is an address that
    others can write to.  A block without Action is judged by its Status, and failing that is `default`.  Of
    several blocks about one recipient the gravest counts: a failure is not hidden by what else was tried."""
    found: dict[str, Bounced] = {}
    for block in _blocks(text):
        final = _field_address(block.get("final-recipient", ""))
        original = _field_address(block.get("original-recipient", ""))
        address = original if final is None or (original and _in_house(final)) else final
        if address is None:
            continue
        status = STATUS.search(block.get("status", "")) or STATUS.search(block.get("diagnostic-code", ""))
        bounced = Bounced(
            address,
            _action(block.get("action", ""), block.get("status", ""), default),
            status and status.group(1),
            block.get("diagnostic-code", "")[:MAX_DIAGNOSTIC],
            original if original != address else None,
        )
        known = found.setdefault(address, bounced)
        if _GRAVITY.index(bounced.disposition) > _GRAVITY.index(known.disposition):
            found[address] = bounced
        if len(found) >= MAX_RECIPIENTS:
            break
    return tuple(found.values())


def _blocks(text: str) -> Iterator[dict[str, str]]:
    """Each run of "name: value" lines, unfolded; a recipient field that comes again opens a new one.

    Some programs indent all lines of a run: what stands as far left as its first line goes on with none.
    """
    block: dict[str, str] = {}
    name = ""
    left = 0
    for line in [*text.splitlines()[:MAX_LINES], ""]:
        line = line[:MAX_LINE]
        if line.strip() and not (block or name):
            left = len(line) - len(line.lstrip())
        line = line[left:] if not line[:left].strip() else line
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
    value = _ESCAPED.sub(_unescaped, value)
    found = ADDRESS.search(value.rpartition(";")[2] or value)
    return found.group().lower().strip(".'") if found else None


def _in_house(address: str) -> bool:
    """Whether the host is one that only its own network knows: without a dot, or in a domain for that."""
    host = address.partition("@")[2].rstrip(".")
    return "." not in host or host.rpartition(".")[2] in _HOUSES


def _unescaped(match: re.Match[str]) -> str:
    number = int(match.group(1), 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else match.group()


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
    lines = text[:SEARCHED].splitlines()
    folded = plain("\n".join([subject, *lines[: end_of_report(lines)]]))
    if has(folded, bounce_words.SURELY_DELAY):
        return Disposition.DELAYED
    if has_given_up(folded):
        return Disposition.FAILED
    if bounce_words.LIKELY_DELAY in folded:
        return Disposition.DELAYED
    if has(folded, bounce_words.FINAL):
        return Disposition.FAILED
    warning = ("warning", "delayed", "delay", *bounce_words.LATE)
    warned = plain(subject).startswith(warning) and not has(folded, bounce_words.REJECTED)
    if warned or has(folded, bounce_words.DELAY) or _DEFERRED.search(folded):
        return Disposition.DELAYED
    arrived = plain(subject).startswith(bounce_words.ARRIVED) and not has(plain(subject), _BOUNCED)
    delivered = arrived or has(folded, bounce_words.DELIVERED)
    refused = has(folded, _REFUSALS) or REPLY.search(folded) or _DENIED.search(folded)
    return Disposition.DELIVERED if delivered and not refused else Disposition.FAILED


_REFUSALS: Final = frozenset((*bounce_words.TEXT, *bounce_words.REJECTED)) - frozenset(bounce_words.NEUTRAL)
_BOUNCED: Final = (*bounce_words.SUBJECT, *bounce_words.SUBJECT_ANYWHERE)
_DEFERRED: Final = re.compile(r"\bdifferee?s?\b")  # différé, and not "different"
_DENIED: Final = re.compile(  # "could not be successfully delivered", "unsuccessfully delivered"
    rf"(?:\b(?:not?|nicht|non|nao|nie)(?: \w{{1,20}}){{0,2}} |un)"
    rf"(?:{'|'.join(map(re.escape, bounce_words.DELIVERED))})"
)


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
                if more[:1] not in (" ", "\t") or _FIELD.match(more):
                    break
                value += " " + more[:MAX_LINE]
            for match in _ANGLED.finditer(value):
                identity = match.group(1).rstrip(".")
                if identity.rpartition("@")[2].lower() in domains:
                    found[f"<{identity}>"] = None
    return tuple(found)
