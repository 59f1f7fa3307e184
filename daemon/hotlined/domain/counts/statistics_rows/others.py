"""Labels of statistics in Greek, Estonian, Lithuanian and Polish."""

from collections.abc import Mapping
from typing import Final

ROWS: Final[Mapping[str, str]] = {
    "el": """
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
""",
    "et": """
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
""",
    "lt": """
t_assessed: Pranešimai ir vertinimai
t_lea: Policijai
t_times: Kiek laiko truko
t_removal: Šalyje talpinamo turinio pašalinimas
t_countries: Talpinimo šalys (turinio vienetai)
t_providers: Prieglobos paslaugų teikėjai šalyje (turinio vienetai)
t_feedback: Policijos atsiliepimai apie atskiras bylas
t_dsa: Pranešimai pagal teikėją (Skaitmeninių paslaugų aktas, 22 straipsnio 3 dalis)
reports: Visuomenės pranešimai
cases: Įvertintos bylos
illegal: - neteisėtas
unsure: - neaišku
not_illegal: - nėra neteisėtas
urgent: Skubios bylos
items: Turinio vienetai (URL)
abroad: Užsienyje talpinamo turinio bylos
iccam: - pranešta per ICCAM
reported: Policijai perduotos bylos
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
feedback_cases: Bylos su atsiliepimais
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
""",
    "pl": """
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
""",
}
