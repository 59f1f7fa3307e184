"""Rules for machines' mail, on outlines without MIME (P8, threats G2, G5, H1)."""

import pytest

from hotlined.domain.mail.message import MailClass
from hotlined.domain.mail.outline import Outline
from hotlined.domain.programs.automatic import (
    program_reason,
    speaks_of_absence,
)
from hotlined.domain.programs.client_forms import is_feedback, notes_receipt, read_notice
from hotlined.domain.programs.robot_words import ABSENCE_SUBJECT, waits
from hotlined.domain.programs.robots import FILE_LOST, MARKED, REFUSED, challenge_reason
from hotlined.domain.values.plain import plain, rows
from tests.support.over import over

# Subjects that mail systems are known to write, by language.
AUTO_SUBJECTS = rows(
    "automatic reply | automatic response | automated reply | automated response | autoreply",
    "auto reply",
    "auto-reply | auto response | auto-response | autoresponse | autoresponder | auto responder",
    "auto-responder | autorespons | out of office autoreply | out of office reply | out-of-office reply",
    "out of office auto-reply | out of office automatic reply | vacation reply | vacation response",
    "automatic message | away message | ooo reply | automatic out of office reply",
    "out of office message",  # en
    "out-of-office message | out of office notification | automatic out-of-office reply",
    "vacation message",
    "automatische antwort | automatische rückantwort | automatische rueckantwort | autoantwort",
    "abwesenheitsnotiz | abwesenheitsnachricht | abwesenheitsmeldung | abwesenheitsmitteilung",
    "automatische abwesenheitsnotiz | automatische nachricht | abwesenheitsassistent",
    "automatische eingangsbestätigung | automatische empfangsbestätigung",
    "abwesenheitsbenachrichtigung",  # de
    "réponse automatique | message d'absence | notification d'absence | message automatique",
    "notification automatique d'absence | avis d'absence | réponse d'absence",  # fr
    "automatisch antwoord | afwezigheidsbericht | afwezigheidsmelding | automatische reactie",
    "automatisch bericht | automatische afwezigheidsmelding | automatische beantwoording",  # nl
    "respuesta automática | autorrespuesta | mensaje automático | aviso de ausencia",  # es
    "risposta automatica | messaggio automatico | avviso di assenza | risponditore automatico",  # it
    "resposta automática | mensagem automática | aviso de ausência",  # pt, ca
    "automatyczna odpowiedź | odpowiedź automatyczna | autoodpowiedź | autoresponder poczty",
    "powiadomienie o nieobecności | wiadomość automatyczna",  # pl
    "automatická odpověď | automaticky odpovězeno | oznámení o nepřítomnosti | automatická zpráva",  # cs
    "automatická odpoveď | oznámenie o neprítomnosti | automatická správa",  # sk
    "samodejni odgovor | avtomatski odgovor | obvestilo o odsotnosti",  # sl
    "automatski odgovor | automatska poruka | obavijest o odsutnosti",  # hr
    "automatikus válasz | házon kívül üzenet | automatikus üzenet | távolléti értesítés",  # hu
    "răspuns automat | mesaj automat | notificare de absență",  # ro
    "автоматичен отговор | автоматично съобщение",  # bg
    "αυτόματη απάντηση | μήνυμα απουσίας | αυτόματο μήνυμα | ειδοποίηση απουσίας",  # el
    "automatisk svar | autosvar | automatisk besked | automatisk svarbesked | fraværsbesked",  # da
    "fraværsmeddelelse | ikke til stede-besked | fraværsmelding | automatisk beskjed",  # da, no
    "automatiskt svar | frånvaromeddelande | frånvarobesked | automatiskt meddelande",  # sv
    "automaattinen vastaus | automaattivastaus | poissaoloilmoitus | poissaoloviesti",
    "autom. vastaus",  # fi
    "automaatvastus | automaatne vastus | automaatne teade | eemaloleku teade | puhkuseteade",  # et
    "automātiskā atbilde | automātiska atbilde | automātisks paziņojums | prombūtnes paziņojums",
    "prombūtnes ziņojums | autoatbilde",  # lv
    "automatinis atsakymas | automatinis pranešimas | automatinis laiškas | nebuvimo pranešimas",  # lt
    "tweġiba awtomatika | risposta awtomatika | messaġġ awtomatiku",  # mt
    "freagra uathoibríoch | uathfhreagra | teachtaireacht uathoibríoch",  # ga
    "автоматический ответ | автоответ | автоматична відповідь | автовідповідь | otomatik yanıt",
    "sjálfvirkt svar",  # ru, uk, tr, is
)  # fmt: skip


