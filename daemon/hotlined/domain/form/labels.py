"""The labels of the form in the shipped languages: as printed first, then what is understood as well.

Data only.  Labels are compared folded (`fold_label`): "Victim identifiable?" is "victim identifiable".
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Final

from hotlined.domain.form.annex import Answer

_TABLE: Final = {
    "en": """
hotline: Hotline
  | Hotline (name and add short description of the organisation)
received_from_public: Received from public
  | Date & time - report received from public | Report received from public
  | Date and time received from public | Public report received
received_from_iccam: Received from ICCAM | Report received from ICCAM | Report received from ICCAM system
  | Date, time, report ID number - report received from ICCAM system
iccam_id: ICCAM report ID | ICCAM ID | ICCAM | Report ID number
forwarded_to_lea: Forwarded to LEA | Date & time - report forwarded to LEA | Report forwarded to LEA
urgent: Urgent | Does the report require urgent action | Urgent action
  | Does the report require urgent action (imminent threat) | Urgent (imminent threat)
region: Region | State | District
content_language: Language | Language of the content | Content language
offender_identifiable: Offender identifiable
victim_identifiable: Victim identifiable
victim_identified: Victim identified | If yes, is the victim identified | Is the victim identified
content_type: Type of content
  | Description of the type of the content | Description | Summary of the content | Summary
  | Description of content | Content type
self_generated: Self-generated | Is the content self-generated | Content self-generated
content_data: Content data
useful_information: Useful information
metadata: Metadata | Information on metadata
item: Item | Item number
url: URL | URL address | URLs | Link
access: Password or referral
  | Password or referral (if needed) | Password | Referral | Referrer
ip: IP address | IP
provider: Hosting provider
  | Name of the hosting service provider | Name of the hosting provider | Provider | Hoster
  | Hosting service provider | Name of hosting service provider
hosting: Hosting details | Details of the hosting service
  | Details of the hosting | Hosting service details
host_country: Hosting country | Host country | Country
screenshots: Screenshots | Screenshot
comments: Comments | Comment | Other comments | Comments of the operator | Additional remarks | Remarks
  | Comments on the operator | Any additional remarks | Other comments of the operator
cloudflare: Protected by Cloudflare | Is the site protected by Cloudflare | Cloudflare
  | Is the site is protected by Cloudflare | Protected by Cloudflare or another CDN
ntd_sent: Notice sent | NTD sent | Notice and Takedown sent
  | If applicable, information on when Notice and Takedown is sent out by the hotline
  | Notice and takedown
""",
    "de": """
hotline: Beschwerdestelle
  | Hotline | Meldestelle
received_from_public: Von der Öffentlichkeit gemeldet | Meldung eingegangen
  | Datum und Uhrzeit der Meldung aus der Öffentlichkeit | Eingegangen am
received_from_iccam: Von ICCAM gemeldet | Von ICCAM eingegangen
  | ICCAM-Meldung eingegangen
iccam_id: ICCAM-Meldungsnummer | ICCAM-Nummer
forwarded_to_lea: An die Polizei weitergeleitet
  | An die Strafverfolgung weitergeleitet
urgent: Dringend
  | Dringend (unmittelbare Gefahr) | Eilt
region: Region | Bundesland | Kanton
content_language: Sprache | Sprache des Inhalts
offender_identifiable: Täter erkennbar | Täter identifizierbar
victim_identifiable: Opfer erkennbar | Opfer identifizierbar
victim_identified: Opfer identifiziert
  | Falls ja, ist das Opfer identifiziert | Ist das Opfer identifiziert
content_type: Art des Inhalts | Beschreibung | Zusammenfassung
  | Beschreibung der Art des Inhalts | Zusammenfassung des Inhalts
self_generated: Selbst erstellt | Selbstgeneriert
  | Ist der Inhalt selbst erstellt
