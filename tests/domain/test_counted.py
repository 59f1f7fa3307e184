"""Who counts the items means all of them where just so many were named to him; else nobody knows which."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from hotlined.domain.replies.counted import as_all
from tests.support.lea_set import Desk
from tests.support.mails_in import police_mail, provider_mail
from tests.support.world import World, answered, gone, home_site, noticed, reported

WORDS = Desk().site  # with the shipped phrases
URL = "https://media.provider.example.net/item{}"


def form(count: int) -> str:
    urls = "".join(f"URL: {URL.format(number)}\n" for number in range(1, count + 1))
    return f"{urls}Description of the type of the content: items\n"


def world() -> World:
    return World(home_site(phrases=WORDS.phrases, spoken_day=WORDS.spoken_day))


@cache
def _noticed(count: int) -> World:
    return noticed(world(), form=form(count))


@cache
def _reported(count: int) -> World:
    return reported(world(), form=form(count))


def writes(text: str, count: int) -> World:
    """The world after a provider's answer to the notice of so many items."""
    return answered(_noticed(count).copied(), text)


def officer(text: str, count: int, *, waits: bool = False) -> World:
    """The world after an officer's signed mail about so many items, which may be on hold."""
    made = _reported(count).copied()
    thread = (made.letters("annex-i")[0].message_id,)
    if waits:
        made.take(police_mail("Please wait with the notice.", references=thread, received_at=made.now))
        made.wait(timedelta(minutes=5))
    told = f"{text}\n{made.case.stream}"
    made.take(police_mail(told, signed=True, references=thread, received_at=made.now))
    return made


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Both URLs have been removed.", 2),
        ("We have removed both of them.", 2),
        ("removed both", 2),
        ("After internal review we have now removed both.", 2),
        ("The two items have been removed.", 2),
        ("We have removed all three items.", 3),
        ("All 3 items removed", 3),
        ("Wir haben beide Inhalte entfernt.", 2),
        ("Beide wurden gelöscht.", 2),
        ("Les deux pages ont été supprimées.", 2),
        ("Hemos eliminado ambos contenidos.", 2),
        ("Entrambi i contenuti sono stati rimossi.", 2),
        ("Ambos os conteúdos foram removidos.", 2),
        ("Beide items zijn verwijderd.", 2),
        ("Båda är borttagna.", 2),
        ("Mõlemad kirjed on eemaldatud.", 2),
        ("Και τα δύο στοιχεία αφαιρέθηκαν.", 2),
        ("All three files have been removed.", 3),
        ("Both files have been removed.", 2),
        ("The two files have been deleted.", 2),
        ("Alle drei Dateien wurden gelöscht.", 3),
        ("Tous les trois fichiers ont été supprimés.", 3),
        ("Todos los tres archivos han sido eliminados.", 3),
        ("Alle drie bestanden zijn verwijderd.", 3),
        ("Alla tre länkarna har tagits bort.", 3),
        ("Alle tre filerne er fjernet.", 3),
    ],
)
def test_a_provider_that_counts_the_items_of_its_notice_says_it_of_all(text: str, count: int) -> None:
    assert gone(writes(text, count)) == [*range(1, count + 1)]
    assert gone(writes(text, count + 1)) == []


@pytest.mark.parametrize(
    "text",
    [
        "one of the two items has been removed",
        "Neither of both items has been removed",
        "Not both items have been removed.",
        "Both will be removed",
        "We have removed both, except item 2",
        "both removed, but the second is back online",
        "Both accounts were removed.",
        "They both have been removed from our list.",
        "Both items have been removed?",
        "Both items have been removed from search results.",
        "Nicht beide URLs wurden gelöscht.",
        "Beide Inhalte werden gelöscht.",
        "L'un des deux contenus a été supprimé.",
        "uno de los dos contenidos ha sido eliminado",
    ],
)
def test_what_may_be_less_than_all_is_asked_about(text: str) -> None:
    assert gone(writes(text, 2)) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Both URLs have been removed.", 2),
        ("All three items have been removed.", 3),
        ("Beide Einträge wurden entfernt.", 2),
        ("Båda posterna är borttagna.", 2),
        ("Mõlemad kirjed on eemaldatud.", 2),
    ],
)
def test_P7_an_officer_who_counts_the_items_of_the_case_says_it_of_all(text: str, count: int) -> None:
    made = officer(text, count).case
    assert [one.number for one in made.items if one.removed_by] == [*range(1, count + 1)]
    assert not made.pauses_now()

    other = officer(text, count + 1).case
    assert not [one.number for one in other.items if one.removed_by]
    assert other.pauses_now()


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("All three items have been removed.", [1, 2, 3]),
        ("All items have been removed.", [3]),
        ("Both items have been removed.", []),
    ],
)
def test_who_counts_all_items_of_a_report_in_parts_says_it_of_all_whichever_part_he_answers(
    text: str, items: list[int]
) -> None:
    site = world().site
    site = replace(site, agreement=replace(site.agreement, fragment_size=2))
    made = reported(World(site), form=form(3))
    told, thread = f"{text}\n{made.case.stream}", (made.letters("annex-i")[1].message_id,)

    made.take(police_mail(told, signed=True, references=thread, received_at=made.now))

    assert gone(made) == items
    assert bool(made.case.pauses_open()) is not bool(items)


@pytest.mark.parametrize(
    ("text", "lifts"),
    [
        ("You may send the notice for both items.", True),
        ("You may now send the notice for both URLs.", True),
        ("You may send the notice for one of both items.", False),
        ("You may not send the notice for both items.", False),
        ("You may send the notice for both items on Friday.", False),
        ("You may send the notice for all three items.", False),
    ],
)
def test_P6_a_release_of_both_items_is_one_of_all_where_the_case_has_two(text: str, lifts: bool) -> None:
    made = officer(text, 2, waits=True).case
    assert bool(made.holds_in_force()) is not lifts


def test_both_below_the_quoted_line_of_one_item_is_not_said_of_the_other() -> None:
    made = writes("", 2)
    notice = made.letters("ntd")[-1]
    quoted = f"> {URL.format(1)}\nBoth removed.\n> {URL.format(2)}\n> items"
    mail = provider_mail("Both removed.", body=quoted, references=(notice.message_id,), received_at=made.now)
    made.take(mail)
    assert 2 not in gone(made)


def test_items_that_the_unit_has_not_been_told_of_are_not_among_both() -> None:
    assert as_all("both items", 3) == "both items"
    assert as_all("both items", 0) == "both items"
    assert as_all("both items", 2) == "all items"


def test_files_are_items_where_a_provider_counts_them_and_in_an_officers_mail_may_be_others() -> None:
    assert as_all("Both files are gone.", 2, hosted=True) == "all items are gone."
    assert as_all("Both files are gone.", 3, hosted=True) == "Both files are gone."
    assert as_all("Both files are closed.", 2) == "Both files are closed."
