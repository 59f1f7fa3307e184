"""What stands around a time that a hold names, and may make the hold longer than the time says.

Behind "until" a day is the end where nothing but small words is between: "until the hearing on 8 December"
is until the hearing, whatever a hearing is called.  In front of a length of time and behind both stands what
asks, thanks, or names the notice; any other word may make it longer ("over two weeks", "two weeks per item",
"the 8 December hearing").  So the words are listed that change nothing, not those that may change something.
"""

from collections.abc import Sequence, Set
from typing import Final

from hotlined.domain.replies.day_words import LINKS, NEXT, OF_DAY
from hotlined.domain.replies.folding import by_language, folded, stems
from hotlined.domain.replies.lexicon import Hit, Token, covered, places
from hotlined.domain.replies.sentence_words import joints_of
from hotlined.domain.values.units import read_number, read_unit

# What asks, and what may be beside it: next to one of these phrases a time is the time of what is asked.
_ASKS: Final = frozenset({
    "hold", "not-yet", "open", "polite", "asking", "from", "until", "lasting", "action", "topic",
    "negation", "question", "harmless", "received", "closing",
})  # fmt: skip
_BEFORE: Final = _ASKS - {"harmless", "received", "closing"}
_GOES_ON: Final = frozenset({"hold", "open", "not-yet", "negation", "harmless", "closing", "received"})
_ARTICLES: Final = folded(
    "the a an der die das den dem des le la les l el los las lo il i gli de het o a os as ο η το τα την",
    "τον του τις τους της των ett en det",
)
# Between the word that says until and its day.
BETWEEN: Final = (
    LINKS
    | OF_DAY
    | _ARTICLES
    | folded(
        "at by to and including inclusive incl day date um uhr und mit inkl einschließlich tag tages datum",
        "ablauf au du jour jusqu il del al dia ao all alla giorno dnia dne dna data datei dag et og met en",
        "dana päeva kl klo kell kella val am pm h hr είναι",
        "ώρα ημέρα μέρα m r р г gada години år aasta last",
        "letzten next på",
        # days of the week, where they are not read as part of the date
        "lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado",
        "domingo lunedì martedì mercoledì giovedì venerdì",
        "sabato domenica maandag dinsdag woensdag donderdag",
        "vrijdag zaterdag zondag mandag tirsdag lørdag søndag segunda terça quarta quinta sexta feira",
        "poniedziałku wtorku środy czwartku piątku soboty niedzieli pondělí úterý středy čtvrtka pátku",
        "maanantaita tiistaita keskiviikkoa torstaita perjantaita lauantaita sunnuntaita maanantaihin",
        "tiistaihin keskiviikkoon torstaihin perjantaihin lauantaihin sunnuntaihin",
    )
)
# In front of a length of time, whatever stands in front of it: "takedown for two weeks".
_DURING: Final = folded("for für pendant durante gedurende για przez na i næste próximos prochains")
# In front of a length of time.
_FOR: Final = (
    _ARTICLES
    | NEXT
    | folded(
        "by another further additional more up to of period time",
        "us me it you we still in noch um von weitere",
        "weiteren zusätzlich bitte uns sie ihr ja doch mal",
        "circa dauer zeitraum frist einen durant de du pour",
        "encore une délai période durée d por plazo periodo otros otras otra unos per ancora altri altre",
        "altra un una nog voor met periode termijn u je",
        "jullie willen ni vi te os giv give όμως ακόμη ακόμα",
        "άλλες άλλη άλλους μας διάστημα επί veel meile perioodiks under för ytterligare om tid kartą lige",
        "dar dla o jeszcze okres još ještě ešte še endnu yderligere vielä",
        "után még mai încă pe por mais durante o za още",
    )
)
# The same in front of those who are asked: not "wij kunnen 3 dagen nodig hebben".
_CAN: Final = folded("können könnt könnten kunnen kunt kan")
_YOU: Final = folded("sie ihr u je jij jullie")
# Behind a day or a length of time.
_BEHIND: Final = _ARTICLES | folded(
    "with at on for in from to as so because due since while inclusive included including incl excluded",
    "of this mit ab um von zu zum zur inklusive einschließlich da damit weil wegen denn sie wir uhr an",
    "auf bei für zurück avec à de du pour car afin puisque inclus compris con por porque pues para ya met",
    "om omdat want aan bij zodat μας με για από γιατί καθώς διότι ώστε επειδή στον στην στο να ότι sest",
    "kuna et kaasa koos ga teile med för då eftersom så att på hos är su nes kadangi dėl pas imtinai su z",
    "ze s k gdyż ponieważ bo aby żeby che con perché poiché in da com pois porque que porém fordi da",
    "siden for så kanssa koska sillä protože aby more further additional noch weiter ακόμα ακόμη veel",
    "lisaks till extra dar ας midagi edasi i mert hogy pentru că deoarece защото за да jo kā ar m r g г h",
    "kl klo kell e η ης a",
)
# Directly behind a day: it says which one it is, "4 December of next year", "Παρασκευή της άλλης εβδομάδας".
_OF: Final = by_language(en="of", de="des", el="του της των")
# The same where a time follows: "Freitag der Folgewoche", not "bis Freitag der Firma nichts mitteilen".
_OF_A_TIME: Final = by_language(de="der", fr="de du d", es="de del", pt="de do da")
_COMPOUND: Final = ("woche", "jahres")  # German ones are one word
_BEFORE_IT: Final = folded("before vor före enne πριν prieš avant antes prima przed před pred voor ennen")
# Behind these: what it is of is now, or whoever is asked does something before ("before you write").
_NOW: Final = folded(
    "this current present same dieses dieser diesen diesem laufenden cette ce cet présent présente courant",
    "este esta presente corriente corrente τρέχοντος τρέχουσας παρόντος αυτού αυτής ίδιου ίδιας",
    "you we they anyone anything sie ihr wir ni vi εσείς",
)
# Behind a week or year: "της εβδομάδας αυτής", "l'année en cours".
_CURRENT: Final = folded("αυτής αυτού cours curso corriente corrente")
_ANY: Final = folded("any all every toute tout tous cualquier qualquer jede jeder")
# Of another week or year, where the word that says until is behind the day, or its ending.
_YEAR: Final = folded("aasta vuoden év evi année an año ano εβδομάδας μήνα έτους")
_THIS: Final = folded("selle käesoleva jooksva tämän kuluvan")
# Beside a day: it is one of these days, and not the next one of its name.
_FEASTS: Final = stems(
    "christmas xmas easter whitsun weihnacht ostern silvester neujahr pfingst aastavahetus",
    "χριστούγεν πάσχα πρωτοχρονι kalėd velyk naujųjų mellandag julhelg julvecka julafton påsk nyår midsommar",
    "noël pâques navidad natale pasqua natal páscoa kerst pasen wielkanoc",
)
_FEAST: Final = folded("jul julen jule jõulud jõule jõulude jõulu jõuludeni")  # not "juli", "joulukuuta"
# "Two weeks per item": in these languages, since elsewhere such a word may be another.
_EACH: Final = by_language(
    en="per each every",
    de="per pro je jede jeden jedes jeder jeweils",
    fr="par chaque",
    es="cada",
    pt="cada",
    it="ogni ciascun ciascuno ciascuna",
    nl="per elk elke ieder iedere",
    sv="per varje vardera",
    da="pr per hver hvert",
    fi="per kukin kutakin jokainen jokaista",
    el="ανά κάθε",
    et="iga igale",
    lt="po kiekvienam kiekvienai kiekvieną kiekvieno",
    pl="każdy każdą każde każdego każdej",
    cs="každý každou každé každého",
)
# At the end of what is said of the time: "until 20 March instead", and not "instead of".
_INSTEAD: Final = folded("instead stattdessen plutôt invece istället")
_ONWARDS: Final = folded("μετά")  # "and later": from a day on
# Behind the time: what then comes is told, and nobody knows whether the notice may go out then.
AFTERWARDS: Final = folded(
    "then afterwards thereafter again when dann danach daraufhin anschließend zuerst erneut nochmal",
    "nochmals sen puis ensuite alors nouveau quand entonces luego despues cuando nuevo dan daarna vervolgens",
    "opnieuw wanneer τότε έπειτα ξανά όταν siis seejärel uuesti esmalt kui sedan därefter igen när tada",
    "paskui kai potem następnie ponownie gdy poi dopo nuovamente quando então depois novamente derefter",
    "igen når sitten uudelleen kun potom pak znovu ezután majd apoi atunci",
)


