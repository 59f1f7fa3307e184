"""P7: a word of more than forty letters may be base64 that does not say so; a file's digest is none."""

import base64

import pytest

from tests.domain.test_plain_statements import said


@pytest.mark.parametrize(
    "line",
    [
        "SHA-256: 2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
        "SHA256 of the attachment: 2D711642B726B04401627CA9FBAC32F5C8530FB1903CC4DB02258717921A4881",
        "PGP-Key: 0x11F6AD8EC52A2984ABAAFD7C3B516503785C2072",
        "Barcode 123456789012345678901234567890123456789012345678",
        "Kriminaldirektion/Kriminalinspektion/Kommissariat21",
        "Polizeipräsidium/Kriminaldirektion/Kommissariat21/SG1",
        "AZ: ST/0012345/2026/LKA43/SG432/VORGANG0012345/2026",
    ],
)
def test_a_digest_a_number_or_a_units_name_beside_a_receipt_asks_nobody(line: str) -> None:
    assert said(f"Received.\n\n{line}\n\nLee Example\n").words == ("received",)


@pytest.mark.parametrize(
    "words",
    [
        "Please hold the notice until 20 March 2026.",
        "Παρακαλώ περιμένετε με την ειδοποίηση.",
        "Bitte warten Sie noch mit der Löschaufforderung.",
    ],
)
def test_P7_words_in_base64_beside_a_receipt_are_asked_about(words: str) -> None:
    coded = base64.encodebytes(words.encode()).decode()

    assert said(f"Received.\n\n{coded}\nLee Example\n").unclear
