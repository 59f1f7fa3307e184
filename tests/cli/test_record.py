"""`hotlined cases`, `show`, `due`, `verify`: looking at the record."""

import io
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hotlined.adapters.casefiles import CaseFiles
from hotlined.app.ports import Commit
from hotlined.cli import main
from hotlined.cli.due import UNDONE, due_rows
from hotlined.domain.mail.message import Gate
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.record.casework import CaseClosed
from hotlined.domain.record.running import ClockSet
from hotlined.domain.values.reference import Reference
from tests.cli.place import CASE, MARKER, MAYBE, THEN, WAITING, Place, in_quarantine, waiting
from tests.support.world import World, home_site, reported


def test_cases_lists_where_each_case_stands(filled: Place) -> None:
    done = filled("cases")

    assert done.code == 0
    for word in (CASE, "illegal", "held", "2026-01-05"):
        assert word in done.out
    (row,) = filled("cases", "--json").data
    assert row["state"] == ["held", "receipts 0/1"]
    assert row["opened"] == "2026-01-05T08:00:00+00:00"


@pytest.mark.parametrize(
    ("command", "whole"),
    [("cases", CASE), ("due", CASE), ("due", "force"), ("outbox", CASE), ("outbox", "4.7.1")],
)
def test_tables_fit_80_columns_and_lose_nothing(
    command: str, whole: str, filled: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    done = filled(command)

    assert whole in done.out
    assert max(map(len, done.out.splitlines())) <= 80


def test_a_width_that_nobody_knows_hides_no_table(filled: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """COLUMNS=0, as a serial line leaves it: nothing at all was printed, and nothing seemed to be due."""
    monkeypatch.setenv("COLUMNS", "0")

    assert CASE in filled("due").out


def test_a_terminal_whose_charset_lacks_a_sign_gets_another(
    filled: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a locale of ISO 8859-1: between the facts of an event stands "·", which ASCII has not."""
    printed = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(printed, "ascii"))

    with pytest.raises(SystemExit) as ended:
        main(["show", "--config", str(filled.config), CASE])

    assert not ended.value.code
    sys.stdout.flush()
    assert b"Case opened: assessment illegal ? " in printed.getvalue()


@pytest.fixture
def damaged(filled: Place) -> Place:
    """The same, and the case's file is cut off."""
    path = filled.store / "open" / f"{CASE}.json"
    path.write_bytes(path.read_bytes()[:40])
    return filled


@pytest.mark.parametrize(
    "command", [("cases",), ("due",), ("outbox",), ("purge",), ("stats", "2026"), ("stats", "--lea", "2026")]
)
def test_what_goes_on_without_a_case_that_does_not_read_has_found_something(
    command: tuple[str, ...], damaged: Place
) -> None:
    for options in ((), ("--json",)):
        done = damaged(*command, *options)
        assert f"{CASE}.json does not read" in done.err
        assert (done.code, bool(done.out)) == (1, True)


@pytest.mark.parametrize(
    "command",
    [
        ("show", CASE),
        ("verify",),
        ("purge", CASE),
        ("legal-hold", CASE, "on", "--reason", "a court asks"),
        ("export", CASE, "--output", "made.json"),
        ("render", "annex-i", CASE),
    ],
)
def test_a_case_that_does_not_read_is_nothing_in_the_configuration(
    command: tuple[str, ...], damaged: Place
) -> None:
    done = damaged(*command)
    assert (done.code, "does not read" in done.err + done.out) == (1, True)


@pytest.mark.parametrize("how", ["damaged", "gone"])
def test_P11_where_the_only_case_does_not_read_or_is_gone_no_command_says_that_there_is_none(
    how: str, filled: Place
) -> None:
    path = filled.store / "open" / f"{CASE}.json"
    why = f"{CASE}.json does not read" if how == "damaged" else f"{CASE} is gone: it was written"
    if how == "damaged":
        path.write_bytes(path.read_bytes()[:40])
    else:
        path.rename(filled.folder / "elsewhere")
    found = {command: filled(*command) for command in (("cases",), ("cases", "--open"), ("due",))}
    assert {done.code for done in found.values()} == {1}
    assert found["cases",].out == "there is no case that reads\n"
    assert found["cases", "--open"].out == "no case that reads is open\n"
    assert found["due",].out.startswith("nothing is due, and nothing waits, in the cases that read")
    found |= {command: filled(*command) for command in (("show", CASE), ("check",))}
    for done in found.values():  # once, and not in the table and beside it as well
        assert " ".join((done.out + done.err).split()).count(why) == 1, done


def test_a_closed_case_is_not_listed_among_the_open_ones(filled: Place) -> None:
    with CaseFiles.open(filled.store, salt=lambda: "salt") as store:
        closed = CaseClosed(by="Ann", why="done")
        cancelled = tuple(waiting(one, Gate.NONE, "x", RowState.CANCELLED)[0] for one in (WAITING, MAYBE))
        store.commit([Commit(CASE, 6, THEN, (closed,), cancelled, archive=True)])

    assert filled("cases", "--open").out == "no case is open\n"
    assert "closed: done" in filled("cases").out
    assert "Case closed" in filled("show", CASE).out


def test_show_tells_everything_but_content_tokens_and_codes(filled: Place) -> None:
    done = filled("show", CASE.lower())

    assert done.code == 0
    for word in (
        "Hold placed",
        "H1",
        "2026-01-05 10:00:00 +02:00",
        "open-ended",
        "abuse@example.com",
        "hold H1 is in force",
        "451 4.7.1",
    ):
        assert word in done.out
    for secret in (MARKER, "secret-token", "secret-code"):
        assert secret not in done.out
        assert secret not in filled("show", CASE, "--json").out


def test_a_case_may_be_named_as_it_stands_in_a_subject(filled: Place) -> None:
    assert filled("show", f"[{CASE}]").out == filled("show", CASE).out


def test_show_prints_urls_and_words_only_when_asked(filled: Place) -> None:
    for done in (filled("show", CASE, "--content"), filled("show", CASE, "--content", "--json")):
        assert f"https://example.com/{MARKER}" in done.out
        assert "secret-token" not in done.out


def test_show_knows_a_day_of_the_desk(filled: Place) -> None:
    assert "Quarantine/unproven" in filled("show", "desk-2026-01-05").out


def test_a_mistyped_reference_is_told_by_its_check_character(filled: Place) -> None:
    wrong = CASE[:-1] + ("A" if CASE[-1] != "A" else "B")

    done = filled("show", wrong)

    assert (done.code, done.out) == (1, "")
    assert "check character" in done.err


@pytest.mark.parametrize("text", ["nonsense", str(Reference("HL", 2026, 8)), "desk-1999-01-01", "../lock"])
def test_what_is_no_case_is_told_in_one_sentence(text: str, filled: Place) -> None:
    done = filled("show", text)

    assert (done.code, done.out) == (1, "")
    assert done.err.count("\n") == 1
    assert "hotlined cases" in done.err


def test_due_lists_late_steps_and_why_a_notice_waits(filled: Place) -> None:
    rows = {row["what"]: row for row in filled("due", "--json").data}

    assert rows["notice"]["waits"] == "hold H1 is in force"
    assert rows["notice"]["late"]
    assert rows["hold-review"]["at"] == "2026-01-19T08:00:00+00:00"
    assert rows["receipt"]["about"] == "national/1 no. 1"
    assert rows["receipt"]["late"]
    assert filled("due").out.count("yes") == 3


def test_what_should_have_been_done_a_while_ago_says_where_to_look_for_the_reason() -> None:
    """The disk is full, say, and nothing can be written down."""
    world = reported(World(home_site()))
    world.wait(timedelta(hours=24, minutes=2))

    rows = {row["what"]: row for row in due_rows(world.case, world.site, world.now)}

    assert rows["notice"]["late"]
    assert rows["notice"]["waits"] == UNDONE
    world.now -= timedelta(minutes=4)
    assert {row["waits"] for row in due_rows(world.case, world.site, world.now)} == {""}


def test_a_notice_that_waits_for_its_contact_is_listed_once_and_with_the_reason() -> None:
    site = home_site()
    doubtful = tuple(replace(one, confirmed=False) for one in site.providers)
    world = reported(World(replace(site, providers=doubtful)))

    rows = [row for row in due_rows(world.case, world.site, world.now) if row["what"] == "notice"]

    assert [row["waits"] for row in rows] == ["the provider's contact is not confirmed"]


def test_C1_due_times_are_shown_later_by_what_the_clock_was_set_since(filled: Place) -> None:
    """What counts from a moment that a clock wrote down which was an hour behind."""
    until = THEN + timedelta(hours=2)
    step = ClockSet(number=1, since=THEN, until=until, seconds=3_600)
    with CaseFiles.open(filled.store, salt=lambda: "salt") as store:
        store.commit([Commit("desk-2026-01-06", 0, until + timedelta(hours=1), (step,))])
    later = "2026-01-06T09:00:00+00:00"

    (notice,) = (row for row in filled("due", "--json").data if row["what"] == "notice")
    (shown,) = (row for row in filled("show", CASE, "--json").data["due"] if row["what"] == "notice")

    assert (notice["at"], shown["at"]) == (later, later)


def test_C1_while_the_clock_is_behind_the_record_nothing_of_the_true_time_is_late(filled: Place) -> None:
    newest = datetime.now(UTC) + timedelta(days=1)
    with CaseFiles.open(filled.store, salt=lambda: "salt") as store:
        store.commit([Commit("desk-2026-01-06", 0, newest, (in_quarantine(),))])

    late = {row["what"]: row["late"] for row in filled("due", "--json").data}

    assert (late["notice"], late["receipt"]) == (False, True)
