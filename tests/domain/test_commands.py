"""What an analyst's tags do on a case, whole or not at all (P5, P6, P7, P17)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import process_time

import pytest

from hotlined.domain.analysts.contradicting import REFUSED
from hotlined.domain.analysts.transcript import Transcript
from hotlined.domain.analysts.unasked import unasked
from hotlined.domain.due.deadlines import DueKind, due
from hotlined.domain.form.labels import default_labels
from hotlined.domain.hotline.site import Provider
from hotlined.domain.letters.decision import Decision
from hotlined.domain.mail.message import Disposition, Party
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.overview.needs import needs
from hotlined.domain.record.casework import Noted
from hotlined.domain.record.correspondence import MailAccepted
from hotlined.domain.record.periodical import FiguresAsked
from hotlined.domain.record.reporting import ReportBlocked
from hotlined.domain.tagging.words import Word
from hotlined.domain.values.folders import Folder
from hotlined.domain.values.shown import local_time
from tests.support.mails_in import (
    FORM,
    PROVIDER,
    Address,
    analyst_mail,
    dsn,
    hours,
    police_mail,
    provider_mail,
)
from tests.support.site import make_unit
from tests.support.world import (
    DIRECTORY,
    World,
    home_site,
    kinds_due,
    noticed,
    opened,
    queued,
    ready,
    reported,
)

OTHER = Address("abuse", "other.example.net")
TWO_PROVIDERS = (*DIRECTORY, Provider("Other Net", OTHER, confirmed=True, domains=("other.example.net",)))
TWO_ITEMS = """URL: https://media.provider.example.net/item1
URL: https://media.other.example.net/item2
Description of the type of the content: items 1 and 2
"""


def say(world: World, *tags: str, **fields: object) -> Decision:
    """A signed command of Ann's on the one case."""
    subject = f"[{world.case.stream}] {' '.join(tags)}"
    return world.take(analyst_mail(subject=subject, received_at=world.now, **fields))


def police_hold(world: World) -> None:
    """The LEA's hold in words."""
    world.take(police_mail("Please wait.", subject=world.case.stream))


def unclear(world: World) -> None:
    """A mail of the LEA that nobody understands."""
    world.take(police_mail("Xyzzy quux.", subject=world.case.stream))


# --- holds ---------------------------------------------------------------------------------------


def test_an_analysts_hold_needs_no_signature() -> None:
    world = queued()

    decision = world.take(
        analyst_mail(subject=f"[{world.case.stream}] [HOLD:2026-05-12]", signed=False, received_at=world.now)
    )

    assert decision.folder == Folder.DONE
    assert [hold.party for hold in world.case.holds_in_force()] == [Party.ANALYST]


@pytest.mark.parametrize("argument", ["2020-01-01", "never", "soon"])
def test_P17_a_hold_with_an_end_that_cannot_be_is_refused(argument: str) -> None:
    world = reported()

    decision = say(world, f"[HOLD:{argument}]")

    assert decision.folder == Folder.REFUSED
    assert not world.case.holds


def test_a_notice_that_was_due_during_the_hold_goes_now_as_the_answer_to_the_release_says() -> None:
    world = reported()
    say(world, "[HOLD]")
    world.wait(hours(30))

    say(world, "[RELEASE]")

    transcript = world.letters("done")[-1].values["transcript"]
    assert isinstance(transcript, Transcript)
    (step,) = [one for one in transcript.coming if "the notice goes to" in one]
    assert step.startswith(local_time(world.now, world.site.hotline.timezone))


def test_a_reminder_that_was_due_during_the_hold_goes_now_as_the_answer_to_the_release_says() -> None:
    world = noticed()
    say(world, "[HOLD]")
    world.wait(hours(30 * 24))

    say(world, "[RELEASE]")

    transcript = world.letters("done")[-1].values["transcript"]
    assert isinstance(transcript, Transcript)
    (step,) = [one for one in transcript.coming if "the provider is reminded" in one]
    assert step.startswith(local_time(world.now, world.site.hotline.timezone))


def test_an_analyst_releases_the_hotlines_hold() -> None:
    world = reported()
    say(world, "[HOLD]")

    say(world, "[RELEASE]")

    assert not world.case.holds_in_force()


def test_P6_an_analyst_cannot_lift_the_LEAs_hold() -> None:
    world = reported()
    police_hold(world)

    decision = say(world, "[RELEASE]")

    assert decision.folder == Folder.REFUSED
    assert "only the LEA" in decision.reason
    assert world.case.holds_in_force()


def test_P6_releasing_ones_own_hold_leaves_the_LEAs_in_force() -> None:
    world = reported()
    police_hold(world)
    say(world, "[HOLD]")

    say(world, "[RELEASE]")

    assert [hold.party for hold in world.case.holds_in_force()] == [Party.LEA]


@pytest.mark.parametrize(
    "tags", [("[NTD:now]",), ("[CONFIRM]",), ("[PROVIDER:a@example.net]",), ("[CLOSE]",)]
)
def test_P5_no_command_gets_past_the_LEAs_hold(tags: tuple[str, ...]) -> None:
    world = queued()
    police_hold(world)

    say(world, *tags)
    world.wait(hours(200))
    world.sweep(world.fence())

    assert world.gate(fence=world.fence()) == []
    assert world.sent == []
    assert [hold.party for hold in world.case.holds_in_force()] == [Party.LEA]


def test_closing_and_opening_again_keeps_the_hold() -> None:
    world = reported()
    police_hold(world)

    say(world, "[CLOSE]")
    assert kinds_due(world) == [DueKind.HOLD_REVIEW]  # and nothing else
    say(world, "[REOPEN]")

    assert world.case.holds_in_force()
    assert DueKind.HOLD_REVIEW in kinds_due(world)


# --- whole or not at all -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tags",
    [
        ("[REMOVED:1]", "[REMOVED:9]"),
        ("[NOTE]", "[HODL]"),
        ("[HOLD]", "[RELEASE]"),
        ("[NOTE]", "[UPDATE]"),  # no form lines
        ("[HELP]", "[HOLD]"),
        ("[HELP]", "[HODL]"),
        ("[STATUS]", "[HOLD:never]"),
        ("[NOTE]", "[ILLEGAL]"),
        ("[PROVIDER:nobody]",),
        ("[PROVIDER:a@example.net, b@example.net]",),
        ("[NTD:tomorrow]",),
        ("[ONLINE:5]",),
        ("[RECEIVED]",),
    ],
)
def test_P17_one_bad_tag_refuses_the_whole_mail(tags: tuple[str, ...]) -> None:
    world = reported()
    before = world.case

    decision = say(world, *tags)

    assert decision.folder == Folder.REFUSED
    after = world.case
    assert (after.holds, after.items, after.ntd, after.closed) == (
        before.holds, before.items, before.ntd, None,
    )  # fmt: skip
    (refused,) = world.letters("refused")
    assert refused.to.id == "Ann"
    assert refused.values["problems"]


