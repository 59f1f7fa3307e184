"""A receipt that something beside it may take back is none (P8), since what is received is purged (P14)."""

from functools import cache

import pytest

from tests.support.lea_set import Desk
from tests.support.mails_in import police_mail
from tests.support.over import over
from tests.support.site import make_agreement
from tests.support.world import World, home_site, reported

WORDS = Desk().site  # with the shipped phrases


@cache
def _reported() -> World:
    return reported(World(home_site(phrases=WORDS.phrases, spoken_day=WORDS.spoken_day)))


def case_of() -> World:
    """A case that was reported, in a world of its own."""
    return _reported().copied()


def about(world: World) -> dict[str, object]:
    """The headers of a reply to the report."""
    return {"references": (world.letters("annex-i")[-1].message_id,)}


def unit_writes(text: str) -> World:
    """The world after a signed reply to the report."""
    world = case_of()
    world.take(police_mail(text, signed=True, **about(world)))
    return world


@pytest.mark.parametrize(
    "text",
    [
        "Received. It cannot be opened.",
        "[RECEIVED]\n\nIt cannot be opened.",
        "We have received the report. Unfortunately we are unable to open the attachment.",
        "Received. The PDF does not open.",
        "Received.\nPS: we cannot read it.",
        "Empfangen. Wir können es nicht entschlüsseln.",
        "Received. This is not our case, wrong unit.",
    ],
)
def test_P8_a_receipt_that_the_next_sentence_may_take_back_is_none_even_signed(text: str) -> None:
    world = unit_writes(text)

    assert world.case.unconfirmed()
    assert world.case.pauses_open()


@pytest.mark.parametrize(
    "text",
    [
        "Please confirm receipt.",
        "Confirm receipt of this mail please.",
        "Please acknowledge receipt of this message.",
        "Bitte bestätigen Sie den Eingang.",
        "Bitte Eingang bestätigen.",
        "Vänligen bekräfta mottagandet.",
        "Palun kinnitage kättesaamist.",
        "Prašome patvirtinti gavimą.",
        "Παρακαλώ επιβεβαιώστε τη λήψη.",
        "Confirmation of receipt requested.",
        "Acknowledge receipt please.",
        "Um Eingangsbestätigung wird gebeten.",
        "Empfangsbestätigung erbeten.",
        "Παρακαλούμε για επιβεβαίωση λήψης.",
        "Patvirtinkite gavimą.",
        "Bekräfta att ni mottagit.",
        "Lūdzu apstipriniet saņemšanu.",
        "Merci d'accuser réception de ce message.",
        "Rogamos acuse de recibo.",
        "Gelieve de ontvangst te bevestigen.",
        "Graag ontvangstbevestiging.",
        "Prosimy o potwierdzenie otrzymania.",
        "Por favor, confirme a receção.",
        "Bekræft venligst modtagelsen.",
        "Prosím o potvrzení přijetí.",
    ],
)
def test_P8_who_asks_us_for_a_receipt_gives_none(text: str) -> None:
    world = unit_writes(text)

    assert world.case.unconfirmed()
    assert world.case.pauses_open()


@pytest.mark.parametrize(
    "text",
    [
        "Hiermit bestätigen wir den Eingang.",
        "We have received your report and the key.",
        "Received, the password works.",
        "Received by fax.",
        "Received, thanks. /Kim",
        "J'ai l'honneur d'accuser réception de votre signalement.",
        "Acusamos recibo.",
        "Graag bevestigen wij de ontvangst.",
        "Potwierdzam otrzymanie.",
        "Confirmamos a receção.",
        "Vi bekræfter modtagelsen.",
        "Apstiprinām saņemšanu.",
    ],
)
def test_who_confirms_the_receipt_in_nearly_the_same_words_gives_it(text: str) -> None:
    world = unit_writes(text)

    assert not world.case.unconfirmed()
    assert not world.case.pauses_open()


