"""An LEA's reply on one case: receipt, hold, release, removal, feedback; what is unclear pauses (P6-P8).

Doubt is asymmetric: a hold is honoured from a merely matching sender; a receipt needs its proof; a
release needs a fresh signature that covers the case; anything not understood stops the notices and asks
an analyst.
"""

from collections.abc import Sequence
from typing import Final

from hotlined.domain.cases.case_urls import Urls
from hotlined.domain.cases.hinted import left_by
from hotlined.domain.cases.sent import Fragment, receipt_hint
from hotlined.domain.cases.state import Case
from hotlined.domain.due.receipt_waits import receipt_waits_since
from hotlined.domain.hotline.proof import needed
from hotlined.domain.hotline.site import ProofLevel
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, alarm, to_analysts, to_unit
from hotlined.domain.letters.matching import came_by
from hotlined.domain.letters.reports import received
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Inbound, MailClass, Party
from hotlined.domain.officers.doubts import doubts, known_to, own_holds
from hotlined.domain.officers.item_choice import freed_items, held_items
from hotlined.domain.officers.lea_told import (
    counts_as_removed,
    counts_as_sent,
    feedback,
    gone,
    nothing_new,
    notice_sent,
    shown_words,
)
from hotlined.domain.officers.replied import Reply
from hotlined.domain.programs.automatic import speaks_of_absence
from hotlined.domain.programs.voice import no_word_of_a_person
from hotlined.domain.record.running import AlarmRaised
from hotlined.domain.steps.asking import Doubt, ask
from hotlined.domain.steps.hold_answers import may_answer
from hotlined.domain.steps.holds import lift, place
from hotlined.domain.steps.offering import offered
from hotlined.domain.steps.wish import Wish, falls_short, lengthened
from hotlined.domain.tagging.words import Word
from hotlined.domain.text.file_number import file_number
from hotlined.domain.values.plain import plain
from hotlined.domain.values.reference import digest_of_code, find_receipt_codes

TOO_SHORT: Final = (
    "the time that it asks for would end before its hold in force, which stays: ask it until when it is to be"
)


def reply(context: Context, case: Case, theirs: Reply, urls: Urls, twins: Sequence[Case] = ()) -> Effect:
    """What a person's reply from the LEA does to the case.

    `urls`: to say which other cases a question about a closed one keeps back; `twins`: those that share a URL
    with it, and in which something waits.
    """
    who, mail, meaning, lines = theirs.who, theirs.mail, theirs.meaning, theirs.lines
    effect, too_short = Effect(), False
    if meaning.hold:
        items, wider = held_items(case, theirs)
        number = file_number(mail, context.site.hotline.prefix)
        wish = Wish(
            meaning.until,
            mail.digest,
            items,
            number,
            mail.received_at,
            wider,
            counted=meaning.until_counted,
            extends=meaning.extends,
        )
        effect += place(context, case, who, wish)
        too_short = _is_too_short(context, case, who, wish)
    if meaning.release and not meaning.hold:
        effect += _release(context, case, theirs, freed_items(case, theirs), twins)
    if meaning.received or meaning.codes:
        effect += _receipt(context, case, theirs)
    if counts_as_removed(case, theirs, context.site) and meaning.removed is not None:
        effect += gone(context, case, theirs)
    if counts_as_sent(case, theirs, context.site):
        effect += notice_sent(context, case, theirs)
    if (lines.not_yet or lines.sent or lines.removed) and who.trouble is None:
        effect += nothing_new(context, case, who, mail, effect)
    if meaning.feedback:
        effect += feedback(context, case, who, mail, lines.feedback)
    why = next(doubts(case, theirs, context.site), None)
    if why is None and meaning.release and freed_items(case, theirs) is None:
        why = "it asks to lift a hold of some items, and it is not clear of which"
    if why is None and too_short:
        why = TOO_SHORT
    if why is not None:
        text = mail.new_text.strip()
        # Of two texts nobody vouches for a sentence.
        teach = offered(text, context, why) if who.trouble is None and not meaning.differs else ()
        effect += ask(context, case, Doubt(who, why, mail.digest, text, teach), urls=urls)
    elif meaning.aside and not (meaning.hold or meaning.release) and own_holds(case, who):
        # "OK from our side" may be meant to end the hold, which it does not: somebody has to know (P6).
        effect += Effect(letters=shown_words(context, case, who, mail.new_text))
    return effect


def _is_too_short(context: Context, case: Case, who: Who, wish: Wish) -> bool:
    """Whether somebody has to ask until when it is: it ends before the hold in force, which it may extend."""
    meant = lengthened(context, case, who, wish)
    return (wish.extends or who.proven(ProofLevel.SIGNED)) and falls_short(case, who, meant)


