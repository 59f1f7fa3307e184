"""How mail programs introduce what they quote: attributions, header blocks, rulers, answer marks.

Everything here looks at lines whose quote marks and invisible characters are gone (`bare`), finds the
shape by dates, addresses and positions first, by words only where needed, and is bounded per line.
The forms are those of Gmail, Apple Mail, Thunderbird, Outlook, Zimbra, Roundcube, Horde, GroupWise,
Notes, eM Client, K-9, Samsung, Proton and the portals, in the languages of the EU and its neighbours.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hotlined.domain.text import quote_words
from hotlined.domain.text.memo_head import bare_head, memo_head
from hotlined.domain.values.plain import plain

MAX_LINE: Final = 400  # characters of a line that the shapes are looked for in
WRAPPED: Final = 4  # lines over which a client wraps an attribution

_DATE: Final = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{1,2}[:h.]\d{2}(?!\d)|(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
)
_DAY: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{1,2}[./-] ?\d{1,2}[./-] ?\d{2}")
_CLOCK: Final = re.compile(r"(?<!\d)\d{1,2}[:h.]\d{2}(?!\d)")
# A line that ends in "ч." or "p.m.", and not in a sentence.
_HOUR: Final = re.compile(r"\d{1,2}[:h.]\d{2}\s(?:[^\W\d_]{1,2}\.\s?){1,2}$")
_ANGLED: Final = re.compile(r"[<\[(](?:mailto:)?[^<>\s@]{1,64}@[^<>\s]{1,200}[>\])]")
_ADDRESS: Final = re.compile(r"[\w.+=-]{1,64}@[\w-]{1,63}\.")
_LABEL: Final = re.compile(
    r"\s{0,8}[*_|]{0,3}([^\W\d_][^\n:*：]{0,28})\s{0,2}[*_]{0,2}\s?[:：][*_]{0,2}(?:\s|$|\S{0,3}\w)"
)
_TABLED: Final = re.compile(r"[^\n:*：]{1,30}[:：]\t")  # a row of a table; rows stand apart
_BANNER: Final = re.compile(r"\s{0,8}[-=_*#]{2,30}\s?[^\W\d_][^=_]{2,80}?[-=_*#]{2,30}\s{0,8}:?$")
LOOKED_AT: Final = 200  # lines above a ruler
_SAID: Final = re.compile(r"[^\W_]")
_GROUPWISE: Final = re.compile(r">>> .{3,300} >>>$")
_WROTE: Final = re.compile(
    r"(?<!\w)(?:" + "|".join(sorted(map(re.escape, quote_words.WROTE), reverse=True)) + r")(?!\w)"
)
_INITIALS: Final = re.compile(r"\s{0,8}([^\W\d_][\w.]{0,11})(>{1,20})(?:[ \t]|$)")
_MARKS: Final = re.compile(r"\s{0,3}(?:[>\uff1e][ \t]?|\|[ \t]|&gt;[ \t]?){1,40}")
_DASHES: Final = dict.fromkeys([*range(0x2010, 0x2016), 0x2500, 0x2501], "-")
_UNSEEN: Final = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF, 0xAD]
) | {0xA0: " ", 0x202F: " ", 0x2007: " "}
# Dates are looked for in digits of ASCII: an Arabic or a Persian one has its own.
_DIGITS: Final = {zero + digit: str(digit) for zero in (0x660, 0x6F0) for digit in range(10)}
_ANSWERS: Final = re.compile(
    r"\s{0,8}(?:[*#]{1,4}\s?)?(?:\[[^\W\d_](?:[^\W\d]|[ .,'’()-]){0,40}\]"
    r"|\(?([A-ZÄÖÜÅÕÆØ]{2,4})\)?\s?[:>]|[-=]{1,4}>\s?\w)"
)
_LABELS: Final = (
    ("from", quote_words.FROM),
    ("sent", quote_words.SENT),
    ("to", quote_words.TO),
    ("subject", quote_words.SUBJECT),
)
_KIND: Final = {label: kind for kind, labels in reversed(_LABELS) for label in labels}
_ENDS: Final = (":", "：", "---", "wrote", "skrev", "schrieb", ">>>")


class Trust(StrEnum):
    """How far the lines that seem to introduce a quote can be a person's own."""

    SURE = "sure"  # only a program writes like that
    LIKELY = "likely"  # a program's where quote marks follow
    MAYBE = "maybe"  # could be somebody's sentence, or somebody's ruler
    FORWARD = "forward"  # a program's, but what follows was passed on on purpose


@dataclass(frozen=True, slots=True)
class Intro:
    """Lines `start` up to `end` (exclusive) introduce a quote; `labels`: they are a header block."""

    start: int
    end: int
    trust: Trust
    labels: bool = False


