"""Releases that are put together from parts, and what only has the same parts (P5, P6)."""

import pytest

from hotlined.domain.replies.go_ahead import go_aheads
from hotlined.domain.replies.go_ahead_words import LANGUAGES
from hotlined.domain.replies.lexicon import Token
from tests.domain.test_plain_statements import said

RELEASES = [
    "We're happy for you to contact the hosting company now.",
    "No objection from our side to the notice being sent.",
    "The provider can now be informed.",
    "Von hier aus bestehen keine Bedenken mehr gegen die Benachrichtigung des Hosters.",
    "Gegen eine Benachrichtigung des Providers bestehen unsererseits keine Einwände.",
    "Nun können Sie den Provider anschreiben.",
    "C'est bon pour nous, vous pouvez procéder au retrait.",
    "Por nuestra parte no hay inconveniente en que avisen al proveedor.",
    "Per noi potete contattare il provider.",
    "Wij hebben geen bezwaar tegen verwijdering van de content.",
    "Można już wysłać powiadomienie do dostawcy, nie mamy zastrzeżeń.",
    "Já podem avançar com a notificação.",
    "Μπορείτε να προχωρήσετε στην ειδοποίηση του παρόχου.",
    "Võite teate teenusepakkujale ära saata, meil vastuväiteid pole.",
    "Nu går det bra att skicka till leverantören.",
    "Voitte nyt lähettää ilmoituksen palveluntarjoajalle.",
    "Můžete informovat poskytovatele.",
    "Elküldhetik az értesítést a szolgáltatónak, nincs akadálya.",
    "Puteți trimite notificarea către furnizor.",
    "Galite siųsti pranešimą teikėjui.",
    "I må gerne kontakte udbyderen nu.",
]


@pytest.mark.parametrize("text", RELEASES)
def test_P6_a_release_made_of_known_parts_is_one(text: str) -> None:
    meaning = said(f"{text}\n\nLee Example\n")

    assert meaning.words == ("release",)


@pytest.mark.parametrize("text", RELEASES)
@pytest.mark.parametrize("more", ["tomorrow", "if the court agrees", "not yet", "blorf", "on 9 March"])
def test_P5_with_any_other_word_beside_it_it_is_none(text: str, more: str) -> None:
    assert not said(f"{text.rstrip('.')} {more}.\n\nLee Example\n").release


@pytest.mark.parametrize(
    "text",
    [
        "You may have informed the provider.",
        "The host may be informed already.",
        "Puede que avisen al proveedor.",
        "Ta võib teenusepakkujat teavitada.",
        "El sospechoso puede avisar al proveedor.",
        "Palveluntarjoaja voi ilmoittaa asiakkaalle.",
        "Feel free to contact the provider with questions.",
        "You can send the provider our details.",
    ],
)
def test_P5_what_may_happen_is_no_permission(text: str) -> None:
    assert not said(f"{text}\n\nLee Example\n").release


@pytest.mark.parametrize(
    "text",
    [
        # The notice itself is to be removed.
        "We have no objection to the removal of your notice.",
        "You may proceed with the removal of the notice.",
        "Sie können die Löschung der Meldung veranlassen.",
        "Vous pouvez procéder au retrait de la notification.",
        "Vous pouvez demander la suppression de la notification.",
        "Pueden solicitar la retirada de la notificación.",
        "Nulla osta alla rimozione della notifica.",
        "Geen bezwaar tegen verwijdering van de melding.",
        "Nie mamy zastrzeżeń do usunięcia zawiadomienia.",
        "Podem pedir a remoção da notificação.",
        "Δεν έχουμε αντίρρηση για την αφαίρεση της ειδοποίησης.",
        "Meil pole vastuväiteid teate eemaldamisele.",
        "Ingen indvendinger mod fjernelse af anmeldelsen.",
        "Meillä ei ole huomautettavaa ilmoituksen poistamiselle.",
        "Nemáme námitky proti odstranění oznámení.",
        # Another one's provider, another one who tells.
        "You can contact your provider.",
        "Feel free to contact your ISP.",
        "You may have the provider notify the host.",
        "You can tell the provider to inform the provider.",
        "All you can contact is the host.",
        "Puede informar el proveedor.",
        "Puede pedir la retirada el proveedor.",
        "No hay inconveniente en que el proveedor avise.",
        # Any message, or one to be asked for.
        "Sie können eine Meldung senden.",
        "U kunt een melding sturen.",
        "Ni kan skicka en anmälan.",
        "Można przesłać zawiadomienie.",
        "Võite saata teate.",
        "Μπορείτε να στείλετε ειδοποίηση.",
        "Vous pouvez demander la notification.",
        "Pueden solicitar la notificación.",
        "Podem solicitar a notificação.",
        # What was, what would be, what comes then.
        "We were happy for you to contact the host.",
        "I'd be happy for you to contact the host.",
        "You can then inform the provider.",
        "You may then contact the host.",
    ],
)
def test_P5_what_has_the_parts_of_a_release_is_not_yet_one(text: str) -> None:
    assert not said(f"{text}\n\nLee Example\n").release


