"""The parts of a letter are found in time, whatever somebody writes."""

import time

import pytest

from hotlined.domain.replies.letter import sentences


@pytest.mark.parametrize("piece", ["Insp. ", "no. ", "Det. Insp. ", "wait. ", "? "])
def test_P7_a_row_of_short_words_is_read_in_time(piece: str) -> None:
    """200,000 characters are read of a mail; of these "Insp." a tenth took 19 seconds."""
    begin = time.process_time()

    assert len(list(sentences(piece * (20_000 // len(piece))))) > 1
    assert time.process_time() - begin < 2


def test_a_rank_that_is_written_short_ends_no_sentence() -> None:
    text = "Assigned to Det. Insp. Lee Example. Please wait."

    assert [one.text for one in sentences(text)] == ["Assigned to Det. Insp. Lee Example.", "Please wait."]


def test_P5_a_line_of_a_quoted_form_is_a_sentence_of_its_own() -> None:
    """Read with the line above, the "no" of one question denied a deed that another line names."""
    form = (
        "> Contact person for this report:  Example Hotline\n"
        "> Urgent (imminent danger):        No\n"
        ">   Notice to the provider? No"
    )

    assert [one.text for one in sentences(form)] == [
        "> Contact person for this report:  Example Hotline",
        "> Urgent (imminent danger):        No",
        ">   Notice to the provider?",
        "No",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "> please do not tell anybody about this, not even\n> the provider until we say so",
        "> bitte informieren Sie bis zum Abschluss der\n> Durchsuchung auf keinen Fall den Anbieter",
        "> we ask you not to do anything about this for now,\n> at 12:30: they are being searched",
        "> bitte schicken Sie wegen unserer noch laufenden\n> Ermittlungen nichts: er ist verdächtig",
        "> Note: please do not do anything about this until\n> we have called you: the provider is a suspect",
    ],
)
def test_P5_a_quoted_sentence_goes_on_in_the_next_line(text: str) -> None:
    assert len(list(sentences(text))) == 1
