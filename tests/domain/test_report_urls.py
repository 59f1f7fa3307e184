"""The URLs of a report are found however its writer, or the writer's program, has set them."""

import time

import pytest

from hotlined.domain.analysts.report_urls import MOST_FOUND, urls_in
from hotlined.domain.values.urls import url_fault

A, B = "https://example.com/a", "http://example.net/b?x=1&y=2"


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("", ()),
        ("Please look at https://example.net/a, and at hxxps://example[.]org/b.", ("https://example.net/a", "https://example.org/b")),
        ("<https://example.net/a> https://example.net/a (https://example.net/a)", ("https://example.net/a",)),
        ("either/or, 1/2, mailto:a@example.net, javascript://x, //example.net/x", ()),
        ("https://" + "a" * 9000 + ".example.net/", ()),
        ("see https://example.com/a... or so", (A,)),
        ("https://example.com/a,https://example.com/b;", (A, "https://example.com/b")),
        (f"See <{A}>, <{B}>; thanks", (A, B)),
        ("See <https://example.com/\na>", (A,)),
        ("> <https://exam\n> ple.com/a>", (A,)),
        ("<https://example.com/a...>", ("https://example.com/a...",)),
        (f"URL:{A}\nLink={B}", (A, B)),
        (f"|{A}|192.0.2.1|", (A,)),
        ("https://example.com/a?x=1|2", ("https://example.com/a?x=1|2",)),
        (f"<{A}|example.com>", (A,)),
        (f"[url={A}]x[/url] [url]{B}[/url]", (A, B)),
        (f"[item]({A}) [{B}]({B}) `{A}`", (A, B)),
        (f"**{A}** *{B}*", (A, B)),
        (f'{{"url":"{A}","more":["{B}"]}}', (A, B)),
        ('{"url":"https:\\/\\/example.com\\/a"}', (A,)),
        (f"リンク：{A}。ご確認", (A,)),
        (f"链接：{A}，请处理（{B}）", (A, B)),
        ("https://例え。example.com/a", ("https://例え.example.com/a",)),
        (f"„{A}“ «{B}» 'https://example.org/c'", (A, B, "https://example.org/c")),
        ("hxxps :// example [ dot ] com/a", (A,)),
        ("hxxps[:]//example[.]com[/]a", (A,)),
        ("https://example.com/Item_(1)", ("https://example.com/Item_(1)",)),
        ("https://archive.example.org/2026/https://example.com/a", ("https://archive.example.org/2026/https://example.com/a",)),
        ("EXAMPLE.COM HTTPS://EXAMPLE.COM/a https://example.com/a", ("HTTPS://EXAMPLE.COM/a",)),
        ("https://example.com https://example.com/", ("https://example.com",)),
        (f"XX-1;{A};192.0.2.10;EE\nXX-2;{B};;", (A, B)),
        (f"{A};192.0.2.10;EE X,{B},EE,2026-02-28", (A, B)),
        (f"X;{A};b=1?x=2;EE", (f"{A};b=1?x=2",)),
        (f"Look,{A},1.html", (f"{A},1.html",)),
        (f"&lt;{A}&gt;", (A,)),
        (f"δείτε το {A}· {B}\u060c", (A, B)),
    ],
)  # fmt: skip
def test_the_urls_of_a_text_are_found_each_once(text: str, urls: tuple[str, ...]) -> None:
    assert urls_in(text) == urls


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("www.example.com/a is it, and (www.example.org).", ("www.example.com/a", "www.example.org")),
        ("https://example.com/\u200ba", ("https://example.com/\u200ba",)),
        ("a@www.example.com and/or e.g./i.e. ../a.bb/c a@example.org/a example.org 2026.05/12", ()),
        ("files.example.com/a, seen (example.org:8080/b).", ("files.example.com/a", "example.org:8080/b")),
        (f"http://{'a' * 57}.onion/a http://../ ftp://", (f"http://{'a' * 57}.onion/a",)),
        ("https://example.org:99999/a", ("https://example.org:99999/a",)),
        ("files[.]example(dot)com/a, www [dot] a [dot] org", ("files.example.com/a", "www.a.org")),
        ("it is example [.] com", ("example.com",)),
        ("example.com/@a a.org/+b a.org/?c, a.net/? (a.net/).", ("example.com/@a", "a.org/+b", "a.org/?c")),
        ("a[at]example[.]net a@example[.]net mailto:a@example(.)net/", ()),
        ("192.0.2.1/a and 192.0.2.1:8080/1.", ("192.0.2.1/a", "192.0.2.1:8080/1")),
        ("192.0.2.0/24 1.3.2026/a 192.0.2.1:49152 192.0.2.1", ()),
        (f"{'a' * 56}.onion, files.{'b' * 56}.onion", (f"{'a' * 56}.onion", f"files.{'b' * 56}.onion")),
    ],
)  # fmt: skip
def test_what_only_seems_to_be_a_url_is_given_as_it_stands_and_our_form_refuses_it(
    text: str, seen: tuple[str, ...]
) -> None:
    assert urls_in(text) == seen
    assert all(url_fault(one) for one in seen)


