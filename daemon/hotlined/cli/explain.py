"""Why a mail comes to what it comes to: the facts of `replay`, each in words an administrator can act on.

Content stays out: of a form only the names of the fields, of a line not understood only its number.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import timedelta
from typing import Final

from hotlined.cli.say import local
from hotlined.domain.analysts.taken_over import counted
from hotlined.domain.form import Item, read_form
from hotlined.domain.form.labels import LABELS_EN
from hotlined.domain.hotline.pins import pins
from hotlined.domain.hotline.site import ProofLevel, Site
from hotlined.domain.letters.decision import Context, Decision, Facts
from hotlined.domain.letters.matching import Clues, clues
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import INLINE, Inbound, MailClass, Party
from hotlined.domain.officers import lea_mail
from hotlined.domain.providers import provider
from hotlined.domain.providers.answer_lines import read_answer
from hotlined.domain.record.casework import CaseOpened
from hotlined.domain.replies.meaning import Meaning
from hotlined.domain.replies.receipts import understand
from hotlined.domain.steps.filing import read_lea_tags, read_tags
from hotlined.domain.tagging.tags import TagReading
from hotlined.domain.tagging.words import Tag
from hotlined.domain.values.shown import duration

PROOFS: Final[Mapping[ProofLevel | None, str]] = {
    None: "nothing is known of the sender",
    ProofLevel.CLAIMED: "only From says so",
    ProofLevel.AUTHENTICATED: "our own mail server vouches for the sender",
    ProofLevel.SIGNED: "signed by a pinned key of theirs",
}
PROBLEMS: Final[Mapping[str, str]] = {
    "bad": "it does not fit the text: something changed the mail on its way (a list, a gateway, a scanner)",
    "unknown key": "its key is not in our keyring: `hotlined keys` lists those that are",
    "expired key": "its key has expired: get the renewed one",
    "revoked key": "its key was revoked: get a new one",
    "expired signature": "it was made to expire, and has",
    "two signatures": "there is more than one, so nobody can say whose counts",
    "weak digest": "it uses a digest that can be forged (MD5, SHA-1): change the mail client's settings",
    "not valid": "gpg does not call it valid",
    "cannot be checked": "gpg cannot check it",
    "no signature": "where a signature should be, there is none",
    "not a detached signature": "where a signature should be, there is something else",
    INLINE: "inline PGP: text may stand beside what is signed; PGP/MIME is needed for commands",
}


def explained(
    mail: Inbound, who: Who, decision: Decision, facts: Facts, earlier: tuple[str, ...], context: Context
) -> dict[str, object]:
    """Everything that led to the decision, in the order of the questions."""
    site, match = context.site, facts.match
    tags, rest = read_tags(mail, site)
    theirs: tuple[Tag, ...] = ()
    if who.party is Party.ANALYST:
        _, tags, theirs = counted(mail, tags, facts, site)
    elif who.party is Party.LEA:
        tags = read_lea_tags(mail, site)
    elif who.party is Party.PROVIDER:
        tags, _ = _answer(mail, facts, context)
    return {
        "mail": mail.digest[:12],
        "received at": mail.received_at,
        "class": f"{mail.classified.kind}: {mail.classified.why}",
        "addresses": tuple(str(one) for one in mail.from_) or "From is not readable",
        "from": f"{who.party} {who.id}".strip(),
        "proof": str(who.proof) if who.proof else "none",
        "proof means": PROOFS[who.proof],
        "signature": _signature(mail, context),
        "trouble": who.trouble or mail.signature_problem or "",
        "encrypted": mail.encrypted,
        "subject": _subject(mail),
        "tags": tuple(str(tag) for tag in tags.tags),
        "tags that are not the writer's": tuple(map(str, theirs)),
        "unknown tags": tuple(one.raw for one in tags.unknown),
        "form": tuple(_form(rest, site)) if who.party is Party.ANALYST and rest.strip() else (),
        "says": _says(mail, who, facts, context),
        "cases": match.streams,
        "matched by": match.how,
        "answers": _answers(facts),
        "clues": tuple(_clues(clues(mail, site), facts)),
        "other cases named": match.others,
        "mistyped": match.miswritten,
        "no such case": match.unknown,
        "seen before": facts.seen,
        "earlier": earlier,
        "signature replayed": facts.replayed,
        "agreement": tuple(_agreement(who, site)),
        "rules": _rules(decision),
        "trace": decision.trace,
        "folder": str(decision.folder),
        "reason": decision.reason,
    }


def _signature(mail: Inbound, context: Context) -> str:
    signature = mail.signature
    if signature is None:
        problem = mail.signature_problem
        return f"{problem}: {PROBLEMS.get(problem, 'gpg does not accept it')}" if problem else "none"
    known = (one for one in pins(context.site) if one.fingerprint == signature.fingerprint)
    owner = next((f"{one.role} {one.owner}" for one in known), "")
    whose = f"pinned, {owner}" if owner else "not pinned: nobody's, as far as we know"
    age = mail.received_at - signature.made_at
    when = f"{duration(abs(age))} {'before' if age >= timedelta(0) else 'after'} it arrived"
    made = local(signature.made_at, context.site.hotline.timezone)
    return f"valid, key {signature.fingerprint[-16:]} ({whose}), made {made}, {when}"


def _subject(mail: Inbound) -> str:
    """Which subject counts for tags; not its words."""
    if mail.protected_subject is not None:
        return "the protected one counts"
    return "not covered by the signature: its tags do not count" if mail.signature else "the outer one counts"


def _form(text: str, site: Site) -> Iterator[str]:
    """What was understood as Annex I: how many items, which fields; which lines not."""
    reading = read_form(text, labels=site.labels, zone=site.hotline.timezone, names=site.signers)
    if reading.form.items:
        told = {one.name for item in reading.form.items for one in fields(item) if getattr(item, one.name)}
        named = (LABELS_EN.get(one.name, one.name) for one in fields(Item) if one.name in told)
        count = len(reading.form.items)
        yield f"{count} item{'s' if count > 1 else ''} with {', '.join(named)}"
    for one in fields(reading.form):
        if one.name != "items" and getattr(reading.form, one.name) is not None:
            yield LABELS_EN.get(one.name, one.name)
    for problem in reading.problems:
        yield f"line {problem.line} not understood: expected {problem.expected}"


def _says(mail: Inbound, who: Who, facts: Facts, context: Context) -> tuple[str, ...]:
    """What the words of an LEA or a provider were understood to mean."""
    if mail.classified.kind is not MailClass.HUMAN or who.party not in (Party.LEA, Party.PROVIDER):
        return ()
    if who.party is Party.LEA:
        meaning, _ = lea_mail.meaning_of(mail, who, facts, context)
    else:
        _, meaning = _answer(mail, facts, context)
    until = f"until {local(meaning.until, context.site.hotline.timezone)}" if meaning.until else ""
    lost = f"{len(meaning.unclear)} sentences not understood" if meaning.unclear else ""
    return tuple(filter(None, (*meaning.words, until, lost))) or ("nothing that was understood",)


def _answer(mail: Inbound, facts: Facts, context: Context) -> tuple[TagReading, Meaning]:
    """A provider's mail as it is read on its case; one of no case is read by nobody, but shown."""
    answering = provider.answering(mail, facts)
    if answering:
        case, contact = answering[0]
        return read_answer(mail, case, contact.id, context)
    tags, _ = read_tags(mail, context.site, bare=True)
    return tags, understand(mail, tags, context.site, context.now)


