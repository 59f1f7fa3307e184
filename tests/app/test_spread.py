"""Whose each sender's mails are, where several daemons share them (docs/decisions/sharing.md)."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from hotlined.app.spread import EVEN, in_line, spread

THREE = ("one", "two", "three")


def loads(senders: list[str], workers: tuple[str, ...] = THREE) -> Counter[str]:
    plan = spread(senders, workers)
    return Counter(plan[sender] for sender in senders)


def test_a_few_mails_are_the_first_ones_in_line_however_uneven_that_is() -> None:
    senders = [f"{number}@example.com" for number in range(EVEN)]
    plan = spread(senders, THREE)
    assert all(plan[sender] == in_line(sender, THREE)[0] for sender in senders)


def test_of_a_burst_of_many_senders_each_worker_has_as_many_mails_as_the_others() -> None:
    for burst in range(20):
        senders = [f"{burst}-{number % 60}@example.com" for number in range(90)]
        assert max(loads(senders).values()) <= 31, burst


def test_a_sender_with_more_than_one_part_of_a_burst_is_one_workers_and_the_others_have_the_rest() -> None:
    senders = ["form@example.com"] * 60 + [f"{number}@example.com" for number in range(30)]
    plan = spread(senders, THREE)
    assert all(plan[sender] != plan["form@example.com"] for sender in senders[60:])
    assert max(count for one, count in loads(senders).items() if one != plan["form@example.com"]) <= 30


def test_most_of_a_burst_stays_with_the_first_in_line() -> None:
    senders = [f"{number}@example.com" for number in range(300)]
    plan = spread(senders, THREE)
    assert sum(plan[sender] == in_line(sender, THREE)[0] for sender in senders) > 270


@given(st.lists(st.sampled_from("abcdefghij"), max_size=200), st.sets(st.sampled_from("vwxyz"), min_size=1))
def test_each_sender_is_one_workers_and_all_who_see_the_same_plan_the_same(
    senders: list[str], workers: set[str]
) -> None:
    plan = spread(senders, sorted(workers))
    assert plan.keys() == {*senders}
    assert {*plan.values()} <= workers
    assert plan == spread(senders, sorted(workers, reverse=True))
