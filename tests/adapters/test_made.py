"""The classifier on mails in the formats of many servers and programs (P8, B7, threats G2-G5)."""

import base64
import quopri

import pytest

from hotlined.adapters.bounces import classify
from hotlined.domain.mail.message import Classified, MailClass
from tests.support.made import ABOUT, HEADERS, MADE, OWN, REPORT, Made, made
from tests.support.over import over

MAILS = [mail for mail in made() if mail.told]
NOT_TOLD = [mail for mail in made() if not mail.told]
BOUNCES = [mail for mail in MAILS if mail.kind == "dsn"]
MACHINE = {MailClass.AUTOMATIC, MailClass.ROBOT}


def each(mails: list[Made]) -> list[object]:
    return [pytest.param(mail, id=mail.name) for mail in mails]


def test_the_set_is_as_large_as_it_was_meant_to_be() -> None:
    kinds = [mail.kind for mail in MAILS]

    assert len({mail.name for mail in MAILS}) == len(MAILS) > 350
    assert {kind: kinds.count(kind) >= least for kind, least in
            {"dsn": 140, "human": 70, "automatic": 140, "robot": 40, "mdn": 10, "feedback": 7}.items()} == (
        dict.fromkeys(("dsn", "human", "automatic", "robot", "mdn", "feedback"), True)
    )  # fmt: skip


@over("mail", each(MAILS))
def test_P8_a_made_mail_is_what_it_was_made_as(mail: Made) -> None:
    found = classify(mail.raw, OWN)

    wanted = MACHINE if mail.kind == "automatic" else {MailClass(mail.kind)}
    assert found.kind in wanted, found.why


@over("mail", each(NOT_TOLD))
def test_P7_an_absence_notice_that_nothing_tells_goes_to_a_person(mail: Made) -> None:
    assert classify(mail.raw, OWN).kind is MailClass.HUMAN  # told now? then take its "?" away


@over("mail", each(BOUNCES))
def test_B7_a_made_bounce_names_its_recipients_and_whether_it_is_final(mail: Made) -> None:
    found = classify(mail.raw, OWN)

    assert {b.recipient: str(b.disposition) for b in found.bounced} == mail.recipients


@over("mail", each(BOUNCES))
def test_a_made_bounce_names_our_message_exactly_where_it_returns_it(mail: Made) -> None:
    assert classify(mail.raw, OWN).about == ((ABOUT,) if mail.about else ())


def bounce(part: str, *, subject: str = "Undelivered Mail Returned to Sender") -> Classified:
    """A report with this as its last part, headers and all."""
    raw = (
        f"From: MAILER-DAEMON@mx.example.net\nTo: lea@hotline.example.org\nSubject: {subject}\n"
        f"MIME-Version: 1.0\n{REPORT}\n\n"
        f"--b\nContent-Type: text/plain\n\nNot delivered.\n\n--b\n{part}\n--b--\n"
    )
    return classify(raw.encode(), OWN)


FOLDED = HEADERS.replace("Message-ID: ", "Message-ID:\n ")
TABBED = HEADERS.replace("Message-ID: ", "message-id:\n\t")
CODED = base64.encodebytes(HEADERS.encode()).decode()
SOFT = quopri.encodestring(HEADERS.replace("Message-ID: ", "X-Long: " + "y" * 60 + "\nMessage-ID: ").encode())


@pytest.mark.parametrize(
    "part",
    [
        f"Content-Type: message/rfc822\n\n{FOLDED}\n\nitem 1",
        f"Content-Type: text/rfc822-headers\n\n{TABBED}\n",
        f"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{CODED}",
        f"Content-Type: text/rfc822-headers\nContent-Transfer-Encoding: base64\n\n{CODED}",
        "Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n"
        + HEADERS.replace("f6g7", "f6=\ng7"),
        f"Content-Type: text/rfc822-headers\nContent-Transfer-Encoding: quoted-printable\n\n{SOFT.decode()}",
        f"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n{CODED}",
        "Content-Type: text/plain\n\n" + "\n".join(f"> {line}" for line in HEADERS.splitlines()),
        "Content-Type: text/plain\n\n" + "\n".join(f"    {line}" for line in HEADERS.splitlines()),
        f"Content-Type: text/plain\n\nThe Message-ID was {ABOUT}.",
        f"Content-Type: message/partial\n\n{HEADERS}\n",
        f"Content-Type: message/global-headers\n\n{HEADERS}\n",
        f"Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\nX-Original-Message-ID: {ABOUT}\n",
    ],
)
def test_our_message_id_is_found_however_it_comes_back(part: str) -> None:
    found = bounce(part)

    assert found.kind is MailClass.DSN
    assert found.about == (ABOUT,)


def test_an_html_bounce_names_our_message_with_escaped_brackets() -> None:
    raw = (
        "From: MAILER-DAEMON@mx.example.net\nSubject: x\nContent-Type: text/html\n\n"
        f"<pre>Message-ID: {ABOUT}</pre>".replace("<a1", "&lt;a1").replace("org>", "org&gt;")
    )

    assert classify(raw.encode(), OWN).about == (ABOUT,)


def test_the_next_field_of_an_indented_message_id_is_not_part_of_it() -> None:
    found = bounce(f"Content-Type: text/plain\n\n  Message-id: {ABOUT}\n  From: <lea@hotline.example.org>\n")

    assert found.about == (ABOUT,)


def test_each_file_says_how_it_did_before_the_code_was_mended() -> None:
    for path in MADE.glob("*.txt"):
        assert "first" in path.read_text("utf-8").partition("\n")[0], path.name
