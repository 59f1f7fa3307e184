"""A Dovecot for the tests of the line, and where the stores are (HOTLINED_STORE)."""

from collections.abc import Iterator

import pytest

from tests.faults.place import FILES, FOLDER, Place, asked
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


@pytest.fixture
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """Where the stores of this run are, with nothing in them."""
    found = FILES if asked() == FOLDER else Place(request.getfixturevalue("postgres"))
    with found.emptied():
        yield found