content_data: Inhaltsdaten
useful_information: Nützliche Hinweise | Nützliche Informationen
metadata: Metadaten
  | Angaben zu Metadaten
item: Eintrag | Nummer
url: URL | Adresse des Inhalts
  | URL-Adresse
access: Passwort oder Verweis | Passwort | Verweis
  | Passwort oder Referrer | Referrer
ip: IP-Adresse
provider: Hosting-Anbieter | Hosting-Provider | Anbieter
  | Name des Hosting-Anbieters
hosting: Angaben zum Hosting | Hosting-Details
  | Einzelheiten zum Hosting
host_country: Hosting-Land | Land
screenshots: Bildschirmfotos
  | Screenshots | Bildschirmfoto
comments: Bemerkungen | Bemerkung | Kommentar | Kommentare
cloudflare: Durch Cloudflare geschützt
  | Cloudflare
ntd_sent: Löschaufforderung versandt
""",
    "et": """
hotline: Vihjeliin
received_from_public: Avalikkuselt saadud | Vihje saadud
  | Vihje saamise aeg
received_from_iccam: ICCAMist saadud
iccam_id: ICCAMi teate number | ICCAMi number
forwarded_to_lea: Politseile edastatud
urgent: Kiireloomuline
  | Kiire
region: Piirkond | Maakond | Regioon
content_language: Keel | Sisu keel
offender_identifiable: Kurjategija tuvastatav
victim_identifiable: Ohver tuvastatav
victim_identified: Ohver tuvastatud
  | Kui jah, kas ohver on tuvastatud
content_type: Sisu liik | Sisu kirjeldus | Kirjeldus
  | Sisu liigi kirjeldus | Kokkuvõte | Sisu kokkuvõte
self_generated: Ise loodud
  | Kas sisu on ise loodud
content_data: Sisu andmed
useful_information: Kasulik teave
metadata: Metaandmed
  | Teave metaandmete kohta
item: Kirje
url: URL | Veebiaadress
  | URL-aadress | Aadress
access: Parool või viide | Parool | Viide
ip: IP-aadress
provider: Majutusteenuse pakkuja | Teenusepakkuja
  | Majutusteenuse pakkuja nimi
hosting: Majutuse andmed
  | Majutusteenuse andmed
host_country: Majutusriik | Riik
screenshots: Ekraanipildid
  | Ekraanipilt | Ekraanitõmmised
comments: Märkused | Kommentaarid
  | Märkus | Kommentaar
cloudflare: Cloudflare'i kaitse all
  | Kas leht on Cloudflare'i kaitse all | Cloudflare
ntd_sent: Eemaldamisteade saadetud
""",
    "el": """
hotline: Ανοικτή γραμμή
received_from_public: Λήψη από το κοινό
  | Ημερομηνία και ώρα λήψης από το κοινό
received_from_iccam: Λήψη από το ICCAM
iccam_id: Αριθμός αναφοράς ICCAM
forwarded_to_lea: Διαβίβαση στην αστυνομία
urgent: Επείγον
  | Επείγουσα
region: Περιοχή | Περιφέρεια
content_language: Γλώσσα | Γλώσσα του περιεχομένου
offender_identifiable: Δράστης αναγνωρίσιμος
victim_identifiable: Θύμα αναγνωρίσιμο
victim_identified: Θύμα ταυτοποιημένο
  | Αν ναι, έχει ταυτοποιηθεί το θύμα
content_type: Είδος περιεχομένου | Περιγραφή | Περίληψη
  | Περιγραφή του περιεχομένου | Περίληψη του περιεχομένου
self_generated: Αυτοπαραγόμενο
content_data: Δεδομένα περιεχομένου
useful_information: Χρήσιμες πληροφορίες
metadata: Μεταδεδομένα
item: Στοιχείο
url: URL | Διεύθυνση URL
  | Σύνδεσμος
access: Κωδικός ή παραπομπή | Κωδικός | Παραπομπή
  | Κωδικός πρόσβασης
