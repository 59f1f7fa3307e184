"""The HTML beside a plain text (I9, I10)."""

from time import process_time

from hotlined.domain.text.beside import repeats, said_otherwise, waiting_beside

OURS = "Please confirm receipt of this report by answering this mail. Do not wait for the notice."


def test_P7_a_hold_that_only_the_html_has_is_kept() -> None:
    assert waiting_beside("Received.", "Received.\nPlease wait\nwith the notice.") == "Please wait"


def test_what_the_plain_text_has_too_is_not_said_twice() -> None:
    wrapped = "Received. Please\nwait with the notice until Friday.\n\n> quoted"

    assert waiting_beside(wrapped, "Received. Please wait with the notice until Friday.") == ""
    assert waiting_beside("Received.", "Received, and thank you.") == ""
    assert waiting_beside("Received.", "") == ""


def test_P5_words_of_waiting_that_end_a_sentence_of_the_text_are_others_there() -> None:
    text = "Received. You need not wait\nwith the notice."

    assert waiting_beside(text, "Received.\n\nWait with the notice.") == "Wait with the notice."
    assert waiting_beside(text, "Received.\n\nYou need not wait with the notice.") == ""
    assert waiting_beside("Received, wait with\nit.", "Received,\n\nwait with it.") == ""


def test_our_own_words_in_the_quote_of_the_html_ask_for_nothing() -> None:
    html = f"Received.\n\nHotline wrote:\n\n> {OURS}"

    assert waiting_beside("Received.", html, ours=(OURS,)) == ""


def test_html_that_is_wrapped_otherwise_or_has_no_words_says_the_same() -> None:
    told = "The content has\nbeen removed - thank you."

    assert said_otherwise(told, "The content has been removed \u2013 thank you.") == ""
    assert said_otherwise(told, f"The content has been removed. Thank you!\n\n> {OURS}", ours=(OURS,)) == ""
    assert said_otherwise(told, "\n \n") == ""
    assert said_otherwise(told, "The content has not been removed.") == "The content has not been removed."


def test_a_footer_of_the_html_leaves_each_sentence_of_the_text_in_it() -> None:
    html = "Received the\nreport, thank you!\n\nLee\n\nExample Police, 1 Example Street"

    assert repeats("Received the report, thank you.\n\nLee", html)
    assert not repeats("Received the report, thank you.", "We have not received the report, thank you.")
    assert not repeats("Received the report. Thank you.", "Received the report.")


def test_lines_that_are_paragraphs_of_the_html_are_in_it() -> None:
    text = "Received the report.\n\nYours,\nLee Sample\n+372 555 0101"
    html = "Received the report.\n\nYours,\n\nLee Sample\n\n+372 555 0101\nPlease print nothing.\n\nThanks"

    assert repeats(text, html)
    assert repeats("[RECEIVED]\n[HOLD:2w]\n\nThanks", "From outside!\n\n[RECEIVED]\n\n[HOLD:2w]\n\nThanks")
    assert not repeats(text, html.replace("Sample", "Example"))
    assert not repeats(text, html.replace("Received", "We have not\nreceived"))
    assert not repeats("Received", "Received by nobody.")


def test_many_paragraphs_take_no_long_time() -> None:
    """Each of 250,000 places where the sentence may begin, and none where it ends."""
    begin = process_time()

    assert not repeats("a" * 999 + "b\n\n" + "a" * 100_000 + "b", "a.\n\n" * 250_000)
    assert process_time() - begin < 10
