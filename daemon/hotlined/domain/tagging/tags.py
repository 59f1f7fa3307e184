"""Subject tags `[WORD]` and `[WORD:argument]`: text to tags and back.

A subject is read in three steps: gateway marks go, reply prefixes at the front go, then each pair of
brackets is looked at once.  What looks like a tag and is none is reported as unknown, never passed
over: one unknown tag refuses the mail as a whole.  Other brackets (`[Ticket 12]`) stay in the rest.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from hotlined.domain.tagging.brackets import (
    UnknownTag,
    bracketed,
    is_item_list,
    is_known,
    names_of,
    read_brackets,
)
from hotlined.domain.tagging.prefixes import NARROW, REPLY_PREFIXES, without_marks, without_prefixes
from hotlined.domain.tagging.words import Tag, Word
from hotlined.domain.values.reference import Reference, find_miswritten, find_references, without_numbers

MAX_BELOW: Final = 500  # lines below the top that are looked at
MARKS: Final = 8  # characters in front of a tag that begins a line
_AROUND: Final = (
    " ,;*_\u2022\u00b7-\u2013\u200b\ufeff"  # bold type of a plain text, and the mark of a list's item
)
_BESIDE: Final = f"{_AROUND}.:\u2013\u2014()#"  # what stands between a tag and a number


def _begins_with_tag(line: str) -> bool:
    return line.startswith(("[", " ["))


def _is_marked(line: str) -> bool:
    """Whether a bracket stands right behind the mark of bold type or of a list's item; not indented."""
    return not line[:1].isspace() and line[:MARKS].lstrip(_AROUND).startswith("[")


def _is_a_banner(reading: "TagReading") -> bool:
    """Whether a line in bold type, or of a list, has brackets of somebody else: *[INTERN]*, - [logo]."""
    return bool(reading.rest.strip(" ,;") and reading.unknown and not reading.tags)


def _is_number(text: str, prefix: str) -> bool:
    """Whether it is a case number or a receipt code, or several, and nothing else."""
    rest = without_numbers(text, prefix)
    return rest != text and not rest.strip(f"{_BESIDE}\r\n\t")


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


def is_tag(word: str, aliases: Mapping[str, str]) -> bool:
    """Whether a word of letters alone is a tag once it is put into brackets: at a small part of the cost of
    reading it there, where it would be compared with every tag that it may be meant for.
    """
    return is_known(word.translate(NARROW), names_of(aliases))


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
    With `bare`, a provider's `REMOVED 1,2` counts without its brackets.
    """
    read = partial(read_subject, prefix=prefix, aliases=aliases, reply_prefixes=())
    lines = body.splitlines(keepends=True)
    taken, count = _top(lines, read, prefix, gateway_marks, bare=bare)
    whole = read("\n".join(taken))
    loose = dict.fromkeys(_loose_in(lines[count : count + MAX_BELOW], whole, read))
    return replace(whole, loose=tuple(loose), rest=""), "".join(lines[count:])


def _top(
    lines: Sequence[str],
    read: Callable[[str], TagReading],
    prefix: str,
    gateway_marks: Sequence[str],
    *,
    bare: bool,
) -> tuple[list[str], int]:
    """The tags above everything else, line by line with plain brackets; and how many lines they take.

    A case number or a receipt code may stand among them without brackets: "[RELEASE] HL-2026-000123-K".
    """
    taken: list[str] = []
    for count, line in enumerate(lines):
        narrow = line.translate(NARROW)
        text = without_marks(bracketed(narrow) if bare else narrow, gateway_marks)
        if text.strip() and "[" not in text:
            if taken and is_item_list(taken[-1].strip(), text):
                taken[-1] = f"{taken[-1].strip()} {text}"
                return taken, count + 1
            if not _is_number(text, prefix):
                return taken, count
        reading = read(text) if text.strip() else None
        more = reading is not None and reading.rest.strip(_AROUND) and not _is_number(reading.rest, prefix)
        if reading and (more or _is_a_banner(reading)):
            return taken, count
        taken.append(text)
    return taken, len(lines)


def _loose_in(lines: Sequence[str], whole: TagReading, read: Callable[[str], TagReading]) -> Iterator[Tag]:
    """Tags below other text, that are not among those of the `whole` top."""
    for line in (one.translate(NARROW) for one in lines):
        first = _begins_with_tag(line)
        if first or _is_marked(line):
            found = read(line)
            for tag in (*found.tags, *found.loose):
                counts = first or tag.word is Word.HOLD or not found.rest.strip(_AROUND)
                if counts and tag not in whole.tags:
                    yield tag
