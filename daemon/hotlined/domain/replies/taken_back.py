"""Sentences that take a release back, or put it elsewhere: "that was yesterday", "it is for the other unit".

A release is some words; the sentence beside it, in small words alone, may say that they count no more.  No
list of such sentences has an end, so one is asked for what they have in common: it is no courtesy, and
denies something, points back ("that") and tells of what was or of something else, sets itself against what
was said ("but"), or is nothing but a time that has been.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from hotlined.domain.hotline.site import Site
from hotlined.domain.replies.folding import folded
from hotlined.domain.replies.hearing import VOUCHED, Heard, bare
from hotlined.domain.replies.letter import PASSED_OVER
from hotlined.domain.replies.lexicon import Lexicon, covered, lexicon, tokens
from hotlined.domain.replies.sentence import Said
from hotlined.domain.replies.writer import WRITER

# By language: what points back; what was, or is another; what sets itself against it; small words.
_POINTS: Final[Mapping[str, frozenset[str]]] = {
    language: folded(words)
    for language, words in {
        "en": "that this it those these",
        "de": "das dies dieses diese dieser es",
        "fr": "ça cela c ceci ce celle celui cette",
        "es": "eso esto ello esa ese esta este aquello",
        "pt": "isso isto aquilo essa esse esta este",
        "it": "questo questa ciò quello quella",
        "nl": "dat dit het die deze",
        "pl": "to tamto ta ten tego",
        "el": "αυτό αυτή αυτά τούτο εκείνο",
        "et": "see too seda selle",
        "sv": "det detta den denna",
        "da": "det dette den denne",
        "fi": "se tämä tuo",
        "cs": "to toto tohle ta ten",
        "sk": "to toto tá ten",
        "hu": "ez az ezt azt",
        "ro": "asta aceasta acesta acea",
        "lt": "tai šis šitai tas",
        "lv": "tas šis tā",
        "sl": "to tisto ta",
        "hr": "to ovo ono ta",
        "bg": "това онова",
        "mt": "dan din dik dak",
        "ga": "sin seo é",
    }.items()
}
_PAST: Final[Mapping[str, frozenset[str]]] = {
    language: folded(words)
    for language, words in {
        "en": "was were had yesterday earlier previously formerly last",
        "de": "war waren galt hatte gestern vorgestern früher vorher damals letzte letzten letzter",
        "fr": "était étaient valait avait hier auparavant autrefois alors dernier dernière",
        "es": "era eran fue fueron ayer antes anteriormente entonces pasada pasado",
        "pt": "era eram foi foram ontem antes anteriormente então passada passado",
        "it": "era erano valeva fu ieri prima precedentemente allora scorsa scorso",
        "nl": "was waren gold gisteren eerder vroeger toen vorige",
        "pl": "był była było były wczoraj wcześniej przedtem wtedy",
        "el": "ήταν ίσχυε χθες χτες προηγουμένως τότε",
        "et": "oli olid kehtis eile varem siis eelmise",
        "sv": "var gällde igår tidigare förut då förra",
        "da": "var gjaldt igår tidligere dengang sidste",
        "fi": "oli olivat eilen aiemmin aikaisemmin silloin viime",
        "cs": "byl byla bylo platilo včera dříve předtím tehdy minulý",
        "sk": "bol bola bolo platilo včera skôr predtým vtedy minulý",
        "hu": "volt tegnap korábban azelőtt akkor múlt",
        "ro": "era erau fost ieri înainte atunci trecută",
        "lt": "buvo galiojo vakar anksčiau tada praėjusią",
        "lv": "bija vakar agrāk toreiz pagājušā",
        "sl": "bilo bila bil veljalo včeraj prej takrat",
        "hr": "bilo bila bio vrijedilo jučer prije ranije tada",
        "bg": "беше бяха важеше вчера преди тогава",
        "mt": "kien kienet ilbieraħ qabel",
        "ga": "bhí inné roimhe",
    }.items()
}
_OTHER: Final = folded(
    "other another different else elsewhere changed wrong",
    "mistake over andere anderen anderer anderem anderes",
    "geändert anders irrtum vorbei autre autres changé erreur",
    "otro otra otros otras cambiado outro outra mudou",
    "altro altra altri cambiato ander veranderd inna inny",
    "inne innej innego zmieniło άλλη άλλο άλλα άλλης άλλαξε",
    "teise teine teist teisele muutunud annan annat andra ändrats anden andet ændret toinen toista toisen",
    "muuttunut jiný jiná jiné jinou změnilo iný iná iné inú",
    "zmenilo másik megváltozott alt altă alta schimbat",
    "kita kitai kitą pasikeitė cita citai citu mainījies drugo druga drugi spremenilo promijenilo друг друга",
    "друго променило ieħor oħra eile",
)
_BUT: Final = folded(
    "but however though although aber jedoch allerdings doch",
    "mais cependant toutefois pourtant pero sin embargo",
    "mas porém ma però tuttavia maar echter ale jednak αλλά",
    "όμως aga kuid men dock dog mutta avšak však lenže",
    "de azonban dar însă bet tačiau taču vendar ampak ali no međutim но обаче imma ach",
) - folded("de no sin")  # small words of other languages
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
    denied = any(not covered((hit,)) <= kind for hit in hits if hit.meaning in ("negation", "not-yet"))
    denied = denied and "thing" not in said.hints  # "we have no more questions"
    if denied or (left and left[0] in _BUT):
        return True
    here = {*left}
    points = [language for language, ones in _POINTS.items() if here & ones]
    told = any(here & _PAST[language] for language in points) or bool(points and here & (_OTHER | _BUT))
    return told or (bool(here & _WHOLE_PAST) and here <= _WHOLE_PAST | _ALL_POINTS | _TIMED)
