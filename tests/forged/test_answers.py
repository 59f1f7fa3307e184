"""What the supposed author is told: a sentence that says what to do (P17), at the configured address only."""

from collections.abc import Sequence

import pytest

from hotlined.domain.hotline.site import ProofLevel
from hotlined.domain.record.holding import HoldPlaced
from tests.forged import post
from tests.forged.judge import changes_nothing
from tests.forged.people import ago
from tests.forged.stage import Forged, Make, Stage, Verdict
from tests.forged.test_clients import _rewritten_signed
from tests.forged.test_replayed import made
from tests.forged.test_signatures import _clear, _inline, _smime, by, changed
from tests.forged.test_subject import _swapped

UNPROVEN, DOUBTFUL, STALE = "Quarantine/unproven", "Quarantine/doubtful", "Quarantine/stale"
ANSWERS: Sequence[tuple[str, Make, str, str]] = [
    (
        "unsigned",
        lambda s: post.mail(post.head(subject=f"[CLOSE] [{s.names['c']}]"), post.entity("")),
        UNPROVEN,
        "Sign it with your key (PGP/MIME)",
    ),
    ("inline", _inline(_clear), UNPROVEN, "Send it as PGP/MIME"),
    ("S/MIME", _smime, UNPROVEN, "sign with OpenPGP"),
    ("wrapped", _rewritten_signed, UNPROVEN, "Send it directly"),
    ("changed", changed(b"agreed", b"agread"), DOUBTFUL, "something changed the mail on its way"),
    (
        "expired key",
        by("expired", sender=post.DAN),
        DOUBTFUL,
        "extend the key, give the administrator the new public key",
    ),
    (
        "revoked key",
        by("revoked", sender=post.DAN),
        DOUBTFUL,
        "give the administrator the fingerprint of your new one",
    ),
    ("unknown key", by("mallory"), DOUBTFUL, "sign with the key that the administrator has pinned for you"),
    ("old", made(ago(days=2)), STALE, "Write a new mail and sign it now"),
    ("future", made(ago(days=-1)), STALE, "Check the clock"),
    (
        "subject not covered",
        _swapped("[CLOSE] [{c}]", "as agreed"),
        "Refused",
        "repeat them as the first lines of the text",
    ),
]


def words(stage: Stage, verdict: Verdict, store: object) -> str:
    """The text of the one letter, on one line; opened where it is sealed."""
    (row,) = verdict.letters
    data = store.envelope(row.digest).replace(b"\r\n", b"\n")  # type: ignore[attr-defined]
    start = data.find(b"-----BEGIN PGP MESSAGE")
    text = stage.cast.friends.decrypt(data[start:]) if start >= 0 else data
    return " ".join(text.replace(b"=\r\n", b"").replace(b"=\n", b"").decode().split())


@pytest.mark.parametrize(("name", "make", "folder", "told"), ANSWERS, ids=[one[0] for one in ANSWERS])
def test_P17_the_answer_says_what_to_do(stage: Stage, name: str, make: Make, folder: str, told: str) -> None:
    table = stage.fresh()
    verdict = changes_nothing(stage, Forged(name, make, folder), table)
    assert told in words(stage, verdict, table.store)


def test_P12_a_flood_in_an_analysts_name_brings_one_warning(stage: Stage) -> None:
    table = stage.fresh()
    letters = [
        row
        for _ in range(5)
        for row in changes_nothing(stage, Forged("", by("mallory"), DOUBTFUL), table).letters
    ]
    assert len(letters) == 1


def test_P9_an_analysts_hold_outside_of_the_signature_holds_as_if_unsigned(stage: Stage) -> None:
    verdict = changes_nothing(stage, Forged("", _swapped("[HOLD] [{c}]", "wait, please"), "Done", held=True))
    (hold,) = (event for event in verdict.events if isinstance(event, HoldPlaced))
    assert (hold.by, hold.proof) == ("Ann", ProofLevel.CLAIMED)


def test_P9_a_hold_outside_does_not_carry_other_tags_along(stage: Stage) -> None:
    changes_nothing(stage, Forged("", _swapped("[HOLD] [CLOSE] [{c}]", "wait"), "Refused", "does not cover"))