@pytest.mark.parametrize("word", ["example.org/a", "www.example.org/a/"])
def test_a_word_without_a_scheme_that_is_a_link_is_that_link(word: str) -> None:
    assert urls_in(f"see {word}", [f"https://{word}"]) == (f"https://{word}",)
    assert urls_in(f"see {word[:-1]}...", [f"https://{word}bc"]) == (f"https://{word}bc",)


def test_links_behind_words_come_last_and_once() -> None:
    assert urls_in(f"see {B}", (A, B, "mailto:a@example.com", "#top", "/a", "cid:1")) == (B, A)


@pytest.mark.parametrize(
    "piece",
    [
        "<https://a\n",
        "www.",
        "[ . ] ",
        "https://a.b",
        "|h",
        "[/x",
        "http:// ",
        "a[.]",
        ";1.1.1.1",
        "a.-",
        "'abc://",
    ],
)
def test_a_long_text_takes_no_longer_than_it_is_long(piece: str) -> None:
    begin = time.process_time()
    long = piece * (2_000 // len(piece))
    assert len(urls_in(piece * (200_000 // len(piece)))) <= MOST_FOUND
    assert len(urls_in("\n".join(f"{long}{n}" for n in range(300)))) <= MOST_FOUND
    assert time.process_time() - begin < 2


@pytest.mark.parametrize("mark", ["", "> "])
def test_P17_a_url_that_a_mail_program_may_have_broken_is_given_as_it_goes_on_as_well(mark: str) -> None:
    """Half a URL is another one, and nothing in the form told that it goes on."""
    half = "https://example.com/a-long-folder/and-another-one/and-one-more-of-it/"
    assert urls_in(f"{mark}{half}\n{mark}item-1.html, and more") == (half, f"{half}item-1.html")
    for below in ("is gone", B, "www.example.org", "- item-1", "2) item", "", "URL: item-1"):
        assert f"{half}{below.split(' ')[0]}" not in urls_in(f"{mark}{half}\n{mark}{below}")[1:]
    assert urls_in(f"{mark}{A}/\n{mark}item-1.html") == (f"{A}/",)


@pytest.mark.parametrize(
    "below",
    [
        "2026-05-12 14:00", "12.05.2026", "12.05.2026/14:00", "192.0.2.10", "+49-30-123456",
        "files.example.org", "example.org/item-2", "example[.]org/b", "a.b@example.net", "Report-ID: 5",
        "report-id 5", "yes/no", "self-generated item", "Browser/5.0 (X11)", "not-sure?", "URL-2: item",
        "IP-address: 192.0.2.1",
    ],
)  # fmt: skip
def test_P17_what_stands_below_a_long_url_and_is_no_rest_of_it_is_not_joined_to_it(below: str) -> None:
    """The next line of a web form, a day or an address would be a URL that nobody reported."""
    long = "https://example.com/a-long-folder/and-another-one/and-one-more-of-it/"
    assert [url for url in urls_in(f"URL: {long}\n{below}") if url != long and url.startswith(long)] == []


def test_a_line_of_another_depth_of_quoting_is_no_rest_of_a_url() -> None:
    long = "https://example.com/a-long-folder/and-another-one/and-one-more-of-it/"
    assert urls_in(f"{long}\n> item-1.html") == urls_in(f"> {long}\nitem-1.html") == (long,)


@pytest.mark.parametrize("written", ["a,2026-05-12,1234.html", "a,192.0.2.10", "a,2026-05-12"])
def test_P17_a_url_that_has_a_day_behind_a_comma_is_given_whole_and_without_it(written: str) -> None:
    """Pages of newspapers are named so; nobody knows whether it is a column of an export."""
    assert urls_in(f"see https://example.org/{written}") == (
        f"https://example.org/{written}",
        "https://example.org/a",
    )


@pytest.mark.parametrize("written", ["a [at] example [.] net", "a (at) example(dot)net", "a @ example[.]net"])
def test_P10_an_address_that_is_spaced_out_is_no_url(written: str) -> None:
    assert urls_in(f"{written} says example[.]net/b and {A}") == ("example.net/b", A)


@pytest.mark.parametrize(
    "written",
    [
        "first.last@example[.]net", "first.last[at]example[.]net", "<first.last@example[.]net>",
        "www.a.b@example.net", "E-Mail:first.last(at)example(dot)net", "first.last@mail(.)example(.)net/x",
        "a.b[@]example[.]net",
    ],
)  # fmt: skip
def test_P10_a_mail_address_that_is_made_harmless_is_no_url(written: str) -> None:
    """It may be the reporter's own."""
    assert urls_in(f"{written},example.org/a") in ((), ("example.org/a",))
    assert urls_in(written) == ()


@pytest.mark.parametrize("dots", ["...", "\u2026"])
def test_a_link_that_a_page_shows_shortened_is_one_url_and_no_half_of_it(dots: str) -> None:
    whole = "https://example.com/abc/def"

    for end in ("", ")", ",", ")."):
        assert urls_in(f"(https://example.com/abc{dots}{end}", [B, whole]) == (B, whole)
    assert urls_in(f"see {A}{dots} and {whole}", [B]) == (A, whole, B)
    assert urls_in(f"{A}{dots}", [A]) == (A,)
    assert urls_in(f"<{A}> {dots}", [whole]) == (A, whole)
    for other in ("https://example.com/b", "https://example.org/a"):  # behind it in order, and not its end
        assert urls_in(f"{A}{dots}", [other]) == (A, other)


@pytest.mark.parametrize(
    "words", ["example.org/Item1", "Example.org/Item1/", "(example.org/Item1)", "www.example.org/a"]
)
def test_a_link_beside_its_words_in_a_plain_text_is_one_url(words: str) -> None:
    host, _, rest = words.strip("()").partition("/")
    link = f"https://{host}/{rest}"
    assert urls_in(f"see {words} <{link}>") == (link,)
    assert urls_in(f"see {words} and {link}") == (link,)


def test_another_word_than_the_link_is_a_url_of_its_own() -> None:
    other = "example.org/?from=https://example.org/b"
    assert urls_in("example.org/ITEM1 <https://example.org/item1>") == (
        "example.org/ITEM1",
        "https://example.org/item1",
    )
    assert urls_in("example.org/ITEM1", ["https://example.org/item1"]) == (
        "example.org/ITEM1",
        "https://example.org/item1",
    )
    assert urls_in(f"{other} https://example.org/b")[-1] == "https://example.org/b"
