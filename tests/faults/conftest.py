"""A Dovecot for the tests of the line."""

from collections.abc import Iterator

import pytest

from tests.support.dovecot import Dovecot

_USERS = {f"u{n}@example.org": f"p{n}" for n in range(2000)}


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    """One for all tests of a module."""
    with Dovecot(_USERS) as running:
        yield running


@pytest.fixture(scope="module")
def users(dovecot: Dovecot) -> Iterator[str]:
    """Users whose mailbox nobody has opened yet."""
    return iter(dovecot.users)
