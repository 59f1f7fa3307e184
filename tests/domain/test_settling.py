"""A case of which nothing is to come closes by itself, so that its purge begins to count (P14, P15)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from hotlined.domain.cases.retention import Stage, plan
from hotlined.domain.counts.figures import CaseFigures, figures_of
from hotlined.domain.due.deadlines import DueKind, due
from hotlined.domain.hotline.site import NEVER, NtdBody
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.overview.board import Column, column_of, done_at
from hotlined.domain.overview.pressing import notes
from hotlined.domain.record.casework import CaseClosed
from hotlined.domain.record.correspondence import MailAccepted, MailBounced
from hotlined.domain.record.destroyed import PurgeAnnounced, PurgeBegun, Purged
from hotlined.domain.record.events import Entry, Event
from hotlined.domain.record.holding import HoldPlaced, Paused
from hotlined.domain.values.folders import Folder
from tests.support.mails_in import FORM, T0, analyst_mail, police_mail
from tests.support.site import make_agreement
from tests.support.world import World, home_site, kinds_due, reported

DAY = timedelta(days=1)
HELD = HoldPlaced(hold="H1", party="lea", by="national", proof="", until=None, mail="m")
ASKED = Paused(pause="Q1", party="lea", who="national", why="unclear", mail="m")
SETTLED = "nothing more is to come of it"


def made(subject: str, **terms: object) -> World:
    """A case of an analyst's mail, with all that was queued for anybody accepted."""
    world = World(site=home_site(agreement=make_agreement(**terms)))
    world.take(analyst_mail(FORM, subject=subject))
    return arrived(world)


def arrived(world: World) -> World:
    """All mails of the case are accepted."""
    for name, mail in world.case.sent.items():
        if mail.state is RowState.QUEUED:
            world.record(MailAccepted(message_id=name), stream=world.case.stream)
    return world


def say(world: World, tags: str, text: str = "") -> Folder:
    subject = f"[{world.case.stream}] {tags}"
    return Folder(world.take(analyst_mail(text, subject=subject, received_at=world.now)).folder)


def not_illegal(**terms: object) -> World:
    return made("[NOT-ILLEGAL] [HOST:EE]", **terms)


def told_each(**terms: object) -> World:
    """What is not illegal was told to the LEA, which has confirmed it."""
    world = not_illegal(not_illegal="each", **terms)
    assert world.case.fragments
    say(world, "[RECEIVED:by phone]")
    return arrived(world)


def listed(**terms: object) -> World:
    return not_illegal(not_illegal="digest", **terms)


def abroad(**terms: object) -> World:
    """The LEA was informed of what ICCAM has."""
    return made("[ILLEGAL] [HOST:DE] [ICCAM:123456]", **terms)


OVER = [
    pytest.param(not_illegal, id="not illegal, none"),
    pytest.param(told_each, id="not illegal, each"),
    pytest.param(listed, id="not illegal, digest"),
    pytest.param(abroad, id="abroad"),
]
Made = Callable[..., World]


def pass_by(world: World, time: timedelta) -> World:
    world.wait(time)
    world.sweep()
    return world


@pytest.mark.parametrize("over", OVER)
def test_P14_P15_a_case_of_which_nothing_is_to_come_closes_when_nothing_has_happened_for_long(
    over: Made,
) -> None:
    world = over()
    mails = len(world.drafts)

    pass_by(world, 30 * DAY - timedelta(minutes=1))
    assert world.case.is_open
    pass_by(world, timedelta(minutes=1))

    assert (world.case.closed, world.case.closed_at) == (SETTLED, world.now)
    assert len(world.drafts) == mails  # nobody gets a mail: the digest of the morning counts them
    assert due(world.case, world.site) == ()
    pass_by(world, 90 * DAY)
    assert sum(isinstance(event, CaseClosed) for _, event in world.log) == 1