ip: Διεύθυνση IP
  | IP
provider: Πάροχος φιλοξενίας | Πάροχος
  | Όνομα παρόχου φιλοξενίας
hosting: Στοιχεία φιλοξενίας
host_country: Χώρα φιλοξενίας | Χώρα
screenshots: Στιγμιότυπα οθόνης
comments: Σχόλια | Παρατηρήσεις
  | Σχόλιο | Παρατήρηση
cloudflare: Προστασία Cloudflare
  | Cloudflare
ntd_sent: Αποστολή ειδοποίησης
""",
    "lt": """
hotline: Karštoji linija
received_from_public: Gauta iš visuomenės
  | Gavimo iš visuomenės data ir laikas
received_from_iccam: Gauta iš ICCAM
iccam_id: ICCAM pranešimo numeris
forwarded_to_lea: Persiųsta policijai
urgent: Skubu
region: Regionas | Apskritis
content_language: Kalba | Turinio kalba
offender_identifiable: Pažeidėjas atpažįstamas
victim_identifiable: Auka atpažįstama
victim_identified: Auka nustatyta
  | Jei taip, ar auka nustatyta
content_type: Turinio rūšis | Turinio aprašymas | Aprašymas
  | Turinio santrauka | Santrauka
self_generated: Pačių sukurta
content_data: Turinio duomenys
useful_information: Naudinga informacija
metadata: Metaduomenys
item: Įrašas
url: URL | URL adresas
  | Nuoroda į turinį | Adresas
access: Slaptažodis arba nuoroda | Slaptažodis
ip: IP adresas
  | IP
provider: Prieglobos teikėjas | Teikėjas
  | Prieglobos paslaugų teikėjo pavadinimas
hosting: Prieglobos duomenys
  | Prieglobos paslaugos duomenys
host_country: Prieglobos šalis | Šalis
screenshots: Ekrano kopijos
  | Ekrano kopija
comments: Pastabos | Komentarai
  | Pastaba | Komentaras
cloudflare: Apsaugota Cloudflare
  | Cloudflare
ntd_sent: Pranešimas išsiųstas
""",
    "nl": """
hotline: Meldpunt
received_from_public: Ontvangen van het publiek
  | Datum en tijd: melding ontvangen van het publiek
received_from_iccam: Ontvangen via ICCAM
iccam_id: ICCAM-meldingsnummer
forwarded_to_lea: Doorgestuurd naar de politie
urgent: Spoedeisend
  | Spoedeisend (acuut gevaar) | Spoed
region: Regio | Provincie
content_language: Taal | Taal van de inhoud
offender_identifiable: Dader identificeerbaar
victim_identifiable: Slachtoffer identificeerbaar
victim_identified: Slachtoffer geïdentificeerd
  | Zo ja: slachtoffer geïdentificeerd | Zo ja: is het slachtoffer geïdentificeerd
content_type: Soort inhoud | Beschrijving | Samenvatting
  | Beschrijving van het soort inhoud | Samenvatting van de inhoud
self_generated: Zelfgemaakt
  | Is de inhoud zelfgemaakt
content_data: Gegevens over de inhoud
useful_information: Nuttige informatie
metadata: Metadata
  | Informatie over metadata
item: Item
url: URL | URL-adres
access: Wachtwoord of verwijzing | Wachtwoord | Verwijzing
ip: IP-adres
provider: Hostingprovider | Provider
  | Naam van de hostingprovider
hosting: Gegevens over de hosting
host_country: Land van hosting | Land
screenshots: Schermafbeeldingen
  | Schermafbeelding | Screenshots
comments: Opmerkingen | Opmerking
  | Opmerkingen van de analist
cloudflare: Beschermd door Cloudflare
  | Beschermd door Cloudflare of een ander CDN | Cloudflare
ntd_sent: Verwijderverzoek verstuurd
""",
    "pl": """