def test_a_status_beside_a_command_does_not_swallow_it() -> None:
    world = reported()

    decision = say(world, "[STATUS]", "[HOLD]")

    assert decision.folder == Folder.DONE
    assert world.case.holds_in_force()


def test_several_commands_are_carried_out_in_order() -> None:
    world = reported()

    say(world, "[HOLD]", "[NOTE]", "[REMOVED:1]", "[ICCAM:7]")

    assert world.case.holds_in_force()
    assert world.case.gone(1)
    assert world.case.iccam == "7"
    assert [draft.to.id for draft in world.letters("done")] == ["Ann"]


def test_on_a_closed_case_only_reopen_note_and_status_are_done() -> None:
    world = reported()
    say(world, "[CLOSE]")

    assert say(world, "[HOLD]").folder == Folder.REFUSED
    assert say(world, "[NOTE]", text="I spoke with them.").folder == Folder.DONE
    assert say(world, "[REOPEN]").folder == Folder.DONE
    assert world.case.is_open


def headline(world: World) -> str:
    """What the last answer to an analyst says first."""
    return str(world.letters("done")[-1].values["transcript"].headline)  # type: ignore[attr-defined]


def test_P4_whoever_closes_a_case_hears_that_the_report_has_not_left() -> None:
    world = opened()
    world.record(ReportBlocked(unit="national", fragment=1, of=1, items=(1,), why="the key has expired"))

    say(world, "[CLOSE]")

    assert "the report to national has NOT left" in headline(world)
    assert "not confirmed" not in headline(world)


def test_whoever_closes_a_case_hears_whose_receipt_is_missing() -> None:
    world = reported()

    say(world, "[CLOSE]")

    assert "national has not confirmed the report" in headline(world)


# --- questions -----------------------------------------------------------------------------------


def question(world: World, number: int) -> dict[str, object]:
    """A reply of Ann's to her n-th question."""
    asked = [draft for draft in world.letters("question") if draft.to.id == "Ann"]
    return {"references": (asked[number].message_id,)}


def test_confirm_answers_the_question() -> None:
    world = reported()
    unclear(world)

    say(world, "[CONFIRM]", **question(world, 0))

    assert not world.case.pauses_open()


def test_P7_confirm_answers_only_the_question_it_replies_to() -> None:
    world = reported()
    unclear(world)
    world.wait(timedelta(minutes=1))
    unclear(world)

    say(world, "[CONFIRM]", **question(world, 0))

    assert [pause.id for pause in world.case.pauses_open()] == ["Q2"]


def test_P7_confirming_a_receipt_does_not_answer_a_question_that_came_meanwhile() -> None:
    world = reported()
    world.take(police_mail("Received.", subject=world.case.stream))
    hint = next(draft for draft in world.letters("receipt-hint") if draft.to.id == "Ann")
    world.wait(timedelta(minutes=1))
    unclear(world)

    say(world, "[CONFIRM]", references=(hint.message_id,))

    assert world.case.pauses_open()
    assert not world.case.unconfirmed()


def test_P7_confirm_out_of_thread_has_to_say_which_of_two_questions() -> None:
    world = reported()
    unclear(world)
    unclear(world)

    assert say(world, "[CONFIRM]").folder == Folder.REFUSED
    assert say(world, "[CONFIRM:Q2]").folder == Folder.DONE
    assert [pause.id for pause in world.case.pauses_open()] == ["Q1"]


def test_P7_a_confirmation_that_came_before_the_question_was_asked_does_not_answer_it() -> None:
    world = reported()
    before = world.now
    world.wait(timedelta(seconds=1))
    unclear(world)

    name = world.case.stream
    early = world.take(analyst_mail(subject=f"[{name}] [CONFIRM]", received_at=before))
    assert early.folder == Folder.REFUSED
    assert world.case.pauses_open()

    assert say(world, "[CONFIRM]").folder == Folder.DONE
    assert not world.case.pauses_open()


def test_confirm_without_a_question_is_refused() -> None:
    assert say(reported(), "[CONFIRM]").folder == Folder.REFUSED


@pytest.mark.parametrize(
    "how",
    [
        *("?", "..."),
        *("nobody answered", "asked by phone, no answer", "could not reach them by phone", "tried by phone"),
        *("left a message on the answering machine", "niemand erreicht", "ei vastanud", "δεν απάντησαν"),
        *("niekas neatsiliepė", "de svarade inte", "personne n'a répondu", "nikt nie odebrał"),
        *("engaged tone", "off the hook", "they hung up", "unreachable", "telefonisch nicht erreichbar"),
        *("line engaged", "by phone, unavailable", "the line was disconnected."),
        *("tried twice, then reached the answering machine", "tried twice, then not confirmed"),
        *("tried twice, then they will confirm", "tried, to be confirmed", "confirmed that I tried twice"),
        *("tried twice, then confirmed", "no answer yet; if reached, then confirmed"),
        *("tried twice, then they don't have it", "försökt två gånger, sedan inte bekräftat"),
        *("essayé deux fois, puis pas confirmé", "zweimal versucht, dann hat sie aufgelegt"),
        *("tried twice, then confirmed that nothing arrived", "tried twice, later to be confirmed"),
        *("tried twice, then the server confirmed delivery", "no answer, then the spam filter has it"),
    ],
)
def test_P8_a_call_that_reached_nobody_is_no_receipt(how: str) -> None:
    world = reported()

    assert say(world, f"[RECEIVED:{how}]").folder == Folder.REFUSED
    assert world.case.unconfirmed()


@pytest.mark.parametrize(
    "how",
    [
        *("by phone, Ms Noone-Example", "telefonisch, Frau Keller", "by phone, no. 12", "par une personne"),
        *("telefonisch, Frau Wartenberg", "Nadie\u017cda Example, by phone", "Mr Busyman by phone"),
        *("by phone, Lee, engaged in the case", "Lee confirmed and hung up", "Lee, unavailable next week"),
        *("KHK Niemandt telefonisch", "Bandžius, telefonu", "la personne nommée au dossier"),
    ],
)
def test_P8_how_a_receipt_is_known_may_have_any_words(how: str) -> None:
    assert say(reported(), f"[RECEIVED:{how}]").folder == Folder.DONE


