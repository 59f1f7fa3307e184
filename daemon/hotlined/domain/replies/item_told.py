"""The items that the sentences of a reply release, or say are gone or told of; and where that is not clear.

For a release, and for the word that content is gone, the narrow reading is the safe one: what may be about
some items only is never read as one of all.  Tags say it by themselves, sentences by the items they name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Final

from hotlined.domain.hotline.site import Site
from hotlined.domain.replies import item_words
from hotlined.domain.replies.days import Calendar, calendar_of
from hotlined.domain.replies.ends import dated, is_month, looks_ahead, names_a_weekday
from hotlined.domain.replies.hearing import Heard, bare
from hotlined.domain.replies.lexicon import Lexicon, lexicon
from hotlined.domain.replies.picked import (
    goes_to_us,
    is_a_time_to_come,
    is_less,
    is_of_all,
    is_of_copies,
    is_of_letters,
    is_of_somebody,
    is_of_the_notice,
    is_of_the_reader,
    is_of_these,
    names_a_link,
    names_another_case,
    points,
    told_of,
)
from hotlined.domain.replies.sentence import Said
from hotlined.domain.replies.taken_back import taken_back
from hotlined.domain.values.item_list import NAMED, without_lists

_RELEASED: Final = frozenset({"release", "harmless", "closing", "polite", "topic", "received"})
_SENT: Final = frozenset({"ntd-sent", "sent", "topic", "harmless", "closing", "polite"})
_GONE: Final = frozenset({"removed", "topic", "harmless", "closing", "polite", "received"})
_ANY: Final = item_words.PART | item_words.ONE_OF | item_words.OF
_WISH: Final = re.compile(  # "have a nice Friday!", and nothing else
    r"\s*(?:have a (?:nice|good|great|lovely)|happy|enjoy your|schöne[ns]|head|ilusat|trevlig|geros?|καλ[ήό])"
    r" \w+(?: noch)?[\s.!]*",
    re.IGNORECASE,
)
_HOSTED: Final = item_words.WHOLE | item_words.HOSTED
_SMALL: Final = item_words.WHOLE | item_words.BESIDE | item_words.NOTICE | item_words.RELEASING


@dataclass(frozen=True, slots=True)
class Some:
    """Items of sentences, () for all; the sentences of which that is not clear; others that name items."""

    items: tuple[int, ...] = ()
    texts: tuple[str, ...] = ()
    partly: bool = False  # one says it of a part only, with an exception, or of a person or a company
    unsure: bool = False  # one may say it of a part only, or of something else than the content
    later: tuple[str, ...] = ()  # it may be a release of a day to come
    beside: tuple[str, ...] = ()  # of a case with several items it is not clear that all are meant


def stated(
    meaning: str, certain: Heard, site: Site, now: datetime, *, above: Heard, tagged: bool = False
) -> Some:
    """The items that the sentences of a release, or of the word that the notice has been sent, are about.

    `above`: the subject, which may name them; `tagged`: a tag without items says it, too.
    """
    calendar, known = calendar_of(site, now), lexicon(site.phrases)
    release = meaning == "release"
    picks, loose, doubted, strange = [], [], [], []
    for text, said in certain:
        if meaning not in said.meanings:
            continue
        plain = bare(text, site)
        times = dated(plain, known, said.languages, calendar)[1]
        one = told_of(plain, times if release else None)
        picks.append((text, one))
        if not release and one.items and not _sent_of_these(plain, said, known, calendar):
            doubted.append(text)
        # A word alone that is a tag has no phrase in it.
        if release and said.hints and (names_a_link(text) or not _lets_all_go(plain, said, known, calendar)):
            loose.append(text)
        plainly = _plainly_released if release else _plainly_sent
        if said.hints and not plainly(plain, said, known, calendar):
            strange.append(text)
    items = tuple(sorted({number for _, one in picks for number in one.items}))
    some = bool(picks) and all(one.items for _, one in picks)
    if release and picks:
        strange += (*_of_another_case(certain, above, site), *taken_back(certain, site))
    vague = tuple(dict.fromkeys((*(text for text, one in picks if one.vague), *strange)))
    later = tuple(_later(certain, above, site, calendar)) if release and (picks or tagged) else ()
    beside = [text for text, one in picks if not one.items and not one.vague and (items or text in loose)]
    beside += doubted
    if not items and (picks or tagged):
        beside += (*heads(above, site), *heads(certain, site, meaning))
    return Some(items if some else (), vague, later=later, beside=tuple(dict.fromkeys(beside)))


def _of_another_case(certain: Heard, above: Heard, site: Site) -> Iterator[str]:
    """Sentences above a signature by which a release beside them may be one of another case (P6)."""
    body = takewhile(lambda one: not one[1].closing, certain)
    heads = (text for text, said in (*above, *body) if said.meanings <= {"release"})
    yield from (text for text in heads if names_another_case(bare(text, site)))


def _later(certain: Heard, above: Heard, site: Site, calendar: Calendar) -> Iterator[str]:
    """Sentences above a signature by which a release may be one of a day to come: "from Monday" (P5).

    Of a statement that says nothing else a day in numbers is asked about anyway (`hearing`).
    """
    known = lexicon(site.phrases)
    yield from (text for text, _ in above if _is_to_come(bare(text, site)))
    for text, said in certain:
        if said.closing:
            return
        plain = without_lists(bare(text, site))
        released = "release" in said.meanings
        ahead = released and looks_ahead(plain, known, said.languages, calendar)
        if ahead or ((released or not said.meanings) and _is_to_come(plain)):
            yield text


def _is_to_come(plain: str) -> bool:
    wish = _WISH.fullmatch(plain) is not None
    return (names_a_weekday(plain) and not wish) or is_a_time_to_come(plain)


def _lets_all_go(plain: str, said: Said, known: Lexicon, calendar: Calendar) -> bool:
    return is_of_all(plain, said, known, calendar, but=_RELEASED, beside=_SMALL)


def _plainly_released(plain: str, said: Said, known: Lexicon, calendar: Calendar) -> bool:
    """Whether each word of it belongs to a release of the notice: "send the report", "to us" do not (P6)."""
    text = without_lists(plain)
    if not is_of_the_notice(text, said, known):
        return False
    small = _SMALL | _ANY
    return is_of_all(text, said, known, calendar, but=_RELEASED, beside=small)


def _plainly_sent(plain: str, said: Said, known: Lexicon, calendar: Calendar) -> bool:
    """The same for the word that the notice has been sent: not "to the prosecutor", nor "sent back"."""
    # Of "on 27 or 28 February" nobody knows the day; that it was sent is clear.
    words = ((one, one.strip(".,;")) for one in NAMED.sub(" ", plain).split())
    text = " ".join(
        one for one, word in words if not word.isdigit() and not is_month(word, said.languages, calendar)
    )
    beside = _SMALL | _ANY | item_words.BY | item_words.OR
    if goes_to_us(text) or names_another_case(text):
        return False
    return not is_less(text) and is_of_all(text, said, known, calendar, but=_SENT, beside=beside)


def _sent_of_these(plain: str, said: Said, known: Lexicon, calendar: Calendar) -> bool:
    told = {"ntd-sent", "sent"}
    return is_of_these(plain, said, known, calendar, told=told, but=_SENT, beside=_SMALL)


def gone(
    tagged: tuple[int, ...] | None, certain: Heard, site: Site, now: datetime, *, above: Heard = ()
) -> Some:
    """The items that sentences say are gone, () for all; `tagged`: what a tag says; `above`: the subject.

    Not clear are those that have neither items nor all of the content in them, those that stand beside others
    that name some, and those that may say something else of an item.
    """
    found = [(text, bare(text, site), said) for text, said in certain if "removed" in said.meanings]
    picks = [(text, told_of(plain)) for text, plain, _ in found]
    items = tuple(sorted({number for _, one in picks for number in one.items}))
    calendar, known = calendar_of(site, now), lexicon(site.phrases)
    whole = {
        text
        for text, plain, said in found
        if not names_a_link(text) and is_of_all(plain, said, known, calendar, beside=_HOSTED)
    }
    named = {text for text, one in picks if one.items}
    unclear = [text for text, one in picks if one.items and one.vague]
    unclear += [
        text for text, plain, said in found if text in named and not is_of_these(plain, said, known, calendar)
    ]
    if tagged == ():
        unclear += [text for text, one in picks if one.items]
    elif tagged is None:
        unclear += [text for text, one in picks if not one.items and (items or text not in whole)]
    if not items and not tagged and (picks or tagged is not None):
        unclear += (*heads(above, site), *heads(certain, site, "removed"))
    unsure = not all(_is_of_the_content(plain, said, known, calendar) for _, plain, said in found)
    partly = any(_is_of_less(NAMED.sub(" ", plain), said, known) for _, plain, said in found)
    return Some(items, tuple(dict.fromkeys(unclear)), partly, unsure)


def _is_of_the_content(plain: str, said: Said, known: Lexicon, calendar: Calendar) -> bool:
    """Whether each word of it belongs to content that is gone: not "your mail was deleted", "half of it"."""
    text = NAMED.sub(" ", plain)
    beside = item_words.WHOLE | _ANY | item_words.BY
    less = _is_of_less(text, said, known) or is_of_copies(text, said, known)
    less = less or is_of_letters(text, said, known)
    return not less and is_of_all(text, said, known, calendar, but=_GONE, beside=beside)


def _is_of_less(text: str, said: Said, known: Lexicon) -> bool:
    return is_less(text) or is_of_somebody(text, said, known) or is_of_the_reader(text, said, known)


def together(tagged: tuple[int, ...] | None, said: Some | None) -> tuple[int, ...] | None:
    """What a tag and the sentences say is gone: items, () for all; None where neither says anything."""
    if tagged is None or said is None:
        return said.items if said is not None else tagged
    return tuple(sorted({*tagged, *said.items})) if tagged else ()


def heads(heard: Heard, site: Site, meaning: str = "") -> Iterator[str]:
    """Sentences that name items and do not say it of them: the next may be about these alone ("Item 2.").

    Links, and words such as "the second one", are looked for above a signature only.
    """
    known, signed = lexicon(site.phrases), False
    for text, said in heard:
        signed = signed or said.closing
        if meaning in said.meanings:
            continue
        plain = bare(text, site)
        if NAMED.search(plain) or (not signed and (names_a_link(text) or points(plain, said, known))):
            yield text
