"""The long runs of `make faults` in short, and what docs/reliability.md says of the last long one."""

import json
import random
from pathlib import Path

import pytest

from tests.faults import report, store_runs, story_runs, wrong
from tests.faults.long_runs import Result
from tests.faults.power_cut import snapshot
from tests.simulation.mutants import MUTANTS as IN_SCHEDULES

DOCS = Path(__file__).parents[2] / "docs"
SEED = random.SystemRandom().randrange(10**6)

pytestmark = pytest.mark.faults


@pytest.mark.parametrize(
    ("point", "mode", "sky"),
    [
        ("recorded", "first", "clock jump"),
        ("smtp-dot", "twice", "plain"),
        ("stream-renamed", "recovery", "disk nearly full"),
        ("notice-claimed", "recovery", "plain"),
    ],
)
def test_I1_to_I10_hold_after_a_death_at_a_crash_point(point: str, mode: str, sky: str) -> None:
    violations = story_runs.crash(point, mode, sky, random.Random(SEED))  # noqa: S311

    assert violations == [], SEED


def test_I1_to_I10_hold_when_an_operation_fails_a_server_is_odd_a_clock_is_set() -> None:
    runs = (
        story_runs.failing_operations(("line breaks",), SEED, 1),
        story_runs.smtp_peers("dot", ("RST", "451"), (0, 4)),
        story_runs.clock_jumps((-3600.0,), (3, 4)),
    )

    assert [one for run in runs for one in run.violations] == [], SEED


def test_I9_each_disk_that_a_power_cut_may_leave_has_the_old_or_the_new_state() -> None:
    store, spool = store_runs.power_cuts(), store_runs.spool_power_cuts()

    assert store.violations + spool.violations == []
    assert store.count > 150
    assert spool.count > 10


@pytest.mark.parametrize("fail", store_runs.DISK_FAILS)
def test_I9_whatever_operation_of_a_commit_fails_it_is_done_or_temporary_and_the_store_goes_on(
    fail: str,
) -> None:
    names = ("mail to send", "two streams", "a part") if fail == "EIO" else ("two streams",)
    figures = store_runs.failing(names, (fail,))
    figures += store_runs.spool_failing((fail,))

    assert figures.violations == []
    assert figures.count > 4


@pytest.mark.parametrize("name", wrong.MUTANTS)
def test_a_version_that_is_wrong_is_found_and_not_by_accident(name: str) -> None:
    rounds = wrong.MUTANTS[name].rounds
    found = wrong.hunt(name, last=len(rounds) > 1)

    assert found is not None


def test_there_are_more_than_forty_wrong_versions() -> None:
    assert len(wrong.MUTANTS) + len(IN_SCHEDULES) >= 40
    assert not wrong.MUTANTS.keys() & IN_SCHEDULES.keys() - {"what is late is dropped"}


def test_a_snapshot_knows_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").write_bytes(b"x")

    assert {name: None if one is None else one.sure for name, one in snapshot(tmp_path).items()} == {
        "a": None,
        "a/b": b"x",
    }


def test_the_page_shows_violations_as_they_are(tmp_path: Path) -> None:
    results = [Result("disk full", 2, ["0 bytes left: I9 lost"]), Result("disk full", 3)]
    about = report.About("1 March 2026", 7, 3)

    assert not report.write(tmp_path, results, about)
    told = json.loads((tmp_path / "reliability.json").read_text())["disk full"]
    assert (told["count"], told["violations"], told["seed"]) == (5, 1, 7)
    assert "0 bytes left: I9 lost" in (tmp_path / "reliability.md").read_text()


def test_the_page_is_of_the_last_long_run_and_says_what_was_left_out() -> None:
    runs = json.loads((DOCS / "reliability.json").read_text(encoding="utf-8"))
    page = (DOCS / "reliability.md").read_text(encoding="utf-8")

    assert {name: one["violations"] for name, one in runs.items()} == dict.fromkeys(runs, 0)
    for name in report.WHAT:
        assert name in page
    for name, one in runs.items():
        assert f"| {name} |" in page
        assert f"| {one['count']:,} |" in page
