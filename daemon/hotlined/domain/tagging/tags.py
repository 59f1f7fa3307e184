"""Subject tags `[WORD]` and `[WORD:argument]`: text to tags and back.

A subject is read in three steps: gateway marks go, reply prefixes at the front go, then each pair of
brackets is looked at once.  What looks like a tag and is none is reported as unknown, never passed
over: one unknown tag refuses the mail as a whole.  Other brackets (`[Ticket 12]`) stay in the rest.
"""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from hotlined.domain.tagging.arguments import Grammar, read_items, read_listed, read_parts, well_formed
from hotlined.domain.tagging.prefixes import REPLY_PREFIXES
from hotlined.domain.tagging.tagrules import conflicts
from hotlined.domain.tagging.words import (
    MEANINGS,
    Argument,
    Meaning,
    Occasion,
    Tag,
    Word,
    fold_word,
    one_line,
    visible,
)
from hotlined.domain.values.item_list import EITHER, NAMED, PARTS
from hotlined.domain.values.reference import Reference, find_miswritten, find_references, parse_reference

__all__ = [
    "GATEWAY_MARKS",
    "MEANINGS",
    "Argument",
    "Meaning",
    "Occasion",
    "Tag",
    "TagReading",
    "UnknownTag",
    "Word",
    "conflicts",
    "fold_word",
    "is_taken_over",
    "parted",
    "read_subject",
    "read_top_lines",
]

MAX_HEAD: Final = 20
MAX_BELOW: Final = 500  # lines below the top that are looked at

# What mail gateways write into subjects; a site's own are in its configuration.
GATEWAY_MARKS: Final = tuple(
    f"[{mark}]"
    for mark in (
        *("EXTERNAL", "EXT", "EXTERN", "EXTERNE", "EXTERNO", "ESTERNO", "EXTERNT", "ULKOINEN", "VÄLINE"),
        *("ΕΞΩΤΕΡΙΚΟ", "EXTERNAL EMAIL", "EXTERNAL SENDER", "EXTERNE MAIL", "CAUTION", "WARNING"),
        *("SPAM", "SPAM?", "SUSPECTED SPAM", "BULK", "SECURE", "ENCRYPTED", "VERSCHLÜSSELT", "SIGNED"),
    )
)

NARROW: Final = str.maketrans("\uff3b\uff3d\u3010\u3011\uff1a", "[][]:")  # wide ones, for `str.translate`
_BRACKETS: Final = re.compile(r"\[([^\[\]\r\n]{1,400})\]")
_CLOSED: Final = re.compile(r"^\[|\][\s,;|\u2013-]{0,10}\[?")
_BROKEN: Final = re.compile(  # one bracket, and a word beside it
    r"\[\s*(?P<open>[^\W\d_][\w-]{1,19})|(?<![\w-])(?P<close>[^\W\d_][\w-]{1,19})(?::[^\[\]]{0,400})?\]"
)
_LISTED: Final = re.compile(  # a tag with a list of items right behind it, and nothing else
    rf"\[(?P<inside>[^\[\]\r\n]{{1,200}})\][ \t]*(?=[\w#])(?P<list>{EITHER})"
    r"[ \t]*[.!]?[ \t]*(?=\[|\r|\n|$)",
    re.IGNORECASE,
)
_PARTED: Final = re.compile(  # `[RESEND] part 1`, and nothing else
    rf"\[(?P<head>[^\[\]\r\n:]{{1,40}})\][ \t]*(?=[\w#])(?P<list>{PARTS.pattern.replace('?P<list>', '?:')})"
    r"[ \t]*[.!]?[ \t]*(?=\[|\r|\n|$)",
    re.IGNORECASE,
)
_WORDED: Final = re.compile(r"[^\W\d_]|#")  # "items 1", "1 and 3", "#1": more than numbers
_FRONT: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*(?![\w-])")  # a whole word: letters and hyphens
_WORDS: Final = re.compile(r"[^\W\d_]+")
_BARE: Final = frozenset({Word.REMOVED, Word.NOT_OURS, Word.QUESTION})  # a provider needs no brackets
_ITEMS_FIRST: Final = frozenset({Grammar.ITEMS, Grammar.ITEMS_OR_TIME, Grammar.ITEMS_AND_TEXT})
_FOR_ALL: Final = frozenset({Word.CLOSE, Word.REOPEN, Word.NTD, Word.RESEND})  # never for single items
# Who passes over "[Urgent child in danger]" has not done what was asked; "[Received by us]" are words.
_MISSED: Final = frozenset({Word.URGENT, Word.NTD, Word.HOST, Word.LEA, Word.ICCAM, Word.HOLD})
_SOME: Final = frozenset({Word.HOLD, Word.RELEASE, Word.REMOVED, Word.ONLINE})
_ALL: Final = frozenset((  # "[REMOVED:all]" is "[REMOVED]"
    *("all", "all-items", "alle", "kõik", "όλα", "ολα", "visi", "visos", "alla", "tous", "todos", "tutti"),
    *("alles", "wszystkie"),
))  # fmt: skip
_SPACED: Final = frozenset({Grammar.HOLD, Grammar.ITEMS_OR_TIME, Grammar.ITEMS_AND_TEXT})


