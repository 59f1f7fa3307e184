"""What a commit costs as its stream grows, against one fsynced write of the same bytes; printed as ratios.

Run by `make bench-write`.  A round is as many commits as fill a part, so that the writing of one part is in
it; between the commits the bytes of the file that was just written are written once more, elsewhere, as
plainly as a write can be that lasts.
"""

import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hotlined.adapters.casefiles import CaseFiles
from hotlined.adapters.casefiles.disk import Disk
from hotlined.app.ports import Commit
from hotlined.domain.mail.outgoing import OutboxRow, RowState
from tests.app.store_contract import AT, DESK, envelope, row, seen

LENGTHS = (100, 1_000, 10_000, 50_000)
ROUND = 256  # commits
MAILS = 4  # every so many entries a mail was sent


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds, over a round of commits to a stream of so many entries."""

    entries: int
    written: int  # bytes of the file, on average
    commit: float
    dearest: float
    floor: float  # one fsynced write of as many bytes


def ended(number: int) -> OutboxRow:
    """The row of a mail that has left."""
    return replace(row(str(number), DESK, RowState.ACCEPTED), message_id=f"<{number}@example.com>")


def filled(store: CaseFiles, entries: int) -> None:
    """Bring the stream to this length."""
    record = store.load(DESK)
    there = len(record.entries) if record else 0
    while there < entries:
        numbers = range(there, min(entries, there + 1_000))
        rows = tuple(ended(number) for number in numbers if number % MAILS == 0)
        store.commit([Commit(DESK, there, AT, tuple(seen(str(number)) for number in numbers), rows)])
        there = numbers.stop


def measured(root: Path, entries: int) -> Figures:
    """A store of one stream, and a round of commits to it; a mail is sent with every so many of them."""
    with CaseFiles.open(root / "store", salt=lambda: secrets.token_hex(16)) as store:
        filled(store, entries)
        path, other, writer = root / "store" / "desk" / f"{DESK}.json", root / "other", Disk(lambda _: None)
        commits, floors, sizes = [], [], []
        for number in range(entries, entries + ROUND):
            mails = number % MAILS == 0
            one = Commit(
                DESK, number, AT, (seen(str(number)),), (ended(number),) if mails else (),
                (envelope(str(number)),) if mails else (),
            )  # fmt: skip
            began = time.perf_counter()
            store.commit([one])
            commits.append(time.perf_counter() - began)
            data = path.read_bytes()
            sizes.append(len(data))
            began = time.perf_counter()
            writer.put(other, data, label="other")
            floors.append(time.perf_counter() - began)
    mean = statistics.fmean
    return Figures(entries, round(mean(sizes)), mean(commits), max(commits), mean(floors))


def lines(all_figures: Sequence[Figures]) -> Sequence[str]:
    """As a table in Markdown."""
    first = all_figures[0].commit
    return (
        "| entries | KB written | commit / one fsynced write | dearest / that | commit / the first row's |",
        "|---|---|---|---|---|",
        *(
            f"| {one.entries:,} | {one.written / 1000:.0f} | {one.commit / one.floor:.1f}"
            f" | {one.dearest / one.floor:.1f} | {one.commit / first:.1f} |"
            for one in all_figures
        ),
    )


def main() -> None:
    """Print the table."""
    lengths = [int(text) for text in sys.argv[1:]] or LENGTHS
    found = []
    for entries in lengths:
        with tempfile.TemporaryDirectory(prefix="hl-") as folder:
            found.append(measured(Path(folder), entries))
    sys.stdout.write("\n".join(lines(found)) + "\n")


if __name__ == "__main__":
    main()
