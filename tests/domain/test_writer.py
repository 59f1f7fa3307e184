"""A surname that is a word of waiting in some language: a writer's name holds nothing, the word does (P5)."""

import pytest

from hotlined.domain.replies.meaning import Meaning
from hotlined.domain.replies.receipts import understand
from hotlined.domain.steps.filing import read_lea_tags
from hotlined.domain.values.address import Address
from tests.domain.test_receipts import SITE
from tests.support.mails_in import T0, UNIT, police_mail

HALL = Address("peeter.hall", "police.example")  # "håll" is "hold" in Swedish


def said(text: str, sender: Address = HALL) -> Meaning:
    mail = police_mail(text, from_=(sender,))
    return understand(mail, read_lea_tags(mail, SITE), SITE, T0)


@pytest.mark.parametrize(
    "text",
    [
        "Received.\n\nKind regards\nPeeter Hall\nSenior Inspector",
        "Kinnitan kättesaamist.\n\nLugupidamisega\nP. Hall",
        "Received.\nPEETER HALL",
        "Received.\n\n-- \nPeeter Hall",
    ],
)
def test_who_writes_is_no_wait(text: str) -> None:
    assert said(text).words == ("received",)


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("Received.\n\nHall", HALL),  # one word may be meant
        ("Received.\n\nPeeter Hall\nWait.", HALL),
        ("Received.\n\nPeeter, hold", HALL),
        ("Received.\n\nPeeter hall", HALL),
        ("Received.\n\nPeeter Hall", UNIT),  # a name that the address does not tell
    ],
)
def test_P5_a_word_of_waiting_that_is_not_the_writers_name_holds(text: str, sender: Address) -> None:
    assert "hold" in said(text, sender).words