@pytest.mark.parametrize(
    "text",
    [
        "We received your invoice.",
        "Received the password.",
        "We received your new key.",
        "We have received your questions.",
        "Your fax was received.",
        "Wir haben Ihre Fragen erhalten.",
        "Das Passwort haben wir erhalten.",
        "Vi har mottagit er nyckel.",
        "We received your invitation.",
        "Wir haben Ihre Einladung erhalten.",
        "Wir haben eine leere Mail erhalten.",
        "Gavome tuščią laišką.",
        "Vi har mottagit er inbjudan.",
        "Λάβαμε ένα κενό μήνυμα.",
        "Received garbage.",
        "Received as winmail.dat.",
        "Receipt refused.",
        "Your mail is in quarantine.",
        "We received the other report.",
        "Vi har mottagit den andra anmälan.",
        "Your request has been received.",
        "I have read your website.",
        "The date is confirmed.",
        "It may have arrived.",
        "I hope it arrived.",
        "Maybe it has been received by the night shift.",
        "Confirmation of receipt will follow.",
        "Die Meldung ist vermutlich eingegangen.",
        "Ilmselt on teade kätte saadud.",
        "Ελπίζουμε ότι η αναφορά ελήφθη.",
        "Tikimės, kad pranešimas gautas.",
        "Rapporten har nog kommit fram.",
        "Vous avez sans doute bien reçu.",
        "Prawdopodobnie otrzymaliśmy zgłoszenie.",
    ],
)
def test_P8_something_received_that_nobody_knows_is_no_receipt_of_the_report(text: str) -> None:
    world = unit_writes(text)

    assert world.case.unconfirmed()
    assert world.case.pauses_open()


