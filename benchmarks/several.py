"""Daemons that share one database: cases a second by one, two and three of them (docs/decisions/sharing.md).

Once as they are, on the machine's cores; once with each call of gpg made longer by a pause, as if gpg had
cores of its own: whether they share the work where there are more cores than on this machine.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final

import psycopg

from benchmarks.figures import Section, bars
from benchmarks.path import REST
from benchmarks.stage import FORM, PATIENCE, BenchStage, identity
from hotlined.demo.people import Correspondent, Ports
from hotlined.demo.stage import BOXES, DOMAIN, PASSWORD, Data, write
from tests.support.postgres import PASSWORD as DATABASE_PASSWORD
from tests.support.postgres import SHARED, Postgres

ANALYSTS: Final = 60  # each one's mails are one daemon's
BURSTS: Final = 3  # which analyst is whose changes with each start, and so does the largest share
PAUSE: Final = 0.25  # seconds by which each call of gpg is made longer
_SLOW: Final = '#!/bin/sh\nsleep {pause}\nexec {gpg} "$@"\n'


@dataclass(slots=True)
class SharedStage(BenchStage):
    """The bench's stage, with many analysts and a database."""

    postgres: Postgres = field(kw_only=True)
    pause: float = 0.0

    def _people(self) -> None:
        BenchStage._people(self)  # by its name: a dataclass with slots is another class than `super()` knows
        ports, hotline = Ports(self.host.imap_port, self.host.smtp_port), self.rings[0]
        ring = self._ring()
        ring.import_(hotline.export(self.hotline_key))
        for number in range(ANALYSTS):
            address = f"analyst-{number}@{DOMAIN}"
            made = ring.make(f"analyst {number}", address)
            hotline.import_(ring.export(made))
            self.people[address] = Correspondent(address, PASSWORD, ports, keyring=ring, fingerprint=made)

    def _mailboxes(self) -> Data:
        given = BenchStage._mailboxes(self)
        people = given["people"]
        assert isinstance(people, dict)  # noqa: S101
        secret = self.home / "site" / "database"
        secret.touch(mode=0o600)
        secret.write_text(DATABASE_PASSWORD, encoding="utf-8")
        more = [
            {"name": name.partition("@")[0], "address": name, "fingerprints": [one.fingerprint]}
            for name, one in self.people.items()
            if "@" in name
        ]
        block = {"folder": "store", "password": {"file": "database"}, "together": "yes"}
        return {
            **given,
            "people": {**people, "analysts": [*people["analysts"], *more]},
            "store": self.postgres.tcp_url(),
            "postgresql": block,
            "gnupg": {"home": str(self.home / "gnupg"), "binary": str(self._gpg())},
        }

    def _gpg(self) -> Path:
        slow = self.home / "gpg-slow"
        slow.write_text(_SLOW.format(pause=self.pause, gpg="/usr/bin/gpg"), encoding="ascii")
        slow.chmod(0o755)
        return slow if self.pause else Path("/usr/bin/gpg")

    def assessments(self, numbers: Sequence[int]) -> list[bytes]:
        """A mail about each item, by one analyst after the other."""
        names = [name for name in self.people if "@" in name]
        made = []
        for number in numbers:
            one = self.people[names[number % len(names)]]
            visible = (("From", one.address), ("To", BOXES["intake"]), ("Subject", "[ILLEGAL] [HOST:EE]"))
            made.append(
                one.compose(
                    (*visible, *identity()), FORM.format(n=number), sign=True, encrypt_to=(self.hotline_key,)
                )
            )
        return made

    def burst(self, mails: Sequence[bytes]) -> float:
        """Deliver them at once; seconds a case, from the first report's acceptance to the last one's."""
        known, all_known = len(self.reports), len(self.sink.taken)
        self.deliver("intake", mails)
        self.sink.wait(lambda taken: len(taken) >= all_known + 2 * len(mails), PATIENCE)
        time.sleep(REST)
        if len(self.sink.taken) != all_known + 2 * len(mails):
            raise RuntimeError("something left twice, or was an alarm")
        found = sorted(self.reports)[known:]
        return (found[-1] - found[0]) / (len(found) - 1)

    @contextmanager
    def at_work(self, count: int) -> Iterator[None]:
        """So many daemons, once all of them work; the database and the mailboxes are empty before."""
        write(self.config, self._mailboxes())
        self.anew()
        with ExitStack() as stack:
            stack.enter_context(self.postgres.cleared())
            for number in range(count):
                log = stack.enter_context((self.folder / f"daemon-{number}.log").open("wb"))
                one = subprocess.Popen(  # noqa: S603 - our own program
                    [sys.executable, "-m", "hotlined", "run", "--config", str(self.config)],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                )  # fmt: skip
                stack.callback(_ended, one)
            self._complete(count)
            yield

    def _complete(self, count: int) -> None:
        deadline = time.monotonic() + PATIENCE
        query = "SELECT count(*) FROM leases WHERE until > clock_timestamp() AND (ready OR name <> 'site')"
        while True:
            with psycopg.connect(self.postgres.url(SHARED), autocommit=True) as connection:
                found = connection.execute(query).fetchone()
            if found == (count,):
                break
            if time.monotonic() > deadline:
                raise TimeoutError("not all daemons work")
            time.sleep(0.1)
        time.sleep(2.5)  # until each has seen the others


def _ended(daemon: "subprocess.Popen[bytes]") -> None:
    os.kill(daemon.pid, signal.SIGTERM)
    daemon.wait(PATIENCE)


def several(cases: int, counts: Sequence[int] = (1, 2, 3)) -> Section:
    """Cases a second by so many daemons; each mail is dealt with, reported and answered once."""
    section = Section("Several daemons", SEVERAL)
    rows: dict[str, float] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        Postgres() as postgres,
        SharedStage(Path(folder), postgres=postgres) as stage,
    ):
        for pause in (0.0, PAUSE):
            stage.pause = pause
            one = 0.0
            for count in counts:
                rate = 1 / median(_burst(stage, count, cases) for _ in range(BURSTS))
                one = one or rate
                name = f"{count} daemon{'s' if count > 1 else ''}{', gpg slowed' if pause else ''}"
                goal: Mapping[str, object] = (
                    {"goal": "2.2 times one", "met": rate / one >= 2.2}
                    if pause and count == counts[-1]
                    else {}
                )
                section.add(f"cases, {name}", rate, "cases/s", ratio=rate / one, against="one daemon", **goal)
                rows[name] = rate
    section.charts.append(bars("several", "Cases a second, by daemons on one database", rows, "cases/s"))
    return section


def _burst(stage: SharedStage, count: int, cases: int) -> float:
    """Seconds a case, by so many daemons that have just begun, on empty mailboxes."""
    mails = stage.assessments(range(cases))
    with stage.at_work(count):
        return stage.burst(mails)


SEVERAL = f"""Tagged mails of {ANALYSTS} analysts in one burst, on a private PostgreSQL, the median of
{BURSTS} starts; a case lasts from one report's acceptance to the next one's. All daemons, PostgreSQL, Dovecot
and the sink share this machine's cores: the upper rows say how far two cores go. In the lower ones each call
of gpg takes {PAUSE * 1e3:.0f} ms longer, without work: what several machines would have to themselves."""
