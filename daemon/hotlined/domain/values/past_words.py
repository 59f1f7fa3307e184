"""Days in words that have been, as people write them behind "removed": "today", "gestern"."""

from typing import Final

from hotlined.domain.values.plain import rows

PAST: Final = rows(
    "today | yesterday | now | already | just now | heute | gestern | soeben | bereits | täna | eile",
    "σήμερα | χθες | šiandien | vakar | šodien | idag | igår | i dag | i går | tänään | eilen",
    "aujourd'hui | hier | vandaag | gisteren | hoy | ayer | hoje | ontem | oggi | ieri | dzisiaj",
    "dziś | wczoraj | dnes | včera | danes | včeraj | danas | jučer | ma | tegnap | azi | днес",
    "вчера",
)
