"""What stands in brackets, beside them and behind them, as tags; or as what looks like one and is none."""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from hotlined.domain.tagging.arguments import Grammar, read_items, read_listed, read_parts, well_formed
from hotlined.domain.tagging.prefixes import is_prefix
from hotlined.domain.tagging.words import MEANINGS, Argument, Tag, Word, fold_word, one_line
from hotlined.domain.values.item_list import EITHER, NAMED, PARTS
from hotlined.domain.values.plain import WORDS, latin, plain, visible
from hotlined.domain.values.reference import find_miswritten, parse_reference
from hotlined.domain.values.same import Same

MAX_HEAD: Final = 20
BRACKETS: Final = re.compile(r"\[([^\[\]\r\n]{1,400})\]")
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
_WORDED: Final = re.compile(r"[^\W\d_]|[#&+]")  # "items 1", "1 and 3", "1 & 3", "#1": more than numbers
_FRONT: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*(?![\w-])")  # a whole word: letters and hyphens
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


@dataclass(slots=True)
class Found:
    """What was found in brackets so far, in the order written."""

    tags: list[Tag] = field(default_factory=list)
    unknown: list[UnknownTag] = field(default_factory=list)
    rest: str = ""  # the text without it

    def loose(self, names: Mapping[str, Word]) -> Iterator[Tag]:
        """Tags with one bracket, with brackets inside, or too long: what is left has their word."""
        for match in _BROKEN.finditer(BRACKETS.sub(" ", self.rest)):
            word = _known(match["open"] or match["close"], names)
            if word is not None:
                yield Tag(word)


def read_brackets(text: str, names: Mapping[str, Word], prefix: str) -> Found:
    """Each pair of brackets looked at once; `names`: of `names_of`, `prefix`: of the hotline's references."""
    found = Found()
    by_part = _PARTED.sub(lambda match: _with_parts(match, names), text)
    listed = _LISTED.sub(lambda match: _with_items(match, names), by_part)
    found.rest = BRACKETS.sub(lambda match: _take(match, names=names, prefix=prefix, found=found), listed)
    return found


def is_item_list(tag: str, below: str) -> bool:
    """Whether the line below a tag is a list of the items that it is about, and nothing else."""
    return bool(NAMED.fullmatch(below.strip(" \t\r\n.")) and _LISTED.search(f"{tag} {below}"))


def _with_items(match: re.Match[str], names: Mapping[str, Word]) -> str:
    """`[HOLD:3d] item 2` as `[HOLD:3d items 2]`, `[REMOVED] 1, 3` as `[REMOVED:1,3]`.

    A bare number behind a bare [HOLD] could be days.  What is never about single items is no tag any more
    with items behind it, and is refused: it would be carried out for all.
    """
    inside, written = match["inside"].strip(), match["list"].strip()
    head, argument = re.split(r"[:\s]", f"{inside} ", maxsplit=1)
    word, items, named = _known(head, names), read_listed(written), NAMED.search(written)
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
    parts = read_parts(match["list"]) if _known(match["head"], names) is Word.RESEND else None
    return f"[{match['head']}:{','.join(map(str, parts))}]" if parts else match[0]


def _take(match: re.Match[str], *, names: Mapping[str, Word], prefix: str, found: Found) -> str:
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
    first = _known(front[0], names) if front else None
    if first is not None and front and (front[0].isupper() or first in _MISSED):
        found.unknown.append(UnknownTag(raw, first))
        return " "
    if any(_known(one, names) is Word.URGENT for one in WORDS.findall(head)):  # "[very urgent!]"
        found.unknown.append(UnknownTag(raw, Word.URGENT))
        return " "
    letters = visible(head).replace("-", "")
    if 2 <= len(head) <= MAX_HEAD and letters.isalpha():
        nearest = _nearest(head, names)
        if nearest is None and ":" in raw and is_prefix(plain(head)):  # `[Fwd: words]`, a whole subject
            return match[0]
        found.unknown.append(UnknownTag(raw, nearest))
        return " "
    return match[0]


def _tag(raw: str, names: Mapping[str, Word]) -> Tag | None:
    """`WORD`, `WORD:argument`, or a blank instead of the colon: `REMOVED 2`, `HOLD 3d`."""
    head, colon, argument = raw.partition(":")
    word = _known(head, names)
    if word is not None:
        everything = word in _SOME and fold_word(argument) in _ALL
        return Tag(word, _numbered(word, argument.strip()) or None if colon and not everything else None)
    head, _, argument = raw.partition(" ")
    word = _known(head, names)
    argument = _numbered(word, argument) if word else argument
    grammar = MEANINGS[word].grammar if word else None
    if word and grammar in _SPACED and well_formed(grammar, argument):
        return Tag(word, argument)
    return None


def is_known(word: str, names: Mapping[str, Word]) -> bool:
    """Whether a word, in brackets and without an argument, is a tag; `names`: of `names_of`."""
    return _known(word, names) is not None


def _known(head: str, names: Mapping[str, Word]) -> Word | None:
    """The word of a tag; a Greek or Cyrillic keyboard has letters that nobody can tell from Latin ones."""
    word = names.get(fold_word(head))
    return word if word is not None or head.isascii() else names.get(fold_word(latin(head)))


def _numbered(word: Word, argument: str) -> str:
    """`items 1 and 3` as `1,3`, where the argument is items, or an address and items."""
    grammar = MEANINGS[word].grammar
    front, _, items = argument.partition(" ") if grammar is Grammar.ADDRESS else ("", "", argument)
    if grammar not in (Grammar.ADDRESS, Grammar.ITEMS, Grammar.ITEMS_OR_TIME) or read_items(items):
        return argument
    listed = read_listed(items) if _WORDED.search(items) and not _is_company(items) else None
    return f"{front} {','.join(map(str, listed))}".strip() if listed else argument


def _is_company(items: str) -> bool:
    """Whether it is as "1&1", which hosts much: nobody names an item twice."""
    numbers = re.findall("[0-9]+", items)
    return re.search("[&+]", items) is not None and len({*numbers}) < len(numbers)


def bracketed(line: str) -> str:
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


def names_of(aliases: Mapping[str, str]) -> Mapping[str, Word]:
    """The words by folded name, those of other languages (`aliases`) besides."""
    return _folded(Same(aliases))


@lru_cache(maxsize=8)
def _folded(aliases: Same[Mapping[str, str]]) -> Mapping[str, Word]:
    """Kept, since each line of a mail asks for them."""
    known = {fold_word(word): word for word in Word}
    named = aliases.value.items()
    others = {fold_word(alias): known[fold_word(word)] for alias, word in named if fold_word(word) in known}
    return others | known


def _nearest(head: str, names: Mapping[str, Word]) -> Word | None:
    close = _closest(fold_word(head), tuple(names))
    return names[close] if close else None


@lru_cache(maxsize=64)
def _closest(word: str, known: tuple[str, ...]) -> str | None:
    """The known word that is written most like this one; kept: a line is read more than once."""
    return next(iter(difflib.get_close_matches(word, known, n=1, cutoff=0.6)), None)
