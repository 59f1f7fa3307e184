"""The classifier on our own corpus, on traps, and on mails made to break it (P8, threats G2-G5, I7)."""

import base64
import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotlined.adapters.bounces import classify
from hotlined.adapters.mime_read import read_structure
from hotlined.adapters.mime_write import write_report
from hotlined.domain.mail.message import Disposition, MailClass
from hotlined.domain.mail.outline import read_outline
from hotlined.domain.programs.automatic import BY_HOTLINED
from hotlined.domain.programs.client_forms import NOT_READ
from hotlined.domain.programs.moderated import HELD, REJECTED

CORPUS = Path(__file__).parents[1] / "corpus"
OWN = ("hotline.example.org",)
KINDS = {
    "dsn": {MailClass.DSN},
    "mdn": {MailClass.MDN},
    "arf": {MailClass.FEEDBACK},
    "auto_reply": {MailClass.AUTOMATIC},
    "challenge": {MailClass.ROBOT},
    "human": {MailClass.HUMAN},
}


def rows(*folders: str) -> list[Any]:
    found = []
    for folder in folders:
        labels = json.loads((CORPUS / folder / "labels.json").read_text("utf-8"))["labels"]
        found += [pytest.param(CORPUS / folder / row["file"], row, id=row["file"]) for row in labels]
    return found


def mail(body: str = "Received.", **headers: str) -> bytes:
    """A small mail as a client would write it; underscores in names become hyphens, "" leaves one out."""
    usual = {
        "From": "Officer One <officer@police.example.com>",
        "To": "lea@hotline.example.org",
        "Subject": "Re: report",
        "Date": "Mon, 3 Feb 2025 10:00:00 +0000",
        "Message-ID": "<x@police.example.com>",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
    }
    usual |= {name.replace("_", "-"): value for name, value in headers.items()}
    return "".join(f"{n}: {v}\n" for n, v in usual.items() if v).encode() + b"\n" + body.encode()


@pytest.mark.parametrize(("path", "row"), rows("bounce", "autoreply"))
def test_each_mail_of_our_corpus_is_what_its_label_says(path: Path, row: dict[str, Any]) -> None:
    found = classify(path.read_bytes(), OWN)

    assert found.kind in KINDS[row["kind"]], found.why


@pytest.mark.parametrize(("path", "row"), rows("bounce"))
def test_a_notification_names_the_recipients_and_our_message(path: Path, row: dict[str, Any]) -> None:
    found = classify(path.read_bytes(), OWN)

    assert {b.recipient for b in found.bounced} == (set(row["recipients"]) if row["kind"] == "dsn" else set())
    assert list(found.about) == row["about"]


@pytest.mark.parametrize(("path", "row"), rows("bounce"))
def test_delayed_is_not_failed_and_failed_is_not_delayed(path: Path, row: dict[str, Any]) -> None:
    found = classify(path.read_bytes(), OWN)

    if row.get("disposition") in {d.value for d in Disposition}:
        assert {b.disposition.value for b in found.bounced} == {row["disposition"]}


def test_each_recipient_of_one_notification_has_its_own_disposition_and_status() -> None:
    found = classify((CORPUS / "bounce/two-recipients.eml").read_bytes(), OWN)

    assert [(b.recipient, b.disposition, b.status) for b in found.bounced] == [
        ("desk@police.example.com", Disposition.FAILED, "5.1.1"),
        ("second@police.example.com", Disposition.DELAYED, "4.2.2"),
    ]


def test_the_recipient_stands_in_a_report_whose_fields_are_all_indented() -> None:
    report = (
        b"From: MAILER-DAEMON@mx.example.net\nTo: lea@hotline.example.org\nSubject: Undelivered\n"
        b"MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        b"--b\nContent-Type: text/plain\n\nIt could not be delivered.\n\n"
        b"--b\nContent-Type: message/delivery-status\n\n  Reporting-MTA: dns; mx.example.net\n\n"
        b"  Final-Recipient: rfc822; desk@police.example.com\n  Action: failed\n  Status: 5.1.1\n\n--b--\n"
    )

    (bounced,) = classify(report, OWN).bounced
    assert (bounced.recipient, bounced.status) == ("desk@police.example.com", "5.1.1")


