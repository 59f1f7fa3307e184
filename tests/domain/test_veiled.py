"""A wait beside a receipt that no word says: symbols, digits for letters, a lone word, a note (P5, P7)."""

import time
from pathlib import Path

import pytest

from hotlined.domain.replies.meaning import Meaning
from hotlined.domain.replies.receipts import understand
from hotlined.domain.replies.veiled import STOP, SYMBOL, of_symbols, unveiled
from hotlined.domain.steps.filing import read_lea_tags
from hotlined.domain.text.newtext import new_text
from hotlined.domain.values.address import Address
from tests.domain.test_receipts import SITE
from tests.support.mails_in import T0, police_mail

VEILED = Path(__file__).parents[1] / "corpus" / "lea" / "veiled-waits.list"
ASKED = {"unclear", "hold", "question"}


def said(text: str) -> Meaning:
    mail = police_mail(text, subject="")
    return understand(mail, read_lea_tags(mail, SITE), SITE, T0)


def veiled() -> list[str]:
    lines = VEILED.read_text("utf-8").splitlines()
    return [
        line.replace("\\n", "\n").replace("\\u200b", "\u200b")
        for line in lines
        if line and not line.startswith("#")
    ]


def test_P7_a_wait_that_is_no_sentence_is_asked_about_beside_a_receipt() -> None:
    passed = [text for text in veiled() if not ASKED & set(said(text).words)]

    assert len(veiled()) > 150
    assert passed == []


@pytest.mark.parametrize(
    "text",
    [
        "Received, thanks 🙏",
        "Received ✅",
        "Received. Our ref. 4B7H0.",
        "Received, thank you.\n\nKind regards\nLee Example\nOperations Department",
        "Received.\n\nKind regards\nLee Example\n☎ +44 20 7946 0000\n✉ lee@police.example.com",
        "Received.\n\nLee",
        "Received.\n\nAnna",
        "[RECEIVED]\n\nLee Example",
        "Received.\n\n-- \nLee Example\nInspector, Cybercrime Unit\n1 Park Street\nNorthtown",
        "Received, thanks.\n\nDet. Insp. Lee Example",
    ],
)
def test_what_people_sign_with_is_no_wait(text: str) -> None:
    assert said(text).words == ("received",)


def test_one_word_below_a_tag_is_a_name_only_if_the_address_has_it() -> None:
    text = "[RECEIVED]\n\nAnna"
    mail = police_mail(text, subject="", from_=(Address("anna.example", "police.example.org"),))

    assert understand(mail, read_lea_tags(mail, SITE), SITE, T0).unclear == ()
    assert said(text).unclear == ("Anna",)


def test_a_name_may_be_that_of_a_day() -> None:
    mail = police_mail(
        "Received.\n\nAnna Freitag", subject="", from_=(Address("a.freitag", "police.example.org"),)
    )

    assert understand(mail, read_lea_tags(mail, SITE), SITE, T0).unclear == ()
    assert said("Received.\n\nDet. Insp. Freitag").unclear == ()
    assert said("Received.\n\nRegards\nAnna Freitag").unclear == ()


@pytest.mark.parametrize(
    "written", ["H0LD", "ho1d", "h*o*l*d", "W-A-I-T", "W_A_I_T", "WA1T", "hold4now", "PAU5E"]
)
def test_P5_digits_and_signs_among_letters_hide_no_hold(written: str) -> None:
    assert said(f"Received. {written}").hold


def test_a_number_of_a_file_stays_as_it_is() -> None:
    assert unveiled("K-2026/4B7H0, EX1188", ("hold",)) == "K-2026/4B7H0, EX1188"


def test_a_word_without_an_end_is_read_in_time() -> None:
    begin = time.process_time()
    assert unveiled("a" * 60_000, ("hold",)) == "a" * 60_000
    assert time.process_time() - begin < 1


def test_a_picture_says_stop_or_is_one_that_nobody_knows() -> None:
    assert of_symbols("⏸") == {STOP}
    assert of_symbols("🦆") == {SYMBOL}
    assert of_symbols("👍") == frozenset()


def test_P5_a_last_line_of_nothing_but_a_picture_is_read() -> None:
    assert new_text("Received.\n\n⏸\n").certain == "Received.\n\n⏸"


def test_a_greek_word_is_no_latin_one_that_looks_like_it() -> None:
    for text in ("Ελήφθη, ευχαριστούμε.", "ΗΟΧ", "получено", "item Α1"):
        assert unveiled(text, ("hold",)) == text

    begin = time.process_time()
    unveiled("aα" * 30_000, ("hold",))
    assert time.process_time() - begin < 1
