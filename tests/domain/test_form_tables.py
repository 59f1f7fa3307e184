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


@pytest.mark.parametrize("count", ["No", "No.", "Nr.", "#", "n°", "Lfd. Nr.", "Löpnr", "α/α"])
@pytest.mark.parametrize("mark", ["{}", "{}.", "{})"])
def test_P17_the_first_column_of_a_table_may_count_its_rows(count: str, mark: str) -> None:
    one, two = mark.format(1), mark.format(2)
    head = f"{count}\tURL\tIP\tHosting country\n"
    table = f"{head}{one}\thttps://example.org/a,1\t192.0.2.1\t\n{two}\thttps://example.org/b\t\tEE\n"
    reading = read(f"{table}\nType of content: items\n")
    assert (reading.problems, reading.form.items) == ((), ITEMS)


@pytest.mark.parametrize("first", ["https://example.org/0", "192.0.2.7", "EE", "1-3", ""])
def test_what_counts_no_rows_is_asked_about(first: str) -> None:
    text = f"Type of content: items\nNo\tURL\tIP\n{first}\thttps://example.org/1\t192.0.2.1\n"
    assert read(text).problems


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


TABLE = "Type of content: items\nURL,IP address\nhttps://example.org/1,192.0.2.1\nhttps://example.org/2,192.0.2.2\n"


@pytest.mark.parametrize("blanks", ["  ", "\u00a0\u00a0", "    "])
def test_P10_a_table_two_blanks_in_is_of_the_value_above_it_and_no_item(blanks: str) -> None:
    table = "".join(f"{blanks}{line}\n" for line in ("URL;IP address", "https://example.org/8;192.0.2.8"))
    reading = read(
        f"URL: https://example.org/1\nType of content: items\nComments: a visitor's table\n{table}"
    )
    assert [item.url for item in reading.form.items] == ["https://example.org/1"]
    assert (reading.form.comments or "").endswith("https://example.org/8;192.0.2.8")


@pytest.mark.parametrize(
    "below",
    [
        "Comments: one, two\n",
        "\nKind regards,\nAnn\n",
        "\nBest wishes, Ann\n",
        "\nAnn Example, analyst, Tallinn\n",
        "\n> quoted, by a program\n",
        "\nOn Mon, 2 Mar 2026, somebody wrote:\n> one, two\n",
        "\nFrom: a@example.com, b@example.com\nSent: today\nTo: c@example.com\n",
        "\nThis mail, and its files, is confidential, see https://example.org/legal\n",
    ],
)
def test_what_stands_below_a_table_is_no_odd_row_of_it(below: str) -> None:
    reading = read(TABLE + below)
    assert (reading.problems, len(reading.form.items)) == ((), 2)


@pytest.mark.parametrize(
    "row",
    [
        "example.org/3,192.0.2.3\n",
        "\nexample.org/3\n",
        "\n,192.0.2.3\n",
        "\nhxxps://example.org/ 3,192.0.2.3,\n",
    ],
)
def test_P17_an_odd_row_is_named(row: str) -> None:
    told = f"line {4 + row.count(chr(10))}: a row with as many cells"
    assert any(str(one).startswith(told) for one in read(TABLE + row).problems)


def test_P17_a_table_that_is_not_read_is_no_text_of_the_field_in_its_first_column() -> None:
    reading = read("URL: https://example.org/0\nType of content\tURL\nitems\thttps://example.org/1\nx\ty\n")
    assert [problem.line for problem in reading.problems] == [4]


def test_a_table_below_another_one_is_read_as_well() -> None:
    more = "\nURL\tIP address\nhttps://example.org/3\t192.0.2.3\n"
    reading = read(f"{TABLE}{more}Comments: none\n")
    assert (reading.problems, len(reading.form.items)) == ((), 3)
    assert [one.label for one in read(f"{TABLE}{more}Hosting country: EE\n").problems] == ["Hosting country"]


def test_P17_a_field_below_several_rows_is_of_none_of_them() -> None:
    (problem,) = read(f"{TABLE}Hosting country: EE\n").problems
    assert (problem.line, problem.label) == (5, "Hosting country")
    one = read("URL\tIP address\nhttps://example.org/1\t192.0.2.1\nHosting country: EE\n")
    assert one.form.items[0].host_country == "EE"


def test_empty_cells_at_the_end_of_a_row_are_cut_off_by_mail_programs() -> None:
    head = "URL\tIP address\tHosting country\n"
    reading = read(
        f"{head}https://example.org/1\t192.0.2.1\tEE\nhttps://example.org/2\t192.0.2.2\nhttps://example.org/3\t\tNL\n"
    )
    assert reading.problems == ()
    assert [(one.ip, one.host_country) for one in reading.form.items] == [
        ("192.0.2.1", "EE"),
        ("192.0.2.2", None),
        (None, "NL"),
    ]
    # Where the URL is not the first, a cell that is missing may be one at the begin.
    assert read("Comments\tURL\tPassword\nhttps://example.org/1\thttps://example.org/2\n").problems
    assert read(f"{head}https://example.org/1\t192.0.2.1\tEE\n\nhttps://hotline.example.org/\n").problems


@pytest.mark.parametrize("cell", ["{0} <{0}>", "{0}<{0}/>", "<{0}>", "[{0}]({0})", "- {0}", "1. {0}"])
def test_what_a_mail_program_puts_behind_the_url_of_a_row_is_left_out(cell: str) -> None:
    reading = read(f"URL\tIP address\n{cell.format('https://example.org/1')}\t192.0.2.1\n")
    assert (reading.problems, [one.url for one in reading.form.items]) == ((), ["https://example.org/1"])
    other = cell.replace("{0}", "https://example.org/1", 1).replace("{0}", "https://example.org/2")
    assert "{0}" not in cell.replace("{0}", "", 1) or read(f"URL\tIP address\n{other}\t192.0.2.1\n").problems


@pytest.mark.parametrize("before", ["URL: ", "URL\tIP address\n"])
def test_many_blanks_take_no_longer_than_they_are_many(before: str) -> None:
    begin = time.process_time()
    read(f"{before}https://example.org/1{' ' * 50_000}192.0.2.1\t-\n")
    assert time.process_time() - begin < 2
