"""The labels of the form in the shipped languages: as printed first, then what is understood as well.

Data only.  Labels are compared folded (`fold_label`): "Victim identifiable?" is "victim identifiable".
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from hotlined.domain.annex import Answer

_TABLE: Final = {
    "en": """
hotline: Hotline
received_from_public: Received from public
  | Date & time - report received from public | Report received from public
received_from_iccam: Received from ICCAM | Report received from ICCAM | Report received from ICCAM system
iccam_id: ICCAM report ID | ICCAM ID | ICCAM | Report ID number
forwarded_to_lea: Forwarded to LEA | Date & time - report forwarded to LEA | Report forwarded to LEA
urgent: Urgent | Does the report require urgent action | Urgent action
offender_identifiable: Offender identifiable
victim_identifiable: Victim identifiable
victim_identified: Victim identified | If yes, is the victim identified | Is the victim identified
content_type: Type of content
  | Description of the type of the content | Description | Summary of the content | Summary
self_generated: Self-generated | Is the content self-generated | Content self-generated
content_data: Content data
useful_information: Useful information
metadata: Metadata | Information on metadata
url: URL | URL address | URLs | Link
access: Password or referral
  | Password or referral (if needed) | Password | Referral | Referrer
ip: IP address | IP
provider: Hosting provider
  | Name of the hosting service provider | Name of the hosting provider | Provider | Hoster
hosting: Hosting details | Details of the hosting service
host_country: Hosting country | Host country | Country
screenshots: Screenshots | Screenshot
comments: Comments | Comment | Other comments | Comments of the operator | Additional remarks | Remarks
cloudflare: Protected by Cloudflare | Is the site protected by Cloudflare | Cloudflare
ntd_sent: Notice sent | NTD sent | Notice and Takedown sent
""",
    "de": """
hotline: Beschwerdestelle
received_from_public: Von der Öffentlichkeit gemeldet | Meldung eingegangen
received_from_iccam: Von ICCAM gemeldet | Von ICCAM eingegangen
iccam_id: ICCAM-Meldungsnummer | ICCAM-Nummer
forwarded_to_lea: An die Polizei weitergeleitet
urgent: Dringend
offender_identifiable: Täter erkennbar | Täter identifizierbar
victim_identifiable: Opfer erkennbar | Opfer identifizierbar
victim_identified: Opfer identifiziert
content_type: Art des Inhalts | Beschreibung | Zusammenfassung
self_generated: Selbst erstellt | Selbstgeneriert
content_data: Inhaltsdaten
useful_information: Nützliche Hinweise | Nützliche Informationen
metadata: Metadaten
url: URL | Adresse des Inhalts
access: Passwort oder Verweis | Passwort | Verweis
ip: IP-Adresse
provider: Hosting-Anbieter | Hosting-Provider | Anbieter
hosting: Angaben zum Hosting | Hosting-Details
host_country: Hosting-Land | Land
screenshots: Bildschirmfotos
comments: Bemerkungen | Bemerkung | Kommentar | Kommentare
cloudflare: Durch Cloudflare geschützt
ntd_sent: Löschaufforderung versandt
""",
    "et": """
hotline: Vihjeliin
received_from_public: Avalikkuselt saadud | Vihje saadud
received_from_iccam: ICCAMist saadud
iccam_id: ICCAMi teate number | ICCAMi number
forwarded_to_lea: Politseile edastatud
urgent: Kiireloomuline
offender_identifiable: Kurjategija tuvastatav
victim_identifiable: Ohver tuvastatav
victim_identified: Ohver tuvastatud
content_type: Sisu liik | Sisu kirjeldus | Kirjeldus
self_generated: Ise loodud
content_data: Sisu andmed
useful_information: Kasulik teave
metadata: Metaandmed
url: URL | Veebiaadress
access: Parool või viide | Parool | Viide
ip: IP-aadress
provider: Majutusteenuse pakkuja | Teenusepakkuja
hosting: Majutuse andmed
host_country: Majutusriik | Riik
screenshots: Ekraanipildid
comments: Märkused | Kommentaarid
cloudflare: Cloudflare'i kaitse all
ntd_sent: Eemaldamisteade saadetud
""",
    "el": """
hotline: Ανοικτή γραμμή
received_from_public: Λήψη από το κοινό
received_from_iccam: Λήψη από το ICCAM
iccam_id: Αριθμός αναφοράς ICCAM
forwarded_to_lea: Διαβίβαση στην αστυνομία
urgent: Επείγον
offender_identifiable: Δράστης αναγνωρίσιμος
victim_identifiable: Θύμα αναγνωρίσιμο
victim_identified: Θύμα ταυτοποιημένο
content_type: Είδος περιεχομένου | Περιγραφή | Περίληψη
self_generated: Αυτοπαραγόμενο
content_data: Δεδομένα περιεχομένου
useful_information: Χρήσιμες πληροφορίες
metadata: Μεταδεδομένα
url: URL | Διεύθυνση URL
access: Κωδικός ή παραπομπή | Κωδικός | Παραπομπή
ip: Διεύθυνση IP
provider: Πάροχος φιλοξενίας | Πάροχος
hosting: Στοιχεία φιλοξενίας
host_country: Χώρα φιλοξενίας | Χώρα
screenshots: Στιγμιότυπα οθόνης
comments: Σχόλια | Παρατηρήσεις
cloudflare: Προστασία Cloudflare
ntd_sent: Αποστολή ειδοποίησης
""",
    "lt": """
