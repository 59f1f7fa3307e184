"""Mails in the name of the LEA: what lets a notice go, or calls a report received, needs proof (G1, G13)."""

import pytest

from hotlined.domain.hotline.site import ProofLevel
from hotlined.domain.record.holding import HoldLifted, HoldPlaced, Paused
from hotlined.domain.record.noticed import ItemsRemoved, NtdSentByLea
from hotlined.domain.record.reporting import FeedbackGiven, ReceiptGiven
from tests.forged import post
from tests.forged.judge import changes_nothing, is_obeyed
from tests.forged.people import ago
from tests.forged.stage import Forged, Good, Make, Stage, with_agreement

LEA, DOUBTFUL = "LEA", "Quarantine/doubtful"
OFFICER = "kim@police.example.com"
WORDS = {
    "release": "You may send the notice now. [RELEASE]",
    "receipt": "We have received it. [RECEIVED]",
    "removed": "[REMOVED]",
    "notice sent": "[NTD-SENT]",
}


def reply(
    text: str,
    by: str | None = "lea",
    *,
    case: str = "a",
    sender: str = post.LEA,
    named: bool = True,
    thread: bool = True,
    at: str | None = None,
    outer: str = "Re: your report",
    to: str = post.TO_LEA,
) -> Make:
    """A reply of the LEA to the report of a case; signed by a key, or by none; `named`: it names the case."""

    def make(stage: Stage) -> bytes:
        answers = (("In-Reply-To", stage.report[case].message_id),) if thread else ()
        said = f"{text}\n\n{stage.names[case]}" if named else text
        payload = post.entity(said.replace("CODE", stage.codes[case]))
        fields = post.head(sender, to, outer.format(**stage.names), more=answers)
        return (
            post.mail(fields, payload) if by is None else post.signed(stage.cast, payload, fields, by, at=at)
        )

    return make


def _bad(text: str) -> Make:
    """Signed by the LEA, and then changed."""
    return lambda stage: reply(text)(stage).replace(text.encode(), text.encode() + b" now")


def _inline(stage: Stage) -> bytes:
    text = f"{WORDS['release']} {stage.names['a']}\n".encode()
    clear = stage.cast.friends.run("--local-user", stage.cast["lea"], "--clearsign", feed=text)
    return post.mail(post.head(post.LEA, post.TO_LEA), post.entity(clear.decode()))


def _footer(stage: Stage) -> bytes:
    """The LEA's genuine signed release, with a footer of a mailing list below it."""
    payload = post.entity(f"{WORDS['release']} {stage.names['a']}")
    whole = post.signed_entity(payload, post.signature(stage.cast, payload, "lea"))
    parts = (whole, post.crlf("Content-Type: text/plain\n\nlist info\n"))
    return post.mail(post.head(post.LEA, post.TO_LEA), post.multipart("multipart/mixed", parts))


def _swapped_case(stage: Stage) -> bytes:
    """The LEA's signed words on case c, put into the thread of case a."""
    payload = post.entity(f"{WORDS['release']} {stage.names['c']}")
    more = (("In-Reply-To", stage.report["a"].message_id),)
    return post.signed(stage.cast, payload, post.head(post.LEA, post.TO_LEA, more=more), "lea")


