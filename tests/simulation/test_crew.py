"""Several daemons on one store: random schedules, those kept, and versions that must be found wrong."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.simulation.crew.mutants import KEPT, MUTANTS
from tests.simulation.crew.runs import SCHEDULES, caught, caught_by_kept, guarded, some
from tests.simulation.crew.schedule import generate, read

FIRST = 1_000_000  # other schedules than those of the long run
COUNT = 8


def test_P1_P2_P3_P5_P14_hold_for_several_daemons_that_are_killed_paused_and_cut_off_at_any_await(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tally = some(range(FIRST, FIRST + COUNT))

    with capsys.disabled():
        print(f"\n{tally.line(FIRST)}")
    assert tally.failed == []
    assert tally.strikes > COUNT
    assert tally.reports > COUNT
    assert tally.notices
    assert tally.believed


@pytest.mark.parametrize("path", sorted(SCHEDULES.glob("*.txt")), ids=lambda path: path.stem)
def test_a_schedule_that_was_kept_does_not_fail(path: Path) -> None:
    assert guarded(read(path.read_text(encoding="utf-8"))).violations == []


# At which seed each wrong version is found; the whole table: python -m tests.simulation --mutants.
SEEDS: Mapping[str, int] = {
    "no lock is taken": 4,
    "only streams are locked": 4,
    "the lease is not proven at the commit": 0,
    "a mail that another is sending is sent": 0,
    "a mail that another has claimed is read and moved": 6,
    "anybody sends notices": 0,
    "the lease is not asked before a mail": 0,
    "what others wrote is not learnt": 0,
    "what a daemon has begun is anybody's while it works": 0,
}


def test_each_wrong_version_has_its_seed() -> None:
    assert set(SEEDS) == set(MUTANTS)


@pytest.mark.faults  # it tries the schedules, and not the program
@pytest.mark.parametrize("name", SEEDS)
def test_a_version_that_is_wrong_is_found(name: str) -> None:
    found = caught(name, [SEEDS[name]])
    assert found is not None
    assert not found[2].startswith("X:"), "it does not fit the program any more, and finds nothing"


@pytest.mark.parametrize("name", KEPT)
def test_a_version_that_is_wrong_is_found_by_a_schedule_that_was_kept(name: str) -> None:
    found = caught_by_kept(name)
    assert found
    assert not found.startswith("X:"), "it does not fit the program any more, and finds nothing"


def test_a_schedule_is_read_as_it_is_written() -> None:
    schedule = generate(7)

    assert read(f"# why\n{schedule.written()}") == schedule
