"""A report that the LEA has though its server refused it: what becomes of its notice (P5, P11)."""

import pytest

from hotlined.domain.analysts.coming import coming
from hotlined.domain.cases.retention import kept_items
from hotlined.domain.hotline.site import NtdBody
from hotlined.domain.overview.needs import needs
from hotlined.domain.overview.pressing import notes
from hotlined.domain.record.correspondence import MailBounced, MailRefused
from hotlined.domain.record.destroyed import PurgeBegun, Purged
from tests.support.mails_in import FORM, analyst_mail, hours
from tests.support.site import make_agreement
from tests.support.world import World, home_site, kinds_due, opened, reported


def phoned(world: World) -> World:
    """The world after the server refused the report, and the LEA said by phone that it has it."""
    (report,) = world.letters("annex-i")
    world.record(MailRefused(message_id=report.message_id, reply="550 5.1.1"))
    world.wait(hours(1))
    say(world, "[RECEIVED:by phone]")
    assert world.case.unconfirmed() == ()
    return world


def say(world: World, tags: str) -> None:
    world.take(analyst_mail(subject=f"[{world.case.stream}] {tags}", received_at=world.now))


def shown(world: World) -> tuple[list[str], list[str]]:
    """What analysts see of it: what the digest lists, and what the case needs."""
    return [one.what for one in notes(world.case, world.site)], [
        one.short for one in needs(world.case, world.site)
    ]


def test_P5_P11_the_notice_waits_for_the_server_and_analysts_see_so_every_day() -> None:
    world = phoned(opened())
    world.wait(hours(200))
    world.sweep(world.fence())

    assert world.letters("ntd") == []
    assert shown(world) == (["undelivered"], ["report NOT delivered"])
    (need,) = needs(world.case, world.site)
    assert need.sentence == "No notice can go about item 1: the LEA's server has not accepted the report."
    assert [str(tag) for tag in need.tags] == ["[RESEND:all]", "[NTD:none]"]
    waits = "the notice to abuse@provider.example.net waits: the LEA's server has not accepted the report"
    assert coming(world.case, world.site) == (waits,)
    (done,) = world.letters("done")
    assert waits in str(done.values)


def test_of_many_providers_whose_notices_wait_for_one_report_it_is_said_once() -> None:
    url = "URL: https://media.provider.example.net/item"
    world = opened(form=f"{FORM}{url}2\n{url}3\n")
    say(world, "[PROVIDER:abuse@second.example.org 2]")
    say(world, "[PROVIDER:abuse@third.example.org 3]")
    phoned(world)

    assert shown(world) == (["undelivered"], ["report NOT delivered"])
    (need,) = needs(world.case, world.site)
    assert need.sentence.startswith("No notice can go about item 1-3: ")


def test_P17_once_the_report_is_purged_it_is_not_proposed_to_send_it_again() -> None:
    world = phoned(opened())
    world.record(PurgeBegun(stage="material", why="receipts", items=kept_items(world.case)))
    world.record(Purged(stage="material", mails=0))

    (need,) = needs(world.case, world.site)
    assert [str(tag) for tag in need.tags] == ["[NTD:none]"]


def test_P5_sent_again_it_counts_from_then() -> None:
    world = phoned(opened())
    say(world, "[RESEND:all]")
    assert shown(world) == ([], []), "it is on its way"
    world.deliver()

    assert shown(world) == (["notice"], [])
    world.wait(hours(25))
    world.sweep(world.fence())
    assert len(world.letters("ntd")) == 1


@pytest.mark.parametrize("tags", ["[NTD:none]", "[REMOVED]", "[CLOSE]"])
def test_where_no_notice_is_to_go_nothing_is_said_of_one(tags: str) -> None:
    world = phoned(opened())
    say(world, tags)

    assert shown(world)[1] == []


def test_a_report_that_was_accepted_and_came_back_is_not_called_so() -> None:
    world = reported()
    (report,) = world.letters("annex-i")
    back = MailBounced(
        message_id=report.message_id, recipient="a@b.example", disposition="failed", status="5.1.1", mail="m"
    )
    world.record(back)
    say(world, "[RECEIVED:by phone]")

    assert shown(world) == (["notice"], [])


def test_an_LEA_that_sends_the_notices_is_asked_about_them_though_its_server_refused_the_report() -> None:
    world = phoned(opened(World(home_site(agreement=make_agreement(ntd_body=NtdBody.LEA)))))

    assert "lea-followup" in kinds_due(world)
    assert shown(world)[1] == []
