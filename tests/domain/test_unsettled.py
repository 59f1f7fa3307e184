"""What only an analyst can settle about notices is told again and again until it is settled (P11)."""

from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network

import pytest

from hotlined.domain.due.deadlines import DueKind
from hotlined.domain.hotline.directory import Provider
from hotlined.domain.hotline.site import NtdBody
from hotlined.domain.mail.message import Party
from hotlined.domain.overview.needs import needs
from hotlined.domain.overview.pressing import notes
from hotlined.domain.record.holding import HoldPlaced
from hotlined.domain.values.address import Address, parse_address
from hotlined.suffixes import held_by_one, registrable
from tests.support.mails_in import FORM, PROVIDER, analyst_mail, dsn, hours, provider_mail
from tests.support.site import make_agreement
from tests.support.world import DIRECTORY, World, home_site, kinds_due, noticed, ready

TWO = FORM.replace("\nIP", "\nURL: https://media.provider.example.net/item2\nIP", 1)
NEAR = replace(DIRECTORY[0], networks=(ip_network("192.0.2.0/24"),))
OTHER = Provider("Other Net", Address("abuse", "other.example"), confirmed=True, domains=("other.example",))
WIDE = Provider("Carrier", Address("abuse", "carrier.example"), networks=(ip_network("192.0.0.0/16"),))


def say(world: World, tags: str) -> None:
    subject = f"[{world.case.stream}] {tags}"
    decision = world.take(analyst_mail(subject=subject, received_at=world.now))
    assert decision.folder == "Done", decision.reason


def answer(world: World, text: str, **fields: object) -> None:
    about = {"references": (world.case.notices[0].message_id,), "received_at": world.now}
    world.take(provider_mail(text, **{**about, **fields}))


def alarms(world: World, what: str) -> list[str]:
    """The sentences of the alarms of a kind, to one of the two analysts."""
    found = [one for one in world.letters("alarm") if one.values["what"] == what]
    return [str(one.values["sentence"]) for one in found if one.to.id == "Ann"]


def todo(world: World, what: str) -> str:
    """What the last alarm of this kind asks for."""
    return [str(one.values["todo"]) for one in world.letters("alarm") if one.values["what"] == what][-1]


def days(world: World, number: int, each: float = 24.1) -> None:
    for _ in range(number):
        world.wait(hours(each))
        world.sweep(world.fence())
        world.deliver("ntd-reminder")


# --- "removed" ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sender", [PROVIDER, Address("someone", "customer.example.net")])
def test_removed_that_nobody_looks_at_alarms_every_day_until_an_analyst_says_what_is_true(
    sender: Address,
) -> None:
    world = noticed()
    answer(world, "REMOVED", from_=(sender,))

    days(world, 4)
    assert len(alarms(world, "waits-removed")) == 4
    assert "Item 1 is said to be removed since 2026-03-03 11:01" in alarms(world, "waits-removed")[0]

    say(world, "[REMOVED:1]")
    days(world, 3)
    assert len(alarms(world, "waits-removed")) == 4


def test_a_claim_that_was_wrong_starts_the_clock_anew() -> None:
    world = noticed()
    answer(world, "REMOVED")
    say(world, "[ONLINE:1]")
    assert DueKind.ANALYST_WANTED not in kinds_due(world)

    world.wait(hours(1))
    answer(world, "REMOVED")
    world.wait(hours(23))
    world.sweep(world.fence())
    assert alarms(world, "waits-removed") == []
    world.wait(hours(1.1))
    world.sweep(world.fence())
    assert len(alarms(world, "waits-removed")) == 1


# --- a question -------------------------------------------------------------------------------------------


def test_a_provider_that_asked_is_not_reminded_before_the_analysts_were_and_is_not_called_silent() -> None:
    world = noticed()
    world.wait(hours(47))
    answer(world, "QUESTION")
    world.wait(hours(2))
    world.sweep(world.fence())
    assert world.letters("ntd-reminder") == []

    world.wait(hours(23))
    world.sweep(world.fence())
    assert [one.endswith("item 1 is not told removed.") for one in alarms(world, "provider-asks")] == [True]
    days(world, 2)

    (reminder,) = world.letters("ntd-reminder")
    assert reminder.values["answered"] is not None
    days(world, 6)
    letters = world.letters("escalation")
    assert {one.to.party for one in letters} == {Party.ANALYST, Party.LEA}
    assert all(one.values["answered"] is not None for one in letters)
    assert len(alarms(world, "provider-asks")) == 1