@over(
    "text",
    [
        "Received your mail. There is no report.",
        "Received. I cannot open it.",
        "Received. Please resend unencrypted.",
        "Received your mail, but there is no report in it.",
        "Received. The report is missing.",
        "Received. The attachment is empty.",
        "Received. The PDF is damaged.",
        "Received. The file is corrupt.",
        "Received. I cannot read it.",
        "Received. Please send it again.",
        "Received, please send again.",
        "Received. Could you resend?",
        "Received. Nothing in it.",
        "Received an empty message.",
        "Received. Password needed.",
        "Received. Where is the report?",
        "Received. We only see gibberish.",
        "Received. Decryption failed.",
        "Received. It fails to open.",
        "Received. Opening fails.",
        "Received. Unreadable.",
        "Received. Please use another key.",
        "Received. Wrong key.",
        "Received without report.",
        "Mail received without the report.",
        "Received. No attachment.",
        "Received. Report missing.",
        "Received. Attachment missing.",
        "Received. Send again please.",
        "Received. Could not decrypt.",
        "Received. Please send unencrypted.",
        "Received. Kindly re-send.",
        "Received. It is blank.",
        "Received. The report is blank.",
        "Received. The key has expired.",
        "Received. There was no report.",
        "Wir haben Ihre Mail erhalten. Es ist kein Bericht dabei.",
        "Erhalten. Ich kann es nicht öffnen.",
        "Erhalten. Bitte unverschlüsselt noch einmal senden.",
        "Erhalten. Bitte erneut senden.",
        "Erhalten. Der Anhang fehlt.",
        "Erhalten. Der Bericht fehlt.",
        "Erhalten. Die Datei ist leer.",
        "Erhalten. Die Datei ist beschädigt.",
        "Erhalten. Die Datei lässt sich nicht lesen.",
        "Erhalten. Können Sie die Meldung nochmals schicken?",
        "Erhalten. Wo ist der Bericht?",
        "Erhalten. Kein Anhang.",
        "Erhalten. Entschlüsselung fehlgeschlagen.",
        "Erhalten. Öffnen scheitert.",
        "Kätte saadud. Raportit ei ole.",
        "Kätte saadud. Aruanne puudub.",
        "Kätte saadud. Ma ei saa seda avada.",
        "Kätte saadud. Palun saatke uuesti.",
        "Kätte saadud. Palun saatke krüpteerimata.",
        "Kätte saadud. Manus on tühi.",
        "Kätte saadud. Faili ei saa lugeda.",
        "Kätte saadud. Kus on raport?",
        "Kätte saadud. Manus puudub.",
        "Kätte saadud. Kas saaksite uuesti saata?",
        "Ελήφθη. Δεν υπάρχει αναφορά.",
        "Ελήφθη. Η αναφορά λείπει.",
        "Ελήφθη. Δεν μπορώ να το ανοίξω.",
        "Ελήφθη. Παρακαλώ στείλτε το ξανά.",
        "Ελήφθη. Το συνημμένο είναι κενό.",
        "Ελήφθη. Το αρχείο δεν διαβάζεται.",
        "Ελήφθη. Πού είναι η αναφορά;",
        "Ελήφθη. Μπορείτε να το ξαναστείλετε;",
        "Ελήφθη. Λείπει το συνημμένο.",
        "Gauta. Pranešimo nėra.",
        "Gauta. Trūksta ataskaitos.",
        "Gauta. Negaliu atidaryti.",
        "Gauta. Prašome atsiųsti dar kartą.",
        "Gauta. Prašome atsiųsti nešifruotą.",
        "Gauta. Priedas tuščias.",
        "Gauta. Failo negalima perskaityti.",
        "Gauta. Kur ataskaita?",
        "Gauta. Ar galite persiųsti?",
        "Gauta. Nėra priedo.",
        "Mottaget. Det finns ingen rapport.",
        "Mottaget. Rapporten saknas.",
        "Mottaget. Jag kan inte öppna den.",
        "Mottaget. Skicka igen tack.",
        "Mottaget. Vänligen skicka okrypterat.",
        "Mottaget. Bilagan är tom.",
        "Mottaget. Filen går inte att läsa.",
        "Mottaget. Var är rapporten?",
        "Mottaget. Kan ni skicka om den?",
        "Mottaget. Ingen bilaga.",
        "Mottaget. Filen är trasig.",
        "Mottaget. Fel nyckel.",
        "Received. Opens blank.",
        "Received. It opens scrambled.",
        "Received. The file opens garbled.",
        "Received. It decrypted to rubbish.",
        "Received. The PDF opened white.",
        "Received. Decrypts to nonsense.",
        "Received. Opened, all blank.",
        "Received. Reading impossible.",
        "Received. Not readable.",
        "Received. Opens only half.",
        "Erhalten. Öffnen unmöglich.",
        "Erhalten. Die Datei öffnet sich weiß.",
        "Erhalten. Lesen unmöglich.",
        "Erhalten. Entschlüsselung klappt nicht.",
        "Erhalten. Entschlüsselung scheitert.",
        "Kätte saadud. Avamine ebaõnnestub.",
        "Kätte saadud. Fail avaneb tühjana.",
        "Kätte saadud. Dekrüpteerimine nurjus.",
        "Kätte saadud. Lugemine võimatu.",
        "Ελήφθη. Το άνοιγμα αποτυγχάνει.",
        "Ελήφθη. Ανοίγει άδειο.",
        "Ελήφθη. Η αποκρυπτογράφηση απέτυχε.",
        "Ελήφθη. Αδύνατο να διαβαστεί.",
        "Gauta. Neįmanoma atidaryti.",
        "Gauta. Nepavyksta atidaryti.",
        "Gauta. Failas neatsidaro.",
        "Gauta. Failas neatsidarė.",
        "Gauta. Negalima iššifruoti.",
        "Gauta. Iššifruoti nepavyko.",
        "Gauta. Atsidaro tuščias.",
        "Mottaget. Öppnas tom.",
        "Mottaget. Dekryptering misslyckas.",
        "Mottaget. Går ej att öppna.",
        "Mottaget. Omöjlig att läsa.",
        "Mottaget. Filen öppnas blank.",
        "Received 0 items.",
        "Received one of three.",
        "Received in part.",
        "Received, out of area.",
        "Received, so they say.",
        "To be received.",
        "It will be received.",
        "I will have received it by Monday.",
        "Has it been received.",
        "Please confirm you received this.",
        "Kätte saadud, vale aadress.",
    ],
)
def test_P8_what_came_without_its_report_or_cannot_be_read_or_is_wanted_again_is_no_receipt(
    text: str,
) -> None:
    world = unit_writes(text)

    assert world.case.unconfirmed()
    assert world.case.pauses_open()


