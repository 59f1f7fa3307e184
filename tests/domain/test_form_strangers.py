"""A text of the form goes on over blank lines; what may be somebody else's there is asked about."""

from datetime import UTC

import pytest

from hotlined.domain.form import FormReading, read_form, write_back
from hotlined.domain.form.labels import default_labels
from hotlined.domain.form.strangers import ASKED, SHOWN
from hotlined.domain.values.folders import Folder
from tests.support.mails_in import analyst_mail
from tests.support.world import World, home_site

HEAD = "URL: https://files.example.net/1\nType of content: item 1\n"
LEA_TEXTS = ["Type of content", "Comments", "Useful information", "Metadata", "Details of the hosting"]
PASTED = [
    "Name: Vera Visitor\nMessage: I found this",
    "Your name: Vera Visitor",
    "* E-Mail-Adresse: visitor[at]example.com",
    "Téléphone : 555 7777",
    "Vardas ir pavardė\tVera Visitor",
    "The reporter is Vera Visitor, visitor@example.com.",
    "Vera Visitor\n+372 555 7777",
    "Forwarded from Vera Visitor <visitor@example.com>",
]


def read(text: str) -> FormReading:
    return read_form(text, labels=default_labels(), zone=UTC)


def asked(text: str) -> list[tuple[int, str]]:
    return [(one.line, one.expected) for one in read(text).problems]


@pytest.mark.parametrize("pasted", PASTED)
def test_P10_a_web_form_or_a_signature_below_a_text_is_asked_about_before_the_LEA_gets_it(
    pasted: str,
) -> None:
    for label in LEA_TEXTS:
        head = HEAD if label != "Type of content" else HEAD.split("\n", 1)[0] + "\n"
        below = head + f"{label}: item 2\n\n{pasted}\n"
        assert asked(below) == [(below.count("\n", 0, below.index(pasted)) + 1, ASKED)]
        empty = head + f"{label}:\n\n{pasted}\n"
        assert asked(empty)[0][1] == ASKED


@pytest.mark.parametrize(
    "pasted", [*PASTED, "Ann Analyst\nExample Hotline", "Please be quick.", "Vera", "Bye!"]
)
def test_P10_below_what_the_provider_is_told_to_find_it_nothing_goes_on_unasked(pasted: str) -> None:
    assert asked(f"{HEAD}Password or referral: abc\n\n{pasted}\n") == [(5, SHOWN)]


@pytest.mark.parametrize("pasted", ["Name: Vera Visitor", "E-mail: visitor@example.com", "Phone: 555 7777"])
def test_P10_a_web_form_right_below_the_password_is_asked_about(pasted: str) -> None:
    assert asked(f"{HEAD}Password or referral: abc\n{pasted}\n") == [(4, SHOWN)]
    assert asked(f"{HEAD}Password or referral:\n{pasted}\n") == [(4, SHOWN)]


@pytest.mark.parametrize("pasted", PASTED[:2])
def test_P10_a_notice_has_nothing_of_the_web_form_that_was_pasted_below(pasted: str) -> None:
    world = World(home_site())
    decision = world.take(
        analyst_mail(subject="[ILLEGAL]", body=f"{HEAD}Password or referral: abc\n\n{pasted}\n")
    )
    assert decision.folder is Folder.REFUSED


@pytest.mark.parametrize(
    "more",
    [
        "A second paragraph of the comments.\n\nAnd a third: seen on Monday, 2026-03-02 14:00.",
        "File name: item1.jpg\nUser name: item1",
        "The account is @item1 on https://social.example/@item1",
        "Report 004915112345 of the other hotline",
        "192.0.2.1 and 2001:db8::1",
        "  Name: item 1\n  E-mail: item1@example.com",
        "\tName: item 1",
    ],
)
def test_comments_of_several_paragraphs_are_the_analysts(more: str) -> None:
    reading = read(f"{HEAD}Comments: item 2\n\n{more}\n")
    assert (reading.problems, reading.form.comments) == (
        (),
        f"item 2\n\n{more.removeprefix('  ')}".replace("\n  ", "\n"),
    )


@pytest.mark.parametrize("same", ["Name: item 1", "item1@example.com is shown", "call +372 555 7777"])
def test_what_stands_right_below_a_label_is_of_its_value(same: str) -> None:
    assert asked(f"{HEAD}Comments: item 2\n{same}\n") == []


@pytest.mark.parametrize(
    "told",
    [
        "abc\n\nitem-1",
        "abc\n\nswordfish",
        "1. open the board\n\n2. choose item 1\n\n3) and abc",
        "\n\nabc",
        "from this page\n\nsee https://board.example/1",
        "user item1\npassword item2",
        "item1@example.com / abc",
        "abc\n\n  then choose item 1",
    ],
)
def test_a_password_of_several_paragraphs_is_read_whole(told: str) -> None:
    reading = read(f"{HEAD}Password or referral: {told}\nIP address: 192.0.2.1\n")
    assert reading.problems == ()
    assert reading.form.items[0].access == told.strip().replace("\n  ", "\n")


def test_P17_the_form_that_comes_back_asks_again_until_the_lines_are_set_in_or_left_out() -> None:
    reading = read(f"{HEAD}Password or referral: abc\n\nName: Vera Visitor\nE-mail: visitor@example.com\n")
    back = write_back(reading, reading.form, language="en", zone=UTC, more=())
    assert "abc\n\nName: Vera Visitor\nE-mail: visitor@example.com\n" in back
    assert [one.expected for one in read(back).problems] == [SHOWN]

    left_out = back.replace("Name: Vera Visitor\nE-mail: visitor@example.com\n", "")
    assert (read(left_out).problems, read(left_out).form.items[0].access) == ((), "abc")
    set_in = back.replace("Name:", "  Name:").replace("E-mail:", "  E-mail:")
    assert read(set_in).problems == ()