def test_a_question_about_one_notice_is_none_about_another_to_the_same_provider() -> None:
    world = noticed(World(home_site(providers=(replace(DIRECTORY[0], xarf="v4"),))), form=TWO)
    world.sweep(world.fence())
    world.gate(fence=world.fence())

    answer(world, "QUESTION")

    assert [one.asks for one in world.case.notices] == [True, False]


# --- not ours ---------------------------------------------------------------------------------------------


def test_NOT_OURS_takes_the_item_out_of_the_reminders_and_proposes_whom_to_notify() -> None:
    world = noticed(World(home_site(providers=(NEAR, OTHER, WIDE))), form=TWO)

    answer(world, "NOT-OURS 2 Other Net, noc@third.example")

    letter = world.letters("not-ours")[0]
    assert letter.values["proposals"] == (
        ("noc@third.example", "named by the provider"),
        ("abuse@other.example", "Other Net in the directory"),
        ("abuse@carrier.example", "Carrier in the directory, for the same address or name"),
    )
    days(world, 3)
    assert [one.values["items"] for one in world.letters("ntd-reminder")] == [(1,)]
    assert len(alarms(world, "waits-not-ours")) == 3

    say(world, "[PROVIDER:noc@third.example 2]")
    for _ in range(3):
        world.wait(timedelta(minutes=1))
        world.sweep(world.fence())
        world.gate(fence=world.fence())
    assert [(one.contact, one.items) for one in world.case.notices] == [
        (str(PROVIDER), (1, 2)),
        ("noc@third.example", (2,)),
    ]
    days(world, 2)
    assert len(alarms(world, "waits-not-ours")) == 3


def test_P5_a_CDN_that_is_named_as_the_host_is_not_proposed_for_a_notice() -> None:
    front = Provider("Front", Address("abuse", "front.example"), confirmed=True, cdn=True)
    world = noticed(World(home_site(providers=(*DIRECTORY, front))))

    answer(world, "NOT-OURS 1 Front, abuse@front.example")

    letter = world.letters("not-ours")[0]
    assert letter.values["named"] == "Front, abuse@front.example"
    assert letter.values["proposals"] == ()


def test_NOT_OURS_without_a_number_is_about_the_items_of_the_notice() -> None:
    world = noticed(form=TWO)

    answer(world, "NOT-OURS Other Net")

    assert [one.disowned_by for one in world.case.items] == [str(PROVIDER)] * 2
    days(world, 6)
    assert world.letters("ntd-reminder") == world.letters("escalation") == []


def test_an_analyst_who_names_the_same_provider_again_lets_the_reminders_go_on() -> None:
    world = noticed()
    answer(world, "NOT-OURS 1")

    say(world, f"[PROVIDER:{PROVIDER} 1]")
    days(world, 3)

    assert len(world.letters("ntd")) == 1
    assert len(world.letters("ntd-reminder")) == 1
    assert alarms(world, "waits-not-ours") == []


@pytest.mark.parametrize("text", ["NOT-OURS 1 Other", "NOT-OURS 7 Other"])
def test_NOT_OURS_from_elsewhere_or_of_no_item_of_theirs_changes_nothing(text: str) -> None:
    world = noticed()
    sender = Address("someone", "customer.example.net") if "1" in text else PROVIDER

    answer(world, text, from_=(sender,))

    assert world.case.items[0].disowned_by == ""
    assert world.letters("not-ours") == []
    assert world.letters("provider-words")


def test_an_address_of_the_police_is_not_proposed() -> None:
    world = noticed()

    answer(world, "NOT-OURS 1 reports@police.example.com")

    assert world.letters("not-ours")[0].values["proposals"] == ()


