"""What the report tells the LEA of the notice is what the gate then does (P5)."""

from datetime import UTC, datetime, timedelta

import pytest

from hotlined.domain.hotline.site import NtdBody
from hotlined.domain.mail.message import Security
from hotlined.domain.ntd.foretold import Foretold, foretold
from hotlined.domain.record.holding import HoldPlaced
from hotlined.domain.values.folders import Folder
from tests.support.mails_in import FORM, T0, analyst_mail, police_mail
from tests.support.site import make_agreement, make_unit
from tests.support.world import World, home_site, noticed, opened, reported

DAY = timedelta(hours=24)


def told(world: World) -> Foretold:
    """The plan in the newest report."""
    plan = world.letters("annex-i")[-1].values["notice"]
    assert isinstance(plan, Foretold)
    return plan


def say(world: World, tags: str, text: str = "") -> None:
    mail = analyst_mail(text, subject=f"[{world.case.stream}] {tags}", received_at=world.now)
    decision = world.take(mail)
    assert decision.folder == Folder.DONE, decision.reason


@pytest.mark.parametrize(
    ("tags", "plan"),
    [
        ("", Foretold("after", DAY)),
        (" [NTD:+6h]", Foretold("after", timedelta(hours=6))),
        (" [NTD:now]", Foretold("now")),
        (" [NTD:none]", Foretold("none")),
        (" [NTD:2026-03-05T14:00Z]", Foretold("at", at=datetime(2026, 3, 5, 14, tzinfo=UTC))),
    ],
)
def test_the_report_tells_the_time_that_the_analyst_set(tags: str, plan: Foretold) -> None:
    assert told(opened(subject=f"[ILLEGAL]{tags}")) == plan


def test_a_report_of_what_is_not_illegal_promises_no_notice() -> None:
    world = opened(World(home_site(agreement=make_agreement(not_illegal="each"))), subject="[NOT-ILLEGAL]")

    assert told(world) == Foretold("none")


def test_a_report_that_is_printed_of_what_is_hosted_abroad_promises_no_notice() -> None:
    world = opened(subject="[ILLEGAL] [HOST:DE]")

    assert foretold(world.case, (), world.site, now=world.now) == Foretold("none")


def test_where_the_lea_sends_the_notices_it_is_told_so() -> None:
    assert told(opened(World(home_site(agreement=make_agreement(ntd_body=NtdBody.LEA))))) == Foretold("lea")


def test_a_copy_of_the_report_tells_the_time_that_the_first_one_gave() -> None:
    world = reported()
    due = world.now + DAY
    world.wait(timedelta(hours=20))
    say(world, "[RESEND]")

    assert told(world).kind == "at"
    assert abs((told(world).at or T0) - due) < timedelta(minutes=5)


def test_a_supplement_tells_that_the_notice_has_left() -> None:
    world = noticed()
    say(world, "[UPDATE]", "Comments: more")

    assert told(world).kind == "sent"
    assert (told(world).at or T0) <= world.now


def test_a_new_item_in_a_supplement_has_a_time_of_its_own() -> None:
    world = noticed()
    say(world, "[UPDATE]", "URL: https://media.provider.example.net/item2\nIP address: 192.0.2.2\n")

    assert told(world) == Foretold("after", DAY)


def test_a_supplement_tells_that_a_hold_keeps_the_notice_back() -> None:
    world = reported()
    world.take(police_mail("Hold.", references=(world.letters("annex-i")[0].message_id,)))
    say(world, "[UPDATE]", "Comments: more")

    assert told(world) == Foretold("held")


def test_a_held_url_that_a_supplement_spells_in_another_way_is_told_as_held() -> None:
    world = reported()
    hold = HoldPlaced(
        hold="H1", party="lea", by="national", proof="claimed", until=None, mail="m", items=(1,)
    )
    world.record(hold)
    say(world, "[UPDATE]", f"URL: {world.case.listed[0].url.replace('https:', 'http:')}\n")

    assert told(world) == Foretold("held")


def test_a_changed_time_that_has_come_is_told_as_now() -> None:
    world = reported()
    say(world, "[NTD:now]")
    say(world, "[UPDATE]", "Comments: more")

    assert told(world) == Foretold("now")


@pytest.mark.parametrize("tag", ["now", "+6h"])
def test_units_are_told_of_a_notice_that_goes_sooner_than_their_report_said(tag: str) -> None:
    world = reported()
    say(world, f"[NTD:{tag}]")

    letter = world.letters("annex-i")[-1]
    assert len(world.letters("annex-i")) == 2
    assert letter.security is Security.SEALED
    assert letter.values["supplement"] == 1
    assert [one.field for one in letter.values["changes"]] == ["ntd"]  # type: ignore[attr-defined]
    assert told(world).kind == ("now" if tag == "now" else "at")


@pytest.mark.parametrize(("tag", "kind"), [("+48h", "at"), ("2026-03-05T14:00Z", "at"), ("none", "none")])
def test_units_are_told_of_a_notice_that_goes_later_than_their_report_said_or_never(
    tag: str, kind: str
) -> None:
    world = reported()
    for _ in range(2):  # the second says nothing new
        say(world, f"[NTD:{tag}]")

    assert len(world.letters("annex-i")) == 2
    letter = world.letters("annex-i")[-1]
    assert letter.security is Security.SEALED
    (change,) = letter.values["changes"]  # type: ignore[misc, attr-defined]
    assert (change.field, change.after is None) == ("ntd", tag == "none")
    assert told(world).kind == kind


def test_units_are_told_that_no_notice_goes_where_their_report_gave_no_time_for_a_hold() -> None:
    world = reported()
    world.take(police_mail("Hold.", references=(world.letters("annex-i")[0].message_id,)))
    say(world, "[NTD:+48h]")
    assert len(world.letters("annex-i")) == 1  # it waits for their hold, as they know

    say(world, "[NTD:none]")

    assert told(world) == Foretold("none")


