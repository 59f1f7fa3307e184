"""The block that real mail programs put above a mail they forward, in the languages they speak.

Separators and labels as Apple Mail, Gmail, Outlook, Thunderbird and others write them.
"""

from time import process_time

import pytest

from hotlined.domain.tagging.prefixes import is_taken_over
from hotlined.domain.text.inline_head import subject_in, written_in
from hotlined.domain.text.newtext import new_text

# Language and program, separator, labels of: from, subject, date, to, and what else stands in the block.
HEADS = [
    ("en Apple", "Begin forwarded message:", "From Subject Date To Reply-To"),
    ("cs Apple", "Začátek přeposílané zprávy:", "Od Předmět Datum Komu Kopie Odpověď_na"),
    ("da Apple", "Start på videresendt besked:", "Fra Emne Dato Til Svar_til"),
    ("de Apple", "Anfang der weitergeleiteten Nachricht:", "Von Betreff Datum An Kopie Antwort_an"),
    ("es Apple", "Inicio del mensaje reenviado:", "De Asunto Fecha Para Cc Responder_a"),
    ("fi Apple", "Välitetty viesti alkaa:", "Lähettäjä Aihe Päivämäärä Vastaanottaja Kopio Vastaus"),
    ("fr Apple", "Début du message réexpédié :", "De Objet Date À Cc Répondre_à"),
    ("hr Apple", "Započni proslijeđenu poruku:", "Šalje Predmet Datum Prima Cc Odgovori_na"),
    ("hu Apple", "Továbbított levél kezdete:", "Feladó Tárgy Dátum Címzett Másolat Válaszcím"),
    ("it Apple", "Inizio messaggio inoltrato:", "Da Oggetto Data A Cc Rispondi_a"),
    ("nl Apple", "Begin doorgestuurd bericht:", "Van Onderwerp Datum Aan Kopie Antwoord_aan"),
    ("no Apple", "Videresendt melding:", "Fra Emne Dato Til Kopi Svar_til"),
    ("pl Apple", "Początek przekazywanej wiadomości:", "Od Temat Data Do Dw Odpowiedź-do"),
    ("pt Apple", "Início da mensagem reencaminhada:", "De Assunto Data Para Cc Responder_A"),
    ("pt-br Apple", "Início da mensagem encaminhada:", "De Assunto Data Para Cc Responder_a"),
    ("ro Apple", "Începe mesajul redirecționat:", "Expeditorul Subiectul Dată Destinatarul Răspuns_către"),
    ("ru Apple", "Начало переадресованного сообщения:", "Отправитель Тема Дата Кому Копия Ответ-Кому"),
    ("sk Apple", "Začiatok preposlanej správy:", "Od Predmet Dátum Pre Cc Odpovedať-Pre"),
    ("sv Apple", "Vidarebefordrat mejl:", "Från Ämne Datum Till Kopia Svara_till"),
    ("tr Apple", "İleti başlangıcı:", "Kimden Konu Tarih Kime Bilgi Yanıt_Adresi"),
    ("uk Apple", "Початок листа, що пересилається:", "Від_кого Тема Дата Кому Копія Кому_відповісти"),
    ("en Gmail", "---------- Forwarded message ---------", "From Subject Date To"),
    ("hr Gmail", "---------- Forwarded message ---------", "Šalje Subject Date To"),
    ("tr Gmail", "---------- Forwarded message ---------", "Gönderen Subject Date To"),
    ("et Gmail", "---------- Forwarded message ---------", "Saatja Subject Date To"),
    (
        "fi Thunderbird",
        "-------- Välitetty viesti / Fwd.Msg --------",
        "Lähettäjä Aihe Päiväys Vastaanottaja",
    ),
    ("fr Thunderbird", "-------- Message transféré --------", "De Sujet Date Pour Copie_à"),
    ("de Thunderbird", "-------- Weitergeleitete Nachricht --------", "Von Betreff Datum An Kopie_(CC)"),
    ("hr Thunderbird", "-------- Proslijeđena poruka --------", "Šalje Naslov Datum Prima"),
    ("sk Thunderbird", "-------- Preposlaná správa --- Forwarded Message --------", "Od Predmet Dátum Pre"),
    ("ru Thunderbird", "-------- Перенаправленное сообщение --------", "От Тема Дата Кому"),
    ("tr Thunderbird", "-------- İletilen İleti --------", "Kimden Konu Tarih Kime"),
    ("pl Thunderbird", "--- Treść przekazanej wiadomości ---", "Nadawca Temat Data Adresat"),
    ("it Thunderbird", "-------- Messaggio Inoltrato --------", "Mittente Oggetto Data A"),
    ("uk Yahoo", "----- Перенаправлене повідомлення -----", "Від Тема Дата Кому"),
    ("fr Yahoo", "----- Message transmis -----", "De Objet Envoyé À"),
    ("cs Outlook", "", "Od Datum Komu Předmět"),
    ("fr Outlook", "", "De Date À Objet"),
]
VALUES = {
    0: "Ana Author <author@example.com>",
    1: "[NTD:none] item 1",
    2: "2 March 2026 at 10:01:00 CET",
    3: "hotline@example.org",
}
SAID = "Please see below."