@pytest.mark.parametrize("tags", ["[CLOSE] [REMOVED:1]", "[CLOSE] [RECEIVED:by phone]", "[CLOSE] [HOLD]"])
def test_P17_what_closes_a_case_is_carried_out_after_what_stands_beside_it(tags: str) -> None:
    world = noticed()

    assert say(world, tags).folder == Folder.DONE
    assert world.case.closed is not None


def test_P17_what_opens_a_case_again_comes_before_what_needs_it_open() -> None:
    world = noticed()
    say(world, "[CLOSE]")

    assert say(world, "[HOLD] [REOPEN]").folder == Folder.DONE
    assert world.case.is_open
    assert world.case.holds_in_force()


def test_P17_who_closes_a_closed_case_is_not_told_to_open_it() -> None:
    world = noticed()
    say(world, "[CLOSE]")

    assert say(world, "[CLOSE]").reason == f"{world.case.stream} is closed already"


@pytest.mark.parametrize("number", ["reported", "yes", "pending"])
def test_P17_a_word_is_no_report_id_of_ICCAM(number: str) -> None:
    assert say(reported(), f"[ICCAM:{number}]").folder == Folder.REFUSED


def test_P8_received_by_phone_says_which_unit_where_there_are_several() -> None:
    state = make_unit("state", fingerprints=("D" * 40,), domains=("state.example.com",))
    site = home_site(units=(make_unit(), state))
    world = reported(World(site), subject="[ILLEGAL] [LEA:national] [LEA:state]")

    assert say(world, "[RECEIVED:by phone]").folder == Folder.REFUSED
    assert say(world, "[RECEIVED:state, by phone]").folder == Folder.DONE
    assert [one.unit for one in world.case.unconfirmed()] == ["national"]


@pytest.mark.parametrize(
    ("how", "confirmed"),
    [
        ("state-north, by phone", {"state-north"}),
        ("by phone: STATE-NORTH", {"state-north"}),
        ("state, by phone", {"state"}),
        ("state and state-north, by phone", {"state", "state-north"}),
    ],
)
def test_P8_a_unit_whose_name_is_part_of_another_ones_has_not_confirmed_with_it(
    how: str, confirmed: set[str]
) -> None:
    units = tuple(
        make_unit(name, fingerprints=(digit * 40,), domains=(f"{name}.example.com",))
        for name, digit in (("state", "D"), ("state-north", "E"))
    )
    world = reported(World(home_site(units=units)), subject="[ILLEGAL] [LEA:state] [LEA:state-north]")

    assert say(world, f"[RECEIVED:{how}]").folder == Folder.DONE
    assert {"state", "state-north"} - {one.unit for one in world.case.unconfirmed()} == confirmed


def test_P8_a_word_that_only_holds_the_name_of_a_unit_names_none() -> None:
    state = make_unit("state", fingerprints=("D" * 40,), domains=("state.example.com",))
    world = reported(
        World(home_site(units=(make_unit(), state))), subject="[ILLEGAL] [LEA:national] [LEA:state]"
    )

    assert say(world, "[RECEIVED:by phone, as Kim stated]").folder == Folder.REFUSED


def test_P8_received_by_phone_says_nothing_of_a_report_that_has_not_left() -> None:
    assert say(opened(), "[RECEIVED:by phone]").folder == Folder.REFUSED


# --- notices and removal -------------------------------------------------------------------------


def test_a_change_of_provider_takes_back_the_queued_notice_and_plans_one_to_the_new() -> None:
    world = queued()

    say(world, f"[PROVIDER:{OTHER}]")
    world.sweep(world.fence())
    world.gate(fence=world.fence())

    assert [world.case.sent[one.message_id].state for one in world.case.notices] == [
        RowState.CANCELLED,
        RowState.ACCEPTED,
    ]
    assert [one.contact for one in world.case.notices] == [str(PROVIDER), str(OTHER)]


def test_a_change_of_provider_after_the_notice_left_sends_one_to_the_new() -> None:
    world = noticed()

    say(world, f"[PROVIDER:{OTHER}]")
    world.sweep(world.fence())
    world.gate(fence=world.fence())

    assert len(world.sent) == 2
    world.wait(timedelta(days=3))
    world.sweep()
    assert {draft.to.id for draft in world.letters("ntd-reminder")} == {str(OTHER)}


def test_two_providers_get_two_notices_with_their_own_items() -> None:
    world = noticed(World(home_site(providers=TWO_PROVIDERS)), form=TWO_ITEMS)

    assert {(one.contact, one.items) for one in world.case.notices} == {
        (str(PROVIDER), (1,)),
        (str(OTHER), (2,)),
    }
    assert len(world.sent) == 2


def hosts(world: World) -> list[str]:
    return [item.provider.contact if item.provider else "" for item in world.case.items]


def test_a_new_provider_moves_the_named_items_only() -> None:
    world = noticed(World(home_site(providers=TWO_PROVIDERS)), form=TWO_ITEMS)

    refused = say(world, "[PROVIDER:abuse@upstream.example]")
    assert refused.folder == Folder.REFUSED
    assert "[PROVIDER:abuse@upstream.example 1]" in str(world.letters("refused")[-1].values)
    assert hosts(world) == [str(PROVIDER), str(OTHER)]

    say(world, "[PROVIDER:abuse@upstream.example 2]")
    assert hosts(world) == [str(PROVIDER), "abuse@upstream.example"]
    assert say(world, "[PROVIDER:abuse@upstream.example 3]").folder == Folder.REFUSED


TWO_HOSTS = """URL: https://media.one.example/item1
IP address: 192.0.2.1
URL: https://media.two.example/item2
IP address: 198.51.100.1
Description of the type of the content: items 1 and 2
"""
FRONT = Provider(
    "Front",
    Address("abuse", "front.example"),
    confirmed=True,
    cdn=True,
    domains=("one.example", "two.example"),
)


@pytest.mark.parametrize("directory", [(), (FRONT,)], ids=["nobody known", "one CDN in front of both"])
def test_P5_who_hosts_one_item_is_not_taken_for_the_host_of_another_that_nobody_knows(
    directory: tuple[Provider, ...],
) -> None:
    world = ready(World(home_site(providers=directory)), form=TWO_HOSTS)
    before = hosts(world)

    refused = say(world, "[PROVIDER:abuse@one.example]")

    assert refused.folder == Folder.REFUSED
    assert "[PROVIDER:abuse@one.example 1]" in str(world.letters("refused")[-1].values)
    assert hosts(world) == before
    say(world, "[PROVIDER:abuse@one.example 1]")
    assert hosts(world) == ["abuse@one.example", before[1]]


