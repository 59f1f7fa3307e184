"""After the notice: what a reply is about, content that is back, other providers, silence."""

from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network

import pytest

from hotlined.domain.hotline.directory import Provider
from hotlined.domain.hotline.site import NtdBody
from hotlined.domain.mail.message import Draft, Party
from hotlined.domain.record.casework import CaseClosed
from hotlined.domain.record.holding import HoldLifted, HoldPlaced
from hotlined.domain.record.noticed import ItemsRemoved
from hotlined.domain.values.address import Address
from tests.support.mails_in import FORM, PROVIDER, analyst_mail, hours, police_mail, provider_mail
from tests.support.world import DIRECTORY, World, home_site, noticed, queued

OTHER = Provider("Other Net", Address("abuse", "other.example"), confirmed=True, domains=("other.example",))
TWO = FORM.replace("\nIP", "\nURL: https://media.provider.example.net/item2\nIP", 1)


def say(world: World, tags: str, text: str = "", stream: str = "") -> None:
    subject = f"[{stream or world.case.stream}] {tags}"
    decision = world.take(analyst_mail(text, subject=subject, received_at=world.now))
    assert decision.folder == "Done", decision.reason


def go(world: World) -> None:
    """What is due is queued, and what may leave leaves."""
    for _ in range(4):
        world.sweep(world.fence())
        world.gate(fence=world.fence())


def one_mail_per_url() -> World:
    """Two notices to one provider have left, one for each item."""
    world = noticed(World(home_site(providers=(replace(DIRECTORY[0], xarf="v4"),))), form=TWO)
    go(world)
    assert [one.items for one in world.case.notices] == [(1,), (2,)]
    return world


# --- what a reply is about ----------------------------------------------------------------------------


def test_a_bare_REMOVED_is_about_the_items_of_the_notice_that_it_answers() -> None:
    world = one_mail_per_url()
    second = world.letters("ntd")[1]

    world.take(provider_mail("REMOVED", references=(second.message_id,)))

    assert [world.case.gone(number) for number in (1, 2)] == [False, True]


def test_and_so_it_is_in_answer_to_a_reminder() -> None:
    world = one_mail_per_url()
    world.wait(hours(49))
    world.sweep(world.fence())
    reminders = world.letters("ntd-reminder")
    assert [one.values["items"] for one in reminders] == [(1,), (2,)]
    first = reminders[0]

    # As mail programs write it: what is answered first, then what that answered, back to the beginning.
    thread = (first.message_id, *reversed(first.references))
    world.take(provider_mail("REMOVED", references=thread))

    assert [world.case.gone(number) for number in (1, 2)] == [True, False]


def test_without_a_thread_a_bare_REMOVED_is_about_all_that_the_provider_was_told_of() -> None:
    world = one_mail_per_url()

    world.take(provider_mail("REMOVED", subject=world.case.stream, received_at=world.now))

    assert [world.case.gone(number) for number in (1, 2)] == [True, True]


# --- gone, and back -------------------------------------------------------------------------------------


def back_online(world: World) -> None:
    """Removed, as an analyst has seen and the LEA was told; an hour later online again."""
    say(world, "[REMOVED:1]")
    world.wait(hours(1))
    say(world, "[ONLINE:1]")


def test_content_that_is_back_gets_a_notice_with_a_number_of_its_own_in_the_same_thread() -> None:
    world = noticed()
    back_online(world)
    world.wait(hours(25))
    go(world)

    first, second = world.letters("ntd")
    assert [one.values["notice"] for one in (first, second)] == [f"{world.case.stream}-P{n}" for n in (1, 2)]
    assert first.message_id in second.references
    assert second.to == first.to
    assert len(world.sent) == 2


def test_the_LEA_that_was_told_of_the_removal_is_told_that_it_is_back_and_that_a_notice_goes() -> None:
    world = noticed()
    back_online(world)

    (told,) = world.letters("online-again")
    assert (told.to.party, told.values["items"], told.values["ntd"]) == (Party.LEA, (1,), True)


@pytest.mark.parametrize("how", ["none", "lea"])
def test_it_is_not_promised_a_notice_that_does_not_go(how: str) -> None:
    world = noticed()
    if how == "none":
        say(world, "[NTD:none]")
    else:
        opened = world.case.opened
        assert opened is not None
        world.record(replace(opened, ntd_body=NtdBody.LEA))
        world.record(ItemsRemoved(items=(1,), party="lea", by="national", verified=True, mail="m"))
    back_online(world)

    assert [one.values["ntd"] for one in world.letters("online-again")] == [False]


def test_P5_content_that_is_back_waits_the_agreed_delay_anew_and_passes_every_check() -> None:
    world = noticed()
    back_online(world)
    world.wait(hours(23))
    go(world)
    assert len(world.sent) == 1

    world.take(police_mail("[HOLD]", subject=world.case.stream, received_at=world.now))
    world.wait(hours(2))
    go(world)

    assert len(world.sent) == 1
    assert world.case.holds_in_force()