def test_a_message_id_of_somebody_else_is_not_reported() -> None:
    found = classify((CORPUS / "bounce/postfix-failed.eml").read_bytes(), ("other.example.org",))

    assert found.about == ()


def test_our_address_in_from_is_no_message_id() -> None:
    raw = mail(
        "<desk@police.example.com>: 550 5.1.1\n\nFrom: <lea@hotline.example.org>\n", From="MAILER-DAEMON <>"
    )

    assert classify(raw, OWN).about == ()


def test_an_automatic_reply_names_the_mail_that_it_answers() -> None:
    raw = mail(Auto_Submitted="auto-replied", In_Reply_To="<t0k3n@hotline.example.org>")

    assert classify(raw, OWN).about == ("<t0k3n@hotline.example.org>",)


ABSENT = "Thank you for your mail. I am out of the office until Monday and will read it then."
ABSENT_IN_CZECH = "Děkuji za zprávu. Do pondělí nejsem v kanceláři. V naléhavých případech volejte kolegu."
CODED = base64.b64encode(ABSENT.encode())


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        ("Content-Transfer-Encoding: base64;", CODED),
        ("Content-Transfer-Encoding: (by a gateway) base64", CODED),
        ("Content-Transfer-Encoding: base64", CODED.rstrip(b"=") + b"A\n-- \nScanned by a gateway.\n"),
        ("Content-Transfer-Encoding: base64", ABSENT.encode()),
        ("Content-Type: text/plain; charset=cp-1250", ABSENT_IN_CZECH.encode("cp1250")),
    ],
    ids=["semicolon", "comment", "footer", "no base64", "charset by another name"],
)
def test_P8_what_the_reader_mends_is_classified_as_it_is_read(fields: str, body: bytes) -> None:
    head = "From: officer@police.example.com\nTo: lea@hotline.example.org\nSubject: Re: report\n"

    assert classify(f"{head}{fields}\n\n".encode() + body, OWN).kind is MailClass.AUTOMATIC


@pytest.mark.parametrize("value", ["All", "OOF, AutoReply", "DR, RN, NRN"])
def test_auto_response_suppress_alone_makes_nothing_automatic(value: str) -> None:
    assert classify(mail(X_Auto_Response_Suppress=value), OWN).kind is MailClass.HUMAN


@pytest.mark.parametrize("value", ["no", "No", " no ; x=y"])
def test_auto_submitted_no_is_a_persons_mail(value: str) -> None:
    assert classify(mail(Auto_Submitted=value), OWN).kind is MailClass.HUMAN


def test_a_bounce_marked_as_auto_replied_is_a_bounce_first() -> None:
    raw = (CORPUS / "bounce/postfix-failed.eml").read_bytes()

    assert b"Auto-Submitted: auto-replied" in raw
    assert classify(raw, OWN).kind is MailClass.DSN


def test_words_of_a_receipt_in_an_automatic_mail_do_not_make_it_human() -> None:
    raw = mail("We confirm receipt of your report.", Subject="Automatic reply: report")

    assert classify(raw, OWN).kind is MailClass.AUTOMATIC


@pytest.mark.parametrize(
    "subject",
    ["Re: Automatic reply: x", "AW: Abwesenheitsnotiz: x", "Fwd: Undelivered Mail Returned to Sender",
     "SV: Automatiskt svar: x", "WG: Unzustellbar: x", "Automatic reply function is broken",
     "Urlaubsplanung"],
)  # fmt: skip
def test_a_subject_that_only_speaks_of_machines_stays_human(subject: str) -> None:
    assert classify(mail(Subject=subject), OWN).kind is MailClass.HUMAN


@pytest.mark.parametrize(
    "body", ["Please hold the notice.", "Bitte noch nicht versenden!", "Prašome palaukite."]
)
def test_words_of_absence_never_cover_a_hold(body: str) -> None:
    bare = {"Date": "", "Message_ID": "", "MIME_Version": "", "Content_Type": ""}
    raw = mail(f"I am out of the office until Monday. {body}", Subject="Out of office", **bare)

    assert classify(raw, OWN).kind is MailClass.HUMAN


