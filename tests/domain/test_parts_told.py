"""What an LEA says is done, where its report went in parts: of the part that it speaks of (P7)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hotlined.domain.hotline.site import NtdBody
from hotlined.domain.record.correspondence import MailAccepted
from tests.support.mails_in import analyst_mail, police_mail
from tests.support.world import World, gone, home_site, opened, reported

FORM = "".join(f"URL: https://media.provider.example.net/item{n}\n" for n in (1, 2, 3))
FORM += "Description of the type of the content: items\n"
ONE = "URL: https://media.provider.example.net/item1\nDescription of the type of the content: item 1\n"
LEA_SENDS = {"ntd_body": NtdBody.LEA}


def in_parts(**agreed: object) -> World:
    """Items 1 and 2 in the first part, 3 in the second; the LEA's server has both."""
    site = home_site()
    return reported(
        World(replace(site, agreement=replace(site.agreement, fragment_size=2, **agreed))), form=FORM
    )


def with_supplement() -> World:
    """Item 1 in the report, 2 and 3 in a supplement."""
    world = reported(form=ONE)
    more = "".join(f"URL: https://media.provider.example.net/item{n}\n" for n in (2, 3))
    world.take(analyst_mail(more, subject=f"[UPDATE] [{world.case.stream}]", received_at=world.now))
    world.deliver()
    return world


def says(world: World, text: str, *, part: int | None = 1, kind: str = "annex-i") -> None:
    """A signed mail: an answer to that part of the report, else a new one that names the case."""
    answers = (world.letters(kind)[part - 1].message_id,) if part is not None else ()
    text, subject = f"{text}\n\n{world.case.stream}\n", f"[{world.case.stream}]"
    world.take(police_mail(text, subject=subject, references=answers, signed=True, received_at=world.now))


@pytest.mark.parametrize("text", ["[REMOVED]", "Received. The content has been removed."])
@pytest.mark.parametrize(("part", "items"), [(1, [1, 2]), (2, [3])])
def test_P7_removed_answered_to_a_part_of_the_report_counts_for_the_items_of_that_part(
    text: str, part: int, items: list[int]
) -> None:
    world = in_parts()

    says(world, text, part=part)

    assert gone(world) == items
    assert world.case.is_open
    assert not world.case.pauses_open()


@pytest.mark.parametrize(("part", "items"), [(1, [1]), (2, [2, 3])])
def test_P7_removed_answered_to_a_supplement_counts_for_its_items(part: int, items: list[int]) -> None:
    world = with_supplement()

    says(world, "[REMOVED]", part=part)

    assert gone(world) == items


def test_P7_removed_said_before_a_part_has_left_is_not_said_of_its_items() -> None:
    site = home_site()
    world = opened(World(replace(site, agreement=replace(site.agreement, fragment_size=2))), form=FORM)
    world.record(MailAccepted(message_id=world.letters("annex-i")[0].message_id))

    says(world, "[REMOVED]", part=None)

    assert gone(world) == [1, 2]


def test_removed_in_a_new_mail_about_the_case_counts_for_every_part_that_the_unit_has() -> None:
    world = in_parts()

    says(world, "[REMOVED]", part=None)

    assert gone(world) == [1, 2, 3]


def test_removed_answered_part_by_part_closes_the_case_with_the_last_one() -> None:
    world = in_parts()
    for part in (1, 2):
        says(world, "[RECEIVED] [REMOVED]", part=part)

    assert not world.case.is_open


@pytest.mark.parametrize("text", ["[REMOVED:1]", "[REMOVED] 1"])
@pytest.mark.parametrize("part", [2, None])
def test_P7_a_number_that_may_count_in_another_part_removes_nothing_and_is_asked_about(
    text: str, part: int | None
) -> None:
    world = in_parts()

    says(world, text, part=part)

    assert gone(world) == []
    assert [one.why for one in world.case.pauses_open()] == [
        "it says that content is removed, and it is not clear which items"
    ]


def test_a_number_of_the_very_part_that_is_answered_is_believed() -> None:
    world = in_parts()

    says(world, "[REMOVED:3]", part=2)

    assert gone(world) == [3]
    assert not world.case.pauses_open()


@pytest.mark.parametrize(("text", "items"), [("[REMOVED:1,2,3]", [1, 2, 3]), ("[REMOVED:3]", [3])])
@pytest.mark.parametrize("part", [1, 2, None])
def test_a_number_that_no_part_has_when_counted_anew_counts_through_the_case(
    text: str, items: list[int], part: int | None
) -> None:
    world = in_parts()

    says(world, text, part=part)

    assert gone(world) == items
    assert not world.case.pauses_open()


