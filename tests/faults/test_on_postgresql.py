"""The long runs of `make faults STORE=postgresql` in short, and what docs/reliability-postgresql.md says."""

import json
import random
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults import database_runs, report, story_runs, wrong_on_postgresql
from tests.faults.crash_story import STAGES, Plan, Strike, judge, tell, world
from tests.faults.long_runs import ROOT
from tests.faults.place import POSTGRESQL, Place
from tests.faults.store_runs import folder
from tests.support.postgres import Postgres

DOCS = ROOT / "docs"
SEED = random.SystemRandom().randrange(10**6)

pytestmark = [pytest.mark.faults, pytest.mark.slow]


@pytest.fixture(name="place")
def place_fixture(postgres: Postgres) -> Place:
    """The shared server."""
    return Place(postgres)


@pytest.mark.parametrize("mode", ["recovery", "server"])
def test_I1_to_I10_hold_after_a_death_at_a_crash_point_of_the_daemon_or_of_the_server(
    place: Place, mode: str
) -> None:
    hand = {0: "smtp-dot", 1: "recorded", 2: "filed", 4: "due-done", 5: "pg-committed", 6: "pg-written"}
    violations, missed = story_runs.crashes(hand, mode, "plain", random.Random(SEED), place=place)  # noqa: S311

    assert violations == [], SEED
    assert missed == set()


def test_I1_to_I10_hold_however_the_daemon_is_killed_in_each_stage_of_a_case(place: Place) -> None:
    chance = random.Random(SEED)  # noqa: S311
    plans = {stage: Plan((Strike("*", chance.randint(1, 60)),)) for stage in range(len(STAGES))}
    with folder() as base, world(base, place) as one:
        tell(one, plans)

        assert judge(one, copies=one.deaths + one.refusals) == [], SEED
        assert one.deaths > 3


@pytest.mark.parametrize("fail", ["line cut after", "cancelled"])
def test_I9_whatever_statement_of_a_commit_fails_it_is_done_or_temporary_and_the_store_goes_on(
    place: Place, fail: str
) -> None:
    figures = database_runs.failing_statements(place, ("mail to send",), (fail,))

    assert figures.violations == []
    assert figures.count > 5


@pytest.mark.parametrize(
    "name",
    [
        "each statement of a commit is for itself",
        "a write does not prove its lease",
        "everybody gets the lease",
    ],
)
def test_a_version_that_is_wrong_is_found_and_not_by_accident(place: Place, name: str) -> None:
    assert wrong_on_postgresql.hunt(name, place) is not None


@pytest.mark.parametrize("name", wrong_on_postgresql.MUTANTS)
def test_what_a_wrong_version_puts_in_place_is_there(name: str) -> None:
    """The long run found one that named what had been renamed, and so tried nothing."""
    with ExitStack() as stack:
        for patch in wrong_on_postgresql.MUTANTS[name].patches():
            stack.enter_context(patch)


def test_processes_and_servers_are_killed_in_a_short_run_and_the_page_says_how_often(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.faults", "--store", POSTGRESQL, "--kept", str(tmp_path / "kept")]
    sizes = ["--kills", "12", "--server-kills", "8", "--workers", "1", "--out", str(tmp_path)]
    only = [f"--only=kill -9, the {victim}" for victim in ("store", "server")]
    done = subprocess.run([*command, *sizes, *only], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    page = (tmp_path / "reliability-postgresql.md").read_text(encoding="utf-8")
    told = json.loads((tmp_path / "reliability-postgresql.json").read_text(encoding="utf-8"))
    assert {name: (one["count"], one["violations"]) for name, one in told.items()} == {
        "kill -9, the store": (12, 0), "kill -9, the server": (8, 0),
    }  # fmt: skip
    assert "**not part of this run**" in page


def test_the_page_is_of_the_last_long_run_and_says_what_was_left_out() -> None:
    runs = json.loads((DOCS / "reliability-postgresql.json").read_text(encoding="utf-8"))
    page = (DOCS / "reliability-postgresql.md").read_text(encoding="utf-8")

    assert {name: one["violations"] for name, one in runs.items()} == dict.fromkeys(runs, 0)
    assert all(name in page for name in (*report.ON_POSTGRESQL, *report.ELSEWHERE))
    for name, one in runs.items():
        assert f"| {name} |" in page
        assert f"| {one['count']:,} |" in page


def test_every_run_on_files_is_one_here_or_the_page_says_why_not() -> None:
    assert report.WHAT.keys() <= report.ON_POSTGRESQL.keys() | report.ELSEWHERE.keys()
