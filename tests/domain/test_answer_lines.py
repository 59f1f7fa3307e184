"""Lines of a provider's answer that say "removed": read if they say nothing else, else asked about."""

from dataclasses import replace
from functools import cache

import pytest

from tests.support.lea_set import Desk
from tests.support.world import DIRECTORY, World, answered, gone, home_site, noticed

WORDS = Desk().site  # with the shipped phrases
URL = "https://media.provider.example.net/item{}"
FORM = "".join(f"URL: {URL.format(number)}\n" for number in (1, 2, 3, 10))
FORM += "Description of the type of the content: items\n"
ALL = [1, 2, 3, 4]


@cache
def _noticed() -> World:
    return noticed(World(home_site(phrases=WORDS.phrases, spoken_day=WORDS.spoken_day)), form=FORM)


def writes(text: str) -> World:
    """The world after a provider's answer to the notice of four items."""
    return answered(_noticed().copied(), text)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("REMOVED 1 & 2", [1, 2]),
        ("REMOVED 1+2", [1, 2]),
        ("REMOVED #1", [1]),
        ("REMOVED #1, #3", [1, 3]),
        ("REMOVED: 2", [2]),
        ("REMOVED ALL", ALL),
        ("removed items 1-3.", [1, 2, 3]),
        ("Removed no. 3", [3]),
        ("Item 1: removed", [1]),
        ("1: removed\n2: deleted", [1, 2]),
        ("- #1 removed\n- #2 removed", [1, 2]),
        ("Removed.", ALL),
        ("Removed, thanks.", ALL),
        ("REMOVED 2026-03-01", ALL),
        ("Removed 1, 3 on 2 March 2026", [1, 3]),
        ("REMOVED yesterday", ALL),
        ("Gelöscht am 1.3.2026.", ALL),
        ("Item 2 deleted today.", [2]),
        ("Hello,\n\nremoved.\n\nKind regards\nKim", ALL),
        ("Everything deleted!", ALL),
        ("removed \U0001f44d", ALL),
        ("\u2705 1 removed", []),
        ("\u2705 #1 removed", [1]),
        ("Supprimé", ALL),
        ("Supprimé.", ALL),
        ("Supprimés : 1 et 2", [1, 2]),
        ("Gelöscht.", ALL),
        ("1 und 3 wurden gelöscht", [1, 3]),
        ("Inhalte 1 und 3 wurden gelöscht", [1, 3]),
        ("Verwijderd: 1 en 2", [1, 2]),
        ("Eliminado 1 y 2", [1, 2]),
        ("Rimosso 1 e 3.", [1, 3]),
        ("Usunięto wszystko", ALL),
        ("Wszystkie usunięte.", ALL),
        ("C'est supprimé.", ALL),
        ("Le contenu n'est plus disponible.", ALL),
        ("Les contenus ne sont plus accessibles.", ALL),
        ("Los contenidos ya no están disponibles.", ALL),
        ("I contenuti non sono più online.", ALL),
        ("Ce contenu n'est plus accessible.", []),
        ("After internal review we have removed the content.", ALL),
        ("The content is no longer available.", ALL),
        ("Es wurde gelöscht", ALL),
        ("Einträge 1 und 2 gelöscht.", [1, 2]),
        ("Eemaldatud", ALL),
        ("Αφαιρέθηκε.", ALL),
        ("Pašalinta", ALL),
        ("Borttaget.", ALL),
        ("REMOVED 1\nNOT-OURS 3 Other Net", [1]),
        ("REMOVED today at 10:05 UTC", ALL),
        ("REMOVED 1 today at 10:05 UTC.", [1]),
        ("REMOVED at 10:05", ALL),
        ("REMOVED yesterday at 23:30", ALL),
        ("REMOVED today 9:05", ALL),
        ("REMOVED - 2026-03-02", ALL),
        ("Gelöscht heute um 10:15 Uhr", ALL),
        (f"REMOVED {URL.format(2)}", [2]),
        (f"{URL.format(10).replace('https', 'hxxps').replace('.', '[.]')} removed.", [4]),
        (f"<{URL.format(1)}> has been removed.", [1]),
    ],
)
def test_a_line_that_says_removed_and_which_is_the_providers_word(text: str, items: list[int]) -> None:
    assert gone(writes(text)) == items


