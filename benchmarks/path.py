"""The way of a case through a real daemon: cases and receipts and holds in a burst, and one mail alone."""

import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from operator import attrgetter

from imapclient import IMAPClient

from benchmarks import parts
from benchmarks.figures import Section, bars, quantile
from benchmarks.parts import Parts
from benchmarks.stage import PATIENCE, BenchStage
from hotlined.demo.stage import BOXES, PASSWORD

IN_A_ROW = 5  # times as many mails one after the other: of forty the 99th of 100 would be the longest
REST = 2.5  # seconds; cards wait for a pause of a second, and half a second between two batches
IDLE = 0.05  # seconds of processor time that a daemon with nothing to do may take in that time
ITEMS = 1_000_000  # where the numbers of the bench's own items begin, above all prepared ones


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many mails of each kind."""

    cases: int = 150
    single: int = 40
    rounds: int = 15
    turns: int = 5  # bursts on each number of workers
    workers: tuple[int, ...] = (1, 2)


@dataclass(slots=True)
class Way:
    """A stage, and how many mails take their way over it."""

    stage: BenchStage
    sizes: Sizes
    _items: int = ITEMS

    def mails(self, count: int) -> list[bytes]:
        """So many new assessments."""
        self._items += count
        return [self.stage.assessment(self._items - count + n) for n in range(count)]

    def warmed(self) -> Parts:
        """A few cases, so that everything is loaded; then the parts alone."""
        mails = self.mails(3)
        self.stage.begin()
        self.burst(mails)
        self.rest()
        self.stage.stop()
        return parts.measured(self.stage, mails[0], self.sizes.rounds)

    def burst(self, mails: Sequence[bytes]) -> float:
        """Deliver them at once; seconds a case, from the first report's acceptance to the last one's."""
        known, answers = len(self.stage.reports), len(self.stage.to("analyst"))
        self.stage.deliver("intake", mails)
        self.stage.sink.wait(lambda taken: len(self.stage.reports) >= known + len(mails), PATIENCE)
        self.stage.sink.wait(lambda taken: len(self.stage.to("analyst")) >= answers + len(mails), PATIENCE)
        found = sorted(self.stage.reports)[known:]
        return (found[-1] - found[0]) / max(len(found) - 1, 1)

    def rest(self) -> None:
        """Until the daemon has nothing left to do: copies and cards are written."""
        spent = -1.0
        while self.stage.processor() - spent > IDLE:
            spent = self.stage.processor()
            time.sleep(REST)

    def one_by_one(self, count: int) -> list[float]:
        """The latency of so many cases, each alone."""
        found = []
        for mail in self.mails(count):
            found.append(self.latency(mail))
            time.sleep(0.3)
        return found

    def latency(self, mail: bytes) -> float:
        """Seconds from the server's notice in another session (IDLE) to the report's acceptance."""
        known = len(self.stage.reports)
        with noticed(self.stage) as seen:
            self.stage.deliver("intake", [mail])
            self.stage.sink.wait(lambda taken: len(self.stage.reports) > known, PATIENCE)
            if not seen.told.wait(PATIENCE):
                raise TimeoutError("the server has not noticed the mail")
        return sorted(self.stage.reports)[known] - seen.at

    def answered(self, letters: Sequence[bytes]) -> float:
        """Deliver mails of the LEA at once; seconds a mail, until all are filed."""
        self.stage.deliver("lea", letters)
        return self.stage.filed("lea")

    def letters(self, texts: Sequence[str], *, sealed: bool) -> list[bytes]:
        """Mails of the LEA, each in the thread of one of the last reports."""
        reports = [one.message_id for one in self.stage.to("lea")]
        return [
            self.stage.officer(report, text, sealed=sealed)
            for report, text in zip(reports[-len(texts) :], texts, strict=True)
        ]


class Seen:
    """When a session of its own was told of a new mail."""

    def __init__(self) -> None:
        self.at = 0.0
        self.ready = threading.Event()
        self.told = threading.Event()


@contextmanager
def noticed(stage: BenchStage) -> Iterator[Seen]:
    """A second session on the intake box that waits by IDLE as the daemon does."""
    seen = Seen()

    def wait() -> None:
        client = IMAPClient("127.0.0.1", stage.imap_port, ssl=False, timeout=PATIENCE)
        client.login(BOXES["intake"], PASSWORD)
        client.select_folder("INBOX", readonly=True)
        client.idle()
        seen.ready.set()
        while not any(b"EXISTS" in answer for answer in client.idle_check(PATIENCE)):
            pass
        seen.at = time.monotonic()
        seen.told.set()
        client.idle_done()
        client.logout()

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    seen.ready.wait(PATIENCE)
    yield seen
    thread.join(PATIENCE)


@dataclass(frozen=True, slots=True)
class Run:
    """One burst: seconds a case by the clock and of processor time, and the parts before and after it."""

    each: float
    spent: float
    beside: tuple[Parts, Parts]

    def share(self, what: Callable[[Parts], float]) -> float:
        """How often such parts, alone, fit into a case."""
        return statistics.mean(map(what, self.beside)) / self.each


def cases(way: Way, known: Parts) -> Section:
    """(a): how many cases a second, on one and two workers."""
    section = Section("Cases", CASES)
    runs: dict[int, list[Run]] = {workers: [] for workers in way.sizes.workers}
    for _ in range(way.sizes.turns):  # in turn: the machine is not as fast in each minute
        for workers, found in runs.items():
            found.append(_run(way, workers, known))
            known = found[-1].beside[1]
    rates = {_named(workers): _rate(section, workers, found) for workers, found in runs.items()}
    most = runs[way.sizes.workers[-1]]
    each = statistics.median(run.each for run in most)
    for name, what, against, goal in (
        ("a whole case", "two", "its two gpg calls alone", 1.5),
        ("a whole case, with its answer", "gpg", "its three gpg calls alone", None),
    ):
        ratio = statistics.median(1 / run.share(attrgetter(what)) for run in most)
        aim = {} if goal is None else {"goal": f"at most {goal}", "met": ratio <= goal}
        section.add(name, 1e3 * each, "ms", ratio=ratio, against=against, **aim)
    rates["parts alone, in a row"] = 1 / known.case
    section.charts.append(bars("cases", "Cases a second", rates, "cases/s"))
    return section


def _rate(section: Section, workers: int, found: Sequence[Run]) -> float:
    """Cases a second on so many workers, which the section is told, too."""
    rate = 1 / statistics.median(run.each for run in found)
    # two workers could do the parts of two cases at a time
    shares = sorted(run.share(attrgetter("case")) / workers for run in found)
    share, least, name = statistics.median(shares), 45 if workers == 1 else 80, _named(workers)
    section.add(
        f"cases, {name}", rate, "cases/s", ratio=share,
        against="unavoidable parts / workers / time of a case",
        goal=f"{least} cases/s, or a ratio of 0.7", met=rate >= least or share >= 0.7,
    )  # fmt: skip
    for which, run in zip(
        ("fastest", "slowest"), (min(found, key=_each), max(found, key=_each)), strict=True
    ):
        share = run.share(attrgetter("case")) / workers
        section.add(f"the {which} burst, {name}", 1 / run.each, "cases/s", ratio=share, against="the same")
    spent = statistics.median(run.spent for run in found)
    section.add(f"processor time of a case, {name}", 1e3 * spent, "ms")
    return rate


def _each(run: Run) -> float:
    return run.each


def _named(workers: int) -> str:
    return f"{workers} worker" + ("s" if workers > 1 else "")


def _run(way: Way, workers: int, before: Parts) -> Run:
    """One burst on so many workers."""
    way.stage.workers = workers
    mails = way.mails(way.sizes.cases)
    way.stage.begin()
    began = way.stage.processor()
    each = way.burst(mails)
    way.rest()
    spent = (way.stage.processor() - began) / len(mails)
    way.stage.stop()
    return Run(each, spent, (before, parts.measured(way.stage, mails[0], way.sizes.rounds)))


def alone(known: Parts) -> Section:
    """What the ratios are measured against."""
    section = Section("The parts alone", ALONE)
    for name, value in (
        ("gpg: decrypt and verify the tagged mail", known.opening),
        ("gpg: sign and encrypt the report", known.report),
        ("gpg: sign and encrypt the answer", known.answer),
        ("disk: a commit", known.commit),
        ("disk: the report's bytes", known.envelope),
        ("SMTP: report and answer", known.smtp),
        ("IMAP: fetch, of a batch", known.fetch),
        ("IMAP: move, of a batch", known.move),
        ("IMAP: append the copy", known.append),
    ):
        section.add(name, 1e3 * value, "ms", ratio=value / known.two, against="the two gpg calls")
    section.add("sum of the unavoidable parts", 1e3 * known.case, "ms", ratio=known.case / known.two,
                against="the two gpg calls")  # fmt: skip
    return section


def latency(way: Way, known: Parts) -> Section:
    """(b): from the server's notice to the report's acceptance, idle and under load."""
    section = Section("Latency", LATENCY)
    way.stage.workers = 0
    way.stage.begin()
    way.rest()
    idle = way.one_by_one(IN_A_ROW * way.sizes.single)
    loaded = _under_load(way)
    for name, found in (("idle", idle), ("under load", loaded)):
        for share in (0.5, 0.95, 0.99):
            value = quantile(found, share)
            goal = {"goal": "at most 150 ms", "met": value <= 0.15} if (name, share) == ("idle", 0.95) else {}
            section.add(
                f"notice to acceptance, {name}, p{100 * share:.0f}", 1e3 * value, "ms",
                ratio=value / known.way, against="the parts between, alone", **goal,
            )  # fmt: skip
    rows = {one.name.partition(", ")[2]: one.value for one in section.figures}
    section.charts.append(bars("latency", "Notice to acceptance", rows, "ms"))
    return section


def _under_load(way: Way) -> list[float]:
    """Urgent mails, one after the other, while others wait."""
    stage, count = way.stage, max(way.sizes.single // 4, 2)
    load = way.mails(way.sizes.cases)
    urgent = [
        stage.assessment(10 * ITEMS + n, tags="[ILLEGAL] [HOST:EE] [URGENT:a reason]") for n in range(count)
    ]
    before = len(stage.reports)
    stage.deliver("intake", load)
    found = []
    for mail in urgent:
        known = len(stage.to("contact"))
        began = time.monotonic()
        stage.deliver("intake", [mail])
        stage.sink.wait(partial(_is_called, stage, known), PATIENCE)
        found.append(stage.to("contact")[known].at - began)
    stage.sink.wait(lambda taken: len(stage.reports) >= before + len(load) + count, PATIENCE)
    way.rest()
    return found


def _is_called(stage: BenchStage, known: int, _: object) -> bool:
    """Whether the contact person has one more mail than so many."""
    return len(stage.to("contact")) > known


def officers(way: Way, known: Parts) -> Section:
    """(c): receipts and holds; the daemon runs, and has sent enough reports."""
    section = Section("Receipts and holds", OFFICERS)
    count = min(way.sizes.cases, len(way.stage.to("lea")))
    rows: dict[str, float] = {}
    for name, text, sealed in (
        ("receipt, signed and encrypted", "[RECEIVED]\n\nReceived.\n", True),
        ("hold, signed and encrypted", "[HOLD]\n\nPlease wait.\n", True),
        ("hold, plain", "Please wait with the notice.\n", False),
    ):
        letters = way.letters([text] * count, sealed=sealed)
        before, sent = way.stage.processor(), len(way.stage.sink.taken)
        each = way.answered(letters)
        way.rest()
        spent = (way.stage.processor() - before) / count
        answers = (len(way.stage.sink.taken) - sent) / count
        floor = (known.opening if sealed else 0.0) + known.commit + answers * known.answer
        against = f"{'decrypt, ' if sealed else ''}commit, and {answers:.0f} answers sealed alone"
        section.add(
            name, 1e3 * each, "ms", ratio=each / floor, goal="at most 15 ms", met=each <= 0.015,
            against=against,
        )  # fmt: skip
        section.add(f"{name}, rate", 1 / each, "a second")
        section.add(f"{name}, processor time", 1e3 * spent, "ms")
        rows[name] = 1e3 * each
    section.charts.append(bars("officers", "A mail of the LEA, in a burst", rows, "ms"))
    return section


ALONE = """The bare tools, one after the other, on the bytes of this run: the analyst's mail, the report
with its PDF and the answer that the daemon made of it. A disk's commit is a file of 8 kB, fsynced, renamed,
and its folder fsynced. SMTP and IMAP are the run's own sink and Dovecot. The unavoidable parts of a case
are three gpg calls (the answer to an analyst with a key is encrypted, too), six commits (the case; for
report and answer the attempt and its outcome; the copy), the bytes of both mails, SMTP, FETCH, MOVE and
APPEND."""
CASES = """Tagged mails, signed and encrypted, in bursts; a case lasts from one report's acceptance by
the sink to the next one's. Each figure is the median of five bursts, of one worker and of two in turn, and
its ratio is to the parts as they were alone, just before and after the burst: the machine is not as fast in
each minute. Workers are the processor cores that daemon and gpg may use; Dovecot and sink may use all.
Processor time is that of the daemon, of the process that reads mails, and of gpg (without its agent), from
the first mail's delivery until copies and cards are written: other work on the machine bears on it far less
than on the clock."""
LATENCY = """Idle: one mail alone, from the moment at which another session that waits by IDLE is told of
it. Under load: an urgent mail while others wait to be dealt with, from its delivery to the mail that tells
the LEA's contact person, with Dovecot's half second until it gives notice."""
OFFICERS = """Mails of the LEA on as many cases in one burst, from when the first ones were filed until the
last is: the answers that have to be composed are in it, the half second until Dovecot gives notice is not.
Processor time as above."""
