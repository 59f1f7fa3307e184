"""Before a hold ends, and when it has, reminders of a notice that had left are told of (P6)."""

from datetime import timedelta

import pytest

from hotlined.adapters.render import JinjaTemplates
from hotlined.domain.mail.message import Party
from hotlined.domain.ntd.foretold import Foretold
from tests.support.languages import LETTERS
from tests.support.lea_set import TEMPLATES as FOLDER
from tests.support.mails_in import police_mail
from tests.support.site import make_site
from tests.support.world import World, answered, noticed

TEMPLATES = JinjaTemplates(None, FOLDER, zone=make_site().hotline.timezone)


def held(world: World) -> World:
    """The unit holds what left before; the hold comes to its end."""
    world.take(police_mail(subject=f"[{world.case.stream}] [HOLD:4d]", received_at=world.now))
    for days in (3, 1):
        world.wait(timedelta(days=days, minutes=1))
        world.sweep(world.fence())
    return world


def told(world: World) -> set[tuple[str, object]]:
    letters = [*world.letters("hold-warning"), *world.letters("hold-ended")]
    assert all(isinstance(one.values["notice"], Foretold) for one in letters)
    return {(one.kind, one.values["reminded"]) for one in letters}


def test_P6_where_the_notice_had_left_its_reminders_go_on_after_the_hold_and_that_is_told() -> None:
    world = held(noticed())

    assert told(world) == {("hold-warning", True), ("hold-ended", True)}
    world.sweep(world.fence())
    assert world.letters("ntd-reminder")


def test_where_the_provider_says_that_all_is_gone_no_reminder_is_told_of() -> None:
    world = held(answered(noticed(), "REMOVED"))

    assert told(world) == {("hold-warning", False), ("hold-ended", False)}
    world.sweep(world.fence())
    assert not world.letters("ntd-reminder")


@pytest.mark.parametrize("language", LETTERS)
def test_P6_the_answer_to_a_release_tells_of_the_reminders_that_go_on(language: str) -> None:
    """It said *The notice has left before. No new one is planned*, and the provider was pressed again."""
    texts = {}
    for gone in (False, True):
        world = answered(noticed(), "REMOVED") if gone else noticed()
        case = world.case.stream
        world.take(police_mail(subject=f"[{case}] [HOLD]", received_at=world.now))
        world.wait(timedelta(hours=1))
        thread = (world.letters("annex-i")[0].message_id,)
        world.take(police_mail("[RELEASE]", signed=True, references=thread, received_at=world.now))
        letters = world.letters("hold-lifted")
        assert {one.values["reminded"] for one in letters} == {not gone}
        (unit,) = [one for one in letters if one.to.party is Party.LEA]
        made = TEMPLATES.render("hold-lifted", language, {**unit.values, "to": unit.to, "now": world.now})
        texts[gone] = made.text.splitlines()
        world.wait(timedelta(days=4))
        world.sweep(world.fence())
        assert bool(world.letters("ntd-reminder")) is not gone
    assert len(texts[False]) == len(texts[True]) + 1
