"""Days in words that have been, as people write them behind "removed": "today", "gestern"."""

from typing import Final

from hotlined.domain.values.plain import rows

YESTERDAY: Final = rows(
    "yesterday | gestern | eile | χθες | vakar | igår | i går | eilen | hier | gisteren | ayer | ontem",
    "ieri | wczoraj | včera | včeraj | jučer | tegnap | вчера",
)
PAST: Final = YESTERDAY + rows(
    "today | now | already | just now | heute | soeben | bereits | täna | σήμερα | šiandien | šodien | idag",
    "i dag | tänään | aujourd'hui | vandaag | hoy | hoje | oggi | dzisiaj | dziś | dnes | danes | danas | ma",
    "azi | днес | this morning | earlier today | last night | yesterday morning | yesterday afternoon",
    "yesterday evening | heute morgen | heute früh | gestern abend | ce matin | hier soir | vanmorgen",
    "vanochtend | gisteravond | esta mañana | stamattina | questa mattina | esta manhã | dziś rano",
    "dnes ráno | ma reggel | täna hommikul | eile õhtul | σήμερα το πρωί | χθες το βράδυ | šį rytą",
    "šorīt | i morse | igår kväll | tänä aamuna | azi dimineață",
)
