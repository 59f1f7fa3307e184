"""docs/reliability.md and docs/reliability.json, from what the long runs came to; and those of PostgreSQL."""

import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from tests.faults.long_runs import Result
from tests.faults.place import FOLDER, POSTGRESQL
from tests.faults.story_runs import MODES, SERVER, SKIES


@dataclass(frozen=True, slots=True)
class About:
    """When: date, seed, and how long it took, in minutes; and on which kind of store."""

    date: str
    seed: int
    minutes: int
    kind: str = FOLDER


# In the order of the page: the name of a run, what a round is, and what it is measured against.
WHAT = {
    "crash matrix": "a whole case, during which the daemon ends at a crash point; see the matrix below",
    "kill -9, the whole daemon": "the daemon as a process of its own on real Dovecot, SMTP and GnuPG, killed at a random"
    " moment or at a crash point while a town of people goes on writing",
    "kill -9, the store": "a process that writes one to three cases at once, killed at a random moment",
    "disk full": "a whole case on a file system of 1 MB with 0 to 64 KB left in one stage of it (tmpfs)",
    "n-th operation, store": "a commit, or a delivery into the spool, whose n-th operation fails, n = 1, 2, 3 ... until"
    " one runs through untouched",
    "n-th operation, daemon": "a whole case, in one stage of which an operation chosen by chance fails, on disk or line",
    "post-crash disks": "one disk that a power cut may leave behind",
    "SMTP peers": "a whole case, in one stage of which each server does this at that moment",
    "IMAP": "a mail in a Dovecot behind a proxy that cuts, resets, falls silent, refuses, renumbers",
    "fake gpg": "a report while gpg hangs, is gone, says nothing, gives the plaintext back; while a key cannot be used",
    "clock": "a whole case, in one stage of which the clock is set wrong by 90 s to 10 years, and then right",
    "clock, DST": "a whole case over the night in which the local clock changes, in six zones, both nights",
    "two daemons": "a daemon of ten that are started on one store at once",
    "canary": "tests over 500 cases with planted names; every other run looks for its marker as well",
    "forged orders": "a forged, replayed, moved or wrapped order",
    "schedules": "a random schedule of holds, receipts, crashes, jumps of the clock around the due time",
    "mutants": "a version that is wrong on purpose; a violation here is one that was not found",
}

ON_POSTGRESQL = {
    "crash matrix": "a whole case, during which the daemon, or the database's server, ends at a crash point; see the matrix"
    " below",
    "kill -9, the whole daemon": WHAT["kill -9, the whole daemon"],
    "kill -9, the demo's story": "a kill of the daemon at a random moment of one of the eleven steps of the demo's story, which"
    " ends as if nothing had happened",
    "kill -9, the store": WHAT["kill -9, the store"],
    "kill -9, the server": "PostgreSQL with all of its processes, killed at a random moment while a process writes one to"
    " three cases at once; by default the server says that something is written before it is on its disk"
    " (`synchronous_commit = off`)",
    "disk full": "a whole case while the server's disk has 0 to 64 KB left in one stage of it (tmpfs)",
    "n-th statement, store": "a commit whose n-th statement is refused by the server (its disk is full, it is cancelled,"
    " undone, read only), or at which the line is cut, or the server ends, before it is sent or before its answer comes;"
    " n = 1, 2, 3 ... until one runs through untouched",
    "n-th statement, daemon": "a whole case, in one stage of which the same befalls a statement chosen by chance",
    "n-th operation, daemon": "a whole case, in one stage of which an operation on the spool or on a line to a mail server,"
    " chosen by chance, fails",
    **{name: WHAT[name] for name in ("SMTP peers", "IMAP", "clock", "clock, DST", "two daemons", "mutants")},
}
# What does not ask where the store is, or is about files; and what stands in its place here.
ELSEWHERE = {
    "n-th operation, store": "about files; here the n-th statement",
    "post-crash disks": "about files, and the spool, which is one here as well; here the server that is killed",
    "fake gpg": "gpg fails before anything is written",
    "canary": "about what is made of mails; here it is also looked for the marker in the server's log",
    "forged orders": "decided before anything is written",
    "schedules": "the time is simulated, and there is no store",
}