def may_be_longer(
    said: Sequence[Token],
    hits: Sequence[Hit],
    languages: Sequence[str],
    days: Sequence[tuple[int, int]],
    lengths: Sequence[tuple[int, int]],
    marks: Sequence[tuple[int, int]],
) -> bool:
    """Whether one of the times may be longer by what stands around it: first and last words of each.

    `marks`: the words that say until, first and the first one behind them.
    """
    asks = places(hits, _ASKS)
    before = places(hits, _BEFORE)
    joints = joints_of(languages[:2])
    goes_on = places(hits, _GOES_ON)
    return (
        not all(_is_marked(said, first, last, marks) for first, last in days)
        or any(_is_of_another(said, first, last, asks, languages) for first, last in days)
        or not all(_is_asked(said, first, last, before) for first, last in lengths)
        or any(_is_before_another(said, first, last, marks) for first, last in lengths)
        or not all(_is_over(said, last, asks, goes_on, joints) for _, last in (*days, *lengths))
        or any(_is_for_each(said, first, languages) for first, _ in lengths)
    )


def _is_marked(said: Sequence[Token], first: int, last: int, marks: Sequence[tuple[int, int]]) -> bool:
    """Whether a word that says until stands close to a day, with nothing but small words between."""
    for start, end in marks:
        between = range(end, first) if end <= first else range(last + 1, start) if start > last else range(0)
        small = all(said[at].word in BETWEEN or said[at].is_number for at in between)
        if small and (start < first or not _is_of_another_year(said, first)):
            return True
    return False