@pytest.mark.parametrize(
    "text",
    [
        "Received. We have no more questions.",
        "Received, no problem.",
        "Received. Our case no. 4711.",
        "Received. It opens fine.",
        "Received. Forwarded to Kim Lee.",
        "Erhalten. Die Datei lässt sich öffnen.",
        "Mottaget. Vi kunde öppna alla delar.",
        "Received.\n\nKim Lee\nIf you are not the intended recipient, do not copy it.",
    ],
)
def test_what_denies_nothing_of_the_report_takes_no_receipt_back(text: str) -> None:
    world = unit_writes(text)

    assert not world.case.unconfirmed()
    assert not world.case.pauses_open()


def test_P7_a_plea_alone_to_send_it_again_asks() -> None:
    world = unit_writes("Please resend unencrypted.")

    assert world.case.unconfirmed()
    assert world.case.pauses_open()


def test_P8_the_code_proves_that_it_was_opened_whatever_else_does_not_open() -> None:
    world = case_of()
    code = world.letters("annex-i")[-1].values["code"]

    world.take(police_mail(f"Received. {code}\nThe PDF does not open.", signed=True, **about(world)))

    assert not world.case.unconfirmed()
    assert world.case.pauses_open()


@pytest.mark.parametrize("code", ["RC-0000-0000-0000-0000", ""])
def test_P8_a_code_that_proves_nothing_gives_no_signature_the_say_over_what_is_taken_back(code: str) -> None:
    agreement = make_agreement(receipt_proof=frozenset({"signature"}))
    site = home_site(phrases=WORDS.phrases, spoken_day=WORDS.spoken_day, agreement=agreement)
    world = reported(World(site))
    code = code or str(world.letters("annex-i")[-1].values["code"])

    world.take(police_mail(f"{code}\nReceived. It cannot be opened.", signed=True, **about(world)))

    assert world.case.unconfirmed()
    assert world.case.pauses_open()


def test_what_is_not_so_in_feedback_takes_no_receipt_back() -> None:
    text = "[RECEIVED] [FEEDBACK]\nThe victim has not been identified."

    world = unit_writes(text)

    assert not world.case.unconfirmed()


def test_P8_a_question_beside_a_receipt_takes_nothing_back() -> None:
    world = unit_writes("Received. Have you seen more of it?")

    assert not world.case.unconfirmed()
    assert world.case.pauses_open()


@pytest.mark.parametrize("rest", ["is missing", "cannot be opened", "unknown to us", "please send again"])
def test_P8_a_receipt_for_one_of_two_cases_is_none_where_something_is_said_of_the_other(rest: str) -> None:
    world = reported(case_of())
    first, second = (name for name, case in world.streams.items() if case.opened)

    world.take(police_mail(f"{first}: received.\n{second}: {rest}.\n", signed=True))

    cases = [world.streams[first], world.streams[second]]
    assert all(case.unconfirmed() and case.pauses_open() for case in cases)


@pytest.mark.parametrize("text", ["Received. Nein.", "Received. Nope.", "Erhalten. Nein!", "Mottaget. Nej."])
def test_P8_a_bare_no_takes_a_receipt_back(text: str) -> None:
    world = unit_writes(text)

    assert world.case.unconfirmed()
    assert world.case.pauses_open()