LIMITS = """\
- **A notice whose data has begun to flow cannot be called back.** A hold that comes then is answered with the time.
- **After a cut between the last byte and its answer nobody can know.** The record says `unknown`; the same bytes go
  again under the same Message-ID, so that two copies are possible, and never two different mails.
- **A disk that lies about fsync** loses what it said it had. Nothing above it can help.
- **A clock that is wrong when the daemon starts is believed**, unless it is behind the newest time in the record: then notices
  wait. A jump while it runs is noticed and recorded, and what was accepted before keeps its whole delay, after a restart too.
  What remains: a clock that was behind and is set right while no daemon runs, or in its last minute, is not noticed, and a
  notice on a report that was accepted meanwhile is early by as much. A report that leaves while the clock is ahead has its
  notice late by as much.
- **An automatic answer without any mark** is kept out only because a receipt needs proof.
- **Whoever holds a key of the LEA is the LEA.**
- **While every server refuses every mail, nobody can be told by mail**: set [`alarm_command`](log.md#the-second-road).
- The matrix and the runs that tell a whole case use a toy in GnuPG's place and the spool in IMAP's, so that thousands
  of lives fit into an hour; the real ones are in "kill -9, the whole daemon", "IMAP" and "fake gpg". Its full disk is
  simulated call by call; the real one is in "disk full". In the run on the whole daemon the operation that fails is
  chosen by chance; in the store's it is every one.
- Not tried: power cuts of real machines, network file systems, months of running (no soak test).
"""


LIMITS_ON_POSTGRESQL = """\
- **What the server has promised to keep is the server's matter**: that it is killed was tried, that its machine loses its
  power was not. hotlined asks each session for a commit that is on the disk, and refuses a server with `fsync = off`.
- **A standby that is promoted** may lack what the server before it had acknowledged, unless it is synchronous
  (machines.md). It is no part of these runs; `tests/adapters/test_postgres_standby.py` has what was tried.
- The matrix and the runs that tell a whole case have a spool in IMAP's place, which with a database is never open.
- A daemon that was killed keeps the lease for some seconds. In most of these runs the lease is ended at once instead, as if
  they had passed: thousands of lives cannot wait. Whole leases, and several daemons, are in
  [Three daemons on one database](runs.md#three-daemons-on-one-database).
- A line that is cut after each byte of a commit: [A connection to PostgreSQL](runs.md#a-connection-to-postgresql).
- The limits of [the other page](reliability.md#known-limits) hold here as well.
"""


@dataclass(frozen=True, slots=True)
class Page:
    """What is said of the runs on one kind of store."""

    name: str
    title: str
    command: str
    what: Mapping[str, str]
    elsewhere: Mapping[str, str]
    limits: str


PAGES = {
    FOLDER: Page(
        "reliability", "Nothing lost: what was tried, and what came of it", "make faults", WHAT, {}, LIMITS
    ),
    POSTGRESQL: Page(
        "reliability-postgresql", "Nothing lost, on PostgreSQL: what was tried, and what came of it",
        "make faults STORE=postgresql", ON_POSTGRESQL, ELSEWHERE, LIMITS_ON_POSTGRESQL,
    ),
}  # fmt: skip


def write(folder: Path, results: Sequence[Result], about: About) -> bool:
    """Both files; whether there was no violation."""
    page = PAGES[about.kind]
    order = {name: place for place, name in enumerate(page.what)}
    ordered = sorted(results, key=lambda one: order[one.run])
    runs = {name: list(group) for name, group in groupby(ordered, key=lambda one: one.run)}
    plain = {
        name: {
            "count": sum(one.count for one in group),
            "violations": sum(len(one.violations) for one in group),
            "seed": about.seed,
            "missed": sum(one.missed for one in group),
            "seconds": round(sum(one.seconds for one in group)),
            "commit": ", ".join(sorted({one.commit for one in group})),
        }
        for name, group in runs.items()
    }
    folder.mkdir(exist_ok=True)
    (folder / f"{page.name}.json").write_text(json.dumps(plain, indent=2) + "\n", encoding="utf-8")
    (folder / f"{page.name}.md").write_text(_page(page, runs, about), encoding="utf-8")
    return not any(one["violations"] for one in plain.values())


def _page(page: Page, runs: dict[str, list[Result]], about: About) -> str:
    return "\n".join(
        (
            f"# {page.title}",
            "",
            f"Written by `{page.command}` from the run itself; do not edit. "
            f"Commit {_commits(runs)}, {about.date}, seed {about.seed}, {about.minutes} minutes on"
            f" {platform.system()} with Python {platform.python_version()}. `{page.command} SEED={about.seed}` repeats it;"
            " a short version of each run is part of `make test-faults`.",
            "",
            "What is asked after each round, by what the world outside the daemon wrote down and by the store as a fresh"
            " process opens it: each mail has exactly one effect and lies where the record says; what left is what the"
            " record says, under one Message-ID, again only after a crash; the LEA has one report, encrypted, and nobody"
            " has anything of it in clear; no notice before its time or in spite of a hold, and each in the end;"
            " receipts and holds exactly those that were given; the store opens and its chains hold; people are told.",
            "",
            *_table(("run", "a round is", "rounds", "violations"), _rows(page, runs)),
            "",
            *_told(page, runs),
            *_elsewhere(page),
            *_matrix(runs.get("crash matrix", [])),
            *_daemon(runs.get("kill -9, the whole daemon", [])),
            *_mutants(runs.get("mutants", [])),
            "## Known limits",
            "",
            page.limits,
        )
    )


