"""URLs are compared as a browser would take them, so that a hold in one case stops the notice of another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotlined.domain.hotline.url_key import url_key
from hotlined.domain.record.holding import HoldPlaced
from tests.support.mails_in import FORM, analyst_mail, hours
from tests.support.world import World

SAME = [
    "https://media.provider.example.net/item1",
    "http://media.provider.example.net/item1",
    "HTTPS://Media.Provider.EXAMPLE.net/item1",
    "https://media.provider.example.net./item1",
    "https://media.provider.example.net:443/item1",
    "http://media.provider.example.net:80/item1",
    "https://media.provider.example.net:/item1",
    "https://media.provider.example.net/%69tem1",
    "https://media.provider.example.net/a/../item1",
    "https://media.provider.example.net/./item1",
    "https://media.provider.example.net\\item1",
    "https://someone@media.provider.example.net/item1",
    "https://media.provider.example.net/item1?",
    "https://media.provider.example.net/item1#",
]


@pytest.mark.parametrize("url", SAME)
def test_the_spellings_of_one_url_are_one(url: str) -> None:
    assert url_key(url) == url_key(SAME[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://b\u00fccher.example/", "https://xn--bcher-kva.example"),
        ("https://BÜCHER.example/", "https://xn--bcher-kva.example/"),
        ("https://example.com/\u00e9", "https://example.com/%C3%A9"),
        ("https://example.com/%c3%a9", "https://example.com/%C3%A9"),
        ("https://example.com/a(1)", "https://example.com/a%281%29"),
        ("https://[2001:DB8:0:0::1]:443/", "https://[2001:db8::1]/"),
        ("https://[::ffff:192.0.2.1]/", "http://192.0.2.1/"),
        ("ftp://example.com:21/a", "ftp://example.com/a"),
        ("https://example.com?a=1", "https://example.com/?a=1"),
    ],
)
def test_so_are_those_of_other_letters_addresses_and_ports(one: str, other: str) -> None:
    assert url_key(one) == url_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com/a", "https://example.com/b"),
        ("https://example.com/a", "https://example.com/A"),
        ("https://example.com/a", "https://www.example.com/a"),
        ("https://example.com/a", "https://example.com:8080/a"),
        ("https://example.com/a", "https://example.com/a?x=1"),
        ("https://example.com/?a=1&b=2", "https://example.com/?a=1%26b=2"),
        ("https://example.com/a%2Fb", "https://example.com/a/b"),
        ("https://example.com/100%25", "https://example.com/100"),
        ("https://example.com/#!a", "https://example.com/#!b"),
        ("ftp://example.com/a", "https://example.com/a"),
    ],
)
def test_different_urls_stay_different(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


@given(st.text(max_size=60) | st.text(max_size=40).map(lambda text: f"https://example.com/{text}"))
def test_it_never_fails_and_a_key_is_its_own_key(text: str) -> None:
    key = url_key(text)
    assert url_key(key.replace("web://", "https://", 1)) == key


@pytest.mark.parametrize("url", [one for one in SAME[1:] if "\\" not in one])
def test_P5_a_hold_in_a_case_with_another_spelling_of_the_url_keeps_the_notice_back(url: str) -> None:
    world = World()
    streams: list[str] = []
    for each in (SAME[0], url):
        form = FORM.replace(SAME[0], each)
        world.take(analyst_mail(form, subject="[ILLEGAL]", received_at=world.now))
        streams.append(next(one for one in world.streams if one not in streams and one.startswith("HL-")))
    assert world.letters("opened")[1].values["linked"] == ((1, streams[0]),)
    world.deliver()
    held = HoldPlaced(hold="H1", party="lea", by="national", proof="claimed", until=None, mail="m")
    world.record(held, stream=streams[0])
    world.wait(hours(25))
    world.sweep(world.fence())

    assert world.letters("ntd") == []


def test_what_is_shown_and_sent_is_the_url_as_it_was_reported() -> None:
    world = World()
    form = FORM.replace(SAME[0], SAME[7])
    world.take(analyst_mail(form, subject="[ILLEGAL]", received_at=world.now))
    world.deliver()
    world.wait(hours(25))
    world.sweep(world.fence())

    (notice,) = world.letters("ntd")
    assert [item.url for item in notice.values["items"]] == [SAME[7]]  # type: ignore[attr-defined]
