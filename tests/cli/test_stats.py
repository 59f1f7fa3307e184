"""`hotlined stats`: figures of a period."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hotlined.adapters.casefiles import CaseFiles
from hotlined.app.ports import Commit
from hotlined.domain.record.partnership import MeetingHeld
from hotlined.domain.record.periodical import StatisticsAnswered, StatisticsAsked, StatisticsPlanned
from hotlined.domain.record.reporting import FeedbackGiven
from tests.cli.place import CASE, MARKER, THEN, Place, case_events

Q3_IN = datetime(2026, 8, 1, 12, tzinfo=UTC)


def with_figures(place: Place) -> Place:
    """The third quarter asked about, answered by one unit and not proven by the other; feedback on a case."""
    asked = (
        StatisticsPlanned(period="2026-Q3"),
        *(StatisticsAsked(unit=unit, n=1, fields=("reports", "useful")) for unit in ("national", "state")),
        figures("national", (("reports", 12), ("useful", 3)), confirmed=True),
        figures("national", (("reports", 14),), confirmed=True),
        figures("state", (("reports", 5),), confirmed=False),
    )
    said = (
        FeedbackGiven(unit="national", mail="1", victim="no", investigation="open", proof="signed"),
        FeedbackGiven(unit="national", mail="2", victim="yes", proof="claimed", text=MARKER),
    )
    with CaseFiles.open(place.store, salt=lambda: "salt") as store:
        store.commit([Commit("stats-2026-Q3", 0, Q3_IN + timedelta(days=65), asked)])
        store.commit([Commit("stats-2026-Q4", 0, Q3_IN, (StatisticsPlanned(period="2026-Q4"),))])
        store.commit([Commit(CASE, 0, THEN, case_events())])
        store.commit([Commit(CASE, len(case_events()), Q3_IN, said)])
    return place


def figures(unit: str, numbers: tuple[tuple[str, int], ...], *, confirmed: bool) -> StatisticsAnswered:
    return StatisticsAnswered(
        unit=unit, mail=str(numbers), proof="claimed", numbers=numbers, confirmed=confirmed
    )


def test_stats_prints_what_was_asked_and_answered_and_counts_the_feedback(place: Place) -> None:
    done = with_figures(place)("stats", "--lea", "2026-Q3")

    assert done.code == 0
    flat = [" ".join(row.split()) for row in done.out.splitlines()]
    assert any(row.startswith("2026-Q3 national answered") for row in flat)
    assert any(row.startswith("2026-Q3 state to be confirmed") for row in flat)
    assert "Reports received 14 5 ?" in flat
    assert "Useful reports 3" in flat
    assert "Feedback on cases: mails 2, cases 1, not proven 1" in flat
    assert "victim: yes 1" in flat, "of a case the last word counts"
    assert MARKER not in done.out


def test_stats_of_a_year_has_all_its_periods_and_json_has_everything(place: Place) -> None:
    done = with_figures(place)("stats", "--lea", "2026", "--json")

    found = json.loads(done.out)
    assert [(row["period"], row["unit"], row["state"]) for row in found["units"]] == [
        ("2026-Q3", "national", "answered"),
        ("2026-Q3", "state", "to be confirmed"),
        ("2026-Q4", "", "not asked yet"),
    ]
    assert found["units"][0]["numbers"] == {"reports": 14, "useful": 3}
    assert found["units"][0]["answers"] == 2
    assert found["units"][1]["unconfirmed"] == {"reports": 5}
    assert found["feedback"]["investigation"] == {"open": 1}


def test_feedback_of_another_period_does_not_count(place: Place) -> None:
    done = with_figures(place)("stats", "--lea", "2026-Q2", "--json")

    assert json.loads(done.out)["feedback"]["mails"] == 0


@pytest.mark.parametrize("args", [("2026-W54",), ("--lea", "last summer"), ("--lea", "2026-Q5")])
def test_stats_of_what_is_no_period_says_what_is_expected(args: tuple[str, ...], filled: Place) -> None:
    done = filled("stats", *args)

    assert done.code == 2
    assert "2026-Q3" in done.err


def test_stats_prints_the_figures_as_text_json_csv_and_pictures(place: Place, tmp_path: Path) -> None:
    with_figures(place)
    year = str(THEN.year)
    text = place("stats", year)
    assert f"Statistics {year}" in text.out
    assert "Cases assessed: 1" in text.out
    assert MARKER not in text.out
    found = json.loads(place("stats", year, "--json").out)
    assert (found["period"], sum(found["assessed"].values())) == (year, 1)
    table = place("stats", year, "--csv")
    assert table.out.splitlines()[0].startswith("section;figure;label;n;of;")
    assert place("stats", year, "--dsa").out.startswith("period;provider;kind;notices;")
    folder = tmp_path / "charts"
    assert place("stats", year, "--charts", str(folder)).code == 0
    assert all(one.read_bytes().startswith(b"\x89PNG") for one in folder.iterdir())


def test_the_agreement_is_shown_with_its_review_its_meetings_and_what_they_agreed(place: Place) -> None:
    meeting = {"name": "Spring meeting", "start": "2026-03-20 10:00", "place": "Example Street 1"}
    place.write(agreement={"review": "2020-01-31"}, rules={"calendar": {"meetings": [meeting]}})
    held = MeetingHeld(day="2026-03-20", by="Ann", mail="m", agreed=("Item one", "Item two"))
    with CaseFiles.open(place.store, salt=lambda: "salt") as store:
        store.commit([Commit("desk-2026-03-20", 0, THEN, (held,))])
    done = place("agreement")
    assert "Agreement 1 of 2026-01-31: Example Hotline, Example Police" in done.out
    assert "To be reviewed by 2020-01-31: that day has come." in done.out
    flat = [" ".join(row.split()) for row in done.out.splitlines()]
    assert "2026-03-20 10:00 Spring meeting meeting Example Street 1 held, protocol kept" in flat
    assert "2026-03-20 Item two" in flat
    assert [one["agreed"] for one in json.loads(place("agreement", "--json").out)["agreed"]] == [*held.agreed]


def test_the_introduction_of_a_unit_is_printed_and_another_is_refused(place: Place) -> None:
    done = place("introduce", "national")
    assert done.code == 0
    assert "Introduction: Example Hotline" in done.out
    assert place("introduce", "moon").code == 1


def test_the_statistics_that_are_planned_are_due_and_can_be_shown(place: Place) -> None:
    with_figures(place)
    path = place.folder / "rules" / "agreement.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "lea_statistics: quarter\n", encoding="utf-8")

    rows = json.loads(place("due", "--json").out)
    told = place("show", "STATS-2026-q3")

    assert [(row["case"], row["what"]) for row in rows if row["what"] == "lea-statistics"] == [
        ("stats-2026-Q4", "lea-statistics")
    ]
    assert told.code == 0
    assert "Statistics asked" in told.out


def test_feedback_on_a_case_of_years_ago_counts_when_it_comes(place: Place) -> None:
    """An investigation takes its time; `stats --lea` counts it, too."""
    said = FeedbackGiven(unit="national", mail="1", victim="yes", proof="signed")
    with CaseFiles.open(place.store, salt=lambda: "salt") as store:
        store.commit([Commit(CASE, 0, THEN, case_events())])
        store.commit([Commit(CASE, len(case_events()), datetime(2028, 5, 1, 12, tzinfo=UTC), (said,))])
    found = place("stats", "2028", "--json").data
    assert (found["feedback"]["mails"], found["feedback"]["said"]["victim"]) == (1, {"yes": 1})
    assert place("stats", "--lea", "2028", "--json").data["feedback"]["mails"] == 1
