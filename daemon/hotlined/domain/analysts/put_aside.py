"""Mails of analysts that are put aside, and told of: not believed, or not readable.

A command that is not proven is put into the quarantine and its supposed author is told, at their configured
address, at most once per `answer_interval`.
"""

from collections.abc import Iterator
from typing import Final

from hotlined.domain.analysts import plain_wait
from hotlined.domain.analysts.advice import advice
from hotlined.domain.analysts.refused_hold import WHY, asked_before, may_keep_back, means_hold
from hotlined.domain.cases.signed import untimely
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.proof import needed
from hotlined.domain.hotline.site import ProofLevel
from hotlined.domain.letters.decision import Change, Context, Decision, Facts
from hotlined.domain.letters.drafts import Effect, to_analysts
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import CLOSED, DAMAGED, FOREIGN, INLINE, WRAPPED, Inbound, MailClass, Party
from hotlined.domain.record.correspondence import MailSeen
from hotlined.domain.steps.asking import Doubt, ask
from hotlined.domain.steps.filing import heard, on_case, read_tags, seen, stream
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
    return _put_aside(mail, who, folder, why, facts, context, asked=_asked(mail, folder, why, context))


def _asked(mail: Inbound, folder: Folder, why: str, context: Context) -> str | None:
    """What is asked about a mail that is not believed; None where nothing is."""
    if means_hold(mail, context.site) and folder is not Folder.REPLAYED:
        return f"a [HOLD] was put aside: {why}"
    return f"a mail cannot be read: {why}" if mail.signature_problem == CLOSED else None  # whatever is in it


def lost(mail: Inbound, who: Who, folder: Folder, facts: Facts, context: Context) -> str | None:
    """What was asked about a mail in this folder, which the record has lost; None where nothing was."""
    if folder is Folder.REFUSED and not means_hold(mail, context.site):
        return plain_wait.WHY if plain_wait.is_asked_about(mail, who, facts, context) else None
    if folder is Folder.REFUSED:
        return WHY
    if mail.classified.kind is MailClass.UNREADABLE:
        return cannot_be_read(mail)
    if not folder.is_quarantine or folder is Folder.REPLAYED:
        return None
    doubted = doubt(mail, who, read_tags(mail, context.site)[0], facts, context)
    if doubted is None:  # it would be believed now, and is not carried out for that
        return WHY if means_hold(mail, context.site) else None
    return _asked(mail, folder, doubted[1], context)


def asked_again(
    mail: Inbound, who: Who, folder: Folder, why: str, facts: Facts, context: Context
) -> Decision:
    """What was asked about a mail (`lost`), anew: it stays where it is, and nothing of it is carried out."""
    changes = _questions(seen(mail, who, folder, why), Doubt(who, why, mail.digest), facts, context)
    return Decision(tuple(changes), folder, why)


def cannot_be_read(mail: Inbound) -> str:
    """Why nobody can read it; of one without a header nothing else is known."""
    return f"a mail cannot be read: {mail.unreadable or DAMAGED}"


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
    told = Effect(letters=letters).change(desk.stream, mark)
    questions = () if asked is None else _questions(mark, Doubt(who, asked, mail.digest), facts, context)
    return Decision((told, *questions), folder, why)


def _questions(mark: MailSeen, doubt: Doubt, facts: Facts, context: Context) -> Iterator[Change]:
    """The question to each case that the mail may be about."""
    for name in dict.fromkeys((*facts.match.streams, *facts.match.others)):
        case = facts.cases.get(name)
        if case is not None and may_keep_back(case, facts) and not asked_before(case, doubt.who, doubt.why):
            yield on_case(case, mark, ask(context, case, doubt, urls=facts.urls), context)
