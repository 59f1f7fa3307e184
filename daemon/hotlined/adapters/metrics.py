"""The figures for Prometheus, as text in its exposition format, by prometheus_client.

Labels have few values, fixed here: no name, address, reference or word of a report can become one (P16).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from hotlined.app.gauges import Sums
from hotlined.app.health import TROUBLES, Pulse
from hotlined.domain.cases.brake import WHOLE

BRAKES: Final = (*WHOLE, "recipient")


class _Figures(Collector):
    """One look, as prometheus_client asks for it."""

    def __init__(self, pulse: Pulse, sums: Sums, version: str) -> None:
        self._pulse, self._sums, self._version = pulse, sums, version

    def collect(self) -> Iterable[Metric]:
        """All metrics; each name is in docs/log.md."""
        pulse, sums = self._pulse, self._sums
        yield _labelled("info", "The version that runs", "version", {self._version: 1})
        yield _one("running", "1 while the daemon runs, 0 after a clean stop", pulse.running)
        yield _one("start_time_seconds", "When the daemon was started", pulse.started_at.timestamp())
        yield _one("look_time_seconds", "When these figures were taken", pulse.at.timestamp())
        columns = {column.lower().replace(" ", "-"): count for column, count in sums.cases.items()}
        yield _labelled("open_cases", "Open cases by column of the board", "state", columns)
        yield _one("notices_held", "Planned notices that a hold keeps back", sums.held)
        yield _one("receipts_late", "Receipts of the LEA that were asked for again", sums.late)
        yield _one("questions_open", "Questions that wait for an analyst", sums.questions)
        yield _one("reports_blocked", "Reports that could not be encrypted and have not left", sums.blocked)
        yield _one("deadlines_missed", "Cases whose report did not reach the LEA that day", sums.missed)
        yield CounterMetricFamily("hotlined_alarms", "Mails that alarmed somebody", value=sums.alarms)
        yield _one("mails_waiting", "Mails that wait to leave, for whatever reason", pulse.waiting)
        yield _one("oldest_waiting_seconds", "How long a mail that may leave has not left", pulse.oldest)
        yield _labelled(
            "mailbox_read_age_seconds", "Since a mailbox was last read in full", "mailbox", pulse.unread
        )
        yield _labelled("storm_brakes", "Storm brakes that are on", "brake", _brakes(pulse.brakes))
        found = Counter(one.kind.partition(" ")[0] for one in pulse.troubles)
        troubles = {kind: found[kind] for kind in TROUBLES}
        yield _labelled("troubles", "What is wrong, as status_file says it in words", "trouble", troubles)
        yield _one("clock_ahead_seconds", "How far the clock is off the time that passed", pulse.clock_ahead)
        yield _one("disk_free_bytes", "What is left on the disk of the store", pulse.free)


def exposition(pulse: Pulse, sums: Sums, version: str) -> str:
    """All figures of one look, as a file for the textfile collector of node_exporter."""
    registry = CollectorRegistry()
    registry.register(_Figures(pulse, sums, version))
    return generate_latest(registry).decode()


def _one(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(f"hotlined_{name}", says, value=value)


def _labelled(name: str, says: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(f"hotlined_{name}", says, labels=[label])
    for value, count in values.items():
        family.add_metric([value], count)
    return family


def _brakes(scopes: Iterable[str]) -> dict[str, float]:
    """How many are on of each kind: whose mails a brake holds back is a name, and stays out."""
    found = Counter(scope if scope in BRAKES else "recipient" for scope in scopes)
    return {brake: found[brake] for brake in BRAKES}