NOT_OPENED = [
    "Received, but do not send it as zip, we cannot open it.",
    "Received. Please wait until we can open it.",
    "Ontvangen. Wij kunnen het bestand niet openen, graag opnieuw sturen.",
    "Mottaget. Vi kan inte öppna filen, skicka den igen.",
    "Modtaget. Vi kan ikke åbne filen, send den igen.",
    "Vastaanotettu. Tiedostoa ei voi avata, lähettäkää uudelleen.",
    "Saņēmām. Nevaram atvērt failu, lūdzu, nosūtiet vēlreiz.",
    "Ricevuto. Non riusciamo ad aprire il file, inviatelo di nuovo.",
    "Recibido. No podemos abrir el archivo, envíenlo de nuevo.",
    "Recebido. Não conseguimos abrir o ficheiro, enviem novamente.",
    "Otrzymałem. Nie możemy otworzyć pliku, proszę wysłać ponownie.",
    "Otrzymałem, ale nie da się otworzyć, proszę nie wysyłać w tej formie.",
    "Přijato. Soubor se nám nepodařilo otevřít, nelze jej zaslat znovu jinak?",
    "Megkaptuk, de nem tudjuk kinyitni, küldjék el újra.",
    "Am primit. Nu putem deschide fișierul, vă rugăm să îl trimiteți din nou.",
    "Получено. Не можем да отворим файла, моля, изпратете отново.",
]


@over("text", NOT_OPENED)
def test_P8_what_cannot_be_opened_and_is_wanted_again_is_no_receipt_though_it_sounds_like_a_wait(
    text: str,
) -> None:
    world = unit_writes(text)

    assert world.case.unconfirmed()
    assert world.case.pauses_open()
    assert world.case.holds_in_force()


LACKING = [
    "Received. Please wait until you have sent the missing part.",
    "Received, but please wait with the notice until part 2 has arrived.",
    "Erhalten. Bitte warten Sie, bis Sie den fehlenden Teil geschickt haben.",
    "Bien reçu. Merci d'attendre jusqu'à ce que la partie manquante nous parvienne.",
    "Recibido. Por favor, esperen hasta que llegue la parte que falta.",
    "Mottaget. Vänta tills den saknade delen har kommit.",
    "Kätte saadud. Palun oodake, kuni puuduv osa on saadetud.",
    "Gauta. Palaukite, kol atsiųsite trūkstamą dalį.",
    "Ontvangen. Gelieve te wachten tot het ontbrekende deel er is.",
    "Received, but it is incomplete. Please wait.",
    "Received. Please wait, a part of the report is missing.",
    "Received. Please wait, pages are missing.",
    "Erhalten. Bitte warten, es fehlen Seiten.",
]


@over("text", LACKING)
def test_P8_a_wait_for_a_part_that_is_missing_is_a_hold_and_takes_the_receipt_back(text: str) -> None:
    world = unit_writes(text)

    assert world.case.unconfirmed()
    assert world.case.pauses_open()
    assert world.case.holds_in_force()


@pytest.mark.parametrize(
    "text",
    [
        "Received. Please wait until the search is over.",
        "Received. Please wait, we need part of the week.",
        "Received. Please wait until further notice on the part of the prosecutor.",
        "Recibido. Esperen hasta nuevo aviso por parte de la fiscalía.",
        "Ricevuto. Attendete fino a nuova comunicazione da parte della procura.",
        "Recebido. Aguardem até nova ordem por parte do ministério público.",
        "Bien reçu. Merci d'attendre jusqu'à nouvel ordre de la part du parquet.",
        "Recibido. Por favor esperen, falta la autorización del juez.",
        "Erhalten. Bitte warten, die Genehmigung fehlt noch.",
        "Erhalten. Bitte warten, bis wir uns teils abgestimmt haben.",
        "Modtaget. Vent venligst, vi mangler en kendelse.",
        "Ontvangen. Wacht alstublieft, de toestemming ontbreekt nog.",
        "Kätte saadud. Palun oodake, see puudutab meie juurdlust.",
        "Vastaanotettu. Odottakaa, asia puuttuu poliisin tutkintaan.",
    ],
)
def test_a_wait_that_tells_why_takes_no_receipt_back(text: str) -> None:
    world = unit_writes(text)

    assert not world.case.unconfirmed()
    assert world.case.holds_in_force()


