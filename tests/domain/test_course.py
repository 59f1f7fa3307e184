"""What lists, cards and the digest say of the next step is what is then done (P11)."""

from datetime import timedelta

import pytest

from hotlined.domain.due.listing import line_of
from hotlined.domain.overview.board import card_of
from hotlined.domain.overview.pressing import notes
from hotlined.domain.record.correspondence import MailBounced
from tests.domain.test_origin import asked, behind
from tests.support.languages import ANALYSTS
from tests.support.lea_set import TEMPLATES
from tests.support.mails_in import analyst_mail, police_mail
from tests.support.rig import templates_in
from tests.support.site import make_unit
from tests.support.world import World, answered, home_site, noticed, reported


def said(world: World) -> tuple[str, set[str]]:
    """The next step in the list, and what the digest has of the case."""
    line = line_of(world.case, world.site)
    assert line is not None
    return line.next, {note.what for note in notes(world.case, world.site)}


def test_an_analysts_own_hold_is_not_said_to_be_the_LEAs_to_answer_for() -> None:
    world = reported()
    world.take(police_mail("[RECEIVED]", signed=True, references=(world.letters("annex-i")[0].message_id,)))
    world.take(analyst_mail(subject=f"[{world.case.stream}] [HOLD]", received_at=world.now))

    assert said(world)[0] == "it is asked whether hold H1 is still needed"


def test_the_status_tells_of_an_alarm_where_unit_and_contact_person_were_reminded() -> None:
    world = reported()
    for _ in range(2):
        world.wait(timedelta(hours=24, minutes=1))
        world.sweep(world.fence())

    assert said(world)[0] == "alarm: no person's receipt from national"


def test_where_the_provider_asks_an_alarm_is_foretold_and_no_reminder() -> None:
    world = answered(noticed(), "QUESTION")
    _, whats = said(world)

    assert "provider-asks" in whats
    assert "notice-reminder" not in whats


def test_where_the_reminders_are_over_it_is_foretold_that_the_LEA_is_told() -> None:
    world = noticed()
    for _ in range(world.site.agreement.ntd_reminders):
        world.wait(world.site.agreement.ntd_reminder + timedelta(minutes=1))
        world.sweep(world.fence())
        world.gate(fence=world.fence())
        world.deliver("ntd-reminder")
    _, whats = said(world)

    assert "in-vain" in whats
    assert "notice-reminder" not in whats


def test_a_cdn_is_not_said_to_get_a_notice_or_a_reminder() -> None:
    whats = said(behind())[1]
    assert "cdn" in whats
    assert "notice" not in whats

    whats = said(asked())[1]
    assert "origin-silent" in whats
    assert "notice-reminder" not in whats


def test_a_card_and_the_state_call_a_question_to_a_cdn_no_notice() -> None:
    world = asked()
    report = world.letters("annex-i")[0]
    world.take(police_mail(f"received {report.values['code']}", received_at=world.now))
    card = card_of(world.case, world.site)

    assert card is not None
    assert card.states == ("CDN asked, 1 of 1 online",)
    world.take(analyst_mail(subject=f"[{world.case.stream}] [STATUS]", received_at=world.now))
    (mail,) = world.letters("status")
    text = templates_in(world.site.hotline.timezone).render("status", "en", mail.values).text
    assert "\n  CDN asked   1 to abuse@front.example, item 1: accepted\n" in text
    assert "Notice" not in text


def test_where_nobody_is_left_to_remind_of_a_receipt_an_alarm_is_foretold() -> None:
    world = World(home_site(units=(make_unit(contact=None),)))
    reported(world)
    world.wait(timedelta(hours=24, minutes=1))
    world.sweep(world.fence())

    assert said(world)[0] == "alarm: no person's receipt from national"
    world.wait(timedelta(hours=24, minutes=1))
    world.sweep(world.fence())
    assert world.letters("alarm")


def test_of_a_report_that_was_not_delivered_no_reminder_to_the_unit_is_foretold() -> None:
    world = reported()
    (report,) = world.letters("annex-i")
    world.record(
        MailBounced(
            message_id=report.message_id, recipient="", disposition="failed", status="5.1.1", mail="b" * 64
        ),
        stream=world.case.stream,
    )

    assert said(world)[0] == "alarm: no person's receipt from national"
    world.wait(timedelta(hours=24, minutes=1))
    world.sweep(world.fence())
    assert not world.letters("receipt-reminder")


@pytest.mark.parametrize("language", ANALYSTS)
def test_the_digest_foretells_that_alarm_and_no_reminder(language: str) -> None:
    world = World(home_site(units=(make_unit(contact=None),)))
    reported(world)
    assert "receipt" in said(world)[1]
    world.wait(timedelta(hours=24, minutes=1))
    world.sweep(world.fence())
    (whole,) = [one for one in notes(world.case, world.site) if one.what == "receipt-alarm"]

    assert "receipt" not in said(world)[1]
    template = (TEMPLATES / "daily" / f"{language}.coming.part.j2").read_text("utf-8")
    branch = template.partition('"receipt-alarm" %}')[2].partition("\n")[0]
    assert "{{ note.key }}" in branch
    assert whole.key == "national"
