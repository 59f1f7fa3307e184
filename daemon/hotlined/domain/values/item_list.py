"""Items as people write them: "item 2", "Einträge 1 und 3", "items 1, 3-5"; in six languages; parts, too.

An officer has read our own word for an item in the report; beside it stand those that are written instead.
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
)  # fmt: skip
NUMBER: Final = (
    "no", "nos", "nr", "num", "number", "numbers", "nummer", "nummern", "numbri", "numbriga", "αρ", "αριθ",
    "αριθμό", "numeris", "numeriu",
)  # fmt: skip
PART: Final = (  # of a report that goes in several mails
    "part", "parts", "fragment", "fragments", "teil", "teile", "teilen", "osa", "osad", "osasid", "μέρος",
    "μέρη", "μερος", "μερη", "dalis", "dalį", "dalys", "dalies", "del", "delen", "delar", "delarna", "partie",
    "parties", "deel", "parte", "część", "części",
)  # fmt: skip
AND: Final = ("and", "und", "sowie", "ja", "ning", "και", "ir", "och", "samt", "plus")
UNTIL: Final = ("until", "till", "bis zum", "bis", "kuni", "έως", "εως", "μέχρι", "μεχρι", "iki", "t.o.m.")

_NUMBERS: Final = r"[0-9]{1,4}(?:\s?[-\u2013]\s?[0-9]{1,4})?"
_AND: Final = rf"(?:\s*[,;]\s*|\s*(?:[,;]\s*)?(?:{'|'.join(AND)})\s+|\s*[&+]\s*)"
LIST: Final = (  # a number that goes on, as a date or "2 of 3" does, is no number of an item
    rf"#?{_NUMBERS}(?:{_AND}#?{_NUMBERS}){{0,60}}(?![\w%])(?!\s?[./:\u2013-]\s?[0-9])(?!{_AND}#?[0-9])"
)
_WORD: Final = "|".join(sorted(ITEM, key=len, reverse=True))
_NR: Final = "|".join(sorted(NUMBER, key=len, reverse=True))
_ITEM: Final = rf"(?<![\w-])(?:{_WORD})(?:\s+(?:{_NR})\b\.?)?\s*[:(]?\s*"
NAMED: Final = re.compile(rf"{_ITEM}(?P<list>{LIST})\)?", re.IGNORECASE)
EITHER: Final = rf"(?:{_ITEM}{LIST}\)?|{LIST})"  # with a word for an item, or bare
_PART: Final = rf"(?<![\w-])(?:{'|'.join(sorted(PART, key=len, reverse=True))})"
PARTS: Final = re.compile(  # "part 1", "parts 1 and 3", "1,3"
    rf"(?:{_PART}(?:\s+(?:{_NR})\b\.?)?\s*:?\s*)?(?P<list>{LIST})", re.IGNORECASE
)
A_PART: Final = re.compile(rf"{_PART}(?![\w-])", re.IGNORECASE)
LONE: Final = re.compile(rf"(?<![\w-])(?:{_WORD})(?![\w-])", re.IGNORECASE)
BARE: Final = re.compile(rf"\s*(?P<list>{LIST})\s*[.!]?\s*", re.IGNORECASE)


def commas(text: str) -> str:
    """A list as `1,3,5-7`."""
    return re.sub(_AND, ",", text.replace("#", ""), flags=re.IGNORECASE)


def without_lists(sentence: str) -> str:
    """A sentence without the items that it names, so that their numbers are not read as times."""
    return NAMED.sub(" ", sentence)
