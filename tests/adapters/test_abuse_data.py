"""Proposals for the provider directory: every row unconfirmed, everything else told with its line."""

from ipaddress import ip_network

import pytest

from hotlined.adapters.abuse_data import decoded, read_csv, read_rpsl
from hotlined.domain.hotline.directory import Provider
from hotlined.domain.values.address import Address

ABUSE = Address("abuse", "example.net")
RPSL = """\
% a comment of the registry

inetnum:        192.0.2.0 - 192.0.2.191   # a range that is no single network
netname:        EXAMPLE-NET
org:            org-ex1-test

inet6num:       2001:db8::/32
netname:        EXAMPLE-6
abuse-c:        AR1-TEST

aut-num:        AS64496
as-name:        EXAMPLE-AS
org:            ORG-EX1-TEST

organisation:   ORG-EX1-TEST
org-name:       Example
+               Hosting
abuse-c:        AR1-TEST

role:           Abuse desk
nic-hdl:        AR1-TEST
abuse-mailbox:  abuse@example.net

inetnum:        198.51.100.0 - 198.51.100.255
netname:        NOBODY

inetnum:        203.0.113.0 - 2001:db8::1
abuse-mailbox:  abuse@example.net
"""


def test_a_dump_whose_lines_end_in_a_carriage_return_alone_is_read_as_any_other() -> None:
    assert read_rpsl(RPSL.replace("\n", "\r")) == read_rpsl(RPSL)
    assert read_rpsl(RPSL.replace("\n", "\r\n")) == read_rpsl(RPSL)
    odd = RPSL.replace("Abuse desk", "Abuse\rinetnum: 192.0.2.0/24")
    assert read_rpsl(odd) == read_rpsl(RPSL), "what somebody wrote into a value ends no line"


def test_registry_objects_become_one_row_per_owner_with_the_contact_of_role_or_organisation() -> None:
    found = read_rpsl(RPSL)

    assert found.rows == (
        Provider(
            "Example Hosting",
            ABUSE,
            networks=(ip_network("192.0.2.0/25"), ip_network("192.0.2.128/26")),
            asns=(64496,),
        ),
        Provider("EXAMPLE-6", ABUSE, networks=(ip_network("2001:db8::/32"),)),
    )
    assert [one.partition(":")[0] for one in found.left_out] == ["line 24", "line 27"]
    assert "no abuse contact" in found.left_out[0]
    assert "from one IP version to the other" in found.left_out[1]


def test_a_csv_row_holds_several_networks_and_a_wrong_one_is_left_out_as_a_whole() -> None:
    found = read_csv(
        "\ufeffName,Contact,Networks,Domains,ASNs\n"
        "Example,abuse@example.net,192.0.2.0/24 2001:db8::/32,Bücher.example,AS64496\n"
        "Example,abuse@example.net,198.51.100.0/24,,\n"
        "Bits,abuse@example.org,192.0.2.1/24,,\n"
        '"Two","a@example.org, b@example.org",203.0.113.0/24,,\n'
        "Long,abuse@example.org,,,,,\n"
    )

    assert found.rows == (
        Provider(
            "Example",
            ABUSE,
            networks=tuple(map(ip_network, ("192.0.2.0/24", "2001:db8::/32", "198.51.100.0/24"))),
            domains=("xn--bcher-kva.example",),
            asns=(64496,),
        ),
    )
    assert [one.partition(":")[0] for one in found.left_out] == ["line 4", "line 5", "line 6"]
    assert not any(row.confirmed for row in found.rows)


@pytest.mark.parametrize("header", ["", "name\n", "name,contact,confirmed\nx,y@example.net,yes\n"])
def test_a_header_that_does_not_fit_is_told_and_nothing_can_come_confirmed(header: str) -> None:
    with pytest.raises(ValueError, match="expected name, contact"):
        read_csv(header)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("n\u00e4me".encode("latin-1"), "n\u00e4me"),
        ("n\u00e4me".encode(), "n\u00e4me"),
        (b"\xef\xbb\xbfname", "name"),
        ("n\u00e4me".encode("utf-16"), "\ufeffn\u00e4me"),
        (b"", ""),
    ],
)
def test_a_dump_is_read_in_the_encoding_that_registries_use(data: bytes, text: str) -> None:
    assert decoded(data).removeprefix("\ufeff") == text.removeprefix("\ufeff")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("0.0.0.0/0,,", "0.0.0.0/0 is wider than any provider's network; expected /8 or longer"),
        ("::/0,,", "::/0 is wider than any provider's network; expected /16 or longer"),
        ("192.0.2.1/24,,", "has host bits set"),
        (",co.uk,", "co.uk is a public suffix, below which anybody registers names"),
        (",Com,", "com is a public suffix"),
        (",,AS0", "no AS number"),
        (",,AS4294967296", "no AS number"),
    ],
)
def test_what_would_be_everybodys_is_left_out_with_its_line(cells: str, said: str) -> None:
    found = read_csv(f"name,contact,networks,domains,asns\nExample,abuse@example.net,{cells}\n")

    assert found.rows == ()
    assert found.left_out[0].startswith("line 2: ")
    assert said in found.left_out[0]


def test_a_language_that_is_none_is_left_out_too() -> None:
    found = read_csv("name,contact,language\nExample,abuse@example.net,english\n")

    assert (found.rows, "ISO 639-1" in found.left_out[0]) == ((), True)


def test_the_root_objects_of_a_registry_are_nobodys_network() -> None:
    text = "inetnum: 0.0.0.0 - 255.255.255.255\nnetname: IANA-BLK\nabuse-mailbox: abuse@example.net\n"

    found = read_rpsl(text)

    assert (found.rows, "wider than any" in found.left_out[0]) == ((), True)


def test_a_route_gives_its_network_to_the_system_of_its_origin() -> None:
    routes = "\nroute: 198.51.100.0/24\norigin: AS64496\n\nroute6: 2001:db8:1::/48\norigin: AS64497\n"
    known = Provider("Known", Address("abuse", "known.example"), "de", asns=(64497,))

    found = read_rpsl(RPSL + routes + "\nroute: 203.0.113.0/24\norigin: AS64498\n", {64497: known})

    named = {row.name: row for row in found.rows}
    assert ip_network("198.51.100.0/24") in named["Example Hosting"].networks
    assert (named["Known"].networks, named["Known"].language) == ((ip_network("2001:db8:1::/48"),), "de")
    assert "AS64498 is neither in the file nor in the directory" in found.left_out[-1]


HEADER = "name,contact,domains\n"
ROW = "A,abuse@a.example,a.example\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEADER + ROW + '"B,abuse@b.example,b.example\n' + ROW, "line 4"),  # a quote that is never closed
        (HEADER + "A," + "x" * 200_000 + ",a.example\n", "line 2"),
        ("name,contact,contact\nA,abuse@a.example,abuse@b.example\n", "contact stands there twice"),
    ],
)
def test_a_table_that_cannot_be_read_for_sure_is_told_with_its_line(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_csv(text)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_is_read_whatever_ends_its_lines(end: str) -> None:
    found = read_csv((HEADER + ROW).replace("\n", end))

    assert [str(one.contact) for one in found.rows] == ["abuse@a.example"]


def test_only_an_end_of_line_ends_a_line_of_a_dump() -> None:
    written = "inetnum: 192.0.2.0 - 192.0.2.255\nremarks: a\x85abuse-mailbox: other@example.org\r\n"

    found = read_rpsl(decoded((written + "abuse-mailbox: abuse@a.example\n").encode("latin-1")))

    assert [str(one.contact) for one in found.rows] == ["abuse@a.example"]
