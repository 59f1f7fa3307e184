"""[UPDATE]: form lines change an open case; supplements, and notices planned anew (P5, P10, P14, P17)."""

from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotlined.domain.analysts.transcript import Transcript
from hotlined.domain.due.deadlines import DueKind, due
from hotlined.domain.form import Answer
from hotlined.domain.form.amendment import Amendment
from hotlined.domain.hotline.site import Provider, Route
from hotlined.domain.letters.decision import Decision
from hotlined.domain.letters.reports import digest_of_code
from hotlined.domain.mail.message import Attachment, Gate, Party, Security
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.ntd.planning import plans
from hotlined.domain.overview.needs import needs
from hotlined.domain.record.casework import CaseOpened, FormUpdated
from hotlined.domain.record.correspondence import MailAccepted
from hotlined.domain.record.holding import HoldLifted
from hotlined.domain.record.noticed import ItemsRemoved
from hotlined.domain.record.reporting import ReportBlocked
from hotlined.domain.steps.enquiry import About, questions
from hotlined.domain.values.folders import Folder
from tests.support.mails_in import FORM, PROVIDER, T0, Address, analyst_mail, hours, police_mail
from tests.support.site import make_agreement, make_unit
from tests.support.world import (
    DIRECTORY,
    World,
    answered,
    home_site,
    kinds_due,
    noticed,
    opened,
    queued,
    reported,
)

OTHER = Address("abuse", "other.example.net")
TWO = (*DIRECTORY, Provider("Other Net", OTHER, confirmed=True, domains=("other.example.net",)))
NEW = "URL: https://media.provider.example.net/item2\nIP address: 192.0.2.2\n"


def update(world: World, text: str, tags: str = "[UPDATE]", **fields: object) -> Decision:
    """A signed update of Ann's on the one case."""
    subject = f"[{world.case.stream}] {tags}"
    return world.take(analyst_mail(text, subject=subject, received_at=world.now, **fields))


def done(world: World, text: str, tags: str = "[UPDATE]") -> World:
    decision = update(world, text, tags)
    assert decision.folder == Folder.DONE, decision.reason
    return world


def refused(world: World, text: str, tags: str = "[UPDATE]") -> str:
    before = world.case
    decision = update(world, text, tags)
    assert decision.folder == Folder.REFUSED
    assert (world.case.form, world.case.fragments, world.case.ntd) == (
        before.form,
        before.fragments,
        before.ntd,
    )
    return decision.reason


# --- what changes ----------------------------------------------------------------------------------


def test_only_the_fields_that_are_given_change() -> None:
    world = done(reported(), "Victim identifiable: yes\nComments:\n")

    assert world.case.form is not None
    assert world.case.form.victim_identifiable is Answer.YES
    assert world.case.form.content_type == "item 1"
    assert world.case.form.items[0].ip == "192.0.2.1"


def two() -> World:
    """A case with two items that the LEA has."""
    return done(reported(), NEW)


@pytest.mark.parametrize(
    "text",
    [
        "Item: 2\nType of content: item 2\n",
        "URL: https://media.provider.example.net/item2\nType of content: item 2\n",
        "Item: 2\nIP address: 192.0.2.3\nVictim identifiable: yes\n",
        "Item: 2\nUseful information: item 2\n",
    ],
)
def test_P17_what_describes_the_whole_report_is_not_said_of_all_of_it_below_one_item(text: str) -> None:
    assert "of the whole report" in refused(two(), text)


def test_P17_nor_below_a_new_item() -> None:
    assert "Type of content" in refused(reported(), f"{NEW}Type of content: item 2\n")


def test_above_the_items_or_as_it_was_it_says_nothing_of_one_item_alone() -> None:
    world = done(two(), "Type of content: items\nItem: 2\nIP address: 192.0.2.3\nType of content: items\n")
    done(world, "Item: 2\nIP address: 192.0.2.4\nType of content: items\nComments: more\n")

    assert world.case.form is not None
    assert (world.case.form.content_type, world.case.form.comments) == ("items", "more")


def test_a_lone_dash_empties_a_field_and_an_empty_one_changes_nothing() -> None:
    world = done(reported(), "Comments: seen\nOffender identifiable: no\n")
    done(world, "Comments: -\nOffender identifiable:\n")

    assert world.case.form is not None
    assert world.case.form.comments is None
    assert world.case.form.offender_identifiable is Answer.NO


