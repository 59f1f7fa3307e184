"""A provider's reply on one case: recorded, shown to the analysts, and acted on only where it is clear."""

from hotlined.domain.decision import Context
from hotlined.domain.drafts import Effect, to_analysts
from hotlined.domain.events import ProviderAnswered
from hotlined.domain.message import Inbound, Party
from hotlined.domain.receipts import Meaning
from hotlined.domain.removal import removed
from hotlined.domain.site import ProofLevel
from hotlined.domain.state import Case
from hotlined.domain.tags import TagReading
from hotlined.domain.who import Who
from hotlined.domain.words import Word


def contact_of(case: Case, mail: Inbound, answered: str | None) -> Who | None:
    """The provider of the case that this mail is from: by From, or by the notice of ours it answers."""
    contacts = {notice.contact for notice in case.notices}
    sender = mail.sender
    if sender is not None and str(sender) in contacts:
        return Who(Party.PROVIDER, str(sender), ProofLevel.CLAIMED)
    sent = case.sent.get(answered or "")
    if sent is not None and sent.party == Party.PROVIDER:
        return Who(Party.PROVIDER, sent.to_id, ProofLevel.CLAIMED)
    return None


def reply(
    context: Context, case: Case, who: Who, mail: Inbound, tags: TagReading, meaning: Meaning
) -> Effect:
    """Removed: the analyst is asked to verify.  Anything else: the analyst reads it and decides."""
    other = {tag.word for tag in tags.tags} & {Word.NOT_OURS, Word.QUESTION}
    words = (*meaning.words, *sorted(word.lower() for word in other))
    fact = ProviderAnswered(contact=who.id, mail=mail.digest, meaning=words, text=mail.new_text.strip())
    effect = Effect((fact,))
    items = _items_of(case, who.id, meaning.removed)
    clear = meaning.removed is not None and not meaning.unclear and not meaning.question and not other
    if clear and items:
        effect += removed(context, case, who, items=items, mail=mail.digest)
    shown = to_analysts(
        context,
        case,
        "provider-words",
        {"text": mail.new_text, "provider": who.id, "words": words},
        content=True,
    )
    return effect + Effect(letters=tuple(shown))


def _items_of(case: Case, contact: str, said: tuple[int, ...] | None) -> tuple[int, ...]:
    """The items meant: only ones that this provider was notified of."""
    notified = {number for notice in case.notices if notice.contact == contact for number in notice.items}
    return tuple(sorted(number for number in (said or notified) if number in notified))