def outline(text: str = "", types: tuple[str, ...] = (), **headers: str) -> Outline:
    """An outline as of a client's mail; underscores in names become hyphens."""
    named = {"from": "officer@police.example.com", "date": "x", "message-id": "x", "mime-version": "1.0"}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    return Outline(tuple(named.items()), text=text, types=frozenset(types), names=frozenset(named))


def kind(found: tuple[MailClass, str] | None) -> MailClass | None:
    return found[0] if found else None


@over("phrase", AUTO_SUBJECTS)
def test_a_subject_of_an_automatic_reply_is_enough(phrase: str) -> None:
    assert kind(program_reason(outline("x", subject=f"{phrase}: report"))) is MailClass.AUTOMATIC


@over("phrase", AUTO_SUBJECTS)
def test_the_same_subject_with_a_reply_prefix_is_a_persons(phrase: str) -> None:
    assert program_reason(outline("x", subject=f"Re: {phrase}: report")) is None


@over("phrase", ABSENCE_SUBJECT)
def test_a_subject_of_absence_needs_a_text_of_absence(phrase: str) -> None:
    assert program_reason(outline("Received, thank you.", subject=phrase)) is None
    assert kind(program_reason(outline("Ich bin im Urlaub.", subject=phrase))) is MailClass.AUTOMATIC


@pytest.mark.parametrize(
    "headers",
    [{"auto_submitted": "auto-generated"}, {"precedence": "bulk"}, {"list_id": "<a.example.com>"},
     {"x_autoreply": "yes"}, {"return_path": "<>"}, {"from": "no-reply@example.com"},
     {"from": "A <do-not-reply@example.com>"}],
)  # fmt: skip
def test_a_header_of_a_machine_is_enough(headers: dict[str, str]) -> None:
    assert (
        kind(program_reason(outline("Receipt confirmed.", subject="Re: report", **headers)))
        is MailClass.AUTOMATIC
    )


def test_a_no_reply_address_does_not_cover_a_hold() -> None:
    assert (
        program_reason(outline("Please hold the notice.", **{"from": "no-reply@police.example.com"})) is None
    )


def test_only_the_new_text_is_asked_whether_it_calls_itself_automatic() -> None:
    footer = "This is an automatically generated message."

    assert kind(program_reason(outline(f"Noted.\n\n{footer}"))) is MailClass.AUTOMATIC
    assert program_reason(outline(f"Noted.\n\n> {footer}")) is None
    assert program_reason(outline(f"Your mail says: {footer} Is that so?")) is None


def test_a_mail_that_no_client_made_and_that_speaks_of_absence_is_automatic() -> None:
    bare = Outline(
        (("from", "a@example.com"), ("subject", "Re: x")),
        text="I am away.",
        names=frozenset({"from", "subject"}),
    )

    assert kind(program_reason(bare)) is MailClass.AUTOMATIC
    assert program_reason(outline("I am away next week, received.")) is None


def test_an_acknowledgement_with_a_ticket_number_is_a_robots() -> None:
    text = "Your request has been received. Your ticket number is 12345."

    assert kind(program_reason(outline(text, subject="[Ticket#12345] report"))) is MailClass.ROBOT


