"""Content that is online again, of which its provider has said that somebody else hosts it (P5, P11)."""

import pytest

from hotlined.domain.analysts.coming import coming
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.overview.needs import needs
from tests.support.mails_in import PROVIDER, analyst_mail, hours, provider_mail
from tests.support.world import World, noticed

NOT_OURS = "NOT-OURS 1 Other Net"


def say(world: World, tags: str) -> None:
    world.take(analyst_mail(subject=f"[{world.case.stream}] {tags}", received_at=world.now))


def writes(world: World, text: str) -> None:
    """The provider, in answer to its first notice."""
    first = world.letters("ntd")[0].message_id
    world.take(provider_mail(text, references=(first,), received_at=world.now))


def days(world: World, count: int) -> None:
    for _ in range(count):
        world.wait(hours(24))
        world.sweep(world.fence())
        world.gate(fence=world.fence())


def again_online() -> World:
    """A world whose item was removed, and is online again; the new notice waits in the outbox."""
    world = noticed()
    say(world, "[REMOVED]")
    say(world, "[ONLINE]")
    world.wait(hours(25))
    world.sweep(world.fence())
    assert len(world.letters("ntd")) == 2
    return world


def test_P5_what_was_taken_back_since_it_is_not_the_providers_goes_to_it_no_more() -> None:
    world = again_online()
    writes(world, NOT_OURS)
    days(world, 3)

    assert len(world.letters("ntd")) == 2
    assert [world.case.sent[one.message_id].state for one in world.letters("ntd")] == [
        RowState.ACCEPTED,
        RowState.CANCELLED,
    ]
    assert "provider denies" in [one.short for one in needs(world.case, world.site)]


@pytest.mark.parametrize("contact", [str(PROVIDER), "abuse@other.example.net"])
def test_it_goes_where_an_analyst_says_also_to_the_same_address(contact: str) -> None:
    world = again_online()
    writes(world, NOT_OURS)
    say(world, f"[PROVIDER:{contact}]")
    days(world, 1)

    (last,) = world.letters("ntd")[2:]
    assert str(last.to.address) == contact
    assert world.case.sent[last.message_id].state is RowState.ACCEPTED


def test_P11_nobody_is_promised_a_notice_about_what_the_provider_denies() -> None:
    world = noticed()
    writes(world, NOT_OURS)
    say(world, "[REMOVED]")
    say(world, "[ONLINE]")
    days(world, 2)

    assert len(world.letters("ntd")) == 1
    done = str(world.letters("done")[-1].values)
    assert "item 1 counts as online" in done
    assert "planned anew" not in done
    assert [one.values["ntd"] for one in world.letters("online-again")] == [False]
    assert "provider denies" in [one.short for one in needs(world.case, world.site)]
    assert any("does not host an item" in one for one in coming(world.case, world.site))
