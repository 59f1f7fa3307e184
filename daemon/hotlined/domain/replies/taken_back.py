"""Sentences that take a release back, or put it elsewhere: "that was yesterday", "it is for the other unit".

A release is some words; the sentence beside it, in small words alone, may say that they count no more.  No
list of such sentences has an end, so one is asked for what they have in common: it is no courtesy, and
denies something, points back ("that") and tells of what was or of something else, sets itself against what
was said ("but"), or is nothing but a time that has been.  How a release came about ("that was agreed with
the prosecutor yesterday"), praise and "that was all" take nothing back.
"""

from collections.abc import Iterator
from itertools import dropwhile
from typing import Final

from hotlined.domain.hotline.site import Site
from hotlined.domain.replies.folding import by_language, folded, stems
from hotlined.domain.replies.hearing import VOUCHED, Heard, bare
from hotlined.domain.replies.letter import PASSED_OVER
from hotlined.domain.replies.lexicon import Lexicon, covered, lexicon, tokens
from hotlined.domain.replies.sentence import Said
from hotlined.domain.replies.sentence_words import OTHER
from hotlined.domain.replies.writer import WRITER

# By language: what points back; what was, or is another; what sets itself against it; small words.
_POINTS: Final = by_language(
    en="that this it those these",
    de="das dies dieses diese dieser es",
    fr="ça cela c ceci ce celle celui cette",
    es="eso esto ello esa ese esta este aquello",
    pt="isso isto aquilo essa esse esta este",
    it="questo questa ciò quello quella",
    nl="dat dit het die deze",
    pl="to tamto ta ten tego",
    el="αυτό αυτή αυτά τούτο εκείνο",
    et="see too seda selle",
    sv="det detta den denna",
    da="det dette den denne",
    fi="se tämä tuo",
    cs="to toto tohle ta ten",
    sk="to toto tá ten",
    hu="ez az ezt azt",
    ro="asta aceasta acesta acea",
    lt="tai šis šitai tas",
    lv="tas šis tā",
    sl="to tisto ta",
    hr="to ovo ono ta",
    bg="това онова",
    mt="dan din dik dak",
    ga="sin seo é",
)
_PAST: Final = by_language(
    en="was were had yesterday earlier previously formerly last",
    de="war waren galt hatte gestern vorgestern früher vorher damals letzte letzten letzter",
    fr="était étaient valait avait hier auparavant autrefois alors dernier dernière",
    es="era eran fue fueron ayer antes anteriormente entonces pasada pasado",
    pt="era eram foi foram ontem antes anteriormente então passada passado",
    it="era erano valeva fu ieri prima precedentemente allora scorsa scorso",
    nl="was waren gold gisteren eerder vroeger toen vorige",
    pl="był była było były wczoraj wcześniej przedtem wtedy",
    el="ήταν ίσχυε χθες χτες προηγουμένως τότε",
    et="oli olid kehtis eile varem siis eelmise",
    sv="var gällde igår tidigare förut då förra",
    da="var gjaldt igår tidligere dengang sidste",
    fi="oli olivat eilen aiemmin aikaisemmin silloin viime",
    cs="byl byla bylo platilo včera dříve předtím tehdy minulý",
    sk="bol bola bolo platilo včera skôr predtým vtedy minulý",
    hu="volt tegnap korábban azelőtt akkor múlt",
    ro="era erau fost ieri înainte atunci trecută",
    lt="buvo galiojo vakar anksčiau tada praėjusią",
    lv="bija vakar agrāk toreiz pagājušā",
    sl="bilo bila bil veljalo včeraj prej takrat",
    hr="bilo bila bio vrijedilo jučer prije ranije tada",
    bg="беше бяха важеше вчера преди тогава",
    mt="kien kienet ilbieraħ qabel",
    ga="bhí inné roimhe",
)
_BUT: Final = folded(
    "but however though although aber jedoch allerdings doch",
    "mais cependant toutefois pourtant pero sin embargo",
    "mas porém ma però tuttavia maar echter ale jednak αλλά",
    "όμως aga kuid men dock dog mutta avšak však lenže",
    "de azonban dar însă bet tačiau taču vendar ampak ali no međutim но обаче imma ach",
) - folded("de no sin")  # small words of other languages
# Of one language alone: an Estonian "ma" is I, a Lithuanian "dar" again.
_BUT_OF: Final = {"ma": ("it", "hu"), "mas": ("pt",), "dar": ("ro",)}
_HALF: Final = frozenset({"n", "ne"})
_OTHER_HALF: Final = folded("pas aucun aucune rien")
# Past forms that say of what they point at neither when nor that it is over; beginnings of how it came about.
_WAS: Final = folded(
    "was were war waren wurde wurden était étaient era eran erano eram foi foram fue fueron fu był była było",
    "były ήταν oli olid olivat var byl byla bylo bol bola bolo volt erau fost buvo bija bilo bila bil bio",
    "беше бяха kien kienet bhí had hatte avait",
)
_CAME_ABOUT: Final = stems(
    "discuss agree decid approv coordinat confirm consult abgestimmt abgesprochen besprochen vereinbart",
    "beschlossen entschieden genehmigt gesprochen speaking talking discut convenu concert validé",
    "acordad discutid hablad consensuad concordat discuss approvat deciso afgesproken besproken overlegd",
    "uzgodni omówi zatwierdz ustalo συμφων συζητ εγκρ αποφασ kooskõlasta arutat otsustat lepitud",
    "överenskom diskutera beslut avstäm suderin aptart nuspręst sutart aftal drøft sovittu keskustel",
    "dohodnut projednán rozhodnut prejednan dohodnuté megbeszél egyeztet stabilit convenit saskaņot",
    "apspriest dogovor usklajen usklađen съгласува обсъд",
)
_PRAISE: Final = folded(
    "good nice pleasure helpful useful gut guter gute hilfreich nett freude plaisir utile bon gentil bueno",
    "buena útil amable placer buono piacere fijn goed nuttig prettig miło pomocne dobre καλό χρήσιμο χαρά",
    "hea kasulik meeldiv bra hjälpsamt trevligt gerai naudinga malonu bom prazer godt hyggeligt mukava",
)
_ALL: Final = folded(
    "all everything alles tout todo tutto tudo wszystko όλο όλα kõik allt viskas alt hele kaikki všechno vše",
    "všetko minden tot viss vse sve всичко",
)
_FROM: Final = folded("from von vom de da del dal z ze από nuo från fra meie meidän")
# Days on which something may have been agreed; "earlier" and "then" say that it is over.
_LATELY: Final = folded(
    "yesterday gestern vorgestern hier ayer ontem ieri gisteren wczoraj χθες χτες eile igår eilen včera",
    "tegnap vakar včeraj jučer вчера ilbieraħ inné last letzte letzten letzter",
    "dernier dernière vorige förra viime",
)
_AIMED: Final = folded("for für pour para per voor för till dla za too zu trop te")
_TIMED: Final = folded("as of from in the only just a week weeks month day on at by for dated since and")
_NO_STATEMENT: Final = frozenset({VOUCHED, WRITER, PASSED_OVER})
_WHOLE_PAST: Final = frozenset().union(*_PAST.values())
_ALL_POINTS: Final = frozenset().union(*_POINTS.values())


