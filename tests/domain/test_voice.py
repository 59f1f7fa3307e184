"""What a text without headers tells of its writer, sentence by sentence (P8)."""

import pytest

from hotlined.domain.programs.phrases import bare, begins
from hotlined.domain.programs.voice import MAX_TEXT, SELF, no_word_of_a_person, personal, voice_reason
from hotlined.domain.programs.voice_marks import LISTS, listed
from hotlined.domain.programs.voice_words import CLOSING

AWAY_UNTIL = "I am on leave until Monday.\nIn urgent cases please contact the duty desk."


@pytest.mark.parametrize(
    "text",
    [
        AWAY_UNTIL,
        "Dear Sir or Madam,\n\nI am on leave until Monday.\n\nKind regards\nOfficer One\nMain Street 1, Town",
        "I am on leave, and will read what has come to this\naddress of mine when I return on Monday.",
        "Ich bin bis 10. Februar im Urlaub. Ihre E-Mail wird nicht weitergeleitet.",
        "Ihre Mail wird bzw. wurde nicht gelesen, da ich bis 10.02. im Urlaub bin.",
        "Je suis en congé jusqu'au 10 février.",
        "I no longer work here. I have retired from the service.",
        "Thank you for your message. We aim to respond within 5 working days.",
        "Táto odpoveď je automatická.",
        "Please note that this is an automatic acknowledgement.",
        "Messaggio generato automaticamente.",
        "Your message has been received. Please do not reply to it.",
    ],
)
def test_P8_a_text_of_nothing_but_a_machines_sentences_is_a_machines(text: str) -> None:
    assert voice_reason(text)
    assert no_word_of_a_person(text) or not personal(text)


@pytest.mark.parametrize(
    "text",
    [
        "Votre message a bien été reçu. Ceci est un message automatique, merci de ne pas y répondre.",
        "Mesajul a fost primit. Acesta este un mesaj automat, vă rugăm să nu răspundeți.",
        "A sua mensagem foi recebida. Esta é uma mensagem automática, por favor não responda.",
        "Su mensaje ha sido recibido. Este es un mensaje automático, no responda a este correo.",
        "Vaše sporočilo je bilo prejeto. To je samodejno sporočilo, nanj ne odgovarjajte.",
        "La richiesta ha il numero 77. Questo è un messaggio automatico, si prega di non rispondere.",
        "Siamo spiacenti. Questo è un messaggio automatico, si prega di non rispondere.",
        "Mesajul a sosit. Acesta este un mesaj automat și nu se răspunde la el.",
        "Ditt ärende har nummer 7. Detta är ett automatiskt meddelande.",
    ],
)
def test_P8_what_says_of_itself_that_it_is_automatic_is_so_wherever_the_noun_stands(text: str) -> None:
    assert voice_reason(text) == SELF


@pytest.mark.parametrize(
    "text",
    [
        "This is about the automatic reply that you sent us: we have the report.",
        "This is in answer to your automatic message: nothing has arrived.",
        "This automatic message could not be opened. Please call.",
        "This is not an automatic reply, we have received the report.",
        "Dies betrifft Ihre automatische Nachricht, wir konnten sie nicht öffnen.",
        "Diese automatische Nachricht konnte nicht entschlüsselt werden.",
        "Dies ist keine automatische Antwort. Bitte rufen Sie an.",
        "Ceci concerne votre réponse automatique, que nous avons lue.",
        "Wir sind vom 1. bis 10. Februar erreichbar. Dies ist keine automatische Antwort.",
        "Am 3. November kam von Ihnen eine automatische Nachricht.",
    ],
)
def test_P7_what_a_person_tells_of_an_automatic_mail_is_a_persons_word(text: str) -> None:
    assert voice_reason(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for your mail. I am out of office until 9 March. For hosting please contact my colleague.",
        "I am out of office until 9 March. In urgent cases write to abuse@hosting.example.com.",
        "Thank you for your mail. I am on annual leave and will return on 9 March.\n\nHosting Team",
        "I am on leave until Monday. If you are a hosting provider please write to desk@police.example.com.",
        "Vielen Dank für Ihre Nachricht. Ich bin im Urlaub. Zum Hosting wenden Sie sich an meine Kollegin.",
        "Merci pour votre message. Je suis absent. Pour les hébergeurs, merci de contacter la permanence.",
        "Obrigado pela mensagem. Estou de férias. Para o fornecedor, contactar o colega.",
        "Asistiendo a cursos hasta el 9 de marzo. Para urgencias contacte con mi compañero.",
    ],
)
def test_P8_an_absence_notice_may_name_hosts_and_providers(text: str) -> None:
    assert voice_reason(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        # "En curso" is no course that somebody attends, "no se contacte" names nobody to turn to instead.
        "Os pedimos que de momento no se contacte con el alojamiento, hay diligencias en curso.",
        "Pedimos que não contactem o alojamento, há diligências em curso. Voltaremos ao contacto.",
        "Please leave the hosting company alone, I am in court until Friday and will be back to you then.",
        "Ich bin bis Freitag auf Lehrgang, bitte den Hoster so lange in Ruhe lassen. Dringend: Herr Meier.",
        "Estoy de curso hasta el viernes, no se contacte con el alojamiento. Si urge, contacte el turno.",
    ],
)
def test_P5_who_speaks_of_the_hosting_provider_wrote_no_absence_notice(text: str) -> None:
    assert voice_reason(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "I am on leave.",  # one mark
        f"{AWAY_UNTIL}\nI have received the report.",
        f"{AWAY_UNTIL}\nDid you write to my colleague?",
        "I am on leave until Monday. The item is ours, as you can see from the number. Ask for it there.",
        "Thank you. Officer Two has the matter now. He knows all of it. He sits next door to me.",
        "We will answer within five days.",
        "This message was automatically checked for viruses by our server.",
        "This is the automatic weapon that was found at the place you named.",
        "Please do not reply to this message if you are not the intended recipient. Thanks for your message.",
        "",
    ],
)
def test_P8_one_sentence_of_a_person_is_enough_for_a_person(text: str) -> None:
    assert voice_reason(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Vielen Dank für Ihre E-Mail. Das Bild ist nicht mehr erreichbar.",
        "Gracias por su mensaje. El contenido ya no está disponible.",
        "Obrigado pela mensagem. O conteúdo já não está disponível.",
        "Dziękuję za wiadomość. Treść nie jest już dostępna.",
        "Vă mulțumim pentru mesaj. Conținutul nu mai este disponibil.",
        "Благодаря за съобщението. Съдържанието вече не е достъпно.",
        "Tak for beskeden. Indholdet er ikke længere tilgængeligt.",
        "Tack för meddelandet. Innehållet är inte längre tillgängligt.",
        "Kiitos viestistä. Sisältö ei ole enää käytettävissä.",
        "Kiitos viestistä. Sivu ei ole enää käytettävissä.",
    ],
)
def test_that_the_content_is_gone_is_no_word_of_absence(text: str) -> None:
    assert voice_reason(text) is None


