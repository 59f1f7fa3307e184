"""Which content items a sentence of a reply names, read strictly: "please wait with items 1 and 3".

A hold on some items lets the notice on the others go.  So it is one only where every word of its sentence is
known to make it no wider; whatever else stands there, the hold is on the whole case.  For a release it is
the other way round: what may be about some items only is never read as one of all.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from hotlined.domain.replies import item_words
from hotlined.domain.replies.days import Calendar
from hotlined.domain.replies.ends import dated
from hotlined.domain.replies.folding import fold, has
from hotlined.domain.replies.lexicon import Hit, Lexicon, Token, places, tokens
from hotlined.domain.replies.sentence import Said, parted
from hotlined.domain.replies.sentence_words import joints_of
from hotlined.domain.tagging.arguments import read_items
from hotlined.domain.values.item_list import BARE, ITEM, LONE, NAMED, commas

_DIGITS: Final = re.compile(r"(?<![\w./:-])[0-9]{1,4}(?![\w/:-]|\.[0-9])")
_ITEMS: Final = frozenset(map(fold, ITEM))
_MORE: Final = re.compile(r"[0-9]\s?(?:\+(?!\s?[0-9])|\.\.|\u2026)")  # "item 2+", "items 2, 3 ..."
_LINK: Final = re.compile(r"https?:|hxxp|www\.|[\[(]\.[\])]", re.IGNORECASE)
_MARK: Final = "qqitemsqq"  # stands for the list in what is read further
_STOPS: Final = frozenset({"hold", "not-yet", "negation", "action"})
_BESIDE: Final = _STOPS | {"open", "polite", "until"}
_GONE: Final = frozenset({"removed", "harmless", "closing"})
_ASIDE: Final = frozenset({"received", "harmless", "closing", "course"})
_APART: Final = frozenset({"received", "harmless", "polite", "until"})


@dataclass(frozen=True, slots=True)
class Picked:
    """The items of a sentence, () for all; `vague`: it may be about some, and which is not clear."""

    items: tuple[int, ...] = ()
    vague: bool = False


def items_of(text: str) -> tuple[int, ...] | None:
    """The numbers of a list, `1, 3 and 5-7`, ascending; None where it is none."""
    return read_items(commas(text))


def to_wait(sentence: str, said: Said, words: Lexicon, calendar: Calendar) -> Picked:
    """The items that a sentence asks to wait with; () where it may be more than those it names."""
    found = [items_of(one["list"]) for one in NAMED.finditer(sentence)]
    if not found:
        named = LONE.search(sentence) is not None or _is_numbered(sentence, said, words, calendar)
        return Picked((), named)
    if any(one is None for one in found) or _MORE.search(sentence):
        return Picked((), True)
    text = NAMED.sub(f" {_MARK} ", sentence)
    said_words = tokens(text)
    times, known = dated(text, words, said.languages, calendar)
    asked = sentence.rstrip().endswith((";", "\u037e") if "el" in said.languages[:1] else "?")
    if times.vague or not _is_narrow(said_words, said, words, known, asked=asked):
        return Picked((), True)
    return Picked(tuple(sorted({number for one in found for number in one or ()})))


def _is_numbered(sentence: str, said: Said, words: Lexicon, calendar: Calendar) -> bool:
    """Whether it has a number that may be an item's: "hold until 12 May" names a day, and no item."""
    if _DIGITS.search(sentence) is None:
        return False
    _, times = dated(sentence, words, said.languages, calendar)
    return any(one.raw.isdigit() and at not in times for at, one in enumerate(tokens(sentence)))


def told_of(sentence: str, times: Set[int] | None = None) -> Picked:
    """The items that a release, or another statement, is about: only those it names.

    `times`: the places of words that are part of a time; then every other number may be an item's.
    """
    found = [items_of(one["list"]) for one in NAMED.finditer(sentence)]
    items = {number for one in found for number in one or ()}
    rest = NAMED.sub(" ", sentence)
    everything = any(one.word in item_words.ALL for one in tokens(rest))
    left = LONE.search(rest) is not None and not everything
    if times is not None:
        numbers = (at for at, one in enumerate(tokens(sentence)) if one.raw.isdigit() and at not in times)
        left = left or (not items and any(numbers))
    return Picked(tuple(sorted(items)), (left and not items) or None in found)


