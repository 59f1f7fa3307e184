"""Of mails that are read together the urgent ones are dealt with first; the rest as they arrived."""

from dataclasses import replace

import pytest

from hotlined.domain.mail.message import Inbound, Original
from hotlined.domain.precedence import in_turn, is_urgent
from tests.support.mails_in import STRANGER, analyst_mail, mail_in, police_mail
from tests.support.site import make_site

SITE = make_site(gateway_marks=("[EXTERNAL]",))
URGENT = analyst_mail(subject="[ILLEGAL] [URGENT:item 1]")
OTHER = analyst_mail(subject="[ILLEGAL]")


@pytest.mark.parametrize(
    ("mail", "urgent"),
    [
        (URGENT, True),
        (analyst_mail("[ILLEGAL]\n[urgent:item 1]\n\nURL: x"), True),
        (analyst_mail(subject="AW: [EXTERNAL] [URGENT:item 1]"), True),
        (analyst_mail(subject="[URGENT:item 1]", signed=False), True),
        (replace(analyst_mail(), protected_subject=None, subject="[URGENT:item 1]"), True),
        (OTHER, False),
        (analyst_mail("It is urgent.\n[URGENT:item 1]"), False),
        (mail_in(from_=(STRANGER,), subject="[URGENT:item 1]"), False),
        (police_mail(subject="[URGENT:item 1]"), False),
        (mail_in(), False),
    ],
)
def test_urgent_is_what_bears_the_tag_in_the_name_of_an_analyst(mail: Inbound, urgent: bool) -> None:
    assert is_urgent(mail, SITE) is urgent


def test_urgent_mails_come_first_and_both_kinds_keep_their_order() -> None:
    assert in_turn([OTHER, URGENT, mail_in(), URGENT, OTHER], SITE) == (1, 3, 0, 2, 4)
    assert in_turn([OTHER, mail_in(), OTHER], SITE) == (0, 1, 2)
    assert in_turn([], SITE) == ()


def test_the_report_that_an_urgent_mail_forwards_is_registered_before_it() -> None:
    report = mail_in(from_=(STRANGER,), message_id="<report@example.com>")
    forward = replace(URGENT, originals=(Original("<report@example.com>", None),))
    assert in_turn([OTHER, report, mail_in(), forward], SITE) == (1, 3, 0, 2)
