"""Reading notifications about delivery: fields, text, and what they are about (threats G3, 3.2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotlined.domain.mail.message import Bounced, Disposition
from hotlined.domain.mail.outline import Outline
from hotlined.domain.programs.bounce_gate import bounce_reason, bounce_subject, may_be_bounce
from hotlined.domain.programs.bounce_text import listed, prose
from hotlined.domain.programs.dsn import disposition, fields, message_ids

FAILED, DELAYED, DELIVERED = Disposition.FAILED, Disposition.DELAYED, Disposition.DELIVERED
DESK = "desk@police.example.com"


def outline(text: str = "", **headers: str) -> Outline:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Outline(tuple(named.items()), text=text, names=frozenset(named))


def test_fields_are_read_folded_and_in_any_case() -> None:
    text = (
        "Reporting-MTA: dns; mx\n\nFINAL-RECIPIENT: rfc822;\n <Desk@Police.example.com>\n"
        "action: Failed\nStatus: 5.1.1 (x)\n"
    )

    assert fields(text, DELAYED) == (Bounced(DESK, FAILED, "5.1.1"),)


def test_B7_whom_we_wrote_to_is_kept_where_the_mail_was_passed_on() -> None:
    text = (
        "Final-Recipient: rfc822; officer17@other.example.net\nOriginal-Recipient: rfc822;"
        f"{DESK}\nAction: failed\nStatus: 5.1.1\n"
    )

    (passed,) = fields(text, DELAYED)
    assert (passed.recipient, passed.original) == ("officer17@other.example.net", DESK)
    (same,) = fields(text.replace("officer17@other.example.net", DESK), DELAYED)
    assert (same.recipient, same.original) == (DESK, None)


@pytest.mark.parametrize("blanks", [" ", "    ", "\t"])
def test_fields_that_are_all_indented_are_read_and_those_that_go_on(blanks: str) -> None:
    folded = f"Final-Recipient: rfc822;\n  {DESK}\nAction: failed\nStatus: 5.1.1\n"
    text = "".join(f"{blanks}{line}\n" for line in ["Reporting-MTA: dns; mx", "", *folded.splitlines()])

    assert fields(text, DELAYED) == (Bounced(DESK, FAILED, "5.1.1"),)


@pytest.mark.parametrize("address", ["desk@[192.0.2.9]", "desk@[IPv6:2001:db8::9]"])
def test_a_recipient_at_a_server_that_has_no_name_is_one(address: str) -> None:
    status = f"Final-Recipient: rfc822; {address}\nAction: failed\nStatus: 5.1.1\n"
    said = f"<{address}>: host 192.0.2.9 said: 550 5.1.1 User unknown\n"

    assert fields(status, DELAYED) == (Bounced(address.lower(), FAILED, "5.1.1"),)
    assert listed(said, FAILED, avoid=(), sent_to=()) == (Bounced(address.lower(), FAILED, "5.1.1"),)


@pytest.mark.parametrize(
    ("action", "status", "expected"),
    [("failed", "4.4.7", FAILED), ("delayed", "4.4.1", DELAYED), ("relayed", "2.0.0", DELIVERED),
     ("expanded", "2.1.5", DELIVERED), ("", "5.0.0", FAILED), ("", "2.0.0", DELIVERED),
     ("", "4.0.0", DELAYED),
     ("no such word", "5.0.0", FAILED)],
)  # fmt: skip
def test_action_outranks_status(action: str, status: str, expected: Disposition) -> None:
    text = f"Final-Recipient: rfc822; {DESK}\nAction: {action}\nStatus: {status}\n"

    assert fields(text, DELAYED)[0].disposition is expected


def test_the_original_recipient_counts_where_the_final_one_is_no_internet_address() -> None:
    text = f"Final-Recipient: rfc822; desk@SERVER\nOriginal-Recipient: rfc822; {DESK}\nAction: failed\n"

    assert [b.recipient for b in fields(text, FAILED)] == [DESK]


@pytest.mark.parametrize(
    "host", ["inner17.local", "mail.police.lan", "store.internal", "localhost.localdomain"]
)
def test_the_original_recipient_counts_where_the_final_one_is_known_in_one_house_only(host: str) -> None:
    text = f"Original-Recipient: rfc822; {DESK}\nFinal-Recipient: rfc822; desk@{host}\nAction: failed\n"

    assert [b.recipient for b in fields(text, FAILED)] == [DESK]
    assert [b.recipient for b in fields(text.partition("\n")[2], FAILED)] == [f"desk@{host}"]


@pytest.mark.parametrize(
    ("first", "second"), [("delayed", "failed"), ("failed", "delivered"), ("relayed", "failed")]
)
def test_B7_of_one_recipient_named_twice_the_failure_is_heard(first: str, second: str) -> None:
    """A report of several hosts, or one that tells the whole way."""
    blocks = [f"Final-Recipient: rfc822; {DESK}\nAction: {action}\n" for action in (first, second)]

    assert [b.disposition for b in fields("\n".join(blocks), FAILED)] == [FAILED]


def test_B8_a_recipient_who_is_delayed_on_one_way_is_not_called_served() -> None:
    blocks = [f"Final-Recipient: rfc822; {DESK}\nAction: {action}\n" for action in ("relayed", "delayed")]

    assert [b.disposition for b in fields("\n".join(blocks), FAILED)] == [DELAYED]


@pytest.mark.parametrize(
    "text",
    [
        "We were unable to deliver your message. No further attempts will be made.",
        "Your message was delayed for 3 days. There will be no more attempts.",
        "Die Zustellung hat sich verzögert. Es werden keine weiteren Zustellversuche unternommen.",
        "Votre message n'a pas été remis. Aucune nouvelle tentative ne sera effectuée.",
        "Il messaggio è in ritardo. Non verranno effettuati ulteriori tentativi.",
        "El mensaje se ha retrasado. No se realizarán más intentos.",
        "Uw bericht is vertraagd. Er worden geen verdere pogingen gedaan.",
        "A mensagem está atrasada. Não serão feitas mais tentativas.",
        "Ditt brev har försenats i 5 dagar. Inga fler försök görs.",
        "Viestiä ei ole vielä voitu toimittaa, eikä toimitusta enää yritetä.",
        "Delivery has been delayed for 5 days and was then abandoned.",
        "Delayed for 5 days; the message has been deleted from the queue.",
        "Доставка задерживается 5 дней. Больше попыток не будет.",
        "Laiškas vėluoja. Daugiau nebus bandoma.",
        "Η παράδοση καθυστέρησε. Δεν θα γίνουν άλλες προσπάθειες.",
        "Kiri viibib. Rohkem ei proovita.",
        "Wiadomość była opóźniona przez 5 dni. Dalsze próby nie będą podejmowane.",
        "Сообщение задерживалось 5 дней. Попыток больше не будет.",
        "Laiškas vėlavo 5 dienas. Daugiau bandymų nebus.",
        "Az üzenet 5 napig késett. További kísérlet nem lesz.",
        "Zpráva byla zpožděna 5 dnů. Žádné další pokusy neproběhnou.",
        "Poruka je zakasnila. Neće biti dodatnih pokušaja.",
        "Mesajul a fost întârziat. Nu vor mai fi alte încercări.",
        "The mail was delayed for 5 days. Further delivery attempts will not be made.",
        "Your message was delayed. No further attempts will be made, and it is necessary to send it again.",
    ],
)
def test_B7_a_server_that_tries_no_more_has_given_up(text: str) -> None:
    assert disposition("Returned Mail", f"{text}\n\n{DESK}") is FAILED


@pytest.mark.parametrize(
    "text",
    [
        "Votre message est différé.",
        "Message différé : le serveur ne répond pas.",
        "The message was delayed. You need not make any further attempts.",
        "Wiadomość jest opóźniona. Nie musisz podejmować kolejnych prób.",
        "La consegna è in ritardo, il messaggio è ritardato. Non occorre fare altri tentativi.",
        "De bezorging is vertraagd. Verdere pogingen zijn niet nodig.",
    ],
)
def test_B8_a_server_that_spares_us_attempts_of_our_own_goes_on_trying(text: str) -> None:
    assert disposition("Mail", f"{text}\n\n{DESK}") is DELAYED


def test_B7_a_bounce_that_was_passed_on_is_no_delivery() -> None:
    assert disposition("Inoltrato: mancata consegna", f"Report\n\n{DESK}") is FAILED
    assert disposition("Inoltrato: report", f"Report\n\n{DESK}") is DELIVERED


@pytest.mark.parametrize(
    "text",
    [
        "El mensaje se entregó a los siguientes destinatarios:",
        "Il messaggio è stato recapitato ai seguenti destinatari:",
        "Uw bericht is bezorgd bij de volgende geadresseerden:",
        "A sua mensagem foi entregue aos seguintes destinatários:",
        "Wiadomość została dostarczona do następujących adresatów:",
        "Ditt meddelande har levererats till följande mottagare:",
        "Vaše zpráva byla doručena následujícím příjemcům:",
        "Jūsų laiškas pristatytas šiems gavėjams:",
        "Jūsu ziņojums ir piegādāts šādiem adresātiem:",
        "Teie sõnum on kohale toimetatud järgmistele adressaatidele:",
        "Το μήνυμά σας παραδόθηκε στους ακόλουθους παραλήπτες:",
        "Viesti on toimitettu seuraaville vastaanottajille:",
        "Din meddelelse er blevet leveret til følgende modtagere:",
        "Die Zustellung an diese Empfänger oder Gruppen ist abgeschlossen, der Zielserver meldet nichts:",
        "Uw bericht is afgeleverd bij de volgende geadresseerden:",
        "Il messaggio è stato recapitato ai destinatari seguenti:",
        "Teie sõnum on järgmistele adressaatidele kohale toimetatud:",
        "Your message was released from quarantine by the administrator and delivered to:",
    ],
)
def test_B7_what_Exchange_says_of_success_is_no_failure(text: str) -> None:
    assert disposition("Report", f"{text}\n\n{DESK}") is DELIVERED


@pytest.mark.parametrize(
    "text",
    [
        "Your message was not successfully delivered to the following addresses:",
        "The message could not be successfully delivered.",
        "Unsuccessfully delivered to:",
        "Your message has not been delivered to the following recipients:",
        "Ihre Nachricht konnte nicht an die folgenden Empfänger zugestellt werden:",
        "Die Nachricht wurde nicht an folgende Empfänger übermittelt:",
        "Votre message n'a pas été remis aux destinataires suivants :",
        "El mensaje no se ha entregado a los siguientes destinatarios:",
        "No se completó la entrega a estos destinatarios o grupos:",
        "El mensaje no se entregó a los siguientes destinatarios:",
        "Il messaggio non è stato recapitato ai seguenti destinatari:",
        "Uw bericht is niet bezorgd bij de volgende geadresseerden:",
        "A sua mensagem não foi entregue aos seguintes destinatários:",
        "Wiadomość nie została dostarczona do następujących adresatów:",
        "Ditt meddelande har inte levererats till följande mottagare:",
        "Vaše zpráva nebyla doručena následujícím příjemcům:",
        "Jūsų laiškas nepristatytas šiems gavėjams:",
        "Jūsu ziņojums nav piegādāts šādiem adresātiem:",
        "Teie sõnum ei ole kohale toimetatud järgmistele adressaatidele:",
        "Το μήνυμά σας δεν παραδόθηκε στους ακόλουθους παραλήπτες:",
        "Viestiä ei ole toimitettu seuraaville vastaanottajille:",
        "Din meddelelse er ikke blevet leveret til følgende modtagere:",
        "Die Zustellung an diese Empfänger oder Gruppen ist nicht abgeschlossen:",
        "Uw bericht is niet afgeleverd bij de volgende geadresseerden:",
        "Teie sõnum ei ole järgmistele adressaatidele kohale toimetatud:",
        "Your message has not been released from quarantine:",
    ],
)
def test_B7_a_denied_delivery_is_no_success(text: str) -> None:
    assert disposition("Report", f"{text}\n\n{DESK}") is FAILED


@pytest.mark.parametrize(
    "text",
    [
        "Your message has been delivered to the following recipients, but the mailbox is full:",
        "An die folgenden Empfänger zugestellt: -\nNicht zugestellt an:",
        "The message was successfully received by our gateway. It could not be delivered to:",
        "It was successfully sent to the remote server, which returned it: quota exceeded.",
        "has been delivered to the following recipients: -\nDelivery to the following recipients failed:",
    ],
)
def test_B7_a_failure_beside_a_success_is_a_failure(text: str) -> None:
    assert disposition("Report", f"{text}\n\n{DESK}") is FAILED


@pytest.mark.parametrize(
    ("subject", "text", "expected"),
    [
        ("Undelivered Mail Returned to Sender", "x could not be delivered", FAILED),
        ("Delayed Mail (still being retried)", "could not be delivered. It will be retried", DELAYED),
        (
            "Delivery Status Notification (Delay)",
            "will retry for 46 hours, notified if it fails permanently",
            DELAYED,
        ),
        ("Warning: message 1 delayed 24 hours", "has not yet been delivered", DELAYED),
        ("Warning: user unknown!", "no such user here", FAILED),
        ("failure notice", "We tried for 5 days. I've given up; delivery was delayed before.", FAILED),
        ("Unzustellbar", "Die Zustellung ist verzögert, es wird weiter versucht.", DELAYED),
        ("Доставка письма задерживается", "Письмо пока не доставлено. Попытки продолжатся.", DELAYED),
        ("配信遅延のお知らせ", "メッセージはまだ配信されていません。再送信の必要はありません。", DELAYED),
        ("Доставка", "Ваше сообщение пока не удалось доставить.", DELAYED),
        ("Vertraging", "Uw bericht kon nog niet worden afgeleverd. De server blijft het proberen.", DELAYED),
        ("Opóźnienie w dostarczeniu", "Wiadomość nie została dostarczona, serwer ponawia próby.", DELAYED),
        ("お知らせ", "メールの配送が遅れています。引き続き配送を試みます。", DELAYED),
        ("Aviso", "Se retrasó la entrega a estos destinatarios.", DELAYED),
        ("Wiadomość", "Wiadomość była opóźniona i wygasła.", FAILED),
        ("Pristatyta: report", "Daugiau nieko nežinoma.", DELIVERED),
        ("Delivered: report", "The mailbox is full.", FAILED),
        ("Mail failed", "This user is not known here. Please try a different address.", FAILED),
        ("Échec", "Utilisateur inconnu. Essayez une adresse différente.", FAILED),
        ("Avis", "La remise de votre message est différée.", DELAYED),
        ("Avis", "Votre message a été différé.", DELAYED),
        ("邮件延迟", "您的邮件尚未送达，系统将继续尝试。", DELAYED),
        ("Warning", "We will keep trying for 5 days; then no further attempts will be made.", DELAYED),
        ("İleti gecikti", "İleti henüz teslim edilmedi, 3 gün boyunca yeniden denenecek.", DELAYED),
        ("배달 지연", "메시지가 아직 배달되지 않았습니다. 계속 시도합니다.", DELAYED),
        ("x", "was successfully delivered", DELIVERED),
        ("Relayed: report", f"Delivery to these recipients or groups is complete.\n\n{DESK}", DELIVERED),
        ("x", "Your mail was successfully received here, but: user unknown", FAILED),
        ("x", f"successfully delivered to mx.example.net, which said for {DESK}: 550 5.1.1 no", FAILED),
        ("Mail failed", "nothing known\n\nReceived: from x\n has been delayed", FAILED),
    ],
)
def test_words_tell_delayed_from_failed(subject: str, text: str, expected: Disposition) -> None:
    assert disposition(subject, text) is expected


@pytest.mark.parametrize(
    "text",
    [
        f"The following address failed:\n\n  <{DESK}>:\n  550 5.1.1 unknown\n",
        f"There was an error delivering your mail to <{DESK}>.\n",
        f"Details\n  MAIL FROM: lea@hotline.example.org\n  RCPT TO: {DESK}\n",
        f"From: other@example.net\nContact postmaster@example.net for help.\n* {DESK} (user not found)\n",
        f"Error-for:  {DESK}\n",
        f"Recipient: [{DESK.upper()}]\n",
        f"Sorry.\n\n{DESK}: mailbox full\n\n--- Below is a copy of the message.\n\nTo: third@example.net\n",
    ],
)
def test_the_failed_recipient_is_found_in_the_text(text: str) -> None:
    found = prose(text, FAILED, avoid={"lea@hotline.example.org"}, sent_to=("third@example.net",))

    assert [b.recipient for b in found] == [DESK]


@pytest.mark.parametrize(
    "text",
    [
        "Your message has been delayed. If it cannot be delivered in 4 days, delivery will be abandoned.",
        "Delivery is delayed. If the message is undelivered after 5 days, no further attempts will be made.",
        "Die Zustellung verzögert sich. Nach 5 Tagen werden keine weiteren Zustellversuche unternommen.",
        "Votre message est retardé. Après 5 jours, aucune nouvelle tentative ne sera effectuée.",
        "Ditt meddelande är försenat. Efter 2 dagar görs inga fler försök.",
        "Wiadomość jest opóźniona. Nie trzeba jej wysyłać ponownie, dalsze próby będą podejmowane.",
        "Das Schreiben ist verzögert. Weitere Versuche Ihrerseits sind nicht nötig.",
        "Доставка задерживается. Если доставить не удастся, попыток больше не будет.",
        "Η παράδοση καθυστέρησε. Οι προσπάθειες συνεχίζονται, δεν χρειάζεται να κάνετε κάτι άλλο.",
    ],
)
def test_B7_a_server_that_says_when_it_will_give_up_has_not_done_so(text: str) -> None:
    assert disposition("Mail", f"{text}\n\n{DESK}") is DELAYED


def test_B7_a_recipient_in_two_parts_of_a_sendmail_text_has_failed() -> None:
    served = "   ----- The following addresses had successful delivery notifications -----\n<a@x.example>\n\n"
    failed = "   ----- The following addresses had permanent fatal errors -----\n<a@x.example>\n\n"

    for text in (served + failed, failed + served):
        assert [b.disposition for b in listed(text, FAILED)] == [FAILED]


def test_B8_each_part_of_a_sendmail_text_has_its_own_verdict() -> None:
    text = (
        "   ----- The following addresses had permanent fatal errors -----\n<gone@police.example.com>\n\n"
        "   ----- The following addresses had transient non-fatal errors -----\n<slow@police.example.com>\n\n"
        "   ----- The following addresses had successful delivery notifications -----\n"
        "<there@police.example.com>\n\n"
        "   ----- Transcript of session follows -----\n<<< 550 <gone@police.example.com>... User unknown\n"
    )

    assert {b.recipient.partition("@")[0]: b.disposition for b in listed(text, FAILED)} == {
        "gone": FAILED,
        "slow": DELAYED,
        "there": DELIVERED,
    }


def test_where_the_text_names_nobody_the_returned_message_does() -> None:
    assert prose("Something failed.", FAILED, sent_to=(DESK,)) == (Bounced(DESK, FAILED),)


def test_a_status_of_success_is_not_taken_for_a_failure() -> None:
    assert prose(f"{DESK}: 2.1.5 ok", FAILED)[0].status is None


@pytest.mark.parametrize("sender", ["MAILER-DAEMON@mx.example.net", "<>", "MAILER-DAEMON <>",
                                    "Mail Delivery System <x@mx.example.net>"])  # fmt: skip
def test_only_mail_servers_use_these_senders(sender: str) -> None:
    assert bounce_reason(outline("nothing", **{"from": sender})) is not None


def test_a_postmaster_without_words_of_a_bounce_is_a_person() -> None:
    assert (
        bounce_reason(
            outline("We look into it.", subject="Your question", **{"from": "postmaster@x.example"})
        )
        is None
    )


def test_a_persons_mail_about_a_bounce_is_none() -> None:
    text = "Your report could not be delivered, our filter rejected it with 550."

    assert (
        bounce_reason(outline(text, subject="Undeliverable report", **{"from": "officer@police.example.com"}))
        is None
    )


def test_a_person_who_tells_of_a_bounce_and_has_the_report_wrote_none() -> None:
    text = f"Your mail to {DESK} was returned: the mailbox is full. Please use a@x.example. We have it now."
    mail = {"from": "officer@police.example.com", "subject": "Delivery status of the report"}

    assert bounce_reason(outline(text, **mail)) is None
    assert bounce_reason(outline(text.replace("We have it now.", ""), **mail)) is not None


def test_a_subject_with_a_reply_prefix_announces_no_bounce() -> None:
    assert bounce_subject("Undelivered Mail Returned to Sender")
    assert not bounce_subject("Re: Undelivered Mail Returned to Sender")
    assert bounce_subject("[MX] Unzustellbar: Bericht")


def test_message_ids_are_ours_only_behind_a_field_name() -> None:
    text = (
        "From: <lea@hotline.example.org>\nMessage-ID:\n <One@Hotline.example.org>\n"
        "References: <two@hotline.example.org>"
        "\n <three@hotline.example.org> <x@example.net>\nmessage id four@hotline.example.org\n"
    )

    assert message_ids([text], ["hotline.example.org"]) == (
        "<One@Hotline.example.org>",
        "<two@hotline.example.org>",
        "<three@hotline.example.org>",
        "<four@hotline.example.org>",
    )


def test_a_domain_that_only_ends_like_ours_is_not_ours() -> None:
    assert message_ids(["Message-ID: <a@nothotline.example.org>"], ["hotline.example.org"]) == ()


@given(st.text(max_size=400))
def test_no_text_raises(text: str) -> None:
    fields(text, FAILED)
    prose(text, FAILED)
    message_ids([text], ["example.org"])
    disposition(text, text)


POSTMASTER = {"from": "postmaster@mx.example.net"}


def test_a_postmaster_who_lists_an_address_in_an_unknown_language_bounces() -> None:
    text = f"Afhending mistókst:\n\n{DESK}\n"

    assert bounce_reason(outline(text, **POSTMASTER)) == "postmaster lists an address"
    assert bounce_reason(outline(text, subject="Re: x", **POSTMASTER)) is None
    assert bounce_reason(outline(text, in_reply_to="<a@x>", **POSTMASTER)) is None
    assert bounce_reason(outline("Jan\npostmaster@mx.example.net\n", **POSTMASTER)) is None


def test_a_mail_of_ours_that_comes_back_needs_no_words() -> None:
    assert bounce_reason(outline("?", subject="Undeliverable", **POSTMASTER), ours=True)
    assert bounce_reason(outline("?", **POSTMASTER)) is None


def test_a_null_sender_who_names_a_colleague_is_away_and_no_bounce() -> None:
    text = f"I am away; nothing will be forwarded.\n\n{DESK}\n"

    assert bounce_reason(outline(text, **{"return-path": "<>", "from": "a@police.example.com"})) is None


@pytest.mark.parametrize("sender", ["no-reply@police.example.com", "administrator@police.example.com",
                                    "officer@police.example.com"])  # fmt: skip
def test_words_of_a_bounce_do_not_cover_a_hold_where_people_may_write(sender: str) -> None:
    text = f"Could not be delivered, user unknown:\n\n{DESK}\n"
    mail = {"from": sender, "subject": "Undeliverable: x"}

    assert bounce_reason(outline(text, **mail))
    assert bounce_reason(outline(f"{text}\nPlease hold the notice.", **mail)) is None


def test_a_failure_notice_of_certified_mail_is_a_bounce_and_its_receipt_is_none() -> None:
    assert bounce_reason(outline("x", x_ricevuta="errore-consegna"))
    assert bounce_reason(outline("x", x_ricevuta="accettazione")) is None


def test_one_word_of_a_bounce_from_a_postmaster_is_too_much_for_a_person() -> None:
    assert may_be_bounce(outline("Delayed.", **POSTMASTER))
    assert not may_be_bounce(outline("Delayed.", user_agent="Mutt", **POSTMASTER))
    assert not may_be_bounce(outline("Delayed.", **{"from": "sysadmin@police.example.com"}))
    assert not may_be_bounce(outline("Good morning.", **POSTMASTER))


def test_an_escaped_international_address_is_read() -> None:
    text = "Final-Recipient: utf-8; b\\x{FC}ro@polizei.example\nAction: failed\n"

    assert [b.recipient for b in fields(text, FAILED)] == ["büro@polizei.example"]
    assert fields("Final-Recipient: utf-8; b\\x{D800}@x.example\nAction: failed\n", FAILED)


@pytest.mark.parametrize(
    "words",
    [
        "The host mx.provider.example.net rejected it.",
        "Please ask your hosting provider, or the web hosting of the recipient.",
        "Bitte wenden Sie sich an Ihren Provider oder Hoster.",
    ],
)
def test_B7_a_bounce_that_names_a_host_or_a_provider_is_no_word_of_a_person(words: str) -> None:
    text = f"Your message could not be delivered. 550 5.1.1 user unknown. {words}\n\n{DESK}"
    mail = outline(text, subject="Undelivered Mail Returned to Sender", From="mail@server.example.org")

    assert bounce_reason(mail) is not None