def test_P7_removed_answered_to_a_reminder_of_one_part_is_asked_about() -> None:
    world = in_parts()
    world.wait(world.site.agreement.receipt_reminder)
    world.sweep(world.fence())
    assert len(world.letters("receipt-reminder")) == 2

    says(world, "[REMOVED]", kind="receipt-reminder")

    assert gone(world) == []
    assert world.case.pauses_open()


def test_removed_answered_to_the_question_about_the_whole_case_counts_for_all_of_it() -> None:
    world = in_parts(**LEA_SENDS)
    world.wait(world.site.agreement.lea_followup)
    world.sweep(world.fence())

    says(world, "[REMOVED:3]", kind="lea-followup")
    assert gone(world) == [3]
    says(world, "[REMOVED]", kind="lea-followup")
    assert gone(world) == [1, 2, 3]


def test_P7_removed_answered_to_a_question_is_not_said_of_what_came_after_the_question() -> None:
    site = home_site()
    world = reported(World(replace(site, agreement=replace(site.agreement, **LEA_SENDS))), form=ONE)
    world.wait(world.site.agreement.lea_followup)
    world.sweep(world.fence())
    world.wait(timedelta(minutes=1))
    more = "URL: https://media.provider.example.net/item2\n"
    world.take(analyst_mail(more, subject=f"[UPDATE] [{world.case.stream}]", received_at=world.now))
    world.deliver()

    says(world, "[REMOVED]", kind="lea-followup")

    assert gone(world) == [1]


@pytest.mark.parametrize(
    ("text", "part", "items"),
    [
        ("[NTD-SENT]", 1, [1, 2]),
        ("[NTD-SENT]", 2, [3]),
        ("[NTD-SENT]", None, [1, 2, 3]),
        ("NTD-SENT all: yes", 2, [3]),
        ("NTD-SENT 3: yes", 2, [3]),
        ("NTD-SENT 1: yes", 2, []),
        ("NTD-SENT 1: yes\nNTD-SENT 2: yes\nNTD-SENT 3: yes", 2, [1, 2, 3]),
        ("NTD-SENT 1: yes\nNTD-SENT 2: yes\nNTD-SENT 3: yes", None, [1, 2, 3]),
    ],
)
def test_P7_the_notice_that_the_lea_has_sent_counts_for_the_part_that_is_answered(
    text: str, part: int | None, items: list[int]
) -> None:
    world = in_parts(**LEA_SENDS)

    says(world, text, part=part)

    assert [one.number for one in world.case.items if one.lea_sent] == items
    assert bool(world.case.pauses_open()) is (not items)


@pytest.mark.parametrize(
    ("tags", "text"), [("[NTD:none]", ""), ("[CLOSE]", ""), ("[UPDATE]", "Item: 3\nIP address: 192.0.2.5\n")]
)
def test_a_part_that_waits_says_what_the_LEA_was_told_meanwhile_and_goes_when_it_would_have_gone(
    tags: str, text: str
) -> None:
    site = home_site()
    world = opened(World(replace(site, agreement=replace(site.agreement, fragment_size=2))), form=FORM)
    first, later = world.letters("annex-i")
    world.record(MailAccepted(message_id=first.message_id))

    mail = analyst_mail(text, subject=f"{tags} [{world.case.stream}]", received_at=world.now)
    changes = world.take(mail).changes

    anew = next(one for one in world.letters("annex-i") if one.values["fragment"] == 2 and one is not later)
    assert anew.not_before == later.not_before
    assert later.message_id in changes[0].cancel
    if tags == "[UPDATE]":
        assert anew.values["items"][0]["item"].ip == "192.0.2.5"
    else:
        assert anew.values["notice"].kind == "none"


def test_a_part_of_a_supplement_that_waits_keeps_the_pace_of_its_supplement_when_sealed_anew() -> None:
    site = home_site()
    world = reported(World(replace(site, agreement=replace(site.agreement, fragment_size=2))), form=ONE)
    world.wait(timedelta(hours=5))
    more = "".join(f"URL: https://media.provider.example.net/item{n}\n" for n in (2, 3, 4, 5))
    world.take(analyst_mail(more, subject=f"[UPDATE] [{world.case.stream}]", received_at=world.now))
    _, first, later = world.letters("annex-i")
    world.record(MailAccepted(message_id=first.message_id))

    world.take(analyst_mail("", subject=f"[NTD:none] [{world.case.stream}]", received_at=world.now))

    anew = [one for one in world.letters("annex-i") if one.values["fragment"] == 2 and one is not later]
    assert [one.not_before for one in anew] == [later.not_before]