@pytest.mark.parametrize(
    "text",
    [
        "So that you can inform the provider.",
        "So you can inform the provider.",
        "Thank you that you can inform the provider.",
        "Thanks for letting us know you can contact the host.",
        "Noted that you can contact the host.",
        "I see you can contact the host.",
        "In that case you may contact the host.",
        "Aitäh, et võite teenusepakkujat teavitada.",
        "Selge, et võite teenusepakkujat teavitada.",
        "Så att ni kan kontakta leverantören.",
        "Tack för beskedet att ni kan kontakta leverantören.",
        "Så I kan kontakte udbyderen.",
        "Děkujeme, že můžete informovat poskytovatele.",
        "Ačiū, kad galite informuoti teikėją.",
    ],
)
def test_P5_a_release_that_is_only_spoken_of_is_none(text: str) -> None:
    assert not said(f"{text}\n\nLee Example\n").release


@pytest.mark.parametrize(
    "text",
    [
        "We can confirm you may contact the host.",
        "Kinnitame, et võite teenusepakkujat teavitada.",
        "Happy for you to contact the host.",
        "You may now send your notice.",
        "Vous pouvez demander le retrait.",
        "Pueden contactar con el proveedor.",
        "Można wysłać zawiadomienie do dostawcy.",
        "Er is geen bezwaar meer tegen verwijdering.",
    ],
)
def test_P6_what_gives_leave_is_a_release(text: str) -> None:
    assert said(f"{text}\n\nLee Example\n").words == ("release",)


@pytest.mark.parametrize(
    "text",
    [
        "Nie można już powiadomić dostawcy.",
        "Nie możecie już powiadomić dostawcy.",
        "Happy for you to contact the host, not.",
        "The host can be informed, but not about us.",
        "Feel free to contact the provider if we do not answer.",
    ],
)
def test_P5_the_parts_of_a_release_hide_no_not_from_a_hold(text: str) -> None:
    assert said(f"{text}\n\nLee Example\n").hold


@pytest.mark.parametrize(
    "text",
    [
        "The host can be contacted at abuse@example.net.",
        "The provider can be contacted: abuse@example.net",
        "The provider can be contacted on 030 5550123.",
        "The provider can be notified at +49 30 555 0123.",
        "You can email the host at abuse@example.net.",
        "Notices can be sent to notices@police.example.com.",
        "Der Hoster kann kontaktiert werden: abuse@example.net",
        "Sie können die Meldung an meldung@police.example.com senden.",
        "De melding kan verstuurd worden aan melding@police.example.com.",
        "Leverantören kan kontaktas på abuse@example.net.",
    ],
)
def test_P5_how_a_provider_is_reached_is_no_release(text: str) -> None:
    meaning = said(f"{text}\n\nLee Example\n")

    assert meaning.unclear
    assert not meaning.release


@pytest.mark.parametrize(
    "text", ["You may now send the notice to abuse@example.net.", "You may now inform the provider."]
)
def test_P6_a_release_in_usual_words_may_name_an_address(text: str) -> None:
    assert said(f"{text}\n\nLee Example\n+49 30 555 0123\nlee@police.example.com\n").words == ("release",)


@pytest.mark.parametrize(
    "text",
    [
        "I have to confirm that you may inform the provider.",
        "We are to confirm that you may inform the provider.",
        "I shall confirm that you may inform the provider.",
        "Do they confirm that you may inform the provider.",
        "Please confirm there is no objection to the removal.",
        "Kindly confirm that you may inform the provider.",
        "We will let you know that you may inform the provider.",
    ],
)
def test_P5_a_release_that_has_yet_to_be_given_is_none(text: str) -> None:
    meaning = said(f"{text}\n\nLee Example\n")

    assert meaning.unclear
    assert not meaning.release


@pytest.mark.parametrize(
    "text",
    [
        "I see no objection to the removal.",
        "Noted, you may inform the provider.",
        "Noted, we have no objection to the removal.",
        "Just to let you know that you may inform the provider.",
        "I would like to let you know that you may inform the provider.",
        "Please be advised that you may inform the provider.",
    ],
)
def test_P6_a_release_that_is_given_in_courteous_words_is_one(text: str) -> None:
    assert said(f"{text}\n\nLee Example\n").words == ("release",)


def test_P6_a_release_of_the_other_notice_is_asked_about() -> None:
    meaning = said("You can proceed with the other notice.\n\nLee Example\n")

    assert meaning.unclear
    assert not meaning.release


