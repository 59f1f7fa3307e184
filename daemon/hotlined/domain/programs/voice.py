"""The voice of a text without headers: is every sentence of it one that absence notices or desks say?

An absence notice out of an Outlook rule, behind a gateway that takes headers off, has nothing but its
words.  One word of absence proves nothing, since people say it too; but a person who answers us says
something about the matter.  So it takes two different marks, each sentence with one of them, and none of
what only somebody says who has dealt with the mail.  A word of waiting settles it for the person before.
"""

import re
from collections.abc import Sequence
from typing import Final

from hotlined.domain.programs import absence_parts
from hotlined.domain.programs import voice_words as words
from hotlined.domain.programs.bounce_text import ADDRESS
from hotlined.domain.programs.personal import MAX_TEXT, personal
from hotlined.domain.programs.phrases import bare, has
from hotlined.domain.programs.self_said import NOUN
from hotlined.domain.programs.voice_marks import Mark, marks_in, marks_of, sentences

LEAST_WORDS: Final = 4  # a shorter one without a mark is a greeting or a name
SELF: Final = "says that it is automatic"
DESK: Final = "nothing but words of a desk"
NO_REPLY: Final = "wants no answer, words of a machine"
ABSENT: Final = "words of absence"
ONLY_ABSENT: Final = "nothing but words of absence"
GUESSED: Final = frozenset({DESK, NO_REPLY, ABSENT, ONLY_ABSENT})  # reasons that no header bears out
BETWEEN: Final = 40  # characters between "you have" and "a secure message"
BEFORE_A_MAIL: Final = 3  # words from the thanks to the mail, with it
SMALL_WORD: Final = 6  # letters of "for", "votre", "pentru"

# What a server says to us, as a sentence: an officer says that he, or the unit, received.
_YOU_RECEIVED: Final = re.compile(r" you (?:(?:have|ve) )?(?:just )?(?:received|got) (?:an? |one |\d)")
_I: Final = re.compile(r" (?:i|ich|je|j ai|ik|jag|jeg|minä|mina) ")

_OF_ABSENCE: Final = frozenset({Mark.AWAY, Mark.GONE, Mark.UNREAD, Mark.CLOSED})
# RETURN alone is half of a date in any sentence: it counts beside absence, and covers no sentence.
_OF_A_DESK: Final = frozenset(
    {Mark.THANKS, Mark.RECEIVED, Mark.PROMISE, Mark.CLOSED, Mark.NO_ANSWER, Mark.UNREAD, Mark.GONE}
)
_COVERING: Final = frozenset(Mark) - {Mark.RETURN}
_OWN: Final = _COVERING - {Mark.INSTEAD}  # "for this write to ..." may be news where nobody is away


def voice_reason(text: str) -> str | None:
    """Why the new text of a mail (with its lines) can be no person's; None where it can.

    Asked where no word of waiting stands, and no mail client has left its name."""
    if len(text) > MAX_TEXT:
        return None
    heard = [(sentence, marks_of(sentence)) for sentence in sentences(text)]
    said = [(one, each) for one, each in heard if each or len(bare(one).split()) >= LEAST_WORDS]
    marks = frozenset(mark for _, each in said for mark in each)
    if Mark.SELF in marks:
        return SELF
    whole = bare(text)
    first = _I.search(whole) is not None
    if (
        Mark.NO_ANSWER in marks
        and not first
        and marks & {Mark.RECEIVED, Mark.PROMISE, Mark.THANKS, *_OF_ABSENCE}
    ):
        return NO_REPLY
    rest = sum(not each & _COVERING for _, each in said)
    counted = marks if Mark.AWAY in marks or Mark.CLOSED in marks else marks - {Mark.RETURN}
    # A sentence that no row knows has to be made up for by a third mark.
    several = len(counted) > (2 if rest else 1) or (Mark.GONE in marks and len(said) > 1 and not rest)
    if (
        marks & _OF_ABSENCE
        and several
        and rest * 2 < len(said)
        and not (personal(text) or _spares_a_host(said))
    ):
        return ABSENT if rest else ONLY_ABSENT
    term = Mark.THANKS in marks and has(whole, words.TERM)
    if Mark.PROMISE in marks and (Mark.RECEIVED in marks or term) and not (rest or first):
        return DESK
    return None


def _spares_a_host(said: Sequence[tuple[str, frozenset[Mark]]]) -> bool:
    """Whether a sentence speaks of a hosting provider as an officer does: "leave the host alone".

    Desks, and providers themselves, name them as well: "for questions of hosting please contact ..."."""
    for sentence, marks in said:
        told = bare(ADDRESS.sub(" ", sentence))
        named = has(told, words.HOSTS) and len(told.split()) >= LEAST_WORDS
        spared = Mark.INSTEAD not in marks or any(f"{phrase} " in told for phrase in words.NOTS)
        if named and spared and not marks & _OF_A_DESK:
            return True
    return False


def keeps_a_message(text: str) -> bool:
    """Whether a gateway says that a message waits behind a link: a person's, that nobody has read."""
    said = bare(text[:MAX_TEXT])
    places = [said.find(phrase) for phrase in words.PROTECTED if phrase in said]
    near = (said[max(at - BETWEEN, 0) : at] for at in places)
    return any(has(before, words.TO_YOU) for before in near) or any(
        _YOU_RECEIVED.match(bare(one)) for one in sentences(text[:MAX_TEXT])
    )


def tells_of_absence(text: str) -> bool:
    """Whether each sentence is one of an absence notice: enough only below a subject that is one's."""
    if len(text) > MAX_TEXT or personal(text):
        return False
    said = [
        marks for one in sentences(text) if (marks := marks_of(one)) or len(bare(one).split()) >= LEAST_WORDS
    ]
    return bool(said) and all(said)


def no_word_of_a_person(text: str) -> bool:
    """Whether a text is too much like a machine's for a receipt, whoever it is from (P8)."""
    marks = marks_in(text)
    unread = bool(marks & {Mark.SELF, Mark.UNREAD, Mark.GONE})
    return (
        unread
        or keeps_a_message(text)
        or (Mark.NO_ANSWER in marks and bool(marks & {Mark.RECEIVED, Mark.PROMISE}))
        or marks >= {Mark.RECEIVED, Mark.PROMISE}
        or any(marks_of(one) >= {Mark.CLOSED, Mark.RETURN} for one in sentences(text))
    )


def only_thanks(text: str) -> bool:
    """Whether it thanks for a mail, and says nothing else; "merci de confirmer votre message" is an order."""
    told = [bare(one) for one in sentences(text[:MAX_TEXT])]
    return any(map(_thanks_for_a_mail, told)) and not unknown(text)


def _thanks_for_a_mail(said: str) -> bool:
    """Whether no more than "for your" stands between the thanks and the mail."""
    for phrase in words.THANKS:
        _, found, after = said.partition(phrase)
        following = after.split() if found else []
        begun = 0 if after.startswith(" ") else 1  # the rest of its last word
        for word in following[begun + (following[begun : begun + 1] == ["you"]) :][:BEFORE_A_MAIL]:
            if f" {word} ".startswith(NOUN) or absence_parts.names_mail(absence_parts.heard(f" {word} ")):
                return True
            if len(word) > SMALL_WORD:
                break
    return False


def unknown(text: str) -> tuple[str, ...]:
    """Its sentences, folded to words, that are none of an absence notice or a desk; short ones left out."""
    told = (bare(one) for one in sentences(text[:MAX_TEXT]) if not marks_of(one) & _OWN)
    return tuple(one for one in told if len(one.split()) >= LEAST_WORDS)
