"""Genuine signed mails of another moment, another case or another addressee (F8, F9, B1)."""

import email
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from hotlined.domain.record.casework import CaseClosed, CaseOpened, Noted
from hotlined.domain.record.holding import HoldLifted
from hotlined.domain.record.reporting import ReceiptGiven
from tests.forged import post
from tests.forged.judge import changes_nothing, is_obeyed
from tests.forged.people import ago
from tests.forged.stage import Forged, Good, Make, Stage

REPLAYED, STALE, REFUSED, DOUBTFUL = (
    "Quarantine/replayed",
    "Quarantine/stale",
    "Refused",
    "Quarantine/doubtful",
)
SEEN = "seen before"


def order(stage: Stage, words: str = "[CLOSE]", case: str = "c", **inside: object) -> bytes:
    """The words of an order."""
    return post.entity("", subject=f"{words} [{stage.names[case]}]", **inside)  # type: ignore[arg-type]


def made(at: str, *, date: datetime | None = None, by: str = "ann", sender: str = post.ANN) -> Make:
    """Signed at this moment, under this Date."""
    return lambda stage: post.signed(stage.cast, order(stage), post.head(sender, date=date), by, at=at)


def moved(fields: Callable[[Stage], post.Fields], words: str = "[CLOSE]") -> Make:
    """A signed order on case c that was never seen, with what a forger puts around it."""

    def make(stage: Stage) -> bytes:
        return post.signed(stage.cast, order(stage, words), fields(stage))

    return make


def unnamed(fields: Callable[[Stage], post.Fields], text: str = "[CLOSE]") -> Make:
    """A signed order that names no case, put into the thread of one."""
    return lambda stage: post.signed(stage.cast, post.entity(text), fields(stage))


def _thread(stage: Stage, case: str) -> str:
    """A Message-ID of ours in a case, as analysts know it."""
    record = stage.rig.store.load(stage.names[case])
    return next(row.message_id for row in record.rows if row.to_id == "Ann")  # type: ignore[union-attr]


def _token(stage: Stage, case: str) -> str:
    record = stage.rig.store.load(stage.names[case])
    token = next(row.token for row in record.rows if row.to_id == "Ann")  # type: ignore[union-attr]
    return f"intake+{token}@hotline.example.org"