hotline: Punkt kontaktowy
received_from_public: Zgłoszenie od użytkownika
  | Data i godzina: zgłoszenie od użytkownika
received_from_iccam: Zgłoszenie z ICCAM
  | Data i godzina: zgłoszenie z systemu ICCAM
iccam_id: Numer zgłoszenia ICCAM
forwarded_to_lea: Przekazano Policji
urgent: Pilne
  | Pilne (bezpośrednie zagrożenie)
region: Region | Województwo
content_language: Język | Język treści
offender_identifiable: Sprawca możliwy do identyfikacji
victim_identifiable: Ofiara możliwa do identyfikacji
victim_identified: Ofiara zidentyfikowana
  | Jeśli tak: ofiara zidentyfikowana | Jeśli tak: czy ofiara jest zidentyfikowana
content_type: Rodzaj treści | Opis | Streszczenie
  | Opis rodzaju treści | Streszczenie treści
self_generated: Wytworzone samodzielnie
  | Czy treści wytworzono samodzielnie
content_data: Dane dotyczące treści
useful_information: Przydatne informacje
metadata: Metadane
  | Informacje o metadanych
item: Pozycja
url: URL | Adres URL
access: Hasło lub strona odsyłająca | Hasło | Strona odsyłająca
ip: Adres IP
provider: Dostawca hostingu | Dostawca
  | Nazwa dostawcy hostingu
hosting: Dane dotyczące hostingu
host_country: Kraj hostingu | Kraj
screenshots: Zrzuty ekranu
  | Zrzut ekranu
comments: Uwagi | Komentarze
  | Uwagi analityka
cloudflare: Chronione przez Cloudflare
  | Chronione przez Cloudflare lub inny CDN | Cloudflare
ntd_sent: Powiadomienie wysłane
""",
    "sv": """
hotline: Anmälningstjänst
received_from_public: Mottaget från allmänheten
  | Datum och tid för mottagande från allmänheten
received_from_iccam: Mottaget från ICCAM
iccam_id: ICCAM-nummer
forwarded_to_lea: Vidarebefordrat till polisen
urgent: Brådskande
  | Brådskande åtgärd
region: Region | Län
content_language: Språk | Innehållets språk
offender_identifiable: Gärningsperson identifierbar
victim_identifiable: Offer identifierbart
victim_identified: Offer identifierat
  | Om ja, är offret identifierat | Är offret identifierat
content_type: Typ av innehåll | Beskrivning av innehållet | Beskrivning | Sammanfattning
  | Sammanfattning av innehållet | Innehållstyp
self_generated: Självproducerat
  | Är innehållet självproducerat | Självgenererat
content_data: Innehållsdata
useful_information: Användbar information
metadata: Metadata
  | Uppgifter om metadata
item: Post | Objekt
url: URL | Webbadress
  | URL-adress | Länk
access: Lösenord eller hänvisning | Lösenord | Hänvisning
  | Lösenord eller referens | Referens
ip: IP-adress
provider: Värdleverantör | Webbhotell | Leverantör
  | Namn på värdleverantören
hosting: Uppgifter om värdtjänsten
  | Uppgifter om värdtjänst
host_country: Värdland | Land
screenshots: Skärmbilder
  | Skärmbild | Skärmdumpar | Skärmdump
comments: Kommentarer | Anmärkningar
  | Kommentar | Anmärkning
cloudflare: Skyddad av Cloudflare
  | Cloudflare
ntd_sent: Anmodan skickad
""",
    "fr": """
hotline: Plateforme de signalement
received_from_public: Signalé par le public | Reçu du public
  | Date et heure du signalement par le public
received_from_iccam: Signalé via ICCAM | Signalé par ICCAM | Reçu d'ICCAM
iccam_id: Numéro de signalement ICCAM | Numéro ICCAM
forwarded_to_lea: Transmis au service d'enquête | Transmis à la police
urgent: Urgent
  | Urgent (danger imminent) | Urgence