def without_initials(lines: Sequence[str]) -> list[str]:
    """The lines with ">" for the "AB>" of programs that quote with the author's initials (The Bat!, Gnus).

    One line alone that looks so may be somebody's own."""
    found = [_INITIALS.match(line) for line in lines]
    counts = Counter(match[1] for match in found if match)
    return [
        f"{match[2]} {line[match.end() :]}" if match and counts[match[1]] > 1 else line
        for match, line in zip(found, lines, strict=True)
    ]


def bare(line: str) -> tuple[int, str]:
    """How deep a line is quoted, and the line without quote marks and invisible characters."""
    line = line.translate(_UNSEEN)
    found = _MARKS.match(line)
    if found is None or _GROUPWISE.match(line.strip()[:MAX_LINE]):
        return 0, line
    marks = found.group().replace("&gt;", ">").replace("|", ">").replace("\uff1e", ">")
    return marks.count(">"), line[found.end() :]


def introduction(
    texts: Sequence[str], depths: Sequence[int], number: int, own: Sequence[str]
) -> Intro | None:
    """What introduces a quote and has its decisive line at `number`: the last of an attribution, the
    first of a header block, a ruler with words.  `own` are our addresses in lower case."""
    short = texts[number][:MAX_LINE].rstrip()
    if not short:
        return None
    end, sure = _header_block(texts, depths, number)
    if end > number:
        return Intro(number, end, Trust.SURE if sure else Trust.MAYBE, labels=True)
    end = max(memo_head(texts, depths, number), bare_head(texts, depths, number))
    if end > number:
        return Intro(number, end, Trust.SURE, labels=True)
    return _ruler(texts, depths, number, short) or _attribution(texts, depths, number, own)


def quotes_follow(texts: Sequence[str], depths: Sequence[int], number: int) -> bool:
    """Whether the next line that is not blank is quoted."""
    for at in range(number, min(number + 5, len(texts))):
        if texts[at].strip() or depths[at] > 0:
            return depths[at] > 0
    return False


def says_marked(texts: Sequence[str], depths: Sequence[int], number: int) -> bool:
    """Whether a quoted line with words follows, before any that is not quoted and has words."""
    said = (at for at in range(number, min(number + LOOKED_AT, len(texts))) if texts[at].strip())
    return next((depths[at] > 0 for at in said), False)


def answers(text: str) -> bool:
    """Whether a line begins as people mark an answer in a quote: "[JB]", "[Muster, K.]", "JB:", "==> "."""
    found = _ANSWERS.match(text[:60])
    return found is not None and plain(found.group(1) or "jb") not in quote_words.NO_INITIALS


def _said(texts: Sequence[str], number: int) -> bool:
    """Whether there are words in the lines above."""
    return any(_SAID.search(text[:MAX_LINE]) for text in texts[max(0, number - LOOKED_AT) : number])


def _ruler(texts: Sequence[str], depths: Sequence[int], number: int, short: str) -> Intro | None:
    """A line that says "original message", "please reply above this line", or any words in rulers."""
    if len(short) > 160:
        return None
    short = short.replace("&nbsp;", " ").translate(_DASHES)  # QQ Mail writes it into plain text
    folded = plain(short)
    if any(words in folded for words in quote_words.ABOVE):
        # At the very top: a ticket system's own mail.
        return Intro(number, number + 1, Trust.SURE) if _said(texts, number) else None
    framed = _BANNER.match(short) is not None
    if not framed and not short.endswith(":"):
        return None
    words = folded.strip("-=_*#: ")
    if words in quote_words.FORWARDED:
        return Intro(number, _without_colons(texts, number + 1), Trust.FORWARD)
    if words in quote_words.ORIGINAL:
        return Intro(number, _without_colons(texts, number + 1), Trust.SURE)
    if not framed or _WROTE.search(folded):
        return None
    below = next((at for at in range(number + 1, min(number + 4, len(texts))) if texts[at].strip()), None)
    block = below is not None and _header_block(texts, depths, below)[0] > below
    if not block and not _said(texts, number):
        return None  # a heading: nothing stands above it that could be an answer
    return Intro(number, number + 1, Trust.SURE if block else Trust.MAYBE)


def _without_colons(texts: Sequence[str], number: int) -> int:
    """The line behind eM Client's header block, which has no colons: `From "Hotline" <...>`."""
    end = number
    while end < min(number + 6, len(texts)) and ":" not in texts[end][:12]:
        if _KIND.get(plain(texts[end][:20].split(" ")[0])) is None:
            break
        end += 1
    return end


