"""Figures out of an officer's answer: lines, quotations, tables, CSV; and what is wrong with them."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotlined.domain.form.lea_labels import STATISTICS, STATISTICS_NAMES, printed
from hotlined.domain.officers.survey_read import LARGEST, Figures, Wrong, read_figures, read_number
from hotlined.domain.text.newtext import new_text
from tests.support.mails_in import police_mail
from tests.support.over import over

FIELDS = tuple(STATISTICS["en"])
PERIOD = "2026-Q3"


def read(text: str, *, attached: str = "", ours: tuple[str, ...] = ()) -> Figures:
    """As the daemon reads it: new text told from quotations, the body whole."""
    fresh = new_text(text, ours=ours)
    mail = police_mail(text, new_text=fresh.for_holds, certain_text=fresh.certain, attached_form=attached)
    return read_figures(mail, PERIOD, FIELDS)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0), ("12", 12), (" 7 ", 7), ("12.", 12), ("1200", 1200), ("1 200", 1200), ("1.200", 1200),
        ("1,200", 1200), ("1'200", 1200), ("1\u2019200", 1200), ("1\u00a0200", 1200), ("1\u202f200", 1200),
        ("1\u2009200", 1200), ("1,234,567", 1234567), ("007", 7), (str(LARGEST), LARGEST),
        ("1.5", None), ("1,20", None), ("-3", None), ("12 %", None), ("about 12", None), ("1.200,5", None),
        ("1,234.567", None), ("12 (so far)", None), ("", None), ("x", None), (str(LARGEST + 1), None),
        ("1" * 60, None), ("²", None), ("١٢", None),
    ],
)  # fmt: skip
def test_a_number_may_have_thousands_marks_and_nothing_else(text: str, number: int | None) -> None:
    assert read_number(text) == number


@given(st.integers(0, LARGEST), st.sampled_from([",", ".", " ", "'", "\u2019", "\u00a0", "\u2009", "\u202f"]))
def test_every_number_is_read_back_with_every_thousands_mark(number: int, mark: str) -> None:
    assert read_number(f"{number:,}".replace(",", mark)) == number


@over("language", STATISTICS)
@over("shape", ["{}: {}", "{}:{}", "> {}: {}", "  {} : {}  ", "* {}: {}", "| {} | {} |",
                                   "{}\t{}", "{}   {}", "{} = {}", "> | {}: {}"])  # fmt: skip
def test_lines_are_read_in_every_language_and_shape(language: str, shape: str) -> None:
    wanted = {name: 3 + number for number, name in enumerate(FIELDS)}
    text = "\n".join(shape.format(printed(name, language), number) for name, number in wanted.items())

    assert read(text).numbers == wanted


def test_the_quotation_is_filled_in_as_clients_do() -> None:
    text = (
        "Guten Tag,\nsiehe unten.\n\nAm 4.10.2026 um 09:00 schrieb Example Hotline:\n"
        "> Wie vereinbart bitten wir Sie um Ihre Zahlen.\n>\n>   Zeitraum: 2026-Q3\n"
        ">   Erhaltene Meldungen: 1.204\n>   Hilfreiche Meldungen:\n> Eingeleitete Ermittlungen: 17\n"
        ">   Bemerkungen: zwei Verfahren laufen zusammen\n"
    )

    found = read(text)

    assert found.numbers == {"reports": 1204, "opened": 17}
    assert found.wrong == ()
    assert "zwei Verfahren laufen zusammen" in found.remarks
    assert "siehe unten" in found.remarks


def test_what_is_written_now_counts_before_a_quotation_and_a_near_one_before_a_far_one() -> None:
    text = "Reports received: 5\n\n> Reports received: 4\n> Useful reports: 2\n>> Useful reports: 1\n"

    assert read(text).numbers == {"reports": 5, "useful": 2}


def test_the_same_line_twice_with_different_numbers_is_named_and_does_not_count() -> None:
    found = read("Reports received: 5\nReports received: 6\nUseful reports: 1\nUseful reports: 1")

    assert found.numbers == {"useful": 1}
    (wrong,) = found.wrong
    assert (wrong.why, wrong.expected) == ("twice", "reports")


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("Reports received: twelve", Wrong("Reports received: twelve", "number", "reports")),
        ("> Reports received: 12,5", Wrong("Reports received: 12,5", "number", "reports")),
        ("Reports recieved: 12", Wrong("Reports recieved: 12", "label", "reports")),
        ("Period: 2026-Q2", Wrong("Period: 2026-Q2", "period", "2026-Q3")),
        ("Period: last summer", Wrong("Period: last summer", "period", "2026-Q3")),
    ],
)
def test_P17_a_wrong_line_is_named_with_what_was_expected(line: str, wrong: Wrong) -> None:
    assert read(line).wrong == (wrong,)
    assert read(line).numbers == {}


def test_figures_of_another_period_do_not_count_at_all() -> None:
    assert read("Period: 2026-Q2\nReports received: 12").numbers == {}
    assert read("Period: 2026-q3\nReports received: 12").numbers == {"reports": 12}


@pytest.mark.parametrize("value", ["", "-", "–", "n/a", "k.A.", "?", "...", "____", "[ ]"])
def test_what_a_unit_does_not_count_is_left_out(value: str) -> None:
    found = read(f"Reports received: {value}\nUseful reports: 3")

    assert (found.numbers, found.wrong) == ({"useful": 3}, ())


def test_a_signature_s_numbers_are_no_figures() -> None:
    found = read("Reports received: 12\n\nLee\nPhone: +372 555 0199\nRoom: 12")

    assert found.numbers == {"reports": 12}
    assert found.wrong == ()


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("language", ["en", "el", "lt"])
def test_the_table_is_read_as_spreadsheets_save_it(delimiter: str, language: str) -> None:
    made = io.StringIO()
    writer = csv.writer(made, delimiter=delimiter)
    writer.writerow(("field", "label", "number"))
    writer.writerow(("period", printed("period", language), PERIOD))
    writer.writerow(("reports", printed("reports", language), "1,204"))
    writer.writerow(("useful", printed("useful", language), ""))
    writer.writerow(("opened", "?????", "17"))  # a charset that the program did not know
    writer.writerow(("remarks", "", "none"))

    found = read("Attached.", attached=made.getvalue())

    assert found.numbers == {"reports": 1204, "opened": 17}
    assert found.wrong == ()


def test_a_column_that_was_put_in_before_the_numbers_hides_none() -> None:
    rows = "field;label;;number\nreports;Reports received;;12\nuseful;Useful reports;;\n"

    assert read("Attached.", attached=rows).numbers == {"reports": 12}
    assert read("Attached.", attached=rows.replace(";;12", ";pieces;12")).wrong[0].why == "number"


def test_a_table_that_says_another_number_than_the_text_is_asked_about() -> None:
    found = read("Reports received: 3", attached="field;label;number\r\nreports;x;4\r\n")

    assert found.numbers == {}
    assert [one.why for one in found.wrong] == ["twice"]


def test_what_is_left_of_the_text_has_no_line_of_the_table() -> None:
    found = read("Hello,\nInvestigations pending: 4\nPlease wait with HL-2026-000123-K.\n")

    assert "pending" not in found.rest.new_text
    assert "Please wait" in found.rest.new_text


def test_no_label_means_two_fields_and_every_language_has_all() -> None:
    for rows in STATISTICS.values():
        assert tuple(rows) == FIELDS
    labels = [label for rows in STATISTICS.values() for labels in rows.values() for label in labels]
    assert len(set(STATISTICS_NAMES.values())) == len(FIELDS) + 2
    assert all(len(label) <= 40 and not set(label) & set(':;"') for label in labels)
    for name in FIELDS:
        for language in STATISTICS:
            assert read(f"{printed(name, language)}: 1").numbers == {name: 1}


@given(st.text(max_size=300), st.text(max_size=200))
def test_nothing_makes_it_fail(text: str, attached: str) -> None:
    read(text, attached=attached)


def test_a_long_mail_is_read_in_no_time() -> None:
    found = read("Reports received: 5\n" + "> > > | | a b c d: 1 2 3\n" * 20_000)

    assert found.numbers == {"reports": 5}
