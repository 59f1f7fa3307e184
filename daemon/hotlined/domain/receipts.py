"""What an LEA's reply says: received, hold, release, removed, notice sent, feedback; or: not understood.

Tags first, then the phrases of rules/replies.yaml, sentence by sentence.  Every sentence has to be
understood or known to be harmless; what is left over makes the mail unclear, and unclear means pause
(P7).  A negation in a sentence with a phrase makes that sentence unclear too.  A doubtful line (maybe
quoted) counts for holds and never for receipts: both err to the safe side.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from hotlined.domain.arguments import read_items_and_text, read_until
from hotlined.domain.message import Inbound, Party
from hotlined.domain.reference import find_receipt_codes, find_references
from hotlined.domain.site import Phrase, Site
from hotlined.domain.tags import TagReading, read_subject
from hotlined.domain.words import MEANINGS, Word

_BRACKETED = re.compile(r"\[[^\[\]]*\]")  # up to the next bracket, or a row of them takes for ever
_SENTENCE = re.compile(r"(?<=[.!?;·…])\s+|\n")
_UNTIL = re.compile(
    r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d)?|\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}|\+?\d+\s?[a-zäöüõ]+|\d+\s\w+"
)
_SIGNATURE = re.compile(r"--\s*$")
_NOT_WORD = re.compile(r"[^\w']+")
_GREEK = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")
MOST = 300  # sentences looked at; what is longer is no reply, and is asked about
_OTHERS = frozenset({Party.LEA, Party.PROVIDER})
_BARE = {Word.RECEIVED: "received", Word.RELEASE: "release"}  # one word alone as a sentence


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a reply says; several can be true at once."""

    received: bool = False
    codes: tuple[str, ...] = ()
    hold: bool = False
    until: datetime | None = None  # aware UTC; None with hold: open-ended
    until_unclear: bool = False
    release: bool = False
    removed: tuple[int, ...] | None = None  # () means all items; None: not said
    ntd_sent: bool = False
    feedback: bool = False
    question: bool = False
    unclear: tuple[str, ...] = ()  # sentences not understood

    @property
    def words(self) -> tuple[str, ...]:
        """Names of what was understood, for the record."""
        said = {
            "received": self.received or bool(self.codes),
            "hold": self.hold,
            "release": self.release,
            "removed": self.removed is not None,
            "ntd-sent": self.ntd_sent,
            "feedback": self.feedback,
            "question": self.question,
            "unclear": bool(self.unclear),
        }
        return tuple(name for name, true in said.items() if true)


def understand(mail: Inbound, tags: TagReading, site: Site, now: datetime, *, subject: str = "") -> Meaning:
    """The meaning of an LEA's or a provider's reply; in the subject's own words only a hold counts."""
    told = _of_tags(tags, site, now)
    words = tuple(_sentences(mail.new_text))
    rest, words = words[MOST:], words[:MOST]
    certain = {_fold(sentence) for sentence in _sentences(mail.certain_text)}
    known = frozenset(tag.word for tag in tags.tags)
    heard = [*_heard(words, site, known), *((subject, what) for what in _heard_hold(subject, site, known))]
    holds = [sentence for sentence, what in heard if what == "hold"]
    until, vague = _until(holds, site, now) if holds else (None, False)
    # FEEDBACK announces free text: then nothing but a hold is looked for in it.
    counted = {what for sentence, what in heard if _fold(sentence) in certain and not told.feedback}
    unclear = tuple(dict.fromkeys(s for s, what in heard if what == "unclear" and _fold(s) in certain))
    return Meaning(
        received=told.received or "received" in counted,
        codes=find_receipt_codes(mail.certain_text),
        hold=told.hold or bool(holds),
        until=told.until or until,
        until_unclear=told.until_unclear or (vague and told.until is None),
        release=told.release or "release" in counted,
        removed=told.removed if told.removed is not None else (() if "removed" in counted else None),
        ntd_sent=told.ntd_sent or "ntd-sent" in counted,
        feedback=told.feedback,
        question=told.question or "question" in counted,
        unclear=(() if told.feedback else unclear) + rest[:1] + told.unclear,
    )


def _of_tags(tags: TagReading, site: Site, now: datetime) -> Meaning:
    told = {tag.word: tag.argument for tag in tags.tags}
    until = None
    vague = False
    if told.get(Word.HOLD):
        until = read_until(told[Word.HOLD] or "", now, site.hotline.timezone)
        vague = until is None or until <= now
        until = None if vague else until
    gone = [read_items_and_text(tag.argument or "") for tag in tags.tags if tag.word is Word.REMOVED]
    removed: tuple[int, ...] | None = None
    if gone:  # one without numbers means all items
        removed = tuple(sorted({one for pair in gone if pair for one in pair[0]})) if all(gone) else ()
    mistyped = (one.raw for one in tags.unknown if one.nearest and MEANINGS[one.nearest].who & _OTHERS)
    return Meaning(
        received=Word.RECEIVED in told,
        hold=Word.HOLD in told,
        until=until,
        until_unclear=vague,
        release=Word.RELEASE in told,
        removed=removed,
        ntd_sent=Word.NTD_SENT in told,
        feedback=Word.FEEDBACK in told,
        question=Word.QUESTION in told,
        unclear=tuple(mistyped),
    )


