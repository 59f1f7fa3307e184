"""The LEA's statistics of a period: planned, asked, reminded, answered, confirmed; mails and due steps."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from hotlined.codec import decode, encode
from hotlined.domain.cases.case import fold
from hotlined.domain.cases.survey_state import Asked, stream_of
from hotlined.domain.due.deadlines import Due, DueKind, due
from hotlined.domain.due.survey_plan import to_plan
from hotlined.domain.hotline.site import NtdBody, Site
from hotlined.domain.mail.message import Gate, Inbound, Party, Security
from hotlined.domain.overview.pressing import NEEDS, notes
from hotlined.domain.record.events import Entry
from hotlined.domain.record.periodical import StatisticsAnswered, StatisticsAsked, StatisticsPlanned
from hotlined.domain.steps.dues import carry_out
from hotlined.domain.steps.survey import csv_file
from hotlined.domain.values.address import Address
from hotlined.domain.values.folders import Folder
from hotlined.domain.values.worktime import WorkTime
from tests.support.mails_in import STRANGER, analyst_mail, automatic, dsn, police_mail, signature
from tests.support.site import make_agreement, make_unit
from tests.support.world import World, home_site, reported

ZONE = ZoneInfo("Europe/Tallinn")
NINE = (time(9), time(17))
WORK = WorkTime(ZONE, (NINE,) * 5 + (None, None), free=frozenset({date(2027, 1, 1)}))
PERIOD = "2026-Q4"
STREAM = stream_of(PERIOD)
MONDAY = datetime(2027, 1, 4, 7, tzinfo=UTC)  # 9:00 in Tallinn, the first working day after New Year
FIGURES = "Reports received: 12\nUseful reports: 3"


def site(**terms: object) -> Site:
    agreed = {"lea_statistics": "quarter", **terms}
    return home_site(agreement=make_agreement(**agreed), worktime=WORK)


def planned(now: datetime = MONDAY, world_site: Site | None = None) -> World:
    world = World(world_site or site(), now=now)
    world.record(StatisticsPlanned(period=PERIOD), stream=STREAM)
    return world


def asked(world_site: Site | None = None) -> World:
    world = planned(world_site=world_site)
    assert world.sweep() == 1
    return world


def answer(text: str, world: World, **fields: object) -> Inbound:
    thread = (world.letters("lea-statistics")[-1].message_id,)
    return police_mail(text, **{"signed": True, "references": thread, "received_at": world.now, **fields})


def of_unit(world: World, unit: str = "national") -> Asked:
    survey = world.streams[STREAM].survey
    assert survey is not None
    return survey.units[unit]


def steps(world: World) -> list[tuple[datetime, str, int]]:
    return [(one.at, one.key, one.n) for one in due(world.streams[STREAM], world.site)]


# --- the plan ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "today", "known", "wanted"),
    [
        ("none", date(2026, 11, 24), (), ()),
        ("quarter", date(2026, 11, 24), (), ("2026-Q4",)),
        ("quarter", date(2026, 12, 31), ("2026-Q4",), ()),
        ("quarter", date(2027, 1, 1), ("2026-Q4",), ("2027-Q1",)),
        ("quarter", date(2027, 8, 2), ("2026-Q3", "2026-Q4"), ("2027-Q1", "2027-Q2", "2027-Q3")),
        ("half-year", date(2026, 6, 30), (), ("2026-H1",)),
        ("half-year", date(2026, 7, 1), ("2026-H1",), ("2026-H2",)),
        ("half-year", date(2026, 7, 1), ("2026-Q2", "2026-Q3"), ("2026-H2",)),
        ("quarter", date(2026, 11, 24), ("2030-Q1",), ("2026-Q4",)),
    ],
)
def test_P15_each_period_is_planned_once_and_none_is_passed_over(
    kind: str, today: date, known: tuple[str, ...], wanted: tuple[str, ...]
) -> None:
    found = to_plan(make_agreement(lea_statistics=kind), today, known)

    assert tuple(one.name for one in found) == wanted


def test_it_is_asked_about_on_the_first_working_day_after_the_period() -> None:
    assert steps(planned()) == [(MONDAY, "", 1)]
    without = replace(site(), worktime=None)
    assert steps(planned(world_site=without)) == [(datetime(2027, 1, 1, 7, tzinfo=UTC), "", 1)]


@pytest.mark.parametrize("agreed", ["none", "half-year"])
def test_what_is_not_agreed_any_more_is_not_asked(agreed: str) -> None:
    assert steps(planned(world_site=site(lea_statistics=agreed))) == []


def test_P4_every_unit_is_asked_once_by_a_sealed_mail_in_its_language_late_if_need_be() -> None:
    two = (make_unit(language="el"), make_unit(name="state", language="de"))
    world = planned(now=MONDAY + timedelta(days=40), world_site=replace(site(), units=two))

    world.sweep()
    world.sweep()

    letters = world.letters("lea-statistics")
    assert [(one.to.id, one.to.language) for one in letters] == [("national", "el"), ("state", "de")]
    assert {(one.security, one.gate, one.mailbox) for one in letters} == {
        (Security.SEALED, Gate.REPORT, "lea")
    }
    labels = [row["label"] for row in letters[0].values["rows"]]  # type: ignore[attr-defined]
    assert labels[0] == "Ληφθείσες αναφορές"
    assert "Ειδοποιήσεις που στάλθηκαν" not in labels  # the hotline sends them


def test_an_lea_that_sends_the_notices_is_asked_about_them() -> None:
    world = asked(site(ntd_body=NtdBody.LEA))

    assert {"notices", "removed"} <= set(of_unit(world).fields)


def test_the_table_goes_along_as_csv() -> None:
    (letter,) = asked().letters("lea-statistics")

    data = csv_file(letter.values)

    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert rows[:3] == [
        ["field", "label", "number"],
        ["period", "Period", PERIOD],
        ["reports", "Reports received", ""],
    ]
    assert rows[-1][0] == "remarks"


def test_one_reminder_then_the_analysts_then_nothing() -> None:
    world = asked()

    for _ in range(6):
        world.wait(timedelta(days=14, minutes=1))
        world.sweep()

    assert [one.values["n"] for one in world.letters("lea-statistics")] == [1, 2]
    assert len(world.letters("alarm")) == 2  # one mail to each analyst
    assert world.streams[STREAM].closed
    assert steps(world) == []


def test_who_has_answered_is_not_reminded_while_another_is() -> None:
    state = Address("reports", "state.example.org")
    both = (make_unit(), make_unit(name="state", address=state, contact=None, domains=()))
    world = asked(replace(site(), units=both))
    first = world.letters("lea-statistics")[0].message_id

    world.take(answer(FIGURES, world, references=(first,)))

    assert [(unit, n) for _, unit, n in steps(world)] == [("state", 2)]
    assert not world.streams[STREAM].closed


def test_P2_a_period_that_is_planned_twice_keeps_its_answers() -> None:
    world = asked()
    world.take(answer(FIGURES, world))

    world.record(StatisticsPlanned(period=PERIOD), stream=STREAM)

    assert of_unit(world).numbers() == {"reports": 12, "useful": 3}


def test_an_answer_that_comes_after_all_still_counts() -> None:
    world = asked()
    for _ in range(2):
        world.wait(timedelta(days=14, minutes=1))
        world.sweep()

    world.take(answer(FIGURES, world))

    assert of_unit(world).numbers() == {"reports": 12, "useful": 3}
    assert steps(world) == []


def test_P15_the_plan_survives_a_restart_at_every_step() -> None:
    world = asked()
    world.take(answer(FIGURES, world))
    entries = [
        Entry(number, world.now, decode(one.kind, one.data, one.content))
        for number, one in enumerate(encode(event) for stream, event in world.log if stream == STREAM)
    ]
    for cut in range(1, len(entries) + 1):
        case = fold(STREAM, entries[:cut])
        for step in due(case, world.site):
            world.now = max(world.now, step.at)
            assert carry_out(case, step, world.fence(), world.context) is not None
    assert fold(STREAM, entries).survey == world.streams[STREAM].survey


def test_a_step_is_due_no_more_once_it_is_carried_out() -> None:
    world = asked()
    step = Due(DueKind.LEA_STATISTICS, MONDAY, "", 1)

    assert step not in due(world.streams[STREAM], world.site)


# --- the answer ----------------------------------------------------------------------------------


def test_a_signed_answer_is_on_record_shown_to_the_analysts_and_answered() -> None:
    world = asked()

    decision = world.take(answer(FIGURES + "\nRemarks: two cases were joined", world))

    assert decision.folder == Folder.LEA
    assert of_unit(world).numbers() == {"reports": 12, "useful": 3}
    assert of_unit(world).given[0].remarks == "two cases were joined"
    tables = world.letters("lea-statistics-table")
    assert [one.to.id for one in tables] == ["Ann", "Ben"]
    assert {one.security for one in tables} == {Security.ENCRYPT_IF_KEY}
    (read,) = world.letters("lea-statistics-read")
    assert (read.to.party, read.security, read.answer) == (Party.LEA, Security.SEALED, True)
    assert world.streams[STREAM].closed
    world.wait(timedelta(days=60))
    assert world.sweep() == 0


def test_P17_a_wrong_line_is_named_to_the_unit_and_the_others_count() -> None:
    world = asked()

    world.take(answer("Reports received: twelve\nUseful reports: 3", world))

    (read,) = world.letters("lea-statistics-read")
    assert [(one["line"], one["why"]) for one in read.values["wrong"]] == [  # type: ignore[attr-defined]
        ("Reports received: twelve", "number")
    ]
    assert of_unit(world).numbers() == {"useful": 3}


def test_a_later_answer_replaces_the_former_and_the_history_stays() -> None:
    world = asked()
    world.take(answer(FIGURES, world))

    world.take(answer("Reports received: 14", world))

    assert of_unit(world).numbers() == {"reports": 14, "useful": 3}
    assert [dict(one.numbers) for one in of_unit(world).given] == [
        {"reports": 12, "useful": 3},
        {"reports": 14},
    ]
    last = world.letters("lea-statistics-table")[-1].values["rows"]
    assert {row["field"]: row["before"] for row in last} == dict.fromkeys(  # type: ignore[attr-defined]
        of_unit(world).fields
    ) | {"reports": 12}


def test_P2_the_same_answer_again_is_no_news() -> None:
    world = asked()
    mail = answer(FIGURES, world)
    world.take(mail)

    world.take(mail)  # redelivered
    world.take(answer(FIGURES, world))  # sent again
    copy = answer(FIGURES, world)
    world.take(replace(copy, signature=mail.signature))  # somebody's copy of it
    assert not world.letters("question")

    assert len([one for _, one in world.log if isinstance(one, StatisticsAnswered)]) == 1
    assert len(world.letters("lea-statistics-table")) == 2


@pytest.mark.parametrize(("more", "pauses"), [("", 0), ("\nPlease wait with the notice.", 1)])
def test_P2_a_copy_of_a_former_answer_does_not_bring_it_back_and_hides_no_hold(
    more: str, pauses: int
) -> None:
    world = reported(World(replace(site(), worktime=WORK)))
    world.record(StatisticsPlanned(period=PERIOD), stream=STREAM)
    world.now = MONDAY
    world.sweep()
    former = answer(FIGURES + more, world)
    world.take(former)
    world.take(answer("Reports received: 14", world))
    before = len(world.case.pauses)

    decision = world.take(replace(answer(FIGURES + more, world), signature=former.signature))

    assert decision.folder == Folder.REPLAYED
    assert of_unit(world).numbers() == {"reports": 14, "useful": 3}
    assert len(world.case.pauses) - before == pauses


def test_whoever_cannot_be_believed_gets_no_answer() -> None:
    world = asked()

    world.take(answer(FIGURES, world, signature=signature("F" * 40)))

    assert not world.letters("lea-statistics-read")
    assert len(world.letters("lea-statistics-table")) == 2


@pytest.mark.parametrize(
    "fields", [{"signed": False}, {"signed": False, "from_": (STRANGER,)}, {"signature": signature("F" * 40)}]
)
def test_P9_an_unproven_answer_waits_for_an_analyst_who_confirms_it(fields: dict[str, object]) -> None:
    world = asked()

    world.take(answer(FIGURES, world, **fields))

    assert of_unit(world).numbers() == {}
    assert not world.streams[STREAM].closed
    assert world.letters("lea-statistics-table")[0].values["state"] == "unproven"

    decision = world.take(
        analyst_mail("The unit said so.", subject=f"[CONFIRM:{PERIOD} National]", received_at=world.now)
    )

    assert decision.folder == Folder.DONE
    assert of_unit(world).numbers() == {"reports": 12, "useful": 3}
    assert of_unit(world).given[0].confirmed
    assert world.letters("lea-statistics-table")[-1].values["state"] == "confirmed"
    assert world.streams[STREAM].closed


def test_P9_an_unproven_answer_stands_in_the_digest_until_an_analyst_has_confirmed_it() -> None:
    world = asked()
    world.take(answer(FIGURES, world, signed=False))
    world.wait(timedelta(days=30))
    world.sweep()

    (note,) = notes(world.streams[STREAM], world.site)
    assert (note.reference, note.what, note.key) == (STREAM, "lea-figures", "national")
    assert note.what in NEEDS

    world.take(analyst_mail("So they say.", subject=f"[CONFIRM:{PERIOD} national]", received_at=world.now))
    assert notes(world.streams[STREAM], world.site) == ()


def test_P9_the_next_unproven_answer_brings_another_letter() -> None:
    world = asked()
    world.take(answer(FIGURES, world, signed=False))
    world.wait(timedelta(days=1))
    world.take(answer(FIGURES, world, signed=False))

    assert len(world.letters("lea-statistics-table")) == 4


def test_P9_who_confirms_a_correction_confirms_what_it_corrects() -> None:
    """An officer sent seven figures, and an hour later one of them anew: six were lost, and nobody saw it."""
    world = asked()
    world.take(answer(FIGURES, world, signed=False))
    world.wait(timedelta(hours=1))
    world.take(answer("Reports received: 14", world, signed=False))

    shown = world.letters("lea-statistics-table")[-1].values["rows"]
    assert isinstance(shown, tuple)
    assert {row["field"]: row["number"] for row in shown if row["number"]} == {"reports": 14, "useful": 3}
    world.take(analyst_mail("So they say.", subject=f"[CONFIRM:{PERIOD} national]", received_at=world.now))

    assert of_unit(world).numbers() == {"reports": 14, "useful": 3}
    assert notes(world.streams[STREAM], world.site) == ()


def test_P9_who_confirms_an_answer_confirms_nothing_of_another_sender() -> None:
    world = asked()
    world.take(answer("Reports received: 99\nUseful reports: 98", world, signed=False, from_=(STRANGER,)))
    world.wait(timedelta(hours=1))
    world.take(answer("Reports received: 14", world, signed=False))
    world.take(analyst_mail("So they say.", subject=f"[CONFIRM:{PERIOD} national]", received_at=world.now))

    assert of_unit(world).numbers() == {"reports": 14}


def test_P9_an_answer_from_an_authenticated_sender_counts() -> None:
    world = asked()

    world.take(answer(FIGURES, world, signed=False, authenticated=True))

    assert of_unit(world).numbers() == {"reports": 12, "useful": 3}


def test_P9_an_unproven_answer_never_replaces_a_proven_one() -> None:
    world = asked()
    world.take(answer(FIGURES, world))

    world.take(answer("Reports received: 99", world, signed=False))

    assert of_unit(world).numbers() == {"reports": 12, "useful": 3}
    assert world.letters("lea-statistics-table")[-1].values["state"] == "unproven"


def test_P9_a_confirmation_needs_the_proof_of_any_command() -> None:
    world = asked()
    world.take(answer(FIGURES, world, signed=False))

    decision = world.take(
        analyst_mail("", subject=f"[CONFIRM:{PERIOD} national]", signed=False, received_at=world.now)
    )

    assert decision.folder == Folder.UNPROVEN
    assert of_unit(world).numbers() == {}


@pytest.mark.parametrize("what", [f"{PERIOD} national", f"{PERIOD} elsewhere"])
def test_P17_a_confirmation_of_nothing_says_so(what: str) -> None:
    world = asked()

    decision = world.take(analyst_mail("", subject=f"[CONFIRM:{what}]", received_at=world.now))

    assert decision.folder == Folder.REFUSED
    assert "waits to be confirmed" in decision.reason


def test_P17_a_bare_confirmation_in_the_thread_says_what_to_write() -> None:
    world = asked()
    world.take(answer(FIGURES, world, signed=False))
    thread = (world.letters("lea-statistics-table")[0].message_id,)

    decision = world.take(analyst_mail("", subject="Re: [CONFIRM]", references=thread, received_at=world.now))

    assert decision.folder == Folder.REFUSED
    assert f"[CONFIRM:{PERIOD} national]" in decision.reason
    assert of_unit(world).numbers() == {}


def test_P7_a_table_hides_no_hold() -> None:
    world = reported(World(replace(site(), worktime=WORK)))
    world.record(StatisticsPlanned(period=PERIOD), stream=STREAM)
    world.now = MONDAY
    world.sweep()

    world.take(answer(FIGURES + "\nPlease wait with the notice.", world))

    assert of_unit(world).numbers() == {"reports": 12, "useful": 3}
    assert len(world.case.pauses_open()) == 1


def test_an_answer_in_words_pauses_nothing_and_goes_to_the_analysts() -> None:
    world = reported(World(replace(site(), worktime=WORK)))
    world.record(StatisticsPlanned(period=PERIOD), stream=STREAM)
    world.now = MONDAY
    world.sweep()

    world.take(answer("We send them next week, best regards.", world))

    assert not world.case.pauses
    (first, _) = world.letters("lea-statistics-table")
    assert "next week" in str(first.values["text"])
    assert len(world.letters("lea-statistics-read")) == 1
    assert [n for _, _, n in steps(world)] == [2]


def test_P8_an_automatic_answer_is_no_answer() -> None:
    world = asked()

    world.take(automatic(answer(FIGURES, world, signed=False)))

    assert not of_unit(world).given
    assert not world.letters("lea-statistics-read")


def test_a_question_that_comes_back_is_told() -> None:
    world = asked()

    world.take(dsn(world.letters("lea-statistics")[0].message_id))

    assert len(world.letters("alarm")) == 2


def test_a_unit_that_was_not_asked_pauses_its_cases_like_any_stray_mail() -> None:
    state = Address("reports", "state.example.org")
    both = (make_unit(), make_unit(name="state", address=state, contact=None, domains=()))
    world = asked()
    world.site = replace(world.site, units=both)

    decision = world.take(answer(FIGURES, world, signed=False, from_=(state,)))

    assert not of_unit(world).given
    assert "unit that was not asked" in decision.reason


def test_figures_for_another_period_are_refused_to_the_unit() -> None:
    world = asked()

    world.take(answer("Period: 2026-Q3\n" + FIGURES, world))

    assert not of_unit(world).given
    (read,) = world.letters("lea-statistics-read")
    assert [one["why"] for one in read.values["wrong"]] == ["period"]  # type: ignore[attr-defined]


def test_no_site_without_units_is_asked_for_ever() -> None:
    world = planned(world_site=replace(site(), units=()))

    world.sweep()

    assert world.streams[STREAM].closed
    assert not [one for _, one in world.log if isinstance(one, StatisticsAsked)]


def test_P14_the_words_and_the_sender_are_content_and_the_numbers_stay() -> None:
    given = StatisticsAnswered(
        unit="national",
        mail="",
        proof=None,
        numbers=(("reports", 1),),
        confirmed=True,
        sender="s",
        remarks="r",
    )

    written = encode(given)

    assert dict(written.content) == {"sender": "s", "remarks": "r"}
    assert decode(written.kind, written.data, {}) == replace(given, sender=None, remarks=None)
