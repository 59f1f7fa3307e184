"""A form in a table of the HTML, of which the plain text beside it has each cell on a line of its own."""

from email.message import EmailMessage

import pytest

from hotlined.adapters import mime_read
from hotlined.domain.form.annex import Item
from hotlined.domain.record.casework import CaseOpened
from hotlined.domain.text.beside import in_rows
from hotlined.domain.text.newtext import new_text
from hotlined.domain.values.folders import Folder
from tests.support.mails_in import FORM, analyst_mail
from tests.support.world import World, reported

ONE, TWO = "https://files.example.net/item-1", "https://files.example.net/item-2"
CELLS = ("URL", "IP address", "Type of content", ONE, "192.0.2.10", "item 1", TWO, "192.0.2.11", "item 1")
TEXT = "".join(f"{cell}\n" for cell in CELLS)
PAGE = "".join(
    f"<tr>{''.join(f'<td><p>{cell}</p></td>' for cell in CELLS[at : at + 3])}</tr>" for at in range(0, 9, 3)
)
ITEMS = (Item(ONE, ip="192.0.2.10"), Item(TWO, ip="192.0.2.11"))


def rows_of(text: str, page: str) -> str:
    mail = EmailMessage()
    mail["From"] = "ann@hotline.example.org"
    mail.set_content(text)
    mail.add_alternative(f"<html><body>{page}</body></html>", subtype="html")
    content = mime_read.read_content(mail.as_bytes())
    return in_rows(new_text(content.text).certain, content.again)


@pytest.mark.parametrize("above", ["", "Please see below.\n"])
def test_P17_a_table_in_the_HTML_is_read_where_the_plain_text_has_its_cells_alone(above: str) -> None:
    rows = rows_of(above + TEXT, f"<p>{above}</p><table>{PAGE}</table>")
    world = World()
    decision = world.take(analyst_mail(above + TEXT, subject="[ILLEGAL]", in_rows=rows))

    assert decision.folder == Folder.DONE, decision.reason
    (opened,) = [event for _, event in world.log if isinstance(event, CaseOpened)]
    assert opened.form is not None
    assert (opened.form.items, opened.form.content_type) == (ITEMS, "item 1")


def test_so_is_one_of_an_update() -> None:
    world = reported()
    subject = f"[UPDATE] [{world.case.stream}]"
    rows = rows_of(TEXT, f"<table>{PAGE}</table>")
    world.take(analyst_mail(TEXT, subject=subject, in_rows=rows, received_at=world.now))

    assert world.case.form is not None
    assert [item.url for item in world.case.form.items][1:] == [ONE, TWO]


def test_HTML_with_other_words_than_the_text_is_no_table_of_it() -> None:
    assert rows_of(TEXT, f"<table>{PAGE}</table><p>and more</p>") == ""
    assert rows_of(TEXT, f"<table>{PAGE.replace('item-2', 'item-3')}</table>") == ""
    assert rows_of("one\ntwo\n", "<p>one</p><p>two</p>") == ""


def test_a_form_in_the_text_itself_counts() -> None:
    world = World()
    world.take(analyst_mail(FORM, subject="[ILLEGAL]", in_rows=rows_of(TEXT, f"<table>{PAGE}</table>")))
    assert len(world.case.items) == 1