@pytest.mark.parametrize(
    "text",
    [
        "Removed?",
        "Not removed.",
        "The items will be:\nRemoved.",
        "Your ticket:\ndeleted.",
        "Page:\nremoved",
        "Please confirm:\nREMOVED 1",
        "Removed, as soon as we can.",
        "Removed. As soon as we can.",
        "Entfernt, sobald wie möglich.",
        "Removed, once possible.",
        "Usunięte, jak tylko będzie można.",
        "Dear team,\n\nRemoved:\n\nKind regards",
        "To be removed.",
        "To be removed today at 10:05",
        "REMOVED until 10:05",
        "REMOVED today at 23:30",
        "REMOVED at 23:30",
        "REMOVED 1:03",
        "Removed tomorrow at 10:05",
        "Removed one.",
        "Removed both.",
        "3 removed",
        "Removed 2 items",
        "Removed 2 of 4",
        "Removed 1 of them",
        "Removed 1, not 2",
        "Removed 1 (partially)",
        "Removed, except 2.",
        "Removed, some of it.",
        "Removed, mostly.",
        "Removed. Not yet.",
        "Removed. Not all.",
        "Removed. Is there more?",
        "Removed tomorrow",
        "Removed 1 on 4 March 2026",
        "Removed on 2027-03-01",
        "Removed on 3/4",
        "Removed 1 on",
        "Removed, tomorrow.",
        "Removed\ntomorrow",
        "Removed\nif you send an order.",
        "Removed unless you object.",
        "Removed. It is back again.",
        "Removed\n\nIt will be done tomorrow.",
        "REMOVED 1\nREMOVED 2 tomorrow",
        "It has not yet been\nremoved.",
        "The content will be\nremoved 1, 2",
        "If the customer agrees,\nremoved.",
        "1: removed\n2: pending",
        "1: removed\n2: not removed",
        "Removed\n\nItem 2",
        "Nicht gelöscht.",
        "Wird gelöscht.",
        "Zu löschen: alle",
        "Alle werden gelöscht.",
        "Inhalte 1 und 2 werden gelöscht",
        "Removed\nas soon as the customer agrees",
        "Pas supprimé",
        "Ce n'est pas supprimé",
        "Es wird gelöscht",
        "It is not removed",
        "It is being removed",
        "À supprimer",
        "Niet verwijderd",
        "No eliminado",
        "Non rimosso",
        "Nie usunięto",
        "Ei ole eemaldatud",
        "Δεν αφαιρέθηκε",
        "> Removed",
        f"REMOVED {URL.format(99)}",
        f"{URL.format(2)} has not been removed.",
        "La page a été supprimée.",
        "La página ha sido eliminada.",
        "La pagina è stata rimossa.",
        "De pagina is verwijderd.",
        "Strona została usunięta.",
        "A página foi removida.",
        "Siden er fjernet.",
        "Sivu on poistettu.",
        "Leht on eemaldatud.",
        "Puslapis pašalintas.",
        "Η σελίδα αφαιρέθηκε.",
    ],
)
def test_what_may_say_less_or_later_is_asked_about(text: str) -> None:
    world = writes(text)

    assert gone(world) == []
    assert world.case.notices[0].asks


@pytest.mark.parametrize(
    ("second", "items"), [("https://media.provider.example.net/e", [1]), ("{ascii}", [])], ids=["one", "two"]
)
def test_a_provider_may_quote_the_ascii_form_that_its_notice_has(second: str, items: list[int]) -> None:
    written, ascii_form = "https://medi\u0430.example.net/\u0435", "https://xn--medi-83d.example.net/%D0%B5"
    form = f"URL: {written}\nURL: {second.format(ascii=ascii_form)}\n"
    site = home_site(
        phrases=WORDS.phrases,
        providers=tuple(replace(one, domains=("example.net",)) for one in DIRECTORY),
    )
    world = noticed(World(site), form=f"{form}Description of the type of the content: items\n")

    assert gone(answered(world, f"{ascii_form} removed")) == items