def _release(
    context: Context, case: Case, theirs: Reply, items: tuple[int, ...] | None, twins: Sequence[Case]
) -> Effect:
    """The unit's own holds are lifted by a signature that covers which case is meant, and by nothing less.

    `items`: of these only, () for all; None: it is not clear of which, and none is lifted.
    """
    who, mail = theirs.who, theirs.mail
    holds = tuple(hold for hold in known_to(case, who, mail) if not items or hold.covers(items))
    if not holds:
        # Nothing of theirs to lift; a question may be open that an analyst answers out of these words.
        return Effect(letters=shown_words(context, case, who, mail.new_text))
    if items is None:
        return Effect()
    if who.proven(needed(Party.LEA, Word.RELEASE, context.site)):
        return lift(context, case, who, holds, items=items, mail=mail.digest, twins=twins)
    letters = alarm(
        context,
        case,
        "release-unproven",
        f"A mail in the name of {who.id} asks to release the hold, without a valid signature, made "
        "lately, that covers the case number.",
        "The hold stays. Ask the unit by phone, or for a signed mail.",
        call=(who.id,),
    )
    if may_answer(context, case, who):
        letters += to_unit(context, case, who.id, "release-unproven", {"holds": holds}, answer=True)
    return Effect(letters=letters)


def _receipt(context: Context, case: Case, theirs: Reply) -> Effect:
    """Receipts by proof: signature, the code from inside the encryption, or what the agreement allows."""
    who, mail, meaning, answered = theirs.who, theirs.mail, theirs.meaning, theirs.answered
    waiting = tuple(one for one in case.fragments if not one.is_confirmed)
    codes = {digest_of_code(code) for code in meaning.codes}
    allowed = context.site.agreement.receipt_proof
    by_code = tuple(one for one in waiting if one.codes & codes and "code" in allowed)
    effect = _given(by_code, "code", who, mail)
    mine = tuple(one for one in waiting if one.unit == who.id and one not in by_code)
    rest = tuple(one for one in mine if _may_be_meant(case, one, mail, answered))
    # An out-of-office or a desk's answer without any mark is no receipt, whoever it is from (P8).
    machine = speaks_of_absence(plain(mail.new_text)) or no_word_of_a_person(mail.new_text)
    how = None if machine else _how(who, allowed)
    named = any(answered in one.copies for one in case.fragments)
    meant = tuple(one for one in rest if answered in one.copies or (len(rest) == 1 and not named))
    if by_code or not meaning.received or not mine:
        return effect
    if not rest:  # not left, or taken back: nothing but its own code counts
        return effect if machine else _not_left(context, case, who, mail)
    if how is not None and meant:
        return effect + _given(meant, how, who, mail)
    letters = to_analysts(
        context,
        case,
        "receipt-hint",
        {
            "unit": who.id,
            "proof": who.proof,
            "uncovered": who.signs and not who.covers,
            "parts": len(rest) if how is not None else 0,
            "text": mail.new_text,
            "reminded": case.is_open
            and any(receipt_waits_since(case, one, context.site) is not None for one in mine),
        },
        content=True,
    )
    return effect + Effect((AlarmRaised(what=receipt_hint(who.id)),), letters)


def _not_left(context: Context, case: Case, who: Who, mail: Inbound) -> Effect:
    """A receipt of a report that counts as not delivered: an analyst knows, or asks, what they have."""
    if any(one.unit == who.id and one.is_confirmed for one in case.fragments):
        return Effect()  # it is of what they have confirmed before
    return Effect(letters=shown_words(context, case, who, mail.new_text))


def _may_be_meant(case: Case, part: Fragment, mail: Inbound, answered: str | None) -> bool:
    """Whether a mail can be about a part: it answers it, or came when it had left (it may lie in Junk).

    A copy that was cut after its last byte, and refused when it went again, may have arrived.
    """
    there = case.reached(part) or any(one.uncertain for one in case.mails_of(part))
    return (answered in part.copies and there) or left_by(case, part, came_by(case, mail))


def _how(who: Who, allowed: frozenset[str]) -> str | None:
    if who.proven(ProofLevel.SIGNED):
        return "signature" if "signature" in allowed else None
    if who.proven(ProofLevel.AUTHENTICATED) and "authenticated" in allowed:
        return "authenticated"
    return "claimed" if who.proven(ProofLevel.CLAIMED) and "claimed" in allowed else None


def _given(fragments: tuple[Fragment, ...], how: str, who: Who, mail: Inbound) -> Effect:
    return Effect(received(fragments, how, who.id, mail.digest))


def acknowledgement(case: Case, who: Who, mail: Inbound, answered: str | None) -> Effect:
    """A ticket system's "received" of the part it answers: its own class, never a person's word (P8)."""
    if mail.classified.kind is not MailClass.ROBOT:
        return Effect()
    named = any(answered in one.copies for one in case.fragments)
    own = (one for one in case.fragments if one.unit == who.id and one.received_at is None)
    meant = (one for one in own if _may_be_meant(case, one, mail, answered))
    return _given(tuple(one for one in meant if answered in one.copies or not named), "machine", who, mail)


def by_code(who: Who, case: Case, mail: Inbound) -> Who:
    """A stranger who quotes the receipt code has decrypted the report: taken for its unit, merely claimed."""
    if who.party is not Party.STRANGER:
        return who
    codes = {digest_of_code(code) for code in find_receipt_codes(mail.certain_text)}
    unit = next((one.unit for one in case.fragments if one.codes & codes), None)
    return who if unit is None else Who(Party.LEA, unit, ProofLevel.CLAIMED, who.trouble)
