"""Which hosts are this very machine: only there may a password or the record cross in clear."""

import pytest

from hotlined.domain.values.host import is_this_machine


@pytest.mark.parametrize("host", ["localhost", "LocalHost", "127.0.0.1", "127.8.8.8", "::1"])
def test_localhost_and_loopback_addresses_are_this_machine(host: str) -> None:
    assert is_this_machine(host)


@pytest.mark.parametrize(
    "host", ["", "mail.example.org", "localhost.example.org", "192.0.2.1", "0.0.0.0", "2001:db8::1", "127.1"]
)
def test_every_other_name_and_address_is_another_machine(host: str) -> None:
    assert not is_this_machine(host)
