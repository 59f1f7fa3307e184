"""Items as rows of a table that was pasted out of a spreadsheet."""

import time
from zoneinfo import ZoneInfo

import pytest

from hotlined.domain.form import FormReading, Item, read_form
from hotlined.domain.form.labels import default_labels

ZONE = ZoneInfo("Europe/Tallinn")
ITEMS = (Item("https://example.org/a,1", ip="192.0.2.1"), Item("https://example.org/b", host_country="EE"))


def read(text: str) -> FormReading:
    return read_form(text, labels=default_labels(), zone=ZONE)


@pytest.mark.parametrize(
    "table",
    [
        "URL\tIP address\tHosting country\nhxxps://example[.]org/a,1\t192.0.2.1\t\nhttps://example.org/b\t\tEE\n",
        "IP address;URL;Hosting country\n192.0.2.1;https://example.org/a,1;\n;https://example.org/b;EE\n",
        'URL,IP address,Hosting country\n"https://example.org/a,1",192.0.2.1,\nhttps://example.org/b,,EE\n',
        "URL\tIP-Adresse\tHosting country\n\nhttps://example.org/a,1\t192.0.2.1\t\n\nhttps://example.org/b\t\tEE\n",
    ],
)
def test_each_row_of_a_table_below_a_row_of_labels_is_an_item(table: str) -> None:
    for text in (f"{table}\nType of content: items\n", f"Type of content: items\n\n{table}"):
        reading = read(text)
        assert reading.problems == ()
        assert (reading.form.items, reading.form.content_type) == (ITEMS, "items")


def test_a_column_of_the_whole_report_is_read_where_all_its_rows_say_the_same() -> None:
    head = "Item\tURL\tType of content\n"
    reading = read(f"{head}1\thttps://example.org/1\tpictures\n2\thttps://example.org/2\tpictures\n")
    assert (reading.problems, reading.form.content_type) == ((), "pictures")
    assert len(reading.form.items) == 2
    (problem,) = read(f"{head}1\thttps://example.org/1\tone\n2\thttps://example.org/2\tother\n").problems
    assert (problem.line, problem.expected.partition(";")[0]) == (
        3,
        "this field only once, for the whole report",
    )


@pytest.mark.parametrize(
    "table",
    [
        "URL\tIP address\nhttps://example.org/1\t192.0.2.1\nhttps://example.org/2\n",  # a cell is missing
        "URL\tIP address\nhttps://example.org/1\t192.0.2.1\nexample\t192.0.2.2\n",
        "URL\tColour\nhttps://example.org/1\tred\n",
        "URL\tURL\nhttps://example.org/1\thttps://example.org/2\n",
        "URL\tIP address\n",
    ],
)
def test_P17_what_is_no_whole_table_is_asked_about(table: str) -> None:
    assert read(f"Type of content: items\n{table}").problems


def test_P10_a_table_in_a_quotation_or_a_forwarded_mail_is_not_read() -> None:
    table = "URL\tIP address\nhttps://example.org/1\t192.0.2.1\n"
    for text in ("".join(f"> {line}\n" for line in table.splitlines()), f"-- \n{table}"):
        assert read(text).form.items == ()


@pytest.mark.parametrize(
    "line", ["URL\tIP address\n", "URL;IP;\n", "https://example.org/1\t192.0.2.1\n", '"URL",\n']
)
def test_a_long_text_takes_no_longer_than_it_is_long(line: str) -> None:
    begin = time.process_time()
    read("URL\tIP address\n" + line * 10_000)
    assert time.process_time() - begin < 4
