"""Forms as mail programs send them: tables, flowed and wrapped lines, attachments, forwarded mails (P10)."""

import base64
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest

from hotlined.adapters.mime_read import read_content
from hotlined.adapters.mime_read.flowed import unflowed
from hotlined.domain.form import Form, Item, read_form
from hotlined.domain.form.labels import default_labels
from hotlined.domain.text.newtext import new_text
from tests.support.over import over

ZONE = ZoneInfo("Europe/Tallinn")
FILLED = Form(content_type="item 1", items=(Item("https://example.org/1", ip="192.0.2.1"),))


def form_of(raw: bytes) -> Form:
    """What an analyst's mail says, read as the daemon reads it."""
    content = read_content(raw, zone=ZONE)
    text = content.attached_form or new_text(content.text).certain
    return read_form(text, labels=default_labels(), zone=ZONE).form


def html(markup: str) -> bytes:
    return b"Content-Type: text/html; charset=utf-8\r\n\r\n" + markup.encode()


@pytest.mark.parametrize(
    "markup",
    [
        "<p>URL: https://example.org/1<br>IP: 192.0.2.1<br>Type of content: item 1</p>",
        "<div>URL:&nbsp;https://example.org/1</div><div>IP : 192.0.2.1</div>"
        "<div><b>Type of content:</b> item 1</div>",
        "<table><tr><td>URL</td><td>https://example.org/1</td></tr><tr><td>IP</td><td>192.0.2.1</td></tr>"
        "<tr><td>Type of content</td><td>item 1</td></tr></table>",
        "<table><tr><td><p class=MsoNormal>URL:<o:p></o:p></p></td><td><p class=MsoNormal>"
        '<a href="https://example.org/1">https://example.org/1</a></p></td></tr>'
        "<tr><td><p>IP address</p><td><p>192.0.2.1</p><tr><td>TYPE&nbsp;OF CONTENT<td>item 1</table>",
        "<table><tr><td><table><tr><th>URL</th><td>https://example.org/1</td></tr></table>"
        "<div>IP：192.0.2.1</div><div>Type of content: item 1</div></td></tr></table>",
    ],
)
def test_label_lines_are_found_in_an_html_mail(markup: str) -> None:
    assert form_of(html(markup)) == FILLED


def test_lines_that_were_broken_for_transport_are_one_value() -> None:
    raw = (
        b"Content-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n"
        b"URL: https://example.org/1\r\nIP: 192.0.2.1\r\nType of content: \r\nitem \r\n1\r\n-- \r\nAnn\r\n"
    )
    assert form_of(raw) == FILLED


@pytest.mark.parametrize(
    ("text", "delsp", "joined"),
    [
        ("a \nb\nc", False, "a b\nc"),
        ("a \nb\nc", True, "ab\nc"),
        ("> a \n> b\nc", False, "> a b\n\nc"),  # what is not quoted is no end of what is
        ("> a \nc", False, "> a \nc"),  # but where it was to go on
        (">> a \n> b", False, ">> a \n> b"),
        ("a \n-- \nAnn", False, "a \n-- \nAnn"),
        (" >a\n From", False, ">a\nFrom"),
        ("", False, ""),
    ],
)
def test_RFC_3676(text: str, delsp: bool, joined: str) -> None:
    assert unflowed(text, delsp=delsp) == joined


def test_P17_a_blank_that_was_typed_behind_a_field_takes_the_next_field_for_no_words_of_it() -> None:
    url = "https://example.org/" + "a" * 80
    raw = (
        "Content-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n"
        "Type of content: item 1 \r\nURL: https://example.org/1 \r\nIP: 192.0.2.1 \r\n"
        f"Comments: more \r\nURL: \r\n{url} \r\n"
    ).encode()
    content = read_content(raw, zone=ZONE)
    found = read_form(content.text, labels=default_labels(), zone=ZONE)

    assert not found.problems
    assert found.form == Form(
        content_type="item 1",
        comments="more",
        items=(Item("https://example.org/1", ip="192.0.2.1"), Item(url)),
    )


def test_quoted_printable_lines_are_one() -> None:
    url = "https://example.org/" + "a" * 120
    message = EmailMessage()
    message.set_content(f"URL: {url}\nType of content: ä item 1\n", cte="quoted-printable")
    assert form_of(bytes(message)) == Form(content_type="ä item 1", items=(Item(url),))


def attached(
    name: str, kind: str = "plain", text: str = "URL: https://example.org/1\nIP: 192.0.2.1\n"
) -> bytes:
    message = EmailMessage()
    message.set_content("[ILLEGAL]\n")
    message.add_attachment(f"{text}Type of content: item 1\n", subtype=kind, filename=name)
    return bytes(message)


@pytest.mark.parametrize(
    "name",
    [
        *("form.txt", "Formular.TXT", "annex-i.txt", "vorm 12.txt", "Έντυπο 3.txt", "φόρμα.txt", "ΦΟΡΜΑ.txt"),
        unicodedata.normalize("NFD", "φόρμα.txt"),  # as macOS names it
    ],
)
def test_the_attachment_that_is_named_a_form_is_read(name: str) -> None:
    assert form_of(attached(name)) == FILLED