def test_what_an_agent_writes_through_a_ticket_system_is_human() -> None:
    raw = mail(
        "We have secured the data of item 1.",
        RT_Ticket="police #1",
        Precedence="bulk",
        Subject="[police #1] Re: x",
    )

    assert classify(raw, OWN).kind is MailClass.HUMAN


def test_a_bounce_behind_a_fetched_raw_header_encoding_is_still_found() -> None:
    raw = mail(
        "Teie kiri\n\n<desk@police.example.com>\n",
        From="=?utf-8?q?Meilis=C3=BCsteem?= <MAILER-DAEMON@mx.example.net>",
    )

    found = classify(raw, OWN)

    assert (found.kind, found.bounced[0].recipient) == (MailClass.DSN, "desk@police.example.com")


def test_the_reason_never_quotes_the_mail() -> None:
    raw = mail("secretword@example.com 550", Subject="secretword: Undeliverable", From="MAILER-DAEMON <>")

    assert "secretword" not in classify(raw, OWN).why


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"no header at all", b"\x00\xff" * 50])
def test_what_is_no_mail_is_unreadable(raw: bytes) -> None:
    assert classify(raw, OWN).kind is MailClass.UNREADABLE


HEAD = b"From: MAILER-DAEMON <>\nSubject: failure notice\n"
NESTED = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(3000))


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + NESTED,
        HEAD + b"Content-Type: message/rfc822\n\n" * 5000,
        HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\nContent-Type: a/b\n\nx\n" * 50_000,
        HEAD + b"Content-Type: text/html\n\n" + b"<style " * 150_000,
        HEAD + b"\n" + b"a@" * 300_000,
        HEAD + b"\n" + b"a@b.c " * 100_000,
        HEAD + b"\n" + b"Message-ID: <a\n b" * 50_000,
        HEAD + b"\n" + b"\n" * 500_000,
        HEAD + b"X-A: b\n" * 80_000 + b"\nx",
        b"Subject: " + b"=?utf-8?q?a?= " * 60_000 + b"\n\nx",
        HEAD + b"Content-Type: message/delivery-status\n\n" + b"\n" * 500_000,
    ],
    ids=["nested", "messages", "parts", "tags", "at signs", "addresses", "ids", "lines", "headers", "words",
         "blank lines"],
)  # fmt: skip
def test_a_mail_made_to_stall_is_classified_in_time(raw: bytes) -> None:
    begin = time.process_time()

    found = classify(raw, OWN)

    assert time.process_time() - begin < 2
    assert found.why != "not readable as a mail"


@given(st.binary(max_size=600))
def test_no_bytes_raise(raw: bytes) -> None:
    assert classify(raw, OWN).why


@given(st.text(max_size=300), st.text(max_size=60), st.sampled_from(["multipart/report", "text/html", "x"]))
def test_no_headers_break_a_rule(body: str, subject: str, kind: str) -> None:
    raw = mail(
        body,
        Subject=" ".join(subject.split()),
        From="postmaster@example.com",
        Content_Type=kind,
        Return_Path="<>",
    )

    assert classify(raw, OWN).why != "not readable as a mail"


HELD_BY_A_LIST = (
    "Your mail to 'Unit' with the subject\n\n    HL\n\nIs being held until the list moderator can review it"
    " for approval.\n\nThe reason it is being held:\n\n    {}\n"
)
REJECTED_BY_A_LIST = (
    'Your request to the Unit mailing list\n\n    Posting of your message titled "HL"\n\nhas been rejected by'
    ' the list moderator.  The moderator gave the\nfollowing reason for rejecting your request:\n\n"{}"\n'
)
LIST = {"From": "unit-owner@lists.police.example.com", "X_Mailman_Version": "2.1.39", "Subject": "..."}


@pytest.mark.parametrize(
    ("text", "verdict"),
    [(HELD_BY_A_LIST, Disposition.DELAYED), (REJECTED_BY_A_LIST, Disposition.FAILED)],
)
def test_P8_what_a_list_answers_to_who_may_not_write_to_it_is_about_delivery(
    text: str, verdict: Disposition
) -> None:
    found = classify(mail(text.format("Post by non-member to a members-only list"), **LIST), OWN)

    assert found.kind is MailClass.DSN
    assert [(one.recipient, one.disposition) for one in found.bounced] == [
        ("unit@lists.police.example.com", verdict)
    ]


