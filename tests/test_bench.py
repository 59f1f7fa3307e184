"""The bench: what it writes has the shape that is read, and its prepared stores are stores."""

import asyncio
import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from benchmarks import board
from benchmarks.figures import Section, bars, quantile, renewed, written
from benchmarks.prepared import Pattern, fill, first_in, references
from benchmarks.stage import BenchStage, _ticks
from hotlined.adapters.casefiles import CaseFiles, verify
from hotlined.adapters.casefiles.stream import Stream
from hotlined.app.ports import Commit
from hotlined.domain.mail.message import Envelope
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.record.correspondence import MailQueued, MailSeen
from hotlined.domain.record.reporting import ReceiptGiven
from tests.support.store_cases import salt
from tests.support.world import reported, row_of

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


def test_a_section_measured_again_takes_the_place_of_its_own_and_says_so(tmp_path: Path) -> None:
    first, second = Section("Cases", "How many."), Section("A start", "How long.")
    first.add("a case", 20.0, "ms")
    first.add("a case of before", 30.0, "ms")
    second.add("a start", 3.0, "s")
    written(tmp_path, [first, second], about="Written by a test.")
    again, other = Section("Cases", "How many, again."), Section("A board", "Its cards.")
    again.add("a case", 10.0, "ms")
    other.add("a card", 1.0, "ms")

    renewed(tmp_path, [again, other], about="This section is of another run.")

    page = (tmp_path / "performance.md").read_text()
    assert [line for line in page.splitlines() if line.startswith("## ")] == [
        "## Cases",
        "## A start",
        "## A board",
    ]
    assert "## Cases\n\nThis section is of another run.\n\nHow many, again.\n\n| what" in page
    assert page.count("This section is of another run.") == 2
    assert "\n\n\n" not in page
    values = {
        name: one["value"] for name, one in json.loads((tmp_path / "performance.json").read_text()).items()
    }
    assert values == {"a start": 3.0, "a case": 10.0, "a card": 1.0}


def test_a_share_of_values_is_taken_between_the_first_and_the_last() -> None:
    values = [float(n) for n in range(1, 101)]

    assert quantile(values, 0.5) == 50.5
    assert 95 <= quantile(values, 0.95) <= 96
    assert quantile([7.0], 0.99) == 7.0


def reported_in(root: Path) -> Stream:
    """A store with one case that was reported and has a receipt, and that case."""
    world = reported()
    world.record(ReceiptGiven(unit="national", fragments=(1,), how="code", by="national", mail="b" * 64))
    stream = world.case.stream
    events = tuple(event for name, event in world.log if name == stream)
    with CaseFiles.open(root, salt=salt) as store:
        (report,) = map(row_of, world.letters("annex-i"))
        row = replace(report, state=RowState.ACCEPTED, digest=hashlib.sha256(b"mail").hexdigest())
        mail = Envelope(row.message_id, row.sender, row.recipient, b"mail", row.digest)
        store.commit([Commit(stream, 0, AT, events, (row,), (mail,))])
    return first_in(root)


def test_prepared_cases_are_as_the_store_writes_them_with_chain_and_head_but_without_finished_mails(
    tmp_path: Path,
) -> None:
    one = reported_in(tmp_path / "model")

    fill(tmp_path / "store", one, 3, closed=5, ages={2: timedelta(days=3)})

    assert {finding.what.rpartition(": ")[2][:8] for finding in verify(tmp_path / "store")} == {"the mail"}
    with CaseFiles.open(tmp_path / "store", salt=salt) as store:
        assert not store.notes
        assert store.open_streams() == tuple(islice(references(2026), 3))
        assert len(store.streams()) == 8
        records = [store.load(name) for name in store.open_streams()]
    assert [len(record.entries) for record in records if record] == [len(one.record.entries)] * 3
    assert min(records, key=lambda record: record.entries[0].at) is records[1]


def test_prepared_cases_differ_in_all_that_the_index_knows(tmp_path: Path) -> None:
    one = reported_in(tmp_path / "model")
    fill(tmp_path / "store", one, 3, closed=5)

    with CaseFiles.open(tmp_path / "store", salt=salt) as store:
        for name in store.streams():
            record = store.load(name)
            assert record is not None
            events = [entry.event for entry in record.entries]
            for seen in (event for event in events if isinstance(event, MailSeen)):
                assert store.find("mail", seen.mail) == (name,)
            for queued in (event for event in events if isinstance(event, MailQueued)):
                assert store.find("token", queued.token) == (name,)
                assert store.find("message-id", queued.message_id) == (name,)


def test_the_report_of_a_prepared_case_is_named_as_in_its_store(tmp_path: Path) -> None:
    one = reported_in(tmp_path / "model")
    fill(tmp_path / "store", one, 2)
    (report,) = (row.message_id for row in one.record.rows)
    name = list(islice(references(2026), 2))[1]

    with CaseFiles.open(tmp_path / "store", salt=salt) as store:
        assert store.find("message-id", Pattern(one).said(report, name)) == (name,)


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


def test_board_and_digest_are_measured_over_so_many_open_cases(tmp_path: Path) -> None:
    found = asyncio.run(board.measured(tmp_path / "store", 3))

    assert found.written == 3, "a card for each"
    assert all(value > 0 for value in (found.start, found.first, found.again, found.one, found.digest))
    with CaseFiles.open(tmp_path / "store", salt=salt) as store:
        (desk,) = store.find("daily", "sent")[-1:]
        record = store.load(desk)
        assert record is not None
        assert any(isinstance(entry.event, MailQueued) for entry in record.entries), "it was composed"
