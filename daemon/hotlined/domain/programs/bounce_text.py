"""The recipients in a bounce that has no fields, read out of its text line by line.

Each line that names an address is weighed by its shape ("<a@b>:" alone, "RCPT TO:<a@b>", beside a reply
code, ...) up to where the returned message begins; the addresses of the heaviest shape are the
recipients.  Patterns have bounded repetitions only, and lines, addresses and their number have limits,
so that reading is linear.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from hotlined.domain.mail.message import Bounced, Disposition
from hotlined.domain.mail.outline import SEARCHED
from hotlined.domain.programs import bounce_words
from hotlined.domain.programs.phrases import has
from hotlined.domain.values.plain import plain

MAX_LINE: Final = 2_000  # characters; the rest of a longer line is not read
MAX_LINES: Final = 4_000
MAX_TITLE: Final = 200  # characters of the line above such a part
MAX_RECIPIENTS: Final = 100
MAX_IN_LINE: Final = 10  # addresses of one line that are weighed
MAX_WEIGHED: Final = 400  # addresses of one mail that are weighed
LISTED: Final = 4  # the least weight of an address that stands where servers put the recipient

_OFFICES: Final = frozenset({"postmaster", "abuse"})
# "Complaints to: abuse@..."
_TO_ASK: Final = re.compile(
    r"complain|report (?:it|this|abuse|spam|problems?)|abuse:|write to|contact|questions?\b|assistance"
    r"|believe|think that|problems? to|reach us"
    r"|e-?mail us|bei fragen|wenden sie|beschwerde|melden sie|signaler"
    r"|plainte|contacte|réclamation|denunci|reclamaci|segnala|reclam"
    r"|klacht|vragen|meld misbruik|skarg|zgłos|klagomål|kontakt",
    re.IGNORECASE,
)
ADDRESS: Final = re.compile(
    r"(?:\"[^\"@<>\n]{1,64}\"|[\w.!#$%&'*+/=?^`{|}~-]{1,64})@"
    r"(?:[A-Za-z0-9\x80-\U0010ffff_-]{1,63}(?:\.[\w-]{1,63}){0,9}"
    r"|\[(?:\d{1,3}(?:\.\d{1,3}){3}|[Ii][Pp][Vv]6:[0-9A-Fa-f:.]{2,45})\])"  # RFC 5321 section 4.1.3
)
STATUS: Final = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
REPLY: Final = re.compile(r"(?<![\d.])[45]\d\d(?:[ -]|$)")
_ALONE: Final = re.compile(
    r"[\s*|\"'\[(•-]{0,20}(?:(?<=-)> ?)?(?:smtp:|mailto:)?\s{0,4}[<\[]?$", re.IGNORECASE
)
_NAMED: Final = re.compile(
    r"(?:rcpt to|recipients?|recipient[- ]address|(?:message|mail|e-?mail|fax|nachricht|document) (?:to|an)|"
    r"error-for|failed address|mail address|email address|mailbox|addressed to|bounced|address|"
    r"empfänger|adressat|destinataire|destinat[aá]rio|ontvanger|geadresseerde|modtager|mottaker|mottagare|"
    r"vastaanottaja|odbiorca|adresat|příjemce|príjemca|prejemnik|primatelj|címzett|destinatar|получател|"
    r"получатель|παραλήπτη|saaja|adressaat|adresāts|gavėj|"
    r"utente|emailaddress|delivered to|delivery to|deliver(?:ing)? your mail to|user|"
    r"undeliverable\s{1,3}to|failed|attempts)\w{0,4}\W{0,8}(?:rfc822;\s?)?[<\"(]?$",
    re.IGNORECASE,
)
_OF_SENDER: Final = re.compile(
    r"(?:from|mail from|envelope-from|return-path|reply-to|sender(?: (?:e-?mail )?address)?|contact|"
    r"message-id|by|for assistance|help|mailto|cc|bcc|sent by|"
    r"please try)\b\W{0,20}$",  # RFC 5321 section 3.4, code 551
    re.IGNORECASE,
)
_TO_LINE: Final = re.compile(r"\s{0,20}(?:to|an|à|para|aan|til|till|do|komu|adresat)\s?:", re.IGNORECASE)
_RETURNED: Final = re.compile(
    r"(?:[-=*_|#\s]{2,80}+.{0,60}(?:original|copy|follows|returned (?:mail|message)|header|unsent|"
    r"undelivered message|message text|below this line|kopie|nachricht)"
    r"|\W{0,5}old message:\s{0,5}$"
    r"|(?:\W{0,5}(?:the )?(?:original|bounced|returned|message|full|first|below|your message|copy).{0,60}"
    r"(?:follows?|below|reads|copy of the original message|message headers|e-mail)\b.{0,30}[.:]?\s{0,5}$))",
    re.IGNORECASE,
)
_HEADER: Final = re.compile(
    r"(?:received|return-path|dkim-signature|mime-version|message-id|delivered-to|arc-seal|"
    r"x-[\w-]{1,40}):\s",
    re.IGNORECASE,
)


def listed(
    text: str,
    kind: Disposition,
    *,
    avoid: Collection[str] = (),
    sent_to: Sequence[str] = (),
    offices: bool = False,
) -> tuple[Bounced, ...]:
    """Recipients that the text of a server without fields lists where servers put them.

    `avoid` are the notification's own sender and receiver; `sent_to` the To of the returned message; with
    `offices` abuse@ may be one: asked last, where nothing else names anybody."""
    lines = text.splitlines()[:MAX_LINES]
    head = lines[: end_of_report(lines)]
    weighed = _weigh(head, avoid=avoid, sent_to=sent_to, offices=offices)
    sure = {address: found for address, found in weighed.items() if found[0] >= LISTED}
    verdicts = _verdicts(head)
    return tuple(
        replace(one, disposition=said, status=_fitting(one.status, said))
        for one in (_heaviest(sure, head, kind) if sure else ())
        for said in (verdicts.get(one.recipient, kind),)
    )


def _verdicts(head: Sequence[str]) -> dict[str, Disposition]:
    """What a text says of each address, where its parts have a verdict each (`bounce_words.PARTS`).

    Of several the gravest, which stands first there."""
    gravity = [*bounce_words.PARTS.values()]
    found: dict[str, Disposition] = {}
    verdict = None
    for line in head:
        if "@" not in line:
            said = plain(line[:MAX_TITLE])
            verdict = next((one for words, one in bounce_words.PARTS.items() if words in said), verdict)
        elif verdict and len(found) <= MAX_RECIPIENTS:
            for address in islice(ADDRESS.findall(line[:MAX_LINE]), MAX_IN_LINE):
                known = found.get(address.lower(), verdict)
                found[address.lower()] = min(known, verdict, key=gravity.index)
    return found


def prose(
    text: str, kind: Disposition, *, avoid: Collection[str] = (), sent_to: Sequence[str] = ()
) -> tuple[Bounced, ...]:
    """The most likely recipients in such a text; `sent_to` decides where it names nobody."""
    lines = text.splitlines()[:MAX_LINES]
    head = lines[: end_of_report(lines)]
    weighed = _weigh(head, avoid=avoid, sent_to=sent_to)
    if not weighed and sent_to:
        weighed = {address: (1, None) for address in sent_to if address not in avoid}
    return _heaviest(weighed or _weigh(lines, avoid=avoid, sent_to=sent_to), head, kind)


def _heaviest(
    weighed: Mapping[str, tuple[int, str | None]], head: Sequence[str], kind: Disposition
) -> tuple[Bounced, ...]:
    """The addresses with the greatest weight, each with the status code near it or the only one."""
    best = max((weight for weight, _ in weighed.values()), default=0)
    status = STATUS.search("\n".join(head)[:SEARCHED])
    lone = status.group(1) if status else None
    return tuple(
        Bounced(address, kind, _fitting(own or lone, kind))
        for address, (weight, own) in list(weighed.items())[:MAX_RECIPIENTS]
        if weight == best
    )


def _fitting(status: str | None, kind: Disposition) -> str | None:
    """A status code found in text, unless it says the opposite of what the text says."""
    return status if status and (status[0] == "2") == (kind is Disposition.DELIVERED) else None


def end_of_report(lines: Sequence[str]) -> int:
    """The line at which the returned message begins."""
    for number, line in enumerate(lines):
        if number and (_HEADER.match(line[:80]) or (len(line) < 120 and _RETURNED.match(line))):
            return number
    return len(lines)


def _weigh(
    lines: Sequence[str], *, avoid: Collection[str], sent_to: Collection[str], offices: bool = False
) -> dict[str, tuple[int, str | None]]:
    """Each address with the weight of its best line, and the status code near it.

    abuse@ is whom to ask, as a rule; with `offices` it counts, too: notices go to such addresses.
    """
    found: dict[str, tuple[int, str | None]] = {}
    seen = 0
    for number, line in enumerate(lines):
        line = line[:MAX_LINE]
        if "@" not in line:
            continue
        if len(found) > MAX_RECIPIENTS:
            break
        for match in islice(ADDRESS.finditer(line), MAX_IN_LINE):
            address = match.group().lower().strip(".'`*/=")
            local = address.partition("@")[0]
            office = local in _OFFICES and (not offices or _is_to_ask(lines, number, match.start()))
            if (local in bounce_words.DAEMONS or office) and address not in sent_to:
                continue
            weight = _weight(line, match.start(), lines[number - 1][:MAX_LINE] if number else "")
            if address in avoid and weight < LISTED:
                continue
            seen += 1
            if seen > MAX_WEIGHED:
                return found
            status = STATUS.search(" ".join(lines[number : number + 4])[: MAX_LINE * 2])
            if weight and weight > found.get(address, (0, None))[0]:
                found[address] = (weight, status.group(1) if status else None)
    return found


def _is_to_ask(lines: Sequence[str], number: int, start: int) -> bool:
    """Whether what stands in front of an address says to write there: above it, too, where it is alone."""
    above = next((one for one in reversed(lines[max(0, number - 2) : number]) if one.strip()), "")
    return _TO_ASK.search(f"{above[-MAX_LINE:]} {lines[number][:start]}") is not None


def _weight(line: str, start: int, before: str) -> int:
    """How surely a line names the failed recipient by the address at `start`; 0: it names another."""
    head = line[max(0, start - 60) : start]
    if _OF_SENDER.search(head) or line.lower().lstrip("> ").startswith(
        ("from:", "von:", "de:", "message-id", "from ")
    ):
        return 0
    if _TO_LINE.match(line):
        return 2
    if start <= 60 and _ALONE.match(head):
        return 1 if _OF_SENDER.search(before.rstrip(" :")[-60:]) else 5
    if _NAMED.search(head):
        return 4
    folded = plain(line)
    refused = REPLY.search(line) or STATUS.search(line) or has(folded, bounce_words.TEXT)
    return 3 if refused else 1


def lists_address(text: str, *, avoid: Collection[str]) -> bool:
    """Whether an address, but none of `avoid`, stands where servers put the failed recipient."""
    lines = text.splitlines()[:MAX_LINES]
    head = lines[: end_of_report(lines)]
    found = _weigh(head, avoid=(), sent_to=())
    return any(weight >= LISTED and address not in avoid for address, (weight, _) in found.items())


def addresses(*values: str) -> set[str]:
    """All addresses in these texts, lower case."""
    return {address.lower() for value in values for address in ADDRESS.findall(value[: MAX_LINE * 4])}