@pytest.mark.parametrize("text", [HELD_BY_A_LIST, REJECTED_BY_A_LIST])
def test_P5_a_moderator_who_asks_to_wait_is_not_lost_among_the_bounces(text: str) -> None:
    found = classify(mail(text.format("Please wait with the notice"), **LIST), OWN)

    assert found.why not in (HELD, REJECTED)


LISTS_ABROAD = {
    "de": (
        'Ihre Mail an "Unit" mit dem Subject/Betreff\n\n    HL\n\nwird zurückgehalten, bis der'
        " Listenmoderator"
        " Ihre E-Mail genehmigt.\n\nDer Grund, weshalb eine Genehmigung erforderlich ist:\n\n   "
        " {}\n\nSie können"
        " diese E-Mail *zurückziehen*, solange sie noch nicht\nverteilt worden ist.\n",
        "Ihre Anfrage an die Mailingliste Unit\n\n    HL\n\nwurde vom Listenmoderator mit"
        " folgender Begründung"
        ' abgewiesen:\n\n"{}"\n',
        "Bitte warten Sie mit der Löschaufforderung",
    ),
    "fr": (
        "Votre courrier à 'Unit' dont l'objet est\n\n    HL\n\nest en attente jusqu'à ce que le"
        " modérateur de la"
        " liste puisse\nle consulter pour approbation.\n\nLa raison de cette mise en attente :\n\n    {}\n",
        "Votre demande à la liste de diffusion Unit\n\n    HL\n\na été rejetée par le modérateur"
        " de la liste. Le"
        ' modérateur a\ndonné la justification suivante comme cause de ce rejet:\n\n    "{}"\n',
        "Merci d'attendre avec la notification",
    ),
    "es": (
        "El mensaje que ha enviado a la lista 'Unit' y que versa sobre:\n\n    HL\n\nHa sido"
        " retenido en espera de"
        " que el moderador de la lista lo revise\ny apruebe.\n\nHa sido retenido por:\n\n    {}\n",
        "Su petición a la lista de distribución Unit:\n\n    HL\n\nha sido rechazada por el"
        " moderador dando la"
        ' siguiente razón:\n\n"{}"\n',
        "Por favor, espere con el aviso",
    ),
    "it": (
        "Il tuo messaggio alla lista 'Unit' con oggetto\n\n    HL\n\nè stato trattenuto in attesa"
        " che il moderatore"
        " della lista\npossa esaminarlo per l'approvazione.\n\nLa ragione per la quale è stato"
        " trattenuto:\n\n"
        "    {}\n",
        "La tua richiesta alla lista Unit\n\n    HL\n\nè stata rifiutata dal moderatore.\nIl"
        " moderatore ha dato la"
        ' seguente ragione per il rifiuto:\n\n"{}"\n',
        "Si prega di attendere con la segnalazione",
    ),
    "nl": (
        "Uw e-mail naar 'Unit' met als onderwerp/subject\n\n    HL\n\nWordt tegengehouden totdat"
        " de lijst moderator"
        " deze kan bekijken.\n\nDe reden waarom het is tegengehouden:\n\n    {}\n",
        "Uw verzoek aan de Unit mailinglijst\n\n    HL\n\nis geweigerd door de lijst moderator."
        " De moderator gaf de"
        ' volgende reden\nvoor het weigeren van uw verzoek:\n\n"{}"\n',
        "Graag wachten met de melding",
    ),
    "pl": (
        "wiadomość o tytule\n\n    HL\n\nwysłana na listę Unit, została wstrzymana do"
        " dalszej\ndecyzji moderatora."
        "\n\nPowodem wstrzymania było:\n\n    {}\n\nGdyby Twoja wiadomość nie została przekazana na listę,"
        " dostaniesz\ndodatkowego maila z decyzją moderatora.\n",
        "Prośba dotycząca listy Unit\n\n    HL\n\nzostała odrzucona przez moderatora."
        " Uzasadnienie decyzji:\n\n"
        '"{}"\n',
        "Proszę poczekać z zawiadomieniem",
    ),
    "pt": (
        "A sua mensagem para 'Unit' com o assunto\n\n    HL\n\nEsta em espera até que o moderador da lista a"
        " aprove.\n\nEstá em espera porque:\n\n    {}\n",
        "O seu pedido de envio de uma mensagem para a lista Unit\n\n    HL\n\nfoi rejeitada pelo moderador da"
        ' lista. O moderador deu a seguinte\nrazão para rejeitar a sua mensagem:\n\n"{}"\n',
        "Por favor, aguarde com a notificação",
    ),
}