@pytest.mark.parametrize(
    "text",
    [
        "Your ticket could not be created.",
        "Your request 12345 was not registered.",
        "We have not received your message.",
        "Unfortunately we were unable to create a ticket for you.",
        "We received your e-mail, but were unable to create a ticket.",
        "Mails of this sender cannot be processed.",
        "Ihr Ticket konnte nicht angelegt werden.",
        "Es konnte kein Ticket erstellt werden.",
        "Votre demande n'a pas pu être enregistrée.",
        "Su solicitud no ha podido ser registrada.",
        "La sua richiesta non è stata registrata.",
        "Uw aanvraag is niet geregistreerd.",
        "Ditt ärende kunde inte registreras.",
        "Din henvendelse blev ikke registreret.",
        "Το αίτημα δεν καταχωρήθηκε.",
        "Państwa zgłoszenie nie zostało zarejestrowane.",
        "Teie pöördumist ei registreeritud.",
        "Jūsų užklausa nebuvo užregistruota.",
    ],
)
@pytest.mark.parametrize("mark", [{"auto_submitted": "auto-replied"}, {"x_otrs_state": "new"}])
def test_P8_a_ticket_that_was_not_made_is_no_acknowledgement(text: str, mark: dict[str, str]) -> None:
    found = program_reason(outline(text, subject="[Ticket#12345] report", **mark))

    assert found == (MailClass.ROBOT, REFUSED)


@pytest.mark.parametrize(
    "text",
    [
        "Your ticket no 12345 has been created. Do not reply to this mail.",
        "Please do not reply. Your request has been registered.",
        "Your request has been received. It cannot be processed if your name is missing.",
        "Ihr Ticket wurde angelegt. Ohne Angabe der Nummer kann es nicht verarbeitet werden.",
        "Su solicitud no. 12345 ha sido registrada. No responda a este mensaje.",
        "DO NOT REPLY TO THIS MESSAGE\n\nYour request has been received.",
        "Please do not reply to this e-mail, your ticket has been created.",
        "This mailbox is not monitored\n\nYour message has been received.",
        "This is not an advertisement, your message has been received.",
        "Your non-urgent request has been received.",
        "Your request has been received. Please note that anonymous reports cannot be processed.",
        "Ihre Anfrage wurde registriert. Werbung kann nicht verarbeitet werden.",
        "Your request has been received. If your ticket was not created by you, tell us.",
        "Bitte nicht antworten - Ihre Anfrage wurde registriert.",
        "Bitte antworten Sie nicht auf diese automatische E-Mail\n\nIhre Nachricht ist eingegangen.",
        "Non rispondere a questa email, la tua richiesta è stata registrata.",
        "Nie odpowiadaj na tę wiadomość\n\nTwoje zgłoszenie zostało zarejestrowane.",
        "Vänligen svara ej på detta mejl\n\nDitt ärende har registrerats.",
        "Deze e-mail niet beantwoorden\n\nUw aanvraag is geregistreerd.",
        "Denne mail kan ikke besvares\n\nDin henvendelse er registreret.",
        "Please do not reply to this mail\n\nYour request has been registered.",
        "Do not reply to this mail, your request has been registered.",
        "This mailbox is not monitored and your request has been registered.",
        "Your message will not be answered by mail. It has been registered.",
        "Your request has been received. Please do not open a new ticket.",
        "Your mail has been received. Mail that is not encrypted cannot be processed.",
        "Your ticket has been created. If your ticket was not opened by you, call us.",
        "Your message was received; it has not been accepted as evidence.",
        "Bitte nicht antworten, Ihre Anfrage wurde registriert.",
        "Ihre Anfrage ist eingegangen. Bitte eröffnen Sie kein neues Ticket.",
        "Ihre Anfrage ist eingegangen. Große Anhänge kann nicht verarbeitet werden.",
        "Svara ej på detta mejl, ditt ärende har registrerats.",
        "Não responda a este e-mail, o seu pedido foi registado.",
        "See postkast ei ole jälgitav, teie kiri on registreeritud.",
    ],
)
@pytest.mark.parametrize("mark", [{"auto_submitted": "auto-replied"}, {"x_otrs_state": "new"}])
def test_a_no_beside_an_acknowledgement_is_none_of_it(text: str, mark: dict[str, str]) -> None:
    found = program_reason(outline(text, subject="[Ticket#12345] report", **mark))

    assert found is not None
    assert (found[0], found[1] == REFUSED) == (MailClass.ROBOT, False)