hotline: Karštoji linija
received_from_public: Gauta iš visuomenės
received_from_iccam: Gauta iš ICCAM
iccam_id: ICCAM pranešimo numeris
forwarded_to_lea: Persiųsta policijai
urgent: Skubu
offender_identifiable: Pažeidėjas atpažįstamas
victim_identifiable: Auka atpažįstama
victim_identified: Auka nustatyta
content_type: Turinio rūšis | Turinio aprašymas | Aprašymas
self_generated: Pačių sukurta
content_data: Turinio duomenys
useful_information: Naudinga informacija
metadata: Metaduomenys
url: URL | URL adresas
access: Slaptažodis arba nuoroda | Slaptažodis
ip: IP adresas
provider: Prieglobos teikėjas | Teikėjas
hosting: Prieglobos duomenys
host_country: Prieglobos šalis | Šalis
screenshots: Ekrano kopijos
comments: Pastabos | Komentarai
cloudflare: Apsaugota Cloudflare
ntd_sent: Pranešimas išsiųstas
""",
    "sv": """
hotline: Anmälningstjänst
received_from_public: Mottaget från allmänheten
received_from_iccam: Mottaget från ICCAM
iccam_id: ICCAM-nummer
forwarded_to_lea: Vidarebefordrat till polisen
urgent: Brådskande
offender_identifiable: Gärningsperson identifierbar
victim_identifiable: Offer identifierbart
victim_identified: Offer identifierat
content_type: Typ av innehåll | Beskrivning av innehållet | Beskrivning | Sammanfattning
self_generated: Självproducerat
content_data: Innehållsdata
useful_information: Användbar information
metadata: Metadata
url: URL | Webbadress
access: Lösenord eller hänvisning | Lösenord | Hänvisning
ip: IP-adress
provider: Värdleverantör | Webbhotell | Leverantör
hosting: Uppgifter om värdtjänsten
host_country: Värdland | Land
screenshots: Skärmbilder
comments: Kommentarer | Anmärkningar
cloudflare: Skyddad av Cloudflare
ntd_sent: Anmodan skickad
""",
}

# Section headings (comments in the written form): report, content, location, additional information.
HEADINGS: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "en": ("REPORT", "CONTENT", "LOCATION & TRACKING", "ADDITIONAL INFORMATION"),
    "de": ("MELDUNG", "INHALT", "ORT & SPUREN", "WEITERE ANGABEN"),
    "et": ("TEADE", "SISU", "ASUKOHT JA JÄLJED", "LISATEAVE"),
    "el": ("ΑΝΑΦΟΡΑ", "ΠΕΡΙΕΧΟΜΕΝΟ", "ΤΟΠΟΘΕΣΙΑ & ΙΧΝΗ", "ΠΡΟΣΘΕΤΕΣ ΠΛΗΡΟΦΟΡΙΕΣ"),
    "lt": ("PRANEŠIMAS", "TURINYS", "VIETA IR PĖDSAKAI", "PAPILDOMA INFORMACIJA"),
    "sv": ("RAPPORT", "INNEHÅLL", "PLATS & SPÅR", "YTTERLIGARE UPPGIFTER"),
}

ANSWERS: Final[Mapping[str, Mapping[Answer, tuple[str, ...]]]] = {
    language: dict(zip(Answer, (tuple(words.split("|")) for words in line.split("/")), strict=True))
    for language, line in {
        "en": "Yes|Y/No|N/Not sure|?|Unsure|Unknown|Not known|Maybe",
        "de": "Ja|J/Nein/Unsicher|Nicht sicher|Unbekannt|Unklar",
        "et": "Jah/Ei/Ei tea|Pole kindel|Teadmata",
        "el": "Ναι/Όχι/Δεν ξέρω|Αβέβαιο|Άγνωστο",
        "lt": "Taip|T/Ne/Nežinau|Nežinoma",
        "sv": "Ja/Nej/Vet inte|Osäker|Oklart",
    }.items()
}


def fold_label(text: str) -> str:
    """A label as it is compared: one case, one spelling, hyphens as blanks, no mark at its end."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    plain = re.sub(r"[\s_*\u2010-\u2015-]+", " ", plain)
    return plain.strip(" ?.:;")


def _rows(table: str) -> dict[str, tuple[str, ...]]:
    joined = table.strip().replace("\n  |", " |")
    pairs = (line.split(":", 1) for line in joined.splitlines())
    return {name: tuple(label.strip() for label in labels.split("|")) for name, labels in pairs}


LABELS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    language: _rows(table) for language, table in _TABLE.items()
}
LABELS_EN: Final[Mapping[str, str]] = {name: labels[0] for name, labels in LABELS["en"].items()}


def default_labels() -> dict[str, str]:
    """Folded label to field name, for all shipped languages together."""
    return {
        fold_label(label): name
        for rows in LABELS.values()
        for name, labels in rows.items()
        for label in labels
    }


def read_answer(text: str) -> Answer | None:
    """Yes, no or not sure in any shipped language; None for anything else."""
    return _ANSWER_WORDS.get(_fold_answer(text))


def _fold_answer(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split()).rstrip(".!")


_ANSWER_WORDS: Final = {
    _fold_answer(word): answer
    for answers in ANSWERS.values()
    for answer, words in answers.items()
    for word in words
}