@pytest.mark.parametrize(
    "which", ["Item: 1\n", "URL: hxxps://media[.]provider.example.net/item1\n", "Item: #1\n"]
)
def test_an_item_is_named_by_its_number_or_its_URL(which: str) -> None:
    world = done(reported(), f"{which}IP address: 192.0.2.9\n")

    assert world.case.form is not None
    assert [item.ip for item in world.case.form.items] == ["192.0.2.9"]
    assert len(world.case.items) == 1


def test_another_URL_is_a_new_item_with_its_provider() -> None:
    world = done(reported(), NEW)

    assert world.case.numbers() == (1, 2)
    assert [item.provider.contact for item in world.case.items if item.provider] == [str(PROVIDER)] * 2


def test_the_whole_form_sent_back_with_one_change_changes_that_one_thing() -> None:
    world = done(reported(), FORM.replace("192.0.2.1", "192.0.2.9"))

    (fact,) = world.case.supplements
    assert fact.changes == (Amendment(1, "ip", "192.0.2.1", "192.0.2.9"),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "expected form lines"),
        ("Comments:\n", "expected form lines"),
        (FORM, "has all of it already"),
        ("Type of content: -\n", "cannot be empty"),
        ("Item: 7\nIP address: 192.0.2.9\n", "item 7 is not in"),
        ("Item: 1\nURL: https://media.provider.example.net/other\n", "keeps its URL"),
        (NEW + "Hosting country: US\n", "send a new mail"),
        ("IP address: 192.0.2.9\n", "the URL it belongs to"),
        ("URL: nonsense\n", "a whole URL"),
        ("Victim identifiable: perhaps\nOffender identifiable: perhaps\n", "line 2"),
    ],
)
def test_P17_what_cannot_stand_is_refused_as_a_whole(text: str, expected: str) -> None:
    assert expected in refused(reported(), text)


def test_P17_the_refusal_returns_the_lines_as_they_were_understood() -> None:
    world = reported()
    refused(world, "Victim identifiable: yes\nOffender identifiable: perhaps\n")

    assert "Victim identifiable: Yes" in str(world.letters("refused")[-1].values["form"])


def test_a_case_whose_form_is_purged_is_not_updated() -> None:
    world = reported()
    world.record(FormUpdated(by="Ann", mail="m", items=1, form=None))

    assert "purged" in refused(world, NEW)


def test_a_closed_case_is_opened_again_first() -> None:
    world = reported()
    update(world, "", "[CLOSE]")

    assert "[REOPEN]" in refused(world, NEW)


# --- the supplement --------------------------------------------------------------------------------


def test_P4_the_units_get_a_sealed_supplement_that_says_what_is_new_with_a_code_of_its_own() -> None:
    world = done(reported(), "Victim identifiable: yes\n" + NEW)

    report, supplement = world.letters("annex-i")
    assert (supplement.security, supplement.gate) == (Security.SEALED, Gate.REPORT)
    assert supplement.values["supplement"] == 1
    assert supplement.values["code"] != report.values["code"]
    assert [one["number"] for one in supplement.values["items"]] == [2]  # type: ignore[attr-defined]
    changes = supplement.values["changes"]
    assert isinstance(changes, tuple)
    assert Amendment(0, "victim_identifiable", None, "Yes") in changes
    assert Amendment(2, "ip", None, "192.0.2.2") in changes
    assert supplement.in_reply_to == report.message_id


def test_supplements_are_counted_and_each_unit_gets_them() -> None:
    site = home_site(units=(make_unit(), make_unit("state", fingerprints=("D" * 40,))))
    world = reported(World(site), subject="[ILLEGAL] [LEA:national] [LEA:state]")
    done(world, "Comments: one\n")
    done(world, "Comments: two\n")

    got = [(one.unit, one.number, one.name) for one in world.case.fragments]
    assert got == [
        ("national", 1, ""),
        ("state", 1, ""),
        ("national", 2, "supplement 1"),
        ("state", 2, "supplement 1"),
        ("national", 3, "supplement 2"),
        ("state", 3, "supplement 2"),
    ]


# --- files with an update ---------------------------------------------------------------------------

PICTURE = Attachment("item.png", "image/png", 34_000, "a" * 64, sealed="b" * 64)
PAPER = Attachment("item.pdf", "application/pdf", 5_000, "c" * 64, sealed="d" * 64)
WITH_FILES = (make_unit(attachments=True), make_unit("state"))
BOTH_UNITS = (Route("all", ("national", "state")),)


def with_files(*, first: tuple[Attachment, ...] = ()) -> World:
    world = World(home_site(units=WITH_FILES, routes=BOTH_UNITS))
    world.take(analyst_mail(FORM, subject="[ILLEGAL] [HOST:EE]", attachments=first, encrypted=True))
    return world


