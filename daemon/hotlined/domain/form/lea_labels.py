"""The labels of what an LEA fills in: feedback on a case, statistics of a period; as we print them first.

Data only, in the shipped languages.  Labels are compared folded (`labels.fold_label`), those of all
languages together, since an officer may answer a German mail with English lines.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hotlined.domain.form.labels import fold_label

Rows = Mapping[str, tuple[str, ...]]


def _rows(text: str) -> Rows:
    pairs = (line.split(":", 1) for line in text.strip().splitlines())
    return {name.strip(): tuple(one.strip() for one in labels.split("|")) for name, labels in pairs}


FEEDBACK: Final[Mapping[str, Rows]] = MappingProxyType(
    {
        "en": _rows(
            """
            victim: Victim identified | Victims identified
            offender: Offender identified | Offenders identified | Suspect identified
            investigation: Investigation | State of the investigation | Investigation state
            useful: Useful | Report useful | Was the report useful
            """
        ),
        "de": _rows(
            """
            victim: Opfer identifiziert | Opfer bekannt
            offender: Täter identifiziert | Täter ermittelt | Tatverdächtiger identifiziert
            investigation: Ermittlung | Ermittlungen | Ermittlungsverfahren | Stand der Ermittlungen
            useful: Hilfreich | Nützlich | Meldung hilfreich
            """
        ),
        "et": _rows(
            """
            victim: Ohver tuvastatud | Kannatanu tuvastatud
            offender: Kahtlustatav tuvastatud | Toimepanija tuvastatud
            investigation: Menetlus | Uurimine | Kriminaalmenetlus
            useful: Kasulik | Teade kasulik
            """
        ),
        "el": _rows(
            """
            victim: Θύμα ταυτοποιήθηκε | Το θύμα ταυτοποιήθηκε | Ταυτοποίηση θύματος
            offender: Δράστης ταυτοποιήθηκε | Ο δράστης ταυτοποιήθηκε | Ταυτοποίηση δράστη
            investigation: Έρευνα | Κατάσταση έρευνας | Κατάσταση της έρευνας
            useful: Χρήσιμη | Χρήσιμο | Χρήσιμη αναφορά
            """
        ),
        "lt": _rows(
            """
            victim: Auka nustatyta | Nukentėjusysis nustatytas
            offender: Įtariamasis nustatytas | Nusikaltėlis nustatytas
            investigation: Tyrimas | Ikiteisminis tyrimas | Tyrimo būsena
            useful: Naudingas | Naudinga | Pranešimas naudingas
            """
        ),
        "nl": _rows(
            """
            victim: Slachtoffer geïdentificeerd | Slachtoffers geïdentificeerd
            offender: Dader geïdentificeerd | Verdachte geïdentificeerd | Daders geïdentificeerd
            investigation: Onderzoek | Opsporingsonderzoek | Stand van het onderzoek
            useful: Nuttig | Bruikbaar | Melding nuttig | Melding bruikbaar
            """
        ),
        "pl": _rows(
            """
            victim: Ofiara zidentyfikowana | Ofiara ustalona | Pokrzywdzony ustalony
            offender: Sprawca zidentyfikowany | Sprawca ustalony | Podejrzany ustalony
            investigation: Postępowanie | Śledztwo | Dochodzenie | Stan postępowania
            useful: Przydatne | Zgłoszenie przydatne
            """
        ),
        "sv": _rows(
            """
            victim: Offer identifierat | Offret identifierat
            offender: Gärningsman identifierad | Gärningsmannen identifierad | Misstänkt identifierad
            investigation: Utredning | Förundersökning | Utredningens läge
            useful: Användbar | Till nytta | Rapporten användbar
            """
        ),
        "fr": _rows(
            """
            victim: Victime identifiée | Victimes identifiées
            offender: Auteur identifié | Auteurs identifiés | Suspect identifié
            investigation: Enquête | État de l'enquête | Procédure
            useful: Utile | Signalement utile
            """
        ),
        "es": _rows(
            """
            victim: Víctima identificada | Víctimas identificadas
            offender: Autor identificado | Autores identificados | Sospechoso identificado
            investigation: Investigación | Estado de la investigación
            useful: Útil | Informe útil
            """
        ),
        "it": _rows(
            """
            victim: Vittima identificata | Vittime identificate
            offender: Autore identificato | Autore del reato identificato | Indagato identificato
            investigation: Indagine | Indagini | Stato delle indagini | Procedimento
            useful: Utile | Segnalazione utile
            """
        ),
        "pt": _rows(
            """
            victim: Vítima identificada | Vítimas identificadas
            offender: Autor identificado | Autor do crime identificado | Suspeito identificado
            investigation: Investigação | Inquérito | Estado da investigação
            useful: Útil | Denúncia útil
            """
        ),
    }
)

_STATES: Final = {
    "open": "open | ongoing | pending | in progress | offen | laufend | läuft | anhängig | avatud | käib"
    " | pooleli | ανοιχτή | ανοικτή | σε εξέλιξη | εκκρεμεί | atviras | pradėtas | vyksta | öppen | pågår"
    " | pågående | inledd | lopend | loopt | w toku | wszczęte | otwarte | ouverte | en cours | abierta"
    " | en curso | aperta | in corso | aberta | aberto | em curso",
    "closed": "closed | ended | geschlossen | abgeschlossen | eingestellt | suletud | lõpetatud | κλειστή"
    " | έκλεισε | ολοκληρώθηκε | περατώθηκε | baigtas | nutrauktas | uždarytas | avslutad | stängd | nedlagd"
    " | afgesloten | gesloten | afgerond | zakończone | zamknięte | umorzone | close | clôturée | classée"
    " | cerrada | archivada | chiusa | conclusa | archiviata | encerrada | encerrado | concluída | concluído"
    " | arquivada | arquivado",
    "none": "none | no | keine | kein | nein | puudub | ei ole | pole | ei | καμία | όχι | δεν υπάρχει | nėra"
    " | ne | ingen | nej | geen | nee | brak | nie | aucune | non | ninguna | nessuna"
    " | nenhuma | nenhum | não",
}
STATES: Final = {fold_label(word): state for state, words in _STATES.items() for word in words.split("|")}

# What is asked: guidelines, "Agree with LEA on 'NTD body'" ("statistical feedback from the LEA about the
# status of the relevant pending investigations") and "Promote cooperation" (feedback on the reports).
STATISTICS: Final[Mapping[str, Rows]] = MappingProxyType(
    {
        "en": _rows(
            """
            reports: Reports received
            useful: Useful reports | Reports that were useful
            opened: Investigations opened
            pending: Investigations pending
            closed: Investigations closed
            victims: Victims identified
            offenders: Offenders identified
            notices: Notices sent to providers | Notices sent
            removed: Items removed
            """
        ),
        "de": _rows(
            """
            reports: Erhaltene Meldungen | Meldungen erhalten
            useful: Hilfreiche Meldungen
            opened: Eingeleitete Ermittlungen | Ermittlungen eingeleitet
            pending: Laufende Ermittlungen | Anhängige Ermittlungen
            closed: Abgeschlossene Ermittlungen | Ermittlungen abgeschlossen
            victims: Identifizierte Opfer | Opfer identifiziert
            offenders: Identifizierte Täter | Täter identifiziert
            notices: Versandte Löschaufforderungen | Löschaufforderungen versandt
            removed: Entfernte Inhalte | Inhalte entfernt
            """
        ),
        "et": _rows(
            """
            reports: Saadud teateid | Saadud teated
            useful: Kasulikke teateid | Kasulikud teated
            opened: Alustatud menetlusi | Alustatud menetlused
            pending: Pooleli menetlusi | Pooleliolevad menetlused
            closed: Lõpetatud menetlusi | Lõpetatud menetlused
            victims: Tuvastatud ohvreid | Tuvastatud ohvrid
            offenders: Tuvastatud kahtlustatavaid | Tuvastatud kahtlustatavad
            notices: Saadetud eemaldamisteateid | Saadetud eemaldamisteated
            removed: Eemaldatud sisuühikuid | Eemaldatud sisu
            """
        ),
        "el": _rows(
            """
            reports: Ληφθείσες αναφορές | Αναφορές που ελήφθησαν
            useful: Χρήσιμες αναφορές
            opened: Έρευνες που ξεκίνησαν
            pending: Έρευνες σε εξέλιξη | Εκκρεμείς έρευνες
            closed: Έρευνες που έκλεισαν
            victims: Θύματα που ταυτοποιήθηκαν
            offenders: Δράστες που ταυτοποιήθηκαν
            notices: Ειδοποιήσεις που στάλθηκαν
            removed: Περιεχόμενα που αφαιρέθηκαν
            """
        ),
        "lt": _rows(
            """
            reports: Gauta pranešimų | Gauti pranešimai
            useful: Naudingų pranešimų | Naudingi pranešimai
            opened: Pradėta tyrimų | Pradėti tyrimai
            pending: Vykstančių tyrimų | Vykstantys tyrimai
            closed: Baigta tyrimų | Baigti tyrimai
            victims: Nustatyta aukų | Nustatytos aukos
            offenders: Nustatyta įtariamųjų | Nustatyti įtariamieji
            notices: Išsiųsta pranešimų teikėjams | Išsiųsti pranešimai teikėjams
            removed: Pašalinta turinio vienetų | Pašalintas turinys
            """
        ),
        "nl": _rows(
            """
            reports: Ontvangen meldingen
            useful: Bruikbare meldingen | Nuttige meldingen
            opened: Gestarte onderzoeken | Geopende onderzoeken
            pending: Lopende onderzoeken
            closed: Afgesloten onderzoeken | Afgeronde onderzoeken
            victims: Geïdentificeerde slachtoffers
            offenders: Geïdentificeerde daders | Geïdentificeerde verdachten
            notices: Verstuurde verwijderverzoeken | Verzonden verwijderverzoeken
            removed: Verwijderde items | Verwijderde inhoud
            """
        ),
        "pl": _rows(
            """
            reports: Otrzymane zgłoszenia
            useful: Przydatne zgłoszenia
            opened: Wszczęte postępowania
            pending: Postępowania w toku
            closed: Zakończone postępowania
            victims: Zidentyfikowane ofiary | Ustalone ofiary
            offenders: Zidentyfikowani sprawcy | Ustaleni sprawcy
            notices: Wysłane powiadomienia
            removed: Usunięte pozycje | Usunięte treści
            """
        ),
        "sv": _rows(
            """
            reports: Mottagna rapporter
            useful: Användbara rapporter
            opened: Inledda utredningar
            pending: Pågående utredningar
            closed: Avslutade utredningar
            victims: Identifierade offer
            offenders: Identifierade gärningsmän
            notices: Skickade underrättelser
            removed: Borttagna objekt | Borttaget innehåll
            """
        ),
        "fr": _rows(
            """
            reports: Signalements reçus
            useful: Signalements utiles
            opened: Enquêtes ouvertes
            pending: Enquêtes en cours
            closed: Enquêtes closes | Enquêtes clôturées
            victims: Victimes identifiées
            offenders: Auteurs identifiés
            notices: Notifications envoyées aux hébergeurs | Notifications envoyées
            removed: Contenus retirés | Éléments retirés
            """
        ),
        "es": _rows(
            """
            reports: Informes recibidos
            useful: Informes útiles
            opened: Investigaciones abiertas | Investigaciones iniciadas
            pending: Investigaciones en curso
            closed: Investigaciones cerradas
            victims: Víctimas identificadas
            offenders: Autores identificados
            notices: Notificaciones enviadas a proveedores | Notificaciones enviadas
            removed: Contenidos retirados | Elementos retirados
            """
        ),
        "it": _rows(
            """
            reports: Segnalazioni ricevute
            useful: Segnalazioni utili
            opened: Indagini avviate
            pending: Indagini in corso
            closed: Indagini concluse | Indagini chiuse
            victims: Vittime identificate
            offenders: Autori identificati | Autori di reato identificati
            notices: Richieste di rimozione inviate
            removed: Contenuti rimossi | Elementi rimossi
            """
        ),
        "pt": _rows(
            """
            reports: Denúncias recebidas
            useful: Denúncias úteis
            opened: Investigações iniciadas | Inquéritos abertos
            pending: Investigações em curso | Inquéritos em curso
            closed: Investigações concluídas | Inquéritos concluídos | Investigações encerradas
            victims: Vítimas identificadas
            offenders: Autores identificados | Autores de crime identificados
            notices: Pedidos de remoção enviados
            removed: Conteúdos removidos | Elementos removidos
            """
        ),
    }
)
ONLY_NTD_BODY: Final = ("notices", "removed")  # asked only of an LEA that sends the notices

_FRAME: Final[Mapping[str, Rows]] = MappingProxyType(
    {
        "en": {"period": ("Period",), "remarks": ("Remarks", "Comments")},
        "de": {"period": ("Zeitraum",), "remarks": ("Bemerkungen", "Anmerkungen")},
        "et": {"period": ("Periood", "Ajavahemik"), "remarks": ("Märkused",)},
        "el": {"period": ("Περίοδος",), "remarks": ("Παρατηρήσεις", "Σχόλια")},
        "lt": {"period": ("Laikotarpis",), "remarks": ("Pastabos",)},
        "nl": {"period": ("Periode",), "remarks": ("Opmerkingen",)},
        "pl": {"period": ("Okres",), "remarks": ("Uwagi",)},
        "sv": {"period": ("Period",), "remarks": ("Anmärkningar", "Kommentarer")},
        "fr": {"period": ("Période",), "remarks": ("Observations", "Remarques", "Commentaires")},
        "es": {"period": ("Período", "Periodo"), "remarks": ("Observaciones", "Comentarios")},
        "it": {"period": ("Periodo",), "remarks": ("Osservazioni", "Commenti", "Note")},
        "pt": {"period": ("Período",), "remarks": ("Observações", "Comentários", "Notas")},
    }
)


def _names(*tables: Mapping[str, Rows]) -> Mapping[str, str]:
    """Folded label, or the name of a field itself, to the name of the field."""
    return {
        fold_label(label): name
        for table in tables
        for rows in table.values()
        for name, labels in rows.items()
        for label in (*labels, name)
    }


FEEDBACK_NAMES: Final = _names(FEEDBACK)
STATISTICS_NAMES: Final = _names(STATISTICS, _FRAME)


def printed(field: str, language: str) -> str:
    """The label of a field of the statistics, of the period or of the remarks; English where need be."""
    for rows in (table.get(one, {}) for one in (language, "en") for table in (STATISTICS, _FRAME)):
        if field in rows:
            return rows[field][0]
    return field