def test_a_sentence_that_no_row_knows_is_made_up_for_by_a_third_mark() -> None:
    unknown = "The weather over here is rather fine."

    assert voice_reason(f"{AWAY_UNTIL} {unknown}")
    assert voice_reason(f"I am on leave until Monday. {unknown}") is None


def test_what_stands_below_a_closing_line_is_nobodys_sentence() -> None:
    text = "I am on leave until Monday.\n\nKind regards,\nOne\nIf you received this by mistake, delete it."

    assert voice_reason(text)
    assert voice_reason(text.replace("Kind regards,", "")) is None


@pytest.mark.parametrize("text", ["Received.", "Received, thank you for your message.", "Erhalten, danke."])
def test_P8_a_short_receipt_is_a_persons_word(text: str) -> None:
    assert not no_word_of_a_person(text)
    assert voice_reason(text) is None


def test_a_long_text_is_no_notice_and_costs_nothing() -> None:
    assert voice_reason(AWAY_UNTIL + " and so on" * MAX_TEXT) is None


def test_phrases_are_found_where_words_begin() -> None:
    assert bare("I'm «away»!") == " i m away "
    assert begins("Réponse à | x") == (" reponse a", " x")
    rows = (CLOSING, *(row for _, row in LISTS))
    assert all(phrase.startswith(" ") and len(phrase) > 2 for phrases in rows for phrase in phrases)


def test_each_phrase_of_each_list_is_heard_wherever_it_stands() -> None:
    unheard = [
        phrase for mark, row in LISTS for phrase in row if mark not in listed(f" xx {phrase.strip()}yy zz ")
    ]
    assert unheard == []


@pytest.mark.parametrize("text", ["You have received a message.", "You've got a new fax from Officer One."])
def test_P8_what_a_server_tells_us_to_have_received_is_no_receipt(text: str) -> None:
    assert no_word_of_a_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "Vielen Dank für Ihre Meldung. Die gemeldeten Inhalte wurden gelöscht.",
        "Die Inhalte sind nicht mehr erreichbar, der Kunde wurde gesperrt.",
        "Merci pour votre message. Le contenu a été supprimé.",
        "Gracias por su mensaje. El contenido ha sido eliminado.",
        "Dziękujemy za wiadomość. Treści i pliki zostały usunięte.",
        "Kiitos viestistänne. Sisältö on poistettu.",
        "Thank you for your message. The files have been discontinued.",
    ],
)
def test_P8_that_content_is_gone_is_no_word_of_a_mailbox_that_is(text: str) -> None:
    assert voice_reason(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Vielen Dank für Ihre Nachricht. Dieses Postfach wurde gelöscht.",
        "Merci pour votre message. Cette adresse a été supprimée, avec le contenu de la boîte.",
        "Thank you for your message. This mailbox and its content have been discontinued.",
        "Vielen Dank für Ihre Nachricht. Ich bin nicht mehr bei der Firma, meine Dateien wurden gelöscht.",
    ],
)
def test_P8_a_mailbox_that_is_gone_with_its_content_is_a_machines_word(text: str) -> None:
    assert voice_reason(text)


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for your message. Officer One has left the content crime unit.",
        "Thank you. Officer One no longer works on illegal content. Your report was received.",
        "Received. The unit for harmful materials has been closed down.",
        "Received. The content desk has been discontinued.",
        "The illegal content unit has been dissolved.",
        "Vielen Dank für Ihre Nachricht. Das Dezernat für illegale Inhalte wurde aufgelöst.",
        "Merci pour votre message. La cellule contenus illicites a été supprimée.",
        "Gracias por su mensaje. El agente ya no trabaja en contenidos.",
    ],
)
def test_P8_that_somebody_or_a_unit_is_gone_who_dealt_with_content_is_no_receipt(text: str) -> None:
    assert no_word_of_a_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "Thanks for your message. It was received. Our office is closed until Monday.",
        "Votre message a été reçu. Notre service est fermé jusqu'à lundi.",
    ],
)
def test_P8_what_arrived_while_the_office_is_closed_until_a_day_is_no_receipt(text: str) -> None:
    assert no_word_of_a_person(text)
    assert not no_word_of_a_person("Received.\n\nKind regards\nLee Example\nOffice hours: 9 to 5")
