"""What each sentence of a text says, as far as it is one of absence notices or desks: its marks."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from hotlined.domain.programs import absence_parts, absence_words
from hotlined.domain.programs import voice_words as words
from hotlined.domain.programs.bounce_text import ADDRESS
from hotlined.domain.programs.personal import MAX_TEXT, WRAPPED, closes
from hotlined.domain.programs.phrases import bare, has
from hotlined.domain.programs.robots import acknowledges
from hotlined.domain.programs.self_said import NOUN, says_automatic
from hotlined.domain.values.plain import plain

MAX_SENTENCES: Final = 40

_END: Final = re.compile(  # not behind "10." or "bzw."
    r"(?:(?<=[^\d\s][.!?;])|(?<=\d\d\d[.!?;]))\s+(?![a-zß-öø-ÿα-ωа-яіїє])"
)
_NUMBER_ENDS: Final = re.compile(r"(?<=\d\.)\s+")  # a sentence, or half of "10. Februar"
# "If" in French and Spanish; "and" in Romanian, and "si prega di non rispondere" in Italian.
_OTHER_SI: Final = re.compile(
    r"\bsi\s(?=prega|pregano|comunica|informa|avvisa|avverte|ricorda|invita|ringrazia)|\b[șş]i\b",
    re.IGNORECASE,
)
_GREETING: Final = re.compile(r"[^.!?]{1,50},$")


class Mark(StrEnum):
    """What a sentence says."""

    THANKS = "thanks"
    AWAY = "away"
    GONE = "gone"
    UNREAD = "unread"
    CLOSED = "closed"
    RETURN = "return"
    LATER = "later"
    INSTEAD = "instead"
    RECEIVED = "received"
    PROMISE = "promise"
    NO_ANSWER = "no answer wanted"
    SELF = "automatic"


LISTS: Final = (
    (Mark.THANKS, words.THANKS),
    (Mark.AWAY, absence_words.AWAY),
    (Mark.GONE, absence_words.GONE),
    (Mark.UNREAD, absence_words.UNREAD),
    (Mark.CLOSED, absence_words.CLOSED),
    (Mark.RETURN, absence_words.RETURN),
    (Mark.LATER, absence_words.LATER),
    (Mark.INSTEAD, absence_words.INSTEAD),
    (Mark.PROMISE, words.PROMISE),
    (Mark.NO_ANSWER, words.NO_ANSWER),
)
_START: Final = 3  # characters of a phrase, the blank in front too, by which it is looked up


def _indexed() -> Mapping[str, list[tuple[str, Mark]]]:
    found: dict[str, list[tuple[str, Mark]]] = {}
    for mark, phrases in LISTS:
        for phrase in phrases:
            found.setdefault(phrase[:_START], []).append((phrase, mark))
    return found


_BY_START: Final = _indexed()
_COMPOSED: Final = (
    (Mark.AWAY, absence_parts.says_away),
    (Mark.LATER, absence_parts.says_back),
    (Mark.UNREAD, absence_parts.says_unread),
    (Mark.GONE, absence_parts.says_gone),
    (Mark.INSTEAD, absence_parts.names_colleague),
)


def marks_in(text: str) -> frozenset[Mark]:
    """The marks of all its sentences."""
    return frozenset(mark for sentence in sentences(text[:MAX_TEXT]) for mark in marks_of(sentence))


def sentences(text: str) -> Iterator[str]:
    """Its sentences, wrapped lines joined and greetings left out, up to the line that closes the text."""
    found = 0
    for paragraph in _joined(text):
        if closes(paragraph):
            return
        for sentence in _END.split(paragraph):
            if _GREETING.match(sentence):
                continue
            found += 1
            if found > MAX_SENTENCES:
                return
            yield sentence


def _joined(text: str) -> Iterator[str]:
    whole = last = ""
    for line in [*text.splitlines(), ""]:
        line = line.strip()
        if whole and (not line or len(last) < WRAPPED or whole.endswith((".", "!", "?", ":", ";"))):
            yield whole
            whole = ""
        whole = f"{whole} {line}".strip()
        last = line


def marks_of(sentence: str) -> frozenset[Mark]:
    """What one sentence says, as far as it is one of absence notices or desks."""
    said = bare(sentence)
    found = listed(said)
    addressed = ADDRESS.search(sentence) is not None
    spoken = absence_parts.heard(bare(ADDRESS.sub(" ", sentence)) if addressed else said)
    named = has(said, (*NOUN, *words.TOUCH)) or absence_parts.names_mail(spoken)
    if not named:
        found.discard(Mark.THANKS)  # for a mail machines thank, people for all sorts of things
    if acknowledges(plain(sentence)):
        found.add(Mark.RECEIVED)
    found |= {mark for mark, composed in _COMPOSED if composed(spoken)}
    if _of_content(said) and not absence_parts.names_mail(spoken):
        found.discard(Mark.GONE)
    if addressed:
        found.add(Mark.INSTEAD)
    if says_automatic(said) or any(map(says_automatic, map(bare, _NUMBER_ENDS.split(sentence)[1:]))):
        found.add(Mark.SELF)
    if found & {Mark.NO_ANSWER, Mark.SELF} and _is_conditional(sentence):
        found -= {Mark.NO_ANSWER, Mark.SELF}
    return frozenset(found)


def _is_conditional(sentence: str) -> bool:
    """Whether it holds for somebody else, as a disclaimer's does: "if you are not the recipient"."""
    said = bare(_OTHER_SI.sub(" ", sentence))
    return any(phrase + " " in said for phrase in words.CONDITION)


def _of_content(said: str) -> bool:
    """Whether "the content has been deleted" is all that a sentence says to be gone: of no mailbox.

    "Officer One has left the unit for illegal content" tells of a person, and stays a machine's (P8)."""
    if not has(said, words.CONTENT) or has(said, words.OFFICE):
        return False
    for phrase in words.TAKEN_AWAY:
        said = said.replace(phrase, " ")
    return Mark.GONE not in listed(said)


def listed(said: str) -> set[Mark]:
    """The marks of the phrases in it: a phrase begins with a word, and only what may is looked for."""
    starts = {f" {word} "[:_START] for word in said.split()}
    return {mark for start in starts for phrase, mark in _BY_START.get(start, ()) if phrase in said}