def _attribution(texts: Sequence[str], depths: Sequence[int], last: int, own: Sequence[str]) -> Intro | None:
    """An attribution that ends at line `last`; clients wrap it over up to four lines.

    It ends with ":" (or dashes) and has a date, an address or "wrote"; where no quote mark follows,
    "wrote" with one of the others, a day with an address in <>, or one of our addresses."""
    tail = texts[last].rstrip()[-MAX_LINE:]
    marked = depths[last] > 0 or quotes_follow(texts, depths, last + 1)
    if not tail.endswith(_ENDS) and not (marked and tail.endswith(">")):
        return None
    perhaps = None
    for start in range(last, max(-1, last - WRAPPED), -1):
        if depths[start] != depths[last] or (start < last and not texts[start].strip()):
            break
        joined = " ".join(line.strip() for line in texts[start : last + 1])
        if len(joined) > MAX_LINE:
            break
        found = _introduces(joined, own, marked=marked)
        if found is not None:
            perhaps = Intro(_further_up(texts, depths, start), last + 1, found)
        if found in (Trust.SURE, Trust.LIKELY):
            break
    return perhaps


def says_who_wrote(joined: str) -> bool:
    """Whether the joined lines of an introduction are an attribution, and no ruler."""
    return _introduces(joined[:MAX_LINE], (), marked=True) is not None


def _introduces(joined: str, own: Sequence[str], *, marked: bool) -> Trust | None:
    """Whether joined lines are an attribution."""
    joined = joined.translate(_DIGITS)
    dated = _DATE.search(joined) is not None
    addressed = _ADDRESS.search(joined) is not None
    folded = plain(joined)
    wrote = _WROTE.search(folded) is not None
    day = _DAY.search(joined) is not None
    known = any(address in folded for address in own)
    if joined.endswith(">") and not _GROUPWISE.match(joined):  # Gmail of 2013: "2013/7/20 X <x@...>"
        return Trust.SURE if _DAY.match(joined) and _ANGLED.search(joined) else None
    stamped = day and _ANGLED.search(joined) is not None
    timed = wrote and day and _CLOCK.search(joined) is not None
    if known or stamped or timed or (wrote and addressed) or _GROUPWISE.match(joined):
        return Trust.SURE
    if wrote and day:
        return Trust.LIKELY
    if (wrote and dated) or (marked and (addressed or wrote or day)):
        return Trust.LIKELY if addressed and marked else Trust.MAYBE
    return None


def _further_up(texts: Sequence[str], depths: Sequence[int], start: int) -> int:
    """The first line of a wrapped attribution: lines above that are dated or open an angle bracket."""
    for above in range(start - 1, max(-1, start - 4), -1):
        line = texts[above].rstrip()[-MAX_LINE:]
        if not line and texts[above + 1].strip() == "<":
            continue
        opens = line.endswith("<") or (line.count("<") > line.count(">"))
        dated = _DATE.search(line) and (_HOUR.search(line) or not line.endswith((".", "!", "?")))
        if not line or depths[above] != depths[start] or not (opens or dated):
            break
        start = above
    return start


def _header_block(texts: Sequence[str], depths: Sequence[int], number: int) -> tuple[int, bool]:
    """The line behind a block of labels as of mail headers that begins here, in any order, values
    perhaps wrapped, and whether it is surely one; `number` itself where none begins."""
    if _label_kind(texts[number]) is None:
        return number, False
    kinds: set[str] = set()
    misses, end = 0, number
    telling = False
    for at in range(number, min(number + 10, len(texts))):
        line = texts[at][:MAX_LINE]
        kind = _label_kind(line)
        if not line.strip() and at + 1 < len(texts) and _TABLED.match(texts[at + 1][:MAX_LINE]):
            continue
        if not line.strip() or depths[at] != depths[number] or (kind is None and misses > 1):
            break
        if kind:
            kinds.add(kind)
            end = at + 1
            telling |= _ADDRESS.search(line) is not None or _DATE.search(line) is not None
        misses += kind is None
    if len(kinds) >= 3 or (len(kinds) == 2 and "from" in kinds and telling):
        return end, len(kinds) >= 3 and "from" in kinds
    if kinds == {"sent", "to"} and _DAY.search(texts[number]) and _CLOCK.search(texts[number]):
        return end, False
    return number, False


def is_label(line: str) -> bool:
    """Whether a line is of a header block."""
    return _label_kind(line) is not None


def names_the_sender(line: str) -> bool:
    """Whether a line is that of a header block which says who sent the mail."""
    return _label_kind(line) == "from"


def _label_kind(line: str) -> str | None:
    found = _LABEL.match(line[:MAX_LINE])
    return _KIND.get(plain(found.group(1))) if found else None
