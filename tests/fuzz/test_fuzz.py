"""Whole hostile mails come to a decision and break nothing; the long run is `make fuzz N=100000`."""

import asyncio
from collections.abc import Coroutine, Iterator
from itertools import cycle
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotlined.domain.values.folders import Folder
from tests.fuzz.mails import CORPUS
from tests.fuzz.world import World
from tests.support.fake_clock import InlineExecutor
from tests.support.rig import NAMES

MAILS = (200, pytest.param(600, marks=pytest.mark.faults))  # the same mails, and four hundred more


class Running:
    """A world on an event loop of its own."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self._runner.get_loop().set_default_executor(InlineExecutor(1))
        self.world: World = self.run(World().start())

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """Its result."""
        return self._runner.run(coroutine)

    def close(self) -> None:
        """The end of the loop."""
        self._runner.close()


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    made = Running()
    yield made
    made.close()


@pytest.mark.parametrize("mails", MAILS)
def test_P11_each_mail_of_many_comes_to_one_folder_and_breaks_nothing(
    running: Running, record_property: Any, mails: int
) -> None:
    for seed in range(mails):
        try:
            running.run(running.world.deal(seed))
        except Exception as error:
            raise AssertionError(f"python -m tests.fuzz 1 {seed}: {error}") from error
    slowest, seed = running.world.slowest
    record_property(
        "figure", f"fuzz: {mails} whole mails decided, slowest {slowest * 1e3:.0f} ms (seed {seed})"
    )
    # The mails are of use only if they get everywhere.
    assert set(running.world.folders) >= {
        Folder.INTAKE,
        Folder.DONE,
        Folder.REFUSED,
        Folder.LEA,
        Folder.PROVIDER,
        Folder.BOUNCES,
        Folder.AUTOMATIC,
        Folder.UNREADABLE,
        Folder.UNPROVEN,
        Folder.QUARANTINE_TROUBLE,
        Folder.STRANGERS,
    }


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_the_same_with_mails_that_shrink(running: Running, random: Random) -> None:
    running.run(running.world.deal_with(random))


def test_P9_what_people_write_on_every_case_changes_nothing_without_proof(running: Running) -> None:
    for raw in running.world.pool.bases:
        running.run(running.world.deal_raw(raw, "lea"))


def test_each_mail_of_the_corpus_breaks_nothing(running: Running) -> None:
    for raw, mailbox in zip(CORPUS, cycle(NAMES)):
        running.run(running.world.deal_raw(raw, mailbox))
