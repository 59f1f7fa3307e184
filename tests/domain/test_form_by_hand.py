"""Forms as people number and mark them by hand: no item is lost in the text of another field."""

from datetime import UTC, datetime

import pytest

from hotlined.domain.form import FormReading, read_form
from hotlined.domain.form.annex import Answer, Form, Item
from hotlined.domain.form.labels import default_labels

ONE, TWO = "https://example.org/1", "https://example.org/2"


def read(text: str) -> FormReading:
    return read_form(text, labels=default_labels(), zone=UTC)


@pytest.mark.parametrize(
    "label",
    [
        *("2. URL:", "2) URL:", "b) URL:", "(b) URL:", "#2 URL:", "[2] URL:", "URL 2:", "URL2:", "URL #2:"),
        *("→ URL:", "\U0001f517 URL:", "2. URL address 2:", "• URL:"),
        *("Item 2: URL:", "Item B - URL:", "Item 2 URL:"),
    ],
)
def test_P17_a_numbered_URL_below_a_text_is_an_item_and_no_line_of_the_text(label: str) -> None:
    form = read(f"URL: {ONE}\nType of content: item 1\n{label} {TWO}\n").form

    assert [item.url for item in form.items] == [ONE, TWO]
    assert form.content_type == "item 1"


@pytest.mark.parametrize(
    "text",
    [
        f"1. URL: {ONE}\n2. IP address: 192.0.2.1\n3. Type of content: item 1\n",
        f"a) URL: {ONE}\nb) IP: 192.0.2.1\nc) Description: item 1\n",
    ],
)
def test_every_label_may_be_numbered(text: str) -> None:
    found = read(text)

    assert not found.problems
    assert (found.form.items[0].url, found.form.items[0].ip) == (ONE, "192.0.2.1")
    assert found.form.content_type == "item 1"


@pytest.mark.parametrize("line", ["IP 2: 192.0.2.2", "IP address 2: 192.0.2.2", "Type of content 2: item 2"])
def test_P17_a_number_behind_another_label_is_asked_about_since_nobody_knows_which_item_it_means(
    line: str,
) -> None:
    found = read(f"Type of content: item 1\nURL: {ONE}\nURL: {TWO}\nComments: none\n{line}\n")

    assert [one.text for one in found.problems] == [line]


@pytest.mark.parametrize("heading", ["Item B", "Item 2", "Item: B", "Item 2:", "Item b)"])
def test_a_heading_of_the_next_item_is_no_line_of_the_text_above(heading: str) -> None:
    form = read(f"URL: {ONE}\nType of content: item 1\n{heading}\nURL: {TWO}\n").form

    assert [item.url for item in form.items] == [ONE, TWO]
    assert form.content_type == "item 1"


@pytest.mark.parametrize("line", ["Item 2", "2. a sentence: more of it", "b) other: text", "→ and so on"])
def test_what_heads_no_item_stays_text(line: str) -> None:
    form = read(f"URL: {ONE}\nType of content: item 1\n{line}\nlast\n").form

    assert form.content_type == f"item 1\n{line}\nlast"


def test_bold_labels_leave_no_star_at_the_value() -> None:
    found = read(f"*URL:* {ONE}\n*IP address:* 192.0.2.1\n*Type of content:* item 1\n**Comments:** none\n")

    assert not found.problems
    assert found.form.items[0].ip == "192.0.2.1"
    assert (found.form.content_type, found.form.comments) == ("item 1", "none")


def test_letters_before_the_URLs_of_a_list_are_no_URLs() -> None:
    found = read(f"URL:\na) {ONE}\n(b) {TWO}\nType of content: item 1\n")

    assert not found.problems
    assert [item.url for item in found.form.items] == [ONE, TWO]