@pytest.mark.parametrize(
    "text",
    [
        "Ricevuto, grazie. Non è stato possibile identificare il titolare.",
        "Recibido. No se ha podido identificar al titular.",
        "Recebido. Não foi possível identificar o titular.",
        "Gautas. Nepavyko nustatyti savininko.",
        "Megkaptuk. Nem sikerült azonosítani.",
        "Přijato. Nepodařilo se zjistit majitele.",
        "Saabunud. Omanikku ei õnnestunud tuvastada.",
        "Received. No case was opened against the owner.",
        "Bestätigt erhalten. Es wurde kein Vorgang gegen den Betreiber eröffnet.",
    ],
)
def test_P8_what_an_officer_could_not_do_is_no_refusal_of_a_ticket_system(text: str) -> None:
    assert program_reason(outline(text, subject="Re: [Ticket#12345] report", x_otrs_state="open")) is None


@pytest.mark.parametrize(
    "text",
    [
        "Non è stato possibile creare il ticket.",
        "No se pudo crear el ticket.",
        "No ticket was created.",
        "Your request could not be processed.",
        "Your request, unfortunately, was not registered.",
        "You are not authorized to create tickets.",
        "Ihre Anfrage konnte nicht verarbeitet werden.",
        "Nepodařilo se vytvořit tiket.",
    ],
)
def test_P8_that_no_ticket_came_of_a_mail_is_said_in_many_ways(text: str) -> None:
    found = program_reason(outline(text, subject="[Ticket#12345] report", auto_submitted="auto-replied"))

    assert found == (MailClass.ROBOT, REFUSED)


def test_a_person_who_gives_a_number_in_an_answer_stays_human() -> None:
    text = "Wir haben Ihre Nachricht erhalten, die Vorgangsnummer lautet Vorgang 20261234."

    assert program_reason(outline(text, subject="AW: Bericht", in_reply_to="<a@example.org>")) is None


def test_our_own_reference_is_no_ticket_number() -> None:
    found = program_reason(outline("Noted.", subject="Re: [HL-2026-000123-K]", auto_submitted="auto-replied"))

    assert kind(found) is MailClass.AUTOMATIC


def test_a_gate_that_wants_a_click_is_a_challenge() -> None:
    text = "Your message waits. Click https://gate.example.net/1 to verify that you are a real person."

    assert challenge_reason(outline(text)) == "words of a challenge"
    assert challenge_reason(outline("Please put us on your whitelist.")) is None


@pytest.mark.parametrize("text", [
    "Ihre E-Mail wurde noch nicht zugestellt. Bestätigen Sie, dass Sie kein Roboter sind: klicken Sie auf",
    "Votre message n'a pas encore été remis à son destinataire. Pour l'authentifier, cliquez sur",
    "Su mensaje aún no ha sido entregado. Confirme que no es un robot haciendo clic en",
    "Il suo messaggio non è stato ancora consegnato. Confermi di non essere un robot, clicchi su",
    "Uw bericht is nog niet afgeleverd. Bevestig dat u geen robot bent, klik op",
    "Twoja wiadomość nie została jeszcze dostarczona. Potwierdź, że nie jesteś robotem, kliknij",
    "Ditt meddelande har ännu inte levererats. Bekräfta att du inte är en robot, klicka på",
    "Vaše zpráva zatím nebyla doručena. Potvrďte, že nejste robot, klikněte na",
    "Το μήνυμά σας δεν έχει παραδοθεί ακόμη. Επιβεβαιώστε ότι δεν είστε ρομπότ:",
    "Jūsų laiškas dar nepristatytas. Patvirtinkite, kad nesate robotas:",
    "Teie kiri ei ole veel kohale toimetatud. Kinnitage, et te ei ole robot:",
])  # fmt: skip
def test_P8_a_gate_that_has_not_delivered_our_mail_is_a_challenge_in_other_languages(text: str) -> None:
    assert challenge_reason(outline(f"{text} https://gate.example.net/1")) == "words of a challenge"


