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


LACKS = "the HTML of your mail has a URL that its plain text does not have"


@pytest.mark.parametrize(
    "page", [f"URL: {SHOWN}2\n", f"{FORM}\nURL: {SHOWN}2\n", f"URLs:\n{SHOWN}\n{SHOWN}2\n"]
)
def test_P17_an_item_that_only_the_HTML_of_a_mail_has_is_asked_about(page: str) -> None:
    decision = World().take(analyst_mail(FORM, subject="[ILLEGAL]", again=page))
    assert decision.folder == Folder.REFUSED
    assert decision.reason.startswith(LACKS)

    world = reported()
    subject = f"[UPDATE] [{world.case.stream}]"
    mail = analyst_mail("Item: 1\nIP: 192.0.2.7\n", subject=subject, again=page, received_at=world.now)
    assert world.take(mail).reason.startswith(LACKS)


@pytest.mark.parametrize(
    ("text", "page"),
    [
        (FORM, f"{FORM}\nKind regards\nAnn, https://hotline.example.org/\n"),
        (FORM, f"URL: {SHOWN.replace('https', 'hxxps')}/\nmore words\n"),
        (FORM, f"URL: {SHOWN[:-8]}...\n"),
        (FORM, f"URL: {SAFE}\n"),
        (f"{FORM}Comments: {SHOWN}2 is gone\n", f"{FORM}URL: {SHOWN}2\n"),
        (FORM.replace("media", "xn--mdia-bpa"), "URL: https://m\u00e9dia.provider.example.net/item1\n"),
        (FORM, f"{FORM}\nFrom: Visitor <visitor@example.com>\n\nURL: {SHOWN}2\n"),
    ],
)
def test_HTML_with_other_words_and_the_same_items_asks_nothing(text: str, page: str) -> None:
    assert World().take(analyst_mail(text, subject="[ILLEGAL]", again=page)).folder == Folder.DONE
