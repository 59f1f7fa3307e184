"""The world that the scenarios share; without Dovecot or gpg they fail and say so."""

from collections.abc import Iterator

import pytest

from tests.e2e.world import World


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    """Servers, keys and people, once for a session."""
    with World() as made:
        yield made
