"""A CDN in front: no notice to it; the origin is asked for only where agreed, behind the notice's gate."""

from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_network

import pytest

from hotlined.domain.hotline.directory import Provider
from hotlined.domain.mail.message import Gate, Party
from hotlined.domain.ntd.notices import CDN
from hotlined.domain.record.casework import ProviderSet
from hotlined.domain.record.holding import HoldPlaced
from hotlined.domain.record.noticed import NoticeQueued, NoticeReminded
from hotlined.domain.values.address import Address
from tests.support.mails_in import FORM, analyst_mail, hours, police_mail, provider_mail
from tests.support.world import World, home_site, ready, reported

FRONT = Provider(
    "Example CDN",
    Address("abuse", "front.example"),
    confirmed=True,
    cdn=True,
    networks=(ip_network("192.0.2.0/24"),),
)
HOST = Provider(
    "Example Host",
    Address("abuse", "host.example"),
    confirmed=True,
    networks=(ip_network("198.51.100.0/24"),),
    domains=("provider.example.net",),
)
HELD = HoldPlaced(hold="H1", party="lea", by="national", proof="claimed", until=None, mail="m")


def behind(*, agreed: bool = True, form: str = FORM, **row: object) -> World:
    """A world whose notice is due, about content behind a CDN."""
    front = replace(FRONT, **row)  # type: ignore[arg-type]
    site = home_site(providers=(front, HOST))
    site = replace(site, agreement=replace(site.agreement, cdn_origin_request=agreed))
    return ready(World(site), form=form)


def asked(**how: object) -> World:
    """The question for the origin has left."""
    world = behind(**how)  # type: ignore[arg-type]
    world.sweep(world.fence())
    assert world.gate(fence=world.fence()) == []
    return world


def say(world: World, tags: str, text: str = "") -> None:
    subject = f"[{world.case.stream}] {tags}"
    decision = world.take(analyst_mail(text, subject=subject, received_at=world.now))
    assert decision.folder == "Done", decision.reason


def test_P5_a_cdn_gets_no_notice_and_is_not_asked_unless_it_is_agreed() -> None:
    world = behind(agreed=False)

    world.sweep(world.fence())
    world.sweep(world.fence())

    assert [one for one in world.drafts.values() if one.to.party is Party.PROVIDER] == []
    assert world.case.whys() == {"abuse@front.example": CDN}
    (alarm,) = (one for one in world.letters("alarm") if one.to.id == "Ann")
    assert "[PROVIDER:abuse@... 1]" in str(alarm.values["todo"])
    assert "[UPDATE]" in str(alarm.values["todo"])


def test_where_it_is_agreed_the_cdn_is_asked_for_the_origin_and_all_are_told() -> None:
    world = asked()

    (draft,) = world.letters("origin-request")
    assert (str(draft.to.address), draft.gate) == ("abuse@front.example", Gate.NOTICE)
    assert draft.values["machine"] is None
    assert world.letters("ntd") == world.letters("ntd-sent") == []
    parties = sorted({str(one.to.party) for one in world.letters("origin-asked")})
    assert parties == ["analyst", "lea"]


@pytest.mark.parametrize("row", [{"confirmed": False}, {"channel": "form"}, {"cdn": False}])
def test_only_a_confirmed_cdn_that_takes_mail_is_asked(row: dict[str, object]) -> None:
    world = behind(**row)
    world.record(replace(_provider(world), cdn=True, confirmed=True, channel="mail"))

    world.sweep(world.fence())

    assert world.letters("origin-request") == world.letters("ntd") == []


def _provider(world: World) -> ProviderSet:
    provider = world.case.items[0].provider
    assert provider is not None
    return provider


@pytest.mark.parametrize(
    "stop",
    [
        lambda world: world.record(HELD),
        lambda world: world.take(police_mail("Hmm?", subject=world.case.stream, received_at=world.now)),
        lambda world: say(world, "[NTD:none]"),
        lambda world: say(world, "[NTD:+90h]"),
        lambda world: say(world, "[REMOVED]"),
    ],
    ids=["hold", "question", "none", "later", "gone"],
)
def test_P5_whatever_stops_a_notice_stops_the_question_too(stop: Callable[[World], object]) -> None:
    world = behind()

    stop(world)
    world.sweep(world.fence())
    world.gate(fence=world.fence())

    assert world.sent == []


@pytest.mark.parametrize("fence", [False, True])
def test_P5_the_question_waits_for_the_inbox_like_a_notice(fence: bool) -> None:
    world = behind()

    world.sweep(world.fence() if fence else None)
    found = world.gate(fence=None)

    assert world.sent == []
    assert bool(found) is fence


def test_P5_not_before_the_hold_window_is_over() -> None:
    site = home_site(providers=(FRONT, HOST))
    world = reported(World(replace(site, agreement=replace(site.agreement, cdn_origin_request=True))))

    world.wait(hours(23))
    world.sweep(world.fence())

    assert world.letters("origin-request") == []


