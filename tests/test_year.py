"""The simulated year: its queue is the one of the books, and its days are a hotline's."""

import json
from random import Random

import pytest

from benchmarks.year import DAY, HOUR, KEPT_OPEN, PERFORMANCE, Costs, Found, Hotline, Scale, row

COSTS = Costs(case=0.06, receipt=0.015, hold=0.05, notice=0.07, report=0.02, start=4.0, start_each=0.0005)


def simulated(scale: Scale, costs: Costs = COSTS, seed: int = 1) -> Found:
    """So much mail, from these dice."""
    return Hotline(scale, costs, Random(seed)).run()  # noqa: S311 - no secret


def test_mail_at_random_waits_as_long_as_queueing_theory_says() -> None:
    """M/D/1: in use for a share r of the time, mail waits r * cost / (2 * (1 - r)) (Pollaczek-Khinchine)."""
    each, share, days = 30.0, 0.5, 40
    only_reports = Costs(case=0, receipt=0, hold=0, notice=0, report=each, start=0, start_each=0)
    a_day = share * DAY / each

    took = simulated(Scale("", a_day / 3, days), only_reports).took["of the public"]

    assert len(took) == pytest.approx(a_day * days, rel=0.05)
    assert sum(took) / len(took) - each == pytest.approx(share * each / (2 * (1 - share)), rel=0.1)


def test_cases_come_when_analysts_work_and_a_weekend_s_on_monday() -> None:
    hotline = Hotline(Scale("", 200, 14), COSTS, Random(2))  # noqa: S311 - no secret
    found = hotline.run()
    reports = sum(len(found.took[kind]) for kind in ("report", "urgent report"))

    assert reports == pytest.approx(200 * 14, rel=0.1)
    at_night = [hour for hour in found.busy if hour % 24 in (3, 4)]
    assert max(found.busy[hour] for hour in at_night) < found.busiest * HOUR / 3
    monday, wednesday, sunday = (
        sum(seconds for hour, seconds in found.busy.items() if hour // 24 == day and 8 <= hour % 24 < 16)
        for day in (7, 9, 13)
    )
    assert sunday < wednesday / 2 < monday / 3


def test_what_is_urgent_waits_for_one_mail_and_not_for_the_queue() -> None:
    slow = Costs(case=4.0, receipt=4.0, hold=4.0, notice=4.0, report=0.0, start=0.0, start_each=0.0)

    found = simulated(Scale("", 1_500, 5), slow)

    assert max(found.took["report"]) > 300, "the busiest hours are too much for the daemon"
    assert max(found.took["urgent report"]) < 3 * slow.case


def test_an_update_reads_every_open_case_and_mail_waits_for_it() -> None:
    found = simulated(Scale("", 2_000, 3))

    assert found.restarts == [pytest.approx(4.0 + 0.0005 * 2_000 * KEPT_OPEN, rel=0.05)]
    assert max(found.took["report"]) > 15


def test_other_daemons_take_reports_off_the_one_that_keeps_the_mailboxes() -> None:
    slow = Costs(case=4.0, receipt=1.0, hold=2.0, notice=4.0, report=0.0, start=0.0, start_each=0.0)

    alone, helped = (simulated(Scale("", 2_000, 3, more), slow) for more in (0, 3))

    assert max(helped.took["report"]) < max(alone.took["report"]) / 10
    assert max(helped.took["notice"]) < max(alone.took["notice"])


def test_the_same_seed_gives_the_same_year_and_a_line_of_the_table() -> None:
    scale = Scale("a hotline", 35, 30)
    first, again = simulated(scale), simulated(scale)

    assert first.took == again.took
    assert row(scale, COSTS, first) == row(scale, COSTS, again)


def test_costs_are_those_of_the_last_bench() -> None:
    figures = json.loads(PERFORMANCE.read_text(encoding="utf-8"))

    costs = Costs.measured(figures)

    assert 1 / costs.case == pytest.approx(figures["cases, 2 workers"]["value"])
    assert 0 < costs.start_each < 0.01
    assert costs.memory > 0


def test_an_update_of_many_cases_takes_what_the_largest_store_took_that_was_measured() -> None:
    """A case more costs more among many: from 10,000 open ones to 100,000 the first start took ten times."""
    figures = json.loads(PERFORMANCE.read_text(encoding="utf-8"))
    figures |= {f"{what}, 500,000 open": {"value": 900.0} for what in ("the first start", "most memory")}

    costs = Costs.measured(figures)

    assert costs.start + costs.start_each * 500_000 == pytest.approx(900)
    assert costs.memory + costs.memory_each * 500_000 == pytest.approx(900)