@pytest.mark.parametrize("text", [
    "Você enviou um e-mail para desk@example.net. Para que sua mensagem seja encaminhada, clique aqui:",
    "To control spam, I now allow incoming messages only from senders I have approved. Click the link below:",
    "The recipient accepts mail only from permitted senders. To request permission, visit this page:",
])  # fmt: skip
def test_P8_a_machine_that_lets_only_some_senders_through_is_a_gate(text: str) -> None:
    notice = outline(f"{text} https://gate.example.net/1", auto_submitted="auto-replied")

    assert kind(program_reason(notice)) is MailClass.ROBOT


@pytest.mark.parametrize("text", [
    "Olen lomalla. Viestisi on tullut perille, mutta sitä ei ole vielä luettu.",
    "Ich bin bis Montag nicht da. Ihre E-Mail wurde noch nicht gelesen.",
    "Je suis absent. Votre message n'a pas encore été transmis à mon collègue.",
    "Jag är borta. Ditt meddelande har inte levererats till någon annan.",
])  # fmt: skip
def test_an_absence_notice_that_nobody_has_read_the_mail_is_no_gate(text: str) -> None:
    notice = outline(f"{text} https://police.example.com", auto_submitted="auto-replied")

    assert kind(program_reason(notice)) is MailClass.AUTOMATIC


def test_who_asks_about_a_mail_that_has_not_been_delivered_is_no_gate() -> None:
    text = "Ihre E-Mail an Dezernat 4 wurde noch nicht zugestellt, siehe https://status.example.net/1"

    assert challenge_reason(outline(text)) is None


@pytest.mark.parametrize("number", ["7", "77", "20771"])
def test_P8_a_ticket_may_have_a_short_number_where_it_is_named_one(number: str) -> None:
    text = f"We have received your request and a ticket has been created with Ticket ID - {number}."

    assert kind(program_reason(outline(text, subject="Ticket Received"))) is MailClass.ROBOT


def test_a_desk_that_tells_when_it_has_an_answer_is_a_machines_word_and_a_provider_a_persons() -> None:
    desk = (
        "A support ticket has now been opened for your request. You will be notified when a response is made."
    )
    person = "We have received your report. You will be notified when a response from the customer arrives."

    assert program_reason(outline(desk, subject="New Support Ticket Opened")) is not None
    assert program_reason(outline(person, subject="Re: Report")) is None


def test_a_number_of_items_in_a_case_is_no_ticket_number() -> None:
    text = "We have received your report. A case has been created, case 12 and 2 items in it, I call you."

    assert program_reason(outline(text, subject="Report")) is None


def test_a_read_notice_needs_the_list_of_what_was_read() -> None:
    text = "Your message\n  To: Desk\n  Subject: report\nwas read on Monday"

    assert read_notice(outline(text, subject="Read: report"))
    assert not read_notice(outline("I read it.\n", subject="Read: report"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Your document:  report\nwas received by:  Officer One/Police\nat:  10:00\n", True),
        ("Ihr Dokument:\treport\nwurde empfangen von:\tOfficer One\nam:\t10:00\n", True),
        ("Return Receipt\nYour document:\nreport\nwas received by:\nOfficer One\nat:\n10:00\n", True),
        ("Your document: report\nwas received by: Officer One\nat: 10:00\nPlease wait with item 1.\n", False),
        ("Your document: report\nwas received by: Officer One\nat: 10:00, please wait with item 1\n", False),
        ("Empfangsbestätigung\nIhr Dokument: report\nwurde empfangen von: Officer One\nam: 10:00\n", True),
        ("Item 1 stays up for a week\nYour document: a\nwas received by: Officer One\nat: 10:00\n", False),
        ("Your document was received by the duty officer at 10:00.\n", False),
        ("Your document:\n" * 100, False),
    ],
)
def test_P8_a_return_receipt_of_notes_is_its_table_and_nothing_else(text: str, *, expected: bool) -> None:
    assert notes_receipt(outline(text, subject="Return Receipt")) is expected


def test_a_complaint_with_the_message_attached_is_feedback() -> None:
    assert is_feedback(outline(subject="complaint about message from 192.0.2.1", types=("message/rfc822",)))
    assert not is_feedback(outline(subject="complaint about message from 192.0.2.1"))