def test_NTD_now_does_not_wait_for_it() -> None:
    world = noticed()
    back_online(world)
    say(world, "[NTD:now]")
    world.wait(timedelta(minutes=1))
    go(world)

    assert len(world.sent) == 2


def test_a_providers_word_that_turns_out_wrong_gives_it_no_new_delay_and_is_not_told_to_the_LEA() -> None:
    world = noticed()
    world.take(provider_mail("REMOVED", references=(world.case.notices[0].message_id,)))
    say(world, "[ONLINE:1]")
    world.wait(timedelta(minutes=1))
    go(world)

    assert len(world.sent) == 2
    assert world.letters("online-again") == []


def test_what_is_back_and_what_never_went_have_their_own_times() -> None:
    world = queued(form=TWO)
    say(world, "[REMOVED:1]")
    world.wait(timedelta(minutes=1))
    say(world, "[ONLINE:1]")
    world.wait(timedelta(minutes=1))
    go(world)
    assert [one.items for one in world.case.notices[1:]] == [(2,)]

    world.wait(hours(25))
    go(world)

    assert [one.items for one in world.case.notices[1:]] == [(2,), (1,)]


def test_a_case_that_closed_by_itself_is_opened_again_by_the_same_mail() -> None:
    world = noticed()
    say(world, "[RECEIVED:by phone]")
    say(world, "[REMOVED]")
    assert world.case.closed

    say(world, "[REOPEN] [ONLINE:1]")
    world.wait(hours(25))
    go(world)

    assert len(world.sent) == 2


def test_gone_and_back_three_times_are_three_notices_more() -> None:
    world = noticed()
    for _ in range(3):
        back_online(world)
        world.wait(hours(25))
        go(world)

    assert [one.number for one in world.case.notices] == [1, 2, 3, 4]
    assert len(world.letters("online-again")) == 3


# --- several providers, moved content -------------------------------------------------------------------


def test_after_the_content_moved_the_old_provider_is_not_reminded_and_the_new_one_is() -> None:
    world = noticed(World(home_site(providers=(*DIRECTORY, OTHER))))
    say(world, "[UPDATE]", "Comments: it has moved")
    world.take(provider_mail("NOT-OURS 1 Other", references=(world.case.notices[0].message_id,)))
    say(world, "[PROVIDER:abuse@other.example]")
    world.wait(timedelta(minutes=1))
    go(world)
    assert [one.contact for one in world.case.notices] == [str(PROVIDER), "abuse@other.example"]

    world.wait(hours(49))
    world.sweep(world.fence())

    assert [str(one.to.address) for one in world.letters("ntd-reminder")] == ["abuse@other.example"]


def test_the_old_provider_is_not_escalated_either() -> None:
    world = noticed()
    say(world, "[PROVIDER:abuse@other.example]")
    say(world, "[NTD:none]")
    world.wait(hours(24 * 30))
    world.sweep(world.fence())

    assert world.letters("ntd-reminder") == world.letters("escalation") == []


def test_one_providers_removal_leaves_the_others_reminder_as_it_is() -> None:
    form = FORM.replace("\nIP address: 192.0.2.1", "\nURL: https://www.other.example/item2", 1)
    world = noticed(World(home_site(providers=(*DIRECTORY, OTHER))), form=form)
    go(world)
    notices = {one.contact: one.message_id for one in world.case.notices}
    assert len(notices) == 2

    world.take(provider_mail("REMOVED", references=(notices[str(PROVIDER)],)))
    world.wait(hours(49))
    world.sweep(world.fence())

    assert [str(one.to.address) for one in world.letters("ntd-reminder")] == ["abuse@other.example"]


def two_cases() -> tuple[World, list[str]]:
    """The same URL in two cases, both reported."""
    world = World(home_site())
    streams: list[str] = []
    for _ in range(2):
        world.take(analyst_mail(FORM, subject="[ILLEGAL]", received_at=world.now))
        streams.append(next(one for one in world.streams if one not in streams and one.startswith("HL-")))
    world.deliver()
    return world, streams


def test_the_same_url_in_two_cases_is_said_when_the_second_is_opened() -> None:
    world, (first, second) = two_cases()

    said = {one.stream: one.values["linked"] for one in world.letters("opened")}

    assert said == {first: (), second: ((1, first),)}


@pytest.mark.parametrize("which", [0, 1])
def test_P5_a_hold_in_one_of_two_cases_with_the_same_url_keeps_both_notices_back(which: int) -> None:
    world, streams = two_cases()
    held = HoldPlaced(hold="H1", party="lea", by="national", proof="claimed", until=None, mail="m")
    world.record(held, stream=streams[which])
    world.wait(hours(25))
    for _ in range(3):
        go(world)

    assert notices(world) == []
    told = [one for one in world.letters("alarm") if "is about the same URL" in str(one.values["sentence"])]
    assert [(one.stream, one.to.id) for one in told] == [
        (streams[1 - which], "Ann"),
        (streams[1 - which], "Ben"),
    ]

    world.record(HoldLifted(hold="H1", by="national", why="released"), stream=streams[which])
    go(world)

    assert sorted(one.stream for one in notices(world)) == streams