@pytest.mark.parametrize(
    "raw", [attached("notes.txt"), attached("form.csv", "csv"), attached("form.html", "html")]
)
def test_P10_no_other_attachment_is_read(raw: bytes) -> None:
    assert read_content(raw).attached_form == ""
    assert form_of(raw) == Form()


@pytest.mark.parametrize("name", ["lea-statistics.csv", "LEA-Statistics.CSV", "lea-statistics (1).csv"])
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "cp1252"])
def test_our_table_of_figures_is_read_whatever_program_saved_it(name: str, charset: str) -> None:
    message = EmailMessage()
    message.set_content("Attached.\n")
    table = "field;label;number\r\nreports;Täter;12\r\n".encode(charset)
    message.add_attachment(table, maintype="application", subtype="octet-stream", filename=name)

    content = read_content(bytes(message))

    assert content.attached_form.startswith("field;label;number\nreports;")
    assert content.attached_form.endswith(";12\n")
    assert [one.is_form for one in content.attachments] == [True]


def test_a_second_text_part_is_part_of_the_mail() -> None:
    message = EmailMessage()
    message.set_content("[ILLEGAL]\nURL: https://example.org/1\n")
    message.make_mixed()
    second = EmailMessage()
    second.set_content("IP: 192.0.2.1\nType of content: item 1\n")
    message.attach(second)
    assert form_of(bytes(message)) == FILLED


# --- forwarded mails -------------------------------------------------------------------------------

REPORT = "URL: https://planted.example.com/x\nComments: PLANTED\n[HOLD]\nPLANTED Jane <jane@example.com>\n"
OUTLOOK = {
    "en": "From: {}\nSent: Tuesday, March 3, 2026 9:30 AM\nTo: Desk\nSubject: PLANTED\n\n",
    "de": "Von: {}\nGesendet: Dienstag, 3. März 2026 09:30\nAn: Desk\nBetreff: PLANTED\n\n",
    "et": "Saatja: {}\nSaadetud: teisipäev, 3. märts 2026 09:30\nAdressaat: Desk\nTeema: PLANTED\n\n",
    "el": "Από: {}\nΣτάλθηκε: Τρίτη, 3 Μαρτίου 2026 09:30\nΠρος: Desk\nΘέμα: PLANTED\n\n",
    "lt": "Nuo: {}\nIšsiųsta: 2026 m. kovo 3 d., antradienis 09:30\nKam: Desk\nTema: PLANTED\n\n",
    "lv": "No: {}\nNosūtīts: otrdiena, 2026. gada 3. marts 09:30\nKam: Desk\nTēma: PLANTED\n\n",
    "sv": "Från: {}\nSkickat: den 3 mars 2026 09:30\nTill: Desk\nÄmne: PLANTED\n\n",
    "fi": "Lähettäjä: {}\n"
    "Lähetetty: tiistai 3. maaliskuuta 2026 9.30\nVastaanottaja: Desk\nAihe: PLANTED\n\n",
    "fr": "De : {}\nEnvoyé : mardi 3 mars 2026 09:30\nÀ : Desk\nObjet : PLANTED\n\n",
    "nl": "Van: {}\nVerzonden: dinsdag 3 maart 2026 09:30\nAan: Desk\nOnderwerp: PLANTED\n\n",
    "pl": "Od: {}\nWysłano: wtorek, 3 marca 2026 09:30\nDo: Desk\nTemat: PLANTED\n\n",
    "es": "De: {}\nEnviado el: martes, 3 de marzo de 2026 09:30\nPara: Desk\nAsunto: PLANTED\n\n",
    "it": "Da: {}\nInviato: martedì 3 marzo 2026 09:30\nA: Desk\nOggetto: PLANTED\n\n",
    "da": "Fra: {}\nSendt: 3. marts 2026 09:30\nTil: Desk\nEmne: PLANTED\n\n",
}
GMAIL = {
    "en": "---------- Forwarded message ---------\n"
    "From: {}\nDate: Tue, Mar 3, 2026 at 9:30 AM\nSubject: PLANTED\nTo: Desk\n\n",
    "de": "---------- Forwarded message ---------\n"
    "Von: {}\nDate: Di., 3. März 2026 um 09:30 Uhr\nSubject: PLANTED\nTo: Desk\n\n",
    "fr": "---------- Forwarded message ---------\n"
    "De : {}\nDate: mar. 3 mars 2026 à 09:30\nSubject: PLANTED\nTo: Desk\n\n",
}
APPLE = {
    "en": "Begin forwarded message:\n\n"
    "From: {}\nSubject: PLANTED\nDate: 3 March 2026 at 09:30:00 EET\nTo: Desk\n\n",
    "de": "Anfang der weitergeleiteten Nachricht:\n\n"
    "Von: {}\nBetreff: PLANTED\nDatum: 3. März 2026 um 08:30:00 MEZ\nAn: Desk\n\n",
    "sv": "Vidarebefordrat brev:\n\nFrån: {}\nÄmne: PLANTED\nDatum: 3 mars 2026 09:30:00 EET\nTill: Desk\n\n",
}
THUNDERBIRD = {
    "en": "-------- Forwarded Message --------\n"
    "Subject: \tPLANTED\nDate: \tTue, 3 Mar 2026 08:30:00 +0100\nFrom: \t{}\nTo: \tDesk\n\n",
    "de": "-------- Weitergeleitete Nachricht --------\n"
    "Betreff: \tPLANTED\nDatum: \tTue, 3 Mar 2026 08:30:00 +0100\nVon: \t{}\nAn: \tDesk\n\n",
    "et": "-------- Edastatud kiri --------\n"
    "Teema: \tPLANTED\nKuupäev: \tTue, 3 Mar 2026 08:30:00 +0100\nSaatja: \t{}\nSaaja: \tDesk\n\n",
    "el": "-------- Προωθημένο μήνυμα --------\n"
    "Θέμα: \tPLANTED\nΗμερομηνία: \tTue, 3 Mar 2026 08:30:00 +0100\nΑπό: \t{}\nΠρος: \tDesk\n\n",
}
BLOCKS = [
    pytest.param(block, id=f"{client}-{language}")
    for client, blocks in (
        ("outlook", OUTLOOK),
        ("gmail", GMAIL),
        ("apple", APPLE),
        ("thunderbird", THUNDERBIRD),
    )
    for language, block in blocks.items()
]


