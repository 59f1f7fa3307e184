"""Who says plainly that it is not the host is reminded no more; analysts are asked who is (P9, P11)."""

from dataclasses import replace
from functools import cache
from time import process_time

import pytest

from tests.domain.test_answer_lines import WORDS
from tests.domain.test_answer_lines import writes as of_four
from tests.domain.test_disowned import disowned
from tests.support.mails_in import Address, provider_mail
from tests.support.world import World, answered, home_site, kinds_due, noticed


@cache
def _noticed() -> World:
    return noticed(World(home_site(phrases=WORDS.phrases, spoken_day=WORDS.spoken_day)))


def writes(text: str) -> World:
    """The world after a provider's answer to the notice of one item."""
    return answered(_noticed().copied(), text)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("We are not the host.", ""),
        ("We are not the hosting provider of this website.", ""),
        ("Hello,\n\nwe do not host this content.\n\nKind regards\nExample Abuse Team", ""),
        ("This is not hosted with us, please contact Example Net.", "Example Net"),
        ("This content is not hosted by us. Please contact Example Net instead.", "Example Net"),
        ("We are not the host - please contact abuse@other.example.net.", "abuse@other.example.net"),
        ("The site is not on our\nnetwork. It is hosted by Other Net.", "Other Net"),
        ("Unfortunately, this IP address does not belong to us.", ""),
        ("Wir sind nicht der Hoster. Bitte wenden Sie sich an Beispiel Netz.", "Beispiel Netz"),
        ("Die Seite liegt nicht auf unseren Servern.", ""),
        ("Nous ne sommes pas l'hébergeur de ce site, veuillez contacter Réseau Exemple.", "Réseau Exemple"),
        ("Este contenido no está alojado en nuestros servidores.", ""),
        ("Non ospitiamo questo sito.", ""),
        ("Wij hosten deze website niet. Neem contact op met Voorbeeld Net.", "Voorbeeld Net"),
        ("Este conteúdo não está alojado nos nossos servidores.", ""),
        ("Sidan ligger inte hos oss.", ""),
        ("See leht ei asu meie serveris.", ""),
    ],
)
def test_who_says_plainly_that_it_is_not_the_host_is_reminded_no_more_and_an_analyst_is_asked(
    text: str, named: str
) -> None:
    world = writes(text)

    assert disowned(world) == [1]
    assert world.letters("not-ours")[-1].values["named"] == named
    assert [one for one in kinds_due(world) if one == "notice-reminder"] == []
    assert [one for one in kinds_due(world) if one == "analyst-wanted"] != []


@pytest.mark.parametrize(
    "text",
    [
        "Are we not the host?",
        "We are not the host?",
        "We are not the host yet.",
        "We are not the only host.",
        "We are not the host of the second image.",
        "We no longer host this content.",
        "If we are not the host, please tell us.",
        "We do not know whether it is not hosted by us.",
        "We are not the host. The content has been removed from our cache.",
        "We are not the host, but the content was removed.",
        "We are not the host. Please contact us.",
        "We are not the host. It is not clear who is.",
        "It is not hosted on our German servers.",
        "The file is not hosted on our network. The page is.",
        "We are not the host.\nWe are the host.",
        "We are not the host. Please contact legal@provider.example.net.",
        "Please contact Example Net.",
    ],
)
def test_P9_what_may_say_less_is_asked_about_and_the_provider_is_reminded(text: str) -> None:
    world = writes(text)

    assert disowned(world) == []
    assert world.case.notices[0].asks
    assert [one for one in kinds_due(world) if one == "notice-reminder"] != []


def test_P9_of_several_items_it_may_be_about_one() -> None:
    world = of_four("We are not the host, please contact Example Net.")

    assert disowned(world) == []
    assert world.case.notices[0].asks


def test_P9_from_another_domain_it_is_shown_only() -> None:
    world = _noticed().copied()
    notice = world.letters("ntd")[-1]
    mail = provider_mail("We are not the host.", references=(notice.message_id,), received_at=world.now)
    world.take(replace(mail, from_=(Address("abuse", "elsewhere.example.org"),)))

    assert disowned(world) == []
    assert world.letters("provider-words") != []


def test_P9_where_the_HTML_says_something_else_nothing_is_acted_on() -> None:
    world = _noticed().copied()
    notice = world.letters("ntd")[-1]
    mail = provider_mail("We are not the host.", references=(notice.message_id,), received_at=world.now)
    world.take(replace(mail, again="We are looking into it."))

    assert disowned(world) == []


@pytest.mark.parametrize(
    "text",
    [
        "word " * 7 + "word\n",  # goes on in the next line
        "w\n",
        "We are not the host\n",
        "We are not the host.\n",
        "\u0301 ",  # nothing, for comparing
    ],
)
def test_a_long_answer_takes_no_longer_than_it_is_long(text: str) -> None:
    begin = process_time()
    writes(f"We are not the host. Please contact {text * (190_000 // len(text))}Example Net")
    assert process_time() - begin < 4
