"""A mail to the LEA has come back, and nothing in the bounce says which: no Message-ID of ours, no token.

Some mail servers return nothing of what they refuse, and some accounts may send with the plain envelope
address only.  What such a bounce does tell is whom the mail did not reach: so every case of that unit waits
whose report no person has confirmed, and the analysts are asked (P7).
"""

from dataclasses import replace
from typing import Final

from hotlined.domain.hotline.site import ProofLevel
from hotlined.domain.letters.decision import Context, Decision, Facts
from hotlined.domain.letters.who import Who, undelivered_to, units_of
from hotlined.domain.mail.message import Disposition, Inbound, Party
from hotlined.domain.officers import pausing
from hotlined.domain.programs.moderated import HELD
from hotlined.domain.steps.delivery import WITH_MODERATOR, told_by_server
from hotlined.domain.values.folders import Folder

NAMED: Final = "the LEA's mail server says that a mail about the case was not delivered"
UNNAMED: Final = (
    "a mail to the LEA was not delivered, and the bounce does not say which: it may be the report"
)


def of_no_case(mail: Inbound, sender: Who, facts: Facts, context: Context) -> Decision | None:
    """What a bounce comes to that is of no mail of ours that is known; None where it is not the LEA's."""
    held = mail.classified.why == HELD
    told = {one.disposition for one in mail.classified.bounced}
    if told == {Disposition.DELIVERED}:
        return None
    if facts.matched() and sender.party is Party.LEA:
        why = WITH_MODERATOR if held else NAMED
        sender = replace(sender, server=True)
        return pausing.paused(told_by_server(mail), sender, facts, context, folder=Folder.BOUNCES, why=why)
    # What it returns tells which mail it is of: not ours.
    units = frozenset() if mail.classified.anothers else undelivered_to(mail, context.site)
    if not units or not (held or not told or Disposition.FAILED in told):
        return None
    who = Who(Party.LEA, min(units), ProofLevel.CLAIMED, server=True)
    # One that is named, and of another unit, is no business of this bounce.
    theirs = [one for one in facts.matched() if units & units_of(one)]
    lacking = tuple(one for one in theirs or facts.unit_cases if one.unconfirmed())
    named = {one.stream: one for one in lacking} if theirs else {}
    only = replace(facts.match, streams=tuple(named), others=())
    facts = replace(facts, match=only, cases=named, unit_cases=lacking)
    why = WITH_MODERATOR if held else UNNAMED
    return pausing.paused(told_by_server(mail), who, facts, context, folder=Folder.BOUNCES, why=why)