WRONG = [
    ("unsigned", {"by": None}, LEA),
    ("a stranger's key with the unit's user id", {"by": "mallory-lea"}, DOUBTFUL),
    ("an analyst's key", {"by": "ann"}, DOUBTFUL),
    ("another unit's key", {"by": "county"}, DOUBTFUL),
    ("the provider's key", {"by": "abuse"}, DOUBTFUL),
    ("the unit's key, an analyst's address", {"sender": post.ANN}, DOUBTFUL),
    ("the unit's key, a stranger's address", {"sender": post.EVIL}, DOUBTFUL),
    ("a stranger who has the Message-ID", {"by": None, "sender": post.EVIL}, LEA),
    ("two authors", {"sender": f"{post.LEA}, {post.EVIL}"}, DOUBTFUL),
    ("an old signature", {"at": ago(days=3)}, LEA),
    ("a signature of tomorrow", {"at": ago(days=-1)}, LEA),
    ("a signature that names no case", {"named": False}, LEA),
    ("a signature that names no case, the subject does", {"named": False, "outer": "Re: [{a}]"}, LEA),
]
FORGED = (
    [
        Forged(f"{what}, {name}", reply(text, **how), folder, box="lea")  # type: ignore[arg-type]
        for what, text in WORDS.items()
        for name, how, folder in WRONG
    ]
    + [
        Forged("release, changed after signing", _bad(WORDS["release"]), DOUBTFUL, "bad", "lea"),
        Forged("receipt, changed after signing", _bad(WORDS["receipt"]), DOUBTFUL, "bad", "lea"),
        Forged("release, inline", _inline, LEA, box="lea"),
        Forged("release, with a footer", _footer, LEA, box="lea"),
        Forged("release, signed for another case", _swapped_case, LEA, box="lea"),
        Forged(
            "release, of a unit without the hold",
            reply(WORDS["release"], "county", sender="reports@county.example.com"),
            LEA,
            box="lea",
        ),
        Forged(
            "release, to the intake box", reply(WORDS["release"], None, to=post.INTAKE), LEA, box="intake"
        ),
        Forged("release, to the mailbox of notices", reply(WORDS["release"], None), LEA, box="ntd"),
        Forged(
            "a receipt code that was guessed",
            reply("RC-2222-3333-4444-5555", None, named=False),
            LEA,
            box="lea",
        ),
        Forged(
            "a receipt code with one letter changed",
            lambda s: reply(s.codes["a"][:-1] + ("0" if s.codes["a"][-1] != "0" else "1"), None)(s),
            LEA,
            box="lea",
        ),
        Forged(
            "the code quoted out of a returned original",
            lambda s: reply(f"It came back.\n\n> Receipt code: {s.codes['a']}", None, sender=post.EVIL)(s),
            LEA,
            box="lea",
        ),
        Forged(
            "the clear case number alone, from a stranger",
            reply("[RECEIVED]", None, sender=post.EVIL, thread=False, outer="[{a}]"),
            "Quarantine/stranger",
            box="lea",
        ),
    ]
)


@pytest.mark.parametrize("forged", FORGED, ids=str)
def test_P9_without_proof_nothing_is_released_received_or_removed(stage: Stage, forged: Forged) -> None:
    verdict = changes_nothing(stage, forged)
    assert verdict.case["a"].holds_in_force()
    assert verdict.case["a"].unconfirmed()
    assert post.EVIL not in verdict.to


HELD = [
    ("unsigned", {"by": None}, LEA),
    ("of an officer's address in the unit's domain", {"by": None, "sender": "any@police.example.com"}, LEA),
    ("a stranger's key", {"by": "mallory-lea"}, DOUBTFUL),
    ("an analyst's key", {"by": "ann"}, DOUBTFUL),
    ("two authors", {"by": None, "sender": f"{post.EVIL}, {post.LEA}"}, DOUBTFUL),
    ("a stranger who has the Message-ID", {"by": None, "sender": post.EVIL}, LEA),
    ("an old signature", {"at": ago(days=3)}, LEA),
]


@pytest.mark.parametrize(("name", "how", "folder"), HELD, ids=[name for name, _, _ in HELD])
def test_P9_a_hold_is_honoured_from_a_merely_matching_sender(
    stage: Stage, name: str, how: dict[str, object], folder: str
) -> None:
    make = reply("[HOLD]", case="c", **how)  # type: ignore[arg-type]
    verdict = changes_nothing(stage, Forged(name, make, folder, box="lea", held=True))
    (hold,) = verdict.case["c"].holds_in_force()
    assert hold.party == "lea"


def test_P9_a_signed_hold_that_was_changed_still_holds(stage: Stage) -> None:
    forged = Forged("", lambda s: reply("[HOLD]", case="c")(s).replace(b"your report", b"[HOLD]")
                    .replace(b"\r\n\r\nHL", b"\r\n\r\nXX"), DOUBTFUL, box="lea", held=True)  # fmt: skip
    changes_nothing(stage, forged)


def test_P7_an_unproven_release_asks_an_analyst(stage: Stage) -> None:
    verdict = changes_nothing(stage, Forged("", reply(WORDS["removed"], None), LEA, box="lea"))
    assert any(isinstance(event, Paused) for event in verdict.events)


def _sealed(text: str, by: str = "lea", subject: str = "Re: {a}") -> Make:
    def make(stage: Stage) -> bytes:
        payload = post.entity(text, subject=subject.format(**stage.names))
        fields = post.head(post.LEA, post.TO_LEA, more=(("In-Reply-To", stage.report["a"].message_id),))
        return post.sealed(stage.cast, payload, fields, by)

    return make


