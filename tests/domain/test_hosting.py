"""The provider directory counts as it is when the notice goes, and not as it was when the case was opened."""

from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network

import pytest

from hotlined.domain.cases.retention import kept_items
from hotlined.domain.hotline.directory import Provider
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.overview.needs import needs
from hotlined.domain.record.destroyed import PurgeBegun, Purged
from hotlined.domain.values.address import Address
from tests.support.mails_in import FORM, PROVIDER, analyst_mail, dsn, hours
from tests.support.world import DIRECTORY, World, home_site, noticed, queued, ready, reported

(ROW,) = DIRECTORY
NEW = replace(ROW, contact=Address("new", "provider.example.net"))


def go(world: World) -> list[str]:
    """What is due is queued, and what may leave leaves: to whom, in order."""
    for _ in range(4):
        world.wait(timedelta(seconds=1))
        world.sweep(world.fence())
        world.gate(fence=world.fence())
    sent = {message_id for message_id, _ in world.sent}
    return [str(one.to.address) for one in world.letters("ntd") if one.message_id in sent]


def told(world: World) -> set[str]:
    return {str(one.values["sentence"]) for one in world.letters("alarm")}


def test_P5_a_new_contact_of_the_row_gets_the_notice() -> None:
    world = ready()
    world.site = home_site(providers=(NEW,))

    assert go(world) == [str(NEW.contact)]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (replace(ROW, confirmed=False), "the provider's contact is not confirmed"),
        (replace(ROW, cdn=True), "a CDN stands in front: the origin is not known"),
        (replace(ROW, channel="form"), "the provider takes notices through its web form only"),
        (None, "the provider's contact is not confirmed"),
    ],
    ids=["unconfirmed", "cdn", "form", "gone"],
)
@pytest.mark.parametrize("when", ["waiting", "queued"])
def test_P5_a_row_that_is_not_to_be_written_to_any_more_stops_a_waiting_notice(
    row: Provider | None, why: str, when: str
) -> None:
    world = ready() if when == "waiting" else queued()
    world.site = home_site(providers=(row,) if row else ())

    if when == "queued":
        assert "the provider directory says otherwise by now" in world.gate(fence=world.fence())
        (notice,) = world.case.notices
        assert world.case.sent[notice.message_id].state is RowState.QUEUED
    assert go(world) == []
    assert f"A notice is due and waits: {why}." in told(world)
    if when == "queued":
        assert world.case.sent[notice.message_id].state is RowState.CANCELLED


def test_a_row_that_is_confirmed_later_lets_the_notice_go() -> None:
    world = ready(World(home_site(providers=(replace(ROW, confirmed=False),))))
    assert go(world) == []

    world.site = home_site()

    assert go(world) == [str(PROVIDER)]


def test_a_row_that_comes_later_is_found_for_an_item_without_a_provider() -> None:
    world = ready(World(home_site(providers=())))
    assert go(world) == []

    world.site = home_site()

    assert go(world) == [str(PROVIDER)]


def test_before_its_time_nothing_is_changed_and_nothing_goes() -> None:
    world = reported()
    world.site = home_site(providers=(NEW,))
    world.wait(hours(20))

    assert go(world) == []
    assert [one.provider.contact for one in world.case.items if one.provider] == [str(PROVIDER)]


def test_what_an_analyst_chose_stays() -> None:
    world = reported()
    tags = f"[{world.case.stream}] [PROVIDER:abuse@other.example]"
    world.take(analyst_mail(subject=tags, received_at=world.now))
    world.site = home_site(providers=(NEW,))
    world.wait(hours(25))

    assert go(world) == ["abuse@other.example"]


def test_a_notice_that_has_left_is_not_sent_to_another_contact_by_itself() -> None:
    world = noticed()
    world.site = home_site(providers=(NEW,))

    assert go(world) == [str(PROVIDER)]


def test_a_cdn_in_front_by_the_form_is_still_known() -> None:
    world = ready(form=FORM + "Cloudflare: yes\n")
    assert go(world) == []
    assert len(world.case.waiting) == 1

    assert not [one for _, one in world.log[-3:] if type(one).__name__ == "ProviderSet"]


@pytest.mark.parametrize("change", [{"confirmed": False}, {"cdn": True}])
def test_P5_a_silent_provider_whose_row_is_not_to_be_written_to_any_more_is_not_reminded(
    change: dict[str, bool],
) -> None:
    world = noticed()
    world.site = home_site(providers=(replace(ROW, **change),))  # type: ignore[arg-type]
    world.wait(hours(49))
    go(world)

    assert world.letters("ntd-reminder") == []
    assert any("A reminder is due and waits" in one for one in told(world))


def test_a_reminder_that_waits_for_a_contact_is_told_again_and_again_and_needs_somebody() -> None:
    world = noticed()
    world.site = home_site(providers=(replace(ROW, confirmed=False),))
    for _ in range(6):
        world.wait(hours(24))
        go(world)

    said = [str(one.values["sentence"]) for one in world.letters("alarm")]
    again = "A reminder about item 1 waits since"
    assert sum(one.startswith(again) and "not confirmed" in one for one in said) == 2 * 4
    wanted = [one for one in needs(world.case, world.site) if one.short == "provider to confirm"]
    assert [str(tag) for one in wanted for tag in one.tags] == [f"[PROVIDER:{PROVIDER} 1]"]

    tags = f"[{world.case.stream}] [PROVIDER:{PROVIDER} 1]"
    world.take(analyst_mail(subject=tags, received_at=world.now))
    go(world)

    assert len(world.letters("ntd-reminder")) == 1
    assert not [one for one in needs(world.case, world.site) if one.short == "provider to confirm"]


