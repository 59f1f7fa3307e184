"""An LEA unit that a reload does not know any more: nothing goes that it never heard of (P5, P11)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hotlined.domain.hotline.site import NtdBody, Route
from hotlined.domain.ntd.planning import plans
from hotlined.domain.record.casework import FormUpdated
from hotlined.domain.record.noticed import NtdSet
from hotlined.domain.values.address import Address
from tests.app.test_hold_words import last
from tests.support.mails_in import analyst_mail
from tests.support.rig import ANN, Rig
from tests.support.site import make_unit
from tests.support.world import World, home_site
from tests.support.world import reported as reported_world

HOUR = 3600.0
NEW = "URL: https://files.example.net/item-2\n"
REFUSED = "the LEA unit national, which knows of the case, is not configured any more and cannot be told"


def renamed(rig: Rig) -> None:
    """The unit of the site under another name, as a reload brings it."""
    unit = replace(rig.site.units[-1], name="federal")
    units = (*rig.site.units[:-1], unit)
    rig.site = replace(rig.site, units=units, routes=(Route("everything", tuple(one.name for one in units)),))


async def reported() -> tuple[Rig, str]:
    """A case whose unit has another name, an hour after its report."""
    rig = await Rig().start()
    reference = await rig.opened()
    await rig.clock.advance(HOUR)
    renamed(rig)
    return rig, reference


@pytest.mark.parametrize("tags", ["[UPDATE]", "[NTD:now]", "[NTD:+2h]"])
async def test_P5_what_it_would_have_to_be_told_of_is_refused_and_the_notice_goes_as_the_unit_knows(
    tags: str,
) -> None:
    rig, reference = await reported()
    rig.boxes["intake"].deliver(rig.command(tags, reference, NEW if tags == "[UPDATE]" else ""))
    await rig.settled()

    assert REFUSED in last(rig, ANN, "Nothing was done")
    assert not rig.events(reference, FormUpdated)
    assert not rig.events(reference, NtdSet)
    await rig.clock.advance(22 * HOUR)
    assert rig.notices() == []
    await rig.clock.advance(HOUR + 60)
    assert len(rig.notices()) == 1
    await rig.kill()


def test_P11_a_notice_does_not_wait_for_an_item_that_no_report_has_brought_to_the_LEA() -> None:
    """Earlier versions took such an item, and the notice about the others never went."""
    world = told(World(home_site()))
    case = replace(world.case, fragments=tuple(one for one in world.case.fragments if not one.supplement))
    (plan,) = plans(case, world.site)

    assert plan.items == (1,)
    assert plan.due_at is not None


def told(world: World) -> World:
    """A case that was reported, with an item that a supplement brings."""
    reported_world(world)
    new = "URL: https://media.provider.example.net/item2\n"
    mail = analyst_mail(new, subject=f"[{world.case.stream}] [UPDATE]", received_at=world.now)
    world.take(mail)
    assert len(world.case.items) == 2
    return world


async def test_P5_one_of_two_units_is_not_told_alone() -> None:
    rig = Rig()
    first = make_unit("alpha", address=Address("tips", "alpha.example.com"), domains=("alpha.example.com",))
    units = (first, rig.site.units[0])
    rig.site = replace(rig.site, units=units, routes=(Route("everything", ("alpha", "national")),))
    await rig.start()
    reference = await rig.opened()
    await rig.clock.advance(HOUR)
    renamed(rig)
    rig.boxes["intake"].deliver(rig.command("[UPDATE]", reference, NEW))
    await rig.settled()

    assert REFUSED in last(rig, ANN, "Nothing was done")
    assert len((await rig.case(reference)).items) == 1
    await rig.kill()


async def test_P5_what_it_believes_to_be_removed_is_not_notified_behind_its_back() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    rig.boxes["lea"].deliver(rig.reply("[REMOVED]\n"))
    await rig.settled()
    renamed(rig)
    rig.boxes["intake"].deliver(rig.command("[ONLINE:1]", reference))
    await rig.settled()

    assert REFUSED in last(rig, ANN, "Nothing was done")
    await rig.clock.advance(48 * HOUR)
    assert rig.notices() == []
    await rig.kill()


@pytest.mark.parametrize("tags", ["[NTD:none]", "[HOLD]", "[URGENT:life]", "[CLOSE]"])
async def test_P6_what_keeps_the_notice_or_hurries_is_carried_out(tags: str) -> None:
    rig, reference = await reported()
    rig.boxes["intake"].deliver(rig.command(tags, reference))
    await rig.settled()

    assert "Done" in last(rig, ANN, "Done")
    await rig.kill()


async def test_P11_a_silent_LEA_that_nobody_could_ask_is_not_called_silent() -> None:
    rig = Rig()
    rig.agree(ntd_body=NtdBody.LEA, lea_followup=timedelta(days=1))
    await rig.start()
    await rig.opened()
    rig.boxes["lea"].deliver(rig.reply("[RECEIVED]\n"))
    await rig.settled()
    renamed(rig)
    for _ in range(5):
        await rig.clock.advance(24 * HOUR)

    told = last(rig, ANN, "lea-silent")
    assert "The LEA unit national is not configured any more, and cannot be asked" in told
    assert "has not answered" not in told
    await rig.kill()