TIMES = [
    Forged("two days old", made(ago(days=2)), STALE, "older than agreed"),
    Forged(
        "two days old under its own Date",
        made(ago(days=2), date=datetime.now(UTC) - timedelta(days=2)),
        STALE,
        "older than agreed",
    ),
    Forged("of tomorrow", made(ago(days=-1)), STALE, "from the future"),
    Forged("an hour ahead", made(ago(minutes=-60)), STALE, "from the future"),
    Forged(
        "fresh, under a Date of last week",
        made(ago(), date=datetime.now(UTC) - timedelta(days=7)),
        STALE,
        "Date",
    ),
    Forged(
        "fresh, under a Date of next week",
        made(ago(), date=datetime.now(UTC) + timedelta(days=7)),
        STALE,
        "Date",
    ),
    Forged(
        "by a key before it expired",
        made(ago(days=25), by="expired", sender=post.DAN),
        DOUBTFUL,
        "expired key",
    ),
]
ELSEWHERE = [
    Forged(
        "in the thread of another case",
        moved(lambda s: post.head(more=(("In-Reply-To", _thread(s, "a")),))),
        REFUSED,
        "several cases",
    ),
    Forged(
        "References of another case",
        moved(lambda s: post.head(more=(("References", f"<x@example.com> {_thread(s, 'a')}"),))),
        REFUSED,
        "several cases",
    ),
    Forged(
        "to the plus-address of another case",
        moved(lambda s: post.head(to=_token(s, "a"))),
        REFUSED,
        "several cases",
    ),
    Forged(
        "Delivered-To of another case",
        moved(lambda s: (("Delivered-To", _token(s, "b")), *post.head())),
        REFUSED,
        "several cases",
    ),
    Forged(
        "the subject of another case",
        moved(lambda s: post.head(subject=f"[{s.names['b']}]")),
        REFUSED,
        "several cases",
    ),
    Forged(
        "nameless, in a thread",
        unnamed(lambda s: post.head(more=(("In-Reply-To", _thread(s, "c")),))),
        REFUSED,
        "the signed part does not name",
    ),
    Forged(
        "nameless, to a plus-address",
        unnamed(lambda s: post.head(to=_token(s, "c"))),
        REFUSED,
        "the signed part does not name",
    ),
    Forged(
        "nameless, subject of a case",
        unnamed(lambda s: post.head(subject=f"[{s.names['c']}]")),
        REFUSED,
        "the signed part does not name",
    ),
    Forged(
        "nameless, a longer number that begins like the case",
        lambda s: post.signed(
            s.cast, post.entity(f"[CLOSE]\n\nX{s.names['c']}X"), post.head(subject=f"[{s.names['c']}]")
        ),
        REFUSED,
        "the signed part does not name",
    ),
    Forged(
        "nameless, two cases in the quote",
        lambda s: post.signed(
            s.cast,
            post.entity(f"[RELEASE]\n\n> {s.names['a']}\n> {s.names['b']}"),
            post.head(more=(("In-Reply-To", _thread(s, "b")),)),
        ),
        REFUSED,
        "the signed part does not name",
    ),
]
ADDRESSEES = [
    Forged(
        "written to another hotline",
        lambda s: post.signed(s.cast, order(s, inside=(("To", "intake@other.example"),)), post.head()),
        DOUBTFUL,
        "addressed to",
    ),
    Forged(
        "written to the LEA, and passed on by it",
        lambda s: post.sealed(s.cast, order(s, inside=(("To", post.LEA),)), post.head()),
        DOUBTFUL,
        "addressed to",
    ),
    Forged(
        "another author inside",
        lambda s: post.signed(s.cast, order(s, inside=(("From", "someone@example.com"),)), post.head()),
        DOUBTFUL,
        "From",
    ),
    Forged(
        "two authors inside",
        lambda s: post.signed(s.cast, order(s, inside=(("From", post.ANN), ("From", post.ANN))), post.head()),
        DOUBTFUL,
        "From",
    ),
    Forged(
        "an old Date inside, a new one outside",
        lambda s: post.signed(
            s.cast, order(s, inside=(("Date", "Mon, 02 Mar 2026 09:00:00 +0000"),)), post.head()
        ),
        STALE,
        "Date",
    ),
]
FORGED = [*TIMES, *ELSEWHERE, *ADDRESSEES]


@pytest.mark.parametrize("forged", FORGED, ids=str)
def test_P9_an_order_of_another_time_case_or_addressee_is_not_obeyed(stage: Stage, forged: Forged) -> None:
    changes_nothing(stage, forged)


# --- the same signature again ----------------------------------------------------------------------


def _same_with(**changes: str) -> Callable[[bytes], bytes]:
    """The outer fields changed."""

    def change(raw: bytes) -> bytes:
        for name, value in changes.items():
            field = name.replace("_", "-").encode()
            raw = re.sub(rb"(?m)^" + field + rb": [^\r]*", field + b": " + value.encode(), raw, count=1)
        return raw

    return change


def _message_id(raw: bytes) -> str:
    return str(email.message_from_bytes(raw)["Message-ID"])


def _other_boundary(raw: bytes) -> bytes:
    boundary = raw.split(b'boundary="', 1)[1].split(b'"', 1)[0]
    return raw.replace(boundary, b"another")


