"""Until when the sentences and tags of a reply ask to wait: the one end that all of them leave certain.

An end counts only if nothing beside it makes it doubtful: another end, none yet, a sentence that says that it
may be longer, items with ends of their own, or a line that may be quoted from somebody else.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from hotlined.domain.hotline.site import Site
from hotlined.domain.replies.days import calendar_of
from hotlined.domain.replies.ends import Times, ends
from hotlined.domain.replies.hearing import Heard, bare, tags_in
from hotlined.domain.replies.later import may_be_later
from hotlined.domain.replies.lexicon import covered, lexicon, tokens
from hotlined.domain.replies.sentence import Said
from hotlined.domain.tagging.arguments import read_hold
from hotlined.domain.tagging.words import Word
from hotlined.domain.values.item_list import NAMED, without_lists

MOST_HOLDS: Final = 20  # sentences of a hold in which its end is looked for
_COURTESY: Final = frozenset({"harmless", "closing", "polite"})
Ends = tuple[tuple[str, Said, Times], ...]  # the sentences that ask to wait, with their ends


def holds(heard: Heard) -> tuple[tuple[str, Said], ...]:
    """The sentences that ask to wait."""
    return tuple((text, said) for text, said in heard if "hold" in said.meanings)


def ends_named(own: Heard, doubtful: Heard, site: Site, now: datetime) -> Ends:
    """The sentences that ask to wait, each with the ends that it names.

    One that only a line has that may be quoted is not certain: somebody else may have written it, and for
    another day.
    """
    asking = dict((*holds(own), *holds(doubtful))[:MOST_HOLDS])
    named = tuple((text, said, _ends(text, said, site, now)) for text, said in asking.items())
    written = {text for text, _ in own}
    sure = {end for text, _, times in named if text in written for end in times.found}
    return tuple(
        (
            text,
            said,
            times if text in written or sure.issuperset(times.found) else replace(times, longer=True),
        )
        for text, said, times in named
    )


def until_when(named: Ends, certain: Heard, site: Site, now: datetime) -> tuple[datetime | None, bool]:
    """The end that a hold's sentences name; and whether one is named that is not understood."""
    open_ended = any("open" in said.hints for _, said, _ in named)
    endless = any("open" in said.hints and times.endless for _, said, times in named)
    found = {end for _, _, times in named for end in times.found}
    vague = any(
        ("vague" in said.hints and times.doubted) or (times.vague and not open_ended) or times.longer
        for _, said, times in named
    )
    vague = vague or (bool(found) and (_is_told_later(named, certain, site, now) or _is_of_items(named)))
    if len(found) == 1 and not vague and not endless:
        return found.pop(), False
    others = (
        _ends(text, said, site, now).found
        for text, said in certain
        if named and not found and "hold" not in said.meanings and said.hints & {"until", "time"}
    )
    return None, vague or bool(found) or any(others)


def _is_told_later(named: Ends, certain: Heard, site: Site, now: datetime) -> bool:
    """Whether a sentence beside the one with the end says that it may be later, or names another day.

    "It may be extended."  "Correction: 15 December."  An old end: "It runs until 8 December.  Extend it."
    """
    calendar = calendar_of(site, now)
    ended = {text: said for text, said, times in named if times.found}
    spoken = {language for said in ended.values() for language in said.languages[:1]}
    lasts = any("lasting" in said.hints for said in ended.values())
    behind = found = False
    for text, said in certain:
        if text in ended:
            behind = True
        elif "longer" in said.hints:
            found = found or behind or lasts
        elif behind:
            found = found or may_be_later(bare(text, site), said, lexicon(site.phrases), spoken, calendar)
    return found


def counts_from_now(named: Ends) -> bool:
    """Whether the end that the sentences name is a length of time from now, and no day."""
    found = [times.counted for _, _, times in named if times.found]
    return bool(found) and all(found)


def asks_for_more(named: Ends, certain: Heard) -> bool:
    """Whether it asks to wait longer than was asked for before: "extend the hold", "another week"."""
    return any(times.extends for _, _, times in named) or any("longer" in said.hints for _, said in certain)


def is_of_some(named: Ends) -> bool:
    """Whether of several sentences that ask to wait some name an end, and others none."""
    return 0 < sum(bool(times.found) for _, _, times in named) < len(named)


def _is_of_items(named: Ends) -> bool:
    """Whether the end may be that of some items only: "item 1: wait until Friday.  Item 2: wait."."""
    return is_of_some(named) and any(NAMED.search(text) for text, _, _ in named)


def disagrees(told: datetime, until: datetime | None, named: Ends, certain: Heard, site: Site) -> bool:
    """Whether a tag with an end stands beside words with another, or with none yet."""
    if any("longer" in said.hints for _, said in certain):
        return True
    zone = site.hotline.timezone
    if until is not None:
        return until.astimezone(zone).date() != told.astimezone(zone).date()
    return any("open" in said.hints for _, said, _ in named)


def _ends(text: str, said: Said, site: Site, now: datetime) -> Times:
    calendar = calendar_of(site, now)
    times = ends(without_lists(bare(text, site)), lexicon(site.phrases), said.languages, calendar)
    told = _told_by_tag(text, site)
    if told is None:
        return times
    terms = read_hold(told, now, site.hotline.timezone)
    until = terms[1] if terms else None
    if terms is None or (until is not None and until <= now):
        return replace(times, vague=True)
    if until is None:
        return times
    return replace(times, found=tuple(dict.fromkeys((*times.found, until))), counted=False)


def _told_by_tag(text: str, site: Site) -> str | None:
    """The argument of a tag with a courtesy behind it, "[HOLD:3d] Thanks.", which is no line of tags.

    With any other word on its line the tag's end is none: "[HOLD:3d] is not enough".
    """
    tag, bracket, behind = text.strip().partition("]")
    if not tag.startswith("[") or not bracket:
        return None
    argument = next((one.argument for one in tags_in(f"{tag}]", site) if one.word is Word.HOLD), None)
    words = tokens(behind)
    kind = covered(hit for hit in lexicon(site.phrases).hits(words) if hit.meaning in _COURTESY)
    return argument if len(kind) == len(words) else None