@pytest.mark.parametrize("language", LISTS_ABROAD)
def test_P8_what_a_list_answers_in_other_languages_is_about_delivery_too(language: str) -> None:
    held, rejected, waiting = LISTS_ABROAD[language]
    for text, verdict in ((held, Disposition.DELAYED), (rejected, Disposition.FAILED)):
        found = classify(mail(text.format("Post by non-member to a members-only list"), **LIST), OWN)
        assert found.kind is MailClass.DSN
        assert [(one.recipient, one.disposition) for one in found.bounced] == [
            ("unit@lists.police.example.com", verdict)
        ]

        asked = classify(mail(text.format(waiting), **LIST), OWN)
        assert asked.why not in (HELD, REJECTED)


def test_where_the_text_lists_nobody_clearly_the_detectors_of_mailman_decide() -> None:
    raw = mail(
        "Mail which could not be delivered is kept for other@example.net to see.\n"
        "Unable to deliver message to our desk, <desk@police.example.com>.\n"
        "***** End of message *****\n",
        From="MAILER-DAEMON@mx.example.net",
    )

    assert [b.recipient for b in classify(raw, OWN).bounced] == ["desk@police.example.com"]


@pytest.mark.parametrize(
    "value",
    [
        "=?cp-1252?q?Abwesenheitsnotiz=3A_Gr=FC=DFe?=",
        "=?utf8mb4?q?Automatische_Antwort=3A_Gr=C3=BC=C3=9Fe?=",
        "=?utf-8*de?q?Automatische_Antwort=3A_Gr=C3=BC=C3=9Fe?=",
        "=?utf-8?q?Automatische_Antwort=3A_Gr=FC=DFe?=",
        "=?iso-8859-1?q?Auto=3A?= one =?utf-8?q?_Gr=C3=BC=C3=9Fe?=",
        "=?ks_c_5601-1987?b?wNq1v8iwtOQ=?=",
        "=?no such?q?x?=",
    ],
)
def test_P8_a_subject_is_classified_in_the_words_in_which_it_is_read(value: str) -> None:
    raw = f"From: a@example.com\r\nSubject: {value}\r\n\r\nitem 1\r\n".encode()
    read = read_structure(raw).headers.first("subject")
    assert read_outline(raw).get("subject") == " ".join(read.split())


def test_P12_a_notice_of_our_own_with_XARF_that_comes_back_is_known_as_ours() -> None:
    """In the intake box, from the address of the intake, anything else is a report from the public."""
    headers = [
        ("From", "Example Hotline <intake@hotline.example.org>"),
        ("To", "abuse@provider.example.net"),
        ("Subject", "Notice HL-2026-000001-C-P1"),
        ("Date", "Mon, 02 Mar 2026 10:00:00 +0000"),
        ("Message-ID", "<notice@hotline.example.org>"),
        ("Auto-Submitted", "auto-generated"),
    ]
    ours = (*headers, ("X-Hotlined-Loop", "HL"))
    notice = write_report(headers=ours, text="A notice.", data=b"{}", name="xarf.json")
    others = write_report(headers=headers, text="A notice.", data=b"{}", name="xarf.json")

    assert classify(notice, OWN).why == BY_HOTLINED
    assert classify(others, OWN).kind is MailClass.FEEDBACK


NOTICE = b"\r\nFrom: a@b.example\r\n\r\nIhre Nachricht\r\n\r\n   An: a\r\n   Betreff: x\r\n"


def receipt(disposition: str, subject: str = "Receipt", more: str = "") -> bytes:
    """A read receipt by the form of RFC 8098."""
    return (
        f"From: reports@police.example.com\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=disposition-notification; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nYour message\r\n\r\n"
        "--b\r\nContent-Type: message/disposition-notification\r\n\r\n"
        f"Reporting-UA: x\r\nDisposition: {disposition}\r\n{more}\r\n--b--\r\n"
    ).encode()


