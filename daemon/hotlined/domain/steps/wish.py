"""What somebody asks for who asks to wait, and how long that is beside what was asked for before (P6)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from hotlined.domain.cases.clock import of_hold
from hotlined.domain.cases.state import Case
from hotlined.domain.cases.withheld import Hold
from hotlined.domain.due.deadlines import DueKind, foreseen
from hotlined.domain.due.hold_ends import told_end
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.who import Who

LONGEST: Final = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class Wish:
    """That notices wait: until when, None without an end, on these items, () for all; by which mail.

    `reference`: the LEA's own.  `asked_at`: when the mail came, None: now.  `wider`: why it is on all items
    although the mail names some.  Unless it `shortens`, an older hold that lasts longer stays beside it: it
    may be meant for another case.  `counted`: the end is a length of time from now; `extends`: the words say
    that it lasts longer than what was asked for before.
    """

    until: datetime | None
    mail: str
    items: tuple[int, ...] = ()
    reference: str | None = None
    asked_at: datetime | None = None
    wider: str = ""
    shortens: bool = True
    counted: bool = False
    extends: bool = False

    def comes_after(self, hold: Hold) -> bool:
        """Whether the hold was asked for before: one asked for later is not replaced."""
        return self.asked_at is None or hold.asked_by(self.asked_at)


def lengthened(context: Context, case: Case, who: Who, wish: Wish) -> Wish:
    """The wish with the end that it has beside the holds of the same side.

    "Extend it by a week", "another week" count from the end in force, from the last one if there are several.
    A length of time that would be over before them makes none of them shorter: "a week" may be one more.
    """
    own = [one for one in _own(case, who, wish) if one.until is not None]
    if wish.until is not None and wish.counted and wish.extends and own:
        length = min(wish.until - context.now, LONGEST)
        again = _asked_already(context, case, wish, own, length)
        wish = replace(wish, until=again or _end_in_force(context, case, own) + length)
    return replace(wish, shortens=False) if falls_short(case, who, wish) else wish


def _end_in_force(context: Context, case: Case, holds: Sequence[Hold]) -> datetime:
    """When the last of these holds ends as it is told: not before now, while its warning has not arrived."""
    site = context.site
    moved = {step.key: step.at for step in foreseen(case, site) if step.kind is DueKind.HOLD_END}
    ends = ((one.id, of_hold(one.until, one.placed_at, site.clock)) for one in holds if one.until is not None)
    return max((context.now, *(told_end(end, moved.get(name, end)) for name, end in ends)))


def _asked_already(
    context: Context, case: Case, wish: Wish, holds: Sequence[Hold], length: timedelta
) -> datetime | None:
    """The end that the same extension was given a short while ago: a mail sent twice asks for one."""
    asked = wish.asked_at or context.now
    lately = (
        one
        for one in holds
        if one.asked_at is not None and asked - one.asked_at < context.site.agreement.answer_interval
    )
    for one in lately:
        before = (old for old in case.holds if old.replaced and (old.party, old.by) == (one.party, one.by))
        if any(old.until is not None and one.until == old.until + length for old in before):
            return one.until
    return None


def falls_short(case: Case, who: Who, wish: Wish) -> bool:
    """Whether it is a length of time that ends before a hold of the same side, or no longer than it.

    A length of time that is asked for after a hold without an end gives it one; an extension does not.
    """
    until = wish.until
    if until is None or not (wish.counted or wish.extends):
        return False
    return any(wish.extends if one.until is None else until < one.until for one in _own(case, who, wish))


def _own(case: Case, who: Who, wish: Wish) -> Iterator[Hold]:
    """The holds of the same side in force on any of its items that were asked for before."""
    held = case.holds_in_force(wish.items or case.numbers())
    return (one for one in held if (one.party, one.by) == (who.party, who.id) and wish.comes_after(one))
