"""Labels of statistics in German, English, Dutch and Swedish."""

from collections.abc import Mapping
from typing import Final

ROWS: Final[Mapping[str, str]] = {
    "de": """
t_assessed: Meldungen und Bewertungen
t_lea: An die Polizei
t_times: Wie lange es gedauert hat
t_removal: Entfernung von Inhalten auf Servern im Inland
t_countries: Hosting-Länder (Inhalte)
t_providers: Hosting-Anbieter im Inland (Inhalte)
t_feedback: Rückmeldungen der Polizei zu einzelnen Fällen
t_dsa: Löschaufforderungen je Anbieter (DSA, Artikel 22 Absatz 3)
reports: Meldungen aus der Öffentlichkeit
cases: Bewertete Fälle
illegal: - rechtswidrig
unsure: - nicht sicher
not_illegal: - nicht rechtswidrig
urgent: Dringende Fälle
items: Inhalte (URLs)
abroad: Fälle mit Servern im Ausland
iccam: - über ICCAM gemeldet
reported: An die Polizei gemeldete Fälle
same_day: - bis zum Ende desselben Arbeitstags
received: - Empfang bestätigt
reminders: Erinnerungen an fehlende Empfangsbestätigungen
holds: Zurückstellungen von Löschaufforderungen
long_holds: - länger als 30 Tage in Kraft
questions: Nicht ganz verstandene E-Mails
public_lea: Von der Meldung bis zur Polizei
found_lea: Von der Bewertung bis zur Polizei
lea_receipt: Vom Server der Polizei bis zur Empfangsbestätigung
lea_notice: Vom Server der Polizei bis zur Löschaufforderung
notice_removed: Von der Löschaufforderung bis zur Entfernung
public_removed: Von der Meldung der Öffentlichkeit bis zur Entfernung
removed: Entfernte Inhalte
claimed: Nur nach Angabe des Anbieters entfernt
removed_1: - binnen 1 Tag nach der Bewertung
removed_3: - binnen 3 Tagen nach der Bewertung
removed_7: - binnen 7 Tagen nach der Bewertung
noticed_1: - binnen 1 Tag nach der Löschaufforderung
noticed_3: - binnen 3 Tagen nach der Löschaufforderung
noticed_7: - binnen 7 Tagen nach der Löschaufforderung
feedback_mails: E-Mails mit Rückmeldung
feedback_cases: Fälle mit Rückmeldung
feedback_unproven: E-Mails ohne Nachweis des Absenders
victim: Opfer identifiziert
offender: Täter identifiziert
investigation: Ermittlung
useful: Meldung hilfreich
yes: ja
no: nein
not-sure: nicht sicher
open: offen
closed: abgeschlossen
none: keine
unknown: nicht bekannt
others: andere
of: von
median: Median
p90: 90 %: bis
minutes: min
hours: h
days: Tage
provider: Anbieter
kind: Art
notices: Löschaufforderungen
no_action: Kein Handeln bekannt
answered: Beantwortete Löschaufforderungen
over: darüber
""",
    "en": """
t_assessed: Reports and assessments
t_lea: To the police
t_times: How long it took
t_removal: Removal of content hosted at home
t_countries: Hosting countries (content items)
t_providers: Hosting providers at home (content items)
t_feedback: Feedback of the police on single cases
t_dsa: Notices by provider (DSA, Article 22(3))
reports: Reports from the public
cases: Cases assessed
illegal: - illegal
unsure: - not certain
not_illegal: - not illegal
urgent: Urgent cases
items: Content items (URLs)
abroad: Cases hosted abroad
iccam: - reported through ICCAM
reported: Cases reported to the police
same_day: - by the end of the same working day
received: - receipt confirmed
reminders: Reminders of missing receipts
holds: Requests to hold a notice
long_holds: - in force for more than 30 days
questions: Mails that were not fully understood
public_lea: From the public's report to the police
found_lea: From the assessment to the police
lea_receipt: From the police's server to the receipt
lea_notice: From the police's server to the notice
notice_removed: From the notice to the removal
public_removed: From the public's report to the removal
removed: Content items removed
claimed: Removed by the provider's word only
removed_1: - within 1 day of the assessment
removed_3: - within 3 days of the assessment
removed_7: - within 7 days of the assessment
noticed_1: - within 1 day of the notice
noticed_3: - within 3 days of the notice
noticed_7: - within 7 days of the notice
feedback_mails: Mails with feedback
feedback_cases: Cases with feedback
feedback_unproven: Mails whose sender is not proven
victim: Victim identified
offender: Offender identified
investigation: Investigation
useful: Report useful
yes: yes
no: no
not-sure: not sure
open: open
closed: closed
none: none
unknown: not known
others: others
of: of
median: median
p90: 90 % within
minutes: min
hours: h
days: days
provider: Provider
kind: Kind
notices: Notices
no_action: No action known
answered: Notices answered
over: above
""",
    "nl": """
t_assessed: Meldingen en beoordelingen
t_lea: Naar de politie
t_times: Hoe lang het duurde
t_removal: Verwijdering van inhoud op servers in dit land
t_countries: Landen van hosting (items)
t_providers: Hostingproviders in dit land (items)
t_feedback: Terugkoppeling van de politie over afzonderlijke dossiers
t_dsa: Verwijderverzoeken per provider (DSA, artikel 22, lid 3)
reports: Meldingen van het publiek
cases: Beoordeelde dossiers
illegal: - illegaal
unsure: - niet zeker
not_illegal: - niet illegaal
urgent: Spoedeisende dossiers
items: Items (URL's)
abroad: Dossiers met servers in het buitenland
iccam: - gemeld via ICCAM
reported: Aan de politie gemelde dossiers
same_day: - voor het einde van dezelfde werkdag
received: - ontvangst bevestigd
reminders: Herinneringen aan ontbrekende ontvangstbevestigingen
holds: Verzoeken om een verwijderverzoek op te schorten
long_holds: - langer dan 30 dagen van kracht
questions: Niet volledig begrepen e-mails
public_lea: Van de melding van het publiek tot de politie
found_lea: Van de beoordeling tot de politie
lea_receipt: Van de server van de politie tot de ontvangstbevestiging
lea_notice: Van de server van de politie tot het verwijderverzoek
notice_removed: Van het verwijderverzoek tot de verwijdering
public_removed: Van de melding van het publiek tot de verwijdering
removed: Verwijderde items
claimed: Alleen volgens de provider verwijderd
removed_1: - binnen 1 dag na de beoordeling
removed_3: - binnen 3 dagen na de beoordeling
removed_7: - binnen 7 dagen na de beoordeling
noticed_1: - binnen 1 dag na het verwijderverzoek
noticed_3: - binnen 3 dagen na het verwijderverzoek
noticed_7: - binnen 7 dagen na het verwijderverzoek
feedback_mails: E-mails met terugkoppeling
feedback_cases: Dossiers met terugkoppeling
feedback_unproven: E-mails zonder bewezen afzender
victim: Slachtoffer geïdentificeerd
offender: Dader geïdentificeerd
investigation: Onderzoek
useful: Melding bruikbaar
yes: ja
no: nee
not-sure: niet zeker
open: lopend
closed: afgesloten
none: geen
unknown: niet bekend
others: overige
of: van
median: mediaan
p90: 90 % binnen
minutes: min
hours: uur
days: dagen
provider: Provider
kind: Soort
notices: Verwijderverzoeken
no_action: Geen maatregel bekend
answered: Beantwoorde verwijderverzoeken
over: daarboven
""",
    "sv": """
t_assessed: Anmälningar och bedömningar
t_lea: Till polisen
t_times: Hur lång tid det tog
t_removal: Borttagning av innehåll på servrar i landet
t_countries: Värdländer (innehåll)
t_providers: Värdleverantörer i landet (innehåll)
t_feedback: Återkoppling från polisen om enskilda ärenden
t_dsa: Underrättelser per leverantör (DSA, artikel 22.3)
reports: Anmälningar från allmänheten
cases: Bedömda ärenden
illegal: - olagligt
unsure: - osäkert
not_illegal: - inte olagligt
urgent: Brådskande ärenden
items: Innehåll (URL:er)
abroad: Ärenden på servrar utomlands
iccam: - rapporterade via ICCAM
reported: Ärenden rapporterade till polisen
same_day: - före samma arbetsdags slut
received: - mottagande bekräftat
reminders: Påminnelser om saknade bekräftelser
holds: Begäran att vänta med underrättelsen
long_holds: - i kraft mer än 30 dagar
questions: Mejl som inte helt förstods
public_lea: Från allmänhetens anmälan till polisen
found_lea: Från bedömningen till polisen
lea_receipt: Från polisens server till bekräftelsen
lea_notice: Från polisens server till underrättelsen
notice_removed: Från underrättelsen till borttagningen
public_removed: Från allmänhetens anmälan till borttagningen
removed: Borttaget innehåll
claimed: Borttaget endast enligt leverantören
removed_1: - inom 1 dag från bedömningen
removed_3: - inom 3 dagar från bedömningen
removed_7: - inom 7 dagar från bedömningen
noticed_1: - inom 1 dag från underrättelsen
noticed_3: - inom 3 dagar från underrättelsen
noticed_7: - inom 7 dagar från underrättelsen
feedback_mails: Mejl med återkoppling
feedback_cases: Ärenden med återkoppling
feedback_unproven: Mejl utan bevisad avsändare
victim: Offer identifierat
offender: Gärningsman identifierad
investigation: Utredning
useful: Rapporten användbar
yes: ja
no: nej
not-sure: osäkert
open: pågår
closed: avslutad
none: ingen
unknown: okänt
others: övriga
of: av
median: median
p90: 90 % inom
minutes: min
hours: h
days: dagar
provider: Leverantör
kind: Slag
notices: Underrättelser
no_action: Ingen känd åtgärd
answered: Besvarade underrättelser
over: däröver
""",
}
