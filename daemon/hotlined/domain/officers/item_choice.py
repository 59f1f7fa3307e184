"""The items of a case that a reply means by its numbers; in doubt a hold is on the whole case (P5).

Numbers count through the whole case, also in the parts of a report.  Where a unit has got it in several parts
or with a supplement, somebody may count anew in each: then only those of the very part that is answered are
believed.  Of what is done, "the content" is that part's, too.
"""

from collections.abc import Collection

from hotlined.domain.cases.hinted import left_by
from hotlined.domain.cases.sent import Fragment
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.matching import came_by
from hotlined.domain.mail.outgoing import LEA_QUESTION, RECEIPT_REMINDERS
from hotlined.domain.officers.replied import Reply
from hotlined.domain.values.reference import digest_of_code

UNKNOWN = "it names an item that the case does not have"
PARTS = "the report went in several parts, and it is not clear which of them its numbers count in"
UNCLEAR = "it is not clear which items it means"


def held_items(case: Case, reply: Reply) -> tuple[tuple[int, ...], str]:
    """The items that a hold is on, () for all; and why it is on all although the mail names some."""
    items = reply.meaning.hold_items
    if not items:
        return (), UNCLEAR if reply.meaning.hold_vague and len(case.items) > 1 else ""
    if why := _doubt(case, reply, items):
        return (), why
    return (() if set(items) == set(case.numbers()) else items), ""


def freed_items(case: Case, reply: Reply) -> tuple[int, ...] | None:
    """The items that a release is about, () for all; None where that is not clear."""
    items = reply.meaning.release_items
    if not items:
        return None if reply.meaning.release_loosely and len(case.items) > 1 else ()
    return None if _doubt(case, reply, items) else items


def told_items(case: Case, reply: Reply, named: Collection[int] = ()) -> tuple[int, ...] | None:
    """The items that a word on what is done, content removed or a notice sent, is about; None: not clear.

    `named`: its numbers.  Without any, it is about the part that it answers, or whose code it quotes; else
    about all that the unit had got by then.  What only other parts have nobody has spoken of.
    """
    answers = case.sent.get(reply.answered or "")
    got = _got(case, reply)
    if answers is not None and answers.kind == LEA_QUESTION:  # it asks about all items, by their numbers
        return tuple(named) or _without_others(case, [one for one in case.fragments if one.at <= answers.at])
    if named:
        beyond = max(named) > max((len(one.items) for one in got), default=0)  # of no part, counted anew
        return tuple(named) if beyond or not _in_which_part(case, reply, named) else None
    codes = {digest_of_code(code) for code in reply.meaning.codes}
    meant = [one for one in got if reply.answered in one.copies or one.codes & codes]
    if not meant and len(got) > 1 and answers is not None and answers.kind in RECEIPT_REMINDERS:
        return None  # it is about one of the parts, and does not say so in the record
    meant = meant or [one for one in got if left_by(case, one, came_by(case, reply.mail))] or got
    return _without_others(case, meant) if meant else case.numbers()


def _without_others(case: Case, meant: Collection[Fragment]) -> tuple[int, ...]:
    """The items of the case without those that only other parts have."""
    mine = {number for one in meant for number in one.items}
    others = {number for one in case.fragments for number in one.items} - mine
    return tuple(number for number in case.numbers() if number not in others)


def _doubt(case: Case, reply: Reply, items: tuple[int, ...]) -> str:
    if not set(items) <= set(case.numbers()):
        return UNKNOWN
    return PARTS if _in_which_part(case, reply, items) else ""


def _in_which_part(case: Case, reply: Reply, items: Collection[int]) -> bool:
    """Whether the unit has several parts, and it is not clear in which of them the numbers count."""
    got = _got(case, reply)
    return len(got) > 1 and not any(
        reply.answered in one.copies and set(items) <= set(one.items) for one in got
    )


def _got(case: Case, reply: Reply) -> list[Fragment]:
    """The unit's parts; a supplement without items, an earlier time of the notice say, has no numbers."""
    return [one for one in case.fragments if one.unit == reply.who.id and (one.items or not one.supplement)]
