"""A notice waits until the LEA's server has taken the mail that tells of it: it may want it to wait (P5)."""

from datetime import timedelta

import pytest

from hotlined.domain.analysts.coming import coming
from hotlined.domain.cases.retention import kept_items
from hotlined.domain.overview.needs import needs
from hotlined.domain.overview.pressing import notes
from hotlined.domain.record.correspondence import MailRefused
from hotlined.domain.record.destroyed import PurgeBegun, Purged
from tests.support.mails_in import FORM, analyst_mail, hours, police_mail
from tests.support.world import World, reported

MINUTE = timedelta(minutes=1)
WAITS = (
    "the notice to abuse@provider.example.net waits: the LEA's server has not accepted the mail that"
    " tells of it"
)
TWO = FORM + "URL: https://media.provider.example.net/item2\n"


def known(form: str = FORM) -> World:
    """A case whose report the LEA has confirmed; from now on its server is slow."""
    world = reported(form=form)
    (report,) = world.letters("annex-i")
    world.take(police_mail("[RECEIVED]", references=(report.message_id,), signed=True, received_at=world.now))
    world.prompt = False
    return world


def say(world: World, tags: str) -> None:
    world.take(analyst_mail(subject=f"[{world.case.stream}] {tags}", received_at=world.now))


def passes(world: World, time: timedelta) -> int:
    """Time passes, and what is due is done; how many notices have left since the beginning."""
    world.wait(time)
    for _ in range(3):
        world.wait(timedelta(seconds=1))
        world.sweep(world.fence())
        world.gate(fence=world.fence())
    notices = {one.message_id for one in world.letters("ntd")}
    return sum(message_id in notices for message_id, _ in world.sent)


def test_P5_a_new_time_counts_once_the_LEA_was_told_of_it() -> None:
    world = known()
    say(world, "[NTD:none]")
    world.deliver()
    say(world, "[NTD:now]")

    assert passes(world, hours(30)) == 0
    assert WAITS in coming(world.case, world.site)
    world.deliver()
    assert passes(world, MINUTE) == 1


def test_P5_a_time_that_passes_before_the_LEA_was_told_leaves_it_what_it_would_have_had() -> None:
    world = known()
    say(world, "[NTD:none]")
    say(world, "[NTD:+3h]")
    world.wait(hours(5))
    world.deliver()

    assert passes(world, timedelta(hours=2, minutes=58)) == 0
    assert passes(world, 2 * MINUTE) == 1


def test_P5_that_the_LEA_was_told_of_an_earlier_order_does_not_count_for_the_last() -> None:
    world = known()
    say(world, "[NTD:+12h]")
    world.deliver()
    say(world, "[NTD:+1h]")

    assert passes(world, hours(20)) == 0
    world.deliver()
    assert passes(world, timedelta(hours=1, minutes=1)) == 1


def test_P5_a_person_s_word_that_a_refused_supplement_arrived_lets_the_notice_go() -> None:
    world = known()
    say(world, "[NTD:none]")
    say(world, "[NTD:now]")
    for one in world.letters("annex-i")[1:]:
        world.record(MailRefused(message_id=one.message_id, reply="550 5.1.1"))

    assert passes(world, hours(1)) == 0
    assert "report NOT delivered" in [one.short for one in needs(world.case, world.site)]
    say(world, "[RECEIVED:by phone]")
    assert passes(world, MINUTE) == 1


def test_a_supplement_that_tells_no_time_moves_no_notice() -> None:
    world = known()
    tags = f"[{world.case.stream}] [UPDATE]"
    world.take(analyst_mail("Victim identifiable: yes\n", subject=tags, received_at=world.now))

    assert passes(world, hours(25)) == 1


def test_P5_P14_a_purge_takes_nothing_of_the_time_that_the_LEA_has_after_it_was_told_late() -> None:
    world = known()
    say(world, "[NTD:none]")
    say(world, "[NTD:+3h]")
    world.wait(hours(5))
    world.deliver()
    for part in world.letters("annex-i")[1:]:
        references = (part.message_id,)
        world.take(police_mail("[RECEIVED]", references=references, signed=True, received_at=world.now))
    world.record(PurgeBegun(stage="material", why="asked", items=kept_items(world.case)))
    world.record(Purged(stage="material", mails=0))

    assert passes(world, timedelta(hours=2, minutes=58)) == 0
    assert passes(world, 2 * MINUTE) == 1


@pytest.mark.parametrize("later", ["[NTD:none]", "[NTD:+30h]"])
def test_P5_P14_after_the_purge_no_notice_goes_earlier_than_the_LEA_can_be_told(later: str) -> None:
    world = known()
    say(world, "[NTD:+20h]")
    world.deliver()
    world.record(PurgeBegun(stage="material", why="receipts", items=kept_items(world.case)))
    world.record(Purged(stage="material", mails=0))

    say(world, "[NTD:now]")
    (refused,) = world.letters("refused")
    assert "so that the LEA cannot be told of this time; open a new case" in str(refused.values)
    assert passes(world, hours(1)) == 0
    say(world, later)
    assert len(world.letters("refused")) == 1
    say(world, "[NTD:+2h]")
    assert len(world.letters("refused")) == 2


def again() -> World:
    """What the LEA said to be removed is online again, and its server does not take the mail that says so."""
    world = known(TWO)
    (report,) = world.letters("annex-i")
    world.take(
        police_mail("[REMOVED:1]", references=(report.message_id,), signed=True, received_at=world.now)
    )
    assert passes(world, hours(25)) == 1
    say(world, "[ONLINE:1]")
    return world


def test_P5_the_delay_of_what_is_online_again_counts_from_when_the_LEA_was_told() -> None:
    world = again()

    assert passes(world, hours(30)) == 1
    assert WAITS in coming(world.case, world.site)
    world.deliver("online-again")
    assert passes(world, timedelta(hours=23, minutes=58)) == 1
    assert passes(world, 3 * MINUTE) == 2


def test_P5_P11_where_it_was_told_in_vain_analysts_see_so_and_online_tells_it_again() -> None:
    world = again()
    (told,) = world.letters("online-again")
    assert "LEA not told" not in [one.short for one in needs(world.case, world.site)], "it is on its way"
    world.record(MailRefused(message_id=told.message_id, reply="550 5.1.1"))

    assert passes(world, hours(30)) == 1
    (need,) = (one for one in needs(world.case, world.site) if one.short == "LEA not told")
    assert [str(tag) for tag in need.tags] == ["[ONLINE:1]", "[NTD:none]"]
    assert "undelivered" in [one.what for one in notes(world.case, world.site)]
    say(world, str(need.tags[0]))
    assert [one.values["items"] for one in world.letters("online-again")] == [(1,), (1,)]
    assert "LEA not told" not in [one.short for one in needs(world.case, world.site)]
    world.deliver("online-again")
    assert passes(world, hours(25)) == 2


def test_P5_a_report_that_is_sent_again_tells_it_too() -> None:
    world = again()
    (told,) = world.letters("online-again")
    world.record(MailRefused(message_id=told.message_id, reply="550 5.1.1"))
    say(world, "[RESEND:all]")
    assert passes(world, hours(30)) == 1
    world.deliver()

    assert passes(world, hours(25)) == 2