@dataclass(frozen=True, slots=True)
class UnknownTag:
    """What looks like a tag and is none, as written, with the known word it is nearest to."""

    raw: str
    nearest: Word | None = None

    @property
    def meant(self) -> str:
        """The nearest word as it is to be written, with a colon where it needs an argument."""
        if self.nearest is None or MEANINGS[self.nearest].argument is not Argument.REQUIRED:
            return str(self.nearest or "")
        return f"{self.nearest}:{self.raw.partition(':')[2].strip() or '…'}"


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


@dataclass(slots=True)
class _Found:
    tags: list[Tag] = field(default_factory=list)
    unknown: list[UnknownTag] = field(default_factory=list)


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
    text = _without_prefixes(_without(subject.translate(NARROW), gateway_marks), reply_prefixes)
    names = _names(aliases or {})
    found = _Found()
    by_part = _PARTED.sub(lambda match: _with_parts(match, names), text)
    listed = _LISTED.sub(lambda match: _with_items(match, names), by_part)
    rest = _BRACKETS.sub(lambda match: _take(match, names=names, prefix=prefix, found=found), listed)
    return TagReading(
        tags=tuple(dict.fromkeys(found.tags)),
        references=find_references(text, prefix),
        miswritten=find_miswritten(text, prefix),
        unknown=tuple(dict.fromkeys(found.unknown)),
        loose=tuple(dict.fromkeys(_broken(rest, names))),
        rest=" ".join(rest.split()),
    )


def is_taken_over(
    subject: str, *, reply_prefixes: Sequence[str] = REPLY_PREFIXES, gateway_marks: Sequence[str] = ()
) -> bool:
    """Whether a subject begins with a reply prefix: what follows may be in somebody else's words."""
    text = _without(subject.translate(NARROW), gateway_marks)
    return _without_prefixes(text, reply_prefixes) != text


def parted(
    subject: str, *, reply_prefixes: Sequence[str] = REPLY_PREFIXES, gateway_marks: Sequence[str] = ()
) -> tuple[str, str]:
    """A subject in front of the first reply prefix, and behind it: `[ILLEGAL] Fwd: words`.

    A prefix stands at the front or right behind brackets, also as in `[Fwd: words]`; elsewhere it is a word
    like any other.
    """
    text = _without(subject.translate(NARROW), gateway_marks)
    front = _front(tuple(reply_prefixes))
    for at in (0, *(found.end() for found in _CLOSED.finditer(text))):
        if prefix := front.match(text, at):
            return text[:at].removesuffix("["), text[prefix.end() :]
    return text, ""


