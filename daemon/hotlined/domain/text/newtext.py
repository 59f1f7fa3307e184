"""What in a reply is new, and what may be quoted: two views, because two mistakes cost differently.

A line is *quoted* when it is a stretch of a mail that we sent, or stands where a mail program puts what
it quotes: behind ">" below an attribution, below a block of From/Sent/To/Subject, below
"-----Original Message-----"; also the lines that introduce it, and signatures.  It is *doubtful* when
a person may have written it there: it asks to wait, is marked as an answer ("JB: ..."), is not exactly
ours in a quote of our mail, or what introduces it could be a person's sentence.  It is *certain*
otherwise.  A hold is looked for in certain and doubtful lines, a receipt in certain ones only: so no
hold is overlooked because of the place it stands, and our own "please confirm receipt" is nobody's
receipt (threats I10).  Everything is bounded per line, so the whole is linear.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Final

from hotlined.domain.text import quote_words
from hotlined.domain.text.amid import amid
from hotlined.domain.text.own_words import begins_as, headings, says_a_sentence, stretches
from hotlined.domain.text.quoting import (
    Intro,
    Trust,
    answers,
    bare,
    introduction,
    is_label,
    quotes_follow,
    says_marked,
    without_initials,
)
from hotlined.domain.text.waiting import PICTURE, Watched, asks_to_wait, asks_to_wait_itself
from hotlined.domain.text.wrapped import may_be_wrapped, widest
from hotlined.domain.values.plain import plain
from hotlined.domain.values.reference import is_receipt_code

MAX_LINES: Final = 5_000  # of those behind, the unmarked are doubtful
MAX_SIGNATURE: Final = 15  # lines
OURS_SURE: Final = 40  # folded characters in a row: nobody writes them anew by chance
OURS_MAYBE: Final = 25
PHONE: Final = 7  # words of a line that a phone may have added: "Sent from the office."
HEADED: Final = 2  # lines above a head that belong to it: "Message du 03/02/25"

_LONG_RULE: Final = re.compile(r"\s{0,8}(?:_{20,}|[-—─]{40,})\s{0,8}$")
_SIGNATURE: Final = re.compile(r"[ \t]?--\s{0,2}$")
# An answer and an attribution on one line: "Fine On Tue, ...", "Erhalten.Am 3. Nov. ...".
_SHARED: Final = re.compile(
    r"\w[ -]{0,6}On (?:\d|[A-Z][a-z]{2,8},? )"
    r"|[^\W\d_]{2}[.!?][ -]{0,6}(?:On|Am|Le|El|Op|Em|Den|Στις) (?:\d|[A-ZΑ-Ω][^\W\d_]{1,8}[.,]{0,2} )"
)
_GOES_ON: Final = re.compile(r"[.,:;!?]\s+\S")  # a line, behind its first words
_GLUED: Final = re.compile(r"[^\W\d_]{2}[.!?]{1,3}([^\W\d_])")
_SPEAKS: Final = re.compile(rf"[^\W_]+|[{PICTURE}]")  # a hand that says stop says something


class Kind(StrEnum):
    """What a line is."""

    CERTAIN = "certain"
    DOUBTFUL = "doubtful"
    QUOTED = "quoted"


class _Place(StrEnum):
    """Where in the mail the walk is."""

    NEW = "new"
    SIGNATURE = "signature"
    FORWARD = "forward"  # in what was passed on
    DOUBT = "doubt"  # below something that may introduce an unmarked quote
    BELOW = "below"  # below something that does


@dataclass(frozen=True, slots=True)
class NewText:
    """The lines of a reply without what is quoted; texts with LF, stripped of blank ends."""

    certain: str  # for receipts
    for_holds: str  # certain and doubtful lines in their order
    typed: str = ""  # doubtful ones outside of what a program has quoted: to be understood, too
    amid: str = ""  # in a quotation of our mail, and not ours: typed into it, or its values


@dataclass(slots=True)
class _Mail:
    """The lines being read: their depth, their text without marks, what each belongs to."""

    depths: list[int]
    texts: list[str]
    ours: list[int]  # as of `stretches`
    watch: Watched
    named: frozenset[int]  # lines behind somebody's initials
    kinds: list[Kind] = field(default_factory=list)
    settled: set[int] = field(default_factory=set)  # introductions and our own text: nobody's words
    typed: set[int] = field(default_factory=set)  # doubtful, and in no place where programs quote
    begins: int = field(init=False)  # where the first line stands that is surely ours
    ends: int = field(init=False)  # where the last line with words and without marks stands

    def __post_init__(self) -> None:
        sure = (number for number, length in enumerate(self.ours) if length >= OURS_SURE)
        self.begins = next(sure, len(self.ours))
        unmarked = (at for at, text in enumerate(self.texts) if not self.depths[at] and _SPEAKS.search(text))
        self.ends = max(unmarked, default=-1)

    @property
    def quotes_us(self) -> bool:
        """Whether our own text stands in it."""
        return self.begins < len(self.ours)


def new_text(
    body: str,
    *,
    ours: Collection[str] = (),
    own_addresses: Sequence[str] = (),
    watch: Collection[str] = (),
) -> NewText:
    """Separate a reply's new text; `ours` are texts of mails of ours that it may quote.

    `own_addresses` in a line that introduces a quote make it one without a date.  `watch` are phrases of
    a hold beside those of `quote_words`: a quoted line with one is doubtful where a person can have
    written it.  A mail of nothing but quoted lines is doubtful but for our own: then a person meant them.
    Never raises."""
    lines = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kinds, typed, within = _classified(lines, ours, own_addresses, watch)
    apart = [kind if at in typed else Kind.QUOTED for at, kind in enumerate(kinds)]
    inside = "\n".join(bare(line)[1] if at in within else "" for at, line in enumerate(lines))
    return NewText(
        _join(lines, kinds, {Kind.CERTAIN}),
        _join(lines, kinds, {Kind.CERTAIN, Kind.DOUBTFUL}),
        _join(lines, apart, {Kind.DOUBTFUL}),
        re.sub(r"\n{3,}", "\n\n", inside).strip("\n"),
    )


@lru_cache(maxsize=4)
def _folded(phrases: tuple[str, ...]) -> Watched:
    """Phrases for comparing; they are the same for every mail."""
    return Watched.of(tuple(map(plain, phrases)))


def _classified(
    lines: Sequence[str], ours: Collection[str], own_addresses: Sequence[str], watch: Collection[str]
) -> tuple[list[Kind], Collection[int], Collection[int]]:
    """The kinds; those of the doubtful lines that stand where no program quotes; those amid ours."""
    marked = without_initials(lines)
    named = frozenset(number for number, line in enumerate(marked) if line is not lines[number])
    pairs = [bare(line) for line in marked]
    behind = [Kind.QUOTED if depth else Kind.DOUBTFUL for depth, _ in pairs[MAX_LINES:]]
    _closed_brackets(pairs)
    depths, texts = [depth for depth, _ in pairs[:MAX_LINES]], [text for _, text in pairs[:MAX_LINES]]
    mail = _Mail(depths, texts, stretches(texts, ours), _folded(tuple(watch)), named)
    mail.kinds = [Kind.QUOTED if depth else Kind.CERTAIN for depth in depths]
    _walk(mail, [address.lower() for address in own_addresses])
    _squeezed(mail)
    _own(mail, ours)
    _printed_codes(mail, ours)
    if not any(k is not Kind.QUOTED and _SPEAKS.search(t) for k, t in zip(mail.kinds, texts, strict=True)):
        mail.kinds = [k if n in mail.settled else Kind.DOUBTFUL for n, k in enumerate(mail.kinds)]
    return mail.kinds + behind, mail.typed, _amid(mail)


def _amid(mail: _Mail) -> frozenset[int]:
    """The lines in a quotation of our mail that are not ours, and read nowhere else."""
    if not mail.quotes_us:
        return frozenset()
    heads = {at for at in mail.settled if not mail.ours[at]}
    read = {at for at, kind in enumerate(mail.kinds) if kind is Kind.CERTAIN}
    return frozenset(amid(mail.depths, mail.ours, read | mail.typed | mail.settled, heads, OURS_SURE))


def _closed_brackets(pairs: list[tuple[int, str]]) -> None:
    """Where a wrapped attribution closes its "<" at the start of a line, that ">" is no quote mark."""
    for number, (depth, text) in enumerate(pairs[:MAX_LINES]):
        if depth == 1 and len(text) < 40 and text.rstrip().endswith(":"):
            above = "".join(one[-400:] for deep, one in pairs[max(0, number - 3) : number] if not deep)
            if above.count("<") > above.count(">"):
                pairs[number] = (0, f">{text}")


def _walk(mail: _Mail, own: Sequence[str]) -> None:
    """Follow what introduces quotes from the top, and say of each line what its place makes it.

    An introduction that ">" lines follow introduces just those: what comes after them is new again."""
    place, before, attributed, allowed, since, done = _Place.NEW, _Place.NEW, False, 1, 0, 0
    forward, typed = False, -1
    for number, text in enumerate(mail.texts):
        if number < done:
            continue
        intro = introduction(mail.texts, mail.depths, number, own)
        if intro is not None:
            joined = done > 0 and not any(line.strip() for line in mail.texts[done : intro.start])
            place = before if joined else place
            forward = intro.trust is Trust.FORWARD or (forward and joined)
            _introduced(mail, intro, doubt=forward)
            done, depth, before = intro.end, mail.depths[number], place
            marked = depth > 0 or quotes_follow(mail.texts, mail.depths, done)
            # Some mark the head alone: what they quote below it has no marks.
            first = intro.labels and depth > 0 and not any(mail.depths[: max(0, intro.start - HEADED)])
            lone = first and not says_marked(mail.texts, mail.depths, done)
            marked, trust = marked and not lone, Trust.MAYBE if lone else intro.trust
            attributed |= marked and trust is not Trust.MAYBE
            allowed = (depth if intro.labels else max(allowed, depth + 1)) if depth else 1
            place = _after(place, Trust.FORWARD if forward else trust, marked=marked)
        elif mail.depths[number]:
            unknown = not (attributed or place is _Place.BELOW)
            short = _short(mail.depths, number)
            loose = unknown or mail.depths[number] > allowed or (short and number > typed >= done)
            # Initials quote, and amid an unmarked quote they are how people mark their answers.
            typed_there = (unknown and short) or (place is _Place.BELOW and number in mail.named)
            mail.kinds[number] = Kind.DOUBTFUL if typed_there else _marked(mail, text, loose=loose)
            if typed_there and number > mail.ends:  # above own words it is what they answer
                mail.typed.add(number)
        else:
            if place is _Place.NEW and (_SIGNATURE.match(text) or _LONG_RULE.match(text[:400])):
                place, since = _Place.SIGNATURE if _SIGNATURE.match(text) else _Place.DOUBT, number
            mail.kinds[number] = _unmarked(mail, number, place, since)
            typed = number if text.strip() else typed


def _introduced(mail: _Mail, intro: Intro, *, doubt: bool) -> None:
    """The lines of an introduction: nobody's words, unless a person's sentence shares a line with them."""
    doubt |= intro.trust is Trust.MAYBE
    for at in range(intro.start, intro.end):
        text = mail.texts[at]
        shared = not is_label(text) and (asks_to_wait(text, mail.watch) or _shared(text[:400]))
        # Behind a mark a day above a label's colon may be an answer's, typed into a form.
        theirs = shared and intro.trust is Trust.MAYBE
        mail.kinds[at] = (
            Kind.DOUBTFUL if theirs or ((doubt or shared) and not mail.depths[at]) else Kind.QUOTED
        )
        if not shared:
            mail.settled.add(at)
        elif not mail.depths[at]:
            mail.typed.add(at)


def _shared(text: str) -> bool:
    """Whether a sentence stands in front of the attribution, without a line's end between them."""
    glued = _GLUED.finditer(text.partition("<")[0])  # an address may be "Hotline.Desk@..."
    return _SHARED.search(text) is not None or any(found[1].isupper() for found in glued)


