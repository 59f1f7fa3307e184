"""The items of a case that a reply means by its numbers; in doubt a hold is on the whole case (P5).

Numbers count through the whole case, also in the parts of a report.  Where a unit has got it in several parts
or with a supplement, somebody may count anew in each: then only those of the very part that is answered are
believed.
"""

from hotlined.domain.cases.state import Case
from hotlined.domain.letters.who import Who
from hotlined.domain.replies.meaning import Meaning

UNKNOWN = "it names an item that the case does not have"
PARTS = "the report went in several parts, and it is not clear which of them its numbers count in"
UNCLEAR = "it is not clear which items it means"


def held_items(case: Case, meaning: Meaning, who: Who, answered: str | None) -> tuple[tuple[int, ...], str]:
    """The items that a hold is on, () for all; and why it is on all although the mail names some."""
    items = meaning.hold_items
    if not items:
        return (), UNCLEAR if meaning.hold_vague and len(case.items) > 1 else ""
    if why := _doubt(case, items, who, answered):
        return (), why
    return (() if set(items) == set(case.numbers()) else items), ""


def freed_items(case: Case, meaning: Meaning, who: Who, answered: str | None) -> tuple[int, ...] | None:
    """The items that a release is about, () for all; None where that is not clear."""
    items = meaning.release_items
    if not items:
        return None if meaning.release_loosely and len(case.items) > 1 else ()
    return None if _doubt(case, items, who, answered) else items


def _doubt(case: Case, items: tuple[int, ...], who: Who, answered: str | None) -> str:
    if not set(items) <= set(case.numbers()):
        return UNKNOWN
    # A supplement without items, such as an earlier time of the notice, brings no numbers of its own.
    got = [one for one in case.fragments if one.unit == who.id and (one.items or not one.supplement)]
    if len(got) > 1 and not any(answered in one.copies and set(items) <= set(one.items) for one in got):
        return PARTS
    return ""
