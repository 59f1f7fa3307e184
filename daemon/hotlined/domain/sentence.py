"""What one sentence of a reply says.  Doubt is asymmetric: to wait is heard early, everything else late.

*Hold*: a word of waiting that is not negated, or a negation beside something that one could do ("not ...
inform").  *The rest* (received, release, removed, ntd-sent): the phrase, no negation in its clause, and every
other word known to be harmless.  A word that nobody knows makes the sentence unclear, since it may be the one
that matters; unless it stands in a plain statement: in a language whose telling words (if, after, need, only,
...) are known, without any of them, without plea, question, negation, provider or notice.  A release is
always read strictly.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from hotlined.domain.lexicon import Hit, Lexicon, Token, covered, tokens, weights

SERIOUS = frozenset({"received", "release", "removed", "ntd-sent"})
# Phrases beside which a sentence is still understood.
KNOWN = SERIOUS | {"not-yet", "needless", "harmless", "closing", "filler", "polite", "disclaimer", "until"}
# What makes a statement worth asking about: somebody may want something, or speaks of provider or notice.
CUES = frozenset(
    {"hold", "not-yet", "open", "negation", "topic", "polite", "question", "telling", "automatic"}
)
SCOPE = 4  # words that a negation reaches over to a word of waiting
MOST_NAMES = 4  # unknown capitalised words beside a greeting or a thank-you


class Wait(Enum):
    """Whether a sentence asks to wait."""

    NO = "no"
    YES = "yes"
    LOOSELY = "loosely"  # only by a negation beside a deed, which the small print below mails has too
    DOUBTED = "doubted"  # speaks of not waiting any more


@dataclass(frozen=True, slots=True)
class Said:
    """What a sentence says."""

    meanings: frozenset[str]  # of SERIOUS, "hold", "needless", "question"
    clear: bool  # nothing in it is left that is not understood
    wait: Wait
    closing: bool  # stands above a signature
    hints: frozenset[str]  # all that was found in it: names of rules/replies.yaml
    languages: tuple[str, ...]  # of the phrases found, most telling first


def read_sentence(
    sentence: str, words: Lexicon, spoken: Collection[str] = (), *, asking: bool = False
) -> Said:
    """The meaning of one sentence; `spoken`: the text's languages; `asking`: it ends with a question mark."""
    said = tokens(sentence)
    hits = words.hits(said, spoken)
    hints = frozenset(hit.meaning for hit in hits)
    wait = _wait(hits, said)
    languages = _languages(hits)
    plain = not hints & CUES and bool(words.alert.intersection(languages[:2]))
    meanings, clear = _judged(said, hits, hints, wait, asking=asking, plain=plain)
    closing = "closing" in hints and clear and not meanings
    return Said(meanings, clear, wait, closing, hints, languages)


def _judged(
    said: Sequence[Token],
    hits: Sequence[Hit],
    hints: frozenset[str],
    wait: Wait,
    *,
    asking: bool,
    plain: bool,
) -> tuple[frozenset[str], bool]:
    """The meanings, and whether all of it is understood."""
    serious = SERIOUS & hints
    negated = _negated_serious(hits, said)
    # "we sent it to the provider", whatever else is told about it.
    told = {"sent", "topic"} <= hints and not hints & {"polite", "question", "vague", "not-yet", "needless"}
    if wait in (Wait.YES, Wait.LOOSELY):
        received = serious == {"received"} and not negated
        # "hold it, otherwise you may send": the hold counts, and somebody has to read the rest.
        return frozenset({"hold", "received"} if received else {"hold"}), serious <= {"received"}
    if "needless" in hints and wait is Wait.NO and not negated and not hints & {"vague", "not-yet"}:
        return frozenset({"needless"}), serious <= {"received"}
    if wait is Wait.DOUBTED or negated or "not-yet" in hints:
        return frozenset(), False
    if asking or "question" in hints:
        return frozenset({"question"}), True
    if told and serious <= {"ntd-sent"}:
        return frozenset({"ntd-sent"}), True
    names = not serious and bool(hints & {"harmless", "closing"})
    unread = _left(said, hits, names=names) and (not plain or "release" in serious)
    if len(serious) > 1 or unread:
        return frozenset(), False
    return serious, True


def _languages(hits: Iterable[Hit]) -> tuple[str, ...]:
    """The languages, those with most words first."""
    weight = weights(hits)
    return tuple(sorted(weight, key=lambda language: -weight[language]))


def _wait(hits: Sequence[Hit], said: Sequence[Token]) -> Wait:
    """A word of waiting counts unless a negation reaches it; a negation counts beside a deed."""
    deeds = [hit for hit in hits if hit.meaning == "action"]
    nots = [hit for hit in hits if hit.meaning == "negation"]
    done = {said[hit.start].clause for hit in hits if hit.meaning in SERIOUS | {"sent"}}
    waiting = [hit for hit in hits if hit.meaning in ("hold", "open")]
    # "not yet" is a hold where it stands alone, and none in "not yet received", "we have no number yet".
    if deeds or not _left(said, hits, names=False):
        waiting += [hit for hit in hits if hit.meaning == "not-yet" and said[hit.start].clause not in done]
    if any(not _reached(hit, nots, deeds, said) for hit in waiting):
        return Wait.YES
    free = [one for one in nots if said[one.start].clause not in done]
    free = [] if any(hit.meaning == "needless" for hit in hits) else free
    if free and deeds and all(hit.meaning == "open" for hit in waiting):
        return Wait.LOOSELY
    return Wait.DOUBTED if waiting else Wait.NO


def _reached(hit: Hit, nots: Iterable[Hit], deeds: Sequence[Hit], said: Sequence[Token]) -> bool:
    """Whether a negation reaches a word of waiting: before it, or behind it where no deed follows."""
    for one in nots:
        if said[one.start].clause != said[hit.start].clause:
            continue
        before = 0 <= hit.start - one.end < SCOPE
        # "do not do anything" has its own negation, and "anything" takes nothing of it back.
        behind = len(hit) == 1 and 0 <= one.start - hit.end < SCOPE
        behind = behind and not any(deed.start >= one.end for deed in deeds)
        if before or behind:
            return True
    return False


def _negated_serious(hits: Sequence[Hit], said: Sequence[Token]) -> bool:
    """Whether a negation stands in the clause of something that counts only if it is meant."""
    clauses = {said[hit.start].clause for hit in hits if hit.meaning in SERIOUS | {"sent"}}
    return any(said[one.start].clause in clauses for one in hits if one.meaning in ("negation", "not-yet"))


def _left(said: Sequence[Token], hits: Iterable[Hit], *, names: bool) -> bool:
    """Whether words are left that nobody knows; beside a greeting some may be names."""
    known = covered(hit for hit in hits if hit.meaning in KNOWN)
    left = [token for at, token in enumerate(said) if at not in known and not token.is_number]
    return bool(left) and not (names and len(left) <= MOST_NAMES and all(token.is_named for token in left))