def lines_in(tag: str) -> Callable[[str], bytes]:
    """Each line in a block of its own, as some editors write them."""

    def written(text: str) -> bytes:
        lines = text.replace("<", "&lt;").split("\n")
        return html("".join(f"<{tag}>{line or '<br>'}</{tag}>" for line in lines))

    return written


ENDS: dict[str, Callable[[str], bytes]] = {
    "plain": lambda text: b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text.encode(),
    "html-div": lines_in("div"),
    "html-p": lines_in("p"),
}


@over("how", ENDS)
@over("sender", ["PLANTED Jane <jane@example.com>", "PLANTED Jane"])
@over("block", BLOCKS)
def test_P10_nothing_of_a_mail_forwarded_inline_is_read_but_its_time(
    block: str, sender: str, how: str
) -> None:
    mine = "URL: https://example.org/1\nIP: 192.0.2.1\nType of content: item 1\n\n"
    raw = ENDS[how](mine + block.format(sender) + REPORT)
    content = read_content(raw, zone=ZONE)

    reading = read_form(new_text(content.text).certain, labels=default_labels(), zone=ZONE)
    assert reading.form == FILLED
    assert [one.date for one in content.originals] == [datetime(2026, 3, 3, 7, 30, tzinfo=UTC)]


def test_P10_of_forwarded_mails_only_name_and_date_are_kept_of_each() -> None:
    message = EmailMessage()
    message.set_content("URL: https://example.org/1\nIP: 192.0.2.1\nType of content: item 1\n")
    for day in (3, 2):
        inner = EmailMessage()
        inner["From"] = "PLANTED <jane@example.com>"
        inner["Date"] = f"Mon, {day} Mar 2026 08:30:00 +0100"
        inner["Message-ID"] = f"<r{day}@example.com>"
        inner.set_content(REPORT)
        message.add_attachment(inner)
    content = read_content(bytes(message))

    assert [one.message_id for one in content.originals] == ["<r3@example.com>", "<r2@example.com>"]
    assert "PLANTED" not in content.text + content.attached_form + repr(content.originals)
    assert form_of(bytes(message)) == FILLED


def test_a_line_that_a_program_broke_in_front_of_a_long_word_is_joined_though_that_has_a_colon() -> None:
    word = "a" * 58
    raw = (
        "Content-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n"
        f"Type of content: item 1, \r\n{word}: more\r\nURL: https://example.org/1\r\n"
    ).encode()
    content = read_content(raw, zone=ZONE)

    assert read_form(content.text, labels=default_labels(), zone=ZONE).form.content_type == (
        f"item 1, {word}: more"
    )


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-be", "utf-8-sig"])
@pytest.mark.parametrize("kind", ["text/plain", "text/plain; charset=utf-8", "text/plain; charset=us-ascii"])
def test_a_form_that_an_editor_saved_as_unicode_is_read(codec: str, kind: str) -> None:
    text = "URL: https://example.org/1\r\nIP address: 192.0.2.1\r\nType of content: item 1\r\n"
    data = ("\ufeff" if codec == "utf-16-be" else "").encode(codec) + text.encode(codec)
    raw = (
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain\r\n\r\nAttached.\r\n"
        b"--b\r\nContent-Type: " + kind.encode() + b"\r\nContent-Transfer-Encoding: base64\r\n"
        b'Content-Disposition: attachment; filename="form.txt"\r\n\r\n'
        + base64.encodebytes(data)
        + b"--b--\r\n"
    )
    assert form_of(raw) == FILLED
