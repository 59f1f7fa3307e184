"""The file for Prometheus: well formed, without a word of a case, and what docs and examples say it has."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from ruamel.yaml import YAML

from hotlined.adapters.metrics import exposition
from hotlined.adapters.status_file import StatusFile
from hotlined.app.gauges import Sums
from hotlined.app.health import Pulse, Trouble
from hotlined.app.ports import Temporary
from hotlined.domain.overview.board import Column

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PULSE = Pulse(
    at=NOW, started_at=datetime(2026, 3, 1, 6, tzinfo=UTC), running=True, unread={"intake": 12.0, "lea": 4.5},
    waiting=3, oldest=61.0, brakes=("overall", "analyst Ann", "holds of national"), clock_ahead=-2.0, free=5,
    troubles=(Trouble("deaf lea", "a"), Trouble("deaf ntd", "b"), Trouble("disk", "c")),
)  # fmt: skip
SUMS = Sums({column: n for n, column in enumerate(Column)}, 1, 2, 3, 4, 5, 6)
Samples = dict[tuple[str, str], float]


def samples(text: str) -> Samples:
    """Name and value of the only label, if there is one, to the figure."""
    return {
        (one.name, "".join(one.labels.values())): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


KNOWN = {
    one.name: set(one.labels)
    for family in text_string_to_metric_families(exposition(PULSE, SUMS, "1.2.3"))
    for one in family.samples
}


def test_every_figure_is_there_under_its_name() -> None:
    found = samples(exposition(PULSE, SUMS, "1.2.3"))

    assert found["hotlined_info", "1.2.3"] == 1
    assert found["hotlined_running", ""] == 1
    assert found["hotlined_start_time_seconds", ""] == PULSE.started_at.timestamp()
    assert found["hotlined_look_time_seconds", ""] == NOW.timestamp()
    assert found["hotlined_mailbox_read_age_seconds", "lea"] == 4.5
    assert [found["hotlined_open_cases", one] for one in ("needs-you", "on-hold", "done")] == [0, 1, 5]
    assert [found["hotlined_storm_brakes", one] for one in ("overall", "notices", "recipient")] == [1, 0, 2]
    assert [found["hotlined_troubles", one] for one in ("deaf", "outbox", "disk")] == [2, 0, 1]
    assert (found["hotlined_notices_held", ""], found["hotlined_receipts_late", ""]) == (1, 2)
    assert (found["hotlined_questions_open", ""], found["hotlined_reports_blocked", ""]) == (3, 4)
    assert (found["hotlined_deadlines_missed", ""], found["hotlined_alarms_total", ""]) == (5, 6)
    assert (found["hotlined_mails_waiting", ""], found["hotlined_oldest_waiting_seconds", ""]) == (3, 61)
    assert (found["hotlined_clock_ahead_seconds", ""], found["hotlined_disk_free_bytes", ""]) == (-2, 5)


def test_a_folder_that_refuses_is_named_by_its_key(tmp_path: Path) -> None:
    with pytest.raises(Temporary, match="metrics_file cannot be written: No such file"):
        StatusFile(tmp_path / "gone" / "hotlined.prom", "metrics_file").replace("")


# --- what docs and examples say --------------------------------------------------------------------


def test_the_page_of_the_log_explains_every_metric() -> None:
    text = (ROOT / "docs/log.md").read_text(encoding="utf-8")
    told = {
        name for line in re.findall(r"^\| (`hotlined_.*?) \|", text, re.MULTILINE) for name in names(line)
    }

    assert told == set(KNOWN)


def names(expression: str) -> set[str]:
    return set(re.findall(r"hotlined_\w+", expression))


def expressions() -> Iterator[tuple[str, str]]:
    """What the examples ask Prometheus, and what they show with it."""
    rules = YAML(typ="safe", pure=True).load(
        (ROOT / "docs/monitoring/alerts.yaml").read_text(encoding="utf-8")
    )
    for group in rules["groups"]:
        for rule in group["rules"]:
            yield rule["expr"], rule["annotations"]["summary"]
    board = json.loads((ROOT / "docs/monitoring/dashboard.json").read_text(encoding="utf-8"))
    for panel in board["panels"]:
        for target in panel["targets"]:
            yield target["expr"], target["legendFormat"]


@pytest.mark.parametrize(("expression", "shown"), list(expressions()))
def test_the_examples_use_only_metrics_and_labels_that_there_are(expression: str, shown: str) -> None:
    asked = names(expression)
    assert asked, expression
    assert asked <= set(KNOWN), asked - set(KNOWN)
    labels = set(re.findall(r"\{\{ ?(?:\$labels\.)?([a-z]+) ?\}\}", shown))
    assert labels <= set.union(*(KNOWN[name] for name in asked))


def test_no_two_panels_of_the_dashboard_lie_on_each_other() -> None:
    board = json.loads((ROOT / "docs/monitoring/dashboard.json").read_text(encoding="utf-8"))
    taken: list[tuple[int, int]] = []
    for panel in board["panels"]:
        x, y, width, height = (panel["gridPos"][key] for key in ("x", "y", "w", "h"))
        assert x + width <= 24
        taken += [(x + column, y + row) for column in range(width) for row in range(height)]
    assert len(taken) == len(set(taken))
