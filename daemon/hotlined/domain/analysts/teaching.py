"""An analyst vouches for sentences of an LEA's mail, or takes it back: `[CONFIRM:Q1 always]` (P7, P9)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from hotlined.domain.cases.state import Case
from hotlined.domain.cases.withheld import Pause
from hotlined.domain.hotline.site import ProofLevel, Site
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Party
from hotlined.domain.record.holding import SentencesForgotten, SentencesVouched
from hotlined.domain.replies.days import calendar_of
from hotlined.domain.replies.hearing import bare, hear, reader
from hotlined.domain.replies.lexicon import languages_of, lexicon
from hotlined.domain.replies.sentence import Said
from hotlined.domain.replies.vouching import MARKS, MOST, Offered, digest, of_mark, refusal
from hotlined.domain.steps.asking import INSTEAD
from hotlined.domain.tagging.arguments import read_listed
from hotlined.domain.tagging.words import Word
from hotlined.domain.text.file_number import without_file_numbers
from hotlined.domain.values.item_list import LIST

_COURTESY: Final = frozenset({"harmless", "closing", "disclaimer", "rank"})
_ARGUMENT: Final = re.compile(
    rf"\s*(?P<pause>Q[0-9]{{1,4}})?\s*\b(?P<what>always|never)(?:\s+(?P<only>{LIST}))?"
    rf"(?:\s+received\s+(?P<received>{LIST}))?\s*",
    re.IGNORECASE,
)
NOT_THEIRS: Final = re.compile(r"it says ((?:\[[A-Z-]+\] ?)+), which is no tag of an LEA")
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


def offered(text: str, context: Context, why: str) -> tuple[Offered, ...]:
    """The sentences of a mail that were not understood, numbered as its question shows them; then marks.

    `why` it is asked about: these are named there, also those of the subject.
    """
    site = context.site
    found: list[Offered] = []
    calendar = calendar_of(context.site, context.now)
    marks = [f"[{one}]" for one in _marks(why)]
    for sentence, said in _not_understood(text, site, context):
        if sentence.strip().upper() not in marks:
            unfit = refusal(bare(sentence, site), said, site, calendar)
            found.append(Offered(len(found) + 1, sentence, unfit))
    found = found[:MOST]
    return (*found, *(Offered(number, one) for number, one in enumerate(marks, len(found) + 1)))


def _marks(why: str) -> tuple[Word, ...]:
    told = NOT_THEIRS.match(why)
    named = {*told[1].split()} if told is not None else set()
    return tuple(word for word in sorted(MARKS) if f"[{word}]" in named)


def _not_understood(text: str, site: Site, context: Context) -> Iterator[tuple[str, Said]]:
    """Where all is understood and comes to nothing: the sentences that are more than a courtesy."""
    plain = without_file_numbers(text, site.hotline.prefix)
    spoken = languages_of(plain, lexicon(site.phrases))
    heard = dict(hear(plain, site, context.now, reader(site, frozenset(), spoken))[0])
    unclear = {one: said for one, said in heard.items() if not said.clear}
    rest = {one: said for one, said in heard.items() if not said.meanings and not said.hints & _COURTESY}
    yield from (unclear or {one: said for one, said in rest.items() if not said.title}).items()


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
    mark = next((word for word in _marks(pause.why) if text == f"[{word}]"), None)
    if mark is not None:
        return of_mark(pause.who, mark)
    return digest(pause.who, bare(text, context.site), context.site, calendar_of(context.site, context.now))


def forget(case: Case, who: Who, pause: str) -> Sequence[SentencesForgotten] | str:
    """What was learned from a question of the case is asked about again."""
    found = [one for one in case.vouched if not pause or one.pause == pause]
    if not found:
        return f"[CONFIRM:{pause or 'Q1'} never]: nothing was learned from {pause or 'this case'}"
    return tuple(SentencesForgotten(unit=one.unit, digests=one.digests, by=who.id) for one in found)
