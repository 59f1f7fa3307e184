"""What all tests share: hypothesis without a deadline, since a busy machine is no bug; figures at the end."""

import gc
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from hotlined.adapters.postgres import Database
    from tests.support.postgres import Postgres

# Files whose short tests take together more than 15 s, of a processor or of waiting.
LONG = frozenset({
    "test_agenda", "test_analyst_languages", "test_canary", "test_check", "test_crew", "test_fuzz",
    "test_gateway", "test_languages", "test_lea_replies", "test_loops", "test_mail_worker", "test_outbox",
    "test_pdf", "test_plain_statements", "test_purge", "test_receipts", "test_reliability",
    "test_restore", "test_rests", "test_run", "test_sealing", "test_simulation", "test_store",
    "test_store_crash", "test_unit",
})  # fmt: skip

settings.register_profile("hotlined", deadline=None)
settings.load_profile("hotlined")


@pytest.fixture(autouse=True)
def _umask() -> Iterator[None]:
    """A daemon or a command that is run in this process sets its own, which no other test is to inherit."""
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


@pytest.fixture(scope="session")
def postgres() -> "Iterator[Postgres]":
    """One PostgreSQL for all tests of this process."""
    from tests.support.postgres import Postgres

    with Postgres() as running:
        yield running


@pytest.fixture
def database(postgres: "Postgres") -> "Iterator[Database]":
    """A database with our tables, and nothing in them."""
    with postgres.cleared() as found:
        yield found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first, then the long ones: one begun last keeps all other processors waiting."""
    slow = {item.path for item in items if item.get_closest_marker("slow") is not None}
    items.sort(key=lambda item: (item.path not in slow, item.path.stem not in LONG))


def pytest_collection() -> None:
    """Nothing becomes rubbish while tests are collected: a fifth of that time was spent looking for it."""
    gc.disable()


def pytest_collection_finish() -> None:
    """What was collected stays to the end: whoever looks for rubbish later need not go through it again.

    A look after each 700 new objects takes an eighth of the time of tests that play days or read hundreds of
    mails; after each 50,000 it takes next to none.
    """
    gc.freeze()
    gc.unfreeze = lambda: None  # a daemon whose turn ends in this process would go through all of it again
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests recorded as a "figure", e.g. how many mails a fuzz test made."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == "figure":
                terminalreporter.write_line(str(value))
