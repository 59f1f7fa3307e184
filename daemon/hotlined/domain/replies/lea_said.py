"""What the lines of an LEA's mail say of a case (`lea_lines` reads them), and what that comes to.

Beside the sentences of the same mail lines are the better word: they are about what they name.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from hotlined.domain.replies.meaning import Meaning


@dataclass(frozen=True, slots=True)
class Said:
    """Something about these items, () means all; `when` is None where no time is given."""

    items: tuple[int, ...] = ()
    when: datetime | None = None


@dataclass(frozen=True, slots=True)
class Feedback:
    """What an LEA says of its work on a case, each None where it does not: yes, no, not-sure; a state."""

    victim: str | None = None
    offender: str | None = None
    investigation: str | None = None  # "open", "closed", "none"
    useful: str | None = None

    def __bool__(self) -> bool:
        return any((self.victim, self.offender, self.investigation, self.useful))


@dataclass(frozen=True, slots=True)
class Lines:
    """All that the filled lines of a mail say; `wrong` are filled ones that are not understood."""

    sent: tuple[Said, ...] = ()
    removed: tuple[Said, ...] = ()
    denied: tuple[Said, ...] = ()  # not removed, or not yet
    unsent: tuple[Said, ...] = ()  # the notice has not been sent, or not yet
    feedback: Feedback = Feedback()
    wrong: tuple[str, ...] = ()
    not_yet: bool = False  # something that we have just asked about has not been done
    taken: frozenset[str] = frozenset()  # the lines as they stand in the new text, to be read no more


def joined(meaning: Meaning, lines: Lines) -> Meaning:
    """The meaning of the rest of a mail, and of its lines."""
    # Beside lines, sentences of which it is not clear what they say count for nothing.
    unclear = bool(lines.removed and meaning.removed_loosely)
    removed, doubted = _removed(None if unclear else meaning.removed, lines)
    if lines.removed:
        # What a line says of an item stands, whatever the sentences beside it are about.
        unclear_now = meaning.unclear + meaning.removed_loosely
        meaning = replace(meaning, removed_loosely=(), removed_unsure=False, unclear=unclear_now)
    return replace(
        meaning,
        removed=removed,
        removed_doubted=doubted,
        ntd_sent=meaning.ntd_sent or bool(lines.sent),
        feedback=meaning.feedback or bool(lines.feedback),
        unclear=meaning.unclear + lines.wrong,
    )


def _removed(told: tuple[int, ...] | None, lines: Lines) -> tuple[tuple[int, ...] | None, bool]:
    """The items that lines and the rest of a mail say are gone, () for all; and whether they disagree.

    Lines are about what they name, and a sentence about "the content" makes them no wider.
    """
    if not lines.removed and not lines.denied:
        return told, False
    all_gone = any(not said.items for said in lines.removed)
    if all_gone and not lines.denied:
        return (), False
    gone = {number for said in lines.removed for number in said.items} | set(told or ())
    denied = {number for said in lines.denied for number in said.items}
    none_gone = any(not said.items for said in lines.denied)
    doubted = all_gone or told == () or bool(gone & denied) or (none_gone and bool(gone))
    return tuple(sorted(gone - denied)) or None, doubted


def whens(said: tuple[Said, ...], numbers: tuple[int, ...]) -> Iterator[tuple[int, datetime | None]]:
    """Each item that is spoken of, of those there are, with its time; a time wins over none."""
    times: dict[int, datetime | None] = {}
    for one in said:
        for number in one.items or numbers:
            times[number] = times.get(number) or one.when
    yield from ((number, when) for number, when in sorted(times.items()) if number in numbers)