def read_top_lines(
    body: str,
    *,
    prefix: str,
    aliases: Mapping[str, str] | None = None,
    gateway_marks: Sequence[str] = (),
    bare: bool = False,
) -> tuple[TagReading, str]:
    """The tags at the top of a body, and the body from the first line that is more than tags.

    Blank lines between them are passed over; items may stand right behind or below a tag that is about some.
    With `bare`, a provider's `REMOVED 1,2` counts without
    its brackets.
    """
    lines = body.splitlines(keepends=True)
    taken: list[str] = []  # with plain brackets
    count = 0
    for line in lines:
        narrow = line.translate(NARROW)
        text = _without(_bracketed(narrow) if bare else narrow, gateway_marks)
        if text.strip() and "[" not in text:
            joined = f"{taken[-1].strip()} {text}" if taken else ""
            if NAMED.fullmatch(text.strip(" \t\r\n.")) and _LISTED.search(joined):
                taken[-1] = joined
                count += 1
            break
        reading = (
            read_subject(text, prefix=prefix, aliases=aliases, reply_prefixes=()) if text.strip() else None
        )
        if reading and reading.rest.strip(" ,;"):
            break
        taken.append(text)
        count += 1
    whole = read_subject("\n".join(taken), prefix=prefix, aliases=aliases, reply_prefixes=())
    below = [one.translate(NARROW) for one in lines[count : count + MAX_BELOW]]
    readings = (
        read_subject(one, prefix=prefix, aliases=aliases, reply_prefixes=())
        for one in below
        if one.startswith(("[", " ["))
    )
    loose = (tag for one in readings for tag in (*one.tags, *one.loose) if tag not in whole.tags)
    return replace(whole, loose=tuple(dict.fromkeys(loose)), rest=""), "".join(lines[count:])


def _broken(rest: str, names: Mapping[str, Word]) -> Iterator[Tag]:
    """Tags with one bracket, with brackets inside, or too long: what is left of a subject has their word."""
    for match in _BROKEN.finditer(_BRACKETS.sub(" ", rest)):
        word = names.get(fold_word(match["open"] or match["close"]))
        if word is not None:
            yield Tag(word)


def _with_items(match: re.Match[str], names: Mapping[str, Word]) -> str:
    """`[HOLD:3d] item 2` as `[HOLD:3d items 2]`, `[REMOVED] 1, 3` as `[REMOVED:1,3]`.

    A bare number behind a bare [HOLD] could be days.  What is never about single items is no tag any more
    with items behind it, and is refused: it would be carried out for all.
    """
    inside, written = match["inside"].strip(), match["list"].strip()
    head, argument = re.split(r"[:\s]", f"{inside} ", maxsplit=1)
    word, items, named = names.get(fold_word(head)), read_listed(written), NAMED.search(written)
    argument = argument.strip()
    if word is None or not items or NAMED.search(inside):
        return match[0]
    listed = ",".join(map(str, items))
    grammar = MEANINGS[word].grammar
    if word in (Word.HOLD, Word.RELEASE):
        clear = argument or word is Word.RELEASE or len(items) > 1 or named
        return f"[{head}:{argument} items {listed}]" if clear else match[0]
    if grammar in _ITEMS_FIRST:
        return f"[{head}:{listed} {argument}]"
    if grammar is Grammar.ADDRESS:
        return f"[{head}:{argument} {listed}]"
    return f"[{head}:{argument} items {listed}]" if named and word in _FOR_ALL else match[0]


def _with_parts(match: re.Match[str], names: Mapping[str, Word]) -> str:
    """`[RESEND] part 1` as `[RESEND:1]`; a number behind it alone can be nothing but a part."""
    parts = read_parts(match["list"]) if names.get(fold_word(match["head"])) is Word.RESEND else None
    return f"[{match['head']}:{','.join(map(str, parts))}]" if parts else match[0]


def _take(match: re.Match[str], *, names: Mapping[str, Word], prefix: str, found: _Found) -> str:
    """Note what a pair of brackets holds; give what stays of it in the rest."""
    raw = one_line(match[1])
    reference = parse_reference(raw)
    if (reference and reference.prefix == prefix.upper()) or find_miswritten(raw, prefix) == (raw,):
        return " "
    tag = _tag(raw, names)
    if tag is not None:
        found.tags.append(tag)
        return " "
    head = raw.partition(":")[0].strip()
    front = _FRONT.match(head)
    first = names.get(fold_word(front[0])) if front else None
    if first is not None and front and (front[0].isupper() or first in _MISSED):
        found.unknown.append(UnknownTag(raw, first))
        return " "
    if any(names.get(fold_word(one)) is Word.URGENT for one in _WORDS.findall(head)):  # "[very urgent!]"
        found.unknown.append(UnknownTag(raw, Word.URGENT))
        return " "
    letters = visible(head).replace("-", "")
    if 2 <= len(head) <= MAX_HEAD and letters.isalpha():
        found.unknown.append(UnknownTag(raw, _nearest(head, names)))
        return " "
    return match[0]