@pytest.mark.parametrize(
    ("raw", "not_read"),
    [
        (receipt("automatic-action/MDN-sent-automatically; displayed"), False),
        (receipt("manual-action/MDN-sent-manually;\r\n displayed", "Not read: HL-1"), False),
        (receipt("automatic-action/MDN-sent-automatically; deleted"), True),
        (receipt("manual-action/MDN-sent-automatically; Deleted", "Read: HL-1"), True),
        (receipt("automatic-action/MDN-sent-automatically; processed/error"), True),
        (receipt("manual-action/MDN-sent-manually; denied"), False),
        (receipt("automatic-action/MDN-sent-automatically; displayed", more="Error: no key\r\n"), True),
        (b"Subject: Nicht gelesen: x" + NOTICE, True),
        (b"Subject: Gelesen: x" + NOTICE, False),
        (b"Subject: Przeczytano: x" + NOTICE, False),
        (b"Subject: Neperskaityta: x" + NOTICE, True),
        ("Subject: Nav lasīts: x".encode() + NOTICE, True),
    ],
)
def test_P8_a_read_receipt_says_whether_anybody_has_read_the_mail(raw: bytes, not_read: bool) -> None:
    found = classify(raw, OWN)

    assert found.kind is MailClass.MDN
    assert (found.why == NOT_READ) is not_read


def test_B7_a_failure_notice_of_certified_mail_names_the_mail_that_failed_in_its_header() -> None:
    raw = (
        b"From: pec@pec.example.it\r\nX-Ricevuta: errore-consegna\r\n"
        b"X-Riferimento-Message-ID: <r1@hotline.example.org>\r\nSubject: AVVISO\r\n\r\n"
        b"Il messaggio destinato a reports@police.example.com non e stato consegnato.\r\n"
    )

    found = classify(raw, OWN)

    assert (found.kind, found.about) == (MailClass.DSN, ("<r1@hotline.example.org>",))


SPAM = "From: lea@hotline.example.org\r\nSubject: Offer\r\nMessage-ID: <m1@example.net>\r\n"
LUNCH = "From: ann@hotline.example.org\r\nSubject: Lunch\r\nMessage-ID: <m2@hotline.example.org>\r\n"


@pytest.mark.parametrize(
    ("returned", "anothers"),
    [
        (SPAM, True),
        (LUNCH, True),
        (SPAM + "X-Hotlined-Loop: HL\r\n", False),  # a relay has given it another Message-ID
        (SPAM.replace("Offer", "HL-2026-000001-C"), False),
        (SPAM.replace("Message-ID: <m1@example.net>\r\n", ""), False),
        ("", False),
    ],
)
def test_a_bounce_that_brings_back_the_header_of_a_mail_that_is_none_of_ours_tells_so(
    returned: str, anothers: bool
) -> None:
    head = (
        "From: mailer-daemon@police.example.com\r\nSubject: Undelivered\r\nReturn-Path: <>\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt was not delivered.\r\n\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
        "Final-Recipient: rfc822; reports@police.example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
    )
    back = f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\n{returned}\r\n" if returned else ""

    found = classify(f"{head}{back}--b--\r\n".encode(), OWN)

    assert found.kind is MailClass.DSN
    assert found.anothers is anothers


OURS = (
    "From: HL <lea@hotline.example.org>\nSubject: HL-2026-000001-C\nMessage-ID: <r.1@hotline.example.org>\n"
)


def report(to: str, returned: str, *, action: str = "failed", boundary: str = "b0") -> str:
    """A mail server's report, as a mail: of one recipient, with what it returns."""
    return (
        f"From: mailer-daemon@{to.partition('@')[2]}\nTo: lea@hotline.example.org\nSubject: Undelivered\n"
        f"Message-ID: <{boundary}@{to.partition('@')[2]}>\nReturn-Path: <>\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"\n\n'
        f"--{boundary}\nContent-Type: text/plain\n\nIt was not delivered.\n\n"
        f"--{boundary}\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
        f"Final-Recipient: rfc822; {to}\nAction: {action}\nStatus: 5.1.1\n\n"
        f"--{boundary}\nContent-Type: message/rfc822\n\n{returned}\n--{boundary}--\n"
    )


