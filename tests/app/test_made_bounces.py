"""Which case a bounce belongs to: by the envelope's token, else by the mail that it returns (B7, G3)."""

import re

import pytest

from hotlined.app.ports import Fetched, Found
from hotlined.domain.letters.matching import Match, clues, match
from hotlined.domain.mail.message import MailClass
from tests.adapters.test_bounces import report
from tests.support.made import ABOUT, TOKEN, Made, made
from tests.support.rig import LEA, Rig

BOUNCES = [mail for mail in made() if mail.kind == "dsn"]
CASE = "HL-2026-000001-C"
TOKENED = f"lea+{TOKEN}@hotline.example.org"
_ROUTES = re.compile(rb"^(?:Delivered-To|To): .*\n", re.MULTILINE)


def routed(mail: Made, routes: str) -> bytes:
    """The bounce with other routing lines in its own header block."""
    head, blank, body = mail.raw.partition(b"\n\n")
    return f"{routes}\n".encode() + _ROUTES.sub(b"", head + b"\n").rstrip(b"\n") + blank + body


def matched(rig: Rig, raw: bytes) -> tuple[MailClass, Match]:
    mail = rig.reader.read("lea", Fetched(Found("INBOX", 1, 7, len(raw)), raw, rig.clock.now()))
    return mail.classified.kind, match(
        clues(mail, rig.site),
        by_message_id={ABOUT: (CASE,)},
        by_token={TOKEN: (CASE,)},
        by_code={},
        existing=frozenset({CASE}),
    )


@pytest.mark.parametrize(
    "routes",
    [
        f"Delivered-To: {TOKENED}\nTo: lea@hotline.example.org",
        f"X-Original-To: {TOKENED}\nDelivered-To: vmail@mx.hotline.example.org\nTo: undisclosed-recipients:;",
        f"To: <{TOKENED}>",
        f"To: Hotline\n <{TOKENED}>",
        f"Envelope-To: {TOKENED}",
        f"To: {TOKENED.replace('hotline.example.org', 'HOTLINE.example.org')}",
    ],
)
def test_B7_every_made_bounce_finds_its_case_by_the_envelope_token(routes: str) -> None:
    rig = Rig()
    for mail in BOUNCES:
        kind, found = matched(rig, routed(mail, routes))

        assert kind is MailClass.DSN, mail.name
        assert found.streams == (CASE,), mail.name
        assert found.how == ("message-id" if mail.about else "token"), mail.name


def test_B7_without_a_token_the_returned_message_id_finds_the_case() -> None:
    rig = Rig()
    for mail in BOUNCES:
        raw = routed(mail, "To: lea@hotline.example.org").replace(TOKEN.encode(), b"lost")
        _, found = matched(rig, raw)

        assert found.streams == ((CASE,) if mail.about else ()), mail.name


async def test_P7_after_a_bounce_that_came_back_in_a_bounce_no_notice_leaves() -> None:
    rig = Rig()
    await rig.start()
    reference = await rig.opened()
    (sent,) = rig.courier.accepted(LEA)
    head = sent.data.partition(b"\r\n\r\n")[0].decode().replace("\r\n", "\n")
    inner = report("reports@police.example.com", f"{head}\n\n(left out)\n")
    rig.boxes["lea"].deliver(report("relay@gate.example.net", inner, boundary="g").encode())
    await rig.settled()
    await rig.clock.advance(25 * 3600.0)

    assert rig.notices() == []
    case = await rig.case(reference)
    assert any(mail.bounced for mail in case.sent.values())
    await rig.kill()
