"""What makes of a time beside a hold no end of it: another length that would be better, an event, a start.

"Two weeks, three would be better"; "the search is not before Friday", which says when something begins that
the hold is for; in Finnish "until the hearing 8.12.", where the word for until stands behind both.
"""

from collections.abc import Sequence, Set
from typing import Final

from hotlined.domain.replies.around import BETWEEN
from hotlined.domain.replies.lexicon import Hit, Token, covered, fold, folded
from hotlined.domain.values.units import read_number

# Numbers of one language that are common words of another.
_NO_NUMBERS: Final = folded("hat sei sex fire ten dos seis acht osm nio sat on")
# In a part of a sentence with one of these something is asked for.
_ASKING: Final = frozenset({"hold", "open", "not-yet", "action", "topic", "polite", "asking", "lasting"})
_UNSAID: Final = frozenset({"negation", "from", "until", "harmless", "closing"})
_WE: Final = folded(
    "we i wir ich nous je noi io wij ik vi jag jeg nós nosotros me minä mes aš my mi meie ma εμείς"
)
_YOU: Final = (
    folded(
        "you sie ihr vous tu u jullie ni er du i dere teid teie te jus jūs jūsų εσάς σας voi vi os lei usted",
        "ustedes",
    )
    - _WE
)  # "we would ask you not to contact them before Friday"
_MEANT: Final = frozenset({"topic", "polite", "asking", "open"})  # "we ask you not to ... before Friday"
_INTO: Final = ("iin", "een", "aan", "oon", "uun", "yyn", "hin")  # folded
_DAYS: Final = tuple(
    map(fold, ["maanantai", "tiistai", "keskiviik", "torstai", "perjantai", "lauantai", "sunnuntai"])
)
SHORTEST: Final = 6


def is_no_end(said: Sequence[Token], hits: Sequence[Hit], languages: Sequence[str], used: Set[int]) -> bool:
    """Whether a time is not the end of the hold, or not the only one; `used`: the places of its words."""
    times = {at for at in used if at < len(said)}
    return bool(times) and (
        any(says_a_number(one) for at, one in enumerate(said) if at > max(times) and at not in times)
        or any(_is_of_an_event(said, hits, times, clause) for clause in {said[at].clause for at in times})
        or (languages[:1] == ("fi",) and any(_is_until_a_thing(said, hits, at) for at in times))
    )


def says_a_number(one: Token) -> bool:
    """Whether a word is a number above one: "three would be better"."""
    return not one.is_number and one.word not in _NO_NUMBERS and (read_number(one.word) or 0) > 1


def _is_of_an_event(said: Sequence[Token], hits: Sequence[Hit], times: Set[int], clause: int) -> bool:
    """Whether a part of a sentence tells what does not begin before a time, and asks for nothing."""
    here = [hit for hit in hits if said[hit.start].clause == clause]
    begins = covered(hit for hit in here if hit.meaning in ("from", "until"))
    if not any(hit.meaning in ("negation", "from") for hit in here) or not begins:
        return False
    small = begins | covered(hit for hit in here if hit.meaning == "negation")  # "not before" asks by itself
    asks = {hit.meaning for hit in here if hit.meaning in _ASKING and not small >= covered((hit,))}
    if asks & _MEANT:
        return False
    words = {one.word for one in said if one.clause == clause}
    if words & _WE and not words & _YOU:
        return True
    known = times | covered(hit for hit in here if hit.meaning in _UNSAID)
    left = (
        at for at, one in enumerate(said) if one.clause == clause and at not in known and not one.is_number
    )
    return not asks and any(said[at].word not in BETWEEN for at in left)


def _is_until_a_thing(said: Sequence[Token], hits: Sequence[Hit], at: int) -> bool:
    """Whether in front of a day something stands in the case of "until", "oikeudenkäyntiin 8.12. asti"."""
    if not at or said[at - 1].clause != said[at].clause:
        return False
    before = said[at - 1].word
    asks = covered(hit for hit in hits if hit.meaning in _ASKING | {"negation"})
    return (
        at - 1 not in asks
        and len(before) >= SHORTEST
        and before.endswith(_INTO)
        and not before.startswith(_DAYS)
    )
