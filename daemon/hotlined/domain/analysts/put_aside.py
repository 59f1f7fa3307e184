"""Mails of analysts that are put aside, and told of: not believed, or not readable.

A command that is not proven is put into the quarantine and its supposed author is told, at their configured
address, at most once per `answer_interval`.
"""

from typing import Final

from hotlined.domain.analysts.advice import advice
from hotlined.domain.analysts.refused_hold import asked_before, may_keep_back, means_hold
from hotlined.domain.cases.signed import untimely
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.proof import needed
from hotlined.domain.hotline.site import ProofLevel
from hotlined.domain.letters.decision import Context, Decision, Facts
from hotlined.domain.letters.drafts import Effect, to_analysts
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import CLOSED, FOREIGN, INLINE, WRAPPED, Inbound, Party
from hotlined.domain.steps.asking import Doubt, ask
from hotlined.domain.steps.filing import heard, on_case, seen, stream
from hotlined.domain.tagging.tags import TagReading
from hotlined.domain.values.folders import Folder

INSTEAD: Final = {
    INLINE: "inline PGP is not accepted for commands; send PGP/MIME",
    WRAPPED: "the signature is not around the whole mail",
    CLOSED: "it is sealed with S/MIME, which cannot be read here; OpenPGP (PGP/MIME) is needed",
    FOREIGN: "S/MIME is not accepted for commands; sign with OpenPGP (PGP/MIME)",
}
# Old records have "a command needs the proof ..., this mail has ..."; the catalogues keep the words for it.
UNPROVEN: Final = {
    ProofLevel.SIGNED: "commands must be signed with a key that the hotline knows, and this mail is not",
    ProofLevel.AUTHENTICATED: (
        "commands must be signed, or sent by login through the hotline's own mail server, and this mail is"
        " neither"
    ),
}


def doubt(
    mail: Inbound, who: Who, tags: TagReading, facts: Facts, context: Context
) -> tuple[Folder, str] | None:
    """Why the mail is not believed, and the quarantine for it (P9)."""
    if who.trouble is not None:
        return Folder.QUARANTINE_TROUBLE, who.trouble
    wanted = [needed(Party.ANALYST, tag.word, context.site) for tag in tags.tags]
    default = context.site.agreement.analyst_proof
    level = max(wanted, key=list(ProofLevel).index, default=default)
    if not who.proven(level) and mail.signature_problem in INSTEAD:
        return Folder.UNPROVEN, INSTEAD[mail.signature_problem]
    if not who.proven(level):
        return Folder.UNPROVEN, UNPROVEN[level]
    if who.proof is not ProofLevel.SIGNED and level is ProofLevel.CLAIMED:
        return None
    if facts.replayed:
        return Folder.REPLAYED, "this signature was seen before, in another mail"
    late = untimely(mail, context.site.agreement)
    return (Folder.STALE, late) if late is not None else None


def unread(mail: Inbound, who: Who, why: str, facts: Facts, context: Context) -> Decision:
    """An analyst's mail that nobody can read: put aside, and said; on a case it could be a [HOLD]."""
    return _put_aside(mail, who, Folder.UNREADABLE, why, facts, context, asked=why)


def unproven(mail: Inbound, who: Who, folder: Folder, why: str, facts: Facts, context: Context) -> Decision:
    """Into the quarantine; a [HOLD] among it is not obeyed, but asked about."""
    held = means_hold(mail, context.site) and folder is not Folder.REPLAYED
    asked = f"a [HOLD] was put aside: {why}" if held else None
    if mail.signature_problem == CLOSED:  # nobody knows what is in it
        asked = asked or f"a mail cannot be read: {why}"
    return _put_aside(mail, who, folder, why, facts, context, asked=asked)


def _put_aside(
    mail: Inbound, who: Who, folder: Folder, why: str, facts: Facts, context: Context, *, asked: str | None
) -> Decision:
    """Into the quarantine; the person whose name it bears is told, never the sender (no backscatter).

    `asked`: why its cases are asked about: until somebody has looked, their notices wait.
    """
    mark = seen(mail, who, folder, why)
    desk = heard(Case(stream(context)), mark, context)
    quiet = facts.answered_lately or folder is Folder.REPLAYED or mail.by_program
    analyst = context.site.analyst(who.id)
    values = {
        "why": why,
        "advice": advice(why, keyed=analyst is not None and bool(analyst.fingerprints)),
        "received_at": mail.received_at,
        "interval": context.site.agreement.answer_interval,
    }
    letters = () if quiet else to_analysts(context, desk, "unproven", values, only=who.id)
    changes = [Effect(letters=letters).change(desk.stream, mark)]
    for name in dict.fromkeys((*facts.match.streams, *facts.match.others)) if asked is not None else ():
        case = facts.cases.get(name)
        if case is not None and may_keep_back(case, facts) and not asked_before(case, who, asked or why):
            question = ask(context, case, Doubt(who, asked or why, mail.digest), urls=facts.urls)
            changes.append(on_case(case, mark, question, context))
    return Decision(tuple(changes), folder, why)