@pytest.mark.parametrize("above", ["", "Item: 1\nHosting provider: A\n", "Item: 1\nIP address: 192.0.2.1\n"])
@pytest.mark.parametrize("number", ["two", "the second", "all"])
def test_P17_an_item_that_is_named_by_a_word_is_asked_about_and_not_taken_for_the_one_above(
    above: str, number: str
) -> None:
    reading = read(f"{above}Item: {number}\nPassword or referral: p\n")

    assert [one.expected for one in reading.problems] == [
        "one number, as in `Item: 2`; of several items each has a block of its own"
    ]
    assert all("access" not in block.values for block in reading.blocks if block.number == 1)


def test_a_line_that_begins_with_item_stays_in_its_text_where_no_field_of_an_item_follows() -> None:
    reading = read("Comments: what was seen\nItem: a page\nVictim identifiable: no\n")

    assert (reading.form.comments, reading.problems) == ("what was seen\nItem: a page", ())


def test_P17_a_URL_in_the_text_of_a_field_that_is_no_item_is_said() -> None:
    found = read(f"URL: {ONE}\nType of content: item 1\nsee {TWO} and {ONE}\n")

    assert [(one.line, one.said) for one in found.remarks] == [
        (3, "a URL in the text of a field, and no item of the report")
    ]


def test_a_URL_in_the_comments_that_is_defanged_is_said_too_and_one_of_an_item_is_not() -> None:
    written = TWO.replace("https", "hxxps").replace(".", "[.]")
    found = read(f"URL: {ONE}\nType of content: item 1\nComments: found by way of {written}\n")

    assert [one.line for one in found.remarks] == [3]
    assert not read(f"URL: {ONE}\nType of content: item 1\nComments: again {ONE}\n").remarks


@pytest.mark.parametrize(
    ("line", "access"),
    [("* Password: *abc123", "*abc123"), ("*Password:* abc123", "abc123"), ("**Password:** *abc", "*abc")],
)
def test_a_star_of_a_list_or_of_bold_is_told_from_one_of_the_value(line: str, access: str) -> None:
    form = read(f"URL: {ONE}\n{line}\nType of content: item 1\n").form

    assert [item.access for item in form.items] == [access]


PRINTED = """REPORT

Hotline\tExample Hotline
Date & time - report received from public\t01.03.2026 22:15
Date, time, report ID number - report received from ICCAM system
Date & time - report forwarded to LEA
Does the report require urgent action (imminent threat)\tNo

CONTENT

Description\tYes\tNo\tNot sure
Offender identifiable?\t☐\t☒\t☐
Victim identifiable?\t☒\t☐\t☐
If yes, is the victim identified?\t☐\t☐\t☒

Summary of the content:
a description

LOCATION & TRACKING

URL address:
https://example.org/1

ADDITIONAL INFORMATION
seen twice

If applicable, information on when Notice and Takedown is sent out by the hotline.

CONTACT INFORMATION
Email address\tdesk@example.org
"""


def test_the_printed_form_of_the_guidelines_is_read_as_it_is_pasted_from_a_word_processor() -> None:
    reading = read(PRINTED)
    assert reading.problems == ()
    assert reading.form == Form(
        received_from_public=datetime(2026, 3, 1, 22, 15, tzinfo=UTC),
        offender_identifiable=Answer.NO,
        victim_identifiable=Answer.YES,
        victim_identified=Answer.NOT_SURE,
        content_type="a description",
        items=(Item("https://example.org/1"),),
        comments="seen twice",
    )


@pytest.mark.parametrize("boxes", ["☒\t☒\t☐", "☐\t☐\t☐", "☒", "☒\t☐", "☒\t☐\t☐\t☐", "x"])
def test_boxes_in_columns_that_are_not_clear_are_asked_about(boxes: str) -> None:
    text = f"Description\tYes\tNo\tNot sure\nVictim identifiable?\t{boxes}\n"
    (problem,) = read(text).problems
    assert problem.line == 2


def test_boxes_without_the_heading_of_their_columns_are_asked_about() -> None:
    (problem,) = read("Victim identifiable?\t☒\t☐\t☐\n").problems
    assert problem.line == 1


def test_a_rule_below_a_heading_is_no_remark() -> None:
    text = "URL: https://example.org/1\nADDITIONAL INFORMATION\n----------\nScreenshots:\n"
    assert read(text).form.comments is None