GO = "You may contact the host."
TAKEN_BACK = [
    f"{GO} That was yesterday.",
    f"{GO} This was for the other unit.",
    f"{GO} It was the answer of last week.",
    f"{GO} That was before.",
    f"{GO} That is from yesterday.",
    f"{GO} That is for another case.",
    f"{GO} But that has changed.",
    f"{GO} Not yet though.",
    f"{GO} But not today.",
    f"{GO} That is no longer so.",
    f"{GO} It is not for you.",
    f"{GO} However, this is different.",
    f"{GO} Yesterday, that is.",
    f"{GO} That was it yesterday, at least.",
    f"{GO} It was.",
    f"{GO} It was fine.",
    f"{GO} That was good yesterday.",
    f"{GO} It was all for the other unit.",
    f"{GO} That was all yesterday.",
    f"{GO} It was agreed yesterday and is no longer so.",
    f"{GO} That was agreed for yesterday.",
    f"{GO} That had been agreed earlier.",
    f"{GO} This was agreed for the other case.",
    f"{GO} It was not agreed.",
    f"{GO}\n\nThat was yesterday.",
    f"This was yesterday. {GO}",
    f"{GO}\n\nKind regards\nLee Example\n\nPS: That was yesterday.",
    "Sie können den Provider informieren. Das war gestern.",
    "Sie können den Provider informieren. Das war gestern alles.",
    "Sie können den Provider informieren. Das war abgesprochen, gilt aber nicht mehr.",
    "Sie können den Provider informieren. Das galt für den anderen Fall.",
    "Sie können den Provider informieren. Aber noch nicht heute.",
    "Vous pouvez informer l'hébergeur. C'était hier.",
    "Pueden informar al proveedor. Eso fue ayer.",
    "Podem informar o fornecedor. Isso foi ontem.",
    "Potete informare il fornitore. Questo era ieri.",
    "U mag de provider informeren. Dat was gisteren.",
    "Można powiadomić dostawcę. To było wczoraj.",
    "Μπορείτε να ενημερώσετε τον πάροχο. Αυτό ήταν χθες.",
    "Võite teenusepakkujat teavitada. See oli eile.",
    "Potete informare il fornitore. Ma solo ieri.",
    "Ni kan kontakta leverantören. Det var igår.",
    "Galite informuoti teikėją. Tai buvo vakar.",
]


@pytest.mark.parametrize("text", TAKEN_BACK)
def test_P5_a_release_that_the_next_sentence_takes_back_or_puts_elsewhere_is_none(text: str) -> None:
    meaning = said(f"{text}\n\nLee Example\n")

    assert not meaning.release
    assert meaning.unclear or meaning.hold


@pytest.mark.parametrize(
    "text",
    [
        f"{GO} Thank you for your help.",
        f"{GO} That is all from our side.",
        f"Hello, thank you for your mail. {GO}",
        f"{GO}\n\nKind regards\nLee Example\n\nThis message was scanned yesterday.",
        f"{GO} This was discussed with the prosecutor.",
        f"{GO} It was agreed with the public prosecutor yesterday.",
        f"{GO} It was a pleasure working with you.",
        f"It was good to talk to you. {GO}",
        f"Thank you for your report. That was very helpful. {GO}",
        f"{GO} That was all.",
        f"{GO} That was it from us.",
        "Sie können den Provider informieren. Das war mit der Staatsanwaltschaft abgesprochen.",
        "Sie können den Provider informieren. Dies wurde gestern mit der Staatsanwaltschaft besprochen.",
        "Das war ein guter Hinweis. Sie können den Provider informieren.",
        "Sie können den Provider informieren. Das war's von unserer Seite.",
        "Vous pouvez informer l'hébergeur. Nous n'avons pas d'objection.",
        "Nous n'avons aucune objection. Vous pouvez informer l'hébergeur.",
        "Pueden informar al proveedor. Eso fue acordado con la fiscalía.",
        "Potete informare il fornitore. Questo era stato concordato con la procura.",
        "U mag de provider informeren. Dat was het.",
        "Można powiadomić dostawcę. To było uzgodnione z prokuraturą.",
        "Võite teenusepakkujat teavitada. Ma olen nõus.",
        "Võite teenusepakkujat teavitada. See oli kõik.",
        "Ni kan kontakta leverantören. Det var överenskommet med åklagaren.",
        "Ni kan kontakta leverantören. Det var allt från oss.",
        "Galite informuoti teikėją. Tai buvo viskas.",
        "Podem informar o fornecedor. Isso foi discutido com o Ministério Público.",
    ],
)
def test_P6_what_only_stands_beside_a_release_takes_nothing_back(text: str) -> None:
    assert "release" in said(f"{text}\n\nLee Example\n").words


def test_no_language_makes_a_release_of_its_small_words() -> None:
    for parts in LANGUAGES.values():
        words = [word for row in (parts.small, parts.aside) for word in row.replace("|", " ").split()]
        assert list(go_aheads([Token(word, word, word, 0) for word in words])) == []


