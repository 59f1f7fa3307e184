"""[NTD:time]: a moment that had passed when the mail was written is a slip, and no "at once" (P5, P17)."""

from datetime import timedelta

import pytest

from hotlined.domain.ntd.foretold import Foretold, foretold
from hotlined.domain.ntd.notice_time import due_at
from hotlined.domain.values.folders import Folder
from tests.support.mails_in import FORM, T0, analyst_mail, hours
from tests.support.site import make_agreement
from tests.support.world import World, home_site, noticed, opened, queued, reported

LAST_YEAR = "[NTD:2025-03-05T14:00Z]"
ABOUT = "Description of the type of the content: item 1\n"


def test_P5_a_new_case_with_a_time_of_last_year_is_refused_and_no_notice_goes() -> None:
    world = World()

    decision = world.take(analyst_mail(FORM, subject=f"[ILLEGAL] {LAST_YEAR}"))

    assert decision.folder == Folder.REFUSED
    assert "that moment has passed" in str([draft.values for draft in world.letters("refused")])


def test_P5_a_slip_in_the_year_on_a_case_lets_no_notice_go() -> None:
    world = reported()

    decision = world.take(
        analyst_mail("", subject=f"[{world.case.stream}] {LAST_YEAR}", received_at=world.now)
    )

    assert decision.folder == Folder.REFUSED
    world.sweep(world.fence())
    assert not world.letters("ntd")


@pytest.mark.parametrize("when", ["2036-03-05T14:00Z", "+999h", "+7d", "2026-03-08T09:01Z"])
def test_P17_a_notice_later_than_the_guidelines_have_it_is_refused_with_what_is_expected(when: str) -> None:
    world = World()
    new = analyst_mail(FORM, subject=f"[ILLEGAL] [NTD:{when}]")
    assert world.take(new).folder == Folder.REFUSED
    assert "more than 6 days ahead" in str([draft.values for draft in world.letters("refused")])

    world = reported()
    later = analyst_mail("", subject=f"[{world.case.stream}] [NTD:{when}]", received_at=world.now)
    assert world.take(later).reason == (
        "[NTD:…]: more than 6 days ahead; expected at most that, or [HOLD:…] where it has to wait longer"
    )


@pytest.mark.parametrize("when", ["+6d", "+144h", "2026-03-08T09:00Z"])
def test_six_days_are_not_too_many(when: str) -> None:
    world = World()

    assert world.take(analyst_mail(FORM, subject=f"[ILLEGAL] [NTD:{when}]")).folder == Folder.DONE