def _tag(raw: str, names: Mapping[str, Word]) -> Tag | None:
    """`WORD`, `WORD:argument`, or a blank instead of the colon: `REMOVED 2`, `HOLD 3d`."""
    head, colon, argument = raw.partition(":")
    word = names.get(fold_word(head))
    if word is not None:
        everything = word in _SOME and fold_word(argument) in _ALL
        return Tag(word, _numbered(word, argument.strip()) or None if colon and not everything else None)
    head, _, argument = raw.partition(" ")
    word = names.get(fold_word(head))
    argument = _numbered(word, argument) if word else argument
    grammar = MEANINGS[word].grammar if word else None
    if word and grammar in _SPACED and well_formed(grammar, argument):
        return Tag(word, argument)
    return None


def _numbered(word: Word, argument: str) -> str:
    """`items 1 and 3` as `1,3`, where the argument is items, or an address and items."""
    grammar = MEANINGS[word].grammar
    front, _, items = argument.partition(" ") if grammar is Grammar.ADDRESS else ("", "", argument)
    if grammar not in (Grammar.ADDRESS, Grammar.ITEMS, Grammar.ITEMS_OR_TIME) or read_items(items):
        return argument
    listed = read_listed(items) if _WORDED.search(items) else None
    return f"{front} {','.join(map(str, listed))}".strip() if listed else argument


def _bracketed(line: str) -> str:
    """A line that is a provider's bare tag, in brackets; any other line as it is."""
    words = line.strip().split(None, 1)
    word = next((w for w in _BARE if words and w == words[0].rstrip(":.").upper()), None)
    if word is None or "[" in line:
        return line
    if len(words) == 1:
        return f"[{word}]"
    grammar = MEANINGS[word].grammar
    # "NOT-OURS Example Net" is about all that the notice names; the word itself occurs in no sentence.
    fits = word is Word.NOT_OURS or (grammar is not None and well_formed(grammar, words[1].strip()))
    return f"[{word}:{words[1].strip()}]" if fits else line


def _names(aliases: Mapping[str, str]) -> Mapping[str, Word]:
    return _folded(tuple(aliases.items()))


@lru_cache(maxsize=8)
def _folded(aliases: tuple[tuple[str, str], ...]) -> Mapping[str, Word]:
    """The words by folded name; kept, since each line of a mail asks for them."""
    known = {fold_word(word): word for word in Word}
    others = {fold_word(alias): known[fold_word(word)] for alias, word in aliases if fold_word(word) in known}
    return others | known


def _nearest(head: str, names: Mapping[str, Word]) -> Word | None:
    close = _closest(fold_word(head), tuple(names))
    return names[close] if close else None


@lru_cache(maxsize=64)
def _closest(word: str, known: tuple[str, ...]) -> str | None:
    """The known word that is written most like this one; kept: a line is read more than once."""
    return next(iter(difflib.get_close_matches(word, known, n=1, cutoff=0.6)), None)


def _without(text: str, marks: Sequence[str]) -> str:
    """The text, whose brackets are narrow, without the marks that gateways put into it."""
    marked = _marked(tuple(marks))
    return marked.sub(" ", text) if marked else text


@lru_cache(maxsize=8)
def _marked(marks: tuple[str, ...]) -> re.Pattern[str] | None:
    """What these marks match, the longest first; kept, since each line of a mail asks for it."""
    narrow = [mark.translate(NARROW) for mark in sorted(marks, key=len, reverse=True) if mark.strip()]
    wanted = map(re.escape, narrow)
    return re.compile("|".join(wanted), re.IGNORECASE) if narrow else None


def _without_prefixes(text: str, prefixes: Sequence[str]) -> str:
    """The text without the reply prefixes at its front: `Re:`, `AW: SV:`, `Re[2]:`, `RE :`."""
    if not prefixes:
        return text
    front = _front(tuple(prefixes))
    match = front.match(text)
    return text[match.end() :] if match else text


@lru_cache(maxsize=8)
def _front(prefixes: tuple[str, ...]) -> re.Pattern[str]:
    """What reply prefixes at the front of a subject match; kept, since each line of a mail asks for it."""
    words = "|".join(re.escape(word) for word in sorted(set(prefixes), key=len, reverse=True))
    return re.compile(rf"(?:\s*(?:{words})\.?\s?(?:[\[(^]?[0-9]{{1,3}}[\])]?)?\s?[:\uff1a])+", re.IGNORECASE)