@pytest.mark.parametrize(
    ("old", "new"),
    [("media.two.example", "media.one.example"), ("198.51.100.1", "192.0.2.1")],
    ids=["one name", "one address"],
)
def test_items_at_one_place_get_the_provider_that_is_named_for_it(old: str, new: str) -> None:
    world = ready(World(home_site(providers=())), form=TWO_HOSTS.replace(old, new))

    say(world, "[PROVIDER:abuse@one.example]")

    assert hosts(world) == ["abuse@one.example"] * 2


def test_a_new_provider_in_answer_to_an_escalation_is_for_the_silent_ones_items() -> None:
    world = noticed(World(home_site(providers=TWO_PROVIDERS)), form=TWO_ITEMS)
    world.wait(timedelta(minutes=1))
    world.take(provider_mail("REMOVED 1", references=(world.letters("ntd")[0].message_id,)))
    while not world.letters("escalation"):
        world.wait(hours(49))
        world.sweep(world.fence())
        world.deliver("ntd-reminder")
    say(world, "[ONLINE:1]")
    escalation = world.letters("escalation")[0].message_id

    say(world, "[PROVIDER:abuse@upstream.example]", references=(escalation,))

    assert hosts(world) == [str(PROVIDER), "abuse@upstream.example"]


def test_confirming_a_contact_confirms_it_for_its_own_items() -> None:
    unsure = tuple(replace(one, confirmed=False) for one in TWO_PROVIDERS)
    world = reported(World(home_site(providers=unsure)), form=TWO_ITEMS)

    say(world, f"[PROVIDER:{OTHER}]")

    assert [item.provider.confirmed for item in world.case.items if item.provider] == [False, True]
    assert hosts(world) == [str(PROVIDER), str(OTHER)]


def test_P5_two_analysts_who_confirm_the_same_contact_move_no_item_of_another_provider_to_it() -> None:
    unsure = tuple(replace(one, confirmed=False) for one in TWO_PROVIDERS)
    world = reported(World(home_site(providers=unsure)), form=TWO_ITEMS)
    say(world, f"[PROVIDER:{OTHER}]")

    refused = say(world, f"[PROVIDER:{OTHER}]")

    assert refused.folder == Folder.REFUSED
    assert f"[PROVIDER:{OTHER} 1]" in str(world.letters("refused")[-1].values)
    assert hosts(world) == [str(PROVIDER), str(OTHER)]
    say(world, f"[PROVIDER:{OTHER} 1]")
    assert hosts(world) == [str(OTHER), str(OTHER)]


def test_P5_who_else_hosts_what_a_provider_disowns_gets_nothing_that_is_still_the_providers() -> None:
    both = TWO_ITEMS.replace("media.other", "media.provider")
    world = noticed(form=both)
    world.take(provider_mail("NOT-OURS 2 Other", references=(world.case.notices[0].message_id,)))

    say(world, f"[PROVIDER:{OTHER}]")

    assert hosts(world) == [str(PROVIDER), str(OTHER)]


@pytest.mark.parametrize(
    "address",
    ["reports@police.example.com", "ann@hotline.example.org", "lea@hotline.example.org"],
)
def test_P10_no_notice_can_be_directed_to_the_LEA_an_analyst_or_ourselves(address: str) -> None:
    world = ready()

    assert say(world, f"[PROVIDER:{address}]").folder == Folder.REFUSED
    assert hosts(world) == [str(PROVIDER)]


def test_a_bounced_notice_is_not_sent_again_until_the_address_is_confirmed_or_changed() -> None:
    world = noticed(World(home_site(providers=TWO_PROVIDERS)), form=TWO_ITEMS)
    first = next(one for one in world.case.notices if one.contact == str(PROVIDER))
    world.take(dsn(first.message_id, Disposition.FAILED))

    for _ in range(5):
        world.wait(hours(1))
        world.sweep(world.fence())
        assert world.gate(fence=world.fence()) == []
    assert len(world.sent) == 2
    assert any(draft.values["what"] == "notice-waits" for draft in world.letters("alarm"))

    say(world, "[PROVIDER:desk@provider.example.net]")
    world.sweep(world.fence())
    world.gate(fence=world.fence())
    assert [(one.contact, one.items) for one in world.case.notices][2:] == [
        ("desk@provider.example.net", (1,))
    ]


def test_an_item_removed_before_the_notice_is_due_is_not_in_it() -> None:
    form = FORM.replace("IP", "URL: https://media.provider.example.net/item2\nIP")
    world = reported(form=form)

    say(world, "[REMOVED:1]")
    world.wait(hours(25))
    world.sweep(world.fence())

    assert [one.items for one in world.case.notices] == [(2,)]
    (draft,) = world.letters("ntd")
    assert "item1" not in str(draft.values["items"])


def test_an_item_removed_while_the_notice_is_queued_takes_it_back() -> None:
    form = FORM.replace("IP", "URL: https://media.provider.example.net/item2\nIP")
    world = queued(form=form)

    say(world, "[REMOVED:1]")
    world.sweep(world.fence())
    world.gate(fence=world.fence())

    assert len(world.sent) == 1
    assert [one.items for one in world.case.notices] == [(1, 2), (2,)]


def test_online_after_removal_plans_a_new_notice() -> None:
    world = noticed()
    world.take(provider_mail("REMOVED 1", references=(world.case.notices[0].message_id,)))
    assert world.case.gone(1)
    world.wait(hours(1))

    say(world, "[ONLINE:1]")
    world.wait(timedelta(minutes=1))
    world.sweep(world.fence())
    world.gate(fence=world.fence())

    assert len(world.sent) == 2


def test_still_online_sends_no_second_notice() -> None:
    world = queued()

    say(world, "[ONLINE]")
    world.gate(fence=world.fence())
    world.wait(timedelta(minutes=1))
    world.sweep(world.fence())
    world.gate(fence=world.fence())

    assert len(world.sent) == 1


def outcome(world: World) -> str:
    """What the last answer says came of the only tag."""
    transcript = world.letters("done")[-1].values["transcript"]
    (tag,) = transcript.tags  # type: ignore[attr-defined]
    return str(tag.outcome)


