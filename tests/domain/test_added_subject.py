"""What somebody adds to our subject in a reply is his; our own words in it, whatever they say, are not."""

import pytest

from hotlined.domain.replies.added_subject import added, own_words
from hotlined.domain.tagging.tags import read_subject
from tests.look.rendered import TEMPLATES

OURS = TEMPLATES.subjects()


def behind(subject: str) -> str:
    return read_subject(f"Re: {subject}", prefix="HL", reply_prefixes=("Re",)).rest


@pytest.mark.parametrize(
    ("subject", "left"),
    [
        ("[HL-2026-000123-K] On hold", ""),
        ("[HL-2026-000123-K] On hold (H1)", ""),
        ("[HL-2026-000123-K] Hold ends 2026-03-09 10:00 EET (UTC+02:00)", ""),
        ("File 12, please wait [HL-2026-000123-K]", "File 12, please wait"),
        ("[HL-2026-000123-K] Reporting is over, wait", "Reporting is over, wait"),
    ],
)
def test_only_whole_words_of_ours_are_taken_off(subject: str, left: str) -> None:
    assert added(behind(subject), OURS) == left


def test_long_subjects_are_read_in_time() -> None:
    for text in ("1 " * 40_000, "Report " * 10_000, "(UTC" * 20_000, "- " * 40_000):
        added(text, OURS)
        own_words(text, OURS, ("Re", "AW"))
    own_words("x Re: " * 10_000, OURS, ("Re", "AW"))


@pytest.mark.parametrize(
    ("subject", "left"),
    [
        ("(Extern) Re: On hold", "(Extern)"),
        ("EXTERN: AW: Hold ends 2026-03-09 10:00 EET (UTC+02:00)", "EXTERN:"),
        ("(Extern) Re: Report, please wait", "(Extern) please wait"),
        ("Please wait. Re: Report", "Please wait."),
        ("Please wait, re: file 12", "Please wait, re: file 12"),
    ],
)
def test_what_a_gateway_puts_in_front_of_Re_does_not_make_our_words_the_writers(
    subject: str, left: str
) -> None:
    assert own_words(subject, OURS, ("Re", "AW")) == left
