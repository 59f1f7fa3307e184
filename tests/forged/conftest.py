"""The stage, made once per session, and the count of forged and genuine mails in one line at the end."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.forged.judge import COUNTS
from tests.forged.people import cast
from tests.forged.stage import Stage, build


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    """Real keys, real gpg, three cases."""
    with cast() as people:
        stage = asyncio.run(build(people))
        yield stage
        stage.gnupg.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many were tried, and how many were obeyed."""
    if any(COUNTS.values()):
        terminalreporter.write_line(
            f"forged mails: {COUNTS['forged']}, obeyed: {COUNTS['forged obeyed']}; "
            f"genuine mails: {COUNTS['genuine']}, obeyed: {COUNTS['genuine obeyed']}"
        )
