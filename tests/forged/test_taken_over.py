"""Somebody else's subject under a genuine signature: what a mail program takes over when one answers (P9)."""

import asyncio

import pytest

from hotlined.domain.mail.message import Party
from hotlined.domain.record.casework import CaseClosed
from hotlined.domain.record.holding import HoldLifted
from tests.forged import post
from tests.forged.judge import changes_nothing, is_obeyed
from tests.forged.stage import Forged, Good, Make, Stage

BEHIND = "behind Re: or Fwd:"
THEIRS = (("In-Reply-To", "<bait@evil.example>"), ("References", "<bait@evil.example>"))
WORDS = "What do you mean by that?\n\nMallory wrote:\n> please answer\n"


def _by_ann(subject: str, text: str = WORDS, more: post.Fields = THEIRS) -> Make:
    """Ann's answer, signed with its subject; the mail that she answers was Mallory's."""

    def make(stage: Stage) -> bytes:
        payload = post.entity(text.format(**stage.names), subject=subject.format(**stage.names))
        return post.signed(stage.cast, payload, post.head(more=more))

    return make


def _by_unit(subject: str, *, ours: bool) -> Make:
    def make(stage: Stage) -> bytes:
        payload = post.entity("See the subject.", subject=subject.format(**stage.names))
        more = (("In-Reply-To", stage.report["a"].message_id),) if ours else THEIRS
        return post.signed(stage.cast, payload, post.head(post.LEA, post.TO_LEA, more=more), "lea")

    return make


def _below_ours(stage: Stage) -> bytes:
    """Ann answers what the daemon wrote to her about the case, and adds the tag to its subject."""
    case = asyncio.run(stage.fresh().docket.case(stage.names["c"]))
    ours = next(
        one.message_id for one in case.sent.values() if (one.party, one.to_id) == (Party.ANALYST, "Ann")
    )
    return _by_ann("Re: [{c}] Case opened [CLOSE]", more=(("In-Reply-To", ours),))(stage)


FORGED = [
    Forged("an answer to a stranger's subject", _by_ann("Re: [CLOSE] [{c}]"), "Refused", BEHIND),
    Forged("the same in another language", _by_ann("AW: [CLOSE] [{c}]"), "Refused", BEHIND),
    Forged("behind a gateway's mark", _by_ann("[EXTERNAL] Re: [CLOSE] [{c}]"), "Refused", BEHIND),
    Forged("forwarded", _by_ann("Fwd: [CLOSE] [{c}]", more=()), "Refused", BEHIND),
    Forged("behind a tag of one's own", _by_ann("[NOTE] [{c}] Fwd: [CLOSE]", more=()), "Refused", BEHIND),
    Forged("the tag only in a quote besides", _by_ann("Re: [CLOSE] [{c}]", "> [CLOSE]\n"), "Refused", BEHIND),
    Forged("a release in the unit's answer", _by_unit("Re: [RELEASE] [{a}]", ours=False), "LEA", box="lea"),
]
GOOD = [
    Good("in front of the prefix", _by_ann("[CLOSE] [{c}] Re: a question"), (CaseClosed,)),
    Good("in the first line too", _by_ann("Re: [CLOSE] [{c}]", "[CLOSE]\n\nas agreed"), (CaseClosed,)),
    Good("below a mail of ours", _below_ours, (CaseClosed,)),
    Good(
        "a release below our report", _by_unit("Re: [{a}] [RELEASE]", ours=True), (HoldLifted,), "lea", "LEA"
    ),
]


@pytest.mark.parametrize("forged", FORGED, ids=str)
def test_P9_a_subject_taken_over_from_a_stranger_commands_nothing(stage: Stage, forged: Forged) -> None:
    changes_nothing(stage, forged)


@pytest.mark.parametrize("good", GOOD, ids=str)
def test_a_subject_that_is_the_writers_own_is_obeyed(stage: Stage, good: Good) -> None:
    is_obeyed(stage, good)
