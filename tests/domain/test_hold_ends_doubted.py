"""Ends of a hold that read as an earlier day than they mean, and are asked about (P6).

The mails are of Thursday 26 November 2026, in Tallinn.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from hotlined.domain.hotline.site import Site
from hotlined.domain.replies.days import Calendar
from hotlined.domain.replies.meaning import Meaning
from hotlined.domain.replies.receipts import understand
from hotlined.domain.steps.filing import read_lea_tags
from tests.domain.test_hold_ends import said, until
from tests.domain.test_receipts import SITE
from tests.support.mails_in import police_mail
from tests.support.over import over

NOW = datetime(2026, 10, 22, 10, 0, tzinfo=UTC)


def in_zone(zone: str, text: str) -> Meaning:
    """What a mail of Thursday 22 October 2026 means to a hotline in another zone."""
    site: Site = replace(SITE, hotline=replace(SITE.hotline, timezone=ZoneInfo(zone)))
    mail = police_mail(text)
    return understand(mail, read_lea_tags(mail, site), site, NOW)


@over(
    "text",
    [
        # Of another year or week.
        "Palun oodake tuleva aasta 4. detsembrini.",
        "Palun oodake kuni tuleva aasta 4. detsembrini.",
        "Palun oodake ületuleva nädala reedeni.",
        "Παρακαλώ περιμένετε μέχρι τις 4 Δεκεμβρίου του χρόνου.",
        "Παρακαλώ περιμένετε μέχρι την Παρασκευή της άλλης εβδομάδας.",
        "Por favor, esperen hasta el 4 de diciembre del año que viene.",
        "Bitte warten Sie bis Freitag der Folgewoche.",
        # Which of several Fridays.
        "Please wait until the Friday before Christmas.",
        "Please wait until the Friday before the trial.",
        "Bitte warten Sie bis Freitag vor Weihnachten.",
        "Bitte warten Sie bis Freitag vor dem Prozess.",
        "Vänta till fredag före jul.",
        "Vänta till fredag i mellandagarna.",
        "Παρακαλώ περιμένετε μέχρι την Παρασκευή πριν τα Χριστούγεννα.",
        "Merci d'attendre jusqu'au vendredi avant Noël.",
        "Prašome palaukti iki penktadienio prieš Kalėdas.",
        "Proszę wstrzymać do piątku przed świętami.",
        "Vi preghiamo di attendere fino a venerdì prima di Natale.",
        # A length of time before something.
        "Please hold until two days before Christmas.",
        "Please hold until one week before the trial.",
        "Bitte warten Sie bis zwei Wochen vor dem Prozess.",
        "Vänta till två veckor före rättegången.",
        "Παρακαλώ περιμένετε μέχρι δύο εβδομάδες πριν τη δίκη.",
        "Bitte warten Sie bis 4. Dezember des Folgejahres.",
        "Bitte warten Sie bis Freitag der Weihnachtswoche.",
        # A month and its year.
        "Please wait until 12/27.",
        "Bitte warten Sie bis 06/28.",
        "Vänta till 12/27.",
        "Παρακαλώ περιμένετε μέχρι 12/27.",
        "Merci d'attendre jusqu'au 12/27.",
        "Proszę wstrzymać do 12/27.",
        # At least until.
        "Please hold in any case until Friday.",
        "Please hold it no matter what until Friday.",
        "Bitte warten Sie auf jeden Fall bis Freitag.",
        "Palun oodake igal juhul reedeni.",
        "Παρακαλώ περιμένετε οπωσδήποτε μέχρι την Παρασκευή.",
        "Prašome palaukti bet kuriuo atveju iki penktadienio.",
        "Lūdzu, pagaidiet katrā ziņā līdz piektdienai.",
        "Vänta i vart fall till fredag.",
        "Vänta till en början till fredag.",
        "Merci d'attendre en tout cas jusqu'à vendredi.",
        "Por favor, esperen por lo menos hasta el viernes.",
        "Por favor aguardem ao menos até sexta-feira.",
        "Vi preghiamo di attendere perlomeno fino a venerdì.",
        "Vi preghiamo di attendere come minimo fino a venerdì.",
        "Gelieve in ieder geval te wachten tot vrijdag.",
        "Proszę wstrzymać przynajmniej do 4 grudnia.",
        "Vent i hvert fald til fredag.",
        "Odottakaa joka tapauksessa perjantaihin asti.",
        "Kérjük, várjanak mindenképpen péntekig.",
        "Počkejte prosím přinejmenším do pátku.",
        "Počakajte vsaj do petka.",
        "Моля, изчакайте поне до петък.",
        # An hour in another zone, where it may be the next day here.
        "Please hold until Friday 23:30 WET.",
        "Please hold until Friday 23:30 CET.",
        "Please hold until Friday 23:30 (AZOT).",
        "Please hold until Friday 23:30Z.",
        "Please hold until Friday 23:30 +00:00.",
        "Please hold until Friday 23:30, Lisbon time.",
        "Please hold until Friday Lisbon time.",
        "Please hold until Friday 23:30 (German time).",
        "Please hold until Friday 23:30 Central European Time.",
        "Please wait, in any case, until Friday.",
        "Bitte bis 04.12.2026 23 Uhr MEZ warten.",
    ],
)
def test_P6_an_end_that_may_be_later_than_it_reads_leaves_the_hold_open(text: str) -> None:
    meaning = said(text)

    assert (meaning.hold, meaning.until, meaning.until_unclear) == (True, None, True)


@over(
    ("text", "day"),
    [
        ("Please wait until Friday for operational reasons.", "2026-11-27"),
        ("Please wait until Friday in this case.", "2026-11-27"),
        ("Please wait until Friday before you contact the provider.", "2026-11-27"),
        ("Please wait until Friday before doing anything.", "2026-11-27"),
        ("Please wait until Friday before noon.", "2026-11-27"),
        ("Please hold until 24 December. Merry Christmas!", "2026-12-24"),
        ("Bitte warten Sie bis 04.12.2026 12 Uhr.", "2026-12-04"),
        ("Bitte bis 04.12.2026 12 Uhr OEZ warten.", "2026-12-04"),
        ("BITTE BIS 04.12.2026 12:00 WARTEN.", "2026-12-04"),
        ("Bitte warten Sie bis 4/12.", "2026-12-04"),
        ("Please wait until 27/12.", "2026-12-27"),
        ("Please wait until 15/12.", "2026-12-15"),
        ("Prašome palaukti iki 12-27.", "2026-12-27"),
        ("Palun oodake selle aasta 4. detsembrini.", "2026-12-04"),
        ("Palun oodake selle nädala reedeni.", "2026-11-27"),
        ("Palun oodake teavituse saatmisega 4. detsembrini.", "2026-12-04"),
        ("Παρακαλώ περιμένετε μέχρι τις 4 Δεκεμβρίου του τρέχοντος έτους.", "2026-12-04"),
        ("Merci d'attendre jusqu'au 4 décembre de cette année.", "2026-12-04"),
        ("Por favor, esperen hasta el 4 de diciembre de este año.", "2026-12-04"),
        ("Por favor, esperen hasta el 4 de diciembre de 2026.", "2026-12-04"),
        ("Odottakaa 4. joulukuuta asti.", "2026-12-04"),
        ("Please hold until Friday 17:00 EET.", "2026-11-27"),
        ("Please hold until Friday 17:00 local time.", "2026-11-27"),
        ("Please hold until Friday 12:00-14:00.", "2026-11-27"),
        ("We need more time until Friday.", "2026-11-27"),
        ("Please hold until Friday 4 December, 12:00 Estonian time.", "2026-12-04"),
        ("Please hold until Friday 12:00 Eastern European Standard Time.", "2026-11-27"),
        ("Please hold the NTD until 04.12.2026 12:00 (NTD only).", "2026-12-04"),
        ("Please hold until 4 December, First time we ask.", "2026-12-04"),
        ("Please wait until Sunday 12/27.", "2026-12-27"),
        ("Please wait one week before you inform the provider.", "2026-12-03 12"),
        ("Please wait until 4 December before notification of the provider.", "2026-12-04"),
        ("Merci d'attendre jusqu'au 4 décembre avant toute notification.", "2026-12-04"),
        ("Merci d'attendre jusqu'au 4 décembre de l'année en cours.", "2026-12-04"),
        ("Por favor, esperen hasta el 4 de diciembre del año en curso.", "2026-12-04"),
        ("Παρακαλώ περιμένετε μέχρι την Παρασκευή της εβδομάδας αυτής.", "2026-11-27"),
        ("Please hold until 8 January 2027 because of the Christmas holidays.", "2027-01-08"),
        ("Bitte warten Sie bis 8. Januar wegen der Weihnachtsferien.", "2027-01-08"),
        ("Bitte bis zum 4. Dezember der Plattform nichts melden.", "2026-12-04"),
        ("Bitte warten Sie bis 4. Dezember vor einer Benachrichtigung.", "2026-12-04"),
        ("Bitte warten Sie bis 4.12.2026, wir melden uns auf jeden Fall vorher.", "2026-12-04"),
        ("Bitte sehen Sie bis zum 4. Dezember von einer Benachrichtigung ab.", "2026-12-04"),
        ("Bitte warten Sie bis Freitag da die Ermittlungen laufen.", "2026-11-27"),
        ("Merci de vous abstenir jusqu'au 4 décembre de toute notification.", "2026-12-04"),
    ],
)
def test_an_ordinary_day_is_read_without_a_question(text: str, day: str) -> None:
    meaning = said(text)

    assert (until(meaning), meaning.until_unclear) == (day, False)


@pytest.mark.parametrize("text", ["Please hold it in any case.", "Bitte warten Sie auf jeden Fall."])
def test_a_plea_without_an_end_is_not_asked_when_it_ends(text: str) -> None:
    meaning = said(text)

    assert (meaning.hold, meaning.until_unclear) == (True, False)


@pytest.mark.parametrize(
    ("zone", "hour", "clear"),
    [("Europe/Berlin", "MEZ", True), ("Europe/Berlin", "CET", True), ("Europe/Berlin", "WET", False)],
)
def test_the_zone_of_the_hotline_itself_makes_no_end_unclear(zone: str, hour: str, clear: bool) -> None:
    meaning = in_zone(zone, f"Please hold until Friday 23:30 {hour}.")

    assert (meaning.until is not None) is clear


@pytest.mark.parametrize("zone", ["America/Nuuk", "Asia/Beirut"])
def test_P6_a_day_ends_with_its_last_hour_where_the_clocks_go_back_at_midnight(zone: str) -> None:
    tomorrow = datetime(2026, 10, 25, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    end = Calendar(NOW, ZoneInfo(zone), SITE.spoken_day).end_of(date(2026, 10, 24))

    assert 0 < (tomorrow - end).total_seconds() <= 1
    for text in ("Please wait until 24 October 2026.", "[HOLD:2026-10-24]"):
        assert in_zone(zone, text).until == end


def test_P6_a_hold_until_an_hour_that_comes_twice_ends_with_the_second_one() -> None:
    assert said("[HOLD:2027-10-31 03:30]").until == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert said("[HOLD:2027-03-28 03:30]").until == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)  # skipped
    assert said("[HOLD:2027-10-31 12:30]").until == datetime(2027, 10, 31, 10, 30, tzinfo=UTC)
