"""What in a reply is new, and what may be quoted: two views, because two mistakes cost differently.

A line of the mail is *quoted* when it stands behind ">" or is a stretch of the very mail that we sent;
*doubtful* when it stands where mail clients put what they quote (below "On ... wrote:", below a block
of From/Sent/To/Subject, below "-----Original Message-----") or a signature; *certain* otherwise.  A hold
is looked for in certain and doubtful lines, a receipt in certain ones only: so a hold is not overlooked
because a client quotes without marks, and our own "please confirm receipt" is nobody's receipt
(threats I10).  The shapes are told by dates, addresses and positions first, by words only where needed.
Everything is bounded per line, so the whole is linear.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hotlined.domain import quote_words
from hotlined.domain.robot_words import plain

MAX_LINES: Final = 5_000  # lines behind are doubtful
MAX_LINE: Final = 400  # characters of a line that the shapes are looked for in
MAX_OURS: Final = 100_000  # folded characters of our own text that are compared
OURS_SURE: Final = 40  # folded characters in a row: nobody writes them anew by chance
OURS_MAYBE: Final = 25

_DATE: Final = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{1,2}[:h.]\d{2}(?!\d)|(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
)
_DAY: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d{2}")
_ANGLED: Final = re.compile(r"<[^<>\s@]{1,64}@[^<>\s]{1,200}>")
_ADDRESS: Final = re.compile(r"[\w.+=-]{1,64}@[\w-]{1,63}\.")
_LABEL: Final = re.compile(
    r"\s{0,8}[*_|]{0,3}([^\W\d_][^\n:*：]{0,28})\s{0,2}[*_]{0,2}\s?[:：][*_]{0,2}(?:\s|$|\S{0,3}\w)"
)
_BANNER: Final = re.compile(r"\s{0,8}[-=_*]{3,30}\s?[^\W\d_][^-=_]{2,60}[-=_*]{3,30}\s{0,8}:?$")
_LONG_RULE: Final = re.compile(r"\s{0,8}(?:_{20,}|[-—─]{40,})\s{0,8}$")
_SIGNATURE: Final = re.compile(r"--\s{0,2}$")
_QUOTE: Final = re.compile(r"\s{0,3}(?:>|\|\s|&gt;)")
_WORDS: Final = re.compile(r"\w")


class Kind(StrEnum):
    """What a line is."""

    CERTAIN = "certain"
    DOUBTFUL = "doubtful"
    QUOTED = "quoted"


@dataclass(frozen=True, slots=True)
class NewText:
    """The lines of a reply without what is quoted; texts with LF, stripped of blank ends."""

    certain: str
    doubtful: str
    for_holds: str  # certain and doubtful lines in their order

    @property
    def for_receipts(self) -> str:
        """Certain lines only."""
        return self.certain


def new_text(body: str, *, ours: Collection[str] = (), own_addresses: Sequence[str] = ()) -> NewText:
    """Separate a reply's new text; `ours` are the whole texts of mails of ours that it may quote.

    `own_addresses` in a line that introduces a quote make it one without a date.  A mail of nothing but
    quoted lines is wholly doubtful: then a person meant them.  Never raises."""
    lines = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kinds = classify_lines(lines, ours=ours, own_addresses=own_addresses)
    spoken = any(k is not Kind.QUOTED and _WORDS.search(line) for k, line in zip(kinds, lines, strict=True))
    if not spoken:
        kinds = [Kind.DOUBTFUL] * len(lines)
    return NewText(
        _join(lines, kinds, {Kind.CERTAIN}),
        _join(lines, kinds, {Kind.DOUBTFUL}),
        _join(lines, kinds, {Kind.CERTAIN, Kind.DOUBTFUL}),
    )


def classify_lines(
    lines: Sequence[str], *, ours: Collection[str] = (), own_addresses: Sequence[str] = ()
) -> list[Kind]:
    """The kind of each line, in one pass from the top."""
    read = lines[:MAX_LINES]
    kinds = [Kind.QUOTED if _QUOTE.match(line) else Kind.CERTAIN for line in read]
    below = _doubt_from(read, kinds, [address.lower() for address in own_addresses])
    for number in range(below, len(read)):
        if kinds[number] is Kind.CERTAIN:
            kinds[number] = Kind.DOUBTFUL
    _mark_lines(read, kinds)
    _mark_ours(read, kinds, ours)
    return kinds + [Kind.DOUBTFUL] * (len(lines) - len(read))


def _doubt_from(lines: Sequence[str], kinds: list[Kind], own: Sequence[str]) -> int:
    """The first line below which all is doubtful; marks the lines that introduce quotes on the way.

    An attribution that ">" lines follow introduces just those: what comes after them is new again."""
    for number, line in enumerate(lines):
        if kinds[number] is Kind.QUOTED and not line.rstrip().endswith(":"):
            continue
        end = _attribution(lines, number, own)
        if end is not None:
            start, marked = end
            for at in range(start, number + 1):
                kinds[at] = Kind.QUOTED if kinds[at] is Kind.QUOTED else Kind.DOUBTFUL
            if not marked:
                return start
        if kinds[number] is Kind.QUOTED:
            continue
        short = line[:MAX_LINE]
        if _BANNER.match(short) and _WORDS.search(short) and not _quotes_follow(lines, number + 1):
            return number
        if _BANNER.match(short) or _SIGNATURE.match(line[:8]):
            kinds[number] = Kind.DOUBTFUL
        if _SIGNATURE.match(line[:8]) or _LONG_RULE.match(short) or _header_block(lines, number):
            return number
    return len(lines)


def _attribution(lines: Sequence[str], last: int, own: Sequence[str]) -> tuple[int, bool] | None:
    """Where an attribution that ends at line `last` begins, and whether ">" lines follow it.

    Such a line ends with ":" (or dashes) and has a date, an address or "wrote"; where no ">" follows,
    "wrote" with one of the others, a day with an address in <>, or one of our addresses.
    Clients wrap it over up to four lines."""
    tail = lines[last].rstrip()[-MAX_LINE:]
    if not tail.endswith((":", "：", "----", "wrote", "skrev", "schrieb")):
        return None
    marked = _quotes_follow(lines, last + 1)
    for start in range(last, max(-1, last - 4), -1):
        if start < last and not lines[start].strip():
            break
        joined = " ".join(line.strip() for line in lines[start : last + 1])
        if len(joined) > MAX_LINE:
            break
        dated = _DATE.search(joined) is not None
        addressed = _ADDRESS.search(joined) is not None
        folded = plain(joined)
        wrote = any(word in folded for word in quote_words.WROTE)
        known = any(address in folded for address in own)
        stamped = _DAY.search(joined) is not None and _ANGLED.search(joined) is not None
        if known or stamped or (wrote and (dated or addressed)) or (marked and (dated or addressed or wrote)):
            return _further_up(lines, start), marked
    return None


def _further_up(lines: Sequence[str], start: int) -> int:
    """The first line of a wrapped attribution: lines above that are dated or open an angle bracket."""
    for above in range(start - 1, max(-1, start - 3), -1):
        line = lines[above].rstrip()[-MAX_LINE:]
        opens = line.endswith("<") or (line.count("<") > line.count(">"))
        if not line or not (opens or (_DATE.search(line) and not line.endswith((".", "!", "?")))):
            break
        start = above
    return start


def _quotes_follow(lines: Sequence[str], number: int) -> bool:
    """Whether the next line that is not blank is behind ">"."""
    for line in lines[number : number + 4]:
        if line.strip():
            return _QUOTE.match(line) is not None
    return False


def _header_block(lines: Sequence[str], number: int) -> bool:
    """Whether a block of labels as of mail headers begins here, in any order, values perhaps wrapped."""
    if _label_kind(lines[number]) is None:
        return False
    kinds: set[str] = set()
    misses = 0
    for line in lines[number : number + 10]:
        kind = _label_kind(line)
        if kind:
            kinds.add(kind)
        elif not line.strip() or misses > 1:
            break
        else:
            misses += 1
    return len(kinds) >= 3 or (
        len(kinds) == 2 and "from" in kinds and any(_telling(line) for line in lines[number : number + 4])
    )


def _telling(line: str) -> bool:
    return _ADDRESS.search(line[:MAX_LINE]) is not None or _DATE.search(line[:MAX_LINE]) is not None


def _label_kind(line: str) -> str | None:
    found = _LABEL.match(line[:MAX_LINE])
    if found is None:
        return None
    label = plain(found.group(1))
    for kind, labels in _LABELS:
        if label in labels:
            return kind
    return None


_LABELS: Final = (
    ("from", quote_words.FROM),
    ("sent", quote_words.SENT),
    ("to", quote_words.TO),
    ("subject", quote_words.SUBJECT),
)


def _mark_lines(lines: Sequence[str], kinds: list[Kind]) -> None:
    """Phones' lines, and lines squeezed between two quoted ones: an answer, or a quote's wrapped end."""
    for number, line in enumerate(lines):
        if kinds[number] is not Kind.CERTAIN or not line.strip():
            continue
        if len(line) <= 120 and plain(line).lstrip("<([*_- ").startswith(quote_words.DEVICE):
            kinds[number] = Kind.DOUBTFUL
        squeezed = 0 < number < len(lines) - 1 and kinds[number - 1] is kinds[number + 1] is Kind.QUOTED
        if squeezed and lines[number - 1].lstrip("> \t") and lines[number + 1].strip():
            kinds[number] = Kind.DOUBTFUL


def _mark_ours(lines: Sequence[str], kinds: list[Kind], ours: Collection[str]) -> None:
    """Stretches of our own mail, however they are wrapped, with or without ">".

    A single short line is left alone: "hold" is an answer even where our mail has the word too."""
    texts = ["".join(plain(text[:MAX_OURS]).split()) for text in ours]
    folded = ["".join(plain(line.lstrip("> \t|")).split()) for line in lines]
    for text in texts:
        number = 0
        while number < len(lines):
            after, length = _stretch(folded, number, text)
            if length >= OURS_MAYBE:
                for at in range(number, after):
                    sure = length >= OURS_SURE or kinds[at] is Kind.QUOTED
                    kinds[at] = Kind.QUOTED if sure else Kind.DOUBTFUL
            number = max(after, number + 1)


def _stretch(folded: Sequence[str], first: int, text: str) -> tuple[int, int]:
    """The line after the longest run of lines from `first` that stand in a row in `text`; its length."""
    at = text.find(folded[first]) if folded[first] else -1
    if at < 0:
        return first + 1, 0
    begin, number = at, first
    while number < len(folded) and text.startswith(folded[number], at):
        at += len(folded[number])
        number += 1
    return number, at - begin


def _join(lines: Sequence[str], kinds: Sequence[Kind], wanted: Collection[Kind]) -> str:
    """The wanted lines; a gap becomes one blank line at most, blank ends and rulers at the end go."""
    kept = [line.rstrip() if kind in wanted else "" for line, kind in zip(lines, kinds, strict=True)]
    while kept and not _WORDS.search(kept[-1]):
        kept.pop()
    text = "\n".join(kept)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")