@pytest.mark.parametrize(
    "text",
    [
        "A jelentést nem kaptuk meg, kérjük, küldjék újra.",
        "Zprávu jsme neobdrželi, prosíme o nové zaslání.",
        "How long can you hold the notice?",
        "Which of these can you hold?",
        "Wie lange können Sie mit der Meldung warten?",
        "Hoe lang kunt u wachten met de melding?",
        "Received. Which zone are your times in, and can you hold the notice?",
    ],
)
def test_P7_what_sounds_like_a_wait_and_wants_an_answer_is_asked_about(text: str) -> None:
    world = unit_writes(text)

    assert world.case.holds_in_force()
    assert world.case.pauses_open()


@pytest.mark.parametrize(
    "text", ["Could you hold the notice until 16 March?", "Könnten Sie bitte warten?", "Kas saate oodata?"]
)
def test_a_plea_to_wait_that_is_put_as_a_question_asks_nobody(text: str) -> None:
    world = unit_writes(text)

    assert world.case.holds_in_force()
    assert not world.case.pauses_open()


@pytest.mark.parametrize(
    "text", ["Ontvangen. Dit is niet voor ons.", "Ontvangen, maar dit is niet voor onze afdeling."]
)
def test_P8_not_for_us_takes_a_receipt_back_and_is_no_wait(text: str) -> None:
    world = unit_writes(text)

    assert world.case.unconfirmed()
    assert world.case.pauses_open()
    assert not world.case.holds_in_force()


def test_the_small_print_of_dutch_offices_is_no_wait() -> None:
    printed = (
        "Dit bericht kan informatie bevatten die niet voor u is bestemd. Indien u niet de geadresseerde bent "
        "of dit bericht abusievelijk aan u is toegezonden, wordt u verzocht dat aan de afzender te melden en "
        "het bericht te verwijderen."
    )
    world = unit_writes(f"Ontvangst bevestigd.\n\nGroet\n\n{printed}")

    assert not world.case.unconfirmed()
    assert not world.case.holds_in_force()
    assert not world.case.pauses_open()


def test_a_wait_until_a_day_is_heard_in_dutch() -> None:
    world = unit_writes("Ontvangen. Niet voor 16 maart versturen.")

    (hold,) = world.case.holds_in_force()
    assert hold.until is not None


def test_P7_a_question_about_a_reporter_is_no_french_plea_to_put_off() -> None:
    world = unit_writes("Received. Can you share the reporter's contact?")

    assert not world.case.holds_in_force()
    assert world.case.pauses_open()


@over(
    "text",
    [
        "Přijato. Oznámení nejde otevřít.",
        "Prijaté. Oznámenie sa nedá otvoriť.",
        "Otrzymałem. Zawiadomienia nie da się otworzyć.",
        "Recebido. A notificação não abre.",
        "Ελήφθη. Η ειδοποίηση δεν ανοίγει.",
        "Am primit. Notificarea nu se deschide.",
        "Megkaptuk. Az értesítés nem nyitható meg.",
        "Received. The notification cannot be opened.",
    ],
)
def test_P8_what_is_called_a_notice_and_does_not_open_is_no_receipt(text: str) -> None:
    world = unit_writes(text)

    assert world.case.unconfirmed()
    assert world.case.pauses_open()