STATUS = (
    "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"
    "Final-Recipient: rfc822; reports@example.net\nAction: failed\nStatus: 5.1.1\n\n--b--\n"
)
SERVERS_WORDS = "The message could not be delivered. User unknown."


@pytest.mark.parametrize(
    ("text", "headers", "kind"),
    [
        ("Please wait with the notice. My mail to the office came back, see below.", {}, MailClass.HUMAN),
        ("Received.", {"Subject": "Fwd: Undelivered Mail"}, MailClass.HUMAN),
        ("Received.", {"User_Agent": "Mozilla Thunderbird"}, MailClass.HUMAN),
        ("Could you call me?", {"From": "System <system@police.example.com>"}, MailClass.HUMAN),
        (SERVERS_WORDS, {"Subject": "Undelivered"}, MailClass.DSN),
        (SERVERS_WORDS, {"From": "MAILER-DAEMON@police.example.com"}, MailClass.DSN),
        ("Please wait.", {"From": "postmaster@police.example.com"}, MailClass.DSN),
        ("Please wait?", {"From": "no-reply@police.example.com"}, MailClass.DSN),
        ("Please wait?", {"Return_Path": "<>"}, MailClass.DSN),
        ("It did not arrive.", {"Auto_Submitted": "auto-replied", "Subject": "Report"}, MailClass.DSN),
        ("It did not arrive.", {"Auto_Submitted": "no", "Subject": "Report"}, MailClass.HUMAN),
    ],
)
def test_P7_a_servers_report_among_what_a_person_sends_on_takes_no_word_away(
    text: str, headers: dict[str, str], kind: MailClass
) -> None:
    """Not inside of a multipart/report, nor of a mail that is forwarded: a part beside words."""
    body = f"--b\nContent-Type: text/plain\n\n{text}\n\n{STATUS}"
    made = mail(body, **{"Content_Type": "multipart/mixed; boundary=b", **headers})
    assert classify(made, OWN).kind is kind


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (
            "Message rejected: too large",
            "Your message was rejected, it is too large. It has not been delivered.",
        ),
        ("Mailbox full", "The mailbox is full. Your message could not be delivered and was returned."),
        ("Postfach voll", "Das Postfach ist voll, Ihre Nachricht wurde nicht zugestellt."),
    ],
)
def test_B7_what_the_recipients_own_mailbox_answers_of_a_failure_is_a_bounce(subject: str, text: str) -> None:
    """A filter there writes in its owner's name, and names nobody else."""
    raw = mail(text, Subject=subject, Auto_Submitted="auto-replied")

    found = classify(raw, OWN)
    assert (found.kind, [one.recipient for one in found.bounced]) == (
        MailClass.DSN,
        ["officer@police.example.com"],
    )
    held = mail(f"{text} Please hold the notice.", Subject=subject, Auto_Submitted="auto-replied")
    assert classify(held, OWN).kind is MailClass.AUTOMATIC


def test_of_certified_mail_the_addressee_is_named_and_not_the_sender_or_its_number() -> None:
    text = (
        'Il giorno 10/03/2026 nel messaggio "..." proveniente da "lea@hotline.example.org" e destinato'
        ' all\'utente "desk@pec.police.example" è stato rilevato un errore.\n'
        "Identificativo messaggio: opec1.20260310091242@pec.example.it\n"
    )
    head = {"From": "posta-certificata@pec.example.it", "Subject": "AVVISO DI MANCATA CONSEGNA: ..."}

    found = classify(mail(text, X_Ricevuta="errore-consegna", **head), OWN)

    assert [one.recipient for one in found.bounced] == ["desk@pec.police.example"]


OUR_LETTER = "----- Original message -----\nPlease hold the notice until we tell you.\n"
FIELDS = "Final-Recipient: rfc822; {}\nAction: failed\nStatus: 5.1.1\n"


