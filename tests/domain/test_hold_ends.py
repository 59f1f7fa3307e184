"""Until when a hold is asked for, in the ways that officers of six countries write it (P5, P6).

The mails are of Thursday 26 November 2026.
"""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hotlined.domain.replies.days import Calendar
from hotlined.domain.replies.ends import ends
from hotlined.domain.replies.lexicon import lexicon
from hotlined.domain.replies.meaning import Meaning
from hotlined.domain.replies.receipts import understand
from hotlined.domain.steps.filing import read_lea_tags
from tests.domain.test_receipts import SITE
from tests.support.mails_in import police_mail
from tests.support.over import over

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)


def said(text: str) -> Meaning:
    mail = police_mail(text)
    tags = read_lea_tags(mail, SITE)
    return understand(mail, tags, SITE, NOW, subject=tags.rest)


def until(meaning: Meaning) -> str | None:
    """The day on which the hold ends; behind one in hours, the hour."""
    if meaning.until is None:
        return None
    local = meaning.until.astimezone(SITE.hotline.timezone)
    return f"{local:%Y-%m-%d}" if local.hour == 23 else f"{local:%Y-%m-%d %H}"


DAYS = [
    ("Können Sie noch drei Tage warten, bevor Sie den Hoster informieren?", "2026-11-29 12"),
    ("Kunnen jullie 3 dagen wachten met het informeren van de hoster?", "2026-11-29 12"),
    ("Kan je nog een week wachten voor je de hoster informeert?", "2026-12-03 12"),
    ("Va rugam sa nu contactati furnizorul pana pe 9 decembrie.", "2026-12-09"),
    ("Proszę poczekać tydzień z powiadomieniem dostawcy.", "2026-12-03 12"),
    ("Please hold it until Friday because we are busy.", "2026-11-27"),
    ("Bitte bis Freitag warten weil wir im Einsatz sind.", "2026-11-27"),
    ("Please hold it until Friday 4 December.", "2026-12-04"),
    ("Please wait until 4 December instead.", "2026-12-04"),
    ("Bitte warten Sie bis zum 4. Dezember stattdessen.", "2026-12-04"),
    ("Vänta till den 4 december istället.", "2026-12-04"),
    ("Please hold until 4 December instead of 1 December.", None),
    ("Please hold until 4 December instead of until the verdict.", None),
    ("Please hold it until 4 December, a Friday.", "2026-12-04"),
    ("Bitte warten Sie bis Freitag, dem 04.12.2026.", "2026-12-04"),
    ("Bitte bis nächsten Donnerstag (3.12.) warten.", "2026-12-03"),
    ("Prašome palaukti iki penktadienio, gruodžio 4 d.", "2026-12-04"),
    ("Vänta till fredag den 4 december.", "2026-12-04"),
    ("Merci de suspendre jusqu'au 5/12/2026.", "2026-12-05"),
    ("Merci d'attendre jusqu'au vendredi 4 décembre.", "2026-12-04"),
    ("Por favor, esperen hasta el viernes 4 de diciembre.", "2026-12-04"),
    ("Por favor, esperen hasta el 5/12/2026.", "2026-12-05"),
    ("Vi preghiamo di attendere fino al 5/12/2026.", "2026-12-05"),
    ("Gelieve te wachten tot vrijdag 4 december.", "2026-12-04"),
    ("Por favor aguardem até 5/12/2026.", "2026-12-05"),
    ("Por favor aguardem até sexta-feira.", "2026-11-27"),
    ("Odottakaa perjantaihin asti.", "2026-11-27"),
    ("Odottakaa keskiviikkoon saakka.", "2026-12-02"),
    ("Odottakaa perjantaihin 4.12. asti.", "2026-12-04"),
    ("Várjanak péntekig.", "2026-11-27"),
    ("Kérjük, várjanak szerdáig.", "2026-12-02"),
    ("Kérjük, várjanak szerdáig.\n\nKim Szerdahelyi\nRendőrkapitányság, Szombathely", "2026-12-02"),
    ("Kérjük, várjanak december 4-ig.", "2026-12-04"),
    ("Por favor, aguardem até à segunda-feira.", "2026-11-30"),
    ("Por favor aguardem até terça feira, por favor.", "2026-12-01"),
    ("Por favor aguardem até Sexta-Feira, 4 de dezembro.", "2026-12-04"),
    ("Por favor aguardem até sexta-feira, dia 4 de dezembro.", "2026-12-04"),
    ("Por favor aguardem até quarta-feira 2/12/2026.", "2026-12-02"),
    ("Por favor aguardem até quarta 2/12/2026.", "2026-12-02"),
    ("Por favor aguardem até sexta.", "2026-11-27"),
    ("Não enviem nada antes de quinta-feira.", "2026-12-03"),
    ("Por favor aguardem até ao dia 4 de dezembro.", "2026-12-04"),
    ("Por favor, esperen hasta el día 4 de diciembre.", "2026-12-04"),
    ("Vi preghiamo di attendere fino al giorno 4 dicembre.", "2026-12-04"),
    ("Proszę wstrzymać do dnia 4 grudnia 2026.", "2026-12-04"),
    ("Proszę poczekać do piątku.", "2026-11-27"),
    ("Proszę wstrzymać do środy, 2 grudnia.", "2026-12-02"),
    ("Παρακαλώ περιμένετε έως τη Δευτέρα, 7/12.", "2026-12-07"),
    ("Vänta till den 7/12.", "2026-12-07"),
    ("Bitte warten Sie, und zwar bis zum 8. Dezember.", "2026-12-08"),
    ("Please wait until the morning of 8 December.", "2026-12-08"),
    ("Hold until 15/12.", "2026-12-15"),
    ("Bitte bis 12.12.26.\nBitte warten.", None),  # two sentences, of which one is none
    ("Bitte bis 12.12.26 warten.", "2026-12-12"),
    ("Prašome palaukti iki 2026.12.10.", "2026-12-10"),
    ("Palun oodake kuni 10. detsembrini.", "2026-12-10"),
    ("Palun oodake 21. detsembrini k.a.", "2026-12-21"),
    ("Palun ärge saatke reedeni.", "2026-11-27"),
    ("Palun oodake homseni.", "2026-11-27"),
    ("Palun oodake 10.12ni.", "2026-12-10"),
    ("Περιμένετε μέχρι την Τρίτη 1η Δεκεμβρίου.", "2026-12-01"),
    ("Περιμένετε μέχρι τον Δεκέμβριο, έως 5 Δεκέμβρη.", "2026-12-05"),
    ("Palaukite iki rytojaus.", "2026-11-27"),
    ("Prašome palaukti iki gruodžio 16 dienos.", "2026-12-16"),
    ("Vänta till i morgon.", "2026-11-27"),
    ("Please do not notify them before the 8th.", "2026-12-08"),
    ("Vor dem 3. bitte nichts verschicken.", "2026-12-03"),
    ("Bitte bis zum 28. warten.", "2026-11-28"),
    ("Vänta till den 4:e.", "2026-12-04"),
    ("Enne 16. kuupäeva palun mitte midagi saata.", "2026-12-16"),
    ("Prašome palaukti iki 8 dienos.", "2026-12-08"),
    ("Please hold until the end of the month.", "2026-11-30"),
    ("Bitte bis Monatsende warten.", "2026-11-30"),
    ("Bitte warten Sie bis Ende Januar.", "2027-01-31"),
    ("Palun oodake kuu lõpuni.", "2026-11-30"),
    ("Παρακαλώ περιμένετε μέχρι το τέλος του έτους.", "2026-12-31"),
    ("Prašome palaukti iki lapkričio pabaigos.", "2026-11-30"),
    ("Vänta till årets slut.", "2026-12-31"),
    ("Avvakta t.o.m. vecka 50.", "2026-12-13"),
    ("Bitte vorerst bis 7.12. warten.", "2026-12-07"),
    ("Παρακαλώ περιμένετε έως τις 10/12/2026.", "2026-12-10"),
    ("Hold it until 4/12/2026.", "2026-12-04"),  # 12 April is over
    ("Avvakta t.o.m. fredag v. 50.", "2026-12-11"),
    ("Hold off about this one until 7 December, if possible.", "2026-12-07"),
    ("We would be grateful if you could hold it until 7 December.", "2026-12-07"),
    ("Please hold it until Friday 4 December, 5 pm.", "2026-12-04"),
    ("Vent til udgangen af måneden, tak.", "2026-11-30"),
    ("Vent til udgangen af året.", "2026-12-31"),
    ("Por favor, suspendam a notificação até ao final do mês.", "2026-11-30"),
    ("Merci d'attendre jusqu'à la fin du mois.", "2026-11-30"),
    ("Por favor, esperen hasta fin de mes.", "2026-11-30"),
    ("Gelieve te wachten tot het einde van de maand.", "2026-11-30"),
    ("Proszę wstrzymać do końca miesiąca.", "2026-11-30"),
]  # fmt: skip


