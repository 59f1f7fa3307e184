"""What every `ports.Common` has to do, for two daemons on one store; run on the fake and on the database.

A subclass gives the fixture `two`: two daemons, that a test calls by their names.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from hotlined.app.ports import Common, Grip, Store
from tests.app.store_contract import CASE, DESK, OTHER, noted, seen, step


@dataclass
class Near:
    """One daemon: the store as it writes it, and what it has in common with the other."""

    store: Store
    common: Common


@dataclass
class Two:
    """Two daemons."""

    one: Near
    two: Near


def took(near: Near, names: Sequence[str], grip: Grip | None = None) -> Grip:
    """What it has of these names."""
    return near.common.enter(names, grip or Grip())[0]


class CommonContract:
    """Locks, and news."""

    def test_what_one_has_another_does_not_get_until_it_is_given_back(self, two: Two) -> None:
        mine = took(two.one, [CASE])
        assert mine.whole
        assert not took(two.two, [CASE]).whole
        two.one.common.leave([CASE], mine)
        assert took(two.two, [CASE]).whole

    def test_other_names_are_free_meanwhile(self, two: Two) -> None:
        assert took(two.one, [CASE]).whole
        assert took(two.two, [DESK, OTHER]).whole

    def test_names_are_taken_in_their_order_up_to_one_that_is_taken_and_from_there_on(self, two: Two) -> None:
        theirs = took(two.one, [CASE])
        mine = took(two.two, ["A", CASE, "Z"])
        assert not mine.whole
        assert not took(two.one, ["A"]).whole  # taken
        rest = took(two.one, ["Z"])
        assert rest.whole  # not yet
        two.one.common.leave(["Z"], rest)
        two.one.common.leave([CASE], theirs)
        assert took(two.two, ["A", CASE, "Z"], mine).whole

    def test_what_was_taken_in_part_is_given_back_in_part(self, two: Two) -> None:
        assert took(two.one, [CASE]).whole
        part = took(two.two, ["A", CASE])
        two.two.common.leave(["A", CASE], part)
        assert took(two.one, ["A"]).whole
        assert not took(two.two, [CASE]).whole

    def test_who_needs_very_many_has_all_alone(self, two: Two) -> None:
        many = [f"HL-2026-{number:06d}-X" for number in range(10_000)]
        one = took(two.one, [CASE])
        assert not took(two.two, many).whole
        two.one.common.leave([CASE], one)
        theirs = took(two.two, many)
        assert theirs.whole
        assert not took(two.one, ["anything"]).whole
        two.two.common.leave(many, theirs)
        assert took(two.one, ["anything"]).whole

    def test_of_many_names_one_gets_those_that_nobody_else_has(self, two: Two) -> None:
        assert two.one.common.claim(["b"]) == {"b"}
        assert two.two.common.claim(["a", "b", "c"]) == {"a", "c"}
        assert two.one.common.claim(["a", "c"]) == frozenset()
        two.two.common.unclaim(["a", "b", "c"])
        assert two.one.common.claim(["a", "c"]) == {"a", "c"}
        assert two.two.common.claim(["b"]) == frozenset()

    def test_what_another_wrote_is_news_once_and_what_one_wrote_oneself_is_none(self, two: Two) -> None:
        two.one.store.commit([step(CASE, 0, noted("item 1")), step(DESK, 0, seen("a"))])
        assert two.one.common.news() == ()
        assert two.two.common.news() == tuple(sorted((CASE, DESK)))
        assert two.two.common.news() == ()
        two.one.store.commit([step(CASE, 1, noted("item 2"))])
        assert two.two.common.news() == (CASE,)

    def test_who_has_a_lock_knows_what_was_written_before(self, two: Two) -> None:
        mine = took(two.one, [CASE])
        two.one.store.commit([step(CASE, 0, noted("item 1"))])
        two.one.common.leave([CASE], mine)
        grip, fresh = two.two.common.enter([CASE], Grip())
        assert grip.whole
        assert fresh == (CASE,)

    def test_after_a_restore_numbers_go_on_above_what_the_mailboxes_say_and_again_after_each_case(
        self, two: Two
    ) -> None:
        """A number that was kept before is not taken up again, else each next case would want the same."""
        assert two.one.store.free_serial(2026, 0) == 1
        first, second = two.one.store.free_serial(2026, 100), two.two.store.free_serial(2026, 100)
        assert sorted((first, second)) == [101, 102]
        two.one.store.commit([step(f"HL-2026-{first:06d}-C", 0, noted("item 1"))])
        assert two.one.store.free_serial(2026, 100) == 103
        assert two.one.store.next_serial(2026) == first + 1

    def test_two_that_open_cases_keep_different_numbers_and_leave_none_out(self, two: Two) -> None:
        first, second = two.one.store.free_serial(2026, 0), two.two.store.free_serial(2026, 0)
        assert sorted((first, second)) == [1, 2]
        assert two.one.store.free_serial(2026, 0) == first
        two.one.store.commit([step(f"HL-2026-{first:06d}-C", 0, noted("item 1"))])
        assert two.one.store.free_serial(2026, 0) == 3
        assert two.two.store.free_serial(2026, 0) == second
        two.two.store.commit([step(f"HL-2026-{second:06d}-C", 0, noted("item 1"))])
        assert two.two.store.free_serial(2026, 0) == 4
