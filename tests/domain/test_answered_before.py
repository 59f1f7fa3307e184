"""[CONFIRM] in answer to a question that a colleague has answered meanwhile says just that (P7, P11)."""

import pytest

from hotlined.domain.letters.decision import Decision
from hotlined.domain.values.folders import Folder
from tests.support.mails_in import analyst_mail, police_mail
from tests.support.world import World, reported


def asked(world: World) -> str:
    """A mail of the LEA that nobody understands; the Message-ID of the question about it."""
    world.take(
        police_mail(
            "Xyzzy if need be.",
            references=(world.letters("annex-i")[0].message_id,),
            received_at=world.now,
        )
    )
    return next(one.message_id for one in reversed(world.letters("question")) if one.to.id == "Ann")


def answer(world: World, question: str) -> Decision:
    """Ann answers the mail with the question."""
    return world.take(
        analyst_mail(
            "",
            subject=f"[CONFIRM] [{world.case.stream}]",
            references=(question,),
            received_at=world.now,
        )
    )


@pytest.mark.parametrize("another", [False, True])
def test_P7_who_answers_too_late_is_told_so_and_is_pointed_to_no_other_question(another: bool) -> None:
    world = reported()
    first = asked(world)
    world.wait(world.site.agreement.pause_alarm / 2)
    if another:
        asked(world)
    assert answer(world, first).folder == Folder.DONE

    late = answer(world, first)

    assert (late.folder, late.reason) == (Folder.REFUSED, "[CONFIRM:Q1]: this question was answered before")
    assert len(world.case.pauses_open()) == another
