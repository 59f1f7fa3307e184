"""A form that stands moved in as a whole, as a list with bullets does in the plain text of a mail."""

from datetime import UTC

import pytest

from hotlined.domain.form import Form, FormReading, read_form
from hotlined.domain.form.annex import Item
from hotlined.domain.form.labels import default_labels

URL = "https://files.example.net/item-1"
FIELDS = (f"URL: {URL}", "IP address: 192.0.2.10", "Type of content: item 1")
WHOLE = Form(items=(Item(URL, ip="192.0.2.10"),), content_type="item 1")


def read(text: str) -> FormReading:
    return read_form(text, labels=default_labels(), zone=UTC)


def moved(mark: str) -> str:
    return "".join(f"{mark}{field}\n" for field in FIELDS)


@pytest.mark.parametrize(
    "mark", ["  *   ", "  * ", "  - ", "  •   ", "\t*\t", "    ", "\t", "\u00a0\u00a0"], ids=repr
)
@pytest.mark.parametrize("above", ["", "\n", "Hello,\n\nplease see:\n"])
def test_P17_a_form_in_bullets_is_read_as_one_at_the_margin(above: str, mark: str) -> None:
    found = read(above + moved(mark))

    assert (found.form, found.problems) == (WHOLE, ())
    assert found.rest == above.strip("\n")


def test_a_value_further_in_than_its_form_goes_on() -> None:
    found = read(moved("  * ").replace("item 1\n", "item 1\n      and its copy\n"))

    assert found.form.content_type == "item 1\n  and its copy"


@pytest.mark.parametrize(
    "text",
    [
        f"Comments: what was written\n{moved('  ')}",  # a label at the margin: of its value
        f"> Comments: theirs\nThe page says\n  URL: {URL}\nand no more\n",  # a single one, in a text
    ],
)
def test_what_may_be_a_value_stays_one(text: str) -> None:
    assert read(text).form.items == ()


def test_P10_what_is_forwarded_below_is_never_read_as_the_form() -> None:
    below = "-------- Forwarded Message --------\nFrom: Visitor <visitor@example.com>\n\n"

    assert read(f"please see\n\n{below}{moved('  ')}").form == Form()
    assert read(f"{moved('  * ')}\n{below}{moved('  ').replace('item-1', 'item-2')}").form == WHOLE
