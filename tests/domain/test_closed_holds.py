"""What people are told of a hold of the LEA in a closed case, which goes on (P6)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hotlined.cli.case_tables import state_words
from hotlined.cli.due import GOES_ON, due_rows
from hotlined.domain.analysts.transcript import Transcript
from hotlined.domain.cases.state import Case
from hotlined.domain.cases.timeline import timeline
from hotlined.domain.due.listing import Line
from hotlined.domain.mail.message import Draft, Party
from hotlined.domain.overview.board import Column, card_of, done_at
from hotlined.domain.record.casework import CaseClosed
from hotlined.domain.record.holding import HoldPlaced
from tests.support.mails_in import analyst_mail, hours, police_mail
from tests.support.site import make_unit
from tests.support.world import World, home_site, opened, reported

HELD = "hold H1 goes on though the case is closed: notices about the same URLs in other cases wait for it"
NEVER_MIND = timedelta(days=30)


def officer(world: World, words: str, stream: str) -> None:
    """The officer's signed answer to the report of one of the cases."""
    letter = next(one for one in world.letters("annex-i") if one.stream == stream)
    world.take(police_mail(words, received_at=world.now, references=(letter.message_id,), signed=True))


def say(world: World, tags: str) -> None:
    world.take(analyst_mail(subject=tags, received_at=world.now))


def two_cases(hold: str = "[HOLD]", *, alone: bool = False) -> tuple[World, str]:
    """The second of two cases with one URL, or the only one, is on hold, and closed."""
    world = reported() if alone else reported(reported())
    stream = list(world.streams)[-1]
    officer(world, hold, stream)
    say(world, f"[{stream}] [CLOSE]")
    assert world.streams[stream].closed
    return world, stream


def answer(world: World) -> Transcript:
    found = world.letters("done")[-1].values["transcript"]
    assert isinstance(found, Transcript)
    return found


@pytest.mark.parametrize(
    ("hold", "end", "lifts"),
    [
        ("[HOLD]", "without an end", "only national lifts hold H1"),
        (
            "[HOLD:2026-03-05]",
            "until 2026-03-05 23:59 EET (UTC+02:00)",
            "only national lifts hold H1 before its end",
        ),
    ],
)
def test_P6_the_answer_to_close_says_which_hold_goes_on_until_when_for_what_and_who_lifts_it(
    hold: str, end: str, lifts: str
) -> None:
    world, _ = two_cases(hold)

    assert f"hold H1 of national goes on {end}; the case is closed" in answer(world).headline
    assert answer(world).coming[:2] == (f"{HELD}, now in HL-2026-000001-C", lifts)


def test_it_names_no_case_where_none_is_known_and_says_nothing_where_no_hold_goes_on() -> None:
    world, stream = two_cases(alone=True)
    assert answer(world).coming[0] == HELD
    say(world, f"[{stream}] [REOPEN]")
    officer(world, "[RELEASE]", stream)
    say(world, f"[{stream}] [HOLD]")
    say(world, f"[{stream}] [CLOSE]")

    assert "goes on" not in answer(world).headline
    assert answer(world).coming == ()


@pytest.mark.parametrize(("item", "cases"), [(1, ", now in HL-2026-000001-C"), (2, "")])
def test_a_hold_on_one_item_names_the_cases_with_its_url_only(item: int, cases: str) -> None:
    world = reported()
    form = "URL: https://media.provider.example.net/item1\nURL: https://media.provider.example.net/item2\n"
    world = reported(world, form=f"{form}Description of the type of the content: items 1 and 2\n")
    stream = list(world.streams)[-1]
    officer(world, f"[HOLD:items {item}]", stream)
    say(world, f"[{stream}] [CLOSE]")

    assert answer(world).coming[0] == f"{HELD}{cases}"


def test_P6_a_case_that_closes_by_itself_says_it_too() -> None:
    world = reported()
    officer(world, "[HOLD:2026-03-05]", world.case.stream)
    say(world, f"[{world.case.stream}] [RECEIVED:by phone] [REMOVED]")

    assert world.case.closed
    assert world.letters("closed")[-1].values["goes_on"] == (
        "hold H1 of national goes on until 2026-03-05 23:59 EET (UTC+02:00)",
        HELD,
        "only national lifts hold H1 before its end",
    )


def sent(world: World, kind: str, party: Party) -> Draft:
    return [one for one in world.letters(kind) if one.to.party is party][-1]


@pytest.mark.parametrize(("kind", "days"), [("hold-warning", 3), ("hold-ended", 5)])
def test_letters_about_it_say_that_the_case_is_closed_and_which_cases_it_keeps_back(
    kind: str, days: int
) -> None:
    world, _ = two_cases("[HOLD:2026-03-05]")
    for _ in range(days):
        world.wait(hours(24))
        world.sweep(world.fence())

    for party in (Party.ANALYST, Party.LEA):
        told = sent(world, kind, party).values
        assert (told["closed"], told["kept_back"]) == (True, "HL-2026-000001-C")