def _sentences(text: str) -> Iterator[str]:
    """The sentences, one by one; the line "--" above a signature is one of them."""
    for sentence in _SENTENCE.split(text):
        if sentence.strip():
            yield sentence.strip()


def _fold(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    return " ".join(re.sub(r"[’`´]", "'", composed).casefold().split())


def _heard_hold(subject: str, site: Site, known: frozenset[Word]) -> Iterator[str]:
    if subject.strip() and _of_sentence(subject, site, known) == "hold":
        yield "hold"


def _heard(
    sentences: Iterable[str], site: Site, known: frozenset[Word] = frozenset()
) -> Iterator[tuple[str, str]]:
    """Each sentence with its meaning; below a closing line stands a signature, where only a hold counts."""
    signed = False
    for sentence in sentences:
        what = "closing" if _SIGNATURE.match(sentence) else _of_sentence(sentence, site, known)
        if signed and what != "hold":
            what = "harmless"
        if what == "closing":
            signed, what = True, "harmless"
        yield sentence, what


def _of_sentence(sentence: str, site: Site, known: frozenset[Word]) -> str:
    """One of the meanings, "harmless", "closing" or "unclear"; `known` tags have been read already."""
    tagged = _of_brackets(sentence, site, known)
    if tagged is not None:
        return tagged
    padded = _padded(sentence)
    hits = [phrase for phrase in site.phrases if _phrase(phrase.text) in padded]
    meanings = {phrase.meaning for phrase in hits}
    serious = meanings - {"harmless", "closing"}
    if _negated(padded, hits, site.negations):
        return "unclear"
    if "hold" in serious:
        return "hold"
    if _asks(sentence):
        return "question"
    if serious:
        return serious.pop() if len(serious) == 1 else "unclear"
    if find_receipt_codes(sentence):
        return "received"
    if _only_names(sentence, hits, site):
        return "closing" if "closing" in meanings else "harmless"
    return "unclear"


def _of_brackets(sentence: str, site: Site, known: frozenset[Word]) -> str | None:
    """What a tag means that stands where tags are not read, or a bare word that is a tag; None: none does."""
    bare = sentence.strip(" .!,;:")
    inside = sentence if "[" in sentence else f"[{bare}]" if bare.isalpha() else ""
    reading = read_subject(inside, prefix=site.hotline.prefix, aliases=site.tag_aliases, reply_prefixes=())
    words = {tag.word for tag in reading.tags} - known
    if Word.HOLD in words:
        return "hold"
    if "[" in sentence:
        return "unclear" if words else None
    return next((_BARE[word] for word in words if word in _BARE), None)


def _asks(sentence: str) -> bool:
    """A question mark at the end; in Greek it looks like a semicolon."""
    return sentence.endswith("?") or (sentence.endswith((";", "\u037e")) and bool(_GREEK.search(sentence)))


def _only_names(sentence: str, hits: list[Phrase], site: Site) -> bool:
    """Whether nothing is left beside polite phrases but references, numbers, and names where there is one."""
    bare = _BRACKETED.sub(" ", sentence)
    for reference in find_references(sentence, site.hotline.prefix):
        bare = re.sub(re.escape(str(reference)), " ", bare, flags=re.IGNORECASE)
    said = [word for phrase in hits for word in _padded(phrase.text).split()]
    left = [word for word in re.findall(r"[^\W\d_]+", bare) if _bare(word) not in said]
    return not left or (bool(hits) and all(word[0].isupper() for word in left))


def _bare(word: str) -> str:
    return _padded(word).strip()


def _padded(text: str) -> str:
    """Folded words with one blank around each, so that a phrase is found only as whole words."""
    return " " + _NOT_WORD.sub(" ", _fold(text)).strip() + " "


@lru_cache(maxsize=8192)
def _phrase(text: str) -> str:
    """`_padded` of a phrase out of the rules, which each sentence is compared with."""
    return _padded(text)


def _negated(padded: str, hits: list[Phrase], negations: tuple[str, ...]) -> bool:
    """Whether a negation stands in the sentence outside of the phrases themselves ("do not send")."""
    rest = padded
    for phrase in sorted(hits, key=lambda one: -len(one.text)):
        rest = rest.replace(_padded(phrase.text), "  ")
    return any(_phrase(negation) in rest for negation in negations)


def _until(holds: list[str], site: Site, now: datetime) -> tuple[datetime | None, bool]:
    """The end that the hold's sentences name, and whether they name one that is not understood."""
    ends = []
    digits = False
    for sentence in holds:
        bare = _BRACKETED.sub("", sentence)
        for reference in find_references(bare, site.hotline.prefix):
            bare = bare.replace(str(reference), "")
        digits = digits or any(char.isdigit() for char in bare)
        ends += [
            end
            for found in _UNTIL.findall(bare)
            if (end := read_until(found.strip(), now, site.hotline.timezone)) is not None and end > now
        ]
    distinct = set(ends)
    if len(distinct) == 1:
        return distinct.pop(), False
    return None, digits or len(distinct) > 1