@pytest.mark.parametrize("over", OVER)
def test_P14_its_content_goes_by_its_age_from_then_on(over: Made) -> None:
    world = over(anonymise_after=60 * DAY, purge_warning=timedelta(0))
    assert plan(world.case, world.site) is None

    pass_by(world, 30 * DAY)

    found = plan(world.case, world.site)
    assert found is not None
    assert (found.stage, found.at) == (Stage.URLS, world.now + 60 * DAY)


def test_P14_a_purge_is_nothing_that_happens_in_the_case() -> None:
    world = told_each()
    world.wait(20 * DAY)
    world.record(PurgeAnnounced(at=world.now), stream=world.case.stream)
    world.record(PurgeBegun(stage="material", why="receipts"), stream=world.case.stream)
    world.record(Purged(stage="material", mails=1), stream=world.case.stream)

    assert not pass_by(world, 10 * DAY).case.is_open


def test_P15_what_an_analyst_writes_puts_it_off() -> None:
    world = not_illegal()
    world.wait(29 * DAY)
    say(world, "[NOTE]", "looked at once more")
    arrived(world)

    assert pass_by(world, 29 * DAY).case.is_open
    assert not pass_by(world, DAY).case.is_open


@pytest.mark.parametrize("days", [5, 400])
def test_P15_the_time_is_agreed_and_late_is_late(days: int) -> None:
    world = not_illegal(close_idle_after=5 * DAY)

    assert not pass_by(world, days * DAY).case.is_open


def test_where_it_is_never_agreed_nothing_closes_by_itself() -> None:
    world = not_illegal(close_idle_after=NEVER)

    assert pass_by(world, 4_000 * DAY).case.is_open
    assert due(world.case, world.site) == ()
    assert column_of(world.case, world.site) is Column.DONE


def after(make: Made, *events: Event) -> Callable[[], World]:
    def made() -> World:
        world = make()
        world.record(*events, stream=world.case.stream)
        return world

    return made


def no_receipt() -> World:
    return not_illegal(not_illegal="each", receipt_reminder=300 * DAY)


def acknowledged_by_a_machine(world: World | None = None) -> World:
    world = world or no_receipt()
    (fragment,) = world.case.fragments
    one = replace(fragment, received_at=world.now, received_how="machine")
    world.streams[world.case.stream] = replace(world.case, fragments=(one,))
    world.site = home_site(agreement=make_agreement(machine_ack_stops_reminders=True, not_illegal="each"))
    return world


def not_informed() -> World:
    world = World()
    world.take(analyst_mail(FORM, subject="[ILLEGAL] [HOST:DE] [ICCAM:123456]"))
    informed = {one.message_id for one in world.letters("iccam-informed")}
    for name in world.case.sent.keys() - informed:
        world.record(MailAccepted(message_id=name), stream=world.case.stream)
    return world


def informed_in_vain() -> World:
    """The mail to the LEA came back."""
    world = abroad()
    (informed,) = world.letters("iccam-informed")
    told = {"recipient": "", "disposition": "failed", "status": "5.1.1", "mail": "m"}
    world.record(MailBounced(message_id=informed.message_id, **told), stream=world.case.stream)
    return world


def not_sent() -> World:
    world = World()
    world.take(analyst_mail(FORM, subject="[NOT-ILLEGAL] [HOST:EE]"))
    return world


def lea_sends() -> World:
    agreed = make_agreement(ntd_body=NtdBody.LEA, lea_followup=300 * DAY)
    world = reported(World(site=home_site(agreement=agreed)))
    say(world, "[RECEIVED:by phone]")
    return arrived(world)


def no_notice() -> World:
    world = reported()
    say(world, "[NTD:none]")
    world = arrived(world)  # the LEA is told of it
    say(world, "[RECEIVED:by phone]")
    return arrived(world)


