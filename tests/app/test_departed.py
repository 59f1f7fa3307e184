"""The departures kept by brake say at each moment what the whole of them would say (P12)."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hotlined.app.departed import Departed
from hotlined.domain.cases.brake import LOOK_BACK, Departure, brake
from hotlined.domain.hotline.site import Agreement
from hotlined.domain.mail.message import Party
from tests.support.mails_in import T0
from tests.support.site import make_site

AGREEMENT: Agreement = replace(
    make_site().agreement, storm_brake=6, storm_brake_recipient=4, storm_brake_notices=3
)
KINDS = (
    ("done", Party.ANALYST, "Ann"), ("done", Party.ANALYST, "Ben"), ("ntd", Party.PROVIDER, "a@b.example"),
    ("hold-state", Party.LEA, "national"), ("annex-i", Party.LEA, "national"),
)  # fmt: skip

# Minutes that pass, a kind of mail, which mail it is, and whether it counts or does not any more.
steps = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.sampled_from(KINDS),
        st.integers(0, 12),
        st.sampled_from(("put", "put", "drop")),
    ),
    max_size=60,
)


@given(steps, st.none() | st.integers(0, 300))
def test_P12_what_is_kept_says_the_same_as_the_whole_record(
    taken: list[tuple[int, tuple[str, Party, str], int, str]], released: int | None
) -> None:
    kept, whole, now = Departed(), {}, T0
    after = None if released is None else T0 + timedelta(minutes=released)
    for minutes, (kind, party, to_id), number, what in taken:
        now += timedelta(minutes=minutes)
        name = f"{kind} {to_id} {number}"
        if what == "put":
            whole[name] = Departure(now, kind, party, to_id)
            kept.put(name, whole[name], AGREEMENT)
        else:
            whole.pop(name, None)
            kept.drop(name)
        assert kept.brake(AGREEMENT, now, after=after).on == _plain(whole, now, after)


def _plain(whole: dict[str, Departure], now: datetime, after: datetime | None) -> dict[str, datetime]:
    late = [one for one in whole.values() if now - LOOK_BACK < one.at]
    return brake((one for one in late if after is None or one.at >= after), AGREEMENT, now).on


def test_P12_a_mail_that_is_tried_again_counts_from_its_last_attempt() -> None:
    kept = Departed()
    for number in range(3):
        kept.put(f"{number}", Departure(T0, "ntd", Party.PROVIDER, "a@b.example"), AGREEMENT)
    again = T0 + LOOK_BACK - timedelta(minutes=1)
    for number in range(3):
        kept.put(f"{number}", Departure(again, "ntd", Party.PROVIDER, "a@b.example"), AGREEMENT)
    assert kept.brake(AGREEMENT, T0 + LOOK_BACK, after=None).on == {"notices": again}


def test_C1_what_left_by_a_clock_that_was_set_back_since_does_not_count() -> None:
    kept = Departed()
    for number in range(5):
        kept.put(f"{number}", Departure(T0, "ntd", Party.PROVIDER, "a@b.example"), AGREEMENT)
    assert kept.brake(AGREEMENT, T0, after=None).on
    assert kept.brake(AGREEMENT, T0 - timedelta(hours=1), after=None).on == {}
    assert kept.brake(AGREEMENT, T0 + timedelta(minutes=1), after=None).on == {}


def test_P12_a_brake_costs_no_look_at_the_mails_while_they_are_too_few_for_it() -> None:
    """It is asked after each of thousands of mails; a pass over all of them each time would be felt."""
    asked = 0

    class Counted(Departure):
        def __getattribute__(self, name: str) -> object:
            nonlocal asked
            asked += 1
            return super().__getattribute__(name)

    kept, many = Departed(), replace(AGREEMENT, storm_brake_notices=100_000)
    for number in range(2_000):
        kept.put(f"{number}", Counted(T0, "ntd", Party.PROVIDER, "a@b.example"), many)
        kept.brake(many, T0, after=None)
    assert asked < 2_000 * 40