region: Région | Département | Canton
content_language: Langue | Langue du contenu
offender_identifiable: Auteur identifiable
victim_identifiable: Victime identifiable
victim_identified: Victime identifiée
  | Si oui, victime identifiée | Si oui, la victime est-elle identifiée
content_type: Type de contenu | Description
  | Description du type de contenu | Description du contenu | Résumé | Résumé du contenu
self_generated: Contenu autoproduit | Autoproduit
  | Le contenu est-il autoproduit
content_data: Données du contenu
useful_information: Informations utiles
metadata: Métadonnées
  | Informations sur les métadonnées
item: Élément
url: URL | Adresse URL
  | Lien
access: Mot de passe ou page référente | Mot de passe | Page référente | Référent
  | Mot de passe, page référente | Mot de passe ou page référente (si nécessaire)
ip: Adresse IP
provider: Hébergeur | Fournisseur
  | Nom de l'hébergeur
hosting: Détails de l'hébergement
host_country: Pays d'hébergement | Pays
screenshots: Captures d'écran
  | Capture d'écran
comments: Observations | Observation | Commentaires | Commentaire | Remarques
  | Observations de l'analyste
cloudflare: Protégé par Cloudflare
  | Protégé par Cloudflare ou un autre CDN | Cloudflare
ntd_sent: Notification envoyée
""",
    "es": """
hotline: Línea de reporte
received_from_public: Reportado por el público | Recibido del público
  | Fecha y hora del reporte del público
received_from_iccam: Reportado a través de ICCAM | Recibido de ICCAM
iccam_id: Número de reporte de ICCAM | Número de ICCAM
forwarded_to_lea: Remitido a la policía
urgent: Urgente
  | Urgente (peligro inminente) | Urgencia
region: Región | Provincia | Comunidad autónoma
content_language: Idioma | Idioma del contenido
offender_identifiable: Autor identificable | ¿Autor identificable?
victim_identifiable: Víctima identificable | ¿Víctima identificable?
victim_identified: Víctima identificada
  | Si lo es, ¿está identificada? | ¿Víctima identificada (en su caso)?
content_type: Tipo de contenido | Descripción
  | Descripción del tipo de contenido | Descripción del contenido | Resumen | Resumen del contenido
self_generated: Contenido autogenerado | Autogenerado
  | ¿Contenido autogenerado? | ¿Es contenido autogenerado?
content_data: Datos del contenido
useful_information: Información útil
metadata: Metadatos
  | Información sobre metadatos
item: Elemento
url: URL | Dirección URL
  | Enlace
access: Contraseña o página de origen | Contraseña | Página de origen
  | Contraseña o página de origen (si es necesario)
ip: Dirección IP
provider: Proveedor de alojamiento | Proveedor
  | Nombre del proveedor de alojamiento
hosting: Datos del alojamiento
host_country: País de alojamiento | País
screenshots: Capturas de pantalla
  | Captura de pantalla
comments: Observaciones | Comentarios | Comentario
  | Observaciones del analista
cloudflare: Protegido por Cloudflare
  | ¿Protegido por Cloudflare u otra CDN? | Protegido por Cloudflare u otra CDN | Cloudflare
ntd_sent: Notificación enviada
""",
    "it": """
hotline: Hotline
received_from_public: Ricevuta dal pubblico | Data e ora: segnalazione ricevuta dal pubblico
received_from_iccam: Ricevuta tramite ICCAM | Ricevuta da ICCAM
  | Data e ora: segnalazione ricevuta tramite ICCAM
