"""The items of a case that a reply means by its numbers; in doubt a hold is on the whole case (P5).

Numbers count through the whole case, also in the parts of a report.  Where a unit has got it in several parts
or with a supplement, somebody may count anew in each: then only those of the very part that is answered are
believed.
"""

from hotlined.domain.cases.state import Case
from hotlined.domain.officers.replied import Reply

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


def _doubt(case: Case, reply: Reply, items: tuple[int, ...]) -> str:
    if not set(items) <= set(case.numbers()):
        return UNKNOWN
    # A supplement without items, such as an earlier time of the notice, brings no numbers of its own.
    got = [one for one in case.fragments if one.unit == reply.who.id and (one.items or not one.supplement)]
    if len(got) > 1 and not any(reply.answered in one.copies and set(items) <= set(one.items) for one in got):
        return PARTS
    return ""
