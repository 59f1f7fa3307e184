"""Tags that a mail may have taken over from somebody else's subject: they order nothing (P9).

`[ILLEGAL] Fwd: [NTD:none] hello` opens a case; whether there is a notice is not for the reporter to say.
What is known to be the forwarded mail's subject is cut out of the analyst's; what else stands behind a reply
prefix is asked about, once tags stand in front of it or in the text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.decision import Context, Facts
from hotlined.domain.mail.message import Inbound
from hotlined.domain.steps.filing import halves, inherited, read_tags
from hotlined.domain.tagging.tags import TagReading
from hotlined.domain.tagging.words import Tag, Word

ASKING: Final = frozenset(
    {Word.HELP, Word.FORM, Word.STATUS, Word.LIST, Word.STATS, Word.MEETING, Word.INTRODUCE}
)
# Let nothing go, and end nothing.
_SAFE: Final = (ASKING - {Word.MEETING, Word.INTRODUCE}) | {Word.HOLD, Word.NOTE}


_BRACKETS: Final = re.compile(r"\[[^\[\]]+\]")
NONE_LEFT: Final = (
    "the tags stand in the subject of the forwarded mail, so they may be somebody else's; write yours in"
    " front of the prefix, or as the first line of the text"
)


def own_words(mail: Inbound, site: Site) -> Inbound:
    """The mail without the subject of one forwarded in it, where that stands behind a reply prefix."""
    front, behind = halves(mail, site)
    own = behind
    for original in mail.originals:
        brackets = _BRACKETS.findall(original.subject)
        whole = _without(own, original.subject) if brackets else own
        if whole == own:  # shortened on the way, or edited
            for one in brackets:
                whole = _without(whole, one)
        own = whole
    if own == behind:
        return mail
    subject = f"{front} Fwd: {own}"
    inside = mail.protected_subject is not None
    return replace(mail, protected_subject=subject) if inside else replace(mail, subject=subject)


def _without(text: str, words: str) -> str:
    """The text without these words where they stand in it last; folding makes no difference."""
    if " ".join(words.split()).lower() not in " ".join(text.split()).lower():  # no pattern for each of many
        return text
    piece = r"\s+".join(map(re.escape, words.split()))
    found = [*re.finditer(piece, text, re.IGNORECASE)]
    return f"{text[: found[-1].start()]} {text[found[-1].end() :]}" if found else text


def counted(
    mail: Inbound, tags: TagReading, facts: Facts, site: Site
) -> tuple[Inbound, TagReading, tuple[Tag, ...]]:
    """The mail and its tags without the subject of a mail forwarded in it, and the tags that went with that.

    On a case nothing is cut: a [HOLD] counts in anybody's words, and what else is taken over is asked about.
    """
    known = bool(facts.match.streams) or facts.answers_us
    own = mail if known else own_words(mail, site)
    if own is mail:
        return mail, tags, ()
    left = read_tags(own, site)[0]
    return own, left, tuple(tag for tag in tags.tags if tag not in left.tags)


def remarks(theirs: Sequence[Tag]) -> Iterator[str]:
    """What the analyst is told of tags that went with somebody else's subject; no content."""
    for word in dict.fromkeys(tag.word for tag in theirs):
        yield f"[{word}] stands in the subject of the forwarded mail, and does not count"


def mixed(mail: Inbound, context: Context) -> Iterator[str]:
    """What is wrong with tags that may be somebody else's, beside some that are surely the writer's."""
    own, behind = halves(mail, context.site)
    if behind and read_tags(replace(mail, protected_subject=own), context.site)[0].tags:
        yield from taken_over(mail, context)


def taken_over(mail: Inbound, context: Context) -> Iterator[str]:
    """What is wrong with such tags."""
    for tag in inherited(mail, context.site):
        if tag.word not in _SAFE:
            yield (
                f"{tag} stands behind the prefix of an answer or a forwarded mail, and that mail was not"
                " hotlined's: the subject may be somebody else's; write the tag in front of the prefix,"
                " or as the first line of the text"
            )
