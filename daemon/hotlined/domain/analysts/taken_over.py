"""Tags that a mail may have taken over from somebody else's subject: they order nothing (P9).

`[ILLEGAL] Fwd: [NTD:none] hello` opens a case; whether there is a notice is not for the reporter to say.
What is known to be the forwarded mail's subject is cut out of the analyst's; what else stands behind a reply
prefix is asked about, once tags stand in front of it or in the text.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.decision import Context, Facts
from hotlined.domain.mail.message import Inbound
from hotlined.domain.steps.filing import halves, inherited, read_tags
from hotlined.domain.tagging.prefixes import NARROW
from hotlined.domain.tagging.tags import TagReading
from hotlined.domain.tagging.words import Tag, Word, one_line
from hotlined.domain.text.inline_head import subject_in
from hotlined.domain.values.plain import visible

ASKING: Final = frozenset(
    {Word.HELP, Word.FORM, Word.STATUS, Word.LIST, Word.STATS, Word.MEETING, Word.INTRODUCE}
)
# Let nothing go, and end nothing.
_SAFE: Final = (ASKING - {Word.MEETING, Word.INTRODUCE}) | {Word.HOLD, Word.NOTE}

_BRACKETS: Final = re.compile(r"\[[^\[\]]+\]")
_ESCAPED: Final = re.compile(r"\\u[0-9a-f]{4}", re.IGNORECASE)  # an invisible character of a header field
NONE_LEFT: Final = (
    "the tags stand in the subject of the forwarded mail, so they may be somebody else's; write yours in"
    " front of the prefix, or as the first line of the text"
)


def own_words(mail: Inbound, site: Site) -> Inbound:
    """The mail without the subject of one forwarded in it, where that stands behind a reply prefix.

    Or, where a program puts no prefix in front of it, where it ends the subject.
    """
    if not _BRACKETS.search(mail.signed_subject.translate(NARROW)):
        return mail
    theirs = tuple(_subjects(mail))
    front, behind = halves(mail, site)
    if not behind:
        front, behind = _ending(front, theirs)
    own = behind
    for subject in theirs:
        whole = _without(own, subject)
        own = _without_brackets(own, subject) if whole == own else whole  # shortened on the way, or edited
    if own == behind:
        return mail
    subject = f"{front} Fwd: {own}"
    inside = mail.protected_subject is not None
    return replace(mail, protected_subject=subject) if inside else replace(mail, subject=subject)


def _subjects(mail: Inbound) -> Iterator[str]:
    """The subjects with brackets of mails forwarded in it, as attachments and inline, with plain brackets."""
    for subject in (*(original.subject for original in mail.originals), subject_in(mail.body)):
        plain_ones = subject.translate(NARROW)
        if _BRACKETS.search(plain_ones):
            yield plain_ones


def _ending(text: str, theirs: Sequence[str]) -> tuple[str, str]:
    """A subject without a reply prefix, in front of the forwarded mail's own and from there on."""
    for subject in theirs:
        found = _last(text, subject)
        if found and not text[found.end() :].strip() and not text[: found.start()][-1:].isalnum():
            return text[: found.start()], text[found.start() :]
    return text, ""


def _without(text: str, words: str) -> str:
    """The text without these words where they stand in it last; folding makes no difference."""
    found = _last(text, words)
    return f"{text[: found.start()]} {text[found.end() :]}" if found else text


def _last(text: str, words: str) -> re.Match[str] | None:
    """Where the words stand last in a text."""
    if one_line(words).lower() not in one_line(text).lower():  # no pattern for each of many
        return None
    found = [*re.finditer(r"\s+".join(map(re.escape, words.split())), text, re.IGNORECASE)]
    return found[-1] if found else None


def _without_brackets(text: str, words: str) -> str:
    """The text without those of its brackets that stand in the words, too."""
    named = {_folded(one) for one in _BRACKETS.findall(words)}
    return _BRACKETS.sub(lambda found: " " if _folded(found[0]) in named else found[0], text)


def _folded(bracket: str) -> str:
    """Brackets as they are compared: programs leave out blanks, and what cannot be seen."""
    return "".join(unicodedata.normalize("NFKC", visible(_ESCAPED.sub("", bracket))).casefold().split())


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
                f"{tag} stands behind Re: or Fwd:, and that mail was not hotlined's: the subject may be"
                " somebody else's; write the tag in front of Re: or Fwd:, or as the first line of the text"
            )