@pytest.mark.parametrize("late", [timedelta(0), timedelta(hours=3)])
def test_a_time_that_passed_while_the_mail_was_on_its_way_is_kept(late: timedelta) -> None:
    world = reported()
    at = (world.now + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%MZ")
    mail = analyst_mail("", subject=f"[{world.case.stream}] [NTD:{at}]", received_at=world.now)
    world.wait(late)

    assert world.take(mail).folder == Folder.DONE


def past_its_time(world: World) -> World:
    """A case whose notice has left at the time that an analyst had set, two days ago."""
    world = reported(world, subject="[ILLEGAL] [NTD:2026-03-04T12:00]")
    world.wait(timedelta(days=3))
    world.sweep(world.fence())
    assert world.gate(fence=world.fence()) == []
    world.wait(timedelta(days=2))
    return world


def say(world: World, tags: str, text: str = "") -> None:
    mail = analyst_mail(text, subject=f"[{world.case.stream}] {tags}", received_at=world.now)
    assert world.take(mail).folder == Folder.DONE


def notices(world: World) -> int:
    """How many notices have left, a minute later."""
    world.wait(timedelta(minutes=1))
    world.sweep(world.fence())
    world.gate(fence=world.fence())
    return sum(draft.message_id in dict(world.sent) for draft in world.letters("ntd"))


def test_P5_of_an_item_that_is_added_after_the_set_time_the_LEA_gets_the_agreed_delay() -> None:
    world = past_its_time(World())

    say(world, "[UPDATE]", "URL: https://media.provider.example.net/item2\n")
    told = world.letters("annex-i")[-1].values["notice"]
    world.deliver()

    assert told == Foretold("after", timedelta(hours=24))
    assert notices(world) == 1
    world.wait(timedelta(hours=24))
    assert notices(world) == 2


def test_P5_of_what_is_online_again_after_the_set_time_the_LEA_gets_the_agreed_delay() -> None:
    world = past_its_time(World())
    say(world, "[REMOVED]")
    world.wait(timedelta(hours=1))

    say(world, "[ONLINE]")

    assert notices(world) == 1
    world.wait(timedelta(hours=24))
    assert notices(world) == 2


def test_P5_a_set_time_that_passes_before_the_LEA_has_the_report_leaves_it_the_time_that_was_meant() -> None:
    """The notice left seconds after the server of the LEA, which had been down, took the report."""
    world = opened(subject="[ILLEGAL] [NTD:2026-03-02T12:00]")  # an hour ahead
    world.wait(timedelta(hours=5))

    world.deliver()

    assert notices(world) == 0
    world.wait(timedelta(minutes=57))
    assert notices(world) == 0
    world.wait(timedelta(minutes=2))
    assert notices(world) == 1


def test_P5_the_same_set_time_once_more_leaves_the_LEA_no_shorter_time() -> None:
    """Sent again ten minutes before it, that was all that the LEA had from the report to the notice."""
    world = opened(subject="[ILLEGAL] [NTD:2026-03-02T14:00]")  # three hours ahead
    world.wait(timedelta(hours=2, minutes=50))
    again = f"[{world.case.stream}] [NTD:2026-03-02T14:00]"
    world.take(analyst_mail("", subject=again, received_at=world.now))
    world.wait(timedelta(minutes=12))
    world.deliver()

    assert due_at(world.case, (1,), world.site) == world.now + hours(3)


def test_P5_a_set_time_that_has_passed_gives_the_LEA_no_longer_than_the_agreed_delay() -> None:
    world = opened(subject="[ILLEGAL] [NTD:2026-03-07T12:00]")
    world.wait(timedelta(days=6))
    world.deliver()

    assert notices(world) == 0
    world.wait(timedelta(hours=24))
    assert notices(world) == 1


def test_a_report_that_is_accepted_before_the_set_time_moves_it_not() -> None:
    world = opened(subject="[ILLEGAL] [NTD:2026-03-02T12:00]")
    world.wait(timedelta(minutes=50))
    world.deliver()

    world.wait(timedelta(minutes=10))
    assert notices(world) == 1


def test_P5_a_report_that_is_sealed_after_the_set_time_tells_how_long_the_LEA_has() -> None:
    world = opened(subject="[ILLEGAL] [NTD:2026-03-02T12:00]")
    world.wait(timedelta(hours=5))

    told = foretold(world.case, (), world.site, now=world.now)
    world.deliver()

    assert told == Foretold("after", timedelta(hours=1))
    assert foretold(world.case, (), world.site, now=world.now) == Foretold("at", at=world.now + hours(1))


def test_P5_a_part_that_leaves_after_the_set_time_tells_how_long_the_LEA_has() -> None:
    """It named a time that had passed when it came: as if the notice had gone, and no hold were of use."""
    terms = make_agreement(fragment_size=1, fragment_interval=hours(2))
    world = World(home_site(agreement=terms))
    form = "".join(f"URL: https://provider.example.net/item{n}\n" for n in range(1, 4)) + ABOUT
    world.take(analyst_mail(form, subject="[ILLEGAL] [NTD:2026-03-02T14:00]"))  # three hours ahead

    plans = [one.values["notice"] for one in world.letters("annex-i")]

    at = Foretold("at", at=T0 + hours(3))
    assert plans == [at, at, Foretold("after", hours(3))]


def test_P5_a_part_of_a_supplement_that_leaves_after_the_set_time_tells_no_longer_time_than_it_has() -> None:
    terms = make_agreement(fragment_size=1, fragment_interval=hours(2))
    world = reported(World(home_site(agreement=terms)), subject="[ILLEGAL] [NTD:2026-03-02T12:00]")
    form = "".join(f"URL: https://provider.example.net/item{n}\n" for n in range(2, 4)) + ABOUT
    world.take(analyst_mail(form, subject=f"[{world.case.stream}] [UPDATE]"))

    (second,) = [one for one in world.letters("annex-i") if one.not_before is not None]

    assert second.values["notice"] == Foretold("after", hours(1))


def test_an_item_that_is_added_before_the_set_time_goes_with_the_others() -> None:
    world = reported(subject="[ILLEGAL] [NTD:2026-03-04T12:00]")
    world.wait(timedelta(hours=1))
    say(world, "[UPDATE]", "URL: https://media.provider.example.net/item2\n")
    assert world.letters("annex-i")[-1].values["notice"].kind == "at"  # type: ignore[attr-defined]
    world.deliver()
    world.wait(timedelta(days=3))

    assert notices(world) == 1
    assert world.case.notices[0].items == (1, 2)


def test_on_the_last_evening_of_the_year_the_first_days_of_the_new_one_are_to_come() -> None:
    world = reported(World(now=T0.replace(month=12, day=31, hour=20)))
    for when, folder in (("2026-01-02T10:00", Folder.REFUSED), ("2027-01-02T10:00", Folder.DONE)):
        mail = analyst_mail("", subject=f"[{world.case.stream}] [NTD:{when}]", received_at=world.now)
        assert world.take(mail).folder == folder


@pytest.mark.parametrize("tag", ["[HOLD]", "[NTD:none]", "[NTD:now]", "[NTD:+12h]"])
def test_P17_the_answer_says_that_a_notice_has_left_before_what_comes_too_late_for_it(tag: str) -> None:
    for begin, left in ((noticed, True), (queued, False)):
        world = begin()
        world.take(analyst_mail("", subject=f"[{world.case.stream}] {tag}", received_at=world.now))
        said = world.letters("done")[-1].values["transcript"].headline  # type: ignore[attr-defined]
        assert ("notice 1 has left before" in said) is left