def _is_of_another_year(said: Sequence[Token], first: int) -> bool:
    """Whether a week, month or year stands in front of a day that says until itself, and is not this one."""
    if first < 1 or not _is_a_time(said[first - 1].word):
        return False
    return first < 2 or said[first - 2].word not in _THIS


def _is_a_time(word: str) -> bool:
    """Whether a word is a week, a month, or a year."""
    return word in _YEAR or word.endswith(_COMPOUND) or read_unit(word) is not None


def _is_of_another(
    said: Sequence[Token], first: int, last: int, asks: Set[int], languages: Sequence[str]
) -> bool:
    """Whether it is said of a day which of several it is: "of next year", "before Christmas".

    A day and month are of one year or another; with its year it is that day, whatever stands beside it.
    """
    numbers = [one.word for one in said[first : last + 1] if one.is_number]
    if any(len(number) == len("2026") for number in numbers):
        return False
    dated = bool(numbers) and first < last
    clause = said[last].clause
    beside = (one.word for at, one in enumerate(said) if one.clause == clause and at not in asks)
    if not dated and any(word.startswith(_FEASTS) or word in _FEAST for word in beside):
        return True
    at = last + 1
    spoken = languages[0] if languages else ""
    of_a_time = _OF_A_TIME.get(spoken, frozenset())
    if at >= len(said) or said[at].word not in _OF.get(spoken, frozenset()) | of_a_time | _BEFORE_IT:
        return False
    before, timed = said[at].word in _BEFORE_IT, said[at].word in of_a_time
    at += 1
    while at < len(said) and said[at].word in _ARTICLES | _ANY:
        at += 1
    if at >= len(said) or said[at].clause != clause or at in asks or said[at].is_number or (before and dated):
        return False
    behind = [one.word for one in said[at : at + 3] if one.clause == clause]
    if timed and not any(map(_is_a_time, behind)):
        return False
    current = behind[0] in _NOW | OF_DAY or (_is_a_time(behind[0]) and not _CURRENT.isdisjoint(behind))
    return not current and not (before and behind[0].endswith("ing"))


