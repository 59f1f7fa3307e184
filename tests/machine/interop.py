"""`python -m tests.machine.interop FOLDER [SERVER ...]`: our tests on other people's servers, and a table.

Servers that exclude Debian's Dovecot or Postfix live in a Debian of their own below FOLDER, which is made for
the run and removed after it.  The table stands between two marks in docs/interop.md; a server that was not
asked for keeps its row.
"""

import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET  # our own pytest's file
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.machine.container import made
from tests.support import cyrus, dialects, opensmtpd

PAGE = Path(__file__).parents[2] / "docs/interop.md"
BEGIN, END = "<!-- made by make interop -->\n", "<!-- end of what make interop made -->\n"
HEAD = "| server | version | tried on | passed | failed | not possible there |\n|---|---|---|---|---|---|\n"

_STORIES = ("tests/e2e/test_scenarios.py", "tests/e2e/test_urgent_first.py")
_PURGE = "tests/e2e/test_purge.py"
_IMAP = "tests/adapters/test_imap.py"
_GATEWAY = "tests/faults/test_gateway.py"
_ON_DIALECT = "(dialect or test_scenarios or test_urgent_first or test_purge) and not {other}"
_DIALECT = ("tests/adapters/test_dialects.py", _IMAP, *_STORIES, _PURGE)


@dataclass(frozen=True, slots=True)
class Server:
    """What is tried on a server: `tests`, those of them that `only` names (pytest's -k).

    `package` is the Debian package whose version is told; `own` what is installed into a Debian of its own,
    whose root is named by the environment variable `asked`; without `own` that has the value `says`.
    """

    shown: str
    package: str
    tests: tuple[str, ...]
    only: str = ""
    own: tuple[str, ...] = ()
    asked: str = ""
    says: str = ""


SERVERS: Mapping[str, Server] = {
    "dovecot": Server("Dovecot", "dovecot-imapd", (_IMAP, *_STORIES, _PURGE), "not mail_host"),
    "cyrus": Server(
        "Cyrus IMAP", "cyrus-imapd", (_IMAP, *_STORIES), "cyrus or test_scenarios or test_urgent_first",
        cyrus.PACKAGES, cyrus.CYRUS,
    ),
    "exchange": Server(
        "Exchange Online, as a script speaks it", "", _DIALECT, _ON_DIALECT.format(other="gmail"),
        asked=dialects.DIALECT, says=dialects.EXCHANGE,
    ),
    "gmail": Server(
        "Gmail, as a script speaks it", "", _DIALECT, _ON_DIALECT.format(other="exchange"),
        asked=dialects.DIALECT, says=dialects.GMAIL,
    ),
    "postfix": Server("Postfix", "postfix", (_GATEWAY,)),
    "opensmtpd": Server(
        "OpenSMTPD, with mails of swaks", "opensmtpd", (_GATEWAY, "tests/clients/test_swaks.py"), "",
        opensmtpd.PACKAGES, opensmtpd.OPENSMTPD,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run."""

    passed: int
    failed: int
    skipped: int


def tried(folder: Path, name: str, server: Server) -> str:
    """Run the tests on a server; its row."""
    root = folder / "root"
    if root.exists():  # it is removed at the end
        sys.exit(f"{root} is there already")
    asked = {server.asked: server.says} if server.asked else {}
    try:
        if server.own:
            made(root, server.own)
            asked = {server.asked: str(root)}
        version = installed(server.package, root if server.own else Path("/")) if server.package else "-"
        outcome = run(folder / f"{name}.xml", server, asked)
    finally:
        shutil.rmtree(root, ignore_errors=True)
    return row(server.shown, version, datetime.now(UTC), outcome)


def run(report: Path, server: Server, asked: Mapping[str, str]) -> Outcome:
    """The tests, with what the environment says; counted by pytest's own report."""
    only = ["-k", server.only] if server.only else []
    command = [sys.executable, "-m", "pytest", "-q", "--show-capture=no", f"--junitxml={report}", *only]
    subprocess.run([*command, *server.tests], env={**os.environ, **asked}, check=False)
    return counted(report.read_text(encoding="utf-8"))


def counted(xml: str) -> Outcome:
    """Out of a JUnit report."""
    suites = list(ET.fromstring(xml).iter("testsuite"))  # noqa: S314 - our own pytest wrote it
    total, bad, skipped = (
        sum(int(suite.get(name, 0)) for suite in suites for name in names)
        for names in (("tests",), ("failures", "errors"), ("skipped",))
    )
    return Outcome(total - bad - skipped, bad, skipped)


def installed(package: str, root: Path) -> str:
    """The version of a package in the Debian below `root`."""
    command = ["dpkg-query", f"--admindir={root / 'var/lib/dpkg'}", "-W", "-f", "${Version}", package]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def row(shown: str, version: str, at: datetime, outcome: Outcome) -> str:
    """A line of the table."""
    numbers = f"{outcome.passed} | {outcome.failed} | {outcome.skipped}"
    return f"| {shown} | {version} | {at:%Y-%m-%d} | {numbers} |\n"


def with_rows(page: str, rows: Iterable[str]) -> str:
    """The page with these rows in place of those of the same servers; in the order of SERVERS."""
    before, _, rest = page.partition(BEGIN)
    block, _, after = rest.partition(END)
    kept = [line + "\n" for line in block.removeprefix(HEAD).splitlines() if line.startswith("| ")]
    by_server = {line.split(" | ")[0]: line for line in (*kept, *rows)}
    order = [f"| {server.shown}" for server in SERVERS.values()]
    return before + BEGIN + HEAD + "".join(by_server[one] for one in order if one in by_server) + END + after


if __name__ == "__main__":
    folder = Path(sys.argv[1]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[2:] or SERVERS:
        line = tried(folder, name, SERVERS[name])
        PAGE.write_text(with_rows(PAGE.read_text(encoding="utf-8"), [line]), encoding="utf-8")
        sys.stdout.write(line)
