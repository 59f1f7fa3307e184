"""The store under `kill -9` at random moments, and ten daemons that want it at once (threats A4, D5).

A child is forked and does the writing; what it acknowledged goes through a pipe, so that the ledger lies
outside its reach.  Verdicts come from the store as the parent opens it afterwards.
"""

import os
import random
import signal
import time
from dataclasses import replace
from pathlib import Path

from hotlined.app.ports import Commit, Permanent, Temporary
from tests.app.store_contract import AT, digest, envelope, row, seen
from tests.faults.place import FILES, Place
from tests.support.store_cases import small_parts

KILLED = -signal.SIGKILL
CUT_OFF = 4  # what a writer ends with whose server has gone
STREAMS = [f"HL-2026-{number:06d}-A" for number in range(1, 13)]


def entry(stream: str, seq: int) -> Commit:
    """The one thing that can stand at this place of this stream."""
    name = f"{stream}:{seq}"
    waiting = replace(row(name, stream), message_id=f"<{stream}@example.com>")
    return Commit(stream, seq, AT, (seen(name),), (waiting,), (envelope(name),), archive=seq % 7 == 6)


def write_for_ever(root: Path, seed: int, pipe: int, place: Place) -> None:
    """Commit to one, two or three streams at random, and acknowledge each commit through the pipe."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    with place.opened(root) as store:
        counts = {name: len(record.entries) if (record := store.load(name)) else 0 for name in STREAMS}
        while True:
            chosen = chance.sample(STREAMS, chance.choice((1, 1, 2, 3)))
            store.commit([entry(name, counts[name]) for name in chosen])
            for name in chosen:
                counts[name] += 1
            os.write(pipe, "".join(f"{name} {counts[name]}\n" for name in chosen).encode() + b"\n")


def killed_round(root: Path, chance: random.Random, place: Place = FILES, *, server: bool = False) -> bytes:
    """Let a child write, kill it at a random moment, and give all that it acknowledged.

    `server`: not the child is killed, but the database's server, with all of its processes.
    """
    reading, writing = os.pipe()
    seed, acks, spin = chance.getrandbits(32), chance.randrange(6), chance.randrange(20000)
    pid = os.fork()
    if pid == 0:
        code = 3  # only a failure gets there
        try:
            os.close(reading)
            write_for_ever(root, seed, writing, place)
        except Temporary:
            code = CUT_OFF
        finally:
            os._exit(code)
    os.close(writing)
    told = b""
    with open(reading, "rb", buffering=0) as pipe:
        while told.count(b"\n\n") < acks and (part := pipe.read(4096)):
            told += part
        for _ in range(spin):
            pass
        if server:
            place.stop()
        else:
            os.kill(pid, signal.SIGKILL)
        told += pipe.read()
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == (CUT_OFF if server else KILLED)
    if server:
        place.start()
    place.freed()
    return told[: told.rfind(b"\n\n") + 1]


def check_ledger(root: Path, ledger: dict[str, int], rounds: int, place: Place = FILES) -> None:
    """Every acknowledged entry is there, at most one more for each round, and nothing else."""
    with place.opened(root) as store:
        for name in STREAMS:
            record = store.load(name)
            entries = record.entries if record else ()
            assert ledger.get(name, 0) <= len(entries) <= ledger.get(name, 0) + rounds
            assert [(one.event,) for one in entries] == [entry(name, n).events for n in range(len(entries))]
            assert all(name in store.find("mail", digest(f"{name}:{n}")) for n in range(len(entries)))
    assert place.findings(root) == []


def kills(root: Path, count: int, seed: int, place: Place = FILES, *, server: bool = False) -> int:
    """Kill a writer, or the `server`, so many times; how many commits were acknowledged.

    AssertionError when one is lost.
    """
    chance, ledger, acknowledged = random.Random(seed), dict[str, int](), 0  # noqa: S311
    for number in range(count):
        with small_parts():
            told = killed_round(root, chance, place, server=server)
        for line in filter(None, told.decode().split("\n")):
            name, entries = line.split()
            assert int(entries) > ledger.get(name, 0)
            ledger[name] = int(entries)
            acknowledged += 1
        if number % 10 == 9 or number == count - 1:
            check_ledger(root, ledger, 10, place)
    return acknowledged


def contender(root: Path, start: int, told: int, stay: int, place: Place) -> None:
    """Wait for the start, try to open, tell how it went, and stay if it holds the store."""
    os.read(start, 1)
    began = time.monotonic()
    try:
        with place.opened(root):
            os.write(told, f"holds {os.getpid()}\n".encode())
            os.read(stay, 1)
    except Permanent as error:
        assert time.monotonic() - began < 2
        os.write(told, f"refused {error}\n".encode())


def ten_at_once(root: Path, place: Place = FILES) -> str | None:
    """Start ten on one store: what is wrong, where not exactly one runs and nine leave within 2 s."""
    start, go = os.pipe()
    reading, told = os.pipe()
    stay, leave = os.pipe()
    pids = []
    for _ in range(10):
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                for fd in (go, reading, leave):
                    os.close(fd)
                contender(root, start, told, stay, place)
                code = 0
            finally:
                os._exit(code)
        pids.append(pid)
    for fd in (start, told, stay, go):
        os.close(fd)
    answers = b""
    while answers.count(b"\n") < 10:
        answers += os.read(reading, 4096)
    os.close(leave)
    fates = {os.waitpid(pid, 0)[1] for pid in pids}
    os.close(reading)
    lines = answers.decode().splitlines()
    holding = [line for line in lines if line.startswith("holds")]
    refused = [line for line in lines if line.startswith("refused another hotlined has this store open: ")]
    if fates != {0} or len(holding) != 1 or len(refused) != 9 or place.findings(root):
        return f"of ten daemons {len(holding)} ran and {len(refused)} left"
    return None