@pytest.mark.parametrize(
    ("go", "text"),
    [
        (GO, "That was agreed too early."),
        (GO, "It was agreed prematurely."),
        (GO, "We agreed too soon."),
        (GO, "The release was sent too early."),
        (GO, "My agreement came too early."),
        (GO, "We were too quick."),
        (GO, "I was too fast."),
        ("Sie können den Provider informieren.", "Das war zu früh."),
        ("Sie können den Provider informieren.", "Zu früh."),
        ("Sie können den Provider informieren.", "Das ist zu früh."),
        ("Sie können den Provider informieren.", "Das ging zu schnell."),
        ("Vous pouvez informer l'hébergeur.", "C'était trop tôt."),
        ("Vous pouvez informer l'hébergeur.", "C'était trop rapide."),
        ("Pueden informar al proveedor.", "Fuimos demasiado rápidos."),
        ("Można powiadomić dostawcę.", "To było za szybko."),
        ("Μπορείτε να ενημερώσετε τον πάροχο.", "Αυτό ήταν πολύ νωρίς."),
        ("Võite teenusepakkujat teavitada.", "See oli liiga vara."),
        ("Ni kan kontakta leverantören.", "Det var för tidigt."),
        ("Galite informuoti teikėją.", "Tai buvo per anksti."),
        ("Voitte nyt lähettää ilmoituksen palveluntarjoajalle.", "Liian nopeasti."),
        ("Můžete informovat poskytovatele.", "Je moc brzo."),
        ("Můžete informovat poskytovatele.", "Bylo to moc rychle."),
        ("Można powiadomić dostawcę.", "Za szybko."),
        ("Elküldhetik az értesítést a szolgáltatónak.", "Túl gyors volt."),
    ],
)
def test_P5_what_was_too_early_is_asked_about_beside_a_release_and_in_a_mail_of_its_own(
    go: str, text: str
) -> None:
    for whole in (f"{go} {text}", f"{text} {go}", text, f"Received. {text}"):
        meaning = said(f"{whole}\n\nLee Example\n")

        assert meaning.hold or (meaning.unclear and not meaning.release), whole


@pytest.mark.parametrize(
    "text",
    [
        "Eingegangen. Für eine Bewertung ist es noch zu früh.",
        "Wir haben die Meldung erhalten; für Aussagen zum Stand ist es zu früh.",
        "Wir haben Ihre Meldung zu früh geöffnet, alles ist angekommen.",
        "Bien reçu. Il est trop tôt pour en dire plus.",
        "Ontvangen. Het is te vroeg om meer te zeggen.",
    ],
)
def test_P7_a_receipt_that_finds_it_too_early_for_something_is_asked_about_and_holds_nothing(
    text: str,
) -> None:
    """A hold without an end is lifted by the LEA alone, which never asked for one."""
    meaning = said(f"{text}\n\nLee Example\n")

    assert meaning.unclear
    assert not meaning.hold


@pytest.mark.parametrize(
    "text",
    [
        "Heute früh eingegangen.",
        "Eingegangen, danke für die schnelle Meldung.",
        "Got it, too. Thanks.",
        "Received, that was quick.",
        "Nous avons bien reçu votre rapport très tôt ce matin.",
        "Bien reçu, merci pour votre rapidité.",
        "Recibido, gracias por la rapidez.",
        "Recebido, obrigado pela rapidez.",
        "Foram muito rápidos, obrigado. Recebido.",
        "Ricevuto, grazie per la rapidità.",
        "Otrzymałem, dziękuję za szybkie zgłoszenie.",
        "Το λάβαμε νωρίς σήμερα.",
        "Wir haben den Bericht heute früh erhalten.",
        "Received and forwarded quickly.",
        "Received, thank you for the quick report.",
        "Ελήφθη πολύ νωρίς το πρωί.",
        "Mottaget, tack för snabb hantering.",
        "Modtaget, tak for hurtigt svar.",
        "Gauta, ačiū už greitą pranešimą.",
        "Otrzymałem, dziękujemy za szybko udzieloną odpowiedź.",
        "Dziękuję za szybko przesłane zgłoszenie, otrzymałem.",
        "Otrzymaliśmy Państwa zgłoszenie. Dziękujemy bardzo za szybko przesłane zgłoszenie.",
        "Zgłoszenie otrzymano. Podziękowania za szybko przesłane informacje.",
        # What may be decided is no end of a hold.
        "We have received your report and we may decide to forward it to our regional office.",
        "Přijato moc rychle, děkujeme.",
    ],
)
def test_P8_what_came_early_or_went_quickly_is_a_receipt_as_before(text: str) -> None:
    meaning = said(f"{text}\n\nLee Example\n")

    assert meaning.words == ("received",)