def test_a_description_behind_a_colon_is_no_heading_of_columns() -> None:
    assert read("Description: Yes\tNo\tNot sure\n").form.content_type == "Yes\tNo\tNot sure"


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff", "\u200e", "\u2060", "\u00ad"])
def test_P17_a_character_that_nobody_sees_hides_no_label(unseen: str) -> None:
    found = read(
        f"{unseen}URL: {ONE}\n{unseen}IP: 192.0.2.1\n{unseen}Type of con{unseen}tent: item 1\n"
        f"{unseen}URL: {TWO}\nComments: none\n{unseen}2. Password: item2\n"
    )

    assert not found.problems
    assert [(one.url, one.ip, one.access) for one in found.form.items] == [
        (ONE, "192.0.2.1", None),
        (TWO, None, "item2"),
    ]
    assert (found.form.content_type, found.form.comments) == ("item 1", "none")


@pytest.mark.parametrize(
    "line",
    [
        *(TWO, f"<{TWO}>", f"{TWO} {ONE}", "hxxps://example[.]org/2", f"Second URL: {TWO}"),
        f"URL (2): {TWO}",
        *(f"2 URL: {TWO}", f"ii. URL: {TWO}", f"[ ] URL: {TWO}", f"URL = {TWO}", f"o\tURL: {TWO}"),
    ],
)
def test_P17_a_line_of_a_text_that_could_be_meant_as_an_item_is_asked_about(line: str) -> None:
    found = read(f"URL: {ONE}\nType of content: item 1\n{line}\n")

    assert [(one.line, one.text) for one in found.problems] == [(3, line)]
    assert [item.url for item in found.form.items] == [ONE]


@pytest.mark.parametrize(
    "line",
    [
        *(f"  {TWO}", f"see {TWO}", f"see URL: {TWO}", f"siehe URL: {TWO}", f"žr. URL: {TWO}"),
        *(f"{TWO} was there before", f"The forum: {TWO}", ONE),
    ],
)
def test_a_line_of_a_text_that_is_surely_its_own_is_not_asked_about(line: str) -> None:
    assert not read(f"URL: {ONE}\nType of content: item 1\n{line}\n").problems


def test_a_URL_may_be_the_value_of_a_text() -> None:
    found = read(f"URL: {ONE}\nType of content: item 1\nComments:\n{TWO}\n{TWO}/3\n")

    assert not found.problems
    assert [one.line for one in found.remarks] == [4, 5]


@pytest.mark.parametrize("label", ["Password", "Hosting provider", "Hosting details"])
def test_P17_values_in_columns_below_several_URLs_are_not_given_to_each_of_them(label: str) -> None:
    found = read(f"URL\t{ONE}\t{TWO}\n{label}\titem 1\titem 2\nType of content\titem 1\n")

    assert [one.line for one in found.problems] == [2]
    assert not read(f"URL\t{ONE}\t{TWO}\n{label}\titem 1\nType of content\titem 1\n").problems
    assert not read(f"URL\t{ONE}\n{label}\titem 1\titem 2\nType of content\titem 1\n").problems


@pytest.mark.parametrize(
    "heading", ["Item 2", "Item 2:", "Item: 2", "Item #2", "Eintrag 2", "# Item 2", "*Item 2*"]
)
def test_P17_what_stands_below_the_heading_of_an_item_is_not_said_of_the_one_above(heading: str) -> None:
    found = read(f"Item: 1\nPassword: item1\n{heading}\nIP: 192.0.2.2\n")

    assert [(one.number, dict(one.values)) for one in found.blocks] == [
        (1, {"access": "item1"}),
        (2, {"ip": "192.0.2.2"}),
    ]


@pytest.mark.parametrize(
    "heading", ["Item: 2-3", "Item: 2, 3", "Items: 2 and 3", "Item: 2 & 3", "URL 2:", "URL:"]
)
def test_P17_a_field_of_several_items_or_of_none_is_asked_about(heading: str) -> None:
    found = read(f"Item: 1\nPassword: item1\n{heading}\nIP: 192.0.2.2\n")

    assert len(found.problems) == 1
    assert found.blocks[0].values == {"access": "item1"}
    assert all(block.number in (1, None) for block in found.blocks)


