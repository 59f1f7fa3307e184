"""The sentences of a mail that were not understood, as its question offers them to be vouched for (P7)."""

import re
from collections.abc import Iterator
from typing import Final

from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.decision import Context
from hotlined.domain.replies.days import calendar_of
from hotlined.domain.replies.hearing import bare, hear, reader
from hotlined.domain.replies.lexicon import languages_of, lexicon
from hotlined.domain.replies.sentence import Said
from hotlined.domain.replies.vouching import MARKS, MOST, Offered, refusal
from hotlined.domain.tagging.words import Word
from hotlined.domain.text.file_number import without_file_numbers

_COURTESY: Final = frozenset({"harmless", "closing", "disclaimer", "rank"})
NOT_THEIRS: Final = re.compile(r"it says ((?:\[[A-Z-]+\] ?)+), which is no tag of an LEA")


def offered(text: str, context: Context, why: str) -> tuple[Offered, ...]:
    """The sentences of a mail that were not understood, numbered as its question shows them; then marks.

    `why` it is asked about: these are named there, also those of the subject.
    """
    site = context.site
    found: list[Offered] = []
    calendar = calendar_of(context.site, context.now)
    marks = [f"[{one}]" for one in marks_in(why)]
    for sentence, said in _not_understood(text, site, context):
        if sentence.strip().upper() not in marks:
            unfit = refusal(bare(sentence, site), said, site, calendar)
            found.append(Offered(len(found) + 1, sentence, unfit))
    found = found[:MOST]
    return (*found, *(Offered(number, one) for number, one in enumerate(marks, len(found) + 1)))


def marks_in(why: str) -> tuple[Word, ...]:
    """The marks that a question names as no tags of an LEA, and that an analyst may vouch for."""
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