def _is_asked(said: Sequence[Token], first: int, last: int, asks: Set[int]) -> bool:
    """Whether a length of time stands behind what asks for it, or at the beginning."""
    at = first - 1
    if said[last].word.endswith(("aks", "uks", "iks")):  # "kaheks nädalaks"
        return True
    beside = at >= 0 and said[at].clause == said[first].clause
    if beside and read_number(said[at].word) is not None and said[at].word not in _FOR and at not in asks:
        return False  # "dix sept jours"
    while (
        at >= 0 and said[at].clause == said[first].clause and at not in asks and said[at].word not in _DURING
    ):
        small = said[at].word in _FOR or _is_can_you(said, at)
        if not small and not (len(said[at].word) == 1 and said[at].word.isalpha()):  # "a.u.b."
            return False
        at -= 1
    return True


def _is_can_you(said: Sequence[Token], at: int) -> bool:
    """Whether "can" stands here, and right behind it who is asked: "können Sie", "kunt u"."""
    return said[at].word in _CAN and any(one.word in _YOU for one in said[at + 1 : at + 2])


def _is_over(said: Sequence[Token], last: int, asks: Set[int], goes_on: Set[int], joints: Set[str]) -> bool:
    """Whether nothing stands behind a time that belongs to it."""
    at = last + 1
    if at >= len(said) or said[at].clause != said[last].clause:
        return True
    if said[at].raw == "s":  # "Friday's search"
        return False
    if said[at].word in _INSTEAD:
        return at + 1 >= len(said) or said[at + 1].clause != said[last].clause or at + 1 in asks
    if said[at].word in joints:
        part = {one for one in range(at + 1, len(said)) if said[one].clause == said[last].clause}
        return bool(part & goes_on) or said[at + 1].word in _ONWARDS if part else True
    return at in asks or said[at].word in _BEHIND or said[at].is_number


def _is_before_another(
    said: Sequence[Token], first: int, last: int, marks: Sequence[tuple[int, int]]
) -> bool:
    """Whether a length of time is that before something else: "until two days before the trial"."""
    behind = said[last + 1].word if last + 1 < len(said) else ""
    return behind in _BEFORE_IT and any(end == first for _, end in marks)


def _is_for_each(said: Sequence[Token], first: int, languages: Sequence[str]) -> bool:
    """Whether a length of time is that of each of several: "a week for each item"."""
    each = frozenset().union(*(_EACH.get(language, frozenset()) for language in languages[:1]))
    return any(one.word in each for one in said if one.clause == said[first].clause)


def goes_on_behind(said: Sequence[Token], hits: Sequence[Hit], times: Set[int]) -> bool:
    """Whether behind a time something is told that comes then, or that the hold may be longer.

    In front of it, "please extend until 8 December", and at the end of its part, "bis 8.12. verlängern", that
    is what is asked for; but not of an old end, "please extend the hold that runs until 1 December".
    """
    if not times:
        return False
    last = max(times)
    aside = places(hits, {"harmless", "closing"}) | times
    if any(one.word in AFTERWARDS for at, one in enumerate(said) if at > last and at not in aside):
        return True
    longer = [hit for hit in hits if hit.meaning == "longer"]
    spread = covered(longer)
    others = any(hit.meaning == "hold" and not spread & covered((hit,)) for hit in hits)
    lasting = {hit.start for hit in hits if hit.meaning == "lasting"}
    return any(
        (hit.start > last and (others or said[hit.start].clause != said[last].clause))
        or (hit.end <= min(times) and lasting & set(range(hit.end, min(times))))
        for hit in longer
    )
