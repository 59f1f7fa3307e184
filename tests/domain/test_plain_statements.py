"""P7: beside a clear receipt a sentence passes only if it tells what became of the report in the office.

tests/corpus/lea/veiled.list holds sentences that mean "wait" without the usual words, gibberish, and
languages that nobody here speaks: none of them passes, wherever it stands.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hotlined.domain.hotline.site import Site
from hotlined.domain.replies.folding import fold
from hotlined.domain.replies.lexicon import tokens
from hotlined.domain.replies.meaning import Meaning
from hotlined.domain.replies.receipts import understand
from hotlined.domain.steps.filing import read_lea_tags
from tests.domain.test_receipts import SITE
from tests.support.mails_in import T0, police_mail

LEA = Path(__file__).parents[1] / "corpus" / "lea"
VEILED = LEA / "veiled.list"
ASKED = {"unclear", "hold", "question"}
STRICT = replace(SITE, agreement=replace(SITE.agreement, plain_statements="ask"))


def said(text: str, site: Site = SITE) -> Meaning:
    mail = police_mail(text, subject="")
    return understand(mail, read_lea_tags(mail, site), site, T0)


def veiled() -> Iterator[tuple[str, str, str]]:
    """Language, a receipt in it, and a sentence beside it."""
    language = receipt = ""
    for line in VEILED.read_text("utf-8").splitlines():
        if line.startswith("= "):
            language, receipt = line[2:4], line[5:]
        elif line and not line.startswith("#"):
            yield language, receipt, line


def places(receipt: str, sentence: str) -> Iterator[str]:
    """A mail with both, in each way that they may stand."""
    yield f"{receipt} {sentence}"
    yield f"{receipt}\n\n{sentence}"
    yield f"{sentence}\n\n{receipt}"
    yield f"{receipt}\n\n{sentence.rstrip('.')}"
    yield f"{receipt.rstrip('.')}, {sentence[0].lower()}{sentence[1:]}"
    yield f"{receipt}\n\nKind regards\nLee Example\n\nPS: {sentence}"


def asked_about(meaning: Meaning) -> bool:
    """Whether it is asked about which part is gone, or of what."""
    return meaning.removed_partly or meaning.removed_unsure or meaning.removed_doubted


def listed(name: str) -> list[str]:
    """The mails of a list: a sentence, and who signs it."""
    lines = [line[3:] for line in (LEA / name).read_text("utf-8").splitlines() if line[:1] not in ("", "#")]
    return [f"{line.replace('{ref}', 'HL-2026-000001-C')}\n\nLee Example\n" for line in lines]


def test_P8_a_plain_receipt_in_any_language_of_the_EU_asks_nobody() -> None:
    assert [text for text in listed("plain-receipts.list") if said(text).words != ("received",)] == []


@pytest.mark.parametrize(
    ("name", "word"),
    [("plain-holds", "hold"), ("plain-releases", "release"), ("plain-removed", "removed")],
)
def test_P7_a_plain_wish_or_statement_in_any_language_of_the_EU_asks_nobody(name: str, word: str) -> None:
    assert [text for text in listed(f"{name}.list") if said(text).words != (word,)] == []


def test_P5_what_only_sounds_like_a_release_lets_no_notice_go() -> None:
    texts = listed("not-released.list")

    assert [text for text in texts if said(text).release] == []
    assert [text for text in texts if said(f"Received, thank you.\n\n{text}").release] == []


def test_P5_a_release_of_one_item_is_none_of_the_others() -> None:
    assert said("We have no objection to removal of item 1.\n").release_items == (1,)


def test_P7_what_only_sounds_like_a_removal_says_of_nothing_that_it_is_gone() -> None:
    found = {text: said(text) for text in listed("not-removed.list")}
    counted = [text for text, one in found.items() if one.removed is not None and not asked_about(one)]

    assert counted == []


@pytest.mark.parametrize(
    "text",
    [
        "Igazoljuk az átvételt, ha megérkezett.",
        "Visszaigazoljuk az átvételt, amint megnyílt a fájl.",
        "Je confirme la bonne réception si le fichier est arrivé.",
        "Nous confirmons la bonne réception dès que le fichier est arrivé.",
        "Confermiamo di aver ricevuto se è arrivato.",
        "Confirmo haber recibido si ha llegado.",
        "Confirmo ter recebido se chegou.",
        "Potrjujemo prejem, če je sporočilo prispelo.",
        "Apstiprinām saņemšanu, ja vēstule ir saņemta.",
    ],
)
def test_P8_a_receipt_on_a_condition_is_none_also_where_another_language_knows_the_word(text: str) -> None:
    assert "received" not in said(f"{text}\n").words


def test_P8_a_french_sender_s_wish_that_his_mail_be_well_received_confirms_nothing() -> None:
    for text in ("Vous trouverez ci-joint notre courrier. Bonne réception.", "Bonne réception à vous !"):
        assert "received" not in said(f"{text}\n").words


def test_P7_files_that_came_damaged_are_asked_about_in_polish_too() -> None:
    assert ASKED & set(said("Otrzymane pliki są uszkodzone.\n").words)


def test_there_are_enough_of_them_in_enough_languages() -> None:
    rows = list(veiled())

    assert len(rows) > 130
    assert len({language for language, _, _ in rows}) > 15
    assert all("received" in said(receipt).words for _, receipt, _ in rows)


def test_P7_what_means_wait_without_saying_so_is_asked_about() -> None:
    passed = [
        text
        for _, receipt, sentence in veiled()
        for text in places(receipt, sentence)
        if not ASKED & set(said(text).words)
    ]

    assert passed == []


def test_P7_capitals_make_no_name_of_it() -> None:
    mails = [f"{receipt}\n\n{sentence.upper()}" for _, receipt, sentence in veiled()]

    assert [text for text in mails if not ASKED & set(said(text).words)] == []


def test_P7_it_is_asked_about_beside_a_receipt_in_another_language() -> None:
    mails = [f"Received, thank you.\n\n{sentence}" for _, _, sentence in veiled()]

    assert [text for text in mails if not ASKED & set(said(text).words)] == []


PLAIN = [
    "Received, thank you. It was forwarded to the competent department in Northtown.",
    "Received. Sorry for the late reply, I was on holiday.",
    "Erhalten, danke. Der Vorgang wurde an die zuständige Staatsanwaltschaft abgegeben.",
    "Kätte saadud. Edastatud pädevale menetlejale.",
    "Bien reçu. Le dossier a été transmis au service compétent de Lille.",
    "Mottaget. Ärendet är lottat på en handläggare i Lund.",
]


@pytest.mark.parametrize("text", PLAIN)
def test_what_became_of_the_report_is_not_asked_about(text: str) -> None:
    assert said(text).words == ("received",)


@pytest.mark.parametrize("text", PLAIN)
def test_P7_an_agreement_may_have_every_unknown_word_asked_about(text: str) -> None:
    known = said(text, replace(STRICT, phrases=tuple(p for p in SITE.phrases if p.meaning != "course")))

    assert "unclear" in known.words
    assert said("Received, thank you.", STRICT).words == ("received",)


@pytest.mark.parametrize(
    "text",
    [
        "Received. It was forwarded to the colleague who is in touch with the uploader.",
        "Received. It was forwarded and we are watching the page.",
        "Received. It was forwarded, we are blorfing them.",
        "Received. It was forwarded to blorf snatch grumpel vantor sil.",
        "Received. It was forwarded if I remember well.",
        "Erhalten. Weitergeleitet, der Zugriff folgt Donnerstag.",
        "Erhalten, danke Zugriff Donnerstag.",
        "Received.\n\nLaufende Observation",
        "Received.\n\nINSPECTOR BLORF SNATCH GRUMPEL VANTOR",
        "Received.\n\nInspector blorfs there",
        "Erhalten. Danke, wir sind mit Maskerade in der Runde.",
        "Erhalten, danke. Konnte geöffnet werden, es war Werbung.",
        "Entschlüsselt und gelesen, es war Werbung.",
        "Ελήφθη.\n\nO NIKOS EINAI MESA",
        "Received. No need to wait, the page is under surveillance anyway.",
        "Received.\n\nKind regards\nLee Example\n\nwe are blorfing around in there for some days",
    ],
)
def test_P7_words_of_the_office_hide_nothing_that_stands_beside_them(text: str) -> None:
    assert ASKED & set(said(text).words)


def test_no_word_without_meaning_is_one_that_tells_of_more_in_its_own_language() -> None:
    telling = {
        (p.language, fold(p.text)) for p in SITE.phrases if p.meaning in ("telling", "negation", "vague")
    }
    plain = [
        (p.language, p.text)
        for p in SITE.phrases
        if p.meaning in ("filler", "course") and len(tokens(p.text)) == 1
    ]

    allowed = {("en", "no"), ("fr", "des")}
    assert [row for row in plain if (row[0], fold(row[1])) in telling and row not in allowed] == []


@pytest.mark.parametrize(
    "line",
    [
        "H. Example, Sgt",
        "K. Example / Inspecteur principal",
        "Le permanent",
        "Oficer dyżurny",
        "Desk / operator 31",
        "Kim E.",
        "ke",
        "lg example, grinsp",
        "Lee Example, D/Insp",
        "Ο Αξ/κός Υπηρεσίας",
        "mł. insp. Jan Przykład",
        "vyr. tyrėja A. Pavyzdė",
    ],
)
def test_who_signs_with_a_rank_a_function_or_initials_is_not_asked_about(line: str) -> None:
    assert said(f"Received, thank you.\n\n{line}").words == ("received",)


@pytest.mark.parametrize("closed", ["best left alone", "best ignored", "regards blorf snatch grumpel"])
def test_P7_a_closing_word_hides_nothing_behind_it(closed: str) -> None:
    assert ASKED & set(said(f"Received, thank you.\n\n{closed}").words)


@pytest.mark.parametrize(
    "text",
    [
        "Received. Until Monday.",
        "Received, thank you. Before Friday.",
        "Received. Friday.",
        "Received until Friday.",
        "Received, thanks, until Friday.",
        "Erhalten, danke. Bis Freitag.",
        "Erhalten. Freitag.",
        "Kätte saadud. Kuni reedeni.",
        "Ελήφθη. Μέχρι τη Δευτέρα.",
        "Ελήφθη. Πριν τη Δευτέρα.",
        "Gauta, ačiū. Iki penktadienio.",
        "Gavome. Penktadienį.",
        "Mottaget, tack. Till fredag.",
        "Received. Until Wednesday please.",
        "Erhalten. Bitte nicht vor Mittwoch.",
        "Bien reçu, merci. Pas avant mercredi.",
        "Bien reçu, merci. Jusqu'à mercredi.",
        "Ricevuto, grazie. Fino a mercoledì.",
        "Otrzymałem, dziękuję. Do środy.",
        "Recibido, gracias. Hasta el miércoles.",
        "Ontvangen, dank. Tot woensdag.",
    ],
)
def test_P7_a_day_of_the_week_that_may_be_an_end_is_asked_about(text: str) -> None:
    assert ASKED & set(said(text).words)


@pytest.mark.parametrize(
    "text",
    [
        "We received your report on Monday.",
        "Thank you, received on Friday morning.",
        "Ihre Meldung ist am Freitag eingegangen.",
        "Raport saadi kätte reedel.",
        "Η αναφορά παρελήφθη την Παρασκευή.",
        "Pranešimą gavome penktadienį.",
        "Rapporten kom fram i fredags.",
    ],
)
def test_a_day_of_the_week_on_which_it_came_is_not(text: str) -> None:
    assert said(text).words == ("received",)


@pytest.mark.parametrize(
    "text",
    [
        "Hi Katrin, got it.",
        "Liebe Frau Conrad, ist da, danke!",
        "Aitäh Maarja, raport on käes!",
        "Ευχαριστώ Λένα, το έλαβα.",
        "Hej Ellen, rapporten är mottagen.",
    ],
)
def test_a_name_behind_a_greeting_in_the_sentence_of_a_receipt_asks_nobody(text: str) -> None:
    assert said(text).words == ("received",)


@pytest.mark.parametrize(
    "text",
    [
        "Thanks Operation Nightfall, received.",
        "Erhalten, danke Zugriff Donnerstag.",
        "We received Nightfall.",
    ],
)
def test_P8_a_noun_with_a_capital_is_no_name_beside_a_receipt(text: str) -> None:
    assert ASKED & set(said(text).words)


@pytest.mark.parametrize(
    "text",
    [
        "Erhalten. Bitte vertraulich behandeln. Wir sind verdeckt dran.",
        "Erhalten.\n\nVertraulich: wir beobachten die Seite.",
        "Gauta. Priedus perskaičiau. Stebime šį puslapį.",
        "Mottaget. Omfattas av sekretess. Vi följer sidan.",
        "Received. This is confidential. We are watching the page.",
        "Bien reçu. C'est confidentiel. Nous surveillons la page.",
        "Kätte saadud. See on konfidentsiaalne. Jälgime lehte.",
    ],
)
def test_P7_a_word_of_the_small_print_hides_nothing_of_what_somebody_says(text: str) -> None:
    assert ASKED & set(said(text).words)


def test_the_small_print_below_a_receipt_is_not_asked_about() -> None:
    small = (
        "This e-mail is confidential. If you are not the intended recipient, please delete it and do not"
        " disclose its contents."
    )

    assert said(f"Received, thank you.\n\n{small}").words == ("received",)


@pytest.mark.parametrize("no", ["[Nein]", "[nej]", "[Ne]", "[error]"])
def test_P7_a_no_in_brackets_beside_a_receipt_is_asked_about(no: str) -> None:
    meaning = said(f"[RECEIVED]\n{no}")
    assert meaning.unclear
    assert not meaning.received


# Two phrases make a banner of a paragraph: one alone may be an officer's own, so it is a short one.
BANNERS = [
    "ACHTUNG: Diese E-Mail stammt von einem externen Absender. Klicken Sie nicht auf Links, "
    "wenn Sie den Absender nicht kennen.",
    "Diese Nachricht kommt von außerhalb der Organisation. Öffnen Sie keine Anhänge, es sei denn, "
    "Sie kennen den Absender.",
    "Tähelepanu: see kiri on saadetud väljastpoolt organisatsiooni. Ärge avage manuseid, "
    "kui te ei tunne saatjat.",
    "ΠΡΟΣΟΧΗ: Αυτό το μήνυμα προέρχεται από εξωτερικό αποστολέα. Μην ανοίγετε συνημμένα, "
    "αν δεν γνωρίζετε τον αποστολέα.",
    "Dėmesio: šis laiškas gautas iš išorinio siuntėjo. Nespauskite nuorodų, jei nepažįstate siuntėjo.",
    "Uzmanību: šī vēstule ir saņemta no ārēja sūtītāja. Neatveriet pielikumus, ja nepazīstat sūtītāju.",
    "VARNING: Detta mejl kommer från en extern avsändare. Klicka inte på länkar "
    "om du inte känner igen avsändaren.",
    "ATTENTION : ce message provient d'un expéditeur externe. Ne cliquez pas sur les liens "
    "si vous ne connaissez pas l'expéditeur.",
    "ATENCIÓN: este correo procede de un remitente externo. No haga clic en los enlaces.",
    "ATTENZIONE: messaggio da un mittente esterno. Non cliccare sui link se non si conosce il mittente.",
    "LET OP: dit bericht komt van een externe afzender. Klik niet op links tenzij u de afzender kent.",
    "UWAGA: wiadomość od nadawcy zewnętrznego. Nie klikaj w linki, jeśli nie znasz nadawcy.",
    "ATENÇÃO: esta mensagem vem de um remetente externo. Não clique em links.",
    "OBS: Denne mail kommer fra en ekstern afsender. Klik ikke på links.",
    "UPOZORNĚNÍ: zpráva od externího odesílatele. Neklikejte na odkazy.",
]


@pytest.mark.parametrize("banner", BANNERS)
def test_the_banner_of_a_gateway_on_mail_from_outside_asks_nobody(banner: str) -> None:
    meaning = said(f"{banner}\n\nReceived, RC-ABCD-EFGH-JKMN-PQRS.\n\nKind regards\nLee Example\n")

    assert meaning.words == ("received",)


@pytest.mark.parametrize("banner", BANNERS)
def test_P7_a_plea_to_wait_in_the_paragraph_of_a_banner_is_heard(banner: str) -> None:
    assert said(f"{banner} Please hold the notice.\n\nKind regards\nLee Example\n").hold
    assert said(f"{banner}\nPlease wait with the notice until Friday.\n").hold


@pytest.mark.parametrize(
    "sentence",
    [
        "Der Verdächtige ist von außerhalb der Organisation und wird gerade observiert.",
        "Sie kennen den Absender, er darf nichts erfahren.",
        "Observation läuft, Täter von außerhalb der Organisation.",
        "Si vous ne connaissez pas l'expéditeur, appelez-nous avant d'envoyer.",
        "Le suspect provient de l'extérieur et nous le surveillons.",
        "El sospechoso procede de fuera de la organización y lo vigilamos.",
        "Om du inte känner avsändaren, ring oss innan du skickar.",
        "De verdachte komt van buiten de organisatie en wordt gevolgd.",
        "O suspeito é de fora da organização e está a ser vigiado.",
        "Hvis du ikke kender afsenderen, ring til os før I sender.",
        "Wir können keine Anhänge öffnen.",
    ],
)
def test_P7_one_phrase_of_a_banner_hides_nothing_of_what_an_officer_writes(sentence: str) -> None:
    meaning = said(f"Received, RC-ABCD-EFGH-JKMN-PQRS.\n\n{sentence}\n\nKind regards\nLee Example\n")

    assert meaning.unclear or meaning.question or meaning.hold


@pytest.mark.parametrize(
    "text",
    [
        "Message d'un expéditeur externe. Ne cliquez pas sur les liens.\nN'envoyez pas le signalement.",
        "ATTENZIONE: messaggio da un mittente esterno. Non cliccare sui link.\nNon inviate la segnalazione.",
        "Mail von einem externen Absender. Klicken Sie nicht auf Links.\nDer Verdächtige wird observiert.",
        "UWAGA: wiadomość od nadawcy zewnętrznego. Nie klikaj w linki.\nPodejrzany jest obserwowany.",
        "HOIATUS: kiri väljastpoolt organisatsiooni. Ärge avage manuseid.\nKahtlusalust jälgitakse.",
        "CAUTION: This email originated from outside. External sender.\nThe suspect is being watched.",
    ],
)
def test_P7_what_an_officer_writes_on_the_line_below_a_banner_is_no_small_print(text: str) -> None:
    meaning = said(f"{text}\n\nReceived, RC-ABCD-EFGH-JKMN-PQRS.\n\nKind regards\nLee Example\n")

    assert meaning.unclear or meaning.hold