def test_P5_a_hold_that_comes_when_the_other_cases_notice_is_queued_still_stops_it() -> None:
    world, streams = two_cases()
    world.wait(hours(25))
    world.sweep(world.fence())
    held = HoldPlaced(hold="H1", party="lea", by="national", proof="claimed", until=None, mail="m")
    world.record(held, stream=streams[0])

    found = world.gate(fence=world.fence())

    assert world.sent == []
    assert f"hold H1 of {streams[0]} is about the same URL" in found


@pytest.mark.parametrize(
    ("party", "items", "is_closed"), [("lea", (2,), False), ("lea", (2,), True), ("analyst", (), True)]
)
def test_a_hold_on_another_item_of_that_case_or_an_analysts_in_a_closed_one_does_not_concern_it(
    party: str, items: tuple[int, ...], is_closed: bool
) -> None:
    world, streams = two_cases()
    held = HoldPlaced(hold="H1", party=party, by="x", proof="claimed", until=None, mail="m", items=items)
    world.record(held, *([CaseClosed(by="Ann", why="closed")] if is_closed else []), stream=streams[0])
    world.wait(hours(25))
    go(world)

    assert streams[1] in [one.stream for one in notices(world)]


def test_P6_a_hold_of_the_lea_in_a_closed_case_still_concerns_it() -> None:
    world, streams = two_cases()
    held = HoldPlaced(hold="H1", party="lea", by="x", proof="claimed", until=None, mail="m")
    world.record(held, CaseClosed(by="Ann", why="closed"), stream=streams[0])
    world.wait(hours(25))
    go(world)

    assert notices(world) == []


def notices(world: World) -> list[Draft]:
    left = {message_id for message_id, _ in world.sent}
    return [one for one in world.letters("ntd") if one.message_id in left]


def test_an_item_that_is_gone_before_the_notice_is_due_is_left_out_and_without_any_none_goes() -> None:
    for tags, listed in (("[REMOVED:1]", [(2,)]), ("[REMOVED]", [])):
        world = World(home_site())
        world.take(analyst_mail(TWO, subject="[ILLEGAL]", received_at=world.now))
        world.deliver()
        say(world, tags)
        world.wait(hours(25))
        go(world)

        assert [one.items for one in world.case.notices] == listed


# --- silence ----------------------------------------------------------------------------------------------


def silent(world: World) -> dict[str, object]:
    """Reminded twice, then escalated: what the analysts read."""
    for _ in range(3):
        world.wait(hours(49))
        world.sweep(world.fence())
        world.deliver("ntd-reminder")
    assert len(world.letters("ntd-reminder")) == 2
    return dict(next(one for one in world.letters("escalation") if one.to.party is Party.ANALYST).values)


def test_an_escalation_proposes_who_else_the_directory_has_and_whose_registrar_to_ask() -> None:
    wide = Provider("Carrier", Address("abuse", "carrier.example"), networks=(ip_network("192.0.0.0/16"),))
    near = replace(DIRECTORY[0], networks=(ip_network("192.0.2.0/24"),))
    front = Provider(
        "Front", Address("abuse", "front.example"), networks=(ip_network("192.0.0.0/8"),), cdn=True
    )
    front = replace(front, networks=(ip_network("192.0.0.0/8"),))
    world = noticed(World(home_site(providers=(near, wide, front))))

    said = silent(world)

    assert said["upstream"] == (wide,)
    assert said["hosts"] == ("media.provider.example.net",)


def test_an_address_has_no_registrar_and_an_unknown_name_no_upstream() -> None:
    near = replace(DIRECTORY[0], networks=(ip_network("192.0.2.0/24"),))
    form = FORM.replace("https://media.provider.example.net/item1", "https://192.0.2.1/item1")
    world = noticed(World(home_site(providers=(near,))), form=form)

    said = silent(world)

    assert (said["upstream"], said["hosts"]) == ((), ())


def test_the_LEA_is_told_of_the_silence_without_our_proposals() -> None:
    world = noticed()
    silent(world)

    (letter,) = (one for one in world.letters("escalation") if one.to.party is Party.LEA)
    assert "hosts" not in letter.values
    assert "upstream" not in letter.values


@pytest.mark.parametrize("again", [False, True], ids=["in test mode", "after the real notice"])
def test_P10_removed_in_answer_to_a_test_is_nothing_that_the_provider_said(again: bool) -> None:
    tester = Address("test", "hotline.example.org")
    world = noticed(World(home_site(providers_to=tester)))
    trial = world.letters("ntd")[0].message_id
    if again:
        world.site = home_site()
        world.wait(timedelta(hours=1))
        say(world, "[NTD:now]")
        world.sweep(world.fence())
        assert world.gate(fence=world.fence()) == []

    world.take(provider_mail("REMOVED", from_=(tester,), references=(trial,)))

    assert [item.removed_by for item in world.case.items] == [None]
    assert world.letters("provider-words")
