"""A URL that an analyst's HTML shows, and another one behind it."""

from urllib.parse import quote

import pytest

from hotlined.domain.analysts.mislinked import mislinked
from hotlined.domain.form import Item
from hotlined.domain.values.folders import Folder
from tests.support.mails_in import FORM, analyst_mail
from tests.support.world import World, reported

SHOWN = "https://media.provider.example.net/item1"
SAFE = "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fother.example.net"


@pytest.mark.parametrize(
    "link", [f"{SHOWN}?id=5", "https://other.example.net/item1", "http://media.provider.example.net/item1"]
)
def test_a_url_with_another_one_behind_it_is_asked_about(link: str) -> None:
    world = World()
    mail = analyst_mail(FORM, subject="[ILLEGAL]", mislinked=((SHOWN, link),))
    decision = world.take(mail)
    assert (decision.folder, decision.reason) == (
        Folder.REFUSED,
        "Item 1: its words are one URL, and the link behind them is another; expected the one that is meant,"
        " as plain text",
    )


@pytest.mark.parametrize(
    "link",
    [
        f"{SHOWN}/",
        "HTTPS://MEDIA.provider.example.net/item1",
        "https://media.provider.example.net/item%31",
        SAFE,
        "#top",
        "mailto:a@example.net",
    ],
)
def test_a_link_that_a_program_wrote_in_its_own_way_is_the_same(link: str) -> None:
    mail = analyst_mail(
        FORM, subject="[ILLEGAL]", mislinked=((SHOWN, link), ("https://example.org/x", SHOWN))
    )
    assert World().take(mail).folder == Folder.DONE


def test_an_update_is_asked_about_as_well() -> None:
    world = reported()
    url = "https://media.provider.example.net/item9"
    mail = analyst_mail(
        f"URL: {url}\n",
        subject=f"[UPDATE] [{world.case.stream}]",
        mislinked=((url, f"{url}0"),),
        received_at=world.now,
    )
    assert world.take(mail).reason.startswith("Item 2: its words are one URL,")


@pytest.mark.parametrize(
    "link",
    [
        f"https://www.google.com/url?q={SHOWN}&sa=D&source=editors",
        f"https://deref.example.com/?redirectUrl={quote(SHOWN, safe='')}",
        f"https://gateway.example.com/15?h=1&u={quote(SHOWN, safe='')}#x",
    ],
)
def test_a_link_that_passes_on_to_the_very_url_is_the_same(link: str) -> None:
    assert [*mislinked([(SHOWN, link)], [Item(SHOWN)])] == []
    assert [*mislinked([(f"{SHOWN}0", link)], [Item(f"{SHOWN}0")])] != []
    assert [*mislinked([(SHOWN, f"https://other.example.net/?page={SHOWN}")], [Item(SHOWN)])] != []


@pytest.mark.parametrize(
    "words",
    ["<{}>", "{}.", '"{}"', "({})", " {},", "hxxps://media[.]provider.example.net/item1."],
)
def test_marks_around_the_words_of_a_link_hide_nothing(words: str) -> None:
    shown = words.format(SHOWN)
    assert [*mislinked([(shown, f"{SHOWN}2")], [Item(SHOWN)])] != []
    assert [*mislinked([(shown, SHOWN)], [Item(SHOWN)])] == []
