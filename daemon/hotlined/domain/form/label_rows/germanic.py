"""Labels of the form in German, English, Dutch and Swedish."""

from collections.abc import Mapping
from typing import Final

ROWS: Final[Mapping[str, str]] = {
    "de": """
hotline: Beschwerdestelle
  | Hotline | Meldestelle
received_from_public: Von der Öffentlichkeit gemeldet | Meldung eingegangen
  | Datum und Uhrzeit der Meldung aus der Öffentlichkeit | Eingegangen am
  | Aus der Öffentlichkeit erhalten
received_from_iccam: Von ICCAM gemeldet | Von ICCAM eingegangen
  | ICCAM-Meldung eingegangen
  | Aus ICCAM erhalten
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
  | Falls ja: Opfer identifiziert
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
  | Bemerkungen der Analystin oder des Analysten
cloudflare: Durch Cloudflare geschützt
  | Cloudflare
  | Durch Cloudflare oder ein anderes CDN geschützt
ntd_sent: Löschaufforderung versandt
""",
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
  | Comments of the analyst
cloudflare: Protected by Cloudflare | Is the site protected by Cloudflare | Cloudflare
  | Is the site is protected by Cloudflare | Protected by Cloudflare or another CDN
ntd_sent: Notice sent | NTD sent | Notice and Takedown sent
  | If applicable, information on when Notice and Takedown is sent out by the hotline
  | Notice and takedown
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
  | Beskrivning av typen av innehåll
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
  | Analytikerns kommentarer
cloudflare: Skyddad av Cloudflare
  | Cloudflare
  | Skyddad av Cloudflare eller ett annat CDN
ntd_sent: Anmodan skickad
""",
}