def test_P5_a_hold_takes_back_the_question_that_waits_to_leave() -> None:
    world = behind()
    world.sweep(world.fence())

    world.take(police_mail("[HOLD]", subject=world.case.stream, received_at=world.now))

    (draft,) = world.letters("origin-request")
    assert not world.case.sent[draft.message_id].state.waits
    assert world.gate(fence=world.fence()) == []
    assert world.sent == []


def test_the_gate_closes_when_the_agreement_ends_meanwhile() -> None:
    world = behind()
    world.sweep(world.fence())

    world.site = replace(world.site, agreement=replace(world.site.agreement, cdn_origin_request=False))

    assert world.gate(fence=world.fence()) == [CDN]
    assert world.sent == []


@pytest.mark.parametrize(
    ("tags", "text"),
    [
        ("[PROVIDER:abuse@host.example]", ""),
        ("[UPDATE]", "Item: 1\nIP address: 198.51.100.7\n"),
    ],
)
@pytest.mark.parametrize("agreed", [False, True])
def test_when_the_origin_is_known_the_notice_goes_to_the_host(agreed: bool, tags: str, text: str) -> None:
    world = asked() if agreed else behind(agreed=False)
    world.sweep(world.fence())

    say(world, tags, text)
    world.sweep(world.fence())
    world.gate(fence=world.fence())

    (draft,) = world.letters("ntd")
    assert str(draft.to.address) == "abuse@host.example"
    assert draft.references == ()  # another correspondent, another thread


def test_a_cdn_that_turns_out_to_be_the_host_gets_its_notice() -> None:
    world = asked()

    say(world, "[PROVIDER:abuse@front.example]")
    world.sweep(world.fence())
    world.gate(fence=world.fence())

    (draft,) = world.letters("ntd")
    assert str(draft.to.address) == "abuse@front.example"
    assert len(world.sent) == 2


def test_a_silent_cdn_is_not_pressed_the_analysts_are_told_once() -> None:
    world = asked()
    for _ in range(4):
        world.wait(world.site.agreement.ntd_reminder)
        world.sweep(world.fence())

    assert world.letters("ntd-reminder") == world.letters("escalation") == []
    alarms = [one.values["what"] for one in world.letters("alarm") if one.to.id == "Ann"]
    assert alarms.count("no-origin") == 1
    assert sum(isinstance(event, NoticeReminded) for _, event in world.log) == 1


def test_of_a_cdn_that_answers_it_is_not_said_that_it_is_reminded() -> None:
    world = asked()
    (draft,) = world.letters("origin-request")
    world.take(
        provider_mail("The origin is 192.0.2.7.", from_=(FRONT.contact,), references=(draft.message_id,))
    )

    assert {one.values["origin"] for one in world.letters("provider-words")} == {True}


def test_a_cdns_word_of_removal_is_a_providers_word_about_nothing() -> None:
    world = asked()
    (draft,) = world.letters("origin-request")

    world.take(provider_mail("REMOVED", from_=(FRONT.contact,), references=(draft.message_id,)))

    assert not world.case.gone(1)
    assert len(world.letters("provider-words")) == 2


SAYS_SO = FORM.replace("IP address: 192.0.2.1\n", "") + "Cloudflare: yes\n"


def test_P5_where_the_form_says_that_a_cdn_stands_in_front_a_name_is_not_the_origin() -> None:
    world = behind(form=SAYS_SO)

    world.sweep(world.fence())

    assert _provider(world).name == "Example Host"
    assert world.letters("ntd") == world.letters("origin-request") == []
    assert world.case.whys() == {"abuse@host.example": CDN}


@pytest.mark.parametrize(
    ("tags", "text"),
    [
        ("[PROVIDER:abuse@host.example]", ""),
        ("[UPDATE]", "Item: 1\nIP address: 198.51.100.7\n"),
    ],
)
def test_the_analyst_confirms_that_it_is(tags: str, text: str) -> None:
    world = behind(form=SAYS_SO)

    say(world, tags, text)
    world.sweep(world.fence())

    assert [str(one.to.address) for one in world.letters("ntd")] == ["abuse@host.example"]


def test_an_address_that_the_directory_has_is_the_origin_whatever_stands_in_front() -> None:
    world = behind(form=FORM.replace("192.0.2.1", "198.51.100.7") + "Cloudflare: yes\n")

    world.sweep(world.fence())

    assert [str(one.to.address) for one in world.letters("ntd")] == ["abuse@host.example"]


def test_what_an_analyst_reads_of_the_next_step_names_no_notice_to_a_cdn() -> None:
    for agreed, said in ((True, "is asked where"), (False, "no notice goes to it")):
        site = home_site(providers=(FRONT, HOST))
        site = replace(site, agreement=replace(site.agreement, cdn_origin_request=agreed))
        world = reported(World(site))
        say(world, "[STATUS]")
        (status,) = world.letters("done") or world.letters("status")

        assert said in str(status.values), agreed


def test_records_of_before_know_of_no_question() -> None:
    old = NoticeQueued(contact="abuse@host.example", number=1, items=(1,), message_id="<a@b>")

    assert not old.origin
