"""Random schedules, those kept, and versions of the program that must be found wrong (I5-I8, P5-P7)."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.simulation.many import SCHEDULES, caught, caught_by_kept, guarded, shortened, some
from tests.simulation.mutants import AT_REST, CLOSED, MUTANTS, wrong
from tests.simulation.runs import play
from tests.simulation.schedule import DAY, Schedule, Step, generate, read
from tests.simulation.streets import DELAY, walk

KEPT = sorted((Path(__file__).parent / "kept").glob("*.txt"))
FIRST = 1_000_000  # other schedules than those of the long run
ENOUGH = 3  # schedules from the seed that is known to find a wrong version


def test_P5_no_notice_leaves_against_a_readable_hold_in_any_schedule(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tally = some(range(FIRST, FIRST + 100))

    with capsys.disabled():
        print(f"\n{tally.line('simulation', FIRST)}")
    assert tally.failed == []
    assert tally.handed > 100


def test_P5_nor_through_the_true_loops(capsys: pytest.CaptureFixture[str]) -> None:
    tally = some(range(FIRST, FIRST + 10), walk, DELAY)

    with capsys.disabled():
        print(f"\n{tally.line('simulation, true loops', FIRST)}")
    assert tally.failed == []
    assert tally.handed > 10


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_a_schedule_that_failed_once_does_not_fail_again(path: Path) -> None:
    schedule = read(path.read_text(encoding="utf-8"))

    assert guarded(schedule, walk if schedule.delay < DAY else play).violations == []


# After which seed each wrong version is found at once; the whole table: python -m tests.simulation --mutants.
SEEDS: Mapping[str, int] = {
    "no hold fence at all": 19,
    "a fence that began before the due time": 96,
    "a fence of any age": 96,
    "mail known to be unread does not void the fence": 7,
    "a read that broke off counts as whole": 96,
    "Junk is not read": 4,
    "the gate is not asked again before SMTP": 7,
    "the gate is not asked again before DATA": 88,
    "holds are no obstacle": 5,
    "holds on single items are no obstacle": 2,
    "free items wait with the held ones": 355,
    "every list of items is believed": 368,
    "items that the case does not have are believed": 4,
    "the release of some items lifts all": 61,
    "questions are no obstacle": 3,
    "an unclear mail is passed over": 2,
    "a hold without reference is ignored": 19,
    "the end of a hold is read as local time": 70,
    "an older release lifts a later hold": 577,
    "a hold ends without a warning": 119,
    "a notice is due by the wall clock": 29,
    "due times are counted in local time": 3,
    "what is late is dropped": 3,
    "every proof is believed": 2,
    "any receipt counts": 2,
    "bounces are tested after automatic mail": 69,
    "a notice cut off is forgotten": 21,
    "a hold that came too late is not answered": 1,
}


def test_each_wrong_version_has_its_seed() -> None:
    assert {*SEEDS, *SCHEDULES} == set(MUTANTS)


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_version_that_is_wrong_is_found_by_a_schedule_that_was_kept(name: str) -> None:
    assert caught_by_kept(name)


@pytest.mark.parametrize("name", SEEDS)
def test_a_version_that_is_wrong_is_found(name: str) -> None:
    found = caught(name, range(SEEDS[name], SEEDS[name] + ENOUGH))
    assert found is not None
    assert not found[2].startswith("X:"), "it does not fit the program any more, and finds nothing"


# Of a start that knows cases without reading them; that the true one passes, the kept schedules show.
@pytest.mark.parametrize("name", AT_REST)
def test_a_start_that_is_wrong_about_cases_at_rest_is_found(name: str) -> None:
    found = caught_by_kept(name)
    assert found
    assert not found.startswith("X:"), "it does not fit the program any more, and finds nothing"


@pytest.mark.parametrize("name", CLOSED)
def test_P5_P7_a_version_that_lets_go_what_goes_on_in_a_closed_case_is_found(name: str) -> None:
    found = caught_by_kept(name)
    assert found
    assert not found.startswith("X:"), "it does not fit the program any more, and finds nothing"


def test_a_schedule_is_read_as_it_is_written() -> None:
    schedule = generate(7)

    assert read(f"# why\n{schedule.written()}") == schedule


def test_a_failing_schedule_is_made_as_short_as_it_goes() -> None:
    noise = tuple(Step(at, "mail", "absent", on="B", how="thread") for at in (5_000, 6_000, 7_000))
    hold = Step(DAY - 5_000, "mail", "national", "en", "A", "thread")
    long = Schedule(0, "plain", DAY, (1, 1, 1, 1, 1), (*noise, hold))

    with wrong("holds are no obstacle"):
        short, why = shortened(long)

    assert short.steps == (hold,)
    assert why.startswith("I5")