def test_the_unit_is_told_of_no_case_of_another_unit() -> None:
    site = home_site(units=(make_unit(), make_unit("county")))
    world = opened(World(site), subject="[ILLEGAL] [LEA:county]")
    world = reported(world, subject="[ILLEGAL] [LEA:national]")
    stream = list(world.streams)[-1]
    officer(world, "[HOLD]", stream)
    say(world, f"[{stream}] [CLOSE]")
    world.wait(NEVER_MIND)
    world.sweep(world.fence())

    assert sent(world, "hold-review", Party.ANALYST).values["kept_back"] == "HL-2026-000001-C"
    assert sent(world, "hold-review", Party.LEA).values["kept_back"] == ""


def test_what_the_lea_writes_to_a_closed_case_is_answered_as_to_one() -> None:
    world, stream = two_cases()
    say(world, f"[{stream}] [REOPEN]")
    say(world, f"[{stream}] [HOLD]")  # an analyst's, which ends with the case
    say(world, f"[{stream}] [CLOSE]")
    officer(world, "[HOLD:2026-03-05]", stream)
    for kind, party in (("hold-state", Party.LEA), ("hold-placed", Party.ANALYST)):
        assert sent(world, kind, party).values["closed"] is True
    officer(world, "[RELEASE]", stream)

    told = sent(world, "hold-lifted", Party.LEA).values
    assert (told["closed"], told["on_hold"]) == (True, "")


def listed(world: World, tags: str) -> tuple[list[Line], object]:
    say(world, tags)
    values = world.letters("list")[-1].values
    assert isinstance(values["lines"], tuple)
    return list(values["lines"]), values["closed"]


def test_P6_it_stands_in_the_list_of_what_is_held_as_closed_and_in_no_list_of_open_cases() -> None:
    world, stream = two_cases()

    lines, closed = listed(world, "[LIST:held]")
    assert [(one.reference, one.closed, one.state) for one in lines] == [
        (stream, True, "closed: closed by an analyst; hold H1 by national")
    ]
    assert closed
    for tags in ("[LIST]", "[LIST:all]", "[LIST:urgent]"):
        lines, closed = listed(world, tags)
        assert stream not in [one.reference for one in lines]
        assert not closed
    world.wait(NEVER_MIND)
    assert stream in [one.reference for one in listed(world, "[LIST:overdue]")[0]]


def test_its_card_says_it_and_stays_under_done_as_long_as_the_hold_lasts() -> None:
    world, stream = two_cases()
    case = world.streams[stream]
    card = card_of(case, world.site)

    assert card is not None
    assert (card.column, card.states) == (Column.DONE, ("closed by an analyst", "hold H1 by national"))
    assert card.coming[0] == HELD
    assert done_at(case, card.column) is None
    officer(world, "[RELEASE]", stream)
    assert done_at(world.streams[stream], Column.DONE) == case.closed_at


def test_the_administrator_sees_it_in_tables_and_history() -> None:
    world, stream = two_cases()
    case = world.streams[stream]

    assert state_words(case) == ("closed: closed by an analyst", "hold H1 goes on")
    assert [(row["what"], row["waits"]) for row in due_rows(case, world.site, world.now)] == [
        ("hold-review", GOES_ON)
    ]
    assert [what for _, what in timeline(case)][-2:] == ["closed: closed by an analyst", "hold H1 goes on"]


def test_a_hold_that_was_lifted_or_came_later_did_not_go_on_at_the_closing() -> None:
    world, stream = two_cases()
    case = world.streams[stream]
    assert case.closed_at is not None
    (hold,) = case.holds
    before = replace(hold, placed_at=case.closed_at - hours(2), lifted_at=case.closed_at - hours(1))
    later = replace(hold, id="H2", placed_at=case.closed_at + hours(1))

    assert "goes on" not in str(timeline(replace(case, holds=(before, later))))


def test_an_analysts_hold_ends_with_its_case_and_is_not_said_to_go_on() -> None:
    world = reported()
    placed = HoldPlaced(hold="H1", party="analyst", by="Ann", proof="signed", until=None, mail="m")
    world.record(placed, CaseClosed(by="Ann", why="closed by an analyst"))
    case: Case = world.case

    assert case.holds_now() == ()
    assert "goes on" not in str(timeline(case))
    assert state_words(case) == ("closed: closed by an analyst",)


def test_P6_whoever_opens_a_case_with_its_url_is_told_of_it_as_long_as_it_lasts() -> None:
    world, stream = two_cases()
    world = opened(world)
    assert world.letters("opened")[-1].values["linked"] == ((1, "HL-2026-000001-C"), (1, stream))
    assert world.letters("opened")[-1].values["held_in"] == (stream,)

    officer(world, "[RELEASE]", stream)
    world = opened(world)
    assert world.letters("opened")[-1].values["held_in"] == ()
    assert stream not in dict(map(reversed, world.letters("opened")[-1].values["linked"]))  # type: ignore[call-overload]  # pairs


def test_P7_a_question_about_a_mail_to_a_closed_case_says_what_waits_and_can_be_answered() -> None:
    world, stream = two_cases()
    officer(world, "Could you ring us about this? We are not sure what to do.", stream)
    assert world.letters("question")[-1].values["closed"] is True

    say(world, f"[{stream}] [CONFIRM:Q1]")
    assert not world.streams[stream].pauses_open()
    assert world.streams[stream].closed

    officer(world, "Could you ring us about that? We are not sure about it.", stream)
    say(world, f"[{stream}] [REOPEN] [HOLD] [CONFIRM:Q2]")
    assert [one.party for one in world.streams[stream].holds_now()] == ["lea", "analyst"]
