"""What list software (Mailman) answers to mail that its list does not take: rejected, or held back.

A unit or a provider may read its mail by way of a list that a stranger may not write to.  Then our mail has
not arrived, though its server took it: a rejection is a failed delivery, a mail held back a delayed one.
Either is a formula at the very beginning of the text; a moderator's own words may follow it, and where these
could ask to wait it is nothing of this (P5).  Only the English formulas are known here.
"""

import re
from typing import Final

from hotlined.domain.mail.message import Bounced, Disposition
from hotlined.domain.mail.outline import Outline
from hotlined.domain.programs.bounce_gate import MAX_TEXT, answered, by_client, program
from hotlined.domain.programs.bounce_text import ADDRESS
from hotlined.domain.programs.robot_words import waits
from hotlined.domain.values.plain import plain

REJECTED: Final = "a mailing list has rejected it"
HELD: Final = "a mailing list holds it for its moderator"

_REJECTED: Final = re.compile(
    r"your request to the .{1,200} mailing list .{1,400}? has been rejected by the list moderator"
    r"|you are not allowed to post to this mailing list\b.{0,400}?\brejected"
    r"|your message to the .{0,200}?list was rejected for the following reasons"
    r"|your message has been rejected, probably because you are not subscribed to the mailing list"
)
_HELD: Final = re.compile(r"your mail to .{1,600}? is being held until the list moderator can review it")
_THE_REASON: Final = re.compile(r"the reason it is being held")
_SUFFIX: Final = re.compile(r"-(?:owner|bounces|request|admin)(?=@)")


def list_answer(outline: Outline) -> tuple[str, Bounced] | None:
    """`REJECTED` or `HELD`, and what became of the mail; None where it is no such answer."""
    if outline.report_type or outline.status or by_client(outline) or answered(outline):
        return None
    if not _by_list(outline):
        return None
    text = plain(outline.text[:MAX_TEXT])
    for why, formula, verdict in (
        (REJECTED, _REJECTED, Disposition.FAILED),
        (HELD, _HELD, Disposition.DELAYED),
    ):
        found = formula.match(text)
        if found and not waits(_THE_REASON.sub(" ", text[found.end() :])):
            return why, Bounced(_list_of(outline), verdict)
    return None


def _by_list(outline: Outline) -> bool:
    """Whether anything but its words says that it is a machine's; words alone could be a person's (P5)."""
    headers = outline.has("list-id", "x-mailman-version", "x-beenthere", "x-list-administrivia")
    automatic = outline.has("auto-submitted") or plain(outline.get("precedence")) in ("bulk", "list", "junk")
    return headers or automatic or program(outline) or outline.get("return-path").strip() == "<>"


def _list_of(outline: Outline) -> str:
    """The list's address, by that of its owner, in whose name it writes; "" where there is none."""
    found = ADDRESS.search(outline.get("from"))
    return _SUFFIX.sub("", found.group().lower(), count=1) if found else ""