def enclosed(world: World, unit: str) -> list[tuple[int, list[str]]]:
    """For each report or supplement to a unit: its number, and the files that go along."""
    return [
        (int(str(one.values["supplement"])), [file.file for file in one.enclosed])
        for one in world.letters("annex-i")
        if one.to.id == unit
    ]


def test_files_of_an_update_go_with_its_supplement_where_the_agreement_allows_it() -> None:
    world = with_files(first=(PICTURE,))
    decision = update(world, "Comments: seen\n", attachments=(PAPER,), encrypted=True)
    assert decision.folder == Folder.DONE
    assert enclosed(world, "national") == [(0, ["attachment-1.png"]), (1, ["attachment-2.pdf"])]
    assert enclosed(world, "state") == [(0, []), (1, [])]
    assert world.letters("annex-i")[-2].values["attached"] == "attachment-2.pdf (5 kB)"
    assert transcript_of(world, "done").attachments_note == (
        "Passed on to national, encrypted, as attachment-2.pdf. "
        "Not passed on to state: the agreement does not allow it."
    )


def test_an_update_may_bring_files_alone() -> None:
    world = with_files()
    decision = update(world, "", attachments=(PICTURE,), encrypted=True)
    assert decision.folder == Folder.DONE, decision.reason
    assert enclosed(world, "national") == [(0, []), (1, ["attachment-1.png"])]
    assert "supplement 1 goes to national" in transcript_of(world, "done").headline


def test_an_update_with_nothing_but_files_that_go_to_nobody_is_refused_with_the_reason() -> None:
    world = World(home_site(units=(make_unit(),)))
    world.take(analyst_mail(FORM, subject="[ILLEGAL] [HOST:EE]"))
    reason = update(world, "", attachments=(PICTURE,), encrypted=True).reason
    assert "expected form lines below the tags" in reason
    assert "Not passed on to national: the agreement does not allow it." in reason
    assert world.case.attachments == ()


def test_P17_files_of_an_update_have_the_same_limits() -> None:
    site = home_site(units=WITH_FILES, routes=BOTH_UNITS, agreement=make_agreement(attachments_count=1))
    world = World(site)
    world.take(analyst_mail(FORM, subject="[ILLEGAL] [HOST:EE]"))
    decision = update(world, "Comments: seen\n", attachments=(PICTURE, PAPER), encrypted=True)
    assert decision.folder == Folder.REFUSED
    assert "2 files are attached; expected at most 1" in decision.reason
    assert (world.case.attachments, world.case.supplements) == ((), ())


def test_a_supplement_that_is_sent_again_has_its_own_files_and_no_others() -> None:
    world = with_files(first=(PICTURE,))
    update(world, "Comments: seen\n", attachments=(PAPER,), encrypted=True)
    world.deliver()
    update(world, "", tags="[RESEND:2]")
    assert enclosed(world, "national")[-1] == (1, ["attachment-2.pdf"])


def test_a_region_that_the_rules_do_not_know_is_refused_in_an_update_too() -> None:
    world = World(home_site(units=(make_unit(region="North"),)))
    world.take(analyst_mail(FORM, subject="[ILLEGAL] [HOST:EE]"))
    assert "expected one of: North" in refused(world, "Region: Nord\n")
    done(world, "Region: north\n")
    assert world.case.opened is not None
    assert world.case.opened.units == ("national",)  # chosen when the case was opened, and no others


def test_a_long_supplement_goes_in_parts_apart() -> None:
    world = reported(World(home_site(agreement=make_agreement(fragment_size=2))))
    done(world, "".join(f"URL: https://media.provider.example.net/item{n}\n" for n in range(2, 7)))

    sent = [one for one in world.letters("annex-i") if one.values["supplement"]]
    assert [(one.values["fragment"], one.values["of"]) for one in sent] == [(1, 3), (2, 3), (3, 3)]
    assert [one.not_before for one in sent] == [None, world.now + hours(2), world.now + hours(4)]


def test_received_means_the_report_and_all_its_supplements() -> None:
    world = done(reported(), NEW)
    world.deliver()
    codes = [str(one.values["code"]) for one in world.letters("annex-i")]

    world.take(police_mail(f"received {codes[0]}", subject=world.case.stream))
    assert [one.number for one in world.case.unconfirmed()] == [2]
    world.record(ItemsRemoved(items=(1, 2), party="analyst", by="Ann", verified=True, mail="m"))
    assert world.case.is_open
    world.take(police_mail(f"received {codes[1]}", subject=world.case.stream))
    assert world.case.unconfirmed() == ()