@pytest.mark.parametrize("rows", [(), (NEW,)], ids=["gone", "another contact"])
def test_P5_a_contact_that_the_directory_does_not_have_any_more_is_not_reminded(
    rows: tuple[Provider, ...],
) -> None:
    world = noticed()
    world.site = home_site(providers=rows)
    world.wait(hours(49))
    go(world)

    assert world.letters("ntd-reminder") == []
    assert "A reminder is due and waits: the provider's contact is not confirmed." in told(world)


@pytest.mark.parametrize("row", [ROW, NEW])
def test_a_contact_that_is_corrected_after_the_notice_came_back_gets_it(row: Provider) -> None:
    world = noticed()
    (notice,) = world.case.notices
    world.take(dsn(notice.message_id, received_at=world.now, mailbox="ntd"))
    assert world.case.sent[notice.message_id].bounced

    world.site = home_site(providers=(row,))

    assert go(world) == [str(PROVIDER), *([str(NEW.contact)] if row is NEW else [])]


def test_P2_a_contact_that_came_back_gets_nothing_again_for_a_row_that_was_away_for_a_while() -> None:
    world = noticed()
    (notice,) = world.case.notices
    world.take(dsn(notice.message_id, received_at=world.now, mailbox="ntd"))

    for rows in ((replace(ROW, confirmed=False),), (ROW,), (), (ROW,)):
        world.site = home_site(providers=rows)
        sent = go(world)

    assert sent == [str(PROVIDER)]
    assert "A notice is due and waits: the last notice to the provider was not delivered." in told(world)


@pytest.mark.parametrize("when", ["notice", "reminder"])
def test_a_language_that_the_directory_has_by_now_is_that_of_what_is_still_to_be_written(when: str) -> None:
    world = ready() if when == "notice" else noticed()
    world.site = home_site(providers=(replace(ROW, language="de"),))
    world.wait(hours(49))
    world.sweep(world.fence())

    kind = "ntd" if when == "notice" else "ntd-reminder"
    assert [one.to.language for one in world.letters(kind)] == ["de"]


def test_of_several_rows_with_one_contact_the_language_of_the_row_that_fits_stays() -> None:
    rows = (replace(ROW, domains=("first.example",), language="de"), replace(ROW, language="fr"))
    world = ready(World(home_site(providers=rows)))
    world.sweep(world.fence())

    assert [one.to.language for one in world.letters("ntd")] == ["fr"]


def test_a_contact_that_has_no_row_any_more_is_written_to_as_before() -> None:
    world = noticed(World(home_site(providers=(replace(ROW, language="sv"),))))
    subject = f"[{world.case.stream}] [PROVIDER:{PROVIDER}]"
    world.take(analyst_mail(subject=subject, received_at=world.now))
    world.site = home_site(providers=())
    world.wait(hours(49))
    world.sweep(world.fence())

    assert [one.to.language for one in world.letters("ntd-reminder")] == ["sv"]


def purge(world: World) -> World:
    """The world after the material of the case was destroyed; URLs and IPs are kept for the notice."""
    world.record(PurgeBegun(stage="material", why="receipts", items=kept_items(world.case)))
    world.record(Purged(stage="material", mails=0))
    assert world.case.form is None
    return world


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (replace(ROW, confirmed=False), "the provider's contact is not confirmed"),
        (replace(ROW, cdn=True), "a CDN stands in front: the origin is not known"),
        (replace(ROW, channel="form"), "the provider takes notices through its web form only"),
        (NEW, "the provider's contact is not confirmed"),
        (None, "the provider's contact is not confirmed"),
    ],
    ids=["unconfirmed", "cdn", "form", "another contact", "gone"],
)
@pytest.mark.parametrize("when", ["waiting", "queued"])
def test_P5_P14_after_the_purge_too_a_row_that_is_not_to_be_written_to_stops_the_notice(
    row: Provider | None, why: str, when: str
) -> None:
    world = purge(ready() if when == "waiting" else queued())
    world.site = home_site(providers=(row,) if row else ())

    assert go(world) == []
    assert f"A notice is due and waits: {why}." in told(world)


def test_P14_after_the_purge_a_notice_whose_row_is_as_it_was_goes() -> None:
    assert go(purge(ready())) == [str(PROVIDER)]


def test_P14_after_the_purge_a_new_contact_gets_the_notice_once_an_analyst_has_confirmed_it() -> None:
    world = purge(ready())
    world.site = home_site(providers=(NEW,))
    assert go(world) == []

    for _ in range(3):
        world.wait(hours(24))
        assert go(world) == [], "the directory alone does not confirm it"
    (need,) = (one for one in needs(world.case, world.site) if one.short == "provider to confirm")
    assert [str(tag) for tag in need.tags] == [f"[PROVIDER:{NEW.contact} 1]"]
    tags = f"[{world.case.stream}] {need.tags[0]}"
    world.take(analyst_mail(subject=tags, received_at=world.now))

    assert go(world) == [str(NEW.contact)]


def test_P14_after_the_purge_a_row_that_has_the_address_is_known_to_be_the_host() -> None:
    world = purge(ready(form=FORM + "Cloudflare: yes\n"))
    assert go(world) == [], "a CDN stands in front, as the form said"
    world.site = home_site(providers=(replace(NEW, networks=(ip_network("192.0.2.0/24"),)),))

    assert go(world) == [str(NEW.contact)]


def test_P14_after_the_purge_a_cdn_that_the_form_told_of_still_stands_in_front() -> None:
    world = purge(ready(form=FORM + "Cloudflare: yes\n"))
    for rows in ((ROW,), (replace(ROW, channel="form"),), (ROW,)):
        world.site = home_site(providers=rows)
        assert go(world) == []
    assert "a CDN stands in front: the origin is not known" in str(told(world))