def test_the_answer_to_still_online_promises_no_new_notice() -> None:
    world = noticed()

    say(world, "[ONLINE:1]")

    assert outcome(world) == "item 1 counts as online"


def test_the_answer_to_a_provider_that_has_the_notice_promises_no_other() -> None:
    world = noticed()

    say(world, f"[PROVIDER:{PROVIDER}]")

    assert outcome(world) == f"the notice about item 1 has left to {PROVIDER} before, and counts on"
    world.wait(hours(1))
    world.sweep(world.fence())
    assert len(world.sent) == 1


def test_the_answer_to_online_after_a_removal_promises_the_notice_that_is_planned() -> None:
    world = noticed()
    world.take(provider_mail("REMOVED 1", references=(world.case.notices[0].message_id,)))
    world.wait(hours(1))

    say(world, "[ONLINE:1]")

    assert outcome(world) == "item 1 counts as online; a notice is planned anew"


def test_a_removal_that_an_analyst_finds_is_told_to_the_LEA_once() -> None:
    world = reported()

    say(world, "[REMOVED]")
    say(world, "[REMOVED]")

    assert [draft.to.party for draft in world.letters("removal")] == [Party.LEA]


def test_a_case_whose_content_is_gone_and_whose_receipts_are_there_closes() -> None:
    world = reported()
    say(world, "[RECEIVED:by phone]")
    assert world.case.is_open

    say(world, "[REMOVED]")

    assert world.case.closed == "all items removed, all receipts there"
    assert len(world.letters("closed")) == 2


def test_a_case_that_is_opened_again_stays_open_for_what_is_to_come() -> None:
    """What is sent to a closed case is refused with "send [REOPEN] first"."""
    world = reported()
    say(world, "[RECEIVED:by phone]")
    say(world, "[REMOVED]")

    say(world, "[REOPEN]")
    assert world.case.is_open
    say(world, "[STATUS]")
    assert (
        say(world, "[UPDATE]", text="URL: https://media.provider.example.net/item2\n").folder == Folder.DONE
    )

    assert world.case.is_open
    assert len(world.letters("closed")) == 2
    world.deliver()
    say(world, "[REMOVED:2]")
    say(world, "[RECEIVED:by phone]")
    assert world.case.closed == "all items removed, all receipts there"


def test_P7_an_open_question_keeps_a_case_open() -> None:
    world = reported()
    unclear(world)
    say(world, "[RECEIVED:by phone]")

    say(world, "[REMOVED]")

    assert world.case.is_open


def test_no_notice_where_the_analyst_wants_none() -> None:
    world = queued()

    say(world, "[NTD:none]")
    world.sweep(world.fence())

    assert world.gate(fence=world.fence()) == []
    assert world.sent == []


@pytest.mark.parametrize(
    ("argument", "at"),
    [
        ("now", datetime(2026, 3, 2, 9, 0, tzinfo=UTC)),
        ("+6h", datetime(2026, 3, 2, 15, 0, tzinfo=UTC)),
        ("2026-03-04T12:00", datetime(2026, 3, 4, 10, 0, tzinfo=UTC)),
    ],
)
def test_an_analyst_sets_the_time_of_the_notice(argument: str, at: datetime) -> None:
    world = opened()

    say(world, f"[NTD:{argument}]")
    assert DueKind.NOTICE not in kinds_due(world)  # P5: the LEA's server has not accepted the report
    world.record(MailAccepted(message_id=world.letters("annex-i")[0].message_id))

    assert [step.at for step in due(world.case, world.site) if step.kind is DueKind.NOTICE] == [at]


def test_the_iccam_number_is_recorded() -> None:
    world = reported()

    say(world, "[ICCAM:123456]")

    assert world.case.iccam == "123456"


def test_statistics_that_are_asked_for_are_counted_beside_everything_else() -> None:
    world = reported()
    decision = say(world, "[STATS:2026-Q3]")

    assert decision.folder == Folder.DONE
    assert [one.period for _, one in world.log if isinstance(one, FiguresAsked)] == ["2026-Q3"]


def test_a_notice_is_due_only_once_it_is_ready() -> None:
    world = ready()

    assert world.sweep() == 2  # without a fence: an alarm; and the reminder of the receipt
    assert world.letters("ntd") == []


@pytest.mark.parametrize(
    ("tags", "text", "gone"),
    [
        ("[REMOVED] item 2", "", {2}),
        ("[REMOVED] 1", "", {1}),
        ("", "[REMOVED]\nitem 2\n", {2}),
        ("", "[REMOVED] item 2\n", {2}),
        ("[REMOVED]", "Both are gone, thank you.\n", {1, 2}),
        ("[REMOVED]", "I have checked it one more time.\n", {1, 2}),
        ("[REMOVED:1-2]", "Item 2 was the last to go.\n", {1, 2}),
    ],
)
def test_only_the_items_that_stand_beside_the_tag_count_as_removed(
    tags: str, text: str, gone: set[int]
) -> None:
    world = reported(form=TWO_ITEMS)
    assert say(world, tags, text=text).folder == Folder.DONE
    assert {one for one in (1, 2) if world.case.gone(one)} == gone


@pytest.mark.parametrize("word", ["REMOVED", "ONLINE", "RELEASE"])
@pytest.mark.parametrize(
    ("behind", "text"),
    [
        ("", "Only item 2, the other one not yet.\n"),
        ("", "2\n"),
        ("", "1 and 2\n"),
        ("but not item 1", ""),
        ("1 of 2", ""),
        ("only the second", ""),
        ("", "Only the second.\n"),
        ("", "The other one is still there.\n"),
        ("", "nur der erste\n"),
    ],
)
def test_P17_a_tag_for_all_items_beside_words_about_some_is_a_question(
    word: str, behind: str, text: str
) -> None:
    world = reported(form=TWO_ITEMS)
    say(world, "[HOLD]")
    decision = say(world, f"[{word}] {behind}", text=text)
    assert (decision.folder, decision.reason) == (
        Folder.REFUSED,
        f"[{word}] alone is about all items, and your text names some; expected the numbers of those meant"
        " behind the word, as in :1,3 (all of them are :1-2)",
    )
    assert not any(world.case.gone(one) for one in (1, 2))
    assert world.case.holds_in_force()


@pytest.mark.parametrize("tag", ["[CLOSE]", "[NTD:none]"])
def test_P17_what_is_for_the_whole_case_is_not_done_where_items_stand_behind_it(tag: str) -> None:
    world = reported(form=TWO_ITEMS)
    assert say(world, f"{tag} item 2").folder == Folder.REFUSED
    assert world.case.is_open


