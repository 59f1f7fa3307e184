"""Stretches of known text are found as by looking for each line in the whole of it, only sooner."""

from hypothesis import example, given
from hypothesis import strategies as st

from hotlined.domain.text.own_words import stretches

FEW = st.text(alphabet="abc", max_size=9)


def looked_for_in_all(lines: list[str], known: str) -> list[int]:
    """For each line the length of the run that it belongs to, each begun where the one before ends."""
    lengths, number = [0] * len(lines), 0
    while number < len(lines):
        places = [at for at in range(len(known)) if lines[number] and known.startswith(lines[number], at)]
        longest, after = 0, number + 1
        for place in places[:4]:
            at, last = place, number
            while last < len(lines) and known.startswith(lines[last], at):
                at, last = at + len(lines[last]), last + 1
            if at - place > longest:
                longest, after = at - place, last
        lengths[number:after] = [longest] * (after - number)
        number = after
    return lengths


@given(st.lists(FEW, max_size=8), st.text(alphabet="abc", max_size=60))
@example(["aab", "c"], "abaabc")  # its rarest piece stands nearer to the beginning than in the line
@example(["bca"], "ca" + "abc" * 3)
def test_the_runs_are_those_of_a_search_through_all(lines: list[str], known: str) -> None:
    assert stretches(lines, [known]) == looked_for_in_all(lines, known)


@given(st.integers(0, 40), st.integers(6, 30), st.integers(3, 9))
def test_a_known_text_is_known_however_it_is_wrapped(begin: int, length: int, width: int) -> None:
    """But a first line of one or two letters stands at more places than are tried."""
    known = "please confirm receipt of this report by answering this mail"
    part = known[begin : begin + length].replace(" ", "")
    wrapped = [part[at : at + width] for at in range(0, len(part), width)]
    assert stretches(wrapped, [known]) == [len(part)] * len(wrapped)