def is_of_all(
    sentence: str,
    said: Said,
    words: Lexicon,
    calendar: Calendar,
    *,
    but: Set[str] = _GONE,
    beside: Set[str],
) -> bool:
    """Whether a sentence that content is gone has no word that may make it one about some items only.

    "The content has been removed" is about all; "half of it", "the first one", "this page" may not be.
    `sentence` is without links: where one was named, it is about that one.  `but`: meanings whose phrases,
    and `beside`: words that may stand in it.
    """
    known, spoken = tokens(sentence), said.languages
    hits = words.hits(known, spoken)
    times = dated(sentence, words, spoken, calendar)[1]
    said_so = places(hits, but)
    left = [one.word for at, one in enumerate(known) if at not in times and at not in said_so]
    whole = any(word in item_words.ALL for word in left)
    return all(word in beside or (whole and word in _ITEMS) for word in left)


def is_of_these(
    sentence: str,
    said: Said,
    words: Lexicon,
    calendar: Calendar,
    *,
    told: Set[str] = frozenset({"removed"}),
    but: Set[str] = _GONE | {"topic"},
    beside: Set[str] = item_words.WHOLE,
) -> bool:
    """Whether a sentence says of the items that it names, and of nothing else, what the phrases `told` say.

    "Items 1 and 3 have been removed" does; "apart from item 2", "part of item 2", "item 1 has been removed,
    item 2 is not" may not.  `but` and `beside` as in `is_of_all`.
    """
    text = NAMED.sub(f" {_MARK} ", sentence)
    small = (beside | item_words.OF | {_MARK}) - item_words.ALL
    if not is_of_all(text, said, words, calendar, but=but, beside=small):
        return False
    known = tokens(text)
    hits = [hit for hit in words.hits(known, said.languages) if hit.meaning in told]
    ends = {at for hit in hits for at in (hit.start, hit.end - 1)}
    joints = joints_of(said.languages)
    naming = [part for part in parted(known, joints) if any(known[at].word == _MARK for at in part)]
    return all(
        ends & set(part) or all(known[at].word in item_words.OF | {_MARK} for at in part) for part in naming
    )


def is_less(sentence: str) -> bool:
    """Whether by a word of it less is gone than it names: "part of item 1", "all except", "is back"."""
    return has((one.word for one in tokens(sentence)), item_words.LESS)


def names_another_case(sentence: str) -> bool:
    """Whether it speaks of another case than that of its thread: "in the other case", "the other notice"."""
    known = [one.word for one in tokens(sentence)]
    theirs = item_words.CASE | item_words.NOTICE
    return any(one in item_words.OTHER and two in theirs for one, two in pairwise(known))


def is_a_time_to_come(sentence: str) -> bool:
    """Whether it is nothing but a time to come without a number: "tonight", "from next week"."""
    known = {one.word for one in tokens(sentence)}
    return bool(known & item_words.TO_COME) and known <= item_words.TO_COME | item_words.WHEN


def is_of_somebody(sentence: str, said: Said, words: Lexicon) -> bool:
    """Whether it is a person or a company that is gone: "we are no longer reachable today"."""
    known = tokens(sentence)
    for hit in words.hits(known, said.languages):
        if hit.meaning != "removed" or not any(
            one.word in item_words.OUT_OF_REACH for one in known[hit.start : hit.end]
        ):
            continue
        at = hit.start
        while at and known[at - 1].word in item_words.BEING:
            at -= 1
        if at and known[at - 1].word in item_words.WHO:
            return True
    return False


def is_of_the_reader(sentence: str, said: Said, words: Lexicon) -> bool:
    """Whether it is we, or something of ours, that is gone: "you have been removed from our list"."""
    known = [one.word for one in tokens(sentence)]
    hits = (hit for hit in words.hits(tokens(sentence), said.languages) if hit.meaning == "removed")
    before = (known[max(0, hit.start - 2) : hit.start] for hit in hits)
    return any(bool(two) and (two[-1] in item_words.YOU or two[0] in item_words.YOUR) for two in before)


def is_of_copies(sentence: str, said: Said, words: Lexicon) -> bool:
    """Whether those who write may have deleted what they have themselves: "we have deleted the files"."""
    known = tokens(sentence)
    hits = (hit for hit in words.hits(known, said.languages) if hit.meaning == "removed")
    own = any(one.word in item_words.COPIES for hit in hits for one in known[hit.start : hit.end])
    return own and not any(one.word in item_words.HOSTS for one in known)