def taken_back(certain: Heard, site: Site) -> Iterator[str]:
    """The sentences beside a release by which it may be none of today, or of this case (P5)."""
    known = lexicon(site.phrases)
    for text, said in certain:
        if said.meanings or not said.clear or said.closing or said.hints & _NO_STATEMENT:
            continue
        if _takes_back(bare(text, site), said, known):
            yield text


def _takes_back(plain: str, said: Said, known: Lexicon) -> bool:
    words = tokens(plain)
    hits = known.hits(words, said.languages)
    kind = covered(hit for hit in hits if hit.meaning in ("harmless", "closing", "disclaimer"))
    left = [one.word for at, one in enumerate(words) if at not in kind]
    denials = [covered((hit,)) for hit in hits if hit.meaning in ("negation", "not-yet")]
    beside = [places for places in denials if not places <= kind]
    if not _OTHER_HALF.isdisjoint(words[at].word for at in kind):  # "n'avons aucune objection"
        beside = [places for places in beside if not {words[at].word for at in places} <= _HALF]
    denied = beside and "thing" not in said.hints  # "we have no more questions"
    if denied or (left and left[0] in _BUT and _is_of(said.languages, left[0])):
        return True
    here = {*left}
    points = [language for language, ones in _POINTS.items() if here & ones]
    past = {word for language in points for word in here & _PAST[language]}
    if past and not _only_tells([one.word for one in words], past):
        return True
    if points and here & (OTHER | _BUT):
        return True
    return bool(here & _WHOLE_PAST - _WAS) and here <= _WHOLE_PAST | _ALL_POINTS | _TIMED


def _is_of(languages: tuple[str, ...], but: str) -> bool:
    return but not in _BUT_OF or not languages or languages[0] in _BUT_OF[but]


def _only_tells(words: list[str], past: set[str]) -> bool:
    """Whether "that was ..." says how it came about, praises, or ends the letter."""
    if any(word.startswith(_CAME_ABOUT) for word in words):
        return past <= _WAS | _LATELY and (past <= _WAS or _AIMED.isdisjoint(words))
    if not past <= _WAS:  # "that was good yesterday"
        return False
    rest = [word for word in words if word not in _WAS]
    ends = list(dropwhile(lambda word: word in _ALL_POINTS | _ALL or word == "s", rest))
    if len(rest) - len(ends) > 1 and (not ends or ends[0] in _FROM):  # "das war's", "that was all from us"
        return True
    return not _PRAISE.isdisjoint(words)
