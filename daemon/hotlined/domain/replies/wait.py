"""Whether a sentence asks to wait: a word of waiting that is not negated, or a negation beside something that
one could do ("not ... inform").  To wait is heard early.
"""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Final

from hotlined.domain.programs.absence_parts import tells_of_absence
from hotlined.domain.replies.folding import folded
from hotlined.domain.replies.groups import KNOWN, SERIOUS
from hotlined.domain.replies.lexicon import Hit, Token, places, untold

# Beside these "not at the moment" is about something that somebody could do.
_TO_BE_LEFT = frozenset({"hold", "action", "topic", "polite"})
SCOPE = 4  # words that a negation reaches over to a word of waiting
# A hold by its name, and not as a word of waiting: "attendez la levée du secret" asks for one.
_HOLDS: Final = folded(
    "hold embargo zurückstellung zurückhaltung sperre aufschub stopp aussetzung ootamine peatamine",
    "αναστολή αναστολής αναβολή sulaikymas sulaikymo sulaikymą atidėjimas atidėjimą aizturēšana uppehåll",
    "väntan suspension suspensión sospensione opschorting wstrzymanie wstrzymania suspensão pozastavení",
)
# What ends it, in reach of its name: "hold lifted", "Sperre aufgehoben".
_LIFTED: Final = folded(
    "lift lifted lifting withdraw withdrawn cancel cancelled canceled rescind rescinded revoke revoked",
    "aufheben aufgehoben aufzuheben zurückgezogen zurückgenommen hinfällig erledigt",
    "tühistame tühistatud tühistada lõpetame lõpetatud αίρεται αίρουμε ήρθη ανακαλείται ανακαλούμε",
    "atšaukiame atšauktas atšaukta atšaukti panaikiname panaikintas atceļam atcelts atcelta atcelt",
    "upphävs upphävd upphävt häver hävs hävd återkallas återkallad återkallar",
    "levons levé levée levantamos levantada levantado revocata revocato revochiamo opgeheven ingetrokken",
    "cofnięta cofamy odwołane odwołujemy levantamos hævet ophævet peruutettu peruutamme zrušeno rušíme",
)
# All that may stand between the two, and in front of both.
_SMALL: Final = folded(
    "the this that our we hereby is are was has have been now on case der die das den unsere wir hiermit",
    "ist sind wird wurde worden heben ziehen hebe in diesem fall on me see seda η την μας la notre nous est",
    "a été hemos ha sido es nuestra la nostra è de onze is wordt wij det vårt vi är jest nasze a nossa foi",
    "request item items for eintrag einträge",
)


class Wait(Enum):
    """Whether a sentence asks to wait."""

    NO = "no"
    YES = "yes"
    LOOSELY = "loosely"  # only by a negation beside a deed, which the small print below mails has too
    DOUBTED = "doubted"  # speaks of not waiting any more


def wait_of(hits: Sequence[Hit], said: Sequence[Token]) -> Wait:
    """A word of waiting counts unless a negation reaches it; a negation counts beside a deed."""
    deeds = [hit for hit in hits if hit.meaning == "action"]
    nots = [hit for hit in hits if hit.meaning == "negation"]
    done = {said[hit.start].clause for hit in hits if hit.meaning in SERIOUS | {"sent"}}
    waiting = [hit for hit in hits if hit.meaning in ("hold", "open")]
    # "not yet" is a hold where it stands alone, and none in "not yet received", "we have no number yet".
    if deeds or not untold(said, hits, KNOWN):
        waiting += [hit for hit in hits if hit.meaning == "not-yet" and said[hit.start].clause not in done]
    waiting += [hit for hit in hits if hit.meaning == "not-yet" and _is_plea(hit, hits, said)]
    if any(not _reached(hit, nots, deeds, said) for hit in waiting):
        aside = _is_absence(waiting, hits, said) or _is_lifted(waiting, hits, said)
        return Wait.DOUBTED if aside else Wait.YES
    free = [one for one in nots if said[one.start].clause not in done]
    free = [] if any(hit.meaning == "needless" for hit in hits) else free
    hints = {hit.meaning for hit in hits}
    # "would not like anybody to ... the provider before 1 December", whatever the word for the deed is.
    named = {"topic", "until"} <= hints
    if free and (deeds or named) and all(hit.meaning == "open" for hit in waiting):
        return Wait.LOOSELY
    return Wait.DOUBTED if waiting else Wait.NO


def _is_lifted(waiting: Sequence[Hit], hits: Sequence[Hit], said: Sequence[Token]) -> bool:
    """Whether it says of a hold that it ends: somebody has to read that (P7), and no new one is asked for.

    Nothing else may be said there: "hold the notice as our release is withdrawn" asks for one.
    """
    if any(hit.meaning in ("negation", "not-yet", "until", "open", "polite") for hit in hits):
        return False
    parts = {said[hit.start].clause for hit in waiting}
    words = [one.word for one in said if one.clause in parts and not one.is_number]
    ended, named = set(words) & _LIFTED, set(words) & _HOLDS
    return len(parts) == 1 and bool(ended and named) and set(words) <= _LIFTED | _HOLDS | _SMALL


def _is_absence(waiting: Sequence[Hit], hits: Iterable[Hit], said: Sequence[Token]) -> bool:
    """Whether it is the writer who is "at the moment not in the office", and nothing is to be left undone."""
    if _TO_BE_LEFT & {hit.meaning for hit in hits}:
        return False
    return all(
        tells_of_absence(one.raw for one in said if one.clause == _clause_of(hit, said)) for hit in waiting
    )


def _clause_of(hit: Hit, said: Sequence[Token]) -> int:
    """The clause that it stands in; "for the moment, ..." is said of the next one."""
    clause = said[hit.start].clause
    alone = sum(one.clause == clause for one in said) == len(hit)
    return clause + 1 if alone and hit.meaning == "open" else clause


def _is_plea(hit: Hit, hits: Iterable[Hit], said: Sequence[Token]) -> bool:
    """Whether its clause says no more than "not yet", with a "please": "not yet please - they are at it"."""
    clause = {at for at, token in enumerate(said) if token.clause == said[hit.start].clause}
    known = places(hits, KNOWN - SERIOUS)
    please = any(one.meaning in ("polite", "harmless") for one in hits)
    return please and all(at in known or said[at].is_number for at in clause)


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