@over(("text", "day"), DAYS)
def test_P6_the_day_on_which_a_hold_ends_is_read_in_each_usual_form(text: str, day: str | None) -> None:
    meaning = said(text)

    assert meaning.hold
    assert until(meaning) == day
    assert day is None or not meaning.until_unclear


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Please hold it for a fortnight.", "2026-12-10 12"),
        ("Please hold it for two more weeks.", "2026-12-10 12"),
        ("Please hold it for the next 30 days.", "2026-12-26 12"),
        ("Please hold it for forty-eight hours.", "2026-11-28 12"),
        ("Please hold it for seventy two hours.", "2026-11-29 12"),
        ("Palun oodake nelikümmend kaheksa tundi.", "2026-11-28 12"),
        ("Παρακαλώ περιμένετε σαράντα οκτώ ώρες.", "2026-11-28 12"),
        ("Prašome palaukti keturiasdešimt aštuonias valandas.", "2026-11-28 12"),
        ("Θα θέλαμε αναστολή 48 ωρών.", "2026-11-28 12"),
        ("Prašome palaukti 24 val.", "2026-11-27 12"),
        ("Bitte 24 Std. Aufschub.", "2026-11-27 12"),
        ("Vänta fjorton dagar.", "2026-12-10 12"),
        ("Pausa ärendet i en vecka.", "2026-12-03 12"),
        ("Palun lükake edasi kaheks nädalaks.", "2026-12-10 12"),
        ("Vi ber om fem dagars anstånd.", "2026-12-01 12"),
        ("Please hold it two weeks from today.", "2026-12-10 12"),
        ("Bitte sehen Sie zwei Wochen von einer Benachrichtigung ab.", "2026-12-10 12"),
        ("Ar galėtumėte palaukti savaitę?", "2026-12-03 12"),
        ("Palun oodake veel nädal.", "2026-12-03 12"),
        ("Vent 48 timer.", "2026-11-28 12"),
        ("Vent yderligere 3 uger.", "2026-12-17 12"),
        ("Por favor aguardem duas semanas.", "2026-12-10 12"),
        ("Por favor aguardem mais uma semana.", "2026-12-03 12"),
        ("Odottakaa kaksi viikkoa.", "2026-12-10 12"),
        ("Kérjük, várjanak még két hétig.", "2026-12-10 12"),
        ("Kérjük, várjanak három napig.", "2026-11-29 12"),
    ],
)
def test_P6_the_length_of_a_hold_is_read_as_people_count(text: str, end: str) -> None:
    meaning = said(text)

    assert (meaning.hold, until(meaning), meaning.until_unclear) == (True, end, False)