def _after(place: _Place, trust: Trust, *, marked: bool) -> _Place:
    """Where the walk is below an introduction; below an unmarked quote there is no way back."""
    if place is _Place.BELOW:
        return place
    if marked:
        return _Place.NEW if place is _Place.SIGNATURE else place
    below = {Trust.SURE: _Place.BELOW, Trust.FORWARD: _Place.FORWARD}
    return below.get(trust, _Place.DOUBT)


def _short(depths: Sequence[int], number: int) -> bool:
    """Whether a line is one of at most two in a row behind ">": what people type themselves."""
    last = len(depths)
    around = [0 <= at < last and depths[at] > 0 for at in range(number - 2, number + 3)]
    return not (around[1] and (around[0] or around[3])) and not (around[3] and around[4])


def _marked(mail: _Mail, text: str, *, loose: bool) -> Kind:
    """A line behind ">": a person's where it asks to wait and its place or its words are not the client's."""
    return Kind.DOUBTFUL if (loose or mail.quotes_us) and asks_to_wait(text, mail.watch) else Kind.QUOTED


def _unmarked(mail: _Mail, number: int, place: _Place, since: int) -> Kind:
    text = mail.texts[number]
    if place in (_Place.DOUBT, _Place.FORWARD):
        if number < mail.begins:  # below, the words of a report of ours are not told from others
            mail.typed.add(number)
        return Kind.DOUBTFUL
    if place is _Place.NEW:
        phone = _by_phone(text)
        if phone and (len(text.split()) > PHONE or _GOES_ON.search(text)):
            mail.typed.add(number)
        if not phone or not any(word in plain(text) for word in quote_words.GADGETS):
            return Kind.DOUBTFUL if phone else Kind.CERTAIN
    if asks_to_wait(text, mail.watch) or answers(text):
        return Kind.DOUBTFUL
    if place is _Place.BELOW and mail.quotes_us:
        return Kind.DOUBTFUL
    kept = number - since > MAX_SIGNATURE or number == since or _told(text) or _by_phone(text)
    if place is _Place.SIGNATURE and kept:  # a phone's line below "-- " is often typed by its owner
        return Kind.DOUBTFUL
    return Kind.QUOTED


