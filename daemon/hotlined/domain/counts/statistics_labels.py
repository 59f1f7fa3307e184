"""The labels of statistics, as the hotline and the LEA read them; data only, in the shipped languages."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final


def _rows(text: str) -> Mapping[str, str]:
    pairs = (line.split(": ", 1) for line in text.strip().splitlines())
    return MappingProxyType({name.strip(): label.strip() for name, label in pairs})


LABELS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "en": _rows(
            """
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
            """
        ),
        "de": _rows(
            """
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
            """
        ),
        "et": _rows(
            """
            t_assessed: Vihjed ja hinnangud
            t_lea: Politseile
            t_times: Kui kaua läks
            t_removal: Kodumaal majutatud sisu eemaldamine
            t_countries: Majutusriigid (kirjed)
            t_providers: Kodumaised majutajad (kirjed)
            t_feedback: Politsei tagasiside üksikjuhtumite kohta
            t_dsa: Teated majutajate kaupa (digiteenuste määrus, artikkel 22 lõige 3)
            reports: Avalikkuselt saadud vihjed
            cases: Hinnatud juhtumid
            illegal: - ebaseaduslik
            unsure: - ei ole kindel
            not_illegal: - ei ole ebaseaduslik
            urgent: Kiireloomulised juhtumid
            items: Kirjed (URL-id)
            abroad: Välismaal majutatud juhtumid
            iccam: - ICCAMi kaudu edastatud
            reported: Politseile edastatud juhtumid
            same_day: - sama tööpäeva lõpuks
            received: - kättesaamine kinnitatud
            reminders: Meeldetuletused puuduva kinnituse kohta
            holds: Palved teate saatmisega oodata
            long_holds: - kestsid üle 30 päeva
            questions: Kirjad, millest ei saadud lõpuni aru
            public_lea: Vihjest politseini
            found_lea: Hinnangust politseini
            lea_receipt: Politsei serverist kättesaamiskinnituseni
            lea_notice: Politsei serverist teateni majutajale
            notice_removed: Teatest eemaldamiseni
            public_removed: Vihjest eemaldamiseni
            removed: Eemaldatud kirjed
            claimed: Eemaldatud ainult majutaja sõnul
            removed_1: - 1 päeva jooksul hinnangust
            removed_3: - 3 päeva jooksul hinnangust
            removed_7: - 7 päeva jooksul hinnangust
            noticed_1: - 1 päeva jooksul teatest
            noticed_3: - 3 päeva jooksul teatest
            noticed_7: - 7 päeva jooksul teatest
            feedback_mails: Tagasisidega kirjad
            feedback_cases: Tagasisidega juhtumid
            feedback_unproven: Tõendamata saatjaga kirjad
            victim: Ohver tuvastatud
            offender: Kurjategija tuvastatud
            investigation: Uurimine
            useful: Teade oli kasulik
            yes: jah
            no: ei
            not-sure: ei tea
            open: pooleli
            closed: lõpetatud
            none: ei ole
            unknown: teadmata
            others: muud
            of: /
            median: mediaan
            p90: 90 % kuni
            minutes: min
            hours: h
            days: päeva
            provider: Majutaja
            kind: Liik
            notices: Teated
            no_action: Tegutsemine teadmata
            answered: Vastatud teated
            over: üle selle
            """
        ),
        "el": _rows(
            """
            t_assessed: Αναφορές και αξιολογήσεις
            t_lea: Προς την αστυνομία
            t_times: Πόσο χρόνο χρειάστηκε
            t_removal: Αφαίρεση περιεχομένου που φιλοξενείται στη χώρα
            t_countries: Χώρες φιλοξενίας (στοιχεία)
            t_providers: Πάροχοι φιλοξενίας στη χώρα (στοιχεία)
            t_feedback: Σχόλια της αστυνομίας για μεμονωμένες υποθέσεις
            t_dsa: Ειδοποιήσεις ανά πάροχο (DSA, άρθρο 22 παράγραφος 3)
            reports: Αναφορές από το κοινό
            cases: Υποθέσεις που αξιολογήθηκαν
            illegal: - παράνομο
            unsure: - αβέβαιο
            not_illegal: - όχι παράνομο
            urgent: Επείγουσες υποθέσεις
            items: Στοιχεία περιεχομένου (URL)
            abroad: Υποθέσεις που φιλοξενούνται στο εξωτερικό
            iccam: - αναφέρθηκαν μέσω ICCAM
            reported: Υποθέσεις που αναφέρθηκαν στην αστυνομία
            same_day: - ως το τέλος της ίδιας εργάσιμης ημέρας
            received: - επιβεβαιωμένη παραλαβή
            reminders: Υπενθυμίσεις για επιβεβαιώσεις που λείπουν
            holds: Αιτήματα αναμονής πριν από την ειδοποίηση
            long_holds: - σε ισχύ πάνω από 30 ημέρες
            questions: Μηνύματα που δεν έγιναν πλήρως κατανοητά
            public_lea: Από την αναφορά του κοινού ως την αστυνομία
            found_lea: Από την αξιολόγηση ως την αστυνομία
            lea_receipt: Από τον διακομιστή της αστυνομίας ως την επιβεβαίωση
            lea_notice: Από τον διακομιστή της αστυνομίας ως την ειδοποίηση
            notice_removed: Από την ειδοποίηση ως την αφαίρεση
            public_removed: Από την αναφορά του κοινού ως την αφαίρεση
            removed: Στοιχεία που αφαιρέθηκαν
            claimed: Αφαιρέθηκαν μόνο κατά δήλωση του παρόχου
            removed_1: - εντός 1 ημέρας από την αξιολόγηση
            removed_3: - εντός 3 ημερών από την αξιολόγηση
            removed_7: - εντός 7 ημερών από την αξιολόγηση
            noticed_1: - εντός 1 ημέρας από την ειδοποίηση
            noticed_3: - εντός 3 ημερών από την ειδοποίηση
            noticed_7: - εντός 7 ημερών από την ειδοποίηση
            feedback_mails: Μηνύματα με σχόλια
            feedback_cases: Υποθέσεις με σχόλια
            feedback_unproven: Μηνύματα χωρίς απόδειξη αποστολέα
            victim: Το θύμα ταυτοποιήθηκε
            offender: Ο δράστης ταυτοποιήθηκε
            investigation: Έρευνα
            useful: Χρήσιμη αναφορά
            yes: ναι
            no: όχι
            not-sure: δεν είναι βέβαιο
            open: ανοιχτή
            closed: ολοκληρώθηκε
            none: καμία
            unknown: άγνωστο
            others: άλλα
            of: από
            median: διάμεσος
            p90: 90 %: έως
            minutes: λεπτά
            hours: ώρες
            days: ημέρες
            provider: Πάροχος
            kind: Είδος
            notices: Ειδοποιήσεις
            no_action: Καμία γνωστή ενέργεια
            answered: Απαντημένες ειδοποιήσεις
            over: περισσότερο
            """
        ),
        "lt": _rows(
            """
            t_assessed: Pranešimai ir vertinimai
            t_lea: Policijai
            t_times: Kiek laiko truko
            t_removal: Šalyje talpinamo turinio pašalinimas
            t_countries: Talpinimo šalys (turinio vienetai)
            t_providers: Prieglobos paslaugų teikėjai šalyje (turinio vienetai)
            t_feedback: Policijos atsiliepimai apie atskirus atvejus
            t_dsa: Pranešimai pagal teikėją (Skaitmeninių paslaugų aktas, 22 straipsnio 3 dalis)
            reports: Visuomenės pranešimai
            cases: Įvertinti atvejai
            illegal: - neteisėtas
            unsure: - neaišku
            not_illegal: - nėra neteisėtas
            urgent: Skubūs atvejai
            items: Turinio vienetai (URL)
            abroad: Užsienyje talpinami atvejai
            iccam: - pranešta per ICCAM
            reported: Policijai perduoti atvejai
            same_day: - iki tos pačios darbo dienos pabaigos
            received: - gavimas patvirtintas
            reminders: Priminimai dėl trūkstamų patvirtinimų
            holds: Prašymai palaukti su pranešimu
            long_holds: - galiojo ilgiau nei 30 dienų
            questions: Ne iki galo suprasti laiškai
            public_lea: Nuo visuomenės pranešimo iki policijos
            found_lea: Nuo įvertinimo iki policijos
            lea_receipt: Nuo policijos serverio iki gavimo patvirtinimo
            lea_notice: Nuo policijos serverio iki pranešimo teikėjui
            notice_removed: Nuo pranešimo teikėjui iki pašalinimo
            public_removed: Nuo visuomenės pranešimo iki pašalinimo
            removed: Pašalinti turinio vienetai
            claimed: Pašalinta tik teikėjo teigimu
            removed_1: - per 1 dieną nuo įvertinimo
            removed_3: - per 3 dienas nuo įvertinimo
            removed_7: - per 7 dienas nuo įvertinimo
            noticed_1: - per 1 dieną nuo pranešimo
            noticed_3: - per 3 dienas nuo pranešimo
            noticed_7: - per 7 dienas nuo pranešimo
            feedback_mails: Laiškai su atsiliepimais
            feedback_cases: Atvejai su atsiliepimais
            feedback_unproven: Laiškai be siuntėjo įrodymo
            victim: Auka nustatyta
            offender: Nusikaltėlis nustatytas
            investigation: Tyrimas
            useful: Pranešimas naudingas
            yes: taip
            no: ne
            not-sure: neaišku
            open: vyksta
            closed: baigtas
            none: nėra
            unknown: nežinoma
            others: kiti
            of: iš
            median: mediana
            p90: 90 % iki
            minutes: min.
            hours: val.
            days: d.
            provider: Teikėjas
            kind: Rūšis
            notices: Pranešimai
            no_action: Veiksmų nežinoma
            answered: Atsakyti pranešimai
            over: daugiau
            """
        ),
        "nl": _rows(
            """
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
            """
        ),
        "pl": _rows(
            """
            t_assessed: Zgłoszenia i oceny
            t_lea: Do Policji
            t_times: Ile czasu to trwało
            t_removal: Usuwanie treści hostowanych w kraju
            t_countries: Kraje hostingu (pozycje)
            t_providers: Dostawcy hostingu w kraju (pozycje)
            t_feedback: Informacje zwrotne Policji o poszczególnych sprawach
            t_dsa: Powiadomienia według dostawców (DSA, art. 22 ust. 3)
            reports: Zgłoszenia od użytkowników
            cases: Ocenione sprawy
            illegal: - nielegalne
            unsure: - niepewne
            not_illegal: - nieuznane za nielegalne
            urgent: Pilne sprawy
            items: Pozycje (adresy URL)
            abroad: Sprawy z hostingiem za granicą
            iccam: - zgłoszone przez ICCAM
            reported: Sprawy zgłoszone Policji
            same_day: - do końca tego samego dnia roboczego
            received: - odbiór potwierdzony
            reminders: Przypomnienia o braku potwierdzenia odbioru
            holds: Prośby o wstrzymanie powiadomienia
            long_holds: - obowiązujące ponad 30 dni
            questions: Wiadomości nie w pełni zrozumiane
            public_lea: Od zgłoszenia użytkownika do Policji
            found_lea: Od oceny do Policji
            lea_receipt: Od serwera Policji do potwierdzenia odbioru
            lea_notice: Od serwera Policji do powiadomienia
            notice_removed: Od powiadomienia do usunięcia
            public_removed: Od zgłoszenia użytkownika do usunięcia
            removed: Usunięte pozycje
            claimed: Usunięte tylko według dostawcy
            removed_1: - w ciągu 1 dnia od oceny
            removed_3: - w ciągu 3 dni od oceny
            removed_7: - w ciągu 7 dni od oceny
            noticed_1: - w ciągu 1 dnia od powiadomienia
            noticed_3: - w ciągu 3 dni od powiadomienia
            noticed_7: - w ciągu 7 dni od powiadomienia
            feedback_mails: Wiadomości z informacją zwrotną
            feedback_cases: Sprawy z informacją zwrotną
            feedback_unproven: Wiadomości bez dowodu nadawcy
            victim: Ofiara zidentyfikowana
            offender: Sprawca zidentyfikowany
            investigation: Postępowanie
            useful: Zgłoszenie przydatne
            yes: tak
            no: nie
            not-sure: nie wiadomo
            open: w toku
            closed: zakończone
            none: brak
            unknown: nieznane
            others: pozostałe
            of: z
            median: mediana
            p90: 90 % w ciągu
            minutes: min
            hours: h
            days: dni
            provider: Dostawca
            kind: Rodzaj
            notices: Powiadomienia
            no_action: Brak znanych działań
            answered: Powiadomienia z odpowiedzią
            over: powyżej
            """
        ),
        "sv": _rows(
            """
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
            """
        ),
        "fr": _rows(
            """
            t_assessed: Signalements et évaluations
            t_lea: Transmission au service d’enquête
            t_times: Durées
            t_removal: Retrait des contenus hébergés dans le pays
            t_countries: Pays d’hébergement (éléments)
            t_providers: Hébergeurs du pays (éléments)
            t_feedback: Retours du service d’enquête sur des dossiers
            t_dsa: Notifications par hébergeur (DSA, article 22, paragraphe 3)
            reports: Signalements du public
            cases: Dossiers évalués
            illegal: - illicites
            unsure: - incertains
            not_illegal: - non illicites
            urgent: Dossiers urgents
            items: Éléments de contenu (URL)
            abroad: Dossiers hébergés à l’étranger
            iccam: - signalés via ICCAM
            reported: Dossiers transmis au service d’enquête
            same_day: - avant la fin du même jour ouvré
            received: - réception confirmée
            reminders: Rappels faute d’accusé de réception
            holds: Demandes de suspension d’une notification
            long_holds: - en vigueur plus de 30 jours
            questions: Courriels qui n’ont pas été tout à fait compris
            public_lea: Du signalement du public au service d’enquête
            found_lea: De l’évaluation au service d’enquête
            lea_receipt: Du serveur du service d’enquête à l’accusé de réception
            lea_notice: Du serveur du service d’enquête à la notification
            notice_removed: De la notification au retrait
            public_removed: Du signalement du public au retrait
            removed: Éléments retirés
            claimed: Retirés d’après le seul hébergeur
            removed_1: - dans un délai de 1 jour après l’évaluation
            removed_3: - dans un délai de 3 jours après l’évaluation
            removed_7: - dans un délai de 7 jours après l’évaluation
            noticed_1: - dans un délai de 1 jour après la notification
            noticed_3: - dans un délai de 3 jours après la notification
            noticed_7: - dans un délai de 7 jours après la notification
            feedback_mails: Courriels de retour
            feedback_cases: Dossiers avec retour
            feedback_unproven: Courriels dont l’expéditeur n’est pas prouvé
            victim: Victime identifiée
            offender: Auteur identifié
            investigation: Enquête
            useful: Signalement utile
            yes: oui
            no: non
            not-sure: incertain
            open: ouverte
            closed: close
            none: aucune
            unknown: inconnu
            others: autres
            of: sur
            median: médiane
            p90: 90 % en au plus
            minutes: min
            hours: h
            days: jours
            provider: Hébergeur
            kind: Type
            notices: Notifications
            no_action: Aucune suite connue
            answered: Notifications suivies d’une réponse
            over: au-delà
            """
        ),
        "es": _rows(
            """
            t_assessed: Reportes y valoraciones
            t_lea: Remisión a la policía
            t_times: Duración
            t_removal: Retirada de contenido alojado en el país
            t_countries: Países de alojamiento (elementos)
            t_providers: Proveedores de alojamiento del país (elementos)
            t_feedback: Información de la policía sobre casos concretos
            t_dsa: Notificaciones por proveedor (DSA, artículo 22, apartado 3)
            reports: Reportes del público
            cases: Casos valorados
            illegal: - ilícitos
            unsure: - sin certeza
            not_illegal: - no ilícitos
            urgent: Casos urgentes
            items: Elementos de contenido (URL)
            abroad: Casos alojados en el extranjero
            iccam: - reportados a través de ICCAM
            reported: Casos remitidos a la policía
            same_day: - antes del fin del mismo día laborable
            received: - con acuse de recibo
            reminders: Recordatorios por falta de acuse de recibo
            holds: Solicitudes de suspensión de una notificación
            long_holds: - en vigor más de 30 días
            questions: Correos que no se entendieron del todo
            public_lea: Del reporte del público a la policía
            found_lea: De la valoración a la policía
            lea_receipt: Del servidor de la policía al acuse de recibo
            lea_notice: Del servidor de la policía a la notificación
            notice_removed: De la notificación a la retirada
            public_removed: Del reporte del público a la retirada
            removed: Elementos retirados
            claimed: Retirados solo según el proveedor
            removed_1: - en el plazo de 1 día desde la valoración
            removed_3: - en el plazo de 3 días desde la valoración
            removed_7: - en el plazo de 7 días desde la valoración
            noticed_1: - en el plazo de 1 día desde la notificación
            noticed_3: - en el plazo de 3 días desde la notificación
            noticed_7: - en el plazo de 7 días desde la notificación
            feedback_mails: Correos con información
            feedback_cases: Casos con información
            feedback_unproven: Correos cuyo remitente no está probado
            victim: Víctima identificada
            offender: Autor identificado
            investigation: Investigación
            useful: Informe útil
            yes: sí
            no: no
            not-sure: no se sabe
            open: abierta
            closed: cerrada
            none: ninguna
            unknown: se desconoce
            others: otros
            of: de
            median: mediana
            p90: 90 % en un máximo de
            minutes: min
            hours: h
            days: días
            provider: Proveedor
            kind: Tipo
            notices: Notificaciones
            no_action: Sin actuación conocida
            answered: Notificaciones respondidas
            over: más
            """
        ),
        "it": _rows(
            """
            t_assessed: Segnalazioni e valutazioni
            t_lea: Alle forze dell’ordine
            t_times: Tempi
            t_removal: Rimozione di contenuti ospitati nel Paese
            t_countries: Paesi di hosting (elementi)
            t_providers: Fornitori di hosting nel Paese (elementi)
            t_feedback: Riscontri delle forze dell’ordine sui singoli casi
            t_dsa: Richieste di rimozione per fornitore (DSA, articolo 22, paragrafo 3)
            reports: Segnalazioni dal pubblico
            cases: Casi valutati
            illegal: - illegali
            unsure: - incerti
            not_illegal: - non illegali
            urgent: Casi urgenti
            items: Elementi di contenuto (URL)
            abroad: Casi ospitati all’estero
            iccam: - segnalati tramite ICCAM
            reported: Casi segnalati alle forze dell’ordine
            same_day: - entro la fine dello stesso giorno lavorativo
            received: - con conferma di ricezione
            reminders: Solleciti per conferme di ricezione mancanti
            holds: Sospensioni di richieste di rimozione
            long_holds: - in vigore per più di 30 giorni
            questions: Messaggi non compresi del tutto
            public_lea: Dalla segnalazione del pubblico alle forze dell’ordine
            found_lea: Dalla valutazione alle forze dell’ordine
            lea_receipt: Dal server delle forze dell’ordine alla conferma di ricezione
            lea_notice: Dal server delle forze dell’ordine alla richiesta di rimozione
            notice_removed: Dalla richiesta di rimozione alla rimozione
            public_removed: Dalla segnalazione del pubblico alla rimozione
            removed: Elementi rimossi
            claimed: Rimossi solo secondo il fornitore
            removed_1: - entro 1 giorno dalla valutazione
            removed_3: - entro 3 giorni dalla valutazione
            removed_7: - entro 7 giorni dalla valutazione
            noticed_1: - entro 1 giorno dalla richiesta
            noticed_3: - entro 3 giorni dalla richiesta
            noticed_7: - entro 7 giorni dalla richiesta
            feedback_mails: Messaggi di riscontro
            feedback_cases: Casi con riscontro
            feedback_unproven: Messaggi il cui mittente non è provato
            victim: Vittima identificata
            offender: Autore identificato
            investigation: Indagine
            useful: Segnalazione utile
            yes: sì
            no: no
            not-sure: incerto
            open: in corso
            closed: conclusa
            none: nessuna
            unknown: non noto
            others: altri
            of: su
            median: mediana
            p90: 90 % entro
            minutes: min
            hours: h
            days: giorni
            provider: Fornitore
            kind: Tipo
            notices: Richieste di rimozione
            no_action: Nessun intervento noto
            answered: Richieste con risposta
            over: oltre
            """
        ),
        "pt": _rows(
            """
            t_assessed: Denúncias e avaliações
            t_lea: Para a polícia
            t_times: Tempo decorrido
            t_removal: Remoção de conteúdos alojados no país
            t_countries: Países de alojamento (elementos)
            t_providers: Fornecedores de alojamento no país (elementos)
            t_feedback: Informações da polícia sobre casos concretos
            t_dsa: Pedidos de remoção por fornecedor (DSA, artigo 22.º, n.º 3)
            reports: Denúncias do público
            cases: Casos avaliados
            illegal: - ilegais
            unsure: - incertos
            not_illegal: - não ilegais
            urgent: Casos urgentes
            items: Elementos de conteúdo (URL)
            abroad: Casos alojados no estrangeiro
            iccam: - denunciados através do ICCAM
            reported: Casos denunciados à polícia
            same_day: - até ao fim do mesmo dia útil
            received: - com confirmação de receção
            reminders: Lembretes por falta de confirmação de receção
            holds: Suspensões de pedidos de remoção
            long_holds: - em vigor durante mais de 30 dias
            questions: Mensagens não inteiramente compreendidas
            public_lea: Da denúncia do público à polícia
            found_lea: Da avaliação à polícia
            lea_receipt: Do servidor da polícia à confirmação de receção
            lea_notice: Do servidor da polícia ao pedido de remoção
            notice_removed: Do pedido de remoção à remoção
            public_removed: Da denúncia do público à remoção
            removed: Elementos removidos
            claimed: Removidos apenas segundo o fornecedor
            removed_1: - no prazo de 1 dia após a avaliação
            removed_3: - no prazo de 3 dias após a avaliação
            removed_7: - no prazo de 7 dias após a avaliação
            noticed_1: - no prazo de 1 dia após o pedido
            noticed_3: - no prazo de 3 dias após o pedido
            noticed_7: - no prazo de 7 dias após o pedido
            feedback_mails: Mensagens com informações
            feedback_cases: Casos com informações
            feedback_unproven: Mensagens cujo remetente não está provado
            victim: Vítima identificada
            offender: Autor identificado
            investigation: Investigação
            useful: Denúncia útil
            yes: sim
            no: não
            not-sure: incerto
            open: em curso
            closed: concluída
            none: nenhuma
            unknown: não se sabe
            others: outros
            of: de
            median: mediana
            p90: 90 % em até
            minutes: min
            hours: h
            days: dias
            provider: Fornecedor
            kind: Tipo
            notices: Pedidos de remoção
            no_action: Nenhuma medida conhecida
            answered: Pedidos com resposta
            over: mais
            """
        ),
    }
)


def labels(language: str) -> Mapping[str, str]:
    """The labels of a language, English ones where it has none."""
    return LABELS.get(language, LABELS["en"])