iccam_id: Numero segnalazione ICCAM | Numero ICCAM | Numero della segnalazione
forwarded_to_lea: Inoltro alle forze dell'ordine | Inoltrata alle forze dell'ordine
urgent: Urgente | Urgente (pericolo imminente) | Urgenza
region: Regione | Provincia
content_language: Lingua | Lingua del contenuto
offender_identifiable: Autore del reato identificabile | Autore identificabile
victim_identifiable: Vittima identificabile
victim_identified: Vittima identificata | Se sì, la vittima è identificata
content_type: Tipo di contenuto | Descrizione | Descrizione del tipo di contenuto
  | Descrizione del contenuto | Sintesi del contenuto | Sintesi
self_generated: Autoprodotto | Il contenuto è autoprodotto
content_data: Dati del contenuto
useful_information: Informazioni utili
metadata: Metadati | Informazioni sui metadati
item: Elemento
url: URL | Indirizzo URL
access: Password o referrer | Password o referrer (se necessario)
ip: Indirizzo IP
provider: Fornitore di hosting | Fornitore | Nome del fornitore di hosting
hosting: Dettagli dell'hosting | Dettagli del servizio di hosting
host_country: Paese di hosting | Paese
screenshots: Schermate | Schermata | Screenshot
comments: Commenti | Commento | Osservazioni | Commenti dell'analista
cloudflare: Protetto da Cloudflare | Protetto da Cloudflare o da un altro CDN
ntd_sent: Richiesta di rimozione inviata
""",
    "pt": """
hotline: Hotline
received_from_public: Recebida do público | Data e hora: denúncia recebida do público
received_from_iccam: Recebida através do ICCAM | Data e hora: denúncia recebida através do ICCAM
iccam_id: Número da denúncia no ICCAM | Número ICCAM | Número da denúncia
forwarded_to_lea: Transmitida à polícia | Data e hora: denúncia transmitida à polícia
urgent: Urgente | Urgente (perigo iminente) | Urgência
region: Região | Distrito
content_language: Língua | Língua do conteúdo | Idioma
offender_identifiable: Autor do crime identificável | Autor identificável
victim_identifiable: Vítima identificável
victim_identified: Vítima identificada | Se sim, a vítima está identificada
content_type: Tipo de conteúdo | Descrição | Descrição do tipo de conteúdo
  | Descrição do conteúdo | Resumo do conteúdo | Resumo