# --- nobody known -------------------------------------------------------------------------------------------


def test_a_due_notice_without_a_provider_alarms_when_it_is_due_and_every_day() -> None:
    world = ready(World(home_site(providers=())))
    world.sweep(world.fence())

    assert alarms(world, "waits-nobody") == [
        "The notice about item 1 is due since 2026-03-03 11:00 EET (UTC+02:00), and no provider is known."
    ]
    days(world, 2)
    assert len(alarms(world, "waits-nobody")) == 3

    say(world, "[PROVIDER:abuse@other.example]")
    world.wait(timedelta(minutes=1))
    world.sweep(world.fence())
    assert [one.contact for one in world.case.notices] == ["abuse@other.example"]
    days(world, 2)
    assert len(alarms(world, "waits-nobody")) == 3


@pytest.mark.parametrize("how", ["hold", "[NTD:none]", "[REMOVED:1]", "[CLOSE]"])
def test_nobody_is_looked_for_where_no_notice_is_to_go(how: str) -> None:
    world = ready(World(home_site(providers=())))
    if how == "hold":
        held = HoldPlaced(hold="H1", party="lea", by="national", proof="claimed", until=None, mail="m")
        world.record(held)
    else:
        say(world, how)

    days(world, 2)

    assert alarms(world, "waits-nobody") == []


def test_nobody_is_looked_for_where_the_lea_sends_the_notices() -> None:
    agreement = make_agreement(ntd_body=NtdBody.LEA)
    world = ready(World(home_site(providers=(), agreement=agreement)))

    days(world, 2)

    assert alarms(world, "waits-nobody") == []


def test_a_notice_that_waits_for_a_contact_is_told_again_every_day() -> None:
    front = Provider("Front", PROVIDER, confirmed=True, domains=("provider.example.net",), cdn=True)
    world = ready(World(home_site(providers=(front,))))
    world.sweep(world.fence())
    assert len(alarms(world, "notice-waits")) == 1

    days(world, 3)

    assert len(alarms(world, "notice-waits")) == 1
    found = alarms(world, "waits-contact")
    assert len(found) == 3
    assert found[0].startswith("A notice about item 1 waits since 2026-03-03 11:01")
    say(world, "[NTD:none]")
    days(world, 3)
    assert len(alarms(world, "waits-contact")) == 3


def test_a_notice_that_came_back_asks_for_another_contact_and_names_those_of_the_directory() -> None:
    world = noticed(World(home_site(providers=(NEAR, WIDE))))
    world.take(dsn(world.letters("ntd")[0].message_id, received_at=world.now))
    world.wait(hours(1))
    world.sweep(world.fence())

    (told,) = [one for one in world.letters("alarm") if one.values["what"] == "notice-waits"][:1]
    assert "was not delivered" in str(told.values["sentence"])
    assert str(told.values["todo"]).endswith("Also in the directory: abuse@carrier.example.")


def test_the_digest_of_the_morning_names_it_too() -> None:
    world = ready(World(home_site(providers=())))
    assert [
        (one.what, one.key) for one in notes(world.case, world.site) if one.what in ("verify", "provider")
    ] == [("provider", "1")]

    world = noticed()
    answer(world, "REMOVED", from_=(Address("someone", "customer.example.net"),))
    assert ("verify", "1") in [(one.what, one.key) for one in notes(world.case, world.site)]


def test_notices_to_two_contacts_that_wait_for_different_things_are_each_told_with_their_own_reason() -> None:
    form = FORM.replace("\nIP", "\nURL: https://other.example/item2\nIP", 1)
    front = replace(DIRECTORY[0], confirmed=False)
    world = ready(World(home_site(providers=(front, replace(OTHER, cdn=True)))), form=form)

    days(world, 3)

    (said, *_) = alarms(world, "waits-contact")
    assert said.startswith("A notice about item 1, 2 waits since ")
    assert "the provider's contact is not confirmed" in said
    assert "a CDN stands in front: the origin is not known" in said


