"""What one sentence of a reply says.  Doubt is asymmetric: to wait is heard early, everything else late.

*Hold*: see `wait`.  *The rest* (received, release, removed, ntd-sent): the phrase, no negation in its clause,
and every other word known to be harmless.  A word that nobody knows makes the sentence unclear, since it may
be the one that matters; unless it stands in a plain statement: each part of it is known altogether or tells
what became of the report in the office ("forwarded", "opens fine", "on leave"), in a language whose telling
words (if, need, watch, user, ...) are known, without any of them, without plea, question, negation, provider
or notice.  A release is always read strictly.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from hotlined.domain.replies import go_ahead, item_words
from hotlined.domain.replies.groups import CUES, KNOWN, SERIOUS
from hotlined.domain.replies.lexicon import Hit, Lexicon, Token, covered, places, tokens, untold, weights
from hotlined.domain.replies.relayed import is_asked_for, is_relayed
from hotlined.domain.replies.sentence_words import (
    A_MAIL,
    ASIDE,
    BEFORE_A_NAME,
    BEFORE_A_THING,
    COULD,
    OBJECTION,
    OPENED,
    WITH,
    joints_of,
)
from hotlined.domain.replies.signing import is_code, is_shouted, is_signed, is_title
from hotlined.domain.replies.wait import Wait, wait_of
from hotlined.domain.replies.wanted_again import BESIDE, COMPLAINT, asks_what, complains, tells_of_more

# Beside these nobody tells that a notice has been sent, whatever else the sentence says.
_UNTOLD = {"polite", "question", "vague", "not-yet", "needless", "unsure"}
MOST_NAMES = 4  # unknown capitalised words beside a greeting or a thank-you
MOST_BESIDE = 3  # words beside a release that names neither notice nor provider
BEFORE_AN_OBJECTION = 2  # words: "with no objection", "without any objection"
MOST_UNKNOWN = 3  # unknown words beside what became of the report; names besides


@dataclass(frozen=True, slots=True)
class Said:
    """What a sentence says."""

    meanings: frozenset[str]  # of SERIOUS, "hold", "needless", "question"
    clear: bool  # nothing in it is left that is not understood
    wait: Wait
    closing: bool  # stands above a signature
    title: bool  # nothing but a name, a rank, an office
    hints: frozenset[str]  # all that was found in it: names of rules/replies.yaml
    languages: tuple[str, ...]  # of the phrases found, most telling first
    small: int = 0  # words that only the small print of a mail says


def read_sentence(
    sentence: str,
    words: Lexicon,
    spoken: Collection[str],
    *,
    asking: bool = False,
    strict: bool = False,
) -> Said:
    """The meaning of one sentence; `spoken`: the text's languages; `asking`: it ends with a question mark.

    `strict`: every word has to be known, also in a plain statement.
    """
    said = tokens(sentence)
    hits = words.hits(said, spoken)
    hints = frozenset(hit.meaning for hit in hits)
    wait = wait_of(hits, said)
    loosely = wait is Wait.LOOSELY
    if (loosely or wait is Wait.YES) and complains(said, words.nested(said), loosely=loosely):
        hints |= {COMPLAINT}
    elif (loosely or wait is Wait.YES) and tells_of_more(said, words.nested(said)):
        hints |= {BESIDE}
    languages = _languages(hits)
    plain = not strict and bool(words.alert.intersection(languages[:2])) and _is_plain(said, hits, words)
    meanings, clear = _judged(said, hits, hints, wait, languages=languages, asking=asking, plain=plain)
    closing = "closing" in hints and clear and not meanings
    title = not hints & CUES and not meanings and is_title(said, hits, places(hits, KNOWN | {"course"}))
    small = len(places(hits, {"disclaimer"}))
    return Said(meanings, clear, wait, closing, title, hints, languages, small)


def _judged(
    said: Sequence[Token],
    hits: Sequence[Hit],
    hints: frozenset[str],
    wait: Wait,
    *,
    languages: tuple[str, ...],
    asking: bool,
    plain: bool,
) -> tuple[frozenset[str], bool]:
    """The meanings, and whether all of it is understood."""
    serious = SERIOUS & hints
    negated = _negated_serious(hits, said)
    # "we sent it to the provider", whatever else is told about it.
    told = {"sent", "topic"} <= hints and not hints & _UNTOLD
    if wait in (Wait.YES, Wait.LOOSELY):
        # "Hold on, received what?" asks; "received, could you wait?" does not ask what it has received (P8).
        asked = asking and said[-1].clause in {
            said[one.start].clause for one in hits if one.meaning == "received"
        }
        received = serious == {"received"} and not negated and not asked and not hints & {COMPLAINT, BESIDE}
        # "hold it, otherwise you may send": the hold counts, and somebody has to read the rest.
        # "so that you need not inform them: we have written ourselves" is heard, and read by somebody.
        sure = (wait is Wait.YES or bool(hints & {"topic", "polite"})) and COMPLAINT not in hints
        sure = sure and not (BESIDE in hints and serious)
        sure = sure and not (asking and asks_what(parted(said, joints_of(languages[:2])), said))
        return frozenset({"hold", "received"} if received else {"hold"}), sure and serious <= {"received"}
    if "needless" in hints and wait is Wait.NO and not negated and not hints & {"vague", "not-yet"}:
        # "no need to wait, as long as the page is watched": it tells of more, so somebody has to read it.
        clear = serious <= {"received", "release"} and "telling" not in hints
        received = clear and not asking and _apart("received", "needless", said, hits)
        return frozenset({"needless", "received"} if received else {"needless"}), clear
    if wait is Wait.DOUBTED or negated or "not-yet" in hints:
        return frozenset(), False
    if asking or "question" in hints:
        return frozenset({"question"}), True
    if told and serious <= {"ntd-sent"}:
        return frozenset({"ntd-sent"}), True
    signed = not serious and not hints & CUES and is_signed(said, hits, places(hits, KNOWN))
    unread = (
        (_left(said, hits, _names(said, hits, serious)) or _tells_in_its_own_language(hits, languages))
        and not signed
        and (not plain or "release" in serious)
    )
    aside = (
        _is_no_leave(said, hits)
        or is_asked_for(said, hits)
        or _of_something_else(said, hits)
        or ("received" in serious and _of_no_mail(said, hits))
    )
    if len(serious) > 1 or unread or aside or (serious and "unsure" in hints):
        return frozenset(), False
    return serious, True


def _apart(one: str, other: str, said: Sequence[Token], hits: Sequence[Hit]) -> bool:
    """Whether a sentence has both, in parts of their own: not "no objection received"."""
    parts = [{said[at].clause for at in places(hits, {meaning})} for meaning in (one, other)]
    return all(parts) and parts[0].isdisjoint(parts[1])


def _is_no_leave(said: Sequence[Token], hits: Sequence[Hit]) -> bool:
    """Whether a release is none: one that is only spoken of, or "you can have the notice removed"."""
    if not any(hit.meaning == "release" for hit in hits):
        return False
    return is_relayed(said, hits) or go_ahead.takes_back(said)


def _of_something_else(said: Sequence[Token], hits: Iterable[Hit]) -> bool:
    """Whether a release may be about another thing: "you may send further reports to this address"."""
    found = {hit.meaning for hit in hits}
    if "release" not in found or "topic" in found:
        return False
    return len(said) - len(places(hits, {"release", "harmless"})) > MOST_BESIDE


def _of_no_mail(said: Sequence[Token], hits: Sequence[Hit]) -> bool:
    """Whether it may be a key, a question, another report that was received, and not this one (P8)."""
    if any(one.word in item_words.OTHER and two.word in item_words.CASE for one, two in pairwise(said)):
        return True
    joints = joints_of(_languages(hits)[:2])
    received = places(hits, {"received"})
    aside = received | places(hits, {"harmless"})
    aside |= {at for at in range(1, len(said)) if said[at - 1].word in ASIDE}
    told = [part for part in parted(said, joints) if received & set(part)]
    if any(_is_an_objection(said, at) for part in told for at in part):
        return True
    things = places(hits, {"thing"}) - aside
    return any(things & set(part) for part in told) and not any(one.word in A_MAIL for one in said)


def _is_an_objection(said: Sequence[Token], at: int) -> bool:
    """Whether it is one, and what was received or was not: not of "received with no objection"."""
    before = [one.word for one in said[max(0, at - BEFORE_AN_OBJECTION) : at]]
    return said[at].word.startswith(OBJECTION) and WITH.isdisjoint(before)


def _is_plain(said: Sequence[Token], hits: Sequence[Hit], words: Lexicon) -> bool:
    """Whether a sentence tells of nothing but what became of the report, whatever words nobody knows."""
    hints = {hit.meaning for hit in hits}
    if hints & CUES:
        return False
    if hints & {"removed", "ntd-sent"}:  # nothing is to be sent any more
        return True
    told = [hit for hit in words.nested(said) if hit.meaning == "course"]
    course = covered(told)
    received = places(hits, {"received"})
    left = untold(said, hits, KNOWN) - course
    if course:
        nouns = "de" in {hit.language for hit in told}  # written as names are
        names = {at for at in left if is_code(said[at]) or (at and said[at].is_named and not nouns)}
        names |= left & _announced(said, hits, {"rank"})
        small = sum(not token.is_named for token in said)
        left -= names if len(names) <= min(MOST_NAMES, small) else set()
    joints = joints_of(_languages(hits)[:2])
    if received and any(_is_object(said, at) for at in left):
        return False
    opened = {at for at in course if said[at].word.startswith(OPENED)}
    left -= {at for at in left if opened and said[at].word in COULD}
    return all(_is_course(part, left, course, opened) for part in parted(said, joints))


def _is_course(part: Sequence[int], left: Set[int], course: Set[int], opened: Set[int]) -> bool:
    """Whether a part of a sentence has few enough words that nobody knows, for what it tells."""
    unknown = len(left & set(part))
    most = MOST_UNKNOWN if course & set(part) and not opened & set(part) else 0  # "it opens blank" (P8)
    return unknown <= min(most, (len(part) + 1) // 2)


def _is_object(said: Sequence[Token], at: int) -> bool:
    """Whether a word that nobody knows may be what was received: "your invoice", "an empty mail" (P8)."""
    before = said[at - 1].word if at else ""
    behind = said[at + 1].word if at + 1 < len(said) else ""
    return (before in BEFORE_A_THING and not (said[at].is_named and before == "the")) or behind in A_MAIL


def parted(said: Sequence[Token], joints: Set[str]) -> Iterator[tuple[int, ...]]:
    """The places of the words of each part of a sentence, parted by commas and words like "and"."""
    part: list[int] = []
    for at, token in enumerate(said):
        if part and (token.word in joints or token.clause != said[part[-1]].clause):
            yield tuple(part)
            part = []
        if token.word not in joints:
            part.append(at)
    yield tuple(part)


def _languages(hits: Iterable[Hit]) -> tuple[str, ...]:
    """The languages, those with most words first."""
    weight = weights(hits)
    return tuple(sorted(weight, key=lambda language: -weight[language]))


def _negated_serious(hits: Sequence[Hit], said: Sequence[Token]) -> bool:
    """Whether a negation stands in the clause of something that counts only if it is meant."""
    serious = (said[hit.start : hit.end] for hit in hits if hit.meaning in SERIOUS | {"sent"})
    clauses = {
        token.clause for tokens in serious for token in tokens
    }  # "we confirm, that we received not all"
    return any(said[one.start].clause in clauses for one in hits if one.meaning in ("negation", "not-yet"))


def _left(said: Sequence[Token], hits: Iterable[Hit], names: Set[int]) -> bool:
    """Whether words are left that nobody knows; `names`: the places of those that may be names."""
    left = untold(said, hits, KNOWN)
    return bool(left) and not (len(left) <= MOST_NAMES and left <= names)


def _tells_in_its_own_language(hits: Sequence[Hit], languages: tuple[str, ...]) -> bool:
    """Whether a word is known by another language only, and tells of more in the one that is spoken.

    Hungarian "ha" is an if ("igazoljuk az átvételt, ha megérkezett"), Italian "ha" a part of "has received".
    """
    own = [hit for hit in hits if hit.language in languages[:1]]
    return bool(places(own, {"telling"}) - places(own, KNOWN))


def _names(said: Sequence[Token], hits: Sequence[Hit], serious: Set[str]) -> frozenset[int]:
    """The places of words that may be names, where some may stand: beside a greeting, a thank-you, a receipt.

    "Thanks, Ann" beside a courtesy; "Hi Ann, got it" beside a receipt.  In German, where every noun has a
    capital, only behind a word that announces a name: not "Danke, wir sind mit Maskerade dort".
    """
    hints = {hit.meaning for hit in hits}
    courteous = not serious and bool(hints & {"harmless", "closing"})
    if is_shouted(said) or hints & CUES or not (courteous or serious == {"received"}):
        return frozenset()
    is_german = _languages(hits)[:1] == ("de",)
    if courteous and not is_german:
        return frozenset(at for at, token in enumerate(said) if token.is_named)
    greeted = courteous or not is_german
    return _announced(said, hits, {"rank", "harmless", "closing"} if greeted else {"rank"})


def _announced(said: Sequence[Token], hits: Sequence[Hit], by: Set[str]) -> frozenset[int]:
    """The places of words with a capital behind such a phrase, behind "Mr", or behind another one of them."""
    behind = {hit.end for hit in hits if hit.meaning in by}
    behind |= {at + 1 for at, token in enumerate(said) if token.word in BEFORE_A_NAME}
    found: set[int] = set()
    for at, token in enumerate(said):
        if token.is_named and (at in behind or at - 1 in found):
            found.add(at)
    return frozenset(found)
