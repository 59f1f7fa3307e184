"""What an LEA tells of the work on a case: content removed, notice sent, "not yet", feedback (P9).

A word on removed content counts only where it is proven and it is clear which items are meant: nobody looks
for the others any more.
"""

from datetime import datetime

from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.proof import needed
from hotlined.domain.hotline.site import ProofLevel, Site
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, Letter, to_analysts
from hotlined.domain.letters.matching import came_by
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Inbound, Party
from hotlined.domain.officers.item_choice import told_items
from hotlined.domain.officers.replied import Reply
from hotlined.domain.record.noticed import ItemsRemoved, LeaAnswered, NtdSentByLea
from hotlined.domain.record.reporting import FeedbackGiven
from hotlined.domain.replies.lea_said import Feedback, Lines, Said, whens
from hotlined.domain.replies.meaning import Meaning
from hotlined.domain.steps.removal import removed
from hotlined.domain.tagging.words import Word


def counts_as_removed(case: Case, reply: Reply, site: Site) -> bool:
    """Whether the word on removed content is proven, and about items that the case has."""
    items = reply.meaning.removed
    known = items is not None and set(items) <= set(case.numbers())
    proven = reply.who.proven(needed(Party.LEA, Word.REMOVED, site))
    return known and not vaguely_removed(case, reply) and proven


def vaguely_removed(case: Case, reply: Reply) -> bool:
    """Whether it may be about some items only, of several, or a part; nobody would look for the rest."""
    meaning = reply.meaning
    if meaning.removed is None:
        return False
    unclear = meaning.removed_loosely or (meaning.removed == () and meaning.unclear)
    vague = bool(unclear) and len(case.numbers()) > 1
    return meaning.removed_unsure or vague or told_items(case, reply, meaning.removed) is None


def counts_as_sent(case: Case, reply: Reply, site: Site) -> bool:
    """The same for the word that the notice has been sent."""
    meaning, lines = reply.meaning, reply.lines
    proven = reply.who.proven(needed(Party.LEA, Word.NTD_SENT, site))
    known = meaning.ntd_sent and _named_sent(meaning, lines) <= set(case.numbers())
    return known and not vaguely_sent(case, reply) and proven


def vaguely_sent(case: Case, reply: Reply) -> bool:
    """Whether it may be about some items only, of several, or a line denies it; what lines say stands."""
    meaning, lines = reply.meaning, reply.lines
    if lines.unsent and any(not said.items for said in _said_sent(meaning, lines)):
        return True
    named = _named_sent(meaning, lines)
    if any(not said.items or named & set(said.items) for said in lines.unsent):
        return True
    # In which part numbers count is told by all of them together.
    if any(told_items(case, reply, said.items and named) is None for said in _said_sent(meaning, lines)):
        return True
    return bool(meaning.ntd_sent_loosely) and not lines.sent and len(case.numbers()) > 1


def _said_sent(meaning: Meaning, lines: Lines) -> tuple[Said, ...]:
    return lines.sent or (Said(meaning.ntd_sent_items),)


def _named_sent(meaning: Meaning, lines: Lines) -> set[int]:
    return {number for said in lines.sent for number in said.items} | set(meaning.ntd_sent_items)


def gone(context: Context, case: Case, reply: Reply) -> Effect:
    """Items that are gone, with the time of each where the mail gives one, by line or for all.

    A time before an analyst found the item online is an old story, out of a quotation for instance, or of a
    mail that lay in Junk.
    """
    mail, meaning = reply.mail, reply.meaning
    by_line = dict(whens(reply.lines.removed, case.numbers()))
    times = {number: by_line.get(number) or meaning.removed_at for number in case.numbers()}
    old = {
        item.number
        for item in case.items
        if item.seen_at and (times.get(item.number) or came_by(case, mail)) < item.seen_at
    }
    told = told_items(case, reply, meaning.removed or ()) or ()
    fresh = tuple(number for number in told if number not in old)
    if not fresh:
        return Effect()
    return removed(context, case, reply.who, items=fresh, mail=mail.digest, times=times)


def notice_sent(context: Context, case: Case, reply: Reply) -> Effect:
    """Which items the LEA has sent the notice about, and when; what is known already is no news."""
    who, mail, meaning = reply.who, reply.mail, reply.meaning
    told = (
        Said(one.items or told_items(case, reply) or (), one.when) for one in _said_sent(meaning, reply.lines)
    )
    said = dict(whens(tuple(one for one in told if one.items), case.numbers()))
    by_time: dict[datetime | None, list[int]] = {}
    for item in case.items:
        when = said.get(item.number) or meaning.ntd_sent_at
        if item.number in said and (not item.lea_sent or (when is not None and when != item.lea_sent_at)):
            by_time.setdefault(when, []).append(item.number)
    facts = tuple(
        NtdSentByLea(unit=who.id, mail=mail.digest, when=when, items=tuple(items))
        for when, items in by_time.items()
    )
    text = mail.new_text if mail.new_text.strip() else mail.body  # filled into the quotation of our mail
    return Effect(facts, shown_words(context, case, who, text) if facts else ())


def shown_words(context: Context, case: Case, who: Who, text: str, why: str = "") -> tuple[Letter, ...]:
    """What a unit writes of a case, to analysts of whom it wants nothing, as far as is understood."""
    values = {"text": text, "unit": who.id, "closed": case.closed is not None}
    values |= {"why": why} if why else {}
    return to_analysts(context, case, "lea-words", values, content=True)


def nothing_new(context: Context, case: Case, who: Who, mail: Inbound, effect: Effect) -> Effect:
    """An answer to our question in which nothing is new: the LEA is not silent; analysts are shown it."""
    news = any(isinstance(one, NtdSentByLea | ItemsRemoved) for one in effect.events)
    if news or case.lea_heard >= case.lea_asked:
        return Effect()
    shown = shown_words(context, case, who, mail.new_text if mail.new_text.strip() else mail.body)
    return Effect((LeaAnswered(unit=who.id, mail=mail.digest),), shown)


def feedback(context: Context, case: Case, who: Who, mail: Inbound, said: Feedback) -> Effect:
    """Kept in words and in fields, and shown to the analysts (guidelines: feedback on the reports)."""
    fact = FeedbackGiven(
        unit=who.id,
        mail=mail.digest,
        victim=said.victim,
        offender=said.offender,
        investigation=said.investigation,
        useful=said.useful,
        proof=who.proof,
        text=mail.new_text.strip(),
    )
    values = {
        "text": mail.new_text,
        "unit": who.id,
        "feedback": fact,
        "proven": who.proven(ProofLevel.AUTHENTICATED),
    }
    return Effect((fact,), to_analysts(context, case, "lea-feedback", values, content=True))
