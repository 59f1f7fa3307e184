"""A tag that lets notices go above words that ask to wait: "[RELEASE] but please wait until Friday".

Or above a condition: "[NTD:now] as soon as the police agree".

To wait is the safe direction: such a mail is asked about.  A `[NOTE]` beside the tag keeps the words, which
may tell how it was.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from hotlined.domain.analysts.command import Command
from hotlined.domain.analysts.no_notice import wants_none
from hotlined.domain.analysts.not_now import hangs_on_something, puts_off_the_notice
from hotlined.domain.analysts.only_told import REPORTER, forbids
from hotlined.domain.hotline.site import Site
from hotlined.domain.replies.hearing import hear, reader
from hotlined.domain.replies.sentence import Said
from hotlined.domain.tagging.arguments import NtdKind, read_delay
from hotlined.domain.tagging.words import Tag, Word
from hotlined.domain.values.plain import WORDS, plain, rows

_OVER: Final = frozenset(rows(
    "over | ended | lifted | released | expired | withdrew | withdrawn | cancelled | canceled",
    "vorbei | beendet | aufgehoben | abgelaufen | zurückgezogen | zurückgenommen | läbi",
    "lõppenud | lõppes | τελείωσε | έληξε | baigėsi | pasibaigė | baigtas | över | slut | upphävd | hävd",
))  # fmt: skip
_SHORT: Final = re.compile("\\b(do|does|did|need|should|must)n['\u2019]t\\b", re.IGNORECASE)  # "don't wait"
_STILL: Final = frozenset({"until", "polite", "from", "not-yet", "open"})  # asked for, or to go on
LONGEST: Final = 4_000  # characters that are heard; nobody explains a tag in more


def waits_beside(command: Command, *own: str) -> str | None:
    """The sentence that asks, where the analyst's own words beside such a tag ask to wait."""
    site, now = command.context.site, command.context.now
    if not lets_go(command.tag, site) or command.tags.get(Word.NOTE) is not None:
        return None
    if not any(asks(text, site, now) or puts_off(command.tag, text, site) for text in own):
        return None
    return (
        f"[{command.tag.word}]: your text asks to wait; expected [HOLD] in its place, or the tag alone"
        " ([NOTE] beside it keeps your words)"
    )


def puts_off(tag: Tag, text: str, site: Site) -> bool:
    """Whether such a tag stands beside "as soon as the police agree"; `[NTD:now]` also beside "tomorrow"."""
    if not lets_go(tag, site):
        return False
    return puts_off_the_notice(text, site.phrases) if tag.word is Word.NTD else hangs_on_something(text)


def lets_go(tag: Tag, site: Site) -> bool:
    """Whether a tag lets notices go, at once or as soon as nothing else is in the way."""
    if tag.word is Word.NTD:
        told = read_delay(tag.argument or "", site.hotline.timezone)
        return told is not None and told.kind is NtdKind.NOW
    return tag.word in (Word.RELEASE, Word.CONFIRM)


def asks(text: str, site: Site, now: datetime) -> bool:
    """Whether words ask to wait."""
    return any(True for _ in waiting(text, site, now))


def waiting(text: str, site: Site, now: datetime) -> Iterator[tuple[str, Said]]:
    """The sentences with words of waiting, except of a wait that is over."""
    read = reader(site, frozenset(), site.hotline.languages)
    heard, _ = hear(REPORTER.sub("informant", _SHORT.sub(r"\1 not", text[:LONGEST])), site, now, read)
    return (
        (words, said)
        for words, said in heard
        if ("hold" in said.meanings or forbids(words, said) or wants_none(words))
        and not _is_over(words, said)
    )


def _is_over(words: str, said: Said) -> bool:
    """Whether a wait is only told of, as what has ended: "hold lifted by phone"."""
    return said.hints.isdisjoint(_STILL) and not _OVER.isdisjoint(WORDS.findall(plain(words)))
