"""Words about some items beside a tag that is for the whole case, as [CLOSE] and [NTD:...] are.

Narrower than `beside.tells_some`: no numbers of items stand behind such a tag, so a number, "first" or
"other" beside it is as a rule of something else: "Let the police act first", "2 weeks without an answer".
"""

import re
from collections.abc import Sequence
from itertools import chain, pairwise
from typing import Final

from hotlined.domain.analysts.beside import WHICH, has_urls_of_some, short_pieces, without_urls
from hotlined.domain.form.annex import Item
from hotlined.domain.replies.folding import fold, folded
from hotlined.domain.replies.item_words import (
    ALL,
    BEING,
    BESIDE,
    CASE,
    NOTICE,
    ONE_OF,
    ONLY,
    OUT_OF_REACH,
    REPORT,
    TO_COME,
    WHO,
    WHOLE,
)
from hotlined.domain.tagging.arguments import read_items
from hotlined.domain.tagging.words import Word
from hotlined.domain.values.item_list import AND, ITEM, LIST, NAMED, commas
from hotlined.domain.values.units import read_unit

_FIRST: Final = re.compile(
    rf"(?!\W*\[#)[^\w+]*(?P<list>{LIST})\W*(?P<next>[^\W\d_]*)(?P<year>\W+20[0-9]{{2}}\b)?", re.IGNORECASE
)
_ORDINAL: Final = re.compile(r"\W*[0-9]{1,3}(?:st|nd|rd|th)\W*(?P<next>[^\W\d_]*)", re.IGNORECASE)
_TO: Final = re.compile(r"(?<=[0-9])\s+(?:to|through|bis|kuni|έως|ως|iki|till?)\s+(?=[0-9])", re.IGNORECASE)
_JOINT: Final = re.compile(rf"\s*(?:[,;&+]|{'|'.join(AND)})?\s*", re.IGNORECASE)  # "item 1 and item 2"
_ITEMS: Final = folded(*ITEM) | ONE_OF
# Words beside which "the second" is one of the items: "the second is still online".
_BESIDE: Final = (
    BESIDE | ONLY | ONE_OF | ALL | NOTICE | BEING | OUT_OF_REACH | WHOLE | WHICH
    | folded("but except not still stays stay removed deleted planned nicht bleibt gelöscht ei jääb mitte")
    | folded("nicht όχι δεν μένει ne lieka inte kvar ligger außer außerdem välja peale εκτός išskyrus utom")
)  # fmt: skip
# In front of "second", "other": what makes it one of several.
_THE: Final = ONLY | folded("the der die das den dem des für for of το η ο τα τη την τον του det de")
# Behind "other", "last", "half": what it is said of, and no item.
_ELSE: Final = REPORT | CASE | WHO | TO_COME | folded(
    "an a call calls request means way ways hotline hotlines police lea unit lead leads reason reasons mail "
    "authority agency contact line support hour time times person year years hand opinion analyst analysts "
    "jahr jahre aasta aastat metai år έτος χρόνια "
    "weise wege gründe gründen anruf meldestelle meldestellen hotline polizei dienststelle stelle zeit mal "
    "meldungen meldung gespräch person ansprechpartner "
    "vihjeliin vihjeliini kord korda põhjus põhjusel kõne teate isik "
    "υπηρεσία γραμμή φορά λόγος λόγο κλήση τρόπο "
    "linija linijos kartą skambutis tarnyba priežastis būdu "
    "hotline gång gången samtal samtalet sätt skäl polis polisen myndighet"
)  # fmt: skip
_ADVERBS: Final = folded("first last")  # also "at last", "first the arrest"
_NONE: Final = folded("no kein keine keinen ingen inga inget")


def not_of_some(word: Word, items: Sequence[Item], *own: str) -> str | None:
    """The sentence that asks, where a tag that is never for single items stands beside words about some."""
    if len(items) < 2 or not any(_is_of_some(items, text) for text in own):
        return None
    return (
        f"[{word}] is for the whole case, and your text names some of its items; expected the tag alone, or"
        " for some items [HOLD:items 1,3]"
    )


def _is_of_some(items: Sequence[Item], text: str) -> bool:
    words = _TO.sub("-", without_urls(text))
    named = has_urls_of_some(items, text) or _numbers_some(words, len(items))
    return named or any(map(_says_which, short_pieces(words)))


def _numbers_some(words: str, count: int) -> bool:
    """Whether item numbers of the case are named, and not all in one list, as "items 1-3" of three."""
    named = list(NAMED.finditer(words))
    if not named:
        return _begins_with_some(words, count)
    within = [_within(found["list"], count) for found in named]
    gaps = (words[one.end() : other.start()] for one, other in pairwise(named))
    if all(_JOINT.fullmatch(gap) for gap in gaps) and len({*chain(*within)}) == count:
        return False
    return any(within)


def _begins_with_some(words: str, count: int) -> bool:
    """Whether a number in front of all is an item's: "2 only", "2 of 3", "2nd"; not "2 weeks", "3 items"."""
    if (ordinal := _ORDINAL.match(words)) and (not ordinal["next"] or fold(ordinal["next"]) in _BESIDE):
        return True
    first = _FIRST.match(words)
    follows = fold(first["next"]) if first else ""
    if first is None or first["year"] or follows in _ELSE or read_unit(follows) is not None:
        return False
    whole = follows in _ITEMS and first["list"] == str(count)
    return not whole and 0 < len(_within(first["list"], count)) < count


def _within(listed: str, count: int) -> tuple[int, ...]:
    return tuple(number for number in read_items(commas(listed)) or () if number <= count)


def _says_which(words: Sequence[str]) -> bool:
    """Whether a few words of it say which of several: "only the second"; not "by other means"."""
    alone = _BESIDE.issuperset(words)
    for at, word in enumerate(words):
        before, behind = ("", *words)[at], (*words, "")[at + 1]
        if word not in WHICH or before in _NONE or behind in _ELSE or read_unit(behind) is not None:
            continue
        if alone or word not in _ADVERBS or before in _THE:
            return True
    return False
