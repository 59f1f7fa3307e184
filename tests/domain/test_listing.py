"""[LIST]: the open cases, what is next first; no content (P11, P16)."""

import pytest

from hotlined.domain.due.listing import Line, chosen, line_of, list_values
from hotlined.domain.values.folders import Folder
from tests.support.mails_in import T0, analyst_mail, hours, police_mail
from tests.support.world import World, opened, reported


def asked(world: World, tag: str = "[LIST]") -> dict[str, object]:
    """The values of the list that Ann is sent."""
    decision = world.take(analyst_mail(subject=tag, received_at=world.now))
    assert decision.folder == Folder.DONE, decision.reason
    return dict(world.letters("list")[-1].values)


def references(values: dict[str, object]) -> list[str]:
    lines = values["lines"]
    assert isinstance(lines, tuple)
    return [line.reference for line in lines]


def test_open_cases_are_listed_urgent_first_then_by_what_is_next() -> None:
    world = reported(World())
    world.wait(hours(1))
    opened(world)
    world.deliver()
    opened(world, subject="[ILLEGAL] [URGENT:a reason]")
    names = [name for name, case in world.streams.items() if case.opened]

    assert references(asked(world)) == [names[2], names[0], names[1]]


def test_a_closed_case_is_not_listed() -> None:
    world = reported()
    world.take(analyst_mail(subject=f"[{world.case.stream}] [CLOSE]", received_at=world.now))

    assert asked(world)["count"] == 0


@pytest.mark.parametrize(("tag", "count"), [("[LIST:held]", 1), ("[LIST:urgent]", 0), ("[LIST:HELD]", 1)])
def test_a_list_can_be_narrowed(tag: str, count: int) -> None:
    world = reported()
    world.take(police_mail("Please wait.", subject=world.case.stream))

    assert asked(world, tag)["count"] == count


def test_what_should_have_been_by_now_is_overdue() -> None:
    world = reported()
    assert asked(world, "[LIST:overdue]")["count"] == 0
    world.wait(hours(25))

    assert asked(world, "[LIST:overdue]")["count"] == 1


def test_P17_another_argument_is_refused() -> None:
    decision = World().take(analyst_mail(subject="[LIST:closed]"))

    assert decision.folder == Folder.REFUSED
    assert "all, urgent, held or overdue" in decision.reason


def test_the_first_fifty_and_a_count_or_all() -> None:
    lines = [Line(f"HL-{n}", T0, False, False, "open", "notice", T0 + hours(n)) for n in range(120)]

    first = list_values(lines, "", T0)
    assert (len(first["lines"]), first["count"]) == (50, 120)  # type: ignore[arg-type]
    assert len(list_values(lines, "all", T0)["lines"]) == 120  # type: ignore[arg-type]
    assert [line.reference for line in chosen(lines, "", T0)][:2] == ["HL-0", "HL-1"]


def test_a_closed_case_is_urgent_only_while_it_asks() -> None:
    gone = Line("HL-1", T0, True, False, "closed", closed=True)
    asks = Line("HL-2", T0, True, False, "closed", closed=True, asks=True)
    open_ = Line("HL-3", T0, True, False, "open")

    assert [one.reference for one in chosen([gone, asks, open_], "urgent", T0)] == ["HL-2", "HL-3"]
    assert [one.reference for one in chosen([gone, asks, open_], "", T0)] == ["HL-2", "HL-3"]


def test_P16_a_line_has_no_content() -> None:
    world = reported(form="URL: https://media.provider.example.net/PLANTED\nType of content: PLANTED\n")

    assert "PLANTED" not in repr(line_of(world.case, world.site))
