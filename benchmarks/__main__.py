"""`python -m benchmarks`: every figure, and docs/performance.md, .json and charts from them (`make bench`).

About twenty minutes; `--open`, `--closed`, `--cases`, `--single`, `--due`, `--shared`: sizes; `--only`: some
sections only, printed and not written, but with `--renew`: these are put in place of what the page has.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import figures, growth, path
from benchmarks import several as daemons
from benchmarks.path import Sizes, Way
from benchmarks.stage import BenchStage, commit_of

ROOT = Path(__file__).parents[1]
ALL = ("cases", "latency", "officers", "due", "growth", "several", "board", "reading")


def main() -> int:
    """What the command line asks for."""
    asked = _parser().parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)  # and not after twenty minutes of measuring
    only = tuple(asked.only or ALL)
    sizes = Sizes(cases=asked.cases, single=asked.single, rounds=asked.rounds)
    began, load = time.monotonic(), os.getloadavg()[0]
    sections: list[figures.Section] = []
    with tempfile.TemporaryDirectory() as folder, BenchStage(Path(folder)) as stage:
        way = Way(stage, sizes)
        known = way.warmed()
        sections.append(path.alone(known))
        if "cases" in only:
            sections.append(path.cases(way, known))
        if {"latency", "officers"} & {*only}:
            sections.append(path.latency(way, known))
            sections.append(path.officers(way, known))
            stage.stop()
        if "due" in only:
            sections.append(growth.due(way, asked.due))
        if "growth" in only:
            sections.append(growth.grown(way, asked.open, asked.closed))
    if "several" in only:
        sections.append(daemons.several(asked.shared))
    if "board" in only:
        sections.append(growth.board(asked.board))
    if "reading" in only:
        sections.append(growth.reading())
    minutes = (time.monotonic() - began) / 60
    run = (
        f"Commit {commit_of(ROOT)}, {datetime.now(UTC):%d %B %Y}, {minutes:.0f} minutes on"
        f" {figures.machine()}. The load of the machine was {load:.1f} at the beginning and"
        f" {os.getloadavg()[0]:.1f} at the end; what is above 2 is work of others, and makes every figure"
        " worse, and not all ratios alike."
    )
    for section in sections:
        for one in section.figures:
            ratio = "" if one.ratio is None else f"{one.ratio:.2f} x {one.against}"
            print(f"{one.name:52} {one.value:10.2f} {one.unit:9} {ratio}")
    if asked.renew:  # but for the parts alone, which the sections that stay are measured against
        figures.renewed(asked.out, sections[1:], about=f"This section is of another run. {run}")
        print(f"renewed in {asked.out}")
    elif asked.only is None or asked.out != ROOT / "docs":
        sections.append(figures.Section("Where the time goes", WHERE))
        figures.written(asked.out, sections, about=ABOUT.format(run=run))
        print(f"written to {asked.out}")
    if asked.json:
        json.dump({one.name: one.plain for part in sections for one in part.figures}, sys.stdout, indent=1)
    return 0


ABOUT = (
    "Written by `make bench` from the run itself; do not edit. {run} Each figure has its ratio to something"
    " measured in the same run: another machine has other figures, and about the same ratios. Where a goal is"
    " not met, the figure is what it is."
)
# Not of the run: whoever changes what a case costs looks again, and changes the day.
WHERE = """As of 29 November 2026, and not of this run: composing report and answer is the largest part of
the daemon's own processor time for a case, and half of what it was; of it a third is the report on paper,
a quarter the page for the analyst, an eighth the proof that a mail is sealed (before it is stored; before
SMTP the bytes are compared), an eighth writing MIME. The others are the card on the board, the six
commits, gathering what is known and deciding, reading the mail, what surrounds a gpg process, and some
thirty changes from the event loop to a thread and back. So a case costs several times its gpg calls, and
more workers help as far as gpg, disk and mail server are waited for: Python runs one thread at a time. A
start reads and folds every open case that something waits in, and of the others takes what is kept beside
them (docs/decisions/at-rest.md); of closed cases it reads nothing: what is asked about them is looked up
on the disk."""


def _parser() -> argparse.ArgumentParser:
    plain = Sizes()
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("--cases", type=int, default=plain.cases)
    parser.add_argument("--single", type=int, default=plain.single)
    parser.add_argument("--rounds", type=int, default=plain.rounds)
    parser.add_argument("--open", type=int, nargs="*", default=[1_000, 10_000])
    parser.add_argument("--closed", type=int, default=10_000)
    parser.add_argument("--due", type=int, default=150)
    parser.add_argument("--shared", type=int, default=90)
    parser.add_argument("--board", type=int, default=10_000)
    parser.add_argument("--only", action="append", choices=ALL)
    parser.add_argument("--renew", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--out", type=Path, default=ROOT / "docs")
    return parser


if __name__ == "__main__":
    sys.exit(main())