self_generated: Autoproduzido | O conteúdo é autoproduzido
content_data: Dados do conteúdo
useful_information: Informações úteis
metadata: Metadados | Informações sobre os metadados
item: Elemento
url: URL | Endereço URL
access: Palavra-passe ou referrer | Palavra-passe ou referrer (se necessário) | Palavra-passe
ip: Endereço IP
provider: Fornecedor de alojamento | Fornecedor | Nome do fornecedor de alojamento
hosting: Detalhes do alojamento | Detalhes do serviço de alojamento
host_country: País de alojamento | País
screenshots: Capturas de ecrã | Captura de ecrã
comments: Comentários | Comentário | Observações | Comentários do analista
cloudflare: Protegido pela Cloudflare | Protegido pela Cloudflare ou por outra CDN
ntd_sent: Pedido de remoção enviado
""",
}

# Section headings (comments in the written form): report, content, location, additional information.
HEADINGS: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "en": ("REPORT", "CONTENT", "LOCATION & TRACKING", "ADDITIONAL INFORMATION"),
    "de": ("MELDUNG", "INHALT", "ORT & SPUREN", "WEITERE ANGABEN"),
    "et": ("TEADE", "SISU", "ASUKOHT JA JÄLJED", "LISATEAVE"),
    "el": ("ΑΝΑΦΟΡΑ", "ΠΕΡΙΕΧΟΜΕΝΟ", "ΤΟΠΟΘΕΣΙΑ & ΙΧΝΗ", "ΠΡΟΣΘΕΤΕΣ ΠΛΗΡΟΦΟΡΙΕΣ"),
    "lt": ("PRANEŠIMAS", "TURINYS", "VIETA IR PĖDSAKAI", "PAPILDOMA INFORMACIJA"),
    "nl": ("MELDING", "INHOUD", "LOCATIE EN SPOREN", "AANVULLENDE INFORMATIE"),
    "pl": ("ZGŁOSZENIE", "TREŚĆ", "LOKALIZACJA I ŚLADY", "INFORMACJE DODATKOWE"),
    "sv": ("RAPPORT", "INNEHÅLL", "PLATS & SPÅR", "YTTERLIGARE UPPGIFTER"),
    "fr": ("SIGNALEMENT", "CONTENU", "LOCALISATION ET TRAÇAGE", "INFORMATIONS COMPLÉMENTAIRES"),
    "es": ("INFORME", "CONTENIDO", "LOCALIZACIÓN Y RASTREO", "INFORMACIÓN ADICIONAL"),
    "it": ("SEGNALAZIONE", "CONTENUTO", "LOCALIZZAZIONE E TRACCIAMENTO", "ULTERIORI INFORMAZIONI"),
    "pt": ("DENÚNCIA", "CONTEÚDO", "LOCALIZAÇÃO E RASTREIO", "INFORMAÇÕES ADICIONAIS"),
}

# The last section of the printed form: what stands below it is about the hotline, and not the analyst's.
CONTACT: Final = (
    "CONTACT INFORMATION",
    "KONTAKT",
    "KONTAKTANGABEN",
    "KONTAKTANDMED",
    "ΣΤΟΙΧΕΙΑ ΕΠΙΚΟΙΝΩΝΙΑΣ",
    "KONTAKTINĖ INFORMACIJA",
    "CONTACTGEGEVENS",
    "DANE KONTAKTOWE",
    "KONTAKTUPPGIFTER",
    "COORDONNÉES",
    "DATOS DE CONTACTO",
    "RECAPITI",
    "CONTACTOS",
)

ANSWERS: Final[Mapping[str, Mapping[Answer, tuple[str, ...]]]] = {
    language: dict(zip(Answer, (tuple(words.split("|")) for words in line.split("/")), strict=True))
    for language, line in {
        "en": "Yes|Y/No|N/Not sure|?|Unsure|Unknown|Not known|Maybe|Not certain",
        "de": "Ja|J/Nein/Unsicher|Nicht sicher|Unbekannt|Unklar|Weiß nicht",
        "et": "Jah/Ei/Ei tea|Pole kindel|Ei ole kindel|Teadmata",
        "el": "Ναι/Όχι/Δεν ξέρω|Αβέβαιο|Άγνωστο|Δεν είμαι σίγουρος|Δεν είμαι σίγουρη",
        "lt": "Taip|T/Ne/Nežinau|Nežinoma|Neaišku|Nesu tikras|Nesu tikra",
        "nl": "Ja/Nee/Niet zeker|Onzeker|Onbekend|Weet niet",
        "pl": "Tak/Nie/Nie wiadomo|Nie wiem|Niepewne|Nieznane",
        "sv": "Ja/Nej/Vet inte|Osäker|Osäkert|Oklart|Vet ej",
        "es": "Sí|Si/No/No se sabe|No seguro|No estoy seguro|No estoy segura|Desconocido",
        "fr": "Oui/Non/Incertain|Pas sûr|Inconnu|Ne sait pas",
        "it": "Sì/No/Incerto|Non sicuro|Non so|Sconosciuto",
        "pt": "Sim/Não/Incerto|Não sei|Desconhecido",
    }.items()
}

# Understood as well, from analysts who think in these languages: yes/no/not sure.
_OTHER_ANSWERS: Final = (
    "Kyllä/Ei/En tiedä|Epävarma|Ei tiedossa",
    "Ja/Nej/Ved ikke|Usikker|Uvist",
    "Ano/Ne/Nevím|Nejisté|Neznámo",
    "Áno/Nie/Neviem|Neisté",
    "Da/Nu/Nu știu|Nesigur",
    "Jā/Nē/Nezinu|Nav zināms",
    "Igen/Nem/Nem tudom|Bizonytalan",
    "Da/Ne/Ne vem|Ne znam",
    "Да/Не/Не знам",
    "Iva/Le/Mhux ċert",
)


def fold_label(text: str) -> str:
    """A label as it is compared: one case, no accents, hyphens as blanks, no mark at its end."""
    plain = _without_accents(text).replace("\u2019", "'").replace("\u00b4", "'")
    plain = re.sub(r"[\s_*\u2022\u00b7\u2010-\u2015-]+", " ", plain)
    return plain.strip(" ?.:;\u037e")


def _without_accents(text: str) -> str:
    """Greek capitals are written without them, and so is much else at foreign keyboards."""
    plain = text.casefold()
    if plain.isascii():
        return plain
    apart = unicodedata.normalize("NFKD", plain)
    return unicodedata.normalize("NFKC", "".join(c for c in apart if unicodedata.category(c) != "Mn"))


def _rows(table: str) -> dict[str, tuple[str, ...]]:
    joined = table.strip().replace("\n  |", " |")
    pairs = (line.split(":", 1) for line in joined.splitlines())
    return {name: tuple(label.strip() for label in labels.split("|")) for name, labels in pairs}


LABELS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    language: _rows(table) for language, table in _TABLE.items()
}
LABELS_EN: Final[Mapping[str, str]] = {name: labels[0] for name, labels in LABELS["en"].items()}


@cache
def default_labels() -> Mapping[str, str]:
    """Folded label to field name, for all shipped languages together."""
    return {
        fold_label(label): name
        for rows in LABELS.values()
        for name, labels in rows.items()
        for label in labels
    }


def read_answer(text: str) -> Answer | None:
    """Yes, no or not sure in any shipped language, or the one box that is ticked; None for anything else."""
    ticked = {_ANSWER_WORDS.get(_fold_answer(word)) for word in _TICKED.findall(text)}
    if ticked:
        return ticked.pop() if len(ticked) == 1 else None
    return _ANSWER_WORDS.get(_fold_answer(text))


def is_not_known(text: str) -> bool:
    """Whether a value says in any shipped language that nobody knows it; as good as an empty line."""
    return read_answer(text) is Answer.NOT_SURE or _fold_answer(text) in _NOT_KNOWN


def _fold_answer(text: str) -> str:
    plain = " ".join(_without_accents(text).split())
    return plain.strip("\"'\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb ").rstrip(".!")


# Beside "not sure" in all its languages: what is said of a thing, and of no question.
_UNKNOWN: Final = (
    "n/a|na|none|not available|not applicable|not found|tbd|nicht bekannt|nicht ermittelbar|keine|k.A.",
    "keine Angabe|pole teada|ei ole teada|tundmatu|puudub|άγνωστη|άγνωστος|δεν είναι γνωστή",
    "δεν είναι γνωστό|δεν υπάρχει|nežinomas|nežinoma|nėra|nėra žinoma|okänd|okänt|inte känd|ej känd|saknas",
)
_NOT_KNOWN: Final = frozenset(_fold_answer(word) for row in _UNKNOWN for word in row.split("|"))
_BOX: Final = "\u2610\u2611\u2612\u2713\u2714\u2717\u2718"
_TICKED: Final = re.compile(
    rf"(?:[\u2611\u2612\u2713\u2714\u2717\u2718]|[\[(]\s?[xX]\s?[\])])\s*([^{_BOX}\[\](),;|/\n]{{1,30}})"
)
_ANSWER_WORDS: Final = {
    _fold_answer(word): answer
    for answers in (
        *ANSWERS.values(),
        *(dict(zip(Answer, (w.split("|") for w in line.split("/")), strict=True)) for line in _OTHER_ANSWERS),
    )
    for answer, words in answers.items()
    for word in words
}
