"""An analyst vouches for sentences of an LEA's mail, or takes it back: `[CONFIRM:Q1 always]` (P7, P9)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from hotlined.domain.cases.state import Case
from hotlined.domain.cases.withheld import Pause
from hotlined.domain.hotline.site import ProofLevel
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Party
from hotlined.domain.record.holding import SentencesForgotten, SentencesVouched
from hotlined.domain.replies.days import calendar_of
from hotlined.domain.replies.hearing import bare
from hotlined.domain.replies.vouching import Offered, digest, of_mark
from hotlined.domain.steps.asking import INSTEAD
from hotlined.domain.steps.offering import marks_in, offered
from hotlined.domain.tagging.arguments import read_listed
from hotlined.domain.values.item_list import LIST

_ARGUMENT: Final = re.compile(
    rf"\s*(?P<pause>Q[0-9]{{1,4}})?\s*\b(?P<what>always|never)(?:\s+(?P<only>{LIST}))?"
    rf"(?:\s+received\s+(?P<received>{LIST}))?\s*",
    re.IGNORECASE,
)
JOINED: Final = INSTEAD.partition("{")[0]
UNSHOWN: Final = "the mail with this question does not list these sentences"
EXPECTED: Final = "[CONFIRM:Q1 always], [CONFIRM:Q1 always 1,2 received 3] or [CONFIRM:Q1 never]"


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the argument of a [CONFIRM] asks for: numbers of sentences, None for all."""

    pause: str  # "" for the one that is answered
    always: bool
    only: tuple[int, ...] | None = None
    received: tuple[int, ...] = ()


def lesson(argument: str) -> Lesson | None:
    """The argument of a [CONFIRM] as a lesson; None where it is none."""
    found = _ARGUMENT.fullmatch(argument)
    if found is None:
        return None
    only = read_listed(found["only"]) if found["only"] else None
    received = read_listed(found["received"]) if found["received"] else ()
    if (found["only"] and only is None) or received is None:
        return None
    return Lesson((found["pause"] or "").upper(), found["what"].lower() == "always", only, received)


def vouch(context: Context, who: Who, mail: str, pause: Pause, asked: Lesson) -> SentencesVouched | str:
    """The fact that an analyst vouches for sentences of the mail behind a question; or why that cannot be."""
    if not who.proven(ProofLevel.SIGNED):
        return "[CONFIRM:… always]: only a signed mail vouches for later ones"
    if pause.party != Party.LEA or not pause.text:
        return f"[CONFIRM:{pause.id} always]: {pause.id} is no question about words of an LEA unit"
    found = offered(pause.text, replace(context, now=pause.at), pause.why)  # as its letter has them
    if not _was_shown(pause, found):
        return f"[CONFIRM:{pause.id} always]: {UNSHOWN}; [CONFIRM:{pause.id}] answers it"
    wanted = asked.only if asked.only is not None else tuple(one.number for one in found if not one.why)
    chosen = {*wanted, *asked.received}
    unknown = sorted(chosen - {one.number for one in found})
    if unknown:
        return f"[CONFIRM:{pause.id} always]: the question has no sentence {unknown[0]}; it has {len(found)}"
    for one in found:  # where none was chosen, none of them can be
        if one.why and (one.number in chosen or not chosen):
            return f"[CONFIRM:{pause.id} always]: nobody can vouch for sentence {one.number}: {one.why}"
    if not chosen:
        return f"[CONFIRM:{pause.id} always]: there is no sentence in it that anybody can vouch for"
    digests = {one.number: _digest(pause, one.text, context) for one in found}
    kept = [one for one in found if one.number in chosen]
    return SentencesVouched(
        unit=pause.who,
        by=who.id,
        mail=mail,
        pause=pause.id,
        digests=tuple(digests[one.number] for one in kept),
        received=tuple(digests[number] for number in asked.received),
        texts=tuple(one.text for one in kept),
    )


def _was_shown(pause: Pause, found: Sequence[Offered]) -> bool:
    """Whether the question's letter has listed these sentences: whoever answers has read no others.

    One that took the place of another lists none; and since it was asked, the phrases may have changed.
    """
    if pause.listed is None:  # of an older version
        return JOINED not in pause.why
    return pause.listed == len(found)


def _digest(pause: Pause, text: str, context: Context) -> str:
    mark = next((word for word in marks_in(pause.why) if text == f"[{word}]"), None)
    if mark is not None:
        return of_mark(pause.who, mark)
    return digest(pause.who, bare(text, context.site), context.site, calendar_of(context.site, context.now))


def forget(case: Case, who: Who, pause: str) -> Sequence[SentencesForgotten] | str:
    """What was learned from a question of the case is asked about again."""
    found = [one for one in case.vouched if not pause or one.pause == pause]
    if not found:
        return f"[CONFIRM:{pause or 'Q1'} never]: nothing was learned from {pause or 'this case'}"
    return tuple(SentencesForgotten(unit=one.unit, digests=one.digests, by=who.id) for one in found)
