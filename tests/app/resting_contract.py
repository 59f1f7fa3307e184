"""What every `ports.Resting` has to do; run on the fake and on the real ones by a subclass with fixtures.

`store` is a store that keeps cases at rest, empty; `again` gives the same one as a new process would find it.
Both follow from `opens` where a store outlives its process (`LastingContract`).
"""

from collections.abc import Callable, Iterator
from typing import Protocol

import pytest

from hotlined.app.ports import Resting, RestLine, Store
from hotlined.stores import Kept
from tests.app.store_contract import CASE, OTHER, noted, seen, step


class RestingStore(Store, Resting, Protocol):
    """Both."""


Again = Callable[[RestingStore], RestingStore]
BOTH = (CASE, OTHER)


class RestingContract:
    """The contract."""

    @pytest.fixture
    def two(self, store: RestingStore) -> RestingStore:
        """A store with two cases, both kept."""
        store.commit([step(CASE, 0, seen("a")), step(OTHER, 0, seen("b"))])
        store.rest({CASE: RestLine(1, "item 1 ä\u2028"), OTHER: RestLine(1, "[]")}, "now")
        return store

    def test_what_was_kept_is_there_at_the_next_start(self, two: RestingStore, again: Again) -> None:
        assert again(two).at_rest(BOTH, "now") == {CASE: "item 1 ä\u2028", OTHER: "[]"}

    def test_only_of_the_streams_that_are_asked_for(self, two: RestingStore, again: Again) -> None:
        assert again(two).at_rest([OTHER], "now") == {OTHER: "[]"}
        assert again(two).at_rest(["HL-2026-000010-0"], "now") == {}

    def test_not_at_another_edition(self, two: RestingStore, again: Again) -> None:
        assert again(two).at_rest(BOTH, "later") == {}
        assert again(two).at_rest(BOTH, "") == {}

    def test_not_of_a_stream_that_was_written_since(self, two: RestingStore, again: Again) -> None:
        two.commit([step(CASE, 1, noted("item 1"))])
        assert two.at_rest([CASE], "now") == {}
        assert set(again(two).at_rest(BOTH, "now")) == {OTHER}

    def test_nor_of_one_that_is_written_after_the_start(self, two: RestingStore, again: Again) -> None:
        store = again(two)
        store.commit([step(CASE, 1, noted("item 1"))])
        assert set(store.at_rest(BOTH, "now")) == {OTHER}
        assert set(again(store).at_rest(BOTH, "now")) == {OTHER}

    def test_kept_anew_it_counts_again(self, two: RestingStore, again: Again) -> None:
        two.commit([step(CASE, 1, noted("item 1"))])
        two.rest({CASE: RestLine(2, "second")}, "now")
        assert again(two).at_rest([CASE], "now") == {CASE: "second"}

    def test_nothing_is_kept_of_a_write_that_is_not_the_last(self, two: RestingStore, again: Again) -> None:
        two.commit([step(CASE, 1, noted("item 1"))])
        two.rest({CASE: RestLine(1, "of before"), OTHER: RestLine(2, "of a write that never was")}, "now")
        assert again(two).at_rest(BOTH, "now") == {}

    def test_none_keeps_none(self, two: RestingStore, again: Again) -> None:
        two.rest({CASE: None}, "now")
        assert set(again(two).at_rest(BOTH, "now")) == {OTHER}

    def test_nothing_is_kept_of_a_stream_that_is_not_there_or_is_archived(
        self, two: RestingStore, again: Again
    ) -> None:
        two.commit([step(CASE, 1, noted("item 1"), archive=True)])
        two.rest({CASE: RestLine(2, "closed"), "HL-2026-000010-0": RestLine(1, "never")}, "now")
        assert set(again(two).at_rest((*BOTH, "HL-2026-000010-0"), "now")) == {OTHER}

    def test_P14_nor_of_one_that_was_purged(self, two: RestingStore, again: Again) -> None:
        two.purge(CASE, ())
        assert two.remains(CASE, ()) == ()
        assert set(again(two).at_rest(BOTH, "now")) == {OTHER}

    def test_whoever_is_kept_is_found_and_loaded_as_before(self, two: RestingStore, again: Again) -> None:
        store = again(two)
        assert store.open_streams() == BOTH
        assert store.find("seen-id", "<a@example.org>") == (CASE,)
        assert store.find("mail", seen("b").mail) == (OTHER,)
        assert store.newest() == two.newest()
        assert store.next_serial(2026) == 10
        record = store.load(CASE)
        assert record is not None
        assert [entry.event for entry in record.entries] == [seen("a")]


class LastingContract(RestingContract):
    """The contract on a store that is opened again; `opens` opens it."""

    @pytest.fixture
    def store(self, opens: Callable[[], Kept]) -> Iterator[Kept]:
        """The first process."""
        self.opened = [opens()]
        yield self.opened[0]
        self.opened[-1].close()

    @pytest.fixture
    def again(self, opens: Callable[[], Kept]) -> Again:
        """The next one, which finds nothing to note."""

        def another(store: Kept) -> Kept:
            self.opened[-1].close()
            self.opened.append(opens())
            assert self.opened[-1].notes == ()
            return self.opened[-1]

        return another
