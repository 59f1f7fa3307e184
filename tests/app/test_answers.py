"""Answers as providers, analysts and officers write them come to what a careful clerk would make of them."""

import pytest

from tests.support.answer_set import Answer, answers, come_to, is_right


@pytest.mark.parametrize("answer", list(answers()), ids=lambda one: one.name)
def test_P7_an_answer_is_understood_or_asked_about(answer: Answer) -> None:
    done, state = come_to(answer)

    assert is_right(answer, done, state), (answer.label, sorted(done), state)
