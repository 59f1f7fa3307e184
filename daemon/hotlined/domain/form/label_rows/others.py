"""Labels of the form in Greek, Estonian, Lithuanian and Polish."""

from collections.abc import Mapping
from typing import Final

ROWS: Final[Mapping[str, str]] = {
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
  | Αναγνωρίσιμος δράστης
victim_identifiable: Θύμα αναγνωρίσιμο
  | Αναγνωρίσιμο θύμα
victim_identified: Θύμα ταυτοποιημένο
  | Αν ναι, έχει ταυτοποιηθεί το θύμα
  | Αν ναι, έχει ταυτοποιηθεί
content_type: Είδος περιεχομένου | Περιγραφή | Περίληψη
  | Περιγραφή του περιεχομένου | Περίληψη του περιεχομένου
  | Περιγραφή του είδους του περιεχομένου
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
  | Σχόλια του αναλυτή
cloudflare: Προστασία Cloudflare
  | Cloudflare
  | Προστασία από Cloudflare ή άλλο CDN
ntd_sent: Αποστολή ειδοποίησης
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
  | Kas ohver on tuvastatud
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
  | Analüütiku märkused
cloudflare: Cloudflare'i kaitse all
  | Kas leht on Cloudflare'i kaitse all | Cloudflare
  | Cloudflare'i või muu CDN-i kaitse all
ntd_sent: Eemaldamisteade saadetud
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
  | Ar pažeidėjas atpažįstamas
victim_identifiable: Auka atpažįstama
  | Ar auka identifikuojama
  | Ar auka atpažįstama
victim_identified: Auka nustatyta
  | Jei taip, ar auka nustatyta
content_type: Turinio rūšis | Turinio aprašymas | Aprašymas
  | Turinio tipas
  | Turinio santrauka | Santrauka
  | Turinio rūšies aprašymas
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
  | Analitiko komentarai
cloudflare: Apsaugota Cloudflare
  | Cloudflare
  | Ar saugo Cloudflare ar kitas CDN
ntd_sent: Pranešimas išsiųstas
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
}