def test_a_supplement_is_reminded_of_like_a_report() -> None:
    world = done(reported(), NEW)
    world.deliver()
    (second,) = (step for step in due(world.case, world.site) if step.key == "national/2")

    assert (second.kind, second.at) == (DueKind.RECEIPT, world.now + hours(24))


def test_a_blocked_supplement_is_sealed_later_and_still_says_what_is_new() -> None:
    world = done(reported(), NEW)
    (waiting,) = (one for one in world.case.fragments if one.supplement)
    world.record(
        ReportBlocked(
            unit="national", fragment=2, of=1, items=(2,), why="the key has expired", supplement=1, before=1
        )
    )
    world.wait(hours(1))
    world.sweep()

    again = world.letters("annex-i")[-1]
    assert again.message_id != waiting.message_id
    assert again.values["supplement"] == 1
    assert Amendment(2, "ip", None, "192.0.2.2") in again.values["changes"]  # type: ignore[operator]


def test_abroad_the_analyst_gets_the_entry_anew_and_no_supplement_goes() -> None:
    world = opened(subject="[ILLEGAL] [HOST:US]")
    done(world, NEW)

    assert len(world.letters("iccam-entry")) == 2
    assert "item2" in str(world.letters("iccam-entry")[-1].values["form"])
    assert world.letters("annex-i") == []


def test_not_illegal_is_updated_in_silence() -> None:
    world = done(opened(subject="[NOT-ILLEGAL]"), NEW)

    assert world.letters("annex-i") == []
    assert world.case.supplements == ()


# --- urgent ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("opening", ["[ILLEGAL]", "[ILLEGAL] [LEA:national]"])
def test_who_makes_a_case_urgent_hears_of_a_unit_that_the_rules_send_urgent_ones_to(opening: str) -> None:
    duty = make_unit("duty-desk", address=Address("duty", "police.example.com"))
    rows = (Route("urgent", ("national", "duty-desk"), urgent=True), Route("everything", ("national",)))
    world = opened(World(home_site(units=(make_unit(), duty), routes=rows)), subject=opening)

    done(world, "", "[URGENT:a reason]")

    assert world.case.opened is not None
    assert world.case.opened.units == ("national",)
    told = "urgent cases to duty-desk too" in transcript_of(world, "done").headline
    assert told is (opening == "[ILLEGAL]")  # else an analyst chose


@pytest.mark.parametrize(
    ("tags", "text"), [("[UPDATE] [URGENT:a reason]", "Comments: x\n"), ("[URGENT:a reason]", "")]
)
def test_a_case_becomes_urgent_later(tags: str, text: str) -> None:
    world = done(reported(), text, tags)

    assert world.case.opened is not None
    assert world.case.opened.urgent
    assert world.letters("annex-i")[-1].urgent
    assert world.letters("annex-i")[-1].values["urgent_reason"] == "a reason"
    assert len(world.letters("annex-i")) == 2
    assert len(world.letters("urgent-contact")) == 1
    assert len(world.letters("call-now")) == 2


# --- notices ---------------------------------------------------------------------------------------


def test_P5_the_notice_on_a_new_item_counts_from_the_acceptance_of_its_supplement() -> None:
    world = reported()
    world.wait(hours(10))
    done(world, NEW)
    (plan,) = plans(world.case, world.site)
    assert (plan.items, plan.due_at) == ((1,), T0 + hours(24))
    world.wait(hours(2))
    world.deliver()
    world.wait(hours(12.1))
    world.sweep(world.fence())
    world.gate(fence=world.fence())
    (first,) = world.case.notices

    assert first.items == (1,)
    (plan,) = plans(world.case, world.site)
    assert (plan.items, plan.due_at) == ((2,), T0 + hours(12 + 24))


def test_P5_no_notice_on_a_new_item_before_its_supplement_is_with_the_LEA() -> None:
    world = done(noticed(), NEW)
    world.wait(timedelta(days=30))
    world.sweep(world.fence())

    assert len(world.case.notices) == 1


def test_what_is_due_together_goes_in_one_notice() -> None:
    world = reported()
    world.take(police_mail("Please wait.", subject=world.case.stream))
    done(world, NEW)
    world.deliver()
    world.wait(hours(48))
    world.record(
        *(HoldLifted(hold=one.id, by="national", why="released") for one in world.case.holds_in_force())
    )
    world.sweep(world.fence())

    assert [one.items for one in world.case.notices] == [(1, 2)]


