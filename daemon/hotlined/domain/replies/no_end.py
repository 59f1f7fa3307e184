"""What makes of a time beside a hold no end of it: a better length, an event, a start, somebody else's words.

"Two weeks, three would be better"; "the search is not before Friday", which says when something begins that
the hold is for; in Finnish "until the hearing 8.12.", where the word for until stands behind both.
"""

import re
from collections.abc import Iterator, Sequence, Set
from typing import Final

from hotlined.domain.replies.around import BETWEEN
from hotlined.domain.replies.day_words import LINKS
from hotlined.domain.replies.folding import folded, has, phrases, stems
from hotlined.domain.replies.lexicon import Hit, Token, covered, places, written
from hotlined.domain.values.units import read_number

_WORD: Final = re.compile(r"[^\W_]+")
_QUOTED: Final = re.compile(r"[\"“„«][^\"“”„«»]{3,200}[\"”“»]")
MOST_OUTSIDE: Final = 2  # words beside a quotation that say whose it is
FEW: Final = 5  # words of a part of a sentence that says no more than "in any case"
# All that may stand beside how long a hold lasts: "my leave ends on 10 December" is about something else.
LASTING: Final = frozenset({"lasting", "until", "hold", "topic", "polite", "filler"})
# "Please wait, namely until 8 April, if possible."
_NAMELY: Final = folded(
    "namely ideally preferably that is say if possible zwar und nämlich idealerweise möglichst also wenn",
    "möglich es geht nimelt ja och nämligen helst dvs vill säga δηλαδή και κατά προτίμηση tai yra ir",
    "thanks danke dank vielen bitte aitäh tack ευχαριστώ ευχαριστούμε ačiū dėkui sehr",
)
# "To begin with until Friday": what comes then is open.
_BEGINNINGS: Final = phrases(
    "initially | an initial | for a start | to begin with | in the first instance | as a first step",
    "for the first | at first | for starters | as a start",
    "zunächst | erst einmal | erstmal | fürs erste | in einem ersten schritt",
    "dans un premier temps | pour commencer | initialement | d abord",
    "en principio | inicialmente | de entrada | para empezar | en un primer momento",
    "para começar | numa primeira fase | em princípio",
    "inizialmente | per cominciare | in un primo momento | in prima battuta",
    "in eerste instantie | om te beginnen | aanvankelijk | in het begin",
    "till att börja med | till en början | inledningsvis | i första hand | i ett första steg | initialt",
    "til at begynde med | i første omgang | indledningsvis",
    "aluksi | alkuun | ensi alkuun | alustavasti",
    "esialgu | esmalt | algul | esimese hooga",
    "αρχικά | κατ αρχάς | σε πρώτη φάση",
    "pradžioje | iš pradžių | pradžiai",
    "sākumā | iesākumā",
    "na początek | początkowo | najpierw | wstępnie",
    "zpočátku | nejprve | předběžně | pro začátek",
    "spočiatku | najprv | na začiatok",
    "za začetek | sprva | najprej",
    "za početak | isprva | najprije",
    "először | első körben | kezdetnek",
    "inițial | pentru început | într o primă fază",
    "първоначално | като начало | на първо време",
)
# "In any case until Friday": at least until then.
_IN_ANY_CASE: Final = phrases(
    "in any case | in any event | at any rate | no matter what",
    "auf jeden fall | in jedem fall | in jedem falle | auf alle fälle | jedenfalls",
    "en tout cas | en tout état de cause | dans tous les cas",
    "en todo caso | en cualquier caso | em todo o caso | em todo caso | em qualquer caso | in ogni caso",
    "in ieder geval | in elk geval",
    "i vart fall | i varje fall | i alla fall | under alla omständigheter",
    "i hvert fald | i alle tilfælde | under alle omstændigheder | joka tapauksessa",
    "igal juhul | igatahes | bet kuriuo atveju | bet kokiu atveju | šiaip ar taip",
    "katrā ziņā | jebkurā gadījumā",
    "οπωσδήποτε | σε κάθε περίπτωση | εν πάση περιπτώσει | σε όλες τις περιπτώσεις",
    "w każdym razie | v každém případě | v každom prípade | v vsakem primeru | u svakom slučaju",
    "mindenképpen | în orice caz | във всеки случай",
)
# Numbers of one language that are common words of another.
_NO_NUMBERS: Final = folded("hat sei sex fire ten dos seis acht osm nio sat on")
# In a part of a sentence with one of these something is asked for.
_ASKING: Final = frozenset({"hold", "open", "not-yet", "action", "topic", "polite", "asking", "lasting"})
# Of such a part: what it says is about the hold.
_ASKS: Final = _ASKING | {"negation", "from", "question"}
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
_DAYS: Final = stems("maanantai tiistai keskiviik torstai perjantai lauantai sunnuntai")
SHORTEST: Final = 6


