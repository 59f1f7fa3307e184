"""The keywords of filed mails: few, short, and no word of anybody's mail."""

import re

import pytest

from hotlined.domain.values.folders import LONGEST, Folder, keywords

CASES = ("HL-2026-000001-C", "HL-2026-000002-A", "HL-2026-000003-8", "HL-2026-000004-6")


def test_in_quarantine_the_reason_is_a_keyword_and_elsewhere_the_folder_says_it() -> None:
    reason = "from nobody we know"
    assert keywords(Folder.STRANGERS, "human", reason) == (
        "$Hotlined",
        "$hl-human",
        "$hl-from-nobody-we-know",
    )
    assert keywords(Folder.REFUSED, "human", "line 7: https://example.com/1") == ("$Hotlined", "$hl-human")


@pytest.mark.parametrize(
    "reason",
    ["a" * 200, "commands must be signed with a key that the hotline knows", 'x"\r\nA1 DELETE', "ÄÖ", ""],
)
def test_a_keyword_is_a_short_atom_whatever_the_reason(reason: str) -> None:
    for word in keywords("Quarantine/unproven", "human", reason, CASES):
        assert re.fullmatch(r"[A-Za-z0-9$-]+", word)
        assert len(word) <= LONGEST


def test_numbers_make_no_new_keyword() -> None:
    first, second = (keywords(Folder.POISON, "unreadable", f"stumbled {n} times") for n in (3, 4))
    assert first == second


def test_a_mail_names_its_cases_but_no_desk_day_and_not_a_list_of_them() -> None:
    words = keywords(Folder.LEA, "human", "a reply of the LEA", ("desk-2026-03-02", *CASES, CASES[0]))
    assert words == ("$Hotlined", "$hl-human", *CASES[:3])