@pytest.mark.parametrize("line", [TWO, "htps://example.org/2", "www.example.org/2"])
def test_P17_a_URL_below_a_password_is_asked_about(line: str) -> None:
    found = read(f"URL: {ONE}\nPassword: item1\n{line}\nIP: 192.0.2.2\nType of content: item 1\n")

    assert [(one.line, one.text) for one in found.problems] == [(3, line)]
    assert not read(f"URL: {ONE}\nReferral: {TWO}\nType of content: item 1\n").problems


@pytest.mark.parametrize("line", ["Item 2: IP: 192.0.2.2", "Item 2 IP: 192.0.2.2", "Item 2 - IP: 192.0.2.2"])
def test_P17_a_field_with_its_item_in_front_is_not_said_of_the_one_above(line: str) -> None:
    found = read(f"Item 1: Password: item1\n{line}\n")

    assert [(one.number, dict(one.values)) for one in found.blocks] == [
        (1, {"access": "item1"}),
        (2, {"ip": "192.0.2.2"}),
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"Item 1: URL: {ONE}\nItem 1: IP: 192.0.2.1\nItem 1: Password: item1\n"
        f"Item 2: URL: {TWO}\nItem 2: IP: 192.0.2.2\n",
        f"Item 1 URL: {ONE}\nItem 1 IP: 192.0.2.1\nItem 1 Password: item1\n"
        f"Item 2 URL: {TWO}\nItem 2 IP: 192.0.2.2\n",
        f"Item 1\nURL: {ONE}\nItem 1: IP: 192.0.2.1\nPassword: item1\n"
        f"# Item 2\nURL: {TWO}\nItem 2: IP: 192.0.2.2\n",
        f"Item: 1\nIP: 192.0.2.1\nPassword: item1\nURL: {ONE}\nItem: 2\nIP: 192.0.2.2\nURL: {TWO}\n",
    ],
)
def test_P17_fields_with_the_number_of_their_URL_in_front_are_its_own(text: str) -> None:
    found = read(text)

    assert not found.problems
    assert all(block.urls for block in found.blocks)
    assert found.form.items == (Item(ONE, ip="192.0.2.1", access="item1"), Item(TWO, ip="192.0.2.2"))


@pytest.mark.parametrize(
    "text",
    [
        f"Item 1: URL: {ONE}\nItem 1: IP: 192.0.2.1\nItem 2: URL: {TWO}\n",
        f"URL: {ONE}\n# Item 1\nIP: 192.0.2.1\n# Item 2\nURL: {TWO}\n",
        f"URL: {ONE}\nItem 1: IP: 192.0.2.1\nItem 2: URL: {TWO}\n",
        f"URL: {ONE}\nItem 1: IP: 192.0.2.1\nURL: {TWO}\n",
        f"Items: 2\nURL: {ONE}\nItem 1: IP: 192.0.2.1\nURL: {TWO}\n",
        f"URL: {ONE}\nItem 1\nURL: {ONE}\nItem 2\nIP: 192.0.2.1\nURL: {TWO}\n",
    ],
)
def test_P17_a_field_of_the_item_above_is_not_said_of_the_URL_below(text: str) -> None:
    items = read(text).form.items

    assert [item.url for item in items] == [ONE, TWO]
    assert items[1].ip is None


@pytest.mark.parametrize("line", ["Items: 20", "Posts: 250", "Elements: 1, 2"])
def test_P17_how_many_there_are_is_a_line_of_the_text_above(line: str) -> None:
    above, below = read(f"Type of content: item\n{line}\nURL: {ONE}\n"), read(f"Comments: seen\n{line}\n")

    assert not (*above.problems, *below.problems)
    assert (above.form.content_type, above.blocks[0].number) == (f"item\n{line}", None)
    assert (below.form.comments, below.blocks) == (f"seen\n{line}", ())
