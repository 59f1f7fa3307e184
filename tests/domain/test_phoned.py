"""An alarm that says to phone gives the number: analysts have nothing but their mail to look it up in."""

from datetime import timedelta
from pathlib import Path

import pytest

from hotlined.adapters.render import JinjaTemplates
from hotlined.domain.letters.drafts import alarm
from hotlined.domain.mail.message import Draft
from tests.support.mails_in import hours, police_mail
from tests.support.world import World, home_site, noticed, reported

TEMPLATES = JinjaTemplates(None, Path(__file__).parents[2] / "templates", zone=home_site().hotline.timezone)
NUMBER = "  national   Lee, +372 555 0199"


def text(draft: Draft, language: str = "en") -> str:
    return TEMPLATES.render(draft.kind, language, draft.values).text


def alarms(world: World, what: str) -> list[Draft]:
    return [one for one in world.letters("alarm") if one.values["what"] == what]


@pytest.mark.parametrize("language", ["de", "el", "en", "et", "lt", "sv"])
def test_where_no_receipt_comes_the_alarm_says_whom_to_phone(language: str) -> None:
    world = reported()
    for _ in range(8):
        world.wait(timedelta(days=1))
        world.sweep(world.fence())
    assert NUMBER in text(alarms(world, "no-receipt")[0], language).splitlines()


def test_where_a_release_is_not_proven_the_alarm_says_whom_to_phone() -> None:
    world = reported()
    thread = (world.letters("annex-i")[0].message_id,)
    world.take(police_mail("[HOLD]\n", received_at=world.now, references=thread, signed=True))
    world.wait(hours(2))
    world.take(police_mail("[RELEASE]\n", received_at=world.now, references=thread))
    assert NUMBER in text(alarms(world, "release-unproven")[0]).splitlines()


def test_an_alarm_about_what_a_provider_gets_names_nobody_of_the_LEA() -> None:
    world = reported()
    (case,) = world.streams.values()
    (one, *_) = alarm(world.context, case, "notice-waits", "A notice is due and waits.", "Look.")
    assert one.draft.values["calls"] == ()


@pytest.mark.parametrize("language", ["de", "el", "en", "et", "lt", "sv"])
def test_P5_where_the_LEAs_hold_came_too_late_the_letter_says_whom_to_phone(language: str) -> None:
    world = noticed()
    thread = (world.letters("annex-i")[0].message_id,)
    world.take(police_mail("[HOLD]\n", received_at=world.now, references=thread, signed=True))
    assert NUMBER in text(world.letters("hold-placed")[-1], language).splitlines()
    early = reported()
    thread = (early.letters("annex-i")[0].message_id,)
    early.take(police_mail("[HOLD]\n", received_at=early.now, references=thread, signed=True))
    assert "555 0199" not in text(early.letters("hold-placed")[-1], language)