@pytest.mark.parametrize(
    "stays",
    [
        pytest.param(no_receipt, id="a receipt is to come"),
        pytest.param(acknowledged_by_a_machine, id="a machine acknowledged it"),
        pytest.param(lambda: made("[ILLEGAL] [HOST:DE]"), id="ICCAM has given no number"),
        pytest.param(not_informed, id="the LEA was not informed"),
        pytest.param(informed_in_vain, id="what informs the LEA came back"),
        pytest.param(not_sent, id="a mail waits in the outbox"),
        pytest.param(after(not_illegal, HELD), id="a hold"),
        pytest.param(after(abroad, ASKED), id="a question"),
        pytest.param(after(abroad, replace(ASKED, within="question-x")), id="a question about several"),
        pytest.param(lea_sends, id="the LEA sends the notice"),
        pytest.param(no_notice, id="at home, and no notice is wanted"),
    ],
)
def test_P6_P7_P8_a_case_in_which_something_may_be_to_come_stays_open(stays: Callable[[], World]) -> None:
    world = stays()

    world.wait(200 * DAY)

    assert world.case.is_open
    assert DueKind.CLOSING not in kinds_due(world)


def test_at_home_where_no_notice_is_wanted_a_person_says_what_comes_next() -> None:
    world = no_notice()
    world.wait(200 * DAY)

    assert [one.what for one in notes(world.case, world.site)] == ["idle"]
    assert column_of(world.case, world.site) is Column.NEEDS_YOU


def test_P8_where_only_a_machine_has_acknowledged_it_a_receipt_is_still_to_come() -> None:
    world = reported(subject="[ILLEGAL] [NTD:none]")
    acknowledged_by_a_machine(world)

    assert kinds_due(world) == [DueKind.MACHINE_RECEIPT]
    assert "idle" not in [one.what for one in notes(world.case, world.site)]
    assert column_of(world.case, world.site) is Column.WAITING


@pytest.mark.parametrize("over", OVER)
def test_of_such_a_case_the_digest_asks_for_nothing_while_it_waits_to_close(over: Made) -> None:
    world = over()

    assert notes(world.case, world.site) == ()
    assert column_of(world.case, world.site) is Column.DONE


def test_the_card_of_a_case_that_closes_by_itself_goes_when_it_would_have_gone() -> None:
    """Thousands that were taken away long ago would come back with the first start after an update."""
    world = not_illegal()
    last = world.now

    pass_by(world, 30 * DAY)
    assert done_at(world.case, Column.DONE) == last

    say(world, "[NOTE]", "for the file")
    assert done_at(world.case, Column.DONE) == last + 30 * DAY


def test_P15_what_is_opened_again_does_not_close_at_once() -> None:
    world = pass_by(not_illegal(), 30 * DAY)

    say(world, "[REOPEN]")
    arrived(world)
    world.sweep()

    assert pass_by(world, 29 * DAY).case.is_open
    assert not pass_by(world, DAY).case.is_open


def test_P6_a_closed_one_takes_what_any_closed_case_takes() -> None:
    world = pass_by(told_each(), 30 * DAY)

    assert say(world, "[NOTE]", "for the file") == Folder.DONE
    assert say(world, "[REMOVED]") != Folder.DONE  # as before: "send [REOPEN] first"
    assert world.case.closed == SETTLED
    world.take(police_mail("Please wait.", subject=world.case.stream, received_at=world.now))
    assert [one.by for one in world.case.holds_now()] == ["national"]
    assert (world.case.closed, world.case.goes_on) == (SETTLED, True)


def test_the_analyst_is_told_when_it_will_close() -> None:
    world = not_illegal()
    say(world, "[STATUS]")

    (status,) = world.letters("status")
    assert "the case closes by itself" in str(status.values)


def test_no_figure_of_the_statistics_changes_by_it() -> None:
    world = told_each()
    before = figures(world)

    pass_by(world, 30 * DAY)

    assert not world.case.is_open
    assert figures(world) == before


def figures(world: World) -> CaseFigures | None:
    events = (event for name, event in world.log if name == world.case.stream)
    entries = [Entry(at, T0 + timedelta(minutes=at), event) for at, event in enumerate(events)]
    return figures_of(world.case.stream, entries)