def is_of_letters(sentence: str, said: Said, words: Lexicon) -> bool:
    """Whether it is a notice or a report that is gone: "the notice was deleted"."""
    known = tokens(sentence)
    gone = places(words.hits(known, said.languages), {"removed"})
    letters = item_words.NOTICE | item_words.REPORT
    return any(one.word in letters for at, one in enumerate(known) if at not in gone)


def goes_to_us(sentence: str) -> bool:
    """Whether something goes to, or was done by, one of the two who write: "to us", "by you"."""
    return has((one.word for one in tokens(sentence)), item_words.TO_US)


def is_of_the_notice(sentence: str, said: Said, words: Lexicon) -> bool:
    """Whether what a release lets go may be the notice: not "send the report", nor "send it to us"."""
    if goes_to_us(sentence):
        return False
    known = tokens(sentence)
    hits = [hit for hit in words.hits(known, said.languages) if hit.meaning == "release"]
    near = {at for hit in hits for at in (*range(hit.start - 2, hit.start), *range(hit.end, hit.end + 3))}
    report = any(one.word in item_words.REPORT for at, one in enumerate(known) if at in near)
    return not report or any(one.word in item_words.NOTICE for one in known)


def points(sentence: str, said: Said, words: Lexicon) -> bool:
    """Whether a sentence may say which of several is meant with no word for an item: "2", "the other"."""
    if BARE.fullmatch(sentence):
        return True
    if "received" in said.meanings or "disclaimer" in said.hints:
        return False
    known = tokens(sentence)
    aside = places(words.hits(known, said.languages), _ASIDE)
    return any(one.word in item_words.PART for at, one in enumerate(known) if at not in aside)


def names_a_link(text: str) -> bool:
    """Whether an address of a page stands in a text, written so that it can be followed or not."""
    return _LINK.search(text) is not None


def _is_narrow(said: Sequence[Token], reading: Said, words: Lexicon, times: Set[int], *, asked: bool) -> bool:
    """Whether a sentence asks to wait with the items it names, and with nothing else; `asked`: it asks."""
    hits = words.hits(said, reading.languages)
    lists = {at for at, one in enumerate(said) if one.word == _MARK}
    joints = joints_of(reading.languages[:2])
    parts = tuple(parted(said, joints))
    stops = places(hits, _STOPS)
    asking = [part for part in parts if stops & set(part)]
    naming = [part for part in parts if lists & set(part)]
    both = [part for part in asking if part in naming]
    whole = bool(both) and len(both) == len(asking) == len(naming)
    apart = not both and len(asking) == 1 and bool(naming)  # "item 2: please wait"
    if not (whole or apart) or any(len(lists & set(part)) > 1 for part in parts):
        return False
    negated = any(hit.meaning in ("negation", "not-yet") for hit in hits)
    known = times | lists | _small(said, hits, negated=negated) | places(hits, _BESIDE)
    if whole and asked:
        known |= {at for at, one in enumerate(said) if one.word in item_words.ASKED}
    aside = times | places(hits, _APART)
    good = all(set(part) <= (known if part in asking or part in naming else aside) for part in parts)
    return good and _ends_in_a_time(words.nested(said), said, times, lists)


def _small(said: Sequence[Token], hits: Sequence[Hit], *, negated: bool) -> frozenset[int]:
    """The places of words that make it no wider; other topics than the notice may be the provider."""
    topics = places(hits, {"topic"})
    allowed = item_words.BESIDE | item_words.NOTICE | (frozenset() if negated else item_words.ONLY)
    found = {at for at, one in enumerate(said) if one.word in allowed}
    return frozenset(at for at in found if at not in topics or said[at].word in item_words.NOTICE)


def _ends_in_a_time(hits: Sequence[Hit], said: Sequence[Token], times: Set[int], lists: Set[int]) -> bool:
    """Whether each "until" has its time: "until item 2 is gone" is no hold on item 2."""
    for hit in hits:
        after = hit.end
        while after < len(said) and said[after].word in item_words.BESIDE and after not in lists:
            after += 1
        if hit.meaning == "until" and after not in times:
            return False
        if hit.meaning == "open" and after in lists:
            return False
    return True