AGAIN: list[tuple[str, str, Callable[[Stage, bytes], bytes]]] = [
    ("under a new Message-ID", "intake", lambda s, raw: _same_with(Message_ID="<again@people.example>")(raw)),
    (
        "under a new Date",
        "intake",
        lambda s, raw: _same_with(Date=f"{datetime.now(UTC):%a, %d %b %Y %H:%M:%S} -0000")(raw),
    ),
    ("under a new subject", "intake", lambda s, raw: _same_with(Subject="new")(raw)),
    ("to the LEA's mailbox", "lea", lambda s, raw: _same_with(Message_ID="<again@people.example>")(raw)),
    ("to the mailbox of notices", "ntd", lambda s, raw: _same_with(Message_ID="<again@people.example>")(raw)),
    ("with another boundary", "intake", lambda s, raw: _other_boundary(raw)),
    (
        "with other line ends",
        "intake",
        lambda s, raw: _same_with(Message_ID="<again@people.example>")(raw).replace(b"\r\n", b"\n"),
    ),
    (
        "inside of encryption",
        "intake",
        lambda s, raw: post.mail(
            post.head(),
            post.sealed_entity(
                post.cipher(s.cast, raw[raw.index(b"Content-Type: multipart/signed") :], None)
            ),
        ),
    ),
    (
        "with Received in front, resent by a third",
        "intake",
        lambda s, raw: (
            b"Received: from x.example by y.example; Mon, 02 Mar 2026 09:00:00 +0000\r\n"
            b"Resent-From: x@example.com\r\n" + _same_with(Message_ID="<again@people.example>")(raw)
        ),
    ),
]


@pytest.mark.parametrize(("name", "box", "change"), AGAIN, ids=[name for name, _, _ in AGAIN])
def test_P9_a_signature_that_was_seen_commands_nothing_again(
    stage: Stage, name: str, box: str, change: Callable[[Stage, bytes], bytes]
) -> None:
    table = stage.fresh()
    raw = post.signed(stage.cast, post.entity("[RELEASE]", subject=f"[{stage.names['b']}]"), post.head())
    verdict = is_obeyed(stage, Good(name, lambda _: raw, (HoldLifted,)), table)
    assert verdict.case["b"].holds_in_force() == ()
    copy = change(stage, raw)
    # Under its Message-ID it is what the very bytes are that anybody who has it can send again.
    known = _message_id(copy) == _message_id(raw)
    folder, why = ("Duplicates", "has had its effect") if known else (REPLAYED, SEEN)
    again = changes_nothing(stage, Forged(name, lambda _: copy, folder, why, box), table)
    assert again.to == set()


def encrypted_twice(stage: Stage, payload: bytes) -> tuple[bytes, bytes]:
    """Two mails around one and the same signature: gpg's clock stands still but for a second now and then."""
    at = ago()
    for _ in range(10):
        armours = [post.cipher(stage.cast, payload, at=at) for _ in range(2)]
        told = [stage.cast.hotline.run("--status-fd", "1", "--decrypt", feed=one) for one in armours]
        ids = {line for one in told for line in one.split(b"\n") if b" SIG_ID " in line}
        if len(ids) == 1:
            first, again = (post.mail(post.head(), post.sealed_entity(one)) for one in armours)
            return first, again
    raise AssertionError("gpg's clock never stood still")


def test_P9_a_sealed_order_that_is_encrypted_anew_commands_nothing_again(stage: Stage) -> None:
    table = stage.fresh()
    first, again = encrypted_twice(stage, order(stage, "[NOTE] as agreed"))
    is_obeyed(stage, Good("", lambda _: first, (Noted,)), table)
    changes_nothing(stage, Forged("encrypted anew", lambda _: again, REPLAYED, SEEN), table)


def test_P9_a_text_signature_does_not_cover_blanks_that_were_added(stage: Stage) -> None:
    """Else the same signature would be over other bytes, and not be known again."""
    table = stage.fresh()
    payload = order(stage, "[NOTE] as agreed")
    signature = post.signature(stage.cast, payload, "ann", extra=("--textmode",))
    first = post.mail(post.head(), post.signed_entity(payload, signature))
    is_obeyed(stage, Good("", lambda _: first, (Noted,)), table)
    padded = payload.replace(b"]\r\n", b"] \t\r\n")
    assert padded != payload
    again = post.mail(post.head(), post.signed_entity(padded, signature))
    changes_nothing(stage, Forged("blanks added", lambda _: again, DOUBTFUL, "bad"), table)


def test_P9_a_new_case_is_not_opened_twice_by_one_signature(stage: Stage) -> None:
    again = _same_with(Message_ID="<again@people.example>")(stage.taken[0])
    changes_nothing(stage, Forged("an assessment again", lambda _: again, REPLAYED, SEEN))


