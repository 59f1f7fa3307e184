"""Proposals for the provider directory: every row unconfirmed, everything else told with its line."""

from ipaddress import ip_network

import pytest

from hotlined.adapters.abuse_data import read_csv, read_rpsl
from hotlined.domain.address import Address
from hotlined.domain.directory import Provider

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