@over(
    "text",
    [
        "Received. Please don't send this to us, it belongs to the north unit.",
        "Received by mistake, please do not send us these.",
        "Received. Please do not send any more, our key has been withdrawn.",
        "Eingang bestätigt. Bitte nicht mehr an diese Adresse senden, wir sind nicht zuständig.",
        "Bien reçu, mais merci de ne plus nous envoyer ce type de signalement.",
        "Ontvangen. Graag niet meer naar dit adres sturen.",
        "Otrzymano, proszę nie wysyłać na ten adres, nie nasza właściwość.",
        "Přijato. Na tuto adresu prosím neposílejte, nejsme příslušní.",
        "Mottaget, men skicka inte hit, det är inte vårt ärende.",
        "Kätte saadud, kuid palun ärge saatke siia, see ei ole meie asi.",
        "Gavome, bet nesiųskite mums, tai ne mūsų kompetencija.",
        "Saņēmām, bet nesūtiet mums, tas nav mūsu kompetencē.",
        "Megkaptuk, de kérjük, ne ide küldjék, nem mi vagyunk az illetékesek.",
    ],
)
def test_P8_do_not_send_it_to_us_is_no_receipt_though_it_sounds_like_a_wait(text: str) -> None:
    world = unit_writes(text)

    assert world.case.unconfirmed()
    assert world.case.pauses_open()
    assert world.case.holds_in_force()


@over(
    "text",
    [
        "Received. Please do not send the notice until we come back to you.",
        "Eingang bestätigt. Bitte den Provider vorerst nicht informieren, wir melden uns.",
        "Eingang bestätigt. Bitte warten, bis die zuständige Stelle entschieden hat.",
        "Received and opened without problems. Please hold the notice.",
        "Přijato. Prosím, zatím neinformujte poskytovatele.",
        "Mottaget. Vänta med att kontakta leverantören tills vi hör av oss.",
    ],
)
def test_a_receipt_beside_a_plain_wait_counts_still(text: str) -> None:
    world = unit_writes(text)

    assert not world.case.unconfirmed()
    assert world.case.holds_in_force()


@over(
    "text",
    [
        "Received. Please wait, the mail is empty.",
        "Received. Hold on, this belongs to another unit.",
        "Received, please wait, there is no report in it.",
        "Received. Please wait, wrong key.",
        "Eingang bestätigt. Bitte warten, das ist nicht unser Fall.",
        "Eingang bestätigt. Bitte noch warten, der Anhang fehlt.",
        "Reçu. Merci d'attendre, la pièce jointe manque.",
        "Ontvangen. Graag wachten, de bijlage ontbreekt.",
        "Mottaget. Vänta, bilagan saknas.",
        "Kätte saadud. Palun oodake, manus puudub.",
        "Gavome. Palaukite, nėra priedo.",
        "Saņemts. Lūdzu, pagaidiet, pielikuma nav.",
        "Ελήφθη. Παρακαλώ περιμένετε, λείπει το συνημμένο.",
        "Otrzymałem. Proszę czekać, brakuje załącznika.",
        "Přijato. Prosím počkejte, chybí příloha.",
        "Megkaptuk. Kérem várjon, hiányzik a melléklet.",
        "Recibido. Esperen, falta el adjunto.",
        "Ricevuto. Attendete, manca l'allegato.",
    ],
)
def test_P8_what_stands_beside_a_wait_may_take_a_receipt_back_as_if_it_stood_alone(text: str) -> None:
    world = unit_writes(text)

    assert world.case.unconfirmed()
    assert world.case.pauses_open()
    assert world.case.holds_in_force()


@over("text", ["Please wait, we have no decision yet.", "Bitte warten, das ist nicht unser Fall."])
def test_a_wait_alone_is_held_whatever_it_tells_beside(text: str) -> None:
    world = unit_writes(text)

    assert world.case.holds_in_force()
    assert not world.case.pauses_open()