# From here on a sentence says why, also without a comma in front of it; some say it beside a subject only.
_REASONS: Final = frozenset(
    tuple(phrase.split())
    for phrase in phrases(
        "because | cause we | as we | as i | as our | as my | as the | as he | as she | as they | since we",
        "since i | since our | since my | since the | since he | since she | since they",
        "weil | da wir | da ich | da unser | da unsere | da der | da die | da das | denn wir | denn ich",
        "denn die | denn der | denn das",
        "parce que | parce qu | puisque | puisqu | comme nous | vu que | étant donné que | car nous | car je",
        "car le | car la | car l | car les | car on | car notre | car il",
        "porque | ya que | puesto que | dado que | perché | poiché | siccome | dato che | in quanto",
        "uma vez que | já que | visto que | omdat | aangezien | eftersom | därför att | för att vi | fordi",
        "koska | sest | kuna | επειδή | γιατί | διότι | καθώς | αφού | nes | kadangi | ponieważ | gdyż",
        "protože | neboť | pretože | mert | mivel | pentru că | deoarece | защото | тъй като | jer | ker",
    )
)
_REASON: Final = max(map(len, _REASONS))


def with_reasons(said: Sequence[Token]) -> tuple[Token, ...]:
    """The words of a sentence, with a part of its own for why: "wait because we are busy until Friday"."""
    found: list[Token] = []
    more = 0
    words = [one.word for one in said]
    for at, one in enumerate(said):
        more += any(tuple(words[at : at + length]) in _REASONS for length in range(1, _REASON + 1))
        found.append(one._replace(clause=one.clause + more))
    return tuple(found)


def _beside(said: Sequence[Token], times: Set[int]) -> Iterator[list[str]]:
    """The parts of a sentence with a time, or with a few words: not "we will call you in any case"."""
    timed = {said[at].clause for at in times}
    for clause in dict.fromkeys(one.clause for one in said):
        words = [one.word for one in said if one.clause == clause]
        if clause in timed or len(words) <= FEW:
            yield words


def is_no_end(said: Sequence[Token], hits: Sequence[Hit], languages: Sequence[str], used: Set[int]) -> bool:
    """Whether a time is not the end of the hold, or not the only one; `used`: the places of its words."""
    times = {at for at in used if at < len(said)}
    return bool(times) and (
        any(says_a_number(one) for at, one in enumerate(said) if at > max(times) and at not in times)
        or any(_is_of_an_event(said, hits, times, clause) for clause in {said[at].clause for at in times})
        or has((one.word for one in said), _BEGINNINGS)
        or any(has(words, _IN_ANY_CASE) for words in _beside(said, times))
        or (languages[:1] == ("fi",) and any(_is_until_a_thing(said, hits, at) for at in times))
    )


def says_a_number(one: Token) -> bool:
    """Whether a word is a number above one: "three would be better"."""
    return not one.is_number and one.word not in _NO_NUMBERS and (read_number(one.word) or 0) > 1


def _is_of_an_event(said: Sequence[Token], hits: Sequence[Hit], times: Set[int], clause: int) -> bool:
    """Whether a part of a sentence tells what does not begin before a time, and asks for nothing."""
    here = [hit for hit in hits if said[hit.start].clause == clause]
    begins = places(here, {"from", "until"})
    if not any(hit.meaning in ("negation", "from") for hit in here) or not begins:
        return False
    small = begins | places(here, {"negation"})  # "not before" asks by itself
    asks = {hit.meaning for hit in here if hit.meaning in _ASKING and not small >= covered((hit,))}
    if asks & _MEANT:
        return False
    words = {one.word for one in said if one.clause == clause}
    if words & _WE and not words & _YOU:
        return True
    known = times | places(here, _UNSAID)
    left = (
        at for at, one in enumerate(said) if one.clause == clause and at not in known and not one.is_number
    )
    return not asks and any(said[at].word not in BETWEEN for at in left)


def _is_until_a_thing(said: Sequence[Token], hits: Sequence[Hit], at: int) -> bool:
    """Whether in front of a day something stands in the case of "until", "oikeudenkäyntiin 8.12. asti"."""
    if not at or said[at - 1].clause != said[at].clause:
        return False
    before = said[at - 1].word
    asks = places(hits, _ASKING | {"negation"})
    return (
        at - 1 not in asks
        and len(before) >= SHORTEST
        and before.endswith(_INTO)
        and not before.startswith(_DAYS)
    )


def is_aside(said: Sequence[Token], hits: Sequence[Hit], used: Set[int]) -> bool:
    """Whether a time is named in a part of the sentence that asks for nothing, and tells of something else.

    "Please wait, I am on leave until Friday."
    """
    asking = {said[at].clause for at in places(hits, _ASKS)}
    known = used | places(hits, LASTING - {"filler"})
    known |= {at for at, one in enumerate(said) if one.word in _NAMELY | LINKS}
    marks = places(hits, {"until"})
    marks |= {at for at in used if at < len(said) and said[at].word.endswith("ni")}  # "reedeni"
    timed = {said[at].clause for at in marks} & {said[at].clause for at in used if at < len(said)} - asking
    left = (one.clause for at, one in enumerate(said) if at not in known and not one.is_number)
    return bool(asking) and bool(timed & set(left))


def is_quoted(sentence: str, used: Set[int]) -> bool:
    """Whether a time stands in somebody else's words: 'the prosecutor wrote: "hold until 1 December"'."""
    text = written(sentence)
    words = [one.start() for one in _WORD.finditer(text)]
    for match in _QUOTED.finditer(text):
        inside = {at for at, start in enumerate(words) if match.start() < start < match.end()}
        if inside & used and inside - used and len(words) - len(inside) >= MOST_OUTSIDE:
            return True
    return False
