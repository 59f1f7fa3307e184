"""All mails to analysts about one case are one thread, for each analyst and in a mailbox that they share."""

from datetime import timedelta

import pytest

from hotlined.domain.letters.drafts import LONGEST_THREAD
from hotlined.domain.mail.message import Draft, Party
from hotlined.domain.values.reference import parse_reference
from tests.support.analyst_mails import STORIES
from tests.support.mails_in import analyst_mail
from tests.support.world import World, reported


def of_case(world: World, name: str) -> list[Draft]:
    return [one for one in world.drafts.values() if one.stream == name and one.to.party is Party.ANALYST]


@pytest.mark.parametrize("story", STORIES)
def test_every_mail_about_a_case_refers_to_the_same_root(story: object) -> None:
    assert callable(story)
    world = story()
    for name in world.streams:
        mails = of_case(world, name)
        if parse_reference(name) is not None:
            assert {one.references[0] for one in mails} <= {f"<{name}.case@hotline.example.org>"}
            assert all(one.in_reply_to for one in mails)
            assert {one.values["reference"] for one in mails} <= {name}
        else:
            assert not any(".case@" in one for mail in mails for one in mail.references)


def test_a_long_thread_keeps_its_root_and_its_end() -> None:
    world = reported()
    name = world.case.stream
    for _ in range(30):
        world.wait(timedelta(minutes=1))
        world.take(analyst_mail("", subject=f"[{name}] [STATUS]", received_at=world.now))
    last = of_case(world, name)[-1]
    assert len(last.references) == LONGEST_THREAD
    assert last.references[0] == f"<{name}.case@hotline.example.org>"
    assert last.references[-1] == last.in_reply_to
    (answered,) = [one for one in last.references if one.startswith("<mail-")][-1:]
    assert answered == last.in_reply_to


def test_the_root_leads_nobody_to_the_case() -> None:
    """It can be guessed, so that it proves nothing: only Message-IDs with a random part do."""
    world = reported()
    root = of_case(world, world.case.stream)[0].references[0]
    world.take(analyst_mail("[CLOSE]\n", subject="[CLOSE]", references=(root,), received_at=world.now))
    assert world.case.is_open