@over(
    "text",
    [
        "Please hold it until Wednesday 4 December.",  # a Friday
        "Aguardem até quarta-feira 4/12/2026.",
        "Aguardem até quarta, 4/12/2026.",
        "Aguardem até segunda busca.",
        "Aguardem até à quinta notificação.",
        "Aguardem até sexta-feira que vem.",
        "Por favor, no envíen nada antes del día 15 de diciembre.",
        "Aguardem até à próxima sexta-feira.",
        "Aguardem até 4/12/2026, ou melhor, segunda-feira.",
        "Por favor, esperen hasta el viernes que viene.",
        "Por favor, esperen hasta la segunda búsqueda.",
        "Please hold it until the end of the week.",
        "Bitte bis Ende nächster Woche warten.",
        "Avvakta till vecka 50.",
        "Please hold it until the 2nd search.",
        "Bitte warten Sie bis zum 2. Termin.",
        "Please hold it until 7/12.",
        "Please hold it until the 26th.",
        "Please hold it for a week or two.",
        "Please hold it for a week and a half.",
        "Please hold it for more than two weeks.",
        "Prašome palaukti savaitę ar dvi.",
        "Hold off for about two weeks.",
        "Vänta två veckor från och med måndag.",
        "Please hold it for one hundred and twenty hours.",
        "Please hold it, we will be back within 48 hours.",
        "Bitte warten, wir melden uns innerhalb von zwei Wochen.",
        "Palun oodake, vastame kahe nädala jooksul.",
        "Prašome palaukti, atsakysime per 48 val.",
        "Vänta, vi hör av oss inom 48 timmar.",
        "Please hold, the search is on Monday.",
        "Please hold, the deadline of the court is 4 December.",
        "Bitte vorerst warten, bis 4.12. kommt der Beschluss.",
        "Please hold it for 48 hours upon completion of the search.",
        "Bitte warten Sie nach dem Zugriff weitere 48 Stunden.",
        "Palun oodake pärast läbiotsimist veel kaks nädalat.",
        "Παρακαλώ περιμένετε 48 ώρες από την έρευνα.",
        "Prašome palaukti savaitę po kratos.",
        "Veuillez attendre une semaine à partir de lundi.",
        "Veuillez attendre quinze jours ouvrables.",
        "Por favor, espere una semana y media.",
        "Please hold it until the end of the month after.",
        "Bitte warten Sie bis Ende des Monats Januar.",
        "Merci d'attendre jusqu'à la fin du mois de janvier.",
        "Aguardem até ao final do mês que vem.",
        "Proszę wstrzymać do końca miesiąca stycznia.",
        "Vent til udgangen af måneden efter.",
        "Aguardem mais de 2 semanas.",
        "Aguardem mais do que uma semana.",
        "Aguardem uma semana e meia.",
        "Aguardem, respondemos em duas semanas.",
        "Aguardem até ao dia 9 ou 10.",
        "Vent, vi svarer om 48 timer.",
        "Vent mindst 48 timer.",
        "Prašome palaukti iki kito mėnesio pabaigos.",
        "Prašome palaukti iki kito mėnesio 15 d.",
        "Vänta till månadsskiftet januari/februari.",
        "Please hold it until the Monday after.",
        "Palun oodake ülejärgmise reedeni.",
        "Palun oodake tuleva nädala reedeni.",
        "Παρακαλώ περιμένετε μέχρι τη μεθεπόμενη Παρασκευή.",
        "Παρακαλώ περιμένετε μέχρι τη Μεγάλη Παρασκευή.",
        "Prašome palaukti iki dar kito penktadienio.",
        "Vänta till nästnästa fredag.",
        "Vänta åtminstone till 8 december.",
        "Vänta till lördag 5/12, hellre söndag.",
        "Palun oodake esmaspäevast reedeni.",
        "Please hold it for two weeks minimum.",
        "Please hold it for 2+ weeks.",
        "Please hold it for >2 weeks.",
        "Bitte warten Sie mind. 2 Wochen.",
        "Palun oodake minimaalselt kaks nädalat.",
        "Περιμένετε το λιγότερο δύο εβδομάδες.",
        "Vänta lägst två veckor.",
        "Prašome palaukti iki gruodžio 8 d. arba kol parašysime.",
        "Please hold it until 8 December 11 pm PST.",
        "Please hold it until the warrant of 8 December is executed.",
        "Please hold, I am on leave until Friday.",
        "Please wait because we are busy until Friday.",
        "Please hold as we are busy until Friday.",
        "Bitte warten weil ich bis Freitag im Urlaub bin.",
        "Παρακαλώ περιμένετε γιατί λείπω μέχρι την Παρασκευή.",
        "Vänta eftersom jag är ledig till fredag.",
        "Bitte warten, die Akte ist bis 8. Dezember bei der Staatsanwaltschaft.",
        "Palun oodake, olen puhkusel reedeni.",
        "Παρακαλώ περιμένετε, λείπω μέχρι την Παρασκευή.",
        "Prašome palaukti, atostogauju iki penktadienio.",
        "Vänta, jag är ledig till fredag.",
        "Prašome palaukti iki 8 d.",  # the 8th, or up to eight days
        "Odottakaa yli kaksi viikkoa.",
        "Odottakaa ainakin perjantaihin asti.",
        "Odottakaa ensi perjantaihin asti.",
        "Odottakaa perjantaihin 5.12. asti.",  # a Saturday
        "Odottakaa kokoukseen perjantaihin asti.",
        "Kérjük, várjanak több mint két hétig.",
        "Kérjük, várjanak legalább péntekig.",
        "Kérjük, várjanak két-három hétig.",
        "Kérjük, várjanak jövő péntekig.",
        "Várjanak péntekig vagy szombatig.",
        "Várjanak, péntekig szabadságon vagyok.",
        "Várjanak 15 óráig.",
        "Odottakaa, kokous siirtyi maanantaihin.",
        "Odottakaa, lomani kestää maanantaihin.",
        "Odottakaa maanantaihin asti kestävää kuulustelua.",
        "Kérjük, várjanak a következő péntekig.",
        "Várjanak a 2. hétig.",
        "Várjanak a 2. hónapig.",
        "Prašome palaukti iki 2. savaitės.",
        "Vent til 2. uge.",
    ],
)
def test_P6_an_end_that_may_be_later_than_it_seems_is_none_and_is_asked_about(text: str) -> None:
    meaning = said(text)

    assert (meaning.hold, meaning.until, meaning.until_unclear) == (True, None, True)


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Tallinn", "Pacific/Auckland"])
def test_P6_the_last_year_there_is_names_no_end_in_any_zone(zone: str) -> None:
    calendar = Calendar(NOW, ZoneInfo(zone), SITE.spoken_day)

    times = ends("Please hold it until 31.12.9999.", lexicon(SITE.phrases), ("en",), calendar)

    assert (times.found, times.vague) == ((), True)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Received with thanks. Give us a fortnight, please.", "2026-12-10 12"),
        ("We need 72 hours before any notice goes out.", "2026-11-29 12"),
        ("Can you give us three days?", "2026-11-29 12"),
        ("Please notify the host from 8 December onwards, not earlier.", "2026-12-08"),
        ("Wir brauchen noch Zeit bis Mittwoch, 2. Dezember.", "2026-12-02"),
        ("Bitte den Hoster erst in zwei Wochen informieren.", "2026-12-10 12"),
        ("Bitte frühestens am 16.12.2026 versenden.", "2026-12-16"),
        ("Bitte nicht vor Dienstag, 8. Dezember.", "2026-12-08"),
        ("Andke meile kolm päeva.", "2026-11-29 12"),
        ("Palun mitte enne 8. detsembrit.", "2026-12-08"),
        ("Δώστε μας δύο εβδομάδες, παρακαλώ.", "2026-12-10 12"),
        ("Μπορείτε να ειδοποιήσετε τον πάροχο από τις 2 Δεκεμβρίου και μετά, όχι νωρίτερα.", "2026-12-02"),
        ("Duokite mums tris dienas.", "2026-11-29 12"),
        ("Teikėjui pranešti galite nuo gruodžio 2 d., ne anksčiau.", "2026-12-02"),
        ("Kan ni ge oss 24 timmar?", "2026-11-27 12"),
        ("Först den 9 december kan ni skicka.", "2026-12-09"),
        ("Noch eine Woche bitte.", "2026-12-03 12"),
        ("Palun ärge lehte enne esmaspäeva, 7. detsembrit, maha võtke.", "2026-12-07"),
    ],
)
def test_P5_whoever_asks_for_time_or_says_from_when_on_asks_to_wait(text: str, end: str) -> None:
    meaning = said(text)

    assert (meaning.hold, until(meaning)) == (True, end)


