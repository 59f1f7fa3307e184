"""Subject tags `[WORD]` and `[WORD:argument]`: text to tags and back.

A subject is read in three steps: gateway marks go, reply prefixes at the front go, then each pair of
brackets is looked at once.  What looks like a tag and is none is reported as unknown, never passed
over: one unknown tag refuses the mail as a whole.  Other brackets (`[Ticket 12]`) stay in the rest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from hotlined.domain.tagging.brackets import UnknownTag, bracketed, is_item_list, names_of, read_brackets
from hotlined.domain.tagging.prefixes import NARROW, REPLY_PREFIXES, without_marks, without_prefixes
from hotlined.domain.tagging.words import Tag, Word
from hotlined.domain.values.reference import Reference, find_miswritten, find_references

MAX_BELOW: Final = 500  # lines below the top that are looked at
MARKS: Final = 8  # characters in front of a tag that begins a line
_AROUND: Final = (
    " ,;*_\u2022\u00b7-\u2013\u200b\ufeff"  # bold type of a plain text, and the mark of a list's item
)


def _begins_with_tag(line: str) -> bool:
    return line.startswith(("[", " ["))


def _is_marked(line: str) -> bool:
    """Whether a bracket stands right behind the mark of bold type or of a list's item; not indented."""
    return not line[:1].isspace() and line[:MARKS].lstrip(_AROUND).startswith("[")


def _is_a_banner(reading: "TagReading") -> bool:
    """Whether a line in bold type, or of a list, has brackets of somebody else: *[INTERN]*, - [logo]."""
    return bool(reading.rest.strip(" ,;") and reading.unknown and not reading.tags)


@dataclass(frozen=True, slots=True)
class TagReading:
    """What a subject, or the top of a body, says: everything in the order written, each once."""

    tags: tuple[Tag, ...] = ()
    references: tuple[Reference, ...] = ()
    miswritten: tuple[str, ...] = ()  # looks like a reference, its check character is wrong
    unknown: tuple[UnknownTag, ...] = ()
    loose: tuple[Tag, ...] = ()  # with one bracket only, or at the begin of a line below other text
    rest: str = ""

    def get(self, word: Word) -> Tag | None:
        """The first tag with this word."""
        return next((tag for tag in self.tags if tag.word is word), None)

    def argument(self, word: Word) -> str:
        """What the first tag with this word says behind its colon; "" where there is nothing, or no tag."""
        tag = self.get(word)
        return (tag.argument if tag is not None else None) or ""


def read_subject(
    subject: str,
    *,
    prefix: str,
    aliases: Mapping[str, str] | None = None,
    reply_prefixes: Sequence[str] = REPLY_PREFIXES,
    gateway_marks: Sequence[str] = (),
) -> TagReading:
    """Tags, references and the rest of a subject; `aliases` maps words of other languages to ours.

    References count inside and outside of brackets.  Never raises; linear in the length.
    """
    text = without_prefixes(without_marks(subject.translate(NARROW), gateway_marks), reply_prefixes)
    names = names_of(aliases or {}) if "[" in text or "]" in text else {}  # most lines of a body have none
    found = read_brackets(text, names, prefix)
    return TagReading(
        tags=tuple(dict.fromkeys(found.tags)),
        references=find_references(text, prefix),
        miswritten=find_miswritten(text, prefix),
        unknown=tuple(dict.fromkeys(found.unknown)),
        loose=tuple(dict.fromkeys(found.loose(names))),
        rest=" ".join(found.rest.split()),
    )


def read_top_lines(
    body: str,
    *,
    prefix: str,
    aliases: Mapping[str, str] | None = None,
    gateway_marks: Sequence[str] = (),
    bare: bool = False,
) -> tuple[TagReading, str]:
    """The tags at the top of a body, and the body from the first line that is more than tags.

    An item of a list with other words explains a tag, or is somebody's text: of those a hold alone is loose.
    Blank lines between tags are passed over; items may stand right behind or below a tag that is about some.
    With `bare`, a provider's `REMOVED 1,2` counts without
    its brackets.
    """
    lines = body.splitlines(keepends=True)
    taken: list[str] = []  # with plain brackets
    count = 0
    for line in lines:
        narrow = line.translate(NARROW)
        text = without_marks(bracketed(narrow) if bare else narrow, gateway_marks)
        if text.strip() and "[" not in text:
            if taken and is_item_list(taken[-1].strip(), text):
                taken[-1] = f"{taken[-1].strip()} {text}"
                count += 1
            break
        reading = (
            read_subject(text, prefix=prefix, aliases=aliases, reply_prefixes=()) if text.strip() else None
        )
        if reading and (reading.rest.strip(_AROUND) or _is_a_banner(reading)):
            break
        taken.append(text)
        count += 1
    whole = read_subject("\n".join(taken), prefix=prefix, aliases=aliases, reply_prefixes=())
    below = [one.translate(NARROW) for one in lines[count : count + MAX_BELOW]]
    readings = (
        (read_subject(one, prefix=prefix, aliases=aliases, reply_prefixes=()), _begins_with_tag(one))
        for one in below
        if _begins_with_tag(one) or _is_marked(one)
    )
    loose = (
        tag
        for one, first in readings
        for tag in (*one.tags, *one.loose)
        if tag not in whole.tags and (first or tag.word is Word.HOLD or not one.rest.strip(_AROUND))
    )
    return replace(whole, loose=tuple(dict.fromkeys(loose)), rest=""), "".join(lines[count:])