def test_P2_the_very_mail_in_a_second_mailbox_is_a_duplicate(stage: Stage) -> None:
    table = stage.fresh()
    raw = made(ago())(stage)
    is_obeyed(stage, Good("", lambda _: raw, (CaseClosed,)), table)
    verdict = table.take(raw, "lea", table.clock.now() + timedelta(minutes=1))
    assert (verdict.events, verdict.decision.folder) == ((), "Duplicates")


def test_P9_a_receipt_that_was_seen_confirms_no_other_case(stage: Stage) -> None:
    table = stage.fresh()
    report = stage.report["a"].message_id
    fields = post.head(post.LEA, post.TO_LEA, more=(("In-Reply-To", report),))
    raw = post.signed(stage.cast, post.entity(f"Received. {stage.names['a']}"), fields, "lea")
    is_obeyed(stage, Good("", lambda _: raw, (ReceiptGiven,), "lea", "LEA"), table)
    other = _same_with(In_Reply_To=stage.report["c"].message_id, Message_ID="<moved@people.example>")(raw)
    verdict = changes_nothing(stage, Forged("receipt moved", lambda _: other, REPLAYED, SEEN, "lea"), table)
    assert verdict.case["c"].unconfirmed()


def _late(stage: Stage) -> bytes:
    return post.signed(
        stage.cast, order(stage), post.head(date=datetime.now(UTC) - timedelta(hours=20)), at=ago(hours=20)
    )


GOOD = [
    Good("twenty hours old", _late, (CaseClosed,)),
    Good("three minutes ahead", made(ago(minutes=-3)), (CaseClosed,)),
    Good(
        "in the thread of its case",
        moved(lambda s: post.head(to=_token(s, "c"), more=(("In-Reply-To", _thread(s, "c")),))),
        (CaseClosed,),
    ),
    Good(
        "nameless inside, with a quote of its case",
        lambda s: post.signed(
            s.cast,
            post.entity(f"[CLOSE]\n\n> {s.names['c']} is open"),
            post.head(more=(("In-Reply-To", _thread(s, "c")),)),
        ),
        (CaseClosed,),
    ),
    Good(
        "its addressee inside",
        lambda s: post.signed(
            s.cast, order(s, inside=(("From", post.ANN), ("To", post.INTAKE))), post.head()
        ),
        (CaseClosed,),
    ),
    Good(
        "another address of the hotline inside",
        lambda s: post.signed(
            s.cast, order(s, inside=(("To", "Desk <desk@hotline.example.org>"),)), post.head()
        ),
        (CaseClosed,),
    ),
    Good(
        "several addressees inside",
        lambda s: post.signed(
            s.cast, order(s, inside=(("To", "x@example.com"), ("Cc", post.INTAKE))), post.head()
        ),
        (CaseClosed,),
    ),
    Good(
        "a group in To, not readable as addresses",
        lambda s: post.signed(s.cast, order(s, inside=(("To", "undisclosed-recipients:;"),)), post.head()),
        (CaseClosed,),
    ),
    Good("the same words signed anew", made(ago(seconds=5)), (CaseClosed,)),
    Good(
        "a new case",
        lambda s: post.signed(
            s.cast,
            post.entity(
                "URL: https://files.example.net/item-7\nType of content: item 7",
                subject="[ILLEGAL] [HOST:EE]",
            ),
            post.head(),
        ),
        (CaseOpened,),
    ),
]


@pytest.mark.parametrize("good", GOOD, ids=str)
def test_an_order_of_now_on_its_own_case_is_obeyed(stage: Stage, good: Good) -> None:
    is_obeyed(stage, good)


def test_an_order_is_as_fresh_as_when_it_was_received(stage: Stage) -> None:
    """The daemon stood still for three days; the server took the mail in time."""
    table = stage.fresh(moved=timedelta(days=3))
    verdict = table.take(made(ago())(stage), "intake", datetime.now(UTC))
    assert any(isinstance(event, CaseClosed) for event in verdict.events)
