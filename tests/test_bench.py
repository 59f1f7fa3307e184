"""The bench: what it writes has the shape that is read, and its prepared stores are stores."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from unittest.mock import patch

from benchmarks.figures import Section, bars, quantile, written
from benchmarks.growth import archive, copies, references
from benchmarks.stage import BenchStage, _ticks
from hotlined.adapters.casefiles import CaseFiles
from hotlined.app.ports import Commit
from hotlined.domain.record.events import CaseOpened, MailQueued, MailSeen
from tests.support.store_cases import salt
from tests.support.world import reported

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_figures_are_written_as_a_page_as_data_and_as_charts(tmp_path: Path) -> None:
    section = Section("Cases", "How many.")
    section.add("a case", 20.0, "ms", ratio=1.4, against="two gpg calls", goal="at most 1.5", met=True)
    section.add("a start", 3.0, "s", goal="at most 2 s", met=False)
    section.charts.append(bars("cases", "Cases a second", {"1 worker": 50.0, "2 workers": 80.0}, "cases/s"))

    written(tmp_path, [section], about="Written by a test.")

    assert json.loads((tmp_path / "performance.json").read_text()) == {
        "a case": {"value": 20.0, "unit": "ms", "ratio": 1.4, "against": "two gpg calls"},
        "a start": {"value": 3.0, "unit": "s", "ratio": None, "against": ""},
    }
    page = (tmp_path / "performance.md").read_text()
    assert "| a case | 20.0 ms | 1.40 | two gpg calls | at most 1.5: met |" in page
    assert "at most 2 s: **not met**" in page
    assert "![Cases a second: 1 worker: 50.0 cases/s; 2 workers: 80.0 cases/s](performance-cases.png)" in page
    assert (tmp_path / "performance-cases.png").read_bytes().startswith(b"\x89PNG")


def test_a_share_of_values_is_taken_between_the_first_and_the_last() -> None:
    values = [float(n) for n in range(1, 101)]

    assert quantile(values, 0.5) == 50.5
    assert 95 <= quantile(values, 0.95) <= 96
    assert quantile([7.0], 0.99) == 7.0


def test_prepared_cases_differ_in_all_that_the_index_knows_and_open_as_any_store(tmp_path: Path) -> None:
    world = reported()
    stream = world.case.stream
    events = tuple(event for name, event in world.log if name == stream)
    made = list(islice(copies(events, stream, references(2026)), 3))
    with patch.object(os, "fsync"), CaseFiles.open(tmp_path / "store", salt=salt) as store:
        for name, own in made:
            store.commit([Commit(name, 0, AT, own)])
    archive(tmp_path / "store", events, stream, 5, 2025)

    with CaseFiles.open(tmp_path / "store", salt=salt) as store:
        assert store.open_streams() == tuple(name for name, _ in made)
        assert len(store.streams()) == 8
        for name, own in made:
            (opened,) = (one for one in own if isinstance(one, CaseOpened))
            (seen,) = (one for one in own if isinstance(one, MailSeen))
            assert store.find("mail", seen.mail) == (name,)
            assert opened.mail == seen.mail
            for queued in (one for one in own if isinstance(one, MailQueued)):
                assert store.find("token", queued.token) == (name,)
                assert store.find("message-id", queued.message_id) == (name,)
        closed = next(iter(copies(events, stream, references(2025))))[1]
        (seen,) = (one for one in closed if isinstance(one, MailSeen))
        assert store.find("mail", seen.mail)


def test_the_processor_time_of_the_daemon_grows_with_what_it_and_its_children_do(tmp_path: Path) -> None:
    stage = BenchStage(tmp_path)
    busy = "sum(range(3_000_000)); print(flush=True); input()"
    code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {busy!r}]); {busy}"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as stage.daemon:
        assert stage.daemon.stdout is not None
        for _ in range(2):
            stage.daemon.stdout.readline()
        both, alone = stage.processor(), sum(_ticks(stage.daemon.pid))
        stage.daemon.communicate(b"\n\n")
    assert both > alone / os.sysconf("SC_CLK_TCK") > 0