def forwarded(separator: str, labels: str) -> str:
    """A text of ours with a mail forwarded below it."""
    names = [one.replace("_", " ") for one in labels.split()]
    values = [VALUES.get(at, "desk@example.org") for at in range(len(names))]
    if separator == "":  # Outlook: the subject stands last
        values = [VALUES[0], VALUES[2], VALUES[3], VALUES[1]]
    space = " " if separator.endswith(" :") else ""
    head = "\n".join(f"{name}{space}: {value}" for name, value in zip(names, values, strict=True))
    return f"{SAID}\n\n{separator}\n\n{head}\n\nHello,\nsomething that the author says.\n"


@pytest.mark.parametrize(("separator", "labels"), [row[1:] for row in HEADS], ids=[row[0] for row in HEADS])
def test_P9_what_somebody_else_wrote_is_told_from_the_words_above_it(separator: str, labels: str) -> None:
    text = forwarded(separator, labels)

    assert new_text(text).certain.strip() == SAID
    assert subject_in(text) == VALUES[1]


# Above an answer: as Gmail and Outlook write it, wrapped in front of the name, quoted with marks or without.
ATTRIBUTIONS = [
    ("bg", "На пн, 2.03.2026 г. в 10:01 ч.", "{} написа:"),
    ("cs", "po 2. 3. 2026 v 10:01 odesílatel", "{} napsal:"),
    ("el", "Στις Δευ 2 Μαρ 2026 στις 10:01 π.μ., ο χρήστης", "{} έγραψε:"),
    ("en", "On Mon, 2 Mar 2026 at 10:01 a.m.", "{} wrote:"),
    ("et", "Kuupäev E, 2. märts 2026 kell 10:01 kirjutas", "{}:"),
    ("hr", "pon, 2. ožu 2026. u 10:01", "{} je napisao/la:"),
    ("lv", "Pirmd., 2026. g. 2. marts, plkst. 10:01 — lietotājs", "{} rakstīja:"),
    ("sl", "V V pon., 2. mar. 2026 ob 10:01 je oseba", "{} napisala:"),
]


@pytest.mark.parametrize("below", ["> the words of our report", "the words of our report\nand more of it"])
@pytest.mark.parametrize(
    ("above", "name"), [row[1:] for row in ATTRIBUTIONS], ids=[row[0] for row in ATTRIBUTIONS]
)
def test_the_line_above_a_quote_is_nobodys_words_also_where_it_is_wrapped(
    above: str, name: str, below: str
) -> None:
    author = name.format("Ana Author <author@example.com>")
    text = f"Thank you.\n\n{above}\n{author}\n\n{below}\n"

    assert new_text(text).certain.strip() == "Thank you."


PREFIXES = """
    Re Fw Fwd AW WG SV VS VB VL TR RV I PD ENC RES Redir. Videresend Videresendt İLT Odp Odg Ang Vast
"""


@pytest.mark.parametrize("prefix", PREFIXES.split())
def test_P9_what_stands_behind_the_prefix_of_a_mail_program_may_be_somebody_elses(prefix: str) -> None:
    assert is_taken_over(f"{prefix}: [NTD:none] hello")


def test_each_mail_that_is_forwarded_has_its_writer_and_its_words() -> None:
    text = (
        "See below.\n\nFrom: Jane <jane@example.org>\nSubject: one\n\nfirst\n\n"
        "> Von: Jim <jim@example.org>\n> Gesendet: 2. M\u00e4rz 2026\n> An: Jane\n>\n> second\n"
    )
    found = [(sender, " ".join(words.split())) for sender, words in written_in(text)]
    assert found == [("Jane <jane@example.org", "first"), ("Jim <jim@example.org", "second")]


@pytest.mark.parametrize("text", ["From: a\n", "> From: a\n\n", "From: a\nSubject: b\n", "From:\nx\n"])
def test_a_long_text_of_heads_takes_no_long_time(text: str) -> None:
    begin = process_time()
    list(written_in(text * 6000))
    assert process_time() - begin < 0.5