@pytest.mark.parametrize(
    "text",
    [
        "Received. We need two weeks to process your report.",
        "Received. We do not need two weeks.",
        "Received. See you on 3 December, thanks.",
        "Received. I am on leave until 10 December.",
        "Received. Our office is open from 8 December onwards.",
        "Eingang bestätigt. Von Sachstandsanfragen bitten wir vorerst abzusehen.",
        "Received. Switchboard: please hold the line.",
        "Kätte saadud. Jääme ootama järgmist koosolekut.",
        "Ελήφθη. Σας ευχαριστούμε για την υπομονή σας.",
    ],
)
def test_a_time_or_a_word_of_waiting_that_is_about_something_else_is_no_hold(text: str) -> None:
    assert not said(text).hold


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Please postpone the notice. One week will be enough.", "2026-12-03 12"),
        ("Please hold the notice. Until 10 December please.", "2026-12-10"),
        ("Bitte den Provider noch nicht verständigen.\nFrist: 4. Dezember 2026", "2026-12-04"),
        ("Bitte warten. Die Sperre gilt bis einschließlich 10.12.2026.", "2026-12-10"),
        ("Palun peatage teate saatmine. Tähtaeg on 14. detsember 2026.", "2026-12-14"),
        ("Παρακαλώ αναστείλετε την ειδοποίηση. Αρκούν δύο εβδομάδες.", "2026-12-10 12"),
        ("Prašome nesiųsti. Užteks dviejų savaičių.", "2026-12-10 12"),
        ("Kontakta inte leverantören. Två veckor räcker.", "2026-12-10 12"),
        ("Please hold. I am on leave until 10 December.", None),
        ("Please hold. I am away until 10 December.", None),
        ("Please hold. My leave ends on 10 December.", None),
        ("Please hold. The warrant expires on 10 December.", None),
        ("Please hold. Two weeks will not be enough.", None),
        ("Please hold. The search is on 13 December.", None),
        ("Received. One week will be enough.", None),
    ],
)
def test_P6_the_end_may_stand_in_the_next_sentence_if_that_says_so(text: str, end: str | None) -> None:
    assert until(said(text)) == end