@pytest.mark.parametrize(
    ("tag", "behind", "text"),
    [
        ("NTD:none", "for item 2", ""),
        ("NTD:none", "", "Item 2 only; item 1 as planned."),
        ("NTD:now", "only the first", ""),
        ("CLOSE", "- item 1 only", ""),
        ("CLOSE", "2nd only", ""),
        ("NTD:none", "", "2 is a false positive."),
        ("NTD:none", "nur der zweite", ""),
        ("NTD:none", "", "The second is still online."),
        ("NTD:none", "", "Ainult teine kirje."),
        ("NTD:none", "", "Item 2 is not illegal."),
    ],
)
def test_P17_what_is_for_the_whole_case_is_asked_about_beside_words_about_some_items(
    tag: str, behind: str, text: str
) -> None:
    world = reported(form=TWO_ITEMS)
    decision = say(world, f"[{tag}] {behind}", text=text)

    assert (decision.folder, decision.reason) == (
        Folder.REFUSED,
        f"[{tag.partition(':')[0]}] is for the whole case, and your text names some of its items; expected"
        " the tag alone, or for some items [HOLD:items 1,3]",
    )
    assert world.case.is_open
    assert world.case.ntd is None


@pytest.mark.parametrize("tag", ["NTD:none", "CLOSE"])
@pytest.mark.parametrize(
    "words",
    [
        "items 1 and 2 both gone",
        "item 1 and item 2 are gone",
        "2 items removed",
        "Einträge 1 bis 2 gelöscht",
        "1 report only",
        "2 weeks without an answer",
        "02.03.2026 Telefonat mit der Polizei",
        "24 hours are over",
        "1 April 2026 court order",
        "2 analysts agree, second opinion of the police",
        "see link 4 of our list",
        "Let the police act first.",
        "closed at last",
        "by other means",
        "another call last week",
        "Teine vihjeliin tegeleb",
        "wie letzte Woche besprochen",
        "annan hotline",
        "άλλη υπηρεσία",
        "kita linija",
    ],
)
def test_what_is_for_the_whole_case_is_done_beside_words_about_all_of_it_or_something_else(
    tag: str, words: str
) -> None:
    world = reported(form=TWO_ITEMS)
    assert say(world, f"[{tag}] {words}").folder == Folder.DONE
    assert say(reported(form=TWO_ITEMS), f"[{tag}]", text=f"{words}\n").folder == Folder.DONE


def test_a_case_is_closed_with_words_about_its_items_in_the_text_or_of_its_only_item() -> None:
    world = reported(form=TWO_ITEMS)
    assert say(world, "[CLOSE] [NOTE]", text="Item 2 has been gone since Monday.").folder == Folder.DONE
    single = reported()
    assert say(single, "[NTD:none]", text="Item 1 is gone.").folder == Folder.DONE


def test_the_transcript_says_what_came_of_a_tag_with_its_items_behind_it() -> None:
    world = reported(form=TWO_ITEMS)
    say(world, "[REMOVED] item 2")
    (line,) = world.letters("done")[-1].values["transcript"].tags
    assert line.outcome.startswith("item 2 counts as removed")


def test_a_note_may_stand_in_the_subject_and_is_asked_for_where_there_is_none() -> None:
    world = reported()
    assert say(world, "[NOTE] I spoke with them", text="").folder == Folder.DONE
    (note,) = (event for _, event in world.log if isinstance(event, Noted))
    assert note.text == "I spoke with them"
    decision = say(world, "[NOTE]", text="")
    assert (decision.folder, decision.reason) == (
        Folder.REFUSED,
        "[NOTE]: expected text below the tags, or in the subject; it is kept in the history",
    )


def test_P17_a_new_report_that_names_a_case_is_told_to_leave_its_number_out() -> None:
    world = reported()
    name = world.case.stream
    decision = world.take(analyst_mail(f"{FORM}Comments: as in {name}\n", subject="[ILLEGAL]"))
    assert (decision.folder, decision.reason) == (
        Folder.REFUSED,
        f"the mail names {name}, and so is about that case; leave its number out to open another",
    )


def test_P17_a_case_that_is_not_illegal_after_all_is_told_the_way_back() -> None:
    world = reported()
    decision = say(world, "[NOT-ILLEGAL]", text="")
    assert (decision.folder, decision.reason) == (
        Folder.REFUSED,
        f"the finding of {world.case.stream} stays as it is; if it is not illegal after all, send [NTD:none],"
        " so that no notice goes, or [CLOSE]; [HOLD] lets the notices wait",
    )
    assert [one.why for one in world.case.pauses_open()] == [REFUSED]


LOOSE = (
    "[{}] stands where it does not count; expected it with both brackets, in the subject or above all other"
    " text, and nothing else on its line"
)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("[URGENT:now", ""),
        ("URGENT:now]", ""),
        ("[URGENT:see [1] now]", ""),
        (f"[URGENT:{'because ' * 60}]", ""),
        ("", "[URGENT:now] please ring them\n"),
        ("", "Good morning,\n\n[URGENT:now]\n\n"),
    ],
)
def test_P17_a_tag_that_stands_where_it_does_not_count_is_not_passed_over(subject: str, text: str) -> None:
    world = World()
    decision = world.take(analyst_mail(text + FORM, subject=f"[ILLEGAL] {subject}"))
    assert (decision.folder, decision.reason) == (Folder.REFUSED, LOOSE.format("URGENT"))
    below = world.take(analyst_mail(f"{FORM}\n[URGENT:now]\n", subject="[ILLEGAL]"))
    assert (below.folder, below.reason) == (Folder.REFUSED, LOOSE.format("URGENT"))


@pytest.mark.parametrize(
    ("subject", "text"),
    [("[HOLD", ""), ("HOLD]", ""), ("", "Please see:\n[HOLD]\n"), ("", "[HOLD] please, they rang\n")],
)
@pytest.mark.parametrize("signed", [True, False])
def test_P7_a_HOLD_that_stands_where_it_does_not_count_has_the_notices_wait(
    subject: str, text: str, signed: bool
) -> None:
    world = reported()
    decision = say(world, subject, text=text, signed=signed)
    assert decision.folder == (Folder.REFUSED if signed else Folder.UNPROVEN)
    assert world.case.pauses_open()


