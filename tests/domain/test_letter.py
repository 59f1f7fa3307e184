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
