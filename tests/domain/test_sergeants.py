"""A police sergeant signs "PS Hall", which is no postscript (P7)."""

import pytest

from hotlined.domain.replies.meaning import Meaning
from hotlined.domain.replies.receipts import understand
from hotlined.domain.steps.filing import read_lea_tags
from hotlined.domain.values.address import Address
from tests.domain.test_receipts import SITE
from tests.support.mails_in import T0, police_mail


def said(text: str) -> Meaning:
    mail = police_mail(text, from_=(Address("k.hall", "police.example.com"),))
    return understand(mail, read_lea_tags(mail, SITE), SITE, T0)


@pytest.mark.parametrize("name", ["PS Hall", "PS K. Hall", "PS K Hall"])
def test_P7_the_rank_of_a_sergeant_before_his_own_name_asks_nobody(name: str) -> None:
    assert said(f"Received, thanks.\n\n{name}\n").words == ("received",)
    assert said(f"Received, thanks.\n\nRegards\n\n{name}\n").words == ("received",)
    assert said(f"You may notify the provider.\n\nRegards\n\n{name}\n").words == ("release",)


@pytest.mark.parametrize(
    "note",
    ["PS: Hall", "PS Hall disagrees", "PS Ongoing", "PS Trent", "PS K", "PS not yet", "P.S. Hall said no"],
)
def test_P7_any_other_postscript_is_read(note: str) -> None:
    meaning = said(f"You may notify the provider.\n\nRegards\n\n{note}\n")

    assert not meaning.release or meaning.unclear or meaning.hold


@pytest.mark.parametrize(
    "name", ["Αστυν. Παπαδόπουλος", "Subinsp. Gómez", "kpt. Bc. Novák", "r. őrnagy Nagy"]
)
def test_P7_a_rank_written_short_is_no_sentence(name: str) -> None:
    assert said(f"Received, thank you.\n\n{name}\n").words == ("received",)