def _commits(runs: dict[str, list[Result]]) -> str:
    return " and ".join(sorted({one.commit for group in runs.values() for one in group}))


def _rows(page: Page, runs: dict[str, list[Result]]) -> Iterable[tuple[str, ...]]:
    for name, group in runs.items():
        count = sum(one.count for one in group)
        yield name, page.what[name], f"{count:,}", str(sum(len(one.violations) for one in group))


def _told(page: Page, runs: dict[str, list[Result]]) -> Iterable[str]:
    for name, group in runs.items():
        missed = sum(one.missed for one in group)
        said = _summed([one.told for one in group if one.told])
        if missed and name != "crash matrix":
            said.append(
                f"in {missed} rounds there were fewer {'statements' if 'statement' in name else 'operations'} than that: nothing failed"
            )
        if said:
            yield f"- {name}: {'; '.join(said)}"
    left_out = [name for name in page.what if name not in runs]
    if left_out:
        yield f"- **not part of this run**, for want of time: {', '.join(left_out)}"
    wrong = [one for group in runs.values() for result in group for one in result.violations]
    if wrong:
        yield from ("", "Violations:", "", *(f"- {one}" for one in wrong))
    yield ""


def _elsewhere(page: Page) -> Iterable[str]:
    if page.elsewhere:
        yield "Only on the page of [the store of files](reliability.md), since where the store is makes no difference there:"
        yield ""
        yield from (f"- {name}: {why}" for name, why in page.elsewhere.items())
        yield ""


def _summed(said: Sequence[str]) -> list[str]:
    """What pieces of one run tell, those that count the same thing as one."""
    counted: dict[str, int] = {}
    others = []
    for one in said:
        number, _, words = one.partition(" ")
        if number.isdigit():
            counted[words] = counted.get(words, 0) + int(number)
        else:
            others.append(one)
    return [f"{count} {words}" for words, count in counted.items()] + others


def _matrix(rows: Sequence[Result]) -> Iterable[str]:
    if not rows:
        return
    yield from (
        "## The crash matrix", "",
        "At each point the daemon ends at once, as by `kill -9`: the first time it gets there; there, and then at a point"
        " chosen by chance while it recovers; there, and there again. *full*: from an operation chosen by chance on, the"
        " disk takes nothing, until the recovery is over. *clock*: between the death and the next life the clock is set"
        " by 90 s to an hour, and later right. One case may die at one point in each of its stages."
        f"{_of_server(rows)} Each cell is the number of violations; `-`: it was not reached, since the"
        " disk was full before; empty: not tried in this run.", "",
    )  # fmt: skip
    skies = {"plain": "", "disk nearly full": ", full", "clock jump": ", clock"}
    cells = {(point, mode, sky): cell for one in rows for point, mode, sky, cell in one.table}
    names = sorted({point for point, _, _ in cells})
    kinds = [(mode, sky) for mode in MODES for sky in SKIES]
    kinds += [(SERVER, "plain")] if any(mode == SERVER for _, mode, _ in cells) else []
    header = ("point", *(f"{mode}{skies[sky]}" for mode, sky in kinds))
    yield from _table(header, ((name, *(cells.get((name, *kind), "") for kind in kinds)) for name in names))
    yield ""


def _of_server(rows: Sequence[Result]) -> str:
    if not any(mode == SERVER for one in rows for _, mode, *_ in one.table):
        return ""
    return (
        " *server*: not the daemon ends there, but the database's server, with all of its processes, and is back at once;"
        " *full* is the disk of the daemon's machine, with its spool."
    )


def _daemon(rows: Sequence[Result]) -> Iterable[str]:
    table = [row for one in rows for row in one.table]
    if table:
        points = ", ".join(f"{name} {n}" for name, n in table)
        yield from (
            "Crash points at which the whole daemon ended (real IMAP, gpg, worker), and how often: "
            + points
            + ".",
            "",
        )


def _mutants(rows: Sequence[Result]) -> Iterable[str]:
    table = [row for one in rows for row in one.table]
    if table:
        yield from (
            f"## {len(rows)} wrong versions", "",
            "Each was put in the place of the right one; the run named found it after so many rounds. A version that only"
            " breaks does not count as found.", "",
        )  # fmt: skip
        yield from _table(("what is wrong", "found by", "rounds", "first violation"), table)
        yield ""


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterable[str]:
    yield f"| {' | '.join(header)} |"
    yield "|" + "---|" * len(header)
    yield from (f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows)