@pytest.mark.parametrize(
    "text",
    [
        "Not yet please - the team is still working on it.",
        "Bitte noch nicht, der Kollege sitzt noch dran.",
        "Inte än tack, kollegorna jobbar fortfarande.",
        "Dar ne, prašau, kolegos dar dirba.",
        "Could you sit on it for now?",
        "Our search is on Monday, after that it is yours.",
        "Palun ärge seda lehte puutuge.",
        "Παρακαλούμε να παραμείνει το περιεχόμενο.",
    ],
)
def test_P5_a_hold_in_roundabout_words_is_placed(text: str) -> None:
    assert said(text).hold


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("[RECEIVED]\n[please hold the notice until 8 December]", "2026-12-08"),
        ("Received. [Please wait until Friday]", "2026-11-27"),
        ("Received [but wait].", None),
        ("[Bitte warten] Eingegangen.", None),
        ("Eingegangen [bitte noch nicht senden].", None),
        ("Kätte saadud. [palun oodake]", None),
    ],
)
def test_P5_a_hold_in_brackets_that_are_no_tag_is_one(text: str, end: str | None) -> None:
    meaning = said(text)

    assert (meaning.hold, until(meaning)) == (True, end)


@pytest.mark.parametrize(
    "text", ["Received. W A I T", "Received. h o l d", "Erhalten, W A R T E N.", "H.O.L.D."]
)
def test_P5_a_word_in_letters_apart_is_heard(text: str) -> None:
    assert said(text).hold