def _answers(facts: Facts) -> str:
    """Which mail of ours it answers."""
    for case in facts.cases.values():
        sent = case.sent.get(facts.match.answered or "")
        if sent is not None:
            return f"our {sent.kind} to {sent.party} {sent.to_id}"
    return ""


def _clues(found: Clues, facts: Facts) -> Iterator[str]:
    """Everything that could have named a case, the strongest first; the first that hits counts."""
    named: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("the protected subject", found.protected),
        ("the outer subject", found.subject),
        ("the new text", found.text),
    )
    if found.message_ids:
        hit = "one is ours" if facts.match.answered else "none is ours"
        yield f"{len(found.message_ids)} Message-IDs in its thread, {hit}"
    if found.tokens:
        yield f"{len(found.tokens)} tokens in the addresses"
    if found.codes:
        yield f"{len(found.codes)} receipt codes"
    for where, references in named:
        if references:
            yield f"{where} names {', '.join(references)}"


def _agreement(who: Who, site: Site) -> Iterator[str]:
    """The settings that decide about this sender."""
    terms = site.agreement
    if who.party is Party.ANALYST:
        yield f"analyst_proof: {terms.analyst_proof}"
    if who.party in (Party.ANALYST, Party.LEA):
        yield f"command_fresh: {duration(terms.command_fresh)}"
    if who.party is not Party.STRANGER:
        yield f"answer_interval: {duration(terms.answer_interval)}"


def _rules(decision: Decision) -> tuple[str, ...]:
    """The rows of rules/ that chose units and notices."""
    opened = (one for change in decision.changes for one in change.events if isinstance(one, CaseOpened))
    return tuple(rule for one in opened for rule in one.rules)