def test_a_command_below_other_text_is_not_left_undone_beside_another() -> None:
    world = reported(form=TWO_ITEMS)
    decision = say(world, "[CLOSE]", text="All is gone.\n[REMOVED]\n")
    assert (decision.folder, decision.reason) == (Folder.REFUSED, LOOSE.format("REMOVED"))
    assert world.case.is_open


def test_a_tag_again_below_and_other_brackets_are_no_question() -> None:
    world = reported(form=TWO_ITEMS)
    text = "Good morning,\n[REMOVED:1]\n[1] a remark, [Hotline] us\n  [CLOSE] is for later\n"
    assert say(world, "[REMOVED:1]", "[Security Update]", text=text).folder == Folder.DONE


@pytest.mark.parametrize("how", ["not yet", "no", "No!", "they did not"])
def test_P8_a_receipt_that_the_analyst_denies_is_none(how: str) -> None:
    world = reported()
    decision = say(world, f"[RECEIVED:{how}]")
    assert (decision.folder, decision.reason) == (
        Folder.REFUSED,
        "[RECEIVED:…]: the words say that they do not have it; expected how it is known that they do",
    )
    assert world.case.unconfirmed()


@pytest.mark.parametrize("how", ["by phone, no. 12", "by phone, not by mail", "rang them"])
def test_how_a_receipt_is_known_may_have_many_words(how: str) -> None:
    world = reported()
    assert say(world, f"[RECEIVED:{how}]").folder == Folder.DONE
    assert not world.case.unconfirmed()


def hinted_and_confirmed() -> World:
    """The unit seemed to have the report, an analyst has confirmed it, and a supplement has gone since."""
    world = reported()
    world.take(police_mail("Received, thank you.", references=(world.letters("annex-i")[0].message_id,)))
    assert world.letters("receipt-hint")
    assert say(world, "[CONFIRM]").folder == Folder.DONE
    assert not world.case.unconfirmed()
    form = analyst_mail("Comments: more", subject=f"[{world.case.stream}] [UPDATE]", received_at=world.now)
    assert world.take(form).folder == Folder.DONE
    world.deliver()
    assert [one.supplement for one in world.case.unconfirmed()] == [1]
    return world


@pytest.mark.parametrize("in_thread", [True, False])
def test_P8_confirming_what_seemed_to_be_a_receipt_says_nothing_of_a_part_sent_after_it(
    in_thread: bool,
) -> None:
    world = reported()
    world.wait(timedelta(minutes=1))
    world.take(police_mail("Received, thank you.", references=(world.letters("annex-i")[0].message_id,)))
    world.wait(timedelta(minutes=1))
    form = analyst_mail("Comments: more", subject=f"[{world.case.stream}] [UPDATE]", received_at=world.now)
    assert world.take(form).folder == Folder.DONE
    world.deliver()
    hint = next(draft for draft in world.letters("receipt-hint") if draft.to.id == "Ann")

    say(world, "[CONFIRM]", **({"references": (hint.message_id,)} if in_thread else {}))

    assert [one.supplement for one in world.case.unconfirmed()] == [1]
    assert "receipt to confirm" not in [one.short for one in needs(world.case, world.site)]


def two_units_hinted() -> World:
    """Two units seemed to confirm the receipt, a minute apart."""
    state = make_unit("state", fingerprints=("D" * 40,), domains=("state.example.com",))
    world = reported(
        World(home_site(units=(make_unit(), state))), subject="[ILLEGAL] [LEA:national] [LEA:state]"
    )
    for sender in ({}, {"from_": (Address("officer", "state.example.com"),)}):
        world.wait(timedelta(minutes=1))
        world.take(police_mail("Received.", subject=world.case.stream, **sender))
    return world


def test_P8_confirming_what_one_unit_seems_to_have_says_nothing_of_another_unit() -> None:
    world = two_units_hinted()
    first = next(draft for draft in world.letters("receipt-hint") if draft.to.id == "Ann")

    say(world, "[CONFIRM]", references=(first.message_id,))

    assert [one.unit for one in world.case.unconfirmed()] == ["state"]


def test_P8_a_confirm_without_a_thread_does_not_say_which_of_two_units_has_it() -> None:
    world = two_units_hinted()

    decision = say(world, "[CONFIRM]")

    assert decision.folder == Folder.REFUSED
    assert decision.reason == "[RECEIVED:…]: say which unit has it; expected one of: national, state"
    assert len(world.case.unconfirmed()) == 2


def test_P8_what_seemed_to_be_the_receipt_of_the_report_says_nothing_of_a_later_supplement() -> None:
    world = hinted_and_confirmed()

    assert "receipt to confirm" not in [one.short for one in needs(world.case, world.site)]
    decision = say(world, "[CONFIRM]")

    assert (decision.folder, decision.reason) == (Folder.REFUSED, "no question of mine is open in this case")
    assert [one.supplement for one in world.case.unconfirmed()] == [1]


def test_a_confirm_without_a_number_answers_the_one_question_though_a_receipt_was_hinted_at_before() -> None:
    world = hinted_and_confirmed()
    unclear(world)

    assert say(world, "[CONFIRM]").folder == Folder.DONE
    assert not world.case.pauses_open()


TWO_PAGES = TWO_ITEMS.replace("/item1", "/one").replace("other.example.net/item2", "provider.example.net/two")


@pytest.mark.parametrize("word", ["REMOVED", "ONLINE", "RELEASE"])
@pytest.mark.parametrize(
    "text",
    [
        "https://media.provider.example.net/two\n",
        "URL: hxxps://media[.]provider[.]example[.]net/two\n",
        "It is about <https://MEDIA.provider.example.net/two>.\n",
        "media.provider.example.net/two is gone\n",
        "only /two.\n",
    ],
)
def test_P17_a_tag_for_all_items_beside_the_url_of_one_is_a_question(word: str, text: str) -> None:
    world = reported(form=TWO_PAGES)
    say(world, "[HOLD]")
    decision = say(world, f"[{word}]", text=text)
    assert decision.folder == Folder.REFUSED
    assert decision.reason.startswith(f"[{word}] alone is about all items, and your text names some;")
    assert not any(world.case.gone(one) for one in (1, 2))
    assert world.case.holds_in_force()


def test_P17_form_lines_without_any_tag_are_told_which_tag_reads_them() -> None:
    world = reported(form=TWO_PAGES)
    decision = say(world, text="Item: 2\nIP address: 192.0.2.9\n")

    assert (decision.folder, decision.reason) == (
        Folder.REFUSED,
        "no tag was found; the form lines change the case only with [UPDATE]",
    )


