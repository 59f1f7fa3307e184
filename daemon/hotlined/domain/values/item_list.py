"""Items as people write them: "item 2", "Einträge 1 und 3", "items 1, 3-5"; in twelve languages; parts, too.

An officer has read our own word for an item in the report; beside it stand those that are written instead.
None is the word for an article: in front of a number that is one of a law.
"""

import re
from typing import Final

ITEM: Final = (
    "item", "items", "url", "urls", "link", "links", "entry", "entries",
    "eintrag", "einträge", "einträgen", "eintrags", "eintraege", "eintraegen", "element", "elemente",
    "elementen", "inhalt", "inhalte", "inhalten", "objekt", "objekte", "objekten",
    "kirje", "kirjed", "kirjet", "kirjega", "kirjete", "kirjetega", "kirjeid", "kirjele", "kirjetele",
    "lingi", "lingid", "linkide", "lingiga", "linkidega",
    "στοιχείο", "στοιχεία", "στοιχείου", "στοιχείων", "στοιχειο", "στοιχεια", "στοιχειου", "στοιχειων",
    "įrašas", "įrašo", "įrašą", "įrašu", "įrašai", "įrašų", "įrašus", "įrašais", "įrašui", "įrašams",
    "irasas", "iraso", "irasa", "irasu", "irasai", "irasus", "irasais", "irasui", "irasams",
    "elementas", "elementą", "elemento", "elementai", "elementų",
    "post", "posten", "poster", "posterna", "objektet", "punkt", "punkten", "punkterna", "länk", "länken",
    "länkarna",
    "élément", "éléments", "elements", "elementos", "elementi", "ítem", "ítems", "itens", "enlace", "enlaces",
    "pozycja", "pozycji", "pozycję", "pozycje", "pozycją", "pozycjom", "pozycjami", "pozycjach",
    "elementu", "elementowi", "elementem", "elementy", "elementów", "elementom", "elementami", "elementach",
    "linku", "linkowi", "linkiem", "linki", "linków", "linkom", "linkami", "linkach",
)  # fmt: skip
# The same in front of a number only: by themselves they are said of much else, "point de contact".
NUMBERED: Final = (
    "point", "points", "lien", "liens", "entrée", "entrées", "punto", "puntos", "punti", "entrada",
    "entradas", "voce", "voci", "ponto", "pontos", "punt", "punten", "onderdeel", "onderdelen",
    r"poz\.?", r"pkt\.?",
    "punktu", "punktowi", "punktem", "punkty", "punktów", "punktom", "punktami", "punktach",
)  # fmt: skip
NUMBER: Final = (
    "no", "nos", "nr", "num", "number", "numbers", "nummer", "nummern", "numbri", "numbriga", "αρ", "αριθ",
    "αριθμό", "numeris", "numeriu", "numéro", "numéros", "numero", "numeri", "número", "números", "núm",
    "numer", "numery",
)  # fmt: skip
PART: Final = (  # of a report that goes in several mails
    "part", "parts", "fragment", "fragments", "teil", "teile", "teilen", "osa", "osad", "osasid", "μέρος",
    "μέρη", "μερος", "μερη", "dalis", "dalį", "dalys", "dalies", "del", "delen", "delar", "delarna", "partie",
    "parties", "deel", "parte", "część", "części",
)  # fmt: skip
AND: Final = (
    "and", "und", "sowie", "ja", "ning", "και", "ir", "och", "samt", "plus", "et", "y", "e", "ed", "en", "i",
    "oraz",
)  # fmt: skip
UNTIL: Final = (
    "until", "till", "bis zum", "bis", "kuni", "έως", "εως", "μέχρι", "μεχρι", "iki", "t.o.m.", "jusqu'au",
    "jusqu\u2019au", "hasta el", "hasta", "fino al", "até ao", "até", "tot", "do dnia", "do",
)  # fmt: skip

_NUMBERS: Final = r"[0-9]{1,4}(?:\s?[-\u2013]\s?[0-9]{1,4})?"
_AND: Final = rf"(?:\s*[,;]\s*|(?:\s+|\s*[,;]\s*)(?:{'|'.join(AND)})\s+|\s*[&+]\s*)"
LIST: Final = (  # a number that goes on, as a date or "2 of 3" does, is no number of an item
    rf"#?{_NUMBERS}(?:{_AND}#?{_NUMBERS}){{0,60}}(?![\w%])(?!\s?[./:\u2013-]\s?[0-9])(?!{_AND}#?[0-9])"
)
_WORD: Final = "|".join(sorted(ITEM, key=len, reverse=True))
_NUMBERED: Final = "|".join(sorted((*ITEM, *NUMBERED), key=len, reverse=True))
_NO: Final = "|".join(sorted(NUMBER, key=len, reverse=True))
_NR: Final = rf"(?:\s+(?:(?:{_NO})\b\.?|n\.?\s?[\u00b0\u00ba]|n\.))"
# Dutch "voor" is "before" in front of a day, and "for" in front of an item.
_FOR: Final = r"(?:(?<!\w)voor\s+(?:(?:de|het)\s+)?)?"
_ITEM: Final = rf"{_FOR}(?<![\w-])(?:{_NUMBERED}){_NR}?\s*[:(]?\s*"
NAMED: Final = re.compile(rf"{_ITEM}(?P<list>{LIST})\)?", re.IGNORECASE)
EITHER: Final = rf"(?:{_ITEM}{LIST}\)?|{LIST})"  # with a word for an item, or bare
_PART: Final = rf"(?<![\w-])(?:{'|'.join(sorted(PART, key=len, reverse=True))})"
PARTS: Final = re.compile(  # "part 1", "parts 1 and 3", "1,3"
    rf"(?:{_PART}{_NR}?\s*:?\s*)?(?P<list>{LIST})", re.IGNORECASE
)
A_PART: Final = re.compile(rf"{_PART}(?![\w-])", re.IGNORECASE)
LONE: Final = re.compile(rf"(?<![\w-])(?:{_WORD})(?![\w-])", re.IGNORECASE)
_DIGIT: Final = re.compile("[0-9]")  # looked for first: most sentences have none
_NUMBER_OF: Final = re.compile(
    rf"(?P<item>(?<![\w-])(?:{_NUMBERED})){_NR}(?=\s*[:(]?\s*#?[0-9])", re.IGNORECASE
)
BARE: Final = re.compile(rf"\s*(?P<list>{LIST})\s*[.!]?\s*", re.IGNORECASE)


def commas(text: str) -> str:
    """A list as `1,3,5-7`."""
    return re.sub(_AND, ",", text.replace("#", ""), flags=re.IGNORECASE)


def without_number_words(sentence: str) -> str:
    """A sentence with "item 2" for "item no. 2", "elemento nº 2": the word between is no negation."""
    return _NUMBER_OF.sub(r"\g<item>", sentence) if _DIGIT.search(sentence) else sentence


def without_lists(sentence: str) -> str:
    """A sentence without the items that it names, so that their numbers are not read as times."""
    return NAMED.sub(" ", sentence) if _DIGIT.search(sentence) else sentence