def test_words_are_compared_without_case_accents_and_typography() -> None:
    assert plain("RÉPONSE  automatique") == plain("Re\u0301ponse\nAutomatique") == "reponse automatique"
    assert speaks_of_absence(plain("Απουσιάζω μέχρι αύριο"))
    assert waits(plain("Bitte WARTEN"))
    assert waits("please hold it")
    assert waits("prasome palaukite")
    assert not waits(plain("Jeg holder ferie til mandag"))


@pytest.mark.parametrize(
    "subject",
    ["Autopsy notification: item 1", "Autobahn Meldung: item 1", "Awayday message: x", "Auto: blue"],
)
def test_a_word_that_only_begins_like_a_machines_makes_no_subject(subject: str) -> None:
    assert program_reason(outline("Received.", subject=subject)) is None


def test_sieves_subject_counts_in_an_answer_to_our_mail() -> None:
    assert (
        kind(program_reason(outline("x", subject="Auto: report", in_reply_to="<a@x>"))) is MailClass.AUTOMATIC
    )


@pytest.mark.parametrize("value", ["yes", "1", "accettazione"])
def test_any_header_named_after_automatic_answers_counts(value: str) -> None:
    assert kind(program_reason(outline("x", x_acme_auto_reply=value))) is MailClass.AUTOMATIC
    assert program_reason(outline("x", x_acme_auto_reply="no")) is None
    assert program_reason(outline("x", x_auto_response_suppress=value)) is None


FORGED = {
    "date": "Wed, 16 Aug 2006 20:52:12 +0360",
    "message_id": "<1@mx.hotline.example.org>",
    "received": "from 192.0.2.10 ([198.51.100.7]) by mx.hotline.example.org with ESMTP; x",
}


def test_two_marks_that_no_mail_client_leaves_are_a_programs() -> None:
    for left_out in ("date", "message_id", ""):
        headers = {name: value for name, value in FORGED.items() if name != left_out}
        assert kind(program_reason(outline("item 1", **headers))) is MailClass.AUTOMATIC, left_out


@pytest.mark.parametrize(
    "headers",
    [{"date": FORGED["date"]}, {"message_id": FORGED["message_id"], "received": "from [192.0.2.10] by mx.x"},
     {"received": FORGED["received"]}, {**FORGED, "in_reply_to": "<a@hotline.example.org>"},
     {"date": "Mon, 3 Feb 2025 10:00:00 +0545", "received": FORGED["received"]}],
)  # fmt: skip
def test_one_such_mark_or_an_answer_to_our_mail_is_a_persons(headers: dict[str, str]) -> None:
    assert program_reason(outline("Received.", **headers)) is None


def test_such_marks_do_not_cover_a_hold() -> None:
    assert program_reason(outline("Please hold the notice.", **FORGED)) is None


def test_a_gate_has_to_hold_our_mail_back_before_words_alone_make_it_one() -> None:
    link = "https://portal.police.example.com/"

    assert challenge_reason(outline(f"Please verify your e-mail address on {link}.")) is None
    assert challenge_reason(outline(f"Report 12 is being held; verify that you sent it: {link}")) is None
    assert challenge_reason(outline(f"Your e-mail is being held. Verify that you sent it: {link}"))


def test_a_ticket_number_in_the_subject_and_again_in_the_thanks_is_a_robots() -> None:
    text = "Wir haben Ihre Anfrage erhalten. Ein Ticket mit der Nummer 8123 wurde erstellt."

    assert kind(program_reason(outline(text, subject="Ticket erhalten [#8123]"))) is MailClass.ROBOT
    assert program_reason(outline(text, subject="AW: [#8123]", in_reply_to="<a@x>")) is None


LIST = {"list_id": "<unit.lists.example>", "list_post": "<mailto:unit@lists.example>", "precedence": "list"}


def test_P8_a_persons_answer_through_a_discussion_list_stays_a_persons() -> None:
    thread = {**LIST, "in_reply_to": "<a@x>"}

    assert program_reason(outline("We take it.", subject="[unit] Re: report", **thread)) is None
    assert program_reason(outline("We take it.", subject="Re: [unit] report", **thread)) is None
    assert program_reason(outline("News.", subject="[unit] Re: report", **LIST))
    assert program_reason(outline("News.", subject="[unit] News", **thread))
    assert program_reason(outline("I am out of the office.", subject="[unit] Re: report", **thread))


