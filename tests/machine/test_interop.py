"""The table that the interop run makes, and that each server it names can be run."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.machine.interop import BEGIN, END, HEAD, PAGE, SERVERS, Outcome, counted, installed, row, with_rows

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 11, 26, 12, tzinfo=UTC)


def test_rows_take_the_place_of_those_of_the_same_server_and_the_rest_stays() -> None:
    old = row("Postfix", "3.9", AT, Outcome(9, 1, 0))
    dovecot = row("Dovecot", "2.4", AT, Outcome(5, 0, 0))
    page = f"above\n{BEGIN}{HEAD}{old}{END}below\n"
    new = row("Postfix", "3.10", AT, Outcome(10, 0, 0))
    made = with_rows(page, [new, dovecot])
    assert made == f"above\n{BEGIN}{HEAD}{dovecot}{new}{END}below\n"
    assert with_rows(made, []) == made


def test_what_passed_is_what_neither_failed_nor_was_skipped() -> None:
    suite = '<testsuite tests="12" failures="2" errors="1" skipped="3"/>'
    assert counted(f"<testsuites>{suite}</testsuites>") == Outcome(6, 3, 3)


def test_the_version_is_that_of_the_debian_below_a_root(tmp_path: Path) -> None:
    (tmp_path / "var/lib/dpkg").mkdir(parents=True)
    (tmp_path / "var/lib/dpkg/status").write_text(
        "Package: cyrus-imapd\nStatus: install ok installed\nArchitecture: all\n"
        "Maintainer: a <a@example.com>\nVersion: 3.10.1-2\nDescription: item 1\n\n"
    )
    assert installed("cyrus-imapd", tmp_path) == "3.10.1-2"


@pytest.mark.parametrize("name", SERVERS)
def test_the_tests_of_each_server_are_there(name: str) -> None:
    assert all((ROOT / one).is_file() for one in SERVERS[name].tests)


def test_the_page_has_a_place_for_the_table_and_no_row_that_no_run_makes() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_rows(page, []) == page.replace(BEGIN + END, BEGIN + HEAD + END)