@pytest.mark.parametrize("text", ["[EXTERNAL EMAIL]\nReceived.", "Received. [cid:logo.png]", "[RECEIVED]"])
def test_a_mark_in_brackets_asks_for_nothing(text: str) -> None:
    meaning = said(text)

    assert (meaning.hold, meaning.unclear) == (False, ())


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Wir brauchen zwei Wochen ab Montag.", "2026-12-14"),
        ("Bitte zwei Wochen ab Montag warten.", "2026-12-14"),
        ("Bitte warten Sie eine Woche ab Montag.", "2026-12-07"),
        ("Wir brauchen zwei Wochen ab dem 1. Dezember.", "2026-12-15"),
        ("Please hold it for two weeks from Monday.", "2026-12-14"),
        ("Please hold until one week from Friday.", "2026-12-04"),
        ("Give us two weeks from Friday.", "2026-12-11"),
        ("We need a week, starting Monday.", "2026-12-07"),
        ("Please hold for two weeks from 1 December.", "2026-12-15"),
        ("Palun oodake kaks nädalat alates esmaspäevast.", "2026-12-14"),
        ("Παρακαλώ περιμένετε δύο εβδομάδες από τη Δευτέρα.", "2026-12-14"),
        ("Vi behöver två veckor från måndag.", "2026-12-14"),
        ("Vänta en vecka räknat från måndag.", "2026-12-07"),
    ],
)
def test_P6_a_length_that_counts_from_a_day_ends_with_the_last_day_of_it(text: str, end: str) -> None:
    meaning = said(text)

    assert (meaning.hold, until(meaning), meaning.until_unclear) == (True, end, False)


PROBES = Path(__file__).parents[1] / "corpus" / "lea" / "uncertain-ends.list"


def uncertain() -> list[str]:
    """Requests to wait of which the end may be later than the time they name."""
    lines = PROBES.read_text("utf-8").splitlines()
    return [line.replace("\\n", "\n") for line in lines if line and not line.startswith("#")]