def test_P5_the_LEAs_hold_covers_what_comes_later() -> None:
    world = reported()
    world.take(police_mail("Please wait.", subject=world.case.stream))
    done(world, NEW)
    world.deliver()
    world.wait(timedelta(days=30))
    world.sweep(world.fence())

    assert world.letters("ntd") == []


def test_P7_an_open_question_stops_the_notice_on_a_new_item() -> None:
    world = done(reported(), NEW)
    world.deliver()
    world.take(police_mail("Xyzzy quux.", subject=world.case.stream))
    world.wait(timedelta(days=30))
    world.sweep(world.fence())

    assert world.letters("ntd") == []


def test_a_changed_item_keeps_the_time_of_its_notice() -> None:
    world = reported()
    before = plans(world.case, world.site)
    done(world, "Item: 1\nIP address: 192.0.2.9\n")

    assert plans(world.case, world.site) == before
    world.deliver()
    assert plans(world.case, world.site) == before


def test_a_notice_that_waits_is_taken_back_and_written_anew() -> None:
    world = queued()
    (old,) = world.letters("ntd")
    done(world, "Item: 1\nIP address: 192.0.2.9\n")
    assert world.case.sent[old.message_id].state is RowState.CANCELLED
    world.sweep(world.fence())

    (_, new) = world.letters("ntd")
    assert "192.0.2.9" in str(new.values)


def test_a_notice_that_left_is_not_changed() -> None:
    world = noticed()
    done(world, "Item: 1\nPassword: item 1\n")
    world.deliver()
    world.wait(timedelta(hours=30))
    world.sweep(world.fence())

    assert len(world.letters("ntd")) == 1


def test_a_provider_that_turns_out_to_be_another_gets_the_notice_instead() -> None:
    elsewhere = replace(TWO[1], networks=(ip_network("198.51.100.0/24"),))
    world = queued(World(home_site(providers=(DIRECTORY[0], elsewhere))))
    done(world, "Item: 1\nIP address: 198.51.100.7\n")
    world.sweep(world.fence())

    assert world.letters("ntd")[-1].to.id == str(OTHER)
    assert world.gate(fence=world.fence()) == []
    assert len(world.sent) == 1


def test_the_analysts_own_choice_of_provider_stays() -> None:
    world = reported()
    update(world, "", f"[PROVIDER:{OTHER}]")
    done(world, "Item: 1\nIP address: 192.0.2.9\n")

    assert [item.provider.contact for item in world.case.items if item.provider] == [str(OTHER)]


ROWS = (replace(DIRECTORY[0], domains=(), networks=(ip_network("192.0.2.0/24"),)), TWO[1])


@pytest.mark.parametrize("unknown", ["203.0.113.7", "-"])
def test_P5_an_analysts_contact_is_confirmed_anew_when_the_address_becomes_another(unknown: str) -> None:
    world = reported(World(home_site(providers=ROWS)))
    update(world, "", f"[PROVIDER:{OTHER}]")
    world.wait(timedelta(minutes=1))
    done(world, f"Item: 1\nIP address: {unknown}\n")
    assert f"{OTHER} is to be confirmed for item 1" in str(world.letters("done")[-1].values)
    world.wait(timedelta(hours=25))
    world.sweep(world.fence())
    assert world.letters("ntd") == []
    assert "not confirmed" in str(world.letters("alarm")[-1].values)

    update(world, "", f"[PROVIDER:{OTHER}]")
    world.sweep(world.fence())
    assert [one.to.id for one in world.letters("ntd")] == [str(OTHER)]


def test_P5_a_queued_notice_to_an_analysts_contact_is_taken_back_when_the_address_becomes_another() -> None:
    world = reported(World(home_site(providers=ROWS)))
    update(world, "", f"[PROVIDER:{OTHER}]")
    world.wait(timedelta(hours=25))
    world.sweep(world.fence())
    done(world, "Item: 1\nIP address: 203.0.113.7\n")
    world.wait(timedelta(minutes=1))
    world.sweep(world.fence())
    world.gate(fence=world.fence())

    assert world.sent == []


def test_whom_the_directory_has_at_the_new_address_gets_the_notice_in_place_of_an_analysts_contact() -> None:
    third = Provider(
        "Third Net",
        Address("abuse", "third.example.net"),
        confirmed=True,
        networks=(ip_network("203.0.113.0/24"),),
    )
    world = reported(World(home_site(providers=(*ROWS, third))))
    update(world, "", f"[PROVIDER:{OTHER}]")
    world.wait(timedelta(minutes=1))
    done(world, "Item: 1\nIP address: 203.0.113.7\n")

    assert [item.provider.contact for item in world.case.items if item.provider] == [str(third.contact)]


