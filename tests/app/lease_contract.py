"""What every `lease.Lease` has to do, with the store that is written under it; on the fake and the database.

A subclass gives the fixture `site`: a site whose daemons a test makes, and whose time it lets pass.
"""

from typing import Protocol

import pytest

from hotlined.app.lease import Lease
from hotlined.app.ports import Common, Crew, Store, Temporary
from tests.app.common_contract import Near, took
from tests.app.store_contract import CASE, DESK, noted, seen, step


class Placed(Protocol):
    """A daemon: its lease, which nobody has taken yet, and what it does under it."""

    @property
    def lease(self) -> Lease: ...
    @property
    def store(self) -> Store: ...
    @property
    def common(self) -> Common: ...


class Site(Protocol):
    """One store."""

    def first(self, name: str) -> Placed:
        """A daemon that wants the site's lease."""

    def beside(self, name: str) -> Placed:
        """One that works beside the first."""

    def ended(self, name: str) -> None:
        """So much time passes that the lease of this daemon is over, and nobody else's."""


class LeaseContract:
    """Who has a lease writes, and nobody else."""

    def test_one_has_it_and_another_is_told_who(self, site: Site) -> None:
        one, two = site.first("one"), site.first("two")
        assert one.lease.take() is None
        other = two.lease.take()
        assert other is not None
        assert (other.holder, other.ready) == ("one", False)
        assert other.left > 0
        one.lease.open_to_others()
        other = two.lease.take()
        assert other is not None
        assert other.ready

    def test_whoever_has_it_may_renew_it_and_write(self, site: Site) -> None:
        one = site.first("one")
        assert one.lease.take() is None
        one.lease.renew()
        assert one.lease.confirm()
        assert one.lease.holds()
        assert one.lease.left() > one.lease.every > 0
        one.store.commit([step(CASE, 0, noted("item 1"))])

    def test_P2_once_it_is_anothers_the_one_before_writes_nothing_and_has_no_locks(self, site: Site) -> None:
        one, two = site.first("one"), site.first("two")
        assert one.lease.take() is None
        one.lease.open_to_others()
        assert took(Near(one.store, one.common), [CASE]).whole
        site.ended("one")
        assert two.lease.take() is None
        assert two.common.crew().first == ""  # nobody works beside it before it has looked at the record, too
        for late in (one.lease.renew, lambda: one.store.commit([step(CASE, 0, noted("item 1"))])):
            with pytest.raises(Temporary, match="taken over"):
                late()
        assert not one.lease.confirm()
        assert not one.lease.holds()
        near = Near(two.store, two.common)
        site_has_ended(near)
        two.store.commit([step(CASE, 0, noted("item 1"))])
        with pytest.raises(Temporary, match="taken over"):
            one.lease.open_to_others()

    def test_what_is_given_back_is_anothers_at_once(self, site: Site) -> None:
        one, two = site.first("one"), site.first("two")
        assert one.lease.take() is None
        one.lease.give_back()
        assert two.lease.take() is None
        with pytest.raises(Temporary):
            one.store.commit([step(CASE, 0, noted("item 1"))])

    def test_who_works_is_the_first_once_it_has_opened_and_whoever_is_beside_it(self, site: Site) -> None:
        one, two = site.first("one"), site.beside("two")
        assert one.lease.take() is None
        assert two.lease.take() is None
        assert two.common.crew() == Crew("", frozenset({"two"}))
        one.lease.open_to_others()
        assert two.common.crew() == Crew("one", frozenset({"two"}))
        assert two.common.works("one")
        two.store.commit([step(DESK, 0, seen("a"))])
        two.lease.give_back()
        assert one.common.crew() == Crew("one", frozenset())
        assert not one.common.works("two")

    def test_one_beside_whose_time_is_over_is_taken_away_with_its_locks(self, site: Site) -> None:
        one, two = site.first("one"), site.beside("two")
        assert one.lease.take() is None
        one.lease.open_to_others()
        assert two.lease.take() is None
        assert took(Near(two.store, two.common), [CASE]).whole
        assert not took(Near(one.store, one.common), [CASE]).whole
        site.ended("two")
        assert one.common.works("two")
        assert one.common.crew() == Crew("one", frozenset())
        assert not one.common.works("two")
        site_has_ended(Near(one.store, one.common))
        with pytest.raises(Temporary, match="taken over"):
            two.store.commit([step(CASE, 0, noted("item 1"))])

    def test_a_number_that_one_kept_that_is_gone_goes_to_the_next(self, site: Site) -> None:
        one, two = site.first("one"), site.beside("two")
        assert one.lease.take() is None
        assert two.lease.take() is None
        assert two.store.free_serial(2026, 0) == 1
        assert one.store.free_serial(2026, 0) == 2
        site.ended("two")
        one.common.crew()
        one.store.commit([step("HL-2026-000002-A", 0, noted("item 1"))])
        assert one.store.free_serial(2026, 0) == 1


def site_has_ended(near: Near) -> None:
    """The locks of another are free soon: a session ends in its own time."""
    for _ in range(100_000):
        if took(near, [CASE]).whole:
            return
    raise AssertionError("the locks of a daemon that is gone are not free")