def test_P8_a_gateways_precedence_does_not_make_a_clients_answer_a_machines() -> None:
    gateway = {"precedence": "bulk", "x_mailer": "Microsoft Outlook 16.0"}

    assert (
        program_reason(outline("We take it.", subject="RE: report", in_reply_to="<a@x>", **gateway)) is None
    )
    assert program_reason(outline("We take it.", subject="report", **gateway))


def test_P5_a_hold_that_an_inbox_rule_has_passed_on_is_a_persons() -> None:
    rule = {"x_ms_exchange_generated_message_source": "Mailbox Rules Agent", "subject": "FW: Report"}

    assert program_reason(outline("Received; please hold the notice until Friday. Anna", **rule)) is None
    assert kind(program_reason(outline("Your mail is important to us.", **rule))) is MailClass.AUTOMATIC


@pytest.mark.parametrize("text", [
    "Ich bin zwar im Urlaub, habe es aber gelesen: bitte nichts verschicken bis Montag.",
    "Ik ben met vakantie tot maandag. Graag niets versturen voor dinsdag.",
    "Je suis en congés jusqu'à lundi. Merci de ne rien envoyer avant mardi.",
    "Jag har semester till måndag. Skicka inget före tisdag.",
])  # fmt: skip
def test_P5_who_is_away_and_wants_nothing_to_be_sent_wrote_no_absence_notice(text: str) -> None:
    assert program_reason(outline(text, subject="Re: Report")) is None


@pytest.mark.parametrize(("subject", "text"), [
    ("Abwesend", "Ich bin bis Montag im Urlaub. In dieser Zeit kann ich nichts veranlassen."),
    ("Afwezig", "Ik ben met vakantie tot maandag en kan niets versturen."),
    ("Poissa", "Olen lomalla 7.3. asti enkä voi mitään lähettää."),
    ("Puhkusel", "Olen puhkusel 7. märtsini. Kui teil on midagi saata, kirjutage a@x.example."),
    ("Out of office", "I am away until Monday. Please send nothing sensitive by e-mail."),
    ("Frånvaro", "Jag är borta till måndag. Skicka inget känsligt via e-post."),
])  # fmt: skip
def test_an_absence_notice_says_that_nothing_is_sent_meanwhile(subject: str, text: str) -> None:
    assert kind(program_reason(outline(text, subject=subject))) is MailClass.AUTOMATIC


@pytest.mark.parametrize("text", [
    "Ich bin im Urlaub, kann aber lesen, bitte nichts versenden.",
    "Ich bin im Urlaub. Man kann mich anrufen. Bitte nichts versenden.",
    "I am away until Monday. You can send nothing before that.",
])  # fmt: skip
def test_P5_such_a_notice_that_asks_for_it_is_none(text: str) -> None:
    assert program_reason(outline(text, subject="Out of office")) is None


def test_P8_a_machine_that_cannot_be_answered_says_so_beside_a_short_number() -> None:
    text = "Tack för ditt meddelande. Ditt ärende har nummer 77. Meddelandet går inte att svara på."

    assert program_reason(outline(text, subject="Report")) is not None


def test_P7_a_hold_below_a_kept_subject_of_an_automatic_reply_is_a_persons() -> None:
    kept = {"subject": "Automatic reply: report", "in_reply_to": "<a@x>"}
    client = {**kept, "x_mailer": "Microsoft Outlook 16.0"}

    assert program_reason(outline("Please hold the notice.", **client)) is None
    assert program_reason(outline("I am out of the office, hold the line.", **client))
    assert program_reason(outline("Please hold the notice.", **kept))