def _by_phone(text: str) -> bool:
    said = plain(text).strip("<>([*_-. )]") if len(text) <= 120 else ""
    return said.startswith(quote_words.DEVICE) or (len(said) <= 60 and said.endswith(quote_words.DEVICE_ENDS))


def _told(text: str) -> bool:
    """Whether a line below "-- " is a sentence, and none of the legal kind."""
    folded = plain(text)
    legal = any(word in folded for word in quote_words.DISCLAIMER)
    return not legal and text.rstrip().endswith((".", "!", "?")) and len(text.split()) >= 4


def _squeezed(mail: _Mail) -> None:
    """Lines that are an answer, or the wrapped end of what is quoted above."""
    wide = widest(mail.texts, mail.depths)
    for number, kind in enumerate(mail.kinds):
        if kind is Kind.CERTAIN and may_be_wrapped(mail.texts, mail.depths, number, wide):
            mail.kinds[number] = Kind.DOUBTFUL
            mail.typed.add(number)


def _own(mail: _Mail, ours: Collection[str]) -> None:
    """Stretches of our own mail.

    A single short line is left alone: "hold" is an answer even where our mail has the word too.  But for a
    heading of ours behind a mark: "INHALT" of a report has "halt" in it, and nobody has typed it.  One that
    is itself such a word is not told from an answer picked out of those that we offer."""
    heads = headings(tuple(ours)) if mail.quotes_us else frozenset[str]()
    for number, length in enumerate(mail.ours):
        text = mail.texts[number].strip()
        head = mail.depths[number] > 0 and text in heads and not asks_to_wait_itself(text, mail.watch)
        if length >= OURS_SURE or (length >= OURS_MAYBE and mail.depths[number]) or head:
            mail.kinds[number] = Kind.QUOTED
            mail.settled.add(number)
        elif mail.kinds[number] is Kind.CERTAIN and (
            length >= OURS_MAYBE or (ours and says_a_sentence(mail.texts[number], ours))
        ):
            mail.kinds[number] = Kind.DOUBTFUL


def _printed_codes(mail: _Mail, ours: Collection[str]) -> None:
    """A receipt code where our mail prints it, between words that are ours.

    Nobody has quoted it: a program has, without marks, and a question on top is no receipt (P8).  One that is
    typed below what is left of a quotation stands above a signature, or nothing."""
    speaking = [number for number, text in enumerate(mail.texts) if _SPEAKS.search(text)]
    for above, number, below in zip(speaking, speaking[1:], speaking[2:], strict=False):
        typed = mail.depths[above] != mail.depths[number]
        if typed or above not in mail.settled or not is_receipt_code(mail.texts[number]):
            continue
        known = below in mail.settled or mail.ours[below] >= OURS_MAYBE
        if known or begins_as(mail.texts[below], ours, OURS_MAYBE):
            mail.kinds[number] = Kind.QUOTED


def _join(lines: Sequence[str], kinds: Sequence[Kind], wanted: Collection[Kind]) -> str:
    """The wanted lines; a gap becomes one blank line at most, blank ends and rulers at the end go."""
    kept = [line.rstrip() if kind in wanted else "" for line, kind in zip(lines, kinds, strict=True)]
    while kept and not _SPEAKS.search(kept[-1]):
        kept.pop()
    text = "\n".join(kept)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")
