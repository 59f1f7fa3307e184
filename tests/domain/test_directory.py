"""Who hosts an item: the longest network over all rows, else the longest domain at whole labels."""

import time
from ipaddress import ip_network

import pytest

from hotlined.domain.hotline.directory import Directory, Hit, Provider, a_labels, directory_of, host_of
from hotlined.domain.values.address import Address


def row(name: str, *networks: str, domains: tuple[str, ...] = (), asns: tuple[int, ...] = ()) -> Provider:
    contact = Address("abuse", f"{name}.example")
    return Provider(name, contact, networks=tuple(map(ip_network, networks)), domains=domains, asns=asns)


WIDE = row("wide", "192.0.2.0/24", "2001:db8::/32", domains=("example.net", "xn--bcher-kva.example"))
NARROW = row("narrow", "192.0.2.128/25", "2001:db8:1::/48", domains=("shop.example.net",), asns=(64496,))
EVERYTHING = row("everything", "0.0.0.0/0")
ROWS = directory_of((WIDE, EVERYTHING, NARROW))


def names(hits: object) -> list[str]:
    return [hit.provider.name for hit in hits]  # type: ignore[attr-defined]  # an iterator of Hit


@pytest.mark.parametrize(
    ("ip", "winners"),
    [
        ("192.0.2.127", ["wide", "everything"]),
        ("192.0.2.128", ["narrow", "wide", "everything"]),
        ("::ffff:192.0.2.128", ["narrow", "wide", "everything"]),
        ("203.0.113.1", ["everything"]),
        ("2001:db8:1::1", ["narrow", "wide"]),
        ("2001:db8:2::1", ["wide"]),
        ("2001:db9::1", []),
    ],
)
def test_the_longest_network_of_all_rows_wins_whatever_their_order(ip: str, winners: list[str]) -> None:
    assert names(ROWS.hosting("https://unknown.example.org/", ip)) == winners
    assert names(directory_of((NARROW, WIDE, EVERYTHING)).hosting("", ip)) == winners


@pytest.mark.parametrize(
    ("url", "winners"),
    [
        ("https://example.net/a", ["wide"]),
        ("https://EXAMPLE.net./a", ["wide"]),
        ("https://a.shop.example.net:8443/", ["narrow", "wide"]),
        ("https://notexample.net/", []),
        ("https://example.net.example.com/", []),
        ("https://example.net@example.com/", []),
        ("https://example.com\\@example.net/", []),
        ("https://Bücher.example/", ["wide"]),
        ("https://www.xn--bcher-kva.example/", ["wide"]),
        ("https://192.0.2.200/", ["narrow", "wide", "everything"]),
        ("https://[2001:db8:1::5]/", ["narrow", "wide"]),
        ("https://[broken/", []),
        ("no url", []),
        ("", []),
    ],
)
def test_without_an_address_the_host_of_the_url_decides_at_whole_labels(url: str, winners: list[str]) -> None:
    assert names(ROWS.hosting(url)) == winners


def test_a_network_counts_before_any_domain() -> None:
    assert names(ROWS.hosting("https://shop.example.net/", "192.0.2.1"))[0] == "wide"


def test_a_hit_says_which_network_or_domain_it_was() -> None:
    hits = list(ROWS.hosting("https://shop.example.net/", "192.0.2.200"))

    assert hits[0] == Hit(NARROW, "192.0.2.128/25")
    assert [hit.by for hit in hits] == [
        "192.0.2.128/25", "192.0.2.0/24", "0.0.0.0/0", "shop.example.net", "example.net",
    ]  # fmt: skip
    assert list(ROWS.numbered(64496)) == [Hit(NARROW, "AS64496")]
    assert list(ROWS.numbered(64497)) == []


@pytest.mark.parametrize(
    ("host", "written"),
    [
        ("Example.NET.", "example.net"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("BÜCHER。example", "xn--bcher-kva.example"),
        ("faß.example", "xn--fa-hia.example"),  # IDNA2008 keeps the sharp s (RFC 5892 section 2.6)
        ("r3---a.example", "r3---a.example"),
        ("", ""),
    ],
)
def test_a_host_name_is_compared_as_it_stands_in_dns(host: str, written: str) -> None:
    assert a_labels(host) == written


def test_host_of_knows_no_host_where_there_is_none() -> None:
    assert [host_of(url) for url in ("mailto:a@example.net", "/a", "http:///a")] == ["", "", ""]


def test_a_question_costs_the_same_at_10_000_rows_as_at_100() -> None:
    """No limit on time: what is counted are the look-ups; the ratio of the times is printed."""
    small, large = large_directory(100), large_directory(10_000)

    for rows in (small, large):
        assert sum(len(lengths) for lengths in rows.networks.values()) == 3
        assert names(rows.hosting("https://a.b.p7.example/", "10.0.7.9")) == ["p7", "p7"]
    took = [seconds(small), seconds(large)]
    print(f"one question: {took[0] * 1e6:.1f} us at 100 rows, {took[1] * 1e6:.1f} us at 10,000: "  # noqa: T201
          f"x {took[1] / took[0]:.2f}")  # fmt: skip


def large_directory(size: int) -> Directory:
    return directory_of(
        Provider(
            f"p{n}",
            Address("abuse", f"p{n}.example"),
            networks=(ip_network((0x0A000000 + n * 256, 24)), ip_network((0x20010DB8 << 96 | n << 64, 64)))
            if n % 2
            else (ip_network((0x0A000000 + n * 256, 25)),),
            domains=(f"p{n}.example",),
        )
        for n in range(size)
    )


def seconds(rows: Directory) -> float:
    """How long one question takes, on average."""
    start = time.process_time()
    for n in range(2000):
        list(rows.hosting(f"https://www.p{n % 100}.example/", f"10.0.{n % 100}.1"))
    return (time.process_time() - start) / 2000


@pytest.mark.parametrize("contact", ["abuse@wide.example", "ABUSE@wide.example"])
def test_a_row_is_found_by_its_contact_however_that_is_written(contact: str) -> None:
    assert ROWS.row_of(contact) is WIDE
    assert ROWS.row_of("abuse@unknown.example") is None
    assert ROWS.row_of("no address") is None
