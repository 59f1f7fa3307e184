"""The NTD policy: each obstacle by itself, and that without any of them the notice goes (P5, P7)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from hotlined.domain.hotline.site import NtdBody
from hotlined.domain.ntd.notice_time import due_at
from hotlined.domain.ntd.notices import Fence, obstacles
from hotlined.domain.ntd.planning import plans
from hotlined.domain.ntd.sent_notices import notice_alive
from hotlined.domain.record.casework import CaseClosed, ProviderSet
from hotlined.domain.record.correspondence import MailBounced, MailCancelled, MailRefused
from hotlined.domain.record.events import Event
from hotlined.domain.record.holding import HoldLifted, HoldPlaced, Paused, PauseLifted
from hotlined.domain.record.noticed import ItemsRemoved, NtdSet
from tests.support.mails_in import PROVIDER, T0, Address, hours
from tests.support.world import World, noticed, queued, ready

HOLD = HoldPlaced(hold="H1", party="lea", by="national", proof="claimed", until=None, mail="m")
NAMED = ProviderSet(items=(1,), name="Example Net", contact=str(PROVIDER), confirmed=True)
GONE = ItemsRemoved(items=(1,), party="provider", by=str(PROVIDER), verified=False, mail="m")


def against(world: World, fence: Fence | None = None) -> list[str]:
    """What stands against the notice now."""
    found = obstacles(
        world.case, str(PROVIDER), (1,), world.site, now=world.now, fence=fence or world.fence()
    )
    return list(found)


def test_P5_with_every_condition_met_nothing_stands_against_it() -> None:
    assert against(queued()) == []


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (HOLD, "hold H1 is in force"),
        (replace(HOLD, until=T0), "hold H1 is in force"),
        (replace(HOLD, items=(1, 2)), "hold H1 is in force"),
        (Paused(pause="Q1", party="lea", who="national", why="?", mail="m"), "question Q1 is not answered"),
        (NtdSet(kind="none", by="Ann"), "an analyst said"),
        (CaseClosed(by="Ann", why="closed"), "the case is closed"),
        (GONE, "an item is removed already"),
        (replace(NAMED, confirmed=False), "the provider's contact is not confirmed"),
        (replace(NAMED, cdn=True), "a CDN stands in front"),
        (replace(NAMED, channel="form"), "the provider takes notices through its web form only"),
        (replace(NAMED, contact="other@example.net"), "the provider has changed"),
        (NtdSet(kind="at", by="Ann", at=T0 + hours(500)), "not due yet"),
        (NtdSet(kind="after", by="Ann", seconds=10**6), "not due yet"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_P5_each_obstacle_alone_keeps_the_notice_back(event: Event, why: str) -> None:
    world = queued()

    world.record(event)

    assert against(world)[0].startswith(why)
    assert world.gate(fence=world.fence())
    assert world.sent == []


def test_P5_a_bounced_report_keeps_the_notice_back() -> None:
    world = queued()
    report = world.letters("annex-i")[0].message_id

    world.record(MailBounced(message_id=report, recipient="x", disposition="failed", status=None, mail="m"))

    assert "the LEA's server has not accepted the report" in against(world)


@pytest.mark.parametrize(
    ("fence", "why"),
    [
        (None, "not read since"),
        (Fence(T0, T0 + hours(24)), "not read since"),
        (Fence(T0 + hours(24), T0 + hours(24.01)), "not read since"),
        (Fence(T0 + hours(24.001), T0 + hours(24.001)), None),
    ],
)
def test_P5_the_inbox_has_to_be_read_after_the_due_time(fence: Fence | None, why: str | None) -> None:
    world = queued()
    found = list(obstacles(world.case, str(PROVIDER), (1,), world.site, now=T0 + hours(24.01), fence=fence))

    assert [one for one in found if "inbox" in one] == ([] if why is None else found)
    assert all(why in one for one in found) if why else found == []


@pytest.mark.parametrize(
    "event",
    [
        NtdSet(kind="now", by="Ann"),
        NtdSet(kind="after", by="Ann", seconds=3600),
        NtdSet(kind="at", by="Ann", at=T0),
        replace(NAMED, by="Ann"),
    ],
    ids=["now", "+1h", "a past time", "PROVIDER"],
)
def test_P5_the_inbox_has_to_be_read_after_the_command_that_lets_an_overdue_notice_go(event: Event) -> None:
    world = queued()
    before = world.fence()
    world.wait(timedelta(seconds=5))

    world.record(event)

    assert against(world, before) == ["the LEA inbox was not read since the notice became due"]
    world.wait(timedelta(seconds=1))
    assert against(world) == []


def test_P6_lifting_every_hold_and_P7_answering_every_question_frees_the_notice() -> None:
    world = queued()
    world.record(HOLD, replace(HOLD, hold="H2"), Paused(pause="Q1", party="lea", who="n", why="?", mail="m"))

    world.record(HoldLifted(hold="H1", by="national", why="released"))
    assert len(against(world)) == 2
    world.record(HoldLifted(hold="H2", by="national", why="released"))
    world.record(PauseLifted(pause="Q1", by="Ann", mail="m"))

    assert against(world) == []


def test_a_hold_on_other_items_does_not_concern_this_notice() -> None:
    world = queued()

    world.record(replace(HOLD, items=(2,)))

    assert against(world) == []


@pytest.mark.parametrize("change", ["abroad", "lea"])
def test_no_notice_is_planned_where_it_is_not_ours_to_send(change: str) -> None:
    world = ready(subject="[ILLEGAL] [HOST:US]") if change == "abroad" else ready()
    opened = world.case.opened
    assert opened is not None
    case = world.case
    if change == "lea":
        case = replace(case, opened=replace(opened, ntd_body=NtdBody.LEA))

    assert [plan for plan in plans(case, world.site) if plan.due_at is not None] == []


@pytest.mark.parametrize(
    ("event", "alive"),
    [
        (lambda mid: MailCancelled(message_id=mid, why="hold"), False),
        (lambda mid: MailRefused(message_id=mid, reply="550"), False),
        (
            lambda mid: MailBounced(
                message_id=mid, recipient="x", disposition="failed", status=None, mail="m"
            ),
            False,
        ),
        (
            lambda mid: MailBounced(
                message_id=mid, recipient="x", disposition="delayed", status=None, mail="m"
            ),
            True,
        ),
    ],
)
def test_a_notice_lives_until_it_is_cancelled_refused_or_bounced(
    event: Callable[[str], Event], alive: bool
) -> None:
    world = noticed()
    (notice,) = world.case.notices

    world.record(event(notice.message_id))

    assert notice_alive(world.case, notice) is alive


def test_P2_an_unknown_outcome_plans_no_second_notice_and_the_same_goes_again() -> None:
    world = queued()
    world.gate(fence=world.fence(), outcome="unknown")
    assert plans(world.case, world.site) == ()

    world.wait(timedelta(minutes=5))
    world.sweep(world.fence())
    world.gate(fence=world.fence())

    assert len({message_id for message_id, _ in world.sent}) == 1
    assert len(world.sent) == 2


def test_P5_an_unknown_outcome_goes_again_only_past_the_same_gate() -> None:
    world = queued()
    world.gate(fence=world.fence(), outcome="unknown")

    world.record(HOLD)
    world.wait(timedelta(days=30))

    assert world.gate(fence=world.fence()) == ["hold H1 is in force"]
    assert len(world.sent) == 1


def test_the_due_time_of_no_items_is_unknown() -> None:
    world = queued()

    assert due_at(world.case, (), world.site) is None
    assert against(world) == []
    assert list(obstacles(world.case, "x", (), world.site, now=world.now, fence=world.fence()))


def test_a_case_of_an_address_that_is_none_is_not_notified() -> None:
    world = ready()
    world.record(replace(NAMED, contact="no address", by="Ann"))

    world.sweep(world.fence())

    assert world.letters("ntd") == []
    assert world.case.whys() == {"no address": "the provider's address cannot be written to"}
    assert Address("no", "address") not in {draft.to.address for draft in world.drafts.values()}
