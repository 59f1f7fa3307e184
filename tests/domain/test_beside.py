"""The HTML beside a plain text (I9, I10)."""

from hotlined.domain.text.beside import waiting_beside

OURS = "Please confirm receipt of this report by answering this mail. Do not wait for the notice."


def test_P7_a_hold_that_only_the_html_has_is_kept() -> None:
    assert waiting_beside("Received.", "Received.\nPlease wait\nwith the notice.") == "Please wait"


def test_what_the_plain_text_has_too_is_not_said_twice() -> None:
    wrapped = "Received. Please\nwait with the notice until Friday.\n\n> quoted"

    assert waiting_beside(wrapped, "Received. Please wait with the notice until Friday.") == ""
    assert waiting_beside("Received.", "Received, and thank you.") == ""
    assert waiting_beside("Received.", "") == ""


def test_our_own_words_in_the_quote_of_the_html_ask_for_nothing() -> None:
    html = f"Received.\n\nHotline wrote:\n\n> {OURS}"

    assert waiting_beside("Received.", html, ours=(OURS,)) == ""