def _protected_thread(stage: Stage) -> bytes:
    thread = ("In-Reply-To", stage.report["a"].message_id)
    payload = post.entity("Received.", inside=(thread,))
    return post.signed(stage.cast, payload, post.head(post.LEA, post.TO_LEA, more=(thread,)), "lea")


GOOD = [
    Good("release, signed", reply(WORDS["release"]), (HoldLifted,)),
    Good("release, sealed", _sealed("[RELEASE]"), (HoldLifted,)),
    Good("release, by an officer's key", reply(WORDS["release"], "kim", sender=OFFICER), (HoldLifted,)),
    Good("release, the case in the quote", reply("[RELEASE]\n\n> Report", named=True), (HoldLifted,)),
    Good("receipt, signed", reply(WORDS["receipt"]), (ReceiptGiven,)),
    Good("receipt, sealed", _sealed("Received."), (ReceiptGiven,)),
    Good("receipt, the thread protected", _protected_thread, (ReceiptGiven,)),
    Good("receipt, by the code, unsigned", reply("Received, CODE", None, named=False), (ReceiptGiven,)),
    Good(
        "receipt, by the code, from an address nobody knows",
        reply("Received, CODE", None, sender="duty@example.com", thread=False, named=False),
        (ReceiptGiven,),
    ),
    Good("removed, signed", reply(WORDS["removed"]), (ItemsRemoved,)),
    Good("notice sent, signed", reply(WORDS["notice sent"]), (NtdSentByLea,)),
    Good("feedback, unsigned", reply("[FEEDBACK]\nan arrest", None), (FeedbackGiven,)),
    Good("hold, signed", reply("[HOLD]", case="c"), (HoldPlaced,)),
    Good(
        "release, signed, to the intake box", reply(WORDS["release"], to=post.INTAKE), (HoldLifted,), "intake"
    ),
]


@pytest.mark.parametrize("good", GOOD, ids=str)
def test_what_the_unit_proves_is_done(stage: Stage, good: Good) -> None:
    box = "intake" if "intake" in good.name else "lea"
    is_obeyed(stage, Good(good.name, good.make, good.does, box, LEA))


def test_P9_a_signed_hold_is_recorded_as_signed(stage: Stage) -> None:
    verdict = is_obeyed(stage, Good("", reply("[HOLD]", case="c"), (HoldPlaced,), "lea", LEA))
    (hold,) = verdict.case["c"].holds_in_force()
    assert hold.proof is ProofLevel.SIGNED


def test_P9_a_signature_that_names_no_case_holds_and_does_not_shorten_a_hold(stage: Stage) -> None:
    table = stage.fresh()
    is_obeyed(stage, Good("", reply("[HOLD]", case="c", named=False), (HoldPlaced,), "lea", LEA), table)
    shorter = reply("[HOLD:1h]", case="c", named=False)
    verdict = is_obeyed(stage, Good("", shorter, (HoldPlaced,), "lea", LEA), table)
    assert [hold.until is None for hold in verdict.case["c"].holds_in_force()] == [True, False]


def test_P7_a_wrapped_encrypted_part_beside_a_receipt_pauses_where_files_are_passed(stage: Stage) -> None:
    armour = post.cipher(stage.cast, post.entity("Please wait."), "lea")
    words = post.entity(f"Received. {stage.names['c']}", mark="")
    body = post.multipart("multipart/mixed", (words, post.sealed_entity(armour)))
    raw = post.mail(post.head(post.LEA, post.TO_LEA), body)
    site = with_agreement(stage.site, lea_attachments="pass")
    verdict = stage.fresh(site).take(raw, "lea")
    assert [one.why for one in verdict.case["c"].pauses_open()] == [
        "a part of it is encrypted, and cannot be read"
    ]


def test_P7_an_encrypted_mail_of_the_lea_that_a_list_wrapped_pauses(stage: Stage) -> None:
    armour = post.cipher(stage.cast, post.entity("Please wait."), "lea")
    footer = post.entity("Northtown team list", mark="")
    body = post.multipart("multipart/mixed", (post.sealed_entity(armour), footer))
    more = (("List-Id", "<team.police.example.com>"), ("Precedence", "list"))
    fields = post.head(post.LEA, post.TO_LEA, stage.names["c"], more=more)
    verdict = stage.fresh().take(post.mail(fields, body), "lea")
    assert (verdict.decision.folder, len(verdict.case["c"].pauses_open())) == ("Automatic", 1)
    nameless = post.mail(post.head(post.LEA, post.TO_LEA, "...", more=more), body)
    assert all(one.pauses_open() for one in stage.fresh().take(nameless, "lea").case.values())