@pytest.mark.parametrize("cdn", [False, True])
def test_P5_a_host_that_an_update_moves_to_where_the_directory_knows_nobody_is_nobody_s_any_more(
    cdn: bool,
) -> None:
    rows = (replace(ROWS[0], cdn=cdn),)
    world = done(reported(World(home_site(providers=rows))), "Item: 1\nIP address: 203.0.113.7\n")
    assert f"{PROVIDER} is to be confirmed for item 1" in str(world.letters("done")[-1].values)
    assert [(one.about, one.value) for one in questions(world.case, world.site)] == [
        (About.NETWORK, "203.0.113.7")
    ]

    world.wait(timedelta(hours=25))
    world.sweep(world.fence())
    assert "CDN" not in str([one.values for one in world.letters("alarm")])
    assert "not confirmed" in str(world.letters("alarm")[-1].values)


def test_where_the_notice_has_left_it_is_the_reminder_that_waits_for_a_contact_to_be_confirmed() -> None:
    world = noticed(World(home_site(providers=ROWS)))
    world.wait(timedelta(minutes=1))
    done(world, "Item: 1\nIP address: 203.0.113.7\n")
    said = str(world.letters("done")[-1].values)
    assert (
        f"{PROVIDER} is to be confirmed for item 1 before it is reminded of the notice that has left" in said
    )
    assert "before a notice goes there" not in said

    world.wait(timedelta(days=3))
    world.sweep(world.fence())
    assert world.letters("ntd-reminder") == []


def away_and_back(world: World) -> World:
    """The world after an address that nobody knows, and the old one again."""
    for address in ("203.0.113.7", "192.0.2.1"):
        world.wait(timedelta(minutes=1))
        done(world, f"Item: 1\nIP address: {address}\n")
    return world


def test_an_address_that_is_corrected_back_leaves_the_reminders_of_the_notice_as_they_were() -> None:
    world = away_and_back(noticed(World(home_site(providers=ROWS))))
    world.wait(timedelta(days=2, minutes=1))
    world.sweep(world.fence())

    assert len(world.letters("ntd-reminder")) == 1


def test_an_address_that_is_corrected_back_leaves_the_contact_confirmed_that_an_analyst_named() -> None:
    world = reported(World(home_site(providers=ROWS)))
    update(world, "", f"[PROVIDER:{PROVIDER}]")
    away_and_back(world)
    world.wait(timedelta(hours=25))
    world.sweep(world.fence())

    assert [one.to.id for one in world.letters("ntd")] == [str(PROVIDER)]


def test_that_a_provider_denies_an_item_is_still_known_when_its_address_becomes_another() -> None:
    world = answered(noticed(World(home_site(providers=ROWS))), "NOT-OURS 1 other\n")
    world.wait(timedelta(minutes=1))
    done(world, "Item: 1\nIP address: 203.0.113.7\n")

    assert [one.short for one in needs(world.case, world.site)] == ["provider denies"]
    assert "to be confirmed" not in str(world.letters("done")[-1].values)


@pytest.mark.parametrize("tag", ["[NTD:none]", "[REMOVED:1]"])
def test_nobody_is_told_to_confirm_a_contact_to_which_no_notice_goes(tag: str) -> None:
    world = reported(World(home_site(providers=ROWS)))
    update(world, "", tag)
    world.wait(timedelta(minutes=1))
    done(world, "Item: 1\nIP address: 203.0.113.7\n")

    assert "to be confirmed" not in str(world.letters("done")[-1].values)


FRONT = Provider(
    "Front Net", Address("abuse", "front.example.net"), confirmed=True, cdn=True,
    networks=(ip_network("198.51.100.0/25"),),
)  # fmt: skip
FRONTS = (*ROWS, FRONT, replace(FRONT, name="Front 2", networks=(ip_network("198.51.100.128/25"),)))


@pytest.mark.parametrize("first", ["", "IP address: 198.51.100.7\n"])
def test_the_address_of_a_cdn_takes_no_origin_away_that_an_analyst_named(first: str) -> None:
    form = FORM.replace("IP address: 192.0.2.1\n", first)
    world = reported(World(home_site(providers=FRONTS)), form=form)
    update(world, "", f"[PROVIDER:{OTHER}]")
    world.wait(timedelta(minutes=1))
    done(world, "Item: 1\nIP address: 198.51.100.200\n")
    world.wait(timedelta(hours=25))
    world.sweep(world.fence())

    assert [one.to.id for one in world.letters("ntd")] == [str(OTHER)]


