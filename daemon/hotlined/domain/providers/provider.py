"""A provider's reply on one case: recorded, shown to the analysts, and acted on only where it is clear."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import ProofLevel, Site
from hotlined.domain.letters.decision import Context, Facts
from hotlined.domain.letters.drafts import Effect, to_analysts
from hotlined.domain.letters.matching import answered, came_by
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import AUTOMATA, Inbound, Party
from hotlined.domain.mail.tickets import ticket_in
from hotlined.domain.providers.answer_lines import read_answer
from hotlined.domain.providers.disowned import read_disowned
from hotlined.domain.providers.meant import items_meant, notice_answered
from hotlined.domain.providers.moved import not_ours
from hotlined.domain.record.noticed import ProviderAnswered, TicketGiven
from hotlined.domain.replies.both import with_html
from hotlined.domain.replies.meaning import Meaning
from hotlined.domain.steps.removal import claimed, removed
from hotlined.domain.tagging.arguments import read_items_and_text
from hotlined.domain.tagging.tags import TagReading
from hotlined.domain.tagging.words import Word
from hotlined.domain.values.address import parse_address
from hotlined.domain.values.folders import Folder

_PROVIDERS_WORDS: Final = frozenset({"removed", "not-ours", "question", "unclear"})


def contact_of(case: Case, mail: Inbound, message_id: str | None) -> Who | None:
    """The provider of the case that this mail is from: by From, or by the notice of ours it answers.

    A ticket system writes from an address of its own, and may leave our Message-ID out: then the contact's
    mail domain tells.
    """
    contacts = {notice.contact: None for notice in reversed(case.notices)}
    sender = mail.sender
    if sender is not None and str(sender) in contacts:
        return Who(Party.PROVIDER, str(sender), ProofLevel.CLAIMED)
    sent = case.sent.get(message_id or "")
    if sent is not None and sent.party == Party.PROVIDER:
        return Who(Party.PROVIDER, sent.to_id, ProofLevel.CLAIMED)
    near = next((one for one in contacts if _of_contact(mail, one)), None)
    return None if near is None else Who(Party.PROVIDER, near, ProofLevel.CLAIMED)


def answering(mail: Inbound, facts: Facts) -> tuple[tuple[Case, Who], ...]:
    """The cases that a mail was matched to, or names besides, with their provider whose answer it is."""
    others = (facts.cases[stream] for stream in facts.match.others if stream in facts.cases)
    cases = {case.stream: case for case in (*facts.matched(), *others)}
    found = ((one, contact_of(one, mail, answered(one, mail, facts.match))) for one in cases.values())
    return tuple((case, contact) for case, contact in found if contact is not None)


def listed(mail: Inbound, site: Site) -> Who | None:
    """The provider of the directory whose contact From names, whatever the mail is about."""
    contacts = {one.contact for one in site.providers}
    if mail.sender is None or mail.sender not in contacts:
        return None
    return Who(Party.PROVIDER, str(mail.sender), ProofLevel.CLAIMED)


@dataclass(frozen=True, slots=True)
class _Told:
    """What an answer comes to: items gone, items of somebody else and whose, and whether it asks a person."""

    gone: tuple[int, ...]
    disowned: tuple[tuple[tuple[int, ...], str], ...]
    asks: bool


def reply(context: Context, case: Case, who: Who, mail: Inbound, *, several: bool = False) -> Effect:
    """Removed: the analyst is asked to verify.  Anything else: the analyst reads it and decides.

    `several`: it names other cases, too, and of which it says what, nobody can know.
    """
    tags, meaning = read_answer(mail, case, who.id, context)
    if meaning.differs:
        mail = with_html(mail)
    other = {tag.word for tag in tags.tags} & {Word.NOT_OURS, Word.QUESTION}
    words = (*meaning.words, *sorted(word.lower() for word in other))
    told = _told(context, case, who, mail, tags, meaning)
    # From a machine "removed" may be the ticket: its word changes no item.
    if several or mail.classified.kind in AUTOMATA:
        told = _Told((), (), asks=True)
    notice = notice_answered(case, who.id, mail)
    fact = ProviderAnswered(
        contact=who.id,
        mail=mail.digest,
        meaning=words,
        text=mail.new_text.strip(),
        number=notice.number if notice is not None else 0,
        asks=told.asks,
    )
    effect = Effect((fact,)) + ticketed(case, who, mail, context.site.hotline.prefix)
    # Whoever forges the provider's address must not end the reminders.
    sure = _of_contact(mail, who.id) and not mail.refuted
    if told.gone and sure:
        effect += removed(context, case, who, items=told.gone, mail=mail.digest)
    elif told.gone:
        effect += claimed(context, case, who.id, items=told.gone, mail=mail.digest)
    for numbers, named in told.disowned if sure else ():
        effect += not_ours(context, case, who.id, items=numbers, named=named, mail=mail.digest)
    return effect + shown(context, case, who, mail, words)


def shown(context: Context, case: Case, who: Who, mail: Inbound, words: tuple[str, ...] = ()) -> Effect:
    """A provider's words for the analysts, with what was understood of them."""
    values = {"text": mail.new_text, "provider": who.id, "closed": case.closed is not None}
    values["words"] = _told_words(words)
    values |= {"items": _concerned(case, who.id, mail), "folder": context.site.folder("ntd", Folder.PROVIDER)}
    # Whoever it was passed on to, or got hold of it: that is not to be read as the provider's word.
    own = mail.sender is None or _of_contact(mail, who.id)
    values |= {"other": "" if own else str(mail.sender), "origin": _of_origin(case, who.id, mail)}
    return Effect(letters=to_analysts(context, case, "provider-words", values, content=True))


