"""Words for all items where somebody counts them: "both URLs", "all three items", "beide wurden gelöscht".

They say "all items" where just so many are asked about.  Where it is another number nobody knows which are
meant: then they stay as they are, and are asked about.  So do "one of the two", "not both", "we both".
"""

import re
from functools import partial
from typing import Final

from hotlined.domain.replies.folding import fold, folded
from hotlined.domain.values.units import read_number

# How "all items" is said; both; all, and the, beside a number; words for items; what stands behind the number
# where none of them does.
_LANGUAGES: Final = (
    (
        "all items",
        "both|both of|both the|both of the|both of these",
        "all|all of|all the|all of the|all of these",
        "the|these",
        "items|urls|pages|entries|contents|addresses|them|reported items|reported urls|reported pages",
        "is|are|was|were|has|have|now|removed|deleted|gone|offline|today",
    ),
    (
        "alle Inhalte",
        "beide|die beiden|alle beide",
        "alle",
        "die|diese",
        "einträge|urls|seiten|inhalte|adressen|gemeldeten? urls|gemeldeten? inhalte|gemeldeten? seiten",
        "sind|wurden|gelöscht|entfernt|offline",
    ),
    (
        "tous les contenus",
        "les deux|tous les deux|toutes les deux",
        "tous les|toutes les",
        "les|ces",
        "contenus|éléments|pages|urls?|adresses",
        "ont|sont|supprimée?s|retirée?s",
    ),
    (
        "todos los contenidos",
        "amb[oa]s|l[oa]s dos",
        "todos los|todas las",
        "los|las|estos|estas",
        "contenidos|elementos|páginas|urls?",
        "han|fueron|están|eliminad[oa]s|retirad[oa]s",
    ),
    (
        "tutti i contenuti",
        "entrambi|entrambe|entrambi i|entrambe le|tutti e due|tutti e due i|tutte e due le",
        "tutti i|tutti e|tutte e|tutte le",
        "i|gli|le",
        "contenuti|elementi|pagine|url",
        "sono|rimoss[ie]|eliminat[ie]|cancellat[ie]",
    ),
    (
        "todos os conteúdos",
        "amb[oa]s|amb[oa]s [oa]s",
        "todos os|todas as",
        "os|as|estes|estas",
        "conteúdos|elementos|páginas|urls?",
        "foram|estão|removid[oa]s|eliminad[oa]s|apagad[oa]s",
    ),
    (
        "alle items",
        "beide|allebei",
        "alle",
        "de|deze",
        "items|urls|url's|pagina's",
        "zijn|werden|verwijderd",
    ),
    (
        "alla poster",
        "båda|båda de|de båda",
        "alla",
        "de",
        "posterna|poster|sidorna|sidor|adresserna|adresser",
        "är|har|borttagna|raderade",
    ),
    ("kõik kirjed", "mõlemad", "kõik", "need", "kirjed|kirjet|lehed|lehte|urlid", "on|eemaldatud|kustutatud"),
    ("visi įrašai", "abu|abi", "visi|visos", "šie|šios", "įrašai|puslapiai|url", "yra|buvo|pašalint[ia]"),
    (
        "όλα τα στοιχεία",
        "και τα δύο|και τα δυο",
        "όλα τα|όλα και τα",
        "τα",
        "στοιχεία|url",
        "είναι|έχουν|αφαιρέθηκαν|διαγράφηκαν",
    ),
)
# A provider's words for them; an officer's files may be attachments, or cases.
_FILES: Final = {
    "all items": "files",
    "alle Inhalte": "dateien",
    "tous les contenus": "fichiers",
    "todos los contenidos": "archivos|ficheros",
    "tutti i contenuti": "file",
    "todos os conteúdos": "ficheiros|arquivos",
    "alle items": "bestanden",
    "alla poster": "filerna|länkarna",
}
_IN_DANISH: Final = ("alle filerne", "begge|begge de", "alle|alle de", "de", "filerne|siderne", "er|blev")
# In front of them fewer are meant by it, or somebody.
_LESS: Final = folded(
    "of from one only either neither not you we they us them von vom der des nur nicht ein eine einer de des",
    "un une pas ne uno una no non solo sólo van één een niet nie não só um uma av en ett inte bara üks ei",
    "ainult vienas iš tik από των ένα όχι μόνο",
)
_NEAR: Final = 40  # characters in which that word stands
_WORD_BEFORE: Final = re.compile(r"([^\W\d_][\w'\u2019]*)\s+$")


def _pattern(both: str, every: str, the: str, things: str, behind: str) -> re.Pattern[str]:
    thing = rf"\s+(?:{things})(?![\w'\u2019-])"
    alone = rf"(?=\s+(?:{behind})(?!\w)|\s*[.,;!]|\s*$)"
    number = r"(?P<{}>[2-9]|[^\W\d_]+)"
    counted = (
        rf"(?:{both})(?:{thing}|{alone})"
        rf"|(?:{every})\s+{number.format('all')}(?:{thing}|{alone})"
        rf"|(?:{the})\s+{number.format('some')}{thing}"
    )
    return re.compile(rf"(?<![\w'\u2019-])(?:{counted})", re.IGNORECASE | re.MULTILINE)


_SAID: Final = tuple((whole, _pattern(*words)) for whole, *words in _LANGUAGES)
_OF_FILES: Final = tuple(
    (whole, _pattern(both, every, the, _FILES.get(whole, things), behind))
    for whole, both, every, the, things, behind in (*_LANGUAGES, _IN_DANISH)
)


def as_all(text: str, count: int, *, hosted: bool = False) -> str:
    """A text with "all items" for "both items", and the like, where so many items are asked about.

    `hosted`: the one who writes has them on a server, so that "both files" are items, too.
    """
    known = (*_SAID, *_OF_FILES) if hosted else _SAID
    for whole, pattern in known if count > 1 else ():
        text = pattern.sub(partial(_as_whole, whole=whole, count=count), text)
    return text


def _as_whole(found: re.Match[str], whole: str, count: int) -> str:
    word = found["all"] or found["some"]
    told = read_number(word) if word else 2
    before = _WORD_BEFORE.search(found.string[max(0, found.start() - _NEAR) : found.start()])
    less = before is not None and fold(before[1]) in _LESS
    return found[0] if less or told != count else whole