def test_P6_no_end_is_taken_where_what_stands_around_it_may_make_it_later() -> None:
    early = [text for text in uncertain() if (meaning := said(text)).until is not None or not meaning.words]

    assert len(uncertain()) > 200
    assert early == []


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Please hold, nothing to the provider before Friday.", "2026-11-27"),
        ("Please hold. We would ask you not to contact them before 8 December.", "2026-12-08"),
        ("Bitte warten, nicht vor dem 8. Dezember.", "2026-12-08"),
        ("Odottakaa perjantaihin 4.12. asti.", "2026-12-04"),
        ("Pyydämme odottamaan 8.12. asti.", "2026-12-08"),
        ("Vielen Dank vorab, bitte bis 8. Dezember warten.", None),  # "vorab" may be a notice in advance
    ],
)
def test_P6_not_before_a_day_is_its_end_where_that_is_asked_for(text: str, end: str | None) -> None:
    assert until(said(text)) == end


@pytest.mark.parametrize(
    "behind",
    [
        "Thank you for your cooperation.",
        "Thanks again.",
        "Our reference is K-2026/1188.",
        "The report has been registered.",
        "The investigation is ongoing.",
        "A search is planned.",
        "Please do not contact the provider any more.",
        "\n\nKind regards\nLee Example\nSecond Unit, Another Street 3",
    ],
)
def test_P6_an_end_stays_where_the_sentence_behind_it_says_nothing_of_a_later_one(behind: str) -> None:
    assert until(said(f"Please hold the notice until 8 December. {behind}")) == "2026-12-08"


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Bitte bis 8. Dezember warten. Bitte nichts mehr versenden.", "2026-12-08"),
        ("Bitte bis 8. Dezember warten. Vielen Dank für Ihr Verständnis.", "2026-12-08"),
        ("Vänta till den 8 december. Tack på förhand.", "2026-12-08"),
        ("Wacht a.u.b. tot 8 december. Hartelijk dank.", "2026-12-08"),
        ("Palun oodake 8. detsembrini. Täname koostöö eest.", "2026-12-08"),
        ("Odottakaa 8. joulukuuta asti. Kiitos yhteistyöstä.", "2026-12-08"),
    ],
)
def test_P6_nor_does_a_courtesy_behind_it_in_another_language(text: str, end: str) -> None:
    assert until(said(text)) == end


def test_P6_an_end_in_what_may_be_quoted_from_somebody_else_is_asked_about() -> None:
    own = said("Please wait.")
    mail = replace(
        police_mail("Please wait."), new_text="Please wait.\nPlease hold the notice until 1 December."
    )
    quoted = understand(mail, read_lea_tags(mail, SITE), SITE, NOW)

    assert (own.until, own.until_unclear) == (None, False)
    assert (quoted.until, quoted.until_unclear) == (None, True)


def test_P6_an_end_that_a_quoted_line_has_too_stays_certain() -> None:
    text = "Please hold the notice until 8 December."
    mail = replace(police_mail(text), new_text=f"{text}\nPlease hold until 8 December.")
    meaning = understand(mail, read_lea_tags(mail, SITE), SITE, NOW)

    assert (until(meaning), meaning.until_unclear) == ("2026-12-08", False)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("[HOLD:3d] Thanks.", "2026-11-29 12"),
        ("[HOLD:2026-12-01] Thank you.", "2026-12-01"),
        ("[HOLD:3d] Many thanks and kind regards", "2026-11-29 12"),
        ("Hello,\n[HOLD:3d] Thanks.", "2026-11-29 12"),
        # With any other word beside it, or where it is no end, nothing ends by it.
        ("[HOLD:3d] is not enough.", None),
        ("[HOLD:3d] Thanks, but it may be longer.", None),
        ("[HOLD] Thanks.", None),
        ("[HOLD:soon] Thanks.", None),
        ("[HOLD:2026-11-01] Thanks.", None),
    ],
)
def test_P6_a_tag_with_a_courtesy_behind_it_has_its_end(text: str, day: str | None) -> None:
    meaning = said(f"{text}\n")

    assert meaning.hold
    assert until(meaning) == day


def test_P6_two_ends_of_such_tags_are_none() -> None:
    meaning = said("[HOLD:3d] Thanks.\n[HOLD:5d] Thanks.\n")

    assert (meaning.hold, meaning.until, meaning.until_unclear) == (True, None, True)
