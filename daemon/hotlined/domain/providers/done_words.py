"""Words that say of content that it is gone, where a line of a provider's answer is nothing else: "Supprimé."

Participles and what is said in their place, never what also means to come ("löschen", "removing", "to be
removed").  In the folded form of `values.plain`; in the languages of the EU that providers answer in.
"""

import re
from typing import Final

from hotlined.domain.values.plain import rows

DONE: Final = rows(
    "tagits bort | tagit bort | taget ned",
    "removed | deleted | taken down | taken offline | entfernt | gelöscht | geloescht | eemaldatud",
    "kustutatud | maha võetud | αφαιρέθηκε | αφαιρέθηκαν | διαγράφηκε | διαγράφηκαν | pašalinta",
    "έχει αφαιρεθεί | έχουν αφαιρεθεί | έχει διαγραφεί | έχουν διαγραφεί",
    "pašalintas | pašalinti | pašalintos | ištrinta | ištrintas | ištrinti | dzēsts | dzēsti | dzēsta",
    "noņemts | noņemti | izdzēsts | borttaget | borttagen | borttagna | raderat | raderad | raderade",
    "nedtaget | nedtagen | nedtagna | fjernet | slettet | fjernede | slettede | poistettu | supprimé",
    "supprimée | supprimés | supprimées | retiré | retirée | retirés | retirées | effacé | effacés",
    "verwijderd | offline gehaald | eliminado | eliminada | eliminados | eliminadas | retirado",
    "retirada | retirados | retiradas | borrado | borrada | borrados | borradas | removido | removida",
    "removidos | removidas | apagado | apagada | apagados | apagadas | rimosso | rimossa | rimossi",
    "rimosse | eliminato | eliminata | eliminati | cancellato | cancellati | usunięto | usunięte",
    "usunięty | usunięta | skasowano | odstraněno | odstraněn | odstraněny | smazáno | smazán",
    "smazány | odstránené | odstránený | zmazané | vymazané | odstranjeno | odstranjena | izbrisano",
    "uklonjeno | uklonjen | uklonjeni | obrisano | eltávolítva | eltávolítottuk | törölve | töröltük",
    "eliminat | eliminată | șters | șterse | ştears | îndepărtat | премахнато | премахнати | изтрито",
    "изтрити | imneħħi | imneħħija | bainte",
)
ALL: Final = rows(
    "all | all items | all of it | all of them | everything | all urls | all links | alle | alles",
    "alle links | alle urls | kõik | kõik kirjed | όλα | visi | viskas | viss | visas | alla | allt",
    "alt | kaikki | tous | toutes | tout | todo | todos | todas | tudo | tutto | tutti | tutte",
    "wszystko | wszystkie | vše | všechno | vsetko | všetko | vse | sve | minden | mindent | tot",
    "toate | totul | всичко | kollox | gach rud | al",
)
# The content as a whole, and what may stand in front of it; a "page", or a "file", may be one of several.
WHOLE: Final = rows(
    "content | contents | material | materials | inhalt | inhalte | contenu | contenus | contenido",
    "contenidos | contenuto | contenuti | conteúdo | conteúdos | inhoud | materiaal | innehållet",
    "innehåll | indhold | indholdet | sisu | sisältö | περιεχόμενο | turinys | saturs | treść | treści",
    "materiał | materiały | obsah | tartalom | conținutul | sadržaj | vsebina | съдържанието",
)
ARTICLES: Final = rows(
    "the | der | die | das | den | le | les | el | los | il | i | o | os | de | het | det | το | τα"
)
# Beside the participle, and saying no more than it does: "is removed", "wurde gelöscht", "has been deleted".
# Not the Dutch "werden", which in German is yet to come.
BEEN: Final = rows(
    "is | are | was | were | has been | have been | now | been | ist | sind | wurde | wurden | on",
    "sai | έχει | έχουν | yra | buvo | ir | tika | är | har | er | blev | est | sont | a été",
    "ont été | zijn | werd | ha sido | han sido | fue | fueron | è stato | è stata | sono stati",
    "sono state | została | zostało | zostały | został | foi | foram | byl | bylo | byly | bol | boli",
    "je | su | sú | a fost | au fost | e | са",
)
# In front of that: all that the notice names.
IT: Final = rows(
    "it | they | this | these | es | das | sie | diese | c' | ce | il | ils | elles | ça | cela | het | ze",
    "dit | deze | to | te | det | de | den | see | need | tai | αυτό | αυτά | lo | se",
)
# A word for an item, in languages in which `item_list` has none.
ITEMS: Final = rows(
    "élément | éléments | contenu | contenus | lien | liens | elemento | elementos | contenido",
    "contenidos | enlace | enlaces | elementi | contenuto | contenuti | voce | voci | onderdeel",
    "onderdelen | pozycja | pozycje | treść | treści | adres | adresy | položka | položky | položku",
    "odkaz | odkazy | kohde | kohteet | conteúdo | conteúdos | vienums | vienumi | no | nr | number",
    "numbers | nummer | n° | n",
)
# What joins two numbers, besides what `item_list` knows.
JOINTS: Final = rows(
    "et | y | e | en | i | oraz | og | a | și | si | és | un | in | u | и",
)


def any_of(words: tuple[str, ...]) -> str:
    """A pattern of these phrases, the longest first."""
    return "|".join(re.escape(one).replace(r"\ ", r"\s") for one in sorted({*words}, key=len, reverse=True))