@pytest.mark.parametrize("tags", [f"[UPDATE] [PROVIDER:{OTHER}]", f"[PROVIDER:{OTHER}] [UPDATE]"])
def test_a_contact_that_comes_with_the_new_address_is_for_that_address(tags: str) -> None:
    world = done(reported(World(home_site(providers=ROWS))), "Item: 1\nIP address: 203.0.113.7\n", tags)

    assert [(one.provider.contact, one.provider.confirmed) for one in world.case.items if one.provider] == [
        (str(OTHER), True)
    ]


def test_an_address_where_there_was_none_leaves_an_analysts_contact_unless_the_directory_knows_it() -> None:
    form = FORM.replace("IP address: 192.0.2.1\n", "")
    world = reported(World(home_site(providers=ROWS)), form=form)
    update(world, "", f"[PROVIDER:{OTHER}]")
    world.wait(timedelta(minutes=1))
    done(world, "Item: 1\nIP address: 203.0.113.7\n")
    assert [one.provider.confirmed for one in world.case.items if one.provider] == [True]

    done(world, "Item: 1\nIP address: 192.0.2.7\n")
    assert [item.provider.contact for item in world.case.items if item.provider] == [str(PROVIDER)]


def test_P10_the_provider_sees_nothing_of_a_supplement() -> None:
    world = done(reported(), NEW + "Useful information: PLANTED\n")
    world.deliver()
    world.wait(hours(60))
    world.sweep(world.fence())
    world.sweep(world.fence())

    letters = [draft for draft in world.drafts.values() if draft.to.party is Party.PROVIDER]
    assert letters
    assert "PLANTED" not in str([draft.values for draft in letters])


def test_the_answer_says_what_was_done() -> None:
    world = done(reported(), NEW + "Victim identifiable: yes\n")

    assert transcript_of(world, "done").headline == (
        "Done: the report: Victim identifiable; item 2 is new; supplement 1 goes to national; "
        "the notice about item 2 goes to abuse@provider.example.net; national is told."
    )
    assert [one.label for one in transcript_of(world, "done").fields] == [
        "URL",
        "IP address",
        "Victim identifiable",
    ]


def test_P17_a_refused_update_says_which_lines_of_the_mail_are_to_be_corrected() -> None:
    world = reported()
    refused(world, "Victim identifiable: yes\nOffender identifiable: perhaps\n")

    (wrong,) = transcript_of(world, "refused").misread
    assert (wrong.line, wrong.expected) == (2, "Yes, No or Not sure")
    assert transcript_of(world, "refused").problems == ()


def transcript_of(world: World, kind: str) -> Transcript:
    """What the last mail of a kind says of Ann's mail."""
    found = world.letters(kind)[-1].values["transcript"]
    assert isinstance(found, Transcript)
    return found


# --- any order of things ---------------------------------------------------------------------------