@pytest.mark.parametrize("quoted", ["/list?page[]=1", "/list?page%5B%5D=1"])
def test_a_provider_may_quote_the_url_as_its_notice_or_its_machine_readable_part_has_it(quoted: str) -> None:
    form = "URL: https://media.provider.example.net/list?page[]=1\n" + FORM
    world = noticed(World(home_site(phrases=WORDS.phrases)), form=form)

    assert gone(answered(world, f"https://media.provider.example.net{quoted} removed")) == [1]


@pytest.mark.parametrize(
    "text",
    [
        "Hello,\n\nREMOVED 1,2\nNOT-OURS 3 Other Net\n\nKind regards\nKim",
        "NOT-OURS 3 Other Net\nREMOVED 1,2",
        "Removed 1,2.\n\nNOT-OURS 3 Other Net",
    ],
)
def test_a_line_of_what_is_not_theirs_counts_below_a_greeting_and_beside_what_is_removed(text: str) -> None:
    world = writes(text)
    assert gone(world) == [1, 2]
    assert [one.number for one in world.case.items if one.disowned_by] == [3]


@pytest.mark.parametrize(
    "text", ["We do not know yet whether it is\nNOT-OURS 3 Other Net", "Perhaps:\nNOT-OURS 3 Other Net"]
)
def test_a_line_that_ends_a_sentence_is_no_line_of_what_is_not_theirs(text: str) -> None:
    assert not any(one.disowned_by for one in writes(text).case.items)


@pytest.mark.parametrize(
    "text",
    [
        "Done, all removed.",
        "We've removed the content and terminated the customer's account.",
        "The content has been removed and the customer account was suspended.",
        "Der Inhalt wurde entfernt und das Kundenkonto wurde gesperrt.",
        "The content mentioned in your notice was removed.",
        "This is to confirm that the material you reported was removed from our servers on 1 March 2026.\n\n"
        "Please let us know if you need anything else.",
        "Hi team, the content has been removed. Thanks",
        "Thank you for your report. The content was deleted today.",
        "The content was removed. Logs and account data have been preserved.\nKind regards,\nAbuse Team",
        "The content has been removed, and the logs have been preserved for 90 days.",
        "Die Inhalte wurden gelöscht und die Daten gesichert.",
        "Les contenus ont été supprimés. Les données ont été conservées.",
        "The content has been removed. If you have any questions, please let us know.",
        "We have disabled access to the content.",
        "Access to the content has been disabled.",
        "The content has been removed. The account has been suspended.",
        "We have removed the content.\nWe have suspended the account.\n\nKind regards",
        "Der Inhalt wurde entfernt. Das Konto wurde gesperrt.",
    ],
)
def test_what_providers_say_beside_a_removal_leaves_it_one(text: str) -> None:
    assert gone(writes(text)) == ALL


@pytest.mark.parametrize(
    "text",
    [
        "Done, but not removed.",
        "The account has been suspended.",
        "The content will be removed. The account has been suspended.",
        "The content has been removed. The account has not been suspended.",
        "We've terminated the customer's account and left the content for you to look at.",
        "What you reported was removed in part.",
        "We removed and blocked the user.",
        "We've removed and terminated the customer's account.",
        "We removed the customer and terminated the content's account.",
        "Please let us know if the content has been removed.",
        "Thank you for your report. The content will be deleted today.",
        "The content has been preserved and the logs have been removed.",
        "The content has been removed. Logs have not been preserved.",
        "The content will be removed and the logs preserved.",
        "We have not removed the content and the logs are preserved.",
        "The content was not removed. If you have any questions, please let us know.",
        "If you have any questions, please let us know.",
        "The logs have been preserved.",
        "We have disabled access to the content in Germany.",
        "We have disabled access to the URL.",
        "Access to the page has been disabled.",
        "Access to the content has been disabled for German users.",
        "Access to the content has not been disabled.",
        "We cannot confirm that we disabled access to the content.",
        "Once we have disabled access to the content we write again.",
        "We were asked whether we disabled access to the content.",
        "We disabled access to the content and enabled it again.",
    ],
)
def test_words_like_those_beside_a_removal_are_none(text: str) -> None:
    assert gone(writes(text)) == []
