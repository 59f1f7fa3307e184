"""New text and quoted text: a hold is never dropped, our own words are nobody's receipt (threats G6, I10)."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotlined.domain.newtext import new_text

CORPUS = Path(__file__).parents[1] / "corpus" / "reply"
HOLD = "please hold the notice"
OURS = (
    "Dear colleagues,\n\nplease confirm receipt of this report by answering this mail. The notice to the\n"
    "provider leaves tomorrow at ten unless you ask us to wait.\n\nhold\nreceived\n\nThe hotline"
)


def rows() -> list[Any]:
    labels = json.loads((CORPUS / "labels.json").read_text("utf-8"))["labels"]
    return [pytest.param((CORPUS / row["file"]).read_text("utf-8"), row, id=row["file"]) for row in labels]


def squeeze(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(("body", "row"), rows())
def test_each_reply_of_our_corpus_is_cut_exactly_for_receipts(body: str, row: dict[str, Any]) -> None:
    assert squeeze(new_text(body).for_receipts) == squeeze(row["new_text"])


@pytest.mark.parametrize(("body", "row"), rows())
def test_a_hold_at_any_place_of_the_new_text_is_kept(body: str, row: dict[str, Any]) -> None:
    lines = body.splitlines()
    new = {squeeze(line) for line in row["new_text"].splitlines() if line.strip()}
    places = {n + d for n, line in enumerate(lines) if squeeze(line) in new for d in (0, 1)}

    assert places
    for place in places:
        changed = "\n".join([*lines[:place], HOLD, *lines[place:]])
        assert HOLD in new_text(changed, ours=(row["elided"],)).for_holds


@pytest.mark.parametrize(("body", "row"), rows())
def test_our_own_text_is_gone_from_both_views_where_it_is_known(body: str, row: dict[str, Any]) -> None:
    found = new_text(body, ours=(row["elided"],))

    for line in row["elided"].splitlines():
        assert line not in found.for_holds
        assert line not in found.for_receipts


def test_an_answer_between_unmarked_quoted_lines_is_a_hold_but_no_receipt() -> None:
    body = (
        f"Von: Hotline\nGesendet: 3.2.2025 10:00\nAn: Desk\nBetreff: x\n\nPlease confirm receipt.\n{HOLD}\n"
    )
    found = new_text(body)

    assert HOLD in found.for_holds
    assert HOLD not in found.for_receipts


def test_our_text_is_found_however_it_is_wrapped_and_without_marks() -> None:
    wrapped = squeeze(OURS)
    body = "Ok.\n\n" + "\n".join(wrapped[at : at + 30] for at in range(0, len(wrapped), 30))

    assert new_text(body, ours=(OURS,)).for_holds == "Ok."


@pytest.mark.parametrize("word", ["hold", "received", "HOLD"])
def test_a_short_answer_is_new_even_where_our_mail_has_the_word(word: str) -> None:
    found = new_text(f"{word}\n\n" + "".join(f"> {line}\n" for line in OURS.splitlines()), ours=(OURS,))

    assert found.for_receipts == word


def test_a_line_of_our_own_mail_is_nobodys_receipt_without_a_mark() -> None:
    line = "please confirm receipt of this report by answering this mail."

    assert line not in new_text(f"See below.\n{line}", ours=(OURS,)).for_receipts


def test_text_below_marked_quotes_is_new() -> None:
    found = new_text("On 3 Feb 2025 10:00, Hotline wrote:\n> a\n> b\n\nReceived.\n")

    assert found.for_receipts == "Received."


def test_a_line_squeezed_between_quoted_ones_is_doubtful() -> None:
    found = new_text("> a long quoted line that was\nwrapped\n> and goes on\n\nReceived.")

    assert (found.for_receipts, "wrapped" in found.for_holds) == ("Received.", True)


def test_one_of_our_addresses_makes_an_attribution_without_a_date() -> None:
    body = "Received.\n\nHotline (lea@hotline.example.org) :\nPlease confirm."

    assert new_text(body, own_addresses=("lea@hotline.example.org",)).for_receipts == "Received."


def test_form_lines_and_times_are_not_taken_for_headers_or_attributions() -> None:
    body = (
        "URL: item 1\nDate: 3.2.2025 10:00\nHost: example.com\n"
        "Seen at 10:30, write to x@example.com:\nPlease hold."
    )

    assert new_text(body).for_receipts == body


def test_a_signature_and_a_phones_line_are_doubtful() -> None:
    found = new_text("Received.\n\nSent from my iPhone\n-- \nOfficer One")

    assert found.for_receipts == "Received."
    assert "Officer One" in found.for_holds


def test_a_mail_of_nothing_but_quoted_lines_is_doubtful() -> None:
    found = new_text(f"> {HOLD}")

    assert (found.certain, HOLD in found.for_holds) == ("", True)


def test_certain_and_doubtful_lines_keep_their_order_for_holds() -> None:
    found = new_text("one\n\nOn 3 Feb 2025 10:00, H wrote:\n> q\n\ntwo\n")

    assert found.for_holds.index("one") < found.for_holds.index("wrote") < found.for_holds.index("two")


LINES = st.sampled_from(
    ["> q", "a", "", "From: x", "To: y", "wrote:", "-- ", "On 3.2.2025 x wrote:", "_" * 20]
)


@given(st.lists(LINES), st.integers(0, 30))
def test_a_hold_outside_quotes_is_never_dropped_wherever_it_stands(lines: list[str], place: int) -> None:
    body = "\n".join([*lines[:place], HOLD, *lines[place:]])

    assert HOLD in new_text(body, ours=(OURS,)).for_holds


@given(st.text(max_size=400), st.text(max_size=200))
def test_no_text_raises_and_nothing_is_invented(body: str, ours: str) -> None:
    found = new_text(body, ours=(ours,), own_addresses=("a@example.org",))

    assert len(found.for_holds) <= len(body)


@pytest.mark.parametrize(
    "body",
    ["On 3 Feb 2025 10:00 x <\n" * 40_000, "wrote: 2025\n" * 40_000, "From: x\n" * 40_000, "a:" * 300_000,
     "> x\ny\n" * 50_000, "_" * 300_000, "a\n" * 100_000],
    ids=["attributions", "wrote", "labels", "colons", "quotes", "ruler", "lines"],
)  # fmt: skip
def test_a_text_made_to_stall_is_read_in_time(body: str) -> None:
    begin = time.process_time()

    new_text(body, ours=(OURS * 500, "a" * 100_000))

    assert time.process_time() - begin < 2.5
