"""A provider that answers between the lines of our notice says it of the item above, and not of all."""

from dataclasses import replace
from functools import cache

import pytest

from hotlined.domain.providers.between_quotes import placed
from hotlined.domain.providers.numbering import numbers_of
from tests.support.lea_set import Desk
from tests.support.mails_in import provider_mail
from tests.support.world import World, gone, home_site, noticed

WORDS = Desk().site  # with the shipped phrases
URLS = [f"https://media.provider.example.net/item{number}" for number in (1, 2, 3)]
FORM = "".join(f"URL: {url}\n" for url in URLS) + "Description of the type of the content: items\n"
ITEMS = [f">   {at}. {url.replace('http', 'hxxp').replace('.', '[.]')}" for at, url in enumerate(URLS, 1)]
ABOVE, BELOW = "On Tuesday Example Hotline wrote:\n> Where it is", "> Why it is illegal\n> It was classified."


@cache
def _noticed() -> World:
    return noticed(World(home_site(phrases=WORDS.phrases, spoken_day=WORDS.spoken_day)), form=FORM)


def answers(*below: str, end: str = "") -> World:
    """The world after an answer with these texts below the quoted items, and `end` below the quotation."""
    world = _noticed().copied()
    quoted = "\n".join(f"{item}\n{text}" if text else item for item, text in zip(ITEMS, below, strict=True))
    own = "\n\n".join(text for text in (*below, end) if text)
    mail = provider_mail(own, references=(world.letters("ntd")[-1].message_id,), received_at=world.now)
    world.take(replace(mail, body=f"{ABOVE}\n{quoted}\n{BELOW}\n\n{end}\n"))
    return world


def in_place(text: str, body: str) -> str:
    """The text with the items in front of its lines, none of which says by itself which it is about."""
    numbers = numbers_of(_noticed().case)
    return placed(text, body, numbers, says_which=lambda _: False, of_all=lambda _: False)


@pytest.mark.parametrize(
    ("below", "items"),
    [
        (("deleted", "", ""), [1]),
        (("", "Removed.", ""), [2]),
        (("deleted", "deleted", ""), [1, 2]),
        (("", "", "removed"), [3]),
        (("removed", "removed", "removed"), [1, 2, 3]),
        (("This has been taken down.", "", ""), [1]),
        (("The content has been removed.", "", ""), [1]),
        (("We have removed it.", "", ""), []),  # asked about
        (("Supprimé", "Wurde gelöscht.", ""), [1, 2]),
        (("Everything has been removed.", "", ""), []),
        (("not ours", "removed", ""), []),
        (("removed\nThank you", "removed", ""), [1, 2]),
        (("removed", "", "still there"), []),
        (("removed", "Still checking with the customer.", "removed"), []),
    ],
)
def test_removed_below_a_quoted_item_is_said_of_that_item_alone(
    below: tuple[str, ...], items: list[int]
) -> None:
    assert gone(answers(*below)) == items


def test_removed_below_all_of_the_quotation_is_said_of_all_of_it() -> None:
    assert gone(answers("", "", "", end="The content has been removed.")) == [1, 2, 3]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("REMOVED 1,2,3", [1, 2, 3]),
        ("REMOVED 1,3", [1, 3]),
        ("Removed 1 and 2.", [1, 2]),
        ("item 2: removed", [2]),
        ("1. removed\n2. removed\n3. removed", [1, 2, 3]),
        ("All removed.", [1, 2, 3]),
        ("All items have been removed.", [1, 2, 3]),
    ],
)
def test_below_the_last_quoted_item_a_line_that_says_which_is_of_those(text: str, items: list[int]) -> None:
    assert gone(answers("", "", text)) == items


def test_below_a_quoted_item_a_tag_with_its_own_number_is_as_good_as_anywhere() -> None:
    assert gone(answers("REMOVED 1", "REMOVED 2", "")) == [1, 2]
    world = answers("", "", "NOT-OURS 3 Other Net")
    assert [one.number for one in world.case.items if one.disowned_by] == [3]


@pytest.mark.parametrize("mark", ["| ", ": ", ""])
def test_the_quotation_may_have_another_mark_or_none(mark: str) -> None:
    body = "\n".join(
        (ITEMS[0].replace("> ", mark), "removed", *(one.replace("> ", mark) for one in ITEMS[1:]))
    )
    assert in_place("removed", body) == "item 1: removed"


def test_far_below_a_quoted_item_stands_no_answer_to_it() -> None:
    far = "\n".join((ITEMS[0], *("> a line of the notice" for _ in range(9)), "Removed.", BELOW))
    assert in_place("Removed.", far) == "Removed."


def test_a_line_that_the_body_does_not_have_as_it_stands_is_left_as_it_is() -> None:
    body = "\n".join((ITEMS[0], "re\u00admoved", ITEMS[1]))
    assert in_place("removed\n\nthanks", body) == "removed\n\nthanks"