STEPS = st.lists(
    st.sampled_from(
        ["new", "change", "field", "deliver", "wait", "sweep", "gate", "hold", "resend", "all", "receipt"]
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_P5_no_item_is_noticed_twice_or_before_its_delay_whatever_comes(steps: list[str]) -> None:
    world = reported()
    serial = 1
    for step in steps:
        match step:
            case "new":
                serial += 1
                update(world, f"URL: https://media.provider.example.net/item{serial}\n")
            case "change":
                update(world, f"Item: 1\nIP address: 192.0.2.{serial + 10}\n")
            case "field":
                update(world, f"Comments: {serial}\n")
            case "deliver":
                world.deliver()
            case "wait":
                world.wait(hours(9))
            case "sweep":
                world.sweep(world.fence())
            case "gate":
                world.gate(fence=world.fence())
            case "hold":
                world.take(police_mail("Please wait.", subject=world.case.stream, received_at=world.now))
            case "resend":
                update(world, "", "[RESEND]")
            case "all":
                update(world, "", "[RESEND:all]")
            case "receipt":
                code = next(str(one.values["code"]) for one in reversed(world.letters("annex-i")))
                world.take(police_mail(f"received {code}", subject=world.case.stream, received_at=world.now))
    case = world.case
    left = [one for one in case.notices if case.sent[one.message_id].accepted_at]
    told = [item for one in left for item in one.items]
    assert len(told) == len(set(told))
    for notice in left:
        for item in notice.items:
            first = min(
                case.sent[copy].accepted_at or T0 + timedelta(days=999)
                for one in case.fragments
                if item in one.items
                for copy in one.copies
            )
            assert (case.sent[notice.message_id].accepted_at or T0) >= first + hours(24)
    codes = {digest_of_code(str(one.values["code"])) for one in world.letters("annex-i")}
    assert {code for one in case.fragments for code in one.codes} == codes


def test_records_of_before_are_read_as_they_were() -> None:
    """`FormUpdated`, `ReportQueued` and `ReportBlocked` without the newer fields."""
    bare = FormUpdated(by="Ann", mail="m", items=1)
    assert (bare.supplement, bare.touched, bare.changes) == (0, (), None)
    world = reported()
    assert isinstance(world.case.opened, CaseOpened)
    (fragment,) = world.case.fragments
    assert (fragment.supplement, fragment.before, fragment.part, fragment.name) == (0, 0, 1, "")
    world.record(MailAccepted(message_id=str(fragment.message_id)))
    assert DueKind.NOTICE in kinds_due(world)


# --- a CDN in front ----------------------------------------------------------------------------------

BY_NAME = FORM.replace("IP address: 192.0.2.1\n", "")


def test_P5_that_a_CDN_stands_in_front_takes_back_the_queued_notice_and_none_goes() -> None:
    world = done(queued(form=BY_NAME), "Cloudflare: yes\n")

    assert [world.case.sent[one.message_id].state for one in world.letters("ntd")] == [RowState.CANCELLED]
    world.wait(timedelta(minutes=1))
    world.sweep(world.fence())
    world.gate(fence=world.fence())
    assert world.sent == []
    assert [one.provider.cdn for one in world.case.items if one.provider] == [True]


def test_that_no_CDN_stands_in_front_after_all_lets_the_notice_go() -> None:
    world = done(done(reported(form=BY_NAME), "Cloudflare: yes\n"), "Cloudflare: no\n")
    world.deliver()
    world.wait(timedelta(hours=25))
    world.sweep(world.fence())

    assert world.gate(fence=world.fence()) == []
    assert [world.drafts[one].to.id for one, _ in world.sent] == [str(PROVIDER)]


def test_a_CDN_in_front_changes_nothing_for_what_an_analyst_named() -> None:
    world = reported(form=BY_NAME)
    update(world, "", f"[PROVIDER:{OTHER}]")
    done(world, "Cloudflare: yes\n")

    assert [(one.provider.contact, one.provider.cdn) for one in world.case.items if one.provider] == [
        (str(OTHER), False)
    ]


def test_P8_who_closes_a_case_is_told_that_it_is_the_supplement_which_nobody_has_confirmed() -> None:
    world = reported()
    say = {"received_at": world.now}
    world.take(analyst_mail(subject=f"[{world.case.stream}] [RECEIVED:by phone]", **say))
    update(world, "Victim identifiable: yes\n")
    world.deliver()

    world.take(analyst_mail(subject=f"[{world.case.stream}] [CLOSE]", **say))

    transcript = world.letters("done")[-1].values["transcript"]
    assert isinstance(transcript, Transcript)
    assert "national has not confirmed the report (supplement 1)" in transcript.headline


def test_P8_who_closes_a_case_is_told_of_each_supplement_that_nobody_has_confirmed() -> None:
    world = reported()
    say = {"received_at": world.now}
    world.take(analyst_mail(subject=f"[{world.case.stream}] [RECEIVED:by phone]", **say))
    update(world, "Victim identifiable: yes\n")
    world.deliver()
    update(world, "Offender identifiable: yes\n")
    world.deliver()

    world.take(analyst_mail(subject=f"[{world.case.stream}] [CLOSE]", **say))

    transcript = world.letters("done")[-1].values["transcript"]
    assert isinstance(transcript, Transcript)
    assert "national has not confirmed the report (supplement 1, supplement 2)" in transcript.headline


@pytest.mark.parametrize(
    "text",
    [
        "Item: 1\nIP address: 192.0.2.1\nItem: 1\nIP address: 192.0.2.2\n",
        "URL: https://media.provider.example.net/item1\nIP address: 192.0.2.3\n"
        "Item: 1\nIP address: 192.0.2.2\n",
        "Item: 1\nIP address: -\nItem: 1\nIP address: 192.0.2.2\n",
    ],
)
def test_P17_two_values_for_one_item_are_asked_about_and_none_of_them_wins(text: str) -> None:
    assert "item 1: IP address stands twice and is not the same" in refused(reported(), text)


def test_two_blocks_of_an_item_that_say_the_same_or_of_different_fields_are_one() -> None:
    world = done(
        reported(),
        "Item: 1\nIP address: 192.0.2.2\nItem: 1\nIP address: 192.0.2.2\nItem: 1\nPassword: item1\n",
    )
    assert world.case.form is not None
    item = world.case.form.items[0]
    assert (item.ip, item.access) == ("192.0.2.2", "item1")