def test_a_tag_for_all_items_beside_the_urls_of_all_of_them_or_of_something_else_is_carried_out() -> None:
    for text in (TWO_PAGES.partition("Desc")[0].replace("URL: ", ""), "see https://example.org/item1\n"):
        world = reported(form=TWO_PAGES)
        assert say(world, "[REMOVED]", text=text).folder == Folder.DONE
        assert world.case.all_gone() == {1, 2}


@pytest.mark.parametrize("text", ["for item 2\n", "https://media.provider.example.net/two\n", "Item: 2\n"])
def test_P17_a_provider_for_all_items_beside_words_about_some_is_a_question(text: str) -> None:
    world = reported(form=TWO_PAGES)
    decision = say(world, f"[PROVIDER:{OTHER}]", text=text)
    assert (decision.folder, decision.reason) == (
        Folder.REFUSED,
        f"[PROVIDER:{OTHER}]: your text names some items; expected the numbers of those meant behind the"
        f" address, as in [PROVIDER:{OTHER} 1,3]",
    )


@pytest.mark.parametrize("tag", ["[REMOVED:1]", "[NTD:none]", "[RECEIVED:by phone]", "[RELEASE]", "[CLOSE]"])
def test_P17_a_form_line_that_no_tag_asks_for_is_asked_about_and_not_passed_over(tag: str) -> None:
    world = reported(form=TWO_ITEMS)
    say(world, "[HOLD]")
    decision = say(world, tag, text="Good morning,\nItem: 2\nIP address: 192.0.2.77\n")
    assert (decision.folder, decision.reason) == (
        Folder.REFUSED,
        "line 3: this form line changes the case only with [UPDATE]; expected that tag beside the others, or"
        " this line left out",
    )
    assert world.case.is_open
    assert not world.case.all_gone()


@pytest.mark.parametrize(
    "signature",
    [
        "Kind regards,\nAnn\nHotline\nCountry: Estonia\n",
        "Mit freundlichen Grüßen\nAnn\nLand: Deutschland\nSprache: Deutsch, Englisch\n",
        "Parimat\nAnn\nRiik: Eesti\nRegioon: Harju\n",
    ],
)
def test_a_country_in_a_signature_is_no_form_line(signature: str) -> None:
    world = reported(form=TWO_ITEMS)
    assert say(world, "[REMOVED:1]", text=f"\n{signature}").folder == Folder.DONE
    assert "changes the case only" in say(world, "[CLOSE]", text=f"{signature}IP: 192.0.2.77\n").reason


@pytest.mark.parametrize("text", ["+372 555 0100", "[#12345] answered"])
def test_a_number_of_a_telephone_or_a_ticket_names_no_items(text: str) -> None:
    world = reported(form=TWO_ITEMS)
    assert say(world, "[REMOVED]", text=f"{text}\n").folder == Folder.DONE


@pytest.mark.parametrize(
    "within", ["https://media.provider.example.net/item1", "https%3A%2F%2Fmedia.provider.example.net%2Fitem1"]
)
def test_P17_the_url_of_an_item_inside_of_another_one_names_it(within: str) -> None:
    world = reported(form=TWO_ITEMS)
    decision = say(world, "[REMOVED]", text=f"Checked at https://tool.example.org/?u={within}\n")
    assert decision.reason.startswith("[REMOVED] alone is about all items")


def test_many_form_lines_that_no_tag_asks_for_take_no_longer_than_they_are_long() -> None:
    text = "".join(f"\u200bIP address: 192.0.2.1 {number}\n" for number in range(30_000))
    begin = process_time()
    assert len([*unasked({Word.REMOVED}, text, text, default_labels())]) == 30_000
    assert process_time() - begin < 4


def test_P6_a_hold_above_form_lines_is_placed_and_a_note_keeps_them() -> None:
    for tag in ("[HOLD]", "[NOTE]"):
        world = reported(form=TWO_ITEMS)
        assert say(world, tag, text="Item: 2\nIP address: 192.0.2.77\n").folder == Folder.DONE
        assert bool(world.case.holds_in_force()) == (tag == "[HOLD]")


@pytest.mark.parametrize("word", ["REMOVED", "ONLINE", "RELEASE"])
@pytest.mark.parametrize("behind", [": 2", "- 2", "-> 2", "(2)"])
def test_P17_a_number_behind_a_tag_for_all_items_is_no_word_like_any_other(word: str, behind: str) -> None:
    world = reported(form=TWO_PAGES)
    say(world, "[HOLD]")
    assert say(world, f"[{word}]{behind}").folder == Folder.REFUSED
    assert not world.case.all_gone()
    assert world.case.holds_in_force()


@pytest.mark.parametrize("tag", ["[RELEASE]", "[NTD:now]"])
@pytest.mark.parametrize(
    "text",
    [
        "But please wait until Friday.\n",
        "Do not send it before Monday, please wait.\n",
        "Don't send it, wait.\n",
        "We don't know. Wait.\n",
    ],
)
def test_P5_what_lets_a_notice_go_is_asked_about_above_words_that_ask_to_wait(tag: str, text: str) -> None:
    world = reported()
    say(world, "[HOLD]")
    decision = say(world, tag, text=text)
    assert (decision.folder, decision.reason) == (
        Folder.REFUSED,
        f"[{tag[1:].partition(':')[0].strip(']')}]: your text asks to wait; expected [HOLD] in its place, or"
        " the tag alone ([NOTE] beside it keeps your words)",
    )
    assert world.case.holds_in_force()
    assert world.case.ntd is None


def test_P7_a_confirmation_above_words_that_ask_to_wait_is_asked_about() -> None:
    world = reported()
    world.take(police_mail("Who is this?", subject=world.case.stream))
    (question,) = world.case.pauses_open()
    decision = say(world, f"[CONFIRM:{question.id}]", text="They said on the phone: please wait.\n")
    assert decision.folder == Folder.REFUSED
    assert world.case.pauses_open()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "There is no need to wait.\n",
        "Told to wait, which is over.\n",
        "The LEA withdrew its request to wait.\n",
        "Please don't wait any longer, send it.\n",
        "We needn\u2019t wait.\n",
    ],
)
def test_a_release_above_other_words_is_carried_out(text: str) -> None:
    world = reported()
    say(world, "[HOLD]")
    assert say(world, "[RELEASE]", text=text).folder == Folder.DONE
    say(world, "[HOLD]")
    assert (
        say(world, "[RELEASE] [NOTE]", text="They asked us: please wait. That is over.").folder == Folder.DONE
    )