def _told_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """What was understood, in the words of a provider: one that "suspended" an account holds no notice."""
    known = tuple(one for one in words if one in _PROVIDERS_WORDS)
    return known if known == words else tuple(dict.fromkeys((*known, "unclear")))


def _of_origin(case: Case, contact: str, mail: Inbound) -> bool:
    """Whether it answers our question to a CDN, which is asked once, and is no notice."""
    notice = notice_answered(case, contact, mail)
    mine = [notice] if notice is not None else [one for one in case.notices if one.contact == contact]
    return bool(mine) and all(one.origin for one in mine)


def _concerned(case: Case, contact: str, mail: Inbound) -> tuple[int, ...]:
    """The items that a provider's words may be about: of its notice, as far as nobody has seen them gone."""
    notice = notice_answered(case, contact, mail)
    own = (one.number for one in case.items if one.provider is not None and one.provider.contact == contact)
    seen = {one.number for one in case.items if one.verified}
    return tuple(one for one in (notice.items if notice is not None else own) if one not in seen)


def _told(context: Context, case: Case, who: Who, mail: Inbound, tags: TagReading, meaning: Meaning) -> _Told:
    # Of what an analyst has found online since, an older mail does not say that it is gone.
    came = came_by(case, mail)
    seen = {one.number for one in case.items if one.seen_at and came < one.seen_at}
    items = tuple(one for one in items_meant(case, who.id, mail, meaning.removed or ()) if one not in seen)
    plain = _is_plain(tags, meaning, items)
    of_others = tuple(read_disowned(text, context.site) for text in _of_others(tags))
    clear = not meaning.question and None not in of_others
    disowned = _disowned(case, who.id, mail, of_others) if clear else ()
    if meaning.removed is not None and any(not {*numbers}.isdisjoint(items) for numbers, _ in disowned):
        disowned = ()  # said to be gone, and to be somebody else's: neither before a person has read it
    gone = meaning.removed is not None and plain and (bool(disowned) or not of_others)
    understood = (gone and bool(items)) or (bool(disowned) and plain)
    asks = _strange(case, who.id, tags, meaning) or not understood
    return _Told(items if gone else (), disowned, asks)


def _is_plain(tags: TagReading, meaning: Meaning, items: tuple[int, ...]) -> bool:
    """Whether nothing in it makes its words less than they are: a question, "not yet", "item 2" below."""
    words = {tag.word for tag in tags.tags}
    less = meaning.unclear or meaning.differs or meaning.question or Word.QUESTION in words
    less = less or meaning.removed_partly or meaning.hold  # "not yet"
    # "Item 2" beside a bare "removed"; in words alone "from our cache", "in one country", "2 of the 3".
    beside = meaning.removed_loosely and (len(items) > 1 or Word.REMOVED not in words)
    return not less and not beside


def ticketed(case: Case, who: Who, mail: Inbound, prefix: str) -> Effect:
    """The ticket that the provider's system gave, kept for the notice that the mail answers.

    Only from the contact, or its mail domain: whoever else answers, such as the police to whom the provider
    passed the notice on, has tickets that are nothing for the provider (P10).
    """
    if not _of_contact(mail, who.id):
        return Effect()
    mine = [one for one in case.notices if one.contact == who.id]
    notice = notice_answered(case, who.id, mail) or (mine[-1] if mine else None)
    ticket = ticket_in(mail.subject, prefix)
    if notice is None or not ticket or notice.ticket == ticket:
        return Effect()
    return Effect((TicketGiven(number=notice.number, ticket=ticket, mail=mail.digest),))


def _of_contact(mail: Inbound, contact: str) -> bool:
    """Whether From is the contact, or an address in its mail domain or below."""
    known, sender = parse_address(contact), mail.sender
    if known is None or sender is None:
        return False
    return sender.domain == known.domain or sender.domain.endswith(f".{known.domain}")


def _disowned(
    case: Case, contact: str, mail: Inbound, told: Sequence[tuple[tuple[int, ...], str] | None]
) -> tuple[tuple[tuple[int, ...], str], ...]:
    """The items that it says are not its own, and whose; without a number as for REMOVED."""
    found = ((items_meant(case, contact, mail, one[0]), one[1]) for one in told if one)
    return tuple((items, named) for items, named in found if items)


def _of_others(tags: TagReading) -> tuple[str, ...]:
    """What stands behind each NOT-OURS."""
    return tuple(tag.argument or "" for tag in tags.tags if tag.word is Word.NOT_OURS)


def _strange(case: Case, contact: str, tags: TagReading, meaning: Meaning) -> bool:
    """Whether an item is named that this provider was never notified of: which is meant, a person asks."""
    read = (read_items_and_text(text) for text in _of_others(tags))
    named = {*(meaning.removed or ()), *(number for one in read if one for number in one[0])}
    return not named <= {number for one in case.notices if one.contact == contact for number in one.items}