def test_an_answer_to_an_invitation_is_a_machines_unless_somebody_adds_a_word() -> None:
    calendar = "BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR\n"
    types = ("multipart/alternative", "text/calendar")

    assert program_reason(outline(calendar, subject="Accepted: call", types=types))
    assert program_reason(outline(calendar.replace("REPLY", "REQUEST"), types=types)) is None
    assert program_reason(outline(f"Please hold it.\n{calendar}", types=types)) is None
    assert program_reason(outline(f"Received.\n{calendar}", types=types)) is None


def test_an_answer_to_an_invitation_is_a_machines_with_all_that_Google_Calendar_writes_below_it() -> None:
    """Its advice about updates was read as a wish to wait, the mark in its link to a map as a question."""
    calendar = "BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR\n"
    said = "Kim Officer has accepted this invitation.\n\nExample meeting\nFriday 20 Mar 2026\n\n"
    place = "Location\nExample Street 1\nhttps://maps.example.com/search/Example+Street+1?hl=en\n\n"
    foot = (
        "~~//~~\nReply sent from Google Calendar: https://calendar.google.com/calendar/\n\n"
        "To stop receiving future updates for this event, decline this event.\n\n"
    )
    types = ("multipart/alternative", "text/calendar")

    assert program_reason(outline(f"{said}{place}{foot}{calendar}", types=types))
    assert program_reason(outline(f"Please hold it.\n{said}{place}{foot}{calendar}", types=types)) is None
    assert program_reason(outline(f"{said}~~//~~\nPlease hold it.\n{calendar}", types=types)) is None
    assert program_reason(outline(f"{said}{foot}Please hold it.\n\n{calendar}", types=types)) is None
    more = "Forwarding this could let any recipient answer: https://support.google.com/calendar/answer/1\n\n"
    assert program_reason(outline(f"{said}{foot}{more}{calendar}", types=types))
    assert program_reason(outline(f"{said}{foot}{more}Please hold it.\n\n{calendar}", types=types)) is None


def test_P8_a_subject_that_begins_with_concerning_makes_no_person_of_a_ticket_system() -> None:
    """Lotus Notes writes "Ang:" in front of an answer, and Swedes in front of what it is about."""
    text = "Vi har tagit emot ditt meddelande. Ditt ärendenummer är 481516.\n"
    found = program_reason(outline(text, subject="Ang: Din anmälan HL-2026-000001-C"))
    assert found is not None
    assert found[0] is MailClass.ROBOT


@pytest.mark.parametrize(
    "text",
    [
        "Your message has been received as ticket 12345. An attachment could not be read.",
        "Your request has been received. The attachment of your message could not be opened.",
        "Your email has been registered. One attachment of your email could not be processed.",
        "An attachment of your message could not be registered. Your message has been registered.",
        "Your ticket has been created; the file encrypted.asc was not registered with your ticket.",
        "Your request was received. We were unable to open your attachment.",
        "Your request was received. The attachment was blocked.",
        "Ihre Anfrage wurde registriert. Der Anhang Ihrer Anfrage konnte nicht erfasst werden.",
        "Ihre Nachricht ist eingegangen. Leider konnten wir den Anhang nicht öffnen.",
        "Votre demande a été enregistrée. La pièce jointe de votre message n'a pas pu être ouverte.",
        "Su solicitud ha sido recibida. El archivo adjunto de su mensaje no se ha podido abrir.",
    ],
)
def test_P8_a_mail_that_arrived_without_an_attachment_is_neither_refused_nor_acknowledged(text: str) -> None:
    found = program_reason(outline(text, subject="[Ticket#12345] report", auto_submitted="auto-replied"))

    assert found == (MailClass.ROBOT, FILE_LOST)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Your ticket 4711 could not be created. The attachment could not be read.", REFUSED),
        ("Your message could not be processed because the attachment could not be read.", REFUSED),
        ("Your request has been received. Attachments over 10 MB cannot be processed.", MARKED),
        ("Your request has been received. If an attachment could not be read, please call us.", MARKED),
        ("Your request and its attachments have been registered.", MARKED),
    ],
)
def test_P8_what_is_said_of_attachments_beside_takes_nothing_from_the_rest(text: str, why: str) -> None:
    found = program_reason(outline(text, subject="[Ticket#12345] report", auto_submitted="auto-replied"))

    assert found == (MailClass.ROBOT, why)