@pytest.mark.parametrize(
    ("text", "headers", "kind"),
    [
        ("Hi, our users get this when they write to you:\n\n{}\nCould you look at it?", {}, MailClass.HUMAN),
        ("Please wait with the notice. I got this:\n\n{}", {}, MailClass.HUMAN),
        ("{}", {}, MailClass.DSN),
        ("Our users get this. Could you look at it?\n\n{}", {"Return_Path": "<>"}, MailClass.DSN),
        ("Our users get this. Could you look at it?\n\n{}", {"From": "postmaster@x.example"}, MailClass.DSN),
        ("Please hold the notice, I got this:\n\n{}", {"From": "administrator@x.example"}, MailClass.HUMAN),
        ("{}", {"From": "no-reply@x.example"}, MailClass.DSN),
        ("{}\nPlease wait for our administrator.", {"From": "no-reply@x.example"}, MailClass.DSN),
        (f"{{}}\n{OUR_LETTER}", {"From": "system@x.example"}, MailClass.DSN),
        (f"See below.\n\n{{}}\n{OUR_LETTER}", {}, MailClass.HUMAN),
    ],
)
def test_P7_fields_of_a_report_in_a_persons_text_take_no_word_away(
    text: str, headers: dict[str, str], kind: MailClass
) -> None:
    made = mail(text.format(FIELDS.format("lea@hotline.example.org")), Subject="Undelivered mail", **headers)

    assert classify(made, OWN).kind is kind


def test_words_about_the_fields_of_a_report_are_no_report() -> None:
    text = "The log says Final-Recipient: rfc822; user@example.com with Action: failed since Monday.\n"

    assert classify(mail(text, Subject="Undelivered mail"), OWN).kind is MailClass.HUMAN


def test_a_complaint_that_is_labelled_as_a_delivery_report_is_feedback() -> None:
    body = (
        "--b\nContent-Type: text/plain\n\nComplaint.\n--b\nContent-Type: message/feedback-report\n\n"
        "Feedback-Type: abuse\nUser-Agent: x/1\nVersion: 1\n--b\n"
    )
    status = FIELDS.format("desk@police.example.com")
    label = {"Content_Type": "multipart/report; report-type=delivery-status; boundary=b"}

    assert classify(mail(f"{body[:-1]}--\n", **label), OWN).kind is MailClass.FEEDBACK
    both = f"{body}Content-Type: message/delivery-status\n\n{status}\n--b--\n"
    assert classify(mail(both, **label), OWN).kind is MailClass.DSN


@pytest.mark.parametrize("depth", [1, 2, 6, 30])
@pytest.mark.parametrize(
    ("action", "heard"), [("failed", Disposition.FAILED), ("delayed", Disposition.DELAYED)]
)
def test_P7_a_bounce_that_comes_back_in_a_bounce_is_one_of_the_report_it_names(
    depth: int, action: str, heard: Disposition
) -> None:
    raw = report("desk@police.example.com", f"{OURS}\nx\n", action=action)
    for outer in range(depth):
        raw = report(f"relay{outer}@gate.example.net", raw, boundary=f"g{outer}")

    found = classify(raw.encode(), OWN)

    assert found.kind is MailClass.DSN
    assert found.about == ("<r.1@hotline.example.org>",)
    assert [(one.recipient, one.disposition) for one in found.bounced] == [("desk@police.example.com", heard)]
    assert not found.anothers


def test_P7_a_bounce_in_a_bounce_that_returns_nothing_is_no_other_peoples_mail() -> None:
    inner = report("desk@police.example.com", "").replace("Content-Type: message/rfc822", "Content-Type: x/y")

    found = classify(report("relay@gate.example.net", inner, boundary="g").encode(), OWN)

    assert [one.recipient for one in found.bounced] == ["desk@police.example.com"]
    assert not found.anothers


def test_bounces_in_bounces_without_end_are_read_to_a_bounded_depth() -> None:
    raw = report("desk@police.example.com", f"{OURS}\nx\n")
    for outer in range(200):
        raw = report("relay@gate.example.net", raw, boundary=f"g{outer}")
    began = time.monotonic()

    found = classify(raw.encode(), OWN)

    assert found.kind is MailClass.DSN
    assert time.monotonic() - began < 5


def test_P8_a_bounce_that_a_person_attaches_is_no_bounce_of_theirs() -> None:
    inner = report("desk@police.example.com", f"{OURS}\nx\n")
    body = (
        f"--p\nContent-Type: text/plain\n\nSee below.\n--p\nContent-Type: message/rfc822\n\n{inner}\n--p--\n"
    )

    found = classify(mail(body, Content_Type='multipart/mixed; boundary="p"'), OWN)

    assert found.kind is MailClass.HUMAN
