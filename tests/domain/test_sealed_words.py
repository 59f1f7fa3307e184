"""P7: an OpenPGP message amid a text is asked about, but not that of our own report, quoted by a program."""

import pytest

from hotlined.domain.text.sealed_words import BEGINS, sealed_words

OWN = ("Example Hotline", "lea@hotline.example.org")
SENT = "Sent: Monday, March 2, 2026 11:00 AM\nTo: Police\nSubject: Report\n\n"
SEALED = f"{BEGINS}\n\nwf8AAAAq\n-----END PGP MESSAGE-----\n"


@pytest.mark.parametrize(
    "quoted",
    [
        f"From: Hotline <lea@hotline.example.org>\n{SENT}{SEALED}",
        f"From: Hotline <lea@hotline.example.org>\n{SENT}Version: 1\n\n{SEALED}",
        f"From: Example Hotline\n{SENT}{SEALED}",
        f"*Von:* Example Hotline\n{SENT}{SEALED}",
    ],
)
def test_our_report_that_a_program_quotes_sealed_is_nobodys_word(quoted: str) -> None:
    body = f"Received.\n\n{quoted}"

    assert sealed_words(body, body, OWN) == ()


@pytest.mark.parametrize(
    "quoted",
    [
        f"From: Lee Example\n{SENT}{SEALED}",
        f"From: Not Example Hotline\n{SENT}{SEALED}",
        f"Version: 1\n\n{SEALED}",
        f"From: Example Hotline\n{SENT}See below.\n\n{SEALED}",
        f"From: Example Hotline\n{SENT}{SEALED}\n{SEALED}",
    ],
)
def test_P7_a_sealed_message_of_anybody_else_is_asked_about(quoted: str) -> None:
    body = f"Received.\n\n{quoted}"

    assert sealed_words(body, body, OWN) == (BEGINS,)