@pytest.mark.parametrize(
    "tags", ["[UPDATE] [NTD:+48h]", "[NTD:+48h] [UPDATE]", "[URGENT:a reason] [NTD:none]"]
)
def test_one_mail_that_changes_the_report_and_the_time_of_the_notice_is_one_supplement(tags: str) -> None:
    world = reported()
    say(world, tags, "Comments: more" if "UPDATE" in tags else "")

    assert len(world.letters("annex-i")) == 2
    changes = world.letters("annex-i")[-1].values["changes"]
    assert {one.field for one in changes} == {"ntd", "comments" if "UPDATE" in tags else "urgent"}  # type: ignore[attr-defined]
    assert told(world).kind == ("none" if "none" in tags else "at")
    assert world.case.ntd is not None


def test_P5_units_are_told_of_another_time_that_is_set_under_an_analysts_own_hold() -> None:
    world = reported()
    say(world, "[HOLD]")
    say(world, "[NTD:now]")
    say(world, "[RELEASE]")

    (change,) = world.letters("annex-i")[-1].values["changes"]  # type: ignore[misc, attr-defined]
    assert change.field == "ntd"


def test_units_that_were_told_of_no_notice_are_told_of_one_that_waits_for_their_hold() -> None:
    world = reported()
    world.take(police_mail("Hold.", references=(world.letters("annex-i")[0].message_id,)))
    say(world, "[NTD:none]")
    say(world, "[NTD:+48h]")

    (change,) = world.letters("annex-i")[-1].values["changes"]  # type: ignore[misc, attr-defined]
    assert (change.field, change.after is None) == ("ntd", False)
    assert told(world) == Foretold("held")


def test_P5_a_report_under_an_analysts_own_hold_promises_no_longer_time() -> None:
    world = reported()
    say(world, "[HOLD]")
    say(world, "[UPDATE]", "Comments: more")
    plan = told(world)
    say(world, "[RELEASE]")
    world.wait(DAY + timedelta(minutes=1))
    world.sweep(world.fence())

    assert len(world.letters("ntd")) == 1
    assert plan.kind == "at"
    assert len(world.letters("annex-i")) == 2  # nothing more was said


def test_units_are_not_told_that_no_notice_goes_where_it_has_left() -> None:
    world = noticed()
    say(world, "[NTD:none]")

    assert len(world.letters("annex-i")) == 1


def test_the_mail_on_a_sooner_notice_does_not_move_it() -> None:
    world = reported()
    say(world, "[NTD:now]")
    world.wait(timedelta(minutes=1))
    world.sweep(world.fence())

    assert len(world.letters("ntd")) == 1


@pytest.mark.parametrize("host", ["", " [HOST:DE]"])
def test_a_notice_time_is_refused_where_no_notice_goes_from_here(host: str) -> None:
    body = NtdBody.HOTLINE if host else NtdBody.LEA
    site = home_site(agreement=make_agreement(ntd_body=body))
    why = "hosted abroad" if host else "the LEA sends the notices"

    opening = World(site).take(analyst_mail(FORM, subject=f"[ILLEGAL]{host} [NTD:now]"))
    world = opened(World(site), subject=f"[ILLEGAL]{host}")
    later = world.take(analyst_mail("", subject=f"[{world.case.stream}] [NTD:now]", received_at=world.now))

    for decision in (opening, later):
        assert decision.folder == Folder.REFUSED
        assert why in decision.reason
    assert world.case.ntd is None


def test_a_time_for_what_is_not_illegal_is_refused_on_the_case() -> None:
    world = opened(World(home_site(agreement=make_agreement(not_illegal="each"))), subject="[NOT-ILLEGAL]")
    decision = world.take(
        analyst_mail("", subject=f"[{world.case.stream}] [NTD:+12h]", received_at=world.now)
    )

    assert decision.folder == Folder.REFUSED
    assert "not illegal" in decision.reason


def of_two_units() -> World:
    """A case that two units have, on hold for one of them without an end."""
    state = make_unit("state", fingerprints=("D" * 40,), domains=("state.example.com",))
    site = home_site(units=(make_unit(), state))
    world = reported(World(site), subject="[ILLEGAL] [LEA:national] [LEA:state]")
    hold = HoldPlaced(hold="H1", party="lea", by="state", proof="signed", until=None, mail="m")
    world.record(hold)
    return world


def plans_of(world: World) -> dict[str, str]:
    """What each unit's newest report says of the notice."""
    return {one.to.id: one.values["notice"].kind for one in world.letters("annex-i")}  # type: ignore[attr-defined]


def test_P5_a_unit_is_not_told_to_count_on_another_units_hold_which_ends_without_its_knowing() -> None:
    world = of_two_units()
    say(world, "[UPDATE]", "Comments: more")

    assert plans_of(world) == {"national": "at", "state": "held"}


def test_P5_a_time_set_under_another_units_hold_is_told_to_the_unit_that_has_none() -> None:
    world = of_two_units()
    say(world, "[NTD:+48h]")

    assert [one.to.id for one in world.letters("annex-i")] == ["national", "state", "national"]
    assert plans_of(world)["national"] == "at"


def test_P5_a_unit_with_a_hold_is_not_told_of_a_time_that_is_for_the_others() -> None:
    world = of_two_units()
    say(world, "[NTD:+48h] [UPDATE]", "Comments: more")

    told = {one.to.id: one.values["changes"] for one in world.letters("annex-i")[2:]}
    assert {unit: [one.field for one in some] for unit, some in told.items()} == {  # type: ignore[attr-defined]
        "national": ["ntd", "comments"],
        "state": ["comments"],
    }
