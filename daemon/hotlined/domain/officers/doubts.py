"""Why a mail of the LEA is not fully understood, so that it pauses the notices and asks an analyst (P7)."""

from collections.abc import Iterator
from typing import Final

from hotlined.domain.cases.state import Case
from hotlined.domain.cases.withheld import Hold
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Inbound, Party
from hotlined.domain.ntd.expected import expects_notice
from hotlined.domain.ntd.planning import plans
from hotlined.domain.officers.lea_told import counts_as_removed, counts_as_sent, vaguely_removed, vaguely_sent
from hotlined.domain.officers.replied import Reply
from hotlined.domain.officers.unread import CLOSED_PART, is_closed, unread
from hotlined.domain.programs.voice import keeps_a_message
from hotlined.domain.replies.meaning import Meaning
from hotlined.domain.steps.withdrawing import notices_of

REMOVED_UNCLEAR: Final = "it says that content is removed, and it is not clear which items"
DIFFERS: Final = "its HTML does not say what its plain text says"
RELEASED_LATER: Final = (
    "it says that the notice may go on a day to come, which lifts no hold: ask it for HOLD with that day, or "
    "hold the notice until then yourself"
)
REMOVED_UNSURE: Final = (
    "it says that something is removed, and it is not clear that it is the content, and all of it"
)


def doubts(case: Case, reply: Reply, site: Site) -> Iterator[str]:
    """Why the mail is not fully understood, most telling first."""
    who, mail, meaning = reply.who, reply.mail, reply.meaning
    if who.trouble is not None:
        yield who.trouble
    if any(map(is_closed, mail.attachments)):  # whatever is agreed of files, and however harmless the rest is
        yield CLOSED_PART
    if meaning.differs:
        yield DIFFERS
    yield from _of_waiting(case, who, meaning)
    yield from _of_what_is_done(case, reply, site)
    if meaning.not_theirs:
        yield f"it says {' '.join(meaning.not_theirs)}, which is no tag of an LEA"
    if meaning.release_later:
        yield RELEASED_LATER
    if meaning.unclear or keeps_a_message(mail.new_text):
        yield "not all of it is understood"
    if meaning.question:
        yield "it asks something"
    if meaning.release:
        yield from _of_a_release(case, reply)
    if meaning.removed is not None and not counts_as_removed(case, reply, site):
        yield "it says that content is removed, without proof or of items that the case does not have"
    if meaning.ntd_sent and not counts_as_sent(case, reply, site):
        yield "it says that the notice has been sent, without proof or of items that the case does not have"
    yield from _of_what_is_not_read(case, reply, site)


def _of_waiting(case: Case, who: Who, meaning: Meaning) -> Iterator[str]:
    if meaning.hold and meaning.release:
        yield "it asks to wait and to go on"
    if meaning.until_unclear:
        yield "it names an end of the hold that is not understood; the hold is open-ended"
    if meaning.needless and own_holds(case, who):
        yield "it says that the notice need not wait; only a signed release lifts the hold"


def _of_what_is_done(case: Case, reply: Reply, site: Site) -> Iterator[str]:
    """Content removed, notice sent: by whom, and which items are meant."""
    meaning = reply.meaning
    if meaning.ntd_sent and expects_notice(case, site) and (plans(case, site) or notices_of(case, ())[0]):
        yield "it says that the notice has been sent, and ours is still to go"
    if meaning.removed is not None and meaning.removed_unsure:
        yield REMOVED_UNSURE
    if vaguely_removed(case, reply):
        yield REMOVED_UNCLEAR
    if meaning.removed_doubted and set(meaning.removed or ()) != set(case.numbers()):
        yield REMOVED_UNCLEAR
    if meaning.ntd_sent and vaguely_sent(case, reply):
        yield "it says that the notice has been sent, and it is not clear of which items"


def _of_a_release(case: Case, reply: Reply) -> Iterator[str]:
    """Whose holds it would lift."""
    meant = case.holds_in_force(reply.meaning.release_items)
    own = tuple(hold for hold in meant if hold in own_holds(case, reply.who))
    if own and not any(hold in known_to(case, reply.who, reply.mail) for hold in own):
        yield "it asks to lift a hold that came after it"
    if not own and any(hold.party == Party.LEA for hold in meant):
        yield "it asks to lift a hold of another unit, which only that unit can"


def _of_what_is_not_read(case: Case, reply: Reply, site: Site) -> Iterator[str]:
    """Attachments, and a mail of which no word is understood."""
    mail = reply.mail
    said = bool(reply.meaning.words or reply.lines.not_yet)
    if said and site.agreement.lea_attachments == "ask" and any(unread(mail, case)):
        yield "it has an attachment that nobody has read"
    if not said and mail.new_text.strip():
        if not _only_thanks(case, reply):
            yield "nothing in it is understood"
    elif not said:
        yield "it has attachments and no text" if mail.attachments else "it has no text"


def _only_thanks(case: Case, reply: Reply) -> bool:
    """Whether it is a courtesy and no more, of a unit of which no receipt is awaited.

    Before that a "thank you" may be meant as the receipt, and somebody has to read it.
    """
    unit = reply.who.id
    thanks = reply.meaning.courteous and not reply.mail.attachments
    return thanks and unit in case.units_reported() and all(one.unit != unit for one in case.unconfirmed())


def own_holds(case: Case, who: Who) -> tuple[Hold, ...]:
    """The holds in force that this unit placed."""
    return tuple(one for one in case.holds_in_force() if (one.party, one.by) == (Party.LEA, who.id))


def known_to(case: Case, who: Who, mail: Inbound) -> tuple[Hold, ...]:
    """The unit's holds that are not younger than a mail: one that lay in Junk is read after a later hold."""
    return tuple(hold for hold in own_holds(case, who) if hold.asked_by(mail.received_at))