def test_P5_an_alarm_offers_a_tag_for_the_items_of_one_provider_only() -> None:
    apart = FORM + "URL: https://media.second.example/item2\nURL: https://media.provider.example.net/item3\n"
    world = ready(World(home_site(providers=())), form=apart)
    days(world, 1)

    assert "[PROVIDER:abuse@... 1,3]" in todo(world, "waits-nobody")
    assert "[PROVIDER:abuse@... 1,3]" in {
        str(tag) for one in needs(world.case, world.site) for tag in one.tags
    }

    say(world, f"[PROVIDER:{PROVIDER} 1,3]")
    days(world, 1)

    assert "[PROVIDER:abuse@... 2]" in todo(world, "waits-nobody")


def test_names_that_a_service_gives_to_strangers_are_not_one_host() -> None:
    form = "".join(f"URL: https://n{n}.github.io/item{n}\n" for n in (1, 2))
    site = home_site(providers=(), registered=registrable, held_by_one=held_by_one)
    world = ready(World(site), form=form + "Description of the type of the content: items\n")
    days(world, 1)

    assert "[PROVIDER:abuse@... 1]" in todo(world, "waits-nobody")
    command = analyst_mail(subject=f"[{world.case.stream}] [PROVIDER:{PROVIDER}]", received_at=world.now)
    assert world.take(command).folder == "Refused"


@pytest.mark.parametrize(
    ("addresses", "offered"),
    [(("", ""), "1-2"), (("192.0.2.7", "192.0.2.7"), "1-2"), (("192.0.2.7", ""), "1")],
)
def test_names_below_one_registered_name_are_one_host_unless_their_addresses_say_otherwise(
    addresses: tuple[str, str], offered: str
) -> None:
    form = "".join(
        f"URL: https://n{n}.example.com/item{n}\nIP address: {ip}\n" for n, ip in enumerate(addresses, 1)
    )
    site = home_site(providers=(), registered=registrable, held_by_one=held_by_one)
    world = ready(
        World(site),
        form=form + "URL: https://other.example/item3\n" + "Description of the type of the content: items\n",
    )
    days(world, 1)

    assert f"[PROVIDER:abuse@... {offered}]" in todo(world, "waits-nobody")
    say(world, "[REMOVED:3]")
    decision = world.take(
        analyst_mail(subject=f"[{world.case.stream}] [PROVIDER:{PROVIDER}]", received_at=world.now)
    )
    assert (decision.folder == "Done") is (offered == "1-2")


def test_P5_what_two_providers_disown_is_not_offered_to_one_contact() -> None:
    apart = FORM + "URL: https://media.other.example/item2\n"
    world = noticed(World(home_site(providers=(*DIRECTORY, OTHER))), form=apart)
    for notice in world.case.notices:
        answer(
            world,
            f"NOT-OURS {notice.items[0]}",
            references=(notice.message_id,),
            from_=(parse_address(notice.contact),),
        )
    days(world, 2)

    assert "[PROVIDER:abuse@... 1]" in todo(world, "waits-not-ours")
    offered = [one for one in needs(world.case, world.site) if one.short == "provider denies"]
    assert [str(tag) for one in offered for tag in one.tags] == ["[PROVIDER:abuse@... 1]"]


def test_P5_the_card_offers_the_items_of_one_host_behind_a_CDN() -> None:
    front = replace(OTHER, cdn=True, domains=("one.example", "two.example"))
    hosts = FORM.replace("media.provider.example.net", "one.example", 1) + "URL: https://two.example/item2\n"
    world = ready(World(home_site(providers=(front,))), form=hosts)
    world.sweep(world.fence())

    wanted = [one for one in needs(world.case, world.site) if one.short == "provider wanted"]
    assert [str(tag) for one in wanted for tag in one.tags] == ["[PROVIDER:abuse@... 1]"]


def test_a_notice_that_waits_says_for_which_items_a_contact_is_wanted() -> None:
    unsure = tuple(replace(one, confirmed=False) for one in (*DIRECTORY, OTHER))
    world = ready(World(home_site(providers=unsure)), form=TWO)
    world.sweep(world.fence())

    assert "[PROVIDER:abuse@... 1-2]" in todo(world, "notice-waits")
